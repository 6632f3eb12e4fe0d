//! The benchmark of many claims (`benches/scale/`): what it grows, draws and counts.

#![allow(dead_code)]

#[path = "../../benches/scale/beside.rs"]
mod beside;
#[path = "../../benches/scale/drive.rs"]
mod drive;
#[path = "../../benches/scale/figures.rs"]
mod figures;
#[path = "../../benches/scale/grow/mod.rs"]
mod grow;
#[path = "../../benches/scale/mix.rs"]
mod mix;
#[path = "../../benches/scale/report.rs"]
mod report;
#[path = "../../benches/scale/server.rs"]
mod server;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use onrecord::config::TextShown;
use onrecord::store::{FILTERS, Values};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, SqliteConnection};

use crate::support::{demo, onrecord, start_on};
use figures::{Answered, Figures, percentile};
use grow::days::{StoredDate, earlier};
use grow::words::{RareWords, new_id};
use mix::{KINDS, Sample, SampledClaim};

async fn number(db: &mut SqliteConnection, sql: &str) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(db).await.unwrap_or_else(|error| panic!("{sql}: {error}"))
}

async fn strings(db: &mut SqliteConnection, sql: &str) -> Vec<String> {
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(db).await.unwrap_or_else(|error| panic!("{sql}: {error}"))
}

#[tokio::test]
async fn a_grown_database_is_as_the_program_would_have_written_it() {
    let dir = tempfile::tempdir().unwrap();
    let folder = demo();
    assert!(onrecord(dir.path(), &["load", folder.to_str().unwrap()]).status.success());
    assert!(onrecord(dir.path(), &["relate"]).status.success());
    let (from, to) = (dir.path().join("onrecord.db"), dir.path().join("test.db"));
    let mut db = SqliteConnectOptions::new().filename(&from).connect().await.unwrap();
    let claims = number(&mut db, "SELECT COUNT(*) FROM claims").await;
    let wanted = claims * 7 + claims / 2;
    let grown = grow::grow(&from, &to, wanted).await.unwrap();
    assert!(grown.claims <= wanted && grown.claims > wanted - 60, "{} of {wanted}", grown.claims);

    let schema = "SELECT COALESCE(sql, '') || name FROM sqlite_master ORDER BY name";
    let before = strings(&mut db, schema).await;
    let mut db = SqliteConnectOptions::new().filename(&to).connect().await.unwrap();
    assert_eq!(strings(&mut db, schema).await, before, "tables, indexes and triggers are all there");
    assert_eq!(strings(&mut db, "PRAGMA integrity_check").await, ["ok"]);
    assert_eq!(number(&mut db, "SELECT COUNT(*) FROM pragma_foreign_key_check").await, 0);

    // Statements that count what must not be.
    for sql in [
        "SELECT COUNT(*) FROM claims WHERE article_row NOT IN (SELECT article_row FROM article_changes)",
        "SELECT COUNT(*) FROM (SELECT * FROM listed_parties EXCEPT SELECT * FROM source_claims)",
        "SELECT COUNT(*) FROM (SELECT * FROM source_claims EXCEPT SELECT * FROM listed_parties)",
        "SELECT COUNT(*) FROM (SELECT * FROM denials_of_sources EXCEPT SELECT * FROM source_denials)",
        "SELECT COUNT(*) FROM (SELECT * FROM source_denials EXCEPT SELECT * FROM denials_of_sources)",
        "SELECT COUNT(*) FROM (SELECT * FROM words_of_sources EXCEPT SELECT * FROM source_words)",
        "SELECT COUNT(*) FROM (SELECT * FROM source_words EXCEPT SELECT * FROM words_of_sources)",
        "SELECT COUNT(*) FROM source_counts sc WHERE claims <> (SELECT COUNT(*) FROM source_claims c
             WHERE c.source_row = sc.source_row AND is_via = 0)",
        "SELECT COUNT(*) FROM source_totals t WHERE sources <> (SELECT COUNT(*) FROM source_counts n
             JOIN sources s ON s.row = n.source_row AND s.kind = t.kind WHERE n.claims > 0
             AND (s.article_row IS NOT NULL) = t.is_bound)",
        "SELECT COUNT(*) FROM claims c JOIN claim_visibility v ON v.row = c.row WHERE c.is_listed <> v.is_visible",
        "SELECT COUNT(*) FROM claims c WHERE inside_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM claims o
             WHERE o.id = c.inside_id AND o.article_row = c.article_row)",
        "SELECT COUNT(*) FROM articles WHERE compared_row IS NOT version_row",
        "SELECT COUNT(*) FROM sources s JOIN claim_parties cp ON cp.source_row = s.row JOIN claims c ON c.row = cp.claim_row
             WHERE s.article_row IS NOT NULL AND s.article_row <> c.article_row",
        "SELECT COUNT(*) FROM claims WHERE said_edtf IS NOT NULL AND said_day IS NULL AND said_edtf NOT LIKE 'XXXX%'",
        "SELECT COUNT(*) FROM sqlite_master WHERE name = 'sqlite_stat1'",
    ] {
        assert_eq!(number(&mut db, sql).await, 0, "{sql}");
    }
    // A content of one span is that part of the text.
    let spans = "SELECT COUNT(*) FROM claims c JOIN claim_spans s ON s.claim_row = c.row AND s.role = 'content'
         JOIN readings r ON r.row = s.reading_row JOIN article_versions v ON v.row = r.version_row
         WHERE (SELECT COUNT(*) FROM claim_spans o WHERE o.claim_row = c.row AND o.role = 'content') = 1";
    let same =
        "AND CAST(SUBSTR(CAST(v.text AS BLOB), s.start_byte + 1, s.end_byte - s.start_byte) AS TEXT) = c.content";
    assert_eq!(number(&mut db, &format!("{spans} {same}")).await, number(&mut db, spans).await);
    // Days and spellings differ from copy to copy, and names of the registry do not.
    let original = number(
        &mut db,
        "SELECT COUNT(DISTINCT published_day) FROM articles WHERE id IN (SELECT id FROM articles LIMIT 27)",
    )
    .await;
    assert!(number(&mut db, "SELECT COUNT(DISTINCT published_day) FROM articles").await > 3 * original);
    assert!(number(&mut db, "SELECT COUNT(DISTINCT text) FROM article_versions").await > 27 * 7);
    let known = "SELECT COUNT(*) FROM sources WHERE known_by = 'registry'";
    let mut first = SqliteConnectOptions::new().filename(&from).connect().await.unwrap();
    assert_eq!(number(&mut db, known).await, number(&mut first, known).await);

    let denials = "SELECT COUNT(*) FROM source_denials";
    assert!(number(&mut db, denials).await > 5 * number(&mut first, denials).await);

    // The program serves it, every kind of request included.
    let sample = Sample::read(&to, 1).await.unwrap();
    let server = start_on(dir, TextShown::Full).await;
    server.store.follow().await.unwrap();
    for kind in KINDS {
        for request in sample.requests_of(kind, 1, 3) {
            let answer = server.get(&request.path).await;
            assert!(answer.status < 400, "{}: {} {}", kind.name, answer.status, request.path);
        }
    }
}

