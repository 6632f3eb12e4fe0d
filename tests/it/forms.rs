//! One list in all its forms: the same claims, with the same words, however they are asked for.

use scraper::{Html, Selector};
use serde_json::Value;

use crate::support::{Answer, PUBLIC_URL, TestServer, article, demo, onrecord, start, start_on};
use onrecord::config::TextShown;

/// What every form tells of a claim.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    id: String,
    words: String,
    speaker: String,
}

/// Filters of lists over the demo.
const LISTS: [&str; 32] = [
    "",
    "q=bridge",
    "q=said",
    "q=brid*",
    "q=%22the+bridge%22",
    "q=bridge+OR+ferry",
    "q=bridge+-ferry",
    "q=bridge&in=content",
    "q=nothing+of+this",
    "stance=denies",
    "stance=denies&stance=warns",
    "quotation=direct",
    "quotation=indirect&kind=person",
    "kind=unnamed",
    "kind=government",
    "kind=organisation&stance=asserts",
    "has=figure",
    "has=date",
    "has=via",
    "has=figure&has=date",
    "confidence=0.9",
    "from=2025-03-01&to=2025-03-10",
    "published_from=2025-03-10",
    "published_to=2025-03-10&stance=asserts",
    "sort=-said",
    "sort=published",
    "sort=-published&kind=person",
    "sort=loaded",
    "q=bridge&sort=relevance",
    "group=article",
    "loaded_from=2024-10-23T08:00:00Z&stance=denies",
    "loaded_to=2024-10",
];

