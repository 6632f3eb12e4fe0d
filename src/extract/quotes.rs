//! Pairs quotation marks of all kinds.
//!
//! Only the outermost pair counts: a quotation inside a quotation is part of the outer one. A quotation that is never
//! closed ends with its paragraph; where that makes it too long, its opening mark is taken for a stray one and ignored.

use crate::domain::Span;

/// One quotation, from mark to mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quote {
    /// The quotation with its marks.
    pub outer: Span,
    /// The quotation without its marks.
    pub inner: Span,
    /// True when it was not closed because the next paragraph opens it again.
    pub continues: bool,
}

/// The most bytes of a quotation that is never closed, up to the end of its paragraph. A longer one comes from a stray
/// mark.
const LONGEST_UNCLOSED: usize = 1500;
/// The most bytes between a single quotation mark and its partner; a mark farther away is taken for an apostrophe.
const LONGEST_SINGLE: usize = 3000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Open,
    Close,
    Either,
}

/// An opening mark whose closing mark has not been found yet: where it starts, and where the words after it do.
#[derive(Clone, Copy)]
struct Waiting {
    start: usize,
    after: usize,
}

/// Pairs the marks of one paragraph, given as a byte range of `text`; `reopened` tells whether the next paragraph
/// begins with an opening mark.
pub(super) fn pair(text: &str, paragraph: Span, reopened: bool, quotes: &mut Vec<Quote>) {
    let mut waiting: Option<Waiting> = None;
    let mut at = paragraph.start;
    let mut previous = ' ';
    while at < paragraph.end {
        let Some(c) = text[at..].chars().next() else { break };
        let (length, shape) = mark(text, at, c, previous, paragraph.end);
        let after = at + length.max(c.len_utf8());
        match (shape, waiting) {
            (None, _) => {
                if waiting.is_none()
                    && is_single_open(text, at, c, previous)
                    && let Some(close) = single_close(text, after, paragraph.end, c == '‘')
                {
                    let width = text[close..].chars().next().map_or(1, char::len_utf8);
                    push(text, quotes, Waiting { start: at, after }, close, close + width, false);
                    at = close + width;
                    previous = '’';
                    continue;
                }
                if waiting.is_none()
                    && is_single_open(text, at, c, previous)
                    && let Some((close, end)) = single_end(text, after, paragraph.end, reopened)
                {
                    push(text, quotes, Waiting { start: at, after }, close, end, close == end);
                    at = end;
                    previous = if close == end { ' ' } else { '’' };
                    continue;
                }
            }
            (Some(Shape::Open), None) | (Some(Shape::Either), None) => waiting = Some(Waiting { start: at, after }),
            (Some(Shape::Open), Some(open)) => {
                // Opened again before it was closed: a paragraph break was lost, or the mark was a stray one.
                let end = open.after + text[open.after..at].trim_end().len();
                if text[open.after..end].ends_with(['.', '!', '?', '…']) {
                    push(text, quotes, open, end, end, true);
                    waiting = Some(Waiting { start: at, after });
                } else if at - open.start > LONGEST_UNCLOSED {
                    waiting = Some(Waiting { start: at, after });
                }
            }
            (Some(_), Some(open)) => {
                push(text, quotes, open, at, after, false);
                waiting = None;
            }
            (Some(Shape::Close), None) => {}
        }
        previous = text[..after].chars().next_back().unwrap_or(' ');
        at = after;
    }
    if let Some(open) = waiting
        && paragraph.end - open.start <= LONGEST_UNCLOSED
    {
        let end = open.after + text[open.after..paragraph.end].trim_end().len();
        push(text, quotes, open, end, end, reopened);
    }
}

fn push(text: &str, quotes: &mut Vec<Quote>, open: Waiting, close: usize, end: usize, continues: bool) {
    if text[open.after..close].chars().any(char::is_alphanumeric) {
        quotes.push(Quote { outer: Span::new(open.start, end), inner: Span::new(open.after, close), continues });
    }
}

