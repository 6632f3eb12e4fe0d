//! Splits a text into paragraphs, sentences and tokens, and pairs its quotation marks.
//!
//! A sentence never ends inside a quotation, so that an attribution and the words it attributes stay together.

use std::ops::Range;

use super::cues;
use super::day_words::{is_day_word, is_time_zone};
use super::quotes::{self, Quote};
use super::sentence_words::{is_abbreviation, is_starter};
use super::tokens::{Token, TokenKind, tokenise};
use super::turn::Turn;
use crate::domain::Span;

/// A sentence: a range of tokens in one paragraph.
#[derive(Debug, Clone)]
pub(super) struct Sentence {
    /// Indices into the tokens.
    pub tokens: Range<usize>,
}

/// A text with its tokens, quotations, sentences, paragraphs and turns.
#[derive(Debug)]
pub(super) struct Segmented<'t> {
    /// The text itself.
    pub text: &'t str,
    /// Every token in order.
    pub tokens: Vec<Token>,
    /// Every quotation in order; none overlaps another.
    pub quotes: Vec<Quote>,
    /// For every token the index of the quotation it belongs to; quotation marks belong to theirs.
    pub quoted: Vec<Option<usize>>,
    /// Every sentence in order.
    pub sentences: Vec<Sentence>,
    /// Every paragraph in order.
    pub paragraphs: Vec<Span>,
    /// Every turn of a transcript in order; the marks that name their speakers stand in no paragraph and no sentence.
    pub turns: Vec<Turn>,
}

impl Segmented<'_> {
    /// Returns the indices of the tokens that overlap a span.
    pub(super) fn token_range(&self, span: Span) -> Range<usize> {
        let start = self.tokens.partition_point(|token| token.span.end <= span.start);
        let end = self.tokens.partition_point(|token| token.span.start < span.end);
        start..end.max(start)
    }

    /// True where a page that lost its line breaks ran the token at `at` into the one before it.
    pub(super) fn is_seam(&self, at: usize) -> bool {
        let Some([before, token]) = at.checked_sub(1).and_then(|first| self.tokens.get(first..=at)) else {
            return false;
        };
        let word = |token: &Token| matches!(token.kind, TokenKind::Word | TokenKind::Number);
        before.span.end == token.span.start && token.capital && word(before) && word(token)
    }

    /// The tokens that overlap a span.
    pub(super) fn tokens_in(&self, span: Span) -> &[Token] {
        &self.tokens[self.token_range(span)]
    }

    /// Returns the quotation, marks included, that contains the byte offset `place`.
    pub(super) fn quote_at(&self, place: usize) -> Option<&Quote> {
        let at = self.quotes.partition_point(|quote| quote.outer.end <= place);
        self.quotes.get(at).filter(|quote| quote.outer.start <= place)
    }

    /// Returns the index of the sentence at the byte offset `place`: the first that ends after it, else the last one.
    pub(super) fn sentence_at(&self, place: usize) -> usize {
        let token = self.tokens.partition_point(|token| token.span.end <= place);
        let after = self.sentences.partition_point(|sentence| sentence.tokens.end <= token);
        after.min(self.sentences.len().saturating_sub(1))
    }
}

/// A sentence of more words than this is cut: rules that walk through a sentence for each of its words would otherwise
/// cost the square of the length of a text without full stops.
const LONGEST_SENTENCE: usize = 300;

/// Segments a text.
pub(super) fn segment(text: &str) -> Segmented<'_> {
    in_paragraphs(text, paragraphs(text))
}

/// Segments a text whose paragraphs are known.
pub(super) fn in_paragraphs(text: &str, paragraphs: Vec<Span>) -> Segmented<'_> {
    let mut all_quotes = Vec::new();
    for (at, paragraph) in paragraphs.iter().enumerate() {
        let reopened = paragraphs
            .get(at + 1)
            .is_some_and(|next| next.of(text).trim_start().starts_with(['“', '"', '„', '«', '‘', '\'', '`']));
        quotes::pair(text, *paragraph, reopened, &mut all_quotes);
    }
    let tokens = tokenise(text);
    let quoted = quoted(&tokens, &all_quotes);
    let turns = Vec::new();
    let mut document = Segmented { text, tokens, quotes: all_quotes, quoted, sentences: Vec::new(), paragraphs, turns };
    document.sentences = sentences(&document);
    document
}

