//! Reads what the head of a page and its `time` elements say about its article.

use dom_query::Document;

use super::json_ld::unescaped;
use crate::ingest::draft::{Draft, Found, absolute};

/// Where a URL was found: the canonical link of the page.
pub(super) const CANONICAL: &str = "canonical link";

const PUBLISHED: [&str; 15] = [
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
];

const AUTHORS: [&str; 6] = ["author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl"];

/// The most links read: more than any honest page's head has.
const MOST_LINKS: usize = 1000;

/// The most other URLs kept: more than any article has.
const MOST_OTHERS: usize = 20;

/// What the head of a page says.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub(super) draft: Draft,
    /// The author fields and where they were found, the most trusted first.
    pub(super) authors: Vec<Found>,
    /// The lead (introductory paragraph) from the head.
    pub(super) description: Option<String>,
}

pub(super) fn read(document: &Document) -> Head {
    let Seen { metas, links, times, language } = Seen::in_page(document);
    let all = |names: &[&str]| {
        let mut found = Vec::new();
        for wanted in names {
            let matching = metas.iter().filter(|(name, _)| name == wanted);
            found.extend(matching.map(|(name, content)| Found::new(content.clone(), format!("meta {name}"))));
        }
        found
    };
    let first = |names: &[&str]| all(names).into_iter().next();
    let text = |found: Found| Found::new(unescaped(&found.value), found.place);
    let mut published = all(&PUBLISHED);
    let times = times.into_iter().flatten().filter(|when| !when.is_empty());
    published.extend(times.map(|when| Found::new(when, "time element")));
    let canonical = links.iter().find(|link| link.rel.eq_ignore_ascii_case("canonical")).map(|link| link.href.clone());
    let canonical = canonical.filter(|href| absolute(href).is_some()).map(|href| Found::new(href, CANONICAL));
    let named = all(&["og:url", "twitter:url"]).into_iter().find(|url| absolute(&url.value).is_some());
    let language = language.map(|lang| Found::new(lang, "html lang"));
    let also_at = also_at(&links, canonical.as_ref().and(named.as_ref()));
    let draft = Draft {
        url: canonical.or(named),
        title: first(&["og:title", "twitter:title", "dc.title"]).map(text),
        publisher: first(&["og:site_name", "application-name", "dc.publisher"]).map(text),
        published,
        language: language
            .filter(|lang| !lang.value.trim().is_empty())
            .or_else(|| first(&["og:locale", "content-language"])),
        also_at,
        ..Draft::default()
    };
    let description = first(&["og:description", "description", "twitter:description"]).map(|found| text(found).value);
    Head { draft, authors: all(&AUTHORS), description }
}

/// A `link` element.
struct Link {
    rel: String,
    href: String,
    media: String,
}

/// What one pass over a page collects.
#[derive(Default)]
struct Seen {
    /// The names of metadata fields, in lower case, with their contents.
    metas: Vec<(String, String)>,
    links: Vec<Link>,
    /// The first time marked as the publication time, then the first in an article, in the main part, and anywhere.
    times: [Option<String>; 4],
    language: Option<String>,
}

impl Seen {
    fn in_page(document: &Document) -> Self {
        let mut seen = Self::default();
        for node in document.root().descendants_it() {
            let Some(element) = node.element_ref() else { continue };
            let attribute = |name: &str| {
                let found = element.attrs.iter().find(|attribute| &*attribute.name.local == name);
                found.map(|attribute| attribute.value.trim().to_owned())
            };
            match &*element.name.local {
                "html" => seen.language = attribute("lang"),
                "meta" => {
                    let content = attribute("content").filter(|content| !content.is_empty());
                    let named = || attribute("property").or_else(|| attribute("name"));
                    // Many `itemprop` fields describe pictures and videos: only the publication date is read.
                    let of_part = || attribute("itemprop").filter(|name| name.eq_ignore_ascii_case("datePublished"));
                    let named =
                        content.and_then(|content| Some((named().or_else(of_part)?.to_ascii_lowercase(), content)));
                    seen.metas.extend(named);
                }
                "link" if seen.links.len() < MOST_LINKS => {
                    if let (Some(rel), Some(href)) = (attribute("rel"), attribute("href")) {
                        seen.links.push(Link { rel, href, media: attribute("media").unwrap_or_default() });
                    }
                }
                "time" => {
                    let Some(when) = attribute("datetime") else { continue };
                    let says_so = attribute("itemprop").is_some_and(|name| name == "datePublished");
                    let inside = |name: &str| node.ancestors_it(None).any(|around| around.has_name(name));
                    for (place, fits) in [(0, says_so), (1, inside("article")), (2, inside("main")), (3, true)] {
                        if fits && seen.times[place].is_none() {
                            seen.times[place] = Some(when.clone());
                        }
                    }
                }
                _ => {}
            }
        }
        seen
    }
}

/// Returns other URLs of the article: the AMP page, the page for telephones, and the URL given for sharing.
fn also_at(links: &[Link], shared: Option<&Found>) -> Vec<String> {
    let telephones = |link: &Link| link.media.contains("handheld") || link.media.contains("max-width");
    let others = links.iter().filter(|link| link.rel == "amphtml" || link.rel == "alternate" && telephones(link));
    let mut found: Vec<String> = others.take(MOST_OTHERS).map(|link| link.href.clone()).collect();
    found.extend(shared.map(|shared| shared.value.clone()));
    // The URL of the home page is not the URL of an article.
    found.retain(|address| absolute(address).is_some_and(|url| url.path().len() > 1));
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_addresses_of_an_article() {
        let head = "<link rel=canonical href=https://e.org/ferry><link rel=amphtml href=https://e.org/amp/ferry>\
            <link rel=alternate media='only screen and (max-width: 640px)' href=https://m.e.org/ferry>\
            <link rel=alternate hreflang=de href=https://e.org/de/faehre><link rel=amphtml href=/amp/relative>";
        let read_with = |more: &str| read(&Document::from(format!("<head>{head}{more}</head>"))).draft;
        let draft = read_with("<meta property=og:url content=https://e.org/ferry?id=7>");
        assert_eq!(draft.url.unwrap().value, "https://e.org/ferry");
        assert_eq!(draft.also_at, ["https://e.org/amp/ferry", "https://m.e.org/ferry", "https://e.org/ferry?id=7"]);
        let draft = read_with("<meta property=og:url content=https://e.org/>");
        assert_eq!(draft.also_at, ["https://e.org/amp/ferry", "https://m.e.org/ferry"]);
    }
}
