//! Attribution before its content: Reth said that …; Reth told reporters: "…"; Reth denied the reports.

use std::ops::Range;

use super::follow;
use super::line::{Line, Match};
use super::phrase;
use super::subject;
use crate::extract::cues::{self, Cue};
use crate::extract::nouns;

/// Adds such attributions in the units `from..to` that no earlier match covers.
pub(super) fn find(line: &Line<'_>, from: usize, to: usize, matches: &mut Vec<Match>) {
    let later = matches.clone();
    let mut done = from;
    let mut last: Option<usize> = None;
    for at in from..to {
        if at < done || later.iter().any(|one| one.covers(at)) {
            continue;
        }
        let Some(cue) = cues::lookup(line.word(at)).filter(|_| !line.capital(at)) else { continue };
        let low = later.iter().map(end_of).filter(|&end| end <= at).max().unwrap_or(from).max(from);
        let Some((mention, cue_start, relative, same)) =
            speaker(line, at, cue, low, last.and_then(|last| matches.get(last)), &later)
        else {
            continue;
        };
        let limit = later.iter().map(|one| one.begins(line)).filter(|&begins| begins > at).min().unwrap_or(to).min(to);
        let Some(found) = follow::content(line, at, cue, limit) else { continue };
        let end = clause_end(line, at, &found.content, limit, relative);
        let end = end.min(found.content.end);
        let range = found.content.start..end.max(found.content.start);
        if line.trim(range.clone()).is_empty() {
            continue;
        }
        done = end;
        // "said A, but added that B": one claim of two parts.
        if same
            && cue.lemma == "add"
            && line.word(at) == "added"
            && let Some(before) = last.and_then(|last| matches.get_mut(last))
        {
            before.content.push(line.trim(range));
            continue;
        }
        let mut cue_ranges = Vec::new();
        cue_ranges.push(cue_start..found.cue_end);
        let mut mention = mention;
        let mut relays = found.relays;
        if let Some(citing) = citing(line, at, end, limit) {
            cue_ranges.push(citing.start..citing.start + 1);
            relays.append(&mut mention);
            mention.clear();
            mention.push(citing.start + 1..citing.end);
            done = citing.end;
        }
        last = Some(matches.len());
        matches.push(Match {
            cue_at: at,
            cue: cue_ranges,
            mention,
            content: vec![range],
            relays,
            same_speaker: same,
            relative,
        });
    }
}

fn end_of(one: &Match) -> usize {
    one.content.iter().chain(&one.cue).chain(&one.mention).map(|range| range.end).max().unwrap_or(0)
}

/// Mention, start of the cue, whether relative, whether the speaker of the match before.
type Speaker = (Vec<Range<usize>>, usize, bool, bool);

/// Who speaks: the subject before the verb, or that of an earlier verb for "adding …" and "… and denied …".
fn speaker(
    line: &Line<'_>,
    at: usize,
    cue: &Cue,
    low: usize,
    before: Option<&Match>,
    later: &[Match],
) -> Option<Speaker> {
    let form = line.word(at);
    if form == "saying" && line.word_before(at) == "as" {
        return quoted_as(line, at, low);
    }
    if form.ends_with("ing") && !nouns::is_auxiliary(line.word_before(at)) {
        let group = subject::verb_group(line, at, cue, low.min(at))?;
        let parted = group > 0 && (line.is_comma(group - 1) || matches!(line.word(group - 1), "and" | "but" | "while"));
        if !parted || matches!(cue.lemma, "report" | "state" | "call" | "post" | "continue") {
            return None;
        }
        let earlier = before.or_else(|| later.iter().rfind(|one| one.cue_at < at));
        if let Some(earlier) = earlier {
            return Some((earlier.mention.clone(), group, earlier.relative, true));
        }
        // "Reth spoke for an hour, saying …": the head of the sentence.
        let verb = (low + 1..at).find(|&at| line.is_finite(at) || subject_verb(line.word(at)))?;
        let last = phrase::before_adverbs(line, verb - 1, low);
        let start = phrase::noun_phrase(line, last, low)?;
        let mention = start..last + 1;
        let clean = start == low || line.is_comma(start - 1);
        return (clean && phrase::plausible(line, &mention)).then(|| (vec![mention], group, false, false));
    }
    let group = subject::verb_group(line, at, cue, low)?;
    if group > 0 && matches!(line.word(group - 1), "and" | "but" | ",") {
        let earlier = before.or_else(|| later.iter().rfind(|one| one.cue_at < at));
        let finite = form != cue.lemma;
        if let Some(earlier) = earlier.filter(|_| finite && (line.word(group - 1) != ",")) {
            return Some((earlier.mention.clone(), group, earlier.relative, true));
        }
    }
    // "He opened the map and said …": the subject of the verb before.
    if group > low + 1 && line.word(group - 1) == "and" && form != cue.lemma {
        let verb = (low + 1..group - 1).find(|&at| line.is_finite(at))?;
        let last = phrase::before_adverbs(line, verb - 1, low);
        let start = phrase::noun_phrase(line, last, low)?;
        let clean = start == low || line.is_comma(start - 1);
        let between = (verb..group - 1)
            .any(|at| line.is_comma(at) || matches!(line.word(at), "that" | "which" | "who" | "as" | "when"));
        let mention = start..last + 1;
        return (clean && !between && cue.speech && phrase::plausible(line, &mention))
            .then(|| (vec![mention], group, false, false));
    }
    let subject = subject::find(line, at, cue, low)?;
    Some((vec![subject.mention], subject.cue_start, subject.relative, false))
}

