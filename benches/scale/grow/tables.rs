//! Which tables are copied, and what becomes of each column in a copy.

use anyhow::Result;
use sqlx::{AssertSqlSafe, Row, SqliteConnection};

/// A table that is copied row by row, and SQL that tells which rows of the original belong to the articles that are taken.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    taken: &'static str,
}

/// Rows of articles, versions and claims that are taken stand in tables of these names.
const fn table(name: &'static str, taken: &'static str) -> Table {
    Table { name, taken }
}

/// Every table that is copied; sources have rules of their own (`sources.rs`).
pub(crate) const TABLES: &[Table] = &[
    table("articles", "o.row IN temp.taken_articles"),
    table("article_versions", "o.row IN temp.taken_versions"),
    table("readings", "o.version_row IN temp.taken_versions"),
    table("claims", "o.row IN temp.taken_claims"),
    table("claim_spans", "o.claim_row IN temp.taken_claims"),
    table("claim_parties", "o.claim_row IN temp.taken_claims"),
    table("claim_figures", "o.claim_row IN temp.taken_claims"),
    table("claim_found_dates", "o.claim_row IN temp.taken_claims"),
    table("claim_found_parties", "o.claim_row IN temp.taken_claims"),
    table("claim_search", "o.rowid IN temp.taken_claims"),
    table("article_addresses", "o.article_row IN temp.taken_articles"),
    table("article_credits", "o.article_row IN temp.taken_articles"),
    table("article_origins", "o.article_row IN temp.taken_articles AND o.origin_row IN temp.taken_articles"),
    table("article_copies", "o.article_row IN temp.taken_articles AND o.other_row IN temp.taken_articles"),
    table("text_bands", "o.article_row IN temp.taken_articles"),
    table("article_terms", "o.article_row IN temp.taken_articles"),
    table("article_neighbours", "o.article_row IN temp.taken_articles AND o.neighbour_row IN temp.taken_articles"),
    // With an index for both, SQLite would look up each claim with each other one.
    table("claim_relations", "o.first_row IN temp.taken_claims AND +o.second_row IN temp.taken_claims"),
    table("claim_subjects", "o.claim_row IN temp.taken_claims"),
    // Those of which all claims are taken.
    table(
        "disputes",
        "o.row NOT IN (SELECT m.dispute_row FROM original.dispute_claims m WHERE m.claim_row NOT IN temp.taken_claims)",
    ),
    table(
        "dispute_claims",
        "o.dispute_row NOT IN (SELECT m.dispute_row FROM original.dispute_claims m WHERE m.claim_row NOT IN temp.taken_claims)",
    ),
];

/// Tables that stay as they are, or are worked out otherwise.
const NOT_COPIED: &[&str] = &[
    // Copied by rules of their own.
    "sources",
    "source_aliases",
    "source_roles",
    // Worked out from what was copied.
    "source_claims",
    "source_denials",
    "source_counts",
    "source_totals",
    "source_words",
    "article_changes",
    "database_identity",
    "relating",
    // Shared by all copies.
    "publishers",
    "publisher_hosts",
    "source_slugs",
    "rules",
    // Copies came from no file and no address, nobody withdrew or decided anything about them, and no load made them.
    "original_bytes",
    "originals",
    "article_files",
    "article_texts",
    "withdrawals",
    "withdrawn_claims",
    "withdrawn_sources",
    "withheld_places",
    "decisions",
    "decision_claims",
    "source_splits",
    "loads",
    "load_reasons",
    "load_left",
    "notify_deliveries",
    "notify_searches",
    "watched_feeds",
    "watched_pages",
    "_sqlx_migrations",
];

/// The rows of the original, counted: a copy's rows stand that far behind, as often as there are copies before it.
pub(crate) struct Offsets {
    pub(crate) articles: i64,
    pub(crate) versions: i64,
    pub(crate) readings: i64,
    pub(crate) claims: i64,
    pub(crate) disputes: i64,
}

impl Offsets {
    pub(crate) async fn of(db: &mut SqliteConnection) -> Result<Self> {
        let mut last = Vec::new();
        for table in ["articles", "article_versions", "readings", "claims", "disputes"] {
            if columns(db, table).await?.is_empty() {
                // A schema of before.
                last.push(0);
                continue;
            }
            let sql = format!("SELECT COALESCE(MAX(row), 0) FROM original.{table}");
            last.push(sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut *db).await?);
        }
        Ok(Self { articles: last[0], versions: last[1], readings: last[2], claims: last[3], disputes: last[4] })
    }

    /// SQL for the number that is added to a column of row numbers.
    fn of_column(&self, table: &str, column: &str) -> Option<i64> {
        match (table, column) {
            ("articles", "row") | (_, "article_row" | "other_row" | "origin_row" | "neighbour_row") => {
                Some(self.articles)
            }
            ("article_versions", "row") | (_, "version_row" | "compared_row" | "bands_row") => Some(self.versions),
            ("readings", "row") | (_, "reading_row") => Some(self.readings),
            ("claims", "row") | (_, "claim_row") | ("claim_search", "rowid") => Some(self.claims),
            ("claim_relations", "first_row" | "second_row") => Some(self.claims),
            ("disputes", "row") | (_, "dispute_row" | "merged_row") => Some(self.disputes),
            _ => None,
        }
    }
}

