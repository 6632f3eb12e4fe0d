//! Marks the words searched for in texts.

use std::cmp::Reverse;
use std::collections::HashSet;

use serde::Serialize;

use crate::index::{Word, stem, words};
use crate::store::search::words::{SearchWords, Tree};

/// A piece of a text in which hits are marked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MarkedText {
    /// The words.
    pub text: String,
    /// True where the search hit them.
    pub is_hit: bool,
}

/// What a search marks.
#[derive(Default)]
pub(super) struct Marks {
    /// The stems of words that are sought in any of their forms.
    stems: HashSet<String>,
    phrases: Vec<Phrase>,
}

/// Words one after another; with `is_prefix`, the last may go on.
struct Phrase {
    words: Vec<String>,
    is_prefix: bool,
}

impl Marks {
    /// The marks of a search.
    pub(super) fn of(search: &SearchWords) -> Self {
        let mut marks = Self::default();
        let mut add = |part: &Tree| match part {
            Tree::Word(text) => marks.add_word(text),
            Tree::PlaceName { typed, others } => {
                typed.iter().for_each(|word| marks.add_word(word));
                others.iter().for_each(|place| marks.add_word(place));
            }
            Tree::Phrase(text) => marks.phrases.push(Phrase::of(&words(text), false)),
            Tree::Prefix(text) => marks.phrases.push(Phrase::of(&words(text), true)),
            Tree::All(_) | Tree::Any(_) | Tree::Not(_) | Tree::Against(_) | Tree::Speaker(_) | Tree::Said(..) => {}
        };
        if let Some(tree) = &search.tree {
            tree.visit(&mut add);
        }
        marks
    }

    /// Marks a word in any of its forms; where it is written in parts, these one after another, or the whole.
    fn add_word(&mut self, text: &str) {
        let parts = words(text);
        if parts.len() != 1 {
            self.phrases.push(Phrase::of(&parts, false));
        }
        let whole = parts.iter().filter(|word| parts.len() == 1 || word.is_joined);
        self.stems.extend(whole.map(|word| stem(&word.folded)));
    }

    /// A text in pieces, hits apart; `None` where nothing of it is hit.
    pub(super) fn hits(&self, text: Option<&str>) -> Option<Vec<MarkedText>> {
        text.map(|text| self.marked(text)).filter(|pieces| pieces.iter().any(|piece| piece.is_hit))
    }

    /// A text in pieces, hits apart.
    pub(super) fn marked(&self, text: &str) -> Vec<MarkedText> {
        let piece = |text: &str, is_hit| MarkedText { text: text.to_owned(), is_hit };
        if self.stems.is_empty() && self.phrases.is_empty() {
            return vec![piece(text, false)];
        }
        let all = words(text);
        let mut hits: Vec<(usize, usize)> = Vec::new();
        if !self.stems.is_empty() {
            // Joined words are looked at as well as their parts.
            let is_it = |word: &&Word| self.stems.contains(&stem(&word.folded));
            hits.extend(all.iter().filter(is_it).map(|word| (word.place.start, word.place.end)));
        }
        let parts: Vec<&Word> = all.iter().filter(|word| !word.is_joined).collect();
        for phrase in &self.phrases {
            hits.extend(parts.windows(phrase.words.len().max(1)).filter(|run| phrase.meets(run)).map(ends));
        }
        // Of those that begin together, the longest first, so that a name of several words is one hit.
        hits.sort_unstable_by_key(|&(start, end)| (start, Reverse(end)));
        let mut pieces = Vec::new();
        let mut at = 0;
        for (start, end) in hits {
            if end <= at {
                continue;
            }
            let start = start.max(at);
            if start > at {
                pieces.push(piece(&text[at..start], false));
            }
            pieces.push(piece(&text[start..end], true));
            at = end;
        }
        if at < text.len() {
            pieces.push(piece(&text[at..], false));
        }
        pieces
    }
}

impl Phrase {
    fn of(words: &[Word], is_prefix: bool) -> Self {
        let words = words.iter().filter(|word| !word.is_joined).map(|word| word.folded.clone()).collect();
        Self { words, is_prefix }
    }

    fn meets(&self, run: &[&Word]) -> bool {
        let Some((last, firsts)) = self.words.split_last() else { return false };
        let meets_last = |word: &str| if self.is_prefix { word.starts_with(last.as_str()) } else { word == last };
        firsts.iter().zip(run).all(|(sought, word)| *sought == word.folded)
            && run.last().is_some_and(|word| meets_last(&word.folded))
    }
}

fn ends(run: &[&Word]) -> (usize, usize) {
    (run[0].place.start, run[run.len() - 1].place.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(search: &str, text: &str, expected: &str) {
        let pieces = Marks::of(&SearchWords::parse(search)).marked(text);
        let written = |piece: &MarkedText| if piece.is_hit { format!("[{}]", piece.text) } else { piece.text.clone() };
        assert_eq!(pieces.iter().map(written).collect::<String>(), expected, "{search}");
        assert_eq!(pieces.iter().map(|piece| piece.text.as_str()).collect::<String>(), text);
    }

    #[test]
    fn hits_are_marked_in_the_words_of_the_text() {
        let text = "The bridges held; the bridge fell.";
        check("bridge", text, "The [bridges] held; the [bridge] fell.");
        check("“bridge”", text, "The bridges held; the [bridge] fell.");
        check("“the bridge”", text, "The bridges held; [the bridge] fell.");
        check("bri*", text, "The [bridges] held; the [bridge] fell.");
        check("\u{201c}the bri\u{201d}*", text, "[The bridges] held; [the bridge] fell.");
        check("-bridge fell", text, "The bridges held; the bridge [fell].");
        check("held OR fell", text, "The bridges [held]; the bridge [fell].");
        check("speaker:held", text, text);
        check("", text, text);
    }

    #[test]
    fn other_ways_of_writing_are_marked_as_well() {
        check("1200", "some 1,200 men", "some [1,200] men");
        check("un", "the U.N. envoy", "the [U.N]. envoy");
        check("ceasefire", "a cease-fire holds", "a [cease-fire] holds");
        check("cease-fire", "a ceasefire holds", "a [ceasefire] holds");
        check("chateau", "Château d’Orée", "[Château] d’Orée");
        check("Kharkov", "Kharkiv’s mayor", "[Kharkiv]’s mayor");
        check("Khan Yunis", "near Khan Younis camp", "near [Khan Younis] camp");
        check("“Kharkov”", "Kharkiv or Kharkov", "Kharkiv or [Kharkov]");
    }
}
