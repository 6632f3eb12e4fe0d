//! Quantities in the words of a claim: "at least 3,000 troops", "between 40 and 60 vehicles", "dozens of people".
//!
//! [`numbers`] parses a number, [`compounds`] one that is joined to its measure, [`bounds`] the words around it that bound it, [`units`] what it counts, and
//! [`excluded`] tells which numbers are no quantities; the lists they go by stand in [`words`]. The rules:
//!
//! - **Exact.** "18 soldiers", "exactly 18": least and greatest value are 18.
//! - **One end.** "at least", "more than", "over", "or more", "300+": no greatest value. "up to", "as many as", "fewer
//!   than", "within": no least value. More than 300 is written as at least 300: a figure has no open ends.
//! - **Near.** "about", "some 300", "nearly", "almost", "an estimated", "300-odd": both values are the
//!   number and `about` is set. "Nearly 3,000" is thus about 3,000 and not "at most": it rules out 300 as well. "Just over"
//!   and "just under" tell a side besides: one end is open, and `about` is set.
//! - **Ranges.** "40 to 60", "40-60", "between 40 and 60", "two or three": 40 and 60. A scale goes over to the first
//!   number where it must ("5-6 million"). "From 40 to 60" are two figures, since reports write of changes so, unless
//!   "ranging", "anywhere" and the like stand before it.
//! - **Plurals.** "Dozens", "hundreds", "tens of thousands" are at least two of them: 24, 200, 20,000; "scores" 40.
//! - **Small words.** "Several hundred" and "a few hundred" are at least two hundred, the least that the words allow.
//!   "Several" and "a few" alone, and "no", give no figure. "A couple of" is about two, "a pair of" two, "a dozen" 12.
//! - **Shares.** "12 per cent" is 12 with the unit "per cent". "Half of", "two-thirds of", "one in five" are values
//!   between 0 and 1, and their unit begins with the word that tells so: "of the missiles", "its army".
//! - **Conversions** in brackets count, with the bounds of the amount before them ("more than 40 km (25 miles)").
//! - **Units.** The noun with its attributes as printed ("North Korean soldiers"), a measure, the sign or noun of a
//!   currency. "People killed" are people; "12 dead" are 12 without a unit. An attribute counts as well ("a 24-hour
//!   halt", "a 10-fold rise"), unless it is an age.
//! - **Time.** A stretch of time is a figure ("for three weeks"), a point in it is none ("three weeks ago").
//! - **Digits.** A comma groups thousands, a full stop begins decimals; a space may group thousands ("1 500"). "1,5"
//!   and "1.500" can be read in two ways; they count, as decimals, only before a scale or a measure.
//! - **One.** Counts before a noun of the field ("one soldier") or beside a loss ("killing one"); "one of" never does.
//!   "More than a week" and "less than a mile" are one as well, for a bound stands before them.
//! - **Bare numbers** below ten count only beside a bound or a loss ("killed 3").

mod bounds;
mod compounds;
mod digits;
mod excluded;
mod number;
mod numbers;
mod reason;
mod units;
mod words;
mod written;

use std::ops::Range;

use self::bounds::{Bounded, Bounds, Limit};
use self::number::{Ending, Number};
use self::reason::ReadFigure;
use self::units::Unit;
use super::number_words;
use super::segment::Segmented;
use super::tokens::{Token, TokenKind};
use crate::domain::{Figure, Span};

/// The figures in the content at `spans`, in order, each with what it was read by.
pub(super) fn figures(document: &Segmented<'_>, spans: &[Span]) -> Vec<ReadFigure> {
    let mut found = Vec::new();
    for span in spans {
        let start = document.tokens.partition_point(|token| token.span.start < span.start);
        let end = document.tokens.partition_point(|token| token.span.end <= span.end).max(start);
        let parser = FigureParser { document, tokens: start..end };
        let mut at = start;
        while at < end {
            let (figure, next) = parser.parse(at);
            let figure = figure.map(|read| parser.as_converted(found.last(), read));
            found.extend(figure);
            at = next.max(at + 1);
        }
    }
    found
}

/// Parses the tokens of one part of a content. Every step looks at a few tokens only, so the time is linear.
struct FigureParser<'d> {
    document: &'d Segmented<'d>,
    tokens: Range<usize>,
}

