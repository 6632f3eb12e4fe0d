//! Chooses the time expression that tells when a source spoke.
//!
//! It stands in the attribution itself: outside what is claimed, in the clause of the cue or in one that leads to it
//! ("On Tuesday, …", "in a statement on Tuesday"), and it dates nothing else there: no event ("after Monday's attack"),
//! nobody's career ("who was elected in May"), no other's words.

use std::collections::HashMap;
use std::ops::Range;

use super::entries::Days;
use super::expression::{Expression, Time, expressions};
use super::words;
use crate::domain::{Edtf, Span};
use crate::extract::attribution::RawAttribution;
use crate::extract::cues;
use crate::extract::lexicon;
use crate::extract::segment::Segmented;
use crate::extract::tokens::TokenKind;

/// The most tokens between the date and the cue. It bounds the cost: sentences are cut at 300 words, and dates farther
/// away belong to other clauses.
const NEAR: usize = 60;
/// The most tokens between "recently" and the cue ("has recently said"); farther away it tells of something else.
const BESIDE: usize = 2;
/// The most tokens between the name that signs and its date ("mayor of Sarn").
const NEAR_SIGNATURE: usize = 8;
/// When a source spoke, according to the words of one attribution.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum OwnDate {
    /// On these days, as told by the words at the span.
    On(Edtf, Span),
    /// At another time than the text around it, which the words leave open ("has recently said").
    Unspecified,
}

/// Finds the dates of attributions.
pub(super) struct Chooser<'a> {
    document: &'a Segmented<'a>,
    raws: &'a [RawAttribution],
    expressions: Vec<Expression>,
    /// For every expression, the attributions whose content it is in.
    covering: Vec<Vec<usize>>,
    /// The first token and the attribution of every cue, in text order.
    cues: Vec<(usize, usize)>,
    /// Maps every token of a cue to its attribution.
    cue_tokens: HashMap<usize, usize>,
}

impl<'a> Chooser<'a> {
    /// Reads every expression of time in a text.
    pub(super) fn new(document: &'a Segmented<'a>, raws: &'a [RawAttribution], days: &Days) -> Self {
        let expressions = expressions(document, days);
        let mut covering = vec![Vec::new(); expressions.len()];
        let mut cues = Vec::new();
        let mut cue_tokens = HashMap::new();
        for (at, raw) in raws.iter().enumerate() {
            for content in &raw.content {
                let tokens = document.token_range(*content);
                let first = expressions.partition_point(|expression| expression.tokens.end <= tokens.start);
                let inside = expressions[first..].iter().take_while(|expression| expression.tokens.start < tokens.end);
                for (offset, _) in inside.enumerate() {
                    covering[first + offset].push(at);
                }
            }
            if let Some(cue) = raw.cue.first() {
                let tokens = document.token_range(*cue);
                cues.push((tokens.start, at));
                cue_tokens.extend(tokens.map(|token| (token, at)));
            }
        }
        cues.sort_unstable();
        Self { document, raws, expressions, covering, cues, cue_tokens }
    }

    /// The date in the attribution `at`; `same` tells whether another attribution has the same speaker.
    pub(super) fn own(&self, at: usize, same: impl Fn(usize) -> bool) -> Option<OwnDate> {
        let raw = &self.raws[at];
        let cue = self.document.token_range(*raw.cue.first()?);
        let sentence = self.document.sentences.get(raw.sentence)?.tokens.clone();
        let start = sentence.start.max(cue.start.saturating_sub(NEAR));
        let end = sentence.end.min(cue.end + NEAR);
        let first = self.expressions.partition_point(|expression| expression.tokens.start < start);
        let mut best: Option<(usize, &Expression)> = None;
        let mut unspecified = false;
        for number in first..self.expressions.len() {
            let expression = &self.expressions[number];
            if expression.tokens.start >= end {
                break;
            }
            if !self.stands_outside(number, at, &cue) || self.is_of_another(expression, at, &cue, &same) {
                continue;
            }
            match expression.time {
                Time::Unspecified => unspecified |= self.is_beside(expression, &cue, &sentence),
                Time::On(_) if self.dates_the_cue(expression, at, &cue, &sentence) => {
                    let place = expression.tokens.start;
                    let mut distance = distance(place, cue.start);
                    // The date belongs to the same speaker's next cue if that one is nearer.
                    if self.nearest_cue(place, &sentence).is_some_and(|nearest| nearest < distance) {
                        distance += NEAR * 4;
                    }
                    if best.is_none_or(|(nearest, _)| distance < nearest) {
                        best = Some((distance, expression));
                    }
                }
                _ => {}
            }
        }
        match best.map(|(_, expression)| (expression, &expression.time)) {
            Some((expression, Time::On(edtf))) => Some(OwnDate::On(edtf.clone(), self.span(expression))),
            _ => unspecified.then_some(OwnDate::Unspecified),
        }
    }

