//! Addresses that are loaded and feeds that are watched, by the real program, from a server of made-up news.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use onrecord::store::{Store, WatchedFeed};

use crate::kills::{is_right, kills};
use crate::newsstand::{Asked, Certificate, Newsstand, html, redirect, status, with};
use crate::support::{client, column, command, stderr, stdout, write};

/// A page with an article about the ferry of this number.
fn page(number: usize) -> String {
    let filler = "The ferry had left the harbour in the early morning and was on its way to the other side of the lake, \
                  where people were waiting for it with their luggage and their bicycles.";
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><title>Ferry {number} sank</title>\
         <meta property=\"article:published_time\" content=\"2025-03-0{}\"></head><body><article>\
         <h1>Ferry {number} sank</h1><p>Mayor Ida Lund said that ferry {number} had sunk near the pier. {filler}</p>\
         <p>{filler} General Ada Brandt denied that ferry {number} was lost.</p><p>{filler}</p></article></body></html>",
        number % 8 + 1
    )
}

/// A feed of teasers for these pages, and one entry with its whole text.
fn feed(base: &str, pages: &[&str]) -> String {
    let teasers: String = pages
        .iter()
        .map(|page| {
            format!(
                "<item><title>Ferry</title><link>{base}{page}</link><guid>{base}{page}</guid>\
                 <description>Mayor Ida Lund said a ferry had sunk…</description></item>"
            )
        })
        .collect();
    let text =
        "<p>Captain Nils Weir said the road to the harbour was shut and would stay shut until the water had gone \
                down.</p>"
            .repeat(6);
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\">\
         <channel><title>Lesk News</title><link>{base}/</link><description>News</description>{teasers}\
         <item><title>Road</title><link>{base}/road</link><guid>{base}/road</guid><content:encoded><![CDATA[{text}]]>\
         </content:encoded></item></channel></rss>"
    )
}

fn rss(asked: &Asked, body: String) -> axum::http::Response<axum::body::Body> {
    let headers = [("content-type", "application/rss+xml"), ("etag", "\"1\"")];
    if asked.header("if-none-match") == "\"1\"" { with(304, &headers, "") } else { with(200, &headers, body) }
}

/// The address of the server as its clients name it.
fn base(asked: &Asked) -> String {
    format!("http://{}", asked.header("host"))
}

