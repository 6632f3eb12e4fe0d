//! The files of the registry: their form in TOML, and what makes an entry unusable. `docs/registry.md` describes the
//! fields for users.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::names::{is_host, is_proper};
use crate::domain::SourceKind;

/// The files that are built in. States come first: an entry may name only a country whose state is there already.
pub(super) const BUILT_IN_FILES: [&str; 5] = [
    include_str!("data/states.toml"),
    include_str!("data/bodies.toml"),
    include_str!("data/militaries.toml"),
    include_str!("data/media.toml"),
    include_str!("data/people.toml"),
];

/// A registry file as written.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RegistryFile {
    /// Where the facts of each field come from, by the field's name.
    pub(super) sources: BTreeMap<String, String>,
    pub(super) government: Vec<FileEntry>,
    pub(super) organisation: Vec<FileEntry>,
    pub(super) media: Vec<FileEntry>,
    pub(super) person: Vec<FileEntry>,
}

/// One entry of a file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileEntry {
    pub(super) name: String,
    pub(super) slug: Option<String>,
    pub(super) country: Option<String>,
    pub(super) wikidata: Option<String>,
    #[serde(default)]
    pub(super) aliases: Vec<String>,
    #[serde(default)]
    pub(super) capitals: Vec<String>,
    #[serde(default)]
    pub(super) adjectives: Vec<String>,
    #[serde(default)]
    pub(super) demonyms: Vec<String>,
    #[serde(default)]
    pub(super) hosts: Vec<String>,
    #[serde(default)]
    pub(super) agency: bool,
    #[serde(default)]
    pub(super) credits: Vec<String>,
    #[serde(default)]
    pub(super) with_country: Vec<String>,
    #[serde(default)]
    pub(super) terms: Vec<String>,
}

/// A registry file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// The text is not TOML, or has a field that does not exist. The message gives the line.
    #[error(transparent)]
    Toml(#[from] basic_toml::Error),
    /// An entry breaks a rule.
    #[error("{why} (the entry {name:?} at line {line})")]
    Entry {
        /// The line of the entry, counted from 1.
        line: usize,
        /// The name of the entry.
        name: String,
        /// The rule that it breaks.
        why: String,
    },
}

impl RegistryFile {
    pub(super) fn parse(text: &str) -> Result<Self, RegistryError> {
        Ok(basic_toml::from_str(text)?)
    }

    /// The entries with what their headings say they are. Governments come first: the other entries name their
    /// countries.
    pub(super) fn into_entries(self) -> (BTreeMap<String, String>, impl Iterator<Item = (SourceKind, FileEntry)>) {
        let lists = [
            (SourceKind::Government, self.government),
            (SourceKind::Organisation, self.organisation),
            (SourceKind::Media, self.media),
            (SourceKind::Person, self.person),
        ];
        (
            self.sources,
            lists.into_iter().flat_map(|(kind, entries)| entries.into_iter().map(move |entry| (kind, entry))),
        )
    }
}

impl FileEntry {
    /// Checks what can be said of an entry without the others. The error says which rule it breaks.
    pub(super) fn check(&self, kind: SourceKind, sources: &BTreeMap<String, String>) -> Result<(), String> {
        if self.name.trim().is_empty() {
            return Err("a name is missing".to_owned());
        }
        let is_name = |name: &str| name.contains(char::is_alphanumeric) && (is_proper(name) || is_host(name));
        let mut names = [&self.aliases, &self.capitals, &self.hosts].into_iter().flatten().chain([&self.name]);
        if let Some(name) = names.find(|name| !is_name(name)) {
            return Err(format!("{name:?} is no name: it needs a capital letter"));
        }
        if let Some(id) = &self.wikidata {
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
        let of_states = [&self.capitals, &self.adjectives, &self.demonyms];
        if kind != SourceKind::Government && of_states.iter().any(|words| !words.is_empty()) {
            return Err("capitals, adjectives and demonyms belong to a government".to_owned());
        }
        if kind != SourceKind::Media && !self.hosts.is_empty() {
            return Err("hosts belong to media".to_owned());
        }
        if kind != SourceKind::Person && !self.terms.is_empty() {
            return Err("terms of office belong to a person".to_owned());
        }
        if kind != SourceKind::Media && self.agency {
            return Err("only media are an agency".to_owned());
        }
        if !self.agency && !self.credits.is_empty() {
            return Err("credits belong to an agency".to_owned());
        }
        Ok(())
    }
}

/// The line, counted from 1, on which the entry of a name stands. TOML keeps no places, so the name is searched for.
pub(super) fn line_of(text: &str, name: &str) -> usize {
    let named = format!("name = \"{name}\"");
    let place = |words: &str| text.lines().position(|line| line.contains(words));
    place(&named).or_else(|| place(name)).map_or(1, |at| at + 1)
}
