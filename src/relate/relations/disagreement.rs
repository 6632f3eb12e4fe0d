//! Which relations make a dispute. More is asked of them than of relations that a reader sees beside a claim: a list of disputes
//! shows them by themselves.

use super::charges::GENERAL;
use super::speakers::{self, Speakers};
use super::{ReadClaim, Relation, RelationKind, event, shared_weight};
use crate::domain::Stance;
use crate::relate::meaning::{Amount, Term};

/// How sure each kind is at least.
const SURE_FIGURES: f32 = 0.65;
const SURE_DENIAL: f32 = 0.55;
const SURE_OPPOSED: f32 = 0.5;
/// How sure a denial is whose cue does not say that it is one.
const SURE_UNMARKED: f32 = 0.7;
/// Blame for one thing comes within so many days.
const DAYS_OF_BLAME: u32 = 14;
/// Tolls of one event that are so many days apart are no rivals: one of them is old.
const DAYS_OF_TOLLS: u32 = 3;
/// Counts of a whole war grow from week to week, and rates change.
const DAYS_OF_TOTALS: u32 = 10;
/// Counts of other things that lie further apart than so many times hardly count the same.
const FAR: f64 = 5.0;
/// A denial of so many words of its own says what it denies: some of it stands in what is denied.
const SPECIFIC: usize = 3;
/// What a specific denial shares with what it denies at least: the weight of one telling term.
const SHARED: f32 = 3.5;
/// The weight of the names that two counts of one event share at least.
const NAMES: f32 = 5.0;
/// What is counted of people, and only that is compared by its kind alone.
const PEOPLE: [&str; 5] = ["soldier", "civilian", "body", "child", "official"];
/// What happens to people in one event.
const TOLLS: [&str; 3] = ["kill", "wound", "casualty"];
/// Last words of what is turned down, not denied.
const TURNED_DOWN: [&str; 21] = [
    "offer",
    "offers",
    "proposal",
    "proposals",
    "request",
    "requests",
    "demand",
    "demands",
    "call",
    "calls",
    "appeal",
    "appeals",
    "application",
    "applications",
    "bid",
    "bids",
    "plea",
    "pleas",
    "ultimatum",
    "idea",
    "invitation",
];

/// Whether a relation of two claims makes a dispute of them.
pub fn is_disagreement(a: &ReadClaim, b: &ReadClaim, relation: &Relation) -> bool {
    match relation.kind {
        RelationKind::Denies => {
            let (denial, denied) = if relation.a == a.claim.id { (a, b) } else { (b, a) };
            let is_marked = denial.claim.stance == Stance::Denies;
            let sure = if is_marked { SURE_DENIAL } else { SURE_UNMARKED };
            relation.score >= sure && !is_turned_down(denial) && is_of_what_is_denied(denial, denied)
        }
        RelationKind::RivalFigures => relation.score >= SURE_FIGURES && !is_change(a, b) && are_counts_of_one(a, b),
        RelationKind::Opposes => relation.score >= SURE_OPPOSED && is_mutual_blame(a, b),
        RelationKind::Repeats | RelationKind::Echoes | RelationKind::CompatibleFigures => false,
    }
}

/// Whether one source gives another figure on another day: it changed its count. On one day, its reports disagree.
fn is_change(a: &ReadClaim, b: &ReadClaim) -> bool {
    speakers::compare(a, b) == Speakers::Same && event::days(a, b).is_none_or(|days| days > 0)
}

/// "A request by Denmark", "the offer".
fn is_turned_down(denial: &ReadClaim) -> bool {
    let text = denial.claim.content.text.to_lowercase();
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.iter().take(2).chain(words.last()).any(|word| TURNED_DOWN.contains(word))
}

/// Whether what a denial says beside that it is one stands in what it denies as well.
fn is_of_what_is_denied(denial: &ReadClaim, denied: &ReadClaim) -> bool {
    let tells = |term: &Term| !term.is_state && !GENERAL.contains(&&*term.word);
    let own = denial.meaning.terms.iter().filter(|term| tells(term)).count();
    own < SPECIFIC || shared_weight(&denial.meaning.terms, &denied.own, tells) >= SHARED
}

/// Two sides that each charge another one with harm.
fn is_mutual_blame(a: &ReadClaim, b: &ReadClaim) -> bool {
    let is_state = |side: &Option<String>| side.as_deref().is_some_and(|side| side.starts_with('@'));
    let blamed = |read: &ReadClaim| -> Vec<String> {
        let blamed = read.meaning.deeds.iter().filter(|deed| deed.kind == "harm" && read.affirms(deed));
        let blamed = blamed.filter_map(|deed| deed.agent.clone());
        blamed.filter(|agent| agent.starts_with('@') && read.meaning.side.as_ref() != Some(agent)).collect()
    };
    let (of_a, of_b) = (blamed(a), blamed(b));
    is_state(&a.meaning.side)
        && is_state(&b.meaning.side)
        && of_a.iter().any(|x| of_b.iter().any(|y| x != y))
        && event::days(a, b).is_some_and(|days| days <= DAYS_OF_BLAME)
}

/// Whether two figures count people of one event that both claims name, or the same other things.
fn are_counts_of_one(a: &ReadClaim, b: &ReadClaim) -> bool {
    let Some([first, second]) = super::compared_figures(a, b) else { return false };
    let find = |read: &ReadClaim, words: &str| read.meaning.amounts.iter().find(|amount| amount.text == words).cloned();
    let (Some(x), Some(y)) = (find(a, &first), find(b, &second)) else { return false };
    let is_toll = |measure: &Option<String>| measure.as_deref().is_some_and(|measure| TOLLS.contains(&measure));
    if x.is_share || y.is_share {
        return false;
    }
    let days = event::days(a, b).unwrap_or(u32::MAX);
    if x.is_total || x.is_rate {
        return days <= DAYS_OF_TOTALS && (x.side.is_some() && x.side == y.side || x.is_rate && y.is_rate);
    }
    let names = a.own.shared(&b.own).filter(|(own, other)| (own.is_name || other.is_name) && !own.is_state);
    let names = names.map(|(own, _)| own.weight).fold(0.0, f32::max);
    let is_person = |thing: &Option<String>| thing.as_deref().is_none_or(|thing| PEOPLE.contains(&thing));
    let is_one_toll = is_toll(&x.measure) && is_toll(&y.measure) && is_person(&x.thing) && is_person(&y.thing);
    let is_one_count = x.thing.is_some() && x.thing == y.thing && x.measure.is_some() && x.measure == y.measure;
    let about = |amount: &Amount| amount.min.or(amount.max).unwrap_or_default();
    let (least, most) = (about(&x).min(about(&y)), about(&x).max(about(&y)));
    let is_one_count = is_one_count && most <= FAR * least;
    names >= NAMES && (is_one_toll && days <= DAYS_OF_TOLLS || is_one_count && !is_toll(&x.measure))
}
