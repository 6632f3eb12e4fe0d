//! Who has been spoken of so far, for pronouns and for "the minister".

use std::collections::HashMap;

use super::described::is_human;
use super::mention::Reader;
use super::names::Gender;
use super::people::gender_of_role;
use crate::domain::{Party, SourceKind};
use crate::extract::nouns;
use crate::extract::segment::Segmented;

/// Someone spoken of, with the sentence.
#[derive(Debug, Clone)]
struct Spoken {
    party: Party,
    sentence: usize,
    /// It was the source of words there, not only the subject of the sentence.
    spoke: bool,
}

/// The parties spoken of so far, in order.
#[derive(Debug, Default)]
pub(super) struct Discourse {
    spoken: Vec<Spoken>,
    genders: HashMap<String, Gender>,
    /// Those who last spoke as one, with the sentence.
    several: Option<(Vec<Party>, usize)>,
    sentence: usize,
}

/// "They" for two named persons does not reach back over more sentences than this.
const NEAR: usize = 4;
/// A pronoun does not reach back over more sentences than this.
const REACH: usize = 12;

impl Discourse {
    /// Goes on to a sentence and notes the person who is its subject.
    pub(super) fn enter(&mut self, reader: &Reader<'_>, document: &Segmented<'_>, sentence: usize) {
        self.sentence = sentence;
        let tokens = document.sentences[sentence].tokens.clone();
        if let Some((party, gender)) = reader.sentence_subject(tokens.clone(), self) {
            self.note(party, gender, false);
        } else if let Some(party) = reader.subject_body(tokens, self) {
            self.note(party, None, false);
        }
    }

    /// Notes those who spoke as one ("Reth and Oru said").
    pub(super) fn spoke_together(&mut self, source: &Party, others: &[Party]) {
        if !others.is_empty() {
            let bare = |party: &Party| Party { mention: None, ..party.clone() };
            let parties = std::iter::once(source).chain(others).map(bare).collect();
            self.several = Some((parties, self.sentence));
        }
    }

