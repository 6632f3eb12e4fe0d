//! Who is the subject of a sentence, so that a pronoun in the next one may stand for it.

use std::ops::Range;

use super::discourse::Discourse;
use super::mention::MentionResolver;
use super::names::{Gender, NameRun};
use crate::domain::{Party, SourceKind};
use crate::extract::tokens::TokenKind;
use crate::extract::{cues, lexicon};

impl MentionResolver<'_> {
    /// The person who is the subject of a sentence, where a name or a role at its head tells: by a role with "the", by a name
    /// between commas behind a role, else by a name that begins the sentence.
    pub(super) fn sentence_subject(
        &self,
        tokens: Range<usize>,
        discourse: &Discourse,
    ) -> Option<(Party, Option<Gender>)> {
        self.subject_by_role(&tokens, discourse)
            .or_else(|| self.subject_in_apposition(&tokens))
            .or_else(|| self.subject_by_name(&tokens))
    }

    /// "The general would not discuss …".
    fn subject_by_role(&self, tokens: &Range<usize>, discourse: &Discourse) -> Option<(Party, Option<Gender>)> {
        if self.lower(tokens.start) != "the" {
            return None;
        }
        let role =
            (tokens.start + 1..tokens.end.min(tokens.start + 5)).find(|&at| lexicon::is_person_noun(self.lower(at)))?;
        let quoted = (tokens.start + 1..=role).any(|at| self.document.quoted[at].is_some());
        let next = self.lower(role + 1);
        let goes_on = matches!(next, "'s" | "of" | "," | "and" | "for")
            || lexicon::is_person_noun(next)
            || lexicon::is_body_noun(next);
        if quoted || goes_on {
            return None;
        }
        let anaphor = self.nominal(tokens.start..role + 1, &(tokens.start + 1..role + 1), role + 1);
        let party = self.stands_for(&anaphor, discourse)?;
        let gender = self.gender(&party.name);
        Some((party, gender))
    }

    /// "The mayor of Hollin, Dorit Amsel, has refused to leave."
    fn subject_in_apposition(&self, tokens: &Range<usize>) -> Option<(Party, Option<Gender>)> {
        let first = self.names.runs.partition_point(|run| run.tokens.start < tokens.start);
        let run = self.names.runs[first..]
            .iter()
            .take(4)
            .take_while(|run| run.tokens.end <= tokens.end.min(tokens.start + 16))
            .find(|run| {
                run.tokens.start > tokens.start
                    && self.lower(run.tokens.start - 1) == ","
                    && self.lower(run.tokens.end) == ","
                    && self.names.is_person(run)
                    && (tokens.start..run.tokens.start).any(|at| lexicon::is_person_noun(self.lower(at)))
                    && !(tokens.start..run.tokens.start)
                        .any(|at| lexicon::is_auxiliary(self.lower(at)) || self.lower(at).ends_with("ed"))
            })?;
        let said = self.document.quoted[tokens.start].is_some();
        (!said).then(|| (self.person(run, None), self.names.person(run).gender))
    }

    /// "Reth arrived …": the first name of the sentence, where no verb, pronoun or preposition stands before it. A name with
    /// neither role nor gender counts only where the article goes on with the family name alone.
    fn subject_by_name(&self, tokens: &Range<usize>) -> Option<(Party, Option<Gender>)> {
        let first = self.names.runs.partition_point(|run| run.tokens.start < tokens.start);
        let run = self.names.runs.get(first).filter(|run| run.tokens.start < tokens.end)?;
        let mut lead = tokens.start..run.tokens.start;
        // "When Reth arrived, …": the subject of the clause is whom "he" stands for in the rest.
        if lexicon::is_temporal_subordinator(self.lower(lead.start)) {
            if lead.len() != 1 {
                return None;
            }
            lead.start += 1;
        }
        let holds_back = |at: usize| {
            let word = self.lower(at);
            (lexicon::is_preposition(word) && word != "of")
                || word.ends_with("ing")
                || word.ends_with("ed")
                || matches!(word, "if" | "when" | "while" | "opposite" | "because" | "that")
                || lexicon::is_auxiliary(word)
                || lexicon::is_speaker_pronoun(word)
        };
        if lead.len() > 8 || lead.clone().any(holds_back) || self.document.quoted[run.tokens.start].is_some() {
            return None;
        }
        let run = self.behind_employer(run, tokens.end);
        let next = self.lower(run.tokens.end);
        if matches!(next, "'s" | "and" | "." | "?" | "!") || lexicon::is_preposition(next) {
            return None;
        }
        if self.names.holder_of_the_day(run).is_some() && self.names.fullest_of(run).is_none() {
            let party = self.by_form(run, &run.tokens, None);
            let gender = party.name.split(' ').next().and_then(|given| Gender::of_given_name(&given.to_lowercase()));
            return Some((party, gender));
        }
        let full = if self.names.is_person(run) && (self.names.titled(run) || self.names.person(run).role.is_some()) {
            run
        } else {
            self.names.fullest(&run.parts, run.tokens.start)?
        };
        let party = self.person(full, None);
        let gender = self.names.person(full).gender;
        let speaks = lexicon::is_saying_verb(next) && self.names.is_person(full);
        if party.role.is_none() && gender.is_none() && !speaks && !self.goes_on_by_surname(full) {
            return None;
        }
        Some((party, gender))
    }

    /// "Vell Steel analyst Ama Reth said …": the person behind whom they work for and what they are.
    fn behind_employer<'r>(&'r self, run: &'r NameRun, end: usize) -> &'r NameRun {
        let noun = (run.tokens.end..end.min(run.tokens.end + 3)).find(|&at| lexicon::is_person_noun(self.lower(at)));
        let Some(noun) = noun else { return run };
        let plain = (run.tokens.end..noun).all(|at| {
            let token = &self.document.tokens[at];
            token.kind == TokenKind::Word && !lexicon::is_preposition(&token.lower) && !cues::is_verb(&token.lower)
        });
        self.names.run_from(noun + 1).filter(|next| plain && self.names.is_person(next)).unwrap_or(run)
    }

    /// True when the article takes the name up again by its last word alone, as it does with persons.
    fn goes_on_by_surname(&self, run: &NameRun) -> bool {
        let last = run.parts.last().and_then(|last| self.names.by_part.get(last));
        last.into_iter().flatten().any(|&at| self.names.runs[at].parts.len() == 1)
    }

    /// The body that is the subject of a sentence: "The ministry published …", "Yonhap moved …".
    pub(super) fn subject_body(&self, tokens: Range<usize>, discourse: &Discourse) -> Option<Party> {
        // "Has the army told you?"
        let inverted = tokens.len() > 2 && lexicon::is_auxiliary(self.lower(tokens.start));
        let tokens = tokens.start + usize::from(inverted)..tokens.end;
        if self.document.quoted[tokens.start].is_some() {
            return None;
        }
        let limit = tokens.end.min(tokens.start + 9);
        let verb = (tokens.start + 1..limit).find(|&at| {
            let word = self.lower(at);
            lexicon::is_auxiliary(word)
                || (!self.document.tokens[at].capital && cues::is_verb(word) && !lexicon::is_person_noun(word))
                || (word.ends_with("ed") && !self.document.tokens[at].capital)
                || matches!(word, "gave" | "made" | "took" | "held" | "sent")
        })?;
        let subject = tokens.start..verb;
        // "The government in Vell".
        let seated = subject.len() > 3 && self.lower(verb - 2) == "in" && self.names.capital(verb - 1);
        let bare = tokens.start..if seated { verb - 2 } else { verb };
        let plain = |at: usize| {
            self.document.tokens[at].kind == TokenKind::Word
                && !lexicon::is_preposition(self.lower(at))
                && !matches!(self.lower(at), "and" | "or" | "nor" | "but")
                || self.document.tokens[at].kind == TokenKind::Possessive
        };
        let head = self.lower(bare.end - 1);
        let named = self.names.capital(bare.end - 1)
            && self.names.registry.by_name(&self.names.words(self.strip(subject.clone()))).is_some();
        if !bare.clone().all(plain) || !(named || (lexicon::is_body_noun(head) && self.definite_or_named(&bare))) {
            return None;
        }
        let words = self.names.words(subject.clone());
        self.party(subject, &words, discourse)
            .filter(|party| matches!(party.kind, SourceKind::Organisation | SourceKind::Government | SourceKind::Media))
    }

    /// Those who are the subject of a sentence without a name: "Residents fear …", "A retiree wept".
    pub(super) fn subject_described(&self, tokens: Range<usize>, discourse: &Discourse) -> Option<Party> {
        if self.document.quoted[tokens.start].is_some() {
            return None;
        }
        let limit = tokens.end.min(tokens.start + 9);
        let verb = (tokens.start + 1..limit).find(|&at| {
            let (word, token) = (self.lower(at), &self.document.tokens[at]);
            let noun = lexicon::is_person_noun(word) || lexicon::is_group_noun(word);
            let past = word.ends_with("ed") && !lexicon::is_group_noun(self.lower(at + 1));
            !token.capital && !noun && (lexicon::is_auxiliary(word) || cues::is_verb(word) || past)
        })?;
        let subject = tokens.start..verb;
        let plain = |at: usize| {
            matches!(self.document.tokens[at].kind, TokenKind::Word | TokenKind::Number | TokenKind::Possessive)
                && !lexicon::is_preposition(self.lower(at))
                && !lexicon::is_clause_opener(self.lower(at))
        };
        let head = self.lower(verb - 1);
        let human = lexicon::is_group_noun(head) || lexicon::is_person_noun(head);
        if !human || self.names.capital(verb - 1) || !subject.clone().all(plain) || self.lower(tokens.start) == "the" {
            return None;
        }
        let words = self.names.words(subject.clone());
        self.party(subject, &words, discourse)
            .filter(|party| matches!(party.kind, SourceKind::Group | SourceKind::Unnamed))
    }

    fn definite_or_named(&self, tokens: &Range<usize>) -> bool {
        self.lower(tokens.start) == "the" || self.names.capital(tokens.start)
    }
}
