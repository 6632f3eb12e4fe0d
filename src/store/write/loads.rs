//! The record of loads: what was loaded when, from where, and what was left out and why.
//!
//! A run calls [`Store::begin_load`], then [`Store::record_load`] as it goes on, and [`Store::end_load`]. One that was
//! killed has no end, and tells what it had done by the last record.

use sqlx::{Sqlite, Transaction};

use crate::domain::without_secrets;
use crate::store::{Store, StoreError, json, now, parsed_list};

/// Loads that are kept, the newest ones.
const MOST_LOADS: i64 = 200;
/// Lines of one load that are kept; the counts go on.
const MOST_LINES: i64 = 2000;
/// Places of one load that are kept.
const MOST_PLACES: usize = 100;
/// Characters of a place or a reason that are kept.
const MOST_CHARACTERS: usize = 500;

const PAGE_SIZE: i64 = 50;

/// The number of a load, as people see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoadNumber(i64);

impl std::fmt::Display for LoadNumber {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

impl std::str::FromStr for LoadNumber {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// A run that begins.
#[derive(Debug, Clone)]
pub struct NewLoad {
    /// Which command ("load", "watch").
    pub command: &'static str,
    /// The paths and addresses it was given. Passwords and queries of addresses are not stored.
    pub places: Vec<String>,
}

/// What a run did so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct LoadCounts {
    /// Articles that were new.
    pub loaded: i64,
    /// Articles that were here with another text.
    pub changed: i64,
    /// Articles that were here without their title, date or publisher.
    pub completed: i64,
    /// Articles that were here and were read only now.
    pub read: i64,
    /// Articles that were here without what they were read from.
    pub original_kept: i64,
    /// Articles that were here.
    pub already_there: i64,
    /// Articles that an operator took out.
    pub withdrawn: i64,
    /// Claims found.
    pub claims: i64,
}

/// Something left out by a load.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct LoadLeft {
    /// True where it was stored, and only no claims were looked for in it.
    pub is_stored: bool,
    /// A word for programs.
    pub code: String,
    /// The file or address, with the line where it holds several articles.
    pub place: String,
    /// A sentence for people.
    pub reason: String,
}

/// A load as lists show it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct LoadRow {
    number: i64,
    /// Which command.
    pub command: String,
    places: String,
    /// The program's version.
    pub version: String,
    /// When it began (RFC 3339, UTC).
    pub started_at: String,
    /// When it last told of itself.
    pub updated_at: String,
    /// When it ended; `None`: it is at work, or was killed.
    pub ended_at: Option<String>,
    /// True when it was stopped before its end.
    pub is_stopped: bool,
    /// What it did.
    #[sqlx(flatten)]
    pub counts: LoadCounts,
    /// What it did not load.
    pub skipped: i64,
    /// What it loaded without a look for claims.
    pub not_read: i64,
}

impl LoadRow {
    /// Its number.
    pub fn number(&self) -> LoadNumber {
        LoadNumber(self.number)
    }

    /// The paths and addresses it was given.
    ///
    /// # Errors
    /// When the database holds no list there.
    pub fn places(&self) -> Result<Vec<String>, StoreError> {
        parsed_list(self.places.clone())
    }
}

/// What a load left out for one reason.
#[derive(Debug, Clone)]
pub struct LoadReason {
    /// True where it was stored, and only no claims were looked for in it.
    pub is_stored: bool,
    /// The word for programs.
    pub code: String,
    /// How often; more than `left` holds where the list was cut.
    pub count: i64,
    /// One by one.
    pub left: Vec<LoadLeft>,
}

/// A load with all that is kept of it.
#[derive(Debug, Clone)]
pub struct LoadDetail {
    /// The load.
    pub load: LoadRow,
    /// What it left out, most frequent reason first.
    pub reasons: Vec<LoadReason>,
}

/// One page of the record of loads.
#[derive(Debug, Clone)]
pub struct LoadList {
    /// Newest first.
    pub loads: Vec<LoadRow>,
    /// True when another page follows.
    pub has_more: bool,
}

const LOAD_COLUMNS: &str = "row AS number, command, places, version, started_at, updated_at, ended_at, is_stopped, \
     loaded, changed, completed, read, original_kept, already_there, withdrawn, claims, skipped, not_read";

