//! A mention whose head is a name: person, body, outlet or state.

use std::ops::Range;

use super::described::is_paper;
use super::discourse::Discourse;
use super::mention::Reader;
use super::names::Run;
use super::owners::kind_of_office;
use super::states::reads_as_adjective;
use super::words::{ends_title, has_acronym, is_he, is_portfolio, is_she, is_title_word, is_whole_office};
use crate::domain::{Identity, Party, SourceKind};
use crate::extract::nouns;
use crate::extract::tokens::TokenKind;

impl Reader<'_> {
    /// A mention whose head is a name.
    pub(super) fn named(
        &self,
        run: &Run,
        tokens: &Range<usize>,
        mention: Option<String>,
        discourse: &Discourse,
    ) -> Option<Party> {
        if let Some(party) = self.office(run, tokens, &mention, discourse) {
            return Some(party);
        }
        if let Some(party) = self.abbreviation(run, &mention) {
            return Some(party);
        }
        Some(self.by_form(run, tokens, mention))
    }

    /// "The Prime Minister", "the Pope": a role in capitals without a name.
    fn office(
        &self,
        run: &Run,
        tokens: &Range<usize>,
        mention: &Option<String>,
        discourse: &Discourse,
    ) -> Option<Party> {
        let last = self.lower(run.tokens.end - 1);
        let office = nouns::is_role(last) || (ends_title(last) && self.definite(tokens));
        let adjective =
            self.cast.registry.by_adjective(&self.cast.words(run.tokens.start..run.tokens.start + 1)).is_some();
        let titles = run.tokens.start + usize::from(adjective)..run.tokens.end;
        if !office || nouns::is_body(last) && last != "guardian" || titles.is_empty() {
            return None;
        }
        if !titles.clone().all(|at| is_title_word(self.lower(at)) || is_portfolio(self.lower(at))) {
            return None;
        }
        if run.parts.len() == 1 && !self.definite(tokens) && !adjective {
            return None;
        }
        let found = self.by_role(tokens.clone(), last, discourse, tokens.start);
        let name = self.cast.words(self.strip(tokens.clone()));
        let unnamed =
            || Party { name, kind: kind_of_office(last), role: None, mention: None, identity: Identity::Article };
        Some(Party { mention: mention.clone(), ..found.unwrap_or_else(unnamed) })
    }

    /// "OL" for what the article introduced as "the Orvanian League (OL)", and the long form itself.
    fn abbreviation(&self, run: &Run, mention: &Option<String>) -> Option<Party> {
        let short = self.cast.words(run.tokens.clone());
        if let Some(long) = self.cast.long_form(&short) {
            let name = self.cast.words(long);
            let entry = self.cast.registry.by_name(&short).or_else(|| self.cast.registry.by_name(&name));
            return Some(entry.map_or_else(|| organisation(name, mention), |entry| entry.party(mention.clone())));
        }
        None
    }

    /// The long form of an abbreviation, with or without its owner: "the league", "Ukraine's Military Intelligence".
    pub(super) fn introduced(&self, tokens: &Range<usize>, mention: &Option<String>) -> Option<Party> {
        let (long, short) = self.cast.introduced(&self.cast.words(tokens.clone()).to_lowercase())?;
        let name = self.cast.words(long);
        let entry = self.cast.registry.by_name(&name).or_else(|| self.cast.registry.by_name(&short));
        Some(entry.map_or_else(|| organisation(name, mention), |entry| entry.party(mention.clone())))
    }

    /// "Vessels with ties to …", "Officials said": a plain word that has its capital from its place.
    pub(super) fn only_sentence_opens(&self, run: &Run, start: usize) -> bool {
        let [part] = run.parts.as_slice() else { return false };
        let at = run.tokens.start;
        let plain = nouns::is_preposition(self.lower(run.tokens.end))
            || nouns::is_group(part)
            || is_paper(part)
            || (nouns::is_role(part) && !is_title_word(part));
        run.tokens.len() == 1
            && at == start
            && self.cast.sentence_start(at) == at
            && plain
            && !self.cast.seen_inside(part)
            && !self.cast.is_place(part)
            && self.cast.registry.by_name(&self.cast.words(run.tokens.clone())).is_none()
    }

    /// "the Interfax news agency": the outlet's name, without what it is.
    pub(super) fn outlet_by_name(&self, tokens: &Range<usize>, mention: &Option<String>) -> Option<Party> {
        let mut end = tokens.end;
        while end > tokens.start
            && !self.cast.capital(end - 1)
            && (nouns::is_outlet(self.lower(end - 1)) || matches!(self.lower(end - 1), "state" | "website" | "site"))
        {
            end -= 1;
        }
        if end == tokens.end || !nouns::is_outlet(self.lower(tokens.end - 1)) {
            return None;
        }
        let run = self.run_at_end(&(tokens.start..end)).filter(|run| run.tokens.start == tokens.start)?;
        let name = self.cast.words(run.tokens.clone());
        if let Some(entry) = self.cast.registry.by_name(&name) {
            return Some(entry.party(mention.clone())).filter(|_| entry.kind == SourceKind::Media);
        }
        let adjective = self.cast.registry.by_adjective(&name).is_some() || reads_as_adjective(&name.to_lowercase());
        let kind = SourceKind::Media;
        (!adjective && !self.cast.is_place(&name)).then(|| Party {
            name,
            kind,
            role: None,
            mention: mention.clone(),
            identity: Identity::Name,
        })
    }

    /// A name by its own words and those right before it.
    fn by_form(&self, run: &Run, tokens: &Range<usize>, mention: Option<String>) -> Party {
        let whole = self.cast.words(run.tokens.clone());
        let name = self.cast.name(run);
        if let Some(entry) = self
            .cast
            .registry
            .by_name(&whole)
            .or_else(|| self.cast.registry.by_name(&name).filter(|_| !self.cast.titled(run)))
            && entry.kind != SourceKind::Person
        {
            return entry.party(mention);
        }
        let last = self.lower(run.tokens.end - 1).to_owned();
        let before =
            run.tokens.start.checked_sub(1).filter(|&at| at >= tokens.start).map_or("", |at| self.lower(at)).to_owned();
        // "the South Korean agency Yonhap", "the aid group Saltbridge Relief".
        if nouns::is_outlet(&before) || nouns::is_body(&before) {
            let kind = if nouns::is_outlet(&before) { SourceKind::Media } else { SourceKind::Organisation };
            return Party { name: whole, kind, role: None, mention, identity: Identity::Name };
        }
        if nouns::is_role(&before) && run.parts.len() > 1 && run.name_start == run.tokens.start {
            return self.person(run, mention);
        }
        let titled = self.cast.titled(run);
        if self.cast.is_person(run) {
            let full = self
                .cast
                .fullest(&run.parts, run.tokens.start)
                .filter(|full| full.parts.len() >= run.parts.len())
                .unwrap_or(run);
            return self.person(full, mention);
        }
        let single = run.parts.len() == 1;
        if let Some(full) = self.cast.fullest(&run.parts, run.tokens.start).filter(|_| single || titled) {
            return self.person(full, mention);
        }
        let body = nouns::is_body(&last) || run.parts.iter().any(|part| nouns::is_body(part));
        if run.parts.len() > 1 || (run.tokens.len() > 1 && !titled) || (body && !titled) {
            if let Some(adjective) = whole.split(' ').next().filter(|_| last == "government")
                && let Some(entry) = self.cast.registry.by_adjective(adjective)
            {
                return entry.party(mention);
            }
            let outlet = nouns::is_outlet(&last) && !body;
            let group = nouns::is_group(&last);
            // "FBI Assistant Director", "Labour MP".
            if is_whole_office(&last) && !body {
                let kind = kind_of_office(&last);
                return Party { name: whole, kind, role: None, mention, identity: Identity::Article };
            }
            let kind = match (outlet, group) {
                (_, true) => SourceKind::Group,
                (true, _) => SourceKind::Media,
                _ if (2..=4).contains(&run.parts.len()) && !body && !self.definite(tokens) && !has_acronym(&whole) => {
                    SourceKind::Person
                }
                _ => SourceKind::Organisation,
            };
            let generic = run.parts.iter().all(|part| nouns::is_body(part) || nouns::is_title(part));
            let identity = if generic || group { Identity::Article } else { Identity::Name };
            // "Tessia's Harbour Board" keeps its owner; a bare "Defence Ministry" takes the fuller name of the article.
            let owned = run.tokens.start > tokens.start
                && self.document.tokens[run.tokens.start - 1].kind == TokenKind::Possessive
                && self.document.tokens[tokens.start].capital;
            if owned && kind == SourceKind::Organisation {
                let name = self.cast.words(tokens.clone());
                return Party { name, kind, role: None, mention, identity: Identity::Name };
            }
            if let Some(name) = self.bodies.only(&whole.to_lowercase().replace("defense", "defence")) {
                return organisation(name.to_owned(), &mention);
            }
            if generic && let Some(name) = self.qualified(run) {
                return Party { name, kind, role: None, mention, identity: Identity::Name };
            }
            return Party { name: whole, kind, role: None, mention, identity };
        }
        if titled {
            return self.lone(run, mention);
        }
        if let Some(entry) = self.cast.registry.by_adjective(&name) {
            return Party { name: entry.name.to_owned(), ..entry.party(mention) };
        }
        if nouns::is_group(&last) || self.cast.registry.is_people(&last) {
            let nation = self.cast.registry.is_people(&last);
            let name = if nation { name } else { name.to_lowercase() };
            return Party { name, kind: SourceKind::Group, role: None, mention, identity: Identity::Article };
        }
        // "Clearwave" where the article says "Clearwave AI" as well.
        let others = self.cast.by_part.get(&run.parts[0]).into_iter().flatten().map(|&at| &self.cast.runs[at]);
        let longer = others.filter(|other| other.parts.len() == 2 && other.parts[0] == run.parts[0]);
        if let Some(longer) = longer.map(|longer| self.cast.name(longer)).find(|longer| has_acronym(longer)) {
            return organisation(longer, &mention);
        }
        let given = is_he(&run.parts[0]) || is_she(&run.parts[0]);
        if self.cast.is_place(&name) && !given {
            return Party { name, kind: SourceKind::Government, role: None, mention, identity: Identity::Name };
        }
        // "Russia's Gazprom".
        let owned =
            run.tokens.start > tokens.start && self.document.tokens[run.tokens.start - 1].kind == TokenKind::Possessive;
        if owned {
            return Party { name, kind: SourceKind::Organisation, role: None, mention, identity: Identity::Name };
        }
        let acronym = name.chars().filter(|c| c.is_alphabetic()).count() > 1 && !name.chars().any(char::is_lowercase);
        if acronym || self.definite(tokens) {
            return Party { name, kind: SourceKind::Organisation, role: None, mention, identity: Identity::Name };
        }
        if nouns::is_role(&last) || nouns::is_paper(&last) {
            return Party { name, kind: SourceKind::Unnamed, role: None, mention, identity: Identity::Article };
        }
        self.lone(run, mention)
    }

    /// A person of whom the article gives but one word of the name.
    fn lone(&self, run: &Run, mention: Option<String>) -> Party {
        let courtesy = matches!(self.lower(run.tokens.start), "mr" | "mrs" | "ms" | "miss" | "mx" | "dr");
        let role = (self.cast.titled(run) && !courtesy).then(|| self.cast.words(run.tokens.start..run.name_start));
        let name = self.cast.name(run);
        match self.cast.registry.by_name(&name).filter(|entry| entry.kind == SourceKind::Person) {
            Some(entry) => Party { role, ..entry.party(mention) },
            None => Party { name, kind: SourceKind::Person, role, mention, identity: Identity::Article },
        }
    }

    /// The fuller name that the article gives a generic body ("Defence Ministry"), where it gives only one.
    fn qualified(&self, run: &Run) -> Option<String> {
        let last = run.parts.last()?;
        let mut fuller = self
            .cast
            .by_part
            .get(last)?
            .iter()
            .map(|&at| &self.cast.runs[at])
            .filter(|other| other.parts.len() > run.parts.len() && other.parts.ends_with(&run.parts))
            .map(|other| self.cast.words(other.tokens.clone()));
        let first = fuller.next()?;
        fuller.all(|name| name == first).then_some(first)
    }
}

fn organisation(name: String, mention: &Option<String>) -> Party {
    Party { name, kind: SourceKind::Organisation, role: None, mention: mention.clone(), identity: Identity::Name }
}
