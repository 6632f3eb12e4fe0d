//! Reading stored articles again: which ones, their texts, and what a new reading changed.

use sqlx::{QueryBuilder, Sqlite, SqliteConnection, Transaction};

use crate::domain::{ArticleId, NewArticle};
use crate::store::write::known::{KNOWN_COLUMNS, Known};
use crate::store::write::readings::{NewReading, Retired, retired_by, save_reading};
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
    /// When the store has no such article.
    pub async fn stored_article(&self, id: &ArticleId) -> Result<NewArticle, StoreError> {
        stored_article(&mut *self.pool.acquire().await?, id).await
    }

    /// Stores new readings of stored articles, as many in one transaction as stand apart ([`Store::save`]). When this
    /// returns, all of it is on disk.
    ///
    /// Tells for each what changed. `None`: nothing was stored, since the article changed after it was fetched, or
    /// another process read it with this extractor.
    pub async fn save_readings(&self, batch: &[ReadArticle]) -> Result<Vec<Option<ReadingChanges>>, StoreError> {
        let mut connection = self.pool.acquire().await?;
        let mut plans = Vec::with_capacity(batch.len());
        for read in batch {
            plans.push(Plan::of(&mut connection, read).await?);
        }
        drop(connection);
        let mut changes = Vec::with_capacity(batch.len());
        while changes.len() < batch.len() {
            let mut transaction = self.write().await?;
            let begin = changes.len();
            for (read, plan) in batch.iter().zip(&plans).skip(begin) {
                if !plan.holds(&mut transaction).await? {
                    break;
                }
                changes.push(read_again(&mut transaction, read, plan).await?);
            }
            transaction.commit().await?;
            let next = changes.len();
            if let Some(read) = batch.get(next) {
                plans[next] = Plan::of(&mut *self.pool.acquire().await?, read).await?;
            }
        }
        Ok(changes)
    }
}

/// A new reading of a stored article with all that storing it needs, computed before the transaction.
struct Plan {
    article_row: i64,
    version_row: i64,
    revision: i64,
    /// False where the article changed since it was fetched, or was read with this extractor.
    is_wanted: bool,
    retired: Vec<Retired>,
}

impl Plan {
    async fn of(connection: &mut SqliteConnection, read: &ReadArticle) -> Result<Self, StoreError> {
        let ReadArticle { article, reading } = read;
        let id = article.id();
        let (article_row, version_row, revision, last_read_by): (i64, i64, i64, Option<String>) = sqlx::query_as(
            "SELECT a.row, a.version_row, a.revision, r.extractor FROM articles a \
             LEFT JOIN readings r ON r.row = a.reading_row WHERE a.id = $1",
        )
        .bind(&id)
        .fetch_one(&mut *connection)
        .await?;
        let is_wanted = last_read_by.as_ref() != Some(&reading.extractor)
            && stored_article(&mut *connection, &id).await? == *article;
        let retired = match is_wanted {
            true => retired_by(connection, article_row, false, article, reading).await?,
            false => Vec::new(),
        };
        Ok(Self { article_row, version_row, revision, is_wanted, retired })
    }

    /// True while the article is as it was.
    async fn holds(&self, transaction: &mut Transaction<'_, Sqlite>) -> Result<bool, StoreError> {
        Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM articles WHERE row = $1 AND revision = $2)")
            .bind(self.article_row)
            .bind(self.revision)
            .fetch_one(&mut **transaction)
            .await?)
    }
}

fn push_to_read(query: &mut QueryBuilder<Sqlite>, last_read_by: &[String]) {
    query.push(" FROM articles a LEFT JOIN readings r ON r.row = a.reading_row WHERE a.version_row IS NOT NULL AND (a.reading_row IS NULL");
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
    let mut article =
        stored.known.details_of(NewArticle { url, text: stored.text, file: stored.file, ..NewArticle::default() })?;
    if article.url.is_none() && article.id() != *id {
        // Its text is a later one; the id is made of the first.
        article.known_as = Some(id.clone());
    }
    // The ids of claims are made from it: with another one, no claim would keep its address.
    if article.id() == *id { Ok(article) } else { Err(StoreError::Unexpected(format!("the id {id}"))) }
}

async fn read_again(
    transaction: &mut Transaction<'_, Sqlite>,
    ReadArticle { article, reading }: &ReadArticle,
    plan: &Plan,
) -> Result<Option<ReadingChanges>, StoreError> {
    let Plan { article_row, version_row, is_wanted, retired, .. } = plan;
    if !is_wanted {
        return Ok(None);
    }
    let before = listed_rows(transaction, *article_row).await?;
    save_reading(transaction, (*article_row, *version_row), article, reading, retired).await?;
    sqlx::query("UPDATE articles SET revision = revision + 1 WHERE row = $1")
        .bind(article_row)
        .execute(&mut **transaction)
        .await?;
    let now = listed_rows(transaction, *article_row).await?.len();
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
