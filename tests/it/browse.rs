//! Browsing: what lists of sources and publishers, their pages and the home page count, and that links keep their word.

use onrecord::cli::find_claims;
use onrecord::domain::{NewArticle, Published};
use onrecord::extract::Extractor;
use onrecord::store::Store;
use sqlx::Connection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};

use crate::support::{Answer, TestServer, article, onrecord, start, stderr};

/// States and people that nobody knows, and one of a state that does not speak here.
const REGISTRY: &str = r#"
government = [{ name = "Orvania", country = "QO", capitals = ["Vell"], adjectives = ["Orvanian"] }]
person = [{ name = "Oru Malk", country = "QO" }, { name = "Pim Stell", country = "SE" }]
"#;

async fn load_known(server: &TestServer, article: NewArticle) {
    let article = server.store.outlook(article, true).await.unwrap().article;
    let extractor = Extractor::built_in().with_registry(REGISTRY).unwrap();
    server.store.save(&[find_claims(&extractor, article)]).await.unwrap();
}

fn printed_by(publisher: &str, slug: &str, day: &str, text: &str) -> NewArticle {
    NewArticle {
        publisher: Some(publisher.to_owned()),
        published: Published::parse(day).ok(),
        url: Some(format!("https://{}.example/{slug}", publisher.to_lowercase().replace(' ', "-"))),
        ..article(slug, text)
    }
}

/// Two publishers over two weeks, with people, a state, a ministry, and sources without a name.
async fn filled() -> TestServer {
    let server = start().await;
    for (number, day) in (3..17).enumerate() {
        let text = format!(
            "Minister Ada Brandt said harvest boat {number} was loaded with grain.\n\n\
             Brandt warned on Monday that the harvest of field {number} was late.\n\n\
             The Defence Ministry denied that bridge {number} had been lost.\n\n\
             A military official said road {number} was open.\n\n\
             “Nobody slept in house {number},” Mayor Ida Lund said."
        );
        let publisher = if number % 3 == 0 { "Hill Gazette" } else { "River Post" };
        server.load(printed_by(publisher, &format!("report-{number}"), &format!("2025-03-{day:02}"), &text)).await;
    }
    server
}

/// The first number of a text ("1,234 claims", "12 of 340 (4%)").
fn number(text: &str) -> i64 {
    let digits: String =
        text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(|c| c.is_ascii_digit() || *c == ',').collect();
    digits.replace(',', "").parse().unwrap_or_else(|_| panic!("no number in {text:?}"))
}

/// The number in the heading of the list at an address.
async fn total(server: &TestServer, link: &str) -> i64 {
    let heading = server.page(link).await.texts("h1").remove(0);
    if heading.starts_with("No ") { 0 } else { number(&heading) }
}

/// Checks that each link leads to as many rows as the number says that stands with it; gives how many links there are.
async fn links_keep_their_word(server: &TestServer, page: &Answer, items: &str, numbers: &str) -> usize {
    let links = page.attributes(&format!("{items} a"), "href");
    let counts = page.texts(&format!("{items} {numbers}"));
    assert_eq!(links.len(), counts.len(), "{items}");
    for (link, count) in links.iter().zip(&counts) {
        assert_eq!(total(server, link).await, number(count), "{link} says {count}");
    }
    links.len()
}

