//! The parties that an article names, each with the places of its names, its roles and its gender.

use std::collections::HashMap;

use super::mention::MentionResolver;
use super::names::{Gender, NameRun};
use super::people::gender_of_role;
use super::word_forms::reads_as_adjective;
use crate::domain::{Identity, Party, SourceKind};
use crate::extract::lexicon;
use crate::extract::tokens::TokenKind;

/// The most roles kept of one person.
const MOST_ROLES: usize = 6;
/// The most names of one person that are looked at for a pronoun behind them.
const MOST_PLACES: usize = 40;

/// A party that the article names.
#[derive(Debug, Clone)]
pub(super) struct Entity {
    pub(super) party: Party,
    /// He or she; `None` where the article does not tell it, and for bodies.
    pub(super) gender: Option<Gender>,
    /// The pronoun that stands behind its names more often than the other, in the same sentence.
    pub(super) likely_gender: Option<Gender>,
    /// The first token of each of its names, in order.
    pub(super) places: Vec<usize>,
    /// The roles that stand beside its names, in lower case.
    pub(super) roles: Vec<String>,
    /// The same as printed.
    pub(super) printed_roles: Vec<String>,
}

/// Every party that the article names, in the order of first places.
#[derive(Debug, Default)]
pub(super) struct Entities {
    pub(super) all: Vec<Entity>,
    by_name: HashMap<String, usize>,
    /// The places of each word of four letters or more, in lower case.
    words: HashMap<String, Vec<usize>>,
}

impl Entities {
    /// Collects the parties in one pass over the names of the article.
    pub(super) fn of(resolver: &MentionResolver<'_>) -> Self {
        let mut entities = Self::default();
        let mut covered = 0;
        for run in &resolver.names.runs {
            if run.tokens.start < covered {
                continue;
            }
            if let Some((party, end)) = resolver.longer_name(run) {
                covered = end;
                entities.add(resolver, party, run.tokens.start, None);
            } else if let Some(party) = resolver.office_holders.party_at(resolver, run) {
                entities.add(resolver, party, run.tokens.start, None);
            } else if let Some(party) = resolver.named_by_run(run) {
                entities.add(resolver, party, run.tokens.start, Some(run));
            }
        }
        for (place, name) in &resolver.bodies.places {
            let entry = resolver.names.registry.by_name(name).map(|entry| entry.party(None));
            let party = entry.unwrap_or_else(|| Party {
                name: name.clone(),
                kind: SourceKind::Organisation,
                role: None,
                mention: None,
                identity: Identity::Name,
            });
            entities.add(resolver, party, *place, None);
        }
        for entity in &mut entities.all {
            entity.places.sort_unstable();
            entity.places.dedup();
            if entity.gender.is_none() && entity.party.kind == SourceKind::Person {
                entity.likely_gender = resolver.pronoun_behind(&entity.places);
            }
        }
        for (at, token) in resolver.document.tokens.iter().enumerate() {
            if token.lower.len() >= 4 {
                entities.words.entry(token.lower.clone()).or_default().push(at);
            }
        }
        entities
    }

    fn add(&mut self, resolver: &MentionResolver<'_>, party: Party, place: usize, run: Option<&NameRun>) {
        let at = *self.by_name.entry(party.name.clone()).or_insert_with(|| {
            let gender = resolver.gender(&party.name);
            let gender = gender.filter(|_| party.kind == SourceKind::Person);
            self.all.push(Entity {
                party: party.clone(),
                gender,
                likely_gender: None,
                places: Vec::new(),
                roles: Vec::new(),
                printed_roles: Vec::new(),
            });
            self.all.len() - 1
        });
        let entity = &mut self.all[at];
        entity.places.push(place);
        if entity.party.role.is_none() {
            entity.party.role.clone_from(&party.role);
        }
        if entity.party.kind != SourceKind::Person || entity.roles.len() >= MOST_ROLES {
            return;
        }
        let printed = run.and_then(|run| resolver.names.role(run)).or(party.role);
        if let Some(role) = printed.filter(|role| !entity.printed_roles.contains(role)) {
            entity.gender = entity.gender.or_else(|| gender_of_role(&role));
            entity.roles.push(role.to_lowercase());
            entity.printed_roles.push(role);
        }
    }

    /// The party of this name.
    pub(super) fn named(&self, name: &str) -> Option<&Entity> {
        self.by_name.get(name).map(|&at| &self.all[at])
    }

    /// The places of a word of four letters or more, in order.
    pub(super) fn places_of(&self, word: &str) -> &[usize] {
        self.words.get(word).map_or(&[], Vec::as_slice)
    }
}

