//! How much a term tells of a subject: the rarer in reports, the more.

use std::sync::LazyLock;

use crate::lexicon::{Lexicon, class_of};

/// Weights in tenths, by term.
static RARITY: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::built_in("rarity.tsv", include_str!("rarity.tsv"), &["weight"]));

/// The weight of a term that the list does not have.
const RARE: f32 = 8.5;

/// The weight of a term: the natural logarithm of how many claims there are to one with the term (inverse document
/// frequency; Spärck Jones 1972), at most 8.5.
pub(super) fn weight(term: &str) -> f32 {
    class_of!(RARITY, "weight").number(term).map_or(RARE, |tenths: f32| tenths / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_term_has_a_weight() {
        for term in RARITY.entries("weight") {
            assert!((0.0..=RARE).contains(&weight(term)), "{term}");
            assert!(class_of!(RARITY, "weight").number::<f32>(term).is_some(), "{term}");
        }
        assert_eq!(weight("a term that no report has"), RARE);
    }
}
