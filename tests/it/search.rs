//! Search that answers: suggestions, what may have been meant, facets at length, and claims over time.

use onrecord::domain::Published;
use onrecord::store::Withdrawable;
use serde_json::Value;
use sqlx::Connection;

use crate::support::{Answer, TestServer, article, start};

/// Two articles of two publishers, on two days.
async fn filled() -> TestServer {
    let server = start().await;
    let mut first = article(
        "bridge",
        "General Ada Brandt said on Monday that the bridge at Holm had fallen. “Nobody was hurt,” Brandt said.",
    );
    first.published = Published::parse("2025-03-05").ok();
    server.load(first).await;
    let mut second =
        article("grain", "Minister Olof Weir warned that grain would run out. Weir denied that mills burned.");
    second.published = Published::parse("2025-03-12").ok();
    second.publisher = Some("The Hill Gazette".to_owned());
    second.url = Some("https://hill.example/grain".to_owned());
    server.load(second).await;
    server
}

async fn suggested(server: &TestServer, typed: &str, group: &str) -> Vec<String> {
    let typed: String = url::form_urlencoded::byte_serialize(typed.as_bytes()).collect();
    let answer = server.page(&format!("/suggest?q={typed}")).await;
    let json: Value = serde_json::from_str(&answer.body).unwrap();
    json[group].as_array().unwrap().iter().map(|found| found["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn speakers_are_suggested_in_any_spelling_and_publishers_with_them() {
    let server = filled().await;
    for typed in ["bra", "ada brandt", "Brandt A", "BRANDT", "brnadt", "Brandd", "Ada Brant"] {
        assert_eq!(suggested(&server, typed, "speakers").await, ["Ada Brandt"], "{typed}");
    }
    for typed in ["hill", "the hill", "gazet", "Gazete"] {
        assert_eq!(suggested(&server, typed, "publishers").await, ["The Hill Gazette"], "{typed}");
    }
    for typed in ["", "x", "%", "zeppelin", "brigadier of nowhere"] {
        assert_eq!(suggested(&server, typed, "speakers").await, [""; 0], "{typed}");
    }
    let answer = server.page("/suggest?q=weir").await;
    assert_eq!(answer.header("content-type"), "application/json");
    assert!(answer.header("cache-control").contains("max-age"));
    let json: Value = serde_json::from_str(&answer.body).unwrap();
    let weir = &json["speakers"][0];
    assert_eq!((weir["about"].as_str(), weir["claims"].as_str()), (Some("Minister"), Some("2 claims")));
    assert_eq!(server.listed(weir["link"].as_str().unwrap()).await.len(), 2);
}

#[tokio::test]
async fn what_was_withdrawn_is_not_suggested() {
    let server = filled().await;
    let link = server.page("/articles?title=grain").await.attributes(".list a", "href").remove(0);
    let id = link.rsplit('/').next().unwrap().parse().unwrap();
    server.store.withdraw(&Withdrawable::Article(id), "asked for").await.unwrap();
    assert_eq!(suggested(&server, "weir", "speakers").await, [""; 0]);
    assert_eq!(suggested(&server, "hill", "publishers").await, [""; 0]);
    assert_eq!(server.page("/claims?q=grian").await.texts(".meant li a"), [""; 0]);
}

#[tokio::test]
async fn a_misspelt_speaker_is_one_link_away_and_never_put_in_silently() {
    let server = filled().await;
    let page = server.page("/claims?q=Brnadt").await;
    assert_eq!((page.texts("h1"), page.texts(".claim")), (vec!["No claims".to_owned()], vec![]));
    assert_eq!(page.texts(".meant li"), ["Ada Brandt General, 2 claims", "“brandt” instead of “Brnadt”"]);
    assert_eq!(page.attributes(".meant li a", "href"), ["/claims?source=ada-brandt", "/claims?q=brandt"]);
    let operator = server.page("/claims?q=bridge+speaker%3ABrnadt").await;
    assert_eq!(operator.attributes(".meant li a", "href"), ["/claims?q=bridge&source=ada-brandt"]);
    let field = server.page("/claims?source=Brnadt&stance=asserts").await;
    assert_eq!(field.attributes(".ask ul a", "href"), ["/claims?stance=asserts&source=ada-brandt"]);
}

#[tokio::test]
async fn a_misspelt_word_leads_to_the_nearest_of_the_index() {
    let server = filled().await;
    for (typed, meant) in [("brigde", "bridge"), ("falen", "fallen"), ("bridge+grian", "bridge+grain")] {
        let page = server.page(&format!("/claims?q={typed}")).await;
        assert_eq!(page.texts(".claim"), [""; 0], "{typed}");
        let links = page.attributes(".meant li a", "href");
        assert_eq!(links, [format!("/claims?q={meant}")], "{typed}");
    }
    assert_eq!(server.page("/claims?q=zeppelin").await.texts(".meant"), [""; 0]);
    assert_eq!(server.page("/claims?q=bridge").await.texts(".meant"), [""; 0], "a word with hits is no mistake");
}

#[tokio::test]
async fn a_search_for_a_name_offers_the_speaker() {
    let server = filled().await;
    let page = server.page("/claims?q=brandt&stance=asserts").await;
    assert_eq!(page.attributes(".speakers li a", "href"), ["/claims?stance=asserts&source=ada-brandt"]);
    assert_eq!(server.page("/claims?q=brandt&source=ada-brandt").await.texts(".speakers"), [""; 0]);
}

/// The bars' links and numbers, from the table behind the chart.
fn bars(page: &Answer) -> Vec<(String, usize)> {
    let counts = page.texts(".numbers td.num").into_iter().map(|count| count.parse().unwrap());
    page.attributes(".numbers td a", "href").into_iter().zip(counts).collect()
}

#[tokio::test]
async fn each_bar_counts_what_its_link_shows() {
    let server = filled().await;
    let page = server.page("/claims").await;
    assert_eq!(page.texts(".chart figcaption b"), ["Said, by day"]);
    let days = bars(&page);
    assert_eq!(days.len(), 2, "{days:?}");
    let mut old =
        article("old", "Mayor Ida Lund said in 2024 that the mill had closed. Lund said on 2 March 2019 it ran.");
    old.published = Published::parse("2025-04-01").ok();
    server.load(old).await;
    for path in ["/claims", "/claims?from=2024", "/claims?source=ida-lund", "/claims?from=2024-03&to=2025-03"] {
        let page = server.page(path).await;
        let bars = bars(&page);
        assert!(bars.len() >= 2, "{path}: {bars:?}");
        for (link, count) in bars {
            assert_eq!(server.listed(&link).await.len(), count, "{link}");
        }
        assert_eq!(page.attributes(".plot a", "href").len(), page.attributes(".numbers a", "href").len());
    }
}

#[tokio::test]
async fn a_facet_of_many_values_is_searched() {
    let server = start().await;
    let names = ["Abel", "Bruno", "Carla", "Doris", "Egon", "Franka", "Gerd", "Hanna", "Ivo", "Jorun", "Karl", "Lena"];
    let text: String = names
        .iter()
        .flat_map(|first| [format!("Mayor {first} Lund"), format!("Mayor {first} Tolm")])
        .map(|name| format!("{name} said the ferry sank near the harbour of {name}.\n\n"))
        .collect();
    server.load(article("ferries", &text)).await;
    let page = server.page("/claims?stance=asserts").await;
    assert_eq!(page.attributes(".facet .facet-find input[name=facet]", "value"), ["source"]);
    assert_eq!(page.attributes(".facet > .hint a", "href"), ["/claims?stance=asserts&facet=source"]);
    let all = server.page("/claims?stance=asserts&facet=source").await;
    assert_eq!(all.texts(".facet-values li").len(), 24);
    assert!(all.texts("head > title")[0].contains("24 sources"), "{:?}", all.texts("head > title"));
    let found = server.page("/claims?stance=asserts&facet=source&facet_q=carl").await;
    assert_eq!(found.texts(".facet-values li"), ["Carla Lund 1", "Carla Tolm 1"]);
    assert_eq!(found.attributes(".facet-values a", "href")[0], "/claims?stance=asserts&source=carla-lund");
    assert_eq!(server.page("/claims?facet=month").await.texts(".facet-values li"), ["March 2025 24"]);
    assert_eq!(server.get("/claims?facet=shoes").await.status, 400);
}

#[tokio::test]
async fn claims_are_narrowed_by_the_country_of_their_source() {
    let server = filled().await;
    let file = format!("sqlite://{}", server.dir.path().join("test.db").display());
    let mut database = sqlx::SqliteConnection::connect(&file).await.unwrap();
    let changed =
        sqlx::query("UPDATE sources SET country = 'XZ' WHERE slug = 'olof-weir'").execute(&mut database).await;
    assert_eq!(changed.unwrap().rows_affected(), 1);
    let links = server.page("/claims").await.attributes(".facet a[href*=country]", "href");
    assert_eq!(links, ["/claims?country=XZ"]);
    let page = server.page(&links[0]).await;
    assert_eq!((page.texts(".claim").len(), page.texts(".chip")[0].as_str()), (2, "from XZ ✕, remove this filter"));
    assert_eq!(server.get("/claims?country=Orvania").await.status, 400);
}

#[tokio::test]
async fn titles_and_counts_say_the_state_of_the_page() {
    let server = filled().await;
    for (path, title) in [
        ("/claims", "4 claims · Onrecord"),
        ("/claims?q=mills&stance=denies", "“mills”, denies · 1 claim · Onrecord"),
        ("/claims?source=ada-brandt&from=2025-03&to=2025-03", "Ada Brandt, said March 2025 · 2 claims · Onrecord"),
        ("/claims?facet=source&stance=denies", "Source: 1 of the sources · denies · Onrecord"),
    ] {
        assert_eq!(server.page(path).await.texts("head > title"), [title], "{path}");
    }
    let page = server.page("/claims?from=2025-03-01&to=2025-03-10").await;
    assert_eq!(page.texts(".chip"), ["said 1 March 2025 to 10 March 2025 ✕, remove this filter"]);
    assert_eq!(page.attributes(".chip", "href"), ["/claims"]);
    assert_eq!(
        page.attributes(".order a", "href"),
        ["/claims?from=2025-03-01&to=2025-03-10", "/claims?from=2025-03-01&to=2025-03-10&sort=-said"]
    );
}

#[tokio::test]
async fn a_range_that_ends_before_it_starts_holds_nothing() {
    let server = filled().await;
    for path in [
        "/claims?from=2025-03-10&to=2025-03-01",
        "/claims?q=after:2025-03-20+before:2025-03-01",
        "/claims?published_from=2026&published_to=2025",
    ] {
        let page = server.page(path).await;
        assert_eq!((page.texts("h1"), page.texts(".claim").len()), (vec!["No claims".to_owned()], 0), "{path}");
        assert!(page.texts(".problem")[0].contains("ends before it starts"), "{path}");
        assert_eq!(page.texts(".facet, .chart, .nearest"), [""; 0], "{path}");
    }
}

#[tokio::test]
async fn a_speaker_among_other_words_is_one_link_away() {
    let server = filled().await;
    for (typed, sentence, link) in [
        ("Brandt+hurt", "What Ada Brandt said about “hurt” 1 claim", "/claims?source=ada-brandt&q=hurt"),
        (
            "hurt+ada+brandt+march+2025",
            "What Ada Brandt said about “hurt” in March 2025 1 claim",
            "/claims?source=ada-brandt&q=hurt&from=2025-03&to=2025-03",
        ),
        (
            "Weir+denied+mills",
            "What Olof Weir denied about “mills” 1 claim",
            "/claims?source=olof-weir&stance=denies&q=mills",
        ),
        ("ada+brnadt+hurt", "What Ada Brandt said about “hurt” 1 claim", "/claims?source=ada-brandt&q=hurt"),
        ("brandt+hurt+2019", "What Ada Brandt said about “hurt” 1 claim", "/claims?source=ada-brandt&q=hurt"),
        ("weir+zeppelin", "What Olof Weir said 2 claims", "/claims?source=olof-weir"),
    ] {
        let page = server.page(&format!("/claims?q={typed}")).await;
        assert_eq!(page.texts(".told li"), [sentence], "{typed}");
        assert_eq!(page.attributes(".told a", "href"), [link], "{typed}");
        assert!(!server.listed(link).await.is_empty());
    }
    for path in ["q=bridge+fallen", "q=ada+brandt", "q=brandt", "q=brandt+hurt&source=olof-weir", "q=holm+2025"] {
        assert_eq!(server.page(&format!("/claims?{path}")).await.texts(".told"), [""; 0], "{path}");
    }
}

#[tokio::test]
async fn a_narrowed_list_has_a_box_of_its_own_that_keeps_every_filter() {
    let server = filled().await;
    assert_eq!(server.page("/claims").await.texts(".within"), [""; 0]);
    let page = server.page("/claims?q=hurt&source=ada-brandt&stance=asserts&sort=-said").await;
    assert_eq!(page.texts(".within label"), ["Search within this claim"]);
    assert_eq!(page.attributes(".within input[name=q]", "value"), ["hurt"]);
    assert_eq!(page.attributes(".within input[type=hidden]", "name"), ["source", "stance", "sort"]);
    let page = server.page("/claims?publisher=hill-gazette").await;
    assert_eq!(page.texts(".within label"), ["Search within these 2 claims"]);
}

#[tokio::test]
async fn an_empty_list_says_what_each_filter_keeps_out_and_which_days_are_near() {
    let server = filled().await;
    let page = server.page("/claims?q=hurt&source=ada-brandt&stance=denies").await;
    assert_eq!(
        page.texts(".without li"),
        ["Without “hurt”: none", "Without “source: Ada Brandt”: none", "Without “denies”: 1 claim"]
    );
    assert_eq!(page.attributes(".without a", "href"), ["/claims?q=hurt&source=ada-brandt"]);
    assert_eq!(page.texts(".nearest"), [""; 0]);
    let page = server.page("/claims?source=olof-weir&from=2025-03-20&to=2025-03-25").await;
    assert_eq!(page.texts(".nearest"), ["None by Olof Weir in this range; the nearest is from 12 March 2025."]);
    let link = "/claims?source=olof-weir&from=2025-03-12&to=2025-03-12";
    assert_eq!(page.attributes(".nearest a", "href"), [link]);
    assert_eq!(server.listed(link).await.len(), 2);
    assert_eq!(page.texts(".over-time.bare form.dates").len(), 1);
}

#[tokio::test]
async fn facets_say_what_they_add_and_name_countries() {
    let server = filled().await;
    let file = format!("sqlite://{}", server.dir.path().join("test.db").display());
    let mut database = sqlx::SqliteConnection::connect(&file).await.unwrap();
    sqlx::query("UPDATE sources SET country = 'WS' WHERE slug = 'olof-weir'").execute(&mut database).await.unwrap();
    let page = server.page("/claims?source=olof-weir").await;
    assert!(page.texts(".facet li").contains(&"Ada Brandt adds +2 more".to_owned()), "{:?}", page.texts(".facet li"));
    assert!(page.texts(".facet li").contains(&"Samoa 2".to_owned()), "{:?}", page.texts(".facet li"));
    assert_eq!(server.page("/claims?country=WS").await.texts(".chip"), ["from Samoa ✕, remove this filter"]);
}
