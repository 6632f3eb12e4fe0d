//! The program as people run it: exit codes, reports, pipes, a kill in the middle.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use onrecord::domain::{ClaimRecord, Conclusion, Slug};
use onrecord::store::{ClaimFilters, Store};

use crate::support::{command, demo, many, onrecord, stderr, stdout, write};

#[test]
fn a_path_that_cannot_be_reached_is_told_from_one_that_is_not_there() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    write(dir, "a.txt", "Mayor Ida Lund said the rain had stopped.");
    for (path, words) in [
        ("b.txt", "nothing to load: b.txt is not there"),
        ("a.txt/b.txt", "nothing to load: a.txt/b.txt cannot be read: Not a directory"),
    ] {
        let output = onrecord(dir, &["load", path]);
        assert_eq!(output.status.code(), Some(2), "{path}");
        assert!(stderr(&output).contains(words), "{path}: {}", stderr(&output));
        assert!(!dir.join("onrecord.db").exists(), "{path} made a database");
    }
}

#[test]
fn a_folder_of_anything_is_loaded_and_every_skip_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    write(dir, "in/a.txt", "Mayor Ida Lund said the rain had stopped.");
    write(dir, "in/b.md", "---\ntitle: Ferry\npublished: 2025-03-04\n---\nMayor Ida Lund said the *ferry* sank.");
    write(
        dir,
        "in/c.jsonl",
        "{\"text\":\"Captain Nils Weir said it rained.\",\"url\":\"https://e.example/1\"}\n{broken\n{\"text\":\"Weir said it snowed.\",\"date\":\"3024-01-01\"}\n",
    );
    write(
        dir,
        "in/d.html",
        "<html><head><title>Road</title></head><body><article><h1>Road</h1><p>Captain Nils Weir said the road to the harbour was shut and would stay shut until the water had gone down again.</p><p>Nobody had been hurt on it, he said, and nobody had seen who had moved the barriers during the night.</p></article></body></html>",
    );
    write(dir, "in/e.txt", "");
    write(dir, "in/f.png", b"\x89PNG\r\n\x1a\n\0\0");
    write(dir, "in/g.txt", b"\x89PNG\r\n\x1a\n\0\0");
    let output = onrecord(dir, &["load", "in", "--report", "report.json"]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    let report: serde_json::Value = serde_json::from_slice(&std::fs::read(dir.join("report.json")).unwrap()).unwrap();
    assert_eq!((&report["loaded"], &report["already_there"]), (&4.into(), &0.into()), "{report:#}");
    let skipped: Vec<(String, String)> = report["skipped"]
        .as_array()
        .unwrap()
        .iter()
        .map(|left| (left["file"].as_str().unwrap().to_owned(), left["code"].as_str().unwrap().to_owned()))
        .collect();
    let expected = [
        ("in/c.jsonl:2", "bad-json"),
        ("in/c.jsonl:3", "future-date"),
        ("in/e.txt", "empty"),
        ("in/f.png", "unknown-type"),
        ("in/g.txt", "not-text"),
    ];
    assert_eq!(skipped, expected.map(|(file, code)| (file.to_owned(), code.to_owned())));
    for (file, _) in expected {
        assert!(text.contains(file), "{file} is named for people too: {text}");
    }
    let again = onrecord(dir, &["load", "in"]);
    assert!(stdout(&again).contains("loaded  0") && stdout(&again).contains("already there  4"), "{}", stdout(&again));
}

