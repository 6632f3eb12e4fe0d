//! Where texts came from: what they were read from, what changed in them, and the record of loads.

use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use onrecord::config::TextShown;
use onrecord::domain::{ArticleId, NewArticle, Original, Partial, Received};
use onrecord::store::{LeftKind, LoadCounts, LoadLeft, NewLoad, Outcome, Store};
use sha2::Digest;

use crate::support::{TestServer, article, command, onrecord, start, start_on, start_with, stderr, stdout, write};

const FIRST: &str =
    "General Ada Brandt said the bridge at Holm had fallen to her men. Mayor Ida Lund said nobody was hurt.";
const SECOND: &str =
    "General Ada Brandt said the bridge at Holm had fallen to her brave men. Captain Nils Weir said the road was shut.";

fn sha256(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&sha2::Sha256::digest(bytes))
}

/// The only article's address.
async fn only_article(server: &TestServer) -> String {
    let mut articles = server.page("/articles").await.attributes(".list a", "href");
    articles.retain(|link| link.starts_with("/articles/"));
    assert_eq!(articles.len(), 1, "{articles:?}");
    articles.remove(0)
}

fn with_original(article: NewArticle, bytes: &[u8], received: Option<Received>) -> NewArticle {
    NewArticle { original: Some(Arc::new(Original { bytes: bytes.to_vec(), received })), ..article }
}

/// One number of a database.
async fn count(file: &Path, query: &'static str) -> i64 {
    let pool = sqlx::SqlitePool::connect(&format!("sqlite://{}?mode=ro", file.display())).await.unwrap();
    let count = sqlx::query_scalar(query).fetch_one(&pool).await.unwrap();
    pool.close().await;
    count
}

