//! The speakers of a transcript, by the words that mark their turns.
//!
//! "MR. RETH" gives a family name. The rest of it stands where a transcript introduces its people: with the authors, in
//! the title, before the first turn, else somewhere in the text, else in the registry.

use std::collections::HashMap;

use super::mention::MentionResolver;
use super::names::{Gender, NameRun};
use super::people::gender_of_role;
use super::word_forms::bare_part;
use crate::domain::{ArticleInfo, Identity, Party, SourceKind, fold_name};
use crate::extract::lexicon;
use crate::extract::segment::{Segmented, segment};
use crate::extract::tokens::{Token, TokenKind};
use crate::extract::turn::{Kind, Turn};
use crate::registry::is_one_slip;

/// The most words of a name.
const LONGEST_NAME: usize = 5;
/// The most characters of authors and title that are read. A longer list of authors introduces nobody.
const LONGEST_HEADING: usize = 4000;
/// The most tokens before the first turn that tell who holds an office; what stands before them is no introduction.
const LONGEST_LEAD: usize = 300;
/// The most full names of speakers kept for turns that give a short name. Every turn is compared with all of them, so
/// the limit keeps the time from growing with the square of their number.
const MOST_NAMES: usize = 300;
/// Shorter words of marks are too often two names.
const SHORTEST_MISSPELT: usize = 6;

/// The speaker of every turn.
pub(super) fn speakers(resolver: &MentionResolver<'_>, article: &ArticleInfo) -> Vec<Party> {
    let document = resolver.document;
    if document.turns.is_empty() {
        return Vec::new();
    }
    let lines: Vec<&str> = article.authors.iter().chain(&article.title).map(String::as_str).collect();
    let heading: String = lines.join(".\n\n").chars().take(LONGEST_HEADING).collect();
    let heading = segment(&heading);
    let heading = MentionResolver::of(&heading, resolver.names.registry);
    let mut speakers = Speakers { resolver, heading, document, marked_names: Vec::new() };
    speakers.marked_names = speakers.full_names();
    let mark = |turn: &Turn| turn.mention(&document.tokens).of(document.text);
    let mut marks: HashMap<&str, (usize, &Turn)> = HashMap::new();
    for turn in &document.turns {
        marks.entry(mark(turn)).or_insert((0, turn)).0 += 1;
    }
    let mut known: HashMap<&str, Party> = HashMap::new();
    let mut found: Vec<Party> = Vec::with_capacity(document.turns.len());
    for turn in &document.turns {
        let party = known
            .entry(mark(turn))
            .or_insert_with(|| speakers.speaker(well_spelt(mark(turn), &marks).map_or(turn, |place| place.1)));
        found.push(party.clone());
    }
    // "President of Vell Ama Reth" has the role that a later "Ama Reth" goes without.
    let mut roles: HashMap<String, String> = HashMap::new();
    for party in &found {
        if let Some(role) = &party.role {
            roles.entry(party.name.clone()).or_insert_with(|| role.clone());
        }
    }
    for party in &mut found {
        if party.role.is_none() {
            party.role = roles.get(&party.name).cloned();
        }
    }
    found
}

struct Speakers<'r, 'd> {
    /// Resolves mentions in the text.
    resolver: &'r MentionResolver<'d>,
    /// Resolves mentions in the authors and the title.
    heading: MentionResolver<'r>,
    document: &'d Segmented<'d>,
    /// The full names that turn marks give, and whether the mark is nothing but the name.
    marked_names: Vec<(String, bool)>,
}

