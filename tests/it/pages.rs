//! What each page shows: good, missing and wrong.

use onrecord::config::TextShown;

use crate::support::{PUBLIC_URL, article, start, start_with};

const BRIDGE: &str = "HOLM, March 5 (River Post) - Rain stopped at noon.\n\n\
    “The bridge is ours,” General Ada Brandt, commander of the northern army, told reporters on Tuesday. \
    “At least 900 troops hold it.”\n\n\
    Brandt said the river was still rising.\n\n\
    The Interior Ministry denied that the bridge had been lost.";

#[tokio::test]
async fn the_home_page_says_what_is_in_here() {
    let server = start().await;
    let empty = server.page("/").await;
    assert!(empty.body.contains("onrecord load"), "an empty site tells how to load");
    server.load(article("bridge", BRIDGE)).await;
    let home = server.page("/").await;
    let lead = home.texts(".lede .lead").join(" ");
    assert!(lead.contains("3 claims") && lead.contains("1 article ") && lead.contains("1 publisher."), "{lead}");
    assert!(
        home.texts(".ranking li").iter().any(|line| line.starts_with("Ada Brandt")),
        "{:?}",
        home.texts(".ranking li")
    );
    assert_eq!(home.texts(".claim .says").len(), 3);
    assert!(home.texts(".covered")[0].contains("5 Mar 2025"));
}

#[tokio::test]
async fn a_claim_page_shows_the_words_the_source_and_the_dates() {
    let server = start().await;
    server.load(article("bridge", BRIDGE)).await;
    let path = server.listed("/claims?q=bridge+is+ours").await.remove(0);
    let page = server.page(&path).await;
    assert_eq!(page.texts("blockquote.lead"), ["“The bridge is ours … At least 900 troops hold it.”"]);
    assert_eq!(page.texts("h1 a"), ["Ada Brandt"]);
    assert_eq!(page.texts(".passage mark"), ["The bridge is ours", "At least 900 troops", "hold it."]);
    assert_eq!(page.texts(".passage .cue"), ["told"]);
    let facts = page.texts(".facts").join(" ");
    assert!(facts.contains("4 March 2025 (“on Tuesday”)"), "{facts}");
    assert!(facts.contains("5 March 2025, River Post"), "{facts}");
    assert_eq!(page.attributes("#permalink", "value"), [format!("{PUBLIC_URL}{path}")]);
    assert_eq!(page.attributes("link[rel=canonical]", "href"), [format!("{PUBLIC_URL}{path}")]);
    let publisher = page.attributes(".links a", "href").remove(0);
    let words = "The%20bridge%20is%20ours&text=At%20least%20900%20troops%20hold%20it%2E";
    assert_eq!(publisher, format!("https://river.example/bridge#:~:text={words}"));
    assert!(page.texts("title")[0].starts_with("Ada Brandt says: The bridge is ours"), "{:?}", page.texts("title"));
    let steps = page.texts(".how dd");
    assert_eq!(page.texts(".how dt")[..5], ["Words", "Named by", "Who", "What kind", "How"], "{steps:?}");
    let holds = |part: &str| assert!(steps.iter().any(|step| step.contains(part)), "{part}: {steps:?}");
    holds("between quotation marks");
    holds("told → Counts as “says”");
    holds("on Tuesday → 4 Mar 2025, counted from the day of publication");
    holds(
        "northern army → These words name the source. The rule: the network points to them from the words that attribute.",
    );
    holds(
        "At least 900 troops → 900 or more, troops. The rule: a number in digits (“At least” leaves the greatest value",
    );
    holds("Taken for a person. The rule: what stands beside the name (a title before it).");
    holds("The rule: a cue of the lexicon (told).");
    holds("The rule: words beside the cue.");
    // From one claim of the article to the next and back.
    let next = page.attributes(".pages a[rel=next]", "href").remove(0);
    let back = server.page(&next).await.attributes(".pages a[rel=prev]", "href").remove(0);
    assert_eq!(back, path);
}

#[tokio::test]
async fn a_denial_is_told_by_sign_and_word() {
    let server = start().await;
    server.load(article("bridge", BRIDGE)).await;
    let page = server.page("/claims?stance=denies").await;
    assert_eq!(page.texts(".claim .stance"), ["⊘ denies"]);
    assert_eq!(page.attributes(".claim .stance", "class"), ["stance denies"]);
}

