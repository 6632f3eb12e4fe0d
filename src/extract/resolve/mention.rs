//! The words of one mention to the party they name.

use std::ops::Range;

use super::discourse::{Discourse, is_plural};
use super::names::{Cast, Gender, Run};
use super::registry;
use crate::domain::{Identity, Party, SourceKind};
use crate::extract::nouns;
use crate::extract::segment::Segmented;
use crate::extract::tokens::TokenKind;

/// Reads mentions of one article.
pub(super) struct Reader<'d> {
    document: &'d Segmented<'d>,
    cast: Cast<'d>,
    /// Every person with a role, by the place of the run.
    roles: Vec<(usize, Party)>,
}

impl<'d> Reader<'d> {
    /// Reads the cast of the article.
    pub(super) fn of(document: &'d Segmented<'d>) -> Self {
        let mut reader = Self { document, cast: Cast::of(document), roles: Vec::new() };
        let persons = reader.cast.runs.iter().filter(|run| reader.cast.is_person(run));
        reader.roles = persons
            .map(|run| (run.tokens.start, reader.person(run, None)))
            .filter(|(_, party)| party.role.is_some())
            .collect();
        reader
    }

    fn lower(&self, at: usize) -> &str {
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
        let run = self.cast.fullest(&parts, usize::MAX)?;
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
        let and = tokens.clone().filter(|&at| self.lower(at) == "and" && self.document.quoted[at].is_none()).last()?;
        if registry::by_name(&self.cast.words(self.strip(tokens.clone()))).is_some() {
            return None;
        }
        let named = |piece: &Range<usize>| {
            let piece = self.strip(piece.clone());
            !piece.is_empty()
                && self.document.tokens[piece.end - 1].capital
                && !piece.clone().any(|at| matches!(self.lower(at), "of" | "for" | "," | "between"))
                && !(nouns::is_body(self.lower(piece.end - 1)) && piece.len() == 1)
                && !(nouns::is_title(self.lower(piece.end - 1)) && piece.len() == 1)
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
            registry::by_name(&words).is_some()
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
    fn strip(&self, mut tokens: Range<usize>) -> Range<usize> {
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
    fn party(&self, tokens: Range<usize>, words: &str, discourse: &Discourse) -> Option<Party> {
        let mention = Some(words.to_owned());
        let first = self.lower(tokens.start).to_owned();
        if tokens.len() == 1 && nouns::is_speaker_pronoun(&first) {
            return discourse.pronoun(&first).map(|party| Party { mention, ..party });
        }
        let stripped = self.strip(tokens.clone());
        if stripped.is_empty() {
            return None;
        }
        if let Some(entry) = registry::by_name(&self.cast.words(stripped.clone())) {
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
            if let Some(entry) = registry::by_name(&whole) {
                return Some(entry.party(mention));
            }
            let last = self.lower(head_end - 1);
            if self.lower(head_end) == "of"
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

    fn person(&self, run: &Run, mention: Option<String>) -> Party {
        let person = self.cast.person(run);
        let identity = if run.parts.len() > 1 { Identity::Name } else { Identity::Article };
        Party { name: person.name, kind: SourceKind::Person, role: person.role, mention, identity }
    }

    /// A mention whose head is a name.
    fn named(&self, run: &Run, tokens: &Range<usize>, mention: Option<String>) -> Party {
        let whole = self.cast.words(run.tokens.clone());
        let name = self.cast.name(run);
        if let Some(entry) =
            registry::by_name(&whole).or_else(|| registry::by_name(&name).filter(|_| !self.cast.titled(run)))
        {
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
        let body = nouns::is_body(&last) || run.parts.iter().any(|part| nouns::is_body(part));
        if run.parts.len() > 1 || (run.tokens.len() > 1 && !titled) || (body && !titled) {
            if nouns::is_role(&last) && self.lower(run.tokens.end - 1) != "guardian" && !body {
                // "Foreign Minister", "the President": a role without a name.
                let unnamed = whole.clone();
                return Party {
                    name: unnamed,
                    kind: SourceKind::Unnamed,
                    role: None,
                    mention,
                    identity: Identity::Article,
                };
            }
            if let Some(adjective) = whole.split(' ').next().filter(|_| last == "government")
                && let Some(entry) = registry::by_adjective(adjective)
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
        if let Some(entry) = registry::by_adjective(&name) {
            return Party { name: entry.name.to_owned(), ..entry.party(mention) };
        }
        if self.cast.is_place(&name) {
            return Party { name, kind: SourceKind::Government, role: None, mention, identity: Identity::Name };
        }
        if nouns::is_group(&last) || last.strip_suffix('s').is_some_and(|one| registry::by_adjective(one).is_some()) {
            let nation = !nouns::is_group(&last) || registry::by_adjective(last.trim_end_matches('s')).is_some();
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

    /// True when "the" stands before the words.
    fn definite(&self, tokens: &Range<usize>) -> bool {
        self.lower(tokens.start) == "the" || tokens.start.checked_sub(1).is_some_and(|at| self.lower(at) == "the")
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

    /// A mention whose head is a common noun.
    fn described(
        &self,
        tokens: Range<usize>,
        segment: Range<usize>,
        head_end: usize,
        mention: Option<String>,
        discourse: &Discourse,
    ) -> Option<Party> {
        let head = self.lower(head_end - 1).to_owned();
        let definite = matches!(self.lower(tokens.start), "the" | "his" | "her" | "its" | "their" | "this" | "that");
        let possessive = (segment.start..head_end).any(|at| self.document.tokens[at].kind == TokenKind::Possessive);
        let name = self.description(tokens.start, self.outer_end(&segment));
        let party =
            |name: String, kind, identity| Some(Party { name, kind, role: None, mention: mention.clone(), identity });
        let numbered = matches!(
            self.lower(tokens.start),
            "two" | "three" | "four" | "five" | "several" | "one" | "some" | "another"
        );
        let plain = head_end == segment.end && !possessive;
        let capitals =
            (segment.start..head_end).any(|at| self.document.tokens[at].capital && at != self.sentence_head(at));
        if nouns::is_role(&head) && !numbered {
            if definite || possessive {
                if let Some(found) = self.by_role(segment.start..head_end, &head, discourse, tokens.start) {
                    return Some(Party { mention, ..found });
                }
                let modifiers: Vec<&str> = (segment.start..head_end - 1)
                    .map(|at| self.lower(at))
                    .filter(|word| !nouns::is_determiner(word))
                    .collect();
                let known = discourse.last(|party| {
                    party.kind == SourceKind::Unnamed
                        && !is_plural(&party.name)
                        && party.name.split(' ').any(|word| word.to_lowercase() == head)
                        && modifiers.iter().all(|modifier| party.name.to_lowercase().contains(modifier))
                });
                if let Some(known) = known.filter(|_| plain) {
                    return Some(Party { mention, ..known });
                }
                if definite
                    && plain
                    && segment.len() == 1
                    && !matches!(head.as_str(), "source" | "official" | "insider")
                {
                    return None;
                }
            }
            return party(name, SourceKind::Unnamed, Identity::Article);
        }
        if matches!(head.as_str(), "sources" | "officials") && (numbered || head == "sources") {
            return party(
                self.description(tokens.start, self.outer_end(&segment)),
                SourceKind::Unnamed,
                Identity::Article,
            );
        }
        if numbered || matches!(head.as_str(), "one" | "another" | "other") {
            let plural = nouns::is_group(&head) && self.lower(tokens.start) != "one";
            let kind = if plural && !head.ends_with("sources") { SourceKind::Group } else { SourceKind::Unnamed };
            let unnamed = matches!(head.as_str(), "officials" | "sources" | "diplomats" | "people" | "officers");
            return party(
                self.description(tokens.start, self.outer_end(&segment)),
                if unnamed { SourceKind::Unnamed } else { kind },
                Identity::Article,
            );
        }
        if nouns::is_group(&head) {
            return party(name, SourceKind::Group, Identity::Article);
        }
        if nouns::is_outlet(&head) && !nouns::is_body(&head) {
            return party(name, SourceKind::Media, Identity::Article);
        }
        if nouns::is_body(&head) {
            if head == "government" && plain {
                let adjective = self.cast.words(segment.start..head_end - 1);
                if let Some(entry) = registry::by_adjective(&adjective).or_else(|| registry::by_name(&adjective)) {
                    return Some(entry.party(mention));
                }
            }
            if definite && plain && !capitals {
                let known = discourse.last(|party| {
                    matches!(party.kind, SourceKind::Organisation | SourceKind::Media)
                        && party.name.split(' ').any(|word| word.to_lowercase() == head)
                });
                if let Some(known) = known.filter(|_| segment.len() == 1) {
                    return Some(Party { mention, ..known });
                }
            }
            let name = self.abbreviated(&segment).unwrap_or(name);
            let kind = if head == "agency" && capitals && name.contains("news") {
                SourceKind::Media
            } else {
                SourceKind::Organisation
            };
            let identity = if capitals { Identity::Name } else { Identity::Article };
            return party(name, kind, identity);
        }
        if nouns::is_paper(&head) {
            // "A statement by the ministry": the body behind the paper.
            for at in head_end..segment.end {
                if matches!(self.lower(at), "by" | "from" | "of") {
                    let inner = at + 1..segment.end;
                    let words = self.cast.words(inner.clone());
                    return self.party(inner, &words, discourse).map(|party| Party { mention, ..party });
                }
            }
            return None;
        }
        None
    }

    /// "military intelligence" under the fuller name that the article gives: the run whose words end alike.
    fn abbreviated(&self, segment: &Range<usize>) -> Option<String> {
        let words: Vec<&str> = segment.clone().map(|at| self.lower(at)).collect();
        if words.len() < 2 {
            return None;
        }
        let run = self.cast.runs.iter().find(|run| {
            let tokens: Vec<&str> = run.tokens.clone().map(|at| self.lower(at)).collect();
            tokens == words
        })?;
        let name = self.cast.words(run.tokens.clone());
        // With its owner: "Ukraine's Military Intelligence".
        let start = run.tokens.start;
        if start >= 2
            && self.document.tokens[start - 1].kind == TokenKind::Possessive
            && self.document.tokens[start - 2].capital
        {
            return Some(self.cast.words(start - 2..run.tokens.end));
        }
        Some(name)
    }

    /// The end of a description: a relative clause is left out.
    fn outer_end(&self, segment: &Range<usize>) -> usize {
        segment
            .clone()
            .find(|&at| matches!(self.lower(at), "who" | "which" | "that" | "(") && at > segment.start)
            .unwrap_or(segment.end)
    }

    fn sentence_head(&self, at: usize) -> usize {
        let sentence = self.document.sentences.partition_point(|sentence| sentence.tokens.end <= at);
        self.document.sentences.get(sentence).map_or(at, |sentence| sentence.tokens.start)
    }

    /// A description as printed, its first word in lower case where only its place made it a capital.
    fn description(&self, start: usize, end: usize) -> String {
        let mut start = start;
        while start + 1 < end && matches!(self.lower(start), "the" | "a" | "an" | "its" | "his" | "her" | "their") {
            start += 1;
        }
        let words = self.cast.words(start..end);
        let first = &self.document.tokens[start];
        let owns = self.document.tokens.get(start + 1).is_some_and(|next| next.kind == TokenKind::Possessive);
        let elsewhere = first.capital && owns
            || first.capital
                && self
                    .cast
                    .runs
                    .iter()
                    .any(|run| run.tokens.contains(&start) && run.tokens.len() > 1 && run.tokens.start == start);
        let proper = registry::by_adjective(&first.lower).is_some()
            || registry::by_name(first.span.of(self.document.text)).is_some()
            || elsewhere;
        let acronym = words.split(' ').next().is_some_and(|word| word.chars().filter(|c| c.is_uppercase()).count() > 1);
        if self.sentence_head(start) == start && !proper && !acronym || nouns::is_determiner(&first.lower) {
            let mut chars = words.chars();
            return chars.next().map(|c| c.to_lowercase().chain(chars).collect()).unwrap_or_default();
        }
        words
    }

    /// The person introduced with a role that has the word `head`, and with one of the words before it if there are any.
    fn by_role(&self, tokens: Range<usize>, head: &str, discourse: &Discourse, place: usize) -> Option<Party> {
        let modifiers: Vec<String> = tokens
            .clone()
            .filter(|&at| {
                // "the town's mayor": a common owner does not tell one mayor from another.
                let common_owner = !self.document.tokens[at].capital
                    && self.document.tokens.get(at + 1).is_some_and(|next| next.kind == TokenKind::Possessive);
                at + 1 < tokens.end
                    && self.document.tokens[at].kind == TokenKind::Word
                    && !common_owner
                    && !nouns::is_determiner(self.lower(at))
            })
            .map(|at| self.document.tokens[at].span.of(self.document.text).to_owned())
            .collect();
        let fits = |role: &str| {
            let role_has_capital = role
                .split(' ')
                .any(|word| word.starts_with(char::is_uppercase) && !nouns::is_title(&word.to_lowercase()));
            let role = role.to_lowercase();
            let words: Vec<&str> = role.split(|c: char| !(c.is_alphanumeric() || c == '-')).collect();
            let first =
                words.iter().position(|word| matches!(*word, "of" | "for" | "at" | "in")).unwrap_or(words.len());
            // "Latvia's foreign minister" is not the Ukrainian one: every word must fit, by its first letters
            // ("Latvia", "Latvian"), unless the role names no country at all.
            let alike = |modifier: &String| {
                let stem: String = modifier.to_lowercase().chars().take(4).collect();
                words.iter().any(|word| word.starts_with(&stem))
                    || (modifier.chars().any(char::is_uppercase) && !role_has_capital)
            };
            words[..first].contains(&head) && modifiers.iter().all(alike)
        };
        if let Some(party) =
            discourse.last(|party| party.kind == SourceKind::Person && party.role.as_deref().is_some_and(fits))
        {
            return Some(party);
        }
        let known = |run: &Run| {
            self.roles
                .iter()
                .find(|(at, _)| *at == run.tokens.start)
                .map(|(_, party)| party)
                .filter(|party| party.role.as_deref().is_some_and(fits))
                .cloned()
        };
        let before = self.cast.runs.iter().take_while(|run| run.tokens.start < place).filter_map(known).last();
        // Introduced only later: taken where the article knows but one.
        before.or_else(|| {
            let mut later =
                self.roles.iter().map(|(_, party)| party).filter(|party| party.role.as_deref().is_some_and(fits));
            let first = later.next()?;
            later.all(|party| party.name == first.name).then(|| first.clone())
        })
    }
}
