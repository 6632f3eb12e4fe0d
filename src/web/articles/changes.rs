//! The changes from one text of an article to the next. Paragraphs are compared first, then the words within paragraphs
//! that are similar.
//!
//! Withheld words are removed from both texts before the comparison, so that none of them can be shown.

use std::ops::Range;
use std::time::{Duration, Instant};

use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};

use crate::domain::Span;

/// After this time a comparison stops looking for smaller differences and returns larger pieces.
const TIME: Duration = Duration::from_millis(300);

/// Stands for withheld words in the texts compared. It is a private-use character; [`without`] replaces it where a text
/// holds it.
const WITHHELD: char = '\u{e000}';

/// Paragraphs that share a smaller part of their words than this are shown as removed and added, not word by word.
const MIN_SIMILARITY: f64 = 0.4;

/// Where only passages are shown: bytes of unchanged text on each side of a change, bytes of one change, and paragraphs
/// with changes.
const CONTEXT: usize = 120;
const MOST_OF_CHANGE: usize = 400;
const MOST_PARAGRAPHS: usize = 30;

/// How words differ between the two texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum ChangeKind {
    Unchanged,
    Added,
    Removed,
    /// Words of a withdrawn claim, or the words that replace them in the other text.
    Withheld,
}

/// A run of words that differ in one way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Piece {
    pub kind: ChangeKind,
    pub text: String,
}

/// A paragraph of both texts, or of one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Paragraph {
    pub pieces: Vec<Piece>,
    /// True where something unchanged before it is left out.
    pub cut_before: bool,
    /// True where something after it is left out.
    pub cut_after: bool,
}

/// The changes of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Changes {
    pub paragraphs: Vec<Paragraph>,
    /// True where some changes are left out, or parts of them.
    pub is_cut: bool,
}

impl Changes {
    /// False where the texts differ in nothing that is shown.
    pub(super) fn has_changes(&self) -> bool {
        let mut pieces = self.paragraphs.iter().flat_map(|paragraph| &paragraph.pieces);
        pieces.any(|piece| matches!(piece.kind, ChangeKind::Added | ChangeKind::Removed))
    }
}

/// Every paragraph of both texts, with its words marked as unchanged, added, removed or withheld.
pub(super) fn whole(before: (&str, &[Span]), now: (&str, &[Span])) -> Changes {
    Changes { paragraphs: compared(&without(before), &without(now)), is_cut: false }
}

/// Like [`whole`], but only the paragraphs with changes, with a few words around each change; long changes are cut.
pub(super) fn passages(before: (&str, &[Span]), now: (&str, &[Span])) -> Changes {
    let mut changes = Changes::default();
    let mut is_left_out = false;
    for mut paragraph in whole(before, now).paragraphs {
        if paragraph.pieces.iter().all(|piece| matches!(piece.kind, ChangeKind::Unchanged | ChangeKind::Withheld)) {
            is_left_out = true;
            continue;
        }
        if changes.paragraphs.len() == MOST_PARAGRAPHS {
            changes.is_cut = true;
            break;
        }
        changes.is_cut |= cut(&mut paragraph);
        paragraph.cut_before |= std::mem::take(&mut is_left_out);
        changes.paragraphs.push(paragraph);
    }
    changes
}

/// Shortens the long pieces of a paragraph. Returns true where a part of a change was cut.
fn cut(paragraph: &mut Paragraph) -> bool {
    let mut is_cut = false;
    let last = paragraph.pieces.len().saturating_sub(1);
    for (place, piece) in paragraph.pieces.iter_mut().enumerate() {
        let length = piece.text.len();
        match piece.kind {
            ChangeKind::Withheld => {}
            ChangeKind::Unchanged if place == 0 && length > CONTEXT => {
                piece.text.drain(..ceil_word(&piece.text, length - CONTEXT));
                paragraph.cut_before = true;
            }
            ChangeKind::Unchanged if place == last && length > CONTEXT => {
                piece.text.truncate(floor_word(&piece.text, CONTEXT));
                paragraph.cut_after = true;
            }
            ChangeKind::Unchanged if length > 2 * CONTEXT => {
                let (end, start) = (floor_word(&piece.text, CONTEXT), ceil_word(&piece.text, length - CONTEXT));
                piece.text = format!("{} … {}", &piece.text[..end], &piece.text[start..]);
            }
            ChangeKind::Added | ChangeKind::Removed if length > MOST_OF_CHANGE => {
                piece.text.truncate(floor_word(&piece.text, MOST_OF_CHANGE));
                piece.text.push_str(" …");
                is_cut = true;
            }
            _ => {}
        }
    }
    is_cut
}

