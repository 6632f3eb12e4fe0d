//! The antecedent of a mention: which party of the article a pronoun, a common noun or silence stands for, or none.
//!
//! Hard constraints tell who comes into question at all ([`MentionResolver::candidates`]). Every candidate, and nobody
//! as well, then has [`features`], whose weights (`models/antecedent.tsv`) are learned; the highest sum wins.

mod contradicted;
mod features;

use std::cell::RefCell;
use std::ops::Range;
use std::sync::LazyLock;

use super::anaphora::{is_age, recalls};
use super::discourse::{Discourse, Referent, is_many, is_someone};
use super::entities::Entity;
use super::mention::MentionResolver;
use super::names::Gender;
use super::people::gender_of_role;
use super::weights::Weights;
use super::word_forms::{is_human, may_name_a_person};
use crate::domain::{Party, SourceKind, Span};
use crate::extract::lexicon;
use crate::extract::tokens::TokenKind;

/// What kind of word stands for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::extract) enum Anaphora {
    /// "he", "her".
    He,
    /// "it", "its".
    It,
    /// "they", "their".
    They,
    /// A noun for one human being: "the minister".
    Person,
    /// A noun for a body: "the ministry".
    Body,
    /// A noun for an outlet: "the paper".
    Outlet,
    /// A noun for what somebody wrote or said: "the statement".
    Document,
    /// Any other noun: "the strongman".
    Noun,
    /// No mention at all.
    Silence,
}

/// The classes of the model, in the order of its table.
const CLASSES: [&str; 9] = ["he", "it", "they", "person", "body", "outlet", "document", "noun", "silence"];

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| {
    Weights::built_in("models/antecedent.tsv", include_str!("../../../../models/antecedent.tsv"), &CLASSES)
});

/// A mention that may stand for a party named elsewhere.
#[derive(Debug, Clone)]
pub(super) struct Anaphor {
    pub(super) class: Anaphora,
    /// All its tokens, articles included; for silence those of the words claimed.
    pub(super) tokens: Range<usize>,
    /// The head in lower case.
    pub(super) head: String,
    /// The tokens before the head that describe it, without articles.
    pub(super) modifiers: Vec<usize>,
    /// Something describes the head behind it ("of the league").
    pub(super) goes_on: bool,
    /// He or she, where the words tell it.
    pub(super) gender: Option<Gender>,
    /// Who owns what the head names ("his daughter"), and is not meant.
    pub(super) owner: Option<String>,
}

impl Anaphor {
    /// Words that nobody is named with: in quotation marks or not, with a cue or without.
    pub(super) fn silence(tokens: Range<usize>, quoted: bool, bare: bool) -> Self {
        let head = match (quoted, bare) {
            (true, true) => "a bare quotation",
            (true, false) => "a quotation",
            (false, _) => "reported words",
        };
        Self {
            class: Anaphora::Silence,
            tokens,
            head: head.to_owned(),
            modifiers: Vec::new(),
            goes_on: false,
            gender: None,
            owner: None,
        }
    }
}

/// Why a conclusion was reached: the weightiest features.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::extract) struct Reason {
    /// The rule or model that concluded.
    pub rule: &'static str,
    /// The features that spoke most for it, the weightiest first.
    pub features: Vec<&'static str>,
}

impl Reason {
    /// A reason by a rule alone.
    pub(super) fn by(rule: &'static str) -> Self {
        Self { rule, features: Vec::new() }
    }

    /// A reason by a rule that rests on another conclusion, whose rule is the weightiest feature then.
    pub(super) fn resting_on(rule: &'static str, other: Option<Self>) -> Self {
        let features = other.into_iter().flat_map(|other| [other.rule].into_iter().chain(other.features));
        Self { rule, features: features.collect() }
    }
}

/// Who may be meant.
pub(super) struct Candidate<'a> {
    pub(super) party: &'a Party,
    pub(super) entity: Option<&'a Entity>,
    pub(super) referent: Option<&'a Referent>,
    /// The token of its last name, or where it last spoke, before the mention; `None` where it is named only later.
    pub(super) last: Option<usize>,
}

/// What training tells of an article, and learns from it.
#[derive(Debug, Default)]
pub(in crate::extract) struct Lesson {
    pub(in crate::extract) answers: Vec<Answer>,
    pub(in crate::extract) choices: RefCell<Vec<Choice>>,
}

/// A mention with the names that are right for it. Later choices are made as if this one had been right.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Where it stands.
    pub mention: Span,
    /// The names; none where it stands for nobody whom the article names.
    pub names: Vec<String>,
}

/// One choice, as training reads it: the features of every candidate, nobody first.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Choice {
    /// The class of the mention.
    pub class: &'static str,
    /// The first and the last byte of the mention.
    pub mention: (usize, usize),
    /// Whoever may be meant; the first is nobody.
    pub candidates: Vec<Chance>,
    /// Which was chosen.
    pub chosen: usize,
}

