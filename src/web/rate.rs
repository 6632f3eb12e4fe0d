//! How often one address may ask for what programs ask for. Pages for browsers are never counted, and neither is anybody
//! on this machine: that is the operator, or a proxy that speaks for many readers.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::error::AppError;
use super::format::Format;

/// Requests a second that one address may go on with.
const A_SECOND: NonZeroU32 = NonZeroU32::new(20).unwrap();
/// Requests that it may make at once after a while of silence.
const AT_ONCE: NonZeroU32 = NonZeroU32::new(100).unwrap();
/// Addresses that are remembered before those that have been silent are forgotten.
const REMEMBERED: usize = 10_000;

/// Who is at the other end of a connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub IpAddr);

/// What each address has used up.
#[derive(Debug, Clone)]
pub(super) struct Rate(Arc<DefaultKeyedRateLimiter<IpAddr>>);

impl Rate {
    pub(super) fn new() -> Self {
        Self(Arc::new(RateLimiter::keyed(Quota::per_second(A_SECOND).allow_burst(AT_ONCE))))
    }

    /// The seconds after which an address may ask again; `None` where it may ask now.
    fn wait(&self, peer: IpAddr) -> Option<u16> {
        if self.0.len() > REMEMBERED {
            self.0.retain_recent();
            self.0.shrink_to_fit();
        }
        let until = self.0.check_key(&counted(peer)).err()?;
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
    let is_for_programs = Format::of(&request) != Format::Html;
    let peer = request.extensions().get().map(|Peer(peer)| *peer).filter(|peer| !peer.to_canonical().is_loopback());
    match peer.filter(|_| is_for_programs).and_then(|peer| rate.wait(peer)) {
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

    async fn statuses(peer: &str, path: &str, times: u32) -> Vec<StatusCode> {
        let rate = Rate::new();
        let site = Router::new()
            .route("/claims", get(|| async { "claims" }))
            .layer(middleware::from_fn_with_state(rate, limit));
        let site = Router::new().fallback_service(site).layer(middleware::from_fn(choose));
        let mut statuses = Vec::new();
        for _ in 0..times {
            let mut request = Request::get(path).body(Body::empty()).unwrap();
            request.extensions_mut().insert(Peer(peer.parse().unwrap()));
            statuses.push(site.clone().oneshot(request).await.unwrap().status());
        }
        statuses
    }

    #[tokio::test]
    async fn programs_are_told_to_come_back_and_readers_are_not() {
        let all = AT_ONCE.get() + 20;
        let refused = |statuses: Vec<StatusCode>| statuses.contains(&StatusCode::TOO_MANY_REQUESTS);
        assert!(refused(statuses("192.0.2.7", "/claims.json", all).await));
        assert!(!refused(statuses("192.0.2.7", "/claims.json", AT_ONCE.get()).await));
        assert!(!refused(statuses("192.0.2.7", "/claims", all).await), "pages for browsers");
        assert!(!refused(statuses("127.0.0.1", "/claims.json", all).await), "this machine");
        assert!(!refused(statuses("::ffff:127.0.0.1", "/claims.json", all).await), "this machine");
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
