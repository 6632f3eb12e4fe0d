//! What becomes of a claim that a later reading no longer yields: another claim succeeds it, or it is gone.

use std::collections::{HashMap, HashSet};

use super::{ClaimId, Span};

/// The least overlap (Jaccard index) at which one claim succeeds another: half of all their bytes or words are common.
const LEAST_OVERLAP: f64 = 0.5;

/// A claim as far as succession needs it.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Its id.
    pub id: ClaimId,
    /// Its words.
    pub content: String,
    /// Their places, in bytes of the text that was read.
    pub spans: Vec<Span>,
}

/// The claim of the newer reading that overlaps `gone` most, by the Jaccard index; `None` where no overlap reaches 0.5.
/// Of two equal overlaps the first counts.
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

/// A claim that was found in one text of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundClaim {
    /// Its id.
    pub id: ClaimId,
    /// The claim it stands inside, which is folded into it.
    pub inside: Option<ClaimId>,
}

/// What became of the claims of one text in the next.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct ClaimChanges {
    /// Those found in the newer text alone.
    pub added: Vec<ClaimId>,
    /// Those of the older text, each with the claim that succeeded it.
    pub changed: Vec<(ClaimId, ClaimId)>,
    /// Those of the older text without a successor.
    pub gone: Vec<ClaimId>,
}

/// Compares the claims of one text with those of a newer one; `successors` leads from a claim to the one that succeeded
/// it. Claims that others stand inside are left out, as lists do.
pub fn claim_changes(
    before: &[FoundClaim],
    now: &[FoundClaim],
    successors: &HashMap<ClaimId, ClaimId>,
) -> ClaimChanges {
    let unfolded = |claims: &[FoundClaim]| -> Vec<ClaimId> {
        let outer: HashSet<&ClaimId> = claims.iter().filter_map(|claim| claim.inside.as_ref()).collect();
        claims.iter().map(|claim| &claim.id).filter(|id| !outer.contains(id)).cloned().collect()
    };
    let (before, now) = (unfolded(before), unfolded(now));
    let (was, is): (HashSet<&ClaimId>, HashSet<&ClaimId>) = (before.iter().collect(), now.iter().collect());
    let mut changes = ClaimChanges::default();
    for gone in before.iter().filter(|id| !is.contains(id)) {
        // A text may have been read several times, so that one successor led to the next.
        let mut seen = HashSet::from([gone]);
        let mut next = successors.get(gone);
        while let Some(id) = next.filter(|id| !is.contains(id) && seen.insert(id)) {
            next = successors.get(id);
        }
        match next.filter(|id| is.contains(id)) {
            Some(id) => changes.changed.push((gone.clone(), id.clone())),
            None => changes.gone.push(gone.clone()),
        }
    }
    let taken: HashSet<&ClaimId> = changes.changed.iter().map(|(_, id)| id).collect();
    changes.added = now.iter().filter(|id| !was.contains(id) && !taken.contains(id)).cloned().collect();
    changes
}

/// The Jaccard index of two texts as multisets of words, in lower case.
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

    #[test]
    fn claims_of_two_texts_are_added_changed_or_gone() {
        let id = |words: &str| standing(words, 0).id;
        let found = |words: &str| FoundClaim { id: id(words), inside: None };
        let successors = HashMap::from([(id("b"), id("between")), (id("between"), id("b2")), (id("c"), id("nowhere"))]);
        let before = [found("a"), found("b"), found("c")];
        let now = [found("a"), found("b2"), found("d")];
        let changes = claim_changes(&before, &now, &successors);
        assert_eq!(changes.added, [id("d")]);
        assert_eq!(changes.changed, [(id("b"), id("b2"))], "through the claim of a reading between them");
        assert_eq!(changes.gone, [id("c")]);
        // One that another stands inside is folded; two that lead to each other end.
        let folded = [found("outer"), FoundClaim { id: id("inner"), inside: Some(id("outer")) }];
        assert_eq!(claim_changes(&[], &folded, &successors).added, [id("inner")]);
        let circle = HashMap::from([(id("x"), id("y")), (id("y"), id("x"))]);
        assert_eq!(claim_changes(&[found("x")], &[], &circle).gone, [id("x")]);
    }
}
