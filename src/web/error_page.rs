//! Errors in the form that was asked for, with pages that may have been meant instead.

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::error::AppError;
use super::format::Format;
use super::page::{Layout, html_response};
use super::state::App;
use super::view;
use crate::domain::{ArticleId, ClaimId, Source};
use crate::store::{SourceFilters, SourceRow, StoreError};

/// Marks the answer to an error that its handler made itself, because it has a form of its own.
#[derive(Debug, Clone, Copy)]
pub(super) struct AsItIs;

/// An error as the reader gets it.
#[derive(Debug)]
struct ErrorReport {
    status: u16,
    error: AppError,
    /// Words of a missing address, ready to be searched for.
    words: String,
    suggestions: Vec<Suggestion>,
    /// The same page without a query string that could not be read.
    without_query: Option<String>,
    /// Whom to write to about an error of ours.
    contact: Option<String>,
}

/// A page that may have been meant.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Suggestion {
    Claim(ClaimId),
    Article(ArticleId),
    Source(Source),
}

impl Suggestion {
    fn link(&self) -> String {
        match self {
            Self::Claim(id) => format!("/claims/{id}"),
            Self::Article(id) => format!("/articles/{id}"),
            Self::Source(source) => format!("/sources/{}", source.slug),
        }
    }

    fn label(&self) -> &str {
        match self {
            Self::Claim(_) => "The claim with this address",
            Self::Article(_) => "The article with this address",
            Self::Source(source) => &source.name,
        }
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    layout: Layout,
    report: &'a ErrorReport,
    heading: String,
    message: String,
    /// The article in which a withdrawn claim stood.
    article: Option<&'a ArticleId>,
}

/// Details of a problem (RFC 9457).
#[derive(Debug, Serialize)]
struct Problem<'a> {
    /// Where the kind of error is described.
    #[serde(rename = "type")]
    kind: String,
    title: String,
    status: u16,
    detail: String,
    /// When an operator took it out of view.
    withdrawn_at: Option<&'a str>,
    /// Addresses that may have been meant.
    suggestions: Vec<String>,
}

impl ErrorReport {
    /// The error in the form that was asked for. Forms that have no word for errors get plain text.
    fn answer(&self, app: &App, status: StatusCode, format: Format) -> Response {
        if format == Format::Html {
            return match self.html(app) {
                Ok(html) => html_response(status, html),
                Err(error) => {
                    tracing::error!(?error, "the error page failed");
                    (status, "Something went wrong.").into_response()
                }
            };
        }
        let (title, detail) = words_for(&self.error);
        if format.is_json() {
            let problem = Problem {
                kind: app.absolute(&format!("/api#{}", self.error.kind().name)),
                title,
                status: self.status,
                detail,
                withdrawn_at: match &self.error {
                    AppError::Withdrawn { withdrawal, .. } | AppError::Closed(withdrawal) => {
                        Some(&withdrawal.withdrawn_at)
                    }
                    _ => None,
                },
                suggestions: self.suggestions.iter().map(|one| app.absolute(&one.link())).collect(),
            };
            let body = serde_json::to_string_pretty(&problem).unwrap_or_default() + "\n";
            return (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response();
        }
        let body = format!("{title}. {detail}\n");
        (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], body).into_response()
    }

    fn html(&self, app: &App) -> askama::Result<String> {
        let (heading, message) = words_for(&self.error);
        let article = match &self.error {
            AppError::Withdrawn { article, .. } => article.as_ref(),
            _ => None,
        };
        let layout = Layout::new(app, "", format!("{heading} · Onrecord"));
        ErrorPage { layout, report: self, heading, message, article }.render()
    }
}

