//! Mentions to the parties they name: the order of the rules, and the parts of a noun phrase that they go by.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;

use jiff::civil::Date;

use super::antecedent::{Lesson, Reason};
use super::discourse::Discourse;
use super::entities::Entities;
use super::kinds::BY_NOUN;
use super::names::{Gender, NameRun, Printed, ProperNames};
use super::office_holders::OfficeHolders;
use super::states::Bodies;
use super::word_forms::bare_part;
use crate::domain::{Identity, Party, SourceKind};
use crate::extract::lexicon;
use crate::extract::segment::Segmented;
use crate::extract::tokens::TokenKind;
use crate::registry::Registry;

/// Resolves the mentions of one article.
pub(super) struct MentionResolver<'d> {
    pub(super) document: &'d Segmented<'d>,
    /// The proper names of the article.
    pub(super) names: ProperNames<'d>,
    /// The parties that the article names.
    pub(super) entities: Entities,
    /// The bodies of states that the article names.
    pub(super) bodies: Bodies,
    /// The adjective of the state where the article was printed, where that is known.
    pub(super) home: Option<String>,
    /// The name of that state.
    pub(super) home_state: Option<String>,
    /// Who holds the offices of the state whose body printed the article.
    pub(super) office_holders: OfficeHolders,
    /// Those who speak in the transcript.
    pub(super) speakers: Vec<Party>,
    /// Why the last mention stands for whom it does.
    pub(super) reason: RefCell<Option<Reason>>,
    /// The names of further parties of the last mention, each with why it is one.
    pub(super) further: RefCell<Vec<(String, Reason)>>,
    /// Why parties are of their kinds, by their names.
    pub(super) kind_reasons: RefCell<HashMap<String, Reason>>,
    /// What training asks for.
    pub(super) lesson: Option<Lesson>,
}

impl<'d> MentionResolver<'d> {
    /// Reads the names of an article of which nothing else is known.
    pub(super) fn of(document: &'d Segmented<'d>, registry: &'d Registry) -> Self {
        Self::printed(document, registry, None, None)
    }

    /// Reads the names of an article that a publisher printed on a day: "the Ministry of Defence" is of that state, and
    /// "President Reth" is whoever held the office on that day.
    pub(super) fn printed(
        document: &'d Segmented<'d>,
        registry: &'d Registry,
        publisher: Option<&str>,
        day: Option<Date>,
    ) -> Self {
        let state = publisher.and_then(|name| registry.by_name(name)).and_then(|outlet| registry.state_of(outlet));
        let code = state.and_then(|state| state.party(None).registered()?.country.clone());
        let names = ProperNames::of(document, registry, Printed { day, state: code });
        let bodies = Bodies::of(&names);
        let home = state.and_then(|state| names.adjective(&state.name));
        let mut resolver = Self {
            document,
            names,
            entities: Entities::default(),
            bodies,
            home,
            home_state: state.map(|state| state.name.clone()),
            office_holders: OfficeHolders::default(),
            speakers: Vec::new(),
            reason: RefCell::default(),
            further: RefCell::default(),
            kind_reasons: RefCell::default(),
            lesson: None,
        };
        resolver.office_holders = OfficeHolders::of(&resolver, publisher);
        resolver.entities = Entities::of(&resolver);
        resolver
    }

    pub(super) fn lower(&self, at: usize) -> &str {
        self.names.lower(at)
    }

    /// He or she, by the name.
    pub(super) fn gender(&self, name: &str) -> Option<Gender> {
        let parts: Vec<String> = name.split(' ').map(|part| bare_part(&part.to_lowercase()).to_owned()).collect();
        match self.names.fullest(&parts, usize::MAX) {
            Some(run) => self.names.person(run).gender,
            None => parts.first().filter(|_| parts.len() > 1).and_then(|first| Gender::of_given_name(first)),
        }
    }

    /// Without the articles in front, and without marks at the end.
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
    pub(super) fn run_at_end(&self, tokens: &Range<usize>) -> Option<&NameRun> {
        let at = self.names.runs.partition_point(|run| run.tokens.end < tokens.end);
        self.names.runs.get(at).filter(|run| run.tokens.end == tokens.end)
    }

