//! Grows a loaded database to many times its size, to what the program itself would have written for as many articles.
//!
//! Its articles are copied again and again. Each copy has ids, addresses and days of its own. Frequent words, and sources
//! that are often quoted, become as many times more frequent; words and sources that only one article has are others in
//! most copies (`words.rs`, `sources.rs`), so that both keep the skew of real news. Indexes and triggers are laid by
//! until the end; the tables that triggers keep are filled from the views that define them.
//!
//! Not as the program would have it: ids of copies do not follow from their addresses, and copies keep no originals. The
//! reasons of claims, and of how they stand to each other, keep the words of the original. Relations are copied where the
//! original was related; no copy is compared with another.

pub(crate) mod days;
mod sources;
mod tables;
pub(crate) mod words;

use std::collections::HashMap;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use onrecord::registry::person_key;
use serde::Serialize;
use sha2::{Digest, Sha256};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, QueryBuilder, SqliteConnection};

use days::{StoredDate, days_back};
use sources::Sources;
use tables::{Offsets, TABLES, copy_rows};
use words::{RareWords, new_id};

/// What a database was grown to.
#[derive(Debug, Serialize)]
pub(crate) struct Grown {
    pub(crate) articles: i64,
    pub(crate) claims: i64,
    pub(crate) sources: i64,
    pub(crate) bytes: u64,
    pub(crate) seconds: f64,
}

/// Writes to `to` the database `from` with as many claims, give or take an article's.
///
/// # Errors
/// When `from` is no database of this version, or has that many claims already.
pub(crate) async fn grow(from: &Path, to: &Path, claims: i64) -> Result<Grown> {
    let began = Instant::now();
    let partial = to.with_extension("growing");
    let _ = std::fs::remove_file(&partial);
    let mut db = open(from, &partial).await?;
    let laid_by = lay_by(&mut db).await?;
    let unknown = tables::unknown(&mut db).await?;
    ensure!(unknown.is_empty(), "it is not known what becomes of these tables in a copy: {unknown:?}");
    let mut original = Original::read(&mut db).await?;
    let mut there: i64 = count(&mut db, "main.claims").await?;
    ensure!(there > 0 && there <= claims, "{} has {there} claims already", from.display());
    let each = there;
    for copy in 1.. {
        if claims - there < each {
            take_some(&mut db, claims - there).await?;
        }
        original.copy(&mut db, copy).await?;
        let now = count(&mut db, "temp.taken_claims").await?;
        there += now;
        if now < each {
            break;
        }
        eprintln!("{there} claims, {:.0} s", began.elapsed().as_secs_f64());
    }
    finish(&mut db, &laid_by).await?;
    let grown = Grown {
        articles: count(&mut db, "main.articles").await?,
        claims: count(&mut db, "main.claims").await?,
        sources: count(&mut db, "main.sources").await?,
        bytes: 0,
        seconds: 0.0,
    };
    db.close().await?;
    std::fs::rename(&partial, to)?;
    Ok(Grown { bytes: std::fs::metadata(to)?.len(), seconds: began.elapsed().as_secs_f64(), ..grown })
}

async fn execute(db: &mut SqliteConnection, sql: &str) -> Result<()> {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(db).await.with_context(|| sql.to_owned())?;
    Ok(())
}

