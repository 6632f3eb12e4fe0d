//! Cuts the spans of the tagger to what belongs to a claim: whole tokens, and of a quotation its words without its
//! marks.

use super::front;
use crate::domain::Span;
use crate::extract::day_words::is_day_word;
use crate::extract::lexicon;
use crate::extract::quotes::Quote;
use crate::extract::segment::Segmented;
use crate::extract::tokens::{Token, TokenKind};

/// The fewest tokens of a clause behind its "that" and its first word; "that plan" is shorter.
const SHORTEST_CLAUSE: usize = 2;

/// The words claimed, and whether all of them are quoted. `None` where nothing with letters or digits is left.
pub(super) fn content(document: &Segmented<'_>, spans: &[Span]) -> Option<(Vec<Span>, bool)> {
    let by_paragraph = spans.iter().flat_map(|span| parts(document, *span)).map(|span| between_seams(document, span));
    let trimmed: Vec<Span> =
        by_paragraph.filter_map(|span| trim(document, without_that(document, trim(document, span)?))).collect();
    let direct = !trimmed.is_empty() && trimmed.iter().all(|span| quoted_parts(document, *span).is_some());
    let mut content: Vec<Span> = if direct {
        let quoted = trimmed.iter().filter_map(|span| quoted_parts(document, *span)).flatten();
        quoted.filter_map(|span| trim_quoted(document.text, span)).collect()
    } else {
        trimmed
    };
    content.sort();
    content.dedup();
    let words = content.iter().any(|span| span.of(document.text).chars().any(char::is_alphanumeric));
    words.then_some((content, direct))
}

/// Drops spans that the tagger took from the middle of a later sentence: they belong to the clause around them.
pub(super) fn without_strays(document: &Segmented<'_>, content: Vec<Span>, cue: Option<&Span>) -> Vec<Span> {
    let Some(cue) = cue.filter(|_| content.len() > 1) else { return content };
    let home = document.sentence_at(cue.start);
    let stray = |span: &Span| {
        let sentence = document.sentence_at(span.start);
        let first = document.token_range(*span).start;
        let begins = document.sentences[sentence].tokens.start == first;
        let quoted = document.token_range(*span).any(|at| document.quoted[at].is_some());
        sentence > home && !begins && !quoted
    };
    let kept: Vec<Span> = content.iter().copied().filter(|span| !stray(span)).collect();
    if kept.is_empty() { content } else { kept }
}

/// A span, cut where it runs over the end of a paragraph.
fn parts(document: &Segmented<'_>, span: Span) -> impl Iterator<Item = Span> {
    let first = document.paragraphs.partition_point(|paragraph| paragraph.end <= span.start);
    document.paragraphs[first..]
        .iter()
        .take_while(move |paragraph| paragraph.start < span.end)
        .map(move |paragraph| Span::new(span.start.max(paragraph.start), span.end.min(paragraph.end)))
}

/// Of a span that runs over a seam ("FightingMost of Vell is dark"), the longest of its parts.
fn between_seams(document: &Segmented<'_>, span: Span) -> Span {
    let tokens = document.token_range(span);
    let seams = tokens.clone().skip(1).filter(|&at| document.is_seam(at));
    let edges: Vec<usize> = seams.map(|at| document.tokens[at].span.start).collect();
    let starts = std::iter::once(span.start).chain(edges.iter().copied());
    let ends = edges.iter().copied().chain([span.end]);
    starts.zip(ends).map(|(start, end)| Span::new(start, end)).max_by_key(Span::len).unwrap_or(span)
}

