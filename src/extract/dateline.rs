//! Takes a place and its colon off the first paragraph: "KARSK: Ama Reth said …". The place says where the report was
//! written, and no later stage reads it.

use super::lexicon;
use super::segment::{self, Segmented};
use super::tokens::TokenKind;
use crate::domain::Span;

/// The most words of a place.
const LONGEST_PLACE: usize = 3;
/// A dateline opens the report; a heading or two may stand before it.
const FIRST_PARAGRAPHS: usize = 4;
/// The fewest words of a paragraph that a dateline opens.
const SHORTEST_PARAGRAPH: usize = 6;

/// Returns the text without a dateline that ends in a colon, where it has one. A transcript has marks of speakers
/// instead.
pub(super) fn without(document: Segmented<'_>) -> Segmented<'_> {
    if !document.turns.is_empty() {
        return document;
    }
    let found = document.paragraphs.iter().take(FIRST_PARAGRAPHS).position(|span| body(&document, *span).is_some());
    let Some((at, body)) = found.and_then(|at| Some((at, body(&document, document.paragraphs[at])?))) else {
        return document;
    };
    let mut paragraphs = document.paragraphs.clone();
    paragraphs[at] = body;
    segment::in_paragraphs(document.text, paragraphs)
}

/// A paragraph without the place in capitals that opens it; `None` where it has none.
fn body(document: &Segmented<'_>, paragraph: Span) -> Option<Span> {
    let tokens = document.tokens_in(paragraph);
    let colon = tokens.iter().take(LONGEST_PLACE + 1).position(|token| token.lower == ":")?;
    let place = &tokens[..colon];
    let capitals = |words: &str| words.chars().any(char::is_alphabetic) && !words.chars().any(char::is_lowercase);
    let is_place = !place.is_empty()
        && place.iter().all(|token| {
            token.kind == TokenKind::Word && capitals(token.span.of(document.text)) && !lexicon::is_title(&token.lower)
        })
        && place.iter().any(|token| token.span.len() > 3);
    let rest = &tokens[colon + 1..];
    let words = rest.iter().filter(|token| token.kind == TokenKind::Word).count();
    // A report attributes what it says in its first sentence; what stands behind a label is the label's.
    let attributes = rest.iter().any(|token| !token.capital && super::cues::speech_form(&token.lower));
    let goes_on = rest.first().is_some_and(|first| first.capital || first.kind == TokenKind::Mark);
    let start = rest.first()?.span.start;
    (is_place && words >= SHORTEST_PARAGRAPH && attributes && goes_on).then(|| Span::new(start, paragraph.end))
}