async fn count(db: &mut SqliteConnection, table: &str) -> Result<i64> {
    Ok(sqlx::query_scalar(AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"))).fetch_one(db).await?)
}

/// Opens a copy of the database as `main`, without care for a crash, with the database itself as `original` beside it.
async fn open(from: &Path, to: &Path) -> Result<SqliteConnection> {
    let mut read = SqliteConnectOptions::new().filename(from).disable_statement_logging().connect().await?;
    sqlx::query("VACUUM INTO $1").bind(to.to_string_lossy()).execute(&mut read).await?;
    read.close().await?;
    let mut db = SqliteConnectOptions::new()
        .filename(to)
        .journal_mode(SqliteJournalMode::Off)
        .synchronous(SqliteSynchronous::Off)
        .foreign_keys(false)
        .pragma("cache_size", "-1500000")
        .pragma("temp_store", "MEMORY")
        .disable_statement_logging()
        .connect()
        .await?;
    sqlx::query("ATTACH $1 AS original").bind(from.to_string_lossy()).execute(&mut db).await?;
    execute(
        &mut db,
        "CREATE TABLE temp.replaced (old TEXT PRIMARY KEY, new TEXT NOT NULL) WITHOUT ROWID;
         CREATE TABLE temp.replaced_sources (old INTEGER PRIMARY KEY, new INTEGER NOT NULL);
         CREATE TABLE temp.new_sources (old INTEGER, row INTEGER PRIMARY KEY, slug TEXT, name TEXT, name_key TEXT, last_key TEXT);
         CREATE TABLE temp.dates (old TEXT PRIMARY KEY, edtf TEXT, first TEXT, last TEXT) WITHOUT ROWID;
         CREATE TABLE temp.taken_articles (row INTEGER PRIMARY KEY);
         CREATE TABLE temp.taken_versions (row INTEGER PRIMARY KEY);
         CREATE TABLE temp.taken_claims (row INTEGER PRIMARY KEY);
         INSERT INTO temp.taken_articles SELECT row FROM original.articles;
         INSERT INTO temp.taken_versions SELECT row FROM original.article_versions;
         INSERT INTO temp.taken_claims SELECT row FROM original.claims;",
    )
    .await?;
    Ok(db)
}

/// Leaves of what is taken as many articles as have so many claims, from the first on.
async fn take_some(db: &mut SqliteConnection, claims: i64) -> Result<()> {
    sqlx::query(
        "DELETE FROM temp.taken_articles WHERE row NOT IN (SELECT article_row FROM (SELECT article_row, \
         SUM(COUNT(*)) OVER (ORDER BY article_row) AS so_far FROM original.claims GROUP BY article_row) WHERE so_far <= $1)",
    )
    .bind(claims)
    .execute(&mut *db)
    .await?;
    execute(
        db,
        "DELETE FROM temp.taken_versions WHERE row NOT IN (SELECT row FROM original.article_versions
             WHERE article_row IN temp.taken_articles);
         DELETE FROM temp.taken_claims WHERE row NOT IN (SELECT row FROM original.claims
             WHERE article_row IN temp.taken_articles);",
    )
    .await
}

/// Drops triggers and indexes, and returns the statements that make them again. Words are merged into the full-text
/// index at the end alone.
async fn lay_by(db: &mut SqliteConnection) -> Result<Vec<String>> {
    let laid_by: Vec<(String, String, String)> = sqlx::query_as(
        "SELECT type, name, sql FROM main.sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL \
         ORDER BY type",
    )
    .fetch_all(&mut *db)
    .await?;
    for (kind, name, _) in &laid_by {
        execute(db, &format!("DROP {kind} main.\"{name}\"")).await?;
    }
    for (setting, value) in [("automerge", 0), ("crisismerge", 1900), ("hashsize", 64 << 20)] {
        set_search(db, setting, value).await?;
    }
    Ok(laid_by.into_iter().map(|(_, _, sql)| sql).collect())
}

async fn has_table(db: &mut SqliteConnection, name: &str) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM main.sqlite_master WHERE name = $1)";
    Ok(sqlx::query_scalar(sql).bind(name).fetch_one(db).await?)
}

async fn set_search(db: &mut SqliteConnection, setting: &str, value: i64) -> Result<()> {
    if has_table(db, "claim_search").await? {
        execute(db, &format!("INSERT INTO main.claim_search (claim_search, rank) VALUES ('{setting}', {value})"))
            .await?;
    }
    Ok(())
}

