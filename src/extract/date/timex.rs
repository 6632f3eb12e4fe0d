//! Expressions of time (TIMEX, after Pustejovsky et al. 2003) as types, and the parser that all rules for them share.

use std::ops::Range;

use jiff::civil::Date;

use super::calendar::Part;
use crate::domain::Edtf;
use crate::extract::tokens::{Token, TokenKind};

/// A time expression: its place and its meaning.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Expression {
    /// Its tokens, including the preposition.
    pub tokens: Range<usize>,
    /// The first token after its preposition, article and "early" or "late".
    pub core: usize,
    /// The time that it tells.
    pub time: Time,
}

/// The time that an expression tells.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Time {
    /// On these days.
    On(Edtf),
    /// This many days after another day that the text told; negative for before it ("a week earlier").
    Relative(i64),
    /// At another time than the sentences around it, which the words leave open ("recently").
    Unspecified,
    /// A time at which nothing can have been said: "until Monday", "next week", "every Friday".
    Excluded,
}

/// The words before the core of an expression.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lead {
    /// Where the core starts.
    pub core: usize,
    /// A preposition was among them.
    pub placed: bool,
    /// One of them is a preposition that may precede months and years.
    pub within: bool,
    /// "the" was the last of them.
    pub article: bool,
    /// "later".
    pub later: bool,
    /// "earlier".
    pub earlier: bool,
    /// "between".
    pub between: bool,
    pub part: Part,
}

/// "this", "last" and their like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    Any,
    This,
    Last,
}

/// What the core of an expression says, and the token after it.
pub(super) type Match = Option<(Time, usize)>;

pub(super) fn on(edtf: Option<Edtf>) -> Time {
    edtf.map_or(Time::Excluded, Time::On)
}

/// Parses the expressions of one sentence.
pub(super) struct ExpressionParser<'a> {
    pub tokens: &'a [Token],
    pub sentence: Range<usize>,
    pub published: Option<Date>,
}

impl ExpressionParser<'_> {
    pub(super) fn word(&self, at: usize) -> &str {
        if self.sentence.contains(&at) { self.tokens.get(at).map_or("", |token| token.lower.as_str()) } else { "" }
    }

    pub(super) fn is_kind(&self, at: usize, kind: TokenKind) -> bool {
        self.sentence.contains(&at) && self.tokens.get(at).is_some_and(|token| token.kind == kind)
    }

    pub(super) fn is_capital(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.capital)
    }
}
