//! What is new: the filters by the time of loading, and the page that groups what they find.

use serde_json::Value;
use sqlx::{Connection, SqliteConnection};

use crate::support::{TestServer, article, start};

/// Three articles that were loaded on two days.
async fn server() -> TestServer {
    let server = start().await;
    for (slug, text) in [
        ("old", "Mayor Ida Lund said boat 1 sank. General Ada Brandt denied that the bridge was mined."),
        ("new", "Mayor Ida Lund said boat 2 sank. Mayor Ida Lund said boat 3 sank. Mayor Ida Lund said boat 4 sank."),
        ("newer", "Mayor Ida Lund said boat 5 sank. A source said that boat 6 sank."),
    ] {
        server.load(article(slug, text)).await;
    }
    loaded_at(&server, "old", "2026-11-10T23:59:59Z").await;
    loaded_at(&server, "new", "2026-11-20T08:00:00Z").await;
    loaded_at(&server, "newer", "2026-11-20T17:30:00Z").await;
    server
}

/// Makes it so that an article was loaded at this time.
async fn loaded_at(server: &TestServer, slug: &str, time: &str) {
    let file = server.dir.path().join("test.db");
    let mut db = SqliteConnection::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    let done = sqlx::query(
        "UPDATE claims SET loaded_at = $1 WHERE article_row = (SELECT row FROM articles WHERE url LIKE '%/' || $2)",
    )
    .bind(time)
    .bind(slug)
    .execute(&mut db)
    .await
    .unwrap();
    assert!(done.rows_affected() > 0, "{slug}");
    db.close().await.unwrap();
}

async fn total(server: &TestServer, list: &str) -> i64 {
    let (path, filters) = list.split_once('?').unwrap_or((list, ""));
    let list: Value = serde_json::from_str(&server.page(&format!("{path}.json?{filters}")).await.body).unwrap();
    list["total"].as_i64().unwrap_or_else(|| panic!("{list}"))
}

#[tokio::test]
async fn lists_are_narrowed_by_the_time_of_loading() {
    let server = server().await;
    let all = total(&server, "/claims").await;
    assert_eq!(all, 7);
    for (filters, claims) in [
        ("loaded_from=2026-11-20", 5),
        ("loaded_from=2026-11", all),
        ("loaded_to=2026-11-19", 2),
        ("loaded_to=2026-11-10", 2),
        ("loaded_from=2026-11-11&loaded_to=2026-11-19", 0),
        ("loaded_from=2026-11-20T08:00:00Z", 5),
        ("loaded_from=2026-11-20T08:00:00.5Z", 2),
        ("loaded_from=2026-11-20T08:00:01Z", 2),
        ("loaded_to=2026-11-20T08:00:00Z", 5),
        ("loaded_to=2026-11-20T09:00:00%2B01:00", 5),
        ("loaded_to=2026-11-20T08:59:59%2B01:00", 2),
        ("loaded_from=2026-11-20&q=boat", 5),
        ("loaded_from=2026-11-20&stance=denies", 0),
        ("loaded_from=2026-11-20&loaded_to=2026-11-10", 0),
    ] {
        assert_eq!(total(&server, &format!("/claims?{filters}")).await, claims, "{filters}");
        // Without a first day, the digest has one of its own.
        if filters.starts_with("loaded_from") {
            assert_eq!(total(&server, &format!("/digest?{filters}")).await, claims, "digest of {filters}");
        }
    }
    let page = server.page("/claims?loaded_from=2026-11-20&loaded_to=2026-11-20T17:30:00Z").await;
    let chips = page.texts(".chip");
    assert_eq!(
        chips,
        [
            "loaded from 20 November 2026 ✕, remove this filter",
            "loaded to 20 November 2026, 17:30 UTC ✕, remove this filter"
        ]
    );
    let dropped = page.attributes(".chip", "href");
    assert_eq!(dropped[1], "/claims?loaded_from=2026-11-20");
    let facets: Value = serde_json::from_str(&server.page("/claims.json?loaded_to=2026-11-10").await.body).unwrap();
    let sources = facets["facets"].as_array().unwrap().iter().find(|facet| facet["name"] == "source").unwrap();
    assert_eq!((sources["total"].as_i64(), sources["values"][0]["count"].as_i64()), (Some(2), Some(1)));
}

#[tokio::test]
async fn a_time_that_is_none_is_refused_with_a_word() {
    let server = start().await;
    for list in ["/claims", "/digest"] {
        let answer = server.get(&format!("{list}.json?loaded_from=2026-11-20T08:00:00+01:00")).await;
        assert_eq!(answer.status, 400, "a plus sign in an address is a space");
        let problem: Value = serde_json::from_str(&answer.body).unwrap();
        let words = "“loaded_from=2026-11-20T08:00:00 01:00” is not a date like 2024-10-23, or a time like \
                     2024-10-23T08:00:00Z.";
        assert!(problem["detail"].as_str().unwrap().contains(words), "{problem}");
    }
}

