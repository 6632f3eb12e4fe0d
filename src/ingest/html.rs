//! Web pages: the article text without its surroundings, and what the page says of it.

use dom_smoothie::{Config, Readability, ReadabilityError, TextMode};
use encoding_rs::Encoding;
use serde_json::Value;

use super::Reason;
use super::decode::decode;
use super::draft::{Draft, Found, absolute};
use super::fields::{self, Place};
use super::guard::guarded;
use super::nesting::{DEEPEST, is_bearable};
use super::{json, json_scan};

/// A page with more elements is no article; reading it would take minutes.
const MOST_ELEMENTS: usize = 300_000;

/// Where an address was found that a page calls its own.
const CANONICAL: &str = "canonical link";

/// Reads a page.
pub(super) fn read(bytes: Vec<u8>) -> Result<Draft, Reason> {
    let declared = declared_charset(&bytes);
    let decoded = decode(bytes, declared)?;
    if decoded.text.trim().is_empty() {
        return Err(Reason::Empty);
    }
    guarded(move || {
        let mut draft = page(decoded.text)?;
        draft.charset = decoded.charset;
        Ok(draft)
    })
}

/// A fragment of HTML as plain text, paragraphs parted by a blank line.
pub(super) fn render(fragment: &str) -> Result<String, Reason> {
    let fragment = fragment.to_owned();
    guarded(move || {
        let document = parse(&fragment)?.doc;
        document.select("script, style, template, title").remove();
        Ok(tidy(&document.formatted_text()))
    })
}

/// The character set that a page declares in its first bytes.
fn declared_charset(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let (_, rest) = head.split_once("charset=").or_else(|| head.split_once("encoding="))?;
    let name = rest.trim_start_matches(['"', '\'', ' ']);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:.".contains(c)).unwrap_or(name.len());
    Encoding::for_label(&name.as_bytes()[..end])
}

fn parse(html: &str) -> Result<Readability, Reason> {
    if !is_bearable(html) {
        return Err(Reason::TooDeep);
    }
    let config = Config {
        text_mode: TextMode::Formatted,
        disable_json_ld: true,
        max_elements_to_parse: MOST_ELEMENTS,
        ..Config::default()
    };
    let readability = Readability::new(html, None, Some(config)).map_err(|_| Reason::NoArticle)?;
    // The count of `is_bearable` is rough; the reader goes down the tree by recursion.
    let mut depths = std::collections::HashMap::new();
    for node in readability.doc.root().descendants_it() {
        let above = node.parent().and_then(|parent| depths.get(&parent.id).copied()).unwrap_or(0_usize);
        if above >= DEEPEST {
            return Err(Reason::TooDeep);
        }
        depths.insert(node.id, above + 1);
    }
    Ok(readability)
}

fn page(html: String) -> Result<Draft, Reason> {
    let mut readability = parse(&html)?;
    let mut in_head = meta(&readability);
    // The id of the article comes from its address: the page's own link is steadier than what JSON-LD names.
    let canonical = in_head.url.take_if(|url| url.place == CANONICAL);
    let named = Draft { url: canonical, ..Draft::default() }.or(json_ld(&readability)).or(in_head);
    let address = named.url.as_ref().and_then(|url| day_in_address(&url.value));
    // Captions and boxes beside the article are other texts than the article.
    readability.doc.select("figcaption, aside, nav").remove();
    let article = match readability.parse() {
        Ok(article) => Some(article),
        Err(ReadabilityError::GrabFailed | ReadabilityError::TooManyElements(..)) => None,
        Err(_) => return Err(Reason::NoArticle),
    };
    let mut found = Draft::default();
    if let Some(article) = article {
        let text = tidy(&article.text_content);
        found.text = Some(Found::new(text, "article on the page")).filter(|text| !text.value.is_empty());
        found.title = Some(Found::new(article.title, "page title")).filter(|title| !title.value.trim().is_empty());
        found.authors = article.byline.filter(|byline| byline.len() < 200).and_then(|byline| {
            let fields = serde_json::json!({ "byline": byline });
            let authors = fields::draft(fields.as_object()?, Place::Json).ok()?.authors?;
            Some(Found::new(authors.value, "byline"))
        });
    }
    // What a page says of itself is trusted before what was guessed from its looks, except for the text: `articleBody`
    // has lost its paragraphs.
    let body = named.text.clone();
    let mut draft = Draft { text: found.text.take().or(body), ..named }.or(found);
    draft.published.extend(address.map(|day| Found::new(day, "address")));
    if let (Some(title), Some(publisher)) = (&mut draft.title, &draft.publisher) {
        title.value = without_site(&title.value, &publisher.value).to_owned();
    }
    if draft.text.is_none() {
        return Err(Reason::NoArticle);
    }
    Ok(draft)
}

