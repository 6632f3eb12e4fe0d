//! What a machine does to a program: a full disk, a lock that somebody holds, files that are damaged, little memory. What was
//! reported stands, messages say what happened, and nothing panics.

use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use crate::support::{command, demo, many, onrecord, stderr, stdout, write};

/// Runs a shell that may mount file systems of its own, in `dir`.
fn in_own_mounts(dir: &Path, script: &str) -> Output {
    let program = env!("CARGO_BIN_EXE_onrecord");
    let mut unshare = Command::new("unshare");
    unshare.args(["--map-root-user", "--mount", "sh", "-c", script]).current_dir(dir);
    unshare.env("onrecord", program).env_remove("ONRECORD_DATABASE").env("ONRECORD_LOG", "warn").output().unwrap()
}

fn assert_no_panic(output: &Output, what: &str) {
    let said = stderr(output);
    assert!(!said.contains("panicked"), "{what}: {said}");
}

#[test]
fn a_full_disk_loses_nothing_and_a_load_goes_on_when_there_is_room() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    many(dir);
    std::fs::create_dir(dir.join("disk")).unwrap();
    // A disk of three megabytes, which is made larger afterwards.
    let output = in_own_mounts(
        dir,
        r#"mount -t tmpfs -o size=3m none disk || exit 99
           "$onrecord" load many.jsonl --database disk/test.db > first.txt 2> first.err; echo "$?" > first.code
           cp first.err full.err
           "$onrecord" backup disk/backup.db --database disk/test.db > /dev/null 2> backup.err; echo "$?" > backup.code
           ls disk > disk.txt
           mount -o remount,size=80m disk || exit 98
           "$onrecord" check --database disk/test.db > check.txt 2>&1; echo "$?" > check.code
           "$onrecord" load many.jsonl --database disk/test.db > second.txt 2> second.err; echo "$?" > second.code
           "$onrecord" check --database disk/test.db >> check.txt 2>&1; echo "$?" >> check.code
           "$onrecord" load many.jsonl --database disk/test.db > third.txt 2>&1"#,
    );
    assert!(output.status.success(), "{:?} {}", output.status, stderr(&output));
    let read = |name: &str| std::fs::read_to_string(dir.join(name)).unwrap();
    let first = read("first.err");
    assert_eq!(read("first.code").trim(), "2", "{first}");
    assert!(first.contains("full") && !first.contains("panicked"), "{first}");
    assert_ne!(read("backup.code").trim(), "0");
    assert!(!read("backup.err").contains("panicked"), "{}", read("backup.err"));
    assert_eq!(read("check.code").split_whitespace().collect::<Vec<_>>(), ["0", "0"], "{}", read("check.txt"));
    assert_eq!(read("second.code").trim(), "0", "{}", read("second.err"));
    let third = read("third.txt");
    assert!(third.contains("500") && third.contains("already there"), "nothing is missing: {third}");
}

#[test]
fn a_file_that_may_not_be_written_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    assert!(onrecord(dir, &["load", demo().to_str().unwrap(), "--database", "test.db"]).status.success());
    many(dir);
    std::fs::create_dir(dir.join("disk")).unwrap();
    let output = in_own_mounts(
        dir,
        r#"mount -t tmpfs none disk && cp test.db disk/ && mount -o remount,ro disk || exit 99
           "$onrecord" load many.jsonl --database disk/test.db; echo "code $?"
           "$onrecord" backup disk/other.db --database test.db; echo "code $?"
           "$onrecord" backup other.db --database disk/test.db; echo "code $?""#,
    );
    assert!(output.status.success(), "{}", stderr(&output));
    assert_no_panic(&output, "a file system that may only be read");
    let codes = stdout(&output);
    assert!(codes.starts_with("code 2\ncode 2\n"), "{codes}{}", stderr(&output));
    let said = stderr(&output);
    assert!(said.contains("disk/test.db cannot be opened"), "{said}");
}

