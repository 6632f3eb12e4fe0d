//! The page of claims that have something to do with one claim.

use crate::support::{TestServer, article, start};

/// Three reports of one attack: a charge, a denial and two tolls, with a claim on something else.
async fn filled() -> TestServer {
    let server = start().await;
    for (slug, text) in [
        (
            "charge",
            "Shells hit the market square of Marrowford on Wednesday.\n\n\
             Ukraine accused Russia of shelling the market square of Marrowford.\n\n\
             “14 people were killed in the market square of Marrowford,” Mayor Ida Lund said.",
        ),
        (
            "denial",
            "Russia denied shelling the market square of Marrowford.\n\n\
             Doctor Emeric Stahn said 52 people were killed in the market square of Marrowford.",
        ),
        ("school", "Mayor Ida Lund said the school would open again on Monday."),
    ] {
        let report = article(slug, text);
        let published = onrecord::domain::Published::parse("2025-03-12").ok();
        server.load(onrecord::domain::NewArticle { published, ..report }).await;
    }
    server.store.relate_all().await.unwrap();
    server
}

/// The page of the claims related to the first one that a search finds.
async fn related(server: &TestServer, search: &str) -> (String, crate::support::Answer) {
    let list = server.page(&format!("/claims?q={search}")).await;
    let path = list.attributes("article.claim .says a", "href").remove(0);
    let page = server.page(&format!("{path}/related")).await;
    (path, page)
}

#[tokio::test]
async fn a_claim_leads_to_who_denies_it_and_counts_otherwise() {
    let server = filled().await;
    let (path, page) = related(&server, "shelling&stance=denies").await;
    let headings = page.texts("section h2");
    assert!(headings.iter().any(|heading| heading.starts_with("What it denies")), "{headings:?}");
    let link = server.page(&path).await.attributes("a[href$='/related']", "href");
    assert_eq!(link, [format!("{path}/related")]);
    let (_, charge) = related(&server, "shelling&stance=alleges").await;
    let headings = charge.texts("section h2");
    assert!(headings.iter().any(|heading| heading.starts_with("Denied by")), "{headings:?}");
    let (_, toll) = related(&server, "52").await;
    let headings = toll.texts("section h2");
    assert!(headings.iter().any(|heading| heading.starts_with("Other figures, not both right")), "{headings:?}");
    assert!(toll.body.contains("14 people"), "{}", toll.body);
}

#[tokio::test]
async fn a_charge_that_nobody_denies_says_so() {
    let server = filled().await;
    let report = article(
        "depot",
        "Ukraine accused Russia of bombing the grain depot of Karsk. Ukraine accused the mayor of theft.",
    );
    let published = onrecord::domain::Published::parse("2025-03-14").ok();
    server.load(onrecord::domain::NewArticle { published, ..report }).await;
    server.store.relate_all().await.unwrap();
    let charge = |search: &'static str| {
        let server = &server;
        async move {
            let list = server.page(&format!("/claims?stance=alleges&q={search}")).await;
            list.attributes("article.claim .says a", "href").remove(0)
        }
    };
    let open = charge("bombing").await;
    assert_eq!(server.page(&open).await.texts(".unanswered"), ["It accuses Russia. No denial was found so far."]);
    let json: serde_json::Value = serde_json::from_str(&server.get(&format!("{open}.json")).await.body).unwrap();
    assert_eq!(json["page"]["unanswered_by"], "Russia");
    // One that was denied, and one against nobody whose denial could be known.
    for search in ["shelling", "theft"] {
        let path = charge(search).await;
        assert!(server.page(&path).await.texts(".unanswered").is_empty(), "{search}");
    }
}

#[tokio::test]
async fn what_is_related_to_nothing_says_so() {
    let server = filled().await;
    let (_, page) = related(&server, "school").await;
    assert!(page.body.contains("Nothing was found that says the same"), "{}", page.body);
    assert!(page.body.contains("nothing of who is right"), "{}", page.body);
}

#[tokio::test]
async fn programs_get_the_relation_with_the_claim() {
    let server = filled().await;
    let (path, _) = related(&server, "52").await;
    let answer = server.get(&format!("{path}/related.json")).await;
    let json: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    let id = path.trim_start_matches("/claims/");
    assert_eq!(json["claim"], id);
    let related = json["related"].as_array().unwrap();
    assert!(!related.is_empty(), "{json:#}");
    for entry in related {
        let relation = &entry["relation"];
        assert!(relation["a"] == id || relation["b"] == id, "{entry:#}");
        assert!(entry["claim"]["content"]["text"].is_string(), "{entry:#}");
    }
    for unknown in ["/claims/0123456789abcdef/related", "/claims/nothing/related"] {
        assert_eq!(server.get(unknown).await.status, 404, "{unknown}");
    }
}

#[tokio::test]
async fn withdrawn_claims_are_related_to_nothing() {
    let server = filled().await;
    let (path, _) = related(&server, "52").await;
    let id = path.trim_start_matches("/claims/");
    let withdrawable = server.store.withdrawable(id).await.unwrap().unwrap();
    assert!(server.store.withdraw(&withdrawable, "asked for").await.unwrap());
    assert_eq!(server.get(&format!("{path}/related")).await.status, 410);
    let (_, page) = related(&server, "14").await;
    assert!(!page.body.contains("52 people"), "{}", page.body);
}

#[tokio::test]
async fn a_claim_tells_who_said_the_same_first_and_in_how_many_places() {
    let server = start().await;
    let words = "said the old bridge of Marrowford would be closed to all trucks until the end of March.";
    for (slug, day, publisher) in
        [("first", 12, "River Post"), ("second", 13, "Harbour Times"), ("third", 14, "Hill Gazette")]
    {
        let report = article(slug, &format!("Mayor Ida Lund {words} Rain fell on the {slug} day."));
        let published = onrecord::domain::Published::parse(&format!("2025-03-{day}")).ok();
        let publisher = Some(publisher.to_owned());
        server.load(onrecord::domain::NewArticle { published, publisher, ..report }).await;
    }
    server.store.relate_all().await.unwrap();
    let claims = server.listed("/claims?q=trucks").await;
    assert_eq!(claims.len(), 3, "{claims:?}");
    let mut told = Vec::new();
    for path in &claims {
        let page = server.page(path).await;
        told.push((page.texts(".said-again").concat(), page.attributes(".said-again a", "href")));
    }
    told.sort();
    let later = "3 claims of 3 publishers say it, first Ida Lund, 12 Mar 2025 or before, of those found.";
    assert_eq!(told[0].0, later);
    assert_eq!(told[1], told[0]);
    assert!(claims.contains(&told[0].1[0]));
    assert_eq!(told[2], ("3 claims of 3 publishers say it, this one first, of those found.".to_owned(), Vec::new()));
}
