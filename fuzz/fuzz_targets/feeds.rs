//! What a watched feed answers.
#![no_main]

mod checks;

use libfuzzer_sys::fuzz_target;
use onrecord::domain::Received;
use onrecord::ingest::{Item, Reason, feed_entries};

/// The first byte of the input picks the content type; the content tells whether it is a feed.
const TYPES: [&str; 5] = [
    "",
    "application/rss+xml",
    "application/atom+xml; charset=utf-8",
    "text/xml; charset=windows-1252",
    "application/feed+json",
];

fuzz_target!(|input: &[u8]| {
    let Some((first, bytes)) = input.split_first() else { return };
    let kind = TYPES[usize::from(*first) % TYPES.len()];
    let received = Received {
        address: "https://lesk.example/feed".to_owned(),
        at: jiff::Timestamp::UNIX_EPOCH,
        status: 200,
        headers: vec![("content-type".to_owned(), kind.to_owned())],
    };
    let options = checks::options();
    let read = feed_entries(bytes.to_vec(), &received, &options);
    assert!(read == feed_entries(bytes.to_vec(), &received, &options), "the same bytes give the same feed");
    match read {
        Ok(feed) => {
            assert!(feed.every.is_none_or(|every| !every.is_zero()), "a feed is not asked without pause");
            for entry in &feed.entries {
                if let Some(address) = &entry.url {
                    let parsed = url::Url::parse(address).expect("an entry leads to an absolute address");
                    assert!(matches!(parsed.scheme(), "http" | "https"), "{address}");
                }
                let is_damage =
                    matches!(&entry.item, Item::Skipped(skipped) if matches!(skipped.reason, Reason::BadXml(_)));
                assert!(!is_damage || entry.url.is_none(), "what reports damage has no address");
                checks::check(&entry.item);
            }
        }
        Err(reason) => assert!(!matches!(reason, Reason::GaveUp(_)), "{reason}"),
    }
});
