//! Which publisher an article is of: known by its name, or by the host it prints at.

use sqlx::{Sqlite, Transaction};

use crate::domain::{NewArticle, Slug, fold_name};
use crate::registry::publisher_key;
use crate::store::StoreError;

/// The row of an article's publisher: by its name, else by its host; `None` for an article with neither.
pub(in crate::store) async fn find_or_insert(
    transaction: &mut Transaction<'_, Sqlite>,
    article: &NewArticle,
) -> Result<Option<i64>, StoreError> {
    let host = article.address().map(|address| address.host());
    if article.publisher.is_none()
        && let Some(host) = &host
    {
        let by_host = sqlx::query_scalar("SELECT publisher_row FROM publisher_hosts WHERE host = $1")
            .bind(host)
            .fetch_optional(&mut **transaction)
            .await?;
        if by_host.is_some() {
            return Ok(by_host);
        }
    }
    let Some(name) = article.publisher_name() else { return Ok(None) };
    let key = match publisher_key(&name) {
        key if key.is_empty() => fold_name(&format!("publisher {}", article.id())),
        key => key,
    };
    let by_name: Option<i64> = sqlx::query_scalar("SELECT row FROM publishers WHERE name_key = $1")
        .bind(&key)
        .fetch_optional(&mut **transaction)
        .await?;
    let row = match (by_name, adoptable(transaction, host.as_deref()).await?) {
        (Some(row), _) => row,
        // The publisher was known by its host only: it keeps its slug and gets the name.
        (None, Some(row)) => {
            sqlx::query("UPDATE publishers SET name = $2, name_key = $3 WHERE row = $1")
                .bind(row)
                .bind(&name)
                .bind(&key)
                .execute(&mut **transaction)
                .await?;
            row
        }
        (None, None) => insert(transaction, &name, &key, article).await?,
    };
    if let Some(host) = host {
        sqlx::query("INSERT INTO publisher_hosts (host, publisher_row) VALUES ($1, $2) ON CONFLICT (host) DO NOTHING")
            .bind(host)
            .bind(row)
            .execute(&mut **transaction)
            .await?;
    }
    Ok(Some(row))
}

/// A publisher that is known by this host only.
async fn adoptable(transaction: &mut Transaction<'_, Sqlite>, host: Option<&str>) -> Result<Option<i64>, StoreError> {
    Ok(sqlx::query_scalar(
        "SELECT p.row FROM publishers p JOIN publisher_hosts h ON h.publisher_row = p.row \
         WHERE h.host = $1 AND p.name = h.host",
    )
    .bind(host)
    .fetch_optional(&mut **transaction)
    .await?)
}

async fn insert(
    transaction: &mut Transaction<'_, Sqlite>,
    name: &str,
    key: &str,
    article: &NewArticle,
) -> Result<i64, StoreError> {
    let base = Slug::of(key);
    for slug in [base.clone(), base.with(&article.id().as_str()[..4]), base.with(article.id().as_str())] {
        let row: Option<i64> = sqlx::query_scalar(
            "INSERT INTO publishers (slug, name, name_key) VALUES ($1, $2, $3) ON CONFLICT (slug) DO NOTHING \
             RETURNING row",
        )
        .bind(&slug)
        .bind(name)
        .bind(key)
        .fetch_optional(&mut **transaction)
        .await?;
        if let Some(row) = row {
            return Ok(row);
        }
    }
    Err(StoreError::Unexpected(format!("no free address for the publisher {name:?}")))
}
