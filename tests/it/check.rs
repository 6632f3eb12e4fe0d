//! `onrecord check` finds each kind of fault, and mends what is worked out from other rows; a site whose index is damaged heals.

use std::path::Path;

use onrecord::config::TextShown;
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

use crate::support::{demo, onrecord, start_on, stderr, stdout};

fn loaded() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let output = onrecord(dir.path(), &["load", demo().to_str().unwrap(), "--keep-originals", "--database", "test.db"]);
    assert!(output.status.success(), "{}", stderr(&output));
    dir
}

async fn change(dir: &Path, sql: &'static str) {
    let mut database =
        SqliteConnectOptions::new().filename(dir.join("test.db")).foreign_keys(false).connect().await.unwrap();
    let changed = sqlx::raw_sql(sql).execute(&mut database).await.unwrap().rows_affected();
    assert!(changed > 0, "nothing was changed by {sql}");
}

/// Runs the check; returns whether all is right, and what it says.
fn check(dir: &Path, arguments: &[&str]) -> (bool, String) {
    let output = onrecord(dir, &[&["check", "--database", "test.db"], arguments].concat());
    assert!(output.status.code().is_some_and(|code| code < 2), "{}{}", stdout(&output), stderr(&output));
    (output.status.success(), stdout(&output))
}

#[tokio::test]
async fn what_is_worked_out_is_found_wrong_and_made_anew() {
    let dir = loaded();
    let dir = dir.path();
    assert!(onrecord(dir, &["relate", "--database", "test.db"]).status.success());
    let (is_right, said) = check(dir, &[]);
    assert!(is_right, "{said}");
    for (sql, what) in [
        ("UPDATE claims SET is_listed = 0 WHERE row = 5", "claims are listed that are not visible, or not listed"),
        ("DELETE FROM source_claims WHERE claim_row = 5", "lists of the claims of sources are not right"),
        ("UPDATE source_counts SET claims = claims + 1 WHERE claims > 2", "numbers of claims of sources are not right"),
        ("UPDATE source_totals SET sources = 7 WHERE kind = 'person'", "numbers of sources of a kind are not right"),
        ("DELETE FROM source_words WHERE word = 'ministry'", "words by which sources are found are not right"),
        ("UPDATE disputes SET is_seen = 0", "lists leave out disputes that are to be seen"),
        ("DELETE FROM source_denials", "lists of who denies what a source says are not right"),
        ("UPDATE dispute_claims SET is_listed = 0", "lists of disputes know other claims than there are"),
    ] {
        change(dir, sql).await;
        let (is_right, said) = check(dir, &[]);
        assert!(!is_right && said.contains(what) && said.contains("--repair"), "{sql}: {said}");
        let (is_right, said) = check(dir, &["--repair"]);
        assert!(is_right && said.contains("Nothing is wrong"), "{sql}: {said}");
    }
}

#[tokio::test]
async fn what_cannot_be_made_anew_is_told() {
    for (sql, what) in [
        ("UPDATE article_versions SET text = REPLACE(text, 'river', 'rivet')", "texts of articles are not those"),
        ("UPDATE claim_spans SET start_byte = start_byte + 1 WHERE claim_row = 4", "claims do not stand where"),
        ("UPDATE claim_spans SET end_byte = 99999999 WHERE claim_row = 4", "claims do not stand where"),
        ("UPDATE original_bytes SET zstd = X'00' WHERE row = 2", "originals are not those that were loaded"),
        ("UPDATE claim_parties SET source_row = 99999999 WHERE claim_row = 4", "rows name others that are not there"),
        ("UPDATE claims SET reasons = '[[1],[99999]]' WHERE row = 4", "something else where a number or a list stands"),
        ("UPDATE claims SET reasons = '[[' WHERE row = 4", "something else where a number or a list stands"),
        (
            "UPDATE claims SET successor_id = 'zzzzzzzzzzzzzzzz' WHERE row = 4",
            "addresses of earlier claims lead nowhere",
        ),
    ] {
        let dir = loaded();
        change(dir.path(), sql).await;
        let (is_right, said) = check(dir.path(), &["--repair"]);
        assert!(!is_right && said.contains(what) && said.contains("onrecord restore FILE"), "{sql}: {said}");
    }
}

