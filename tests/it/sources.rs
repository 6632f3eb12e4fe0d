//! Sources across articles: who is who, what people decide about it, and finding them by every spelling.
//!
//! The readings are made by hand, so that these tests hold whatever the extractor finds.

use std::process::Output;
use std::sync::Arc;

use onrecord::config::TextShown;
use onrecord::domain::{
    Basis, ClaimId, ContentKey, Edtf, ExtractedClaim, Identity, Manner, NewArticle, Party, Published, Quotation,
    Registered, Said, Slug, SourceKind, Span, Stance,
};
use onrecord::store::{LoadedArticle, NewReading, ReadArticle, Store};

use crate::support::{TestServer, article, onrecord, start, start_on, stderr, stdout};

fn party(name: &str, kind: SourceKind, identity: Identity) -> Party {
    Party { name: name.to_owned(), kind, role: None, mention: Some(name.to_owned()), identity }
}

fn person(name: &str) -> Party {
    party(name, SourceKind::Person, Identity::Name)
}

fn in_role(name: &str, role: &str) -> Party {
    Party { role: Some(role.to_owned()), ..person(name) }
}

fn surname(name: &str) -> Party {
    party(name, SourceKind::Person, Identity::Article)
}

/// A claim of these words by this party.
fn claim(article: &NewArticle, words: &str, source: Party) -> ExtractedClaim {
    let start = article.text.find(words).unwrap();
    ExtractedClaim {
        id: ClaimId::of(&article.id(), &ContentKey::of(words), 0),
        inside: None,
        content: vec![Span::new(start, start + words.len())],
        cue: Vec::new(),
        mention: Vec::new(),
        source: Some(source),
        others: Vec::new(),
        via: Vec::new(),
        quotation: Quotation::Indirect,
        stance: Stance::Asserts,
        manner: Manner::Statement,
        said: Said::UNKNOWN,
        figures: Vec::new(),
        confidence: None,
    }
}

/// An article of a day, in which each of these says something of its own.
fn report(slug: &str, day: &str, parties: &[Party]) -> (NewArticle, NewReading) {
    let words = |at: usize| format!("{slug} saying number {at}");
    let text: String = (0..parties.len()).map(|at| words(at) + ". ").collect();
    let article = NewArticle { published: Published::parse(day).ok(), ..article(slug, &text) };
    let claims = parties.iter().enumerate().map(|(at, party)| claim(&article, &words(at), party.clone())).collect();
    (article, NewReading { extractor: "made-up-1".to_owned(), claims, not_read: None })
}

async fn save(store: &Store, (article, reading): (NewArticle, NewReading)) {
    store.save(&[LoadedArticle { article, reader: "files-2", reading: Some(reading), basis: None }]).await.unwrap();
}

async fn load(server: &TestServer, slug: &str, day: &str, parties: &[Party]) {
    save(&server.store, report(slug, day, parties)).await;
}

/// The same articles, read again by another extractor that finds the same.
async fn reread(server: &TestServer, reports: &[(&str, &str, &[Party])], extractor: &str) {
    for (slug, day, parties) in reports {
        let (article, reading) = report(slug, day, parties);
        let stored = server.store.stored_article(&article.id()).await.unwrap();
        let reading = NewReading { extractor: extractor.to_owned(), ..reading };
        assert!(server.store.save_readings(&[ReadArticle { article: stored, reading }]).await.unwrap()[0].is_some());
    }
}

/// The addresses of all sources that are listed, in alphabetical order.
async fn sources(server: &TestServer) -> Vec<String> {
    let mut slugs = server.page("/sources").await.attributes(".list td a", "href");
    slugs.sort();
    slugs.into_iter().map(|path| path.trim_start_matches("/sources/").to_owned()).collect()
}

async fn count(server: &TestServer, path: &str) -> usize {
    server.page(path).await.texts(".claim .says").len()
}

/// Where an address leads.
async fn leads_to(server: &TestServer, path: &str) -> String {
    let answer = server.get(path).await;
    assert!((300..400).contains(&answer.status), "{path}: {}", answer.status);
    answer.header("location").to_owned()
}

/// Runs `onrecord source` on the database of a server.
fn decide(server: &TestServer, arguments: &[&str]) -> Output {
    onrecord(server.dir.path(), &[&["source"], arguments, &["--database", "test.db"]].concat())
}

