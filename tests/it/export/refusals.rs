//! What cannot be exported or imported, and what is left when a run does not come to its end.

use std::path::Path;
use std::time::Duration;

use onrecord::exchange::Written;
use tempfile::TempDir;

use super::{done, export, names, program};
use crate::support::{command, many, stderr, stdout, write};

const TEXT: &str = "Mayor Ida Lund said the ferry to Holm had sunk. General Ada Brandt denied that boats were lost.";

/// A folder with one article in its database.
fn loaded() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "a.txt", TEXT);
    done(dir.path(), &["load", "a.txt"]);
    dir
}

/// Expects that the program does not begin, and says why.
#[track_caller]
fn refused(dir: &Path, arguments: &[&str], why: &str) {
    let output = program(dir, arguments);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
    assert!(said.contains(why), "{arguments:?}: {said}");
}

#[test]
fn nothing_is_exported_over_what_is_there() {
    let dir = loaded();
    write(dir.path(), "full/a.txt", "mine");
    refused(dir.path(), &["export", "--format", "jsonl", "full"], "the folder full is not empty");
    refused(dir.path(), &["export", "--format", "jsonl", "a.txt"], "a.txt is a file");
    refused(dir.path(), &["export", "--format", "csv", "new", "--public-url", "here"], "--public-url \"here\" cannot");
    refused(dir.path(), &["export", "--format", "xml", "new"], "invalid value 'xml'");
    std::fs::create_dir(dir.path().join("empty")).unwrap();
    done(dir.path(), &["export", "--format", "csv", "empty"]);
    done(dir.path(), &["export", "--format", "csv", "some/where/new"]);
    assert_eq!(names(&dir.path().join("empty")), names(&dir.path().join("some/where/new")));
    assert_eq!(names(&dir.path().join("full")), ["a.txt"]);
    let missing = crate::support::onrecord(dir.path(), &["export", "--format", "csv", "x", "--database", "none.db"]);
    assert!(stderr(&missing).contains("there is no database none.db"));
}

