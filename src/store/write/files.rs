//! The files from which articles without an address were loaded: an edited file is a new text of its article.
//!
//! Only a file that holds exactly one article counts. In a file with one article per line, the same line may hold
//! another article at the next load.

use std::path::Path;

use sqlx::{Sqlite, SqliteConnection, Transaction};

use crate::domain::{ArticleId, NewArticle};
use crate::relate::{Variant, variant};
use crate::store::StoreError;

#[derive(sqlx::FromRow)]
struct Candidate {
    id: ArticleId,
    url: Option<String>,
    text: String,
}

/// Returns the article under the id of a stored one without an address: the one that has this text as a later version,
/// else the one that was loaded from the same file before. Returns it unchanged if there is none, or if the two texts
/// have nothing in common, since then another article took the file's name.
pub(in crate::store) async fn resolve(
    connection: &mut SqliteConnection,
    article: NewArticle,
) -> Result<NewArticle, StoreError> {
    if article.url.is_some() {
        return Ok(article);
    }
    let has_text: Option<ArticleId> = sqlx::query_scalar(
        "SELECT a.id FROM article_texts t JOIN articles a ON a.row = t.article_row WHERE t.text_id = $1 AND a.url IS NULL",
    )
    .bind(article.id())
    .fetch_optional(&mut *connection)
    .await?;
    if has_text.is_some() {
        return Ok(NewArticle { known_as: has_text, ..article });
    }
    let here: Option<Candidate> = sqlx::query_as(
        "SELECT a.id, a.url, v.text FROM article_files f JOIN articles a ON a.row = f.article_row \
         JOIN article_versions v ON v.row = a.version_row WHERE f.path = $1",
    )
    .bind(&article.path)
    .fetch_optional(connection)
    .await?;
    let Some(here) = here.filter(|here| variant(&here.text, &article.text) != Variant::Unrelated) else {
        return Ok(article);
    };
    let known_as = here.url.is_none().then_some(here.id);
    Ok(NewArticle { url: here.url, known_as, ..article })
}

/// True where the file of an article that is here as it is should be noted: no file of it is known, or all of them are
/// gone, as when it was renamed. A copy beside the file stays unknown, since it may become an article of its own.
pub(in crate::store) async fn is_news(
    connection: &mut SqliteConnection,
    article: &NewArticle,
) -> Result<bool, StoreError> {
    let Some(path) = &article.path else { return Ok(false) };
    let known: Vec<String> = sqlx::query_scalar(
        "SELECT f.path FROM article_files f JOIN articles a ON a.row = f.article_row WHERE a.id = $1",
    )
    .bind(article.id())
    .fetch_all(connection)
    .await?;
    Ok(article.url.is_none() && known.iter().all(|known| known != path && !Path::new(known).exists()))
}

/// Notes the file of an article without an address, which is no longer that of another article, and its text where it
/// is a later one.
pub(in crate::store) async fn save(
    transaction: &mut Transaction<'_, Sqlite>,
    article_row: i64,
    article: &NewArticle,
) -> Result<(), StoreError> {
    if article.url.is_some() {
        return Ok(());
    }
    if article.known_as.is_some() {
        sqlx::query(
            "INSERT INTO article_texts (text_id, article_row) VALUES ($1, $2) ON CONFLICT (text_id) DO NOTHING",
        )
        .bind(ArticleId::of_text(&article.text))
        .bind(article_row)
        .execute(&mut **transaction)
        .await?;
    }
    let Some(path) = &article.path else { return Ok(()) };
    sqlx::query(
        "INSERT INTO article_files (path, article_row) VALUES ($1, $2) \
         ON CONFLICT (path) DO UPDATE SET article_row = excluded.article_row",
    )
    .bind(path)
    .bind(article_row)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}
