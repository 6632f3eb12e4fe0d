//! Reads web pages: the article text without its surroundings, and what the page says about the article.
//!
//! [`blocks`] splits the page into blocks. [`body`] chooses those of the article, with the help of Readability and
//! [`boilerplate`]. [`notes`] finds corrections and paywall notices. [`json_ld`], [`meta`], [`dates`] and [`authors`]
//! read the metadata.

mod authors;
mod blocks;
mod body;
mod boilerplate;
mod dates;
mod json_ld;
mod meta;
mod notes;

use encoding_rs::Encoding;

use super::Reason;
use super::dates::in_words;
use super::decode::decode;
use super::draft::{Draft, Found, absolute};
use super::fragment;
use super::guard::guarded;
use crate::domain::Partial;

/// If a page for subscribers has fewer bytes of text than this, the text is taken for only the beginning.
const SHORT: usize = 1500;

const AUTHOR_IN_JSON_LD: &str = "JSON-LD author";

/// Reads a page. `declared` is the character set from the transport, such as an HTTP header, if there was one.
pub(super) fn parse(bytes: Vec<u8>, declared: Option<&'static Encoding>) -> Result<Draft, Reason> {
    let declared = declared.or_else(|| declared_charset(&bytes));
    let decoded = decode(bytes, declared)?;
    if decoded.text.trim().is_empty() {
        return Err(Reason::Empty);
    }
    guarded(move || {
        let mut draft = page(&decoded.text)?;
        draft.charset = decoded.charset;
        Ok(draft)
    })
}

/// Returns the character set that a page declares in its first 4096 bytes.
fn declared_charset(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let (_, rest) = head.split_once("charset=").or_else(|| head.split_once("encoding="))?;
    let name = rest.trim_start_matches(['"', '\'', ' ']);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:.".contains(c)).unwrap_or(name.len());
    Encoding::for_label(&name.as_bytes()[..end])
}

fn page(html: &str) -> Result<Draft, Reason> {
    let mut readability = fragment::document(html)?;
    let page = blocks::Page::of(&readability.doc);
    let mut head = meta::read(&readability.doc);
    let mut told = json_ld::read(&readability.doc, head.draft.title.as_ref().map(|title| title.value.as_str()));
    let said_body = told.draft.text.take();
    // The id of the article comes from its URL: the canonical link is more stable than the URL in JSON-LD.
    let canonical = head.draft.url.take_if(|url| url.place == meta::CANONICAL);
    let mut draft = Draft { url: canonical, ..Draft::default() }.or(told.draft).or(head.draft);
    draft.title = draft.title.or_else(|| {
        let title = readability.get_article_title().to_string();
        (!title.trim().is_empty()).then(|| Found::new(title, "page title"))
    });
    let host =
        draft.url.as_ref().and_then(|url| absolute(&url.value)?.host_str().map(str::to_owned)).unwrap_or_default();
    let publisher = draft.publisher.as_ref().map(|publisher| publisher.value.clone()).unwrap_or_default();
    let outlets: Vec<&str> =
        [publisher.as_str(), host.trim_start_matches("www.")].into_iter().filter(|name| !name.is_empty()).collect();
    let mut in_title = None;
    if let Some(title) = &mut draft.title {
        let whole = title.value.trim().to_owned();
        title.value = without_site(&whole, &outlets).to_owned();
        in_title = in_words(&whole[title.value.len()..]);
    }
    let headline = draft.title.as_ref().map(|title| title.value.clone());
    let hints = body::Hints { title: headline.as_deref(), description: head.description.as_deref() };
    let body = body::read(&mut readability, &page, &hints);
    draft.authors = authors_of(&told.authors, &head.authors, || authors::byline(&page, body.first, &outlets), &outlets);
    let address = draft.url.as_ref().and_then(|url| dates::in_address(&url.value));
    draft.published.extend(address.map(|day| Found::new(day, "address")));
    draft.published.extend(in_title.map(|day| Found::new(day.to_string(), "page title")));
    draft.published.extend(dates::visible(&page, body.first).map(|day| Found::new(day, "visible text")));
    let notes = notes::corrections(&page);
    draft.corrections =
        Some(Found::new(notes, "note on the page")).filter(|notes| !notes.value.is_empty()).or(draft.corrections);
    let length = body.text.len();
    if body.is_cut || told.is_paid && (length < SHORT || body.text.ends_with(['…']) || body.text.ends_with("...")) {
        draft.partial = Some(Partial::CutOff);
    }
    // The text in JSON-LD has lost its paragraph breaks, so it is used only if the page itself shows no text.
    draft.text = Some(Found::new(body.text, "article on the page")).filter(|text| !text.value.is_empty()).or(said_body);
    if draft.text.is_none() {
        return Err(Reason::NoArticle);
    }
    Ok(draft)
}

