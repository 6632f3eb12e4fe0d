//! Bodies of a state under one name: "Ukraine's air force", "the Ukrainian Air Force" and "the Air Force of Ukraine"
//! are the Ukrainian Air Force; "the ministry" is the one that the article named.

use std::collections::HashMap;
use std::ops::Range;

use super::mention::Reader;
use super::names::Cast;
use super::words::is_portfolio;
use crate::domain::{Identity, Party, SourceKind};
use crate::extract::nouns;
use crate::extract::tokens::TokenKind;

/// The words of a body after its owner are no more than these.
const LONGEST_BODY: usize = 7;
/// Owners of one kind of body that are kept.
const OWNERS: usize = 8;

/// The bodies of states that an article names, by the words that tell their kind ("defence ministry").
#[derive(Debug, Default)]
pub(super) struct Bodies {
    by_kind: HashMap<String, Vec<String>>,
}

impl Bodies {
    /// Reads the whole article once.
    pub(super) fn of(cast: &Cast<'_>) -> Self {
        let mut bodies = Self::default();
        let tokens = &cast.document.tokens;
        for end in 1..=tokens.len() {
            let last = end - 1;
            if !is_state_body(cast.lower(last)) || (end < tokens.len() && nouns::is_body(cast.lower(end))) {
                continue;
            }
            let sentence = cast.sentence_start(last).max(end.saturating_sub(LONGEST_BODY));
            let mut start = last;
            while start > sentence && is_body_word(cast.lower(start - 1)) {
                start -= 1;
            }
            let Some(owner) = (0..3).filter_map(|words| start.checked_sub(words + 1)).find(|&at| {
                at >= sentence && cast.capital(at) && (owner_end(cast, at..end).is_some_and(|rest| rest <= start))
            }) else {
                continue;
            };
            if let Some((name, kind)) = state_body(cast, owner..end) {
                for kind in [kind.as_str(), cast.lower(last)] {
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

/// A word that a body of a state ends in.
fn is_state_body(word: &str) -> bool {
    nouns::is_body(word)
        && matches!(
            word,
            "ministry"
                | "army"
                | "military"
                | "navy"
                | "police"
                | "force"
                | "forces"
                | "command"
                | "staff"
                | "parliament"
                | "senate"
                | "assembly"
                | "cabinet"
                | "intelligence"
                | "service"
                | "guard"
                | "guards"
                | "council"
                | "embassy"
                | "presidency"
                | "office"
                | "department"
                | "bank"
                | "administration"
                | "directorate"
                | "committee"
                | "court"
                | "agency"
                | "bureau"
                | "marines"
        )
        || word == "marines"
}

/// A word inside the name of such a body.
fn is_body_word(word: &str) -> bool {
    (nouns::is_body(word) || is_portfolio(word) || nouns::is_title(word))
        && !matches!(word, "mr" | "mrs" | "ms" | "general" | "president" | "minister")
        || matches!(
            word,
            "general"
                | "presidential"
                | "security"
                | "border"
                | "military"
                | "prime"
                | "central"
                | "armed"
                | "investigative"
        )
}

/// Where the owner of a body ends: "Orvanian | army", "Orvane's | army", "South Korean | military".
fn owner_end(cast: &Cast<'_>, tokens: Range<usize>) -> Option<usize> {
    for length in (1..=3).rev() {
        let end = tokens.start + length;
        if end >= tokens.end || !(tokens.start..end).all(|at| cast.capital(at)) {
            continue;
        }
        let words = cast.words(tokens.start..end);
        if cast.document.tokens[end].kind == TokenKind::Possessive && end + 1 < tokens.end {
            let state = cast.registry.by_name(&words).is_some_and(|entry| entry.kind == SourceKind::Government)
                || (cast.registry.by_name(&words).is_none() && cast.is_place(&words))
                || cast.adjective(&words).is_some();
            if state {
                return Some(end + 1);
            }
        } else if cast.registry.by_adjective(&words).is_some()
            || (length == 1 && is_us(&words))
            || (length == 1 && reads_as_adjective(cast.lower(tokens.start)))
        {
            return Some(end);
        }
    }
    None
}

fn is_us(words: &str) -> bool {
    matches!(words, "US" | "U.S." | "UK" | "U.K." | "UN" | "U.N." | "EU")
}

/// "Orvanian", "Sudanese": made of the name of a country that nobody else knows.
pub(super) fn reads_as_adjective(word: &str) -> bool {
    word.chars().count() >= 6 && ["ian", "ean", "ese", "lan", "ish"].iter().any(|ending| word.ends_with(ending))
}

/// The one name of a state's body, and the words that tell its kind in lower case.
pub(super) fn state_body(cast: &Cast<'_>, tokens: Range<usize>) -> Option<(String, String)> {
    let (owner, body) = if let Some(end) = owner_end(cast, tokens.clone()) {
        (tokens.start..end, end..tokens.end)
    } else {
        let of = tokens.clone().rfind(|&at| cast.lower(at) == "of")?;
        let owner = of + 1..tokens.end;
        let state =
            cast.registry.by_name(&cast.words(owner.clone())).is_some_and(|entry| entry.kind == SourceKind::Government)
                || cast.adjective(&cast.words(owner.clone())).is_some();
        if owner.is_empty() || owner.len() > 4 || !state {
            return None;
        }
        (owner, tokens.start..of)
    };
    if body.is_empty() || body.len() > LONGEST_BODY {
        return None;
    }
    let (first, last) = (body.start, body.end - 1);
    let ministry_of = matches!(cast.lower(first), "ministry" | "department") && cast.lower(first + 1) == "of";
    if !is_state_body(cast.lower(last)) && !ministry_of {
        return None;
    }
    let whole: Vec<&str> = body.clone().map(|at| cast.lower(at)).collect();
    if !ministry_of && !whole.iter().all(|word| is_body_word(word) || is_state_body(word)) {
        return None;
    }
    let kind = if ministry_of { turned(&whole) } else { whole.join(" ") };
    let owned = cast.document.tokens[owner.end - 1].kind == TokenKind::Possessive;
    let owner_words = cast.words(owner.start..owner.end - usize::from(owned));
    let adjective = if is_us(&owner_words) {
        owner_words.replace('.', "")
    } else if owned || owner.start > body.start {
        let state = cast.registry.by_name(&owner_words).map_or(owner_words.clone(), |entry| entry.name.to_owned());
        match cast.adjective(&state) {
            Some(adjective) => adjective,
            None => format!("{owner_words}’s"),
        }
    } else {
        owner_words
    };
    let kind = if adjective == "US" { kind } else { kind.replace("defense", "defence") };
    Some((format!("{adjective} {}", capitals(&kind)), kind.replace("defense", "defence")))
}

/// "ministry of foreign affairs" as "foreign ministry".
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

impl Reader<'_> {
    /// "The Ministry of Defence" without a country, of the state where the article was printed: where that has such a
    /// body and the article names no other state's.
    pub(super) fn home_body(&self, tokens: Range<usize>, mention: &Option<String>) -> Option<Party> {
        let lower: Vec<&str> = tokens.clone().map(|at| self.lower(at)).collect();
        let capitals = tokens.clone().all(|at| self.cast.capital(at) || self.lower(at) == "of");
        if lower.len() < 2 || !capitals || !lower.iter().any(|word| is_state_body(word)) {
            return None;
        }
        let kind = turned(&lower).replace("defense", "defence");
        if self.bodies.by_kind.contains_key(&kind) || self.bodies.by_kind.contains_key("ministry") {
            return None;
        }
        let home = self.home.as_ref()?;
        let entry = self.cast.registry.by_name(&format!("{home} {}", self.cast.words(tokens)))?;
        (entry.kind == SourceKind::Organisation).then(|| entry.party(mention.clone()))
    }

    /// A state's body as a party; the registry's where it knows one by any of its names.
    pub(super) fn state_body(&self, tokens: Range<usize>, mention: &Option<String>) -> Option<Party> {
        // What an abbreviation is introduced for is a name, to be left as printed.
        if self.cast.introduces(tokens.end) {
            return None;
        }
        let (name, _) = state_body(&self.cast, tokens.clone())?;
        if let Some(entry) = self.cast.registry.by_name(&name) {
            return Some(entry.party(mention.clone()));
        }
        Some(Party {
            name,
            kind: SourceKind::Organisation,
            role: None,
            mention: mention.clone(),
            identity: Identity::Name,
        })
    }
}
