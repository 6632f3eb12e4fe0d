//! What a claim says, in comparable terms: its subject as weighed terms, the deeds it speaks of, what its figures count,
//! and whose side speaks. Read by rules: words are looked up, and clauses are read by what stands beside a word.

mod amounts;
mod clause;
mod deeds;
mod lexicon;
mod rarity;
mod side;
mod terms;
mod words;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use amounts::Amount;
pub(crate) use deeds::Deed;
pub(crate) use lexicon::{broader, is_harm, is_held, is_it, is_of_state, is_sentence, points_to_reports};
pub(crate) use terms::{Term, Terms};
use words::{Sort, Unit};

use super::claim::ComparedClaim;
use crate::domain::Stance;
use crate::registry::Registry;

/// What a claim says.
#[derive(Debug, Clone, Default)]
pub(crate) struct Meaning {
    /// The terms of the content, each with its weight.
    pub(crate) terms: Terms,
    /// The terms of the headline.
    pub(crate) title: Terms,
    /// The terms of each of its sentences, where it has several.
    sentences: Vec<Terms>,
    /// The places that the content names.
    pub(crate) places: BTreeSet<String>,
    /// The words as printed, by their terms.
    pub(crate) printed: BTreeMap<String, String>,
    /// The numbers that tell it from others: counts and dates of two digits and more.
    pub(crate) numbers: BTreeSet<String>,
    /// The values of its figures, small ones too.
    pub(crate) values: BTreeSet<String>,
    /// What is said to have been done.
    pub(crate) deeds: Vec<Deed>,
    /// What its figures count.
    pub(crate) amounts: Vec<Amount>,
    /// The state for which the source speaks: "@" and its code, or a name.
    pub(crate) side: Option<String>,
    /// Whose accusations or lies it speaks of: "Orvania's false claims".
    pub(crate) accuser: Option<String>,
    /// The states that it names, and those of the known persons whom it names.
    pub(crate) states: BTreeSet<String>,
    /// Whom it accuses, where that stands first: "accused | Orvania of …".
    pub(crate) charged: Option<String>,
    /// True where it calls what is said of somebody a lie: "attempts to blame Orvania are a fib".
    pub(crate) calls_report_lie: bool,
    /// True where its words reject something: "never happened".
    pub(crate) rejects: bool,
    /// True where the source speaks of its own ("our", "its").
    pub(crate) is_own: bool,
}

impl Meaning {
    /// Reads a claim.
    pub(crate) fn of(claim: &ComparedClaim, registry: &Registry) -> Self {
        let content = claim.content.text.as_str();
        let title = claim.article.title.as_deref().unwrap_or_default();
        let (units, title_units) = (words::units(content, registry), words::units(title, registry));
        let side = side::side(claim, registry);
        let speaker = claim.source.as_ref().and_then(|source| side::speaker(source, side.as_deref()));
        let deeds = deeds(claim, &units, speaker.as_deref());
        let all = || units.iter().map(|unit| (unit, content)).chain(title_units.iter().map(|unit| (unit, title)));
        let names = all().filter(|(unit, _)| unit.sort == Sort::Name).map(|(unit, _)| unit.term.as_str()).collect();
        Self {
            numbers: numbers(claim, &units),
            values: values(claim).map(|value| value.to_string()).collect(),
            places: units.iter().filter(|unit| unit.is_place).map(|unit| unit.term.clone()).collect(),
            printed: all()
                .rev()
                .map(|(unit, text)| (unit.term.clone(), text[unit.start..unit.end].to_owned()))
                .collect(),
            terms: weighed(&units, &names),
            sentences: sentences(content, &units, &names),
            title: weighed(&title_units, &names),
            amounts: amounts::amounts(content, &units, &claim.figures, &deeds, speaker.as_deref()),
            accuser: accuser(&units),
            charged: deeds::charged(&units, claim.stance == Stance::Alleges),
            states: states(&units),
            calls_report_lie: calls_report_lie(&units),
            rejects: lexicon::rejects(&content.to_lowercase()),
            is_own: units.iter().any(|unit| lexicon::is_own(&unit.lower)),
            deeds,
            side,
        }
    }

    /// The terms of each sentence; of a content of one sentence, its terms.
    pub(crate) fn sentences(&self) -> &[Terms] {
        if self.sentences.is_empty() { std::slice::from_ref(&self.terms) } else { &self.sentences }
    }
}

