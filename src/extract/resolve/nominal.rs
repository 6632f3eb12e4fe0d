//! Nominal mentions: those whose head is a common noun, "the minister", "two officials", "the army".

use std::ops::Range;

use super::anaphora::is_share;
use super::discourse::{Discourse, is_plural};
use super::mention::MentionResolver;
use super::owners::kind_of_office;
use super::word_forms::{is_abstract, may_name_a_person, reads_as_adjective};
use crate::domain::{Identity, Party, SourceKind};
use crate::extract::lexicon;
use crate::extract::tokens::TokenKind;
use crate::registry::Entry;

/// The most tokens between a name and "the ministry" that takes it up: a few paragraphs of news.
const NEAR: usize = 150;

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
    /// Nothing follows the head, and nobody owns it.
    plain: bool,
    /// Begins with a number or "some", so that it names no known ones.
    counted: bool,
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

    /// The noun alone behind its article: "the ministry".
    fn is_alone(&self) -> bool {
        self.definite && self.plain && self.segment.len() == 1
    }
}

impl MentionResolver<'_> {
    /// A mention whose head is a common noun.
    ///
    /// The class of the head decides, and the order of classes where a noun has several. A known person comes before the
    /// share and the role, since "the official" may be whoever just spoke. Persons come before groups and bodies ("the
    /// head" is one), outlets before bodies and documents unless they are those as well ("agency", "paper"), documents
    /// last, as they speak for somebody else. What is in no class may still name people by its ending.
    pub(super) fn nominal_mention(
        &self,
        tokens: Range<usize>,
        segment: Range<usize>,
        head_end: usize,
        mention: Option<String>,
        discourse: &Discourse,
    ) -> Option<Party> {
        let phrase = self.noun_phrase(tokens, segment, head_end, mention);
        let head = phrase.head;
        if let Some(found) = self.recalled_by_noun(&phrase, discourse) {
            return Some(Party { mention: phrase.mention, ..found });
        }
        let words: Vec<&str> = phrase.tokens.clone().map(|at| self.lower(at)).collect();
        if is_share(&words) {
            let name = self.names.words(self.strip(phrase.tokens.clone()));
            return Some(phrase.named(name, SourceKind::Group, Identity::Article));
        }
        let takes_up_a_role = phrase.definite && lexicon::role_synonyms(head).next().is_some();
        if (lexicon::is_person_noun(head) || takes_up_a_role) && !phrase.counted {
            return Some(self.person_by_noun(&phrase, discourse));
        }
        if lexicon::is_withheld_group(head) {
            return Some(phrase.party(SourceKind::Unnamed, Identity::Article));
        }
        if phrase.counted || matches!(head, "one" | "another" | "other") {
            let plural = lexicon::is_group_noun(head) && phrase.first != "one";
            let withheld = head.ends_with("sources") || matches!(head, "people" | "officers");
            let kind = if plural && !withheld { SourceKind::Group } else { SourceKind::Unnamed };
            return Some(phrase.party(kind, Identity::Article));
        }
        // "the US, British and French governments".
        let government = || {
            let state = self.names.words(self.strip(phrase.segment.start..phrase.head_end - 1));
            self.state_by_words(&state).filter(|entry| entry.kind == SourceKind::Government)
        };
        if let Some(entry) = (head == "governments").then(government).flatten() {
            return Some(entry.party(phrase.mention));
        }
        if lexicon::is_group_noun(head) {
            return Some(phrase.party(SourceKind::Group, Identity::Article));
        }
        if lexicon::is_outlet_noun(head) && !lexicon::is_body_noun(head) && !lexicon::is_document_noun(head) {
            return Some(self.outlet_by_noun(&phrase, discourse));
        }
        if lexicon::is_body_noun(head) {
            return Some(self.body_by_noun(&phrase, discourse));
        }
        self.document_or_person(&phrase, discourse)
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
            definite: matches!(first, "the" | "his" | "her" | "its" | "their" | "this" | "that"),
            possessive,
            plain: head_end == segment.end && !possessive,
            counted: lexicon::is_counting_word(first),
            description: self.description(tokens.start, self.outer_end(&segment)),
            tokens,
            segment,
            head_end,
            mention,
        }
    }

    /// "The comedian": whoever spoke last, where no role of the article and no unnamed party fits the noun better.
    fn recalled_by_noun(&self, phrase: &NounPhrase<'_>, discourse: &Discourse) -> Option<Party> {
        if phrase.first != "the" || !phrase.plain {
            return None;
        }
        let (start, end) = (phrase.segment.start, phrase.head_end);
        let unnamed = |party: &Party| {
            party.kind == SourceKind::Unnamed && party.name.split(' ').any(|word| word.to_lowercase() == phrase.head)
        };
        let other = self.by_role(start..end, phrase.head, discourse, phrase.tokens.start).is_some()
            || discourse.last(unnamed).is_some();
        if other { None } else { self.recalled_person(start..end - 1, phrase.head, discourse) }
    }

    /// "The minister", "a defence official": the person of the article who has the role, an unnamed party spoken of before,
    /// else somebody who is called by the words.
    fn person_by_noun(&self, phrase: &NounPhrase<'_>, discourse: &Discourse) -> Party {
        let (segment, head_end, head) = (&phrase.segment, phrase.head_end, phrase.head);
        if phrase.definite || phrase.possessive {
            if let Some(found) = self.by_role(segment.start..head_end, head, discourse, phrase.tokens.start) {
                return Party { mention: phrase.mention.clone(), ..found };
            }
            let modifiers: Vec<&str> = (segment.start..head_end - 1)
                .map(|at| self.lower(at))
                .filter(|word| !lexicon::is_determiner(word))
                .collect();
            let known = discourse.last(|party| {
                party.kind == SourceKind::Unnamed
                    && !is_plural(&party.name)
                    && party.name.split(' ').any(|word| word.to_lowercase() == head)
                    && modifiers.iter().all(|modifier| party.name.to_lowercase().contains(modifier))
            });
            if let Some(known) = known.filter(|_| phrase.plain) {
                return Party { mention: phrase.mention.clone(), ..known };
            }
        }
        // "the Kremlin press secretary" tells who it is without the name; "a defence official" keeps that back.
        let lone = phrase.plain && segment.len() == 1;
        // "The prosecutor general" is no soldier.
        let of_law = head == "general"
            && head_end > segment.start + 1
            && matches!(self.lower(head_end - 2), "prosecutor" | "attorney" | "secretary");
        let office = if of_law { "prosecutor-general" } else { head };
        let one_bearer = !lone && !matches!(phrase.first, "a" | "an" | "any");
        let kind = if one_bearer { kind_of_office(office) } else { SourceKind::Unnamed };
        phrase.party(kind, Identity::Article)
    }

    /// "The newspaper", "South Korean media": the outlet named before, else one without a name.
    fn outlet_by_noun(&self, phrase: &NounPhrase<'_>, discourse: &Discourse) -> Party {
        let named = || self.recalled_outlet(phrase.head, phrase.tokens.start);
        let known = phrase.is_alone().then(|| named().or_else(|| discourse.recalled_body(phrase.head, true))).flatten();
        known.map_or_else(
            || phrase.party(SourceKind::Media, Identity::Article),
            |known| Party { mention: phrase.mention.clone(), ..known },
        )
    }

    /// "The ministry", "the Ukrainian government", "military intelligence": the body that spoke last, that the article names
    /// alone or last, else one that is called by the words.
    fn body_by_noun(&self, phrase: &NounPhrase<'_>, discourse: &Discourse) -> Party {
        let (segment, head_end, head) = (&phrase.segment, phrase.head_end, phrase.head);
        if head == "government" && phrase.plain {
            let state = self.names.words(segment.start..head_end - 1);
            if let Some(entry) = self.state_by_words(&state) {
                return entry.party(phrase.mention.clone());
            }
        }
        let capitals =
            (segment.start..head_end).any(|at| self.document.tokens[at].capital && at != self.names.sentence_start(at));
        if phrase.definite && phrase.plain && !capitals {
            let words = self.names.words(self.strip(segment.start..head_end));
            let words = words.to_lowercase().replace("defense", "defence");
            let known =
                discourse.body(&words).or_else(|| discourse.recalled_body(head, false).filter(|_| phrase.is_alone()));
            if let Some(known) = known {
                return Party { mention: phrase.mention.clone(), ..known };
            }
            if let Some(name) = self.bodies.only(&words) {
                return phrase.named(name.to_owned(), SourceKind::Organisation, Identity::Name);
            }
            if let Some(name) = self.named_before(head, phrase.tokens.start).filter(|_| phrase.is_alone()) {
                return phrase.named(name, SourceKind::Organisation, Identity::Name);
            }
        }
        let name = self.abbreviated(segment).unwrap_or_else(|| phrase.description.clone());
        let news = head == "agency" && capitals && name.contains("news");
        let kind = if news { SourceKind::Media } else { SourceKind::Organisation };
        let identity = if capitals { Identity::Name } else { Identity::Article };
        phrase.named(name, kind, identity)
    }

    /// "The statement" is of whoever made it. Any other noun ("a baker in Bridge Street", "other growers") is of those whom the
    /// article does not name, where its ending tells that it names people at all.
    fn document_or_person(&self, phrase: &NounPhrase<'_>, discourse: &Discourse) -> Option<Party> {
        let (segment, head_end, head) = (&phrase.segment, phrase.head_end, phrase.head);
        // "Senior military figures" are people, and "the figures" a document.
        let figures = head == "figures"
            && head_end > segment.start + 1
            && matches!(
                self.lower(head_end - 2),
                "military" | "political" | "public" | "senior" | "leading" | "opposition"
            );
        let document = lexicon::is_document(head);
        if document && !figures || self.lower(head_end) == "by" {
            if let Some(known) = self.author(segment, head_end, discourse) {
                return Some(Party { mention: phrase.mention.clone(), ..known });
            }
            return document.then(|| phrase.party(SourceKind::Unnamed, Identity::Article));
        }
        let noun = self.document.tokens[head_end - 1].kind == TokenKind::Word && !self.names.capital(head_end - 1);
        let determined = phrase.definite || phrase.possessive || matches!(phrase.first, "a" | "an");
        let kind = if figures { Some(SourceKind::Group) } else { kind_of_noun(head).filter(|_| noun) };
        let kind = kind.filter(|kind| *kind == SourceKind::Group || determined)?;
        Some(phrase.party(kind, Identity::Article))
    }

    /// The party of the registry that an adjective or a name of a state means.
    fn state_by_words(&self, words: &str) -> Option<&Entry> {
        self.names.registry.by_adjective(words).or_else(|| self.names.registry.by_name(words))
    }

    /// Who stands behind a document: "a statement by the ministry", "the Foreign Ministry report", and for a bare "the
    /// statement" whoever has just spoken.
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
            let inner = at + 1..segment.end;
            let words = self.names.words(inner.clone());
            return self.party(inner, &words, discourse);
        }
        let modifiers = self.strip(segment.start..head_end - 1);
        if modifiers.is_empty() {
            return lexicon::is_statement_noun(self.lower(head_end - 1)).then(|| discourse.just_spoke()).flatten();
        }
        let start = modifiers.start;
        (start + 1..=modifiers.end).rev().filter(|end| self.names.capital(end - 1)).find_map(|end| {
            let words = self.names.words(start..end);
            let name = self.names.registry.by_name(&words).is_some();
            let body = lexicon::is_body_noun(self.lower(end - 1))
                && (end > start + 1 || start > self.names.sentence_start(start));
            (name || body).then(|| self.party(start..end, &words, discourse)).flatten()
        })
    }

    /// The last body of two words or more before `place` that ends in `head`: "the ministry" after "the Defence Ministry".
    fn named_before(&self, head: &str, place: usize) -> Option<String> {
        let runs = self.names.by_part.get(head)?.iter().map(|&at| &self.names.runs[at]);
        let near = runs.take_while(|run| run.tokens.end <= place).filter(|run| run.tokens.len() > 1);
        let last = near.filter(|run| self.lower(run.tokens.end - 1) == head).last()?;
        (place - last.tokens.end <= NEAR).then(|| self.names.words(last.tokens.clone()))
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

    /// The end of a description: a relative clause is left out.
    fn outer_end(&self, segment: &Range<usize>) -> usize {
        segment
            .clone()
            .find(|&at| matches!(self.lower(at), "who" | "which" | "that" | "(") && at > segment.start)
            .unwrap_or(segment.end)
    }

    /// A description as printed, its first word in lower case where only its place made it a capital.
    fn description(&self, start: usize, end: usize) -> String {
        let mut start = start;
        while start + 1 < end && matches!(self.lower(start), "the" | "a" | "an" | "its" | "his" | "her" | "their") {
            start += 1;
        }
        let words = self.names.words(start..end);
        let first = &self.document.tokens[start];
        let owns = self.document.tokens.get(start + 1).is_some_and(|next| next.kind == TokenKind::Possessive);
        let names = || {
            let at = self.names.runs.partition_point(|run| run.tokens.start < start);
            self.names.runs.get(at).is_some_and(|run| run.tokens.start == start && run.tokens.len() > 1)
        };
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

    /// The person introduced with a role that has the word `head`, and with one of the words before it if there are any.
    pub(super) fn by_role(
        &self,
        tokens: Range<usize>,
        head: &str,
        discourse: &Discourse,
        place: usize,
    ) -> Option<Party> {
        let modifiers: Vec<String> = tokens
            .clone()
            .filter(|&at| {
                // "the town's mayor": a common owner does not tell one mayor from another.
                let common_owner = !self.document.tokens[at].capital
                    && self.document.tokens.get(at + 1).is_some_and(|next| next.kind == TokenKind::Possessive);
                at + 1 < tokens.end
                    && self.document.tokens[at].kind == TokenKind::Word
                    && !common_owner
                    && !lexicon::is_determiner(self.lower(at))
            })
            .map(|at| self.document.tokens[at].span.of(self.document.text).to_owned())
            .collect();
        let fits = |role: &str, strictly: bool| {
            let role_has_capital = role
                .split(' ')
                .any(|word| word.starts_with(char::is_uppercase) && !lexicon::is_title_word(&word.to_lowercase()));
            let role = role.to_lowercase();
            let words: Vec<&str> = role.split(|c: char| !(c.is_alphanumeric() || c == '-')).collect();
            let first =
                words.iter().position(|word| matches!(*word, "of" | "for" | "at" | "in")).unwrap_or(words.len());
            // "Latvia's foreign minister" is not the Ukrainian one: every word must fit, by its first letters
            // ("Latvia", "Latvian"), unless the role names no country at all.
            let alike = |modifier: &String| {
                let party = !strictly && lexicon::is_party_name(modifier);
                let lower = modifier.to_lowercase();
                let stem: String = if lower == "gop" { "repu".to_owned() } else { lower.chars().take(4).collect() };
                words.iter().any(|word| word.starts_with(&stem) || *word == "gop" && stem == "repu")
                    || (!strictly && modifier.chars().any(char::is_uppercase) && !role_has_capital && !party)
            };
            let headed = words[..first]
                .iter()
                .any(|word| *word == head || lexicon::role_synonyms(head).any(|synonym| synonym == *word));
            headed && modifiers.iter().all(alike)
        };
        let person = |party: &Party, strictly: bool| {
            party.kind == SourceKind::Person && party.role.as_deref().is_some_and(|role| fits(role, strictly))
        };
        if let Some(party) = discourse.last(|party| person(party, true)) {
            return Some(party);
        }
        let of_article = |strictly: bool| {
            let fitting = || self.roles.iter().filter(move |(_, party)| person(party, strictly));
            let before = fitting().take_while(|(at, _)| *at < place).last();
            // Introduced only later: taken where the article knows but one.
            let only = || {
                let first = fitting().next()?;
                fitting().all(|(_, party)| party.name == first.1.name).then_some(first)
            };
            let found = if strictly { before.or_else(only) } else { only() };
            found.map(|(_, party)| party.clone())
        };
        of_article(true).or_else(|| of_article(false))
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
