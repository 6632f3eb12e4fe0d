//! Recognises transcripts and splits them into turns. A turn is what one speaker says, from one speaker mark ("MR.
//! RETH:", "QUESTION:", "President of Vell Ama Reth:") to the next.
//!
//! [`marks`] finds candidates for marks, [`split`] decides whether a text is a transcript and cuts it into turns, and
//! [`parts`] makes attributions of the turns. A turn holds the words of its speaker verbatim, so each paragraph becomes
//! a claim in direct quotation; a long paragraph is cut at the ends of sentences. What the speaker reports of others
//! becomes a claim inside that one. The marks themselves belong to no sentence, so that no other stage reads them.
//!
//! News articles have lines such as "Note: …" and "KARSK: …" too. A text counts as a transcript only in these cases:
//!
//! - A mark in capitals gives a title, an office or an unnamed speaker, and there are two speakers or one returns.
//! - Four or more marks are plain names in capitals, and there are two speakers.
//! - Three or more marks have two speakers, one of whom returns, and a mark that opens its paragraph names its speaker.
//! - The first mark is a title or an office in capitals, or a name from the heading, and a speech follows.
//! - A line states to whom the words after it are attributable.
//! - Times or signs beside the names say that the text is the record of a talk.
//!
//! In a transcript every paragraph that opens like a mark is one: what the mark does not tell is nobody's, never the
//! speaker's before.

mod marks;
mod parts;
mod words;

use std::collections::{HashMap, HashSet};

use marks::Mark;
pub(super) use parts::with_parts;

use super::lexicon;
use super::segment::{self, Segmented};
use super::tokens::TokenKind;
use super::turn::{Kind, Turn};
use crate::domain::{ArticleInfo, Span};

/// Cuts a transcript into turns; any other text stays as it is. `is_recording` says that its form is that of a record.
pub(super) fn split<'t>(document: Segmented<'t>, article: &ArticleInfo, is_recording: bool) -> Segmented<'t> {
    let candidates = marks::find(&document);
    let marks = accepted(&document, candidates.clone(), article, is_recording);
    if marks.is_empty() {
        return document;
    }
    let marks = with_others(&document, marks, &candidates, is_recording);
    let mut paragraphs = Vec::new();
    for paragraph in &document.paragraphs {
        let mut start = paragraph.start;
        let first = marks.partition_point(|mark| mark.whole.end <= paragraph.start);
        for mark in marks[first..].iter().take_while(|mark| mark.whole.start < paragraph.end) {
            paragraphs.push(Span::new(start, mark.whole.start.max(start)));
            start = mark.whole.end;
        }
        paragraphs.push(Span::new(start, paragraph.end.max(start)));
    }
    paragraphs.retain(|span| !span.of(document.text).trim().is_empty());
    drop_directions(&document, &marks, &mut paragraphs);
    let ends = marks.iter().skip(1).map(|mark| mark.whole.start).chain([document.text.len()]);
    let turn = |(mark, end): (&Mark, usize)| Turn {
        label: mark.label.clone(),
        name: mark.name,
        description: mark.description.clone(),
        kind: mark.kind,
        words: Span::new(mark.whole.end, end),
    };
    let turns = marks.iter().zip(ends).map(turn).collect();
    Segmented { turns, ..segment::in_paragraphs(document.text, paragraphs) }
}

/// The most names found in a single mark that are looked for elsewhere in the text. Each lookup scans the text, so a
/// long list of names would otherwise cost the square of its length.
const MOST_NAMES: usize = 300;
/// The fewest words in the paragraph after the mark of a single speaker; with fewer, the mark is taken for a heading.
const SHORTEST_SPEECH: usize = 25;

