//! Feeds that are too long to be held in memory, such as the export of a whole site, read entry by entry.
//!
//! The document is split before and after each entry. A few entries at a time are wrapped in what stood before the
//! first entry, and parsed as a feed of their own. Splitting looks only for markup, so it works in any character set in
//! which `<` is one byte.

use std::io::{self, Read};

use memchr::{memchr, memmem};

use super::{damage, is_feed, items_after};
use crate::ingest::compression::Bytes;
use crate::ingest::decode::Source;
use crate::ingest::{Context, Item, Reason, xml};

/// How many bytes of entries are read as one feed.
const BATCH: usize = 1 << 20;

/// How many bytes are read from the stream at a time.
const READ: usize = 64 << 10;

/// A long feed, split between its entries.
pub(in crate::ingest) struct Cut {
    pieces: Pieces,
    /// What stands before the first entry; `tail` closes the elements it opens.
    head: Vec<u8>,
    tail: Vec<u8>,
    /// How many entries were parsed.
    count: usize,
    over: bool,
}

impl Cut {
    /// Returns `None` where the stream does not begin like a feed, or its first entry lies beyond the limit for one
    /// article.
    pub(in crate::ingest) fn of(Source { bytes, compressed, .. }: Source, context: &Context) -> Option<Self> {
        let limit = usize::try_from(context.limit()).unwrap_or(usize::MAX);
        let mut pieces = Pieces { bytes, compressed, limit, held: Vec::new(), at: 0 };
        let Ok(Piece::Between(Some(head))) = pieces.next() else { return None };
        let around = xml::parse(head.clone(), context.sent_charset()).ok()?;
        if !is_feed(&around.root) {
            return None;
        }
        let mut open: Vec<&str> = Vec::new();
        let mut element = Some(&around.root);
        while let Some(unclosed) = element.filter(|element| !element.whole) {
            open.push(&unclosed.name);
            element = unclosed.elements().last();
        }
        let tail = open.iter().rev().map(|name| format!("</{name}>")).collect::<String>().into_bytes();
        Some(Self { pieces, head, tail, count: 0, over: false })
    }

    /// Parses the next few entries, and the error or damage after them, if any; `None` after the end.
    pub(super) fn next_items(&mut self, context: &Context) -> Option<Vec<Item>> {
        if self.over {
            return None;
        }
        let mut entries: Vec<Vec<u8>> = Vec::new();
        let mut size = 0;
        let end = loop {
            if size >= BATCH {
                break None;
            }
            match self.pieces.next() {
                Ok(Piece::Between(_)) => {}
                Ok(Piece::Entry(entry)) => {
                    size += entry.len();
                    entries.push(entry);
                }
                other => break Some(other),
            }
        };
        let mut items = self.parse(&entries, context);
        self.count += entries.len();
        let Some(end) = end else { return Some(items) };
        let file = format!("{}#{}", context.file, self.count + 1);
        match end {
            Ok(Piece::Dropped) => {
                self.count += 1;
                items.push(Item::skipped(file, Reason::TooLarge { limit: context.limit() }));
                return Some(items);
            }
            Ok(Piece::End { closed: false }) => items.push(damage(file, None).item),
            Ok(_) => {}
            Err(reason) => items.push(Item::skipped(context.file.clone(), reason)),
        }
        self.over = true;
        if items.is_empty() && self.count == 0 {
            items.push(Item::skipped(context.file.clone(), Reason::Empty));
        }
        Some(items)
    }

    /// Parses entries as one feed; where one of them cannot be parsed, parses each entry as a feed of its own.
    fn parse(&self, entries: &[Vec<u8>], context: &Context) -> Vec<Item> {
        if let Ok((items, whole)) = self.as_feed(entries, self.count, context)
            && (whole || entries.len() < 2)
        {
            return items;
        }
        let alone = |(index, entry)| {
            let before = self.count + index;
            match self.as_feed(std::slice::from_ref(entry), before, context) {
                Ok((items, _)) => items,
                Err(reason) => vec![Item::skipped(format!("{}#{}", context.file, before + 1), reason)],
            }
        };
        entries.iter().enumerate().flat_map(alone).collect()
    }

