//! Outlets that words name or describe: "CNN's Bo Oru", "the Interfax news agency", "state TV".

use std::ops::Range;

use super::discourse::Discourse;
use super::mention::MentionResolver;
use super::names::NameRun;
use super::word_forms::reads_as_adjective;
use crate::domain::{Identity, Party, SourceKind};
use crate::extract::lexicon;
use crate::extract::tokens::TokenKind;
use crate::registry::Entry;

/// The most tokens of what an outlet is, between commas behind its name.
const APPOSITION: usize = 10;

impl MentionResolver<'_> {
    /// The outlets that the words name: "CNN", "CNN's Bo Oru", "the Reuters news agency", "state TV".
    pub(super) fn outlets(&self, tokens: Range<usize>, discourse: &Discourse) -> Vec<Party> {
        let named = tokens.clone().any(|at| self.names.capital(at));
        let last = self.lower(tokens.end - 1);
        // "state TV", "public radio", "the paper"; not "a train station".
        let one = last.strip_suffix("ies").map(|stem| format!("{stem}y"));
        let one = one.as_deref().or(last.strip_suffix('s')).unwrap_or(last);
        let outlet = tokens.len() >= 2 && (lexicon::is_unnamed_outlet(last) || lexicon::is_unnamed_outlet(one));
        if !named && !outlet {
            return Vec::new();
        }
        let mut found = self.parties(tokens.clone(), discourse);
        found.retain(|party| party.kind == SourceKind::Media && (outlet || party.identity != Identity::Article));
        // "State TV" is not called "TV".
        found.retain(|party| !outlet || party.name.to_lowercase() != last);
        if found.is_empty() {
            let first = self.names.runs.partition_point(|run| run.tokens.start < tokens.start);
            let run = self.names.runs.get(first).filter(|run| run.tokens.end <= tokens.end);
            let entry = run.and_then(|run| self.names.registry.by_name(&self.names.words(run.tokens.clone())));
            let words = Some(self.names.words(tokens.clone()));
            found.extend(entry.filter(|entry| entry.kind == SourceKind::Media).map(|entry| entry.party(words.clone())));
            if found.is_empty() && named && lexicon::is_programme(last) && self.names.capital(tokens.end - 2) {
                let name = self.strip(tokens.start..tokens.end - 1);
                found.push(Party {
                    name: self.names.words(name),
                    kind: SourceKind::Media,
                    role: None,
                    mention: words,
                    identity: Identity::Name,
                });
            } else if found.is_empty() && outlet && tokens.len() <= 4 {
                let name = self.names.words(self.strip(tokens));
                let kind = SourceKind::Media;
                found.push(Party { name, kind, role: None, mention: words, identity: Identity::Article });
            }
        }
        found
    }

    /// "the paper", "the outlet": the one that the article names last before, of that kind as far as the registry tells.
    pub(super) fn taken_up_outlet(&self, tokens: &Range<usize>) -> Option<Party> {
        // "Told the paper of his fear".
        let end = (tokens.start + 1..tokens.end).find(|&at| lexicon::is_preposition(self.lower(at)));
        let tokens = &(tokens.start..end.unwrap_or(tokens.end));
        let noun = self.lower(tokens.end - 1);
        let agency = noun == "agency";
        let bare = tokens.len() == 2 || tokens.len() == 3 && self.lower(tokens.start + 1) == "news";
        let general = lexicon::is_general_outlet(noun) || matches!(noun, "agency" | "network" | "station" | "channel");
        if !bare || !general || self.lower(tokens.start) != "the" || self.names.capital(tokens.end - 1) {
            return None;
        }
        let before = self.names.runs.partition_point(|run| run.tokens.start < tokens.start);
        let printed = matches!(noun, "paper" | "newspaper" | "daily" | "tabloid" | "weekly" | "magazine");
        let fits = |party: &Party| {
            let is_agency = self.names.registry.agency(&party.name).is_some();
            (!agency || is_agency) && !(printed && is_agency)
        };
        let mention = self.names.words(tokens.clone());
        let named = |run: &NameRun| self.outlet_of_run(run, &mention);
        self.names.runs[..before].iter().rev().filter_map(named).find(fits)
    }

    /// The outlet that a run names, with "the" before it or without: one of the registry, else one whose name ends in a
    /// word for outlets.
    fn outlet_of_run(&self, run: &NameRun, mention: &str) -> Option<Party> {
        let name = self.names.words(run.tokens.clone());
        let registry = self.names.registry;
        let definite = run.tokens.start > 0 && self.lower(run.tokens.start - 1) == "the";
        let found = registry.by_name(&name).or_else(|| registry.by_name(&format!("The {name}")).filter(|_| definite));
        if let Some(found) = found {
            return (found.kind == SourceKind::Media).then(|| found.party(Some(mention.to_owned())));
        }
        // "The pro-Vellian RT network".
        let suffix = registry.by_name(&self.names.words(run.tokens.end - 1..run.tokens.end));
        if let Some(found) = suffix.filter(|found| found.kind == SourceKind::Media && run.tokens.len() == 2) {
            return Some(found.party(Some(mention.to_owned())));
        }
        let last = self.lower(run.tokens.end - 1);
        let noun = lexicon::is_outlet_noun(last) && !lexicon::is_body_noun(last) && last != "media";
        let outlet = noun && (definite || run.parts.len() > 1) && !self.names.is_person(run);
        let mention = Some(mention.to_owned());
        outlet.then_some(Party { name, kind: SourceKind::Media, role: None, mention, identity: Identity::Name })
    }

    /// "BBC News Vell", "the Hollin Morning News", "the Vell-based Radio Nine": the whole name of an outlet, where the
    /// registry knows it or its beginning, or a word of it is one for outlets.
    pub(super) fn named_outlet(&self, tokens: &Range<usize>) -> Option<Party> {
        let based = |at: usize| self.lower(at).ends_with("-based");
        let start = tokens.clone().find(|&at| self.names.capital(at) && !based(at) && self.lower(at) != "the")?;
        let in_name = |at: &usize| {
            let token = &self.document.tokens[*at];
            token.capital || token.kind == TokenKind::Number || matches!(self.lower(*at), "&" | "of")
        };
        let mut end = (start..tokens.end).take_while(in_name).last()? + 1;
        while end > start + 1 && !self.names.capital(end - 1) && self.document.tokens[end - 1].kind != TokenKind::Number
        {
            end -= 1;
        }
        let introduces = |at: usize| {
            let word = self.lower(at);
            based(at)
                || lexicon::is_determiner(word)
                || lexicon::is_outlet_modifier(word)
                || self.names.registry.by_adjective(&self.names.words(at..at + 1)).is_some()
        };
        if !(tokens.start..start).all(introduces) {
            return None;
        }
        let registry = self.names.registry;
        let media = |entry: &&Entry| entry.kind == SourceKind::Media;
        // "The US Vellmax TV".
        let state = end > start + 1 && matches!(self.lower(start), "us" | "uk" | "u.s" | "u.s.");
        let known = |start: usize| registry.by_name(&self.names.words(start..end)).as_ref().is_some_and(media);
        let start = start + usize::from(state && !known(start) && known(start + 1));
        let name = self.names.words(start..end);
        let mention = Some(self.names.words(tokens.clone()));
        let article = (start > tokens.start && self.lower(start - 1) == "the").then(|| format!("The {name}"));
        if let Some(entry) = article.and_then(|name| registry.by_name(&name)).or_else(|| registry.by_name(&name)) {
            return Some(entry).filter(media).map(|entry| entry.party(mention));
        }
        // "Told Vellian TV": no name.
        let adjective = registry.by_adjective(&self.names.words(start..start + 1)).is_some();
        if adjective && end > start + 1 && (start + 1..end).all(|at| lexicon::is_outlet_noun(self.lower(at))) {
            return None;
        }
        let owned = self.document.tokens.get(end).is_some_and(|next| next.kind == TokenKind::Possessive);
        let run = self.run_at_end(&(start..end)).filter(|run| self.names.is_person(run));
        let person = run.is_some_and(|run| run.tokens.start == start || lexicon::is_given_name(&run.parts[0]));
        // "Told The Vellian": an article with a capital is part of a name.
        let title = start > tokens.start && self.names.capital(start - 1) && self.lower(start - 1) == "the";
        if owned || person || end - start < 2 && !title {
            return None;
        }
        let known = |end: usize| registry.by_name(&self.names.words(start..end)).filter(media);
        // "The Vellwave TV channel" of "Vellwave".
        if let Some(entry) = known(end - 1).filter(|_| self.lower(end - 1) == "tv") {
            return Some(entry.party(mention));
        }
        let begins = (start + 1..end).any(|end| known(end).is_some());
        let body =
            (start..end).any(|at| lexicon::is_body_noun(self.lower(at)) && !lexicon::is_outlet_noun(self.lower(at)));
        let noun = |at: usize| lexicon::is_outlet_noun(self.lower(at)) && !lexicon::is_body_noun(self.lower(at));
        let outlet = begins || !body && (title || (start..end).any(noun));
        let name = if title { format!("The {name}") } else { name };
        outlet.then_some(Party { name, kind: SourceKind::Media, role: None, mention, identity: Identity::Name })
    }

    /// "In an interview with Vellwave", "writing in Vellwave", "told Vell Live, an online outlet": a name that nothing but the words around it tells
    /// to be an outlet's.
    pub(super) fn unknown_outlet(&self, tokens: &Range<usize>) -> Option<Party> {
        let noun = self.strip(tokens.clone());
        // "Told the Times", of a paper that has no other name here.
        if noun.len() == 1
            && noun.start > tokens.start
            && self.names.capital(noun.start)
            && lexicon::is_outlet_noun(self.lower(noun.start))
            && !lexicon::is_body_noun(self.lower(noun.start))
        {
            let mention = Some(self.names.words(tokens.clone()));
            let name = self.names.words(noun);
            return Some(Party { name, kind: SourceKind::Media, role: None, mention, identity: Identity::Article });
        }
        let name = self.names.words(noun.clone());
        // "Told Time": a magazine whose name is a word as well.
        if let Some(entry) = self.names.registry.by_name(&format!("{name} magazine")) {
            return Some(Party { name: name.clone(), ..entry.party(Some(name)) });
        }
        let run = self.run_at_end(tokens).filter(|run| run.tokens.start == tokens.start)?;
        let before = |back: usize| tokens.start.checked_sub(back).map_or("", |at| self.lower(at));
        // "In an interview with Vellwave", "writing in Vellwave".
        let interview = before(1) == "with" && before(2) == "interview"
            || matches!(before(1), "in" | "for") && lexicon::is_writing_word(before(2));
        let apposed = || {
            let end = (tokens.end + 1..tokens.end + APPOSITION)
                .find(|&at| self.document.tokens.get(at).is_none_or(|token| token.kind == TokenKind::Mark))?;
            let noun = |at: usize| lexicon::is_outlet_noun(self.lower(at)) && !self.names.capital(at);
            let determined = matches!(self.lower(tokens.end + 1), "a" | "an" | "the");
            (self.lower(tokens.end) == "," && determined && noun(end - 1)).then_some(())
        };
        let name = self.names.words(tokens.clone());
        let known = self.names.registry.by_name(&name).is_some() || self.names.is_place(&name);
        let person = self.names.is_person(run) || self.names.fullest(&run.parts, run.tokens.start).is_some();
        let titled = self.names.titled(run) || run.parts.iter().any(|part| lexicon::is_title_word(part));
        let outlet = !known && (apposed().is_some() || interview && !person && !titled);
        let mention = Some(name.clone());
        outlet.then_some(Party { name, kind: SourceKind::Media, role: None, mention, identity: Identity::Name })
    }

    /// "the Interfax news agency": the outlet's name, without what it is.
    pub(super) fn outlet_by_name(&self, tokens: &Range<usize>, mention: &Option<String>) -> Option<Party> {
        let mut end = tokens.end;
        while end > tokens.start
            && !self.names.capital(end - 1)
            && (lexicon::is_outlet_noun(self.lower(end - 1))
                || matches!(self.lower(end - 1), "state" | "website" | "site"))
        {
            end -= 1;
        }
        if end == tokens.end || !lexicon::is_outlet_noun(self.lower(tokens.end - 1)) {
            return None;
        }
        // "the dpa news agency".
        let small = self.names.registry.agency(&self.names.words(tokens.start..end));
        if let Some(entry) = small.and_then(|name| self.names.registry.by_name(name)) {
            return Some(entry.party(mention.clone()));
        }
        let run = self.run_at_end(&(tokens.start..end)).filter(|run| run.tokens.start == tokens.start)?;
        let name = self.names.words(run.tokens.clone());
        if let Some(entry) = self.names.registry.by_name(&name) {
            return Some(entry.party(mention.clone())).filter(|_| entry.kind == SourceKind::Media);
        }
        let lower = name.to_lowercase();
        // "Halvian media", "Western media", "Local newspapers".
        let adjective = self.names.registry.by_adjective(&name).is_some()
            || reads_as_adjective(&lower)
            || lexicon::is_direction(&lower)
            || lexicon::is_outlet_modifier(&lower);
        let kind = SourceKind::Media;
        (!adjective && !self.names.is_place(&name)).then(|| Party {
            name,
            kind,
            role: None,
            mention: mention.clone(),
            identity: Identity::Name,
        })
    }
}