    /// Those who spoke as one not long ago; for "they" only where no group has spoken since.
    pub(super) fn several(&self, pronoun: bool) -> Vec<Party> {
        let Some((parties, sentence)) = &self.several else { return Vec::new() };
        let since = |spoken: &Spoken| spoken.sentence > *sentence && is_many(&spoken.party);
        let passed = pronoun && self.spoken.iter().rev().take(4).any(since);
        if passed || self.sentence - sentence > NEAR { Vec::new() } else { parties.clone() }
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

    /// The body or outlet that a general word takes up again: "the group", "the newspaper".
    pub(super) fn taken_up(&self, head: &str, outlet: bool) -> Option<Party> {
        let general = matches!(
            head,
            "group"
                | "company"
                | "organisation"
                | "organization"
                | "party"
                | "movement"
                | "charity"
                | "firm"
                | "body"
                | "watchdog"
                | "institute"
                | "agency"
                | "foundation"
                | "union"
                | "alliance"
                | "bloc"
                | "think-tank"
        );
        let near = || self.spoken.iter().rev().take_while(|spoken| self.sentence - spoken.sentence <= REACH);
        let found = match (outlet || head == "agency", general) {
            // "Politico reported that the agency …": another than the outlet which reports of it.
            (true, _) if head == "agency" && !outlet => near()
                .filter(|spoken| spoken.sentence < self.sentence)
                .find(|spoken| spoken.party.kind == SourceKind::Media)
                .or_else(|| near().find(|spoken| spoken.party.kind == SourceKind::Organisation)),
            (true, _) => near().find(|spoken| spoken.party.kind == SourceKind::Media),
            (false, true) => near().find(|spoken| spoken.party.kind == SourceKind::Organisation),
            (false, false) => None,
        };
        found.map(|spoken| spoken.party.clone())
    }

    /// Whoever spoke last and alone, in this sentence or one of the two before it, where nobody was told of since.
    pub(super) fn just_spoke(&self) -> Option<Party> {
        let near = |sentence: usize| self.sentence - sentence <= 2;
        let together = self.several.as_ref().is_some_and(|(_, sentence)| near(*sentence));
        let last = self.spoken.last().filter(|last| last.spoke && near(last.sentence) && !together)?;
        (!is_many(&last.party)).then(|| last.party.clone())
    }

    /// The person who spoke last and alone, in this sentence or one of the two before it, where no other was told of since.
    pub(super) fn person_just_spoke(&self) -> Option<Party> {
        let near = |sentence: usize| self.sentence - sentence <= 2;
        let together = self.several.as_ref().is_some_and(|(_, sentence)| near(*sentence));
        let last = self
            .spoken
            .iter()
            .rev()
            .take_while(|spoken| near(spoken.sentence))
            .find(|spoken| is_someone(&spoken.party))?;
        (last.spoke && last.party.kind == SourceKind::Person && !together).then(|| last.party.clone())
    }

    fn note(&mut self, party: Party, gender: Option<Gender>, spoke: bool) {
        if let Some(gender) = gender {
            self.genders.entry(party.name.clone()).or_insert(gender);
        }
        if let Some(last) = self.spoken.last_mut().filter(|last| last.party.name == party.name) {
            last.sentence = self.sentence;
            last.spoke |= spoke;
            return;
        }
        self.spoken.push(Spoken { party, sentence: self.sentence, spoke });
    }

    /// Notes a source; a source named in a relative clause comes after the subject of its sentence.
    pub(super) fn spoke(&mut self, reader: &Reader<'_>, party: &Party, main: bool) {
        let gender = reader
            .gender(&party.name)
            .or_else(|| party.role.as_deref().and_then(gender_of_role))
            .or_else(|| gender_of_role(&party.name));
        let subject_known =
            self.spoken.last().is_some_and(|last| last.sentence == self.sentence && is_someone(&last.party));
        if main || !subject_known {
            self.note(party.clone(), gender, true);
        } else if let Some(last) = self.spoken.pop() {
            self.note(party.clone(), gender, true);
            self.spoken.push(last);
        }
    }

    /// Whom a pronoun stands for.
    pub(super) fn pronoun(&self, word: &str) -> Option<Party> {
        let near = || self.spoken.iter().rev().take_while(|spoken| self.sentence - spoken.sentence <= REACH);
        let found = match word {
            "he" | "she" => {
                let gender = if word == "he" { Gender::He } else { Gender::She };
                let fits = |spoken: &&Spoken| {
                    is_someone(&spoken.party)
                        && self.genders.get(&spoken.party.name).is_none_or(|known| *known == gender)
                };
                near().find(fits)
            }
            "it" => near().find(|spoken| {
                matches!(spoken.party.kind, SourceKind::Organisation | SourceKind::Government | SourceKind::Media)
            }),
            "they" => near().take(3).find(|spoken| is_many(&spoken.party)),
            _ => None,
        };
        found.map(|spoken| spoken.party.clone())
    }

    /// Remembers that a pronoun was used for a party, so that the other one is not.
    pub(super) fn learn(&mut self, name: &str, word: &str) {
        let gender = match word {
            "he" => Gender::He,
            "she" => Gender::She,
            _ => return,
        };
        self.genders.entry(name.to_owned()).or_insert(gender);
    }

    /// The last party spoken of for which `fits` holds.
    pub(super) fn last(&self, fits: impl Fn(&Party) -> bool) -> Option<Party> {
        self.spoken.iter().rev().take(200).map(|spoken| &spoken.party).find(|party| fits(party)).cloned()
    }
}

/// One human being.
fn is_someone(party: &Party) -> bool {
    party.kind == SourceKind::Person
        || (party.kind == SourceKind::Unnamed && !is_plural(&party.name) && is_human(&party.name))
}

/// Several people without names.
fn is_many(party: &Party) -> bool {
    party.kind == SourceKind::Group || (party.kind == SourceKind::Unnamed && is_plural(&party.name))
}

/// Several people.
pub(super) fn is_plural(name: &str) -> bool {
    let head = name.split(' ').take_while(|word| !nouns::is_preposition(word)).last().unwrap_or_default();
    !name.starts_with("one of") && nouns::is_group(&head.to_lowercase())
}
