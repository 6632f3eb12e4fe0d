//! What people decide about disputes, with the real program: it shows at once, lasts whatever comes, moves with an export, and is undone.

use std::process::Output;

use onrecord::cli::find_claims;
use onrecord::config::TextShown;
use onrecord::extract::Extractor;
use onrecord::store::ReadArticle;

use crate::disputes::{filled, json, listed, load};
use crate::support::{TestServer, article, onrecord, start_on, stderr, stdout};

fn run(server: &TestServer, arguments: &[&str]) -> Output {
    onrecord(server.dir.path(), &[arguments, &["--database", "test.db"]].concat())
}

#[track_caller]
fn done(server: &TestServer, arguments: &[&str]) -> String {
    let output = run(server, arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", stderr(&output));
    stdout(&output)
}

#[track_caller]
fn decided(server: &TestServer, arguments: &[&str]) -> String {
    done(server, &[&["dispute"], arguments].concat())
}

#[track_caller]
fn refused(server: &TestServer, arguments: &[&str]) -> String {
    let output = run(server, &[&["dispute"], arguments].concat());
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", stdout(&output));
    stderr(&output)
}

/// The slugs of the articles whose claims a dispute has, each with the stance, in order.
async fn claims(server: &TestServer, path: &str) -> Vec<String> {
    let document = json(&server.page(&format!("{path}.json")).await);
    let claims = document["claims"].as_array().unwrap().iter().map(|entry| &entry["claim"]);
    let mut claims: Vec<String> = claims
        .map(|claim| {
            let url = claim["article"]["url"].as_str().unwrap();
            format!("{} {}", url.rsplit('/').next().unwrap(), claim["stance"].as_str().unwrap())
        })
        .collect();
    claims.sort();
    claims
}

/// The id of the claim of a dispute that stands in an article.
async fn claim_of(server: &TestServer, path: &str, slug: &str) -> String {
    let document = json(&server.page(&format!("{path}.json")).await);
    let of_article = |entry: &&serde_json::Value| entry["claim"]["article"]["url"].as_str().unwrap().ends_with(slug);
    let entry = document["claims"].as_array().unwrap().iter().find(of_article).unwrap();
    entry["claim"]["id"].as_str().unwrap().to_owned()
}

async fn leads_to(server: &TestServer, path: &str) -> String {
    let answer = server.get(path).await;
    assert!((300..400).contains(&answer.status), "{path}: {}", answer.status);
    answer.header("location").to_owned()
}

fn id(path: &str) -> &str {
    path.trim_start_matches("/disputes/")
}

/// Another extractor finds the same claims in an article.
async fn read_again(server: &TestServer, slug: &str) {
    let article = server.store.stored_article(&article(slug, "").id()).await.unwrap();
    let mut reading = find_claims(&Extractor::built_in(), article.clone()).reading.unwrap();
    reading.extractor = "another".to_owned();
    server.store.save_readings(&[ReadArticle { article, reading }]).await.unwrap();
}

/// Relates everything as if nothing had been.
async fn relate_from_nothing(server: &TestServer) {
    let database = format!("sqlite://{}", server.dir.path().join("test.db").display());
    let pool = sqlx::SqlitePool::connect(&database).await.unwrap();
    sqlx::query("UPDATE relating SET terms = 0, number = 0, method = 0").execute(&pool).await.unwrap();
    pool.close().await;
    server.store.relate_all().await.unwrap();
}

/// Looks after each thing that makes the program gather claims anew. `slugs` are articles with claims of the disputes.
async fn lasts(server: &TestServer, slugs: &[&str], check: impl AsyncFn(&str)) {
    check("at once").await;
    load(server, "ferry", 12, "Mayor Ida Lund said the ferry would go again on Monday.").await;
    for slug in slugs {
        read_again(server, slug).await;
    }
    server.store.relate_all().await.unwrap();
    check("after another article and another reading").await;
    for slug in slugs {
        let article = article(slug, "").id().to_string();
        done(server, &["withdraw", &article, "--reason", "a test"]);
        server.store.relate_all().await.unwrap();
        done(server, &["restore", &article]);
        server.store.relate_all().await.unwrap();
        check(&format!("after {slug} was withdrawn and restored")).await;
    }
    relate_from_nothing(server).await;
    check("after all was related anew").await;
}

/// The site that an import makes of an export of this one.
async fn moved(server: &TestServer, form: &str) -> TestServer {
    let out = format!("out-{form}");
    done(server, &["export", "--format", form, &out]);
    let dir = tempfile::tempdir().unwrap();
    let imported =
        onrecord(dir.path(), &["import", server.dir.path().join(out).to_str().unwrap(), "--database", "test.db"]);
    assert_eq!(imported.status.code(), Some(0), "{}", stderr(&imported));
    let server = start_on(dir, TextShown::Full).await;
    server.store.relate_all().await.unwrap();
    server
}

/// The disputes of the filled site: the denial, and the tolls.
async fn two(server: &TestServer) -> (String, String) {
    (listed(server, "?kind=denial").await.remove(0), listed(server, "?kind=figures").await.remove(0))
}

#[tokio::test]
async fn a_joined_dispute_leads_to_the_one_that_has_its_claims() {
    let server = filled().await;
    let (denial, tolls) = two(&server).await;
    let before = (claims(&server, &denial).await, claims(&server, &tolls).await);
    let said = decided(&server, &["join", &denial, &format!("https://onrecord.test{tolls}"), "--by", "Ida Lund"]);
    assert!(
        said.contains(&format!("joined dispute {} to {}, 2 claims · by Ida Lund", id(&tolls), id(&denial))),
        "{said}"
    );
    let check = async |server: &TestServer, moment: &str| {
        assert_eq!(listed(server, "").await, std::slice::from_ref(&denial), "{moment}");
        assert_eq!(leads_to(server, &tolls).await, denial, "{moment}");
        assert_eq!(leads_to(server, &format!("{tolls}.json")).await, format!("{denial}.json"), "{moment}");
        assert_eq!(claims(server, &denial).await.len(), 4, "{moment}");
        let page = server.page(&denial).await;
        let told = page.texts(".decided li");
        assert!(told[0].starts_with("Another dispute, 2 claims, was joined to this one on "), "{moment}: {told:?}");
        assert!(told[0].ends_with(" by Ida Lund."), "{moment}: {told:?}");
        assert_eq!(page.attributes(".decided a", "href"), std::slice::from_ref(&tolls), "{moment}");
        let document = json(&server.page(&format!("{denial}.json")).await);
        assert_eq!(document["decisions"][0]["kind"], "join", "{moment}");
        assert_eq!(server.page("/").await.attributes(".newly li a", "href"), std::slice::from_ref(&denial), "{moment}");
    };
    lasts(&server, &["charge", "denial"], async |moment| check(&server, moment).await).await;
    for form in ["jsonl", "sqlite"] {
        let moved = moved(&server, form).await;
        check(&moved, form).await;
        relate_from_nothing(&moved).await;
        check(&moved, "anew").await;
        decided(&moved, &["undo", "1"]);
        assert_eq!((claims(&moved, &denial).await, claims(&moved, &tolls).await), before, "{form}");
    }
    assert!(decided(&server, &["log", &tolls]).contains("joined dispute"));
    assert!(decided(&server, &["undo", "1"]).contains(" · undone "));
    let check = async |moment: &str| {
        assert_eq!(two(&server).await, (denial.clone(), tolls.clone()), "{moment}");
        assert_eq!((claims(&server, &denial).await, claims(&server, &tolls).await), before, "{moment}");
        assert!(server.page(&denial).await.texts(".decided").is_empty(), "{moment}");
    };
    lasts(&server, &["charge", "denial"], check).await;
}

/// Two charges of one thing, and what answers each.
async fn of_four_claims() -> (TestServer, String) {
    let server = filled().await;
    load(&server, "later", 13, "Russia denied shelling the market square of Marrowford on Wednesday.").await;
    load(&server, "charge-2", 13, "Poland accused Russia of shelling the market square of Marrowford.").await;
    server.store.relate_all().await.unwrap();
    let path = listed(&server, "?kind=denial").await.remove(0);
    assert_eq!(claims(&server, &path).await, ["charge alleges", "charge-2 alleges", "denial denies", "later denies"]);
    (server, path)
}

#[tokio::test]
async fn parted_claims_are_another_dispute_where_they_disagree() {
    let (server, path) = of_four_claims().await;
    let parted = [claim_of(&server, &path, "/later").await, claim_of(&server, &path, "/charge-2").await];
    let said = decided(&server, &["part", &path, &parted[0], &format!("/claims/{}", parted[1])]);
    assert!(said.contains(&format!("parted 2 claims from dispute {}", id(&path))), "{said}");
    let other = listed(&server, "?kind=denial").await.into_iter().find(|other| *other != path).unwrap();
    let check = async |server: &TestServer, moment: &str| {
        assert_eq!(listed(server, "?kind=denial").await.len(), 2, "{moment}");
        assert_eq!(claims(server, &path).await, ["charge alleges", "denial denies"], "{moment}");
        assert_eq!(claims(server, &other).await, ["charge-2 alleges", "later denies"], "{moment}");
        assert!(
            server.page(&path).await.texts(".decided li")[0].starts_with("2 claims were parted from this dispute on "),
            "{moment}"
        );
        let page = server.page(&other).await;
        assert!(
            page.texts(".decided li")[0].starts_with("Claims here were parted from another dispute on "),
            "{moment}"
        );
        assert_eq!(page.attributes(".decided a", "href"), std::slice::from_ref(&path), "{moment}");
        // What the words lead to stands beside the claim all the same.
        let related = server.page(&format!("/claims/{}/related", parted[0])).await;
        assert!(related.body.contains(&claim_of(server, &path, "/charge").await), "{moment}");
    };
    lasts(&server, &["charge", "charge-2"], async |moment| check(&server, moment).await).await;
    let moved = moved(&server, "jsonl").await;
    check(&moved, "elsewhere").await;
    assert!(refused(&server, &["join", &path, &other]).contains("decision number 1 parted claims"), "people said so");
    decided(&server, &["undo", "1"]);
    let check = async |moment: &str| {
        assert_eq!(listed(&server, "?kind=denial").await, std::slice::from_ref(&path), "{moment}");
        assert_eq!(claims(&server, &path).await.len(), 4, "{moment}");
        assert_eq!(leads_to(&server, &other).await, path, "{moment}: the address given out leads back");
    };
    lasts(&server, &["charge", "later"], check).await;
}

#[tokio::test]
async fn a_dispute_keeps_its_address_where_most_of_its_claims_are_parted() {
    let (server, path) = of_four_claims().await;
    load(&server, "third", 13, "Estonia accused Russia of shelling the market square of Marrowford.").await;
    server.store.relate_all().await.unwrap();
    let mut parted = Vec::new();
    for slug in ["/later", "/charge-2", "/third"] {
        parted.push(claim_of(&server, &path, slug).await);
    }
    decided(&server, &["part", &path, &parted[0], &parted[1], &parted[2]]);
    assert_eq!(claims(&server, &path).await, ["charge alleges", "denial denies"]);
    decided(&server, &["undo", "1"]);
    assert_eq!(claims(&server, &path).await.len(), 5, "they go back to it");
    assert_eq!(listed(&server, "?kind=denial").await, [path]);
}

#[tokio::test]
async fn a_heading_of_a_person_takes_the_place_of_the_one_found() {
    let server = filled().await;
    let (denial, tolls) = two(&server).await;
    let found = server.page(&tolls).await.texts("h1").remove(0);
    let question = "How many died <at> Marrowford?";
    let said = decided(&server, &["rename", &tolls, "  How many   died <at> Marrowford? ", "--by", "Olof Weir"]);
    assert!(said.contains("“How many died <at> Marrowford?” (before: as the program found it), 2 claims"), "{said}");
    let check = async |server: &TestServer, moment: &str| {
        let page = server.page(&tolls).await;
        assert_eq!(page.texts("h1"), [question], "{moment}");
        assert_eq!(page.texts(".decided p"), [format!("Found as {found}")], "{moment}");
        assert!(page.texts(".decided li")[0].starts_with("Called “How many died <at> Marrowford?” on "), "{moment}");
        let document = json(&server.page(&format!("{tolls}.json")).await);
        assert_eq!((document["heading"].as_str(), document["found_heading"].as_str()), (Some(question), Some(&*found)));
        assert!(server.page("/disputes").await.texts(".dispute h2").contains(&question.to_owned()), "{moment}");
        assert!(server.page("/disputes.atom").await.body.contains("How many died"), "{moment}");
        assert!(server.page("/").await.texts(".newly a").contains(&question.to_owned()), "{moment}");
    };
    lasts(&server, &["charge", "denial"], async |moment| check(&server, moment).await).await;
    check(&moved(&server, "jsonl").await, "elsewhere").await;
    assert!(refused(&server, &["rename", &tolls, question]).contains("has this heading already"));
    decided(&server, &["rename", &tolls, ""]);
    assert_eq!(server.page(&tolls).await.texts("h1"), std::slice::from_ref(&found));
    decided(&server, &["undo", "2"]);
    check(&server, "after the second was undone").await;
    decided(&server, &["undo", "1"]);
    assert_eq!(server.page(&tolls).await.texts("h1"), [found]);
    assert!(server.page(&denial).await.texts(".decided").is_empty());
}

#[tokio::test]
async fn a_closed_dispute_says_why_and_comes_back_with_its_address() {
    let server = filled().await;
    let (denial, tolls) = two(&server).await;
    let before = claims(&server, &denial).await;
    let charge = claim_of(&server, &denial, "/charge").await;
    let said = decided(&server, &["close", &denial, "--reason", "<two> markets", "--by", "Ida Lund"]);
    assert!(said.contains(&format!("closed dispute {}, 2 claims: <two> markets · by Ida Lund", id(&denial))), "{said}");
    let check = async |server: &TestServer, moment: &str| {
        let page = server.get(&denial).await;
        assert_eq!(page.status, 410, "{moment}");
        assert!(page.texts(".lead")[0].ends_with("Reason: <two> markets"), "{moment}: {}", page.body);
        let problem = server.get(&format!("{denial}.json")).await;
        assert!(problem.status == 410 && problem.body.contains("<two> markets"), "{moment}: {}", problem.body);
        assert_eq!(listed(server, "").await, std::slice::from_ref(&tolls), "{moment}");
        assert!(listed(server, "?kind=denial").await.is_empty(), "{moment}");
        assert!(server.page("/disputes").await.texts("h1")[0].contains("1 dispute"), "{moment}");
        assert!(!server.page("/disputes.atom").await.body.contains(&denial), "{moment}");
        assert!(!server.page("/").await.attributes(".newly a", "href").contains(&denial), "{moment}");
        // The claims tell of each other, and of no dispute.
        let claim = server.page(&format!("/claims/{charge}")).await;
        assert!(claim.texts(".beside-others h3").contains(&"Denied by".to_owned()), "{moment}");
        assert!(claim.texts(".beside-others .lead").is_empty(), "{moment}");
        let document = json(&server.page(&format!("/claims/{charge}.json")).await);
        assert!(document["page"]["dispute"].is_null(), "{moment}: {}", document["page"]["dispute"]);
    };
    lasts(&server, &["charge", "denial"], async |moment| check(&server, moment).await).await;
    // Another report of the denial does not bring it back.
    load(&server, "again", 12, "Russia denied shelling the market square of Marrowford.").await;
    server.store.relate_all().await.unwrap();
    check(&server, "after another report").await;
    let moved = moved(&server, "jsonl").await;
    check(&moved, "elsewhere").await;
    relate_from_nothing(&moved).await;
    check(&moved, "elsewhere, related anew").await;
    decided(&moved, &["undo", "1"]);
    assert_eq!(claims(&moved, &denial).await.len(), 3, "with the other report");
    assert!(refused(&server, &["close", &denial, "--reason", "x"]).contains("was closed by decision number 1"));
    let article = article("again", "").id().to_string();
    done(&server, &["withdraw", &article, "--reason", "a test"]);
    server.store.relate_all().await.unwrap();
    decided(&server, &["undo", "1"]);
    let check = async |moment: &str| {
        assert_eq!(listed(&server, "?kind=denial").await, std::slice::from_ref(&denial), "{moment}");
        assert_eq!(claims(&server, &denial).await, before, "{moment}");
        let document = json(&server.page(&format!("/claims/{charge}.json")).await);
        assert!(document["page"]["dispute"].as_str().unwrap().ends_with(&denial), "{moment}");
    };
    lasts(&server, &["charge", "denial"], check).await;
}

#[tokio::test]
async fn what_contradicts_a_claim_of_a_closed_dispute_later_is_a_new_one() {
    let server = filled().await;
    let (denial, _) = two(&server).await;
    let charge = claim_of(&server, &denial, "/charge").await;
    decided(&server, &["close", &denial, "--reason", "two markets"]);
    load(&server, "other", 13, "China denied that Russia shelled the market square of Marrowford.").await;
    server.store.relate_all().await.unwrap();
    let new = listed(&server, "?kind=denial").await;
    assert_eq!(new.len(), 1, "it is shown");
    assert_ne!(new[0], denial, "under an address of its own");
    assert!(claims(&server, &new[0]).await.contains(&"charge alleges".to_owned()));
    assert_eq!(server.get(&denial).await.status, 410);
    let document = json(&server.page(&format!("/claims/{charge}.json")).await);
    assert!(document["page"]["dispute"].as_str().unwrap().ends_with(&new[0]));
    decided(&server, &["undo", "1"]);
    assert_eq!(listed(&server, "?kind=denial").await, std::slice::from_ref(&denial));
    assert_eq!(leads_to(&server, &new[0]).await, denial);
}

#[tokio::test]
async fn the_log_says_where_a_decision_has_no_effect_any_more() {
    let server = filled().await;
    let (denial, tolls) = two(&server).await;
    decided(&server, &["rename", &tolls, "How many died?"]);
    decided(&server, &["join", &denial, &tolls]);
    assert!(!decided(&server, &["log"]).contains("without effect"));
    let articles = ["charge", "denial"].map(|slug| article(slug, "").id().to_string());
    for article in &articles {
        done(&server, &["withdraw", article, "--reason", "a test"]);
    }
    server.store.relate_all().await.unwrap();
    let log = decided(&server, &["log"]);
    assert_eq!(log.matches(" · without effect: its claims are gone").count(), 2, "{log}");
    assert_eq!(server.get(&denial).await.status, 410);
    // What people wrote about what was withdrawn stays at home with it.
    let moved = moved(&server, "jsonl").await;
    assert!(decided(&moved, &["log"]).contains("Nothing was decided"));
    for article in &articles {
        done(&server, &["restore", article]);
    }
    server.store.relate_all().await.unwrap();
    assert!(!decided(&server, &["log"]).contains("without effect"));
    assert_eq!(claims(&server, &denial).await.len(), 4, "they have their effect again");
    assert_eq!(leads_to(&server, &tolls).await, denial);
    assert!(done(&server, &["source", "log"]).contains("Nothing was decided"), "of sources");
    assert!(done(&server, &["claim", "log"]).contains("Nothing was decided"), "of claims");
}

#[tokio::test]
async fn what_cannot_be_decided_about_disputes_is_refused_with_the_reason() {
    let (server, denial) = of_four_claims().await;
    let tolls = listed(&server, "?kind=figures").await.remove(0);
    let foreign = claim_of(&server, &tolls, "/charge").await;
    let mut all = Vec::new();
    for slug in ["/charge", "/charge-2", "/denial", "/later"] {
        all.push(claim_of(&server, &denial, slug).await);
    }
    let long = "x".repeat(201);
    let whole: Vec<&str> = ["part", &denial].into_iter().chain(all.iter().map(String::as_str)).collect();
    for (arguments, reason) in [
        (&["join", &denial, "0123456789abcdef"][..], "no dispute here has the address /disputes/0123456789abcdef"),
        (&["join", "0123456789abcdef", &denial], "no dispute here has the address /disputes/0123456789abcdef"),
        (&["join", &denial, &denial], "are one dispute already"),
        (&["join", &denial, "x"], "an id is 16 characters"),
        (&["join", &denial], "required arguments"),
        (&["part", &denial], "required arguments"),
        (&["part", &denial, &foreign], "does not belong to the dispute"),
        (&["part", &denial, "0123456789abcdef"], "does not belong to the dispute"),
        (&["part", "0123456789abcdef", &foreign], "no dispute here"),
        (&whole, "nothing would be left of it"),
        (&["rename", &denial, ""], "has this heading already"),
        (&["rename", &denial, "?!"], "a name has one to two hundred characters"),
        (&["rename", &denial, &long], "a name has one to two hundred characters"),
        (&["rename", "0123456789abcdef", "Who?"], "no dispute here"),
        (&["close", &denial], "--reason"),
        (&["close", &denial, "--reason", ""], "--reason"),
        (&["close", "0123456789abcdef", "--reason", "x"], "no dispute here"),
        (&["log", "0123456789abcdef"], "no dispute here"),
        (&["undo", "7"], "the log has no decision number 7"),
    ] {
        let said = refused(&server, arguments);
        assert!(said.contains(reason), "{arguments:?}: {said}");
    }
    assert!(decided(&server, &["log"]).contains("Nothing was decided"), "nothing was changed by that");
    decided(&server, &["join", &denial, &tolls]);
    assert!(refused(&server, &["join", &tolls, &denial]).contains("are one dispute already"));
    // What is named by an address that leads on is the dispute where it leads.
    decided(&server, &["close", &tolls, "--reason", "nothing in it"]);
    assert!(refused(&server, &["rename", &denial, "Who?"]).contains("was closed by decision number 2"));
    assert!(refused(&server, &["undo", "1"]).contains("rests on decision number 2"));
    decided(&server, &["undo", "2"]);
    decided(&server, &["undo", "1"]);
    assert_eq!(claims(&server, &denial).await.len(), 4);
    assert_eq!(claims(&server, &tolls).await.len(), 2);
    assert!(refused(&server, &["undo", "1"]).contains("decision number 1 was undone before"));
}
