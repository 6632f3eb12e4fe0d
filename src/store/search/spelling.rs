//! How near two spellings are: letters that are off, letters that are shared, words in a row. Pure.

use std::ops::Range;

use crate::domain::fold_name;
use crate::registry::person_key;

/// Words of a name that are looked at; each costs a condition.
const MOST_WORDS: usize = 5;
/// Letters of a word that are looked at.
const LONGEST_WORD: usize = 30;

/// Up to three words in a row, the longest runs first: the full name before its last word alone.
pub(super) fn runs(words: usize) -> Vec<Range<usize>> {
    let of_length = |length: usize| (0..(words + 1).saturating_sub(length)).map(move |start| start..start + length);
    (1..=3).rev().flat_map(of_length).collect()
}

/// A word of a name.
#[derive(Debug, Clone)]
pub(super) struct NameWord {
    /// In small letters without accents.
    pub folded: String,
    /// In the spelling that stands for all of them ([`person_key`]).
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

/// Two or three letters in a row of each word, its ends included: what misspelt names still share.
pub(super) fn grams_of(words: &[String]) -> Vec<String> {
    let mut grams = Vec::new();
    for word in words {
        let letters: Vec<char> = format!(" {word} ").chars().collect();
        let size = if letters.len() < 8 { 2 } else { 3 };
        grams.extend(letters.windows(size).map(|gram| gram.iter().collect::<String>()));
    }
    grams.sort_unstable();
    grams.dedup();
    grams.truncate(60);
    grams
}

/// How many letters of a word may be wrong; short ones are other words as soon as one letter is.
pub(super) fn letters_off(word: &str) -> usize {
    match word.chars().count() {
        0..=3 => 0,
        4..=5 => 1,
        6..=9 => 2,
        _ => 3,
    }
}

/// Letters up to which a word is short: too many others are one letter away from it.
pub(super) const SHORT: usize = 5;

/// A short word with another first letter is another word.
fn may_be_meant(typed: &str, other: &str) -> bool {
    typed.chars().count() > SHORT || typed.chars().next() == other.chars().next()
}

/// True for a short word that is another one by a consonant alone ("blogs" and "blows"): nobody's slip, and no hint.
pub(super) fn is_another_word(typed: &str, other: &str) -> bool {
    let (typed, other): (Vec<char>, Vec<char>) = (typed.chars().collect(), other.chars().collect());
    let changed: Vec<_> = typed.iter().zip(&other).filter(|(one, two)| one != two).collect();
    let is_vowel = |letter: &char| "aeiouy".contains(*letter);
    typed.len() <= SHORT
        && typed.len() == other.len()
        && matches!(&changed[..], [(one, two)] if !(is_vowel(one) && is_vowel(two)))
}

/// How many letters the words typed are off from words of a name; `None` where one is too far from all of them. The last
/// letters of a word may be missing: people are asked while they type.
pub(super) fn distance(typed: &[String], name: &str) -> Option<usize> {
    let nearest = |word: &String| {
        let off = |other: &str| beginnings(other, word).map(|start| strsim::osa_distance(start, word)).min();
        let alike = name.split_whitespace().filter(|other| may_be_meant(word, other));
        alike.filter_map(off).min().filter(|off| *off <= letters_off(word))
    };
    typed.iter().map(nearest).sum()
}

/// A word, and its beginnings that are about as long as another.
pub(super) fn beginnings<'w>(word: &'w str, other: &str) -> impl Iterator<Item = &'w str> {
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

    #[test]
    fn misspelt_names_share_enough_letters() {
        for (typed, name) in [
            ("zelinskee", " zelensky "),
            ("dolinski", " yevar dolensky "),
            ("marna", " ilse maran "),
            ("brnadt", " ada brandt "),
            ("kerby", " tom kirby "),
        ] {
            let words: Vec<String> = words_of(typed).into_iter().map(|word| word.respelled).collect();
            let grams = grams_of(&words);
            let shared = grams.iter().filter(|gram| name.contains(gram.as_str())).count();
            assert!(shared >= grams.len().div_ceil(3), "{typed}: {shared} of {grams:?}");
        }
    }
}
