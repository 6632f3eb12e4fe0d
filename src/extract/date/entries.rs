//! The entries of live pages and diaries: each stands under a line with its day, and "today" in it is that day.

use jiff::civil::Date;

use super::timex::{ExpressionParser, Time};
use crate::domain::Span;
use crate::extract::day_words::{is_day_word, is_time_zone};
use crate::extract::segment::Segmented;
use crate::extract::tokens::{Token, TokenKind};

/// The most tokens of a line that gives the day of what follows.
const LONGEST_LINE: usize = 14;
/// The most words of such a line that tell no time ("Posted by Reth").
const MOST_OTHERS: usize = 2;

/// The days on which the parts of a text were written.
#[derive(Debug, Clone)]
pub(super) struct Days {
    published: Option<Date>,
    /// Where each entry begins, in order, with its day; empty where all was written on one day.
    entries: Vec<(usize, Date)>,
}

impl Days {
    /// Finds the entries of a text: lines of days, at least two of which differ.
    pub(super) fn of(document: &Segmented<'_>, published: Option<Date>) -> Self {
        let mut entries: Vec<(usize, Date)> = Vec::new();
        for paragraph in &document.paragraphs {
            // An entry may be of a later day than the page, which is that of its first words.
            let day = day_of(document, *paragraph, None).or_else(|| day_of(document, *paragraph, published));
            if let Some(day) = day {
                entries.push((paragraph.start, day));
            }
        }
        let differ = entries.windows(2).any(|pair| pair[0].1 != pair[1].1);
        // In a timeline of years every line tells of another time, and none was written then.
        let first = entries.iter().map(|(_, day)| *day).min();
        let last = entries.iter().map(|(_, day)| *day).max();
        let near = first.zip(last).is_some_and(|(first, last)| (last - first).get_days() <= LONGEST_STORY);
        if !differ || !near || !document.turns.is_empty() {
            entries.clear();
        }
        Self { published, entries }
    }

    /// The day on which the words at a place were written.
    pub(super) fn at(&self, place: usize) -> Option<Date> {
        let entry = self.entries.partition_point(|(start, _)| *start <= place).checked_sub(1);
        entry.map(|entry| self.entries[entry].1).or(self.published)
    }

    /// The number of the entry that a place lies in.
    pub(super) fn entry(&self, place: usize) -> usize {
        self.entries.partition_point(|(start, _)| *start <= place)
    }
}

/// The most days from the first entry of a page to its last.
const LONGEST_STORY: i32 = 45;

/// The day that a line gives, where it holds little else.
fn day_of(document: &Segmented<'_>, paragraph: Span, published: Option<Date>) -> Option<Date> {
    let range = document.token_range(paragraph);
    if range.is_empty() || range.len() > LONGEST_LINE {
        return None;
    }
    let parser = ExpressionParser { tokens: &document.tokens, sentence: range.clone(), published };
    let mut at = range.start;
    let mut found = None;
    let mut others = 0;
    while at < range.end {
        let token = &document.tokens[at];
        let expression = parser.parse(at).filter(|_| found.is_none() && is_of_a_date(token));
        if let Some(expression) = expression
            && let Time::On(edtf) = &expression.time
            && let Some(day) = edtf.first_day().filter(|day| edtf.last_day() == Some(*day))
            && expression.tokens.clone().any(|at| document.tokens[at].kind == TokenKind::Number)
        {
            found = Some(day);
            at = expression.tokens.end.max(at + 1);
            continue;
        }
        let word = token.lower.as_str();
        let told = token.kind != TokenKind::Word || is_day_word(word) || is_time_zone(word) || word.len() < 3;
        others += usize::from(!told);
        at += 1;
    }
    found.filter(|_| others <= MOST_OTHERS && !ends_sentence(document, paragraph))
}

/// True for a word that a written date may begin with, also inside "Updated 23 October".
fn is_of_a_date(token: &Token) -> bool {
    token.kind == TokenKind::Number || is_day_word(&token.lower)
}

fn ends_sentence(document: &Segmented<'_>, paragraph: Span) -> bool {
    let words = paragraph.of(document.text).trim_end();
    words.ends_with(['!', '?', '”', '"']) || words.ends_with('.') && !words.ends_with("m.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::segment::segment;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let document = segment(text);
        let days = Days::of(&document, "2024-10-24".parse().ok());
        let found: Vec<String> = document
            .paragraphs
            .iter()
            .map(|paragraph| days.at(paragraph.start).map(|day| day.to_string()).unwrap_or_default())
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn lines_of_days_open_entries() {
        check(
            "Live\n\n23 Oct 2024, 18:40\nReth spoke today.\n\nUpdated October 22, 2024 at 9.15 a.m. ET\nIt rained.",
            &["2024-10-24", "2024-10-23", "2024-10-23", "2024-10-22", "2024-10-22"],
        );
        check(
            "Tuesday 22 October\nIt rained.\n\nWednesday 23 October\nIt was dry.",
            &["2024-10-22", "2024-10-22", "2024-10-23", "2024-10-23"],
        );
        for text in [
            "22 October 2024\n\nIt rained on Monday.",
            "22 October 2024\nIt rained.\n\n22 October 2024\nIt was dry.",
            "It rained on 22 October.\n\nIt was dry on 23 October.",
            "22 October 2014\nWar began.\n\n23 October 2024\nIt ended.",
        ] {
            let count = segment(text).paragraphs.len();
            check(text, &vec!["2024-10-24"; count]);
        }
    }
}
