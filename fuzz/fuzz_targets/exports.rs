//! The files of an export, as an import reads them: lines of JSON become rows, or are refused; what became rows is served.
#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use libfuzzer_sys::fuzz_target;
use onrecord::config::{Readers, Site, TextShown};
use onrecord::store::{Check, KEPT_FILES, Store, StoreError};
use onrecord::web::{App, router};
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tower::ServiceExt;

struct Place {
    runtime: Runtime,
    /// An empty database, of which each run has a copy.
    empty: PathBuf,
    folder: TempDir,
}

static PLACE: LazyLock<Place> = LazyLock::new(|| {
    let memory = tempfile::tempdir_in("/dev/shm");
    let folder = memory.or_else(|_| tempfile::tempdir()).expect("a folder");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let empty = folder.path().join("empty.db");
    runtime.block_on(async {
        Store::open(&empty).await.expect("a database").close().await;
        assert!(Store::fold(&empty).await.expect("a database"), "all of it is in one file");
    });
    Place { runtime, empty, folder }
});

/// Writes the lines as `onrecord import` does. Each line begins with a letter that picks its file.
async fn import(store: &Store, text: &str) -> Result<(), StoreError> {
    let lines: Vec<(usize, String)> = text
        .lines()
        .filter_map(|line| {
            let (letter, line) = line.split_at_checked(1)?;
            Some((usize::from(letter.as_bytes()[0].wrapping_sub(b'a')) % KEPT_FILES.len(), line.to_owned()))
        })
        .collect();
    let of = |number: usize| lines.iter().filter(move |(file, _)| *file == number).map(|(_, line)| line.clone());
    for (number, file) in KEPT_FILES.into_iter().enumerate() {
        let lines: Vec<String> = of(number).collect();
        if lines.is_empty() {
            continue;
        }
        store.write_lines(file, &lines).await?;
        if file.has_joins() {
            store.join_lines(file, &lines).await?;
        }
        store.line_count(file).await?;
    }
    store.finish_import(Store::keys_version()).await
}

/// Asks for the pages of what the lines name; none is an internal error.
async fn ask(store: &Store, text: &str) {
    let public_url = url::Url::parse("https://onrecord.test/").expect("an address");
    let site =
        Site { public_url, text: TextShown::Full, notice: None, contact: None, cache: 0, readers: Readers::default() };
    let router = router(App::new(store.clone(), site));
    let lists = ["/claims", "/claims.csv", "/articles", "/sources", "/disputes", "/about/loads"].map(str::to_owned);
    let named = text.lines().filter_map(|line| {
        let (letter, line) = line.split_at_checked(1)?;
        let line: Value = serde_json::from_str(line).ok()?;
        let word = |field: &str| Some(line.get(field)?.as_str()?.to_owned());
        match letter {
            "b" => Some(format!("/articles/{}", word("id")?)),
            "f" => Some(format!("/sources/{}", word("slug")?)),
            "g" => Some(format!("/claims/{}", word("id")?)),
            _ => None,
        }
    });
    // Linked data tells what stands around a claim.
    let linked = |address: String| [format!("{address}.jsonld"), address];
    for address in lists.into_iter().chain(named.flat_map(linked)) {
        let Ok(request) = Request::builder().uri(&address).body(Body::empty()) else { continue };
        let answer = router.clone().oneshot(request).await.expect("infallible");
        assert!(answer.status().as_u16() != 500, "{address}");
        answer.into_body().collect().await.unwrap_or_else(|error| panic!("{address} breaks off: {error}"));
    }
}

async fn run(place: &Place, text: &str) {
    let file = place.folder.path().join("import.db");
    let _ = std::fs::remove_dir_all(format!("{}-index", file.display()));
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{ending}", file.display()));
    }
    std::fs::copy(&place.empty, &file).expect("a copy");
    let store = Store::open(&file).await.expect("an empty database");
    if import(&store, text).await.is_ok() && is_whole(&store).await {
        for check in [Check::Originals, Check::Derived] {
            store.check(check).await.expect("rows can be looked at");
        }
        store.held().await.expect("rows can be counted");
        store.relate_all().await.expect("claims can be related");
        ask(&store, text).await;
    }
    store.close().await;
}

/// What an import asks before it takes a database over.
async fn is_whole(store: &Store) -> bool {
    let faults = |check| async move { store.check(check).await.expect("rows can be looked at") };
    assert_eq!(faults(Check::Pages).await, []);
    for check in [Check::References, Check::Values, Check::Texts] {
        if !faults(check).await.is_empty() {
            return false;
        }
    }
    true
}

fuzz_target!(|text: &str| PLACE.runtime.block_on(run(&PLACE, text)));
