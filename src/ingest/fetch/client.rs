//! Sends one request and reads its answer within limits of time and size; reports redirects instead of following them.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::StatusCode;
use reqwest::dns::Resolve;
use reqwest::header::{self, HeaderMap, HeaderName};
use tokio::time::timeout;
use url::Url;

use super::addresses::{Allowed, Checked, Refused};
use super::{AGENT, FetchError, FetchOptions, FetcherError, Validators, addresses};
use crate::domain::Received;

/// The `Accept` header: the preferred content types, for servers that offer a page in several.
const ACCEPT: &str = "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, \
                      application/feed+json, application/json;q=0.9, */*;q=0.5";

/// Headers stored with a page: they document what was fetched, and decoding the page needs some of them.
const KEPT: [HeaderName; 6] = [
    header::CONTENT_TYPE,
    header::CONTENT_LANGUAGE,
    header::CONTENT_LOCATION,
    header::DATE,
    header::ETAG,
    header::LAST_MODIFIED,
];

/// The longest header value that is kept.
const LONGEST_VALUE: usize = 1000;

/// How long a host is not contacted after it answers 429 (too many requests) without a usable `Retry-After`.
const USUAL_WAIT: Duration = Duration::from_secs(60);

/// How much of a body is read.
#[derive(Debug, Clone, Copy)]
pub(super) enum Body {
    /// All of it; a body of more bytes is an error.
    Whole(usize),
    /// At most this many bytes from its start; the rest is not read.
    Start(usize),
}

/// The answer to one request.
#[derive(Debug)]
pub(super) enum Hop {
    NotModified,
    Redirect { to: Url, for_good: bool },
    Content { bytes: Vec<u8>, received: Received, validators: Validators },
}

#[derive(Debug)]
pub(super) struct Client {
    http: reqwest::Client,
    pub(super) allowed: Allowed,
    options: FetchOptions,
}

impl Client {
    pub(super) fn new(options: &FetchOptions, resolver: Arc<dyn Resolve>) -> Result<Self, FetcherError> {
        // Fails where a provider is already installed, which is fine: any provider will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let allowed = Allowed { private: options.allow_private };
        let http = reqwest::Client::builder()
            .user_agent(user_agent(options.contact.as_deref())?)
            .dns_resolver(Arc::new(Checked { resolver, allowed }))
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            // A proxy resolves names itself, so the addresses it connects to could not be checked.
            .no_proxy()
            .connect_timeout(options.connect)
            .pool_max_idle_per_host(1)
            .build()
            .map_err(|error| FetcherError(words(&error)))?;
        Ok(Self { http, allowed, options: options.clone() })
    }

    pub(super) async fn ask(&self, url: &Url, known: &Validators, body: Body) -> Result<Hop, FetchError> {
        let mut request = self.http.get(url.clone()).header(header::ACCEPT, ACCEPT);
        for (name, value) in [(header::IF_NONE_MATCH, &known.etag), (header::IF_MODIFIED_SINCE, &known.last_modified)] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        let sent = timeout(self.options.answer, request.send()).await.map_err(|_| FetchError::TooSlow("an answer"))?;
        let mut response = sent.map_err(|error| failure(&error, url))?;
        let (status, headers) = (response.status(), response.headers().clone());
        if let Some(hop) = self.without_body(status, &headers, url)? {
            return Ok(hop);
        }
        let received = Received {
            address: url.to_string(),
            at: Timestamp::now(),
            status: status.as_u16(),
            headers: KEPT.iter().filter_map(|name| Some((name.to_string(), value(&headers, name)?))).collect(),
        };
        let read = self.read(&mut response, body);
        let bytes = timeout(self.options.body, read).await.map_err(|_| FetchError::TooSlow("the whole answer"))??;
        let validators =
            Validators { etag: value(&headers, &header::ETAG), last_modified: value(&headers, &header::LAST_MODIFIED) };
        Ok(Hop::Content { bytes, received, validators })
    }

    /// Sends a body; the answer's own is not read.
    pub(super) async fn post(&self, url: &Url, headers: &[(&str, String)], body: Vec<u8>) -> Result<(), FetchError> {
        let mut request = self.http.post(url.clone()).body(body);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let sent = timeout(self.options.answer, request.send()).await.map_err(|_| FetchError::TooSlow("an answer"))?;
        let response = sent.map_err(|error| failure(&error, url))?;
        match self.without_body(response.status(), response.headers(), url)? {
            None => Ok(()),
            Some(Hop::Redirect { .. }) => Err(FetchError::Redirects("it leads on, and what is posted follows nowhere")),
            Some(_) => Err(FetchError::Status(response.status().as_u16())),
        }
    }

