//! oEmbed 1.0 (<https://oembed.com>): how other sites ask for the card of a claim or a dispute,
//! given its address.

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Query as Pairs;
use serde::Serialize;
use url::Url;

use super::Shared;
use crate::domain::{ClaimId, DisputeId};
use crate::web::error::AppError;
use crate::web::error_page::{AsItIs, words_for};
use crate::web::image;
use crate::web::state::App;
use crate::web::view::in_xml;
use crate::web::{claim, disputes};

/// How long others may keep an answer, in seconds: a withdrawal should be seen within a day.
const CACHE_AGE: u32 = 86_400;

/// An answer, with the names of the standard (2.3.4).
#[derive(Debug, Serialize, Template)]
#[template(path = "share/oembed.xml")]
struct Embed {
    version: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    title: String,
    provider_name: &'static str,
    provider_url: String,
    cache_age: u32,
    html: String,
    width: u32,
    height: u32,
    #[serde(flatten)]
    thumbnail: Option<Thumbnail>,
}

/// The image of the page. It is left out where it would be larger than what was asked for.
#[derive(Debug, Serialize)]
struct Thumbnail {
    thumbnail_url: String,
    thumbnail_width: u32,
    thumbnail_height: u32,
}

/// The parameters of the standard (2.2).
struct Asked {
    url: Option<String>,
    format: Option<String>,
    widest: Option<u32>,
    highest: Option<u32>,
}

impl Asked {
    fn read(pairs: Vec<(String, String)>) -> Result<Self, AppError> {
        let one = |name: &str| pairs.iter().rev().find(|(key, value)| key == name && !value.is_empty());
        let text = |name: &str| one(name).map(|(_, value)| value.clone());
        let number = |name: &str| {
            let read = |(_, value): &(String, String)| {
                value.parse().map_err(|_| AppError::BadRequest(format!("“{name}” is not a number of pixels.")))
            };
            one(name).map(read).transpose()
        };
        Ok(Self {
            url: text("url"),
            format: text("format"),
            widest: number("maxwidth")?,
            highest: number("maxheight")?,
        })
    }
}

/// Answers `/oembed`. Errors are told in plain text, since no browser shows them.
pub(in crate::web) async fn show(State(app): State<App>, Pairs(pairs): Pairs<Vec<(String, String)>>) -> Response {
    match answer(&app, pairs).await {
        Ok(response) => response,
        Err(error) => {
            let status = match &error {
                // "The provider has no response for the requested URL": the words are of use to nobody without the card.
                AppError::Withdrawn { .. } | AppError::Closed(_) | AppError::Gone(_) => StatusCode::NOT_FOUND,
                other => other.status(),
            };
            let (title, detail) = words_for(&error);
            refused(status, format!("{title}. {detail}\n"))
        }
    }
}

fn refused(status: StatusCode, text: String) -> Response {
    let mut response = (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response();
    response.extensions_mut().insert(AsItIs);
    response
}

async fn answer(app: &App, pairs: Vec<(String, String)>) -> Result<Response, AppError> {
    let asked = Asked::read(pairs)?;
    let format = asked.format.as_deref().unwrap_or("json");
    if !matches!(format, "json" | "xml") {
        return Ok(refused(StatusCode::NOT_IMPLEMENTED, "Formats are json and xml.\n".to_owned()));
    }
    let url = asked.url.ok_or_else(|| AppError::BadRequest("It names no “url”.".to_owned()))?;
    let page = Page::at(&app.site.public_url, &url).ok_or(AppError::NotFound("card"))?;
    let most = [asked.widest, asked.highest];
    let Shared { path, title, frame } = match page {
        Page::Claim(id) => claim::card::shared(app, &id, most).await?,
        Page::Dispute(id) => disputes::card::shared(app, &id, most).await?,
    };
    let has_room = |most: Option<u32>, size| most.is_none_or(|most| most >= size);
    let fits = has_room(asked.widest, image::WIDTH) && has_room(asked.highest, image::HEIGHT);
    let embed = Embed {
        version: "1.0",
        kind: "rich",
        title,
        provider_name: "Onrecord",
        provider_url: app.absolute("/"),
        cache_age: CACHE_AGE,
        html: frame.render()?,
        width: frame.width,
        height: frame.height,
        thumbnail: fits.then(|| Thumbnail {
            thumbnail_url: app.absolute(&format!("{path}.png")),
            thumbnail_width: image::WIDTH,
            thumbnail_height: image::HEIGHT,
        }),
    };
    Ok(match format {
        "xml" => ([(header::CONTENT_TYPE, "text/xml; charset=utf-8")], embed.render()?).into_response(),
        _ => axum::Json(embed).into_response(),
    })
}

/// A page that has a card.
#[derive(Debug, PartialEq)]
enum Page {
    Claim(ClaimId),
    Dispute(DisputeId),
}

impl Page {
    /// The page of this site whose address, card or short address `url` is.
    fn at(site: &Url, url: &str) -> Option<Self> {
        let url = Url::parse(url).ok()?;
        let is_web = matches!(url.scheme(), "http" | "https");
        let is_here = url.host() == site.host() && (url.port() == site.port() || url.scheme() != site.scheme());
        let path = url.path().strip_prefix(site.path().trim_end_matches('/'))?;
        let mut parts = path.strip_prefix('/').filter(|_| is_web && is_here)?.trim_end_matches('/').split('/');
        match (parts.next()?, parts.next()?, parts.next(), parts.next()) {
            ("claims", id, None | Some("embed"), None) | ("c", id, None, None) => id.parse().ok().map(Self::Claim),
            ("disputes", id, None | Some("embed"), None) => id.parse().ok().map(Self::Dispute),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_claims_and_disputes_of_this_site_are_known() {
        let is_known = |url: &str| {
            let site = "https://onrecord.test/who/".parse().unwrap();
            Page::at(&site, url).is_some()
        };
        for known in [
            "https://onrecord.test/who/claims/0123456789abcdef",
            "http://onrecord.test/who/claims/0123456789abcdef",
            "https://onrecord.test/who/claims/0123456789abcdef/?utm_source=x#words",
            "https://onrecord.test/who/claims/0123456789abcdef/embed",
            "https://onrecord.test/who/c/0123456789abcdef",
            "https://onrecord.test/who/disputes/0123456789abcdef",
            "https://onrecord.test/who/disputes/0123456789abcdef/embed",
        ] {
            assert!(is_known(known), "{known}");
        }
        for other in [
            "https://other.test/who/claims/0123456789abcdef",
            "https://onrecord.test:8443/who/claims/0123456789abcdef",
            "https://onrecord.test/claims/0123456789abcdef",
            "https://onrecord.test/who/claims/xyz",
            "https://onrecord.test/who/claims/0123456789abcdef/embed/more",
            "https://onrecord.test/who/sources/0123456789abcdef",
            "https://onrecord.test/who/disputes",
            "https://onrecord.test/who/d/0123456789abcdef",
            "ftp://onrecord.test/who/claims/0123456789abcdef",
            "/claims/0123456789abcdef",
        ] {
            assert!(!is_known(other), "{other}");
        }
    }
}
