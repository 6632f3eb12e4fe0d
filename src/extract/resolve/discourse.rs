//! The discourse so far: who has been spoken of, for pronouns and for "the minister".
//!
//! An unnamed or general word stands for the last party that fits, within a few sentences. Whoever spoke last is
//! likelier meant than whoever was only spoken of.

use std::collections::HashMap;

use super::mention::MentionResolver;
use super::names::Gender;
use super::people::gender_of_role;
use super::word_forms::is_human;
use crate::domain::{Party, SourceKind};
use crate::extract::lexicon;
use crate::extract::segment::Segmented;

/// A discourse referent: a party that the text has introduced, with the sentence where it was last spoken of.
#[derive(Debug, Clone)]
struct Referent {
    party: Party,
    sentence: usize,
    /// True if it was the source of words there, not only the subject of the sentence.
    spoke: bool,
}

/// The parties spoken of so far, in order.
#[derive(Debug, Default)]
pub(super) struct Discourse {
    referents: Vec<Referent>,
    genders: HashMap<String, Gender>,
    /// The parties that last spoke together, with the sentence.
    several: Option<(Vec<Party>, usize)>,
    sentence: usize,
}

/// "They" for two named persons does not reach back over more sentences than this: two paragraphs of news.
const NEAR: usize = 4;
/// A pronoun does not reach back over more sentences than this. News returns to its main speaker after a few paragraphs
/// of others, and names him again after more.
const REACH: usize = 12;

/// The most recent referents that a role or a noun is compared with, so that the time a text takes does not grow with
/// the square of its length.
const MOST_REFERENTS: usize = 200;

impl Discourse {
    /// Moves on to a sentence and records the person who is its subject.
    pub(super) fn enter(&mut self, resolver: &MentionResolver<'_>, document: &Segmented<'_>, sentence: usize) {
        self.sentence = sentence;
        let tokens = document.sentences[sentence].tokens.clone();
        if let Some((party, gender)) = resolver.sentence_subject(tokens.clone(), self) {
            self.note(party, gender, false);
        } else if let Some(party) = resolver.subject_body(tokens, self) {
            self.note(party, None, false);
        }
    }

    /// Records parties that spoke together ("Reth and Oru said").
    pub(super) fn spoke_together(&mut self, source: &Party, others: &[Party]) {
        if !others.is_empty() {
            let bare = |party: &Party| Party { mention: None, ..party.clone() };
            let parties = std::iter::once(source).chain(others).map(bare).collect();
            self.several = Some((parties, self.sentence));
        }
    }

    /// Returns the parties that recently spoke together; for "they" only if no group has spoken since.
    pub(super) fn several(&self, pronoun: bool) -> Vec<Party> {
        let Some((parties, sentence)) = &self.several else { return Vec::new() };
        let since = |referent: &Referent| referent.sentence > *sentence && is_many(&referent.party);
        let replaced = pronoun && self.referents.iter().rev().take(4).any(since);
        if replaced || self.sentence - sentence > NEAR { Vec::new() } else { parties.clone() }
    }

    /// The body that spoke last under a name that ends so ("ministry", "defence ministry").
    pub(super) fn body(&self, words: &str) -> Option<Party> {
        self.last(|party| {
            matches!(party.kind, SourceKind::Organisation | SourceKind::Media) && {
                let name = party.name.to_lowercase().replace("defense", "defence");
                name == words
                    || name.ends_with(&format!(" {words}"))
                    || (!words.contains(' ') && name.split(' ').any(|word| word == words))
            }
        })
    }

    /// The body that a general word takes up again ("the group"), or with `outlet` the outlet ("the newspaper").
    pub(super) fn recalled_body(&self, head: &str, outlet: bool) -> Option<Party> {
        let general = lexicon::is_general_body(head);
        let near = || self.referents.iter().rev().take_while(|referent| self.sentence - referent.sentence <= REACH);
        let found = match (outlet || head == "agency", general) {
            // "Politico reported that the agency …": another than the outlet which reports of it.
            (true, _) if head == "agency" && !outlet => near()
                .filter(|referent| referent.sentence < self.sentence)
                .find(|referent| referent.party.kind == SourceKind::Media)
                .or_else(|| near().find(|referent| referent.party.kind == SourceKind::Organisation)),
            (true, _) => near().find(|referent| referent.party.kind == SourceKind::Media),
            (false, true) => near().find(|referent| referent.party.kind == SourceKind::Organisation),
            (false, false) => None,
        };
        found.map(|referent| referent.party.clone())
    }

