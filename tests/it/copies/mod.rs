//! Copies: further addresses of one article, printings of one text, their origins, and what pages tell of them.

mod addresses;

use onrecord::cli::find_claims;
use onrecord::config::TextShown;
use onrecord::domain::{NewArticle, Published};
use onrecord::extract::Extractor;
use onrecord::store::{LoadedArticle, Outcome, Store, Withdrawable};

use crate::support::{TestServer, article, onrecord, shared, start, start_on, start_with, stdout, write};

/// A report of some hundred words with a claim at its start and end.
fn report() -> String {
    let middle: Vec<String> = (1..=12)
        .map(|n| format!("Ferry number {n} was moved to the upper quay and its crew of {} slept in the school by the {n}th lock.", n + 3))
        .collect();
    format!(
        "General Ada Brandt said the bridge at Holm had fallen. {} Mayor Ida Lund denied that the harbour was closed to all ships.",
        middle.join(" ")
    )
}

/// The report as an outlet printed it.
fn printed(outlet: &str, slug: &str, day: &str, text: &str) -> NewArticle {
    let host = outlet.to_lowercase().replace(' ', "-");
    NewArticle {
        url: Some(format!("https://{host}.example/{slug}")),
        publisher: Some(outlet.to_owned()),
        published: Published::parse(day).ok(),
        ..article(slug, text)
    }
}

fn path(article: &NewArticle) -> String {
    format!("/articles/{}", article.id())
}

/// The report of an agency with three printings of it, and one report of something else.
fn printings() -> Vec<NewArticle> {
    let report = report();
    let dateline = format!("HOLM (Reuters) - {report}");
    let (_, tail) = report.split_once("Ferry number 3 ").unwrap();
    vec![
        printed("Hill Gazette", "span", "2025-03-06", &dateline),
        printed("Reuters", "holm-bridge", "2025-03-05", &dateline),
        printed(
            "Lake Times",
            "bridge",
            "2025-03-07",
            &format!("Early on Wednesday a bridge was lost. Ferry number 3 {tail}"),
        ),
        printed("River Post", "other", "2025-03-06", "Minister Olof Weir warned that grain would run out."),
        printed("Vale Echo", "echo", "2025-03-08", &report.replace("school", "church")),
    ]
}

async fn filled() -> TestServer {
    let server = start().await;
    for article in printings() {
        assert_eq!(server.load(article).await, Outcome::Loaded);
    }
    server
}

/// Stores articles as `load --no-extract` does, in one batch.
async fn store(server: &TestServer, articles: &[NewArticle]) -> Vec<Outcome> {
    let loaded =
        |article: &NewArticle| LoadedArticle { article: article.clone(), reader: "test", reading: None, basis: None };
    server.store.save(&articles.iter().map(loaded).collect::<Vec<_>>()).await.unwrap()
}

/// The other printings of an article, as titles.
async fn copies(server: &TestServer, article: &NewArticle) -> Vec<String> {
    let origin = server.store.origin(&article.id()).await.unwrap();
    let mut titles: Vec<String> =
        origin.into_iter().flat_map(|origin| origin.copies).filter_map(|copy| copy.title).collect();
    titles.sort();
    titles
}

#[tokio::test]
async fn printings_of_one_text_are_one_origin_in_any_order() {
    let all = printings();
    let mut told = Vec::new();
    for first in 0..all.len() {
        let server = start().await;
        let mut articles = all.clone();
        articles.rotate_left(first);
        store(&server, &articles).await;
        store(&server, &articles).await;
        let mut of_order = Vec::new();
        for article in &all {
            let origin = server.store.origin(&article.id()).await.unwrap();
            of_order.push(origin.map(|origin| {
                let copies: Vec<_> =
                    origin.copies.iter().map(|copy| (copy.id.clone(), copy.shared_words, copy.words)).collect();
                (origin.articles, origin.is_first, origin.name, copies)
            }));
        }
        told.push(of_order);
    }
    for other in &told[1..] {
        assert_eq!(other, &told[0]);
    }
    let names: Vec<_> =
        told[0].iter().map(|origin| origin.as_ref().map(|origin| (origin.0, origin.1, origin.2.as_deref()))).collect();
    let reuters = Some("Reuters");
    assert_eq!(
        names,
        [
            Some((4, false, reuters)),
            Some((4, true, reuters)),
            Some((4, false, reuters)),
            None,
            Some((4, false, reuters))
        ]
    );
}

