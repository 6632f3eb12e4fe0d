//! The record of loads, as pages show it.

use crate::store::write::loads::{LeftKind, LoadCounts, LoadLeft, LoadNumber};
use crate::store::{Store, StoreError, parsed_list};

const PAGE_SIZE: i64 = 50;

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
    /// When it last recorded its progress.
    pub updated_at: String,
    /// When it ended; `None` while it runs, or if it was killed.
    pub ended_at: Option<String>,
    /// True when it was stopped before its end.
    pub is_stopped: bool,
    /// What it did.
    #[sqlx(flatten)]
    pub counts: LoadCounts,
    /// The number of items it did not load.
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
    /// When the stored value is not a JSON list.
    pub fn places(&self) -> Result<Vec<String>, StoreError> {
        parsed_list(self.places.clone())
    }
}

/// What a load left out for one reason.
#[derive(Debug, Clone)]
pub struct LoadReason {
    /// What was left out.
    pub kind: LeftKind,
    /// A machine-readable code for the reason.
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
    /// One page of the loads, newest first; `before` is the last one of the page before.
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

    /// One load; `None` if its record was deleted, or never existed.
    pub async fn recorded_load(&self, number: LoadNumber) -> Result<Option<LoadDetail>, StoreError> {
        let load: Option<LoadRow> =
            sqlx::query_as(sqlx::AssertSqlSafe(format!("SELECT {LOAD_COLUMNS} FROM loads WHERE row = $1")))
                .bind(number.0)
                .fetch_optional(&self.pool)
                .await?;
        let Some(load) = load else { return Ok(None) };
        let counts: Vec<(LeftKind, String, i64)> = sqlx::query_as(
            "SELECT kind, code, count FROM load_reasons WHERE load_row = $1 ORDER BY kind, count DESC, code",
        )
        .bind(number.0)
        .fetch_all(&self.pool)
        .await?;
        let lines: Vec<LoadLeft> =
            sqlx::query_as("SELECT kind, code, place, reason FROM load_left WHERE load_row = $1 ORDER BY row")
                .bind(number.0)
                .fetch_all(&self.pool)
                .await?;
        let mut reasons: Vec<LoadReason> =
            counts.into_iter().map(|(kind, code, count)| LoadReason { kind, code, count, left: Vec::new() }).collect();
        for line in lines {
            let fits = |reason: &&mut LoadReason| (reason.kind, &reason.code) == (line.kind, &line.code);
            if let Some(reason) = reasons.iter_mut().find(fits) {
                reason.left.push(line);
            }
        }
        Ok(Some(LoadDetail { load, reasons }))
    }
}
