//! The page of a claim and the page of an article: where they lead, what they mark, and what they hold back.

use onrecord::config::TextShown;
use onrecord::domain::{NewArticle, Published};
use sqlx::Connection;

use crate::support::{Answer, PUBLIC_URL, article, start, start_with, start_with_contact};

const BRIDGE: &str = "HOLM, March 5 (River Post) - Rain stopped at noon.\n\n\
    “The bridge is ours,” General Ada Brandt, commander of the northern army, told River Post on Tuesday. \
    “At least 900 troops hold it.”\n\n\
    Brandt said the river was still rising.\n\n\
    The Interior Ministry denied that the bridge had been lost.\n\n\
    Nothing more was heard by evening.";

#[tokio::test]
async fn a_claim_says_which_verb_was_printed_and_where_its_article_cannot_be_reached() {
    let server = start().await;
    let text = "Mayor Ida Lund announced that the ferry would run again.";
    server.load(NewArticle { url: None, ..article("ferry", text) }).await;
    let page = server.page(&server.listed("/claims?q=ferry").await.remove(0)).await;
    let cited = page.texts("#citation").remove(0);
    assert!(cited.starts_with("Ida Lund, Mayor, announced: the ferry would run again"), "{cited}");
    assert!(
        page.texts(".hint").iter().any(|hint| hint.contains("loaded without its address")),
        "{:?}",
        page.texts(".hint")
    );
    server.load(article("bridge", BRIDGE)).await;
    let reached = server.page(&server.listed("/claims?q=ours").await.remove(0)).await;
    assert!(reached.texts(".links a")[0].contains("River Post (river.example)"), "{:?}", reached.texts(".links a"));
}

/// An article published on another day.
fn published(slug: &str, day: &str, text: &str) -> NewArticle {
    NewArticle { published: Some(Published::parse(day).unwrap()), ..article(slug, text) }
}

fn turn(page: &Answer, whose: &str, way: &str) -> Vec<String> {
    page.attributes(&format!("nav[aria-label='Other claims of this {whose}'] a[rel={way}]"), "href")
}

#[tokio::test]
async fn one_claim_leads_to_the_next_of_its_article_and_of_its_source() {
    let server = start().await;
    server.load(article("bridge", BRIDGE)).await;
    server.load(published("before", "2025-02-01", "General Ada Brandt said the roads were open.")).await;
    server.load(published("after", "2025-04-01", "General Ada Brandt said the ferry would run again.")).await;
    let [roads, ours, rising, ferry] = ["roads", "ours", "rising", "ferry"];
    let mut found = Vec::new();
    for word in [roads, ours, rising, ferry] {
        found.push(server.listed(&format!("/claims?q={word}")).await.remove(0));
    }
    // Of the source, across articles, in the order of the days: roads, ours, rising (the same day, further down), ferry.
    for pair in found.windows(2) {
        let (earlier, later) = (server.page(&pair[0]).await, server.page(&pair[1]).await);
        assert_eq!(turn(&earlier, "source", "next"), [pair[1].as_str()]);
        assert_eq!(turn(&later, "source", "prev"), [pair[0].as_str()]);
    }
    assert_eq!(turn(&server.page(&found[3]).await, "source", "next"), Vec::<String>::new());
    // Of the article: the ministry's denial comes after, and it has no other claim.
    let rising = server.page(&found[2]).await;
    assert_eq!(turn(&rising, "article", "prev"), [found[1].as_str()]);
    let denial = server.page(&turn(&rising, "article", "next").remove(0)).await;
    assert_eq!(denial.texts("h1 .stance"), ["⊘ denies"]);
    assert_eq!(denial.texts("nav[aria-label='Other claims of this source']"), Vec::<String>::new());
}

#[tokio::test]
async fn the_three_dates_stand_in_time_elements() {
    let server = start().await;
    server.load(article("bridge", BRIDGE)).await;
    let page = server.page(&server.listed("/claims?q=ours").await.remove(0)).await;
    let days = page.attributes(".facts time", "datetime");
    assert_eq!(days[..2], ["2025-03-04", "2025-03-05"]);
    assert!(days[2].ends_with('Z') && days[2].contains('T'), "{days:?}");
    let range = server.page(&server.listed("/claims?q=lost").await.remove(0)).await;
    assert!(range.texts(".facts dd")[0].starts_with("on or before 5 March 2025"), "{:?}", range.texts(".facts dd"));
    assert_eq!(range.attributes(".facts time", "datetime")[0], "2025-03-05");
}

#[tokio::test]
async fn the_chain_is_drawn_from_the_source_to_print() {
    let server = start().await;
    server.load(article("bridge", BRIDGE)).await;
    let page = server.page(&server.listed("/claims?q=ours").await.remove(0)).await;
    assert_eq!(page.texts(".chain li"), ["said by Ada Brandt", "printed by River Post"]);
    let plain = server.page(&server.listed("/claims?q=rising").await.remove(0)).await;
    assert_eq!(plain.texts(".chain"), Vec::<String>::new(), "nobody stands between");
}

