//! The write path: articles, their versions and what was read in them.

use sqlx::{Sqlite, Transaction};

use crate::domain::{ArticleId, NewArticle, Partial, Published, VersionId};
use crate::store::write::addresses;
use crate::store::write::known::{KNOWN_COLUMNS, Known};
use crate::store::write::originals::{self, Packed};
use crate::store::write::origins;
use crate::store::write::publishers;
use crate::store::write::readings::{NewReading, save_reading};
use crate::store::{Store, StoreError, json, now};

/// An article to store, with what one extractor found in it, unless that is left for later.
#[derive(Debug, Clone)]
pub struct LoadedArticle {
    /// The article as read.
    pub article: NewArticle,
    /// The version word of the file reader that produced its text.
    pub reader: &'static str,
    /// What was found in it; `None` when it waits to be read ([`Store::to_read`]).
    pub reading: Option<NewReading>,
}

/// What became of an article handed to [`Store::save`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// New here.
    Loaded,
    /// This text of it is here already, and nothing new is known of it.
    AlreadyThere,
    /// This text of it is here already; its title, date or publisher was missing and is known now.
    Completed,
    /// This text of it is here already, without what it was read from, which is kept now.
    OriginalKept,
    /// This text of it is here already and was read only now.
    Read,
    /// Here with another text; this one became a new version.
    Changed,
    /// Withdrawn by an operator; nothing was stored.
    Withdrawn,
}

/// What saving an article would do.
#[derive(Debug, Clone)]
pub struct Outlook {
    /// What would become of it.
    pub outcome: Outcome,
    /// The article, with what is known of it already.
    pub article: NewArticle,
}

impl Store {
    /// What saving this text of this article, with a reading or without, would do, and the article with what is known
    /// of it already; lets a load skip the reading of what is there, and read the rest with all that is known.
    pub async fn outlook(&self, article: NewArticle, with_reading: bool) -> Result<Outlook, StoreError> {
        let mut connection = self.pool.acquire().await?;
        let (outcome, article) = outlook(&mut connection, article, with_reading).await?;
        Ok(Outlook { outcome, article })
    }

    /// Stores a batch in one transaction. When this returns, all of it is on disk; before, none of it is.
    pub async fn save(&self, batch: &[LoadedArticle]) -> Result<Vec<Outcome>, StoreError> {
        // What takes time is done before others have to wait.
        let originals = batch
            .iter()
            .map(|loaded| loaded.article.original.as_deref().map(Packed::of).transpose())
            .collect::<Result<Vec<_>, _>>()?;
        let mut transaction = self.write().await?;
        let mut outcomes = Vec::with_capacity(batch.len());
        for (loaded, original) in batch.iter().zip(&originals) {
            outcomes.push(save_article(&mut transaction, loaded, original.as_ref()).await?);
        }
        transaction.commit().await?;
        Ok(outcomes)
    }
}

/// An article that is here, beside one that is to be stored.
#[derive(sqlx::FromRow)]
struct Stored {
    is_withdrawn: bool,
    /// Whether it has this text, now or in an earlier version.
    has_text: bool,
    /// Whether it has this text, and not what it was read from.
    lacks_original: bool,
    /// Whether its newest text was read.
    is_read: bool,
    /// Its newest text, where that is not this one.
    other_text: Option<String>,
    /// Whether its newest text is not the whole article.
    partial: Option<Partial>,
    #[sqlx(flatten)]
    known: Known,
}

