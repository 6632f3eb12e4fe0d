//! Contents that attribute something themselves.

use super::{RawAttribution, content};
use crate::domain::Span;
use crate::extract::cues;
use crate::extract::day_words::is_day_word;
use crate::extract::lexicon;
use crate::extract::segment::Segmented;
use crate::extract::tokens::{Token, TokenKind};

/// The number of tokens at the start of a content that are searched for a verb of attribution.
const NEAR: usize = 12;
/// Why words behind "according to" name the source.
pub(super) const ACCORDING_TO: &str = "whom “according to” names";
/// The most tokens of a name behind "according to".
const LONGEST_NAME: usize = 16;

/// True when a content has, near its start, a verb of attribution with a clause after it, or "according to" anywhere.
pub(super) fn may_attribute(document: &Segmented<'_>, content: Span) -> bool {
    let tokens = document.tokens_in(content);
    let near = 1..tokens.len().min(NEAR);
    near.into_iter().any(|at| governs(tokens, at)) || tokens.windows(2).any(is_according_to)
}

/// "believes it has", "told him that"; not "the reports of", "to say".
fn governs(tokens: &[Token], at: usize) -> bool {
    let (before, verb) = (tokens[at - 1].lower.as_str(), &tokens[at]);
    let is_verb = verb.kind == TokenKind::Word && !verb.capital && cues::takes_clause(&verb.lower);
    let is_finite = before != "to" && !lexicon::is_determiner(before);
    let follows = tokens.get(at + 1).is_some_and(opens_clause);
    is_verb && is_finite && (follows || tokens[at + 1..].iter().take(4).any(|token| token.lower == "that"))
}

/// The first word or mark of a clause or quotation.
fn opens_clause(token: &Token) -> bool {
    token.capital
        || token.kind == TokenKind::Number
        || lexicon::is_determiner(&token.lower)
        || lexicon::is_speaker_pronoun(&token.lower)
        || lexicon::is_group_noun(&token.lower)
        || (token.kind == TokenKind::Mark && token.lower != "." && token.lower != ",")
}

fn is_according_to(pair: &[Token]) -> bool {
    pair[0].lower == "according" && pair[1].lower == "to"
}

/// A clause within a content that attributes the words after its verb.
pub(super) struct Clause {
    mention: Span,
    cue: Span,
    content: Span,
}

impl Clause {
    /// Turns the clause into an attribution inside `outer`.
    pub(super) fn inside(self, at: usize, outer: &RawAttribution) -> RawAttribution {
        RawAttribution {
            content: vec![self.content],
            direct: false,
            cue: vec![self.cue],
            mention: vec![self.mention],
            mention_by: vec!["the subject of a clause inside the words"],
            relays: Vec::new(),
            runs_on: None,
            inside: Some(at),
            main_subject: false,
            ..outer.clone()
        }
    }
}

/// "Karsk believes it has won and that Vell believes it has not": the clauses of a content, where each has a subject, a
/// verb that attributes and words that follow it; none where one clause is otherwise. The tagger, which saw sentences,
/// seldom finds them in short clauses.
pub(super) fn clauses(document: &Segmented<'_>, content: Span) -> Vec<Clause> {
    let tokens = document.tokens_in(content);
    let joins = |at: &usize| tokens[*at].lower == "and" && tokens.get(at + 1).is_some_and(|next| next.lower == "that");
    let mut found = Vec::new();
    let mut start = 0;
    for end in (0..tokens.len()).filter(joins).chain([tokens.len()]) {
        let Some(clause) = clause(document, &tokens[start.min(end)..end]) else { return Vec::new() };
        found.push(clause);
        start = end + 2;
    }
    found
}

fn clause(document: &Segmented<'_>, tokens: &[Token]) -> Option<Clause> {
    // "But Karsk on Monday insisted".
    let opener = usize::from(tokens.first().is_some_and(|first| matches!(first.lower.as_str(), "but" | "and" | "yet")));
    let tokens = &tokens[opener..];
    let is_verb = |token: &Token| !token.capital && cues::takes_clause(&token.lower) && !token.lower.ends_with("ing");
    let verb = tokens.iter().take(SHORT_NAME + 1).position(is_verb)?;
    let beside = |token: &&Token| {
        is_day_word(&token.lower) || matches!(token.lower.as_str(), "on" | "also") || token.lower.ends_with("ly")
    };
    let adverbs =
        tokens[..verb].iter().rev().take_while(|token| beside(token) && (!token.capital || is_day_word(&token.lower)));
    let subject = &tokens[..verb - adverbs.count()];
    let plain = |token: &Token| {
        matches!(token.kind, TokenKind::Word | TokenKind::Possessive) && !lexicon::is_auxiliary(&token.lower)
    };
    let named = subject.last().is_some_and(|last| last.capital || is_speaker(&last.lower));
    if !named || !subject.iter().all(plain) {
        return None;
    }
    let that = usize::from(tokens.get(verb + 1)?.lower == "that");
    let claimed = &tokens[verb + 1 + that..];
    let first = claimed.first()?;
    let starts = that > 0 || (opens_clause(first) && first.kind != TokenKind::Mark);
    if !starts || claimed.len() < SHORTEST_CLAUSE {
        return None;
    }
    Some(Clause {
        mention: content::mention(document, Span::new(subject.first()?.span.start, subject.last()?.span.end))?,
        cue: tokens[verb].span,
        content: content::trim_words(document, Span::new(first.span.start, claimed.last()?.span.end))?,
    })
}