#[tokio::test]
async fn an_article_page_marks_its_claims_in_the_text() {
    let server = start().await;
    server.load(article("bridge", BRIDGE)).await;
    let claim = server.listed("/claims?q=rising").await.remove(0);
    let path = server.page(&claim).await.attributes(".links a", "href").remove(1);
    let (path, anchor) = path.split_once('#').unwrap();
    let page = server.page(path).await;
    assert_eq!(page.texts(&format!("#{anchor}")), ["the river was still rising"]);
    assert_eq!(page.attributes(&format!("#{anchor}"), "href"), [claim.as_str()]);
    let text = page.texts(".text").join(" ");
    assert!(text.contains("Rain stopped at noon.") && text.contains("told reporters on Tuesday"), "{text}");
    assert_eq!(page.texts(".beside li").len(), 3);
}

#[tokio::test]
async fn a_site_may_show_passages_alone() {
    let server = start_with(TextShown::Passages).await;
    server.load(article("bridge", BRIDGE)).await;
    let path = server.page("/articles").await.attributes(".list a", "href").remove(0);
    let page = server.page(&path).await;
    assert!(!page.body.contains("Rain stopped"), "a paragraph without a claim is left out");
    assert!(page.texts(".text").join(" ").contains("The bridge is ours"));
    assert!(page.body.contains("Only the passages around claims"), "and the page says so");
}

#[tokio::test]
async fn a_source_page_gathers_what_was_said() {
    let server = start().await;
    server.load(article("bridge", BRIDGE)).await;
    let page = server.page("/sources/ada-brandt").await;
    assert_eq!(page.texts("h1"), ["Ada Brandt"]);
    assert_eq!(page.texts(".claim .says").len(), 2);
    assert!(page.texts(".byline")[0].starts_with("person · 2 claims"), "{:?}", page.texts(".byline"));
    assert!(page.body.contains("commander of the northern army"), "the role as printed");
    assert_eq!(page.texts("aside .ranking a")[0], "River Post");
    let list = server.page("/sources").await;
    assert!(list.texts(".list td a").contains(&"Ada Brandt".to_owned()));
    assert_eq!(server.page("/sources?name=brand").await.texts(".list td a"), ["Ada Brandt"]);
    assert!(server.page("/sources?name=nobody").await.body.contains("No source has this name"));
    assert_eq!(server.get("/sources?kind=king").await.status, 400);
}

#[tokio::test]
async fn a_publisher_page_gathers_what_was_printed() {
    let server = start().await;
    server.load(article("bridge", BRIDGE)).await;
    server.load(article("ferry", "The mayor, Ida Lund, said the ferry would run.")).await;
    let page = server.page("/publishers/river-post").await;
    assert_eq!(page.texts("h1"), ["River Post"]);
    assert_eq!(page.texts(".list:not(figure .list) tbody tr").len(), 2);
    assert_eq!(server.page("/publishers").await.texts(".list tbody tr"), ["River Post240 of 4 (0%)1 of 4 (25%)"]);
    let articles = server.page("/articles?title=ferry").await;
    assert_eq!(articles.texts(".list tbody a"), ["Report on ferry"]);
    assert_eq!(server.page("/articles?title=100%25").await.texts(".list tbody a").len(), 0);
}

#[tokio::test]
async fn the_about_page_says_how_far_to_trust_it() {
    let page = start().await.page("/about").await;
    assert!(page.body.contains("It may be wrong"));
    assert_eq!(page.texts(".terms-list .stance").len(), 11);
}

#[tokio::test]
async fn what_is_not_there_has_a_page_of_the_house() {
    let server = start().await;
    for path in [
        "/nothing",
        "/claims/0000000000000000",
        "/claims/short",
        "/claims/..%2f..%2fetc",
        "/sources/nobody",
        "/sources/A.b",
        "/articles/0000000000000000",
        "/publishers/nobody",
        "/static/x/../../Cargo.toml",
        "/static/x/none.css",
    ] {
        let answer = server.get(path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.texts(".error form").len(), 1, "{path} offers a search");
    }
    let wrong = server.get("/claims?stance=shouts").await;
    assert_eq!(wrong.status, 400);
    assert!(wrong.texts(".error .lead")[0].contains("stance=shouts"));
}

#[tokio::test]
async fn articles_of_other_languages_are_kept_and_said_to_be_unread() {
    let server = start().await;
    let mut german = article("regen", "Der Regen fiel. Die Ministerin sagte: „Es regnet.“");
    german.language = Some("de".to_owned());
    server.load(german).await;
    let path = server.page("/articles").await.attributes(".list a", "href").remove(0);
    let page = server.page(&path).await;
    assert!(page.texts(".banner")[0].contains("language de"), "{:?}", page.texts(".banner"));
    assert!(page.texts(".text")[0].contains("Der Regen fiel"));
}
