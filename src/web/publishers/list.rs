//! The list of publishers, and who prints whom.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum_extra::extract::Query as Pairs;
use serde::Serialize;

use crate::domain::{FlatKind, Source};
use crate::store::{PublisherRow, QuotedTable};
use crate::web::error::AppError;
use crate::web::filters;
use crate::web::format::Format;
use crate::web::page::Layout;
use crate::web::query::Query;
use crate::web::rendering::json::{Document, not_known};
use crate::web::rendering::rows::{Column, Rows, answer_rows};
use crate::web::rendering::whole::BYTE_ORDER_MARK;
use crate::web::rendering::{PageData, answer};
use crate::web::state::App;

/// Columns and lines of the table of who prints whom.
const MOST_COLUMNS: usize = 8;
const MOST_LINES: usize = 12;

/// All publishers.
#[derive(Debug, Serialize)]
struct PublishersListed {
    /// Most claims first.
    publishers: Vec<PublisherRow>,
    /// The claims of the sources quoted most at the first of the publishers; absent where there is nothing to compare.
    quoted: Option<QuotedTable>,
    /// Parameters of the address that mean nothing here.
    unknown: Vec<String>,
}

async fn load(app: &App, query: Query) -> Result<PublishersListed, AppError> {
    let publishers = app.store.publishers().await?;
    let columns = publishers.iter().filter(|row| row.claims > 0).take(MOST_COLUMNS);
    let columns = columns.map(|row| row.publisher.clone()).collect();
    let table = app.store.quoted_table(columns, MOST_LINES).await?;
    Ok(PublishersListed {
        publishers,
        quoted: Some(table).filter(|table| table.publishers.len() > 1 && table.lines.len() > 1),
        unknown: query.known(|_| false).1,
    })
}

#[derive(Template)]
#[template(path = "publishers/list.html")]
struct PublishersPage<'a> {
    layout: Layout,
    list: &'a PublishersListed,
}

impl PublishersPage<'_> {
    /// Which share of a publisher's claims some of them are: 0 for none, then a step for each percent up to four.
    fn step(&self, claims: &i64, column: &usize) -> i64 {
        let Some(table) = &self.list.quoted else { return 0 };
        let slug = &table.publishers[*column].slug;
        let printed = self.list.publishers.iter().find(|row| row.publisher.slug == *slug).map_or(1, |row| row.claims);
        (claims * 100 / printed.max(1)).min(4) + i64::from(*claims > 0)
    }

    /// The list of a source's claims at the publisher of a column.
    fn claims_of(&self, source: &Source, table: &QuotedTable, column: &usize) -> String {
        format!("/claims?source={}&publisher={}", source.slug, table.publishers[*column].slug)
    }
}

impl PageData for PublishersListed {
    fn html(&self, app: &App) -> askama::Result<String> {
        let title = format!("Publishers · {} · Onrecord", self.publishers.len());
        let layout =
            Layout::new(app, "publishers", title).canonical(app, "/publishers").in_forms(&Query::page("/publishers"));
        PublishersPage { layout, list: self }.render()
    }

    async fn json(&self, app: &App) -> Result<Document, AppError> {
        Document::at(app, &Query::page("/publishers"))?
            .with("title", "Publishers")?
            .with("total", self.publishers.len())?
            .with("publishers", documents(app, &self.publishers)?)?
            .with("quoted", &self.quoted)?
            .with("notes", not_known(&self.unknown))
    }
}

/// Publishers as JSON has them.
fn documents(app: &App, rows: &[PublisherRow]) -> Result<Vec<Document>, AppError> {
    let permalink = |row: &PublisherRow| app.absolute(&format!("/publishers/{}", row.publisher.slug));
    rows.iter().map(|row| Document::of(row)?.with("permalink", permalink(row))).collect()
}

/// All publishers, which are few, in one batch.
struct AllPublishers {
    app: App,
    is_done: bool,
}

impl Rows for AllPublishers {
    const COLUMNS: &'static [Column] = &[
        ("slug", "/slug", FlatKind::Text),
        ("permalink", "/permalink", FlatKind::Text),
        ("name", "/name", FlatKind::Text),
        ("articles", "/articles", FlatKind::Number),
        ("claims", "/claims", FlatKind::Number),
        ("unnamed", "/unnamed", FlatKind::Number),
        ("official", "/official", FlatKind::Number),
    ];

    async fn next(&mut self) -> Result<Vec<Document>, AppError> {
        if std::mem::replace(&mut self.is_done, true) {
            return Ok(Vec::new());
        }
        documents(&self.app, &self.app.store.publishers().await?)
    }
}

/// Answers `/publishers`.
pub(in crate::web) async fn list(
    State(app): State<App>,
    format: Format,
    Pairs(pairs): Pairs<Vec<(String, String)>>,
) -> Result<Response, AppError> {
    let query = Query::new("/publishers", pairs)?;
    if format.is_whole_result() {
        let with_mark = query.one(BYTE_ORDER_MARK).is_some();
        let app = app.for_whole_results();
        let all = AllPublishers { app: app.clone(), is_done: false };
        return answer_rows(&app, format, "publishers", with_mark, all).await;
    }
    answer(&app, format, &load(&app, query).await?).await
}
