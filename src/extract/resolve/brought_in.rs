//! People who are brought in without a name, and whom later words mean rather than anybody named.

use super::antecedent::{Anaphor, Anaphora};
use super::discourse::Discourse;
use super::mention::MentionResolver;
use super::people::gender_of_role;
use crate::domain::Party;
use crate::extract::lexicon;
use crate::extract::tokens::TokenKind;

/// A description takes up another one that stands so many tokens before it, or fewer.
const INTRODUCED_WITHIN: usize = 80;

impl MentionResolver<'_> {
    /// "The consular officer" behind "a consular officer": one who is nobody of those named.
    pub(super) fn is_introduced(&self, anaphor: &Anaphor) -> bool {
        let named = |at: usize| self.names.capital(at) || matches!(self.lower(at), "," | "(" | "named" | "called");
        let head = anaphor.tokens.clone().rfind(|&at| self.lower(at) == anaphor.head);
        let (Some(head), Some(&first)) = (head, anaphor.modifiers.first()) else { return false };
        let lower = !(first..=head).any(|at| self.names.capital(at)) && self.lower(anaphor.tokens.start) == "the";
        let length = head + 1 - first;
        let from = anaphor.tokens.start.saturating_sub(INTRODUCED_WITHIN);
        anaphor.class == Anaphora::Person
            && lower
            && (from + 1..anaphor.tokens.start.saturating_sub(length)).any(|at| {
                matches!(self.lower(at - 1), "a" | "an")
                    && (0..length).all(|word| self.lower(at + word) == self.lower(first + word))
                    && !named(at + length)
                    && !at.checked_sub(2).is_some_and(named)
            })
    }

    /// "Reth’s wife was on the air, and she …", "Reth’s wife, she says": the kin that begins the sentence or stands right before
    /// the pronoun, without another name between.
    pub(super) fn kin_before(&self, anaphor: &Anaphor, discourse: &Discourse) -> Option<Party> {
        let place = anaphor.tokens.start;
        // "And, Reth’s wife, she says …".
        let beside = place
            .checked_sub(3)
            .filter(|&mark| self.lower(place - 1) == "," && self.document.tokens[mark].kind == TokenKind::Possessive);
        let start = match beside.and_then(|mark| self.run_at_end(&(0..mark))) {
            Some(owner) => owner.tokens.start,
            None => self.names.sentence_start(place),
        };
        let first = self.names.run_from(start).filter(|_| anaphor.class == Anaphora::He)?;
        let kin = first.tokens.end + 1;
        let owns = self.document.tokens.get(kin - 1).is_some_and(|mark| mark.kind == TokenKind::Possessive);
        let next = self.names.runs.partition_point(|run| run.tokens.start <= start);
        let alone = self.names.runs.get(next).is_none_or(|run| run.tokens.start > place);
        let is_kin = lexicon::is_kin(self.lower(kin)) && gender_of_role(self.lower(kin)) == anaphor.gender;
        if !owns || !alone || !is_kin || kin >= place || self.lower(kin + 1) == "," && kin + 2 != place {
            return None;
        }
        let words = self.names.words(start..kin + 1);
        self.by("the kin that begins the sentence", || self.party(start..kin + 1, &words, discourse))
    }
}
