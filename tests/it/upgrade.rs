//! Databases of earlier versions are brought to this one with all that they hold.

use std::path::Path;
use std::process::Output;

use onrecord::config::TextShown;
use tempfile::TempDir;

use crate::support::{column, command, onrecord, start_on, stderr, stdout, write};

/// As the first version of the schema left it, before readings had a place in `articles`: made by `onrecord load demo` without the
/// folder's README.md (27 articles, 366 claims read by "rules-1"), one `onrecord withdraw` each of a claim and an article,
/// `VACUUM` and `zstd -19`. It stands for the databases that people have, so it is never made anew.
pub(crate) const FIRST: &[u8] = include_bytes!("data/first-version.db.zst");
/// As release 0.1.0 left it, made from articles of the demo and made-up ones by that program: articles loaded, edited, watched and not
/// read yet, two merges, one undone, a split, a rename, an article and a claim withdrawn, another claim put back; then `VACUUM` and
/// `zstd -19`. It stands for the databases that people have, so it is never made anew.
const RELEASE_0_1_0: &[u8] = include_bytes!("data/release-0.1.0.db.zst");

/// A folder with a database as `test.db`.
pub(crate) fn unpacked(database: &[u8]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "test.db", zstd::decode_all(database).unwrap());
    dir
}

/// Runs the program on `test.db` of a folder.
fn program(dir: &Path, arguments: &[&str]) -> Output {
    onrecord(dir, &[arguments, &["--database", "test.db"]].concat())
}

#[track_caller]
fn done(dir: &Path, arguments: &[&str]) -> String {
    let output = program(dir, arguments);
    assert!(output.status.success(), "{arguments:?}: {}{}", stdout(&output), stderr(&output));
    stdout(&output)
}

/// Every address that the database gave, with what its page holds: a claim its words, a source its name.
async fn given(file: &Path) -> Vec<(String, String)> {
    let mut given = Vec::new();
    for (sql, before) in [
        ("SELECT id || ' ' || content FROM claims", "/claims/"),
        ("SELECT slug || ' ' || name FROM sources WHERE row IN (SELECT source_row FROM claim_parties)", "/sources/"),
        ("SELECT id || ' ' FROM articles", "/articles/"),
        ("SELECT slug || ' ' || name FROM publishers", "/publishers/"),
    ] {
        for row in column(file, sql).await {
            let (id, holds) = row.split_once(' ').unwrap();
            given.push((format!("{before}{id}"), holds.to_owned()));
        }
    }
    given
}

/// Expects that every address answers: with what it held, by leading on, or by saying that it is withdrawn.
async fn answers(dir: TempDir, given: &[(String, String)], withdrawn: &[String]) -> TempDir {
    let server = start_on(dir, TextShown::Full).await;
    let mut gone = Vec::new();
    for (path, holds) in given {
        let answer = server.get(path).await;
        match answer.status {
            200 => {
                let holds = holds.split_whitespace().collect::<Vec<_>>().join(" ");
                assert!(answer.texts("main").concat().contains(&holds), "{path} does not tell {holds}");
            }
            301..=308 => assert_eq!(
                server.get(&answer.header("location").replace(crate::support::PUBLIC_URL, "")).await.status,
                200,
                "{path}"
            ),
            410 => gone.push(path),
            status => panic!("{path}: {status}"),
        }
    }
    for id in withdrawn {
        assert!(gone.iter().any(|path| path.ends_with(id.as_str())), "{id} is shown");
    }
    assert!(gone.len() * 4 < given.len(), "{} of {} are gone: {gone:?}", gone.len(), given.len());
    server.store.close().await;
    server.dir
}

#[tokio::test]
async fn every_earlier_version_is_brought_to_this_one_with_all_that_it_holds() {
    for database in [FIRST, RELEASE_0_1_0] {
        let dir = unpacked(database);
        let file = dir.path().join("test.db");
        let before = std::fs::read(&file).unwrap();
        let given = given(&file).await;
        let withdrawn = column(&file, "SELECT target_id FROM withdrawals WHERE restored_at IS NULL").await;
        assert!(given.len() > 150 && withdrawn.len() == 2);

        let said = done(dir.path(), &["upgrade", "--backup", "before.db"]);
        assert!(said.contains("before.db") && said.contains("of this version now, after "), "{said}");
        assert!(done(dir.path(), &["upgrade"]).contains("of this version already"));
        assert!(done(dir.path(), &["check"]).contains("Nothing is wrong"));
        let dir = answers(dir, &given, &withdrawn).await;
        done(dir.path(), &["reread"]);
        done(dir.path(), &["relate"]);
        assert!(done(dir.path(), &["check"]).contains("Nothing is wrong"));
        let dir = answers(dir, &given, &withdrawn).await;
        // The way back: the backup is as the earlier version left it.
        assert_eq!(self::given(&dir.path().join("before.db")).await, given);
        done(dir.path(), &["restore", "before.db", "--replace"]);
        assert!(std::fs::read(&file).is_ok_and(|now| now.len() == before.len()), "nothing was added to it");
        done(dir.path(), &["check"]);
    }
}

