//! Which relations make a dispute. More is asked of them than of relations that a reader sees beside a claim: a list of disputes
//! shows them by themselves.

use super::charges::GENERAL;
use super::speakers::{self, Speakers};
use super::{ReadClaim, Relation, RelationKind, event, shared_weight};
use crate::domain::Stance;
use crate::relate::meaning::{self, Amount, Deed, Term, is_harm, is_held};

/// How sure each kind is at least.
const SURE_FIGURES: f32 = 0.65;
const SURE_DENIAL: f32 = 0.55;
const SURE_OPPOSED: f32 = 0.5;
/// How sure a plain statement is that something is not so.
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

/// Last words of what is refused where a cue does not say that it is denied.
const REFUSED: [&str; 21] = [
    "agreement",
    "agreements",
    "bill",
    "commitment",
    "commitments",
    "deal",
    "deals",
    "decision",
    "decisions",
    "effort",
    "efforts",
    "intent",
    "law",
    "move",
    "plan",
    "plans",
    "policy",
    "settlement",
    "tax",
    "terms",
    "truce",
];
/// How words of cues begin that say that something is not so.
const DENYING: [&str; 7] = ["deni", "deny", "refut", "disput", "contradict", "rebut", "false"];
/// Words behind the word that tells what something is.
const BEHIND_HEAD: [&str; 14] =
    ["of", "at", "to", "for", "that", "by", "from", "on", "in", "with", "between", "which", "who", "over"];
/// How many words a plain statement has at most.
const PLAIN: usize = 50;

/// Whether a relation of two claims makes a dispute of them.
pub fn is_disagreement(a: &ReadClaim, b: &ReadClaim, relation: &Relation) -> bool {
    match relation.kind {
        RelationKind::Denies => {
            let (denial, denied) = if relation.a == a.claim.id { (a, b) } else { (b, a) };
            let is_sure = match denial.claim.stance {
                // Who casts doubt on something does not say that it is not so.
                Stance::Denies => relation.score >= SURE_DENIAL && !cue(denial).contains("doubt"),
                _ => relation.score >= SURE_UNMARKED && is_plain(denial) && event::is_one_setting(denial, denied),
            };
            // What nobody is named for is in dispute with nobody.
            let is_said = denial.speaker.is_some() && denied.speaker.is_some();
            is_sure && is_said && !is_turned_down(denial) && is_of_what_is_denied(denial, denied)
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

/// A few words on what is so or not, and not a long turn that speaks of many things, or of what should be.
fn is_plain(read: &ReadClaim) -> bool {
    let words = read.claim.content.text.split_whitespace();
    words.clone().count() <= PLAIN && !words.into_iter().any(|word| word.eq_ignore_ascii_case("should"))
}

/// "A request by Denmark", "the offer"; and where the cue does not say "denied", "Orvania's plan" and "the new law".
fn is_turned_down(denial: &ReadClaim) -> bool {
    let cue = cue(denial);
    let text = denial.claim.content.text.to_lowercase();
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    // What the words are about stands before "of Orvania" and "to join".
    let head =
        words.iter().skip(1).position(|word| BEHIND_HEAD.contains(word)).map_or(words.last(), |at| words.get(at));
    let mut heads = words.iter().take(2).chain(words.last()).chain(head);
    let is_denying = |word: &str| DENYING.iter().any(|denying| word.starts_with(denying));
    let is_denied = cue.is_empty() || cue.split(' ').any(is_denying);
    cue.contains("oppos")
        || heads.clone().any(|word| TURNED_DOWN.contains(word))
        || !is_denied && (heads.any(|word| REFUSED.contains(word)) || meaning::is_it(&text))
}

/// The words that attribute a claim, in small letters.
fn cue(read: &ReadClaim) -> String {
    read.claim.cue.as_ref().map(|cue| cue.text.to_lowercase()).unwrap_or_default()
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
        // A "response" is no blame.
        let is_harm = |deed: &&Deed| deed.kind == "harm" && deed.concept != "responsible";
        let blamed = read.meaning.deeds.iter().filter(is_harm).filter(|deed| read.affirms(deed));
        let blamed = blamed.filter_map(|deed| deed.agent.clone());
        blamed.filter(|agent| agent.starts_with('@') && read.meaning.side.as_ref() != Some(agent)).collect()
    };
    let (of_a, of_b) = (blamed(a), blamed(b));
    // Two long turns speak of many things.
    let is_one = |read: &ReadClaim| read.claim.stance == Stance::Alleges || is_plain(read);
    (is_one(a) || is_one(b))
        && is_state(&a.meaning.side)
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
    if x.is_share || y.is_share || x.is_change {
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
    // "Six presidents", "two ways": of other things, what is hit or taken is counted, and not what somebody speaks of.
    let is_taken = |measure: &str| is_harm(measure) || x.thing.as_deref() == Some("town") && is_held(measure);
    let is_one_count = is_one_count && (is_person(&x.thing) || x.measure.as_deref().is_some_and(is_taken));
    let is_one_count = is_one_count && most <= FAR * least;
    names >= NAMES && (is_one_toll && days <= DAYS_OF_TOLLS || is_one_count && !is_toll(&x.measure))
}
