//! The words of one mention to the party they name.

use std::ops::Range;

use super::described::is_paper;
use super::discourse::Discourse;
use super::names::{Cast, Gender, Run};
use super::states::Bodies;
use super::words::{bare_part, is_geography, is_he, is_she, is_title_word};
use crate::domain::{Identity, Party, SourceKind};
use crate::extract::cues;
use crate::extract::nouns;
use crate::extract::segment::Segmented;
use crate::extract::tokens::TokenKind;
use crate::registry::Registry;

/// Reads mentions of one article.
pub(super) struct Reader<'d> {
    pub(super) document: &'d Segmented<'d>,
    pub(super) cast: Cast<'d>,
    /// Every person with a role, by the place of the run.
    pub(super) roles: Vec<(usize, Party)>,
    /// The bodies of states that the article names.
    pub(super) bodies: Bodies,
    /// The adjective of the state where the article was printed, where that is known.
    pub(super) home: Option<String>,
}

impl<'d> Reader<'d> {
    /// Reads the cast of the article.
    pub(super) fn of(document: &'d Segmented<'d>, registry: &'d Registry) -> Self {
        let cast = Cast::of(document, registry);
        let bodies = Bodies::of(&cast);
        let mut reader = Self { document, cast, roles: Vec::new(), bodies, home: None };
        let persons = reader.cast.runs.iter().filter(|run| reader.cast.is_person(run));
        reader.roles = persons
            .map(|run| (run.tokens.start, reader.person(run, None)))
            .filter(|(_, party)| party.role.is_some())
            .take(500)
            .collect();
        reader.roles.dedup_by(|later, earlier| later.1 == earlier.1);
        reader
    }

    /// The same for an article of this publisher.
    pub(super) fn printed_by(mut self, publisher: Option<&str>) -> Self {
        let registry = self.cast.registry;
        let state = publisher.and_then(|name| registry.by_name(name)).and_then(|outlet| registry.state_of(outlet));
        self.home = state.and_then(|state| self.cast.adjective(&state.name));
        self
    }

    pub(super) fn lower(&self, at: usize) -> &str {
        self.cast.lower(at)
    }

    /// Notes that a single name speaks in the present ("Vell says", "Karsk has denied"), as states do; those who are
    /// known by a given name do so as well.
    pub(super) fn speaks_as_state(&mut self, tokens: Range<usize>) {
        let name = self.lower(tokens.start);
        if tokens.len() == 1 && self.document.tokens[tokens.start].capital && !is_he(name) && !is_she(name) {
            let name = self.document.tokens[tokens.start].lower.clone();
            self.cast.add_place(&name);
        }
    }

    /// He or she, by the name.
    pub(super) fn gender(&self, name: &str) -> Option<Gender> {
        let parts: Vec<String> = name.split(' ').map(|part| bare_part(&part.to_lowercase()).to_owned()).collect();
        match self.cast.fullest(&parts, usize::MAX) {
            Some(run) => self.cast.person(run).gender,
            None => parts.first().filter(|_| parts.len() > 1).and_then(|first| match (is_he(first), is_she(first)) {
                (true, false) => Some(Gender::He),
                (false, true) => Some(Gender::She),
                _ => None,
            }),
        }
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
        let mut lead = tokens.start..run.tokens.start;
        // "When Reth arrived, …": the subject of the clause is whom "he" stands for in the rest.
        if matches!(self.lower(lead.start), "when" | "while" | "as" | "after" | "before" | "although" | "since") {
            if lead.len() != 1 {
                return None;
            }
            lead.start += 1;
        }
        let holds_back = |at: usize| {
            let word = self.lower(at);
            (nouns::is_preposition(word) && word != "of")
                || word.ends_with("ing")
                || word.ends_with("ed")
                || matches!(word, "if" | "when" | "while" | "opposite" | "because" | "that")
                || nouns::is_auxiliary(word)
                || nouns::is_speaker_pronoun(word)
        };
        if lead.len() > 8 || lead.clone().any(holds_back) || self.document.quoted[run.tokens.start].is_some() {
            return None;
        }
        let next = self.lower(run.tokens.end);
        if matches!(next, "'s" | "and" | "." | "?" | "!") || nouns::is_preposition(next) {
            return None;
        }
        let full = if self.cast.is_person(run) && (self.cast.titled(run) || self.cast.person(run).role.is_some()) {
            run
        } else {
            self.cast.fullest(&run.parts, run.tokens.start)?
        };
        let party = self.person(full, None);
        let gender = self.cast.person(full).gender;
        if party.role.is_none() && gender.is_none() && !self.goes_on_by_surname(full) {
            return None;
        }
        Some((party, gender))
    }