async fn outlook(
    connection: &mut sqlx::SqliteConnection,
    article: NewArticle,
    with_reading: bool,
) -> Result<(Outcome, NewArticle), StoreError> {
    let addresses::Resolved { mut article, is_there } = addresses::resolve(connection, article).await?;
    // A file that calls the publisher by its host tells no name.
    let host = article.address().map(|address| address.host());
    article.publisher = article.publisher.filter(|name| Some(name) != host.as_ref());
    let stored: Option<Stored> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "SELECT EXISTS (SELECT 1 FROM withdrawals w WHERE w.target_id = a.id AND w.restored_at IS NULL) AS is_withdrawn, \
           t.row IS NOT NULL AS has_text, o.version_row IS NULL AND t.row IS NOT NULL AS lacks_original, \
           a.reading_row IS NOT NULL AS is_read, CASE WHEN v.id <> $2 THEN v.text END AS other_text, v.partial, \
           {KNOWN_COLUMNS} FROM articles a JOIN article_versions v ON v.row = a.version_row \
         LEFT JOIN article_versions t ON t.id = $2 AND t.article_row = a.row \
         LEFT JOIN originals o ON o.version_row = t.row LEFT JOIN publishers p ON p.row = a.publisher_row \
         WHERE a.id = $1"
    )))
    .bind(article.id())
    .bind(article.version())
    .fetch_optional(&mut *connection)
    .await?;
    let Some(stored) = stored else { return Ok((Outcome::Loaded, article)) };
    if stored.is_withdrawn {
        return Ok((Outcome::Withdrawn, article));
    }
    let before = NewArticle { partial: stored.partial, ..stored.known.details_of(article.clone())? };
    let is_less = Partial::completeness(article.partial) < Partial::completeness(stored.partial);
    if stored.has_text || is_there || is_less {
        // The same text, or less of the article than is here: what is known stays, what was missing is taken.
        let has_address = addresses::has_new(connection, &article).await?;
        let keeps_original = stored.lacks_original && article.original.is_some();
        let mut after = merged(before.clone(), article.clone());
        if stored.other_text.is_none() {
            // Who calls it whole has seen the end of it.
            after.partial = stored.partial.and(article.partial);
        }
        let outcome = match after == before && !has_address {
            _ if with_reading && !stored.is_read => Outcome::Read,
            true if keeps_original => return Ok((Outcome::OriginalKept, article)),
            true => Outcome::AlreadyThere,
            false => Outcome::Completed,
        };
        // Where this is another text of it, the newest one is what is read; it was not read from these bytes.
        if let Some(text) = stored.other_text {
            after = NewArticle { text, original: None, ..after };
        }
        return Ok((outcome, after));
    }
    // A newer text: what it says of itself counts, what it leaves out stays.
    article = merged(article, before);
    Ok((Outcome::Changed, article))
}

/// The first article with its gaps filled from the second.
fn merged(first: NewArticle, second: NewArticle) -> NewArticle {
    NewArticle {
        title: first.title.or(second.title),
        publisher: first.publisher.or(second.publisher),
        authors: if first.authors.is_empty() { second.authors } else { first.authors },
        published: first.published.or(second.published),
        language: first.language.or(second.language),
        license: first.license.or(second.license),
        attribution: first.attribution.or(second.attribution),
        corrections: both(first.corrections, second.corrections),
        credit: first.credit.or(second.credit),
        ..first
    }
}

/// Corrections that are kept of one article.
const MOST_CORRECTIONS: usize = 20;

/// The notes of both, each once.
fn both(mut first: Vec<String>, second: Vec<String>) -> Vec<String> {
    for note in second {
        if first.len() < MOST_CORRECTIONS && !first.contains(&note) {
            first.push(note);
        }
    }
    first
}

async fn save_article(
    transaction: &mut Transaction<'_, Sqlite>,
    loaded: &LoadedArticle,
    original: Option<&Packed>,
) -> Result<Outcome, StoreError> {
    let (outcome, article) = outlook(transaction, loaded.article.clone(), loaded.reading.is_some()).await?;
    let id = article.id();
    // Found at another address, it is a text of the article that is here.
    let version = VersionId::of(&id, &loaded.article.text);
    match outcome {
        Outcome::Withdrawn | Outcome::AlreadyThere => return Ok(outcome),
        Outcome::OriginalKept => {
            originals::keep(transaction, &version, &loaded.article, original).await?;
            return Ok(outcome);
        }
        Outcome::Loaded => insert_article(transaction, &article, &id).await?,
        Outcome::Completed | Outcome::Read | Outcome::Changed => update_details(transaction, &article, &id).await?,
    }
    let article_row: i64 =
        sqlx::query_scalar("SELECT row FROM articles WHERE id = $1").bind(&id).fetch_one(&mut **transaction).await?;
    let version_row = if matches!(outcome, Outcome::Loaded | Outcome::Changed) {
        insert_version(transaction, loaded, article_row, &article.version()).await?
    } else {
        sqlx::query(
            "UPDATE article_versions SET partial = $2 WHERE row = (SELECT version_row FROM articles WHERE row = $1)",
        )
        .bind(article_row)
        .bind(article.partial)
        .execute(&mut **transaction)
        .await?;
        sqlx::query_scalar("SELECT version_row FROM articles WHERE row = $1")
            .bind(article_row)
            .fetch_one(&mut **transaction)
            .await?
    };
    originals::keep(transaction, &version, &loaded.article, original).await?;
    match &loaded.reading {
        // One found at another address was read as an article of its own, with other ids.
        Some(reading) if article.text == loaded.article.text && id == loaded.article.id() => {
            save_reading(transaction, article_row, version_row, &article, reading).await?;
        }
        // A new text, or details known only now, and no reading of them: what was read before counts no more.
        _ => {
            sqlx::query("UPDATE articles SET reading_row = NULL WHERE row = $1")
                .bind(article_row)
                .execute(&mut **transaction)
                .await?;
        }
    }
    addresses::save(transaction, article_row, &article).await?;
    origins::relate(transaction, article_row).await?;
    Ok(outcome)
}

