//! Files of every format, told by a content type or by their first bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::domain::Received;
use onrecord::ingest::{Item, Limits, Overrides, ParseOptions, parse_received, parse_stream};

/// The first byte of the input picks one; with the last, the first bytes of the content tell the format.
const TYPES: [&str; 11] = [
    "text/plain",
    "text/markdown",
    "text/html",
    "application/json",
    "application/xml",
    "text/csv",
    "application/zip",
    "application/x-tar",
    "application/warc",
    "application/gzip",
    "",
];

fn options() -> ParseOptions {
    let limits = Limits { article_bytes: 64 << 10 };
    ParseOptions { limits, ..ParseOptions::new(Overrides::default(), jiff::civil::date(2025, 3, 3)) }
}

fuzz_target!(|input: &[u8]| {
    let Some((first, bytes)) = input.split_first() else { return };
    let kind = TYPES[usize::from(*first) % TYPES.len()];
    let items: Vec<Item> = if kind.is_empty() {
        parse_stream(std::io::Cursor::new(bytes.to_vec()), "-", &options()).collect()
    } else {
        let received = Received {
            address: "https://lesk.example/1".to_owned(),
            at: jiff::Timestamp::UNIX_EPOCH,
            status: 200,
            headers: vec![("content-type".to_owned(), kind.to_owned())],
        };
        parse_received(bytes.to_vec(), received, &options()).collect()
    };
    for item in items {
        if let Item::Article(article) = item {
            assert!(!article.text.contains('\0'), "no NUL is stored");
        }
    }
});
