//! Feeds: RSS 0.9x, 1.0 and 2.0, Atom, and JSON Feed. Each entry is an article, or only leads to one.

use std::time::Duration;

use url::Url;

use crate::domain::{Partial, Received};

use super::draft::{Draft, Found, absolute};
use super::xml::{self, Document, Element};
use super::{Context, Item, ReadOptions, Reason, decode, fields, html, json};

/// Shorter than any article that is more than its first lines.
const SHORTEST: usize = 300;

/// A summary of this length is no longer one: many feeds have no other place for the whole text.
const LONGEST_SUMMARY: usize = 1500;

/// What stands at the end of a text that goes on elsewhere.
const CUT: [&str; 10] = [
    "…",
    "...",
    "[…]",
    "[...]",
    "read more",
    "read more »",
    "continue reading",
    "continue reading →",
    "read the full story",
    "read full article",
];

/// What a feed gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Its title.
    pub title: Option<String>,
    /// How long it asks to be left alone between two visits.
    pub every: Option<Duration>,
    /// Its entries in the order of the feed; damage in the feed is the last one, without an address.
    pub entries: Vec<FeedEntry>,
}

/// One entry of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedEntry {
    /// The address of the page behind it, absolute http or https.
    pub url: Option<String>,
    /// When it was last changed, as the feed prints it.
    pub updated: Option<String>,
    /// The article, marked [`Partial::Teaser`] where the feed has only its beginning; or why there is none:
    /// [`Reason::NoTextInFeed`] where the entry only leads to a page.
    pub item: Item,
}

/// The entries of a feed that another machine answered with, told from anything else by its content.
///
/// # Errors
/// When it is no feed, or when nothing of it can be read.
pub fn feed_entries(bytes: Vec<u8>, received: &Received, options: &ReadOptions) -> Result<Feed, Reason> {
    let context = Context::received(received.clone(), options);
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes).trim_ascii_start();
    if start.first() == Some(&b'{') {
        return json_entries(start, &context);
    }
    let document = xml::parse(bytes, decode::sent_charset(received))?;
    if is_feed(&document.root) { Ok(entries(&document, &context, 0)) } else { Err(Reason::NoFeed) }
}

/// Whether a document is a feed.
pub(super) fn is_feed(root: &Element) -> bool {
    ["rss", "RDF", "feed", "channel", "entry"].iter().any(|name| root.is(name))
}

/// The articles of a feed, and what of it gave none.
pub(super) fn items(document: &Document, context: &Context) -> Vec<Item> {
    let items = items_after(document, context, 0);
    if items.is_empty() { vec![Item::skipped(context.file.clone(), Reason::Empty)] } else { items }
}

/// The same of a part of a feed, so many entries after its beginning.
pub(super) fn items_after(document: &Document, context: &Context, before: usize) -> Vec<Item> {
    entries(document, context, before).entries.into_iter().map(|entry| entry.item).collect()
}

fn entries(document: &Document, context: &Context, before: usize) -> Feed {
    let root = &document.root;
    let is_entry = |element: &Element| element.is("item") || element.is("entry");
    let channel = if is_entry(root) { root } else { root.child("channel").unwrap_or(root) };
    let base = base_of(root, None).or_else(|| base_of(channel, None));
    let own = context.received.as_deref().and_then(|received| absolute(&received.address));
    let base = base.or_else(|| link(channel, own.as_ref()).and_then(|link| absolute(&link))).or(own);
    let about = about_feed(root, channel);
    let found = if is_entry(root) { vec![root] } else { root.topmost(&is_entry) };
    let mut feed =
        Feed { title: about.publisher.clone().map(|title| title.value), every: every(channel), entries: vec![] };
    for (index, entry) in found.into_iter().enumerate() {
        let file = format!("{}#{}", context.file, before + index + 1);
        if !entry.whole {
            feed.entries.push(damage(file, document.broken.clone()));
            return feed;
        }
        let url = link(entry, base_of(entry, base.as_ref()).or_else(|| base.clone()).as_ref());
        let draft = draft(entry, url.clone(), &about).map(|draft| Draft { charset: document.charset, ..draft });
        let original = context.original(document.text.get(entry.span.clone()).unwrap_or_default().as_bytes());
        let item = named(context.finish_part(file, draft, original), url.as_ref());
        feed.entries.push(FeedEntry { url, updated: updated(entry), item });
    }
    if let Some(problem) = &document.broken {
        feed.entries.push(damage(context.file.clone(), Some(problem.clone())));
    }
    feed
}