#[tokio::test]
async fn the_digest_groups_what_is_new_by_day_and_source() {
    let server = server().await;
    let page = server.page("/digest?loaded_from=2026-11-01").await;
    assert_eq!(page.texts("h1"), ["7 new claims since 1 November 2026"]);
    assert_eq!(page.texts("main .lead"), ["In 3 articles of 1 publisher."]);
    assert_eq!(page.texts(".of-day h2"), ["Loaded on 20 November 2026", "Loaded on 10 November 2026"]);
    assert_eq!(
        page.texts(".of-day h3"),
        ["Ida Lund 4 claims", "Unnamed sources 1 claim", "Ida Lund 1 claim", "Ada Brandt 1 claim"]
    );
    assert_eq!(page.texts(".of-day .more"), ["The first 3 of 4 claims of that day"]);
    assert_eq!(page.texts(".words li"), ["Ida Lund 5", "Ada Brandt 1"]);
    // The number beside a link is the total of the list behind it.
    for (selector, claims) in [
        (".of-day > .hint a", vec![5, 2]),
        (".of-day .more a", vec![4]),
        (".words a", vec![5, 1]),
        (".all-new a", vec![7]),
    ] {
        let lists = page.attributes(selector, "href");
        assert_eq!(lists.len(), claims.len(), "{selector}");
        for (list, claims) in lists.iter().zip(claims) {
            assert_eq!(total(&server, list).await, claims, "{list}");
        }
    }
    let feeds = page.attributes("link[rel=alternate][type='application/atom+xml']", "href");
    assert_eq!(feeds, ["/claims.atom?sort=loaded"]);
    server.page(&feeds[0]).await;
}

#[tokio::test]
async fn a_digest_keeps_its_filters() {
    let server = server().await;
    let digest = "/digest?q=boat&source=ida-lund&source=ada-brandt&loaded_from=2026-11-20T17:00:00Z";
    let page = server.page(digest).await;
    assert_eq!(page.texts("h1"), ["1 new claim since 20 November 2026, 17:00 UTC"]);
    let day = page.attributes(".of-day > .hint a", "href");
    assert_eq!(total(&server, &day[0]).await, 1, "the day is shown from the given time on: {day:?}");
    assert_eq!(
        page.attributes("link[type='application/rss+xml']", "href"),
        ["/claims.rss?q=boat&source=ida-lund&source=ada-brandt&sort=loaded"]
    );
    let hidden = page.attributes(".since input[type=hidden]", "value");
    assert_eq!(hidden, ["boat", "ida-lund", "ada-brandt"]);
    // A name leads to the address with the slug, one that means several or nobody to the list, which asks.
    let named = server.get("/digest?source=Ida+Lund").await;
    assert_eq!((named.status, named.header("location")), (303, "/digest?source=ida-lund"));
    let nobody = server.get("/digest?source=Nobody+Here").await;
    assert_eq!((nobody.status, nobody.header("location")), (303, "/claims?source=Nobody+Here"));
    assert_eq!(server.page("/digest?sort=said").await.texts(".problem").len(), 1, "what means nothing here is told");
}

#[tokio::test]
async fn without_a_day_the_digest_shows_the_week_that_ends_on_the_last_one() {
    let server = server().await;
    assert_eq!(server.page("/digest").await.texts("h1"), ["5 new claims since 14 November 2026"]);
    let denied = server.page("/digest?stance=denies").await;
    assert_eq!(denied.texts("h1"), ["1 new claim since 4 November 2026"], "the last day of these claims");
    let list = server.page("/claims?stance=denies&sort=published").await;
    assert_eq!(list.attributes(".order .new", "href"), ["/digest?stance=denies"]);
    assert_eq!(server.page("/").await.attributes(".covered a[href='/digest']", "href").len(), 1);
    let empty = start().await;
    assert_eq!(empty.page("/digest").await.texts("h1"), ["Nothing new"]);
    let json: Value = serde_json::from_str(&empty.page("/digest.json").await.body).unwrap();
    assert_eq!((json["since"].is_null(), json["total"].as_i64()), (true, Some(0)));
}

#[tokio::test]
async fn the_digest_holds_the_same_objects_as_lists() {
    let server = server().await;
    let digest: Value = serde_json::from_str(&server.page("/digest.json?loaded_from=2026-11-20").await.body).unwrap();
    assert_eq!((digest["total"].as_i64(), digest["articles"].as_i64()), (Some(5), Some(2)));
    assert_eq!(digest["days"][0]["day"], "2026-11-20");
    let group = &digest["days"][0]["sources"][0];
    assert_eq!((group["slug"].as_str(), group["total"].as_i64()), (Some("ida-lund"), Some(4)));
    let claims = group["claims"].as_array().unwrap();
    assert_eq!(claims.len(), 3);
    let list: Value = serde_json::from_str(
        &server.page("/claims.json?loaded_from=2026-11-20&source=ida-lund&sort=loaded").await.body,
    )
    .unwrap();
    assert_eq!(claims[..], list["claims"].as_array().unwrap()[..3]);
    assert_eq!(digest["feeds"][2], "https://onrecord.test/claims.feed.json?sort=loaded");
}
