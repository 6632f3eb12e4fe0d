//! Article text cut into pieces, each with what it is to the claims in it.
//!
//! Spans stay bytes here; every cut falls on a span's end or on white space, so characters are never split.

use crate::domain::Span;

/// What a piece of text is to a claim.
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

/// A run of characters that are the same to every claim.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Piece {
    pub text: String,
    pub claim: Option<usize>,
    /// True at the first piece of a claim, where its anchor stands.
    pub starts_claim: bool,
    pub is_cue: bool,
    pub is_mention: bool,
    pub is_said: bool,
    pub is_figure: bool,
    pub is_withheld: bool,
}

/// A paragraph in pieces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Paragraph {
    pub pieces: Vec<Piece>,
    /// True where text before it is left out.
    pub cut_before: bool,
    /// True where text after it is left out.
    pub cut_after: bool,
}

/// Cuts the paragraphs of `text` that lie in `range` into pieces.
pub(super) fn paragraphs(text: &str, range: Span, marks: &[(Span, Role)]) -> Vec<Paragraph> {
    let marks = &fitting(text, marks);
    let mut claims_begun = Vec::new();
    lines(text, range)
        .into_iter()
        .map(|line| Paragraph { pieces: pieces(text, line, marks, &mut claims_begun), ..Paragraph::default() })
        .collect()
}

/// The paragraphs around the marked words: whole ones where they are short, else as much as fits, cut at white space.
pub(super) fn around(text: &str, marks: &[(Span, Role)]) -> Vec<Paragraph> {
    let marks = &fitting(text, marks);
    let mut begun = Vec::new();
    let mut out: Vec<Paragraph> = Vec::new();
    let mut skipped = false;
    for line in lines(text, Span::new(0, text.len())) {
        let mut touched: Vec<Span> = marks
            .iter()
            .filter(|(span, role)| *role != Role::Withheld && span.overlaps(&line))
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
        for group in touched.chunk_by(|a, b| b.start.saturating_sub(a.end) <= 2 * CONTEXT) {
            let (Some(first), Some(last)) = (group.first(), group.iter().map(|span| span.end).max()) else { continue };
            let start = cut_back(text, line.start, first.start);
            let end = cut_forward(text, last, line.end);
            out.push(Paragraph {
                pieces: pieces(text, Span::new(start, end), marks, &mut begun),
                cut_before: start > line.start,
                cut_after: end < line.end,
            });
        }
    }
    out
}

/// Without the marks that do not fit the text, as two reads of a database that is being loaded might give.
fn fitting(text: &str, marks: &[(Span, Role)]) -> Vec<(Span, Role)> {
    let fits = |span: &Span| text.is_char_boundary(span.start) && text.is_char_boundary(span.end);
    marks.iter().filter(|(span, _)| fits(span)).copied().collect()
}

/// Bytes of context kept on each side of the marked words in a long paragraph.
const CONTEXT: usize = 280;

fn cut_back(text: &str, from: usize, to: usize) -> usize {
    if to - from <= CONTEXT {
        return from;
    }
    let wanted = floor_char(text, to - CONTEXT);
    let window = &text[wanted..to];
    // Best after a sentence, else after a word.
    window
        .match_indices(['.', '!', '?', '”'])
        .map(|(at, end)| at + end.len())
        .find(|&at| window[at..].starts_with(' '))
        .map(|at| at + 1)
        .or_else(|| window.find(char::is_whitespace).map(|at| at + 1))
        .map_or(wanted, |at| floor_char(text, wanted + at))
}

fn cut_forward(text: &str, from: usize, to: usize) -> usize {
    if to - from <= CONTEXT {
        return to;
    }
    let wanted = floor_char(text, from + CONTEXT);
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

fn pieces(text: &str, range: Span, marks: &[(Span, Role)], begun: &mut Vec<usize>) -> Vec<Piece> {
    let here: Vec<&(Span, Role)> = marks.iter().filter(|(span, _)| span.overlaps(&range)).collect();
    let mut cuts: Vec<usize> = here
        .iter()
        .flat_map(|(span, _)| [span.start, span.end])
        .filter(|cut| (range.start..=range.end).contains(cut))
        .chain([range.start, range.end])
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut pieces: Vec<Piece> = Vec::new();
    for pair in cuts.windows(2) {
        let part = Span::new(pair[0], pair[1]);
        let mut piece = Piece::default();
        for (span, role) in &here {
            if !span.contains(&part) {
                continue;
            }
            match role {
                // Where two claims share words, the one that began first keeps them.
                Role::Content(claim) if piece.claim.is_none() => piece.claim = Some(*claim),
                Role::Content(_) => {}
                Role::Cue => piece.is_cue = true,
                Role::Mention => piece.is_mention = true,
                Role::Said => piece.is_said = true,
                Role::Figure => piece.is_figure = true,
                Role::Withheld => piece.is_withheld = true,
            }
        }
        if piece.is_withheld {
            piece = Piece { is_withheld: true, ..Piece::default() };
            if pieces.last().is_some_and(|last| last.is_withheld) {
                continue;
            }
        } else {
            piece.text = part.of(text).to_owned();
        }
        if let Some(claim) = piece.claim.filter(|claim| !begun.contains(claim)) {
            begun.push(claim);
            piece.starts_claim = true;
        }
        pieces.push(piece);
    }
    pieces
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
    fn paragraphs_without_marks_are_left_out() {
        let text = "First.\nSecond.\nThird.\nFourth.";
        let marks = [(span(text, "First"), Role::Cue), (span(text, "Third"), Role::Cue)];
        assert_eq!(show(&around(text, &marks)), ["<First>.…", "<Third>."]);
    }
}
