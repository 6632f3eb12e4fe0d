//! Splits text into tokens: words, numbers and punctuation marks with their byte spans.
//!
//! Words that a page ran together ("DiplomacyChina") are two tokens without a space. A token is never split or joined
//! later, so every offset a claim carries begins and ends on a token or quotation mark.

use super::sentence_words::{is_name_article, is_run_on_opener, is_section_heading};
use crate::domain::Span;

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// Letters, with inner hyphens, apostrophes and the full stops of an abbreviation.
    Word,
    /// Starts with a digit.
    Number,
    /// The possessive "'s", kept apart so that the name before it stays clean.
    Possessive,
    /// One punctuation mark or symbol.
    Mark,
}

/// One word, number or mark.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// Its bytes in the text.
    pub span: Span,
    /// What it is made of.
    pub kind: TokenKind,
    /// The word in lower case, with every kind of apostrophe replaced by `'`.
    pub lower: String,
    /// True when the first letter is a capital, or when the word is a name with an article ("al-Assad").
    pub capital: bool,
}

/// True for the characters that may stand for an apostrophe.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '`' | '´')
}

/// True for hyphens that join the parts of one word.
fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

/// True for letters, digits and combining marks.
fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)
}

/// True for a name that begins with an article in lower case: "al-Assad", "el-Sisi".
fn begins_with_article(word: &str) -> bool {
    word.split_once('-').is_some_and(|(article, name)| is_name_article(article) && name.starts_with(char::is_uppercase))
}

/// Splits `text` into tokens; white space and control characters belong to none.
pub(super) fn tokenise(text: &str) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 5);
    let mut rest = text.char_indices().peekable();
    while let Some((start, first)) = rest.next() {
        if first.is_whitespace() || first.is_control() {
            continue;
        }
        let (end, kind) = if is_word_char(first) {
            let end = word_end(text, start);
            let end = seam(&text[start..end]).map_or(end, |seam| start + seam);
            let kind = if first.is_numeric() { TokenKind::Number } else { TokenKind::Word };
            (end, kind)
        } else if is_apostrophe(first)
            && text[start + first.len_utf8()..].starts_with(['s', 'S'])
            && !text[start + first.len_utf8() + 1..].starts_with(is_word_char)
            && text[..start].ends_with(is_word_char)
        {
            (start + first.len_utf8() + 1, TokenKind::Possessive)
        } else {
            (start + first.len_utf8(), TokenKind::Mark)
        };
        while rest.peek().is_some_and(|&(at, _)| at < end) {
            rest.next();
        }
        let word = &text[start..end];
        let lower =
            word.chars().map(|c| if is_apostrophe(c) { '\'' } else { c }).flat_map(char::to_lowercase).collect();
        tokens.push(Token {
            span: Span::new(start, end),
            kind,
            lower,
            capital: first.is_uppercase() || begins_with_article(word),
        });
    }
    tokens
}

/// Returns the byte offset in `word` at which a page that lost its line breaks ran two words together:
/// "pipelinesRussia", "DiplomacyChina", "2023Pressure", but not "YouTube", "iPhone", "McAllen", "WhatsApp".
fn seam(word: &str) -> Option<usize> {
    let seam = word.char_indices().zip(word.chars().skip(1)).find_map(|((at, before), next)| {
        let meets = (before.is_lowercase() || before.is_ascii_digit()) && next.is_uppercase();
        meets.then_some(at + before.len_utf8())
    })?;
    let (first, second) = word.split_at(seam);
    let letters = first.chars().count();
    let (first_lower, second_lower) = (first.to_lowercase(), second.to_lowercase());
    if second.chars().count() < 3 || !second.chars().skip(1).all(|c| c.is_lowercase() || !c.is_alphabetic()) {
        return None;
    }
    if first.starts_with(|c: char| c.is_ascii_digit()) {
        let year = letters == 4 && first.chars().all(|c| c.is_ascii_digit()) && first.starts_with(['1', '2']);
        return year.then_some(seam);
    }
    let plain = first.chars().skip(1).all(char::is_lowercase);
    let inflected = letters >= 6 && (first.ends_with("ing") || first.ends_with("ed") || first.ends_with('s'));
    let small = first.chars().next().is_some_and(char::is_lowercase);
    let parted = small && letters >= 4
        || is_run_on_opener(&second_lower) && letters >= 3
        || is_section_heading(&first_lower)
        || inflected && second.chars().count() >= 4;
    (plain && parted).then_some(seam)
}

