//! Days of publication, in the forms that files and pages write them.

use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::{Date, DateTime};

use crate::domain::Published;
use crate::lexicon::{Lexicon, class_of};

/// A longer line with a day in it is running text.
const LONGEST_LINE: usize = 100;

/// Words of a line of a date that are neither known nor numbers: names of places and people.
const MOST_NAMES: usize = 3;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

static WORDS: LazyLock<Lexicon> = LazyLock::new(|| {
    let classes = [&MONTHS[..], &["published", "changed", "label", "joint", "weekday", "zone"]].concat();
    Lexicon::built_in("ingest/dates.tsv", include_str!("dates.tsv"), &classes)
});

/// How the names of the months begin, with their numbers.
static BEGINNINGS: LazyLock<Vec<(&str, i8)>> = LazyLock::new(|| {
    (1..).zip(MONTHS).flat_map(|(month, name)| WORDS.entries(name).map(move |start| (start, month))).collect()
});

/// Whether a text says that the day in it is the day of publication; `text` is in small letters.
pub(super) fn says_published(text: &str) -> bool {
    WORDS.entries("published").any(|word| text.contains(word))
}

/// A date as [`Published`] parses it, or in one of the unmistakable forms that people and tools write.
///
/// Forms like 03/04/2024 are not parsed: nobody can tell the day from the month. [`Order`] decides for a whole column.
pub(super) fn published(text: &str) -> Option<Published> {
    const DAYS: [&str; 8] =
        ["%B %d, %Y", "%b %d, %Y", "%b. %d, %Y", "%d %B %Y", "%d %b %Y", "%Y/%m/%d", "%Y%m%d", "%A, %B %d, %Y"];
    const TIMES: [&str; 4] = ["%Y%m%dT%H%M%SZ", "%Y%m%d%H%M%S", "%Y-%m-%d %H:%M:%S %Z", "%Y/%m/%d %H:%M:%S"];
    let text = text.trim();
    // "Oct 2024" is no day of the year 24.
    let iso = |date: Date| Published::parse(&date.to_string()).ok().filter(|_| date.year() > 999);
    Published::parse(text)
        .ok()
        .or_else(|| DAYS.iter().find_map(|form| Date::strptime(form, text).ok()).and_then(iso))
        .or_else(|| TIMES.iter().find_map(|form| DateTime::strptime(form, text).ok()).and_then(|at| iso(at.date())))
        .or_else(|| {
            // The form of feeds and of mail with a wrong day of the week or an unknown time zone.
            let rest = text.split_once(", ").map_or(text, |(_, rest)| rest);
            let words: Vec<&str> = rest.split_whitespace().take(3).collect();
            ["%d %b %Y", "%d %B %Y", "%b %d %Y"]
                .iter()
                .find_map(|form| Date::strptime(form, words.join(" ")).ok())
                .and_then(iso)
        })
        .or_else(|| {
            // The form of news agencies ("20241024T064011+0200").
            let (day, rest) = text.split_at_checked(8)?;
            rest.starts_with('T').then(|| Date::strptime("%Y%m%d", day).ok()).flatten().and_then(iso)
        })
        .or_else(|| {
            // A time stamp that is ISO 8601 but for its end ("2024-10-24T06:40:11 EST").
            let (day, rest) = text.split_at_checked(10)?;
            (rest.starts_with(['T', ' ', '+']) || rest == "Z").then(|| Published::parse(day).ok()).flatten()
        })
        .or_else(|| Numbers::at_start(text)?.day(None).and_then(iso))
        .or_else(|| written(text).and_then(iso))
        .or_else(|| unix_time(text).and_then(iso))
}

