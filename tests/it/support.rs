//! A server per test, and small articles to fill it with.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use onrecord::cli::find_claims;
use onrecord::config::{Readers, Site, TextShown};
use onrecord::domain::NewArticle;
use onrecord::extract::Extractor;
use onrecord::store::{Outcome, Store};
use onrecord::web::{self, App, Limits};
use scraper::{Html, Selector};
use tempfile::TempDir;

/// The public address of every test site; never the one a request is sent to.
pub(crate) const PUBLIC_URL: &str = "https://onrecord.test";

pub(crate) struct TestServer {
    base: String,
    pub(crate) store: Store,
    client: reqwest::Client,
    pub(crate) dir: TempDir,
}

/// An empty site that shows whole articles.
pub(crate) async fn start() -> TestServer {
    start_with(TextShown::Full).await
}

pub(crate) async fn start_with(text: TextShown) -> TestServer {
    start_on(tempfile::tempdir().unwrap(), text).await
}

/// An empty site with an address that errors are reported to.
pub(crate) async fn start_with_contact(contact: &str) -> TestServer {
    start_site(tempfile::tempdir().unwrap(), TextShown::Full, Some(contact.to_owned()), Limits::default()).await
}

/// A site over the database `test.db` of a folder, made where it is missing.
pub(crate) async fn start_on(dir: TempDir, text: TextShown) -> TestServer {
    start_site(dir, text, None, Limits::default()).await
}

/// An empty site with other limits.
pub(crate) async fn start_with_limits(limits: Limits) -> TestServer {
    start_site(tempfile::tempdir().unwrap(), TextShown::Full, None, limits).await
}

/// A site over the database `test.db` of a folder, with other limits.
pub(crate) async fn start_on_with_limits(dir: TempDir, limits: Limits) -> TestServer {
    start_site(dir, TextShown::Full, None, limits).await
}

/// A client that follows no redirects and shows answers as they were sent.
pub(crate) fn client() -> reqwest::Client {
    // Only the first of all tests installs it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    // A connection is not used again that a server with short limits may be closing.
    let builder = reqwest::Client::builder().pool_idle_timeout(Duration::from_secs(1));
    builder.redirect(reqwest::redirect::Policy::none()).no_gzip().no_brotli().build().unwrap()
}

async fn start_site(dir: TempDir, text: TextShown, contact: Option<String>, limits: Limits) -> TestServer {
    let store = Store::open(&dir.path().join("test.db")).await.unwrap();
    let listener = web::listen(([127, 0, 0, 1], 0).into()).unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let site = Site {
        public_url: PUBLIC_URL.parse().unwrap(),
        text,
        notice: None,
        contact,
        cache: 64 << 20,
        readers: Readers::default(),
    };
    let app = App::new(store.clone(), site).with_limits(limits);
    tokio::spawn(web::serve(listener, app, std::future::pending()));
    let client = client();
    TestServer { base, store, client, dir }
}

