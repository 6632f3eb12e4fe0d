//! How a registry is filled: entry by entry, each under all of its names.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::file::{FileEntry, RegistryError, RegistryFile, line_of};
use super::names::{credit_key, name_key};
use super::spelling::fold_person;
use super::terms::Term;
use super::{Entry, Office, Registry};
use crate::domain::{Registered, Slug, SourceKind, fold_name};

/// The places of the entries that one set of files gave. Among these, a name stands for one party; a name of an earlier
/// set gives way.
type OfThisSet = HashSet<usize>;

impl Registry {
    /// Adds files that belong together. Their entries take the names, and the places, of earlier entries.
    pub(super) fn add(&mut self, files: &[&str]) -> Result<(), RegistryError> {
        let mut of_this_set = OfThisSet::default();
        for text in files {
            let (sources, entries) = RegistryFile::parse(text)?.into_entries();
            for (kind, entry) in entries {
                let name = entry.name.clone();
                self.enter(kind, entry, &sources, &mut of_this_set).map_err(|why| {
                    let line = line_of(text, &name);
                    RegistryError::Entry { line, name, why }
                })?;
            }
        }
        Ok(())
    }

    /// Adds one entry. The error says which rule it breaks.
    fn enter(
        &mut self,
        kind: SourceKind,
        entry: FileEntry,
        sources: &BTreeMap<String, String>,
        of_this_set: &mut OfThisSet,
    ) -> Result<(), String> {
        entry.check(kind, sources)?;
        self.check_country(kind, &entry)?;
        let slug = match entry.slug.as_deref() {
            Some(slug) => Slug::parse(slug).ok_or_else(|| format!("{slug:?} cannot be a slug"))?,
            // The slug that a party of this name has without an entry, so that its address stays when it gets one.
            None if kind == SourceKind::Person => Slug::of(&fold_person(&entry.name)),
            None => Slug::of(&entry.name),
        };
        let own_key = name_key(&entry.name);
        let same_name = self.names.get(&own_key).copied().filter(|&at| name_key(&self.entries[at].name) == own_key);
        let place = self.slugs.get(&slug).copied().or(same_name).unwrap_or(self.entries.len());
        if !of_this_set.insert(place) {
            return Err(format!("its name or its slug, {slug}, is also that of {:?}", self.entries[place].name));
        }
        let names: Vec<String> = [&entry.aliases[..], &entry.capitals, &entry.hosts].concat();
        for name in names.iter().chain([&entry.name]) {
            self.enter_name(name, kind, place, of_this_set)?;
            if kind == SourceKind::Person {
                self.list_family(name, place);
            }
        }
        if kind == SourceKind::Government
            && let Some(code) = &entry.country
        {
            self.states.insert(code.clone(), place);
        }
        self.adjectives.extend(entry.adjectives.iter().map(|word| (fold_name(word), place)));
        self.demonyms.extend(entry.demonyms.iter().map(|word| (fold_name(word), place)));
        self.enter_offices(&entry, place)?;
        if entry.agency {
            let credited = [&entry.aliases, &entry.credits].into_iter().flatten().chain([&entry.name]);
            self.credits.extend(credited.map(|form| (credit_key(form), place)));
            self.agencies.retain(|&earlier| earlier != place);
            self.agencies.push(place);
        }
        let terms = entry.terms.iter().map(|term| Term::parse(term)).collect::<Result<Vec<Term>, String>>()?;
        if !terms.is_empty() {
            let family = fold_name(family_name(&entry.name, entry.country.as_deref()));
            let known = self.office_holders.entry(family).or_default();
            known.retain(|earlier| *earlier != place);
            known.push(place);
        }
        self.slugs.insert(slug.clone(), place);
        let FileEntry { name, country, wikidata, credits, .. } = entry;
        let facts = Arc::new(Registered { slug, name: name.clone(), wikidata, country, names });
        let entry = Entry { name, kind, credits, terms, facts };
        match self.entries.get_mut(place) {
            Some(earlier) => *earlier = entry,
            None => self.entries.push(entry),
        }
        Ok(())
    }

    /// Leads one name to the entry at `place`.
    fn enter_name(
        &mut self,
        name: &str,
        kind: SourceKind,
        place: usize,
        of_this_set: &OfThisSet,
    ) -> Result<(), String> {
        let key = name_key(name);
        let folded = (kind == SourceKind::Person).then(|| fold_person(name)).filter(|folded| *folded != key);
        if let Some(folded) = folded {
            self.people.insert(folded, place);
        }
        let other = self.names.insert(key, place).filter(|other| *other != place && of_this_set.contains(other));
        match other {
            Some(other) => Err(format!("the name {name:?} is also that of {:?}", self.entries[other].name)),
            None => Ok(()),
        }
    }

    /// Leads what a body is called beside its country to the entry at `place`.
    fn enter_offices(&mut self, entry: &FileEntry, place: usize) -> Result<(), String> {
        if entry.with_country.is_empty() {
            return Ok(());
        }
        let state = entry.country.as_ref().and_then(|code| self.states.get(code).copied());
        let state = state.ok_or("with_country needs a country")?;
        for office in &entry.with_country {
            let known = self.offices.entry(fold_name(office)).or_default();
            known.retain(|office| office.state != state);
            known.push(Office { state, place });
        }
        Ok(())
    }

    /// A code has two capitals, and is that of a state which a file gives.
    fn check_country(&self, kind: SourceKind, entry: &FileEntry) -> Result<(), String> {
        let Some(code) = &entry.country else { return Ok(()) };
        let is_code = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
        if is_code && (kind == SourceKind::Government || self.states.contains_key(code)) {
            Ok(())
        } else {
            Err(format!("{code:?} is the code of no country here (ISO 3166-1 alpha-2)"))
        }
    }
}

/// The family name of a full one, which stands first in some countries.
fn family_name<'n>(name: &'n str, country: Option<&str>) -> &'n str {
    let (first, last) = (name.split(' ').next(), name.rsplit(' ').next());
    let stands_first = matches!(country, Some("CN" | "KP" | "KR" | "TW" | "VN"));
    if stands_first { first } else { last }.unwrap_or_default()
}
