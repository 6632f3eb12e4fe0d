//! The power goes at any moment: what was reported is there, and nothing is half done.
//!
//! The real program runs with a library before the C library that records what it writes (`tests/it/preloaded/recorder.c`). The disk after a
//! power cut is made of the records up to a moment: what was synced, and any part of the rest (`replay.rs`).

mod replay;

use std::io::Write;
use std::path::Path;

use onrecord::store::{Check, Store, check_backup};
use tempfile::TempDir;

use crate::support::{column, command, onrecord, preloaded, stderr, write};
use replay::{Kept, Record, after_power_cut, records};

/// Articles in a file of lines.
fn articles(first: usize) -> String {
    let line = |number: usize| {
        let text = format!(
            "Mayor Ida Lund said that boat {number} had sunk at Holm. General Ada Brandt denied that it was lost. \
             The harbour office said that {number} boats were at sea."
        );
        let url = format!("https://e{}.example/{number}", number % 7);
        serde_json::json!({"url": url, "text": text, "title": "Boats", "published": "2025-03-05"}).to_string() + "\n"
    };
    (first..first + 40).map(line).collect()
}

/// What is recorded: a line of work each, and how the database shows that it was done.
const WORK: [(&[&str], &str, &str); 7] = [
    (&["load", "first.jsonl"], "SELECT CAST(COUNT(*) >= 40 AS TEXT) FROM articles WHERE reading_row IS NOT NULL", "1"),
    (&["load", "second.jsonl", "--no-extract"], "SELECT CAST(COUNT(*) AS TEXT) FROM articles", "80"),
    (&["reread"], "SELECT CAST(COUNT(*) AS TEXT) FROM articles WHERE reading_row IS NULL", "0"),
    (&["source", "merge", "ida-lund", "ada-brandt"], "SELECT CAST(COUNT(*) AS TEXT) FROM decisions", "1"),
    (&["relate"], "SELECT CAST(COUNT(*) > 0 AS TEXT) FROM claim_relations", "1"),
    (&["index"], "SELECT '1'", "1"),
    (&["backup", "backup.db"], "SELECT '1'", "1"),
];

/// Does the work of [`WORK`] in `dir`, and gives what was recorded of it.
fn recorded(dir: &Path) -> Vec<Record> {
    let (library, record) = (preloaded(dir, "recorder"), dir.join("record"));
    let disk = dir.join("disk");
    for (name, first) in [("first.jsonl", 0), ("second.jsonl", 40)] {
        write(&disk, name, articles(first));
    }
    for (number, (arguments, _, _)) in WORK.iter().enumerate() {
        let mut command = command(&disk, &[*arguments, &["--database", "test.db"]].concat());
        command.env("LD_PRELOAD", &library).env("RECORD", &record).env("RECORDED", &disk);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
        let done = format!("done {number}");
        let mut record = std::fs::OpenOptions::new().append(true).open(&record).unwrap();
        write!(record, "said\t\t\t0\t{}\n{done}", done.len()).unwrap();
    }
    records(&record)
}

/// How much of the work was done, or reported as done by a load, at the end of these records.
fn done(records: &[Record]) -> usize {
    let said: Vec<&[u8]> = records.iter().filter_map(Record::said).collect();
    let ended = said.iter().rposition(|said| said.starts_with(b"done ")).map_or(0, |at| at + 1);
    let is_reported = String::from_utf8_lossy(&said[ended..].concat()).contains("claims found");
    said.iter().filter(|said| said.starts_with(b"done ")).count() + usize::from(is_reported)
}

/// A folder with what a power cut leaves behind these records.
fn left(records: &[Record], kept: Kept, random: &mut fastrand::Rng, disk: &Path) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (path, content) in after_power_cut(records, kept, random) {
        // What is shared in memory alone is never read after a start.
        if !path.ends_with("-shm") {
            write(dir.path(), Path::new(&path).strip_prefix(disk).unwrap().to_str().unwrap(), content);
        }
    }
    for name in ["first.jsonl", "second.jsonl"] {
        std::fs::copy(disk.join(name), dir.path().join(name)).unwrap();
    }
    dir
}

/// All that can be checked is right, and what was done before is there.
async fn stands(dir: &Path, done: usize) {
    let file = dir.join("test.db");
    let store = Store::open(&file).await.unwrap();
    for check in Check::ALL {
        assert_eq!(store.check(check).await.unwrap(), [], "{check:?}");
    }
    store.close().await;
    for (arguments, sql, wanted) in &WORK[..done] {
        assert_eq!(column(&file, sql).await, [*wanted], "{arguments:?} was done before");
    }
    if done == WORK.len() {
        check_backup(&dir.join("backup.db")).await.unwrap();
    }
}

#[tokio::test]
async fn a_power_cut_loses_nothing_that_was_reported_and_leaves_nothing_half_done() {
    let dir = tempfile::tempdir().unwrap();
    let records = recorded(dir.path());
    let cuts = std::env::var("ONRECORD_CUTS").map_or(40, |number| number.parse().unwrap());
    let mut random = fastrand::Rng::with_seed(20_241_025);
    for cut in 0..cuts {
        let end = random.usize(0..=records.len());
        let kept = [Kept::Nothing, Kept::All, Kept::Some, Kept::Some][cut % 4];
        let done = done(&records[..end]);
        println!("cut {cut} behind record {end} of {}, {kept:?} kept, {done} done", records.len());
        let left = left(&records[..end], kept, &mut random, &dir.path().join("disk"));
        stands(left.path(), done).await;
        if cut % 8 == 7 {
            for (arguments, _, _) in &WORK[..2] {
                let again = onrecord(left.path(), &[*arguments, &["--database", "test.db"]].concat());
                assert!(again.status.success(), "{}", stderr(&again));
            }
            stands(left.path(), 2.max(done)).await;
        }
    }
}
