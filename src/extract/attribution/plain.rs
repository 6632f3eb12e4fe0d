//! Finds plain indirect speech that the tagger missed, by its grammar: "A pharmacist said by telephone that the road
//! was open." And "Reth was quoted by the agency as saying that the road was open."

use super::{RawAttribution, content, passive, relays, subject, unsaid};
use crate::domain::Span;
use crate::extract::lexicon;
use crate::extract::segment::Segmented;
use crate::extract::tokens::TokenKind;

/// The most tokens between the verb and its "that" ("on Tuesday in Vell").
const REACH: usize = 8;
/// The most tokens of whoever quotes.
const AGENCY: usize = 12;
/// The fewest tokens of a clause: a subject, a verb and one more.
const SHORTEST: usize = 3;
/// About half of the claims found in unlabelled news were right, judged by hand.
const CONFIDENCE: f64 = 0.5;

/// Adds the claims of sentences that have a subject, a verb of saying and a that-clause, none of which belongs to a
/// claim.
pub(super) fn add(document: &Segmented<'_>, raws: &mut Vec<RawAttribution>) {
    let mut taken: Vec<Span> =
        raws.iter().flat_map(|raw| [&raw.content[..], &raw.cue, &raw.mention].concat()).collect();
    taken.sort_unstable();
    // Running maxima of the span ends. They never decrease, so a place can be found by binary search.
    let grow = |last: &mut usize, span: &Span| {
        *last = span.end.max(*last);
        Some(*last)
    };
    let ends: Vec<usize> = taken.iter().scan(0, grow).collect();
    let is_free = |span: &Span| {
        taken.get(ends.partition_point(|end| *end <= span.start)).is_none_or(|next| next.start >= span.end)
    };
    let found: Vec<RawAttribution> = (0..document.sentences.len())
        .filter_map(|sentence| quoted_as_saying(document, sentence).or_else(|| claim(document, sentence)))
        .filter(|raw| raw.cue.iter().chain(&raw.content).all(&is_free))
        .collect();
    raws.extend(found);
}

fn claim(document: &Segmented<'_>, sentence: usize) -> Option<RawAttribution> {
    let range = document.sentences[sentence].tokens.clone();
    let tokens = &document.tokens;
    let quoted = |at: usize| document.quoted[at].is_some();
    let verb = range.clone().skip(1).find(|&at| lexicon::is_saying_verb(&tokens[at].lower) && !quoted(at))?;
    let that = (verb + 1..range.end.min(verb + 1 + REACH))
        .take_while(|&at| {
            !lexicon::is_saying_verb(&tokens[at].lower) && !quoted(at) && tokens[at].kind != TokenKind::Mark
        })
        .find(|&at| tokens[at].lower == "that")?;
    let clause = that + 1..range.end;
    // "A letter that has been found": a relative clause.
    if clause.len() < SHORTEST || lexicon::is_auxiliary(&tokens[clause.start].lower) {
        return None;
    }
    let whole = Span::new(tokens[clause.start].span.start, tokens[range.end - 1].span.end);
    let mut raw = attribution(document, sentence, tokens[verb].span, whole)?;
    subject::add(document, std::slice::from_mut(&mut raw));
    (!raw.mention.is_empty() && !unsaid::is_unsaid(document, &raw)).then_some(raw)
}

/// "Reth was quoted by the agency as saying that it rained", "… as saying by the agency that it rained".
fn quoted_as_saying(document: &Segmented<'_>, sentence: usize) -> Option<RawAttribution> {
    let range = document.sentences[sentence].tokens.clone();
    let tokens = &document.tokens;
    let is = |at: usize, word: &str| tokens[at].lower == word;
    let quoted = range.clone().skip(1).find(|&at| {
        lexicon::is_quoting_participle(&tokens[at].lower)
            && document.quoted[at].is_none()
            && passive::is_participle(document, at)
    })?;
    let saying =
        (quoted + 1..range.end.saturating_sub(1)).take(AGENCY).find(|&at| is(at, "as") && is(at + 1, "saying"))?;
    let behind = saying + 2..range.end;
    let that = behind.clone().take(AGENCY).find(|&at| is(at, "that"));
    let start = that.map_or(behind.start, |at| at + 1);
    if range.end.saturating_sub(start) < SHORTEST || (that.is_none() && is(start, "by")) {
        return None;
    }
    let by = usize::from(is(quoted + 1, "by"));
    let being = usize::from(passive::is_being(&tokens[quoted - 1].lower));
    let cue = Span::new(tokens[quoted - being].span.start, tokens[quoted + by].span.end);
    let whole = Span::new(tokens[start].span.start, tokens[range.end - 1].span.end);
    let mut raw = attribution(document, sentence, cue, whole)?;
    relays::add(document, &mut raw);
    (!raw.mention.is_empty() && !unsaid::is_unsaid(document, &raw)).then_some(raw)
}

fn attribution(document: &Segmented<'_>, sentence: usize, cue: Span, whole: Span) -> Option<RawAttribution> {
    let (content, direct) = content::content(document, &[whole])?;
    let base = RawAttribution::of(sentence, content, direct);
    Some(RawAttribution { cue: vec![cue], confidence: CONFIDENCE, ..base })
}
