//! The one type of error that handlers answer with. `error_page.rs` renders it in the form that was asked for.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::domain::ArticleId;
use crate::store::{StoreError, Withdrawal};

/// A kind of error, as programs meet it and the page about the API describes it.
#[derive(Debug)]
pub(super) struct ErrorKind {
    /// Its name in addresses of that page.
    pub name: &'static str,
    pub status: StatusCode,
    /// Its cause, and what helps.
    pub about: &'static str,
}

macro_rules! kinds {
    ($($constant:ident $name:literal $status:ident $about:literal;)+) => {
        $(static $constant: ErrorKind = ErrorKind { name: $name, status: StatusCode::$status, about: $about };)+

        /// Every kind of error, by status.
        pub(super) static ERROR_KINDS: &[&ErrorKind] = &[$(&$constant),+];
    };
}

kinds! {
    BAD_REQUEST "bad-request" BAD_REQUEST
        "A filter does not take its value, or the address cannot be read; the detail says which and why.";
    NOT_FOUND "not-found" NOT_FOUND
        "Nothing stands at this address, and nothing ever did.";
    METHOD_NOT_ALLOWED "method-not-allowed" METHOD_NOT_ALLOWED
        "Pages are for reading.";
    GONE "gone" GONE
        "Nothing is left of this source.";
    WITHDRAWN "withdrawn" GONE
        "The operator took it out of view; the detail gives the reason and the day.";
    TOO_LARGE "too-large" PAYLOAD_TOO_LARGE
        "More was sent than pages take.";
    TOO_MANY_REQUESTS "too-many-requests" TOO_MANY_REQUESTS
        "You ask more often than this site answers one reader; come back after Retry-After seconds.";
    INTERNAL "internal" INTERNAL_SERVER_ERROR
        "An error on our side; it was logged.";
    BUSY "busy" SERVICE_UNAVAILABLE
        "Too many readers ask at once; come back after Retry-After seconds.";
    INDEXING "indexing" SERVICE_UNAVAILABLE
        "The search index is being made; pages of claims and articles answer meanwhile.";
    TOO_SLOW "too-slow" SERVICE_UNAVAILABLE
        "It took longer than a request may; ask for less.";
}

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
    /// A dispute that a person says is none.
    Closed(Withdrawal),
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

    /// What kind of error it is.
    pub(super) fn kind(&self) -> &'static ErrorKind {
        match self {
            Self::BadRequest(_) | Self::Refused => &BAD_REQUEST,
            Self::NotFound(_) => &NOT_FOUND,
            Self::MethodNotAllowed => &METHOD_NOT_ALLOWED,
            Self::Gone(_) => &GONE,
            Self::Withdrawn { .. } | Self::Closed(_) => &WITHDRAWN,
            Self::TooLarge => &TOO_LARGE,
            Self::TooOften(_) => &TOO_MANY_REQUESTS,
            Self::Internal(_) => &INTERNAL,
            Self::Busy => &BUSY,
            Self::Indexing => &INDEXING,
            Self::TooSlow => &TOO_SLOW,
        }
    }

    /// The status of its answer.
    pub(super) fn status(&self) -> StatusCode {
        self.kind().status
    }
}

impl From<StoreError> for AppError {
    fn from(cause: StoreError) -> Self {
        match cause {
            StoreError::Indexing => Self::Indexing,
            cause if cause.is_of_index() => {
                tracing::error!(error = %cause, "the search index cannot be read");
                Self::Indexing
            }
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
