//! A search of the search box, split into its parts. [`super::syntax`] parses it.

use jiff::civil::Date;
use serde::Serialize;

/// A parsed search.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SearchWords {
    /// As typed, trimmed.
    pub typed: String,
    /// Names after `speaker:`, folded; a claim must match all of them.
    pub speakers: Vec<String>,
    /// Only claims said before this day.
    pub before: Option<Date>,
    /// Only claims said after this day.
    pub after: Option<Date>,
    /// What could not be used.
    pub problems: Vec<SearchProblem>,
    /// Single words that a claim must hold, as typed.
    pub single: Vec<String>,
    /// Full-text terms that a claim must match, each inside quotation marks. Not serialized: `typed` tells them in the
    /// words of the person who searches.
    #[serde(skip)]
    pub(super) wanted: Vec<String>,
    /// Full-text terms that a claim must not match.
    #[serde(skip)]
    pub(super) unwanted: Vec<String>,
}

/// A part of a search that could not be used as typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SearchProblem {
    /// The search was longer than this many characters; the rest was left out.
    Cut(usize),
    /// More speakers than this were named; the others were left out.
    TooManySpeakers(usize),
    /// No name follows this operator.
    NobodyNamed(String),
    /// What follows this operator is no day; it was left out.
    NotADay {
        /// `before` or `after`.
        operator: String,
        /// What follows it.
        value: String,
    },
    /// A filter of the page, typed like an operator; it was searched for as words.
    NotAnOperator(String),
}

impl SearchWords {
    /// The full-text expression that a claim must match.
    pub(in crate::store) fn expression(&self) -> Option<String> {
        (!self.wanted.is_empty()).then(|| self.wanted.join(" AND "))
    }

    /// The full-text expression that a claim must not match.
    pub(in crate::store) fn excluded(&self) -> Option<String> {
        (!self.unwanted.is_empty()).then(|| self.unwanted.join(" OR "))
    }

    /// True when there is a word whose hits can be ranked.
    pub fn can_rank(&self) -> bool {
        !self.wanted.is_empty()
    }

    /// True when nothing narrows the list.
    pub fn is_empty(&self) -> bool {
        self.wanted.is_empty()
            && self.unwanted.is_empty()
            && self.speakers.is_empty()
            && self.before.is_none()
            && self.after.is_none()
    }
}
