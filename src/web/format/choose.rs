//! Which form is asked for: by the ending of the address ("/claims.json"), else by the header `Accept`.
//!
//! An ending is taken off before the address is routed, so that each page has one route for all its forms.

use std::convert::Infallible;
use std::str::FromStr;

use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::middleware::Next;
use axum::response::Response;
use headers_accept::Accept;
use mediatype::MediaType;

use super::{ANNOTATION_PROFILE, Format, forms_of};

/// Every form with an ending, the longer ending first where one ends on another.
const WITH_ENDING: [Format; 13] = [
    Format::JsonFeed,
    Format::CslJson,
    Format::Json,
    Format::JsonLines,
    Format::JsonLd,
    Format::Csv,
    Format::Atom,
    Format::Rss,
    Format::BibTex,
    Format::Ris,
    Format::Text,
    Format::Wiki,
    Format::Png,
];

/// The name of the home page in addresses with an ending: "/index.json".
const HOME: &str = "/index";

/// The form asked for, as it travels with the request.
#[derive(Debug, Clone, Copy)]
struct Chosen(Format);

impl<S: Sync> FromRequestParts<S> for Format {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(chosen(parts.extensions.get()))
    }
}

impl Format {
    /// The form that a request asks for.
    pub(in crate::web) fn of(request: &Request) -> Self {
        chosen(request.extensions().get())
    }
}

fn chosen(chosen: Option<&Chosen>) -> Format {
    chosen.map_or(Format::Html, |Chosen(format)| *format)
}

/// Finds the form that is asked for, and hands the request on with the address of the page alone.
pub(in crate::web) async fn choose(mut request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let ending = split(&path);
    let format = match &ending {
        // A page without such a form is no page: the address goes on as it is, and the error has the form asked for.
        Some((page, format)) => {
            if forms_of(page).contains(format)
                && let Some(uri) = with_path(request.uri(), page)
            {
                *request.uri_mut() = uri;
            }
            *format
        }
        None => accepted(request.headers(), forms_of(&path)),
    };
    let is_negotiated = ending.is_none() && !forms_of(&path).is_empty();
    request.extensions_mut().insert(Chosen(format));
    let mut response = next.run(request).await;
    if is_negotiated {
        response.headers_mut().append(header::VARY, HeaderValue::from_static("accept"));
    }
    response
}

/// The address of a page and the form that its ending asks for.
fn split(path: &str) -> Option<(&str, Format)> {
    let with = |format: Format| Some((path.strip_suffix(format.ending())?, format));
    let (page, format) = WITH_ENDING.into_iter().find_map(with)?;
    let page = if page == HOME { "/" } else { page };
    // Only pages have forms: "/openapi.json" is a file of its own.
    (page.len() > 1 || path.starts_with(HOME)).then_some(())?;
    let is_page = !page.ends_with('/') || page == "/";
    (is_page && !forms_of(page).is_empty()).then_some((page, format))
}

/// The same address with another path.
fn with_path(uri: &Uri, path: &str) -> Option<Uri> {
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(format!("{path}{query}")).ok()?);
    Uri::from_parts(parts).ok()
}

/// The form among those of a page that `Accept` asks for (RFC 9110, 12.5.1); the first one where it names none of them.
fn accepted(headers: &HeaderMap, forms: &[Format]) -> Format {
    let Some(first) = forms.first().copied() else { return Format::Html };
    let asked = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let asked: Vec<&str> = asked.collect();
    // Whoever wants annotations says so in a parameter: JSON-LD comes in no other profile.
    let asked = asked.join(", ").replace(ANNOTATION_PROFILE, "").replace(&ANNOTATION_PROFILE.replace(' ', ""), "");
    let Ok(accept) = Accept::from_str(&asked) else { return first };
    let negotiable = forms.iter().filter(|format| format.is_negotiable());
    let offered: Vec<MediaType<'_>> =
        negotiable.filter_map(|format| MediaType::parse(format.media_type()).ok()).collect();
    let Some(best) = accept.negotiate(&offered) else { return first };
    forms.iter().copied().find(|format| format.media_type() == best.to_string()).unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ending_names_a_form() {
        assert_eq!(split("/claims.json"), Some(("/claims", Format::Json)));
        assert_eq!(split("/sources/ada-brandt.feed.json"), Some(("/sources/ada-brandt", Format::JsonFeed)));
        assert_eq!(split("/index.json"), Some(("/", Format::Json)));
        assert_eq!(split("/claims.csl.json"), Some(("/claims", Format::CslJson)));
        assert_eq!(split("/claims/0123456789abcdef.jsonld"), Some(("/claims/0123456789abcdef", Format::JsonLd)));
        assert_eq!(split("/claims/0123456789abcdef.csv"), Some(("/claims/0123456789abcdef", Format::Csv)));
        for none in [
            "/claims",
            "/.json",
            "/openapi.json",
            "/static/1/a.json",
            "/robots.txt",
            "/claims/.json",
            "/sources/a.b",
            "/index",
        ] {
            assert_eq!(split(none), None, "{none}");
        }
    }

    #[test]
    fn the_header_names_a_form_among_those_of_the_page() {
        let of = |accept: &str, path: &str| {
            let headers = HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_str(accept).unwrap())]);
            accepted(&headers, forms_of(path))
        };
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";
        assert_eq!(of(browser, "/claims"), Format::Html);
        assert_eq!(of("*/*", "/claims"), Format::Html);
        assert_eq!(of("", "/claims"), Format::Html);
        assert_eq!(of("application/json", "/claims"), Format::Json);
        assert_eq!(of("text/csv;q=0.5, application/json;q=0.4", "/claims"), Format::Csv);
        assert_eq!(of("application/atom+xml, application/rss+xml;q=0.9, */*;q=0.1", "/claims"), Format::Atom);
        assert_eq!(of("application/atom+xml", "/claims/0123456789abcdef"), Format::Html);
        assert_eq!(of("application/x-bibtex", "/claims"), Format::BibTex);
        assert_eq!(of("application/vnd.citationstyles.csl+json", "/claims/0123456789abcdef"), Format::CslJson);
        assert_eq!(of("application/ld+json", "/claims/0123456789abcdef"), Format::JsonLd);
        assert_eq!(
            of("application/ld+json;profile=\"http://www.w3.org/ns/anno.jsonld\"", "/claims/0123456789abcdef"),
            Format::JsonLd
        );
        assert_eq!(of("image/png", "/claims"), Format::Html);
        assert_eq!(of("nonsense", "/claims"), Format::Html);
    }
}