#[tokio::test]
async fn a_later_article_joins_two_origins_and_its_change_parts_them() {
    let server = start().await;
    let part = |start: usize| (start..start + 120).map(|n| format!("word{n} ")).collect::<String>();
    let one = printed("Hill Gazette", "one", "2025-03-05", &part(0));
    let two = printed("Lake Times", "two", "2025-03-05", &part(200));
    let both = printed("Vale Echo", "both", "2025-03-06", &format!("{}{}", part(0), part(200)));
    store(&server, &[one.clone(), two.clone()]).await;
    assert_eq!(copies(&server, &one).await, [""; 0]);
    store(&server, std::slice::from_ref(&both)).await;
    assert_eq!(copies(&server, &one).await, ["Report on both", "Report on two"]);
    let origin = server.store.origin(&both.id()).await.unwrap().unwrap();
    assert_eq!(origin.copies.iter().map(|copy| (copy.shared_words, copy.words)).collect::<Vec<_>>(), [(120, 240); 2]);
    assert_eq!(server.store.common_words(&one.id(), &two.id()).await.unwrap().unwrap().words, 0);
    let changed = NewArticle { text: part(200), ..both.clone() };
    assert_eq!(store(&server, &[changed]).await, [Outcome::Changed]);
    assert_eq!(copies(&server, &one).await, [""; 0]);
    assert_eq!(copies(&server, &two).await, ["Report on both"]);
    let gone = NewArticle { text: part(900), ..both };
    store(&server, &[gone]).await;
    assert_eq!(copies(&server, &two).await, [""; 0]);
}

#[tokio::test]
async fn what_texts_have_in_common_by_chance_or_habit_does_not_join_them() {
    let server = start().await;
    let words = |name: &str, count: usize| (0..count).map(|n| format!("{name}{n} ")).collect::<String>();
    let footer = words("footer", 60);
    let form = |n: usize| format!("{}{}", words("form", 70), words(&format!("day{n}x"), 30));
    store(
        &server,
        &[
            printed("Hill Gazette", "short-1", "2025-03-05", &words("brief", 30)),
            printed("Lake Times", "short-2", "2025-03-05", &words("brief", 30)),
            printed("Hill Gazette", "foot-1", "2025-03-05", &format!("{}{footer}", words("a", 80))),
            printed("Lake Times", "foot-2", "2025-03-05", &format!("{}{footer}", words("b", 80))),
            printed("River Post", "form-1", "2025-03-05", &form(1)),
            printed("River Post", "form-2", "2025-03-06", &form(2)),
            printed("River Post", "later", "2025-06-05", &format!("{}x", form(1))),
        ],
    )
    .await;
    for slug in ["short-1", "foot-1", "form-1"] {
        let outlet = if slug == "form-1" { "River Post" } else { "Hill Gazette" };
        assert_eq!(copies(&server, &printed(outlet, slug, "2025-03-05", "")).await, [""; 0], "{slug}");
    }
    store(&server, &[printed("River Post", "again", "2025-06-05", &form(2))]).await;
    let form = printed("River Post", "form-2", "2025-03-06", "");
    assert_eq!(copies(&server, &form).await, ["Report on again"], "the same words, printed again");
}

