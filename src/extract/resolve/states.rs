//! Gives every body of a state one name: "Ukraine's air force", "the Ukrainian Air Force" and "the Air Force of
//! Ukraine" are the Ukrainian Air Force; "the ministry" is the one that the article named.

use std::collections::HashMap;
use std::ops::Range;

use super::kinds::BY_NOUN;
use super::mention::MentionResolver;
use super::names::ProperNames;
use super::word_forms::reads_as_adjective;
use crate::domain::{Identity, Party, SourceKind};
use crate::extract::lexicon;
use crate::extract::tokens::TokenKind;

/// The most words of a body's name after its owner.
const LONGEST_BODY: usize = 7;
/// The most owners kept for one kind of body.
const OWNERS: usize = 8;

/// The bodies of states that an article names, by the words that tell their kind ("defence ministry").
#[derive(Debug, Default)]
pub(super) struct Bodies {
    by_kind: HashMap<String, Vec<String>>,
    /// The first token and the name of each, in order.
    pub(super) places: Vec<(usize, String)>,
}

impl Bodies {
    /// Collects the bodies in one pass through the article.
    pub(super) fn of(names: &ProperNames<'_>) -> Self {
        let mut bodies = Self::default();
        let tokens = &names.document.tokens;
        for end in 1..=tokens.len() {
            let last = end - 1;
            if !lexicon::is_state_body(names.lower(last))
                || (end < tokens.len() && lexicon::is_body_noun(names.lower(end)))
                || matches!(names.lower(last), "ministry" | "department") && names.lower(end) == "of"
            {
                continue;
            }
            let sentence = names.sentence_start(last).max(end.saturating_sub(LONGEST_BODY));
            let mut start = last;
            while start > sentence && is_body_word(names.lower(start - 1)) {
                start -= 1;
            }
            let Some(owner) = (0..3).filter_map(|words| start.checked_sub(words + 1)).find(|&at| {
                at >= sentence && names.capital(at) && (owner_end(names, at..end).is_some_and(|rest| rest <= start))
            }) else {
                continue;
            };
            if let Some((name, kind)) = state_body(names, owner..end) {
                bodies.places.push((owner, name.clone()));
                for kind in [kind.as_str(), names.lower(last)] {
                    let known = bodies.by_kind.entry(kind.to_owned()).or_default();
                    if known.len() < OWNERS && !known.contains(&name) {
                        known.push(name.clone());
                    }
                }
            }
        }
        bodies
    }

    /// The body of this kind that the article names, where it names one only.
    pub(super) fn only(&self, kind: &str) -> Option<&str> {
        match self.by_kind.get(kind)?.as_slice() {
            [name] => Some(name),
            _ => None,
        }
    }
}

/// A word inside the name of such a body.
fn is_body_word(word: &str) -> bool {
    let part = lexicon::is_body_noun(word) || lexicon::is_portfolio(word) || lexicon::is_title(word);
    part && !matches!(word, "mr" | "mrs" | "ms" | "president" | "minister") || lexicon::is_body_modifier(word)
}

/// Where the owner of a body ends: "Orvanian | army", "Orvane's | army", "South Korean | military".
fn owner_end(names: &ProperNames<'_>, tokens: Range<usize>) -> Option<usize> {
    for length in (1..=3).rev() {
        let end = tokens.start + length;
        if end >= tokens.end || !(tokens.start..end).all(|at| names.capital(at)) {
            continue;
        }
        let words = names.words(tokens.start..end);
        if names.document.tokens[end].kind == TokenKind::Possessive && end + 1 < tokens.end {
            let state = names.registry.by_name(&words).is_some_and(|entry| entry.kind == SourceKind::Government)
                || (names.registry.by_name(&words).is_none() && names.is_place(&words))
                || names.adjective(&words).is_some();
            if state {
                return Some(end + 1);
            }
        } else if names.registry.by_adjective(&words).is_some()
            || (length == 1 && lexicon::is_state_abbreviation(&words))
            || (length == 1 && reads_as_adjective(names.lower(tokens.start)))
        {
            return Some(end);
        }
    }
    None
}

