//! What stands in the clause of a word: who does it, to whom, what it is done to, and whether it is done at all.

use std::collections::BTreeSet;

use super::lexicon;
use super::words::{Sort, Unit, deed_kind};

/// How far a negation, an owner or a "by" reaches, in units.
const REACH: usize = 7;
/// How much of a clause counts on each side of a deed, in units.
const CLAUSE: usize = 10;

/// True for states and other names.
pub(super) fn is_party(unit: &Unit) -> bool {
    matches!(unit.sort, Sort::State | Sort::Name)
}

/// "a shipment", "the attack": a noun, whose clause has a verb of its own.
pub(super) fn is_nominal(units: &[Unit], at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| units[before].lower.as_str());
    before.is_some_and(lexicon::is_determiner)
}

/// "from Iran", behind what was given.
pub(super) fn from(units: &[Unit], at: usize) -> Option<String> {
    let after = &units[at + 1..(at + 1 + 2 * REACH).min(units.len())];
    let from = after.iter().position(|unit| unit.lower == "from")?;
    after[from + 1..].iter().take(4).find(|unit| is_party(unit)).map(|unit| unit.term.clone())
}

/// "the involvement of British specialists": who has a part in it.
pub(super) fn part_of(units: &[Unit], at: usize) -> Option<String> {
    if units[at].term != "responsible" || units.get(at + 1)?.lower != "of" {
        return None;
    }
    units[at + 2..].iter().take(3).find(|unit| is_party(unit)).map(|unit| unit.term.clone())
}

/// "by Russian forces", behind the deed.
pub(super) fn by(units: &[Unit], at: usize) -> Option<String> {
    let after = &units[at + 1..(at + 1 + REACH).min(units.len())];
    let by = after.iter().position(|unit| unit.lower == "by")?;
    after[by + 1..].iter().take(4).find(|unit| is_party(unit)).map(|unit| unit.term.clone())
}

/// "Claims by Russia", "claims made by Russia": who says so. "Claims of an attack by Russia" are not Russia's.
pub(super) fn said_by(units: &[Unit], at: usize) -> Option<String> {
    let near = units[at + 1..].iter().take(2).position(|unit| unit.lower == "by")?;
    units[at + 2 + near..].iter().take(4).find(|unit| is_party(unit)).map(|unit| unit.term.clone())
}

/// "Ukrainian shelling", "Russia's missile attack".
pub(super) fn owner(units: &[Unit], at: usize) -> Option<String> {
    let before = units[..at].iter().rev().take(3);
    let same = before.take_while(|unit| unit.sort != Sort::Stop && deed_kind(unit).is_none() || is_party(unit));
    let mut reached = same.take_while(|unit| !unit.after_break || is_party(unit));
    reached.find(|unit| is_party(unit) && unit.is_adjective).map(|unit| unit.term.clone())
}

/// The last party before the deed in its clause.
pub(super) fn subject(units: &[Unit], at: usize) -> Option<String> {
    let before = units[..at].iter().enumerate().rev().take(2 * REACH);
    for (place, unit) in before {
        if is_party(unit) && !is_suffering(units, place) {
            return Some(unit.term.clone());
        }
        if unit.lower == "by" {
            return None;
        }
        if unit.after_break {
            break;
        }
    }
    // "The rebels of Orvania, trying to flee, blew up the bridge": who stands first does it.
    let first = units[..at].iter().take(4).take_while(|unit| unit.start == units[0].start || !unit.after_break);
    first.into_iter().find(|unit| is_party(unit)).map(|unit| unit.term.clone())
}

/// "trying to kill Ada Brandt": a name behind the verb of another deed suffers that one.
fn is_suffering(units: &[Unit], place: usize) -> bool {
    let is_name = |at: usize| units[at].sort == Sort::Name && !units[at].after_break;
    let first = (0..=place).rev().take_while(|&at| is_name(at)).last();
    let verb = first.and_then(|first| first.checked_sub(1));
    verb.is_some_and(|verb| deed_kind(&units[verb]).is_some() && verb > 0 && units[verb - 1].lower == "to")
}

/// The first party behind the deed in its clause, unless it does it.
pub(super) fn object(units: &[Unit], at: usize) -> Option<String> {
    // "transferred a number of drones to Orvania": who is given something stands behind "to".
    let given = units[at + 1..].iter().take(2 * REACH).take_while(|unit| !unit.after_break);
    let given: Vec<&Unit> = given.collect();
    let to = given.windows(2).find(|pair| pair[0].lower == "to" && pair[1].sort == Sort::State);
    if let Some(pair) = to.filter(|_| units[at].term == "supply") {
        return Some(pair[1].term.clone());
    }
    let after = given.into_iter().take(REACH).take_while(|unit| unit.lower != "by");
    after.into_iter().find(|unit| is_party(unit)).map(|unit| unit.term.clone())
}

