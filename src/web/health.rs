//! Addresses for machines: health checks of the process and of the database.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;

use super::state::App;

/// Answers while the process runs.
pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

/// Answers 200 while the database answers, else 503.
pub(super) async fn readyz(State(app): State<App>) -> impl IntoResponse {
    match app.store.ping().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}
