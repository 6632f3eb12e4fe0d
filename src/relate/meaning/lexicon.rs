//! The words by which claims are read for comparing them.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::lexicon::{Lexicon, class_of, word_classes};

word_classes! {
    /// What reports call by many words.
    CONCEPTS in "src/relate/meaning/concepts.tsv" with ["concept", "deed", "broader"];
    /// True for forms of "supply" whose subject is given something: "acquired".
    pub(super) fn is_received = "received";
    /// True for forms of deeds whose subject suffers them: "died".
    pub(super) fn is_undergone = "undergone";
    /// True for nouns of deeds that belong to who suffers them: "Orvania's losses".
    pub(super) fn is_lost = "lost";
}

word_classes! {
    /// What words do to those beside them.
    GRAMMAR in "src/relate/meaning/grammar.tsv" with ["irregular", "rate", "total", "limited", "round", "vague", "charge", "participle", "official", "rejection", "reports", "series"];
    /// True for words that tell nothing of the subject.
    pub(super) fn is_function_word = "function";
    /// True for "not", "never" and the like.
    pub(super) fn is_negation = "negation";
    /// True for words before a noun.
    pub(super) fn is_determiner = "determiner";
    /// True for "its", "we": the source speaks of its own.
    pub(super) fn is_own = "own";
    /// True for "was", "been": what follows was done to what stands before.
    pub(super) fn is_auxiliary = "auxiliary";
    /// True for "could", "may".
    pub(super) fn is_possible = "possible";
    /// True for "half", "series": a part or a number of something, which is named behind it.
    pub(super) fn is_part = "part";
    /// True for words that lead from a deed to what it was done to.
    pub(super) fn is_leading = "leading";
    /// True for words that end the words of a thing.
    pub(super) fn is_ending = "ending";
    /// True for words whose number counts the dead: "the toll stood at 15".
    pub(super) fn is_toll = "toll";
    /// True for units of money.
    pub(super) fn is_money = "money";
    /// True for words that say that a number is none.
    pub(super) fn is_nil = "nil";
    /// True for parts of a country: "eastern".
    pub(super) fn is_quarter = "quarter";
    /// True for kinds of places: "province".
    pub(super) fn is_area = "area";
    /// True for words that take "not" to themselves: "not far".
    pub(super) fn is_degree = "degree";
    /// True for words before a place.
    pub(super) fn is_before_place = "before_place";
    /// True for those who speak for a person: "family", "lawyers".
    pub(super) fn is_kin = "kin";
    /// True for words of which "it" and "that this is so" are made.
    fn is_back = "back";
}

static STEMMER: LazyLock<frostem::Stemmer> = LazyLock::new(|| frostem::Stemmer::new(frostem::Algorithm::Porter));

/// Concepts by their stemmed words.
static BY_STEMS: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let class = CONCEPTS.class("concept");
    let stemmed = |entry: &str| entry.split(' ').map(stem).collect::<Vec<_>>().join(" ");
    let mut concepts = HashMap::new();
    for entry in CONCEPTS.entries("concept") {
        let name = class.value(entry).unwrap_or(entry);
        concepts.entry(stemmed(entry)).or_insert(name);
        concepts.entry(stemmed(&entry.replace('-', " "))).or_insert(name);
    }
    concepts
});

/// The words of "series", as names have them and as stems.
static SERIES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let words = || GRAMMAR.entries("series");
    words().map(str::to_owned).chain(words().map(stem)).collect()
});

/// True for a term that the headlines of a whole series have: "press briefing, 3 March".
pub(super) fn is_of_series(term: &str) -> bool {
    SERIES.contains(term)
}

/// The stem of a word in small letters, irregular forms led back to their base form first (Porter 1980).
pub(super) fn stem(lower: &str) -> String {
    let base = class_of!(GRAMMAR, "irregular").value(lower).unwrap_or(lower);
    STEMMER.stem(base).into_owned()
}

/// The concept that stems in a row name.
pub(super) fn concept(stems: &str) -> Option<&'static str> {
    BY_STEMS.get(stems).copied()
}

/// The kind under which charges of a deed are compared; `None` for concepts that nobody does.
pub(super) fn deed_kind(concept: &str) -> Option<&'static str> {
    class_of!(CONCEPTS, "deed").value(concept)
}

