//! Noun phrases around an attribution, and which tokens are free of it.

use std::ops::Range;

use super::{RawAttribution, content};
use crate::domain::Span;
use crate::extract::cues;
use crate::extract::day_words::is_day_word;
use crate::extract::lexicon;
use crate::extract::segment::Segmented;
use crate::extract::tokens::{Token, TokenKind};

/// The most tokens of a name; longer phrases are clauses.
pub(super) const LONGEST_NAME: usize = 14;

/// The words after "citing" up to the end of the phrase.
pub(super) fn cited_name(document: &Segmented<'_>, raw: &RawAttribution, named: Range<usize>) -> Option<Span> {
    let named = named.start..named.end.min(named.start + LONGEST_NAME);
    let ends = |at: usize| {
        matches!(document.tokens[at].lower.as_str(), "," | "." | ";" | ":" | "that" | "as" | "who")
            || !outside(document, raw, at)
    };
    let end = named.clone().find(|&at| ends(at)).unwrap_or(named.end);
    let (first, last) = (document.tokens.get(named.start)?, document.tokens.get(end.checked_sub(1)?)?);
    if end <= named.start {
        return None;
    }
    content::mention(document, Span::new(first.span.start, last.span.end))
}

/// The words that name someone from a token on, up to a comma, a date, a preposition or the content.
pub(super) fn name_after(document: &Segmented<'_>, raw: &RawAttribution, start: usize) -> Option<Span> {
    let start =
        start + usize::from(document.tokens.get(start).is_some_and(|token| token.kind == TokenKind::Possessive));
    let end = document.sentences[raw.sentence].tokens.end.max(start).min(start + LONGEST_NAME);
    let ends = |at: usize| {
        let token: &Token = &document.tokens[at];
        let word = token.lower.as_str();
        let next = document.tokens.get(at + 1);
        // "valley.example".
        let joined = |left: &Token, right: &Token| left.span.end == right.span.start;
        let in_name = at > 0
            && joined(&document.tokens[at - 1], token)
            && next.is_some_and(|next| joined(token, next) && next.kind == TokenKind::Word && !next.capital);
        // "the Morning News' Bo Oru".
        let owner = matches!(word, "'" | "’")
            && at > start
            && joined(&document.tokens[at - 1], token)
            && document.tokens[at - 1].lower.ends_with('s')
            && next.is_some_and(|next| next.capital);
        (token.kind == TokenKind::Mark && word != "." && word != "/" && word != "&" && !owner)
            || (word == "."
                && !in_name
                && (at + 1 == document.sentences[raw.sentence].tokens.end || !document.tokens[at - 1].capital))
            || (!token.capital && lexicon::is_preposition(word) && word != "of" && word != "for")
            || matches!(word, "that" | "when" | "while" | "as" | "how" | "why" | "whether" | "and" if !token.capital)
                && !(word == "and" && joins_names(document, at))
            || (!token.capital && cues::is_verb(word) && !matches!(word, "state" | "post" | "report"))
            || is_day_word(word)
                && !(token.capital && next.is_some_and(|next| next.capital || lexicon::is_programme(&next.lower)))
            // "Told the station last weekend".
            || at > start + 1 && matches!(word, "last" | "this" | "earlier") && next.is_some_and(|next| is_day_word(&next.lower))
            || lexicon::is_auxiliary(word)
            || document.quoted[at].is_some()
            || overlaps(&raw.content, token.span)
            || overlaps(&raw.mention, token.span)
    };
    let end = (start..end).find(|&at| ends(at)).unwrap_or(end);
    (end > start).then(|| Span::new(document.tokens[start].span.start, document.tokens[end - 1].span.end))
}

/// The words before a verb that name its subject: "…, Yonhap | reported".
pub(super) fn subject_before(document: &Segmented<'_>, raw: &RawAttribution, verb: usize) -> Option<Span> {
    let sentence = document.sentences[raw.sentence].tokens.start;
    let mut start = verb;
    while start > sentence && verb - start < LONGEST_NAME {
        let token = &document.tokens[start - 1];
        if token.kind == TokenKind::Mark
            || overlaps(&raw.content, token.span)
            || document.quoted[start - 1].is_some()
            || matches!(token.lower.as_str(), "that" | "and" | "but" | "as" | "while")
        {
            break;
        }
        start -= 1;
    }
    // "The Courier and the Herald reported": two names.
    let capital = |at: usize| document.tokens[at].capital && document.tokens[at].kind == TokenKind::Word;
    if start > sentence + 1 && document.tokens[start - 1].lower == "and" && capital(start - 2) {
        let named = |at: &usize| capital(*at) || document.tokens[*at].lower == "the";
        start = (sentence..start - 1).rev().take_while(named).last().unwrap_or(start);
    }
    // "on Monday", "also": what stands between the subject and its verb.
    let mut end = verb;
    while end > start {
        let word = document.tokens[end - 1].lower.as_str();
        let adverb = word.ends_with("ly")
            || is_day_word(word)
            || lexicon::is_auxiliary(word)
            || matches!(word, "also" | "on" | "later" | "earlier");
        if !adverb || document.tokens[end - 1].capital && !is_day_word(word) {
            break;
        }
        end -= 1;
    }
    let named = (start..end).any(|at| document.tokens[at].capital)
        || matches!(document.tokens[start].lower.as_str(), "the" | "his" | "her" | "its" | "their");
    (end > start && named).then(|| Span::new(document.tokens[start].span.start, document.tokens[end - 1].span.end))
}

/// True for up to five words that begin and end with a capital.
pub(super) fn is_name(document: &Segmented<'_>, tokens: Range<usize>) -> bool {
    (1..=5).contains(&tokens.len())
        && tokens.clone().all(|at| document.tokens[at].kind == TokenKind::Word)
        && document.tokens[tokens.end - 1].capital
        && document.tokens[tokens.start].capital
}

/// True for a token outside the content, the mention and quotations.
pub(super) fn outside(document: &Segmented<'_>, raw: &RawAttribution, at: usize) -> bool {
    let span = document.tokens[at].span;
    !overlaps(&raw.content, span) && !overlaps(&raw.mention, span) && document.quoted[at].is_none()
}

/// True where a span overlaps one of others.
pub(super) fn overlaps(spans: &[Span], span: Span) -> bool {
    spans.iter().any(|other| other.overlaps(&span))
}

/// "The Courier and Radio Vell", "CNN and the Courier": "and" at a token joins two names.
fn joins_names(document: &Segmented<'_>, and: usize) -> bool {
    let capital = |at: usize| document.tokens.get(at).is_some_and(|token| token.capital);
    capital(and + 1) || document.tokens.get(and + 1).is_some_and(|next| next.lower == "the") && capital(and + 2)
}
