//! The discourse so far: who has spoken, who was the subject of a sentence, and where, for words that stand for somebody
//! named elsewhere.

use std::collections::HashMap;

use super::mention::MentionResolver;
use super::names::Gender;
use super::people::gender_of_role;
use super::word_forms::is_human;
use crate::domain::{Party, SourceKind};
use crate::extract::lexicon;
use crate::extract::segment::Segmented;

/// A discourse referent: a party that has spoken or was the subject of a sentence.
#[derive(Debug, Clone)]
pub(super) struct Referent {
    pub(super) party: Party,
    /// The last sentence in which it was the source of words.
    pub(super) spoke: Option<usize>,
    /// The last sentence whose subject it was.
    pub(super) subject: Option<usize>,
    /// The last sentence in which another reported of its words.
    pub(super) reported: Option<usize>,
    /// How many words were attributed to it.
    pub(super) times: usize,
    /// The token at which it last spoke or was the subject.
    pub(super) place: usize,
}

/// The parties that have spoken so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Discourse {
    pub(super) referents: Vec<Referent>,
    by_name: HashMap<String, usize>,
    genders: HashMap<String, Gender>,
    /// The parties that last spoke together, with the sentence.
    several: Option<(Vec<Party>, usize)>,
    /// The parties that last spoke in a document of theirs ("a joint study by the league and the council").
    pub(super) authors: Vec<Party>,
    /// Whoever speaks the words around those that are read now.
    pub(super) outer: Option<String>,
    pub(super) sentence: usize,
}

/// "They" for two named persons does not reach back over more sentences than this: two paragraphs of news.
const NEAR: usize = 4;

impl Discourse {
    /// Moves on to a sentence and records the party that is its subject.
    pub(super) fn enter(&mut self, resolver: &MentionResolver<'_>, document: &Segmented<'_>, sentence: usize) {
        self.sentence = sentence;
        let tokens = document.sentences[sentence].tokens.clone();
        let place = tokens.start;
        if let Some((party, gender)) = resolver.sentence_subject(tokens.clone(), self) {
            self.note(party, gender, place).subject = Some(sentence);
        } else if let Some(party) = resolver.subject_body(tokens.clone(), self) {
            self.note(party, None, place).subject = Some(sentence);
        } else if let Some(party) = resolver.subject_described(tokens, self) {
            self.note(party, None, place).subject = Some(sentence);
        }
    }

    /// Records parties that spoke together ("Reth and Oru said").
    pub(super) fn spoke_together(&mut self, source: &Party, others: &[Party], written: bool) {
        if !others.is_empty() {
            let bare = |party: &Party| Party { mention: None, ..party.clone() };
            let parties = std::iter::once(source).chain(others).map(bare).collect();
            self.several = Some((parties, self.sentence));
            if written {
                self.authors = self.several.as_ref().map(|(parties, _)| parties.clone()).unwrap_or_default();
            }
        }
    }

    /// Returns the parties that recently spoke together; for "they" only if no group has spoken since.
    pub(super) fn several(&self, pronoun: bool) -> Vec<Party> {
        let Some((parties, sentence)) = &self.several else { return Vec::new() };
        let since = |referent: &Referent| referent.spoke > Some(*sentence) && is_many(&referent.party);
        let replaced = pronoun && self.referents.iter().any(since);
        if replaced || self.sentence - sentence > NEAR { Vec::new() } else { parties.clone() }
    }

    /// True where several spoke together in this sentence or one of the two before it.
    pub(super) fn together_just_now(&self) -> bool {
        self.several.as_ref().is_some_and(|(_, sentence)| self.sentence - sentence <= 2)
    }

    fn note(&mut self, party: Party, gender: Option<Gender>, place: usize) -> &mut Referent {
        if let Some(gender) = gender {
            self.genders.entry(party.name.clone()).or_insert(gender);
        }
        let at = *self.by_name.entry(party.name.clone()).or_insert_with(|| {
            self.referents.push(Referent { party, spoke: None, reported: None, subject: None, times: 0, place });
            self.referents.len() - 1
        });
        let referent = &mut self.referents[at];
        referent.place = referent.place.max(place);
        referent
    }

    /// Records a source, with the token at which it speaks. One named in a relative clause or in another's words is only
    /// reported of.
    pub(super) fn spoke(&mut self, resolver: &MentionResolver<'_>, party: &Party, place: usize, main: bool) {
        let gender = resolver
            .gender(&party.name)
            .or_else(|| party.role.as_deref().and_then(gender_of_role))
            .or_else(|| gender_of_role(&party.name));
        let sentence = self.sentence;
        let bare = Party { mention: None, ..party.clone() };
        let referent = self.note(bare, gender, place);
        if main {
            referent.spoke = Some(sentence);
        } else {
            referent.reported = Some(sentence);
        }
        referent.times += 1;
    }

    /// Remembers the gender of the pronoun used for a party, so that the other pronoun no longer fits it.
    pub(super) fn learn(&mut self, name: &str, word: &str) {
        let Some(gender) = Gender::of_pronoun(word) else { return };
        self.genders.entry(name.to_owned()).or_insert(gender);
    }

    /// What has been recorded of the party of this name.
    pub(super) fn referent(&self, name: &str) -> Option<&Referent> {
        self.by_name.get(name).map(|&at| &self.referents[at])
    }

    /// He or she, where words so far tell it.
    pub(super) fn gender(&self, name: &str) -> Option<Gender> {
        self.genders.get(name).copied()
    }
}

/// True for a single person.
pub(super) fn is_someone(party: &Party) -> bool {
    party.kind == SourceKind::Person
        || (party.kind == SourceKind::Unnamed && !is_plural(&party.name) && is_human(&party.name))
}

/// True for several unnamed people.
pub(super) fn is_many(party: &Party) -> bool {
    party.kind == SourceKind::Group || (party.kind == SourceKind::Unnamed && is_plural(&party.name))
}

/// True if the name is a plural that stands for several people.
pub(super) fn is_plural(name: &str) -> bool {
    let head = name.split(' ').take_while(|word| !lexicon::is_preposition(word)).last().unwrap_or_default();
    !name.starts_with("one of") && lexicon::is_group_noun(&head.to_lowercase())
}
