//! Tests of the whole reader: files, folders, compression, JSON streams, limits.

use std::io::{self, Cursor, Write};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

const TODAY: Date = jiff::civil::date(2025, 6, 1);

pub(super) fn options(limit: u64) -> ParseOptions {
    ParseOptions { limits: Limits { article_bytes: limit }, ..ParseOptions::new(Overrides::default(), TODAY) }
}

/// One line for each item: the file and the text, or the file and the code of the reason.
pub(super) fn shown(items: impl Iterator<Item = Item>, folder: &Path) -> Vec<String> {
    let prefix = format!("{}/", folder.display());
    let line = |item| match item {
        Item::Article(article) => format!("{}: {}", article.file, article.text.replace('\n', "|")),
        Item::Skipped(skipped) => format!("{}! {}", skipped.file, skipped.reason.code()),
    };
    items.map(line).map(|line| line.replace(&prefix, "")).collect()
}

#[track_caller]
pub(super) fn check_file(name: &str, bytes: &[u8], limit: u64, expected: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), bytes).unwrap();
    let found = shown(parse_paths(&[folder.path().join(name)], &options(limit)), folder.path());
    assert_eq!(found, expected, "{name}: {:?}", String::from_utf8_lossy(&bytes[..bytes.len().min(200)]));
}

fn check(name: &str, text: &str, expected: &[&str]) {
    check_file(name, text.as_bytes(), 1 << 20, expected);
}

fn only(name: &str, text: &str, options: &ParseOptions) -> NewArticle {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), text).unwrap();
    match parse_paths(&[folder.path().join(name)], options).next() {
        Some(Item::Article(article)) => *article,
        other => panic!("{name}: {other:?}"),
    }
}

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(super) fn zst(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

pub(super) fn bz2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(super) fn xz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::with_preset(1)).unwrap();
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(super) const A: &str = r#"{"text": "Rain."}"#;
pub(super) const B: &str = r#"{"text": "Sun."}"#;

