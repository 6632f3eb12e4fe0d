//! One article at several addresses.

use super::*;

#[tokio::test]
async fn variants_of_an_address_are_one_article_in_any_order() {
    let text = report();
    let variants: Vec<NewArticle> = [
        "https://www.post.example/a/bridge",
        "https://m.post.example/a/bridge?utm_source=feed",
        "https://post.example/a/bridge/amp/",
        "https://post-example.cdn.ampproject.org/c/s/post.example/a/bridge",
        "http://post.example/a/bridge/?amp=1",
    ]
    .map(|url| NewArticle { url: Some(url.to_owned()), ..article("bridge", &text) })
    .into();
    for first in 0..variants.len() {
        let server = start().await;
        let mut variants = variants.clone();
        variants.rotate_left(first);
        let id = variants[0].id();
        assert_eq!(server.load(variants[0].clone()).await, Outcome::Loaded);
        for variant in variants.iter().chain(&variants) {
            assert_eq!(server.load(variant.clone()).await, Outcome::AlreadyThere, "{:?}", variant.url);
        }
        let page = server.page("/articles").await;
        assert_eq!(page.attributes(".list td a", "href"), [format!("/articles/{id}")]);
        assert!(server.store.origin(&id).await.unwrap().is_none(), "one article is no copy of itself");
    }
}

#[tokio::test]
async fn what_a_page_says_of_its_own_addresses_counts() {
    let text = report();
    let at = |url: &str, also: &[&str]| NewArticle {
        url: Some(url.to_owned()),
        also_at: also.iter().map(|&address| address.to_owned()).collect(),
        ..article("bridge", &text)
    };
    let server = start().await;
    assert_eq!(server.load(at("https://post.example/bridge", &[])).await, Outcome::Loaded);
    let told = at("https://post.example/bridge", &["https://post.example/?p=7", "https://famous.example/story"]);
    assert_eq!(server.load(told.clone()).await, Outcome::Completed, "one more address");
    assert_eq!(server.load(told).await, Outcome::AlreadyThere);
    assert_eq!(server.load(at("https://post.example/?p=7", &[])).await, Outcome::AlreadyThere);
    let careless = NewArticle {
        text: format!(
            "{} {}",
            &text[..text.len() / 2],
            "Other boats were moved as well, and other crews slept there. ".repeat(20)
        ),
        ..at("https://post.example/boats", &["https://post.example/?p=7"])
    };
    assert_eq!(server.load(careless).await, Outcome::Loaded, "another article that is told to stand at that address");
    let famous = at("https://famous.example/story", &[]);
    assert_eq!(server.load(famous.clone()).await, Outcome::Loaded, "nobody speaks for another site");
    let mine = at("https://evil.example/x", &["https://famous.example/story"]);
    assert_eq!(server.load(mine).await, Outcome::Loaded);
    server.page(&path(&famous)).await;
}

#[tokio::test]
async fn texts_of_variants_are_the_same_a_newer_one_or_of_another_article() {
    let server = start().await;
    let text = report();
    let desktop = article("bridge", &text);
    let mobile = |text: &str| NewArticle {
        url: Some("https://m.river.example/bridge".to_owned()),
        title: Some("For telephones".to_owned()),
        ..article("bridge", text)
    };
    assert_eq!(server.load(desktop.clone()).await, Outcome::Loaded);
    assert_eq!(server.load(mobile(&text[..text.len() / 2])).await, Outcome::AlreadyThere, "its beginning");
    assert_eq!(server.load(mobile(&format!("Menu Home News. {text} Share this"))).await, Outcome::AlreadyThere);
    assert_eq!(server.page(&path(&desktop)).await.texts("h1"), ["Report on bridge"]);
    let consent = mobile("Minister Olof Weir said that cookies were needed to read on.");
    assert_eq!(server.load(consent.clone()).await, Outcome::Loaded, "nothing of the article");
    assert_eq!(server.load(consent).await, Outcome::AlreadyThere);
    let (half, _) = text.split_at(text.find("Ferry number 6").unwrap());
    let more: String = (1..90).map(|n| format!("Later that day boat {n} came in, and word {n} was heard. ")).collect();
    let grown =
        NewArticle { url: Some("https://river.example/bridge/amp".to_owned()), ..mobile(&format!("{half}{more}")) };
    assert_eq!(server.load(grown.clone()).await, Outcome::Changed);
    assert_eq!(server.load(grown).await, Outcome::AlreadyThere);
    assert_eq!(server.load(desktop.clone()).await, Outcome::AlreadyThere, "they do not take turns");
    let page = server.page(&path(&desktop)).await;
    assert!(page.body.contains("text number 2") && page.body.contains("boat 89"), "{}", page.body);
    assert_eq!(page.texts("h1"), ["For telephones"]);
}

#[tokio::test]
async fn variants_in_one_batch_have_no_claims_of_another_id() {
    let server = start().await;
    let text = report();
    let mobile = NewArticle { url: Some("https://m.river.example/bridge".to_owned()), ..article("bridge", &text) };
    let grown = NewArticle {
        url: Some("https://river.example/bridge/amp".to_owned()),
        ..article(
            "bridge",
            &format!(
                "{text} Captain Nils Weir said the locks were open again. {}",
                "New words came in all day, and more of them by night. ".repeat(40)
            ),
        )
    };
    let batch: Vec<LoadedArticle> = [article("bridge", &text), mobile, grown.clone()]
        .into_iter()
        .map(|article| find_claims(&Extractor::built_in(), article))
        .collect();
    assert_eq!(server.store.save(&batch).await.unwrap(), [Outcome::Loaded, Outcome::AlreadyThere, Outcome::Changed]);
    // Its reading was made for an article of its own, so that this text waits to be read.
    assert_eq!(server.store.count_to_read(&[]).await.unwrap(), 1);
    assert_eq!(server.load(grown).await, Outcome::Read);
    let alone = start().await;
    let whole = NewArticle { url: article("bridge", "").url, ..batch[2].article.clone() };
    alone.load(whole).await;
    assert_eq!(server.all_listed().await, alone.all_listed().await, "claims have the addresses of the article's");
}

#[tokio::test]
async fn a_withdrawn_article_does_not_come_back_at_another_address() {
    let server = start().await;
    let desktop = article("bridge", &report());
    server.load(desktop.clone()).await;
    server.store.withdraw(&Withdrawable::Article(desktop.id()), "asked for").await.unwrap();
    for text in [report(), "Something else entirely was said by the mayor.".to_owned()] {
        let mobile = NewArticle { url: Some("https://m.river.example/bridge".to_owned()), ..article("bridge", &text) };
        assert_eq!(server.load(mobile).await, Outcome::Withdrawn);
    }
}
