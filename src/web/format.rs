//! The forms in which a page's data can be had, and the one place where data becomes an answer.
//!
//! A page family has three steps. `load` fetches what the page tells as a plain struct ([`PageData`]); each form is a
//! rendering of that struct; [`answer`] picks the rendering. So a further form needs no further query: it is a variant
//! of [`Format`], an arm in [`answer_with`], and what its rendering needs besides [`Serialize`]. Handlers take the
//! [`Format`] that was asked for as an argument. `articles/list.rs` is the shortest example.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use serde::Serialize;

use super::error::AppError;
use super::page::html_response;
use super::state::App;

/// A form that a reader can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// A page for browsers.
    Html,
}

/// Every address has one form so far; this is where an ending like `.json` will choose another.
impl<S: Sync> FromRequestParts<S> for Format {
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::Html)
    }
}

/// What a page tells: days as days, numbers as numbers, other pages as ids and slugs, and no ready-made sentence. Nothing
/// of it is kept from one rendering or another.
pub(super) trait PageData: Serialize {
    /// The page for browsers. All wording is here and in the template.
    fn html(&self, app: &App) -> askama::Result<String>;
}

/// Renders data in the form asked for, with status 200.
pub(super) fn answer(app: &App, format: Format, data: &impl PageData) -> Result<Response, AppError> {
    answer_with(StatusCode::OK, app, format, data)
}

/// Renders data in the form asked for, with the given status.
pub(super) fn answer_with(
    status: StatusCode,
    app: &App,
    format: Format,
    data: &impl PageData,
) -> Result<Response, AppError> {
    match format {
        Format::Html => Ok(html_response(status, data.html(app)?)),
    }
}