async fn insert_article(
    transaction: &mut Transaction<'_, Sqlite>,
    article: &NewArticle,
    id: &ArticleId,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO articles (id, url, authors, file, field_origins, loaded_at) VALUES ($1, $2, '[]', $3, $4, $5)",
    )
    .bind(id)
    .bind(&article.url)
    .bind(&article.file)
    .bind(json(&article.from)?)
    .bind(now())
    .execute(&mut **transaction)
    .await?;
    update_details(transaction, article, id).await
}

/// Writes what is known of an article, and what its claims repeat of that.
async fn update_details(
    transaction: &mut Transaction<'_, Sqlite>,
    article: &NewArticle,
    id: &ArticleId,
) -> Result<(), StoreError> {
    let publisher = publishers::find_or_insert(transaction, article).await?;
    sqlx::query(
        "UPDATE articles SET title = $2, publisher_row = $3, authors = $4, published = $5, published_day = $6, \
         language = $7, license = $8, attribution = $9, corrections = $10, credit = $11 WHERE id = $1",
    )
    .bind(id)
    .bind(&article.title)
    .bind(publisher)
    .bind(json(&article.authors)?)
    .bind(article.published.as_ref().map(Published::text))
    .bind(article.published.as_ref().map(|published| published.day().to_string()))
    .bind(&article.language)
    .bind(&article.license)
    .bind(&article.attribution)
    .bind(json(&article.corrections)?)
    .bind(&article.credit)
    .execute(&mut **transaction)
    .await?;
    sqlx::query(
        "UPDATE claims SET published_day = a.published_day, publisher_row = a.publisher_row \
         FROM articles a WHERE a.row = claims.article_row AND a.id = $1",
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

    let last: Option<(i64, String, Option<Partial>)> = sqlx::query_as(
        "SELECT number, reader, partial FROM article_versions WHERE article_row = $1 ORDER BY number DESC LIMIT 1",
    )
    .bind(article_row)
    .fetch_optional(&mut **transaction)
    .await?;
    let (number, cause) = match &last {
        None => (1, "first"),
        Some((number, reader, partial))
            if reader == loaded.reader
                && Partial::completeness(*partial) >= Partial::completeness(loaded.article.partial) =>
        {
            (number + 1, "publisher")
        }
        Some((number, ..)) => (number + 1, "reader"),
    };
    let text = loaded.article.text.as_str();
    let row: i64 = sqlx::query_scalar(
        "INSERT INTO article_versions (id, article_row, number, text, content_sha256, reader, cause, loaded_at, \
         partial) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING row",
    )
    .bind(version)
    .bind(article_row)
    .bind(number)
    .bind(text)
    .bind(data_encoding::HEXLOWER.encode(&sha2::Sha256::digest(text)))
    .bind(loaded.reader)
    .bind(cause)
    .bind(now())
    .bind(loaded.article.partial)
    .fetch_one(&mut **transaction)
    .await?;
    sqlx::query("UPDATE articles SET version_row = $2 WHERE row = $1")
        .bind(article_row)
        .bind(row)
        .execute(&mut **transaction)
        .await?;
    Ok(row)
}
