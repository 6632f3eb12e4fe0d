//! Names of sources: how they are looked up, and that what they are looked up by follows the database.

use onrecord::domain::{NewArticle, Published, Slug, SourceKind};
use onrecord::store::{AttributedTo, NewSource, Withdrawable};
use sqlx::{Connection, SqliteConnection};

use crate::support::{TestServer, article, start};

/// An article of a day.
fn printed(slug: &str, text: &str) -> NewArticle {
    let mut article = article(slug, text);
    article.published = Published::parse("2025-03-05").ok();
    article
}

async fn filled() -> TestServer {
    let server = start().await;
    let boats: String = (0..20).map(|number| format!("Mayor Ida Lund said that boat {number} sank.\n\n")).collect();
    for (slug, text) in [
        ("boats", boats.as_str()),
        ("bridge", "General Ada Brandt said that the bridge had fallen. Brandt denied that boats sank."),
        ("grain", "Minister Olof Weir warned that grain would run out. An official said that mills burned."),
        ("mill", "Analyst Abbas Gallyamov said that the mill stood still. The Ministry of Roads said that it rained."),
    ] {
        server.load(printed(slug, text)).await;
    }
    server
}

async fn database(server: &TestServer) -> SqliteConnection {
    let file = format!("sqlite://{}", server.dir.path().join("test.db").display());
    SqliteConnection::connect(&file).await.unwrap()
}

/// Checks that the words of names are those of the sources as they are.
#[track_caller]
fn is_kept((missing, left): (i64, i64), after: &str) {
    assert_eq!((missing, left), (0, 0), "{after}");
}

async fn differing(server: &TestServer) -> (i64, i64) {
    let mut database = database(server).await;
    let missing = "SELECT COUNT(*) FROM (SELECT * FROM words_of_sources EXCEPT SELECT * FROM source_words)";
    let left = "SELECT COUNT(*) FROM (SELECT * FROM source_words EXCEPT SELECT * FROM words_of_sources)";
    (
        sqlx::query_scalar(missing).fetch_one(&mut database).await.unwrap(),
        sqlx::query_scalar(left).fetch_one(&mut database).await.unwrap(),
    )
}

async fn starting(server: &TestServer, typed: &str) -> Vec<String> {
    let found = server.store.sources_starting(typed, 6).await.unwrap();
    found.into_iter().map(|found| format!("{} {}", found.source.name, found.claims)).collect()
}

#[tokio::test]
async fn names_are_suggested_by_any_of_their_words_those_with_most_claims_first() {
    let server = filled().await;
    is_kept(differing(&server).await, "loads");
    for (typed, expected) in [
        ("a", vec!["Ada Brandt 2", "Abbas Gallyamov 1"]),
        ("lu i", vec!["Ida Lund 20"]),
        ("ministry roads", vec!["Ministry of Roads 1"]),
        ("ro min of", vec!["Ministry of Roads 1"]),
        ("bra lund", vec![]),
        ("official", vec![]),
        ("gallyam", vec!["Abbas Gallyamov 1"]),
    ] {
        assert_eq!(starting(&server, typed).await, expected, "{typed}");
    }
    let mut database = database(&server).await;
    let magnitudes: Vec<i64> = sqlx::query_scalar("SELECT magnitude FROM source_words WHERE word = 'lund' GROUP BY 1")
        .fetch_all(&mut database)
        .await
        .unwrap();
    assert_eq!(magnitudes, [3], "twenty claims");
}

