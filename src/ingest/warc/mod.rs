//! Web archives (WARC 1.0 and 1.1), read record by record; only one record is held in memory.
//!
//! Pages and other texts with HTTP status 200, and records that hold text directly, are read. Records of other types
//! (requests, images, style sheets, redirects) are skipped silently. A broken record is reported, and reading continues
//! with the next one. WARC and HTTP headers have the same syntax, so one function parses both.

mod http;
#[cfg(test)]
pub(super) mod tests;

use std::io::{self, BufReader, Cursor, ErrorKind, Read};
use std::sync::Arc;

use crate::domain::{Partial, Received};

use super::compression::Bytes;
use super::decode::Source;
use super::draft::absolute;
use super::format::of_content_type;
use super::json_scan::{Line, line};
use super::{Context, Item, Items, Reason, Skipped, one, parse_source};
use http::{Answer, HEAD, Headers, answer, decoded, header, headers};

/// The articles of a web archive.
pub(super) struct Records {
    reader: BufReader<Bytes>,
    context: Context,
    /// The number of the current record, from 1.
    number: usize,
    /// A line that was read and belongs to the next record.
    ahead: Option<Vec<u8>>,
    /// The end of the previous record was not found, so bytes before the next one belong to it.
    lost: bool,
    current: Items,
    given: bool,
    ended: bool,
}

/// What comes next in the stream.
enum Next {
    Record(Headers),
    Broken(&'static str),
    End,
}

/// A record that may hold an article.
struct Page {
    received: Received,
    body: Vec<u8>,
    /// The crawler did not keep all of it.
    truncated: bool,
}

impl Records {
    pub(super) fn new(source: Source, context: Context) -> Self {
        let reader = BufReader::with_capacity(64 << 10, source.bytes);
        let current: Items = Box::new(std::iter::empty());
        Self { reader, context, number: 0, ahead: None, lost: false, current, given: false, ended: false }
    }

    fn line(&mut self) -> io::Result<Line> {
        match self.ahead.take() {
            Some(ahead) => Ok(Line::Text(ahead)),
            None => line(&mut self.reader, HEAD),
        }
    }

    /// Reads the head of the next record.
    fn head(&mut self) -> io::Result<Next> {
        let lost = std::mem::take(&mut self.lost);
        let mut stray = false;
        loop {
            match self.line()? {
                Line::Text(text) if is_version(&text) && stray => {
                    self.ahead = Some(text);
                    return Ok(Next::Broken("no record begins here"));
                }
                Line::Text(text) if is_version(&text) => break,
                Line::Text(text) if text.trim_ascii().is_empty() => {}
                Line::Text(_) | Line::TooLong => stray = !lost,
                Line::End if stray => return Ok(Next::Broken("no record begins here")),
                Line::End => return Ok(Next::End),
            }
        }
        let mut head = Vec::new();
        loop {
            match self.line()? {
                Line::Text(text) if is_version(&text) => {
                    self.ahead = Some(text);
                    return Ok(Next::Broken("its head has no end"));
                }
                Line::Text(text) if text.trim_ascii().is_empty() => return Ok(Next::Record(headers(&head))),
                Line::Text(text) if (head.len() + text.len()) as u64 <= HEAD => {
                    head.extend(text);
                    head.push(b'\n');
                }
                Line::Text(_) | Line::TooLong => {
                    self.lost = true;
                    return Ok(Next::Broken("its head is too long"));
                }
                Line::End => return Err(ErrorKind::UnexpectedEof.into()),
            }
        }
    }

