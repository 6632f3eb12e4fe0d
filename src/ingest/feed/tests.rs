//! Feeds of all kinds, whole and broken.

use jiff::civil::date;

use crate::domain::Partial;
use crate::ingest::{Overrides, Skipped};

use super::*;

fn received(address: &str) -> Received {
    Received { address: address.to_owned(), at: "2025-05-01T10:00:00Z".parse().unwrap(), status: 200, headers: vec![] }
}

fn options() -> ParseOptions {
    let options = ParseOptions::new(Overrides::default(), date(2025, 6, 1));
    ParseOptions { keep_originals: true, ..options }
}

fn read(text: &str) -> Feed {
    feed_entries(text.into(), &received("https://sarn.example/feeds/all"), &options()).unwrap()
}

/// Formats each entry: address, title, authors, day, publisher and language, text and whether it is partial.
fn shown(feed: &Feed) -> Vec<String> {
    let entry = |entry: &FeedEntry| {
        let url = entry.url.as_deref().unwrap_or("-");
        match &entry.item {
            Item::Skipped(Skipped { file, reason }) => format!("{url} {file} {}", reason.code()),
            Item::Article(article) => {
                assert_eq!(article.url, entry.url);
                assert_eq!(article.also_at, Vec::<String>::new());
                let day = article.published.as_ref().map(|published| published.day().to_string()).unwrap_or_default();
                let text: String = article.text.chars().take(50).collect();
                format!(
                    "{url} | {} | {} | {day} | {} | {} | {} | {}",
                    article.title.as_deref().unwrap_or("-"),
                    article.authors.join("+"),
                    article.publisher.as_deref().unwrap_or("-"),
                    article.language.as_deref().unwrap_or("-"),
                    text.replace('\n', "/"),
                    if article.partial == Some(Partial::Teaser) { "teaser" } else { "whole" },
                )
            }
        }
    };
    feed.entries.iter().map(entry).collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(shown(&read(text)), expected, "{text}");
}

/// A text that is long enough for an article.
fn long() -> String {
    "The ferry at Marrow Ford will not run on Monday, the harbour office said. ".repeat(6)
}

#[test]
fn rss_of_all_versions() {
    let whole = format!("<![CDATA[<p>It rained.</p><p>{}</p>]]>", long());
    check(
        &format!(
            "<?xml version='1.0'?><rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'
             xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>Sarn Post</title><link>https://sarn.example</link>
             <language>en-GB</language><item><title>Rain &amp;amp; sun</title><link> https://sarn.example/1 </link>
             <dc:creator>T. Renn</dc:creator><pubDate>Mon, 03 Mar 2025 23:30:00 -0500</pubDate>
             <description>It rained.</description><content:encoded>{whole}</content:encoded></item>
             <item><title>Sun</title><guid>https://sarn.example/2</guid><author>desk@sarn.example (A. Vost)</author>
             <source url='https://wire.example/rss'>Northern Wire</source><description>&lt;p&gt;It shone.&lt;/p&gt;</description></item>
             <item><title>Wind</title><link>/3</link></item><item/></channel></rss>"
        ),
        &[
            "https://sarn.example/1 | Rain & sun | T. Renn | 2025-03-03 | Sarn Post | en | \
             It rained.//The ferry at Marrow Ford will not run  | whole",
            "https://sarn.example/2 | Sun | A. Vost |  | Northern Wire | en | It shone. | teaser",
            "https://sarn.example/3 https://sarn.example/feeds/all#3 no-text",
            "- https://sarn.example/feeds/all#4 no-text",
        ],
    );
    check(
        "<rss version='0.91'><channel><title>Sarn Post</title><item><title>Rain</title><link>https://sarn.example/1</link>
         <description>It rained all day at
         the ford.</description></item></channel></rss>",
        &["https://sarn.example/1 | Rain |  |  | Sarn Post | - | It rained all day at/the ford. | teaser"],
    );
    check(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'
         xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>Sarn Post</title></channel>
         <item rdf:about='https://sarn.example/1'><title>Rain</title><description>It rained.</description>
         <dc:date>2025-03-03T10:00:00+01:00</dc:date></item></rdf:RDF>",
        &["https://sarn.example/1 | Rain |  | 2025-03-03 | Sarn Post | - | It rained. | teaser"],
    );
}