/// A common noun for whoever may speak.
fn is_speaker(word: &str) -> bool {
    lexicon::is_group_noun(word) || lexicon::is_body_noun(word) || lexicon::is_person_noun(word)
}

/// The fewest tokens of a clause behind its verb.
const SHORTEST_CLAUSE: usize = 3;

/// "According to the army, the road is open, he said." The tagger marks one attribution for one content; where that is
/// his, what is returned is the army's. The content of his takes in the army's attribution.
pub(super) fn according_to(document: &Segmented<'_>, outer: &mut RawAttribution) -> Option<RawAttribution> {
    let first = *outer.content.first()?;
    let start = document.tokens.partition_point(|token| token.span.start < first.start);
    let sentence = document.sentences[document.sentence_at(first.start)].tokens.start;
    let before = document.tokens.get(sentence.max(start.saturating_sub(LONGEST_NAME + 3))..start)?;
    let at = before.windows(2).rposition(is_according_to)?;
    let (comma, name) = before[at + 2..].split_last()?;
    let whole = Span::new(before[at].span.start, first.end);
    if comma.lower != "," || outer.cue.iter().chain(&outer.mention).any(|span| span.overlaps(&whole)) {
        return None;
    }
    let mention = content::mention(document, Span::new(name.first()?.span.start, name.last()?.span.end))?;
    let inner = RawAttribution {
        cue: vec![Span::new(before[at].span.start, before[at + 1].span.end)],
        mention: vec![mention],
        mention_by: vec![ACCORDING_TO],
        relays: Vec::new(),
        main_subject: false,
        ..outer.clone()
    };
    outer.content[0] = whole;
    Some(inner)
}

/// Handles the same sentence where the tagger marked the army's claim: returns the outer attribution ("he said").
pub(super) fn around_according_to(document: &Segmented<'_>, inner: &RawAttribution) -> Option<RawAttribution> {
    let ([cue], [content], [_]) = (&inner.cue[..], &inner.content[..], &inner.mention[..]) else { return None };
    if !cue.of(document.text).eq_ignore_ascii_case("according to") || content.start < cue.end {
        return None;
    }
    let sentence = &document.sentences[inner.sentence].tokens;
    let after = document.tokens.partition_point(|token| token.span.start < content.end);
    let tail = document.tokens.get(after..sentence.end)?;
    let (comma, rest) = tail.split_first()?;
    let verb = rest.iter().take(LONGEST_NAME).position(|token| !token.capital && cues::speech_form(&token.lower))?;
    let ends = rest.get(verb + 1).is_none_or(|token| token.lower == "." || token.lower == "," || is_adverbial(token));
    let (subject, verb) = (&rest[..verb], &rest[verb]);
    let named = subject.len() <= SHORT_NAME
        && subject.iter().all(|token| token.kind != TokenKind::Mark)
        && (subject.iter().any(|token| token.capital)
            || subject.first().is_some_and(|token| starts_a_name(&token.lower)));
    if comma.lower != "," || !ends || !named || verb.lower.ends_with("ing") {
        return None;
    }
    let mention = content::mention(document, Span::new(subject.first()?.span.start, subject.last()?.span.end))?;
    Some(RawAttribution {
        content: vec![Span::new(cue.start, content.end)],
        direct: false,
        cue: vec![verb.span],
        mention: vec![mention],
        mention_by: vec!["the subject of a verb of saying behind the words"],
        relays: Vec::new(),
        main_subject: true,
        ..inner.clone()
    })
}

/// The most tokens of a speaker who is named behind the content.
const SHORT_NAME: usize = 6;

fn starts_a_name(word: &str) -> bool {
    matches!(word, "he" | "she" | "it" | "they" | "the" | "a" | "an" | "two" | "one")
}

fn is_adverbial(token: &Token) -> bool {
    matches!(token.lower.as_str(), "on" | "in" | "at" | "to" | "during" | "late" | "early" | "earlier" | "later")
        || is_day_word(&token.lower)
}
