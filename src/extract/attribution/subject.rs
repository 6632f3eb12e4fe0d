//! Finds the subject of a verb of attribution, where the tagger found the verb and no source: mostly in short sentences, and
//! where something stands between commas behind the subject ("Ama Reth, the mayor of Hollin, said by telephone").

use std::ops::Range;

use super::{RawAttribution, content, lists, passive};
use crate::domain::Span;
use crate::extract::segment::Segmented;
use crate::extract::tokens::{Token, TokenKind};
use crate::extract::{cues, lexicon};

/// The most tokens of a subject.
const LONGEST: usize = 12;
/// The most tokens between commas behind a subject.
const LONGEST_INSERT: usize = 20;

/// Fills in the mentions of attributions that have a verb and none.
pub(super) fn add(document: &Segmented<'_>, raws: &mut [RawAttribution]) {
    for raw in raws.iter_mut().filter(|raw| raw.mention.is_empty()) {
        if let Some((span, rule)) = find(document, raw)
            && let Some(mention) = content::mention(document, span)
        {
            raw.named_by(mention, rule);
            lists::complete(document, raw);
        }
    }
}

/// "The league has lost and Ama Reth said …": where the tagger took the subject of the clause before, the name right
/// before the verb is the verb's own.
pub(super) fn prefer_own_clause(document: &Segmented<'_>, raw: &mut RawAttribution) {
    let (Some(mention), Some(cue)) = (raw.mention.first(), raw.cue.first()) else { return };
    let (mention, cue) = (document.token_range(*mention), document.token_range(*cue));
    let tokens = &document.tokens;
    if mention.end + 2 >= cue.start || !cues::speech_form(&tokens[cue.start].lower) {
        return;
    }
    let between = mention.end..cue.start;
    let Some(joint) = between.clone().rfind(|&at| matches!(tokens[at].lower.as_str(), "and" | "but" | "while")) else {
        return;
    };
    let subject = joint + 1..cue.start;
    let has_verb = (mention.end..joint).any(|at| {
        !tokens[at].capital && (lexicon::is_auxiliary(&tokens[at].lower) || tokens[at].lower.ends_with("ed"))
    });
    let named = subject.len() >= 2 && (subject.end - 2..subject.end).all(|at| tokens[at].capital);
    let plain = subject.clone().all(|at| matches!(tokens[at].kind, TokenKind::Word | TokenKind::Possessive));
    let words = subject.len() <= LONGEST && !subject.clone().any(|at| is_verb(&tokens[at]));
    let clear = between
        .clone()
        .all(|at| document.quoted[at].is_none() && !matches!(tokens[at].lower.as_str(), "who" | "which"));
    if has_verb && named && plain && words && clear {
        let name = Span::new(tokens[subject.start].span.start, tokens[subject.end - 1].span.end);
        raw.named_by(name, "the name right before the verb, in its own clause");
    }
}

/// The words of the subject, and the rule that found them.
fn find(document: &Segmented<'_>, raw: &RawAttribution) -> Option<(Span, &'static str)> {
    let cue = document.token_range(*raw.cue.first()?);
    let tokens = &document.tokens;
    let verbs = &tokens[cue.clone()];
    let sentence = document.sentences[raw.sentence].tokens.clone();
    let free = |at: usize| {
        document.quoted[at] == document.quoted[cue.start]
            && !raw.content.iter().any(|span| span.overlaps(&tokens[at].span))
    };
    let span = |subject: Range<usize>| Span::new(tokens[subject.start].span.start, tokens[subject.end - 1].span.end);
    if passive::is_passive(tokens, &cue) {
        let agent = agent(tokens, &cue, &sentence, free)?;
        return Some((span(agent), "whom “by” names behind a passive verb"));
    }
    let is_active = verbs.iter().any(|token| cues::is_verb(&token.lower))
        && !is_passive(&tokens[cue.start].lower)
        && cue.start.checked_sub(1).is_none_or(|before| !is_passive(&tokens[before].lower));
    // "He was quoted as saying": he spoke all the same.
    if !is_active && !verbs.iter().any(|token| token.lower == "quoted") {
        return None;
    }
    if let Some(before) = before(tokens, cue.start, sentence.start, free) {
        return Some((span(before), "the subject before the verb"));
    }
    after(tokens, &cue, sentence, free).map(|after| (span(after), "the subject behind the verb"))
}

