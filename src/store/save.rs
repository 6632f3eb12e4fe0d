//! The write path: articles, their versions and what was read in them.

use sqlx::{Sqlite, Transaction};

use super::readings::save_reading;
use super::{Store, StoreError, now, publishers, withdrawals};
use crate::domain::{ArticleId, ExtractedClaim, NewArticle, Published, VersionId};

/// An article to store, with what one extractor found in it.
#[derive(Debug, Clone)]
pub struct LoadedArticle {
    /// The article as read.
    pub article: NewArticle,
    /// The version word of the file reader that produced its text.
    pub reader: &'static str,
    /// What was found in it.
    pub reading: NewReading,
}

/// One extractor's result for one text.
#[derive(Debug, Clone)]
pub struct NewReading {
    /// The extractor with its version.
    pub extractor: &'static str,
    /// Its claims, in order of place.
    pub claims: Vec<ExtractedClaim>,
    /// Why it did not look for any.
    pub not_read: Option<String>,
}

/// What became of an article handed to [`Store::save`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// New here.
    Loaded,
    /// This text of it is here already.
    AlreadyThere,
    /// Here with another text; this one became a new version.
    Changed,
    /// Withdrawn by an operator; nothing was stored.
    Withdrawn,
}

impl Store {
    /// What saving this text of this article would do; lets a load skip the reading of what is already there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn outlook(&self, article: &ArticleId, version: &VersionId) -> Result<Outcome, StoreError> {
        let mut connection = self.pool.acquire().await?;
        outlook(&mut connection, article, version).await
    }

    /// Stores a batch in one transaction. When this returns, all of it is on disk; before, none of it is.
    ///
    /// # Errors
    /// When the database fails; then nothing of the batch is stored.
    pub async fn save(&self, batch: &[LoadedArticle]) -> Result<Vec<Outcome>, StoreError> {
        let mut transaction = self.write().await?;
        let mut outcomes = Vec::with_capacity(batch.len());
        for loaded in batch {
            outcomes.push(save_article(&mut transaction, loaded).await?);
        }
        transaction.commit().await?;
        Ok(outcomes)
    }
}

async fn outlook(
    connection: &mut sqlx::SqliteConnection,
    article: &ArticleId,
    version: &VersionId,
) -> Result<Outcome, StoreError> {
    if withdrawals::in_force(connection, article.as_str()).await?.is_some() {
        return Ok(Outcome::Withdrawn);
    }
    let known: Option<(i64, i64)> = sqlx::query_as(
        "SELECT a.row, EXISTS (SELECT 1 FROM article_versions v WHERE v.article_row = a.row AND v.id = $2) \
         FROM articles a WHERE a.id = $1",
    )
    .bind(article)
    .bind(version)
    .fetch_optional(connection)
    .await?;
    Ok(match known {
        None => Outcome::Loaded,
        Some((_, 0)) => Outcome::Changed,
        Some(_) => Outcome::AlreadyThere,
    })
}

async fn save_article(
    transaction: &mut Transaction<'_, Sqlite>,
    loaded: &LoadedArticle,
) -> Result<Outcome, StoreError> {
    let article = &loaded.article;
    let (id, version) = (article.id(), article.version());
    let outcome = outlook(transaction, &id, &version).await?;
    match outcome {
        Outcome::Withdrawn => return Ok(outcome),
        Outcome::AlreadyThere => {
            fill_gaps(transaction, article, &id).await?;
            return Ok(outcome);
        }
        Outcome::Loaded => insert_article(transaction, article, &id).await?,
        Outcome::Changed => fill_gaps(transaction, article, &id).await?,
    }
    let article_row: i64 =
        sqlx::query_scalar("SELECT row FROM articles WHERE id = $1").bind(&id).fetch_one(&mut **transaction).await?;
    let version_row = insert_version(transaction, loaded, article_row, &version).await?;
    save_reading(transaction, &id, article_row, version_row, article, &loaded.reading).await?;
    Ok(outcome)
}

