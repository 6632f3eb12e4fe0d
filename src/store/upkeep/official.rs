//! Which sources speak for a state, where the database does not say yet.

use sqlx::{QueryBuilder, Sqlite, Transaction};

use crate::domain::SourceKind;
use crate::store::StoreError;
use crate::store::write::identities::is_official;

/// Fills `sources.is_official` where it is empty, as a migration leaves it, from the names that articles print.
pub(in crate::store) async fn judge(transaction: &mut Transaction<'_, Sqlite>) -> Result<(), StoreError> {
    let unjudged: Vec<(i64, SourceKind, String)> =
        sqlx::query_as("SELECT row, kind, name_key FROM sources WHERE is_official IS NULL")
            .fetch_all(&mut **transaction)
            .await?;
    for sources in unjudged.chunks(200) {
        let mut update = QueryBuilder::new("WITH judged (row, is_official) AS (");
        update.push_values(sources, |mut row, (number, kind, name_key)| {
            row.push_bind(*number).push_bind(is_official(*kind, name_key));
        });
        update.push(") UPDATE sources SET is_official = judged.is_official FROM judged WHERE judged.row = sources.row");
        update.build().execute(&mut **transaction).await?;
    }
    Ok(())
}

/// True where [`judge`] has work to do.
pub(in crate::store) async fn is_missing(connection: &mut sqlx::SqliteConnection) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM sources WHERE is_official IS NULL)")
        .fetch_one(connection)
        .await?)
}
