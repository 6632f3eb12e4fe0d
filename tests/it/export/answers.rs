//! After an export and an import, every address answers the same, whatever was decided before.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use onrecord::config::TextShown;
use onrecord::domain::NewArticle;
use onrecord::store::{FILTERS, Store, Withdrawable};
use tempfile::TempDir;

use super::{done, export, lines, names};
use crate::support::{PUBLIC_URL, REPORT, TestServer, column, demo, start_on, write};

/// Every address of a site that holds this database, but those of lists, which are followed from page to page.
async fn addresses(file: &Path) -> Vec<String> {
    let mut paths = Vec::new();
    for (before, sql) in [
        ("/claims/", "SELECT id FROM claims ORDER BY row"),
        ("/sources/", "SELECT slug FROM sources UNION SELECT slug FROM source_slugs"),
        ("/publishers/", "SELECT slug FROM publishers"),
        ("/articles/", "SELECT id FROM articles"),
        ("/articles/", "SELECT text_id FROM article_texts"),
        (
            "/articles/",
            "SELECT a.id || '?version=' || v.id FROM article_versions v JOIN articles a ON a.row = v.article_row",
        ),
        (
            "/articles/",
            "SELECT a.id || '?with=' || o.id FROM article_copies c JOIN articles a ON a.row = c.article_row \
             JOIN articles o ON o.row = c.other_row",
        ),
        ("/disputes/", "SELECT id FROM disputes"),
        ("/about/loads?load=", "SELECT CAST(row AS TEXT) FROM loads"),
        ("/claims?source=", "SELECT slug FROM sources"),
        ("/claims?article=", "SELECT id FROM articles"),
        ("/claims?publisher=", "SELECT slug FROM publishers"),
    ] {
        paths.extend(column(file, sql).await.into_iter().map(|word| format!("{before}{word}")));
    }
    for path in
        ["/", "/about", "/about/loads", "/nothing", "/claims/0123456789abcdef", "/sources/no-one", "/robots.txt"]
    {
        paths.push(path.to_owned());
    }
    for filter in FILTERS {
        paths.push(format!("/claims?{}={}", filter.name, filter.example));
        paths.extend(filter.facet.as_ref().map(|_| format!("/claims?facet={}", filter.name)));
    }
    for words in ["bridge", "a", "min", "dr"] {
        paths.push(format!("/suggest?q={words}"));
        paths.push(format!("/claims?q={words}"));
        paths.push(format!("/sources?name={words}"));
    }
    paths
}

/// Lists that are followed to their end.
fn lists() -> Vec<String> {
    let mut lists: Vec<String> =
        ["/articles", "/publishers", "/sources", "/sources?sort=name", "/sources?via=1", "/claims?group=article"]
            .map(str::to_owned)
            .into();
    for sort in ["said", "-said", "published", "loaded", "relevance"] {
        lists.push(format!("/claims?sort={sort}&q=bridge+said"));
        lists.push(format!("/claims?sort={sort}"));
    }
    lists
}

/// What an address answers: status, place it leads to, and body.
async fn answer(server: &TestServer, path: &str) -> (u16, String, String) {
    let answer = server.get(path).await;
    let location = answer.header("location").to_owned();
    (answer.status, location, answer.body)
}

/// Follows an address to where it leads at last.
async fn end_of(server: &TestServer, path: &str) -> (u16, String, String) {
    let mut found = answer(server, path).await;
    for _ in 0..4 {
        if found.1.is_empty() {
            break;
        }
        let path = found.1.trim_start_matches(PUBLIC_URL).to_owned();
        found = answer(server, &path).await;
    }
    found
}

/// Asks both servers the same, and expects the same answer. Gives the number of addresses asked, by status.
async fn compare(old: &TestServer, new: &TestServer, file: &Path) -> BTreeMap<u16, usize> {
    for server in [old, new] {
        // What is found of articles that came one by one depends on which were there before; anew, it does not.
        column(
            &server.dir.path().join("test.db"),
            "UPDATE relating SET terms = 0, number = 0, method = 0 RETURNING ''",
        )
        .await;
        server.store.relate_all().await.unwrap();
    }
    let mut statuses = BTreeMap::new();
    let mut faults = Vec::new();
    let mut next: Vec<String> = lists();
    let mut paths = addresses(file).await;
    let mut seen = BTreeSet::new();
    while let Some(path) = next.pop().or_else(|| paths.pop()) {
        if !seen.insert(path.clone()) {
            continue;
        }
        let (was, is) = (answer(old, &path).await, answer(new, &path).await);
        *statuses.entry(was.0).or_default() += 1;
        // A former address of a source of which nothing is left may say so at once.
        let said_at_once = path.starts_with("/sources/") && is.0 == 410 && end_of(old, &path).await == is;
        if was != is && !said_at_once {
            let differs = was.2.lines().zip(is.2.lines()).find(|(was, is)| was != is);
            faults.push(format!("{path}: {} {:?} and {} {:?}: {differs:#?}", was.0, was.1, is.0, is.1));
        }
        if path.contains("/claims?sort") || path.starts_with("/articles") || path.starts_with("/sources") {
            let page = old.get(&path).await;
            next.extend(page.attributes("a[rel=next]", "href").into_iter().map(|link| link.replace(PUBLIC_URL, "")));
        }
    }
    assert!(
        faults.is_empty(),
        "{} of {} addresses: {}",
        faults.len(),
        seen.len(),
        faults[..faults.len().min(8)].join("\n")
    );
    statuses
}

