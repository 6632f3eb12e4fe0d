//! When things were said: how days of statements sort and filter, and which day of publication counts.

use super::*;

/// A claim said at this date, in an article published on this day.
async fn dated(server: &TestServer, slug: &str, published: Option<&str>, edtf: Option<&str>, basis: Basis) {
    let (mut article, mut reading) = report(slug, "2025-03-05", &[person("Ada Brandt")]);
    article.published = published.map(|day| Published::parse(day).unwrap());
    let edtf = edtf.map(|text| text.parse::<Edtf>().unwrap());
    reading.claims[0].said = Said { edtf, basis, span: None };
    save(&server.store, (article, reading)).await;
}

#[tokio::test]
async fn dates_sort_and_filter_as_their_words_allow() {
    let server = start().await;
    for (slug, published, edtf, basis) in [
        ("day", Some("2025-03-05"), Some("2025-03-04"), Basis::Text),
        ("month", Some("2025-03-20"), Some("2025-02"), Basis::Text),
        ("span", Some("2025-03-20"), Some("2025-03-01/2025-03-10"), Basis::Carried),
        ("before", Some("2025-03-20"), Some("../2025-03-07"), Basis::Text),
        ("print", Some("2025-03-06"), Some("../2025-03-06"), Basis::Publication),
        ("yearless", None, Some("XXXX-03-04"), Basis::Text),
        ("nothing", None, None, Basis::None),
    ] {
        dated(&server, slug, published, edtf, basis).await;
    }
    let found = async |query: &str| -> Vec<String> {
        let page = server.page(&format!("/claims?{query}")).await;
        page.texts(".claim .says").iter().map(|words| words.split(' ').next().unwrap().to_owned()).collect()
    };
    // By the last day it may have been said, newest first; those without a day last, whichever way round.
    assert_eq!(found("").await, ["span", "before", "print", "day", "month", "yearless", "nothing"]);
    assert_eq!(found("sort=-said").await, ["month", "day", "print", "before", "span", "yearless", "nothing"]);
    for (query, expected) in [
        // A range finds what may lie in it.
        ("from=2025-03-04&to=2025-03-04", &["span", "before", "day"][..]),
        ("from=2025-03-08&to=2025-03-09", &["span"]),
        ("from=2025-02&to=2025-02", &["before", "month"]),
        ("to=2025-01-31", &["before"]),
        ("from=2025-03-11", &[]),
        // One that its publication alone dates is found by that day and no other.
        ("from=2025-03-06&to=2025-03-06", &["span", "before", "print"]),
        ("from=2025-03-05&to=2025-03-05", &["span", "before"]),
        ("q=before:2025-02-01", &["before"]),
        ("q=after:2025-03-09", &["span"]),
        // A day without a year is in no range.
        ("from=0001-01-01&to=9999-12-31", &["span", "before", "print", "day", "month"]),
        ("has=date", &["span", "before", "day", "month", "yearless"]),
        ("published_from=2025-03-06&published_to=2025-03-06", &["print"]),
    ] {
        assert_eq!(found(query).await, expected, "{query}");
    }
    let page = server.page("/claims?from=2025-03-06&to=2025-03-06").await;
    assert!(page.body.contains("carry no date of their own"), "and the page says so");
    let page = server.page("/claims?q=yearless").await;
    assert!(page.texts(".when")[0].starts_with("4 Mar, year not told"), "{:?}", page.texts(".when"));
}

#[tokio::test]
async fn the_day_is_the_one_printed_and_the_time_stamp_is_kept() {
    let server = start().await;
    dated(&server, "late", Some("2025-03-05T23:30:00-05:00"), Some("../2025-03-05"), Basis::Publication).await;
    for (query, expected) in [
        ("published_from=2025-03-05&published_to=2025-03-05", 1),
        ("published_from=2025-03-06", 0),
        ("from=2025-03-05&to=2025-03-05", 1),
        ("from=2025-03-06", 0),
    ] {
        assert_eq!(count(&server, &format!("/claims?{query}")).await, expected, "{query}");
    }
    let path = server.listed("/claims").await.remove(0);
    assert!(server.page(&path).await.texts(".facts dd")[1].starts_with("5 March 2025, 23:30"));
}
