//! What other claims have to do with one, in groups, as its own page and the page of related claims show them.

use crate::domain::ClaimId;
use crate::relate::RelationKind;
use crate::store::{ClaimRelation, RelatedClaim};
use crate::web::view::ClaimView;

/// The claims of one kind of relation.
pub(super) struct Group {
    pub id: &'static str,
    pub heading: &'static str,
    pub claims: Vec<RelatedView>,
    /// How many more there are than `claims`.
    pub further: usize,
}

/// A related claim, with why it is.
pub(super) struct RelatedView {
    pub claim: ClaimView,
    pub words: String,
    pub reason: String,
}

/// The kinds of relation in the order of the page, with what stands above their claims. Denials have two sides.
const GROUPS: [(&str, &str); 7] = [
    ("denied-by", "Denied by"),
    ("denies", "What it denies"),
    ("rival", "Other figures, not both right"),
    ("opposed", "Not both right"),
    ("repeated", "Said again"),
    ("echoed", "Said by others"),
    ("compatible", "Other figures that can be right beside it"),
];

/// The group of a relation as the claim with this id has it.
fn group(relation: &ClaimRelation, id: &ClaimId) -> &'static str {
    match relation.kind {
        RelationKind::Denies if relation.a == *id => "denies",
        RelationKind::Denies => "denied-by",
        RelationKind::RivalFigures => "rival",
        RelationKind::Opposes => "opposed",
        RelationKind::Repeats => "repeated",
        RelationKind::Echoes => "echoed",
        RelationKind::CompatibleFigures => "compatible",
    }
}

/// The claims related to one in groups, at most so many in each.
pub(super) fn groups(related: &[RelatedClaim], id: &ClaimId, most: usize) -> Vec<Group> {
    let of = |(name, heading): (&'static str, &'static str)| {
        let claims: Vec<&RelatedClaim> = related.iter().filter(|other| group(&other.relation, id) == name).collect();
        let view = |other: &&RelatedClaim| {
            let claim = ClaimView::of(&other.claim);
            RelatedView { words: claim.shortened(110), claim, reason: other.relation.reason.clone() }
        };
        Group {
            id: name,
            heading,
            further: claims.len().saturating_sub(most),
            claims: claims.iter().take(most).map(view).collect(),
        }
    };
    GROUPS.into_iter().map(of).filter(|group| !group.claims.is_empty()).collect()
}
