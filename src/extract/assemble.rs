//! Builds claims with ids from attributions that are resolved and dated.

use std::collections::HashMap;

use super::attribution::RawAttribution;
use super::date::Dated;
use super::figures::figures;
use super::form::View;
use super::resolve::Resolved;
use super::segment::Segmented;
use super::worth::{self, Reading};
use super::{date, stance};
use crate::domain::{
    ArticleInfo, ClaimId, Conclusion, ContentKey, ExtractedClaim, Figure, Manner, Quotation, Reason, Said, Span, Stance,
};

/// Builds the claims, in text order. Their places are those of the stored text.
pub(super) fn assemble(
    view: &View<'_>,
    document: &Segmented<'_>,
    raws: &[RawAttribution],
    resolved: Vec<Resolved>,
    article: &ArticleInfo,
) -> Vec<ExtractedClaim> {
    let said = date::dates(document, raws, &resolved, article);
    let stances: Vec<stance::Reading> = raws.iter().map(|raw| stance_of(document, raw)).collect();
    let keep = kept(document, raws, &resolved, &stances);
    let mut order: Vec<usize> = (0..raws.len()).filter(|&at| keep[at]).collect();
    order.sort_by_key(|&at| (raws[at].content[0].start, std::cmp::Reverse(raws[at].content[0].end), at));
    let mut occurrences: HashMap<ContentKey, usize> = HashMap::new();
    let mut ids: HashMap<usize, ClaimId> = HashMap::new();
    for &at in &order {
        let words: String = view.all_places(&raws[at].content).iter().map(|span| span.of(view.stored())).collect();
        let key = ContentKey::of(&words);
        let occurrence = occurrences.entry(key.clone()).or_default();
        ids.insert(at, ClaimId::of(&article.id, &key, *occurrence));
        *occurrence += 1;
    }
    let mut parties: Vec<Option<Resolved>> = resolved.into_iter().map(Some).collect();
    order
        .into_iter()
        .filter_map(|at| {
            let raw = &raws[at];
            let resolved = parties[at].take()?;
            let mut reasons = reasons(raw, &resolved, &stances[at], &said[at]);
            let Resolved { source, others, via, .. } = resolved;
            let stance::Reading { stance, manner, .. } = stances[at];
            let said = &said[at].said;
            let (figures, read): (Vec<Figure>, Vec<Reason>) =
                figures(document, &raw.content).into_iter().map(|read| (read.figure, read.reason)).unzip();
            reasons.extend(read);
            Some(ExtractedClaim {
                id: ids.get(&at)?.clone(),
                inside: outer(raws, &keep, at).and_then(|outer| ids.get(&outer).cloned()),
                content: view.all_places(&raw.content),
                cue: view.all_places(&raw.cue),
                mention: view.all_places(&raw.mention),
                source,
                others,
                via,
                quotation: quotation(document, raw),
                stance,
                manner,
                said: Said { span: said.span.map(|span| view.hull(span)), ..said.clone() },
                figures: figures.into_iter().map(|figure| Figure { span: view.hull(figure.span), ..figure }).collect(),
                reasons,
                confidence: Some((raw.confidence * 1000.0).round() / 1000.0),
            })
        })
        .collect()
}

/// Why the conclusions about one attribution were reached.
fn reasons(raw: &RawAttribution, resolved: &Resolved, stance: &stance::Reading, dated: &Dated) -> Vec<Reason> {
    let words = |words: &[&'static str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let mention = raw.mention_by.split_first().map(|(rule, changes)| Reason {
        about: Conclusion::Mention,
        rule: (*rule).to_owned(),
        features: words(changes),
    });
    let of_source = [(Conclusion::Source, &resolved.reason), (Conclusion::Kind, &resolved.kind_reason)];
    let source = of_source.into_iter().filter_map(|(about, reason)| {
        let reason = reason.as_ref()?;
        Some(Reason { about, rule: reason.rule.to_owned(), features: words(&reason.features) })
    });
    let others = resolved.others.iter().filter_map(|party| {
        let (name, reason) = resolved.other_reasons.iter().find(|(name, _)| *name == party.name)?;
        let features = [name.clone()].into_iter().chain(words(&reason.features)).collect();
        Some(Reason { about: Conclusion::Other, rule: reason.rule.to_owned(), features })
    });
    let via = resolved.via.iter().filter_map(|party| {
        let (name, rule) = resolved.via_rules.iter().find(|(name, _)| *name == party.name)?;
        Some(Reason { about: Conclusion::Via, rule: (*rule).to_owned(), features: vec![name.clone()] })
    });
    let stance = Reason { about: Conclusion::Stance, rule: stance.rule.to_owned(), features: stance.words.clone() };
    let said = Reason::by(Conclusion::Said, dated.rule);
    mention.into_iter().chain(source).chain(others).chain(via).chain([stance, said]).collect()
}