async fn demo_site() -> TestServer {
    let dir = tempfile::tempdir().unwrap();
    let output = onrecord(dir.path(), &["load", demo().to_str().unwrap(), "--database", "test.db"]);
    assert!(output.status.success(), "{}", crate::support::stderr(&output));
    start_on(dir, TextShown::Full).await
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn id_of(address: &str) -> String {
    address.rsplit('/').next().unwrap_or_default().to_owned()
}

/// The address of a form of a list, relative to the site.
fn in_form(list: &str, ending: &str) -> String {
    if list.is_empty() { format!("/claims{ending}") } else { format!("/claims{ending}?{list}") }
}

/// The path of an absolute address of the site.
fn path_of(address: &str) -> String {
    address.strip_prefix(PUBLIC_URL).unwrap_or_else(|| panic!("{address} is no address of the site")).to_owned()
}

/// Follows a list from page to page; `read` gives the rows of a page and the address of the next one.
async fn pages(server: &TestServer, first: String, read: impl Fn(&Answer) -> (Vec<Row>, Option<String>)) -> Vec<Row> {
    let (mut rows, mut next) = (Vec::new(), Some(first));
    while let Some(path) = next {
        let (found, following) = read(&server.page(&path).await);
        rows.extend(found);
        next = following;
    }
    rows
}

fn of_page(page: &Answer) -> (Vec<Row>, Option<String>) {
    let document = Html::parse_document(&page.body);
    let select = |selector: &str| Selector::parse(selector).unwrap();
    let claims = select("article.claim");
    let rows = document.select(&claims).map(|claim| {
        let text = |selector: &str| {
            claim.select(&select(selector)).next().map(|found| folded(&found.text().collect::<String>()))
        };
        let link = claim.select(&select(".says a")).next().unwrap();
        Row {
            id: id_of(link.value().attr("href").unwrap()),
            words: text(".says").unwrap().trim_matches(['“', '”']).to_owned(),
            speaker: text(".who > a, .who > .unnamed").unwrap(),
        }
    });
    (rows.collect(), page.attributes("a[rel=next]", "href").pop())
}

fn speaker_of(claim: &Value) -> String {
    match (&claim["source"]["name"], &claim["mention"]["text"]) {
        (Value::String(name), _) => name.clone(),
        (_, Value::String(mention)) => format!("“{}”", folded(mention)),
        _ => "Speaker not found".to_owned(),
    }
}

fn of_record(claim: &Value) -> Row {
    let id = claim["id"].as_str().unwrap().to_owned();
    assert_eq!(claim["permalink"], format!("{PUBLIC_URL}/claims/{id}"));
    let words = folded(claim["content"]["text"].as_str().unwrap());
    Row { id, words: words.trim_matches(['“', '”']).to_owned(), speaker: speaker_of(claim) }
}

fn of_json(page: &Answer) -> (Vec<Row>, Option<String>) {
    assert_eq!(page.header("content-type"), "application/json");
    let list: Value = serde_json::from_str(&page.body).unwrap();
    let rows = list["claims"].as_array().unwrap().iter().map(of_record).collect();
    (rows, list["next"].as_str().map(path_of))
}

/// The row that an entry of a feed shows in its content.
fn of_entry(url: &str, html: &str, author: &str) -> Row {
    let fragment = Html::parse_fragment(html);
    let quote = fragment.select(&Selector::parse("blockquote").unwrap()).next().unwrap();
    let words = folded(&quote.text().collect::<String>());
    Row { id: id_of(&path_of(url)), words: words.trim_matches(['“', '”']).to_owned(), speaker: author.to_owned() }
}

fn of_json_feed(page: &Answer) -> (Vec<Row>, Option<String>) {
    assert_eq!(page.header("content-type"), "application/feed+json");
    let feed: Value = serde_json::from_str(&page.body).unwrap();
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    let text = |item: &Value, name: &str| item[name].as_str().unwrap().to_owned();
    let row = |item: &Value| {
        of_entry(&text(item, "id"), &text(item, "content_html"), item["authors"][0]["name"].as_str().unwrap())
    };
    (feed["items"].as_array().unwrap().iter().map(row).collect(), feed["next_url"].as_str().map(path_of))
}

fn of_xml(page: &Answer) -> (Vec<Row>, Option<String>) {
    let document = roxmltree::Document::parse(&page.body).unwrap();
    let root = document.root_element();
    let text = |node: roxmltree::Node<'_, '_>, path: &[&str]| {
        let mut node = node;
        for name in path {
            node = node.children().find(|child| child.tag_name().name() == *name).unwrap();
        }
        node.text().unwrap_or_default().to_owned()
    };
    let entries = root.descendants().filter(|node| matches!(node.tag_name().name(), "entry" | "item"));
    let row = |entry: roxmltree::Node<'_, '_>| match entry.tag_name().name() {
        "entry" => of_entry(&text(entry, &["id"]), &text(entry, &["content"]), &text(entry, &["author", "name"])),
        _ => of_entry(&text(entry, &["guid"]), &text(entry, &["description"]), &text(entry, &["creator"])),
    };
    let next =
        root.descendants().find(|node| node.tag_name().name() == "link" && node.attribute("rel") == Some("next"));
    (entries.map(row).collect(), next.map(|link| path_of(link.attribute("href").unwrap())))
}

fn of_table(answer: &Answer) -> Vec<Row> {
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8; header=present");
    let mut table = csv::Reader::from_reader(answer.body.as_bytes());
    let header = table.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|column| column == name).unwrap();
    let (id, words, name, mention) = (column("id"), column("content"), column("source_name"), column("mention"));
    // An apostrophe keeps spreadsheets from taking the words for a formula.
    let plain = |cell: &str| folded(cell.strip_prefix('\'').unwrap_or(cell)).trim_matches(['“', '”']).to_owned();
    let row = |record: csv::StringRecord| Row {
        id: record[id].to_owned(),
        words: plain(&record[words]),
        speaker: match (&record[name], &record[mention]) {
            ("", "") => "Speaker not found".to_owned(),
            ("", mention) => format!("“{}”", folded(mention)),
            (name, _) => name.to_owned(),
        },
    };
    table.records().map(|record| row(record.unwrap())).collect()
}

