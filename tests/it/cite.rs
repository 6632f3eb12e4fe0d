//! Claims in the forms that people cite and that programs read: citations, and linked data.

use serde_json::{Value, json};

use crate::support::{Answer, PUBLIC_URL, TestServer, article, start, start_with};
use onrecord::config::TextShown;

const BRIDGE: &str = "General Ada Brandt said on Tuesday, “The bridge is ours & 100% safe.”\n\n\
    Brandt warned that the river was rising. According to a military intelligence source, the {road} was shut.";

/// A site with one article, in which Ida Lund and somebody with an Arabic name wrote.
async fn filled() -> TestServer {
    let server = start().await;
    let mut bridge = article("bridge", BRIDGE);
    bridge.authors = vec!["Ida Lund".to_owned(), "محمد علي".to_owned()];
    bridge.title = Some("100% of {bridges} | [[a]] & b".to_owned());
    server.load(bridge).await;
    server
}

/// The address of the only claim that a search finds.
async fn claim(server: &TestServer, search: &str) -> String {
    let mut listed = server.listed(&format!("/claims?q={search}")).await;
    assert_eq!(listed.len(), 1, "{search}");
    listed.remove(0)
}

fn type_of(answer: &Answer) -> &str {
    answer.header("content-type")
}

#[tokio::test]
async fn a_claim_is_cited_in_every_form() {
    let server = filled().await;
    let path = claim(&server, "ours").await;
    let id = path.rsplit('/').next().unwrap();
    let said = "Ada Brandt, General, said: “The bridge is ours & 100% safe.” Said 4 March 2025 (“on Tuesday”).";

    let text = server.page(&format!("{path}.txt")).await;
    assert_eq!(type_of(&text), "text/plain; charset=utf-8");
    assert_eq!(
        text.body,
        format!(
            "{said} Ida Lund, \u{2068}محمد علي\u{2069}, “100% of {{bridges}} | [[a]] & b”, River Post, 5 March 2025, \
             <https://river.example/bridge>. Onrecord, {PUBLIC_URL}{path}\n"
        )
    );
    let bib = server.page(&format!("{path}.bib")).await;
    assert_eq!(type_of(&bib), "application/x-bibtex; charset=utf-8");
    assert!(
        bib.body.starts_with(&format!("@article{{onrecord-{id},\n  author = {{{{Ida Lund}} and {{محمد علي}}}},\n"))
    );
    assert!(bib.body.contains("“The bridge is ours \\& 100\\% safe.” Said 4 March 2025"), "{}", bib.body);
    let ris = server.page(&format!("{path}.ris")).await;
    assert!(ris.body.starts_with("TY  - NEWS\r\nAU  - Ida Lund\r\nAU  - محمد علي\r\n"), "{}", ris.body);
    assert!(ris.body.contains(&format!("N1  - {said} Text loaded on ")) && ris.body.ends_with("ER  - \r\n"));
    let csl = server.page(&format!("{path}.csl.json")).await;
    assert_eq!(type_of(&csl), "application/vnd.citationstyles.csl+json");
    let csl: Value = serde_json::from_str(&csl.body).unwrap();
    assert_eq!((csl[0]["id"].as_str(), csl.as_array().unwrap().len()), (Some(format!("onrecord-{id}").as_str()), 1));
    let wiki = server.page(&format!("{path}.wiki")).await.body;
    assert!(wiki.contains("|quote=The bridge is ours &#38; 100% safe.}} Ada Brandt, General, said. Said"), "{wiki}");
    let in_ref = server.page(&format!("{path}.wiki?ref=1")).await.body;
    assert_eq!(in_ref.trim_end(), format!("<ref name=\"onrecord-{id}\">{}</ref>", wiki.trim_end()));
}

#[tokio::test]
async fn a_paraphrase_wears_no_quotation_marks_in_any_form() {
    let server = filled().await;
    for (search, words) in [("rising", "the river was rising"), ("shut", "was shut")] {
        let path = claim(&server, search).await;
        for form in ["txt", "bib", "ris", "csl.json", "wiki", "jsonld", "json", "atom"] {
            let address = match form {
                "atom" => format!("/claims.atom?q={search}"),
                form => format!("{path}.{form}"),
            };
            let body = server.page(&address).await.body;
            assert!(body.contains(words) && !body.contains("quote="), "{form}: {body}");
            for (at, _) in body.match_indices(words).filter(|_| !form.starts_with("json")) {
                let before = body[..at].trim_end_matches("the {road} ").trim_end_matches("the &#123;road&#125; ");
                let before = before.trim_end_matches("the \\textbraceleft{}road\\textbraceright{} ").trim_end();
                assert!(!before.ends_with(['“', '"', '‘']), "{form}: {body}");
            }
        }
    }
    let footnote = server.page(&format!("{}.txt", claim(&server, "rising").await)).await.body;
    assert!(
        footnote.contains("Ada Brandt, General, warned: the river was rising (in the reporter’s words)."),
        "{footnote}"
    );
    let footnote = server.page(&format!("{}.txt", claim(&server, "shut").await)).await.body;
    assert!(footnote.starts_with("“a military intelligence source” says (“according to”): the {road} was shut"));
    assert!(footnote.contains(" Said on or before 5 March 2025 (by publication date)."), "{footnote}");
}

