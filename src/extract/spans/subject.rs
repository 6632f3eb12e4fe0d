//! Who stands with a verb of attribution: the noun phrase before it, or after it where the order is turned round.

use std::ops::Range;

use super::line::Line;
use super::phrase::{LONGEST, common_opening, is_adverb, noun_here, noun_phrase, plausible};
use crate::extract::cues::{self, Cue};
use crate::extract::date::is_day_word;
use crate::extract::nouns;

/// The subject of a verb of attribution.
#[derive(Debug, Clone)]
pub(super) struct Subject {
    /// The words that name the source, apposition included.
    pub(super) mention: Range<usize>,
    /// The first unit of the verb with its auxiliaries and negation.
    pub(super) cue_start: usize,
    /// It stands before "who".
    pub(super) relative: bool,
}

/// An apposition or relative clause between commas may be this long.
const LONGEST_INSERT: usize = 40;

/// The first unit of the verb's group; `None` where its form attributes nothing ("to say", "is believed", "would say").
pub(super) fn verb_group(line: &Line<'_>, cue_at: usize, cue: &Cue, from: usize) -> Option<usize> {
    let form = line.word(cue_at);
    let progressive = form.ends_with("ing");
    let mut start = cue_at;
    let mut negated = false;
    let mut have = false;
    while start > from {
        let word = line.word(start - 1);
        if line.capital(start - 1) && start - 1 > from {
            break;
        }
        match word {
            "be" | "is" | "are" | "was" | "were" | "been" | "being" | "get" | "got" => {
                if !progressive {
                    return None;
                }
            }
            "not" => negated = true,
            "didn't" | "doesn't" | "don't" | "hasn't" | "haven't" | "hadn't" => negated = true,
            "never" => return None,
            "has" | "have" | "had" => have = true,
            "did" | "does" | "do" => {}
            "would" | "will" | "could" | "can" | "cannot" | "won't" | "wouldn't" | "couldn't" | "can't" => {
                negated |= matches!(word, "cannot") || word.ends_with("n't");
                if !(negated && matches!(cue.lemma, "rule" | "confirm" | "comment" | "deny")) {
                    return None;
                }
            }
            "to" | "may" | "might" | "should" | "must" | "shall" | "let" | "please" | "by" | "of" | "for" => {
                return None;
            }
            word if is_adverb(word) => {}
            _ => break,
        }
        start -= 1;
    }
    if negated
        && matches!(
            cue.lemma,
            "say"
                | "tell"
                | "report"
                | "add"
                | "announce"
                | "reveal"
                | "write"
                | "ask"
                | "mention"
                | "specify"
                | "comment"
                | "disclose"
        )
    {
        return None;
    }
    // "have say" is no verb form; "have said" is.
    if have && form == cue.lemma {
        return None;
    }
    Some(start)
}

/// The subject before the verb at `cue_at`, looking back no further than `from`.
pub(super) fn find(line: &Line<'_>, cue_at: usize, cue: &Cue, from: usize) -> Option<Subject> {
    let cue_start = verb_group(line, cue_at, cue, from)?;
    let mut last = skip_date_back(line, cue_start.checked_sub(1)?, from)?;
    if last < from {
        return None;
    }
    let subject = |mention: Range<usize>, relative| Some(Subject { mention, cue_start, relative });
    if matches!(line.word(last), "who" | "which") && last > from {
        let mut before = last - 1;
        let comma = line.is_comma(before);
        if comma {
            before = before.checked_sub(1).filter(|&before| before >= from)?;
        }
        let start = noun_phrase(line, before, from)?;
        return subject(start..before + 1, true).filter(|found| plausible(line, &found.mention));
    }
    if line.is_comma(last) {
        return inserted(line, last, from).and_then(|mention| subject(mention, false));
    }
    if nouns::is_speaker_pronoun(line.word(last)) && !line.capital(last)
        || matches!(line.word(last), "he" | "she" | "it" | "they" | "we")
    {
        if matches!(line.word(last), "we" | "i") {
            return None;
        }
        return subject(last..last + 1, false);
    }
    if line.is_quote(last) {
        return None;
    }
    if let Some(start) = noun_phrase(line, last, from) {
        let range = start..last + 1;
        if object_relative(line, start, from) || (cue_start == cue_at && !agrees(line, cue_at, cue, &range)) {
            return None;
        }
        if plausible(line, &range) && !cues_noun(line, cue_at, &range) {
            return subject(range, false);
        }
    }
    // "Two officials who asked not to be named said": the head stands before "who".
    let low = from.max(last.saturating_sub(LONGEST));
    while last > low {
        let word = line.word(last);
        if word == "who" {
            let start = noun_phrase(line, last.checked_sub(1)?, from)?;
            return subject(start..last, false).filter(|found| plausible(line, &found.mention));
        }
        if line.is_mark(last) || line.is_quote(last) || cues::lookup(word).is_some_and(|cue| cue.lemma == "say") {
            return None;
        }
        last -= 1;
    }
    None
}

