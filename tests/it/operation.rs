//! What machines ask a site: whether it is ready, and its figures.

use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

use crate::support::{TestServer, article, start};

/// The value of a figure; `labels` as they are printed.
fn value(figures: &str, name: &str, labels: &[&str]) -> Option<f64> {
    let fits = |line: &&str| {
        let rest = line.strip_prefix(name).filter(|rest| rest.starts_with(['{', ' ']));
        rest.is_some_and(|rest| labels.iter().all(|label| rest.contains(label)))
    };
    figures.lines().find(fits)?.rsplit(' ').next()?.parse().ok()
}

async fn figures(site: &TestServer) -> String {
    let answer = site.page("/metrics").await;
    assert_eq!(answer.header("content-type"), "application/openmetrics-text; version=1.0.0; charset=utf-8");
    assert!(answer.body.ends_with("# EOF\n"), "{}", answer.body);
    answer.body
}

#[tokio::test]
async fn figures_count_requests_and_tell_how_the_database_is_doing() {
    let site = start().await;
    let before = figures(&site).await;
    assert_eq!(value(&before, "onrecord_articles", &[]), Some(0.0));
    site.load(article("boats", "Mayor Ida Lund said that twelve boats had sunk. She denied that the pier was lost."))
        .await;
    for _ in 0..3 {
        site.page("/claims?q=secret+words").await;
    }
    assert_eq!(site.get("/claims/zzzzzzzzzzzzzzzz").await.status, 404);
    assert_eq!(site.get("/no/such/page").await.status, 404);
    let figures = figures(&site).await;
    let count = |labels: &[&str]| value(&figures, "onrecord_requests_total", labels);
    assert_eq!(count(&["route=\"/claims\"", "status=\"200\""]), Some(3.0), "{figures}");
    assert_eq!(count(&["route=\"/claims/{id}\"", "status=\"404\""]), Some(1.0), "{figures}");
    assert_eq!(count(&["route=\"none\"", "status=\"404\""]), Some(1.0), "{figures}");
    assert_eq!(value(&figures, "onrecord_answers_seconds_count", &["route=\"/claims\""]), Some(3.0));
    assert_eq!(value(&figures, "onrecord_articles", &[]), Some(1.0));
    assert!(value(&figures, "onrecord_claims", &[]).unwrap() >= 2.0);
    assert_eq!(value(&figures, "onrecord_index_changes_behind", &[]), Some(0.0));
    assert!(value(&figures, "onrecord_database_bytes", &[]).unwrap() > 10_000.0);
    assert_eq!(value(&figures, "onrecord_refused_total", &["work=\"questions\""]), Some(0.0));
    assert!(value(&figures, "onrecord_database_connections", &["pool=\"pages\"", "state=\"idle\""]).is_some());
    assert!(!figures.contains("secret") && !figures.contains("zzzz"), "nothing tells what people ask for: {figures}");
}

#[tokio::test]
async fn a_site_is_ready_when_pages_can_be_made() {
    let site = start().await;
    let ready = site.page("/readyz").await;
    assert_eq!(ready.body, "ready\n");
    let file = site.dir.path().join("test.db");
    let mut database = SqliteConnectOptions::new().filename(&file).connect().await.unwrap();
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
        VALUES (9999, 'later', 1, X'00', 0)";
    sqlx::query(newer).execute(&mut database).await.unwrap();
    let other = site.get("/readyz").await;
    assert_eq!((other.status, &*other.body), (503, "the database has the schema of another version of the program\n"));
    sqlx::query("DELETE FROM _sqlx_migrations WHERE version = 9999").execute(&mut database).await.unwrap();
    assert_eq!(site.get("/readyz").await.status, 200, "it is asked anew each time");
    sqlx::query("ALTER TABLE articles RENAME TO gone").execute(&mut database).await.unwrap();
    let broken = site.get("/readyz").await;
    assert_eq!((broken.status, &*broken.body), (503, "the database cannot be read\n"));
    assert_eq!(site.get("/healthz").await.status, 200);
}
