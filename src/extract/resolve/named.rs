//! Named mentions: those whose head is a name, of a person, a body, an outlet or a state.

use std::ops::Range;

use super::discourse::Discourse;
use super::mention::MentionResolver;
use super::names::NameRun;
use super::word_forms::{gender_of_form, has_acronym, is_patronymic};
use crate::domain::{Identity, Party, SourceKind};
use crate::extract::lexicon;
use crate::extract::tokens::TokenKind;

impl MentionResolver<'_> {
    /// A mention whose head is a name.
    pub(super) fn named_mention(
        &self,
        run: &NameRun,
        tokens: &Range<usize>,
        mention: Option<String>,
        discourse: &Discourse,
    ) -> Option<Party> {
        if let Some(party) = self.office(run, tokens, &mention, discourse) {
            return Some(party);
        }
        if let Some(party) = self.abbreviation(run, &mention) {
            self.note("an abbreviation that the article spells out");
            return Some(party);
        }
        Some(self.by_form(run, tokens, mention))
    }

    /// "The Prime Minister", "the Pope": a role in capitals without a name.
    fn office(
        &self,
        run: &NameRun,
        tokens: &Range<usize>,
        mention: &Option<String>,
        discourse: &Discourse,
    ) -> Option<Party> {
        let last = self.lower(run.tokens.end - 1);
        let office = lexicon::is_person_noun(last) || (lexicon::ends_title(last) && self.definite(tokens));
        let adjective =
            self.names.registry.by_adjective(&self.names.words(run.tokens.start..run.tokens.start + 1)).is_some();
        let titles = run.tokens.start + usize::from(adjective)..run.tokens.end;
        if !office || lexicon::is_body_noun(last) && last != "guardian" || titles.is_empty() {
            return None;
        }
        if !titles.clone().all(|at| lexicon::is_title_word(self.lower(at)) || lexicon::is_portfolio(self.lower(at))) {
            return None;
        }
        if run.parts.len() == 1 && !self.definite(tokens) && !adjective {
            return None;
        }
        let anaphor = self.nominal(tokens.clone(), tokens, tokens.end);
        let found = self.stands_for(&anaphor, discourse);
        let name = self.names.words(self.strip(tokens.clone()));
        let unnamed = || {
            self.note("an office without its bearer’s name");
            Party { name, kind: SourceKind::Unnamed, role: None, mention: None, identity: Identity::Article }
        };
        Some(Party { mention: mention.clone(), ..found.unwrap_or_else(unnamed) })
    }

    /// "OL" for what the article introduced as "the Orvanian League (OL)", and the long form itself.
    pub(super) fn abbreviation(&self, run: &NameRun, mention: &Option<String>) -> Option<Party> {
        let short = self.names.words(run.tokens.clone());
        if let Some(long) = self.names.long_form(&short) {
            let name = self.names.words(long);
            let entry = self.names.registry.by_name(&short).or_else(|| self.names.registry.by_name(&name));
            return Some(entry.map_or_else(|| organisation(name, mention), |entry| entry.party(mention.clone())));
        }
        None
    }

    /// The long form of an abbreviation, with or without its owner: "the league", "Ukraine's Military Intelligence".
    pub(super) fn introduced(&self, tokens: &Range<usize>, mention: &Option<String>) -> Option<Party> {
        let (long, short) = self.names.introduced(&self.names.words(tokens.clone()).to_lowercase())?;
        let name = self.names.words(long);
        let entry = self.names.registry.by_name(&name).or_else(|| self.names.registry.by_name(&short));
        Some(entry.map_or_else(|| organisation(name, mention), |entry| entry.party(mention.clone())))
    }

    /// "Vessels with ties to …", "Officials said": a plain word that has its capital from its place.
    pub(super) fn only_sentence_opens(&self, run: &NameRun, start: usize) -> bool {
        let [part] = run.parts.as_slice() else { return false };
        let at = run.tokens.start;
        let plain = lexicon::is_preposition(self.lower(run.tokens.end))
            || lexicon::is_group_noun(part)
            || lexicon::is_document(part)
            || (lexicon::is_person_noun(part) && !lexicon::is_title_word(part));
        run.tokens.len() == 1
            && at == start
            && self.names.sentence_start(at) == at
            && plain
            && !self.names.seen_inside(part)
            && !self.names.is_place(part)
            && self.names.registry.by_name(&self.names.words(run.tokens.clone())).is_none()
    }

    /// A name by its own words and those right before it.
    ///
    /// What the registry knows comes first, but for persons, whom the article may mean another by. The noun before the name
    /// is surer than its form ("the aid group Saltbridge Relief"). Persons come before bodies, since a name that the article
    /// gives in full is known by any part of it; several words tell more than one, which is guessed last.
    pub(super) fn by_form(&self, run: &NameRun, tokens: &Range<usize>, mention: Option<String>) -> Party {
        let whole = self.names.words(run.tokens.clone());
        let name = self.names.name(run);
        let registry = self.names.registry;
        let entry = registry
            .by_name(&whole)
            .or_else(|| registry.by_name(&name).filter(|_| !self.names.titled(run)))
            .filter(|entry| entry.kind != SourceKind::Person);
        if let Some(entry) = entry {
            self.note("a name of the registry");
            return entry.party(mention);
        }
        let before = run.tokens.start.checked_sub(1).filter(|&at| at >= tokens.start).map_or("", |at| self.lower(at));
        // "the South Korean agency Yonhap", "the aid group Saltbridge Relief".
        // "Pipeline operator Oleg Brandt" is a man.
        let given = run.parts.len() > 1 && lexicon::is_given_name(&run.parts[0]);
        if lexicon::is_outlet_noun(before) || lexicon::is_body_noun(before) && !given {
            let outlet = lexicon::is_outlet_noun(before);
            self.note("a name behind the noun that tells what it is");
            let kind = if outlet { SourceKind::Media } else { SourceKind::Organisation };
            return Party { name: whole, kind, role: None, mention, identity: Identity::Name };
        }
        if lexicon::is_person_noun(before) && run.parts.len() > 1 && run.name_start == run.tokens.start {
            return self.person_by(run, run, mention);
        }
        let titled = self.names.titled(run);
        let fullest = self.names.fullest(&run.parts, run.tokens.start);
        // "Jubilant Ukrainians".
        if run.parts.len() > 1 && registry.is_people(self.lower(run.tokens.end - 1)) {
            self.note("a people’s name with what is told of them");
            return Party { name: whole, kind: SourceKind::Group, role: None, mention, identity: Identity::Article };
        }
        if self.names.is_person(run) && (self.is_thing(run) || !titled && self.is_called_a_body(run)) {
            self.note("a name of several words, printed as a body’s");
            return Party {
                name: whole,
                kind: SourceKind::Organisation,
                role: None,
                mention,
                identity: Identity::Name,
            };
        }
        if self.names.is_person(run) {
            let full = fullest.filter(|full| full.parts.len() >= run.parts.len()).unwrap_or(run);
            return self.person_by(run, full, mention);
        }
        if let Some(full) = fullest.filter(|_| run.parts.len() == 1 || titled) {
            return self.person_by(run, full, mention);
        }
        let last = self.lower(run.tokens.end - 1);
        let body = lexicon::is_body_noun(last) || run.parts.iter().any(|part| lexicon::is_body_noun(part));
        if run.parts.len() > 1 || (run.tokens.len() > 1 && !titled) || (body && !titled) {
            return self.by_several_words(run, tokens, body, whole, mention);
        }
        if titled { self.lone(run, mention) } else { self.by_one_word(run, tokens, name, mention) }
    }

    /// A name of several words that is no known person's: a government, an office without its bearer, a group, an outlet, an
    /// organisation, and where nothing tells a body by its form a person after all.
    fn by_several_words(
        &self,
        run: &NameRun,
        tokens: &Range<usize>,
        body: bool,
        whole: String,
        mention: Option<String>,
    ) -> Party {
        let last = self.lower(run.tokens.end - 1);
        self.note("a name of several words");
        if let Some(adjective) = whole.split(' ').next().filter(|_| last == "government")
            && let Some(entry) = self.names.registry.by_adjective(adjective)
        {
            self.note("the government of a state");
            return entry.party(mention);
        }
        // "FBI Assistant Director", "Labour MP".
        if lexicon::is_bare_office(last) && !body {
            self.note("an office without its bearer’s name");
            return Party { name: whole, kind: SourceKind::Unnamed, role: None, mention, identity: Identity::Article };
        }
        let group = lexicon::is_group_noun(last);
        let given = run.parts.iter().any(|part| lexicon::is_given_name(part));
        let as_persons_have =
            given && (2..=4).contains(&run.parts.len()) && !self.definite(tokens) && !has_acronym(&whole);
        let kind = if group || self.names.registry.is_people(last) {
            SourceKind::Group
        } else if lexicon::is_outlet_noun(last) && !body {
            SourceKind::Media
        } else if as_persons_have && !body {
            SourceKind::Person
        } else {
            SourceKind::Organisation
        };
        // "Tessia's Harbour Board" keeps its owner; a bare "Defence Ministry" takes the fuller name of the article.
        if self.is_owned(run, tokens) && self.document.tokens[tokens.start].capital && kind == SourceKind::Organisation
        {
            self.note("a body’s name with its owner");
            return organisation(self.names.words(tokens.clone()), &mention);
        }
        if let Some(name) = self.bodies.only(&whole.to_lowercase().replace("defense", "defence")) {
            self.note("a body of a state that the article names in full");
            return organisation(name.to_owned(), &mention);
        }
        let generic = run.parts.iter().all(|part| lexicon::is_body_noun(part) || lexicon::is_title(part));
        if generic && let Some(name) = self.qualified(run) {
            self.note("a body whose fuller name stands elsewhere");
            return Party { name, kind, role: None, mention, identity: Identity::Name };
        }
        let identity = if generic || group { Identity::Article } else { Identity::Name };
        Party { name: whole, kind, role: None, mention, identity }
    }

    /// A name of one word that is nobody's whom the article names in full: a state's, a group's, a place's, an
    /// organisation's, and where nothing tells otherwise a person's.
    fn by_one_word(&self, run: &NameRun, tokens: &Range<usize>, name: String, mention: Option<String>) -> Party {
        let last = self.lower(run.tokens.end - 1);
        self.note("a name of one word, of which the article tells no more");
        if let Some(entry) = self.names.registry.by_adjective(&name) {
            self.note("the adjective of a state");
            return Party { name: entry.name.to_owned(), ..entry.party(mention) };
        }
        let nation = self.names.registry.is_people(last);
        if lexicon::is_group_noun(last) || nation {
            self.note("a word for several people");
            let name = if nation { name } else { name.to_lowercase() };
            return Party { name, kind: SourceKind::Group, role: None, mention, identity: Identity::Article };
        }
        // "Clearwave" where the article says "Clearwave AI" as well.
        let others = self.names.by_part.get(&run.parts[0]).into_iter().flatten().map(|&at| &self.names.runs[at]);
        let longer = others.filter(|other| other.parts.len() == 2 && other.parts[0] == run.parts[0]);
        if let Some(longer) = longer.map(|longer| self.names.name(longer)).find(|longer| has_acronym(longer)) {
            self.note("a body whose longer name stands elsewhere");
            return organisation(longer, &mention);
        }
        if self.is_called_a_body(run) {
            return organisation(name, &mention);
        }
        // "FactSet", "EDF".
        let inner = name.chars().skip(1).any(char::is_uppercase) && name.chars().any(char::is_lowercase);
        if inner && !name.starts_with("Mc") && !name.starts_with("Mac") && !name.contains(['-', '’', '\'']) {
            return organisation(name, &mention);
        }
        let acronym = name.chars().filter(|c| c.is_alphabetic()).count() > 1 && !name.chars().any(char::is_lowercase);
        if self.names.is_place(&name) && !acronym && !lexicon::is_given_name(&run.parts[0]) {
            return Party { name, kind: SourceKind::Government, role: None, mention, identity: Identity::Name };
        }
        // "Russia's Gazprom", "TLNA", "the Clearwave".
        if self.is_owned(run, tokens) || acronym || self.definite(tokens) {
            return organisation(name, &mention);
        }
        if lexicon::is_person_noun(last) || lexicon::is_document_noun(last) {
            return Party { name, kind: SourceKind::Unnamed, role: None, mention, identity: Identity::Article };
        }
        self.lone(run, mention)
    }

    /// True for two or more capitalised words that read like a name and are none of a person's ("Citizens Advice"): nothing
    /// tells a person, and "the" stands before them, or a word of them is a plain word of the article.
    fn is_thing(&self, run: &NameRun) -> bool {
        let names = &self.names;
        let (Some(first), Some(last)) = (run.parts.first(), run.parts.last()) else { return false };
        let alone = |at: &usize| names.runs[*at].parts.len() == 1;
        let same =
            || names.by_part.get(last).into_iter().flatten().filter(|&&at| names.runs[at].parts == run.parts).take(8);
        let told = lexicon::is_given_name(first)
            || first.ends_with('.')
            || lexicon::is_family_name_first(first)
            || run.parts.iter().any(|part| lexicon::is_particle(part) || part.contains(['-', '’', '\'']))
            || run.parts.iter().skip(1).any(|part| is_patronymic(part) || gender_of_form(part).is_some())
            || names.registry.person(&names.name(run)).is_some()
            || names.by_part.get(last).is_some_and(|runs| runs.iter().any(alone))
            || same().any(|&at| names.titled(&names.runs[at]) || names.role(&names.runs[at]).is_some());
        let plain =
            |part: &String| part.len() >= 4 && (lexicon::is_title_word(part) || names.plain_words.contains(part));
        let definite = || {
            same().any(|&at| {
                let start = names.runs[at].tokens.start;
                start > 0 && self.lower(start - 1) == "the"
            })
        };
        !told && (run.parts.iter().any(plain) || definite())
    }

    /// True where a possessive of the mention stands right before the name ("Russia's Gazprom").
    fn is_owned(&self, run: &NameRun, tokens: &Range<usize>) -> bool {
        run.tokens.start > tokens.start && self.document.tokens[run.tokens.start - 1].kind == TokenKind::Possessive
    }

    /// A person of whom the article gives but one word of the name.
    fn lone(&self, run: &NameRun, mention: Option<String>) -> Party {
        let courtesy = lexicon::is_courtesy_title(self.lower(run.tokens.start));
        let role = (self.names.titled(run) && !courtesy).then(|| self.names.words(run.tokens.start..run.name_start));
        let name = self.names.name(run);
        let entry = self.names.registry.by_name(&name).filter(|entry| entry.kind == SourceKind::Person);
        self.note(match (&entry, role.is_some() || courtesy) {
            (Some(_), _) => "a surname that the registry knows",
            (None, true) => "a single name behind a title",
            (None, false) => "a name of one word, of which the article tells no more",
        });
        match entry {
            Some(entry) => Party { role, ..entry.party(mention) },
            None => Party { name, kind: SourceKind::Person, role, mention, identity: Identity::Article },
        }
    }

    /// True where the article calls the name a body somewhere: "the watchdog Velgem", "Open Rivers, a legal aid group".
    fn is_called_a_body(&self, run: &NameRun) -> bool {
        if lexicon::is_given_name(&run.parts[0]) {
            return false;
        }
        let places = self.names.by_part.get(&run.parts[0]).into_iter().flatten().map(|&at| &self.names.runs[at]);
        places.filter(|other| other.parts == run.parts).any(|other| {
            let before = other.tokens.start.checked_sub(1).map_or("", |at| self.lower(at));
            lexicon::is_body_noun(before) || self.is_followed_by_a_body(other.tokens.end)
        })
    }

    /// "…, a legal aid group": the head of an apposition is a body's noun. Some of them name people as well ("an operator").
    fn is_followed_by_a_body(&self, comma: usize) -> bool {
        const LONGEST: usize = 7;
        if self.lower(comma) != "," || !matches!(self.lower(comma + 1), "a" | "an" | "the") {
            return false;
        }
        let phrase = comma + 1..(comma + 1 + LONGEST).min(self.document.tokens.len());
        let head = self.lower(self.head_end(&phrase).min(self.clause_end(phrase)) - 1);
        lexicon::is_body_noun(head) && !lexicon::is_person_noun(head) && head != "operator"
    }

    /// Where a phrase ends: at a mark, or at what its noun does ("a group focusing on …").
    fn clause_end(&self, tokens: Range<usize>) -> usize {
        let ends = |at: &usize| {
            let token = &self.document.tokens[*at];
            token.kind == TokenKind::Mark || !token.capital && token.lower.ends_with("ing")
        };
        tokens.clone().skip(2).find(ends).unwrap_or(tokens.end)
    }

    /// The fuller name that the article gives a generic body ("Defence Ministry"), where it gives only one.
    fn qualified(&self, run: &NameRun) -> Option<String> {
        let last = run.parts.last()?;
        let mut fuller = self
            .names
            .by_part
            .get(last)?
            .iter()
            .map(|&at| &self.names.runs[at])
            .filter(|other| other.parts.len() > run.parts.len() && other.parts.ends_with(&run.parts))
            .map(|other| self.names.words(other.tokens.clone()));
        let first = fuller.next()?;
        fuller.all(|name| name == first).then_some(first)
    }
}

fn organisation(name: String, mention: &Option<String>) -> Party {
    Party { name, kind: SourceKind::Organisation, role: None, mention: mention.clone(), identity: Identity::Name }
}