/// Fills the tables that triggers keep, and makes indexes and triggers again.
async fn finish(db: &mut SqliteConnection, laid_by: &[String]) -> Result<()> {
    // Ten million keys are sorted in files, on both cores. The temporary tables go with this.
    execute(db, "PRAGMA temp_store = FILE; PRAGMA threads = 2").await?;
    if has_table(db, "source_claims").await? {
        execute(
            db,
            "INSERT INTO main.source_claims SELECT * FROM main.listed_parties
                 WHERE claim_row > (SELECT MAX(row) FROM original.claims) ORDER BY source_row, is_via, claim_row;
             DELETE FROM main.source_counts;
             INSERT INTO main.source_counts
                 SELECT source_row, SUM(is_via = 0), SUM(is_via = 1) FROM main.source_claims GROUP BY source_row;",
        )
        .await?;
    }
    if has_table(db, "source_totals").await? {
        execute(
            db,
            "UPDATE main.source_totals SET sources = (SELECT COUNT(*) FROM main.source_counts n
                 JOIN main.sources s ON s.row = n.source_row WHERE n.claims > 0 AND s.kind = source_totals.kind
                 AND (s.article_row IS NOT NULL) = source_totals.is_bound)",
        )
        .await?;
    }
    if has_table(db, "source_words").await? {
        execute(
            db,
            "DELETE FROM main.source_words;
             INSERT INTO main.source_words SELECT * FROM main.words_of_sources ORDER BY magnitude, word, source_row, key",
        )
        .await?;
    }
    if has_table(db, "article_changes").await? {
        // Another database than the original, so that no index passes from one to the other.
        execute(
            db,
            "DELETE FROM main.article_changes;
             INSERT INTO main.article_changes (article_row) SELECT DISTINCT article_row FROM main.claims ORDER BY article_row;
             UPDATE main.database_identity SET id = id || '-grown'",
        )
        .await?;
    }
    if has_table(db, "relating").await? {
        // What was related before is as related in each copy.
        execute(
            db,
            "UPDATE main.relating SET (terms, number) = (SELECT n.last * is_related, n.last * is_related FROM
                 (SELECT MAX(number) AS last FROM main.article_changes) n, (SELECT number >= COALESCE((SELECT MAX(number)
                  FROM original.article_changes), 0) AS is_related FROM original.relating))",
        )
        .await?;
    }
    if has_table(db, "claim_search").await? {
        execute(
            db,
            "INSERT INTO main.claim_search (claim_search) VALUES ('optimize');
             DELETE FROM main.claim_search_config WHERE k <> 'version';
             INSERT INTO main.claim_search_config SELECT * FROM original.claim_search_config WHERE k <> 'version';",
        )
        .await?;
    }
    for sql in laid_by {
        execute(db, sql).await?;
    }
    if has_table(db, "source_denials").await? {
        // By the indexes that are there again.
        execute(
            db,
            "DELETE FROM main.source_denials;
             INSERT INTO main.source_denials SELECT * FROM main.denials_of_sources",
        )
        .await?;
    }
    if has_table(db, "sqlite_stat1").await? {
        execute(db, "ANALYZE main").await?;
    }
    execute(db, "DETACH original; PRAGMA journal_mode = WAL").await
}

/// What is copied again and again.
struct Original {
    offsets: Offsets,
    sources: Sources,
    rare: RareWords,
    ids: Vec<String>,
    /// Texts with the hash that stands beside them.
    texts: Vec<(String, String)>,
    /// Further words that a copy may spell in its own way.
    words: Vec<String>,
    aliases: Vec<(String, String)>,
    dates: Vec<String>,
}

