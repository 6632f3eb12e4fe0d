//! All claims of a result: as JSON Lines, as a table and as citations.

use std::collections::HashMap;
use std::vec;

use axum::body::Bytes;
use axum::response::Response;

use super::json::with_permalink;
use super::whole::{Batches, Whole, header_row, write_lines, write_rows};
use crate::domain::{Article, ArticleId, Claim, FLAT_COLUMNS, Slug, flat_row};
use crate::store::{ClaimFilters, Records};
use crate::web::cite::{Cited, Style};
use crate::web::error::AppError;
use crate::web::format::Format;
use crate::web::retired::{Retired, standing};
use crate::web::state::App;

/// Claims that are fetched at once. Each time asks the index anew for what comes after the claims before.
const FETCHED: usize = 1000;
/// Claims that are written at once: the texts of their articles are in memory meanwhile, and most of these are much longer.
const WRITTEN: usize = 100;

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
    /// Where the claims come from that are not fetched yet; `None` once all are.
    further: Option<Box<ClaimFilters>>,
    /// Claims that are not written yet.
    fetched: vec::IntoIter<Claim>,
    records: Records,
    style: Style,
    is_first: bool,
}

impl Download {
    /// The name of a file of claims that some words describe.
    pub(in crate::web) fn name_of(words: &str) -> String {
        match Slug::of(words).as_str() {
            "" => "onrecord-claims".to_owned(),
            words => format!("onrecord-{words}"),
        }
    }

    /// The answer ([`Whole::answer`]).
    ///
    /// # Errors
    /// As there.
    pub(in crate::web) async fn answer(self, app: &App) -> Result<Response, AppError> {
        let Self { claims, format, name, with_mark, in_ref } = self;
        let style = Style { format, in_ref };
        let (head, tail) = match format {
            Format::Csv => (header_row(FLAT_COLUMNS.iter().map(|column| column.name), with_mark)?, Bytes::new()),
            format if format.is_citation() => (style.head().into(), style.tail().into()),
            _ => (Bytes::new(), Bytes::new()),
        };
        let (further, fetched) = match claims {
            Wanted::Found(filters) => (Some(filters), Vec::new()),
            Wanted::Listed(claims) => (None, claims),
        };
        let app = app.for_whole_results();
        let records = app.store.records();
        let progress =
            Progress { app: app.clone(), further, fetched: fetched.into_iter(), records, style, is_first: true };
        Whole { format, name, head, tail }.answer(&app, progress).await
    }
}

impl Batches for Progress {
    async fn next(&mut self) -> Result<Option<Bytes>, AppError> {
        let claims = self.claims().await?;
        if claims.is_empty() {
            return Ok(None);
        }
        let is_first = std::mem::replace(&mut self.is_first, false);
        if self.style.format.is_citation() {
            return Ok(Some(self.style.part(&cited(&self.app, claims).await?, is_first).into()));
        }
        let records = self.records.of(claims).await?;
        let records = records.into_iter().map(|record| with_permalink(&self.app, record));
        let mut bytes = Vec::new();
        match self.style.format {
            Format::Csv => write_rows(
                &mut bytes,
                records.map(|record| flat_row(&record, record.permalink.as_deref().unwrap_or_default())),
            )?,
            _ => write_lines(&mut bytes, records)?,
        }
        Ok(Some(bytes.into()))
    }
}

impl Progress {
    /// The next claims to be written; none after the last.
    async fn claims(&mut self) -> Result<Vec<Claim>, AppError> {
        if let Some(filters) = self.further.as_mut().filter(|_| self.fetched.as_slice().is_empty()) {
            let claims = self.app.store.claims_after(filters, FETCHED).await?;
            filters.after = claims.last().map(|claim| claim.id.clone());
            if claims.len() < FETCHED {
                self.further = None;
            }
            self.fetched = claims.into_iter();
        }
        Ok(self.fetched.by_ref().take(WRITTEN).collect())
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
