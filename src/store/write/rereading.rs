//! Reading stored articles again: which ones, their texts, and what a new reading changed.

use sqlx::{QueryBuilder, Sqlite, SqliteConnection, Transaction};

use crate::domain::{ArticleId, NewArticle};
use crate::store::write::known::{KNOWN_COLUMNS, Known};
use crate::store::write::readings::{NewReading, save_reading};
use crate::store::{Store, StoreError};

/// A stored article, as it was when an extractor read it, and what that found in it.
#[derive(Debug, Clone)]
pub struct ReadArticle {
    /// As [`Store::stored_article`] gave it.
    pub article: NewArticle,
    /// What was found.
    pub reading: NewReading,
}

/// What one new reading changed, in claims that lists show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReadingChanges {
    /// Claims listed before.
    pub before: usize,
    /// Claims listed now.
    pub now: usize,
    /// Of those before, the ones that the new reading yields too.
    pub kept: usize,
    /// Of those before, the ones whose place another claim took.
    pub moved: usize,
    /// Of those before, the ones that nothing took the place of; their pages say so.
    pub gone: usize,
}

impl std::ops::AddAssign for ReadingChanges {
    fn add_assign(&mut self, more: Self) {
        self.before += more.before;
        self.now += more.now;
        self.kept += more.kept;
        self.moved += more.moved;
        self.gone += more.gone;
    }
}

impl Store {
    /// Every extractor that ever read something here, in the order in which they came.
    pub async fn extractors(&self) -> Result<Vec<String>, StoreError> {
        // A reading keeps its row when it is done again, so the least row tells who came first.
        Ok(sqlx::query_scalar("SELECT extractor FROM readings GROUP BY extractor ORDER BY MIN(row)")
            .fetch_all(&self.pool)
            .await?)
    }

    /// How many articles [`Self::to_read`] names.
    pub async fn count_to_read(&self, last_read_by: &[String]) -> Result<u64, StoreError> {
        let mut query = QueryBuilder::new("SELECT COUNT(*)");
        push_to_read(&mut query, last_read_by);
        let count: i64 = query.build_query_scalar().fetch_one(&self.pool).await?;
        Ok(count.unsigned_abs())
    }

    /// The first `limit` articles behind `after` that were never read as they stand now, or last by one of these
    /// extractors; always in the same order.
    ///
    /// Withdrawn articles are among them: their claims stay out of every list and their addresses gone, but when one is
    /// restored it stands there as well read as the others.
    pub async fn to_read(
        &self,
        last_read_by: &[String],
        after: Option<&ArticleId>,
        limit: u32,
    ) -> Result<Vec<ArticleId>, StoreError> {
        let mut query = QueryBuilder::new("SELECT a.id");
        push_to_read(&mut query, last_read_by);
        if let Some(after) = after {
            query.push(" AND a.row > (SELECT row FROM articles WHERE id = ").push_bind(after.clone()).push(")");
        }
        query.push(" ORDER BY a.row LIMIT ").push_bind(limit);
        Ok(query.build_query_scalar().fetch_all(&self.pool).await?)
    }

    /// An article with its newest text and all that is known of it, as an extractor needs it.
    ///
    /// # Errors
    /// When the database fails, or holds no such article.
    pub async fn stored_article(&self, id: &ArticleId) -> Result<NewArticle, StoreError> {
        stored_article(&mut *self.pool.acquire().await?, id).await
    }

    /// Stores new readings of stored articles in one transaction: when this returns, all of it is on disk; before, none
    /// of it is.
    ///
    /// Tells for each what changed. `None`: nothing was stored, since the article changed after it was fetched, or
    /// another process read it with this extractor.
    pub async fn save_readings(&self, batch: &[ReadArticle]) -> Result<Vec<Option<ReadingChanges>>, StoreError> {
        let mut transaction = self.write().await?;
        let mut changes = Vec::with_capacity(batch.len());
        for ReadArticle { article, reading } in batch {
            changes.push(read_again(&mut transaction, article, reading).await?);
        }
        transaction.commit().await?;
        Ok(changes)
    }
}

fn push_to_read(query: &mut QueryBuilder<Sqlite>, last_read_by: &[String]) {
    query.push(" FROM articles a LEFT JOIN readings r ON r.row = a.reading_row WHERE (a.reading_row IS NULL");
    if !last_read_by.is_empty() {
        query.push(" OR r.extractor IN (");
        let mut names = query.separated(", ");
        for name in last_read_by {
            names.push_bind(name.clone());
        }
        query.push(")");
    }
    query.push(")");
}

#[derive(sqlx::FromRow)]
struct WithText {
    text: String,
    file: String,
    #[sqlx(flatten)]
    known: Known,
}

async fn stored_article(connection: &mut SqliteConnection, id: &ArticleId) -> Result<NewArticle, StoreError> {
    let stored: WithText = sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "SELECT v.text, a.file, {KNOWN_COLUMNS} FROM articles a JOIN article_versions v ON v.row = a.version_row \
         LEFT JOIN publishers p ON p.row = a.publisher_row WHERE a.id = $1"
    )))
    .bind(id)
    .fetch_one(connection)
    .await?;
    let url = stored.known.url.clone();
    let article =
        stored.known.details_of(NewArticle { url, text: stored.text, file: stored.file, ..NewArticle::default() })?;
    // The ids of claims are made from it: with another one, no claim would keep its address.
    if article.id() == *id { Ok(article) } else { Err(StoreError::Unexpected(format!("the id {id}"))) }
}

async fn read_again(
    transaction: &mut Transaction<'_, Sqlite>,
    article: &NewArticle,
    reading: &NewReading,
) -> Result<Option<ReadingChanges>, StoreError> {
    let id = article.id();
    let (article_row, version_row, last_read_by): (i64, i64, Option<String>) = sqlx::query_as(
        "SELECT a.row, a.version_row, r.extractor FROM articles a LEFT JOIN readings r ON r.row = a.reading_row \
         WHERE a.id = $1",
    )
    .bind(&id)
    .fetch_one(&mut **transaction)
    .await?;
    if last_read_by.as_ref() == Some(&reading.extractor) || stored_article(transaction, &id).await? != *article {
        return Ok(None);
    }
    let before = listed_rows(transaction, article_row).await?;
    save_reading(transaction, article_row, version_row, article, reading).await?;
    let now = listed_rows(transaction, article_row).await?.len();
    let mut changes = ReadingChanges { before: before.len(), now, ..ReadingChanges::default() };
    for row in before {
        let (is_current, has_successor): (bool, bool) =
            sqlx::query_as("SELECT is_current, successor_id IS NOT NULL FROM claims WHERE row = $1")
                .bind(row)
                .fetch_one(&mut **transaction)
                .await?;
        match (is_current, has_successor) {
            (true, _) => changes.kept += 1,
            (false, true) => changes.moved += 1,
            (false, false) => changes.gone += 1,
        }
    }
    Ok(Some(changes))
}

async fn listed_rows(transaction: &mut Transaction<'_, Sqlite>, article_row: i64) -> Result<Vec<i64>, StoreError> {
    Ok(sqlx::query_scalar("SELECT row FROM visible_claims WHERE article_row = $1")
        .bind(article_row)
        .fetch_all(&mut **transaction)
        .await?)
}
