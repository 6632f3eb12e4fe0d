//! The query language: what is typed into the search box, and the addresses of lists of claims.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::domain::fold_name;
use onrecord::store::{ClaimFilters, SearchProblem, SearchWords, is_known_name};
use url::form_urlencoded;

/// The most characters of a search that are read.
const LONGEST: usize = 1000;

fuzz_target!(|text: &str| {
    check_search(text);
    check_address(text);
});

fn check_search(text: &str) {
    let words = SearchWords::parse(text);
    assert_eq!(words.typed, text.trim().chars().take(LONGEST).collect::<String>(), "a search is kept as typed");
    for name in &words.speakers {
        assert_eq!(fold_name(name), *name, "a speaker's name is folded");
    }
    for word in &words.single {
        assert!(words.typed.contains(word.as_str()), "{word:?} was typed");
    }
    if words.is_empty() {
        assert!(!words.can_rank() && words.places().is_empty() && words.single.is_empty());
    }
    // A search that is printed, as pages do, and typed again is the same search.
    let again = SearchWords::parse(&words.typed);
    let mut uncut = words.clone();
    uncut.problems.retain(|problem| *problem != SearchProblem::Cut(LONGEST));
    uncut.typed.clone_from(&again.typed);
    assert_eq!(again, uncut, "{:?} is read in two ways", words.typed);
    for word in words.single.iter().chain(&words.speakers) {
        let without = words.replaced(word, None);
        assert!(without.len() <= words.typed.len(), "{without:?} holds more than {:?}", words.typed);
        SearchWords::parse(&without);
        SearchWords::parse(&words.replaced(word, Some("rain")));
    }
}

fn check_address(query: &str) {
    let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    match ClaimFilters::read(&pairs) {
        Ok(filters) => {
            let (from, to) = filters.days();
            assert!(
                !filters.is_reversed()
                    || from > to
                    || filters.published_from > filters.published_to
                    || filters.loaded_from > filters.loaded_to
            );
            filters.asks_for_denials();
            let printed = form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
            let read: Vec<(String, String)> = form_urlencoded::parse(printed.as_bytes()).into_owned().collect();
            let again = ClaimFilters::read(&read).expect("an address that was printed can be read");
            let told = |filters: &ClaimFilters| serde_json::to_string(filters).expect("filters are JSON");
            assert_eq!(told(&again), told(&filters), "{printed}");
        }
        Err(bad) => {
            assert!(is_known_name(bad.name) && !bad.expects.is_empty());
            assert!(pairs.iter().any(|(name, value)| name == bad.name && *value == bad.value), "{bad:?}");
        }
    }
}
