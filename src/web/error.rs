//! Errors as people see them: one type for handlers, one page of the house for every failure.

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::page::{Layout, html_response};
use super::state::App;
use crate::store::{StoreError, Withdrawal};

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
}

/// Answers an address that nothing is routed to.
pub(super) async fn no_such_page() -> AppError {
    AppError::NotFound("page")
}

/// Gives every failure, whoever answered it, the page of the house.
pub(super) async fn house_pages(State(app): State<App>, request: Request, next: Next) -> Response {
    let wants_no_page = request.uri().path().starts_with("/healthz") || request.uri().path().starts_with("/readyz");
    let mut response = next.run(request).await;
    let status = response.status();
    if wants_no_page || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let trouble = response.extensions_mut().remove::<Trouble>().unwrap_or_else(|| default_trouble(status));
    let page = ErrorPage {
        layout: Layout::new(&app, "", trouble.heading.clone()),
        status: status.as_u16(),
        heading: trouble.heading,
        message: trouble.message,
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