    /// The party of one mention; `None` where its words name nobody.
    ///
    /// Rules are tried in this order, and the first that concludes anything wins. What is surest stands first: a pronoun,
    /// a name of the registry, an office with its bearer's name. The name in apposition comes before owners, since
    /// "Reth's deputy, Bo Oru" is Oru; bodies come before names, since "the Ukrainian Air
    /// Force" would read as a name; common nouns come last, since they fit nearly everything.
    pub(super) fn party(&self, tokens: Range<usize>, words: &str, discourse: &Discourse) -> Option<Party> {
        let mention = Some(words.to_owned());
        if tokens.len() == 1 {
            if let Some(anaphor) = self.pronoun(tokens.clone()) {
                return self.stands_for(&anaphor, discourse).map(|party| Party { mention, ..party });
            }
            let word = self.lower(tokens.start).split(['\'', '’']).next().unwrap_or_default();
            if matches!(word, "who" | "which" | "that") {
                let party = self.relative(tokens.start, discourse)?;
                self.note_by("what “who”, “which” or “that” stands for");
                return Some(Party { mention, ..party });
            }
            // "I", "we".
            if lexicon::is_speaker_pronoun(word) || word == "whose" {
                return None;
            }
        }
        let stripped = self.strip(tokens.clone());
        if stripped.is_empty() {
            return None;
        }
        let segments = self.segments(&stripped);
        // "In Vell, the pub".
        let located = lexicon::is_place_preposition(self.lower(stripped.start));
        let segment = segments.get(usize::from(located && segments.len() > 1))?.clone();
        let head_end = self.head_end(&segment);
        // With the article before it ("The Hill"), too.
        let apposition = || self.name_in_apposition(&tokens, &segments, head_end, &mention, discourse);
        self.by("a name of the registry", || self.registered(&tokens, &mention))
            .or_else(|| self.by("a name of the registry", || self.registered(&stripped, &mention)))
            .or_else(|| self.by("a full name behind an office", || self.officer(&segment, &mention)))
            .or_else(|| self.by("a full name behind an office", || self.bearer(&segment, &mention)))
            .or_else(|| {
                self.by("an outlet’s name beside a word for outlets", || self.outlet_by_name(&segment, &mention))
            })
            .or_else(|| self.by("a name behind a comma, after words that tell who it is", apposition))
            .or_else(|| self.by("what an owner has", || self.owned(&segment, head_end, &mention, discourse)))
            .or_else(|| self.by("a body of a state", || self.body(&segment, head_end, &mention)))
            .or_else(|| {
                let rest = || self.name_or_noun(tokens.clone(), segment.clone(), head_end, mention.clone(), discourse);
                self.by("a name with what belongs to it", rest)
            })
    }

    /// What a rule finds, for the reason that it notes, else by this rule. A rule that finds nothing leaves no reason.
    pub(super) fn by(&self, rule: &'static str, find: impl FnOnce() -> Option<Party>) -> Option<Party> {
        self.reason.take();
        let found = find();
        match &found {
            Some(_) => _ = self.reason.borrow_mut().get_or_insert_with(|| Reason::by(rule)),
            None => _ = self.reason.take(),
        }
        found
    }

    /// Notes the rule that concludes whom the mention stands for, in place of what was noted before.
    pub(super) fn note(&self, rule: &'static str) {
        self.reason.replace(Some(Reason::by(rule)));
    }

    /// Notes the rule that concludes it from the conclusion that was noted last.
    pub(super) fn note_by(&self, rule: &'static str) {
        let other = self.reason.take();
        self.reason.replace(Some(Reason::resting_on(rule, other)));
    }

    /// "Secretary of State Bo Oru": a person whose name follows an office that begins the mention.
    pub(super) fn officer(&self, segment: &Range<usize>, mention: &Option<String>) -> Option<Party> {
        let run =
            self.run_at_end(segment).filter(|run| self.names.is_person(run) && run.tokens.start > segment.start)?;
        // "Harbour Energy Board (HEB) chief Bo Oru".
        let noun = run.tokens.start - 1;
        let bracket = (segment.start..noun).any(|at| self.lower(at) == "(")
            && lexicon::is_person_noun(self.lower(noun))
            && !(segment.start..noun).any(|at| lexicon::is_preposition(self.lower(at)));
        let office = self.names.office_before(run.tokens.start);
        (bracket || office.is_some_and(|office| office <= segment.start)).then(|| self.person(run, mention.clone()))
    }

    /// A body that the article introduced with an abbreviation, a state's, or one of the state where it was printed.
    fn body(&self, segment: &Range<usize>, head_end: usize, mention: &Option<String>) -> Option<Party> {
        if lexicon::is_person_noun(self.lower(head_end - 1)) {
            return None;
        }
        let plain = self.strip(segment.start..self.phrase_end(segment));
        self.by("what the article gives an abbreviation for", || self.introduced(&plain, mention))
            .or_else(|| self.state_body(plain.clone(), mention))
            .or_else(|| self.by("a body of the state where it was printed", || self.home_body(plain.clone(), mention)))
    }

