//! Where words stand in a text, so that others find them again: the words with what stands before and after them, and
//! their place. Words are tied to another text only where they stand there exactly, with the same context on one side.

use serde::Serialize;

use super::passage::{self, Paragraph};
use crate::domain::{CodePoints, Span};

/// The most characters before and after the words that an anchor holds.
const CONTEXT: usize = 32;
/// The letters before and after words that are compared, and how few are enough where a text begins or ends there.
const COMPARED: usize = 20;
const LEAST_COMPARED: usize = 8;

/// A part of a claim's words in the text of a version, as the selectors of the Web Annotation model tell it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Anchor {
    pub exact: String,
    /// What stands right before the words; empty at the beginning of the text, and where it is not shown.
    pub prefix: String,
    pub suffix: String,
    /// In Unicode code points of the text.
    pub start: usize,
    /// The first code point behind the words.
    pub end: usize,
}

impl Anchor {
    /// The anchor of the words at `span`. Its context lies within `shown`, and ends at words that are held back.
    fn of(points: &CodePoints<'_>, span: Span, shown: Span, withheld: &[Span]) -> Self {
        let text = points.text();
        let from = withheld.iter().filter(|held| held.start < span.start).map(|held| held.end).max().unwrap_or(0);
        let to = withheld.iter().filter(|held| held.end > span.end).map(|held| held.start).min().unwrap_or(text.len());
        let (from, to) = (from.max(shown.start).min(span.start), to.min(shown.end).max(span.end));
        let before = &text[from..span.start];
        let start = before.char_indices().rev().nth(CONTEXT - 1).map_or(0, |(at, _)| at);
        let after = &text[span.end..to];
        let end = after.char_indices().nth(CONTEXT).map_or(after.len(), |(at, _)| at);
        let [first, last] = points.pair(span);
        Self {
            exact: span.of(text).to_owned(),
            prefix: before[start..].to_owned(),
            suffix: after[..end].to_owned(),
            start: first,
            end: last,
        }
    }
}

/// The anchors of the parts of a claim's words. `shown` are the paragraphs that pages show of the text; `None` for all of it.
pub(super) fn anchors(
    points: &CodePoints<'_>,
    content: &[Span],
    shown: Option<&[Paragraph]>,
    withheld: &[Span],
) -> Vec<Anchor> {
    let all = Span::new(0, points.text().len());
    let around = |span: &Span| shown.map_or(all, |paragraphs| passage::shown_around(paragraphs, *span));
    content.iter().map(|span| Anchor::of(points, *span, around(span), withheld)).collect()
}

/// True where `newer` holds all of these words exactly, each with the letters before or after them that it has in `text`.
pub(super) fn stand_in(text: &str, spans: &[Span], newer: &str) -> bool {
    let stands = |span: &Span| {
        let context = context(text, *span);
        let mut places = newer.match_indices(span.of(text)).map(|(at, words)| Span::new(at, at + words.len()));
        places.any(|place| is_same(&context, &self::context(newer, place)))
    };
    spans.iter().all(stands)
}

/// True where the words at `spans` of one text and those at `others` of another have no context in common.
pub(super) fn stand_apart(text: &str, spans: &[Span], other: &str, others: &[Span]) -> bool {
    let pairs = spans.iter().zip(others);
    pairs.map(|(one, two)| (context(text, *one), context(other, *two))).all(|(one, two)| !is_same(&one, &two))
}

fn is_same(one: &(String, String), two: &(String, String)) -> bool {
    let is_same = |one: &str, two: &str| {
        let (short, long) = if one.len() < two.len() { (one, two) } else { (two, one) };
        short == long || (short.len() >= LEAST_COMPARED && long.starts_with(short))
    };
    is_same(&one.0, &two.0) || is_same(&one.1, &two.1)
}

/// The letters and digits before and after a place. White space and marks change without any change to the words.
fn context(text: &str, span: Span) -> (String, String) {
    let letters = |letters: &mut dyn Iterator<Item = char>| {
        let letters = letters.filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
        letters.take(COMPARED).collect::<String>()
    };
    (letters(&mut text[..span.start].chars().rev()), letters(&mut text[span.end..].chars()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, words: &str) -> Span {
        let start = text.find(words).unwrap();
        Span::new(start, start + words.len())
    }

    #[test]
    fn an_anchor_counts_code_points_and_shows_nothing_that_is_held_back() {
        let text = "“Ö,” said Lund. A secret. “It 🙂 rained all day long,” Brandt said, and it went on and on and on.";
        let points = CodePoints::new(text);
        let words = at(text, "It 🙂 rained all day long");
        let all = Span::new(0, text.len());
        let anchor = Anchor::of(&points, words, all, &[]);
        assert_eq!(anchor.exact, "It 🙂 rained all day long");
        assert_eq!((anchor.prefix.as_str(), anchor.start), ("“Ö,” said Lund. A secret. “", 27));
        assert_eq!((anchor.suffix.as_str(), anchor.end), (",” Brandt said, and it went on a", 51));
        let characters: Vec<char> = text.chars().collect();
        assert_eq!(characters[anchor.start..anchor.end].iter().collect::<String>(), anchor.exact);
        let held = Anchor::of(&points, words, all, &[at(text, "A secret"), at(text, "went on")]);
        assert_eq!((held.prefix.as_str(), held.suffix.as_str()), (". “", ",” Brandt said, and it "));
        let shown = Anchor::of(&points, words, words, &[]);
        assert_eq!((shown.prefix.as_str(), shown.suffix.as_str()), ("", ""));
    }

    #[test]
    fn words_are_tied_to_another_text_only_with_their_context() {
        let old = "Mayor Lund said nobody was hurt. Rain fell.";
        let words = [at(old, "nobody was hurt")];
        assert!(stand_in(old, &words, "It was late. MAYOR Lund said, nobody was hurt, and left."));
        assert!(!stand_in(old, &words, "Mayor Lund said nobody was killed. Rain fell."), "other words");
        assert!(!stand_in(old, &words, "General Brandt denied that nobody was hurt at Holm."), "another place");
        let new = "General Brandt denied that nobody was hurt at Holm.";
        assert!(stand_apart(old, &words, new, &[at(new, "nobody was hurt")]));
        let later = "Mayor Lund said nobody was hurt at Holm.";
        assert!(!stand_apart(old, &words, later, &[at(later, "nobody was hurt")]));
    }
}