#[tokio::test]
async fn what_a_source_page_counts_is_what_its_links_list() {
    let server = filled().await;
    let page = server.page("/sources/ada-brandt").await;
    for (items, numbers, least) in [
        (".stances li", ".n", 2),
        (".quotations li", ".n", 1),
        (".quoted-by li", ".n:not(.of)", 2),
        (".words li", ".n", 2),
        (".chart tbody tr", ".num", 3),
    ] {
        let links = links_keep_their_word(&server, &page, items, numbers).await;
        assert!(links >= least, "{items}: {links}");
    }
    assert!(page.texts(".quoted-by li")[0].contains("18 of 28"), "{:?}", page.texts(".quoted-by li"));
    assert!(page.texts(".quoted-by .of")[0].ends_with("claims printed in all"));
    assert!(page.texts(".words a").contains(&"harvest".to_owned()), "{:?}", page.texts(".words a"));
    assert!(!page.texts(".words a").contains(&"Brandt".to_owned()), "the source's own name tells nothing");
    assert_eq!(page.attributes(".chart rect.all", "height").len(), page.texts(".chart tbody tr").len());
    // A source of few claims has no chart and no words.
    server.load(article("once", "Captain Nils Weir said the ferry sank.")).await;
    let page = server.page("/sources/nils-weir").await;
    assert_eq!((page.texts(".chart").len(), page.texts(".words").len()), (0, 0));
}

#[tokio::test]
async fn what_publisher_pages_count_is_what_their_links_list() {
    let server = filled().await;
    let page = server.page("/publishers/river-post").await;
    for items in [".quoted li", ".kinds li:has(a)", ".bodies li"] {
        assert!(links_keep_their_word(&server, &page, items, ".n").await > 0, "{items}");
    }
    assert!(
        page.texts(".kinds li").iter().any(|line| line == "unnamed sources 9 of 45 (20%)"),
        "{:?}",
        page.texts(".kinds li")
    );
    assert!(page.texts(".official")[0].starts_with("9 of 45 (20%)"), "{:?}", page.texts(".official"));
    let days = page.texts(".list:not(.chart .list) .day");
    assert_eq!((days[0].as_str(), days.len()), ("16 Mar 2025", 9), "newest first");
    let list = server.page("/publishers").await;
    assert!(list.texts(".publishers tbody tr")[0].contains("9 of 45 (20%)"));
    assert!(links_keep_their_word(&server, &list, ".matrix td:has(a)", "a").await >= 4);
    assert_eq!(list.attributes(".across", "tabindex"), ["0", "0"], "regions that scroll take the focus");
}

#[tokio::test]
async fn sources_are_narrowed_by_kind_country_letter_and_name() {
    let server = filled().await;
    load_known(
        &server,
        article(
            "known",
            "Orvania said the road was closed. Oru Malk said the shops were open. Pim Stell said the mill was dry.",
        ),
    )
    .await;
    for path in
        ["/sources", "/sources?sort=name", "/sources?sort=name&kind=person", "/sources?country=QO", "/sources?letter=m"]
    {
        let page = server.page(path).await;
        for items in [".chips:has(.n) a:not([aria-current])", ".countries li:not(:has([aria-current]))"] {
            let links = page.attributes(
                &format!(
                    "{items}{}",
                    if items.ends_with(')') && items.starts_with(".c") && items.contains("li") { " a" } else { "" }
                ),
                "href",
            );
            let counts = page.texts(&format!("{items} .n"));
            assert_eq!(links.len(), counts.len());
            for (link, count) in links.iter().zip(&counts) {
                assert_eq!(total(&server, link).await, number(count), "{path}: {link}");
            }
        }
        let letters = page.attributes(".letters a:not([aria-current])", "href");
        for (link, count) in letters.iter().zip(page.texts(".letters a:not([aria-current]) .n")) {
            assert_eq!(total(&server, link).await, number(&count), "{path}: {link}");
        }
        assert_eq!(letters.is_empty(), !path.contains("sort=name") && !path.contains("letter"), "{path}");
    }
    let names = async |path: &str| server.page(path).await.texts(".list td:first-child a");
    // Countries have names: a state's own where it speaks, the world's where it does not.
    assert_eq!(server.page("/sources").await.texts(".countries a"), ["Orvania", "Sweden"]);
    assert_eq!(names("/sources?country=QO").await, ["Oru Malk", "Orvania"]);
    assert_eq!(server.page("/sources?country=SE").await.texts(".chip.on"), ["Sweden ✕, remove this filter"]);
    assert_eq!(server.page("/sources/pim-stell").await.texts(".byline a"), ["Sweden"]);
    // People stand under their last name, and under that alone: letters add up to the list.
    assert_eq!(names("/sources?letter=b").await, ["Ada Brandt"]);
    assert_eq!(names("/sources?letter=a").await, [""; 0]);
    for path in ["/sources", "/sources?kind=person", "/sources?country=QO"] {
        let page = server.page(&format!("{path}{}sort=name", if path.contains('?') { '&' } else { '?' })).await;
        let of_letters: i64 = page.texts(".letters .n").iter().map(|count| number(count)).sum();
        assert_eq!(of_letters, total(&server, path).await, "{path}");
    }
    assert_eq!(names("/sources?letter=m&name=mal").await, ["Oru Malk"]);
    assert_eq!(names("/sources?name=brant+ada").await.len(), 0);
    assert_eq!(names("/sources?name=%E2%80%94").await.len(), 0, "a dash is nobody's name");
    for wrong in ["country=Sweden", "letter=xx", "sort=size"] {
        assert_eq!(server.get(&format!("/sources?{wrong}")).await.status, 400, "{wrong}");
    }
    // The form hands on what narrows the list.
    let page = server.page("/sources?country=QO&kind=person&sort=name").await;
    assert_eq!(page.attributes(".inline-find input[type=hidden]", "name"), ["kind", "country", "sort"]);
    assert!(page.texts("title")[0].starts_with("people, Orvania · 1 source"), "{:?}", page.texts("title"));
}