/// A title without the name of the site at its end ("Ferry stops | Valley News").
fn without_site<'a>(title: &'a str, site: &str) -> &'a str {
    let letters = |text: &str| text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let cut = [" | ", " - ", " – ", " — ", " · "].iter().filter_map(|mark| title.rsplit_once(mark));
    let shortest_tail = cut.min_by_key(|(_, tail)| tail.len());
    shortest_tail
        .filter(|(head, tail)| !head.is_empty() && letters(tail) == letters(site))
        .map_or(title, |(head, _)| head)
}

/// What the JSON-LD blocks of a page say of its article.
fn json_ld(page: &Readability) -> Draft {
    for script in page.doc.select("script[type='application/ld+json']").iter() {
        let text = script.text();
        let text = text.trim().trim_start_matches("<![CDATA[").trim_end_matches("]]>").trim().trim_end_matches(';');
        let parsed: Option<Value> = serde_json::from_str(text).ok().or_else(|| {
            // Line ends inside strings are the commonest fault.
            let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            let mended = json_scan::without_nan(plain.as_bytes()).unwrap_or(plain.into_bytes());
            serde_json::from_slice(&mended).ok()
        });
        let Some(value) = parsed else { continue };
        for document in json::documents(value).list {
            if let Value::Object(fields) = document
                && json::is_article(&fields)
                && let Ok(draft) = fields::draft(&fields, Place::JsonLd)
            {
                let mut draft = unescaped(draft);
                // The page is the article; what it is "based on" or "part of" is not its address.
                draft.embargo = None;
                return draft;
            }
        }
    }
    Draft::default()
}

/// Entities that content systems leave in JSON-LD ("&amp;", "&#8217;").
fn unescaped(mut draft: Draft) -> Draft {
    for found in [&mut draft.title, &mut draft.publisher].into_iter().flatten() {
        if found.value.contains('&')
            && found.value.contains(';')
            && let Ok(text) = render(&found.value)
        {
            found.value = text;
        }
    }
    draft
}

/// What the head and the time elements of a page say.
fn meta(page: &Readability) -> Draft {
    let document = &page.doc;
    let mut metas: Vec<(String, String)> = Vec::new();
    for node in document.select("meta[content]").iter() {
        let content = node.attr("content").map(|content| content.trim().to_owned()).unwrap_or_default();
        let name = ["property", "name", "itemprop"].iter().find_map(|key| node.attr(key));
        if let Some(name) = name.filter(|_| !content.is_empty()) {
            metas.push((name.trim().to_ascii_lowercase(), content));
        }
    }
    let all = |names: &[&str]| {
        let mut found = Vec::new();
        for wanted in names {
            let matching = metas.iter().filter(|(name, _)| name == wanted);
            found.extend(matching.map(|(name, content)| Found::new(content.clone(), format!("meta {name}"))));
        }
        found
    };
    let first = |names: &[&str]| all(names).into_iter().next();
    let mut published = all(&[
        "article:published_time",
        "og:article:published_time",
        "og:published_time",
        "datepublished",
        "parsely-pub-date",
        "sailthru.date",
        "publish-date",
        "pubdate",
        "publishdate",
        "publication_date",
        "dc.date.issued",
        "dcterms.created",
        "dc.date",
        "cxenseparse:recs:publishtime",
        "date",
    ]);
    for selector in ["time[itemprop=datePublished]", "article time[datetime]", "main time[datetime]", "time[datetime]"]
    {
        let time = document.select(selector);
        let when = time.attr("datetime").map(|when| when.trim().to_owned()).filter(|when| !when.is_empty());
        published.extend(when.map(|when| Found::new(when, "time element")));
    }
    let canonical = document.select("link[rel=canonical][href]").attr("href").map(|href| href.trim().to_owned());
    let canonical = canonical.filter(|href| absolute(href).is_some()).map(|href| Found::new(href, CANONICAL));
    let address = || all(&["og:url", "twitter:url"]).into_iter().find(|url| absolute(&url.value).is_some());
    let language = document.select("html[lang]").attr("lang").map(|lang| Found::new(lang.to_string(), "html lang"));
    let authors = all(&["author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl"]);
    let authors = authors.into_iter().find_map(|found| {
        let fields = serde_json::json!({ "author": found.value });
        let authors = fields::draft(fields.as_object()?, Place::Json).ok()?.authors?;
        Some(Found::new(authors.value, found.place))
    });
    Draft {
        url: canonical.or_else(address),
        title: first(&["og:title", "twitter:title", "dc.title"]),
        publisher: first(&["og:site_name", "application-name", "dc.publisher"]),
        authors,
        published,
        language: language
            .filter(|lang| !lang.value.trim().is_empty())
            .or_else(|| first(&["og:locale", "content-language"])),
        ..Draft::default()
    }
}

