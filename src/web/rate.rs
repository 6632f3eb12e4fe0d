//! How often one address may ask for what programs ask for, and for pages where the operator says so. Nobody on this machine is counted:
//! that is the operator, or a proxy that speaks for many readers. Whom a proxy speaks for is believed where the operator trusts it.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::error::AppError;
use super::format::Format;
use crate::config::{Network, Readers};

/// Requests a second that one address may go on with.
const A_SECOND: NonZeroU32 = NonZeroU32::new(20).unwrap();
/// As many seconds of these it may use at once after a while of silence.
const AT_ONCE: NonZeroU32 = NonZeroU32::new(5).unwrap();
/// The header in which proxies tell for whom they ask.
const FORWARDED_FOR: &str = "x-forwarded-for";
/// Addresses that are remembered before those that have been silent are forgotten.
const REMEMBERED: usize = 10_000;

/// Who is at the other end of a connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub IpAddr);

/// What each address has used up.
#[derive(Debug, Clone)]
pub(super) struct Rate {
    used: Arc<DefaultKeyedRateLimiter<IpAddr>>,
    counts_pages: bool,
    trusted: Arc<[Network]>,
}

impl Rate {
    pub(super) fn new(readers: &Readers) -> Self {
        let a_second = readers.requests.unwrap_or(A_SECOND);
        // Who is silent for five seconds may make up for it.
        let at_once = a_second.saturating_mul(AT_ONCE);
        Self {
            used: Arc::new(RateLimiter::keyed(Quota::per_second(a_second).allow_burst(at_once))),
            counts_pages: readers.requests.is_some(),
            trusted: readers.trusted_proxies.clone().into(),
        }
    }

    /// Who asks; `None` for those who are not counted.
    fn reader(&self, request: &Request) -> Option<IpAddr> {
        let Peer(peer) = *request.extensions().get()?;
        let is_trusted = |address: IpAddr| self.trusted.iter().any(|network| network.has(address));
        if !is_trusted(peer) {
            return Some(peer).filter(|peer| !peer.to_canonical().is_loopback());
        }
        // Each proxy adds whom it heard; what stands before the first that is not trusted may be made up.
        let told = request.headers().get_all(FORWARDED_FOR);
        let told: Vec<&str> =
            told.iter().filter_map(|told| told.to_str().ok()).flat_map(|told| told.split(',')).collect();
        let address = |told: &str| told.parse().or_else(|_| told.parse().map(|address: SocketAddr| address.ip())).ok();
        told.iter().rev().map_while(|told| address(told.trim())).find(|address| !is_trusted(*address))
    }

    /// The seconds after which an address may ask again; `None` where it may ask now.
    fn wait(&self, peer: IpAddr) -> Option<u16> {
        if self.used.len() > REMEMBERED {
            self.used.retain_recent();
            self.used.shrink_to_fit();
        }
        let until = self.used.check_key(&counted(peer)).err()?;
        let seconds = until.wait_time_from(DefaultClock::default().now()).as_secs() + 1;
        Some(u16::try_from(seconds).unwrap_or(u16::MAX))
    }
}

/// What an address is counted as: whoever has an IPv6 address has all of its network.
fn counted(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 => v4,
    }
}

/// Answers a program in its turn, or says when to come back.
pub(super) async fn limit(State(rate): State<Rate>, request: Request, next: Next) -> Response {
    let is_counted = rate.counts_pages || Format::of(&request) != Format::Html;
    match rate.reader(&request).filter(|_| is_counted).and_then(|reader| rate.wait(reader)) {
        Some(seconds) => AppError::TooOften(seconds).into_response(),
        None => next.run(request).await,
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::http::StatusCode;
    use axum::middleware;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;
    use crate::web::format::choose::choose;

    async fn statuses(readers: &Readers, peer: &str, told: &str, path: &str, times: u32) -> Vec<StatusCode> {
        let rate = Rate::new(readers);
        let site = Router::new()
            .route("/claims", get(|| async { "claims" }))
            .layer(middleware::from_fn_with_state(rate, limit));
        let site = Router::new().fallback_service(site).layer(middleware::from_fn(choose));
        let mut statuses = Vec::new();
        for number in 0..times {
            let told = told.replace('N', &(number % 250).to_string());
            let request = Request::get(path).header(FORWARDED_FOR, told);
            let mut request = request.body(Body::empty()).unwrap();
            request.extensions_mut().insert(Peer(peer.parse().unwrap()));
            statuses.push(site.clone().oneshot(request).await.unwrap().status());
        }
        statuses
    }

    fn refused(statuses: &[StatusCode]) -> bool {
        statuses.contains(&StatusCode::TOO_MANY_REQUESTS)
    }

    const ALL: u32 = 120;

    #[tokio::test]
    async fn programs_are_told_to_come_back_and_readers_are_not() {
        let asks = async |peer, path, times| refused(&statuses(&Readers::default(), peer, "", path, times).await);
        assert!(asks("192.0.2.7", "/claims.json", ALL).await);
        assert!(!asks("192.0.2.7", "/claims.json", 100).await);
        assert!(!asks("192.0.2.7", "/claims", ALL).await, "pages for browsers");
        assert!(!asks("127.0.0.1", "/claims.json", ALL).await, "this machine");
        assert!(!asks("::ffff:127.0.0.1", "/claims.json", ALL).await, "this machine");
    }

    #[tokio::test]
    async fn pages_are_counted_where_the_operator_says_so() {
        let readers = Readers { requests: NonZeroU32::new(2), ..Readers::default() };
        assert!(refused(&statuses(&readers, "192.0.2.7", "", "/claims", 12).await));
        assert!(!refused(&statuses(&readers, "192.0.2.7", "", "/claims", 10).await));
    }

    #[tokio::test]
    async fn whom_a_proxy_speaks_for_is_believed_where_it_is_trusted() {
        let trusted_proxies =
            ["127.0.0.1", "10.0.0.0/8", "2001:db8::/32"].map(|network| network.parse().unwrap()).to_vec();
        let readers = Readers { trusted_proxies, requests: None };
        let asks = async |peer, told| refused(&statuses(&readers, peer, told, "/claims.json", ALL).await);
        assert!(asks("127.0.0.1", "192.0.2.7").await, "one reader");
        assert!(asks("127.0.0.1", "192.0.2.7:4321").await, "with a port");
        assert!(asks("10.1.2.3", "192.0.2.7, 10.9.9.9").await, "behind two proxies");
        assert!(
            asks("2001:db8::1", "192.0.2.N, 198.51.100.4").await,
            "what a reader writes there himself counts for nothing"
        );
        assert!(asks("192.0.2.7", "198.51.100.N").await, "who is no proxy is not believed");
        assert!(!asks("127.0.0.1", "198.51.100.N").await, "many readers");
        assert!(!asks("127.0.0.1", "").await, "a proxy that does not say for whom it asks");
        assert!(!asks("127.0.0.1", "rubbish").await, "nor this one");
    }

    #[test]
    fn a_network_of_ipv6_is_one_reader() {
        let of = |text: &str| counted(text.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }
}
