//! The words of a claim in comparable form: what is called by many words under one name, states under their codes, names
//! in one spelling, the rest as stems.

use super::lexicon::{self, stem};
use crate::domain::fold_name;
use crate::registry::{Entry, Registry, fold_person, other_spellings};

/// What a unit of the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// A word that tells nothing of the subject.
    Stop,
    /// "Not" and the like.
    Negation,
    /// One of the concepts of the lexicon.
    Concept,
    /// A state, or who acts for it: the term is its code with "@" before it.
    State,
    /// Another name.
    Name,
    /// Digits.
    Number,
    /// Any other word, by its stem.
    Word,
}

/// A word, or several words that are one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unit {
    pub(super) term: String,
    pub(super) sort: Sort,
    /// The words in small letters.
    pub(super) lower: String,
    /// Bytes of the text.
    pub(super) start: usize,
    pub(super) end: usize,
    /// True where a comma, a full stop or the like stands before it.
    pub(super) after_break: bool,
    /// True for the adjective of a state ("Ukrainian") and for a possessive ("Russia's").
    pub(super) is_adjective: bool,
    /// True for a name behind a word that leads to a place: "in Kharkiv".
    pub(super) is_place: bool,
    /// The state of a person of a known state: what its president does, it does.
    pub(super) acts_for: Option<String>,
}

impl Unit {
    /// True for what tells something of the subject.
    pub(super) fn tells(&self) -> bool {
        !matches!(self.sort, Sort::Stop | Sort::Negation | Sort::Number)
    }
}

/// The most words of a concept or a name.
const LONGEST: usize = 5;

struct Raw<'t> {
    text: &'t str,
    start: usize,
    end: usize,
    after_break: bool,
}

fn raw_words(text: &str) -> Vec<Raw<'_>> {
    let mut words: Vec<Raw<'_>> = Vec::new();
    let (mut start, mut after_break) = (None, false);
    // "U.S." is one word, and ends no clause.
    let is_lettered =
        |word: &str| word.split('.').all(|letter| letter.len() == 1 && letter.as_bytes()[0].is_ascii_uppercase());
    let inner = |from: usize, at: usize, c: char| {
        let next = text[at + c.len_utf8()..].chars().next();
        let is_inside = next.is_some_and(char::is_alphanumeric);
        is_inside
            && (matches!(c, '\'' | '’' | '´')
                || matches!(c, '.' | ',') && next.is_some_and(|c| c.is_ascii_digit())
                || c == '.' && next.is_some_and(|c| c.is_ascii_uppercase()) && is_lettered(&text[from..at]))
    };
    for (at, c) in text.char_indices() {
        let is_word = c.is_alphanumeric() || start.is_some_and(|from| inner(from, at, c));
        match (start, is_word) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                words.push(Raw { text: &text[from..at], start: from, end: at, after_break });
                (start, after_break) = (None, false);
            }
            _ => {}
        }
        let ends_letters = c == '.'
            && words.last().is_some_and(|last| last.end == at && last.text.contains('.') && is_lettered(last.text));
        if !is_word && !ends_letters && matches!(c, ',' | ';' | ':' | '.' | '–' | '—' | '(' | ')' | '…' | '!' | '?')
        {
            after_break = true;
        }
    }
    if let Some(from) = start {
        words.push(Raw { text: &text[from..], start: from, end: text.len(), after_break });
    }
    words
}

/// A word without the ending of a possessive; true where it had one.
fn without_possessive(word: &str) -> (&str, bool) {
    let ending = ["'s", "’s", "´s"].iter().find_map(|ending| word.strip_suffix(ending));
    let contraction = ["re", "ve", "ll", "d", "m"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending)?.strip_suffix(['\'', '’', '´']));
    if let Some(base) = contraction {
        return (base, false);
    }
    ending.map_or((word, false), |base| (base, true))
}

/// The units of a text, in order.
pub(super) fn units(text: &str, registry: &Registry) -> Vec<Unit> {
    let words = raw_words(text);
    let lowers: Vec<String> = words.iter().map(|word| without_possessive(word.text).0.to_lowercase()).collect();
    let stems: Vec<String> = lowers.iter().map(|word| stem(word)).collect();
    let mut units = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let is_place = is_place(&lowers, at);
        let last = (at + LONGEST).min(words.len());
        let together = (at + 1..last).find(|&end| words[end].after_break).unwrap_or(last);
        let (unit, used) = named(text, &words[at..together], is_place, registry)
            .or_else(|| concept(&stems[at..together]).map(|(term, used)| (Found::of(term, Sort::Concept), used)))
            .unwrap_or_else(|| (single(&words[at], &lowers[at], &stems[at]), 1));
        let end = &words[at + used - 1];
        // "Orvane of shelling the plant": who is charged stands first.
        let leads = at == 0 && used == 1 && unit.sort == Sort::Word && words[0].text.starts_with(char::is_uppercase);
        let is_charged = leads && lowers.get(1).is_some_and(|next| matches!(next.as_str(), "of" | "for"));
        let unit =
            if is_charged { Found::of(place_term(without_possessive(words[0].text).0), Sort::Name) } else { unit };
        units.push(Unit {
            term: unit.term,
            sort: unit.sort,
            lower: lowers[at..at + used].join(" "),
            start: words[at].start,
            end: end.end,
            after_break: words[at].after_break,
            is_place: is_place && unit.sort == Sort::Name,
            acts_for: unit.acts_for,
            is_adjective: unit.is_adjective || without_possessive(end.text).1,
        });
        at += used;
    }
    units
}