#[tokio::test]
async fn pages_of_sources_hold_each_one_once_in_every_order() {
    let server = mayors().await;
    for start in ["/sources", "/sources?sort=name", "/sources?letter=k", "/sources?kind=person&letter=a"] {
        let all = total(&server, start).await;
        let mut seen = Vec::new();
        let mut path = start.to_owned();
        for _ in 0..5 {
            let page = server.page(&path).await;
            seen.extend(page.attributes(".list td:first-child a", "href"));
            match page.attributes("a[rel=next]", "href").pop() {
                Some(next) => path = next,
                None => break,
            }
        }
        let listed = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!((listed as i64, seen.len() as i64), (all, all), "{start}");
    }
}

/// 230 people by a made-up name each.
async fn mayors() -> TestServer {
    let server = start().await;
    let names: Vec<String> = (0..230)
        .map(|number| {
            let letters = "abcdefghijklmnopqrstuvwxyz".repeat(9);
            format!("Ada {}{}", ["Brandt", "Kolm", "Lund", "Weir"][number % 4], &letters[number..number + 3])
        })
        .collect();
    for (number, names) in names.chunks(46).enumerate() {
        let text: String = names.iter().map(|name| format!("Mayor {name} said the ferry sank.\n\n")).collect();
        server.load(article(&format!("mayors-{number}"), &text)).await;
    }
    server
}

#[tokio::test]
async fn lists_of_sources_lead_to_their_first_previous_next_and_last_page() {
    let server = mayors().await;
    for start in ["/sources", "/sources?sort=name", "/sources?kind=person&letter=k"] {
        let all = total(&server, start).await;
        let rows = |page: &Answer| page.attributes(".list td:first-child a", "href");
        let to = |page: &Answer, label: &str| {
            let labels = page.texts(".pages[aria-label=Pages] a");
            let place = labels.iter().position(|words| words == label)?;
            Some(page.attributes(".pages[aria-label=Pages] a", "href").remove(place))
        };
        let first = server.page(start).await;
        assert_eq!((to(&first, "First page"), to(&first, "Previous page")), (None, None), "{start}");
        if all <= 100 {
            assert!(first.texts(".pages").is_empty(), "{start}");
            continue;
        }
        let second = server.page(&to(&first, "Next page").unwrap()).await;
        assert_eq!(rows(&server.page(&to(&second, "Previous page").unwrap()).await), rows(&first), "{start}");
        assert!(second.texts(".hint").contains(&"Sources 101 to 200".to_owned()), "{:?}", second.texts(".hint"));
        let last = server.page(&to(&first, "Last page").unwrap()).await;
        assert_eq!((to(&last, "Next page"), to(&last, "Last page")), (None, None), "{start}");
        let numbers = format!("Sources {} to {all}", all - 99);
        assert!(last.texts(".hint").contains(&numbers), "{:?}", last.texts(".hint"));
        // From the end back to the start, each source once.
        let (mut seen, mut page) = (rows(&last), last);
        while let Some(previous) = to(&page, "Previous page") {
            page = server.page(&previous).await;
            seen.extend(rows(&page));
        }
        let listed = seen.len() as i64;
        seen.sort();
        seen.dedup();
        assert_eq!((listed, seen.len() as i64), (all, all), "{start}");
        assert_eq!(rows(&server.page(&to(&second, "First page").unwrap()).await), rows(&first), "{start}");
    }
    assert_eq!(server.get("/sources?cursor=a.b").await.status, 400);
}

