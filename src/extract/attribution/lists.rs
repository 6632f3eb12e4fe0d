//! Sources that the tagger named only in part: the names before the last of a list ("Oru, | Reth and Brandt | said").

use super::RawAttribution;
use crate::domain::Span;
use crate::extract::day_words::is_day_word;
use crate::extract::lexicon;
use crate::extract::segment::Segmented;
use crate::extract::tokens::TokenKind;

/// The most tokens of one name of a list.
const LONGEST_NAME: usize = 8;
/// The most tokens of those who are named beside a mention.
const LONGEST_LIST: usize = 16;

/// "Vell, along with Karsk and Osmund, | said": takes into a mention those who are named beside it between commas.
pub(super) fn add_companions(document: &Segmented<'_>, raw: &mut RawAttribution) {
    let ([mention], Some(cue)) = (&raw.mention[..], raw.cue.first()) else { return };
    let lower = |at: usize| document.tokens.get(at).map_or("", |token| token.lower.as_str());
    let (mention, cue) = (document.token_range(*mention), document.token_range(*cue));
    let first = mention.end + usize::from(lower(mention.end) == ",");
    let beside = match (lower(first), lower(first + 1), lower(first + 2)) {
        ("along" | "together", "with", _) => 2,
        ("in", "conjunction", "with") => 3,
        ("alongside", ..) => 1,
        _ => return,
    };
    let limit = cue.start.min(first + LONGEST_LIST);
    let Some(end) = (first + beside..limit).find(|&at| lower(at) == ",").filter(|_| first > mention.end) else {
        return;
    };
    let names = first + beside..end;
    let free = (first..end).all(|at| {
        let place = document.tokens[at].span;
        document.quoted[at].is_none() && !raw.content.iter().any(|span| span.overlaps(&place))
    });
    if free && names.clone().any(|at| document.tokens[at].capital) {
        raw.mention[0].end = document.tokens[end - 1].span.end;
        raw.mention_by.push("with those named beside them");
    }
}

/// Takes into a mention the names that a list has before it, where they begin the sentence or follow "by".
pub(super) fn complete(document: &Segmented<'_>, raw: &mut RawAttribution) {
    let [mention] = raw.mention[..] else { return };
    let tokens = &document.tokens;
    let lower = |at: usize| tokens[at].lower.as_str();
    let range = document.token_range(mention);
    let sentence = document.sentences[document.sentence_at(mention.start)].tokens.start;
    // "Ama Reth, mayor and head of the league": what follows the name is no further one.
    let named = |at: usize| {
        let at = at + usize::from(lower(at) == "the");
        let is_name = tokens.get(at).is_some_and(|token| token.capital) && !lexicon::is_title_word(lower(at));
        is_name || tokens.get(at).is_some_and(|_| is_number(lower(at)))
    };
    let last = range.clone().rfind(|&at| lower(at) == "and").map_or(range.start, |and| and + 1);
    if range.is_empty() || !named(range.start) || !named(last) {
        return;
    }
    let mut start = range.start;
    let mut joined = range.clone().any(|at| lower(at) == "and");
    while start > sentence + 1 {
        let mut end = start;
        if lower(end - 1) == "and" {
            joined = true;
            end -= 1;
        }
        end -= usize::from(end > sentence && lower(end - 1) == ",");
        if end == start || !joined {
            break;
        }
        let named = |at: &usize| {
            let token = &tokens[*at];
            let name = token.capital && token.kind == TokenKind::Word && !is_day_word(&token.lower);
            name || matches!(token.lower.as_str(), "of" | "the")
        };
        let name = (sentence..end).rev().take(LONGEST_NAME).take_while(named).last();
        let Some(first) = name.filter(|&first| tokens[end - 1].capital && !opens(lower(first))) else { break };
        start = first;
    }
    // "“…,” the Courier and | the Herald | reported".
    let behind = |at: usize| {
        lower(at) == ","
            && raw.content.iter().any(|span| span.end <= tokens[at].span.end && span.end + 4 > tokens[at].span.start)
    };
    let begins = start == sentence || matches!(lower(start - 1), "by" | "from") || behind(start - 1);
    let whole = Span::new(tokens[start].span.start, mention.end);
    let added = Span::new(whole.start, mention.start);
    let taken = raw.cue.iter().chain(&raw.content).any(|span| span.overlaps(&added));
    let quoted = (start..range.start).any(|at| document.quoted[at] != document.quoted[range.start]);
    if start < range.start && begins && !taken && !quoted {
        raw.mention[0] = whole;
        raw.mention_by.push("with the names before it in the list");
    }
}

fn is_number(word: &str) -> bool {
    lexicon::is_counting_word(word) || matches!(word, "two" | "three" | "four" | "five")
}

/// Words that have a capital from the head of a sentence and begin no name ("Meanwhile, Reth and Oru said").
fn opens(word: &str) -> bool {
    lexicon::is_sentence_opener(word)
        || lexicon::is_clause_opener(word)
        || lexicon::is_time_adverb(word)
        || lexicon::is_preposition(word)
        || lexicon::is_pronoun(word) && word != "the"
        || word.ends_with("ly")
}