#[tokio::test]
async fn withdrawn_articles_count_for_nothing() {
    let server = filled().await;
    let all = printings();
    let (gazette, reuters) = (&all[0], &all[1]);
    server.store.withdraw(&Withdrawable::Article(reuters.id()), "asked for").await.unwrap();
    let origin = server.store.origin(&gazette.id()).await.unwrap().unwrap();
    assert_eq!((origin.articles, origin.is_first), (3, true));
    assert_eq!(server.get(&format!("{}?with={}", path(gazette), reuters.id())).await.status, 404);
    assert!(!server.page(&path(gazette)).await.attributes("a", "href").contains(&path(reuters)));
    for other in [2, 4] {
        server.store.withdraw(&Withdrawable::Article(all[other].id()), "asked for").await.unwrap();
    }
    assert!(server.store.origin(&gazette.id()).await.unwrap().is_none());
    assert!(server.page(&path(gazette)).await.texts(".printings").is_empty());
    server.store.restore(&Withdrawable::Article(reuters.id())).await.unwrap();
    assert_eq!(server.store.origin(&gazette.id()).await.unwrap().unwrap().articles, 2);
}

#[tokio::test]
async fn the_page_of_an_article_names_its_copies_and_shows_what_they_share() {
    let server = filled().await;
    let all = printings();
    let (gazette, reuters, lake) = (&all[0], &all[1], &all[2]);
    let page = server.page(&path(gazette)).await;
    assert_eq!(
        page.texts(".origin"),
        ["A copy of an article of Reuters, 5 Mar 2025: all of its words are the same. 4 articles, 1 origin (Reuters)"]
    );
    assert_eq!(page.texts(".printings h2"), ["Also printed by"]);
    assert_eq!(page.texts(".printings td.day"), ["5 Mar 2025", "7 Mar 2025", "8 Mar 2025"]);
    assert!(
        page.body.contains("Credited to <a href=\"/publishers/reuters\">Reuters</a>: “HOLM (Reuters)”"),
        "{}",
        page.body
    );
    let compare = page.attributes(".printings .num a", "href");
    assert_eq!(compare[1], format!("{}?with={}", path(gazette), lake.id()));
    assert!(page.texts(".printings .num a")[1].contains('%'));
    let common = server.page(&compare[1]).await;
    let own = common.texts(".text .own");
    assert!(own[0].starts_with("HOLM (Reuters) - General Ada Brandt"), "{own:?}");
    assert!(common.texts(".masthead b")[0].contains(" words ("), "{:?}", common.texts(".masthead b"));
    let turned = common.attributes(".links a", "href");
    assert!(server.page(&turned[1]).await.texts(".text .own")[0].starts_with("Early on Wednesday"));
    let first = server.page(&path(reuters)).await;
    assert!(first.texts(".origin")[0].starts_with("Printed by others as well."), "{:?}", first.texts(".origin"));
    let listed = server.page("/articles").await;
    assert_eq!(listed.texts("td a[href$='#copies']"), ["4 printings"; 4]);
    let other = server.page(&path(&all[3])).await;
    assert!(other.texts(".origin").is_empty() && other.texts(".printings").is_empty());
    for address in [
        format!("{}?with=", path(gazette)),
        format!("{}?with=nobody", path(gazette)),
        format!("{}?with={}", path(gazette), gazette.id()),
        format!("{}?with={}", path(gazette), all[3].id()),
    ] {
        assert_eq!(server.get(&address).await.status, 404, "{address}");
    }
}

#[tokio::test]
async fn claims_lead_to_the_same_claim_in_copies() {
    let server = filled().await;
    let list = server.page("/claims?q=fallen").await;
    assert_eq!(list.texts(".claim .also"), ["also in 2 copies"; 3], "one of the four has another beginning");
    assert_eq!(
        list.texts(".origins"),
        ["These claims stand in 3 articles, 1 origin (Reuters): printings of one text count as one origin."]
    );
    let claim = list.attributes(".claim .also", "href").remove(0);
    let page = server.page(claim.trim_end_matches("#copies")).await;
    assert_eq!(page.texts("#copies h2"), ["Also printed by"]);
    let same: Vec<String> =
        page.attributes("#copies td a", "href").into_iter().filter(|link| link.starts_with("/claims/")).collect();
    assert_eq!(same.len(), 2);
    for claim in &same {
        assert_eq!(server.page(claim).await.texts("blockquote.lead"), page.texts("blockquote.lead"));
    }
    assert_eq!(page.texts(".facts dd a[href='#copies']"), ["4 articles, 1 origin (Reuters)"]);
    assert!(server.page("/claims?q=grain").await.texts(".origins, .also").is_empty());
}

