//! The registry: states, bodies, outlets and people that every reader knows, so that "Kiev" is Ukraine's government and
//! "the Associated Press" is AP in every article. Facts in TOML files, shipped with the program; a user may add one.

mod countries;
mod official;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use serde::Deserialize;

pub use countries::country_name;
pub use official::is_state_body;

use crate::domain::{Identity, Party, Registered, Slug, SourceKind, fold_name, fold_person, publisher_key};

/// The files that are built in; states first, since the others name their countries.
const SHIPPED: [&str; 5] = [
    include_str!("data/states.toml"),
    include_str!("data/bodies.toml"),
    include_str!("data/militaries.toml"),
    include_str!("data/media.toml"),
    include_str!("data/people.toml"),
];

/// A registry file as written.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    /// Where the facts of each field come from.
    sources: BTreeMap<String, String>,
    government: Vec<Line>,
    organisation: Vec<Line>,
    media: Vec<Line>,
    person: Vec<Line>,
}

/// One party of a file. `docs/registry.md` describes the fields.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    name: String,
    slug: Option<String>,
    country: Option<String>,
    wikidata: Option<String>,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    capitals: Vec<String>,
    #[serde(default)]
    adjectives: Vec<String>,
    #[serde(default)]
    demonyms: Vec<String>,
    #[serde(default)]
    hosts: Vec<String>,
    #[serde(default)]
    with_country: Vec<String>,
}

/// A registry file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// Not TOML, or with a field that there is none of; the message gives the line.
    #[error(transparent)]
    Toml(#[from] basic_toml::Error),
    /// An entry that says something impossible.
    #[error("{why} (the entry {name:?} at line {line})")]
    Entry {
        /// The line it stands in.
        line: usize,
        /// The name of the entry.
        name: String,
        /// What is wrong.
        why: String,
    },
}

/// One known party.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// Its name on every page.
    pub(crate) name: String,
    /// What it is.
    pub(crate) kind: SourceKind,
    facts: Arc<Registered>,
}

/// All known parties, by their names.
#[derive(Debug, Clone, Default)]
pub(crate) struct Registry {
    entries: Vec<Entry>,
    slugs: HashMap<Slug, usize>,
    /// By [`name_key`].
    names: HashMap<String, usize>,
    /// People whose names transliterations spell otherwise, by [`fold_person`].
    people: HashMap<String, usize>,
    adjectives: HashMap<String, usize>,
    demonyms: HashMap<String, usize>,
    /// States by their code.
    countries: HashMap<String, usize>,
    /// "defence ministry": whose, and the entry.
    offices: HashMap<String, Vec<(usize, usize)>>,
}

/// The entries of one set of files: among them, a name stands for one party.
type Taken = HashSet<usize>;

static BUILT_IN: LazyLock<Arc<Registry>> = LazyLock::new(|| {
    let mut registry = Registry::default();
    #[allow(clippy::expect_used)]
    registry.add(&SHIPPED).expect("the registry that is built in is sound");
    Arc::new(registry)
});

impl Registry {
    /// The state of the country that a party belongs to.
    pub(crate) fn state_of(&self, entry: &Entry) -> Option<&Entry> {
        self.entries.get(*self.countries.get(entry.facts.country.as_ref()?)?)
    }

    /// The one that is shipped; a test reads every entry.
    pub(crate) fn built_in() -> Arc<Self> {
        BUILT_IN.clone()
    }

    /// The one that is shipped with a user's own file added, whose entries win on equal names.
    pub(crate) fn with(text: &str) -> Result<Self, RegistryError> {
        let mut registry = (*Self::built_in()).clone();
        registry.add(&[text])?;
        Ok(registry)
    }

    /// Adds files that belong together: among them, no name may stand for two. Earlier entries give way.
    fn add(&mut self, files: &[&str]) -> Result<(), RegistryError> {
        let mut taken = Taken::default();
        for text in files {
            let File { sources, government, organisation, media, person } = basic_toml::from_str(text)?;
            for (kind, lines) in [
                (SourceKind::Government, government),
                (SourceKind::Organisation, organisation),
                (SourceKind::Media, media),
                (SourceKind::Person, person),
            ] {
                for line in lines {
                    let name = line.name.clone();
                    self.enter(kind, line, &sources, &mut taken).map_err(|why| {
                        let line = line_of(text, &name);
                        RegistryError::Entry { line, name, why }
                    })?;
                }
            }
        }
        Ok(())
    }

