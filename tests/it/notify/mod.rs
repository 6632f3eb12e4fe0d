//! New claims of named searches, sent by the real program to a real server and into a mailbox.

mod failures;
mod mailbox;
mod receiver;

use std::path::Path;
use std::process::Output;

use onrecord::store::{ClaimFilters, Store};
use sqlx::{Connection, SqliteConnection};
use tempfile::TempDir;

use crate::support::{command, onrecord, stderr, stdout, write};
use receiver::{Receiver, SECRET};

/// A folder with a database of one article, and a configuration with these searches.
fn desk(searches: &str) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "onrecord.toml", searches);
    write(dir.path(), "secret", format!("{SECRET}\n"));
    load(dir.path(), "old", "Mayor Ida Lund said boat 1 sank.");
    dir
}

/// A search whose new claims go to a webhook.
fn to(receiver: &Receiver, name: &str, search: &str) -> String {
    let base = &receiver.base;
    format!("[[notify]]\nname = {name:?}\nsearch = {search:?}\nwebhook = \"{base}/hook\"\nsecret_file = \"secret\"\n")
}

fn load(dir: &Path, name: &str, text: &str) {
    let file = format!("{name}.json");
    let url = format!("https://river.example/{name}");
    let article = serde_json::json!({
        "url": url, "title": format!("Report on {name}"), "text": text, "publisher": "River Post",
        "published": "2025-03-05", "language": "en"
    });
    write(dir, &file, article.to_string());
    let loaded = onrecord(dir, &["load", &file]);
    assert!(loaded.status.success(), "{}", stderr(&loaded));
}