/// Instructions of SQLite's machine that a change takes, with all its triggers. The change is undone.
async fn instructions(db: &mut SqliteConnection, sql: &str) -> usize {
    let counted = Arc::new(AtomicUsize::new(0));
    sqlx::raw_sql("BEGIN").execute(&mut *db).await.unwrap();
    let counter = counted.clone();
    db.lock_handle().await.unwrap().set_progress_handler(1, move || {
        counter.fetch_add(1, Ordering::Relaxed);
        true
    });
    let done =
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *db).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    assert!(done.rows_affected() > 0, "{sql} changes nothing");
    db.lock_handle().await.unwrap().remove_progress_handler();
    sqlx::raw_sql("ROLLBACK").execute(db).await.unwrap();
    counted.load(Ordering::Relaxed)
}

#[tokio::test]
async fn what_follows_from_one_row_takes_as_long_however_many_others_there_are() {
    let dir = tempfile::tempdir().unwrap();
    assert!(onrecord(dir.path(), &["load", demo().to_str().unwrap()]).status.success());
    assert!(onrecord(dir.path(), &["relate"]).status.success());
    let (from, to) = (dir.path().join("onrecord.db"), dir.path().join("test.db"));
    let mut few = SqliteConnectOptions::new().filename(&from).connect().await.unwrap();
    let claims = number(&mut few, "SELECT COUNT(*) FROM claims").await;
    grow::grow(&from, &to, claims * 8).await.unwrap();
    let mut many = SqliteConnectOptions::new().filename(&to).connect().await.unwrap();
    // This also reads the schema, which counts as well.
    assert!(number(&mut many, "SELECT COUNT(*) FROM claims").await > claims * 7);
    for sql in [
        "INSERT INTO sources (slug, name, name_key, last_key, kind, found_kind, known_by, is_official)
             VALUES ('zed-zed', 'Zed Zed', 'zed zed', 'zed', 'person', 'person', 'name', 0)",
        "UPDATE sources SET name_key = 'zed zed' WHERE row = 1",
        "INSERT INTO source_aliases (source_row, alias, alias_key) VALUES (1, 'Zed Zed', 'zed zed')",
        "UPDATE source_counts SET claims = claims + 5000 WHERE source_row = 1",
        "UPDATE claims SET is_listed = 0 WHERE row = (SELECT MIN(row) FROM claims WHERE is_listed = 1)",
        "UPDATE claims SET is_listed = 0 WHERE row = (SELECT MIN(claim_row) FROM dispute_claims)",
        "DELETE FROM claim_parties WHERE claim_row = (SELECT MIN(claim_row) FROM claim_parties)",
    ] {
        let (before, after) = (instructions(&mut few, sql).await, instructions(&mut many, sql).await);
        assert!(after < before * 3 / 2 + 100, "{sql}: {before} steps, {after} among eight times as many rows");
    }
}

