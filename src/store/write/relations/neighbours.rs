//! The articles that are worth comparing with one: those of near days that share its most telling terms.

use std::collections::HashMap;

use sqlx::{Sqlite, Transaction};

use crate::store::{Store, StoreError, json};

/// Articles with which one is compared.
const MOST: usize = 24;
/// How many of these may be copies of one text.
const MOST_OF_ORIGIN: usize = 2;
/// How many days lie between two articles at most.
const DAYS: i64 = 45;
const ANY_DAY: i64 = 1_000_000;
/// How many articles each term leads to on either side, the nearest days first.
const MOST_OF_TERM: i64 = 100;
/// What two articles share at least: the weight of two telling terms.
const LEAST: f64 = 8.0;

/// The day of an article, in days since 1970.
const DAY: &str = "CAST(JULIANDAY(COALESCE(a.published_day, \
     (SELECT MAX(c.said_day) FROM claims c WHERE c.article_row = a.row AND c.is_listed = 1))) - 2440587.5 AS INTEGER)";

/// Stores the terms that an article is found by in place of its earlier ones.
pub(super) async fn write(
    transaction: &mut Transaction<'_, Sqlite>,
    article_row: i64,
    terms: &[(String, f32)],
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM article_terms WHERE article_row = $1")
        .bind(article_row)
        .execute(&mut **transaction)
        .await?;
    sqlx::query(sqlx::AssertSqlSafe(format!(
        "INSERT INTO article_terms (term, day, article_row, weight) \
         SELECT j.value ->> 0, COALESCE({DAY}, 0), a.row, j.value ->> 1 FROM json_each($1) j, articles a WHERE a.row = $2"
    )))
    .bind(json(&terms)?)
    .bind(article_row)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// The articles of one term on near days: those before, those behind, and those of no known day.
const OF_TERM: &str = "SELECT article_row FROM (SELECT article_row FROM article_terms \
       WHERE term = $1 AND day BETWEEN MAX($2 - $4, 1) AND $2 AND article_row <> $3 ORDER BY day DESC, article_row LIMIT $5) \
     UNION ALL SELECT article_row FROM (SELECT article_row FROM article_terms \
       WHERE term = $1 AND day > $2 AND day <= $2 + $4 AND article_row <> $3 ORDER BY day, article_row LIMIT $5) \
     UNION ALL SELECT article_row FROM (SELECT article_row FROM article_terms \
       WHERE term = $1 AND day = 0 AND article_row <> $3 ORDER BY article_row LIMIT $5)";

/// The articles that an article is compared with, those first with which it shares the most. An article whose day is not
/// known is compared with those of any day.
pub(super) async fn of(store: &Store, article_row: i64) -> Result<Vec<i64>, StoreError> {
    let terms: Vec<(String, i64, f64)> =
        sqlx::query_as("SELECT term, day, weight FROM article_terms WHERE article_row = $1")
            .bind(article_row)
            .fetch_all(&store.pool)
            .await?;
    let mut shared: HashMap<i64, f64> = HashMap::new();
    for (term, day, weight) in terms {
        let days = if day == 0 { ANY_DAY } else { DAYS };
        let others: Vec<i64> = sqlx::query_scalar(OF_TERM)
            .bind(term)
            .bind(day)
            .bind(article_row)
            .bind(days)
            .bind(MOST_OF_TERM)
            .fetch_all(&store.pool)
            .await?;
        others.into_iter().for_each(|other| *shared.entry(other).or_insert(0.0) += weight);
    }
    let mut found: Vec<(i64, f64)> = shared.into_iter().filter(|(_, weight)| *weight >= LEAST).collect();
    found.sort_by(|(x, p), (y, q)| q.total_cmp(p).then(x.cmp(y)));
    found.truncate(MOST * MOST_OF_ORIGIN);
    let rows: Vec<i64> = found.iter().map(|(row, _)| *row).collect();
    let origins: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT j.value, COALESCE(o.origin_row, j.value) FROM json_each($1) j \
         LEFT JOIN article_origins o ON o.article_row = j.value ORDER BY j.key",
    )
    .bind(json(&rows)?)
    .fetch_all(&store.pool)
    .await?;
    let mut of_origin: HashMap<i64, usize> = HashMap::new();
    let few = origins.into_iter().filter(|(_, origin)| {
        let taken = of_origin.entry(*origin).or_default();
        *taken += 1;
        *taken <= MOST_OF_ORIGIN
    });
    Ok(few.map(|(row, _)| row).take(MOST).collect())
}

/// Those that have an article among their neighbours.
pub(super) async fn who_have(store: &Store, article_row: i64) -> Result<Vec<i64>, StoreError> {
    Ok(sqlx::query_scalar("SELECT article_row FROM article_neighbours WHERE neighbour_row = $1 ORDER BY article_row")
        .bind(article_row)
        .fetch_all(&store.pool)
        .await?)
}

/// Stores the neighbours of an article in place of its earlier ones.
pub(super) async fn keep(
    transaction: &mut Transaction<'_, Sqlite>,
    article_row: i64,
    neighbours: &[i64],
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM article_neighbours WHERE article_row = $1")
        .bind(article_row)
        .execute(&mut **transaction)
        .await?;
    sqlx::query("INSERT INTO article_neighbours (article_row, neighbour_row) SELECT $2, value FROM json_each($1)")
        .bind(json(&neighbours)?)
        .bind(article_row)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}
