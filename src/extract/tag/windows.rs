//! Cuts a text into windows, each of which the encoder reads at once.

use std::ops::Range;

use super::features::{letter_shape, quotation_states};
use super::pieces::{CLS, PARAGRAPH, Piece, SEP, Vocabulary};
use crate::domain::Span;

/// The most pieces that one window tags.
pub(super) const SIZE: usize = 256;
/// Pieces before them that are read as context only.
pub(super) const LEFT: usize = 24;
/// Pieces after them that are read as context only.
pub(super) const RIGHT: usize = 12;

/// The longest input: [`SIZE`] counts paragraph breaks, each piece of context may come with one more break, and special
/// pieces stand at both ends.
pub(super) const LONGEST: usize = SIZE + 2 * (LEFT + RIGHT) + 3;

/// Pieces of `. ? ! " ” …`, after which a paragraph too long for a window may be cut.
const SENTENCE_ENDS: [u32; 6] = [1012, 1029, 999, 1000, 1524, 1529];

/// A text as word pieces with their features.
pub(super) struct Encoded {
    /// Every piece in order.
    pub pieces: Vec<Piece>,
    /// The feature of each piece: 4 x [`super::features::Quoted`] + [`letter_shape`].
    pub features: Vec<u8>,
    /// The index of the paragraph of each piece.
    pub paragraphs: Vec<u32>,
}

impl Encoded {
    /// Cuts the paragraphs of `text` into pieces.
    pub(super) fn of(vocabulary: &Vocabulary, text: &str, paragraphs: &[Span]) -> Self {
        let mut encoded =
            Self { pieces: Vec::with_capacity(text.len() / 4), features: Vec::new(), paragraphs: Vec::new() };
        for (number, paragraph) in (0..).zip(paragraphs) {
            let first = encoded.pieces.len();
            vocabulary.pieces(text, *paragraph, &mut encoded.pieces);
            let words = paragraph.of(text);
            let characters: Vec<char> = words.chars().collect();
            let states = quotation_states(&characters);
            let mut state =
                words.char_indices().zip(states).map(|((offset, _), state)| (paragraph.start + offset, state));
            let mut here = state.next();
            for at in first..encoded.pieces.len() {
                let piece = encoded.pieces[at];
                while here.is_some_and(|(offset, _)| offset < piece.span.start) {
                    here = state.next();
                }
                let shape = if piece.first { letter_shape(encoded.word(at).of(text)) } else { 0 };
                let quoted = here.map_or(0, |(_, quoted)| quoted as u8);
                encoded.features.push(quoted * 4 + shape);
                encoded.paragraphs.push(number);
            }
        }
        encoded
    }

    /// The bytes of the word whose first piece is `first`.
    pub(super) fn word(&self, first: usize) -> Span {
        let more = self.pieces[first + 1..].iter().take_while(|piece| !piece.first).last();
        Span::new(self.pieces[first].span.start, more.unwrap_or(&self.pieces[first]).span.end)
    }

    /// Returns the windows of the whole text, in order. Every piece is among the own pieces of exactly one window.
    pub(super) fn windows(&self) -> Vec<Window> {
        let mut units: Vec<Range<usize>> = Vec::new();
        for paragraph in self.paragraphs.chunk_by(|left, right| left == right) {
            let mut start = units.last().map_or(0, |unit| unit.end);
            let end = start + paragraph.len();
            while end - start > SIZE {
                let cut = self.cut(start);
                units.push(start..cut);
                start = cut;
            }
            units.push(start..end);
        }
        let mut windows: Vec<Window> = Vec::new();
        let mut joined = 0;
        for unit in units {
            joined += 1;
            match windows.last_mut() {
                // Each joined unit may add a paragraph break to the input.
                Some(window) if unit.end - window.own.start + joined <= SIZE => window.own.end = unit.end,
                _ => {
                    windows.push(Window { own: unit, all: 0..0 });
                    joined = 0;
                }
            }
        }
        for window in &mut windows {
            let Range { start, end } = window.own;
            let mut before = start.saturating_sub(LEFT);
            while before < start && !self.pieces[before].first {
                before += 1;
            }
            let mut after = self.pieces.len().min(end + RIGHT);
            while end < after && after < self.pieces.len() && !self.pieces[after].first {
                after -= 1;
            }
            window.all = before..after;
        }
        windows
    }

    /// Returns where to cut a paragraph that starts at `start` and is longer than a window: after the last sentence
    /// that ends in the second half of the window, else after the last word that fits.
    fn cut(&self, start: usize) -> usize {
        let sentence = (start + SIZE / 2 + 1..=start + SIZE)
            .rev()
            .find(|&cut| SENTENCE_ENDS.contains(&self.pieces[cut - 1].id) && self.pieces[cut].first);
        let word = || (start + 2..=start + SIZE).rev().find(|&cut| self.pieces[cut].first);
        sentence.or_else(word).unwrap_or(start + 1)
    }
}

/// The pieces that the encoder reads at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Window {
    /// The pieces that this window tags.
    pub own: Range<usize>,
    /// These pieces with the context around them.
    pub all: Range<usize>,
}

/// The input of the network for one window.
#[derive(Default)]
pub(super) struct Input {
    /// The ids of the pieces, the special ones included.
    pub ids: Vec<u32>,
    /// The feature of each piece; 0 for the special ones.
    pub features: Vec<u8>,
    /// The position of each piece of the window, in order; position 0 is `[CLS]`.
    pub positions: Vec<usize>,
}

impl Input {
    /// Replaces the input by that of `window`.
    pub(super) fn fill(&mut self, encoded: &Encoded, window: &Window) {
        self.ids.clear();
        self.features.clear();
        self.positions.clear();
        self.push(CLS, 0);
        for at in window.all.clone() {
            if at > window.all.start && encoded.paragraphs[at] != encoded.paragraphs[at - 1] {
                self.push(PARAGRAPH, 0);
            }
            self.positions.push(self.ids.len());
            self.push(encoded.pieces[at].id, encoded.features[at]);
        }
        self.push(SEP, 0);
    }

    fn push(&mut self, id: u32, feature: u8) {
        self.ids.push(id);
        self.features.push(feature);
    }
}
