//! Sources and publishers side by side.

use onrecord::domain::{NewArticle, Published};

use crate::support::{TestServer, article, start};

async fn filled() -> TestServer {
    let server = start().await;
    for (slug, day, publisher, text) in [
        (
            "a",
            "2025-03-05",
            "River Post",
            "General Ada Brandt said the bridge at Holm stands. Mayor Ida Lund said the bridge fell.",
        ),
        ("b", "2025-03-06", "Lake Times", "General Ada Brandt said the bridge at Holm was mined."),
    ] {
        let report = article(slug, text);
        let published = Published::parse(day).ok();
        server.load(NewArticle { published, publisher: Some(publisher.to_owned()), ..report }).await;
    }
    server
}

#[tokio::test]
async fn two_sources_stand_beside_each_other_by_day() {
    let server = filled().await;
    let page = server.page("/compare?source=ada-brandt&source=ida-lund&q=bridge").await;
    assert_eq!(page.texts("h1"), ["Ada Brandt and Ida Lund on “bridge”"]);
    assert_eq!(page.texts(".side-head h2"), ["Ada Brandt", "Ida Lund"]);
    assert_eq!(page.texts(".day-of-sides h3"), ["6 March 2025", "5 March 2025"], "the newest first");
    let cells = page.texts(".cell");
    assert_eq!(cells.len(), 4);
    assert!(cells[0].contains("was mined") && cells[1].contains("nothing"), "{cells:?}");
    assert!(cells[2].contains("stands") && cells[3].contains("fell"), "{cells:?}");
    // The number beside the link to a list is the total of that list.
    let links = page.attributes(".side-head .hint a", "href");
    assert!(server.page(&links[0]).await.texts("h1")[0].starts_with("2 claims"), "{links:?}");
}

#[tokio::test]
async fn publishers_and_sources_are_columns_of_one_page() {
    let server = filled().await;
    let page = server.page("/compare?publisher=river-post&publisher=lake-times&source=ida-lund").await;
    assert_eq!(page.texts(".side-head h2"), ["Ida Lund", "River Post", "Lake Times"]);
    let json: serde_json::Value =
        serde_json::from_str(&server.get("/compare.json?publisher=river-post&publisher=lake-times").await.body)
            .unwrap();
    let totals: Vec<i64> = json["columns"].as_array().unwrap().iter().map(|c| c["total"].as_i64().unwrap()).collect();
    assert_eq!(totals, [2, 1], "{json:#}");
    assert_eq!(json["columns"][0]["claims"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn names_are_found_and_what_cannot_be_compared_says_why() {
    let server = filled().await;
    let named = server.get("/compare?source=Ada+Brandt&source=ida-lund").await;
    assert_eq!((named.status, named.header("location")), (303, "/compare?source=ida-lund&source=ada-brandt"));
    let empty = server.page("/compare").await;
    assert!(empty.body.contains("Name two to four sources or publishers"), "{}", empty.body);
    assert!(server.page("/compare?source=ada-brandt").await.body.contains("Name two to four"));
    let none = server.page("/compare?source=ada-brandt&source=ida-lund&q=zeppelin").await;
    assert!(none.body.contains("None of them has a claim that fits"), "{}", none.body);
    let many = "source=ada-brandt&source=ida-lund&publisher=river-post&publisher=lake-times&source=ada-brandt2";
    let many = server.get(&format!("/compare?{many}")).await;
    assert!(many.status == 303 || many.status == 400, "{}", many.status);
    assert_eq!(server.get("/compare?source=ada-brandt&source=ida-lund&stance=shouts").await.status, 400);
}
