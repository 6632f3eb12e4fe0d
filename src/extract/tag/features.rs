//! What the encoder, which reads no case, is told beside each piece: is it quoted, and how its word is written.

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// Whether a character stands in a quotation, opens or closes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quoted {
    Out = 0,
    In = 1,
    Open = 2,
    Close = 3,
}

/// How many features there are: four states of quotation by four letter shapes.
pub(super) const COUNT: usize = 16;
/// A typed single mark looks this many characters ahead for its partner.
const LONGEST_TYPED: usize = 1000;

/// The mark that will close the quotation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Double,
    Curly,
    /// A typed `'`, with the index of its partner.
    Typed(usize),
}

/// For every character of one paragraph, its state.
///
/// Meant to be simple and the same in training, not to be right in every case: the network weighs it. The pairing that
/// decides what is quoted in a claim is [`crate::extract::quotes`].
pub(super) fn quotation_states(paragraph: &[char]) -> Vec<Quoted> {
    let mut states = Vec::with_capacity(paragraph.len());
    let mut open: Option<Open> = None;
    let mut at = 0;
    while at < paragraph.len() {
        let c = paragraph[at];
        let twice = matches!(c, '\'' | '`') && paragraph.get(at + 1) == Some(&c);
        let width = if twice { 2 } else { 1 };
        let before = if at > 0 { paragraph[at - 1] } else { ' ' };
        let after = paragraph.get(at + width).copied().unwrap_or(' ');
        let mut state = if open.is_some() { Quoted::In } else { Quoted::Out };
        match c {
            '“' | '„' | '«' => (state, open) = (Quoted::Open, Some(Open::Double)),
            '`' if twice => (state, open) = (Quoted::Open, Some(Open::Double)),
            '”' | '»' => {
                state = Quoted::Close;
                open = open.filter(|open| *open != Open::Double);
            }
            '"' | '\'' if twice || c == '"' => {
                let opens = !after.is_whitespace()
                    && (open != Some(Open::Double) || (before.is_whitespace() && after.is_alphanumeric()));
                (state, open) = if opens { (Quoted::Open, Some(Open::Double)) } else { (Quoted::Close, None) };
            }
            '‘' if open.is_none() => (state, open) = (Quoted::Open, Some(Open::Curly)),
            '’' if open == Some(Open::Curly) && !after.is_alphanumeric() => (state, open) = (Quoted::Close, None),
            '\'' if open.is_none() && before.is_whitespace() && after.is_alphanumeric() => {
                if let Some(close) = typed_close(paragraph, at + 1) {
                    (state, open) = (Quoted::Open, Some(Open::Typed(close)));
                }
            }
            '\'' if open == Some(Open::Typed(at)) => (state, open) = (Quoted::Close, None),
            _ => {}
        }
        states.resize(at + width, state);
        at += width;
    }
    states
}

/// Where a typed single quotation mark that opens before `start` closes.
fn typed_close(paragraph: &[char], start: usize) -> Option<usize> {
    let end = paragraph.len().min(start + LONGEST_TYPED);
    (start..end).find(|&at| {
        paragraph[at] == '\''
            && matches!(paragraph[at - 1], '.' | ',' | '!' | '?' | '…')
            && paragraph.get(at + 1).is_none_or(|next| next.is_whitespace())
    })
}

/// How a word is written: 0 small, 1 capital first, 2 all capitals, 3 not a word of letters.
pub(super) fn letter_shape(word: &str) -> u8 {
    let Some(first) = word.chars().next() else { return 3 };
    let cased = |c: char| c.is_uppercase() || c.is_lowercase();
    if first.general_category_group() != GeneralCategoryGroup::Letter {
        3
    } else if word.chars().nth(1).is_some() && word.chars().any(cased) && !word.chars().any(char::is_lowercase) {
        2
    } else {
        u8::from(first.is_uppercase())
    }
}
