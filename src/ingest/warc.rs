//! Web archives (WARC 1.0 and 1.1), as crawlers write them: one record after the other, one of them held at a time.
//!
//! Read are pages and other texts that were answered with status 200, and what was written down as text. What holds no
//! article by its type (requests, images, style sheets, redirects) is passed over silently. A broken record is named, and
//! reading goes on at the next one. Heads of records and of answers have one form, so one function reads both.

use std::io::{self, BufReader, Cursor, ErrorKind, Read};
use std::sync::Arc;

use crate::domain::{Partial, Received};

use super::decode::{Bytes, Source};
use super::draft::absolute;
use super::format::of_content_type;
use super::json_scan::{Line, line};
use super::{Context, Item, Items, Reason, Skipped, one, read_source};

/// The head of a record, or of the answer in it.
const HEAD: u64 = 64 << 10;

/// Name in lower case and value, in order.
type Headers = Vec<(String, String)>;

/// The articles of a web archive.
pub(super) struct Records {
    reader: BufReader<Bytes>,
    context: Context,
    /// The record in hand, counted from 1.
    number: usize,
    /// A line that was read and belongs to the next record.
    ahead: Option<Vec<u8>>,
    /// The record before had no end: what stands before the next one is part of it.
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

/// What a web server answered.
struct Answer {
    status: u16,
    headers: Headers,
    body: Vec<u8>,
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

