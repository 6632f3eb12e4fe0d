//! The search as browsers and other programs add it (OpenSearch 1.1), with suggestions as they take them.

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use axum_extra::extract::Query as Pairs;
use serde_json::{Value, json};

use crate::web::error::AppError;
use crate::web::query::Query;
use crate::web::state::App;
use crate::web::suggest;

#[derive(Template)]
#[template(path = "api/opensearch.xml")]
struct Description<'a> {
    app: &'a App,
}

/// Answers `/opensearch.xml`.
pub(in crate::web) async fn show(State(app): State<App>) -> Result<impl IntoResponse, AppError> {
    let body = Description { app: &app }.render()?;
    Ok(([(header::CONTENT_TYPE, "application/opensearchdescription+xml; charset=utf-8")], body))
}

/// Answers `/opensearch/suggest?q=`: what was typed, names, words about each, and the address of each (OpenSearch
/// Suggestions 1.0).
pub(in crate::web) async fn suggestions(
    State(app): State<App>,
    Pairs(pairs): Pairs<Vec<(String, String)>>,
) -> Result<impl IntoResponse, AppError> {
    let query = Query::new("/opensearch/suggest", pairs)?;
    let typed = query.one("q").unwrap_or_default();
    let (mut names, mut about, mut links) = (Vec::new(), Vec::new(), Vec::new());
    for found in suggest::suggestions(&app, typed).await? {
        links.push(app.absolute(&found.link));
        about.push(format!("{}, {}", found.about, found.claims));
        names.push(found.name);
    }
    let answer: Value = json!([typed, names, about, links]);
    Ok(([(header::CONTENT_TYPE, "application/x-suggestions+json")], Json(answer).0.to_string()))
}
