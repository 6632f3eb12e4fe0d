//! What every page has in common: the frame around it.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::format::{Format, forms_of};
use super::query::Query;
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
    /// The page in other forms, for readers to take away or to follow.
    pub forms: Vec<FormLink>,
    /// Part of the address of styles and fonts, changed whenever they change.
    pub assets: &'static str,
}

/// A page in another form.
#[derive(Debug, Clone)]
pub(super) struct FormLink {
    pub format: Format,
    pub link: String,
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
            forms: Vec::new(),
            assets: super::assets::VERSION.as_str(),
        }
    }

    pub(super) fn canonical(mut self, app: &App, path: &str) -> Self {
        self.canonical = Some(app.absolute(path));
        self
    }

    /// Links the other forms of the page at `query`. A feed brings what was loaded last first, however the page is ordered.
    pub(super) fn in_forms(mut self, query: &Query) -> Self {
        let query = query.set("cursor", None);
        let page = query.set("facet", None).set("facet_q", None);
        let link = |format: &Format| FormLink {
            format: *format,
            link: match (format.is_feed(), page.path()) {
                (true, "/claims") => page.set("sort", Some("loaded")).link_in(*format),
                _ => page.link_in(*format),
            },
        };
        self.forms = forms_of(page.path()).iter().filter(|format| **format != Format::Html).map(link).collect();
        self
    }

    /// The forms that bring a page of data or all of it.
    pub(super) fn data(&self) -> impl Iterator<Item = &FormLink> {
        self.forms.iter().filter(|form| !form.format.is_feed())
    }

    /// The forms that readers of feeds follow.
    pub(super) fn feeds(&self) -> impl Iterator<Item = &FormLink> {
        self.forms.iter().filter(|form| form.format.is_feed())
    }

    pub(super) fn described(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }
}

pub(super) fn html_response(status: StatusCode, html: String) -> Response {
    (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
}