fn of_lines(answer: &Answer) -> Vec<Row> {
    assert_eq!(answer.header("content-type"), "application/jsonl");
    answer.body.lines().map(|line| of_record(&serde_json::from_str(line).unwrap())).collect()
}

#[tokio::test]
async fn every_form_of_a_list_has_the_same_rows() {
    let server = demo_site().await;
    let mut found = 0;
    for list in LISTS {
        let rows = pages(&server, in_form(list, ""), of_page).await;
        assert_eq!(pages(&server, in_form(list, ".json"), of_json).await, rows, "JSON of {list}");
        assert_eq!(pages(&server, in_form(list, ".atom"), of_xml).await, rows, "Atom of {list}");
        assert_eq!(pages(&server, in_form(list, ".rss"), of_xml).await, rows, "RSS of {list}");
        assert_eq!(pages(&server, in_form(list, ".feed.json"), of_json_feed).await, rows, "JSON Feed of {list}");
        assert_eq!(of_lines(&server.page(&in_form(list, ".jsonl")).await), rows, "JSON Lines of {list}");
        assert_eq!(of_table(&server.page(&in_form(list, ".csv")).await), rows, "CSV of {list}");
        found += usize::from(!rows.is_empty());
    }
    assert!(found > 20, "only {found} lists hold anything");
}

#[tokio::test]
async fn a_claim_is_the_same_object_everywhere() {
    let server = demo_site().await;
    let list: Value = serde_json::from_str(&server.page("/claims.json?sort=published").await.body).unwrap();
    let lines = server.page("/claims.jsonl?sort=published").await.body;
    let output = onrecord(&demo(), &["extract", "."]);
    let printed: Vec<Value> =
        crate::support::stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut compared = 0;
    for (claim, line) in list["claims"].as_array().unwrap().iter().zip(lines.lines()) {
        assert_eq!(*claim, serde_json::from_str::<Value>(line).unwrap());
        let page = server.page(&format!("/claims/{}.json", claim["id"].as_str().unwrap())).await;
        let mut page: Value = serde_json::from_str(&page.body).unwrap();
        let page = page.as_object_mut().unwrap();
        assert!(page.remove("page").unwrap()["read_at"].is_string());
        assert!(page.remove("reasons").unwrap().is_array());
        assert_eq!(Value::Object(page.clone()), *claim);
        // What `extract` prints has no address and knows no other articles.
        let printed = printed.iter().find(|printed| printed["id"] == claim["id"]).unwrap();
        for name in
            ["id", "content", "cue", "mention", "quotation", "stance", "manner", "said", "figures", "confidence"]
        {
            assert_eq!(printed[name], claim[name], "{name} of {}", claim["id"]);
        }
        for name in ["version", "url", "title", "publisher", "published", "license", "attribution"] {
            assert_eq!(printed["article"][name], claim["article"][name], "{name} of {}", claim["id"]);
        }
        compared += 1;
    }
    assert_eq!(compared, 25);
}

