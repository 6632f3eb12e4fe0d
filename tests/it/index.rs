//! The search index: what is typed, and how it follows the database.

use onrecord::domain::Published;
use onrecord::store::{Store, Withdrawable};

use crate::support::{TestServer, article, onrecord, start, start_on};

async fn filled() -> TestServer {
    let server = start().await;
    let texts = [
        (
            "bridge",
            "Ada Brandt said that the bridge at Holm was mined. Brandt said that 1,200 men would hold a cease-fire.",
        ),
        (
            "ferry",
            "Olof Weir said that the ferry at Holm had sunk. Weir warned that U.N. envoys negotiated at the bridge.",
        ),
        ("rain", "Ines Buchan said that it would rain in Holm. Buchan said that nobody had negotiated."),
    ];
    for (slug, text) in texts {
        let mut article = article(slug, text);
        article.published = Published::parse("2025-03-05").ok();
        server.load(article).await;
    }
    server
}

/// The contents that a search finds, in order of the alphabet.
async fn found(server: &TestServer, typed: &str) -> Vec<String> {
    let typed: String = url::form_urlencoded::byte_serialize(typed.as_bytes()).collect();
    let mut found = server.page(&format!("/claims?q={typed}")).await.texts(".claim .says a");
    found.sort();
    found
}

#[tokio::test]
async fn what_is_typed_is_understood() {
    let server = filled().await;
    let count = async |typed: &str| found(&server, typed).await.len();
    for (typed, claims) in [
        ("bridge", 3),
        ("bridge mined", 1),
        ("bridge AND mined", 1),
        ("sunk OR rain", 3),
        ("(sunk OR mined) Holm", 2),
        ("NOT Holm speaker:buchan", 1),
        ("Holm -rain", 2),
        ("speaker:brandt OR speaker:weir", 4),
        ("-speaker:brandt Holm", 2),
        ("negotiat*", 2),
        ("\"at Holm\"", 2),
        ("\"at Hol\"*", 2),
        ("1200", 1),
        ("1,200", 1),
        ("UN", 1),
        ("U.N.", 1),
        ("ceasefire", 1),
        ("cease-fire", 1),
        ("negotiating", 2),
        ("\"negotiating\"", 0),
        ("or", 0),
    ] {
        assert_eq!(count(typed).await, claims, "{typed}");
    }
}

#[tokio::test]
async fn places_are_found_in_every_spelling_but_in_quotation_marks() {
    let server = start().await;
    let mut kharkiv =
        article("kharkiv", "Ada Brandt said that Kharkiv’s bridges stood. Brandt said that Khan Younis was empty.");
    kharkiv.title = Some("Zaporozhye in the dark".to_owned());
    server.load(kharkiv).await;
    server.load(article("kharkov", "Olof Weir said that the ferry left Kharkov.")).await;
    for (typed, claims) in [
        ("Kharkov", 2),
        ("kharkiv", 2),
        ("Kharkiv bridge", 1),
        ("kharkov ferry", 1),
        ("\"Kharkov\"", 1),
        ("\"kharkiv s\"", 1),
        ("Kharki*", 1),
        ("-Kharkov", 1),
        ("Khan Yunis", 1),
        ("\"Khan Yunis\"", 0),
        ("khan (yunis OR ferry)", 0),
        ("Zaporizhzhia", 2),
        ("Artsakh", 0),
    ] {
        assert_eq!(found(&server, typed).await.len(), claims, "{typed}");
    }
    let page = server.page("/claims?q=Kharkov").await;
    let mut marked = page.texts(".claim .says mark");
    marked.sort();
    assert_eq!(marked, ["Kharkiv", "Kharkov"]);
    let told = "“Kharkov” was also looked for as “Kharkiv”; in quotation marks, it is looked for as typed.";
    assert_eq!(page.texts(".places"), [told]);
    assert_eq!(server.page("/claims?q=%22Kharkov%22").await.texts(".places"), [""; 0]);
    assert_eq!(server.page("/claims?q=Zaporizhzhia").await.texts(".claim .headline mark")[0], "Zaporozhye");
}

#[tokio::test]
async fn headlines_are_left_out_where_that_is_asked_for() {
    let server = start().await;
    let mut shells = article("shells", "Ada Brandt said that it rained. Olof Weir said that North Korean shells fell.");
    shells.title = Some("North Korea sends shells".to_owned());
    server.load(shells).await;
    let contents = async |path: &str| server.page(path).await.texts(".claim .says a");
    let all = contents("/claims?q=north+korea*+shells&sort=relevance").await;
    assert_eq!((all.len(), all[0].contains("shells fell")), (2, true), "{all:?}");
    let page = server.page("/claims?q=north+korea*+shells&in=content").await;
    assert_eq!(page.texts(".claim .says a").len(), 1);
    assert_eq!(page.texts(".claim .headline mark"), [""; 0], "they were not looked at");
    assert_eq!(page.texts(".chip")[1], "words in claims, not headlines ✕, remove this filter");
    assert_eq!(page.attributes("select[name=in] option[selected]", "value"), ["content"]);
    assert_eq!(server.get("/claims?in=headlines").await.status, 400);
    assert_eq!(contents("/claims?in=content").await.len(), 2, "without words, it narrows nothing");
}

#[tokio::test]
async fn mistakes_in_a_search_are_told_in_a_sentence() {
    let server = filled().await;
    for (typed, told) in [
        ("(sunk", "A bracket has no partner"),
        ("sunk)", "A bracket has no partner"),
        ("sunk OR", "OR has nothing to join"),
        ("NOT", "NOT has nothing to join"),
    ] {
        let typed_in: String = url::form_urlencoded::byte_serialize(typed.as_bytes()).collect();
        let page = server.page(&format!("/claims?q={typed_in}")).await;
        assert!(page.body.contains(told), "{typed}: {told}");
    }
}

