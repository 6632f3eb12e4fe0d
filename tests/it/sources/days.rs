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

#[tokio::test]
async fn charts_draw_nothing_as_said_on_a_day_that_the_text_does_not_tell() {
    let server = start().await;
    for (slug, edtf, basis) in [
        ("one", "2025-03-04", Basis::Text),
        ("two", "2025-03-06", Basis::Text),
        ("week", "2025-03-04/2025-03-06", Basis::Text),
        ("before", "../2025-03-05", Basis::Text),
        ("print-1", "../2025-03-05", Basis::Publication),
        ("print-2", "../2025-03-05", Basis::Publication),
    ] {
        dated(&server, slug, Some("2025-03-05"), Some(edtf), basis).await;
    }
    for path in ["/claims", "/sources/ada-brandt", "/publishers/river-post"] {
        let page = server.page(path).await;
        assert_eq!(
            page.texts(".chart .numbers td"),
            [["4 March 2025", "1", "2", "3"], ["5 March 2025", "0", "4", "4"], ["6 March 2025", "1", "1", "2"],]
                .concat(),
            "{path}: said then, perhaps then, claims in the list"
        );
        assert_eq!(page.attributes(".plot rect.perhaps", "x").len(), 3, "{path}");
        assert_eq!(
            page.texts(".chart .hint"),
            ["Outlined: 1 claim of no exact date, in every day that may be meant. \
              Not drawn: 1 claim dated only “by” or “from” a day; the list of a day holds those that may belong to it. \
              Outlined at the day of publication: 2 claims that the text does not date; they may have been said before."],
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_range_of_days_is_as_exact_as_its_ends() {
    let server = start().await;
    let said = async || -> [String; 2] {
        let page = server.page("/sources/ada-brandt").await;
        let byline = page.texts(".byline").remove(0);
        [byline.rsplit("said ").next().unwrap().to_owned(), server.page("/sources").await.texts(".list .day").remove(0)]
    };
    for (slug, edtf, expected) in [
        ("by-a-year", "../1994", "1994"),
        ("a-year", "1994", "1994"),
        ("a-day-of-it", "1994-03-05", "1994"),
        ("a-month", "2025-03", "5 Mar 1994 to Mar 2025"),
        ("a-later-day", "2025-04-01~", "5 Mar 1994 to 1 Apr 2025"),
        ("an-older-year", "1987", "1987 to 1 Apr 2025"),
    ] {
        dated(&server, slug, Some("2025-04-05"), Some(edtf), Basis::Text).await;
        assert_eq!(said().await, [expected, expected], "{edtf}");
    }
}