/// "were destroyed", "struck by": the subject suffers it.
pub(super) fn is_passive(units: &[Unit], at: usize) -> bool {
    let mut before = units[..at].iter().rev().take(3).take_while(|unit| !is_party(unit));
    let verb = units[at].lower.split(' ').next().unwrap_or_default();
    let is_participle = lexicon::is_participle_ending(verb);
    is_participle
        && (before.any(|unit| lexicon::is_auxiliary(&unit.lower)) || verb.ends_with("ed") && ends_clause(units, at))
}

/// "nine warplanes destroyed": nothing stands behind it that it could be done to.
fn ends_clause(units: &[Unit], at: usize) -> bool {
    at > 0 && units.get(at + 1).is_none_or(|next| next.after_break || lexicon::is_ending(&next.lower))
}

/// "did not attack", "no unit crossed": the words say that it was not done.
pub(super) fn is_negated(units: &[Unit], at: usize) -> bool {
    is_negated_before(units, at) || {
        // "fired no artillery", "attacks did not happen".
        let after = units[at + 1..].iter().take(3).take_while(|unit| !unit.after_break);
        after.enumerate().any(|(place, unit)| unit.sort == Sort::Negation && (place == 0 || unit.lower != "no"))
    }
}

fn is_negated_before(units: &[Unit], at: usize) -> bool {
    if units[at].after_break {
        return false;
    }
    for (distance, (place, unit)) in units[..at].iter().enumerate().rev().take(2 * REACH).enumerate() {
        let heads_clause = unit.after_break || unit.start == units[0].start;
        // "Not far from the occupied plant", "not only": nothing is said not to be.
        let is_degree = units.get(place + 1).is_some_and(|next| lexicon::is_degree(&next.lower));
        if unit.sort == Sort::Negation && !is_degree && (distance < REACH || heads_clause) {
            return true;
        }
        // "not blocking the export": it is the blocking that is not done.
        if unit.after_break || deed_kind(unit).is_some() && units[at - 1].lower != "or" {
            return false;
        }
    }
    false
}

/// "it would send", "we have no", "to provide": the source speaks of what it does itself.
pub(super) fn is_own(units: &[Unit], at: usize) -> bool {
    let before = units[..at].iter().rev().take(REACH);
    let mut seen = None;
    for unit in before {
        if lexicon::is_own(&unit.lower) {
            return true;
        }
        if is_party(unit) {
            return false;
        }
        seen = Some(unit);
        if unit.after_break {
            break;
        }
    }
    // "promised | to send", "promised | 14 tanks".
    seen.is_none() || seen.is_some_and(|first| first.start == units[0].start && first.lower == "to")
}

/// What stands in the clause of a deed beside it and its doer.
pub(super) fn objects(units: &[Unit], at: usize, agent: Option<&str>) -> Vec<String> {
    let first = at.saturating_sub(CLAUSE);
    let start = (first..=at).rev().find(|&from| units[from].after_break).unwrap_or(first);
    let last = units.len().min(at + 1 + CLAUSE);
    let end = (at + 1..last).find(|&to| units[to].after_break).unwrap_or(last);
    // "Ukrainian forces" are one party.
    let is_doer = |place: usize| {
        let owner = place.checked_sub(1).map(|before| &units[before]);
        let is_its = owner.is_some_and(|owner| owner.is_adjective && Some(owner.term.as_str()) == agent);
        Some(units[place].term.as_str()) == agent || units[place].term == "soldier" && is_its
    };
    let beside = (start..end).filter(|&place| place != at && !is_doer(place)).map(|place| &units[place]);
    let telling: BTreeSet<&str> = beside.filter(|unit| unit.tells()).map(|unit| unit.term.as_str()).collect();
    telling.into_iter().map(str::to_owned).collect()
}

/// "briefings on Iran's transfer", "consequences for these attacks": a noun that tells what something is about.
pub(super) fn is_topic(units: &[Unit], at: usize) -> bool {
    let before = units[..at].iter().rev().take(5).take_while(|unit| !unit.after_break);
    let mut before = before.skip_while(|unit| is_party(unit) || unit.tells() || lexicon::is_determiner(&unit.lower));
    let is_noun = is_nominal(units, at) || owner(units, at).is_some();
    is_noun && before.next().is_some_and(|unit| matches!(unit.lower.as_str(), "on" | "about" | "over" | "for"))
}

