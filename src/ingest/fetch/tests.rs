//! Names that resolve to refused addresses; the tests need a resolver of their own for that.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::routing::get;
use reqwest::dns::{Addrs, Name, Resolving};

use super::*;

/// Resolves every name to this machine.
struct Here;

impl Resolve for Here {
    fn resolve(&self, _: Name) -> Resolving {
        Box::pin(async { Ok(Box::new(std::iter::once(SocketAddr::from(([127, 0, 0, 1], 0)))) as Addrs) })
    }
}

#[tokio::test]
async fn a_name_that_leads_to_this_machine_is_refused_where_the_connection_is_made() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let page = get(async move || {
        count.fetch_add(1, Ordering::Relaxed);
        "Rain fell."
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(axum::serve(listener, Router::new().fallback(page)).into_future());
    let address = format!("http://news.example:{port}/a");
    let fetcher = |allow_private| {
        let options = FetchOptions { allow_private, delay: Duration::ZERO, ..FetchOptions::default() };
        Fetcher::with_resolver(options, Arc::new(Here)).unwrap()
    };
    let refused = fetcher(false).fetch(&address, &Validators::default()).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "news.example is not asked: it leads to this machine (--allow-private-addresses allows it)"
    );
    assert_eq!(asked.load(Ordering::Relaxed), 0, "not even for its robots rules");
    let Answer::Content(content) = fetcher(true).fetch(&address, &Validators::default()).await.unwrap() else {
        panic!("it is there")
    };
    assert_eq!(content.bytes, b"Rain fell.");
    assert_eq!(asked.load(Ordering::Relaxed), 2, "its rules and the page");
}