#[tokio::test]
async fn the_page_of_a_publisher_tells_whose_articles_it_prints() {
    let server = filled().await;
    let page = server.page("/publishers/hill-gazette").await;
    assert_eq!(page.texts(".copied b"), ["1 of 1 (100%)"]);
    assert_eq!(page.attributes(".copied + ul a", "href"), ["/publishers/reuters"]);
    assert_eq!(page.texts(".credited b"), ["1 of 1 (100%)"]);
    let echo = server.page("/publishers/vale-echo").await;
    assert_eq!((echo.texts(".copied b"), echo.texts(".credited b")), (vec!["1 of 1 (100%)".to_owned()], vec![]));
    for none in ["reuters", "river-post"] {
        assert!(server.page(&format!("/publishers/{none}")).await.texts(".copied, .credited").is_empty(), "{none}");
    }
}

#[tokio::test]
async fn where_only_passages_are_shown_no_text_is_compared_in_public() {
    let server = start_with(TextShown::Passages).await;
    let all = printings();
    for article in all.clone() {
        server.load(article).await;
    }
    let page = server.page(&format!("{}?with={}", path(&all[0]), all[1].id())).await;
    assert!(!page.body.contains("Ferry number 5") && page.body.contains("Whole articles are not shown here"));
}

#[tokio::test]
async fn withdrawn_words_stay_out_of_comparisons() {
    let server = filled().await;
    let all = printings();
    let claim = server.listed("/claims?q=fallen&publisher=hill-gazette").await.remove(0);
    let id = claim.rsplit('/').next().unwrap();
    server.store.withdraw(&server.store.withdrawable(id).await.unwrap().unwrap(), "named by mistake").await.unwrap();
    for with in [&all[1], &all[2]] {
        let page = server.page(&format!("{}?with={}", path(&all[0]), with.id())).await;
        assert!(!page.body.contains("bridge at Holm had fallen") && page.body.contains("[withdrawn]"));
    }
}

#[tokio::test]
async fn hostile_names_and_texts_are_letters() {
    let server = start().await;
    let evil = "<script>alert(1)</script>";
    let text = format!("{evil} {} “{evil}”", report());
    let mut one = printed("Hill Gazette", "one", "2025-03-05", &text);
    one.title = Some(evil.to_owned());
    one.credit = Some(evil.to_owned());
    let mut two = printed("Lake Times", "two", "2025-03-06", &format!("{text} more {evil}"));
    two.publisher = Some(evil.to_owned());
    two.credit = one.credit.clone();
    server.load(one.clone()).await;
    server.load(two.clone()).await;
    let publisher = server.page("/publishers").await.attributes(".list td a", "href");
    for address in [path(&one), path(&two), format!("{}?with={}", path(&two), one.id()), "/claims?q=fallen".to_owned()]
        .into_iter()
        .chain(publisher)
    {
        let page = server.page(&address).await;
        assert!(!page.body.contains("<script>alert"), "{address}");
    }
    assert!(server.page(&path(&two)).await.body.contains("&#60;script&#62;alert(1)&#60;/script&#62;"));
}

#[tokio::test]
async fn a_credit_learned_later_completes_an_article() {
    let server = start().await;
    let plain = article("bridge", &report());
    server.load(plain.clone()).await;
    let credited = NewArticle { credit: Some("Agence France-Presse".to_owned()), ..plain };
    assert_eq!(server.load(credited.clone()).await, Outcome::Completed);
    assert_eq!(server.load(credited.clone()).await, Outcome::AlreadyThere);
    assert_eq!(server.store.credited(&credited.id()).await.unwrap().unwrap().agency, "AFP");
}