#[tokio::test]
async fn a_name_is_found_in_every_transliteration() {
    let server = start().await;
    server.load(article("a", "Analyst Abbas Galyamov said the road was open.")).await;
    server.load(article("b", "Minister Volodymyr Zelenskyy said the shops were open.")).await;
    for (typed, name) in [
        ("gallyamov", "Abbas Galyamov"),
        ("Galiamov", "Abbas Galyamov"),
        ("abbas+gallyamov", "Abbas Galyamov"),
        ("zelenskiy", "Volodymyr Zelensky"),
    ] {
        let page = server.page(&format!("/sources?name={typed}")).await;
        assert_eq!(page.texts(".list td:first-child a"), [name], "{typed}");
    }
    assert_eq!(server.get("/claims?source=gallyamov").await.header("location"), "/claims?source=abbas-galyamov");
    // Where none fits, the names that are spelled nearly so.
    let page = server.page("/sources?name=galyamof").await;
    assert_eq!(page.texts(".nothing .lead"), ["No source has this name."]);
    assert_eq!(page.texts(".meant + ul a"), ["Abbas Galyamov"]);
}

#[tokio::test]
async fn the_box_of_words_finds_names_and_unknown_parameters_are_named() {
    let server = filled().await;
    assert_eq!(
        server.get("/sources?q=brandt&kind=person").await.header("location"),
        "/sources?kind=person&name=brandt"
    );
    let said = async |path: &str| server.page(path).await.texts(".problem");
    let left_out = "This page does not know “format”; it was left out.";
    for path in ["/sources?format=csv&format=json", "/publishers?format=csv", "/about/loads?format=csv"] {
        assert_eq!(said(path).await, [left_out], "{path}");
    }
    assert!(said("/sources?format=&sort=name&name=&q=").await.is_empty(), "empty values are ignored");
    assert_eq!(said("/sources?%3Cb%3E=1").await.len(), 1);
    assert_eq!(
        server.page("/sources?country=qo").await.texts("h1"),
        server.page("/sources?country=QO").await.texts("h1"),
        "the code of a country in either case"
    );
}

