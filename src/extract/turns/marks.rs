//! Finds speaker marks, the words before a turn that name who speaks: "MR. RETH:", "President of Vell Ama Reth:",
//! "QUESTION:", "Q".
//!
//! A mark is a few capitalised words before a colon, at the head of a paragraph or after the end of a sentence, or a
//! lone "Q" that opens a paragraph. This module only finds candidates; [`super::accepted`] decides which of them name a
//! speaker.

use std::ops::Range;

use super::words::{
    is_connector, is_courtesy_title, is_no_office, is_office, is_particle, is_unnamed, is_unnamed_alone,
};
use crate::domain::Span;
use crate::extract::lexicon;
use crate::extract::number_words::below_twenty;
use crate::extract::segment::Segmented;
use crate::extract::sentence_words::is_abbreviation;
use crate::extract::tokens::{Token, TokenKind};
use crate::extract::turn::Kind;

/// The most tokens of a mark, enough for "Deputy Assistant Secretary of State for … Ama Reth". The limit also bounds
/// the cost, because the words before every colon are examined.
const LONGEST: usize = 16;
/// "attributable to" is looked for within this many tokens from the start of a paragraph.
const LONGEST_ATTRIBUTION: usize = 16;
/// The most tokens of an aside between the name and the colon ("via interpreter").
const LONGEST_ASIDE: usize = 6;

/// Words that may name the next speaker.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    /// The whole mark, colon and aside included.
    pub whole: Span,
    /// The words that name the speaker.
    pub label: Range<usize>,
    /// The token at which the name starts; the end of `label` where there is no name.
    pub name: usize,
    pub kind: Kind,
    /// True when the label is in capitals throughout.
    pub capitals: bool,
    /// True when the mark opens its paragraph.
    pub opens: bool,
    /// True when a sentence states whose words follow: "The below is attributable to Spokesperson Ama Reth:".
    pub stated: bool,
    /// Identifies the speaker: the last word of a name, else all words of the label, in lower case.
    pub key: String,
}

/// Returns everything in a text that looks like a mark, in text order.
pub(super) fn find(document: &Segmented<'_>) -> Vec<Mark> {
    let tokens = &document.tokens;
    let mut found = Vec::new();
    let mut paragraphs = document.paragraphs.iter().map(|span| document.token_range(*span).start).peekable();
    let (mut opening, mut floor) = (0, 0);
    for at in 0..tokens.len() {
        while let Some(start) = paragraphs.next_if(|start| *start <= at) {
            (opening, floor) = (start, start);
        }
        if at == opening && is_bare_q(document, at) {
            found.push(mark(document, at..at + 1, tokens[at].span.end, true));
            floor = at + 1;
        } else if tokens[at].lower == ":"
            && at > floor
            && is_spaced(document, at)
            && let Some(label) = label_before(document, floor, at)
        {
            let opens = label.start == opening || tokens[label.start - 1].lower == "*";
            found.push(mark(document, label, tokens[at].span.end, opens));
            floor = at + 1;
        } else if tokens[at].lower == ":"
            && floor == opening
            && let Some(label) = attributed_to(document, opening, at)
        {
            let mark = mark(document, label, tokens[at].span.end, true);
            let whole = Span::new(tokens[opening].span.start, mark.whole.end);
            found.push(Mark { whole, stated: true, ..mark });
            floor = at + 1;
        }
    }
    found
}

/// Returns the tokens that name the speaker in a line such as "The following statement is attributable to Spokesperson
/// Ama Reth:".
fn attributed_to(document: &Segmented<'_>, opening: usize, colon: usize) -> Option<Range<usize>> {
    let tokens = &document.tokens[..colon];
    let lower = |at: usize| tokens.get(at).map_or("", |token| token.lower.as_str());
    let to = (opening + 1..colon.min(opening + LONGEST_ATTRIBUTION))
        .find(|&at| lower(at) == "to" && matches!(lower(at - 1), "attributable" | "attributed"))?;
    if !(opening..to).any(|at| matches!(lower(at), "below" | "following" | "statement" | "remarks")) {
        return None;
    }
    let start = to + 1 + usize::from(lower(to + 1) == "the");
    let fits = |token: &Token| token.kind != TokenKind::Mark || matches!(token.lower.as_str(), "." | "'" | "’");
    // "the Spokesman for Ama Reth" is not Ama Reth.
    let of_another = |token: &Token| matches!(token.lower.as_str(), "for" | "of" | "to");
    let label = tokens.get(start..).filter(|label| !label.is_empty() && label.len() <= LONGEST)?;
    (label[0].capital && label.iter().all(|token| fits(token) && !of_another(token))).then_some(start..colon)
}

