//! What a name is a name of: a person, a body, a place, an outlet, several people, or nobody at all.
//!
//! What the registry, a legal form or a title tells is certain and stays with the rules. For every other name [`features`]
//! of its words and of all its places are weighed (`models/kind.tsv`), whose weights are learned; the highest sum wins.

mod features;

use std::collections::HashMap;
use std::sync::LazyLock;

use super::antecedent::Reason;
use super::mention::MentionResolver;
use super::names::{NameRun, ProperNames};
use super::weights::Weights;
use super::word_forms::has_acronym;
use crate::domain::{Party, SourceKind};

/// A longer run of capitalised words is a heading.
const LONGEST_NAME: usize = 14;

type Features = Vec<&'static str>;

/// What a name is a name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameKind {
    Person,
    Body,
    Place,
    Outlet,
    Group,
    Thing,
}

impl NameKind {
    /// The kind of a source of this name. A place speaks for its government, a document or an event for the body behind it.
    pub(super) fn of_sources(self) -> SourceKind {
        match self {
            Self::Person => SourceKind::Person,
            Self::Body | Self::Thing => SourceKind::Organisation,
            Self::Place => SourceKind::Government,
            Self::Outlet => SourceKind::Media,
            Self::Group => SourceKind::Group,
        }
    }
}

const KINDS: [NameKind; 6] =
    [NameKind::Person, NameKind::Body, NameKind::Place, NameKind::Outlet, NameKind::Group, NameKind::Thing];

/// The classes of the model, in the order of its table: those of names of several words, then those of one word.
const CLASSES: [&str; 12] = [
    "person",
    "body",
    "place",
    "outlet",
    "group",
    "thing",
    "lone person",
    "lone body",
    "lone place",
    "lone outlet",
    "lone group",
    "lone thing",
];

/// What leaves no doubt where it is true, and nothing of another kind is.
const CERTAIN: [(&str, NameKind); 10] = [
    ("ends a name with a number", NameKind::Thing),
    ("a title before it", NameKind::Person),
    ("a courtesy title before it", NameKind::Person),
    ("an age behind it", NameKind::Person),
    ("a body’s noun before it", NameKind::Body),
    ("called a body behind it", NameKind::Body),
    ("an abbreviation behind it", NameKind::Body),
    ("an outlet’s noun before it", NameKind::Outlet),
    ("called an outlet behind it", NameKind::Outlet),
    ("an adjective is made of it", NameKind::Place),
];

static WEIGHTS: LazyLock<Weights> =
    LazyLock::new(|| Weights::built_in("models/kind.tsv", include_str!("../../../../models/kind.tsv"), &CLASSES));

/// What was concluded of a name.
#[derive(Debug, Clone)]
pub(super) struct Guess {
    pub(super) kind: NameKind,
    /// The rule that told it.
    pub(super) rule: &'static str,
    /// The features that spoke most for it, the weightiest first.
    pub(super) features: Features,
}

/// A name of an article, as training reads it.
#[derive(Debug, Clone, serde::Serialize)]
pub struct NameLesson {
    /// The name.
    pub name: String,
    /// The bytes of all its places.
    pub places: Vec<(usize, usize)>,
    /// The kind of the registry's entry of this name.
    pub known: Option<&'static str>,
    /// What is true of it.
    pub features: Vec<&'static str>,
    /// The class that it is given now.
    pub chosen: &'static str,
}

/// What only persons have; a noun for a body beside such a name belongs to another word.
const OF_PERSONS: [&str; 5] = [
    "begins with a given name",
    "a given name behind its first word",
    "stands behind a given name, too",
    "its last word stands alone, too",
    "a person’s noun before it",
];

/// The kind that certain features agree on. "Pipeline operator Oleg Brandt" is a man.
fn certain(features: &Features) -> Option<Guess> {
    let told = || CERTAIN.iter().filter(|(feature, _)| features.contains(feature));
    let kind = told().next()?.1;
    let doubt = kind != NameKind::Person && OF_PERSONS.iter().any(|feature| features.contains(feature));
    if doubt || told().any(|(_, other)| *other != kind) {
        return None;
    }
    let features = told().map(|(feature, _)| *feature).collect();
    Some(Guess { kind, rule: "what stands beside the name", features })
}