pub(super) fn damage(file: String, problem: Option<String>) -> FeedEntry {
    let problem = format!("{}; the rest was not read", problem.unwrap_or_else(|| "it ends too early".to_owned()));
    FeedEntry { url: None, updated: None, item: Item::skipped(file, Reason::BadXml(problem)) }
}

/// An entry without a text leads to a page all the same.
pub(super) fn named(item: Item, url: Option<&String>) -> Item {
    match (item, url) {
        (Item::Skipped(mut skipped), Some(url)) if matches!(skipped.reason, Reason::NoText | Reason::Empty) => {
            skipped.reason = Reason::NoTextInFeed { url: url.clone() };
            Item::Skipped(skipped)
        }
        (item, _) => item,
    }
}

/// What a feed says of all its entries.
fn about_feed(root: &Element, channel: &Element) -> Draft {
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

fn draft(entry: &Element, url: Option<String>, about: &Draft) -> Result<Draft, Reason> {
    let found = |names: &[&str]| {
        names.iter().find_map(|name| Some(Found::new(words(entry.child(name)?)?, format!("feed entry {name}"))))
    };
    // Where entries of several feeds are put together, each says which it comes from.
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

/// The text of an entry: what it calls its content, unless its summary says more.
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
    Ok(chosen(content, summary))
}

/// The fuller of a content and a summary, and whether it is only the beginning of an article.
fn chosen(content: Option<Found>, summary: Option<Found>) -> (Option<Found>, Option<Partial>) {
    let length = |text: &Option<Found>| text.as_ref().map_or(0, |text| text.value.chars().count());
    let is_summary = length(&summary) > length(&content);
    let Some(mut text) = (if is_summary { summary } else { content.or(summary) }) else { return (None, None) };
    let cut = without_links_on(&mut text.value);
    let shortest = if is_summary { LONGEST_SUMMARY } else { SHORTEST };
    let teaser = cut || text.value.chars().count() < shortest;
    (Some(text), teaser.then_some(Partial::Teaser))
}

/// Marks the text of a draft from a feed that is only the beginning of an article.
pub(super) fn mark_teaser(draft: &mut Draft, summary: Option<String>) {
    let summary = summary.map(|summary| Found::new(summary, "field summary"));
    (draft.text, draft.partial) = chosen(draft.text.take(), summary);
}

/// Takes off the lines at the end of a text that lead to the rest of it or to the feed's own pages, and says whether the
/// text is cut there.
fn without_links_on(text: &mut String) -> bool {
    let mut cut = false;
    loop {
        let start = text.rfind('\n').map_or(0, |at| at + 1);
        let last = text[start..].trim().to_lowercase();
        let leads_on =
            CUT.iter().skip(4).any(|words| last.trim_end_matches(['.', '…', '»', '→', '>', ':', ' ']) == *words);
        // The line that a widespread content system adds to every entry.
        let signature = last.starts_with("the post ")
            && (last.contains(" appeared first on ") || last.contains(" first appeared on "));
        if start == 0 || !(leads_on || signature) {
            break;
        }
        cut |= leads_on;
        text.truncate(text[..start].trim_end().len());
    }
    let end: String =
        text.chars().rev().take(24).collect::<Vec<_>>().into_iter().rev().collect::<String>().to_lowercase();
    cut || CUT.iter().any(|words| end.trim_end().ends_with(words))
}

/// What an element holds as plain text, paragraphs parted by a blank line.
fn rendered(element: &Element) -> Result<String, Reason> {
    if element.has_elements() {
        return html::render(&element.html(&|_| None));
    }
    let text = element.text();
    let kind = element.attribute("type").unwrap_or_default();
    if !matches!(kind, "text" | "text/plain") && fields::has_html(&text) {
        return html::render(&text);
    }
    Ok(lines(&text))
}

/// Lines without the blanks around them, and never more than one blank line.
fn lines(text: &str) -> String {
    let mut lines: Vec<&str> = text.trim().lines().map(str::trim).collect();
    lines.dedup_by(|line, before| line.is_empty() && before.is_empty());
    lines.join("\n")
}

/// The words of a title or a name on one line.
fn words(element: &Element) -> Option<String> {
    plain_line(&element.text())
}

/// A title or a name on one line, its markup taken off.
pub(super) fn plain_line(text: &str) -> Option<String> {
    let rendered = fields::has_html(text).then(|| html::render(text)).transpose().ok()?;
    let text = rendered.as_deref().unwrap_or(text);
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

/// Where relative addresses in an element start from, where it says so.
fn base_of(element: &Element, above: Option<&Url>) -> Option<Url> {
    joined(element.attribute("xml:base")?, above).and_then(|address| absolute(&address))
}

fn joined(address: &str, base: Option<&Url>) -> Option<String> {
    let address = address.trim();
    absolute(address).map(|_| address.to_owned()).or_else(|| {
        let joined = base?.join(address).ok()?;
        absolute(joined.as_str()).map(|url| url.to_string())
    })
}

/// The address of the page that an element of a feed stands for.
fn link(element: &Element, base: Option<&Url>) -> Option<String> {
    let alternate = |link: &&Element| {
        link.attribute("rel").is_none_or(|rel| rel.eq_ignore_ascii_case("alternate"))
            && link.attribute("type").is_none_or(|kind| kind.contains("html") || !kind.contains('/'))
    };
    let links = || element.elements().filter(|child| child.is("link") || child.is("atom:link"));
    let given = |link: &Element| link.attribute("href").map(str::to_owned).or_else(|| link.line());
    let linked =
        links().filter(alternate).find_map(|link| joined(&given(link)?, base_of(link, base).as_ref().or(base)));
    // An id is an address only where nothing else is, and only where it says so itself.
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
            // RSS asks for an e-mail address, with the name after it: "desk@e.org (T. Renn)".
            let inner = line.split_once('(').and_then(|(address, name)| {
                address.contains('@').then(|| name.trim_end_matches(')').trim().to_owned())
            });
            fields::collect_names(&inner.unwrap_or(line).into(), &mut names);
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

fn updated(entry: &Element) -> Option<String> {
    let names = ["updated", "atom:updated", "modified", "dcterms:modified", "dc:date", "pubDate", "published"];
    names.iter().find_map(|name| entry.child(name)?.line())
}

/// How often a feed says that it changes.
fn every(channel: &Element) -> Option<Duration> {
    let number = |name: &str| channel.child(name)?.line()?.parse::<u64>().ok();
    if let Some(minutes) = number("ttl") {
        return Some(Duration::from_secs(minutes.checked_mul(60)?)).filter(|every| !every.is_zero());
    }
    let period = match channel.child("sy:updatePeriod")?.line()?.to_ascii_lowercase().as_str() {
        "hourly" => 3600,
        "daily" => 86_400,
        "weekly" => 7 * 86_400,
        "monthly" => 30 * 86_400,
        "yearly" => 365 * 86_400,
        _ => return None,
    };
    Some(Duration::from_secs(period / number("sy:updateFrequency").unwrap_or(1).clamp(1, period)))
}

fn json_entries(bytes: &[u8], context: &Context) -> Result<Feed, Reason> {
    let documents = json::documents(json::parse(bytes, None)?);
    if !documents.is_feed {
        return Err(Reason::NoFeed);
    }
    let mut entries = Vec::new();
    for (index, document) in documents.list.iter().enumerate() {
        let draft = documents.draft(document);
        let url = draft.as_ref().ok().and_then(|draft| Some(draft.url.as_ref()?.value.clone()));
        let updated = ["date_modified", "date_published"].iter().find_map(|name| document.get(name)?.as_str());
        let original = context.original(document.to_string().as_bytes());
        let item = context.finish_part(format!("{}#{}", context.file, index + 1), draft, original);
        entries.push(FeedEntry { item: named(item, url.as_ref()), updated: updated.map(str::to_owned), url });
    }
    let title = documents.publisher.map(|title| title.value);
    Ok(Feed { title, every: None, entries })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use jiff::civil::date;

    use crate::ingest::{Overrides, Skipped};

    use super::*;

    fn received(address: &str) -> Received {
        Received {
            address: address.to_owned(),
            at: "2025-05-01T10:00:00Z".parse().unwrap(),
            status: 200,
            headers: vec![],
        }
    }

    fn options() -> ReadOptions {
        let options = ReadOptions::new(Overrides::default(), date(2025, 6, 1));
        ReadOptions { keep_originals: true, ..options }
    }

    fn read(text: &str) -> Feed {
        feed_entries(text.into(), &received("https://sarn.example/feeds/all"), &options()).unwrap()
    }

    /// Address, title, authors, day, publisher and language, text and what it is, of each entry.
    fn shown(feed: &Feed) -> Vec<String> {
        let entry = |entry: &FeedEntry| {
            let url = entry.url.as_deref().unwrap_or("-");
            match &entry.item {
                Item::Skipped(Skipped { file, reason }) => format!("{url} {file} {}", reason.code()),
                Item::Article(article) => {
                    assert_eq!(article.url, entry.url);
                    assert_eq!(article.also_at, Vec::<String>::new());
                    let day =
                        article.published.as_ref().map(|published| published.day().to_string()).unwrap_or_default();
                    let text: String = article.text.chars().take(50).collect();
                    format!(
                        "{url} | {} | {} | {day} | {} | {} | {} | {}",
                        article.title.as_deref().unwrap_or("-"),
                        article.authors.join("+"),
                        article.publisher.as_deref().unwrap_or("-"),
                        article.language.as_deref().unwrap_or("-"),
                        text.replace('\n', "/"),
                        if article.partial == Some(Partial::Teaser) { "teaser" } else { "whole" },
                    )
                }
            }
        };
        feed.entries.iter().map(entry).collect()
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(shown(&read(text)), expected, "{text}");
    }

    /// A text that is long enough for an article.
    fn long() -> String {
        "The ferry at Marrow Ford will not run on Monday, the harbour office said. ".repeat(6)
    }

    #[test]
    fn rss_of_all_versions() {
        let whole = format!("<![CDATA[<p>It rained.</p><p>{}</p>]]>", long());
        check(
            &format!(
                "<?xml version='1.0'?><rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'
                 xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>Sarn Post</title><link>https://sarn.example</link>
                 <language>en-GB</language><item><title>Rain &amp;amp; sun</title><link> https://sarn.example/1 </link>
                 <dc:creator>T. Renn</dc:creator><pubDate>Mon, 03 Mar 2025 23:30:00 -0500</pubDate>
                 <description>It rained.</description><content:encoded>{whole}</content:encoded></item>
                 <item><title>Sun</title><guid>https://sarn.example/2</guid><author>desk@sarn.example (A. Vost)</author>
                 <source url='https://wire.example/rss'>Northern Wire</source><description>&lt;p&gt;It shone.&lt;/p&gt;</description></item>
                 <item><title>Wind</title><link>/3</link></item><item/></channel></rss>"
            ),
            &[
                "https://sarn.example/1 | Rain & sun | T. Renn | 2025-03-03 | Sarn Post | en | \
                 It rained.//The ferry at Marrow Ford will not run  | whole",
                "https://sarn.example/2 | Sun | A. Vost |  | Northern Wire | en | It shone. | teaser",
                "https://sarn.example/3 https://sarn.example/feeds/all#3 no-text",
                "- https://sarn.example/feeds/all#4 no-text",
            ],
        );
        check(
            "<rss version='0.91'><channel><title>Sarn Post</title><item><title>Rain</title><link>https://sarn.example/1</link>
             <description>It rained all day at
             the ford.</description></item></channel></rss>",
            &["https://sarn.example/1 | Rain |  |  | Sarn Post | - | It rained all day at/the ford. | teaser"],
        );
        check(
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'
             xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>Sarn Post</title></channel>
             <item rdf:about='https://sarn.example/1'><title>Rain</title><description>It rained.</description>
             <dc:date>2025-03-03T10:00:00+01:00</dc:date></item></rdf:RDF>",
            &["https://sarn.example/1 | Rain |  | 2025-03-03 | Sarn Post | - | It rained. | teaser"],
        );
    }

    #[test]
    fn atom_of_all_kinds() {
        check(
            &format!(
                "<a:feed xmlns:a='http://www.w3.org/2005/Atom' xml:lang='en' xml:base='https://sarn.example/blog/'>
                 <a:title type='html'>Sarn &amp;amp; Lesk</a:title><a:author><a:name>T. Renn</a:name></a:author>
                 <a:link rel='self' href='x.atom'/><a:entry><a:title>Rain</a:title><a:id>urn:x:1</a:id>
                 <a:link rel='edit' href='https://sarn.example/edit'/><a:link href='1'/><a:published>2025-03-03T10:00:00Z</a:published>
                 <a:updated>2025-03-04T10:00:00Z</a:updated><a:content type='xhtml'>
                 <x:div xmlns:x='http://www.w3.org/1999/xhtml'><x:p>It <x:b>rained</x:b>.</x:p><x:p>{}</x:p></x:div></a:content>
                 </a:entry><a:entry><a:title type='text'>1 &lt; 2</a:title><a:author><a:name>A. Vost</a:name></a:author>
                 <a:summary type='text'>R&amp;D &lt;b&gt; ran.</a:summary><a:updated>2025-03-04T10:00:00Z</a:updated></a:entry></a:feed>",
                long()
            ),
            &[
                "https://sarn.example/blog/1 | Rain | T. Renn | 2025-03-03 | Sarn & Lesk | en | \
                 It rained.//The ferry at Marrow Ford will not run  | whole",
                "- | 1 < 2 | A. Vost | 2025-03-04 | Sarn & Lesk | en | R&D <b> ran. | teaser",
            ],
        );
    }

    #[test]
    fn json_feeds() {
        let text = format!(
            r#"{{"version": "https://jsonfeed.org/version/1", "title": "Sarn &amp; Post", "author": {{"name": "T. Renn"}}, "items": [
            {{"id": "1", "url": "https://sarn.example/1", "content_html": "<p>{}</p>", "date_published": "2025-03-03T10:00:00Z"}},
            {{"id": "https://sarn.example/2", "summary": "It shone."}}, {{"id": "3", "url": "https://sarn.example/3"}}]}}"#,
            long().trim()
        );
        check(
            &text,
            &[
                "https://sarn.example/1 | - | T. Renn | 2025-03-03 | Sarn & Post | en | \
                 The ferry at Marrow Ford will not run on Monday, t | whole",
                "https://sarn.example/2 | - | T. Renn |  | Sarn & Post | - | It shone. | teaser",
                "https://sarn.example/3 https://sarn.example/feeds/all#3 no-text",
            ],
        );
    }

    #[test]
    fn beginnings_are_told_from_whole_texts() {
        let long = long();
        for (content, summary, text, partial) in [
            (Some(long.clone()), None, long.clone(), None),
            (Some(format!("{long}\n\nRead more")), None, long.trim_end().to_owned(), Some(Partial::Teaser)),
            (Some(format!("{long}\nContinue reading →")), None, long.trim_end().to_owned(), Some(Partial::Teaser)),
            (Some(format!("{long} […]")), None, format!("{long} […]"), Some(Partial::Teaser)),
            (
                Some(format!("{long}\n\nThe post Rain appeared first on Sarn Post.")),
                None,
                long.trim_end().to_owned(),
                None,
            ),
            (Some("Rain.".into()), None, "Rain.".into(), Some(Partial::Teaser)),
            (Some("Photo".into()), Some("It rained.".into()), "It rained.".into(), Some(Partial::Teaser)),
            (None, Some(long.clone()), long.clone(), Some(Partial::Teaser)),
            (None, Some(long.repeat(4)), long.repeat(4), None),
        ] {
            let found = |text: Option<String>| text.map(|text| Found::new(text, "x"));
            let (chosen, marked) = chosen(found(content), found(summary));
            assert_eq!((chosen.map(|text| text.value), marked), (Some(text), partial));
        }
        assert_eq!(chosen(None, None), (None, None));
    }

    #[test]
    fn damage_is_named_after_what_was_read() {
        let item =
            "<item><title>Rain</title><link>https://sarn.example/1</link><description>It rained.</description></item>";
        let first = "https://sarn.example/1 | Rain |  |  | - | - | It rained. | teaser";
        check(&format!("<rss><channel>{item}{item}</channel></rss>"), &[first, first]);
        check(&format!("<rss><channel>{item}{}", &item[..70]), &[first, "- https://sarn.example/feeds/all#2 bad-xml"]);
        check(&format!("<rss><channel>{item}"), &[first, "- https://sarn.example/feeds/all bad-xml"]);
        check(&format!("<rss>{item}</chan></rss>"), &[first]);
        check("<rss><channel></channel></rss>", &[]);
        let fails = |bytes: &[u8]| {
            feed_entries(bytes.to_vec(), &received("https://sarn.example"), &options()).unwrap_err().code()
        };
        assert_eq!(fails(b""), "empty");
        assert_eq!(fails(b"Rain."), "bad-xml");
        assert_eq!(fails(b"<html><body>Rain.</body></html>"), "no-feed");
        assert_eq!(fails(b"{\"text\": \"Rain.\"}"), "no-feed");
        assert_eq!(fails(b"{\"text\": "), "bad-json");
        assert_eq!(fails(format!("<rss>{}", "<channel>".repeat(10_000)).as_bytes()), "too-deep");
    }

    #[test]
    fn character_sets_and_stray_bytes() {
        let feed = |head: &str| {
            format!("{head}<rss><item><title>Річка Леск</title><description>Дощ\0іде.</description></item></rss>")
        };
        let windows = |text: String| encoding_rs::WINDOWS_1251.encode(&text).0.into_owned();
        let sent = Received {
            headers: vec![("content-type".into(), "text/xml; charset=\"windows-1251\"".into())],
            ..received("https://sarn.example")
        };
        for bytes in [
            feed("").into_bytes(),
            feed("\u{feff}").into_bytes(),
            windows(feed("<?xml version='1.0' encoding='windows-1251'?>")),
            windows(feed("\n<?xml version=\"1.0\" encoding=\"WINDOWS-1251\"?>")),
            windows(feed("")),
            feed("<?xml version='1.0' encoding='windows-1251'?>").into_bytes(),
        ] {
            let feed = feed_entries(bytes, &sent, &options()).unwrap();
            let Item::Article(article) = &feed.entries[0].item else { panic!("{feed:?}") };
            assert_eq!((article.title.as_deref(), article.text.as_str()), (Some("Річка Леск"), "Дощ\u{fffd}іде."));
        }
    }

    #[test]
    fn an_entry_keeps_its_own_bytes() {
        let text = "<rss><channel><ttl>30</ttl><title>Sarn Post</title><item><title>a</title><description>It rained.</description>\
                    <dc:date>2025-03-03</dc:date></item></channel></rss>";
        let feed = read(text);
        assert_eq!((feed.title.as_deref(), feed.every), (Some("Sarn Post"), Some(Duration::from_secs(1800))));
        assert_eq!(feed.entries[0].updated.as_deref(), Some("2025-03-03"));
        let Item::Article(article) = &feed.entries[0].item else { panic!("{feed:?}") };
        let original = article.original.clone().unwrap();
        assert!(original.bytes.starts_with(b"<item><title>a") && original.bytes.ends_with(b"</item>"), "{original:?}");
        assert_eq!(original.received.as_ref().unwrap().address, "https://sarn.example/feeds/all");
        assert_eq!(article.from["text"], "feed entry description");
        let daily = "<rss xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'><channel><sy:updatePeriod>daily</sy:updatePeriod>\
                     <sy:updateFrequency>4</sy:updateFrequency></channel></rss>";
        assert_eq!(read(daily).every, Some(Duration::from_secs(6 * 3600)));
        assert_eq!(read("<rss><channel><ttl>99999999999999999999</ttl></channel></rss>").every, None);
    }

    /// Feeds of many makers, where they lie beside the project.
    #[test]
    fn the_feeds_of_other_projects_tests_load() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/feeds");
        let folder = std::env::var_os("ONRECORD_FEEDS").map_or(folder, Into::into);
        let Ok(expectations) = std::fs::read(folder.join("expectations.json")) else { return };
        let expectations: Vec<serde_json::Value> = serde_json::from_slice(&expectations).unwrap();
        let mut wrong = Vec::new();
        for expected in &expectations {
            let file = expected["file"].as_str().unwrap();
            let count = ["entries", "entries_by_xml_count", "entries_by_feedparser"]
                .iter()
                .find_map(|key| expected[key].as_u64());
            let bytes = std::fs::read(folder.join(file)).unwrap();
            let feed = feed_entries(bytes, &received("https://sarn.example/feed"), &options());
            let found = feed.as_ref().map(|feed| feed.entries.iter().filter(|entry| !is_damage(entry)).count() as u64);
            println!("{file}: {found:?} of {count:?}: {:#?}", feed.as_ref().map(shown));
            if found.ok() != count {
                wrong.push((file.to_owned(), count));
            }
        }
        assert!(wrong.is_empty() && expectations.len() > 20, "{wrong:?}");
    }

    fn is_damage(entry: &FeedEntry) -> bool {
        matches!(&entry.item, Item::Skipped(Skipped { reason: Reason::BadXml(_), .. }))
    }
}
