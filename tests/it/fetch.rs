//! Fetching from a server that is polite, slow, endless, moved, busy or broken.

use std::convert::Infallible;
use std::io::Write;
use std::time::Duration;

use axum::body::{Body, Bytes};
use onrecord::ingest::fetch::{Answer, Content, FetchError, FetchOptions, Fetcher, Validators};

use crate::newsstand::{Asked, Newsstand, html, redirect, status, with};

fn options() -> FetchOptions {
    FetchOptions {
        allow_private: true,
        delay: Duration::ZERO,
        body_bytes: 1 << 20,
        answer: Duration::from_secs(2),
        body: Duration::from_secs(2),
        ..FetchOptions::default()
    }
}

fn fetcher(options: FetchOptions) -> Fetcher {
    Fetcher::new(options).unwrap()
}

async fn get(fetcher: &Fetcher, address: &str) -> Result<Content, FetchError> {
    match fetcher.fetch(address, &Validators::default()).await? {
        Answer::Content(content) => Ok(*content),
        Answer::NotModified => panic!("{address} was not asked whether it changed"),
    }
}

#[tokio::test]
async fn a_page_is_fetched_once_while_it_does_not_change() {
    let stand = Newsstand::open(|asked| {
        let version = [("etag", "\"one\""), ("last-modified", "Thu, 05 Mar 2026 12:00:00 GMT")];
        (asked.path == "/a").then(|| match asked.header("if-none-match") {
            "\"one\"" => with(304, &version, ""),
            _ => with(200, &[version.as_slice(), &[("content-type", "text/plain")]].concat(), "Rain fell."),
        })
    })
    .await;
    let fetcher = fetcher(FetchOptions { contact: Some("desk@news.example".into()), ..options() });
    let content = get(&fetcher, &stand.at("/a")).await.unwrap();
    assert_eq!(content.bytes, b"Rain fell.");
    assert_eq!((content.received.status, content.received.address.as_str()), (200, stand.at("/a").as_str()));
    assert_eq!(content.received.header("content-type"), Some("text/plain"));
    assert_eq!(content.received.header("etag"), Some("\"one\""));
    assert_eq!(content.moved_to, None);
    assert_eq!(fetcher.fetch(&stand.at("/a"), &content.validators).await, Ok(Answer::NotModified));
    let asked = stand.asked();
    assert_eq!(asked.iter().map(|asked| asked.path.as_str()).collect::<Vec<_>>(), ["/robots.txt", "/a", "/a"]);
    assert_eq!(asked[2].header("if-modified-since"), "Thu, 05 Mar 2026 12:00:00 GMT");
    let agent = format!("Onrecord/{} (+desk@news.example)", env!("CARGO_PKG_VERSION"));
    for request in &asked {
        assert_eq!(request.header("user-agent"), agent);
        assert_eq!(request.header("accept-encoding"), "gzip,br");
        assert_eq!((request.header("referer"), request.header("cookie")), ("", ""));
    }
}

#[tokio::test]
async fn redirects_are_followed_and_end() {
    let stand = Newsstand::open(|asked: &Asked| {
        let step = |prefix: &str| asked.path.strip_prefix(prefix).and_then(|n| n.parse::<u32>().ok());
        Some(match asked.path.as_str() {
            "/moved" => redirect(301, "/moved-again"),
            "/moved-again" => redirect(308, "/new"),
            "/for-now" => redirect(302, "/moved-again"),
            "/new" => html("new"),
            "/loop" => redirect(302, "/pool"),
            "/pool" => redirect(302, "/loop#again"),
            "/metadata" => redirect(302, "http://169.254.169.254/latest/meta-data"),
            "/decimal" => redirect(302, "http://2852039166/latest/meta-data"),
            "/file" => redirect(302, "file:///etc/passwd"),
            "/password" => redirect(302, "http://a:b@127.0.0.1/"),
            "/nowhere" => status(302),
            "/long10" => html("the end"),
            _ if step("/long").is_some_and(|n| n < 10) => redirect(307, &format!("/long{}", step("/long")? + 1)),
            _ if step("/on").is_some() => redirect(307, &format!("/on{}", step("/on")? + 1)),
            _ => return None,
        })
    })
    .await;
    let fetcher = fetcher(options());
    let content = get(&fetcher, &stand.at("/moved")).await.unwrap();
    assert_eq!(content.received.address, stand.at("/new"));
    assert_eq!(content.moved_to, Some(stand.at("/new")), "all the way for good");
    assert_eq!(stand.paths(), ["/robots.txt", "/moved", "/moved-again", "/new"]);
    assert_eq!(get(&fetcher, &stand.at("/for-now")).await.unwrap().moved_to, None);
    assert_eq!(get(&fetcher, &stand.at("/long0")).await.unwrap().bytes, b"the end", "ten redirects are followed");
    stand.asked();
    for path in ["/loop", "/on0", "/nowhere"] {
        let ended = get(&fetcher, &stand.at(path)).await;
        assert!(matches!(ended, Err(FetchError::Redirects(_))), "{path}: {ended:?}");
    }
    let asked = stand.paths();
    assert_eq!(asked.iter().filter(|path| path.starts_with("/on")).count(), 11, "one request and ten redirects");
    assert_eq!(asked.iter().filter(|path| path.ends_with("oop") || path.ends_with("ool")).count(), 2, "{asked:?}");
    for path in ["/metadata", "/decimal"] {
        let refused = get(&fetcher, &stand.at(path)).await.unwrap_err();
        let words = "169.254.169.254 is not asked: it leads to a link-local address, as metadata services have";
        assert_eq!(refused.to_string(), words, "whatever is allowed");
    }
    for path in ["/file", "/password"] {
        assert!(matches!(get(&fetcher, &stand.at(path)).await, Err(FetchError::BadAddress(_))), "{path}");
    }
}

