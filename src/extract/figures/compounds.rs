//! Compounds of a number and a measure: "a 40-metre pipe", "a three-day truce", "a five-member team", "a tenfold rise".

use super::bounds::Bounds;
use super::number::product;
use super::reason::ReadFigure;
use super::{FigureParser, words};
use crate::domain::{Figure, Span};
use crate::extract::number_words;
use crate::extract::tokens::TokenKind;

/// The marks that join the words of a compound.
const HYPHENS: [char; 3] = ['-', '\u{2010}', '\u{2011}'];
/// What makes a number a factor, with or without a hyphen ("tenfold", "10-fold").
const FOLD: &str = "fold";

impl FigureParser<'_> {
    /// The figure of the compound at `at`, whose words begin at `start` with its bounds.
    pub(super) fn compound(&self, start: usize, at: usize, bounds: Bounds) -> Option<ReadFigure> {
        let token = self.token(at).filter(|token| matches!(token.kind, TokenKind::Word | TokenKind::Number))?;
        let folded = token.lower.strip_suffix(FOLD).filter(|number| !number.is_empty() && !number.ends_with(HYPHENS));
        let (number, rest) = folded.map(|number| (number, FOLD)).or_else(|| token.lower.split_once(HYPHENS))?;
        if let Some(figure) = self.strength(start, at, bounds) {
            return Some(figure);
        }
        let mut parts = rest.split(HYPHENS);
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
        let between = token.lower[number.len()..].chars().next().filter(|mark| HYPHENS.contains(mark));
        let from = token.span.start + number.len() + between.map_or(0, char::len_utf8);
        let unit = self.document.text.get(from..from + unit.len()).filter(|words| words.eq_ignore_ascii_case(unit))?;
        let rule = "a number joined to its measure";
        self.joined(start, at, bounds, value, Some(unit.to_owned()), rule)
    }

    /// "A million-strong army", "a 1-million-strong army".
    fn strength(&self, start: usize, at: usize, bounds: Bounds) -> Option<ReadFigure> {
        let number = self.token(at)?.lower.strip_suffix("strong")?.strip_suffix(HYPHENS)?;
        let (factor, scale) = number.rsplit_once(HYPHENS).unwrap_or(("one", number));
        let factor = match super::digits::plain_digits(factor) {
            Some((value, false)) => value,
            _ => words::small(factor)?,
        };
        let value = product(factor, number_words::scale(scale)?);
        self.joined(start, at, bounds, value, None, "a number joined to “strong”")
    }

    /// The figure of the compound at `at`, whose words begin at `start`.
    fn joined(
        &self,
        start: usize,
        at: usize,
        bounds: Bounds,
        value: f64,
        unit: Option<String>,
        rule: &str,
    ) -> Option<ReadFigure> {
        let (min, max) = match bounds.limit {
            None => (Some(value), Some(value)),
            Some(super::Limit::Least) => (Some(value), None),
            Some(super::Limit::Most) => (None, Some(value)),
        };
        let span = Span::new(self.token(start)?.span.start, self.token(at)?.span.end);
        let figure = Figure { span, min, max, about: bounds.about, unit };
        Some(self.read(figure, rule, self.bound_by(start..at, bounds)))
    }
}

/// What a number before a hyphen measures or counts.
fn is_unit(word: &str) -> bool {
    word != "mm"
        && (words::is_singular_measure(word)
            || words::is_short_measure(word)
            || words::is_joined_count(word)
            || words::is_money_noun(word)
            || word == FOLD)
}