    /// True when the article takes the name up again by its last word alone, as it does with persons.
    fn goes_on_by_surname(&self, run: &Run) -> bool {
        let last = run.parts.last().and_then(|last| self.cast.by_part.get(last));
        last.into_iter().flatten().any(|&at| self.cast.runs[at].parts.len() == 1)
    }

    /// The body that is the subject of a sentence: "The ministry published …", "Yonhap moved …".
    pub(super) fn subject_body(&self, tokens: Range<usize>, discourse: &Discourse) -> Option<Party> {
        if self.document.quoted[tokens.start].is_some() {
            return None;
        }
        let limit = tokens.end.min(tokens.start + 9);
        let verb = (tokens.start + 1..limit).find(|&at| {
            let word = self.lower(at);
            nouns::is_auxiliary(word)
                || (!self.document.tokens[at].capital && cues::is_verb(word) && !nouns::is_role(word))
                || (word.ends_with("ed") && !self.document.tokens[at].capital)
                || matches!(word, "gave" | "made" | "took" | "held" | "sent")
        })?;
        let subject = tokens.start..verb;
        // "The government in Vell".
        let seated = subject.len() > 3 && self.lower(verb - 2) == "in" && self.cast.capital(verb - 1);
        let bare = tokens.start..if seated { verb - 2 } else { verb };
        let plain = |at: usize| {
            self.document.tokens[at].kind == TokenKind::Word
                && !nouns::is_preposition(self.lower(at))
                && !matches!(self.lower(at), "and" | "or" | "nor" | "but")
                || self.document.tokens[at].kind == TokenKind::Possessive
        };
        let head = self.lower(bare.end - 1);
        let named = self.cast.capital(bare.end - 1)
            && self.cast.registry.by_name(&self.cast.words(self.strip(subject.clone()))).is_some();
        if !bare.clone().all(plain) || !(named || (nouns::is_body(head) && self.definite_or_named(&bare))) {
            return None;
        }
        let words = self.cast.words(subject.clone());
        self.party(subject, &words, discourse)
            .filter(|party| matches!(party.kind, SourceKind::Organisation | SourceKind::Government | SourceKind::Media))
    }

    fn definite_or_named(&self, tokens: &Range<usize>) -> bool {
        self.lower(tokens.start) == "the" || self.cast.capital(tokens.start)
    }

    /// The outlets that the words name: "CNN", "CNN's Bo Oru", "the Reuters news agency", "state TV".
    pub(super) fn outlets(&self, tokens: Range<usize>, discourse: &Discourse) -> Vec<Party> {
        let named = tokens.clone().any(|at| self.cast.capital(at));
        let last = self.lower(tokens.end - 1);
        // "state TV", "public radio", "the paper"; not "a train station".
        let outlet = tokens.len() >= 2 && is_outlet_without_name(last);
        if !named && !outlet {
            return Vec::new();
        }
        let mut found = self.parties(tokens.clone(), discourse);
        found.retain(|party| party.kind == SourceKind::Media && (outlet || party.identity != Identity::Article));
        if found.is_empty() {
            let first = self.cast.runs.partition_point(|run| run.tokens.start < tokens.start);
            let run = self.cast.runs.get(first).filter(|run| run.tokens.end <= tokens.end);
            let entry = run.and_then(|run| self.cast.registry.by_name(&self.cast.words(run.tokens.clone())));
            let words = Some(self.cast.words(tokens.clone()));
            found.extend(entry.filter(|entry| entry.kind == SourceKind::Media).map(|entry| entry.party(words.clone())));
            if found.is_empty() && named && is_programme(last) && self.cast.capital(tokens.end - 2) {
                let name = self.strip(tokens.start..tokens.end - 1);
                found.push(Party {
                    name: self.cast.words(name),
                    kind: SourceKind::Media,
                    role: None,
                    mention: words,
                    identity: Identity::Name,
                });
            } else if found.is_empty() && outlet && tokens.len() <= 4 {
                let name = self.cast.words(self.strip(tokens));
                let kind = SourceKind::Media;
                found.push(Party { name, kind, role: None, mention: words, identity: Identity::Article });
            }
        }
        found
    }

