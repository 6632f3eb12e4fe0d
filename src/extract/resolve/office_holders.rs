//! Whom "the President" and "the Secretary" mean in what a body of a state prints about its own: a statement of the White
//! House says "the President" and names presidents of the past and of other states. The registry's terms of office tell it
//! for the day on which the text was printed, else the titles of those whom the text names.

use std::collections::HashMap;
use std::ops::Range;

use super::antecedent::{Anaphor, Anaphora};
use super::discourse::Discourse;
use super::mention::MentionResolver;
use super::names::NameRun;
use crate::domain::{Party, SourceKind};
use crate::extract::lexicon;
use crate::extract::turn::Kind;
use crate::registry::{Entry, Registry};

/// Offices that a state's bodies print without the name of their holder.
const OFFICES: [&str; 2] = ["president", "secretary"];

/// The holders of the offices of the state whose body printed the article.
#[derive(Debug, Default)]
pub(super) struct OfficeHolders {
    /// By office; `None` where the article names nobody of that state by it.
    holders: HashMap<&'static str, Option<String>>,
    /// The code of the state, where a body of it printed the article.
    state: Option<String>,
    /// The field of a department that printed it: "State".
    field: Option<String>,
    /// The titles and names of those who speak in the transcript, in small letters.
    speakers: Vec<(String, String)>,
}

impl OfficeHolders {
    /// Reads who is called by each office, where a body of a state printed the article; else there is none.
    pub(super) fn of(resolver: &MentionResolver<'_>, publisher: Option<&str>) -> Self {
        let registry = resolver.names.registry;
        let body =
            publisher.and_then(|name| registry.by_name(name)).filter(|body| body.kind == SourceKind::Organisation);
        let Some((body, state)) = body.and_then(|body| Some((body, registry.state_of(body)?))) else {
            return Self::default();
        };
        let holder = |office| {
            let mut counts: HashMap<String, usize> = HashMap::new();
            for run in resolver.names.runs.iter().filter(|run| is_called(resolver, run, office)) {
                if let Some(name) = known_name(registry, resolver, run, &state.name) {
                    *counts.entry(name).or_default() += 1;
                }
            }
            counts.into_iter().max_by(|a, b| (a.1, &b.0).cmp(&(b.1, &a.0))).map(|(name, _)| name)
        };
        let body = body.party(None);
        let names = body.registered().into_iter().flat_map(|facts| &facts.names);
        let field =
            names.filter_map(|name| name.split_once("Department of ")).map(|(_, field)| field.to_owned()).next();
        let words = |tokens: Range<usize>| resolver.names.words(tokens).to_lowercase();
        let titled = resolver.document.turns.iter().filter(|turn| turn.kind == Kind::Titled);
        let mut speakers: Vec<(String, String)> =
            titled.map(|turn| (words(turn.label.start..turn.name), words(turn.name..turn.label.end))).collect();
        speakers.sort_unstable();
        speakers.dedup();
        let holders = OFFICES.into_iter().map(|office| (office, holder(office))).collect();
        Self { holders, state: resolver.names.printed.state.clone(), field, speakers }
    }

    /// True where a body of a state printed the article.
    pub(super) fn printed_by_a_body(&self) -> bool {
        self.state.is_some()
    }

    /// Whom a bare office means on the day of the text; `None` where the terms of the registry do not tell it, or another
    /// bearer of the title speaks there. Nobody calls himself by his office.
    pub(super) fn of_the_day(
        &self,
        resolver: &MentionResolver<'_>,
        anaphor: &Anaphor,
        discourse: &Discourse,
    ) -> Option<Party> {
        let entry = self.on_the_day(resolver, anaphor)?;
        let speaks = discourse.outer.as_ref().is_some_and(|outer| {
            resolver.names.registry.person(outer).is_some_and(|speaker| speaker.name == entry.name)
        });
        if speaks {
            return None;
        }
        let named = resolver.entities.all.iter().map(|entity| &entity.party);
        let mut known = named.chain(discourse.referents.iter().map(|referent| &referent.party));
        let known = known.find(|party| party.kind == SourceKind::Person && party.lasting_name() == entry.name);
        let role = resolver.names.words(resolver.strip(anaphor.tokens.clone()));
        let party = known.cloned().unwrap_or_else(|| Party { role: Some(role), ..entry.party(None) });
        Some(Party { mention: None, ..party })
    }

    /// The holder of the office that "the Vice President" names on the day of the text.
    fn on_the_day<'r>(&self, resolver: &'r MentionResolver<'_>, anaphor: &Anaphor) -> Option<&'r Entry> {
        let bare = anaphor.class == Anaphora::Person && !anaphor.goes_on && anaphor.owner.is_none();
        let head = anaphor.tokens.clone().rfind(|&at| resolver.lower(at) == anaphor.head)?;
        let start = anaphor.modifiers.first().copied().unwrap_or(head);
        self.named_by(resolver, start..head + 1).filter(|_| bare && resolver.definite(&anaphor.tokens))
    }

