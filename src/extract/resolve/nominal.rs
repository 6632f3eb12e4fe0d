//! Nominal mentions: those whose head is a common noun, "the minister", "two officials", "the army".

use std::ops::Range;

use super::anaphora::{is_age, is_share};
use super::antecedent::{Anaphor, Anaphora};
use super::discourse::Discourse;
use super::kinds::BY_NOUN;
use super::mention::MentionResolver;
use super::word_forms::{is_abstract, is_count, may_name_a_person, reads_as_adjective};
use crate::domain::{Identity, Party, SourceKind};
use crate::extract::day_words::is_day_word;
use crate::extract::lexicon;
use crate::extract::number_words::plural_scale;
use crate::extract::tokens::TokenKind;
use crate::registry::Entry;

/// A noun phrase whose head is a common noun, with what rules ask of it.
struct NounPhrase<'r> {
    /// All of it, articles and appositions included.
    tokens: Range<usize>,
    /// What stands before the first comma, without articles.
    segment: Range<usize>,
    /// Behind the head.
    head_end: usize,
    /// The head in lower case.
    head: &'r str,
    /// The first word in lower case.
    first: &'r str,
    /// Begins with "the", a possessive or a demonstrative.
    definite: bool,
    /// Holds a possessive mark before its head.
    possessive: bool,
    /// As printed, without articles and relative clauses: the name of a party that has no other.
    description: String,
    mention: Option<String>,
}

impl NounPhrase<'_> {
    /// A party that is called by the description.
    fn party(&self, kind: SourceKind, identity: Identity) -> Party {
        self.named(self.description.clone(), kind, identity)
    }

    fn named(&self, name: String, kind: SourceKind, identity: Identity) -> Party {
        Party { name, kind, role: None, mention: self.mention.clone(), identity }
    }
}

