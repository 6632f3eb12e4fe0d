//! The spellings of one place, which a search joins.
//!
//! They stand in `places.tsv`. Spellings of people, which have rules and no list, are joined by [`super::person_key`].

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::domain::fold_name;
use crate::lexicon::Lexicon;

/// `places.tsv`, taken apart once.
struct Places {
    /// The spellings of each place.
    spellings: Vec<Vec<&'static str>>,
    /// The place by each of its spellings, folded.
    by_spelling: HashMap<String, usize>,
}

static PLACES: LazyLock<Places> = LazyLock::new(|| {
    let lexicon = Lexicon::built_in("places.tsv", include_str!("places.tsv"), &["place"]);
    let places = lexicon.class("place");
    let spellings: Vec<Vec<&'static str>> = lexicon
        .entries("place")
        .map(|usual| std::iter::once(usual).chain(places.value(usual).unwrap_or_default().split(", ")).collect())
        .collect();
    let places = spellings.iter().enumerate();
    let by_spelling =
        places.flat_map(|(place, all)| all.iter().map(move |spelling| (fold_name(spelling), place))).collect();
    Places { spellings, by_spelling }
});

/// The most words of a spelling.
pub const LONGEST_PLACE: usize = 4;

/// The other spellings of the place that these words name; none where they are no known name of a place, or part of one.
pub fn other_spellings(words: &str) -> Vec<&'static str> {
    let folded = fold_name(words);
    let Some(place) = PLACES.by_spelling.get(&folded) else { return Vec::new() };
    PLACES.spellings[*place].iter().copied().filter(|spelling| fold_name(spelling) != folded).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_of_one_place() {
        let Places { spellings, by_spelling } = &*PLACES;
        let all: Vec<&str> = spellings.iter().flatten().copied().collect();
        assert_eq!(by_spelling.len(), all.len(), "a spelling stands twice");
        for spelling in all {
            assert!(fold_name(spelling).split(' ').count() <= LONGEST_PLACE, "{spelling}");
            assert!(!other_spellings(spelling).is_empty(), "{spelling}");
        }
    }

    #[test]
    fn spellings_of_one_place_lead_to_each_other() {
        assert_eq!(other_spellings("kiev"), ["Kyiv", "Kyyiv"]);
        assert!(other_spellings("Zaporizhzhia").contains(&"Zaporozhye"));
        assert!(other_spellings("al-fashir").contains(&"El Fasher"));
        for other in ["artsakh", "holm", "", "yar", "khan"] {
            assert!(other_spellings(other).is_empty(), "{other}");
        }
    }
}