/// The same, where it must go well; what it printed.
#[track_caller]
fn decided(server: &TestServer, arguments: &[&str]) -> String {
    let output = decide(server, arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", stderr(&output));
    stdout(&output)
}

/// The same, where it must be refused; why.
#[track_caller]
fn refused(server: &TestServer, arguments: &[&str]) -> String {
    let output = decide(server, arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", stdout(&output));
    stderr(&output)
}

#[tokio::test]
async fn one_full_name_is_one_source_with_its_roles_then() {
    let server = start().await;
    load(&server, "a", "2024-03-05", &[in_role("Ada Brandt", "mayor of Holm")]).await;
    load(&server, "b", "2025-06-05", &[in_role("Ada Brandt", "Orvanian defence minister")]).await;
    load(&server, "c", "2025-07-01", &[in_role("Ada R. Brandt", "Orvanian defence minister")]).await;
    assert_eq!(sources(&server).await, ["ada-brandt"]);
    let page = server.page("/sources/ada-brandt").await;
    assert_eq!(page.texts(".claim .says").len(), 3);
    assert!(page.body.contains("Matched by name"), "and the page says what joins them");
    assert_eq!(
        page.texts("aside .roles li"),
        ["Orvanian defence minister5 Jun 2025 to 1 Jul 2025, 2 claims", "mayor of Holm5 Mar 2024, 1 claim"]
    );
}

#[tokio::test]
async fn a_conflict_makes_two_with_their_countries_in_the_addresses_whichever_came_first() {
    let reports = [
        ("a", "2025-03-05", in_role("Ada Brandt", "Orvanian defence minister")),
        ("b", "2025-03-06", in_role("Ada Brandt", "Halvian defence minister")),
    ];
    for order in [[0, 1], [1, 0]] {
        let server = start().await;
        for at in order {
            let (slug, day, party) = &reports[at];
            load(&server, slug, day, std::slice::from_ref(party)).await;
        }
        assert_eq!(sources(&server).await, ["ada-brandt-halvia", "ada-brandt-orvania"]);
        assert!(leads_to(&server, "/sources/ada-brandt").await.starts_with("/sources/ada-brandt-"));
        let page = server.page("/sources/ada-brandt-halvia").await;
        assert_eq!(page.attributes(".maybe a", "href"), ["/sources/ada-brandt-orvania"]);
        let reason = page.texts(".maybe li").remove(0);
        assert!(reason.contains("the same name, but one is printed as “Halvian defence minister”"), "{reason}");
        // One that nothing tells from either stands apart, and names both.
        load(&server, "c", "2025-03-07", &[person("Ada Brandt")]).await;
        let found = server.page("/sources?name=ada+brandt").await.attributes(".list td a", "href");
        assert_eq!(found.len(), 3, "{found:?}");
        let unsure = found.iter().find(|path| !path.contains("halvia") && !path.contains("orvania")).unwrap();
        let page = server.page(unsure).await;
        assert_eq!(page.texts(".maybe li").len(), 2);
        assert!(page.body.contains("one article</a> alone"));
        // One that agrees with one of them is it.
        load(&server, "d", "2025-03-08", &[in_role("Ada Brandt", "president of Halvia")]).await;
        assert_eq!(count(&server, "/claims?source=ada-brandt-halvia").await, 2);
    }
}

#[tokio::test]
async fn spellings_have_one_address_whichever_came_first_and_the_others_lead_there() {
    for order in [["Mikhail Relov", "Mihail Relov"], ["Mihail Relov", "Mikhail Relov"]] {
        let server = start().await;
        load(&server, "a", "2025-03-05", &[person(order[0])]).await;
        load(&server, "b", "2025-03-06", &[person(order[1])]).await;
        assert_eq!(sources(&server).await, ["mikhail-relov"], "{order:?}");
        assert_eq!(leads_to(&server, "/sources/mihail-relov").await, "/sources/mikhail-relov");
        for typed in ["mihail", "Mikhail+Relov", "Mihail+Relov", "relov", "Mikhayil+Relov"] {
            let answer = server.get(&format!("/claims?source={typed}")).await;
            match typed {
                "Mikhayil+Relov" => assert!(answer.body.contains("Nobody")),
                _ => assert_eq!(answer.header("location"), "/claims?source=mikhail-relov", "{typed}"),
            }
        }
        for typed in ["mihail", "Mikhail", "\"Mihail Relov\""] {
            let typed: String = url::form_urlencoded::byte_serialize(typed.as_bytes()).collect();
            assert_eq!(count(&server, &format!("/claims?q=speaker:{typed}")).await, 2, "{typed}");
        }
    }
}

#[tokio::test]
async fn one_name_of_two_kinds_has_the_same_addresses_whichever_came_first() {
    let parties =
        [person("Halm Storr"), party("Halm Storr", SourceKind::Organisation, Identity::Name), person("Halm Storr")];
    for order in [[0, 1], [1, 2]] {
        let server = start().await;
        for at in order {
            load(&server, &format!("a{at}"), "2025-03-05", &[parties[at].clone()]).await;
        }
        assert_eq!(sources(&server).await, ["halm-storr", "halm-storr-person"]);
        let page = server.page("/sources/halm-storr").await;
        assert!(page.texts(".byline")[0].starts_with("organisation"));
        assert_eq!(page.attributes(".maybe a", "href"), ["/sources/halm-storr-person"], "one click away");
        assert!(page.texts(".maybe li")[0].contains("another kind"));
    }
}

#[tokio::test]
async fn spellings_of_one_body_are_one_source_with_one_address() {
    let names = ["Tessia’s Defense Ministry", "Tessian Ministry of Defence", "Tessian Defence Ministry"];
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
        let server = start().await;
        for at in order {
            let body = party(names[at], SourceKind::Organisation, Identity::Name);
            load(&server, &format!("a{at}"), "2025-03-05", &[body]).await;
        }
        assert_eq!(sources(&server).await, ["tessian-ministry-of-defence"], "{order:?}");
        for other in ["tessias-defense-ministry", "tessian-defence-ministry"] {
            assert_eq!(
                leads_to(&server, &format!("/sources/{other}")).await,
                "/sources/tessian-ministry-of-defence",
                "{order:?}"
            );
        }
        assert_eq!(count(&server, "/claims?q=speaker:%22Tessia's+Defense%22").await, 3);
    }
}

#[tokio::test]
async fn a_surname_or_an_initial_is_never_joined_by_name() {
    let server = start().await;
    load(&server, "a", "2025-03-05", &[person("John Reth")]).await;
    load(&server, "b", "2025-03-06", &[surname("Reth")]).await;
    load(&server, "c", "2025-03-07", &[person("J. Reth")]).await;
    load(&server, "d", "2025-03-08", &[person("J. Reth")]).await;
    load(&server, "e", "2025-03-09", &[person("Serhiy Relov")]).await;
    load(&server, "f", "2025-03-10", &[person("Sergei Relov")]).await;
    assert_eq!(sources(&server).await.len(), 6);
    let page = server.page("/sources/john-reth").await;
    let maybe = page.texts(".maybe li");
    assert_eq!(maybe.len(), 3, "{maybe:?}");
    assert!(maybe[0].contains("the initial and the surname fit") && maybe[2].contains("the surname fits"), "{maybe:?}");
    let page = server.page("/sources/serhy-relov").await;
    assert!(page.texts(".maybe li")[0].contains("as another language has it"), "{:?}", page.texts(".maybe li"));
}

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
    assert!(refused(&server, &["undo", "1"]).contains("change number 1 was undone before"));
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
    assert!(refused(&server, &["undo", "1"]).contains("rests on change number 2"));
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
    assert!(refused(&server, &["undo", "1"]).contains("rests on change number 2"));
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
    assert!(refused(&server, &["undo", "1"]).contains("rests on change number 2"));
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
        (&["undo", "7"], "no change number 7"),
    ] {
        let said = refused(&server, arguments);
        assert!(said.contains(reason), "{arguments:?}: {said}");
    }
    assert!(decided(&server, &["log"]).contains("Nothing was merged, split or renamed"), "nothing was changed by that");
    decided(&server, &["merge", "holm-post", "ada-brandt", "--force"]);
    assert_eq!(count(&server, "/sources/ada-brandt").await, 2);
    let missing = onrecord(server.dir.path(), &["source", "log", "--database", "missing.db"]);
    assert_eq!(missing.status.code(), Some(2));
}

