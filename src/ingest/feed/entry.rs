//! The fields of one entry of a feed in XML.

use url::Url;

use crate::domain::Partial;

use crate::ingest::draft::{Draft, Found, absolute};
use crate::ingest::values::collect_names;
use crate::ingest::xml::Element;
use crate::ingest::{Reason, fragment, teaser};

/// Returns the fields that a feed sets for all its entries.
pub(super) fn about_feed(root: &Element, channel: &Element) -> Draft {
    let found = |name: &str, place: &str| channel.child(name).and_then(words).map(|value| Found::new(value, place));
    let language = found("language", "feed language").or_else(|| found("dc:language", "feed language"));
    let language = language.or_else(|| {
        let lang = channel.attribute("xml:lang").or_else(|| root.attribute("xml:lang"))?;
        Some(Found::new(lang.to_owned(), "feed language"))
    });
    let authors = authors(channel);
    Draft {
        publisher: found("title", "feed title"),
        authors: (!authors.is_empty() && channel.is("feed")).then(|| Found::new(authors, "feed author")),
        language,
        license: license(channel, "feed"),
        ..Draft::default()
    }
}

pub(super) fn draft(entry: &Element, url: Option<String>, about: &Draft) -> Result<Draft, Reason> {
    let found = |names: &[&str]| {
        names.iter().find_map(|name| Some(Found::new(words(entry.child(name)?)?, format!("feed entry {name}"))))
    };
    // In a feed that aggregates others, each entry names the feed it comes from.
    let source = entry.child("source").and_then(|source| {
        let name = if source.has_elements() { words(source.child("title")?)? } else { source.line()? };
        absolute(&name).is_none().then(|| Found::new(name, "feed entry source"))
    });
    let authors = authors(entry);
    let language = entry.attribute("xml:lang").map(str::to_owned).map(|lang| Found::new(lang, "feed entry language"));
    let published = ["pubDate", "published", "dcterms:issued", "dc:date", "issued", "created", "atom:published"];
    let published = published.iter().chain(["date", "dcterms:created", "updated", "modified", "atom:updated"].iter());
    let mut draft = Draft {
        url: url.map(|url| Found::new(url, "feed entry link")),
        title: found(&["title", "dc:title"]),
        publisher: source.or_else(|| found(&["dc:publisher"])),
        authors: (!authors.is_empty()).then(|| Found::new(authors, "feed entry author")),
        published: published
            .filter_map(|name| entry.child(name)?.line().map(|day| (name, day)))
            .map(|(name, day)| Found::new(day, format!("feed entry {name}")))
            .collect(),
        language: language.or_else(|| found(&["dc:language", "language"])),
        license: license(entry, "feed entry"),
        ..Draft::default()
    };
    (draft.text, draft.partial) = text(entry)?;
    draft.publisher = draft.publisher.or_else(|| about.publisher.clone());
    draft.authors = draft.authors.or_else(|| about.authors.clone());
    draft.language = draft.language.or_else(|| about.language.clone());
    draft.license = draft.license.or_else(|| about.license.clone());
    Ok(draft)
}

/// Returns the text of an entry: its content element, unless its summary is fuller.
fn text(entry: &Element) -> Result<(Option<Found>, Option<Partial>), Reason> {
    let first = |names: &[&str]| -> Result<Option<Found>, Reason> {
        for name in names {
            for element in entry.all(name) {
                let text = rendered(element)?;
                if !text.is_empty() {
                    return Ok(Some(Found::new(text, format!("feed entry {name}"))));
                }
            }
        }
        Ok(None)
    };
    let content =
        first(&["content:encoded", "content", "body", "xhtml:body", "fulltext", "full-text", "atom:content"])?;
    let summary =
        first(&["description", "summary", "itunes:summary", "atom:summary", "dc:description", "media:description"])?;
    Ok(teaser::chosen(content, summary))
}

