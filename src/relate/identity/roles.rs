//! Words of roles, with what each tells (`roles.tsv`).

use std::sync::LazyLock;

use crate::lexicon::{Lexicon, class_of};

/// The class of those who fight for pay.
pub(super) const HIRED_SOLDIER: &str = "hired_soldier";

/// The classes of occupations that nobody holds at the same time.
const OCCUPATIONS: [&str; 5] = ["office_holder", "athlete", "performer", "cleric", HIRED_SOLDIER];

static WORDS: LazyLock<Lexicon> = LazyLock::new(|| {
    let classes = [&OCCUPATIONS[..], &["past", "before_state", "office", "no_state"]].concat();
    Lexicon::built_in("roles.tsv", include_str!("roles.tsv"), &classes)
});

/// True for a word that says that the role is over ("former"). All words here are in small letters.
pub(super) fn is_past(word: &str) -> bool {
    class_of!(WORDS, "past").has(word)
}

/// True for a word that may stand before the state in a role ("deputy").
pub(super) fn may_precede_state(word: &str) -> bool {
    class_of!(WORDS, "before_state").has(word)
}

/// True for a word of office in a state ("minister", "army").
pub(super) fn is_office(word: &str) -> bool {
    class_of!(WORDS, "office_holder").has(word) || class_of!(WORDS, "office").has(word)
}

/// True for a word that is shaped like a state's and names none ("politician").
pub(super) fn is_no_state(word: &str) -> bool {
    class_of!(WORDS, "no_state").has(word)
}

/// True for a word of a trade that puts an office out of reach for years, also once it is over ("mercenary").
pub(super) fn is_hired_soldier(word: &str) -> bool {
    class_of!(WORDS, "hired_soldier").has(word)
}

/// The occupations that some words of a role name, each once.
pub(super) fn occupations(words: &[String]) -> Vec<&'static str> {
    OCCUPATIONS.into_iter().filter(|class| words.iter().any(|word| WORDS.class(class).has(word))).collect()
}
