//! Files of every format, told by a content type, by a file's name or by their first bytes.
#![no_main]

mod checks;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use onrecord::domain::Received;
use onrecord::ingest::{Item, parse_paths, parse_received, parse_stream};
use tempfile::TempDir;

/// How the bytes come.
enum Way {
    /// With a content type, as another machine sends them.
    Sent(&'static str),
    /// In a file of this name.
    File(&'static str),
    /// As a stream, of which the first bytes tell all.
    Stream,
}

use Way::{File, Sent, Stream};

/// The first byte of the input picks one. The first eleven are as old as the inputs that people keep.
const WAYS: [Way; 28] = [
    Sent("text/plain"),
    Sent("text/markdown"),
    Sent("text/html"),
    Sent("application/json"),
    Sent("application/xml"),
    Sent("text/csv"),
    Sent("application/zip"),
    Sent("application/x-tar"),
    Sent("application/warc"),
    Sent("application/gzip"),
    Stream,
    Sent("text/html; charset=windows-1251"),
    Sent("text/html; charset=utf-16le"),
    Sent("application/x-ndjson"),
    Sent("application/rss+xml; charset=\"iso-8859-1\""),
    Sent("text/plain; charset=shift_jis"),
    Sent("nonsense, text/html"),
    File("a.txt"),
    File("a.md"),
    File("a.html"),
    File("a.jsonl"),
    File("a.csv"),
    File("a.xml"),
    File("a.zip"),
    File("a.html.gz"),
    File("a.jsonl.bz2"),
    File("a.jsonl.zst"),
    File("a.jsonl.xz"),
];

/// Small inputs may hold very many articles, once they are decompressed.
const MOST_ITEMS: usize = 2000;

/// Files stand in memory where the system has a place for that.
static FOLDER: LazyLock<TempDir> = LazyLock::new(|| {
    let memory = tempfile::tempdir_in("/dev/shm");
    memory.or_else(|_| tempfile::tempdir()).expect("a folder")
});

fn items(way: &Way, bytes: &[u8]) -> Vec<Item> {
    let options = checks::options();
    match way {
        Stream => parse_stream(std::io::Cursor::new(bytes.to_vec()), "-", &options).take(MOST_ITEMS).collect(),
        Sent(kind) => {
            let received = Received {
                address: "https://lesk.example/1".to_owned(),
                at: jiff::Timestamp::UNIX_EPOCH,
                status: 200,
                headers: vec![("content-type".to_owned(), (*kind).to_owned())],
            };
            parse_received(bytes.to_vec(), received, &options).take(MOST_ITEMS).collect()
        }
        File(name) => {
            let path = FOLDER.path().join(name);
            std::fs::write(&path, bytes).expect("a file can be written");
            parse_paths(&[path], &options).take(MOST_ITEMS).collect()
        }
    }
}

fuzz_target!(|input: &[u8]| {
    let Some((first, bytes)) = input.split_first() else { return };
    let way = &WAYS[usize::from(*first) % WAYS.len()];
    let found = items(way, bytes);
    assert!(!found.is_empty(), "every file gives an article, or a reason why it gives none");
    found.iter().for_each(checks::check);
    // The highest of the bytes that pick a way have the others read once more.
    if usize::from(*first) / WAYS.len() == 8 {
        assert!(items(way, bytes) == found, "the same bytes give the same articles");
    }
});
