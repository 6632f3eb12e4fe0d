//! Brings the schema of a database to that of this program, one migration after another.

use sqlx::sqlite::SqlitePool;

use crate::store::StoreError;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// The number of the newest migration that this program knows.
pub(in crate::store) fn newest() -> i64 {
    MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or_default()
}

/// Makes the tables of a new database, or brings those of an earlier version up to date; what is done of that is told in the log,
/// since it takes minutes where there are millions of claims.
///
/// # Errors
/// When the database is that of a newer version or of another program: then nothing is changed.
pub(in crate::store) async fn bring_up_to_date(pool: &SqlitePool) -> Result<(), StoreError> {
    let (known, tables): (bool, i64) = sqlx::query_as(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = '_sqlx_migrations'), \
           (SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table')",
    )
    .fetch_one(pool)
    .await?;
    if !known && tables > 0 {
        return Err(StoreError::OfAnotherProgram);
    }
    let done: i64 = match known {
        true => sqlx::query_scalar("SELECT COALESCE(MAX(version), 0) FROM _sqlx_migrations").fetch_one(pool).await?,
        false => 0,
    };
    if done > newest() {
        return Err(StoreError::Newer(done));
    }
    let waiting: Vec<i64> =
        MIGRATIONS.iter().map(|migration| migration.version).filter(|version| *version > done).collect();
    if done > 0 {
        for (step, version) in waiting.iter().enumerate() {
            tracing::info!("bringing the database to this version: step {} of {}", step + 1, waiting.len());
            MIGRATIONS.run_to(*version, pool).await?;
        }
    }
    Ok(MIGRATIONS.run(pool).await?)
}