/// A number or a range of two, with its currency.
#[derive(Debug, Clone, Copy)]
struct Quantity {
    /// Its first token, the currency's sign included.
    start: usize,
    /// The token after it.
    end: usize,
    /// The (first) number.
    number: Number,
    low: f64,
    /// The upper end of a range.
    high: Option<f64>,
    money: Option<Span>,
    /// The unit written without a space after the (last) number.
    unit: Option<Span>,
    /// How the (last) number ends.
    ending: Ending,
    /// The notation that it was read in.
    rule: &'static str,
}

impl Quantity {
    fn of(number: Number, start: usize, money: Option<Span>) -> Self {
        Self {
            start,
            end: number.end,
            low: number.high.map_or(number.value, |high| in_thousands(number.value, high)),
            high: number.high,
            money,
            unit: number.unit,
            ending: number.ending,
            rule: number.rule,
            number,
        }
    }

    /// Returns the range from this number to `other`; `None` if `other` is not greater.
    fn to(mut self, other: &Quantity) -> Option<Self> {
        // "5 to 6 million": the first has the scale of the second.
        let mantissa = other.low / other.number.scale;
        if self.number.scale == 1.0 && other.number.scale > 1.0 && self.low < mantissa {
            self.low *= other.number.scale;
            self.number.scale = other.number.scale;
        }
        self.low = in_thousands(self.low, other.low);
        self.high = Some(other.low).filter(|high| *high > self.low);
        self.end = other.end;
        self.money = self.money.or(other.money);
        self.unit = other.unit.or(self.unit);
        self.ending = other.ending;
        self.rule = "a range of two numbers";
        self.high.map(|_| self)
    }

    /// The least and the greatest value that the words allow.
    fn values(&self, bounds: Bounds) -> (Option<f64>, Option<f64>) {
        let high = self.high.unwrap_or(self.low);
        match bounds.limit {
            None => (Some(self.low), Some(high)),
            Some(Limit::Least) => (Some(self.low), None),
            Some(Limit::Most) => (None, Some(high)),
        }
    }
}

/// The low end of "10 to 15,000", which is 10,000.
fn in_thousands(low: f64, high: f64) -> f64 {
    let meant = high >= 2000.0 && high % 1000.0 == 0.0 && low > 1.0 && low < high / 1000.0 && low * 10_000.0 >= high;
    if meant { low * 1000.0 } else { low }
}