    /// The two persons whom one of the last sentences names, for "they" and "the two leaders".
    pub(super) fn pair_before(&self, place: usize) -> Vec<Party> {
        let sentence = self.document.sentences.partition_point(|sentence| sentence.tokens.end <= place);
        for at in (sentence.saturating_sub(2)..sentence).rev() {
            let tokens = self.document.sentences[at].tokens.clone();
            let first = self.cast.runs.partition_point(|run| run.tokens.start < tokens.start);
            let mut persons: Vec<Party> = Vec::new();
            for run in self.cast.runs[first..].iter().take(12).take_while(|run| run.tokens.start < tokens.end) {
                let full =
                    if self.cast.is_person(run) { Some(run) } else { self.cast.fullest(&run.parts, run.tokens.start) };
                let Some(full) = full.filter(|_| self.document.quoted[run.tokens.start].is_none()) else { continue };
                let party = self.person(full, None);
                if persons.iter().all(|known| known.name != party.name) {
                    persons.push(party);
                }
            }
            if persons.len() == 2 {
                return persons;
            }
            if persons.len() > 2 {
                return Vec::new();
            }
        }
        Vec::new()
    }

    /// The parties that the mention `tokens` names; the first is the source.
    pub(super) fn parties(&self, tokens: Range<usize>, discourse: &Discourse) -> Vec<Party> {
        let words = self.cast.words(tokens.clone());
        if self.means_several(&tokens) {
            let several = discourse.several(self.lower(tokens.start) == "they");
            let several = if several.is_empty() { self.pair_before(tokens.start) } else { several };
            if !several.is_empty() {
                let mention = |party| Party { mention: Some(words.clone()), ..party };
                return several.into_iter().map(mention).collect();
            }
        }
        if let Some(pieces) = self.split(tokens.clone()) {
            let mut parties: Vec<Party> = pieces
                .into_iter()
                .filter_map(|piece| {
                    let words = self.cast.words(piece.clone());
                    self.party(piece, &words, discourse)
                })
                .collect();
            // "Karsk and Osmund": a lone word beside a state is another.
            if parties.iter().any(|party| party.kind == SourceKind::Government) {
                let lone = |party: &&mut Party| {
                    party.kind == SourceKind::Person
                        && party.role.is_none()
                        && party.identity == Identity::Article
                        && !party.name.contains(' ')
                };
                for party in parties.iter_mut().filter(lone) {
                    party.kind = SourceKind::Government;
                    party.identity = Identity::Name;
                }
            }
            let mut seen: Vec<String> = Vec::new();
            parties.retain(|party| {
                !seen.contains(&party.name) && {
                    seen.push(party.name.clone());
                    true
                }
            });
            return parties;
        }
        self.party(tokens, &words, discourse).into_iter().collect()
    }

    /// "They", "the two leaders", "both men", "the pair": two named before.
    fn means_several(&self, tokens: &Range<usize>) -> bool {
        if tokens.len() == 1 {
            return matches!(self.lower(tokens.start), "they" | "both");
        }
        let stripped = if self.lower(tokens.start) == "the" { tokens.start + 1..tokens.end } else { tokens.clone() };
        let definite = stripped.start > tokens.start;
        let plural = |word: &str| {
            nouns::is_group(word)
                || matches!(word, "presidents" | "chiefs" | "men" | "women" | "generals" | "spokesmen" | "secretaries")
        };
        match stripped.len() {
            1 => definite && matches!(self.lower(stripped.start), "pair" | "duo" | "couple" | "two"),
            2 | 3 => {
                let number = self.lower(stripped.start);
                let counted = (definite && number == "two") || number == "both";
                counted && plural(self.lower(stripped.end - 1)) && !stripped.clone().any(|at| self.cast.capital(at))
            }
            _ => false,
        }
    }

