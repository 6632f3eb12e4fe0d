//! The articles whose texts wait to be compared with the others.

use crate::domain::NewArticle;
use crate::store::write::addresses;
use crate::store::write::origins::{compared, relate};
use crate::store::{Store, StoreError};

/// Compares the articles of an earlier version's database, some hundred at a time; where it is stopped, the next opening
/// of the database goes on.
pub(in crate::store) async fn catch_up(store: &Store) -> Result<(), StoreError> {
    const WAITING: &str = "SELECT row FROM articles WHERE compared_row IS NOT version_row ORDER BY row LIMIT 200";
    loop {
        let waiting: Vec<i64> = sqlx::query_scalar(WAITING).fetch_all(&store.pool).await?;
        if waiting.is_empty() {
            return Ok(());
        }
        let mut transaction = store.write().await?;
        // Another process may have done them meanwhile.
        let waiting: Vec<i64> = sqlx::query_scalar(WAITING).fetch_all(&mut *transaction).await?;
        for row in waiting {
            let url = compared(&mut transaction, row).await?.url;
            addresses::save(&mut transaction, row, &NewArticle { url, ..NewArticle::default() }).await?;
            relate(&mut transaction, row).await?;
        }
        transaction.commit().await?;
    }
}