#[tokio::test]
async fn what_an_article_was_read_from_can_be_checked_against_its_page() {
    let dir = tempfile::tempdir().unwrap();
    let line = "{\"text\":\"Mayor Ida Lund said the rain had stopped.\",\"url\":\"https://river.example/1\"}";
    write(dir.path(), "home/ida/news.jsonl", format!("{line}\n"));
    let output = onrecord(dir.path(), &["load", "home/ida", "--database", "test.db", "--keep-originals=false"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let server = start_on(dir, TextShown::Full).await;
    let path = only_article(&server).await;
    assert!(!server.page(&path).await.body.contains("SHA-256"), "nothing was kept");
    let claims = server.listed("/claims").await;
    let original = |more: &[&str]| {
        onrecord(server.dir.path(), &[&["original", path.as_str(), "--database", "test.db"], more].concat())
    };
    assert!(original(&[]).status.code() == Some(2) && stderr(&original(&[])).contains("not kept"));
    // Loaded again, it is kept, and nothing else changes.
    for expected in ["original kept  1", "already there  1"] {
        let output = onrecord(server.dir.path(), &["load", "home", "--database", "test.db"]);
        assert!(stdout(&output).contains(expected), "{}", stdout(&output));
        assert!(!stdout(&output).contains("await reading"), "{}", stdout(&output));
    }
    assert_eq!(server.listed("/claims").await, claims);
    for page in [&path, &claims[0]] {
        let page = server.page(page).await;
        assert_eq!(page.texts(".sha code"), [sha256(line.as_bytes())]);
        assert!(page.body.contains("Read from news.jsonl:1") && !page.body.contains("home/ida"), "{}", page.body);
    }
    let given = original(&[]);
    assert_eq!((given.status.code(), given.stdout.as_slice()), (Some(0), line.as_bytes()));
    assert!(stderr(&given).contains(&sha256(line.as_bytes())));
    // Withdrawn things show nothing of it, and are given out only on a clear word.
    let id = claims[0].rsplit('/').next().unwrap();
    for target in [id, path.rsplit('/').next().unwrap()] {
        let target = server.store.withdrawable(target).await.unwrap().unwrap();
        server.store.withdraw(&target, "a life at risk").await.unwrap();
        let refused = original(&[]);
        assert!(refused.status.code() == Some(2) && refused.stdout.is_empty(), "{target:?}");
        assert!(stderr(&refused).contains("--withdrawn"), "{}", stderr(&refused));
        assert_eq!(original(&["--withdrawn"]).stdout, line.as_bytes());
    }
    let gone = server.get(&path).await;
    assert!(gone.status == 410 && !gone.body.contains("SHA-256"));
    assert_eq!(original(&["--version", "0000000000000000", "--withdrawn"]).status.code(), Some(2));
}

#[tokio::test]
async fn pages_say_when_an_article_was_fetched_and_equal_bytes_are_kept_once() {
    let server = start().await;
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let received = Received {
        address: "https://ida:secret@river.example/a".to_owned(),
        at: "2024-10-24T13:02:59Z".parse().unwrap(),
        status: 200,
        headers: vec![header("etag", "\"7\""), header("set-cookie", "reader=ida")],
    };
    server.load(with_original(article("a", FIRST), b"<p>bytes", Some(received.clone()))).await;
    server.load(with_original(article("b", SECOND), b"<p>bytes", None)).await;
    let claim = server.page(&server.listed("/claims?q=hurt").await[0]).await;
    assert!(claim.texts(".facts").concat().contains("Fetched 24 October 2024, 13:02 UTC, SHA-256"));
    assert_eq!(claim.texts(".sha code"), [sha256(b"<p>bytes")]);
    let file = server.dir.path().join("test.db");
    assert_eq!(count(&file, "SELECT COUNT(*) FROM originals").await, 2);
    assert_eq!(count(&file, "SELECT COUNT(*) FROM original_bytes").await, 1);
    assert_eq!(
        count(&file, "SELECT COUNT(*) FROM originals WHERE address LIKE '%secret%' OR headers LIKE '%ida%'").await,
        0
    );
    let kept = server.store.original(&article("a", FIRST).id(), None).await.unwrap().unwrap();
    assert_eq!(kept.provenance.received.unwrap().headers, [header("etag", "\"7\"")]);
    // A later fetch of the same text changes nothing.
    let later = Received { at: "2025-01-01T00:00:00Z".parse().unwrap(), ..received };
    assert_eq!(server.load(with_original(article("a", FIRST), b"other", Some(later))).await, Outcome::AlreadyThere);
}

#[tokio::test]
async fn a_teaser_says_so_everywhere_until_the_whole_article_takes_its_place() {
    let server = start().await;
    let teaser = |text: &str| NewArticle { partial: Some(Partial::Teaser), ..article("a", text) };
    let full = format!("{FIRST}\nNo boat has crossed since, Lund said.");
    assert_eq!(server.load(with_original(teaser(FIRST), b"teaser", None)).await, Outcome::Loaded);
    let path = only_article(&server).await;
    let claims = server.listed("/claims").await;
    assert!(server.page(&path).await.texts(".banner")[0].starts_with("Only the first lines of this article"));
    assert!(server.page(&claims[0]).await.texts(".banner")[0].starts_with("Only the first lines of this article"));
    assert_eq!(server.page("/articles").await.texts(".list .role"), ["(first lines only)"]);
    assert_eq!(server.page("/claims").await.texts(".claim .foot span:not(.hidden)"), ["first lines only"; 2]);
    assert_eq!(server.load(article("a", &full)).await, Outcome::Changed);
    let page = server.page(&path).await;
    assert!(page.texts(".banner").is_empty() && page.body.contains("No boat has crossed"));
    assert!(
        page.texts(".versions li")[0].contains("more of the article was loaded"),
        "{:?}",
        page.texts(".versions li")
    );
    assert!(server.page("/claims").await.texts(".claim .foot span:not(.hidden)").is_empty());
    // Another teaser, or the same, takes nothing back, and its bytes are not those of the whole text.
    for text in ["General Ada Brandt said the bridge had fallen …", FIRST] {
        assert_eq!(server.load(with_original(teaser(text), b"another", None)).await, Outcome::AlreadyThere);
    }
    assert_eq!(server.page(&path).await.texts(".versions li").len(), 2);
    assert!(server.store.original(&article("a", FIRST).id(), None).await.unwrap().is_none());
    // What a teaser knows besides is taken.
    let unnamed = NewArticle { title: None, ..article("b", &full) };
    server.load(unnamed).await;
    let named = NewArticle { partial: Some(Partial::Teaser), ..article("b", "General Ada Brandt said …") };
    assert_eq!(server.load(named).await, Outcome::Completed);
    // A text that a teaser gave whole is whole.
    let short = |partial| NewArticle { partial, ..article("c", "Mayor Ida Lund said the rain had stopped.") };
    server.load(short(Some(Partial::Teaser))).await;
    assert_eq!(server.load(short(None)).await, Outcome::Completed);
    assert_eq!(server.load(short(Some(Partial::Teaser))).await, Outcome::AlreadyThere);
}

#[tokio::test]
async fn corrections_are_shown_without_withdrawn_words() {
    let server = start().await;
    let corrected = |notes: &[&str]| NewArticle {
        corrections: notes.iter().map(|note| note.to_string()).collect(),
        ..article("a", FIRST)
    };
    let first = "An earlier version said <the bridge> stood.";
    let second = "It also said that the bridge at Holm had fallen to her men.";
    server.load(corrected(&[first])).await;
    assert_eq!(server.load(corrected(&[first])).await, Outcome::AlreadyThere);
    assert_eq!(server.load(corrected(&[second])).await, Outcome::Completed);
    assert_eq!(server.load(article("a", FIRST)).await, Outcome::AlreadyThere);
    let path = only_article(&server).await;
    let claims = server.listed("/claims").await;
    for page in [&path, &claims[1]] {
        assert_eq!(server.page(page).await.texts(".corrections p"), [first, second]);
    }
    let target = server.store.withdrawable(claims[0].rsplit('/').next().unwrap()).await.unwrap().unwrap();
    server.store.withdraw(&target, "wrong").await.unwrap();
    assert_eq!(server.page(&path).await.texts(".corrections p")[1], "It also said that [withdrawn].");
}

#[tokio::test]
async fn a_new_text_shows_what_changed_in_words_and_claims() {
    let server = start().await;
    server.load(article("a", FIRST)).await;
    let path = only_article(&server).await;
    assert!(server.page(&path).await.texts(".versions").is_empty(), "one text is no list");
    server.load(article("a", SECOND)).await;
    let page = server.page(&path).await;
    let lines = page.texts(".versions li");
    assert_eq!(lines.len(), 2);
    assert!(lines[0].ends_with("the publisher changed it; claims: 1 added, 1 changed, 1 gone"), "{lines:?}");
    assert!(lines[1].ends_with("the first text that was loaded"), "{lines:?}");
    let links = page.attributes(".versions a", "href");
    let newer = server.page(&links[0]).await;
    assert_eq!(newer.texts(".changes del"), ["Mayor Ida Lund", "nobody", "hurt"], "{}", newer.body);
    assert_eq!(newer.texts(".changes ins"), ["brave", "Captain Nils Weir", "the road", "shut"]);
    assert_eq!(newer.texts(".claim-changes h3"), ["Added 1", "Changed 1", "Gone 1"]);
    let words = newer.texts(".claim-changes .words");
    let expected = [
        "the road was shut",
        "the bridge at Holm had fallen to her men",
        "the bridge at Holm had fallen to her brave men",
        "nobody was hurt",
    ];
    assert_eq!(words, expected);
    for link in newer.attributes(".claim-changes a, .links a", "href") {
        server.page(&link).await;
    }
    assert!(newer.attributes("link[rel=canonical]", "href").is_empty(), "search engines find the article itself");
    let older = server.page(&links[1]).await;
    assert!(older.body.contains("nobody was hurt") && older.texts(".changes ins, .changes del").is_empty());
    // Texts that are none, or another article's.
    server.load(article("b", "Mayor Ida Lund said the rain had stopped.")).await;
    let other = article("b", "Mayor Ida Lund said the rain had stopped.").version();
    for version in ["x", "0000000000000000", other.as_str()] {
        assert_eq!(server.get(&format!("{path}?version={version}")).await.status, 404, "{version}");
    }
    server.page(&format!("{path}?version=")).await;
}

#[tokio::test]
async fn where_only_passages_are_shown_a_new_text_is_not_given_out_whole() {
    let server = start_with(TextShown::Passages).await;
    let filler = "Rain fell on the harbour all day. ".repeat(60);
    server.load(article("a", &format!("{FIRST}\n{filler}\nThe ferry had 300 on board. {filler}"))).await;
    server.load(article("a", &format!("{FIRST}\n{filler}\nThe ferry had 900 on board. {filler}"))).await;
    let path = only_article(&server).await;
    let links = server.page(&path).await.attributes(".versions a", "href");
    let newer = server.page(&links[0]).await;
    assert_eq!(
        (newer.texts(".changes del"), newer.texts(".changes ins")),
        (vec!["300".to_owned()], vec!["900".to_owned()])
    );
    assert!(newer.texts(".changes").concat().len() < 400 && newer.body.contains("Only what changed is shown"));
    assert!(!server.page(&links[1]).await.body.contains("Rain fell"), "the first text has no changes to show");
}

#[tokio::test]
async fn withdrawn_words_are_in_no_text_and_no_list_of_changes() {
    let server = start().await;
    server.load(article("a", FIRST)).await;
    server.load(article("a", SECOND)).await;
    let path = only_article(&server).await;
    let links = server.page(&path).await.attributes(".versions a", "href");
    let old = server.page(&links[0]).await.attributes(".claim-changes a", "href");
    // The newest words are withdrawn: those they took the place of tell the same.
    let bridge = server.listed("/claims?q=bridge").await.remove(0);
    let target = server.store.withdrawable(bridge.rsplit('/').next().unwrap()).await.unwrap().unwrap();
    server.store.withdraw(&target, "a life at risk").await.unwrap();
    for page in links.iter().chain([&path]) {
        let page = server.page(page).await;
        assert!(!page.body.contains("bridge") && page.body.contains("[withdrawn]"), "{}", page.body);
    }
    let newer = server.page(&links[0]).await;
    assert_eq!(newer.texts(".claim-changes h3"), ["Added 1", "Gone 1"]);
    for address in old.iter().filter(|address| **address == bridge || !newer.body.contains(address.as_str())) {
        let answer = server.get(address).await;
        assert!(answer.status == 410 && !answer.body.contains("bridge"), "{address}");
    }
    // A text that nobody has read yet, with other words in the same place.
    let third = SECOND.replace("at Holm had fallen to her brave men", "of Holm has been taken");
    let unread =
        onrecord::store::LoadedArticle { article: article("a", &third), reader: "files-1", reading: None, basis: None };
    server.store.save(&[unread]).await.unwrap();
    let newest = server.page(&path).await.attributes(".versions a", "href").remove(0);
    let newest = server.page(&newest).await;
    assert!(newest.body.contains("not read for claims"));
    assert!(!newest.texts(".changes").concat().contains("taken"), "{:?}", newest.texts(".changes"));
    let target = server.store.withdrawable(path.rsplit('/').next().unwrap()).await.unwrap().unwrap();
    server.store.withdraw(&target, "a court order").await.unwrap();
    for page in &links {
        assert_eq!(server.get(page).await.status, 410);
    }
}

#[tokio::test]
async fn every_load_is_on_record_with_what_was_skipped_and_why() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "home/ida/in/a.txt", "Mayor Ida Lund said the rain had stopped.");
    write(dir.path(), "home/ida/in/b.jsonl", "{broken\n{\"text\":\"\"}\n{also broken\n");
    write(
        dir.path(),
        "home/ida/in/c.txt",
        "Le maire a dit que la pluie avait cessé, et que personne ne serait dehors ce soir.",
    );
    onrecord(dir.path(), &["load", "home/ida/in", "--database", "test.db"]);
    let server = start_on(dir, TextShown::Full).await;
    let page = server.page("/about/loads").await;
    assert_eq!(page.texts(".loads p")[0], "2 loaded, 3 skipped, 1 not read for claims, 1 claim found.");
    assert!(page.texts(".loads .hint")[0].starts_with("load from in; "), "{:?}", page.texts(".loads .hint"));
    let link = page.attributes(".loads a", "href").remove(0);
    let load = server.page(&link).await;
    assert_eq!(load.texts("summary"), ["bad json 2", "no text 1", "not read 1", "no date 2"]);
    let places = ["in/b.jsonl:1", "in/b.jsonl:3", "in/b.jsonl:2", "in/c.txt", "in/a.txt", "in/c.txt"];
    assert_eq!(load.texts(".left b"), places);
    assert!(load.body.contains("onrecord load") && !load.body.contains("home/ida"), "{}", load.body);
    assert!(load.texts(".banner").is_empty());
    assert_eq!(server.page("/").await.attributes(".covered a", "href"), ["/about/loads", "/digest"]);
    assert!(server.page("/about").await.attributes("main a", "href").contains(&"/about/loads".to_owned()));
    for (wrong, status) in [("load=999", 404), ("load=x", 400), ("cursor=x", 400)] {
        assert_eq!(server.get(&format!("/about/loads?{wrong}")).await.status, status, "{wrong}");
    }
}

