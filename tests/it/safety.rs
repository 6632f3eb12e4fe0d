//! Hostile text, hostile searches, limits and headers.

use crate::support::{PUBLIC_URL, article, start};

#[tokio::test]
async fn text_from_outside_is_never_markup() {
    let server = start().await;
    let mut hostile = article(
        "x",
        "“<script>alert(1)</script> & <b>rain</b>,” General Ada <i>Brandt</i> said. Mayor Ida Lund said \"</textarea><img src=x onerror=alert(1)> fell.\"",
    );
    hostile.title = Some("<script>alert('title')</script>\"'>".to_owned());
    hostile.publisher = Some("<b>Post</b> \"&'".to_owned());
    hostile.authors = vec!["<i>A</i>".to_owned()];
    hostile.license = Some("<u>none</u>".to_owned());
    hostile.url = Some("https://river.example/x?a=\"><script>1</script>".to_owned());
    server.load(hostile).await;
    let mut paths = vec![
        "/".to_owned(),
        "/claims".to_owned(),
        "/sources".to_owned(),
        "/publishers".to_owned(),
        "/articles".to_owned(),
    ];
    paths.extend(server.listed("/claims").await);
    paths.extend(server.page("/articles").await.attributes(".list a", "href"));
    paths.extend(server.page("/sources").await.attributes(".list a", "href"));
    paths.extend(server.page("/publishers").await.attributes(".list a", "href"));
    paths.push("/claims?q=%3Cscript%3Ealert(1)%3C/script%3E%22'".to_owned());
    paths.push("/claims?source=%3Cscript%3Ealert(1)%3C/script%3E".to_owned());
    assert!(paths.len() > 9, "{paths:?}");
    for path in paths {
        let page = server.page(&path).await;
        assert!(page.texts("script").iter().all(String::is_empty), "a script with words in {path}");
        for markup in ["img", "textarea", "u", "iframe"] {
            assert_eq!(page.texts(markup), Vec::<String>::new(), "{markup} in {path}");
        }
        for raw in ["<i>A</i>", "<b>Post</b>", "<b>rain</b>", "<i>Brandt</i>"] {
            assert!(!page.body.contains(raw), "{raw} in {path}");
        }
        let on: Vec<_> = page.body.match_indices(" onerror=").collect();
        assert!(on.iter().all(|(at, _)| page.body[..*at].contains("&#60;img") || page.body[..*at].contains("&lt;img")));
    }
}

#[tokio::test]
async fn no_search_breaks_the_query() {
    let server = start().await;
    server.load(article("rain", "Mayor Ida Lund said \"it rained\" on Monday.")).await;
    for search in [
        "\"",
        "'",
        "''",
        "\"\"",
        "*",
        "-",
        "- -",
        "(",
        ")",
        "AND",
        "OR",
        "NOT x",
        "NEAR(a b)",
        "a NEAR/2 b",
        "content:x",
        "^x",
        "x*y*",
        "\"a",
        "a\"",
        "{a b}: c",
        "speaker:",
        "speaker:\"",
        "speaker:%",
        "speaker:_",
        "before:",
        "before:x",
        "after:9999-99-99",
        "\u{0}",
        "\u{2}\u{3}",
        "\\",
        "%",
        "; DROP TABLE claims;--",
        "🙂",
        "'; SELECT 1 --",
        "a:b:c",
        "-\"rain",
        "\"\"*",
        "é́́",
    ] {
        let encoded: String = url::form_urlencoded::byte_serialize(search.as_bytes()).collect();
        for name in ["q", "source", "publisher", "via"] {
            let answer = server.get(&format!("/claims?{name}={encoded}&sort=relevance")).await;
            assert!(matches!(answer.status, 200 | 303), "{name}={search:?} gave {}", answer.status);
        }
        for path in ["/sources?name", "/articles?title", "/suggest?q", "/claims?facet=source&facet_q"] {
            assert_eq!(server.get(&format!("{path}={encoded}")).await.status, 200, "{path}={search:?}");
        }
    }
    assert_eq!(server.listed("/claims?q=rained").await.len(), 1, "the table still stands");
    let long = "rain ".repeat(1500);
    assert_eq!(server.get(&format!("/claims?q={}", long.replace(' ', "+"))).await.status, 200);
    let many = "&stance=denies".repeat(200);
    assert_eq!(server.get(&format!("/claims?x=1{many}")).await.status, 400);
    assert_eq!(server.get("/claims?q=%ff%fe").await.status, 200);
}

#[tokio::test]
async fn every_answer_bears_the_security_headers() {
    let server = start().await;
    for path in ["/", "/claims", "/nothing", "/claims?stance=x", "/healthz"] {
        let answer = server.get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "strict-origin-when-cross-origin", "{path}");
        assert!(!answer.header("x-request-id").is_empty(), "{path}");
        assert!(!answer.body.contains("style="), "{path} has no inline style");
        assert!(answer.texts("script").iter().all(String::is_empty), "{path} has no inline script");
        for script in answer.attributes("script", "src") {
            assert!(script.starts_with("/static/"), "{path}: {script}");
        }
    }
}

#[tokio::test]
async fn links_come_from_the_public_address_never_from_the_host_header() {
    let server = start().await;
    server.load(article("rain", "Mayor Ida Lund said the rain had stopped.")).await;
    let path = server.listed("/claims").await.remove(0);
    let page = server.get_with(&path, "host", "evil.example").await;
    assert_eq!(page.status, 200);
    assert!(!page.body.contains("evil.example"));
    assert!(page.body.contains(&format!("{PUBLIC_URL}{path}")));
}

#[tokio::test]
async fn pages_are_for_reading_alone() {
    let server = start().await;
    let answer = server.request("POST", "/claims", b"x=1".to_vec()).await;
    assert_eq!(answer.status, 405);
    assert!(answer.header("allow").contains("GET"));
    assert_eq!(answer.texts(".error h1"), ["This page is for reading"]);
    let large = server.request("POST", "/claims", vec![b'x'; 1 << 20]).await;
    assert!(matches!(large.status, 405 | 413), "{}", large.status);
}

#[tokio::test]
async fn machines_can_ask_how_it_is() {
    let server = start().await;
    assert_eq!(server.page("/healthz").await.body, "ok\n");
    assert_eq!(server.page("/readyz").await.body, "ready\n");
    assert!(server.page("/robots.txt").await.body.contains("Disallow: /claims?"));
    let style = server.page("/").await.attributes("link[rel=stylesheet]", "href").remove(0);
    let sheet = server.page(&style).await;
    assert_eq!(sheet.header("content-type"), "text/css; charset=utf-8");
    assert!(sheet.header("cache-control").contains("immutable"));
    let compressed = server.get_with("/about", "accept-encoding", "gzip").await;
    assert_eq!(compressed.header("content-encoding"), "gzip");
}
