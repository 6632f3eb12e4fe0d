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
    /// The whole search, except `before` and `after`. Not serialized: `typed` tells it in the words of the person who
    /// searches.
    #[serde(skip)]
    pub(super) tree: Option<Tree>,
}

/// A search, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Tree {
    /// All of these.
    All(Vec<Tree>),
    /// At least one of these.
    Any(Vec<Tree>),
    /// Not this.
    Not(Box<Tree>),
    /// A word in any of its forms.
    Word(String),
    /// Words that name a place, or one of its other spellings.
    PlaceName {
        /// The words as typed.
        typed: Vec<String>,
        /// How else the place is written.
        others: Vec<&'static str>,
    },
    /// Words one after another, as printed.
    Phrase(String),
    /// A word that begins like this, or a phrase whose last word does.
    Prefix(String),
    /// Said by somebody of this name, folded.
    Speaker(String),
    /// Denies what somebody of this name says, folded.
    Against(String),
    /// Said after the one day and before the other.
    Said(Option<Date>, Option<Date>),
}

impl Tree {
    /// True where hits can be ranked: a word is searched for, not only left out.
    fn can_rank(&self) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(Self::can_rank),
            Self::Word(_) | Self::PlaceName { .. } | Self::Phrase(_) | Self::Prefix(_) => true,
            Self::Not(_) | Self::Speaker(_) | Self::Against(_) | Self::Said(..) => false,
        }
    }

    /// Calls `visit` for this part and every part of it that is searched for, not left out.
    pub(super) fn visit<'t>(&'t self, visit: &mut impl FnMut(&'t Self)) {
        visit(self);
        if let Self::All(parts) | Self::Any(parts) = self {
            parts.iter().for_each(|part| part.visit(visit));
        }
    }

    /// All places, also those left out, each with its other spellings.
    fn places(&self) -> Vec<(String, Vec<&'static str>)> {
        let mut places = Vec::new();
        self.visit_all(&mut |part| {
            if let Self::PlaceName { typed, others } = part {
                places.push((typed.join(" "), others.clone()));
            }
        });
        places
    }

    /// Calls `visit` for this part and every part of it, also those left out.
    pub(super) fn visit_all<'t>(&'t self, visit: &mut impl FnMut(&'t Self)) {
        visit(self);
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.visit_all(visit)),
            Self::Not(part) => part.visit_all(visit),
            _ => {}
        }
    }
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
    /// A bracket that opens and does not close, or closes and did not open; it was left out.
    LoneBracket,
    /// `OR`, `AND` or `NOT` with nothing to join; it was left out.
    NothingToJoin(String),
    /// Brackets inside brackets, deeper than this.
    TooDeep(usize),
}

impl SearchWords {
    /// True when there is a word whose hits can be ranked.
    pub fn can_rank(&self) -> bool {
        self.tree.as_ref().is_some_and(Tree::can_rank)
    }

    /// The places that are searched for, or left out, in every spelling: the words typed, and the other spellings.
    pub fn places(&self) -> Vec<(String, Vec<&'static str>)> {
        self.tree.as_ref().map_or_else(Vec::new, Tree::places)
    }

    /// True when nothing narrows the list.
    pub fn is_empty(&self) -> bool {
        self.tree.is_none() && self.before.is_none() && self.after.is_none()
    }
}
