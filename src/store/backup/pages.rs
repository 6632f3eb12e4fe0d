//! Brings one file to the pages of another one (the way of SQLite's `sqlite3_rsync`, for two files of one machine).

use std::path::Path;

use futures::TryStreamExt;
use sqlx::{QueryBuilder, SqliteConnection};

use super::{BackupError, Result, of};
use crate::store::json;

/// Pages that are written in one statement.
const AT_A_TIME: usize = 128;
/// Where SQLite holds its locks; the page there is never used.
const LOCKED_BYTE: i64 = 1 << 30;
/// What the first page says of how changes are kept: with a write-ahead log, or without.
const FORMAT: std::ops::Range<usize> = 18..20;
const WITHOUT_LOG: u8 = 1;
/// The counter of changes on the first page, and at which count which SQLite wrote: each file has its own.
const COUNTERS: [std::ops::Range<usize>; 2] = [24..28, 92..100];

/// What was copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copied {
    /// Pages of the database.
    pub pages: u64,
    /// Pages that differed and were written.
    pub written: u64,
    /// Bytes of a page.
    pub page_size: u64,
}

/// Brings `target` to the pages of `source`, which is in a transaction: what others write meanwhile is not seen.
pub(super) async fn copy(
    source: &mut SqliteConnection,
    from: &Path,
    target: &mut SqliteConnection,
    to: &Path,
    mut told: impl FnMut(u64, u64) + Send,
) -> Result<Copied> {
    let (pages, page_size): (i64, i64) =
        sqlx::query_as("SELECT page_count, page_size FROM pragma_page_count, pragma_page_size")
            .fetch_one(&mut *source)
            .await
            .map_err(of(from))?;
    let first = first_page(source).await.map_err(of(from))?;
    let all = pages.unsigned_abs() * 2;

    let differing = differing(source, from, target, to, &mut |page| told(page, all)).await?;
    let written = differing.len() as u64;
    if written > 0 {
        sqlx::query("BEGIN IMMEDIATE").execute(&mut *target).await.map_err(of(to))?;
        // The first page tells that the schema is another one, so SQLite reads that anew behind it: it comes last.
        let others = differing.iter().copied().filter(|number| *number != 1).collect::<Vec<_>>();
        let mut done = 0;
        for numbers in others.chunks(AT_A_TIME) {
            let list = json(&numbers).map_err(|error| BackupError::File(from.to_owned(), error))?;
            let read = "SELECT p.pgno, p.data FROM json_each($1) n CROSS JOIN sqlite_dbpage p ON p.pgno = n.value";
            let pages: Vec<(i64, Vec<u8>)> =
                sqlx::query_as(read).bind(list).fetch_all(&mut *source).await.map_err(of(from))?;
            write(target, pages).await.map_err(of(to))?;
            done += numbers.len() as u64;
            told(pages_done(all, done, written), all);
        }
        write(target, vec![(1, first)]).await.map_err(of(to))?;
        sqlx::query("COMMIT").execute(&mut *target).await.map_err(of(to))?;
    }
    Ok(Copied { pages: pages.unsigned_abs(), written, page_size: page_size.unsigned_abs() })
}

/// The numbers of the pages that are not the same.
pub(super) async fn differing(
    source: &mut SqliteConnection,
    from: &Path,
    target: &mut SqliteConnection,
    to: &Path,
    told: &mut (dyn FnMut(u64) + Send),
) -> Result<Vec<i64>> {
    let read = "SELECT pgno, data FROM sqlite_dbpage";
    let mut differing = Vec::new();
    let mut of_source = sqlx::query_as::<_, (i64, Vec<u8>)>(read).fetch(source);
    let mut of_target = sqlx::query_as::<_, (i64, Vec<u8>)>(read).fetch(target);
    while let Some((number, page)) = of_source.try_next().await.map_err(of(from))? {
        let held = of_target.try_next().await.map_err(of(to))?;
        let unused = LOCKED_BYTE / page.len().max(1) as i64 + 1;
        let is_same = number == unused || held.is_some_and(|(_, held)| is_same(number, &page, &held));
        if !is_same {
            differing.push(number);
        }
        told(number.unsigned_abs());
    }
    Ok(differing)
}

/// Whether two files have the same page, but for what differs in each file.
fn is_same(number: i64, page: &[u8], other: &[u8]) -> bool {
    page == other || number == 1 && bare(page) == bare(other)
}

/// The first page without what differs in each file.
fn bare(page: &[u8]) -> Vec<u8> {
    let mut page = page.to_vec();
    for range in COUNTERS.into_iter().chain([FORMAT]) {
        if let Some(bytes) = page.get_mut(range) {
            bytes.fill(0);
        }
    }
    page
}

/// Writing is the second half of the way.
fn pages_done(all: u64, done: u64, written: u64) -> u64 {
    all / 2 + all / 2 * done / written.max(1)
}

async fn write(target: &mut SqliteConnection, pages: Vec<(i64, Vec<u8>)>) -> std::result::Result<(), sqlx::Error> {
    let mut query = QueryBuilder::new("INSERT INTO sqlite_dbpage (pgno, data) ");
    query.push_values(pages, |mut row, (number, page)| {
        row.push_bind(number).push_bind(page);
    });
    query.build().persistent(false).execute(target).await?;
    Ok(())
}

/// The first page, as a file without a write-ahead log has it.
async fn first_page(source: &mut SqliteConnection) -> std::result::Result<Vec<u8>, sqlx::Error> {
    let mut page: Vec<u8> =
        sqlx::query_scalar("SELECT data FROM sqlite_dbpage WHERE pgno = 1").fetch_one(source).await?;
    if let Some(format) = page.get_mut(FORMAT) {
        format.fill(WITHOUT_LOG);
    }
    Ok(page)
}