impl Speakers<'_, '_> {
    fn speaker(&self, turn: &Turn) -> Party {
        let unnamed = |name: String, kind| Party { name, kind, role: None, mention: None, identity: Identity::Article };
        match turn.kind {
            Kind::Questioner => unnamed("questioner".to_owned(), SourceKind::Unnamed),
            Kind::Answerer => {
                self.interviewed().unwrap_or_else(|| unnamed("interviewee".to_owned(), SourceKind::Unnamed))
            }
            Kind::Unnamed => {
                let name = self.lowered(turn);
                let name = if name == "remark" { "participant".to_owned() } else { name };
                let several = matches!(name.as_str(), "audience" | "participants" | "crowd" | "all" | "staff");
                unnamed(name, if several { SourceKind::Group } else { SourceKind::Unnamed })
            }
            Kind::Office => {
                let words = self.words(turn.label.clone());
                let words =
                    words.get(..4).filter(|the| the.eq_ignore_ascii_case("the ")).map_or(&*words, |_| &words[4..]);
                self.holder(&words.to_lowercase()).unwrap_or_else(|| unnamed(as_written(words), SourceKind::Unnamed))
            }
            Kind::Titled | Kind::Plain => self.person(turn),
            // Nothing that is said in such a turn becomes a claim of its speaker.
            Kind::Unread => unnamed("speaker".to_owned(), SourceKind::Unnamed),
        }
    }

    /// A speaker with a name.
    fn person(&self, turn: &Turn) -> Party {
        let name = self.name(turn);
        let title = self.title(turn).or_else(|| self.description(turn));
        let parts: Vec<String> = name
            .to_lowercase()
            .split(' ')
            .map(|part| bare_part(part).to_owned())
            .filter(|part| !part.is_empty())
            .collect();
        let party =
            if parts.len() > 1 { self.by_full_name(name, &parts) } else { self.by_family_name(turn, name, &parts) };
        Party { role: party.role.clone().or(title), mention: None, ..party }
    }

