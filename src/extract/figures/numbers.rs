//! Numbers as written: digits with their groups and scales, number words, "half a million", "dozens", shares.

use super::bounds::{Bounds, Limit};
use super::{Reader, words};
use crate::domain::Span;
use crate::extract::tokens::TokenKind;

/// A number, its place and what the writing itself says of it.
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
    /// What a scale word multiplied: a million in "5 million", 1 in "5".
    pub scale: f64,
    /// True when it begins with a word.
    pub written: bool,
    /// True for a part of a whole ("two-thirds of").
    pub share: bool,
    /// What the words of the number say: "dozens" is at least two of them, "a couple" about two.
    pub bounds: Bounds,
    /// The unit grown together with it ("40km").
    pub unit: Option<Span>,
    /// How it ends.
    pub ending: Ending,
}

/// What a number in digits may end in and what that asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// Nothing, or what cannot be mistaken.
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

/// A number is of at most so many tokens; what is longer is no number.
const LONGEST: usize = 12;

impl Number {
    fn new(start: usize, end: usize, value: f64, scale: f64) -> Self {
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
        }
    }

    /// True for "dozens of", "a dozen", "several hundred", after which a noun without article follows "of".
    pub(super) fn is_group(&self) -> bool {
        self.written && (self.is_loose() || self.scale > 1.0)
    }

    /// True when the writing itself leaves the value open: "dozens", "several hundred", "a couple of".
    pub(super) fn is_loose(&self) -> bool {
        self.bounds.any()
    }

    /// True for "a couple of" and "a pair of" without a scale, which need a noun.
    pub(super) fn is_pair(&self) -> bool {
        self.written && self.value == 2.0 && self.scale == 1.0 && self.end > self.start + 1
    }

    /// Multiplied by a scale word after it; of a range, the first only where that is meant ("800,000-1m").
    fn times(mut self, scale: f64, end: usize) -> Self {
        if self.high.is_none_or(|high| self.value < high) {
            self.value = product(self.value, scale);
        }
        self.high = self.high.map(|high| product(high, scale));
        self.scale *= scale;
        self.end = end;
        self
    }
}

/// `value` times `scale` without the crumbs of binary fractions: 2.3 million is 2,300,000.
fn product(value: f64, scale: f64) -> f64 {
    let product = value * scale;
    let round = product.round();
    if scale > 1.0 && (product - round).abs() <= round.abs() * 1e-12 { round } else { product }
}

