//! What is true of a candidate: features in plain words, so that a page can show them as reasons.
//!
//! `training/` reads the same features from this one implementation. A feature that is worded anew needs a model
//! trained anew.

use super::{Anaphor, Anaphora, Candidate, REACH};
use crate::domain::{Party, SourceKind};
use crate::extract::lexicon;
use crate::extract::resolve::anaphora::{Fields, fields, recalls};
use crate::extract::resolve::discourse::Discourse;
use crate::extract::resolve::entities::Entity;
use crate::extract::resolve::mention::MentionResolver;
use crate::extract::tokens::TokenKind;

type Features = Vec<&'static str>;

/// A word of a description stands next to a name where no more tokens than this lie between.
const BESIDE: usize = 8;
/// The most names of one party that a word is looked for beside.
const MOST_PLACES: usize = 12;

const NAMED: [&str; 7] = [
    "named in this sentence",
    "named one sentence before",
    "named two sentences before",
    "named three or four sentences before",
    "named five to eight sentences before",
    "named up to sixteen sentences before",
    "named further before",
];
const SPOKE: [&str; 7] = [
    "spoke in this sentence",
    "spoke one sentence before",
    "spoke two sentences before",
    "spoke three or four sentences before",
    "spoke five to eight sentences before",
    "spoke up to sixteen sentences before",
    "spoke further before",
];
const SUBJECT: [&str; 3] =
    ["subject of this sentence", "subject of the sentence before", "subject two sentences before"];
const LATER: [&str; 4] = [
    "named first one sentence later",
    "named first two or three sentences later",
    "named first four to eight sentences later",
    "named first further on",
];
const NEXT: [&str; 3] = ["the next to be named", "the second next to be named", "named after others"];
const RANK: [&str; 4] = ["named last", "named second to last", "named third to last", "named before others"];
const ACTED: [&str; 3] = ["last to speak or act", "second to last to speak or act", "spoke or acted before others"];
const SPEAKER: [&str; 3] = ["spoke last", "spoke second to last", "spoke before others"];