    /// Reads the next record to its end; returns its articles, or why it was skipped.
    fn record(&mut self) -> io::Result<Items> {
        let silence = || -> Items { Box::new(std::iter::empty()) };
        self.number += 1;
        let head = match self.head()? {
            Next::Record(head) => head,
            Next::Broken(words) => return Ok(self.skipped(Reason::BadRecord(words))),
            Next::End => {
                self.ended = true;
                return Ok(silence());
            }
        };
        let Some(length) = header(&head, "content-length").and_then(|length| length.parse::<u64>().ok()) else {
            self.lost = true;
            return Ok(self.skipped(Reason::BadRecord("it does not say how long it is")));
        };
        let most = self.context.limit().saturating_add(HEAD);
        let mut block = Vec::new();
        let wanted = address(&head).filter(|_| may_hold_article(&head));
        if wanted.is_some() {
            (&mut self.reader).take(length.min(most)).read_to_end(&mut block)?;
        }
        let rest = length - block.len() as u64;
        if rest > 0 && io::copy(&mut (&mut self.reader).take(rest), &mut io::sink())? < rest {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        let Some(address) = wanted else { return Ok(silence()) };
        let at = |reason| Reason::At { address: address.clone(), reason: Box::new(reason) };
        let page = match page(&head, address.clone(), block) {
            Ok(Some(page)) => page,
            Ok(None) => return Ok(silence()),
            Err(words) => return Ok(self.skipped(at(Reason::BadRecord(words)))),
        };
        let expected = Kind::of(&page.received) == Kind::Page;
        if length > most {
            let reason = at(Reason::TooLarge { limit: self.context.limit() });
            return Ok(if expected { self.skipped(reason) } else { silence() });
        }
        let context = self.context.inside(&format!("#{}", self.number));
        let (body, truncated) = (decoded(&page.received, page.body, self.context.limit()), page.truncated);
        let format = page.received.header("content-type").and_then(of_content_type);
        let context = Context { received: Some(Arc::new(page.received)), ..context };
        let items = match Source::plain(Box::new(Cursor::new(body))).unpack() {
            Ok(source) => parse_source(source, format, context),
            Err(error) => one(Item::skipped(context.file, Reason::of_io(&error, true))),
        };
        Ok(Box::new(items.filter_map(move |item| match item {
            Item::Article(mut article) => {
                if truncated {
                    article.partial.get_or_insert(Partial::CutOff);
                }
                Some(Item::Article(article))
            }
            // Data seldom holds articles, so it is not worth a report that there is none.
            Item::Skipped(_) if !expected => None,
            Item::Skipped(Skipped { file, reason }) => {
                let reason = Reason::At { address: address.clone(), reason: Box::new(reason) };
                Some(Item::Skipped(Skipped { file, reason }))
            }
        })))
    }

    fn skipped(&self, reason: Reason) -> Items {
        one(Item::skipped(format!("{}#{}", self.context.file, self.number), reason))
    }
}

impl Iterator for Records {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some(item) = self.current.next() {
                self.given = true;
                return Some(item);
            }
            if self.ended {
                let reason = if self.number > 1 { Reason::NoText } else { Reason::Empty };
                let nothing = !std::mem::replace(&mut self.given, true);
                return nothing.then(|| Item::skipped(self.context.file.clone(), reason));
            }
            self.current = self.record().unwrap_or_else(|error| {
                self.ended = true;
                self.skipped(Reason::of_io(&error, true))
            });
        }
    }
}

fn is_version(line: &[u8]) -> bool {
    line.starts_with(b"WARC/1.") || line.starts_with(b"WARC/0.")
}

/// Returns the record's address where it is http or https; crawlers use other schemes for their own notes.
fn address(head: &Headers) -> Option<String> {
    let address = header(head, "warc-target-uri")?;
    let address = address.trim_start_matches('<').trim_end_matches('>');
    let url = absolute(address).filter(|url| url.path() != "/robots.txt")?;
    Some(url.into())
}

/// Returns whether a record of this type can hold an article; its content is not checked here.
fn may_hold_article(head: &Headers) -> bool {
    match header(head, "warc-type").unwrap_or_default().to_ascii_lowercase().as_str() {
        "response" => true,
        "resource" | "conversion" => Kind::of_type(header(head, "content-type")) != Kind::Other,
        _ => false,
    }
}

/// What a record holds, by its content type.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A page or a text, which is expected to be an article.
    Page,
    /// Data, such as JSON, which may hold articles but usually does not.
    Data,
    /// Images, programs and the like.
    Other,
}

impl Kind {
    fn of(received: &Received) -> Self {
        Self::of_type(received.header("content-type"))
    }

    fn of_type(content_type: Option<&str>) -> Self {
        let essence =
            content_type.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match essence.as_str() {
            "text/html" | "application/xhtml+xml" | "text/plain" | "text/markdown" => Self::Page,
            "" | "text/xml" | "application/xml" | "application/rss+xml" | "application/atom+xml" | "text/csv" => {
                Self::Data
            }
            json if json.ends_with("/json") || json.ends_with("+json") => Self::Data,
            _ => Self::Other,
        }
    }
}

/// Returns the page in a record, where it may be an article.
fn page(head: &Headers, address: String, block: Vec<u8>) -> Result<Option<Page>, &'static str> {
    let date = header(head, "warc-date").unwrap_or_default();
    let at = date.parse().map_err(|_| "it has no date")?;
    let truncated = header(head, "warc-truncated").is_some();
    let is_response = header(head, "warc-type").is_some_and(|kind| kind.eq_ignore_ascii_case("response"));
    let answer = if is_response {
        answer(block)?
    } else {
        let kind = header(head, "content-type").map(|kind| ("content-type".to_owned(), kind.to_owned()));
        Some(Answer { status: 200, headers: kind.into_iter().collect(), body: block })
    };
    let Some(Answer { status, headers, body }) = answer else { return Ok(None) };
    let received = Received { address, at, status, headers };
    Ok((status == 200 && Kind::of(&received) != Kind::Other).then_some(Page { received, body, truncated }))
}
