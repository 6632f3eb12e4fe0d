//! Backups: one file that is brought to the state of a database at one moment, and a database that is made of one.
//!
//! A backup is a database itself, without a write-ahead log beside it. It is written in one transaction, so that a backup that is
//! killed leaves the one before it. Only pages that differ are written (`pages.rs`).

mod pages;

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use super::upkeep::schema;
use super::{Store, StoreError};

pub use pages::Copied;

/// Why there is no backup, or nothing was restored from one.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A file cannot be read or written.
    #[error("{0} cannot be read or written")]
    File(PathBuf, #[source] StoreError),
    /// A file is no database of this program.
    #[error("{0} is no database of onrecord")]
    NoDatabase(PathBuf),
    /// A file is damaged.
    #[error("{0} is damaged: {1}")]
    Damaged(PathBuf, String),
    /// A file that would be written over is in use.
    #[error("{0} is open in another process; end it first")]
    InUse(PathBuf),
    /// A file that would be written over is the backup of another database.
    #[error("{0} is the backup of another database")]
    OfAnother(PathBuf),
    /// Two names of one file.
    #[error("{0} is the database itself")]
    Itself(PathBuf),
    /// A file was written by a newer version of the program.
    #[error("{0} was written by a newer version of onrecord; use that one")]
    Newer(PathBuf),
}

type Result<T> = std::result::Result<T, BackupError>;

fn of(file: &Path) -> impl Fn(sqlx::Error) -> BackupError + '_ {
    move |error| match error {
        sqlx::Error::Database(error) if error.message().contains("not a database") => {
            BackupError::NoDatabase(file.to_owned())
        }
        sqlx::Error::Database(error) if error.message().contains("malformed") => {
            BackupError::Damaged(file.to_owned(), error.message().to_owned())
        }
        error => BackupError::File(file.to_owned(), error.into()),
    }
}

/// Brings the backup in `to` to the state of the database in `from`, as it is when this begins; the database may be read and written
/// meanwhile. `told` is told how many of how many pages are dealt with.
///
/// # Errors
/// When `to` is something else than a backup of this database. When a file cannot be read or written, the backup stays as it was.
pub async fn back_up(from: &Path, to: &Path, told: impl FnMut(u64, u64) + Send) -> Result<Copied> {
    let is_there = to.metadata().is_ok_and(|file| file.len() > 0);
    if is_there {
        let paths = (from.canonicalize(), to.canonicalize());
        if matches!(&paths, (Ok(from), Ok(to)) if from == to) {
            return Err(BackupError::Itself(to.to_owned()));
        }
    }
    let mut source = open(from).await?;
    let identity = identity(&mut source, from).await?;
    if is_there {
        // Whoever looks into a backup with another program may leave a log beside it.
        match Store::fold(to).await {
            Ok(true) => {}
            Ok(false) => return Err(BackupError::InUse(to.to_owned())),
            Err(StoreError::Database(error)) => return Err(of(to)(error)),
            Err(error) => return Err(BackupError::File(to.to_owned(), error)),
        }
        let mut before = open(to).await?;
        if !self::identity(&mut before, to).await?.is_that_of(&identity) {
            return Err(BackupError::OfAnother(to.to_owned()));
        }
        before.close().await.map_err(of(to))?;
    }
    sqlx::query("BEGIN").execute(&mut source).await.map_err(of(from))?;
    // A damaged database must not take the place of what was whole in the backup before.
    check_pages(&mut source, from).await?;
    copy(&mut source, from, to, told).await
}

async fn check_pages(database: &mut SqliteConnection, file: &Path) -> Result<()> {
    let problems: Vec<String> =
        sqlx::query_scalar("PRAGMA integrity_check(3)").fetch_all(database).await.map_err(of(file))?;
    if problems == ["ok"] { Ok(()) } else { Err(BackupError::Damaged(file.to_owned(), problems.join("; "))) }
}

/// Checks that the file is a whole database that this program can use; returns how many articles it holds.
///
/// # Errors
/// When it is not.
pub async fn check_backup(file: &Path) -> Result<u64> {
    if !file.is_file() {
        let missing = std::io::Error::from(std::io::ErrorKind::NotFound);
        return Err(BackupError::File(file.to_owned(), sqlx::Error::Io(missing).into()));
    }
    let mut backup = open(file).await?;
    identity(&mut backup, file).await?;
    let newest: i64 = sqlx::query_scalar("SELECT MAX(version) FROM _sqlx_migrations")
        .fetch_one(&mut backup)
        .await
        .map_err(of(file))?;
    if newest > schema::newest() {
        return Err(BackupError::Newer(file.to_owned()));
    }
    check_pages(&mut backup, file).await?;
    let articles: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM articles").fetch_one(&mut backup).await.map_err(of(file))?;
    backup.close().await.map_err(of(file))?;
    Ok(articles.unsigned_abs())
}

