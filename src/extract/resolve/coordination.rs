//! Mentions of several parties: "Kiev and Seoul", "they", "the two leaders".

use std::ops::Range;

use super::anaphora::recalls;
use super::antecedent::Reason;
use super::discourse::Discourse;
use super::leave_out_repeated;
use super::mention::MentionResolver;
use super::word_forms::is_count;
use crate::domain::{Identity, Party, SourceKind};
use crate::extract::lexicon;
use crate::extract::tokens::TokenKind;

impl MentionResolver<'_> {
    /// The parties that the mention `tokens` names; the first is the source. The reason that is noted is why it is, and
    /// those of the others stand in `further`.
    pub(super) fn parties(&self, tokens: Range<usize>, discourse: &Discourse) -> Vec<Party> {
        let words = self.names.words(tokens.clone());
        let two_states = tokens.len() > 1 && lexicon::is_states_noun(self.lower(tokens.end - 1));
        if self.means_several(&tokens) && two_states || self.means_sides(&tokens) {
            let states = self.two_states_before(tokens.start, &words);
            if !states.is_empty() {
                return self.together("the two states named before", states);
            }
        } else if self.means_several(&tokens) {
            let several = discourse.several(self.lower(tokens.start) == "they");
            let several = if several.is_empty() { self.pair_before(tokens.start) } else { several };
            if !several.is_empty() {
                let mention = |party| Party { mention: Some(words.clone()), ..party };
                let several = several.into_iter().map(mention).collect();
                return self.together("those who were named together before", several);
            }
        }
        if let Some(states) = self.of_listed_states(&tokens) {
            return self.together("states whose officials are named together", states);
        }
        if let Some(parties) = self.with_examples(&tokens, discourse) {
            return parties;
        }
        if let Some(bodies) = self.of_several_states(&tokens).or_else(|| self.of_several_fields(&tokens)) {
            return self.together("bodies that share a noun", bodies);
        }
        if let Some(list) = self.listed(&tokens).filter(|list| self.split(list.clone()).is_some()) {
            let list = self.parties(list, discourse);
            return list.into_iter().map(|party| Party { mention: Some(words.clone()), ..party }).collect();
        }
        // "The joint statement" of those who spoke together.
        let head = self.lower(tokens.end - 1);
        let document = lexicon::is_document(head) && self.definite(&tokens);
        let spoken = || discourse.several(false).into_iter().filter(|_| lexicon::is_statement_noun(head)).collect();
        let together: Vec<Party> = match document {
            true if discourse.authors.is_empty() => spoken(),
            true => discourse.authors.clone(),
            false => Vec::new(),
        };
        if let Some(first) = together.first()
            && self.party(tokens.clone(), &words, discourse).is_some_and(|party| party.name == first.name)
        {
            let together = together.into_iter().map(|party| Party { mention: Some(words.clone()), ..party }).collect();
            return self.together("those who wrote it together", together);
        }
        if let Some(pieces) = self.split(tokens.clone()) {
            let mut parties: Vec<Party> = Vec::new();
            let mut reasons: Vec<(String, Reason)> = Vec::new();
            for piece in pieces {
                let words = self.names.words(piece.clone());
                let near = self.beside(parties.first(), &piece, discourse);
                let party = self
                    .party(piece.clone(), &words, near.as_ref().unwrap_or(discourse))
                    .or_else(|| self.by("bodies that have no name", || self.bodies_unnamed(piece)));
                if let Some(party) = party {
                    reasons.extend(self.reason.take().map(|reason| (party.name.clone(), reason)));
                    parties.push(party);
                }
            }
            let mut reasons = reasons.into_iter();
            self.reason.replace(reasons.next().map(|(_, reason)| reason));
            self.further.replace(reasons.collect());
            // "Karsk and Osmund": a single word beside a state is another state.
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
            leave_out_repeated(&mut parties, None);
            return parties;
        }
        self.party(tokens, &words, discourse).into_iter().collect()
    }

    /// "Ama Reth and her allies": for "her allies", Reth is whoever spoke last.
    fn beside(&self, first: Option<&Party>, piece: &Range<usize>, discourse: &Discourse) -> Option<Discourse> {
        let possessive = matches!(self.lower(piece.start), "his" | "her" | "their" | "its");
        let first = first.filter(|_| possessive)?;
        let mut near = discourse.clone();
        near.spoke(self, first, piece.start, true);
        Some(near)
    }

    /// "Aid organisations": several bodies without a name.
    fn bodies_unnamed(&self, piece: Range<usize>) -> Option<Party> {
        let plain = self.strip(piece);
        let head = self.lower(self.head_end(&plain) - 1);
        let bodies = head.strip_suffix('s').is_some_and(lexicon::is_body_noun);
        let name = self.names.words(plain);
        let mention = Some(name.clone());
        bodies.then_some(Party { name, kind: SourceKind::Group, role: None, mention, identity: Identity::Article })
    }

    /// Parties that one rule finds, with the rule as the reason for each.
    pub(super) fn together(&self, rule: &'static str, parties: Vec<Party>) -> Vec<Party> {
        self.note(rule);
        self.further.replace(parties.iter().skip(1).map(|party| (party.name.clone(), Reason::by(rule))).collect());
        parties
    }

    /// "A joint study by the league and the council", "three of them – Ama Reth, Bo Oru and Ilse Maran": the list within a
    /// mention that tells whose the words are.
    fn listed(&self, tokens: &Range<usize>) -> Option<Range<usize>> {
        let counted = is_count(self.lower(self.strip(tokens.clone()).start));
        let dash = tokens.clone().find(|&at| matches!(self.lower(at), "–" | "—") && counted);
        let by = || {
            let head = self.head_end(&self.strip(tokens.clone()));
            let by = (head..tokens.end).find(|&at| matches!(self.lower(at), "by" | "from"))?;
            let seen = lexicon::is_viewing_participle(self.lower(by - 1));
            // "A report by the Ministry of Roads and Rivers" has one author.
            let joint = (tokens.start..by).any(|at| matches!(self.lower(at), "joint" | "jointly"));
            (lexicon::is_document(self.lower(head - 1)) && joint && !seen).then_some(by)
        };
        let start = dash.or_else(by)? + 1;
        let last = |at: usize| matches!(self.lower(at), "–" | "—");
        let end = if last(tokens.end - 1) { tokens.end - 1 } else { tokens.end };
        let examples = matches!(self.lower(start), "including" | "among" | "such");
        (!examples && start > tokens.start + 1 && start < end).then_some(start..end)
    }

    /// "Vell's energy and foreign ministries": bodies of one state that share their noun.
    fn of_several_fields(&self, tokens: &Range<usize>) -> Option<Vec<Party>> {
        let noun = self.lower(tokens.end - 1);
        let one = noun.strip_suffix("ies").map(|stem| format!("{stem}y"));
        let one = one.as_deref().or(noun.strip_suffix('s'))?;
        let (first, and, second) = (tokens.end.checked_sub(4)?, tokens.end - 3, tokens.end - 2);
        let portfolio = |at: usize| lexicon::is_portfolio(self.lower(at)) && self.lower(at) != "and";
        let shares = lexicon::is_state_body(one)
            && self.lower(and) == "and"
            && first >= tokens.start
            && portfolio(first)
            && portfolio(second);
        if !shares {
            return None;
        }
        let mention = Some(self.names.words(tokens.clone()));
        let owner = self.names.words(tokens.start..first);
        let body = |at: usize| {
            let name = format!("{owner} {} {one}", self.names.words(at..at + 1));
            let name = name.trim_start_matches("the ").trim_start_matches("The ").trim().to_owned();
            let entry = self.names.registry.by_name(&name).map(|entry| entry.party(mention.clone()));
            entry.unwrap_or_else(|| Party {
                name,
                kind: SourceKind::Organisation,
                role: None,
                mention: mention.clone(),
                identity: Identity::Name,
            })
        };
        Some(vec![body(first), body(second)])
    }

    /// "Both the Karsk and Osmund services", "the Vellian and Orvanian ministries": bodies of several states that share
    /// one noun. Officials of several states are one group.
    fn of_several_states(&self, tokens: &Range<usize>) -> Option<Vec<Party>> {
        let registry = self.names.registry;
        let state = |at: usize| registry.by_adjective(&self.names.words(at..at + 1)).is_some();
        let start = self.strip(self.strip_number(tokens.clone())).start;
        let noun = (start..tokens.end)
            .find(|&at| !state(at) && !matches!(self.lower(at), "," | "and" | "the"))
            .filter(|&at| at > start + 2 && state(at - 1))?;
        let states: Vec<usize> = (start..noun).filter(|&at| state(at)).collect();
        let joined = (start..noun).any(|at| self.lower(at) == "and");
        let end = self.head_end(&(noun..tokens.end));
        let head = self.lower(end - 1);
        let plain = (noun..end).all(|at| !self.names.capital(at)) && !lexicon::is_government(head);
        let one = head.strip_suffix("ies").map(|stem| format!("{stem}y"));
        let one = one.as_deref().or(head.strip_suffix('s')).unwrap_or(head);
        let body = lexicon::is_body_noun(head) || lexicon::is_body_noun(one);
        if states.len() < 2 || !joined || !plain || !body || lexicon::is_government(one) {
            return None;
        }
        let mention = Some(self.names.words(tokens.clone()));
        // "The Vellian and Orvanian ministries" are two of them, while "services" is also what one body calls itself.
        let noun = match head.strip_suffix("ies") {
            Some(_) if lexicon::is_state_body(one) && noun + 1 == end => one.to_owned(),
            Some(_) if lexicon::is_state_body(one) => format!("{} {one}", self.names.words(noun..end - 1)),
            _ => self.names.words(noun..end),
        };
        let party = |at: usize| Party {
            name: format!("{} {noun}", self.names.words(at..at + 1)),
            kind: SourceKind::Organisation,
            role: None,
            mention: mention.clone(),
            identity: Identity::Name,
        };
        Some(states.into_iter().map(party).collect())
    }

    /// "They", "the two leaders", "both men", "the pair": two named before.
    fn means_several(&self, tokens: &Range<usize>) -> bool {
        if tokens.len() == 1 {
            return matches!(self.lower(tokens.start), "they" | "both");
        }
        let stripped = if self.lower(tokens.start) == "the" { tokens.start + 1..tokens.end } else { tokens.clone() };
        let definite = stripped.start > tokens.start;
        let plural = |word: &str| lexicon::is_group_noun(word) || lexicon::is_plural_person(word);
        match stripped.len() {
            1 => definite && matches!(self.lower(stripped.start), "pair" | "duo" | "couple" | "two"),
            2 | 3 => {
                let number = self.lower(stripped.start);
                let counted = (definite && number == "two") || number == "both";
                counted
                    && plural(self.lower(stripped.end - 1))
                    && !stripped.clone().skip(1).any(|at| self.names.capital(at))
            }
            _ => false,
        }
    }

    /// "Both sides", "each side", "the two parties".
    fn means_sides(&self, tokens: &Range<usize>) -> bool {
        let start = tokens.start + usize::from(self.lower(tokens.start) == "the");
        tokens.end == start + 2
            && matches!(self.lower(start), "both" | "each" | "two")
            && matches!(self.lower(start + 1), "side" | "sides" | "party" | "parties")
    }

    /// True where the words name several parties.
    pub(super) fn splits(&self, tokens: &Range<usize>) -> bool {
        self.split(tokens.clone()).is_some()
    }

    /// "Kiev and Seoul", "Reth, Oru and the Red Cross", "neither Reth nor the ministry", "Reth and two officials": the
    /// pieces, where each names someone.
    fn split(&self, tokens: Range<usize>) -> Option<Vec<Range<usize>>> {
        let joins =
            |at: &usize| matches!(self.lower(*at), "and" | "nor" | "or" | "&") && self.document.quoted[*at].is_none();
        let last = tokens.clone().rfind(|at| joins(at) && self.lower(*at) != "&")?;
        if self.names.registry.by_name(&self.names.words(self.strip(tokens.clone()))).is_some() {
            return None;
        }
        // "Secretary for Trade and Industry Ama Reth".
        if self.officer(&self.strip(tokens.clone()), &None).is_some() {
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
        if self.shares_noun(&pieces) || self.counted_together(&pieces) {
            return None;
        }
        let fits = pieces.len() >= 2 && pieces.iter().all(|piece| self.names_someone(piece));
        if fits && self.separate(&pieces) {
            return Some(pieces.into_iter().map(|piece| self.strip_number(piece)).collect());
        }
        // "Ama Reth, head of the league, and Bo Oru": one "and" between two, each with what describes it.
        let (left, right) = (tokens.start..last, last + 1..tokens.end);
        let apposed = commas >= 1 && (self.lower(last - 1) == "," || commas == 1);
        (apposed && self.apposition_of_a_name(&left) && self.names_someone(&right)).then(|| vec![left, right])
    }

    /// "Vellian and Orvanian officials": one group, whose noun both adjectives have.
    fn shares_noun(&self, pieces: &[Range<usize>]) -> bool {
        let registry = self.names.registry;
        let adjective = |words: &str| registry.by_adjective(words).is_some() && registry.by_name(words).is_none();
        let [rest @ .., last] = pieces else { return false };
        let head = self.lower(last.end - 1);
        let alone = |piece: &Range<usize>| adjective(&self.names.words(self.strip(self.strip_number(piece.clone()))));
        lexicon::is_group_noun(head) && !self.names.capital(last.end - 1) && !rest.is_empty() && rest.iter().all(alone)
    }

    /// "More than 30 scholars and experts": one count for all.
    fn counted_together(&self, pieces: &[Range<usize>]) -> bool {
        let [first, rest @ ..] = pieces else { return false };
        let bound = |at: &usize| {
            matches!(self.lower(*at), "more" | "than" | "over" | "at" | "least" | "about" | "some" | "nearly")
        };
        let count = first
            .clone()
            .find(|at| !bound(at))
            .is_some_and(|at| is_count(self.lower(at)) || lexicon::is_counting_word(self.lower(at)));
        let bare = |piece: &Range<usize>| {
            piece.len() == 1 && !self.names.capital(piece.start) && lexicon::is_group_noun(self.lower(piece.start))
        };
        count && first.len() > 1 && rest.iter().all(bare)
    }

    /// True when the words before the first comma are a person's name and those after it tell the role.
    fn apposition_of_a_name(&self, tokens: &Range<usize>) -> bool {
        let Some(comma) = tokens.clone().find(|&at| self.lower(at) == ",") else { return false };
        self.run_at_end(&(tokens.start..comma)).is_some_and(|run| self.names.is_person(run))
            && self.lower(tokens.end - 1) == ","
            && (comma + 1..tokens.end)
                .any(|at| lexicon::is_person_noun(self.lower(at)) || lexicon::is_title(self.lower(at)))
    }

    /// True when the words name someone by themselves: a name, "the ministry", "two officials", "residents".
    pub(super) fn names_someone(&self, piece: &Range<usize>) -> bool {
        let piece = self.strip_number(piece.clone());
        if piece.is_empty() {
            return false;
        }
        let stripped = self.strip(piece.clone());
        let Some(last) = stripped.clone().next_back() else { return false };
        let head_end = self.head_end(&stripped);
        let head = self.lower(head_end - 1);
        let determined = stripped.start > piece.start
            || lexicon::is_determiner(self.lower(piece.start))
            || piece.clone().any(|at| self.document.tokens[at].kind == TokenKind::Possessive);
        // "Secretary of Roads Ama Reth".
        if self.officer(&stripped, &None).is_some() {
            return true;
        }
        if head_end == stripped.end && self.document.tokens[last].capital {
            let generic =
                stripped.len() == 1 && (lexicon::is_body_noun(head) || lexicon::is_title_word(head)) && !determined;
            // "Health and Social Affairs" of a ministry: plain capitalised words that are no known names.
            let known = self.names.registry.by_name(&self.names.words(stripped.clone())).is_some()
                || self.run_at_end(&stripped).is_some_and(|run| {
                    self.names.is_person(run)
                        || self.names.fullest(&run.parts, run.tokens.start).is_some()
                        || stripped.len() == 1
                        || lexicon::is_body_noun(head)
                        || lexicon::is_outlet_noun(head)
                });
            return known && !generic;
        }
        // "SRVC at the University of Vell".
        let all_capitals = {
            let word = self.names.words(head_end - 1..head_end);
            word.len() > 2 && word.chars().all(char::is_uppercase)
        };
        if all_capitals && head_end < stripped.end && matches!(self.lower(head_end), "at" | "of") {
            return true;
        }
        let people = head.strip_suffix('s').is_some_and(|one| lexicon::is_person_noun(one) || recalls(one))
            && !lexicon::is_document(head);
        // "Russian media and aid organisations".
        let reports = head == "reports" && head_end > stripped.start + 1 && self.lower(head_end - 2) == "media";
        let bodies = head == "media" || reports || head.strip_suffix('s').is_some_and(lexicon::is_body_noun);
        let noun = lexicon::is_person_noun(head)
            || determined && lexicon::is_collective(head)
            || lexicon::is_body_noun(head)
            || lexicon::is_outlet_noun(head)
            || lexicon::is_group_noun(head)
            || people
            || bodies;
        let plural = lexicon::is_group_noun(head) || people || bodies;
        noun && (determined || plural) && !self.names.capital(head_end - 1)
    }

    /// "officials from Ukraine and Russia", "the heads of the army and the navy": one mention after all.
    fn separate(&self, pieces: &[Range<usize>]) -> bool {
        pieces.windows(2).all(|pair| {
            let left = self.strip(pair[0].clone());
            let head_end = self.head_end(&left);
            let described = head_end < left.end && !self.names.capital(head_end - 1);
            let right = self.strip(pair[1].clone());
            let right_person = self.run_at_end(&right).is_some_and(|run| self.names.is_person(run));
            let right_phrase = right.start > pair[1].start && !lexicon::is_group_noun(self.lower(head_end - 1));
            !described || right_person || right_phrase || lexicon::is_group_noun(self.lower(self.head_end(&right) - 1))
        })
    }

    /// Returns the tokens without a leading "both", "either" or "neither".
    fn strip_number(&self, mut tokens: Range<usize>) -> Range<usize> {
        while tokens.start < tokens.end && matches!(self.lower(tokens.start), "neither" | "either" | "both" | ",") {
            tokens.start += 1;
        }
        tokens
    }

    /// The two states that the last sentences name, by their names or adjectives, for "both nations".
    fn two_states_before(&self, place: usize, words: &str) -> Vec<Party> {
        let registry = self.names.registry;
        let here = self.document.sentences.partition_point(|sentence| sentence.tokens.end <= place);
        let mut found: Vec<Party> = Vec::new();
        for at in (here.saturating_sub(2)..here).rev() {
            let tokens = self.document.sentences[at].tokens.clone();
            let first = self.names.runs.partition_point(|run| run.tokens.start < tokens.start);
            for run in self.names.runs[first..].iter().take(12).take_while(|run| run.tokens.start < tokens.end) {
                let adjective = self.names.words(run.tokens.start..run.tokens.start + 1);
                let state = registry.by_name(&self.names.words(run.tokens.clone()));
                let state =
                    state.or_else(|| registry.by_adjective(&adjective)).or_else(|| registry.by_name(&adjective));
                let state = state.filter(|entry| entry.kind == SourceKind::Government);
                if let Some(party) = state.map(|entry| entry.party(Some(words.to_owned())))
                    && found.iter().all(|known| known.name != party.name)
                {
                    found.push(party);
                }
            }
            if found.len() >= 2 {
                break;
            }
        }
        if found.len() == 2 { found } else { Vec::new() }
    }

    /// The two persons whom one of the last sentences names, for "they" and "the two leaders".
    pub(super) fn pair_before(&self, place: usize) -> Vec<Party> {
        let sentence = self.document.sentences.partition_point(|sentence| sentence.tokens.end <= place);
        for at in (sentence.saturating_sub(2)..sentence).rev() {
            let tokens = self.document.sentences[at].tokens.clone();
            let first = self.names.runs.partition_point(|run| run.tokens.start < tokens.start);
            let mut persons: Vec<Party> = Vec::new();
            for run in self.names.runs[first..].iter().take(12).take_while(|run| run.tokens.start < tokens.end) {
                let full = if self.names.is_person(run) {
                    Some(run)
                } else {
                    self.names.fullest(&run.parts, run.tokens.start)
                };
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
}
