//! What templates write behind a bar: `{{ total|number }}`, `{{ total|counted("claim", "claims") }}`.
//!
//! Askama looks them up under the name `filters` where a template's struct stands, so its file says
//! `use crate::web::filters;`. Templates give them values behind any number of references.

// What the attribute writes around each function is public.
#![expect(unreachable_pub)]

use askama::Values;
use jiff::civil::Date;

use super::view;

/// A number of things.
pub(super) trait Count {
    /// As the type that the database counts in.
    fn as_count(&self) -> i64;
}

impl Count for i64 {
    fn as_count(&self) -> i64 {
        *self
    }
}

impl Count for usize {
    fn as_count(&self) -> i64 {
        i64::try_from(*self).unwrap_or(i64::MAX)
    }
}

impl<T: Count> Count for &T {
    fn as_count(&self) -> i64 {
        (*self).as_count()
    }
}

/// 12345 as "12,345".
#[askama::filter_fn]
pub(super) fn number(count: impl Count, _: &dyn Values) -> askama::Result<String> {
    Ok(view::number(&count.as_count()))
}

/// "1 claim", "2,000 claims".
#[askama::filter_fn]
pub(super) fn counted(count: impl Count, _: &dyn Values, one: &str, many: &str) -> askama::Result<String> {
    Ok(view::counted(&count.as_count(), one, many))
}

/// A day of the calendar.
pub(super) trait Day {
    /// As itself.
    fn as_day(&self) -> Date;
}

impl Day for Date {
    fn as_day(&self) -> Date {
        *self
    }
}

impl<T: Day> Day for &T {
    fn as_day(&self) -> Date {
        (*self).as_day()
    }
}

/// "23 October 2024".
#[askama::filter_fn]
pub(super) fn long_day(day: impl Day, _: &dyn Values) -> askama::Result<String> {
    Ok(view::long_day(day.as_day()))
}

/// "23 Oct 2024".
#[askama::filter_fn]
pub(super) fn short_day(day: impl Day, _: &dyn Values) -> askama::Result<String> {
    Ok(view::short_day(day.as_day()))
}