    /// A mention whose head is a name, else one whose head is a common noun. "Residents of Hollin" is of the second kind,
    /// and so is a name that a possessive follows.
    fn name_or_noun(
        &self,
        tokens: Range<usize>,
        segment: Range<usize>,
        head_end: usize,
        mention: Option<String>,
        discourse: &Discourse,
    ) -> Option<Party> {
        let named = segment.start..head_end;
        let run = self.run_at_end(&named).filter(|run| !self.only_sentence_opens(run, named.start));
        match run {
            Some(run) if head_end == segment.end || self.lower(head_end) == "(" => {
                self.named_mention(run, &named, mention, discourse)
            }
            Some(run) => {
                let phrase = segment.start..self.phrase_end(&segment);
                self.named_further(run, named, &phrase, mention, discourse)
            }
            None => self.nominal_mention(tokens, segment, head_end, mention, discourse),
        }
    }

    /// "Governor of Sarn region Joran Pell": an office that ends in a common noun, and who holds it.
    fn bearer(&self, tokens: &Range<usize>, mention: &Option<String>) -> Option<Party> {
        let run = self.run_at_end(tokens).filter(|run| run.name_start > tokens.start && self.names.is_person(run))?;
        let office = tokens.start..run.name_start;
        let head = (office.clone().skip(1)).find(|&at| lexicon::is_inner_preposition(self.lower(at)))?;
        let before = self.lower(run.name_start - 1);
        let region = (lexicon::is_place_noun(before) || lexicon::is_body_noun(before))
            && !self.names.capital(run.name_start - 1)
            && run.tokens.start == run.name_start;
        if !region || !lexicon::is_person_noun(self.lower(head - 1)) {
            return None;
        }
        let party = self.person(run, mention.clone());
        let role = party.role.clone().unwrap_or_else(|| self.names.words(office));
        Some(Party { role: Some(role), ..party })
    }

    /// A party of the registry, with the role that the article gives a person. A surname is first of all that of a person
    /// whom the article names in full.
    fn registered(&self, tokens: &Range<usize>, mention: &Option<String>) -> Option<Party> {
        let entry = self.names.registry.by_name(&self.names.words(tokens.clone()))?;
        if entry.kind != SourceKind::Person {
            return Some(entry.party(mention.clone()));
        }
        let Some(run) = self.run_at_end(tokens) else { return Some(entry.party(mention.clone())) };
        let full = self.names.fullest(&run.parts, run.tokens.start);
        // "Secretary Oru": the office belongs to the registered name.
        if full.is_none()
            && run.parts.len() == 1
            && self.names.titled(run)
            && !entry.may_be_named(&self.names.name(run))
        {
            let role = Some(self.names.words(run.tokens.start..run.name_start));
            return Some(Party { role, ..entry.party(mention.clone()) });
        }
        Some(self.person_by(run, full.unwrap_or(run), mention.clone()))
    }

    /// A name with what belongs to it: "Ministry of Defence", "University of Osmund".
    fn named_further(
        &self,
        run: &NameRun,
        named: Range<usize>,
        phrase: &Range<usize>,
        mention: Option<String>,
        discourse: &Discourse,
    ) -> Option<Party> {
        let whole = self.names.words(phrase.clone());
        if let Some(entry) = self.names.registry.by_name(&whole) {
            self.note("a name of the registry");
            return Some(entry.party(mention));
        }
        let last = self.lower(named.end - 1);
        let organisation = |name, kind| {
            let party = Party { name, kind, role: None, mention: mention.clone(), identity: Identity::Name };
            Some(self.told(party, BY_NOUN, &[]))
        };
        let joined = matches!(self.lower(named.end), "of" | "for") && phrase.end > named.end + 1;
        if joined
            && (named.end + 1..named.end + 3).any(|at| self.names.capital(at))
            && self.definite(phrase)
            && !lexicon::is_title_word(last)
            && !lexicon::is_person_noun(last)
            && !self.names.is_person(run)
        {
            return organisation(self.names.words(self.strip(phrase.clone())), SourceKind::Organisation);
        }
        if lexicon::is_body_noun(last) || lexicon::is_outlet_noun(last) {
            let kind = if lexicon::is_body_noun(last) { SourceKind::Organisation } else { SourceKind::Media };
            return organisation(self.names.words(self.strip(phrase.clone())), kind);
        }
        self.named_mention(run, &named, mention, discourse)
    }