impl Reader<'_> {
    /// The number at `at`.
    pub(super) fn number(&self, at: usize) -> Option<Number> {
        if let Some(share) = self.ratio(at) {
            return Some(share);
        }
        if self.is_number(at) {
            return self.digits(at);
        }
        self.plural_number(at)
            .or_else(|| self.loose_number(at))
            .or_else(|| self.time_and_a_half(at))
            .or_else(|| self.number_words(at))
            .or_else(|| self.share(at))
    }

    /// True when a number may begin at `at`; cheaper than to read it.
    pub(super) fn may_be_number(&self, at: usize) -> bool {
        let word = self.word(at);
        self.is_number(at)
            || words::is_money_sign(word)
            || words::small(word).is_some()
            || words::tens(word.split('-').next().unwrap_or(word)).is_some()
    }

    /// "dozens", "tens of thousands": two of the plural at least.
    fn plural_number(&self, at: usize) -> Option<Number> {
        let mut value = words::plural_scale(self.word(at))?;
        let mut end = at + 1;
        if self.word(end) == "of"
            && let Some(scale) = words::plural_scale(self.word(end + 1)).filter(|scale| *scale >= 1e3)
        {
            value *= scale;
            end += 2;
        } else if matches!(self.word(at), "tens" | "scores") && self.word(end) != "of" {
            return None;
        }
        let mut number = Number::new(at, end, value * 2.0, value);
        number.bounds.limit = Some(Limit::Least);
        Some(number)
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
            return Some(Number::new(at, end, whole / 2.0, 1.0));
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
        Some(number)
    }

    fn scale_or_plural(&self, at: usize) -> Option<f64> {
        words::scale(self.word(at)).or_else(|| words::plural_scale(self.word(at)).filter(|scale| *scale > 20.0))
    }

    /// "a year and a half".
    fn time_and_a_half(&self, at: usize) -> Option<Number> {
        let fits = matches!(self.word(at), "a" | "an")
            && words::is_singular_measure(self.word(at + 1))
            && (self.word(at + 2), self.word(at + 3), self.word(at + 4)) == ("and", "a", "half");
        let noun = self.token(at + 1).filter(|_| fits)?;
        let mut number = Number::new(at, at + 5, 1.5, 1.0);
        number.unit = Some(noun.span);
        Some(number)
    }

    /// "twenty-two", "two hundred and fifty", "two and a half thousand", "a hundred".
    fn number_words(&self, at: usize) -> Option<Number> {
        let mut sum = Sum::default();
        let mut end = at;
        if matches!(self.word(at), "a" | "an") || words::scale(self.word(at)).is_some() {
            let article = usize::from(words::scale(self.word(at)).is_none());
            words::scale(self.word(at + article)).filter(|_| self.word(at + article) != "millions")?;
            sum.part = Some(1.0);
            end = at + article;
        }
        while end - at < LONGEST {
            let used = self.add_words(&mut sum, end);
            if used == 0 {
                break;
            }
            end += used;
        }
        let (value, scale) = sum.result().filter(|_| end > at)?;
        Some(Number::new(at, end, value, scale))
    }

    /// Adds the number word at `at` to `sum`; the number of tokens used.
    fn add_words(&self, sum: &mut Sum, at: usize) -> usize {
        if self.token(at).is_none_or(|token| token.kind != TokenKind::Word) {
            return 0;
        }
        if self.word(at) == "and" {
            if (self.word(at + 1), self.word(at + 2)) == ("a", "half") && sum.add_half() {
                return 3;
            }
            let next = self.word(at + 1);
            let may_join = sum.takes_and && words::scale(next).is_none() && !matches!(next, "and" | "a");
            return if may_join && self.add_word(sum, at + 1) { 2 } else { 0 };
        }
        usize::from(self.add_word(sum, at))
    }

    /// Adds one token, whose parts may be joined by hyphens, wholly or not at all.
    fn add_word(&self, sum: &mut Sum, at: usize) -> bool {
        let word = self.word(at);
        let mut trial = *sum;
        let added = match word.strip_suffix("-and-a-half") {
            Some(whole) => trial.add(whole) && trial.add_half(),
            None => word.split(['-', '\u{2010}', '\u{2011}']).all(|part| part == "and" || trial.add(part)),
        };
        if added {
            *sum = trial;
        }
        added
    }

    /// "half of", "two-thirds of", "a third of", "one in five": a part of a whole, between 0 and 1.
    fn share(&self, at: usize) -> Option<Number> {
        let (over, under, end) = self.fraction(at)?;
        let mut number = Number::new(at, end, over / under, 1.0);
        number.share = true;
        let next = self.word(end);
        if self.word(at) == "half" && matches!(next, "a" | "an") {
            // "half an hour".
            return Some(Number { share: false, end: end + 1, ..number });
        }
        let of_whole = next == "of" || (under == 2.0 || over > 1.0) && crate::extract::nouns::is_determiner(next);
        let by = words::listed("by about than nearly almost around under over roughly", self.around_before(at, 1));
        let closed = by && !self.is_noun_like(end);
        let subject = over > 1.0 && crate::extract::nouns::is_auxiliary(next);
        (of_whole || closed || subject).then_some(number)
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
        let mut number = Number::new(at, at + 3, over / under, 1.0);
        number.share = true;
        (counts && !words::is_loss(self.around_before(at, 1))).then_some(number)
    }

    /// Parts, of how many, and the token after them.
    fn fraction(&self, at: usize) -> Option<(f64, f64, usize)> {
        let word = self.word(at);
        let before = self.around_before(at, 1);
        if word == "half" {
            let other_half = matches!(before, "first" | "second" | "latter" | "other" | "next" | "last" | "better");
            return (!other_half).then_some((1.0, 2.0, at + 1));
        }
        if let Some((over, under)) = word.split_once('-') {
            return Some((words::small(over)?, words::parts(under)?, at + 1));
        }
        let over = if word == "a" { 1.0 } else { words::small(word)? };
        let under = words::parts(self.word(at + 1)).filter(|_| !(word == "a" && self.word(at + 1).ends_with('s')))?;
        Some((over, under, at + 2))
    }

    /// A number in digits, with the scale words after it.
    fn digits(&self, at: usize) -> Option<Number> {
        let token = self.token(at)?;
        let mut number = Number { written: false, ..Number::new(at, at + 1, 0.0, 1.0) };
        let end = self.thousands_apart(at);
        if end > at + 1 {
            let joined: String = (at..end).map(|part| self.word(part)).collect();
            number.value = plain_digits(&joined)?.0;
            number.end = end;
        } else {
            self.parse_token(&mut number, &token.lower, token.span)?;
        }
        if number.high.is_none() && (self.word(number.end), self.word(number.end + 1)) == ("and", "a") {
            // "2 and a half".
            if self.word(number.end + 2) == "half" && number.value.fract() == 0.0 {
                number.value += 0.5;
                number.end += 3;
            }
        }
        while number.end - at < LONGEST
            && number.unit.is_none()
            && let Some(scale) = words::scale(self.word(number.end))
        {
            number = number.times(scale, number.end + 1);
            number.ending = Ending::Plain;
        }
        // "3-1" is a score, "2022-24" are years.
        number.high.is_none_or(|high| high > number.value).then_some(number)
    }

    /// "1 500 000": the token after the last group of three; `at + 1` when there is none.
    fn thousands_apart(&self, at: usize) -> usize {
        let all_digits = |at: usize, length: std::ops::RangeInclusive<usize>| {
            let word = self.word(at);
            length.contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
        };
        let mut end = at + 1;
        if !all_digits(at, 1..=3) || self.word(at).starts_with('0') || words::is_month(self.around_before(at, 1)) {
            return end;
        }
        while end - at < 5 && all_digits(end, 3..=3) && self.one_space_before(end) {
            end += 1;
        }
        end
    }

    /// True when one space, of whatever width, parts a token from the one before it.
    fn one_space_before(&self, at: usize) -> bool {
        let (Some(left), Some(right)) = (self.token(at.wrapping_sub(1)), self.token(at)) else { return false };
        let between = &self.document.text[left.span.end..right.span.start];
        matches!(between, " " | "\u{a0}" | "\u{2009}" | "\u{202f}")
    }

    /// Reads one token: "3,000", "5bn", "40km", "40-60", "10,000-strong".
    fn parse_token(&self, number: &mut Number, word: &str, span: Span) -> Option<()> {
        let (value, used) = leading_digits(word)?;
        number.value = value.0;
        let mut rest = &word[used..];
        if value.1 {
            number.ending = Ending::Unsure;
        }
        // The first of two numbers may have its own scale: "3m-5m".
        let (first, behind) = rest.split_once(['-', '\u{2010}', '\u{2011}']).unwrap_or((rest, ""));
        if behind.starts_with(|c: char| c.is_ascii_digit()) {
            let (high, used) = leading_digits(behind)?;
            let scale = if first.is_empty() { 1.0 } else { suffix_scale(first)?.0 };
            number.value = product(number.value, scale);
            number.high = Some(high.0);
            rest = &behind[used..];
            if scale > 1.0 {
                // Both have a scale, so that of the second is its own.
                number.high = Some(product(high.0, suffix_scale(rest)?.0));
                return Some(());
            }
        }
        self.parse_suffix(number, rest, span)
    }

    fn parse_suffix(&self, number: &mut Number, rest: &str, span: Span) -> Option<()> {
        if rest.is_empty() {
            return Some(());
        }
        if let Some((scale, ending)) = suffix_scale(rest) {
            *number = number.times(scale, number.end);
            number.ending = ending;
        } else if words::is_short_measure(rest) {
            // Counted from the end, since small letters may be of another length than capitals.
            let unit = Span::new(span.end.checked_sub(rest.len())?, span.end);
            self.document.text.get(unit.start..unit.end).filter(|words| words.eq_ignore_ascii_case(rest))?;
            number.unit = Some(unit);
        } else {
            match rest {
                "-plus" => number.bounds.limit = Some(Limit::Least),
                "-odd" => number.bounds.about = true,
                "-strong" => number.ending = Ending::Strong,
                _ => {
                    let scale = words::scale(rest.strip_prefix('-')?)?;
                    *number = number.times(scale, number.end);
                    number.ending = Ending::Unsure;
                }
            }
        }
        Some(())
    }
}

