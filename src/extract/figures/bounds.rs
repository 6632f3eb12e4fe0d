//! The words that bound a number: before it ("at least"), after it ("or more").

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{FigureParser, words};
use crate::extract::number_words;
use crate::extract::tokens::TokenKind;
use crate::lexicon::word_classes;

/// Which end of the number the words leave open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Limit {
    /// "at least": a lower bound.
    Least,
    /// "at most": an upper bound.
    Most,
}

/// What the words around a number say of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Bounds {
    /// The bound that the words set, if any.
    pub limit: Option<Limit>,
    /// True if the number is approximate.
    pub about: bool,
}

impl Bounds {
    const LEAST: Self = Self { limit: Some(Limit::Least), about: false };
    const MOST: Self = Self { limit: Some(Limit::Most), about: false };
    const ABOUT: Self = Self { limit: None, about: true };

    /// Combines both. Of two limits, `other` wins, since it is nearer to the number.
    pub(super) fn and(self, other: Self) -> Self {
        Self { limit: other.limit.or(self.limit), about: self.about || other.about }
    }

    /// True if the words set a limit or make the number approximate.
    pub(super) fn any(self) -> bool {
        self.limit.is_some() || self.about
    }
}

word_classes! {
    /// Phrases that bound a number.
    BOUNDS in "src/extract/lexicon/bounds.tsv" with
        [
        "least_before", "most_before", "least_near_before", "most_near_before", "about_before",
        "least_behind", "most_behind", "about_behind"
    ];
}

/// Phrases by their first word, the longest first, so that "at the very least" is not read as what it begins with.
type Phrases = HashMap<&'static str, Vec<(Vec<&'static str>, Bounds)>>;

static PHRASES_BEFORE: LazyLock<Phrases> = LazyLock::new(|| {
    let near = |bounds| Bounds { about: true, ..bounds };
    phrases(&[
        ("least_before", Bounds::LEAST),
        ("most_before", Bounds::MOST),
        ("least_near_before", near(Bounds::LEAST)),
        ("most_near_before", near(Bounds::MOST)),
        ("about_before", Bounds::ABOUT),
    ])
});
static PHRASES_BEHIND: LazyLock<Phrases> = LazyLock::new(|| {
    phrases(&[("least_behind", Bounds::LEAST), ("most_behind", Bounds::MOST), ("about_behind", Bounds::ABOUT)])
});

/// The phrases of classes, each with what it says.
fn phrases(classes: &[(&str, Bounds)]) -> Phrases {
    let mut all = Phrases::new();
    for &(class, bounds) in classes {
        for entry in BOUNDS.entries(class) {
            let phrase: Vec<_> = entry.split(' ').collect();
            all.entry(phrase[0]).or_default().push((phrase, bounds));
        }
    }
    for group in all.values_mut() {
        group.sort_by_key(|(phrase, _)| std::cmp::Reverse(phrase.len()));
    }
    all
}

/// A bound found at a place in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounded {
    /// The bounds that it sets.
    pub bounds: Bounds,
    /// The token after it.
    pub end: usize,
    /// True for "over" alone, which before a time may mean "in the course of".
    pub over: bool,
}

/// The most bounds in a row ("at least an estimated 300").
const MOST_IN_A_ROW: usize = 3;

impl FigureParser<'_> {
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
            return (Bounds::LEAST, at + 1);
        }
        match self.phrase(&PHRASES_BEHIND, at) {
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
            "about" => words::is_topic_word(before),
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
            && number_words::scale(self.word(at + 1)).is_none()
            && !words::is_measure(self.word(at + 1))
            && !words::is_time(self.word(at + 1))
            && self.word(at + 1) != "per"
    }
}
