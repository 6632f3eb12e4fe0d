//! Disputes: found as articles come and change, kept under their addresses, and shown on every page that leads to them.

use onrecord::domain::{NewArticle, Published};
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

use crate::support::{Answer, TestServer, article, demo, onrecord, start, start_on, stderr};

/// A report printed on a day of March 2025.
pub(crate) async fn load(server: &TestServer, slug: &str, day: u8, text: &str) {
    let published = Published::parse(&format!("2025-03-{day:02}")).ok();
    server.load(NewArticle { published, ..article(slug, text) }).await;
}

pub(crate) const CHARGE: &str = "Shells hit the market square of Marrowford on Wednesday.\n\n\
     Ukraine accused Russia of shelling the market square of Marrowford.\n\n\
     “14 people were killed in the market square of Marrowford,” Mayor Ida Lund said.";
pub(crate) const DENIAL: &str = "Russia denied shelling the market square of Marrowford.\n\n\
     Doctor Emeric Stahn said 52 people were killed in the market square of Marrowford.";

/// A charge with its denial, and two tolls.
pub(crate) async fn filled() -> TestServer {
    let server = start().await;
    load(&server, "charge", 12, CHARGE).await;
    load(&server, "denial", 12, DENIAL).await;
    load(&server, "school", 12, "Mayor Ida Lund said the school would open again on Monday.").await;
    server.store.relate_all().await.unwrap();
    server
}

pub(crate) fn json(answer: &Answer) -> serde_json::Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|error| panic!("{error}: {}", answer.body))
}

/// The addresses of the disputes that a list shows.
pub(crate) async fn listed(server: &TestServer, filters: &str) -> Vec<String> {
    server.page(&format!("/disputes{filters}")).await.attributes(".dispute h2 a", "href")
}

#[tokio::test]
async fn disputes_are_listed_narrowed_and_ordered() {
    let server = filled().await;
    assert_eq!(listed(&server, "").await.len(), 2);
    for (filters, count) in [
        ("?kind=denial", 1),
        ("?kind=figures", 1),
        ("?kind=figures&kind=denial", 2),
        ("?kind=opposed", 0),
        ("?q=shelling+square", 1),
        ("?q=100%25", 0),
        ("?source=emeric-stahn", 1),
        ("?source=nobody", 0),
        ("?country=ru", 1),
        ("?from=2025-03-13", 0),
        ("?from=2025-03&to=2025", 2),
        ("?to=2025-03-11", 0),
        ("?sort=found", 2),
        ("?sort=sources&page=1", 2),
        ("?page=2", 0),
    ] {
        assert_eq!(listed(&server, filters).await.len(), count, "{filters}");
    }
    let empty = server.page("/disputes?q=zeppelin").await;
    assert!(empty.body.contains("No dispute fits."), "{}", empty.body);
    for wrong in ["kind=war", "sort=taste", "page=0", "page=x", "from=tuesday", "country=Orvania"] {
        let answer = server.get(&format!("/disputes?{wrong}")).await;
        assert_eq!(answer.status, 400, "{wrong}");
        assert!(answer.body.contains(wrong.split('=').next().unwrap()), "{wrong}");
    }
    let noted = json(&server.get("/disputes.json?colour=red").await);
    assert!(noted["notes"][0].as_str().unwrap().contains("colour"), "{noted:#}");
}

/// What is kept of who denies what a source says and of which disputes are seen, held against the relations that tell it.
async fn assert_kept_holds(server: &TestServer, moment: &str) {
    let options = SqliteConnectOptions::new().filename(server.dir.path().join("test.db"));
    let mut database = options.connect().await.unwrap();
    let wrong: i64 = sqlx::query_scalar(
        "SELECT (SELECT COUNT(*) FROM (SELECT * FROM source_denials EXCEPT SELECT * FROM denials_of_sources)) \
         + (SELECT COUNT(*) FROM (SELECT * FROM denials_of_sources EXCEPT SELECT * FROM source_denials)) \
         + (SELECT COUNT(*) FROM disputes d WHERE d.is_seen <> (d.row IN (SELECT row FROM seen_disputes)))",
    )
    .fetch_one(&mut database)
    .await
    .unwrap();
    assert_eq!(wrong, 0, "{moment}");
}