/// The day of a text that holds a day, and beside it at most a day of the week, a time, its zone and words of dates:
/// "Thu Oct 24 08:00:00 GMT 2024", "24-Oct-2024", "Oct 24, 2024, 8:00 AM EDT".
fn written(text: &str) -> Option<Date> {
    if text.len() > LONGEST_LINE {
        return None;
    }
    // "GMT+0000 (Coordinated Universal Time)".
    let text = match text.split_once('(') {
        Some((day, name)) if name.ends_with(')') => day,
        _ => text,
    };
    let small = |token: &str| token.to_lowercase().trim_matches(['.', ':', ';', '–', '—', '-', '/']).to_owned();
    let known = |token: &str| {
        let word = small(token);
        word.is_empty()
            || is_time(&word)
            || class_of!(WORDS, "label").has(&word)
            || class_of!(WORDS, "zone").has(word.split(['+', '-']).next().unwrap_or_default())
            || WORDS.entries("published").any(|start| word.starts_with(start))
            || WORDS.entries("weekday").any(|start| names_weekday(&word, start)) && month(&word).is_none()
    };
    let parts = parted(text);
    let tokens: Vec<&str> = tokens(&parts).into_iter().filter(|token| !known(token)).collect();
    let (place, day) = first_day(&tokens)?;
    // "Mar" is a Tuesday in four languages.
    let other =
        |token: &&&str| !class_of!(WORDS, "weekday").has(&small(token)) && !class_of!(WORDS, "joint").has(token);
    let whole = |token: &&str| {
        let letters = token.trim_start_matches(|c: char| !c.is_alphabetic());
        letters.len() == token.len() || matches!(letters, "" | "st" | "nd" | "rd" | "th")
    };
    let alone = tokens[..place.start].iter().find(other).is_none() && tokens.len() == place.end;
    (alone && tokens[place].iter().all(whole)).then_some(day)
}

/// True for a day of the week, whole or cut after its first letters; two letters are a short form and no beginning.
fn names_weekday(word: &str, start: &str) -> bool {
    word == start || start.chars().count() > 2 && word.starts_with(start)
}

/// A text whose days in one word are three: "24-Oct-2024", "24/Oct/24".
fn parted(text: &str) -> String {
    let part = |token: &str| {
        let parts: Vec<&str> = token.split(['-', '/', '.']).collect();
        match parts.as_slice() {
            [day, name, year]
                if month(name).is_some() && !day.is_empty() && day.bytes().all(|byte| byte.is_ascii_digit()) =>
            {
                let short = year.len() == 2 && year.bytes().all(|byte| byte.is_ascii_digit());
                format!("{day} {name} {}{year}", if short { "20" } else { "" })
            }
            [name, day, year] if month(name).is_some() => format!("{name} {day} {year}"),
            _ => token.to_owned(),
        }
    };
    text.split_whitespace().map(part).collect::<Vec<_>>().join(" ")
}

/// "08:00", "8.00am", "18h30", "08:00:00.000Z", "+0200".
fn is_time(word: &str) -> bool {
    if let Some(offset) = word.strip_prefix(['+', '-']) {
        return offset.bytes().all(|byte| byte.is_ascii_digit() || byte == b':') && (2..=6).contains(&offset.len());
    }
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '.');
    let (time, offset) = digits.split_once(['+', '-']).unwrap_or((digits, ""));
    let parts: Vec<&str> = time.split([':', '.', 'h']).collect();
    let number = |part: &&str| part.len() <= 2 && !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let rest = &word[digits.len()..];
    let half = matches!(rest, "am" | "pm" | "a.m" | "p.m");
    let clock = parts.iter().take(2).all(number) && parts.len() > 1 && !time.contains('-');
    let fraction = parts.get(3).is_none_or(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    offset.bytes().all(|byte| byte.is_ascii_digit() || byte == b':')
        && (clock
            && parts.len() <= 4
            && fraction
            && parts.get(2).is_none_or(number)
            && !(parts.len() == 3 && time.contains('.') && !time.contains(':')))
        && (rest.is_empty() || half || matches!(rest, "z" | "h"))
        || half && parts.len() == 1 && number(&digits)
}

/// The day of a number of seconds since 1970, or of milliseconds, microseconds or nanoseconds, in universal time.
///
/// Ten digits that begin with 20 are a day and an hour for whoever wrote them, since as seconds they lie years ahead.
fn unix_time(text: &str) -> Option<Date> {
    let whole = text.split_once('.').filter(|(_, rest)| rest.bytes().all(|byte| byte.is_ascii_digit()));
    let digits = whole.map_or(text, |(whole, _)| whole);
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if digits.starts_with("20") && matches!(digits.len(), 10 | 12) {
        return Date::strptime("%Y%m%d", digits.get(..8)?).ok();
    }
    let number: i64 = digits.parse().ok()?;
    let seconds = match digits.len() {
        9 | 10 => number,
        12 | 13 => number / 1_000,
        15 | 16 => number / 1_000_000,
        18 | 19 => number / 1_000_000_000,
        _ => return None,
    };
    let day = jiff::Timestamp::from_second(seconds).ok()?.to_zoned(jiff::tz::TimeZone::UTC).date();
    is_sensible(&day.year()).then_some(day)
}

