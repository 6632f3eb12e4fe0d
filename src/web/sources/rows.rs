//! Sources as rows: the same in JSON, as lines and as a table.

use crate::domain::{FlatKind, Slug};
use crate::store::{SourceFilters, SourceRow};
use crate::web::error::AppError;
use crate::web::rendering::json::Document;
use crate::web::rendering::rows::{BATCH, Column, Rows};
use crate::web::state::App;

/// All sources that fit filters, in their order.
pub(super) struct AllSources {
    pub app: App,
    pub filters: SourceFilters,
    /// The last one that was given.
    pub last: Option<Slug>,
    pub is_done: bool,
}

/// A source of a list as JSON has it.
pub(super) fn document(app: &App, row: &SourceRow) -> Result<Document, AppError> {
    let permalink = app.absolute(&format!("/sources/{}", row.source.slug));
    Document::of(row)?.with("permalink", permalink)
}

impl Rows for AllSources {
    const COLUMNS: &'static [Column] = &[
        ("slug", "/slug", FlatKind::Text),
        ("permalink", "/permalink", FlatKind::Text),
        ("name", "/name", FlatKind::Text),
        ("kind", "/kind", FlatKind::Text),
        ("known_by", "/known_by", FlatKind::Text),
        ("claims", "/claims", FlatKind::Number),
        ("first_said", "/said/first", FlatKind::Text),
        ("last_said", "/said/last", FlatKind::Text),
    ];

    async fn next(&mut self) -> Result<Vec<Document>, AppError> {
        if self.is_done {
            return Ok(Vec::new());
        }
        let rows = self.app.store.sources_after(&self.filters, self.last.as_ref(), BATCH).await?;
        self.is_done = rows.len() < BATCH;
        self.last = rows.last().map(|row| row.source.slug.clone());
        rows.iter().map(|row| document(&self.app, row)).collect()
    }
}
