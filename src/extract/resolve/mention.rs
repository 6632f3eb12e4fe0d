//! The words of one mention to the party they name.

use std::ops::Range;

use super::discourse::Discourse;
use super::names::{Cast, Gender, Run};
use super::registry::{Entry, Registry};
use crate::domain::{Identity, Party, SourceKind};
use crate::extract::nouns;
use crate::extract::segment::Segmented;
use crate::extract::tokens::TokenKind;

/// Reads mentions of one article.
pub(super) struct Reader<'d> {
    pub(super) document: &'d Segmented<'d>,
    pub(super) cast: Cast<'d>,
    /// Every person with a role, by the place of the run.
    pub(super) roles: Vec<(usize, Party)>,
}

impl<'d> Reader<'d> {
    /// Reads the cast of the article.
    pub(super) fn of(document: &'d Segmented<'d>, registry: &'d Registry) -> Self {
        let mut reader = Self { document, cast: Cast::of(document, registry), roles: Vec::new() };
        let persons = reader.cast.runs.iter().filter(|run| reader.cast.is_person(run));
        reader.roles = persons
            .map(|run| (run.tokens.start, reader.person(run, None)))
            .filter(|(_, party)| party.role.is_some())
            .take(500)
            .collect();
        reader.roles.dedup_by(|later, earlier| later.1 == earlier.1);
        reader
    }

    pub(super) fn lower(&self, at: usize) -> &str {
        self.document.tokens.get(at).map_or("", |token| token.lower.as_str())
    }

    /// Notes that a single name speaks in the present ("Vell says", "Karsk has denied"), as states do.
    pub(super) fn speaks_as_state(&mut self, tokens: Range<usize>) {
        if tokens.len() == 1 && self.document.tokens[tokens.start].capital {
            let name = self.document.tokens[tokens.start].lower.clone();
            self.cast.add_place(&name);
        }
    }

    /// He or she, by the name.
    pub(super) fn gender(&self, name: &str) -> Option<Gender> {
        let parts: Vec<String> = name.split(' ').map(str::to_lowercase).collect();
        let Some(run) = self.cast.fullest(&parts, usize::MAX) else {
            // The registry may spell the name otherwise than the article.
            return match parts.first().map(|given| (nouns::is_he(given), nouns::is_she(given))) {
                Some((true, false)) => Some(Gender::He),
                Some((false, true)) => Some(Gender::She),
                _ => None,
            };
        };
        self.cast.person(run).gender
    }

    /// The person who is the subject of a sentence, where a name or a role at its head tells.
    pub(super) fn sentence_subject(
        &self,
        tokens: Range<usize>,
        discourse: &Discourse,
    ) -> Option<(Party, Option<Gender>)> {
        // "The general would not discuss …".
        if self.lower(tokens.start) == "the" {
            let role = (tokens.start + 1..tokens.end.min(tokens.start + 5)).find(|&at| nouns::is_role(self.lower(at)));
            if let Some(role) = role
                && !(tokens.start + 1..=role).any(|at| self.document.quoted[at].is_some())
                && !matches!(self.lower(role + 1), "'s" | "of" | "," | "and" | "for")
                && !nouns::is_role(self.lower(role + 1))
                && !nouns::is_body(self.lower(role + 1))
                && let Some(party) = self.by_role(tokens.start + 1..role + 1, self.lower(role), discourse, tokens.start)
            {
                let gender = self.gender(&party.name);
                return Some((party, gender));
            }
        }
        let first = self.cast.runs.partition_point(|run| run.tokens.start < tokens.start);
        // "The mayor of Hollin, Dorit Amsel, has refused to leave."
        let apposed = self.cast.runs[first..]
            .iter()
            .take(4)
            .take_while(|run| run.tokens.end <= tokens.end.min(tokens.start + 16))
            .find(|run| {
                run.tokens.start > tokens.start
                    && self.lower(run.tokens.start - 1) == ","
                    && self.lower(run.tokens.end) == ","
                    && self.cast.is_person(run)
                    && (tokens.start..run.tokens.start).any(|at| nouns::is_role(self.lower(at)))
                    && !(tokens.start..run.tokens.start)
                        .any(|at| nouns::is_auxiliary(self.lower(at)) || self.lower(at).ends_with("ed"))
            });
        if let Some(run) = apposed.filter(|_| self.document.quoted[tokens.start].is_none()) {
            return Some((self.person(run, None), self.cast.person(run).gender));
        }
        let run = self.cast.runs.get(first).filter(|run| run.tokens.start < tokens.end)?;
        let lead = tokens.start..run.tokens.start;
        if lead.len() > 8
            || lead.clone().any(|at| nouns::is_preposition(self.lower(at)) && self.lower(at) != "of")
            || self.document.quoted[run.tokens.start].is_some()
        {
            return None;
        }
        if lead.clone().any(|at| {
            self.lower(at).ends_with("ing")
                || matches!(self.lower(at), "if" | "when" | "while" | "as" | "opposite" | "because" | "that")
        }) {
            return None;
        }
        if lead.clone().any(|at| {
            nouns::is_auxiliary(self.lower(at))
                || self.lower(at).ends_with("ed")
                || nouns::is_speaker_pronoun(self.lower(at))
        }) {
            return None;
        }
        let next = self.lower(run.tokens.end);
        if next == "'s" || next == "and" {
            return None;
        }
        let full = if self.cast.is_person(run) && (self.cast.titled(run) || self.cast.person(run).role.is_some()) {
            run
        } else {
            self.cast.fullest(&run.parts, run.tokens.start)?
        };
        let party = self.person(full, None);
        let gender = self.cast.person(full).gender;
        if party.role.is_none() && gender.is_none() {
            return None;
        }
        Some((party, gender))
    }