#[test]
fn shapes_of_json() {
    check("a.json", A, &["a.json: Rain."]);
    check("a.json", "{\n \"text\": \"Rain.\"\n}\n", &["a.json: Rain."]);
    check("a.json", &format!("\u{feff}[{A},\n{B}]"), &["a.json#1: Rain.", "a.json#2: Sun."]);
    check("a.json", &format!("{A}\n{B}\n"), &["a.json:1: Rain.", "a.json:2: Sun."]);
    check("a.json", &format!("{A}\n\n\n{B}\n"), &["a.json:1: Rain.", "a.json:4: Sun."]);
    check("a.json", "", &["a.json! empty"]);
    check("a.json", " \n ", &["a.json! empty"]);
    check("a.json", "[]", &["a.json! empty"]);
    check("a.json", "Rain.", &["a.json! bad-json"]);
    check("a.json", "{\"text\": \"Rai", &["a.json! bad-json"]);
    check(
        "a.json",
        &format!("[{A}, {{\"text\": nope}}, {B}]"),
        &["a.json#1: Rain.", "a.json#2! bad-json", "a.json#3: Sun."],
    );
    check("a.json", &format!("[{A}, {{\"text\": \"Su"), &["a.json#1: Rain.", "a.json#2! bad-json"]);
    check("a.json", &format!("[{A}] {B}"), &["a.json#1: Rain.", "a.json#2! bad-json"]);
    check("a.json", "[7, null]", &["a.json#1! no-text", "a.json#2! no-text"]);
    check(
        "a.jsonl",
        &format!("{A}\r\n\r\n{{\"text\"\n{B}"),
        &["a.jsonl:1: Rain.", "a.jsonl:3! bad-json", "a.jsonl:4: Sun."],
    );
    check("a.jsonl", &format!("{{\"te\n{A}\n"), &["a.jsonl:1! bad-json", "a.jsonl:2: Rain."]);
    check("a.json", &format!("{{\"te\n{A}\n"), &["a.json:1! bad-json", "a.json:2: Rain."]);
    check("a.jsonl", &format!("x\n\u{feff}{A}\n"), &["a.jsonl:1! bad-json", "a.jsonl:2! bad-json"]);
    check("a.ndjson", &format!("\u{feff}\n{A}"), &["a.ndjson:2: Rain."]);
    check("a.jsonl", &format!("[\n{A},\n{B}\n]\n"), &["a.jsonl#1: Rain.", "a.jsonl#2: Sun."]);
    check("a.jsonl", "{\n\"text\": \"Rain.\"\n}\n", &["a.jsonl: Rain."]);
    check("a.jsonl", "{\"text\": NaN, \"maintext\": \"NaN is rain.\"}", &["a.jsonl:1: NaN is rain."]);
    check(
        "a.jsonl",
        "{\"text\": \"a\\u0000b\"}\n{\"text\": \" 12 \"}\n{\"text\": \"None\"}",
        &["a.jsonl:1: a\u{fffd}b", "a.jsonl:2! no-text", "a.jsonl:3! no-text"],
    );
    let deep = format!("{}{}\n{A}", "{\"a\":".repeat(100_000), "}".repeat(100_000));
    check("a.jsonl", &deep, &["a.jsonl:1! bad-json", "a.jsonl:2: Rain."]);
    check("a.json", &format!("[{}]", "[".repeat(100_000)), &["a.json#1! bad-json"]);
    check_file("a.jsonl", b"{\"text\": \"Caf\xe9 closed.\"}\n", 1000, &["a.jsonl:1: Café closed."]);
    let wide: Vec<u8> = format!("\u{feff}{A}\r\n{B}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    check_file("a.jsonl", &wide, 1000, &["a.jsonl:1: Rain.", "a.jsonl:2: Sun."]);
}

#[test]
fn feeds_and_graphs() {
    let feed = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Sarn Post", "language": "en-GB",
        "items": [{"id": "https://e.org/1", "content_html": "<p>Rain.</p><p>Sun.</p>"}, {"id": "2", "title": "x"}]}"#;
    check("feed.json", feed, &["feed.json#1: Rain.||Sun.", "feed.json#2! no-text"]);
    let article = only("feed.json", feed, &options(1 << 20));
    assert_eq!(article.publisher.as_deref(), Some("Sarn Post"));
    assert_eq!(article.language.as_deref(), Some("en"));
    assert_eq!(article.url.as_deref(), Some("https://e.org/1"));
    assert_eq!(article.from["publisher"], "feed title");
    let graph = r##"{"@context": "https://schema.org", "@graph": [{"@type": "Organization", "@id": "#p", "name": "Sarn Post"},
        {"@type": "NewsArticle", "articleBody": "Rain.", "publisher": {"@id": "#p"}}]}"##;
    assert_eq!(only("ld.json", graph, &options(1 << 20)).publisher.as_deref(), Some("Sarn Post"));
    check("none.json", r#"{"@graph": [{"@type": "Person"}]}"#, &["none.json! no-text"]);
    check("wire.json", r#"{"uri": "x", "pubstatus": "canceled", "body_text": "Rain."}"#, &["wire.json! withheld"]);
    check(
        "wire.json",
        r#"{"uri": "x", "embargoed": "2025-07-01T00:00:00Z", "body_text": "Rain."}"#,
        &["wire.json! withheld"],
    );
    check(
        "gqg.json",
        r#"{"url": "https://e.org", "quotes": [{"pre": "he said ", "quote": "no", "post": " twice"}]}"#,
        &["gqg.json: he said “no” twice"],
    );
}

pub(super) const RSS: &str = "<?xml version='1.0'?><rss><channel><title>Sarn Post</title><item><title>a</title>\
    <description>Rain.</description></item><item><title>b</title><link>https://e.org/b</link></item></channel></rss>";
pub(super) const NITF: &str = "<nitf><body><body.content><p>Rain.</p></body.content></body></nitf>";

#[test]
fn xml_of_all_kinds() {
    check("a.xml", RSS, &["a.xml#1: Rain.", "a.xml#2! no-text"]);
    check("a.json", RSS, &["a.json#1: Rain.", "a.json#2! no-text"]);
    check("a.html", RSS, &["a.html#1: Rain.", "a.html#2! no-text"]);
    check("a.rss", &RSS[..RSS.len() - 16], &["a.rss#1: Rain.", "a.rss#2! no-text", "a.rss! bad-xml"]);
    check("a.atom", "<feed></feed>", &["a.atom! empty"]);
    check("a.xml", NITF, &["a.xml: Rain."]);
    check("a.nitf", &NITF[..NITF.len() - 25], &["a.nitf! bad-xml"]);
    check(
        "a.xml",
        &format!("<!DOCTYPE nitf [<!ENTITY a SYSTEM '/etc/passwd'>]>{}", NITF.replace("Rain", "Rain &a;")),
        &["a.xml: Rain &a;."],
    );
    check("a.xml", &NITF.replace("Rain", "Ra\0in"), &["a.xml: Ra\u{fffd}in."]);
    check_file(
        "a.xml",
        &encoding_rs::WINDOWS_1252.encode(&NITF.replace("Rain", "Caf\u{e9}")).0,
        1000,
        &["a.xml: Caf\u{e9}."],
    );
    check("a.xml", &format!("\u{feff}{NITF}"), &["a.xml: Rain."]);
    let item = "<newsItem guid='x'><contentSet><inlineData contenttype='text/plain'>Rain.</inlineData></contentSet></newsItem>";
    check("a.xml", item, &["a.xml: Rain."]);
    check("a.xml", &item[..80], &["a.xml! bad-xml"]);
    let message = format!("<newsMessage><itemSet>{item}{item}</itemSet></newsMessage>");
    check("a.xml", &message, &["a.xml#1: Rain.", "a.xml#2: Rain."]);
    check("a.xml", &message[..200], &["a.xml#1: Rain.", "a.xml#2! bad-xml"]);
    check("a.xml", "<newsMessage/>", &["a.xml! empty"]);
    check("a.xml", "<?xml version='1.0'?><svg/>", &["a.xml! unknown-type"]);
    check("a.xml", "Rain.", &["a.xml! bad-xml"]);
    check("a.xml", "", &["a.xml! empty"]);
    check("a.xml", &"<a>".repeat(10_000), &["a.xml! too-deep"]);
    check("a.xml", &format!("<nitf>{}", "<block>".repeat(10_000)), &["a.xml! too-deep"]);
    check_file("a.xml", NITF.as_bytes(), 50, &["a.xml! too-large"]);
    check_file("a.xml", RSS.as_bytes(), 100, &["a.xml#1: Rain.", "a.xml#2! no-text"]);
    check_file("a.rss.gz", &gzip(RSS.as_bytes()), 1000, &["a.rss.gz#1: Rain.", "a.rss.gz#2! no-text"]);
    check("a.csv", "text\nRain.\n", &["a.csv:2: Rain."]);
    check_file("a.tsv.zst", &zst(b"x\ttext\n1\tRain.\n"), 1000, &["a.tsv.zst:2: Rain."]);
}

#[test]
fn compressed_files() {
    type Compress = fn(&[u8]) -> Vec<u8>;
    let kinds: [(&str, Compress); 4] = [("gz", gzip), ("bz2", bz2), ("zst", zst), ("xz", xz)];
    for (ending, compress) in kinds {
        let check = |name: &str, bytes: &[u8], limit, expected: &[&str]| {
            let name = format!("{name}.{ending}");
            let expected: Vec<String> = expected.iter().map(|line| line.replace('@', &name)).collect();
            check_file(&name, bytes, limit, &expected.iter().map(String::as_str).collect::<Vec<_>>());
        };
        let lines = compress(format!("{A}\n{B}\n").as_bytes());
        let both = ["@:1: Rain.", "@:2: Sun."];
        check("a.jsonl", &lines, 1000, &both);
        check("dump", &lines, 1000, &both);
        let (first, second) = (compress(format!("{A}\n").as_bytes()), compress(B.as_bytes()));
        check("a.jsonl", &[first.clone(), second.clone()].concat(), 1000, &both);
        check("a.txt", &compress(b"Rain."), 1000, &["@: Rain."]);
        check("a.json", &compress(A.as_bytes()), 1000, &["@: Rain."]);
        check("a.txt", &compress(&vec![b'x'; 5 << 20]), 1 << 20, &["@! too-large"]);
        check("a.txt", &compress(b"%PDF-1.7"), 1000, &["@! not-text"]);
        check("a.txt", &compress(&compress(b"Rain.")), 1000, &["@! not-text"]);
        // Damage: what lies before it is read.
        let cut = [first, second[..second.len() - 6].to_vec()].concat();
        check("a.jsonl", &cut, 1000, &["@:1: Rain.", "@:2! damaged"]);
        check("a.txt", &compress(b"Rain.")[..12], 1000, &["@! damaged"]);
        // The first bytes count, whatever the name says.
        check("a.txt", b"Rain.", 1000, &["@: Rain."]);
        check_file("a.txt", &compress(b"Rain."), 1000, &["a.txt: Rain."]);
    }
}

#[test]
fn what_grows_out_of_all_proportion_is_left() {
    // A line of 200 MB of blanks: nothing to keep, and yet somebody would have to read it.
    let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
    encoder.write_all(format!("{A}\n").as_bytes()).unwrap();
    io::copy(&mut io::repeat(b' ').take(200 << 20), &mut encoder).unwrap();
    let mut read = parse_stream(Cursor::new(encoder.finish().unwrap()), "-", &options(1000));
    assert!(matches!(read.next(), Some(Item::Article(_))));
    assert_eq!(read.next(), Some(Item::skipped("-:2", Reason::Bomb)));
    assert_eq!(read.next(), None);
}

#[test]
fn compressed_data_gets_no_more_memory_than_it_should() {
    // A frame that asks for a window of 2 GiB, and a block that asks for a dictionary of 1 GiB.
    check_file("a.txt.zst", b"\x28\xb5\x2f\xfd\x00\xa8\x29\x00\x00Rain.", 1000, &["a.txt.zst! unreadable"]);
    let mut greedy = xz(b"Rain.");
    let head = 12..12 + (usize::from(greedy[12]) + 1) * 4;
    greedy[16] = 36;
    let mut check = flate2::Crc::new();
    check.update(&greedy[head.start..head.end - 4]);
    greedy[head.end - 4..head.end].copy_from_slice(&check.sum().to_le_bytes());
    check_file("a.txt.xz", &greedy, 1000, &["a.txt.xz! unreadable"]);
}

#[test]
fn limits_hold() {
    let long = format!("{{\"text\": \"{}\"}}", "x".repeat(2000));
    check_file("a.txt", "x".repeat(1001).as_bytes(), 1000, &["a.txt! too-large"]);
    check_file("a.txt", "x".repeat(1000).as_bytes(), 1000, &[&format!("a.txt: {}", "x".repeat(1000))]);
    check_file(
        "a.jsonl",
        format!("{A}\n{long}\n{B}").as_bytes(),
        1000,
        &["a.jsonl:1: Rain.", "a.jsonl:2! too-large", "a.jsonl:3: Sun."],
    );
    check_file("a.jsonl", format!("{long}\n{B}").as_bytes(), 1000, &["a.jsonl:1! too-large", "a.jsonl:2: Sun."]);
    check_file("a.json", long.as_bytes(), 1000, &["a.json! too-large"]);
    check_file("a.json", format!("{{\n{}", &long[1..]).as_bytes(), 1000, &["a.json! too-large"]);
    let list = format!("[{A}, {long}, {B}]");
    check_file("a.json", list.as_bytes(), 1000, &["a.json#1: Rain.", "a.json#2! too-large", "a.json#3: Sun."]);
}

#[test]
fn folders_are_walked_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    write("b/2.txt", b"Two.");
    write("b/1.md", b"One.");
    write("a.jsonl", A.as_bytes());
    write(".hidden/x.txt", b"Hidden.");
    write(".b.txt", b"Hidden.");
    write("c.docx", b"PK\x03\x04");
    write("d.txt", b"\x89PNG\r\n\x1a\n");
    write("e.txt", b"");
    write("LICENSE", b"Do.");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(folder.path(), folder.path().join("z-loop")).unwrap();
        std::os::unix::fs::symlink("b/2.txt", folder.path().join("y.txt")).unwrap();
        std::os::unix::fs::symlink("nowhere.txt", folder.path().join("x.txt")).unwrap();
    }
    let paths = [folder.path().to_owned(), folder.path().join("none.txt"), folder.path().join("LICENSE")];
    assert_eq!(
        shown(parse_paths(&paths, &options(1000)), folder.path()),
        [
            "LICENSE! unknown-type",
            "a.jsonl:1: Rain.",
            "b/1.md: One.",
            "b/2.txt: Two.",
            "c.docx! unknown-type",
            "d.txt! not-text",
            "e.txt! empty",
            "x.txt! unreadable",
            "y.txt: Two.",
            "z-loop! unreadable",
            "none.txt! unreadable",
            "LICENSE: Do.",
        ]
    );
}