/// Exports the database of a folder in a form, imports it elsewhere, and compares what the two answer.
pub(super) async fn moved(dir: TempDir, form: &str) -> (TestServer, TestServer, BTreeMap<u16, usize>) {
    let file = dir.path().join("test.db");
    let _ = std::fs::remove_dir_all(dir.path().join(format!("out-{form}")));
    let store = Store::open(&file).await.unwrap();
    store.relate_all().await.unwrap();
    store.close().await;
    export(dir.path(), form);
    let new = tempfile::tempdir().unwrap();
    let exported = dir.path().join(format!("out-{form}"));
    done(new.path(), &["import", exported.to_str().unwrap()]);
    let (old, new) = (start_on(dir, TextShown::Full).await, start_on(new, TextShown::Full).await);
    let statuses = compare(&old, &new, &file).await;
    (old, new, statuses)
}

/// A second export holds the same lines.
pub(super) fn exports_the_same(old: &TestServer, new: &TestServer) {
    export(new.dir.path(), "jsonl");
    let (was, is) = (old.dir.path().join("out-jsonl"), new.dir.path().join("out-jsonl"));
    assert_eq!(names(&was), names(&is));
    for name in names(&was).iter().filter(|name| name.ends_with(".jsonl")) {
        let read = |folder: &Path| std::fs::read_to_string(folder.join(name)).unwrap();
        for (was, is) in read(&was).lines().zip(read(&is).lines()) {
            assert_eq!(was, is, "{name}");
        }
        assert_eq!(read(&was).len(), read(&is).len(), "{name}");
    }
}

/// Copies, files of which some were edited, and `others`.
fn world(dir: &Path, others: &[&str]) {
    write(dir, "in/plain.txt", REPORT);
    write(
        dir,
        "in/post.md",
        format!("---\nurl: https://river.example/post\npublisher: River Post\ndate: 2025-03-05\n---\n{REPORT}\n"),
    );
    let copy = format!("(Reuters) - {REPORT}");
    write(
        dir,
        "in/copy.md",
        format!("---\nurl: https://lake.example/copy\npublisher: Lake Times\ndate: 2025-03-06\n---\n{copy}\n"),
    );
    write(dir, "in/broken.pdf", "%PDF-1.4 nothing");
    done_or_skipped(dir, &[&["load", "in"], others].concat());
    write(dir, "in/plain.txt", REPORT.replace("twelve boats had sunk near", "thirteen boats had been lost at"));
    let edited =
        REPORT.replace("the road to Holm was shut", "the road to Holm had been shut").replace("at dawn", "at noon");
    write(
        dir,
        "in/post.md",
        format!("---\nurl: https://river.example/post\npublisher: River Post\ndate: 2025-03-05\n---\n{edited}\n"),
    );
    done_or_skipped(dir, &["load", "in"]);
}

fn done_or_skipped(dir: &Path, arguments: &[&str]) {
    let output = super::program(dir, arguments);
    assert!(output.status.code() <= Some(1), "{}", crate::support::stderr(&output));
}

/// The ids of the first claims of these words, in lists or not.
async fn claim_of(dir: &Path, words: &str) -> String {
    let contents = column(&dir.join("test.db"), "SELECT id || ' ' || content FROM claims WHERE is_current = 1").await;
    let found = contents.iter().find(|line| line.contains(words)).unwrap_or_else(|| panic!("{words}: {contents:#?}"));
    found.split(' ').next().unwrap().to_owned()
}

