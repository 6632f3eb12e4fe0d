//! Files of newsrooms and archives through the real program, told apart by what is in them.

use serde_json::Value;

use crate::support::{onrecord, stderr, stdout, write};

const BODY: &str = "Captain Nils Weir said the road to the harbour was shut.";

#[test]
fn files_of_every_kind_are_read_and_what_is_not_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let feed = format!(
        "<?xml version='1.0' encoding='UTF-8'?><rss version='2.0'><channel><title>Sarn Post</title><item><title>Road</title>\
         <link>https://sarn.example/1</link><pubDate>Mon, 03 Mar 2025 10:00:00 GMT</pubDate><description>{BODY}</description>\
         </item><item><title>Boat</title><link>https://sarn.example/2</link></item></channel></rss>"
    );
    write(dir, "in/a.rss", &feed);
    write(dir, "in/b.xml", format!("<nitf><body><body.content><p>{BODY}</p></body.content></body></nitf>"));
    write(
        dir,
        "in/c.xml",
        format!(
            "<newsItem guid='https://wire.example/1'><contentSet><inlineData contenttype='text/plain'>{BODY}</inlineData></contentSet></newsItem>"
        ),
    );
    write(dir, "in/d.csv", format!("Headline;Full text;Outlet\nRoad;{BODY};Sarn Post\nBoat\n"));
    write(
        dir,
        "in/e.json",
        "{\"url\":\"https://sarn.example/3\",\"quotes\":[{\"pre\":\"Weir said: \",\"quote\":\"It is shut\",\"post\":\" .\"}]}",
    );
    write(dir, "in/f.json", &feed);
    write(dir, "in/g.xml", "<svg xmlns='http://www.w3.org/2000/svg'/>");
    write(dir, "in/h.xml", "<nitf>".repeat(10_000));
    let output = onrecord(dir, &["read", "in"]);
    let articles: Vec<Value> = stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let texts: Vec<(&str, &str)> =
        articles.iter().map(|article| (article["file"].as_str().unwrap(), article["text"].as_str().unwrap())).collect();
    assert_eq!(
        texts,
        [
            ("in/a.rss#1", BODY),
            ("in/b.xml", BODY),
            ("in/c.xml", BODY),
            ("in/d.csv:2", BODY),
            ("in/e.json", "Weir said: “It is shut” ."),
            ("in/f.json#1", BODY),
        ]
    );
    assert_eq!(articles[0]["publisher"], "Sarn Post");
    assert_eq!(articles[0]["published"], "Mon, 03 Mar 2025 10:00:00 GMT");
    assert_eq!(articles[2]["url"], "https://wire.example/1");
    let skipped = stderr(&output);
    for (file, words) in [
        ("in/a.rss#2", "https://sarn.example/2"),
        ("in/d.csv:3", "the table cannot be read"),
        ("in/f.json#2", "https://sarn.example/2"),
        ("in/g.xml", "<svg>"),
        ("in/h.xml", "too deeply"),
    ] {
        assert!(skipped.lines().any(|line| line.contains(file) && line.contains(words)), "{file}: {skipped}");
    }
}

#[test]
fn a_table_without_a_name_is_told_by_its_heading() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    write(dir, "news", format!("title,text\nRoad,\"{BODY}\"\n"));
    let output = onrecord(dir, &["read", "news"]);
    assert!(stdout(&output).contains("\"title\":\"Road\""), "{} {}", stdout(&output), stderr(&output));
}