#[tokio::test]
async fn a_whole_result_is_cited_with_its_filters() {
    let server = filled().await;
    let of = async |path: &str| server.page(path).await;
    let bib = of("/claims.bib?source=ada-brandt").await;
    assert_eq!(bib.body.matches("@article{").count(), 2);
    assert_eq!(bib.header("content-disposition"), "attachment; filename=\"onrecord-ada-brandt.bib\"");
    let csl: Value = serde_json::from_str(&of("/claims.csl.json").await.body).unwrap();
    let listed = server.listed("/claims").await;
    let ids: Vec<String> = csl
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["id"].as_str().unwrap().replace("onrecord-", "/claims/"))
        .collect();
    assert_eq!(ids, listed, "in the order of the list");
    assert_eq!(serde_json::from_str::<Value>(&of("/claims.csl.json?q=zeppelin").await.body).unwrap(), json!([]));
    assert_eq!(of("/claims.ris").await.body.matches("\r\nER  - \r\n").count(), 3);
    assert_eq!(of("/claims.txt").await.body.lines().count(), 3);
    assert_eq!(of("/claims.wiki?ref=1").await.body.matches("</ref>").count(), 3);
    // A gathered list in its reader's order.
    let id = |path: &String| path.rsplit('/').next().unwrap().to_owned();
    let gathered = format!("id={}&id={}", id(&listed[2]), id(&listed[0]));
    let wiki = of(&format!("/claims.wiki?{gathered}&ref=1")).await.body;
    let names: Vec<&str> = wiki.split("name=\"onrecord-").skip(1).map(|rest| &rest[..16]).collect();
    assert_eq!(names, [id(&listed[2]), id(&listed[0])]);
    let article = server.page("/articles").await.attributes(".list a", "href").remove(0);
    for page in ["/sources/ada-brandt", "/publishers/river-post", &article] {
        assert!(of(&format!("{page}.bib")).await.body.starts_with("@article{"), "{page}");
    }
}

#[tokio::test]
async fn pages_name_their_citations_and_what_reference_managers_read() {
    let server = filled().await;
    let path = claim(&server, "ours").await;
    let page = server.page(&path).await;
    let linked = |form: &str| page.attributes(&format!("link[rel=alternate][type='{form}']"), "href");
    assert_eq!(linked("application/x-bibtex"), [format!("{path}.bib")]);
    assert_eq!(linked("application/ld+json"), [format!("{path}.jsonld")]);
    let tag = |name: &str| page.attributes(&format!("meta[name='{name}']"), "content");
    assert_eq!(tag("dc.type"), ["newspaperArticle"]);
    assert_eq!(tag("dc.title"), ["100% of {bridges} | [[a]] & b"]);
    assert_eq!(tag("dc.creator"), ["Ida Lund", "محمد علي"]);
    assert_eq!((tag("dc.source"), tag("dc.date")), (vec!["River Post".into()], vec!["2025-03-05".into()]));
    assert_eq!(tag("citation_public_url"), ["https://river.example/bridge"]);
    assert!(tag("dcterms.abstract")[0].starts_with("Ada Brandt, General, said: “The bridge"));
    // What the page shows folded is what the files hold.
    for (id, form) in
        [("bibtex", "bib"), ("ris", "ris"), ("csl", "csl.json"), ("wiki", "wiki"), ("wiki-ref", "wiki?ref=1")]
    {
        let shown = page.texts(&format!("#cite-{id}")).remove(0);
        let file = server.page(&format!("{path}.{form}")).await.body;
        assert_eq!(shown, file.split_whitespace().collect::<Vec<_>>().join(" "), "{form}");
    }
    let article = server.page("/articles").await.attributes(".list a", "href").remove(0);
    let page = server.page(&article).await;
    assert_eq!(page.attributes("meta[name='dc.type']", "content"), ["newspaperArticle"]);
    assert_eq!(page.attributes("meta[name='dcterms.abstract']", "content").len(), 0);
}

