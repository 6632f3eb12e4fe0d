//! Web archives, whole and broken.

use std::path::Path;

use super::*;
use crate::ingest::tests::{check_file, gzip, options, shown};
use crate::ingest::{parse_paths, parse_stream};

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
    let found = shown(parse_stream(Cursor::new(bytes.to_vec()), "a", &options(10_000)), Path::new("/none"));
    found.into_iter().map(|line| line.chars().take(22).collect()).collect()
}

#[test]
fn pages_are_read_and_the_rest_is_passed_over() {
    assert_eq!(lines(&crawl()), ["a#3: The ferry at Marr", "a#12: Rain fell."]);
    let members: Vec<u8> = [gzip(&crawl()), gzip(&crawl())].concat();
    assert_eq!(lines(&members).len(), 4);
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("a.warc.gz"), gzip(&crawl())).unwrap();
    let options = crate::ingest::ParseOptions { keep_originals: true, ..options(10_000) };
    let items: Vec<Item> = parse_paths(&[dir.path().join("a.warc.gz")], &options).collect();
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
    let brotli = data_encoding::HEXLOWER.decode(b"0b0c805261696e2066656c6c206f6e204d6172726f7720466f72642e03").unwrap();
    for (head, body) in [
        (text.to_owned(), &b"Rain fell on Marrow Ford."[..]),
        (chunked.clone(), b"a;x=y\r\nRain fell \r\nF\r\non Marrow Ford.\r\n0\r\n\r\n"),
        (chunked.clone(), b"19\r\nRain fell on Marrow Ford."),
        // Already decoded by the crawler, which left the header as it was.
        (chunked.clone(), b"Rain fell on Marrow Ford."),
        (format!("{text}\r\nContent-Encoding: gzip"), &gzip(b"Rain fell on Marrow Ford.")),
        (format!("{text}\r\nContent-Encoding: gzip"), b"Rain fell on Marrow Ford."),
        (format!("{text}\r\nContent-Encoding: br"), &brotli),
        (format!("{text}\r\nContent-Encoding: br"), b"Rain fell on Marrow Ford."),
        ("200\r\nContent-Type:\r\n text/plain".to_owned(), b"Rain fell on Marrow Ford."),
    ] {
        let found = shown(
            parse_stream(Cursor::new(response("https://e.org/a", &head, body)), "a", &options(10_000)),
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
    let read = |bytes: Vec<u8>| parse_stream(Cursor::new(bytes), "a", &options(1000)).next().unwrap();
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
