//! Connections to the database: how many there are for which kind of work, and how much memory they take.

use std::path::Path;
use std::time::Duration;

use sqlx::SqliteConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use crate::work::Work;

/// How many connections a store has, and what they keep in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sizes {
    /// Connections for pages that ask by key, and for writing.
    pub pages: u32,
    /// Connections for questions, so that slow ones leave the others free.
    pub questions: u32,
    /// What all connections together keep of the file, in megabytes.
    pub cache: u32,
}

impl Default for Sizes {
    /// What a load wants: changes of one transaction fit into the memory of its connection.
    fn default() -> Self {
        Self { pages: 8, questions: 4, cache: 384 }
    }
}

impl Sizes {
    /// What a site wants, with so much memory for what is kept of the file, in megabytes. More connections than the
    /// processors can keep busy would only take memory; a few more wait for the disk.
    pub fn for_a_site(cache: u32) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get() as u32);
        Self { pages: (2 * cores).max(4), questions: cores.max(2), cache }
    }

    /// How each connection is made.
    pub(super) fn options(self, file: &Path) -> SqliteConnectOptions {
        let kibibytes = self.cache * 1024 / (self.pages + self.questions).max(1);
        SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // A transaction that was reported as loaded survives a power cut.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            // All that pages ask.
            .statement_cache_capacity(400)
            .busy_timeout(Duration::from_secs(30))
            // Pages that several transactions change go into the file once.
            .pragma("wal_autocheckpoint", "16384")
            .pragma("journal_size_limit", "67108864")
            .pragma("cache_size", format!("-{kibibytes}"))
    }
}

/// Connections for whole results, and what each keeps of the file, in megabytes. Such a result reads every page once, so that what
/// is kept of it serves nobody; over the connections for questions it would drive out what others ask again.
const WHOLE_RESULTS: u32 = 2;
const CACHE_OF_WHOLE_RESULTS: u32 = 1;

/// How a connection for whole results is made.
pub(super) fn for_whole_results(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options.pragma("cache_size", format!("-{}", CACHE_OF_WHOLE_RESULTS * 1024))
}

/// The pool of connections for whole results. They stop as those for questions do.
pub(super) fn pool_for_whole_results() -> SqlitePoolOptions {
    pool_of(WHOLE_RESULTS, true)
}

/// Instructions of SQLite's machine between two looks at whether the work is wanted: well below a millisecond.
const INSTRUCTIONS: i32 = 2000;

/// A pool of connections. Those for questions stop when the work that took them is no longer wanted; to say so to a
/// connection takes as long as a short query, so that pages which ask by key go without.
pub(super) fn pool_of(connections: u32, are_for_questions: bool) -> SqlitePoolOptions {
    let pool = SqlitePoolOptions::new()
        .max_connections(connections)
        // A connection to a file does not go bad while nobody uses it.
        .test_before_acquire(false);
    if !are_for_questions {
        return pool;
    }
    pool.after_connect(|connection, _| Box::pin(stop_with_work(connection))).before_acquire(|connection, _| {
        Box::pin(async move {
            stop_with_work(connection).await?;
            Ok(true)
        })
    })
}

/// Lets the statements of a connection stop when the work that this is a part of is no longer wanted. Dropping a query
/// alone does not end it: it goes on until its next row.
async fn stop_with_work(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let work = Work::current();
    let mut handle = connection.lock_handle().await?;
    match work {
        Some(work) => handle.set_progress_handler(INSTRUCTIONS, move || work.is_wanted()),
        None => handle.remove_progress_handler(),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::sync::Semaphore;

    use super::*;
    use crate::store::Store;

    /// Counts for minutes, and gives no row before its end.
    const LONG: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000000000) \
         SELECT COUNT(*) FROM n";

    async fn ping(store: &Store) -> Result<(), sqlx::Error> {
        sqlx::query("SELECT 1").execute(&store.pool).await.map(drop)
    }

    #[tokio::test]
    async fn a_query_ends_when_nobody_waits_for_it() {
        let dir = tempfile::tempdir().unwrap();
        let sizes = Sizes { pages: 1, questions: 1, cache: 4 };
        let store = Store::open_with(&dir.path().join("test.db"), sizes).await.unwrap();
        let threads = Arc::new(Semaphore::new(1));
        let questions = store.for_questions();
        for _ in 0..2 {
            let asked = Work::run(threads.clone(), async { sqlx::query(LONG).fetch_one(&questions.pool).await });
            assert!(tokio::time::timeout(Duration::from_millis(300), asked).await.is_err(), "it takes long");
            // The only connection serves the next one, which would wait in vain for half a minute otherwise.
            ping(&questions).await.unwrap();
        }
    }

    #[tokio::test]
    async fn questions_leave_the_connections_of_pages_free() {
        let dir = tempfile::tempdir().unwrap();
        let sizes = Sizes { pages: 1, questions: 1, cache: 4 };
        let store = Store::open_with(&dir.path().join("test.db"), sizes).await.unwrap();
        let questions = store.for_questions();
        let taken = questions.pool.acquire().await.unwrap();
        ping(&store).await.unwrap();
        assert!(tokio::time::timeout(Duration::from_millis(50), ping(&questions)).await.is_err(), "no other is free");
        drop(taken);
        ping(&questions).await.unwrap();
    }
}
