//! Counts the claims of a list by when they were said, for charts.

use jiff::civil::Date;
use serde::Serialize;
use sqlx::QueryBuilder;

use crate::store::search::filters::ClaimFilters;
use crate::store::search::read::push_filters;
use crate::store::{Store, StoreError};

/// The number of claims that were said between two days, months or years.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
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
    fn length(self) -> i64 {
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
        let bound = |printed: &str, other: &str, open: &str| {
            format!(
                "SUBSTR(CASE c.said_basis WHEN 'publication' THEN c.published_day WHEN 'none' THEN NULL \
                 ELSE COALESCE(c.{printed}, CASE WHEN c.{other} IS NULL THEN NULL ELSE '{open}' END) END, 1, {})",
                grain.length()
            )
        };
        let mut query = QueryBuilder::new(format!(
            "SELECT b.first, b.last, b.by_publication, SUM(b.claims) AS claims FROM (SELECT {} AS first, {} AS last, \
             c.said_basis = 'publication' AS by_publication, COUNT(*) AS claims FROM claims c",
            bound("said_from", "said_to", "0000-01-01"),
            bound("said_to", "said_from", "9999-12-31"),
        ));
        push_filters(&mut query, filters, "");
        query.push(
            " GROUP BY c.said_basis, c.published_day, c.said_from, c.said_to) b \
             GROUP BY b.first, b.last, b.by_publication ORDER BY b.first, b.last",
        );
        Ok(query.build_query_as().fetch_all(&self.pool).await?)
    }

    /// The days of the last claim before the range of days and of the first claim after it that match all other
    /// filters. A page shows them where the range itself is empty. Only `from` and `to` count as the range, not
    /// `before:` and `after:` of the search box.
    pub async fn nearest_days(&self, filters: &ClaimFilters) -> Result<Vec<NearestDays>, StoreError> {
        let anytime = ClaimFilters { from: None, to: None, ..filters.clone() };
        let mut found = Vec::new();
        for (bound, beyond, order) in [(filters.from, "<", "DESC"), (filters.to, ">", "ASC")] {
            let Some(bound) = bound else { continue };
            // A claim dated only by its publication uses that day, any other claim its own days.
            let mut query = QueryBuilder::new(
                "SELECT CASE c.said_basis WHEN 'publication' THEN c.published_day ELSE c.said_from END AS first, \
                 CASE c.said_basis WHEN 'publication' THEN c.published_day ELSE c.said_to END AS last FROM claims c",
            );
            push_filters(&mut query, &anytime, "");
            query.push(format!(" AND c.said_day {beyond} ")).push_bind(bound.to_string());
            query.push(format!(" ORDER BY c.said_day {order}, c.row LIMIT 1"));
            let days: Option<NearestRow> = query.build_query_as().fetch_optional(&self.pool).await?;
            let day = |text: Option<String>| text.and_then(|day| day.parse::<Date>().ok());
            let days = days.map(|row| NearestDays { first: day(row.first), last: day(row.last) });
            found.extend(days.filter(|days| days.first.or(days.last).is_some()));
        }
        Ok(found)
    }
}

#[derive(sqlx::FromRow)]
struct NearestRow {
    first: Option<String>,
    last: Option<String>,
}
