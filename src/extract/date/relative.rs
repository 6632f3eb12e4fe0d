//! Days counted from publication or from a day told before: "two days ago", "the day before".

use super::calendar::{self, Part, Unit, back};
use super::timex::{Expression, ExpressionParser, Time, on};
use super::words::{self, count, unit};
use crate::domain::Edtf;
use crate::extract::day_words::is_part_of_day;
use crate::extract::tokens::TokenKind;

impl ExpressionParser<'_> {
    /// "two days ago", "a week earlier".
    pub(super) fn counted(&self, at: usize) -> Option<Expression> {
        let number = count(self.word(at));
        let (number, place) = match (self.word(at), self.word(at + 1), self.word(at + 2)) {
            ("a", "few", _) => (None, at + 2),
            ("a", "couple", "of") => (None, at + 3),
            ("several" | "few" | "many" | "some", ..) => (None, at + 1),
            _ if number.is_some() => (number, at + 1),
            _ => (None, at),
        };
        let unit = unit(self.word(place))?;
        let loose = at > self.sentence.start && words::is_loose(self.word(at - 1));
        let number = number.filter(|_| !loose);
        let time = match self.word(place + 1) {
            "ago" => self.ago(number, unit),
            word @ ("earlier" | "before" | "later" | "after") => {
                let sign = if matches!(word, "earlier" | "before") { -1 } else { 1 };
                let days = match unit {
                    Unit::Day => number.map(i64::from),
                    Unit::Week => number.map(|weeks| i64::from(weeks) * 7),
                    _ => None,
                };
                // "two days after the attack": counted from another event, which the text may not date.
                match days {
                    _ if self.is_kind(place + 2, TokenKind::Word) && matches!(word, "before" | "after") => {
                        Time::Excluded
                    }
                    Some(days) if self.word(place + 2) != "than" => Time::Relative(sign * days),
                    _ => Time::Unspecified,
                }
            }
            _ => return None,
        };
        Some(Expression { tokens: at..place + 2, core: at, time })
    }

    pub(super) fn ago(&self, number: Option<i16>, unit: Unit) -> Time {
        let Some(published) = self.published else { return Time::Unspecified };
        let day = |days: i64| back(published, days).map(Edtf::day);
        let found = match (unit, number) {
            (Unit::Minute, _) => day(0),
            (Unit::Hour, None) => back(published, 1).map(|day| Edtf::interval(day, published)),
            (Unit::Hour, Some(hours)) if hours <= 48 => {
                let first = back(published, i64::from(hours.div_euclid(24).max(1)));
                first.map(|day| Edtf::interval(day, published))
            }
            (Unit::Day, Some(days)) => day(i64::from(days)),
            (_, Some(number)) => calendar::unit_ago(unit, number, Part::Whole, published),
            (_, None) => None,
        };
        found.map_or(Time::Unspecified, Time::On)
    }

    /// "the same day", "later that evening", "the day before": counted from a day that the text told before.
    pub(super) fn anchored(&self, at: usize) -> Option<Expression> {
        let mut place = at;
        while place < at + 3 && matches!(self.word(place), "on" | "in" | "later" | "earlier" | "early" | "late") {
            place += 1;
        }
        let day = |at: usize| self.word(at) == "day" || is_part_of_day(self.word(at));
        let (days, length) = match (self.word(place), self.word(place + 1), self.word(place + 2)) {
            ("the" | "that", "same" | "very", _) if day(place + 2) => (0, 3),
            ("that", ..) if day(place + 1) => (0, 2),
            ("the", "next" | "following", _) if day(place + 2) => (1, 3),
            ("the", "previous" | "preceding", _) if day(place + 2) => (-1, 3),
            ("the", "day", "before") if self.word(place + 3) == "yesterday" => {
                let time = on(self.published.and_then(|published| back(published, 2)).map(Edtf::day));
                return Some(Expression { tokens: at..place + 4, core: place, time });
            }
            ("the", "day", word @ ("before" | "after")) => {
                if self.is_kind(place + 3, TokenKind::Word) {
                    return Some(Expression { tokens: at..place + 3, core: place, time: Time::Excluded });
                }
                (if word == "before" { -1 } else { 1 }, 3)
            }
            ("the", "day", _) if place > at && matches!(self.word(place - 1), "in") && place > at + 1 => (0, 2),
            _ => return None,
        };
        Some(Expression { tokens: at..place + length, core: place, time: Time::Relative(days) })
    }
}
