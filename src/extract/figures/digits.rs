//! Parses numbers in digits: groups, decimals, fractions, scales, and units written without a space.

use super::bounds::Limit;
use super::number::{Ending, LONGEST, Number, product};
use super::{FigureParser, words};
use crate::domain::Span;
use crate::extract::{day_words, number_words};

impl FigureParser<'_> {
    /// A number in digits, with the scale words after it.
    pub(super) fn digits(&self, at: usize) -> Option<Number> {
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
            && let Some(scale) = self.scale_behind(number.end)
        {
            number = number.times(scale, number.end + 1);
            number.ending = Ending::Plain;
        }
        // "3-1" is a score, "2022-24" are years.
        number.high.is_none_or(|high| high > number.value).then_some(number.read_as(match number.high {
            Some(_) => "a range in one word",
            None if number.scale > 1.0 => "digits with a scale",
            None => "a number in digits",
        }))
    }

    /// The scale at `at` of a number in digits, also in the plural ("23 thousands").
    fn scale_behind(&self, at: usize) -> Option<f64> {
        let word = self.word(at);
        number_words::scale(word).or_else(|| number_words::plural_scale(word).filter(|scale| *scale >= 100.0))
    }

    /// Returns the index of the token after the last group of three in "1 500 000"; `at + 1` if there is no such group.
    fn thousands_apart(&self, at: usize) -> usize {
        let all_digits = |at: usize, length: std::ops::RangeInclusive<usize>| {
            let word = self.word(at);
            length.contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
        };
        let mut end = at + 1;
        if !all_digits(at, 1..=3)
            || self.word(at).starts_with('0')
            || day_words::month(self.around_before(at, 1)).is_some()
        {
            return end;
        }
        while end - at < 5 && all_digits(end, 3..=3) && self.one_space_before(end) {
            end += 1;
        }
        end
    }

    /// True if exactly one space, of any width, is between a token and the one before it.
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
                // Both numbers have a scale of their own, so the second scale applies to `high` only.
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
        // "5p.m." is no sum of pence.
        if rest == "p" && self.document.text[span.end..].starts_with(".m") {
            return None;
        }
        if let Some((scale, ending)) = suffix_scale(rest) {
            *number = number.times(scale, number.end);
            number.ending = ending;
        } else if let Some(measure) = rest.split('-').next().filter(|measure| words::is_short_measure(measure)) {
            // Counted from the end, since lower-casing may change the length of a word in bytes. "90km-long".
            let start = span.end.checked_sub(rest.len())?;
            let unit = Span::new(start, start + measure.len());
            self.document.text.get(unit.start..unit.end).filter(|words| words.eq_ignore_ascii_case(measure))?;
            number.unit = Some(unit);
        } else {
            match rest {
                "-plus" => number.bounds.limit = Some(Limit::Least),
                "-odd" => number.bounds.about = true,
                "-strong" => number.ending = Ending::Strong,
                _ => {
                    let scale = number_words::scale(rest.strip_prefix('-')?)?;
                    *number = number.times(scale, number.end);
                    number.ending = Ending::Unsure;
                }
            }
        }
        Some(())
    }
}

/// "m", "bn", "million" written without a space after the digits.
fn suffix_scale(suffix: &str) -> Option<(f64, Ending)> {
    Some(match suffix {
        "m" => (1e6, Ending::Metres),
        "k" => (1e3, Ending::Doubtful),
        "b" => (1e9, Ending::Doubtful),
        "t" => return None,
        _ => (number_words::scale(suffix)?, Ending::Plain),
    })
}

/// Returns the number that `word` begins with, whether its notation is ambiguous, and its length in bytes.
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

/// Digits with their groups: "3,000", "1.5", "10,00,000", "1.234.567". The flag is true if the notation is ambiguous:
/// "2,5" and "1.500", which elsewhere mean 2.5 and 1,500.
pub(super) fn plain_digits(word: &str) -> Option<(f64, bool)> {
    /// No quantity in the news has more digits, and an `f64` has no precision for more.
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
