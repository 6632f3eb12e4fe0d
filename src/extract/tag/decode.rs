//! Turns the scores of the network into claims: finds the best sequence of tags, then links each content to its cue and
//! each cue to its source.

use std::collections::HashMap;

use onrecord_network::{LINKS, TAGS};

use super::windows::{Encoded, Window};
use crate::domain::Span;

/// Width of one of the four pointer vectors of a word: content, cue as target, cue as origin, source.
const LINK: usize = LINKS / 4;
/// Indices of the four pointer vectors in the links of a word, as `training/model.py` lays them out.
const CONTENT: usize = 0;
const CUE_AS_TARGET: usize = 1;
const CUE_AS_ORIGIN: usize = 2;
const SOURCE: usize = 3;
/// The tags that begin a content and a cue. The tag one higher marks the words inside the same span.
const BEGIN_CONTENT: usize = 1;
const BEGIN_CUE: usize = 5;
/// Weight of the transition prior in the Viterbi search; tuned on the dev set together with the model
/// (`training/decode.py` has the same).
const PRIOR_WEIGHT: f64 = 0.35;
/// An unattributed content joins the claim before it when at most this many words lie between them.
const JOIN_WORDS: usize = 4;

/// The role of a tagged span of words in a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Content,
    Source,
    Cue,
}

/// A claim as the network predicts it, before any rule has changed it.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::extract) struct TaggedClaim {
    /// The words claimed, in order; never empty.
    pub content: Vec<Span>,
    /// The words that attribute ("said"); `None` where the network found none for this content.
    pub cue: Option<Span>,
    /// The words that name the source.
    pub source: Option<Span>,
    /// How sure the network is of the claim, 0 to 1, not calibrated: combined from the probabilities of its spans and
    /// links.
    pub score: f64,
}

/// The pointer vectors of all words of one window, its context included.
pub(super) struct WindowScores {
    /// For each word in order, the index of its first piece.
    pub words: Vec<usize>,
    /// The four pointer vectors of each word, [`LINKS`] numbers per word.
    pub links: Vec<f32>,
    /// The four pointer vectors of `[CLS]`. Pointing at `[CLS]` means that there is no cue or no source.
    pub none: Vec<f32>,
    /// The window that these vectors belong to.
    pub window: Window,
}

/// The scores of a text, or of one part of a long text.
#[derive(Default)]
pub(super) struct Scores {
    /// For each word in order, the index of its first piece.
    pub words: Vec<usize>,
    /// For each word the log-probability of each tag: 0 outside, 1 and 2 begin and inside of a content, 3 and 4 of a
    /// source, 5 and 6 of a cue.
    pub tags: Vec<[f32; TAGS]>,
    /// The pointer vectors of every window in order.
    pub windows: Vec<WindowScores>,
}

/// A tagged span: words `start..end`, counted in [`Scores::words`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Tagged {
    role: Role,
    start: usize,
    end: usize,
}

/// A cue with the contents that point to it and the source it points to.
struct Attribution {
    cue: Tagged,
    source: Option<Tagged>,
    source_probability: f64,
    contents: Vec<(Tagged, f64)>,
}

/// Returns the logarithm of the softmax of `scores`.
pub(super) fn log_softmax(scores: &[f32]) -> [f32; TAGS] {
    let top = scores.iter().fold(f32::NEG_INFINITY, |top, score| top.max(*score));
    let sum: f32 = scores.iter().map(|score| (score - top).exp()).sum();
    std::array::from_fn(|tag| scores[tag] - top - sum.ln())
}

/// Returns the claims of a text in order of their cues; contents without a cue come last.
pub(super) fn claims(scores: &Scores, encoded: &Encoded, prior: &[[f32; TAGS]; TAGS]) -> Vec<TaggedClaim> {
    let tags = best_tags(&scores.tags, prior);
    let spans = spans(&tags);
    let (mut attributions, orphans) = link(scores, &spans);
    attributions.retain(|one| !one.contents.is_empty());
    let orphans = join(&mut attributions, orphans);
    let place = |span: &Tagged| {
        Span::new(encoded.pieces[scores.words[span.start]].span.start, encoded.word(scores.words[span.end - 1]).end)
    };
    let mut found: Vec<TaggedClaim> = attributions
        .iter()
        .map(|one| {
            let mut contents: Vec<Span> = one.contents.iter().map(|(span, _)| place(span)).collect();
            contents.sort();
            let words = one.contents.iter().map(|(span, _)| span);
            let content = words.map(|span| certainty(&scores.tags, span, BEGIN_CONTENT)).fold(1.0, f64::min);
            let linked = one.contents.iter().map(|(_, probability)| *probability).fold(1.0, f64::min);
            let cue = certainty(&scores.tags, &one.cue, BEGIN_CUE);
            TaggedClaim {
                content: contents,
                cue: Some(place(&one.cue)),
                source: one.source.as_ref().map(place),
                score: content * linked * cue * one.source_probability,
            }
        })
        .collect();
    found.extend(orphans.iter().map(|(span, linked)| TaggedClaim {
        content: vec![place(span)],
        cue: None,
        source: None,
        score: certainty(&scores.tags, span, BEGIN_CONTENT) * linked,
    }));
    found
}