#[test]
fn the_command_line_wins() {
    let mut given = options(1000);
    given.overrides = Overrides {
        publisher: Some("Sarn Post".into()),
        published: Published::parse("2025-03-03").ok(),
        url: Some("https://e.org/a".into()),
        title: Some("Rain".into()),
        language: Some("en".into()),
    };
    let text = r#"{"text": "It rained.", "publisher": "x", "published": "3024-01-01", "url": "https://e.org/b", "title": "y"}"#;
    let article = only("a.json", text, &given);
    assert_eq!(article.publisher.as_deref(), Some("Sarn Post"));
    assert_eq!(article.published, given.overrides.published);
    assert_eq!(article.url.as_deref(), Some("https://e.org/a"));
    assert_eq!(article.title.as_deref(), Some("Rain"));
    assert_eq!(article.from["title"], "command line");
    check("a.json", text, &["a.json! future-date"]);
}

#[test]
fn dates_and_addresses_are_checked() {
    let read = |fields: &str| only("a.json", &format!("{{\"text\": \"It rained.\", {fields}}}"), &options(1000));
    let article = read(r#""published": "soon", "url": "/a", "source": "Sarn Post", "uri": "urn:x""#);
    assert_eq!(article.published, None);
    assert_eq!(article.from["published"], "not a date: soon");
    assert_eq!((article.url, article.publisher.as_deref()), (None, Some("Sarn Post")));
    let article = read(r#""published": "soon", "date": "2025-06-02T00:00:00Z", "title": " Rain\n at  dawn ""#);
    assert_eq!(article.published.map(|published| published.day().to_string()).as_deref(), Some("2025-06-02"));
    assert_eq!(article.from["published"], "field date");
    assert_eq!(article.title.as_deref(), Some("Rain at dawn"));
}

#[test]
fn streams_tell_their_kind() {
    let read = |bytes: &[u8]| shown(parse_stream(Cursor::new(bytes.to_vec()), "-", &options(1 << 20)), Path::new(""));
    assert_eq!(read(format!(" \n{A}\n{B}").as_bytes()), ["-:2: Rain.", "-:3: Sun."]);
    assert_eq!(read(format!("[{A}]").as_bytes()), ["-#1: Rain."]);
    assert_eq!(read(b"---\ntitle: x\n---\nRain."), ["-: Rain."]);
    assert_eq!(read(b"It # rained.\r\n"), ["-: It # rained.\r|"]);
    assert_eq!(read(&gzip(A.as_bytes())), ["-:1: Rain."]);
    assert_eq!(read(&zst(b"Rain.")), ["-: Rain."]);
    assert_eq!(read(&bz2(b"Rain.")), ["-: Rain."]);
    assert_eq!(read(&xz(b"Rain.")), ["-: Rain."]);
    assert_eq!(read(b""), ["-! empty"]);
    assert_eq!(read(b"\x7fELF\x02"), ["-! not-text"]);
    assert_eq!(read(RSS.as_bytes()), ["-#1: Rain.", "-#2! no-text"]);
    assert_eq!(read(format!("\n<!-- x -->{NITF}").as_bytes()), ["-: Rain."]);
}

#[test]
fn a_line_without_end_is_passed_over() {
    let lines = || {
        let long = Cursor::new(b"{\"text\": \"").chain(io::repeat(b'x').take(50 << 20));
        Cursor::new(format!("{A}\n")).chain(long).chain(Cursor::new(format!("\"}}\n{B}\n")))
    };
    let read = shown(parse_stream(lines(), "-", &options(1 << 20)), Path::new(""));
    assert_eq!(read, ["-:1: Rain.", "-:2! too-large", "-:3: Sun."]);
}

/// A stream that gives one line a read and counts them.
struct Slow {
    lines: usize,
    given: Arc<AtomicUsize>,
}

impl Read for Slow {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        if self.given.load(Ordering::SeqCst) == self.lines {
            return Ok(0);
        }
        self.given.fetch_add(1, Ordering::SeqCst);
        let line = format!("{A}\n");
        target[..line.len()].copy_from_slice(line.as_bytes());
        Ok(line.len())
    }
}

#[test]
fn the_first_article_comes_before_the_rest_is_read() {
    let given = Arc::new(AtomicUsize::new(0));
    let mut items = parse_stream(Slow { lines: 1000, given: Arc::clone(&given) }, "-", &options(1000));
    assert!(matches!(items.next(), Some(Item::Article(_))));
    assert!(given.load(Ordering::SeqCst) <= 2, "{given:?} lines were read");
    assert_eq!(items.count(), 999);
}

#[test]
fn progress_counts_every_byte_of_every_file_once() {
    let dir = tempfile::tempdir().unwrap();
    let files: [(&str, Vec<u8>); 4] = [
        ("a.txt", b"Mayor Ida Lund said it rained.".to_vec()),
        ("b.txt", vec![b'x'; 5000]),
        ("c.zip", archive::tests::zip(&[("a.txt", b"Rain."), ("b.docx", b"x")])),
        ("d.tar.gz", gzip(&archive::tests::tar(&[("a.txt", b"Rain.")]))),
    ];
    for (name, bytes) in &files {
        std::fs::write(dir.path().join(name), bytes).unwrap();
    }
    let paths = [dir.path().to_path_buf()];
    let options = options(1000);
    assert_eq!(parse_paths(&paths, &options).count(), 5);
    let total: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
    assert_eq!(total_bytes(&paths), Some(total as u64));
    assert_eq!(options.bytes_read.load(Ordering::Relaxed), total as u64);
    assert_eq!(total_bytes(&["-".into()]), None);
}

#[test]
fn what_another_machine_answered_keeps_its_address_and_bytes() {
    let received = |address: &str| Received {
        address: address.to_owned(),
        at: "2025-05-01T10:00:00Z".parse().unwrap(),
        status: 200,
        headers: vec![("etag".to_owned(), "\"a\"".to_owned())],
    };
    let read = |text: &str, keep_originals| {
        let options = ParseOptions { keep_originals, ..options(1 << 20) };
        match parse_received(text.into(), received("https://m.e.org/a"), &options).next() {
            Some(Item::Article(article)) => *article,
            other => panic!("{other:?}"),
        }
    };
    let bare = read(A, false);
    assert_eq!((bare.url.as_deref(), bare.also_at.len()), (Some("https://m.e.org/a"), 0));
    assert_eq!((bare.from["url"].as_str(), bare.original), ("address it was fetched at", None));
    let named = read(r#"{"text": "Rain.", "url": "https://e.org/a"}"#, true);
    assert_eq!((named.url.as_deref(), named.also_at), (Some("https://e.org/a"), vec!["https://m.e.org/a".to_owned()]));
    let lines = format!("{A}\n{A}\n");
    let mut items = parse_received(lines.into(), received("https://e.org/all.jsonl"), &options(1 << 20));
    let none =
        |item| matches!(item, Some(Item::Article(article)) if article.url.is_none() && article.also_at.is_empty());
    assert!(none(items.next()) && none(items.next()), "what holds many articles is the address of none of them");
    let original = named.original.unwrap();
    assert_eq!(original.bytes, br#"{"text": "Rain.", "url": "https://e.org/a"}"#);
    assert_eq!(original.received.as_ref().and_then(|received| received.header("etag")), Some("\"a\""));
}
