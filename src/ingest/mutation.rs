//! No bytes make a parser panic, hang or hold more than it may: well-formed examples, broken at random.
//!
//! A few seconds of it run with the other tests. `ONRECORD_MUTATE=120 cargo test --lib mutation -- --nocapture`
//! gives each format two minutes; `ONRECORD_MUTATE_ONLY=warc` picks the formats whose name holds a word. A finding
//! prints the number that makes it again, and belongs into a test of its own.

use std::io::Cursor;
use std::path::Path;
use std::time::{Duration, Instant};

use super::tests::{A, B, NITF, RSS, bz2, gzip, options, zst};
use super::*;

/// How much one article may hold here.
const LIMIT: u64 = 20_000;

/// Longer than anything these small files may take, on a busy machine as well.
const LONGEST: Duration = Duration::from_secs(30);

/// One well-formed example for each format: a file name, and what is in the file.
fn examples() -> Vec<(&'static str, Vec<u8>)> {
    let lines = || format!("{A}\n{B}\n").into_bytes();
    let page = || PAGE.as_bytes().to_vec();
    let members = || [("a.html", PAGE.as_bytes()), ("b/c.jsonl", A.as_bytes()), (".d", b""), ("e.txt", b"Rain.")];
    vec![
        ("a.txt", "The ferry stopped.\r\n\r\n“No,” she said.\n".into()),
        ("a.md", "---\ntitle: \"x\"\nauthor: [a, b]\n---\n# Rain\n\n- *a*\n> b\n\n| a | b |\n|---|---|\n".into()),
        ("a.json", format!("[{A}, {B}]").into_bytes()),
        ("feed.json", FEED.into()),
        ("graph.json", GRAPH.into()),
        ("a.jsonl", lines()),
        ("a.html", page()),
        ("a.rss", RSS.into()),
        ("long.rss", long_feed()),
        ("a.atom", ATOM.into()),
        ("nitf.xml", NITF.into()),
        (
            "newsml.xml",
            format!("<newsMessage><itemSet>{0}{0}</itemSet></newsMessage>", NEWSML.replace("@", NITF)).into(),
        ),
        ("a.csv", "title;text;date\nx;\"Rain;\n\";45000\ny;Sun.;45001\n".into()),
        ("gqg.json", GQG.into()),
        ("a.html.gz", gzip(&page())),
        ("a.jsonl.bz2", bz2(&lines())),
        ("a.jsonl.zst", zst(&lines())),
        ("a.jsonl.xz", super::tests::xz(&lines())),
        ("a.zip", archive::tests::zip(&members())),
        ("a.tar", archive::tests::tar(&members())),
        ("a.tar.gz", gzip(&archive::tests::tar(&members()))),
        ("a.warc", warc::tests::crawl()),
        ("a.warc.gz", gzip(&warc::tests::crawl())),
    ]
}

/// A feed longer than the limit.
fn long_feed() -> Vec<u8> {
    let items = (0..40).map(|number| {
        format!(
            "<item><title>Rain {number}</title><guid>https://e.org/{number}</guid><pubDate>Mon, 03 Mar 2025 15:20:00 GMT\
             </pubDate><description><![CDATA[<p>{}</p></item>]]> and sun</description></item>\n",
            "Rain. ".repeat(80)
        )
    });
    format!("<rss><channel><title>Sarn Post</title>{}</channel></rss>", items.collect::<String>()).into()
}

const PAGE: &str = "<!doctype html><html lang=en><head><meta charset=utf-8><title>Rain | Sarn Post</title>\
    <script type='application/ld+json'>{\"@type\": \"NewsArticle\", \"headline\": \"Rain\", \"author\": {\"name\": \"A. Lund\"}}\
    </script><meta property=article:published_time content=2025-03-03T15:20:00+01:00></head><body><nav>Home</nav><article>\
    <h1>Rain</h1><p>Rain fell &amp; fell on Marrow Ford on Monday, the roads office said, and would not end.</p>\
    <p>About 120 people stayed at home, <b>most</b> of them farm workers, according to the office.</p><svg/></article></body></html>";

const FEED: &str = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Sarn Post", "language": "en-GB",
    "items": [{"id": "https://e.org/1", "content_html": "<p>Rain.</p><p>Sun.</p>", "date_published": "2025-03-03"}]}"#;

const ATOM: &str = "<?xml version='1.0' encoding='utf-8'?><feed xmlns='http://www.w3.org/2005/Atom'><title>Sarn Post</title>\
    <entry><id>x</id><title type='html'>Rain &amp;amp; sun</title><link rel='alternate' href='https://e.org/1'/>\
    <updated>2025-03-03T15:20:00Z</updated><author><name>A. Lund</name></author><content type='xhtml'>\
    <div xmlns='http://www.w3.org/1999/xhtml'><p>Rain.</p><p>Sun.</p></div></content></entry></feed>";

const NEWSML: &str = "<newsItem guid='x' xml:lang='en'><itemMeta><versionCreated>2025-03-03T15:20:00Z</versionCreated></itemMeta>\
    <contentSet><inlineXML>@</inlineXML></contentSet></newsItem>";

const GQG: &str = r#"{"date": "2025-03-03T15:20:00Z", "url": "https://e.org/1", "title": "Rain", "lang": "ENGLISH",
    "quotes": [{"pre": "the mayor said", "quote": "rain fell and fell", "post": "on Monday"}]}"#;