    /// Reads the next record to its end; gives what there is to say of it.
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
            Ok(source) => read_source(source, format, context),
            Err(error) => one(Item::skipped(context.file, Reason::of_io(&error, true))),
        };
        Ok(Box::new(items.filter_map(move |item| match item {
            Item::Article(mut article) => {
                if truncated {
                    article.partial.get_or_insert(Partial::CutOff);
                }
                Some(Item::Article(article))
            }
            // Data and parts of pages that are no article are what one expects of them.
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

/// Lines of names and values; a line that begins with a blank goes on with the value before it.
fn headers(head: &[u8]) -> Headers {
    let mut headers = Headers::new();
    for line in String::from_utf8_lossy(head).lines() {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = headers.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    headers
}

fn header<'a>(headers: &'a Headers, name: &str) -> Option<&'a str> {
    headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
}

/// The address of a record, where it is one of the web: crawlers write down their own notes under others.
fn address(head: &Headers) -> Option<String> {
    let address = header(head, "warc-target-uri")?;
    let address = address.trim_start_matches('<').trim_end_matches('>');
    let url = absolute(address).filter(|url| url.path() != "/robots.txt")?;
    Some(url.into())
}

/// Whether a record of this type can hold an article; its content may say otherwise.
fn may_hold_article(head: &Headers) -> bool {
    match header(head, "warc-type").unwrap_or_default().to_ascii_lowercase().as_str() {
        "response" => true,
        "resource" | "conversion" => Kind::of_type(header(head, "content-type")) != Kind::Other,
        _ => false,
    }
}

/// What a record holds, by the content type it was sent with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A page or a text, which ought to be an article.
    Page,
    /// Data, which may hold articles and mostly do not.
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

/// What was answered, where it may be an article.
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

/// Takes an HTTP answer apart; `None` where the block is none (an answer of the DNS, or of FTP).
fn answer(mut block: Vec<u8>) -> Result<Option<Answer>, &'static str> {
    if !block.starts_with(b"HTTP/") {
        return Ok(None);
    }
    let start = &block[..block.len().min(HEAD as usize)];
    let end = |mark: &[u8]| start.windows(mark.len()).position(|part| part == mark).map(|at| at + mark.len());
    let crlf = end(b"\r\n\r\n");
    let end = match (crlf, end(b"\n\n")) {
        (Some(crlf), Some(lf)) => crlf.min(lf),
        (crlf, lf) => crlf.or(lf).ok_or("the head of the answer has no end")?,
    };
    let head = &block[..end];
    let first = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let status = String::from_utf8_lossy(first).split_whitespace().nth(1).and_then(|status| status.parse().ok());
    let status = status.ok_or("the answer has no status")?;
    let headers = headers(&head[first.len()..]);
    block.drain(..end);
    Ok(Some(Answer { status, headers, body: block }))
}

/// The body without what was done to it for its way. Many crawlers undo that themselves and leave the headers as they
/// were: a body that turns out to be as it should be is left alone. (Other compression is told by its first bytes.)
fn decoded(received: &Received, body: Vec<u8>, limit: u64) -> Vec<u8> {
    let says =
        |name: &str, word: &str| received.header(name).is_some_and(|value| value.to_ascii_lowercase().contains(word));
    let body = match says("transfer-encoding", "chunked").then(|| without_chunks(&body)).flatten() {
        Some(joined) => joined,
        None => body,
    };
    if !says("content-encoding", "br") {
        return body;
    }
    let mut plain = Vec::new();
    let decompressor = brotli_decompressor::Decompressor::new(body.as_slice(), 64 << 10);
    match decompressor.take(limit.saturating_add(1)).read_to_end(&mut plain) {
        Ok(_) => plain,
        Err(_) => body,
    }
}

/// Joins the chunks of a body; `None` where it does not consist of chunks.
fn without_chunks(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::new();
    loop {
        let end = body.iter().take(100).position(|byte| *byte == b'\n')?;
        let size = std::str::from_utf8(&body[..end]).ok()?;
        let size = usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()?;
        body = &body[end + 1..];
        if size == 0 {
            return Some(joined);
        }
        // The last chunk may be cut off with the record.
        joined.extend(body.get(..size).unwrap_or(body));
        match body.get(size..) {
            Some(rest) => body = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest),
            None => return Some(joined),
        }
        if body.is_empty() {
            return Some(joined);
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::path::Path;

    use super::super::tests::{check_file, gzip, options, shown};
    use super::super::{read_paths, read_stream};
    use super::*;

    fn record(kind: &str, address: &str, headers: &str, block: &[u8]) -> Vec<u8> {
        let head = format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2025-03-03T14:20:00Z\r\n\
            {headers}Content-Length: {}\r\n\r\n",
            block.len()
        );
        [head.as_bytes(), block, b"\r\n\r\n"].concat()
    }

    fn response(address: &str, head: &str, body: &[u8]) -> Vec<u8> {
        let block = [format!("HTTP/1.1 {head}\r\n\r\n").as_bytes(), body].concat();
        record("response", address, "Content-Type: application/http; msgtype=response\r\n", &block)
    }

    const HTML: &str = "200 OK\r\nContent-Type: text/html; charset=UTF-8";

    fn page(word: &str) -> Vec<u8> {
        let text = "<p>The ferry at Marrow Ford stopped on Monday, the roads office said, and will not run again.</p>\
            <p>About 120 people, most of them farm workers, used the boat on a normal day, according to the office.</p>";
        format!(
            "<!-- kept --><html lang=en><head><title>{word}</title></head><body><article>{text}</article></body></html>"
        )
        .into_bytes()
    }

    /// An archive as crawlers write it, with two pages among other things.
    pub(in super::super) fn crawl() -> Vec<u8> {
        [
            record("warcinfo", "x", "", b"software: made up\r\n"),
            record("request", "https://e.org/a", "", b"GET /a HTTP/1.1\r\n\r\n"),
            response("https://e.org/a", HTML, &page("Ferry")),
            response("https://e.org/b", "301 Moved\r\nLocation: /a", b""),
            response("https://e.org/c.png", "200 OK\r\nContent-Type: image/png", b"\x89PNG"),
            response("https://e.org/robots.txt", "200 OK\r\nContent-Type: text/plain", b"User-agent: *"),
            response("https://e.org/d.json", "200 OK\r\nContent-Type: application/json", b"{\"a\": 1}"),
            record("response", "dns:e.org", "Content-Type: text/dns\r\n", b"20250303 e.org A 192.0.2.1"),
            record("metadata", "metadata://e.org/x", "Content-Type: text/plain\r\n", b"Made up."),
            record("resource", "metadata://e.org/y", "Content-Type: text/plain\r\n", b"Made up."),
            record("revisit", "https://e.org/a", "", b""),
            record("conversion", "https://e.org/e", "Content-Type: text/plain\r\n", b"Rain fell."),
        ]
        .concat()
    }

    fn lines(bytes: &[u8]) -> Vec<String> {
        let found = shown(read_stream(Cursor::new(bytes.to_vec()), "a", &options(10_000)), Path::new("/none"));
        found.into_iter().map(|line| line.chars().take(22).collect()).collect()
    }

    #[test]
    fn pages_are_read_and_the_rest_is_passed_over() {
        assert_eq!(lines(&crawl()), ["a#3: The ferry at Marr", "a#12: Rain fell."]);
        let members: Vec<u8> = [gzip(&crawl()), gzip(&crawl())].concat();
        assert_eq!(lines(&members).len(), 4);
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("a.warc.gz"), gzip(&crawl())).unwrap();
        let options = super::super::ReadOptions { keep_originals: true, ..options(10_000) };
        let items: Vec<Item> = read_paths(&[dir.path().join("a.warc.gz")], &options).collect();
        let Item::Article(article) = &items[0] else { panic!("{items:?}") };
        assert!(article.file.ends_with("a.warc.gz#3"));
        assert_eq!(article.url.as_deref(), Some("https://e.org/a"));
        assert_eq!(article.title.as_deref(), Some("Ferry"));
        let original = article.original.as_deref().unwrap();
        assert_eq!(original.bytes, page("Ferry"));
        let received = original.received.as_ref().unwrap();
        assert_eq!((received.status, received.at.to_string().as_str()), (200, "2025-03-03T14:20:00Z"));
        assert_eq!(received.header("content-type"), Some("text/html; charset=UTF-8"));
    }

    #[test]
    fn bodies_are_unwrapped_where_they_are_wrapped() {
        let text = "200 OK\r\nContent-Type: text/plain";
        let chunked = format!("{text}\r\nTransfer-Encoding: chunked");
        let brotli =
            data_encoding::HEXLOWER.decode(b"0b0c805261696e2066656c6c206f6e204d6172726f7720466f72642e03").unwrap();
        for (head, body) in [
            (text.to_owned(), &b"Rain fell on Marrow Ford."[..]),
            (chunked.clone(), b"a;x=y\r\nRain fell \r\nF\r\non Marrow Ford.\r\n0\r\n\r\n"),
            (chunked.clone(), b"19\r\nRain fell on Marrow Ford."),
            // Unwrapped by the crawler, which left the header as it was.
            (chunked.clone(), b"Rain fell on Marrow Ford."),
            (format!("{text}\r\nContent-Encoding: gzip"), &gzip(b"Rain fell on Marrow Ford.")),
            (format!("{text}\r\nContent-Encoding: gzip"), b"Rain fell on Marrow Ford."),
            (format!("{text}\r\nContent-Encoding: br"), &brotli),
            (format!("{text}\r\nContent-Encoding: br"), b"Rain fell on Marrow Ford."),
            ("200\r\nContent-Type:\r\n text/plain".to_owned(), b"Rain fell on Marrow Ford."),
        ] {
            let found = shown(
                read_stream(Cursor::new(response("https://e.org/a", &head, body)), "a", &options(10_000)),
                Path::new("/none"),
            );
            assert_eq!(found, ["a#1: Rain fell on Marrow Ford."], "{head}");
        }
    }

    #[test]
    fn a_broken_record_costs_itself_alone() {
        let text = "200 OK\r\nContent-Type: text/plain";
        let good = response("https://e.org/a", text, b"Rain.");
        let head = |lines: &str| format!("WARC/1.1\r\n{lines}\r\n\r\n").into_bytes();
        let typed = "WARC-Type: response\r\nWARC-Target-URI: <https://e.org/b>\r\nWARC-Date: 2025-03-03T14:20:00.5Z";
        for (name, broken) in [
            ("garbage", b"\x00\xff garbage\r\nand more\r\n".to_vec()),
            ("no length", [head(typed), b"HTTP/1.1 200 OK\r\n".to_vec()].concat()),
            ("no number", head(&format!("{typed}\r\nContent-Length: many"))),
            ("no end of the head", format!("WARC/1.0\r\n{typed}\r\n").into_bytes()),
            ("a long head", head(&"x: y\r\n".repeat(20_000))),
            ("a long line", head(&"x".repeat(200_000))),
            ("too short a length", [head(&format!("{typed}\r\nContent-Length: 0")), b"Rain\r\n".to_vec()].concat()),
            ("no status", response("https://e.org/b", "", b"")),
            ("no end of the answer", record("response", "https://e.org/b", "", b"HTTP/1.1 200 OK\r\n")),
            ("no text", response("https://e.org/b", text, b"")),
            ("too large", response("https://e.org/b", text, &vec![b'x'; 200_000])),
        ] {
            let found = lines(&[good.clone(), broken, good.clone()].concat());
            assert_eq!(found.first().map(String::as_str), Some("a#1: Rain."), "{name}: {found:?}");
            assert_eq!(found.last().and_then(|line| line.split(' ').next_back()), Some("Rain."), "{name}: {found:?}");
            let named = |line: &String| ["damaged", "empty", "too-large"].iter().any(|code| line.ends_with(code));
            assert!(found.len() == 3 && named(&found[1]), "{name}: {found:?}");
        }
        for (name, broken) in [
            ("cut in its head", good[..60].to_vec()),
            ("cut in its body", good[..good.len() - 6].to_vec()),
            ("a length without end", head(&format!("{typed}\r\nContent-Length: 18446744073709551615"))),
        ] {
            assert_eq!(lines(&[good.clone(), broken].concat()), ["a#1: Rain.", "a#2! damaged"], "{name}");
        }
        let packed = [gzip(&good), gzip(&good)[..40].to_vec()].concat();
        assert_eq!(lines(&packed), ["a#1: Rain.", "a#2! damaged"]);
        check_file("a.warc", b"", 1000, &["a.warc! empty"]);
        check_file("a.warc", &record("warcinfo", "x", "", b"x"), 1000, &["a.warc! no-text"]);
        check_file("a.warc", b"Rain.", 1000, &["a.warc#1! damaged"]);
    }

    #[test]
    fn reasons_name_the_address_and_cut_pages_say_so() {
        let text = "200 OK\r\nContent-Type: text/plain";
        let read = |bytes: Vec<u8>| read_stream(Cursor::new(bytes), "a", &options(1000)).next().unwrap();
        match read(response("https://e.org/a", text, b"")) {
            Item::Skipped(skipped) => assert_eq!(skipped.reason.to_string(), "empty (https://e.org/a)"),
            Item::Article(article) => panic!("{article:?}"),
        }
        let block = format!("HTTP/1.1 {text}\r\n\r\nRain fell.");
        match read(record("response", "https://e.org/a", "WARC-Truncated: length\r\n", block.as_bytes())) {
            Item::Article(article) => assert_eq!(article.partial, Some(Partial::CutOff)),
            Item::Skipped(skipped) => panic!("{skipped:?}"),
        }
    }
}
