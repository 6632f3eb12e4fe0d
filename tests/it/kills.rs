//! A kill at any moment: what was written stands, and the search index tells the same as the database.

use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use onrecord::store::{Check, ClaimFilters, Store};
use tempfile::TempDir;

use crate::support::{column, command, onrecord, stderr, write};
use crate::upgrade::FIRST;

/// Kills of each kind of work: three, or as many as `ONRECORD_KILLS` says.
pub(crate) fn kills() -> u64 {
    std::env::var("ONRECORD_KILLS").map_or(3, |number| number.parse().unwrap())
}

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

/// All that can be checked is right.
async fn compare(dir: &Path) {
    is_right(&dir.join("test.db")).await;
}

/// All that can be checked of a database is right.
pub(crate) async fn is_right(file: &Path) {
    let store = Store::open(file).await.unwrap();
    for check in Check::ALL {
        assert_eq!(store.check(check).await.unwrap(), [], "{check:?}");
    }
    store.close().await;
}

#[tokio::test]
async fn the_index_is_that_of_the_database_after_a_kill_at_any_moment() {
    let dir = filled();
    let dir = dir.path();
    let mut random = fastrand::Rng::with_seed(20_241_025);
    let mut work = async |arguments: &[&str], most: u64| {
        for _ in 0..kills() {
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
    work(&["relate"], 1500).await;
    work(&["backup", "backup.db"], 400).await;
    work(&["check", "--repair"], 600).await;
    work(&["export", "export", "--format", "jsonl"], 600).await;
}

/// Starts a program again and again, and ends it at random moments up to `most` milliseconds; what is there then is right.
async fn end_at_random(dir: &Path, arguments: &[&str], most: u64, random: &mut fastrand::Rng) {
    for _ in 0..kills() {
        let mut child = start(dir, arguments);
        tokio::time::sleep(Duration::from_millis(random.u64(5..most))).await;
        child.kill().unwrap();
        child.wait().unwrap();
        if dir.join("test.db").exists() {
            compare(dir).await;
        }
    }
}

#[tokio::test]
async fn an_import_that_was_killed_is_done_again() {
    let dir = filled();
    let exported = dir.path().join("exported");
    for arguments in [&["load", "first.jsonl"] as &[&str], &["export", "exported", "--format", "jsonl"]] {
        assert!(onrecord(dir.path(), &[arguments, &["--database", "test.db"]].concat()).status.success());
    }
    let other = tempfile::tempdir().unwrap();
    let import = ["import", exported.to_str().unwrap()];
    end_at_random(other.path(), &import, 600, &mut fastrand::Rng::with_seed(20_241_026)).await;
    let done = onrecord(other.path(), &[&import[..], &["--database", "test.db"]].concat());
    let was_done = stderr(&done).contains("holds");
    assert!(done.status.success() || was_done, "{}", stderr(&done));
    compare(other.path()).await;
    let claims = async |dir: &Path| column(&dir.join("test.db"), "SELECT id FROM claims ORDER BY id").await;
    assert_eq!(claims(dir.path()).await, claims(other.path()).await);
}

#[tokio::test]
async fn a_database_whose_upgrade_was_killed_is_brought_up_to_date_by_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    let first = zstd::decode_all(FIRST).unwrap();
    let mut random = fastrand::Rng::with_seed(20_241_027);
    let mut random = || random.u64(5..400);
    let ids = "SELECT id FROM claims ORDER BY id";
    for _ in 0..kills() {
        write(dir.path(), "test.db", &first);
        let before = column(&dir.path().join("test.db"), ids).await;
        let mut child = start(dir.path(), &["check"]);
        tokio::time::sleep(Duration::from_millis(random())).await;
        child.kill().unwrap();
        child.wait().unwrap();
        compare(dir.path()).await;
        assert_eq!(column(&dir.path().join("test.db"), ids).await, before);
        for rest in ["test.db-wal", "test.db-shm"] {
            let _ = std::fs::remove_file(dir.path().join(rest));
        }
        let _ = std::fs::remove_dir_all(dir.path().join("test.db.index"));
    }
}