#[tokio::test]
async fn denials_are_found_by_whom_they_answer() {
    let server = filled().await;
    let denial = "/claims?stance=denies";
    let [denied] = &server.page(denial).await.texts(".denied")[..] else { panic!("the list tells what is denied") };
    assert!(denied.contains("Ukraine") && denied.contains("shelling the market square"), "{denied}");
    for (search, count) in [
        ("against=ukraine", 1),
        ("against=ukraine&source=russia", 1),
        ("against=ukraine&source=ukraine", 0),
        ("against=russia", 0),
        ("against=ida-lund&against=ukraine", 1),
        ("q=against:ukraine", 1),
        ("q=against:ukraine+shelling", 1),
        ("q=against:nobody", 0),
        ("q=shelling+-against:ukraine", 1),
        ("q=against:ukraine+OR+school", 2),
    ] {
        assert_eq!(server.page(&format!("/claims?{search}")).await.texts("article.claim").len(), count, "{search}");
    }
    assert_kept_holds(&server, "related").await;
    // What is attributed to another source is denied to that one.
    let run = |words: &[&str]| {
        let done = onrecord(server.dir.path(), &[words, &["--database", "test.db"]].concat());
        assert!(done.status.success(), "{words:?}: {}", stderr(&done));
    };
    let charge = server.listed("/claims?source=ukraine").await.remove(0);
    let answered =
        async |source: &str| server.page(&format!("/claims?against={source}")).await.texts("article.claim").len();
    run(&["claim", "attribute", charge.trim_start_matches("/claims/"), "ida-lund"]);
    assert_kept_holds(&server, "attributed").await;
    assert_eq!((answered("ida-lund").await, answered("ukraine").await), (1, 0));
    run(&["claim", "undo", "1"]);
    assert_kept_holds(&server, "undone").await;
    assert_eq!((answered("ida-lund").await, answered("ukraine").await), (0, 1));
    let charge = article("charge", CHARGE).id();
    let charge = server.store.withdrawable(charge.as_str()).await.unwrap().unwrap();
    assert!(server.store.withdraw(&charge, "a test").await.unwrap());
    assert_kept_holds(&server, "withdrawn").await;
    // A denial of what is withdrawn denies nothing that is here.
    assert_eq!(answered("ukraine").await, 0);
    assert!(server.page(denial).await.texts(".denied").is_empty());
    run(&["restore", article("charge", CHARGE).id().as_str()]);
    server.store.relate_all().await.unwrap();
    assert_kept_holds(&server, "restored").await;
    assert_eq!(answered("ukraine").await, 1);
    // An article that says something else has its relations found anew.
    load(&server, "denial", 12, "Russia denied shelling the school. Doctor Emeric Stahn said the harvest had burned.")
        .await;
    server.store.relate_all().await.unwrap();
    assert_kept_holds(&server, "changed").await;
    assert_eq!(answered("ukraine").await, 0);
}

#[tokio::test]
async fn a_publisher_has_what_it_printed_of_both_sides() {
    let server = start().await;
    let printed = |slug: &str, publisher: &str, text: &str| {
        let published = Published::parse("2025-03-12").ok();
        NewArticle { published, publisher: Some(publisher.to_owned()), ..article(slug, text) }
    };
    server.load(printed("charge", "River Post", CHARGE)).await;
    server.load(printed("denial", "Harbour Times", DENIAL)).await;
    server
        .load(printed("again", "Harbour Times", "Ukraine accused Russia of shelling the market square of Marrowford."))
        .await;
    server.load(printed("school", "Hill Gazette", "Mayor Ida Lund said the school would open again on Monday.")).await;
    server.store.relate_all().await.unwrap();
    let sides = |page: &Answer| page.texts(".both-sides .n");
    assert_eq!(sides(&server.page("/publishers/river-post").await), ["0 of 1", "0 of 1"]);
    assert_eq!(sides(&server.page("/publishers/harbour-times").await), ["1 of 1", "0 of 1"]);
    assert!(server.page("/publishers/hill-gazette").await.texts("#disputes").is_empty());
}

#[tokio::test]
async fn a_dispute_tells_who_said_what_and_what_answers_what() {
    let server = filled().await;
    let path = listed(&server, "?kind=denial").await.remove(0);
    let page = server.page(&path).await;
    assert!(page.texts("h1")[0].contains("shelling the market square"), "{:?}", page.texts("h1"));
    let ties = page.texts(".ties li");
    assert!(ties.iter().any(|tie| tie.starts_with("denied by Russia")), "{ties:?}");
    assert!(ties.iter().any(|tie| tie.starts_with("denies what is said by Ukraine")), "{ties:?}");
    // Each tie leads to a claim of this page.
    for link in page.attributes(".ties a", "href") {
        assert_eq!(page.texts(&format!("article{link}")).len(), 1, "{link}");
    }
    assert!(page.body.contains("nothing of who is right"), "{}", page.body);

    let figures = server.page(&listed(&server, "?kind=figures").await.remove(0)).await;
    assert!(figures.texts("h1")[0].contains("14 people"), "{:?}", figures.texts("h1"));
    assert_eq!(figures.texts("table.figures tbody tr").len(), 2);
    assert_eq!(figures.attributes(".plot circle", "cy").len(), 2);
}

