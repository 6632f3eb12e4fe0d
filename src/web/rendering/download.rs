//! Whole results, streamed: claims as JSON Lines, as a table and as citations. Memory is that of one batch, however many claims there are.

use std::collections::HashMap;
use std::io;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use futures::stream::{self, Stream, StreamExt};
use tokio::sync::OwnedSemaphorePermit;

use super::json::with_permalink;
use crate::domain::{Article, ArticleId, Claim, ClaimRecord, FLAT_COLUMNS, Slug, flat_row};
use crate::store::{ClaimFilters, Records};
use crate::web::cite::{Cited, Style};
use crate::web::error::AppError;
use crate::web::format::Format;
use crate::web::retired::{Retired, standing};
use crate::web::state::App;
use crate::work::Work;

/// Claims that are fetched at once. Each batch asks the index anew for what comes after the one before.
const BATCH: usize = 1000;

/// Tells Excel that a table is UTF-8.
const BYTE_ORDER_MARK: &str = "\u{FEFF}";

/// A whole result that a reader asks for.
#[derive(Debug)]
pub(in crate::web) struct Download {
    pub claims: Wanted,
    pub format: Format,
    /// The name of the file, without its ending.
    pub name: String,
    /// Whether a table begins with a byte-order mark.
    pub with_mark: bool,
    /// Whether citations for Wikipedia stand between `<ref>` tags.
    pub in_ref: bool,
}

/// Which claims a download holds.
#[derive(Debug)]
pub(in crate::web) enum Wanted {
    /// All that these filters find, in their order.
    Found(Box<ClaimFilters>),
    /// Those of a list that somebody made.
    Listed(Vec<Claim>),
}

/// How far a download is.
struct Progress {
    app: App,
    /// What is still to come.
    claims: Wanted,
    records: Records,
    style: Style,
    is_first: bool,
    is_done: bool,
    /// Held until the last byte is made, so that few downloads run at once.
    _place: OwnedSemaphorePermit,
}

impl Download {
    /// The name of a file of claims that some words describe.
    pub(in crate::web) fn name_of(words: &str) -> String {
        match Slug::of(words).as_str() {
            "" => "onrecord-claims".to_owned(),
            words => format!("onrecord-{words}"),
        }
    }

    /// The answer, whose first batch is made already: what can fail fails before anything is sent.
    ///
    /// # Errors
    /// When all places for downloads are taken, or the first batch cannot be made.
    pub(in crate::web) async fn answer(self, app: &App) -> Result<Response, AppError> {
        let place = app.places.downloads.clone().try_acquire_owned().map_err(|_| AppError::Busy)?;
        let Self { claims, format, name, with_mark, in_ref } = self;
        let style = Style { format, in_ref };
        let app = app.for_questions();
        let records = app.store.records();
        let mut progress = Progress { app, claims, records, style, is_first: true, is_done: false, _place: place };
        let (head, tail) = match format {
            Format::Csv => (header_row(with_mark)?, Bytes::new()),
            format if format.is_citation() => (style.head().into(), style.tail().into()),
            _ => (Bytes::new(), Bytes::new()),
        };
        let first = progress.next().await?.unwrap_or_default();
        let start = stream::iter([Ok(head), Ok(first)]);
        let end = stream::iter([Ok(tail)]);
        let mut response = format.answer(Body::from_stream(start.chain(rest(progress)).chain(end)));
        let file = format!("attachment; filename=\"{name}{}\"", format.ending());
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_DISPOSITION, HeaderValue::try_from(file).map_err(AppError::internal)?);
        Ok(response)
    }
}

/// What comes after the first batch. An error breaks the connection off, so that nobody takes a part for the whole.
fn rest(progress: Progress) -> impl Stream<Item = io::Result<Bytes>> {
    stream::try_unfold(progress, async |mut progress| {
        let threads = progress.app.places.download_threads.clone();
        let batch = Work::run(threads, progress.next()).await.map_err(|error| {
            tracing::error!(?error, "a download broke off");
            io::Error::other("the download broke off")
        })?;
        Ok(batch.map(|bytes| (bytes, progress)))
    })
}

