//! Paragraphs that belong to no sentence beside them: headings, and quotations that a colon introduces and that fill their
//! paragraph. The tagger, which reads on over their ends, joins them to what follows; these paragraphs are read anew
//! from their beginning.

use std::collections::BTreeSet;

use crate::domain::Span;
use crate::extract::segment::Segmented;
use crate::extract::tag::{TaggedClaim, Tagger};
use crate::extract::tokens::TokenKind;

/// A line of more words is no heading.
const LONGEST_HEADING: usize = 10;

/// How many paragraphs are read for one of them, since the tagger goes by what stands behind as well.
const CONTEXT: usize = 4;

/// The claims of the tagger, none of which joins words across such a paragraph.
pub(super) fn parted(document: &Segmented<'_>, tagger: &Tagger, claims: Vec<TaggedClaim>) -> Vec<TaggedClaim> {
    let mut again: BTreeSet<usize> = BTreeSet::new();
    let mut kept = Vec::with_capacity(claims.len());
    for mut claim in claims {
        claim.content = claim.content.iter().flat_map(|span| by_paragraph(document, *span)).collect();
        let home = |span: &Span| document.paragraphs.partition_point(|paragraph| paragraph.end <= span.start);
        let places: BTreeSet<usize> = claim.content.iter().chain(&claim.cue).chain(&claim.source).map(home).collect();
        let cue = claim.cue.as_ref().map(home);
        if places.len() > 1 && cue.is_some_and(|cue| is_heading(document, cue)) {
            again.extend(places);
            continue;
        }
        let introduced = claim.content.iter().map(home).find(|at| is_introduced(document, *at));
        if let Some(block) = introduced.filter(|block| places.iter().any(|place| place > block)) {
            let beyond = |span: &Span| home(span) > block && !fills_paragraph(document, home(span));
            let outside = [&claim.cue, &claim.source].iter().any(|span| span.as_ref().is_some_and(beyond));
            again.extend(claim.content.iter().filter(|span| beyond(span)).map(home));
            claim.content.retain(|span| !beyond(span));
            if claim.content.is_empty() || outside {
                again.extend(places.iter().filter(|place| *place >= &block));
                continue;
            }
        }
        kept.push(claim);
    }
    for at in again {
        let Some(paragraph) = document.paragraphs.get(at).filter(|_| !is_heading(document, at)) else { continue };
        let behind = document.paragraphs.len().min(at + CONTEXT);
        let read = tagger.claims(document.text, &document.paragraphs[at..behind]);
        let taken = |claim: &TaggedClaim| {
            let here = |span: &Span| paragraph.contains(span);
            let own = claim.content.iter().chain(&claim.cue).chain(&claim.source).all(here);
            !own || kept
                .iter()
                .any(|other| other.content.iter().any(|span| claim.content.iter().any(|own| own.overlaps(span))))
        };
        let new: Vec<TaggedClaim> = read.into_iter().filter(|claim| !taken(claim)).collect();
        kept.extend(new);
    }
    kept.sort_by_key(|claim| claim.content.first().map(|span| span.start));
    kept
}

/// A span, cut where it runs over the end of a paragraph.
fn by_paragraph(document: &Segmented<'_>, span: Span) -> Vec<Span> {
    let first = document.paragraphs.partition_point(|paragraph| paragraph.end <= span.start);
    let within = document.paragraphs[first..].iter().take_while(|paragraph| paragraph.start < span.end);
    let parts: Vec<Span> = within.map(|part| Span::new(span.start.max(part.start), span.end.min(part.end))).collect();
    if parts.is_empty() { vec![span] } else { parts }
}

/// True for a short paragraph that ends as no sentence does.
fn is_heading(document: &Segmented<'_>, paragraph: usize) -> bool {
    let Some(paragraph) = document.paragraphs.get(paragraph) else { return false };
    let tokens = document.tokens_in(*paragraph);
    let words = tokens.iter().filter(|token| token.kind != TokenKind::Mark).count();
    words <= LONGEST_HEADING && tokens.last().is_some_and(|last| last.kind != TokenKind::Mark)
}

/// True for a paragraph that is one quotation behind a paragraph that ends with a colon.
fn is_introduced(document: &Segmented<'_>, paragraph: usize) -> bool {
    let before = paragraph.checked_sub(1).and_then(|before| document.paragraphs.get(before));
    before.is_some_and(|before| before.of(document.text).trim_end().ends_with(':'))
        && fills_paragraph(document, paragraph)
}

/// True for a paragraph that is nothing but a quotation.
fn fills_paragraph(document: &Segmented<'_>, paragraph: usize) -> bool {
    let Some(paragraph) = document.paragraphs.get(paragraph) else { return false };
    let range = document.token_range(*paragraph);
    !range.is_empty() && range.clone().all(|at| document.quoted[at].is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::segment::segment;

    #[test]
    fn headings_and_introduced_quotations_stand_apart() {
        let text = "Bridge reported closed\n\nAma Reth wrote:\n\n“It is open.”\n\nIt rained, she said.";
        let document = segment(text);
        let headings: Vec<bool> = (0..5).map(|at| is_heading(&document, at)).collect();
        assert_eq!(headings, [true, false, false, false, false]);
        let introduced: Vec<bool> = (0..5).map(|at| is_introduced(&document, at)).collect();
        assert_eq!(introduced, [false, false, true, false, false]);
        let both = Span::new(0, text.find(" wrote").unwrap());
        let parts: Vec<&str> = by_paragraph(&document, both).iter().map(|span| span.of(text).trim()).collect();
        assert_eq!(parts, ["Bridge reported closed", "Ama Reth"]);
    }
}
