//! Expressions of time: which words, and which days they mean.

use std::ops::Range;

use jiff::civil::Date;

use super::calendar::{self, Part, Unit, back};
use super::words::{count, listed, season, unit, weekday};
use crate::domain::Edtf;
use crate::extract::day_words::{is_part_of_day, month};
use crate::extract::segment::Segmented;
use crate::extract::tokens::{Token, TokenKind};

/// Words that tell a time.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Expression {
    /// The tokens it takes up, preposition included.
    pub tokens: Range<usize>,
    /// The token after its preposition, article and "early" or "late".
    pub core: usize,
    /// What it says.
    pub time: Time,
}

/// What an expression of time says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Time {
    /// It was then.
    On(Edtf),
    /// So many days after another day that the text told ("a week earlier").
    After(i64),
    /// At another time than the sentences around, and none is told ("recently").
    Untold,
    /// When nothing was said: "until Monday", "next week", "every Friday".
    Never,
}

/// Words before a time that is not the one when something happened. With "of" and "as" only what follows tells.
const BARRED: &str = "until till by since from through after before following for than to despite amid about ahead prior \
    next every each coming upcoming against per of as between";
/// Words that may stand between those and the time.
const FILLERS: &str =
    "at least the very around about late early later earlier mid end start beginning middle of to on in";
/// Documents and occasions that are dated by "of".
const DATED: &str = "statement letter report post message note memo interview speech order decree dispatch bulletin";
/// Words before an expression's core that belong to it.
const LEADS: &str = "on in at over during throughout back the early earlier late later mid middle start beginning end \
    of morning evening afternoon night hours between just";
/// An expression starts at most so many tokens before its core.
const LONGEST_LEAD: usize = 7;
/// Words that make a count of days too loose to reckon with.
const LOOSE: &str = "than nearly almost over about around roughly least some up";
/// Newspapers named after a weekday go on with one of these.
const PAPERS: &str = "times telegraph mirror express mail post herald people world sun independent";

/// Every expression of time in a text, in order; none overlaps another.
pub(super) fn expressions(document: &Segmented<'_>, published: Option<Date>) -> Vec<Expression> {
    let mut found = Vec::new();
    let mut anchor: Option<Date> = None;
    let mut paragraph = 0;
    for sentence in &document.sentences {
        let Some(first) = document.tokens.get(sentence.tokens.start) else { continue };
        let here = document.paragraphs.partition_point(|paragraph| paragraph.end <= first.span.start);
        if here != paragraph {
            (paragraph, anchor) = (here, None);
        }
        let reader = Reader { tokens: &document.tokens, sentence: sentence.tokens.clone(), published };
        let mut at = sentence.tokens.start;
        while at < sentence.tokens.end {
            let Some(mut expression) = reader.read(at) else {
                at += 1;
                continue;
            };
            at = expression.tokens.end.max(at + 1);
            if let Time::After(days) = expression.time {
                let day = anchor.and_then(|anchor| back(anchor, -days));
                let day = day.and_then(|day| calendar::stretch(day, day, published));
                expression.time = day.map_or(Time::Untold, Time::On);
            }
            if let Time::On(edtf) = &expression.time {
                anchor = edtf.first_day().filter(|day| edtf.last_day() == Some(*day));
            }
            found.push(expression);
        }
    }
    found
}

/// The words before the core of an expression.
#[derive(Debug, Clone, Copy)]
struct Lead {
    /// Where the core starts.
    core: usize,
    /// A preposition was among them.
    placed: bool,
    /// One that stands before months and years.
    within: bool,
    /// "the" was the last of them.
    article: bool,
    /// "later".
    later: bool,
    /// "earlier".
    earlier: bool,
    /// "between".
    between: bool,
    part: Part,
}

/// "this", "last" and their like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    Any,
    This,
    Last,
}

/// What the core of an expression says, and the token after it.
type Read = Option<(Time, usize)>;

/// A first and a last day, each as month and day, and the token after them.
type DayRange = ((i8, i8), (i8, i8), usize);

fn on(edtf: Option<Edtf>) -> Time {
    edtf.map_or(Time::Never, Time::On)
}

