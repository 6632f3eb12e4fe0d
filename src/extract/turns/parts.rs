//! Makes attributions of what is said in turns.

use std::ops::Range;

use super::words;
use crate::domain::Span;
use crate::extract::attribution::RawAttribution;
use crate::extract::cues;
use crate::extract::lexicon;
use crate::extract::segment::Segmented;
use crate::extract::tokens::{Token, TokenKind};
use crate::extract::turn::{Kind, Turn};

/// The most words of a part, unless a single sentence has more. This is about a printed paragraph, short enough for
/// claims to be compared.
const LONGEST: usize = 80;
/// What is left of a paragraph goes with the part before where it has fewer words.
const SHORTEST_REST: usize = 12;
/// A sentence of fewer words states nothing ("Of course.").
const SHORTEST_STATEMENT: usize = 4;
/// A sentence of at least this many words counts as a statement even where no verb is recognised in it.
const SURELY_A_CLAUSE: usize = 8;
/// The same for a sentence without a comma ("Then open the books of the battery.").
const SURELY_ONE_CLAUSE: usize = 6;
/// The most words of thanks that are a courtesy wherever "thank" stands.
const LONGEST_THANKS: usize = 8;
/// The most words of a courtesy.
const LONGEST_COURTESY: usize = 12;
/// The most words of a form of address ("Ms. Oru.") that is a whole sentence.
const LONGEST_ADDRESS: usize = 3;
/// The confidence of a part: the measured share that is right, see `docs/EXTRACTION.md`.
const CONFIDENCE: f64 = 0.95;

/// Adds an attribution for each part of each turn. An attribution that the tagger found within a turn is put inside its
/// part; one that reaches across turns, or lies in no part, is dropped.
pub(in crate::extract) fn with_parts(document: &Segmented<'_>, raws: Vec<RawAttribution>) -> Vec<RawAttribution> {
    if document.turns.is_empty() {
        return raws;
    }
    let turn_of = |span: &Span| {
        let at = document.turns.partition_point(|turn| turn.words.end <= span.start);
        document.turns.get(at).filter(|turn| turn.words.overlaps(span)).map(|_| at)
    };
    let parts = parts(document);
    let part_of = |span: &Span| {
        let at = parts.partition_point(|part| part.content[0].end <= span.start);
        parts.get(at).filter(|part| part.content[0].overlaps(span)).map(|_| at)
    };
    // The fate of an attribution: `None` drops it, `Some(None)` keeps it as it is, `Some(Some(_))` puts it inside a
    // part.
    let home = |raw: &RawAttribution| {
        let mut turns = raw.content.iter().chain(&raw.cue).chain(&raw.mention).map(turn_of);
        let turn = turns.next().flatten();
        if !turns.all(|other| other == turn) {
            return None;
        }
        if turn.is_some_and(|at| document.turns[at].asks()) && is_asked(document, raw) {
            return None;
        }
        let nobodys = |at: usize| document.turns[at].kind == Kind::Unread;
        if turn.is_none_or(nobodys) { Some(None) } else { part_of(&raw.content[0]).map(Some) }
    };
    let homes: Vec<Option<Option<usize>>> = raws.iter().map(home).collect();
    let mut places = vec![None; raws.len()];
    let mut kept = 0;
    for (place, home) in places.iter_mut().zip(&homes) {
        *place = home.map(|_| kept);
        kept += usize::from(home.is_some());
    }
    let mut found: Vec<RawAttribution> = Vec::with_capacity(kept + parts.len());
    for (mut raw, home) in raws.into_iter().zip(homes) {
        let Some(home) = home else { continue };
        raw.runs_on = raw.runs_on.and_then(|base| places[base]);
        raw.inside = raw.inside.and_then(|outer| places[outer]).or(home.map(|part| kept + part));
        found.push(raw);
    }
    found.extend(parts.iter().cloned().map(|mut part| {
        part.runs_on = part.runs_on.map(|base| kept + base);
        part
    }));
    found
}