/// "m", "bn", "million" grown together with the digits.
fn suffix_scale(suffix: &str) -> Option<(f64, Ending)> {
    Some(match suffix {
        "m" => (1e6, Ending::Metres),
        "k" => (1e3, Ending::Doubtful),
        "b" => (1e9, Ending::Doubtful),
        "t" => return None,
        _ => (words::scale(suffix)?, Ending::Plain),
    })
}

/// The number that `word` begins with, whether its writing is unsure, and how many bytes it takes up.
fn leading_digits(word: &str) -> Option<((f64, bool), usize)> {
    let used = word.bytes().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',')).count();
    let part = word[used..].chars().next().and_then(|c| Some((c, vulgar_fraction(c)?)));
    match part {
        Some((c, fraction)) if used == 0 => Some(((fraction, false), c.len_utf8())),
        Some((c, fraction)) => {
            let (whole, unsure) = plain_digits(&word[..used])?;
            (whole.fract() == 0.0).then_some(((whole + fraction, unsure), used + c.len_utf8()))
        }
        None => Some((plain_digits(&word[..used])?, used)),
    }
}

fn vulgar_fraction(c: char) -> Option<f64> {
    Some(match c {
        '½' => 0.5,
        '¼' => 0.25,
        '¾' => 0.75,
        '⅓' => 1.0 / 3.0,
        '⅔' => 2.0 / 3.0,
        _ => return None,
    })
}