#[tokio::test]
async fn what_came_through_a_speaker_is_found_and_set_apart() {
    let server = start().await;
    let (article, mut reading) =
        report("a", "2025-03-05", &[person("Ada Brandt"), person("Olof Weir"), person("Ida Lund")]);
    reading.claims[1].via = vec![person("Ada Brandt")];
    reading.claims[2].via = vec![party("Holm Post", SourceKind::Media, Identity::Name), person("Ada Brandt")];
    reading.claims[2].stance = Stance::Denies;
    save(&server.store, (article, reading)).await;
    let page = server.page("/claims?source=ada-brandt").await;
    assert_eq!(page.texts(".claim .says"), ["a saying number 0"], "what it said");
    assert_eq!(page.texts(".through"), ["Set apart: 2 claims that came through Ada Brandt."]);
    assert_eq!(page.attributes(".through a", "href"), ["/claims?via=ada-brandt"]);
    assert_eq!(count(&server, "/claims?via=ada-brandt").await, 2);
    // With the other filters of the search.
    let page = server.page("/claims?source=ada-brandt&stance=denies").await;
    assert_eq!(page.attributes(".through a", "href"), ["/claims?stance=denies&via=ada-brandt"]);
    assert_eq!(page.texts(".through"), ["Set apart: 1 claim that came through Ada Brandt."]);
    let page = server.page("/claims?q=speaker:brandt").await;
    assert_eq!(page.texts(".through"), ["Set apart: 2 claims that came through “brandt”."]);
    assert_eq!(leads_to(&server, &page.attributes(".through a", "href")[0]).await, "/claims?via=ada-brandt");
    assert!(server.page("/claims?source=olof-weir").await.texts(".through").is_empty());
    // Its own page, and that of an outlet that said nothing itself.
    let page = server.page("/sources/ada-brandt").await;
    assert_eq!(page.texts("section.through .says").len(), 2);
    let outlet = server.page("/sources/holm-post").await;
    assert_eq!(outlet.texts("section.through .says"), ["a saying number 2"]);
    assert!(outlet.texts(".byline")[0].contains("0 claims"));
}

