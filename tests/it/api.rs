//! What other programs build on: the description of the API, the service that matches names, search engines.

use serde_json::{Value, json};

use crate::support::{PUBLIC_URL, TestServer, article, start};

async fn filled() -> TestServer {
    let server = start().await;
    server
        .load(article(
            "bridge",
            "General Ada Brandt said that the bridge at Holm was mined. Olof Weir warned that 300 lorries had sunk. \
             “Nobody was hurt,” said Ida Lund, the mayor. Residents said that the lamps were out.",
        ))
        .await;
    server
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[tokio::test]
async fn every_address_of_the_description_answers_as_it_says() {
    let server = filled().await;
    let claim = server.listed("/claims").await.remove(0);
    for (slug, text) in [("charge", "Ukraine accused Russia of shelling"), ("denial", "Russia denied shelling")] {
        server.load(article(slug, &format!("{text} the market square of Marrowford."))).await;
    }
    server.store.relate_all().await.unwrap();
    let dispute = server.page("/disputes").await.attributes(".dispute h2 a", "href").remove(0);
    let article = parsed(&server.page("/articles.json").await.body)["articles"][0]["id"].as_str().unwrap().to_owned();
    let description = parsed(&server.page("/openapi.json").await.body);
    assert_eq!(description["openapi"], "3.1.0");
    assert_eq!(description["servers"][0]["url"], PUBLIC_URL);
    let mut asked = 0;
    for (path, item) in description["paths"].as_object().unwrap() {
        let address = path
            .replace("/claims/{id}", &claim)
            .replace("/disputes/{id}", &dispute)
            .replace("/articles/{id}", &format!("/articles/{article}"))
            .replace("/sources/{slug}", "/sources/ada-brandt")
            .replace("/publishers/{slug}", "/publishers/river-post");
        let answer = server.page(&address).await;
        let kinds = item["get"]["responses"]["200"]["content"].as_object().unwrap();
        let kind = answer.header("content-type").split(';').next().unwrap();
        assert!(kinds.contains_key(kind), "{address} answers {kind}");
        let parameters = item["get"]["parameters"].as_array().cloned().unwrap_or_default();
        let in_path = parameters.iter().filter(|parameter| parameter["in"] == "path");
        let named: Vec<String> =
            in_path.map(|parameter| format!("{{{}}}", parameter["name"].as_str().unwrap())).collect();
        let printed: Vec<&str> = path.matches(['{', '}']).collect();
        assert!(named.len() * 2 == printed.len() && named.iter().all(|name| path.contains(name)), "{path}: {named:?}");
        for parameter in parameters.iter().filter(|parameter| parameter["in"] == "query") {
            let name = parameter["name"].as_str().unwrap();
            let refused = server.get(&format!("{address}?{name}=")).await;
            assert_eq!(refused.status, 200, "{address}?{name}=");
            assert!(!refused.body.contains("does not know"), "{address} does not know {name}");
        }
        asked += 1;
    }
    assert!(asked >= 30, "{asked}");
}

#[tokio::test]
async fn the_page_about_the_api_has_examples_that_answer() {
    let server = filled().await;
    let page = server.page("/api").await;
    let examples = page.attributes(".examples a", "href");
    assert!(examples.len() >= 6, "{examples:?}");
    for example in examples {
        server.page(&example).await;
    }
    // Every kind of error that programs get a type for is described.
    let described = page.attributes(".errors dt", "id");
    for path in ["/claims/0123456789abcdef.json", "/claims.json?stance=shouts"] {
        let problem = parsed(&server.get(path).await.body);
        let name = problem["type"].as_str().unwrap().rsplit('#').next().unwrap().to_owned();
        assert!(described.contains(&name), "{name}");
    }
}

#[tokio::test]
async fn names_are_matched_against_sources() {
    let server = filled().await;
    let manifest = parsed(&server.page("/reconcile").await.body);
    for name in ["versions", "name", "identifierSpace", "schemaSpace"] {
        assert!(!manifest[name].is_null(), "{name}");
    }
    assert!(manifest["view"]["url"].as_str().unwrap().contains("{{id}}"));
    let queries = json!({
        "q0": {"query": "ada brandt"},
        "q1": {"query": "Ada Brand", "limit": 1},
        "q2": {"query": "Ada Brandt", "type": "organisation"},
        "q3": {"query": "nobody of this name"},
    });
    let encoded: String = url::form_urlencoded::byte_serialize(queries.to_string().as_bytes()).collect();
    let by_address = parsed(&server.page(&format!("/reconcile?queries={encoded}")).await.body);
    let first = &by_address["q0"]["result"][0];
    assert_eq!(
        (first["id"].as_str(), &first["match"], &first["score"]),
        (Some("ada-brandt"), &true.into(), &100.0.into())
    );
    assert_eq!(first["type"][0]["id"], "person");
    let near = &by_address["q1"]["result"];
    assert_eq!(
        (near.as_array().unwrap().len(), near[0]["id"].as_str(), &near[0]["match"]),
        (1, Some("ada-brandt"), &false.into())
    );
    assert_eq!(by_address["q2"]["result"], json!([]));
    assert_eq!(by_address["q3"]["result"], json!([]));
    let wrong = server.get("/reconcile?queries=nonsense").await;
    assert_eq!((wrong.status, wrong.header("content-type")), (400, "application/problem+json"));
    let suggested = parsed(&server.page("/reconcile/suggest/entity?prefix=ada").await.body);
    assert_eq!(suggested["result"][0]["id"], "ada-brandt");
    let preview = server.page("/reconcile/preview?id=ada-brandt").await;
    assert!(preview.header("content-security-policy").contains("frame-ancestors *"));
    assert_eq!(preview.header("x-frame-options"), "");
    assert_eq!(server.get("/reconcile/preview?id=nobody").await.status, 404);
    let form = reqwest::Client::builder().build().unwrap();
    let sent = form
        .post(format!("http://{}/reconcile", server.address()))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("queries={encoded}"));
    let by_form: Value = parsed(&sent.send().await.unwrap().text().await.unwrap());
    assert_eq!(by_form, by_address);
}