/// Returns the length in bytes of the double quotation mark at `at` and whether it opens or closes; `None` where there
/// is no such mark.
fn mark(text: &str, at: usize, c: char, previous: char, end: usize) -> (usize, Option<Shape>) {
    let next_of = |after: usize| if after < end { text[after..].chars().next().unwrap_or(' ') } else { ' ' };
    let by_place = |after: usize| {
        let next = next_of(after);
        let open = previous.is_whitespace() || matches!(previous, '(' | '[' | '—' | '–' | '-' | ':' | '/');
        let close = next.is_whitespace() || matches!(next, ')' | ']' | ',' | '.' | ';' | ':' | '!' | '?' | '—' | '–');
        match (open && !next.is_whitespace(), close && !previous.is_whitespace()) {
            (true, false) => Shape::Open,
            (false, true) => Shape::Close,
            _ => Shape::Either,
        }
    };
    match c {
        '“' if previous.is_alphanumeric() || matches!(previous, '.' | ',' | '!' | '?') => (3, Some(by_place(at + 3))),
        '“' | '„' | '‟' | '«' | '「' | '❝' => (c.len_utf8(), Some(Shape::Open)),
        '”' if previous.is_whitespace() && next_of(at + 3).is_alphanumeric() => (3, Some(Shape::Either)),
        '”' | '»' | '」' | '❞' => (c.len_utf8(), Some(Shape::Close)),
        '"' | '＂' => (c.len_utf8(), Some(by_place(at + c.len_utf8()))),
        '`' if text[at..].starts_with("``") => (2, Some(Shape::Open)),
        '\'' if text[at..].starts_with("''") => (2, Some(by_place(at + 2))),
        _ => (0, None),
    }
}

fn is_single_open(text: &str, at: usize, c: char, previous: char) -> bool {
    let next = text[at + c.len_utf8()..].chars().next().unwrap_or(' ');
    matches!(c, '‘' | '\'' | '‹')
        && (previous.is_whitespace() || matches!(previous, '(' | '[' | '—' | '–'))
        && next.is_alphanumeric()
        && !(c == '\'' && next.is_numeric())
}

/// Returns where a single quotation closes. A mark after punctuation certainly closes it; a mark after "s" may be the
/// apostrophe of a plural, so a later certain one is preferred if no other quotation opens before it.
fn single_close(text: &str, from: usize, end: usize, curly: bool) -> Option<usize> {
    let mut limit = end.min(from + LONGEST_SINGLE);
    while !text.is_char_boundary(limit) {
        limit -= 1;
    }
    let mut maybe = None;
    let mut previous = ' ';
    for (offset, c) in text[from..limit].char_indices() {
        let at = from + offset;
        let next = text[at + c.len_utf8()..].chars().next().unwrap_or(' ');
        if matches!(c, '’' | '\'' | '›') && !next.is_alphanumeric() && !previous.is_whitespace() {
            if !previous.is_alphanumeric() {
                return Some(at);
            }
            if previous != 's' || c == '›' || matches!(next, ',' | '.' | ';') {
                return maybe.or(Some(at));
            }
            maybe = maybe.or(Some(at));
        } else if (matches!(c, '“' | '”' | '"') && !curly) || (matches!(c, '‘' | '\'') && previous.is_whitespace())
        {
            break;
        }
        previous = c;
    }
    maybe
}

/// Returns where the words of a single quotation end, and the quotation, where other single marks stand in it; both are one
/// where it is never closed, and a mark opens it again behind a sentence: the break between its paragraphs was lost, or the
/// next paragraph begins with the mark.
fn single_end(text: &str, from: usize, end: usize, reopened: bool) -> Option<(usize, usize)> {
    let mut limit = end.min(from + LONGEST_UNCLOSED);
    while !text.is_char_boundary(limit) {
        limit -= 1;
    }
    let is_sentence = |words: &str| words.ends_with(['.', '!', '?', '…']);
    let mut inner = 0;
    let mut previous = ' ';
    for (offset, c) in text[from..limit].char_indices() {
        let at = from + offset;
        let width = c.len_utf8();
        let next = text[at + width..].chars().next().unwrap_or(' ');
        let words = text[from..at].trim_end();
        if is_single_open(text, at, c, previous) {
            if inner == 0 && is_sentence(words) {
                return Some((from + words.len(), from + words.len()));
            }
            inner += 1;
        } else if matches!(c, '’' | '\'' | '›') && !next.is_alphanumeric() && !previous.is_whitespace() {
            let certain = !previous.is_alphanumeric() || previous != 's' || matches!(next, ',' | '.' | ';');
            if inner > 0 {
                inner -= 1;
            } else if certain {
                return Some((at, at + width));
            }
        } else if matches!(c, '“' | '”' | '"') {
            return None;
        }
        previous = c;
    }
    let words = text[from..limit].trim_end();
    (reopened && limit == end && is_sentence(words)).then_some((from + words.len(), from + words.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::cases;

    fn quoted(text: &str) -> Vec<String> {
        let mut quotes = Vec::new();
        pair(text, Span::new(0, text.len()), false, &mut quotes);
        quotes.iter().map(|quote| quote.inner.of(text).to_owned()).collect()
    }

    #[test]
    fn marks_are_paired() {
        cases::check_cases("quotes/pairs.txt", |text| quoted(text).join(" ; "));
        let unclosed = format!("“{}", "word ".repeat(500));
        assert!(quoted(&unclosed).is_empty(), "a mark that swallows an article is a stray one");
    }
}
