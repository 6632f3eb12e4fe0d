//! How much each source speaks in an article.

use serde::Serialize;

use crate::domain::{Claim, Source};

/// A source with its share of the claimed words.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Speaker {
    /// `None` for the claims whose speaker was not found.
    pub source: Option<Source>,
    pub claims: usize,
    pub words: usize,
    /// The share of all claimed words, rounded.
    pub percent: usize,
}

/// Counts the words of a text. The "…" between two parts of a claim does not count.
pub(super) fn words_in(text: &str) -> usize {
    text.split_whitespace().filter(|word| *word != "…").count()
}

/// Adds up the words of each speaker, most words first.
pub(super) fn speakers(claims: &[Claim]) -> Vec<Speaker> {
    let mut speakers: Vec<Speaker> = Vec::new();
    for claim in claims {
        let source = claim.source().map(|party| &party.source);
        let words = words_in(&claim.content);
        let slug = source.map(|source| &source.slug);
        match speakers.iter_mut().find(|speaker| speaker.source.as_ref().map(|source| &source.slug) == slug) {
            Some(speaker) => {
                speaker.claims += 1;
                speaker.words += words;
            }
            None => speakers.push(Speaker { source: source.cloned(), claims: 1, words, percent: 0 }),
        }
    }
    let all = speakers.iter().map(|speaker| speaker.words).sum::<usize>().max(1);
    for speaker in &mut speakers {
        speaker.percent = (speaker.words * 100 + all / 2) / all;
    }
    speakers.sort_by_key(|speaker| std::cmp::Reverse(speaker.words));
    speakers
}
