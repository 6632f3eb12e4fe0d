//! Each way in which a claim can move, and what its address answers then: the page, its JSON, its linked data, the short
//! address, the card and the image.

use onrecord::cli::find_claims;
use onrecord::domain::{ClaimId, ContentKey, NewArticle, Span};
use onrecord::extract::Extractor;
use onrecord::store::{NewReading, Outcome, ReadArticle};
use serde_json::Value;

use crate::support::{TestServer, article, onrecord, start, stderr};

const WORDS: &str = "the bridge at Holm had fallen to her men";
const TEXT: &str =
    "General Ada Brandt said the bridge at Holm had fallen to her men. Mayor Ida Lund said nobody was hurt.";

/// A claim in all its forms.
#[derive(Debug, PartialEq)]
struct Forms {
    /// What stands above the words on the page, where the claim is not what it was.
    banner: Vec<String>,
    json: Value,
    linked: Value,
    /// What the card says of the claim's standing.
    note: String,
    image: Vec<u8>,
}

impl Forms {
    /// The forms of a claim, each of which names this speaker and holds these words.
    async fn of(server: &TestServer, id: &str, speaker: &str, words: &str) -> Self {
        let path = format!("/claims/{id}");
        let page = server.page(&path).await;
        assert_eq!(page.texts("blockquote.lead"), [words]);
        assert!(page.texts("h1")[0].starts_with(speaker), "{:?}", page.texts("h1"));
        let json: Value = serde_json::from_str(&server.page(&format!("{path}.json")).await.body).unwrap();
        assert_eq!((&json["id"], &json["content"]["text"]), (&Value::from(id), &Value::from(words)));
        assert_eq!(json["source"]["name"], speaker);
        let linked = server.page(&format!("{path}.jsonld")).await.body;
        assert!(linked.contains(&path) && linked.contains(words) && linked.contains(speaker), "{linked}");
        for ending in ["", ".json", ".jsonld", ".png"] {
            let short = server.get(&format!("/c/{id}{ending}")).await;
            assert_eq!((short.status, short.header("location")), (308, format!("{path}{ending}").as_str()));
        }
        let card = server.page(&format!("{path}/embed")).await;
        assert_eq!(card.texts("blockquote"), [words]);
        assert!(card.texts("h1")[0].starts_with(speaker), "{:?}", card.texts("h1"));
        let (headers, image) = server.bytes(&format!("{path}.png"), "identity").await;
        assert_eq!(headers["content-type"], "image/png");
        Self {
            banner: page.texts(".banner"),
            json,
            linked: serde_json::from_str(&linked).unwrap(),
            note: card.texts(".card-foot .n").concat(),
            image,
        }
    }

    /// What became of the claim, as JSON tells it.
    fn retired(&self) -> &Value {
        &self.json["page"]["retired"]
    }

    fn no_longer_in_article(&self) -> bool {
        self.linked["body"][1]["onrecord:noLongerInArticle"] == true
    }
}

/// A site with [`TEXT`], the id of the claim with [`WORDS`], and its forms.
async fn site() -> (TestServer, String, Forms) {
    let server = start().await;
    assert_eq!(server.load(article("a", TEXT)).await, Outcome::Loaded);
    let id = server.listed("/claims?q=bridge").await.remove(0).trim_start_matches("/claims/").to_owned();
    let forms = Forms::of(&server, &id, "Ada Brandt", WORDS).await;
    assert_eq!((&forms.banner, forms.retired()), (&Vec::new(), &Value::Null));
    (server, id, forms)
}

/// Runs a command on the database of a site.
#[track_caller]
fn done(server: &TestServer, arguments: &[&str]) {
    let output = onrecord(server.dir.path(), &[arguments, &["--database", "test.db"]].concat());
    assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
}

/// Asserts that every form of a claim is gone, tells why, and holds none of its words.
async fn is_gone(server: &TestServer, id: &str, why: &str) {
    for form in ["", ".json", ".jsonld", ".png", ".bib", ".txt", "/embed"] {
        let answer = server.get(&format!("/claims/{id}{form}")).await;
        assert_eq!(answer.status, 410, "{form}");
        assert!(answer.body.contains(why), "{form}: {}", answer.body);
        assert!(!answer.body.contains("fallen") && !answer.body.contains("Brandt"), "{form}: {}", answer.body);
    }
    let short = server.get(&format!("/c/{id}")).await;
    assert_eq!((short.status, short.header("location")), (308, format!("/claims/{id}").as_str()), "which is gone");
}

