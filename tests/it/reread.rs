//! Reading stored articles again: what changes, what stays, and databases of earlier versions.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::Duration;

use onrecord::cli::find_claims;
use onrecord::config::TextShown;
use onrecord::domain::{ArticleId, ClaimId, ClaimRecord, ContentKey, NewArticle, Span};
use onrecord::extract::Extractor;
use onrecord::store::{LoadedArticle, NewReading, Outcome, ReadArticle, ReadingChanges, Store};

use crate::support::{TestServer, article, command, demo, many, onrecord, start, start_on, stderr, stdout, write};
use crate::upgrade::{FIRST, unpacked};

/// What is withdrawn in the database of the first version.
const WITHDRAWN_CLAIM: &str = "ptrs6z1yhkht94vw";
const WITHDRAWN_WORDS: &str = "treated 37 people";
const WITHDRAWN_ARTICLE: &str = "0pnanmm9y9q9m4k9";

/// Runs the program on `test.db` of a folder.
fn program(dir: &Path, arguments: &[&str]) -> Output {
    onrecord(dir, &[arguments, &["--database", "test.db"]].concat())
}

/// What the program's extractor calls itself.
fn extractor_name(dir: &Path) -> String {
    write(dir, "name.txt", "Mayor Ida Lund said the rain had stopped.");
    let output = onrecord(dir, &["extract", "name.txt"]);
    let claim: ClaimRecord = serde_json::from_str(stdout(&output).lines().next().unwrap()).unwrap();
    claim.extractor
}