    /// The party of a run of capitals that is nothing but an office behind "the".
    pub(super) fn party_at(&self, resolver: &MentionResolver<'_>, run: &NameRun) -> Option<Party> {
        let goes_on = matches!(resolver.lower(run.tokens.end), "of" | "for" | "to" | ",");
        let start = run.tokens.start.checked_sub(1).filter(|&at| resolver.lower(at) == "the" && !goes_on)?;
        let entry = self.named_by(resolver, start + 1..run.tokens.end)?;
        Some(Party { role: Some(resolver.names.words(run.tokens.clone())), ..entry.party(None) })
    }

    /// Who holds the office that words in capitals name, unless only another bearer of it speaks in the transcript.
    fn named_by<'r>(&self, resolver: &'r MentionResolver<'_>, tokens: Range<usize>) -> Option<&'r Entry> {
        let (state, day) = (self.state.as_deref()?, resolver.names.printed.day?);
        if !tokens.clone().all(|at| resolver.names.capital(at)) {
            return None;
        }
        let words: Vec<&str> = tokens.map(|at| resolver.lower(at)).collect();
        let words = words.join(" ");
        // "The Secretary" is that of the department which printed it.
        let entry = match &self.field {
            Some(field) if words.ends_with("secretary") => {
                resolver.names.registry.holder(&format!("{words} of {field}"), state, day)?
            }
            _ => resolver.names.registry.holder(&words, state, day)?,
        };
        let family = entry.name.rsplit(' ').next().unwrap_or_default().to_lowercase();
        let mut called = self.speakers.iter().filter(|(title, _)| *title == words).peekable();
        let others = called.peek().is_some() && !called.any(|(_, name)| name.ends_with(&family));
        (!others).then_some(entry)
    }

    /// True for who held the office no more on the day of the text, which names who did.
    fn is_of_the_past(resolver: &MentionResolver<'_>, anaphor: &Anaphor, party: &Party) -> bool {
        let Some(day) = resolver.names.printed.day.filter(|_| anaphor.class == Anaphora::Person) else { return false };
        if anaphor.modifiers.iter().any(|&at| lexicon::is_past_marker(resolver.lower(at))) {
            return false;
        }
        // "The US president", "the prime minister".
        let registry = resolver.names.registry;
        let state = |at: usize| registry.by_adjective(&resolver.names.words(at..at + 1)).is_some();
        let words = anaphor.modifiers.iter().filter(|&&at| !state(at)).map(|&at| resolver.lower(at));
        let office = words.chain([anaphor.head.as_str()]).collect::<Vec<_>>().join(" ");
        let holds = |party: &Party| {
            party
                .registered()
                .and_then(|facts| registry.person(&facts.name))
                .and_then(|entry| entry.holds(&office, day))
        };
        let country = |party: &Party| party.registered().and_then(|facts| facts.country.clone());
        holds(party) == Some(false)
            && resolver
                .entities
                .all
                .iter()
                .any(|entity| holds(&entity.party) == Some(true) && country(&entity.party) == country(party))
    }

    /// True for a person who is not whom a bare "the President" means.
    pub(super) fn bar(&self, resolver: &MentionResolver<'_>, anaphor: &Anaphor, party: &Party) -> bool {
        if Self::is_of_the_past(resolver, anaphor, party) {
            return true;
        }
        let holder = self.holder(resolver, anaphor);
        holder.is_some_and(|holder| party.kind == SourceKind::Person && holder != Some(party.lasting_name()))
    }

    /// True for whom a bare "the President" means.
    pub(super) fn is_meant(&self, resolver: &MentionResolver<'_>, anaphor: &Anaphor, party: &Party) -> bool {
        self.holder(resolver, anaphor).flatten() == Some(party.lasting_name())
    }

    /// The holder of the office that a bare "the President" names, if the article tells it; `None` for other words, and where
    /// the day of the text tells it.
    fn holder(&self, resolver: &MentionResolver<'_>, anaphor: &Anaphor) -> Option<Option<&str>> {
        let bare = anaphor.class == Anaphora::Person && anaphor.modifiers.is_empty() && !anaphor.goes_on;
        let head = anaphor.tokens.clone().find(|&at| resolver.lower(at) == anaphor.head);
        let capital = head.is_some_and(|at| resolver.names.capital(at));
        let told = self.holders.get(anaphor.head.as_str()).filter(|_| bare && capital)?;
        self.on_the_day(resolver, anaphor).is_none().then_some(told.as_deref())
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