#[tokio::test]
async fn a_lock_that_another_program_holds_is_waited_for() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    assert!(onrecord(dir, &["load", demo().to_str().unwrap(), "--database", "test.db"]).status.success());
    let mut other = SqliteConnectOptions::new().filename(dir.join("test.db")).connect().await.unwrap();
    let lock = other.begin_with("BEGIN IMMEDIATE").await.unwrap();
    many(dir);
    let mut load = command(dir, &["load", "many.jsonl", "--no-extract", "--database", "test.db"]).spawn().unwrap();
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(load.try_wait().unwrap(), None, "it waits");
    lock.rollback().await.unwrap();
    assert!(load.wait().unwrap().success());
}

#[test]
fn damaged_files_are_told_by_name() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    assert!(onrecord(dir, &["load", demo().to_str().unwrap(), "--database", "whole.db"]).status.success());
    let whole = std::fs::read(dir.join("whole.db")).unwrap();
    let article = demo().join("README.md");
    let article = article.to_str().unwrap();
    // The head of the file, its schema, and what rows stand in; noise in place of bytes, and bytes that are missing.
    let mut random = fastrand::Rng::with_seed(19);
    for round in 0..24 {
        let mut bytes = whole.clone();
        match round % 3 {
            0 => bytes.truncate(random.usize(0..whole.len())),
            1 => (0..200).for_each(|_| bytes[random.usize(0..4096)] = random.u8(..)),
            _ => {
                let first = random.usize(4096..whole.len() - 5000);
                bytes[first..first + 5000].iter_mut().for_each(|byte| *byte = random.u8(..));
            }
        }
        std::fs::write(dir.join("damaged.db"), &bytes).unwrap();
        for arguments in [&["check"][..], &["load", article], &["backup", "backup.db"], &["index"], &["relate"]] {
            let output = onrecord(dir, &[arguments, &["--database", "damaged.db"]].concat());
            assert_no_panic(&output, &format!("round {round}, {arguments:?}"));
            assert!(output.status.code().is_some(), "round {round}: {arguments:?} was ended by a signal");
            let said = stderr(&output);
            assert!(
                output.status.code() != Some(2) || said.contains("damaged.db") || said.contains("cannot"),
                "{said}"
            );
        }
        for file in ["damaged.db", "damaged.db-wal", "damaged.db-shm", "backup.db", "backup.db-journal"] {
            let _ = std::fs::remove_file(dir.join(file));
        }
        let _ = std::fs::remove_dir_all(dir.join("damaged.db.index"));
    }
    for (arguments, name, content) in [
        (&["extract", article, "--registry", "own.tsv"][..], "own.tsv", &b"\xff\xfe\x00rubbish"[..]),
        (&["serve", "--config", "own.toml"], "own.toml", b"[serve]\nlisten = \xff"),
        (&["extract", article, "--model", "."], "tagger.safetensors", b"\x00\x01rubbish that is no model"),
    ] {
        write(dir, name, content);
        let output = onrecord(dir, arguments);
        assert_no_panic(&output, name);
        assert_eq!(output.status.code(), Some(2), "{name}: {}", stderr(&output));
        assert!(stderr(&output).contains("cannot be used"), "{name}: {}", stderr(&output));
    }
}

#[test]
fn little_memory_ends_a_run_and_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    many(dir);
    for kilobytes in [150_000, 300_000, 600_000, 1_200_000] {
        let script = format!(
            "ulimit -v {kilobytes}; exec {} load many.jsonl --database test.db",
            env!("CARGO_BIN_EXE_onrecord")
        );
        let output = Command::new("sh").args(["-c", &script]).current_dir(dir).output().unwrap();
        assert_no_panic(&output, &script);
        if !output.status.success() {
            // Where an allocation fails, the standard library says so and ends the program. It adds a word about backtraces
            // or one, as the environment asks for. The C library says so where it cannot note what a thread leaves behind.
            let said = stderr(&output);
            let told = ["memory allocation of", "cannot be", "Cannot allocate", "unavailable", "out of memory"];
            assert!(told.iter().any(|told| said.contains(told)), "{kilobytes} kB: {:?} {said}", output.status);
        }
    }
    let output = onrecord(dir, &["load", "many.jsonl", "--database", "test.db"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let checked = onrecord(dir, &["check", "--database", "test.db"]);
    assert!(checked.status.success(), "{}", stdout(&checked));
}
