//! Addresses that a reader may ask for, over the made-up articles of the demo: no answer is an internal error, every answer
//! is whole and of its form, and the same question has the same answer.
#![no_main]

use std::sync::LazyLock;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, header};
use http_body_util::BodyExt;
use libfuzzer_sys::{Corpus, fuzz_target};
use onrecord::cli::find_claims;
use onrecord::config::{Readers, Site, TextShown};
use onrecord::extract::Extractor;
use onrecord::ingest::{Item, Overrides, ParseOptions, parse_paths};
use onrecord::store::Store;
use onrecord::web::{App, router};
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tower::ServiceExt;

struct Served {
    runtime: Runtime,
    router: Router,
    /// Marks of inputs with what stands for them here, since ids are no words that chance finds.
    marks: Vec<(String, String)>,
    _folder: TempDir,
}

static SERVED: LazyLock<Served> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let store = runtime.block_on(filled(&folder));
    let public_url = url::Url::parse("https://onrecord.test/").expect("an address");
    let site =
        Site { public_url, text: TextShown::Full, notice: None, contact: None, cache: 0, readers: Readers::default() };
    let mut served = Served { runtime, router: router(App::new(store, site)), marks: Vec::new(), _folder: folder };
    served.marks = marks(&served);
    served
});

/// A database with articles of the demo, and all that is worked out of them.
async fn filled(folder: &TempDir) -> Store {
    let store = Store::open(&folder.path().join("fuzz.db")).await.expect("a database");
    let demo = concat!(env!("CARGO_MANIFEST_DIR"), "/../demo");
    let extractor = Extractor::built_in();
    let options = ParseOptions::new(Overrides::default(), jiff::civil::date(2025, 6, 1));
    let articles = parse_paths(&[demo.into()], &options).filter_map(|item| match item {
        Item::Article(article) if article.url.is_some() => Some(*article),
        _ => None,
    });
    let mut articles: Vec<_> = articles.collect();
    // The last of them has a second version.
    let mut edited = articles.last().expect("articles").clone();
    edited.text.push_str("\n\nMayor Ida Lund denied that “at least 40 boats” had sunk.");
    articles.push(edited);
    for article in articles {
        store.save(&[find_claims(&extractor, article)]).await.expect("an article is stored");
    }
    store.relate_all().await.expect("claims are related");
    store
}

/// What `~claim2` and the like stand for: the ids and slugs of the first entries of each list.
fn marks(served: &Served) -> Vec<(String, String)> {
    let mut marks = Vec::new();
    for (list, name, field) in [
        ("claims", "~claim", "id"),
        ("articles", "~article", "id"),
        ("disputes", "~dispute", "id"),
        ("sources", "~source", "slug"),
        ("publishers", "~publisher", "slug"),
    ] {
        let answer = ask(served, &format!("/{list}.json"), None, None).expect("a list");
        let page: Value = serde_json::from_slice(&answer.body).expect("JSON");
        let rows = page.as_object().and_then(|page| {
            page.values()
                .find_map(|rows| rows.as_array().filter(|rows| !rows.is_empty() && rows[0].get(field).is_some()))
        });
        let rows = rows.unwrap_or_else(|| panic!("/{list}.json lists nothing"));
        for (number, row) in rows.iter().take(9).enumerate().rev() {
            marks.push((format!("{name}{number}"), row[field].as_str().expect("a word").to_owned()));
        }
    }
    marks
}

struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// Asks for an address; `None` where it is no address.
fn ask(served: &Served, address: &str, accept: Option<&str>, form: Option<&str>) -> Option<Answer> {
    let mut request = Request::builder().uri(address);
    if let Some(accept) = accept {
        request = request.header(header::ACCEPT, accept);
    }
    let request = match form {
        Some(form) => request
            .method("POST")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned())),
        None => request.body(Body::empty()),
    };
    let request = request.ok()?;
    served.runtime.block_on(async {
        let answer = served.router.clone().oneshot(request).await.expect("infallible");
        let (head, body) = answer.into_parts();
        let body = body.collect().await.unwrap_or_else(|error| panic!("{address} breaks off: {error}"));
        Some(Answer { status: head.status.as_u16(), headers: head.headers, body: body.to_bytes().to_vec() })
    })
}

/// An address as a browser sends it: what may not stand in one is escaped.
fn escaped(typed: &str) -> String {
    let mut address = String::new();
    for byte in typed.bytes() {
        match byte {
            0x21..0x7f if !b"\"<>\\^`{|}#".contains(&byte) => address.push(char::from(byte)),
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}

/// Checks what every answer promises.
fn check(address: &str, answer: &Answer) {
    // What oEmbed asks for where a form is not known (oembed.com, 2.3.5) is no error of ours.
    let is_unknown_form = answer.status == 501 && address.starts_with("/oembed");
    assert!(answer.status < 500 || is_unknown_form, "{address} gave {}", answer.status);
    let policy = answer.header(header::CONTENT_SECURITY_POLICY);
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{address}: {policy}");
    let kind = answer.header(header::CONTENT_TYPE).split(';').next().unwrap_or_default();
    let text = || std::str::from_utf8(&answer.body).unwrap_or_else(|error| panic!("{address} is no UTF-8: {error}"));
    match kind {
        "text/html" => {
            let page = text().to_ascii_lowercase();
            for inline in [" style=\"", "<script>", " onclick=\"", " onerror=\""] {
                assert!(!page.contains(inline), "{address} holds {inline} inline");
            }
        }
        "application/jsonl" => text().lines().for_each(|line| {
            serde_json::from_str::<Value>(line)
                .unwrap_or_else(|error| panic!("{address} has a line that is none: {error}"));
        }),
        "image/png" => assert!(answer.body.starts_with(b"\x89PNG"), "{address} is no image"),
        kind if kind.ends_with("json") => {
            serde_json::from_str::<Value>(text()).unwrap_or_else(|error| panic!("{address} is no JSON: {error}"));
        }
        kind if kind.ends_with("xml") => {
            roxmltree::Document::parse(text()).unwrap_or_else(|error| panic!("{address} is no XML: {error}"));
        }
        _ => {}
    }
}

// The first line is the address, the second the header `Accept`, the third a form that is sent. The articles are loaded before
// the first input, whose time is measured.
fuzz_target!(init: LazyLock::force(&SERVED), |text: &str| -> Corpus {
    let served = &*SERVED;
    let mut lines = text.splitn(3, '\n');
    let typed = lines.next().unwrap_or_default();
    let typed = served.marks.iter().fold(typed.to_owned(), |typed, (mark, word)| typed.replace(mark, word));
    let mut address = escaped(&if typed.starts_with('/') { typed } else { format!("/claims?{typed}") });
    let accept = lines.next().filter(|accept| !accept.is_empty());
    let form = lines.next();
    let Some(first) = ask(served, &address, accept, form) else { return Corpus::Reject };
    check(&address, &first);
    let measures = address.starts_with("/metrics");
    if first.status == 200 && !measures {
        let again = ask(served, &address, accept, form).expect("it was an address");
        assert!(again.body == first.body, "{address} has two answers");
    }
    let mut answer = first;
    // A name that is typed leads to its slug, and an earlier address to the one that counts; none leads in a circle.
    for hop in 0.. {
        let to = answer.header(header::LOCATION).to_owned();
        if !(300..400).contains(&answer.status) || !to.starts_with('/') {
            break;
        }
        assert!(hop < 5, "{address} leads on and on");
        answer = ask(served, &to, accept, None).unwrap_or_else(|| panic!("{address} leads to {to:?}"));
        check(&to, &answer);
        address = to;
    }
    Corpus::Keep
});