#[tokio::test]
async fn private_addresses_are_asked_only_when_told() {
    let stand = Newsstand::open(|_| Some(html("in here"))).await;
    let port = stand.base.rsplit(':').next().unwrap().to_owned();
    let careful = fetcher(FetchOptions { allow_private: false, ..options() });
    for host in ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]", "10.1.2.3"] {
        let address = format!("http://{host}:{port}/");
        let refused = get(&careful, &address).await.unwrap_err();
        assert!(
            matches!(refused, FetchError::RefusedAddress { can_be_allowed: true, .. }) && refused.is_lasting(),
            "{host}: {refused}"
        );
    }
    for host in ["0.0.0.0", "169.254.169.254", "[fd00:ec2::254]", "224.0.0.1", "[::]", "[fe80::1]"] {
        let refused = get(&fetcher(options()), &format!("http://{host}:{port}/")).await.unwrap_err();
        assert!(matches!(refused, FetchError::RefusedAddress { can_be_allowed: false, .. }), "{host}: {refused}");
    }
    assert!(stand.paths().is_empty(), "nothing was asked for");
    assert_eq!(get(&fetcher(options()), &stand.at("/")).await.unwrap().bytes, b"in here");
}

#[tokio::test]
async fn a_busy_host_is_left_alone_for_as_long_as_it_asks() {
    let stand = Newsstand::open(|asked: &Asked| {
        Some(match asked.path.as_str() {
            "/busy" => with(429, &[("retry-after", "120")], "slow down"),
            "/gone" => status(410),
            "/down" => status(503),
            "/robots.txt" => status(404),
            _ => return None,
        })
    })
    .await;
    let polite = fetcher(options());
    assert_eq!(get(&polite, &stand.at("/gone")).await, Err(FetchError::Gone));
    assert_eq!(get(&polite, &stand.at("/none")).await, Err(FetchError::Status(404)));
    let down = get(&polite, &stand.at("/down")).await.unwrap_err();
    assert_eq!(down, FetchError::Busy { status: 503, wait: None });
    assert!(!down.is_lasting() && FetchError::Gone.is_lasting() && FetchError::Status(404).is_lasting());
    stand.asked();
    let wait = Some(Duration::from_secs(120));
    assert_eq!(get(&polite, &stand.at("/busy")).await, Err(FetchError::Busy { status: 429, wait }));
    let left_alone = get(&polite, &stand.at("/other")).await.unwrap_err();
    assert!(matches!(left_alone, FetchError::LeftAlone { wait } if wait > Duration::from_secs(100)), "{left_alone}");
    assert_eq!(stand.paths(), ["/busy"], "another page of it is not asked for either");
    let hasty = fetcher(FetchOptions { longest_wait: Duration::from_secs(5), ..options() });
    let wait = get(&hasty, &stand.at("/busy")).await.unwrap_err().wait();
    assert_eq!(wait, Some(Duration::from_secs(5)), "there is an end to what a host can ask for");
}

