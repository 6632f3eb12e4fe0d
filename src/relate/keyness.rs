//! Words that some texts use more than others do.

use std::collections::HashMap;

/// A word that stands out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keyword {
    /// As the texts mostly write it: in small letters, or with capitals where it mostly has them.
    pub word: String,
    /// Texts it stands in.
    pub texts: usize,
    /// Texts it stands in of those it is held against.
    pub others: usize,
}

/// How often a word stands in texts.
#[derive(Debug, Default)]
struct Seen {
    texts: usize,
    /// The number of the last text it stood in, counted from one.
    last: usize,
    capital: usize,
    spelling: String,
}

/// Texts a word must stand in to be told, and one text of how many.
const LEAST: usize = 3;
const LEAST_SHARE: usize = 80;

/// The words that stand out in `texts` against `others`, at most `most`, the most telling first.
///
/// The measure is the log-likelihood ratio (Dunning 1993) over the texts a word stands in: it is high for words that are
/// both frequent here and rarer there, and a word used once by chance has none of it. Function words, words of reporting
/// and numbers are left out, and so are `known` ones (the name of who speaks), given in small letters.
pub fn keywords(texts: &[String], others: &[String], known: &[String], most: usize) -> Vec<Keyword> {
    let (seen, elsewhere) = (seen_in(texts), seen_in(others));
    let least = LEAST.max(texts.len() / LEAST_SHARE);
    let (all, all_others) = (texts.len() as f64, others.len() as f64);
    let mut telling: Vec<(f64, Keyword)> = seen
        .into_iter()
        .filter(|(word, seen)| seen.texts >= least && !known.contains(word))
        .filter_map(|(word, seen)| {
            let there = elsewhere.get(&word).map_or(0, |seen| seen.texts);
            let score = likelihood(seen.texts as f64, all, there as f64, all_others)?;
            let word = if seen.capital * 2 > seen.texts { seen.spelling } else { word };
            Some((score, Keyword { word, texts: seen.texts, others: there }))
        })
        .collect();
    telling.sort_by(|(a, one), (b, other)| b.total_cmp(a).then_with(|| one.word.cmp(&other.word)));
    telling.truncate(most);
    telling.into_iter().map(|(_, telling)| telling).collect()
}

/// The log-likelihood ratio of a word that `here` of `all` texts hold and `there` of the others; `None` where it is not
/// more frequent here.
fn likelihood(here: f64, all: f64, there: f64, others: f64) -> Option<f64> {
    if others > 0.0 && here / all <= there / others {
        return None;
    }
    let expected = (here + there) / (all + others);
    let part = |seen: f64, of: f64| if seen > 0.0 { seen * (seen / (of * expected)).ln() } else { 0.0 };
    Some(2.0 * (part(here, all) + part(there, others)))
}