/// What a name of one word must be ahead of all else by to be a person's or an outlet's, and half of it one of several words
/// to be a person's. Who is taken for one without being any does more harm than who is not.
const LEAD_OF_PERSONS: i64 = 40;
/// What a name that stands where places do, and hardly any body, may be behind by to be a place's: the texts that the
/// weights come from name few places that the registry does not know.
const LEAD_BEFORE_PLACES: i64 = 120;

/// What no person is called by who has one word for a name.
const THINGS: [&str; 3] = ["a place’s noun in it", "a word of events in it", "ends with a body’s noun"];

/// The class that the features speak for most.
fn class_of(run: &NameRun, features: &Features) -> usize {
    let lone = run.parts.len() == 1;
    let first = if lone { KINDS.len() } else { 0 };
    let located = lone && features.contains(&"stands where places do") && !features.contains(&"the before it");
    // "Cup", "Street".
    let of_things = THINGS.iter().any(|feature| features.contains(feature));
    let score = |class: &usize| {
        let lead = match KINDS[*class - first] {
            NameKind::Person if lone && of_things => i64::MIN / 2,
            NameKind::Person | NameKind::Outlet if lone => -LEAD_OF_PERSONS,
            NameKind::Person => -LEAD_OF_PERSONS / 2,
            NameKind::Place if located => LEAD_BEFORE_PLACES,
            _ => 0,
        };
        (WEIGHTS.score(features, *class) + lead, std::cmp::Reverse(*class))
    };
    (first..first + KINDS.len()).max_by_key(score).unwrap_or(first)
}

fn weighed(run: &NameRun, features: &Features) -> Guess {
    let class = class_of(run, features);
    let kind = KINDS[class % KINDS.len()];
    Guess { kind, rule: "what the name most likely is", features: WEIGHTS.strongest(features, class, 3) }
}

impl ProperNames<'_> {
    /// Tells of every name of the article once what it is, and the persons among those of several words.
    pub(super) fn weigh_kinds(&mut self) {
        let mut kinds: HashMap<Vec<String>, Guess> = HashMap::new();
        for run in self.runs.iter().filter(|run| !run.parts.is_empty() && run.parts.len() <= LONGEST_NAME) {
            if !kinds.contains_key(&run.parts) {
                let features = self.features_of_name(run);
                let guess = certain(&features).unwrap_or_else(|| weighed(run, &features));
                kinds.insert(run.parts.clone(), guess);
            }
        }
        self.kinds = kinds;
        let persons: Vec<bool> = self.runs.iter().map(|run| self.reads_as_person(run)).collect();
        for (run, person) in self.runs.iter_mut().zip(persons) {
            run.person = person;
        }
    }

    /// True for a single name that is a part of several persons' names of the article ("Oru" of "Oru Malk" and "Oru Teem").
    pub(super) fn names_a_person(&self, run: &NameRun) -> bool {
        let [name] = run.parts.as_slice() else { return false };
        let with = self.by_part.get(name).into_iter().flatten().map(|&at| &self.runs[at]);
        with.filter(|other| other.parts.len() > 1).any(|other| self.is_person(other))
    }

    /// The longer name of a body that a single name begins ("Clearwave" of "Clearwave AI"), where the article gives one.
    pub(super) fn longer_body(&self, run: &NameRun) -> Option<&NameRun> {
        let [name] = run.parts.as_slice() else { return None };
        let with = self.by_part.get(name).into_iter().flatten().map(|&at| &self.runs[at]);
        let body = |other: &&NameRun| {
            other.parts.len() == 2
                && other.parts[0] == *name
                && other.tokens.start == other.name_start
                && self.kind(other).is_some_and(|guess| guess.kind == NameKind::Body)
        };
        let mut longer = with.filter(body);
        let first = longer.next().filter(|first| has_acronym(&self.name(first)) || !self.is_place(name))?;
        longer.all(|other| other.parts == first.parts).then_some(first)
    }

    /// What the name of a run most likely is a name of; `None` for a heading.
    pub(super) fn kind(&self, run: &NameRun) -> Option<&Guess> {
        self.kinds.get(&run.parts)
    }

    /// Every name of the article, once each, for training.
    pub(super) fn lessons(&self) -> Vec<NameLesson> {
        let mut found: Vec<NameLesson> = Vec::new();
        let mut known: HashMap<&[String], usize> = HashMap::new();
        for run in self.runs.iter().filter(|run| !run.parts.is_empty()) {
            let span = self.span(run.name_start..run.tokens.end);
            if let Some(&at) = known.get(run.parts.as_slice()) {
                found[at].places.push((span.start, span.end));
                continue;
            }
            known.insert(&run.parts, found.len());
            let features = self.features_of_name(run);
            let class = class_of(run, &features);
            let name = self.name(run);
            let whole = self.words(run.tokens.clone());
            let entry = self.registry.by_name(&name).or_else(|| self.registry.by_name(&whole));
            found.push(NameLesson {
                places: vec![(span.start, span.end)],
                known: entry.map(|entry| entry.kind.as_str()),
                features,
                chosen: CLASSES[class],
                name,
            });
        }
        found
    }
}

