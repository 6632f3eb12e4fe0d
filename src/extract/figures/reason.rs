//! What a figure was read by: the notation of its number, the words that bound it, and what tells its unit.

use std::ops::Range;

use super::bounds::{Bounds, Limit};
use super::units::Unit;
use super::{FigureParser, Quantity};
use crate::domain::{Conclusion, Figure, Reason, Span};

/// A figure with what it was read by.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::extract) struct ReadFigure {
    pub(in crate::extract) figure: Figure,
    /// Of the conclusion [`Conclusion::Figure`]; its first feature is the figure as printed.
    pub(in crate::extract) reason: Reason,
}

impl FigureParser<'_> {
    pub(super) fn read(&self, figure: Figure, rule: &str, went_by: impl IntoIterator<Item = String>) -> ReadFigure {
        let features = [self.printed(figure.span)].into_iter().chain(went_by).collect();
        ReadFigure { figure, reason: Reason { about: Conclusion::Figure, rule: rule.to_owned(), features } }
    }

    /// What the words at `tokens` say of the number beside them.
    pub(super) fn bound_by(&self, tokens: Range<usize>, bounds: Bounds) -> Option<String> {
        let says = match (bounds.limit, bounds.about) {
            (Some(Limit::Least), false) => "leaves the greatest value open",
            (Some(Limit::Least), true) => "leaves the greatest value open and is approximate",
            (Some(Limit::Most), false) => "leaves the least value open",
            (Some(Limit::Most), true) => "leaves the least value open and is approximate",
            (None, true) => "is approximate",
            (None, false) => return None,
        };
        let words = Span::new(self.token(tokens.start)?.span.start, self.token(tokens.end.checked_sub(1)?)?.span.end);
        let words = self.printed(words);
        Some(format!("“{}” {says}", words.trim_end_matches(['“', '"', '‘', '«', ' '])))
    }

    /// What tells the unit of a quantity.
    pub(super) fn unit_by(&self, quantity: &Quantity, unit: Option<&Unit>, next: usize, metres: bool) -> String {
        match (quantity.money, unit) {
            (Some(money), _) => format!("“{}” tells its currency", self.printed(money)),
            _ if metres => "“m” is metres, since nothing stands behind it".to_owned(),
            (None, Some(unit)) if quantity.unit.is_some() => format!("“{}” is joined to it", self.printed(unit.span)),
            (None, Some(unit)) if quantity.number.share => format!("it is a share “{}”", self.printed(unit.span)),
            (None, Some(unit)) if unit.end > next => format!("it counts “{}”", self.printed(unit.span)),
            (None, Some(unit)) => format!("it counts “{}”, which stands further on", self.printed(unit.span)),
            (None, None) => "nothing stands behind it that it counts".to_owned(),
        }
    }

    pub(super) fn printed(&self, span: Span) -> String {
        span.of(self.document.text).split_whitespace().collect::<Vec<_>>().join(" ")
    }
}
