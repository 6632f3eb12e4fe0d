//! What people correct: who said a claim, when it was said, and of which kind a source is.

use super::*;

#[track_caller]
fn corrected(server: &TestServer, arguments: &[&str]) -> String {
    done(server, "claim", arguments)
}

#[track_caller]
fn not_corrected(server: &TestServer, arguments: &[&str]) -> String {
    not_done(server, "claim", arguments)
}

/// The claim of an article's text at this place.
fn claim_of(slug: &str, day: &str, parties: &[Party], at: usize) -> String {
    report(slug, day, parties).1.claims[at].id.to_string()
}

#[tokio::test]
async fn a_claim_stands_under_the_source_that_a_person_names_until_that_is_undone() {
    let server = start().await;
    let parties = [person("Ada Brandt"), person("Ada Brandt")];
    load(&server, "a", "2025-03-05", &parties).await;
    load(&server, "b", "2025-03-06", &[person("Olof Weir")]).await;
    let id = claim_of("a", "2025-03-05", &parties, 1);
    let path = format!("/claims/{id}");
    let said = corrected(&server, &["attribute", &path, "olof-weir", "--by", "Ida Lund"]);
    assert!(
        said.contains(&format!("attributed claim {id} to “Olof Weir” (olof-weir) (before: “Ada Brandt” (ada-brandt))"))
    );
    let check = async |moment: &str| {
        assert_eq!(count(&server, "/claims?source=olof-weir").await, 2, "{moment}");
        assert_eq!(count(&server, "/claims?source=ada-brandt").await, 1, "{moment}");
        assert_eq!(count(&server, "/claims?q=weir").await, 2, "{moment}: by a word of the name");
        assert_eq!(count(&server, "/claims?q=speaker:weir").await, 2, "{moment}");
        assert_eq!(server.page("/sources?name=weir").await.texts(".list td a"), ["Olof Weir"], "{moment}");
        let page = server.page(&path).await;
        assert!(page.texts("h1")[0].starts_with("Olof Weir"), "{moment}: {:?}", page.texts("h1"));
        let told = &page.texts(".correction")[0];
        assert!(told.starts_with("Ida Lund attributed this claim to “Olof Weir” on "), "{told}");
        assert!(told.ends_with("; the program had read “Ada Brandt”."), "{told}");
        assert!(page.texts(".steps dd").contains(told), "and where the reading is explained");
    };
    check("after it").await;
    reread(&server, &[("a", "2025-03-05", &parties)], "made-up-2").await;
    check("after a reread").await;
    // A split of the source it had, and a merge of the one it has.
    load(&server, "c", "2025-03-07", &[person("Olof Wier")]).await;
    decided(&server, &["merge", "olof-weir", "olof-wier"]);
    assert_eq!(count(&server, "/claims?source=olof-wier").await, 3);
    decided(&server, &["undo", "2"]);
    check("after a merge was undone").await;
    assert!(corrected(&server, &["log", &id]).contains(" · by Ida Lund"));
    assert!(decided(&server, &["log", "olof-weir"]).contains("attributed claim"), "the source's log has it as well");
    corrected(&server, &["undo", "1"]);
    assert_eq!(count(&server, "/claims?source=ada-brandt").await, 2);
    assert_eq!(count(&server, "/claims?q=weir").await, 1);
    assert!(server.page(&path).await.texts(".correction").is_empty());
}

#[tokio::test]
async fn the_role_of_the_source_that_was_found_is_not_that_of_the_one_named() {
    let server = start().await;
    let parties = [in_role("Ada Brandt", "mayor of Holm"), in_role("Ada Brandt", "mayor of Holm")];
    load(&server, "a", "2025-03-05", &parties).await;
    load(&server, "b", "2025-03-06", &[person("Olof Weir")]).await;
    let id = claim_of("a", "2025-03-05", &parties, 1);
    let told = async || server.page(&format!("/claims/{id}")).await.body.contains("mayor of Holm");
    corrected(&server, &["attribute", &id, "olof-weir"]);
    assert!(!told().await);
    reread(&server, &[("a", "2025-03-05", &parties)], "made-up-2").await;
    assert!(!told().await, "after a reread");
    assert!(!server.page("/sources/olof-weir").await.body.contains("mayor of Holm"));
    corrected(&server, &["undo", "1"]);
    assert!(told().await, "its own source bears it again");
}

