//! A text as it is read, and the way back to the text as it is stored.
//!
//! Every stage that mends the form of a text gives [`Edit`]s; the view applies them and remembers for every byte where it
//! comes from. Spans of claims are places in the stored text, so that they stay exact whatever was mended.

use std::borrow::Cow;

use crate::domain::Span;

/// A place of the view that reads otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    /// The place; empty where something is only put in.
    pub place: Span,
    /// What is read there.
    pub with: Cow<'static, str>,
    /// True where the words at this place belong to nothing around them, so that a content never holds them: the header
    /// of a page inside a sentence. A soft hyphen inside a word is no such place.
    pub apart: bool,
}

impl Edit {
    /// Reads `with` at `place`.
    pub(super) fn replace(place: Span, with: impl Into<Cow<'static, str>>) -> Self {
        Self { place, with: with.into(), apart: false }
    }

    /// Reads nothing at `place`, which belongs to the words around it all the same.
    pub(super) fn skip(place: Span) -> Self {
        Self::replace(place, "")
    }

    /// Takes `place` out of the words around it.
    pub(super) fn cut(place: Span, with: &'static str) -> Self {
        Self { apart: true, ..Self::replace(place, with) }
    }

    /// Reads `with` before the byte `at`.
    pub(super) fn insert(at: usize, with: impl Into<Cow<'static, str>>) -> Self {
        Self::replace(Span::new(at, at), with)
    }
}

/// A stored text as it is read.
#[derive(Debug)]
pub(in crate::extract) struct View<'t> {
    stored: &'t str,
    text: Cow<'t, str>,
    /// For each byte of the text, the bytes of the stored text that it stands for; empty where the two are the same.
    origins: Vec<(usize, usize)>,
    /// Places of the stored text that no content holds, in order.
    apart: Vec<Span>,
    /// True where times or signs beside the names of speakers say that the text is the record of a talk.
    pub(in crate::extract) is_recording: bool,
}

impl<'t> View<'t> {
    /// A text as it is.
    pub(in crate::extract) fn of(stored: &'t str) -> Self {
        Self { stored, text: Cow::Borrowed(stored), origins: Vec::new(), apart: Vec::new(), is_recording: false }
    }

    /// What is read.
    pub(in crate::extract) fn text(&self) -> &str {
        &self.text
    }

    /// What is stored.
    pub(in crate::extract) fn stored(&self) -> &'t str {
        self.stored
    }

    /// Applies edits, which are brought into the order of their places; one that overlaps another is left out.
    pub(super) fn apply(&mut self, mut edits: Vec<Edit>) {
        if edits.is_empty() {
            return;
        }
        edits.sort_by_key(|edit| (edit.place.start, edit.place.end));
        let mut text = String::with_capacity(self.text.len());
        let mut origins = Vec::with_capacity(self.text.len());
        let mut at = 0;
        for edit in edits {
            if edit.place.start < at {
                continue;
            }
            text.push_str(&self.text[at..edit.place.start]);
            origins.extend((at..edit.place.start).map(|byte| self.origin(byte)));
            let origin = self.hull(edit.place);
            text.push_str(&edit.with);
            origins.extend(std::iter::repeat_n((origin.start, origin.end), edit.with.len()));
            if edit.apart {
                self.apart.push(origin);
            }
            at = edit.place.end;
        }
        text.push_str(&self.text[at..]);
        origins.extend((at..self.text.len()).map(|byte| self.origin(byte)));
        self.apart.sort();
        self.text = Cow::Owned(text);
        self.origins = origins;
    }

    fn origin(&self, byte: usize) -> (usize, usize) {
        match self.origins.get(byte) {
            Some(origin) => *origin,
            // Of a text as it is, a byte stands for itself; behind the end of any text nothing is.
            None if self.origins.is_empty() && byte < self.stored.len() => (byte, byte + 1),
            None => (self.stored.len(), self.stored.len()),
        }
    }

    /// The place in the stored text, from its first byte to its last.
    pub(in crate::extract) fn hull(&self, span: Span) -> Span {
        let start = self.origin(span.start).0;
        let end = if span.is_empty() { start } else { self.origin(span.end - 1).1 };
        Span::new(start, end.max(start))
    }

    /// The places in the stored text: one, or several where something stands between that is no part of the words.
    pub(in crate::extract) fn places(&self, span: Span) -> Vec<Span> {
        let whole = self.hull(span);
        let mut found = Vec::new();
        let mut start = whole.start;
        for apart in self.apart.iter().filter(|apart| apart.overlaps(&whole)) {
            found.push(Span::new(start, apart.start.max(start)));
            start = apart.end.min(whole.end).max(start);
        }
        found.push(Span::new(start, whole.end));
        found.iter().filter_map(|span| self.trimmed(*span)).collect()
    }

    /// The places of several spans, in the order of the spans.
    pub(in crate::extract) fn all_places(&self, spans: &[Span]) -> Vec<Span> {
        spans.iter().flat_map(|span| self.places(*span)).collect()
    }

    /// A span without white space at its ends; `None` where nothing else is in it.
    fn trimmed(&self, span: Span) -> Option<Span> {
        let words = span.of(self.stored);
        let start = span.start + words.len() - words.trim_start().len();
        let end = start + words.trim().len();
        (start < end).then(|| Span::new(start, end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found_again_in_the_stored_text() {
        let stored = "the fer\u{ad}ry\n\nPAGE 3\n\nsank";
        let mut view = View::of(stored);
        let hyphen = stored.find('\u{ad}').unwrap();
        view.apply(vec![Edit::skip(Span::new(hyphen, hyphen + 2))]);
        let (start, end) = (view.text().find("\n\nP").unwrap(), view.text().find("sank").unwrap());
        view.apply(vec![Edit::cut(Span::new(start, end), " "), Edit::replace(Span::new(0, 0), "“")]);
        assert_eq!(view.text(), "“the ferry sank");
        let whole = Span::new("“".len(), view.text().len());
        let words: Vec<&str> = view.places(whole).iter().map(|span| span.of(stored)).collect();
        assert_eq!(words, ["the fer\u{ad}ry", "sank"]);
        let ferry = view.text().find("ferry").unwrap();
        assert_eq!(view.hull(Span::new(ferry, ferry + 5)).of(stored), "fer\u{ad}ry");
        assert_eq!(view.places(Span::new(0, "“".len())), []);
    }

    #[test]
    fn a_text_without_edits_is_the_stored_one() {
        let mut view = View::of("Es regnet.");
        view.apply(Vec::new());
        assert_eq!(view.places(Span::new(0, 2)), [Span::new(0, 2)]);
        assert_eq!(view.text(), view.stored());
    }
}
