//! Recomputes the stored keys by which names are compared, when this version folds names differently.

use sqlx::{QueryBuilder, Sqlite, SqliteConnection, Transaction};

use crate::domain::SourceKind;
use crate::registry::person_key;
use crate::store::write::identities::{last_key, name_key};
use crate::store::{StoreError, json};

/// The version of the folding behind `name_key`, `last_key` and `respelled`; a database with another one is brought up to date when
/// it is opened.
pub(in crate::store) const KEYS_VERSION: i64 = 2;

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
             WHERE folded.row = sources.row AND (folded.name_key <> sources.name_key \
               OR folded.last_key IS NOT sources.last_key)",
        );
        update.build().execute(&mut **transaction).await?;
    }
    refold_aliases(transaction).await?;
    // A pragma takes no bound value; this one is a number of ours.
    sqlx::query(sqlx::AssertSqlSafe(format!("PRAGMA user_version = {KEYS_VERSION}")))
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// Works out anew what spellings meet by.
async fn refold_aliases(transaction: &mut Transaction<'_, Sqlite>) -> Result<(), StoreError> {
    let mut after = (0, String::new());
    loop {
        let aliases: Vec<(i64, String, String)> = sqlx::query_as(
            "SELECT source_row, alias_key, alias FROM source_aliases WHERE (source_row, alias_key) > ($1, $2) \
             ORDER BY source_row, alias_key LIMIT 1000",
        )
        .bind(after.0)
        .bind(&after.1)
        .fetch_all(&mut **transaction)
        .await?;
        let Some((row, key, _)) = aliases.last() else { return Ok(()) };
        after = (*row, key.clone());
        let respelled: Vec<(i64, &str, String)> =
            aliases.iter().map(|(row, key, alias)| (*row, key.as_str(), person_key(alias))).collect();
        sqlx::query(
            "UPDATE source_aliases SET respelled = NULLIF(j.value ->> 2, alias_key) FROM json_each($1) j \
             WHERE source_row = j.value ->> 0 AND alias_key = j.value ->> 1 \
             AND respelled IS NOT NULLIF(j.value ->> 2, alias_key)",
        )
        .bind(json(&respelled)?)
        .execute(&mut **transaction)
        .await?;
    }
}

/// True where [`refold`] has work to do.
pub(in crate::store) async fn are_old(connection: &mut SqliteConnection) -> Result<bool, StoreError> {
    let version: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(connection).await?;
    Ok(version < KEYS_VERSION)
}
