//! States, bodies and outlets that every reader knows: a small table of facts, so that "Kiev" is Ukraine's government
//! and "the Associated Press" is AP in every article.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::domain::{Identity, Party, Slug, SourceKind, fold_name, publisher_key};

/// One known party.
#[derive(Debug)]
pub(super) struct Entry {
    /// Its name on every page.
    pub(super) name: &'static str,
    /// What it is.
    pub(super) kind: SourceKind,
}

struct Registry {
    entries: Vec<Entry>,
    by_name: HashMap<String, usize>,
    by_adjective: HashMap<String, usize>,
}

static REGISTRY: LazyLock<Registry> = LazyLock::new(|| {
    let mut registry = Registry { entries: Vec::new(), by_name: HashMap::new(), by_adjective: HashMap::new() };
    for line in include_str!("registry.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split('\t');
        let name = fields.next().unwrap_or_default();
        let kind = fields.next().and_then(|word| word.parse().ok()).unwrap_or(SourceKind::Organisation);
        let place = registry.entries.len();
        let list = |field: Option<&'static str>| -> Vec<&'static str> {
            field.unwrap_or("-").split(", ").filter(|word| *word != "-").collect()
        };
        let names = list(fields.next());
        let adjectives = list(fields.next());
        registry.by_name.insert(publisher_key(name), place);
        registry.by_name.extend(names.iter().map(|name| (publisher_key(name), place)));
        registry.by_adjective.extend(adjectives.iter().map(|adjective| (fold_name(adjective), place)));
        registry.entries.push(Entry { name, kind });
    }
    registry
});

/// The entry known by `name`, "the" left out, in any spelling of case and accents.
pub(super) fn by_name(name: &str) -> Option<&'static Entry> {
    let key = publisher_key(name);
    // "us" and "who" are words before they are names; "is" and "it" as well.
    let capitals = name.chars().filter(|c| c.is_uppercase()).count();
    if key.len() <= 3 && capitals < 2 {
        return None;
    }
    REGISTRY.by_name.get(&key).map(|&place| &REGISTRY.entries[place])
}

/// The state that `adjective` ("Ukrainian") belongs to.
pub(super) fn by_adjective(adjective: &str) -> Option<&'static Entry> {
    REGISTRY.by_adjective.get(&fold_name(adjective)).map(|&place| &REGISTRY.entries[place])
}

impl Entry {
    /// The party of this entry, named by `mention` here.
    pub(super) fn party(&self, mention: Option<String>) -> Party {
        Party {
            name: self.name.to_owned(),
            kind: self.kind,
            role: None,
            mention,
            identity: Identity::Registry(Slug::of(self.name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_and_bodies_have_many_names() {
        for (name, expected) in [
            ("Kyiv", "Ukraine"),
            ("Kiev", "Ukraine"),
            ("the US", "United States"),
            ("U.S.", "United States"),
            ("The Associated Press", "AP"),
            ("Côte d’Ivoire", "Ivory Coast"),
            ("UN", "United Nations"),
        ] {
            assert_eq!(by_name(name).map(|entry| entry.name), Some(expected), "{name}");
        }
        assert!(by_name("us").is_none() && by_name("Who").is_none() && by_name("Vell").is_none());
        assert_eq!(by_adjective("South Korean").map(|entry| entry.name), Some("South Korea"));
    }

    #[test]
    fn no_name_stands_for_two() {
        let names = REGISTRY.entries.iter().map(|entry| Slug::of(entry.name));
        assert_eq!(names.collect::<std::collections::HashSet<_>>().len(), REGISTRY.entries.len());
    }
}