impl Store {
    /// Records that a run begins, and forgets the oldest ones.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_load(&self, load: &NewLoad) -> Result<LoadNumber, StoreError> {
        let places: Vec<String> = load.places.iter().take(MOST_PLACES).map(|place| kept(place)).collect();
        let mut transaction = self.write().await?;
        let number: i64 = sqlx::query_scalar(
            "INSERT INTO loads (command, places, version, started_at, updated_at) VALUES ($1, $2, $3, $4, $4) \
             RETURNING row",
        )
        .bind(load.command)
        .bind(json(&places)?)
        .bind(env!("CARGO_PKG_VERSION"))
        .bind(now())
        .fetch_one(&mut *transaction)
        .await?;
        sqlx::query("DELETE FROM loads WHERE row <= $1").bind(number - MOST_LOADS).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(LoadNumber(number))
    }

    /// Records what a run did so far in all, and what it left out since the last record.
    ///
    /// # Errors
    /// When the database fails; then nothing of this was recorded.
    pub async fn record_load(
        &self,
        number: LoadNumber,
        counts: &LoadCounts,
        left: &[LoadLeft],
    ) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        record(&mut transaction, number, counts, left).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Records that a run ended, by itself or because it was told to stop.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_load(&self, number: LoadNumber, is_stopped: bool) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        sqlx::query("UPDATE loads SET ended_at = $2, updated_at = $2, is_stopped = $3 WHERE row = $1")
            .bind(number.0)
            .bind(now())
            .bind(is_stopped)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// One page of the loads, newest first; `before` is the last one of the page before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn loads(&self, before: Option<LoadNumber>) -> Result<LoadList, StoreError> {
        let mut loads: Vec<LoadRow> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "SELECT {LOAD_COLUMNS} FROM loads WHERE $1 IS NULL OR row < $1 ORDER BY row DESC LIMIT $2"
        )))
        .bind(before.map(|number| number.0))
        .bind(PAGE_SIZE + 1)
        .fetch_all(&self.pool)
        .await?;
        let has_more = loads.len() > PAGE_SIZE as usize;
        loads.truncate(PAGE_SIZE as usize);
        Ok(LoadList { loads, has_more })
    }

    /// One load; `None` where it was forgotten, or never was.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn recorded_load(&self, number: LoadNumber) -> Result<Option<LoadDetail>, StoreError> {
        let load: Option<LoadRow> =
            sqlx::query_as(sqlx::AssertSqlSafe(format!("SELECT {LOAD_COLUMNS} FROM loads WHERE row = $1")))
                .bind(number.0)
                .fetch_optional(&self.pool)
                .await?;
        let Some(load) = load else { return Ok(None) };
        let counts: Vec<(bool, String, i64)> = sqlx::query_as(
            "SELECT kind = 'not_read', code, count FROM load_reasons WHERE load_row = $1 ORDER BY 1, 3 DESC, 2",
        )
        .bind(number.0)
        .fetch_all(&self.pool)
        .await?;
        let lines: Vec<LoadLeft> = sqlx::query_as(
            "SELECT kind = 'not_read' AS is_stored, code, place, reason FROM load_left WHERE load_row = $1 ORDER BY row",
        )
        .bind(number.0)
        .fetch_all(&self.pool)
        .await?;
        let mut reasons: Vec<LoadReason> = counts
            .into_iter()
            .map(|(is_stored, code, count)| LoadReason { is_stored, code, count, left: Vec::new() })
            .collect();
        for line in lines {
            let fits = |reason: &&mut LoadReason| (reason.is_stored, &reason.code) == (line.is_stored, &line.code);
            if let Some(reason) = reasons.iter_mut().find(fits) {
                reason.left.push(line);
            }
        }
        Ok(Some(LoadDetail { load, reasons }))
    }
}

async fn record(
    transaction: &mut Transaction<'_, Sqlite>,
    LoadNumber(number): LoadNumber,
    counts: &LoadCounts,
    left: &[LoadLeft],
) -> Result<(), StoreError> {
    let count = |is_stored| left.iter().filter(|left| left.is_stored == is_stored).count() as i64;
    let known = sqlx::query(
        "UPDATE loads SET updated_at = $2, loaded = $3, changed = $4, completed = $5, read = $6, original_kept = $7, \
         already_there = $8, withdrawn = $9, claims = $10, skipped = skipped + $11, not_read = not_read + $12 \
         WHERE row = $1",
    )
    .bind(number)
    .bind(now())
    .bind(counts.loaded)
    .bind(counts.changed)
    .bind(counts.completed)
    .bind(counts.read)
    .bind(counts.original_kept)
    .bind(counts.already_there)
    .bind(counts.withdrawn)
    .bind(counts.claims)
    .bind(count(false))
    .bind(count(true))
    .execute(&mut **transaction)
    .await?;
    if left.is_empty() || known.rows_affected() == 0 {
        return Ok(());
    }
    let lines: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM load_left WHERE load_row = $1")
        .bind(number)
        .fetch_one(&mut **transaction)
        .await?;
    let room = usize::try_from(MOST_LINES - lines).unwrap_or(0);
    for (place, left) in left.iter().enumerate() {
        let kind = if left.is_stored { "not_read" } else { "skipped" };
        sqlx::query(
            "INSERT INTO load_reasons (load_row, kind, code, count) VALUES ($1, $2, $3, 1) \
             ON CONFLICT (load_row, kind, code) DO UPDATE SET count = count + 1",
        )
        .bind(number)
        .bind(kind)
        .bind(&left.code)
        .execute(&mut **transaction)
        .await?;
        if place < room {
            sqlx::query("INSERT INTO load_left (load_row, kind, code, place, reason) VALUES ($1, $2, $3, $4, $5)")
                .bind(number)
                .bind(kind)
                .bind(&left.code)
                .bind(kept(&left.place))
                .bind(kept(&left.reason))
                .execute(&mut **transaction)
                .await?;
        }
    }
    Ok(())
}

/// What is stored of words that may hold addresses.
fn kept(words: &str) -> String {
    without_secrets(words).chars().take(MOST_CHARACTERS).collect()
}