    /// Returns the articles of these entries, and whether all of them could be parsed.
    fn as_feed(&self, entries: &[Vec<u8>], before: usize, context: &Context) -> Result<(Vec<Item>, bool), Reason> {
        let document = [std::slice::from_ref(&self.head), entries, std::slice::from_ref(&self.tail)].concat().concat();
        let document = xml::parse(document, context.sent_charset())?;
        Ok((items_after(&document, context, before), document.broken.is_none()))
    }
}

/// A part of the document.
enum Piece {
    /// What stands before an entry; `None` for a part of it where all of it is larger than the limit.
    Between(Option<Vec<u8>>),
    /// An entry, tags included.
    Entry(Vec<u8>),
    /// An entry that is larger than the limit.
    Dropped,
    /// The end of the stream; `closed` is false where the feed is cut off.
    End { closed: bool },
}

/// Splits a document before and after its entries.
struct Pieces {
    bytes: Bytes,
    compressed: bool,
    limit: usize,
    /// The bytes read and not yet returned.
    held: Vec<u8>,
    /// How many of the bytes in `held` have been scanned for markup.
    at: usize,
}

impl Pieces {
    fn next(&mut self) -> Result<Piece, Reason> {
        let mut name: Option<Vec<u8>> = None;
        let mut depth = 0_usize;
        let mut dropped = false;
        loop {
            let Some((start, markup)) = self.markup()? else {
                let closed = name.is_none() && memmem::find(&self.held, b"</").is_some();
                return Ok(Piece::End { closed });
            };
            if let Markup::Start { name: found, .. } = &markup
                && start > 0
                && name.is_none()
                && is_entry(found)
            {
                // Scan the tag again: the next piece begins with it.
                self.at = 0;
                return Ok(Piece::Between(Some(self.held.drain(..start).collect())));
            }
            if self.at > self.limit {
                dropped = true;
                self.held.drain(..self.at);
                self.at = 0;
                if name.is_none() {
                    return Ok(Piece::Between(None));
                }
            }
            match (&name, markup) {
                (None, Markup::Start { name: found, empty, .. }) if is_entry(&found) => {
                    if empty {
                        return Ok(self.entry(false));
                    }
                    name = Some(found);
                    depth = 1;
                }
                (Some(name), Markup::Start { name: found, empty: false, .. }) if *name == found => depth += 1,
                (Some(name), Markup::End(found)) if *name == found => {
                    depth -= 1;
                    if depth == 0 {
                        return Ok(self.entry(dropped));
                    }
                }
                _ => {}
            }
        }
    }

    /// Takes everything up to `at` as an entry.
    fn entry(&mut self, dropped: bool) -> Piece {
        let entry = self.held.drain(..std::mem::take(&mut self.at)).collect();
        if dropped { Piece::Dropped } else { Piece::Entry(entry) }
    }

    /// Advances past the next tag, comment or CDATA section; returns where it starts, or `None` at the stream's end.
    fn markup(&mut self) -> Result<Option<(usize, Markup)>, Reason> {
        loop {
            let start = memchr(b'<', &self.held[self.at..]).map_or(self.held.len(), |found| self.at + found);
            if let Some((length, markup)) = markup(&self.held[start..]) {
                self.at = start + length;
                return Ok(Some((start, markup)));
            }
            self.at = start;
            // Skip markup that has no end within the limit, so that no more than that is held.
            if self.held.len() - self.at > self.limit {
                self.at = self.held.len();
            }
            if self.at > self.limit {
                return Ok(Some((start, Markup::Other)));
            }
            if !self.fill()? {
                return Ok(None);
            }
        }
    }

