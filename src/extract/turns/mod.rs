//! Transcripts: who has the word, from one mark ("MR. RETH:", "QUESTION:", "President of Vell Ama Reth:") to the next.
//!
//! [`marks`] reads what looks like a mark, [`split`] decides whether a text is a transcript and cuts it into turns, and
//! [`parts`] makes attributions of what is said in them. A turn is the printed words of its speaker, so each of its
//! paragraphs is a direct claim, a long one cut at the ends of sentences; what the speaker says that others said stands
//! inside. The marks themselves belong to no sentence, so that no other stage reads them.
//!
//! News has lines such as "Note: …" and "KARSK: …" as well. A text is taken for a transcript only where capitals with a
//! title, or "Q", mark turns and one speaker returns or two take turns; where full names do, one of them again and
//! again; where the one mark names whom the heading names, and a speech follows; or where a line says to whom what follows
//! is attributable.

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

/// Cuts a transcript into turns; any other text stays as it is.
pub(super) fn split<'t>(document: Segmented<'t>, article: &ArticleInfo) -> Segmented<'t> {
    let marks = accepted(&document, marks::find(&document), article);
    if marks.is_empty() {
        return document;
    }
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
    let ends = marks.iter().skip(1).map(|mark| mark.whole.start).chain([document.text.len()]);
    let turn = |(mark, end): (&Mark, usize)| Turn {
        label: mark.label.clone(),
        name: mark.name,
        kind: mark.kind,
        words: Span::new(mark.whole.end, end),
    };
    let turns = marks.iter().zip(ends).map(turn).collect();
    Segmented { turns, ..segment::in_paragraphs(document.text, paragraphs) }
}

/// So many names that stand in one mark only are looked for elsewhere in the text; each costs a walk through it, and lists of
/// names would otherwise cost the square of their length.
const MOST_NAMES: usize = 300;
/// Where only one speaks, a paragraph of so many words follows the mark; with fewer the mark is a heading.
const SHORTEST_SPEECH: usize = 25;

/// The marks of a transcript; none where the text is something else.
fn accepted(document: &Segmented<'_>, mut marks: Vec<Mark>, article: &ArticleInfo) -> Vec<Mark> {
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
        Kind::Questioner | Kind::Answerer => mark.opens || returns(mark),
        Kind::Unnamed => mark.opens && mark.capitals || returns(mark) || mark.label.len() == 1,
        Kind::Office => mark.opens && (mark.capitals || begins_with_the(document, mark)) || returns(mark),
        Kind::Titled if mark.capitals => (mark.opens || returns(mark)) && !thing(mark),
        Kind::Titled => (returns(mark) || known(mark)) && !thing(mark),
        Kind::Plain if mark.capitals => (returns(mark) && known(mark) || heading.names(&mark.key)) && !thing(mark),
        Kind::Plain if is_full_name(document, mark) => (returns(mark) || again(mark)) && !thing(mark),
        Kind::Plain => {
            mark.label.len() == 1 && known(mark) && (full.contains(&mark.key) || returns(mark)) && !thing(mark)
        }
    });
    if is_transcript(document, &marks, &heading) { marks } else { Vec::new() }
}

/// True where the marks are those of people who talk.
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
    // Questions and answers without anyone's name are a page of answers.
    let certain = |mark: &&Mark| mark.capitals && matches!(mark.kind, Kind::Titled | Kind::Office | Kind::Unnamed);
    let shouted = marks.iter().filter(|mark| mark.capitals && mark.kind == Kind::Plain).count();
    if dialogue && (marks.iter().any(|mark| certain(&mark)) || shouted >= 4 && times.len() > 1) {
        return true;
    }
    let named = |mark: &&Mark| matches!(mark.kind, Kind::Titled | Kind::Plain | Kind::Office);
    if most > 1 && times.len() > 1 && marks.len() > 2 && marks.iter().any(|mark| named(&mark) && mark.opens) {
        return true;
    }
    // One who speaks alone.
    let behind = document.text.get(first.whole.end..).unwrap_or_default();
    let line = behind.trim_start().split('\n').next().unwrap_or_default().trim_end();
    let words = |text: &str| text.split_whitespace().take(SHORTEST_SPEECH * 2).count();
    let whole = behind.len() * 2 >= document.text.len();
    let office = certain(&first) && first.kind != Kind::Unnamed;
    let greets = office && line.ends_with(['.', '!', '?', '…', ')']) && words(behind) == SHORTEST_SPEECH * 2;
    let who = office || named(&first) && heading.names_before(document, first);
    first.opens && who && whole && (greets || words(line) >= SHORTEST_SPEECH)
}

/// The words of title, authors, publisher and of what stands before the first mark, in lower case.
struct Heading {
    words: HashSet<String>,
}

impl Heading {
    fn of(document: &Segmented<'_>, marks: &[Mark], article: &ArticleInfo) -> Self {
        let first = marks.first().map_or(0, |mark| mark.whole.start);
        // No more than what heads a page.
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

    /// The speaker, by a given name that many bear, or the office that the mark gives with the name.
    fn names_before(&self, document: &Segmented<'_>, mark: &Mark) -> bool {
        let given = document.tokens[mark.name.min(mark.label.end - 1)].lower.as_str();
        match mark.kind {
            Kind::Plain => self.names(&mark.key) && (lexicon::is_given_name(given)),
            _ => self.names(&mark.key) || mark.kind == Kind::Titled && mark.label.len() > 2 && self.names("president"),
        }
    }
}

/// What stands before the first turn counts as a heading up to so many tokens.
const LONGEST_LEAD: usize = 200;

/// Words that follow another capitalised one somewhere, as the last words of names do; in lower case.
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

/// "Ama Reth": two to five words, as names have.
fn is_full_name(document: &Segmented<'_>, mark: &Mark) -> bool {
    let words = document.tokens[mark.name..mark.label.end].iter().filter(|token| token.kind == TokenKind::Word);
    mark.kind == Kind::Plain && (2..=5).contains(&words.count())
}

/// The whole name stands in the text a second time, or begins with a given name that many bear.
fn is_named_again(document: &Segmented<'_>, mark: &Mark) -> bool {
    let tokens = &document.tokens;
    let name = Span::new(tokens[mark.label.start].span.start, tokens[mark.label.end - 1].span.end).of(document.text);
    let given = tokens[mark.name].lower.as_str();
    lexicon::is_given_name(given) || document.text.matches(name).nth(1).is_some()
}

fn begins_with_the(document: &Segmented<'_>, mark: &Mark) -> bool {
    document.tokens[mark.label.start].lower == "the"
}

/// "STATE DEPARTMENT", "PRESS RELEASE", "Read More": no one.
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
