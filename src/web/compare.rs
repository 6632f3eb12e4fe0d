//! Two to four sources or publishers side by side: what each has on one subject, day by day.
//!
//! The page takes the filters of the list of claims. Each source and each publisher in the address is a column; the other
//! filters hold for all of them.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum_extra::extract::Query as Pairs;
use jiff::civil::Date;
use serde::Serialize;

use super::claims::chips::{Chip, chips};
use super::claims::names::{NamesInUse, settled};
use super::claims::page::problems;
use super::error::AppError;
use super::format::Format;
use super::page::Layout;
use super::query::{Query, claim_filters};
use super::rendering::json::{Document, not_known, records};
use super::rendering::{PageData, answer};
use super::state::App;
use super::view::{self, ClaimView};
use crate::domain::Claim;
use crate::store::{ClaimFilters, filter};
use crate::web::filters;

const PATH: &str = "/compare";
/// The filters whose values are columns.
const SIDES: [&str; 2] = ["source", "publisher"];
/// Columns that fit beside each other.
const MOST_COLUMNS: usize = 4;
/// The newest claims of each column that are shown.
const MOST_CLAIMS: usize = 80;

/// What some sources or publishers have under the same filters.
#[derive(Debug, Serialize)]
struct Compared {
    query: Query,
    filters: ClaimFilters,
    columns: Vec<Column>,
    names: NamesInUse,
    /// Parameters of the address that mean nothing here.
    unknown: Vec<String>,
}

/// One source or publisher.
#[derive(Debug, Serialize)]
struct Column {
    /// "source" or "publisher".
    side: &'static str,
    slug: String,
    name: String,
    /// Its claims under the filters.
    total: i64,
    /// The newest of them.
    claims: Vec<Claim>,
    /// The list of all of them.
    list: Query,
}

/// Answers `/compare`.
pub(super) async fn show(
    State(app): State<App>,
    format: Format,
    Pairs(pairs): Pairs<Vec<(String, String)>>,
) -> Result<Response, AppError> {
    let (query, unknown) = Query::new(PATH, pairs)?.known(|name| filter(name).is_some());
    let query = match settled(&app, query, format).await? {
        ControlFlow::Continue(query) => query,
        ControlFlow::Break(elsewhere) => return Ok(elsewhere),
    };
    answer(&app, format, &load(&app, query, unknown).await?).await
}

async fn load(app: &App, query: Query, unknown: Vec<String>) -> Result<Compared, AppError> {
    let filters = claim_filters(&query)?;
    let names = NamesInUse::fetch(app, &query).await?;
    let mut columns = Vec::new();
    for side in SIDES {
        for slug in query.all(side) {
            if columns.len() == MOST_COLUMNS {
                return Err(AppError::BadRequest(format!(
                    "It compares at most {MOST_COLUMNS} sources and publishers."
                )));
            }
            let list = query.without_all(&SIDES).at("/claims").with(side, slug);
            let of_side = claim_filters(&list)?;
            let hits = app.store.first_claims(&of_side, MOST_CLAIMS).await?;
            columns.push(Column {
                side,
                slug: slug.to_owned(),
                name: filter(side).map_or_else(|| slug.to_owned(), |spec| names.label(spec, slug)),
                total: app.store.count(&of_side).await?,
                claims: hits.into_iter().map(|hit| hit.claim).collect(),
                list,
            });
        }
    }
    Ok(Compared { query, filters, columns, names, unknown })
}

/// The head of a column.
struct Head {
    name: String,
    path: String,
    total: i64,
    list: String,
    is_cut: bool,
}

/// One day, with what each column has on it.
struct Day {
    words: String,
    iso: Option<String>,
    cells: Vec<Vec<ClaimView>>,
}

#[derive(Template)]
#[template(path = "compare/show.html")]
struct ComparePage<'a> {
    layout: Layout,
    heading: String,
    unknown: &'a [String],
    problems: Vec<String>,
    chips: Vec<Chip>,
    words: String,
    /// What the form for words carries along.
    carried: Vec<(String, String)>,
    /// What the form for another column carries along.
    all: Vec<(String, String)>,
    heads: Vec<Head>,
    days: Vec<Day>,
    can_add: bool,
    is_ready: bool,
}

impl Compared {
    /// "Ada Brandt and Olof Weir on “bridge”".
    fn heading(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|column| column.name.as_str()).collect();
        let who = match &names[..] {
            [] => return "Side by side".to_owned(),
            [one] => (*one).to_owned(),
            [before @ .., last] => format!("{} and {last}", before.join(", ")),
        };
        match self.filters.words.typed.as_str() {
            "" => who,
            words => format!("{who} on “{}”", view::shortened(words, 60)),
        }
    }

    /// The days on which some column has something, newest first.
    fn days(&self) -> Vec<Day> {
        let mut days: BTreeMap<Reverse<Option<Date>>, Vec<Vec<ClaimView>>> = BTreeMap::new();
        for (at, column) in self.columns.iter().enumerate() {
            for claim in &column.claims {
                let cells = days
                    .entry(Reverse(claim.day()))
                    .or_insert_with(|| self.columns.iter().map(|_| Vec::new()).collect());
                cells[at].push(ClaimView::of(claim));
            }
        }
        let day = |(Reverse(day), cells): (Reverse<Option<Date>>, Vec<Vec<ClaimView>>)| Day {
            words: day.map_or_else(|| "No day is told".to_owned(), view::long_day),
            iso: day.map(|day| day.to_string()),
            cells,
        };
        days.into_iter().map(day).collect()
    }

    /// The columns that end before others do, since not all of their claims are shown.
    fn heads(&self) -> Vec<Head> {
        let head = |column: &Column| Head {
            name: column.name.clone(),
            path: format!("/{}s/{}", column.side, column.slug),
            total: column.total,
            list: column.list.link(),
            is_cut: column.total > column.claims.len() as i64,
        };
        self.columns.iter().map(head).collect()
    }
}

impl PageData for Compared {
    fn html(&self, app: &App) -> askama::Result<String> {
        let heading = self.heading();
        let mut layout = Layout::new(app, "claims", format!("{heading} · Onrecord")).in_forms(&self.query);
        if self.query.is_empty() {
            layout = layout.canonical(app, PATH);
        }
        ComparePage {
            layout,
            unknown: &self.unknown,
            problems: problems(&self.filters),
            chips: chips(&self.query, &self.names),
            words: self.filters.words.typed.clone(),
            carried: self.query.carried(&["q"]),
            all: self.query.carried(&[]),
            heads: self.heads(),
            days: if self.columns.len() > 1 { self.days() } else { Vec::new() },
            can_add: self.columns.len() < MOST_COLUMNS,
            is_ready: self.columns.len() > 1,
            heading,
        }
        .render()
    }

    async fn json(&self, app: &App) -> Result<Document, AppError> {
        let mut columns = Vec::new();
        for column in &self.columns {
            columns.push(serde_json::json!({
                "side": column.side,
                "slug": column.slug,
                "name": column.name,
                "total": column.total,
                "claims": records(app, column.claims.clone()).await?,
                "url": app.absolute(&column.list.link_in(Format::Json)),
            }));
        }
        let notes: Vec<String> = problems(&self.filters).into_iter().chain(not_known(&self.unknown)).collect();
        Document::at(app, &self.query)?.with("title", self.heading())?.with("columns", columns)?.with("notes", notes)
    }
}