/// Returns the marks that name speakers; none where the text is not a transcript.
fn accepted(document: &Segmented<'_>, mut marks: Vec<Mark>, article: &ArticleInfo, is_recording: bool) -> Vec<Mark> {
    if marks.is_empty() {
        return marks;
    }
    let quoted = |mark: &Mark| document.text[mark.whole.end..].trim_start().starts_with(['“', '"', '«', '„', '‘']);
    marks.retain(|mark| mark.capitals || !quoted(mark));
    let mut times: HashMap<String, usize> = HashMap::new();
    for mark in &marks {
        *times.entry(mark.key.clone()).or_default() += 1;
    }
    let heading = Heading::of(document, &marks, article);
    let family = family_names(document);
    let full: HashSet<String> = marks
        .iter()
        .filter(|mark| mark.kind == Kind::Titled || is_full_name(document, mark))
        .map(|mark| mark.key.clone())
        .collect();
    // "HUGO TARNER, ANCHOR:" and later "TARNER:" are two forms of one mark.
    let short: HashSet<String> =
        marks.iter().filter(|mark| mark.opens && mark.label.len() == 1).map(|mark| mark.key.clone()).collect();
    let in_two_forms = |mark: &Mark| mark.opens && full.contains(&mark.key) && short.contains(&mark.key);
    let returns = |mark: &Mark| times.get(&mark.key).is_some_and(|times| *times > 1);
    let known = |mark: &Mark| heading.names(&mark.key) || family.contains(&mark.key);
    let thing = |mark: &Mark| names_a_thing(document, mark);
    let mut asked = 0;
    let mut again = |mark: &Mark| {
        asked += 1;
        asked <= MOST_NAMES && is_named_again(document, mark)
    };
    marks.retain(|mark| match mark.kind {
        _ if mark.stated => true,
        Kind::Unread => false,
        Kind::Titled | Kind::Plain if is_recording => mark.opens && !thing(mark),
        Kind::Questioner | Kind::Answerer => mark.opens || returns(mark),
        Kind::Unnamed => mark.opens && mark.capitals || returns(mark) || mark.label.len() == 1,
        Kind::Office => mark.opens && (mark.capitals || begins_with_the(document, mark)) || returns(mark),
        Kind::Titled if mark.capitals => (mark.opens || returns(mark)) && !thing(mark),
        Kind::Titled => (returns(mark) || known(mark)) && !thing(mark),
        Kind::Plain if mark.capitals => {
            let told = in_two_forms(mark) || is_described(document, mark);
            (returns(mark) && known(mark) || heading.names(&mark.key) || told) && !thing(mark)
        }
        Kind::Plain if is_full_name(document, mark) => (returns(mark) || again(mark)) && !thing(mark),
        Kind::Plain => {
            mark.label.len() == 1 && known(mark) && (full.contains(&mark.key) || returns(mark)) && !thing(mark)
        }
    });
    let recorded = is_recording && marks.len() > 1;
    if recorded || is_transcript(document, &marks, &heading) { marks } else { Vec::new() }
}

/// The marks of a transcript with those of its other turns: every paragraph behind the first mark that opens like one. One
/// that does not tell who speaks opens a turn of nobody.
fn with_others(document: &Segmented<'_>, mut marks: Vec<Mark>, candidates: &[Mark], is_recording: bool) -> Vec<Mark> {
    let Some(first) = marks.first().map(|mark| mark.whole.start).filter(|_| !marks[0].stated) else { return marks };
    let shouted = marks.iter().filter(|mark| mark.capitals).count() * 2 > marks.len();
    let keys: HashSet<String> = marks.iter().map(|mark| mark.key.clone()).collect();
    let mut others = Vec::new();
    for paragraph in &document.paragraphs {
        let tokens = document.token_range(*paragraph);
        let within = |mark: &&Mark| paragraph.contains(&mark.whole) && mark.opens;
        if tokens.is_empty() || marks.iter().any(|mark| within(&mark)) {
            continue;
        }
        let behind = paragraph.start >= first;
        if let Some(mark) = candidates.iter().find(within) {
            let named = matches!(mark.kind, Kind::Titled | Kind::Plain);
            let thing = named && names_a_thing(document, mark);
            let styled = mark.capitals || !shouted && mark.label.len() > 1 || is_recording || keys.contains(&mark.key);
            if styled && !thing && (behind || mark.capitals) {
                others.push(mark.clone());
                continue;
            }
            let spoken = !mark.capitals && mark.label.len() == 1 && (shouted || is_spoken_word(&mark.key));
            if behind && !spoken {
                others.push(Mark { kind: Kind::Unread, ..mark.clone() });
            }
        } else if behind && let Some(mark) = marks::unread(document, tokens) {
            let sign = matches!(document.tokens[mark.label.start].lower.as_str(), "-" | "–" | ">" | "»");
            if !sign || is_recording || paragraph.of(document.text).trim_start().starts_with(">>") {
                others.push(mark);
            }
        }
    }
    marks.extend(others);
    marks.sort_by_key(|mark| mark.whole.start);
    marks
}