impl MentionResolver<'_> {
    /// The fullest name that the article prints of an entry of the registry, in its text or as one of these mentions; the
    /// registry's where it prints none, or only a part of a person's.
    pub(super) fn printed_name<'m>(&self, party: &Party, mentions: impl Iterator<Item = &'m str>) -> String {
        let places = self.entities.named(&party.name).map_or(&[][..], |entity| &entity.places);
        let run = |place: &usize| self.names.run_from(*place);
        let of_runs = places.iter().filter_map(run).map(|run| self.names.name(run));
        // "the Reuters news agency" calls Reuters an agency, while "Russia's defense ministry" and "courier.example" are all name.
        let all_name =
            |mention: &&str| party.kind != SourceKind::Media || mention.contains('.') && !mention.contains(' ');
        let of_mentions = mentions.filter(all_name).map(|mention| {
            let name = mention.split(',').next().unwrap_or_default();
            let (first, rest) = name.split_once(' ').unwrap_or((name, ""));
            let is_article = lexicon::is_determiner(&first.to_lowercase()) && !rest.is_empty();
            if is_article { rest.to_owned() } else { name.to_owned() }
        });
        let mut fullest: Option<(usize, String)> = None;
        for name in of_runs.chain(of_mentions) {
            let words = name.split_whitespace().count();
            // "Vice President Reth" is no name.
            let first = name.split(' ').next().unwrap_or_default().to_lowercase();
            let is_whole = words > 1 && !lexicon::is_title_word(&first) || party.kind != SourceKind::Person;
            let is_its = || self.names.registry.by_name(&name).is_some_and(|entry| entry.name == party.name);
            if is_whole && fullest.as_ref().is_none_or(|(most, _)| words > *most) && is_its() {
                fullest = Some((words, name));
            }
        }
        // A name with a number in it is no run ("Radio 1 Newsbeat").
        let whole = self.document.text.contains(&party.name);
        let shorter = |words: usize| words < party.name.split_whitespace().count();
        let fullest = fullest.filter(|(words, _)| !(whole && shorter(*words)));
        fullest.map_or_else(|| party.name.clone(), |(_, name)| name)
    }

    /// The party that a run of capitalised words names by itself; `None` for offices and for what only opens a sentence.
    fn named_by_run(&self, run: &NameRun) -> Option<Party> {
        let office = |at: usize| lexicon::is_title_word(self.lower(at)) || lexicon::is_portfolio(self.lower(at));
        // "Vellian farmers": an adjective of a state that the registry does not know.
        let next = run.tokens.end;
        let adjective = run.tokens.len() == 1
            && reads_as_adjective(self.lower(run.tokens.start))
            && self.document.tokens.get(next).is_some_and(|next| next.kind == TokenKind::Word && !next.capital);
        if run.tokens.clone().all(office) || adjective || self.only_sentence_opens(run, run.tokens.start) {
            return None;
        }
        Some(self.abbreviation(run, &None).unwrap_or_else(|| self.by_form(run, &run.tokens, None)))
    }

    /// "The Institute for Rivers", "the Ministry of Water": a body whose name goes on behind "of" or "for", with its end.
    fn longer_name(&self, run: &NameRun) -> Option<(Party, usize)> {
        if !lexicon::is_body_noun(self.lower(run.tokens.end - 1)) || self.names.is_person(run) {
            return None;
        }
        let mut next = self.joined(run)?;
        // "the Institute for the Study of Rivers"; not "the Institute for Vell of Bo Oru".
        while next.tokens.len() == 1 && self.names.registry.by_name(&self.names.words(next.tokens.clone())).is_none() {
            let Some(further) = self.joined(next).filter(|further| !self.names.is_person(further)) else { break };
            next = further;
        }
        let tokens = run.tokens.start..next.tokens.end;
        let party = self.state_body(tokens.clone(), &None).or_else(|| {
            let name = self.names.words(tokens.clone());
            let entry = self.names.registry.by_name(&name).map(|entry| entry.party(None));
            let plain =
                Party { name, kind: SourceKind::Organisation, role: None, mention: None, identity: Identity::Name };
            Some(entry.unwrap_or(plain))
        })?;
        Some((party, tokens.end))
    }

    /// The run of capitalised words that "of" or "for" joins to this one.
    fn joined(&self, run: &NameRun) -> Option<&NameRun> {
        let end = run.tokens.end;
        let start = end + 1 + usize::from(self.lower(end + 1) == "the");
        let joins = matches!(self.lower(end), "of" | "for") && self.names.capital(start);
        self.names.run_from(start).filter(|_| joins)
    }

    /// The pronoun that stands behind names more often than the other, before the next name.
    fn pronoun_behind(&self, places: &[usize]) -> Option<Gender> {
        let mut balance = 0;
        for &place in places.iter().take(MOST_PLACES) {
            let end = self.sentence_end(place);
            let next = self.names.runs.partition_point(|run| run.tokens.start <= place);
            let next = self.names.runs.get(next).map_or(end, |run| run.tokens.start.min(end));
            for at in place..next {
                match self.lower(at) {
                    "he" | "his" | "him" | "himself" => balance += 1,
                    "she" | "her" | "hers" | "herself" => balance -= 1,
                    _ => {}
                }
            }
        }
        match balance {
            1.. => Some(Gender::He),
            0 => None,
            _ => Some(Gender::She),
        }
    }

    fn sentence_end(&self, token: usize) -> usize {
        let at = self.document.sentences.partition_point(|sentence| sentence.tokens.end <= token);
        self.document.sentences.get(at).map_or(token, |sentence| sentence.tokens.end)
    }
}