/// Runs the command without stopping the server that it posts to.
async fn notify(dir: &Path, arguments: &[&str]) -> Output {
    let mut command = command(dir, &["notify", "--config", "onrecord.toml"]);
    command.args(arguments).env("ONRECORD_PUBLIC_URL", "https://onrecord.test");
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

/// A run that posts to this machine, with its exit status and what it printed.
async fn told(dir: &Path, arguments: &[&str]) -> (i32, String) {
    let ended = notify(dir, &[&["--allow-private-addresses"], arguments].concat()).await;
    (ended.status.code().unwrap(), format!("{}{}", stdout(&ended), stderr(&ended)))
}

/// Begins the searches.
async fn begun(dir: &Path) {
    let (code, said) = told(dir, &[]).await;
    assert!(code == 0 && said.contains("begins now"), "{said}");
}

/// Runs a statement over the database.
async fn change(dir: &Path, statement: &'static str) {
    let file = dir.join("onrecord.db");
    let mut db = SqliteConnection::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    let done = sqlx::query(statement).execute(&mut db).await.unwrap();
    assert!(done.rows_affected() > 0, "{statement}");
    db.close().await.unwrap();
}

#[tokio::test]
async fn what_is_new_is_posted_once_and_signed() {
    let receiver = Receiver::with(&[204]).await;
    let dir = desk(&to(&receiver, "boats", "q=boat&sort=said"));
    let dir = dir.path();
    assert_eq!(told(dir, &[]).await, (0, "boats: begins now; what is loaded from here on is sent\n".to_owned()));
    assert_eq!(told(dir, &[]).await, (0, "boats: nothing new\n".to_owned()));
    load(dir, "new", "Mayor Ida Lund said boat 2 sank. General Ada Brandt denied that the bridge was mined.");
    load(dir, "newer", "Mayor Ida Lund said that boat 3 sank.");
    assert_eq!(told(dir, &["--dry-run"]).await, (0, "boats: 2 new claims to send\n".to_owned()));
    assert!(receiver.got().is_empty(), "nothing is sent of what was there before, or by a dry run");
    assert_eq!(told(dir, &[]).await, (0, "boats: 2 claims sent\n".to_owned()));
    assert_eq!(told(dir, &[]).await, (0, "boats: nothing new\n".to_owned()));
    let got = receiver.got();
    assert_eq!(got.len(), 1);
    let posted = &got[0];
    posted.check_signature();
    assert_eq!((posted.method.as_str(), posted.header("content-type")), ("POST", "application/json"));
    assert!(posted.id().starts_with("msg_") && posted.header("user-agent").starts_with("Onrecord/"));
    let json = posted.json();
    assert_eq!((json["type"].as_str(), json["data"]["search"]["name"].as_str()), (Some("claims.new"), Some("boats")));
    assert_eq!(json["data"]["search"]["url"], "https://onrecord.test/claims?q=boat&sort=loaded");
    assert!(json["timestamp"].as_str().unwrap().parse::<jiff::Timestamp>().is_ok());
    // The claims are the objects of every other form.
    let store = Store::open(&dir.join("onrecord.db")).await.unwrap();
    let filters = ClaimFilters::read(&[("loaded_from".into(), "2020".into())]).unwrap();
    let claims = store.claims_after(&filters, 100).await.unwrap();
    let mut records = store.records().of(claims).await.unwrap();
    records.retain(|record| record.content.text.contains("boat") && !record.content.text.contains("boat 1"));
    records.sort_by(|one, other| one.content.text.cmp(&other.content.text));
    for record in &mut records {
        record.permalink = Some(format!("https://onrecord.test/claims/{}", record.id));
    }
    assert_eq!(json["data"]["claims"], serde_json::to_value(&records).unwrap());
    store.close().await;
}

#[tokio::test]
async fn each_search_has_its_own_claims() {
    let receiver = Receiver::with(&[200]).await;
    let lund = to(&receiver, "Lund", "https://onrecord.test/claims?source=ida-lund");
    let denials = to(&receiver, "denials", "stance=denies");
    let dir = desk(&format!("{lund}{denials}{}", to(&receiver, "somebody", "source=nobody-here")));
    let dir = dir.path();
    let somebody = "somebody: source=nobody-here names no source here; copy the address of the list\n";
    let (code, said) = told(dir, &[]).await;
    assert_eq!(code, 1, "a search that cannot be asked is something to look at");
    assert!(said.ends_with(somebody), "{said}");
    load(dir, "new", "Mayor Ida Lund said boat 2 sank. General Ada Brandt denied that the bridge was mined.");
    let (_, said) = told(dir, &[]).await;
    assert_eq!(said, format!("Lund: 1 claim sent\ndenials: 1 claim sent\n{somebody}"));
    let names: Vec<(String, Vec<String>)> = receiver
        .got()
        .iter()
        .map(|posted| (posted.json()["data"]["search"]["name"].as_str().unwrap().to_owned(), posted.contents()))
        .collect();
    let expected = [("Lund", "boat 2 sank"), ("denials", "the bridge was mined")];
    assert_eq!(names, expected.map(|(name, words)| (name.to_owned(), vec![words.to_owned()])));
}

#[tokio::test]
async fn many_claims_go_out_in_parts() {
    let receiver = Receiver::with(&[200]).await;
    let dir = desk(&to(&receiver, "boats", ""));
    let dir = dir.path();
    begun(dir).await;
    let text: String = (10..80).map(|number| format!("Mayor Ida Lund said that boat {number} sank. ")).collect();
    load(dir, "many", &text);
    // All but the claim that was there before.
    let new = count(dir, "SELECT COUNT(*) - 1 FROM claims WHERE is_listed = 1").await as usize;
    assert!((60..=70).contains(&new), "{new} claims were found");
    assert_eq!(told(dir, &[]).await, (0, format!("boats: {new} claims sent\n")));
    let got = receiver.got();
    assert_eq!(got.iter().map(|posted| posted.contents().len()).collect::<Vec<_>>(), [50, new - 50]);
    assert_ne!(got[0].id(), got[1].id());
    let numbers: Vec<u32> = got
        .iter()
        .flat_map(|posted| posted.contents())
        .map(|words| words.split(' ').nth(1).unwrap().parse().unwrap())
        .collect();
    assert!(numbers.is_sorted_by(|one, next| one < next), "each once, in the order they were stored: {numbers:?}");
}

#[tokio::test]
async fn what_another_reading_finds_in_a_known_text_is_no_news() {
    let receiver = Receiver::with(&[200]).await;
    let dir = desk(&to(&receiver, "boats", ""));
    let dir = dir.path();
    // As if an earlier extractor had found another claim.
    change(dir, "UPDATE claims SET id = 'zzzzzzzzzzzzzzzz'").await;
    change(dir, "UPDATE readings SET extractor = 'earlier'").await;
    begun(dir).await;
    let reread = onrecord(dir, &["reread"]);
    assert!(reread.status.success(), "{}", stderr(&reread));
    let held = count(dir, "SELECT COUNT(*) FROM claims").await;
    assert_eq!(held, 2, "the reading found a claim that was not there");
    assert_eq!(told(dir, &[]).await, (0, "boats: nothing new\n".to_owned()));
    // A text that was stored and never read is news once it is.
    write(dir, "later.txt", "Mayor Ida Lund said that boat 4 sank.");
    assert!(onrecord(dir, &["load", "later.txt", "--no-extract"]).status.success());
    assert_eq!(told(dir, &[]).await, (0, "boats: nothing new\n".to_owned()));
    assert!(onrecord(dir, &["reread"]).status.success());
    assert_eq!(told(dir, &[]).await, (0, "boats: 1 claim sent\n".to_owned()));
}

async fn count(dir: &Path, statement: &'static str) -> i64 {
    let file = dir.join("onrecord.db");
    let mut db = SqliteConnection::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    sqlx::query_scalar(statement).fetch_one(&mut db).await.unwrap()
}

#[tokio::test]
async fn what_cannot_be_run_says_why() {
    let dir =
        desk("[[notify]]\nname = \"boats\"\nwebhook = \"https://news.example/hook\"\nsecret_env = \"NO_SECRET\"\n");
    let (code, said) = told(dir.path(), &[]).await;
    assert_eq!(code, 2);
    assert!(said.contains("the variable NO_SECRET is not set"), "{said}");
    write(dir.path(), "onrecord.toml", "[[notify]]\nname = \"boats\"\nhook = \"https://news.example\"\n");
    assert!(told(dir.path(), &[]).await.1.contains("unknown field `hook`"));
    let ended = onrecord(dir.path(), &["notify"]);
    assert_eq!(ended.status.code(), Some(2));
    assert!(stderr(&ended).contains("nobody is to be told of anything"), "{}", stderr(&ended));
    write(dir.path(), "onrecord.toml", "[[notify]]\nname = \"boats\"\nmailbox = \"news.mbox\"\n");
    let ended = onrecord(dir.path(), &["notify", "--config", "onrecord.toml", "--database", "none.db"]);
    assert_eq!(ended.status.code(), Some(2));
    assert!(stderr(&ended).contains("there is no database none.db"), "{}", stderr(&ended));
}
