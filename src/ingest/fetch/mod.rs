//! Fetches bytes over HTTP, and posts some, politely and within limits. Interpreting them is left to the parsers.
//!
//! Every request waits until its host may be contacted again ([`pace`]), obeys `robots.txt` ([`robots`]), connects only
//! to addresses that the operator allows ([`addresses`]), and is limited in time and size ([`client`]). Redirects are
//! followed here, and each URL on the way is checked like the first.

mod addresses;
mod client;
mod pace;
mod robots;

use std::collections::HashSet;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::Resolve;
use url::Url;

use crate::domain::Received;

use client::{Body, Client, Hop};
use pace::Pace;
use robots::Robots;

/// The name that robots rules know this program by; the User-Agent begins with it.
pub const AGENT: &str = "Onrecord";

/// Limits and settings of a [`Fetcher`].
#[derive(Debug, Clone)]
pub struct FetchOptions {
    /// Whether this machine and private networks may be contacted. Link-local addresses never are: cloud metadata
    /// services, which hand out keys, listen there.
    pub allow_private: bool,
    /// How site owners can reach the operator: a URL or an e-mail address, sent in the `User-Agent` of every request.
    pub contact: Option<String>,
    /// The longest wait for a connection.
    pub connect: Duration,
    /// The longest wait for the beginning of an answer, the connection included.
    pub answer: Duration,
    /// The longest wait for the rest of an answer.
    pub body: Duration,
    /// The most bytes of an answer, decompressed.
    pub body_bytes: usize,
    /// The most redirects that are followed in a row.
    pub redirects: usize,
    /// The pause between two requests to one host.
    pub delay: Duration,
    /// The longest `Crawl-delay` of a `robots.txt` that is respected.
    pub longest_delay: Duration,
    /// The longest `Retry-After` that is respected.
    pub longest_wait: Duration,
}

impl Default for FetchOptions {
    fn default() -> Self {
        Self {
            allow_private: false,
            contact: None,
            connect: Duration::from_secs(10),
            answer: Duration::from_secs(30),
            body: Duration::from_secs(60),
            body_bytes: 16 << 20,
            redirects: 10,
            delay: Duration::from_secs(1),
            longest_delay: Duration::from_secs(30),
            longest_wait: Duration::from_secs(24 * 60 * 60),
        }
    }
}

/// The validators of an answer, sent with the next request so that the server can answer "not modified".
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Validators {
    /// The entity tag.
    pub etag: Option<String>,
    /// The `Last-Modified` header, as the server wrote it.
    pub last_modified: Option<String>,
}

/// The outcome of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The content has not changed since the validators were received.
    NotModified,
    /// The content at the address.
    Content(Box<Content>),
}

/// The content at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The body, decompressed.
    pub bytes: Vec<u8>,
    /// Where it came from, and the headers kept with it.
    pub received: Received,
    /// The validators for the next request.
    pub validators: Validators,
    /// Where the address moved for good, if every redirect on the way said so.
    pub moved_to: Option<String>,
}

/// Why nothing was fetched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// Not an address of a page.
    #[error("{0}")]
    BadAddress(&'static str),
    /// The host resolves to an address that may not be contacted.
    #[error("{host} is not asked: it leads to {what}{}", if *.can_be_allowed { " (--allow-private-addresses allows it)" } else { "" })]
    RefusedAddress {
        /// The host.
        host: String,
        /// The kind of address.
        what: &'static str,
        /// Whether the operator may allow it.
        can_be_allowed: bool,
    },
    /// The site's rules forbid it.
    #[error("the site's robots.txt does not allow programs to fetch it")]
    Robots,
    /// The site's rules could not be read, so nobody knows whether they forbid it.
    #[error("the site's robots.txt cannot be read, so nothing is fetched: {0}")]
    RobotsUnreachable(String),
    /// The redirects are too many, or one of them is invalid.
    #[error("{0}")]
    Redirects(&'static str),
    /// An HTTP status that stands for an error.
    #[error("the server answered {0}")]
    Status(u16),
    /// Removed permanently (410).
    #[error("it is gone for good (the server answered 410)")]
    Gone,
    /// The server asks for fewer requests (429), or is unavailable for now (503).
    #[error("the server answered {status}{}", asked(*.wait))]
    Busy {
        /// 429 or 503.
        status: u16,
        /// How long to wait before the next request, where that is known.
        wait: Option<Duration>,
    },
    /// No request was sent, because the host recently asked for fewer.
    #[error("its host{}", asked(Some(*.wait)))]
    LeftAlone {
        /// How long until the host may be contacted again.
        wait: Duration,
    },
    /// The body is larger than the limit.
    #[error("larger than {} MiB", limit >> 20)]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// The named part of the answer did not arrive in time.
    #[error("the server took too long to send {0}")]
    TooSlow(&'static str),
    /// The body cannot be decompressed as its headers say, or is cut off.
    #[error("the answer is damaged or breaks off")]
    Damaged,
    /// No connection could be made, or the answer is not HTTP.
    #[error("the server cannot be reached: {0}")]
    Unreachable(String),
}

fn asked(wait: Option<Duration>) -> String {
    wait.map_or_else(String::new, |wait| format!(" asks to be left alone for {} s", wait.as_secs().max(1)))
}

impl FetchError {
    /// Returns a short, stable code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadAddress(_) => "bad-address",
            Self::RefusedAddress { .. } => "refused-address",
            Self::Robots | Self::RobotsUnreachable(_) => "robots",
            Self::Redirects(_) => "redirects",
            Self::Status(_) => "status",
            Self::Gone => "gone",
            Self::Busy { .. } | Self::LeftAlone { .. } => "busy",
            Self::TooLarge { .. } => "too-large",
            Self::TooSlow(_) => "too-slow",
            Self::Damaged => "damaged",
            Self::Unreachable(_) => "unreachable",
        }
    }

    /// Returns how long to wait before the host is contacted again, where that is known.
    pub fn wait(&self) -> Option<Duration> {
        match self {
            Self::Busy { wait, .. } => *wait,
            Self::LeftAlone { wait } => Some(*wait),
            _ => None,
        }
    }

    /// Returns true where another request would most likely fail in the same way.
    pub fn is_lasting(&self) -> bool {
        match self {
            Self::BadAddress(_) | Self::RefusedAddress { .. } | Self::Robots | Self::Gone | Self::TooLarge { .. } => {
                true
            }
            Self::Status(status) => (400..500).contains(status) && !matches!(status, 408 | 425),
            _ => false,
        }
    }

    /// Returns the HTTP status of the answer, where there was one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Status(status) | Self::Busy { status, .. } => Some(*status),
            Self::Gone => Some(410),
            _ => None,
        }
    }
}

