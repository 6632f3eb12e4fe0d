//! A backup of a site that is served and loaded, and the site that is restored from it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use onrecord::config::TextShown;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};

use crate::support::{PUBLIC_URL, TestServer, command, demo, many, onrecord, start_on, stderr, stdout, write};

/// Pages that are compared at most.
const PAGES: usize = 400;

async fn database(file: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(file).connect().await.unwrap()
}

/// Every page that links lead to from the home page, by its address.
async fn pages(site: &TestServer) -> BTreeMap<String, String> {
    let (mut seen, mut waiting) = (BTreeSet::new(), VecDeque::from(["/".to_owned()]));
    let mut pages = BTreeMap::new();
    while let Some(path) = waiting.pop_front().filter(|_| pages.len() < PAGES) {
        let answer = site.get(&path).await;
        for link in answer.attributes("a", "href") {
            let link = link.split('#').next().unwrap().trim_start_matches(PUBLIC_URL).to_owned();
            if link.starts_with('/') && seen.insert(link.clone()) {
                waiting.push_back(link);
            }
        }
        pages.insert(path, format!("{} {}", answer.status, answer.body));
    }
    pages
}

/// How many pages of the database a backup wrote.
fn written(said: &str) -> u64 {
    let words: Vec<&str> = said.split_whitespace().collect();
    words.windows(2).find(|pair| pair[1] == "of").and_then(|pair| pair[0].parse().ok()).unwrap()
}

#[tokio::test]
async fn a_restored_site_is_the_one_that_was_backed_up() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().to_owned();
    let run = |arguments: &[&str]| {
        let output = onrecord(&path, &[arguments, &["--database", "test.db"]].concat());
        assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
        stdout(&output)
    };
    run(&["load", demo().to_str().unwrap(), "--keep-originals"]);
    run(&["relate"]);
    let first = run(&["backup", "backup.db"]);
    assert!(written(&first) > 100, "{first}");
    #[cfg(unix)]
    {
        let backup = path.join("backup.db").metadata().unwrap();
        let mode = std::os::unix::fs::MetadataExt::mode(&backup);
        assert_eq!(mode & 0o777, 0o600, "what was withdrawn is in it");
    }
    let again = run(&["backup", "backup.db"]);
    assert_eq!(written(&again), 0, "nothing changed: {again}");

    let site = start_on(dir, TextShown::Full).await;
    let before = pages(&site).await;
    assert!(before.len() > 100 && before.values().filter(|page| page.starts_with("200")).count() > 100);
    // What is loaded later is not in the backup.
    many(&path);
    run(&["load", "many.jsonl", "--no-extract"]);

    let restored = onrecord(&path, &["restore", "backup.db", "--database", "other/test.db"]);
    assert!(stderr(&restored).contains("there is no folder other"), "{}", stderr(&restored));
    std::fs::create_dir(path.join("other")).unwrap();
    let restored = onrecord(&path, &["restore", "backup.db", "--database", "other/test.db"]);
    assert!(restored.status.success(), "{}", stderr(&restored));
    let other = tempfile::tempdir().unwrap();
    std::fs::rename(path.join("other/test.db"), other.path().join("test.db")).unwrap();
    let other = start_on(other, TextShown::Full).await;
    let after = pages(&other).await;
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    for (path, page) in &before {
        assert_eq!(*page, after[path], "{path}");
    }
}

#[tokio::test]
async fn a_backup_follows_a_database_that_grows_shrinks_and_gets_another_schema() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    assert!(onrecord(dir, &["load", demo().to_str().unwrap()]).status.success());
    let back_up = || {
        let output = onrecord(dir, &["backup", "backup.db"]);
        assert!(output.status.success(), "{}", stderr(&output));
        written(&stdout(&output))
    };
    let all = back_up();
    let change = async |sql: &'static str| {
        sqlx::raw_sql(sql).execute(&mut database(&dir.join("onrecord.db")).await).await.unwrap();
    };
    change("UPDATE articles SET title = 'A title' WHERE row = 3").await;
    assert!((1..all / 10).contains(&back_up()), "one row is no reason to write everything");
    change(
        "CREATE TABLE more (bytes BLOB); INSERT INTO more SELECT randomblob(100000) FROM articles;
         CREATE INDEX more_by_length ON more (length(bytes))",
    )
    .await;
    back_up();
    let size = || std::fs::metadata(dir.join("backup.db")).unwrap().len();
    let large = size();
    change("DROP TABLE more; VACUUM").await;
    back_up();
    assert!(size() < large / 2, "what was given back is not kept: {} of {large} bytes", size());
    assert_eq!(back_up(), 0);
    let left = database(&dir.join("backup.db")).await;
    let said: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut { left }).await.unwrap();
    assert_eq!(said, "ok");
}