/// Changes a word of a file.
fn change(file: &Path, from: &str, to: &str) {
    let text = std::fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "{from} in {}", file.display());
    std::fs::write(file, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn each_wrong_export_has_its_message_and_changes_nothing() {
    let from = loaded();
    for form in ["jsonl", "csv", "sqlite"] {
        export(from.path(), form);
    }
    let folder = from.path().join("out-jsonl");
    let described = folder.join("datapackage.json");
    let dir = tempfile::tempdir().unwrap();
    let import = |why: &str| {
        refused(dir.path(), &["import", folder.to_str().unwrap()], why);
        assert!(names(dir.path()).iter().all(|name| !name.starts_with("test.db")), "{:?}", names(dir.path()));
    };
    let whole = std::fs::read_to_string(&described).unwrap();
    let restore = || std::fs::write(&described, &whole).unwrap();
    refused(dir.path(), &["import", "none"], "there is no folder none");
    refused(dir.path(), &["import", "."], "it holds no datapackage.json");
    refused(dir.path(), &["import", from.path().join("out-csv").to_str().unwrap()], "tables as csv");
    change(&folder.join("texts.jsonl"), "ferry", "barge");
    import("its file texts.jsonl is not as it was exported");
    change(&folder.join("texts.jsonl"), "barge", "ferry");
    std::fs::rename(folder.join("sources.jsonl"), folder.join("hidden")).unwrap();
    import("its file sources.jsonl cannot be read");
    std::fs::rename(folder.join("hidden"), folder.join("sources.jsonl")).unwrap();
    change(&described, "\"format\": 1", "\"format\": 2");
    import("in a form (2) that this version does not know");
    restore();
    change(&described, "\"path\": \"texts.jsonl\"", "\"path\": \"../out-jsonl/texts.jsonl\"");
    import("its file ../out-jsonl/texts.jsonl cannot be read");
    restore();
    change(&described, "\"name\": \"texts\"", "\"name\": \"words\"");
    import("its datapackage.json names no file texts");
    restore();
    change(&described, "\"rows\": 1", "\"rows\": 7");
    import("says");
    std::fs::write(&described, "{}").unwrap();
    import("its datapackage.json is not that of an export");
    restore();
    done(dir.path(), &["import", folder.to_str().unwrap()]);
}

#[test]
fn lines_that_do_not_fit_are_named() {
    let from = loaded();
    export(from.path(), "jsonl");
    let folder = from.path().join("out-jsonl");
    // A reading of a text that is not there: its hash is right, as one who made the files by hand would have it.
    let readings = folder.join("readings.jsonl");
    let before = onrecord::exchange::digest_of(&readings).unwrap();
    let version = super::lines(&folder, "readings")[0]["version"].as_str().unwrap().to_owned();
    change(&readings, &version, "0123456789abcdef");
    let now = onrecord::exchange::digest_of(&readings).unwrap();
    change(&folder.join("datapackage.json"), &before.sha256, &now.sha256);
    let dir = tempfile::tempdir().unwrap();
    refused(dir.path(), &["import", folder.to_str().unwrap()], "lines 1 to 1 of readings.jsonl do not fit");
    assert!(names(dir.path()).is_empty());
}

#[test]
fn values_that_pages_cannot_read_are_refused() {
    let from = loaded();
    export(from.path(), "jsonl");
    let folder = from.path().join("out-jsonl");
    let dir = tempfile::tempdir().unwrap();
    let first = super::lines(&folder, "found_claims")[0]["spans"].clone();
    let cue = first.as_array().unwrap().iter().find(|span| span[0] == "cue").unwrap().to_string();
    let content = first.as_array().unwrap().iter().find(|span| span[0] == "content").unwrap().to_string();
    let outside = "places lie outside of their text";
    let unknown = "rows hold words that no version of the program writes";
    let misshapen = "rows hold something else where a number or a list stands";
    for (file, from, to, why) in [
        ("found_claims.jsonl", content.as_str(), "[\"content\",0,3,7000]", "claims do not stand where their text"),
        ("found_claims.jsonl", content.as_str(), "[\"content\",0,9,3]", "claims do not stand where their text"),
        ("found_claims.jsonl", cue.as_str(), "[\"cue\",0,3,7000]", outside),
        ("texts.jsonl", "\"withheld\":[]", "\"withheld\":[[-1,4]]", outside),
        ("found_claims.jsonl", "\"stance\":\"asserts\"", "\"stance\":\"shouts\"", unknown),
        ("found_claims.jsonl", "\"confidence\":0", "\"confidence\":7", misshapen),
        ("found_claims.jsonl", "\"reasons\":[", "\"reasons\":[1,", misshapen),
        ("articles.jsonl", "\"authors\":[]", "\"authors\":[1]", misshapen),
        (
            "articles.jsonl",
            "\"published_day\":null",
            "\"published_day\":\"2025&03-03\"",
            "rows hold something else where a day stands",
        ),
        ("texts.jsonl", "ferry", "barge", "texts of articles are not those that were loaded"),
    ] {
        let (file, described) = (folder.join(file), folder.join("datapackage.json"));
        let whole = [&file, &described].map(|file| std::fs::read_to_string(file).unwrap());
        let before = onrecord::exchange::digest_of(&file).unwrap();
        change(&file, from, to);
        let now = onrecord::exchange::digest_of(&file).unwrap();
        let told = |file: &Written| format!("\"bytes\": {},\n      \"hash\": \"sha256:{}\"", file.bytes, file.sha256);
        change(&described, &told(&before), &told(&now));
        refused(dir.path(), &["import", folder.to_str().unwrap()], why);
        assert!(names(dir.path()).iter().all(|name| !name.starts_with("test.db")), "{:?}", names(dir.path()));
        [&file, &described].iter().zip(whole).for_each(|(file, whole)| std::fs::write(file, whole).unwrap());
    }
    done(dir.path(), &["import", folder.to_str().unwrap()]);
}

#[tokio::test]
async fn only_an_empty_database_takes_an_import() {
    let from = loaded();
    export(from.path(), "jsonl");
    export(from.path(), "sqlite");
    for form in ["jsonl", "sqlite"] {
        let folder = from.path().join(format!("out-{form}"));
        let folder = folder.to_str().unwrap();
        refused(from.path(), &["import", folder], "the database test.db holds 1 articles");
        // A database that another process has open would be lost to it.
        let server = crate::support::start().await;
        refused(server.dir.path(), &["import", folder], "another process has the database test.db open");
        server.store.close().await;
        let said = stdout(&done(server.dir.path(), &["import", folder]));
        assert!(said.contains("Imported 1 articles"), "{said}");
        refused(server.dir.path(), &["import", folder], "holds 1 articles");
    }
}

#[test]
fn a_killed_run_leaves_nothing_that_looks_whole() {
    let dir = tempfile::tempdir().unwrap();
    many(dir.path());
    done(dir.path(), &["load", "--no-extract", "many.jsonl"]);
    for wait in [5, 30, 60, 120] {
        let arguments = ["export", "--format", "jsonl", "out", "--database", "test.db"];
        let mut child = command(dir.path(), &arguments).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        let _ = child.kill();
        child.wait().unwrap();
        let out = dir.path().join("out");
        if out.exists() {
            assert!(out.join("README.md").exists() && out.join("datapackage.json").exists(), "it is there as a whole");
            std::fs::remove_dir_all(&out).unwrap();
        }
    }
    export(dir.path(), "jsonl");
    let new = tempfile::tempdir().unwrap();
    let out = dir.path().join("out-jsonl");
    let arguments = ["import", out.to_str().unwrap(), "--database", "test.db"];
    for wait in [5, 30, 60, 120] {
        let mut child = command(new.path(), &arguments).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        let _ = child.kill();
        child.wait().unwrap();
        if new.path().join("test.db").exists() {
            break;
        }
    }
    // What was begun is begun again; what came to its end holds everything.
    let again = program(new.path(), &arguments[..2]);
    let said = stdout(&again) + &stderr(&again);
    assert!(said.contains("500 articles"), "{said}");
    assert!(!new.path().join("test.db.import").exists());
}
