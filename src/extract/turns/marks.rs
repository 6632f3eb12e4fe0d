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
use crate::extract::cues;
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
const LONGEST_ASIDE: usize = 14;
/// The most words in capitals of a mark that ends with a full stop.
const LONGEST_DOTTED: usize = 4;

/// Words that may name the next speaker.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    /// The whole mark, colon and aside included.
    pub whole: Span,
    /// The words that name the speaker.
    pub label: Range<usize>,
    /// The token at which the name starts; the end of `label` where there is no name.
    pub name: usize,
    /// What the label says the speaker is, behind a comma or in brackets; else empty.
    pub description: Range<usize>,
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
        } else if at == opening
            && let Some((label, end)) = dotted(document, at, paragraphs.peek().copied().unwrap_or(tokens.len()))
        {
            floor = document.tokens.partition_point(|token| token.span.end <= end);
            found.push(mark(document, label, end, true));
        } else if tokens[at].lower == ":"
            && at > floor
            && is_spaced(document, at)
            && let Some(label) = label_before(document, floor, at)
        {
            let opens = label.start == opening || tokens[label.start - 1].lower == "*";
            found.push(described(document, mark(document, label, tokens[at].span.end, opens), at));
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
    while let Some(open) = match tokens[end - 1].lower.as_str() {
        ")" => Some("("),
        "]" => Some("["),
        _ => None,
    } {
        let from = opening.max(end.saturating_sub(LONGEST_ASIDE + 2));
        end = (from..end - 1).rfind(|&at| tokens[at].lower == open).filter(|&at| at > opening)?;
    }
    let shouts = is_shouted(document, &tokens[end - 1]);
    let mut start = end;
    let mut comma = None;
    while start > opening && end - start <= LONGEST {
        let (token, before) = (&tokens[start - 1], start.checked_sub(2).map(|at| &tokens[at]));
        let within = match token.kind {
            TokenKind::Word => token.capital || is_connector(&token.lower),
            TokenKind::Number => shouts && token.span.len() <= 2,
            TokenKind::Possessive => true,
            TokenKind::Mark => match token.lower.as_str() {
                "." => before.is_some_and(|before| before.span.end == token.span.start && takes_stop(before)),
                "," => {
                    comma = Some(start - 1);
                    true
                }
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
    // "Ama Reth, Minister of Roads:" opens a paragraph; elsewhere a comma is one of a sentence.
    if let Some(comma) = comma.filter(|_| !shouts) {
        let name = tokens[start.min(comma)..comma].iter().filter(|token| token.kind == TokenKind::Word).count();
        if start != opening || !(2..=5).contains(&name) {
            return None;
        }
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

/// Returns the label and the end of a mark without a colon, as some parliaments print it: "Mr. RETH. I thank …", "Mr RETH
/// of Sarn. …", "The SPEAKER. …", "Mr RETH.—I thank …". The mark lies in its paragraph, whose tokens go from `opening` up to `behind`.
fn dotted(document: &Segmented<'_>, opening: usize, behind: usize) -> Option<(Range<usize>, usize)> {
    let tokens = &document.tokens[..behind];
    let lower = |at: usize| tokens.get(at).map_or("", |token| token.lower.as_str());
    let named = is_courtesy_title(lower(opening)) || is_office(lower(opening));
    if !(named || lower(opening) == "the") || !tokens[opening].capital {
        return None;
    }
    let start = opening + 1 + usize::from(lower(opening + 1) == ".");
    let shouted = |at: usize| {
        let token = tokens.get(at)?;
        (token.kind == TokenKind::Word && token.lower.len() > 1 && is_shouted(document, token)).then_some(())
    };
    let mut end = start + (start..start + LONGEST_DOTTED).map_while(shouted).count();
    if end == start {
        return None;
    }
    let label = opening..end;
    if lower(end) == "of" {
        end += 1 + tokens[end + 1..].iter().take(LONGEST_DOTTED).take_while(|token| token.capital).count();
    }
    let apart = |at: usize| {
        let span = tokens.get(at).map_or(Span::new(0, 0), |token| token.span);
        document.text[..span.start].ends_with(' ') && document.text[span.end..].starts_with(' ')
    };
    // "MR RETH - The road is open."
    let dash = |at: usize| matches!(lower(at), "—" | "–") || lower(at) == "-" && apart(at);
    let stop = usize::from(lower(end) == ".");
    let last = end + stop + usize::from(dash(end + stop));
    let next = document.tokens.get(last).filter(|_| last > end)?;
    let gap = next.span.start > tokens[last - 1].span.end || dash(last - 1);
    (gap && next.capital).then(|| (label, tokens[last - 1].span.end))
}

/// Adds what stands behind a comma or in brackets before the colon. Where that is the name of who holds an office, it is
/// the label: "The DEPUTY SPEAKER (Ms ORU):".
fn described(document: &Segmented<'_>, mark: Mark, colon: usize) -> Mark {
    let tokens = &document.tokens;
    let lower = |at: usize| tokens[at].lower.as_str();
    let closed = (mark.label.end..colon).find(|&at| lower(at) == ")");
    let mut start = match lower(mark.label.end) {
        "," if mark.label.end < colon => mark.label.end + 1,
        "(" => mark.label.end + 1,
        _ => return mark,
    };
    let bracketed = closed.is_some();
    let end = closed.unwrap_or(colon);
    if let Some(dash) = (start..end).rfind(|&at| matches!(lower(at), "—" | "–" | "-")) {
        start = dash + 1;
    }
    if start >= end || !tokens[start].capital {
        return mark;
    }
    if bracketed && mark.kind == Kind::Office && is_courtesy_title(lower(start)) {
        let name = self::mark(document, start..end, mark.whole.end, mark.opens);
        return Mark { description: mark.label, whole: mark.whole, capitals: mark.capitals || name.capitals, ..name };
    }
    Mark { description: start..end, ..mark }
}

/// Returns what opens a paragraph like a mark of a speaker and is none of those that can be read: "An honourable member:",
/// "Speaker 3:", ">>".
pub(super) fn unread(document: &Segmented<'_>, paragraph: Range<usize>) -> Option<Mark> {
    let tokens = &document.tokens;
    let opening = paragraph.start;
    let lower = |at: usize| tokens[at].lower.as_str();
    let chevrons = paragraph.clone().take_while(|&at| matches!(lower(at), ">" | "»" | "-" | "–")).count();
    if chevrons > 0 {
        let label = opening..opening + chevrons;
        let end = tokens[label.end - 1].span.end;
        return Some(Mark { kind: Kind::Unread, name: label.end, ..mark(document, label, end, true) });
    }
    let near = paragraph.end.min(opening + LONGEST);
    let nobodys = |label: Range<usize>, end: usize| {
        let kind = Kind::Unread;
        Some(Mark { kind, name: label.end, label: label.clone(), ..mark(document, label, end, true) })
    };
    // "[14:07] It is open": a time without a name.
    if matches!(lower(opening), "[" | "(")
        && tokens.get(opening + 1).is_some_and(|token| token.kind == TokenKind::Number && token.lower.contains(':'))
        && let Some(close) = (opening + 2..near.min(opening + 4)).find(|&at| matches!(lower(at), "]" | ")"))
    {
        return nobodys(opening..close + 1, tokens[close].span.end);
    }
    let colon = (opening + 1..near).find(|&at| lower(at) == ":" && is_spaced(document, at))?;
    let label = opening..colon;
    let end = tokens[colon].span.end;
    // "(Inaudible):", "???:".
    let bracketed = matches!(lower(opening), "[" | "(") && matches!(lower(colon - 1), "]" | ")");
    if bracketed || label.clone().all(|at| tokens[at].kind == TokenKind::Mark) {
        return nobodys(label, end);
    }
    let stops = |at: usize| {
        let before = &tokens[at.saturating_sub(1)];
        matches!(lower(at), "?" | "!" | ";" | "“" | "”" | "\"") || lower(at) == "." && !takes_stop(before)
    };
    let says = |at: usize| {
        lexicon::is_auxiliary(lower(at)) || cues::is_verb(lower(at)) || lexicon::is_speaker_pronoun(lower(at))
    };
    if label.clone().any(|at| stops(at) || says(at)) || label.clone().all(|at| tokens[at].kind != TokenKind::Word) {
        return None;
    }
    let words = || label.clone().filter(|&at| tokens[at].kind == TokenKind::Word);
    let counted = tokens[colon - 1].kind == TokenKind::Number && colon - opening <= 3;
    let noun = words().next_back().map_or("", lower);
    if is_unnamed(noun) || counted && (is_unnamed(lower(opening)) || ends_office(lower(opening))) {
        let start = opening + usize::from(lexicon::is_determiner(lower(opening)));
        let mark = mark(document, start.min(colon - 1)..colon, end, true);
        let whole = Span::new(tokens[opening].span.start, end);
        return Some(Mark { kind: Kind::Unnamed, name: colon, label: start.min(colon - 1)..colon, whole, ..mark });
    }
    let capitals = words().all(|at| tokens[at].capital || is_connector(lower(at)));
    let person = lexicon::is_determiner(lower(opening)) && lexicon::is_person_noun(noun);
    if capitals && tokens[opening].kind == TokenKind::Word || person { nobodys(label, end) } else { None }
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
    let shouted = |at: usize| {
        tokens[at].kind != TokenKind::Word || is_shouted(document, &tokens[at]) || is_connector(&tokens[at].lower)
    };
    // "Mr RETH", "Senator RETH", "The SPEAKER": what goes before the name may be in small letters.
    let before = |at: &usize| {
        let word = tokens[*at].lower.as_str();
        is_courtesy_title(word) || is_office(word) || lexicon::is_title(word) || matches!(word, "." | "the")
    };
    let titles = words.clone().take_while(|at| !shouted(*at) && before(at) || tokens[*at].lower == ".").count();
    let named = words.start + titles..words.end;
    let name_shouted = named.clone().any(|at| tokens[at].kind == TokenKind::Word && is_shouted(document, &tokens[at]));
    let capitals = name_shouted && named.clone().all(shouted) || words.clone().all(shouted);
    let name = name_start(document, &words, capitals);
    let kind = kind(document, &words, name);
    let lower = |range: Range<usize>| range.map(|at| tokens[at].lower.as_str()).collect::<Vec<_>>().join(" ");
    let is_named = matches!(kind, Kind::Titled | Kind::Plain);
    let key = if is_named { lower(words.end - 1..words.end) } else { lower(words.clone()) };
    let whole = Span::new(tokens[label.start].span.start, end);
    Mark {
        whole,
        label: words.clone(),
        name: if is_named { name } else { words.end },
        description: 0..0,
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