/// Returns the content of an element as plain text, with paragraphs separated by a blank line.
fn rendered(element: &Element) -> Result<String, Reason> {
    if element.has_elements() {
        return fragment::render(&element.html(&|_| None));
    }
    let text = element.text();
    let kind = element.attribute("type").unwrap_or_default();
    if !matches!(kind, "text" | "text/plain") && fragment::has_html(&text) {
        return fragment::render(&text);
    }
    Ok(lines(&text))
}

/// Trims every line and collapses runs of blank lines to one.
fn lines(text: &str) -> String {
    let mut lines: Vec<&str> = text.trim().lines().map(str::trim).collect();
    lines.dedup_by(|line, before| line.is_empty() && before.is_empty());
    lines.join("\n")
}

/// Returns the words of a title or a name on one line.
fn words(element: &Element) -> Option<String> {
    teaser::plain_line(&element.text())
}

/// Returns the base of relative addresses in an element, where it or an element above sets one.
pub(super) fn base_of(element: &Element, above: Option<&Url>) -> Option<Url> {
    joined(element.attribute("xml:base")?, above).and_then(|address| absolute(&address))
}

fn joined(address: &str, base: Option<&Url>) -> Option<String> {
    let address = address.trim();
    absolute(address).map(|_| address.to_owned()).or_else(|| {
        let joined = base?.join(address).ok()?;
        absolute(joined.as_str()).map(|url| url.to_string())
    })
}

/// Returns the address of the page that an element of a feed links to.
pub(super) fn link(element: &Element, base: Option<&Url>) -> Option<String> {
    let alternate = |link: &&Element| {
        link.attribute("rel").is_none_or(|rel| rel.eq_ignore_ascii_case("alternate"))
            && link.attribute("type").is_none_or(|kind| kind.contains("html") || !kind.contains('/'))
    };
    let links = || element.elements().filter(|child| child.is("link") || child.is("atom:link"));
    let given = |link: &Element| link.attribute("href").map(str::to_owned).or_else(|| link.line());
    let linked =
        links().filter(alternate).find_map(|link| joined(&given(link)?, base_of(link, base).as_ref().or(base)));
    // The id is used as the address only where there is no link, and only where it is marked as an address.
    let id = || {
        let guid = element.child("guid").filter(|guid| guid.attribute("isPermaLink") != Some("false"));
        let id = guid.or_else(|| element.child("id")).and_then(Element::line);
        let about = || element.attribute("rdf:about").map(str::to_owned);
        id.or_else(about).filter(|id| absolute(id).is_some())
    };
    let original = element.child("feedburner:origLink").and_then(Element::line).filter(|link| absolute(link).is_some());
    original.or(linked).or_else(id)
}

fn authors(element: &Element) -> Vec<String> {
    let mut names = Vec::new();
    for kind in ["author", "dc:creator", "atom:author", "itunes:author", "creator"] {
        for author in element.all(kind) {
            let name = author.child("name").or_else(|| author.child("atom:name")).unwrap_or(author);
            let line = words(name).unwrap_or_default();
            // RSS authors are written as an e-mail address with the name after it: "desk@e.org (T. Renn)".
            let inner = line.split_once('(').and_then(|(address, name)| {
                address.contains('@').then(|| name.trim_end_matches(')').trim().to_owned())
            });
            collect_names(&inner.unwrap_or(line).into(), &mut names);
        }
        if !names.is_empty() {
            break;
        }
    }
    names
}

fn license(element: &Element, place: &str) -> Option<Found> {
    let linked = element
        .elements()
        .find(|child| (child.is("link") || child.is("atom:link")) && child.attribute("rel") == Some("license"));
    let linked = linked.and_then(|link| link.attribute("href")).map(str::to_owned);
    let named = ["creativeCommons:license", "cc:license", "rights", "dc:rights", "copyright"];
    let named = || named.iter().find_map(|name| words(element.child(name)?));
    linked.or_else(named).map(|value| Found::new(value, format!("{place} rights")))
}

pub(super) fn updated(entry: &Element) -> Option<String> {
    let names = ["updated", "atom:updated", "modified", "dcterms:modified", "dc:date", "pubDate", "published"];
    names.iter().find_map(|name| entry.child(name)?.line())
}
