//! Evidence that two names belong to one person.

use std::sync::LazyLock;

use crate::lexicon::Lexicon;

/// The evidence that two people are one, from their names alone. The strongest is listed first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// The names are one.
    SameName,
    /// "John Paul Reth" and "John Reth".
    MiddleName,
    /// "Sergey Reth" and "Serhiy Reth".
    OtherLanguage,
    /// "J. Reth" and "John Reth".
    Initial,
    /// "Reth" and "John Reth".
    SurnameAlone,
}

impl std::fmt::Display for Likeness {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::SameName => "the same name",
            Self::MiddleName => "the same name but for a middle name",
            Self::OtherLanguage => "the same name as another language has it",
            Self::Initial => "the initial and the surname fit",
            Self::SurnameAlone => "the surname fits, and no other name is given",
        })
    }
}

static FIRST_NAMES: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::built_in("first_names.tsv", include_str!("first_names.tsv"), &["forms"]));

/// True for two first names that are one in two languages.
fn are_forms(one: &str, other: &str) -> bool {
    let has = |forms: &str, name: &str| forms.split(' ').any(|form| form == name);
    FIRST_NAMES.entries("forms").any(|forms| has(forms, one) && has(forms, other))
}

/// The evidence that two people are one, from their names as [`crate::registry::person_key`] gives them.
pub fn likeness(one: &str, other: &str) -> Option<Likeness> {
    if one == other {
        return Some(Likeness::SameName);
    }
    let (one, other): (Vec<&str>, Vec<&str>) = (one.split(' ').collect(), other.split(' ').collect());
    if one.last() != other.last() {
        return None;
    }
    if one.len() == 1 || other.len() == 1 {
        return Some(Likeness::SurnameAlone);
    }
    let (a, b) = (one[0], other[0]);
    let is_initial_of = |short: &str, long: &str| short.chars().count() == 1 && long.starts_with(short);
    if a == b {
        (one.len() == 2 || other.len() == 2).then_some(Likeness::MiddleName)
    } else if is_initial_of(a, b) || is_initial_of(b, a) {
        Some(Likeness::Initial)
    } else if are_forms(a, b) {
        Some(Likeness::OtherLanguage)
    } else {
        None
    }
}