    fn fill(&mut self) -> Result<bool, Reason> {
        let length = self.held.len();
        self.held.resize(length + READ, 0);
        loop {
            match self.bytes.read(&mut self.held[length..]) {
                Ok(read) => {
                    self.held.truncate(length + read);
                    return Ok(read > 0);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.held.truncate(length);
                    return Err(Reason::of_io(&error, self.compressed));
                }
            }
        }
    }
}

enum Markup {
    Start {
        name: Vec<u8>,
        empty: bool,
    },
    End(Vec<u8>),
    /// A comment, a CDATA section, a declaration.
    Other,
}

/// Parses the markup that begins with this `<`; returns its length too, or `None` where its end is not read yet.
fn markup(text: &[u8]) -> Option<(usize, Markup)> {
    let until = |start: &[u8], end: &[u8]| {
        Some((start.len() + memmem::find(&text[start.len()..], end)? + end.len(), Markup::Other))
    };
    for (start, end) in [(&b"<!--"[..], &b"-->"[..]), (b"<![CDATA[", b"]]>"), (b"<?", b"?>")] {
        if text.starts_with(start) {
            return until(start, end);
        }
        if start.starts_with(text) {
            return None;
        }
    }
    let (mut quote, mut before) = (None, b' ');
    let end = text.iter().position(|byte| {
        match (quote, byte) {
            (None, b'>') => return true,
            (None, b'"' | b'\'') if before == b'=' => quote = Some(*byte),
            (Some(mark), byte) if mark == *byte => quote = None,
            _ => {}
        }
        before = if byte.is_ascii_whitespace() { before } else { *byte };
        false
    })?;
    let closing = text[1] == b'/';
    let inner = &text[1 + usize::from(closing)..end];
    let name_end = inner.iter().position(|byte| byte.is_ascii_whitespace() || *byte == b'/').unwrap_or(inner.len());
    let name = inner[..name_end].to_ascii_lowercase();
    let markup = match text[1] {
        b'!' => Markup::Other,
        b'/' => Markup::End(name),
        _ => Markup::Start { name, empty: inner.ends_with(b"/") },
    };
    Some((end + 1, markup))
}

