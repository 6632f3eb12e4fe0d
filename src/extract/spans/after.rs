//! Attribution after or inside its content ("…," said Reth; …, he said, …), and "according to" wherever it stands.

use std::ops::Range;

use super::line::{Line, Match};
use super::phrase;
use super::subject;
use crate::extract::cues;
use crate::extract::nouns;

/// Finds such attributions in the units `from..to`, in order.
pub(super) fn find(line: &Line<'_>, from: usize, to: usize) -> Vec<Match> {
    let mut found: Vec<Match> = Vec::new();
    let mut low = from;
    let mut at = from;
    while at < to {
        let one = if line.word(at) == "according" && line.word(at + 1) == "to" {
            according(line, at, low, to)
        } else {
            verb(line, at, low, to)
        };
        if let Some((one, end)) = one {
            low = end.min(to);
            at = low.max(at + 1);
            found.push(one);
        } else {
            at += 1;
        }
    }
    found
}

/// A verb of speech whose content stands before it.
fn verb(line: &Line<'_>, at: usize, low: usize, to: usize) -> Option<(Match, usize)> {
    let cue = cues::lookup(line.word(at)).filter(|cue| cue.speech)?;
    if line.word(at).ends_with("ing") || line.capital(at) || at == low {
        return None;
    }
    let regular = subject::find(line, at, cue, low)
        .filter(|subject| !subject.relative && parted(line, subject.mention.start, low));
    if let Some(subject) = regular {
        let mut relays = Vec::new();
        let tail = tail(line, at, cue.lemma == "tell", to, &mut relays)?;
        let content = low..subject.mention.start;
        let cue = subject.cue_start..at + 1;
        return finish(line, at, vec![subject.mention], cue, content, tail, to, relays);
    }
    // "…," said Reth on Tuesday.
    if !parted(line, at, low) {
        return None;
    }
    let mention = subject::inverted(line, at, to)?;
    let mut end = mention.end;
    if matches!(line.word(end), "who" | "familiar" | "briefed") {
        end = (end..to).find(|&at| line.is_comma(at) || line.is_end(at, to) || line.is_quote(at)).unwrap_or(to);
    }
    let mut relays = Vec::new();
    let tail = tail(line, end - 1, false, to, &mut relays)?;
    finish(line, at, vec![mention], at..at + 1, low..at, tail, to, relays)
}

/// True when a comma or a closing quotation mark stands before unit `at`.
fn parted(line: &Line<'_>, at: usize, low: usize) -> bool {
    at > low && (line.is_comma(at - 1) || line.is_quote(at - 1))
}

/// Steps over what may follow an attribution that stands after its content: whom it was told, when and where.
/// Gives the place of the comma, the quotation or the end that follows.
fn tail(line: &Line<'_>, last: usize, told: bool, to: usize, relays: &mut Vec<Range<usize>>) -> Option<usize> {
    let start = last + 1;
    let mut at = start;
    while at < to && !line.is_end(at, to) && !line.is_comma(at) && !line.is_quote(at) {
        if matches!(line.word(at), "that" | ":" | "whether") {
            return None;
        }
        at += 1;
    }
    if at == start {
        return Some(at);
    }
    let word = line.word(start);
    let adverbial = line.skip_date(start) > start
        || nouns::is_preposition(word)
        || matches!(
            word,
            "when" | "while" | "because" | "reporters" | "here" | "(" | "again" | "too" | "afterwards" | "bluntly"
        );
    if told {
        let end = (start..at)
            .find(|&end| {
                end > start
                    && (line.skip_date(end) > end
                        || matches!(line.word(end), "in" | "at" | "during" | "by" | "after" | "on" | "when"))
            })
            .unwrap_or(at);
        relays.push(start..end);
    }
    if line.is_quote(at) && !told && line.skip_date(start) < at {
        return None;
    }
    (told || adverbial).then_some(at)
}

/// Decides what belongs to the content before and after the attribution.
#[expect(clippy::too_many_arguments, reason = "the parts of one attribution, all at hand in both callers")]
fn finish(
    line: &Line<'_>,
    cue_at: usize,
    mention: Vec<Range<usize>>,
    cue: Range<usize>,
    before: Range<usize>,
    tail: usize,
    to: usize,
    relays: Vec<Range<usize>>,
) -> Option<(Match, usize)> {
    let mut before = line.trim(before);
    while before.start < before.end
        && matches!(line.word(before.start), "and" | "but" | "while" | ",")
        && line.is_comma(before.start.wrapping_sub(1))
    {
        before.start += 1;
    }
    let quoted = before.clone().any(|at| line.is_quote(at));
    let ends_quoted = before.end.checked_sub(1).is_some_and(|last| line.is_quote(last));
    if !quoted && quote_only(line.word(cue_at)) {
        return None;
    }
    let whole = quoted || (before.len() >= 3 && before.clone().any(|at| line.is_finite(at)));
    let mut content = if whole { vec![before.clone()] } else { Vec::new() };
    let mut end = tail;
    if line.is_comma(tail) && !line.is_end(tail, to) {
        let next = tail + 1;
        if line.is_quote(next) && (ends_quoted || !whole || line.is_end(next + 1, to)) {
            let stop = (next..to).find(|&at| line.is_comma(at)).unwrap_or(to);
            content.push(next..stop);
            end = stop;
        } else if matches!(line.word(next), "citing" | "quoting") {
            // "…, Yonhap reported, citing a defence official.": who reported it is only a relay.
            let stop =
                (next + 1..to).find(|&at| line.is_comma(at) || line.is_end(at, to) || line.is_quote(at)).unwrap_or(to);
            let source = next + 1..stop;
            if phrase::plausible(line, &source) && source.len() < 14 {
                let relays = mention;
                let cue = vec![cue, next..next + 1];
                return Some((Match { cue_at, cue, mention: vec![source], content, relays, ..Match::default() }, stop));
            }
        } else if !ends_quoted
            && (whole || (before.len() <= 8 && inserts(line.word(cue_at))))
            && continues(line, next, to)
        {
            content.push(next..to);
            end = to;
        }
    } else if line.is_quote(tail) && ends_quoted {
        content.push(tail..tail + 1);
        end = tail + 1;
    }
    if content.is_empty() || line.trim(content[0].clone()).is_empty() {
        return None;
    }
    Some((Match { cue_at, cue: vec![cue], mention, content, relays, ..Match::default() }, end))
}