/// Returns stance and manner of one attribution.
fn stance_of(document: &Segmented<'_>, raw: &RawAttribution) -> stance::Reading {
    let told = |stance, rule| stance::Reading { stance, manner: Manner::Statement, rule, words: Vec::new() };
    if let Some(turn) = raw.turn {
        let asks = document.turns.get(turn).is_some_and(|turn| turn.asks());
        return if asks {
            told(Stance::Asks, "a question in a transcript")
        } else {
            told(Stance::Asserts, "a turn of a transcript")
        };
    }
    if raw.runs_on.is_some() && raw.cue.is_empty() {
        return told(Stance::Asserts, "a quotation that goes on");
    }
    let reading = stance::of_claim(document, raw);
    // A quoted source has said something, so the manner is a statement whatever the cue.
    let quoted = quotation(document, raw) != Quotation::Indirect;
    stance::Reading { manner: if quoted { Manner::Statement } else { reading.manner }, ..reading }
}

/// Returns the innermost kept claim around the attribution `at`.
fn outer(raws: &[RawAttribution], keep: &[bool], at: usize) -> Option<usize> {
    let mut outer = raws[at].inside;
    while let Some(place) = outer.filter(|&place| !keep[place]) {
        outer = raws[place].inside;
    }
    outer
}

/// Tells which attributions become claims. Left out are those without letters or digits, those that largely repeat the
/// words of another in their sentence, those inside a claim of the same source, or without a source of their own
/// ("Reth said he believes …"), and those not worth a claim.
fn kept(
    document: &Segmented<'_>,
    raws: &[RawAttribution],
    resolved: &[Resolved],
    stances: &[stance::Reading],
) -> Vec<bool> {
    let mut keep = vec![true; raws.len()];
    let mut by_sentence: HashMap<usize, Vec<usize>> = HashMap::new();
    for (at, raw) in raws.iter().enumerate() {
        let words: String = raw.content.iter().map(|span| span.of(document.text)).collect();
        let same_speaker = raw.inside.is_some_and(|outer| {
            let name = |place: usize| resolved[place].source.as_ref().map(|source| source.name.as_str());
            name(at) == name(outer) || resolved[at].source.is_none()
        });
        let stance::Reading { stance, manner, .. } = stances[at];
        let has_source = resolved[at].source.is_some();
        let reading = Reading { has_source, quotation: quotation(document, raw), stance, manner };
        let worth = worth::is_worth_a_claim(document, raw, &reading);
        keep[at] = words.chars().any(char::is_alphanumeric) && !same_speaker && worth;
        let siblings = by_sentence.entry(raw.sentence).or_default();
        let repeats = siblings.iter().any(|&other: &usize| {
            keep[other] && raws[other].inside == raw.inside && Span::jaccard(&raws[other].content, &raw.content) >= 0.5
        });
        keep[at] &= !repeats;
        siblings.push(at);
    }
    keep
}

fn quotation(document: &Segmented<'_>, raw: &RawAttribution) -> Quotation {
    if raw.direct {
        return Quotation::Direct;
    }
    let first = document.quotes.partition_point(|quote| quote.outer.end <= raw.content[0].start);
    let end = raw.content.iter().map(|span| span.end).max().unwrap_or(0);
    let mixed = document.quotes[first..]
        .iter()
        .take_while(|quote| quote.outer.start < end)
        .any(|quote| raw.content.iter().any(|span| span.overlaps(&quote.outer)));
    if mixed { Quotation::Mixed } else { Quotation::Indirect }
}