/// A body that never ends.
fn endless(pause: Duration) -> Body {
    Body::from_stream(futures::stream::unfold((), move |()| async move {
        tokio::time::sleep(pause).await;
        Some((Ok::<_, Infallible>(Bytes::from_static(&[b'x'; 64 << 10])), ()))
    }))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn slow_endless_and_swollen_answers_end_at_their_limits() {
    let bomb = gzip(&vec![0; 8 << 20]);
    let stand = Newsstand::open(move |asked: &Asked| {
        let zipped = |bytes: Vec<u8>| with(200, &[("content-encoding", "gzip")], bytes);
        Some(match asked.path.as_str() {
            "/endless" => with(200, &[], endless(Duration::ZERO)),
            "/drips" => with(200, &[], endless(Duration::from_millis(300))),
            "/announced" => with(200, &[("content-length", "9999999999")], endless(Duration::from_secs(5))),
            "/bomb" => zipped(bomb.clone()),
            "/small" => zipped(gzip(b"Rain fell.")),
            "/cut" => zipped(gzip(&b"Rain fell. ".repeat(999))[..40].to_vec()),
            "/not-gzip" => zipped(b"Rain fell.".to_vec()),
            "/exact" => with(200, &[], vec![b'x'; 1 << 20]),
            "/headers" => {
                let mut response = status(200);
                let long = "x".repeat(60_000).parse().unwrap();
                (0..20).for_each(|n| {
                    let name: axum::http::HeaderName = format!("x-{n}").parse().unwrap();
                    response.headers_mut().insert(name, axum::http::HeaderValue::clone(&long));
                });
                response
            }
            _ => return None,
        })
    })
    .await;
    let fetcher = fetcher(options());
    let large = Err(FetchError::TooLarge { limit: 1 << 20 });
    for path in ["/endless", "/announced", "/bomb"] {
        assert_eq!(get(&fetcher, &stand.at(path)).await, large, "{path}");
    }
    assert_eq!(get(&fetcher, &stand.at("/drips")).await, Err(FetchError::TooSlow("the whole answer")));
    assert_eq!(get(&fetcher, &stand.at("/small")).await.unwrap().bytes, b"Rain fell.");
    assert_eq!(get(&fetcher, &stand.at("/exact")).await.unwrap().bytes.len(), 1 << 20);
    for path in ["/cut", "/not-gzip"] {
        assert_eq!(get(&fetcher, &stand.at(path)).await, Err(FetchError::Damaged), "{path}");
    }
    let headers = get(&fetcher, &stand.at("/headers")).await.unwrap_err();
    assert!(matches!(headers, FetchError::Unreachable(_)), "{headers}");
    // One that takes the connection and says nothing.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/", silent.local_addr().unwrap());
    let ended = get(&fetcher, &address).await.unwrap_err();
    assert!(matches!(&ended, FetchError::RobotsUnreachable(why) if why.contains("too long")), "{ended}");
    drop(silent);
    // One that does not speak TLS.
    let ended = get(&fetcher, &stand.at("/small").replace("http:", "https:")).await.unwrap_err();
    assert!(matches!(ended, FetchError::RobotsUnreachable(_)), "{ended}");
    let port = { std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port() };
    let ended = get(&fetcher, &format!("http://127.0.0.1:{port}/")).await.unwrap_err();
    assert!(matches!(&ended, FetchError::RobotsUnreachable(why) if why.contains("refused")), "{ended}");
}

#[tokio::test]
async fn robots_rules_are_kept() {
    for (rules, path, is_fetched) in [
        (html("User-agent: *\nDisallow: /closed"), "/open", true),
        (html("User-agent: *\nDisallow: /closed"), "/closed/a", false),
        (html("User-agent: onrecord\nDisallow: /"), "/open", false),
        (status(404), "/open", true),
        (status(403), "/open", true),
        (status(500), "/open", false),
        (redirect(301, "/rules"), "/closed", false),
        (redirect(301, "/rules"), "/open", true),
        (redirect(302, "/robots.txt"), "/open", true),
        (with(200, &[], format!("User-agent: *\nDisallow: /closed\n{}", "# more\n".repeat(400_000))), "/open", true),
        (with(200, &[], format!("User-agent: *\nDisallow: /closed\n{}", "# more\n".repeat(400_000))), "/closed", false),
    ] {
        let rules = std::sync::Arc::new(std::sync::Mutex::new(Some(rules)));
        let stand = Newsstand::open(move |asked: &Asked| {
            Some(match asked.path.as_str() {
                "/robots.txt" => rules.lock().unwrap().take()?,
                "/rules" => html("User-agent: *\nDisallow: /closed"),
                _ => html("a page"),
            })
        })
        .await;
        let fetched = get(&fetcher(options()), &stand.at(path)).await;
        assert_eq!(fetched.is_ok(), is_fetched, "{path}: {fetched:?}");
        assert_eq!(stand.count(path), usize::from(is_fetched), "{path}");
    }
}

#[tokio::test]
async fn a_host_is_asked_by_one_at_a_time_with_a_pause() {
    let stand = Newsstand::open(|asked: &Asked| {
        Some(match asked.path.as_str() {
            "/robots.txt" => html("User-agent: *\nCrawl-delay: 0.1\nDisallow: /closed"),
            _ => html("a page"),
        })
    })
    .await;
    let fetcher = fetcher(FetchOptions { delay: Duration::from_millis(30), ..options() });
    let pages: Vec<String> = (0..3).map(|n| stand.at(&format!("/{n}"))).collect();
    let fetched = futures::future::join_all(pages.iter().map(|page| get(&fetcher, page))).await;
    assert!(fetched.iter().all(Result::is_ok));
    let asked = stand.asked();
    assert_eq!(asked.len(), 4, "the rules once, and each page");
    assert_eq!(asked[0].path, "/robots.txt");
    let pauses: Vec<Duration> = asked.windows(2).map(|pair| pair[1].at - pair[0].at).collect();
    assert!(pauses[0] >= Duration::from_millis(30), "{pauses:?}");
    assert!(pauses[1..].iter().all(|pause| *pause >= Duration::from_millis(100)), "as the site asks: {pauses:?}");
    let hurried = FetchOptions { longest_delay: Duration::from_millis(20), delay: Duration::ZERO, ..options() };
    let hurried = self::fetcher(hurried);
    for page in &pages {
        get(&hurried, page).await.unwrap();
    }
    assert_eq!(stand.asked().len(), 4, "and there is an end to what a site can ask for");
}
