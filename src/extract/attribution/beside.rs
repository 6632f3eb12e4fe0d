//! Contents that hold a quotation and words beside it which are no part of it: a sentence before the quotation, which is a
//! claim of its own ("He said it had rained. “I was glad.”"), and who speaks behind it ("“It rained?” the mayor | asked").

use super::chains::subject_before;
use super::{RawAttribution, content, relays};
use crate::domain::Span;
use crate::extract::quotes::Quote;
use crate::extract::segment::Segmented;
use crate::extract::tokens::TokenKind;
use crate::extract::{cues, lexicon};

/// Why a quotation has no words that name its source.
pub(super) const GOES_ON: &str = "a quotation that goes on, which nobody is named beside";
/// The fewest tokens before a colon that say something by themselves.
const SHORTEST_CLAUSE: usize = 5;
/// The most tokens of an attribution behind a quotation.
const ATTRIBUTION: usize = 8;
/// The most tokens of an attribution whose speaker is described between commas.
const APPOSED: usize = 26;

/// "“It rained?” the mayor | asked", "It will rain, the mayor | warned": the speaker right before the verb, where the tagger
/// took the name for the end of the content.
pub(super) fn free_speaker(document: &Segmented<'_>, raw: &mut RawAttribution) {
    let Some(cue) = raw.cue.first().map(|cue| document.token_range(*cue).start) else { return };
    let Some(part) = raw.content.iter().position(|span| document.token_range(*span).end == cue) else { return };
    let tokens = document.token_range(raw.content[part]);
    if cue < tokens.start + 3 || document.quoted[cue].is_some() || !cues::speech_form(&document.tokens[cue].lower) {
        return;
    }
    let Some(subject) = subject_before(document, tokens.start, cue) else { return };
    let quoted = document.quoted[subject.start.saturating_sub(1)].is_some();
    let comma = document.tokens[subject.start.saturating_sub(1)].lower == ",";
    let plain = subject.clone().all(|at| document.quoted[at].is_none());
    if subject.start < tokens.start + 2 || !plain || !(quoted || comma) {
        return;
    }
    let name = Span::new(document.tokens[subject.start].span.start, document.tokens[subject.end - 1].span.end);
    let edge = subject.start - usize::from(comma);
    let kept = Span::new(raw.content[part].start, document.tokens[edge - 1].span.end);
    // "…, the mayor warned as the river rose": what stands behind the verb tells of the saying.
    let adverbial = |span: &Span| {
        let first = document.token_range(*span).start;
        span.start > name.end && first == cue + 1 && lexicon::is_temporal_subordinator(&document.tokens[first].lower)
    };
    let parts = raw.content.iter().enumerate().filter(|(_, span)| !adverbial(span));
    let parts: Vec<Span> = parts.map(|(at, span)| if at == part { kept } else { *span }).collect();
    let Some((content, direct)) = content::content(document, &parts) else { return };
    let Some(speaker) = content::mention(document, name) else { return };
    (raw.content, raw.direct) = (content, direct);
    raw.named_by(speaker, "the subject of the verb behind the words");
}

/// "“It rained,” he said. “It snowed.”", where the tagger took the attribution between two quotations for content.
pub(super) fn free_attribution(document: &Segmented<'_>, raw: &mut RawAttribution) {
    let own = |at: usize| {
        let span = document.tokens[at].span;
        raw.cue.iter().chain(&raw.mention).any(|words| words.overlaps(&span))
    };
    let swallows = |span: &Span| document.token_range(*span).any(|at| own(at) && document.quoted[at].is_none());
    if !raw.content.iter().any(swallows) {
        return;
    }
    let mut parts: Vec<Span> = Vec::new();
    for span in &raw.content {
        let tokens = document.token_range(*span);
        let edges = [tokens.start, tokens.end - 1];
        if !swallows(span) || edges.iter().any(|&at| document.quoted[at].is_none()) {
            parts.push(*span);
            continue;
        }
        let quotes = document.quotes.iter().filter(|quote| quote.outer.overlaps(span));
        parts.extend(quotes.map(|quote| Span::new(quote.outer.start.max(span.start), quote.outer.end.min(span.end))));
    }
    if let Some((content, direct)) = content::content(document, &parts) {
        (raw.content, raw.direct) = (content, direct);
    }
}

