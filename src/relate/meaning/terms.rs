//! The weighed terms of a text, in a form that is compared with many others: sorted by a hash, so that what two texts share is
//! found in one walk through both.

use std::collections::BTreeSet;
use std::hash::BuildHasher;
use std::sync::Arc;

use rustc_hash::FxBuildHasher;

use super::{lexicon, rarity};

/// Concepts that every report of an attack has.
const PEOPLE: [&str; 4] = ["civilian", "soldier", "child", "official"];

/// A term with what is asked of it again and again.
#[derive(Debug, Clone)]
pub(crate) struct Term {
    /// A hash of the word, which stands for it: of the words of a language no two have one of 64 bits.
    key: u64,
    pub(crate) word: Arc<str>,
    /// How much it tells of a subject.
    pub(crate) weight: f32,
    /// True for a name of the claim or its headline.
    pub(crate) is_name: bool,
    /// True for the code of a state.
    pub(crate) is_state: bool,
    /// True for what was done, or happened.
    pub(crate) is_deed: bool,
    /// True for what tells one event from another: neither a state, nor people whom every report has, nor "press briefing".
    pub(crate) is_telling: bool,
}

impl Term {
    /// The term as a claim beside its own has it: a word that is a name there need not be one here.
    pub(crate) fn beside(&self) -> Self {
        Self { is_name: false, ..self.clone() }
    }
}

fn key(word: &str) -> u64 {
    FxBuildHasher.hash_one(word)
}

/// Terms, each once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Terms {
    terms: Vec<Term>,
    weight: f32,
}

impl Terms {
    /// The terms of these words, each with its weight.
    pub(super) fn of<'w>(words: impl Iterator<Item = &'w str>, names: &BTreeSet<&str>) -> Self {
        let term = |word: &str| Term {
            key: key(word),
            word: Arc::from(word),
            weight: rarity::weight(word),
            is_name: names.contains(word),
            is_state: word.starts_with('@'),
            is_deed: lexicon::is_deed(word),
            is_telling: !word.starts_with('@') && !PEOPLE.contains(&word) && !lexicon::is_of_series(word),
        };
        Self::sorted(words.map(term).collect())
    }

    fn sorted(mut terms: Vec<Term>) -> Self {
        // Of equal ones the first stays.
        terms.sort_by_key(|term| term.key);
        terms.dedup_by_key(|term| term.key);
        let weight = terms.iter().map(|term| term.weight).sum();
        Self { terms, weight }
    }

    /// These terms with those of others that are not among them.
    pub(crate) fn joined(&self, others: impl Iterator<Item = Term>) -> Self {
        Self::sorted(self.terms.iter().cloned().chain(others).collect())
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, Term> {
        self.terms.iter()
    }

    pub(crate) fn len(&self) -> usize {
        self.terms.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// What all of them weigh.
    pub(crate) fn weight(&self) -> f32 {
        self.weight
    }

    /// The weight of a term, where it is among them.
    pub(crate) fn get(&self, word: &str) -> Option<f32> {
        let found = self.terms.binary_search_by_key(&key(word), |term| term.key).ok()?;
        Some(self.terms[found].weight)
    }

    pub(crate) fn contains(&self, word: &str) -> bool {
        self.get(word).is_some()
    }

    /// The terms that both have, each as the first and as the second has it.
    pub(crate) fn shared<'t>(&'t self, other: &'t Self) -> Shared<'t> {
        Shared { ours: &self.terms, others: &other.terms }
    }
}

/// What two texts share; see [`Terms::shared`].
pub(crate) struct Shared<'t> {
    ours: &'t [Term],
    others: &'t [Term],
}

impl<'t> Iterator for Shared<'t> {
    type Item = (&'t Term, &'t Term);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (own, other) = (self.ours.first()?, self.others.first()?);
            let order = own.key.cmp(&other.key);
            if order.is_le() {
                self.ours = &self.ours[1..];
            }
            if order.is_ge() {
                self.others = &self.others[1..];
            }
            if order.is_eq() {
                return Some((own, other));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(words: &[&'static str]) -> Terms {
        Terms::of(words.iter().copied(), &BTreeSet::from(["marrow"]))
    }

    #[test]
    fn terms_are_held_once_and_found_again() {
        let terms = terms(&["bridge", "marrow", "@UA", "bridge", "attack", "soldier", "brief"]);
        assert_eq!(terms.len(), 6);
        assert!(terms.contains("bridge") && !terms.contains("ferry"));
        assert_eq!(terms.weight(), terms.iter().map(|term| term.weight).sum::<f32>());
        let told = |is: fn(&Term) -> bool| terms.iter().filter(|term| is(term)).count();
        assert_eq!(told(|term| term.is_name), 1);
        assert_eq!(told(|term| term.is_state), 1);
        assert_eq!(told(|term| term.is_deed), 1);
        assert_eq!(told(|term| term.is_telling), 3, "neither the state, nor the soldiers, nor the briefing");
    }

    #[test]
    fn what_two_texts_share_is_found_in_one_walk() {
        let words: Vec<String> = (0..200).map(|number| format!("w{number}")).collect();
        let of = |step: usize| Terms::of(words.iter().step_by(step).map(String::as_str), &BTreeSet::new());
        let shared: BTreeSet<String> =
            of(2).shared(&of(3)).map(|(own, other)| format!("{}={}", own.word, other.word)).collect();
        let expected: BTreeSet<String> = words.iter().step_by(6).map(|word| format!("{word}={word}")).collect();
        assert_eq!(shared, expected);
        assert_eq!(terms(&["bridge"]).joined(of(100).iter().cloned()).len(), 3);
    }
}