/// Reads the expressions of one sentence.
struct Reader<'a> {
    tokens: &'a [Token],
    sentence: Range<usize>,
    published: Option<Date>,
}

impl Reader<'_> {
    fn word(&self, at: usize) -> &str {
        if self.sentence.contains(&at) { self.tokens.get(at).map_or("", |token| token.lower.as_str()) } else { "" }
    }

    fn is_kind(&self, at: usize, kind: TokenKind) -> bool {
        self.sentence.contains(&at) && self.tokens.get(at).is_some_and(|token| token.kind == kind)
    }

    fn is_capital(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.capital)
    }

    /// The expression that starts at token `at`.
    fn read(&self, at: usize) -> Option<Expression> {
        self.between(at)
            .or_else(|| self.barred(at))
            .or_else(|| self.counted(at))
            .or_else(|| self.anchored(at))
            .or_else(|| self.dated(at))
            .or_else(|| self.untold(at))
    }

    /// "until Monday", "since the end of October".
    fn barred(&self, at: usize) -> Option<Expression> {
        let word = self.word(at);
        let barred = listed(BARRED, word)
            && match word {
                "of" => at == self.sentence.start || !listed(DATED, self.word(at - 1)),
                "as" | "ahead" => self.word(at + 1) == "of",
                "to" => at == self.sentence.start || self.word(at - 1) != "according",
                _ => true,
            };
        if !barred {
            return None;
        }
        // "about two days ago".
        if matches!(word, "about" | "than") && self.counted(at + 1).is_some() {
            return None;
        }
        let mut place = at + 1;
        let found = loop {
            let found = self.counted(place).or_else(|| self.anchored(place)).or_else(|| self.dated(place));
            if found.is_some() || place > at + 5 || !listed(FILLERS, self.word(place)) {
                break found;
            }
            place += 1;
        };
        let end = match found {
            Some(found) => found.tokens.end,
            None if matches!(word, "next" | "coming" | "upcoming") && unit(self.word(at + 1)).is_some() => at + 2,
            None => return None,
        };
        Some(Expression { tokens: at..end, core: place, time: Time::Never })
    }

    /// "between 3 and 5 March", "between March and May 2022".
    fn between(&self, at: usize) -> Option<Expression> {
        (self.word(at) == "between").then(|| self.dated(at)).flatten()
    }

    /// "two days ago", "a week earlier".
    fn counted(&self, at: usize) -> Option<Expression> {
        let number = count(self.word(at));
        let (number, place) = match (self.word(at), self.word(at + 1), self.word(at + 2)) {
            ("a", "few", _) => (None, at + 2),
            ("a", "couple", "of") => (None, at + 3),
            ("several" | "few" | "many" | "some", ..) => (None, at + 1),
            _ if number.is_some() => (number, at + 1),
            _ => (None, at),
        };
        let unit = unit(self.word(place))?;
        let loose = at > self.sentence.start && listed(LOOSE, self.word(at - 1));
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
                // "two days after the attack": by another event, which the text may date or not.
                match days {
                    _ if self.is_kind(place + 2, TokenKind::Word) && matches!(word, "before" | "after") => Time::Never,
                    Some(days) if self.word(place + 2) != "than" => Time::After(sign * days),
                    _ => Time::Untold,
                }
            }
            _ => return None,
        };
        Some(Expression { tokens: at..place + 2, core: at, time })
    }

    fn ago(&self, number: Option<i16>, unit: Unit) -> Time {
        let Some(published) = self.published else { return Time::Untold };
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
        found.map_or(Time::Untold, Time::On)
    }

    /// "the same day", "later that evening", "the day before": by a day told before.
    fn anchored(&self, at: usize) -> Option<Expression> {
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
                    return Some(Expression { tokens: at..place + 3, core: place, time: Time::Never });
                }
                (if word == "before" { -1 } else { 1 }, 3)
            }
            ("the", "day", _) if place > at && matches!(self.word(place - 1), "in") && place > at + 1 => (0, 2),
            _ => return None,
        };
        Some(Expression { tokens: at..place + length, core: place, time: Time::After(days) })
    }

    /// "recently", "in recent weeks".
    fn untold(&self, at: usize) -> Option<Expression> {
        let length = match (self.word(at), self.word(at + 1), self.word(at + 2)) {
            ("in" | "over" | "during", "recent", word) if unit(word).is_some() => 3,
            ("in" | "over" | "during", "the", "past" | "last" | "recent") => 3,
            ("recently" | "previously" | "earlier" | "later" | "repeatedly" | "formerly" | "once" | "often", ..) => 1,
            _ => return None,
        };
        Some(Expression { tokens: at..at + length, core: at, time: Time::Untold })
    }

    /// A date, with the words before and after that belong to it.
    fn dated(&self, at: usize) -> Option<Expression> {
        let lead = self.lead(at);
        let core = lead.core;
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

    fn lead(&self, at: usize) -> Lead {
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
        while lead.core < at + LONGEST_LEAD && listed(LEADS, self.word(lead.core)) {
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
            lead.within |= listed("in during throughout between", self.word(lead.core));
            lead.placed |= lead.within || listed("on at over", self.word(lead.core));
            lead.article = self.word(lead.core) == "the";
            lead.core += 1;
        }
        lead
    }

    /// "this", "last", "this past" before a day or a month.
    fn which(&self, at: usize) -> (Which, usize) {
        match (self.word(at), self.word(at + 1)) {
            ("this" | "the", "past") => (Which::Last, at + 2),
            ("this", _) => (Which::This, at + 1),
            ("last" | "past", _) => (Which::Last, at + 1),
            _ => (Which::Any, at),
        }
    }

    /// A number written in digits alone, from 1 to 31, "rd" and the like allowed after it.
    fn day(&self, at: usize) -> Option<i8> {
        if !self.is_kind(at, TokenKind::Number) {
            return None;
        }
        day_in(self.word(at))
    }

    fn year_in(&self, at: usize) -> Option<i16> {
        let word = self.word(at);
        (word.len() == 4 && self.is_kind(at, TokenKind::Number))
            .then(|| word.parse().ok())
            .flatten()
            .filter(|year| (1800..=2100).contains(year))
    }

    /// The year of "January 29, 2023In a speech": pages that lost their paragraphs run on without a space.
    fn glued_year(&self, at: usize) -> Option<i16> {
        let (year, rest) = self.word(at).split_at_checked(4)?;
        let glued = rest.len() > 1 && rest.chars().all(char::is_alphabetic) && !listed("st nd rd th", rest);
        year.parse().ok().filter(|year| glued && (1800..=2100).contains(year))
    }

    /// The month that a capitalised word names.
    fn month_in(&self, at: usize) -> Option<i8> {
        month(self.word(at)).filter(|_| self.is_capital(at))
    }

    /// The token after a month's name, past the full stop of an abbreviation where something goes on after it.
    fn after_month(&self, at: usize) -> usize {
        let short = self.word(at).len() <= 4 && !matches!(self.word(at), "may" | "june" | "july");
        at + 1 + usize::from(short && self.word(at + 1) == "." && self.is_kind(at + 2, TokenKind::Number))
    }

    /// A year after a day or month, with or without a comma, or "last year"; the token after it.
    fn year_after(&self, at: usize) -> (Option<i16>, usize) {
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
    fn in_figures(&self, at: usize) -> Read {
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
            (Some(one), Some(other)) if one != other => Some((Time::Never, at + 5)),
            (one, other) => one.or(other).map(|date| says(date, at + 5)),
        }
    }

    /// "Tuesday", "last Friday", "Wednesday, October 23", "Monday and Tuesday".
    fn weekday(&self, lead: &Lead) -> Read {
        let (which, place) = self.which(lead.core);
        let wanted = weekday(self.word(place))?;
        let next = place + 1;
        if listed(PAPERS, self.word(next)) && self.is_capital(next) {
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
            ("next", _) => return Some((Time::Never, of + 2)),
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
    fn spelt_out(&self, at: usize) -> Read {
        let bracket = self.word(at) == "(";
        let place = at + usize::from(bracket || self.word(at) == ",");
        let place = place + usize::from(self.word(place) == "the");
        let (time, end) = self.calendar_days(place).or_else(|| self.in_figures(place))?;
        Some((time, end + usize::from(bracket && self.word(end) == ")")))
    }

    /// "October 23, 2024", "23rd of October", "March 3-5", "3 to 5 March", "March 30 to April 2".
    fn calendar_days(&self, at: usize) -> Read {
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
            None if year.is_some() => Some((Time::Never, end)),
            None => None,
        }
    }

    fn month_first(&self, at: usize) -> Option<DayRange> {
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

    fn day_first(&self, at: usize) -> Option<DayRange> {
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
    fn days(&self, at: usize, is_last: bool) -> Option<(i8, i8, usize)> {
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
            && !listed("in at on that to by when during as and but", self.word(at + 3));
        match last.filter(|_| !counts && (!is_last || self.month_in(at + 3).is_none())) {
            Some(last) => Some((first, last, at + 3)),
            None => Some((first, first, at + 1)),
        }
    }

    /// "on the 23rd of this month", "on the 3rd".
    fn day_of_this_month(&self, lead: &Lead) -> Read {
        let at = lead.core;
        let day =
            self.day(at).filter(|_| lead.article && lead.placed && self.word(at).ends_with(char::is_alphabetic))?;
        let published = self.published?;
        let of = at + 1 + usize::from(self.word(at + 1) == "of");
        let (ago, end) = match (self.word(of), self.word(of + 1)) {
            ("this", "month") => (0, of + 2),
            ("last", "month") => (1, of + 2),
            _ if self.is_kind(at + 1, TokenKind::Word) => return None,
            _ => (i32::from(day > published.day()), at + 1),
        };
        let month = published.first_of_month().checked_sub(jiff::Span::new().months(ago)).ok()?;
        let date = Date::new(month.year(), month.month(), day).ok();
        Some((on(date.and_then(|date| calendar::stretch(date, date, Some(published)))), end))
    }

    /// "in October", "mid-October 2022", "last May", "between March and May".
    fn month(&self, lead: &Lead) -> Read {
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
    fn year(&self, lead: &Lead) -> Read {
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
    fn counts_things(&self, at: usize) -> bool {
        let word = self.word(at);
        self.is_kind(at, TokenKind::Word)
            && !self.is_capital(at)
            && (word.len() > 3 && word.ends_with('s') && !matches!(word, "this" | "says")
                || matches!(word, "men" | "people"))
    }

    /// "in the spring of 2022", "last summer".
    fn season(&self, lead: &Lead) -> Read {
        let (which, place) = self.which(lead.core);
        let season = season(self.word(place))?;
        let (year, end) = self.year_after(place + 1);
        let named =
            year.is_some() || which != Which::Any || lead.placed && lead.article && self.word(place + 1) != "of";
        if !named || lead.later {
            return named.then_some((Time::Never, end));
        }
        let found = calendar::season(season, year, which == Which::Last, self.published);
        // "this winter", printed in autumn: still to come.
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
    fn near(&self, lead: &Lead) -> Read {
        let (at, published) = (lead.core, self.published?);
        // A programme is named "Today".
        if self.is_capital(at) && at > self.sentence.start && self.is_kind(at - 1, TokenKind::Word) {
            return None;
        }
        let day = |days: i64| on(back(published, days).map(Edtf::day));
        Some(match (self.word(at), self.word(at + 1)) {
            ("yesterday", _) => self.spelt_out(at + 1).unwrap_or((day(1), at + 1)),
            ("tomorrow", _) => (Time::Never, at + 1),
            ("today" | "tonight", _) if lead.later => (Time::Never, at + 1),
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
    fn unit(&self, lead: &Lead) -> Read {
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
            // "over the past week" is how long, not when.
            Which::Last if self.word(place - 1) == "past" || lead.article => return Some((Time::Untold, end)),
            Which::Last => 1,
            Which::This if lead.later => return Some((Time::Never, end)),
            Which::This => 0,
            Which::Any if of_this && lead.later => return Some((Time::Never, end)),
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
