//! The small languages of addresses, files and settings: dates, canonical addresses, ids, slugs, names, times, networks.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::config::{Network, parse_time, public_url};
use onrecord::domain::{
    ArticleId, CanonicalAddress, ClaimId, ContentKey, DisputeId, Edtf, Period, Published, Slug, Span, VersionId,
    csv_cell, end_of_address, fold_name, last_part, masked, without_secrets,
};
use onrecord::index::words;
use onrecord::notify::Secret;
use onrecord::registry::{fold_person, other_spellings, person_key, publisher_key};
use onrecord::store::country_code;

fuzz_target!(|text: &str| {
    check_dates(text);
    check_addresses(text);
    check_ids(text);
    check_names(text);
    check_texts(text);
    if let Ok(network) = text.parse::<Network>() {
        assert_eq!(network.to_string().parse::<Network>().as_ref(), Ok(&network), "a network is read as it is written");
    }
    let _ = parse_time(text);
    let _ = Secret::parse(text);
    if let Ok(url) = public_url(text) {
        assert!(url.path() == "/" && public_url(url.as_str()).is_ok());
    }
});

fn check_dates(text: &str) {
    if let Ok(date) = text.parse::<Edtf>() {
        assert_eq!(date.as_str().parse::<Edtf>().as_ref(), Ok(&date), "a date is read as it is written");
        if let (Some(first), Some(last)) = (date.first_day(), date.last_day()) {
            assert!(first <= last, "{text} ends before it begins");
        }
        let day = jiff::civil::date(2025, 3, 3);
        let _ = Period::at_end(date.as_str(), day).to_string();
    }
    if let Ok(published) = Published::parse(text) {
        assert_eq!(published.text(), text.trim());
        assert_eq!(Published::parse(published.text()).as_ref(), Ok(&published));
    }
}

fn check_addresses(text: &str) {
    if let Some(address) = CanonicalAddress::parse(text) {
        let again = CanonicalAddress::parse(address.as_str()).map(|again| again.as_str().to_owned());
        assert_eq!(again.as_deref(), Some(address.as_str()), "a canonical address is canonical");
        assert!(!address.host().is_empty() && !address.folded().is_empty());
        assert!(address.is_same_site(&address));
    }
    let _ = (without_secrets(text), end_of_address(text), last_part(text));
}

fn check_ids(text: &str) {
    macro_rules! check {
        ($($kind:ty)*) => {$(
            if let Ok(id) = text.parse::<$kind>() {
                assert_eq!(id.to_string().parse::<$kind>().as_ref(), Ok(&id), "an id is read as it is written");
            }
        )*};
    }
    check!(ArticleId VersionId ClaimId DisputeId);
    let article = ArticleId::of_text(text);
    let claim = ClaimId::of(&article, &ContentKey::of(text), 1);
    for (id, is_read) in [
        (article.as_str(), article.as_str().parse::<ArticleId>().is_ok()),
        (claim.as_str(), claim.as_str().parse::<ClaimId>().is_ok()),
        (VersionId::of(&article, text).as_str(), VersionId::of(&article, text).as_str().parse::<VersionId>().is_ok()),
    ] {
        assert!(is_read, "{id} is an id");
    }
}

fn check_names(text: &str) {
    let slug = Slug::of(text);
    assert_eq!(Slug::parse(slug.as_str()).as_ref(), Some(&slug), "what is made of a name is a slug");
    if let Some(slug) = Slug::parse(text) {
        assert_eq!(slug.as_str(), text);
    }
    let folded = fold_name(text);
    assert!(!folded.starts_with(' ') && !folded.ends_with(' ') && !folded.contains("  "), "{folded:?}");
    let _ = (fold_person(text), person_key(text), publisher_key(text), other_spellings(text));
    if let Some(code) = country_code(text) {
        assert_eq!(country_code(&code).as_ref(), Some(&code));
    }
}

fn check_texts(text: &str) {
    let mut position = 0;
    for word in words(text) {
        assert!(text.get(word.place.clone()).is_some_and(|printed| !printed.is_empty()), "{word:?} stands in the text");
        assert!(word.position >= position && !word.folded.is_empty(), "words come in order");
        position = word.position;
    }
    let cell = csv_cell(text);
    assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "a spreadsheet would run {cell:?}");
    let middle = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
    let held_back = masked(text, &[Span::new(middle, text.len())]);
    assert_eq!((held_back.len(), held_back.chars().count()), (text.len(), text.chars().count()), "places stay");
    assert!(held_back.starts_with(&text[..middle]));
}
