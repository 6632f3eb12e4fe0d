//! The record of loads: what was loaded when, from where, and what was left out and why.
//!
//! A run calls [`Store::begin_load`], then [`Store::record_load`] as it goes on, and [`Store::end_load`]. One that was
//! killed has no end time; its counts are those of the last record.

use std::collections::BTreeMap;

use serde::Serialize;
use sqlx::{Sqlite, Transaction};

use crate::domain::without_secrets;
use crate::store::{Store, StoreError, json, now};

/// The largest number of loads that are kept: the newest ones.
const MOST_LOADS: i64 = 200;
/// The largest number of items stored per load for each kind; further ones are only counted.
const MOST_LINES: i64 = 2000;
/// The largest number of paths and addresses stored per load.
const MOST_PLACES: usize = 100;
/// The largest number of characters stored of a path, an address or a reason.
const MOST_CHARACTERS: usize = 500;

/// The number of a load, as people see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct LoadNumber(pub(in crate::store) i64);

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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, sqlx::FromRow)]
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

/// What the record of a load says of an item besides that it was loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum LeftKind {
    /// It was not loaded.
    Skipped,
    /// It was stored, and no claims were looked for in it.
    NotRead,
    /// It was stored without a day of publication.
    WithoutDay,
    /// It was stored with the day of the command line, since its own date was not understood.
    DayGiven,
}

/// An item that a load left out, or left something out of.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct LoadLeft {
    /// What was left out.
    pub kind: LeftKind,
    /// A machine-readable code for the reason.
    pub code: String,
    /// The file or address, with the line where it holds several articles.
    pub place: String,
    /// A sentence for people.
    pub reason: String,
}

impl Store {
    /// Records that a run begins, and forgets the oldest ones.
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
}

async fn record(
    transaction: &mut Transaction<'_, Sqlite>,
    LoadNumber(number): LoadNumber,
    counts: &LoadCounts,
    left: &[LoadLeft],
) -> Result<(), StoreError> {
    let count = |kind| left.iter().filter(|left| left.kind == kind).count() as i64;
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
    .bind(count(LeftKind::Skipped))
    .bind(count(LeftKind::NotRead))
    .execute(&mut **transaction)
    .await?;
    if left.is_empty() || known.rows_affected() == 0 {
        return Ok(());
    }
    record_lines(transaction, number, left).await
}

/// Counts what was left out by kind and reason, and adds the lines that there is room for.
async fn record_lines(
    transaction: &mut Transaction<'_, Sqlite>,
    number: i64,
    left: &[LoadLeft],
) -> Result<(), StoreError> {
    let mut counts: BTreeMap<(LeftKind, &str), i64> = BTreeMap::new();
    for left in left {
        *counts.entry((left.kind, &left.code)).or_default() += 1;
    }
    for ((kind, code), count) in counts {
        sqlx::query(
            "INSERT INTO load_reasons (load_row, kind, code, count) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (load_row, kind, code) DO UPDATE SET count = count + excluded.count",
        )
        .bind(number)
        .bind(kind)
        .bind(code)
        .bind(count)
        .execute(&mut **transaction)
        .await?;
    }
    // Each kind has its own room: thousands of articles without a day leave no line of a skipped one out.
    let kept_lines: Vec<(LeftKind, i64)> =
        sqlx::query_as("SELECT kind, COUNT(*) FROM load_left WHERE load_row = $1 GROUP BY kind")
            .bind(number)
            .fetch_all(&mut **transaction)
            .await?;
    let mut lines: BTreeMap<LeftKind, i64> = kept_lines.into_iter().collect();
    for left in left {
        let lines = lines.entry(left.kind).or_default();
        if *lines >= MOST_LINES {
            continue;
        }
        *lines += 1;
        sqlx::query("INSERT INTO load_left (load_row, kind, code, place, reason) VALUES ($1, $2, $3, $4, $5)")
            .bind(number)
            .bind(left.kind)
            .bind(&left.code)
            .bind(kept(&left.place))
            .bind(kept(&left.reason))
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}

/// What is stored of words that may hold addresses.
fn kept(words: &str) -> String {
    without_secrets(words).chars().take(MOST_CHARACTERS).collect()
}