const GRAPH: &str = r##"{"@context": "https://schema.org", "@graph": [{"@type": "Organization", "@id": "#p", "name": "Sarn Post"},
    {"@type": "NewsArticle", "articleBody": "Rain.", "publisher": {"@id": "#p"}, "datePublished": "2025-03-03"}]}"##;

/// Bytes that mean something to one parser or another.
const TOKENS: [&[u8]; 28] = [
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xff\xff\xff\xff",
    b"\r\n\r\n",
    b"\n",
    b"{",
    b"}",
    b"[",
    b"]",
    b"\"",
    b"\\u0000",
    b"<",
    b">",
    b"<![CDATA[",
    b"<!--",
    b"<div>",
    b"</article>",
    b"&#x10ffff;",
    b"&",
    b"-1",
    b"18446744073709551615",
    b"1e999",
    b"Content-Length: ",
    b"WARC/1.0\r\n",
    b"PK\x01\x02",
    b"PK\x05\x06",
    b"---\n",
];

/// Random numbers that a seed makes again (SplitMix64).
pub(in crate::ingest) struct Random(pub(in crate::ingest) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }
}

/// The bytes with one to four changes: flips, cuts, repeats, tokens, and pieces of another example.
pub(in crate::ingest) fn mutated(bytes: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len() + 1);
        let end = at + random.below((bytes.len() - at).min(200) + 1);
        match random.below(8) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let piece = bytes[at..end].repeat(1 + random.below(20));
                bytes.splice(at..at, piece);
            }
            3 => drop(bytes.splice(at..at, TOKENS[random.below(TOKENS.len())].repeat(1 + random.below(3)))),
            4 => {
                let from = random.below(other.len());
                let to = from + random.below((other.len() - from).min(400) + 1);
                bytes.splice(at..end, other[from..to].to_vec());
            }
            5 => drop(bytes.splice(at..end, random.next().to_le_bytes())),
            _ if at < bytes.len() && random.below(2) == 0 => bytes[at] ^= 1 << random.below(8),
            _ if at < bytes.len() => bytes[at] = random.next() as u8,
            _ => {}
        }
    }
    bytes
}

/// Reads some bytes by the name, by their first bytes, or as a page that was fetched.
fn read(name: &str, bytes: Vec<u8>, way: usize) -> Vec<Item> {
    let options = ParseOptions { keep_originals: true, ..options(LIMIT) };
    let context = Context::of(name.to_owned(), Arc::new(options.clone()));
    let format = walk::kind(Path::new(name)).unwrap();
    match way {
        0 => parse_packed(Box::new(Cursor::new(bytes)), format, context).collect(),
        1 => parse_stream(Cursor::new(bytes), name, &options).collect(),
        _ => {
            let headers = vec![("content-type".to_owned(), "text/html; charset=utf-8".to_owned())];
            let (address, at) = ("https://e.org/a".to_owned(), "2025-03-03T14:20:00Z".parse().unwrap());
            parse_received(bytes, Received { address, at, status: 200, headers }, &options).collect()
        }
    }
}

/// Breaks the example with the numbers from `seed` on until there is no time or none are left.
fn survive(name: &str, example: &[u8], others: &[(&str, Vec<u8>)], rounds: u64, until: Instant) -> u64 {
    let mut seed = 0;
    while seed < rounds && Instant::now() < until {
        let mut random = Random(seed);
        let other = &others[random.below(others.len())].1;
        let bytes = mutated(example, other, &mut random);
        let size = bytes.len();
        let started = Instant::now();
        let way = random.below(4);
        let reading = std::panic::catch_unwind(|| read(name, bytes, way));
        let found = format!("{name}, number {seed}");
        let items = reading.unwrap_or_else(|_| panic!("{found}: it panicked"));
        assert!(started.elapsed() < LONGEST, "{found}: it took {:?}", started.elapsed());
        assert!(!items.is_empty(), "{found}: it gave nothing");
        assert!(items.len() <= size + 1, "{found}: {} items of {size} bytes", items.len());
        for item in items {
            match item {
                // A text of a legacy character set grows to three times its size at most.
                Item::Article(article) => assert!(article.text.len() as u64 <= 3 * LIMIT, "{found}: too much text"),
                Item::Skipped(Skipped { reason: Reason::GaveUp(why), .. }) => panic!("{found}: {why}"),
                Item::Skipped(_) => {}
            }
        }
        seed += 1;
    }
    seed
}

#[test]
fn no_bytes_make_a_reader_fail() {
    let seconds: Option<u64> = std::env::var("ONRECORD_MUTATE").ok().map(|seconds| seconds.parse().unwrap());
    let only = std::env::var("ONRECORD_MUTATE_ONLY").unwrap_or_default();
    let examples = examples();
    for (name, example) in examples.iter().filter(|(name, _)| name.contains(&only)) {
        let whole = read(name, example.clone(), 0);
        assert!(whole.iter().any(|item| matches!(item, Item::Article(_))), "{name} is no good example: {whole:?}");
        let (rounds, time) = seconds.map_or((60, 3600), |seconds| (u64::MAX, seconds));
        let rounds = survive(name, example, &examples, rounds, Instant::now() + Duration::from_secs(time));
        println!("{name}: {rounds} broken files");
    }
}
