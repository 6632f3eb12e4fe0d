//! A whole collection out of one database and into another, with the real program.

mod answers;
mod chance;
mod forms;
mod refusals;

use std::path::Path;
use std::process::Output;

use crate::support::{onrecord, stderr};

/// Runs the program on `test.db` of a folder.
fn program(dir: &Path, arguments: &[&str]) -> Output {
    onrecord(dir, &[arguments, &["--database", "test.db"]].concat())
}

/// Runs it, and expects that it does everything.
#[track_caller]
fn done(dir: &Path, arguments: &[&str]) -> Output {
    let output = program(dir, arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", stderr(&output));
    output
}

/// Exports the database of a folder to `out-FORM` in it.
#[track_caller]
fn export(dir: &Path, form: &str) {
    done(dir, &["export", "--format", form, "--public-url", crate::support::PUBLIC_URL, &format!("out-{form}")]);
}

/// The files of a folder, in order.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// The lines of a file of an export as jsonl.
fn lines(folder: &Path, name: &str) -> Vec<serde_json::Value> {
    let text = std::fs::read_to_string(folder.join(format!("{name}.jsonl"))).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