#[tokio::test]
async fn what_a_registry_tells_of_a_source_stands_on_its_page() {
    let server = start().await;
    load(&server, "a", "2025-03-05", &[person("Ada Brandt"), person("Olof Weir")]).await;
    let file = server.dir.path().join("test.db");
    let pool = sqlx::SqlitePool::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    sqlx::query("UPDATE sources SET wikidata = 'Q42', country = 'Orvania' WHERE slug = 'ada-brandt'")
        .execute(&pool)
        .await
        .unwrap();
    let page = server.page("/sources/ada-brandt").await;
    assert!(page.texts(".byline")[0].starts_with("person · Orvania · 1 claim"), "{:?}", page.texts(".byline"));
    assert!(page.attributes("aside a", "href").contains(&"https://www.wikidata.org/wiki/Q42".to_owned()));
    assert!(!server.page("/sources/olof-weir").await.body.contains("wikidata"));
}

#[tokio::test]
async fn a_source_known_by_name_becomes_the_registry_s_and_keeps_its_address() {
    let server = start().await;
    load(&server, "a", "2025-03-05", &[person("Ada Brant")]).await;
    let facts = Registered {
        slug: Slug::of("Ada Brant of Holm"),
        wikidata: Some("Q42".to_owned()),
        country: Some("UA".to_owned()),
        names: vec!["Ada of Holm".to_owned()],
    };
    let known = Party { identity: Identity::Registry(Arc::new(facts)), ..person("Ada Brant") };
    load(&server, "b", "2025-03-06", std::slice::from_ref(&known)).await;
    load(&server, "c", "2025-03-07", &[person("Ada Brant")]).await;
    assert_eq!(sources(&server).await, ["ada-brant-of-holm"]);
    assert_eq!(leads_to(&server, "/sources/ada-brant").await, "/sources/ada-brant-of-holm");
    assert_eq!(count(&server, "/sources/ada-brant-of-holm").await, 3);
    let page = server.page("/sources/ada-brant-of-holm").await;
    assert!(page.attributes("aside a", "href").contains(&"https://www.wikidata.org/wiki/Q42".to_owned()));
    assert!(
        !page.body.contains("Matched by name") && !page.body.contains("Ada of Holm"),
        "a name not printed is not shown"
    );
    assert_eq!(leads_to(&server, "/claims?source=Ada+of+Holm").await, "/claims?source=ada-brant-of-holm");
    decided(&server, &["rename", "ada-brant-of-holm", "Ada Brandt"]);
    load(&server, "d", "2025-03-08", &[known]).await;
    assert_eq!(count(&server, "/sources/ada-brandt").await, 4, "the registry's word leads there after a rename, too");
}

