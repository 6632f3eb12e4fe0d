//! One sentence as units: words, marks, and whole quotations taken as one.

use std::ops::Range;

use crate::domain::Span;
use crate::extract::cues;
use crate::extract::date::is_day_word;
use crate::extract::nouns;
use crate::extract::quotes::Quote;
use crate::extract::segment::Segmented;
use crate::extract::tokens::TokenKind;

/// A word, a mark, or a whole quotation.
#[derive(Debug, Clone)]
struct Unit {
    span: Span,
    token: usize,
    quote: Option<usize>,
}

/// A sentence as units; every range below counts units.
pub(super) struct Line<'d> {
    document: &'d Segmented<'d>,
    units: Vec<Unit>,
    /// Which sentence it is.
    pub(super) sentence: usize,
}

/// Ranges of units that together make one attribution.
#[derive(Debug, Default, Clone)]
pub(super) struct Match {
    /// The place of the verb.
    pub(super) cue_at: usize,
    pub(super) cue: Vec<Range<usize>>,
    pub(super) mention: Vec<Range<usize>>,
    pub(super) content: Vec<Range<usize>>,
    pub(super) relays: Vec<Range<usize>>,
    /// The subject stands with an earlier verb of the sentence.
    pub(super) same_speaker: bool,
    /// The mention is the head of a relative clause.
    pub(super) relative: bool,
}

impl Match {
    /// The first unit of its content, cue and mention.
    pub(super) fn begins(&self, line: &Line<'_>) -> usize {
        let parts = self.content.iter().chain(&self.cue).chain(&self.mention);
        parts.map(|range| range.start).min().unwrap_or(line.len())
    }

    /// True when unit `at` belongs to it.
    pub(super) fn covers(&self, at: usize) -> bool {
        self.content.iter().chain(&self.cue).chain(&self.mention).any(|range| range.contains(&at))
    }
}

impl<'d> Line<'d> {
    /// The units of sentence `number`.
    pub(super) fn of(document: &'d Segmented<'d>, number: usize) -> Self {
        let sentence = &document.sentences[number];
        let mut units: Vec<Unit> = Vec::new();
        for index in sentence.tokens.clone() {
            let quote = document.quoted[index];
            match (quote, units.last_mut()) {
                (Some(this), Some(last)) if last.quote == Some(this) => {}
                (Some(this), _) => {
                    units.push(Unit { span: document.quotes[this].outer, token: index, quote });
                }
                (None, _) => units.push(Unit { span: document.tokens[index].span, token: index, quote: None }),
            }
        }
        Self { document, units, sentence: number }
    }

    /// Number of units.
    pub(super) fn len(&self) -> usize {
        self.units.len()
    }

    /// The word at `at` in lower case; empty for quotations and past the end.
    pub(super) fn word(&self, at: usize) -> &str {
        match self.units.get(at) {
            Some(unit) if unit.quote.is_none() => &self.document.tokens[unit.token].lower,
            _ => "",
        }
    }

    /// The word before `at`; empty at the start.
    pub(super) fn word_before(&self, at: usize) -> &str {
        at.checked_sub(1).map_or("", |before| self.word(before))
    }

    /// True for a quotation.
    pub(super) fn is_quote(&self, at: usize) -> bool {
        self.units.get(at).is_some_and(|unit| unit.quote.is_some())
    }