#[tokio::test]
async fn a_claim_without_a_source_gets_one_and_loses_it_again() {
    let server = start().await;
    let (article, mut reading) = report("a", "2025-03-05", &[person("Ada Brandt")]);
    reading.claims[0].source = None;
    let id = reading.claims[0].id.to_string();
    save(&server.store, (article, reading)).await;
    load(&server, "b", "2025-03-06", &[person("Olof Weir")]).await;
    corrected(&server, &["attribute", &id, "olof-weir"]);
    assert_eq!(count(&server, "/sources/olof-weir").await, 2);
    corrected(&server, &["undo", "1"]);
    assert_eq!(count(&server, "/sources/olof-weir").await, 1);
    assert_eq!(count(&server, "/claims").await, 2);
}

#[tokio::test]
async fn a_claim_is_attributed_to_a_source_that_no_article_names() {
    let server = start().await;
    let parties = [person("Ada Brandt"), person("Ada Brandt")];
    load(&server, "a", "2025-03-05", &parties).await;
    let id = claim_of("a", "2025-03-05", &parties, 1);
    let said = corrected(&server, &["attribute", &id, "--new", " Olof  Weir ", "--kind", "person"]);
    assert!(said.contains("to “Olof Weir” (olof-weir) (before: “Ada Brandt” (ada-brandt))"), "{said}");
    let check = async |claims: usize, moment: &str| {
        assert_eq!(sources(&server).await, ["ada-brandt", "olof-weir"], "{moment}");
        for path in ["/sources/olof-weir", "/claims?source=Olof+Weir", "/claims?q=speaker:weir"] {
            let answer = server.get(path).await;
            let path = if answer.status == 200 { path } else { answer.header("location") };
            assert_eq!(count(&server, path).await, claims, "{path}, {moment}");
        }
    };
    check(1, "after it").await;
    let told = server.page(&format!("/claims/{id}")).await.texts(".correction").remove(0);
    assert!(told.starts_with("A person attributed this claim to “Olof Weir” on "), "{told}");
    reread(&server, &[("a", "2025-03-05", &parties)], "made-up-2").await;
    check(1, "after a reread").await;
    load(&server, "a", "2025-03-05", &parties).await;
    check(1, "after the article was loaded again").await;
    // It is a source as any other: articles lead to its name, and decisions to its address.
    load(&server, "b", "2025-03-06", &[person("Olof Weir")]).await;
    check(2, "after an article that names it").await;
    let first = claim_of("a", "2025-03-05", &parties, 0);
    corrected(&server, &["attribute", &first, "olof-weir"]);
    assert_eq!(sources(&server).await, ["olof-weir"]);
    corrected(&server, &["undo", "2"]);
    corrected(&server, &["undo", "1"]);
    check(1, "after it was undone").await;
}

#[tokio::test]
async fn a_source_made_for_a_claim_leaves_the_lists_with_it() {
    let server = start().await;
    let parties = [person("Ada Brandt")];
    load(&server, "a", "2025-03-05", &parties).await;
    let id = claim_of("a", "2025-03-05", &parties, 0);
    let make = ["attribute", &id, "--new", "Holm Relief Fund", "--kind", "organisation"];
    corrected(&server, &make);
    assert_eq!(sources(&server).await, ["holm-relief-fund"]);
    corrected(&server, &["undo", "1"]);
    assert_eq!(sources(&server).await, ["ada-brandt"]);
    for path in ["/sources?name=relief", "/sources?kind=organisation", "/sources?name=holm&kind=organisation"] {
        assert!(server.page(path).await.texts(".list td a").is_empty(), "{path}");
    }
    assert!(!server.get("/suggest?q=relief").await.body.contains("Relief"), "suggestions");
    assert!(!server.page("/").await.body.contains("Relief"), "the home page");
    assert_eq!(server.get("/sources/holm-relief-fund").await.status, 410, "its address answers");
    // Made again, it is the same.
    corrected(&server, &make);
    assert_eq!(sources(&server).await, ["holm-relief-fund"]);
    assert_eq!(count(&server, "/sources/holm-relief-fund").await, 1);
}

