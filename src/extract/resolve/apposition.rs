//! Names in apposition: "the governor of Sarn, Joran Pell", "Vell's energy company, Saltbridge Power".

use std::ops::Range;

use super::discourse::Discourse;
use super::mention::MentionResolver;
use crate::domain::{Party, SourceKind};
use crate::extract::lexicon;
use crate::extract::tokens::TokenKind;

impl MentionResolver<'_> {
    /// A mention to the end of the name that it breaks off in, and "the mayor of Hollin" with the name that follows between
    /// commas.
    pub(super) fn with_bearer(&self, tokens: Range<usize>) -> Range<usize> {
        let broken = self.names.runs.partition_point(|run| run.tokens.end <= tokens.end);
        if let Some(run) = self.names.runs.get(broken)
            && (tokens.start..tokens.end).contains(&run.tokens.start)
            && self.names.is_person(run)
        {
            return tokens.start..run.tokens.end;
        }
        let head_end = self.head_end(&self.strip(tokens.clone()));
        let office = self.lower(tokens.start) == "the"
            && lexicon::is_person_noun(self.lower(head_end - 1))
            && !self.names.capital(tokens.end);
        match self.names.run_from(tokens.end + 1).filter(|run| self.names.is_person(run)) {
            Some(run) if office && self.lower(tokens.end) == "," && self.lower(run.tokens.end) == "," => {
                tokens.start..run.tokens.end
            }
            _ => tokens,
        }
    }

    /// "the governor of Sarn, Joran Pell": a person whose name stands in the second part of the mention, between commas.
    /// "A spokeswoman for the governor, Joran Pell" is not Pell.
    pub(super) fn name_in_apposition(
        &self,
        tokens: &Range<usize>,
        segments: &[Range<usize>],
        head_end: usize,
        mention: &Option<String>,
        discourse: &Discourse,
    ) -> Option<Party> {
        let head = segments.first()?;
        if let Some(party) = self.later_name(segments, mention) {
            return Some(party);
        }
        let last = self.lower(head.end - 1);
        // "A Vell Board of Trade spokesman, Joran Pell".
        let person_behind = lexicon::is_person_noun(last)
            && !self.names.capital(head.end - 1)
            && !lexicon::is_person_noun(self.lower(head_end - 1));
        if self.document.tokens[head_end - 1].capital && head_end >= head.end {
            return None;
        }
        let for_another = matches!(self.lower(tokens.start), "a" | "an")
            && !person_behind
            && head.clone().any(|at| matches!(self.lower(at), "for" | "to" | "of" | "with"));
        let second = self.strip(segments.get(1).filter(|_| !for_another)?.clone());
        if second.is_empty() {
            return None;
        }
        let role = lexicon::is_person_noun(self.lower(head_end - 1)) || person_behind;
        if let Some(party) = self.relative_by_name(head, head_end, &second, mention) {
            return Some(party);
        }
        let Some(run) = self.run_at_end(&second).filter(|run| self.names.is_person(run)) else {
            return self.body_in_apposition(head, head_end, &second, mention, discourse);
        };
        // "ex-chancellor Joran Pell", "board member Joran Pell".
        let bare = (second.start..run.tokens.start).all(|at| is_former(self.lower(at)))
            || run.tokens.start > second.start && lexicon::is_person_noun(self.lower(run.tokens.start - 1));
        if run.name_start > second.start && run.tokens.start > second.start && !bare {
            return None;
        }
        if !(role || segments.len() == 2 && self.tells_who(head, head_end)) {
            return None;
        }
        let full = self.names.fullest(&run.parts, run.tokens.start).unwrap_or(run);
        let party = self.person(full, mention.clone());
        let own = || {
            let mut words = self.strip(head.clone());
            words.start += usize::from(matches!(self.lower(words.start), "his" | "her" | "its" | "their"));
            self.names.words(words)
        };
        Some(Party { role: party.role.clone().or_else(|| role.then(own)), ..party })
    }

    /// "Vell's energy company, Saltbridge Power", "one of these groups, the Growers' League (GL)": a body whose name stands
    /// behind what it is.
    fn body_in_apposition(
        &self,
        head: &Range<usize>,
        head_end: usize,
        second: &Range<usize>,
        mention: &Option<String>,
        discourse: &Discourse,
    ) -> Option<Party> {
        let noun = self.lower(head_end - 1);
        let several = self.lower(head.start) == "one" && lexicon::is_group_noun(self.lower(head.end - 1));
        // "The cup's host, the Vell Tennis Club".
        let body_behind =
            self.lower(second.start.saturating_sub(1)) == "the" && lexicon::is_body_noun(self.lower(second.end - 1));
        let body = lexicon::is_body_noun(noun) || lexicon::is_outlet_noun(noun) || body_behind;
        let named = self.names.capital(second.start) && !self.names.capital(head_end - 1);
        let end = second.clone().find(|&at| self.lower(at) == "(").unwrap_or(second.end);
        let run = self.run_at_end(&(second.start..end)).filter(|run| run.tokens.start == second.start)?;
        if !named || !(body || several) || self.only_sentence_opens(run, run.tokens.start) {
            return None;
        }
        let words = self.names.words(second.start..end);
        let party = self.party(second.start..end, &words, discourse)?;
        self.note_by("a body’s name behind what it is");
        let kind = match party.kind {
            SourceKind::Person if lexicon::is_outlet_noun(noun) && !lexicon::is_body_noun(noun) => SourceKind::Media,
            SourceKind::Person => SourceKind::Organisation,
            kind => kind,
        };
        Some(Party { kind, mention: mention.clone(), ..party })
    }

    /// "Her interviewer", "Karsk's deputy envoy and a co-sponsor of the talks", "one player": words that tell who someone
    /// is whose name follows.
    fn tells_who(&self, tokens: &Range<usize>, head_end: usize) -> bool {
        let head = self.lower(head_end - 1);
        let owned = (tokens.start..head_end).any(|at| self.document.tokens[at].kind == TokenKind::Possessive)
            || (tokens.start.saturating_sub(1)..head_end).any(|at| {
                matches!(self.lower(at), "his" | "her" | "their" | "its" | "the" | "a" | "an" | "one" | "another")
            });
        let thing = lexicon::is_body_noun(head)
            || lexicon::is_outlet_noun(head)
            || lexicon::is_document(head)
            || lexicon::is_group_noun(head);
        owned && !thing && self.document.tokens[head_end - 1].kind == TokenKind::Word
    }

    /// "One of them, harbour boss Ama Reth", "Bo Oru, the Orvanian president, Ama Reth": the last name tells who speaks.
    fn later_name(&self, segments: &[Range<usize>], mention: &Option<String>) -> Option<Party> {
        let person = |segment: &Range<usize>| self.run_at_end(segment).filter(|run| self.names.is_person(run));
        match segments {
            // "One of the growers, Ama Reth, 42, …".
            [head, name, ..] if self.lower(head.start) == "one" && self.lower(head.start + 1) == "of" => {
                person(name).map(|run| self.person(run, mention.clone()))
            }
            [first, role, name] if person(first).is_some() => {
                let office = self.lower(role.start) == "the" && lexicon::is_person_noun(self.lower(role.end - 1));
                let whole = person(name).filter(|run| run.tokens.start == name.start && office)?;
                let party = self.person(whole, mention.clone());
                Some(Party { role: Some(self.names.words(self.strip(role.clone()))), ..party })
            }
            _ => None,
        }
    }

    /// "Reth's grandmother, Ama", "his wife, Ama Reth": who belongs to somebody, and the name alone.
    fn relative_by_name(
        &self,
        head: &Range<usize>,
        head_end: usize,
        name: &Range<usize>,
        mention: &Option<String>,
    ) -> Option<Party> {
        let owned = (head.start..head_end).any(|at| self.document.tokens[at].kind == TokenKind::Possessive)
            || matches!(self.lower(head.start), "his" | "her" | "their");
        let noun = lexicon::is_person_noun(self.lower(head_end - 1)) && head_end == head.end;
        let run = self.run_at_end(name).filter(|run| run.tokens == *name && run.parts.len() == 1)?;
        if !owned || !noun || self.names.registry.by_name(&self.names.words(name.clone())).is_some() {
            return None;
        }
        let full = self.names.fullest(&run.parts, run.tokens.start).unwrap_or(run);
        let words = self.strip(head.clone());
        Some(Party { role: Some(self.names.words(words)), ..self.person(full, mention.clone()) })
    }
}

/// "former", "ex-president", "mayor": an office before a name, held or not.
fn is_former(word: &str) -> bool {
    word.starts_with("ex-") || word == "former" || lexicon::is_person_noun(word)
}
