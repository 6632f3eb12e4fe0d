//! Computes the days that calendar words mean, counted back from the publication day. No result lies after that day,
//! because words are printed only after they were said.

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use crate::domain::{Edtf, Season};

/// A unit of time, as in "two weeks ago".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Minute,
    Hour,
    Day,
    Week,
    Fortnight,
    Month,
    Year,
}

/// The part of a week, month or year that words name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    Early,
    Middle,
    Late,
}

/// The interval from `first` to `last`, cut off at `published`; `None` if all of it lies after `published`.
pub(super) fn stretch(first: Date, last: Date, published: Option<Date>) -> Option<Edtf> {
    let last = published.map_or(last, |published| last.min(published));
    (first <= last).then(|| Edtf::interval(first, last))
}

/// Returns the day `days` before `day`, or after it if `days` is negative.
pub(super) fn back(day: Date, days: i64) -> Option<Date> {
    day.checked_sub(Span::new().try_days(days).ok()?).ok()
}

/// Returns the Monday and the Sunday of the week that `day` is in.
pub(super) fn week(day: Date) -> Option<(Date, Date)> {
    let monday = back(day, i64::from(day.weekday().to_monday_zero_offset()))?;
    Some((monday, back(monday, -6)?))
}

/// Returns a part of the week, month or year (`unit`) that lies `ago` units before the one containing `published`.
pub(super) fn unit_ago(unit: Unit, ago: i16, part: Part, published: Date) -> Option<Edtf> {
    let (first, last) = match unit {
        Unit::Week | Unit::Fortnight => {
            let weeks = i64::from(ago) * if unit == Unit::Week { 7 } else { 14 };
            part_of_week(week(back(published, weeks)?)?.0, part)?
        }
        Unit::Month => {
            let day = published.first_of_month().checked_sub(i64::from(ago).months()).ok()?;
            part_of_month(day, part)?
        }
        Unit::Year => part_of_year(published.year().checked_sub(ago)?, part)?,
        Unit::Minute | Unit::Hour | Unit::Day => return None,
    };
    stretch(first, last, Some(published))
}

/// The days up to Wednesday are early in a week, those from Thursday late.
fn part_of_week(monday: Date, part: Part) -> Option<(Date, Date)> {
    let (first, last) = match part {
        Part::Whole => (0, 6),
        Part::Early => (0, 2),
        Part::Middle => (1, 3),
        Part::Late => (3, 6),
    };
    Some((back(monday, -first)?, back(monday, -last)?))
}

/// The first ten days of a month, the next ten, or the rest.
fn part_of_month(first: Date, part: Part) -> Option<(Date, Date)> {
    let day = |day: i8| Date::new(first.year(), first.month(), day).ok();
    let end = first.days_in_month();
    let (from, to) = match part {
        Part::Whole => (1, end),
        Part::Early => (1, 10),
        Part::Middle => (11, 20),
        Part::Late => (21, end),
    };
    Some((day(from)?, day(to)?))
}

/// The first four months of a year, the next four, or the rest.
fn part_of_year(year: i16, part: Part) -> Option<(Date, Date)> {
    let (from, to) = match part {
        Part::Whole => (1, 12),
        Part::Early => (1, 4),
        Part::Middle => (5, 8),
        Part::Late => (9, 12),
    };
    Some((Date::new(year, from, 1).ok()?, Date::new(year, to, 1).ok()?.last_of_month()))
}

/// Returns the days of a part of a year, cut off at publication.
pub(super) fn year(year: i16, part: Part, published: Option<Date>) -> Option<Edtf> {
    let (first, last) = part_of_year(year, part)?;
    stretch(first, last, published)
}

