//! A clock that is wrong for a while: what was written meanwhile stays, and nothing is held up or refused for it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::support::{client, column, command, preloaded, stderr, stdout, write};

const HOUR: i64 = 3600;
const YEAR: i64 = 365 * 24 * HOUR;

/// A collection, and a program whose clock can be shifted.
struct Shifted {
    dir: TempDir,
    library: PathBuf,
}

impl Shifted {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let library = preloaded(dir.path(), "clock");
        for (name, boat) in [("one", 1), ("two", 2), ("three", 3), ("four", 4)] {
            let text = format!(
                "Mayor Ida Lund said that boat {boat} had sunk at Holm. General Ada Brandt denied that boat {boat} was lost."
            );
            let article = serde_json::json!({"url": format!("https://e.example/{name}"), "text": text, "published": "2025-03-05"});
            write(dir.path(), &format!("{name}.json"), article.to_string());
        }
        Self { dir, library }
    }

    fn command(&self, by: i64, arguments: &[&str]) -> Command {
        let mut command = command(self.dir.path(), &[arguments, &["--database", "test.db"]].concat());
        command.env("LD_PRELOAD", &self.library).env("SHIFTED", by.to_string());
        command
    }

    #[track_caller]
    fn done(&self, by: i64, arguments: &[&str]) -> String {
        let output = self.command(by, arguments).output().unwrap();
        assert!(output.status.success(), "{by} s, {arguments:?}: {}{}", stdout(&output), stderr(&output));
        stdout(&output)
    }

    fn file(&self) -> PathBuf {
        Path::join(self.dir.path(), "test.db")
    }

    /// What these addresses answer from a site whose clock is shifted.
    async fn pages(&self, by: i64, paths: &[String]) -> Vec<String> {
        let mut serving = self.command(by, &["serve", "--listen", "127.0.0.1:0"]);
        let mut serving = serving.stdout(Stdio::piped()).spawn().unwrap();
        let first = BufReader::new(serving.stdout.take().unwrap()).lines().next().unwrap().unwrap();
        let site = first.split_whitespace().find(|word| word.starts_with("http://")).unwrap();
        let port = site.trim_end_matches('/').rsplit(':').next().unwrap();
        let mut pages = Vec::new();
        for path in paths {
            let answer = client().get(format!("{}{path}", site.trim_end_matches('/'))).send().await.unwrap();
            assert_eq!(answer.status(), 200, "{by} s, {path}");
            // Each start has a port of its own.
            pages.push(answer.text().await.unwrap().replace(port, ""));
        }
        serving.kill().unwrap();
        serving.wait().unwrap();
        pages
    }
}

#[tokio::test]
async fn a_clock_that_jumps_ahead_and_back_loses_and_holds_up_nothing() {
    let shifted = Shifted::new();
    let articles = async || column(&shifted.file(), "SELECT id FROM articles").await.len();
    for (number, (by, name)) in [(0, "one"), (YEAR, "two"), (0, "three"), (-HOUR, "four")].into_iter().enumerate() {
        shifted.done(by, &["load", &format!("{name}.json")]);
        assert_eq!(articles().await, number + 1, "{name}, {by} s");
        shifted.done(by, &["relate"]);
        shifted.done(by, &["backup", "backup.db"]);
        assert!(shifted.done(by, &["check"]).contains("Nothing is wrong"));
    }
    assert!(shifted.done(-HOUR, &["load", "two.json"]).contains("already there  1"));
    let claim = column(&shifted.file(), "SELECT id FROM claims").await.remove(0);
    // Decided while the clock was ahead, undone when it was right again.
    shifted.done(YEAR, &["withdraw", &claim, "--reason", "a mistake"]);
    shifted.done(0, &["restore", &claim]);
    shifted.done(YEAR, &["source", "merge", "ida-lund", "ada-brandt"]);
    shifted.done(-HOUR, &["source", "undo", "1"]);
    // Nothing is left to be done in the background while pages are compared.
    shifted.done(0, &["relate"]);
    shifted.done(0, &["index"]);
    let mut paths =
        ["/", "/claims", "/articles", "/digest", "/about/loads", "/claims.atom", "/disputes", "/sitemap.xml"]
            .map(str::to_owned)
            .to_vec();
    paths.push(format!("/claims/{claim}"));
    let right = shifted.pages(0, &paths).await;
    // Pages depend on what is stored, not on the clock.
    for by in [YEAR, -HOUR] {
        for ((path, page), right) in paths.iter().zip(shifted.pages(by, &paths).await).zip(&right) {
            let differs = page.lines().zip(right.lines()).find(|(page, right)| page != right);
            assert_eq!(differs, None, "{path}, {by} s");
        }
    }
    assert!(shifted.done(0, &["check"]).contains("Nothing is wrong"));
}