/// The reading of the extractor with another name, whose claims are changed.
async fn read_by_another(server: &TestServer, article: &NewArticle, change: impl FnOnce(&mut NewReading)) {
    let mut reading = find_claims(&Extractor::built_in(), article.clone()).reading.unwrap();
    reading.extractor = "made-up-2".to_owned();
    change(&mut reading);
    let stored = server.store.stored_article(&article.id()).await.unwrap();
    assert!(server.store.save_readings(&[ReadArticle { article: stored, reading }]).await.unwrap()[0].is_some());
}

#[tokio::test]
async fn a_reload() {
    let (server, id, before) = site().await;
    assert_eq!(server.load(article("a", TEXT)).await, Outcome::AlreadyThere);
    assert_eq!(Forms::of(&server, &id, "Ada Brandt", WORDS).await, before);
}

#[tokio::test]
async fn a_load_into_an_empty_database() {
    let (_first, id, before) = site().await;
    let (_second, other, after) = site().await;
    assert_eq!((other, after.image), (id, before.image));
}

#[tokio::test]
async fn a_new_version_that_holds_the_words() {
    let (server, id, before) = site().await;
    assert_eq!(server.load(article("a", &format!("It rained at Holm. {TEXT}"))).await, Outcome::Changed);
    let after = Forms::of(&server, &id, "Ada Brandt", WORDS).await;
    assert_eq!((&after.banner, after.retired(), &after.note), (&before.banner, &Value::Null, &before.note));
    assert_eq!(after.image, before.image);
    assert_ne!(
        after.json["content"]["spans"], before.json["content"]["spans"],
        "tied to their place in the newest text"
    );
    assert_ne!(after.json["article"]["version"], before.json["article"]["version"]);
}

#[tokio::test]
async fn a_new_version_that_changes_the_words() {
    let (server, id, before) = site().await;
    assert_eq!(server.load(article("a", &TEXT.replace("her men", "her brave men"))).await, Outcome::Changed);
    let successor = server.listed("/claims?q=bridge").await.remove(0).trim_start_matches("/claims/").to_owned();
    assert_ne!(successor, id);
    let after = Forms::of(&server, &id, "Ada Brandt", WORDS).await;
    assert!(after.banner[0].starts_with("No longer in the article."), "{:?}", after.banner);
    assert_eq!(after.retired()["successor"], Value::from(successor));
    assert!(after.no_longer_in_article() && !before.no_longer_in_article());
    assert_eq!(after.note, "From an earlier text of the article");
    assert_ne!(after.image, before.image, "the image says it as well");
    assert_eq!(
        after.json["article"]["version"], before.json["article"]["version"],
        "it stays with the text that held it"
    );
}

#[tokio::test]
async fn a_new_version_without_the_words() {
    let (server, id, _) = site().await;
    assert_eq!(server.load(article("a", "Mayor Ida Lund said nobody was hurt.")).await, Outcome::Changed);
    let after = Forms::of(&server, &id, "Ada Brandt", WORDS).await;
    assert!(after.banner[0].starts_with("No longer in the article."), "{:?}", after.banner);
    assert_eq!(after.retired()["successor"], Value::Null);
    assert!(after.no_longer_in_article());
    assert!(server.listed("/claims?q=bridge").await.is_empty());
}

#[tokio::test]
async fn a_new_reader_that_finds_the_same() {
    let (server, id, before) = site().await;
    read_by_another(&server, &article("a", TEXT), |_| {}).await;
    let after = Forms::of(&server, &id, "Ada Brandt", WORDS).await;
    assert_eq!((&after.banner, after.retired(), &after.image), (&before.banner, &Value::Null, &before.image));
    assert_eq!(after.json["extractor"], "made-up-2");
}

#[tokio::test]
async fn a_new_reader_that_cuts_it_otherwise() {
    let (server, id, before) = site().await;
    let text = article("a", TEXT);
    let mut successor = String::new();
    read_by_another(&server, &text, |reading| {
        let claim = reading.claims.iter_mut().find(|claim| claim.id.as_str() == id).unwrap();
        let span = claim.content[0];
        claim.content = vec![Span::new(span.start, span.end - " her men".len())];
        claim.id = ClaimId::of(&text.id(), &ContentKey::of(&Span::join(&claim.content, &text.text)), 0);
        successor = claim.id.to_string();
    })
    .await;
    let after = Forms::of(&server, &id, "Ada Brandt", WORDS).await;
    assert!(after.banner[0].starts_with("A later reading of the article no longer finds this claim."));
    assert_eq!(after.retired()["successor"], Value::from(successor.as_str()));
    assert!(!after.no_longer_in_article(), "the article still holds the words");
    assert_eq!(after.note, "A later reading no longer finds it");
    assert_ne!(after.image, before.image);
    Forms::of(&server, &successor, "Ada Brandt", "the bridge at Holm had fallen to").await;
}

