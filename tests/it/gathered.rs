//! Lists of claims that readers gather, and share as an address.

use serde_json::Value;

use onrecord::store::Withdrawable;

use crate::support::{PUBLIC_URL, TestServer, article, start};

async fn filled() -> TestServer {
    let server = start().await;
    server
        .load(article(
            "bridge",
            "Ada Brandt said that the bridge at Holm was mined. Olof Weir warned that the ferry had sunk. \
             “Nobody was hurt,” said Ida Lund, the mayor.",
        ))
        .await;
    server
}

fn id_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

#[tokio::test]
async fn an_address_shows_its_claims_in_its_order() {
    let server = filled().await;
    let listed = server.listed("/claims").await;
    let ids: Vec<&str> = listed.iter().map(|path| id_of(path)).collect();
    let address = format!("/claims?id={}&id={}", ids[2], ids[0]);
    let page = server.page(&address).await;
    assert_eq!(page.attributes(".lines .says a", "href"), [listed[2].as_str(), &listed[0]]);
    assert_eq!(page.texts("h1"), ["A list of 2 claims"]);
    assert_eq!(page.attributes("#list-address", "value"), [format!("{PUBLIC_URL}{address}")]);
    // Order, and what is in it, are links.
    let moves = page.attributes(".lines .moves a", "href");
    assert_eq!(moves[0], format!("/claims?id={}&id={}", ids[0], ids[2]), "down");
    assert_eq!(moves[1], format!("/claims?id={}", ids[0]), "without the first");
    // Every form holds the same.
    let list: Value =
        serde_json::from_str(&server.page(&address.replace("/claims", "/claims.json")).await.body).unwrap();
    let of_json: Vec<&str> = list["claims"].as_array().unwrap().iter().map(|c| c["id"].as_str().unwrap()).collect();
    assert_eq!(of_json, [ids[2], ids[0]]);
    for ending in [".csv", ".jsonl", ".atom", ".rss", ".feed.json"] {
        let body = server.page(&address.replace("/claims", &format!("/claims{ending}"))).await.body;
        let (first, second) = (body.find(ids[2]).unwrap(), body.rfind(ids[0]).unwrap());
        assert!(first < second && !body.contains(ids[1]), "{ending}: {body}");
    }
}

#[tokio::test]
async fn pasted_addresses_join_the_list() {
    let server = filled().await;
    let listed = server.listed("/claims").await;
    let ids: Vec<&str> = listed.iter().map(|path| id_of(path)).collect();
    let pasted = format!("https://onrecord.test{}%20{}", listed[1], ids[2]);
    let answer = server.get(&format!("/claims?id={}&title=Bridge&add={pasted}", ids[0])).await;
    let expected = format!("/claims?id={}&id={}&id={}&title=Bridge", ids[0], ids[1], ids[2]);
    assert_eq!((answer.status, answer.header("location")), (303, expected.as_str()));
    assert_eq!(server.page(&expected).await.texts("h1"), ["Bridge"]);
    let page = server.page("/claims?add=https://example.org/nothing").await;
    assert!(page.texts(".problem")[0].contains("is no address of a claim"), "{:?}", page.texts(".problem"));
    assert_eq!(server.get("/claims?id=nonsense").await.status, 400);
    assert_eq!(server.page("/claims?add=").await.texts(".lead"), ["The list is empty."]);
}

#[tokio::test]
async fn what_was_withdrawn_says_so_and_shows_no_words() {
    let server = filled().await;
    let listed = server.listed("/claims").await;
    let (gone, here) = (id_of(&listed[0]), id_of(&listed[1]));
    let words = server.page(&listed[0]).await.texts(".lead").remove(0);
    server.store.withdraw(&Withdrawable::Claim(gone.parse().unwrap()), "a wrong name").await.unwrap();
    let address = format!("?id={gone}&id={here}&id=0123456789abcdef");
    let page = server.page(&format!("/claims{address}")).await;
    assert_eq!(page.attributes(".lines .says a", "href"), [listed[1].as_str()]);
    let problems = page.texts(".lines .problem");
    assert!(problems[0].contains("withdrew it") || problems[0].contains("a wrong name"), "{problems:?}");
    assert!(problems[1].contains("No claim here has the address"), "{problems:?}");
    assert!(!page.body.contains(words.trim_matches(['“', '”'])), "no words of it");
    let list: Value = serde_json::from_str(&server.page(&format!("/claims.json{address}")).await.body).unwrap();
    assert_eq!((&list["withdrawn"][0], &list["unknown"][0]), (&gone.into(), &"0123456789abcdef".into()));
    assert_eq!(server.page(&format!("/claims.csv{address}")).await.body.lines().count(), 2);
}

#[tokio::test]
async fn without_the_script_results_of_a_search_carry_the_list() {
    let server = filled().await;
    let listed = server.listed("/claims").await;
    let gathered = server.page(&format!("/claims?id={}", id_of(&listed[0]))).await;
    assert_eq!(gathered.attributes("input[name=list]", "value"), [id_of(&listed[0])]);
    let results = server.page(&format!("/claims?q=ferry&list={}", id_of(&listed[0]))).await;
    let added = results.attributes(".gather", "href").remove(0);
    let lines = server.page(&added).await.attributes(".lines .says a", "href");
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0], listed[0]);
}