    /// "Kiev and Seoul", "Reth, Oru and the Red Cross", "neither Reth nor the ministry", "Reth and two officials": the
    /// pieces, where each names someone.
    fn split(&self, tokens: Range<usize>) -> Option<Vec<Range<usize>>> {
        let joins =
            |at: &usize| matches!(self.lower(*at), "and" | "nor" | "or" | "&") && self.document.quoted[*at].is_none();
        let last = tokens.clone().rfind(|at| joins(at) && self.lower(*at) != "&")?;
        if self.cast.registry.by_name(&self.cast.words(self.strip(tokens.clone()))).is_some() {
            return None;
        }
        // "Ama Reth, director of research and development,": the "and" stands within an apposition.
        let run_on = |at: usize| self.lower(at) == ",";
        let commas = (tokens.start..last).filter(|&at| run_on(at)).count();
        let mut pieces = Vec::new();
        let mut start = tokens.start;
        for at in tokens.start..tokens.end {
            if run_on(at) && at < last || joins(&at) && self.lower(at) != "&" {
                pieces.push(start..at);
                start = at + 1;
            }
        }
        pieces.push(start..tokens.end);
        pieces.retain(|piece| !self.strip(piece.clone()).is_empty());
        let fits = pieces.len() >= 2 && pieces.iter().all(|piece| self.names_someone(piece));
        if fits && self.separate(&pieces) {
            return Some(pieces.into_iter().map(|piece| self.strip_number(piece)).collect());
        }
        // "Ama Reth, head of the league, and Bo Oru": one "and" between two, each with what describes it.
        let (left, right) = (tokens.start..last, last + 1..tokens.end);
        let apposed = commas >= 1 && (self.lower(last - 1) == "," || commas == 1);
        (apposed && self.apposition_of_a_name(&left) && self.names_someone(&right)).then(|| vec![left, right])
    }

    /// True when the words before the first comma are a person's name and those after it tell the role.
    fn apposition_of_a_name(&self, tokens: &Range<usize>) -> bool {
        let Some(comma) = tokens.clone().find(|&at| self.lower(at) == ",") else { return false };
        self.run_at_end(&(tokens.start..comma)).is_some_and(|run| self.cast.is_person(run))
            && self.lower(tokens.end - 1) == ","
            && (comma + 1..tokens.end).any(|at| nouns::is_role(self.lower(at)) || nouns::is_title(self.lower(at)))
    }

    /// True when the words name someone by themselves: a name, "the ministry", "two officials", "residents".
    fn names_someone(&self, piece: &Range<usize>) -> bool {
        let piece = self.strip_number(piece.clone());
        if piece.is_empty() {
            return false;
        }
        let stripped = self.strip(piece.clone());
        let Some(last) = stripped.clone().next_back() else { return false };
        let head_end = self.head_end(&stripped);
        let head = self.lower(head_end - 1);
        let determined = stripped.start > piece.start
            || nouns::is_determiner(self.lower(piece.start))
            || piece.clone().any(|at| self.document.tokens[at].kind == TokenKind::Possessive);
        if head_end == stripped.end && self.document.tokens[last].capital {
            let generic = stripped.len() == 1
                && (nouns::is_body(head) || is_title_word(head) || nouns::is_title(head))
                && !determined;
            // "Health and Social Affairs" of a ministry: plain capitalised words that are no known names.
            let known = self.cast.registry.by_name(&self.cast.words(stripped.clone())).is_some()
                || self.run_at_end(&stripped).is_some_and(|run| {
                    self.cast.is_person(run)
                        || self.cast.fullest(&run.parts, run.tokens.start).is_some()
                        || stripped.len() == 1
                        || nouns::is_body(head)
                        || nouns::is_outlet(head)
                });
            return known && !generic;
        }
        let noun = nouns::is_role(head) || nouns::is_body(head) || nouns::is_outlet(head) || nouns::is_group(head);
        let plural = nouns::is_group(head);
        noun && (determined || plural) && !self.cast.capital(head_end - 1)
    }

    /// "officials from Ukraine and Russia", "the heads of the army and the navy": one mention after all.
    fn separate(&self, pieces: &[Range<usize>]) -> bool {
        pieces.windows(2).all(|pair| {
            let left = self.strip(pair[0].clone());
            let head_end = self.head_end(&left);
            let described = head_end < left.end && !self.cast.capital(head_end - 1);
            let right = self.strip(pair[1].clone());
            let right_person = self.run_at_end(&right).is_some_and(|run| self.cast.is_person(run));
            let right_phrase = right.start > pair[1].start && !nouns::is_group(self.lower(head_end - 1));
            !described || right_person || right_phrase || nouns::is_group(self.lower(self.head_end(&right) - 1))
        })
    }

    /// Without "both" and "neither".
    fn strip_number(&self, mut tokens: Range<usize>) -> Range<usize> {
        while tokens.start < tokens.end && matches!(self.lower(tokens.start), "neither" | "either" | "both" | ",") {
            tokens.start += 1;
        }
        tokens
    }