/// Returns the paragraphs of a text: its lines, or, if the text is hard-wrapped, the blocks between blank lines. A text
/// counts as hard-wrapped when it has blank lines and at least 7 in 10 lines that another one follows have 50 to 130
/// bytes.
fn paragraphs(text: &str) -> Vec<Span> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive(['\n', '\u{2029}']) {
        lines.push(Span::new(start, start + line.len()));
        start += line.len();
    }
    let blank = |span: &Span| span.of(text).trim().is_empty();
    let (mut joined, mut full) = (0_usize, 0_usize);
    for pair in lines.windows(2).filter(|pair| !blank(&pair[0]) && !blank(&pair[1])) {
        joined += 1;
        full += usize::from((50..=130).contains(&pair[0].of(text).trim_end().len()));
    }
    let wrapped = joined >= 3 && full * 10 >= joined * 7 && lines.iter().any(blank);
    let mut found: Vec<Span> = Vec::new();
    let mut open = false;
    for line in &lines {
        if blank(line) {
            open = false;
        } else if let Some(last) = found.last_mut().filter(|_| open && wrapped && !is_item(line.of(text))) {
            last.end = line.end;
        } else {
            found.push(*line);
            open = true;
        }
    }
    found
}

/// True for a line that opens an item of a list.
fn is_item(line: &str) -> bool {
    line.trim_start().starts_with(['•', '·', '▪', '●', '◦', '‣'])
}

/// Returns for every token the index of the quotation it lies in.
fn quoted(tokens: &[Token], quotes: &[Quote]) -> Vec<Option<usize>> {
    let mut current = 0;
    tokens
        .iter()
        .map(|token| {
            while quotes.get(current).is_some_and(|quote| quote.outer.end <= token.span.start) {
                current += 1;
            }
            quotes.get(current).filter(|quote| quote.outer.overlaps(&token.span)).map(|_| current)
        })
        .collect()
}

fn sentences(document: &Segmented<'_>) -> Vec<Sentence> {
    let (tokens, paragraphs) = (&document.tokens, &document.paragraphs);
    let mut found = Vec::new();
    let mut at = 0;
    for paragraph in paragraphs {
        at += tokens[at..].partition_point(|token| token.span.start < paragraph.start);
        let end = at + tokens[at..].partition_point(|token| token.span.start < paragraph.end);
        let mut start = at;
        let mut words = 0;
        for index in at..end {
            let inside =
                index > at && document.quoted[index].is_some() && document.quoted[index] == document.quoted[index - 1];
            words += usize::from(!inside);
            let in_quote = index + 1 < end
                && document.quoted[index].is_some()
                && document.quoted[index] == document.quoted[index + 1];
            let too_long = words >= LONGEST_SENTENCE && !in_quote;
            if index + 1 == end || too_long || ends_sentence(document, index, end) {
                words = 0;
                found.push(Sentence { tokens: start..index + 1 });
                start = index + 1;
            }
        }
        at = end;
    }
    found
}

