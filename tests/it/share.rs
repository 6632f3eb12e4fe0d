//! What other sites and programs show of a shared address: image, tags, oEmbed, card, short address.

use onrecord::store::Withdrawable;
use serde_json::Value;

use crate::support::{Answer, PUBLIC_URL, TestServer, article, start};

const TEXT: &str = "General Ada Brandt said: “No boats were lost <at> Sarn & the bridge is open.”\n\n\
                    Mayor Ida Lund warned on Monday that the road to the harbour was shut.";

/// A site with the claims of [`TEXT`], and their addresses, the direct quotation first.
async fn site() -> (TestServer, String, String) {
    let server = start().await;
    server.load(article("bridge", TEXT)).await;
    let of = async |speaker: &str| server.listed(&format!("/claims?source={speaker}")).await.pop().unwrap();
    let (direct, paraphrase) = (of("ada-brandt").await, of("ida-lund").await);
    (server, direct, paraphrase)
}

/// Width and height as the head of a PNG tells them (RFC 2083, 4.1.1).
fn png_size(bytes: &[u8]) -> (u32, u32) {
    assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n");
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

async fn image(server: &TestServer, path: &str) -> Vec<u8> {
    let (headers, bytes) = server.bytes(path, "identity").await;
    assert_eq!(headers["content-type"], "image/png", "{path}");
    assert_eq!(png_size(&bytes), (1200, 630), "{path}");
    assert!(bytes.len() < 150_000, "{path}: {} bytes", bytes.len());
    bytes
}

async fn withdraw(server: &TestServer, claim: &str) {
    let id = claim.trim_start_matches("/claims/").parse().unwrap();
    server.store.withdraw(&Withdrawable::Claim(id), "asked by the family").await.unwrap();
}

/// The content of a tag of the head.
fn tag(page: &Answer, name: &str) -> String {
    let found = page.attributes(&format!("meta[property='{name}'], meta[name='{name}']"), "content");
    assert_eq!(found.len(), 1, "{name}: {found:?}");
    found[0].clone()
}

#[tokio::test]
async fn claims_and_searches_have_images_of_the_same_size() {
    let (server, direct, paraphrase) = site().await;
    let (one, other) =
        (image(&server, &format!("{direct}.png")).await, image(&server, &format!("{paraphrase}.png")).await);
    assert_ne!(one, other);
    let (all, narrowed) =
        (image(&server, "/claims.png").await, image(&server, "/claims.png?q=boats&stance=asserts").await);
    assert_ne!(all, narrowed);
    image(&server, "/claims.png?q=nothing-is-found").await;
    image(&server, &format!("/claims.png?id={}&title=Boats", direct.trim_start_matches("/claims/"))).await;
    let again = server.get_with(&format!("{direct}.png"), "if-none-match", "*").await;
    assert_eq!(again.status, 304);
    assert_eq!(server.request("HEAD", "/claims.png", Vec::new()).await.header("content-type"), "image/png");
    // Images are had by their ending alone.
    let page = server.get_with(&direct, "accept", "image/png,image/*").await;
    assert!(page.header("content-type").starts_with("text/html"));
}

#[tokio::test]
async fn an_image_that_is_not_there_is_an_error_in_words() {
    let (server, direct, _) = site().await;
    withdraw(&server, &direct).await;
    let gone = server.get(&format!("{direct}.png")).await;
    assert_eq!((gone.status, gone.header("content-type")), (410, "text/plain; charset=utf-8"));
    assert!(gone.body.contains("asked by the family") && !gone.body.contains("boats"), "{}", gone.body);
    for (path, status) in [
        ("/claims/0123456789abcdef.png", 404),
        ("/claims/nothing.png", 404),
        ("/claims.png?stance=shouts", 400),
        ("/claims.png?source=nobody-at-all", 404),
        ("/claims.png?facet=stance", 404),
    ] {
        let answer = server.get(path).await;
        assert_eq!((answer.status, answer.header("content-type")), (status, "text/plain; charset=utf-8"), "{path}");
    }
}

#[tokio::test]
async fn pages_name_their_image_by_its_public_address() {
    let (server, direct, _) = site().await;
    let id = direct.trim_start_matches("/claims/");
    for (path, address, image) in [
        (direct.as_str(), direct.clone(), format!("/claims/{id}.png")),
        ("/claims?q=boats&cursor=", "/claims?q=boats".to_owned(), "/claims.png?q=boats".to_owned()),
        ("/sources/ada-brandt", "/sources/ada-brandt".to_owned(), "/claims.png?source=ada-brandt".to_owned()),
    ] {
        let page = server.page(path).await;
        assert_eq!(tag(&page, "og:image"), format!("{PUBLIC_URL}{image}"));
        assert_eq!(tag(&page, "og:url"), format!("{PUBLIC_URL}{address}"));
        assert_eq!((tag(&page, "og:image:width"), tag(&page, "og:image:height")), ("1200".into(), "630".into()));
        assert_eq!(tag(&page, "og:image:type"), "image/png");
        assert_eq!(tag(&page, "twitter:card"), "summary_large_image");
        assert!(!tag(&page, "og:title").is_empty() && !tag(&page, "og:description").is_empty(), "{path}");
        assert!(tag(&page, "og:image:alt").contains("Brandt") || path.starts_with("/claims?"), "{path}");
        self::image(&server, &image).await;
    }
    // Programs that show previews may ask for searches as well.
    let robots = server.page("/robots.txt").await.body;
    let (previews, others) = robots.split_once("\n\n").unwrap();
    assert!(previews.contains("facebookexternalhit") && previews.ends_with("Allow: /"), "{robots}");
    assert!(others.starts_with("User-agent: *\nDisallow: /claims?"), "{robots}");
    let about = server.page("/about").await;
    assert!(about.attributes("meta[property='og:image']", "content").is_empty());
    assert_eq!(tag(&about, "twitter:card"), "summary");
}

#[tokio::test]
async fn a_card_may_be_framed_by_any_page_and_runs_no_script() {
    let (server, direct, paraphrase) = site().await;
    let card = server.page(&format!("{direct}/embed")).await;
    assert!(card.header("content-security-policy").contains("frame-ancestors *"));
    assert!(!card.header("content-security-policy").contains("script-src"));
    assert_eq!(card.header("x-frame-options"), "");
    assert!(card.attributes("script", "src").is_empty() && !card.body.contains("<script"));
    assert_eq!(card.texts("h1"), ["Ada Brandt said"]);
    assert_eq!(card.texts("blockquote"), ["“No boats were lost <at> Sarn & the bridge is open.”"]);
    assert!(card.texts(".under").concat().contains("River Post, 5 March 2025"));
    let links = card.attributes(".card a", "href");
    assert!(links.contains(&format!("{PUBLIC_URL}{direct}")), "{links:?}");
    assert_eq!(card.attributes(".card a[target=_blank][rel=noopener]", "href").len(), links.len());
    let other = server.page(&format!("{paraphrase}/embed")).await;
    assert!(!other.texts("blockquote").concat().contains(['“', '”']));
    assert!(other.texts(".under").concat().contains("in the reporter’s words"));
    // Everything else stays as it was.
    let page = server.page(&direct).await;
    assert_eq!(page.header("x-frame-options"), "DENY");
    assert!(page.header("content-security-policy").contains("frame-ancestors 'none'"));
}

#[tokio::test]
async fn a_card_says_that_its_speaker_has_no_name() {
    let server = start().await;
    server.load(article("depot", "A senior intelligence official said that the depot was empty.")).await;
    let claim = server.listed("/claims").await.remove(0);
    let card = server.page(&format!("{claim}/embed")).await;
    assert_eq!(card.texts("h1"), ["senior intelligence official said"]);
    assert_eq!(card.texts(".role-line"), ["not named in the article"]);
    let (named, ..) = site().await;
    let of_a_person = named.listed("/claims?source=ada-brandt").await.remove(0);
    let card = named.page(&format!("{of_a_person}/embed")).await;
    assert_eq!(card.texts(".role-line"), ["General"]);
}

#[tokio::test]
async fn a_card_that_is_gone_says_so_in_its_frame() {
    let (server, direct, _) = site().await;
    withdraw(&server, &direct).await;
    let gone = server.get(&format!("{direct}/embed")).await;
    assert_eq!(gone.status, 410);
    assert!(gone.header("content-security-policy").contains("frame-ancestors *"));
    assert_eq!(gone.header("x-frame-options"), "");
    assert!(gone.texts(".card").concat().contains("asked by the family") && !gone.body.contains("boats"));
    assert_eq!(server.get("/claims/0123456789abcdef/embed").await.status, 404);
    let nonsense = server.get("/claims/%3Cb%3E/embed").await;
    assert!(nonsense.status == 404 && !nonsense.body.contains("<b>&"), "{}", nonsense.body);
}

#[tokio::test]
async fn a_long_claim_is_cut_on_its_card_with_a_link_to_the_rest() {
    let server = start().await;
    let words = "the road was shut and the water rose ".repeat(40);
    server.load(article("long", &format!("General Ada Brandt said: “So it was that {words}to the end.”"))).await;
    let claim = server.listed("/claims").await.pop().unwrap();
    let card = server.page(&format!("{claim}/embed")).await;
    let shown = card.texts("blockquote").concat();
    assert!(shown.ends_with("… cut here: read all") && !shown.contains("to the end"), "{shown}");
    image(&server, &format!("{claim}.png")).await;
}

#[tokio::test]
async fn oembed_gives_the_frame_of_a_card() {
    let (server, direct, _) = site().await;
    let page = server.page(&direct).await;
    let ask = |format: &str| {
        let link = page.attributes(&format!("link[type='{format}+oembed']"), "href").pop().unwrap();
        link.strip_prefix(PUBLIC_URL).unwrap().to_owned()
    };
    let json = server.page(&ask("application/json")).await;
    assert_eq!(json.header("content-type"), "application/json");
    let embed: Value = serde_json::from_str(&json.body).unwrap();
    assert_eq!((&embed["version"], &embed["type"]), (&"1.0".into(), &"rich".into()));
    assert_eq!(embed["thumbnail_url"], format!("{PUBLIC_URL}{direct}.png"));
    let html = embed["html"].as_str().unwrap();
    let frame = Answer { body: html.to_owned(), ..json };
    assert_eq!(frame.attributes("iframe", "src"), [format!("{PUBLIC_URL}{direct}/embed")]);
    assert_eq!(frame.attributes("iframe", "height"), [embed["height"].to_string()]);
    // The same frame stands on the claim's page.
    assert_eq!(page.attributes("#embed", "value"), [html.trim()]);
    let xml = server.page(&ask("text/xml")).await;
    assert_eq!(xml.header("content-type"), "text/xml; charset=utf-8");
    assert!(xml.body.starts_with("<?xml") && xml.body.contains("<type>rich</type>"), "{}", xml.body);
    let narrow = server.page(&format!("{}&maxwidth=320&maxheight=200", ask("application/json"))).await;
    let narrow: Value = serde_json::from_str(&narrow.body).unwrap();
    assert_eq!((&narrow["width"], &narrow["height"]), (&320.into(), &200.into()));
    assert!(narrow["thumbnail_url"].is_null(), "it would be wider than what was asked for");
}

#[tokio::test]
async fn oembed_refuses_as_its_standard_says() {
    let (server, direct, paraphrase) = site().await;
    withdraw(&server, &direct).await;
    let ask = async |query: &str| server.get(&format!("/oembed?{query}")).await;
    for (query, status) in [
        (format!("url={PUBLIC_URL}{paraphrase}"), 200),
        (format!("url={PUBLIC_URL}{}", paraphrase.replace("/claims/", "/c/")), 200),
        (format!("url={PUBLIC_URL}{paraphrase}&format=yaml"), 501),
        (format!("url={PUBLIC_URL}{paraphrase}&maxwidth=wide"), 400),
        (format!("url={PUBLIC_URL}{direct}"), 404),
        (format!("url={PUBLIC_URL}/claims/0123456789abcdef"), 404),
        (format!("url=https://other.test{paraphrase}"), 404),
        (format!("url={PUBLIC_URL}/claims"), 404),
        (String::new(), 400),
    ] {
        let answer = ask(&query).await;
        assert_eq!(answer.status, status, "{query}");
        assert!(!answer.body.contains("boats"), "{query}");
    }
}

#[tokio::test]
async fn a_short_address_leads_to_the_claim_in_the_form_asked_for() {
    let (server, direct, _) = site().await;
    let short = direct.replace("/claims/", "/c/");
    for ending in ["", ".json", ".png"] {
        let answer = server.get(&format!("{short}{ending}")).await;
        assert_eq!((answer.status, answer.header("location")), (308, format!("{direct}{ending}").as_str()));
    }
    let page = server.page(&direct).await;
    assert_eq!(page.attributes("#short", "value"), [format!("{PUBLIC_URL}{short}")]);
    assert_eq!(server.get("/c/nothing").await.status, 404);
    assert_eq!(server.get(&format!("{short}.%0D%0AX")).await.status, 404);
}

#[tokio::test]
async fn a_dispute_has_an_image_and_a_card_that_other_sites_ask_for() {
    let server = crate::disputes::filled().await;
    let dispute = crate::disputes::listed(&server, "?kind=denial").await.remove(0);
    image(&server, &format!("{dispute}.png")).await;
    let page = server.page(&dispute).await;
    assert_eq!(tag(&page, "og:image"), format!("{PUBLIC_URL}{dispute}.png"));
    assert!(tag(&page, "og:image:alt").contains("denied by Russia"), "{}", tag(&page, "og:image:alt"));
    let card = server.page(&format!("{dispute}/embed")).await;
    assert!(card.header("content-security-policy").contains("frame-ancestors *"));
    assert_eq!((card.header("x-frame-options"), card.texts("h1")), ("", vec!["In dispute".to_owned()]));
    let speakers = card.texts("p.source");
    assert!(speakers[0].starts_with("Ukraine accused") && speakers[1].starts_with("denied by Russia"), "{speakers:?}");
    assert_eq!(card.texts("blockquote").len(), 2);
    let links = card.attributes(".card a", "href");
    assert!(links.contains(&format!("{PUBLIC_URL}{dispute}")), "{links:?}");
    // Both names of the address give the frame that stands on the page.
    for url in [dispute.clone(), format!("{dispute}/embed")] {
        let embed = server.page(&format!("/oembed?url={PUBLIC_URL}{url}")).await;
        let embed: Value = serde_json::from_str(&embed.body).unwrap();
        assert_eq!(embed["thumbnail_url"], format!("{PUBLIC_URL}{dispute}.png"));
        assert!(embed["title"].as_str().unwrap().starts_with("In dispute: "), "{embed}");
        assert_eq!(page.attributes("#embed", "value"), [embed["html"].as_str().unwrap().trim()]);
    }
    // A heading that a person gave stands on all of them.
    let id = dispute.trim_start_matches("/disputes/").parse().unwrap();
    server.store.head_dispute(&id, Some("Who shelled <the square>?"), None).await.unwrap();
    let card = server.page(&format!("{dispute}/embed")).await;
    assert_eq!(card.texts("h1"), ["In dispute: Who shelled <the square>?"]);
    // Closed, it says so in its frame and has no image.
    server.store.close_dispute(&id, "both mean the same", None).await.unwrap();
    let closed = server.get(&format!("{dispute}/embed")).await;
    assert_eq!(closed.status, 410);
    assert!(closed.header("content-security-policy").contains("frame-ancestors *"));
    assert!(closed.texts(".card").concat().contains("both mean the same"), "{}", closed.body);
    assert_eq!(server.get(&format!("{dispute}.png")).await.status, 410);
    assert_eq!(server.get(&format!("/oembed?url={PUBLIC_URL}{dispute}")).await.status, 404);
    assert_eq!(server.get("/disputes/0123456789abcdef/embed").await.status, 404);
    assert_eq!(server.get("/disputes/nonsense/embed").await.status, 404);
}

#[tokio::test]
async fn the_card_of_a_dispute_that_became_part_of_another_leads_there() {
    let server = crate::disputes::filled().await;
    let [one, other] = ["?kind=denial", "?kind=figures"];
    let one = crate::disputes::listed(&server, one).await.remove(0);
    let other = crate::disputes::listed(&server, other).await.remove(0);
    let id = |path: &str| path.trim_start_matches("/disputes/").parse().unwrap();
    server.store.join_disputes(&id(&one), &id(&other), None).await.unwrap();
    let moved = server.get(&format!("{other}/embed")).await;
    assert_eq!((moved.status, moved.header("location")), (303, format!("{one}/embed").as_str()));
    let embed = server.page(&format!("/oembed?url={PUBLIC_URL}{other}")).await;
    let embed: Value = serde_json::from_str(&embed.body).unwrap();
    assert_eq!(embed["thumbnail_url"], format!("{PUBLIC_URL}{one}.png"));
}