#[tokio::test]
async fn pages_are_had_as_json_and_as_feeds_of_their_claims() {
    let server = demo_site().await;
    for path in ["/index.json", "/claims.json", "/sources.json", "/publishers.json", "/articles.json", "/about.json"] {
        let document: Value = serde_json::from_str(&server.page(path).await.body).unwrap();
        assert!(document.as_object().unwrap().len() > 3, "{path}");
    }
    let sources: Value = serde_json::from_str(&server.page("/sources.json").await.body).unwrap();
    let slug = sources["sources"][0]["slug"].as_str().unwrap();
    let source: Value = serde_json::from_str(&server.page(&format!("/sources/{slug}.json")).await.body).unwrap();
    assert_eq!((source["slug"].as_str(), &source["claims"]), (Some(slug), &sources["sources"][0]["claims"]));
    let all = server.page(&format!("/sources/{slug}.jsonl")).await;
    assert_eq!(of_lines(&all).len() as i64, source["claims"].as_i64().unwrap());
    let listed = pages(&server, format!("/claims?source={slug}&sort=loaded"), of_page).await;
    assert_eq!(pages(&server, format!("/sources/{slug}.atom"), of_xml).await, listed);
    let articles: Value = serde_json::from_str(&server.page("/articles.json").await.body).unwrap();
    let id = articles["articles"][0]["id"].as_str().unwrap();
    let article: Value = serde_json::from_str(&server.page(&format!("/articles/{id}.json")).await.body).unwrap();
    assert_eq!(article["claims"].as_array().unwrap().len() as i64, articles["articles"][0]["claims"].as_i64().unwrap());
    let feed = server.page("/articles.atom").await;
    assert!(feed.body.contains(&format!("<id>{PUBLIC_URL}/articles/{id}</id>")), "{}", feed.body);
    let publishers: Value = serde_json::from_str(&server.page("/publishers.json").await.body).unwrap();
    let slug = publishers["publishers"][0]["slug"].as_str().unwrap();
    server.page(&format!("/publishers/{slug}.json")).await;
    server.page(&format!("/publishers/{slug}.rss")).await;
}

#[tokio::test]
async fn the_form_is_asked_for_by_the_ending_or_by_a_header() {
    let server = start().await;
    server.load(article("bridge", "Ada Brandt said that the bridge at Holm was mined.")).await;
    let ending = server.page("/claims.json").await;
    let header = server.get_with("/claims", "accept", "application/json").await;
    assert_eq!(header.body, ending.body);
    let vary: Vec<_> = header.headers.get_all("vary").iter().collect();
    assert!(vary.iter().any(|vary| *vary == "accept"), "{vary:?}");
    assert!(ending.headers.get_all("vary").iter().all(|vary| vary != "accept"));
    // The one is not kept for the other.
    let page = server.get_with("/claims", "accept", "text/html").await;
    assert!(page.header("content-type").starts_with("text/html"));
    assert_eq!(ending.header("access-control-allow-origin"), "*");
    let tag = ending.header("etag").to_owned();
    assert_eq!(server.get_with("/claims.json", "if-none-match", &tag).await.status, 304);
    for path in ["/claims.csv?q=bridge", "/claims.jsonl"] {
        let whole = server.page(path).await;
        let tag = whole.header("etag").to_owned();
        assert_eq!(server.get_with(path, "if-none-match", &tag).await.status, 304, "{path}");
        server.load(article(&path.replace(['/', '?', '='], "-"), "Ada Brandt said that the bridge was long.")).await;
        assert_eq!(server.get_with(path, "if-none-match", &tag).await.status, 200, "{path}: the data changed");
    }
    let head = server.request("HEAD", "/claims.atom", Vec::new()).await;
    assert_eq!((head.status, head.header("content-type")), (200, "application/atom+xml; charset=utf-8"));
    // A name in place of a slug leads to the list in the same form.
    let named = server.get("/claims.json?source=brandt").await;
    assert_eq!((named.status, named.header("location")), (303, "/claims.json?source=ada-brandt"));
    let csv = server.page("/claims.csv?q=bridge&bom=1").await;
    assert!(csv.body.starts_with("\u{feff}id,permalink,"), "{}", csv.body);
    assert_eq!(csv.header("content-disposition"), "attachment; filename=\"onrecord-bridge.csv\"");
}