impl Progress {
    /// The next batch; `None` after the last one.
    async fn next(&mut self) -> Result<Option<Bytes>, AppError> {
        if self.is_done {
            return Ok(None);
        }
        let claims = match &mut self.claims {
            Wanted::Found(filters) => {
                let claims = self.app.store.claims_after(filters, BATCH).await?;
                filters.after = claims.last().map(|claim| claim.id.clone());
                claims
            }
            Wanted::Listed(claims) => std::mem::take(claims),
        };
        self.is_done = claims.len() < BATCH;
        if claims.is_empty() {
            return Ok(None);
        }
        let is_first = std::mem::replace(&mut self.is_first, false);
        if self.style.format.is_citation() {
            return Ok(Some(self.style.part(&cited(&self.app, claims).await?, is_first).into()));
        }
        let records = self.records.of(claims).await?;
        let records = records.into_iter().map(|record| with_permalink(&self.app, record));
        let bytes = match self.style.format {
            Format::Csv => rows(records)?,
            _ => lines(records)?,
        };
        Ok(Some(bytes.into()))
    }
}

/// Claims of a list with what citations tell of their articles. A gathered list may hold claims that are no longer found.
pub(in crate::web) async fn cited(app: &App, claims: Vec<Claim>) -> Result<Vec<Cited>, AppError> {
    let mut ids: Vec<&ArticleId> = claims.iter().map(|claim| &claim.article_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let articles: HashMap<ArticleId, Article> = app.store.articles_of(&ids).await?;
    let mut retired = HashMap::new();
    for id in app.store.retired_among(&claims).await? {
        if let Some(detail) = app.store.claim(&id).await? {
            retired.insert(id, Retired::of(app, &detail).await?);
        }
    }
    let cited = |claim: &Claim| {
        let article = articles.get(&claim.article_id)?;
        let standing = standing(retired.get(&claim.id).and_then(Option::as_ref));
        Some(Cited::of(claim, article, app.permalink(&claim.id), standing))
    };
    Ok(claims.iter().filter_map(cited).collect())
}

/// Claims as footnotes, one a line and in their order, for whom they are sent to.
///
/// # Errors
/// When the database fails.
pub async fn footnotes(app: &App, claims: Vec<Claim>) -> anyhow::Result<Vec<String>> {
    let cited = cited(app, claims).await.map_err(|error| anyhow::anyhow!("{error:?}"))?;
    Ok(cited.iter().map(Cited::footnote).collect())
}

fn header_row(with_mark: bool) -> Result<Bytes, AppError> {
    let mut bytes = if with_mark { BYTE_ORDER_MARK.as_bytes().to_vec() } else { Vec::new() };
    let mut table = table(&mut bytes);
    table.write_record(FLAT_COLUMNS.iter().map(|column| column.name)).map_err(AppError::internal)?;
    drop(table);
    Ok(bytes.into())
}

fn rows(records: impl Iterator<Item = ClaimRecord>) -> Result<Vec<u8>, AppError> {
    let mut bytes = Vec::new();
    let mut table = table(&mut bytes);
    for record in records {
        let permalink = record.permalink.clone().unwrap_or_default();
        table.write_record(flat_row(&record, &permalink)).map_err(AppError::internal)?;
    }
    drop(table);
    Ok(bytes)
}

/// A table as RFC 4180 has it: lines end on CR and LF.
fn table(bytes: &mut Vec<u8>) -> csv::Writer<&mut Vec<u8>> {
    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(bytes)
}

fn lines(records: impl Iterator<Item = ClaimRecord>) -> Result<Vec<u8>, AppError> {
    let mut bytes = Vec::new();
    for record in records {
        serde_json::to_writer(&mut bytes, &record).map_err(AppError::internal)?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}
