//! Whom "the President" and "the Secretary" mean in what a body of a state prints about its own: a statement of the White
//! House says "the President" and names presidents of the past and of other states.

use std::collections::HashMap;

use super::antecedent::{Anaphor, Anaphora};
use super::mention::MentionResolver;
use super::names::NameRun;
use crate::domain::{Party, SourceKind};
use crate::extract::lexicon;
use crate::registry::Registry;

/// Offices that a state's bodies print without the name of their holder.
const OFFICES: [&str; 2] = ["president", "secretary"];

/// The holders of the offices of the state whose body printed the article.
#[derive(Debug, Default)]
pub(super) struct OfficeHolders {
    /// By office; `None` where the article names nobody of that state by it.
    holders: HashMap<&'static str, Option<String>>,
}

impl OfficeHolders {
    /// Reads who is called by each office, where a body of a state printed the article; else there is none.
    pub(super) fn of(resolver: &MentionResolver<'_>, publisher: Option<&str>) -> Self {
        let registry = resolver.names.registry;
        let body =
            publisher.and_then(|name| registry.by_name(name)).filter(|body| body.kind == SourceKind::Organisation);
        let Some(state) = body.and_then(|body| registry.state_of(body)) else { return Self::default() };
        let holder = |office| {
            let mut counts: HashMap<String, usize> = HashMap::new();
            for run in resolver.names.runs.iter().filter(|run| is_called(resolver, run, office)) {
                if let Some(name) = known_name(registry, resolver, run, &state.name) {
                    *counts.entry(name).or_default() += 1;
                }
            }
            counts.into_iter().max_by(|a, b| (a.1, &b.0).cmp(&(b.1, &a.0))).map(|(name, _)| name)
        };
        Self { holders: OFFICES.into_iter().map(|office| (office, holder(office))).collect() }
    }

    /// True for a person who is not whom a bare "the President" means.
    pub(super) fn bar(&self, resolver: &MentionResolver<'_>, anaphor: &Anaphor, party: &Party) -> bool {
        let holder = self.holder(resolver, anaphor);
        holder.is_some_and(|holder| party.kind == SourceKind::Person && holder != Some(party.lasting_name()))
    }

    /// True for whom a bare "the President" means.
    pub(super) fn is_meant(&self, resolver: &MentionResolver<'_>, anaphor: &Anaphor, party: &Party) -> bool {
        self.holder(resolver, anaphor).flatten() == Some(party.lasting_name())
    }

    /// The holder of the office that a bare "the President" names, if the article tells it; `None` for other words.
    fn holder(&self, resolver: &MentionResolver<'_>, anaphor: &Anaphor) -> Option<Option<&str>> {
        let bare = anaphor.class == Anaphora::Person && anaphor.modifiers.is_empty() && !anaphor.goes_on;
        let head = anaphor.tokens.clone().find(|&at| resolver.lower(at) == anaphor.head);
        let capital = head.is_some_and(|at| resolver.names.capital(at));
        self.holders.get(anaphor.head.as_str()).filter(|_| bare && capital).map(Option::as_deref)
    }
}

/// True where an office stands in the title of a name: "President Reth"; not "former President Reth" or "Vice President Reth".
fn is_called(resolver: &MentionResolver<'_>, run: &NameRun, office: &str) -> bool {
    let mut title = run.tokens.start..run.name_start;
    let before = run.tokens.start.checked_sub(1).map_or("", |at| resolver.lower(at));
    let past = |word: &str| {
        matches!(
            word.split('-').next(),
            Some("former" | "then" | "ex" | "vice" | "deputy" | "under" | "assistant" | "press")
        )
    };
    title.clone().any(|at| resolver.lower(at) == office)
        && !title.any(|at| past(resolver.lower(at)))
        && !past(before)
        && !lexicon::is_determiner(before)
}

/// The registry's name of a person of the state.
fn known_name(registry: &Registry, resolver: &MentionResolver<'_>, run: &NameRun, state: &str) -> Option<String> {
    let full = resolver.names.words(run.tokens.clone());
    let name = resolver.names.words(run.name_start..run.tokens.end);
    let entry = registry.person(&full).or_else(|| registry.person(&name))?;
    registry.state_of(entry).is_some_and(|home| home.name == state).then(|| entry.name.clone())
}