#[tokio::test]
async fn errors_come_in_the_form_that_was_asked_for() {
    let server = start().await;
    server.load(article("bridge", "Ada Brandt said that the bridge at Holm was mined.")).await;
    for (path, status, name) in [
        ("/claims/0123456789abcdef.json", 404, "not-found"),
        ("/claims.json?stance=shouts", 400, "bad-request"),
        ("/claims.jsonl?from=yesterday", 400, "bad-request"),
        ("/sources/nobody-at-all.feed.json", 404, "not-found"),
    ] {
        let answer = server.get(path).await;
        assert_eq!((answer.status, answer.header("content-type")), (status, "application/problem+json"), "{path}");
        let problem: Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(problem["type"], format!("{PUBLIC_URL}/api#{name}"), "{path}");
        assert_eq!(problem["status"], status, "{path}");
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.len() > 10), "{path}");
    }
    for path in ["/claims.csv?stance=shouts", "/claims.atom?stance=shouts"] {
        let answer = server.get(path).await;
        assert_eq!((answer.status, answer.header("content-type")), (400, "text/plain; charset=utf-8"), "{path}");
    }
    // A page that has no such form.
    assert_eq!(server.get("/about.csv").await.status, 404);
    assert_eq!(server.get("/about.atom").await.status, 404);
}

/// Lists that are longer than a page, with filters.
const OTHER_LISTS: [(&str, &str); 12] = [
    ("sources", ""),
    ("sources", "sort=name"),
    ("sources", "letter=b"),
    ("sources", "kind=person&sort=name"),
    ("sources", "name=ada"),
    ("sources", "country=RU"),
    ("sources", "name=nobody+at+all"),
    ("publishers", ""),
    ("articles", ""),
    ("articles", "title=bridge"),
    ("articles", "publisher=holm-news"),
    ("articles", "publisher=holm-news&title=report+7"),
];

/// Sixty articles of two publishers, each with two sources of its own and one that all quote.
async fn long_site() -> TestServer {
    let dir = tempfile::tempdir().unwrap();
    let (first, last) = (["Ada", "Ida", "Eva", "Jan", "Per", "Tom"], ["Brandt", "Lund", "Holm", "Berg", "Dahl"]);
    let name = |number: usize| format!("{} {}{}", first[number % 6], last[number / 6 % 5], "son".repeat(number / 30));
    let article = |number: usize| {
        serde_json::json!({
            "url": format!("https://river.example/{number}"),
            "title": if number == 3 { "=HYPERLINK(1)".to_owned() } else { format!("The bridge, report {number}") },
            "publisher": if number.is_multiple_of(3) { "Holm News" } else { "River Post" },
            "published": "2025-03-05",
            "text": format!(
                "General {} said that bridge {number} was mined. Mayor {} said nobody was hurt. Russia said the bridge was long.",
                name(2 * number), name(2 * number + 1)
            ),
        })
        .to_string()
    };
    let lines: Vec<String> = (0..60).map(article).collect();
    crate::support::write(dir.path(), "articles.jsonl", lines.join("\n"));
    let output = onrecord(dir.path(), &["load", "articles.jsonl", "--database", "test.db"]);
    assert!(output.status.success(), "{}", crate::support::stderr(&output));
    start_on(dir, TextShown::Full).await
}

/// The rows of a list of sources, publishers or articles in JSON, from page to page.
async fn rows_of_pages(server: &TestServer, list: &str, filters: &str) -> Vec<Value> {
    let (mut rows, mut next) = (Vec::new(), Some(format!("/{list}.json?{filters}")));
    while let Some(path) = next {
        let page: Value = serde_json::from_str(&server.page(&path).await.body).unwrap();
        rows.extend(page[list].as_array().unwrap().iter().cloned());
        next = page["next"].as_str().map(path_of);
        assert!(next.is_some() || page["total"].as_u64() == Some(rows.len() as u64), "{path}");
    }
    rows
}

/// The last parts of the addresses that a list links to, from page to page.
async fn links_of_pages(server: &TestServer, list: &str, filters: &str) -> Vec<String> {
    let (mut ids, mut next) = (Vec::new(), Some(format!("/{list}?{filters}")));
    let row =
        if list == "articles" { "table.list td:nth-child(2) > a" } else { "table.list:not(.matrix) td:first-child a" };
    while let Some(path) = next {
        let page = server.page(&path).await;
        let start = format!("/{list}/");
        let links = page.attributes(row, "href");
        ids.extend(links.iter().filter_map(|link| link.strip_prefix(&start)).map(str::to_owned));
        next = page.attributes("a[rel=next]", "href").pop();
    }
    ids
}