    /// Without articles in front.
    pub(super) fn strip(&self, mut tokens: Range<usize>) -> Range<usize> {
        while tokens.start < tokens.end
            && matches!(
                self.lower(tokens.start),
                "the" | "a" | "an" | "both" | "(" | "," | "even" | "another" | "neither" | "either"
            )
        {
            tokens.start += 1;
        }
        while tokens.start < tokens.end && matches!(self.lower(tokens.end - 1), "," | "." | "(" | ":" | ";") {
            tokens.end -= 1;
        }
        tokens
    }

    /// The run that ends where `tokens` end.
    pub(super) fn run_at_end(&self, tokens: &Range<usize>) -> Option<&Run> {
        let at = self.cast.runs.partition_point(|run| run.tokens.end < tokens.end);
        self.cast.runs.get(at).filter(|run| run.tokens.end == tokens.end)
    }

    /// The party of one mention.
    pub(super) fn party(&self, tokens: Range<usize>, words: &str, discourse: &Discourse) -> Option<Party> {
        let mention = Some(words.to_owned());
        // "I" of "I’d".
        let first = self.lower(tokens.start).split(['\'', '’']).next().unwrap_or_default().to_owned();
        if tokens.len() == 1 && nouns::is_speaker_pronoun(&first) {
            return self.pronoun(&first, tokens.start, discourse).map(|party| Party { mention, ..party });
        }
        let stripped = self.strip(tokens.clone());
        if stripped.is_empty() {
            return None;
        }
        // With the article before it ("The Hill"), too.
        if let Some(party) = self.known(&tokens, &mention).or_else(|| self.known(&stripped, &mention)) {
            return Some(party);
        }
        let segments = self.segments(&stripped);
        let head_segment = segments.first()?.clone();
        // "Secretary of State Bo Oru".
        let officer = self.run_at_end(&head_segment).filter(|run| self.cast.is_person(run));
        if let Some(run) = officer.filter(|run| {
            run.tokens.start > head_segment.start
                && self.cast.office_before(run.tokens.start).is_some_and(|office| office <= head_segment.start)
        }) {
            return Some(self.person(run, mention));
        }
        if let Some(party) = self.bearer(&head_segment, &mention) {
            return Some(party);
        }
        if let Some(party) = self.outlet_by_name(&head_segment, &mention) {
            return Some(party);
        }
        let head_end = self.head_end(&head_segment);
        if let Some(party) = self.owned(&head_segment, head_end, &mention, discourse) {
            return Some(party);
        }
        // "the governor of Sarn, Joran Pell": the name stands in the second part.
        if !self.document.tokens[head_end - 1].capital || head_end < head_segment.end {
            // "a spokeswoman for the governor, Joran Pell" is not Pell.
            let for_another = matches!(self.lower(tokens.start), "a" | "an")
                && head_segment.clone().any(|at| matches!(self.lower(at), "for" | "to" | "of" | "with"));
            let role = nouns::is_role(self.lower(head_end - 1));
            for segment in segments.iter().skip(1).take(usize::from(!for_another)) {
                let segment = self.strip(segment.clone());
                // "ex-chancellor Joran Pell".
                let bare = |run: &Run| (segment.start..run.tokens.start).all(|at| is_former(self.lower(at)));
                let named = |run: &&Run| self.cast.is_person(run) && (run.name_start <= segment.start || bare(run));
                if !segment.is_empty()
                    && let Some(run) = self.run_at_end(&segment).filter(named)
                    && (role || segments.len() == 2 && self.tells_who(&head_segment, head_end))
                {
                    let full = self.cast.fullest(&run.parts, run.tokens.start).unwrap_or(run);
                    let party = self.person(full, mention);
                    let own = || self.cast.words(self.strip(head_segment.clone()));
                    return Some(Party { role: party.role.clone().or_else(|| role.then(own)), ..party });
                }
            }
        }
        let phrase = head_segment.start..self.phrase_end(&head_segment);
        let plain = self.strip(phrase.clone());
        let body = (!nouns::is_role(self.lower(head_end - 1)))
            .then(|| {
                let (state, home) = (plain.clone(), plain.clone());
                let body = self.introduced(&plain, &mention).or_else(|| self.state_body(state, &mention));
                body.or_else(|| self.home_body(home, &mention))
            })
            .flatten();
        if body.is_some() {
            return body;
        }
        if head_end == head_segment.end || self.is_bracketed(head_end) {
            let named = head_segment.start..head_end;
            let run = self.run_at_end(&named).filter(|run| !self.only_sentence_opens(run, named.start));
            if let Some(run) = run.cloned() {
                return self.named(&run, &named, mention, discourse);
            }
            // "residents of Hollin" falls through to the nouns; so does a run that a possessive follows.
        } else if let Some(run) = self
            .run_at_end(&(head_segment.start..head_end))
            .filter(|run| !self.only_sentence_opens(run, head_segment.start))
            .cloned()
        {
            return self.named_further(&run, head_segment.start..head_end, &phrase, mention, discourse);
        }
        self.described(tokens, head_segment, head_end, mention, discourse)
    }