/// True for an attribution that a question asks about ("Has the army told you why?").
fn is_asked(document: &Segmented<'_>, raw: &RawAttribution) -> bool {
    let sentence = tokens_of(document, raw.sentence);
    let inverted =
        spoken(sentence).iter().find(|token| !lexicon::is_clause_opener(&token.lower) && token.lower != "and");
    let asks = sentence.last().is_some_and(|last| last.lower == "?");
    asks && inverted.is_some_and(|token| lexicon::is_auxiliary(&token.lower) || lexicon::is_question_word(&token.lower))
}

/// Returns the parts of all turns, in text order.
fn parts(document: &Segmented<'_>) -> Vec<RawAttribution> {
    let mut found: Vec<RawAttribution> = Vec::new();
    let speaks = |turn: &Turn| turn.kind != Kind::Unread && !is_of_the_line(document, turn);
    for (at, turn) in document.turns.iter().enumerate().filter(|(_, turn)| speaks(turn)) {
        let first = found.len();
        let paragraphs = document.paragraphs.partition_point(|paragraph| paragraph.end <= turn.words.start);
        let paragraphs = document.paragraphs[paragraphs..].iter();
        for paragraph in paragraphs.take_while(|paragraph| paragraph.start < turn.words.end) {
            for sentences in in_parts(document, sentences(document, *paragraph)) {
                let Some(content) = content(document, &sentences) else { continue };
                let opens = found.len() == first;
                found.push(RawAttribution {
                    mention: if opens { vec![turn.mention(&document.tokens)] } else { Vec::new() },
                    mention_by: vec![if opens { "the mark of a turn" } else { "the turn goes on" }],
                    runs_on: (!opens).then_some(first),
                    confidence: CONFIDENCE,
                    turn: Some(at),
                    ..RawAttribution::of(sentences.start, vec![content], true)
                });
            }
        }
    }
    found
}

/// True for a turn of the operator of a conference call, who only announces the callers.
fn is_of_the_line(document: &Segmented<'_>, turn: &Turn) -> bool {
    document.tokens[turn.label.clone()].iter().any(|token| token.lower == "operator")
}

/// Returns the indices of the sentences of a paragraph.
fn sentences(document: &Segmented<'_>, paragraph: Span) -> Range<usize> {
    let tokens = document.token_range(paragraph);
    let start = document.sentences.partition_point(|sentence| sentence.tokens.end <= tokens.start);
    let end = document.sentences.partition_point(|sentence| sentence.tokens.start < tokens.end);
    start..end.max(start)
}

/// Splits a paragraph into parts, as ranges of sentences: one part, or several of about equal length where it is long.
/// Courtesies at either end and parts that state nothing are left out.
fn in_parts(document: &Segmented<'_>, paragraph: Range<usize>) -> Vec<Range<usize>> {
    let paragraph = without_courtesies(document, paragraph);
    let length = |sentence: usize| spoken_words(tokens_of(document, sentence)).count();
    let whole: usize = paragraph.clone().map(length).sum();
    let target = whole / whole.div_ceil(LONGEST).max(1);
    let mut parts: Vec<Range<usize>> = Vec::new();
    let (mut start, mut taken, mut left) = (paragraph.start, 0, whole);
    for at in paragraph.clone() {
        let here = length(at);
        let full = taken + here > LONGEST || taken >= target;
        if taken > 0 && full && (left >= SHORTEST_REST || taken + left > LONGEST + SHORTEST_REST) {
            parts.push(start..at);
            (start, taken) = (at, 0);
        }
        taken += here;
        left -= here;
    }
    parts.push(start..paragraph.end);
    let states = |part: &Range<usize>| part.clone().any(|at| is_statement(tokens_of(document, at)));
    parts.into_iter().map(|part| without_courtesies(document, part)).filter(states).collect()
}

fn without_courtesies(document: &Segmented<'_>, mut sentences: Range<usize>) -> Range<usize> {
    while !sentences.is_empty() && is_courtesy(tokens_of(document, sentences.start)) {
        sentences.start += 1;
    }
    while !sentences.is_empty() && is_courtesy(tokens_of(document, sentences.end - 1)) {
        sentences.end -= 1;
    }
    sentences
}