#[tokio::test]
async fn every_form_of_a_dispute_holds_its_claims() {
    let server = filled().await;
    let path = listed(&server, "?kind=denial").await.remove(0);
    let document = json(&server.get(&format!("{path}.json")).await);
    let claims = document["claims"].as_array().unwrap();
    let mut ids: Vec<&str> = claims.iter().map(|entry| entry["claim"]["id"].as_str().unwrap()).collect();
    ids.sort_unstable();
    assert_eq!(ids.len(), 2);
    let relation = &document["relations"][0];
    assert_eq!(relation["kind"], "denies");
    assert!(ids.contains(&relation["a"].as_str().unwrap()) && ids.contains(&relation["b"].as_str().unwrap()));
    let lines = server.get(&format!("{path}.jsonl")).await;
    let mut of_lines: Vec<String> =
        lines.body.lines().map(|line| json_line(line)["id"].as_str().unwrap().to_owned()).collect();
    of_lines.sort_unstable();
    assert_eq!(of_lines, ids);
    for ending in [".csv", ".bib", ".ris", ".csl.json", ".txt", ".wiki", ".atom", ".rss", ".feed.json"] {
        let answer = server.get(&format!("{path}{ending}")).await;
        assert_eq!(answer.status, 200, "{ending}");
        assert!(answer.body.contains("shelling"), "{ending}: {}", answer.body);
    }
    // The list in its forms shows the same disputes.
    let mut paths = listed(&server, "").await;
    paths.sort_unstable();
    for ending in [".json", ".jsonl", ".csv", ".atom", ".rss", ".feed.json"] {
        let body = server.get(&format!("/disputes{ending}")).await.body;
        assert!(paths.iter().all(|path| body.contains(path.as_str())), "{ending}: {body}");
    }
}

fn json_line(line: &str) -> serde_json::Value {
    serde_json::from_str(line).unwrap()
}

#[tokio::test]
async fn claims_articles_and_the_home_page_lead_to_disputes() {
    let server = filled().await;
    let path = listed(&server, "?kind=denial").await.remove(0);
    let claim =
        server.page("/claims?q=shelling&stance=alleges").await.attributes("article.claim .says a", "href").remove(0);
    let page = server.page(&claim).await;
    assert_eq!(page.attributes(".beside-others .lead a", "href"), std::slice::from_ref(&path));
    assert!(page.texts(".beside-others h3").contains(&"Denied by".to_owned()), "{:?}", page.texts(".beside-others h3"));
    let document = json(&server.get(&format!("{claim}.json")).await);
    assert!(document["page"]["dispute"].as_str().unwrap().ends_with(&path), "{document:#}");
    assert_eq!(document["page"]["relations"][0]["kind"], "denies");

    let article = page.attributes(".links a", "href").into_iter().find(|link| link.starts_with("/articles/")).unwrap();
    let article = server.page(article.split('#').next().unwrap()).await;
    assert!(article.texts("a.marked.disputed").iter().any(|words| words.contains("shelling")), "{}", article.body);
    assert!(article.texts(".answers summary").iter().any(|words| words == "denied by Russia"), "{}", article.body);
    assert!(article.texts(".answers li").iter().any(|words| words == "counted otherwise by Emeric Stahn: 52 people"));

    assert!(server.page("/").await.attributes(".newly a", "href").contains(&path));
    let alone = server.page("/claims?q=school").await.attributes("article.claim .says a", "href").remove(0);
    assert!(server.page(&alone).await.body.contains("No other claim was found"));
}

#[tokio::test]
async fn a_dispute_keeps_its_address_while_claims_join_and_says_when_it_is_settled() {
    let server = filled().await;
    let path = listed(&server, "?kind=denial").await.remove(0);
    load(&server, "again", 13, "Russia again denied shelling the market square of Marrowford.").await;
    server.store.relate_all().await.unwrap();
    assert_eq!(listed(&server, "?kind=denial").await, std::slice::from_ref(&path));
    let claims = |answer: &Answer| json(answer)["claims"].as_array().unwrap().len();
    assert_eq!(claims(&server.get(&format!("{path}.json")).await), 3);
    // A withdrawn claim is gone at once, before anything is related anew.
    let charge =
        server.page("/claims?q=shelling&stance=alleges").await.attributes("article.claim .says a", "href").remove(0);
    let id = charge.trim_start_matches("/claims/");
    let database = server.dir.path().join("test.db");
    let database = database.to_str().unwrap();
    let run = |words: &[&str]| assert!(onrecord(server.dir.path(), words).status.success(), "{words:?}");
    run(&["--database", database, "withdraw", id, "--reason", "a test"]);
    assert_eq!(server.get(&path).await.status, 410);
    assert!(listed(&server, "?kind=denial").await.is_empty());
    let denial = server.page("/claims?stance=denies").await.attributes("article.claim .says a", "href").remove(0);
    let related = server.get(&format!("{denial}/related")).await;
    assert!(!related.body.contains(id), "{}", related.body);
    server.store.relate_all().await.unwrap();
    assert_eq!(server.get(&path).await.status, 410);
    run(&["--database", database, "restore", id]);
    server.store.relate_all().await.unwrap();
    assert_eq!(server.get(&path).await.status, 200, "it has its address again");
    assert_eq!(claims(&server.get(&format!("{path}.json")).await), 3);
}

