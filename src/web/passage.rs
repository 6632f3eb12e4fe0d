//! Article text cut into pieces, each marked with its role in the claims made there.
//!
//! Spans count bytes. Every cut falls on a character boundary, so no character is split.

use rustc_hash::FxHashSet;
use serde::Serialize;

use crate::domain::Span;

/// The role of a piece of text in a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Words claimed; the number tells which claim, where a text shows several.
    Content(usize),
    /// Words that attribute.
    Cue,
    /// Words that name the source.
    Mention,
    /// Words that tell when.
    Said,
    /// A quantity.
    Figure,
    /// Words of a withdrawn claim; never shown.
    Withheld,
}

/// A run of characters with the same roles.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Piece {
    pub text: String,
    /// The claim it belongs to; the innermost, where several share these words.
    pub claim: Option<usize>,
    /// True where several claims share these words.
    pub is_shared: bool,
    /// The claims whose first piece this is. Pages put the HTML anchors of these claims here.
    pub starts: Vec<usize>,
    /// The claims of which a part begins here. Pages print the numbers of these claims here.
    pub parts: Vec<usize>,
    pub is_cue: bool,
    pub is_mention: bool,
    pub is_said: bool,
    pub is_figure: bool,
    pub is_withheld: bool,
}

/// A paragraph in pieces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Paragraph {
    pub pieces: Vec<Piece>,
    /// Its bytes in the text. Not serialized, because byte offsets mean nothing outside the program.
    #[serde(skip)]
    pub span: Span,
    /// True where text before it is left out.
    pub cut_before: bool,
    /// True where text after it is left out.
    pub cut_after: bool,
}

/// Cuts the paragraphs of `text` that lie in `range` into pieces.
pub(super) fn paragraphs(text: &str, range: Span, marks: &[(Span, Role)]) -> Vec<Paragraph> {
    let marks = fitting(text, marks);
    let mut marks = InOrder::new(&marks);
    let mut claims_begun = FxHashSet::default();
    lines(text, range)
        .into_iter()
        .map(|line| Paragraph {
            pieces: pieces(text, line, marks.over(line), &mut claims_begun),
            span: line,
            cut_before: false,
            cut_after: false,
        })
        .collect()
}

/// The part of a text around `span` that these paragraphs show.
pub(super) fn shown_around(paragraphs: &[Paragraph], span: Span) -> Span {
    let holds = |at: usize| {
        let first = paragraphs.partition_point(|part| part.span.end < at);
        paragraphs.get(first).filter(|part| part.span.start <= at)
    };
    let start = holds(span.start).map_or(span.start, |part| part.span.start);
    let end = holds(span.end).map_or(span.end, |part| part.span.end);
    Span::new(start.min(span.start), end.max(span.end))
}

/// Paragraphs shown on each side of a passage when more is asked for.
const MORE_PARAGRAPHS: usize = 3;
/// The most bytes shown on each side of a passage when more is asked for.
const MORE_CONTEXT: usize = 1800;

/// The paragraphs that stand right before and right after a passage.
pub(super) fn context(text: &str, passage: &[Paragraph], withheld: &[Span]) -> (Vec<Paragraph>, Vec<Paragraph>) {
    let (Some(first), Some(last)) = (passage.first(), passage.last()) else { return (Vec::new(), Vec::new()) };
    let marks: Vec<(Span, Role)> = withheld.iter().map(|span| (*span, Role::Withheld)).collect();
    let lines_before = lines(text, Span::new(0, first.span.start));
    let mut before = Vec::new();
    if let Some(begin) = lines_before.iter().rev().take(MORE_PARAGRAPHS).next_back() {
        let start = cut_back(text, begin.start, first.span.start, MORE_CONTEXT);
        before = paragraphs(text, Span::new(start, first.span.start), &marks);
        if let Some(paragraph) = before.first_mut() {
            paragraph.cut_before = lines_before.iter().all(|line| line.start != paragraph.span.start);
        }
    }
    let lines_after = lines(text, Span::new(last.span.end, text.len()));
    let mut after = Vec::new();
    if let Some(end) = lines_after.iter().take(MORE_PARAGRAPHS).next_back() {
        let end = cut_forward(text, last.span.end, end.end, MORE_CONTEXT);
        after = paragraphs(text, Span::new(last.span.end, end), &marks);
        if let Some(paragraph) = after.last_mut() {
            paragraph.cut_after = lines_after.iter().all(|line| line.end != paragraph.span.end);
        }
    }
    (before, after)
}