    /// The quotation at `at`.
    pub(super) fn quote(&self, at: usize) -> Option<&'d Quote> {
        self.units.get(at)?.quote.map(|quote| &self.document.quotes[quote])
    }

    /// The quotations of the line.
    pub(super) fn quotes(&self) -> impl Iterator<Item = &'d Quote> {
        self.units.iter().filter_map(|unit| unit.quote.map(|quote| &self.document.quotes[quote]))
    }

    /// True when it holds quotations and nothing else but marks.
    pub(super) fn only_quotes(&self) -> bool {
        self.units.iter().any(|unit| unit.quote.is_some())
            && self
                .units
                .iter()
                .all(|unit| unit.quote.is_some() || self.document.tokens[unit.token].kind == TokenKind::Mark)
    }

    /// True for a capitalised word outside quotations.
    pub(super) fn capital(&self, at: usize) -> bool {
        self.units.get(at).is_some_and(|unit| unit.quote.is_none() && self.document.tokens[unit.token].capital)
    }

    fn kind(&self, at: usize) -> Option<TokenKind> {
        self.units.get(at).filter(|unit| unit.quote.is_none()).map(|unit| self.document.tokens[unit.token].kind)
    }

    /// True for a mark outside quotations.
    pub(super) fn is_mark(&self, at: usize) -> bool {
        self.kind(at) == Some(TokenKind::Mark)
    }

    /// True for a word or number outside quotations.
    pub(super) fn is_word(&self, at: usize) -> bool {
        matches!(self.kind(at), Some(TokenKind::Word | TokenKind::Number | TokenKind::Possessive))
    }

    /// True for a number.
    pub(super) fn is_number(&self, at: usize) -> bool {
        self.kind(at) == Some(TokenKind::Number)
    }

    /// True where the words of a sentence end: its full stop, a closing bracket after it, or its last unit.
    pub(super) fn is_end(&self, at: usize, to: usize) -> bool {
        (at..to).all(|at| self.is_mark(at) && !matches!(self.word(at), "(" | "," | ":" | ";"))
    }

    /// True for commas and the dashes that serve as commas.
    pub(super) fn is_comma(&self, at: usize) -> bool {
        matches!(self.word(at), "," | "—" | "–" | ";" | "-")
    }

    /// Where the sentence starts once a dateline ("VELL, March 4 (Wire) —") is left out.
    pub(super) fn start(&self) -> usize {
        let all_capitals = |at: usize| {
            let word = self.units.get(at).map_or("", |unit| unit.span.of(self.document.text));
            word.chars().filter(|c| c.is_alphabetic()).count() > 2 && !word.chars().any(char::is_lowercase)
        };
        let dash = (0..self.len().min(40)).find(|&at| {
            matches!(self.word(at), "—" | "–" | "―") || (matches!(self.word(at), "-" | "--") && !self.is_word(at))
        });
        match dash {
            Some(dash) if dash > 0 => {
                let bracket = (0..dash).any(|at| self.word(at) == "(");
                let agency = bracket && self.word(dash - 1) == ")";
                let city = || (0..=dash).any(|at| all_capitals(at) && self.word(at + 1) == ",");
                if (agency && (dash <= 22 || city())) || (all_capitals(0) && dash <= 12) {
                    self.skip_marks(dash)
                } else {
                    0
                }
            }
            _ if self.word(0) == "(" && self.len() > 3 && self.word(2) == ")" => 3,
            _ => 0,
        }
    }

    fn skip_marks(&self, mut at: usize) -> usize {
        while self.is_mark(at) {
            at += 1;
        }
        at
    }

    /// The place of a range, from the first byte of its first unit to the last of its last.
    pub(super) fn span(&self, range: Range<usize>) -> Option<Span> {
        let (first, last) = (self.units.get(range.start)?, self.units.get(range.end.checked_sub(1)?)?);
        (range.start < range.end).then(|| Span::new(first.span.start, last.span.end))
    }

    /// The places of a content: trimmed of marks at its edges; when all of it is quoted, without the quotation marks.
    /// The flag tells whether all of it is quoted.
    pub(super) fn content_spans(&self, ranges: &[Range<usize>]) -> Option<(Vec<Span>, bool)> {
        let text = self.document.text;
        let ranges: Vec<_> =
            ranges.iter().map(|range| self.trim(range.clone())).filter(|range| !range.is_empty()).collect();
        let direct = !ranges.is_empty()
            && ranges.iter().all(|range| {
                range.clone().all(|at| self.is_quote(at) || self.is_mark(at))
                    && range.clone().any(|at| self.is_quote(at))
            });
        let spans: Vec<_> = if direct {
            ranges
                .iter()
                .flat_map(|range| range.clone().filter_map(|at| self.quote(at)))
                .filter_map(|quote| trim_quoted(text, quote.inner))
                .collect()
        } else {
            ranges.iter().filter_map(|range| self.span(range.clone())).collect()
        };
        let words = spans.iter().any(|span| span.of(text).chars().any(char::is_alphanumeric));
        words.then_some((spans, direct))
    }

    /// A range without the marks and connecting words at its edges.
    pub(super) fn trim(&self, range: Range<usize>) -> Range<usize> {
        let (mut start, mut end) = (range.start, range.end);
        while start < end && self.is_mark(start) && !matches!(self.word(start), "(" | "$" | "€" | "£" | "[") {
            start += 1;
        }
        while start < end && self.is_mark(end - 1) && !matches!(self.word(end - 1), ")" | "%" | "]" | "°" | "$" | "€")
        {
            end -= 1;
        }
        start..end
    }

    /// How many units of a range are words.
    pub(super) fn words_in(&self, range: Range<usize>) -> usize {
        range.filter(|&at| self.is_word(at)).count()
    }

    /// True when a clause seems to start at `at` and to have its verb before `to`.
    pub(super) fn is_clause(&self, at: usize, to: usize) -> bool {
        if self.is_quote(at) {
            return true;
        }
        let word = self.word(at);
        if at >= to || self.is_mark(at) {
            return false;
        }
        (at + 1..to.min(at + 26)).any(|next| self.is_finite(next))
            || matches!(word, "there's" | "it's" | "he's" | "they're" | "we're")
    }

    /// True for a word that is surely or probably a finite verb.
    pub(super) fn is_finite(&self, at: usize) -> bool {
        let word = self.word(at);
        if self.capital(at) || word.is_empty() {
            return false;
        }
        let before = self.word_before(at);
        nouns::is_auxiliary(word)
            || (word.ends_with("ed") && word.len() > 4 && !nouns::is_determiner(before))
            || (cues::lookup(word).is_some() && !nouns::is_determiner(before) && !word.ends_with("ing"))
            || nouns::is_verb_form(word)
    }

    /// Skips words that tell when ("on Tuesday", "late last week", "in early October", "on October 23, 2024").
    pub(super) fn skip_date(&self, from: usize) -> usize {
        let mut at = from;
        let mut seen = false;
        loop {
            let word = self.word(at);
            let next = self.word(at + 1);
            let opens = matches!(
                word,
                "on" | "in"
                    | "early"
                    | "earlier"
                    | "late"
                    | "later"
                    | "mid"
                    | "last"
                    | "this"
                    | "the"
                    | "of"
                    | "since"
                    | "by"
                    | "at"
            ) && (is_day_word(next)
                || (self.is_number(at + 1) && is_day_word(self.word(at + 2)))
                || (matches!(next, "early" | "late" | "mid" | "last" | "this" | "the" | "next")
                    && (is_day_word(self.word(at + 2)) || matches!(self.word(at + 2), "of")))
                || (matches!(word, "early" | "late" | "earlier" | "later")
                    && matches!(next, "on" | "in" | "this" | "last")));
            let day = is_day_word(word)
                || (seen
                    && (self.is_number(at)
                        || matches!(
                            word,
                            "morning" | "evening" | "night" | "afternoon" | "local" | "time" | "later" | "earlier"
                        )))
                || (self.is_number(at) && is_day_word(next));
            let year = seen && word == "," && self.is_number(at + 1) && next.len() == 4;
            let also = !seen
                && matches!(
                    word,
                    "later"
                        | "earlier"
                        | "recently"
                        | "separately"
                        | "also"
                        | "again"
                        | "afterwards"
                        | "publicly"
                        | "privately"
                );
            if opens || day || year || also {
                seen |= opens || day;
                at += 1;
            } else {
                return at;
            }
        }
    }
}

/// The words of a quotation without white space and a comma at the end.
pub(super) fn trim_quoted(text: &str, inner: Span) -> Option<Span> {
    let words = inner.of(text);
    let start = inner.start + words.len() - words.trim_start().len();
    let words = words.trim().trim_end_matches([',', ' ', '—', '–', '-', ';', ':']);
    (!words.is_empty()).then(|| Span::new(start, start + words.len()))
}
