//! Signed quotations: "“It is over.” — Ama Reth", as readers' voices, captions and mottoes are printed. No word
//! attributes them, so the tagger, which looks for one, joins them to the wrong speaker or misses them.

use super::{RawAttribution, content};
use crate::domain::Span;
use crate::extract::segment::Segmented;
use crate::extract::tag::TaggedClaim;
use crate::extract::tokens::{Token, TokenKind};
use crate::extract::{cues, lexicon};

/// The most words of a name.
const LONGEST_NAME: usize = 6;
/// The most tokens of what the signer is said to be ("mayor of Hollin").
const LONGEST_DESCRIPTION: usize = 12;
/// All 25 in the development articles were right. With so few, the lower end of a usual interval is about 0.9; 0.95 is
/// the middle.
const CONFIDENCE: f64 = 0.95;

/// One signed quotation.
struct Signed {
    /// From its opening mark to the end of the signature.
    whole: Span,
    /// The words between its quotation marks.
    inner: Span,
    /// The signature.
    name: Span,
}

/// Adds every signed quotation; what the tagger found within one stands inside it, what it joined across is cut off.
pub(super) fn add(document: &Segmented<'_>, orphans: &mut Vec<TaggedClaim>, raws: &mut Vec<RawAttribution>) {
    let all = find(document);
    let at_place = |span: &Span| {
        let at = all.partition_point(|signed| signed.whole.end <= span.start);
        all.get(at).filter(|signed| signed.whole.overlaps(span)).map(|_| at)
    };
    let around = |raw: &RawAttribution| {
        let at = at_place(raw.cue.first()?)?;
        raw.cue.iter().chain(&raw.content).all(|span| all[at].inner.contains(span)).then_some(at)
    };
    for raw in raws.iter_mut().filter(|raw| around(raw).is_none()) {
        raw.content.retain(|span| at_place(span).is_none());
    }
    raws.retain(|raw| !raw.content.is_empty());
    orphans.retain(|orphan| orphan.content.iter().all(|span| at_place(span).is_none()));
    let first = raws.len();
    for raw in raws.iter_mut() {
        if let Some(at) = around(raw) {
            raw.inside = Some(first + at);
            raw.main_subject = false;
        }
    }
    raws.extend(all.iter().map(|signed| RawAttribution {
        mention: vec![signed.name],
        mention_by: vec!["the signature behind a quotation"],
        confidence: CONFIDENCE,
        ..RawAttribution::of(document.sentence_at(signed.name.start), vec![signed.inner], true)
    }));
}

/// Every signed quotation that opens a paragraph or follows another, in order of place.
fn find(document: &Segmented<'_>) -> Vec<Signed> {
    let tokens = &document.tokens;
    let mut found: Vec<Signed> = Vec::new();
    for paragraph in &document.paragraphs {
        let range = document.token_range(*paragraph);
        let mut open = range.start;
        while open < range.end && is_quotation_mark(&tokens[open], document) {
            let signed = (open + 1..range.end)
                .filter(|&close| is_quotation_mark(&tokens[close], document))
                .find_map(|close| signature(document, close + 1).map(|name| (close, name)));
            let Some((close, name)) = signed else { break };
            let inner = Span::new(tokens[open].span.end, tokens[close].span.start);
            let last = tokens[name.end - 1].span.end;
            if let Some(inner) = content::trim_quoted(document.text, inner) {
                found.push(Signed {
                    whole: Span::new(tokens[open].span.start, last),
                    inner,
                    name: Span::new(tokens[name.start].span.start, last),
                });
            }
            open = name.end + usize::from(is(tokens, name.end, "."));
        }
    }
    found
}

/// The name after a dash at `at`, where the paragraph ends after it or the next quotation begins.
fn signature(document: &Segmented<'_>, at: usize) -> Option<std::ops::Range<usize>> {
    let tokens = &document.tokens;
    let dashes = tokens.get(at..)?.iter().take(2).take_while(|token| is_dash(token, document)).count();
    let start = at + dashes;
    // "Corin van der Hask", "Reth and Oru": short words between.
    let is_part = |token: &&Token| {
        token.kind == TokenKind::Word
            && (token.capital && !lexicon::is_determiner(&token.lower) || token.lower.len() <= 3)
    };
    let end = start + tokens.get(start..)?.iter().take(LONGEST_NAME + 1).take_while(is_part).count();
    if dashes == 0 || end == start || end - start > LONGEST_NAME || !tokens[start].capital || !tokens[end - 1].capital {
        return None;
    }
    let ends_line =
        |at: usize| at >= tokens.len() || document.text[tokens[at - 1].span.end..tokens[at].span.start].contains('\n');
    if (start..end).skip(1).any(ends_line) {
        return None;
    }
    let after = end + usize::from(is(tokens, end, "."));
    if ends_line(end) || ends_line(after) || is_quotation_mark(&tokens[after], document) {
        return Some(start..end);
    }
    let description =
        is(tokens, end, ",").then(|| (end + 1..=end + 1 + LONGEST_DESCRIPTION).find(|&at| ends_line(at)))??;
    // "May 21, 2024" tells a day.
    let tells = |token: &Token| {
        token.lower == "who" || !token.capital && (lexicon::is_auxiliary(&token.lower) || cues::is_verb(&token.lower))
    };
    (!tokens[end + 1..description].iter().any(tells)).then_some(start..end)
}

fn is(tokens: &[Token], at: usize, mark: &str) -> bool {
    tokens.get(at).is_some_and(|token| token.lower == mark)
}

fn is_dash(token: &Token, document: &Segmented<'_>) -> bool {
    matches!(token.span.of(document.text), "―" | "—" | "–" | "-")
}

fn is_quotation_mark(token: &Token, document: &Segmented<'_>) -> bool {
    matches!(token.span.of(document.text), "“" | "”" | "„" | "\"" | "«" | "»" | "‘" | "’" | "'")
}
