//! How far two deeds of two claims are one: what was done, by whom, to whom and to what.

use super::ReadClaim;
use crate::relate::meaning::{Deed, broader};

/// How well two deeds are one, 0 to 1: what was done, what else stands in their clauses, and what it was done to.
pub(super) fn one_deed(a: &ReadClaim, x: &Deed, b: &ReadClaim, y: &Deed) -> f32 {
    let concept = match () {
        () if x.concept == y.concept => 1.0,
        () if x.kind == y.kind => 0.6,
        () => return 0.0,
    };
    concept * (0.5 * clauses(a, x, b, y) + 0.5 * themes(x, y))
}

/// How much of the shorter clause of two deeds stands in the other, 0 to 1.
pub(super) fn clauses(a: &ReadClaim, x: &Deed, b: &ReadClaim, y: &Deed) -> f32 {
    let of = |read: &ReadClaim, term: &String| read.meaning.terms.get(term).unwrap_or(3.0);
    let is_one = |term: &str, other: &String| {
        other == term || broader(other) == Some(term) || broader(term) == Some(other.as_str())
    };
    let least =
        x.objects.iter().map(|term| of(a, term)).sum::<f32>().min(y.objects.iter().map(|term| of(b, term)).sum());
    if least == 0.0 {
        return 0.5;
    }
    let common = x.objects.iter().filter(|term| y.objects.iter().any(|other| is_one(term, other)));
    (common.map(|term| of(a, term)).sum::<f32>() / least).min(1.0)
}

/// How far what two deeds were done to is one, 0 to 1.
pub(super) fn themes(x: &Deed, y: &Deed) -> f32 {
    match (&x.theme, &y.theme) {
        (Some(p), Some(q)) if p == q => 1.0,
        (Some(p), Some(q)) if broader(p) == Some(q) || broader(q) == Some(p) => 0.8,
        (Some(p), Some(q)) if y.objects.contains(p) || x.objects.contains(q) => 0.5,
        (Some(_), Some(_)) => 0.0,
        (Some(p), None) if y.objects.contains(p) => 0.6,
        (None, Some(q)) if x.objects.contains(q) => 0.6,
        _ => 0.3,
    }
}

/// How far two deeds are one by who did it, to whom and to what, 0 to 1: of such there is mostly one, whenever it is
/// spoken of.
pub(super) fn specifics(x: &Deed, y: &Deed) -> f32 {
    let is_one = |p: &Option<String>, q: &Option<String>| p.is_some() && p == q;
    let parts =
        [(is_one(&x.agent, &y.agent), 0.35), (is_one(&x.patient, &y.patient), 0.3), (themes(x, y) >= 0.8, 0.25)];
    parts.iter().filter(|(is, _)| *is).map(|(_, share)| share).sum()
}

/// How far the doers of two deeds agree, 0 to 1.
pub(super) fn agents(x: &Deed, y: &Deed) -> f32 {
    match (&x.agent, &y.agent) {
        (Some(p), Some(q)) if p == q => 1.0,
        (Some(_), Some(_)) => 0.0,
        (None, None) => 0.85,
        _ => 0.75,
    }
}
