//! Passive attributions: "it is believed", "Reth is seen as". Who stands before such a verb is spoken of and does not
//! speak; the source is whom "by" names, or nobody.

use std::ops::Range;

use super::RawAttribution;
use crate::extract::segment::Segmented;
use crate::extract::tokens::Token;
use crate::extract::{cues, lexicon};

/// Takes from passive attributions, and from an "it" that stands for nobody, what the tagger took for the source.
pub(super) fn clear(document: &Segmented<'_>, raw: &mut RawAttribution) {
    let (Some(mention), Some(cue)) = (raw.mention.first(), raw.cue.first()) else { return };
    let (mention, cue) = (document.token_range(*mention), document.token_range(*cue));
    let (Some(first), false) = (document.tokens.get(mention.start), mention.is_empty()) else { return };
    let it = mention.len() == 1 && matches!(first.lower.as_str(), "it" | "there");
    let emerges = document.tokens[cue.clone()].iter().any(|token| lexicon::is_impersonal_verb(&token.lower));
    let spoken_of =
        is_passive(&document.tokens, &cue) && (it || mention.start < cue.start) && !by_agent(document, &mention);
    if it && (spoken_of || emerges) {
        raw.unnamed_by("“it” and “there” stand for nobody here");
    } else if spoken_of {
        raw.unnamed_by("who stands before a passive verb is spoken of");
    }
}

/// True when a cue, with what stands right before it, is a passive verb of saying or thinking and nothing after it
/// makes the subject speak ("was quoted as saying", "is reported to have told").
pub(super) fn is_passive(tokens: &[Token], cue: &Range<usize>) -> bool {
    let mut first = cue.start;
    while first > 0
        && cue.start - first < 3
        && (is_being(&tokens[first - 1].lower) || is_adverb(&tokens[first - 1].lower))
    {
        first -= 1;
    }
    let participle = (first..cue.end).find(|&at| {
        let being = (first..at).rev().find(|&before| !is_adverb(&tokens[before].lower));
        lexicon::is_passive_participle(&tokens[at].lower) && being.is_some_and(|before| is_being(&tokens[before].lower))
    });
    participle.is_some_and(|at| !tokens[at + 1..cue.end].iter().any(|token| cues::is_verb(&token.lower)))
}

/// "By the ministry": who did it stands after "by".
fn by_agent(document: &Segmented<'_>, mention: &Range<usize>) -> bool {
    (1..=2).filter_map(|step| mention.start.checked_sub(step)).any(|at| document.tokens[at].lower == "by")
}

/// A form of "be".
pub(super) fn is_being(word: &str) -> bool {
    matches!(word, "is" | "are" | "was" | "were" | "be" | "been" | "being")
}

/// True for a participle behind a form of "be" or "as" ("was quoted", "is reported").
pub(super) fn is_participle(document: &Segmented<'_>, at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).map_or("", |at| document.tokens[at].lower.as_str());
    let be = |word: &str| is_being(word) || word == "as";
    be(before(1)) || (is_adverb(before(1)) && be(before(2)))
}

fn is_adverb(word: &str) -> bool {
    (word.ends_with("ly") && word.len() > 4) || lexicon::is_verb_adverb(word)
}