#[tokio::test]
async fn a_load_tells_which_articles_have_no_day_and_why() {
    let dir = tempfile::tempdir().unwrap();
    let says = "Mayor Ida Lund said the rain had stopped.";
    write(dir.path(), "in/dated.md", format!("---\ndate: 2025-03-05\n---\n{says}"));
    write(dir.path(), "in/odd.md", format!("---\ndate: some day in spring\n---\n{says} It rained again."));
    write(dir.path(), "in/plain.txt", format!("{says} Nobody was out."));
    let sections = async |dir: tempfile::TempDir| {
        let server = start_on(dir, TextShown::Full).await;
        let link = server.page("/about/loads").await.attributes(".loads a", "href").remove(0);
        let page = server.page(&link).await;
        let told = [page.texts("section h2"), page.texts("summary"), page.texts(".left li")];
        server.store.close().await;
        (told, server.dir)
    };
    onrecord(dir.path(), &["load", "in", "--database", "test.db"]);
    let (told, dir) = sections(dir).await;
    assert_eq!(told[0], ["Skipped", "Without a day of publication"]);
    assert_eq!(told[1], ["date not understood 1", "no date 1"]);
    assert_eq!(told[2], ["in/odd.md the date \"some day in spring\" was not understood", "in/plain.txt no date found"]);
    onrecord(dir.path(), &["load", "in", "--database", "test.db", "--published", "2025-03-07"]);
    let (told, _dir) = sections(dir).await;
    assert_eq!(told[0], ["Skipped", "Day given on the command line"]);
    assert_eq!(
        told[2],
        ["in/odd.md the date \"some day in spring\" was not understood; --published 2025-03-07 takes its place"]
    );
}

