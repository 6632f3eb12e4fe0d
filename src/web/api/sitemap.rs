//! Every page for search engines (<https://www.sitemaps.org>): an index, and files of at most fifty thousand addresses.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;

use crate::store::{MapKind, Mapped};
use crate::web::error::AppError;
use crate::web::state::App;

#[derive(Template)]
#[template(path = "api/sitemap_index.xml")]
struct IndexFile {
    files: Vec<String>,
}

#[derive(Template)]
#[template(path = "api/sitemap.xml")]
struct MapFile<'a> {
    app: &'a App,
    pages: Vec<Mapped>,
    folder: &'static str,
}

fn folder(kind: MapKind) -> &'static str {
    match kind {
        MapKind::Claims => "claims",
        MapKind::Articles => "articles",
        MapKind::Sources => "sources",
        MapKind::Publishers => "publishers",
    }
}

fn xml(body: String) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/xml; charset=utf-8")], body)
}

/// Answers `/sitemap.xml`.
pub(in crate::web) async fn index(State(app): State<App>) -> Result<impl IntoResponse, AppError> {
    let mut files = Vec::new();
    for kind in MapKind::ALL {
        for number in 1..=app.store.map_files(kind).await? {
            files.push(app.absolute(&format!("/sitemap/{}-{number}.xml", folder(kind))));
        }
    }
    Ok(xml(IndexFile { files }.render()?))
}

/// Answers `/sitemap/claims-1.xml`.
pub(in crate::web) async fn file(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<impl IntoResponse, AppError> {
    let missing = || AppError::NotFound("site map");
    let (word, number) = name.strip_suffix(".xml").and_then(|name| name.split_once('-')).ok_or_else(missing)?;
    let kind = MapKind::ALL.into_iter().find(|kind| folder(*kind) == word).ok_or_else(missing)?;
    let number: u32 = number.parse().map_err(|_| missing())?;
    if number == 0 || number > app.store.map_files(kind).await? {
        return Err(missing());
    }
    let pages = app.store.mapped(kind, number).await?;
    Ok(xml(MapFile { app: &app, pages, folder: folder(kind) }.render()?))
}