/// The paragraphs around the marked words: whole ones where they are short, else as much as fits, cut at white space.
pub(super) fn around(text: &str, marks: &[(Span, Role)]) -> Vec<Paragraph> {
    let marks = fitting(text, marks);
    let mut marks = InOrder::new(&marks);
    let mut begun = FxHashSet::default();
    let mut out: Vec<Paragraph> = Vec::new();
    let mut skipped = false;
    for line in lines(text, Span::new(0, text.len())) {
        let here = marks.over(line);
        let mut touched: Vec<Span> = here
            .iter()
            .filter(|(_, role)| *role != Role::Withheld)
            .map(|(span, _)| Span::new(span.start.max(line.start), span.end.min(line.end)))
            .collect();
        if touched.is_empty() {
            skipped = true;
            continue;
        }
        if skipped && let Some(previous) = out.last_mut() {
            previous.cut_after = true;
        }
        skipped = false;
        touched.sort_unstable();
        // What lies close together is shown as one; a span may end behind those that begin after it.
        let mut groups: Vec<Span> = Vec::new();
        for span in touched {
            match groups.last_mut() {
                Some(last) if span.start.saturating_sub(last.end) <= 2 * CONTEXT => last.end = last.end.max(span.end),
                _ => groups.push(span),
            }
        }
        let mut here = InOrder::new(here);
        for group in groups {
            let start = cut_back(text, line.start, group.start, CONTEXT);
            let end = cut_forward(text, group.end, line.end, CONTEXT);
            let shown = Span::new(start, end);
            out.push(Paragraph {
                pieces: pieces(text, shown, here.over(shown), &mut begun),
                span: shown,
                cut_before: start > line.start,
                cut_after: end < line.end,
            });
        }
    }
    out
}

/// The marks of a text by where they start, for ranges that are asked for in the order of the text. Each mark is looked
/// at as often as it lies in a range, so that the time grows with the marks and not with their square.
struct InOrder<'m> {
    marks: &'m [(Span, Role)],
    /// The first mark that starts behind the last range.
    next: usize,
    /// Those that overlap the last range.
    here: Vec<(Span, Role)>,
}

impl<'m> InOrder<'m> {
    /// Takes marks that are in order.
    fn new(marks: &'m [(Span, Role)]) -> Self {
        Self { marks, next: 0, here: Vec::new() }
    }

    /// The marks that overlap `range`. No range may start before the last one.
    fn over(&mut self, range: Span) -> &[(Span, Role)] {
        let begin = self.marks[self.next..].partition_point(|(span, _)| span.start < range.end);
        self.here.extend(&self.marks[self.next..self.next + begin]);
        self.next += begin;
        self.here.retain(|(span, _)| span.end > range.start);
        &self.here
    }
}

/// The marks of a text by where they start, without those that do not fall on character boundaries: a load may replace the
/// text between the query for the text and the query for its marks.
fn fitting(text: &str, marks: &[(Span, Role)]) -> Vec<(Span, Role)> {
    let fits = |span: &Span| text.is_char_boundary(span.start) && text.is_char_boundary(span.end);
    let mut marks: Vec<_> = marks.iter().filter(|(span, _)| fits(span)).copied().collect();
    marks.sort_by_key(|(span, _)| span.start);
    marks
}

/// Bytes of context kept on each side of the marked words in a long paragraph.
const CONTEXT: usize = 280;

/// The place from which at most `most` bytes before `to` are shown.
fn cut_back(text: &str, from: usize, to: usize, most: usize) -> usize {
    if to - from <= most {
        return from;
    }
    let wanted = floor_char(text, to - most);
    let window = &text[wanted..to];
    // Cut after the end of a sentence, or after a word where no sentence ends in the window.
    window
        .match_indices(['.', '!', '?', '”'])
        .map(|(at, end)| at + end.len())
        .find(|&at| window[at..].starts_with(' '))
        .map(|at| at + 1)
        .or_else(|| window.find(char::is_whitespace).map(|at| at + 1))
        .map_or(wanted, |at| floor_char(text, wanted + at))
}

/// The place up to which at most `most` bytes after `from` are shown.
fn cut_forward(text: &str, from: usize, to: usize, most: usize) -> usize {
    if to - from <= most {
        return to;
    }
    let wanted = floor_char(text, from + most);
    let window = &text[from..wanted];
    window
        .match_indices(['.', '!', '?'])
        .map(|(at, end)| at + end.len())
        .rfind(|&at| window[at..].starts_with([' ', '”']))
        .or_else(|| window.rfind(char::is_whitespace))
        .map_or(wanted, |at| from + at)
}

