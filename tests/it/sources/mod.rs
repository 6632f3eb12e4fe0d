//! Sources across articles: who is who, what people decide about it, and finding them by every spelling.
//!
//! The readings are made by hand, so that these tests hold whatever the extractor finds.

mod corrections;
mod days;
mod decisions;

use std::process::Output;
use std::sync::Arc;

use onrecord::config::TextShown;
use onrecord::domain::{
    Basis, ClaimId, ContentKey, Edtf, ExtractedClaim, Identity, Manner, NewArticle, Party, Published, Quotation,
    Registered, Said, Slug, SourceKind, Span, Stance,
};
use onrecord::store::{LoadedArticle, NewReading, ReadArticle, Store};

use crate::support::{TestServer, article, onrecord, start, start_on, stderr, stdout};
use crate::upgrade::{FIRST, unpacked};

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
        reasons: Vec::new(),
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

/// Runs a command about decisions (`source`, `claim`) on the database of a server, where it must go well; what it printed.
#[track_caller]
fn done(server: &TestServer, command: &str, arguments: &[&str]) -> String {
    let output = run(server, command, arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", stderr(&output));
    stdout(&output)
}

/// The same, where it must be refused; why.
#[track_caller]
fn not_done(server: &TestServer, command: &str, arguments: &[&str]) -> String {
    let output = run(server, command, arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", stdout(&output));
    stderr(&output)
}

fn run(server: &TestServer, command: &str, arguments: &[&str]) -> Output {
    onrecord(server.dir.path(), &[&[command], arguments, &["--database", "test.db"]].concat())
}

#[track_caller]
fn decided(server: &TestServer, arguments: &[&str]) -> String {
    done(server, "source", arguments)
}

#[track_caller]
fn refused(server: &TestServer, arguments: &[&str]) -> String {
    not_done(server, "source", arguments)
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
        name: "Ada Brant".to_owned(),
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
    let dir = unpacked(FIRST);
    let file = dir.path().join("test.db");
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