/// Returns the span from the first spoken word to the last punctuation mark, without a stage direction such as
/// "(Laughter.)" at the start.
fn content(document: &Segmented<'_>, sentences: &Range<usize>) -> Option<Span> {
    let first = tokens_of(document, sentences.start);
    let last = tokens_of(document, sentences.end.checked_sub(1)?).last()?;
    let start = spoken(first).first()?;
    Some(Span::new(start.span.start, last.span.end)).filter(|span| span.start < span.end)
}

fn tokens_of<'d>(document: &'d Segmented<'_>, sentence: usize) -> &'d [Token] {
    document.sentences.get(sentence).map_or(&[], |sentence| &document.tokens[sentence.tokens.clone()])
}

/// Returns a sentence without stage directions such as "(Laughter.)" and stray punctuation at its start.
fn spoken(mut tokens: &[Token]) -> &[Token] {
    while let Some(close) = tokens.first().and_then(|open| match open.lower.as_str() {
        "(" => Some(")"),
        "[" => Some("]"),
        _ => None,
    }) {
        let Some(end) = tokens.iter().position(|token| token.lower == close) else { break };
        tokens = &tokens[end + 1..];
    }
    while tokens.first().is_some_and(|token| token.kind == TokenKind::Mark && ". , ; : ) ]".contains(&token.lower)) {
        tokens = &tokens[1..];
    }
    tokens
}

/// Returns the words and numbers of a sentence, without its punctuation.
fn spoken_words(tokens: &[Token]) -> impl Iterator<Item = &Token> {
    tokens.iter().filter(|token| matches!(token.kind, TokenKind::Word | TokenKind::Number))
}

/// True for a statement or a question: a sentence that is no courtesy and has a verb or many words.
fn is_statement(tokens: &[Token]) -> bool {
    let tokens = spoken(tokens);
    let count = spoken_words(tokens).count();
    let verb = |token: &Token| {
        let word = token.lower.as_str();
        lexicon::is_auxiliary(word)
            || word.contains('\'')
            || cues::is_verb(word)
            || word.len() > 4 && (word.ends_with("ed") || word.ends_with("ing"))
    };
    let whole = count >= SURELY_ONE_CLAUSE && tokens.iter().all(|token| !matches!(token.lower.as_str(), "," | "["));
    count >= SHORTEST_STATEMENT
        && !is_courtesy(tokens)
        && (count >= SURELY_A_CLAUSE || whole || spoken_words(tokens).any(verb) || tokens.iter().any(is_contraction))
}

fn is_contraction(token: &Token) -> bool {
    token.kind == TokenKind::Possessive
}

/// True for a sentence that states nothing: "Thank you.", "Good morning, everyone.", "Go ahead, Andrea.", "Andrea.",
/// "(Applause.)".
fn is_courtesy(tokens: &[Token]) -> bool {
    let tokens = spoken(tokens);
    let said: Vec<&str> = spoken_words(tokens).map(|token| token.lower.as_str()).collect();
    let (first, second) = (said.first().copied().unwrap_or("thanks"), said.get(1).copied().unwrap_or_default());
    let address = said.len() <= LONGEST_ADDRESS
        && !words::is_answer(first)
        && spoken_words(tokens).all(|token| token.capital)
        && !said.is_empty();
    let greets = match first {
        word if words::is_greeting(word) => {
            said.len() <= LONGEST_COURTESY / 2 || matches!(first, "thank" | "thanks") && said.len() <= LONGEST_COURTESY
        }
        "good" => words::is_time_of_greeting(second),
        "go" => second == "ahead",
        word if words::opens_courtesy(word) => {
            said.len() <= LONGEST_ADDRESS
                || said.windows(2).any(|pair| matches!(pair, ["thank", "you"])) && said.len() <= LONGEST_COURTESY / 2
        }
        _ => said.len() <= LONGEST_THANKS && said.iter().any(|word| words::is_thanks(word)),
    };
    said.is_empty() || address || (greets && said.len() <= LONGEST_COURTESY)
}
