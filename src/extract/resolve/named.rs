//! A mention whose head is a name: person, body, outlet or state.

use std::ops::Range;

use super::mention::Reader;
use super::names::Run;
use crate::domain::{Identity, Party, SourceKind};
use crate::extract::nouns;
use crate::extract::tokens::TokenKind;

impl Reader<'_> {
    /// A mention whose head is a name.
    pub(super) fn named(&self, run: &Run, tokens: &Range<usize>, mention: Option<String>) -> Party {
        let whole = self.cast.words(run.tokens.clone());
        let name = self.cast.name(run);
        let registry = self.cast.registry;
        let known = registry
            .by_name(&whole)
            .or_else(|| registry.by_name(&name).filter(|entry| entry.is_person() || !self.cast.titled(run)));
        if let Some(entry) = known.filter(|entry| !entry.is_person()) {
            return entry.party(mention);
        }
        let last = self.lower(run.tokens.end - 1).to_owned();
        let before =
            run.tokens.start.checked_sub(1).filter(|&at| at >= tokens.start).map_or("", |at| self.lower(at)).to_owned();
        // "the South Korean agency Yonhap", "the aid group Saltbridge Relief".
        if nouns::is_outlet(&before) || nouns::is_body(&before) {
            let kind = if nouns::is_outlet(&before) { SourceKind::Media } else { SourceKind::Organisation };
            return Party { name: whole, kind, role: None, mention, identity: Identity::Name };
        }
        if nouns::is_role(&before) && run.parts.len() > 1 && run.name_start == run.tokens.start {
            return self.person(run, mention);
        }
        let titled = self.cast.titled(run);
        if self.cast.is_person(run) {
            let full = self
                .cast
                .fullest(&run.parts, run.tokens.start)
                .filter(|full| full.parts.len() >= run.parts.len())
                .unwrap_or(run);
            return self.person(full, mention);
        }
        let single = run.parts.len() == 1;
        if let Some(full) = self.cast.fullest(&run.parts, run.tokens.start).filter(|_| single || titled) {
            return self.person(full, mention);
        }
        if let Some(entry) = known {
            return Party { role: self.cast.person(run).role, ..entry.party(mention) };
        }
        let body = nouns::is_body(&last) || run.parts.iter().any(|part| nouns::is_body(part));
        if run.parts.len() > 1 || (run.tokens.len() > 1 && !titled) || (body && !titled) {
            if nouns::is_role(&last) && self.lower(run.tokens.end - 1) != "guardian" && !body {
                // "Foreign Minister", "the President": a role without a name.
                let unnamed = whole.clone();
                return Party {
                    name: unnamed,
                    kind: if nouns::is_office(&last) { SourceKind::Person } else { SourceKind::Unnamed },
                    role: None,
                    mention,
                    identity: Identity::Article,
                };
            }
            if let Some(adjective) = whole.split(' ').next().filter(|_| last == "government")
                && let Some(entry) = registry.by_adjective(adjective)
            {
                return entry.party(mention);
            }
            let outlet = nouns::is_outlet(&last) && !body;
            let group = nouns::is_group(&last);
            let kind = match (outlet, group) {
                (_, true) => SourceKind::Group,
                (true, _) => SourceKind::Media,
                _ if run.parts.len() >= 2 && !body && run.parts.len() <= 4 && !self.definite(tokens) => {
                    SourceKind::Person
                }
                _ => SourceKind::Organisation,
            };
            let generic = run.parts.iter().all(|part| nouns::is_body(part) || nouns::is_title(part));
            let identity = if generic || group { Identity::Article } else { Identity::Name };
            // "Tessia's Defence Ministry" keeps its owner; a bare "Defence Ministry" takes the fuller name of the article.
            let owned = run.tokens.start > tokens.start
                && self.document.tokens[run.tokens.start - 1].kind == TokenKind::Possessive
                && self.document.tokens[tokens.start].capital;
            if owned && kind == SourceKind::Organisation {
                let name = self.cast.words(tokens.clone());
                return Party { name, kind, role: None, mention, identity: Identity::Name };
            }
            if generic && let Some(name) = self.qualified(run) {
                return Party { name, kind, role: None, mention, identity: Identity::Name };
            }
            return Party { name: whole, kind, role: None, mention, identity };
        }
        if titled {
            let role = self.cast.words(run.tokens.start..run.name_start);
            return Party { name, kind: SourceKind::Person, role: Some(role), mention, identity: Identity::Article };
        }
        if let Some(entry) = registry.by_adjective(&name) {
            return entry.party(mention);
        }
        if self.cast.is_place(&name) {
            return Party { name, kind: SourceKind::Government, role: None, mention, identity: Identity::Name };
        }
        if nouns::is_group(&last) || registry.is_people(&last) {
            let nation = registry.is_people(&last);
            let name = if nation { name } else { name.to_lowercase() };
            return Party { name, kind: SourceKind::Group, role: None, mention, identity: Identity::Article };
        }
        // "Russia's Gazprom".
        let owned =
            run.tokens.start > tokens.start && self.document.tokens[run.tokens.start - 1].kind == TokenKind::Possessive;
        if owned {
            return Party { name, kind: SourceKind::Organisation, role: None, mention, identity: Identity::Name };
        }
        let acronym = name.chars().filter(|c| c.is_alphabetic()).count() > 1 && !name.chars().any(char::is_lowercase);
        if acronym || self.definite(tokens) {
            let name = self.spelled_out(&name).unwrap_or(name);
            return Party { name, kind: SourceKind::Organisation, role: None, mention, identity: Identity::Name };
        }
        if nouns::is_role(&last) || nouns::is_paper(&last) {
            return Party { name, kind: SourceKind::Unnamed, role: None, mention, identity: Identity::Article };
        }
        Party { name, kind: SourceKind::Person, role: None, mention, identity: Identity::Article }
    }

    /// The fuller name that the article gives a generic body ("Defence Ministry"), where it gives only one.
    fn qualified(&self, run: &Run) -> Option<String> {
        let mut fuller = self
            .cast
            .runs
            .iter()
            .filter(|other| other.parts.len() > run.parts.len() && other.parts.ends_with(&run.parts))
            .map(|other| self.cast.words(other.tokens.clone()));
        let first = fuller.next()?;
        fuller.all(|name| name == first).then_some(first)
    }

    /// The words that an abbreviation in brackets follows: "Land Party (LP)".
    fn spelled_out(&self, short: &str) -> Option<String> {
        let at = self.cast.runs.iter().position(|run| {
            run.tokens.start > 1
                && self.lower(run.tokens.start - 1) == "("
                && self.lower(run.tokens.end) == ")"
                && self.cast.words(run.tokens.clone()) == short
        })?;
        let bracket = self.cast.runs[at].tokens.start - 1;
        self.cast.runs[..at]
            .iter()
            .rfind(|run| run.tokens.end == bracket && run.parts.len() > 1)
            .map(|run| self.cast.words(run.tokens.clone()))
    }
}
