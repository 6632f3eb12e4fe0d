//! What the collection holds, for the home page.

use super::sources::CountedSource;
use super::{Store, StoreError};
use crate::domain::Source;

/// The collection in numbers.
#[derive(Debug, Clone)]
pub struct Overview {
    /// Articles to be seen.
    pub articles: i64,
    /// Those of them that wait to be read.
    pub unread: i64,
    /// Claims listed.
    pub claims: i64,
    /// Sources that articles name.
    pub sources: i64,
    /// Publishers with an article.
    pub publishers: i64,
    /// First and last publication day.
    pub published: Option<(String, String)>,
    /// When the newest article was loaded (RFC 3339, UTC).
    pub loaded_at: Option<String>,
    /// Those quoted most, with the number of claims.
    pub most_quoted: Vec<(Source, i64)>,
}

impl Store {
    /// Counts the collection.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn overview(&self) -> Result<Overview, StoreError> {
        let (articles, unread, publishers, first, last, loaded_at): (
            i64,
            i64,
            i64,
            Option<String>,
            Option<String>,
            Option<String>,
        ) =
            sqlx::query_as(
                "SELECT COUNT(*), COUNT(*) - COUNT(a.reading_row), COUNT(DISTINCT a.publisher_row), MIN(a.published_day), MAX(a.published_day), \
                 MAX(a.loaded_at) FROM articles a WHERE NOT EXISTS \
                 (SELECT 1 FROM withdrawals w WHERE w.target_id = a.id AND w.restored_at IS NULL)",
            )
            .fetch_one(&self.pool)
            .await?;
        let claims =
            sqlx::query_scalar("SELECT COUNT(*) FROM claims WHERE is_listed = 1").fetch_one(&self.pool).await?;
        let sources = sqlx::query_scalar(
            "SELECT COUNT(*) FROM sources s WHERE s.kind NOT IN ('unnamed', 'group') AND EXISTS (SELECT 1 FROM claim_parties cp \
             JOIN claims c ON c.row = cp.claim_row AND c.is_listed = 1 WHERE cp.source_row = s.row AND cp.role <> 'via')",
        )
        .fetch_one(&self.pool)
        .await?;
        let most_quoted: Vec<CountedSource> = sqlx::query_as(
            "SELECT s.slug, s.name, s.kind, s.known_by, COUNT(DISTINCT c.row) AS claims FROM sources s \
             JOIN claim_parties cp ON cp.source_row = s.row AND cp.role <> 'via' \
             JOIN claims c ON c.row = cp.claim_row AND c.is_listed = 1 WHERE s.article_row IS NULL \
             GROUP BY s.row ORDER BY claims DESC, s.name LIMIT 12",
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(Overview {
            articles,
            unread,
            claims,
            sources,
            publishers,
            published: first.zip(last),
            loaded_at,
            most_quoted: most_quoted.into_iter().map(CountedSource::split).collect(),
        })
    }
}
