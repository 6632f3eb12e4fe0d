//! Look-ups in a registry: by name, by adjective, by host, by a country's code.

use super::names::{credit_key, is_host, is_proper};
use super::spelling::fold_person;
use super::{Entry, Registry};
use crate::domain::{SourceKind, fold_name};

impl Registry {
    /// The entry known by `words`, in any spelling of case and accents, with or without "the".
    pub(crate) fn by_name(&self, words: &str) -> Option<&Entry> {
        let whole = fold_name(words);
        let key = whole.strip_prefix("the ").unwrap_or(&whole);
        // "us" and "who" are words before they are names; "is" and "it" as well.
        let capitals = words.trim_start_matches("The ").chars().filter(|c| c.is_uppercase()).count();
        if key.len() <= 3 && capitals < 2 || !is_proper(words) && !is_host(words) {
            return None;
        }
        let place = self.names.get(&whole).or_else(|| self.names.get(key)).copied();
        let place = place.or_else(|| self.office(key)).or_else(|| self.transliterated(key))?;
        self.entries.get(place)
    }

    /// The person known by `name`.
    pub(crate) fn person(&self, name: &str) -> Option<&Entry> {
        self.by_name(name).filter(|entry| entry.is_person())
    }

    /// The name of the outlet that prints at a host.
    pub(crate) fn outlet_at(&self, host: &str) -> Option<&str> {
        let entry = self.by_name(host.trim_start_matches("www."))?;
        (entry.kind == SourceKind::Media && is_host(host)).then_some(entry.name.as_str())
    }

    /// The name of the agency that a credit names, in any case, with or without "the" and "news agency".
    pub(crate) fn agency(&self, credit: &str) -> Option<&str> {
        let key = credit_key(credit);
        let short = key.strip_suffix(" news agency").unwrap_or(&key);
        let place = self.credits.get(&key).or_else(|| self.credits.get(short))?;
        Some(self.entries[*place].name.as_str())
    }

    /// The name of the first agency one of whose names of several words stands in `words`, spelled as in its file:
    /// "Associated Press writer Ada Brandt". A name of one word is found only as a whole, since a short name such as
    /// "AP" is part of many other words.
    pub(crate) fn agency_within(&self, words: &str) -> Option<&str> {
        let is_within = |name: &String| name.contains(' ') && words.contains(name.as_str());
        let mut agencies = self.agencies.iter().map(|&place| &self.entries[place]);
        let found = agencies.find(|entry| entry.facts.names.iter().chain(&entry.credits).any(is_within));
        found.map(|entry| entry.name.as_str())
    }

    /// The person whose name another transliteration gives.
    fn transliterated(&self, key: &str) -> Option<usize> {
        let folded = fold_person(key);
        let plain = || self.names.get(&folded).copied().filter(|&at| self.entries[at].is_person());
        self.people.get(&folded).copied().or_else(plain)
    }

    /// "ukrainian defence ministry", "ukraines defence ministry", "defence ministry of ukraine".
    fn office(&self, key: &str) -> Option<usize> {
        let owned = |owner: &str, office: &str| {
            let offices = self.offices.get(office)?;
            let state = self.state(owner)?;
            offices.iter().find(|office| office.state == state).map(|office| office.place)
        };
        // No adjective and no name of a state has more than six words.
        let before = key.match_indices(' ').take(6).find_map(|(at, _)| owned(&key[..at], &key[at + 1..]));
        before.or_else(|| {
            let (office, owner) = key.rsplit_once(" of ")?;
            owned(owner.trim_start_matches("the "), office)
        })
    }

    /// The state that an adjective or a name, possessive or not, belongs to.
    fn state(&self, owner: &str) -> Option<usize> {
        let named = |name: &str| {
            let place = self.names.get(name).copied();
            place.filter(|&at| self.entries[at].kind == SourceKind::Government)
        };
        self.adjectives.get(owner).copied().or_else(|| named(owner)).or_else(|| owner.strip_suffix('s').and_then(named))
    }

    /// The state of the country that an entry belongs to.
    pub(crate) fn state_of(&self, entry: &Entry) -> Option<&Entry> {
        self.by_country(entry.facts.country.as_ref()?)
    }

    /// The state with a code of two capitals (ISO 3166-1 alpha-2; XK for Kosovo).
    pub(crate) fn by_country(&self, code: &str) -> Option<&Entry> {
        self.states.get(code).map(|&place| &self.entries[place])
    }

    /// The state that `adjective` ("Ukrainian") belongs to.
    pub(crate) fn by_adjective(&self, adjective: &str) -> Option<&Entry> {
        self.adjectives.get(&fold_name(adjective)).map(|&place| &self.entries[place])
    }

    /// All adjectives of states, folded, each with its state; in no order.
    pub(crate) fn adjectives(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.adjectives.iter().map(|(adjective, &place)| (adjective.as_str(), &self.entries[place]))
    }

    /// True for the citizens of a state: "Ukrainians", "Poles".
    pub(crate) fn is_people(&self, plural: &str) -> bool {
        let one = fold_name(plural.strip_suffix('s').unwrap_or_default());
        self.adjectives.contains_key(&one) || self.demonyms.contains_key(&one)
    }
}