#[tokio::test]
async fn a_claim_can_be_cited_and_only_quotations_are_quoted() {
    let server = start().await;
    server.load(article("bridge", BRIDGE)).await;
    let path = server.listed("/claims?q=ours").await.remove(0);
    let page = server.get_with(&path, "host", "evil.example").await;
    let expected = format!(
        "Ada Brandt, General, says (“told”): “The bridge is ours … At least 900 troops hold it.” \
         Said 4 March 2025 (“on Tuesday”). “Report on bridge”, River Post, 5 March 2025, <https://river.example/bridge>. \
         Onrecord, {PUBLIC_URL}{path}"
    );
    assert_eq!(page.texts("#citation"), [expected]);
    // What the script copies is named by the element's id.
    for id in page.attributes("[data-copy]", "data-copy") {
        assert_eq!(page.texts(&format!("#{id}")).len(), 1, "{id}");
    }
    let copied = page.attributes("[data-copy]", "data-copy");
    assert_eq!((copied.len(), copied[0].as_str()), (9, "citation"));
    assert_eq!(copied[6..], ["permalink", "short", "embed"]);
    let path = server.listed("/claims?q=rising").await.remove(0);
    let cited = server.page(&path).await.texts("#citation").remove(0);
    assert!(
        cited.contains("said: the river was still rising (in the reporter’s words). Said 4 March 2025 ("),
        "{cited}"
    );
}

#[tokio::test]
async fn the_printed_verb_stands_before_the_words_and_its_stance_beside_it() {
    let server = start().await;
    server.load(article("bridge", BRIDGE)).await;
    server.load(article("rain", "The river had risen by two metres, according to Mayor Ida Lund.")).await;
    let denial = server.page("/claims?stance=denies").await;
    assert_eq!(
        (denial.texts(".claim .verb"), denial.texts(".claim .stance")),
        (vec!["denied".into()], vec!["⊘ denies".into()])
    );
    let path = server.listed("/claims?stance=denies").await.remove(0);
    let page = server.page(&path).await;
    assert_eq!((page.texts("h1 .verb"), page.texts("h1 .stance")), (vec!["denied".into()], vec!["⊘ denies".into()]));
    assert!(page.texts("title")[0].contains(" denied: "), "{:?}", page.texts("title"));
    // What cannot be a verb stands behind the stance's word.
    let rain = server.page("/claims?q=metres").await;
    assert_eq!(rain.texts(".claim .who"), ["Ida Lund Mayor says (“according to”)"]);
}

#[tokio::test]
async fn an_error_is_reported_where_somebody_takes_reports() {
    let server = start_with_contact("desk@river.example").await;
    server.load(article("bridge", BRIDGE)).await;
    let path = server.listed("/claims?q=ours").await.remove(0);
    let link = server.page(&path).await.attributes(".links a[href^='mailto:']", "href").remove(0);
    let letter = url::Url::parse(&link).unwrap();
    assert_eq!(letter.path(), "desk@river.example");
    let fields: Vec<(String, String)> = letter.query_pairs().into_owned().collect();
    let id = path.rsplit('/').next().unwrap();
    assert_eq!(fields[0], ("subject".to_owned(), format!("Error in claim {id}")));
    assert!(fields[1].0 == "body" && fields[1].1.contains(&format!("{PUBLIC_URL}{path}")), "{fields:?}");
    assert!(server.page("/about").await.body.contains("mailto:desk@river.example"));
    let silent = start().await;
    silent.load(article("bridge", BRIDGE)).await;
    for path in [path.as_str(), "/about"] {
        assert!(!silent.page(path).await.body.contains("mailto:"), "{path}");
    }
}

#[tokio::test]
async fn more_of_the_article_is_shown_where_whole_articles_are() {
    let server = start().await;
    server.load(article("bridge", BRIDGE)).await;
    let path = server.listed("/claims?q=rising").await.remove(0);
    let page = server.page(&path).await;
    let context = page.texts("details.context p").join(" | ");
    assert!(context.contains("Rain stopped at noon.") && context.contains("Nothing more was heard"), "{context}");
    assert!(!page.texts(".labelled").join(" ").contains("Rain stopped"));
    let passages = start_with(TextShown::Passages).await;
    passages.load(article("bridge", BRIDGE)).await;
    let page = passages.page(&path).await;
    assert!(page.texts("details.context").is_empty() && !page.body.contains("Rain stopped"));
}

