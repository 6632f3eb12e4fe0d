//! Compares spellings: edit distance, and runs of words. Nothing here reads the database.

use std::ops::Range;

use crate::domain::fold_name;
use crate::registry::person_key;

/// The most words of a name that are compared; each adds a condition to the query.
const MOST_WORDS: usize = 5;
/// The most letters of a word that are compared.
const LONGEST_WORD: usize = 30;

/// All runs of up to three of `words` words, the longest first, so that a full name is tried before its last word.
pub(super) fn runs(words: usize) -> Vec<Range<usize>> {
    let of_length = |length: usize| (0..(words + 1).saturating_sub(length)).map(move |start| start..start + length);
    (1..=3).rev().flat_map(of_length).collect()
}

/// A word of a name.
#[derive(Debug, Clone)]
pub(super) struct NameWord {
    /// The word in lower case without accents.
    pub folded: String,
    /// The key that all spellings of the word share ([`person_key`]).
    pub respelled: String,
}

/// The words of a name as typed.
pub(super) fn words_of(typed: &str) -> Vec<NameWord> {
    fold_name(typed)
        .split_whitespace()
        .take(MOST_WORDS)
        .map(|word| word.chars().take(LONGEST_WORD).collect::<String>())
        .map(|folded| NameWord { respelled: person_key(&folded), folded })
        .collect()
}

/// The number of letters of a word that may be wrong; none in a short word, where one letter makes another word.
pub(super) fn letters_off(word: &str) -> usize {
    match word.chars().count() {
        0..=3 => 0,
        4..=5 => 1,
        // The index looks no further.
        _ => 2,
    }
}

/// Words of up to this many letters are short: too many other words are one letter away from them.
pub(super) const SHORT: usize = 5;

/// False for a short word whose first letter differs: that is taken for another word, not a misspelling.
fn may_be_meant(typed: &str, other: &str) -> bool {
    typed.chars().count() > SHORT || typed.chars().next() == other.chars().next()
}

/// True for two short words of equal length that differ in one letter, unless both letters are vowels ("blogs" and
/// "blows"): that is hardly a misspelling, so it gives no hint.
pub(super) fn is_another_word(typed: &str, other: &str) -> bool {
    let (typed, other): (Vec<char>, Vec<char>) = (typed.chars().collect(), other.chars().collect());
    let changed: Vec<_> = typed.iter().zip(&other).filter(|(one, two)| one != two).collect();
    let is_vowel = |letter: &char| "aeiouy".contains(*letter);
    typed.len() <= SHORT
        && typed.len() == other.len()
        && matches!(&changed[..], [(one, two)] if !(is_vowel(one) && is_vowel(two)))
}

/// The total edit distance of the words typed from the nearest words of a name; `None` where one is too far from all of
/// them. The last letters of a word may be missing, because suggestions come while people type.
pub(super) fn distance(typed: &[String], name: &str) -> Option<usize> {
    let nearest = |word: &String| {
        let off = |other: &str| beginnings(other, word).map(|start| strsim::osa_distance(start, word)).min();
        let alike = name.split_whitespace().filter(|other| may_be_meant(word, other));
        alike.filter_map(off).min().filter(|off| *off <= letters_off(word))
    };
    typed.iter().map(nearest).sum()
}

/// The word itself, and its prefixes whose length differs from that of `other` by at most one letter.
fn beginnings<'w>(word: &'w str, other: &str) -> impl Iterator<Item = &'w str> {
    let length = other.chars().count();
    let ends = word.char_indices().map(|(at, letter)| at + letter.len_utf8()).enumerate();
    let near = ends.filter(move |(place, _)| (place + 1).abs_diff(length) <= 1).map(|(_, end)| &word[..end]);
    near.chain(std::iter::once(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, name: &str, expected: Option<usize>) {
        let words: Vec<String> = words_of(typed).into_iter().map(|word| word.respelled).collect();
        assert_eq!(distance(&words, name), expected, "{typed} / {name}");
    }

    #[test]
    fn letters_off_are_counted_word_by_word() {
        check("Dolinsky", "yevar dolensky", Some(1));
        check("Dolenski", "yevar dolensky", Some(0));
        check("Dolinsk", "yevar dolensky", Some(1));
        check("Yavar Dolinsky", "yevar dolensky", Some(2));
        check("dolensyk", "yevar dolensky", Some(1));
        check("Marna", "ilse maran", Some(1));
        check("Brandt", "yevar dolensky", None);
        check("Ada", "ida lund", None);
        check("Ilse Brandt", "ilse maran", None);
    }

    #[test]
    fn short_words_are_meant_by_their_first_letter_and_one_slip_at_most() {
        check("Bucha", "seth ducharme", None);
        check("Bucha", "ines buchan", Some(0));
        check("Kerby", "tom kirby", Some(1));
        check("Kerpa", "tom kirby", None);
        for (typed, other, is_another) in [
            ("blogs", "blows", true),
            ("grian", "grain", false),
            ("falen", "fallen", false),
            ("marsh", "mersh", false),
            ("bridge", "brigge", false),
        ] {
            assert_eq!(is_another_word(typed, other), is_another, "{typed} / {other}");
        }
    }

    #[test]
    fn names_are_looked_for_in_the_longest_runs_first() {
        assert!(runs(0).is_empty());
        assert_eq!(runs(2), [0..2, 0..1, 1..2]);
        assert_eq!(runs(4)[..4], [0..3, 1..4, 0..2, 1..3]);
    }
}
