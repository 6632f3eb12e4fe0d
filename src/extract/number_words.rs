//! Words of numbers, `lexicon/numbers.tsv`, which several stages go by.

use crate::lexicon::{class_of, word_classes};

word_classes! {
    /// Words of numbers with their values.
    NUMBERS in "src/extract/lexicon/numbers.tsv" with ["below_twenty", "tens", "part", "scale", "plural_scale"];
    fn opens_number = "opener";
}

/// A number below twenty in words.
pub(super) fn below_twenty(word: &str) -> Option<u8> {
    class_of!(NUMBERS, "below_twenty").number(word)
}

/// A round number from twenty to ninety in words.
pub(super) fn tens(word: &str) -> Option<f64> {
    class_of!(NUMBERS, "tens").number(word)
}

/// How many parts the whole was cut into: 3 for "third" and "thirds".
pub(super) fn parts(word: &str) -> Option<f64> {
    let one = if word == "halves" { "half" } else { word.strip_suffix('s').unwrap_or(word) };
    class_of!(NUMBERS, "part").number(one)
}

/// What a word multiplies the number before it by.
pub(super) fn scale(word: &str) -> Option<f64> {
    class_of!(NUMBERS, "scale").number(word)
}

/// The scale that a plural without a number stands for: "hundreds", "tens of thousands".
pub(super) fn plural_scale(word: &str) -> Option<f64> {
    class_of!(NUMBERS, "plural_scale").number(word)
}

/// True when a number may begin with `word`, or with what stands before its first hyphen.
pub(super) fn begins_number(word: &str) -> bool {
    let first = word.split(['-', '\u{2010}', '\u{2011}']).next().unwrap_or(word);
    class_of!(NUMBERS, "below_twenty").has(first)
        || class_of!(NUMBERS, "tens").has(first)
        || class_of!(NUMBERS, "scale").has(first)
        || class_of!(NUMBERS, "plural_scale").has(first)
        || opens_number(first)
}