#[test]
fn atom_of_all_kinds() {
    check(
        &format!(
            "<a:feed xmlns:a='http://www.w3.org/2005/Atom' xml:lang='en' xml:base='https://sarn.example/blog/'>
             <a:title type='html'>Sarn &amp;amp; Lesk</a:title><a:author><a:name>T. Renn</a:name></a:author>
             <a:link rel='self' href='x.atom'/><a:entry><a:title>Rain</a:title><a:id>urn:x:1</a:id>
             <a:link rel='edit' href='https://sarn.example/edit'/><a:link href='1'/><a:published>2025-03-03T10:00:00Z</a:published>
             <a:updated>2025-03-04T10:00:00Z</a:updated><a:content type='xhtml'>
             <x:div xmlns:x='http://www.w3.org/1999/xhtml'><x:p>It <x:b>rained</x:b>.</x:p><x:p>{}</x:p></x:div></a:content>
             </a:entry><a:entry><a:title type='text'>1 &lt; 2</a:title><a:author><a:name>A. Vost</a:name></a:author>
             <a:summary type='text'>R&amp;D &lt;b&gt; ran.</a:summary><a:updated>2025-03-04T10:00:00Z</a:updated></a:entry></a:feed>",
            long()
        ),
        &[
            "https://sarn.example/blog/1 | Rain | T. Renn | 2025-03-03 | Sarn & Lesk | en | \
             It rained.//The ferry at Marrow Ford will not run  | whole",
            "- | 1 < 2 | A. Vost | 2025-03-04 | Sarn & Lesk | en | R&D <b> ran. | teaser",
        ],
    );
}

#[test]
fn json_feeds() {
    let text = format!(
        r#"{{"version": "https://jsonfeed.org/version/1", "title": "Sarn &amp; Post", "author": {{"name": "T. Renn"}}, "items": [
        {{"id": "1", "url": "https://sarn.example/1", "content_html": "<p>{}</p>", "date_published": "2025-03-03T10:00:00Z"}},
        {{"id": "https://sarn.example/2", "summary": "It shone."}}, {{"id": "3", "url": "https://sarn.example/3"}}]}}"#,
        long().trim()
    );
    check(
        &text,
        &[
            "https://sarn.example/1 | - | T. Renn | 2025-03-03 | Sarn & Post | en | \
             The ferry at Marrow Ford will not run on Monday, t | whole",
            "https://sarn.example/2 | - | T. Renn |  | Sarn & Post | - | It shone. | teaser",
            "https://sarn.example/3 https://sarn.example/feeds/all#3 no-text",
        ],
    );
}

#[test]
fn damage_is_named_after_what_was_read() {
    let item =
        "<item><title>Rain</title><link>https://sarn.example/1</link><description>It rained.</description></item>";
    let first = "https://sarn.example/1 | Rain |  |  | - | - | It rained. | teaser";
    check(&format!("<rss><channel>{item}{item}</channel></rss>"), &[first, first]);
    check(&format!("<rss><channel>{item}{}", &item[..70]), &[first, "- https://sarn.example/feeds/all#2 bad-xml"]);
    check(&format!("<rss><channel>{item}"), &[first, "- https://sarn.example/feeds/all bad-xml"]);
    check(&format!("<rss>{item}</chan></rss>"), &[first]);
    check("<rss><channel></channel></rss>", &[]);
    let fails =
        |bytes: &[u8]| feed_entries(bytes.to_vec(), &received("https://sarn.example"), &options()).unwrap_err().code();
    assert_eq!(fails(b""), "empty");
    assert_eq!(fails(b"Rain."), "bad-xml");
    assert_eq!(fails(b"<html><body>Rain.</body></html>"), "no-feed");
    assert_eq!(fails(b"{\"text\": \"Rain.\"}"), "no-feed");
    assert_eq!(fails(b"{\"text\": "), "bad-json");
    assert_eq!(fails(format!("<rss>{}", "<channel>".repeat(10_000)).as_bytes()), "too-deep");
}