    /// The parties that the mention `tokens` names; the first is the source.
    pub(super) fn parties(&self, tokens: Range<usize>, discourse: &Discourse) -> Vec<Party> {
        let words = self.cast.words(tokens.clone());
        if let Some(pieces) = self.split(tokens.clone()) {
            return pieces
                .into_iter()
                .filter_map(|piece| {
                    let words = self.cast.words(piece.clone());
                    self.party(piece, &words, discourse)
                })
                .collect();
        }
        self.party(tokens, &words, discourse).into_iter().collect()
    }

    /// "Kiev and Seoul", "Reth, Oru and the Red Cross": the pieces, where each names someone.
    fn split(&self, tokens: Range<usize>) -> Option<Vec<Range<usize>>> {
        let and = tokens.clone().rfind(|&at| self.lower(at) == "and" && self.document.quoted[at].is_none())?;
        if self.cast.registry.by_name(&self.cast.words(self.strip(tokens.clone()))).is_some() {
            return None;
        }
        let named = |piece: &Range<usize>| {
            let piece = self.strip(piece.clone());
            let Some(last) = piece.clone().next_back() else { return false };
            let generic = piece.len() == 1 && (nouns::is_body(self.lower(last)) || nouns::is_title(self.lower(last)));
            let linked = piece.clone().any(|at| matches!(self.lower(at), "of" | "for" | "," | "between"));
            self.document.tokens[last].capital && !linked && !generic
        };
        let right = and + 1..tokens.end;
        if !named(&right) {
            return None;
        }
        let mut pieces = Vec::new();
        let mut start = tokens.start;
        for at in tokens.start..and {
            if self.lower(at) == "," {
                pieces.push(start..at);
                start = at + 1;
            }
        }
        pieces.push(start..and);
        pieces.retain(|piece| !piece.is_empty());
        if !pieces.iter().all(named) {
            return None;
        }
        let single = |piece: &Range<usize>| self.strip(piece.clone()).len() == 1;
        // "Health and Social Affairs" of a ministry: plain capitalised words that are no known names.
        let known = |piece: &Range<usize>| {
            let stripped = self.strip(piece.clone());
            let words = self.cast.words(stripped.clone());
            self.cast.registry.by_name(&words).is_some()
                || self.run_at_end(&stripped).is_some_and(|run| {
                    self.cast.is_person(run)
                        || self.cast.fullest(&run.parts, run.tokens.start).is_some()
                        || single(piece)
                })
        };
        pieces.push(right);
        pieces.iter().all(known).then_some(pieces)
    }

    /// Without articles in front.
    pub(super) fn strip(&self, mut tokens: Range<usize>) -> Range<usize> {
        while tokens.start < tokens.end
            && matches!(self.lower(tokens.start), "the" | "a" | "an" | "both" | "(" | "," | "even" | "another")
        {
            tokens.start += 1;
        }
        while tokens.start < tokens.end && matches!(self.lower(tokens.end - 1), "," | "." | "(" | ":" | ";") {
            tokens.end -= 1;
        }
        tokens
    }

    /// The run that ends where `tokens` end.
    fn run_at_end(&self, tokens: &Range<usize>) -> Option<&Run> {
        let at = self.cast.runs.partition_point(|run| run.tokens.end < tokens.end);
        self.cast.runs.get(at).filter(|run| run.tokens.end == tokens.end)
    }