fn floor_char(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The non-blank lines that lie in `range`, without the white space at their ends.
fn lines(text: &str, range: Span) -> Vec<Span> {
    let mut lines = Vec::new();
    let mut start = range.start;
    for line in range.of(text).split('\n') {
        let trimmed = line.trim();
        if !trimmed.is_empty() {
            let from = start + (line.len() - line.trim_start().len());
            lines.push(Span::new(from, from + trimmed.len()));
        }
        start += line.len() + 1;
    }
    lines
}

/// Cuts `range` into pieces where a mark begins or ends. The marks overlap it, and are in the order of their starts.
fn pieces(text: &str, range: Span, marks: &[(Span, Role)], begun: &mut FxHashSet<usize>) -> Vec<Piece> {
    let mut cuts: Vec<usize> = marks
        .iter()
        .flat_map(|(span, _)| [span.start, span.end])
        .filter(|cut| (range.start..=range.end).contains(cut))
        .chain([range.start, range.end])
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut marks = InOrder::new(marks);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut going_on: Vec<usize> = Vec::new();
    for pair in cuts.windows(2) {
        let part = Span::new(pair[0], pair[1]);
        let (mut piece, mut claims) = marked(marks.over(part));
        if piece.is_withheld {
            if !pieces.last().is_some_and(|last| last.is_withheld) {
                pieces.push(piece);
            }
            continue;
        }
        piece.text = part.of(text).to_owned();
        // Words that several claims share go to the shortest claim, because the longer ones are still visible
        // around it.
        claims.sort_unstable();
        let claims: Vec<usize> = claims.into_iter().map(|(_, claim)| claim).collect();
        piece.claim = claims.first().copied();
        piece.is_shared = claims.len() > 1;
        piece.starts = claims.iter().copied().filter(|claim| begun.insert(*claim)).collect();
        piece.starts.sort_unstable();
        piece.parts = claims.iter().copied().filter(|claim| !going_on.contains(claim)).collect();
        piece.parts.sort_unstable();
        going_on = claims;
        pieces.push(piece);
    }
    pieces
}

/// A piece without its words, and the claims that these marks are of, each with the length of the mark.
fn marked(marks: &[(Span, Role)]) -> (Piece, Vec<(usize, usize)>) {
    let mut piece = Piece::default();
    let mut claims = Vec::new();
    for (span, role) in marks {
        match role {
            Role::Content(claim) => claims.push((span.end - span.start, *claim)),
            Role::Cue => piece.is_cue = true,
            Role::Mention => piece.is_mention = true,
            Role::Said => piece.is_said = true,
            Role::Figure => piece.is_figure = true,
            Role::Withheld => return (Piece { is_withheld: true, ..Piece::default() }, Vec::new()),
        }
    }
    (piece, claims)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(text: &str, words: &str) -> Span {
        let start = text.find(words).unwrap();
        Span::new(start, start + words.len())
    }

    fn show(paragraphs: &[Paragraph]) -> Vec<String> {
        paragraphs
            .iter()
            .map(|paragraph| {
                let mut shown = String::new();
                if paragraph.cut_before {
                    shown.push('…');
                }
                for piece in &paragraph.pieces {
                    match piece {
                        Piece { is_withheld: true, .. } => shown.push('#'),
                        Piece { claim: Some(claim), text, .. } => shown.push_str(&format!("[{claim}:{text}]")),
                        Piece { is_cue: true, text, .. } => shown.push_str(&format!("<{text}>")),
                        Piece { text, .. } => shown.push_str(text),
                    }
                }
                if paragraph.cut_after {
                    shown.push('…');
                }
                shown
            })
            .collect()
    }

    #[test]
    fn text_is_cut_at_the_marks_and_nothing_is_lost() {
        let text = "Rain fell. “Ö yes,” she said.\r\n\n  More 🙂 rain.";
        let marks = [(span(text, "Ö yes,"), Role::Content(0)), (span(text, "said"), Role::Cue)];
        let whole = paragraphs(text, Span::new(0, text.len()), &marks);
        assert_eq!(show(&whole), ["Rain fell. “[0:Ö yes,]” she <said>.", "More 🙂 rain."]);
    }

    #[test]
    fn claims_that_share_words_keep_the_first_and_withheld_words_go() {
        let text = "one two three four";
        let marks = [
            (span(text, "one two"), Role::Content(0)),
            (span(text, "two three"), Role::Content(1)),
            (span(text, "three four"), Role::Withheld),
        ];
        assert_eq!(show(&paragraphs(text, Span::new(0, text.len()), &marks)), ["[0:one ][0:two][1: ]#"]);
    }

    #[test]
    fn a_long_paragraph_is_cut_to_the_words_around() {
        let text = format!("{}Here it is. {}", "Öther words stand. ".repeat(100), "And then some more. ".repeat(100));
        let shown = show(&around(&text, &[(span(&text, "Here it is."), Role::Content(0))]));
        assert_eq!(shown.len(), 1);
        assert!(shown[0].starts_with("…Öther") && shown[0].ends_with("more.…"), "{}", shown[0]);
        assert!(shown[0].len() < 700);
        // Two claims far apart in one paragraph: what lies between is left out.
        let far = format!("First. {} Last.", "Between them nothing is claimed. ".repeat(60));
        let marks = [(span(&far, "First."), Role::Cue), (span(&far, "Last."), Role::Cue)];
        let shown = show(&around(&far, &marks));
        assert_eq!(shown.len(), 2);
        assert!(shown.iter().map(String::len).sum::<usize>() < 800, "{shown:?}");
        let unbroken = "é".repeat(5000);
        assert!(
            !around(&unbroken, &[(Span::new(4000, 4002), Role::Cue), (Span::new(4001, 4003), Role::Figure)]).is_empty()
        );
    }

    #[test]
    fn no_words_are_shown_twice_where_a_long_claim_holds_short_ones() {
        let text = "One word here. ".repeat(500);
        let marks = [(0, 5000), (10, 20), (700, 710)];
        let marks = marks.map(|(start, end)| (Span::new(start, end), Role::Content(start)));
        assert_eq!(around(&text, &marks).len(), 1);
    }

    #[test]
    fn a_claim_inside_a_claim_keeps_its_words_and_each_has_its_place() {
        let text = "one two three";
        let marks = [(span(text, "one two three"), Role::Content(0)), (span(text, "two"), Role::Content(1))];
        let whole = paragraphs(text, Span::new(0, text.len()), &marks);
        assert_eq!(show(&whole), ["[0:one ][1:two][0: three]"]);
        let starts = |paragraphs: &[Paragraph]| {
            paragraphs[0].pieces.iter().map(|piece| (piece.starts.clone(), piece.is_shared)).collect::<Vec<_>>()
        };
        assert_eq!(starts(&whole), [(vec![0], false), (vec![1], true), (vec![], false)]);
        let parts = [(span(text, "one"), Role::Content(0)), (span(text, "three"), Role::Content(0))];
        let parts = paragraphs(text, Span::new(0, text.len()), &parts);
        let numbered =
            parts[0].pieces.iter().map(|piece| (piece.starts.len(), piece.parts.clone())).collect::<Vec<_>>();
        assert_eq!(
            numbered,
            [(1, vec![0]), (0, vec![]), (0, vec![0])],
            "each part bears the number, the first the anchor"
        );
        let same = [(span(text, "two"), Role::Content(0)), (span(text, "two"), Role::Content(1))];
        let twice = paragraphs(text, Span::new(0, text.len()), &same);
        assert_eq!(starts(&twice), [(vec![], false), (vec![0, 1], true), (vec![], false)]);
    }

    #[test]
    fn more_context_stands_around_the_passage_and_holds_nothing_back_but_what_was_withdrawn() {
        let text = "A.\nB.\nC.\nD.\nHere.\nE gone.\nF.\n\nG.\nH.";
        let passage = around(text, &[(span(text, "Here"), Role::Content(0))]);
        let (before, after) = context(text, &passage, &[span(text, "gone")]);
        assert_eq!(show(&before), ["B.", "C.", "D."]);
        assert_eq!(show(&after), ["E #.", "F.", "G."]);
        // The part of a long paragraph that the passage leaves out belongs to the context.
        let long = format!("{}Here it is. {}", "Öther words stand. ".repeat(300), "And then some more. ".repeat(300));
        let passage = around(&long, &[(span(&long, "Here it is."), Role::Content(0))]);
        let (before, after) = context(&long, &passage, &[]);
        assert!(show(&before)[0].starts_with("…Öther") && show(&after)[0].ends_with("more.…"));
        assert!(show(&before)[0].len() < 2000 && show(&after)[0].len() < 2000);
        assert_eq!(
            context("Only this.", &around("Only this.", &[(Span::new(0, 4), Role::Cue)]), &[]),
            (vec![], vec![])
        );
    }

    #[test]
    fn paragraphs_without_marks_are_left_out() {
        let text = "First.\nSecond.\nThird.\nFourth.";
        let marks = [(span(text, "First"), Role::Cue), (span(text, "Third"), Role::Cue)];
        assert_eq!(show(&around(text, &marks)), ["<First>.…", "<Third>."]);
    }
}
