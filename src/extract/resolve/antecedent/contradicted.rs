//! What rules somebody out whom a description may mean: another country, another body, another office.

use super::{Anaphor, Anaphora};
use crate::domain::{Party, SourceKind};
use crate::extract::lexicon;
use crate::extract::resolve::anaphora::{Fields, fields};
use crate::extract::resolve::entities::Entity;
use crate::extract::resolve::mention::MentionResolver;

impl MentionResolver<'_> {
    /// "The Orvanian president" is nobody of Vell, by the registry or by the role.
    pub(super) fn of_another_country(&self, anaphor: &Anaphor, party: &Party, entity: Option<&Entity>) -> bool {
        let registry = self.names.registry;
        let state = |words: &str| {
            let entry = registry.by_adjective(words).or_else(|| registry.by_name(words));
            entry.filter(|entry| entry.kind == SourceKind::Government).map(|entry| entry.name.as_str())
        };
        let before = anaphor.modifiers.iter().copied().filter(|&at| self.names.capital(at));
        // "The president of Orvania", "of the United States".
        let of = anaphor.tokens.clone().find(|&at| self.lower(at) == anaphor.head).map(|head| head + 1);
        let of = of.filter(|&at| self.lower(at) == "of").map(|at| at + 1 + usize::from(self.lower(at + 1) == "the"));
        let seat = of.and_then(|at| {
            let longest = self.document.tokens.len().min(at + 3);
            (at + 1..=longest).rev().find_map(|end| state(&self.names.words(at..end)))
        });
        // "Its president".
        let owner = anaphor.owner.as_deref().and_then(state);
        let meant = before.filter_map(|at| state(&self.names.words(at..at + 1))).chain(seat).chain(owner);
        let meant: Vec<&str> = meant.collect();
        if meant.is_empty() {
            return false;
        }
        let country = party.registered().and_then(|facts| facts.country.as_deref());
        if let Some(home) = country.and_then(|code| registry.by_country(code)) {
            return !meant.contains(&home.name.as_str());
        }
        let roles = party.role.iter().chain(entity.into_iter().flat_map(|entity| &entity.printed_roles));
        let told: Vec<&str> = roles.flat_map(|role| role.split([' ', '\'', '’'])).filter_map(state).collect();
        !told.is_empty() && !told.iter().any(|state| meant.contains(state))
    }

    /// "The Saltbridge secretary", "the comedian": nobody whose role tells of another body or field of work.
    pub(super) fn of_another_role(&self, anaphor: &Anaphor, party: &Party, entity: Option<&Entity>) -> bool {
        if anaphor.class != Anaphora::Person || party.kind != SourceKind::Person {
            return false;
        }
        let registry = self.names.registry;
        let roles: Vec<String> = party.role.iter().map(|role| role.to_lowercase()).collect();
        let roles: Vec<&String> = roles.iter().chain(entity.into_iter().flat_map(|entity| &entity.roles)).collect();
        let told = |word: &str| {
            // "The Republican leader" leads the GOP.
            let stem: String = if word == "gop" { "repu".to_owned() } else { word.chars().take(4).collect() };
            let alike = |role: &String| role.contains(&stem) || stem == "repu" && role.contains("gop");
            roles.iter().any(|role| alike(role)) || self.stands_beside(anaphor, entity, word)
        };
        let another_body = anaphor.modifiers.iter().filter(|&&at| self.names.capital(at)).any(|&at| {
            let words = self.names.words(at..at + 1);
            let state = registry.by_adjective(&words).is_some();
            let body = registry.by_name(&words).is_some_and(|entry| entry.kind == SourceKind::Organisation);
            !state && (body || !roles.is_empty()) && !told(self.lower(at))
        });
        let head = anaphor.head.as_str();
        // "The assistant secretary" is not the secretary.
        let second = anaphor.modifiers.iter().map(|&at| self.lower(at)).find(|word| lexicon::is_second_in_office(word));
        let office = |role: &&String| role.contains(head);
        if let Some(second) = second
            && roles.iter().any(office)
            && !roles.iter().any(|role| role.contains(second))
        {
            return true;
        }
        let field = roles.first().is_some_and(|role| fields(head, Some(role)) == Fields::Other);
        another_body || field && !self.stands_beside(anaphor, entity, head)
    }
}
