//! Writing a whole collection into an empty database.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{ConnectOptions, Connection, Sqlite, Transaction};

use super::kept::KeptFile;
use crate::store::write::origins::band_list;
use crate::store::{Store, StoreError, json};

/// What a database holds that an import would lose.
const HELD: [(&str, &str); 8] = [
    ("articles", "SELECT COUNT(*) FROM articles"),
    ("sources", "SELECT COUNT(*) FROM sources"),
    ("publishers", "SELECT COUNT(*) FROM publishers"),
    ("decisions", "SELECT COUNT(*) FROM decisions"),
    ("withdrawals", "SELECT COUNT(*) FROM withdrawals"),
    ("loads", "SELECT COUNT(*) FROM loads"),
    ("watched feeds", "SELECT COUNT(*) FROM watched_feeds"),
    ("searches that somebody is told of", "SELECT COUNT(*) FROM notify_searches"),
];

impl Store {
    /// Folds the write-ahead log of the database `file` into it, so that the file is all there is of it; false where another
    /// process has it open. A store that was closed may leave its log behind, when its connections end at one time.
    ///
    /// # Errors
    /// When the file is no database.
    pub async fn fold(file: &Path) -> Result<bool, StoreError> {
        // Only who is alone with a database can end its log. A connection of our own may be about to end.
        const TRIES: u32 = 10;
        for _ in 0..TRIES {
            let options = SqliteConnectOptions::new()
                .filename(file)
                .busy_timeout(Duration::from_millis(100))
                .journal_mode(SqliteJournalMode::Delete);
            match options.connect().await {
                Ok(connection) => return Ok(connection.close().await.map(|()| true)?),
                Err(sqlx::Error::Database(error)) if error.message().contains("locked") => {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(false)
    }

    /// What the database holds, as words and numbers ("12 articles"); none where it is empty.
    pub async fn held(&self) -> Result<Vec<String>, StoreError> {
        let mut held = Vec::new();
        for (name, count) in HELD {
            let count: i64 = sqlx::query_scalar(count).fetch_one(&self.pool).await?;
            if count > 0 {
                held.push(format!("{count} {name}"));
            }
        }
        Ok(held)
    }

    /// Writes lines of a file, JSON objects each, in one transaction.
    ///
    /// # Errors
    /// When a line does not fit: it names what no line before it, or no earlier file, holds.
    pub async fn write_lines(&self, file: &'static KeptFile, lines: &[String]) -> Result<(), StoreError> {
        let list = format!("[{}]", lines.join(","));
        let mut transaction = self.write().await?;
        for statement in file.inserts {
            sqlx::query(*statement).bind(&list).execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Writes what lines of a file tell of others behind them, once all are written.
    pub async fn join_lines(&self, file: &'static KeptFile, lines: &[String]) -> Result<(), StoreError> {
        let list = format!("[{}]", lines.join(","));
        sqlx::query(file.joins).bind(list).execute(&self.pool).await?;
        Ok(())
    }

    /// Works out what is made of the texts alone, and takes over the keys of names as the version `keys` of their folding
    /// gave them, so that the next opening brings them up to date where it is an earlier one.
    pub async fn finish_import(&self, keys: i64) -> Result<(), StoreError> {
        let mut after = 0;
        loop {
            let texts: Vec<(i64, String)> = sqlx::query_as(
                "SELECT a.row, v.text FROM articles a JOIN article_versions v ON v.row = a.version_row \
                 WHERE a.row > $1 ORDER BY a.row LIMIT 200",
            )
            .bind(after)
            .fetch_all(&self.pool)
            .await?;
            let Some((last, _)) = texts.last() else { break };
            after = *last;
            let bands: Vec<(i64, String)> = texts.iter().map(|(row, text)| (*row, band_list(text))).collect();
            let mut transaction = self.write().await?;
            write_bands(&mut transaction, &bands).await?;
            transaction.commit().await?;
        }
        // A pragma takes no bound value; this one is a number.
        sqlx::query(sqlx::AssertSqlSafe(format!("PRAGMA user_version = {keys}"))).execute(&self.pool).await?;
        Ok(())
    }

    /// Gives the database an identity of its own, so that a search index of the one it was copied from is not taken for
    /// its own.
    pub async fn become_another(&self) -> Result<(), StoreError> {
        sqlx::query("UPDATE database_identity SET id = LOWER(HEX(RANDOMBLOB(16)))").execute(&self.pool).await?;
        Ok(())
    }
}

async fn write_bands(transaction: &mut Transaction<'_, Sqlite>, bands: &[(i64, String)]) -> Result<(), StoreError> {
    for (row, bands) in bands {
        sqlx::query(
            "INSERT INTO text_bands (band, article_row) SELECT DISTINCT value, $2 FROM json_each($1) WHERE true \
             ON CONFLICT (band, article_row) DO NOTHING",
        )
        .bind(bands)
        .bind(row)
        .execute(&mut **transaction)
        .await?;
    }
    let rows: Vec<i64> = bands.iter().map(|(row, _)| *row).collect();
    sqlx::query("UPDATE articles SET bands_row = version_row WHERE row IN (SELECT value FROM json_each($1))")
        .bind(json(&rows)?)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::NewLoad;

    #[tokio::test]
    async fn a_log_that_was_left_behind_is_folded_into_its_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        let store = Store::open(&path("a.db")).await.unwrap();
        store.begin_load(&NewLoad { command: "load", places: Vec::new() }).await.unwrap();
        for name in ["db", "db-wal"] {
            std::fs::copy(path(&format!("a.{name}")), path(&format!("left.{name}"))).unwrap();
        }
        assert!(!Store::fold(&path("a.db")).await.unwrap(), "it is open");
        assert!(Store::fold(&path("left.db")).await.unwrap());
        assert!(!path("left.db-wal").exists());
        let left = Store::open(&path("left.db")).await.unwrap();
        assert_eq!(left.held().await.unwrap(), ["1 loads"]);
    }
}
