//! Figures of two claims beside each other.

use super::event::Tie;
use super::speakers::{self, Speakers};
use super::{Found, ReadClaim, RelationKind, event};
use crate::domain::Stance;
use crate::relate::meaning::Amount;

/// How the figures of two claims compare, 0 to 1 each: how surely two of them count the same thing and are so.
#[derive(Debug, Clone, Default)]
pub(super) struct Comparison<'c> {
    /// The same.
    pub(super) equal: f32,
    /// Not the same, and both can be right.
    pub(super) compatible: f32,
    /// Not both right.
    pub(super) rival: f32,
    /// How surely two count the same thing at all, whatever their event.
    pub(super) tie: f32,
    /// The surest rival or compatible figures.
    unlike: Option<(&'c Amount, &'c Amount)>,
}

/// How surely two amounts of money that are nearly the same are one.
const MONEY: f32 = 0.9;
/// How sure a relation of figures is at least.
const SURE: f32 = 0.55;

impl Comparison<'_> {
    /// The words of the figures that are not the same.
    pub(super) fn unlike_words(&self) -> Option<[&str; 2]> {
        self.unlike.map(|(first, second)| [first.text.as_str(), &second.text])
    }

    /// Rival or compatible figures of two claims.
    pub(super) fn relation(&self, a: &ReadClaim, b: &ReadClaim) -> Found {
        let (first, second) = self.unlike?;
        let (kind, score) = if self.rival >= self.compatible {
            (RelationKind::RivalFigures, self.rival)
        } else {
            (RelationKind::CompatibleFigures, self.compatible)
        };
        let counted = [first, second].into_iter().zip([a, b]).find_map(|(amount, read)| {
            let thing = amount.thing.as_deref().map(|thing| read.printed(thing));
            let measure = amount.measure.as_deref().map(|measure| read.printed(measure));
            Some(format!("{} ({})", thing?, measure?))
        });
        let counted = counted.map_or_else(|| "the same".to_owned(), |counted| counted.to_lowercase());
        let beside = if kind == RelationKind::RivalFigures { "against" } else { "and" };
        let days = event::days_apart(a, b);
        let reason = format!("both count {counted}: “{}” {beside} “{}”{days}", first.text, second.text);
        (score >= SURE && score > self.equal).then_some((kind, score, reason))
    }
}

/// Concepts for people; "22 people" may be 22 soldiers.
const PEOPLE: [&str; 5] = ["soldier", "civilian", "body", "kill", "displace"];
/// What happens to the dead and the lost.
const LOSSES: [&str; 4] = ["kill", "casualty", "lose", "destroy"];
/// What somebody does, so that counts are of one thing only where one party does it.
const DOINGS: [&str; 7] = ["supply", "promise", "need", "train", "mobilise", "retake", "use"];
/// What soldiers do who are somewhere.
const PRESENCE: [&str; 3] = ["cross", "remain", "store"];
/// What grows while it is counted.
const GROWING: [&str; 7] = ["kill", "wound", "casualty", "lose", "destroy", "displace", "flee"];

/// What an amount counts, also where only what happened to it tells: "as many as 150 are being killed".
fn thing(amount: &Amount) -> Option<&str> {
    let is_person = || matches!(amount.measure.as_deref(), Some("kill" | "wound" | "casualty" | "displace" | "flee"));
    amount.thing.as_deref().or_else(|| is_person().then_some("civilian"))
}

fn things(x: &Amount, y: &Amount) -> f32 {
    let person = |thing: &str| PEOPLE.contains(&thing);
    match (thing(x), thing(y)) {
        (Some(p), Some(q)) if p == q => 1.0,
        (Some(p), Some(q)) if person(p) && person(q) => 0.9,
        // "Half of the city", "a third of Sievierodonetsk".
        (Some(p), Some(q)) if x.is_share && (p == "town" || q == "town") => 0.8,
        (Some(_), Some(_)) => 0.0,
        (None, None) => 0.6,
        (Some(_), None) | (None, Some(_)) => 0.3,
    }
}

fn measures(x: &Amount, y: &Amount) -> f32 {
    let is_doing = |amount: &Amount| amount.measure.as_deref().is_some_and(|measure| DOINGS.contains(&measure));
    if (is_doing(x) || is_doing(y)) && (x.agent.is_none() || x.agent != y.agent) {
        return 0.0;
    }
    // Soldiers who crossed are soldiers who are there.
    let is_there = |amount: &Amount| amount.measure.as_deref().is_none_or(|measure| PRESENCE.contains(&measure));
    let are_soldiers = [x, y].iter().all(|amount| amount.thing.as_deref() == Some("soldier"));
    if are_soldiers && is_there(x) && is_there(y) && (x.measure.is_some() || y.measure.is_some()) {
        return 0.85;
    }
    let (Some(p), Some(q)) = (x.measure.as_deref(), y.measure.as_deref()) else {
        return if x.measure.is_none() && y.measure.is_none() { 0.6 } else { 0.5 };
    };
    let loss = |measure: &str| LOSSES.contains(&measure);
    match (p, q) {
        (p, q) if p == q => 1.0,
        ("wound", _) | (_, "wound") => 0.0,
        // Casualties are the dead and the wounded; losses are called casualties as well.
        ("casualty", "kill") | ("kill", "casualty") => 0.55,
        // Who fled is displaced.
        ("flee", "displace") | ("displace", "flee") => 0.9,
        (p, q) if loss(p) && loss(q) => 0.9,
        (p, q) if x.measures.iter().any(|measure| measure == q) || y.measures.iter().any(|measure| measure == p) => 0.6,
        _ => 0.2,
    }
}