/// A candidate, as training reads it.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Chance {
    /// The name; empty for nobody.
    pub name: String,
    /// The bytes of its names.
    pub places: Vec<(usize, usize)>,
    /// What is true of it.
    pub features: Vec<&'static str>,
}

/// The most candidates that are weighed; those named last come first.
const MOST_CANDIDATES: usize = 48;
/// The most candidates that are named only later.
const MOST_LATER: usize = 12;
/// Whoever an article brings in as "a lawmaker" is named in so many sentences, or not at all.
const SOON: usize = 5;
/// A pronoun does not reach back over more sentences than this.
const REACH: usize = 16;

impl MentionResolver<'_> {
    /// Whom a mention stands for, and why; `None` where nobody of the article fits better than nobody at all.
    pub(super) fn antecedent(&self, anaphor: &Anaphor, discourse: &Discourse) -> Option<(Party, Reason)> {
        if self.is_introduced(anaphor) {
            return None;
        }
        if let Some(holder) = self.office_holders.of_the_day(self, anaphor, discourse) {
            return Some((holder, Reason::by("the holder of the office on the day of the text")));
        }
        let candidates = self.candidates(anaphor, discourse);
        let class = anaphor.class as usize;
        let nobody = self.features_of_nobody(anaphor, &candidates, discourse);
        let least =
            if self.surely_stands(anaphor, &candidates, discourse) { i64::MIN } else { WEIGHTS.score(&nobody, class) };
        let mut best = (least, None);
        let mut all = vec![nobody];
        for (at, candidate) in candidates.iter().enumerate() {
            let features = self.features(anaphor, candidate, &candidates, discourse);
            let score = WEIGHTS.score(&features, class);
            if score > best.0 {
                best = (score, Some(at));
            }
            all.push(features);
        }
        let chosen = self.record(anaphor, &candidates, &all, best.1);
        let at = chosen?;
        let features = WEIGHTS.strongest(&all[at + 1], class, 3);
        Some((candidates[at].party.clone(), Reason { rule: "whom it most likely stands for", features }))
    }

    /// Whom a mention stands for; the reason is kept until it is asked for.
    pub(super) fn stands_for(&self, anaphor: &Anaphor, discourse: &Discourse) -> Option<Party> {
        if let Some(party) = self.kin_before(anaphor, discourse) {
            return Some(Party { mention: None, ..party });
        }
        let (party, reason) = self.antecedent(anaphor, discourse)?;
        *self.reason.borrow_mut() = Some(reason);
        Some(Party { mention: None, ..party })
    }

    /// Everybody who comes into question, those named last first.
    fn candidates<'a>(&'a self, anaphor: &Anaphor, discourse: &'a Discourse) -> Vec<Candidate<'a>> {
        let place = anaphor.tokens.start;
        let mut before = Vec::new();
        let mut later = Vec::new();
        let known = self.entities.all.iter().map(|entity| {
            let referent = discourse.referent(&entity.party.name);
            (&entity.party, Some(entity), referent)
        });
        let described =
            discourse.referents.iter().filter(|referent| self.entities.named(&referent.party.name).is_none());
        let described = described.map(|referent| (&referent.party, None, Some(referent)));
        for (party, entity, referent) in known.chain(described) {
            let spoken = referent.is_some_and(|referent| referent.times > 0);
            // "A spokeswoman for the governor, Joran Pell" is not Pell.
            let inside =
                entity.is_some_and(|entity| entity.places.first().is_some_and(|at| anaphor.tokens.contains(at)));
            if inside
                || !self.may_stand_for(anaphor, party, entity, discourse)
                || !self.may_own(anaphor, party, entity, spoken)
                || self.office_holders.bar(self, anaphor, party)
            {
                continue;
            }
            let named = entity.and_then(|entity| {
                let count = entity.places.partition_point(|&at| at < place);
                count.checked_sub(1).map(|at| entity.places[at])
            });
            let spoke = referent.map(|referent| referent.place).filter(|&at| at < place);
            // Another party with more to tell of it: the registry's name, or the role that was printed.
            let last = named.max(spoke);
            let candidate = Candidate { party, entity, referent, last };
            if last.is_some() { before.push(candidate) } else { later.push(candidate) }
        }
        // "The office" is one that is called so, where there is any.
        if anaphor.class == Anaphora::Body && !lexicon::is_general_body(&anaphor.head) {
            let called = |candidate: &Candidate<'_>| {
                candidate.party.name.to_lowercase().split(' ').any(|word| word == anaphor.head)
            };
            if before.iter().any(called) {
                before.retain(called);
            }
        }
        // "A lawmaker" is nobody named before, and is named soon.
        let is_new = matches!(self.lower(place), "a" | "an" | "one");
        if is_new {
            let sentence = self.sentence_of(place);
            let soon = |entity: &Entity| self.sentence_of(entity.places[0]) <= sentence + SOON;
            before.clear();
            later.retain(|candidate| candidate.entity.is_some_and(soon));
        }
        before.sort_by_key(|candidate| std::cmp::Reverse(candidate.last));
        before.truncate(MOST_CANDIDATES);
        if !matches!(anaphor.class, Anaphora::He | Anaphora::It | Anaphora::They | Anaphora::Silence) {
            later.truncate(MOST_LATER);
            before.extend(later);
        }
        before
    }

    /// The constraints that nothing outweighs: kind, number, gender, and how far a pronoun reaches.
    fn may_stand_for(&self, anaphor: &Anaphor, party: &Party, entity: Option<&Entity>, discourse: &Discourse) -> bool {
        let body = matches!(party.kind, SourceKind::Organisation | SourceKind::Government | SourceKind::Media);
        // "The source" for "a military intelligence source".
        let called_so = || {
            let words = party.name.to_lowercase();
            words.split(' ').any(|word| word == anaphor.head)
        };
        let fits = match anaphor.class {
            Anaphora::He => is_someone(party),
            Anaphora::It | Anaphora::Outlet => body,
            Anaphora::They => is_many(party) || body,
            Anaphora::Body if lexicon::is_government(&anaphor.head) => party.kind == SourceKind::Government,
            // "The ministry" is one that is called so or described so, "the bank" may be any.
            Anaphora::Body => {
                matches!(party.kind, SourceKind::Organisation | SourceKind::Media)
                    && (party.kind == SourceKind::Organisation && !lexicon::is_state_body(&anaphor.head)
                        || lexicon::is_general_body(&anaphor.head)
                        || called_so()
                        || self.stands_beside(anaphor, entity, &anaphor.head))
            }
            Anaphora::Person if party.kind == SourceKind::Unnamed => is_someone(party) && called_so(),
            Anaphora::Person => party.kind == SourceKind::Person,
            Anaphora::Document => body || is_someone(party) || is_many(party),
            Anaphora::Noun if party.kind == SourceKind::Unnamed => called_so(),
            Anaphora::Noun => body || party.kind == SourceKind::Person,
            Anaphora::Silence => true,
        };
        if !fits || self.of_another_country(anaphor, party, entity) || self.of_another_role(anaphor, party, entity) {
            return false;
        }
        // A single capitalised word that nothing shows to be a person's name.
        let told = party.role.is_some()
            || party.registered().is_some()
            || discourse.referent(&party.name).is_some_and(|referent| referent.times > 0)
            || entity.is_none_or(|entity| {
                entity.gender.or(entity.likely_gender).is_some() || !entity.printed_roles.is_empty()
            });
        if party.kind == SourceKind::Person && !party.name.contains(' ') && !told {
            return false;
        }
        let gender = discourse.gender(&party.name).or_else(|| entity.and_then(|entity| entity.gender));
        anaphor.gender.is_none() || gender.is_none() || gender == anaphor.gender
    }

    /// An owner is not what he owns ("Reth's lawyer"), and a document is somebody's who has spoken or stands beside the word.
    fn may_own(&self, anaphor: &Anaphor, party: &Party, entity: Option<&Entity>, spoken: bool) -> bool {
        let last = party.name.rsplit(' ').next().unwrap_or_default().to_lowercase();
        let owner = anaphor.owner.as_ref().is_some_and(|owner| *owner == party.name)
            || anaphor.modifiers.iter().any(|&at| {
                let mark = self.document.tokens.get(at + 1).is_some_and(|next| next.kind == TokenKind::Possessive);
                mark && self.lower(at) == last
            });
        !owner && (anaphor.class != Anaphora::Document || spoken || self.stands_beside(anaphor, entity, &anaphor.head))
    }

    /// True where a mention surely stands for somebody: a pronoun for a human being, "it" and "the comedian" behind who spoke or
    /// was the subject just now, "the paper" behind an outlet, "the government" behind one that spoke.
    fn surely_stands(&self, anaphor: &Anaphor, candidates: &[Candidate<'_>], discourse: &Discourse) -> bool {
        let just_now = |candidate: &Candidate<'_>| {
            candidate.referent.is_some_and(|referent| {
                referent.spoke.max(referent.subject) >= Some(discourse.sentence.saturating_sub(1))
            })
        };
        match anaphor.class {
            Anaphora::He => true,
            Anaphora::It => candidates.iter().any(just_now),
            Anaphora::Person => {
                let alone =
                    anaphor.modifiers.is_empty() && !anaphor.goes_on && self.lower(anaphor.tokens.start) == "the";
                let holder = |candidate: &Candidate<'_>| self.office_holders.is_meant(self, anaphor, candidate.party);
                alone && recalls(&anaphor.head) && candidates.iter().any(just_now) || candidates.iter().any(holder)
            }
            Anaphora::Outlet => {
                let general = anaphor.modifiers.is_empty() && lexicon::is_general_outlet(&anaphor.head);
                general
                    && candidates
                        .iter()
                        .any(|candidate| candidate.party.kind == SourceKind::Media && candidate.last.is_some())
            }
            Anaphora::Body if lexicon::is_government(&anaphor.head) && anaphor.modifiers.is_empty() => {
                candidates.iter().any(|candidate| {
                    candidate.referent.is_some_and(|referent| referent.times > 0)
                        || self.home_state.as_ref() == Some(&candidate.party.name)
                })
            }
            _ => false,
        }
    }

    /// "He", "her", "it": a pronoun as what it may stand for; `None` for any other word.
    pub(super) fn pronoun(&self, tokens: Range<usize>) -> Option<Anaphor> {
        let word = self.lower(tokens.start).split(['\'', '’']).next().unwrap_or_default();
        let (class, gender) = match word {
            "he" | "his" | "him" => (Anaphora::He, Some(Gender::He)),
            "she" | "her" | "hers" => (Anaphora::He, Some(Gender::She)),
            "it" | "its" => (Anaphora::It, None),
            "they" | "their" | "them" => (Anaphora::They, None),
            _ => return None,
        };
        let head = word.to_owned();
        Some(Anaphor {
            class,
            tokens: tokens.start..tokens.start + 1,
            head,
            modifiers: Vec::new(),
            goes_on: false,
            gender,
            owner: None,
        })
    }

    /// A noun phrase whose head ends at `head_end`, as what it may stand for.
    pub(super) fn nominal(&self, tokens: Range<usize>, segment: &Range<usize>, head_end: usize) -> Anaphor {
        let head = self.lower(head_end - 1).to_owned();
        let modifiers = (segment.start..head_end - 1)
            .filter(|&at| {
                let word = self.lower(at);
                word.chars().any(char::is_alphanumeric) && !lexicon::is_determiner(word)
            })
            .collect();
        let trade = is_human(&head) || is_age(&head) || may_name_a_person(&head) && !lexicon::is_document(&head);
        let class = if lexicon::is_document(&head) && !lexicon::is_body_noun(&head) && !lexicon::is_outlet_noun(&head) {
            Anaphora::Document
        } else if lexicon::is_person_noun(&head) {
            Anaphora::Person
        } else if lexicon::is_outlet_noun(&head) && !lexicon::is_body_noun(&head) && !lexicon::is_document_noun(&head) {
            Anaphora::Outlet
        } else if lexicon::is_body_noun(&head) {
            Anaphora::Body
        } else if lexicon::is_document(&head) || lexicon::is_utterance(&head) || lexicon::is_picture(&head) {
            Anaphora::Document
        } else if trade {
            Anaphora::Person
        } else {
            Anaphora::Noun
        };
        let gender = gender_of_role(&head).filter(|_| class == Anaphora::Person);
        Anaphor { class, tokens, head, modifiers, goes_on: head_end < segment.end, gender, owner: None }
    }

    /// Notes a choice where training asks for all of them, and returns the right candidate where training tells it.
    fn record(
        &self,
        anaphor: &Anaphor,
        candidates: &[Candidate<'_>],
        features: &[Vec<&'static str>],
        best: Option<usize>,
    ) -> Option<usize> {
        let Some(lesson) = &self.lesson else { return best };
        let bytes = |at: usize| {
            let span = self.document.tokens[at].span;
            (span.start, span.end)
        };
        let nobody = Chance { name: String::new(), places: Vec::new(), features: features[0].clone() };
        let others = candidates.iter().zip(&features[1..]).map(|(candidate, features)| {
            let places = candidate.entity.into_iter().flat_map(|entity| &entity.places).map(|&at| bytes(at)).collect();
            Chance { name: candidate.party.name.clone(), places, features: features.clone() }
        });
        let span = self.names.span(anaphor.tokens.clone());
        lesson.choices.borrow_mut().push(Choice {
            class: CLASSES[anaphor.class as usize],
            mention: (span.start, span.end),
            candidates: std::iter::once(nobody).chain(others).collect(),
            chosen: best.map_or(0, |at| at + 1),
        });
        match lesson.answers.iter().find(|answer| answer.mention.start == span.start) {
            Some(answer) => candidates.iter().position(|candidate| answer.names.contains(&candidate.party.name)),
            None => best,
        }
    }
}
