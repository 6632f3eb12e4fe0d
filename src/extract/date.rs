//! When something was said: words of time in the attribution, read against the publication day.

use std::ops::Range;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::attribution::RawAttribution;
use super::segment::Segmented;
use super::tokens::TokenKind;
use crate::domain::{Edtf, Span};

/// True for words of a day or a stretch of days ("tuesday", "october", "yesterday", "week").
pub(super) fn is_day_word(word: &str) -> bool {
    weekday(word).is_some()
        || (month(word).is_some() && !matches!(word, "may" | "mar" | "jun" | "jul"))
        || matches!(
            word,
            "yesterday"
                | "today"
                | "tonight"
                | "week"
                | "month"
                | "weekend"
                | "morning"
                | "afternoon"
                | "evening"
                | "night"
                | "overnight"
                | "midnight"
                | "noon"
                | "year"
                | "tomorrow"
        )
}

fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => return None,
    })
}

fn month(word: &str) -> Option<i8> {
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
    let at = MONTHS
        .iter()
        .position(|month| *month == word || (word.len() >= 3 && word.len() <= 4 && month.starts_with(word)))?;
    i8::try_from(at + 1).ok()
}

/// The date in the attribution of `raw`: outside every content of its sentence, nearest to the cue.
pub(super) fn said(
    document: &Segmented<'_>,
    raws: &[RawAttribution],
    raw: &RawAttribution,
    published: Option<Date>,
) -> Option<(Edtf, Span)> {
    let cue = raw.cue.first()?;
    let raws = super::attribution::of_sentence(raws, raw.sentence);
    let sentence = document.sentences[raw.sentence].tokens.clone();
    let contents: Vec<&Span> =
        raws.iter().filter(|other| other.sentence == raw.sentence).flat_map(|other| &other.content).collect();
    let others: Vec<&Span> = raws
        .iter()
        .filter(|other| other.sentence == raw.sentence && other.cue != raw.cue && other.mention != raw.mention)
        .flat_map(|other| &other.cue)
        .collect();
    let mut best: Option<(usize, Edtf, Span)> = None;
    let mut at = sentence.start;
    while at < sentence.end {
        let span = document.tokens[at].span;
        let outside = !contents.iter().any(|content| content.overlaps(&span)) && document.quoted[at].is_none()
            || raw.inside.is_none()
                && !raw.content.iter().any(|content| content.overlaps(&span))
                && document.quoted[at].is_none()
                && !contents.iter().any(|content| content.overlaps(&span));
        if outside && let Some((edtf, used)) = expression(document, at, sentence.clone(), published) {
            let place = document.tokens[used.start].span.start;
            // Another cue between the date and this cue has the better claim to it.
            let between = others.iter().any(|other| (other.start > place) != (other.start > cue.start));
            let distance = if place > cue.start { place - cue.start } else { (cue.start - place) * 2 };
            if !between && best.as_ref().is_none_or(|(nearest, ..)| distance < *nearest) {
                let start = document.tokens[used.start].span.start;
                let end = document.tokens[used.end - 1].span.end;
                best = Some((distance, edtf, Span::new(start, end)));
            }
            at = used.end;
        } else {
            at += 1;
        }
    }
    best.map(|(_, edtf, span)| (edtf, span))
}