impl FigureParser<'_> {
    /// The figure that begins at `at`, if any, and the token to go on with.
    fn parse(&self, at: usize) -> (Option<ReadFigure>, usize) {
        let compound = || {
            let bounded = self.bounds_before(at);
            self.compound(at, bounded.end, bounded.bounds).map(|figure| (figure, bounded.end + 1))
        };
        if let Some((figure, next)) = compound() {
            return (Some(figure), next);
        }
        let word = self.word(at);
        let plain = self.is_word(at) && self.money_before(at) == 0;
        if plain && !number_words::begins_number(word) && !self.may_be_bound(at) {
            return (None, at + 1);
        }
        let none = Bounded { bounds: Bounds::default(), end: at, over: false };
        let framed = self.framed_range(at).map(|(bounds, quantity)| (Bounded { bounds, ..none }, quantity));
        let found = framed.or_else(|| {
            let bounded = self.bounds_before(at);
            let quantity = self.quantity(at, bounded.end).map(|quantity| (bounded, quantity));
            // A word that begins a bound, such as "a", may also begin a number.
            quantity.or_else(|| Some((none, self.quantity(at, at)?)))
        });
        let Some((bounded, quantity)) = found else { return (None, at + 1) };
        let figure = self.figure(at, bounded, quantity);
        let end = figure.as_ref().map_or(quantity.end, |read| {
            self.document.tokens.partition_point(|token| token.span.start < read.figure.span.end)
        });
        (figure, end)
    }

    /// "more than 40 kilometres (25 miles)": an amount in brackets behind another one has its bounds.
    fn as_converted(&self, before: Option<&ReadFigure>, mut read: ReadFigure) -> ReadFigure {
        let Some(ReadFigure { figure: other, .. }) = before else { return read };
        let measured = |figure: &Figure| {
            let unit = figure.unit.as_deref().unwrap_or_default().to_lowercase();
            unit.ends_with(words::is_sign_of_money) || unit.split(' ').next_back().is_some_and(words::is_measure)
        };
        let exact = |figure: &Figure| figure.min == figure.max && !figure.about;
        let between = self.document.text.get(other.span.end..read.figure.span.start);
        let one = other.min == other.max || other.min.is_none() || other.max.is_none();
        let bracketed = between.is_some_and(|between| between.trim() == "(");
        if bracketed && one && !exact(other) && exact(&read.figure) && measured(other) && measured(&read.figure) {
            read.figure.min = read.figure.min.filter(|_| other.min.is_some());
            read.figure.max = read.figure.max.filter(|_| other.max.is_some());
            read.figure.about = other.about;
            read.reason.features.push("the amount before the bracket bounds it".to_owned());
        }
        read
    }

    /// "between 40 and 60", "ranging from 40 to 60".
    fn framed_range(&self, at: usize) -> Option<(Bounds, Quantity)> {
        let framed = match self.word(at) {
            "between" => true,
            "from" => words::is_ranging(self.around_before(at, 1)),
            _ => false,
        };
        if !framed {
            return None;
        }
        let bounded = self.bounds_before(at + 1);
        let first = self.amount(bounded.end)?;
        Some((bounded.bounds, self.range(first, true)?))
    }

    /// The number or range at `at`, whose bounds begin at `start`.
    fn quantity(&self, start: usize, at: usize) -> Option<Quantity> {
        let bounded = at > start;
        let alone = || self.single_measure(at).or_else(|| self.twice(at)).filter(|_| bounded);
        let first = self.amount(at).or_else(|| Some(Quantity::of(alone()?, at, None)))?;
        let changes = self.around_before(start, 1) == "from";
        if first.high.is_some() || first.number.share || changes {
            return Some(first);
        }
        Some(self.range(first, false).unwrap_or(first))
    }

    /// The range that begins with `first`; `framed` by "between" or "from".
    fn range(&self, first: Quantity, framed: bool) -> Option<Quantity> {
        let mut at = first.end;
        // "40% to 60%", "40 km to 60 km".
        let measured = words::is_measure(self.word(at)) || words::is_time(self.word(at));
        at += usize::from(measured);
        let joined = match self.word(at) {
            "to" => true,
            "and" => framed,
            "or" => !measured,
            "," => first.number.written && !measured && !framed,
            "-" | "–" | "\u{2212}" => self.touches(at) && self.touches(at + 1),
            _ => false,
        };
        if !joined {
            return None;
        }
        let next = if framed { self.bounds_before(at + 1).end } else { at + 1 };
        let second = self.amount(next)?;
        let other_unit = measured && self.word(second.end) != self.word(first.end);
        let other_money = second.money.is_some() && first.money.is_none();
        let loose = second.number.is_loose() || first.number.is_loose();
        // "six, seven days".
        let next_one = second.number.written && second.low == first.low + 1.0;
        let counted_in = words::is_measure(self.word(second.end)) || words::is_time(self.word(second.end));
        let apart = self.word(at) == "," && !(next_one && counted_in);
        if second.number.share || second.high.is_some() || other_unit || other_money || loose || apart {
            return None;
        }
        first.to(&second)
    }

    /// One number with its currency.
    fn amount(&self, at: usize) -> Option<Quantity> {
        let sign = self.money_before(at);
        let minus = usize::from(sign == 0 && self.is_minus(at));
        let mut number = self.number(at + sign + minus)?;
        if sign > 0 && number.written {
            return None;
        }
        if minus > 0 {
            number.value = -number.value;
        }
        let money = (sign > 0)
            .then(|| Some(Span::new(self.token(at)?.span.start, self.token(at + sign - 1)?.span.end)))
            .flatten();
        Some(Quantity::of(number, at, money))
    }

    /// "USD".
    fn is_code(&self, at: usize) -> bool {
        words::is_money_code(self.word(at)) && self.is_all_capitals(at)
    }

    /// How many tokens at `at` are a currency before its number: "$", "US$", "USD".
    fn money_before(&self, at: usize) -> usize {
        let word = self.word(at);
        if words::is_money_sign(word) || self.is_code(at) {
            1
        } else if self.word(at + 1) == "$" && self.touches(at + 1) && words::is_dollar_country(word) {
            2
        } else {
            0
        }
    }

    /// "minus 20", "-20".
    fn is_minus(&self, at: usize) -> bool {
        match self.word(at) {
            "minus" => true,
            "-" | "\u{2212}" => !self.touches(at) && self.touches(at + 1),
            _ => false,
        }
    }

    /// The figure of `quantity`, whose words begin at `start`; `None` when it is no quantity.
    fn figure(&self, start: usize, mut before: Bounded, mut quantity: Quantity) -> Option<ReadFigure> {
        let mut start = start;
        let (after, next) = self.bounds_after(quantity.end);
        let unit = match quantity.unit {
            Some(span) => self.grown_unit(span, quantity.end),
            None if quantity.money.is_some() => None,
            None => self.counted(&quantity.number, quantity.high.unwrap_or(quantity.low), next),
        };
        // "over 40 a day" has a rate and no time.
        let time = unit.is_some_and(|unit| words::is_time(self.word(unit.head)) && self.rate(next) == next);
        if before.over && time && !words::is_lasting(self.around_before(start, 1)) {
            (before.bounds, start) = (Bounds::default(), quantity.start);
        }
        let mut end = unit.map_or(next, |unit| unit.end.max(next));
        let (last, past) = self.bounds_after(end);
        let behind = end..past;
        end = past;
        let own = quantity.number.bounds;
        if own.limit.is_some() && before.bounds.limit == Some(Limit::Most) {
            return None;
        }
        let bounds = before.bounds.and(own).and(after).and(last);
        let mut unit_span = quantity.money.or(unit.map(|unit| unit.span));
        let metres = quantity.ending == Ending::Metres && unit_span.is_none();
        if metres {
            unit_span = Some(self.as_metres(&mut quantity)?);
        }
        let unsure = match quantity.ending {
            Ending::Unsure => !self.is_sure(&quantity, unit.as_ref()),
            Ending::Doubtful => unit_span.is_none(),
            _ => false,
        };
        if unsure
            || !self.is_enough(&quantity, bounds, unit_span.is_some())
            || !self.counts_facts(start, &quantity, bounds, unit.as_ref())
            || self.is_excluded(start, &quantity, unit.as_ref())
        {
            return None;
        }
        let (min, max) = quantity.values(bounds);
        let span = Span::new(self.token(start)?.span.start, self.token(end - 1)?.span.end);
        let number = &quantity.number;
        let bound = [
            self.bound_by(start..quantity.start, before.bounds),
            self.bound_by(number.start..number.end, own),
            self.bound_by(quantity.end..next, after),
            self.bound_by(behind, last),
        ];
        let counted = self.unit_by(&quantity, unit.as_ref(), next, metres);
        let figure = Figure { span, min, max, about: bounds.about, unit: unit_span.map(|span| self.printed(span)) };
        Some(self.read(figure, quantity.rule, bound.into_iter().flatten().chain([counted])))
    }

    /// "40km", "40km/h": the unit written without a space after the number before `end`.
    fn grown_unit(&self, span: Span, end: usize) -> Option<Unit> {
        let after = self.rate(end);
        let last = if after > end { self.token(after - 1)?.span.end } else { span.end };
        Some(Unit { span: Span::new(span.start, last), end: after, head: end - 1 })
    }

    /// "300m" with nothing counted after it: metres, not millions. Returns the span of the "m".
    fn as_metres(&self, quantity: &mut Quantity) -> Option<Span> {
        quantity.low /= quantity.number.scale;
        quantity.high = quantity.high.map(|high| high / 1e6);
        let end = self.token(quantity.end - 1)?.span.end;
        (quantity.number.scale, quantity.rule) = (1.0, "a number in digits");
        Some(Span::new(end - 1, end))
    }

    /// True if money or a measure beside the number settles the meaning of an ambiguous notation.
    fn is_sure(&self, quantity: &Quantity, unit: Option<&Unit>) -> bool {
        quantity.money.is_some() || unit.is_some_and(|unit| words::is_measure(self.word(unit.head)))
    }

    /// True if the words beside the number suffice to make it a quantity.
    fn is_enough(&self, quantity: &Quantity, bounds: Bounds, has_unit: bool) -> bool {
        let number = &quantity.number;
        if has_unit || number.share || quantity.ending == Ending::Strong {
            return true;
        }
        if number.is_pair() || number.value < 0.0 {
            return false;
        }
        let large = quantity.low >= 10.0 && quantity.low.fract() == 0.0;
        number.scale > 1.0
            || number.is_group()
            || bounds.any()
            || large
            || self.is_loss(quantity)
            || self.is_chosen(quantity)
    }

    /// "three of them", "two of his", "the other five".
    fn is_chosen(&self, quantity: &Quantity) -> bool {
        let other = self.around_before(quantity.start, 1) == "other" && self.around_before(quantity.start, 2) == "the";
        other || self.word(quantity.end) == "of" && words::is_whole(self.word(quantity.end + 1))
    }

    /// False for "one of them", "the two", "three things".
    fn counts_facts(&self, start: usize, quantity: &Quantity, bounds: Bounds, unit: Option<&Unit>) -> bool {
        let number = &quantity.number;
        let (word, before) = (self.word(number.start), self.around_before(start, 1));
        if word == "one" && quantity.low == 1.0 && quantity.high.is_none() {
            let least = bounds.limit.is_some() && !matches!(self.word(start), "more" | "within");
            let other = matches!(before, "no" | "the" | "this" | "that" | "every" | "each" | "any" | "which" | "day");
            let loss = unit.is_none() && self.is_loss(quantity) && self.word(quantity.end) != "of";
            let day = matches!(self.word(quantity.end), "day" | "night") && !bounds.any();
            return !other && !day && (least || loss || (unit.is_some() && self.word(quantity.end) != "of"));
        }
        if !number.written || number.share || quantity.low >= 10.0 {
            return true;
        }
        let noun = unit.map_or("", |unit| self.word(unit.head));
        let pair =
            word == "two" && quantity.high.is_none() && matches!(before, "the" | "these" | "those") && noun.is_empty();
        !pair && !words::is_matter(noun)
    }

    /// The word at a token of the content; empty outside it.
    fn word(&self, at: usize) -> &str {
        self.token(at).map_or("", |token| &token.lower)
    }

    fn token(&self, at: usize) -> Option<&Token> {
        if self.tokens.contains(&at) { self.document.tokens.get(at) } else { None }
    }

    fn is_number(&self, at: usize) -> bool {
        self.token(at).is_some_and(|token| token.kind == TokenKind::Number)
    }

    fn is_word(&self, at: usize) -> bool {
        self.token(at).is_some_and(|token| token.kind == TokenKind::Word)
    }

    /// The word at a token anywhere in the article.
    fn around(&self, at: usize) -> &str {
        self.document.tokens.get(at).map_or("", |token| &token.lower)
    }

    /// The word `back` tokens before `at`, anywhere in the article.
    fn around_before(&self, at: usize, back: usize) -> &str {
        at.checked_sub(back).map_or("", |at| self.around(at))
    }

    fn is_number_anywhere(&self, at: usize) -> bool {
        self.document.tokens.get(at).is_some_and(|token| token.kind == TokenKind::Number)
    }

    /// True if there is no space between a token and the one before it.
    fn touches(&self, at: usize) -> bool {
        let tokens = &self.document.tokens;
        at > 0 && at < tokens.len() && tokens[at - 1].span.end == tokens[at].span.start
    }

    /// "US", "USD".
    fn is_all_capitals(&self, at: usize) -> bool {
        self.token(at).is_some_and(|token| !token.span.of(self.document.text).contains(char::is_lowercase))
    }

    /// True when a sentence, a quotation or the content begins at a token, where a capital does not mark a name.
    fn begins(&self, at: usize) -> bool {
        let gap = |left: &Token, right: &Token| self.document.text[left.span.end..right.span.start].contains('\n');
        at == self.tokens.start
            || at == 0
            || matches!(self.around(at - 1), "." | "!" | "?" | ":" | ";" | "“" | "\"" | "‘" | "«" | "…")
            || self.document.tokens.get(at).is_none_or(|token| gap(&self.document.tokens[at - 1], token))
    }
}

#[cfg(test)]
mod tests;