    /// The date behind the name that signs a quotation or a post: "— Ama Reth, October 3, 2024".
    pub(super) fn signed(&self, at: usize) -> Option<OwnDate> {
        let raw = &self.raws[at];
        let name = raw.mention.first().filter(|_| raw.cue.is_empty() && raw.direct && raw.turn.is_none())?;
        if raw.content.last().is_none_or(|content| content.end > name.start) {
            return None;
        }
        let start = self.document.token_range(*name).end;
        let number = self.expressions.partition_point(|expression| expression.tokens.start < start);
        let expression = self.expressions.get(number).filter(|found| found.tokens.start <= start + NEAR_SIGNATURE)?;
        let Time::On(edtf) = &expression.time else { return None };
        let place = self.document.tokens.get(expression.tokens.start)?.span.start;
        (self.paragraph(place) == self.paragraph(name.start)).then(|| OwnDate::On(edtf.clone(), self.span(expression)))
    }

    /// The date that heads an entry of a timeline on a page without line breaks: "May 15, 2022The ministry said".
    pub(super) fn heading(&self, at: usize) -> Option<OwnDate> {
        let sentence = self.raws[at].sentence;
        let before = self.document.sentences.get(sentence.checked_sub(1)?)?.tokens.clone();
        let number = self.expressions.partition_point(|expression| expression.tokens.start < before.start);
        let expression = self.expressions.get(number)?;
        let Time::On(edtf) = &expression.time else { return None };
        let heads = expression.tokens == before && self.document.is_seam(before.end);
        heads.then(|| OwnDate::On(edtf.clone(), self.span(expression)))
    }

    /// The date of the occasion for speaking that the sentence before tells: "Reth met reporters on Monday."
    pub(super) fn occasion(&self, at: usize) -> Option<OwnDate> {
        let raw = &self.raws[at];
        let name = self.document.tokens_in(*raw.mention.last()?).last()?.lower.as_str();
        let before = raw.sentence.checked_sub(1)?;
        let sentence = self.document.sentences.get(before)?.tokens.clone();
        let paragraph = |token: usize| self.paragraph(self.document.tokens.get(token)?.span.start);
        if paragraph(sentence.start) != paragraph(self.document.sentences[raw.sentence].tokens.start) {
            return None;
        }
        let attributed = self.cues.partition_point(|&(token, _)| token < sentence.start);
        if self.cues.get(attributed).is_some_and(|&(token, _)| token < sentence.end) {
            return None;
        }
        let tokens = &self.document.tokens[sentence.start..sentence.end.min(sentence.start + NEAR)];
        let pronoun = matches!(name, "he" | "she" | "they" | "it");
        let named = pronoun || tokens.iter().any(|token| token.lower == name) || self.speaks_for(raw, &sentence);
        let spoke = tokens.windows(2).position(|pair| {
            words::is_occasion_verb(&pair[0].lower) || matches!(pair[0].lower.as_str(), "held" | "gave" | "delivered")
        })?;
        let object = tokens.iter().skip(spoke + 1).take(4).any(|token| words::is_speech_noun(&token.lower));
        if !named
            || spoke > NEAR / 4
            || !(object || tokens[spoke].lower.ends_with("ed") || tokens[spoke].lower == "spoke")
        {
            return None;
        }
        let first = self.expressions.partition_point(|expression| expression.tokens.start < sentence.start);
        let (number, expression) = self.expressions.iter().enumerate().skip(first).find(|(_, expression)| {
            matches!(expression.time, Time::On(_)) || expression.tokens.start >= sentence.end
        })?;
        let Time::On(edtf) = &expression.time else { return None };
        let verb = sentence.start + spoke..sentence.start + spoke + 1;
        let clear = expression.tokens.start < sentence.end
            && self.covering[number].is_empty()
            && self.document.quoted[expression.tokens.start].is_none()
            && self.holds(expression, &verb, &sentence);
        clear.then(|| OwnDate::On(edtf.clone(), self.span(expression)))
    }