#[tokio::test]
async fn an_annotation_ties_the_words_to_the_article() {
    let server = filled().await;
    let path = claim(&server, "ours").await;
    let answer = server.page(&format!("{path}.jsonld")).await;
    assert_eq!(type_of(&answer), "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\"");
    let note: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(note["@context"][0], "http://www.w3.org/ns/anno.jsonld");
    assert_eq!((&note["type"], &note["motivation"]), (&json!("Annotation"), &json!("describing")));
    let target = &note["target"][0];
    assert_eq!(target["source"], "https://river.example/bridge");
    let cached = target["state"]["cached"].as_str().unwrap().strip_prefix(PUBLIC_URL).unwrap();
    assert!(cached.contains("?version="), "{cached}");
    server.page(cached).await;
    let (quote, place) = (&target["selector"][0], &target["selector"][1]);
    let exact = quote["exact"].as_str().unwrap();
    let (start, end) = (place["start"].as_u64().unwrap() as usize, place["end"].as_u64().unwrap() as usize);
    let text: Vec<char> = BRIDGE.chars().collect();
    assert_eq!(text[start..end].iter().collect::<String>(), exact);
    let context = format!("{}{exact}{}", quote["prefix"].as_str().unwrap(), quote["suffix"].as_str().unwrap());
    assert!(BRIDGE.contains(&context) && context.len() > exact.len(), "{context}");

    let claim_node = &note["body"][1];
    assert_eq!(
        (&claim_node["id"], &claim_node["type"]),
        (&json!(format!("{PUBLIC_URL}{path}")), &json!("schema:Claim"))
    );
    assert_eq!(claim_node["schema:author"][0]["schema:name"], "Ada Brandt");
    assert_eq!(claim_node["schema:datePublished"], "2025-03-04");
    assert_eq!(claim_node["schema:appearance"][0]["type"], "schema:NewsArticle");
    assert_eq!(claim_node["schema:appearance"][1]["type"], "schema:Quotation");
    assert_eq!(claim_node["schema:firstAppearance"], json!({ "id": claim_node["schema:appearance"][0]["id"] }));
    assert_eq!(claim_node["schema:claimInterpreter"]["schema:name"], "Onrecord");
    assert_eq!(
        (&claim_node["onrecord:stance"], &claim_node["onrecord:said"]["onrecord:basis"]),
        (&json!("asserts"), &json!("text"))
    );
    assert!(!answer.body.contains("ClaimReview"));

    // A paraphrase is no quotation, and a day that is not known is none.
    let other = server.page(&format!("{}.jsonld", claim(&server, "shut").await)).await.body;
    let other: Value = serde_json::from_str(&other).unwrap();
    assert_eq!(other["body"][1]["schema:appearance"].as_array().unwrap().len(), 1);
    assert_eq!(other["body"][1].get("schema:datePublished"), None);
    assert_eq!(other["body"][1]["onrecord:said"]["onrecord:edtf"], "../2025-03-05");
    // Every term of our own is explained where its address leads.
    let about = server.page("/about").await;
    for term in answer.body.split("\"onrecord:").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert_eq!(about.texts(&format!("dt#{term}")), [term]);
    }
}

#[tokio::test]
async fn the_annotations_of_an_article_are_a_collection() {
    let server = filled().await;
    let article = server.page("/articles").await.attributes(".list a", "href").remove(0);
    let all: Value = serde_json::from_str(&server.page(&format!("{article}.jsonld")).await.body).unwrap();
    assert_eq!((&all["type"], &all["total"]), (&json!("AnnotationCollection"), &json!(3)));
    let items = all["first"]["items"].as_array().unwrap();
    assert_eq!(all["first"]["partOf"], all["id"]);
    for item in items {
        let path = item["body"][1]["id"].as_str().unwrap().strip_prefix(PUBLIC_URL).unwrap();
        let alone: Value = serde_json::from_str(&server.page(&format!("{path}.jsonld")).await.body).unwrap();
        assert_eq!((&item["target"], &item["id"]), (&alone["target"], &alone["id"]));
    }
    assert_eq!(items.len(), 3);
}

