//! What the head of a page and its time elements say of its article.

use dom_query::Document;

use super::json_ld::unescaped;
use crate::ingest::draft::{Draft, Found, absolute};

/// Where an address was found that a page calls its own.
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

/// The head of a page.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub(super) draft: Draft,
    /// What stands for the authors, and where, in order of trust.
    pub(super) authors: Vec<Found>,
    /// The lead, as the head gives it.
    pub(super) description: Option<String>,
}

pub(super) fn read(document: &Document) -> Head {
    let mut metas: Vec<(String, String)> = Vec::new();
    for node in document.select("meta[content]").iter() {
        let content = node.attr("content").map(|content| content.trim().to_owned()).unwrap_or_default();
        let named = ["property", "name"].iter().find_map(|key| node.attr(key));
        // Of what pictures and videos on the page say of themselves, only days are of use.
        let of_part = || node.attr("itemprop").filter(|name| name.eq_ignore_ascii_case("datePublished"));
        if let Some(name) = named.or_else(of_part).filter(|_| !content.is_empty()) {
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
    let text = |found: Found| Found::new(unescaped(&found.value), found.place);
    let mut published = all(&PUBLISHED);
    published.extend(times(document));
    let canonical = document.select("link[rel=canonical][href]").attr("href").map(|href| href.trim().to_owned());
    let canonical = canonical.filter(|href| absolute(href).is_some()).map(|href| Found::new(href, CANONICAL));
    let named = all(&["og:url", "twitter:url"]).into_iter().find(|url| absolute(&url.value).is_some());
    let language = document.select("html[lang]").attr("lang").map(|lang| Found::new(lang.to_string(), "html lang"));
    let also_at = also_at(document, canonical.as_ref().and(named.as_ref()));
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

/// The times that stand where an article shows its own.
fn times(document: &Document) -> Vec<Found> {
    let selectors = ["time[itemprop=datePublished]", "article time[datetime]", "main time[datetime]", "time[datetime]"];
    let times = selectors.iter().filter_map(|selector| {
        let when = document.select(selector).attr("datetime")?.trim().to_owned();
        (!when.is_empty()).then(|| Found::new(when, "time element"))
    });
    times.collect()
}

/// Other addresses of the article: for AMP and telephones, and one that the page calls its own for sharing.
fn also_at(document: &Document, shared: Option<&Found>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let telephones = |media: &str| media.contains("handheld") || media.contains("max-width");
    for link in document.select("link[rel=amphtml][href], link[rel=alternate][media][href]").iter().take(20) {
        let is_one = &*link.attr_or("rel", "") == "amphtml" || telephones(&link.attr_or("media", ""));
        found.extend(link.attr("href").filter(|_| is_one).map(|href| href.trim().to_owned()));
    }
    found.extend(shared.map(|shared| shared.value.clone()));
    // The address of the whole site is that of no article.
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