#[tokio::test]
async fn a_second_source_of_a_name_is_made_only_where_that_is_asked_for() {
    let server = start().await;
    let parties = [person("Ada Brandt"), person("Ada Brandt"), person("Reth Holm")];
    load(&server, "a", "2025-03-05", &parties).await;
    load(&server, "b", "2025-03-06", &[person("Mikhail Relov")]).await;
    load(&server, "c", "2025-03-06", &[person("Mihail Relov")]).await;
    let id = claim_of("a", "2025-03-05", &parties, 2);
    let new = |name, kind, more: &[&'static str]| {
        let all = [&["attribute", id.as_str(), "--new", name, "--kind", kind][..], more].concat();
        all.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let refused =
        |arguments: Vec<String>| not_corrected(&server, &arguments.iter().map(String::as_str).collect::<Vec<_>>());
    for (name, kind, known) in [
        ("ada brandt", "person", "ada-brandt"),
        ("Ada Brandt", "organisation", "ada-brandt"),
        ("Mihail Relov", "person", "mikhail-relov"),
        ("Mikhail  Relov", "person", "mikhail-relov"),
    ] {
        let said = refused(new(name, kind, &[]));
        assert!(said.contains(&format!("is known here: {known}, of the kind “person”")), "{name}: {said}");
        assert!(said.contains("--force"), "{said}");
    }
    assert!(corrected(&server, &["log"]).contains("Nothing was decided."), "nothing was changed by that");
    let forced = new("Ada Brandt", "person", &["--force"]);
    corrected(&server, &forced.iter().map(String::as_str).collect::<Vec<_>>());
    let all = sources(&server).await;
    assert_eq!(all[..2], ["ada-brandt", "ada-brandt-person"], "{all:?}");
    load(&server, "d", "2025-03-07", &[person("Ada Brandt")]).await;
    assert_eq!(count(&server, "/sources/ada-brandt").await, 3, "articles lead to the first");
    assert_eq!(count(&server, "/sources/ada-brandt-person").await, 1);
}

#[tokio::test]
async fn a_source_made_for_a_claim_becomes_the_registry_s() {
    let server = start().await;
    let parties = [person("Ada Brandt")];
    load(&server, "a", "2025-03-05", &parties).await;
    let id = claim_of("a", "2025-03-05", &parties, 0);
    corrected(&server, &["attribute", &id, "--new", "Olof Weir", "--kind", "person"]);
    let facts = Registered {
        slug: Slug::of("Olof Weir of Holm"),
        name: "Olof Weir".to_owned(),
        wikidata: Some("Q42".to_owned()),
        country: None,
        names: Vec::new(),
    };
    let known = Party { identity: Identity::Registry(Arc::new(facts)), ..person("Olof Weir") };
    load(&server, "b", "2025-03-06", &[known]).await;
    assert_eq!(sources(&server).await, ["olof-weir-of-holm"]);
    assert_eq!(count(&server, "/sources/olof-weir-of-holm").await, 2);
    assert_eq!(leads_to(&server, "/sources/olof-weir").await, "/sources/olof-weir-of-holm");
}

#[tokio::test]
async fn words_that_are_no_name_make_a_source_of_the_article_alone() {
    let server = start().await;
    let parties = [person("Ada Brandt"), person("Ada Brandt")];
    load(&server, "a", "2025-03-05", &parties).await;
    let id = claim_of("a", "2025-03-05", &parties, 0);
    corrected(&server, &["attribute", &id, "--new", "a harbour official", "--kind", "unnamed"]);
    assert_eq!(count(&server, "/claims?kind=unnamed").await, 1);
    let slug = server.page("/sources?kind=unnamed").await.attributes(".list td a", "href").remove(0);
    assert!(server.page(&slug).await.body.contains("one article</a> alone"));
    // A surname is nobody else's.
    let second = claim_of("a", "2025-03-05", &parties, 1);
    corrected(&server, &["attribute", &second, "--new", "Weir", "--kind", "person"]);
    load(&server, "b", "2025-03-06", &[surname("Weir")]).await;
    assert_eq!(count(&server, "/sources/weir").await, 1);
}

#[tokio::test]
async fn a_claim_is_attributed_to_nobody_until_that_is_undone() {
    let server = start().await;
    let mut reports = report("a", "2025-03-05", &[in_role("Ada Brandt", "mayor of Holm"), person("Ida Lund")]);
    reports.1.claims[0].mention = vec![Span::new(19, 20)];
    reports.1.claims[0].others = vec![person("Olof Weir")];
    reports.1.claims[0].via = vec![person("Reth Holm")];
    let id = reports.1.claims[0].id.to_string();
    let path = format!("/claims/{id}");
    save(&server.store, reports.clone()).await;
    assert_eq!(server.page(&path).await.texts(".passage .mention").len(), 1);
    let said = corrected(&server, &["attribute", &id, "--nobody", "--by", "Ida Lund"]);
    assert!(said.contains(&format!("attributed claim {id} to nobody (before: “Ada Brandt” (ada-brandt))")), "{said}");
    let check = async |moment: &str| {
        assert_eq!(sources(&server).await, ["ida-lund"], "{moment}");
        assert_eq!(count(&server, "/claims").await, 2, "{moment}: the claim stays");
        assert_eq!(count(&server, "/claims?q=speaker:brandt").await, 0, "{moment}");
        assert_eq!(count(&server, "/claims?via=reth-holm").await, 1, "{moment}");
        let page = server.page(&path).await;
        assert!(page.texts("h1")[0].starts_with("Speaker not found"), "{moment}: {:?}", page.texts("h1"));
        assert!(!page.body.contains("mayor of Holm") && !page.body.contains("Olof Weir"), "{moment}");
        assert!(page.texts(".passage .mention").is_empty(), "{moment}: no words are marked as the source");
        assert!(page.texts(".facts dd").contains(&"none (as corrected here)".to_owned()), "{moment}");
        let told = &page.texts(".correction")[0];
        assert!(told.starts_with("Ida Lund attributed this claim to nobody on "), "{told}");
        assert!(told.ends_with("; the program had read “Ada Brandt”."), "{told}");
    };
    check("after it").await;
    assert!(not_corrected(&server, &["attribute", &id, "--nobody"]).contains("is attributed to nobody already"));
    let stored = server.store.stored_article(&reports.0.id()).await.unwrap();
    let reading = NewReading { extractor: "made-up-2".to_owned(), ..reports.1.clone() };
    assert!(server.store.save_readings(&[ReadArticle { article: stored, reading }]).await.unwrap()[0].is_some());
    check("after a reread").await;
    save(&server.store, reports.clone()).await;
    check("after the article was loaded again").await;
    // A merge of the source meanwhile, and another attribution.
    decided(&server, &["merge", "ada-brandt", "ida-lund"]);
    corrected(&server, &["attribute", &id, "ida-lund"]);
    assert_eq!(count(&server, "/sources/ida-lund").await, 2);
    corrected(&server, &["undo", "3"]);
    decided(&server, &["undo", "2"]);
    check("after that was undone").await;
    corrected(&server, &["undo", "1"]);
    assert_eq!(sources(&server).await, ["ada-brandt", "ida-lund", "olof-weir"]);
    let page = server.page(&path).await;
    assert!(page.texts("h1")[0].starts_with("Ada Brandt") && page.body.contains("mayor of Holm"));
    assert_eq!(page.texts(".passage .mention").len(), 1);
    assert_eq!(count(&server, "/claims?q=speaker:brandt").await, 1);
    assert!(decided(&server, &["log", "ada-brandt"]).contains("to nobody"), "the source's log keeps it");
}

#[tokio::test]
async fn a_split_of_the_article_leaves_alone_what_is_attributed_to_the_source() {
    let server = start().await;
    let parties = [person("Ada Brandt"), person("Olof Weir"), person("Olof Weir")];
    load(&server, "a", "2025-03-05", &parties).await;
    load(&server, "b", "2025-03-06", &[person("Ada Brandt")]).await;
    let id = claim_of("a", "2025-03-05", &parties, 1);
    corrected(&server, &["attribute", &id, "ada-brandt"]);
    let article = article("a", "").id().to_string();
    decided(&server, &["split", "ada-brandt", "--article", &article, "--name", "Ada Brandt the Younger"]);
    assert_eq!(count(&server, "/sources/olof-weir").await, 1, "the other claim of this one stays");
    assert_eq!(count(&server, "/sources/ada-brandt").await, 2, "the attributed one as well");
    assert_eq!(count(&server, "/sources/ada-brandt-the-younger").await, 1);
}

#[tokio::test]
async fn a_claim_has_the_date_that_a_person_gives_until_that_is_undone() {
    let server = start().await;
    let parties = [person("Ada Brandt")];
    load(&server, "a", "2025-03-05", &parties).await;
    let id = claim_of("a", "2025-03-05", &parties, 0);
    corrected(&server, &["date", &id, "2025-02-11"]);
    let check = async |moment: &str| {
        assert_eq!(count(&server, "/claims?from=2025-02-11&to=2025-02-11").await, 1, "{moment}");
        assert_eq!(count(&server, "/claims?has=date").await, 1, "{moment}");
        let page = server.page(&format!("/claims/{id}")).await;
        assert!(page.texts(".under")[0].contains("11 February 2025 (as corrected here)"), "{:?}", page.texts(".under"));
        assert!(
            page.texts(".correction")[0].starts_with("A person dated this claim “11 Feb 2025” on ")
                && page.texts(".correction")[0].ends_with("; the program had read no date."),
            "{:?}",
            page.texts(".correction")
        );
    };
    check("after it").await;
    reread(&server, &[("a", "2025-03-05", &parties)], "made-up-2").await;
    check("after a reread").await;
    // Of two the newer one counts, and either can be undone first.
    corrected(&server, &["date", &id, "2025-01"]);
    assert_eq!(count(&server, "/claims?from=2025-01&to=2025-01").await, 1);
    corrected(&server, &["undo", "2"]);
    check("after a second one was undone").await;
    corrected(&server, &["undo", "1"]);
    assert_eq!(count(&server, "/claims?has=date").await, 0);
    assert!(server.page(&format!("/claims/{id}")).await.texts(".under")[0].contains("no date"));
}

#[tokio::test]
async fn a_correction_goes_on_with_the_claim_that_takes_its_place() {
    let server = start().await;
    let parties = [person("Ada Brandt")];
    load(&server, "a", "2025-03-05", &parties).await;
    load(&server, "b", "2025-03-06", &[person("Olof Weir")]).await;
    let id = claim_of("a", "2025-03-05", &parties, 0);
    corrected(&server, &["attribute", &id, "olof-weir"]);
    corrected(&server, &["date", &id, "2025-02-11"]);
    // Another extractor cuts the words differently.
    let (made, _) = report("a", "2025-03-05", &parties);
    let stored = server.store.stored_article(&made.id()).await.unwrap();
    let longer = claim(&stored, "saying number 0", person("Ada Brandt"));
    let successor = longer.id.to_string();
    let reading = NewReading { extractor: "made-up-2".to_owned(), claims: vec![longer], not_read: None };
    assert!(server.store.save_readings(&[ReadArticle { article: stored, reading }]).await.unwrap()[0].is_some());
    assert_ne!(successor, id);
    assert_eq!(count(&server, "/sources/olof-weir").await, 2);
    assert_eq!(count(&server, "/claims?from=2025-02-11&to=2025-02-11").await, 1);
    assert_eq!(server.page(&format!("/claims/{successor}")).await.texts(".correction").len(), 2);
    assert!(not_corrected(&server, &["date", &id, "2025"]).contains(&format!("{successor} took its place")));
    corrected(&server, &["undo", "1"]);
    assert_eq!(count(&server, "/sources/ada-brandt").await, 1);
}

#[tokio::test]
async fn a_source_is_of_the_kind_that_a_person_says_until_that_is_undone() {
    let server = start().await;
    load(&server, "a", "2025-03-05", &[person("Exon Holm")]).await;
    let said = decided(&server, &["kind", "exon-holm", "organisation"]);
    assert!(said.contains("made “Exon Holm” (exon-holm) a source of the kind organisation (before: person), 1 claim"));
    let check = async |claims: usize, moment: &str| {
        assert_eq!(count(&server, "/claims?kind=organisation").await, claims, "{moment}");
        assert_eq!(count(&server, "/claims?kind=person").await, 0, "{moment}");
        assert_eq!(sources(&server).await, ["exon-holm"], "{moment}");
        let page = server.page("/sources/exon-holm").await;
        assert!(page.texts(".changes li")[0].contains("the program had read it as"), "{moment}");
    };
    check(1, "after it").await;
    load(&server, "b", "2025-03-06", &[person("Exon Holm")]).await;
    check(2, "after another article of the name").await;
    reread(&server, &[("a", "2025-03-05", &[person("Exon Holm")])], "made-up-2").await;
    check(2, "after a reread").await;
    decided(&server, &["kind", "exon-holm", "group"]);
    assert!(refused(&server, &["undo", "1"]).contains("rests on decision number 2"));
    decided(&server, &["undo", "2"]);
    decided(&server, &["undo", "1"]);
    assert_eq!(count(&server, "/claims?kind=person").await, 2);
}

#[tokio::test]
async fn what_cannot_be_corrected_is_refused_with_the_reason() {
    let server = start().await;
    let parties = [person("Ada Brandt")];
    load(&server, "a", "2025-03-05", &parties).await;
    let id = claim_of("a", "2025-03-05", &parties, 0);
    for (arguments, reason) in [
        (&["attribute", "x", "ada-brandt"][..], "an id is 16 characters"),
        (&["attribute", "0000000000000000", "ada-brandt"], "no claim here has the id 0000000000000000"),
        (
            &["attribute", &id, "nobody"],
            "no source here has the address /sources/nobody; --new NAME --kind KIND makes one",
        ),
        (&["attribute", &id], "<SOURCE|--new <NAME>|--nobody>"),
        (&["attribute", &id, "--new", "Olof Weir"], "--kind <KIND>"),
        (&["attribute", &id, "--kind", "person"], "--new <NAME>"),
        (&["attribute", &id, "ada-brandt", "--nobody"], "cannot be used with"),
        (&["attribute", &id, "--new", "-", "--kind", "person"], "a letter or digit among them"),
        (&["attribute", &id, "--new", "Olof Weir", "--kind", "channel"], "a kind is one of person"),
        (&["attribute", &id, "ada-brandt"], "is attributed to ada-brandt already"),
        (&["date", &id, "yesterday"], "not an EDTF date"),
        (&["date", &id, "2025-03-01/.."], "the date needs a last day"),
        (&["undo", "9"], "the log has no decision number 9"),
    ] {
        let said = not_corrected(&server, arguments);
        assert!(said.contains(reason), "{arguments:?}: {said}");
    }
    for (arguments, reason) in [
        (&["kind", "ada-brandt", "person"][..], "is of the kind “person” already"),
        (&["kind", "ada-brandt", "planet"], "a kind is one of person, organisation"),
    ] {
        assert!(refused(&server, arguments).contains(reason), "{arguments:?}");
    }
    assert!(corrected(&server, &["log"]).contains("Nothing was decided."), "nothing was changed by that");
}