/// A span widened to whole tokens and without the marks at its edges that are no part of what was claimed.
fn trim(document: &Segmented<'_>, span: Span) -> Option<Span> {
    let mut tokens = document.tokens_in(span);
    let quoted = |token: &Token| document.quote_at(token.span.start).is_some_and(|quote| is_mark_of(quote, token));
    while let [first, rest @ ..] = tokens {
        let kept = first.kind != TokenKind::Mark
            || quoted(first)
            || matches!(first.lower.as_str(), "(" | "[" | "$" | "€" | "£" | "#" | "@");
        if kept {
            break;
        }
        tokens = rest;
    }
    while let [rest @ .., last] = tokens {
        let kept = last.kind != TokenKind::Mark
            || quoted(last)
            || (matches!(last.lower.as_str(), "." | "…") && document.quote_at(last.span.start).is_some())
            || matches!(last.lower.as_str(), "%" | "$" | "€" | "°" | "?" | "!")
            || last.lower == ")" && opens(rest, "(")
            || last.lower == "]" && opens(rest, "[");
        if kept {
            break;
        }
        tokens = rest;
    }
    Some(Span::new(tokens.first()?.span.start, tokens.last()?.span.end))
}

/// True if these tokens leave a bracket open, so that a closing bracket after them belongs to it.
fn opens(tokens: &[Token], bracket: &str) -> bool {
    let close = if bracket == "(" { ")" } else { "]" };
    let count = |mark: &str| tokens.iter().filter(|token| token.lower == mark).count();
    count(bracket) > count(close)
}

/// A clause without the "that" which only joins it to its cue. "That" before a noun ("that plan") belongs to the
/// content, which is short then.
fn without_that(document: &Segmented<'_>, span: Span) -> Span {
    match document.tokens_in(span) {
        [that, rest @ ..] if that.lower == "that" && is_subject(rest) => span,
        [that, next, rest @ ..] if that.lower == "that" && !that.capital && rest.len() >= SHORTEST_CLAUSE => {
            Span::new(next.span.start, span.end)
        }
        tokens if is_subject(tokens) => {
            let before = document.token_range(span).start.checked_sub(1).map(|at| &document.tokens[at]);
            before.filter(|that| that.lower == "that").map_or(span, |that| Span::new(that.span.start, span.end))
        }
        _ => span,
    }
}

/// "That just makes it worse", "that is over": what follows a "that" which is the subject of the clause itself.
fn is_subject(after: &[Token]) -> bool {
    let verb = after.iter().find(|token| !lexicon::is_focus_adverb(&token.lower));
    verb.is_some_and(|verb| !verb.capital && lexicon::is_verb_of_that(&verb.lower))
}

/// True when the token is the mark that opens or closes the quotation.
fn is_mark_of(quote: &Quote, token: &Token) -> bool {
    token.span.start < quote.inner.start || token.span.start >= quote.inner.end
}

/// The words within quotation marks, where the span holds nothing else.
fn quoted_parts(document: &Segmented<'_>, span: Span) -> Option<Vec<Span>> {
    let mut found: Vec<Span> = Vec::new();
    for token in document.tokens_in(span) {
        match document.quote_at(token.span.start) {
            Some(quote) => {
                let part = Span::new(
                    quote.inner.start.max(span.start),
                    quote.inner.end.min(span.end).max(quote.inner.start.max(span.start)),
                );
                if found.last() != Some(&part) {
                    found.push(part);
                }
            }
            None if token.kind == TokenKind::Mark => {}
            None => return None,
        }
    }
    (!found.is_empty()).then_some(found)
}

/// The words of a quotation without white space and a comma at the end.
pub(super) fn trim_quoted(text: &str, inner: Span) -> Option<Span> {
    let words = inner.of(text);
    let start = inner.start + words.len() - words.trim_start().len();
    let words = words.trim().trim_end_matches([',', ' ', '—', '–', '-', ';', ':']);
    (!words.is_empty()).then(|| Span::new(start, start + words.len()))
}

/// A span widened to whole tokens and without marks at its edges; `None` where it is nothing but marks.
pub(super) fn trim_words(document: &Segmented<'_>, span: Span) -> Option<Span> {
    let words = |token: &&Token| token.kind != TokenKind::Mark;
    let tokens = document.tokens_in(span);
    Some(Span::new(tokens.iter().find(words)?.span.start, tokens.iter().rev().find(words)?.span.end))
}