impl MentionResolver<'_> {
    /// A mention whose head is a common noun: the party of the article that it stands for, else one that is called by
    /// its words.
    pub(super) fn nominal_mention(
        &self,
        tokens: Range<usize>,
        segment: Range<usize>,
        head_end: usize,
        mention: Option<String>,
        discourse: &Discourse,
    ) -> Option<Party> {
        let phrase = self.noun_phrase(tokens, segment, head_end, mention);
        let words: Vec<&str> = phrase.tokens.clone().map(|at| self.lower(at)).collect();
        if is_share(&words) {
            let name = self.names.words(self.strip(phrase.tokens.clone()));
            self.note("a share of people");
            return Some(phrase.named(name, SourceKind::Group, Identity::Article));
        }
        if let Some(state) = self.government(&phrase) {
            self.note("the government of a state");
            return Some(state.party(phrase.mention));
        }
        if let Some(outlet) = self.outlet_inside(&phrase) {
            self.note("an outlet’s name before what it is");
            return Some(outlet.party(phrase.mention));
        }
        let mut anaphor = self.nominal(phrase.tokens.clone(), &phrase.segment, phrase.head_end);
        if matches!(phrase.first, "his" | "her" | "its" | "their") {
            let owner = self.pronoun(phrase.tokens.clone()).and_then(|owner| self.stands_for(&owner, discourse));
            anaphor.owner = owner.map(|owner| owner.name);
        }
        let by = self.lower(phrase.head_end) == "by" && matches!(anaphor.class, Anaphora::Noun | Anaphora::Person);
        if (anaphor.class == Anaphora::Document || by)
            && let Some(author) = self.author(&phrase.segment, phrase.head_end, discourse)
        {
            self.note_by("whom the words name as the author");
            return Some(Party { mention: phrase.mention, ..author });
        }
        if self.takes_up(&phrase, &anaphor)
            && let Some(found) = self.stands_for(&anaphor, discourse)
        {
            return Some(Party { mention: phrase.mention, ..found });
        }
        let many = || {
            // "Dozens of nations", "a series of loyal members".
            let of = words.iter().position(|word| *word == "of").filter(|of| (1..3).contains(of))?;
            let quantity = plural_scale(words[of - 1]).is_some() || lexicon::is_quantity_noun(words[of - 1]);
            quantity.then(|| phrase.party(SourceKind::Group, Identity::Article))
        };
        let described = self.described(&phrase, anaphor.class).or_else(many)?;
        self.note("a noun that stands for nobody else here and is called by its own words");
        Some(self.told(described, BY_NOUN, &[]))
    }

    fn noun_phrase(
        &self,
        tokens: Range<usize>,
        segment: Range<usize>,
        head_end: usize,
        mention: Option<String>,
    ) -> NounPhrase<'_> {
        let first = self.lower(tokens.start);
        let possessive = (segment.start..head_end).any(|at| self.document.tokens[at].kind == TokenKind::Possessive);
        NounPhrase {
            head: self.lower(head_end - 1),
            first,
            definite: matches!(first, "the" | "his" | "her" | "its" | "their" | "this" | "that" | "these" | "those"),
            possessive,
            description: self.description(tokens.start, self.outer_end(&segment)),
            tokens,
            segment,
            head_end,
            mention,
        }
    }

    /// "The Ukrainian government", "the US, British and French governments": the state of the registry.
    fn government(&self, phrase: &NounPhrase<'_>) -> Option<&Entry> {
        if !matches!(phrase.head, "government" | "governments") || phrase.segment.len() < 2 {
            return None;
        }
        let mut end = phrase.head_end - 1;
        if self.document.tokens[end - 1].kind == TokenKind::Possessive {
            end -= 1;
        }
        let state = self.names.words(self.strip(phrase.segment.start..end));
        self.state_by_words(&state).filter(|entry| entry.kind == SourceKind::Government)
    }

    /// "The state-run Vell Courier daily": an outlet of the registry before what it is.
    fn outlet_inside(&self, phrase: &NounPhrase<'_>) -> Option<&Entry> {
        if !lexicon::is_outlet_noun(phrase.head) && phrase.head != "agency" {
            return None;
        }
        let first = self.names.runs.partition_point(|run| run.tokens.end <= phrase.segment.start);
        let runs = self.names.runs[first..].iter().take_while(|run| run.tokens.end < phrase.head_end);
        let entries = runs.filter_map(|run| self.names.registry.by_name(&self.names.words(run.tokens.clone())));
        entries.filter(|entry| entry.kind == SourceKind::Media).last()
    }

    /// True for words that may stand for somebody named elsewhere: those behind "the" or a possessive, and documents. "A
    /// minister", "two officials" and "residents" introduce others.
    fn takes_up(&self, phrase: &NounPhrase<'_>, anaphor: &Anaphor) -> bool {
        let several = lexicon::is_group_noun(phrase.head) && !lexicon::is_body_noun(phrase.head);
        let counted = lexicon::is_counting_word(phrase.first) || is_count(phrase.first);
        let plural =
            phrase.head.ends_with('s') && !phrase.head.ends_with("ss") && !lexicon::is_person_noun(phrase.head);
        let several = several || plural && matches!(anaphor.class, Anaphora::Person | Anaphora::Noun);
        // "The Reth administration" is told by its own words.
        let own_name =
            lexicon::is_government(phrase.head) && anaphor.modifiers.iter().any(|&at| self.names.capital(at));
        // "A lawmaker has urged …", where the article goes on to name her.
        let introduced = matches!(phrase.first, "a" | "an") && anaphor.class == Anaphora::Person;
        let known = phrase.definite || phrase.possessive || introduced || lexicon::is_statement_noun(phrase.head);
        known && !own_name && !several && !counted && !matches!(phrase.head, "one" | "another" | "other" | "others")
    }

    /// A party that has no name but its description, of the kind that its head tells.
    ///
    /// The order of classes counts where a noun has several. Persons come before groups and bodies ("the head" is one),
    /// outlets before bodies unless they are those as well ("agency"), documents last. What is in no class may still name
    /// people by its ending.
    fn described(&self, phrase: &NounPhrase<'_>, class: Anaphora) -> Option<Party> {
        let head = phrase.head;
        let counted = is_count(phrase.first) || matches!(phrase.first, "another" | "one");
        let quantified = self.lower(phrase.segment.start) == "number"
            || matches!(phrase.first, "some" | "many" | "most" | "several" | "few" | "all" | "other" | "both");
        if matches!(head, "one" | "another" | "other" | "someone" | "somebody") {
            return Some(phrase.party(SourceKind::Unnamed, Identity::Article));
        }
        // "The rock star"; "The Star" is a paper.
        let star = lexicon::recalls_stage(head) && !self.names.capital(phrase.head_end - 1);
        if lexicon::is_person_noun(head) || is_age(head) || star {
            return Some(phrase.party(SourceKind::Unnamed, Identity::Article));
        }
        if head.ends_with("sources") || counted && (head.ends_with('s') || lexicon::is_group_noun(head)) {
            return Some(phrase.party(SourceKind::Unnamed, Identity::Article));
        }
        if lexicon::is_government(head) {
            let identity = if self.has_capitals(phrase) { Identity::Name } else { Identity::Article };
            return Some(phrase.party(SourceKind::Government, identity));
        }
        let persons =
            head.strip_suffix('s').is_some_and(|one| lexicon::is_person_noun(one) && !lexicon::is_document(head));
        let several = lexicon::is_group_noun(head) || lexicon::is_plural_person(head) || persons;
        if several || quantified && phrase.segment.len() == 1 {
            return Some(phrase.party(SourceKind::Group, Identity::Article));
        }
        if class == Anaphora::Outlet {
            return Some(phrase.party(SourceKind::Media, Identity::Article));
        }
        if lexicon::is_body_noun(head) {
            return Some(self.body_by_noun(phrase));
        }
        self.other_noun(phrase, class, quantified)
    }

    fn has_capitals(&self, phrase: &NounPhrase<'_>) -> bool {
        (phrase.segment.start..phrase.head_end)
            .any(|at| self.document.tokens[at].capital && at != self.names.sentence_start(at))
    }

    /// "Military intelligence", "the bomb disposal team": a body that is called by the words.
    fn body_by_noun(&self, phrase: &NounPhrase<'_>) -> Party {
        let capitals = self.has_capitals(phrase);
        let name = self.abbreviated(&phrase.segment).unwrap_or_else(|| phrase.description.clone());
        let news = phrase.head == "agency" && capitals && name.contains("news");
        let kind = if news { SourceKind::Media } else { SourceKind::Organisation };
        let identity = if capitals { Identity::Name } else { Identity::Article };
        phrase.named(name, kind, identity)
    }

    /// Any other noun ("a baker in Bridge Street", "other growers", "bank records"): what somebody wrote counts as a body,
    /// several and one by the form of the noun. Things and deeds ("the operation") are nobody.
    fn other_noun(&self, phrase: &NounPhrase<'_>, class: Anaphora, quantified: bool) -> Option<Party> {
        let (segment, head_end, head) = (&phrase.segment, phrase.head_end, phrase.head);
        // "Senior military figures" are people, and "the figures" a document.
        let figures = head == "figures"
            && head_end > segment.start + 1
            && matches!(
                self.lower(head_end - 2),
                "military" | "political" | "public" | "senior" | "leading" | "opposition"
            );
        if class == Anaphora::Document && !figures {
            return Some(phrase.party(SourceKind::Organisation, Identity::Article));
        }
        let noun = self.document.tokens[head_end - 1].kind == TokenKind::Word && !self.names.capital(head_end - 1);
        let determined =
            phrase.definite || phrase.possessive || matches!(phrase.first, "a" | "an" | "one" | "another" | "whose");
        let kind = if figures || quantified { Some(SourceKind::Group) } else { kind_of_noun(head).filter(|_| noun) };
        let kind = kind.filter(|kind| *kind == SourceKind::Group || determined)?;
        Some(phrase.party(kind, Identity::Article))
    }

    /// The party of the registry that an adjective or a name of a state means.
    fn state_by_words(&self, words: &str) -> Option<&Entry> {
        self.names.registry.by_adjective(words).or_else(|| self.names.registry.by_name(words))
    }

    /// Who stands behind a document by its own words: "a statement by the ministry", "the Foreign Ministry report".
    fn author(&self, segment: &Range<usize>, head_end: usize, discourse: &Discourse) -> Option<Party> {
        // "Photos of Ama Reth" are not hers.
        let head = self.lower(head_end - 1);
        let of_author = lexicon::is_statement_noun(head) || lexicon::is_version_noun(head);
        let names = |at: &usize| matches!(self.lower(*at), "by" | "from") || of_author && self.lower(*at) == "of";
        let by = (head_end..segment.end).find(names);
        if let Some(at) = by.filter(|at| at + 1 < segment.end) {
            if lexicon::is_viewing_participle(self.lower(at - 1)) {
                return None;
            }
            let end = self.outer_end(&(at + 1..segment.end));
            let inner = at + 1..(at + 2..end).find(|&at| self.participle_ends(at)).unwrap_or(end);
            let words = self.names.words(inner.clone());
            return self.party(inner, &words, discourse);
        }
        let modifiers = self.strip(segment.start..head_end - 1);
        if modifiers.is_empty() {
            return None;
        }
        // "The foreign office statement".
        let last = modifiers.end - 1;
        if lexicon::is_statement_noun(head) && lexicon::is_body_noun(self.lower(last)) && !self.names.capital(last) {
            let body = segment.start.saturating_sub(usize::from(self.definite(segment)))..modifiers.end;
            return self.party(body.clone(), &self.names.words(body), discourse);
        }
        let start = modifiers.start;
        (start + 1..=modifiers.end).rev().filter(|end| self.names.capital(end - 1)).find_map(|end| {
            let words = self.names.words(start..end);
            let registry = self.names.registry;
            if let Some(state) =
                registry.by_adjective(&words).filter(|_| end == modifiers.end && lexicon::is_statement_noun(head))
            {
                return Some(state.party(None));
            }
            let name = registry.by_name(&words).is_some();
            let body = lexicon::is_body_noun(self.lower(end - 1))
                && (end > start + 1 || start > self.names.sentence_start(start));
            // "The JCC statement", where the article introduced the JCC.
            let short = self.names.long_form(&words).is_some();
            (name || body || short).then(|| self.party(start..end, &words, discourse)).flatten()
        })
    }

    /// "military intelligence" under the fuller name that the article gives: the run whose words end alike.
    fn abbreviated(&self, segment: &Range<usize>) -> Option<String> {
        let words: Vec<&str> = segment.clone().map(|at| self.lower(at)).collect();
        if words.len() < 2 {
            return None;
        }
        let places = self.names.by_part.get(*words.last()?)?;
        let run = places
            .iter()
            .map(|&at| &self.names.runs[at])
            .find(|run| run.tokens.clone().map(|at| self.lower(at)).eq(words.iter().copied()))?;
        let name = self.names.words(run.tokens.clone());
        // With its owner: "Ukraine's Military Intelligence".
        let start = run.tokens.start;
        if start >= 2
            && self.document.tokens[start - 1].kind == TokenKind::Possessive
            && self.document.tokens[start - 2].capital
        {
            return Some(self.names.words(start - 2..run.tokens.end));
        }
        Some(name)
    }

    /// The end of a description: a relative clause and words of time ("in August", "late") are left out.
    fn outer_end(&self, segment: &Range<usize>) -> usize {
        let clause = |at: usize| matches!(self.lower(at), "who" | "which" | "that" | "(" | "–" | "—" | "-");
        let time = |at: usize| {
            let word = self.lower(at);
            let next = self.lower(at + 1);
            matches!(word, "in" | "on" | "since" | "last" | "this") && at + 1 < segment.end && is_day_word(next)
                || lexicon::is_time_adverb(word) && !self.names.capital(at)
        };
        segment.clone().find(|&at| at > segment.start && (clause(at) || time(at))).unwrap_or(segment.end)
    }

    /// A description as printed, its first word in lower case where only its place made it a capital.
    fn description(&self, start: usize, end: usize) -> String {
        let mut start = start;
        while start + 1 < end && matches!(self.lower(start), "the" | "a" | "an" | "its" | "his" | "her" | "their") {
            start += 1;
        }
        // "A number of bishops".
        if start + 2 < end && self.lower(start) == "number" && self.lower(start + 1) == "of" {
            start += 2;
        }
        let words = self.names.words(start..end);
        let first = &self.document.tokens[start];
        let owns = self.document.tokens.get(start + 1).is_some_and(|next| next.kind == TokenKind::Possessive);
        let names = || self.names.run_from(start).is_some_and(|run| run.tokens.len() > 1);
        let elsewhere = first.capital && (owns || names());
        let proper = self.names.registry.by_adjective(&first.lower).is_some()
            || self.names.registry.by_name(first.span.of(self.document.text)).is_some()
            || reads_as_adjective(&first.lower)
            || self.names.seen_inside(&first.lower)
            || elsewhere;
        let acronym = words.split(' ').next().is_some_and(|word| word.chars().filter(|c| c.is_uppercase()).count() > 1);
        if self.names.sentence_start(start) == start && !proper && !acronym || lexicon::is_determiner(&first.lower) {
            let mut chars = words.chars();
            return chars.next().map(|c| c.to_lowercase().chain(chars).collect()).unwrap_or_default();
        }
        words
    }
}

/// One or several whom a common noun names; `None` for what is hardly ever anyone ("the operation", "the weapons").
fn kind_of_noun(noun: &str) -> Option<SourceKind> {
    let several = noun.strip_suffix('s').is_some_and(|single| may_name_a_person(single) && single.len() > 3);
    if lexicon::is_collective(noun) || several {
        return Some(SourceKind::Group);
    }
    let plural = noun.ends_with('s') && !noun.ends_with("ss");
    let nobody = is_abstract(noun) || plural || lexicon::is_pronoun(noun) || lexicon::is_measure_noun(noun);
    (!nobody || noun.ends_with("witness")).then_some(SourceKind::Unnamed)
}
