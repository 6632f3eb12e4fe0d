//! The page about the API: what can be asked for, how, and what is promised.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use super::openapi;
use crate::store::{ClaimFilters, FILTERS, OPTIONS};
use crate::web::error::{AppError, ERROR_KINDS, ErrorKind};
use crate::web::filters;
use crate::web::format::Format;
use crate::web::page::Layout;
use crate::web::rendering::{PageData, answer};
use crate::web::state::App;

/// What the page tells of this site.
#[derive(Debug, Serialize)]
struct About {
    /// The newest claim, for examples that answer.
    claim: Option<String>,
    /// The source of it.
    source: Option<String>,
    /// The number of claims.
    claims: i64,
    version: &'static str,
}

/// A parameter and what it does, as pages show it.
struct Parameter {
    name: &'static str,
    help: String,
}

#[derive(Template)]
#[template(path = "api/show.html")]
struct ApiPage<'a> {
    layout: Layout,
    about: &'a About,
    base: String,
    pages: Vec<(&'static str, &'static str, &'static [Format])>,
    filters: Vec<Parameter>,
    options: Vec<Parameter>,
    errors: &'static [&'static ErrorKind],
    examples: Vec<Example>,
}

/// An address to try.
struct Example {
    path: String,
    about: &'static str,
}

impl PageData for About {
    fn html(&self, app: &App) -> askama::Result<String> {
        let plain = |text: &str| text.replace('`', "");
        ApiPage {
            layout: Layout::new(app, "about", "API · Onrecord").canonical(app, "/api").described(
                "Claims as JSON, CSV and feeds: every address of this site with an ending, no key, a promise of stability.",
            ),
            base: app.absolute(""),
            pages: openapi::pages().collect(),
            filters: FILTERS.iter().map(|filter| Parameter { name: filter.name, help: plain(filter.help) }).collect(),
            options: OPTIONS.iter().map(|(name, help)| Parameter { name, help: plain(help) }).collect(),
            errors: ERROR_KINDS,
            examples: self.examples(),
            about: self,
        }
        .render()
    }
}

impl About {
    fn examples(&self) -> Vec<Example> {
        let mut examples = vec![
            Example { path: "/claims.json?stance=denies".to_owned(), about: "claims that deny, with facets" },
            Example { path: "/claims.csv?has=figure".to_owned(), about: "all claims with a figure, as a table" },
            Example {
                path: "/claims.jsonl?quotation=direct".to_owned(),
                about: "all quotations, one JSON object a line",
            },
            Example { path: "/claims.atom?sort=loaded".to_owned(), about: "what is new, for a feed reader" },
        ];
        let source = self.source.iter().map(|slug| Example {
            path: format!("/sources/{slug}.json"),
            about: "one source: roles, spellings, publishers, newest claims",
        });
        let claim = self
            .claim
            .iter()
            .map(|id| Example { path: format!("/claims/{id}.json"), about: "one claim, and why it was read so" });
        examples.extend(source.chain(claim));
        examples
    }
}

/// Answers `/api`.
pub(in crate::web) async fn show(State(app): State<App>, format: Format) -> Result<Response, AppError> {
    let newest = app.store.first_claims(&ClaimFilters::default(), 1).await?;
    let claim = newest.first().map(|hit| &hit.claim);
    let about = About {
        claim: claim.map(|claim| claim.id.to_string()),
        source: claim.and_then(|claim| claim.source()).map(|party| party.source.slug.as_str().to_owned()),
        claims: app.store.overview().await?.claims,
        version: env!("CARGO_PKG_VERSION"),
    };
    answer(&app, format, &about).await
}