    /// "The league gave a warning on Monday. League chief Ama Reth said …": the head of a body speaks for it.
    fn speaks_for(&self, raw: &RawAttribution, before: &Range<usize>) -> bool {
        let subject = (before.start..before.end.min(before.start + NEAR / 4))
            .any(|at| matches!(self.word(at), "the" | "its") && words::is_speaking_body(self.word(at + 1)));
        let mention = raw.mention.first().map(|mention| self.document.tokens_in(*mention)).unwrap_or_default();
        subject && mention.iter().any(|token| words::is_chief(&token.lower))
    }

    /// The number of the paragraph that a place stands in.
    pub(super) fn paragraph(&self, place: usize) -> Option<usize> {
        Some(self.document.paragraphs.partition_point(|paragraph| paragraph.end <= place))
    }

    fn span(&self, expression: &Expression) -> Span {
        let tokens = &self.document.tokens;
        Span::new(tokens[expression.tokens.start].span.start, tokens[expression.tokens.end - 1].span.end)
    }

    fn word(&self, at: usize) -> &str {
        self.document.tokens.get(at).map_or("", |token| token.lower.as_str())
    }

    /// True if the expression is outside every content, except those that contain the attribution itself, and in the
    /// same quotation as the cue.
    fn stands_outside(&self, number: usize, at: usize, cue: &Range<usize>) -> bool {
        let expression = &self.expressions[number];
        let quoted = self.document.quoted[expression.tokens.start];
        if quoted != self.document.quoted[cue.start] {
            return false;
        }
        // A quoted "yesterday" is counted from the speaker's day, not the reporter's.
        let speakers = quoted.is_some() && expression.tokens.clone().any(|at| words::is_deictic(self.word(at)));
        let mut around = Vec::new();
        let mut outer = self.raws[at].inside;
        while let Some(place) = outer.filter(|place| around.len() < 8 && !around.contains(place)) {
            around.push(place);
            outer = self.raws[place].inside;
        }
        let covering = &self.covering[number];
        !speakers
            && covering.iter().all(|place| around.contains(place))
            && self.raws[at].inside.is_none_or(|outer| covering.contains(&outer))
    }

    /// True if another speaker's cue is between the date and this cue, or is in the clause of the date.
    fn is_of_another(
        &self,
        expression: &Expression,
        at: usize,
        cue: &Range<usize>,
        same: &impl Fn(usize) -> bool,
    ) -> bool {
        let date = expression.tokens.start;
        let from = self.cues.partition_point(|&(token, _)| token <= date.min(cue.start));
        let to = self.cues.partition_point(|&(token, _)| token < date.max(cue.start));
        let sentence = self.raws[at].sentence;
        let other = |&&(token, other): &&(usize, usize)| {
            other != at && token != cue.start && self.raws[other].sentence == sentence && !same(other)
        };
        let inside = |other: usize| self.raws[other].inside == Some(at) || self.raws[at].inside == Some(other);
        if self.cues[from..to.max(from)].iter().filter(other).any(|&(_, other)| !inside(other)) {
            return true;
        }
        let begins = date > 0 && matches!(self.word(date - 1), ";" | "and" | "but" | "while" | "whereas" | "–" | "—");
        if date > cue.start {
            // "…, Reth said, and in 2019 Oru hosted the league": a clause of its own.
            let next = self.document.tokens.get(expression.tokens.end);
            let subject = next
                .is_some_and(|next| next.kind == TokenKind::Word && (next.capital || is_subject_opener(&next.lower)));
            if begins && subject {
                return true;
            }
            // "Reth said …, while on Monday Oru said …".
            let later = self.cues.partition_point(|&(token, _)| token < date);
            return begins && self.cues.get(later).is_some_and(|&(_, other)| self.raws[other].sentence == sentence);
        }
        // "Reth said … on Monday, Oru said …": the date is Reth's unless a new clause begins with it.
        let earlier = self.cues[..from].iter().rev().take(8).filter(other).any(|&(_, other)| !inside(other));
        let mention = self.raws[at].mention.first().map(|mention| self.document.token_range(*mention).start);
        earlier && !begins && mention.is_none_or(|mention| mention > date)
    }

    /// The distance from a date to the nearest cue of the sentence.
    fn nearest_cue(&self, date: usize, sentence: &Range<usize>) -> Option<usize> {
        let from = self.cues.partition_point(|&(token, _)| token < sentence.start.max(date.saturating_sub(NEAR)));
        let near = self.cues[from..].iter().take_while(|&&(token, _)| token < sentence.end.min(date + NEAR));
        near.map(|&(token, _)| distance(date, token)).min()
    }