#[test]
fn character_sets_and_stray_bytes() {
    let feed = |head: &str| {
        format!("{head}<rss><item><title>Річка Леск</title><description>Дощ\0іде.</description></item></rss>")
    };
    let windows = |text: String| encoding_rs::WINDOWS_1251.encode(&text).0.into_owned();
    let sent = Received {
        headers: vec![("content-type".into(), "text/xml; charset=\"windows-1251\"".into())],
        ..received("https://sarn.example")
    };
    for bytes in [
        feed("").into_bytes(),
        feed("\u{feff}").into_bytes(),
        windows(feed("<?xml version='1.0' encoding='windows-1251'?>")),
        windows(feed("\n<?xml version=\"1.0\" encoding=\"WINDOWS-1251\"?>")),
        windows(feed("")),
        feed("<?xml version='1.0' encoding='windows-1251'?>").into_bytes(),
    ] {
        let feed = feed_entries(bytes, &sent, &options()).unwrap();
        let Item::Article(article) = &feed.entries[0].item else { panic!("{feed:?}") };
        assert_eq!((article.title.as_deref(), article.text.as_str()), (Some("Річка Леск"), "Дощ\u{fffd}іде."));
    }
}

#[test]
fn an_entry_keeps_its_own_bytes() {
    let text = "<rss><channel><ttl>30</ttl><title>Sarn Post</title><item><title>a</title><description>It rained.</description>\
                <dc:date>2025-03-03</dc:date></item></channel></rss>";
    let feed = read(text);
    assert_eq!((feed.title.as_deref(), feed.every), (Some("Sarn Post"), Some(Duration::from_secs(1800))));
    assert_eq!(feed.entries[0].updated.as_deref(), Some("2025-03-03"));
    let Item::Article(article) = &feed.entries[0].item else { panic!("{feed:?}") };
    let original = article.original.clone().unwrap();
    assert!(original.bytes.starts_with(b"<item><title>a") && original.bytes.ends_with(b"</item>"), "{original:?}");
    assert_eq!(original.received.as_ref().unwrap().address, "https://sarn.example/feeds/all");
    assert_eq!(article.from["text"], "feed entry description");
    let daily = "<rss xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'><channel><sy:updatePeriod>daily</sy:updatePeriod>\
                 <sy:updateFrequency>4</sy:updateFrequency></channel></rss>";
    assert_eq!(read(daily).every, Some(Duration::from_secs(6 * 3600)));
    assert_eq!(read("<rss><channel><ttl>99999999999999999999</ttl></channel></rss>").every, None);
}

#[test]
#[ignore = "needs a folder of feeds: ONRECORD_FEEDS=FOLDER cargo test --lib feeds_of_other -- --ignored"]
fn the_feeds_of_other_projects_tests_load() {
    let folder = std::env::var_os("ONRECORD_FEEDS").expect("ONRECORD_FEEDS names a folder with expectations.json");
    let folder = std::path::PathBuf::from(folder);
    let expectations = std::fs::read(folder.join("expectations.json")).unwrap();
    let expectations: Vec<serde_json::Value> = serde_json::from_slice(&expectations).unwrap();
    let mut wrong = Vec::new();
    for expected in &expectations {
        let file = expected["file"].as_str().unwrap();
        let count =
            ["entries", "entries_by_xml_count", "entries_by_feedparser"].iter().find_map(|key| expected[key].as_u64());
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let feed = feed_entries(bytes, &received("https://sarn.example/feed"), &options());
        let found = feed.as_ref().map(|feed| feed.entries.iter().filter(|entry| !is_damage(entry)).count() as u64);
        println!("{file}: {found:?} of {count:?}: {:#?}", feed.as_ref().map(shown));
        if found.ok() != count {
            wrong.push((file.to_owned(), count));
        }
    }
    assert!(wrong.is_empty() && expectations.len() > 20, "{wrong:?}");
}

fn is_damage(entry: &FeedEntry) -> bool {
    matches!(&entry.item, Item::Skipped(Skipped { reason: Reason::BadXml(_), .. }))
}
