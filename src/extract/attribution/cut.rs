//! Contents that the tagger cut in the middle of a phrase or a clause: "closed the road in the | north", "He was, Reth
//! said, | glad of it".

use super::{RawAttribution, tolls};
use crate::domain::Span;
use crate::extract::cues;
use crate::extract::day_words::is_day_word;
use crate::extract::lexicon;
use crate::extract::number_words;
use crate::extract::segment::Segmented;
use crate::extract::tokens::{Token, TokenKind};

/// The most tokens that are added to a content.
const LONGEST_REST: usize = 24;
/// The most tokens of "in an exclusive interview with the Courier on Monday".
const LONGEST_INTERVIEW: usize = 14;
/// The fewest tokens of a content before such words.
const SHORTEST_CONTENT: usize = 3;
/// The most tokens that bound a number ("as many as").
const LONGEST_BOUND: usize = 4;

/// Gives a content that ends with a word which needs another one behind it ("in the", "with his") the rest of its clause,
/// and takes off what joins it to words that are no part of it ("and", ", which").
pub(super) fn complete(document: &Segmented<'_>, raw: &mut RawAttribution) {
    if raw.direct {
        return;
    }
    add_behind_attribution(document, raw);
    add_bound_before(document, raw);
    leave_out_interview(document, raw);
    let Some(last) = raw.content.last().copied() else { return };
    let range = document.token_range(last);
    let tokens = &document.tokens;
    let Some(end) = range.clone().next_back().filter(|&at| document.quoted[at].is_none()) else { return };
    let sentence = document.sentences[document.sentence_at(tokens[end].span.start)].tokens.end;
    let follows = tokens.get(end + 1).filter(|_| end + 1 < sentence);
    let Some(next) = follows.filter(|next| next.kind != TokenKind::Mark && !taken(raw, next)) else { return };
    let edge = if is_joint(&tokens[end]) {
        (range.start..end).rev().find(|&at| tokens[at].kind != TokenKind::Mark && !is_joint(&tokens[at]))
    } else if needs_more(&tokens[end], next) {
        clause_end(document, raw, end + 1..sentence)
    } else {
        None
    };
    if let (Some(edge), Some(span)) = (edge, raw.content.last_mut()) {
        span.end = tokens[edge].span.end;
    }
}

/// "He was, Reth said, glad of it": the words behind the attribution that stands between a verb and the rest.
fn add_behind_attribution(document: &Segmented<'_>, raw: &mut RawAttribution) {
    let (Some(content), Some(cue)) = (raw.content.last(), raw.cue.first()) else { return };
    let tokens = &document.tokens;
    let Some(verb) = document.token_range(*content).next_back() else { return };
    let inserted = raw.mention.iter().chain([cue]).map(|span| document.token_range(*span));
    let (start, end) =
        inserted.fold((usize::MAX, 0), |(start, end), range| (start.min(range.start), end.max(range.end)));
    let comma = |at: usize| tokens.get(at).is_some_and(|token| token.lower == ",");
    if !lexicon::is_auxiliary(&tokens[verb].lower) || start != verb + 2 || !comma(verb + 1) || !comma(end) {
        return;
    }
    let sentence = document.sentences[document.sentence_at(tokens[verb].span.start)].tokens.end;
    if let Some(last) = clause_end(document, raw, end + 1..sentence) {
        raw.content.push(Span::new(tokens[end + 1].span.start, tokens[last].span.end));
    }
}

/// "Said it had rained | in an interview with the Courier": where it was said is no part of what was.
fn leave_out_interview(document: &Segmented<'_>, raw: &mut RawAttribution) {
    let Some(last) = raw.content.last_mut() else { return };
    let range = document.token_range(*last);
    let lower = |at: usize| document.tokens.get(at).map_or("", |token| token.lower.as_str());
    let opens = |at: &usize| {
        let noun = (at + 2..at + 2 + LONGEST_BOUND).find(|&at| matches!(lower(at), "interview" | "conversation"));
        let with = noun.is_some_and(|noun| matches!(lower(noun + 1), "with" | "to") || is_day_word(lower(noun + 1)));
        lower(*at) == "in" && matches!(lower(at + 1), "a" | "an") && with && document.quoted[*at].is_none()
    };
    let tail = range.start + SHORTEST_CONTENT..range.end;
    let Some(at) = tail.into_iter().find(opens).filter(|at| range.end - at <= LONGEST_INTERVIEW) else { return };
    let before = at - usize::from(lower(at - 1) == ",");
    last.end = document.tokens[before - 1].span.end;
}

