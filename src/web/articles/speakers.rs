//! Who speaks how much in an article.

use serde::Serialize;

use crate::domain::{Claim, Source};

/// A source with its part of the words claimed.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Speaker {
    /// `None` for the words whose speaker was not found.
    pub source: Option<Source>,
    pub claims: usize,
    pub words: usize,
    /// Of all words claimed, rounded.
    pub percent: usize,
}

/// Words of a text; the sign between two parts of a claim is none.
pub(super) fn words_in(text: &str) -> usize {
    text.split_whitespace().filter(|word| *word != "…").count()
}

/// Who speaks how much: most words first.
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
