//! Whether two claims are about one event: by what their headlines and the claims beside them share, by their names, and by
//! their days.

use std::collections::BTreeMap;

use super::{ReadClaim, shared, weight};
use crate::relate::meaning;

/// How surely two claims are about one event, 0 to 1.
pub(super) fn tie(a: &ReadClaim, b: &ReadClaim) -> f32 {
    let apart = if a.is_of_article(b) {
        // Claims of one article share its headline whatever they are about: their own words tie them.
        0.55 * apart(a, b, &a.meaning.terms, &b.meaning.terms)
    } else {
        let (of_a, of_b) = (&a.meaning.title, &b.meaning.title);
        let titles: f32 = shared(of_a, of_b).map(|(_, weight)| weight).sum();
        // Two short headlines that share a word share little.
        let least = weight(of_a).min(weight(of_b)).max(12.0);
        (1.0 - 0.7 * (titles / least).min(1.0)) * apart(a, b, &a.context, &b.context)
    };
    (1.0 - apart) * nearness(a, b)
}

/// Whether both claims name places, and none in common.
fn places_differ(a: &ReadClaim, b: &ReadClaim) -> bool {
    let (x, y) = (&a.meaning.places, &b.meaning.places);
    !x.is_empty() && !y.is_empty() && x.is_disjoint(y)
}

/// Whether what two claims tell of can have been one event that was over on its day: no other places, and something that
/// tells it from other events of the kind. The more that is, the further the days may lie apart.
pub(super) fn can_be_one(a: &ReadClaim, b: &ReadClaim) -> bool {
    let setting = setting(a, b);
    days(a, b).is_some_and(|days| setting >= SETTING && days <= 4 || setting >= 2.0 * SETTING && days <= 30)
}

/// Whether two claims tell of one place or thing, on whichever day.
pub(super) fn is_one_setting(a: &ReadClaim, b: &ReadClaim) -> bool {
    setting(a, b) >= SETTING
}

/// The least weight of what two claims on one place or thing share.
const SETTING: f32 = 8.0;
/// Concepts that every report of an attack has.
const PEOPLE: [&str; 4] = ["civilian", "soldier", "child", "official"];

/// The weight of what two claims share in their own words and headlines beside what was done and to whom: there are many
/// attacks on towns. Nothing where they name other places.
fn setting(a: &ReadClaim, b: &ReadClaim) -> f32 {
    if places_differ(a, b) {
        return 0.0;
    }
    // Claims of one article share its headline.
    let (x, y) = if a.is_of_article(b) { (&a.meaning.terms, &b.meaning.terms) } else { (&a.own, &b.own) };
    let tells = |term: &str| !term.starts_with('@') && !meaning::is_deed(term) && !PEOPLE.contains(&term);
    shared(x, y).filter(|(term, _)| tells(term)).map(|(_, weight)| weight).sum()
}

/// How little two sets of terms share, 1 for nothing. Names count more than other words.
fn apart(a: &ReadClaim, b: &ReadClaim, x: &BTreeMap<String, f32>, y: &BTreeMap<String, f32>) -> f32 {
    let (mut names, mut words) = (0.0f32, 0.0f32);
    for (term, weight) in shared(x, y) {
        if a.meaning.names.contains(term) || b.meaning.names.contains(term) {
            names += weight - 2.0;
        }
        if !term.starts_with('@') {
            words += weight;
        }
    }
    let (of_names, of_words) = (1.0 - (-names / 8.0).exp(), 1.0 - (-words / 40.0).exp());
    (1.0 - 0.7 * of_names) * (1.0 - 0.5 * of_words)
}

/// How near the days of two claims are, 1 for within three days.
fn nearness(a: &ReadClaim, b: &ReadClaim) -> f32 {
    match days(a, b) {
        Some(0..=3) => 1.0,
        Some(4..=10) => 0.9,
        Some(11..=45) => 0.75,
        Some(_) => 0.5,
        None => 0.7,
    }
}

/// The number of days between two claims; `None` where the day of one is not known.
pub(super) fn days(a: &ReadClaim, b: &ReadClaim) -> Option<u32> {
    let (x, y) = a.claim.day().zip(b.claim.day())?;
    Some(y.since(x).ok()?.get_days().unsigned_abs())
}

/// The days between two claims in words; empty where they are not known.
pub(super) fn days_apart(a: &ReadClaim, b: &ReadClaim) -> String {
    match days(a, b) {
        Some(0) => "; of the same day".to_owned(),
        Some(1) => "; a day apart".to_owned(),
        Some(days) => format!("; {days} days apart"),
        None => String::new(),
    }
}

/// The words that two claims share, the most telling first; those of their headlines where the contents share none.
pub(super) fn subject(a: &ReadClaim, b: &ReadClaim) -> String {
    let mut terms: Vec<(&str, f32)> = shared(&a.meaning.terms, &b.meaning.terms).collect();
    if terms.is_empty() {
        terms = shared(&a.meaning.title, &b.meaning.title).collect();
    }
    terms.sort_by(|x, y| y.1.total_cmp(&x.1));
    terms.iter().take(5).map(|(term, _)| a.printed(term)).collect::<Vec<_>>().join(", ")
}