/// A form that is more often a noun needs a subject that can do without it ("police reports" is none).
fn cues_noun(line: &Line<'_>, cue_at: usize, subject: &Range<usize>) -> bool {
    let word = line.word(cue_at);
    cues::lookup(word).is_some_and(|cue| cue.noun_like && (word == cue.lemma || word.ends_with('s')))
        && (nouns::is_determiner(line.word(subject.start)) && subject.len() == 1
            || matches!(
                line.word(cue_at + 1),
                "of" | "from" | "by" | "about" | "," | "." | "are" | "is" | "were" | "was" | "on" | "as"
            ))
}

/// "the scenario the US claimed": a noun right before the article makes the verb part of a relative clause.
fn object_relative(line: &Line<'_>, start: usize, from: usize) -> bool {
    let Some(before) = start.checked_sub(1).filter(|&before| before >= from) else { return false };
    let word = line.word(before);
    matches!(line.word(start), "the" | "a" | "an" | "his" | "her" | "their" | "its")
        && line.is_word(before)
        && !line.capital(before)
        && !line.is_finite(before)
        && !is_day_word(word)
        && !is_adverb(word)
        && !nouns::is_preposition(word)
        && !common_opening(word)
        && !line.is_number(before)
        && !matches!(word, "that" | "while" | "than" | "where" | "whether" | "since" | "until" | "unless" | "though")
}

/// A verb without an ending ("say") needs several to speak.
fn agrees(line: &Line<'_>, cue_at: usize, cue: &Cue, subject: &Range<usize>) -> bool {
    if line.word(cue_at) != cue.lemma {
        return true;
    }
    subject.clone().any(|at| {
        let word = line.word(at);
        (word.ends_with('s') && word.len() > 3 && word != "'s")
            || nouns::is_group(word)
            || matches!(
                word,
                "and"
                    | "they"
                    | "media"
                    | "police"
                    | "both"
                    | "none"
                    | "two"
                    | "three"
                    | "some"
                    | "many"
                    | "most"
                    | "few"
                    | "military"
                    | "intelligence"
            )
    })
}

/// Steps back over "on Tuesday", "Wednesday", "last week" between subject and verb.
fn skip_date_back(line: &Line<'_>, last: usize, from: usize) -> Option<usize> {
    let mut at = last;
    let mut words = 0;
    while at > from && words < 5 {
        let word = line.word(at);
        if (is_day_word(word) || matches!(word, "morning" | "evening" | "night"))
            || (words > 0 && matches!(word, "on" | "last" | "this" | "earlier" | "late" | "in" | "early"))
            || (line.is_number(at) && (is_day_word(line.word(at - 1)) || is_day_word(line.word(at + 1))))
        {
            at -= 1;
            words += 1;
        } else {
            break;
        }
    }
    Some(at)
}