#[tokio::test]
async fn what_names_are_looked_up_by_follows_every_change() {
    let server = filled().await;
    let slug = |name: &str| Slug::of(name);
    let (lund, weir, brandt) = (slug("Ida Lund"), slug("Olof Weir"), slug("Ada Brandt"));

    let merged = server.store.merge_sources(&weir, &lund, false, None).await.unwrap();
    is_kept(differing(&server).await, "a merge");
    assert_eq!(starting(&server, "weir").await, ["Ida Lund 21"]);
    assert_eq!(server.listed("/claims?q=speaker:weir").await.len(), 21);

    let more: String = (0..70).map(|number| format!("Mayor Ida Lund said that barge {number} sank.\n\n")).collect();
    server.load(printed("barges", &more)).await;
    is_kept(differing(&server).await, "claims of a source that another was merged into");
    server.store.undo_decision(merged.number).await.unwrap();
    is_kept(differing(&server).await, "a merge undone");
    assert_eq!(starting(&server, "weir").await, ["Olof Weir 1"]);

    server.store.rename_source(&brandt, "Adele Branting", None).await.unwrap();
    is_kept(differing(&server).await, "another name");
    assert_eq!(starting(&server, "branting").await, ["Adele Branting 2"]);
    assert_eq!(starting(&server, "brandt").await, ["Adele Branting 2"], "articles print it so");

    let claim = server.listed("/claims?source=olof-weir").await.remove(0);
    let claim = claim.rsplit('/').next().unwrap().parse().unwrap();
    let new = NewSource { name: "Ines Buchan", kind: SourceKind::Person, force: false };
    server.store.attribute_claim(&claim, AttributedTo::New(new), None).await.unwrap();
    is_kept(differing(&server).await, "a claim of somebody else");
    assert_eq!(starting(&server, "buchan").await, ["Ines Buchan 1"]);
    assert_eq!(starting(&server, "weir").await, [""; 0]);
    server.store.set_source_kind(&slug("Ines Buchan"), SourceKind::Group, None).await.unwrap();
    is_kept(differing(&server).await, "another kind");

    server.store.withdraw(&Withdrawable::Claim(claim), "asked for").await.unwrap();
    is_kept(differing(&server).await, "a claim withdrawn");
    assert_eq!(starting(&server, "buchan").await, [""; 0], "it has no claim left");
    assert_eq!(server.page("/claims?q=buchann").await.texts(".meant"), [""; 0], "nor is it offered as a correction");
}

#[tokio::test]
async fn lists_find_names_in_every_spelling() {
    let server = filled().await;
    let listed = async |name: &str| server.page(&format!("/sources?name={name}")).await.texts(".list td a");
    for name in ["gallyamov", "Galyamov", "Galliamov", "abbas+galyamov", "Abbas+Gallia"] {
        assert_eq!(listed(name).await, ["Abbas Gallyamov"], "{name}");
    }
    assert_eq!(listed("ministry+of+ro").await, ["Ministry of Roads"]);
    for name in ["lyamov", "gallyamov+abbas", "%E2%80%94"] {
        assert_eq!(listed(name).await, [""; 0], "{name}");
    }
    assert_eq!(server.listed("/claims?q=speaker:official").await.len(), 1, "also sources of one article");
    assert_eq!(server.listed("/claims?q=speaker:\"ministry+of+ro\"").await.len(), 1);
    assert_eq!(server.listed("/claims?q=speaker:galyamov").await.len(), 0, "double letters count here");
    // Another name is offered for one that nobody has, not for one that said nothing of the kind.
    let meant = async |typed: &str| server.page(&format!("/claims?q=speaker:{typed}")).await.texts(".meant a");
    assert_eq!(meant("galyamov").await, ["Abbas Gallyamov"]);
    assert_eq!(meant("gallyamov+zzz").await, [""; 0]);
}

#[tokio::test]
async fn a_word_that_belongs_to_the_next_one_names_nobody() {
    let server = filled().await;
    for (slug, text) in [
        ("depot", "Mayor Tom Reth said that the depot was empty."),
        ("come", "Mayor Ida Lund said that many North Korean soldiers had come by train."),
        ("near", "Minister Olof Weir said that the North Korean soldiers were near the border."),
    ] {
        server.load(printed(slug, text)).await;
    }
    // The program takes nobody of this name for a person, but people know better.
    let claim = server.listed("/claims?q=depot").await.remove(0).rsplit('/').next().unwrap().parse().unwrap();
    let north = NewSource { name: "Oskar North", kind: SourceKind::Person, force: false };
    server.store.attribute_claim(&claim, AttributedTo::New(north), None).await.unwrap();
    let told = async |typed: &str| server.page(&format!("/claims?q={typed}")).await.texts(".told li");
    for typed in ["North+Korean+soldiers", "soldiers+north+koreans", "north+korean"] {
        assert_eq!(told(typed).await, [""; 0], "{typed}");
    }
    for typed in ["North+depot", "depot+Oskar+North"] {
        assert_eq!(told(typed).await, ["What Oskar North said about “depot” 1 claim"], "{typed}");
    }
    let page = server.page("/claims?q=North+Korean+soldiers").await;
    assert_eq!(page.texts(".claim").len(), 2);
    assert!(!page.body.contains("Oskar"), "it is not offered in another form");
}
