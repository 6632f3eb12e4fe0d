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

#[test]
fn a_load_says_which_articles_have_no_day_and_why() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let load = |arguments: &[&str]| {
        let output = onrecord(dir, &[&["load", "in", "--no-extract", "--report", "report.json"], arguments].concat());
        let report = std::fs::read(dir.join("report.json")).unwrap();
        (stdout(&output), serde_json::from_slice::<Value>(&report).unwrap())
    };
    let lines = |report: &Value, list: &str| -> Vec<String> {
        let left = report[list].as_array().unwrap().iter();
        left.map(|left| {
            let word = |key: &str| left[key].as_str().unwrap().to_owned();
            format!("{} {} {}", word("file"), word("code"), word("reason"))
        })
        .collect()
    };
    write(dir, "in/a.txt", format!("Road\nPublished 14 March 2025\n\n{BODY}"));
    write(dir, "in/b.txt", format!("Tarn, 2 March 2025\n\n{BODY}\nNobody was hurt."));
    write(dir, "in/c.txt", format!("{BODY}\nIt is still shut."));
    write(dir, "in/d.md", format!("---\ndate: soon after the rain\n---\n{BODY}\nAll of it."));
    write(dir, "in/e.csv", format!("date,text\n08/03/2025,{BODY} Now.\n25/03/2025,{BODY} Later.\n"));
    write(dir, "in/f.csv", format!("date,text\n08/03/2025,{BODY} Once more.\n"));
    let (text, report) = load(&[]);
    assert_eq!(
        lines(&report, "without_day"),
        [
            "in/c.txt no-date no date found",
            "in/d.md date-not-understood the date \"soon after the rain\" was not understood",
            "in/f.csv:2 date-not-understood the date \"08/03/2025\" was not understood",
        ]
    );
    assert!(text.contains("without a day  3"), "{text}");
    assert!(text.contains("in/f.csv:2: the date \"08/03/2025\" was not understood"), "{text}");
    assert!(text.contains("in/c.txt: no date found"), "{text}");
    // The same articles are counted when they are there already; what the command line says fills them in.
    let (_, report) = load(&[]);
    assert_eq!(lines(&report, "without_day").len(), 3);
    let (text, report) = load(&["--published", "2025-03-20"]);
    assert_eq!(lines(&report, "without_day"), Vec::<String>::new());
    let warning = "the date \"08/03/2025\" was not understood; --published 2025-03-20 takes its place";
    assert_eq!(lines(&report, "day_given")[1], format!("in/f.csv:2 day-given {warning}"));
    assert!(text.contains(&format!("in/f.csv:2: {warning}")), "{text}");
}