#[tokio::test]
async fn the_home_page_says_which_sources_it_counts_and_opens_with_sure_claims_of_several_articles() {
    let server = start().await;
    for (day, text) in [
        (
            3,
            "Minister Ada Brandt said the harvest was loaded on eleven boats. Brandt warned that frost would come early.",
        ),
        (4, "Mayor Ida Lund said the northern bridge had been repaired. “We waited a whole year,” Lund said."),
        (5, "General Olof Weir denied that any tank had crossed the river. Weir said the front was quiet on Tuesday."),
        (6, "Senator Nils Holm promised new money for hospitals. Holm said the clinics needed doctors above all."),
        (7, "Captain Eva Dahl said the ferry had left the port empty. Dahl confirmed that two sailors were missing."),
        (8, "Governor Maran said the dam had held."),
    ] {
        server.load(printed_by("River Post", &format!("report-{day}"), &format!("2025-03-{day:02}"), text)).await;
    }
    let opinion: String = (0..9).map(|number| format!("Much said {number} roads were open to all.\n\n")).collect();
    server.load(printed_by("Hill Gazette", "opinion", "2025-03-20", &opinion)).await;
    let home = server.page("/").await;
    let lead = home.texts(".lede .lead a");
    let all = number(&lead[1]);
    assert_eq!(all, total(&server, "/sources").await);
    let [alone, others] = {
        let words = home.texts(".covered").remove(0);
        let words = words.split("UTC.").nth(1).unwrap().to_owned();
        [number(&words), number(words.split("other").nth(1).unwrap())]
    };
    assert_eq!(alone + others, all, "{:?}", home.texts(".covered"));
    let facet = server.page("/claims?facet=source").await.texts("h1").remove(0);
    assert_eq!(number(&facet), others, "{facet}");
    assert_eq!(number(&server.page("/sources").await.texts(".hint")[0]), alone);
    // Newest articles first, no article more than twice, each claim with its day.
    let headlines = home.attributes(".claim .headline", "href");
    assert!(headlines.len() >= 5, "{headlines:?}");
    for headline in &headlines {
        assert!(headlines.iter().filter(|other| *other == headline).count() <= 2, "{headlines:?}");
    }
    assert!(home.texts(".claim .who").iter().all(|who| !who.contains("Much")), "{:?}", home.texts(".claim .who"));
    assert!(home.texts(".claim .when").iter().all(|when| when.contains("2025")), "{:?}", home.texts(".claim .when"));
    assert!(!home.texts(".entries a").contains(&"relayed by others".to_owned()));
}

/// The rows that are counted, and their counts, held against what they are counted from.
async fn assert_counts_hold(server: &TestServer, moment: &str) {
    let options = SqliteConnectOptions::new().filename(server.dir.path().join("test.db"));
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    let wrong: i64 = sqlx::query_scalar(
        "SELECT (SELECT COUNT(*) FROM (SELECT * FROM source_claims EXCEPT SELECT * FROM listed_parties)) \
         + (SELECT COUNT(*) FROM (SELECT * FROM listed_parties EXCEPT SELECT * FROM source_claims)) \
         + (SELECT COUNT(*) FROM source_counts n WHERE n.claims <> (SELECT COUNT(*) FROM source_claims c \
            WHERE c.source_row = n.source_row AND c.is_via = 0) OR n.through <> (SELECT COUNT(*) FROM source_claims c \
            WHERE c.source_row = n.source_row AND c.is_via = 1)) \
         + (SELECT COUNT(DISTINCT source_row) FROM source_claims) - (SELECT COUNT(*) FROM source_counts WHERE claims + through > 0)",
    )
    .fetch_one(&mut connection)
    .await
    .unwrap();
    assert_eq!(wrong, 0, "{moment}");
    let counted: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM source_claims").fetch_one(&mut connection).await.unwrap();
    assert!(counted > 0, "{moment}");
}

#[tokio::test]
async fn counts_follow_whatever_happens_to_claims() {
    let server = filled().await;
    assert_counts_hold(&server, "loaded").await;
    let run = |arguments: &[&str]| {
        let output = onrecord(server.dir.path(), &[arguments, &["--database", "test.db"]].concat());
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", stderr(&output));
    };
    let claim = server.listed("/claims?source=ada-brandt").await.remove(0);
    let claim = claim.trim_start_matches("/claims/").to_owned();
    let article = server.page("/articles").await.attributes(".list a", "href").remove(0);
    let article = article.trim_start_matches("/articles/").to_owned();
    for step in [
        &["withdraw", claim.as_str(), "--reason", "wrong"][..],
        &["withdraw", article.as_str(), "--reason", "wrong"],
        &["restore", claim.as_str()],
        &["source", "merge", "ida-lund", "ada-brandt"],
        &["source", "undo", "1"],
        &["restore", article.as_str()],
        &["source", "merge", "ida-lund", "ada-brandt"],
    ] {
        run(step);
        assert_counts_hold(&server, &step.join(" ")).await;
    }
    assert!(server.page("/sources/ada-brandt").await.texts(".byline")[0].contains("42 claims"));
    // A new text of an article takes claims away and brings others.
    server
        .load(printed_by("Hill Gazette", "report-0", "2025-03-03", "Captain Nils Weir said the harvest had burned."))
        .await;
    assert_counts_hold(&server, "changed").await;
}

