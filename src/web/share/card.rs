//! Cards inside pages of other sites: no script, and framed anywhere.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;

use crate::web::error::AppError;
use crate::web::error_page::{AsItIs, words_for};
use crate::web::page::html_response;
use crate::web::state::App;

/// What a card may load, and that any page may frame it.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; \
     form-action 'none'; base-uri 'none'; frame-ancestors *";

/// What stands in the place of a card that cannot be shown.
#[derive(Template)]
#[template(path = "share/no_card.html")]
struct NoCard {
    assets: &'static str,
    heading: String,
    message: String,
    link: String,
    site: String,
}

/// Answers with a card. Where there is none, the frame says why, with a link to the page at `permalink`.
pub(in crate::web) fn answer(
    app: &App,
    card: Result<String, AppError>,
    permalink: Option<String>,
) -> Result<Response, AppError> {
    let (status, html) = match card {
        Ok(html) => (StatusCode::OK, html),
        Err(error @ (AppError::NotFound(_) | AppError::Withdrawn { .. } | AppError::Closed(_) | AppError::Gone(_))) => {
            let (heading, message) = words_for(&error);
            let (assets, site) = (crate::web::assets::VERSION.as_str(), app.absolute("/"));
            let link = permalink.unwrap_or_else(|| site.clone());
            (error.status(), NoCard { assets, heading, message, link, site }.render()?)
        }
        Err(error) => return Err(error),
    };
    let mut response = html_response(status, html);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    response.extensions_mut().insert(AsItIs);
    Ok(response)
}
