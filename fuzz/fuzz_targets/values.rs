//! The small languages of addresses and files: dates, canonical addresses, ids, slugs, the search box.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::domain::{CanonicalAddress, ClaimId, Edtf, Published, Slug};
use onrecord::store::SearchWords;

fuzz_target!(|text: &str| {
    if let Ok(date) = text.parse::<Edtf>() {
        assert!(date.as_str().parse::<Edtf>().is_ok(), "a date can be parsed as it is written");
    }
    if let Some(address) = CanonicalAddress::parse(text) {
        let again = CanonicalAddress::parse(address.as_str()).map(|again| again.as_str().to_owned());
        assert_eq!(again.as_deref(), Some(address.as_str()), "a canonical address is canonical");
    }
    let _ = text.parse::<ClaimId>();
    let _ = Slug::parse(text);
    let _ = Published::parse(text);
    let _ = SearchWords::parse(text);
});