/// Parts contents in which a quotation of whole sentences follows words that are not quoted. What stands before the
/// quotation keeps the attribution where this stands before it; the quotation goes on, or has the attribution that
/// follows it.
pub(super) fn part(document: &Segmented<'_>, raws: &mut Vec<RawAttribution>) {
    for at in 0..raws.len() {
        let Some((before, quoted)) = parted(document, &raws[at]) else { continue };
        let Some((words, true)) = content::content(document, &quoted) else { continue };
        let first = raws[at].cue.first().map_or(0, |cue| cue.start);
        if first >= words[0].start {
            (raws[at].content, raws[at].direct) = (words, true);
            continue;
        }
        let Some((kept, direct)) = content::content(document, &before) else { continue };
        let sentence = document.sentence_at(words[0].start);
        let confidence = raws[at].confidence;
        let raw = RawAttribution { confidence, ..RawAttribution::of(sentence, words.clone(), true) };
        (raws[at].content, raws[at].direct) = (kept, direct);
        let within = |other: &RawAttribution| {
            let inside = |span: &Span| words.iter().any(|words| words.overlaps(span));
            other.inside == Some(at) && other.content.iter().any(inside)
        };
        let inner: Vec<usize> = (0..raws.len()).filter(|&other| within(&raws[other])).collect();
        let new = add_attributed(document, raw, raws).unwrap_or_else(|mut raw| {
            raw.runs_on = raws[at].runs_on.or(Some(at));
            raw.unnamed_by(GOES_ON);
            raws.push(*raw);
            raws.len() - 1
        });
        inner.into_iter().for_each(|other| raws[other].inside = Some(new));
    }
}

/// Frees a quotation that ends its sentence from the attribution of the next one ("“It rained.” The army confirmed | that it
/// had."): it goes on with the words of whoever spoke right before it.
pub(super) fn leave_out_before(document: &Segmented<'_>, raws: &mut Vec<RawAttribution>) {
    for at in 0..raws.len() {
        let raw = &raws[at];
        let (Some(cue), Some(mention), true) = (raw.cue.first(), raw.mention.first(), raw.content.len() > 1) else {
            continue;
        };
        let first = cue.start.min(mention.start);
        let before = |span: &&Span| {
            let quote = document.quote_at(span.start);
            let ends = |quote: &Quote| quote.inner.of(document.text).trim_end().ends_with(['.', '!', '?', '…']);
            quote.is_some_and(|quote| quote.outer.end <= first && ends(quote) && quote.outer.end + 1 >= span.end)
        };
        let (free, rest): (Vec<&Span>, Vec<&Span>) = raw.content.iter().partition(before);
        let behind = rest.first().is_some_and(|span| span.start > first);
        let begins = document.sentences[document.sentence_at(first)].tokens.start;
        let sentence = document.tokens[begins].span.start;
        if free.is_empty() || !behind || free.iter().any(|span| span.end > sentence) {
            continue;
        }
        let spans = |spans: &[&Span]| spans.iter().map(|span| **span).collect::<Vec<_>>();
        let (kept, quoted) = (content::content(document, &spans(&rest)), content::content(document, &spans(&free)));
        let (Some((kept, direct)), Some((words, _))) = (kept, quoted) else { continue };
        let home = document.sentence_at(words[0].start);
        let speaks_before = |other: &RawAttribution| {
            let last = other.content.iter().chain(&other.cue).map(|span| span.end).max().unwrap_or(0);
            other.inside.is_none() && last > 0 && last <= words[0].start && document.sentence_at(last - 1) + 1 >= home
        };
        let Some(base) = (0..raws.len()).rev().find(|&other| other != at && speaks_before(&raws[other])) else {
            continue;
        };
        let (confidence, runs_on) = (raw.confidence, raws[base].runs_on.or(Some(base)));
        (raws[at].content, raws[at].direct) = (kept, direct);
        let mut free = RawAttribution { runs_on, confidence, ..RawAttribution::of(home, words, true) };
        free.unnamed_by(GOES_ON);
        raws.push(free);
    }
}

/// Gives a quotation without a cue the attribution right behind it ("…,” Reth, the mayor, told the Courier"), and returns
/// its place. Where the tagger gave that to the quotation behind it ("…,” Reth said. “…”"), this one goes on. A quotation
/// with nothing of the kind behind it is given back.
pub(super) fn add_attributed(
    document: &Segmented<'_>,
    mut raw: RawAttribution,
    raws: &mut Vec<RawAttribution>,
) -> Result<usize, Box<RawAttribution>> {
    let Some(last) = raw.content.last().copied() else { return Err(Box::new(raw)) };
    let Some((cue, mention)) = attribution_behind(document, last) else { return Err(Box::new(raw)) };
    let Some(taken) = raws.iter().position(|other| other.cue.iter().any(|span| span.overlaps(&cue))) else {
        raw.cue = vec![cue];
        raw.named_by(mention, "the subject of the verb behind the quotation");
        relays::add(document, &mut raw);
        raws.push(raw);
        return Ok(raws.len() - 1);
    };
    let other = &mut raws[taken];
    let behind = other.direct && other.inside.is_none() && other.content.iter().all(|span| span.start > cue.end);
    if !behind {
        return Err(Box::new(raw));
    }
    raw.sentence = document.sentence_at(other.content[0].start);
    std::mem::swap(&mut raw.content, &mut other.content);
    raw.runs_on = Some(taken);
    raw.unnamed_by(GOES_ON);
    raws.push(raw);
    Ok(taken)
}

