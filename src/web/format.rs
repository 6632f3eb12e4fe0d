//! The forms in which a page's data can be had, and the one place where data becomes an answer.
//!
//! A page family has three steps: `load` fetches what the page tells as a plain struct ([`PageData`]), each form is a
//! rendering of that struct, and [`answer`] picks the rendering. So a further form needs no further query.

use axum::http::StatusCode;
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

/// What a page tells: days as days, numbers as numbers, other pages as ids and slugs, and no ready-made sentence.
pub(super) trait PageData: Serialize {
    /// The page for browsers.
    ///
    /// # Errors
    /// When the template fails.
    fn html(&self, app: &App) -> askama::Result<String>;
}

/// Renders data in the form asked for, with status 200.
pub(super) fn answer(app: &App, format: Format, data: &impl PageData) -> Result<Response, AppError> {
    match format {
        Format::Html => {
            let html = data.html(app).map_err(|error| AppError::Internal(error.into()))?;
            Ok(html_response(StatusCode::OK, html))
        }
    }
}