    /// "Her interviewer", "Karsk's deputy envoy and a co-sponsor of the talks", "one player": words that tell who someone
    /// is whose name follows.
    fn tells_who(&self, tokens: &Range<usize>, head_end: usize) -> bool {
        let head = self.lower(head_end - 1);
        let owned = (tokens.start..head_end).any(|at| self.document.tokens[at].kind == TokenKind::Possessive)
            || (tokens.start.saturating_sub(1)..head_end).any(|at| {
                matches!(self.lower(at), "his" | "her" | "their" | "its" | "the" | "a" | "an" | "one" | "another")
            });
        let thing = nouns::is_body(head) || nouns::is_outlet(head) || is_paper(head) || nouns::is_group(head);
        owned && !thing && self.document.tokens[head_end - 1].kind == TokenKind::Word
    }

    /// "Governor of Sarn region Joran Pell": an office that ends in a common noun, and who holds it.
    fn bearer(&self, tokens: &Range<usize>, mention: &Option<String>) -> Option<Party> {
        let run = self.run_at_end(tokens).filter(|run| run.name_start > tokens.start && self.cast.is_person(run))?;
        let office = tokens.start..run.name_start;
        let head = (office.clone().skip(1)).find(|&at| nouns::is_inner_preposition(self.lower(at)))?;
        let region = is_geography(self.lower(run.name_start - 1)) && !self.cast.capital(run.name_start - 1);
        if !region || !nouns::is_role(self.lower(head - 1)) {
            return None;
        }
        let party = self.person(run, mention.clone());
        let role = party.role.clone().unwrap_or_else(|| self.cast.words(office));
        Some(Party { role: Some(role), ..party })
    }

    /// A party that every reader knows, with the role that the article gives a person. A surname is the article's own
    /// person's first.
    fn known(&self, tokens: &Range<usize>, mention: &Option<String>) -> Option<Party> {
        let entry = self.cast.registry.by_name(&self.cast.words(tokens.clone()))?;
        if entry.kind != SourceKind::Person {
            return Some(entry.party(mention.clone()));
        }
        let Some(run) = self.run_at_end(tokens) else { return Some(entry.party(mention.clone())) };
        let full = self.cast.fullest(&run.parts, run.tokens.start).unwrap_or(run);
        Some(self.person(full, mention.clone()))
    }

    /// A name with what belongs to it: "Ministry of Defence", "University of Osmund".
    fn named_further(
        &self,
        run: &Run,
        named: Range<usize>,
        phrase: &Range<usize>,
        mention: Option<String>,
        discourse: &Discourse,
    ) -> Option<Party> {
        let whole = self.cast.words(phrase.clone());
        if let Some(entry) = self.cast.registry.by_name(&whole) {
            return Some(entry.party(mention));
        }
        let last = self.lower(named.end - 1);
        let organisation =
            |name, kind| Some(Party { name, kind, role: None, mention: mention.clone(), identity: Identity::Name });
        let joined = matches!(self.lower(named.end), "of" | "for") && phrase.end > named.end + 1;
        if joined
            && (named.end + 1..named.end + 3).any(|at| self.cast.capital(at))
            && self.definite(phrase)
            && !is_title_word(last)
            && !nouns::is_role(last)
            && !self.cast.is_person(run)
        {
            return organisation(self.cast.words(self.strip(phrase.clone())), SourceKind::Organisation);
        }
        if nouns::is_body(last) || nouns::is_outlet(last) {
            let kind = if nouns::is_body(last) { SourceKind::Organisation } else { SourceKind::Media };
            return organisation(self.cast.words(self.strip(phrase.clone())), kind);
        }
        self.named(run, &named, mention, discourse)
    }

