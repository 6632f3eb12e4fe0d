//! Numbers as they stand in a text: "dozens", "half a million", shares; [`super::digits`] parses those in digits,
//! [`super::written`] those in words.

use super::bounds::{Bounds, Limit};
use super::digits::plain_digits;
use super::number::{LONGEST, Number, product};
use super::{FigureParser, words};
use crate::extract::number_words;

impl FigureParser<'_> {
    /// The number at `at`.
    pub(super) fn number(&self, at: usize) -> Option<Number> {
        if let Some(share) = self.ratio(at) {
            return Some(share);
        }
        if self.is_number(at) {
            return self.digits(at);
        }
        self.joined_range(at)
            .or_else(|| self.plural_number(at))
            .or_else(|| self.loose_number(at))
            .or_else(|| self.time_and_a_half(at))
            .or_else(|| self.share(at))
            .or_else(|| self.number_words(at))
    }

    /// True when a number may begin at `at`; cheaper than to read it.
    pub(super) fn may_be_number(&self, at: usize) -> bool {
        let word = self.word(at);
        self.is_number(at)
            || words::is_money_sign(word)
            || words::small(word).is_some()
            || number_words::tens(word.split('-').next().unwrap_or(word)).is_some()
    }

    /// "two-to-three".
    fn joined_range(&self, at: usize) -> Option<Number> {
        let (low, high) = self.word(at).split_once("-to-")?;
        let (low, high) = (words::small(low)?, words::small(high)?);
        let number = Number { high: Some(high), ..Number::new(at, at + 1, low, 1.0) };
        (low < high).then(|| number.read_as("a range in one word"))
    }

    /// "dozens", "tens of thousands": two of the plural at least.
    fn plural_number(&self, at: usize) -> Option<Number> {
        let mut value = number_words::plural_scale(self.word(at))?;
        let mut end = at + 1;
        if self.word(end) == "of"
            && let Some(scale) = number_words::plural_scale(self.word(end + 1)).filter(|scale| *scale >= 1e3)
        {
            value *= scale;
            end += 2;
        } else if matches!(self.word(at), "tens" | "scores") && self.word(end) != "of" {
            return None;
        }
        let mut number = Number::new(at, end, value * 2.0, value);
        number.bounds.limit = Some(Limit::Least);
        Some(number.read_as("a plural of a scale, of which there are two at least"))
    }

    /// "several hundred" is two of them at least, "a couple of thousand" about two, "half a million" exactly half.
    fn loose_number(&self, at: usize) -> Option<Number> {
        const LEADS: [(&[&str], f64, Option<Limit>, bool); 13] = [
            (&["several"], 2.0, Some(Limit::Least), false),
            (&["a", "few"], 2.0, Some(Limit::Least), false),
            (&["few"], 2.0, Some(Limit::Least), false),
            (&["many"], 2.0, Some(Limit::Least), false),
            (&["a", "couple", "of"], 2.0, None, true),
            (&["a", "couple"], 2.0, None, true),
            (&["a", "pair", "of"], 2.0, None, false),
            (&["half", "a"], 0.5, None, false),
            (&["a", "half"], 0.5, None, false),
            (&["half"], 0.5, None, false),
            (&["a", "quarter", "of", "a"], 0.25, None, false),
            (&["quarter", "of", "a"], 0.25, None, false),
            (&["three", "quarters", "of", "a"], 0.75, None, false),
        ];
        let value = match self.word(at) {
            "half-a-dozen" | "half-dozen" => Some((12.0, at + 1)),
            "half-a-million" | "half-million" => Some((1e6, at + 1)),
            "a" if self.word(at + 1) == "half-dozen" => Some((12.0, at + 2)),
            _ => None,
        };
        if let Some((whole, end)) = value {
            return Some(Number::new(at, end, whole / 2.0, 1.0).read_as("a part of a scale"));
        }
        let (lead, factor, limit, about) = LEADS
            .iter()
            .find(|(lead, ..)| lead.iter().enumerate().all(|(offset, word)| self.word(at + offset) == *word))?;
        let mut end = at + lead.len();
        let mut scale = 1.0;
        while end - at < LONGEST
            && let Some(step) = self.scale_or_plural(end)
        {
            scale *= step;
            end += 1;
        }
        let alone = matches!(lead.last(), Some(&"of")) && factor > &1.0;
        if scale == 1.0 && !alone {
            return None;
        }
        let mut number = Number::new(at, end, product(*factor, scale), scale);
        number.bounds = Bounds { limit: *limit, about: *about };
        Some(number.read_as(if *factor < 1.0 { "a part of a scale" } else { "a loose number" }))
    }

    fn scale_or_plural(&self, at: usize) -> Option<f64> {
        number_words::scale(self.word(at))
            .or_else(|| number_words::plural_scale(self.word(at)).filter(|scale| *scale > 20.0))
    }

    /// "a year and a half".
    fn time_and_a_half(&self, at: usize) -> Option<Number> {
        let fits = matches!(self.word(at), "a" | "an")
            && words::is_singular_measure(self.word(at + 1))
            && (self.word(at + 2), self.word(at + 3), self.word(at + 4)) == ("and", "a", "half");
        let noun = self.token(at + 1).filter(|_| fits)?;
        let mut number = Number::new(at, at + 5, 1.5, 1.0);
        number.unit = Some(noun.span);
        Some(number.read_as("a measure and a half"))
    }

    /// "more than a week", "at least a year", of which a bound stands before: one. Times and measures alone, since "more than
    /// a rumour" counts nothing.
    pub(super) fn single_measure(&self, at: usize) -> Option<Number> {
        let noun = self.word(at + 1);
        let measure = matches!(self.word(at), "a" | "an") && words::is_singular_measure(noun) && noun != "second";
        measure.then(|| Number::new(at, at + 1, 1.0, 1.0).read_as("one of a measure"))
    }

    /// "more than twice", of which a bound stands before.
    pub(super) fn twice(&self, at: usize) -> Option<Number> {
        (self.word(at) == "twice").then(|| Number::new(at, at + 1, 2.0, 1.0).read_as("twice"))
    }

    /// "half of", "two-thirds of", "a third of", "one in five": a part of a whole, between 0 and 1.
    fn share(&self, at: usize) -> Option<Number> {
        let (over, under, end) = self.fraction(at)?;
        let mut number = Number::new(at, end, part(over, under), 1.0).read_as("a part of a whole");
        number.share = true;
        let next = self.word(end);
        if self.word(at) == "half" && matches!(next, "a" | "an") {
            // "half an hour".
            return Some(Number { share: false, end: end + 1, ..number }.read_as("half of a measure"));
        }
        let of_whole = next == "of" || (under == 2.0 || over > 1.0) && crate::extract::lexicon::is_determiner(next);
        let by = words::is_before_a_share(self.around_before(at, 1));
        let closed = by && !self.is_noun_like(end);
        let half = self.word(at) == "half";
        let subject =
            (over > 1.0 || half) && crate::extract::lexicon::is_auxiliary(next) || over > 1.0 && next.ends_with("ing");
        // "Two-thirds less ammunition".
        let compared = over > 1.0 && matches!(next, "less" | "more" | "fewer" | "lower" | "higher");
        (of_whole || closed || subject || compared).then_some(number)
    }

    /// "one in five", "nine in 10".
    fn ratio(&self, at: usize) -> Option<Number> {
        if self.word(at + 1) != "in" {
            return None;
        }
        let plain = |at: usize| words::small(self.word(at)).or_else(|| plain_digits(self.word(at)).map(|read| read.0));
        let (over, under) = (plain(at)?, plain(at + 2)?);
        let usual = matches!(under as u32, 2..=10 | 20 | 100 | 1000);
        let counts = over >= 1.0 && over < under.min(10.0) && usual && !words::is_time(self.word(at + 3));
        let mut number = Number::new(at, at + 3, part(over, under), 1.0).read_as("so many in so many");
        number.share = true;
        (counts && !words::is_loss(self.around_before(at, 1))).then_some(number)
    }

    /// Parts, of how many, and the token after them.
    fn fraction(&self, at: usize) -> Option<(f64, f64, usize)> {
        let word = self.word(at);
        let before = self.around_before(at, 1);
        if word == "half" {
            let other_half = words::is_which_half(before);
            return (!other_half).then_some((1.0, 2.0, at + 1));
        }
        if let Some((over, under)) = word.split_once('-') {
            return Some((words::small(over)?, number_words::parts(under)?, at + 1));
        }
        let over = if word == "a" { 1.0 } else { words::small(word)? };
        let under =
            number_words::parts(self.word(at + 1)).filter(|_| !(word == "a" && self.word(at + 1).ends_with('s')))?;
        Some((over, under, at + 2))
    }
}

/// `over` of `under` parts, to three decimals: a third is 0.333, for nobody who writes "a third" means more.
fn part(over: f64, under: f64) -> f64 {
    (over / under * 1e3).round() / 1e3
}
