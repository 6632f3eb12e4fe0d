//! The contents of claims, for pages that show distinctive words.

use crate::domain::Slug;
use crate::store::{Days, Store, StoreError};

/// The most claims that are read for distinctive words, so that pages stay fast however much a source said. Pages name
/// this limit.
pub const SAMPLE: i64 = 1000;

impl Store {
    /// The contents of a source's newest claims, at most [`SAMPLE`].
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
    pub async fn contents_in(&self, days: Days) -> Result<Vec<String>, StoreError> {
        Ok(sqlx::query_scalar(
            "SELECT content FROM claims WHERE is_listed = 1 AND COALESCE(published_day, '') BETWEEN $1 AND $2 \
             ORDER BY COALESCE(published_day, '') DESC, article_row, place LIMIT $3",
        )
        .bind(days.first.to_string())
        .bind(days.last.to_string())
        .bind(SAMPLE)
        .fetch_all(&self.pool)
        .await?)
    }

    /// The contents of at most [`SAMPLE`] claims, spread evenly over the collection, as a sample of its usual words.
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