/// How surely two amounts count the same thing, by their units and what happened to it; 0 where they cannot.
fn same_thing(x: &Amount, y: &Amount) -> f32 {
    if x.is_rate != y.is_rate || x.is_share != y.is_share || x.is_change != y.is_change || x.is_total != y.is_total {
        return 0.0;
    }
    if x.is_part != y.is_part || x.is_money != y.is_money {
        return 0.0;
    }
    // The dead of a war, of whom one claim does not say whose they are, may be those of the other side.
    if x.is_total && x.side != y.side {
        return 0.0;
    }
    // Of one thing much is said in money that differs: what it costs, what was spent, what is promised.
    if x.is_money {
        return if are_close(x, y) { MONEY } else { 0.0 };
    }
    if x.side.is_some() && y.side.is_some() && x.side != y.side {
        return 0.0;
    }
    let has_more = |x: &Amount, y: &Amount| x.marks.iter().any(|mark| !y.marks.contains(mark));
    let marks = match (has_more(x, y), has_more(y, x)) {
        (true, true) => 0.3,
        (true, false) | (false, true) => 0.75,
        (false, false) => 1.0,
    };
    things(x, y) * measures(x, y) * marks
}

fn bounds(x: &Amount) -> (f64, f64) {
    (x.min.unwrap_or(0.0), x.max.unwrap_or(f64::INFINITY))
}

/// Compares the figures of two claims; `tie` tells how surely the two are about one event.
pub(super) fn compare<'c>(a: &'c ReadClaim, b: &'c ReadClaim, tie: &Tie<'_>) -> Comparison<'c> {
    let mut best = Comparison::default();
    let declines = |read: &ReadClaim| matches!(read.claim.stance, Stance::Declines | Stance::Asks);
    if a.meaning.amounts.is_empty() || b.meaning.amounts.is_empty() || declines(a) || declines(b) {
        return best;
    }
    // One source does not contradict itself within an article: its figures are of other things.
    let is_one_report = a.is_of_article(b) && speakers::compare(a, b) != Speakers::Other;
    let event = || tie.get() * if is_one_report { 0.5 } else { 1.0 };
    let is_near = || event::days(a, b).is_some_and(|days| days <= 14);
    let mut most = 0.0;
    for x in &a.meaning.amounts {
        for y in &b.meaning.amounts {
            let same = same_thing(x, y);
            if same == 0.0 {
                continue;
            }
            best.tie = best.tie.max(same);
            // A rate or the count of a war has no event of its own: whose losses it counts ties it.
            let is_wide = (x.is_total || x.is_rate && is_near()) && x.side.is_some() && x.side == y.side;
            // What happened once has one place and few days; what lasts ("500 shelter in the plant") has one place.
            let is_tied =
                if grows(x) || grows(y) { event::can_be_one(a, b) } else { is_near() && event::is_one_setting(a, b) };
            if !is_wide && !is_tied {
                continue;
            }
            let sure = same * (0.3 + 0.7 * if is_wide { event().max(0.8) } else { event() });
            let sure = if are_far_apart(x, y) { 0.6 * sure } else { sure };
            let is_equal = x.min == y.min && x.max == y.max;
            // "£66" and "£67" of two reports are two prices.
            if x.is_money && !is_equal && !overlap(x, y) {
                continue;
            }
            let kind = match () {
                () if is_equal => &mut best.equal,
                () if overlap(x, y) || has_grown(a, x, b, y) => &mut best.compatible,
                () => &mut best.rival,
            };
            *kind = kind.max(sure);
            if !is_equal && sure > most {
                (best.unlike, most) = (Some((x, y)), sure);
            }
        }
    }
    best
}

/// Whether some number is within the bounds of both; "about" stretches them by a tenth.
fn overlap(x: &Amount, y: &Amount) -> bool {
    let ((x1, x2), (y1, y2)) = (bounds(x), bounds(y));
    let slack = if x.about || y.about { 1.1 } else { 1.0 };
    x1 <= y2 * slack && y1 <= x2 * slack
}

/// Whether one number is more than twenty times the other: they count hardly the same.
fn are_far_apart(x: &Amount, y: &Amount) -> bool {
    let about = |amount: &Amount| amount.min.or(amount.max).unwrap_or(0.0);
    let (least, most) = (about(x).min(about(y)), about(x).max(about(y)));
    least > 0.0 && most / least > 20.0
}

/// Whether two amounts are the same but for "nearly" and "more than".
fn are_close(x: &Amount, y: &Amount) -> bool {
    let about = |amount: &Amount| amount.min.or(amount.max).unwrap_or(0.0);
    let (least, most) = (about(x).min(about(y)), about(x).max(about(y)));
    least > 0.0 && most <= 1.1 * least
}

fn grows(amount: &Amount) -> bool {
    amount.measure.as_deref().is_some_and(|measure| GROWING.contains(&measure))
}

/// Whether the later count is the higher one of something that grows, by the same side or some days later.
fn has_grown(a: &ReadClaim, x: &Amount, b: &ReadClaim, y: &Amount) -> bool {
    if x.is_rate || x.is_share || !grows(x) || !grows(y) {
        return false;
    }
    let Some((first, second)) = a.day.zip(b.day) else { return false };
    let (earlier, later) = if first <= second { (x, y) } else { (y, x) };
    let is_one_side = a.meaning.side.is_some() && a.meaning.side == b.meaning.side;
    let is_later = event::days(a, b).is_some_and(|days| days > 3) || is_one_side || later.is_risen;
    bounds(earlier).0 <= bounds(later).0 && first != second && is_later
}
