//! Addresses that last: reloads, other orders, changed texts, withdrawals.

use std::collections::BTreeSet;

use onrecord::cli::find_claims;
use onrecord::domain::NewArticle;
use onrecord::extract::Extractor;
use onrecord::store::{Outcome, Store};

use crate::support::{article, start};

const FIRST: &str =
    "General Ada Brandt said the bridge at Holm had fallen to her men. Mayor Ida Lund said nobody was hurt.";
const SECOND: &str =
    "General Ada Brandt said the bridge at Holm had fallen to her brave men. Captain Nils Weir said the road was shut.";

#[tokio::test]
async fn loading_again_changes_nothing() {
    let server = start().await;
    assert_eq!(server.load(article("a", FIRST)).await, Outcome::Loaded);
    let before = server.listed("/claims").await;
    assert_eq!(server.load(article("a", FIRST)).await, Outcome::AlreadyThere);
    let mut tracked = article("a", FIRST);
    tracked.url = Some("http://RIVER.example:80/a?utm_source=mail#top".to_owned());
    assert_eq!(server.load(tracked).await, Outcome::AlreadyThere, "tracking, scheme and fragment are no part of it");
    assert_eq!(server.listed("/claims").await, before);
}

#[tokio::test]
async fn another_order_in_another_database_gives_the_same_addresses() {
    let texts =
        [("a", FIRST), ("b", SECOND), ("c", "Brandt said it rained. Brandt said it rained. Lund said it rained.")];
    let mut seen: Vec<BTreeSet<String>> = Vec::new();
    for turned in [false, true] {
        let server = start().await;
        let mut articles: Vec<_> = texts.iter().map(|(slug, text)| article(slug, text)).collect();
        if turned {
            articles.reverse();
        }
        for article in articles {
            server.load(article).await;
        }
        let mut addresses: BTreeSet<String> = server.listed("/claims").await.into_iter().collect();
        addresses.extend(server.page("/articles").await.attributes(".list a", "href"));
        addresses.extend(server.page("/sources").await.attributes(".list a", "href"));
        seen.push(addresses);
    }
    assert!(seen[0].len() >= 9, "{seen:?}");
    assert_eq!(seen[0], seen[1]);
}

#[tokio::test]
async fn a_changed_text_keeps_the_addresses_of_the_old_claims() {
    let server = start().await;
    server.load(article("a", FIRST)).await;
    let old = server.listed("/claims").await;
    assert_eq!(server.load(article("a", SECOND)).await, Outcome::Changed);
    let new = server.listed("/claims").await;
    assert_eq!((old.len(), new.len()), (2, 2));
    // The bridge claim changed a word: its old address leads on to the new one.
    let bridge = server.page(&old[0]).await;
    assert_eq!(bridge.texts("blockquote.lead"), ["the bridge at Holm had fallen to her men"]);
    assert_eq!(bridge.attributes(".banner a", "href"), [new[0].clone()]);
    // Nobody says any more that nobody was hurt: the page says so, and still shows the words.
    let gone = server.page(&old[1]).await;
    assert!(gone.texts(".banner")[0].contains("earlier text") && gone.attributes(".banner a", "href").is_empty());
    assert_eq!(gone.texts("blockquote.lead"), ["nobody was hurt"]);
    assert_eq!(server.listed("/claims?q=hurt").await.len(), 0, "and no list shows it");
    assert_eq!(server.load(article("a", FIRST)).await, Outcome::AlreadyThere, "a known text is no change");
}

#[tokio::test]
async fn what_is_withdrawn_is_out_of_everything_until_it_is_restored() {
    let server = start().await;
    server.load(article("a", FIRST)).await;
    server.load(article("b", "Captain Nils Weir said the road was shut.")).await;
    let claim = server.listed("/claims?q=hurt").await.remove(0);
    let article_path = server.page("/articles?title=a").await.attributes(".list a", "href");
    let id = claim.rsplit('/').next().unwrap();
    let target = server.store.withdrawable(id).await.unwrap().unwrap();
    assert!(server.store.withdraw(&target, "asked by the mayor").await.unwrap());
    assert!(!server.store.withdraw(&target, "again").await.unwrap());
    let gone = server.get(&claim).await;
    assert_eq!(gone.status, 410);
    assert!(gone.body.contains("asked by the mayor") && !gone.body.contains("hurt"), "the reason, and no words of it");
    let links = gone.attributes(".error a", "href");
    assert!(links.contains(article_path.last().unwrap()), "the article it stood in: {links:?}");
    assert_eq!(server.listed("/claims?q=hurt").await.len(), 0);
    assert_eq!(server.get("/sources/ida-lund").await.status, 410);
    for path in ["/", "/claims", "/sources", "/publishers/river-post", article_path.last().unwrap()] {
        assert!(!server.page(path).await.body.contains("nobody was hurt"), "{path}");
    }
    server.load(article("a", FIRST)).await;
    server.load(article("a", &format!("{FIRST} Lund said it rained."))).await;
    assert_eq!(server.get(&claim).await.status, 410, "loading again does not bring it back");
    assert_eq!(server.listed("/claims?q=hurt").await.len(), 0);
    assert!(server.store.restore(&target).await.unwrap());
    server.page(&claim).await;
    assert_eq!(server.listed("/claims?q=hurt").await, [claim]);
}