    /// The end of a name with its "of" and "for": before "in Karsk", "(OL)" and clauses.
    fn phrase_end(&self, tokens: &Range<usize>) -> usize {
        (tokens.start + 1..tokens.end)
            .find(|&at| {
                let word = self.lower(at);
                !self.names.capital(at)
                    && ((lexicon::is_preposition(word) && !matches!(word, "of" | "for"))
                        // "accused by the league of lying".
                        || (matches!(word, "of" | "for") && self.lower(at + 1).ends_with("ing") && !self.names.capital(at + 1))
                        || self.participle_ends(at)
                        || lexicon::is_time_adverb(word)
                        || matches!(word, "who" | "that" | "which" | "(" | "familiar" | "briefed"))
            })
            .unwrap_or(tokens.end)
    }

    /// The parts of a mention between its commas.
    pub(super) fn segments(&self, tokens: &Range<usize>) -> Vec<Range<usize>> {
        let mut segments = Vec::new();
        let mut start = tokens.start;
        for at in tokens.clone() {
            if matches!(self.lower(at), "," | "—" | "–") && self.document.tokens[at].kind == TokenKind::Mark {
                segments.push(start..at);
                start = at + 1;
            }
        }
        segments.push(start..tokens.end);
        // "Tom Hale Jr., a farmer": the full stop is no word of the name.
        for segment in &mut segments {
            while segment.start < segment.end && self.lower(segment.end - 1) == "." {
                segment.end -= 1;
            }
        }
        segments.retain(|segment| !segment.is_empty());
        segments
    }

    /// Where the head of a noun phrase ends: before the first preposition, relative pronoun or bracket, and before what was
    /// done to a document ("a message posted by …").
    pub(super) fn head_end(&self, tokens: &Range<usize>) -> usize {
        let from = if self.lower(tokens.start + 1) == "of"
            && matches!(self.lower(tokens.start), "one" | "two" | "some" | "many" | "most" | "both" | "number")
        {
            tokens.start + 2
        } else {
            tokens.start + 1
        };
        (from..tokens.end)
            .find(|&at| {
                let word = self.lower(at);
                lexicon::is_inner_preposition(word)
                    || lexicon::ends_head(word) && !self.document.tokens[at].capital
                    || (lexicon::is_document_participle(word) && lexicon::is_document(self.lower(at - 1)))
                    || self.participle_ends(at)
            })
            .unwrap_or(tokens.end)
    }

    /// "Residents interviewed in Vell", "the Courier published on Monday": a participle behind the noun that it describes.
    pub(super) fn participle_ends(&self, at: usize) -> bool {
        let word = self.lower(at);
        let noun = at.checked_sub(1).is_some_and(|before| {
            self.document.tokens[before].kind == TokenKind::Word && !lexicon::is_determiner(self.lower(before))
        });
        let participle = word.ends_with("ed") || lexicon::is_document_participle(word);
        participle && noun && !self.names.capital(at) && lexicon::is_preposition(self.lower(at + 1))
    }

    /// The person of the full name `full`, whom the name `run` of a mention stands for.
    pub(super) fn person_by(&self, run: &NameRun, full: &NameRun, mention: Option<String>) -> Party {
        let party = self.person(full, mention);
        let part = run.parts.len() == 1 && full.parts.len() > 1;
        let rule = match run.parts.as_slice() {
            [given] if part && full.parts.first() == Some(given) && full.parts.last() != Some(given) => {
                "a given name, and the full name stands elsewhere"
            }
            [_] if part => "a surname, and the full name stands elsewhere",
            [_] => "a single name",
            parts if parts == full.parts => "a full name printed here",
            _ => "a shorter form of a full name that stands elsewhere",
        };
        self.note(rule);
        if party.registered().is_some() {
            self.note_by("a name of the registry");
        }
        party
    }

    /// The person whose name a run gives, under the registry's name where it knows one.
    pub(super) fn person(&self, run: &NameRun, mention: Option<String>) -> Party {
        let person = self.names.person(run);
        let registry = self.names.registry;
        let entry = registry.person(&person.name);
        if let Some(entry) = entry.or_else(|| registry.misspelt(&person.name, lexicon::is_given_name)) {
            return Party { role: person.role, ..entry.party(mention) };
        }
        let identity = if run.parts.len() > 1 { Identity::Name } else { Identity::Article };
        let party = Party { name: person.name, kind: SourceKind::Person, role: person.role, mention, identity };
        self.told_by_name(party, run)
    }

    /// True when "the" stands before the words.
    pub(super) fn definite(&self, tokens: &Range<usize>) -> bool {
        self.lower(tokens.start) == "the" || tokens.start.checked_sub(1).is_some_and(|at| self.lower(at) == "the")
    }
}
