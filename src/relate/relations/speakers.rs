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

/// A source as sources are compared.
#[derive(Debug)]
pub(super) struct Speaker {
    slug: String,
    kind: SourceKind,
    /// Its name, folded.
    name: String,
    /// Whether it speaks for a state: its government, a body of it, officials.
    is_official: bool,
}

impl Speaker {
    pub(super) fn of(party: &ComparedParty) -> Self {
        let name = fold_name(&party.name);
        let is_official = match party.kind {
            SourceKind::Government => true,
            SourceKind::Organisation => is_state_body(&name),
            SourceKind::Unnamed | SourceKind::Group => is_of_state(&name),
            SourceKind::Person | SourceKind::Media | SourceKind::Channel => false,
        };
        Self { slug: party.slug.clone(), kind: party.kind, name, is_official }
    }
}

/// Compares the sources of two claims.
pub(super) fn compare(a: &ReadClaim, b: &ReadClaim) -> Speakers {
    let (Some(x), Some(y)) = (&a.speaker, &b.speaker) else { return Speakers::Other };
    // "Officials" of two articles are others, unless the one is a copy of the other.
    let is_one_name = x.kind == y.kind && x.name == y.name;
    let is_copy = a.claim.content.text == b.claim.content.text;
    if x.slug == y.slug || is_one_name && (x.kind != SourceKind::Unnamed || is_copy) {
        return Speakers::Same;
    }
    let persons = [x, y].iter().filter(|party| party.kind == SourceKind::Person).count();
    let officials = [x, y].iter().filter(|party| party.is_official).count();
    let one_side = match (&a.meaning.side, &b.meaning.side) {
        (Some(p), Some(q)) => p == q,
        // "Authorities" of the same article are those of its country.
        _ => a.is_of_article(b) && officials > 0,
    };
    if one_side && persons < 2 && officials + persons == 2 { Speakers::OneBody } else { Speakers::Other }
}
