//! What becomes of a claim that a later reading no longer yields.

use std::collections::HashMap;

use super::{ClaimId, Span};

/// Least share of common words for one claim to stand in for another.
const LEAST_OVERLAP: f64 = 0.5;

/// A claim as far as succession needs it.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Its id.
    pub id: ClaimId,
    /// Its words.
    pub content: String,
    /// Their places in the text that was read.
    pub spans: Vec<Span>,
}

/// The claim of the newer reading that overlaps `gone` most (Jaccard at least 0.5), else none.
///
/// Two readings of the same text are compared by place; readings of two texts by their words, since places do not
/// carry over.
pub fn successor<'c>(gone: &Standing, newer: &'c [Standing], same_text: bool) -> Option<&'c ClaimId> {
    let mut best: Option<(f64, &ClaimId)> = None;
    for candidate in newer {
        let overlap = if same_text {
            Span::jaccard(&gone.spans, &candidate.spans)
        } else {
            shared_words(&gone.content, &candidate.content)
        };
        if overlap >= LEAST_OVERLAP && best.is_none_or(|(most, _)| overlap > most) {
            best = Some((overlap, &candidate.id));
        }
    }
    best.map(|(_, id)| id)
}

/// Jaccard of two texts as multisets of words, case aside.
fn shared_words(left: &str, right: &str) -> f64 {
    let mut counts: HashMap<String, [usize; 2]> = HashMap::new();
    for (side, text) in [left, right].into_iter().enumerate() {
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            counts.entry(word.to_lowercase()).or_default()[side] += 1;
        }
    }
    let (shared, union) = counts.values().fold((0, 0), |(shared, union), [a, b]| (shared + a.min(b), union + a.max(b)));
    if union == 0 { 0.0 } else { shared as f64 / union as f64 }
}

#[cfg(test)]
mod tests {
    use super::super::{ArticleId, ContentKey};
    use super::*;

    fn standing(content: &str, start: usize) -> Standing {
        Standing {
            id: ClaimId::of(&ArticleId::of_text("x"), &ContentKey::of(content), start),
            content: content.to_owned(),
            spans: vec![Span::new(start, start + content.len())],
        }
    }

    #[test]
    fn the_claim_that_overlaps_most_succeeds() {
        let gone = standing("at least 300 soldiers crossed", 10);
        let newer = [standing("rain fell", 0), standing("at least 900 soldiers crossed", 50)];
        assert_eq!(successor(&gone, &newer, false), Some(&newer[1].id));
        assert_eq!(successor(&gone, &newer, true), None, "places differ");
        let moved = [standing("least 300 soldiers", 13), standing("300", 19)];
        assert_eq!(successor(&gone, &moved, true), Some(&moved[0].id));
        assert_eq!(successor(&gone, &[standing("300 wagons", 0)], false), None);
    }
}
