//! What the stages after the tagger cost: a made-up report read by the tagger alone, and read as a whole.
//!
//! The whole reads contents that attribute something themselves a second time, so it runs the network more often.

use std::path::PathBuf;

use divan::Bencher;
use divan::counter::ItemsCount;
use jiff::civil::date;
use onrecord::domain::NewArticle;
use onrecord::extract::Extractor;
use onrecord::ingest::{Item, Overrides, ParseOptions, parse_paths};

fn main() {
    divan::main();
}

/// The demo reports, and how many words they have.
fn reports() -> (Vec<NewArticle>, ItemsCount) {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/demo"));
    let options = ParseOptions::new(Overrides::default(), date(2026, 1, 1));
    let reports: Vec<NewArticle> = parse_paths(&[folder], &options)
        .filter_map(|item| match item {
            Item::Article(article) => Some(*article),
            Item::Skipped(_) => None,
        })
        .collect();
    let words = reports.iter().map(|report| report.text.split_whitespace().count()).sum::<usize>();
    (reports, ItemsCount::new(words))
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn tagger_alone(bencher: Bencher) {
    let (extractor, (reports, words)) = (Extractor::built_in(), reports());
    bencher
        .counter(words)
        .bench(|| reports.iter().map(|report| extractor.word_tags(&report.text).len()).sum::<usize>());
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn whole(bencher: Bencher) {
    let (extractor, (reports, words)) = (Extractor::built_in(), reports());
    bencher.counter(words).bench(|| {
        reports.iter().map(|report| extractor.extract(&report.text, &report.info()).claims.len()).sum::<usize>()
    });
}
