//! Errors as people see them: one type for handlers, one page of the house for every failure.

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::page::{Layout, html_response};
use super::state::App;
use crate::domain::{ArticleId, ClaimId};
use crate::store::{SourceFilters, StoreError, Withdrawal};

/// What a handler may answer instead of its page.
#[derive(Debug)]
pub(super) enum AppError {
    /// No such thing, and there never was.
    NotFound(&'static str),
    /// An operator took it out of view.
    Withdrawn(&'static str, Withdrawal),
    /// It was here; nothing of it is to be seen now.
    Gone(&'static str),
    /// The address asks for something that cannot be.
    BadRequest(String),
    /// Our fault; the cause is logged, never shown.
    Internal(anyhow::Error),
}

impl From<StoreError> for AppError {
    fn from(cause: StoreError) -> Self {
        Self::Internal(cause.into())
    }
}

/// What the frame of an error page needs besides the request; added by [`house_pages`].
#[derive(Debug, Clone)]
struct Trouble {
    heading: String,
    message: String,
}

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        let (status, heading, message) = match self {
            Self::NotFound(what) => (
                StatusCode::NOT_FOUND,
                format!("No such {what}"),
                format!("Nothing stands at this address, and no {what} ever did in this collection."),
            ),
            Self::Withdrawn(what, withdrawal) => (
                StatusCode::GONE,
                format!("This {what} was withdrawn"),
                format!(
                    "The operator of this site withdrew it on {}. Reason: {}",
                    super::view::day_of_stamp(&withdrawal.withdrawn_at),
                    withdrawal.reason
                ),
            ),
            Self::Gone(what) => (
                StatusCode::GONE,
                format!("Nothing is left of this {what}"),
                format!("Every claim of this {what} was withdrawn, or is no longer found in the articles."),
            ),
            Self::BadRequest(message) => (StatusCode::BAD_REQUEST, "This address cannot be read".to_owned(), message),
            Self::Internal(cause) => {
                tracing::error!(error = format!("{cause:#}"), "a request failed");
                (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "Something went wrong on our side".to_owned(),
                    "The failure was logged. Trying again in a moment may help.".to_owned(),
                )
            }
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(Trouble { heading, message });
        response
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    layout: Layout,
    status: u16,
    heading: String,
    message: String,
    /// Words of the address, ready to be searched for.
    words: String,
    suggestions: Vec<Suggestion>,
    /// The same page without what could not be read.
    without_query: Option<String>,
    contact: Option<String>,
}

/// A page that may be the one that was meant.
#[derive(Debug, PartialEq, Eq)]
struct Suggestion {
    path: String,
    label: String,
}

/// Answers an address that nothing is routed to.
pub(super) async fn no_such_page() -> AppError {
    AppError::NotFound("page")
}

/// Gives every failure, whoever answered it, the page of the house.
pub(super) async fn house_pages(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let has_query = request.uri().query().is_some();
    let wants_no_page = path.starts_with("/healthz") || path.starts_with("/readyz");
    let mut response = next.run(request).await;
    let status = response.status();
    if wants_no_page || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let trouble = response.extensions_mut().remove::<Trouble>().unwrap_or_else(|| default_trouble(status));
    let is_missing = status == StatusCode::NOT_FOUND;
    let page = ErrorPage {
        layout: Layout::new(&app, "", format!("{} · Onrecord", trouble.heading)),
        status: status.as_u16(),
        heading: trouble.heading,
        message: trouble.message,
        words: if is_missing { words_of(&path) } else { String::new() },
        suggestions: if is_missing { suggestions(&app, &path).await } else { Vec::new() },
        without_query: (status == StatusCode::BAD_REQUEST && has_query && path.starts_with('/')).then_some(path),
        contact: app.site.contact.clone().filter(|_| status.is_server_error()),
    };
    let mut answer = match page.render() {
        Ok(html) => html_response(status, html),
        Err(error) => {
            tracing::error!(%error, "the error page failed");
            (status, "Something went wrong.").into_response()
        }
    };
    if let Some(allow) = response.headers_mut().remove(header::ALLOW) {
        answer.headers_mut().insert(header::ALLOW, allow);
    }
    answer
}

/// Sources that a missing page offers.
const MOST_SUGGESTIONS: usize = 5;
/// Longer addresses were not meant for us.
const LONGEST_PATH: usize = 120;

/// The words in the last part of an address ("/sources/ilse-marn" has "ilse marn"); none in one that looks like an id.
fn words_of(path: &str) -> String {
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let is_id = last.chars().any(|c| c.is_ascii_digit());
    if is_id || path.len() > LONGEST_PATH || path.contains('%') {
        return String::new();
    }
    last.split(['-', '_', '.', '+']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// An id as it was meant: in small letters, without what a sentence or a mail program put around it, and with the digits
/// that letters are mistaken for.
fn id_meant(word: &str) -> String {
    word.to_ascii_lowercase()
        .replace('o', "0")
        .replace(['i', 'l'], "1")
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(16)
        .collect()
}

/// Pages that may have been meant by an address that leads nowhere; none where looking fails.
async fn suggestions(app: &App, path: &str) -> Vec<Suggestion> {
    let mut parts = path.trim_matches('/').splitn(2, '/');
    let (section, last) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    if path.len() > LONGEST_PATH {
        return Vec::new();
    }
    // Names are looked up only where a source was asked for: most missing pages are asked for by programs.
    let found = match section {
        "claims" => claim_meant(app, last).await,
        "articles" => article_meant(app, last).await,
        "sources" => sources_like(app, &words_of(path)).await,
        _ => Ok(Vec::new()),
    };
    found.unwrap_or_default()
}

async fn claim_meant(app: &App, word: &str) -> Result<Vec<Suggestion>, StoreError> {
    let Ok(id) = id_meant(word).parse::<ClaimId>() else { return Ok(Vec::new()) };
    let suggest = |_| Suggestion { path: format!("/claims/{id}"), label: "The claim of this address".to_owned() };
    Ok(app.store.claim(&id).await?.map(suggest).into_iter().collect())
}

async fn article_meant(app: &App, word: &str) -> Result<Vec<Suggestion>, StoreError> {
    let Ok(id) = id_meant(word).parse::<ArticleId>() else { return Ok(Vec::new()) };
    let suggest = |_| Suggestion { path: format!("/articles/{id}"), label: "The article of this address".to_owned() };
    Ok(app.store.article(&id).await?.map(suggest).into_iter().collect())
}

/// Words of an address that are looked up one by one.
const MOST_WORDS: usize = 3;

/// Sources whose names hold the words, else one of them, the longest first.
async fn sources_like(app: &App, words: &str) -> Result<Vec<Suggestion>, StoreError> {
    let mut single: Vec<&str> = words.split(' ').filter(|word| word.chars().count() >= 3).collect();
    single.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    single.truncate(MOST_WORDS);
    for name in std::iter::once(words).filter(|words| words.contains(' ')).chain(single) {
        let filters = SourceFilters { name: name.to_owned(), ..SourceFilters::default() };
        let found = app.store.sources(&filters).await?.rows;
        if !found.is_empty() {
            let suggest = |row: crate::store::SourceRow| Suggestion {
                path: format!("/sources/{}", row.source.slug),
                label: row.source.name,
            };
            return Ok(found.into_iter().take(MOST_SUGGESTIONS).map(suggest).collect());
        }
    }
    Ok(Vec::new())
}

fn default_trouble(status: StatusCode) -> Trouble {
    let (heading, message) = match status {
        StatusCode::METHOD_NOT_ALLOWED => {
            ("This page is for reading", "It can be opened, and nothing can be sent to it.")
        }
        StatusCode::PAYLOAD_TOO_LARGE => ("Too much was sent", "Pages of this site take no uploads."),
        StatusCode::SERVICE_UNAVAILABLE => {
            ("This took too long", "The request was ended. A narrower search may be answered in time.")
        }
        status if status.is_client_error() => {
            ("This address cannot be read", "Something in it is not as it should be.")
        }
        _ => ("Something went wrong on our side", "The failure was logged. Trying again in a moment may help."),
    };
    Trouble { heading: heading.to_owned(), message: message.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_address_is_taken_for_words_or_for_an_id() {
        assert_eq!(words_of("/sources/ilse-marn"), "ilse marn");
        assert_eq!(words_of("/nothing/"), "nothing");
        assert_eq!(words_of("/claims/0123456789abcdef"), "");
        assert_eq!(words_of("/%3Cscript%3E"), "");
        assert_eq!(id_meant("0123456789ABCDEF)."), "0123456789abcdef");
        assert_eq!(id_meant("O1lI456789abcdef"), "0111456789abcdef");
    }
}