/// "NAME, who …," and "NAME, head of …,": the noun phrase before the insert that ends with the comma at `comma`.
fn inserted(line: &Line<'_>, comma: usize, from: usize) -> Option<Range<usize>> {
    let low = from.max(comma.saturating_sub(LONGEST_INSERT));
    for first in (low + 1..comma).filter(|&at| line.is_comma(at)) {
        let Some(start) = noun_phrase(line, first - 1, from) else { continue };
        let clean = start == from
            || line.is_mark(start - 1)
            || line.is_quote(start - 1)
            || matches!(
                line.word(start - 1),
                "and" | "but" | "while" | "as" | "that" | "when" | "although" | "though" | "after" | "because"
            );
        if !clean || !plausible(line, &(start..first)) {
            continue;
        }
        let head = line.word(first + 1);
        if nouns::is_speaker_pronoun(head) {
            continue;
        }
        let clause = matches!(
            head,
            "who"
                | "whose"
                | "which"
                | "where"
                | "however"
                | "meanwhile"
                | "speaking"
                | "asked"
                | "citing"
                | "too"
                | "also"
        ) || nouns::is_preposition(head)
            || is_day_word(head)
            || head.ends_with("ing")
            || line.is_number(first + 1);
        let starts_name = nouns::is_determiner(head) || nouns::is_role(head) || !line.capital(first + 1);
        let capital_insert = line.capital(first + 1)
            && (first + 1..comma).any(|at| nouns::is_role(line.word(at)) || nouns::is_body(line.word(at)));
        if clause {
            return Some(start..first);
        }
        // An apposition has no verb of its own; where one is found this comma parts clauses.
        let verbless = !(first + 1..comma).any(|at| {
            (nouns::is_auxiliary(line.word(at)) || (line.is_finite(at) && !line.word(at).ends_with("ed")))
                && !(first + 1..at).any(|at| matches!(line.word(at), "who" | "which" | "that"))
        });
        if (starts_name || capital_insert) && verbless {
            return Some(start..comma);
        }
        // "Hollin's mayor, Dorit Amsel, said": a role, then the name.
        if line.capital(first + 1) && verbless && (start..first).any(|at| nouns::is_role(line.word(at))) {
            return Some(start..comma);
        }
        if line.capital(first + 1) && verbless {
            // "Reth, Oru and Vane said": a list of names.
            if (first + 1..comma).any(|at| line.word(at) == "and") {
                return Some(start..comma);
            }
        }
    }
    None
}

/// "said Gerda Vost, a farmer": the noun phrase after a verb whose order is turned round, and where it ends.
pub(super) fn inverted(line: &Line<'_>, cue_at: usize, to: usize) -> Option<Range<usize>> {
    let start = cue_at + 1;
    let mut at = start;
    if nouns::is_preposition(line.word(start)) {
        return None;
    }
    while at < to && at - start < LONGEST {
        let word = line.word(at);
        let next = line.word(at + 1);
        if line.is_quote(at)
            || line.is_comma(at)
            || line.is_end(at, to)
            || matches!(word, ":" | "who" | "when" | "while" | "that")
        {
            break;
        }
        if nouns::is_auxiliary(word) || nouns::is_speaker_pronoun(word) {
            return None;
        }
        if at > start {
            if line.skip_date(at) > at && !matches!(word, "the" | "also") {
                break;
            }
            if matches!(
                word,
                "as" | "after"
                    | "during"
                    | "before"
                    | "amid"
                    | "following"
                    | "adding"
                    | "via"
                    | "by"
                    | "because"
                    | "but"
            ) || (nouns::is_preposition(word)
                && (matches!(
                    next,
                    "a" | "an"
                        | "his"
                        | "her"
                        | "their"
                        | "reporters"
                        | "journalists"
                        | "response"
                        | "comments"
                        | "remarks"
                        | "telegram"
                )))
            {
                break;
            }
            if !line.capital(at) && cues::lookup(word).is_some() && !noun_here(line, at) {
                return None;
            }
        }
        at += 1;
    }
    let range = start..at;
    if !plausible(line, &range) {
        return None;
    }
    // An apposition belongs to the mention: "said Ilse Maran, the ministry's spokeswoman."
    if line.word(at) == "," {
        let head = line.word(at + 1);
        let end = (at + 1..to.min(at + LONGEST))
            .find(|&end| line.is_comma(end) || line.is_end(end, to) || line.is_quote(end) || line.word(end) == "who");
        if let Some(end) = end
            && !matches!(
                head,
                "who" | "whose" | "which" | "where" | "when" | "while" | "and" | "but" | "as" | "after" | "before"
            )
            && !head.ends_with("ing")
            && !nouns::is_preposition(head)
            && !nouns::is_speaker_pronoun(head)
            && (at + 1..end).any(|at| nouns::is_role(line.word(at)))
            && !(at + 1..end).any(|at| nouns::is_auxiliary(line.word(at)))
        {
            return Some(start..end);
        }
    }
    Some(range)
}
