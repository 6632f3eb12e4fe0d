//! Addresses for those who run the site: whether the process runs, whether pages can be made, and figures.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::error::AppError;
use super::state::App;
use crate::store::StoreError;

/// Answers while the process runs.
pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

/// Answers 200 while pages can be made, else 503 and why not.
pub(super) async fn readyz(State(app): State<App>) -> impl IntoResponse {
    match app.store.ready().await {
        Ok(()) => (StatusCode::OK, "ready\n".to_owned()),
        Err(error) => {
            tracing::error!(%error, "not ready");
            // Messages of the database name files of this machine, which are nobody's business.
            let why = match error {
                StoreError::Indexing | StoreError::DamagedIndex | StoreError::Index(_) => {
                    "the search index is not ready"
                }
                StoreError::Newer(_) => "the database has the schema of another version of the program",
                _ => "the database cannot be read",
            };
            (StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n"))
        }
    }
}

/// Figures for Prometheus.
pub(super) async fn metrics(State(app): State<App>) -> Result<Response, AppError> {
    let text = app.metrics.text(&app.store.operation().await?, &app.places).map_err(AppError::internal)?;
    let form = [(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")];
    Ok((form, text).into_response())
}
