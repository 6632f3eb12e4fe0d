//! Days and times as addresses write them.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::domain::Edtf;

/// The first day of a date, month or year in EDTF.
pub(super) fn first_day(value: &str) -> Option<Date> {
    value.parse::<Edtf>().ok()?.first_day()
}

/// The last day of a date, month or year in EDTF.
pub(super) fn last_day(value: &str) -> Option<Date> {
    value.parse::<Edtf>().ok()?.last_day()
}

/// The first second of a day, month or year in UTC, or the first whole second not before a time.
pub(super) fn first_second(value: &str) -> Option<Timestamp> {
    match time(value) {
        Some(time) => time.checked_add(i64::from(time.subsec_nanosecond() > 0).seconds()).ok().map(whole),
        None => start_of(first_day(without_clock(value)?)?),
    }
}

/// The last second of a day, month or year in UTC, or the last whole second not after a time.
pub(super) fn last_second(value: &str) -> Option<Timestamp> {
    match time(value) {
        Some(time) => Some(whole(time)),
        None => start_of(last_day(without_clock(value)?)?.tomorrow().ok()?)?.checked_sub(1.second()).ok(),
    }
}

/// The value, unless it tells a time of day: EDTF takes one without an offset from UTC, and drops it.
fn without_clock(value: &str) -> Option<&str> {
    (!value.contains(['T', 't'])).then_some(value)
}

/// A time as RFC 3339 writes it. What ISO 8601 allows besides is refused.
fn time(value: &str) -> Option<Timestamp> {
    let (day, clock) = value.split_once(['T', 't'])?;
    let is_plain = clock.bytes().all(|byte| byte.is_ascii_digit() || b":.+-Zz".contains(&byte));
    (day.len() == 10 && is_plain && clock.get(8..)?.starts_with(['.', '+', '-', 'Z', 'z'])).then_some(())?;
    value.parse().ok()
}

/// The same without a part of a second. What is stored has none.
fn whole(time: Timestamp) -> Timestamp {
    let seconds = time.as_nanosecond().div_euclid(1_000_000_000);
    i64::try_from(seconds).ok().and_then(|seconds| Timestamp::from_second(seconds).ok()).unwrap_or(time)
}

fn start_of(day: Date) -> Option<Timestamp> {
    day.to_zoned(TimeZone::UTC).ok().map(|start| start.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_or_a_time_has_a_first_and_a_last_second() {
        for (value, first, last) in [
            ("2026-11-20", "2026-11-20T00:00:00Z", "2026-11-20T23:59:59Z"),
            ("2024-02", "2024-02-01T00:00:00Z", "2024-02-29T23:59:59Z"),
            ("2024", "2024-01-01T00:00:00Z", "2024-12-31T23:59:59Z"),
            ("2026-11-20T08:00:00Z", "2026-11-20T08:00:00Z", "2026-11-20T08:00:00Z"),
            ("2026-11-20t08:00:00z", "2026-11-20T08:00:00Z", "2026-11-20T08:00:00Z"),
            ("2026-11-20T08:00:00+05:30", "2026-11-20T02:30:00Z", "2026-11-20T02:30:00Z"),
            ("2026-11-20T08:00:00.25Z", "2026-11-20T08:00:01Z", "2026-11-20T08:00:00Z"),
        ] {
            assert_eq!(first_second(value).map(|time| time.to_string()).as_deref(), Some(first), "{value}");
            assert_eq!(last_second(value).map(|time| time.to_string()).as_deref(), Some(last), "{value}");
        }
    }

    #[test]
    fn what_is_neither_is_refused() {
        for value in [
            "",
            "yesterday",
            "2026-13-01",
            "2026-11-20T08:00:00",
            "2026-11-20T08:00Z",
            "2026-11-20T25:00:00Z",
            "2026-11-20 08:00:00Z",
            "2026-11-20T08:00:00 01:00",
            "2026-11-20T08:00:00Z[UTC]",
            "20261120T080000Z",
            "1732089600",
        ] {
            assert_eq!((first_second(value), last_second(value)), (None, None), "{value}");
        }
    }
}