#[tokio::test]
async fn the_record_of_loads_keeps_no_secrets_and_stays_small() {
    let server = start().await;
    assert!(server.page("/about/loads").await.texts(".lead")[0].contains("No load is recorded"));
    let secret = "https://ida:hush@river.example/feed?token=hush";
    let run = NewLoad { command: "watch", places: vec![secret.to_owned(), "-".to_owned()] };
    let number = server.store.begin_load(&run).await.unwrap();
    let page = server.page("/about/loads").await;
    assert_eq!(page.texts(".loads p")[0], "Nothing yet.");
    let left: Vec<LoadLeft> = (0..2500)
        .map(|line| LoadLeft {
            kind: LeftKind::Skipped,
            code: "unreadable".to_owned(),
            place: format!("{secret}#{line}"),
            reason: format!("cannot be read: {secret} answered 500"),
        })
        .collect();
    let counts = LoadCounts { loaded: 7, claims: 1, ..LoadCounts::default() };
    for part in left.chunks(1000) {
        server.store.record_load(number, &counts, part).await.unwrap();
    }
    let load = server.page(&format!("/about/loads?load={number}")).await;
    assert!(load.texts(".banner")[0].contains("not finished"));
    assert!(
        load.texts(".facts dd").starts_with(&["https://river.example/feed?…".to_owned(), "standard input".to_owned()])
    );
    assert!(!load.body.contains("hush") && load.body.contains("https://river.example/feed?…#1999"));
    assert_eq!(load.texts(".left b").len(), 2000);
    assert_eq!(load.texts("summary"), ["unreadable 2,500"]);
    assert!(load.texts(".left .hint")[0].starts_with("And 500 more"));
    // Each kind has room of its own.
    let dateless = LoadLeft { kind: LeftKind::WithoutDay, code: "no-date".to_owned(), ..left[0].clone() };
    server.store.record_load(number, &counts, &[dateless]).await.unwrap();
    assert_eq!(server.page(&format!("/about/loads?load={number}")).await.texts(".left b").len(), 2001);
    server.store.end_load(number, true).await.unwrap();
    assert!(server.page("/about/loads").await.texts(".loads .hint")[0].contains("stopped after"));
    // The newest 200 are kept, on pages of fifty.
    let plain = NewLoad { command: "load", places: Vec::new() };
    for _ in 0..204 {
        server.store.begin_load(&plain).await.unwrap();
    }
    assert_eq!(server.get(&format!("/about/loads?load={number}")).await.status, 404);
    let file = server.dir.path().join("test.db");
    assert_eq!(count(&file, "SELECT COUNT(*) FROM load_left").await, 0, "its lines went with it");
    let (mut seen, mut next) = (0, Some("/about/loads".to_owned()));
    while let Some(path) = next {
        let page = server.page(&path).await;
        seen += page.texts(".loads li").len();
        next = page.attributes("a[rel=next]", "href").pop();
    }
    assert_eq!(seen, 200);
}