/// "In Kyiv", "in eastern Kyiv", "the town of Kyiv", "Kyiv province": words that lead to a place.
fn is_place(lowers: &[String], at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).map_or("", |place| lowers[place].as_str());
    let after = lowers.get(at + 1).map_or("", String::as_str);
    lexicon::is_before_place(before(1))
        || lexicon::is_quarter(before(1)) && lexicon::is_before_place(before(2))
        || before(1) == "of" && lexicon::is_area(before(2))
        || lexicon::is_area(after)
}

struct Found {
    term: String,
    sort: Sort,
    is_adjective: bool,
    acts_for: Option<String>,
}

impl Found {
    fn of(term: impl Into<String>, sort: Sort) -> Self {
        Self { term: term.into(), sort, is_adjective: false, acts_for: None }
    }
}

/// The longest concept at the head of these stems, with the number of its words.
fn concept(stems: &[String]) -> Option<(&'static str, usize)> {
    (1..=stems.len()).rev().find_map(|used| Some((lexicon::concept(&stems[..used].join(" "))?, used)))
}

/// The longest known name at the head of these words.
///
/// `is_place` tells that the word before them leads to a place: "in Kyiv" is the town, not the government.
fn named(text: &str, words: &[Raw<'_>], is_place: bool, registry: &Registry) -> Option<(Found, usize)> {
    if !words[0].text.starts_with(char::is_uppercase) {
        return None;
    }
    for used in (1..=words.len()).rev() {
        let whole = &text[words[0].start..words[used - 1].end];
        let (name, _) = without_possessive(whole);
        let lettered = words[0].text.contains('.').then(|| name.replace('.', ""));
        let name = lettered.as_deref().unwrap_or(name);
        if let Some(state) = registry.by_adjective(name) {
            return Some((Found { is_adjective: true, ..state_term(state) }, used));
        }
        if registry.is_people(name) {
            let one = name.strip_suffix('s').unwrap_or(name);
            if let Some(state) = registry.by_adjective(one) {
                return Some((state_term(state), used));
            }
        }
        let Some(entry) = registry.by_name(name) else { continue };
        if is_place && entry.is_state() && entry.name != name && name.len() > 3 {
            return Some((Found::of(place_term(name), Sort::Name), used));
        }
        if !entry.is_person() && entry.country().is_some() && !entry.is_media() {
            return Some((state_term(entry), used));
        }
        let key = if entry.is_person() { person_term(&entry.name) } else { fold_name(&entry.name) };
        let acts_for = entry.country().filter(|_| entry.is_person()).map(|code| format!("@{code}"));
        return Some((Found { acts_for, ..Found::of(key, Sort::Name) }, used));
    }
    None
}

fn state_term(entry: &Entry) -> Found {
    match entry.country() {
        Some(code) => Found::of(format!("@{code}"), Sort::State),
        None => Found::of(fold_name(&entry.name), Sort::Name),
    }
}

/// A person under the last of his or her names, in the spelling that transliterations share.
pub(super) fn person_term(name: &str) -> String {
    let last = name.split_whitespace().next_back().unwrap_or(name);
    fold_person(last)
}

fn single(word: &Raw<'_>, lower: &str, stem: &str) -> Found {
    let (bare, is_possessive) = without_possessive(word.text);
    if lower.starts_with(|c: char| c.is_ascii_digit()) {
        return Found::of(lower, Sort::Number);
    }
    if lexicon::is_negation(lower) || lower.ends_with("n't") || lower.ends_with("n’t") {
        return Found::of("not", Sort::Negation);
    }
    if lexicon::is_function_word(lower) || lower.chars().count() == 1 {
        return Found::of(lower, Sort::Stop);
    }
    if bare.starts_with(char::is_uppercase) && (word.start > 0 || is_possessive || lower.ends_with("ian")) {
        let is_adjective = is_possessive || lower.ends_with("ian") && lower.len() > 5;
        return Found { is_adjective, ..Found::of(place_term(bare), Sort::Name) };
    }
    Found::of(stem, Sort::Word)
}

/// The term of a name that may be a place, one for all its spellings.
fn place_term(name: &str) -> String {
    let spellings = other_spellings(name).into_iter().map(fold_name).chain([fold_name(name)]);
    name_term(&spellings.min().unwrap_or_default())
}

/// The term of a name.
pub(super) fn name_of(name: &str) -> String {
    name_term(&fold_name(name))
}

/// A name without the ending that its adjective changes: "Orvania" and "Orvanian" are one.
fn name_term(folded: &str) -> String {
    let folded = fold_person(folded);
    let base = ["ians", "ian", "ia", "ans", "an", "e", "a"].iter().find_map(|ending| folded.strip_suffix(ending));
    base.filter(|base| base.len() >= 4).map_or(folded.clone(), str::to_owned)
}

/// The kind of deed that a unit names; `None` for all others.
pub(super) fn deed_kind(unit: &Unit) -> Option<&'static str> {
    if unit.sort == Sort::Concept { lexicon::deed_kind(&unit.term) } else { None }
}