/// Returns a part of a month. Without a year, it is the latest such part that had begun before publication.
pub(super) fn month(month: i8, year: Option<i16>, part: Part, published: Option<Date>) -> Option<Edtf> {
    let of = |year: i16| part_of_month(Date::new(year, month, 1).ok()?, part);
    if let Some(year) = year {
        let (first, last) = of(year)?;
        return stretch(first, last, published);
    }
    let published = published?;
    let (first, last) =
        of(published.year()).filter(|(first, _)| *first <= published).or_else(|| of(published.year() - 1))?;
    stretch(first, last, Some(published))
}

/// Returns the days from the start of month `from` to the end of month `to`. Without a year, it is the latest such
/// interval whose last month had begun before publication.
pub(super) fn months(from: i8, to: i8, year: Option<i16>, published: Option<Date>) -> Option<Edtf> {
    let year = match (year, published) {
        (Some(year), _) => year,
        (None, Some(published)) if Date::new(published.year(), to, 1).ok()? <= published => published.year(),
        (None, Some(published)) => published.year() - 1,
        (None, None) => return None,
    };
    let first = Date::new(if from > to { year - 1 } else { year }, from, 1).ok()?;
    stretch(first, Date::new(year, to, 1).ok()?.last_of_month(), published)
}

/// Returns a day. Without a year, it is the latest such day not after publication.
pub(super) fn day(month: i8, day: i8, year: Option<i16>, published: Option<Date>) -> Option<Edtf> {
    if let (None, None) = (year, published) {
        // Checks the day against a leap year, so that February 29 is valid.
        return Date::new(2024, month, day).ok().map(|_| Edtf::day_of_unknown_year(month, day));
    }
    let day = day_before(month, day, year, published)?;
    stretch(day, day, published)
}

/// The most years between two leap days: 1900 was no leap year, so 1896 and 1904 are eight years apart.
const LEAP_YEARS_APART: i16 = 8;

fn day_before(month: i8, day: i8, year: Option<i16>, published: Option<Date>) -> Option<Date> {
    if let Some(year) = year {
        return Date::new(year, month, day).ok();
    }
    let published = published?;
    (0..=LEAP_YEARS_APART)
        .filter_map(|back| Date::new(published.year() - back, month, day).ok())
        .find(|date| *date <= published)
}

/// Returns the days from `first` to `last`, each a month and a day. Without a year, it is the latest such interval that
/// had begun before publication.
pub(super) fn days(first: (i8, i8), last: (i8, i8), year: Option<i16>, published: Option<Date>) -> Option<Edtf> {
    let wraps = last < first;
    let first = day_before(first.0, first.1, year.map(|year| if wraps { year - 1 } else { year }), published)?;
    let last = Date::new(if wraps { first.year() + 1 } else { first.year() }, last.0, last.1).ok()?;
    stretch(first, last, published)
}

/// A season that began in `year`; without a year the latest that had begun before publication, or, where `is_last`, the
/// latest that was over.
pub(super) fn season(season: Season, year: Option<i16>, is_last: bool, published: Option<Date>) -> Option<Edtf> {
    let fits = |edtf: &Edtf| match (published, edtf.first_day(), edtf.last_day()) {
        (Some(published), Some(first), Some(last)) => first <= published && !(is_last && last >= published),
        _ => true,
    };
    let found = match (year, published) {
        (Some(year), _) => Edtf::season(year, season).filter(fits)?,
        (None, Some(published)) => {
            (0..=2).filter_map(|back| Edtf::season(published.year() - back, season)).find(fits)?
        }
        (None, None) => return None,
    };
    match (published, found.first_day(), found.last_day()) {
        (Some(published), Some(first), Some(last)) if last > published => Some(Edtf::interval(first, published)),
        _ => Some(found),
    }
}

/// The weekend before publication: Saturday and Sunday, one still going on included unless `is_last`.
pub(super) fn weekend(is_last: bool, published: Date) -> Option<Edtf> {
    let (monday, sunday) = week(published)?;
    let saturday = back(sunday, 1)?;
    if published >= saturday && !is_last {
        return stretch(saturday, sunday, Some(published));
    }
    stretch(back(monday, 2)?, back(monday, 1)?, Some(published))
}
