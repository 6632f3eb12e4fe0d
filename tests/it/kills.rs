//! A kill at any moment: what was written stands, and the search index tells the same as the database.

use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use onrecord::domain::Slug;
use onrecord::store::{ClaimFilters, Store};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};
use tempfile::TempDir;

use crate::support::{command, onrecord, stderr, write};

/// Kills of each kind of work.
const KILLS: u64 = 4;

/// Articles in two files: one is loaded with its claims, the other is read later.
fn filled() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, first) in [("first.jsonl", 0), ("second.jsonl", 200)] {
        let lines = (first..first + 200).map(|number| {
            let text = format!(
                "Mayor Ida Lund said that boat {number} had sunk at Holm. General Ada Brandt denied that it was lost. \
                 The harbour office said that {number} boats were at sea."
            );
            let url = format!("https://e{}.example/{number}", number % 7);
            serde_json::json!({"url": url, "text": text, "title": "Boats", "published": "2025-03-05"}).to_string()
                + "\n"
        });
        write(dir.path(), name, lines.collect::<String>());
    }
    dir
}

fn start(dir: &Path, arguments: &[&str]) -> Child {
    command(dir, &[arguments, &["--database", "test.db"]].concat())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// What the index says against what the database says.
async fn compare(dir: &Path) {
    let file = dir.join("test.db");
    let store = Store::open(&file).await.unwrap();
    let mut db = SqliteConnectOptions::new().filename(&file).connect().await.unwrap();
    let number = async |db: &mut SqliteConnection, sql: &'static str| {
        sqlx::query_scalar::<_, i64>(sql).fetch_one(db).await.unwrap()
    };
    store.follow().await.unwrap();
    let listed = number(&mut db, "SELECT COUNT(*) FROM visible_claims").await;
    assert_eq!(store.count(&ClaimFilters::default()).await.unwrap(), listed);
    let counts: Vec<(String, i64)> = sqlx::query_as(
        "SELECT s.slug, COUNT(*) FROM listed_parties p JOIN sources s ON s.row = p.source_row WHERE p.is_via = 0 \
         AND s.article_row IS NULL GROUP BY s.row ORDER BY COUNT(*) DESC LIMIT 5",
    )
    .fetch_all(&mut db)
    .await
    .unwrap();
    for (slug, claims) in counts {
        let filters = ClaimFilters { source: vec![Slug::parse(&slug).unwrap()], ..ClaimFilters::default() };
        assert_eq!(store.count(&filters).await.unwrap(), claims, "{slug}");
    }
    // What triggers keep is what the views say, and every article is there whole.
    for sql in [
        "SELECT COUNT(*) FROM (SELECT * FROM listed_parties EXCEPT SELECT * FROM source_claims)",
        "SELECT COUNT(*) FROM (SELECT * FROM source_claims EXCEPT SELECT * FROM listed_parties)",
        "SELECT COUNT(*) FROM source_totals t WHERE sources <> (SELECT COUNT(*) FROM source_counts n
             JOIN sources s ON s.row = n.source_row AND s.kind = t.kind WHERE n.claims > 0
             AND (s.article_row IS NOT NULL) = t.is_bound)",
        "SELECT COUNT(*) FROM claims c JOIN claim_visibility v ON v.row = c.row WHERE c.is_listed <> v.is_visible",
        "SELECT COUNT(*) FROM articles a WHERE version_row IS NULL
             OR NOT EXISTS (SELECT 1 FROM article_versions v WHERE v.article_row = a.row)",
    ] {
        assert_eq!(number(&mut db, sql).await, 0, "{sql}");
    }
    store.close().await;
}

#[tokio::test]
async fn the_index_is_that_of_the_database_after_a_kill_at_any_moment() {
    let dir = filled();
    let dir = dir.path();
    let mut random = fastrand::Rng::with_seed(20_241_025);
    let mut work = async |arguments: &[&str], most: u64| {
        for _ in 0..KILLS {
            // One process writes the database; the other serves and follows it with the index.
            let mut serving = start(dir, &["serve", "--listen", "127.0.0.1:0"]);
            let mut writing = start(dir, arguments);
            tokio::time::sleep(Duration::from_millis(random.u64(30..most))).await;
            if random.bool() {
                writing.kill().unwrap();
                serving.kill().unwrap();
            } else {
                serving.kill().unwrap();
                tokio::time::sleep(Duration::from_millis(random.u64(0..50))).await;
                writing.kill().unwrap();
            }
            writing.wait().unwrap();
            serving.wait().unwrap();
            compare(dir).await;
        }
        let done = onrecord(dir, &[arguments, &["--database", "test.db"]].concat());
        // What a killed process had done is nothing to do again.
        assert!(done.status.code().is_some_and(|code| code <= 2), "{arguments:?}: {}", stderr(&done));
        compare(dir).await;
    };
    work(&["load", "first.jsonl"], 2500).await;
    work(&["load", "second.jsonl", "--no-extract"], 800).await;
    work(&["reread"], 2500).await;
    work(&["source", "merge", "ida-lund", "ada-brandt"], 200).await;
    let store = Store::open(&dir.join("test.db")).await.unwrap();
    let first = store.first_claims(&ClaimFilters::default(), 1).await.unwrap().remove(0).claim;
    store.close().await;
    work(&["withdraw", first.article_id.as_str(), "--reason", "by request"], 200).await;
    work(&["index"], 300).await;
}