    /// Adds one entry, or says what is wrong with it.
    fn enter(
        &mut self,
        kind: SourceKind,
        line: Line,
        sources: &BTreeMap<String, String>,
        taken: &mut Taken,
    ) -> Result<(), String> {
        self.check(kind, &line, sources)?;
        let slug = match line.slug.as_deref() {
            Some(slug) => Slug::parse(slug).ok_or_else(|| format!("{slug:?} cannot be a slug"))?,
            // The address that an unregistered party of this name has.
            None if kind == SourceKind::Person => Slug::of(&fold_person(&line.name)),
            None => Slug::of(&line.name),
        };
        let own_key = name_key(&line.name);
        let same_name = self.names.get(&own_key).copied().filter(|&at| name_key(&self.entries[at].name) == own_key);
        let place = self.slugs.get(&slug).copied().or(same_name).unwrap_or(self.entries.len());
        if !taken.insert(place) {
            return Err(format!("its name or its slug, {slug}, is also that of {:?}", self.entries[place].name));
        }
        let Line { name, country, wikidata, aliases, capitals, adjectives, demonyms, hosts, with_country, .. } = line;
        let names: Vec<String> = [aliases, capitals, hosts].concat();
        for name in names.iter().chain([&name]) {
            let key = name_key(name);
            let folded = (kind == SourceKind::Person).then(|| fold_person(name)).filter(|folded| *folded != key);
            if let Some(folded) = folded {
                self.people.insert(folded, place);
            }
            let other = self.names.insert(key, place).filter(|other| *other != place && taken.contains(other));
            if let Some(other) = other {
                return Err(format!("the name {name:?} is also that of {:?}", self.entries[other].name));
            }
        }
        if kind == SourceKind::Government
            && let Some(code) = &country
        {
            self.countries.insert(code.clone(), place);
        }
        self.adjectives.extend(adjectives.iter().map(|word| (fold_name(word), place)));
        self.demonyms.extend(demonyms.iter().map(|word| (fold_name(word), place)));
        if !with_country.is_empty() {
            let state = country.as_ref().and_then(|code| self.countries.get(code).copied());
            let state = state.ok_or("with_country needs a country")?;
            for office in &with_country {
                let known = self.offices.entry(fold_name(office)).or_default();
                known.retain(|(of, _)| *of != state);
                known.push((state, place));
            }
        }
        self.slugs.insert(slug.clone(), place);
        let entry = Entry { name, kind, facts: Arc::new(Registered { slug, wikidata, country, names }) };
        match self.entries.get_mut(place) {
            Some(earlier) => *earlier = entry,
            None => self.entries.push(entry),
        }
        Ok(())
    }

    /// What an entry may not say.
    fn check(&self, kind: SourceKind, line: &Line, sources: &BTreeMap<String, String>) -> Result<(), String> {
        let all = || line.aliases.iter().chain(&line.capitals).chain(&line.hosts).chain([&line.name]);
        if line.name.trim().is_empty() {
            return Err("a name is missing".to_owned());
        }
        let is_name = |name: &str| name.contains(char::is_alphanumeric) && (is_proper(name) || is_host(name));
        if let Some(name) = all().find(|name| !is_name(name)) {
            return Err(format!("{name:?} is no name: it needs a capital letter"));
        }
        if let Some(id) = &line.wikidata {
            let digits = id.strip_prefix('Q').unwrap_or_default();
            if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(format!("{id:?} is no Wikidata id"));
            }
            if sources.get("wikidata").is_none_or(|source| source.trim().is_empty()) {
                return Err("it has a Wikidata id, and the file does not say under sources.wikidata where \
                            its ids are from"
                    .to_owned());
            }
        }
        if let Some(code) = &line.country {
            let is_code = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
            if !is_code || (kind != SourceKind::Government && !self.countries.contains_key(code)) {
                return Err(format!("{code:?} is the code of no country here (ISO 3166-1 alpha-2)"));
            }
        }
        let of_states = [&line.capitals, &line.adjectives, &line.demonyms];
        if kind != SourceKind::Government && of_states.iter().any(|words| !words.is_empty()) {
            return Err("capitals, adjectives and demonyms belong to a government".to_owned());
        }
        if kind != SourceKind::Media && !line.hosts.is_empty() {
            return Err("hosts belong to media".to_owned());
        }
        Ok(())
    }

    /// The entry known by `words`, in any spelling of case and accents, "the" left out.
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

    /// The outlet that prints at a host.
    pub(crate) fn outlet_at(&self, host: &str) -> Option<&str> {
        let entry = self.by_name(host.trim_start_matches("www."))?;
        (entry.kind == SourceKind::Media && is_host(host)).then_some(entry.name.as_str())
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
            offices.iter().find(|(of, _)| *of == state).map(|(_, place)| *place)
        };
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

    /// The state that `adjective` ("Ukrainian") belongs to.
    pub(crate) fn by_adjective(&self, adjective: &str) -> Option<&Entry> {
        self.adjectives.get(&fold_name(adjective)).map(|&place| &self.entries[place])
    }

    /// True for the citizens of a state: "Ukrainians", "Poles".
    pub(crate) fn is_people(&self, plural: &str) -> bool {
        let one = fold_name(plural.strip_suffix('s').unwrap_or_default());
        self.adjectives.contains_key(&one) || self.demonyms.contains_key(&one)
    }
}

/// The key of a registered name: "the" left out, but for names that begin with "The" in a registry file, since without
/// it they are other words ("The Hill").
fn name_key(name: &str) -> String {
    if name.starts_with("The ") { fold_name(name) } else { publisher_key(name) }
}

/// True for words that are not all in small letters, "the" left out.
fn is_proper(words: &str) -> bool {
    let words = words.trim_start_matches("The ");
    words.chars().any(char::is_uppercase) || !words.chars().any(char::is_lowercase)
}

/// The line, counted from 1, where the entry of a name stands.
fn line_of(text: &str, name: &str) -> usize {
    let named = format!("name = \"{name}\"");
    let place = |words: &str| text.lines().position(|line| line.contains(words));
    place(&named).or_else(|| place(name)).map_or(1, |at| at + 1)
}

fn is_host(words: &str) -> bool {
    words.contains('.') && words.is_ascii() && !words.contains(' ')
}

impl Entry {
    /// True for one human being.
    pub(crate) fn is_person(&self) -> bool {
        self.kind == SourceKind::Person
    }

    /// The party of this entry, named by `mention` here.
    pub(crate) fn party(&self, mention: Option<String>) -> Party {
        Party {
            name: self.name.clone(),
            kind: self.kind,
            role: None,
            mention,
            identity: Identity::Registry(self.facts.clone()),
        }
    }
}

#[cfg(test)]
mod tests;
