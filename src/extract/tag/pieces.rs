//! Splits text into word pieces exactly as in training: the uncased BERT tokenizer (Devlin et al. 2019).
//!
//! Control characters, accents and case are dropped, each CJK character is a word of its own, white space and
//! punctuation separate words, and each word is cut greedily into the longest pieces of the vocabulary (WordPiece, Wu
//! et al. 2016). Every piece keeps the bytes of the text it stands for.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

use super::ModelError;
use crate::domain::Span;

/// Stands before every window.
pub(super) const CLS: u32 = 101;
/// Stands after every window.
pub(super) const SEP: u32 = 102;
/// `[unused1]`, which the training code uses to mark a paragraph break.
pub(super) const PARAGRAPH: u32 = 2;
const UNKNOWN: u32 = 100;
/// A word of more characters becomes one unknown piece, as in BERT.
const LONGEST_WORD: usize = 100;
/// The size of the vocabulary of BERT uncased.
pub(super) const COUNT: usize = 30_522;

/// A piece of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    /// Its number in the vocabulary.
    pub id: u32,
    /// The bytes of the text it stands for.
    pub span: Span,
    /// True for the first piece of its word.
    pub first: bool,
}

/// The vocabulary: the id of each piece, apart for pieces that start a word and pieces that continue one.
pub(super) struct Vocabulary {
    starting: HashMap<Box<str>, u32>,
    continuing: HashMap<Box<str>, u32>,
}

impl Vocabulary {
    /// Reads a vocabulary: one piece a line in order of ids, continuations marked with `##`.
    pub(super) fn parse(lines: &str) -> Result<Self, ModelError> {
        let (mut starting, mut continuing) = (HashMap::with_capacity(COUNT), HashMap::new());
        for (id, line) in (0..).zip(lines.lines()) {
            match line.strip_prefix("##") {
                Some(piece) if !piece.is_empty() => continuing.insert(piece.into(), id),
                _ => starting.insert(line.into(), id),
            };
        }
        let special = [("[UNK]", UNKNOWN), ("[CLS]", CLS), ("[SEP]", SEP), ("[unused1]", PARAGRAPH)];
        let sound = starting.len() + continuing.len() == COUNT
            && special.iter().all(|(piece, id)| starting.get(*piece) == Some(id));
        if sound { Ok(Self { starting, continuing }) } else { Err(ModelError::Vocabulary) }
    }

    /// True for a word in small letters that is one piece.
    pub(super) fn has_word(&self, word: &str) -> bool {
        self.starting.contains_key(word)
    }

    /// Appends the pieces of `part` of `text` to `found`, in order.
    pub(super) fn pieces(&self, text: &str, part: Span, found: &mut Vec<Piece>) {
        let mut word = Word::default();
        for (offset, c) in part.of(text).char_indices() {
            let span = Span::new(part.start + offset, part.start + offset + c.len_utf8());
            if c.is_whitespace() {
                self.cut(&mut word, found);
            } else if !is_dropped(c) {
                let alone = is_cjk(c);
                if alone {
                    self.cut(&mut word, found);
                }
                for plain in c.nfd().filter(|c| c.general_category() != GeneralCategory::NonspacingMark) {
                    for small in plain.to_lowercase() {
                        if is_punctuation(small) {
                            self.cut(&mut word, found);
                            word.push(small, span);
                            self.cut(&mut word, found);
                        } else {
                            word.push(small, span);
                        }
                    }
                }
                if alone {
                    self.cut(&mut word, found);
                }
            }
        }
        self.cut(&mut word, found);
    }

    /// Appends the pieces of a word to `found` and empties `word`.
    fn cut(&self, word: &mut Word, found: &mut Vec<Piece>) {
        let Word { letters, places } = word;
        if places.is_empty() {
            return;
        }
        let before = found.len();
        let (mut start, mut first_letter) = (0, 0);
        while start < letters.len() && places.len() <= LONGEST_WORD {
            let known = if start == 0 { &self.starting } else { &self.continuing };
            let mut end = letters.len();
            let id = loop {
                if let Some(id) = known.get(&letters[start..end]) {
                    break Some(*id);
                }
                match letters[start..end].char_indices().next_back() {
                    Some((shorter, _)) if shorter > 0 => end = start + shorter,
                    _ => break None,
                }
            };
            let Some(id) = id else { break };
            let last_letter = first_letter + letters[start..end].chars().count();
            let span = Span::new(places[first_letter].start, places[last_letter - 1].end);
            found.push(Piece { id, span, first: start == 0 });
            (start, first_letter) = (end, last_letter);
        }
        if start < letters.len() {
            found.truncate(before);
            let span = Span::new(places[0].start, places[places.len() - 1].end);
            found.push(Piece { id: UNKNOWN, span, first: true });
        }
        letters.clear();
        places.clear();
    }
}

/// A word being collected: its letters and, for each, the bytes of the text it comes from.
#[derive(Default)]
struct Word {
    letters: String,
    places: Vec<Span>,
}

impl Word {
    fn push(&mut self, letter: char, place: Span) {
        self.letters.push(letter);
        self.places.push(place);
    }
}

/// True for characters that the tokenizer drops: control, format, private-use and unassigned ones.
fn is_dropped(c: char) -> bool {
    c == '\u{FFFD}' || c.general_category_group() == GeneralCategoryGroup::Other
}

fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation() || c.general_category_group() == GeneralCategoryGroup::Punctuation
}

/// True for characters in the CJK blocks that BERT treats as one word per character.
fn is_cjk(c: char) -> bool {
    matches!(c,
        '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{20000}'..='\u{2A6DF}' | '\u{2A700}'..='\u{2B73F}'
        | '\u{2B740}'..='\u{2B81F}' | '\u{2B920}'..='\u{2CEAF}' | '\u{F900}'..='\u{FAFF}' | '\u{2F800}'..='\u{2FA1F}')
}