/// A day in numbers with the year at its end: 24/10/2024, 24.10.2024, 10-24-2024.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numbers {
    first: i8,
    second: i8,
    year: i16,
}

/// Which of the first two numbers of a day is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    DayFirst,
    MonthFirst,
}

impl Numbers {
    fn of(token: &str) -> Option<Self> {
        let parts: Vec<&str> = token.split(['.', '/', '-']).collect();
        let [first, second, year] = parts.as_slice() else { return None };
        let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !parts.iter().all(is_number) {
            return None;
        }
        let year = year.parse().ok().filter(is_sensible)?;
        Some(Self { first: first.parse().ok()?, second: second.parse().ok()?, year })
    }

    /// The numbers that a text begins with, where only a time of day follows.
    pub(super) fn at_start(text: &str) -> Option<Self> {
        let (day, rest) = text.split_once([' ', ',', 'T']).unwrap_or((text, ""));
        let is_time = rest.is_empty() || rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
        Self::of(day).filter(|_| is_time)
    }

    /// The order that the numbers themselves tell: no month is larger than 12.
    pub(super) fn order(self) -> Option<Order> {
        match (self.first > 12, self.second > 12) {
            (true, false) => Some(Order::DayFirst),
            (false, true) => Some(Order::MonthFirst),
            _ => None,
        }
    }

    /// The day, in the order that the numbers tell, else in the one that is known from elsewhere. 4/4/2024 needs none.
    pub(super) fn day(self, known: Option<Order>) -> Option<Date> {
        let same = (self.first == self.second).then_some(Order::DayFirst);
        let (day, month) = match self.order().or(same).or(known)? {
            Order::DayFirst => (self.first, self.second),
            Order::MonthFirst => (self.second, self.first),
        };
        Date::new(self.year, month, day).ok()
    }
}

/// The order that all days of a column agree on; `None` where none tells, or where they do not agree.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Column {
    day_first: bool,
    month_first: bool,
}

impl Column {
    /// Takes account of one value.
    pub(super) fn see(&mut self, value: &str) {
        match Numbers::at_start(value.trim()).and_then(Numbers::order) {
            Some(Order::DayFirst) => self.day_first = true,
            Some(Order::MonthFirst) => self.month_first = true,
            None => {}
        }
    }

    pub(super) fn order(self) -> Option<Order> {
        match (self.day_first, self.month_first) {
            (true, false) => Some(Order::DayFirst),
            (false, true) => Some(Order::MonthFirst),
            _ => None,
        }
    }
}

/// A line that holds a day and little else.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct DateLine {
    /// The day in ISO form; as printed where day and month cannot be told apart.
    pub(super) day: String,
    /// Whether it says that this is the day of publication.
    pub(super) is_labelled: bool,
}

/// The day of a line of its own: "Tarn, 2 March 2025", "Published 14 March 2026", "08/03/2025".
///
/// Beside the day there may be names, known words and a time. A line that says that it is the day of a change is none.
pub(super) fn line(line: &str) -> Option<DateLine> {
    if line.len() > LONGEST_LINE || line.ends_with(['!', '?', '”', '"']) {
        return None;
    }
    let tokens = tokens(line);
    let ambiguous = || {
        let at = tokens.iter().position(|token| Numbers::of(token).is_some())?;
        Some((at..at + 1, tokens[at].to_owned()))
    };
    let (place, day) = first_day(&tokens).map(|(place, day)| (place, day.to_string())).or_else(ambiguous)?;
    let (before, after) = (&tokens[..place.start], &tokens[place.end..]);
    let small = |token: &&str| token.to_lowercase().trim_matches(['.', ':', ';', '–', '—', '-', '/']).to_owned();
    if before.iter().map(small).any(|word| class_of!(WORDS, "changed").has(&word)) {
        return None;
    }
    let is_labelled =
        before.iter().map(small).any(|word| WORDS.entries("published").any(|start| word.starts_with(start)));
    let mut names = 0;
    let mut fits = |token: &&str| {
        let word = small(token);
        let is_known = word.is_empty()
            || class_of!(WORDS, "label").has(&word)
            || class_of!(WORDS, "zone").has(&word)
            || WORDS.entries("published").any(|start| word.starts_with(start))
            || word.starts_with(|c: char| c.is_ascii_digit());
        names += usize::from(!is_known);
        is_known || names <= MOST_NAMES && token.starts_with(char::is_uppercase)
    };
    let fits = before.iter().all(&mut fits) && (is_labelled || after.iter().all(&mut fits));
    fits.then_some(DateLine { day, is_labelled })
}

