//! Bytes from other machines, politely and within limits: what they mean is for the parsers of formats to say.
//!
//! Every request waits for its turn at its host ([`pace`]), keeps the site's rules ([`robots`]), goes only where the
//! operator lets it ([`addresses`]), and ends within limits of time and size ([`client`]). Redirects are followed here, and
//! each address on the way is checked like the first.

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

/// How to fetch.
#[derive(Debug, Clone)]
pub struct FetchOptions {
    /// Whether this machine and private networks may be asked. Link-local addresses never are: metadata services of
    /// clouds, which hand out keys, stand there.
    pub allow_private: bool,
    /// Where those whose pages are fetched reach the operator, told in every request: an address of a page or of e-mail.
    pub contact: Option<String>,
    /// The longest wait for a connection.
    pub connect: Duration,
    /// The longest wait for the beginning of an answer, the connection included.
    pub answer: Duration,
    /// The longest wait for the rest of an answer.
    pub body: Duration,
    /// The most bytes of an answer, decompressed.
    pub body_bytes: usize,
    /// Redirects followed one after another.
    pub redirects: usize,
    /// The pause between two requests to one host.
    pub delay: Duration,
    /// The longest pause that a site's rules can ask for.
    pub longest_delay: Duration,
    /// The longest time that a host can ask to be left alone.
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

/// What an answer said of its version, to ask later whether there is a newer one.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Validators {
    /// The entity tag.
    pub etag: Option<String>,
    /// When it was last modified, in the server's words.
    pub last_modified: Option<String>,
}

/// What came of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// There is nothing newer than what the validators stand for.
    NotModified,
    /// What the address holds.
    Content(Box<Content>),
}

/// What an address holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The body, decompressed.
    pub bytes: Vec<u8>,
    /// How it came.
    pub received: Received,
    /// For the next request.
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
    /// It leads where programs must not be sent.
    #[error("{host} is not asked: it leads to {what}{}", if *.can_be_allowed { " (--allow-private-addresses allows it)" } else { "" })]
    RefusedAddress {
        /// The host.
        host: String,
        /// What it is.
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
    /// It leads from one address to another without end.
    #[error("{0}")]
    Redirects(&'static str),
    /// A status that brings nothing.
    #[error("the server answered {0}")]
    Status(u16),
    /// It was there, and will not be again.
    #[error("it is gone for good (the server answered 410)")]
    Gone,
    /// The server wants fewer requests.
    #[error("the server answered {status}{}", asked(*.wait))]
    Busy {
        /// 429 or 503.
        status: u16,
        /// How long it asks to be left alone.
        wait: Option<Duration>,
    },
    /// The host wanted fewer requests a short while ago, and is not asked.
    #[error("its host{}", asked(Some(*.wait)))]
    LeftAlone {
        /// How much longer.
        wait: Duration,
    },
    /// More than is read.
    #[error("larger than {} MiB", limit >> 20)]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// The time was up before this came.
    #[error("the server took too long to send {0}")]
    TooSlow(&'static str),
    /// The body is not compressed as the server says, or breaks off.
    #[error("the answer is damaged or breaks off")]
    Damaged,
    /// No connection, or no HTTP.
    #[error("the server cannot be reached: {0}")]
    Unreachable(String),
}

fn asked(wait: Option<Duration>) -> String {
    wait.map_or_else(String::new, |wait| format!(" asks to be left alone for {} s", wait.as_secs().max(1)))
}

impl FetchError {
    /// A short stable word for programs.
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

    /// How long the server asks to be left alone.
    pub fn wait(&self) -> Option<Duration> {
        match self {
            Self::Busy { wait, .. } => *wait,
            Self::LeftAlone { wait } => Some(*wait),
            _ => None,
        }
    }

    /// True where asking again would give the same: what is asked for is not there for us.
    pub fn is_lasting(&self) -> bool {
        match self {
            Self::BadAddress(_) | Self::RefusedAddress { .. } | Self::Robots | Self::Gone | Self::TooLarge { .. } => {
                true
            }
            Self::Status(status) => (400..500).contains(status) && !matches!(status, 408 | 425),
            _ => false,
        }
    }

    /// The status of the answer, where there was one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Status(status) | Self::Busy { status, .. } => Some(*status),
            Self::Gone => Some(410),
            _ => None,
        }
    }
}

/// A fetcher that cannot be made.
#[derive(Debug, thiserror::Error)]
#[error("pages cannot be fetched: {0}")]
pub struct FetcherError(String);

/// Fetches addresses; cheap to clone, and all clones keep the same pace.
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
    /// A fetcher that uses the names and certificates this machine knows.
    ///
    /// # Errors
    /// When the contact cannot stand in a request, or the machine has no certificates to trust.
    pub fn new(options: FetchOptions) -> Result<Self, FetcherError> {
        Self::with_resolver(options, Arc::new(addresses::System))
    }

    fn with_resolver(options: FetchOptions, resolver: Arc<dyn Resolve>) -> Result<Self, FetcherError> {
        let client = Client::new(&options, resolver)?;
        let pace = Pace::new(options.delay);
        Ok(Self(Arc::new(Parts { options, client, pace, robots: Robots::default() })))
    }

    /// What stands at an address, unless it is what the validators stand for.
    ///
    /// # Errors
    /// When it may not be fetched, or cannot be.
    pub async fn fetch(&self, address: &str, known: &Validators) -> Result<Answer, FetchError> {
        let limit = Body::Whole(self.0.options.body_bytes);
        self.follow(addresses::parse(address)?, known, limit, true).await
    }

    /// Follows an address to its content.
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

    /// The pause that the site of an address asks for; or why the address is not to be fetched.
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
