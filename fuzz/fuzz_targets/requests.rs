//! Addresses that a reader may ask for, over a small collection: no answer is an internal error.
#![no_main]

use std::sync::LazyLock;

use axum::body::Body;
use axum::http::Request;
use libfuzzer_sys::fuzz_target;
use onrecord::config::{Readers, Site, TextShown};
use onrecord::store::Store;
use onrecord::web::{App, router};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tower::ServiceExt;

struct Served {
    runtime: Runtime,
    app: App,
    _folder: TempDir,
}

static SERVED: LazyLock<Served> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let store = runtime.block_on(Store::open(&folder.path().join("fuzz.db"))).expect("a database");
    let public_url = url::Url::parse("https://onrecord.test/").expect("an address");
    let site = Site { public_url, text: TextShown::Full, notice: None, contact: None, cache: 0, readers: Readers::default() };
    Served { runtime, app: App::new(store, site), _folder: folder }
});

fuzz_target!(|text: &str| {
    let path = if text.starts_with('/') { text.to_owned() } else { format!("/claims?{text}") };
    let Ok(request) = Request::builder().uri(&path).body(Body::empty()) else { return };
    let served = &*SERVED;
    let answer = served.runtime.block_on(router(served.app.clone()).oneshot(request)).expect("infallible");
    assert!(answer.status().as_u16() != 500, "{path}");
});
