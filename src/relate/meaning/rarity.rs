//! How much a term tells of a subject: the rarer in reports, the more.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Weights in tenths, by term.
static WEIGHTS: LazyLock<HashMap<&str, f32>> = LazyLock::new(|| {
    let lines = include_str!("rarity.tsv").lines().filter(|line| !line.starts_with('#'));
    let entries = lines.filter_map(|line| line.split_once('\t'));
    entries.filter_map(|(term, tenths)| Some((term, tenths.parse::<f32>().ok()? / 10.0))).collect()
});

/// The weight of a term that the list does not have.
const RARE: f32 = 8.5;

/// The weight of a term: the natural logarithm of how many claims there are to one with the term (inverse document
/// frequency; Spärck Jones 1972), at most 8.5.
pub(super) fn weight(term: &str) -> f32 {
    WEIGHTS.get(term).copied().unwrap_or(RARE)
}
