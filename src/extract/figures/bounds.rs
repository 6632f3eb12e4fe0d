//! The words that bound a number: before it ("at least"), after it ("or more").

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{Reader, words};
use crate::extract::tokens::TokenKind;

/// Which end of the number the words leave open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Limit {
    /// At least so many.
    Least,
    /// At most so many.
    Most,
}

/// What the words around a number say of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Bounds {
    /// The end that is sure.
    pub limit: Option<Limit>,
    /// True when the value is only near the number.
    pub about: bool,
}

impl Bounds {
    fn of(kind: &str) -> Self {
        Self {
            limit: match kind {
                "least" => Some(Limit::Least),
                "most" => Some(Limit::Most),
                _ => None,
            },
            about: kind == "about",
        }
    }

    /// Both together; of two limits the one nearer to the number, `other`, holds.
    pub(super) fn and(self, other: Self) -> Self {
        Self { limit: other.limit.or(self.limit), about: self.about || other.about }
    }

    /// True when the words say anything.
    pub(super) fn any(self) -> bool {
        self.limit.is_some() || self.about
    }
}

/// Phrases before the number.
const BEFORE: &str = "\
least: at least, at the least, at the very least, no fewer than, no less than, not fewer than, not less than, \
 no lower than, more than, greater than, higher than, larger than, longer than, over, above, exceeding, exceed, \
 exceeds, exceeded, topping, topped, surpassing, surpassed, in excess of, upwards of, upward of, a minimum of, \
 minimum of, a minimum, as few as, as little as, as low as, >, ≥
most: up to, at most, at the most, at the very most, no more than, not more than, no greater than, no higher than, \
 no longer than, not over, not above, not exceeding, fewer than, less than, lower than, smaller than, shorter than, \
 under, below, as many as, as much as, as high as, a maximum of, maximum of, a maximum, within, <, ≤
about: about, around, roughly, approximately, approx, some, nearly, almost, virtually, practically, close to, near, \
 nearing, approaching, an estimated, estimated, estimated at, estimated to be, circa, ~, ≈, in the region of, \
 in the vicinity of, in the order of, on the order of, of the order of, something like, somewhere around, \
 somewhere in the region of, more or less, perhaps, maybe, just over, just above, just under, just below, \
 just shy of, shy of, little more than, a little more than, little over, a little over, a little under, \
 slightly more than, slightly over, slightly above, slightly less than, slightly fewer than, slightly under, \
 slightly below, barely more than";

/// Phrases after the number or its noun.
const AFTER: &str = "\
least: or more, or even more, or over, or above, or higher, or longer, and more, and above, and up, and over, \
 and counting, if not more, at least, at the least, at the very least, at minimum, minimum
most: or less, or fewer, or under, or below, or lower, at most, at the most, at the very most, at best, if not less, \
 maximum
about: or so, or thereabouts, or something, more or less, give or take";

type Phrases = HashMap<&'static str, Vec<(Vec<&'static str>, Bounds)>>;

static PHRASES_BEFORE: LazyLock<Phrases> = LazyLock::new(|| phrases(BEFORE));
static PHRASES_AFTER: LazyLock<Phrases> = LazyLock::new(|| phrases(AFTER));

/// Phrases by their first word, the longest first.
fn phrases(table: &'static str) -> Phrases {
    let mut all = Phrases::new();
    for line in table.lines() {
        let Some((kind, list)) = line.split_once(':') else { continue };
        for phrase in list.split(',') {
            let phrase: Vec<_> = phrase.split_ascii_whitespace().collect();
            if let Some(first) = phrase.first() {
                all.entry(first).or_default().push((phrase, Bounds::of(kind)));
            }
        }
    }
    for group in all.values_mut() {
        group.sort_by_key(|(phrase, _)| std::cmp::Reverse(phrase.len()));
    }
    all
}

/// A bound that was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounded {
    /// What it says.
    pub bounds: Bounds,
    /// The token after it.
    pub end: usize,
    /// True for "over" alone, which before a time may mean "in the course of".
    pub over: bool,
}

/// At most so many bounds stand in a row ("at least an estimated 300").
const MOST_IN_A_ROW: usize = 3;

impl Reader<'_> {
    /// The bounds that the words at `at` set for the number after them; `end` is `at` when there are none.
    pub(super) fn bounds_before(&self, at: usize) -> Bounded {
        let none = Bounded { bounds: Bounds::default(), end: at, over: false };
        if self.is_topic_or_place(at) {
            return none;
        }
        let mut found = none;
        for _ in 0..MOST_IN_A_ROW {
            let Some((bounds, length)) = self.phrase(&PHRASES_BEFORE, found.end) else { break };
            found.over = length == 1 && self.word(found.end) == "over";
            found.bounds = found.bounds.and(bounds);
            found.end += length;
        }
        if found.end > at && matches!(self.word(found.end), "“" | "\"" | "‘" | "«") {
            found.end += 1;
        }
        found
    }

    /// The bounds that the words at `at` set for the number before them, and the token after them.
    pub(super) fn bounds_after(&self, at: usize) -> (Bounds, usize) {
        if self.word(at) == "+" && self.touches(at) && !self.is_number(at + 1) {
            return (Bounds::of("least"), at + 1);
        }
        match self.phrase(&PHRASES_AFTER, at) {
            // "at least" belongs to a number after it.
            Some((bounds, length)) if !self.may_be_number(at + length) => (bounds, at + length),
            _ => (Bounds::default(), at),
        }
    }

    /// True when a bound may begin with the word at `at`.
    pub(super) fn may_be_bound(&self, at: usize) -> bool {
        PHRASES_BEFORE.contains_key(self.word(at))
    }

    fn phrase(&self, phrases: &Phrases, at: usize) -> Option<(Bounds, usize)> {
        let (phrase, bounds) = phrases
            .get(self.word(at))?
            .iter()
            .find(|(phrase, _)| phrase.iter().enumerate().all(|(offset, word)| self.word(at + offset) == *word))?;
        Some((*bounds, phrase.len()))
    }

    /// "reports about 12 soldiers", "control over 12 villages", "below two bridges": not bounds.
    fn is_topic_or_place(&self, at: usize) -> bool {
        let before = self.around_before(at, 1);
        match self.word(at) {
            "about" => words::is_topic(before),
            "over" if words::is_command(before) => true,
            "over" | "above" | "below" | "under" | "near" | "within" => self.is_small_word(at + 1),
            "estimated" => self.token(at).is_some_and(|token| token.capital) && !self.begins(at),
            _ => false,
        }
    }

    /// "two" with no scale and no measure after it.
    fn is_small_word(&self, at: usize) -> bool {
        self.token(at).is_some_and(|token| token.kind == TokenKind::Word)
            && words::small(self.word(at)).is_some_and(|value| value < 10.0)
            && words::scale(self.word(at + 1)).is_none()
            && !words::is_measure(self.word(at + 1))
            && !words::is_time(self.word(at + 1))
            && self.word(at + 1) != "per"
    }
}
