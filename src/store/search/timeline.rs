//! When the claims of a list were said, counted for charts.

use jiff::civil::Date;
use sqlx::QueryBuilder;

use crate::store::search::filters::ClaimFilters;
use crate::store::search::search::push_filters;
use crate::store::{Store, StoreError};

/// Claims that were said between two days, months or years.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SaidBetween {
    /// The first they may have been said in; `None` for claims without a date.
    pub first: Option<String>,
    /// The last they may have been said in.
    pub last: Option<String>,
    /// How many.
    pub claims: i64,
}

/// How finely time is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// How many of the claims that fit were said when, as a range of days finds them: a claim dated only by its
    /// publication stands at that day.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn said_between(&self, filters: &ClaimFilters, grain: Grain) -> Result<Vec<SaidBetween>, StoreError> {
        let bound = |printed: &str, other: &str, open: &str| {
            format!(
                "SUBSTR(CASE c.said_basis WHEN 'publication' THEN c.published_day WHEN 'none' THEN NULL \
                 ELSE COALESCE(c.{printed}, CASE WHEN c.{other} IS NULL THEN NULL ELSE '{open}' END) END, 1, {})",
                grain.length()
            )
        };
        let mut query = QueryBuilder::new(format!(
            "SELECT b.first, b.last, SUM(b.claims) AS claims FROM (SELECT {} AS first, {} AS last, COUNT(*) AS claims \
             FROM claims c",
            bound("said_from", "said_to", "0000-01-01"),
            bound("said_to", "said_from", "9999-12-31"),
        ));
        push_filters(&mut query, filters, "");
        query.push(
            " GROUP BY c.said_basis, c.published_day, c.said_from, c.said_to) b \
             GROUP BY b.first, b.last ORDER BY b.first, b.last",
        );
        Ok(query.build_query_as().fetch_all(&self.pool).await?)
    }

    /// Where a list with a range of days holds nothing: the last day before the range and the first after it that would.
    /// Claims told by the words of the search box alone (`before:`, `after:`) have none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn nearest_days(&self, filters: &ClaimFilters) -> Result<Vec<Date>, StoreError> {
        let anytime = ClaimFilters { from: None, to: None, ..filters.clone() };
        let mut days = Vec::new();
        for (bound, nearest, beyond) in [(filters.from, "MAX", "<"), (filters.to, "MIN", ">")] {
            let Some(bound) = bound else { continue };
            let mut query = QueryBuilder::new(format!("SELECT {nearest}(c.said_day) FROM claims c"));
            push_filters(&mut query, &anytime, "");
            query.push(format!(" AND c.said_day {beyond} ")).push_bind(bound.to_string());
            let day: Option<String> = query.build_query_scalar().fetch_one(&self.pool).await?;
            days.extend(day.and_then(|day| day.parse::<Date>().ok()));
        }
        Ok(days)
    }
}