#[tokio::test]
async fn a_database_of_the_first_version_is_backed_up_before_it_is_brought_up_to_date() {
    let dir = unpacked(FIRST);
    let dir = dir.path();
    let before = std::fs::read(dir.join("test.db")).unwrap();
    let backed_up = program(dir, &["backup", "backup.db"]);
    assert!(backed_up.status.success(), "{}", stderr(&backed_up));
    assert!(before == std::fs::read(dir.join("test.db")).unwrap(), "a backup changes nothing");
    let mut indexing = command(dir, &["index", "--database", "test.db"]);
    let indexed = indexing.env("ONRECORD_LOG", "info").output().unwrap();
    assert!(indexed.status.success(), "{}", stderr(&indexed));
    assert!(stderr(&indexed).contains("bringing the database to this version: step 1 of "), "{}", stderr(&indexed));
    let again = program(dir, &["backup", "later.db"]);
    assert!(again.status.success(), "{}", stderr(&again));
    std::fs::copy(dir.join("backup.db"), dir.join("nightly.db")).unwrap();
    let nightly = program(dir, &["backup", "nightly.db"]);
    assert!(nightly.status.success(), "the backup from before is that of this database: {}", stderr(&nightly));
    // The way back: the backup is as the first version left it, and is brought up to date as well.
    let restored = program(dir, &["restore", "backup.db", "--replace"]);
    assert!(restored.status.success(), "{}", stderr(&restored));
    let checked = program(dir, &["check"]);
    assert!(checked.status.success(), "{}", stdout(&checked));
}

#[tokio::test]
async fn a_database_of_a_newer_version_or_another_program_is_left_as_it_is() {
    let dir = unpacked(FIRST);
    let dir = dir.path();
    assert!(program(dir, &["index"]).status.success());
    let change = async |file: &str, sql: &'static str| {
        let pool = sqlx::SqlitePool::connect(&format!("sqlite://{}?mode=rwc", dir.join(file).display())).await.unwrap();
        sqlx::raw_sql(sql).execute(&pool).await.unwrap();
        pool.close().await;
    };
    change(
        "test.db",
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (9999, 'later', 1, X'00', 0)",
    )
    .await;
    let newer = program(dir, &["check"]);
    assert_eq!(newer.status.code(), Some(2));
    assert!(stderr(&newer).contains("a newer version of onrecord wrote it"), "{}", stderr(&newer));
    change("others.db", "CREATE TABLE accounts (name TEXT)").await;
    let before = std::fs::read(dir.join("others.db")).unwrap();
    let other = onrecord(dir, &["index", "--database", "others.db"]);
    assert_eq!(other.status.code(), Some(2));
    assert!(stderr(&other).contains("it is the database of another program"), "{}", stderr(&other));
    // Only how its changes are kept is another way now.
    let pool = sqlx::SqlitePool::connect(&format!("sqlite://{}", dir.join("others.db").display())).await.unwrap();
    let tables: Vec<String> = sqlx::query_scalar("SELECT name FROM sqlite_schema").fetch_all(&pool).await.unwrap();
    assert_eq!(tables, ["accounts"], "{} bytes before", before.len());
}

#[tokio::test]
async fn a_source_whose_claims_stand_under_others_since_a_reread_offers_these() {
    let dir = unpacked(RELEASE_0_1_0);
    done(dir.path(), &["reread"]);
    let server = start_on(dir, TextShown::Full).await;
    let gone = server.get("/sources/karsk").await;
    assert_eq!(gone.status, 410);
    let offered = gone.attributes(".meant a", "href");
    assert!(offered.iter().any(|path| path.starts_with("/sources/karsk-")), "{offered:?}");
}
