//! Files without an address that are edited, renamed, copied and replaced between two loads.

use std::path::Path;

use tempfile::TempDir;

use crate::support::{TestServer, onrecord, start_on, stderr, stdout, write};
use onrecord::config::TextShown;

const FIRST: &str = "Mayor Ida Lund said the ferry to Holm had sunk off the northern pier on Tuesday. Captain Nils Weir \
                     said all eleven passengers were safe and that the harbour would stay shut until the weekend.";
const OTHER: &str = "General Ada Brandt denied that the convoy had left the depot at dawn. Rain fell on Marrow Ford, and \
                     nobody in the valley could tell when the road over the hills would open again to heavy lorries.";

fn edited() -> String {
    FIRST.replace("eleven", "twelve")
}

/// What a load of `paths` says, begun in the folder `below` of `dir`.
fn load_in(dir: &TempDir, below: &str, paths: &[&str]) -> String {
    let database = dir.path().join("test.db");
    let arguments = [&["load", "--no-extract", "--database", database.to_str().unwrap()], paths].concat();
    let output = onrecord(&dir.path().join(below), &arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    stdout(&output)
}

#[track_caller]
fn check(dir: &TempDir, expected: &[&str]) {
    let report = load_in(dir, "", &["notes"]);
    for words in expected {
        assert!(report.contains(words), "{words} in {report}");
    }
}

fn rename(dir: &Path, from: &str, to: &str) {
    std::fs::rename(dir.join(from), dir.join(to)).unwrap();
}

async fn articles(server: &TestServer) -> Vec<String> {
    server
        .page("/articles")
        .await
        .attributes(".list a", "href")
        .into_iter()
        .filter(|link| link.contains("/articles/"))
        .collect()
}

#[tokio::test]
async fn an_edited_file_is_a_new_text_of_its_article() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "notes/a.txt", FIRST);
    write(dir.path(), "notes/b.txt", OTHER);
    check(&dir, &["loaded  2"]);
    write(dir.path(), "notes/a.txt", edited());
    check(&dir, &["changed  1", "already there  1"]);
    check(&dir, &["already there  2"]);
    // The text it had first is one of its texts still.
    write(dir.path(), "notes/a.txt", FIRST);
    check(&dir, &["already there  2"]);
    let reread = onrecord(dir.path(), &["reread", "--database", "test.db"]);
    assert_eq!(reread.status.code(), Some(0), "{}", stderr(&reread));
    let server = start_on(dir, TextShown::Full).await;
    let id = onrecord::domain::ArticleId::of_text(FIRST);
    assert_eq!(articles(&server).await.len(), 2);
    let page = server.page(&format!("/articles/{id}")).await;
    assert!(page.body.contains("twelve") && !page.body.contains("eleven"));
    assert!(!server.listed(&format!("/claims?article={id}")).await.is_empty(), "its newest text is read under its id");
}

#[test]
fn equal_names_in_two_folders_are_two_files() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "one/a.txt", FIRST);
    write(dir.path(), "two/a.txt", edited());
    assert!(load_in(&dir, "one", &["a.txt"]).contains("loaded  1"));
    assert!(load_in(&dir, "two", &["a.txt"]).contains("loaded  1"));
    // However it is named, a file is the one that it was.
    write(dir.path(), "two/a.txt", edited().replace("twelve", "thirteen"));
    assert!(load_in(&dir, "one", &["../two/a.txt"]).contains("changed  1"));
}

#[test]
fn a_renamed_file_goes_on_and_a_copy_begins_anew() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "notes/a.txt", FIRST);
    check(&dir, &["loaded  1"]);
    rename(dir.path(), "notes/a.txt", "notes/b.txt");
    check(&dir, &["already there  1"]);
    write(dir.path(), "notes/b.txt", edited());
    check(&dir, &["changed  1"]);
    write(dir.path(), "notes/c.txt", edited());
    check(&dir, &["already there  2"]);
    write(dir.path(), "notes/c.txt", edited().replace("harbour", "airport"));
    check(&dir, &["loaded  1", "already there  1"]);
}

#[test]
fn a_file_that_another_article_took_is_another_article() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "notes/a.txt", FIRST);
    check(&dir, &["loaded  1"]);
    write(dir.path(), "notes/a.txt", OTHER);
    check(&dir, &["loaded  1"]);
    write(dir.path(), "notes/a.txt", OTHER.replace("dawn", "noon"));
    check(&dir, &["changed  1"]);
}

#[test]
fn lines_of_a_file_are_no_files() {
    let dir = tempfile::tempdir().unwrap();
    let line = |text: &str| format!("{}\n", serde_json::json!({ "text": text }));
    write(dir.path(), "notes/all.jsonl", line(FIRST) + &line(OTHER));
    check(&dir, &["loaded  2"]);
    write(dir.path(), "notes/all.jsonl", line(OTHER) + &line(&edited()));
    check(&dir, &["loaded  1", "already there  1"]);
}