    /// Returns the speaker whose mark gives a full name. Heading and text may add the role.
    fn by_full_name(&self, name: String, parts: &[String]) -> Party {
        let alike = |resolver: &MentionResolver<'_>| {
            let run = fullest(resolver, parts).filter(|run| run.parts == parts)?;
            Some(resolver.person(run, None))
        };
        let role = alike(&self.heading).or_else(|| alike(self.resolver)).and_then(|party| party.role);
        Party { role, ..self.party(name) }
    }

    /// Completes a family name to the full name that the heading, the text or another mark gives.
    fn by_family_name(&self, turn: &Turn, name: String, parts: &[String]) -> Party {
        let introduced = fullest(&self.heading, parts).or_else(|| in_other_letters(&self.heading, parts));
        self.office_holder(turn, &name, introduced)
            .or_else(|| introduced.map(|run| self.without_office(&self.heading, run)))
            .or_else(|| self.in_title_case(parts).map(|name| self.party(name)))
            .or_else(|| self.of_the_day(turn, &name))
            .or_else(|| {
                let run = fullest(self.resolver, parts)?;
                let party = self.without_office(self.resolver, run);
                is_surely_a_person(self.resolver, run, &party).then_some(party)
            })
            .or_else(|| self.by_other_mark(turn))
            .unwrap_or_else(|| self.party(name))
    }

    /// "PRESIDENT RETH": of the bearers of a family name whom the heading or the text names, only one with an office may be
    /// meant; without one, it is the person whom the registry knows by the name with that office, or by the name alone.
    fn office_holder(&self, turn: &Turn, name: &str, introduced: Option<&NameRun>) -> Option<Party> {
        let office = self
            .title(turn)
            .filter(|title| title.split(' ').any(|word| lexicon::is_title_word(&word.to_lowercase())))?;
        let registry = self.resolver.names.registry;
        // The registry knows no "First Lady Reth" by "Reth".
        let alone = || registry.person(name).filter(|_| gender_of_role(&office) != Some(Gender::She));
        let known = registry.person(&format!("{office} {name}")).or_else(alone)?;
        let role = |run: &NameRun| self.heading.person(run, None).role.unwrap_or_default().to_lowercase();
        let bears = |run: &NameRun| role(run).contains(&office.to_lowercase());
        introduced.is_none_or(|run| !bears(run)).then(|| known.party(None))
    }

    /// "MR RETH" at a briefing of a state's body: who held an office of the state on that day; "FOREIGN MINISTER RETH": who
    /// bore the title anywhere.
    fn of_the_day(&self, turn: &Turn, name: &str) -> Option<Party> {
        let resolver = self.resolver;
        let home = resolver.names.printed.state.as_deref().filter(|_| resolver.office_holders.printed_by_a_body());
        let title = self.title(turn).unwrap_or_default();
        let entry = resolver.names.registry.office_holder(name, &title, home, resolver.names.printed.day?)?;
        Some(entry.party(None))
    }

    /// "Press Secretary Ilse Oru Aboard Lake Force One": a heading prints in capitals what follows the name as well.
    fn in_title_case(&self, parts: &[String]) -> Option<String> {
        let [name] = parts else { return None };
        let tokens = &self.heading.document.tokens;
        let given = |token: &Token| {
            let word = token.lower.as_str();
            token.kind == TokenKind::Word
                && token.capital
                && !word.contains('.')
                && !lexicon::is_title(word)
                && !lexicon::is_person_noun(word)
        };
        let at = (1..tokens.len()).find(|&at| tokens[at].lower == *name && given(&tokens[at - 1]))?;
        Some(self.heading.names.words(at - 1..at + 1)).filter(|_| !lexicon::is_preposition(&tokens[at - 1].lower))
    }

    /// Returns the party for a person known by name only.
    fn party(&self, name: String) -> Party {
        if let Some(entry) = self.resolver.names.registry.person(&name) {
            return entry.party(None);
        }
        let identity = if name.contains(' ') { Identity::Name } else { Identity::Article };
        Party { name, kind: SourceKind::Person, role: None, mention: None, identity }
    }

    /// The person of a run of capitals in which an office goes before the name: headings print all words so.
    fn without_office(&self, resolver: &MentionResolver<'_>, run: &NameRun) -> Party {
        let party = resolver.person(run, None);
        let words: Vec<&str> = party.name.split(' ').collect();
        if party.registered().is_some() || words.len() < 3 {
            return party;
        }
        let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
        let given = lower.iter().position(|word| lexicon::is_given_name(word));
        let state = |word: &str| resolver.names.registry.by_name(word).is_some_and(|entry| !entry.is_person());
        let office =
            (0..words.len() - 2).rfind(|&at| lexicon::is_portfolio(&lower[at]) || state(words[at])).map(|at| at + 1);
        // "Envoy for the Republic of Tessia Ama Reth", "Ambassador for Religious Freedom Ama Reth".
        let field = run.name_start.checked_sub(1).map_or("", |before| resolver.lower(before));
        let behind =
            (matches!(field, "of" | "for") && words.iter().all(|word| !word.ends_with('.'))).then(|| words.len() - 2);
        match given.filter(|at| *at + 1 < words.len()).or(office).or(behind) {
            Some(start) if start > 0 => Party { role: party.role, ..self.party(words[start..].join(" ")) },
            _ => party,
        }
    }

    /// The name that a mark gives, in small letters as names are written. A longer mark of the same person holds more
    /// than the name; what it has in common with the plain one is the name.
    fn name(&self, turn: &Turn) -> String {
        let words = self.words(turn.name..turn.label.end);
        let label = self.words(turn.label.clone());
        let within =
            |(name, plain): &&(String, bool)| *plain && name.len() < words.len() && label.contains(name.as_str());
        let plain = self.marked_names.iter().find(within).map(|(name, _)| name.clone());
        as_written(&plain.or_else(|| self.known_end(&words)).unwrap_or(words))
    }

    /// "Tessia Ama Reth" of "President of Tessia Ama Reth": the end of a name that the registry or the heading knows.
    fn known_end(&self, words: &str) -> Option<String> {
        let words: Vec<&str> = words.split(' ').collect();
        let ends = (1..words.len().saturating_sub(1)).map(|start| as_written(&words[start..].join(" ")));
        let known = |end: &String| {
            let parts: Vec<String> = end.to_lowercase().split(' ').map(str::to_owned).collect();
            let named = |run: &&NameRun| run.parts == parts && self.heading.names.is_person(run);
            self.resolver.names.registry.person(end).is_some() || self.heading.names.runs.iter().any(|run| named(&run))
        };
        ends.into_iter().find(known)
    }

    /// What stands before the name: "President of Vell"; not "Mr.".
    fn title(&self, turn: &Turn) -> Option<String> {
        let words = self.words(turn.label.start..turn.name);
        let title = words.trim_end_matches(['.', ' ']);
        let lower = title.to_lowercase();
        let courtesy =
            lexicon::is_courtesy_title(&lower) || matches!(lower.as_str(), "" | "sir" | "madam" | "the" | "h.e");
        (!courtesy).then(|| as_written(title))
    }

    /// What the mark says of the speaker behind the name, where it is an office or a trade: "IRENA ORU, MAYOR OF SARN".
    fn description(&self, turn: &Turn) -> Option<String> {
        let office = |token: &Token| lexicon::is_person_noun(&token.lower) || lexicon::is_title(&token.lower);
        let told = self.document.tokens[turn.description.clone()].iter().any(office);
        told.then(|| as_written(&self.words(turn.description.clone())))
    }

    /// The words of tokens as printed.
    fn words(&self, tokens: std::ops::Range<usize>) -> String {
        let of = |at: usize| self.document.tokens[at].span;
        if tokens.is_empty() {
            return String::new();
        }
        let whole = &self.document.text[of(tokens.start).start..of(tokens.end - 1).end];
        whole.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Another mark that gives the full name: "President Ama Reth" for a later "RETH".
    fn by_other_mark(&self, turn: &Turn) -> Option<Party> {
        let name = self.words(turn.name..turn.label.end).to_lowercase();
        let longer = |(other, _): &&(String, bool)| other.to_lowercase().ends_with(&format!(" {name}"));
        self.marked_names.iter().find(longer).map(|(other, _)| self.party(as_written(other)))
    }

    /// The full names that marks give.
    fn full_names(&self) -> Vec<(String, bool)> {
        let mut found: Vec<(String, bool)> = Vec::new();
        for turn in self.document.turns.iter().filter(|turn| matches!(turn.kind, Kind::Titled | Kind::Plain)) {
            let name = (self.words(turn.name..turn.label.end), turn.kind == Kind::Plain);
            if found.len() < MOST_NAMES && name.0.contains(' ') && !found.contains(&name) {
                found.push(name);
            }
        }
        found
    }

    /// "THE PRESIDENT": whom the heading calls so, else the lines before the first turn.
    fn holder(&self, office: &str) -> Option<Party> {
        let begins = self.document.turns.first()?.label.start.min(LONGEST_LEAD);
        let office: Vec<&str> = office.split(' ').collect();
        self.called(&self.heading, &office, usize::MAX).or_else(|| self.called(self.resolver, &office, begins))
    }

    /// Whom the tokens before `end` call by an office: "President Reth", "Ama Reth, President of Vell".
    fn called(&self, resolver: &MentionResolver<'_>, office: &[&str], end: usize) -> Option<Party> {
        let tokens = &resolver.document.tokens[..end.min(resolver.document.tokens.len())];
        for at in 0..tokens.len() {
            let head = at + office.len();
            let other =
                |before: &str| matches!(before, "vice" | "deputy" | "former" | "first" | "assistant" | "acting");
            let stands = tokens.get(at..head)?.iter().map(|token| token.lower.as_str()).eq(office.iter().copied());
            if !stands || at.checked_sub(1).is_some_and(|before| other(&tokens[before].lower)) {
                continue;
            }
            let name = |token: &&Token| token.kind == TokenKind::Word && token.capital;
            let count = tokens[head..].iter().take(LONGEST_NAME).take_while(name).count();
            if count == 0 {
                continue;
            }
            let words = |count: usize| resolver.names.words(head..head + count);
            let registry = resolver.names.registry;
            let office = resolver.names.words(at..head);
            let known = (1..=count).rev().find_map(|count| {
                let name = words(count);
                registry.person(&name).or_else(|| registry.person(&format!("{office} {name}")))
            });
            let given = lexicon::is_given_name(&tokens[head].lower);
            // "Remarks by President Reth Announcing …": a heading goes on in capitals.
            let goes_on = |token: &Token| lexicon::is_preposition(&token.lower) || token.lower.ends_with("ing");
            let both = count == 2 && !goes_on(&tokens[head + 1]);
            let name = words(if given || both { count.min(2) } else { 1 });
            let parts: Vec<String> = name.to_lowercase().split(' ').map(str::to_owned).collect();
            let full = || fullest(self.resolver, &parts).map(|run| self.without_office(self.resolver, run));
            let party = known.map(|entry| entry.party(None)).or_else(full).unwrap_or_else(|| self.party(name));
            return Some(Party { role: Some(office), mention: None, ..party });
        }
        let bears = |role: &str| {
            let rest = role.to_lowercase().strip_prefix(&office.join(" ")).map(str::to_owned);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(" of") || rest.starts_with(','))
        };
        let persons = resolver.names.runs.iter().filter(|run| run.tokens.end <= end && resolver.names.is_person(run));
        persons.map(|run| resolver.person(run, None)).find(|party| party.role.as_deref().is_some_and(bears))
    }

    /// The only person whom the heading names.
    fn interviewed(&self) -> Option<Party> {
        let mut found: Vec<Party> = Vec::new();
        for run in self.heading.names.runs.iter().filter(|run| self.heading.names.is_person(run)) {
            let party = self.heading.person(run, None);
            if found.iter().all(|known| known.name != party.name) {
                found.push(party);
            }
        }
        (found.len() == 1).then(|| found.pop()).flatten()
    }

    /// The words of a mark in small letters, but for names: "senior State Department official".
    fn lowered(&self, turn: &Turn) -> String {
        let words: Vec<String> = self.words(turn.label.clone()).split(' ').map(str::to_owned).collect();
        let mut found = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let longest =
                (at + 1..=words.len().min(at + 3)).rev().filter(|_| at > 0 || words.len() == 1).find(|&end| {
                    let name = as_written(&words[at..end].join(" "));
                    let acronym = end == at + 1 && words[at].len() <= 4;
                    let whole = end < words.len() && (end > at + 1 || acronym);
                    whole && self.is_name(if acronym { &words[at] } else { &name })
                });
            match longest {
                Some(end) if end > at + 1 => found.extend(words[at..end].iter().map(|word| as_written(word))),
                Some(_) => found.push(words[at].clone()),
                None => found.push(words[at].to_lowercase()),
            }
            at = longest.unwrap_or(at + 1);
        }
        found.join(" ")
    }

    /// True for a name that the registry or the text contains.
    fn is_name(&self, words: &str) -> bool {
        let known = self.resolver.names.registry.by_name(words).is_some();
        let last = words.rsplit(' ').next().unwrap_or_default().to_lowercase();
        known || words.contains(' ') && !lexicon::is_person_noun(&last) && self.document.text.contains(words)
    }
}

