//! Whether two claims have the same source, or a body and whoever speaks for it.

use super::ReadClaim;
use crate::domain::{SourceKind, fold_name};
use crate::registry::is_state_body;
use crate::relate::claim::ComparedParty;
use crate::relate::meaning::is_of_state;

/// How the sources of two claims stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speakers {
    /// One source.
    Same,
    /// A state, a body of it, officials of it, or one person who speaks for it.
    OneBody,
    /// Two that do not speak for each other.
    Other,
}

/// Whether the source speaks for a state: its government, a body of it, officials.
fn is_official(party: &ComparedParty) -> bool {
    match party.kind {
        SourceKind::Government => true,
        SourceKind::Organisation => is_state_body(&fold_name(&party.name)),
        SourceKind::Unnamed | SourceKind::Group => is_of_state(&fold_name(&party.name)),
        SourceKind::Person | SourceKind::Media | SourceKind::Channel => false,
    }
}

/// Compares the sources of two claims.
pub(super) fn compare(a: &ReadClaim, b: &ReadClaim) -> Speakers {
    let (Some(x), Some(y)) = (&a.claim.source, &b.claim.source) else { return Speakers::Other };
    // "Officials" of two articles are others, unless the one is a copy of the other.
    let is_one_name = x.kind == y.kind && fold_name(&x.name) == fold_name(&y.name);
    let is_copy = a.claim.content.text == b.claim.content.text;
    if x.slug == y.slug || is_one_name && (x.kind != SourceKind::Unnamed || is_copy) {
        return Speakers::Same;
    }
    let persons = [x, y].iter().filter(|party| party.kind == SourceKind::Person).count();
    let officials = [x, y].iter().filter(|party| is_official(party)).count();
    let one_side = match (&a.meaning.side, &b.meaning.side) {
        (Some(p), Some(q)) => p == q,
        // "Authorities" of the same article are those of its country.
        _ => a.is_of_article(b) && officials > 0,
    };
    if one_side && persons < 2 && officials + persons == 2 { Speakers::OneBody } else { Speakers::Other }
}
