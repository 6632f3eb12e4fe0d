//! Recomputes the stored keys by which names are compared, when this version folds names differently.

use sqlx::{QueryBuilder, Sqlite, SqliteConnection, Transaction};

use crate::domain::SourceKind;
use crate::store::StoreError;
use crate::store::write::identities::{last_key, name_key};

/// The version of the folding behind `name_key` and `last_key`; a database with another one is brought up to date when
/// it is opened.
const KEYS_VERSION: i64 = 1;

/// Brings the keys of a database that another version of the folding wrote up to date.
pub(in crate::store) async fn refold(transaction: &mut Transaction<'_, Sqlite>) -> Result<(), StoreError> {
    // A source that was renamed is found by the name that articles print.
    let folded: Vec<(i64, String, SourceKind, SourceKind)> = sqlx::query_as(
        "SELECT s.row, COALESCE((SELECT d.name_before FROM decisions d WHERE d.source_row = s.row \
           AND d.kind = 'rename' AND d.undone_at IS NULL ORDER BY d.row LIMIT 1), s.name), s.found_kind, s.kind \
         FROM sources s WHERE s.found_kind IN ('person', 'organisation')",
    )
    .fetch_all(&mut **transaction)
    .await?;
    for sources in folded.chunks(200) {
        let mut update = QueryBuilder::new("WITH folded (row, name_key, last_key) AS (");
        update.push_values(sources, |mut row, (number, name, found_kind, kind)| {
            let key = name_key(name, *found_kind);
            let last = last_key(&key, *kind).map(str::to_owned);
            row.push_bind(*number).push_bind(key).push_bind(last);
        });
        update.push(
            ") UPDATE sources SET name_key = folded.name_key, last_key = folded.last_key FROM folded \
             WHERE folded.row = sources.row",
        );
        update.build().execute(&mut **transaction).await?;
    }
    // A pragma takes no bound value; this one is a number of ours.
    sqlx::query(sqlx::AssertSqlSafe(format!("PRAGMA user_version = {KEYS_VERSION}")))
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// True where [`refold`] has work to do.
pub(in crate::store) async fn are_old(connection: &mut SqliteConnection) -> Result<bool, StoreError> {
    let version: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(connection).await?;
    Ok(version < KEYS_VERSION)
}
