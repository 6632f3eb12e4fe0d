//! The state that the words of a role or of a body's name lead to.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::roles;
use crate::lexicon::Lexicon;
use crate::registry::Registry;

/// A state as words give it: known by `states.tsv`, or guessed from a word such as "Orvanian".
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Country {
    /// Small letters: the name of a known state, the word that a guess rests on, or a code.
    pub(super) key: String,
    is_known: bool,
}

impl Country {
    /// The country of this name or code, whether any list knows it or not.
    pub(super) fn named(name: &str) -> Self {
        known(name).unwrap_or_else(|| Self { key: name.to_lowercase(), is_known: false })
    }

    /// True for a code ("ua"), which no word of a role can be compared with.
    fn is_code(&self) -> bool {
        self.key.len() == 2
    }

    /// True for two that are equal, or too much alike to tell apart ("orvania", "orvanian").
    pub(super) fn may_be(&self, other: &Self) -> bool {
        if self.is_code() != other.is_code() {
            return true;
        }
        if self.is_known && other.is_known {
            return self.key == other.key;
        }
        let alike = self.key.chars().zip(other.key.chars()).take_while(|(a, b)| a == b).count();
        alike >= 4.min(self.key.chars().count()).min(other.key.chars().count())
    }
}

/// The state in which a current role is an office, as a key for addresses ("united states"); `None` if the role names
/// no state, or is a former one.
pub fn country_in(role: &str) -> Option<String> {
    Some(as_noun(&in_role(role)?.key))
}

/// The state in which a present role is an office.
pub(super) fn in_role(role: &str) -> Option<Country> {
    let words: Vec<&str> = role.split_whitespace().map(|word| word.trim_matches([',', '“', '”', '"'])).collect();
    let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let is_over = lower.iter().any(|word| roles::is_past(word) || word.starts_with("ex-"));
    if is_over || !lower.iter().any(|word| roles::is_office(word)) {
        return None;
    }
    // The state that stands first holds the office: in "US ambassador to Orvania" it is the US.
    // "Orvanian defence minister", "US Deputy Secretary of State".
    let first = lower.iter().position(|word| !roles::may_precede_state(word))?;
    if let Some(country) = at_start(&words[first..]) {
        return Some(country);
    }
    // "president of Orvania".
    if let Some(of) = words.iter().rposition(|word| *word == "of")
        && let Some(country) = whole_state(&words[of + 1..])
    {
        return Some(country);
    }
    // "head of Orvania's intelligence service".
    (0..words.len()).find_map(|at| {
        let owner = owner_in(words[at])?;
        let two = at.checked_sub(1).and_then(|before| known(&format!("{} {owner}", words[before])));
        two.or_else(|| whole_state(&[owner]))
    })
}

/// The state that words begin with, as an adjective, a name or an owner.
fn at_start(words: &[&str]) -> Option<Country> {
    let two = words.get(..2).and_then(|two| known(&two.join(" ")));
    let first = *words.first()?;
    let owner = owner_in(first);
    two.or_else(|| known(owner.unwrap_or(first))).or_else(|| match owner {
        Some(owner) => guessed_noun(owner),
        None => guessed_adjective(first).or_else(|| guessed_noun(first)),
    })
}

/// The state that all of the words name, "the" left out.
pub(super) fn whole_state(words: &[&str]) -> Option<Country> {
    let words = if words.first() == Some(&"the") { &words[1..] } else { words };
    match words {
        [word] => known(word).or_else(|| guessed_noun(word)),
        words => known(&words.join(" ")),
    }
}

/// The word without the sign of a possessive, which it must have: "Orvania’s".
pub(super) fn owner_in(word: &str) -> Option<&str> {
    word.strip_suffix("'s").or_else(|| word.strip_suffix("’s"))
}

/// Keys of known states by all words that mean them: small letters, without dots.
static KNOWN: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let lexicon = Lexicon::built_in("states.tsv", include_str!("states.tsv"), &["state", "name", "word", "left_out"]);
    let registry = Registry::built_in();
    let mut keys = HashMap::new();
    let mut known = HashMap::new();
    for state in lexicon.entries("state") {
        if let Some(entry) = registry.by_name(state) {
            keys.insert(entry.name.as_str(), state.to_lowercase());
            known.insert(state.to_lowercase(), state.to_lowercase());
        }
    }
    let left_out = lexicon.class("left_out");
    let adjectives = registry.adjectives().filter(|(adjective, _)| !left_out.has(adjective));
    let names = lexicon.entries("name").filter_map(|name| Some((name, registry.by_name(name)?)));
    for (word, entry) in adjectives.chain(names) {
        if let Some(key) = keys.get(entry.name.as_str()) {
            known.insert(word.to_lowercase(), key.clone());
        }
    }
    let words = lexicon.entries("word").filter_map(|entry| entry.split_once(" = "));
    known.extend(words.map(|(word, state)| (word.to_owned(), state.to_lowercase())));
    known
});

/// The known state that the words mean, by name or adjective.
pub(super) fn known(words: &str) -> Option<Country> {
    let key = KNOWN.get(&words.replace('.', "").to_lowercase())?;
    Some(Country { key: key.clone(), is_known: true })
}

/// A word with the ending of an adjective of a state.
pub(super) fn guessed_adjective(word: &str) -> Option<Country> {
    guessed(word, &["ian", "ean", "ese", "ish"])
}

/// A word with the ending of a state's name.
fn guessed_noun(word: &str) -> Option<Country> {
    guessed(word, &["ia", "land", "stan"])
}

/// A capitalised word with one of these endings that is no common word of that shape.
fn guessed(word: &str, endings: &[&str]) -> Option<Country> {
    let key = word.to_lowercase();
    let fits = word.chars().next().is_some_and(char::is_uppercase)
        && word.chars().all(char::is_alphabetic)
        && endings.iter().any(|ending| key.len() >= ending.len() + 3 && key.ends_with(ending))
        && !roles::is_no_state(&key);
    fits.then_some(Country { key, is_known: false })
}

/// "orvanian" as "orvania"; other words as they are.
pub(super) fn as_noun(key: &str) -> String {
    key.strip_suffix("ian").map_or_else(|| key.to_owned(), |stem| format!("{stem}ia"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_of_the_list_is_in_the_registry() {
        let registry = Registry::built_in();
        for line in include_str!("states.tsv").lines().filter(|line| !line.starts_with('#')) {
            let (class, entry) = line.split_once('\t').unwrap();
            let found = match class {
                "state" | "name" => registry.by_name(entry).is_some() && known(entry).is_some(),
                "word" => entry.split_once(" = ").is_some_and(|(word, state)| known(word) == known(state)),
                _ => registry.by_adjective(entry).is_some() && known(entry).is_none(),
            };
            assert!(found, "{line}");
        }
    }

    #[test]
    fn names_and_adjectives_lead_to_one_key() {
        for (words, key) in [
            ("U.S.", Some("united states")),
            ("American", Some("united states")),
            ("British", Some("britain")),
            ("English", Some("britain")),
            ("Dutch", Some("netherlands")),
            ("TÜRKIYE", Some("turkey")),
            ("Saudi Arabian", Some("saudi arabia")),
            // A capital may stand for its state ("Kyiv says"), but a role is no office in a capital.
            ("Kyiv", None),
            ("Orvania", None),
        ] {
            assert_eq!(known(words).map(|country| country.key).as_deref(), key, "{words}");
        }
    }
}