    fn is_beside(&self, expression: &Expression, cue: &Range<usize>, sentence: &Range<usize>) -> bool {
        let near = expression.tokens.start < cue.end + BESIDE && cue.start < expression.tokens.end + BESIDE;
        near || expression.tokens.start == sentence.start
    }

    fn dates_the_cue(&self, expression: &Expression, at: usize, cue: &Range<usize>, sentence: &Range<usize>) -> bool {
        let clause = Clause { content: &self.raws[at].content, ..Clause::of(sentence) };
        !self.belongs_to_another_thing(expression, cue) && self.leads_to(expression, cue, &clause)
    }

    /// The same without a content.
    fn holds(&self, expression: &Expression, cue: &Range<usize>, sentence: &Range<usize>) -> bool {
        !self.belongs_to_another_thing(expression, cue) && self.leads_to(expression, cue, &Clause::of(sentence))
    }

    /// True if the date tells when something else happened: "Monday's attack", "the attack on Monday",
    /// "arrested on Monday".
    fn belongs_to_another_thing(&self, expression: &Expression, cue: &Range<usize>) -> bool {
        let (start, end) = (expression.tokens.start, expression.tokens.end);
        let tokens = &self.document.tokens;
        let kind = |at: usize| tokens.get(at).map(|token| token.kind);
        let named = tokens[expression.core].capital || tokens[expression.core].kind == TokenKind::Number;
        let before = if expression.core > 0 { self.word(expression.core - 1) } else { "" };
        let noun = kind(end) == Some(TokenKind::Word) && !cue.contains(&end) && !words::is_after_date(self.word(end));
        let possessive = kind(end) == Some(TokenKind::Possessive);
        if possessive
            || named
                && noun
                && matches!(before, "the" | "a" | "an" | "his" | "her" | "its" | "their" | "our" | "this" | "that")
        {
            let first = end + usize::from(possessive);
            return !(first..first + 4).any(|at| words::is_speech_noun(self.word(at)));
        }
        let Some(at) = start.checked_sub(1).filter(|at| !cue.contains(at)) else { return false };
        let word = self.word(at);
        // "the suggestion made on Monday", unlike "the remarks made on Monday".
        let of_words = at > 0 && words::is_speech_noun(self.word(at - 1));
        self.happened(at) || words::is_event(word) || matches!(word, "made" | "held" | "given") && !of_words
    }

    /// True for a verb such as "arrested" or "elected", for what happened to neither a document nor a speech.
    fn happened(&self, at: usize) -> bool {
        let Some(token) = self.document.tokens.get(at) else { return false };
        let word = token.lower.as_str();
        token.kind == TokenKind::Word
            && !token.capital
            && (word.len() > 4 && word.ends_with("ed") || words::has_happened(word))
            && !words::is_published(word)
            && !cues::speech_form(word)
    }