/// A heading and a sentence.
pub(super) fn words_for(error: &AppError) -> (String, String) {
    let (heading, message) = match error {
        AppError::NotFound(what) => {
            let message = format!("Nothing stands at this address, and no {what} ever did in this collection.");
            return (format!("No such {what}"), message);
        }
        AppError::Withdrawn { what, withdrawal, .. } => {
            let day = view::day_of_stamp(&withdrawal.withdrawn_at);
            let message = format!("The operator of this site withdrew it on {day}. Reason: {}", withdrawal.reason);
            return (format!("This {what} was withdrawn"), message);
        }
        AppError::Closed(closing) => {
            let day = view::day_of_stamp(&closing.withdrawn_at);
            let message = format!(
                "The operator of this site found on {day} that its claims are no dispute. Reason: {}",
                closing.reason
            );
            return ("This dispute was closed".to_owned(), message);
        }
        AppError::Gone(what) => {
            let message = format!(
                "No claim stands under this {what} any more: each was withdrawn, is no longer found in its article, or stands \
                 under another {what} since the article was read again."
            );
            return (format!("Nothing is left of this {what}"), message);
        }
        AppError::BadRequest(message) => ("This address cannot be read", message.as_str()),
        AppError::Refused => ("This address cannot be read", "Something in it is not as it should be."),
        AppError::MethodNotAllowed => ("This page is for reading", "It can be opened, and nothing can be sent to it."),
        AppError::TooLarge => ("Too much was sent", "Pages of this site take no uploads."),
        AppError::TooSlow => {
            ("This took too long", "The request was ended. A narrower search may be answered in time.")
        }
        AppError::TooOften(_) => (
            "You ask too often",
            "This site answers one reader some twenty times a second. Whole results come in one request as .jsonl or .csv.",
        ),
        AppError::Busy => (
            "Too many readers ask at once",
            "This page was not made, because the site works on as many lists and searches as it can. It may be there in \
             a few seconds. Pages of claims, sources and articles can be read meanwhile.",
        ),
        AppError::Indexing => {
            ("The search index is being made", "Pages of claims and articles can be read meanwhile; search comes soon.")
        }
        AppError::Internal(_) => {
            ("Something went wrong on our side", "The failure was logged. Trying again in a moment may help.")
        }
    };
    (heading.to_owned(), message.to_owned())
}

/// Answers an address that nothing is routed to.
pub(super) async fn no_such_page() -> AppError {
    AppError::NotFound("page")
}

/// Renders every error, whether a handler or a layer answered with it. Addresses for machines keep their plain answers.
pub(super) async fn render_errors(State(app): State<App>, format: Format, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let has_query = request.uri().query().is_some();
    let is_for_machines = ["/healthz", "/readyz", "/metrics"].iter().any(|start| path.starts_with(start));
    let mut response = next.run(request).await;
    let status = response.status();
    let is_made = response.extensions().get::<AsItIs>().is_some();
    if is_for_machines || is_made || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let error = response.extensions_mut().remove::<AppError>().unwrap_or_else(|| AppError::of_status(status));
    let is_missing = status == StatusCode::NOT_FOUND || matches!(error, AppError::Gone(_));
    let retry_after = error.retry_after();
    let report = ErrorReport {
        status: status.as_u16(),
        error,
        words: if is_missing { words_of(&path) } else { String::new() },
        suggestions: if is_missing { suggestions_in_a_place(&app, &path).await } else { Vec::new() },
        without_query: (status == StatusCode::BAD_REQUEST && has_query && path.starts_with('/')).then_some(path),
        contact: app.site.contact.clone().filter(|_| status.is_server_error()),
    };
    let mut answer = report.answer(&app, status, format);
    if let Some(seconds) = retry_after {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if let Some(allow) = response.headers_mut().remove(header::ALLOW) {
        answer.headers_mut().insert(header::ALLOW, allow);
    }
    answer
}

/// Sources that a missing page offers.
const MOST_SUGGESTIONS: usize = 5;
/// Nothing is suggested for longer addresses: programs that look for weak spots ask for them.
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

/// Pages that may have been meant; none where many look for some.
async fn suggestions_in_a_place(app: &App, path: &str) -> Vec<Suggestion> {
    app.places.suggestions.run(suggestions(app, path)).await.unwrap_or_default()
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
    Ok(app.store.claim(&id).await?.map(|_| Suggestion::Claim(id)).into_iter().collect())
}

async fn article_meant(app: &App, word: &str) -> Result<Vec<Suggestion>, StoreError> {
    let Ok(id) = id_meant(word).parse::<ArticleId>() else { return Ok(Vec::new()) };
    Ok(app.store.article(&id).await?.map(|_| Suggestion::Article(id)).into_iter().collect())
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
            let suggest = |row: SourceRow| Suggestion::Source(row.source);
            return Ok(found.into_iter().take(MOST_SUGGESTIONS).map(suggest).collect());
        }
    }
    Ok(Vec::new())
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
