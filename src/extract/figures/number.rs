//! A number as it stands in a text, before what it counts is known.

use super::bounds::Bounds;
use crate::domain::Span;

/// A number, its place, and what its notation alone tells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Number {
    /// Its first token.
    pub start: usize,
    /// The token after it.
    pub end: usize,
    /// Its value.
    pub value: f64,
    /// The upper end of a range in one token ("40-60").
    pub high: Option<f64>,
    /// The factor of its scale word: a million in "5 million", 1 in "5".
    pub scale: f64,
    /// True when it begins with a word.
    pub written: bool,
    /// True for a part of a whole ("two-thirds of").
    pub share: bool,
    /// The bounds that the number words themselves set: "dozens" is at least two of them, "a couple" about two.
    pub bounds: Bounds,
    /// The unit written without a space after it ("40km").
    pub unit: Option<Span>,
    /// How it ends.
    pub ending: Ending,
    /// The notation that it was read in.
    pub rule: &'static str,
}

/// The ending of a number in digits, and what must follow for it to be a quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// No ending, or an unambiguous one.
    Plain,
    /// "3m": millions with money before or a noun after it, else metres.
    Metres,
    /// "5k", "5b": a scale with money before or a noun after it, else nothing.
    Doubtful,
    /// "50-million", "2,5", "1.500": a quantity with money before it, a scale or a measure, else nothing.
    Unsure,
    /// "10,000-strong": needs no noun.
    Strong,
}

/// The most tokens of a number; "nine hundred and ninety-nine million nine hundred thousand" has eight. The bound keeps
/// hostile rows of number words from costing the square of their length.
pub(super) const LONGEST: usize = 12;

impl Number {
    pub(super) fn new(start: usize, end: usize, value: f64, scale: f64) -> Self {
        Self {
            start,
            end,
            value,
            high: None,
            scale,
            written: true,
            share: false,
            bounds: Bounds::default(),
            unit: None,
            ending: Ending::Plain,
            rule: "a number in words",
        }
    }

    /// True for "dozens of", "a dozen", "several hundred", after which a noun without article follows "of".
    pub(super) fn is_group(&self) -> bool {
        self.written && (self.is_loose() || self.scale > 1.0)
    }

    /// True if the number words themselves are vague: "dozens", "several hundred", "a couple of".
    pub(super) fn is_loose(&self) -> bool {
        self.bounds.any()
    }

    /// True for "a couple of" and "a pair of" without a scale, which need a noun.
    pub(super) fn is_pair(&self) -> bool {
        self.written && self.value == 2.0 && self.scale == 1.0 && self.end > self.start + 1
    }

    /// With the notation that it was read in.
    pub(super) fn read_as(self, rule: &'static str) -> Self {
        Self { rule, ..self }
    }

    /// Multiplied by a scale word after it; of a range, the first only where that is meant ("800,000-1m").
    pub(super) fn times(mut self, scale: f64, end: usize) -> Self {
        if self.high.is_none_or(|high| self.value < high) {
            self.value = product(self.value, scale);
        }
        self.high = self.high.map(|high| product(high, scale));
        self.scale *= scale;
        self.end = end;
        self
    }
}

/// `value` times `scale` without the rounding errors of binary fractions: 2.3 million is 2,300,000.
pub(super) fn product(value: f64, scale: f64) -> f64 {
    let product = value * scale;
    let round = product.round();
    if scale > 1.0 && (product - round).abs() <= round.abs() * 1e-12 { round } else { product }
}
