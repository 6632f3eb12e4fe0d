//! The articles whose texts wait to be compared with the others: those of an earlier version's database, and those
//! whose load was killed before it compared them.

use sqlx::{Sqlite, Transaction};

use crate::domain::NewArticle;
use crate::store::write::addresses;
use crate::store::write::origins::{NewBands, band_list, compare, put_off, stored_bands};
use crate::store::{Store, StoreError};

#[derive(sqlx::FromRow)]
struct Waiting {
    row: i64,
    version_row: i64,
    url: Option<String>,
    text: String,
}

/// Compares the articles that wait, some hundred at a time; where it is stopped, the next opening of the database goes
/// on.
pub(in crate::store) async fn catch_up(store: &Store) -> Result<(), StoreError> {
    loop {
        let mut connection = store.pool.acquire().await?;
        let waiting: Vec<Waiting> = sqlx::query_as(
            "SELECT a.row, a.version_row, a.url, v.text FROM articles a JOIN article_versions v ON v.row = a.version_row \
             WHERE a.compared_row IS NOT a.version_row ORDER BY a.row LIMIT 200",
        )
        .fetch_all(&mut *connection)
        .await?;
        if waiting.is_empty() {
            return Ok(());
        }
        let mut prepared = Vec::with_capacity(waiting.len());
        for article in waiting {
            let stored = stored_bands(&mut connection, article.row).await?;
            prepared.push((NewBands { of_text: band_list(&article.text), stored }, article));
        }
        drop(connection);
        let mut transaction = store.write().await?;
        let mut rows = Vec::with_capacity(prepared.len());
        for (bands, article) in &prepared {
            if still_waits(&mut transaction, article).await? {
                let known = NewArticle { url: article.url.clone(), ..NewArticle::default() };
                addresses::save(&mut transaction, article.row, &known).await?;
                put_off(&mut transaction, article.row, Some(bands)).await?;
                rows.push(article.row);
            }
        }
        transaction.commit().await?;
        compare(store, &rows).await?;
    }
}

/// False where another process compared the article, or gave it another text, meanwhile.
async fn still_waits(transaction: &mut Transaction<'_, Sqlite>, article: &Waiting) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM articles WHERE row = $1 AND version_row = $2 AND compared_row IS NOT version_row)",
    )
    .bind(article.row)
    .bind(article.version_row)
    .fetch_one(&mut **transaction)
    .await?)
}
