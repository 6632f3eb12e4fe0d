//! Addresses for machines: is the process up, does the database answer, may robots read.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;

use super::state::App;

/// The process runs.
pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

/// The database answers.
pub(super) async fn readyz(State(app): State<App>) -> impl IntoResponse {
    match app.store.ping().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}

/// Robots may read pages; the endless combinations of filters are left out.
pub(super) async fn robots() -> impl IntoResponse {
    let text =
        "User-agent: *\nDisallow: /claims?\nDisallow: /sources?\nDisallow: /articles?\nDisallow: /suggest\nAllow: /\n";
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text)
}
