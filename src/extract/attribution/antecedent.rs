//! Mentions that name nobody by themselves: relative pronouns stand for the noun phrase before them ("Reth, who said"),
//! words of time and amount for nobody ("the past four years have shown").

use std::ops::Range;

use super::{RawAttribution, chains, content, passive};
use crate::domain::Span;
use crate::extract::lexicon;
use crate::extract::segment::Segmented;
use crate::extract::tokens::{Token, TokenKind};

/// The most tokens of the noun phrase that a relative pronoun stands for.
const LONGEST: usize = 16;

/// Replaces a relative pronoun by the noun phrase it stands for, and drops what names nobody.
pub(super) fn settle(document: &Segmented<'_>, raw: &mut RawAttribution) {
    let Some(mention) = raw.mention.first().copied() else { return };
    let tokens = document.token_range(mention);
    let Some(first) = document.tokens.get(tokens.start) else { return };
    if tokens.len() == 1 && matches!(first.lower.as_str(), "who" | "which" | "that") {
        let found = before(document, raw.sentence, tokens.start);
        let span = found
            .map(|range| Span::new(document.tokens[range.start].span.start, document.tokens[range.end - 1].span.end));
        let span = span.filter(|span| !raw.content.iter().chain(&raw.cue).any(|other| other.overlaps(span)));
        if let Some(antecedent) = span.and_then(|span| content::mention(document, span)) {
            raw.named_by(antecedent, "the noun before “who”, “which” or “that”");
        }
        return;
    }
    if first.lower == "whose" && tokens.len() > 1 {
        let own = Span::new(document.tokens[tokens.start + 1].span.start, mention.end);
        raw.named_by(own, "what stands behind “whose”");
        return;
    }
    // "A fighter with the callsign Heron": the name is what follows.
    let naming = tokens.clone().rfind(|&at| {
        let word = document.tokens[at].lower.as_str();
        lexicon::is_naming_noun(word) || word == "sign" && at > 0 && document.tokens[at - 1].lower == "call"
    });
    if let Some(naming) = naming {
        let quoted = |at: usize| document.tokens[at].kind == TokenKind::Mark || document.tokens[at].lower == "of";
        let start = (naming + 1..tokens.end).find(|&at| !quoted(at));
        if let Some(start) = start.filter(|&start| document.tokens[start..tokens.end].iter().all(|token| token.capital))
        {
            raw.mention = vec![Span::new(document.tokens[start].span.start, mention.end)];
            raw.mention_by.push("of them the name behind a word such as “callsign”");
        }
        return;
    }
    if names_nobody(&document.tokens[tokens]) {
        raw.unnamed_by("words of time and amount name nobody");
    }
}

/// The noun phrase that ends before a relative pronoun.
fn before(document: &Segmented<'_>, sentence: usize, pronoun: usize) -> Option<Range<usize>> {
    let tokens = &document.tokens;
    let first = document.sentences[sentence].tokens.start;
    let lower = |at: usize| tokens[at].lower.as_str();
    let mut end = pronoun;
    while end > first && matches!(lower(end - 1), "," | "and") {
        end -= 1;
    }
    let comma = end < pronoun;
    let stops = |at: usize| {
        let token = &tokens[at];
        token.kind == TokenKind::Mark && !matches!(token.lower.as_str(), "." | "'" | "-" | "&")
            || document.quoted[at] != document.quoted[pronoun]
            || !token.capital
                && (lexicon::is_auxiliary(&token.lower)
                    || lexicon::is_clause_opener(&token.lower) && token.lower != "to"
                    || lexicon::is_preposition(&token.lower)
                        && !matches!(token.lower.as_str(), "of" | "for" | "in" | "at" | "from")
                    || crate::extract::cues::is_verb(&token.lower))
    };
    let mut start = (first..end).rev().take(LONGEST).take_while(|&at| !stops(at)).last()?;
    // The words of a title before "of": "the head of the league"; a verb before its object has no determiner behind it.
    let determiner = (start..end).rev().find(|&at| lexicon::is_determiner(lower(at)) && joins(tokens, start, at));
    let capital = (start..end).rev().take_while(|&at| tokens[at].capital || lexicon::is_particle(lower(at))).last();
    start = match (determiner, capital) {
        (Some(determiner), _) => determiner,
        (None, Some(capital)) => capital,
        (None, None) => end - 1,
    };
    let among = start > first + 1 && lower(start - 1) == "among" && passive::is_being(lower(start - 2));
    if among {
        return chains::subject_before(document, first, start - 2);
    }
    // "Ama Reth, head of the league, who said": the name and what stands between the commas.
    if comma && start > first + 1 && lower(start - 1) == "," && !tokens[end - 1].capital {
        let name = (first..start - 1).rev().take_while(|&at| tokens[at].capital && tokens[at].kind == TokenKind::Word);
        if let Some(name) = name.last() {
            return Some(name..end);
        }
    }
    let person = (start..end).any(|at| {
        tokens[at].capital
            || lexicon::is_person_noun(lower(at))
            || lexicon::is_group_noun(lower(at))
            || lexicon::is_body_noun(lower(at))
            || lexicon::is_outlet_noun(lower(at))
            || lexicon::is_document(lower(at))
    });
    (start < end && person).then_some(start..end)
}

/// True where only "of" parts the determiner at `at` from the rest, so that it begins the phrase.
fn joins(tokens: &[Token], start: usize, at: usize) -> bool {
    !(at > start && matches!(tokens[at - 1].lower.as_str(), "of" | "for" | "in" | "at" | "from"))
}

/// True for pronouns and amounts that no one speaks as, and for stretches of time.
fn names_nobody(tokens: &[Token]) -> bool {
    let head =
        tokens.iter().position(|token| !token.capital && lexicon::is_preposition(&token.lower)).unwrap_or(tokens.len());
    let Some(last) = tokens[..head].last() else { return false };
    let lone = tokens.len() == 1 && lexicon::is_nobody(&last.lower);
    lone || !last.capital
        && crate::extract::day_words::is_time_unit(last.lower.strip_suffix('s').unwrap_or(&last.lower))
}