#[tokio::test]
async fn databases_of_earlier_versions_are_compared_when_opened() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("test.db");
    let store = Store::open(&file).await.unwrap();
    let all = printings();
    let loaded =
        |article: &NewArticle| LoadedArticle { article: article.clone(), reader: "test", reading: None, basis: None };
    store.save(&all.iter().map(loaded).collect::<Vec<_>>()).await.unwrap();
    store.close().await;
    // As it was before anything was compared, but for one article: as if an update had been stopped.
    let pool = sqlx::SqlitePool::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    for statement in [
        "DELETE FROM article_copies",
        "DELETE FROM article_origins",
        "DELETE FROM article_credits",
        "DELETE FROM text_bands WHERE article_row > 1",
        "DELETE FROM article_addresses WHERE address NOT LIKE '%example/%'",
        "UPDATE articles SET compared_row = NULL WHERE row > 1",
    ] {
        sqlx::query(statement).execute(&pool).await.unwrap();
    }
    pool.close().await;
    let server = start_on(dir, TextShown::Full).await;
    assert_eq!(server.store.origin(&all[0].id()).await.unwrap().unwrap().articles, 4);
    assert_eq!(server.store.credited(&all[0].id()).await.unwrap(), None, "its line was not among those that waited");
    let mobile = NewArticle { url: Some("https://m.vale-echo.example/echo/".to_owned()), ..all[4].clone() };
    assert_eq!(server.load(mobile).await, Outcome::Read, "it is the article that waits to be read");
}

#[test]
fn copies_are_found_by_the_program() {
    let dir = tempfile::tempdir().unwrap();
    let line = |url: &str, publisher: &str, day: &str| {
        serde_json::json!({"url": url, "publisher": publisher, "published": day, "text": report(), "title": "Bridge"})
            .to_string()
    };
    let lines = [
        line("https://a.example/1", "Hill Gazette", "2025-03-05"),
        line("https://b.example/1", "Lake Times", "2025-03-06"),
        line("https://m.b.example/1", "Lake Times", "2025-03-06"),
    ];
    write(dir.path(), "news.jsonl", lines.join("\n"));
    let load = stdout(&onrecord(dir.path(), &["load", "news.jsonl", "--no-extract", "--database", "test.db"]));
    assert!(load.contains("loaded  2") && load.contains("already there  1"), "{load}");
}

#[tokio::test]
#[ignore = "needs a folder of real articles, ../shared or ONRECORD_SHARED"]
async fn copies_among_real_articles_are_those_that_people_found() {
    let compressed = std::fs::read(shared().join("data/news-sample.jsonl.zst")).unwrap();
    let lines = String::from_utf8(zstd::decode_all(&compressed[..]).unwrap()).unwrap();
    let server = start().await;
    let articles: Vec<NewArticle> = lines
        .lines()
        .map(|line| {
            let value: serde_json::Value = serde_json::from_str(line).unwrap();
            let field = |name: &str| value[name].as_str().map(str::to_owned);
            NewArticle {
                text: field("text").unwrap_or_default(),
                url: field("url"),
                title: field("title"),
                publisher: field("publisher"),
                published: field("published").and_then(|day| Published::parse(&day).ok()),
                ..NewArticle::default()
            }
        })
        .collect();
    // Those of the publishers that printed something twice, so that the test is a quick one.
    let printers = ["Associated Press", "NBC News", "Daily Mail", "Yonhap News Agency"];
    let is_of_these = |article: &NewArticle| article.publisher.as_deref().is_some_and(|name| printers.contains(&name));
    let articles: Vec<NewArticle> = articles.into_iter().filter(is_of_these).collect();
    store(&server, &articles).await;
    let mut in_copies = 0;
    for article in &articles {
        in_copies += usize::from(server.store.origin(&article.id()).await.unwrap().is_some());
    }
    assert_eq!(in_copies, 8, "in 4 origins");
}

#[tokio::test]
async fn a_publisher_called_as_its_host_is_nothing_new_the_second_time() {
    let server = start().await;
    let named = || NewArticle {
        url: Some("https://post.example/rain".into()),
        publisher: Some("post.example".into()),
        ..article("rain", "Mayor Ida Lund said the rain had stopped.")
    };
    assert_eq!(server.load(named()).await, Outcome::Loaded);
    assert_eq!(server.load(named()).await, Outcome::AlreadyThere);
    assert_eq!(server.page("/publishers").await.texts(".publishers td a"), ["post.example"]);
}
