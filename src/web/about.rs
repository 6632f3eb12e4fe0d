//! What this is, and how far to trust it.

use crate::web::filters;
use askama::Template;
use axum::extract::State;
use axum::response::IntoResponse;

use super::error::AppError;
use super::page::{Layout, Page};
use super::state::App;
use super::view;
use crate::config::TextShown;
use crate::domain::{Quotation, Stance};
use crate::store::Overview;

/// A stance with its sign, as the page explains it.
struct StanceLine {
    stance: &'static str,
    sign: &'static str,
    word: &'static str,
}

#[derive(Template)]
#[template(path = "about/show.html")]
struct AboutPage {
    layout: Layout,
    overview: Overview,
    stances: Vec<StanceLine>,
    quotations: Vec<&'static str>,
    only_passages: bool,
    contact: Option<String>,
    version: &'static str,
}

pub(super) async fn show(State(app): State<App>) -> Result<impl IntoResponse, AppError> {
    let layout = Layout::new(&app, "about", "About · Onrecord").canonical(&app, "/about");
    Ok(Page(AboutPage {
        layout,
        overview: app.store.overview().await?,
        stances: Stance::ALL
            .iter()
            .map(|stance| {
                let (sign, word) = view::stance_words(*stance);
                StanceLine { stance: stance.as_str(), sign, word }
            })
            .collect(),
        quotations: Quotation::ALL.iter().map(|quotation| view::quotation_words(*quotation)).collect(),
        only_passages: app.site.text == TextShown::Passages,
        contact: app.site.contact.clone(),
        version: env!("CARGO_PKG_VERSION"),
    }))
}
