//! The renderings of a page's data, and the one place where data becomes an answer.
//!
//! A page family has three steps. `load` fetches what the page tells as a plain struct ([`PageData`]); each form is a
//! rendering of that struct; [`answer`] picks the rendering. `format/` says which forms each page has, and finds the one
//! that is asked for. Forms that hold a whole result, not one page of it, are streamed (`whole.rs`).
//! `articles/list.rs` is the shortest example.

pub(super) mod download;
pub(super) mod feed;
pub(super) mod json;
pub(super) mod rows;
pub(super) mod whole;

use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use serde_json::Value;

use super::error::AppError;
use super::format::Format;
use super::image::Sheet;
use super::page::html_response;
use super::query::{Query, claim_filters};
use super::state::App;
use crate::work::on_a_thread;
use download::{Download, Wanted};
use feed::Feed;
use json::Document;

/// What a page tells: days as days, numbers as numbers, other pages as ids and slugs, and no ready-made sentence. Nothing
/// of it is kept from one rendering or another.
pub(super) trait PageData: Serialize + Sync {
    /// The page for browsers. All wording is here and in the template.
    fn html(&self, app: &App) -> askama::Result<String>;

    /// The page as JSON.
    fn json(&self, _app: &App) -> impl Future<Output = Result<Document, AppError>> + Send {
        async { Document::of(self) }
    }

    /// The image that link previews show of the page; `None` where it has none.
    fn image(&self, _app: &App) -> Option<Sheet> {
        None
    }

    /// The page as linked data; `None` where it has no such form.
    fn linked_data(&self, _app: &App) -> impl Future<Output = Result<Option<Value>, AppError>> + Send {
        async { Ok(None) }
    }

    /// The page as a feed; `None` where it lists nothing that people follow.
    fn feed(&self, _app: &App) -> Result<Option<Feed>, AppError> {
        Ok(None)
    }
}

/// Renders data in the form asked for, with status 200.
pub(super) async fn answer(app: &App, format: Format, data: &impl PageData) -> Result<Response, AppError> {
    let no_such_form = AppError::NotFound("form of this page");
    match format {
        Format::Html => Ok(html_response(StatusCode::OK, data.html(app)?)),
        Format::Json => data.json(app).await?.answer(),
        Format::Atom | Format::Rss | Format::JsonFeed => data.feed(app)?.ok_or(no_such_form)?.answer(app, format),
        Format::Png => {
            let sheet = data.image(app).ok_or(no_such_form)?;
            // It takes the processor for some hundredths of a second.
            let drawn = on_a_thread(move || sheet.png()).await?;
            Ok(format.answer(drawn.map_err(AppError::internal)?))
        }
        Format::JsonLd => {
            let data = data.linked_data(app).await?.ok_or(no_such_form)?;
            Ok(format.answer(serde_json::to_string_pretty(&data).map_err(AppError::internal)? + "\n"))
        }
        _ => Err(no_such_form),
    }
}

/// The claims of a page in the forms that hold nothing else: a feed of the newest, or all of them. `None` where another
/// form is asked for. `page` is the page, and `all` the list of its claims.
pub(super) async fn answer_with_claims(
    app: &App,
    format: Format,
    page: &Query,
    name: &str,
    all: &Query,
) -> Result<Option<Response>, AppError> {
    match format {
        Format::Atom | Format::Rss | Format::JsonFeed => {
            Ok(Some(Feed::of_claims(app, name, page.clone(), all).await?.answer(app, format)?))
        }
        _ if format.is_whole_result() => {
            let name = Download::name_of(name);
            let claims = Wanted::Found(Box::new(claim_filters(all)?));
            let download = Download { claims, format, name, with_mark: false, in_ref: false };
            Ok(Some(download.answer(app).await?))
        }
        _ => Ok(None),
    }
}
