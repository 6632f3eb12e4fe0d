//! Tests as data: files of cases under `tests/data/`, one folder a stage, which the stages are held to.
//!
//! Each line is a case, `input -> output`; a line that begins with `#` says what the cases below it show. In an input " ¶ "
//! stands for the break between paragraphs; an output of nothing is "none". `UPDATE_EXPECT=1 cargo test --lib extract` writes
//! the outputs of the program as it is, to be reviewed as a change of the file.

use std::path::Path;

/// Holds `run` to every case of a file under `tests/data/`.
#[track_caller]
pub(super) fn check_cases(file: &str, run: impl Fn(&str) -> String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(file);
    let written = std::fs::read_to_string(&path).unwrap();
    let mut found = String::with_capacity(written.len());
    for line in written.lines() {
        match line.split_once(" -> ").filter(|_| !line.starts_with('#')) {
            Some((input, _)) => {
                let output = run(&input.replace(" ¶ ", "\n\n"));
                let output = if output.is_empty() { "none" } else { output.as_str() };
                found.push_str(&format!("{input} -> {output}"));
            }
            None => {
                assert!(line.is_empty() || line.starts_with('#'), "{file}: no case: {line:?}");
                found.push_str(line);
            }
        }
        found.push('\n');
    }
    expect_test::expect_file![path].assert_eq(&found);
}
