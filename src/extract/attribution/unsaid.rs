//! Recognises statements that nobody made: "Did the ministry say that …?", "Unless the army confirms that …", "Had Reth
//! warned that …", "No official said that …".

use super::RawAttribution;
use crate::extract::lexicon;
use crate::extract::segment::Segmented;
use crate::extract::tokens::TokenKind;

/// True where the words of an attribution tell that nobody made this statement, or ask whether somebody did.
pub(super) fn is_unsaid(document: &Segmented<'_>, raw: &RawAttribution) -> bool {
    let (Some(mention), Some(cue)) = (raw.mention.first(), raw.cue.first()) else { return false };
    let (mention, cue) = (document.token_range(*mention), document.token_range(*cue));
    if mention.is_empty() || mention.start > cue.start {
        return false;
    }
    let lower = |at: usize| document.tokens.get(at).map_or("", |token| token.lower.as_str());
    let first = lower(mention.start);
    let number = document.tokens.get(mention.start + 1).is_some_and(|next| next.kind != TokenKind::Word);
    // "No 10" is an address.
    if matches!(first, "nobody" | "none") || first == "no" && mention.len() > 1 && !number {
        return true;
    }
    let asks = ends_as_question(document, raw);
    if asks && matches!(first, "who" | "whoever") && begins_clause(document, mention.start) {
        return true;
    }
    // The tagger takes the word that opens the clause for a part of the mention, or leaves it out.
    let opens_mention = mention.len() > 1 && (lexicon::is_conditional(first) || is_inverted(first));
    let opener = if opens_mention { mention.start } else { mention.start.wrapping_sub(1) };
    let word = lower(opener);
    if lexicon::is_conditional(word) {
        return true;
    }
    let supposes = matches!(word, "should" | "had" | "were");
    is_inverted(word) && (supposes || asks) && begins_clause(document, opener)
}

/// A verb that stands before its subject in questions and conditions.
fn is_inverted(word: &str) -> bool {
    lexicon::is_auxiliary(word)
}

/// True for the first token of a sentence or of a clause between commas.
fn begins_clause(document: &Segmented<'_>, at: usize) -> bool {
    let Some(token) = document.tokens.get(at) else { return false };
    let sentence = &document.sentences[document.sentence_at(token.span.start)].tokens;
    at == sentence.start || document.tokens[at - 1].kind == TokenKind::Mark || document.tokens[at - 1].lower == "and"
}

/// True where the sentence of the cue ends in a question mark that is the reporter's own.
fn ends_as_question(document: &Segmented<'_>, raw: &RawAttribution) -> bool {
    let sentence = document.sentences[raw.sentence].tokens.clone();
    let last = sentence.rev().find(|&at| document.quoted[at].is_none());
    last.is_some_and(|at| document.tokens[at].lower == "?")
}