/// "Said as many as | six planes came": the words between the attribution and a number that bound it.
fn add_bound_before(document: &Segmented<'_>, raw: &mut RawAttribution) {
    let Some(content) = raw.content.first().copied() else { return };
    let tokens = &document.tokens;
    let first = document.token_range(content).start;
    let number = |at: usize| tokens[at].kind == TokenKind::Number || number_words::begins_number(&tokens[at].lower);
    let bounds =
        |at: &usize| tolls::is_bound(&tokens[*at].lower) && document.quoted[*at].is_none() && !taken(raw, &tokens[*at]);
    let Some(start) = (0..first).rev().take(LONGEST_BOUND).take_while(bounds).last() else { return };
    let attributed = start > 0
        && (tokens[start - 1].lower == "that" || raw.cue.iter().any(|cue| cue.overlaps(&tokens[start - 1].span)));
    if number(first) && !matches!(tokens[start].lower.as_str(), "the" | "to") && attributed {
        raw.content[0].start = tokens[start].span.start;
    }
}

/// The last token of the clause that begins where `rest` begins; `None` where it is none of the content's, or too long.
fn clause_end(document: &Segmented<'_>, raw: &RawAttribution, rest: std::ops::Range<usize>) -> Option<usize> {
    let tokens = &document.tokens;
    let stops = |at: &usize| {
        let token = &tokens[*at];
        token.kind == TokenKind::Mark || document.is_seam(*at) || document.quoted[*at].is_some() || taken(raw, token)
    };
    let day = |at: usize| tokens.get(at).is_some_and(|token| is_day_word(&token.lower));
    let dated = |at: &usize| *at > rest.start && lexicon::is_preposition(&tokens[*at].lower) && day(at + 1);
    let end = rest.clone().find(|at| stops(at) || dated(at)).unwrap_or(rest.end);
    // "… and said": what another verb attributes.
    let clause = rest.start..end;
    let said = clause.clone().skip(1).find(|&at| is_joint(&tokens[at - 1]) && cues::speech_form(&tokens[at].lower));
    let end = said.map_or(end, |verb| verb - 1);
    (rest.start..end).next_back().filter(|_| end - rest.start <= LONGEST_REST)
}

/// True where a token belongs to the attribution already.
fn taken(raw: &RawAttribution, token: &Token) -> bool {
    raw.content.iter().chain(&raw.cue).chain(&raw.mention).any(|span| span.overlaps(&token.span))
}

/// A word that joins what follows to the content.
fn is_joint(token: &Token) -> bool {
    matches!(
        token.lower.as_str(),
        "and" | "or" | "but" | "while" | "which" | "who" | "when" | "where" | "as" | "after" | "before" | "until"
    )
}

/// True for a word that ends no phrase before `next`: an article, a possessive or a preposition.
fn needs_more(last: &Token, next: &Token) -> bool {
    let word = last.lower.as_str();
    let open = lexicon::is_preposition(&next.lower) || lexicon::is_auxiliary(&next.lower) || is_joint(next);
    let determiner = matches!(word, "the" | "a" | "an" | "his" | "its" | "their" | "our" | "my" | "every")
        || matches!(word, "her" | "no") && !open;
    // "the house he lived in": a preposition may end a clause, and then a verb or a joint follows it.
    determiner || word == "of" || lexicon::is_preposition(word) && word != "to" && !open && !cues::is_verb(&next.lower)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::cases::check_cases;
    use crate::extract::segment::segment;

    /// "Text | mention | cue | content as the tagger cut it": the content as completed.
    #[test]
    fn contents_end_where_their_phrases_do() {
        check_cases("attribution/cuts.txt", |case| {
            let parts: Vec<&str> = case.split(" | ").collect();
            let [text, mention, cue, content] = parts[..] else { panic!("{case}") };
            let document = segment(text);
            let at = |words: &str| {
                let start = text.find(words).unwrap();
                Span::new(start, start + words.len())
            };
            let mut raw = RawAttribution {
                mention: vec![at(mention)],
                cue: vec![at(cue)],
                ..RawAttribution::of(0, vec![at(content)], false)
            };
            complete(&document, &mut raw);
            Span::join(&raw.content, text)
        });
    }
}
