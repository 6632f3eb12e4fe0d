//! Named mentions: those whose head is a name, of a person, a body, an outlet or a state.

use std::ops::Range;

use super::discourse::Discourse;
use super::kinds::BY_NOUN;
use super::kinds::NameKind;
use super::mention::MentionResolver;
use super::names::{NameRun, is_word_of_grammar};
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

    /// Notes what told that a party is of the kind that its name is.
    pub(super) fn told_by_name(&self, party: Party, run: &NameRun) -> Party {
        match self.names.kind(run) {
            Some(guess) if guess.kind.of_sources() == party.kind => self.told(party, guess.rule, &guess.features),
            _ => self.told(party, "the form of the name", &[]),
        }
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
            let body = || self.told(organisation(name.clone(), mention), "a name with its abbreviation", &[]);
            return Some(entry.map_or_else(body, |entry| entry.party(mention.clone())));
        }
        None
    }

    /// The long form of an abbreviation, with or without its owner: "the league", "Ukraine's Military Intelligence".
    pub(super) fn introduced(&self, tokens: &Range<usize>, mention: &Option<String>) -> Option<Party> {
        let (long, short) = self.names.introduced(&self.names.words(tokens.clone()).to_lowercase())?;
        let name = self.names.words(long);
        let entry = self.names.registry.by_name(&name).or_else(|| self.names.registry.by_name(&short));
        let body = || self.told(organisation(name.clone(), mention), "a name with its abbreviation", &[]);
        Some(entry.map_or_else(body, |entry| entry.party(mention.clone())))
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

    /// A name by what is certain of it, else by what it most likely is a name of.
    ///
    /// What the registry knows comes first, but for persons, whom the article may mean another by. Persons come before
    /// bodies, since a name that the article gives in full is known by any part of it.
    pub(super) fn by_form(&self, run: &NameRun, tokens: &Range<usize>, mention: Option<String>) -> Party {
        let whole = self.names.words(run.tokens.clone());
        let registry = self.names.registry;
        let titled = self.names.titled(run);
        let entry = registry
            .by_name(&whole)
            .or_else(|| registry.by_name(&self.names.name(run)).filter(|_| !titled))
            .filter(|entry| entry.kind != SourceKind::Person);
        if let Some(entry) = entry {
            self.note("a name of the registry");
            return entry.party(mention);
        }
        let fullest = self.names.fullest_of(run);
        // "Jubilant Ukrainians".
        if run.parts.len() > 1 && registry.is_people(self.lower(run.tokens.end - 1)) {
            self.note("a people’s name with what is told of them");
            let kind = SourceKind::Group;
            let party = Party { name: whole, kind, role: None, mention, identity: Identity::Article };
            return self.told(party, BY_NOUN, &[]);
        }
        let surname = run.parts.first().filter(|_| run.parts.len() == 1 && fullest.is_none());
        let by_office = |surname: &String| {
            let told = if titled { self.names.holder_of_the_day(run) } else { None };
            told.or_else(|| self.names.bearer_by_office(surname))
        };
        if let Some(entry) = registry.person(&whole).filter(|_| titled && surname.is_some()) {
            self.note("a name of the registry");
            let role = Some(self.names.words(run.tokens.start..run.name_start));
            return Party { role, ..entry.party(mention) };
        }
        if let Some(entry) = surname.and_then(by_office) {
            self.note("the holder of the office on the day of the text");
            let role = titled.then(|| self.names.words(run.tokens.start..run.name_start));
            return Party { role, ..entry.party(mention) };
        }
        if self.names.is_person(run) {
            let full = fullest.filter(|full| full.parts.len() >= run.parts.len()).unwrap_or(run);
            return self.person_by(run, full, mention);
        }
        if let Some(full) = fullest.filter(|_| run.parts.len() == 1 || titled) {
            return self.person_by(run, full, mention);
        }
        let body = run.parts.iter().any(|part| lexicon::is_body_noun(part));
        if run.parts.len() > 1 || !titled && (run.tokens.len() > 1 || body) {
            return self.told_by_name(self.by_several_words(run, tokens, whole, mention), run);
        }
        self.told_by_name(if titled { self.lone(run, mention) } else { self.by_one_word(run, tokens, mention) }, run)
    }

    /// A name of several words that is no known person's: a government, an office without its bearer, or what it most
    /// likely is.
    fn by_several_words(&self, run: &NameRun, tokens: &Range<usize>, whole: String, mention: Option<String>) -> Party {
        let last = self.lower(run.tokens.end - 1);
        self.note("a name of several words");
        if let Some(adjective) = whole.split(' ').next().filter(|_| last == "government")
            && let Some(entry) = self.names.registry.by_adjective(adjective)
        {
            self.note("the government of a state");
            return entry.party(mention);
        }
        // "FBI Assistant Director", "Labour MP".
        let body = run.parts.iter().any(|part| lexicon::is_body_noun(part));
        if lexicon::is_bare_office(last) && !body {
            self.note("an office without its bearer’s name");
            return Party { name: whole, kind: SourceKind::Unnamed, role: None, mention, identity: Identity::Article };
        }
        let kind = match self.names.kind(run).map(|guess| guess.kind) {
            Some(NameKind::Group) => SourceKind::Group,
            Some(NameKind::Outlet) => SourceKind::Media,
            _ if lexicon::is_group_noun(last) => SourceKind::Group,
            _ => SourceKind::Organisation,
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
        let identity = if generic || kind == SourceKind::Group { Identity::Article } else { Identity::Name };
        Party { name: whole, kind, role: None, mention, identity }
    }

    /// A name of one word that is nobody's whom the article names in full: a state's, a group's, or what it most likely is.
    fn by_one_word(&self, run: &NameRun, tokens: &Range<usize>, mention: Option<String>) -> Party {
        let name = self.names.name(run);
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
        if let Some(longer) = self.names.longer_body(run).filter(|_| !self.names.names_a_person(run)) {
            self.note("a body whose longer name stands elsewhere");
            return organisation(self.names.name(longer), &mention);
        }
        // "The West", "Western estimates".
        if lexicon::is_direction(last) {
            let kind = if self.definite(tokens) { SourceKind::Group } else { SourceKind::Unnamed };
            return Party { name, kind, role: None, mention, identity: Identity::Name };
        }
        let owned = self.is_owned(run, tokens);
        let kind = match self.names.kind(run).map(|guess| guess.kind) {
            _ if self.names.names_a_person(run) => SourceKind::Person,
            // "Europe" is no state.
            Some(NameKind::Place) if lexicon::is_place_noun(last) => SourceKind::Group,
            Some(NameKind::Place) if !owned => SourceKind::Government,
            Some(NameKind::Person) if !owned && !self.definite(tokens) && !has_digit(&name) => SourceKind::Person,
            Some(NameKind::Outlet) => SourceKind::Media,
            Some(NameKind::Group) => SourceKind::Group,
            _ => SourceKind::Organisation,
        };
        let letter = name.chars().filter(|c| c.is_alphabetic()).count() < 2;
        let grammar = is_word_of_grammar(last) || lexicon::is_courtesy_title(last);
        let unnamed = letter || grammar || lexicon::is_person_noun(last) || lexicon::is_document_noun(last);
        if unnamed && matches!(kind, SourceKind::Person | SourceKind::Group) {
            return Party { name, kind: SourceKind::Unnamed, role: None, mention, identity: Identity::Article };
        }
        match kind {
            SourceKind::Person => self.lone(run, mention),
            SourceKind::Group => {
                let name = if self.names.seen_inside(&run.parts[0]) { name } else { name.to_lowercase() };
                Party { name, kind, role: None, mention, identity: Identity::Article }
            }
            kind => Party { name, kind, role: None, mention, identity: Identity::Name },
        }
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
        let registry = self.names.registry;
        let entry = registry.by_name(&name).filter(|entry| entry.kind == SourceKind::Person);
        let entry = entry.or_else(|| registry.misspelt(&name, lexicon::is_given_name)).or_else(|| {
            // "Powell" in a briefing that names nobody else so.
            let home = self.names.printed.state.as_deref().filter(|_| self.office_holders.printed_by_a_body())?;
            let (bare, day) = (role.is_none() && !courtesy && run.tokens.len() == 1, self.names.printed.day?);
            let known = registry.office_holder(&name, "", Some(home), day).or_else(|| registry.in_office(&name, day));
            known.filter(|_| bare)
        });
        // "Ama" in a transcript in which one Ama speaks.
        let called = |party: &&Party| party.name.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with(' '));
        let mut called = self.speakers.iter().filter(called);
        if let (None, None, Some(speaker), None) = (&entry, &role, called.next(), called.next()) {
            self.note("a given name, and the full name stands elsewhere");
            return Party { mention, ..speaker.clone() };
        }
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

fn has_digit(name: &str) -> bool {
    name.chars().any(|c| c.is_ascii_digit())
}

fn organisation(name: String, mention: &Option<String>) -> Party {
    Party { name, kind: SourceKind::Organisation, role: None, mention: mention.clone(), identity: Identity::Name }
}
