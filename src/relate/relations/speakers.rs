//! Whether two claims have the same source, or a body and whoever speaks for it.

use std::collections::BTreeSet;

use super::{ReadClaim, event};
use crate::domain::{SourceKind, fold_name};
use crate::registry::{Registry, is_state_body};
use crate::relate::claim::ComparedParty;
use crate::relate::meaning::is_of_state;

/// How the sources of two claims stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speakers {
    /// One source.
    Same,
    /// A state, a body of it, officials of it, or one person who speaks for it.
    OneBody,
    /// Two that do not speak for each other.
    Other,
}

/// A source as sources are compared.
#[derive(Debug)]
pub(super) struct Speaker {
    slug: String,
    kind: SourceKind,
    /// Its name, folded.
    name: String,
    /// Whether it speaks for a state: its government, a body of it, officials.
    is_official: bool,
    /// Words that tell it from other bodies of its state: of its name, and of a person's role.
    office: BTreeSet<String>,
    /// True for a person whose role is one of a state.
    is_in_office: bool,
}

/// Words of names of bodies that do not tell one from another.
const OF_ANY_BODY: [&str; 12] = [
    "ministry",
    "minister",
    "department",
    "office",
    "service",
    "spokesman",
    "spokeswoman",
    "the",
    "of",
    "for",
    "and",
    "s",
];
/// Words by which the armed forces of a state are called, which its ministry of defence speaks for.
const OF_FORCES: [&str; 5] = ["military", "army", "armed", "defence", "defense"];

/// The words of a name or a role that tell which body it is; those of armed forces are one.
fn office(words: &str) -> BTreeSet<String> {
    let words = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let is_of_state = |word: &str| Registry::built_in().by_adjective(word).is_some();
    let telling = words.filter(|word| !is_of_state(word)).map(str::to_lowercase);
    let telling = telling.filter(|word| !OF_ANY_BODY.contains(&word.as_str()));
    telling.map(|word| if OF_FORCES.contains(&word.as_str()) { OF_FORCES[0].to_owned() } else { word }).collect()
}

impl Speaker {
    pub(super) fn of(party: &ComparedParty) -> Self {
        let name = fold_name(&party.name);
        let is_official = match party.kind {
            SourceKind::Government => true,
            SourceKind::Organisation => is_state_body(&name),
            SourceKind::Unnamed | SourceKind::Group => is_of_state(&name),
            SourceKind::Person | SourceKind::Media | SourceKind::Channel => false,
        };
        let role = party.role.as_deref().unwrap_or_default();
        let is_person = party.kind == SourceKind::Person;
        Self {
            slug: party.slug.clone(),
            kind: party.kind,
            name,
            is_official,
            office: office(if is_person { role } else { &party.name }),
            is_in_office: is_person && is_of_state(&role.to_lowercase()),
        }
    }

    /// Whether this is its folded name.
    pub(super) fn is_called(&self, name: &str) -> bool {
        self.name == name
    }
}

/// Within so many days, a last name is that of the person whose full name another article gives.
const DAYS_OF_NAME: u32 = 3;

/// Whether the source of one claim is the person of another one by the last name alone: "Brandt", where the article gives no
/// more.
fn is_short_for(short: &ReadClaim, full: &ReadClaim) -> bool {
    let (Some(x), Some(y)) = (&short.speaker, &full.speaker) else { return false };
    let are_persons = x.kind == SourceKind::Person && y.kind == SourceKind::Person;
    are_persons
        && y.name.strip_suffix(x.name.as_str()).is_some_and(|first| first.ends_with(' '))
        && !x.name.contains(' ')
        && event::days(short, full).is_some_and(|days| days <= DAYS_OF_NAME)
}

/// Compares the sources of two claims.
pub(super) fn compare(a: &ReadClaim, b: &ReadClaim) -> Speakers {
    let (Some(x), Some(y)) = (&a.speaker, &b.speaker) else { return Speakers::Other };
    // "Officials" of two articles are others, unless the one is a copy of the other.
    let is_one_name = x.kind == y.kind && x.name == y.name || is_short_for(a, b) || is_short_for(b, a);
    let is_copy = a.claim.content.text == b.claim.content.text;
    if x.slug == y.slug || is_one_name && (x.kind != SourceKind::Unnamed || is_copy) {
        return Speakers::Same;
    }
    let persons = [x, y].iter().filter(|party| party.kind == SourceKind::Person).count();
    let officials = [x, y].iter().filter(|party| party.is_official).count();
    let one_side = match (&a.meaning.side, &b.meaning.side) {
        (Some(p), Some(q)) => p == q,
        // "Authorities" of the same article are those of its country; a doctor does not speak for them.
        _ => a.is_of_article(b) && officials > 0 && [x, y].iter().all(|party| party.is_official || party.is_in_office),
    };
    // Two ministries are two bodies, and an ambassador does not speak for the army.
    let is_body = |party: &Speaker| party.kind == SourceKind::Organisation;
    let are_apart = (is_body(x) || is_body(y))
        && [x, y].iter().all(|party| is_body(party) || party.kind == SourceKind::Person)
        && x.office.is_disjoint(&y.office);
    // "Officials" of one article and "allied officials" of another are other people.
    let is_unnamed = |party: &&Speaker| matches!(party.kind, SourceKind::Unnamed | SourceKind::Group);
    let are_others = !a.is_of_article(b) && is_unnamed(&x) && is_unnamed(&y);
    if one_side && persons < 2 && officials + persons == 2 && !are_apart && !are_others {
        Speakers::OneBody
    } else {
        Speakers::Other
    }
}
