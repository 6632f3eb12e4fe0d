//! Dates with their weekday, month, year or season, and the words before them that belong to them.

use jiff::civil::Date;

use super::calendar::{self, Part, Unit, back};
use super::timex::{Expression, ExpressionParser, Lead, Match, Time, Which, on};
use super::words::{self, season, unit, weekday};
use crate::domain::Edtf;
use crate::extract::day_words::{is_part_of_day, month};
use crate::extract::tokens::TokenKind;

/// The most tokens between the start of an expression and its core ("in the early hours of the morning of").
const LONGEST_LEAD: usize = 7;

impl ExpressionParser<'_> {
    /// A date, with the words before and after that belong to it.
    pub(super) fn dated(&self, at: usize) -> Option<Expression> {
        let lead = self.lead(at);
        let core = lead.core;
        // From the most specific rule to the most general: a weekday includes the date after it, a day its month,
        // and only a month or a year without a day is left to the rules after them.
        let (time, end) = self
            .in_figures(core)
            .or_else(|| self.weekday(&lead))
            .or_else(|| self.calendar_days(core))
            .or_else(|| self.day_of_this_month(&lead))
            .or_else(|| self.month(&lead))
            .or_else(|| self.year(&lead))
            .or_else(|| self.season(&lead))
            .or_else(|| self.near(&lead))
            .or_else(|| self.unit(&lead))?;
        let mut end = end;
        while is_part_of_day(self.word(end)) {
            end += 1;
        }
        Some(Expression { tokens: at..end, core, time })
    }

    pub(super) fn lead(&self, at: usize) -> Lead {
        let mut lead = Lead {
            core: at,
            placed: false,
            within: false,
            article: false,
            later: false,
            earlier: false,
            between: false,
            part: Part::Whole,
        };
        while lead.core < at + LONGEST_LEAD && words::is_lead(self.word(lead.core)) {
            match self.word(lead.core) {
                "early" | "start" | "beginning" => lead.part = Part::Early,
                "mid" | "middle" => lead.part = Part::Middle,
                "late" | "end" => lead.part = Part::Late,
                // "early hours of Monday", "late night on Monday".
                "morning" | "evening" | "afternoon" | "night" | "hours" => lead.part = Part::Whole,
                "later" => lead.later = true,
                "earlier" => lead.earlier = true,
                "between" => lead.between = true,
                "of" if lead.core == at => break,
                _ => {}
            }
            lead.within |= matches!(self.word(lead.core), "in" | "during" | "throughout" | "between");
            lead.placed |= lead.within || matches!(self.word(lead.core), "on" | "at" | "over");
            lead.article = self.word(lead.core) == "the";
            lead.core += 1;
        }
        lead
    }

    /// "this", "last", "this past" before a day or a month.
    pub(super) fn which(&self, at: usize) -> (Which, usize) {
        match (self.word(at), self.word(at + 1)) {
            ("this" | "the", "past") => (Which::Last, at + 2),
            ("this", _) => (Which::This, at + 1),
            ("last" | "past", _) => (Which::Last, at + 1),
            _ => (Which::Any, at),
        }
    }

    /// "Tuesday", "last Friday", "Wednesday, October 23", "Monday and Tuesday".
    pub(super) fn weekday(&self, lead: &Lead) -> Match {
        let (which, place) = self.which(lead.core);
        let wanted = weekday(self.word(place))?;
        let next = place + 1;
        if words::is_weekday_newspaper(self.word(next)) && self.is_capital(next) {
            return None;
        }
        let mut part = next;
        while is_part_of_day(self.word(part)) {
            part += 1;
        }
        if let Some(found) = self.spelt_out(part) {
            return Some(found);
        }
        let published = self.published?;
        let back_to = |wanted: jiff::civil::Weekday, until: Date| back(until, i64::from(wanted.until(until.weekday())));
        // "Tuesday last week", "Tuesday of last week".
        let of = part + usize::from(self.word(part) == "of");
        match (self.word(of), self.word(of + 1)) {
            ("last", "week") => {
                let sunday = calendar::week(published).and_then(|(monday, _)| back(monday, 1))?;
                return Some((on(back_to(wanted, sunday).map(Edtf::day)), of + 2));
            }
            ("this", "week") => return Some((on(back_to(wanted, published).map(Edtf::day)), of + 2)),
            ("next", _) => return Some((Time::Excluded, of + 2)),
            _ => {}
        }
        if matches!(self.word(part), "and" | "or" | "to" | "through" | "–" | "-")
            && let Some(second) = weekday(self.word(part + 1))
        {
            let last = back_to(second, published)?;
            return Some((on(calendar::stretch(back_to(wanted, last)?, last, Some(published))), part + 2));
        }
        let until = if which == Which::Last { back(published, 1)? } else { published };
        Some((on(back_to(wanted, until).map(Edtf::day)), part))
    }

    /// The date after a weekday or "yesterday": ", October 23", "(October 23)".
    pub(super) fn spelt_out(&self, at: usize) -> Match {
        let bracket = self.word(at) == "(";
        let place = at + usize::from(bracket || self.word(at) == ",");
        let place = place + usize::from(self.word(place) == "the");
        let (time, end) = self.calendar_days(place).or_else(|| self.in_figures(place))?;
        Some((time, end + usize::from(bracket && self.word(end) == ")")))
    }

    /// "on the 23rd of this month", "on the 3rd".
    pub(super) fn day_of_this_month(&self, lead: &Lead) -> Match {
        let at = lead.core;
        let day =
            self.day(at).filter(|_| lead.article && lead.placed && self.word(at).ends_with(char::is_alphabetic))?;
        let published = self.published?;
        let of = at + 1 + usize::from(self.word(at + 1) == "of");
        let (ago, end) = match (self.word(of), self.word(of + 1)) {
            ("this", "month") => (0, of + 2),
            ("last", "month") => (1, of + 2),
            // "on the 3rd floor".
            _ if self.is_kind(at + 1, TokenKind::Word) && !words::is_after_date(self.word(at + 1)) => return None,
            _ => (i32::from(day > published.day()), at + 1),
        };
        let month = published.first_of_month().checked_sub(jiff::Span::new().months(ago)).ok()?;
        let date = Date::new(month.year(), month.month(), day).ok();
        Some((on(date.and_then(|date| calendar::stretch(date, date, Some(published)))), end))
    }

    /// "in October", "mid-October 2022", "last May", "between March and May".
    pub(super) fn month(&self, lead: &Lead) -> Match {
        let (which, place) = self.which(lead.core);
        let (part, name) = parted(self.word(place)).unwrap_or((lead.part, self.word(place)));
        let month = month(name).filter(|_| self.is_capital(place) || name != self.word(place))?;
        let spoken = lead.within || part != Part::Whole || which != Which::Any;
        if !spoken || self.is_kind(place + 1, TokenKind::Possessive) {
            return None;
        }
        let next = self.after_month(place);
        if matches!(self.word(next), "and" | "or" | "to" | "–")
            && let Some(second) = self.month_in(next + 1)
        {
            let (year, end) = self.year_after(next + 2);
            return Some((on(calendar::months(month, second, year, self.published)), end));
        }
        let (mut year, end) = self.year_after(next);
        if let (None, Some(published)) = (year, self.published) {
            year = match which {
                Which::Any => None,
                Which::This => Some(published.year()),
                Which::Last => Some(published.year() - i16::from(month >= published.month())),
            };
        }
        if year.is_none() && self.published.is_none() {
            return None;
        }
        Some((on(calendar::month(month, year, part, self.published)), end))
    }

    /// "in 2022", "late 2021", "in the 1990s", "between 2014 and 2016".
    pub(super) fn year(&self, lead: &Lead) -> Match {
        let at = lead.core;
        let (part, word) = parted(self.word(at)).unwrap_or((lead.part, self.word(at)));
        if !(lead.within || part != Part::Whole) || self.counts_things(at + 1) {
            return None;
        }
        let number = |word: &str| (word.len() == 4).then(|| word.parse::<i16>().ok()).flatten();
        let number = |word: &str| number(word).filter(|year| (1800..=2100).contains(year));
        if let Some(decade) = word.strip_suffix('s').or_else(|| word.strip_suffix("'s")).and_then(number) {
            let (first, last) = (Date::new(decade, 1, 1).ok()?, Date::new(decade + 9, 12, 31).ok()?);
            return Some((on(calendar::stretch(first, last, self.published)), at + 1));
        }
        let year = number(word)?;
        if lead.between && self.word(at + 1) == "and" {
            let last = self.year_in(at + 2)?;
            let (first, last) = (Date::new(year, 1, 1).ok()?, Date::new(last, 12, 31).ok()?);
            return Some((on(calendar::stretch(first, last, self.published)), at + 3));
        }
        Some((on(calendar::year(year, part, self.published)), at + 1))
    }

    /// "in 2000 villages": a plural after a number.
    pub(super) fn counts_things(&self, at: usize) -> bool {
        let word = self.word(at);
        self.is_kind(at, TokenKind::Word)
            && !self.is_capital(at)
            && (word.len() > 3 && word.ends_with('s') && !matches!(word, "this" | "says")
                || matches!(word, "men" | "people"))
    }

    /// "in the spring of 2022", "last summer".
    pub(super) fn season(&self, lead: &Lead) -> Match {
        let (which, place) = self.which(lead.core);
        let season = season(self.word(place))?;
        let (year, end) = self.year_after(place + 1);
        let named =
            year.is_some() || which != Which::Any || lead.placed && lead.article && self.word(place + 1) != "of";
        if !named || lead.later {
            return named.then_some((Time::Excluded, end));
        }
        let found = calendar::season(season, year, which == Which::Last, self.published);
        // "this winter" in an article printed in autumn is still to come.
        let past = |edtf: &Edtf| match (self.published, edtf.first_day(), edtf.last_day()) {
            (Some(published), Some(first), Some(last)) => first.year() == published.year() || last >= published,
            _ => true,
        };
        match found {
            None if self.published.is_none() => None,
            found => Some((on(found.filter(|edtf| which != Which::This || past(edtf))), end)),
        }
    }

    /// "yesterday", "this morning", "last night", "overnight".
    pub(super) fn near(&self, lead: &Lead) -> Match {
        let (at, published) = (lead.core, self.published?);
        // A capitalised "Today" within a sentence is the name of a programme.
        if self.is_capital(at) && at > self.sentence.start && self.is_kind(at - 1, TokenKind::Word) {
            return None;
        }
        let day = |days: i64| on(back(published, days).map(Edtf::day));
        Some(match (self.word(at), self.word(at + 1)) {
            ("yesterday", _) => self.spelt_out(at + 1).unwrap_or((day(1), at + 1)),
            ("tomorrow", _) => (Time::Excluded, at + 1),
            ("today" | "tonight", _) if lead.later => (Time::Excluded, at + 1),
            ("today" | "tonight", _) => self.spelt_out(at + 1).unwrap_or((day(0), at + 1)),
            ("overnight", _) => {
                let next = at + 1 + usize::from(matches!(self.word(at + 1), "on" | "into" | "to"));
                let named = weekday(self.word(next)).and_then(|_| self.weekday(&Lead { core: next, ..*lead }));
                let night = || (on(back(published, 1).map(|day| Edtf::interval(day, published))), at + 1);
                named.unwrap_or_else(night)
            }
            ("last", "night" | "evening") => (day(1), at + 2),
            ("this", "morning" | "afternoon" | "evening") => (day(0), at + 2),
            _ => return None,
        })
    }

    /// "last week", "earlier this month", "early last year", "over the weekend", "at the start of the year".
    pub(super) fn unit(&self, lead: &Lead) -> Match {
        let published = self.published?;
        let (which, place) = self.which(lead.core);
        let end = place + 1;
        if self.word(place) == "weekend" {
            let named = which != Which::Any || lead.placed && lead.article;
            return named.then(|| (on(calendar::weekend(which == Which::Last, published)), end));
        }
        let (part, name) = parted(self.word(place)).unwrap_or((lead.part, self.word(place)));
        let unit = unit(name).filter(|unit| matches!(unit, Unit::Week | Unit::Month | Unit::Year))?;
        if name.ends_with('s') {
            return None;
        }
        let of_this = lead.article && (part != Part::Whole || lead.earlier || lead.later);
        let ago = match which {
            // "over the past week" tells a duration, not a date.
            Which::Last if self.word(place - 1) == "past" || lead.article => return Some((Time::Unspecified, end)),
            Which::Last => 1,
            Which::This if lead.later => return Some((Time::Excluded, end)),
            Which::This => 0,
            Which::Any if of_this && lead.later => return Some((Time::Excluded, end)),
            Which::Any if of_this => 0,
            Which::Any => return None,
        };
        let part = if lead.later && ago == 1 { Part::Late } else { part };
        Some((on(calendar::unit_ago(unit, ago, part, published)), end))
    }
}

/// "mid-October" and "late-2022": the part and the rest.
fn parted(word: &str) -> Option<(Part, &str)> {
    let (part, rest) = word.split_once(['-', '\u{2010}', '\u{2011}'])?;
    let part = match part {
        "early" => Part::Early,
        "mid" => Part::Middle,
        "late" => Part::Late,
        _ => return None,
    };
    Some((part, rest))
}
