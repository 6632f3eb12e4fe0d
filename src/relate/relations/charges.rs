//! What claims charge a side with, and denials that name no charge.

use std::collections::BTreeSet;

use super::{ReadClaim, shared_weight};
use crate::domain::Stance;
use crate::relate::meaning::{Deed, Term, Terms};

/// Concepts by which a denial names what it denies without saying it.
pub(super) const GENERAL: [&str; 3] = ["responsible", "report", "lie"];
/// Kinds of deeds of which nobody is accused.
const BLAMELESS: [&str; 15] = [
    "mention",
    "join",
    "connect",
    "need",
    "inspect",
    "negotiate",
    "agree",
    "threat",
    "lie",
    "release",
    "evacuate",
    "shelter",
    "displace",
    "flee",
    "surrender",
];
/// A longer claim has more to say than that its source had no part in something, or that something is a lie, and one that
/// names no accusation is longer sooner.
const LONG: usize = 12;
const LONG_LIE: usize = 5;

/// What claims before a denial charge its side with, with the words of the claim that does so: a denial that names nothing
/// answers them wherever they stand.
#[derive(Debug, Clone)]
pub(super) struct Charge {
    pub(super) deed: Deed,
    /// The terms of the claim and its headline.
    terms: Terms,
    places: BTreeSet<String>,
}

impl Charge {
    pub(super) fn of(read: &ReadClaim, deed: &Deed) -> Self {
        Self { deed: deed.clone(), terms: read.own.clone(), places: read.meaning.places.clone() }
    }

    /// What the charge shares with a claim elsewhere, beside what was done: the place, the thing, the people of one event. Nothing
    /// where both name other places.
    pub(super) fn shared(&self, read: &ReadClaim) -> f32 {
        let places = &read.meaning.places;
        if !self.places.is_empty() && !places.is_empty() && self.places.is_disjoint(places) {
            return 0.0;
        }
        shared_weight(&self.terms, &read.own, |term: &Term| term.is_telling && !term.is_deed)
    }
}

/// Whether a claim rejects what others say without saying what: "the accusations", "any involvement", "that is a lie".
pub(super) fn is_general_denial(read: &ReadClaim) -> bool {
    let terms = &read.meaning.terms;
    match read.claim.stance {
        Stance::Denies => {
            let is_specific = read.meaning.deeds.iter().any(|deed| !GENERAL.contains(&deed.concept.as_str()));
            let names_it = terms.contains("responsible") || terms.contains("report") && !is_specific;
            names_it || terms.len() <= 1
        }
        Stance::Declines => false,
        Stance::Alleges => false,
        _ => {
            let names_it = || terms.contains("report") || terms.contains("responsible");
            let rejects = |deed: &Deed| match deed.concept.as_str() {
                "responsible" => deed.is_negated && read.meaning.is_own && terms.len() <= LONG,
                "lie" => !deed.is_negated && (terms.len() <= LONG_LIE || names_it() && terms.len() <= LONG),
                _ => false,
            };
            read.meaning.calls_report_lie || read.meaning.deeds.iter().any(rejects)
        }
    }
}

/// Whether a denial names a charge or what speaks of one: "the attack", "the reports". "It" and "that decision" name none.
pub(super) fn names_charge(denial: &ReadClaim) -> bool {
    let is_blamed = |deed: &Deed| !BLAMELESS.contains(&deed.kind) && deed.kind != "plan";
    let is_general = |term: &Term| GENERAL.contains(&&*term.word);
    let terms = &denial.meaning.terms;
    terms.len() > 1 || terms.iter().any(is_general) || denial.meaning.deeds.iter().any(is_blamed)
}

/// What a claim charges others with, where `denial` rejects the accusations of its side: "Orvania's claims are false".
pub(super) fn charges_of<'r>(read: &'r ReadClaim, denial: &ReadClaim) -> impl Iterator<Item = &'r Deed> {
    let accuser = denial.meaning.accuser.as_ref().filter(|accuser| denial.meaning.side.as_ref() != Some(*accuser));
    let is_his = accuser.is_some() && read.meaning.side.as_ref() == accuser;
    let is_his_charge = |deed: &&Deed| deed.agent.is_some() && deed.agent != read.meaning.side && is_charge(read, deed);
    read.meaning.deeds.iter().filter(move |deed| is_his && is_his_charge(deed))
}

/// True for a deed that a claim charges its doer with.
pub(super) fn is_charge(read: &ReadClaim, deed: &Deed) -> bool {
    let is_warned_of = read.claim.stance == Stance::Warns;
    let is_real = !deed.is_possible && states(read) || is_warned_of;
    read.affirms(deed) && is_real && !BLAMELESS.contains(&deed.kind) && !deed.is_topic
}

/// The deeds that a claim charges a side with; what a side says of itself is no charge.
pub(super) fn charges<'r>(read: &'r ReadClaim, side: Option<&str>) -> impl Iterator<Item = &'r Deed> {
    let is_other = side.is_some() && read.meaning.side.as_deref() != side;
    let is_of_side = move |deed: &&Deed| deed.agent.as_deref() == side && is_charge(read, deed);
    read.meaning.deeds.iter().filter(move |deed| is_other && is_of_side(deed))
}

/// The deeds that a claim says a side could do.
pub(super) fn possible_charges<'r>(read: &'r ReadClaim, side: Option<&str>) -> impl Iterator<Item = &'r Deed> {
    let is_other = side.is_some() && read.meaning.side.as_deref() != side && states(read);
    let is_possible = |deed: &&Deed| deed.is_possible && read.affirms(deed) && !deed.is_topic;
    let is_of_side = move |deed: &&Deed| deed.agent.as_deref() == side && !BLAMELESS.contains(&deed.kind);
    read.meaning.deeds.iter().filter(move |deed| is_other && is_possible(deed) && is_of_side(deed))
}

/// True for a claim that something is so, not that it may come or should be done.
pub(super) fn states(read: &ReadClaim) -> bool {
    use Stance::{Alleges, Asserts, Believes, Confirms};
    matches!(read.claim.stance, Asserts | Confirms | Believes | Alleges)
}
