//! Keyness: which words set some texts apart from others.
//!
//! The measure is the log-likelihood ratio (Dunning, "Accurate Methods for the Statistics of Surprise and Coincidence",
//! Computational Linguistics 19(1), 1993), over the number of texts that a word stands in, so that one text which
//! repeats a word counts once. It compares how often a word stands in the texts in question and in a reference corpus
//! with how often it would stand in each if both were drawn alike: a word that is frequent here and rarer there scores
//! high, a word used once by chance scores next to nothing.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::lexicon::Lexicon;

/// The classes of stop words; the file says what each holds.
const STOP_CLASSES: [&str; 5] = ["common", "number", "calendar", "contraction", "reporting"];

/// All stop words: every word of every text is looked up, so they stand in one set.
static STOP_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let lexicon = Lexicon::built_in("stopwords.tsv", include_str!("stopwords.tsv"), &STOP_CLASSES);
    STOP_CLASSES.iter().flat_map(|class| lexicon.entries(class)).collect()
});

/// A word with a high keyness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keyword {
    /// As the texts mostly write it: in small letters, or with capitals where it mostly has them.
    pub word: String,
    /// The number of texts that it stands in.
    pub texts: usize,
    /// The number of texts of the reference corpus that it stands in.
    pub others: usize,
}

/// In how many texts a word stands.
#[derive(Debug, Default)]
struct Frequency {
    texts: usize,
    /// The number of the last text it stood in, counted from one.
    last: usize,
    /// The number of texts that write it with a capital, and how they last did.
    capital: usize,
    spelling: String,
}

/// A keyword stands in at least this many texts, and in one of 80: the ratio says how surprising a word is, not how
/// much of the texts it covers.
const LEAST: usize = 3;
const LEAST_SHARE: usize = 80;

/// The keywords of `texts` against a reference corpus of `all_others` texts, in which a word (in small letters) stands in so
/// many as `others` tells; at most `most`, by descending log-likelihood ratio and then by the word. Stop words and numbers
/// are left out, and so are `known` words (the name of the speaker), which are given in small letters.
pub fn keywords(
    texts: &[String],
    others: impl Fn(&str) -> usize,
    all_others: usize,
    known: &[String],
    most: usize,
) -> Vec<Keyword> {
    let here = frequencies(texts);
    let least = LEAST.max(texts.len() / LEAST_SHARE);
    let (all, all_others) = (texts.len() as f64, all_others as f64);
    let mut scored: Vec<(f64, Keyword)> = here
        .into_iter()
        .filter(|(word, here)| here.texts >= least && !known.contains(word))
        .filter_map(|(word, here)| {
            let there = others(&word);
            let score = log_likelihood_ratio(here.texts as f64, all, there as f64, all_others)?;
            let word = if here.capital * 2 > here.texts { here.spelling } else { word };
            Some((score, Keyword { word, texts: here.texts, others: there }))
        })
        .collect();
    scored.sort_by(|(a, one), (b, other)| b.total_cmp(a).then_with(|| one.word.cmp(&other.word)));
    scored.truncate(most);
    scored.into_iter().map(|(_, keyword)| keyword).collect()
}

/// In how many of some texts each content word stands, by the word in small letters.
pub fn texts_with_words(texts: &[String]) -> HashMap<String, usize> {
    frequencies(texts).into_iter().map(|(word, frequency)| (word, frequency.texts)).collect()
}

/// The log-likelihood ratio of a word that `here` of `all` texts hold and `there` of the `others`; `None` where it is
/// not more frequent here. The terms for texts without the word are left out, as is usual for keywords: they hardly
/// differ.
fn log_likelihood_ratio(here: f64, all: f64, there: f64, others: f64) -> Option<f64> {
    if others > 0.0 && here / all <= there / others {
        return None;
    }
    let expected = (here + there) / (all + others);
    let part = |observed: f64, of: f64| if observed > 0.0 { observed * (observed / (of * expected)).ln() } else { 0.0 };
    Some(2.0 * (part(here, all) + part(there, others)))
}

/// In how many texts each content word stands, by the word in small letters.
fn frequencies(texts: &[String]) -> HashMap<String, Frequency> {
    let mut frequencies: HashMap<String, Frequency> = HashMap::new();
    for (number, text) in texts.iter().enumerate() {
        for spelling in text.split(|c: char| !c.is_alphanumeric()) {
            let word = spelling.to_lowercase();
            if !is_content(&word) {
                continue;
            }
            let known = frequencies.entry(word).or_default();
            if known.last == number + 1 {
                continue;
            }
            known.last = number + 1;
            known.texts += 1;
            if spelling.starts_with(char::is_uppercase) {
                known.capital += 1;
                spelling.clone_into(&mut known.spelling);
            }
        }
    }
    frequencies
}

/// True for content words: letters alone, three bytes or more, and no stop word.
fn is_content(word: &str) -> bool {
    (3..=30).contains(&word.len()) && word.chars().all(char::is_alphabetic) && !STOP_WORDS.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(words: &str, times: usize) -> Vec<String> {
        vec![words.to_owned(); times]
    }

    #[test]
    fn frequent_words_that_are_rarer_elsewhere_stand_out() {
        let mut here = texts("The bridge at Holm will hold, and the river", 6);
        here.extend(texts("The river rose again", 3));
        let mut there = texts("The river and the road", 10);
        there.extend(texts("the bridge", 1));
        let others = texts_with_words(&there);
        let others = |word: &str| others.get(word).copied().unwrap_or_default();
        let found = keywords(&here, others, there.len(), &["holm".to_owned()], 10);
        let words: Vec<_> = found.iter().map(|found| (found.word.as_str(), found.texts, found.others)).collect();
        assert_eq!(words, [("hold", 6, 0), ("bridge", 6, 1), ("rose", 3, 0), ("river", 9, 10)]);
    }

    #[test]
    fn names_keep_their_capitals_and_repeats_count_once() {
        let found = keywords(&texts("Holm, Holm and HOLM: don’t go to Holm in 2024", 3), |_| 0, 0, &[], 10);
        assert_eq!(found, [Keyword { word: "Holm".into(), texts: 3, others: 0 }]);
    }

    #[test]
    fn stop_words_are_no_content() {
        // No word stands in two classes.
        let lines = include_str!("stopwords.tsv").lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(STOP_WORDS.len(), lines);
        for word in ["said", "the", "would", "also"] {
            assert!(!is_content(word), "{word}");
        }
        for word in ["war", "grain", "troops"] {
            assert!(is_content(word), "{word}");
        }
    }
}