/// Returns the probability of a span: that its first word begins it, times the mean probability that its words belong
/// to it, times the probability that the word after it does not.
fn certainty(tags: &[[f32; TAGS]], span: &Tagged, begin: usize) -> f64 {
    let probability = |word: usize, tag: usize| f64::from(tags[word][tag]).exp();
    let belongs = (span.start..span.end).map(|word| probability(word, begin) + probability(word, begin + 1));
    let mean = belongs.sum::<f64>() / (span.end - span.start) as f64;
    let ends = if span.end < tags.len() { 1.0 - probability(span.end, begin + 1) } else { 1.0 };
    probability(span.start, begin) * mean * ends
}

/// Returns the best sequence of tags by Viterbi's algorithm. An inside tag follows only a begin or inside tag of its
/// own role.
fn best_tags(scores: &[[f32; TAGS]], prior: &[[f32; TAGS]; TAGS]) -> Vec<usize> {
    const NEVER: f64 = -1e4;
    let inside = |tag: usize| tag != 0 && tag.is_multiple_of(2);
    let mut moves = [[0.0; TAGS]; TAGS];
    for (before, row) in moves.iter_mut().enumerate() {
        for (tag, value) in row.iter_mut().enumerate() {
            let allowed = !inside(tag) || before == tag || before + 1 == tag;
            *value = if allowed { PRIOR_WEIGHT * f64::from(prior[before][tag]) } else { NEVER };
        }
    }
    let Some(first) = scores.first() else { return Vec::new() };
    let mut best: [f64; TAGS] =
        std::array::from_fn(|tag| f64::from(first[tag]) + if inside(tag) { NEVER } else { 0.0 });
    let mut back: Vec<[u8; TAGS]> = Vec::with_capacity(scores.len());
    back.push([0; TAGS]);
    for word in &scores[1..] {
        let mut from = [0_u8; TAGS];
        let next = std::array::from_fn(|tag| {
            let mut top = f64::NEG_INFINITY;
            for before in 0..TAGS {
                let score = best[before] + moves[before][tag];
                if score > top {
                    (top, from[tag]) = (score, before as u8);
                }
            }
            top + f64::from(word[tag])
        });
        best = next;
        back.push(from);
    }
    let mut tag = (0..TAGS).fold(0, |top, tag| if best[tag] > best[top] { tag } else { top });
    let mut tags = vec![0; scores.len()];
    for at in (0..scores.len()).rev() {
        tags[at] = tag;
        tag = usize::from(back[at][tag]);
    }
    tags
}

/// Collects the tags into spans: a begin tag and the inside tags that follow it are one span.
fn spans(tags: &[usize]) -> Vec<Tagged> {
    let mut found: Vec<Tagged> = Vec::new();
    for (at, &tag) in tags.iter().enumerate().filter(|(_, tag)| **tag != 0) {
        let role = [Role::Content, Role::Source, Role::Cue][(tag - 1) / 2];
        match found.last_mut() {
            Some(last) if tag.is_multiple_of(2) && last.role == role && last.end == at => last.end = at + 1,
            _ => found.push(Tagged { role, start: at, end: at + 1 }),
        }
    }
    found
}

