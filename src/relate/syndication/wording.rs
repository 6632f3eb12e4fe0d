//! A text as the sequence of words by which it is compared.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::domain::Span;

/// The number of words in a shingle.
pub(super) const SHINGLE: usize = 5;

/// Texts with fewer words are compared with nothing: a line or two is easily equal by chance.
pub const LEAST_WORDS: usize = 40;

/// The largest number of words that are compared; the rest of a longer text is ignored.
const MOST_WORDS: usize = 50_000;

/// The words of a text, folded so that case, punctuation and typography make no difference.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wording {
    words: Vec<Word>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Word {
    hash: u64,
    span: Span,
}

impl Wording {
    /// The words of a text: runs of letters and digits, in Unicode normalization form NFKC and lower case.
    pub fn of(text: &str) -> Self {
        let mut words = Vec::new();
        let mut start = None;
        for (at, c) in text.char_indices() {
            match (c.is_alphanumeric() || (start.is_some() && is_combining_mark(c)), start) {
                (true, None) => start = Some(at),
                (false, Some(from)) => {
                    words.push(Word::of(text, from, at));
                    start = None;
                    if words.len() == MOST_WORDS {
                        break;
                    }
                }
                _ => {}
            }
        }
        if let Some(from) = start {
            words.push(Word::of(text, from, text.len()));
        }
        Self { words }
    }

    /// The number of words.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// True for a text without words.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The shingles in order; one for each word with four behind it.
    pub(super) fn shingles(&self) -> impl Iterator<Item = u64> {
        self.words.windows(SHINGLE).map(|words| words.iter().fold(0, |all, word| mixed(all ^ word.hash)))
    }

    /// The bytes from the first to the last of these words.
    pub(super) fn span(&self, first: usize, last: usize) -> Span {
        Span::new(self.words[first].span.start, self.words[last].span.end)
    }

    /// True where both have the same words in the same order.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.words.iter().map(|word| word.hash).eq(other.words.iter().map(|word| word.hash))
    }
}

impl Word {
    fn of(text: &str, start: usize, end: usize) -> Self {
        let span = Span::new(start, end);
        let word = span.of(text);
        let hash = if word.is_ascii() {
            hash(word.bytes().map(|byte| byte.to_ascii_lowercase()))
        } else {
            let folded: String = word.nfkc().flat_map(char::to_lowercase).collect();
            hash(folded.bytes())
        };
        Self { hash, span }
    }
}

/// FNV-1a with its bits mixed. Stored rows rest on this and on [`mixed`]: neither may change.
fn hash(bytes: impl Iterator<Item = u8>) -> u64 {
    mixed(bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)))
}

/// The finisher of SplitMix64: every bit of the number decides over every bit of the result.
pub(super) fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_punctuation_and_typography_make_no_difference() {
        let check = |one: &str, other: &str| {
            assert!(Wording::of(one).is_same(&Wording::of(other)), "{one} / {other}");
        };
        check("“It’s over,” she said.", "\"It's over\" , SHE SAID");
        check("caf\u{e9} \u{fb01}re", "cafe\u{301} fire");
        check("one\n\ntwo", "one two");
        check("", " … — ");
        assert!(!Wording::of("one two").is_same(&Wording::of("two one")));
    }

    #[test]
    fn words_keep_their_place() {
        let text = "Für 20 Boote.";
        let wording = Wording::of(text);
        assert_eq!(wording.len(), 3);
        assert_eq!(wording.span(0, 1).of(text), "Für 20");
        assert_eq!(wording.span(2, 2).of(text), "Boote");
    }

    #[test]
    fn hostile_texts_end() {
        assert_eq!(Wording::of(&"a ".repeat(200_000)).len(), MOST_WORDS);
        assert_eq!(Wording::of(&"a".repeat(1_000_000)).len(), 1);
        assert!(Wording::of("\u{301}\u{301}\0\u{202e}").is_empty());
        assert_eq!(Wording::of("a b c d").shingles().count(), 0);
    }
}
