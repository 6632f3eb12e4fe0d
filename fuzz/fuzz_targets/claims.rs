//! Texts of any kind: claims stand in the text, on whole characters.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use onrecord::domain::{ArticleId, ArticleInfo};
use onrecord::extract::Extractor;

static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(Extractor::built_in);

fuzz_target!(|text: &str| {
    let article = ArticleInfo {
        id: ArticleId::of_text(text),
        published: Some(jiff::civil::date(2025, 3, 3)),
        publisher: None,
        language: Some("en".to_owned()),
        title: None,
        authors: Vec::new(),
    };
    for claim in EXTRACTOR.extract(text, &article).claims {
        for span in &claim.content {
            assert!(text.get(span.start..span.end).is_some_and(|words| !words.is_empty()), "{span:?}");
        }
    }
});
