//! Compounds of a number and a measure: "a 40-metre pipe", "a three-day truce", "a 10-fold rise".

use super::bounds::Bounds;
use super::reason::ReadFigure;
use super::{FigureParser, words};
use crate::domain::{Figure, Span};
use crate::extract::number_words;
use crate::extract::tokens::TokenKind;

impl FigureParser<'_> {
    /// The figure of the compound at `at`, whose words begin at `start` with its bounds.
    pub(super) fn compound(&self, start: usize, at: usize, bounds: Bounds) -> Option<ReadFigure> {
        let token = self.token(at).filter(|token| matches!(token.kind, TokenKind::Word | TokenKind::Number))?;
        let (number, rest) = token.lower.split_once(['-', '\u{2010}', '\u{2011}'])?;
        let mut parts = rest.split(['-', '\u{2010}', '\u{2011}']);
        let unit = parts.next().filter(|unit| is_unit(unit))?;
        // "a 45-year-old"; "the Six-Day War".
        let named = token.capital && !self.begins(at);
        if parts.next().is_some_and(|part| matches!(part, "old" | "olds")) || named {
            return None;
        }
        let value = match super::digits::plain_digits(number) {
            Some((value, false)) => value,
            _ => words::small(number).or_else(|| number_words::tens(number))?,
        };
        // "A one-day visit" counts no more than "a visit".
        if value <= 1.0 {
            return None;
        }
        let from = token.span.start + number.len() + token.lower[number.len()..].chars().next()?.len_utf8();
        let unit = self.document.text.get(from..from + unit.len()).filter(|words| words.eq_ignore_ascii_case(unit))?;
        let (min, max) = match bounds.limit {
            None => (Some(value), Some(value)),
            Some(super::Limit::Least) => (Some(value), None),
            Some(super::Limit::Most) => (None, Some(value)),
        };
        let span = Span::new(self.token(start)?.span.start, token.span.end);
        let figure = Figure { span, min, max, about: bounds.about, unit: Some(unit.to_owned()) };
        Some(self.read(figure, "a number joined to its measure", self.bound_by(start..at, bounds)))
    }
}

/// What a number before a hyphen measures or counts.
fn is_unit(word: &str) -> bool {
    word != "mm" && (words::is_singular_measure(word) || words::is_short_measure(word) || word == "fold")
}