#[tokio::test]
async fn a_database_of_before_is_counted_when_it_is_opened() {
    let server = filled().await;
    let file = server.dir.path().join("test.db");
    let mut connection = SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(&file)).await.unwrap();
    for statement in [
        "DROP TRIGGER claim_parties_added",
        "DROP TRIGGER claim_parties_removed",
        "DROP TRIGGER claim_parties_moved",
        "DROP TRIGGER claims_changed",
        "DROP TABLE source_claims",
        "DROP TABLE source_counts",
        "DROP VIEW listed_parties",
        "DELETE FROM _sqlx_migrations WHERE version = 5",
    ] {
        sqlx::query(statement).execute(&mut connection).await.unwrap();
    }
    connection.close().await.unwrap();
    Store::open(&file).await.unwrap().close().await;
    assert_counts_hold(&server, "opened").await;
    assert!(server.page("/sources/ada-brandt").await.texts(".byline")[0].contains("28 claims"));
}

#[tokio::test]
async fn the_home_page_holds_the_newest_week_against_the_one_before() {
    let server = filled().await;
    let home = server.page("/").await;
    let ranges = home.texts(".week .hint").remove(0);
    assert!(ranges.contains("10 Mar 2025 to 16 Mar 2025") && ranges.contains("3 Mar 2025 to 9 Mar 2025"), "{ranges}");
    assert_eq!(home.texts(".week tbody tr")[0], "Ada Brandt1414");
    assert!(links_keep_their_word(&server, &home, ".week td.num", "a").await >= 4);
    for link in home.attributes(".entries a", "href") {
        assert!(total(&server, &link).await > 0, "{link}");
    }
    let entries = home.texts(".entries a");
    assert!(entries.contains(&"what Ada Brandt said".to_owned()), "{entries:?}");
    assert!(entries.contains(&"denials".to_owned()) && !entries.contains(&"what Ada Brandt denied".to_owned()));
}

#[tokio::test]
async fn the_home_page_of_a_small_collection_leaves_out_what_it_cannot_tell() {
    let server = start().await;
    let empty = server.page("/").await;
    assert_eq!((empty.texts("aside").len(), empty.texts(".entries").len()), (0, 0));
    assert!(empty.texts("pre code")[0].starts_with("onrecord load "));
    assert_eq!(empty.texts("pre code")[1], "onrecord demo");
    server.load(article("one", "Minister Ada Brandt said the bridge had fallen.")).await;
    let home = server.page("/").await;
    assert_eq!((home.texts(".week").len(), home.texts(".rising").len()), (0, 0));
    assert_eq!(home.texts(".entries a"), ["what Ada Brandt said"], "only searches that find something");
    assert_eq!(server.page("/publishers").await.texts(".matrix").len(), 0);
}

#[tokio::test]
async fn words_that_rise_are_those_of_the_newest_week() {
    let server = filled().await;
    for number in 0..4 {
        let text = format!(
            "Mayor Ida Lund said flood {number} had reached the mill. Lund said the flood would grow {number} fold."
        );
        server.load(printed_by("River Post", &format!("flood-{number}"), "2025-03-16", &text)).await;
    }
    let home = server.page("/").await;
    assert_eq!(home.texts(".rising a")[0], "flood");
    assert!(links_keep_their_word(&server, &home, ".rising li", ".n").await >= 1);
}