#[test]
fn rare_words_are_spelled_anew_and_others_never() {
    let texts = ["Mayor Ida Strand said the ferry sank.", "Mayor Lund denied that the ferry sank, said a clerk."];
    let rare = RareWords::among(texts.into_iter(), ["denied"].into_iter());
    let spelled: BTreeSet<String> = (1..50).filter_map(|copy| rare.spelled(texts[0], copy)).collect();
    assert!(spelled.len() > 5 && spelled.len() < 45, "{} spellings", spelled.len());
    for text in &spelled {
        assert_eq!(text.len(), texts[0].len());
        assert!(text.starts_with("Mayor Ida ") && text.ends_with(" said the ferry sank."), "{text}");
        let name = &text[10..16];
        assert!(name.starts_with(|c: char| c.is_ascii_uppercase()) && "aeiou".contains(&name[3..4]), "{name}");
    }
    assert!((1..50).all(|copy| rare.spelled(texts[1], copy).is_none_or(|text| text.contains("denied"))));
    assert_eq!(rare.spelled("STRAND", 3).map(|text| text.to_lowercase()), rare.spelled("strand", 3));
    assert_eq!(rare.spelled("Strandé", 3), None, "another word");
    assert!(new_id("0123456789abcdef", 1).parse::<onrecord::domain::ClaimId>().is_ok());
    assert_ne!(new_id("0123456789abcdef", 1), new_id("0123456789abcdef", 2));
}

#[test]
fn days_move_back_as_precisely_as_they_were_told() {
    for (edtf, days, moved) in [
        ("2024-10-23", 23, "2024-09-30"),
        ("2024-10-23~", 1, "2024-10-22~"),
        ("2024-03", 60, "2024-01"),
        ("2024-01", 365, "2023-01"),
        ("2022-21", 400, "2021-21"),
        ("2016", 14, "2016"),
        ("2016", 300, "2015"),
        ("2021-10-21/2021-10-31", 7, "2021-10-14/2021-10-24"),
        ("../2022-02-07", 7, "../2022-01-31"),
        ("XXXX-10-23", 7, "XXXX-10-23"),
    ] {
        assert_eq!(earlier(edtf, days), moved, "{edtf}, {days} days");
    }
    let month = StoredDate::earlier("2024-03", 31);
    assert_eq!(
        (month.edtf.as_str(), month.first.as_deref(), month.last.as_deref()),
        ("2024-02", Some("2024-02-01"), Some("2024-02-29"))
    );
}

/// A claim with everything that requests are drawn from.
fn claim(number: usize) -> SampledClaim {
    let word = format!("word{}", number % 97);
    SampledClaim {
        id: format!("{number:016}"),
        content: format!(
            "the ferry {} sank near {word} on day {number}",
            if number.is_multiple_of(3) { "boat" } else { "ship" }
        ),
        stance: "asserts".to_owned(),
        quotation: "direct".to_owned(),
        said_day: Some(format!("2024-{:02}-11", number % 12 + 1)),
        loaded_day: format!("2025-{:02}-11", number % 12 + 1),
        article: format!("a{number:015}"),
        publisher: Some("river-post".to_owned()),
        source: Some(format!("source-{}", number % 10)),
        source_name: Some(format!("Ida Source {}", number % 10)),
        kind: Some("person".to_owned()),
        country: Some("PL".to_owned()),
    }
}