#[test]
fn damaged_pages_are_told_and_lead_to_a_backup() {
    let dir = loaded();
    let dir = dir.path();
    let file = dir.join("test.db");
    let whole = std::fs::read(&file).unwrap();
    // Texts are not read when a database is opened.
    let text = "About 120 people use the ferry on a normal weekday";
    let first = whole.windows(text.len()).position(|bytes| bytes == text.as_bytes()).unwrap() / 4096 * 4096;
    for seed in 0..3 {
        let mut bytes = whole.clone();
        fastrand::Rng::with_seed(seed).fill(&mut bytes[first..first + 4096]);
        std::fs::write(&file, bytes).unwrap();
        for arguments in [&["--repair"][..], &[]] {
            let (is_right, said) = check(dir, arguments);
            assert!(!is_right && said.contains("pages of the file are damaged"), "seed {seed}: {said}");
            assert!(said.contains("onrecord restore FILE --replace") && !said.contains("***"), "seed {seed}: {said}");
        }
    }
}

#[test]
fn an_imported_database_is_right_though_words_and_originals_stayed_behind() {
    let dir = loaded();
    let dir = dir.path();
    let run = |arguments: &[&str]| {
        let output = onrecord(dir, arguments);
        assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
        stdout(&output)
    };
    let claim = run(&["extract", demo().to_str().unwrap()]).lines().next().unwrap().to_owned();
    let claim: onrecord::domain::ClaimRecord = serde_json::from_str(&claim).unwrap();
    run(&["withdraw", claim.id.as_str(), "--reason", "by request", "--database", "test.db"]);
    run(&["export", "out", "--format", "jsonl", "--database", "test.db"]);
    run(&["import", "out", "--database", "imported.db"]);
    assert!(run(&["check", "--database", "imported.db"]).contains("Nothing is wrong"));
}

/// Changes bytes in the middle of each file of the index whose name ends so.
fn damage(dir: &Path, ending: &str) {
    let mut damaged = 0;
    for version in std::fs::read_dir(dir.join("test.db.index")).unwrap() {
        for file in std::fs::read_dir(version.unwrap().path()).unwrap() {
            let file = file.unwrap().path();
            if file.extension().is_some_and(|extension| extension == ending) {
                let mut bytes = std::fs::read(&file).unwrap();
                let (first, last) = (bytes.len() / 4, bytes.len() / 4 * 3);
                bytes[first..last].iter_mut().for_each(|byte| *byte ^= 0x5a);
                std::fs::write(&file, bytes).unwrap();
                damaged += 1;
            }
        }
    }
    assert!(damaged > 0, "no file of the index ends in {ending}");
}

#[tokio::test]
async fn a_damaged_index_is_found_and_made_anew() {
    let dir = loaded();
    let dir = dir.path();
    assert!(check(dir, &[]).0);
    for ending in ["term", "idx", "fast", "pos"] {
        damage(dir, ending);
        let (is_right, said) = check(dir, &[]);
        assert!(!is_right && said.contains("files of the search index are damaged"), "{ending}: {said}");
        assert!(check(dir, &["--repair"]).0, "{ending}");
        let (is_right, said) = check(dir, &[]);
        assert!(is_right, "{ending}: {said}");
    }
}

#[tokio::test]
async fn a_site_whose_index_is_damaged_heals() {
    for ending in ["term", "idx", "fast"] {
        let dir = loaded();
        assert!(check(dir.path(), &[]).0);
        damage(dir.path(), ending);
        let site = start_on(dir, TextShown::Full).await;
        let mut statuses = Vec::new();
        for _ in 0..20 {
            statuses.clear();
            for path in ["/claims?q=bridge", "/claims?q=the", "/", "/claims?stance=denies"] {
                statuses.push(site.get(path).await.status);
            }
            site.store.follow().await.unwrap();
            if statuses.iter().all(|status| *status == 200) {
                break;
            }
            assert!(statuses.iter().all(|status| [200, 503].contains(status)), "{ending}: {statuses:?}");
        }
        assert!(statuses.iter().all(|status| *status == 200), "{ending}: {statuses:?}");
        let faults = site.store.check(onrecord::store::Check::Index).await.unwrap();
        assert!(faults.is_empty(), "{ending}: {faults:?}");
        let listed = site.store.count(&onrecord::store::ClaimFilters::default()).await.unwrap();
        assert!(listed > 100, "{ending}: {listed} claims");
    }
}