/// The rule by which a party is of the kind that a noun of its name, or the noun it is called by, tells.
pub(super) const BY_NOUN: &str = "the noun that it is called by";

impl MentionResolver<'_> {
    /// Notes why a party is of its kind.
    pub(super) fn told(&self, party: Party, rule: &'static str, features: &[&'static str]) -> Party {
        self.kind_reasons.borrow_mut().insert(party.name.clone(), Reason { rule, features: features.to_vec() });
        party
    }

    /// Why a party is of its kind.
    pub(super) fn kind_reason(&self, party: &Party) -> Option<Reason> {
        let registered = || party.registered().map(|_| Reason::by("an entry of the registry"));
        registered().or_else(|| self.kind_reasons.borrow().get(&party.name).cloned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::resolve::names::Printed;
    use crate::extract::segment::segment;
    use crate::registry::Registry;

    fn kind_of(text: &str, name: &str) -> (NameKind, Vec<&'static str>) {
        let document = segment(text);
        let names = ProperNames::of(&document, Registry::built_in(), Printed::default());
        let run = names.runs.iter().find(|run| names.name(run) == name).unwrap();
        let guess = names.kind(run).unwrap();
        (guess.kind, guess.features.clone())
    }

    #[test]
    fn the_model_can_be_used() {
        LazyLock::force(&WEIGHTS);
    }

    #[test]
    fn what_stands_beside_a_name_is_certain() {
        let (kind, features) = kind_of("Bills rise, the consultancy Velgem said.", "Velgem");
        assert_eq!((kind, features), (NameKind::Body, vec!["a body’s noun before it"]));
        assert_eq!(kind_of("Velgem Power, a retailer of gas, said bills rise.", "Velgem Power").0, NameKind::Body);
        assert_eq!(kind_of("Ms Velgem said bills rise.", "Velgem").0, NameKind::Person);
        assert_eq!(kind_of("Halvian troops left Halvia.", "Halvia").0, NameKind::Place);
    }

    #[test]
    fn what_belongs_to_an_office_tells_nothing_of_the_name_behind_it() {
        assert_eq!(kind_of("The speaker of the parliament Ama Reth said it rained.", "Ama Reth").0, NameKind::Person);
    }

    #[test]
    fn features_outweigh_each_other() {
        assert_eq!(
            kind_of("“It rains,” said Olena Velgenko, who left. She wept.", "Olena Velgenko").0,
            NameKind::Person
        );
        assert_eq!(
            kind_of("Analysts at Velgem Insight said bills rise. Its figures are new.", "Velgem Insight").0,
            NameKind::Body
        );
        assert_eq!(
            kind_of("Shares of Velgem fell. Velgem, which sells gas, lost its chief.", "Velgem").0,
            NameKind::Body
        );
        assert_eq!(
            kind_of("They met at the Velgem Festival, which opened on Monday.", "Velgem Festival").0,
            NameKind::Body
        );
    }
}