/// The expression of time that starts at token `at`, with the tokens it takes up.
fn expression(
    document: &Segmented<'_>,
    at: usize,
    sentence: Range<usize>,
    published: Option<Date>,
) -> Option<(Edtf, Range<usize>)> {
    let word = |at: usize| {
        if at < sentence.end { document.tokens.get(at).map_or("", |token| token.lower.as_str()) } else { "" }
    };
    let number = |at: usize| -> Option<i16> {
        document.tokens.get(at).filter(|token| at < sentence.end && token.kind == TokenKind::Number)?;
        word(at).trim_end_matches(|c: char| c.is_alphabetic()).parse().ok()
    };
    let day_number = |at: usize| number(at).filter(|day| (1..=31).contains(day)).and_then(|day| i8::try_from(day).ok());
    let capital = |at: usize| document.tokens.get(at).is_some_and(|token| token.capital);
    let mut start = at;
    // The preposition belongs to the words shown.
    if matches!(word(at), "on" | "in") {
        start = at + 1;
    }
    let part = match word(start) {
        "early" => Some((1, 10)),
        "mid" | "mid-" => Some((11, 20)),
        "late" => Some((21, 31)),
        _ => None,
    };
    let body = start + usize::from(part.is_some());
    if let Some(rest) = word(start).strip_prefix("mid-").and_then(month).filter(|_| part.is_none()) {
        return Some((month_part(rest, year_after(&number, start + 1), (11, 20), published)?, at..start + 1));
    }
    // "October 23", "October 23, 2024", "October".
    if let Some(month_number) = month(word(body)).filter(|_| capital(body)) {
        let after = body + 1 + usize::from(word(body + 1) == ".");
        if let Some(day) = day_number(after).filter(|_| part.is_none()) {
            let comma = usize::from(word(after + 1) == ",");
            let year = number(after + 1 + comma).filter(|year| (1900..=2100).contains(year));
            let end = if year.is_some() { after + 2 + comma } else { after + 1 };
            return Some((day_of(month_number, day, year, published)?, at..end));
        }
        let year = year_after(&number, after);
        let end = after + usize::from(year.is_some());
        let range = part.unwrap_or((1, 31));
        let spoken = start > at || part.is_some() || matches!(word(at.wrapping_sub(1)), "this" | "last" | "of");
        return if spoken { Some((month_part(month_number, year, range, published)?, at..end)) } else { None };
    }
    // "23 October 2024", "23rd of October".
    if let Some(day) = day_number(start).filter(|_| part.is_none()) {
        let of = usize::from(word(start + 1) == "of");
        if let Some(month_number) = month(word(start + 1 + of)).filter(|_| capital(start + 1 + of)) {
            let after = start + 2 + of;
            let comma = usize::from(word(after) == ",");
            let year = number(after + comma).filter(|year| (1900..=2100).contains(year));
            let end = if year.is_some() { after + comma + 1 } else { after };
            return Some((day_of(month_number, day, year, published)?, at..end));
        }
    }
    let published = published?;
    let monday = |day: Date| day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days()).ok();
    if let Some(wanted) = weekday(word(body)) {
        let back = i64::from(wanted.until(published.weekday()));
        let next = word(body + 1);
        let mut end = body + 1;
        while matches!(word(end), "morning" | "evening" | "night" | "afternoon") {
            end += 1;
        }
        if matches!(word(start.wrapping_sub(1)), "next" | "until" | "by" | "since" | "from") && start == at
            || next == "next"
        {
            return None;
        }
        return Some((Edtf::day(published.checked_sub(back.days()).ok()?), at..end));
    }
    match (word(start), word(start + 1), word(start + 2)) {
        ("yesterday", ..) => Some((Edtf::day(published.checked_sub(1.day()).ok()?), at..start + 1)),
        ("today" | "tonight", ..) => Some((Edtf::day(published), at..start + 1)),
        ("last", "week", _) => {
            let first = monday(published)?.checked_sub(7.days()).ok()?;
            Some((Edtf::interval(first, first.checked_add(6.days()).ok()?), at..start + 2))
        }
        ("earlier", "this", "week") => Some((Edtf::interval(monday(published)?, published), at..start + 3)),
        ("this", "week", _) => Some((Edtf::interval(monday(published)?, published), at..start + 2)),
        ("earlier", "this", "month") => Some((Edtf::interval(published.first_of_month(), published), at..start + 3)),
        ("early", "this", "month") => Some((in_month(published, (1, 10), published)?, at..start + 3)),
        ("late" | "later", "last", "month") => {
            Some((in_month(published.first_of_month().checked_sub(1.day()).ok()?, (21, 31), published)?, at..start + 3))
        }
        ("early", "last", "month") => {
            Some((in_month(published.first_of_month().checked_sub(1.day()).ok()?, (1, 10), published)?, at..start + 3))
        }
        ("this", "month", _) => Some((Edtf::interval(published.first_of_month(), published), at..start + 2)),
        ("last", "month", _) => {
            Some((in_month(published.first_of_month().checked_sub(1.day()).ok()?, (1, 31), published)?, at..start + 2))
        }
        ("this", "morning" | "afternoon" | "evening", _) => Some((Edtf::day(published), at..start + 2)),
        ("last", "night", _) => Some((Edtf::day(published.checked_sub(1.day()).ok()?), at..start + 2)),
        _ => None,
    }
}