#[tokio::test]
async fn a_new_reader_that_does_not_find_it() {
    let (server, id, _) = site().await;
    read_by_another(&server, &article("a", TEXT), |reading| reading.claims.retain(|claim| claim.id.as_str() != id))
        .await;
    let after = Forms::of(&server, &id, "Ada Brandt", WORDS).await;
    assert!(after.banner[0].starts_with("A later reading of the article no longer finds this claim."));
    assert_eq!(after.retired()["successor"], Value::Null);
    assert_eq!(after.note, "A later reading no longer finds it");
}

#[tokio::test]
async fn its_source_merged() {
    let (server, id, before) = site().await;
    done(&server, &["source", "merge", "ada-brandt", "ida-lund"]);
    let after = Forms::of(&server, &id, "Ida Lund", WORDS).await;
    assert_eq!(after.json["source"]["slug"], "ida-lund");
    assert_eq!(server.get("/sources/ada-brandt").await.header("location"), "/sources/ida-lund");
    assert_ne!(after.image, before.image);
    done(&server, &["source", "undo", "1"]);
    assert_eq!(Forms::of(&server, &id, "Ada Brandt", WORDS).await, before);
}

#[tokio::test]
async fn its_source_renamed() {
    let (server, id, before) = site().await;
    done(&server, &["source", "rename", "ada-brandt", "Adah Brandt-Holm"]);
    let after = Forms::of(&server, &id, "Adah Brandt-Holm", WORDS).await;
    assert_eq!(after.json["source"]["slug"], "adah-brandt-holm");
    assert_eq!(server.get("/sources/ada-brandt").await.header("location"), "/sources/adah-brandt-holm");
    assert_ne!(after.image, before.image);
    done(&server, &["source", "undo", "1"]);
    assert_eq!(Forms::of(&server, &id, "Ada Brandt", WORDS).await, before);
}

#[tokio::test]
async fn its_source_corrected() {
    let (server, id, before) = site().await;
    done(&server, &["claim", "attribute", &id, "ida-lund"]);
    let after = Forms::of(&server, &id, "Ida Lund", WORDS).await;
    assert_eq!(
        (&after.json["source"]["slug"], after.json["page"]["decisions"].as_array().unwrap().len()),
        (&"ida-lund".into(), 1)
    );
    assert_ne!(after.image, before.image);
    done(&server, &["claim", "undo", "1"]);
    assert_eq!(Forms::of(&server, &id, "Ada Brandt", WORDS).await, before);
}

#[tokio::test]
async fn its_date_corrected() {
    let (server, id, before) = site().await;
    done(&server, &["claim", "date", &id, "2025-02-27"]);
    let after = Forms::of(&server, &id, "Ada Brandt", WORDS).await;
    assert_eq!(after.json["said"]["edtf"], "2025-02-27");
    assert!(after.linked.to_string().contains("2025-02-27"));
    assert_ne!(after.image, before.image, "the image names the day");
    done(&server, &["claim", "undo", "1"]);
    assert_eq!(Forms::of(&server, &id, "Ada Brandt", WORDS).await, before);
}

#[tokio::test]
async fn the_claim_withdrawn() {
    let (server, id, before) = site().await;
    done(&server, &["withdraw", &id, "--reason", "asked by the family"]);
    is_gone(&server, &id, "asked by the family").await;
    done(&server, &["restore", &id]);
    assert_eq!(Forms::of(&server, &id, "Ada Brandt", WORDS).await, before);
}

#[tokio::test]
async fn its_article_withdrawn() {
    let (server, id, before) = site().await;
    let of = article("a", TEXT).id().to_string();
    done(&server, &["withdraw", &of, "--reason", "a court order"]);
    is_gone(&server, &id, "a court order").await;
    server.load(article("a", &TEXT.replace("her men", "her brave men"))).await;
    is_gone(&server, &id, "a court order").await;
    done(&server, &["restore", &of]);
    assert_eq!(Forms::of(&server, &id, "Ada Brandt", WORDS).await, before);
}
