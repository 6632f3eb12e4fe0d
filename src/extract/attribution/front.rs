//! Words at the edge of a mention that are no part of the noun phrase: a time before it ("last year the agency"), the clause
//! that it stands in ("how the aides", "the league is large and traders"), and the verb behind it that another clause
//! begins with ("critics of the war confronted Reth").

use std::ops::Range;

use crate::extract::lexicon;
use crate::extract::tokens::{Token, TokenKind};

/// The part of a mention, as places among its tokens, that names somebody.
pub(super) fn noun_phrase(tokens: &[Token]) -> Range<usize> {
    let start = start(tokens);
    let mut end = start + own_verb(&tokens[start..]).unwrap_or(tokens.len() - start);
    // "Karsk and Osmund | traded claims".
    if end > start + 1 && matches!(tokens[end - 1].lower.as_str(), "traded" | "exchanged") && tokens[end - 2].capital {
        end -= 1;
    }
    start..end
}

fn start(tokens: &[Token]) -> usize {
    let lower = |at: usize| tokens.get(at).map_or("", |token| token.lower.as_str());
    let begins = |at: usize| {
        tokens.get(at).is_some_and(|token| {
            token.capital || lexicon::is_determiner(&token.lower) || lexicon::is_speaker_pronoun(&token.lower)
        })
    };
    // "Last year the agency", "Today he".
    if matches!(lower(0), "last" | "this" | "earlier") && is_period(lower(1)) && begins(2) {
        return 2;
    }
    let pronoun = lexicon::is_speaker_pronoun(lower(1)) || lexicon::is_determiner(lower(1));
    if matches!(lower(0), "today" | "yesterday" | "now" | "then" | "meanwhile" | "later") && pronoun {
        return 1;
    }
    // "It is the first time the force".
    let the = |at: &usize| lower(*at) == "time" && lower(at + 1) == "the" && at + 2 < tokens.len();
    if let Some(time) = (1..tokens.len()).find(the) {
        return time + 1;
    }
    // "The name of the writer Ama Reth".
    let article = usize::from(lower(0) == "the");
    if matches!(lower(article), "name" | "names") && lower(article + 1) == "of" && begins(article + 2) {
        return article + 2;
    }
    // "To send and whether experts".
    let opener = |at: &usize| matches!(lower(*at), "how" | "whether" | "because" | "if" | "when" | "while");
    if let Some(opener) = (0..tokens.len().saturating_sub(1)).rev().find(opener) {
        return opener + 1;
    }
    // "Karsk is a large state and aid agencies": what another verb governs ends before "and".
    let that = |at: &usize| lower(*at) == "that";
    let verb = (1..tokens.len().saturating_sub(1)).find(|&at| lexicon::is_auxiliary(lower(at)));
    let Some(verb) = verb.filter(|verb| !(0..*verb).any(|at| that(&at))) else { return 0 };
    (verb + 1..tokens.len() - 1).rev().find(|&at| lower(at) == "and").map_or(0, |and| and + 1)
}

/// The place of a verb with an object of its own: "critics of the war | confronted Reth". A participle before a noun ("the
/// freed Karsk crew") or before its agent ("officials briefed by Reth") is none.
fn own_verb(tokens: &[Token]) -> Option<usize> {
    let lower = |at: usize| tokens[at].lower.as_str();
    let object = |token: &Token| {
        token.capital && token.kind == TokenKind::Word
            || token.kind == TokenKind::Number
            || lexicon::is_determiner(&token.lower)
    };
    (2..tokens.len().saturating_sub(1)).find(|&at| {
        let before = &tokens[at - 1];
        let noun = before.kind == TokenKind::Word
            && !lexicon::is_determiner(&before.lower)
            && !lexicon::is_preposition(&before.lower)
            && !matches!(before.lower.as_str(), "and" | "or")
            && !before.lower.ends_with("ly")
            && !before.lower.ends_with("ed");
        let verb = !tokens[at].capital && lower(at).ends_with("ed") && lower(at).len() > 4 && !lower(at).contains('-');
        let called = matches!(lower(at), "named" | "called" | "nicknamed" | "identified" | "based");
        verb && noun && !called && object(&tokens[at + 1])
    })
}

/// A stretch of time that "last" and "this" stand before.
fn is_period(word: &str) -> bool {
    matches!(
        word,
        "week" | "month" | "year" | "weekend" | "summer" | "winter" | "spring" | "autumn" | "century" | "decade"
    )
}
