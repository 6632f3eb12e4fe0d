//! The home page: what is in here, and ways in.

use askama::Template;
use axum::extract::State;
use axum::response::IntoResponse;

use super::error::AppError;
use super::page::{Layout, Page};
use super::state::App;
use super::view::{self, ClaimView};
use crate::store::{ClaimFilters, Overview};

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    layout: Layout,
    overview: Overview,
    claims: Vec<ClaimView>,
    published: Option<String>,
    loaded: Option<String>,
}

/// Newest claims the page shows.
const NEWEST: usize = 8;

pub(super) async fn show(State(app): State<App>) -> Result<impl IntoResponse, AppError> {
    let overview = app.store.overview().await?;
    let newest = app.store.claims(&ClaimFilters::default()).await?;
    let layout = Layout::new(&app, "", "Onrecord: who said what")
        .canonical(&app, "/")
        .described("Who said what in conflict reporting: every claim with its source, its date and its words.");
    Ok(Page(HomePage {
        layout,
        published: overview.published.as_ref().map(view::days_text),
        loaded: overview.loaded_at.as_deref().map(view::moment),
        claims: newest.hits.iter().take(NEWEST).map(ClaimView::of_hit).collect(),
        overview,
    }))
}
