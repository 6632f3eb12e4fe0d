//! What the tagger takes for a claim though nobody states anything by it: what pictures show, what a word refers to, what
//! somebody pretends, the law that was passed, the topic of a talk.

use super::RawAttribution;
use crate::extract::nouns;
use crate::extract::segment::Segmented;
use crate::extract::tokens::TokenKind;

/// Pictures, which show and do not speak.
const PICTURES: &str = " footage video videos photo photos photograph photographs picture pictures clip clips ";
/// What parliaments pass.
const LAWS: &str = " law laws legislation bill bills act budget amendment amendments package decree measure measures ";
/// Words by which one makes another do something ("would let Karsk claim victory").
const LETTING: &str = " let lets letting allow allows allowed allowing enable enables enabled enabling make makes made help \
    helps helped ";
/// Relative words, which hold nothing themselves; "denied it" does hold what was asked.
const EMPTY: &str = " which that who whom what ";

fn listed(list: &str, word: &str) -> bool {
    list.contains(&format!(" {word} "))
}

/// True for an attribution by which nobody states anything. Whoever is quoted stated it.
pub(super) fn is_no_statement(document: &Segmented<'_>, raw: &RawAttribution) -> bool {
    let content = raw.content.iter().flat_map(|span| document.token_range(*span));
    let content: Vec<usize> = content.filter(|&at| document.tokens[at].kind != TokenKind::Mark).collect();
    if raw.direct || content.iter().any(|&at| document.quoted[at].is_some()) {
        return false;
    }
    let lower = |at: usize| document.tokens[at].lower.as_str();
    if content.iter().all(|&at| listed(EMPTY, lower(at))) {
        return true;
    }
    let Some(cue) = raw.cue.first().map(|cue| document.token_range(*cue)) else { return false };
    let mention = raw.mention.first().map(|mention| document.token_range(*mention));
    let has = |start: &str| cue.clone().any(|at| lower(at).starts_with(start));
    let clause = lower(cue.end - 1) == "that" || document.tokens.get(cue.end).is_some_and(|next| next.lower == "that");
    let phrase = content[0] == cue.end && !clause;
    let head = |at: &usize| !nouns::is_preposition(lower(*at)) && !matches!(lower(*at), "that" | "which" | "," | "who");
    let mention_has =
        |list: &str| mention.clone().is_some_and(|mention| mention.take_while(head).any(|at| listed(list, lower(at))));
    let first_words = || content.iter().copied().take_while(head).take(6);
    let thing = mention.clone().is_none_or(|mention| matches!(lower(mention.start), "which" | "that" | "it"));
    has("pretend")
        || (has("show") || has("depict")) && phrase && mention_has(PICTURES)
        || has("refer") && thing && phrase
        || (has("approve") || has("pass") || has("adopt")) && phrase && first_words().any(|at| listed(LAWS, lower(at)))
        || (lower(cue.end - 1).starts_with("discuss")
            || has("exchang")
            || cue.len() > 1 && has("talk") && lower(cue.end - 1) == "about")
            && phrase
            && !opens_question(lower(content[0]))
        || has("claim") && mention.is_some_and(|mention| is_let(document, mention.start, cue.start))
}

/// "discussed how to end it": at least a question is told.
fn opens_question(word: &str) -> bool {
    matches!(word, "how" | "whether" | "what" | "why" | "when" | "where" | "if")
}

/// "would let Karsk claim": another's deed gives the occasion, and nothing has been claimed.
fn is_let(document: &Segmented<'_>, mention: usize, cue: usize) -> bool {
    let lower = |at: usize| document.tokens[at].lower.as_str();
    let bare = matches!(lower(cue), "claim" | "to");
    bare && mention.checked_sub(1).is_some_and(|before| listed(LETTING, lower(before)))
}