#[test]
fn a_claim_is_explained_where_that_is_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    write(
        dir.path(),
        "a.txt",
        "Mayor Ida Lund denied on Monday that the bridge was shut. She said at least 40 lorries would cross it.",
    );
    let plain = stdout(&onrecord(dir.path(), &["extract", "a.txt"]));
    assert!(plain.contains("Ida Lund") && !plain.contains("\"reasons\""), "{plain}");
    let explained = stdout(&onrecord(dir.path(), &["extract", "--explain", "a.txt"]));
    let records: Vec<ClaimRecord> = explained.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let rule = |record: &ClaimRecord, about| {
        let reason = record.reasons.iter().find(|reason| reason.about == about);
        reason.map(|reason| (reason.rule.clone(), reason.features.clone())).unwrap_or_default()
    };
    let [denied, said] = &records[..] else { panic!("{explained}") };
    assert_eq!(rule(denied, Conclusion::Stance), ("a cue of the lexicon".to_owned(), vec!["denied".to_owned()]));
    assert_eq!(rule(denied, Conclusion::Source).0, "a full name printed here");
    let pointed = "the network points to them from the words that attribute";
    assert!(records.iter().all(|record| rule(record, Conclusion::Mention).0 == pointed), "{explained}");
    let figure = ["at least 40 lorries", "“at least” leaves the greatest value open", "it counts “lorries”"];
    assert_eq!(rule(said, Conclusion::Figure), ("a number in digits".to_owned(), figure.map(str::to_owned).to_vec()));
    let (whom, features) = rule(said, Conclusion::Source);
    assert_eq!(whom, "whom it most likely stands for");
    assert!(!features.is_empty(), "with what weighed most: {explained}");
    assert!(records.iter().all(|record| !rule(record, Conclusion::Said).0.is_empty()), "{explained}");
}

#[test]
fn exit_codes_tell_how_it_went() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    write(dir, "a.txt", "Mayor Ida Lund said the rain had stopped.");
    assert_eq!(onrecord(dir, &["load", "a.txt"]).status.code(), Some(0));
    assert_eq!(onrecord(dir, &["load", "a.txt", "none.txt"]).status.code(), Some(1));
    assert_eq!(onrecord(dir, &["load"]).status.code(), Some(2));
    assert_eq!(onrecord(dir, &["load", "a.txt", "--published", "tuesday"]).status.code(), Some(2));
    assert_eq!(onrecord(dir, &["load", "a.txt", "--database", "no/such/folder/x.db"]).status.code(), Some(2));
    write(dir, "not.db", "this is no database, only a text that is long enough to be looked at");
    let output = onrecord(dir, &["load", "a.txt", "--database", "not.db"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("not.db"), "{}", stderr(&output));
    let output = onrecord(dir, &["withdraw", "0000000000000000", "--reason", "x"]);
    assert!(output.status.code() == Some(2) && stderr(&output).contains("no article and no claim"));
    assert_eq!(onrecord(dir, &["restore", "0000000000000000", "--database", "missing.db"]).status.code(), Some(2));
    assert!(!dir.join("missing.db").exists(), "a mistyped name makes no file");
}

#[test]
fn a_very_large_file_is_named_and_the_rest_is_loaded() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    write(dir, "in/a.txt", "Mayor Ida Lund said the rain had stopped.");
    std::fs::File::create(dir.join("in/b.txt")).unwrap().set_len(200 << 20).unwrap();
    let output = onrecord(dir, &["load", "in"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("in/b.txt: larger than 16 MiB"), "{}", stdout(&output));
}

