//! Whom words cite: "Yonhap reported, citing an official", "Citing an official, Yonhap reported".

use super::passive::is_participle;
use super::phrases::{LONGEST_NAME, cited_name, overlaps, subject_before};
use super::{RawAttribution, Relay, RelayKind, content, outer};
use crate::domain::Span;
use crate::extract::cues;
use crate::extract::lexicon;
use crate::extract::segment::Segmented;

/// "…, Yonhap reported, citing the ministry", where the tagger took those cited for content.
pub(super) fn free_cited(document: &Segmented<'_>, raw: &mut RawAttribution) {
    let cited = |span: &Span| {
        let tokens = document.token_range(*span);
        let before = tokens.start.checked_sub(1).map_or("", |at| document.tokens[at].lower.as_str());
        let clause = tokens.clone().any(|at| lexicon::is_auxiliary(&document.tokens[at].lower));
        matches!(before, "citing" | "quoting") && tokens.len() <= LONGEST_NAME && !clause
    };
    if raw.content.len() > 1 {
        let claimed: Vec<Span> = raw.content.iter().copied().filter(|span| !cited(span)).collect();
        if !claimed.is_empty() {
            raw.content = claimed;
        }
    }
}

/// "…, citing an official": makes the official the source and the reporter a relay.
pub(super) fn take_cited(document: &Segmented<'_>, raw: &mut RawAttribution) {
    let sentence = document.sentences[raw.sentence].tokens.clone();
    let citing = sentence.clone().find(|&at| {
        matches!(document.tokens[at].lower.as_str(), "citing" | "quoting")
            && !overlaps(&raw.content, document.tokens[at].span)
            && document.quoted[at].is_none()
    });
    let Some(citing) = citing else { return };
    let span = document.tokens[citing].span;
    // "Yonhap, citing an official, reported".
    let comma = citing.checked_sub(1).filter(|&at| at > sentence.start && document.tokens[at].lower == ",");
    let Some(mention) = raw.mention.first().copied() else {
        let reporter = comma.and_then(|comma| subject_before(document, raw, comma));
        let cited = cited_name(document, raw, citing + 1..sentence.end);
        if let (Some(reporter), Some(cited)) = (reporter, cited) {
            raw.relays.push(Relay { span: reporter, kind: RelayKind::Reported });
            raw.named_by(cited, "whom “citing” names");
        }
        return;
    };
    if mention.start > span.start {
        // The tagger found the one cited; the reporter is the subject before.
        let verb = (sentence.start..citing).rev().find(|&at| {
            let token = &document.tokens[at];
            let active = !token.capital && cues::speech_form(&token.lower) && !is_participle(document, at);
            active && !overlaps(&raw.content, token.span)
        });
        let reporter = verb.and_then(|verb| subject_before(document, raw, verb));
        if let Some(reporter) = reporter.or_else(|| subject_before(document, raw, comma?)) {
            raw.relays.push(Relay { span: reporter, kind: RelayKind::Reported });
        }
        return;
    }
    let Some(cited) = cited_name(document, raw, citing + 1..sentence.end) else { return };
    if !outer::passes_on(document, raw, cited) {
        return;
    }
    raw.relays.extend(raw.mention.drain(..).map(|span| Relay { span, kind: RelayKind::Reported }));
    if !overlaps(&raw.cue, span) {
        raw.cue.push(span);
        raw.cue.sort();
    }
    raw.named_by(cited, "whom “citing” names");
}

/// "Citing two officials, the agency reported": theirs, through the agency. True where it is so.
pub(super) fn take_fronted(document: &Segmented<'_>, raw: &mut RawAttribution) -> bool {
    let [mention] = raw.mention[..] else { return false };
    let sentence = document.sentences[raw.sentence].tokens.clone();
    let lower = |at: usize| document.tokens[at].lower.as_str();
    let citing = sentence.start;
    let name = document.token_range(mention).start;
    let described = |at: &usize| lexicon::is_outlet_noun(lower(*at)) || lexicon::is_outlet_modifier(lower(*at));
    let name = name - (sentence.start..name).rev().take_while(described).count();
    if !matches!(lower(citing), "citing" | "quoting") || name < citing + 3 || lower(name - 1) != "," {
        return false;
    }
    let spans = [Span::new(document.tokens[citing].span.start, mention.start)];
    let claimed = raw.content.iter().chain(&raw.cue).any(|span| span.overlaps(&spans[0]));
    let Some(cited) = cited_name(document, raw, citing + 1..name).filter(|_| !claimed) else { return false };
    if !outer::passes_on(document, raw, cited) {
        return false;
    }
    raw.relays.push(Relay { span: mention, kind: RelayKind::Reported });
    raw.cue.insert(0, document.tokens[citing].span);
    raw.named_by(cited, "whom “citing” names at the head of the sentence");
    true
}

/// "The Courier, citing an official, also blamed the league", where the tagger took "an official, also blamed the league" for
/// what is cited: the official blamed it, through the Courier. True where it is so.
pub(super) fn part_cited(document: &Segmented<'_>, raw: &mut RawAttribution) -> bool {
    let ([mention], [cue]) = (&raw.mention[..], &raw.cue[..]) else { return false };
    let (mention, cue) = (*mention, *cue);
    let words = document.token_range(cue);
    let lower = |at: usize| document.tokens[at].lower.as_str();
    let Some(first) = raw.content.first().map(|span| document.token_range(*span)) else { return false };
    let citing = matches!(lower(words.start), "citing" | "quoting") && words.len() == 1 && first.start == words.end;
    if !citing || mention.start > cue.start {
        return false;
    }
    let plain = |at: &usize| document.quoted[*at].is_none();
    let near = first.start + 1..first.end.min(first.start + LONGEST_NAME);
    let Some(comma) = near.into_iter().take_while(plain).find(|&at| lower(at) == ",") else { return false };
    let adverb = usize::from(comma + 1 < first.end && (lower(comma + 1) == "also" || lower(comma + 1).ends_with("ly")));
    let verb = comma + 1 + adverb;
    if verb + 2 >= first.end || !cues::attributes(&[lower(verb)]) || lower(verb).ends_with("ing") {
        return false;
    }
    let that = usize::from(lower(verb + 1) == "that");
    let span = |from: usize, to: usize| Span::new(document.tokens[from].span.start, document.tokens[to - 1].span.end);
    let Some(cited) = content::mention(document, span(first.start, comma)) else { return false };
    let rest = Span::new(document.tokens[verb + 1 + that].span.start, raw.content[0].end);
    let parts: Vec<Span> = std::iter::once(rest).chain(raw.content[1..].iter().copied()).collect();
    let Some((content, direct)) = content::content(document, &parts) else { return false };
    (raw.content, raw.direct) = (content, direct);
    raw.relays.push(Relay { span: mention, kind: RelayKind::Reported });
    raw.cue.push(document.tokens[verb].span);
    raw.named_by(cited, "whom “citing” names before the verb");
    true
}
