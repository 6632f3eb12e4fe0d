//! How much each source speaks in an article.

use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::domain::{Claim, Slug, Source};

/// A speaker with its share of the claimed words.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Speaker {
    /// `None` for claims whose speaker was not found.
    pub source: Option<Source>,
    /// For these, the words that stand for the speaker, as printed first; `None` where no words do.
    pub mention: Option<String>,
    pub claims: usize,
    pub words: usize,
    /// The share of all claimed words, rounded.
    pub percent: usize,
}

/// Counts the words of a text. The "…" between two parts of a claim does not count.
pub(super) fn words_in(text: &str) -> usize {
    text.split_whitespace().filter(|word| *word != "…").count()
}

/// Adds up the words of each speaker, most words first. Claims whose speaker was not found are told apart by the words that
/// stand for it, so that "he" and "one resident" have a line each. Equal words may still mean several people.
pub(super) fn speakers(claims: &[Claim]) -> Vec<Speaker> {
    let mut speakers: Vec<Speaker> = Vec::new();
    let mut places: FxHashMap<(Option<&Slug>, Option<String>), usize> = FxHashMap::default();
    for claim in claims {
        let source = claim.source().map(|party| &party.source);
        let mention = claim.mention.as_ref().filter(|_| source.is_none());
        let words = words_in(&claim.content);
        let place = *places
            .entry((source.map(|source| &source.slug), mention.map(|words| words.to_lowercase())))
            .or_insert(speakers.len());
        match speakers.get_mut(place) {
            Some(speaker) => {
                speaker.claims += 1;
                speaker.words += words;
            }
            None => {
                let (source, mention) = (source.cloned(), mention.cloned());
                speakers.push(Speaker { source, mention, claims: 1, words, percent: 0 });
            }
        }
    }
    let all = speakers.iter().map(|speaker| speaker.words).sum::<usize>().max(1);
    for speaker in &mut speakers {
        speaker.percent = (speaker.words * 100 + all / 2) / all;
    }
    speakers.sort_by_key(|speaker| std::cmp::Reverse(speaker.words));
    speakers
}