#[tokio::test]
async fn sources_of_the_first_version_s_database_keep_their_addresses() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("test.db");
    std::fs::write(&file, zstd::decode_all(&include_bytes!("data/first-version.db.zst")[..]).unwrap()).unwrap();
    let pool = sqlx::SqlitePool::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    let slugs: Vec<String> = sqlx::query_scalar(
        "SELECT DISTINCT s.slug FROM sources s JOIN claim_parties cp ON cp.source_row = s.row \
         JOIN claims c ON c.row = cp.claim_row WHERE c.is_listed = 1",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    let maran: i64 = sqlx::query_scalar(
        "SELECT COUNT(DISTINCT c.row) FROM sources s JOIN claim_parties cp ON cp.source_row = s.row AND cp.role <> 'via' \
         JOIN claims c ON c.row = cp.claim_row WHERE c.is_listed = 1 AND s.slug = 'ilse-maran'",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    pool.close().await;
    assert!(slugs.len() > 50 && maran > 5, "{} {maran}", slugs.len());
    let server = start_on(dir, TextShown::Full).await;
    for slug in slugs {
        server.page(&format!("/sources/{slug}")).await;
    }
    for path in ["/claims?q=speaker:maran", "/claims?source=ilse-maran"] {
        assert_eq!(count(&server, path).await, maran as usize, "{path}");
    }
}

/// A claim said at this date, in an article published on this day.
async fn dated(server: &TestServer, slug: &str, published: Option<&str>, edtf: Option<&str>, basis: Basis) {
    let (mut article, mut reading) = report(slug, "2025-03-05", &[person("Ada Brandt")]);
    article.published = published.map(|day| Published::parse(day).unwrap());
    let edtf = edtf.map(|text| text.parse::<Edtf>().unwrap());
    reading.claims[0].said = Said { edtf, basis, span: None };
    save(&server.store, (article, reading)).await;
}

#[tokio::test]
async fn dates_sort_and_filter_as_their_words_allow() {
    let server = start().await;
    for (slug, published, edtf, basis) in [
        ("day", Some("2025-03-05"), Some("2025-03-04"), Basis::Text),
        ("month", Some("2025-03-20"), Some("2025-02"), Basis::Text),
        ("span", Some("2025-03-20"), Some("2025-03-01/2025-03-10"), Basis::Carried),
        ("before", Some("2025-03-20"), Some("../2025-03-07"), Basis::Text),
        ("print", Some("2025-03-06"), Some("../2025-03-06"), Basis::Publication),
        ("yearless", None, Some("XXXX-03-04"), Basis::Text),
        ("nothing", None, None, Basis::None),
    ] {
        dated(&server, slug, published, edtf, basis).await;
    }
    let found = async |query: &str| -> Vec<String> {
        let page = server.page(&format!("/claims?{query}")).await;
        page.texts(".claim .says").iter().map(|words| words.split(' ').next().unwrap().to_owned()).collect()
    };
    // By the last day it may have been said, newest first; those without a day last, whichever way round.
    assert_eq!(found("").await, ["span", "before", "print", "day", "month", "yearless", "nothing"]);
    assert_eq!(found("sort=-said").await, ["month", "day", "print", "before", "span", "yearless", "nothing"]);
    for (query, expected) in [
        // A range finds what may lie in it.
        ("from=2025-03-04&to=2025-03-04", &["span", "before", "day"][..]),
        ("from=2025-03-08&to=2025-03-09", &["span"]),
        ("from=2025-02&to=2025-02", &["before", "month"]),
        ("to=2025-01-31", &["before"]),
        ("from=2025-03-11", &[]),
        // One that its publication alone dates is found by that day and no other.
        ("from=2025-03-06&to=2025-03-06", &["span", "before", "print"]),
        ("from=2025-03-05&to=2025-03-05", &["span", "before"]),
        ("q=before:2025-02-01", &["before"]),
        ("q=after:2025-03-09", &["span"]),
        // A day without a year is in no range.
        ("from=0001-01-01&to=9999-12-31", &["span", "before", "print", "day", "month"]),
        ("has=date", &["span", "before", "day", "month", "yearless"]),
        ("published_from=2025-03-06&published_to=2025-03-06", &["print"]),
    ] {
        assert_eq!(found(query).await, expected, "{query}");
    }
    let page = server.page("/claims?from=2025-03-06&to=2025-03-06").await;
    assert!(page.body.contains("carry no date of their own"), "and the page says so");
    let page = server.page("/claims?q=yearless").await;
    assert!(page.texts(".when")[0].starts_with("4 Mar, year not told"), "{:?}", page.texts(".when"));
}

#[tokio::test]
async fn the_day_is_the_one_printed_and_the_time_stamp_is_kept() {
    let server = start().await;
    dated(&server, "late", Some("2025-03-05T23:30:00-05:00"), Some("../2025-03-05"), Basis::Publication).await;
    for (query, expected) in [
        ("published_from=2025-03-05&published_to=2025-03-05", 1),
        ("published_from=2025-03-06", 0),
        ("from=2025-03-05&to=2025-03-05", 1),
        ("from=2025-03-06", 0),
    ] {
        assert_eq!(count(&server, &format!("/claims?{query}")).await, expected, "{query}");
    }
    let path = server.listed("/claims").await.remove(0);
    assert!(server.page(&path).await.texts(".facts dd")[1].starts_with("5 March 2025, 23:30"));
}