#[tokio::test]
async fn every_address_answers_the_same_after_a_move() {
    let dir = tempfile::tempdir().unwrap();
    let at = dir.path();
    world(at, &[demo().to_str().unwrap()]);
    write(at, "ours.toml", "[[organisation]]\nname = \"Harbour Board of Holm\"\n");
    done(at, &["reread", "--registry", "ours.toml"]);
    let (boats, bridge) = (claim_of(at, "twelve boats had sunk").await, claim_of(at, "give up the bridge").await);
    let (rain, convoy) = (claim_of(at, "rain had made").await, claim_of(at, "left the depot").await);
    done(at, &["source", "merge", "ida-lund", "ada-brandt", "--force"]);
    done(at, &["source", "undo", "1"]);
    done(at, &["source", "rename", "ida-lund", "Ida Lund-Weir", "--by", "the desk"]);
    done(at, &["source", "kind", "ida-lund", "group"]);
    done(at, &["claim", "attribute", &boats, "ida-lund"]);
    done(at, &["claim", "attribute", &bridge, "--new", "Nils Weir", "--kind", "person"]);
    done(at, &["claim", "attribute", &rain, "--nobody"]);
    done(at, &["claim", "date", &convoy, "2025-02"]);
    let first = column(&at.join("test.db"), "SELECT id FROM articles WHERE url LIKE '%/copy'").await.remove(0);
    done(at, &["source", "split", "ada-brandt", "--article", &first, "--name", "Ada Brandt of the lake"]);
    let demo_article =
        column(&at.join("test.db"), "SELECT id FROM articles WHERE url LIKE '%varren-address%'").await.remove(0);
    done(at, &["withdraw", &demo_article, "--reason", "a court order"]);
    done(at, &["withdraw", &convoy, "--reason", "a life at risk"]);
    done(at, &["withdraw", &rain, "--reason", "a mistake"]);
    done(at, &["restore", &rain]);
    let (old, new, statuses) = moved(dir, "jsonl").await;
    assert!(statuses[&200] > 500 && statuses[&410] > 10 && statuses[&404] >= 2, "{statuses:?}");
    assert!(statuses.keys().any(|status| (300..400).contains(status)), "{statuses:?}");
    exports_the_same(&old, &new);
    let withdrawn = lines(&old.dir.path().join("out-jsonl"), "withdrawals");
    assert_eq!(withdrawn.iter().filter(|line| line["restored_at"].is_null()).count(), 2);
    // Loading again does not bring it back.
    new.store.close().await;
    done_or_skipped(new.dir.path(), &["load", demo().to_str().unwrap(), old.dir.path().join("in").to_str().unwrap()]);
    let again = start_on(new.dir, TextShown::Full).await;
    for path in [format!("/articles/{demo_article}"), format!("/claims/{convoy}")] {
        assert_eq!(again.get(&path).await.status, 410, "{path}");
    }
}

#[tokio::test]
async fn a_database_moves_as_well_as_lines_do() {
    let dir = tempfile::tempdir().unwrap();
    world(dir.path(), &[]);
    let convoy = claim_of(dir.path(), "left the depot").await;
    done(dir.path(), &["source", "rename", "ida-lund", "Ida Lund-Weir"]);
    done(dir.path(), &["withdraw", &convoy, "--reason", "a life at risk"]);
    let (old, new, statuses) = moved(dir, "sqlite").await;
    assert!(statuses[&200] > 80 && statuses[&410] > 0, "{statuses:?}");
    export(old.dir.path(), "jsonl");
    exports_the_same(&old, &new);
}

#[tokio::test]
async fn what_was_withdrawn_is_in_no_file() {
    let dir = tempfile::tempdir().unwrap();
    let at = dir.path();
    write(
        at,
        "a.txt",
        "Mayor Ida Lund said that the informer Olof Secretman lives behind the old mill. Captain Nils Weir said it rained.",
    );
    write(at, "b.txt", "General Zenobia Hiddenname said that the convoy left the northern depot at dawn on Friday.");
    done(at, &["load", "a.txt", "b.txt"]);
    write(
        at,
        "a.txt",
        "Captain Nils Weir said it rained. Mayor Ida Lund said that the informer Olof Secretman lives behind the old mill, again.",
    );
    done(at, &["load", "a.txt"]);
    let claim = claim_of(at, "informer").await;
    let article = column(
        &at.join("test.db"),
        "SELECT a.id FROM articles a JOIN article_versions v ON v.row = a.version_row WHERE v.text LIKE '%Hiddenname%'",
    )
    .await
    .remove(0);
    done(at, &["withdraw", &claim, "--reason", "a life at risk"]);
    done(at, &["withdraw", &article, "--reason", "a court order"]);
    for form in ["jsonl", "csv", "sqlite", "parquet"] {
        export(at, form);
        let folder = at.join(format!("out-{form}"));
        for name in names(&folder) {
            let bytes = std::fs::read(folder.join(&name)).unwrap();
            let text = String::from_utf8_lossy(&bytes).to_lowercase();
            for words in ["secretman", "hiddenname", "hidden-name", "old mill", "northern depot"] {
                assert!(!text.contains(words), "{form}: {words} in {name}");
            }
            let at = at.to_string_lossy().to_lowercase();
            assert!(!text.contains(&at), "{form}: the folder of the machine in {name}");
        }
    }
    assert!(lines(&at.join("out-jsonl"), "texts").iter().any(|text| text["text"].as_str().unwrap().contains("____")));
    let (old, new, statuses) = moved(dir, "jsonl").await;
    assert!(statuses[&410] >= 4, "{statuses:?}");
    exports_the_same(&old, &new);
    // What is withdrawn can be put back, once it is loaded again.
    let target = new.store.withdrawable(&article).await.unwrap().unwrap();
    assert_eq!(target, Withdrawable::Article(article.parse().unwrap()));
    assert!(new.store.restore(&target).await.unwrap());
    assert_eq!(new.get(&format!("/articles/{article}")).await.status, 404);
    let again =
        NewArticle { text: std::fs::read_to_string(old.dir.path().join("b.txt")).unwrap(), ..NewArticle::default() };
    new.load(again).await;
    assert_eq!(new.get(&format!("/articles/{article}")).await.status, 200);
    assert_eq!(new.get("/sources/zenobia-hiddenname").await.status, 200);
}