#[test]
fn extract_prints_claims_whose_offsets_fit_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let text =
        "Ö 🙂\r\n“The rain,” General Ada Brandt said on Tuesday, “has stopped.”\r\nBrandt denied that it was cold.\r\n";
    write(dir.path(), "a.txt", text);
    let output = onrecord(dir.path(), &["extract", "a.txt", "--published", "2025-03-05", "--publisher", "River Post"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let claims: Vec<ClaimRecord> = stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let points: Vec<char> = text.chars().collect();
    let words = |span: &[usize; 2]| points[span[0]..span[1]].iter().collect::<String>();
    assert_eq!(claims.len(), 2);
    for claim in &claims {
        let content: Vec<String> = claim.content.spans.iter().map(words).collect();
        assert_eq!(content.join(" … "), claim.content.text);
        let mention = claim.mention.as_ref().unwrap();
        assert_eq!(words(&mention.spans[0]), mention.text);
        assert_eq!(claim.source.as_ref().unwrap().slug.as_str(), "ada-brandt");
        assert_eq!(claim.article.published.as_deref(), Some("2025-03-05"));
    }
    assert_eq!(claims[0].content.spans.len(), 2, "an interrupted quotation is one claim of two parts");
    assert_eq!(claims[0].said.as_ref().unwrap().edtf, "2025-03-04");
    assert_eq!(claims[1].stance.as_str(), "denies");
}

#[test]
fn extract_and_read_stand_in_a_pipe() {
    let dir = tempfile::tempdir().unwrap();
    let mut child = command(dir.path(), &["read", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    for number in 0..3 {
        // Each answer comes before the next article is sent: nothing is held back.
        writeln!(stdin, "{{\"text\":\"Mayor Ida Lund said it rained {number} times.\",\"title\":\"T{number}\"}}")
            .unwrap();
        stdin.flush().unwrap();
        let read: serde_json::Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
        assert_eq!(read["title"], format!("T{number}"));
        assert_eq!(read["from"]["title"], "field title");
    }
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    // A reader that goes away early is no failure.
    let big = "{\"text\":\"Mayor Ida Lund said it rained.\"}\n".repeat(20_000);
    write(dir.path(), "big.jsonl", big);
    let mut child = command(dir.path(), &["extract", "big.jsonl"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.contains("it rained"));
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_withdrawal_takes_an_address_or_an_id() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    write(dir, "a.txt", "Mayor Ida Lund said the rain had stopped.");
    onrecord(dir, &["load", "a.txt"]);
    let claim: ClaimRecord =
        serde_json::from_str(stdout(&onrecord(dir, &["extract", "a.txt"])).lines().next().unwrap()).unwrap();
    let address = format!("http://127.0.0.1:8080/claims/{}?x#y", claim.id);
    let output = onrecord(dir, &["withdraw", &address, "--reason", "a mistake"]);
    assert!(output.status.success() && stdout(&output).contains(claim.id.as_str()), "{}", stderr(&output));
    let listed = || stdout(&onrecord(dir, &["withdraw", "--list"]));
    let list = listed();
    assert!(list.starts_with(&format!("{}\t20", claim.id)) && list.ends_with("\ta mistake\n"), "{list}");
    assert!(!onrecord(dir, &["withdraw", claim.id.as_str()]).status.success(), "a reason is needed");
    assert!(stdout(&onrecord(dir, &["restore", claim.id.as_str()])).contains("Restored"));
    assert!(stdout(&onrecord(dir, &["restore", claim.id.as_str()])).contains("not withdrawn"));
    assert_eq!(listed(), "");
    assert!(!onrecord(dir, &["withdraw", claim.id.as_str(), "--reason", ""]).status.success());
}

#[tokio::test]
async fn a_kill_in_the_middle_of_a_load_loses_and_doubles_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    many(dir);
    let file = dir.join("onrecord.db");
    for _ in 0..2 {
        let mut child =
            command(dir, &["load", "many.jsonl"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // Killed once something new is on disk: in the middle, whatever the speed of the machine.
        let before = articles_in(&file).await;
        for _ in 0..2000 {
            if articles_in(&file).await > before || child.try_wait().unwrap().is_some() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let killed = articles_in(&file).await;
    assert!(killed > 0 && killed < 500, "{killed} articles before the last load");
    let output = onrecord(dir, &["load", "many.jsonl"]);
    let text = stdout(&output);
    assert!(text.contains(&format!("already there  {killed}")), "{text}");
    let store = Store::open(&file).await.unwrap();
    let overview = store.overview().await.unwrap();
    assert_eq!(overview.articles, 500);
    let fresh = tempfile::tempdir().unwrap();
    write(fresh.path(), "many.jsonl", std::fs::read(dir.join("many.jsonl")).unwrap());
    onrecord(fresh.path(), &["load", "many.jsonl"]);
    let whole = Store::open(&fresh.path().join("onrecord.db")).await.unwrap();
    assert_eq!(overview.claims, whole.overview().await.unwrap().claims, "every claim once");
    let ids = async |store: &Store| -> Vec<String> {
        // A page waits for so many new claims no longer than two seconds.
        store.follow().await.unwrap();
        let list = store.claims(&ClaimFilters::default()).await.unwrap();
        list.hits.iter().map(|hit| hit.claim.id.to_string()).collect()
    };
    assert_eq!(ids(&store).await, ids(&whole).await);
}

async fn articles_in(file: &Path) -> i64 {
    if !file.exists() {
        return 0;
    }
    match Store::open(file).await {
        Ok(store) => store.overview().await.map_or(0, |overview| overview.articles),
        Err(_) => 0,
    }
}

#[test]
fn the_server_says_where_it_is_and_stops_when_told() {
    let dir = tempfile::tempdir().unwrap();
    let mut child = command(dir.path(), &["demo", "--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let loaded = lines.next().unwrap().unwrap();
    assert!(loaded.contains("made-up articles"), "{loaded}");
    let line = lines.next().unwrap().unwrap();
    let address =
        line.split_whitespace().find(|word| word.starts_with("http://")).unwrap().trim_end_matches('/').to_owned();
    assert!(dir.path().join("onrecord-demo/onrecord.db").exists());
    // The same port again: a clear message.
    let port = address.trim_start_matches("http://");
    let taken = onrecord(dir.path(), &["serve", "--listen", port]);
    assert_eq!(taken.status.code(), Some(2));
    assert!(stderr(&taken).contains("is taken") && stderr(&taken).contains("--listen"), "{}", stderr(&taken));
    let status = std::process::Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(status.success());
    assert_eq!(child.wait().unwrap().code(), Some(0), "it ends in peace");
}

#[test]
fn the_demo_shows_what_it_was_written_for() {
    let output = onrecord(&demo(), &["extract", "."]);
    let claims: Vec<ClaimRecord> = stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(claims.len() > 250, "{}", claims.len());
    let by = |slug: &str| {
        claims.iter().filter(|claim| claim.source.as_ref().is_some_and(|source| source.slug.as_str() == slug)).count()
    };
    assert!(by("ilse-maran") >= 5, "{}", by("ilse-maran"));
    assert!(claims.iter().any(|claim| claim.stance.as_str() == "denies"));
    assert!(claims.iter().any(|claim| !claim.via.is_empty()));
    let without = claims.iter().filter(|claim| claim.source.is_none()).count();
    assert!(without * 10 < claims.len(), "{without} of {} claims have no source", claims.len());
}

#[test]
fn the_readme_names_every_command_and_setting() {
    let readme = include_str!("../../README.md");
    let dir = tempfile::tempdir().unwrap();
    let commands = commands(dir.path(), &[]);
    assert!(commands.len() >= 13, "{commands:?}");
    for command in commands {
        let words: Vec<&str> = command.split(' ').collect();
        assert!(readme.contains(&format!("onrecord {command}")), "{command} is not in README.md");
        let help = stdout(&onrecord(dir.path(), &[&words[..], &["--help"]].concat()));
        for setting in help.split("[env: ").skip(1).filter_map(|rest| rest.split(['=', ']']).next()) {
            assert!(readme.contains(setting), "{setting} of {command} is not in README.md");
        }
        let flags = help.split_whitespace().filter(|word| word.starts_with("--") && words[0] == "source");
        for flag in flags.filter(|flag| !matches!(*flag, "--help" | "--log-format")) {
            assert!(readme.contains(flag), "{flag} of {command} is not in README.md");
        }
    }
}

/// Every command below `words`, those of a command's own included.
fn commands(dir: &Path, words: &[&str]) -> Vec<String> {
    let help = stdout(&onrecord(dir, &[words, &["--help"]].concat()));
    let listed = help.lines().skip_while(|line| !line.starts_with("Commands:")).skip(1);
    let mut found = Vec::new();
    for name in listed.take_while(|line| !line.is_empty()).filter_map(|line| line.split_whitespace().next()) {
        if name != "help" {
            let words = [words, &[name]].concat();
            let below = commands(dir, &words);
            found.extend(if below.is_empty() { vec![words.join(" ")] } else { below });
        }
    }
    found
}

#[tokio::test]
async fn a_registry_of_ones_own_tells_who_is_who() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    write(
        dir,
        "ours.toml",
        "sources.wikidata = \"our own list\"\n\
         [[media]]\nname = \"Vell Courier\"\naliases = [\"Courier of Vell\"]\nhosts = [\"courier.example\"]\n\
         [[person]]\nname = \"Ida Lund\"\nslug = \"ida-lund-of-vell\"\ncountry = \"UA\"\nwikidata = \"Q1\"\n\
         aliases = [\"Idda Lunde\"]\n",
    );
    let line = |text: &str, rest: &str| format!("{{\"text\":\"{text}\",{rest}}}\n");
    let told = "Mayor Idda Lunde told the Vell Courier that the rain had stopped.";
    let lines = [
        line(told, "\"url\":\"https://courier.example/1\""),
        line("Mayor Ida Lund said the rain had stopped.", "\"publisher\":\"The Courier of Vell\""),
    ];
    write(dir, "in.jsonl", lines.concat());
    let with = ["--registry", "ours.toml"];
    let claims = |args: &[&str]| -> Vec<ClaimRecord> {
        stdout(&onrecord(dir, args)).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let found = claims(&[&["extract", "in.jsonl"], &with[..]].concat());
    assert_eq!(found.len(), 2, "{found:?}");
    for (claim, printed) in found.iter().zip(["Idda Lunde", "Ida Lund"]) {
        let source = claim.source.as_ref().unwrap();
        assert_eq!((source.slug.as_str(), source.name.as_str()), ("ida-lund-of-vell", printed));
        assert_eq!((source.wikidata.as_deref(), source.country.as_deref()), (Some("Q1"), Some("UA")));
        assert_eq!(source.role.as_deref(), Some("Mayor"), "the role as printed");
    }
    assert_eq!(found[0].article.publisher.as_deref(), Some("Vell Courier"), "by its host");
    let plain = claims(&["extract", "in.jsonl"]);
    assert!(plain[0].source.as_ref().is_some_and(|source| source.wikidata.is_none()));
    assert!(found[0].extractor.starts_with(&plain[0].extractor) && found[0].extractor != plain[0].extractor);

    // Loaded first without: what the file tells is written down when the article is read again.
    onrecord(dir, &["load", "in.jsonl"]);
    let output = onrecord(dir, &[&["reread"], &with[..]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    let store = Store::open(&dir.join("onrecord.db")).await.unwrap();
    let lund = store.sources_called("Idda Lunde", false).await.unwrap();
    assert_eq!(lund.iter().map(|row| row.claims).collect::<Vec<_>>(), [2], "one source under every name: {lund:?}");
    let courier = store.publisher(&Slug::of("Courier of Vell")).await.unwrap().unwrap();
    assert_eq!(
        courier.as_source.map(|source| source.slug),
        Some(Slug::of("Vell Courier")),
        "publisher and source meet"
    );

    write(dir, "broken.toml", "[[person]]\nname = \"Ida Lund\"\n[[person]]\nname = \"Oru\"\nhosts = [\"x.example\"]\n");
    let refused = onrecord(dir, &["extract", "in.jsonl", "--registry", "broken.toml"]);
    assert_eq!(refused.status.code(), Some(2));
    let message = stderr(&refused);
    assert!(["broken.toml", "line 4", "Oru", "hosts"].iter().all(|part| message.contains(part)), "{message}");
}

#[tokio::test]
async fn ctrl_c_ends_a_load_with_its_report() {
    let dir = tempfile::tempdir().unwrap();
    let mut child = command(dir.path(), &["load", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    for number in 0..40 {
        writeln!(stdin, "{{\"text\":\"Mayor Ida Lund said it rained {number} times.\"}}").unwrap();
    }
    stdin.flush().unwrap();
    // The input stays open: the load stores its first batch and waits for more of it.
    let deadline = Instant::now() + Duration::from_secs(120);
    while stored(&dir.path().join("onrecord.db")).await == 0 {
        assert!(child.try_wait().unwrap().is_none() && Instant::now() < deadline, "the load goes on");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let output = child.wait_with_output().unwrap();
    drop(stdin);
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("Stopped after -"), "{}", stdout(&output));
    let stored = stored(&dir.path().join("onrecord.db")).await;
    assert!(stdout(&output).contains(&format!("loaded  {stored}")), "{stored} are there: {}", stdout(&output));
}

/// How many articles a database holds that another process may be making at this moment.
async fn stored(file: &Path) -> i64 {
    let Ok(pool) = sqlx::SqlitePool::connect(&format!("sqlite://{}?mode=ro", file.display())).await else { return 0 };
    let count = sqlx::query_scalar("SELECT COUNT(*) FROM articles").fetch_one(&pool).await.unwrap_or(0);
    pool.close().await;
    count
}