#[test]
fn requests_are_drawn_by_their_weights_and_the_same_for_the_same_seed() {
    assert_eq!(KINDS.iter().map(|kind| kind.weight).sum::<u32>(), 1000);
    let sample = Sample::of((0..1000).map(claim).collect(), vec!["source-1".to_owned()]);
    let requests = sample.requests(7, 20_000);
    assert_eq!(requests, sample.requests(7, 20_000));
    assert_ne!(requests[..100], sample.requests(8, 100)[..]);
    let mut drawn: BTreeMap<&str, usize> = BTreeMap::new();
    for request in &requests {
        *drawn.entry(request.kind).or_default() += 1;
        assert!(request.path.starts_with('/') && !request.path.contains(' '), "{}", request.path);
    }
    for kind in KINDS {
        let (wanted, got) = (f64::from(kind.weight) * 20.0, drawn[kind.name] as f64);
        assert!((got - wanted).abs() < 5.0 * wanted.sqrt(), "{}: {got} of {wanted}", kind.name);
    }
    let paths = |name: &str| {
        let kind = KINDS.iter().find(|kind| kind.name == name).unwrap();
        sample.requests_of(kind, 1, 500).into_iter().map(|request| request.path).collect::<BTreeSet<_>>()
    };
    assert!(paths("search, rare word").iter().all(|path| path.starts_with("/claims?q=") && !path.contains("ferry")));
    assert!(paths("search, commonest word").contains("/claims?q=ferry"));
    assert!(paths("search, common word").iter().all(|path| path.starts_with("/claims?q=word")));
}

#[test]
fn every_filter_is_asked_for() {
    let known: BTreeSet<&str> =
        FILTERS.iter().filter(|filter| filter.values != Values::Search).map(|filter| filter.name).collect();
    assert_eq!(mix::FILTERS.iter().map(|(name, _)| *name).collect::<BTreeSet<_>>(), known);
}

#[test]
fn percentiles_are_values_that_were_measured() {
    let hundred: Vec<u32> = (1..=100).collect();
    for (part, value) in [(0.5, 50), (0.95, 95), (0.99, 99), (1.0, 100), (0.0, 1)] {
        assert_eq!(percentile(&hundred, part), Some(value), "{part}");
    }
    assert_eq!(percentile(&[3], 0.5), Some(3));
    assert_eq!(percentile(&[1, 2, 3], 0.5), Some(2));
    assert_eq!(percentile::<u32>(&[], 0.5), None);
}

#[test]
fn failed_requests_count_with_their_time_and_not_as_answers() {
    let answered = |took, answer| Answered { kind: "home", took: Duration::from_millis(took), answer };
    let all =
        [answered(10, Some((200, 5))), answered(40, Some((503, 0))), answered(30, None), answered(20, Some((303, 0)))];
    let figures = Figures::of("home", all.iter(), Duration::from_secs(2));
    assert_eq!((figures.requests, figures.errors, figures.per_second), (4, 2, 1.0));
    assert_eq!((figures.p50, figures.p95, figures.max), (20.0, 40.0, 40.0));
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_counts_when_requests_are_sent_at_a_rate() {
    // One answer at a time, each after 30 ms, to a request every 10 ms.
    let turn = std::sync::Arc::new(tokio::sync::Mutex::new(()));
    let answer = move || {
        let turn = turn.clone();
        async move {
            let _turn = turn.lock().await;
            tokio::time::sleep(Duration::from_millis(30)).await;
            "done"
        }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move { axum::serve(listener, axum::Router::new().fallback(answer)).await });
    let requests: Vec<_> = (0..20).map(|_| mix::Request { kind: "home", path: "/".to_owned() }).collect();
    let (answers, _) = drive::at_rate(&address, requests.clone(), 100.0).await;
    let figures = Figures::of("home", answers.iter(), Duration::from_secs(1));
    assert_eq!((figures.requests, figures.errors), (20, 0));
    // The last was due after 190 ms and answered after 600.
    assert!(figures.max >= 400.0 && figures.p50 >= 200.0, "{figures:?}");
    let (answers, _) = drive::one_by_one(&address, |number| requests.get(number), 1, Duration::from_secs(60)).await;
    let alone = Figures::of("home", answers.iter(), Duration::from_secs(1));
    assert_eq!((alone.requests, alone.errors), (20, 0));
    assert!(alone.p50 < figures.p50 / 2.0, "alone, nobody waits: {alone:?}");
}

#[test]
fn what_servers_and_shells_print_is_understood() {
    for (line, address) in [
        ("Onrecord is at http://127.0.0.1:40251/  (Ctrl-C stops it)", Some("127.0.0.1:40251")),
        ("INFO:     Uvicorn running on http://127.0.0.1:8001 (Press CTRL+C to quit)", Some("127.0.0.1:8001")),
        ("INFO:     Started server process [1]", None),
    ] {
        assert_eq!(server::address_in(line).as_deref(), address, "{line}");
    }
    assert_eq!(server::number_after("Rss:       5120 kB\nPss:  4 kB\n", "Pss:"), 4.0);
    let printed = "Run Time: real 0.002 user 0.001855 sys 0.000000\nother\nRun Time: real 1.5 user 0 sys 0\n";
    assert_eq!(beside::times_in(printed).collect::<Vec<_>>(), [Duration::from_millis(2), Duration::from_millis(1500)]);
    assert_eq!((report::grouped(1234567.2).as_str(), report::time(3.456).as_str()), ("1,234,567", "3.46"));
}
