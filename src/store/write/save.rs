//! The write path: articles, their versions and what was read in them.
//!
//! All slow work is done before the transaction begins ([`Plan`]): what becomes of the article, its bytes, its bands,
//! the successors of its claims. The transaction only checks that the plan is still valid, and writes. Copies are
//! searched for afterwards (`origins.rs`).

use sqlx::{Sqlite, SqliteConnection, Transaction};

use crate::domain::{ArticleId, NewArticle, Partial, Published, VersionId};
use crate::store::write::originals::{self, Packed, sha256};
use crate::store::write::origins::{self, NewBands};
use crate::store::write::outlook::{Basis, Outcome, Outlook, outlook};
use crate::store::write::readings::{NewReading, Retired, retired_by, save_reading};
use crate::store::write::{addresses, files, publishers};
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
    /// The basis of its outlook ([`Store::outlook`]); `None` if no outlook was requested.
    pub basis: Option<Basis>,
}

impl Store {
    /// Stores a batch. When this returns, all of it is on disk; where it fails, what it had not begun to store left no
    /// trace.
    ///
    /// One transaction takes as much of the batch as stands apart: an article that changed since its outlook was asked
    /// for, as when the batch holds it twice, is looked at again and goes into the next transaction.
    pub async fn save(&self, batch: &[LoadedArticle]) -> Result<Vec<Outcome>, StoreError> {
        let mut connection = self.pool.acquire().await?;
        let mut plans = Vec::with_capacity(batch.len());
        for loaded in batch {
            plans.push(Plan::of(&mut connection, loaded, loaded.basis.clone()).await?);
        }
        drop(connection);
        let mut outcomes = Vec::with_capacity(batch.len());
        let mut to_compare = Vec::new();
        while outcomes.len() < batch.len() {
            let mut transaction = self.write().await?;
            let begin = outcomes.len();
            for (loaded, plan) in batch.iter().zip(&plans).skip(begin) {
                if !plan.basis.holds(&mut transaction).await? {
                    break;
                }
                to_compare.extend(save_article(&mut transaction, loaded, plan).await?);
                outcomes.push(plan.basis.outcome);
            }
            transaction.commit().await?;
            let next = outcomes.len();
            if let Some(loaded) = batch.get(next) {
                plans[next] = Plan::of(&mut *self.pool.acquire().await?, loaded, None).await?;
            }
        }
        // One that was stored twice is compared once, as it stands last.
        let mut seen = std::collections::HashSet::new();
        to_compare.reverse();
        to_compare.retain(|row| seen.insert(*row));
        to_compare.reverse();
        origins::compare(self, &to_compare).await?;
        Ok(outcomes)
    }
}

/// All that is written of an article, worked out before the transaction.
struct Plan {
    basis: Basis,
    /// With what is known of it already.
    article: NewArticle,
    id: ArticleId,
    /// Found at another address, the text is one of the article that is here.
    version: VersionId,
    authors: String,
    corrections: String,
    from: String,
    text_sha256: String,
    original: Option<Packed>,
    /// Of a text that is new.
    bands: Option<NewBands>,
    /// Claims that its reading does not yield any more.
    retired: Vec<Retired>,
}

impl Plan {
    /// With `basis` for an article as its outlook gave it.
    async fn of(
        connection: &mut SqliteConnection,
        loaded: &LoadedArticle,
        basis: Option<Basis>,
    ) -> Result<Self, StoreError> {
        let (article, basis) = match basis {
            Some(basis) => (loaded.article.clone(), basis),
            None => {
                let Outlook { article, basis, .. } =
                    outlook(connection, loaded.article.clone(), loaded.reading.is_some()).await?;
                (article, basis)
            }
        };
        let id = article.id();
        let row: Option<i64> = match basis.outcome {
            Outcome::Loaded => None,
            _ => {
                sqlx::query_scalar("SELECT row FROM articles WHERE id = $1")
                    .bind(&id)
                    .fetch_optional(&mut *connection)
                    .await?
            }
        };
        let is_new_text = matches!(basis.outcome, Outcome::Loaded | Outcome::Changed);
        let bands = match (is_new_text, row) {
            (false, _) => None,
            (true, row) => Some(NewBands {
                of_text: origins::band_list(&loaded.article.text),
                stored: match row {
                    Some(row) => origins::stored_bands(connection, row).await?,
                    None => None,
                },
            }),
        };
        let retired = match (row, reading_of(loaded, &article, &id)) {
            (Some(row), Some(reading)) => retired_by(connection, row, is_new_text, &article, reading).await?,
            _ => Vec::new(),
        };
        Ok(Self {
            version: VersionId::of(&id, &loaded.article.text),
            authors: json(&article.authors)?,
            corrections: json(&article.corrections)?,
            from: json(&article.from)?,
            text_sha256: sha256(loaded.article.text.as_bytes()),
            original: loaded.article.original.as_deref().map(Packed::of).transpose()?,
            bands,
            retired,
            basis,
            article,
            id,
        })
    }
}

/// The reading of an article, where it fits what is stored: one found at another address was read as an article of its
/// own, with other ids.
fn reading_of<'l>(loaded: &'l LoadedArticle, article: &NewArticle, id: &ArticleId) -> Option<&'l NewReading> {
    let fits = article.text == loaded.article.text && *id == loaded.article.id();
    loaded.reading.as_ref().filter(|_| fits)
}

