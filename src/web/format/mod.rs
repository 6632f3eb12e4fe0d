//! The forms in which pages can be had. `choose.rs` finds the one that is asked for, and `web/rendering/` makes it.

pub(super) mod choose;

use axum::http::header;
use axum::response::{IntoResponse, Response};

/// A form that a reader can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Format {
    /// A page for browsers.
    Html,
    /// One page as JSON.
    Json,
    /// The whole result, one JSON object a line (<https://jsonlines.org>).
    JsonLines,
    /// The whole result as a table (RFC 4180).
    Csv,
    /// A feed (RFC 4287).
    Atom,
    /// A feed (RSS 2.0).
    Rss,
    /// A feed (JSON Feed 1.1).
    JsonFeed,
    /// The image that link previews show.
    Png,
    /// Linked data: Web Annotation and schema.org (JSON-LD 1.1).
    JsonLd,
    /// Citations for LaTeX.
    BibTex,
    /// Citations for reference managers.
    Ris,
    /// Citations for programs that set them (Citation Style Language).
    CslJson,
    /// Citations as footnotes, one a line.
    Text,
    /// Citations for Wikipedia.
    Wiki,
}

/// The parameter by which programs ask for annotations, and are told that they get them (Web Annotation Protocol, 3).
pub(super) const ANNOTATION_PROFILE: &str = "; profile=\"http://www.w3.org/ns/anno.jsonld\"";

impl Format {
    /// What its addresses end on, its media type (as registered or, for JSON Lines, as its site proposes), and its name.
    fn told(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Html => ("", "text/html", "page"),
            Self::Json => (".json", "application/json", "JSON"),
            Self::JsonLines => (".jsonl", "application/jsonl", "JSON Lines"),
            Self::Csv => (".csv", "text/csv", "CSV"),
            Self::Atom => (".atom", "application/atom+xml", "Atom"),
            Self::Rss => (".rss", "application/rss+xml", "RSS"),
            Self::JsonFeed => (".feed.json", "application/feed+json", "JSON Feed"),
            Self::Png => (".png", "image/png", "Image"),
            Self::JsonLd => (".jsonld", "application/ld+json", "JSON-LD"),
            Self::BibTex => (".bib", "application/x-bibtex", "BibTeX"),
            Self::Ris => (".ris", "application/x-research-info-systems", "RIS"),
            Self::CslJson => (".csl.json", "application/vnd.citationstyles.csl+json", "CSL-JSON"),
            Self::Text => (".txt", "text/plain", "footnotes"),
            Self::Wiki => (".wiki", "text/x-wiki", "Wikipedia"),
        }
    }

    /// What its addresses end on; empty for pages.
    pub(super) fn ending(self) -> &'static str {
        self.told().0
    }

    /// Its media type.
    pub(super) fn media_type(self) -> &'static str {
        self.told().1
    }

    /// Its name, as links show it.
    pub(super) fn name(self) -> &'static str {
        self.told().2
    }

    /// True for forms that hold all of a list, not one page of it.
    pub(super) fn is_whole_result(self) -> bool {
        matches!(self, Self::JsonLines | Self::Csv) || self.is_citation()
    }

    /// True for forms that programs ask for again and again, to tell their readers what is new.
    pub(super) fn is_feed(self) -> bool {
        matches!(self, Self::Atom | Self::Rss | Self::JsonFeed)
    }

    /// True for forms of one page of a list that show its claims and nothing of what stands around them.
    pub(super) fn is_of_claims_alone(self) -> bool {
        self.is_feed() || self == Self::Png
    }

    /// True for forms that hold citations.
    pub(super) fn is_citation(self) -> bool {
        matches!(self, Self::BibTex | Self::Ris | Self::CslJson | Self::Text | Self::Wiki)
    }

    /// An answer in this form.
    pub(super) fn answer(self, body: impl IntoResponse) -> Response {
        ([(header::CONTENT_TYPE, self.content_type())], body).into_response()
    }

    fn content_type(self) -> String {
        match self {
            // JSON is always UTF-8 and has no such parameter (RFC 8259); an image has no letters.
            Self::Json | Self::JsonLines | Self::JsonFeed | Self::CslJson | Self::Png => self.media_type().to_owned(),
            Self::JsonLd => format!("{}{ANNOTATION_PROFILE}", self.media_type()),
            Self::Csv => "text/csv; charset=utf-8; header=present".to_owned(),
            _ => format!("{}; charset=utf-8", self.media_type()),
        }
    }

    /// True where `Accept` may ask for it. Images are had by their ending alone: a program that shows links and accepts images
    /// wants the page.
    pub(super) fn is_negotiable(self) -> bool {
        self != Self::Png
    }

    /// True where errors are told as JSON as well.
    pub(super) fn is_json(self) -> bool {
        matches!(self, Self::Json | Self::JsonLines | Self::JsonFeed | Self::JsonLd | Self::CslJson)
    }
}

/// The forms that the page at a path has, the one first that is sent where none is asked for; none where there is no page.
pub(super) fn forms_of(path: &str) -> &'static [Format] {
    use Format::{Atom, BibTex, CslJson, Csv, Html, Json, JsonFeed, JsonLd, JsonLines, Png, Ris, Rss, Text, Wiki};
    let Some(path) = path.strip_prefix('/') else { return &[] };
    let mut parts = path.split('/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some("" | "about"), None, _) | (Some("about"), Some("loads"), None) => &[Html, Json],
        (Some("claims"), None, _) | (Some("disputes"), Some(_), None) => {
            &[Html, Json, Atom, Rss, JsonFeed, JsonLines, Csv, BibTex, Ris, CslJson, Text, Wiki, Png]
        }
        (Some("sources" | "publishers"), Some(_), None) => {
            &[Html, Json, Atom, Rss, JsonFeed, JsonLines, Csv, BibTex, Ris, CslJson, Text, Wiki]
        }
        (Some("articles" | "disputes"), None, _) => &[Html, Json, Atom, Rss, JsonFeed, JsonLines, Csv],
        (Some("sources" | "publishers"), None, _) => &[Html, Json, JsonLines, Csv],
        (Some("claims"), Some(_), None) => &[Html, Json, JsonLd, BibTex, Ris, CslJson, Text, Wiki, Png],
        (Some("articles"), Some(_), None) => &[Html, Json, JsonLd, JsonLines, Csv, BibTex, Ris, CslJson, Text, Wiki],
        (Some("digest" | "compare"), None, _)
        | (Some("claims"), Some(_), Some("related"))
        | (Some("sources"), Some(_), Some("positions")) => &[Html, Json],
        // A service for programs, which has no page.
        (Some("reconcile"), None, _) | (Some("reconcile"), Some("suggest"), _) => &[Json],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_the_forms_of_its_family() {
        assert_eq!(forms_of("/"), [Format::Html, Format::Json]);
        assert!(forms_of("/claims").contains(&Format::Csv));
        assert!(!forms_of("/claims/0123456789abcdef").contains(&Format::Csv));
        for none in ["", "/healthz", "/static/1/style.css", "/claims/a/b", "/sources/a/b", "/nothing"] {
            assert!(forms_of(none).is_empty(), "{none}");
        }
    }
}