/// "lies in state", "behind enemy lines", "left behind": where something is, and nobody's untruth or deed.
pub(super) fn is_where(units: &[Unit], at: usize) -> bool {
    if units[at].lower == "behind" {
        let mut after = units[at + 1..].iter().take(3).take_while(|unit| !unit.after_break).peekable();
        let mut before = units[..at].iter().rev().take(3);
        return after.peek().is_none()
            || after.any(|unit| matches!(unit.lower.as_str(), "line" | "lines" | "bars" | "doors" | "schedule"))
            || before
                .any(|unit| matches!(unit.lower.as_str(), "left" | "leave" | "leaving" | "fell" | "fall" | "fallen"));
    }
    let is_verb = matches!(units[at].lower.as_str(), "lie" | "lies" | "lying");
    let next = units.get(at + 1).map_or("", |next| next.lower.as_str());
    is_verb && matches!(next, "in" | "on" | "at" | "down" | "with" | "behind" | "ahead" | "under" | "uncollected")
}

/// "will not use": what somebody says that he is not going to do, he has not denied to have done.
pub(super) fn is_future(units: &[Unit], at: usize) -> bool {
    let before = units[..at].iter().rev().take(4).take_while(|unit| !unit.after_break);
    before.into_iter().any(|unit| matches!(unit.lower.as_str(), "will" | "won't" | "won’t" | "shall"))
}

/// "could deliver", "may have been", "to avoid being".
pub(super) fn is_possible(units: &[Unit], at: usize) -> bool {
    let before = units[..at].iter().rev().take(4).take_while(|unit| !is_party(unit));
    let mut clause = units[..at].iter().rev().take(REACH).take_while(|unit| !unit.after_break);
    // "If Orvania does not consent to the transfer": nothing is said to be transferred, or not.
    let mut after = units[at + 1..].iter().take(REACH).take_while(|unit| !unit.after_break);
    before.into_iter().any(|unit| lexicon::is_possible(&unit.lower))
        || after.any(|unit| matches!(unit.lower.as_str(), "possibility" | "possibilities"))
        || clause.any(|unit| unit.lower == "if")
        || is_prevented(units, at)
        || units[0].lower == "if" && at <= 2 * REACH && !units[1..=at].iter().any(|unit| unit.after_break)
}

/// "To deter Orvania from launching an attack": what somebody is kept from is not said to be done.
fn is_prevented(units: &[Unit], at: usize) -> bool {
    let near = at.saturating_sub(4)..at;
    near.into_iter().any(|before| units[before].lower == "from" && units[before + 1].lower.ends_with("ing"))
}

/// The head of what stands behind a deed; before a passive one, and where nothing stands behind it, of what stands
/// before it.
pub(super) fn theme(units: &[Unit], at: usize, is_passive: bool) -> Option<String> {
    let tells = |unit: &&Unit| {
        matches!(unit.sort, Sort::Concept | Sort::Word) && deed_kind(unit).is_none() && !lexicon::is_part(&unit.lower)
    };
    let before = || {
        let before = units[..at].iter().rev().take(REACH);
        before.into_iter().find(tells).map(|unit| unit.term.clone())
    };
    if is_passive {
        return before();
    }
    let (mut head, mut name) = (None, None);
    for (place, unit) in units[at + 1..].iter().take(8).enumerate() {
        // "supplying Russian forces with drones".
        if unit.lower == "with" && units[at].term == "supply" && !unit.after_break {
            head = None;
            continue;
        }
        let is_leading = place == 0 && lexicon::is_leading(&unit.lower);
        let is_verb = unit.sort == Sort::Word && unit.lower.ends_with("ed") || lexicon::is_auxiliary(&unit.lower);
        let is_end = lexicon::is_ending(&unit.lower) && !is_leading || is_verb && head.is_some();
        // "Mohajer and Shahed drones" are drones.
        let is_joined = unit.lower == "and" && head.is_none();
        if unit.after_break || is_end && !is_joined || unit.lower == "of" && head.is_some() {
            break;
        }
        if tells(&unit) {
            head = Some(unit.term.clone());
        } else if unit.sort == Sort::Name && !unit.is_adjective {
            name = name.or_else(|| Some(unit.term.clone()));
        }
    }
    // "captured Bakhmut".
    head.or(name)
}