/// The first day written in a line: "24 October 2024", "Oct. 24, 2024", "2024-10-24", "24.10.2024".
///
/// 03/04/2024 is not parsed: nobody can tell the day from the month.
pub(super) fn in_words(line: &str) -> Option<Date> {
    first_day(&tokens(line)).map(|(_, day)| day)
}

fn tokens(line: &str) -> Vec<&str> {
    line.split(|c: char| c.is_whitespace() || ",()|•·".contains(c)).filter(|token| !token.is_empty()).collect()
}

/// The first day among the words of a line, and which words it is made of.
fn first_day(tokens: &[&str]) -> Option<(Range<usize>, Date)> {
    let number = |token: &str| token.trim_end_matches(|c: char| !c.is_ascii_digit()).parse::<i16>().ok();
    let day = |token: &str| {
        number(token).filter(|day| (1..=31).contains(day) && token.starts_with(|c: char| c.is_ascii_digit()))
    };
    let year = |token: &str| number(token).filter(|year| is_sensible(year) && token.len() <= 5);
    let made = |year: i16, month: i8, day: i16| Date::new(year, month, i8::try_from(day).ok()?).ok();
    (0..tokens.len()).find_map(|at| {
        if let Some(found) = in_numbers(tokens[at]) {
            return Some((at..at + 1, found));
        }
        // "24. Oktober 2024", "24 de octubre de 2024".
        let parts = (at..tokens.len()).filter(|part| !class_of!(WORDS, "joint").has(tokens[*part])).take(3);
        let parts: Vec<usize> = parts.collect();
        let [first, second, third] = parts.as_slice() else { return None };
        let (first, second, last) = (tokens[*first], tokens[*second], tokens[*third]);
        let found = match (month(first), month(second)) {
            (_, Some(month)) => day(first).zip(year(last)).and_then(|(day, year)| made(year, month, day)),
            (Some(month), None) => day(second).zip(year(last)).and_then(|(day, year)| made(year, month, day)),
            _ => None,
        };
        Some((at..third + 1, found?))
    })
}

fn month(token: &str) -> Option<i8> {
    let token = token.to_lowercase();
    let letters = token.trim_end_matches('.').chars().all(char::is_alphabetic) && token.chars().count() >= 3;
    let found = BEGINNINGS.iter().find(|(start, _)| token.starts_with(start));
    found.filter(|_| letters).map(|(_, month)| *month)
}

/// A day in numbers, where the month can be told from the day.
fn in_numbers(token: &str) -> Option<Date> {
    let token = token.trim_end_matches(|c: char| !c.is_ascii_digit());
    if matches!(token.get(4..5), Some("-" | "/" | ".")) {
        let day = token.get(..10)?.replace(['/', '.'], "-");
        return iso(&day).filter(|_| token.len() == 10 || token.as_bytes()[10] == b'T');
    }
    Numbers::of(token)?.day(None)
}

/// A day in ISO form, in a year that an article can be from.
pub(super) fn iso(day: &str) -> Option<Date> {
    day.parse::<Date>().ok().filter(|day| is_sensible(&day.year()))
}

/// Returns the day of a time stamp, as a word before the time that is shown without it ("18.40").
pub(super) fn of_clock(stamp: &str, shown: &str) -> Option<String> {
    let is_clock = shown.contains([':', '.']) && shown.chars().filter(char::is_ascii_digit).count() <= 4;
    let letters = shown.chars().filter(|c| c.is_alphabetic()).count();
    let day = iso(stamp.trim().get(..10)?)?;
    (is_clock && letters <= 4).then(|| format!("{day} "))
}

/// Whether a number can be the year of a page: earlier and later ones are mostly numbers of something else.
fn is_sensible(year: &i16) -> bool {
    (1981..2100).contains(year)
}

#[cfg(test)]
mod tests;