/// True for a word that speakers say before a colon ("First: …", "Remember: …").
fn is_spoken_word(word: &str) -> bool {
    lexicon::is_determiner(word)
        || lexicon::is_preposition(word)
        || lexicon::is_sentence_opener(word)
        || lexicon::is_clause_opener(word)
        || lexicon::is_question_word(word)
        || words::is_answer(word)
        || words::opens_courtesy(word)
        || super::cues::is_verb(word)
        || super::number_words::below_twenty(word).is_some()
        || word.ends_with("ly")
}

/// The most words of a line that tells what happened in the room.
const LONGEST_DIRECTION: usize = 8;

/// Drops lines that nobody says: "(Crosstalk)", and, where speech ends with stops, short lines without one ("Members
/// interjecting—").
fn drop_directions(document: &Segmented<'_>, marks: &[Mark], paragraphs: &mut Vec<Span>) {
    let first = marks.first().map_or(0, |mark| mark.whole.end);
    let words = |span: &Span| span.of(document.text).trim();
    let stopped = |span: &Span| words(span).ends_with(['.', '!', '?', '…', '”', '"', '’', ')', ']', ':']);
    let spoken = paragraphs.iter().filter(|span| span.start >= first).count();
    let with_stops = paragraphs.iter().filter(|span| span.start >= first && stopped(span)).count();
    let opens =
        |span: &Span| marks.iter().any(|mark| mark.whole.end <= span.start && words_between(document, mark, span));
    paragraphs.retain(|span| {
        let line = words(span);
        let bracketed =
            line.starts_with(['(', '[']) && line.ends_with([')', ']']) && !line[1..line.len() - 1].contains([')', ']']);
        let short = line.split_whitespace().count() <= LONGEST_DIRECTION;
        let silent = with_stops * 10 >= spoken * 7 && short && !stopped(span) && !opens(span);
        span.start < first || !(bracketed || silent)
    });
}

/// True where nothing stands between a mark and a paragraph.
fn words_between(document: &Segmented<'_>, mark: &Mark, paragraph: &Span) -> bool {
    document.text[mark.whole.end..paragraph.start].trim().is_empty()
}

/// True where these marks make the text a transcript.
fn is_transcript(document: &Segmented<'_>, marks: &[Mark], heading: &Heading) -> bool {
    let Some(first) = marks.first() else { return false };
    if first.stated {
        return true;
    }
    let mut times: HashMap<&str, usize> = HashMap::new();
    for mark in marks.iter().filter(|mark| mark.kind != Kind::Answerer) {
        *times.entry(mark.key.as_str()).or_default() += 1;
    }
    let most = times.values().copied().max().unwrap_or_default();
    let dialogue = times.len() > 1 || most > 1;
    // Questions and answers without any name are a list of frequent questions, not a transcript.
    let certain = |mark: &&Mark| {
        mark.capitals && matches!(mark.kind, Kind::Titled | Kind::Office | Kind::Unnamed)
            || is_described(document, mark)
    };
    let shouted = marks.iter().filter(|mark| mark.capitals && mark.kind == Kind::Plain).count();
    if dialogue && (marks.iter().any(|mark| certain(&mark)) || shouted >= 4 && times.len() > 1) {
        return true;
    }
    let named = |mark: &&Mark| matches!(mark.kind, Kind::Titled | Kind::Plain | Kind::Office);
    if most > 1 && times.len() > 1 && marks.len() > 2 && marks.iter().any(|mark| named(&mark) && mark.opens) {
        return true;
    }
    // A speech by one speaker.
    let behind = document.text.get(first.whole.end..).unwrap_or_default();
    let line = behind.trim_start().split('\n').next().unwrap_or_default().trim_end();
    let words = |text: &str| text.split_whitespace().take(SHORTEST_SPEECH * 2).count();
    let whole = behind.len() * 2 >= document.text.len();
    let office = certain(&first) && first.kind != Kind::Unnamed;
    let greets = office && line.ends_with(['.', '!', '?', '…', ')']) && words(behind) == SHORTEST_SPEECH * 2;
    let who = office || named(&first) && heading.names_before(document, first);
    first.opens && who && whole && (greets || words(line) >= SHORTEST_SPEECH)
}

/// The words of the title, the authors, the publisher and the capitalised words before the first mark, in lower case.
struct Heading {
    words: HashSet<String>,
}

