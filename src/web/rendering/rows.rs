//! Whole lists of sources, publishers and articles: the rows of their pages as lines of JSON and as a table.

use axum::body::Bytes;
use axum::response::Response;
use serde_json::Value;

use super::json::Document;
use super::whole::{Batches, Whole, header_row, write_lines, write_rows};
use crate::domain::FlatKind;
use crate::web::error::AppError;
use crate::web::format::Format;
use crate::web::state::App;

/// Rows that are fetched at once.
pub(in crate::web) const BATCH: usize = 500;

/// A column of a table: its name, where its cell stands in the object of a row (RFC 6901), and what that is.
pub(in crate::web) type Column = (&'static str, &'static str, FlatKind);

/// A list whose rows are the same in every form.
pub(in crate::web) trait Rows: Send + 'static {
    /// The columns of the list as a table.
    const COLUMNS: &'static [Column];

    /// The next rows as JSON has them, at most [`BATCH`]; none after the last.
    fn next(&mut self) -> impl Future<Output = Result<Vec<Document>, AppError>> + Send;
}

/// Answers with all rows of a list, in a file called `name`.
pub(in crate::web) async fn answer_rows<R: Rows>(
    app: &App,
    format: Format,
    name: &str,
    with_mark: bool,
    rows: R,
) -> Result<Response, AppError> {
    let head = match format {
        Format::Csv => header_row(R::COLUMNS.iter().map(|(name, ..)| *name), with_mark)?,
        _ => Bytes::new(),
    };
    let whole = Whole { format, name: format!("onrecord-{name}"), head, tail: Bytes::new() };
    whole.answer(app, Written { format, rows }).await
}

/// Rows in the form that was asked for.
struct Written<R> {
    format: Format,
    rows: R,
}

impl<R: Rows> Batches for Written<R> {
    async fn next(&mut self) -> Result<Option<Bytes>, AppError> {
        let rows = self.rows.next().await?;
        if rows.is_empty() {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        match self.format {
            Format::Csv => {
                let cell =
                    |row: &Value, (_, at, kind): &Column| kind.cell(row.pointer(at).unwrap_or(&Value::Null)).csv();
                let rows = rows.into_iter().map(Document::into_value);
                write_rows(&mut bytes, rows.map(|row| R::COLUMNS.iter().map(move |column| cell(&row, column))))?;
            }
            _ => write_lines(&mut bytes, rows)?,
        }
        Ok(Some(bytes.into()))
    }
}
