//! Search, filters, order and pages of lists.

use onrecord::domain::Published;

use crate::support::{TestServer, article, start};

/// Three articles of two publishers, with dates in the text, carried, and by publication alone.
async fn filled() -> TestServer {
    let server = start().await;
    let mut first = article(
        "bridge",
        "General Ada Brandt said on Monday that the bridge at Holm had fallen. “Nobody was hurt,” Brandt said.",
    );
    first.published = Published::parse("2025-03-05").ok();
    server.load(first).await;
    let mut second =
        article("grain", "Minister Olof Weir warned that grain would run out. Residents said the shops were empty.");
    second.published = Published::parse("2025-03-12").ok();
    second.publisher = Some("The Hill Gazette".to_owned());
    second.url = Some("https://hill.example/grain".to_owned());
    server.load(second).await;
    let mut third = article("later", "Minister Olof Weir denied on March 20 that troops had crossed the river.");
    third.published = Published::parse("2025-03-21").ok();
    server.load(third).await;
    server
}

async fn contents(server: &TestServer, path: &str) -> Vec<String> {
    server.page(path).await.texts(".claim .says")
}

#[tokio::test]
async fn filters_narrow_the_list() {
    let server = filled().await;
    assert_eq!(contents(&server, "/claims").await.len(), 5);
    for (query, expected) in [
        ("q=fallen", "the bridge at Holm had fallen"),
        ("q=%22bridge+at+Holm%22", "the bridge at Holm had fallen"),
        ("q=cross*", "troops had crossed the river"),
        ("q=speaker:brandt+-fallen", "“Nobody was hurt”"),
        ("source=ada-brandt&quotation=direct", "“Nobody was hurt”"),
        ("stance=warns", "grain would run out"),
        ("stance=denies", "troops had crossed the river"),
        ("kind=group", "the shops were empty"),
        ("publisher=hill-gazette&kind=person", "grain would run out"),
        ("published_from=2025-03-20", "troops had crossed the river"),
        ("from=2025-03-20&to=2025-03-20", "troops had crossed the river"),
        ("q=after:2025-03-15", "troops had crossed the river"),
    ] {
        assert_eq!(contents(&server, &format!("/claims?{query}")).await, [expected], "{query}");
    }
    // Several values of one filter: or. Different filters: and.
    assert_eq!(contents(&server, "/claims?stance=warns&stance=denies").await.len(), 2);
    assert_eq!(contents(&server, "/claims?stance=warns&q=bridge").await.len(), 0);
    assert_eq!(contents(&server, "/claims?stance=&q=&source=&unknown=1").await.len(), 5);
}

#[tokio::test]
async fn dates_are_those_of_the_statement() {
    let server = filled().await;
    // Said on Monday 3 March, printed on Wednesday 5: found by the first day, not by the second.
    assert_eq!(contents(&server, "/claims?from=2025-03-03&to=2025-03-03").await.len(), 2);
    assert_eq!(contents(&server, "/claims?from=2025-03-05&to=2025-03-05").await.len(), 0);
    // Dated by publication alone: found by that day, and marked.
    let page = server.page("/claims?from=2025-03-12&to=2025-03-12").await;
    assert_eq!(page.texts(".claim .basis"), ["by publication date", "by publication date"]);
    assert!(page.body.contains("carry no date of their own"));
    assert_eq!(contents(&server, "/claims?from=2025-03-01&to=2025-03-11").await.len(), 2);
    assert_eq!(contents(&server, "/claims?has=date").await.len(), 3);
    assert_eq!(contents(&server, "/claims?q=before:2025-03-04").await.len(), 2);
    let backwards = server.page("/claims?from=2025-03-12&to=2025-03-01").await;
    assert!(backwards.body.contains("ends before it starts"));
}

#[tokio::test]
async fn a_free_name_finds_the_source() {
    let server = filled().await;
    let answer = server.get("/claims?source=Olof+Weir&stance=warns").await;
    assert_eq!((answer.status, answer.header("location")), (303, "/claims?stance=warns&source=olof-weir"));
    assert_eq!(server.get("/claims?source=brandt").await.header("location"), "/claims?source=ada-brandt");
    assert_eq!(
        server.get("/claims?publisher=The+Hill+Gazette").await.header("location"),
        "/claims?publisher=hill-gazette"
    );
    assert_eq!(
        server.get("/claims?source=a+b&source=c+d&source=e+f&source=g+h&source=i+j&source=k+l").await.status,
        400
    );
    server.load(article("other", "Captain Nils Weir said the road was open.")).await;
    let page = server.page("/claims?source=weir").await;
    assert_eq!(page.texts(".ask li a"), ["Olof Weir", "Nils Weir"]);
    assert_eq!(
        server.page("/claims?source=nobody+at+all").await.texts(".ask .problem"),
        ["Nobody here is called “nobody at all”."]
    );
}

