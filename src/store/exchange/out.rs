//! Reading a whole collection.

use std::path::Path;

use futures::{Stream, TryStreamExt};
use sqlx::QueryBuilder;

use super::clean::clean;
use super::kept::KeptFile;
use crate::domain::{ClaimRecord, Terms};
use crate::store::read::claims::{CLAIM_COLUMNS, CLAIM_JOINS, ClaimFields};
use crate::store::read::records::Records;
use crate::store::upkeep::keys::KEYS_VERSION;
use crate::store::{Sizes, Store, StoreError};

/// Claims that are read at a time.
const AT_A_TIME: i64 = 500;

/// Who exports asks one thing after another, and reads most of it once.
const SIZES: Sizes = Sizes { pages: 4, questions: 1, cache: 64 };

/// The claims that the newest reading of each article yields, batch by batch, in the order in which they were found.
#[derive(Debug)]
pub struct CurrentClaims {
    store: Store,
    records: Records,
    after: i64,
}

impl CurrentClaims {
    /// The next claims; none at the end.
    pub async fn next(&mut self) -> Result<Vec<ClaimRecord>, StoreError> {
        let mut query = QueryBuilder::new("SELECT ");
        query.push(CLAIM_COLUMNS).push(" FROM claims c").push(CLAIM_JOINS);
        query.push(" WHERE c.is_current = 1 AND c.row > ").push_bind(self.after);
        query.push(" ORDER BY c.row LIMIT ").push_bind(AT_A_TIME);
        let fields: Vec<ClaimFields> = query.build_query_as().fetch_all(&self.store.pool).await?;
        let Some(last) = fields.last() else { return Ok(Vec::new()) };
        self.after = last.row;
        let claims = self.store.with_parties(fields).await?;
        self.records.of(claims).await
    }
}

impl Store {
    /// Copies the database to the new file `to`, without what may not leave, and opens the copy.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub async fn copy_for_export(&self, to: &Path) -> Result<Self, StoreError> {
        sqlx::query("VACUUM INTO $1").bind(to.to_string_lossy()).execute(&self.pool).await?;
        let copy = Self::open_with(to, SIZES).await?;
        clean(&copy).await?;
        Ok(copy)
    }

    /// Copies the database to the new file `to`, without what was deleted in it: pages of a file keep that until they are
    /// written anew.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub async fn compact_copy(&self, to: &Path) -> Result<(), StoreError> {
        sqlx::query("VACUUM INTO $1").bind(to.to_string_lossy()).execute(&self.pool).await?;
        Ok(())
    }

    /// The lines of a file of an export, a JSON object each.
    pub fn lines(&self, file: &'static KeptFile) -> impl Stream<Item = Result<String, StoreError>> + '_ {
        sqlx::query_scalar(file.select).fetch(&self.pool).map_err(StoreError::from)
    }

    /// The number of its lines.
    pub async fn line_count(&self, file: &'static KeptFile) -> Result<u64, StoreError> {
        let count: i64 = sqlx::query_scalar(file.count).fetch_one(&self.pool).await?;
        Ok(count.unsigned_abs())
    }

    /// The claims that the newest reading of each article yields. Withdrawn ones are among them, unless this is a copy for
    /// an export.
    pub fn current_claims(&self) -> CurrentClaims {
        CurrentClaims { store: self.clone(), records: self.records(), after: 0 }
    }

    /// The number of these claims.
    pub async fn current_claim_count(&self) -> Result<u64, StoreError> {
        let count: i64 =
            sqlx::query_scalar("SELECT COUNT(*) FROM claims WHERE is_current = 1").fetch_one(&self.pool).await?;
        Ok(count.unsigned_abs())
    }

    /// Under which terms the articles may be used, most articles first.
    pub async fn terms(&self) -> Result<Vec<Terms>, StoreError> {
        Ok(sqlx::query_as(
            "SELECT p.name AS publisher, a.license, a.attribution, COUNT(*) AS articles FROM articles a \
             LEFT JOIN publishers p ON p.row = a.publisher_row GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3",
        )
        .fetch_all(&self.pool)
        .await?)
    }

    /// The version of the folding behind the keys by which names are compared.
    pub fn keys_version() -> i64 {
        KEYS_VERSION
    }
}
