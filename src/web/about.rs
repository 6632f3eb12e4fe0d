//! The page that says what this is, and how far to trust it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use super::error::AppError;
use super::format::Format;
use super::linked::TERMS;
use super::page::Layout;
use super::rendering::{PageData, answer};
use super::state::App;
use super::view;
use crate::config::TextShown;
use crate::domain::{Quotation, Stance};
use crate::store::Overview;
use crate::web::filters;

/// What the page tells of this site; the rest of it is the same everywhere.
#[derive(Debug, Serialize)]
struct About {
    #[serde(flatten)]
    overview: Overview,
    /// True where pages show the passages around claims in place of whole articles.
    only_passages: bool,
    contact: Option<String>,
    version: &'static str,
}

async fn load(app: &App) -> Result<About, AppError> {
    Ok(About {
        overview: app.store.overview().await?,
        only_passages: app.site.text == TextShown::Passages,
        contact: app.site.contact.clone(),
        version: env!("CARGO_PKG_VERSION"),
    })
}

/// A stance with its sign, as the page explains it.
struct StanceLine {
    stance: &'static str,
    sign: &'static str,
    word: &'static str,
}

#[derive(Template)]
#[template(path = "about/show.html")]
struct AboutPage<'a> {
    layout: Layout,
    about: &'a About,
    overview: &'a Overview,
    stances: Vec<StanceLine>,
    quotations: Vec<&'static str>,
    /// Our own terms in linked data, each with what it means.
    terms: &'static [(&'static str, &'static str)],
}

impl PageData for About {
    fn html(&self, app: &App) -> askama::Result<String> {
        let line = |stance: &Stance| {
            let (sign, word) = view::stance_words(*stance);
            StanceLine { stance: stance.as_str(), sign, word }
        };
        AboutPage {
            layout: Layout::new(app, "about", "About · Onrecord").canonical(app, "/about"),
            about: self,
            overview: &self.overview,
            stances: Stance::ALL.iter().map(line).collect(),
            terms: &TERMS,
            quotations: Quotation::ALL.iter().map(|quotation| view::quotation_words(*quotation)).collect(),
        }
        .render()
    }
}

/// Answers `/about`.
pub(super) async fn show(State(app): State<App>, format: Format) -> Result<Response, AppError> {
    answer(&app, format, &load(&app).await?).await
}
