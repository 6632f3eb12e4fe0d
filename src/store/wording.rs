//! The words of claims, for pages that say which ones stand out; and how many claims fit a filter at all.

use super::search::push_filters;
use super::{ClaimFilters, Store, StoreError};
use crate::domain::Slug;
use jiff::civil::Date;
use sqlx::QueryBuilder;

/// Claims whose words are looked at: pages stay fast however much a source said, and say that there is a limit.
pub const SAMPLE: i64 = 1000;

impl Store {
    /// How many claims fit.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count(&self, filters: &ClaimFilters) -> Result<i64, StoreError> {
        let mut count = QueryBuilder::new("SELECT COUNT(*) FROM claims c");
        push_filters(&mut count, filters, "");
        Ok(count.build_query_scalar().fetch_one(&self.pool).await?)
    }

    /// True where a claim fits.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn any(&self, filters: &ClaimFilters) -> Result<bool, StoreError> {
        let mut any = QueryBuilder::new("SELECT EXISTS (SELECT 1 FROM claims c");
        push_filters(&mut any, filters, "");
        any.push(")");
        Ok(any.build_query_scalar().fetch_one(&self.pool).await?)
    }

    /// Where a list with a range of days holds nothing: the last day before the range and the first after it that would.
    /// Claims told by the words of the search box alone (`before:`, `after:`) have none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn nearest_days(&self, filters: &ClaimFilters) -> Result<Vec<Date>, StoreError> {
        let anytime = ClaimFilters { from: None, to: None, ..filters.clone() };
        let mut days = Vec::new();
        for (bound, nearest) in [(filters.from, "MAX(c.said_day)"), (filters.to, "MIN(c.said_day)")] {
            let Some(bound) = bound else { continue };
            let mut query = QueryBuilder::new(format!("SELECT {nearest} FROM claims c"));
            push_filters(&mut query, &anytime, "");
            query.push(if nearest.starts_with("MAX") { " AND c.said_day < " } else { " AND c.said_day > " });
            query.push_bind(bound.to_string());
            let day: Option<String> = query.build_query_scalar().fetch_one(&self.pool).await?;
            days.extend(day.and_then(|day| day.parse::<Date>().ok()));
        }
        Ok(days)
    }

    /// The contents of a source's newest claims, at most [`SAMPLE`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn contents_of(&self, source: &Slug) -> Result<Vec<String>, StoreError> {
        Ok(sqlx::query_scalar(
            "SELECT c.content FROM (SELECT sc.claim_row FROM source_claims sc JOIN sources s ON s.row = sc.source_row \
               WHERE s.slug = $1 AND sc.is_via = 0 ORDER BY sc.to_day DESC LIMIT $2) n JOIN claims c ON c.row = n.claim_row",
        )
        .bind(source)
        .bind(SAMPLE)
        .fetch_all(&self.pool)
        .await?)
    }

    /// The contents of claims published in a range of days, the newest first, at most [`SAMPLE`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn contents_in(&self, days: (Date, Date)) -> Result<Vec<String>, StoreError> {
        Ok(sqlx::query_scalar(
            "SELECT content FROM claims WHERE is_listed = 1 AND COALESCE(published_day, '') BETWEEN $1 AND $2 \
             ORDER BY COALESCE(published_day, '') DESC, article_row, place LIMIT $3",
        )
        .bind(days.0.to_string())
        .bind(days.1.to_string())
        .bind(SAMPLE)
        .fetch_all(&self.pool)
        .await?)
    }

    /// The contents of some claims, spread evenly over the collection: what its words are like at large. At most [`SAMPLE`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn contents_at_large(&self) -> Result<Vec<String>, StoreError> {
        Ok(sqlx::query_scalar(
            "WITH RECURSIVE spread (at) AS (SELECT 0 UNION ALL SELECT at + 1 FROM spread WHERE at + 1 < $1) \
             SELECT c.content FROM (SELECT DISTINCT 1 + at * (SELECT MAX(row) FROM claims) / $1 AS row FROM spread) p \
             JOIN claims c ON c.row = p.row WHERE c.is_listed = 1",
        )
        .bind(SAMPLE)
        .fetch_all(&self.pool)
        .await?)
    }
}