async fn insert_article(
    transaction: &mut Transaction<'_, Sqlite>,
    article: &NewArticle,
    id: &ArticleId,
) -> Result<(), StoreError> {
    let publisher = publishers::find_or_insert(transaction, article).await?;
    let json = |value: serde_json::Result<String>| value.map_err(|error| StoreError::Unexpected(error.to_string()));
    let row: i64 = sqlx::query_scalar(
        "INSERT INTO articles (id, url, title, publisher_row, authors, published, published_day, language, license, \
         attribution, file, field_origins, loaded_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING row",
    )
    .bind(id)
    .bind(&article.url)
    .bind(&article.title)
    .bind(publisher)
    .bind(json(serde_json::to_string(&article.authors))?)
    .bind(article.published.as_ref().map(Published::text))
    .bind(article.published.as_ref().map(|published| published.day().to_string()))
    .bind(&article.language)
    .bind(&article.license)
    .bind(&article.attribution)
    .bind(&article.file)
    .bind(json(serde_json::to_string(&article.from))?)
    .bind(now())
    .fetch_one(&mut **transaction)
    .await?;
    if let Some(address) = article.address() {
        sqlx::query("INSERT INTO article_addresses (address, article_row) VALUES ($1, $2)")
            .bind(address.as_str())
            .bind(row)
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}

/// A later copy of an article may know what the first one did not say; what is already known stays.
async fn fill_gaps(
    transaction: &mut Transaction<'_, Sqlite>,
    article: &NewArticle,
    id: &ArticleId,
) -> Result<(), StoreError> {
    let publisher = match article.publisher {
        Some(_) => publishers::find_or_insert(transaction, article).await?,
        None => None,
    };
    sqlx::query(
        "UPDATE articles SET title = COALESCE(title, $2), publisher_row = COALESCE(publisher_row, $3), \
         published = COALESCE(published, $4), published_day = COALESCE(published_day, $5), \
         language = COALESCE(language, $6), license = COALESCE(license, $7), \
         attribution = COALESCE(attribution, $8) WHERE id = $1",
    )
    .bind(id)
    .bind(&article.title)
    .bind(publisher)
    .bind(article.published.as_ref().map(Published::text))
    .bind(article.published.as_ref().map(|published| published.day().to_string()))
    .bind(&article.language)
    .bind(&article.license)
    .bind(&article.attribution)
    .execute(&mut **transaction)
    .await?;
    sqlx::query(
        "UPDATE claims SET published_day = a.published_day, publisher_row = a.publisher_row \
         FROM articles a WHERE a.row = claims.article_row AND a.id = $1 \
         AND (claims.published_day IS NULL OR claims.publisher_row IS NULL)",
    )
    .bind(id)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

async fn insert_version(
    transaction: &mut Transaction<'_, Sqlite>,
    loaded: &LoadedArticle,
    article_row: i64,
    version: &VersionId,
) -> Result<i64, StoreError> {
    use sha2::Digest;

    let last: Option<(i64, String)> = sqlx::query_as(
        "SELECT number, reader FROM article_versions WHERE article_row = $1 ORDER BY number DESC LIMIT 1",
    )
    .bind(article_row)
    .fetch_optional(&mut **transaction)
    .await?;
    let (number, cause) = match &last {
        None => (1, "first"),
        Some((number, reader)) if reader == loaded.reader => (number + 1, "publisher"),
        Some((number, _)) => (number + 1, "reader"),
    };
    let text = loaded.article.text.as_str();
    let row: i64 = sqlx::query_scalar(
        "INSERT INTO article_versions (id, article_row, number, text, content_sha256, reader, cause, loaded_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING row",
    )
    .bind(version)
    .bind(article_row)
    .bind(number)
    .bind(text)
    .bind(data_encoding::HEXLOWER.encode(&sha2::Sha256::digest(text)))
    .bind(loaded.reader)
    .bind(cause)
    .bind(now())
    .fetch_one(&mut **transaction)
    .await?;
    sqlx::query("UPDATE articles SET version_row = $2 WHERE row = $1")
        .bind(article_row)
        .bind(row)
        .execute(&mut **transaction)
        .await?;
    Ok(row)
}