/// True for a "Q" without a colon that is followed by white space and the start of a sentence: "Q    Thank you.".
fn is_bare_q(document: &Segmented<'_>, at: usize) -> bool {
    let [q, next, ..] = &document.tokens[at..] else { return false };
    let gap = &document.text[q.span.end..next.span.start];
    let word = matches!(next.kind, TokenKind::Word | TokenKind::Possessive);
    let begins = next.capital || !word && !matches!(next.lower.as_str(), "." | "," | ":" | ";" | ")" | "&" | "/");
    q.span.of(document.text) == "Q" && !gap.is_empty() && !gap.contains('\n') && begins
}

/// True for a colon directly after a token and before white space, an aside or the end of the text. Excludes "10:30"
/// and "https://".
fn is_spaced(document: &Segmented<'_>, colon: usize) -> bool {
    let span = document.tokens[colon].span;
    let near = colon.checked_sub(1).is_some_and(|before| document.tokens[before].span.end == span.start);
    near && document.text[span.end..].chars().next().is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '['))
}

/// Returns the capitalised words before a colon, back to the token `opening` or the end of the sentence before.
fn label_before(document: &Segmented<'_>, opening: usize, colon: usize) -> Option<Range<usize>> {
    let tokens = &document.tokens;
    let mut end = colon;
    // "PRESIDENT RETH (via interpreter):".
    if tokens[end - 1].lower == ")" {
        let from = opening.max(end.saturating_sub(LONGEST_ASIDE + 2));
        end = (from..end - 1).rfind(|&at| tokens[at].lower == "(").filter(|&at| at > opening)?;
    }
    let shouts = is_shouted(document, &tokens[end - 1]);
    let mut start = end;
    while start > opening && end - start <= LONGEST {
        let (token, before) = (&tokens[start - 1], start.checked_sub(2).map(|at| &tokens[at]));
        let within = match token.kind {
            TokenKind::Word => token.capital || is_connector(&token.lower),
            TokenKind::Number => shouts && token.span.len() <= 2,
            TokenKind::Possessive => true,
            TokenKind::Mark => match token.lower.as_str() {
                "." => before.is_some_and(|before| before.span.end == token.span.start && takes_stop(before)),
                "," => shouts,
                "'" | "#" | "/" | "&" => true,
                _ => false,
            },
        };
        if !within {
            break;
        }
        start -= 1;
    }
    if start > opening && !ends_what_was_said(&tokens[start - 1].lower) || end - start > LONGEST {
        return None;
    }
    while start < end && !tokens[start].capital {
        start += 1;
    }
    // "Dear Madam Speaker:" in a letter names its recipient, not who speaks.
    if tokens.get(start).is_some_and(|token| token.lower == "dear") {
        return None;
    }
    let letters = |at: usize| tokens[at].kind == TokenKind::Word;
    (start < end
        && letters(start)
        && (letters(end - 1) || tokens[end - 1].kind == TokenKind::Number || end - start > 1))
        .then_some(start..end)
}

/// True for a token whose full stop is part of it: "Mr.", "J.".
fn takes_stop(token: &Token) -> bool {
    token.capital && (token.lower.chars().count() == 1 || is_abbreviation(&token.lower))
}

/// True for a punctuation mark after which another turn may begin.
fn ends_what_was_said(mark: &str) -> bool {
    matches!(mark, "." | "?" | "!" | "…" | ")" | "]" | "”" | "\"" | "’" | "»" | ">" | "*")
}

/// True for a word with more capitals than small letters, so that "McRETH" counts as in capitals.
fn is_shouted(document: &Segmented<'_>, token: &Token) -> bool {
    let letters = || token.span.of(document.text).chars().filter(|c| c.is_alphabetic());
    let large = letters().filter(|c| c.is_uppercase()).count();
    token.capital && large * 2 > letters().count()
}

