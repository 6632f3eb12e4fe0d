//! Filters for templates: `{{ total|number }}`, `{{ total|counted("claim", "claims") }}`.
//!
//! Askama looks for a module `filters` where a template's struct stands, so that file says `use crate::web::filters;`.
//! Values arrive behind any number of references, hence the traits.

// The attribute generates public items around each function.
#![expect(unreachable_pub)]

use askama::Values;
use jiff::civil::Date;

use super::view;
use crate::domain::SourceKind;
use crate::store::{Days, SaidRange};

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

/// A first and a last day.
pub(super) trait Range {
    /// As itself.
    fn as_days(&self) -> Days;
}

impl Range for Days {
    fn as_days(&self) -> Days {
        *self
    }
}

impl<T: Range> Range for &T {
    fn as_days(&self) -> Days {
        (*self).as_days()
    }
}

/// "5 Mar 2025 to 23 Mar 2025", or one day.
#[askama::filter_fn]
pub(super) fn days(days: impl Range, _: &dyn Values) -> askama::Result<String> {
    Ok(view::days_text(&days.as_days()))
}

/// When the first and the last statement was said.
pub(super) trait Said {
    /// As itself.
    fn as_range(&self) -> SaidRange;
}

impl Said for SaidRange {
    fn as_range(&self) -> SaidRange {
        *self
    }
}

impl<T: Said> Said for &T {
    fn as_range(&self) -> SaidRange {
        (*self).as_range()
    }
}

/// "1994 to 23 Mar 2025", or one period.
#[askama::filter_fn]
pub(super) fn said(range: impl Said, _: &dyn Values) -> askama::Result<String> {
    Ok(view::range_text(&range.as_range()))
}

/// "12 of 340 (4%)": a part with what it is a part of.
#[askama::filter_fn]
pub(super) fn share_of(part: impl Count, _: &dyn Values, whole: &i64) -> askama::Result<String> {
    Ok(view::share_text(part.as_count(), *whole))
}

/// What a source is.
pub(super) trait Kind {
    /// As itself.
    fn as_kind(&self) -> SourceKind;
}

impl Kind for SourceKind {
    fn as_kind(&self) -> SourceKind {
        *self
    }
}

impl<T: Kind> Kind for &T {
    fn as_kind(&self) -> SourceKind {
        (*self).as_kind()
    }
}

/// "person", for one source.
#[askama::filter_fn]
pub(super) fn kind(kind: impl Kind, _: &dyn Values) -> askama::Result<&'static str> {
    Ok(view::kind_words(kind.as_kind()).0)
}

/// "people", for several.
#[askama::filter_fn]
pub(super) fn kinds(kind: impl Kind, _: &dyn Values) -> askama::Result<&'static str> {
    Ok(view::kind_words(kind.as_kind()).1)
}

/// A time as the store writes it.
pub(super) trait Stamp {
    /// As text.
    fn as_stamp(&self) -> &str;
}

impl Stamp for str {
    fn as_stamp(&self) -> &str {
        self
    }
}

impl Stamp for String {
    fn as_stamp(&self) -> &str {
        self
    }
}

impl<T: Stamp + ?Sized> Stamp for &T {
    fn as_stamp(&self) -> &str {
        (**self).as_stamp()
    }
}

/// "24 October 2024, 13:02 UTC".
#[askama::filter_fn]
pub(super) fn moment(stamp: impl Stamp, _: &dyn Values) -> askama::Result<String> {
    Ok(view::moment(stamp.as_stamp()))
}
