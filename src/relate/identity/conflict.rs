//! Evidence that two people of one name are two, and evidence that they are one.

use super::country::{Country, in_role};
use super::evidence::{Evidence, RoleThen};
use super::occupation::occupation_in;

/// The reason why two people of one name are not the same person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conflict {
    /// They hold office in two states. The words that say so, of the one and the other.
    Country(String, String),
    /// Their occupations of the same years do not go together. The words that say so, of the one and the other.
    Occupation(String, String),
    /// They are on record more than a generation apart. The years nearest to each other.
    Years(i16, i16),
}

impl std::fmt::Display for Conflict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Country(one, other) | Self::Occupation(one, other) => {
                write!(f, "one is printed as “{one}”, the other as “{other}”")
            }
            Self::Years(one, other) => write!(f, "one is on record in {one}, the other in {other}"),
        }
    }
}

/// Years between two articles beyond which one name is taken for two people.
const GENERATION: i16 = 30;

/// Years within which two occupations count as held at the same time.
const SAME_TIME: i16 = 3;

/// The evidence that two people of one name are two; `None` if none is clear. The first conflict of several is the one
/// that a reader can check most easily.
pub fn conflict(one: &Evidence, other: &Evidence) -> Option<Conflict> {
    of_country(one, other).or_else(|| of_occupation(one, other)).or_else(|| of_years(one, other))
}

fn of_country(one: &Evidence, other: &Evidence) -> Option<Conflict> {
    let (mine, theirs) = (countries(one), countries(other));
    let related = mine.iter().any(|(mine, _)| theirs.iter().any(|(theirs, _)| mine.may_be(theirs)));
    match (mine.first(), theirs.first()) {
        (Some((_, mine)), Some((_, theirs))) if !related => {
            Some(Conflict::Country(mine.to_string(), theirs.to_string()))
        }
        _ => None,
    }
}

fn of_occupation(one: &Evidence, other: &Evidence) -> Option<Conflict> {
    let occupations = |evidence: &Evidence| -> Vec<(&'static str, RoleThen)> {
        evidence.roles.iter().filter_map(|role| Some((occupation_in(&role.words)?, role.clone()))).collect()
    };
    let (mine, theirs) = (occupations(one), occupations(other));
    // A shared occupation rules out a conflict: someone on record for two occupations may hold either.
    if mine.iter().any(|(occupation, _)| theirs.iter().any(|(other, _)| occupation == other)) {
        return None;
    }
    let at_once = |a: &RoleThen, b: &RoleThen| {
        a.years.zip(b.years).is_some_and(|(a, b)| a.0 <= b.1 + SAME_TIME && b.0 <= a.1 + SAME_TIME)
    };
    let mut pairs = mine.iter().flat_map(|(_, a)| theirs.iter().map(move |(_, b)| (a, b)));
    pairs.find(|&(a, b)| at_once(a, b)).map(|(a, b)| Conflict::Occupation(a.words.clone(), b.words.clone()))
}

fn of_years(one: &Evidence, other: &Evidence) -> Option<Conflict> {
    let (mine, theirs) = one.years().zip(other.years())?;
    if theirs.0 - mine.1 > GENERATION {
        Some(Conflict::Years(mine.1, theirs.0))
    } else if mine.0 - theirs.1 > GENERATION {
        Some(Conflict::Years(mine.0, theirs.1))
    } else {
        None
    }
}

/// True if there is evidence for one person: a role in the same words, or office in the same state.
pub(super) fn agrees(one: &Evidence, other: &Evidence) -> bool {
    let same_words = |role: &RoleThen| {
        !role.words.is_empty() && other.roles.iter().any(|theirs| theirs.words.eq_ignore_ascii_case(&role.words))
    };
    let theirs = countries(other);
    one.roles.iter().any(same_words)
        || countries(one).iter().any(|(mine, _)| theirs.iter().any(|(theirs, _)| mine.may_be(theirs)))
}

/// The states in which a person holds office, each with the words that say so; the registry's first.
fn countries(evidence: &Evidence) -> Vec<(Country, &str)> {
    let told = evidence.country.as_deref().map(|name| (Country::named(name), name));
    let in_roles = evidence.roles.iter().filter_map(|role| Some((in_role(&role.words)?, role.words.as_str())));
    told.into_iter().chain(in_roles).collect()
}