/// Builds a mark from the tokens of its label.
fn mark(document: &Segmented<'_>, label: Range<usize>, end: usize, opens: bool) -> Mark {
    let tokens = &document.tokens;
    // The label ends at a comma, which a description follows ("TESSA RETH, NEWS HOST"), and at a repeated word, where a
    // caption of the page ran into the name ("Minister Tessa Reth Reth TessaMinister").
    let goes_on =
        |at: &usize| tokens[*at].lower == "," || *at > label.start && tokens[*at].lower == tokens[at - 1].lower;
    let words = label.start..label.clone().find(goes_on).unwrap_or(label.end);
    let capitals = words.clone().all(|at| {
        tokens[at].kind != TokenKind::Word || is_shouted(document, &tokens[at]) || is_connector(&tokens[at].lower)
    });
    let name = name_start(document, &words, capitals);
    let kind = kind(document, &words, name);
    let lower = |range: Range<usize>| range.map(|at| tokens[at].lower.as_str()).collect::<Vec<_>>().join(" ");
    let named = matches!(kind, Kind::Titled | Kind::Plain);
    let key = if named { lower(words.end - 1..words.end) } else { lower(words.clone()) };
    let whole = Span::new(tokens[label.start].span.start, end);
    Mark {
        whole,
        label: words.clone(),
        name: if named { name } else { words.end },
        kind,
        capitals,
        opens,
        stated: false,
        key,
    }
}

fn kind(document: &Segmented<'_>, words: &Range<usize>, name: usize) -> Kind {
    let lower = |at: usize| document.tokens[at].lower.as_str();
    let counted = |at: &usize| document.tokens[*at].kind == TokenKind::Word && !is_count(lower(*at));
    let last = words.clone().rfind(counted).unwrap_or(words.start);
    let head = lower(last);
    let alone = last == words.start;
    match head {
        "q" | "question" | "questions" | "questioner" | "interviewer" if alone || lower(words.start) == "audience" => {
            return Kind::Questioner;
        }
        "reporter" | "reporters" | "journalist" | "press" if alone => return Kind::Questioner,
        "a" | "answer" | "response" | "reply" if alone => return Kind::Answerer,
        _ => {}
    }
    if is_unnamed(head) || alone && is_unnamed_alone(head) {
        return Kind::Unnamed;
    }
    let office = |at: usize| is_office_word(lower(at)) || is_connector(lower(at)) || lower(at) == ".";
    // "PRESIDENT OF VELL": the one word after "of" is the state, so the rest is an office without a name.
    let of = words.clone().rfind(|&at| lower(at) == "of");
    let state = |at: usize| words.end - at - 1 - usize::from(lower(at + 1) == "the");
    let until = of.filter(|&at| at + 1 < words.end && state(at) == 1).unwrap_or(words.end);
    if (words.start..until).all(office) && (words.start..until).any(|at| ends_office(lower(at))) {
        return Kind::Office;
    }
    if name > words.start { Kind::Titled } else { Kind::Plain }
}

/// True for a number word that tells unnamed speakers apart ("OFFICIAL TWO").
fn is_count(word: &str) -> bool {
    below_twenty(word).is_some_and(|number| (1..=6).contains(&number))
}

/// True for a word that may stand anywhere in the name of an office.
fn is_office_word(word: &str) -> bool {
    ends_office(word) || lexicon::is_title(word)
}

/// True for a word of an office that a name may follow directly.
fn ends_office(word: &str) -> bool {
    is_courtesy_title(word) || is_office(word) || lexicon::is_person_noun(word) && !is_no_office(word)
}

/// Returns the token at which the name starts: after the last word of an office, and after what the office is for ("of
/// Defence").
fn name_start(document: &Segmented<'_>, words: &Range<usize>, capitals: bool) -> usize {
    let tokens = &document.tokens;
    let lower = |at: usize| tokens[at].lower.as_str();
    let Some(office) = (words.start..words.end.saturating_sub(1)).rfind(|&at| ends_office(lower(at))) else {
        return words.start;
    };
    let mut start = office + 1;
    while start + 1 < words.end && lower(start) == "." {
        start += 1;
    }
    // "Minister of Defence Bo Oru": the name is the last word with any particles and, unless in capitals, one given
    // name.
    if is_connector(lower(start)) && !is_particle(lower(start)) {
        let mut first = words.end - 1;
        let mut given = usize::from(!capitals);
        while first > start + 1 {
            if is_particle(lower(first - 1)) {
                first -= 1;
            } else if given > 0 && tokens[first - 1].kind == TokenKind::Word {
                (first, given) = (first - 1, given - 1);
            } else {
                break;
            }
        }
        // "Secretary of State Oru": "State" belongs to the office.
        while first + 1 < words.end && is_office_word(lower(first)) {
            first += 1;
        }
        start = first;
    }
    start
}