/// SQL for a column's value in a copy. `o` is the row of the original, and the tables in `temp` hold what takes whose place.
pub(crate) fn expression(table: &str, column: &str, offsets: &Offsets, copy: u64, days: i64) -> String {
    if let Some(offset) = offsets.of_column(table, column) {
        return format!("o.{column} + {}", offset * copy as i64);
    }
    match column {
        // The last twelve signs are those of the original.
        "id" if table == "disputes" => format!("PRINTF('%04x', {copy}) || SUBSTR(o.id, 5)"),
        "day" if table == "article_terms" => format!("MAX(o.day - {days}, 0)"),
        "id" | "inside_id" | "successor_id" | "content" | "mention" | "printed_role" | "title" | "text" | "names"
        | "content_sha256" | "role" | "role_key" | "alias" | "alias_key" | "respelled"
            if column != "role" || table == "source_roles" =>
        {
            format!("COALESCE((SELECT new FROM temp.replaced WHERE old = o.{column}), o.{column})")
        }
        "source_row" | "found_row" => {
            format!("COALESCE((SELECT new FROM temp.replaced_sources WHERE old = o.{column}), o.{column})")
        }
        "said_edtf" | "said_from" | "said_to" | "said_day" => {
            let field = match column {
                "said_edtf" => "edtf",
                "said_from" => "first",
                _ => "last",
            };
            format!("(SELECT {field} FROM temp.dates WHERE old = o.said_edtf)")
        }
        "published" | "published_day" | "first_day" | "last_day" => {
            let day = format!("DATE(SUBSTR(o.{column}, 1, 10), '-{days} days') || SUBSTR(o.{column}, 11)");
            format!("COALESCE({day}, o.{column})")
        }
        "loaded_at" | "read_at" => format!("STRFTIME('%Y-%m-%dT%H:%M:%SZ', o.{column}, '-{copy} hours')"),
        "url" | "address" => {
            format!("o.{column} || CASE WHEN INSTR(o.{column}, '?') THEN '&' ELSE '?' END || 'copy={copy}'")
        }
        // Copies are no copies of each other in the sense of the program: their bands meet in none. SQLite has no "xor".
        "band" => {
            let mask = fastrand::Rng::with_seed(copy).i64(0..i64::MAX);
            format!("(o.band | {mask}) - (o.band & {mask})")
        }
        _ => format!("o.{column}"),
    }
}

/// The columns of a table, in order.
pub(crate) async fn columns(db: &mut SqliteConnection, table: &str) -> Result<Vec<String>> {
    let sql = format!("PRAGMA original.table_info({table})");
    let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(db).await?;
    let mut names: Vec<String> = rows.iter().map(|row| row.get("name")).collect();
    if table == "claim_search" && !names.is_empty() {
        names.insert(0, "rowid".to_owned());
    }
    Ok(names)
}

/// The tables that stand on neither list, those of virtual tables left out. A schema with such a one is not grown.
pub(crate) async fn unknown(db: &mut SqliteConnection) -> Result<Vec<String>> {
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT t.name FROM pragma_table_list t WHERE t.schema = 'original' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%'",
    )
    .fetch_all(db)
    .await?;
    let is_known = |name: &String| TABLES.iter().any(|table| table.name == name) || NOT_COPIED.contains(&name.as_str());
    Ok(tables.into_iter().filter(|name| !is_known(name)).collect())
}

/// Copies the rows of a table that are taken; one that this schema does not have is passed over.
pub(crate) async fn copy_rows(
    db: &mut SqliteConnection,
    table: &Table,
    offsets: &Offsets,
    copy: u64,
    days: i64,
) -> Result<()> {
    let columns = columns(db, table.name).await?;
    if columns.is_empty() {
        return Ok(());
    }
    let values: Vec<String> =
        columns.iter().map(|column| expression(table.name, column, offsets, copy, days)).collect();
    let sql = format!(
        "INSERT INTO main.{name} ({columns}) SELECT {values} FROM original.{name} o WHERE {taken}",
        name = table.name,
        columns = columns.join(", "),
        values = values.join(", "),
        taken = table.taken,
    );
    sqlx::query(AssertSqlSafe(sql)).execute(db).await?;
    Ok(())
}