#[tokio::test]
async fn lists_of_sources_publishers_and_articles_have_the_same_rows_in_every_form() {
    let server = long_site().await;
    let mut most = 0;
    for (list, filters) in OTHER_LISTS {
        let rows = rows_of_pages(&server, list, filters).await;
        let id = if list == "articles" { "id" } else { "slug" };
        let ids: Vec<&str> = rows.iter().map(|row| row[id].as_str().unwrap()).collect();
        assert_eq!(links_of_pages(&server, list, filters).await, ids, "page of {list}?{filters}");
        let lines = server.page(&format!("/{list}.jsonl?{filters}")).await;
        assert_eq!(lines.header("content-type"), "application/jsonl");
        let lines: Vec<Value> = lines.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines, rows, "JSON Lines of {list}?{filters}");
        let table = server.page(&format!("/{list}.csv?{filters}")).await;
        assert_eq!(table.header("content-disposition"), format!("attachment; filename=\"onrecord-{list}.csv\""));
        let mut table = csv::Reader::from_reader(table.body.as_bytes());
        let header = table.headers().unwrap().clone();
        let records: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
        assert_eq!(records.len(), rows.len(), "CSV of {list}?{filters}");
        for (record, row) in records.iter().zip(&rows) {
            for (name, cell) in header.iter().zip(record) {
                let there = match name {
                    "publisher" => &row["publisher"]["slug"],
                    "publisher_name" => &row["publisher"]["name"],
                    "first_said" => &row["said"]["first"],
                    "last_said" => &row["said"]["last"],
                    name => &row[name],
                };
                let plain = match there {
                    Value::Null => String::new(),
                    Value::String(text) if text.starts_with('=') => format!("'{text}"),
                    Value::String(text) => text.clone(),
                    Value::Array(parts) => {
                        parts.iter().map(|part| part.as_str().unwrap()).collect::<Vec<_>>().join("; ")
                    }
                    other => other.to_string(),
                };
                assert_eq!(cell, plain, "{name} in {list}?{filters}");
            }
        }
        most = most.max(rows.len());
    }
    assert!(most > 100, "no list has more than one page: {most}");
    let marked = server.page("/articles.csv?bom=1&title=hyperlink").await;
    assert!(
        marked.body.starts_with("\u{feff}id,permalink,") && marked.body.contains(",'=HYPERLINK(1),"),
        "{}",
        marked.body
    );
    assert_eq!(server.get("/sources.csv?kind=ghost").await.status, 400);
}

#[tokio::test]
async fn notes_of_corrections_in_lists_leave_out_withdrawn_words() {
    let server = start().await;
    let note = "An earlier version had it that the bridge at Holm was mined.";
    let bridge = onrecord::domain::NewArticle {
        corrections: vec![note.to_owned()],
        ..article("bridge", "Ada Brandt said that the bridge at Holm was mined.")
    };
    server.load(bridge).await;
    assert!(server.page("/articles.json").await.body.contains("mined"));
    let claim = server.listed("/claims").await.remove(0);
    let id = claim.rsplit('/').next().unwrap();
    let file = server.dir.path().join("test.db");
    let withdrawn =
        onrecord(server.dir.path(), &["withdraw", id, "--reason", "wrong", "--database", file.to_str().unwrap()]);
    assert!(withdrawn.status.success(), "{}", crate::support::stderr(&withdrawn));
    for path in ["/articles.json", "/articles.jsonl", "/articles.atom"] {
        let body = server.page(path).await.body;
        assert!(!body.contains("was mined"), "{path}: {body}");
    }
    assert!(server.page("/articles.jsonl").await.body.contains("[withdrawn]"));
}
