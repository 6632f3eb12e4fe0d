//! What the documents say of the program is so: files they name are there, and nothing a user can set, run or open is
//! left out of them.

use std::collections::BTreeSet;

use expect_test::expect_file;
use syn::visit::{self, Visit};

use super::{files, root, text_of};
use crate::support::{onrecord, stdout};

/// The words between backticks, line by line; fenced blocks are left out.
fn code_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, block) in text.split("```").enumerate() {
        if at % 2 == 0 {
            // A word may run on in the next line.
            let parts = block.split('`').skip(1).step_by(2);
            words.extend(parts.map(|part| part.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
    }
    words
}

/// True for what can only be a file or a folder of the tree: `store/write/save.rs`, `migrations/`.
fn is_path(word: &str) -> bool {
    const FILES: [&str; 11] = [".rs", ".md", ".toml", ".tsv", ".html", ".css", ".js", ".json", ".sql", ".py", ".txt"];
    let is_plain = word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte));
    let is_inside = !word.starts_with(['/', '.']) || word.starts_with("./") || word.starts_with(".ci");
    is_plain && is_inside && (word.ends_with('/') || FILES.iter().any(|ending| word.ends_with(ending)))
}

/// Names of files that the documents give and that are no files of the tree: a user's, or made by the program.
const OTHERS: [&str; 6] = [
    "robots.txt",
    "expectations.json",
    "datapackage.json",
    "onrecord-demo/",
    "news.zip/folder/a.html",
    "news/2025/a.txt",
];

/// Every folder and file of the tree, folders with a slash at the end.
fn tree() -> BTreeSet<String> {
    let folders = [
        "src",
        "templates",
        "migrations",
        "static",
        "tests/it",
        "models",
        "demo",
        "benches",
        "docs",
        "training",
        "scripts",
        "network",
        "fuzz",
        "examples",
        "deploy",
    ];
    let mut tree: BTreeSet<String> = folders.iter().flat_map(|folder| files(folder, "")).collect();
    for entry in std::fs::read_dir(root()).unwrap() {
        tree.insert(entry.unwrap().file_name().to_string_lossy().into_owned());
    }
    for known in [".ci/run", "tests/browser/", "tests/data/", "tests/statements.rs"] {
        assert!(root().join(known).exists(), "{known}");
        tree.insert(known.to_owned());
    }
    let folders: Vec<String> = tree
        .iter()
        .flat_map(|file| file.match_indices('/').map(|(at, _)| file[..=at].to_owned()).collect::<Vec<_>>())
        .collect();
    tree.extend(folders);
    tree
}

#[test]
fn files_that_the_documents_name_are_there() {
    let tree = tree();
    let mut missing = Vec::new();
    for document in ["ARCHITECTURE.md", "README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/OPERATING.md"] {
        let text = text_of(document);
        let words = code_words(&text);
        assert!(words.iter().any(|word| is_path(word)), "{document} names no file: the test reads it wrongly");
        for word in words.iter().filter(|word| is_path(word)) {
            let word = word.trim_start_matches("./");
            let is_there =
                OTHERS.contains(&word) || tree.iter().any(|path| path == word || path.ends_with(&format!("/{word}")));
            if !is_there {
                missing.push(format!("{document}: {word}"));
            }
        }
    }
    assert!(missing.is_empty(), "named and not there: {missing:#?}");
}

#[test]
fn every_room_stands_in_the_map() {
    let map = text_of("ARCHITECTURE.md");
    let words: BTreeSet<String> = code_words(&map).into_iter().collect();
    for entry in std::fs::read_dir(root().join("src")).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        let name = if entry.path().is_dir() { format!("{name}/") } else { name };
        assert!(name == "lib.rs" || words.contains(&name), "ARCHITECTURE.md does not say what src/{name} holds");
    }
}

#[test]
fn the_help_is_as_committed() {
    let dir = tempfile::tempdir().unwrap();
    let help = |words: &[&str]| {
        let words: Vec<&str> = words.iter().copied().chain(["--help"]).collect();
        format!("$ onrecord {}\n\n{}\n", words.join(" "), stdout(&onrecord(dir.path(), &words)))
    };
    let mut all = help(&[]);
    for command in subcommands(&stdout(&onrecord(dir.path(), &["--help"]))) {
        all.push_str(&help(&[&command]));
        for further in subcommands(&stdout(&onrecord(dir.path(), &[&command, "--help"]))) {
            all.push_str(&help(&[&command, &further]));
        }
    }
    let all = all.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    expect_file![root().join("docs/help.txt")].assert_eq(&all);
}

/// The commands that a help text lists.
pub(super) fn subcommands(help: &str) -> Vec<String> {
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    // A description that runs over one line goes on further to the right.
    let names = listed.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").map(str::to_owned).collect()
}

#[test]
fn every_command_stands_in_the_readme() {
    let dir = tempfile::tempdir().unwrap();
    let readme = text_of("README.md");
    let commands = subcommands(&stdout(&onrecord(dir.path(), &["--help"])));
    assert!(commands.len() > 8, "{commands:?}");
    for command in commands {
        let further = subcommands(&stdout(&onrecord(dir.path(), &[&command, "--help"])));
        let names = if further.is_empty() { vec![command.clone()] } else { further };
        for name in names {
            let whole = if name == command { name } else { format!("{command} {name}") };
            assert!(readme.contains(&format!("`onrecord {whole}")), "README.md does not tell of onrecord {whole}");
        }
    }
}

/// The structs that a configuration file is read into, each with the name of one of its fields.
#[derive(Default)]
struct Settings(Vec<(String, String)>);

impl<'ast> Visit<'ast> for Settings {
    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        let name = item.ident.to_string();
        if name == "ConfigFile" || name.ends_with("Section") {
            let fields = item.fields.iter().filter_map(|field| field.ident.as_ref());
            self.0.extend(fields.map(|field| (name.clone(), field.to_string())));
        }
        visit::visit_item_struct(self, item);
    }
}

/// Every setting of a configuration file, behind the name of its struct.
pub(super) fn settings() -> Vec<(String, String)> {
    let mut settings = Settings::default();
    settings.visit_file(&syn::parse_file(&text_of("src/config.rs")).unwrap());
    assert!(settings.0.len() > 10, "{:?}", settings.0);
    settings.0
}

#[test]
fn every_setting_stands_in_the_readme() {
    let readme = text_of("README.md");
    for (_, setting) in settings() {
        assert!(readme.contains(&setting), "README.md does not tell of the setting {setting}");
    }
    for file in files("src", ".rs") {
        let text = text_of(&file);
        for (at, _) in text.match_indices("\"ONRECORD_") {
            let name: String = text[at + 1..].chars().take_while(|c| c.is_ascii_uppercase() || *c == '_').collect();
            let is_told = readme.contains(&name) || text_of("CONTRIBUTING.md").contains(&name);
            assert!(is_told, "neither README.md nor CONTRIBUTING.md tells of {name} ({file})");
        }
    }
}

#[test]
fn every_address_stands_in_the_readme() {
    let readme = text_of("README.md");
    let words: BTreeSet<String> = code_words(&readme).into_iter().collect();
    let router = text_of("src/web/mod.rs");
    let routes: Vec<&str> =
        router.split(".route(\"").skip(1).map(|rest| rest.split('"').next().unwrap_or_default()).collect();
    assert!(routes.len() > 10, "{routes:?}");
    for route in routes.into_iter().filter(|route| !route.starts_with("/static/") && *route != "/favicon.ico") {
        assert!(words.contains(route), "README.md does not tell of the address {route}");
    }
}