    /// The end of a name with its "of" and "for": before "in Karsk", "(OL)" and clauses.
    fn phrase_end(&self, tokens: &Range<usize>) -> usize {
        (tokens.start + 1..tokens.end)
            .find(|&at| {
                let word = self.lower(at);
                !self.cast.capital(at)
                    && ((nouns::is_preposition(word) && !matches!(word, "of" | "for"))
                        // "accused by the league of lying".
                        || (matches!(word, "of" | "for") && self.lower(at + 1).ends_with("ing") && !self.cast.capital(at + 1))
                        || matches!(word, "who" | "that" | "which" | "(" | "familiar" | "briefed"))
            })
            .unwrap_or(tokens.end)
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
                    || matches!(
                        word,
                        "who"
                            | "that"
                            | "which"
                            | "("
                            | "familiar"
                            | "briefed"
                            | "about"
                            | "close"
                            | "involved"
                            | "aware"
                            | "elsewhere"
                            | "there"
                            | "here"
                            | "by"
                            | "led"
                    ) && !self.document.tokens[at].capital
                    || (is_of_papers(word) && is_paper(self.lower(at - 1)))
            })
            .unwrap_or(tokens.end)
    }

    /// Whom a pronoun stands for: who has been spoken of, else the only one whom the sentence before or this one names
    /// and whom it fits.
    pub(super) fn pronoun(&self, word: &str, place: usize, discourse: &Discourse) -> Option<Party> {
        discourse.pronoun(word).or_else(|| {
            let gender = match word {
                "he" => Gender::He,
                "she" => Gender::She,
                _ => return None,
            };
            let sentence = self.cast.sentence_start(place);
            let from = sentence.checked_sub(1).map_or(sentence, |before| self.cast.sentence_start(before));
            let first = self.cast.runs.partition_point(|run| run.tokens.start < from);
            let named = self.cast.runs[first..].iter().take_while(|run| run.tokens.end <= place);
            let mut fitting = named
                .filter(|run| self.cast.is_person(run) && self.cast.person(run).gender == Some(gender))
                .map(|run| self.person(run, None));
            match fitting.next() {
                Some(found) => fitting.all(|other| other.name == found.name).then_some(found),
                None => self.opens(from..sentence, gender),
            }
        })
    }

    /// The person whose full name opens the sentence before, where nothing tells that it is another's gender: "Zhena
    /// Pell worked with children. She said …".
    fn opens(&self, sentence: Range<usize>, gender: Gender) -> Option<Party> {
        let first = self.cast.runs.partition_point(|run| run.tokens.start < sentence.start);
        let run = self.cast.runs.get(first).filter(|run| run.tokens.start == sentence.start)?;
        // "Twenty Russian soldiers".
        let nation = |part: &String| self.cast.registry.by_adjective(part).is_some();
        let fits = self.cast.is_person(run)
            && !run.parts.iter().any(nation)
            && self.cast.person(run).gender.is_none_or(|known| known == gender);
        let subject = !matches!(self.lower(run.tokens.end), "'s" | "." | ":" | "and") && run.tokens.end < sentence.end;
        (fits && subject && self.document.quoted[sentence.start].is_none()).then(|| self.person(run, None))
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

/// "former", "ex-president": before the name of someone who no longer is what he was.
fn is_former(word: &str) -> bool {
    word.starts_with("ex-") || word == "former" || nouns::is_role(word)
}

/// What is done to papers ("a message posted by …").
fn is_of_papers(word: &str) -> bool {
    matches!(
        word,
        "posted"
            | "published"
            | "issued"
            | "released"
            | "sent"
            | "signed"
            | "written"
            | "seen"
            | "obtained"
            | "shared"
            | "tweeted"
            | "dated"
            | "prepared"
            | "commissioned"
    )
}

/// "Told the Morning Hour programme".
fn is_programme(word: &str) -> bool {
    matches!(word, "programme" | "program" | "show" | "podcast")
}

/// Nouns by which an outlet may be told of without its name.
fn is_outlet_without_name(word: &str) -> bool {
    matches!(
        word,
        "tv" | "television"
            | "radio"
            | "media"
            | "newspaper"
            | "paper"
            | "agency"
            | "broadcaster"
            | "channel"
            | "magazine"
            | "website"
            | "outlet"
            | "daily"
            | "weekly"
    )
}
