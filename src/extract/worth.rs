//! Tells which attributions are worth a claim of their own: words that say something by themselves, of somebody.

use super::attribution::RawAttribution;
use super::segment::Segmented;
use super::stance::is_proposition;
use super::tokens::{Token, TokenKind};
use super::{cues, lexicon};
use crate::domain::{Manner, Quotation, Stance};

/// A content of at most so many words must make sense without its context.
const SHORT: usize = 3;

/// What is known of an attribution before it becomes a claim.
pub(super) struct Reading {
    /// Somebody is named as the source.
    pub has_source: bool,
    pub quotation: Quotation,
    pub stance: Stance,
    pub manner: Manner,
}

/// False for what is attributed to nobody without being quoted ("was seen as weak"), and for a few words that say nothing
/// alone ("praised Reth", "threatened to").
pub(super) fn is_worth_a_claim(document: &Segmented<'_>, raw: &RawAttribution, reading: &Reading) -> bool {
    if raw.turn.is_some() {
        return true;
    }
    if reading.quotation == Quotation::Indirect && !reading.has_source && raw.mention.is_empty() {
        return false;
    }
    let words: Vec<&Token> = raw
        .content
        .iter()
        .flat_map(|span| document.tokens_in(*span))
        .filter(|token| matches!(token.kind, TokenKind::Word | TokenKind::Number))
        .collect();
    let somebody = reading.has_source || !raw.mention.is_empty();
    words.len() > SHORT || somebody && makes_sense(document, raw, reading, &words)
}

fn makes_sense(document: &Segmented<'_>, raw: &RawAttribution, reading: &Reading, words: &[&Token]) -> bool {
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    let broken = lexicon::is_preposition(&last.lower)
        || words.len() > 1 && lexicon::is_determiner(&last.lower)
        || matches!(last.lower.as_str(), "a" | "an" | "the" | "and" | "or");
    if broken
        || matches!(first.lower.as_str(), "which" | "who" | "whom" | "what")
        || raw.content.len() > 1 && !raw.direct
    {
        return false;
    }
    let cue = raw.cue.iter().flat_map(|span| document.tokens_in(*span));
    let speaks = raw.cue.is_empty() || cue.clone().any(|token| cues::speech_form(&token.lower));
    let is_clause = words.len() == SHORT && words.iter().any(|token| lexicon::is_auxiliary(&token.lower));
    // "Karsk says the boat sank", "admitted it rained".
    let verb = cue.clone().last().map_or("", |token| token.lower.as_str());
    let pronoun = lexicon::is_speaker_pronoun(&first.lower) || first.lower == "there" || last.lower.ends_with("ed");
    let is_short_clause = words.len() > 1 && (lexicon::is_saying_verb(verb) || cues::takes_clause(verb) && pronoun);
    let of_words = words.iter().any(|token| is_proposition(&token.lower) || lexicon::is_utterance(&token.lower));
    let stands_for_words = words.len() == 1 && matches!(last.lower.as_str(), "it" | "this" | "that");
    let is_counted = words.len() > 1 && words.iter().any(|token| token.kind == TokenKind::Number);
    let is_object = words.len() == SHORT && reading.manner == Manner::Statement && reading.has_source;
    match (reading.quotation, reading.stance) {
        (Quotation::Direct, _) => speaks && (words.len() > 1 || reading.has_source),
        (Quotation::Mixed, _) => words.len() > 1 && reading.manner == Manner::Statement,
        _ if is_clause || is_short_clause => true,
        // "condemned the late attack": an object of three words says enough of what was said of it.
        (_, stance) if is_object && !matches!(stance, Stance::Declines | Stance::Believes | Stance::Predicts) => true,
        (_, Stance::Denies) => of_words || stands_for_words || first.lower.ends_with("ing") || last.lower == "guilty",
        // "promised an inquiry", "urged Reth to stay", "verified 41 deaths"; not "appealed to the league".
        (_, Stance::Demands | Stance::Asks | Stance::Promises) => {
            let known =
                last.capital || first.lower != "a" && first.lower != "an" && lexicon::is_determiner(&first.lower);
            words.len() > 1 && (!known || words.iter().any(|token| token.lower == "to"))
        }
        (_, Stance::Asserts | Stance::Confirms) if is_counted => reading.manner == Manner::Statement,
        (_, Stance::Asserts | Stance::Confirms) => {
            words.iter().any(|token| matches!(token.lower.as_str(), "responsibility" | "guilty" | "victory"))
        }
        _ => false,
    }
}