/// The error of [`Fetcher::new`].
#[derive(Debug, thiserror::Error)]
#[error("pages cannot be fetched: {0}")]
pub struct FetcherError(String);

/// Fetches addresses. Cheap to clone; all clones share the pauses between requests to a host.
#[derive(Debug, Clone)]
pub struct Fetcher(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    options: FetchOptions,
    client: Client,
    pace: Pace,
    robots: Robots,
}

impl Fetcher {
    /// Creates a fetcher that uses this machine's resolver and trusted certificates.
    ///
    /// # Errors
    /// When the contact is not a valid header value, or the machine has no trusted certificates.
    pub fn new(options: FetchOptions) -> Result<Self, FetcherError> {
        Self::with_resolver(options, Arc::new(addresses::System))
    }

    fn with_resolver(options: FetchOptions, resolver: Arc<dyn Resolve>) -> Result<Self, FetcherError> {
        let client = Client::new(&options, resolver)?;
        let pace = Pace::new(options.delay);
        Ok(Self(Arc::new(Parts { options, client, pace, robots: Robots::default() })))
    }

    /// Fetches an address; returns [`Answer::NotModified`] where its content has not changed since `known`.
    ///
    /// # Errors
    /// When the address may not be fetched, or fetching it fails.
    pub async fn fetch(&self, address: &str, known: &Validators) -> Result<Answer, FetchError> {
        let limit = Body::Whole(self.0.options.body_bytes);
        self.follow(addresses::parse(address)?, known, limit, true).await
    }

    /// Posts a body to an address, and returns once it was taken (status 2xx). No redirect is followed: what is posted is meant
    /// for the address that the operator named. What the answer holds is not read.
    ///
    /// # Errors
    /// When the address may not be contacted, or does not take it.
    pub async fn post(&self, address: &str, headers: &[(&str, String)], body: Vec<u8>) -> Result<(), FetchError> {
        let parts = &*self.0;
        let url = addresses::parse(address)?;
        parts.client.allowed.check_literal(&url)?;
        let mut turn = parts.pace.turn(url.host_str().unwrap_or_default(), None).await?;
        let posted = parts.client.post(&url, headers, body).await;
        if let Err(FetchError::Busy { wait: Some(wait), .. }) = &posted {
            turn.hold(*wait);
        }
        posted
    }

    /// Follows redirects from an address to its content.
    async fn follow(
        &self,
        mut url: Url,
        known: &Validators,
        body: Body,
        keeps_rules: bool,
    ) -> Result<Answer, FetchError> {
        let parts = &*self.0;
        let mut seen = HashSet::new();
        let mut is_moved = true;
        for _ in 0..=parts.options.redirects {
            if !seen.insert(url.clone()) {
                return Err(FetchError::Redirects("it leads back to itself"));
            }
            parts.client.allowed.check_literal(&url)?;
            let crawl_delay = if keeps_rules { self.crawl_delay(&url).await? } else { None };
            let crawl_delay = crawl_delay.map(|delay| delay.min(parts.options.longest_delay));
            let mut turn = parts.pace.turn(url.host_str().unwrap_or_default(), crawl_delay).await?;
            let hop = parts.client.ask(&url, known, body).await;
            if let Err(FetchError::Busy { wait: Some(wait), .. }) = &hop {
                turn.hold(*wait);
            }
            match hop? {
                Hop::NotModified => return Ok(Answer::NotModified),
                Hop::Redirect { to, for_good } => {
                    is_moved &= for_good;
                    url = to;
                }
                Hop::Content { bytes, received, validators } => {
                    let moved_to = (is_moved && seen.len() > 1).then(|| url.to_string());
                    return Ok(Answer::Content(Box::new(Content { bytes, received, validators, moved_to })));
                }
            }
        }
        Err(FetchError::Redirects("it leads on and on, from one address to another"))
    }

    /// Returns the `Crawl-delay` of the address's site; fails where the address may not be fetched.
    fn crawl_delay<'a>(
        &'a self,
        url: &'a Url,
    ) -> Pin<Box<dyn Future<Output = Result<Option<Duration>, FetchError>> + Send + 'a>> {
        let rules = async {
            let start = Body::Start(robots::MOST_BYTES + 1);
            match self.follow(robots::address(url), &Validators::default(), start, false).await? {
                Answer::Content(content) => Ok(content.bytes),
                Answer::NotModified => Err(FetchError::Status(304)),
            }
        };
        Box::pin(self.0.robots.check(url, rules))
    }
}

#[cfg(test)]
mod tests;