/// Stores an article as planned; gives its row where its copies are to be looked for.
async fn save_article(
    transaction: &mut Transaction<'_, Sqlite>,
    loaded: &LoadedArticle,
    plan: &Plan,
) -> Result<Option<i64>, StoreError> {
    let Plan { article, id, .. } = plan;
    match plan.basis.outcome {
        Outcome::AlreadyThere if plan.basis.notes_file => {
            let article_row = touched(transaction, id).await?;
            files::save(transaction, article_row, article).await?;
            return Ok(None);
        }
        Outcome::Withdrawn | Outcome::AlreadyThere => return Ok(None),
        Outcome::OriginalKept => {
            touched(transaction, id).await?;
            originals::keep(transaction, &plan.version, &loaded.article, plan.original.as_ref()).await?;
            return Ok(None);
        }
        Outcome::Loaded => insert_article(transaction, plan).await?,
        Outcome::Completed | Outcome::Read | Outcome::Changed => update_details(transaction, plan).await?,
    }
    let article_row = touched(transaction, id).await?;
    let version_row = match plan.basis.outcome {
        Outcome::Loaded | Outcome::Changed => insert_version(transaction, loaded, plan, article_row).await?,
        _ => complete_version(transaction, article_row, article.partial).await?,
    };
    originals::keep(transaction, &plan.version, &loaded.article, plan.original.as_ref()).await?;
    match reading_of(loaded, article, id) {
        Some(reading) => save_reading(transaction, (article_row, version_row), article, reading, &plan.retired).await?,
        // A new text, or details known only now, and no reading of them: what was read before counts no more.
        None => {
            sqlx::query("UPDATE articles SET reading_row = NULL WHERE row = $1")
                .bind(article_row)
                .execute(&mut **transaction)
                .await?;
        }
    }
    addresses::save(transaction, article_row, article).await?;
    files::save(transaction, article_row, article).await?;
    origins::put_off(transaction, article_row, plan.bands.as_ref()).await?;
    Ok(Some(article_row))
}

/// The row of an article, with its revision increased, which invalidates outlooks computed before.
async fn touched(transaction: &mut Transaction<'_, Sqlite>, id: &ArticleId) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar("UPDATE articles SET revision = revision + 1 WHERE id = $1 RETURNING row")
        .bind(id)
        .fetch_one(&mut **transaction)
        .await?)
}

/// Notes how much of the article its newest text gives, as is known now.
async fn complete_version(
    transaction: &mut Transaction<'_, Sqlite>,
    article_row: i64,
    partial: Option<Partial>,
) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar(
        "UPDATE article_versions SET partial = $2 WHERE row = (SELECT version_row FROM articles WHERE row = $1) \
         RETURNING row",
    )
    .bind(article_row)
    .bind(partial)
    .fetch_one(&mut **transaction)
    .await?)
}

async fn insert_article(transaction: &mut Transaction<'_, Sqlite>, plan: &Plan) -> Result<(), StoreError> {
    let Plan { article, id, .. } = plan;
    sqlx::query(
        // Of an article that was withdrawn before the collection was imported, and restored since, the id may be here.
        "INSERT INTO articles (id, url, authors, file, field_origins, loaded_at) VALUES ($1, $2, '[]', $3, $4, $5) \
         ON CONFLICT (id) DO UPDATE SET url = excluded.url, file = excluded.file, \
           field_origins = excluded.field_origins, loaded_at = excluded.loaded_at",
    )
    .bind(id)
    .bind(&article.url)
    .bind(&article.file)
    .bind(&plan.from)
    .bind(now())
    .execute(&mut **transaction)
    .await?;
    update_details(transaction, plan).await
}

/// Writes what is known of an article, and what its claims repeat of that.
async fn update_details(transaction: &mut Transaction<'_, Sqlite>, plan: &Plan) -> Result<(), StoreError> {
    let Plan { article, id, .. } = plan;
    let publisher = publishers::find_or_insert(transaction, article).await?;
    sqlx::query(
        "UPDATE articles SET title = $2, publisher_row = $3, authors = $4, published = $5, published_day = $6, \
         language = $7, license = $8, attribution = $9, corrections = $10, credit = $11 WHERE id = $1",
    )
    .bind(id)
    .bind(&article.title)
    .bind(publisher)
    .bind(&plan.authors)
    .bind(article.published.as_ref().map(Published::text))
    .bind(article.published.as_ref().map(|published| published.day().to_string()))
    .bind(&article.language)
    .bind(&article.license)
    .bind(&article.attribution)
    .bind(&plan.corrections)
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
    plan: &Plan,
    article_row: i64,
) -> Result<i64, StoreError> {
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
    let row: i64 = sqlx::query_scalar(
        "INSERT INTO article_versions (id, article_row, number, text, content_sha256, reader, cause, loaded_at, \
         partial) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING row",
    )
    .bind(plan.article.version())
    .bind(article_row)
    .bind(number)
    .bind(&loaded.article.text)
    .bind(&plan.text_sha256)
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