/// True when a sentence ends after token `index`; `end` bounds its paragraph.
fn ends_sentence(document: &Segmented<'_>, index: usize, end: usize) -> bool {
    let (token, next) = (&document.tokens[index], &document.tokens[index + 1]);
    let quote = document.quoted[index];
    if quote.is_some() && document.quoted[index + 1] == quote {
        return false;
    }
    if quote.is_none() && document.is_seam(index + 1) {
        return true;
    }
    let opens_quote = document.quoted[index + 1].is_some();
    let new_start = next.capital
        || opens_quote
        || next.kind == TokenKind::Number
        || matches!(next.lower.as_str(), "(" | "[" | "*" | "•" | "#" | "@");
    if let Some(quote) = quote {
        let quote = &document.quotes[quote];
        if quote.continues {
            return true;
        }
        let words = quote.inner.of(document.text).trim_end().trim_end_matches(['’', '\'', ')']);
        if words.ends_with(['?', '!']) {
            return new_start && !attribution_follows(document, index + 1, end);
        }
        return words.ends_with(['.', '…']) && new_start;
    }
    match token.lower.as_str() {
        "!" | "?" | "…" => new_start,
        "." => {
            let gap = next.span.start > token.span.end;
            let before = index.checked_sub(1).map(|before| &document.tokens[before]);
            let abbreviated = before.is_some_and(|before| {
                before.span.end == token.span.start
                    && (is_abbreviation(&before.lower)
                        && (before.capital || next.kind == TokenKind::Number)
                        && (before.lower != "no" || next.kind == TokenKind::Number))
            });
            // Pages that lost their paragraphs run on without a space: "…had ended.“We…".
            // "R.Politik", "(GAZP.MM)".
            let joined = !gap
                && next.capital
                && before.is_some_and(|before| {
                    before.span.end == token.span.start
                        && is_capitals(document, before)
                        && (before.lower.chars().count() == 1 || is_capitals(document, next))
                });
            new_start && !abbreviated && !joined && (gap || next.capital || opens_quote)
        }
        word if token.kind == TokenKind::Word && word.ends_with('.') => {
            // "U.S. The", "5 a.m. He": the full stop of the abbreviation also ends the sentence.
            let hour = matches!(word, "a.m." | "p.m.");
            (hour && opens_quote)
                || word.matches('.').count() > 1
                    && next.capital
                    && (is_starter(&next.lower) || matches!(word, "a.m." | "p.m.") && !goes_with_hours(next))
        }
        _ => false,
    }
}

/// True for a word without a small letter.
fn is_capitals(document: &Segmented<'_>, token: &Token) -> bool {
    let word = token.span.of(document.text);
    token.kind == TokenKind::Word && word.chars().all(char::is_uppercase)
}

/// True for a word that continues a time of day: "5 p.m. GMT", "5 p.m. Monday".
fn goes_with_hours(token: &Token) -> bool {
    is_day_word(&token.lower) || is_time_zone(&token.lower)
}

/// True when "X asked" follows a quotation that ended with a question or exclamation mark.
fn attribution_follows(document: &Segmented<'_>, from: usize, end: usize) -> bool {
    let window = &document.tokens[from..end.min(from + 9)];
    for (offset, token) in window.iter().enumerate() {
        if document.quoted[from + offset].is_some() || (token.kind == TokenKind::Mark && token.lower != "-") {
            return false;
        }
        if cues::speech_form(&token.lower) {
            let next = window.get(offset + 1).map_or(".", |next| next.lower.as_str());
            return offset == 0
                || matches!(next, "." | "," | ":" | "on" | "in" | "at" | "reporters")
                || is_day_word(next);
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::cases::check_cases;

    #[test]
    fn sentences_end_where_they_end() {
        check_cases("segment/sentences.txt", |text| {
            let document = segment(text);
            let words = |sentence: &Sentence| {
                let tokens = &document.tokens[sentence.tokens.clone()];
                &text[tokens[0].span.start..tokens[tokens.len() - 1].span.end]
            };
            document.sentences.iter().map(words).collect::<Vec<_>>().join(" | ")
        });
    }

    #[test]
    fn wrapped_lines_are_one_paragraph() {
        let line = "This line of plain text is wrapped by hand at about seventy signs of\n";
        let text = format!("{line}{line}{line}{line}width.\n\nNext.");
        assert_eq!(segment(&text).sentences.len(), 2);
        assert_eq!(segment("Title\nOne line.\nTwo lines.").sentences.len(), 3);
        let item = "• The office of roads says nothing of the road to the north today\n";
        assert_eq!(segment(&format!("Roads\n\n{item}{item}{item}{item}")).paragraphs.len(), 5);
    }
}
