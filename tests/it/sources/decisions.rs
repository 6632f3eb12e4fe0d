//! What people decide about sources: merges, splits, renames, and how they are undone.

use super::*;

const MERGED: [(&str, &str, &str); 3] =
    [("a", "2025-03-05", "Ada Brandt"), ("b", "2025-03-06", "Ada Brant"), ("c", "2025-03-07", "Ada Brandt")];

#[tokio::test]
async fn a_merge_holds_for_lists_search_reloads_and_rereads_until_it_is_undone() {
    let server = start().await;
    for (slug, day, name) in MERGED {
        load(&server, slug, day, &[person(name)]).await;
    }
    load(&server, "z", "2025-03-01", &[person("Olof Weir")]).await;
    let before = server.page("/sources").await.texts(".list tr");
    let said = decided(&server, &["merge", "ada-brant", "https://onrecord.test/sources/ada-brandt/"]);
    assert!(said.contains("merged “Ada Brant” (ada-brant) into “Ada Brandt” (ada-brandt), 1 claim"), "{said}");
    let check = async |claims: usize, moment: &str| {
        assert_eq!(sources(&server).await, ["ada-brandt", "olof-weir"], "{moment}");
        assert_eq!(leads_to(&server, "/sources/ada-brant").await, "/sources/ada-brandt", "{moment}");
        assert_eq!(leads_to(&server, "/claims?source=ada-brant").await, "/claims?source=ada-brandt", "{moment}");
        assert_eq!(leads_to(&server, "/claims?source=Ada+Brant").await, "/claims?source=ada-brandt", "{moment}");
        for path in ["/claims?source=ada-brandt", "/claims?q=speaker:brant", "/claims?q=speaker:brandt"] {
            assert_eq!(count(&server, path).await, claims, "{path} {moment}");
        }
        assert_eq!(server.page("/sources?name=brant").await.texts(".list td a"), ["Ada Brandt"], "{moment}");
    };
    check(3, "after the merge").await;
    let page = server.page("/sources/ada-brandt").await;
    assert!(page.texts(".changes li")[0].starts_with("“Ada Brant” was made one with this source on "));
    assert!(page.texts(".spellings li").iter().any(|text| text.starts_with("Ada Brant ")));
    // A later article with the name that went.
    load(&server, "d", "2025-03-08", &[person("Ada Brant")]).await;
    check(4, "after another article").await;
    let parties = MERGED.map(|(_, _, name)| [person(name)]);
    let reports: Vec<(&str, &str, &[Party])> =
        MERGED.iter().zip(&parties).map(|((slug, day, _), parties)| (*slug, *day, &parties[..])).collect();
    reread(&server, &reports, "made-up-2").await;
    check(4, "after a reread").await;
    // The same article with another text.
    load(&server, "b", "2025-03-06", &[person("Ada Brant"), person("Ada Brant")]).await;
    check(5, "after a changed text").await;
    let log = decided(&server, &["log"]);
    assert!(log.starts_with("1  ") && !log.contains("undone"), "{log}");
    let undone = decided(&server, &["undo", "1"]);
    assert!(undone.contains("undone 2"), "{undone}");
    assert_eq!(sources(&server).await, ["ada-brandt", "ada-brant", "olof-weir"]);
    assert_eq!(count(&server, "/sources/ada-brant").await, 3);
    assert_eq!(count(&server, "/sources/ada-brandt").await, 2);
    assert!(server.page("/sources/ada-brandt").await.texts(".changes li").is_empty());
    assert_eq!(before.len(), server.page("/sources").await.texts(".list tr").len());
    assert!(decided(&server, &["log", "ada-brant"]).contains("undone"), "the log keeps it");
    assert!(refused(&server, &["undo", "1"]).contains("decision number 1 was undone before"));
}

#[tokio::test]
async fn merges_in_a_chain_are_undone_from_the_last() {
    let server = start().await;
    for (slug, name) in [("a", "Ada Brandt"), ("b", "Ada Brant"), ("c", "Ada Brandtt"), ("d", "Ada Brendt")] {
        load(&server, slug, "2025-03-05", &[person(name)]).await;
    }
    decided(&server, &["merge", "ada-brant", "ada-brandtt"]);
    decided(&server, &["merge", "ada-brandtt", "ada-brandt"]);
    decided(&server, &["merge", "ada-brendt", "ada-brandt"]);
    for slug in ["ada-brant", "ada-brandtt", "ada-brendt"] {
        assert_eq!(leads_to(&server, &format!("/sources/{slug}")).await, "/sources/ada-brandt");
    }
    assert_eq!(count(&server, "/sources/ada-brandt").await, 4);
    assert!(refused(&server, &["undo", "1"]).contains("rests on decision number 2"));
    // The third has nothing to do with the second.
    decided(&server, &["undo", "2"]);
    assert_eq!(leads_to(&server, "/sources/ada-brant").await, "/sources/ada-brandtt");
    assert_eq!(count(&server, "/sources/ada-brandtt").await, 2);
    assert_eq!(count(&server, "/sources/ada-brandt").await, 2);
    decided(&server, &["undo", "1"]);
    decided(&server, &["undo", "3"]);
    assert_eq!(sources(&server).await.len(), 4);
}