#[tokio::test]
async fn a_backup_is_of_one_moment_and_a_killed_one_leaves_the_one_before() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    assert!(onrecord(dir, &["load", demo().to_str().unwrap()]).status.success());
    assert!(onrecord(dir, &["backup", "backup.db"]).status.success());
    many(dir);
    let mut loading =
        command(dir, &["load", "many.jsonl"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let mut random = fastrand::Rng::with_seed(7);
    for _ in 0..6 {
        let mut backup =
            command(dir, &["backup", "backup.db"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(random.u64(5..120)));
        backup.kill().unwrap();
        backup.wait().unwrap();
        std::fs::copy(dir.join("backup.db"), dir.join("copy.db")).unwrap();
        let _ = std::fs::copy(dir.join("backup.db-journal"), dir.join("copy.db-journal"));
        let checked = onrecord(dir, &["check", "--database", "copy.db"]);
        assert!(checked.status.success(), "{}{}", stdout(&checked), stderr(&checked));
        for file in ["copy.db", "copy.db-journal"] {
            let _ = std::fs::remove_file(dir.join(file));
        }
        std::fs::remove_dir_all(dir.join("copy.db.index")).unwrap();
    }
    let whole = onrecord(dir, &["backup", "backup.db"]);
    assert!(whole.status.success(), "{}", stderr(&whole));
    loading.kill().unwrap();
    loading.wait().unwrap();
}

#[tokio::test]
async fn nothing_is_written_over_that_is_no_backup_of_this_database() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let refused = |arguments: &[&str], why: &str| {
        let output = onrecord(dir, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).contains(why), "{arguments:?}: {}", stderr(&output));
    };
    refused(&["backup", "backup.db"], "there is no database onrecord.db");
    let article = demo();
    for name in ["onrecord.db", "other.db"] {
        assert!(onrecord(dir, &["load", article.to_str().unwrap(), "--database", name]).status.success());
    }
    write(dir, "words.txt", "This is a text of an editor, and longer than the head of a database file. ".repeat(20));
    refused(&["backup", "onrecord.db"], "is the database itself");
    refused(&["backup", "other.db"], "is the backup of another database");
    refused(&["backup", "words.txt"], "words.txt is no database of onrecord");
    refused(&["backup", "nowhere/backup.db"], "there is no folder nowhere");
    assert!(std::fs::read_to_string(dir.join("words.txt")).unwrap().starts_with("This is a text"));
    refused(&["restore", "words.txt"], "words.txt is no database of onrecord");
    refused(&["restore", "missing.db"], "\"missing.db\" is no file of a backup");

    assert!(onrecord(dir, &["backup", "backup.db"]).status.success());
    refused(&["restore", "backup.db"], "with --replace the backup takes its place");
    let mut serving = command(dir, &["serve", "--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(serving.stdout.take().unwrap()), &mut line).unwrap();
    refused(&["restore", "backup.db", "--replace"], "another process has onrecord.db open; end it first");
    serving.kill().unwrap();
    serving.wait().unwrap();
    let restored = onrecord(dir, &["restore", "backup.db", "--replace"]);
    assert!(restored.status.success(), "{}", stderr(&restored));
    assert!(dir.join("onrecord.db.before-restore").exists(), "what was there is kept");
    assert!(!dir.join("onrecord.db.index").exists(), "the index is of what was there");
    refused(&["restore", "backup.db", "--replace"], "is there from an earlier time");
    let checked = onrecord(dir, &["check"]);
    assert!(checked.status.success(), "{}", stdout(&checked));

    // A damaged database is backed up nowhere, and a damaged backup is restored nowhere.
    let damage = |name: &str| {
        let mut bytes = std::fs::read(dir.join(name)).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle..middle + 20_000].fill(0x5a);
        std::fs::write(dir.join(name), bytes).unwrap();
    };
    damage("onrecord.db");
    let before = std::fs::read(dir.join("backup.db")).unwrap();
    refused(&["backup", "backup.db"], "onrecord.db is damaged");
    assert!(before == std::fs::read(dir.join("backup.db")).unwrap(), "the backup is as it was");
    let checked = onrecord(dir, &["check"]);
    assert_ne!(checked.status.code(), Some(0), "{}", stdout(&checked));
    std::fs::remove_file(dir.join("onrecord.db.before-restore")).unwrap();
    let restored = onrecord(dir, &["restore", "backup.db", "--replace"]);
    assert!(restored.status.success(), "a damaged database is replaced: {}", stderr(&restored));
    damage("backup.db");
    refused(&["restore", "backup.db", "--database", "third.db"], "backup.db is damaged");
    assert!(!dir.join("third.db").exists());
}