#[tokio::test]
async fn withdrawn_words_come_back_neither_around_nor_inside_nor_in_a_newer_text() {
    let server = start().await;
    let text = "General Ada Brandt said that Karsk believes the convoy left the northern depot at dawn.";
    server.load(article("a", text)).await;
    let inner = server.listed("/claims").await.remove(0);
    let outer =
        server.page(&inner).await.attributes(".facts a", "href").into_iter().find(|link| link.starts_with("/claims/"));
    let outer = outer.expect("the inner claim names the one around it");
    let target = server.store.withdrawable(inner.rsplit('/').next().unwrap()).await.unwrap().unwrap();
    server.store.withdraw(&target, "a life at risk").await.unwrap();
    let path = server.page("/articles").await.attributes(".list a", "href").remove(0);
    let is_silent = async |server: &crate::support::TestServer| {
        for path in ["/", "/claims", "/sources", "/articles", &path, "/publishers/river-post"] {
            assert!(!server.page(path).await.body.contains("northern depot"), "{path}");
        }
    };
    for address in [&inner, &outer] {
        let answer = server.get(address).await;
        assert_eq!(answer.status, 410, "{address}");
        assert!(!answer.body.contains("northern depot"));
    }
    is_silent(&server).await;
    server.load(article("a", &text.replace("at dawn", "at dawn, again"))).await;
    is_silent(&server).await;
    server.store.restore(&target).await.unwrap();
    server.page(&inner).await;
}

#[tokio::test]
async fn what_was_missing_is_completed_and_read_again() {
    let server = start().await;
    let text = "Mayor Ida Lund said on Monday that the ferry had sunk.";
    let mut bare = article("a", text);
    (bare.title, bare.published, bare.publisher) = (None, None, None);
    assert_eq!(server.load(bare.clone()).await, Outcome::Loaded);
    assert_eq!(server.listed("/claims?from=2025-03-03&to=2025-03-03").await.len(), 0);
    let before = server.listed("/claims").await;
    assert_eq!(server.page("/publishers").await.texts(".list td a"), ["river.example"]);
    assert_eq!(server.load(article("a", text)).await, Outcome::Completed);
    assert_eq!(server.listed("/claims?from=2025-03-03&to=2025-03-03").await, before, "the same claim, dated now");
    assert_eq!(server.listed("/claims?q=report").await, before, "and found by the headline");
    assert_eq!(server.page("/publishers").await.texts(".list td a"), ["River Post"], "one publisher, named now");
    assert_eq!(server.load(bare).await, Outcome::AlreadyThere, "what is known stays");
    assert_eq!(server.load(article("a", text)).await, Outcome::AlreadyThere);
}

#[tokio::test]
async fn what_an_earlier_text_tells_is_read_into_the_newest_one() {
    let server = start().await;
    let bare = |text| NewArticle { published: None, ..article("a", text) };
    server.load(bare(FIRST)).await;
    assert_eq!(server.load(bare(SECOND)).await, Outcome::Changed);
    let before = server.listed("/claims").await;
    assert_eq!(server.load(article("a", FIRST)).await, Outcome::Completed, "its date was missing");
    assert_eq!(server.listed("/claims?published_from=2025-03-05").await, before, "the newest text's claims, dated now");
    assert!(server.page(&before[1]).await.texts(".banner").is_empty());
}

#[tokio::test]
async fn two_loads_may_begin_on_one_new_file() {
    for _ in 0..5 {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("x.db");
        let (one, two) = tokio::join!(Store::open(&file), Store::open(&file));
        let (one, two) = (one.unwrap(), two.unwrap());
        let batch = |slug| [find_claims(&Extractor::built_in(), article(slug, FIRST))];
        let (batch_a, batch_b) = (batch("a"), batch("b"));
        let (a, b) = tokio::join!(one.save(&batch_a), two.save(&batch_b));
        assert_eq!((a.unwrap(), b.unwrap()), (vec![Outcome::Loaded], vec![Outcome::Loaded]));
    }
}

#[tokio::test]
async fn a_withdrawn_article_takes_its_claims_along() {
    let server = start().await;
    server.load(article("a", FIRST)).await;
    let claims = server.listed("/claims").await;
    let path = server.page("/articles").await.attributes(".list a", "href").remove(0);
    let target = server.store.withdrawable(path.rsplit('/').next().unwrap()).await.unwrap().unwrap();
    server.store.withdraw(&target, "a court order").await.unwrap();
    for path in claims.iter().chain([&path]) {
        let answer = server.get(path).await;
        assert_eq!(answer.status, 410, "{path}");
        assert!(answer.body.contains("a court order") && !answer.body.contains("Report on a"), "{path}");
    }
    let links = server.get(&claims[0]).await.attributes(".error a", "href");
    assert!(!links.contains(&path), "an article that is withdrawn as well is no way out: {links:?}");
    assert_eq!(server.listed("/claims").await.len(), 0);
    assert!(server.page("/articles").await.texts(".list").is_empty());
    assert_eq!(server.load(article("a", FIRST)).await, Outcome::Withdrawn);
    assert_eq!(server.load(article("a", SECOND)).await, Outcome::Withdrawn);
    assert_eq!(server.listed("/claims").await.len(), 0);
    server.store.restore(&target).await.unwrap();
    assert_eq!(server.listed("/claims").await, claims);
}

#[tokio::test]
async fn what_was_saved_is_there_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("x.db");
    let store = Store::open(&file).await.unwrap();
    store.save(&[find_claims(&Extractor::built_in(), article("a", FIRST))]).await.unwrap();
    let before = store.overview().await.unwrap();
    store.close().await;
    let again = Store::open(&file).await.unwrap();
    assert_eq!(again.overview().await.unwrap().claims, before.claims);
    assert!(before.claims > 0);
    // Every row keeps to the schema.
    let broken = Store::open(&dir.path().join("missing/x.db")).await;
    assert!(broken.is_err());
}