#[tokio::test]
async fn unknown_disputes_are_not_found() {
    let server = filled().await;
    for unknown in ["/disputes/0123456789abcdef", "/disputes/nothing", "/disputes/0123456789abcdef.json"] {
        assert_eq!(server.get(unknown).await.status, 404, "{unknown}");
    }
}

#[tokio::test]
async fn the_database_of_the_demo_is_related_by_the_command_and_only_once() {
    let dir = tempfile::tempdir().unwrap();
    let database = dir.path().join("test.db");
    let database = database.to_str().unwrap();
    let run = |words: &[&str]| {
        let done = onrecord(dir.path(), words);
        assert!(done.status.success(), "{words:?}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    };
    run(&["--database", database, "load", demo().to_str().unwrap()]);
    assert!(run(&["--database", database, "relate"]).contains("articles were compared with others"));
    assert!(run(&["--database", database, "relate"]).contains("Nothing to do"));
    let server = start_on(dir, onrecord::config::TextShown::Full).await;
    let all = listed(&server, "").await;
    assert!(!all.is_empty());
    // Whatever is related anew ends in the same.
    let mut db =
        sqlx::SqlitePool::connect(&format!("sqlite://{}", server.dir.path().join("test.db").display())).await.unwrap();
    let relations = "SELECT COUNT(*) || ' ' || SUM(first_row * 7 + second_row) FROM claim_relations";
    let before: String = sqlx::query_scalar(relations).fetch_one(&mut *db.acquire().await.unwrap()).await.unwrap();
    sqlx::query("UPDATE relating SET terms = 0, number = 0, method = 0")
        .execute(&mut *db.acquire().await.unwrap())
        .await
        .unwrap();
    server.store.relate_all().await.unwrap();
    let after: String = sqlx::query_scalar(relations).fetch_one(&mut *db.acquire().await.unwrap()).await.unwrap();
    assert_eq!(after, before);
    assert_eq!(listed(&server, "").await, all, "with the same addresses");
    db = db.clone();
    db.close().await;
}

#[tokio::test]
async fn claims_of_no_known_day_are_listed_as_well() {
    let server = start().await;
    for (slug, text) in [("charge", "Ukraine accused Russia of shelling"), ("denial", "Russia denied shelling")] {
        let undated = article(slug, &format!("{text} the market square of Marrowford."));
        server.load(NewArticle { published: None, ..undated }).await;
    }
    server.store.relate_all().await.unwrap();
    let path = listed(&server, "?kind=denial").await.remove(0);
    assert!(server.page(&path).await.texts(".ties li").iter().any(|tie| tie.starts_with("denied by Russia")));
}

#[tokio::test]
async fn figures_of_an_article_that_count_one_kind_of_thing_stand_side_by_side() {
    let server = start().await;
    let text = "Mayor Ida Lund said at least 3,000 troops had come to the harbour.\n\n\
                General Ada Brandt said the first group would consist of 2,600 soldiers.\n\n\
                “Two brigades, each with up to 6,000 men, are trained in the hills,” Doctor Emeric Stahn said.\n\n\
                Mayor Ida Lund said 400 boats were lost. She said the school would open on Monday.";
    load(&server, "troops", 12, text).await;
    load(&server, "school", 12, "Mayor Ida Lund said 40 pupils would come on Monday.").await;
    let path = format!("/articles/{}", article("troops", text).id());
    let page = server.page(&path).await;
    assert_eq!(page.texts(".side-by-side h3"), ["troops"]);
    let rows = page.texts(".side-by-side tbody tr");
    for (row, told) in rows.iter().zip(["Ida Lund", "2,600 soldiers", "Two brigades, each with up to 6,000 men"]) {
        assert!(row.contains(told), "{told}: {rows:?}");
    }
    assert_eq!((rows.len(), page.texts(".side-by-side svg circle").len()), (3, 3));
    // Each leads to its words in the text.
    for link in page.attributes(".side-by-side td a", "href") {
        assert_eq!(page.attributes(link.as_str(), "id"), [link.trim_start_matches('#')]);
    }
    let figures = &json(&server.page(&format!("{path}.json")).await)["figures_side_by_side"];
    assert_eq!((&figures[0]["counted"], figures[0]["figures"].as_array().unwrap().len()), (&"troops".into(), 3));
    let other = server.page(&format!("/articles/{}", article("school", "").id())).await;
    assert!(other.texts(".side-by-side").is_empty());
}
