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
    (1.0 - apart * (1.0 - WITHIN * within(a, b).max(within(b, a)))) * nearness(a, b)
}

/// How much it tells that one claim's words stand in and around the other.
const WITHIN: f32 = 0.5;
/// What words weigh that tell of an event.
const TELLING: f32 = 14.0;

/// How much of what sets a claim apart stands in or around a claim of another article, 0 to 1.
fn within(a: &ReadClaim, b: &ReadClaim) -> f32 {
    if a.is_of_article(b) {
        return 0.0;
    }
    let tells = |term: &str| !term.starts_with('@') && !PEOPLE.contains(&term);
    let own: f32 = a.meaning.terms.iter().filter(|(term, _)| tells(term)).map(|(_, weight)| weight).sum();
    let common: f32 =
        shared(&a.meaning.terms, &b.context).filter(|(term, _)| tells(term)).map(|(_, weight)| weight).sum();
    let share = common / own.max(TELLING);
    share * share
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
    days(a, b).is_some_and(|days| setting >= SETTING && days <= 1 || setting >= 2.0 * SETTING && days <= 30)
}

/// Whether two claims tell of one place or thing, on whichever day.
pub(super) fn is_one_setting(a: &ReadClaim, b: &ReadClaim) -> bool {
    setting(a, b) >= SETTING
}

/// The least weight of what two claims on one place or thing share.
const SETTING: f32 = 8.0;
/// What words that stand beside two claims count for.
const AROUND: f32 = 0.3;
/// What a claim shares with its headline at least, if it is about the same.
const HEADLINE: f32 = 4.0;
/// Concepts that every report of an attack has.
const PEOPLE: [&str; 4] = ["civilian", "soldier", "child", "official"];

/// The weight of what two claims share in their own words and headlines beside what was done and to whom: there are many
/// attacks on towns. Nothing where they name other places.
fn setting(a: &ReadClaim, b: &ReadClaim) -> f32 {
    if places_differ(a, b) {
        return 0.0;
    }
    let tells = |term: &str| !term.starts_with('@') && !meaning::is_deed(term) && !PEOPLE.contains(&term);
    let of = |terms: &BTreeMap<String, f32>| -> f32 {
        terms.iter().filter(|(term, _)| tells(term)).map(|(_, weight)| weight).sum()
    };
    let is_bare = |read: &ReadClaim| of(&read.meaning.terms) < SETTING;
    // Claims of one article share its headline. It is the event of one that names none ("ten were killed"), and of one that
    // has words of it.
    let is_of_headline = |read: &ReadClaim| {
        let common = shared(&read.meaning.terms, &read.meaning.title).filter(|(term, _)| tells(term));
        is_bare(read) || common.map(|(_, weight)| weight).sum::<f32>() >= HEADLINE
    };
    let is_headline = (is_bare(a) || is_bare(b)) && is_of_headline(a) && is_of_headline(b);
    let (x, y) =
        if a.is_of_article(b) && !is_headline { (&a.meaning.terms, &b.meaning.terms) } else { (&a.own, &b.own) };
    let said: f32 = shared(x, y).filter(|(term, _)| tells(term)).map(|(_, weight)| weight).sum();
    // The claims beside two claims tell less than their own words, and nothing of what has a place of its own.
    let is_elsewhere = |a: &ReadClaim, b: &ReadClaim| {
        !a.meaning.places.is_empty() && a.meaning.places.iter().all(|place| !b.context.contains_key(place))
    };
    let is_whole = said >= SETTING || a.is_of_article(b) || !is_bare(a) && !is_bare(b);
    if is_whole || is_elsewhere(a, b) || is_elsewhere(b, a) {
        return said;
    }
    let around = shared(&a.context, &b.context)
        .filter(|(term, _)| tells(term) && !(x.contains_key(*term) && y.contains_key(*term)));
    said + AROUND * around.map(|(_, weight)| weight).sum::<f32>()
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
