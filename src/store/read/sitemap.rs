//! The names of all pages, in files of equal ranges of rows: a page stays in its file however many come after it.

use crate::store::{Store, StoreError};

/// The most addresses that one file of a site map may hold.
const IN_A_FILE: i64 = 50_000;

/// A kind of pages that a site map lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MapKind {
    /// Pages of claims that lists show.
    Claims,
    /// Pages of articles.
    Articles,
    /// Pages of sources that are known beyond one article.
    Sources,
    /// Pages of publishers.
    Publishers,
}

impl MapKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Claims, Self::Articles, Self::Sources, Self::Publishers];
}

/// A page of a site map.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Mapped {
    /// The last part of its address: an id or a slug.
    pub name: String,
    /// The day it was loaded on, as ISO 8601.
    pub changed: Option<String>,
}

impl Store {
    /// The number of files that the pages of a kind fill.
    pub async fn map_files(&self, kind: MapKind) -> Result<u32, StoreError> {
        let last = match kind {
            MapKind::Claims => "SELECT COALESCE(MAX(row), 0) FROM claims",
            MapKind::Articles => "SELECT COALESCE(MAX(row), 0) FROM articles",
            MapKind::Sources => "SELECT COALESCE(MAX(row), 0) FROM sources",
            MapKind::Publishers => "SELECT COALESCE(MAX(row), 0) FROM publishers",
        };
        let last: i64 = sqlx::query_scalar(last).fetch_one(&self.pool).await?;
        Ok(u32::try_from((last + IN_A_FILE - 1) / IN_A_FILE).unwrap_or(u32::MAX))
    }

    /// The pages of one file, which is counted from 1.
    pub async fn mapped(&self, kind: MapKind, file: u32) -> Result<Vec<Mapped>, StoreError> {
        let pages = match kind {
            MapKind::Claims => {
                "SELECT id AS name, SUBSTR(loaded_at, 1, 10) AS changed FROM visible_claims \
                 WHERE row > $1 AND row <= $2 ORDER BY row"
            }
            MapKind::Articles => {
                "SELECT id AS name, SUBSTR(loaded_at, 1, 10) AS changed FROM visible_articles \
                 WHERE row > $1 AND row <= $2 ORDER BY row"
            }
            MapKind::Sources => {
                "SELECT s.slug AS name, NULL AS changed FROM sources s \
                 JOIN source_counts n ON n.source_row = s.row AND n.claims > 0 \
                 WHERE s.row > $1 AND s.row <= $2 AND s.article_row IS NULL ORDER BY s.row"
            }
            MapKind::Publishers => {
                "SELECT slug AS name, NULL AS changed FROM publishers WHERE row > $1 AND row <= $2 ORDER BY row"
            }
        };
        let last = i64::from(file) * IN_A_FILE;
        Ok(sqlx::query_as(pages).bind(last - IN_A_FILE).bind(last).fetch_all(&self.pool).await?)
    }
}