impl Original {
    async fn read(db: &mut SqliteConnection) -> Result<Self> {
        let (offsets, sources) = (Offsets::of(db).await?, Sources::of(db).await?);
        let strings = async |db: &mut SqliteConnection, sql: &'static str| -> Result<Vec<String>> {
            Ok(sqlx::query_scalar(sql).fetch_all(db).await?)
        };
        let ids = strings(
            db,
            "SELECT id FROM original.articles UNION ALL SELECT id FROM original.article_versions \
             UNION ALL SELECT id FROM original.claims",
        )
        .await?;
        let texts: Vec<(String, String)> =
            sqlx::query_as("SELECT text, content_sha256 FROM original.article_versions").fetch_all(&mut *db).await?;
        let mut words = strings(
            db,
            "SELECT content FROM original.claims UNION SELECT mention FROM original.claims WHERE mention IS NOT NULL \
             UNION SELECT mention FROM original.claim_parties WHERE mention IS NOT NULL \
             UNION SELECT printed_role FROM original.claim_parties WHERE printed_role IS NOT NULL \
             UNION SELECT title FROM original.articles WHERE title IS NOT NULL \
             UNION SELECT role FROM original.source_roles UNION SELECT role_key FROM original.source_roles",
        )
        .await?;
        if has_table(db, "claim_search").await? {
            words.extend(strings(db, "SELECT DISTINCT names FROM original.claim_search").await?);
        }
        let aliases =
            sqlx::query_as("SELECT alias, alias_key FROM original.source_aliases").fetch_all(&mut *db).await?;
        let dates = strings(db, "SELECT DISTINCT said_edtf FROM original.claims WHERE said_edtf IS NOT NULL").await?;
        let mut kept = strings(
            db,
            "SELECT DISTINCT cue FROM original.claims WHERE cue IS NOT NULL \
             UNION SELECT said_words FROM original.claims WHERE said_words IS NOT NULL \
             UNION SELECT words FROM original.claim_figures UNION SELECT name FROM original.publishers",
        )
        .await?;
        kept.extend(sources.kept_names().map(str::to_owned));
        let rare = RareWords::among(texts.iter().map(|(text, _)| text.as_str()), kept.iter().map(String::as_str));
        // Most words are spelled alike in all copies.
        words.retain(|words| rare.holds(words));
        Ok(Self { offsets, sources, rare, ids, texts, words, aliases, dates })
    }

    async fn copy(&mut self, db: &mut SqliteConnection, copy: u64) -> Result<()> {
        let days = days_back(copy);
        execute(db, "BEGIN; DELETE FROM temp.replaced; DELETE FROM temp.dates").await?;
        self.write_replaced(db, copy).await?;
        for dates in self.dates.chunks(500) {
            let mut insert = QueryBuilder::new("INSERT INTO temp.dates (old, edtf, first, last) ");
            insert.push_values(dates, |mut row, old| {
                let date = StoredDate::earlier(old, days);
                row.push_bind(old).push_bind(date.edtf).push_bind(date.first).push_bind(date.last);
            });
            insert.build().execute(&mut *db).await?;
        }
        self.sources.copy(db, &self.rare, &self.offsets, copy, days).await?;
        for table in TABLES {
            copy_rows(db, table, &self.offsets, copy, days).await.with_context(|| table.name)?;
        }
        execute(db, "COMMIT").await
    }

    /// Fills `temp.replaced` with the ids and words that stand in the place of others in a copy.
    async fn write_replaced(&self, db: &mut SqliteConnection, copy: u64) -> Result<()> {
        let spelled = |words: &String| self.rare.spelled(words, copy).map(|new| (words.clone(), new));
        let mut replaced: HashMap<String, String> = self.words.iter().filter_map(spelled).collect();
        for (text, hash) in &self.texts {
            if let Some(new) = self.rare.spelled(text, copy) {
                let digest = Sha256::digest(new.as_bytes());
                replaced.insert(hash.clone(), digest.iter().map(|byte| format!("{byte:02x}")).collect());
                replaced.insert(text.clone(), new);
            }
        }
        for (alias, key) in &self.aliases {
            if let Some(new) = self.rare.spelled(alias, copy) {
                replaced.insert(key.clone(), onrecord::domain::fold_name(&new));
                let respelled = person_key(alias);
                if respelled != *key {
                    replaced.insert(respelled, person_key(&new));
                }
                replaced.insert(alias.clone(), new);
            }
        }
        replaced.extend(self.ids.iter().map(|id| (id.clone(), new_id(id, copy))));
        let mut replaced: Vec<(String, String)> = replaced.into_iter().collect();
        replaced.sort_unstable();
        for rows in replaced.chunks(1000) {
            let mut insert = QueryBuilder::new("INSERT INTO temp.replaced (old, new) ");
            insert.push_values(rows, |mut row, (old, new)| {
                row.push_bind(old).push_bind(new);
            });
            insert.build().execute(&mut *db).await?;
        }
        Ok(())
    }
}