    /// Returns the outcome of an answer whose body is not read (not modified, redirect, error); else `None`.
    fn without_body(&self, status: StatusCode, headers: &HeaderMap, url: &Url) -> Result<Option<Hop>, FetchError> {
        match status {
            StatusCode::NOT_MODIFIED => Ok(Some(Hop::NotModified)),
            StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT => {
                let place = headers.get(header::LOCATION).ok_or(FetchError::Redirects("it leads on, and not where"))?;
                let place = String::from_utf8_lossy(place.as_bytes());
                let to = url.join(&place).map_err(|_| FetchError::Redirects("it leads on to what is no address"))?;
                let for_good = matches!(status, StatusCode::MOVED_PERMANENTLY | StatusCode::PERMANENT_REDIRECT);
                Ok(Some(Hop::Redirect { to: addresses::parse(to.as_str())?, for_good }))
            }
            StatusCode::GONE => Err(FetchError::Gone),
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                let wait = value(headers, &header::RETRY_AFTER).and_then(|words| wait(&words, Timestamp::now()));
                let wait = wait.or((status == StatusCode::TOO_MANY_REQUESTS).then_some(USUAL_WAIT));
                let wait = wait.map(|wait| wait.min(self.options.longest_wait));
                Err(FetchError::Busy { status: status.as_u16(), wait })
            }
            status if status.is_success() => Ok(None),
            status => Err(FetchError::Status(status.as_u16())),
        }
    }

    /// Returns the body. It is decompressed chunk by chunk and the limit checked on the way, so that a small compressed
    /// answer cannot fill the memory.
    async fn read(&self, response: &mut reqwest::Response, body: Body) -> Result<Vec<u8>, FetchError> {
        let (Body::Whole(limit) | Body::Start(limit)) = body;
        let too_large = FetchError::TooLarge { limit };
        if matches!(body, Body::Whole(_)) && response.content_length().is_some_and(|length| length > limit as u64) {
            return Err(too_large);
        }
        let mut bytes = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(|_| FetchError::Damaged)? {
            let room = limit - bytes.len();
            match body {
                Body::Whole(_) if piece.len() > room => return Err(too_large),
                Body::Start(_) if piece.len() >= room => {
                    bytes.extend_from_slice(&piece[..room]);
                    return Ok(bytes);
                }
                _ => bytes.extend_from_slice(&piece),
            }
        }
        Ok(bytes)
    }
}

/// Returns the `User-Agent`, such as "Onrecord/0.1.0 (+desk@example.org)".
fn user_agent(contact: Option<&str>) -> Result<String, FetcherError> {
    let program = env!("CARGO_PKG_VERSION");
    let Some(contact) = contact else { return Ok(format!("{AGENT}/{program}")) };
    if contact.len() > 200 || contact.chars().any(|c| !c.is_ascii_graphic() || matches!(c, '(' | ')' | '\\')) {
        return Err(FetcherError(format!("the contact {contact:?} is no address of a page or of e-mail")));
    }
    Ok(format!("{AGENT}/{program} (+{contact})"))
}

/// Returns a header's value where it is text of at most [`LONGEST_VALUE`] characters.
fn value(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    (value.len() <= LONGEST_VALUE).then(|| value.to_owned())
}

/// Parses a `Retry-After` value, which is a number of seconds or a date.
fn wait(words: &str, now: Timestamp) -> Option<Duration> {
    let words = words.trim();
    if let Ok(seconds) = words.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = jiff::fmt::rfc2822::parse(words).ok()?.timestamp();
    Some(Duration::try_from(until.duration_since(now)).unwrap_or_default())
}

/// Converts a failed request to a [`FetchError`], going by the causes beneath the error.
fn failure(error: &reqwest::Error, url: &Url) -> FetchError {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(refused) = error.downcast_ref::<Refused>() {
            return refused.of(url);
        }
        cause = error.source();
    }
    if error.is_timeout() {
        return FetchError::TooSlow("an answer");
    }
    FetchError::Unreachable(words(error))
}

/// Returns the message of the innermost cause: it says what happened, the layers above only that something failed.
fn words(error: &dyn Error) -> String {
    let mut innermost = error;
    while let Some(cause) = innermost.source() {
        innermost = cause;
    }
    let words = innermost.to_string();
    words.split(" (os error").next().unwrap_or(&words).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now: Timestamp = "2026-03-05T12:00:00Z".parse().unwrap();
        for (words, expected) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("Thu, 05 Mar 2026 12:10:00 GMT", Some(600)),
            ("Thu, 05 Mar 2026 11:10:00 GMT", Some(0)),
            ("soon", None),
            ("-5", None),
            ("99999999999999999999999", None),
            ("", None),
        ] {
            assert_eq!(wait(words, now), expected.map(Duration::from_secs), "{words}");
        }
    }

    #[test]
    fn the_user_agent_says_who_asks() {
        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(user_agent(None).unwrap(), format!("Onrecord/{version}"));
        let with_contact = format!("Onrecord/{version} (+desk@news.example)");
        assert_eq!(user_agent(Some("desk@news.example")).unwrap(), with_contact);
        for wrong in ["a b", "x\r\nHost: y", "(x)", "ö@e.org"] {
            assert!(user_agent(Some(wrong)).is_err(), "{wrong}");
        }
    }
}
