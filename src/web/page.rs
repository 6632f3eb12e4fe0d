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
    /// The page's own address, for link previews.
    pub address: Option<String>,
    /// The image that link previews show.
    pub image: Option<Preview>,
    /// Where other sites ask for what they embed of this page (oEmbed): as JSON and as XML.
    pub oembed: Option<[String; 2]>,
    /// A line at the top of every page.
    pub notice: Option<String>,
    /// The site's own address, for links that the script copies.
    pub site: String,
    /// The page in other forms, for readers to take away or to follow.
    pub forms: Vec<FormLink>,
    /// Tags in the head that reference managers read, as pairs of name and content.
    pub metadata: Vec<(&'static str, String)>,
    /// Part of the address of styles and fonts, changed whenever they change.
    pub assets: &'static str,
}

/// The image of a page.
#[derive(Debug, Clone)]
pub(super) struct Preview {
    pub address: String,
    /// What it shows, for who cannot see it.
    pub words: String,
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
            address: None,
            image: None,
            oembed: None,
            notice: app.site.notice.clone(),
            site: app.absolute(""),
            forms: Vec::new(),
            metadata: Vec::new(),
            assets: super::assets::VERSION.as_str(),
        }
    }

    pub(super) fn canonical(mut self, app: &App, path: &str) -> Self {
        self.canonical = Some(app.absolute(path));
        self.address.clone_from(&self.canonical);
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

    /// Links the feeds of the list of claims at `query`, what was loaded last first.
    pub(super) fn with_feeds_of(mut self, query: &Query) -> Self {
        let all = query.set("sort", Some("loaded"));
        let feeds = forms_of(all.path()).iter().filter(|format| format.is_feed());
        self.forms.extend(feeds.map(|format| FormLink { format: *format, link: all.link_in(*format) }));
        self
    }

    /// Lets link previews show the image of the page at `query`.
    pub(super) fn with_image(mut self, app: &App, query: &Query, words: impl Into<String>) -> Self {
        let query = query.set("cursor", None);
        self.address.get_or_insert_with(|| app.absolute(&query.link()));
        self.image = Some(Preview { address: app.absolute(&query.link_in(Format::Png)), words: words.into() });
        self
    }

    /// Tells other sites where to ask for what they embed of the page at `permalink`.
    pub(super) fn embeddable(mut self, app: &App, permalink: &str) -> Self {
        let link = |format: &str| app.absolute(&Query::of("/oembed", "url", permalink).with("format", format).link());
        self.oembed = Some([link("json"), link("xml")]);
        self
    }

    /// The width and height of images, in pixels.
    pub(super) fn image_size(&self) -> (u32, u32) {
        (super::image::WIDTH, super::image::HEIGHT)
    }

    /// The forms that bring a page of data or all of it.
    pub(super) fn data(&self) -> impl Iterator<Item = &FormLink> {
        self.forms.iter().filter(|form| !form.format.is_feed() && !form.format.is_citation())
    }

    /// The forms that hold citations.
    pub(super) fn citations(&self) -> impl Iterator<Item = &FormLink> {
        self.forms.iter().filter(|form| form.format.is_citation())
    }

    /// The forms that programs find by links in the head.
    pub(super) fn linked(&self) -> impl Iterator<Item = &FormLink> {
        let is_linked = |format: Format| format.is_feed() || format.is_citation() || format == Format::JsonLd;
        self.forms.iter().filter(move |form| is_linked(form.format))
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
