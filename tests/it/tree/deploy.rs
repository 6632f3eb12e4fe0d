//! What stands in `deploy/` and `docs/OPERATING.md` fits the program: settings that it knows, all of them, and commands that it has.

use onrecord::config::ConfigFile;
use serde_json::Value;

use super::documents::{settings, subcommands};
use super::{files, root, text_of};
use crate::support::{onrecord, stdout};

const EXAMPLE: &str = "deploy/onrecord.toml";

/// The example with every setting in force: `#key = value` holds one, `# words` is a comment.
fn with_every_setting() -> String {
    let in_force = |line: &str| match line.strip_prefix('#') {
        Some(setting) if setting.starts_with(|c: char| c.is_ascii_lowercase() || c == '[') => format!("{setting}\n"),
        _ => format!("{line}\n"),
    };
    text_of(EXAMPLE).lines().map(in_force).collect()
}

#[test]
fn the_program_understands_the_example_configuration() {
    ConfigFile::open(Some(&root().join(EXAMPLE))).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let whole = dir.path().join("whole.toml");
    std::fs::write(&whole, with_every_setting()).unwrap();
    ConfigFile::open(Some(&whole)).unwrap();
}

#[test]
fn every_setting_stands_in_the_example_configuration() {
    let whole: Value = basic_toml::from_str(&with_every_setting()).unwrap();
    for (structure, setting) in settings() {
        // `ServeSection` is the table `serve`; `ConfigFile` is what stands above all tables.
        let table = match structure.strip_suffix("Section") {
            Some(section) => &whole[section.to_lowercase()],
            None => &whole,
        };
        let is_there = match table {
            // [[notify]], once for each search.
            Value::Array(searches) => searches.iter().any(|search| search.get(&setting).is_some()),
            table => table.get(&setting).is_some(),
        };
        assert!(is_there, "{EXAMPLE} does not tell of {setting} ({structure})");
    }
}

/// The words that stand behind `before` in a text: the commands that are called so.
fn called(text: &str, before: &str) -> Vec<String> {
    let word = |rest: &str| rest.split_whitespace().next().unwrap_or_default().to_owned();
    text.split(before).skip(1).map(word).collect()
}

#[test]
fn what_operators_are_told_to_call_is_there() {
    let dir = tempfile::tempdir().unwrap();
    let commands = subcommands(&stdout(&onrecord(dir.path(), &["--help"])));
    let mut told = 0;
    for file in files("deploy", ".service").into_iter().chain(["docs/OPERATING.md".to_owned()]) {
        let text = text_of(&file);
        // In a unit, in a line of a block of code, and between backticks.
        for before in ["=/usr/local/bin/onrecord ", "\nonr ", "`onr ", "`onrecord "] {
            for word in called(&text, before) {
                let word = word.trim_end_matches(|c: char| !c.is_ascii_lowercase());
                assert!(commands.iter().any(|command| command == word), "{file}: there is no onrecord {word}");
                told += 1;
            }
        }
    }
    assert!(told > 10, "{told}: the test reads them wrongly");
}