fn year_after(number: &impl Fn(usize) -> Option<i16>, at: usize) -> Option<i16> {
    number(at).filter(|year| (1900..=2100).contains(year))
}

/// A day; without a year the latest one not after publication.
fn day_of(month: i8, day: i8, year: Option<i16>, published: Option<Date>) -> Option<Edtf> {
    match (year, published) {
        (Some(year), _) => Date::new(year, month, day).ok().map(Edtf::day),
        (None, Some(published)) => (0..5)
            .filter_map(|back| Date::new(published.year() - back, month, day).ok())
            .find(|date| *date <= published)
            .map(Edtf::day),
        (None, None) => Date::new(2024, month, day).ok().map(|_| Edtf::day_of_unknown_year(month, day)),
    }
}

/// The first ten days of a month, the next ten, or the rest; the latest such month that began before publication.
fn month_part(month: i8, year: Option<i16>, days: (i8, i8), published: Option<Date>) -> Option<Edtf> {
    let year = match (year, published) {
        (Some(year), _) => year,
        (None, Some(published)) if month <= published.month() => published.year(),
        (None, Some(published)) => published.year() - 1,
        (None, None) => return None,
    };
    in_month(Date::new(year, month, 1).ok()?, days, published.unwrap_or(Date::MAX))
}

/// The days `first..=last` of the month of `date`, none after `limit` unless all are.
fn in_month(date: Date, (first, last): (i8, i8), limit: Date) -> Option<Edtf> {
    let last = last.min(date.days_in_month());
    let (first, last) =
        (Date::new(date.year(), date.month(), first).ok()?, Date::new(date.year(), date.month(), last).ok()?);
    let last = if first <= limit { last.min(limit) } else { last };
    Some(Edtf::interval(first, last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::segment::segment;

    #[track_caller]
    fn check(words: &str, published: Option<&str>, expected: Option<&str>) {
        let document = segment(words);
        let published = published.map(|day| day.parse().unwrap());
        let found =
            (0..document.tokens.len()).find_map(|at| expression(&document, at, 0..document.tokens.len(), published));
        assert_eq!(found.map(|(edtf, _)| edtf.to_string()).as_deref(), expected, "{words}");
    }

    #[test]
    fn words_of_time_are_read_against_the_publication_day() {
        // A Thursday.
        let published = Some("2024-10-24");
        for (words, expected) in [
            ("said on October 23", "2024-10-23"),
            ("said on 23 October", "2024-10-23"),
            ("said on Oct. 23", "2024-10-23"),
            ("said on October 25", "2023-10-25"),
            ("said on March 3, 2022", "2022-03-03"),
            ("said on 3 March 2022", "2022-03-03"),
            ("said Tuesday", "2024-10-22"),
            ("said on Thursday", "2024-10-24"),
            ("said late on Friday", "2024-10-18"),
            ("said on Sunday night", "2024-10-20"),
            ("said yesterday", "2024-10-23"),
            ("said today", "2024-10-24"),
            ("In early October", "2024-10-01/2024-10-10"),
            ("in mid-October", "2024-10-11/2024-10-20"),
            ("in late September", "2024-09-21/2024-09-30"),
            ("in late October", "2024-10-21/2024-10-24"),
            ("in December", "2023-12-01/2023-12-31"),
            ("said last week", "2024-10-14/2024-10-20"),
            ("said earlier this week", "2024-10-21/2024-10-24"),
            ("said early this month", "2024-10-01/2024-10-10"),
            ("said last month", "2024-09-01/2024-09-30"),
        ] {
            check(words, published, Some(expected));
        }
        check("he may say 40 things", published, None);
        check("on February 30", published, None);
    }

    #[test]
    fn without_a_publication_day_little_is_known() {
        check("said on October 23", None, Some("XXXX-10-23"));
        check("said on Tuesday", None, None);
        check("said yesterday", None, None);
        check("in early October", None, None);
    }
}