/// Returns the authors from the most reliable source that names any: JSON-LD, the head of the page, then its byline.
///
/// An outlet named as the author counts only if nobody else is named.
fn authors_of(
    told: &[String],
    head: &[Found],
    byline: impl FnOnce() -> Vec<String>,
    outlets: &[&str],
) -> Option<Found<Vec<String>>> {
    let told: Vec<&str> = told.iter().map(String::as_str).collect();
    let in_head = |outlets: &[&str]| {
        head.iter().map(|found| found.place.as_str()).find_map(|place| {
            let values = head.iter().filter(|found| found.place == place).map(|found| found.value.as_str());
            some(authors::names(values, outlets), place)
        })
    };
    some(authors::names(told.iter().copied(), outlets), AUTHOR_IN_JSON_LD)
        .or_else(|| in_head(outlets))
        .or_else(|| some(byline(), "byline"))
        .or_else(|| some(authors::names(told, &[]), AUTHOR_IN_JSON_LD))
        .or_else(|| in_head(&[]))
}

fn some(names: Vec<String>, place: &str) -> Option<Found<Vec<String>>> {
    (!names.is_empty()).then(|| Found::new(names, place))
}

/// Returns a title without the names of the site and the dates at its end ("Ferry stops | Valley News").
fn without_site<'a>(title: &'a str, outlets: &[&str]) -> &'a str {
    let letters = |text: &str| text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let mut title = title.trim();
    // Three times, since some titles end with the section, the site and the date.
    for _ in 0..3 {
        let cuts = [" | ", " - ", " – ", " — ", " · ", " • ", " : "].iter().filter_map(|mark| title.rsplit_once(mark));
        let Some((head, tail)) = cuts.min_by_key(|(_, tail)| tail.len()) else { return title };
        let tail = letters(tail);
        let is_site = outlets.iter().any(|outlet| {
            let first_label = outlet.split('.').next().unwrap_or_default();
            letters(outlet) == tail || outlet.contains('.') && letters(first_label) == tail
        });
        let is_day = !tail.is_empty() && tail.chars().all(|c| c.is_ascii_digit());
        if head.trim().is_empty() || !(is_site || is_day && tail.len() >= 6) {
            return title;
        }
        title = head.trim_end();
    }
    title
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::mutation::{Random, mutated};
    use crate::ingest::nesting::bearable;

    const BODY: &str = "<p>The ferry at Marrow Ford stopped on Monday, the roads office said, and will not run again.</p>\
        <p>An army spokesman declined to comment on the order, which nobody in the village had expected at all.</p>\
        <p>About 120 people, most of them farm workers, used the boat on a normal day, according to the office.</p>";

    fn read_page(head: &str, body: &str) -> Draft {
        let page = format!(
            "<!doctype html><html lang=en-GB><head>{head}</head><body><nav>Home About</nav><article>\
            {body}</article><footer>All rights kept</footer></body></html>"
        );
        parse(page.into(), None).unwrap()
    }

    #[test]
    fn a_page_gives_its_article() {
        let head = "<title>Ferry stops | Valley News</title><meta property=og:site_name content='Valley News'>\
            <meta property='og:title' content='Ferry stops &amp; waits | Valley News'><meta name=author content='By T. Renn'>\
            <meta property=article:published_time content=2025-03-03T15:20:00+01:00>\
            <link rel=canonical href='https://e.org/ferry'>";
        let draft = read_page(head, BODY);
        let text = draft.text.unwrap().value;
        assert_eq!(text.split("\n\n").count(), 3, "{text}");
        assert!(text.starts_with("The ferry") && text.ends_with("the office."), "{text}");
        assert_eq!(draft.title, Some(Found::new("Ferry stops & waits".to_owned(), "meta og:title")));
        assert_eq!(draft.publisher.unwrap().value, "Valley News");
        assert_eq!(draft.authors.unwrap().value, ["T. Renn"]);
        assert_eq!(draft.url, Some(Found::new("https://e.org/ferry".to_owned(), "canonical link")));
        assert_eq!(draft.language.unwrap().value, "en-GB");
        let place = &draft.published[0].place;
        assert_eq!(place, "meta article:published_time");
    }

    #[test]
    fn json_ld_comes_first() {
        let head = "<meta property=article:published_time content=2025-03-04><script type='application/ld+json'>\
            {\"@context\":\"https://schema.org\",\"@graph\":[{\"@type\":\"WebSite\",\"@id\":\"#site\",\"name\":\"Valley News\"},\
            {\"@type\":[\"NewsArticle\"],\"headline\":\"Ferry\nstops\",\"datePublished\":\"2025-03-03\",\
            \"publisher\":{\"@id\":\"#site\"},\"author\":{\"name\":\"T. Renn\"},\"url\":\"https://e.org/2025/03/01/f\"}]}</script>";
        let draft = read_page(head, BODY);
        assert_eq!(draft.title.unwrap().value, "Ferry stops");
        assert_eq!(draft.publisher.unwrap().value, "Valley News");
        let published: Vec<_> = draft.published.iter().map(|found| (&*found.value, &*found.place)).collect();
        assert_eq!(published[0], ("2025-03-03", "JSON-LD datePublished"));
        assert_eq!(*published.last().unwrap(), ("2025-03-01", "address"));
    }

    #[test]
    fn character_sets_of_pages() {
        let page = format!("<html><head><meta charset=windows-1251></head><body><article><p>Река Леск. {BODY}");
        let bytes = encoding_rs::WINDOWS_1251.encode(&page).0.into_owned();
        let draft = parse(bytes, None).unwrap();
        assert_eq!(draft.charset, Some("windows-1251"));
        assert!(draft.text.unwrap().value.contains("Река Леск"));
        let draft = parse(page.into_bytes(), None).unwrap();
        assert_eq!(draft.charset, None);
        assert!(draft.text.unwrap().value.contains("Река Леск"));
    }

    #[test]
    fn broken_pages_are_named() {
        for (page, code) in [
            ("", "empty"),
            ("<html><body></body></html>", "no-text"),
            ("<html><body><script>var a = 1;</script></body></html>", "no-text"),
        ] {
            let result = parse(page.into(), None);
            assert_eq!(result.unwrap_err().code(), code, "{page}");
        }
        for open in ["<div>", "<b>", "<table><tr><td>", "<font size=1><p>", "<ul><li>", "<svg><g>", "<a href=x><div>"] {
            let result = parse(format!("{}x", open.repeat(30_000)).into(), None);
            assert!(result.is_ok() || matches!(result, Err(Reason::TooDeep | Reason::NoArticle)), "{open}");
        }
        // As deep as is let through.
        let deep = format!("{}{BODY}{}", "<div>".repeat(900), "</div>".repeat(900));
        assert!(parse(deep.into(), None).is_ok());
        // Cut in the middle of a tag.
        let cut = format!("<html><body><article>{BODY}<p>And the");
        assert!(parse(cut[..cut.len() - 5].into(), None).is_ok());
    }

    #[test]
    fn what_stands_beside_an_article_is_left_out() {
        for (piece, words) in [
            (
                "<div class=related-links><p>A mayor of another town opened a bridge that nobody had asked for.</p></div>",
                "mayor",
            ),
            (
                "<div class='newsletter-box'><p>Our letter of the week brings you the best of the valley.</p></div>",
                "letter",
            ),
            ("<figure><img src=a.png><figcaption>The boat in its last year.</figcaption></figure>", "last year"),
            ("<p>The boat in its last year. <span class=photo-credit>Photograph by R. Vost</span></p>", "Vost"),
            ("<p>READ ALSO: <a href=/x>Bridge opened in Sarn</a></p>", "Bridge"),
            ("<ul class=share><li>Share on Somebook</li><li>Send</li></ul>", "Somebook"),
            (
                "<p>We use cookies. <a href=/c>More</a></p><div class=cookie-consent>We value your privacy.</div>",
                "value",
            ),
            ("<p>Advertisement</p>", "Advertisement"),
            ("<p>Sign up for our newsletter to get the best of the valley every day.</p>", "Sign"),
            (
                "<div class=author-bio><p>T. Renn has written about rivers and those who cross them for years.</p></div>",
                "rivers",
            ),
            (
                "<p style='display: none'>Words that nobody is shown on this page, however long they are.</p>",
                "nobody is",
            ),
        ] {
            let text = read_page("", &format!("{BODY}{piece}{BODY2}")).text.unwrap().value;
            assert!(!text.contains(words), "{piece}: {text}");
            assert!(text.contains("will not run again") && text.contains("The office gave no"), "{piece}: {text}");
        }
    }

    const BODY2: &str =
        "<p>The office gave no reason for its order, and a second boat, it said, was never planned for the ford.</p>";

    #[test]
    fn what_follows_an_article_at_its_end_is_left_out() {
        let stories = "<h3>More stories</h3><ul><li>The mill, <a href=/m>and those who ran it</a></li>\
            <li>Why <a href=/b>the bridge is closed</a></li><li><a href=/c>Sarn votes again</a> for a mayor</li></ul>";
        let about = "<p><b>About the Valley Fund</b></p><p>The Valley Fund has paid for ferries and roads in the valley since \
            it was set up by twelve villages, and has its seat in Sarn.</p>";
        for (end, words) in [(stories, "mill"), (about, "twelve")] {
            let text = read_page("", &format!("{BODY}{BODY2}{end}")).text.unwrap().value;
            assert!(text.ends_with("for the ford.") && !text.contains(words), "{text}");
        }
        let list = "<p>The office named three reasons:</p><ul><li>the water, which <a href=/w>rose</a> by two metres in a week;</li>\
            <li>the boat, built in the year when the old bridge fell;</li><li>and the road to the ford.</li></ul>";
        let text = read_page("", &format!("{BODY}{list}")).text.unwrap().value;
        assert!(text.ends_with("and the road to the ford."), "{text}");
        let text = read_page("", &format!("<p>About Marrow Ford</p>{BODY}{BODY2}")).text.unwrap().value;
        assert!(text.contains("will not run again") && text.ends_with("for the ford."), "{text}");
    }

    #[test]
    fn corrections_stay_and_are_listed() {
        let note = "Correction, 4 March: The boat carried 120 people a day, not 210.";
        let draft = read_page("", &format!("{BODY}<p>{note}</p>"));
        assert_eq!(draft.corrections.unwrap().value, [note]);
        assert!(draft.text.unwrap().value.ends_with(note));
    }

    #[test]
    fn a_text_for_subscribers_is_cut_off() {
        let paid =
            "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"isAccessibleForFree\":false}</script>";
        assert_eq!(read_page(paid, BODY).partial, Some(Partial::CutOff));
        let wall = format!("{BODY}<div><p>Subscribe to continue reading this article.</p></div>");
        let draft = read_page("", &wall);
        assert_eq!(draft.partial, Some(Partial::CutOff));
        assert!(draft.text.unwrap().value.ends_with("to the office."));
        assert_eq!(read_page("", BODY).partial, None);
    }

    #[test]
    fn the_character_set_of_the_answer_comes_first() {
        let page = format!("<html><head><meta charset=windows-1252></head><body><article><p>Река Леск. {BODY}");
        let bytes = encoding_rs::WINDOWS_1251.encode(&page).0.into_owned();
        let draft = parse(bytes, Some(encoding_rs::WINDOWS_1251)).unwrap();
        assert!(draft.text.unwrap().value.contains("Река Леск"));
    }

    #[test]
    fn titles_lose_the_name_of_the_site() {
        for (title, expected) in [
            ("Ferry stops | Valley News", "Ferry stops"),
            ("Ferry stops - valleynews", "Ferry stops"),
            ("Ferry stops | Valley News | 03.03.2025", "Ferry stops"),
            ("Ferry stops - and starts again", "Ferry stops - and starts again"),
            ("Valley News", "Valley News"),
            (" | Valley News", "| Valley News"),
        ] {
            assert_eq!(without_site(title, &["Valley News", "valleynews.org"]), expected, "{title}");
        }
    }

    #[test]
    fn no_cut_or_change_of_a_page_fails_inside() {
        let head = "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"Ferry – stops\"}</script>\
            <meta name=author content='By T. Rénn'><link rel=canonical href='https://e.org/2025/03/03/f'>";
        let whole = format!(
            "<html><head>{head}</head><body><main><article><h1>Ferry – stops</h1><p class=byline>By T. Rénn</p>\
            {BODY}<ul><li>“One”</li></ul><table><tr><td>a<td>b</table><p>Correction: 3&nbsp;März.<br><br>{BODY2}"
        )
        .into_bytes();
        for page in damaged(&whole, 150) {
            let shown = String::from_utf8_lossy(&page).into_owned();
            assert_ne!(parse(page, None).err(), Some(Reason::GaveUp("it failed inside")), "{shown}");
        }
    }

    /// A page with a few changes here and there.
    fn damaged(whole: &[u8], times: u64) -> impl Iterator<Item = Vec<u8>> {
        (0..times).map(move |seed| mutated(whole, whole, &mut Random(seed)))
    }

    #[test]
    fn what_the_parser_is_spared_changes_no_text() {
        let whole = "<html lang=en data-a='>'><head><script>var a = '<p>b';</script><style>p > a {}</style></head>\
            <body data-b=c onload=\"d('e')\"><!-- <p>not shown</p> --><p title='f' data-g = h>One<!----> two \
            <img src=i alt='j > k'> three</p><x-l data-m='n'/><p data-o=p/>Four <b data-q>five \
            <a href='/r?s=t&amp;u' data-v=\"<w>\">six</a></b><!-- x -- y --!><p>seven<input data-b value='c'>\
            <textarea data-e><!-- f --></textarea><!--><p>eleven<noscript data-g><p>twelve</noscript>";
        let drawn = "<p>A<svg viewBox='0 0 1 1'><path d='M0 0'/><g></g></svg>b<math><mi data-z=a>c</mi></math>d\
            <svg data-d><text>e</text><title data-f>g</title></svg>h<svg/>i<svg data-j><style>k</style></svg><p>l";
        let blocks = |page: &str| {
            let page = blocks::Page::of(&dom_query::Document::from(page));
            page.blocks.into_iter().map(|block| (block.kind, block.text, block.linked)).collect::<Vec<_>>()
        };
        assert!(bearable(whole).unwrap().len() < whole.len() - 150);
        for page in damaged(whole.as_bytes(), 2000).chain([drawn.into()]) {
            let page = String::from_utf8_lossy(&page);
            assert_eq!(bearable(&page).map(|page| blocks(&page)), Some(blocks(&page)), "{page}");
        }
    }
}