/// The more frequent mark that this one is but for a slip in one of its longer words: "MR. VARREN" for "MR. VAREN".
fn well_spelt<'m>(mark: &str, marks: &HashMap<&str, (usize, &'m Turn)>) -> Option<(usize, &'m Turn)> {
    let words: Vec<&str> = mark.split_whitespace().collect();
    let own = marks.get(mark).map_or(0, |place| place.0);
    if marks.len() > MOST_NAMES || words.len() > LONGEST_NAME {
        return None;
    }
    let alike = |other: &str| {
        let differ: Vec<(&str, &str)> =
            words.iter().copied().zip(other.split_whitespace()).filter(|(a, b)| a != b).collect();
        let long = |word: &str| word.chars().count() >= SHORTEST_MISSPELT;
        let [(a, b)] = differ[..] else { return false };
        other.split_whitespace().count() == words.len() && long(a) && long(b) && is_one_slip(a, b)
    };
    let more = marks.iter().filter(|(other, (times, _))| *times > own && alike(other));
    more.max_by_key(|(other, (times, _))| (*times, std::cmp::Reverse(**other))).map(|(_, place)| *place)
}

/// The run that gives the fullest form of a name.
fn fullest<'r>(resolver: &'r MentionResolver<'_>, parts: &[String]) -> Option<&'r NameRun> {
    let first = |run: &NameRun| {
        parts.len() == 1
            && parts.first().is_some_and(|name| lexicon::is_family_name_first(name) && run.parts.first() == Some(name))
    };
    resolver.names.fullest(parts, usize::MAX).filter(|run| run.parts.last() == parts.last() || first(run))
}

