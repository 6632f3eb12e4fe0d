//! What other claims have to do with one, in groups, as its own page and the page of related claims show them.

use std::collections::HashSet;

use crate::domain::{Claim, ClaimId};
use crate::relate::RelationKind;
use crate::store::{ClaimRelation, RelatedClaim};
use crate::web::view::{self, ClaimView};

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

/// Who said the same as a claim first, of all claims with its source that were found to say it.
pub(super) struct SaidAgain {
    /// "10 claims", itself among them.
    pub claims: String,
    /// " of 4 publishers"; empty where one printed all of them.
    pub of_publishers: String,
    /// The first of them; `None` where no other one was said before it.
    pub first: Option<ClaimView>,
}

impl SaidAgain {
    /// `None` where no other claim repeats it.
    pub(super) fn of(claim: &Claim, related: &[RelatedClaim]) -> Option<Self> {
        let repeats = related.iter().filter(|other| other.relation.kind == RelationKind::Repeats);
        let all: Vec<&Claim> = std::iter::once(claim).chain(repeats.map(|other| &other.claim)).collect();
        // Of equal days the first stays, which is the claim itself.
        let first = all.iter().filter(|other| other.day().is_some()).min_by_key(|other| other.day());
        let publishers: HashSet<String> =
            all.iter().filter_map(|claim| Some(ClaimView::of(claim).publisher?.0)).collect();
        (all.len() > 1).then(|| Self {
            claims: view::counted(&(all.len() as i64), "claim", "claims"),
            of_publishers: match publishers.len() {
                0 | 1 => String::new(),
                several => format!(" of {several} publishers"),
            },
            first: first.filter(|first| first.id != claim.id).map(|first| ClaimView::of(first)),
        })
    }
}
