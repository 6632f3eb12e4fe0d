//! Feeds: RSS 0.9x, 1.0 and 2.0, Atom, and JSON Feed. Each entry is an article, or only links to one.
//!
//! A feed within the size limit for one article is parsed as a whole. A longer one, such as the export of a whole site,
//! is split between its entries ([`long`]), and each part is parsed as a feed of its own.

mod entry;
mod long;
#[cfg(test)]
mod tests;

use std::time::Duration;

use crate::domain::Received;

use super::draft::{Draft, absolute};
use super::teaser::named;
use super::xml::{self, Document, Element};
use super::{Context, Item, Items, ParseOptions, Reason, decode, in_batches, json};
use entry::{about_feed, base_of, draft, link, updated};

pub(super) use long::Cut;

/// A parsed feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Its title.
    pub title: Option<String>,
    /// The interval between two visits that it asks for.
    pub every: Option<Duration>,
    /// Its entries in the order of the feed. Where the feed is damaged, the last one reports that and has no address.
    pub entries: Vec<FeedEntry>,
}

/// One entry of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedEntry {
    /// The address of the page that it links to, absolute http or https.
    pub url: Option<String>,
    /// When it was last changed, as the feed prints it.
    pub updated: Option<String>,
    /// The article, marked [`crate::domain::Partial::Teaser`] where the feed has only its beginning; or why there is
    /// none: [`Reason::NoTextInFeed`] where the entry only links to a page.
    pub item: Item,
}

/// Parses a fetched feed. Whether it is one is decided by its content, not by its content type.
///
/// # Errors
/// When it is not a feed, or when none of it can be parsed.
pub fn feed_entries(bytes: Vec<u8>, received: &Received, options: &ParseOptions) -> Result<Feed, Reason> {
    let context = Context::received(received.clone(), options);
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes).trim_ascii_start();
    if start.first() == Some(&b'{') {
        return json_entries(start, &context);
    }
    let document = xml::parse(bytes, decode::sent_charset(received))?;
    if is_feed(&document.root) { Ok(entries(&document, &context, 0)) } else { Err(Reason::NoFeed) }
}

/// Returns whether a document is a feed.
pub(super) fn is_feed(root: &Element) -> bool {
    ["rss", "RDF", "feed", "channel", "entry"].iter().any(|name| root.is(name))
}

/// A feed of any length.
pub(super) enum Parts {
    /// One within the limit.
    Whole(Box<Document>),
    /// A longer one.
    Cut(Box<Cut>),
    End,
}

/// Returns the articles of a feed, and its skipped entries with the reasons.
pub(super) fn items(mut parts: Parts, context: Context) -> Items {
    in_batches(move || {
        let items = match &mut parts {
            Parts::Whole(document) => {
                let items = items_after(document, &context, 0);
                if items.is_empty() { vec![Item::skipped(context.file.clone(), Reason::Empty)] } else { items }
            }
            Parts::Cut(cut) => return cut.next_items(&context),
            Parts::End => return None,
        };
        parts = Parts::End;
        Some(items)
    })
}

/// Returns the articles of a part of a feed that starts after its first `before` entries.
fn items_after(document: &Document, context: &Context, before: usize) -> Vec<Item> {
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

fn damage(file: String, problem: Option<String>) -> FeedEntry {
    let problem = format!("{}; the rest was not read", problem.unwrap_or_else(|| "it ends too early".to_owned()));
    FeedEntry { url: None, updated: None, item: Item::skipped(file, Reason::BadXml(problem)) }
}

/// Returns how often a feed says that it changes.
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