/// Returns every cue with the contents that point to it and the source it points to, and the contents that point to no
/// cue. A link is decided in the window whose own pieces hold the start of the pointing span.
fn link(scores: &Scores, spans: &[Tagged]) -> (Vec<Attribution>, Vec<(Tagged, f64)>) {
    let of = |role: Role| spans.iter().filter(move |span| span.role == role);
    let mut attributions: Vec<Attribution> = of(Role::Cue)
        .map(|cue| Attribution { cue: *cue, source: None, source_probability: 1.0, contents: Vec::new() })
        .collect();
    let mut orphans = Vec::new();
    let word_of: HashMap<usize, usize> = scores.words.iter().enumerate().map(|(word, piece)| (*piece, word)).collect();
    for read in &scores.windows {
        let vector = |row: usize, part: usize| &read.links[row * LINKS + part * LINK..][..LINK];
        let none = |part: usize| &read.none[part * LINK..][..LINK];
        let row_of: HashMap<usize, usize> = read
            .words
            .iter()
            .enumerate()
            .filter_map(|(row, piece)| word_of.get(piece).map(|word| (*word, row)))
            .collect();
        let own = |word: usize| read.window.own.contains(&scores.words[word]);
        let cues: Vec<(usize, usize)> = attributions
            .iter()
            .enumerate()
            .filter_map(|(at, one)| row_of.get(&one.cue.start).map(|row| (at, *row)))
            .collect();
        for content in of(Role::Content).filter(|span| own(span.start)) {
            let rows = (content.start..content.end).filter(|word| own(*word)).filter_map(|word| row_of.get(&word));
            let mut mean = vec![0.0; cues.len() + 1];
            let mut counted = 0.0;
            for row in rows {
                let from = vector(*row, CONTENT);
                let targets =
                    std::iter::once(none(CUE_AS_TARGET)).chain(cues.iter().map(|(_, cue)| vector(*cue, CUE_AS_TARGET)));
                let logits: Vec<f64> = targets.map(|to| dot(from, to)).collect();
                for (sum, log) in mean.iter_mut().zip(log_probabilities(&logits)) {
                    *sum += log;
                }
                counted += 1.0;
            }
            mean.iter_mut().for_each(|sum| *sum /= counted);
            let (best, probability) = top(&mean);
            match best.checked_sub(1) {
                Some(cue) => attributions[cues[cue].0].contents.push((*content, probability)),
                None => orphans.push((*content, probability)),
            }
        }
        let sources: Vec<(&Tagged, usize)> =
            of(Role::Source).filter_map(|span| row_of.get(&span.start).map(|row| (span, *row))).collect();
        for (at, row) in cues {
            if !own(attributions[at].cue.start) {
                continue;
            }
            let from = vector(row, CUE_AS_ORIGIN);
            let targets =
                std::iter::once(none(SOURCE)).chain(sources.iter().map(|(_, source)| vector(*source, SOURCE)));
            let logits: Vec<f64> = targets.map(|to| dot(from, to)).collect();
            let (best, probability) = top(&log_probabilities(&logits).collect::<Vec<_>>());
            attributions[at].source_probability = probability;
            attributions[at].source = best.checked_sub(1).map(|source| *sources[source].0);
        }
    }
    (attributions, orphans)
}

/// Adds each content without a cue to the claim that ends at most [`JOIN_WORDS`] words before it, and returns the rest.
fn join(attributions: &mut [Attribution], orphans: Vec<(Tagged, f64)>) -> Vec<(Tagged, f64)> {
    let end_of = |one: &Attribution| one.contents.iter().map(|(span, _)| span.end).max().unwrap_or(0);
    let mut left = Vec::new();
    for (orphan, probability) in orphans {
        let before = attributions.iter_mut().filter(|one| end_of(one) <= orphan.start).max_by_key(|one| end_of(one));
        match before.filter(|one| orphan.start - end_of(one) <= JOIN_WORDS) {
            Some(one) => one.contents.push((orphan, 1.0)),
            None => left.push((orphan, probability)),
        }
    }
    left
}

fn dot(left: &[f32], right: &[f32]) -> f64 {
    let sum: f32 = left.iter().zip(right).map(|(a, b)| a * b).sum();
    f64::from(sum) / (LINK as f64).sqrt()
}

fn log_probabilities(logits: &[f64]) -> impl Iterator<Item = f64> {
    let top = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = logits.iter().map(|logit| (logit - top).exp()).sum();
    logits.iter().map(move |logit| logit - top - sum.ln())
}

/// Returns the index of the greatest log-probability, and its probability.
fn top(logs: &[f64]) -> (usize, f64) {
    let best = (0..logs.len()).fold(0, |best, at| if logs[at] > logs[best] { at } else { best });
    (best, logs[best].exp())
}