/// Digits with their groups: "3,000", "1.5", "10,00,000", "1.234.567". True beside it when the writing is unsure:
/// "2,5" and "1.500", which elsewhere mean 2.5 and 1,500.
fn plain_digits(word: &str) -> Option<(f64, bool)> {
    /// No quantity of the news has more digits, and a double holds no more.
    const MOST_DIGITS: usize = 20;
    if word.len() > MOST_DIGITS || (word.starts_with('0') && word.as_bytes().get(1).is_some_and(u8::is_ascii_digit)) {
        return None;
    }
    let groups = |list: &str, mark: char| {
        let parts: Vec<&str> = list.split(mark).collect();
        let last = parts.len() - 1;
        parts.iter().enumerate().all(|(at, part)| match at {
            0 => (1..=3).contains(&part.len()),
            _ if at == last => part.len() == 3,
            _ => matches!(part.len(), 2 | 3),
        })
    };
    let parse = |digits: String| digits.parse::<f64>().ok();
    if word.contains(',') {
        let (whole, fraction) = word.split_once('.').unwrap_or((word, ""));
        if groups(whole, ',') && !fraction.contains([',', '.']) {
            return parse(word.replace(',', "")).map(|value| (value, false));
        }
        let (whole, fraction) = word.split_once(',')?;
        let decimal =
            matches!(fraction.len(), 1 | 2) && word.bytes().filter(|byte| !byte.is_ascii_digit()).count() == 1;
        return parse(format!("{whole}.{fraction}")).filter(|_| decimal).map(|value| (value, true));
    }
    match word.matches('.').count() {
        0 => parse(word.to_owned()).map(|value| (value, false)),
        1 => {
            let unsure = groups(word, '.') && !word.starts_with('0');
            parse(word.to_owned()).map(|value| (value, unsure))
        }
        _ if groups(word, '.') => parse(word.replace('.', "")).map(|value| (value, false)),
        _ => None,
    }
}

/// Number words added up so far.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    /// What thousands and millions were closed.
    total: f64,
    /// The part below a thousand that is still open.
    part: Option<f64>,
    /// What the last scale word multiplied.
    scale: f64,
    /// What the next word must stay below; `None` for anything.
    room: Option<f64>,
    /// The least of the thousands and millions closed.
    ceiling: Option<f64>,
    /// True after a hundred or a larger scale: "and" may follow.
    takes_and: bool,
}

impl Sum {
    /// Adds a word; false, and nothing added, when no number can go on with it.
    fn add(&mut self, word: &str) -> bool {
        if let Some(value) = words::small(word) {
            let first = self.part.is_none() && self.total == 0.0;
            return (first || value > 0.0) && self.put(value, value + 1.0, 0.0);
        }
        if let Some(value) = words::tens(word) {
            return self.put(value, 100.0, 10.0);
        }
        match (words::scale(word), self.part) {
            (Some(12.0), Some(part)) => self.close(part * 12.0, 12.0, Some(0.0)),
            (Some(100.0), Some(part)) if part < 100.0 => {
                self.part = Some(part * 100.0);
                (self.scale, self.room, self.takes_and) = (100.0, Some(100.0), true);
                true
            }
            (Some(scale), Some(part)) if scale >= 1e3 && self.ceiling.is_none_or(|ceiling| scale < ceiling) => {
                self.ceiling = Some(scale);
                self.close(product(part, scale), scale, Some(1e3))
            }
            _ => false,
        }
    }

    fn put(&mut self, value: f64, needs: f64, leaves: f64) -> bool {
        if self.room.is_some_and(|room| room < needs) {
            return false;
        }
        self.part = Some(self.part.unwrap_or(0.0) + value);
        (self.scale, self.room, self.takes_and) = (1.0, Some(leaves), false);
        true
    }

    fn close(&mut self, value: f64, scale: f64, room: Option<f64>) -> bool {
        self.total += value;
        self.part = None;
        (self.scale, self.room, self.takes_and) = (scale, room, scale > 12.0);
        true
    }

    /// "and a half": half of one, or half of the scale before it ("a million and a half").
    fn add_half(&mut self) -> bool {
        match self.part {
            Some(part) if part.fract() == 0.0 && self.scale <= 1.0 => self.part = Some(part + 0.5),
            None if self.total > 0.0 && self.scale >= 1e3 => self.total += self.scale / 2.0,
            _ => return false,
        }
        (self.room, self.takes_and) = (Some(0.0), false);
        true
    }

    /// The value and the last scale.
    fn result(&self) -> Option<(f64, f64)> {
        (self.part.is_some() || self.total > 0.0).then(|| (self.total + self.part.unwrap_or(0.0), self.scale.max(1.0)))
    }
}