/// True for a term that names what somebody does to somebody.
pub(crate) fn is_deed(term: &str) -> bool {
    deed_kind(term).is_some()
}

/// True for a term that names a harm that somebody does: "attack".
pub(crate) fn is_harm(term: &str) -> bool {
    deed_kind(term) == Some("harm")
}

/// True for a term by which somebody takes or holds a place: "captured".
pub(crate) fn is_held(term: &str) -> bool {
    deed_kind(term) == Some("hold")
}

/// The broader concept that a concept is one of.
pub(crate) fn broader(concept: &str) -> Option<&'static str> {
    class_of!(CONCEPTS, "broader").value(concept)
}

/// True where words in small letters make a number a rate.
pub(super) fn has_rate(lower: &str) -> bool {
    stands_in(&GRAMMAR, "rate", lower)
}

/// True where words in small letters make a number one of a whole war.
pub(super) fn has_total(lower: &str) -> bool {
    stands_in(&GRAMMAR, "total", lower)
}

/// True where words in small letters limit a number to a part of a war.
pub(super) fn has_limit(lower: &str) -> bool {
    stands_in(&GRAMMAR, "limited", lower)
}

/// True for a number that names none: "hundreds of". "As many as 150" names one.
pub(super) fn is_vague(lower: &str) -> bool {
    let is_round = || stands_in(&GRAMMAR, "round", lower);
    is_round() || stands_in(&GRAMMAR, "vague", lower) && !lower.contains(|c: char| c.is_ascii_digit())
}

/// True for a verb that may be a participle: "shelled", "struck".
pub(super) fn is_participle_ending(verb: &str) -> bool {
    GRAMMAR.entries("participle").any(|ending| verb.ends_with(ending)) && !verb.ends_with("ing")
}

/// True for a description, in small letters, of who speaks for a state.
pub(crate) fn is_of_state(lower: &str) -> bool {
    stands_in(&GRAMMAR, "official", lower)
}

/// True for a cue that accuses.
pub(super) fn accuses(lower: &str) -> bool {
    stands_in(&GRAMMAR, "charge", lower)
}

/// True where words in small letters say that something is not so: "never happened".
pub(super) fn rejects(lower: &str) -> bool {
    stands_in(&GRAMMAR, "rejection", lower)
}

/// True for a content that says something of something: "the gate was locked", and not "the sovereignty of Orvania".
pub(crate) fn is_sentence(content: &str) -> bool {
    content.split_whitespace().any(|word| is_auxiliary(&word.to_lowercase()))
}

/// True where words in small letters point to what was said before: "these allegations".
pub(crate) fn points_to_reports(lower: &str) -> bool {
    stands_in(&GRAMMAR, "reports", lower)
}

/// True for a content that names nothing and points to what was said before: "it", "that this was so".
pub(crate) fn is_it(content: &str) -> bool {
    let lower = content.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    words.peek().is_some() && words.all(is_back)
}

fn stands_in(lexicon: &Lexicon, class: &str, lower: &str) -> bool {
    lexicon.entries(class).any(|entry| lower.contains(entry))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn concepts_join_words_and_their_forms() {
        for words in ["shelling", "bombardment", "strikes", "airstrike"] {
            assert_eq!(concept(&stem(words)), Some("attack"), "{words}");
        }
        assert_eq!(concept(&format!("{} {}", stem("blown"), stem("up"))), Some("explode"));
        assert_eq!(concept(&stem("fled")), Some("flee"));
        assert_eq!(concept("nothing of the kind"), None);
    }

    #[test]
    fn every_deed_and_every_broader_concept_is_a_concept() {
        let names: Vec<&str> = BY_STEMS.values().copied().collect();
        let deeds = CONCEPTS.entries("deed").chain(CONCEPTS.entries("broader"));
        let broader = CONCEPTS.entries("broader").filter_map(broader);
        for concept in deeds.chain(broader) {
            assert!(names.contains(&concept), "{concept} is no concept");
        }
    }

    #[test]
    fn no_word_of_a_claim_has_two_tasks_that_exclude_each_other() {
        for word in GRAMMAR.entries("function") {
            assert!(!is_negation(word), "{word} would be left out before it is taken for a negation");
        }
        assert!(has_rate("60 to 100 soldiers a day") && !has_rate("on that day"));
    }
}
