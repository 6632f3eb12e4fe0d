//! Whether anything was written since, by this process or another one.

use std::time::{Duration, Instant};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};
use tokio::sync::Mutex;

use crate::store::{Store, StoreError};

/// How long an answer of the database to "did anything change" counts, so that many readers at once ask it once.
const FRESH: Duration = Duration::from_millis(1);

/// The state of the data at one time. Two are equal only where nothing was written between them, and the search index
/// knew as much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DataVersion {
    connection: u64,
    commits: i64,
    indexed: i64,
}

/// Asks one database whether it changed, over a connection of its own that never writes: SQLite's `data_version` tells
/// of what all other connections wrote.
#[derive(Debug)]
pub(in crate::store) struct Changes {
    options: SqliteConnectOptions,
    connection: Mutex<Option<SqliteConnection>>,
    last: std::sync::Mutex<Last>,
}

/// The last answer.
#[derive(Debug, Default, Clone, Copy)]
struct Last {
    /// The number of the connection that gave it: the numbers of two connections cannot be compared.
    connection: u64,
    commits: i64,
    asked: Option<Instant>,
}

impl Changes {
    pub(in crate::store) fn of(options: SqliteConnectOptions) -> Self {
        Self { options, connection: Mutex::default(), last: std::sync::Mutex::default() }
    }

    fn last(&self) -> std::sync::MutexGuard<'_, Last> {
        self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn fresh(&self) -> Option<Last> {
        let last = *self.last();
        last.asked.is_some_and(|asked| asked.elapsed() < FRESH).then_some(last)
    }

    async fn now(&self) -> Result<Last, StoreError> {
        if let Some(last) = self.fresh() {
            return Ok(last);
        }
        let mut connection = self.connection.lock().await;
        // Somebody else may have asked while this waited.
        if let Some(last) = self.fresh() {
            return Ok(last);
        }
        let asked = Instant::now();
        if connection.is_none() {
            *connection = Some(self.options.connect().await?);
            self.last().connection += 1;
        }
        let commits = match connection.as_mut() {
            Some(open) => sqlx::query_scalar("PRAGMA data_version").fetch_one(open).await,
            None => Err(sqlx::Error::PoolClosed),
        };
        let commits = commits.inspect_err(|_| *connection = None)?;
        let mut last = self.last();
        *last = Last { connection: last.connection, commits, asked: Some(asked) };
        Ok(*last)
    }

    pub(in crate::store) async fn close(&self) {
        *self.connection.lock().await = None;
    }
}

impl Store {
    /// The state of the data now, to within a millisecond.
    pub async fn data_version(&self) -> Result<DataVersion, StoreError> {
        let Last { connection, commits, .. } = self.changes.now().await?;
        Ok(DataVersion { connection, commits, indexed: self.follower.known_number() })
    }
}
