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
    /// True for what could, may or might be done.
    pub(crate) is_possible: bool,
    /// The other terms of its clause.
    pub(crate) objects: Vec<String>,
    /// What it was done to, or what it was done with: the head beside it.
    pub(crate) theme: Option<String>,
}

/// The deeds of a claim. `is_charge` tells that the words before it accuse whoever the content names first ("accused |
/// Russia of shelling the plant"); `speaker` is for whom the source speaks.
pub(super) fn deeds(units: &[Unit], is_charge: bool, speaker: Option<&str>) -> Vec<Deed> {
    let charged = units.first().filter(|first| is_charge && clause::is_party(first)).map(|first| first.term.as_str());
    let kinds = units.iter().enumerate().filter_map(|(at, unit)| Some((at, deed_kind(unit)?)));
    kinds.map(|(at, kind)| deed(units, at, kind, charged, speaker)).collect()
}

fn deed(units: &[Unit], at: usize, kind: &'static str, charged: Option<&str>, speaker: Option<&str>) -> Deed {
    let subject = clause::subject(units, at).filter(|_| !clause::is_nominal(units, at));
    let is_passive = clause::is_passive(units, at) || lexicon::is_undergone(&units[at].lower);
    let (agent, patient) = if lexicon::is_received(&units[at].lower) {
        (clause::from(units, at), subject)
    } else {
        let doer = clause::by(units, at).or_else(|| clause::part_of(units, at)).or_else(|| clause::owner(units, at));
        let doer = doer.or_else(|| charged.map(str::to_owned));
        let (doer, patient) = match subject {
            Some(subject) if is_passive => (doer, Some(subject)),
            subject => (doer.or(subject), clause::object(units, at)),
        };
        let own = || speaker.filter(|_| !is_passive && clause::is_own(units, at)).map(str::to_owned);
        (doer.or_else(own), patient)
    };
    Deed {
        concept: units[at].term.clone(),
        kind,
        is_negated: clause::is_negated(units, at),
        is_possible: clause::is_possible(units, at),
        theme: clause::theme(units, at, is_passive),
        objects: clause::objects(units, at, agent.as_deref()),
        agent,
        patient,
    }
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
        is_possible: false,
        objects: Vec::new(),
        theme: None,
    })
}
