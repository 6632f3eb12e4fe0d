//! Whether two claims are about one event: by what their headlines and the claims beside them share, by their names, and by
//! their days.

use std::cell::OnceCell;

use super::{ReadClaim, shared_weight};
use crate::relate::meaning::{Term, Terms};

/// How surely two claims are about one event, 0 to 1: worked out when it is first asked for, since of most pairs nobody asks.
pub(super) struct Tie<'r> {
    a: &'r ReadClaim,
    b: &'r ReadClaim,
    tie: OnceCell<f32>,
}

impl<'r> Tie<'r> {
    pub(super) fn of(a: &'r ReadClaim, b: &'r ReadClaim) -> Self {
        Self { a, b, tie: OnceCell::new() }
    }

    pub(super) fn get(&self) -> f32 {
        *self.tie.get_or_init(|| tie(self.a, self.b))
    }
}

fn tie(a: &ReadClaim, b: &ReadClaim) -> f32 {
    let apart = if a.is_of_article(b) {
        // Claims of one article share its headline whatever they are about: their own words tie them.
        0.55 * apart(&a.meaning.terms, &b.meaning.terms)
    } else {
        let (of_a, of_b) = (&a.meaning.title, &b.meaning.title);
        let titles = shared_weight(of_a, of_b, |_| true);
        // Two short headlines that share a word share little.
        let least = of_a.weight().min(of_b.weight()).max(12.0);
        (1.0 - 0.7 * (titles / least).min(1.0)) * apart(&a.context, &b.context)
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
    let own: f32 = a.meaning.terms.iter().filter(|term| term.is_telling).map(|term| term.weight).sum();
    let common = shared_weight(&a.meaning.terms, &b.context, |term| term.is_telling);
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

/// The weight of what two claims share in their own words and headlines beside what was done and to whom: there are many
/// attacks on towns. Nothing where they name other places.
fn setting(a: &ReadClaim, b: &ReadClaim) -> f32 {
    if places_differ(a, b) {
        return 0.0;
    }
    let tells = |term: &Term| term.is_telling && !term.is_deed;
    let of = |terms: &Terms| -> f32 { terms.iter().filter(|term| tells(term)).map(|term| term.weight).sum() };
    let is_bare = |read: &ReadClaim| of(&read.meaning.terms) < SETTING;
    // Claims of one article share its headline. It is the event of one that names none ("ten were killed"), and of one that
    // has words of it.
    let is_of_headline =
        |read: &ReadClaim| is_bare(read) || shared_weight(&read.meaning.terms, &read.meaning.title, tells) >= HEADLINE;
    let is_headline = (is_bare(a) || is_bare(b)) && is_of_headline(a) && is_of_headline(b);
    let (x, y) =
        if a.is_of_article(b) && !is_headline { (&a.meaning.terms, &b.meaning.terms) } else { (&a.own, &b.own) };
    let said = shared_weight(x, y, tells);
    // The claims beside two claims tell less than their own words, and nothing of what has a place of its own.
    let is_elsewhere = |a: &ReadClaim, b: &ReadClaim| {
        !a.meaning.places.is_empty() && a.meaning.places.iter().all(|place| !b.context.contains(place))
    };
    let is_whole = said >= SETTING || a.is_of_article(b) || !is_bare(a) && !is_bare(b);
    if is_whole || is_elsewhere(a, b) || is_elsewhere(b, a) {
        return said;
    }
    let is_around = |term: &Term| tells(term) && !(x.contains(&term.word) && y.contains(&term.word));
    said + AROUND * shared_weight(&a.context, &b.context, is_around)
}

/// How little two sets of terms share, 1 for nothing. Names count more than other words.
fn apart(x: &Terms, y: &Terms) -> f32 {
    let (mut names, mut words) = (0.0f32, 0.0f32);
    for (own, other) in x.shared(y) {
        if own.is_name || other.is_name {
            names += own.weight - 2.0;
        }
        if !own.is_state {
            words += own.weight;
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
    let (x, y) = a.day.zip(b.day)?;
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
    let own = |(own, _)| own;
    let mut terms: Vec<&Term> = a.meaning.terms.shared(&b.meaning.terms).map(own).collect();
    if terms.is_empty() {
        terms = a.meaning.title.shared(&b.meaning.title).map(own).collect();
    }
    terms.sort_by(|x, y| y.weight.total_cmp(&x.weight).then_with(|| x.word.cmp(&y.word)));
    terms.iter().take(5).map(|term| a.printed(&term.word)).collect::<Vec<_>>().join(", ")
}