/// Returns whether an element of this name is an entry: "item", "atom:entry".
fn is_entry(name: &[u8]) -> bool {
    let local = memchr(b':', name).map_or(name, |colon| &name[colon + 1..]);
    matches!(local, b"item" | b"entry")
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::ingest::{Overrides, ParseOptions, parse_stream};

    fn read(document: &[u8], limit: u64) -> Vec<Item> {
        let mut options = ParseOptions::new(Overrides::default(), jiff::civil::date(2026, 3, 5));
        options.limits.article_bytes = limit;
        options.keep_originals = true;
        parse_stream(Cursor::new(document.to_vec()), "f", &options).collect()
    }

    fn entry(number: usize) -> String {
        format!(
            "<item><title>Ferry {number}</title><link>https://e.org/{number}</link><pubDate>Wed, 05 Mar 2025 \
             08:00:00 +0100</pubDate><description><![CDATA[<p>Ferry {number} stopped; </item> the café is shut.</p>]]>\
             </description><!-- <item> --></item>\n"
        )
    }

    const HEAD: &str = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Lesk News</title>\n";
    const TAIL: &str = "<link>https://e.org/</link></channel></rss>";

    fn rss(entries: impl IntoIterator<Item = String>) -> String {
        format!("{HEAD}{}{TAIL}", entries.into_iter().collect::<String>())
    }

    /// Returns the number of articles, and the name and reason of each skipped item.
    fn outcome(items: &[Item]) -> (usize, Vec<(&str, &'static str)>) {
        let skipped = items.iter().filter_map(|item| match item {
            Item::Skipped(skipped) => Some((skipped.file.as_str(), skipped.reason.code())),
            Item::Article(_) => None,
        });
        let skipped: Vec<_> = skipped.collect();
        (items.len() - skipped.len(), skipped)
    }

    #[test]
    fn a_long_feed_gives_what_a_short_one_does() {
        // More than one batch.
        let rss = rss((0..600).map(|number| entry(number).replace("café", &"café ".repeat(400))));
        let atom: String = (0..100)
            .map(|n| format!("<a:entry><a:title>T {n}</a:title><a:link href='/{n}'/><a:entry/><a:content>Rain.</a:content></a:entry>"))
            .collect();
        let atom = format!(
            "<a:feed xmlns:a='http://www.w3.org/2005/Atom' xml:base='https://e.org/'><a:title x='>'>Lesk</a:title>{atom}</a:feed>"
        );
        let rdf: String = (0..100)
            .map(|n| format!("<item rdf:about='{n}'><title>T {n}</title><description>Rain.</description></item>"))
            .collect();
        let rdf = format!("<rdf:RDF><channel><title>Lesk</title><items><x/></items></channel><item/>{rdf}</rdf:RDF>");
        for document in [rss, atom, rdf] {
            let short = read(document.as_bytes(), 1 << 24);
            assert!(short.len() >= 40, "{short:?}");
            assert!(read(document.as_bytes(), 4000) == short, "{}", &document[..200]);
        }
        let wide = encoding_rs::WINDOWS_1252
            .encode(&format!("<?xml version='1.0' encoding='windows-1252'?>{}", &self::rss((0..20).map(entry))[21..]))
            .0
            .into_owned();
        assert_eq!(read(&wide, 1000), read(&wide, 1 << 24));
    }

    #[test]
    fn what_is_wrong_with_one_entry_leaves_the_others() {
        let long = entry(3).replace("café", &"café ".repeat(300));
        let broken = entry(5).replace("<link>", "<link <");
        let entries = |odd: &str| rss((0..20).map(|n| if n == 7 { odd.to_owned() } else { entry(n) }));
        let long = read(entries(&long).as_bytes(), 1000);
        assert_eq!(outcome(&long), (19, vec![("f#8", "too-large")]));
        let broken = read(entries(&broken).as_bytes(), 1000);
        assert_eq!(outcome(&broken), (19, vec![("f#8", "no-text")]));
        let huge =
            entry(3).replace("café", &"<b>x</b>".repeat(100_000)).replace("<![CDATA[", "").replace("; </item>", "");
        let huge = huge.replace("]]>", "");
        assert_eq!(outcome(&read(entries(&huge).as_bytes(), 1000)), (19, vec![("f#8", "too-large")]));
    }

    #[test]
    fn where_a_long_feed_breaks_off_is_named() {
        let whole = rss((0..20).map(entry));
        let within = whole.find("Ferry 15 stopped").unwrap();
        assert_eq!(outcome(&read(&whole.as_bytes()[..within], 1000)), (15, vec![("f#16", "bad-xml")]));
        let between = whole.find("<item><title>Ferry 15<").unwrap();
        assert_eq!(outcome(&read(&whole.as_bytes()[..between], 1000)), (15, vec![("f#16", "bad-xml")]));
        assert_eq!(outcome(&read(whole.as_bytes(), 1000)), (20, vec![]));
    }

    #[test]
    fn other_long_documents_are_too_large() {
        for document in [
            format!("<nitf><body>{}</body></nitf>", "<p>Rain fell.</p>".repeat(200)),
            format!("<rss><channel><title>{}</title></channel></rss>", "x".repeat(5000)),
            format!("<rss><channel><title>{}{}</channel></rss>", "x".repeat(5000), entry(1)),
            format!("<rss>{}", "<".repeat(5000)),
            format!("<list>{}</list>", entry(1).repeat(20)),
        ] {
            assert_eq!(outcome(&read(document.as_bytes(), 1000)), (0, vec![("f", "too-large")]), "{}", &document[..40]);
        }
    }
}
