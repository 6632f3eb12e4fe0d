//! Counts the claims of a list by when they were said, for charts.

use jiff::civil::Date;
use serde::Serialize;

use crate::index::{By, Condition, Day, Order, Said};
use crate::store::search::filters::ClaimFilters;
use crate::store::search::follow::{day_of, number_of};
use crate::store::{Store, StoreError};

/// The number of claims that were said between two days, months or years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidBetween {
    /// The first period they may have been said in; `None` for claims without a date.
    pub first: Option<String>,
    /// The last period they may have been said in.
    pub last: Option<String>,
    /// True where the text gives no date, so that they are counted at the day of publication.
    pub by_publication: bool,
    /// The number of claims.
    pub claims: i64,
}

/// The days that a claim may have been said on. An unknown end is `None`; at least one end is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct NearestDays {
    /// The first of them.
    pub first: Option<Date>,
    /// The last of them.
    pub last: Option<Date>,
}

/// The length of the periods that claims are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Grain {
    /// "2025".
    Year,
    /// "2025-03".
    Month,
    /// "2025-03-05".
    Day,
}

impl Grain {
    /// Characters of an ISO day that name the year, month or day.
    fn length(self) -> usize {
        match self {
            Self::Year => 4,
            Self::Month => 7,
            Self::Day => 10,
        }
    }
}

impl Store {
    /// Counts the matching claims by the periods they may have been said in, with the dates that a filter for a range
    /// of days uses: a claim dated only by its publication counts at that day.
    pub async fn said_between(&self, filters: &ClaimFilters, grain: Grain) -> Result<Vec<SaidBetween>, StoreError> {
        let found = self.find(self.question(filters, "").await?).await?;
        // Periods are numbered by their first day.
        let of_day = move |number: Day| {
            let day = day_of(number).unwrap_or_default();
            let month = if grain == Grain::Year { 1 } else { day.month() };
            let in_month = if grain == Grain::Day { day.day() } else { 1 };
            number_of(Date::new(day.year(), month, in_month).unwrap_or(day))
        };
        let counted = self.on_a_thread(move || Ok(found.said(of_day)?)).await?;
        let period = |number| day_of(number).map(|day| day.to_string()[..grain.length()].to_owned());
        let row = |(said, claims): (Said, u64)| SaidBetween {
            first: said.days.and_then(|(first, _)| period(first)),
            last: said.days.and_then(|(_, last)| period(last)),
            by_publication: said.by_publication,
            claims: claims as i64,
        };
        Ok(counted.into_iter().map(row).collect())
    }

    /// The days of the last claim before the range of days and of the first claim after it that match all other
    /// filters. A page shows them where the range itself is empty. Only `from` and `to` count as the range, not
    /// `before:` and `after:` of the search box.
    pub async fn nearest_days(&self, filters: &ClaimFilters) -> Result<Vec<NearestDays>, StoreError> {
        let anytime = ClaimFilters { from: None, to: None, ..filters.clone() };
        let question = self.question(&anytime, "").await?;
        let mut found = Vec::new();
        for (bound, is_before) in [(filters.from, true), (filters.to, false)] {
            let Some(bound) = bound.map(number_of) else { continue };
            let mut beyond = question.clone();
            beyond.conditions.push(if is_before { Condition::SaidBefore(bound) } else { Condition::SaidAfter(bound) });
            let order = Order { by: By::Said, is_descending: is_before };
            let Some(nearest) = self.placed(beyond, order, None, 1, false).await?.pop() else { continue };
            // A claim dated only by its publication uses that day, any other claim its own days.
            let (first, last): (Option<String>, Option<String>) = sqlx::query_as(
                "SELECT CASE said_basis WHEN 'publication' THEN published_day ELSE said_from END, \
                 CASE said_basis WHEN 'publication' THEN published_day ELSE said_to END FROM claims WHERE row = $1",
            )
            .bind(nearest.claim as i64)
            .fetch_one(&self.pool)
            .await?;
            let day = |text: Option<String>| text.and_then(|day| day.parse::<Date>().ok());
            let days = NearestDays { first: day(first), last: day(last) };
            found.extend(days.first.or(days.last).is_some().then_some(days));
        }
        Ok(found)
    }
}