/// The day in an address such as `/2024/10/24/name`.
fn day_in_address(address: &str) -> Option<String> {
    let url = absolute(address)?;
    let parts: Vec<&str> = url.path().split('/').collect();
    parts.windows(3).find_map(|parts| {
        let number = |part: &str, length: usize| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
        let shaped = number(parts[0], 4) && number(parts[1], 2) && number(parts[2], 2);
        let day = shaped.then(|| parts.join("-"))?;
        day.parse::<jiff::civil::Date>().ok().filter(|day| day.year() > 1980).map(|_| day)
    })
}

/// Lines without trailing blanks, and never more than one blank line.
fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut blank = 0;
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            blank += 1;
            continue;
        }
        if !tidied.is_empty() {
            tidied.push_str(if blank > 0 { "\n\n" } else { "\n" });
        }
        tidied.push_str(line);
        blank = 0;
    }
    tidied
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "<p>The ferry at Marrow Ford stopped on Monday, the roads office said, and will not run again.</p>\
        <p>An army spokesman declined to comment on the order, which nobody in the village had expected at all.</p>\
        <p>About 120 people, most of them farm workers, used the boat on a normal day, according to the office.</p>";

    fn read_page(head: &str, body: &str) -> Draft {
        let page = format!(
            "<!doctype html><html lang=en-GB><head>{head}</head><body><nav>Home About</nav><article>\
            {body}</article><footer>All rights kept</footer></body></html>"
        );
        read(page.into()).unwrap()
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
        let draft = read(bytes).unwrap();
        assert_eq!(draft.charset, Some("windows-1251"));
        assert!(draft.text.unwrap().value.contains("Река Леск"));
        let draft = read(page.into_bytes()).unwrap();
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
            let result = read(page.into());
            assert_eq!(result.unwrap_err().code(), code, "{page}");
        }
        for open in ["<div>", "<b>", "<table><tr><td>", "<font size=1><p>", "<ul><li>", "<svg><g>", "<a href=x><div>"] {
            let result = read(format!("{}x", open.repeat(30_000)).into());
            assert!(result.is_ok() || matches!(result, Err(Reason::TooDeep | Reason::NoArticle)), "{open}");
        }
        // As deep as is let through.
        let deep = format!("{}{BODY}{}", "<div>".repeat(1500), "</div>".repeat(1500));
        assert!(read(deep.into()).is_ok());
        // Cut in the middle of a tag.
        let cut = format!("<html><body><article>{BODY}<p>And the");
        assert!(read(cut[..cut.len() - 5].into()).is_ok());
    }

    #[test]
    fn fragments_become_paragraphs() {
        let html = "<p>It <b>rained</b>.</p>\n<p>&ldquo;No,&rdquo; he&nbsp;said.<br>Twice.</p><ul><li>a</li><li>b</li></ul>\
            <script>x</script>";
        assert_eq!(render(html).unwrap(), "It rained.\n\n“No,” he said.\nTwice.\n\na\nb");
        assert_eq!(render("").unwrap(), "");
    }
}