/// True if a full name is surely a person and not just two capitalised words ("Fair Price").
fn is_surely_a_person(resolver: &MentionResolver<'_>, run: &NameRun, party: &Party) -> bool {
    let given = run.parts.first().is_some_and(|first| lexicon::is_given_name(first));
    given || party.role.is_some() || party.registered().is_some() || resolver.names.titled(run)
}

/// The person whose family name is spelt without its accents in the mark: "LIPOVSKY" for "Lipovský".
fn in_other_letters<'r>(resolver: &'r MentionResolver<'_>, parts: &[String]) -> Option<&'r NameRun> {
    let [name] = parts else { return None };
    let folded = fold_name(name);
    let alike = |run: &&NameRun| run.parts.len() > 1 && run.parts.last().is_some_and(|last| fold_name(last) == folded);
    resolver.names.runs.iter().filter(|run| resolver.names.is_person(run)).find(alike)
}

/// Words in capitals as they are written elsewhere: "LE DRIAN" is "Le Drian", "McRETH" is "McReth", "O’BRIEN"
/// "O’Brien".
fn as_written(words: &str) -> String {
    let word = |word: &str| {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        let large = word.chars().filter(|c| c.is_uppercase()).count();
        let initial = letters <= 1 || word.contains('.');
        if initial
            || large * 2 <= letters
            || word.len() < 4 && !lexicon::is_title(&word.to_lowercase()) && !is_syllable(word)
        {
            return word.to_owned();
        }
        if matches!(word, "CEO" | "NATO" | "OSCE") {
            return word.to_owned();
        }
        if matches!(word, "OF" | "THE" | "AND" | "FOR" | "TO" | "ON" | "AT" | "IN") {
            return word.to_lowercase();
        }
        let mut start = true;
        let mut small = 0;
        word.chars()
            .flat_map(|c| {
                let capital = start;
                start = matches!(c, '-' | '’' | '\'') || (small == 1 && capital && c == 'c');
                small += 1;
                let c: Vec<char> = if capital { c.to_uppercase().collect() } else { c.to_lowercase().collect() };
                c
            })
            .collect()
    };
    words.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// A short word with a vowel and a consonant is a name or a word ("KIM", "LEE", "OF"), not an abbreviation.
fn is_syllable(word: &str) -> bool {
    let vowel = |c: char| "AEIOUYÀÁÂÄÅÆÈÉÊËÌÍÎÏÒÓÔÖØÙÚÛÜ".contains(c);
    word.chars().any(vowel) && word.chars().any(|c| !vowel(c)) && !lexicon::is_state_abbreviation(word) && word != "UAE"
}
