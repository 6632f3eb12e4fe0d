//! Through whom a claim came: "told the Courier", "Yonhap reported, citing an official".

use super::RawAttribution;
use super::content;
use crate::domain::Span;
use crate::extract::date::is_day_word;
use crate::extract::segment::Segmented;
use crate::extract::tokens::{Token, TokenKind};

/// A name of more tokens than this is taken for something else.
const LONGEST_NAME: usize = 14;

/// Adds those that words near the cue name.
pub(super) fn add(document: &Segmented<'_>, raw: &mut RawAttribution) {
    let Some(cue) = raw.cue.last().copied() else { return };
    let words = cue.of(document.text).to_lowercase();
    let told = words
        .split(|c: char| !c.is_alphabetic())
        .any(|word| matches!(word, "told" | "tell" | "tells" | "telling" | "informed" | "assured" | "reminded"));
    if told && let Some(relay) = addressee(document, raw, cue.end) {
        raw.relays.push(relay);
    }
    if let Some((citing, cited)) = cited(document, raw)
        && let Some(reporter) = raw.mention.pop()
    {
        raw.relays.push(reporter);
        if !raw.cue.iter().any(|cue| cue.overlaps(&citing)) {
            raw.cue.push(citing);
            raw.cue.sort();
        }
        raw.mention.push(cited);
    }
}

/// The words after "told" up to a comma, a date, a preposition or the content.
fn addressee(document: &Segmented<'_>, raw: &RawAttribution, after: usize) -> Option<Span> {
    let tokens = after_place(document, after);
    let ends = |token: &Token| {
        matches!(
            token.lower.as_str(),
            "," | "."
                | ":"
                | ";"
                | "("
                | "that"
                | "in"
                | "at"
                | "during"
                | "on"
                | "by"
                | "after"
                | "when"
                | "while"
                | "as"
        ) || is_day_word(&token.lower)
            || document.quote_at(token.span.start).is_some()
            || raw.content.iter().chain(&raw.mention).any(|span| span.overlaps(&token.span))
    };
    let length = tokens.iter().take(LONGEST_NAME).position(ends)?;
    let first = tokens[..length].first()?;
    Some(Span::new(first.span.start, tokens[length - 1].span.end))
}

/// "…, citing an official, …": the word and whom it names, outside the content and in the same sentence.
fn cited(document: &Segmented<'_>, raw: &RawAttribution) -> Option<(Span, Span)> {
    let sentence = &document.tokens[document.sentences[raw.sentence].tokens.clone()];
    let outside = |token: &Token| {
        !raw.content.iter().chain(&raw.mention).any(|span| span.overlaps(&token.span))
            && document.quote_at(token.span.start).is_none()
    };
    let at = sentence.iter().position(|token| token.lower == "citing" && outside(token))?;
    let citing = sentence[at].span;
    // Another reporter's citation stands after another cue.
    if raw.mention.first()?.start > citing.start {
        return None;
    }
    let named = &sentence[at + 1..];
    let length = named
        .iter()
        .take(LONGEST_NAME)
        .position(|token| {
            matches!(token.lower.as_str(), "," | "." | ";" | ":" | "that" | "as" | "who") || !outside(token)
        })
        .unwrap_or(named.len().min(LONGEST_NAME));
    let (first, last) = (named[..length].first()?, named[..length].last()?);
    Some((citing, content::mention(document, Span::new(first.span.start, last.span.end))?))
}

/// The tokens that start at or after a place.
fn after_place<'d>(document: &'d Segmented<'_>, place: usize) -> &'d [Token] {
    let first = document.tokens.partition_point(|token| token.span.start < place);
    let rest = &document.tokens[first..];
    let skip = rest.iter().take_while(|token| token.kind == TokenKind::Possessive).count();
    &rest[skip..]
}