/// The words before a quotation that begins a sentence of the content, and the rest, where it is all quoted.
fn parted(document: &Segmented<'_>, raw: &RawAttribution) -> Option<(Vec<Span>, Vec<Span>)> {
    if raw.direct || raw.cue.is_empty() || raw.inside.is_some() {
        return None;
    }
    let tokens = &document.tokens;
    let places: Vec<usize> = raw.content.iter().flat_map(|span| document.token_range(*span)).collect();
    let begins_large = |at: usize| tokens.get(at + 1).is_some_and(|token| token.capital);
    let begins = |at: usize| document.sentences[document.sentence_at(tokens[at].span.start)].tokens.start == at;
    let end = |at: usize| matches!(tokens[at - 1].lower.as_str(), "." | "!" | "?");
    // "It expected an end in August: “She is brave.”"
    let colon = |at: usize, free: usize| tokens[at - 1].lower == ":" && free >= SHORTEST_CLAUSE && begins_large(at);
    let cue = raw.cue[0].start;
    // "The idea of a garden “I thought of it first,” she said": a heading or a caption whose end is missing.
    let whole = |at: usize| {
        let first = tokens.get(at + 1).filter(|token| token.capital);
        let sentence = first.is_some_and(|token| {
            lexicon::is_pronoun(&token.lower) || lexicon::is_clause_opener(&token.lower) || token.lower == "i"
        });
        let before = &tokens[at - 1];
        let joined = before.kind != TokenKind::Word || before.lower == "that" || cues::is_verb(&before.lower);
        cue > tokens[at].span.start && sentence && !joined
    };
    let opens = |free: usize| {
        let (at, before) = (places[free], places[free - 1]);
        if document.quoted[at].is_none() || document.quoted[at] == document.quoted[before] || at == 0 {
            return false;
        }
        // The mark may be no part of the content.
        let mark = if tokens[at].kind == TokenKind::Mark { at } else { at - 1 };
        mark > 0 && (begins(mark) || end(mark) || whole(mark) || colon(mark, free))
    };
    let split = (1..places.len()).find(|&free| opens(free))?;
    let (before, rest) = places.split_at(split);
    let free = before.iter().any(|&at| document.quoted[at].is_none() && tokens[at].kind == TokenKind::Word);
    let quoted = rest.iter().all(|&at| document.quoted[at].is_some() || tokens[at].kind == TokenKind::Mark);
    let edge = tokens[rest[0]].span.start;
    let clip = |span: &Span, from: usize, to: usize| {
        let (start, end) = (span.start.max(from), span.end.min(to));
        (start < end).then(|| Span::new(start, end))
    };
    let before = raw.content.iter().filter_map(|span| clip(span, 0, edge)).collect();
    let behind = raw.content.iter().filter_map(|span| clip(span, edge, usize::MAX)).collect();
    (free && quoted).then_some((before, behind))
}

/// The verb and the speaker right behind a quotation that ends with a comma: "…,” he said", "…,” said the mayor", "…,” Reth,
/// the mayor, told", "…,” he was quoted as saying".
fn attribution_behind(document: &Segmented<'_>, words: Span) -> Option<(Span, Span)> {
    let quote = document.quote_at(words.start)?;
    if !quote.inner.of(document.text).trim_end().ends_with([',', '?', '!']) {
        return None;
    }
    let tokens = &document.tokens;
    let start = tokens.partition_point(|token| token.span.start < quote.outer.end);
    let sentence = document.sentences.get(document.sentence_at(quote.outer.end - 1))?.tokens.end;
    let end = sentence.min(start + ATTRIBUTION);
    let says = |at: &usize| {
        let word = tokens[*at].lower.as_str();
        !tokens[*at].capital && (cues::speech_form(word) || lexicon::is_quoting_participle(word))
    };
    let apposed = || (start + 2..sentence.min(start + APPOSED)).find(|at| says(at) && tokens[at - 1].lower == ",");
    let verb = (start..end).find(says).or_else(apposed)?;
    let subject = if verb > start {
        let auxiliaries = (start..verb).rev().take_while(|&at| lexicon::is_auxiliary(&tokens[at].lower)).count();
        subject_before(document, start, verb - auxiliaries).filter(|subject| subject.start == start)?
    } else {
        let stops = |at: &usize| {
            tokens[*at].kind == TokenKind::Mark || !tokens[*at].capital && lexicon::is_preposition(&tokens[*at].lower)
        };
        start + 1..(start + 1..end).find(stops).unwrap_or(end)
    };
    let (first, last) = (tokens.get(subject.start)?, tokens.get(subject.end.checked_sub(1)?)?);
    if subject.is_empty() {
        return None;
    }
    Some((tokens[verb].span, content::mention(document, Span::new(first.span.start, last.span.end))?))
}