/// A pronoun without the verb that has grown onto it: "I’d", "they’ve".
fn without_verb(words: &str) -> &str {
    match words.split_once(['\'', '’']) {
        Some((pronoun, verb))
            if lexicon::is_speaker_pronoun(&pronoun.to_lowercase())
                && matches!(verb.to_lowercase().as_str(), "d" | "ll" | "m" | "ve" | "re" | "s") =>
        {
            pronoun
        }
        _ => words,
    }
}

/// The words that name a source, without a relative clause after them ("a general, who …"), a possessive, a heading run
/// into them, and the word of time that belongs to the verb ("Ama Reth today").
pub(super) fn mention(document: &Segmented<'_>, span: Span) -> Option<Span> {
    let range = document.token_range(span);
    let heading = range.clone().skip(1).rev().find(|&at| document.is_seam(at)).unwrap_or(range.start);
    // A name never crosses the end of a sentence.
    let sentence = document.tokens.get(range.end.wrapping_sub(1)).map(|last| document.sentence_at(last.span.start));
    let heading = sentence.map_or(heading, |last| heading.max(document.sentences[last].tokens.start));
    let mut tokens = &document.tokens[heading..range.end];
    let clause = |token: &Token| matches!(token.lower.as_str(), "who" | "which" | "whose" | "whom");
    if let Some(at) = tokens.iter().position(clause).filter(|at| *at > 0) {
        tokens = &tokens[..at];
    }
    tokens = &tokens[front::noun_phrase(tokens)];
    while let [rest @ .., last] = tokens {
        // "The ministry this week".
        if let [name @ .., this] = rest
            && !name.is_empty()
            && matches!(this.lower.as_str(), "this" | "last")
            && matches!(last.lower.as_str(), "week" | "month" | "year" | "weekend")
        {
            tokens = name;
            continue;
        }
        // "the administration in August", "the group's report released".
        if let [name @ .., preposition] = rest
            && !name.is_empty()
            && matches!(preposition.lower.as_str(), "in" | "since")
            && last.capital
            && crate::extract::day_words::month(&last.lower).is_some()
        {
            tokens = name;
            continue;
        }
        if rest.len() > 1 && !last.capital && matches!(last.lower.as_str(), "released" | "published" | "late" | "early")
        {
            tokens = rest;
            continue;
        }
        // "Reth himself".
        if !rest.is_empty() && matches!(last.lower.as_str(), "himself" | "herself" | "itself" | "themselves") {
            tokens = rest;
            continue;
        }
        let words =
            matches!(last.kind, TokenKind::Word | TokenKind::Number) || matches!(last.lower.as_str(), ")" | "%");
        let of_name =
            rest.last().is_none_or(|before| matches!(before.lower.as_str(), "on" | "the" | "black" | "bloody"));
        if words && (of_name || !tells_time(last)) {
            break;
        }
        tokens = rest;
    }
    while let [first, rest @ ..] = tokens {
        if first.kind != TokenKind::Mark {
            break;
        }
        tokens = rest;
    }
    let whole = Span::new(tokens.first()?.span.start, tokens.last()?.span.end);
    Some(Span::new(whole.start, whole.start + without_verb(whole.of(document.text)).len()))
}

/// Words of time that stand between a name and its verb.
fn tells_time(token: &Token) -> bool {
    let weekday = token.lower.ends_with("day") && is_day_word(&token.lower);
    // "USA Today" is a name.
    weekday && !(token.capital && token.lower == "today") || !token.capital && lexicon::is_time_adverb(&token.lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verb_that_has_grown_onto_a_pronoun_is_no_part_of_the_mention() {
        for (words, pronoun) in [
            ("I’d", "I"),
            ("we're", "we"),
            ("They’ve", "They"),
            ("he", "he"),
            ("O’Hara", "O’Hara"),
            ("Ida’s", "Ida’s"),
            ("I’land", "I’land"),
        ] {
            assert_eq!(without_verb(words), pronoun);
        }
    }
}
