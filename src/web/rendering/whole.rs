//! Whole results, streamed: memory is that of one batch, however long the result is.

use std::io;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use futures::stream::{self, Stream, StreamExt};

use crate::web::downloads::Place;
use crate::web::error::AppError;
use crate::web::format::Format;
use crate::web::state::App;
use crate::work::Work;

/// The parameter that asks for a byte-order mark before a table.
pub(in crate::web) const BYTE_ORDER_MARK: &str = "bom";

/// Tells Excel that a table is UTF-8.
const MARK: &str = "\u{FEFF}";

/// What a whole result is made of.
pub(in crate::web) trait Batches: Send + 'static {
    /// The next batch; `None` after the last one.
    fn next(&mut self) -> impl Future<Output = Result<Option<Bytes>, AppError>> + Send;
}

/// What stands around the batches of a whole result.
#[derive(Debug)]
pub(in crate::web) struct Whole {
    pub format: Format,
    /// The name of the file, without its ending.
    pub name: String,
    pub head: Bytes,
    pub tail: Bytes,
}

impl Whole {
    /// The answer, whose first batch is made already: what can fail fails before anything is sent.
    ///
    /// # Errors
    /// When all places for downloads are taken, or the first batch cannot be made.
    pub(in crate::web) async fn answer(self, app: &App, mut batches: impl Batches) -> Result<Response, AppError> {
        let place = app.places.downloads.take().ok_or(AppError::Busy)?;
        let Self { format, name, head, tail } = self;
        let first = batches.next().await?.unwrap_or_default();
        place.made(head.len() + first.len());
        let start = stream::iter([Ok(head), Ok(first)]);
        let end = stream::iter([Ok(tail)]);
        let mut response = format.answer(Body::from_stream(start.chain(rest(app.clone(), batches, place)).chain(end)));
        let file = format!("attachment; filename=\"{name}{}\"", format.ending());
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_DISPOSITION, HeaderValue::try_from(file).map_err(AppError::internal)?);
        Ok(response)
    }
}

/// What comes after the first batch. An error breaks the connection off, so that nobody takes a part for the whole.
/// The place is held until the last byte is made, so that few downloads run at once.
fn rest<B: Batches>(app: App, batches: B, place: Place) -> impl Stream<Item = io::Result<Bytes>> {
    stream::try_unfold((app, batches, place), async |(app, mut batches, place)| {
        if !place.asked() {
            return Err(io::Error::other("the place of the download was given to another"));
        }
        let threads = app.places.download_threads.clone();
        let batch = Work::run(threads, batches.next()).await.map_err(|error| {
            tracing::error!(?error, "a download broke off");
            io::Error::other("the download broke off")
        })?;
        place.made(batch.as_ref().map_or(0, Bytes::len));
        Ok(batch.map(|bytes| (bytes, (app, batches, place))))
    })
}

/// The first line of a table.
pub(super) fn header_row<'c>(columns: impl IntoIterator<Item = &'c str>, with_mark: bool) -> Result<Bytes, AppError> {
    let mut bytes = if with_mark { MARK.as_bytes().to_vec() } else { Vec::new() };
    write_rows(&mut bytes, [columns])?;
    Ok(bytes.into())
}

/// Writes rows of a table as RFC 4180 has it: lines end on CR and LF.
pub(super) fn write_rows<R: IntoIterator<Item: AsRef<[u8]>>>(
    bytes: &mut Vec<u8>,
    rows: impl IntoIterator<Item = R>,
) -> Result<(), AppError> {
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(bytes);
    for row in rows {
        table.write_record(row).map_err(AppError::internal)?;
    }
    table.flush().map_err(AppError::internal)
}

/// Writes objects of JSON, each on a line.
pub(super) fn write_lines(
    bytes: &mut Vec<u8>,
    objects: impl IntoIterator<Item: serde::Serialize>,
) -> Result<(), AppError> {
    for object in objects {
        serde_json::to_writer(&mut *bytes, &object).map_err(AppError::internal)?;
        bytes.push(b'\n');
    }
    Ok(())
}
