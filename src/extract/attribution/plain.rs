//! Finds plain indirect speech that the tagger missed, by its grammar: "A pharmacist said by telephone that the road
//! was open."

use super::{RawAttribution, content, subject, unsaid};
use crate::domain::Span;
use crate::extract::lexicon;
use crate::extract::segment::Segmented;
use crate::extract::tokens::TokenKind;

/// The most tokens between the verb and its "that" ("on Tuesday in Vell").
const REACH: usize = 8;
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
        .filter_map(|sentence| claim(document, sentence).filter(|raw| raw.cue.iter().chain(&raw.content).all(&is_free)))
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
    let (content, direct) = content::content(document, &[whole])?;
    let mut raw = RawAttribution {
        content,
        direct,
        cue: vec![tokens[verb].span],
        mention: Vec::new(),
        relays: Vec::new(),
        runs_on: None,
        inside: None,
        sentence,
        main_subject: true,
        confidence: CONFIDENCE,
        turn: None,
    };
    subject::add(document, std::slice::from_mut(&mut raw));
    (!raw.mention.is_empty() && !unsaid::is_unsaid(document, &raw)).then_some(raw)
}
