//! Mentions that name an owner: "Reth's office", "her spokesman", "the ministry's statement".

use std::ops::Range;

use super::antecedent::Anaphor;
use super::discourse::Discourse;
use super::mention::MentionResolver;
use crate::domain::{Identity, Party, SourceKind};
use crate::extract::lexicon;
use crate::extract::tokens::TokenKind;

impl MentionResolver<'_> {
    /// What belongs to a person or body named before the "'s"; `None` where nothing special follows from that.
    pub(super) fn owned(
        &self,
        tokens: &Range<usize>,
        head_end: usize,
        mention: &Option<String>,
        discourse: &Discourse,
    ) -> Option<Party> {
        let (owner, belonging) = self.owner(tokens, head_end, discourse)?;
        let head = self.lower(head_end - 1);
        if lexicon::is_utterance(head) {
            self.note_by("whose words they are");
            return Some(Party { mention: mention.clone(), ..owner });
        }
        let words = self.names.words(belonging.clone());
        let lower = !self.names.capital(head_end - 1);
        // An owner named by a single word may not be a person.
        let sure = owner.name.contains(' ') || owner.role.is_some() || !matches!(owner.identity, Identity::Article);
        let by_name = owner.kind == SourceKind::Person && lower && sure;
        let one_word = !owner.name.contains(' ') && matches!(owner.identity, Identity::Article);
        let identity = if one_word { Identity::Article } else { Identity::Name };
        let party = |name, kind, identity| {
            self.note_by("what an owner has");
            Some(Party { name, kind, role: None, mention: mention.clone(), identity })
        };
        if by_name && head == "office" && belonging.len() == 1 {
            return party(format!("Office of {}", owner.name), SourceKind::Organisation, identity);
        }
        if by_name && lexicon::is_body_noun(head) && head != "government" {
            return party(format!("{}’s {words}", owner.name), SourceKind::Organisation, identity);
        }
        if by_name && (lexicon::is_group_noun(head) || lexicon::is_collective(head)) {
            return party(format!("{}’s {words}", owner.name), SourceKind::Group, identity);
        }
        if lexicon::is_person_noun(head) && lower {
            let anaphor = self.nominal(tokens.clone(), tokens, head_end);
            let anaphor = Anaphor { owner: Some(owner.name.clone()), ..anaphor };
            if let Some(found) = self.stands_for(&anaphor, discourse) {
                return Some(Party { mention: mention.clone(), ..found });
            }
            let pronoun = lexicon::is_determiner(self.lower(tokens.start));
            if by_name || (pronoun && owner.kind == SourceKind::Organisation) {
                let name =
                    if by_name { format!("{}’s {words}", owner.name) } else { format!("{} {words}", owner.name) };
                return party(name, SourceKind::Unnamed, Identity::Article);
            }
        }
        None
    }

    /// Returns the owner, and the tokens of what is owned.
    fn owner(&self, tokens: &Range<usize>, head_end: usize, discourse: &Discourse) -> Option<(Party, Range<usize>)> {
        if matches!(self.lower(tokens.start), "his" | "her" | "its" | "their")
            && let Some(anaphor) = self.pronoun(tokens.clone())
        {
            return Some((self.stands_for(&anaphor, discourse)?, tokens.start + 1..head_end))
                .filter(|(_, rest)| !rest.is_empty());
        }
        let mark = (tokens.start + 1..head_end.saturating_sub(1))
            .rfind(|&at| self.document.tokens[at].kind == TokenKind::Possessive)?;
        let named = self.strip(tokens.start..mark);
        let belonging = mark + 1..head_end;
        if named.is_empty() || !self.names.capital(mark - 1) {
            // "the ministry's statement".
            let utterance = lexicon::is_utterance(self.lower(head_end - 1)) && !named.is_empty();
            let words = self.names.words(tokens.start..mark);
            let owner = utterance.then(|| self.party(tokens.start..mark, &words, discourse)).flatten()?;
            return Some((owner, belonging));
        }
        let words = self.names.words(named.clone());
        if let Some(entry) = self.names.registry.by_name(&words) {
            self.note("a name of the registry");
            return Some((entry.party(None), belonging));
        }
        let run = self.run_at_end(&named)?;
        let full = if self.names.is_person(run) { Some(run) } else { self.names.fullest(&run.parts, run.tokens.start) };
        let owner = match full {
            Some(full) => self.person_by(run, full, None),
            None if lexicon::is_utterance(self.lower(head_end - 1)) => self.party(named, &words, discourse)?,
            None => return None,
        };
        Some((owner, belonging))
    }
}