#[tokio::test]
async fn spellings_of_one_person_are_one_source() {
    let server = start().await;
    server.load(article("a", "Foreign Minister Yevar Dolskiy said the talks had ended.")).await;
    server.load(article("b", "Foreign Minister Yevar Dolsky denied that the talks had ended.")).await;
    assert_eq!(server.page("/sources").await.texts(".list td a"), ["Yevar Dolskiy"]);
    let page = server.page("/sources/yevar-dolsky").await;
    assert_eq!(page.texts(".claim .says").len(), 2);
    let spellings = page.texts(".spellings li");
    assert_eq!(spellings, ["Yevar Dolskiy 1 claim", "Yevar Dolsky 1 claim"], "without the title");
    for typed in ["dolsky", "Dolskyi", "dolskiy", "Yevar Dolskyy"] {
        let typed: String = url::form_urlencoded::byte_serialize(typed.as_bytes()).collect();
        assert_eq!(
            server.get(&format!("/claims?source={typed}")).await.header("location"),
            "/claims?source=yevar-dolsky"
        );
        assert_eq!(server.page(&format!("/sources?name={typed}")).await.texts(".list td a").len(), 1, "{typed}");
    }
    assert_eq!(server.listed("/claims?q=speaker:dolskyi").await.len(), 2);
}

#[tokio::test]
async fn facets_count_what_a_click_would_show() {
    let server = filled().await;
    let page = server.page("/claims?stance=denies").await;
    let links = page.attributes(".facet li a", "href");
    let labels = page.texts(".facet li");
    assert!(labels.contains(&"Olof Weir 1".to_owned()), "{labels:?}");
    for (link, label) in links.iter().zip(&labels) {
        let count: usize = label.trim_end_matches(" more").rsplit(' ').next().unwrap().parse().unwrap();
        let shown = contents(&server, link).await.len();
        match link.matches("stance=").count() {
            0 => assert!(label.contains('✕'), "a click on the value that is on drops it: {label}"),
            1 => assert_eq!(shown, count, "{link} {label}"),
            _ => assert_eq!(shown, 1 + count, "a second value of the same filter adds its claims: {link}"),
        }
    }
}

#[tokio::test]
async fn every_filter_is_a_chip_that_drops_it() {
    let server = filled().await;
    let page = server.page("/claims?q=river&stance=denies&publisher=river-post&from=2025-03-01").await;
    assert_eq!(page.texts(".chip").len(), 4);
    for link in page.attributes(".chip", "href") {
        assert_eq!(link.matches('=').count(), 3, "{link}");
        server.page(&link).await;
    }
    assert_eq!(page.attributes(".reset", "href"), ["/claims"]);
}

#[tokio::test]
async fn pages_of_a_list_hold_every_claim_once_in_every_order() {
    let server = start().await;
    for number in 0..9 {
        let day = 1 + number % 4;
        let sentences: String = (0..8).map(|n| format!("“Boat {number}{n} sank,” Mayor Ida Lund said.\n\n")).collect();
        let mut boats = article(&format!("boats-{number}"), &sentences);
        boats.published = (number != 3).then(|| Published::parse(&format!("2025-03-0{day}")).unwrap());
        server.load(boats).await;
    }
    for sort in ["said", "-said", "published", "-published", "loaded", "-loaded", "relevance", "-relevance"] {
        let mut path = format!("/claims?q=boat*&sort={sort}");
        let mut seen = Vec::new();
        for _ in 0..10 {
            let page = server.page(&path).await;
            seen.extend(page.attributes(".claim .says a", "href"));
            match page.attributes(".pages a[rel=next]", "href").pop() {
                Some(next) => path = next,
                None => break,
            }
        }
        let mut once = seen.clone();
        once.sort();
        once.dedup();
        assert_eq!((seen.len(), once.len()), (72, 72), "{sort}");
    }
}

#[tokio::test]
async fn newest_statements_come_first_and_undated_ones_last() {
    let server = filled().await;
    let mut undated = article("undated", "Mayor Ida Lund said the ferry sank.");
    undated.published = None;
    server.load(undated).await;
    let days = server.page("/claims").await.texts(".claim .when");
    assert!(days[0].starts_with("20 Mar 2025") && days.last().unwrap().starts_with("no date"), "{days:?}");
    let turned = server.page("/claims?sort=-said").await.texts(".claim .when");
    assert!(turned[0].starts_with("3 Mar 2025") && turned.last().unwrap().starts_with("no date"), "{turned:?}");
}

#[tokio::test]
async fn hits_are_marked_and_nothing_found_helps() {
    let server = filled().await;
    assert_eq!(server.page("/claims?q=troops").await.texts(".says mark"), ["troops"]);
    let nothing = server.page("/claims?q=zeppelin").await;
    assert_eq!(nothing.texts("h1"), ["No claims"]);
    assert!(nothing.texts(".nothing")[0].contains("Fewer words"));
}