/// Whom "by" names right after a passive verb: "was accused by the ministry".
fn agent(
    tokens: &[Token],
    cue: &Range<usize>,
    sentence: &Range<usize>,
    free: impl Fn(usize) -> bool,
) -> Option<Range<usize>> {
    let by = (cue.end - 1..sentence.end.min(cue.end + 1)).find(|&at| tokens[at].lower == "by")?;
    let ends = |at: usize| {
        opens_clause(&tokens[at])
            || lexicon::is_preposition(&tokens[at].lower)
            || matches!(tokens[at].lower.as_str(), "." | "and")
    };
    let end = (by + 1..sentence.end).take_while(|&at| free(at) && !ends(at)).last()? + 1;
    is_noun_phrase(&tokens[by + 1..end]).then_some(by + 1..end)
}

/// The words before the verb, back to the start of its clause.
fn before(tokens: &[Token], verb: usize, first: usize, free: impl Fn(usize) -> bool) -> Option<Range<usize>> {
    let mut end = verb;
    while end > first && is_adverb(&tokens[end - 1].lower) {
        end -= 1;
    }
    let mut insert = None;
    if end > first && tokens[end - 1].lower == "," {
        let back = (first..end - 1).rev().take(LONGEST_INSERT);
        let comma = back.take_while(|&at| free(at)).find(|&at| tokens[at].lower == ",")?;
        insert = Some(comma + 1..end - 1);
        end = comma;
    }
    let start = (first..end).rev().take_while(|&at| free(at) && !opens_clause(&tokens[at])).last()?;
    if is_noun_phrase(&tokens[start..end]) {
        return Some(start..end);
    }
    // "The ministry, whose spokeswoman, Ilse Maran, said": the name.
    insert
        .filter(|name| tokens[name.clone()].iter().all(|token| token.capital) && is_noun_phrase(&tokens[name.clone()]))
}

/// The words after the verb, where it stands behind what was said ("…," said the mayor of Hollin.).
fn after(
    tokens: &[Token],
    cue: &Range<usize>,
    sentence: Range<usize>,
    free: impl Fn(usize) -> bool,
) -> Option<Range<usize>> {
    if cue.start == sentence.start || tokens[cue.start - 1].kind != TokenKind::Mark {
        return None;
    }
    let end = (cue.end..sentence.end)
        .take_while(|&at| free(at) && !opens_clause(&tokens[at]) && !matches!(tokens[at].lower.as_str(), "on" | "in"))
        .last()?
        + 1;
    is_noun_phrase(&tokens[cue.end..end]).then_some(cue.end..end)
}

/// A name, or words that start as a description does, without a verb in them.
fn is_noun_phrase(tokens: &[Token]) -> bool {
    let Some(first) = tokens.first() else { return false };
    let starts = first.capital && !lexicon::is_preposition(&first.lower)
        || lexicon::is_determiner(&first.lower)
        || lexicon::is_speaker_pronoun(&first.lower)
        || lexicon::is_group_noun(&first.lower);
    let is_lone_article = tokens.len() == 1 && lexicon::is_determiner(&first.lower);
    starts
        && !is_lone_article
        && tokens.len() <= LONGEST
        && !matches!(first.lower.as_str(), "i" | "we" | "there" | "this" | "that" | "nobody" | "meanwhile" | "however")
        && !tokens.iter().any(is_verb)
}

fn is_verb(token: &Token) -> bool {
    !token.capital && (lexicon::is_auxiliary(&token.lower) || cues::speech_form(&token.lower))
}

/// Words and marks at which a clause begins.
fn opens_clause(token: &Token) -> bool {
    token.kind == TokenKind::Mark && !matches!(token.lower.as_str(), "'" | "-" | ".")
        || lexicon::is_clause_opener(&token.lower)
}

fn is_adverb(word: &str) -> bool {
    word.ends_with("ly") || lexicon::is_subject_adverb(word)
}

/// Words before a verb whose subject did not speak ("is expected", "to say").
fn is_passive(word: &str) -> bool {
    matches!(word, "is" | "are" | "was" | "were" | "be" | "been" | "being" | "to")
}
