//! Brings the schema of a database to that of this program, one migration after another.

use sqlx::sqlite::SqlitePool;

use crate::store::StoreError;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// The number of the newest migration that this program knows.
pub(in crate::store) fn newest() -> i64 {
    MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or_default()
}

/// Makes the tables of a new database, or brings those of an earlier version up to date, which takes minutes where there are millions
/// of claims.
///
/// Gives the number of steps that an earlier version was away; `told` is told before each how many of them are done, and at the end.
///
/// # Errors
/// When the database is that of a newer version or of another program: then nothing is changed.
pub(in crate::store) async fn bring_up_to_date(
    pool: &SqlitePool,
    mut told: impl FnMut(u64, u64) + Send,
) -> Result<u64, StoreError> {
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
    if done == 0 {
        MIGRATIONS.run(pool).await?;
        return Ok(0);
    }
    let all = waiting.len() as u64;
    for (step, version) in (0..).zip(&waiting) {
        told(step, all);
        MIGRATIONS.run_to(*version, pool).await?;
    }
    if all > 0 {
        told(all, all);
    }
    // Migrations of an earlier time are compared with what this program knows of them.
    MIGRATIONS.run(pool).await?;
    Ok(all)
}

#[cfg(test)]
mod tests {
    use sqlx::ConnectOptions;
    use sqlx::sqlite::SqliteConnectOptions;

    use super::*;

    #[tokio::test]
    async fn reasons_are_the_same_in_full_when_rules_are_told_once() {
        const FULL: &str = r#"[{"about":"mention","rule":"“who” is quoted"},{"about":"stance","rule":"a cue","features":["said","7, \"8\""]}]"#;
        let options = SqliteConnectOptions::new().in_memory(true).foreign_keys(false);
        let mut database = options.connect().await.unwrap();
        MIGRATIONS.run_to(27, &mut database).await.unwrap();
        let claim = "INSERT INTO claims (row, id, article_row, reading_row, place, content, quotation, stance, manner, said_basis, \
             loaded_at, is_current, is_listed, reasons) VALUES ($1, $1, 1, 1, 0, 'words', 'direct', 'asserts', 'statement', 'none', '', 1, 0, $2)";
        for (row, reasons) in [(1, Some(FULL)), (2, None), (3, Some("[]")), (4, Some(FULL))] {
            sqlx::query(claim).bind(row).bind(reasons).execute(&mut database).await.unwrap();
        }
        MIGRATIONS.run(&mut database).await.unwrap();
        let kept: Vec<Option<String>> =
            sqlx::query_scalar("SELECT reasons FROM claims ORDER BY row").fetch_all(&mut database).await.unwrap();
        let short = Some(r#"[[1],[2,"said","7, \"8\""]]"#.to_owned());
        assert_eq!(kept, [short.clone(), None, Some("[]".to_owned()), short]);
        let full: Vec<Option<String>> = sqlx::query_scalar("SELECT reasons FROM claim_reasons ORDER BY claim_row")
            .fetch_all(&mut database)
            .await
            .unwrap();
        let told = Some(FULL.to_owned());
        assert_eq!(full, [told.clone(), None, Some("[]".to_owned()), told]);
    }
}
