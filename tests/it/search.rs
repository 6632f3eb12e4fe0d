//! Search that answers: suggestions, what may have been meant, facets at length, and claims over time.

use onrecord::domain::Published;
use onrecord::store::{FILTERS, OPTIONS, Withdrawable};
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
        page.attributes(".order nav a", "href"),
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
    assert!(page.texts(".facet li").contains(&"Ada Brandt 2 more".to_owned()), "{:?}", page.texts(".facet li"));
    assert!(page.texts(".facet li").contains(&"Samoa 2".to_owned()), "{:?}", page.texts(".facet li"));
    assert_eq!(server.page("/claims?country=WS").await.texts(".chip"), ["from Samoa ✕, remove this filter"]);
}

#[tokio::test]
async fn the_page_names_what_it_does_not_know_and_lists_what_it_does() {
    let server = filled().await;
    let page = server.page("/claims?format=csv&format=json&stance=denies&utm_source=x&sise=").await;
    assert_eq!(page.texts(".unknown"), ["This page does not know “format”; it was left out."]);
    assert_eq!(page.texts(".claim").len(), 1);
    assert!(!page.body.contains("format=csv"), "links drop it");
    let facet = server.page("/claims?facet=source&shape=round").await;
    assert_eq!(facet.texts(".unknown"), ["This page does not know “shape”; it was left out."]);
    let known: Vec<&str> = FILTERS.iter().map(|f| f.name).chain(OPTIONS.iter().map(|(name, _)| *name)).collect();
    assert_eq!(page.texts(".parameters dt"), known);
    let plain = |help: &str| help.replace('`', "");
    let help: Vec<String> =
        FILTERS.iter().map(|f| plain(f.help)).chain(OPTIONS.iter().map(|(_, help)| plain(help))).collect();
    assert_eq!(page.texts(".parameters dd"), help);
    let operators = page.texts(".refine > .operators dt");
    for operator in FILTERS.iter().filter_map(|filter| filter.operator.as_ref()) {
        assert!(operators.contains(&format!("{}:{}", operator.words[0], operator.example)), "{operators:?}");
    }
}

#[tokio::test]
async fn claims_are_narrowed_by_confidence_and_by_figures() {
    let server = filled().await;
    let mut counted = article("counted", "Mayor Ida Lund said at least 300 boats had sunk.");
    counted.published = Published::parse("2025-03-14").ok();
    server.load(counted).await;
    let page = server.page("/claims").await;
    let offered = page.attributes("select[name=has] option", "value");
    assert_eq!(offered, ["", "date", "figure", "via"]);
    assert_eq!(server.listed("/claims?has=figure").await.len(), 1);
    let file = format!("sqlite://{}", server.dir.path().join("test.db").display());
    let mut database = sqlx::SqliteConnection::connect(&file).await.unwrap();
    sqlx::query(
        "UPDATE claims SET confidence = CASE stance WHEN 'warns' THEN 0.8 WHEN 'denies' THEN 0.79 ELSE NULL END",
    )
    .execute(&mut database)
    .await
    .unwrap();
    let sure = server.page("/claims?confidence=0.8").await;
    assert_eq!(sure.texts(".says"), ["grain would run out"]);
    assert_eq!(sure.texts(".chip"), ["read with confidence of at least 0.8 ✕, remove this filter"]);
    assert_eq!(sure.attributes("select[name=confidence] option[selected]", "value"), ["0.8"]);
    assert_eq!(server.listed("/claims?confidence=0.5").await.len(), 2);
    for wrong in ["high", "2", "-0.1", "NaN"] {
        assert_eq!(server.get(&format!("/claims?confidence={wrong}")).await.status, 400, "{wrong}");
    }
}

#[tokio::test]
async fn a_list_grouped_by_article_shows_the_first_claim_of_each() {
    let server = start().await;
    for number in 0..30 {
        let lines = 1 + number % 3;
        let text: String = (0..lines).map(|n| format!("“Boat {number} {n} sank,” Mayor Ida Lund said.\n\n")).collect();
        let mut boats = article(&format!("boats-{number}"), &text);
        boats.published = Published::parse(&format!("2025-03-{:02}", 1 + number % 28)).ok();
        server.load(boats).await;
    }
    for order in ["", "&sort=oldest", "&q=boat&sort=relevance", "&sort=-loaded"] {
        let first = server.page(&format!("/claims?group=article{order}")).await;
        assert_eq!(first.texts("h1"), ["60 claims in 30 articles, 1 publisher"], "{order}");
        assert!(first.texts(".order .n").contains(&"The first 25 of 30 articles".to_owned()));
        let next = server.page(&first.attributes(".pages a[rel=next]", "href")[0]).await;
        let mut articles = first.attributes(".claim .headline", "href");
        articles.extend(next.attributes(".claim .headline", "href"));
        let shown = articles.len();
        articles.sort();
        articles.dedup();
        assert_eq!((shown, articles.len()), (30, 30), "{order}: every article once");
        let more: Vec<String> = first.texts(".more a").into_iter().chain(next.texts(".more a")).collect();
        let two = more.iter().filter(|words| *words == "+2 more in this article").count();
        assert_eq!((more.len(), two), (20, 10), "{order}");
        let link = &first.attributes(".more a", "href")[0];
        let count = first.texts(".more a")[0].trim_start_matches('+')[..1].parse::<usize>().unwrap();
        assert_eq!(server.listed(link).await.len(), count + 1, "{link}");
    }
    let best = server.page("/claims?group=article&sort=oldest").await.texts(".claim .says");
    assert!(best[0].starts_with("“Boat") && best[0].contains(" 0 sank"), "{best:?}");
}

