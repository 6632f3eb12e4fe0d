//! Who is said to have done what to whom.

use super::words::{Unit, deed_kind};
use super::{clause, lexicon};

/// A deed that a claim speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Deed {
    /// What was done: a concept of the lexicon.
    pub(crate) concept: String,
    /// The kind under which charges are compared.
    pub(crate) kind: &'static str,
    /// Who did it, where the words tell: "@" and the code of a state, or a name.
    pub(crate) agent: Option<String>,
    /// To whom, where the words tell.
    pub(crate) patient: Option<String>,
    /// True where the words say that it was not done.
    pub(crate) is_negated: bool,
    /// True for what is only spoken of: "briefings on the transfer of drones".
    pub(crate) is_topic: bool,
    /// True for what could, may or might be done.
    pub(crate) is_possible: bool,
    /// True for what will be done, or not.
    pub(crate) is_future: bool,
    /// The other terms of its clause.
    pub(crate) objects: Vec<String>,
    /// What it was done to, or what it was done with: the head beside it.
    pub(crate) theme: Option<String>,
}

/// The deeds of a claim. `is_charge` tells that the words before it accuse whoever the content names first ("accused |
/// Russia of shelling the plant"); `speaker` is for whom the source speaks.
pub(super) fn deeds(units: &[Unit], is_charge: bool, speaker: Option<&str>) -> Vec<Deed> {
    let charged = charged(units, is_charge);
    let charged = charged.as_deref();
    let kinds = units.iter().enumerate().filter_map(|(at, unit)| Some((at, deed_kind(unit)?)));
    let kinds = kinds.filter(|&(at, _)| !clause::is_where(units, at));
    let present = (0..units.len()).filter_map(|at| presence(units, at, speaker));
    kinds.map(|(at, kind)| deed(units, at, kind, charged, speaker)).chain(present).collect()
}

/// Whom a claim accuses that names the accused first.
pub(super) fn charged(units: &[Unit], is_charge: bool) -> Option<String> {
    let first = units.iter().find(|unit| !lexicon::is_determiner(&unit.lower));
    first.filter(|first| is_charge && clause::is_party(first)).map(|first| first.term.clone())
}

/// "Orvanian soldiers were on the western bank", "there are no soldiers": that somebody's soldiers are somewhere, or that
/// none are.
fn presence(units: &[Unit], at: usize, speaker: Option<&str>) -> Option<Deed> {
    if units[at].term != "soldier" || units[at].is_adjective {
        return None;
    }
    let is_none = clause::is_negated(units, at) || units[at + 1..].iter().any(|unit| lexicon::is_nil(&unit.lower));
    let after: Vec<&Unit> = units[at + 1..].iter().take(3).take_while(|unit| !unit.after_break).collect();
    let is_there = |unit: &Unit| matches!(unit.lower.as_str(), "in" | "on" | "near" | "inside");
    let is_somewhere = match after[..] {
        [verb, place, ..] if lexicon::is_auxiliary(&verb.lower) => is_there(place),
        [place, ..] => is_there(place),
        [] => false,
    };
    let ends = units.get(at + 1).is_none_or(|next| next.after_break);
    (is_somewhere || is_none && ends).then(|| Deed {
        concept: "soldier".to_owned(),
        kind: "presence",
        agent: clause::owner(units, at).or_else(|| {
            speaker
                .filter(|_| clause::is_own(units, at) && lexicon::is_own(&units[at.max(1) - 1].lower))
                .map(str::to_owned)
        }),
        patient: None,
        is_negated: is_none,
        is_topic: false,
        is_possible: false,
        is_future: false,
        objects: clause::objects(units, at, None),
        theme: Some("soldier".to_owned()),
    })
}

fn deed(units: &[Unit], at: usize, kind: &'static str, charged: Option<&str>, speaker: Option<&str>) -> Deed {
    let subject = clause::subject(units, at).filter(|_| !clause::is_nominal(units, at));
    let is_passive = clause::is_passive(units, at) || lexicon::is_undergone(&units[at].lower);
    // "Orvania's losses" and "Tessian dead" are of those who suffered.
    let lost = clause::owner(units, at).filter(|_| lexicon::is_lost(&units[at].lower));
    let (agent, patient) = if lost.is_some() {
        (clause::by(units, at), lost)
    } else if lexicon::is_received(&units[at].lower) {
        (clause::from(units, at), subject)
    } else {
        // "Russian warplanes destroyed": they are Russia's, and nothing tells who destroyed them.
        let owner = || clause::owner(units, at).filter(|_| !is_passive);
        let doer = clause::by(units, at).or_else(|| clause::part_of(units, at)).or_else(owner);
        let doer = doer.or_else(|| charged.map(str::to_owned));
        let (doer, patient) = match subject {
            Some(subject) if is_passive => (doer, Some(subject)),
            subject => (doer.or(subject), clause::object(units, at)),
        };
        // "Talks on the dam never happened": they are nobody's.
        let happens = || units[at + 1..].iter().any(|unit| unit.lower.starts_with("happen"));
        let own = || speaker.filter(|_| !is_passive && clause::is_own(units, at) && !happens()).map(str::to_owned);
        (doer.or_else(own), patient)
    };
    let agent = agent.map(|party| acting(units, party));
    Deed {
        concept: units[at].term.clone(),
        kind,
        is_negated: clause::is_negated(units, at),
        is_topic: charged.is_none() && clause::is_topic(units, at),
        is_possible: clause::is_possible(units, at),
        is_future: clause::is_future(units, at),
        theme: clause::theme(units, at, is_passive),
        objects: clause::objects(units, at, agent.as_deref()),
        agent,
        patient,
    }
}

/// The state for which a known person acts; other parties act for themselves.
fn acting(units: &[Unit], party: String) -> String {
    let state = units.iter().find(|unit| unit.term == party).and_then(|unit| unit.acts_for.clone());
    state.unwrap_or(party)
}

/// What a claim charges its first party with where its content has no deed: "blamed | the rebels of Orvania".
pub(super) fn bare_charge(units: &[Unit]) -> Option<Deed> {
    let party = units.iter().find(|unit| clause::is_party(unit))?;
    Some(Deed {
        concept: "responsible".to_owned(),
        kind: "harm",
        agent: Some(party.term.clone()),
        patient: None,
        is_negated: false,
        is_topic: false,
        is_possible: false,
        is_future: false,
        objects: Vec::new(),
        theme: None,
    })
}