/// An answer, read to its end.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    /// The text of every element that fits, white space folded.
    pub(crate) fn texts(&self, selector: &str) -> Vec<String> {
        let selector = Selector::parse(selector).unwrap();
        Html::parse_document(&self.body)
            .select(&selector)
            .map(|element| element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "))
            .collect()
    }

    /// An attribute of every element that fits and has it.
    pub(crate) fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let selector = Selector::parse(selector).unwrap();
        Html::parse_document(&self.body)
            .select(&selector)
            .filter_map(|element| element.value().attr(name).map(str::to_owned))
            .collect()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

impl TestServer {
    /// Host and port.
    pub(crate) fn address(&self) -> &str {
        self.base.trim_start_matches("http://")
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(self.client.get(format!("{}{path}", self.base))).await
    }

    /// A page that must be there.
    #[track_caller]
    pub(crate) fn page<'a>(&'a self, path: &'a str) -> impl Future<Output = Answer> + 'a {
        let caller = std::panic::Location::caller();
        async move {
            let answer = self.get(path).await;
            assert_eq!(answer.status, 200, "{path} (asked at {caller}): {}", answer.body);
            answer
        }
    }

    pub(crate) async fn request(&self, method: &str, path: &str, body: Vec<u8>) -> Answer {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        self.send(self.client.request(method, format!("{}{path}", self.base)).body(body)).await
    }

    pub(crate) async fn get_with(&self, path: &str, name: &str, value: &str) -> Answer {
        self.send(self.client.get(format!("{}{path}", self.base)).header(name, value)).await
    }

    /// An answer as it is sent to who takes these encodings.
    pub(crate) async fn bytes(&self, path: &str, encodings: &str) -> (reqwest::header::HeaderMap, Vec<u8>) {
        let request = self.client.get(format!("{}{path}", self.base)).header("accept-encoding", encodings);
        let response = request.send().await.unwrap();
        let headers = response.headers().clone();
        (headers, response.bytes().await.unwrap().to_vec())
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Answer { status, headers, body: response.text().await.unwrap() }
    }

    /// Loads an article as the command does.
    pub(crate) async fn load(&self, article: NewArticle) -> Outcome {
        let article = self.store.outlook(article, true).await.unwrap().article;
        self.store.save(&[find_claims(&Extractor::built_in(), article)]).await.unwrap()[0]
    }

    /// The addresses of the claims a list shows, in order.
    pub(crate) async fn listed(&self, path: &str) -> Vec<String> {
        self.page(path).await.attributes(".claim .says a", "href")
    }

    /// The addresses of all claims, through all pages of the list.
    pub(crate) async fn all_listed(&self) -> Vec<String> {
        let mut listed = Vec::new();
        let mut next = Some("/claims".to_owned());
        while let Some(path) = next {
            let page = self.page(&path).await;
            listed.extend(page.attributes(".claim .says a", "href"));
            next = page.attributes("a[rel=next]", "href").pop();
        }
        listed
    }
}

/// An article of "River Post" published on Wednesday 5 March 2025 at `https://river.example/{slug}`.
pub(crate) fn article(slug: &str, text: &str) -> NewArticle {
    NewArticle {
        text: text.to_owned(),
        url: Some(format!("https://river.example/{slug}")),
        title: Some(format!("Report on {slug}")),
        publisher: Some("River Post".to_owned()),
        published: Some(onrecord::domain::Published::parse("2025-03-05").unwrap()),
        language: Some("en".to_owned()),
        file: format!("{slug}.txt"),
        ..NewArticle::default()
    }
}

/// Runs the program in `dir`.
pub(crate) fn onrecord(dir: &Path, arguments: &[&str]) -> Output {
    command(dir, arguments).output().unwrap()
}

pub(crate) fn command(dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
    command.current_dir(dir).args(arguments).env_remove("ONRECORD_DATABASE").env("ONRECORD_LOG", "warn");
    command
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A library of `tests/it/preloaded/`, compiled into a folder, for the program to be run with (`LD_PRELOAD`).
#[cfg(target_os = "linux")]
pub(crate) fn preloaded(dir: &Path, name: &str) -> PathBuf {
    let library = dir.join(format!("{name}.so"));
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/it/preloaded/{name}.c"));
    let compiled = Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(source).status();
    assert!(compiled.unwrap().success());
    library
}

/// The demo articles of the project.
pub(crate) fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("demo")
}

/// A column of a database.
pub(crate) async fn column(file: &Path, sql: &'static str) -> Vec<String> {
    let pool = sqlx::SqlitePool::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    let found = sqlx::query_scalar(sql).fetch_all(&pool).await.unwrap();
    pool.close().await;
    found
}

/// A report with quotations, denials, chains and figures.
pub(crate) const REPORT: &str = "General Ada Brandt said on Tuesday that twelve boats had sunk near the northern pier of Holm. Mayor \
    Ida Lund denied that the road to Holm was shut and said that the harbour would open again on Friday. According to \
    the Ministry of Defence of Ukraine, the convoy left the depot at dawn. “We will not give up the bridge,” Brandt said, \
    and she warned that the ferry might be hit again. An official said rain had made the valley road hard to drive. Lund \
    told the River Post that General Ada Brandt had promised forty lorries of grain before the end of the month.";

/// Writes a file below `dir`.
pub(crate) fn write(dir: &Path, name: &str, content: impl AsRef<[u8]>) {
    let path = dir.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, content).unwrap();
}

/// Articles enough that a load of them takes a while.
pub(crate) fn many(dir: &Path) {
    let mut lines = String::new();
    for number in 0..500 {
        let text: String = (0..12).map(|n| format!("Mayor Ida Lund said boat {number} sank {n} times. General Ada Brandt denied that {number} boats were lost. ")).collect();
        lines.push_str(
            &serde_json::json!({"url": format!("https://e.example/{number}"), "text": text, "title": "Boats"})
                .to_string(),
        );
        lines.push('\n');
    }
    write(dir, "many.jsonl", lines);
}

/// A folder of real articles that lies beside the checkout on some machines, or that `ONRECORD_SHARED` names. Tests that
/// need it are ignored where nobody asks for them, so that none passes without having run.
pub(crate) fn shared() -> PathBuf {
    let folder = std::env::var("ONRECORD_SHARED").unwrap_or_else(|_| "../shared".to_owned());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    assert!(folder.is_dir(), "{} is not there; ONRECORD_SHARED names another folder", folder.display());
    folder
}
