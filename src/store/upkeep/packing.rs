//! Giving back the room in the file that nothing uses.

use sqlx::sqlite::SqlitePool;

use crate::store::StoreError;

/// Writes the file anew, without the pages that nothing uses, where they are more than a twentieth of it: fewer are soon used again.
/// Gives the bytes of its pages before and after; `None` where nothing was done.
///
/// # Errors
/// When another process uses the database, or the disk has no room for two copies of it: then it is as it was.
pub(in crate::store) async fn pack(pool: &SqlitePool) -> Result<Option<(u64, u64)>, StoreError> {
    let pages: (i64, i64) =
        sqlx::query_as("SELECT page_count, freelist_count FROM pragma_page_count, pragma_freelist_count")
            .fetch_one(pool)
            .await?;
    if pages.1 * 20 <= pages.0 {
        return Ok(None);
    }
    let before = size(pool).await?;
    sqlx::query("VACUUM").execute(pool).await?;
    Ok(Some((before, size(pool).await?)))
}

async fn size(pool: &SqlitePool) -> Result<u64, StoreError> {
    let size: i64 = sqlx::query_scalar("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        .fetch_one(pool)
        .await?;
    Ok(size.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[tokio::test]
    async fn a_file_is_written_anew_where_much_of_it_is_free() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("a.db")).await.unwrap();
        assert_eq!(pack(&store.pool).await.unwrap(), None, "nothing is free");
        for statement in [
            "CREATE TABLE much AS WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 2000) \
             SELECT n, HEX(RANDOMBLOB(200)) AS words FROM n",
            "DROP TABLE much",
        ] {
            sqlx::query(statement).execute(&store.pool).await.unwrap();
        }
        let (before, after) = pack(&store.pool).await.unwrap().expect("half of it is free");
        assert!(after + 800_000 < before, "{before} {after}");
        assert_eq!(pack(&store.pool).await.unwrap(), None);
        store.close().await;
        assert_eq!(std::fs::metadata(dir.path().join("a.db")).unwrap().len(), after);
    }
}
