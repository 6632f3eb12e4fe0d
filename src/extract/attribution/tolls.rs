//! Finds tolls that are given without a verb of saying: "The hospital put the number of dead at 12", "revised its toll to
//! 12", "has verified 41 deaths", "The toll, according to the ministry, stands at 41".

use std::ops::Range;

use super::inner::ACCORDING_TO;
use super::{RawAttribution, chains, content, unsaid};
use crate::domain::Span;
use crate::extract::lexicon;
use crate::extract::segment::Segmented;
use crate::extract::tokens::TokenKind;

/// The most tokens between the verb, the toll and its number.
const REACH: usize = 12;
/// As sure as of plain indirect speech.
const CONFIDENCE: f64 = 0.5;

/// Adds the tolls of sentences that no claim belongs to yet.
pub(super) fn add(document: &Segmented<'_>, raws: &mut Vec<RawAttribution>) {
    let claimed: std::collections::HashSet<usize> = raws.iter().map(|raw| raw.sentence).collect();
    let free = (0..document.sentences.len()).filter(|sentence| !claimed.contains(sentence));
    let found: Vec<RawAttribution> =
        free.filter_map(|sentence| given(document, sentence).or_else(|| standing(document, sentence))).collect();
    raws.extend(found);
}

/// "put the number of dead at 12", "revised its toll to 12", "has verified 41 deaths".
fn given(document: &Segmented<'_>, sentence: usize) -> Option<RawAttribution> {
    let range = document.sentences[sentence].tokens.clone();
    let tokens = &document.tokens;
    let lower = |at: usize| tokens[at].lower.as_str();
    let verb = range.clone().skip(1).find(|&at| lexicon::is_toll_verb(lower(at)) && document.quoted[at].is_none())?;
    let object = verb + 1..range.end.min(verb + 1 + REACH);
    let number = object.clone().find(|&at| is_number(document, at))?;
    let claimed = if lexicon::counts_losses(lower(verb)) {
        // "has verified 41 deaths": the number and what it counts.
        let counted = (number..range.end.min(number + 4)).find(|&at| lexicon::is_loss_noun(lower(at)))?;
        (object.clone().take_while(|&at| at < number).all(|at| is_bound(lower(at)))).then_some(verb + 1..counted + 1)?
    } else {
        let toll = object.clone().find(|&at| lexicon::is_toll_noun(lower(at)) && at < number)?;
        let to = (toll + 1..number).rfind(|&at| matches!(lower(at), "at" | "to"))?;
        let near = (to + 1..number).all(|at| is_bound(lower(at)) || tokens[at].kind == TokenKind::Mark);
        near.then_some(verb + 1..end_of_number(document, number, range.end))?
    };
    let mut raw = attribution(document, sentence, verb..verb + 1, claimed)?;
    let auxiliary = usize::from(verb > range.start + 1 && lexicon::is_auxiliary(lower(verb - 1)));
    let subject = chains::subject_before(document, range.start, verb - auxiliary)?;
    let name = Span::new(tokens[subject.start].span.start, tokens[subject.end - 1].span.end);
    raw.named_by(content::mention(document, name)?, "the subject of a verb that gives a toll");
    (!unsaid::is_unsaid(document, &raw)).then_some(raw)
}

/// "The toll, according to the ministry, stands at 41."
fn standing(document: &Segmented<'_>, sentence: usize) -> Option<RawAttribution> {
    let range = document.sentences[sentence].tokens.clone();
    let tokens = &document.tokens;
    let lower = |at: usize| tokens[at].lower.as_str();
    let toll = range.clone().take(REACH).find(|&at| lexicon::is_toll_noun(lower(at)))?;
    let (comma, after) = (toll + 1..range.end).find(|&at| lower(at) == ",").map(|at| (at, at + 1))?;
    let named = (after..range.end.min(after + REACH + 4)).find(|&at| lower(at) == ",")?;
    let according = lower(after) == "according" && after + 2 < named && lower(after + 1) == "to";
    let stands = tokens.get(named + 1).is_some_and(|verb| lexicon::is_standing_verb(&verb.lower));
    let number = (named + 1..range.end.min(named + 1 + REACH)).find(|&at| is_number(document, at))?;
    if !according || !stands || comma - range.start > REACH {
        return None;
    }
    let mut raw = attribution(document, sentence, after..after + 2, range.start..comma)?;
    let end = end_of_number(document, number, range.end);
    raw.content.push(Span::new(tokens[named + 1].span.start, tokens[end - 1].span.end));
    let name = Span::new(tokens[after + 2].span.start, tokens[named - 1].span.end);
    raw.named_by(content::mention(document, name)?, ACCORDING_TO);
    Some(raw)
}

fn attribution(
    document: &Segmented<'_>,
    sentence: usize,
    cue: Range<usize>,
    claimed: Range<usize>,
) -> Option<RawAttribution> {
    let span = |tokens: Range<usize>| {
        Span::new(document.tokens[tokens.start].span.start, document.tokens[tokens.end - 1].span.end)
    };
    let (content, direct) = content::content(document, &[span(claimed)])?;
    let base = RawAttribution::of(sentence, content, direct);
    Some(RawAttribution { cue: vec![span(cue)], confidence: CONFIDENCE, ..base })
}

fn is_number(document: &Segmented<'_>, at: usize) -> bool {
    let token = &document.tokens[at];
    token.kind == TokenKind::Number || crate::extract::number_words::begins_number(&token.lower) && token.lower != "a"
}

/// The token after a number and the noun it counts.
fn end_of_number(document: &Segmented<'_>, number: usize, limit: usize) -> usize {
    let tokens = &document.tokens;
    let mut end = number + 1;
    while end < limit
        && end < number + 4
        && (is_number(document, end)
            || lexicon::is_loss_noun(&tokens[end].lower)
            || matches!(tokens[end].lower.as_str(), "dead" | "people" | "soldiers" | "civilians" | "troops"))
    {
        end += 1;
    }
    end
}

/// A word that bounds a number or stands before it.
pub(super) fn is_bound(word: &str) -> bool {
    lexicon::is_approximator(word)
        || matches!(
            word,
            "at" | "least"
                | "more"
                | "than"
                | "over"
                | "about"
                | "around"
                | "some"
                | "the"
                | "up"
                | "to"
                | "as"
                | "many"
        )
}