/// The one name of a state's body, and the words that tell its kind in lower case.
pub(super) fn state_body(names: &ProperNames<'_>, tokens: Range<usize>) -> Option<(String, String)> {
    let (owner, body) = if let Some(end) = owner_end(names, tokens.clone()) {
        (tokens.start..end, end..tokens.end)
    } else {
        let of = tokens.clone().rfind(|&at| names.lower(at) == "of")?;
        let owner = of + 1..tokens.end;
        let state = names
            .registry
            .by_name(&names.words(owner.clone()))
            .is_some_and(|entry| entry.kind == SourceKind::Government)
            || names.adjective(&names.words(owner.clone())).is_some();
        if owner.is_empty() || owner.len() > 4 || !state {
            return None;
        }
        (owner, tokens.start..of)
    };
    if body.is_empty() || body.len() > LONGEST_BODY {
        return None;
    }
    let (first, last) = (body.start, body.end - 1);
    let ministry_of = matches!(names.lower(first), "ministry" | "department") && names.lower(first + 1) == "of";
    if !lexicon::is_state_body(names.lower(last)) && !ministry_of {
        return None;
    }
    let whole: Vec<&str> = body.clone().map(|at| names.lower(at)).collect();
    if !ministry_of && !whole.iter().all(|word| is_body_word(word) || lexicon::is_state_body(word)) {
        return None;
    }
    let kind = if ministry_of { turned(&whole) } else { whole.join(" ") };
    let owned = names.document.tokens[owner.end - 1].kind == TokenKind::Possessive;
    let owner_words = names.words(owner.start..owner.end - usize::from(owned));
    let adjective = if lexicon::is_state_abbreviation(&owner_words) {
        owner_words.replace('.', "")
    } else if owned || owner.start > body.start {
        let state = names.registry.by_name(&owner_words).map_or(owner_words.clone(), |entry| entry.name.to_owned());
        match names.adjective(&state) {
            Some(adjective) => adjective,
            None => format!("{owner_words}’s"),
        }
    } else {
        owner_words
    };
    let kind = if adjective == "US" { kind } else { kind.replace("defense", "defence") };
    Some((format!("{adjective} {}", capitals(&kind)), kind.replace("defense", "defence")))
}

/// Rewrites "ministry of foreign affairs" as "foreign ministry".
fn turned(words: &[&str]) -> String {
    let portfolio = match words.get(2..).unwrap_or_default() {
        ["the", rest @ ..] => rest,
        rest => rest,
    };
    match (words[0], portfolio) {
        ("ministry", ["foreign", "affairs"]) => "foreign ministry".to_owned(),
        ("ministry", ["internal", "affairs"]) => "interior ministry".to_owned(),
        ("ministry", [one]) => format!("{one} ministry"),
        _ => words.join(" "),
    }
}

fn capitals(words: &str) -> String {
    let word = |word: &str| {
        if matches!(word, "of" | "for" | "and" | "the") {
            return word.to_owned();
        }
        let mut chars = word.chars();
        chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
    };
    words.split(' ').map(word).collect::<Vec<String>>().join(" ")
}

impl MentionResolver<'_> {
    /// "The Ministry of Defence" without a country, of the state where the article was printed: where that has such a
    /// body and the article names no other state's.
    pub(super) fn home_body(&self, tokens: Range<usize>, mention: &Option<String>) -> Option<Party> {
        let lower: Vec<&str> = tokens.clone().map(|at| self.lower(at)).collect();
        let capitals = tokens.clone().all(|at| self.names.capital(at) || self.lower(at) == "of");
        if lower.len() < 2 || !capitals || !lower.iter().any(|word| lexicon::is_state_body(word)) {
            return None;
        }
        let kind = turned(&lower).replace("defense", "defence");
        if self.bodies.by_kind.contains_key(&kind) || self.bodies.by_kind.contains_key("ministry") {
            return None;
        }
        let home = self.home.as_ref()?;
        let entry = self.names.registry.by_name(&format!("{home} {}", self.names.words(tokens)))?;
        (entry.kind == SourceKind::Organisation).then(|| entry.party(mention.clone()))
    }

    /// A state's body as a party; the registry's where it knows one by any of its names.
    pub(super) fn state_body(&self, tokens: Range<usize>, mention: &Option<String>) -> Option<Party> {
        // A name that introduces an abbreviation stays as printed.
        if self.names.introduces(tokens.end) {
            return None;
        }
        let (name, _) = state_body(&self.names, tokens.clone())?;
        if let Some(entry) = self.names.registry.by_name(&name) {
            return Some(entry.party(mention.clone()));
        }
        let kind = SourceKind::Organisation;
        let party = Party { name, kind, role: None, mention: mention.clone(), identity: Identity::Name };
        Some(self.told(party, BY_NOUN, &[]))
    }
}