    /// True if the date is in the clause of the cue, or in a clause that leads to it.
    fn leads_to(&self, expression: &Expression, cue: &Range<usize>, clause: &Clause<'_>) -> bool {
        let start = expression.tokens.start;
        if cue.contains(&start) {
            return true;
        }
        let mut first = start;
        while first > clause.sentence.start && !cue.contains(&(first - 1)) && !self.is_edge(first - 1, clause) {
            first -= 1;
        }
        let before: Vec<&str> = (first..start).map(|at| self.word(at)).collect();
        let away = before.iter().any(|word| words::begins_other_clause(word));
        if first > 0 && (cue.contains(&(first - 1)) || self.cue_tokens.contains_key(&(first - 1))) {
            return !away;
        }
        if self.runs_to(expression.tokens.end, cue, clause) {
            // "the man who was held on Monday said", but "who on Monday said".
            return !away || before.last().is_some_and(|word| matches!(*word, "who" | "which"));
        }
        if self.is_past_a_relative_clause(cue, start) {
            return false;
        }
        if self.is_clause_of_a_participle(expression, cue) {
            return !away;
        }
        // "Reth came in March, when he said …".
        let end = expression.tokens.end;
        if self.word(end) == "," && self.word(end + 1) == "when" && (end..end + 6).contains(&cue.start) {
            return true;
        }
        // "…, in a video which was released on Tuesday".
        let published = matches!(before[..], ["which" | "that", "was" | "were", word] if words::is_published(word));
        if published {
            return true;
        }
        let Some(opening) = before.iter().find(|word| !words::is_opening_adverb(word)) else {
            return !self.is_dateline(expression, cue);
        };
        // "Asked about the talks on Monday, Reth said": the talks are on Monday.
        let topic = before.windows(2).any(|pair| {
            words::is_speaking(pair[0]) && (lexicon::is_question_word(pair[1]) || matches!(pair[1], "about" | "how"))
        });
        if before.iter().any(|word| words::is_speaking(word)) || words::is_published(opening) {
            return !topic && (!away || words::is_speaking(opening));
        }
        // "when he appeared before the court on Monday".
        let occasion = matches!(before[..], ["when" | "as", "he" | "she" | "they" | "it", verb, ..] if words::is_occasion_verb(verb));
        if occasion && start > cue.start || matches!(before[..], ["as", "recently" | "late", "as"]) {
            return true;
        }
        let last = &self.document.tokens[start - 1];
        let place =
            last.capital || last.kind == TokenKind::Number || matches!(last.lower.as_str(), "a.m." | "p.m." | "gmt");
        let spoken = before.iter().any(|word| words::is_speech_noun(word))
            || (end..end + 3).any(|at| words::is_speech_noun(self.word(at)));
        let event = (first..start).any(|at| self.happened(at) || words::is_event(self.word(at)));
        !away && words::is_opening_preposition(opening) && (spoken || place && !event)
    }

    /// "Reth, who says it rains, on Monday left Karsk."
    fn is_past_a_relative_clause(&self, cue: &Range<usize>, date: usize) -> bool {
        let relative = (cue.start.saturating_sub(2)..cue.start).any(|at| matches!(self.word(at), "who" | "which"));
        relative && (cue.end..date).any(|at| self.word(at) == ",")
    }

    /// "Reth left Karsk on Monday, saying it rained": the date of the main clause also dates the participle "saying".
    fn is_clause_of_a_participle(&self, expression: &Expression, cue: &Range<usize>) -> bool {
        let end = expression.tokens.end;
        let comma = cue.start > end && self.word(cue.start - 1) == ",";
        comma
            && self.word(cue.start).ends_with("ing")
            && (end..cue.start - 1).all(|at| !matches!(self.word(at), "," | ";" | "and" | "but"))
    }

    /// True if no clause boundary is between the date and the cue after it.
    fn runs_to(&self, from: usize, cue: &Range<usize>, clause: &Clause<'_>) -> bool {
        from <= cue.start
            && (from..cue.start).all(|at| !self.is_edge(at, clause) && !words::joins_clauses(self.word(at)))
    }

    /// True for a clause boundary: punctuation between clauses, another cue, or the claimed words.
    fn is_edge(&self, at: usize, clause: &Clause<'_>) -> bool {
        let token = &self.document.tokens[at];
        let mark = token.kind == TokenKind::Mark
            && matches!(
                token.lower.as_str(),
                "," | ";" | ":" | "–" | "—" | "-" | "(" | ")" | "[" | "]" | "“" | "”" | "\""
            );
        mark || self.cue_tokens.contains_key(&at) || clause.content.iter().any(|span| span.overlaps(&token.span))
    }

    /// True for a dateline, which tells when the article was written: "KARSK, Oct 23 (Northern Wire) - Reth said".
    fn is_dateline(&self, expression: &Expression, cue: &Range<usize>) -> bool {
        expression.core == expression.tokens.start
            && expression.tokens.end <= cue.start
            && matches!(self.word(expression.tokens.end), "(" | "-" | "–" | "—" | "." | "|")
    }
}

/// A word that begins the subject of a clause.
fn is_subject_opener(word: &str) -> bool {
    lexicon::is_determiner(word) || lexicon::is_speaker_pronoun(word) || lexicon::is_group_noun(word)
}

/// The distance of a date from a cue. A date after the cue counts as nearer, because it more often belongs to the cue.
fn distance(date: usize, cue: usize) -> usize {
    if date > cue { date - cue } else { (cue - date) * 2 }
}

/// The places where clauses may begin and end.
struct Clause<'a> {
    sentence: Range<usize>,
    content: &'a [Span],
}

impl Clause<'_> {
    fn of(sentence: &Range<usize>) -> Self {
        Self { sentence: sentence.clone(), content: &[] }
    }
}