impl Heading {
    fn of(document: &Segmented<'_>, marks: &[Mark], article: &ArticleInfo) -> Self {
        let first = marks.first().map_or(0, |mark| mark.whole.start);
        // At most this many tokens, so that an article body before a late mark does not count as its heading.
        let lead = document.tokens.iter().take(LONGEST_LEAD).take_while(|token| token.span.end <= first);
        let mut words: HashSet<String> = lead.filter(|token| token.capital).map(|token| token.lower.clone()).collect();
        let about = article.authors.iter().chain(&article.title).chain(&article.publisher);
        let split = |text: &String| {
            text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '\'' | '’')))
                .map(|word| word.replace('’', "'").to_lowercase())
                .collect::<Vec<_>>()
        };
        words.extend(about.flat_map(split));
        Self { words }
    }

    fn names(&self, key: &str) -> bool {
        self.words.contains(key)
    }

    /// True where the heading names the speaker and the mark has a common given name or a title, or where the mark has
    /// a long title and the heading mentions a president.
    fn names_before(&self, document: &Segmented<'_>, mark: &Mark) -> bool {
        let given = document.tokens[mark.name.min(mark.label.end - 1)].lower.as_str();
        match mark.kind {
            Kind::Plain => self.names(&mark.key) && (lexicon::is_given_name(given)),
            _ => self.names(&mark.key) || mark.kind == Kind::Titled && mark.label.len() > 2 && self.names("president"),
        }
    }
}

/// The most tokens before the first mark that count as a heading.
const LONGEST_LEAD: usize = 200;

/// Returns the capitalised words that follow another capitalised word somewhere, as family names do; in lower case.
fn family_names(document: &Segmented<'_>) -> HashSet<String> {
    let mixed = |at: usize| {
        let token = &document.tokens[at];
        token.kind == TokenKind::Word && token.capital && token.span.of(document.text).chars().any(char::is_lowercase)
    };
    let opens = |at: usize| {
        let word = document.tokens[at].lower.as_str();
        lexicon::is_determiner(word) || lexicon::is_preposition(word) || lexicon::is_speaker_pronoun(word)
    };
    (1..document.tokens.len())
        .filter(|&at| {
            let gap = &document.text[document.tokens[at - 1].span.end..document.tokens[at].span.start];
            mixed(at) && mixed(at - 1) && !opens(at - 1) && gap == " "
        })
        .map(|at| document.tokens[at].lower.clone())
        .collect()
}

/// True for a plain name of two to five words ("Ama Reth").
fn is_full_name(document: &Segmented<'_>, mark: &Mark) -> bool {
    let words = document.tokens[mark.name..mark.label.end].iter().filter(|token| token.kind == TokenKind::Word);
    mark.kind == Kind::Plain && (2..=5).contains(&words.count())
}

/// True for a full name in capitals that opens a paragraph and tells the office of its bearer: "IRMA ORU, MAYOR OF SARN".
fn is_described(document: &Segmented<'_>, mark: &Mark) -> bool {
    let office = |at: usize| lexicon::is_person_noun(&document.tokens[at].lower);
    mark.opens && mark.capitals && is_full_name(document, mark) && mark.description.clone().any(office)
}

/// True where the whole name occurs in the text a second time, or begins with a common given name.
fn is_named_again(document: &Segmented<'_>, mark: &Mark) -> bool {
    let tokens = &document.tokens;
    let name = Span::new(tokens[mark.label.start].span.start, tokens[mark.label.end - 1].span.end).of(document.text);
    let given = tokens[mark.name].lower.as_str();
    lexicon::is_given_name(given) || document.text.matches(name).nth(1).is_some()
}

fn begins_with_the(document: &Segmented<'_>, mark: &Mark) -> bool {
    document.tokens[mark.label.start].lower == "the"
}

/// True where the label names no person: "STATE DEPARTMENT", "PRESS RELEASE", "Read More".
fn names_a_thing(document: &Segmented<'_>, mark: &Mark) -> bool {
    let tokens = &document.tokens[mark.name..mark.label.end];
    let thing = |word: &str| {
        lexicon::is_body_noun(word)
            || lexicon::is_outlet_noun(word)
            || lexicon::is_group_noun(word)
            || lexicon::is_document_noun(word)
            || lexicon::is_determiner(word)
            || lexicon::is_auxiliary(word)
    };
    tokens.is_empty() || tokens.iter().any(|token| thing(&token.lower) || words::is_page_label(&token.lower))
}

#[cfg(test)]
mod tests;
