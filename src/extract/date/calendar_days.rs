//! Days of a month with or without their year, in words and in figures: "October 23, 2024", "3 to 5 March",
//! "2024-10-23".

use jiff::civil::Date;

use super::calendar;
use super::timex::{ExpressionParser, Match, Time, on};
use super::words;
use crate::extract::day_words::month;
use crate::extract::tokens::TokenKind;

/// The first and the last day, each as month and day, and the index of the token after them.
type DayRange = ((i8, i8), (i8, i8), usize);

impl ExpressionParser<'_> {
    /// A day of the month in digits, from 1 to 31, "rd" and the like allowed after it.
    pub(super) fn day(&self, at: usize) -> Option<i8> {
        if !self.is_kind(at, TokenKind::Number) {
            return None;
        }
        day_in(self.word(at))
    }

    pub(super) fn year_in(&self, at: usize) -> Option<i16> {
        let word = self.word(at);
        (word.len() == 4 && self.is_kind(at, TokenKind::Number))
            .then(|| word.parse().ok())
            .flatten()
            .filter(|year| (1800..=2100).contains(year))
    }

    /// The year of "January 29, 2023In a speech": pages that lost their paragraphs run on without a space.
    pub(super) fn glued_year(&self, at: usize) -> Option<i16> {
        let (year, rest) = self.word(at).split_at_checked(4)?;
        let glued =
            rest.len() > 1 && rest.chars().all(char::is_alphabetic) && !matches!(rest, "st" | "nd" | "rd" | "th");
        year.parse().ok().filter(|year| glued && (1800..=2100).contains(year))
    }

    /// The month that a capitalised word names.
    pub(super) fn month_in(&self, at: usize) -> Option<i8> {
        month(self.word(at)).filter(|_| self.is_capital(at))
    }

    /// The index of the token after a month's name. Skips the full stop of an abbreviation if a number follows.
    pub(super) fn after_month(&self, at: usize) -> usize {
        let short = self.word(at).len() <= 4 && !matches!(self.word(at), "may" | "june" | "july");
        at + 1 + usize::from(short && self.word(at + 1) == "." && self.is_kind(at + 2, TokenKind::Number))
    }

    /// A year after a day or month, with or without a comma, or "last year"; the token after it.
    pub(super) fn year_after(&self, at: usize) -> (Option<i16>, usize) {
        let comma = usize::from(self.word(at) == ",");
        if let Some(year) = self.year_in(at + comma).or_else(|| self.glued_year(at + comma).filter(|_| comma == 1)) {
            return (Some(year), at + comma + 1);
        }
        let of = at + usize::from(self.word(at) == "of");
        if let Some(year) = self.year_in(of) {
            return (Some(year), of + 1);
        }
        let ago = match (self.word(of), self.word(of + 1)) {
            ("last", "year") => 1,
            ("this", "year") => 0,
            _ => return (None, at),
        };
        (self.published.map(|published| published.year() - ago), of + 2)
    }

    /// "2024-10-23", "23.10.2024"; "10/23/2024" where only one order makes a date.
    pub(super) fn in_figures(&self, at: usize) -> Match {
        if !self.is_kind(at, TokenKind::Number) {
            return None;
        }
        let word = self.word(at);
        let date = |year: &str, month: &str, day: &str| {
            if year.len() != 4 || month.len() > 2 || day.len() > 2 {
                return None;
            }
            Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
        };
        let says = |date: Date, end: usize| (on(calendar::stretch(date, date, self.published)), end);
        let (whole, _) = word.split_once('t').unwrap_or((word, ""));
        let split = |mark: char| -> Option<[&str; 3]> { whole.split(mark).collect::<Vec<_>>().try_into().ok() };
        if let Some([year, month, day]) = split('-') {
            return date(year, month, day).map(|date| says(date, at + 1));
        }
        if let Some([day, month, year]) = split('.') {
            return date(year, month, day).map(|date| says(date, at + 1));
        }
        if self.word(at + 1) != "/" || self.word(at + 3) != "/" {
            return None;
        }
        let (first, second, third) = (word, self.word(at + 2), self.word(at + 4));
        if first.len() == 4 {
            return date(first, second, third).map(|date| says(date, at + 5));
        }
        match (date(third, first, second), date(third, second, first)) {
            (Some(one), Some(other)) if one != other => Some((Time::Excluded, at + 5)),
            (one, other) => one.or(other).map(|date| says(date, at + 5)),
        }
    }

    /// "October 23, 2024", "23rd of October", "March 3-5", "3 to 5 March", "March 30 to April 2".
    pub(super) fn calendar_days(&self, at: usize) -> Match {
        let (first, last, end) = self.month_first(at).or_else(|| self.day_first(at))?;
        let (year, end) = self.year_after(end);
        let edtf = if first == last {
            calendar::day(first.0, first.1, year, self.published)
        } else {
            calendar::days(first, last, year, self.published)
        };
        match edtf {
            Some(edtf) => Some((Time::On(edtf), end)),
            // The day does not exist, or is still to come.
            None if year.is_some() => Some((Time::Excluded, end)),
            None => None,
        }
    }

    pub(super) fn month_first(&self, at: usize) -> Option<DayRange> {
        let month = self.month_in(at)?;
        let (first, last, end) = self.days(self.after_month(at), true)?;
        if first == last && is_joiner(self.word(end)) {
            let second = self.month_in(end + 1);
            if let Some((second, (day, _, end))) = second.zip(self.days(self.after_month(end + 1), true)) {
                return Some(((month, first), (second, day), end));
            }
        }
        Some(((month, first), (month, last), end))
    }

    pub(super) fn day_first(&self, at: usize) -> Option<DayRange> {
        let in_month = |(first, last, end): (i8, i8, usize)| {
            let place = end + usize::from(self.word(end) == "of");
            Some((self.month_in(place)?, first, last, self.after_month(place)))
        };
        let (month, first, last, end) =
            self.days(at, false).and_then(in_month).or_else(|| in_month((self.day(at)?, self.day(at)?, at + 1)))?;
        if first == last
            && is_joiner(self.word(end))
            && let Some((second, day, _, end)) = self.days(end + 1, false).and_then(in_month)
        {
            return Some(((month, first), (second, day), end));
        }
        Some(((month, first), (month, last), end))
    }

    /// "3", "3-5", "3 to 5"; "3 and 5" only where no noun follows that the second number would count.
    pub(super) fn days(&self, at: usize, is_last: bool) -> Option<(i8, i8, usize)> {
        let Some(first) = self.day(at) else {
            let word = self.word(at);
            let (first, last) = word.split_once(['-', '\u{2010}', '\u{2011}'])?;
            let (first, last) = (day_in(first)?, day_in(last)?);
            return (first < last).then_some((first, last, at + 1));
        };
        let last = self.day(at + 2).filter(|last| first < *last && is_joiner(self.word(at + 1)));
        let counts = is_last
            && matches!(self.word(at + 1), "and" | "or")
            && self.is_kind(at + 3, TokenKind::Word)
            && !words::is_after_day(self.word(at + 3));
        match last.filter(|_| !counts && (!is_last || self.month_in(at + 3).is_none())) {
            Some(last) => Some((first, last, at + 3)),
            None => Some((first, first, at + 1)),
        }
    }
}

/// "23", "23rd".
fn day_in(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let suffix = &word[digits.len()..];
    let ordinal = matches!(suffix, "" | "st" | "nd" | "rd" | "th");
    digits.parse().ok().filter(|day| ordinal && digits.len() <= 2 && (1..=31).contains(day))
}

fn is_joiner(word: &str) -> bool {
    matches!(word, "–" | "—" | "-" | "to" | "through" | "and" | "or")
}