#[tokio::test]
async fn two_that_are_one_stand_once_in_a_claim() {
    let server = start().await;
    let (article, mut reading) = report("a", "2025-03-05", &[person("Ada Brandt")]);
    reading.claims[0].others = vec![person("Ada Brant"), person("Olof Weir")];
    save(&server.store, (article, reading)).await;
    decided(&server, &["merge", "ada-brant", "ada-brandt"]);
    let who = server.page("/claims").await.attributes(".who a", "href");
    assert_eq!(who, ["/sources/ada-brandt", "/sources/olof-weir"]);
}

#[tokio::test]
async fn a_split_holds_for_rereads_until_it_is_undone() {
    let server = start().await;
    let parties = [person("Ada Brandt")];
    let reports: [(&str, &str, &[Party]); 3] =
        [("a", "2025-03-05", &parties), ("b", "2025-03-06", &parties), ("c", "2025-03-07", &parties)];
    for (slug, day, parties) in reports {
        load(&server, slug, day, parties).await;
    }
    let id = |slug: &str| article(slug, "").id().to_string();
    let path = format!("/articles/{}", id("b"));
    let said = decided(&server, &["split", "ada-brandt", "--article", &path, "--article", &id("c")]);
    let slug = format!("ada-brandt-{}", &id("b").min(id("c"))[..4]);
    assert!(
        said.contains(&format!("split “Ada Brandt” ({slug}) from “Ada Brandt” (ada-brandt), 2 claims of 2 articles")),
        "{said}"
    );
    let parted = format!("/sources/{slug}");
    let check = async |moment: &str, first: usize| {
        assert_eq!(count(&server, "/sources/ada-brandt").await, first, "{moment}");
        assert_eq!(count(&server, &parted).await, 2, "{moment}");
    };
    check("after the split", 1).await;
    let page = server.page(&parted).await;
    assert!(page.texts(".changes li")[0].starts_with("This source was parted from Ada Brandt on "));
    assert_eq!(page.attributes(".changes a", "href"), ["/sources/ada-brandt"]);
    assert!(!page.body.contains("Matched by name"), "a person decided");
    let page = server.page("/sources/ada-brandt").await;
    assert!(page.texts(".changes li")[0].contains("was parted from this source"), "{:?}", page.texts(".changes li"));
    reread(&server, &reports, "made-up-2").await;
    check("after a reread", 1).await;
    load(&server, "d", "2025-03-08", &parties).await;
    check("after another article of the name", 2).await;
    // Parted again, and merged into somebody else: each rests on the one before.
    load(&server, "e", "2025-03-09", &[person("Olof Weir")]).await;
    decided(&server, &["merge", &slug, "olof-weir"]);
    assert_eq!(count(&server, "/sources/olof-weir").await, 3);
    assert!(refused(&server, &["undo", "1"]).contains("rests on decision number 2"));
    decided(&server, &["undo", "2"]);
    check("after the merge was undone", 2).await;
    decided(&server, &["undo", "1"]);
    assert_eq!(count(&server, "/sources/ada-brandt").await, 4);
    assert_eq!(leads_to(&server, &parted).await, "/sources/ada-brandt", "the address given out still answers");
}

#[tokio::test]
async fn a_part_of_a_merged_source_goes_back_where_it_came_from() {
    let server = start().await;
    for (slug, name) in [("a", "Ada Brandt"), ("b", "Ada Brant"), ("c", "Ada Brant")] {
        load(&server, slug, "2025-03-05", &[person(name)]).await;
    }
    decided(&server, &["merge", "ada-brant", "ada-brandt"]);
    let id = article("b", "").id().to_string();
    decided(&server, &["split", "ada-brandt", "--article", &id, "--name", "Ada Brant the Younger"]);
    assert_eq!(count(&server, "/sources/ada-brant-the-younger").await, 1);
    assert_eq!(count(&server, "/sources/ada-brandt").await, 2);
    decided(&server, &["undo", "1"]);
    assert_eq!(count(&server, "/sources/ada-brant").await, 1);
    assert_eq!(count(&server, "/sources/ada-brant-the-younger").await, 1, "what was parted stays so");
    decided(&server, &["undo", "2"]);
    assert_eq!(count(&server, "/sources/ada-brant").await, 2);
    assert_eq!(count(&server, "/sources/ada-brandt").await, 1);
}

