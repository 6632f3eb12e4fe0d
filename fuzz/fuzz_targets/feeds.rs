//! What a watched feed answers.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::domain::Received;
use onrecord::ingest::{Overrides, ParseOptions, feed_entries};

fuzz_target!(|bytes: &[u8]| {
    let received = Received {
        address: "https://lesk.example/feed".to_owned(),
        at: jiff::Timestamp::UNIX_EPOCH,
        status: 200,
        headers: Vec::new(),
    };
    let options = ParseOptions::new(Overrides::default(), jiff::civil::date(2025, 3, 3));
    let _ = feed_entries(bytes.to_vec(), &received, &options);
});