/// "Reth was quoted as saying", "the agency quoted Reth as saying".
fn quoted_as(line: &Line<'_>, at: usize, low: usize) -> Option<Speaker> {
    let quoted =
        (low.max(at.saturating_sub(12))..at - 1).rev().find(|&at| matches!(line.word(at), "quoted" | "cited"))?;
    if quoted + 1 < at - 1 {
        let mention = quoted + 1..at - 1;
        return phrase::plausible(line, &mention).then(|| (vec![mention], at - 1, true, false));
    }
    let passive = (quoted > low + 1 && matches!(line.word(quoted - 1), "was" | "were" | "is" | "are" | "been"))
        .then(|| quoted - 1)?;
    let last = phrase::before_adverbs(line, passive - 1, low);
    let start = phrase::noun_phrase(line, last, low)?;
    let mention = start..last + 1;
    phrase::plausible(line, &mention).then(|| (vec![mention], passive, false, false))
}

fn subject_verb(word: &str) -> bool {
    matches!(word, "spoke" | "took" | "gave" | "posted" | "echoed" | "responded" | "pushed" | "hit" | "went")
}

/// Where the content that starts at `content.start` ends: before a further attribution or the reporter's own comment.
fn clause_end(line: &Line<'_>, cue_at: usize, content: &Range<usize>, to: usize, relative: bool) -> usize {
    let start = content.start;
    let introduced = line.word(start.wrapping_sub(1)) == ":" && line.is_quote(start);
    for at in start + 1..to {
        let word = line.word(at);
        if introduced && !line.is_quote(at) && !line.is_mark(at) {
            return at;
        }
        if word == ";" {
            return at;
        }
        if line.is_quote(at - 1)
            && line.is_word(at)
            && at - 1 == start
            && line.capital(at)
            && sentence_like(line, start)
        {
            return at;
        }
        let comma = line.is_comma(at);
        let next = if comma { line.word(at + 1) } else { word };
        let here = if comma { at + 1 } else { at };
        let breaks = comma || (line.is_quote(at - 1) && at > start);
        if breaks && (opens_comment(next) || speaks_on(line, next, here, to)) {
            return at;
        }
        // "…, who said A, told the court B.": the main verb goes on after the comma.
        if relative && comma && !next.ends_with("ing") && content_follows(line, here, to) {
            return at;
        }
        if matches!(next, "and" | "but") && (comma || at == here) {
            let mut verb = here + 1;
            while matches!(
                line.word(verb),
                "also"
                    | "has"
                    | "have"
                    | "had"
                    | "then"
                    | "later"
                    | "he"
                    | "she"
                    | "it"
                    | "they"
                    | "again"
                    | "did"
                    | "not"
            ) || (line.word(verb).ends_with("ly") && verb < to)
            {
                verb += 1;
            }
            let form = line.word(verb);
            if let Some(cue) = cues::lookup(form)
                && verb < to
                && form != cue.lemma
                && !form.ends_with("ing")
                && form.ends_with('s') == line.word(cue_at).ends_with('s')
                && content_follows(line, verb, to)
            {
                return at;
            }
            // ", and the minister said …": another speaker.
            if comma {
                let speaks = (here + 1..to.min(here + 14)).find(|&at| {
                    cues::lookup(line.word(at)).is_some_and(|cue| {
                        cue.speech
                            && subject::find(line, at, cue, here + 1)
                                .is_some_and(|subject| subject.mention.start == here + 1)
                            && content_follows(line, at, to)
                    })
                });
                if speaks.is_some() {
                    return at;
                }
            }
        }
    }
    to
}

/// Words with which the reporter goes on in his own voice.
fn opens_comment(word: &str) -> bool {
    matches!(
        word,
        "adding"
            | "saying"
            | "following"
            | "raising"
            | "citing"
            | "quoting"
            | "prompting"
            | "referring"
            | "according"
            | "echoing"
            | "sparking"
            | "fuelling"
            | "fueling"
            | "while"
            | "whereas"
            | "underscoring"
    )
}

/// "…, warning that …": the speaker goes on.
fn speaks_on(line: &Line<'_>, word: &str, at: usize, to: usize) -> bool {
    word.ends_with("ing")
        && cues::lookup(word).is_some_and(|cue| (cue.that || cue.speech) && content_follows(line, at, to))
}

fn content_follows(line: &Line<'_>, at: usize, to: usize) -> bool {
    cues::lookup(line.word(at)).is_some_and(|cue| follow::content(line, at, cue, to).is_some())
}

fn sentence_like(line: &Line<'_>, at: usize) -> bool {
    line.quote(at).is_some_and(|quote| quote.inner.len() > 40)
}

/// "…, citing a defence official": the range of "citing" and whom.
fn citing(line: &Line<'_>, cue_at: usize, content_end: usize, to: usize) -> Option<Range<usize>> {
    let at = if line.word(content_end) == "," { content_end + 1 } else { content_end };
    let before = (cue_at + 1..cue_at + 4).find(|&at| matches!(line.word(at), "citing" | "quoting"));
    let at = before.unwrap_or(at);
    if !matches!(line.word(at), "citing" | "quoting") {
        return None;
    }
    let end = (at + 1..to).find(|&end| line.is_comma(end) || line.is_end(end, to) || line.is_quote(end)).unwrap_or(to);
    let mention = at + 1..end;
    (phrase::plausible(line, &mention) && mention.len() < 12).then_some(at..end)
}
