//! The one type of error that handlers answer with. `error_page.rs` renders it in the form that was asked for.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::domain::ArticleId;
use crate::store::{StoreError, Withdrawal};

/// Why a request got no page.
#[derive(Debug, Clone)]
pub(super) enum AppError {
    /// No such thing, and there never was.
    NotFound(&'static str),
    /// An operator withdrew it. An article it stood in is given where that is still to be seen.
    Withdrawn {
        /// "claim", "article".
        what: &'static str,
        withdrawal: Withdrawal,
        article: Option<ArticleId>,
    },
    /// It was here; nothing of it is to be seen now.
    Gone(&'static str),
    /// The address asks for something that cannot be; a sentence says what.
    BadRequest(String),
    /// A request that the server refuses before any handler sees it.
    Refused,
    /// Something other than reading was tried.
    MethodNotAllowed,
    /// More was sent than pages take.
    TooLarge,
    /// The request took longer than it may.
    TooSlow,
    /// This reader asks more often than the site answers one; it may come back after so many seconds.
    TooOften(u16),
    /// All places for such work are taken, and enough requests wait for one.
    Busy,
    /// The search index is being made.
    Indexing,
    /// Our fault; the cause is logged, never shown.
    Internal(Option<Arc<anyhow::Error>>),
}

impl AppError {
    /// An error of ours, with what caused it.
    pub(super) fn internal(cause: impl Into<anyhow::Error>) -> Self {
        Self::Internal(Some(Arc::new(cause.into())))
    }

    /// The error that a status stands for, where a layer answered and no handler.
    pub(super) fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::METHOD_NOT_ALLOWED => Self::MethodNotAllowed,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::SERVICE_UNAVAILABLE => Self::TooSlow,
            status if status.is_client_error() => Self::Refused,
            _ => Self::Internal(None),
        }
    }

    /// Seconds after which the same request may be answered, where that is known.
    pub(super) fn retry_after(&self) -> Option<u16> {
        match self {
            Self::Busy => Some(5),
            Self::Indexing => Some(10),
            Self::TooOften(seconds) => Some(*seconds),
            _ => None,
        }
    }

    /// Every kind of error that programs meet: its name, its status and its cause.
    pub(super) const KINDS: &[(&str, u16, &str)] = &[
        (
            "bad-request",
            400,
            "A filter does not take its value, or the address cannot be read; the detail says which and why.",
        ),
        ("not-found", 404, "Nothing stands at this address, and nothing ever did."),
        ("method-not-allowed", 405, "Pages are for reading."),
        ("gone", 410, "Nothing is left of this source."),
        ("withdrawn", 410, "The operator took it out of view; the detail gives the reason and the day."),
        ("too-large", 413, "More was sent than pages take."),
        (
            "too-many-requests",
            429,
            "You ask more often than this site answers one reader; come back after Retry-After seconds.",
        ),
        ("internal", 500, "An error on our side; it was logged."),
        ("busy", 503, "Too many readers ask at once; come back after Retry-After seconds."),
        ("indexing", 503, "The search index is being made; pages of claims and articles answer meanwhile."),
        ("too-slow", 503, "It took longer than a request may; ask for less."),
    ];

    /// Its name in addresses of the page that describes errors.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::NotFound(_) => "not-found",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Gone(_) => "gone",
            Self::BadRequest(_) | Self::Refused => "bad-request",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::TooLarge => "too-large",
            Self::TooSlow => "too-slow",
            Self::TooOften(_) => "too-many-requests",
            Self::Busy => "busy",
            Self::Indexing => "indexing",
            Self::Internal(_) => "internal",
        }
    }

    /// The status of its answer.
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::Withdrawn { .. } | Self::Gone(_) => StatusCode::GONE,
            Self::BadRequest(_) | Self::Refused => StatusCode::BAD_REQUEST,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooOften(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::TooSlow | Self::Busy | Self::Indexing => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<StoreError> for AppError {
    fn from(cause: StoreError) -> Self {
        match cause {
            StoreError::Indexing => Self::Indexing,
            cause => Self::internal(cause),
        }
    }
}

impl From<askama::Error> for AppError {
    fn from(cause: askama::Error) -> Self {
        Self::internal(cause)
    }
}

impl From<tokio::task::JoinError> for AppError {
    fn from(cause: tokio::task::JoinError) -> Self {
        Self::internal(cause)
    }
}

impl IntoResponse for AppError {
    /// The status alone, with the error beside it for the layer that renders errors.
    fn into_response(self) -> Response {
        if let Self::Internal(Some(cause)) = &self {
            tracing::error!(error = format!("{cause:#}"), "a request failed");
        }
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