/// Runs the program without stopping the server that answers it.
async fn run(dir: &Path, arguments: &[&str]) -> Output {
    let mut command = command(dir, arguments);
    command.args(["--allow-private-addresses", "--delay", "0s"]);
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

async fn articles(dir: &Path) -> i64 {
    let store = Store::open(&dir.join("onrecord.db")).await.unwrap();
    let articles = store.overview().await.unwrap().articles;
    store.close().await;
    articles
}

async fn watched(dir: &Path) -> WatchedFeed {
    let store = Store::open(&dir.join("onrecord.db")).await.unwrap();
    let mut feeds = store.watched_feeds().await.unwrap();
    store.close().await;
    assert_eq!(feeds.len(), 1);
    feeds.remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_is_loaded_with_the_pages_behind_its_teasers_and_nothing_is_fetched_twice() {
    let stand = Newsstand::open(|asked: &Asked| {
        Some(match asked.path.as_str() {
            "/robots.txt" => html("User-agent: *\nDisallow: /closed"),
            "/feed" => rss(asked, feed(&base(asked), &["/1", "/closed/2", "/missing", "/go", "/5"])),
            "/1" => html(&page(1)),
            "/go" => redirect(302, "/4"),
            "/4" => html(&page(4)),
            "/5" => html(&page(5)),
            _ => return None,
        })
    })
    .await;
    let dir = tempfile::tempdir().unwrap();
    let address = stand.at("/feed");
    let output = run(dir.path(), &["watch", &address, "--once"]).await;
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(1), "two pages were not to be had: {text} {}", stderr(&output));
    assert!(text.contains("6 entries, 6 loaded"), "{text}");
    assert!(text.contains(&format!("{}: the site's robots.txt does not allow", stand.at("/closed/2"))), "{text}");
    assert!(text.contains(&format!("{}: the server answered 404", stand.at("/missing"))), "{text}");
    assert_eq!(stand.paths(), ["/robots.txt", "/feed", "/1", "/missing", "/go", "/4", "/5"], "in the feed's order");
    assert_eq!(articles(dir.path()).await, 6);
    let state = watched(dir.path()).await;
    assert_eq!((state.last_status, state.failures, state.last_new), (Some(200), 0, 6));
    assert_eq!((state.etag.as_deref(), state.title.as_deref()), (Some("\"1\""), Some("Lesk News")));

    let output = run(dir.path(), &["watch", &address, "--once"]).await;
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    assert!(stdout(&output).contains("nothing new"), "{}", stdout(&output));
    assert_eq!(stand.paths(), ["/robots.txt", "/feed"], "the feed is asked whether it changed, and no page");
    // The same feed as an address among the paths of a load.
    let output = run(dir.path(), &["load", &address]).await;
    assert!(stdout(&output).contains("loaded  0"), "{}", stdout(&output));
    assert_eq!(stand.paths(), ["/robots.txt", "/feed"]);
    assert_eq!(articles(dir.path()).await, 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_failed_is_tried_again_when_its_time_has_come() {
    let fixed = Arc::new(AtomicUsize::new(0));
    let state = Arc::clone(&fixed);
    let stand = Newsstand::open(move |asked: &Asked| {
        Some(match asked.path.as_str() {
            "/feed" => rss(asked, feed(&base(asked), &["/1"])),
            "/1" if state.load(Ordering::Relaxed) == 0 => status(500),
            "/1" => html(&page(1)),
            _ => return None,
        })
    })
    .await;
    let dir = tempfile::tempdir().unwrap();
    let address = stand.at("/feed");
    let output = run(dir.path(), &["watch", &address, "--once"]).await;
    assert!(stdout(&output).contains("the server answered 500"), "{}", stdout(&output));
    fixed.store(1, Ordering::Relaxed);
    run(dir.path(), &["watch", &address, "--once"]).await;
    assert_eq!(stand.count("/1"), 1, "not so soon");
    // A quarter of an hour later.
    let store = Store::open(&dir.path().join("onrecord.db")).await.unwrap();
    let later = jiff::Timestamp::now() + jiff::SignedDuration::from_mins(16);
    let mut pages = store.pages_to_try(&address, later, 10).await.unwrap();
    assert_eq!(pages.len(), 1);
    pages[0].next_try = Some(pages[0].tried_at.clone());
    store.save_pages(&pages).await.unwrap();
    store.close().await;
    let output = run(dir.path(), &["watch", &address, "--once"]).await;
    assert_eq!(stand.count("/1"), 2);
    assert!(stdout(&output).contains("1 changed"), "the text takes the place of the teaser: {}", stdout(&output));
    assert_eq!(articles(dir.path()).await, 2);
    run(dir.path(), &["watch", &address, "--once"]).await;
    assert_eq!(stand.count("/1"), 2, "and is not fetched again");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_feed_said_survives_a_restart() {
    let stand = Newsstand::open(|asked: &Asked| {
        Some(match asked.path.as_str() {
            "/busy" => with(429, &[("retry-after", "3600")], ""),
            "/gone" => status(410),
            "/page" => html(&page(1)),
            "/broken" => status(500),
            "/old" => redirect(301, "/new"),
            "/new" if asked.before == 0 => rss(asked, feed(&base(asked), &[])),
            "/new" => status(404),
            _ => return None,
        })
    })
    .await;
    let once = async |path: &str, expected: &str| {
        let dir = tempfile::tempdir().unwrap();
        let output = run(dir.path(), &["watch", &stand.at(path), "--once"]).await;
        assert!(stdout(&output).contains(expected), "{path}: {} {}", stdout(&output), stderr(&output));
        assert_eq!(output.status.code(), Some(1));
        stand.asked();
        let again = run(dir.path(), &["watch", &stand.at(path), "--once"]).await;
        assert!(stand.paths().is_empty(), "{path} is not asked again: {}", stdout(&again));
        (watched(dir.path()).await, stdout(&again))
    };
    let (state, again) = once("/busy", "the server answered 429 asks to be left alone for 3600 s").await;
    assert_eq!((state.last_status, state.failures), (Some(429), 1));
    assert!(again.contains("not due yet; next at"), "{again}");
    let next: jiff::Timestamp = state.next_due.unwrap().parse().unwrap();
    assert!(next.duration_since(jiff::Timestamp::now()) > jiff::SignedDuration::from_mins(50));
    let (state, again) = once("/gone", "gone for good; it is not asked any more").await;
    assert_eq!((state.last_status, state.next_due), (Some(410), None));
    assert!(again.contains("gone for good"), "{again}");
    let (state, _) = once("/page", "not a feed").await;
    assert_eq!((state.last_status, state.failures), (Some(200), 1));
    assert!(state.last_error.unwrap().contains("not a feed"));
    let (state, _) = once("/broken", "the server answered 500").await;
    assert_eq!(state.last_status, Some(500));

    let dir = tempfile::tempdir().unwrap();
    let address = stand.at("/old");
    assert_eq!(run(dir.path(), &["watch", &address, "--once"]).await.status.code(), Some(0));
    assert_eq!(watched(dir.path()).await.moved_to, Some(stand.at("/new")));
    stand.asked();
    run(dir.path(), &["watch", &address, "--once"]).await;
    assert_eq!(stand.paths(), ["/robots.txt", "/new"], "what moved for good is asked where it is");
    assert_eq!(watched(dir.path()).await.moved_to, None, "and where it was, once it is not there");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_that_the_settings_refused_is_asked_as_soon_as_they_allow_it() {
    let stand =
        Newsstand::open(|asked: &Asked| (asked.path == "/feed").then(|| rss(asked, feed(&base(asked), &[])))).await;
    let dir = tempfile::tempdir().unwrap();
    let address = stand.at("/feed");
    for _ in 0..2 {
        let mut command = command(dir.path(), &["watch", &address, "--once"]);
        let refused = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        assert_eq!(refused.status.code(), Some(1));
        assert!(stdout(&refused).contains("127.0.0.1 is not asked"), "{}", stdout(&refused));
    }
    assert_eq!(watched(dir.path()).await.failures, 0, "it did not fail");
    let allowed = run(dir.path(), &["watch", &address, "--once"]).await;
    assert_eq!(allowed.status.code(), Some(0), "{}", stdout(&allowed));
    assert_eq!(stand.paths(), ["/robots.txt", "/feed"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_loaded_like_a_file() {
    let stand = Newsstand::open(|asked: &Asked| {
        Some(match asked.path.as_str() {
            "/robots.txt" => html("User-agent: *\nDisallow: /closed"),
            "/1" => html(&page(1)),
            "/windows" => {
                let body = page(2).replace("ferry had left", "ferry “Lesk” had left");
                let bytes = encoding_rs::WINDOWS_1252.encode(&body).0.into_owned();
                with(200, &[("content-type", "text/html; charset=windows-1252")], bytes)
            }
            "/picture" => with(200, &[("content-type", "text/html")], b"\x89PNG\r\n\x1a\n\0\0".to_vec()),
            "/closed/a" => html(&page(3)),
            _ => return None,
        })
    })
    .await;
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "a.txt", "Mayor Ida Lund said the rain had stopped.");
    let addresses = ["/1", "/windows", "/picture", "/closed/a", "/none"].map(|path| stand.at(path));
    let arguments: Vec<&str> = ["load", "a.txt"]
        .into_iter()
        .chain(addresses.iter().map(String::as_str))
        .chain(["--report", "r.json"])
        .collect();
    let output = run(dir.path(), &arguments).await;
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let report: serde_json::Value = serde_json::from_slice(&std::fs::read(dir.path().join("r.json")).unwrap()).unwrap();
    assert_eq!(report["loaded"], 3, "{report:#}");
    let skipped: Vec<(&str, &str)> = report["skipped"]
        .as_array()
        .unwrap()
        .iter()
        .map(|left| (left["file"].as_str().unwrap(), left["code"].as_str().unwrap()))
        .collect();
    let expected = [(addresses[2].as_str(), "not-text"), (&addresses[3], "robots"), (&addresses[4], "status")];
    assert_eq!(skipped, expected);
    // Without leave, this machine is not asked.
    stand.asked();
    let mut command = command(dir.path(), &["load", &addresses[0]]);
    let refused = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    assert_eq!(refused.status.code(), Some(1));
    let words = "127.0.0.1 is not asked: it leads to this machine (--allow-private-addresses allows it)";
    assert!(stdout(&refused).contains(words), "{}", stdout(&refused));
    assert!(stand.paths().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_loaded_over_https_from_servers_that_can_be_trusted() {
    let certificate = Certificate::make();
    let stand = Newsstand::open_tls(&certificate, |asked: &Asked| (asked.path == "/1").then(|| html(&page(1)))).await;
    let dir = tempfile::tempdir().unwrap();
    let address = stand.at("/1");
    let refused = run(dir.path(), &["load", &address]).await;
    assert_eq!(refused.status.code(), Some(1), "{}", stderr(&refused));
    assert!(stdout(&refused).contains("invalid peer certificate: UnknownIssuer"), "{}", stdout(&refused));
    assert!(stand.paths().is_empty());
    write(dir.path(), "trusted.pem", certificate.pem());
    let mut command = command(dir.path(), &["load", &address, "--allow-private-addresses", "--delay", "0s"]);
    command.env("SSL_CERT_FILE", dir.path().join("trusted.pem"));
    let loaded = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    assert!(loaded.status.success(), "{} {}", stdout(&loaded), stderr(&loaded));
    assert_eq!(stand.paths(), ["/robots.txt", "/1"]);
    let store = Store::open(&dir.path().join("onrecord.db")).await.unwrap();
    assert_eq!(store.overview().await.unwrap().articles, 1);
    store.close().await;
}

/// Lines of a running program, as they come.
fn lines(child: &mut Child) -> impl Iterator<Item = String> + use<> {
    BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok)
}

#[cfg(unix)]
fn interrupt(child: &Child) {
    let killed = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_watch_had_loaded_stands_and_the_next_one_goes_on() {
    const PAGES: [&str; 6] = ["/1", "/2", "/3", "/4", "/5", "/6"];
    let stand = Newsstand::open(|asked: &Asked| match asked.path.as_str() {
        "/feed" => Some(rss(asked, feed(&base(asked), &PAGES))),
        path => path.trim_start_matches('/').parse().ok().map(|number| html(&page(number))),
    })
    .await;
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("onrecord.db");
    let mut random = fastrand::Rng::with_seed(20_241_028);
    let mut known = 0;
    // Whoever died over a feed leaves it alone for as long as the lease lasts.
    let end_lease =
        async || column(&file, "UPDATE watched_feeds SET leased_until = NULL, next_due = '' RETURNING ''").await;
    for _ in 0..kills() {
        let mut watching = command(dir.path(), &["watch", &stand.at("/feed"), "--once"]);
        let watching = watching.args(["--allow-private-addresses", "--delay", "20ms"]).stdout(Stdio::null());
        let mut watching = watching.stderr(Stdio::null()).spawn().unwrap();
        tokio::time::sleep(Duration::from_millis(random.u64(20..900))).await;
        watching.kill().unwrap();
        watching.wait().unwrap();
        is_right(&file).await;
        let now = articles(dir.path()).await;
        assert!(now >= known, "{now} articles after {known}");
        known = now;
        end_lease().await;
    }
    let output = run(dir.path(), &["watch", &stand.at("/feed"), "--once"]).await;
    assert!(output.status.success(), "{}{}", stdout(&output), stderr(&output));
    assert_eq!(articles(dir.path()).await, 7);
    is_right(&file).await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn feeds_are_watched_until_the_program_is_told_to_stop() {
    let stand = Newsstand::open(|asked: &Asked| {
        Some(match asked.path.as_str() {
            "/feed" => rss(asked, feed(&base(asked), &[])),
            _ => return None,
        })
    })
    .await;
    let dir = tempfile::tempdir().unwrap();
    let mut child = command(dir.path(), &["watch", &stand.at("/feed"), "--every", "2s"])
        .args(["--allow-private-addresses", "--delay", "0s"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let watching = tokio::task::spawn_blocking(move || {
        let mut lines = lines(&mut child);
        let first = lines.next().unwrap();
        assert!(first.contains("1 entry, 1 loaded"), "{first}");
        let second = lines.next().unwrap();
        assert!(second.contains("nothing new; next at"), "{second}");
        interrupt(&child);
        assert_eq!(child.wait().unwrap().code(), Some(0));
    });
    watching.await.unwrap();
    assert!(stand.count("/feed") >= 2);
    assert_eq!(stand.count("/robots.txt"), 1, "the rules are asked for once");
    assert_eq!(articles(dir.path()).await, 1);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn the_server_watches_the_feeds_of_its_configuration() {
    let stand = Newsstand::open(|asked: &Asked| {
        Some(match asked.path.as_str() {
            "/feed" => rss(asked, feed(&base(asked), &["/1"])),
            "/1" => html(&page(1)),
            // A feed that never ends its answer hurts nobody.
            "/slow" => with(
                200,
                &[],
                axum::body::Body::from_stream(futures::stream::pending::<Result<Vec<u8>, std::io::Error>>()),
            ),
            _ => return None,
        })
    })
    .await;
    let dir = tempfile::tempdir().unwrap();
    let config = format!(
        "database = \"news.db\"\n[serve]\nlisten = \"127.0.0.1:0\"\n\
         [watch]\nfeeds = [\"{}\", \"{}\"]\nallow_private_addresses = true\ndelay = \"0s\"\n",
        stand.at("/feed"),
        // Another host, which is not asked by the same turns.
        stand.at("/slow").replace("127.0.0.1", "localhost")
    );
    write(dir.path(), "onrecord.toml", config);
    let mut child = command(dir.path(), &["serve", "--config", "onrecord.toml"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let started = Instant::now();
    let first = lines(&mut child).next().unwrap();
    let site = first.split_whitespace().find(|word| word.starts_with("http://")).unwrap().to_owned();
    loop {
        let client = client();
        let page = async |path: &str| client.get(format!("{site}{path}")).send().await.unwrap().text().await.unwrap();
        let shown = page("articles").await + &page("about/loads").await;
        // The visit is recorded with the loads, and its feed stands below them.
        let is_visited = shown.contains("<h3>Lesk News</h3>") && shown.contains("2 articles loaded");
        if shown.contains("Ferry 1 sank") && shown.contains("Road") && is_visited {
            break;
        }
        if started.elapsed() > Duration::from_secs(60) {
            child.kill().unwrap();
            panic!("{shown}");
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    interrupt(&child);
    let (code, log) = tokio::task::spawn_blocking(move || {
        let mut log = String::new();
        child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        (child.wait().unwrap().code(), log)
    })
    .await
    .unwrap();
    assert_eq!(code, Some(0), "{log}");
    assert!(!log.contains("cut off"), "the visit in hand is given up at once: {log}");
}

#[test]
fn settings_that_cannot_be_used_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let check = |arguments: &[&str], expected: &str| {
        let output = crate::support::onrecord(dir.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).contains(expected), "{arguments:?}: {}", stderr(&output));
    };
    write(dir.path(), "a.toml", "[watch]\nfeds = []");
    write(dir.path(), "b.toml", "[watch]\nfeeds = [\"lesk.example/feed\"]");
    check(&["serve", "--config", "a.toml"], "the configuration a.toml cannot be used: unknown field `feds`");
    check(&["serve", "--listen", "127.0.0.1:0", "--config", "b.toml"], "the feed \"lesk.example/feed\" has no address");
    check(&["watch", "--config", "none.toml"], "the configuration none.toml cannot be used");
    check(&["watch"], "no feed to watch");
    check(&["watch", "ftp://lesk.example/feed"], "the feed \"ftp://lesk.example/feed\" has no address");
    check(&["watch", "https://lesk.example/feed", "--every", "15"], "not a time with its unit");
    check(&["watch", "https://lesk.example/feed", "--contact", "a b"], "the contact \"a b\" is no address");
    assert!(!dir.path().join("onrecord.db").exists(), "none of these makes a database");
}