#[tokio::test]
async fn a_load_killed_in_the_middle_is_told_as_such_and_the_next_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("test.db");
    let lines = |numbers: std::ops::Range<usize>| -> String {
        numbers.map(|n| format!("{{\"text\":\"Mayor Ida Lund said it rained {n} times.\"}}\n")).collect()
    };
    let mut child = command(dir.path(), &["load", "-", "--database", "test.db"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // Fewer than a batch: what is there is stored while the input pauses.
    stdin.write_all(lines(0..5).as_bytes()).unwrap();
    stdin.flush().unwrap();
    let deadline = Instant::now() + Duration::from_secs(120);
    let recorded = async || match sqlx::SqlitePool::connect(&format!("sqlite://{}?mode=ro", file.display())).await {
        Ok(pool) => {
            let loaded: Option<i64> =
                sqlx::query_scalar("SELECT loaded FROM loads").fetch_optional(&pool).await.ok().flatten();
            pool.close().await;
            loaded.unwrap_or(0)
        }
        Err(_) => 0,
    };
    while recorded().await < 5 {
        assert!(child.try_wait().unwrap().is_none() && Instant::now() < deadline, "the load goes on");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let server = start_on(dir, TextShown::Full).await;
    let page = server.page("/about/loads").await;
    assert!(page.texts(".unfinished")[0].starts_with("not finished"));
    assert_eq!(page.texts(".loads p")[0], "5 loaded, 5 claims found.");
    write(server.dir.path(), "all.jsonl", lines(0..8));
    let output = onrecord(server.dir.path(), &["load", "all.jsonl", "--database", "test.db"]);
    assert!(
        stdout(&output).contains("loaded  3") && stdout(&output).contains("already there  5"),
        "{}",
        stdout(&output)
    );
    let page = server.page("/about/loads").await;
    assert_eq!(page.texts(".loads li").len(), 2);
    assert!(page.texts(".loads .hint")[0].starts_with("load from all.jsonl; "));
}

#[tokio::test]
async fn a_record_that_another_process_forgot_is_no_failure() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(&dir.path().join("x.db")).await.unwrap();
    let number = "77".parse().unwrap();
    store.record_load(number, &LoadCounts::default(), &[]).await.unwrap();
    store.end_load(number, false).await.unwrap();
    assert!(store.recorded_load(number).await.unwrap().is_none());
    let none: ArticleId = article("a", FIRST).id();
    assert!(store.original(&none, None).await.unwrap().is_none() && store.versions(&none).await.unwrap().is_empty());
}