/// The last white space before `at`, or the character boundary at or before `at` where there is none.
fn floor_word(text: &str, at: usize) -> usize {
    let at = (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    text[..at].rfind(char::is_whitespace).unwrap_or(at)
}

/// The first white space from `at` on, or the character boundary at or after `at` where there is none.
fn ceil_word(text: &str, at: usize) -> usize {
    let at = (at..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    text[at..].find(char::is_whitespace).map_or(at, |space| at + space)
}

/// The text with [`WITHHELD`] in place of each run of withheld words.
fn without((text, withheld): (&str, &[Span])) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut from = 0;
    let mut spans: Vec<&Span> = withheld.iter().filter(|span| text.get(span.start..span.end).is_some()).collect();
    spans.sort_unstable();
    let clean = |part: &str| part.replace(WITHHELD, "\u{fffd}");
    for span in spans {
        if span.start >= from {
            shown.push_str(&clean(&text[from..span.start]));
            shown.push(WITHHELD);
        }
        from = from.max(span.end);
    }
    shown.push_str(&clean(&text[from..]));
    shown
}

fn compared(before: &str, now: &str) -> Vec<Paragraph> {
    let deadline = Instant::now().checked_add(TIME);
    let lines = |text: &str| -> Vec<String> {
        text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    };
    let (old, new) = (lines(before), lines(now));
    let mut paragraphs = Vec::new();
    for operation in capture_diff_slices_deadline(Algorithm::Myers, &old, &new, deadline) {
        match operation {
            DiffOp::Equal { new_index, len, .. } => {
                paragraphs.extend(new[new_index..new_index + len].iter().map(|line| of(ChangeKind::Unchanged, line)));
            }
            DiffOp::Delete { old_index, old_len, .. } => {
                paragraphs.extend(old[old_index..old_index + old_len].iter().map(|line| of(ChangeKind::Removed, line)));
            }
            DiffOp::Insert { new_index, new_len, .. } => {
                paragraphs.extend(new[new_index..new_index + new_len].iter().map(|line| of(ChangeKind::Added, line)));
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                let (old, new) = (&old[old_index..old_index + old_len], &new[new_index..new_index + new_len]);
                replaced(old, new, deadline, &mut paragraphs);
            }
        }
    }
    paragraphs
}

/// Adds paragraphs that replaced others: compared word by word where they are similar, else as removed and added.
fn replaced(old: &[String], new: &[String], deadline: Option<Instant>, paragraphs: &mut Vec<Paragraph>) {
    let (before, now) = (old.join("\n"), new.join("\n"));
    let (old_words, new_words) = (words(&before), words(&now));
    let operations = capture_diff_slices_deadline(Algorithm::Myers, &old_words, &new_words, deadline);
    let weight = |words: &[&str]| words.iter().filter(|word| is_word(word)).count();
    let same: usize = operations.iter().filter_map(same_words).map(|range| weight(&new_words[range])).sum();
    let all = weight(&old_words).max(weight(&new_words)).max(1);
    if (same as f64) < MIN_SIMILARITY * all as f64 {
        // The words that replaced withheld words may say the same, so neither are shown.
        let hides = before.contains(WITHHELD) || now.contains(WITHHELD);
        if hides {
            paragraphs.push(Paragraph { pieces: vec![withheld()], ..Paragraph::default() });
            return;
        }
        paragraphs.extend(old.iter().map(|line| of(ChangeKind::Removed, line)));
        paragraphs.extend(new.iter().map(|line| of(ChangeKind::Added, line)));
        return;
    }
    let mut pieces = Vec::new();
    let (mut gone, mut added) = (String::new(), String::new());
    for (place, operation) in operations.iter().enumerate() {
        match same_words(operation) {
            Some(range) => {
                let text = new_words[range].concat();
                // Two changes with only spaces between them are joined into one.
                let is_gap = text.chars().all(|c| c.is_whitespace() && c != '\n');
                if is_gap && place > 0 && place + 1 < operations.len() {
                    gone.push_str(&text);
                    added.push_str(&text);
                    continue;
                }
                change(&mut pieces, &mut gone, &mut added);
                same_pieces(&mut pieces, &text);
            }
            None => {
                gone.push_str(&old_words[operation.old_range()].concat());
                added.push_str(&new_words[operation.new_range()].concat());
            }
        }
    }
    change(&mut pieces, &mut gone, &mut added);
    paragraphs.extend(broken(pieces));
}

/// The places of the words in the newer text that an operation leaves unchanged; `None` for a change.
fn same_words(operation: &DiffOp) -> Option<Range<usize>> {
    matches!(operation, DiffOp::Equal { .. }).then(|| operation.new_range())
}

fn withheld() -> Piece {
    Piece { kind: ChangeKind::Withheld, text: String::new() }
}

/// Ends a change: adds the removed words, then the added ones. Where either holds withheld words, neither is shown.
fn change(pieces: &mut Vec<Piece>, gone: &mut String, added: &mut String) {
    let (gone, added) = (std::mem::take(gone), std::mem::take(added));
    if gone.contains(WITHHELD) || added.contains(WITHHELD) {
        pieces.push(withheld());
        return;
    }
    for (kind, text) in [(ChangeKind::Removed, gone), (ChangeKind::Added, added)] {
        if !text.is_empty() {
            pieces.push(Piece { kind, text });
        }
    }
}

fn same_pieces(pieces: &mut Vec<Piece>, text: &str) {
    for (place, part) in text.split(WITHHELD).enumerate() {
        if place > 0 {
            pieces.push(withheld());
        }
        if !part.is_empty() {
            pieces.push(Piece { kind: ChangeKind::Unchanged, text: part.to_owned() });
        }
    }
}

/// Splits pieces at line breaks into paragraphs.
fn broken(pieces: Vec<Piece>) -> Vec<Paragraph> {
    let mut paragraphs = vec![Paragraph::default()];
    for Piece { kind, text } in pieces {
        for (place, part) in text.split('\n').enumerate() {
            if place > 0 && paragraphs.last().is_some_and(|last| !last.pieces.is_empty()) {
                paragraphs.push(Paragraph::default());
            }
            if let Some(last) = paragraphs.last_mut()
                && (!part.is_empty() || kind == ChangeKind::Withheld)
            {
                last.pieces.push(Piece { kind, text: part.to_owned() });
            }
        }
    }
    paragraphs.retain(|paragraph| !paragraph.pieces.is_empty());
    paragraphs
}

/// A paragraph whose pieces are all of one kind, except its withheld words.
fn of(kind: ChangeKind, line: &str) -> Paragraph {
    let mut pieces = Vec::new();
    same_pieces(&mut pieces, line);
    for piece in pieces.iter_mut().filter(|piece| piece.kind == ChangeKind::Unchanged) {
        piece.kind = kind;
    }
    Paragraph { pieces, ..Paragraph::default() }
}

fn is_word(word: &str) -> bool {
    word.starts_with(char::is_alphanumeric)
}

/// Splits a text into words, runs of white space, and single other characters.
fn words(text: &str) -> Vec<&str> {
    let kind = |c: char| match c {
        '\n' => 0,
        c if c.is_alphanumeric() || c == '\'' || c == '’' => 1,
        c if c.is_whitespace() => 2,
        _ => 3,
    };
    let mut words = Vec::new();
    let mut start = 0;
    let mut last = None;
    for (at, c) in text.char_indices() {
        let this = kind(c);
        if last.is_some_and(|last| last != this || matches!(this, 0 | 3)) {
            words.push(&text[start..at]);
            start = at;
        }
        last = Some(this);
    }
    if start < text.len() {
        words.push(&text[start..]);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(changes: &Changes) -> Vec<String> {
        changes
            .paragraphs
            .iter()
            .map(|paragraph| {
                let words = paragraph.pieces.iter().map(|piece| match piece.kind {
                    ChangeKind::Unchanged => piece.text.clone(),
                    ChangeKind::Added => format!("+{}+", piece.text),
                    ChangeKind::Removed => format!("-{}-", piece.text),
                    ChangeKind::Withheld => "#".to_owned(),
                });
                let cut = |is_cut| if is_cut { "…" } else { "" };
                format!("{}{}{}", cut(paragraph.cut_before), words.collect::<String>(), cut(paragraph.cut_after))
            })
            .collect()
    }

    fn spans(text: &str, words: &[&str]) -> Vec<Span> {
        words
            .iter()
            .flat_map(|words| text.match_indices(words))
            .map(|(at, part)| Span::new(at, at + part.len()))
            .collect()
    }

    #[test]
    fn words_are_marked_where_paragraphs_stay_alike() {
        let check = |before: &str, now: &str, expected: &[&str]| {
            assert_eq!(show(&whole((before, &[]), (now, &[]))), expected, "{before:?} {now:?}");
        };
        check("Rain fell.", "Rain fell.", &["Rain fell."]);
        check(
            "At least 300 soldiers crossed the river at dawn.",
            "At least 900 soldiers crossed the Lesk river at dawn.",
            &["At least -300-+900+ soldiers crossed the +Lesk +river at dawn."],
        );
        check(
            "Lund said old words here are long enough to stay.",
            "Lund said two others here are long enough to stay.",
            &["Lund said -old words-+two others+ here are long enough to stay."],
        );
        check("One.\nTwo.\n\nThree.", "One.\nThree.\nFour.", &["One.", "-Two.-", "Three.", "+Four.+"]);
        check(
            "Rain fell on the town.",
            "Nobody has seen any boats.",
            &["-Rain fell on the town.-", "+Nobody has seen any boats.+"],
        );
        // Two paragraphs made one, and one made two.
        check(
            "The ferry sank in the night.\nNobody was hurt, Lund said.",
            "The ferry sank in the night. Nobody was hurt, Lund said.",
            &["The ferry sank in the night.", "+ +Nobody was hurt, Lund said."],
        );
        check("", "Rain.", &["+Rain.+"]);
    }

    #[test]
    fn withheld_words_are_in_neither_text_nor_in_what_took_their_place() {
        let before =
            "The mayor of Osmund said at noon that the convoy left the depot at dawn, and that nobody was hurt.";
        let now =
            "The mayor of Osmund said at noon that the lorries left the depot by night, and that nobody was hurt.";
        let gone = spans(before, &["the convoy left the depot at dawn"]);
        let shown = show(&whole((before, &gone), (now, &[]))).concat();
        assert_eq!(shown, "The mayor of Osmund said at noon that #, and that nobody was hurt.");
        let both = spans(now, &["the lorries left the depot by night"]);
        assert_eq!(show(&whole((before, &gone), (now, &both))).concat(), shown);
        // The paragraph that replaced the withheld words has little in common with the one that held them.
        let other = "Lorries left a depot by night.";
        let short = "He said the convoy left the depot at dawn.";
        let gone = spans(short, &["the convoy left the depot at dawn"]);
        assert_eq!(show(&whole((short, &gone), (other, &[]))), ["#"]);
        // A text that holds the private-use character itself, and a span that splits a character.
        assert_eq!(show(&whole(("a \u{e000} b", &[]), ("a \u{e000} b", &[]))), ["a \u{fffd} b"]);
        assert_eq!(show(&whole(("é", &[Span::new(1, 2)]), ("é", &[]))), ["é"]);
    }

    #[test]
    fn passages_hold_little_more_than_the_changes() {
        let filler = "Öther words stand here and stay. ".repeat(30);
        let before = format!("First paragraph.\n{filler}It had 300 men. {filler}\nLast paragraph.");
        let now = before.replace("300", "900");
        let changes = passages((&before, &[]), (&now, &[]));
        let shown = show(&changes);
        assert_eq!(shown.len(), 1);
        assert!(shown[0].contains("It had -300-+900+ men.") && shown[0].len() < 300, "{shown:?}");
        assert!(shown[0].starts_with('…') && shown[0].ends_with('…') && !changes.is_cut);
        // A whole article in place of a teaser is not given out.
        let long: String = (0..100).map(|number| format!("Paragraph {number}: {filler}\n")).collect();
        let changes = passages(("A teaser of other words.", &[]), (&long, &[]));
        assert!(changes.is_cut && changes.paragraphs.len() == MOST_PARAGRAPHS);
        assert!(show(&changes).iter().all(|paragraph| paragraph.len() < 450));
    }

    #[test]
    fn large_texts_are_compared_in_bounded_time() {
        let text = |step: usize| (0..40_000).map(|n| format!("w{} ", n * step % 7919)).collect::<String>();
        let changes = whole((&text(3), &[]), (&text(5), &[]));
        assert!(!changes.paragraphs.is_empty());
    }
}
