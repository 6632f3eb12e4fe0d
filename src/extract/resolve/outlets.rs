//! Outlets that words name or describe: "CNN's Bo Oru", "the Interfax news agency", "state TV".

use std::ops::Range;

use super::discourse::Discourse;
use super::mention::MentionResolver;
use super::word_forms::reads_as_adjective;
use crate::domain::{Identity, Party, SourceKind};
use crate::extract::lexicon;

impl MentionResolver<'_> {
    /// The outlets that the words name: "CNN", "CNN's Bo Oru", "the Reuters news agency", "state TV".
    pub(super) fn outlets(&self, tokens: Range<usize>, discourse: &Discourse) -> Vec<Party> {
        let named = tokens.clone().any(|at| self.names.capital(at));
        let last = self.lower(tokens.end - 1);
        // "state TV", "public radio", "the paper"; not "a train station".
        let outlet = tokens.len() >= 2 && lexicon::is_unnamed_outlet(last);
        if !named && !outlet {
            return Vec::new();
        }
        let mut found = self.parties(tokens.clone(), discourse);
        found.retain(|party| party.kind == SourceKind::Media && (outlet || party.identity != Identity::Article));
        if found.is_empty() {
            let first = self.names.runs.partition_point(|run| run.tokens.start < tokens.start);
            let run = self.names.runs.get(first).filter(|run| run.tokens.end <= tokens.end);
            let entry = run.and_then(|run| self.names.registry.by_name(&self.names.words(run.tokens.clone())));
            let words = Some(self.names.words(tokens.clone()));
            found.extend(entry.filter(|entry| entry.kind == SourceKind::Media).map(|entry| entry.party(words.clone())));
            if found.is_empty() && named && lexicon::is_programme(last) && self.names.capital(tokens.end - 2) {
                let name = self.strip(tokens.start..tokens.end - 1);
                found.push(Party {
                    name: self.names.words(name),
                    kind: SourceKind::Media,
                    role: None,
                    mention: words,
                    identity: Identity::Name,
                });
            } else if found.is_empty() && outlet && tokens.len() <= 4 {
                let name = self.names.words(self.strip(tokens));
                let kind = SourceKind::Media;
                found.push(Party { name, kind, role: None, mention: words, identity: Identity::Article });
            }
        }
        found
    }

    /// "the Interfax news agency": the outlet's name, without what it is.
    pub(super) fn outlet_by_name(&self, tokens: &Range<usize>, mention: &Option<String>) -> Option<Party> {
        let mut end = tokens.end;
        while end > tokens.start
            && !self.names.capital(end - 1)
            && (lexicon::is_outlet_noun(self.lower(end - 1))
                || matches!(self.lower(end - 1), "state" | "website" | "site"))
        {
            end -= 1;
        }
        if end == tokens.end || !lexicon::is_outlet_noun(self.lower(tokens.end - 1)) {
            return None;
        }
        let run = self.run_at_end(&(tokens.start..end)).filter(|run| run.tokens.start == tokens.start)?;
        let name = self.names.words(run.tokens.clone());
        if let Some(entry) = self.names.registry.by_name(&name) {
            return Some(entry.party(mention.clone())).filter(|_| entry.kind == SourceKind::Media);
        }
        let adjective = self.names.registry.by_adjective(&name).is_some() || reads_as_adjective(&name.to_lowercase());
        let kind = SourceKind::Media;
        (!adjective && !self.names.is_place(&name)).then(|| Party {
            name,
            kind,
            role: None,
            mention: mention.clone(),
            identity: Identity::Name,
        })
    }
}
