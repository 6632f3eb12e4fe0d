//! The registry: states, bodies, outlets, agencies and people that are known before anything is read, so that "Kiev" is
//! Ukraine's government and "the Associated Press" is AP in every article.
//!
//! The facts stand once, in `data/*.toml`, which is built into the program; a user may add a file (`docs/registry.md`).
//! Whoever needs a fact asks here: extraction for names, loading for the outlet at a host, `relate` for agencies and
//! the adjectives of states, the store for the names of countries. [`is_state_body`] is a rule about names and needs no
//! entry.

mod build;
mod file;
mod lookup;
mod misspelt;
mod names;
mod official;
mod places;
mod spelling;
mod terms;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

pub use file::RegistryError;
pub(crate) use misspelt::is_one_slip;
pub use official::is_state_body;
pub use places::{LONGEST_PLACE, other_spellings};
pub use spelling::{fold_person, is_full_name, person_key, proposed_slug, publisher_key};

use crate::domain::{Identity, Party, Registered, Slug, SourceKind};
use terms::Term;

/// All known parties, by their names.
#[derive(Debug, Clone, Default)]
pub(crate) struct Registry {
    entries: Vec<Entry>,
    // All maps below lead to places in `entries`.
    slugs: HashMap<Slug, usize>,
    /// By [`names::name_key`].
    names: HashMap<String, usize>,
    /// People whose names are spelled otherwise by other transliterations, by [`fold_person`].
    people: HashMap<String, usize>,
    /// By the folded word.
    adjectives: HashMap<String, usize>,
    /// By the folded word in the singular.
    demonyms: HashMap<String, usize>,
    /// States by the codes of their countries.
    states: HashMap<String, usize>,
    /// What bodies are called beside their country ("defence ministry"), folded.
    offices: HashMap<String, Vec<Office>>,
    /// Agencies by [`names::credit_key`] of what credits call them.
    credits: HashMap<String, usize>,
    /// Agencies in the order of the files.
    agencies: Vec<usize>,
    /// People whose terms of office are known, by the folded last word of their names.
    office_holders: HashMap<String, Vec<usize>>,
    /// People with each of their names, by the letters of the family name.
    families: HashMap<String, Vec<(usize, String)>>,
}

/// A body that one state has.
#[derive(Debug, Clone)]
struct Office {
    state: usize,
    place: usize,
}

/// One known party.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// Its name on every page.
    pub(crate) name: String,
    /// What it is.
    pub(crate) kind: SourceKind,
    /// What only credits call it.
    credits: Vec<String>,
    /// The offices that it held.
    terms: Vec<Term>,
    facts: Arc<Registered>,
}

static BUILT_IN: LazyLock<Arc<Registry>> = LazyLock::new(|| {
    let mut registry = Registry::default();
    #[allow(clippy::expect_used)]
    registry.add(&file::BUILT_IN_FILES).expect("a test reads the registry that is built in");
    Arc::new(registry)
});

impl Registry {
    /// The registry that is built in, read once for the whole process.
    pub(crate) fn built_in() -> &'static Arc<Self> {
        &BUILT_IN
    }

    /// The one that is built in with a user's own file added, whose entries win on equal names.
    pub(crate) fn with(text: &str) -> Result<Self, RegistryError> {
        let mut registry = Self::clone(&BUILT_IN);
        registry.add(&[text])?;
        Ok(registry)
    }
}

/// The name of the country with a code of two capitals ("UA"), as its state is called in the registry that is built in;
/// `None` for any other code.
pub fn country_name(code: &str) -> Option<&'static str> {
    BUILT_IN.by_country(code).map(|state| state.name.as_str())
}

impl Entry {
    /// True for one human being.
    pub(crate) fn is_person(&self) -> bool {
        self.kind == SourceKind::Person
    }

    /// True for a state.
    pub(crate) fn is_state(&self) -> bool {
        self.kind == SourceKind::Government
    }

    /// True for an outlet.
    pub(crate) fn is_media(&self) -> bool {
        self.kind == SourceKind::Media
    }

    /// The code of its country: the state, or where it is at home.
    pub(crate) fn country(&self) -> Option<&str> {
        self.facts.country.as_deref()
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