/// Numbers as printed in digits, of two digits and more, and the values of figures of ten and more; years are no numbers.
fn numbers(claim: &ComparedClaim, units: &[Unit]) -> BTreeSet<String> {
    let is_year = |text: &str| text.len() == 4 && (text.starts_with("19") || text.starts_with("20"));
    let is_long = |text: &str| text.chars().filter(char::is_ascii_digit).count() >= 2;
    let printed = units.iter().filter(|unit| unit.sort == Sort::Number).map(|unit| unit.lower.replace(',', ""));
    let printed = printed.filter(|text| is_long(text) && !is_year(text));
    let values = values(claim).filter(|value| *value >= 10.0 || value.fract() != 0.0).map(|value| value.to_string());
    printed.chain(values).collect()
}

/// How many units before a word for a lie the word for what is said stands at most.
const BEFORE_LIE: usize = 7;

fn calls_report_lie(units: &[Unit]) -> bool {
    let lies = (0..units.len()).filter(|&at| units[at].term == "lie" && !clause::is_negated(units, at));
    let is_said = |unit: &Unit| matches!(unit.term.as_str(), "report" | "responsible");
    lies.into_iter().any(|at| units[at.saturating_sub(BEFORE_LIE)..at].iter().any(is_said))
}

/// The bounds of its figures; "hundreds" are no number.
fn values(claim: &ComparedClaim) -> impl Iterator<Item = f64> {
    let exact = claim.figures.iter().filter(|figure| !lexicon::is_vague(&figure.text.to_lowercase()));
    exact.flat_map(|figure| [figure.min, figure.max]).flatten()
}

/// The terms of each sentence of a content that has several.
fn sentences(content: &str, units: &[Unit], names: &BTreeSet<&str>) -> Vec<Terms> {
    let ends = |pair: &[Unit]| content[pair[0].end..pair[1].start].contains(['.', '!', '?', ';', '…']);
    let starts = (1..units.len()).filter(|&at| ends(&units[at - 1..=at]));
    let bounds: Vec<usize> = std::iter::once(0).chain(starts).chain([units.len()]).collect();
    if bounds.len() <= 2 {
        return Vec::new();
    }
    let sentences = bounds.windows(2).map(|bound| weighed(&units[bound[0]..bound[1]], names));
    sentences.filter(|sentence| !sentence.is_empty()).collect()
}

fn states(units: &[Unit]) -> BTreeSet<String> {
    let named = units.iter().filter(|unit| unit.sort == Sort::State).map(|unit| unit.term.clone());
    named.chain(units.iter().filter_map(|unit| unit.acts_for.clone())).collect()
}

fn accuser(units: &[Unit]) -> Option<String> {
    let accusations = (0..units.len()).filter(|&at| matches!(units[at].term.as_str(), "report" | "lie"));
    accusations.into_iter().find_map(|at| clause::owner(units, at).or_else(|| clause::said_by(units, at)))
}

fn weighed(units: &[Unit], names: &BTreeSet<&str>) -> Terms {
    Terms::of(units.iter().filter(|unit| unit.tells()).map(|unit| unit.term.as_str()), names)
}

fn deeds(claim: &ComparedClaim, units: &[Unit], speaker: Option<&str>) -> Vec<Deed> {
    // "Ukraine for the death of", "Russia of storing weapons".
    let names_first = || {
        let second = units.get(1).map(|second| second.lower.as_str());
        matches!(second, Some("for" | "of")) && clause::is_party(&units[0])
    };
    let is_charge = claim.stance == Stance::Alleges || names_first();
    let mut deeds = deeds::deeds(units, is_charge, speaker);
    let cue = claim.cue.as_ref().map(|cue| cue.text.to_lowercase()).unwrap_or_default();
    if lexicon::accuses(&cue) && deeds.iter().all(|deed| deed.agent.is_none()) {
        deeds.extend(deeds::bare_charge(units));
    }
    deeds
}

/// The terms of a text that tell something of its subject, each once.
pub(crate) fn terms(text: &str, registry: &Registry) -> BTreeSet<String> {
    words::units(text, registry).into_iter().filter(Unit::tells).map(|unit| unit.term).collect()
}

#[cfg(test)]
mod tests;
