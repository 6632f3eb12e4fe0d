//! Shapes that several pages share: a value with its count, and ranges of days.

use jiff::civil::Date;

use crate::domain::{Edtf, Period};
use crate::store::{StoreError, parsed};

/// A value with the number of claims, sources or articles that have it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Counted<T> {
    /// The value.
    pub value: T,
    /// How many have it.
    pub count: i64,
}

impl<T> From<(T, i64)> for Counted<T> {
    fn from((value, count): (T, i64)) -> Self {
        Self { value, count }
    }
}

/// Rows of a value and a count.
pub(in crate::store) fn counted<T>(rows: Vec<(T, i64)>) -> Vec<Counted<T>> {
    rows.into_iter().map(Counted::from).collect()
}

/// The first and the last of some days, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Days {
    /// The first.
    pub first: Date,
    /// The last.
    pub last: Date,
}

impl Days {
    /// The days of a row; `None` where one of them is missing.
    pub(in crate::store) fn of_row(first: Option<String>, last: Option<String>) -> Result<Option<Self>, StoreError> {
        let Some((first, last)) = first.zip(last) else { return Ok(None) };
        Ok(Some(Self { first: parsed(&first)?, last: parsed(&last)? }))
    }
}

/// When the first and the last of some statements were said, each as exact as its article tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct SaidRange {
    /// The first.
    pub first: Period,
    /// The last.
    pub last: Period,
}

impl SaidRange {
    /// The range of a row, from two expressions of EDTF whose last days are known; `None` where one is missing.
    pub(in crate::store) fn of_row(first: Option<String>, last: Option<String>) -> Result<Option<Self>, StoreError> {
        let Some((first, last)) = first.zip(last) else { return Ok(None) };
        Ok(period_of(&first)?.zip(period_of(&last)?).map(|(first, last)| Self { first, last }))
    }
}

/// The last period of an expression of EDTF.
fn period_of(edtf: &str) -> Result<Option<Period>, StoreError> {
    Ok(parsed::<Edtf>(edtf)?.last_day().map(|day| Period::at_end(edtf, day)))
}
