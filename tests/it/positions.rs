//! The page of what one source said about one thing over time.

use onrecord::domain::{NewArticle, Published};

use crate::support::{TestServer, article, start};

async fn load(server: &TestServer, slug: &str, day: u8, text: &str) {
    let published = Published::parse(&format!("2025-03-{day:02}")).ok();
    server.load(NewArticle { published, ..article(slug, text) }).await;
}

/// A toll that is raised twice, and a charge that is made again and denied.
async fn filled() -> TestServer {
    let server = start().await;
    let toll =
        |toll: u8| format!("“{toll} people were killed in the market square of Marrowford,” Mayor Ida Lund said.");
    load(&server, "first", 12, &toll(14)).await;
    load(&server, "copy", 13, &format!("{} She spoke near the bridge of Karsk.", toll(14))).await;
    load(&server, "second", 13, &toll(31)).await;
    load(&server, "third", 14, &toll(52)).await;
    load(&server, "charge", 12, "Ukraine accused Russia of shelling the market square of Marrowford.").await;
    load(&server, "again", 24, "Ukraine again accused Russia of shelling the market square of Marrowford.").await;
    load(&server, "denial", 15, "Russia denied shelling the market square of Marrowford.").await;
    load(&server, "school", 12, "Doctor Emeric Stahn said the school would open again on Monday.").await;
    server.store.relate_all().await.unwrap();
    server
}

#[tokio::test]
async fn a_source_has_its_statements_on_one_thing_in_order() {
    let server = filled().await;
    let page = server.page("/sources/ida-lund/positions").await;
    assert_eq!(page.texts("h1"), ["What Ida Lund said over time"]);
    let figures: Vec<String> = page.texts(".positions ol > li .words");
    assert_eq!(figures.len(), 3, "{figures:?}");
    for (said, figure) in figures.iter().zip(["14", "31", "52"]) {
        assert!(said.contains(figure), "{figures:?}");
    }
    let ties = page.texts(".ties li");
    assert!(ties.iter().any(|tie| tie.starts_with("another figure before: “31 people”, 13 Mar 2025")), "{ties:?}");
    assert_eq!(page.texts(".reports summary"), ["1 more report of this statement"]);
    // Each tie to a step leads to it.
    for link in page.attributes(".ties a[href^='#']", "href") {
        assert_eq!(page.texts(&format!("li{link}")).len(), 1, "{link}");
    }
    assert_eq!(
        server.page("/sources/ida-lund").await.attributes("a[href$='/positions']", "href"),
        ["/sources/ida-lund/positions"]
    );
}

#[tokio::test]
async fn denials_stand_below_what_they_deny() {
    let server = filled().await;
    let page = server.page("/sources/ukraine/positions").await;
    let ties = page.texts(".ties li");
    assert!(ties.iter().any(|tie| tie.starts_with("said before: 12 Mar 2025")), "{ties:?}");
    assert!(ties.iter().any(|tie| tie.starts_with("denied by Russia:")), "{ties:?}");

    let json: serde_json::Value =
        serde_json::from_str(&server.get("/sources/ukraine/positions.json").await.body).unwrap();
    assert_eq!(json["total"], 1);
    let steps = json["positions"][0]["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 2);
    let first = steps[0]["reports"][0]["id"].as_str().unwrap();
    assert_eq!(steps[1]["before"][0]["claim"], first);
    assert_eq!(steps[1]["before"][0]["relation"]["kind"], "repeats");
    assert!(steps.iter().any(|step| step["denied_by"][0]["claim"]["source"]["slug"] == "russia"), "{json:#}");
}

#[tokio::test]
async fn what_is_not_there_is_said() {
    let server = filled().await;
    let once = server.page("/sources/emeric-stahn/positions").await;
    assert!(once.body.contains("Nothing was found that it said more than once."), "{}", once.body);
    let behind = server.page("/sources/ida-lund/positions?page=9&colour=red").await;
    assert!(behind.body.contains("colour"), "{}", behind.body);
    assert!(behind.texts(".positions li").is_empty());
    for (path, status) in [
        ("/sources/nobody/positions", 404),
        ("/sources/ida-lund/positions?page=0", 400),
        ("/sources/ida-lund/positions?page=x", 400),
        ("/sources/ida-lund/positions?page=18446744073709551615", 200),
        ("/sources/ida-lund/positions.csv", 404),
    ] {
        assert_eq!(server.get(path).await.status, status, "{path}");
    }
}
