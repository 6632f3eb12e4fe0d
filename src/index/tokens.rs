//! Words of a text as the index holds them.
//!
//! A word is a run of letters and digits, in lower case and without accents. What readers write in several ways is one
//! word: "1,200" and "1200", "U.N." and "UN"; "cease-fire" is found as "cease", as "fire" and as "ceasefire".

use std::ops::Range;

use tantivy::tokenizer::{Language, Stemmer, TextAnalyzer, Token, TokenStream, Tokenizer};

use crate::domain::fold_name;

/// Longer words are none: they are addresses or noise.
const LONGEST: usize = 60;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Its place in the text, in bytes.
    pub place: Range<usize>,
    /// Its number in the text.
    pub position: usize,
    /// The word as the index holds it.
    pub folded: String,
    /// True for the whole of a word written in parts ("ceasefire"), which has the number of its first part.
    pub is_joined: bool,
}

/// The words of a text, in order.
pub fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut position = 0;
    let mut at = 0;
    while let Some(start) = text[at..].find(char::is_alphanumeric).map(|off| at + off) {
        let parts = parts_from(text, start);
        at = parts.last().map_or(start + 1, |part| part.end);
        let first = position;
        let is_hyphened = parts.len() > 1;
        let mut joined = String::new();
        for part in &parts {
            let folded = folded(&text[part.clone()]);
            if folded.is_empty() {
                continue;
            }
            joined.push_str(&folded);
            found.push(Word { place: part.clone(), position, folded, is_joined: false });
            position += 1;
        }
        if is_hyphened && position > first + 1 && joined.len() <= LONGEST {
            let place = parts[0].start..at;
            let behind = found.iter().rposition(|word| word.position == first).map_or(found.len(), |at| at + 1);
            found.insert(behind, Word { place, position: first, folded: joined, is_joined: true });
        }
    }
    found
}

/// A word in lower case without accents; empty where it is none.
fn folded(word: &str) -> String {
    let plain: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
    let folded: String = fold_name(&plain).chars().filter(|c| !c.is_whitespace()).collect();
    if folded.len() > LONGEST { String::new() } else { folded }
}

/// The parts of the word at `start`: one, or those between its hyphens.
fn parts_from(text: &str, start: usize) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut at = start;
    loop {
        let end = end_of_part(text, at);
        parts.push(at..end);
        let mut rest = text[end..].char_indices();
        let hyphen = rest.next().filter(|(_, c)| matches!(c, '-' | '\u{2010}' | '\u{2011}'));
        match (hyphen, rest.next()) {
            (Some(_), Some((off, next))) if next.is_alphanumeric() => at = end + off,
            _ => return parts,
        }
    }
}

/// The end of a run of letters and digits, with what belongs to it: thousands ("1,200") and full stops of an
/// abbreviation ("U.N.").
fn end_of_part(text: &str, start: usize) -> usize {
    let run = |from: usize| text[from..].find(|c: char| !c.is_alphanumeric()).map_or(text.len(), |off| from + off);
    let mut end = run(start);
    let is_number = |range: Range<usize>| text[range].bytes().all(|byte| byte.is_ascii_digit());
    if is_number(start..end) && end - start <= 3 {
        while text[end..].starts_with(',') && run(end + 1) == end + 4 && is_number(end + 1..end + 4) {
            end += 4;
        }
        return end;
    }
    let is_letter = |from: usize, to: usize| {
        let mut letters = text[from..to].chars();
        letters.next().is_some_and(char::is_uppercase) && letters.next().is_none()
    };
    let mut until = start;
    let mut last = start;
    let mut letters = 0;
    while is_letter(until, run(until)) && text[run(until)..].starts_with('.') {
        last = run(until);
        until = last + 1;
        letters += 1;
    }
    match letters {
        0 | 1 => end,
        _ if until < text.len() && is_letter(until, run(until)) => run(until),
        _ => last,
    }
}

/// Hands the words of a text to the index.
#[derive(Clone, Default)]
struct Words;

struct Stream {
    words: std::vec::IntoIter<Word>,
    token: Token,
}

impl Tokenizer for Words {
    type TokenStream<'a> = Stream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream {
        Stream { words: words(text).into_iter(), token: Token::default() }
    }
}

impl TokenStream for Stream {
    fn advance(&mut self) -> bool {
        let Some(word) = self.words.next() else { return false };
        self.token.offset_from = word.place.start;
        self.token.offset_to = word.place.end;
        self.token.position = word.position;
        self.token.text = word.folded;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// Words as printed.
pub(super) fn printed() -> TextAnalyzer {
    TextAnalyzer::from(Words)
}

/// Stems of words (Porter's stemmer for English, the Snowball project).
pub(super) fn stems() -> TextAnalyzer {
    TextAnalyzer::builder(Words).filter(Stemmer::new(Language::English)).build()
}

/// The stem of one folded word.
pub fn stem(folded: &str) -> String {
    let mut analyzer = stems();
    let mut stream = analyzer.token_stream(folded);
    stream.next().map_or_else(|| folded.to_owned(), |token| token.text.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let found: Vec<String> =
            words(text).into_iter().map(|word| format!("{}:{}", word.position, word.folded)).collect();
        assert_eq!(found.join(" "), expected, "{text}");
    }

    #[test]
    fn what_is_written_in_several_ways_is_one_word() {
        check("1,200 troops", "0:1200 1:troops");
        check("1,200,000", "0:1200000");
        check("12,30 1,2000", "0:12 1:30 2:1 3:2000");
        check("the U.N. envoy", "0:the 1:un 2:envoy");
        check("U.S.-made", "0:us 1:made");
        check("U.S.A", "0:usa");
        check("He met A. Reth.", "0:he 1:met 2:a 3:reth");
        check("a cease-fire at dawn", "0:a 1:cease 1:ceasefire 2:fire 3:at 4:dawn");
        check("Château d’Orée", "0:chateau 1:d 2:oree");
        check("", "");
        check(" — … ", "");
    }

    #[test]
    fn places_are_those_of_the_text() {
        let text = "«Čapek’s» cease-fire";
        let found: Vec<&str> = words(text).into_iter().map(|word| &text[word.place]).collect();
        assert_eq!(found, ["Čapek", "s", "cease", "cease-fire", "fire"]);
    }

    #[test]
    fn stems_join_forms() {
        assert_eq!(stem("negotiating"), stem("negotiated"));
        assert_ne!(stem("troops"), stem("trooper"));
    }
}
