//! Days of copies: each copy stands some time before the original.

use jiff::ToSpan;
use jiff::civil::Date;
use onrecord::domain::Edtf;

/// How many days a copy stands before the original. Copies meet on each other's days, but on no weekday alone.
pub(crate) fn days_back(copy: u64) -> i64 {
    (7 * copy + copy % 5) as i64
}

/// A date as precise as before, so many days earlier; what gives neither year nor month stays as it is.
pub(crate) fn earlier(edtf: &str, days: i64) -> String {
    if let Some((from, to)) = edtf.split_once('/') {
        return format!("{}/{}", earlier(from, days), earlier(to, days));
    }
    let (date, qualifier) = edtf.split_at(edtf.trim_end_matches(['~', '?', '%']).len());
    let moved = match date.len() {
        10 => date.parse::<Date>().ok().and_then(|day| day.checked_sub(days.days()).ok()).map(|day| day.to_string()),
        7 => month_earlier(date, days),
        4 => date.parse::<i64>().ok().map(|year| format!("{:04}", year - (days + 182) / 365)),
        _ => None,
    };
    moved.map_or_else(|| edtf.to_owned(), |moved| moved + qualifier)
}

/// A month, or a season (written as a month above 12), to the nearest month or year.
fn month_earlier(date: &str, days: i64) -> Option<String> {
    let (year, month) = date.split_once('-')?;
    let (year, month): (i16, i8) = (year.parse().ok()?, month.parse().ok()?);
    if month > 12 {
        return Some(format!("{:04}-{month}", i64::from(year) - (days + 182) / 365));
    }
    let first = Date::new(year, month, 1).ok()?.checked_sub(((days + 15) * 12 / 365).months()).ok()?;
    Some(format!("{:04}-{:02}", first.year(), first.month()))
}

/// What a claim stores of a date: the expression, the first day and the last.
pub(crate) struct StoredDate {
    pub(crate) edtf: String,
    pub(crate) first: Option<String>,
    pub(crate) last: Option<String>,
}

impl StoredDate {
    pub(crate) fn earlier(edtf: &str, days: i64) -> Self {
        let edtf = earlier(edtf, days);
        let parsed: Option<Edtf> = edtf.parse().ok();
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        let first = day(parsed.as_ref().and_then(Edtf::first_day));
        let last = day(parsed.as_ref().and_then(Edtf::last_day));
        Self { edtf, first, last }
    }
}