#[tokio::test]
async fn anchors_show_no_more_of_an_article_than_its_pages() {
    let server = start_with(TextShown::Passages).await;
    let text = format!(
        "{}\n\nMayor Ida Lund said nobody was hurt.\n\n{}",
        "Secret before. ".repeat(9),
        "Secret after. ".repeat(9)
    );
    server.load(article("a", &text)).await;
    let path = claim(&server, "hurt").await;
    let note = server.page(&format!("{path}.jsonld")).await.body;
    assert!(note.contains("Mayor Ida Lund said ") && !note.contains("Secret"), "{note}");
    let article = server.page("/articles").await.attributes(".list a", "href").remove(0);
    assert!(!server.page(&format!("{article}.jsonld")).await.body.contains("Secret"));
    // Words of a withdrawn claim stand in no context either.
    let server = start().await;
    server.load(article_of_two()).await;
    let (first, second) = (claim(&server, "secret").await, claim(&server, "hurt").await);
    let target = server.store.withdrawable(first.rsplit('/').next().unwrap()).await.unwrap().unwrap();
    assert!(server.store.withdraw(&target, "asked").await.unwrap());
    let note = server.page(&format!("{second}.jsonld")).await.body;
    assert!(note.contains("hurt") && !note.contains("secret"), "{note}");
    for form in ["jsonld", "bib", "txt", "csl.json"] {
        let gone = server.get(&format!("{first}.{form}")).await;
        assert!(gone.status == 410 && !gone.body.contains("secret plan"), "{form}: {}", gone.body);
    }
}

fn article_of_two() -> onrecord::domain::NewArticle {
    article("two", "General Ada Brandt said the secret plan had failed. Mayor Ida Lund said nobody was hurt.")
}

#[tokio::test]
async fn a_claim_whose_words_are_gone_is_tied_to_nothing_like_them() {
    let server = start().await;
    let first =
        "Mayor Ida Lund said at least 300 soldiers had crossed the river. General Ada Brandt said the road was open.";
    let second =
        "Mayor Ida Lund said at least 900 soldiers had crossed the river. General Ada Brandt said the road was open.";
    server.load(article("a", first)).await;
    let old = claim(&server, "300").await;
    let before: Value = serde_json::from_str(&server.page(&format!("{old}.jsonld")).await.body).unwrap();
    server.load(article("a", second)).await;
    let page = server.page(&old).await;
    assert_eq!(page.texts("blockquote.lead"), ["at least 300 soldiers had crossed the river"]);
    assert!(page.texts(".banner")[0].starts_with("No longer in the article."), "{:?}", page.texts(".banner"));
    assert!(page.texts(".passage")[0].contains("at least 300 soldiers"), "its words in the text that held them");
    let links = page.attributes(".links a", "href");
    assert!(links.contains(&"https://river.example/a".to_owned()), "{links:?}");
    assert!(links.iter().all(|link| !link.contains(":~:text")), "no link leads to words that are not there: {links:?}");
    assert!(links.iter().any(|link| link.contains("?version=")), "our copy is that of the earlier text: {links:?}");
    let note: Value = serde_json::from_str(&server.page(&format!("{old}.jsonld")).await.body).unwrap();
    assert_eq!(note["target"], before["target"], "it targets the text that held the words");
    assert_eq!(note["body"][1]["onrecord:noLongerInArticle"], true);
    let footnote = server.page(&format!("{old}.txt")).await.body;
    assert!(footnote.contains("No longer in the article: an earlier text of it held these words."), "{footnote}");
    // So does a list that somebody gathered before the text changed.
    let gathered = server.page(&format!("/claims.txt?id={}", old.rsplit('/').next().unwrap())).await.body;
    assert_eq!(gathered, footnote);
    // The claim that stands in both is tied to the newer text.
    let kept = claim(&server, "road").await;
    assert_eq!(server.page(&kept).await.texts(".banner"), Vec::<String>::new());
    let note: Value = serde_json::from_str(&server.page(&format!("{kept}.jsonld")).await.body).unwrap();
    assert_ne!(note["target"][0]["state"]["cached"], before["target"][0]["state"]["cached"]);
}

#[tokio::test]
async fn the_same_words_in_another_place_are_told_apart() {
    let server = start().await;
    let first = "Mayor Ida Lund said nobody was hurt. It rained all day at Holm, and the ferry stood still.\n\n\
                 In the evening General Ada Brandt said nobody was hurt. Nothing else is known.";
    let second = "It rained all day at Holm, and the ferry stood still.\n\n\
                  In the evening General Ada Brandt said nobody was hurt. Nothing else is known.";
    server.load(article("a", first)).await;
    let listed = server.listed("/claims?q=hurt").await;
    assert_eq!(listed.len(), 2);
    server.load(article("a", second)).await;
    // An id is made of the words and their number: the first one is now that of the words that were second.
    let kept = claim(&server, "hurt").await;
    let page = server.page(&kept).await;
    let hints = page.texts(".hint");
    assert!(
        hints.iter().any(|hint| hint.starts_with("Text number 1 of the article held the same words in another place")),
        "{hints:?}"
    );
    let gone = listed.iter().find(|path| **path != kept).unwrap();
    let banner = server.page(gone).await.texts(".banner").remove(0);
    assert!(banner.contains("The newest one still holds the words"), "{banner}");
}