fn by_distance(words: &[&'static str; 7], sentences: usize) -> &'static str {
    match sentences {
        0..=2 => words[sentences],
        3 | 4 => words[3],
        5..=8 => words[4],
        9..=REACH => words[5],
        _ => words[6],
    }
}

impl MentionResolver<'_> {
    /// What is true where a mention stands for nobody whom the article names elsewhere.
    pub(super) fn features_of_nobody(
        &self,
        anaphor: &Anaphor,
        candidates: &[Candidate<'_>],
        discourse: &Discourse,
    ) -> Features {
        let mut found = vec!["nobody"];
        let first = self.lower(anaphor.tokens.start);
        let nominal = !matches!(anaphor.class, Anaphora::He | Anaphora::It | Anaphora::They | Anaphora::Silence);
        if nominal {
            found.push(match first {
                "the" => "nobody, behind the",
                "this" | "that" | "these" | "those" => "nobody, behind this",
                "his" | "her" | "its" | "their" | "my" | "our" => "nobody, behind a possessive",
                "a" | "an" | "one" => "nobody, behind a",
                _ => "nobody, without an article",
            });
            found.push(match anaphor.modifiers.len() {
                0 => "nobody, the noun alone",
                1 => "nobody, a word before the noun",
                _ => "nobody, words before the noun",
            });
            if anaphor.goes_on {
                found.push("nobody, more behind the noun");
            }
            if anaphor.modifiers.iter().any(|&at| self.names.capital(at)) {
                found.push("nobody, a name before the noun");
            }
            if self.sentence_of(anaphor.tokens.start) <= 1 {
                found.push("nobody, at the head of the article");
            }
            let before = self.entities.places_of(&anaphor.head).partition_point(|&at| at < anaphor.tokens.start);
            found.push(if before > 0 { "nobody, the noun stands before" } else { "nobody, the noun is new" });
        }
        if anaphor.class == Anaphora::Silence {
            found.push(match anaphor.head.as_str() {
                "a bare quotation" => "nobody, a bare quotation",
                "a quotation" => "nobody, a quotation",
                _ => "nobody, reported words",
            });
        }
        if !candidates.iter().any(|candidate| candidate.referent.is_some_and(|referent| referent.times > 0)) {
            found.push("nobody, nobody has spoken");
        }
        if candidates.is_empty() {
            found.push("nobody, nobody fits");
        }
        if self.document.quoted[anaphor.tokens.start].is_some() {
            found.push("nobody, in a quotation");
        }
        if discourse.together_just_now() {
            found.push("nobody, several spoke together");
        }
        found
    }

    /// What is true of one candidate.
    pub(super) fn features(
        &self,
        anaphor: &Anaphor,
        candidate: &Candidate<'_>,
        all: &[Candidate<'_>],
        discourse: &Discourse,
    ) -> Features {
        let mut found = Vec::with_capacity(24);
        found.push(match candidate.party.kind {
            SourceKind::Person => "a person",
            SourceKind::Organisation => "an organisation",
            SourceKind::Government => "a government",
            SourceKind::Media => "an outlet",
            SourceKind::Group => "a group",
            _ => "an unnamed source",
        });
        if self.home_state.as_ref().is_some_and(|home| *home == candidate.party.name) {
            found.push("the state where it was printed");
        }
        self.add_form(candidate, &mut found);
        self.add_gender(anaphor, candidate, discourse, &mut found);
        self.add_places(anaphor, candidate, &mut found);
        add_ranks(candidate, all, &mut found);
        self.add_speech(candidate, discourse, &mut found);
        if !matches!(anaphor.class, Anaphora::He | Anaphora::It | Anaphora::They | Anaphora::Silence) {
            self.add_description(anaphor, candidate, &mut found);
        }
        found
    }

    fn add_form(&self, candidate: &Candidate<'_>, found: &mut Features) {
        let words = candidate.party.name.split(' ').count();
        found.push(match (candidate.party.registered().is_some(), words) {
            (true, _) => "known to the registry",
            (false, 1) => "a single name",
            (false, 2..=4) => "a name of several words",
            (false, _) => "a long name",
        });
        let role = candidate.entity.is_some_and(|entity| !entity.roles.is_empty()) || candidate.party.role.is_some();
        if candidate.party.kind == SourceKind::Person {
            found.push(if role { "has a role" } else { "has no role" });
            let evident = role
                || candidate.party.registered().is_some()
                || candidate.referent.is_some_and(|referent| referent.times > 0)
                || candidate.entity.is_some_and(|entity| entity.gender.or(entity.likely_gender).is_some());
            if !evident {
                found.push("nothing tells a person");
            }
        }
        found.push(match candidate.entity.map_or(0, |entity| entity.places.len()) {
            0 => "called by a description",
            1 => "named once",
            2..=5 => "named several times",
            _ => "named often",
        });
    }

    fn add_gender(&self, anaphor: &Anaphor, candidate: &Candidate<'_>, discourse: &Discourse, found: &mut Features) {
        let Some(wanted) = anaphor.gender else { return };
        let told =
            discourse.gender(&candidate.party.name).or_else(|| candidate.entity.and_then(|entity| entity.gender));
        let likely = candidate.entity.and_then(|entity| entity.likely_gender);
        found.push(match (told, likely) {
            (Some(_), _) => "he or she agrees",
            (None, Some(likely)) if likely == wanted => "he or she may agree",
            (None, Some(_)) => "he or she may differ",
            (None, None) => "he or she is not told",
        });
    }

    /// Where it is named: how far before, in which sentence, in whose words.
    fn add_places(&self, anaphor: &Anaphor, candidate: &Candidate<'_>, found: &mut Features) {
        let place = anaphor.tokens.start;
        let sentence = self.sentence_of(place);
        let Some(entity) = candidate.entity else { return };
        let count = entity.places.partition_point(|&at| at < place);
        let Some(last) = count.checked_sub(1).map(|at| entity.places[at]) else {
            self.add_later(sentence, entity.places[0], found);
            return;
        };
        let of_last = self.sentence_of(last);
        found.push(by_distance(&NAMED, sentence - of_last));
        if self.document.quoted[last].is_some() {
            found.push("named last in a quotation");
        }
        if self.opens(last, of_last) {
            found.push("named last at the head of a sentence");
        }
        if last > 0 && lexicon::is_preposition(self.lower(last - 1)) {
            found.push("named last behind a preposition");
        }
        if self.document.tokens.get(last + 1).is_some_and(|next| next.kind == TokenKind::Possessive)
            || self.document.tokens.get(last + 2).is_some_and(|next| next.kind == TokenKind::Possessive)
        {
            found.push("named last as an owner");
        }
        if self.sentence_of(entity.places[0]) <= 1 {
            found.push("named at the beginning");
        }
        let paragraph = |at: usize| {
            let start = self.document.tokens[at].span.start;
            self.document.paragraphs.partition_point(|paragraph| paragraph.end <= start)
        };
        if paragraph(last) == paragraph(place) {
            found.push("named in this paragraph");
        }
    }

    /// Where it is named for the first time, behind the mention.
    fn add_later(&self, sentence: usize, first: usize, found: &mut Features) {
        let of_first = self.sentence_of(first);
        found.push(match of_first - sentence {
            0 | 1 => LATER[0],
            2 | 3 => LATER[1],
            4..=8 => LATER[2],
            _ => LATER[3],
        });
        if sentence == 0 {
            found.push("named only behind the first sentence");
        }
        if self.opens(first, of_first) {
            found.push("named first at the head of a sentence");
        }
        let sentence = self.document.sentences[of_first].tokens.clone();
        let speaks = |at: usize| self.document.quoted[at].is_none() && lexicon::is_saying_verb(self.lower(at));
        if self.document.quoted[first].is_none() && sentence.into_iter().any(speaks) {
            found.push("named first beside a verb of saying");
        }
    }

    /// True at the first words of a sentence, outside quotations.
    fn opens(&self, at: usize, sentence: usize) -> bool {
        let start = self.document.sentences.get(sentence).map_or(at, |sentence| sentence.tokens.start);
        at - start.min(at) <= 4 && self.document.quoted[at].is_none()
    }

    /// What it has said, and of which sentence it was the subject.
    fn add_speech(&self, candidate: &Candidate<'_>, discourse: &Discourse, found: &mut Features) {
        let Some(referent) = candidate.referent else {
            found.push("has not spoken");
            return;
        };
        match referent.spoke {
            Some(sentence) => found.push(by_distance(&SPOKE, discourse.sentence.saturating_sub(sentence))),
            None => found.push("has not spoken"),
        }
        if referent.reported.is_some_and(|sentence| discourse.sentence - sentence <= 2) {
            found.push("reported of by another just now");
        }
        if referent.times >= 3 {
            found.push("spoke three times or more");
        }
        let subject = referent.subject.and_then(|sentence| SUBJECT.get(discourse.sentence.saturating_sub(sentence)));
        found.extend(subject.copied());
        if discourse.outer.as_ref().is_some_and(|outer| *outer == candidate.party.name) {
            found.push("speaks the words around");
        }
    }

    /// How the words of a description fit the name, the roles, and what stands beside the name.
    fn add_description(&self, anaphor: &Anaphor, candidate: &Candidate<'_>, found: &mut Features) {
        let head = anaphor.head.as_str();
        let name = candidate.party.name.to_lowercase().replace("defense", "defence");
        let mut roles: Vec<String> = candidate.entity.map_or_else(Vec::new, |entity| entity.roles.clone());
        roles.extend(candidate.party.role.iter().map(|role| role.to_lowercase()));
        let of_role = |exact: bool| {
            roles.iter().any(|role| {
                words(role)
                    .take_while(|word| !matches!(*word, "of" | "for" | "at" | "in"))
                    .any(|word| if exact { word == head } else { is_called(word, head) })
            })
        };
        if of_role(true) {
            found.push("the role has the noun");
        } else if of_role(false) {
            found.push("the role is another word for the noun");
        } else if candidate.party.kind == SourceKind::Person {
            let role = roles.first().map(String::as_str);
            found.push(match fields(head, role) {
                Fields::Same => "the role is of the same field",
                Fields::Other => "the role is of another field",
                Fields::Unknown => "no role to compare",
            });
        }
        if self.is_another_office(head, &roles) {
            found.push("the role is another");
        }
        if words(&name).last() == Some(head) {
            found.push("the name ends in the noun");
        } else if words(&name).any(|word| word == head) {
            found.push("the name has the noun");
        }
        if self.stands_beside(anaphor, candidate.entity, head) {
            found.push("the noun stands beside the name");
        }
        if lexicon::is_general_body(head) || lexicon::is_general_outlet(head) {
            found.push("the noun is general");
        }
        self.add_modifiers(anaphor, candidate, &name, &roles, found);
    }

    /// "The mayor" for a minister: the noun tells an office, and the roles tell others.
    fn is_another_office(&self, head: &str, roles: &[String]) -> bool {
        let mut told = roles.iter().flat_map(|role| words(role)).filter(|word| is_office(word)).peekable();
        is_office(head) && told.peek().is_some() && !told.any(|word| is_called(word, head))
    }

    /// Whether the words before the noun agree with what is known: "the Orvanian", "Vell's", "former".
    fn add_modifiers(
        &self,
        anaphor: &Anaphor,
        candidate: &Candidate<'_>,
        name: &str,
        roles: &[String],
        found: &mut Features,
    ) {
        if anaphor.modifiers.is_empty() {
            found.push("the noun alone");
            return;
        }
        let mut plain = (0, 0);
        let mut proper = (0, 0);
        for &at in &anaphor.modifiers {
            let word = self.lower(at);
            let stem: String = word.chars().take(4).collect();
            let told =
                words(name).chain(roles.iter().flat_map(|role| words(role))).any(|other| other.starts_with(&stem));
            let is_proper = self.names.capital(at);
            let beside = || !is_proper && self.stands_beside(anaphor, candidate.entity, word);
            let fits = told || self.of_country(candidate.party, at) || beside() || self.qualifies(candidate, word);
            let count = if is_proper { &mut proper } else { &mut plain };
            if fits { count.0 += 1 } else { count.1 += 1 }
        }
        match proper {
            (0, 0) => {}
            (_, 0) => found.push("the name before the noun agrees"),
            _ if self.has_country(candidate, roles) => found.push("the name before the noun differs"),
            _ => found.push("the name before the noun is not told"),
        }
        match plain {
            (0, 0) => {}
            (_, 0) => found.push("the words before the noun agree"),
            (0, _) => found.push("the words before the noun are not told"),
            _ => found.push("some words before the noun agree"),
        }
    }

    /// True where a word stands right before a name of the candidate ("Orvanian lawmaker Bo Oru").
    fn qualifies(&self, candidate: &Candidate<'_>, word: &str) -> bool {
        let names = candidate.entity.map_or(&[][..], |entity| &entity.places[..]);
        names.iter().take(MOST_PLACES).any(|&name| (1..=4).any(|back| name >= back && self.lower(name - back) == word))
    }

    /// True where a word means the country that the registry gives a party.
    fn of_country(&self, party: &Party, at: usize) -> bool {
        let Some(country) = party.registered().and_then(|facts| facts.country.as_deref()) else { return false };
        let registry = self.names.registry;
        let words = self.names.words(at..at + 1);
        let state = registry.by_adjective(&words).or_else(|| registry.by_name(&words));
        let home = registry.by_country(country);
        state.is_some_and(|state| home.is_some_and(|home| home.name == state.name))
    }

    /// True where the article or the registry tells a country of a party.
    fn has_country(&self, candidate: &Candidate<'_>, roles: &[String]) -> bool {
        let registry = self.names.registry;
        candidate.party.registered().is_some_and(|facts| facts.country.is_some())
            || roles.iter().flat_map(|role| words(role)).any(|word| registry.by_adjective(word).is_some())
            || words(&candidate.party.name).any(|word| registry.by_adjective(word).is_some())
    }

    /// True where a word stands beside a name of the candidate, in the same sentence and away from the mention.
    pub(super) fn stands_beside(&self, anaphor: &Anaphor, entity: Option<&Entity>, word: &str) -> bool {
        let places = self.entities.places_of(word);
        let names = entity.map_or(&[][..], |entity| &entity.places[..]);
        names.iter().take(MOST_PLACES).any(|&name| {
            let from = places.partition_point(|&at| at + BESIDE < name);
            places[from..]
                .iter()
                .take_while(|&&at| at <= name + BESIDE)
                .any(|&at| !anaphor.tokens.contains(&at) && self.sentence_of(at) == self.sentence_of(name))
        })
    }

    pub(in crate::extract::resolve) fn sentence_of(&self, token: usize) -> usize {
        self.document.sentences.partition_point(|sentence| sentence.tokens.end <= token)
    }
}

/// How near a candidate is among all of them.
fn add_ranks(candidate: &Candidate<'_>, all: &[Candidate<'_>], found: &mut Features) {
    if candidate.last.is_none() {
        let first = |candidate: &Candidate<'_>| candidate.entity.and_then(|entity| entity.places.first().copied());
        let own = first(candidate);
        let sooner = all.iter().filter(|other| other.last.is_none() && first(other) < own).count();
        found.push(NEXT[sooner.min(NEXT.len() - 1)]);
    }
    let nearer = all.iter().filter(|other| other.last > candidate.last).count();
    found.push(RANK[nearer.min(RANK.len() - 1)]);
    let spoke = |candidate: &Candidate<'_>| {
        candidate.referent.filter(|referent| referent.spoke.is_some()).map(|referent| (referent.spoke, referent.place))
    };
    if let Some(own) = spoke(candidate) {
        let later = all.iter().filter(|other| spoke(other).is_some_and(|other| other > own)).count();
        found.push(SPEAKER[later.min(SPEAKER.len() - 1)]);
    }
    // Whoever spoke last and whoever was the subject of the sentence before are likeliest meant.
    let acted = |candidate: &Candidate<'_>| {
        candidate.referent.map(|referent| (referent.spoke.max(referent.subject), referent.place))
    };
    if let Some(own) = acted(candidate) {
        let later = all.iter().filter(|other| acted(other).is_some_and(|other| other > own)).count();
        found.push(ACTED[later.min(ACTED.len() - 1)]);
    }
    if all.len() == 1 {
        found.push("the only one");
    }
    let count = |candidate: &Candidate<'_>| candidate.entity.map_or(0, |entity| entity.places.len());
    if count(candidate) >= 2 && all.iter().all(|other| count(other) <= count(candidate)) {
        found.push("named most often");
    }
}

/// True where whoever is `word` by a role may be called `noun` ("the leader" for a president).
fn is_called(word: &str, noun: &str) -> bool {
    word == noun || lexicon::role_synonyms(noun).any(|synonym| synonym == word)
}

/// True for a noun that tells an office and takes up nobody else ("mayor"; not "official").
fn is_office(word: &str) -> bool {
    lexicon::is_office(word) && !recalls(word) && !matches!(word, "leader" | "member")
}

/// The words of a text in lower case.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '-')).filter(|word| !word.is_empty())
}