    /// The party of one mention.
    pub(super) fn party(&self, tokens: Range<usize>, words: &str, discourse: &Discourse) -> Option<Party> {
        let mention = Some(words.to_owned());
        let first = self.lower(tokens.start).to_owned();
        if tokens.len() == 1 && nouns::is_speaker_pronoun(&first) {
            return discourse.pronoun(&first).map(|party| Party { mention, ..party });
        }
        let stripped = self.strip(tokens.clone());
        if stripped.is_empty() {
            return None;
        }
        // A registered person is found by the name, with the role that the article gives.
        let known = self.registered(&tokens, &stripped);
        if let Some(entry) = known.filter(|entry| !entry.is_person() || self.run_at_end(&stripped).is_none()) {
            return Some(entry.party(mention));
        }
        let segments = self.segments(&stripped);
        let head_segment = segments.first()?.clone();
        let head_end = self.head_end(&head_segment);
        // "the governor of Sarn, Joran Pell": the name stands in the second part.
        if !self.document.tokens[head_end - 1].capital || head_end < head_segment.end {
            // "a spokeswoman for the governor, Joran Pell" is not Pell.
            let for_another = matches!(self.lower(tokens.start), "a" | "an")
                && head_segment.clone().any(|at| matches!(self.lower(at), "for" | "to" | "of" | "with"));
            for segment in segments.iter().skip(1).take(usize::from(!for_another)) {
                let segment = self.strip(segment.clone());
                if !segment.is_empty()
                    && let Some(run) = self
                        .run_at_end(&segment)
                        .filter(|run| run.name_start <= segment.start && self.cast.is_person(run))
                    && nouns::is_role(self.lower(head_end - 1))
                {
                    let full = self.cast.fullest(&run.parts, run.tokens.start).unwrap_or(run);
                    return Some(self.person(full, mention));
                }
            }
        }
        if head_end == head_segment.end || self.is_bracketed(head_end) {
            let named = head_segment.start..head_end;
            if let Some(run) = self.run_at_end(&named).cloned() {
                return Some(self.named(&run, &named, mention));
            }
            // "residents of Hollin" falls through to the nouns; so does a run that a possessive follows.
        } else if let Some(run) = self.run_at_end(&(head_segment.start..head_end)).cloned() {
            // "Ministry of Defence", "University of Osmund".
            let whole = self.cast.words(head_segment.clone());
            if let Some(entry) = self.cast.registry.by_name(&whole) {
                return Some(entry.party(mention));
            }
            let last = self.lower(head_end - 1);
            if matches!(self.lower(head_end), "of" | "for")
                && self.document.tokens.get(head_end + 1).is_some_and(|next| next.capital)
                && self.definite(&head_segment)
                && !nouns::is_title(last)
                && !nouns::is_role(last)
                && !self.cast.is_person(&run)
            {
                return Some(Party {
                    name: whole,
                    kind: SourceKind::Organisation,
                    role: None,
                    mention,
                    identity: Identity::Name,
                });
            }
            if nouns::is_body(last) || nouns::is_outlet(last) {
                let kind = if nouns::is_body(last) { SourceKind::Organisation } else { SourceKind::Media };
                return Some(Party { name: whole, kind, role: None, mention, identity: Identity::Name });
            }
            return Some(self.named(&run, &(head_segment.start..head_end), mention));
        }
        self.described(tokens, head_segment, head_end, mention, discourse)
    }

    /// The registry's entry for a mention, with or without the article before it ("The Hill").
    fn registered(&self, tokens: &Range<usize>, stripped: &Range<usize>) -> Option<&Entry> {
        let known = |tokens: &Range<usize>| self.cast.registry.by_name(&self.cast.words(tokens.clone()));
        known(tokens).or_else(|| known(stripped))
    }

    fn is_bracketed(&self, at: usize) -> bool {
        self.lower(at) == "("
    }

    /// The parts of a mention between its commas.
    fn segments(&self, tokens: &Range<usize>) -> Vec<Range<usize>> {
        let mut segments = Vec::new();
        let mut start = tokens.start;
        for at in tokens.clone() {
            if matches!(self.lower(at), "," | "—" | "–") && self.document.tokens[at].kind == TokenKind::Mark {
                segments.push(start..at);
                start = at + 1;
            }
        }
        segments.push(start..tokens.end);
        segments.retain(|segment| !segment.is_empty());
        segments
    }

    /// Where the head of a noun phrase ends: before the first preposition, relative word or bracket.
    fn head_end(&self, tokens: &Range<usize>) -> usize {
        let from = if self.lower(tokens.start + 1) == "of"
            && matches!(self.lower(tokens.start), "one" | "two" | "some" | "many" | "most" | "both")
        {
            tokens.start + 2
        } else {
            tokens.start + 1
        };
        (from..tokens.end)
            .find(|&at| {
                let word = self.lower(at);
                nouns::is_inner_preposition(word)
                    || matches!(word, "who" | "that" | "which" | "(" | "familiar" | "briefed" | "about")
                        && !self.document.tokens[at].capital
            })
            .unwrap_or(tokens.end)
    }

    pub(super) fn person(&self, run: &Run, mention: Option<String>) -> Party {
        let person = self.cast.person(run);
        if let Some(entry) = self.cast.registry.person(&person.name) {
            return Party { role: person.role, ..entry.party(mention) };
        }
        let identity = if run.parts.len() > 1 { Identity::Name } else { Identity::Article };
        Party { name: person.name, kind: SourceKind::Person, role: person.role, mention, identity }
    }

    /// True when "the" stands before the words.
    pub(super) fn definite(&self, tokens: &Range<usize>) -> bool {
        self.lower(tokens.start) == "the" || tokens.start.checked_sub(1).is_some_and(|at| self.lower(at) == "the")
    }
}
