//! Tells which attributions are worth a claim of their own: words that say something by themselves, of somebody.

use super::attribution::RawAttribution;
use super::number_words::{below_twenty, plural_scale, tens};
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

/// False for what is attributed to nobody ("was seen as “weak”"), and for a few words that say nothing
/// alone ("praised Reth", "threatened to").
pub(super) fn is_worth_a_claim(document: &Segmented<'_>, raw: &RawAttribution, reading: &Reading) -> bool {
    if raw.turn.is_some() {
        return true;
    }
    if !reading.has_source && raw.mention.is_empty() && !is_somebodys(document, raw, reading) {
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

/// True where somebody must have said the words, though nothing tells who: what is quoted as a whole, and what is quoted in
/// part behind a verb that is not passive ("a letter also acknowledged the “odd” plan").
fn is_somebodys(document: &Segmented<'_>, raw: &RawAttribution, reading: &Reading) -> bool {
    let cue = || raw.cue.iter().flat_map(|span| document.tokens_in(*span)).map(|token| token.lower.as_str());
    let passive = || cue().any(|word| matches!(word, "is" | "are" | "was" | "were" | "be" | "been" | "being"));
    match reading.quotation {
        Quotation::Direct => true,
        Quotation::Mixed => reading.manner == Manner::Statement && cue().any(cues::is_verb) && !passive(),
        Quotation::Indirect => false,
    }
}

/// True where a few words say something by themselves, with who said them and how ("denied any involvement").
fn makes_sense(document: &Segmented<'_>, raw: &RawAttribution, reading: &Reading, words: &[&Token]) -> bool {
    if is_broken(raw, reading, words) {
        return false;
    }
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    let cue: Vec<&str> =
        raw.cue.iter().flat_map(|span| document.tokens_in(*span)).map(|token| token.lower.as_str()).collect();
    let speaks = cue.is_empty() || cue.iter().any(|word| cues::speech_form(word));
    let of_words = words.iter().any(|token| is_proposition(&token.lower) || lexicon::is_utterance(&token.lower));
    let stands_for_words = words.len() == 1 && matches!(last.lower.as_str(), "it" | "this" | "that");
    let is_object = words.len() == SHORT && reading.manner == Manner::Statement && reading.has_source;
    match (reading.quotation, reading.stance) {
        (Quotation::Direct, _) => speaks && (words.len() > 1 || reading.has_source),
        (Quotation::Mixed, _) => {
            words.len() > 1
                && reading.manner == Manner::Statement
                && !cue.iter().any(|word| lexicon::is_topic_cue(word))
        }
        _ if is_clause(&cue, words) || words.len() > 1 && follows_that(document, raw) => true,
        (_, Stance::Denies) => {
            is_object || of_words || stands_for_words || first.lower.ends_with("ing") || last.lower == "guilty"
        }
        // "promised an inquiry", "urged Reth to stay", "verified 41 deaths"; not "appealed to the league".
        (_, Stance::Demands | Stance::Asks | Stance::Promises) => {
            let known =
                last.capital || first.lower != "a" && first.lower != "an" && lexicon::is_determiner(&first.lower);
            is_object || words.len() > 1 && (!known || words.iter().any(|token| token.lower == "to"))
        }
        (_, Stance::Confirms | Stance::Alleges | Stance::Warns) if is_object => true,
        (_, Stance::Asserts | Stance::Confirms) => is_told(reading, &cue, words),
        _ => false,
    }
}

/// True for words that the tagger cut from others: nothing that ends or begins so makes sense.
fn is_broken(raw: &RawAttribution, reading: &Reading, words: &[&Token]) -> bool {
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return true };
    let direct = reading.quotation == Quotation::Direct;
    lexicon::is_preposition(&last.lower)
        || words.len() > 1 && lexicon::is_determiner(&last.lower)
        || matches!(last.lower.as_str(), "a" | "an" | "the" | "and" | "or" | "than" | "what")
        || matches!(first.lower.as_str(), "which" | "who" | "whom" | "what")
        || raw.content.len() > 1 && !raw.direct
        // "blamed … on 'sabotage'", "He was".
        || !direct && first.lower != "to" && lexicon::is_preposition(&first.lower)
        || !direct && words.len() < SHORT && matches!(last.lower.as_str(), "is" | "are" | "was" | "were")
        // "her to do", "it to be": what goes on elsewhere. "Asked a similar question".
        || !direct && matches!(last.lower.as_str(), "be" | "been" | "being" | "do" | "question" | "questions")
}

/// True for a clause, told by its verb or by the verb that governs it ("admitted it rained").
fn is_clause(cue: &[&str], words: &[&Token]) -> bool {
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    let verb = cue.last().copied().unwrap_or_default();
    let of_clause = lexicon::is_speaker_pronoun(&first.lower) || first.lower == "there" || last.lower.ends_with("ed");
    // "announced the measures": what takes an object as well says little before one.
    let object = lexicon::is_determiner(&first.lower) && !verb.starts_with("sa");
    words.len() == SHORT && words.iter().any(|token| lexicon::is_auxiliary(&token.lower))
        || words.len() > 1 && (lexicon::is_saying_verb(verb) && !object || cues::takes_clause(verb) && of_clause)
}

/// A number in words, from two up.
fn is_number(word: &str) -> bool {
    below_twenty(word).is_some_and(|number| number > 1) || tens(word).is_some() || plural_scale(word).is_some()
}

/// True where "that" joins the content to its cue.
fn follows_that(document: &Segmented<'_>, raw: &RawAttribution) -> bool {
    let start = raw.content.first().map(|span| document.token_range(*span).start);
    let before = start.and_then(|start| start.checked_sub(1)).and_then(|at| document.tokens.get(at));
    before.is_some_and(|before| before.lower == "that")
}

/// True for an object that tells what was said, and not only of what: "declared the road closed", "slammed as unfair",
/// "condemned the late attack", "verified 41 deaths", "spoke of leaving", "wrote them to reconsider"; not "announced the
/// measures".
fn is_told(reading: &Reading, cue: &[&str], words: &[&Token]) -> bool {
    let is_object = words.len() == SHORT && reading.manner == Manner::Statement && reading.has_source;
    let last = cue.last().copied().unwrap_or_default();
    let called = (lexicon::is_calling_verb(last) || last == "as") && !words.iter().all(|token| token.capital);
    let ends_in_ing = |at: usize| words.get(at).is_some_and(|word| word.lower.ends_with("ing"));
    let deed = ends_in_ing(0) || ends_in_ing(SHORT - 1) || words.get(1).is_some_and(|word| word.lower == "to");
    is_object && (called || deed || lexicon::is_condemning_verb(last))
        || words.len() > 1
            && reading.manner == Manner::Statement
            && words.iter().any(|token| token.kind == TokenKind::Number || is_number(&token.lower))
        || words.iter().any(|token| matches!(token.lower.as_str(), "responsibility" | "guilty" | "victory"))
}
