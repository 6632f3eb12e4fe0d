//! Recognises what the tagger takes for a claim though nobody states anything by it: what pictures show, what a word
//! refers to, what somebody pretends, the law that was passed, the topic of a talk.

use super::RawAttribution;
use crate::extract::lexicon;
use crate::extract::segment::Segmented;
use crate::extract::tokens::TokenKind;

/// True for an attribution by which nobody states anything. Whoever is quoted stated it.
pub(super) fn is_no_statement(document: &Segmented<'_>, raw: &RawAttribution) -> bool {
    let content = raw.content.iter().flat_map(|span| document.token_range(*span));
    let content: Vec<usize> = content.filter(|&at| document.tokens[at].kind != TokenKind::Mark).collect();
    if raw.direct || content.iter().any(|&at| document.quoted[at].is_some()) {
        return false;
    }
    let lower = |at: usize| document.tokens[at].lower.as_str();
    // A relative pronoun alone states nothing, but "denied it" refers to what was asked.
    if content.iter().all(|&at| matches!(lower(at), "which" | "that" | "who" | "whom" | "what")) {
        return true;
    }
    let Some(cue) = raw.cue.first().map(|cue| document.token_range(*cue)) else { return false };
    let mention = raw.mention.first().map(|mention| document.token_range(*mention));
    let verb = |starts: &[&str]| cue.clone().any(|at| starts.iter().any(|start| lower(at).starts_with(start)));
    let last = lower(cue.end - 1);
    let clause = last == "that" || document.tokens.get(cue.end).is_some_and(|next| next.lower == "that");
    // The object of the verb, not a clause that it governs.
    let object = content[0] == cue.end && !clause;
    let in_head =
        |at: &usize| !lexicon::is_preposition(lower(*at)) && !matches!(lower(*at), "that" | "which" | "," | "who");
    let pictured =
        || mention.clone().is_some_and(|mention| mention.take_while(in_head).any(|at| lexicon::is_picture(lower(at))));
    let legislates =
        || content.iter().copied().take_while(in_head).take(6).any(|at| lexicon::is_legislation(lower(at)));
    let thing = || mention.clone().is_none_or(|mention| matches!(lower(mention.start), "which" | "that" | "it"));
    // "discussed how to end it": at least a question is stated.
    let topic = || {
        (last.starts_with("discuss") || verb(&["exchang"]) || cue.len() > 1 && verb(&["talk"]) && last == "about")
            && !lexicon::is_question_word(lower(content[0]))
    };
    // "citing two officials": those cited are no words of the one who cites them.
    let cited = || {
        let clause = content.iter().any(|&at| lexicon::is_auxiliary(lower(at)));
        let head = content.iter().copied().take_while(in_head).last().unwrap_or(content[0]);
        let somebody = lexicon::is_person_noun(lower(head))
            || lexicon::is_group_noun(lower(head))
            || lexicon::is_outlet_noun(lower(head))
            || lexicon::is_body_noun(lower(head));
        matches!(last, "citing" | "quoting") && !clause && somebody
    };
    // "Three promised squadrons", "the announced measures": a participle before its noun.
    let before = cue.start.checked_sub(1).map(|at| &document.tokens[at]);
    let qualifies = cue.len() == 1
        && last.ends_with("ed")
        && before.is_some_and(|word| word.kind == TokenKind::Number || lexicon::is_determiner(&word.lower))
        && mention.as_ref().is_none_or(|mention| mention.end < cue.start || mention.start > cue.end);
    verb(&["pretend"])
        || object && qualifies
        || object && cited()
        || object && verb(&["show", "depict"]) && pictured()
        || object && verb(&["refer"]) && thing()
        || object && verb(&["approve", "pass", "adopt"]) && legislates()
        || object && topic()
        || verb(&["claim"]) && mention.clone().is_some_and(|mention| is_let(document, mention.start, cue.start))
}

/// "would let Karsk claim": another's deed gives the occasion, and nothing has been claimed.
fn is_let(document: &Segmented<'_>, mention: usize, cue: usize) -> bool {
    let lower = |at: usize| document.tokens[at].lower.as_str();
    let bare = matches!(lower(cue), "claim" | "to");
    bare && mention.checked_sub(1).is_some_and(|before| lexicon::is_causative_verb(lower(before)))
}
