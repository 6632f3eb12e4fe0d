//! The features of each piece: whether it is quoted, and the letter case of its word. The encoder is uncased, so it
//! cannot see the case of a word otherwise.

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// Whether a character is outside or inside a quotation, or opens or closes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quoted {
    Out = 0,
    In = 1,
    Open = 2,
    Close = 3,
}

/// How many features there are: four states of quotation by four letter shapes.
pub(super) const COUNT: usize = 16;
/// The closing partner of a typed `'` is looked for within this many characters.
const LONGEST_TYPED: usize = 1000;

/// The kind of mark that opened the current quotation, which decides the mark that closes it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Double,
    Curly,
    /// A typed `'`, with the index of its partner.
    Typed(usize),
}

/// Returns the state of every character of one paragraph.
///
/// The rules are simple and the same in training; they need not be right in every case, because the network weighs this
/// feature against others. What counts as quoted in a claim is decided by [`crate::extract::quotes`] instead.
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

/// Returns the index of the `'` that closes a quotation whose text begins at `start`: one after punctuation and before
/// white space, which an apostrophe rarely is.
fn typed_close(paragraph: &[char], start: usize) -> Option<usize> {
    let end = paragraph.len().min(start + LONGEST_TYPED);
    (start..end).find(|&at| {
        paragraph[at] == '\''
            && matches!(paragraph[at - 1], '.' | ',' | '!' | '?' | '…')
            && paragraph.get(at + 1).is_none_or(|next| next.is_whitespace())
    })
}

/// Returns the letter shape of a word: 0 lower case, 1 capitalised, 2 all capitals, 3 not starting with a letter.
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
