//! What every page has in common: the frame around it.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::state::App;

/// What the frame around every page shows.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    /// The page's state in words, for the window and for search engines.
    pub title: String,
    /// One sentence for link previews.
    pub description: Option<String>,
    /// The section of the navigation that is current ("claims"), empty outside all of them.
    pub section: &'static str,
    /// What stands in the search box.
    pub query: String,
    /// The address that stands for this page; absent on filter combinations, which search engines leave out.
    pub canonical: Option<String>,
    /// A line at the top of every page.
    pub notice: Option<String>,
    /// The site's own address, for links that the script copies.
    pub site: String,
    /// Part of the address of styles and fonts, changed whenever they change.
    pub assets: &'static str,
}

impl Layout {
    pub(super) fn new(app: &App, section: &'static str, title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            description: None,
            section,
            query: String::new(),
            canonical: None,
            notice: app.site.notice.clone(),
            site: app.absolute(""),
            assets: super::assets::VERSION.as_str(),
        }
    }

    pub(super) fn canonical(mut self, app: &App, path: &str) -> Self {
        self.canonical = Some(app.absolute(path));
        self
    }

    pub(super) fn described(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }
}

pub(super) fn html_response(status: StatusCode, html: String) -> Response {
    (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
}