#[tokio::test]
async fn search_engines_and_browsers_find_their_way() {
    let server = filled().await;
    let robots = server.page("/robots.txt").await.body;
    assert!(robots.contains(&format!("Sitemap: {PUBLIC_URL}/sitemap.xml")), "{robots}");
    let index = server.page("/sitemap.xml").await.body;
    let index = roxmltree::Document::parse(&index).unwrap();
    let mut pages = Vec::new();
    for file in index.descendants().filter(|node| node.tag_name().name() == "loc") {
        let path = file.text().unwrap().strip_prefix(PUBLIC_URL).unwrap();
        let body = server.page(path).await.body;
        let map = roxmltree::Document::parse(&body).unwrap();
        let found = map.descendants().filter(|node| node.tag_name().name() == "loc");
        pages.extend(found.map(|node| node.text().unwrap().strip_prefix(PUBLIC_URL).unwrap().to_owned()));
    }
    for path in server.all_listed().await.iter().chain(&["/sources/ada-brandt".into(), "/publishers/river-post".into()])
    {
        assert!(pages.contains(path), "{path} is on no map");
    }
    for path in &pages {
        server.page(path).await;
    }
    assert_eq!(server.get("/sitemap/claims-2.xml").await.status, 404);
    assert_eq!(server.get("/sitemap/nothing-1.xml").await.status, 404);
    let search = server.page("/opensearch.xml").await.body;
    let search = roxmltree::Document::parse(&search).unwrap();
    assert!(search.descendants().filter(|node| node.tag_name().name() == "Url").count() >= 4);
    let suggested = parsed(&server.page("/opensearch/suggest?q=ada").await.body);
    assert_eq!((&suggested[0], &suggested[1][0]), (&"ada".into(), &"Ada Brandt".into()));
    assert_eq!(server.page("/").await.attributes("link[rel=search]", "href"), ["/opensearch.xml"]);
}