#[tokio::test]
async fn chosen_sources_are_told_apart() {
    let server = filled().await;
    assert_eq!(server.page("/claims?source=olof-weir").await.texts(".chosen"), [""; 0]);
    let page = server.page("/claims?source=olof-weir&source=ada-brandt").await;
    assert_eq!(page.texts(".chosen1"), ["Olof Weir", "Olof Weir"]);
    assert_eq!(page.texts(".chosen2"), ["Ada Brandt", "Ada Brandt"]);
}

#[tokio::test]
async fn the_heading_says_how_many_claims_name_no_publisher() {
    let server = filled().await;
    let mut nobody = article("nobody", "Mayor Ida Lund said the ferry sank.");
    (nobody.publisher, nobody.url) = (None, None);
    server.load(nobody).await;
    assert_eq!(server.page("/claims").await.texts("h1"), ["5 claims, 2 publishers; 1 claim names none"]);
    assert_eq!(server.page("/claims?source=ida-lund").await.texts("h1"), ["1 claim, no publisher named"]);
}

#[tokio::test]
async fn a_claim_of_no_exact_date_never_stands_as_if_on_a_day() {
    let server = filled().await;
    let mut wide = article("wide", "Mayor Ida Lund said last week that the mill had closed.");
    wide.published = Published::parse("2025-03-12").ok();
    server.load(wide).await;
    let file = format!("sqlite://{}", server.dir.path().join("test.db").display());
    let mut database = sqlx::SqliteConnection::connect(&file).await.unwrap();
    let page = server.page("/claims").await;
    assert!(!page.attributes(".plot rect.perhaps", "x").is_empty(), "a week is an outline");
    assert!(page.texts(".chart .hint")[0].starts_with("Outlined: 1 claim of no exact date, in every day"));
    assert_eq!(page.texts(".numbers th"), ["Day", "Said then", "Perhaps then", "Claims in the list"]);
    sqlx::query("UPDATE claims SET said_from = NULL, said_to = '2025-03-11' WHERE content LIKE '%mill had closed%'")
        .execute(&mut database)
        .await
        .unwrap();
    let page = server.page("/claims").await;
    assert_eq!(page.attributes(".plot rect.perhaps", "x").len(), 1, "the day of those that only publication dates");
    assert!(page.texts(".chart .hint")[0].starts_with("Not drawn: 1 claim dated only “by” or “from” a day"));
    for (link, count) in bars(&page) {
        assert_eq!(server.listed(&link).await.len(), count, "{link}");
    }
}

#[tokio::test]
async fn codes_of_countries_are_read_in_either_case_by_both_lists() {
    let server = filled().await;
    let file = format!("sqlite://{}", server.dir.path().join("test.db").display());
    let mut database = sqlx::SqliteConnection::connect(&file).await.unwrap();
    sqlx::query("UPDATE sources SET country = 'WS' WHERE slug = 'olof-weir'").execute(&mut database).await.unwrap();
    for code in ["ws", "WS", "Ws"] {
        let page = server.page(&format!("/claims?country={code}")).await;
        assert_eq!((page.texts(".claim").len(), page.texts(".facet .on").len()), (2, 1), "{code}");
        assert_eq!(server.page(&format!("/sources?country={code}")).await.texts(".list td a"), ["Olof Weir"], "{code}");
    }
    for path in ["/claims?country=w1", "/sources?country=w1"] {
        assert_eq!(server.get(path).await.status, 400, "{path}");
    }
}

#[tokio::test]
async fn orders_have_plain_words_and_a_year_is_no_day() {
    let server = filled().await;
    let oldest = server.listed("/claims?sort=oldest").await;
    assert_eq!(oldest, server.listed("/claims?sort=-said").await);
    assert_ne!(oldest, server.listed("/claims?sort=newest").await);
    let page = server.page("/claims?sort=oldest").await;
    assert_eq!(page.texts(".order [aria-current]"), ["Oldest"]);
    assert_eq!(page.texts("select[name=sort] option[selected]"), ["day it was said, oldest first"]);
    server.load(article("year", "Mayor Ida Lund said in 1994 that the mill had closed.")).await;
    let page = server.page("/claims?source=ida-lund&from=2001&to=2002").await;
    assert_eq!(page.texts(".nearest"), ["None by Ida Lund in this range; the nearest is from 1994."]);
    assert_eq!(page.attributes(".nearest a", "href"), ["/claims?source=ida-lund&from=1994&to=1994"]);
}
