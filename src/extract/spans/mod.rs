//! Which words are content, which attribute, which name the source: the stage that a trained tagger replaces.
//!
//! Goes in: a segmented text. Comes out: [`RawAttribution`]s, nothing but places and how they hang together. What the
//! words mean (who, when, in which manner) is for the stages after it.
//!
//! These rules know no grammar, only the shapes that reporters' English gives to attribution. In each sentence
//! attributions that stand after their content are found first ("…, Reth said."), then those before it ("Reth said
//! …"), then the claims inside the contents found.

mod after;
mod before;
mod follow;
mod line;
mod phrase;
mod subject;

use super::segment::Segmented;
use crate::domain::Span;
use line::Line;

/// One attribution as places in the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RawAttribution {
    /// The words claimed; never empty.
    pub content: Vec<Span>,
    /// All of it stands between quotation marks, which are left out of `content`.
    pub direct: bool,
    /// The words that attribute, negation and auxiliaries included.
    pub cue: Vec<Span>,
    /// The words that name the source.
    pub mention: Vec<Span>,
    /// Words naming those it was told to or reported by.
    pub relays: Vec<Span>,
    /// The speaker goes on: the attribution (by its place in the list) whose speaker this one has.
    pub runs_on: Option<usize>,
    /// The attribution whose content this one stands in.
    pub inside: Option<usize>,
    /// The sentence it stands in.
    pub sentence: usize,
    /// The mention is the subject of its sentence, not of a relative clause.
    pub main_subject: bool,
}

/// The attributions of one sentence; the list is in order of sentences.
pub(super) fn of_sentence(raws: &[RawAttribution], sentence: usize) -> &[RawAttribution] {
    let start = raws.partition_point(|raw| raw.sentence < sentence);
    let end = raws.partition_point(|raw| raw.sentence <= sentence);
    &raws[start..end]
}

/// Claims inside claims are followed this deep.
const DEEPEST: usize = 2;

/// Finds every attribution, in order of sentences.
pub(super) fn tag(document: &Segmented<'_>) -> Vec<RawAttribution> {
    let mut found: Vec<RawAttribution> = Vec::new();
    for number in 0..document.sentences.len() {
        let line = Line::of(document, number);
        if line.only_quotes() {
            run_on(document, &line, number, &mut found);
        } else {
            let (from, to) = (line.start(), line.len());
            tag_range(&line, from, to, None, 0, &mut found);
        }
    }
    found
}

/// Attributions in the units `from..to` of a line.
fn tag_range(
    line: &Line<'_>,
    from: usize,
    to: usize,
    inside: Option<usize>,
    depth: usize,
    found: &mut Vec<RawAttribution>,
) {
    let first = found.len();
    let mut matches = after::find(line, from, to);
    before::find(line, from, to, &mut matches);
    matches.sort_by_key(|found| found.cue_at);
    for one in matches {
        // Inside a claim only what governs the whole of it is another claim.
        if inside.is_some() && one.begins(line) > from + 1 {
            continue;
        }
        let Some((content, direct)) = line.content_spans(&one.content) else { continue };
        let relays = one.relays.iter().filter_map(|range| line.span(range.clone())).collect();
        let spans = |ranges: &[std::ops::Range<usize>]| -> Vec<Span> {
            ranges.iter().filter_map(|range| line.span(range.clone())).collect()
        };
        let place = found.len();
        found.push(RawAttribution {
            content,
            direct,
            cue: spans(&one.cue),
            mention: spans(&one.mention),
            relays,
            runs_on: if one.same_speaker && found.len() > first { Some(place - 1) } else { None },
            inside,
            sentence: line.sentence,
            main_subject: !one.relative,
        });
        if depth < DEEPEST
            && !direct
            && let [range] = one.content.as_slice()
        {
            tag_range(line, range.start, range.end, Some(place), depth + 1, found);
        }
    }
}

/// A sentence of nothing but quotation goes on with the speaker of the sentence before it.
fn run_on(document: &Segmented<'_>, line: &Line<'_>, number: usize, found: &mut Vec<RawAttribution>) {
    let Some(last) = found.iter().rposition(|one| one.inside.is_none()) else { return };
    let before = &found[last];
    if before.sentence + 1 != number {
        return;
    }
    let same_paragraph = document.sentences[before.sentence].paragraph == document.sentences[number].paragraph;
    let spoke = before.direct
        || before.content.iter().any(|span| {
            let first = document.quotes.partition_point(|quote| quote.outer.start < span.start);
            document.quotes.get(first).is_some_and(|quote| span.contains(&quote.outer))
        });
    let asked = before.cue.last().is_some_and(|cue| cue.of(document.text).ends_with("asked"));
    // After an indirect statement a quotation is the same speaker's only where paragraphs were kept.
    let paragraphs = document.sentences.last().map_or(0, |last| last.paragraph);
    if !((same_paragraph && (spoke || paragraphs >= 3)) || (spoke && !asked)) {
        return;
    }
    let runs_on = Some(before.runs_on.filter(|_| before.mention.is_empty()).unwrap_or(last));
    for quote in line.quotes() {
        let words = quote.inner.of(document.text);
        if words.split_whitespace().nth(1).is_none() && !words.ends_with(['.', '!', '?']) {
            continue;
        }
        let Some(content) = line::trim_quoted(document.text, quote.inner) else { continue };
        found.push(RawAttribution {
            content: vec![content],
            direct: true,
            cue: Vec::new(),
            mention: Vec::new(),
            relays: Vec::new(),
            runs_on,
            inside: None,
            sentence: number,
            main_subject: true,
        });
    }
}

#[cfg(test)]
mod tests;