/// Returns the end of the word that starts at `start`.
fn word_end(text: &str, start: usize) -> usize {
    let mut end = start;
    let mut previous = '\0';
    let mut part_letters = 0_usize;
    let mut all_parts_short = true;
    while let Some(c) = text[end..].chars().next() {
        let after = end + c.len_utf8();
        let next = text[after..].chars().next().unwrap_or('\0');
        if is_word_char(c) {
            part_letters += 1;
        } else if is_hyphen(c) && is_word_char(next) {
            part_letters = 0;
            all_parts_short = false;
        } else if is_apostrophe(c) && previous.is_alphabetic() && next.is_alphabetic() {
            // "'s" at the end of the word is a token of its own.
            let tail = &text[after + next.len_utf8()..];
            if matches!(next, 's' | 'S') && !tail.starts_with(is_word_char) {
                break;
            }
            part_letters = 0;
            all_parts_short = false;
        } else if matches!(c, ',' | '.' | ':') && previous.is_ascii_digit() && next.is_ascii_digit() {
            part_letters = 0;
        } else if c == '.' && previous.is_alphabetic() && part_letters == 1 && all_parts_short {
            // "U.S.", "a.m.": single letters, each with its full stop; a last full stop belongs to the word only when
            // an earlier one does, or when it follows one capital ("J. Smith").
            let inner = text[start..end].contains('.');
            if !(next.is_alphabetic() || inner) {
                if previous.is_uppercase() && end - start == previous.len_utf8() && next == ' ' && previous != 'I' {
                    end = after;
                }
                break;
            }
            if next.is_alphabetic() && text[after + next.len_utf8()..].starts_with(is_word_char) {
                // "A.The": one letter, then a whole word: a sentence ended.
                if inner {
                    end = after;
                }
                break;
            }
            part_letters = 0;
        } else {
            break;
        }
        previous = c;
        end = after;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let words: Vec<_> = tokenise(text).iter().map(|token| token.span.of(text)).collect();
        assert_eq!(words.join("|"), expected, "{text}");
    }

    #[test]
    fn words_run_together_are_two() {
        check("Harbour pipelinesOrvania’s ministry", "Harbour|pipelines|Orvania|’s|ministry");
        check("January 21, 2023Pressure grows", "January|21|,|2023|Pressure|grows");
        check("DiplomacyKarsk, FightingMost, WeaponsOrvania", "Diplomacy|Karsk|,|Fighting|Most|,|Weapons|Orvania");
        check("in HollinMeanwhile it ended.", "in|Hollin|Meanwhile|it|ended|.");
        let whole =
            "YouTube|iPhone|eBay|McAllen|MacDonald|DeVries|WhatsApp|LinkedIn|TikTok|SpaceX|MiG|VellPost|SoftBank";
        check(&whole.replace('|', " "), whole);
        check("macOS 2022nd 2000s 1990s 7News FedEx OpenAI", "macOS|2022nd|2000s|1990s|7News|FedEx|OpenAI");
    }

    #[test]
    fn words_numbers_and_marks_stand_apart() {
        check("He said: “Go!”", "He|said|:|“|Go|!|”");
        check("3,000 men at 02:30, 1.5 km", "3,000|men|at|02:30|,|1.5|km");
        check("al-Assad and O’Brien-Šmíd", "al-Assad|and|O’Brien-Šmíd");
        check("it´s, doesn´t", "it|´s|,|doesn´t");
        check("don't, the town’s, growers’ own", "don't|,|the|town|’s|,|growers|’|own");
        check("the U.S. army at 5 a.m. today", "the|U.S.|army|at|5|a.m.|today");
        check("J. Smith left the war.The end.", "J.|Smith|left|the|war|.|The|end|.");
        check("e\u{301}t\u{301}e\u{301} \0 🙂", "e\u{301}t\u{301}e\u{301}|🙂");
    }
}