    /// The party that spoke last and alone, in this sentence or one of the two before it, if nobody was mentioned
    /// since.
    pub(super) fn just_spoke(&self) -> Option<Party> {
        let near = |sentence: usize| self.sentence - sentence <= 2;
        let together = self.several.as_ref().is_some_and(|(_, sentence)| near(*sentence));
        let last = self.referents.last().filter(|last| last.spoke && near(last.sentence) && !together)?;
        (!is_many(&last.party)).then(|| last.party.clone())
    }

    /// The person who spoke last and alone, in this sentence or one of the two before it, if no other was mentioned
    /// since.
    pub(super) fn person_just_spoke(&self) -> Option<Party> {
        let near = |sentence: usize| self.sentence - sentence <= 2;
        let together = self.several.as_ref().is_some_and(|(_, sentence)| near(*sentence));
        let last = self
            .referents
            .iter()
            .rev()
            .take_while(|referent| near(referent.sentence))
            .find(|referent| is_someone(&referent.party))?;
        (last.spoke && last.party.kind == SourceKind::Person && !together).then(|| last.party.clone())
    }

    fn note(&mut self, party: Party, gender: Option<Gender>, spoke: bool) {
        if let Some(gender) = gender {
            self.genders.entry(party.name.clone()).or_insert(gender);
        }
        if let Some(last) = self.referents.last_mut().filter(|last| last.party.name == party.name) {
            last.sentence = self.sentence;
            last.spoke |= spoke;
            return;
        }
        self.referents.push(Referent { party, sentence: self.sentence, spoke });
    }

    /// Records a source. A source named in a relative clause ranks after the subject of its sentence.
    pub(super) fn spoke(&mut self, resolver: &MentionResolver<'_>, party: &Party, main: bool) {
        let gender = resolver
            .gender(&party.name)
            .or_else(|| party.role.as_deref().and_then(gender_of_role))
            .or_else(|| gender_of_role(&party.name));
        let subject_known =
            self.referents.last().is_some_and(|last| last.sentence == self.sentence && is_someone(&last.party));
        if main || !subject_known {
            self.note(party.clone(), gender, true);
        } else if let Some(last) = self.referents.pop() {
            self.note(party.clone(), gender, true);
            self.referents.push(last);
        }
    }

    /// Returns the party that a pronoun stands for.
    pub(super) fn pronoun(&self, word: &str) -> Option<Party> {
        let near = || self.referents.iter().rev().take_while(|referent| self.sentence - referent.sentence <= REACH);
        let found = match word {
            "he" | "she" => {
                let gender = Gender::of_pronoun(word)?;
                let fits = |referent: &&Referent| {
                    is_someone(&referent.party)
                        && self.genders.get(&referent.party.name).is_none_or(|known| *known == gender)
                };
                near().find(fits)
            }
            "it" => near().find(|referent| {
                matches!(referent.party.kind, SourceKind::Organisation | SourceKind::Government | SourceKind::Media)
            }),
            "they" => near().take(3).find(|referent| is_many(&referent.party)),
            _ => None,
        };
        found.map(|referent| referent.party.clone())
    }

    /// Remembers the gender of the pronoun used for a party, so that the other pronoun no longer fits it.
    pub(super) fn learn(&mut self, name: &str, word: &str) {
        let Some(gender) = Gender::of_pronoun(word) else { return };
        self.genders.entry(name.to_owned()).or_insert(gender);
    }

    /// The last party spoken of for which `fits` holds.
    pub(super) fn last(&self, fits: impl Fn(&Party) -> bool) -> Option<Party> {
        self.referents
            .iter()
            .rev()
            .take(MOST_REFERENTS)
            .map(|referent| &referent.party)
            .find(|party| fits(party))
            .cloned()
    }
}

/// True for a single person.
fn is_someone(party: &Party) -> bool {
    party.kind == SourceKind::Person
        || (party.kind == SourceKind::Unnamed && !is_plural(&party.name) && is_human(&party.name))
}

/// True for several unnamed people.
fn is_many(party: &Party) -> bool {
    party.kind == SourceKind::Group || (party.kind == SourceKind::Unnamed && is_plural(&party.name))
}

/// True if the name is a plural that stands for several people.
pub(super) fn is_plural(name: &str) -> bool {
    let head = name.split(' ').take_while(|word| !lexicon::is_preposition(word)).last().unwrap_or_default();
    !name.starts_with("one of") && lexicon::is_group_noun(&head.to_lowercase())
}
