//! Checks that a database holds what it promises: whole pages, words that are known, texts that are those of their ids, originals that are those of
//! their hashes, claims that stand in their texts, and kept counts, words and addresses that are right.
//!
//! What is derived from other rows can be made anew (`derived.rs`); what people loaded and decided cannot.

mod derived;
mod texts;
mod values;

use futures::TryStreamExt;

use super::{Store, StoreError};

/// Faults of one kind that are told at most.
const TOLD: usize = 1000;

/// What was found wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong, in words for an operator.
    pub what: &'static str,
    /// Where: ids, slugs or messages, a thousand at most.
    pub places: Vec<String>,
    /// True where it can be made anew.
    pub is_derived: bool,
}

impl Fault {
    fn of(what: &'static str, is_derived: bool, places: Vec<String>) -> Option<Self> {
        (!places.is_empty()).then_some(Self { what, places, is_derived })
    }
}

/// What is looked at, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// The pages of the file.
    Pages,
    /// References between rows.
    References,
    /// Words of vocabularies, numbers and lists.
    Values,
    /// Texts against their ids, claims against their texts.
    Texts,
    /// Originals against their hashes.
    Originals,
    /// Counts, words and addresses that are kept.
    Derived,
    /// The search index against the database.
    Index,
}

impl Check {
    /// All, the ones first without which the others tell nothing.
    pub const ALL: [Self; 7] =
        [Self::Pages, Self::References, Self::Values, Self::Texts, Self::Originals, Self::Derived, Self::Index];
}

impl Store {
    /// Looks at one thing; returns what is wrong. The database may be read and written meanwhile.
    pub async fn check(&self, check: Check) -> Result<Vec<Fault>, StoreError> {
        match check {
            Check::Pages => self.check_pages().await,
            Check::References => self.check_references().await,
            Check::Values => self.check_values().await,
            Check::Texts => self.check_texts().await,
            Check::Originals => self.check_originals().await,
            Check::Derived => self.check_derived().await,
            Check::Index => self.check_index().await,
        }
    }

    async fn check_pages(&self) -> Result<Vec<Fault>, StoreError> {
        let mut rows = sqlx::query_scalar::<_, String>("PRAGMA integrity_check").fetch(&self.pool);
        let mut said = Vec::new();
        loop {
            match rows.try_next().await {
                Ok(Some(row)) if row == "ok" => {}
                // Under a heading that names the database, a row holds a line for each page.
                Ok(Some(row)) => said.extend(row.lines().filter(|line| !line.starts_with("***")).map(str::to_owned)),
                Ok(None) => break,
                // Some damage ends the look. What was found until then is told, and this with it.
                Err(sqlx::Error::Database(error)) if error.message().contains("malformed") => {
                    said.push(error.message().to_owned());
                    break;
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(Fault::of("pages of the file are damaged", false, said).into_iter().collect())
    }

    async fn check_references(&self) -> Result<Vec<Fault>, StoreError> {
        let places = sqlx::query_scalar(
            "SELECT f.\"table\" || ' ' || COALESCE(f.rowid, '') || ' names a row of ' || f.\"parent\" || ' that is not there' \
             FROM pragma_foreign_key_check f LIMIT 1000",
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(Fault::of("rows name others that are not there", false, places).into_iter().collect())
    }

    async fn check_index(&self) -> Result<Vec<Fault>, StoreError> {
        // Counted again where somebody writes meanwhile.
        const TRIES: usize = 5;
        let mut differs = None;
        for _ in 0..TRIES {
            let damaged = self.damaged_index_files().await?;
            if !damaged.is_empty() {
                return Ok(Fault::of("files of the search index are damaged", true, damaged).into_iter().collect());
            }
            self.follow().await?;
            let (listed, found) = (self.listed_claims().await?, self.indexed_claims().await?);
            if listed == found {
                return Ok(Vec::new());
            }
            differs = Some(format!("{found} claims in the index, {listed} in the database"));
        }
        let what = "the search index holds other claims than the database";
        Ok(Fault::of(what, true, differs.into_iter().collect()).into_iter().collect())
    }

    async fn listed_claims(&self) -> Result<u64, StoreError> {
        let count: i64 =
            sqlx::query_scalar("SELECT COUNT(*) FROM claims WHERE is_listed = 1").fetch_one(&self.pool).await?;
        Ok(count.unsigned_abs())
    }
}
