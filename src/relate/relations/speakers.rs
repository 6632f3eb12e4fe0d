//! Whether two claims have the same source, or a body and whoever speaks for it.

use super::{ReadClaim, event};
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

    /// Whether this is its folded name.
    pub(super) fn is_called(&self, name: &str) -> bool {
        self.name == name
    }
}

/// Within so many days, a last name is that of the person whose full name another article gives.
const DAYS_OF_NAME: u32 = 3;

/// Whether the source of one claim is the person of another one by the last name alone: "Brandt", where the article gives no
/// more.
fn is_short_for(short: &ReadClaim, full: &ReadClaim) -> bool {
    let (Some(x), Some(y)) = (&short.speaker, &full.speaker) else { return false };
    let are_persons = x.kind == SourceKind::Person && y.kind == SourceKind::Person;
    are_persons
        && y.name.strip_suffix(x.name.as_str()).is_some_and(|first| first.ends_with(' '))
        && !x.name.contains(' ')
        && event::days(short, full).is_some_and(|days| days <= DAYS_OF_NAME)
}

/// Compares the sources of two claims.
pub(super) fn compare(a: &ReadClaim, b: &ReadClaim) -> Speakers {
    let (Some(x), Some(y)) = (&a.speaker, &b.speaker) else { return Speakers::Other };
    // "Officials" of two articles are others, unless the one is a copy of the other.
    let is_one_name = x.kind == y.kind && x.name == y.name || is_short_for(a, b) || is_short_for(b, a);
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
