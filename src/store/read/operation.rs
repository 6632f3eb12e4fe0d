//! Figures for those who run a site.

use crate::store::upkeep::schema;
use crate::store::{Store, StoreError};

/// How a database and what follows it are doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// Articles, those that were withdrawn included.
    pub articles: i64,
    /// Articles whose claims were not looked for yet.
    pub to_read: i64,
    /// Articles that changed since claims were last compared.
    pub to_relate: i64,
    /// Claims that searches find.
    pub claims: i64,
    /// Changes that the index does not know yet.
    pub behind: i64,
    /// Bytes of the database.
    pub bytes: i64,
    /// Loads that began and did not end: they run, or were killed.
    pub loads_open: i64,
    /// Seconds since 1970 when the newest load last stored something.
    pub loaded_at: i64,
    /// Feeds that are watched, and those of them whose last visit failed.
    pub feeds: i64,
    /// Feeds whose last visit failed.
    pub feeds_failing: i64,
    /// Seconds since 1970 when a feed last answered.
    pub fetched_at: i64,
    /// Connections to the database by what they are for: open ones, and those of them that nobody uses.
    pub connections: [(&'static str, u32, usize); 3],
}

#[derive(sqlx::FromRow)]
struct Counts {
    articles: i64,
    to_read: i64,
    bytes: i64,
    newest: i64,
    loads_open: i64,
    loaded_at: i64,
    feeds: i64,
    feeds_failing: i64,
    fetched_at: i64,
}

impl Store {
    /// Looks how the database and what follows it are doing.
    pub async fn operation(&self) -> Result<Operation, StoreError> {
        let counts: Counts = sqlx::query_as(
            "SELECT (SELECT COUNT(*) FROM articles) AS articles, \
               (SELECT COUNT(*) FROM articles WHERE reading_row IS NULL) AS to_read, \
               (SELECT page_count * page_size FROM pragma_page_count, pragma_page_size) AS bytes, \
               (SELECT COALESCE(MAX(number), 0) FROM article_changes) AS newest, \
               (SELECT COUNT(*) FROM loads WHERE ended_at IS NULL) AS loads_open, \
               (SELECT CAST(COALESCE(STRFTIME('%s', MAX(updated_at)), 0) AS INTEGER) FROM loads) AS loaded_at, \
               (SELECT COUNT(*) FROM watched_feeds) AS feeds, \
               (SELECT COUNT(*) FROM watched_feeds WHERE last_error IS NOT NULL) AS feeds_failing, \
               (SELECT CAST(COALESCE(STRFTIME('%s', MAX(last_fetched)), 0) AS INTEGER) FROM watched_feeds) AS fetched_at",
        )
        .fetch_one(&self.pool)
        .await?;
        let pool = |name, pool: &sqlx::SqlitePool| (name, pool.size(), pool.num_idle());
        Ok(Operation {
            articles: counts.articles,
            to_read: counts.to_read,
            to_relate: self.to_relate().await?,
            claims: self.indexed_claims().await?.cast_signed(),
            behind: counts.newest - self.follower.known_number(),
            bytes: counts.bytes,
            loads_open: counts.loads_open,
            loaded_at: counts.loaded_at,
            feeds: counts.feeds,
            feeds_failing: counts.feeds_failing,
            fetched_at: counts.fetched_at,
            connections: [
                pool("pages", &self.pool),
                pool("questions", &self.questions),
                pool("whole_results", &self.whole_results),
            ],
        })
    }

    /// Checks that pages can be made: the database can be read, its schema is that of this program, and the index is there.
    ///
    /// # Errors
    /// What is missing.
    pub async fn ready(&self) -> Result<(), StoreError> {
        let newest: i64 =
            sqlx::query_scalar("SELECT MAX(version) FROM _sqlx_migrations WHERE success").fetch_one(&self.pool).await?;
        if newest != schema::newest() {
            return Err(StoreError::Newer(newest));
        }
        // Rows, and not only the first page of the file.
        sqlx::query("SELECT a.id, c.content FROM articles a LEFT JOIN claims c ON c.article_row = a.row ORDER BY a.row DESC LIMIT 1")
            .fetch_optional(&self.pool)
            .await?;
        self.indexed_claims().await?;
        self.index().await?;
        Ok(())
    }
}
