//! What the program is measured beside, on the same machine, in the same run: Datasette over the same file, the raw
//! queries in the `sqlite3` shell, and a bare server that answers with as many bytes as a claim page.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};
use axum::Router;
use axum::http::header;
use axum::routing::get;

use super::figures::{Answered, Figures};
use super::mix::{Request, Sample};

/// Serves `bytes` bytes of HTML at every address, without end.
pub(crate) async fn serve_bare(bytes: usize) -> Result<()> {
    let page: &'static str = "x".repeat(bytes).leak();
    let answer = move || async move { ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page) };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}/", listener.local_addr()?);
    axum::serve(listener, Router::new().fallback(get(answer))).await?;
    Ok(())
}

/// Datasette over a file, on a free port, with the program's own time limit for a query.
pub(crate) fn datasette(program: &Path, database: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .args(["serve", "--host", "127.0.0.1", "--port", "0", "--setting", "sql_time_limit_ms", "20000"])
        .arg(database);
    command
}

/// Datasette's row pages of claims.
pub(crate) async fn datasette_rows(database: &Path, seed: u64, count: usize) -> Result<Vec<Request>> {
    use sqlx::{ConnectOptions, Connection};
    let mut db = sqlx::sqlite::SqliteConnectOptions::new().filename(database).connect().await?;
    let last: i64 = sqlx::query_scalar("SELECT MAX(row) FROM claims").fetch_one(&mut db).await?;
    db.close().await?;
    let (mut dice, name) = (fastrand::Rng::with_seed(seed), name_of(database));
    let mut path = || format!("/{name}/claims/{}", dice.i64(1..=last));
    Ok((0..count).map(|_| Request { kind: "row page", path: path() }).collect())
}

/// Makes the full-text table that those beside search, in a file whose program keeps its words elsewhere.
pub(crate) async fn make_search_table(database: &Path) -> Result<()> {
    use sqlx::{ConnectOptions, Connection};
    let mut db = sqlx::sqlite::SqliteConnectOptions::new().filename(database).connect().await?;
    let is_there: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'claim_search')")
        .fetch_one(&mut db)
        .await?;
    if !is_there {
        sqlx::query(
            "CREATE VIRTUAL TABLE claim_search USING fts5 (content, tokenize = 'porter unicode61 remove_diacritics 2')",
        )
        .execute(&mut db)
        .await?;
        sqlx::query("INSERT INTO claim_search (rowid, content) SELECT row, content FROM claims WHERE is_listed = 1")
            .execute(&mut db)
            .await?;
    }
    Ok(db.close().await?)
}

/// Datasette's search of the table of words, for common words.
pub(crate) fn datasette_searches(database: &Path, sample: &Sample, seed: u64, count: usize) -> Vec<Request> {
    let (mut dice, name) = (fastrand::Rng::with_seed(seed), name_of(database));
    let words = (0..count).filter_map(|_| sample.common_word(&mut dice));
    words.map(|word| Request { kind: "table search", path: format!("/{name}/claim_search?_search={word}") }).collect()
}

/// How Datasette names a file in its addresses.
fn name_of(database: &Path) -> String {
    database.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// The raw queries in the `sqlite3` shell, one process for all of a kind: a claim by its id, and the newest 25 claims
/// with a common word.
pub(crate) fn raw_queries(database: &Path, sample: &Sample, seed: u64, count: usize) -> Result<Vec<Figures>> {
    let mut dice = fastrand::Rng::with_seed(seed);
    let ids = sample.requests_of(&super::mix::KINDS[0], seed, count);
    let ids = ids.iter().filter_map(|request| request.path.rsplit('/').next());
    let rows: String = ids.map(|id| format!("SELECT * FROM claims WHERE id = '{id}';\n")).collect();
    let words = (0..count).filter_map(|_| sample.common_word(&mut dice));
    let search = |word: &str| {
        format!(
            "SELECT c.* FROM claim_search s JOIN claims c ON c.row = s.rowid WHERE claim_search MATCH '\"{word}\"' \
             AND c.is_listed = 1 ORDER BY c.said_day DESC LIMIT 25;\n"
        )
    };
    let searches: String = words.map(search).collect();
    Ok(vec![
        timed("sqlite3, one query at a time: claim by id", database, &rows)?,
        timed("sqlite3, one query at a time: newest claims with a common word", database, &searches)?,
    ])
}

/// Runs statements in the shell, which tells how long each takes.
fn timed(what: &str, database: &Path, statements: &str) -> Result<Figures> {
    let file = tempfile::NamedTempFile::new()?;
    std::fs::write(file.path(), format!(".timer on\n.output /dev/null\n{statements}"))?;
    let output = Command::new("sqlite3")
        .arg("-readonly")
        .arg(database)
        .arg(format!(".read {}", file.path().display()))
        .output()
        .context("sqlite3 is missing")?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let times: Vec<Answered> = times_in(&printed)
        .map(|took| Answered { kind: "raw", took, answer: output.status.success().then_some((200, 0)) })
        .collect();
    anyhow::ensure!(!times.is_empty(), "sqlite3: {}", String::from_utf8_lossy(&output.stderr).trim());
    // The start of the shell is no part of it.
    Ok(Figures::of(what, times.iter(), times.iter().map(|answered| answered.took).sum()))
}

/// The times that the shell prints: "Run Time: real 0.001 user 0.000412 sys 0.000000".
pub(crate) fn times_in(printed: &str) -> impl Iterator<Item = Duration> {
    printed.lines().filter_map(|line| {
        let real = line.strip_prefix("Run Time: real ")?.split(' ').next()?;
        real.parse().ok().map(Duration::from_secs_f64)
    })
}
