//! Places in a text, and the one conversion from bytes to Unicode code points.

use serde::{Deserialize, Serialize};

/// A half-open range of bytes in the text of one article version; both ends lie on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// A span from `start` up to, not including, `end`.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "span {start}..{end} runs backwards");
        Self { start, end }
    }

    /// The words at this place.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start..self.end]
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.end - self.start
    }

    /// True when nothing lies between start and end.
    pub fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// True when the two share at least one byte.
    pub fn overlaps(&self, other: &Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// True when `other` lies wholly inside this span.
    pub fn contains(&self, other: &Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The words of several spans, joined by " … " where text between them was left out.
    pub fn join(spans: &[Span], text: &str) -> String {
        spans.iter().map(|span| span.of(text)).collect::<Vec<_>>().join(" … ")
    }

    /// Length of the overlap divided by length of the union of two sets of spans, 0 to 1.
    /// Each set is expected to be free of overlaps within itself.
    pub fn jaccard(left: &[Span], right: &[Span]) -> f64 {
        let size = |spans: &[Span]| spans.iter().map(Span::len).sum::<usize>();
        let shared: usize = left
            .iter()
            .flat_map(|a| right.iter().map(move |b| a.end.min(b.end).saturating_sub(a.start.max(b.start))))
            .sum();
        let union = size(left) + size(right) - shared;
        if union == 0 { 0.0 } else { shared as f64 / union as f64 }
    }
}

/// Turns byte offsets of one text into Unicode code points, the unit of JSON and of pages.
///
/// Holds the byte offset of every 64th character, so that a look-up costs at most 63 steps.
#[derive(Debug)]
pub struct CodePoints<'t> {
    text: &'t str,
    marks: Vec<usize>,
}

impl<'t> CodePoints<'t> {
    const STEP: usize = 64;

    /// Indexes `text` in one pass.
    pub fn new(text: &'t str) -> Self {
        let marks = text.char_indices().step_by(Self::STEP).map(|(byte, _)| byte).collect();
        Self { text, marks }
    }

    /// The text that is indexed.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// The number of code points before byte `byte`.
    pub fn at(&self, byte: usize) -> usize {
        let mark = self.marks.partition_point(|&start| start <= byte);
        match mark.checked_sub(1) {
            None => 0,
            Some(mark) => mark * Self::STEP + self.text[self.marks[mark]..byte].chars().count(),
        }
    }

    /// A span counted in code points, as `[start, end]`.
    pub fn pair(&self, span: Span) -> [usize; 2] {
        [self.at(span.start), self.at(span.end)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_code_points_everywhere() {
        let text = "“Ö” ".repeat(100) + "end 🙂";
        let points = CodePoints::new(&text);
        for (count, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(points.at(byte), count);
        }
        assert_eq!(points.at(text.len()), text.chars().count());
        assert_eq!(CodePoints::new("").at(0), 0);
    }

    #[test]
    fn jaccard_counts_shared_bytes() {
        let spans = |pairs: &[(usize, usize)]| pairs.iter().map(|&(a, b)| Span::new(a, b)).collect::<Vec<_>>();
        assert_eq!(Span::jaccard(&spans(&[(0, 10)]), &spans(&[(0, 10)])), 1.0);
        assert_eq!(Span::jaccard(&spans(&[(0, 10)]), &spans(&[(5, 15)])), 5.0 / 15.0);
        assert_eq!(Span::jaccard(&spans(&[(0, 4), (6, 10)]), &spans(&[(2, 8)])), 4.0 / 10.0);
        assert_eq!(Span::jaccard(&[], &[]), 0.0);
    }
}