#[tokio::test]
async fn a_rename_takes_the_address_along_and_back() {
    let server = start().await;
    load(&server, "a", "2025-03-05", &[person("Ada Brant")]).await;
    load(&server, "b", "2025-03-06", &[person("Olof Weir")]).await;
    let said = decided(&server, &["rename", "ada-brant", "  Ada   Brandt "]);
    assert!(said.contains("renamed “Ada Brant” (ada-brant) to “Ada Brandt” (ada-brandt), 1 claim"), "{said}");
    assert_eq!(leads_to(&server, "/sources/ada-brant").await, "/sources/ada-brandt");
    let page = server.page("/sources/ada-brandt").await;
    assert_eq!(page.texts("h1"), ["Ada Brandt"]);
    assert!(page.texts(".changes li")[0].ends_with("this source was called “Ada Brant” here."));
    for typed in ["Ada+Brant", "Ada+Brandt"] {
        assert_eq!(leads_to(&server, &format!("/claims?source={typed}")).await, "/claims?source=ada-brandt");
    }
    // What articles print leads there, as before.
    load(&server, "c", "2025-03-07", &[person("Ada Brant")]).await;
    reread(&server, &[("a", "2025-03-05", &[person("Ada Brant")])], "made-up-2").await;
    assert_eq!(count(&server, "/sources/ada-brandt").await, 2);
    // A name that another has: the address stays.
    let said = decided(&server, &["rename", "ada-brandt", "Olof Weir"]);
    assert!(said.contains("Its address stays /sources/ada-brandt."), "{said}");
    assert!(refused(&server, &["undo", "1"]).contains("rests on decision number 2"));
    decided(&server, &["undo", "2"]);
    decided(&server, &["undo", "1"]);
    assert_eq!(server.page("/sources/ada-brant").await.texts("h1"), ["Ada Brant"]);
    assert_eq!(leads_to(&server, "/sources/ada-brandt").await, "/sources/ada-brant");
}

#[tokio::test]
async fn what_cannot_be_decided_is_refused_with_the_reason() {
    let server = start().await;
    load(&server, "a", "2025-03-05", &[person("Ada Brandt"), party("Holm Post", SourceKind::Media, Identity::Name)])
        .await;
    load(&server, "b", "2025-03-05", &[person("Olof Weir")]).await;
    let (a, b) = (article("a", "").id().to_string(), article("b", "").id().to_string());
    for (arguments, reason) in [
        (&["merge", "nobody", "ada-brandt"][..], "no source here has the address /sources/nobody"),
        (&["merge", "ada-brandt", "nobody"], "no source here has the address /sources/nobody"),
        (&["merge", "ada-brandt", "ada-brandt"], "are one source already"),
        (&["merge", "ada-brandt", "holm-post"], "is of the kind “person” and holm-post of the kind “media”"),
        (&["merge", "Ada Brandt", "holm-post"], "a source is named by its address"),
        (&["split", "ada-brandt"], "--article"),
        (&["split", "ada-brandt", "--article", "x"], "an id is 16 characters"),
        (&["split", "ada-brandt", "--article", "0000000000000000"], "no article here has the id 0000000000000000"),
        (&["split", "ada-brandt", "--article", &b], "ada-brandt says nothing in the article"),
        (&["split", "ada-brandt", "--article", &a], "would leave nothing"),
        (&["split", "nobody", "--article", &a], "no source here"),
        (&["rename", "nobody", "X"], "no source here"),
        (&["rename", "ada-brandt", " "], "a name has one to two hundred characters"),
        (&["rename", "ada-brandt", "Ada Brandt"], "is called “Ada Brandt” already"),
        (&["log", "nobody"], "no source here"),
        (&["undo", "7"], "the log has no decision number 7"),
    ] {
        let said = refused(&server, arguments);
        assert!(said.contains(reason), "{arguments:?}: {said}");
    }
    assert!(decided(&server, &["log"]).contains("Nothing was decided"), "nothing was changed by that");
    decided(&server, &["merge", "holm-post", "ada-brandt", "--force"]);
    assert_eq!(count(&server, "/sources/ada-brandt").await, 2);
    let missing = onrecord(server.dir.path(), &["source", "log", "--database", "missing.db"]);
    assert_eq!(missing.status.code(), Some(2));
}
