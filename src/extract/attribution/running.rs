//! Quotations that run on: over paragraphs without being closed, and over sentences without being attributed again.

use super::{RawAttribution, beside, content};
use crate::domain::Span;
use crate::extract::segment::Segmented;
use crate::extract::tag::{TaggedClaim, Tagger};

/// Keeps quotations whole. Where the tagger found another attribution within a quotation ("I fear that …"), the
/// quotation stays whole and the other one stands inside it.
pub(super) fn keep_quotations_whole(document: &Segmented<'_>, raws: &mut [RawAttribution]) {
    for at in 0..raws.len() {
        let Some(quote) = raws[at].cue.first().and_then(|cue| document.quote_at(cue.start)).copied() else { continue };
        let within = |span: &Span| quote.outer.contains(span);
        if raws[at].inside.is_some() || !raws[at].content.iter().chain(&raws[at].mention).all(within) {
            continue;
        }
        let outer = raws.iter().position(|raw| {
            raw.cue.first().is_some_and(|cue| !quote.outer.overlaps(cue))
                && raw.content.iter().any(|span| span.overlaps(&quote.outer))
        });
        let Some(outer) = outer else { continue };
        let parts = raws[outer].content.iter().filter(|span| !span.overlaps(&quote.outer)).copied();
        let mut parts: Vec<Span> = parts.chain([quote.outer]).collect();
        parts.sort();
        if let Some((content, direct)) = content::content(document, &parts) {
            (raws[outer].content, raws[outer].direct) = (content, direct);
            raws[at].inside = Some(outer);
            raws[at].main_subject = false;
        }
    }
}

/// Joins a quotation left open at the end of a paragraph with the next paragraph, even if the tagger missed that.
pub(super) fn join_open_quotations(document: &Segmented<'_>, raws: &mut [RawAttribution]) {
    for at in 1..document.quotes.len() {
        let (before, quote) = (document.quotes[at - 1], document.quotes[at]);
        let between = document.text.get(before.outer.end..quote.outer.start).unwrap_or_default();
        if !before.continues || !between.trim().is_empty() {
            continue;
        }
        let claimed = |raw: &RawAttribution, quote: &Span| raw.content.iter().any(|span| span.overlaps(quote));
        if raws.iter().any(|raw| claimed(raw, &quote.outer)) {
            continue;
        }
        let Some(words) = content::trim_quoted(document.text, quote.inner) else { continue };
        if let Some(raw) = raws.iter_mut().find(|raw| claimed(raw, &before.outer)) {
            raw.content.push(words);
        }
    }
}

/// Adds quotations without a cue of their own. They have the attribution right behind them, or are the last speaker's if
/// nothing but that speaker's quotation precedes them.
pub(super) fn add_orphans(
    document: &Segmented<'_>,
    tagger: &Tagger,
    orphans: Vec<TaggedClaim>,
    raws: &mut Vec<RawAttribution>,
) {
    for orphan in orphans {
        let Some((content, true)) = content::content(document, &orphan.content) else { continue };
        let Some(confidence) = tagger.confidence(orphan.score) else { continue };
        let sentence = document.sentence_at(content[0].start);
        let raw = RawAttribution { confidence, ..RawAttribution::of(sentence, content, true) };
        let Err(mut raw) = beside::add_attributed(document, raw, raws) else { continue };
        let content = &raw.content;
        let speaks_before = |raw: &RawAttribution| {
            let last = raw.content.iter().chain(&raw.cue).map(|span| span.end).max().unwrap_or(0);
            let quoted = raw.content.iter().any(|span| document.quote_at(span.start).is_some());
            last <= content[0].start && quoted && document.sentence_at(last - 1) + 1 >= sentence
        };
        let Some(base) = (0..raws.len()).rev().find(|&at| raws[at].inside.is_none() && speaks_before(&raws[at])) else {
            continue;
        };
        raw.runs_on = raws[base].runs_on.or(Some(base));
        raw.unnamed_by(beside::GOES_ON);
        raws.push(*raw);
    }
}