/// Makes the new database `to` of the backup in `from`.
///
/// # Errors
/// When a file cannot be read or written.
pub async fn unpack_backup(from: &Path, to: &Path, told: impl FnMut(u64, u64) + Send) -> Result<Copied> {
    let mut source = open(from).await?;
    sqlx::query("BEGIN").execute(&mut source).await.map_err(of(from))?;
    copy(&mut source, from, to, told).await
}

async fn copy(
    source: &mut SqliteConnection,
    from: &Path,
    to: &Path,
    told: impl FnMut(u64, u64) + Send,
) -> Result<Copied> {
    let size: i64 = sqlx::query_scalar("PRAGMA page_size").fetch_one(&mut *source).await.map_err(of(from))?;
    let options = SqliteConnectOptions::new()
        .filename(to)
        .create_if_missing(true)
        .page_size(size as u32)
        .journal_mode(SqliteJournalMode::Delete)
        .synchronous(SqliteSynchronous::Full);
    close_to_others(to).map_err(|error| BackupError::File(to.to_owned(), sqlx::Error::Io(error).into()))?;
    let mut target = options.clone().connect().await.map_err(of(to))?;
    let copied = pages::copy(source, from, &mut target, to, told).await?;
    target.close().await.map_err(of(to))?;
    // SQLite reads no page behind those that the first one tells of.
    let bytes = copied.pages * copied.page_size;
    let file = |error| BackupError::File(to.to_owned(), sqlx::Error::Io(error).into());
    let written = std::fs::OpenOptions::new().write(true).open(to).map_err(file)?;
    if written.metadata().map_err(file)?.len() > bytes {
        written.set_len(bytes).and_then(|()| written.sync_all()).map_err(file)?;
    }
    drop(written);
    // What was written is read again, by a connection that knows nothing of it.
    let mut written = options.connect().await.map_err(of(to))?;
    let differing = pages::differing(source, from, &mut written, to, &mut |_| ()).await?;
    if !differing.is_empty() {
        return Err(BackupError::Damaged(to.to_owned(), "it does not hold what was written".to_owned()));
    }
    written.close().await.map_err(of(to))?;
    Ok(copied)
}

/// Makes a file that its owner alone can read, or one that is there so: what was withdrawn is still in it.
fn close_to_others(file: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let opened = options.write(true).create(true).truncate(false).open(file)?;
    #[cfg(unix)]
    opened.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    drop(opened);
    Ok(())
}

async fn open(file: &Path) -> Result<SqliteConnection> {
    let options = SqliteConnectOptions::new().filename(file).busy_timeout(Duration::from_secs(30));
    options.connect().await.map_err(of(file))
}

/// What tells one database from another.
#[derive(Debug)]
struct Identity {
    /// The name that it was given when it was made, or brought up to date; earlier versions gave none.
    name: Option<String>,
    first_article: Option<String>,
}

impl Identity {
    fn is_that_of(&self, other: &Self) -> bool {
        match (&self.name, &other.name) {
            (Some(name), Some(others)) => name == others,
            _ => self.first_article == other.first_article,
        }
    }
}

async fn identity(database: &mut SqliteConnection, file: &Path) -> Result<Identity> {
    let no_database = || BackupError::NoDatabase(file.to_owned());
    let first: Option<String> =
        match sqlx::query_scalar("SELECT MIN(id) FROM (SELECT id FROM articles ORDER BY row LIMIT 1)")
            .fetch_one(&mut *database)
            .await
        {
            Err(sqlx::Error::Database(error)) if error.message().contains("no such") => return Err(no_database()),
            first => first.map_err(of(file))?,
        };
    let named: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM sqlite_schema WHERE name = 'database_identity'")
        .fetch_one(&mut *database)
        .await
        .map_err(of(file))?;
    let name = match named {
        0 => None,
        _ => sqlx::query_scalar("SELECT id FROM database_identity").fetch_optional(database).await.map_err(of(file))?,
    };
    Ok(Identity { name, first_article: first })
}