/// Verbs that may stand between an adverbial and the clause they attribute ("However, she said, the guns …").
fn inserts(form: &str) -> bool {
    cues::lookup(form).is_some_and(|cue| {
        matches!(cue.lemma, "say" | "argue" | "explain" | "warn" | "suggest" | "insist" | "claim" | "add")
    })
}

/// Verbs that stand after or inside a quotation only.
fn quote_only(form: &str) -> bool {
    cues::lookup(form).is_some_and(|cue| {
        matches!(
            cue.lemma,
            "continue"
                | "comment"
                | "reply"
                | "respond"
                | "answer"
                | "ask"
                | "wonder"
                | "quip"
                | "joke"
                | "shout"
                | "post"
                | "tweet"
                | "repeat"
                | "conclude"
                | "appeal"
                | "charge"
                | "complain"
                | "demand"
                | "urge"
                | "promise"
        )
    })
}

/// True when the words from `next` go on with an indirect content that the attribution interrupted.
fn continues(line: &Line<'_>, next: usize, to: usize) -> bool {
    let word = line.word(next);
    if word.ends_with("ing")
        || line.skip_date(next) > next
        || (nouns::is_preposition(word) && !matches!(word, "to" | "of"))
    {
        return false;
    }
    if matches!(
        word,
        "as" | "while"
            | "after"
            | "before"
            | "when"
            | "who"
            | "which"
            | "whose"
            | "citing"
            | "although"
            | "though"
            | "a"
            | "an"
    ) {
        return false;
    }
    let speaks =
        (next..to).any(|at| cues::lookup(line.word(at)).is_some_and(|cue| cue.speech && cue.lemma != "report"));
    !speaks && (line.is_clause(next, to) || matches!(word, "and" | "but" | "of" | "to"))
}

/// "according to X".
fn according(line: &Line<'_>, at: usize, low: usize, to: usize) -> Option<(Match, usize)> {
    let start = at + 2;
    let mut end = start;
    while end < to
        && !line.is_end(end, to)
        && !line.is_comma(end)
        && !line.is_quote(end)
        && !matches!(line.word(end), "that" | "who" | "which" | ":")
    {
        end += 1;
    }
    if end == start {
        return None;
    }
    if line.word(end) == ")" && (start..end).any(|at| line.word(at) == "(") {
        end += 1;
    }
    let mut mention = start..end;
    if !phrase::plausible(line, &mention) && !(start..end).any(|at| line.capital(at)) {
        return None;
    }
    let cue = at..at + 2;
    let initial = !(low..at).any(|at| line.is_finite(at) || line.is_quote(at));
    let mut comma = end;
    // An apposition: "According to Reth, a colonel who writes on artillery, the gun …".
    if line.word(end) == "," || line.word(end) == "who" {
        let apposed = line.word(end) == "who"
            || matches!(line.word(end + 1), "who" | "whose" | "which")
            || (end + 1..to.min(end + 12))
                .take_while(|&at| !line.is_comma(at) && !nouns::is_auxiliary(line.word(at)))
                .any(|at| {
                    nouns::is_role(line.word(at))
                        && !line.capital(at)
                        && matches!(line.word(end + 1), "a" | "an" | "the" | "its" | "his" | "her")
                });
        if apposed && let Some(close) = (end + 1..to).find(|&at| line.is_comma(at)) {
            comma = close;
            if line.word(end) == "," && !matches!(line.word(end + 1), "who" | "whose" | "which") {
                let who = (end + 1..close).find(|&at| line.word(at) == "who").unwrap_or(close);
                mention.end = who;
            }
        } else if apposed && !initial {
            comma = to;
            mention.end = (end + 1..to).find(|&at| line.is_end(at, to) || line.word(at) == "who").unwrap_or(to);
        }
    }
    if initial {
        if !line.is_comma(comma) {
            return None;
        }
        let content = comma + 1..to;
        let mut one = Match {
            cue_at: at,
            cue: vec![cue],
            mention: vec![mention],
            content: vec![content.clone()],
            ..Match::default()
        };
        // "According to intelligence, …, he said": the attribution at the end governs all of it.
        if let Some((outer, end)) = (comma + 2..to).find_map(|cue| verb(line, cue, low, to)) {
            if let [first] = outer.content.as_slice()
                && first.start <= at
            {
                return Some((outer, end));
            }
            if let Some(range) = one.content.first_mut() {
                range.end = outer.mention.first().map_or(range.end, |mention| mention.start);
            }
        }
        let end = one.content.last().map_or(to, |range| range.end);
        return Some((one, end));
    }
    finish(line, at, vec![mention], cue, low..at, comma, to, Vec::new())
}
