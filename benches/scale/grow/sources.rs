//! Sources of copies. Those that the registry knows, and those with a name of common words, are the same ones; those
//! bound to an article, and those with a name that only one article has, are others, with addresses of their own.

use std::collections::{HashMap, HashSet};

use anyhow::Result;
use onrecord::domain::{Slug, fold_name};
use sqlx::{AssertSqlSafe, FromRow, QueryBuilder, SqliteConnection};

use super::tables::{Offsets, columns, expression};
use super::words::{RareWords, new_id};

#[derive(FromRow)]
struct Source {
    row: i64,
    slug: String,
    name: String,
    known_by: String,
    article_row: Option<i64>,
}

/// The sources of the original, and those that copies have made so far.
pub(crate) struct Sources {
    original: Vec<Source>,
    slugs: HashSet<String>,
    made: HashMap<(i64, String), i64>,
    next_row: i64,
}

/// A source that a copy makes.
struct NewSource {
    old: i64,
    row: i64,
    slug: String,
    name: String,
}

impl Sources {
    pub(crate) async fn of(db: &mut SqliteConnection) -> Result<Self> {
        let sql = "SELECT row, slug, name, known_by, article_row FROM original.sources ORDER BY row";
        let original: Vec<Source> = sqlx::query_as(sql).fetch_all(&mut *db).await?;
        let old_slugs: Vec<String> =
            sqlx::query_scalar("SELECT slug FROM original.source_slugs").fetch_all(&mut *db).await?;
        let slugs = original.iter().map(|source| source.slug.clone()).chain(old_slugs).collect();
        let next_row = original.last().map_or(0, |source| source.row) + 1;
        Ok(Self { original, slugs, made: HashMap::new(), next_row })
    }

    /// Names that are never spelled anew.
    pub(crate) fn kept_names(&self) -> impl Iterator<Item = &str> {
        self.original.iter().filter(|source| source.known_by == "registry").map(|source| source.name.as_str())
    }

    /// Makes the sources of a copy, and fills `temp.replaced_sources` with what takes whose place.
    pub(crate) async fn copy(
        &mut self,
        db: &mut SqliteConnection,
        rare: &RareWords,
        offsets: &Offsets,
        copy: u64,
        days: i64,
    ) -> Result<()> {
        let quoted: Vec<i64> = sqlx::query_scalar(
            "SELECT source_row FROM original.claim_parties WHERE claim_row IN temp.taken_claims \
             UNION SELECT found_row FROM original.claim_parties WHERE claim_row IN temp.taken_claims",
        )
        .fetch_all(&mut *db)
        .await?;
        let quoted: HashSet<i64> = quoted.into_iter().collect();
        let mut replaced = Vec::new();
        let mut new = Vec::new();
        for at in 0..self.original.len() {
            let source = &self.original[at];
            let name = rare.spelled(&source.name, copy);
            if !quoted.contains(&source.row) || source.known_by == "registry" {
                continue;
            }
            let is_bound = source.article_row.is_some();
            let Some(name) = name.or_else(|| is_bound.then(|| source.name.clone())) else { continue };
            let key = (source.row, name.clone());
            if !is_bound && let Some(row) = self.made.get(&key) {
                replaced.push((source.row, *row));
                continue;
            }
            let (old, row) = (source.row, self.next_row);
            let slug = self.free_slug(at, &name, copy);
            self.next_row += 1;
            if !is_bound {
                self.made.insert(key, row);
            }
            replaced.push((old, row));
            new.push(NewSource { old, row, slug, name });
        }
        write(db, &replaced, &new).await?;
        for table in ["sources", "source_aliases", "source_roles"] {
            copy_rows(db, table, offsets, copy, days).await?;
        }
        Ok(())
    }

    /// An address that no source has: the name, and where that is taken, some letters of an id, as the program does it.
    fn free_slug(&mut self, at: usize, name: &str, copy: u64) -> String {
        let (plain, id) = (Slug::of(name), new_id(&self.original[at].slug, copy));
        let free = [plain.clone(), plain.with(&id[..4]), plain.with(&id)];
        let is_bound = self.original[at].article_row.is_some();
        let slug = free.into_iter().skip(usize::from(is_bound)).find(|slug| !self.slugs.contains(slug.as_str()));
        let slug = slug.unwrap_or_else(|| plain.with(&id).with("b")).as_str().to_owned();
        self.slugs.insert(slug.clone());
        slug
    }
}

async fn write(db: &mut SqliteConnection, replaced: &[(i64, i64)], new: &[NewSource]) -> Result<()> {
    for table in ["replaced_sources", "new_sources"] {
        sqlx::query(AssertSqlSafe(format!("DELETE FROM temp.{table}"))).execute(&mut *db).await?;
    }
    for rows in replaced.chunks(1000) {
        let mut insert = QueryBuilder::new("INSERT INTO temp.replaced_sources (old, new) ");
        insert.push_values(rows, |mut row, (old, new)| {
            row.push_bind(old).push_bind(new);
        });
        insert.build().execute(&mut *db).await?;
    }
    for rows in new.chunks(1000) {
        let mut insert = QueryBuilder::new("INSERT INTO temp.new_sources (old, row, slug, name, name_key, last_key) ");
        insert.push_values(rows, |mut row, new| {
            let key = fold_name(&new.name);
            let last = key.rsplit(' ').next().unwrap_or_default().to_owned();
            row.push_bind(new.old).push_bind(new.row).push_bind(&new.slug).push_bind(&new.name);
            row.push_bind(key).push_bind(last);
        });
        insert.build().execute(&mut *db).await?;
    }
    Ok(())
}

/// Copies the rows of new sources, or what belongs to them.
async fn copy_rows(db: &mut SqliteConnection, table: &str, offsets: &Offsets, copy: u64, days: i64) -> Result<()> {
    let columns = columns(db, table).await?;
    let values: Vec<String> = columns
        .iter()
        .map(|column| match (table, column.as_str()) {
            ("sources", "row" | "slug" | "name" | "name_key") => format!("n.{column}"),
            ("sources", "last_key") => "CASE WHEN o.last_key IS NOT NULL THEN n.last_key END".to_owned(),
            (_, "source_row") => "n.row".to_owned(),
            _ => expression(table, column, offsets, copy, days),
        })
        .collect();
    let key = if table == "sources" { "row" } else { "source_row" };
    // Two spellings of one name may become equal, so that the second has no room.
    let sql = format!(
        "INSERT OR IGNORE INTO main.{table} ({}) SELECT {} FROM temp.new_sources n JOIN original.{table} o ON o.{key} = n.old",
        columns.join(", "),
        values.join(", "),
    );
    sqlx::query(AssertSqlSafe(sql)).execute(db).await?;
    Ok(())
}