/// Every claim of a database, whatever became of it: its id, and whether its article or itself was withdrawn.
async fn claims_in(file: &Path) -> Vec<(String, bool)> {
    let pool = sqlx::SqlitePool::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    let claims = sqlx::query_as(
        "SELECT c.id, EXISTS (SELECT 1 FROM withdrawals w WHERE w.target_id IN (c.id, a.id)) FROM claims c \
         JOIN articles a ON a.row = c.article_row",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    pool.close().await;
    claims
}

/// Every one of these claims is shown, leads on to the one in its place, or says what became of it; and lists show only
/// what `extractor` read.
async fn everything_answers(server: &TestServer, claims: &[(String, bool)], extractor: &str) {
    let listed: BTreeSet<String> = server.all_listed().await.into_iter().collect();
    assert!(listed.len() > 200, "{} claims are listed", listed.len());
    for path in &listed {
        let id: ClaimId = path.rsplit('/').next().unwrap().parse().unwrap();
        let detail = server.store.claim(&id).await.unwrap().unwrap();
        assert_eq!((detail.is_current, detail.extractor.as_str()), (true, extractor), "{path}");
    }
    for (id, is_withdrawn) in claims {
        let mut path = format!("/claims/{id}");
        let mut answer = server.get(&path).await;
        for _ in 0..5 {
            if (300..400).contains(&answer.status) {
                path = answer.header("location").trim_start_matches(crate::support::PUBLIC_URL).to_owned();
                answer = server.get(&path).await;
            }
        }
        if *is_withdrawn {
            assert_eq!(answer.status, 410, "{path}");
            continue;
        }
        assert_eq!(answer.status, 200, "{path}");
        assert!(!answer.texts("blockquote.lead")[0].is_empty(), "{path} shows the words");
        let detail = server.store.claim(&path.rsplit('/').next().unwrap().parse().unwrap()).await.unwrap().unwrap();
        assert_eq!(answer.texts(".banner").is_empty(), detail.is_current, "{path} says what became of it");
        for successor in answer.attributes(".banner a", "href") {
            server.page(&successor).await;
        }
    }
    let body = server.get(&format!("/claims/{WITHDRAWN_CLAIM}")).await.body;
    assert!(body.contains("named by mistake") && !body.contains(WITHDRAWN_WORDS));
    assert!(server.get(&format!("/articles/{WITHDRAWN_ARTICLE}")).await.body.contains("the publisher asked for it"));
}

/// A reading by an extractor that does not exist: it misses every third claim, and ends every third one word early.
fn made_up(article: &NewArticle) -> NewReading {
    let mut reading = find_claims(&Extractor::built_in(), article.clone()).reading.unwrap();
    reading.extractor = "made-up-1".to_owned();
    let mut number = 0;
    let mut seen = BTreeSet::new();
    reading.claims.retain_mut(|claim| {
        number += 1;
        claim.inside = None;
        if number % 3 == 1 {
            let last = claim.content.last_mut().unwrap();
            let Some(space) = last.of(&article.text).rfind(char::is_whitespace) else { return false };
            *last = Span::new(last.start, last.start + space);
            let key = ContentKey::of(&Span::join(&claim.content, &article.text));
            claim.id = ClaimId::of(&article.id(), &key, 0);
        }
        number % 3 != 2 && seen.insert(claim.id.clone())
    });
    reading
}

/// Reads every article of a database that waits for it or was last read by one of `earlier`, as `made_up` does.
async fn read_made_up(store: &Store, earlier: &[String]) -> ReadingChanges {
    let mut batch = Vec::new();
    for id in store.to_read(earlier, None, 1000).await.unwrap() {
        let article = store.stored_article(&id).await.unwrap();
        let reading = made_up(&article);
        batch.push(ReadArticle { article, reading });
    }
    let mut total = ReadingChanges::default();
    for changes in store.save_readings(&batch).await.unwrap() {
        total += changes.unwrap();
    }
    total
}

#[tokio::test]
async fn claims_of_the_first_version_s_database_still_answer_after_a_reread() {
    let dir = unpacked(FIRST);
    let claims = claims_in(&dir.path().join("test.db")).await;
    assert_eq!(claims.len(), 366);
    write(dir.path(), "new.txt", "Mayor Ida Lund said the rain had stopped.");
    let load = stdout(&program(dir.path(), &["load", "new.txt"]));
    assert!(load.contains("outdated  27 (") && load.contains("onrecord reread"), "{load}");
    let output = program(dir.path(), &["reread"]);
    assert_eq!(output.status.code(), Some(0), "{}{}", stdout(&output), stderr(&output));
    let again = program(dir.path(), &["reread"]);
    assert_eq!(again.status.code(), Some(0));
    assert!(stdout(&again).contains("Nothing to do"), "{}", stdout(&again));
    let name = extractor_name(dir.path());
    let server = start_on(dir, TextShown::Full).await;
    everything_answers(&server, &claims, &name).await;
}

#[test]
fn the_demo_of_an_earlier_version_is_read_again() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("onrecord-demo")).unwrap();
    write(dir.path(), "onrecord-demo/onrecord.db", zstd::decode_all(FIRST).unwrap());
    let mut demo = command(dir.path(), &["demo", "--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).spawn().unwrap();
    let serving =
        BufReader::new(demo.stdout.take().unwrap()).lines().any(|line| line.unwrap().contains("Onrecord is at"));
    demo.kill().unwrap();
    demo.wait().unwrap();
    assert!(serving);
    let output = onrecord(dir.path(), &["reread", "--database", "onrecord-demo/onrecord.db"]);
    assert!(stdout(&output).contains("Nothing to do"), "{}", stdout(&output));
}

#[tokio::test]
async fn another_extractor_s_claims_take_the_place_of_the_earlier_ones_and_back() {
    let dir = unpacked(FIRST);
    let file = dir.path().join("test.db");
    let claims = claims_in(&file).await;
    let name = extractor_name(dir.path());
    let server = start_on(dir, TextShown::Full).await;
    let before = server.all_listed().await;
    let told = server.page(&before[0]).await.texts(".how dd");
    assert!(told.iter().any(|step| step.contains("kept no reasons")), "that version kept none: {told:?}");
    let known = server.store.extractors().await.unwrap();
    assert_eq!(known, ["rules-1"]);
    let changes = read_made_up(&server.store, &known).await;
    assert_eq!(changes.before, before.len());
    assert_eq!(changes.before, changes.kept + changes.moved + changes.gone);
    assert!(changes.kept > 50 && changes.moved > 50 && changes.gone > 50, "{changes:?}");
    assert_eq!(changes.now, server.all_listed().await.len());
    everything_answers(&server, &claims, "made-up-1").await;
    let all = claims_in(&file).await;
    assert!(all.len() > claims.len(), "the new reading's own claims");
    // The other way round, by the program, beside the running server.
    let output = program(server.dir.path(), &["reread", "--since", "made-up-1"]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(0), "{text}{}", stderr(&output));
    assert!(text.contains(&format!("articles read  27 by {name}")), "{text}");
    everything_answers(&server, &all, &name).await;
    if name == "rules-1" {
        assert_eq!(server.all_listed().await, before, "the same reading, the same lists");
    }
    assert!(stdout(&program(server.dir.path(), &["reread"])).contains("Nothing to do"));
    // An article that was out all the while is as well read as the others.
    let listed = server.all_listed().await.len();
    let target = server.store.withdrawable(WITHDRAWN_ARTICLE).await.unwrap().unwrap();
    server.store.restore(&target).await.unwrap();
    assert!(server.all_listed().await.len() > listed);
    let restored: Vec<_> = claims.into_iter().map(|(id, _)| (id.clone(), id == WITHDRAWN_CLAIM)).collect();
    for path in server.all_listed().await {
        let id: ClaimId = path.rsplit('/').next().unwrap().parse().unwrap();
        assert_eq!(server.store.claim(&id).await.unwrap().unwrap().extractor, name);
    }
    for (id, is_withdrawn) in restored {
        assert_eq!(server.get(&format!("/claims/{id}")).await.status, if is_withdrawn { 410 } else { 200 }, "{id}");
    }
}

#[tokio::test]
async fn an_extractor_nobody_knows_is_named_with_those_that_are_known() {
    let dir = unpacked(FIRST);
    let output = program(dir.path(), &["reread", "--since", "rules-0"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("rules-0") && stderr(&output).contains("rules-1"), "{}", stderr(&output));
    let missing = onrecord(dir.path(), &["reread", "--database", "missing.db"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(!dir.path().join("missing.db").exists());
}

#[tokio::test]
async fn what_is_loaded_without_reading_says_so_and_is_read_later() {
    let whole = tempfile::tempdir().unwrap();
    let demo = demo();
    let demo = demo.to_str().unwrap();
    assert_eq!(program(whole.path(), &["load", demo]).status.code(), Some(0));
    let whole = start_on(whole, TextShown::Full).await.all_listed().await;
    for by_reread in [true, false] {
        let dir = tempfile::tempdir().unwrap();
        let output = program(dir.path(), &["load", demo, "--no-extract"]);
        assert_eq!(output.status.code(), Some(0));
        assert!(stdout(&output).contains("await reading  28"), "{}", stdout(&output));
        let again = stdout(&program(dir.path(), &["load", demo, "--no-extract"]));
        assert!(again.contains("already there  28") && again.contains("await reading  28"), "{again}");
        let server = start_on(dir, TextShown::Full).await;
        assert!(server.page("/").await.body.contains("28 articles wait to be read"));
        let articles = server.page("/articles").await;
        assert_eq!(articles.texts(".list td.num"), vec!["not read yet"; 28]);
        let path = articles.attributes(".list a", "href").remove(0);
        let page = server.page(&path).await;
        assert!(page.texts(".banner")[0].contains("has not been read yet"), "{:?}", page.texts(".banner"));
        assert!(!page.body.contains("0 claims") && !page.body.contains("None were found"));
        let command: &[&str] = if by_reread { &["reread"] } else { &["load", demo] };
        let text = stdout(&program(server.dir.path(), command));
        let line = if by_reread { "articles read  28" } else { "read  28 (here already" };
        assert!(text.contains(line) && !text.contains("await"), "{text}");
        assert_eq!(server.all_listed().await, whole);
        assert!(server.page(&path).await.texts(".banner").is_empty());
    }
}

#[tokio::test]
async fn a_new_text_or_date_without_a_reading_waits_beside_the_earlier_claims() {
    let server = start().await;
    let text = "Mayor Ida Lund said on Monday that the ferry had sunk.";
    let store = |article| LoadedArticle { article, reader: "files-2", reading: None, basis: None };
    let mut bare = article("a", text);
    bare.published = None;
    server.load(bare.clone()).await;
    let before = server.listed("/claims").await;
    let id: ArticleId = bare.id();
    let path = format!("/articles/{id}");
    for (article, outcome) in [
        (article("a", text), Outcome::Completed),
        (article("a", &format!("{text} Lund said it rained.")), Outcome::Changed),
    ] {
        assert_eq!(server.store.save(&[store(article)]).await.unwrap(), [outcome]);
        assert_eq!(server.listed("/claims").await, before, "the earlier claims stand");
        server.page(&before[0]).await;
        let page = server.page(&path).await;
        assert!(page.texts(".banner")[0].contains("has not been read since"), "{:?}", page.texts(".banner"));
        assert_eq!(server.page("/articles").await.texts(".list td.num"), ["1 of an earlier reading"]);
        assert_eq!(server.store.to_read(&[], None, 10).await.unwrap(), std::slice::from_ref(&id));
    }
    read_made_up(&server.store, &[]).await;
    assert!(server.page(&path).await.texts(".banner").is_empty());
    assert_eq!(server.store.count_to_read(&[]).await.unwrap(), 0);
}

#[tokio::test]
async fn what_changed_meanwhile_is_not_overwritten() {
    let server = start().await;
    server.load(article("a", "Mayor Ida Lund said the ferry had sunk.")).await;
    let known = server.store.extractors().await.unwrap();
    let id = server.store.to_read(&known, None, 10).await.unwrap().remove(0);
    let fetched = server.store.stored_article(&id).await.unwrap();
    let reading = made_up(&fetched);
    server.load(article("a", "Captain Nils Weir said the road was shut.")).await;
    let before = server.listed("/claims").await;
    let batch = [ReadArticle { article: fetched, reading }];
    assert_eq!(server.store.save_readings(&batch).await.unwrap(), [None]);
    assert_eq!(server.listed("/claims").await, before);
    // Two at once: the second finds it done.
    assert_eq!(read_made_up(&server.store, &known).await.before, 1);
    let fetched = server.store.stored_article(&id).await.unwrap();
    let reading = made_up(&fetched);
    assert_eq!(server.store.save_readings(&[ReadArticle { article: fetched, reading }]).await.unwrap(), [None]);
}

#[tokio::test]
async fn withdrawn_words_do_not_come_back_in_a_claim_that_is_cut_otherwise() {
    let server = start().await;
    let text = "Mayor Ida Lund said the convoy left the northern depot at dawn. Lund said it rained.";
    server.load(article("a", text)).await;
    let claim = server.listed("/claims?q=depot").await.remove(0);
    let target = server.store.withdrawable(claim.rsplit('/').next().unwrap()).await.unwrap().unwrap();
    server.store.withdraw(&target, "a life at risk").await.unwrap();
    let id = article("a", text).id();
    let fetched = server.store.stored_article(&id).await.unwrap();
    let mut reading = made_up(&fetched);
    let cut = &mut reading.claims[0];
    // Neither holds the other, and less than half is shared: no successor.
    let start = text.find("depot").unwrap();
    cut.content = vec![Span::new(start, text.find(" it rained").unwrap())];
    cut.id = ClaimId::of(&id, &ContentKey::of("depot at dawn. Lund said"), 0);
    reading.claims.truncate(1);
    let changes = server.store.save_readings(&[ReadArticle { article: fetched, reading }]).await.unwrap()[0].unwrap();
    assert_eq!(changes, ReadingChanges { before: 1, now: 0, kept: 0, moved: 0, gone: 1 });
    for path in ["/", "/claims", &format!("/articles/{id}")] {
        assert!(!server.page(path).await.body.contains("northern depot"), "{path}");
    }
    assert!(server.listed("/claims?q=depot").await.is_empty());
}

async fn unread_in(file: &Path) -> u64 {
    Store::open(file).await.unwrap().count_to_read(&[]).await.unwrap()
}

#[tokio::test]
async fn a_reread_goes_on_where_it_was_killed_or_stopped() {
    let dir = tempfile::tempdir().unwrap();
    many(dir.path());
    let file = dir.path().join("test.db");
    assert_eq!(program(dir.path(), &["load", "many.jsonl", "--no-extract"]).status.code(), Some(0));
    let mut left = 500;
    for signal in ["-KILL", "-INT"] {
        let child = command(dir.path(), &["reread", "--database", "test.db"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Told to end once something new is on disk: in the middle, whatever the speed of the machine.
        for _ in 0..2000 {
            if unread_in(&file).await < left {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        std::process::Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
        let output = child.wait_with_output().unwrap();
        let now = unread_in(&file).await;
        assert!(now > 0 && now < left, "{now} of {left} are left after {signal}");
        left = now;
        if signal == "-INT" {
            assert_eq!(output.status.code(), Some(1));
            let text = stdout(&output);
            assert!(text.contains("Stopped") && text.contains(&format!("{left} articles are left")), "{text}");
        }
    }
    let output = program(dir.path(), &["reread"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(stdout(&output).contains(&format!("articles read  {left} ")), "{}", stdout(&output));
    let fresh = tempfile::tempdir().unwrap();
    write(fresh.path(), "many.jsonl", std::fs::read(dir.path().join("many.jsonl")).unwrap());
    program(fresh.path(), &["load", "many.jsonl"]);
    let ids = async |file: &Path| {
        let mut claims = claims_in(file).await;
        claims.sort();
        claims
    };
    assert_eq!(ids(&file).await, ids(&fresh.path().join("test.db")).await, "every claim once");
}

#[tokio::test]
async fn two_rereads_at_once_share_the_work() {
    let dir = unpacked(FIRST);
    let file = dir.path().join("test.db");
    let store = Store::open(&file).await.unwrap();
    read_made_up(&store, &["rules-1".to_owned()]).await;
    store.close().await;
    let spawn = || {
        command(dir.path(), &["reread", "--database", "test.db"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let (one, two) = (spawn(), spawn());
    for output in [one, two].map(|child| child.wait_with_output().unwrap()) {
        assert_eq!(output.status.code(), Some(0), "{}{}", stdout(&output), stderr(&output));
    }
    assert!(stdout(&program(dir.path(), &["reread"])).contains("Nothing to do"));
    let claims = claims_in(&file).await;
    let name = extractor_name(dir.path());
    everything_answers(&start_on(dir, TextShown::Full).await, &claims, &name).await;
}