#[tokio::test]
async fn claims_of_one_passage_are_named_and_withdrawn_words_stand_nowhere() {
    let server = start().await;
    let text = "Rain fell.\n\nMayor Ida Lund said the ferry had sunk, while General Ada Brandt said all lamps were dark in town.\n\nMayor Ida Lund said that every boat would stay.";
    server.load(article("ferry", text)).await;
    let ferry = server.listed("/claims?q=ferry+sunk").await.remove(0);
    let lamps = server.listed("/claims?q=lamps").await.remove(0);
    let page = server.page(&ferry).await;
    assert_eq!(page.attributes(".nearby a", "href"), [lamps.as_str()]);
    assert!(page.texts(".nearby li")[0].starts_with("Ada Brandt said"), "{:?}", page.texts(".nearby li"));
    let target = server.store.withdrawable(lamps.rsplit('/').next().unwrap()).await.unwrap().unwrap();
    server.store.withdraw(&target, "a wrong speaker").await.unwrap();
    let boats = server.listed("/claims?q=boat").await.remove(0);
    let of_article = server.page(&ferry).await.attributes(".facts a[href^='/articles/']", "href").remove(0);
    for path in [ferry, boats, of_article] {
        let page = server.page(&path).await;
        assert!(!page.body.contains("lamps") && !page.body.contains(&lamps), "{path}");
    }
    let gone = server.get(&lamps).await;
    assert_eq!((gone.status, gone.texts("title")), (410, vec!["This claim was withdrawn · Onrecord".to_owned()]));
}

#[tokio::test]
async fn an_article_tells_who_speaks_how_much_and_every_note_has_its_place() {
    let server = start().await;
    server.load(article("bridge", BRIDGE)).await;
    let path = server.page("/articles").await.attributes(".list a", "href").remove(0);
    let page = server.page(&path).await;
    assert_eq!(
        page.texts(".speaking tbody tr"),
        ["Ada Brandt21575%", "Interior Ministry1525%"].map(str::to_owned),
        "claims, words and share of each"
    );
    let told = page.texts(".speaking .hint").remove(0);
    assert!(told.contains("20 words") && told.contains("3 claims"), "the denominators: {told}");
    let notes = page.attributes(".beside li", "data-claim");
    assert_eq!(notes.len(), 3);
    for id in &notes {
        assert_eq!(page.texts(&format!("#claim-{id}")).len(), 1, "{id}");
    }
    assert_eq!(page.attributes(".text .marked[data-n]", "data-n"), ["1", "1", "2", "3"], "each part bears its number");
    assert_eq!(page.attributes(".beside li", "value"), ["1", "2", "3"]);
    // A note stands at its paragraph, so the list goes along with the text.
    assert_eq!(page.texts(".row:nth-child(3) .beside b"), ["Ada Brandt"]);
}

#[tokio::test]
async fn a_speaker_who_was_not_found_is_told_by_the_printed_words() {
    let server = start().await;
    let text = "General Ada Brandt said the bridge had fallen. One resident said the shops were empty.\n\n\
                One resident said that nobody came.";
    server.load(article("bridge", text)).await;
    let path = server.page("/articles").await.attributes(".list a", "href").remove(0);
    let hints = async || server.page(&path).await.texts(".speaking .hint").concat();
    assert!(!hints().await.contains("not found"));
    let file = format!("sqlite://{}", server.dir.path().join("test.db").display());
    let mut database = sqlx::SqliteConnection::connect(&file).await.unwrap();
    let unnamed = "DELETE FROM claim_parties WHERE source_row IN (SELECT row FROM sources WHERE kind = 'unnamed')";
    assert_eq!(sqlx::query(unnamed).execute(&mut database).await.unwrap().rows_affected(), 2);
    let page = server.page(&path).await;
    let speakers = page.texts(".speaking tbody th");
    assert_eq!(speakers, ["“One resident”", "Ada Brandt"], "as on the page of the claim");
    assert!(page.texts(".speaking summary")[0].contains("“One resident” 64%"), "{:?}", page.texts(".speaking summary"));
    assert!(hints().await.contains("a speaker who was not found"));
    let claim = server.listed("/claims?q=shops").await.remove(0);
    assert!(server.page(&claim).await.texts("h1")[0].starts_with("“One resident”"));
    assert!(page.texts(".beside b").contains(&"“One resident”".to_owned()));
}

#[tokio::test]
async fn a_missing_page_says_what_may_have_been_meant() {
    let server = start().await;
    server.load(article("bridge", BRIDGE)).await;
    let claim = server.listed("/claims?q=ours").await.remove(0);
    let mistyped = server.get(&format!("{}).", claim.to_uppercase().replace("/CLAIMS", "/claims"))).await;
    assert_eq!(mistyped.status, 404);
    assert_eq!(mistyped.attributes(".meant a", "href"), [claim.as_str()]);
    let source = server.get("/sources/ada-brant-x").await;
    assert_eq!(source.texts(".meant a"), ["Ada Brandt"]);
    assert_eq!(source.attributes("#instead", "value"), ["ada brant x"]);
    assert_eq!(source.texts("title"), ["No such source · Onrecord"]);
    assert_eq!(server.get("/claims/0000000000000000").await.texts(".meant"), Vec::<String>::new());
    let wrong = server.get("/claims?stance=x&from=2025-01-01").await;
    assert_eq!(wrong.status, 400);
    assert!(wrong.attributes(".error a", "href").contains(&"/claims".to_owned()));
    for path in ["/%3Cscript%3E", "/sources/%ff", "/claims/%22%3E%3Cb%3E", "/a//b", &format!("/{}", "x".repeat(3000))] {
        let answer = server.get(path).await;
        assert!(
            matches!(answer.status, 400 | 404) && answer.texts(".error h1").len() == 1,
            "{path}: {}",
            answer.status
        );
    }
}