#[tokio::test]
async fn what_another_process_loads_or_withdraws_is_found_and_gone_at_once() {
    let server = filled().await;
    let file = server.dir.path().join("test.db");
    let text = server.dir.path().join("zeppelin.md");
    std::fs::write(&text, "Ada Brandt said that a zeppelin had landed at the market.").unwrap();
    assert!(found(&server, "zeppelin").await.is_empty());
    let run = |arguments: &[&str]| {
        let mut all = vec!["--database", file.to_str().unwrap()];
        all.extend(arguments);
        assert!(onrecord(server.dir.path(), &all).status.success(), "{arguments:?}");
    };
    run(&["load", text.to_str().unwrap()]);
    assert_eq!(found(&server, "zeppelin").await.len(), 1);
    let link = server.page("/claims?q=zeppelin").await.attributes(".claim .says a", "href").remove(0);
    let id = link.rsplit('/').next().unwrap().to_owned();
    run(&["withdraw", &id, "--reason", "by request"]);
    assert!(found(&server, "zeppelin").await.is_empty());
    assert_eq!(server.store.nearest_word("zepellin").await.unwrap(), None, "no hint holds withdrawn words");
    run(&["restore", &id]);
    assert_eq!(found(&server, "zeppelin").await.len(), 1);
}

/// The folder of a site that was stopped.
async fn closed(server: TestServer) -> tempfile::TempDir {
    let TestServer { dir, store, .. } = server;
    store.close().await;
    dir
}

#[tokio::test]
async fn an_index_that_is_missing_damaged_or_of_another_database_is_made_anew() {
    let server = filled().await;
    assert_eq!(found(&server, "bridge").await.len(), 3);
    let dir = closed(server).await;
    let index = dir.path().join("test.db.index");
    std::fs::remove_dir_all(&index).unwrap();
    let server = start_on(dir, onrecord::config::TextShown::Full).await;
    assert_eq!(found(&server, "bridge").await.len(), 3, "missing");

    let dir = closed(server).await;
    let inside = std::fs::read_dir(&index).unwrap().next().unwrap().unwrap().path();
    std::fs::write(inside.join("meta.json"), "no index").unwrap();
    let server = start_on(dir, onrecord::config::TextShown::Full).await;
    assert_eq!(found(&server, "bridge").await.len(), 3, "damaged");

    let dir = closed(server).await;
    let other = tempfile::tempdir().unwrap();
    let empty = Store::open(&other.path().join("test.db")).await.unwrap();
    empty.close().await;
    std::fs::copy(other.path().join("test.db"), dir.path().join("test.db")).unwrap();
    for file in ["test.db-wal", "test.db-shm"] {
        let _ = std::fs::remove_file(dir.path().join(file));
    }
    let server = start_on(dir, onrecord::config::TextShown::Full).await;
    assert!(found(&server, "bridge").await.is_empty(), "another database");
}

#[tokio::test]
async fn an_index_that_is_ahead_of_a_copy_that_was_put_back_is_made_anew() {
    let dir = closed(filled().await).await;
    let (file, copy) = (dir.path().join("test.db"), dir.path().join("copy.db"));
    std::fs::copy(&file, &copy).unwrap();
    let server = start_on(dir, onrecord::config::TextShown::Full).await;
    server.load(article("zeppelin", "Ada Brandt said that a zeppelin had landed at the market.")).await;
    assert_eq!(found(&server, "zeppelin").await.len(), 1);
    let dir = closed(server).await;
    std::fs::copy(&copy, &file).unwrap();
    let server = start_on(dir, onrecord::config::TextShown::Full).await;
    assert!(found(&server, "zeppelin").await.is_empty());
    assert_eq!(server.page("/claims").await.texts(".claim .says a").len(), 6);
    assert!(server.page("/claims?q=zeppelin").await.body.contains("No claims"), "the index counts it no more");
}

#[tokio::test]
async fn the_command_makes_the_index_anew() {
    let server = filled().await;
    let dir = closed(server).await;
    let file = dir.path().join("test.db");
    let output = onrecord(dir.path(), &["--database", file.to_str().unwrap(), "index"]);
    assert!(output.status.success());
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(printed.starts_with("The search index holds 6 claims"), "{printed}");
}

#[tokio::test]
async fn titles_sources_and_merges_are_followed() {
    let server = filled().await;
    let mut renamed = article(
        "bridge",
        "Ada Brandt said that the bridge at Holm was mined. Brandt said that 1,200 men would hold a cease-fire.",
    );
    renamed.title = Some("The balloon of Holm".to_owned());
    renamed.published = Published::parse("2025-03-05").ok();
    server.load(renamed).await;
    let with_title = found(&server, "balloon").await.len();
    let stored = server.page("/articles?title=balloon").await.texts(".list a").len();
    assert_eq!(with_title > 0, stored > 0, "headlines are found as they are stored");
    let weir = server.page("/claims?q=sunk").await.attributes(".claim .says a", "href").remove(0);
    let id = weir.rsplit('/').next().unwrap().to_owned();
    assert!(server.store.withdrawable(&id).await.unwrap().is_some_and(|it| matches!(it, Withdrawable::Claim(_))));
    let file = server.dir.path().join("test.db");
    let run = onrecord(
        server.dir.path(),
        &["--database", file.to_str().unwrap(), "source", "merge", "olof-weir", "ada-brandt"],
    );
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert_eq!(server.listed("/claims?source=ada-brandt").await.len(), 4);
}