/// In how many texts each content word stands.
fn seen_in(texts: &[String]) -> HashMap<String, Seen> {
    let mut seen: HashMap<String, Seen> = HashMap::new();
    for (number, text) in texts.iter().enumerate() {
        for spelling in text.split(|c: char| !c.is_alphanumeric()) {
            let word = spelling.to_lowercase();
            if !is_content(&word) {
                continue;
            }
            let known = seen.entry(word).or_default();
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
    seen
}

/// True for words that tell what is talked of.
fn is_content(word: &str) -> bool {
    (3..=30).contains(&word.len()) && word.chars().all(char::is_alphabetic) && EMPTY.binary_search(&word).is_err()
}

/// Words that tell nothing of what is talked of, in order: function words, what apostrophes leave over, and the words of
/// reporting.
const EMPTY: &[&str] = &[
    "able",
    "about",
    "above",
    "according",
    "across",
    "action",
    "actually",
    "added",
    "adding",
    "after",
    "again",
    "against",
    "ago",
    "ahead",
    "all",
    "almost",
    "alone",
    "along",
    "already",
    "also",
    "although",
    "always",
    "among",
    "and",
    "another",
    "any",
    "anybody",
    "anyone",
    "anything",
    "april",
    "are",
    "aren",
    "around",
    "asked",
    "asking",
    "august",
    "away",
    "back",
    "became",
    "because",
    "become",
    "been",
    "before",
    "began",
    "behind",
    "being",
    "believe",
    "believes",
    "below",
    "best",
    "better",
    "between",
    "both",
    "but",
    "call",
    "called",
    "calls",
    "came",
    "can",
    "cannot",
    "come",
    "comes",
    "coming",
    "continue",
    "continued",
    "continues",
    "could",
    "couldn",
    "day",
    "days",
    "december",
    "despite",
    "did",
    "didn",
    "different",
    "does",
    "doesn",
    "doing",
    "don",
    "done",
    "down",
    "during",
    "each",
    "either",
    "else",
    "end",
    "enough",
    "especially",
    "even",
    "ever",
    "every",
    "everybody",
    "everyone",
    "everything",
    "far",
    "february",
    "few",
    "first",
    "five",
    "following",
    "for",
    "former",
    "found",
    "four",
    "friday",
    "from",
    "further",
    "gave",
    "get",
    "gets",
    "getting",
    "give",
    "given",
    "gives",
    "goes",
    "going",
    "gone",
    "good",
    "got",
    "great",
    "had",
    "hadn",
    "half",
    "happen",
    "happened",
    "happens",
    "hard",
    "has",
    "hasn",
    "have",
    "haven",
    "having",
    "held",
    "her",
    "here",
    "hers",
    "herself",
    "him",
    "himself",
    "his",
    "how",
    "however",
    "important",
    "including",
    "indeed",
    "inside",
    "instead",
    "into",
    "isn",
    "its",
    "itself",
    "january",
    "july",
    "june",
    "just",
    "keep",
    "kept",
    "kind",
    "knew",
    "know",
    "known",
    "knows",
    "last",
    "later",
    "least",
    "left",
    "less",
    "let",
    "like",
    "likely",
    "little",
    "long",
    "longer",
    "look",
    "lot",
    "made",
    "make",
    "makes",
    "making",
    "man",
    "many",
    "march",
    "may",
    "maybe",
    "mean",
    "means",
    "men",
    "might",
    "mine",
    "monday",
    "month",
    "months",
    "more",
    "most",
    "mrs",
    "much",
    "must",
    "myself",
    "near",
    "need",
    "needs",
    "neither",
    "never",
    "new",
    "next",
    "nine",
    "nobody",
    "none",
    "nor",
    "not",
    "nothing",
    "november",
    "now",
    "number",
    "october",
    "off",
    "often",
    "once",
    "one",
    "ones",
    "only",
    "onto",
    "other",
    "others",
    "our",
    "ours",
    "ourselves",
    "out",
    "outside",
    "over",
    "own",
    "part",
    "particular",
    "particularly",
    "past",
    "people",
    "perhaps",
    "place",
    "point",
    "possible",
    "put",
    "quite",
    "rather",
    "really",
    "remain",
    "remains",
    "reported",
    "reporting",
    "reports",
    "right",
    "said",
    "same",
    "saturday",
    "saw",
    "say",
    "saying",
    "says",
    "second",
    "see",
    "seem",
    "seen",
    "september",
    "set",
    "seven",
    "several",
    "shall",
    "she",
    "should",
    "shouldn",
    "show",
    "simply",
    "since",
    "six",
    "some",
    "somebody",
    "someone",
    "something",
    "soon",
    "sort",
    "statement",
    "still",
    "such",
    "sunday",
    "sure",
    "take",
    "taken",
    "takes",
    "taking",
    "talk",
    "talking",
    "tell",
    "telling",
    "ten",
    "than",
    "thank",
    "thanks",
    "that",
    "the",
    "their",
    "theirs",
    "them",
    "themselves",
    "then",
    "there",
    "these",
    "they",
    "thing",
    "things",
    "think",
    "third",
    "this",
    "those",
    "though",
    "thought",
    "three",
    "through",
    "thursday",
    "thus",
    "till",
    "time",
    "times",
    "today",
    "together",
    "told",
    "tomorrow",
    "too",
    "took",
    "toward",
    "towards",
    "try",
    "trying",
    "tuesday",
    "two",
    "under",
    "understand",
    "until",
    "upon",
    "use",
    "used",
    "using",
    "very",
    "via",
    "view",
    "want",
    "wanted",
    "wants",
    "was",
    "wasn",
    "way",
    "ways",
    "wednesday",
    "week",
    "weeks",
    "well",
    "went",
    "were",
    "weren",
    "what",
    "when",
    "where",
    "whether",
    "which",
    "while",
    "who",
    "whole",
    "whom",
    "whose",
    "why",
    "will",
    "with",
    "within",
    "without",
    "won",
    "work",
    "worked",
    "working",
    "world",
    "would",
    "wouldn",
    "yeah",
    "year",
    "years",
    "yes",
    "yesterday",
    "yet",
    "you",
    "your",
    "yours",
    "yourself",
];

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
        let found = keywords(&here, &there, &["holm".to_owned()], 10);
        let words: Vec<_> =
            found.iter().map(|telling| (telling.word.as_str(), telling.texts, telling.others)).collect();
        assert_eq!(words, [("hold", 6, 0), ("bridge", 6, 1), ("rose", 3, 0), ("river", 9, 10)]);
    }

    #[test]
    fn names_keep_their_capitals_and_repeats_count_once() {
        let found = keywords(&texts("Holm, Holm and HOLM: don’t go to Holm in 2024", 3), &[], &[], 10);
        assert_eq!(found, [Keyword { word: "Holm".into(), texts: 3, others: 0 }]);
    }

    #[test]
    fn words_without_a_subject_are_known_in_order() {
        assert!(EMPTY.is_sorted());
        for word in ["said", "the", "would", "also"] {
            assert!(!is_content(word), "{word}");
        }
        for word in ["war", "grain", "troops"] {
            assert!(is_content(word), "{word}");
        }
    }
}
