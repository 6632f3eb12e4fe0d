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
    let classes = [&MONTHS[..], &["published", "changed", "label", "joint"]].concat();
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
    let iso = |date: Date| Published::parse(&date.to_string()).ok();
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
            rest.starts_with(['T', ' ']).then(|| Published::parse(day).ok()).flatten()
        })
        .or_else(|| Numbers::at_start(text)?.day(None).and_then(iso))
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
    if token.get(4..5) == Some("-") {
        return iso(token.get(..10)?).filter(|_| token.len() == 10 || token.as_bytes()[10] == b'T');
    }
    Numbers::of(token)?.day(None)
}

/// A day in ISO form, in a year that an article can be from.
pub(super) fn iso(day: &str) -> Option<Date> {
    day.parse::<Date>().ok().filter(|day| is_sensible(&day.year()))
}

/// Whether a number can be the year of a page: earlier and later ones are mostly numbers of something else.
fn is_sensible(year: &i16) -> bool {
    (1981..2100).contains(year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_people_write_them() {
        for text in [
            "2024-10-24",
            "2024-10-24 00:00:00",
            "2024-10-24 00:00:00+00:00",
            "2024-10-24T06:40:11+0000",
            "2024-10-24T06:40:11.000Z",
            "20241024T063000Z",
            "20241024063000",
            "20241024",
            "2024/10/24",
            "October 24, 2024",
            "Oct 24, 2024",
            "Oct. 24, 2024",
            "24 October 2024",
            "Thursday, October 24, 2024",
            "2024-10-24T06:40:11 EST",
            "Thu, 24 Oct 2024 06:40:11 GMT",
            "Tue, 24 Oct 2024 06:40:11 GMT",
            "Thu, 24 Oct 2024 06:40 CEST",
            "24 Oct 2024 06:40:11 +0200",
            "Thu, Oct 24 2024 06:40:11 PM",
            "20241024T064011+0200",
            "20241024T064011Z",
            "24/10/2024",
            "10/24/2024 06:40",
        ] {
            let found = published(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(found.day().to_string(), "2024-10-24", "{text}");
        }
        for text in ["", "10/11/2024", "Tuesday", "2024", "2024-10-24x", "2024-02-30", "24/10/2024 Sarn"] {
            assert_eq!(published(text), None, "{text}");
        }
    }

    #[test]
    fn days_in_words() {
        for (line, expected) in [
            ("Published 24 October 2024", Some("2024-10-24")),
            ("Published: Oct. 24, 2024 at 10:15 a.m.", Some("2024-10-24")),
            ("Thursday, October 24th, 2024", Some("2024-10-24")),
            ("24. Oktober 2024, 18:41 Uhr", Some("2024-10-24")),
            ("Publicado el 24 de octubre de 2024", Some("2024-10-24")),
            ("Publié le 24 août 2024 à 10h", Some("2024-08-24")),
            ("24.10.2024", Some("2024-10-24")),
            ("10/24/2024", Some("2024-10-24")),
            ("2024-10-24 10:15", Some("2024-10-24")),
            ("04/04/2024", Some("2024-04-04")),
            ("03/04/2024", None),
            ("31 February 2024", None),
            ("24 people in 2024", None),
            ("", None),
        ] {
            assert_eq!(in_words(line).map(|day| day.to_string()).as_deref(), expected, "{line}");
        }
    }

    #[test]
    fn lines_of_dates() {
        for (text, expected) in [
            ("Tarn, 2 March 2025", Some(("2025-03-02", false))),
            ("2 March 2025", Some(("2025-03-02", false))),
            ("TARN, Sarn (Northern Wire) – March 2, 2025", None),
            ("Tarn, Sarn – March 2, 2025, 14:20 GMT", Some(("2025-03-02", false))),
            ("Published 14 March 2026", Some(("2026-03-14", true))),
            ("Published: March 14, 2026 at 10:15 a.m.", Some(("2026-03-14", true))),
            ("Posted on 14/03/2026 in Politics, and updated later", Some(("2026-03-14", true))),
            ("By Ida Lund | 14 March 2026", Some(("2026-03-14", false))),
            ("2026-03-14", Some(("2026-03-14", false))),
            ("Date: 08/03/2025", Some(("08/03/2025", false))),
            ("Updated 14 March 2026", None),
            ("The ferry sank on 2 March 2025", None),
            ("2 March 2025 was a day of rain.", None),
            ("Battle of Marrow Ford, 2 March 2025", None),
            ("Rain Falls On All Of Sarn, 2 March 2025", None),
            ("Rain at dawn", None),
            ("Chapter 2/3/4", None),
        ] {
            let expected = expected.map(|(day, is_labelled)| DateLine { day: day.to_owned(), is_labelled });
            assert_eq!(line(text), expected, "{text}");
        }
    }

    #[test]
    fn a_column_tells_the_order_where_its_days_agree() {
        let order = |days: &[&str]| {
            let mut column = Column::default();
            days.iter().for_each(|day| column.see(day));
            column.order()
        };
        assert_eq!(order(&["08/03/2025", " 25/03/2025 14:20"]), Some(Order::DayFirst));
        assert_eq!(order(&["08/03/2025", "03/25/2025"]), Some(Order::MonthFirst));
        assert_eq!(order(&["25/03/2025", "03/25/2025"]), None);
        assert_eq!(order(&["08/03/2025", "yesterday", ""]), None);
        let day = |text: &str, order| {
            Numbers::at_start(text).and_then(|numbers| numbers.day(order)).map(|day| day.to_string())
        };
        assert_eq!(day("08/03/2025", Some(Order::DayFirst)).as_deref(), Some("2025-03-08"));
        assert_eq!(day("08/03/2025", Some(Order::MonthFirst)).as_deref(), Some("2025-08-03"));
        assert_eq!(day("08/03/2025", None), None);
    }
}
