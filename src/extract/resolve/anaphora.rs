//! Anaphora: words that stand for a party named before. Pronouns, and general words for persons and outlets: "the comedian",
//! "the 63-year-old", "the paper".

use std::ops::Range;

use super::discourse::Discourse;
use super::mention::MentionResolver;
use super::names::Gender;
use crate::domain::{Party, SourceKind};
use crate::extract::lexicon;
use crate::extract::tokens::TokenKind;

/// The most tokens between an outlet and "the paper" that takes it up: a few paragraphs of news.
const NEAR: usize = 200;

/// In which field of work a word puts a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Politics,
    Press,
    Academia,
    Military,
    Stage,
    Sport,
    Business,
    /// Any at all.
    Any,
}

type Class = fn(&str) -> bool;

/// The words that take a person up again, field by field. A word of two fields is of the first that lists it.
const RECALLING: [(Field, Class); 8] = [
    (Field::Politics, lexicon::recalls_politics),
    (Field::Press, lexicon::recalls_press),
    (Field::Academia, lexicon::recalls_academia),
    (Field::Military, lexicon::recalls_military),
    (Field::Stage, lexicon::recalls_stage),
    (Field::Sport, lexicon::recalls_sport),
    (Field::Business, lexicon::recalls_business),
    (Field::Any, lexicon::recalls_any_field),
];

/// Further words of roles, which tell the field of whoever has one.
const WORKING: [(Field, Class); 6] = [
    (Field::Politics, lexicon::works_in_politics),
    (Field::Press, lexicon::works_in_press),
    (Field::Academia, lexicon::works_in_academia),
    (Field::Military, lexicon::works_in_military),
    (Field::Stage, lexicon::works_in_stage),
    (Field::Business, lexicon::works_in_business),
];

/// True when someone with this role may be called by a word of a field: the role tells no field, or that one among others.
/// "The comedian" is not the president.
fn may_be(field: Field, role: Option<&str>) -> bool {
    let Some(role) = role.map(str::to_lowercase).filter(|_| field != Field::Any) else { return true };
    let words = || role.split(|c: char| !(c.is_alphanumeric() || c == '-'));
    let mut of_role = RECALLING.iter().chain(&WORKING).filter(|(_, class)| words().any(class));
    let Some(first) = of_role.next() else { return true };
    first.0 == field || first.0 == Field::Any || of_role.any(|(other, _)| *other == field)
}

impl MentionResolver<'_> {
    /// Whom a pronoun stands for: who has been spoken of, else the only one whom the sentence before or this one names
    /// and whom it fits.
    pub(super) fn pronoun(&self, word: &str, place: usize, discourse: &Discourse) -> Option<Party> {
        discourse.pronoun(word).or_else(|| {
            let gender = Gender::of_pronoun(word)?;
            let sentence = self.names.sentence_start(place);
            let from = sentence.checked_sub(1).map_or(sentence, |before| self.names.sentence_start(before));
            let first = self.names.runs.partition_point(|run| run.tokens.start < from);
            let named = self.names.runs[first..].iter().take_while(|run| run.tokens.end <= place);
            let mut fitting = named
                .filter(|run| self.names.is_person(run) && self.names.person(run).gender == Some(gender))
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
        let first = self.names.runs.partition_point(|run| run.tokens.start < sentence.start);
        let run = self.names.runs.get(first).filter(|run| run.tokens.start == sentence.start)?;
        // "Twenty Russian soldiers".
        let nation = |part: &String| self.names.registry.by_adjective(part).is_some();
        let fits = self.names.is_person(run)
            && !run.parts.iter().any(nation)
            && self.names.person(run).gender.is_none_or(|known| known == gender);
        let subject = !matches!(self.lower(run.tokens.end), "'s" | "." | ":" | "and") && run.tokens.end < sentence.end;
        (fits && subject && self.document.quoted[sentence.start].is_none()).then(|| self.person(run, None))
    }

    /// "The comedian", "the veteran", "the 63-year-old": whoever spoke last and alone, where neither the role nor an owner or
    /// country before the word tells that it is another.
    pub(super) fn recalled_person(&self, words: Range<usize>, head: &str, discourse: &Discourse) -> Option<Party> {
        let aged = |word: &str| word.ends_with("-year-old");
        let field = if aged(head) {
            Field::Any
        } else {
            RECALLING.iter().find(|(_, class)| class(head)).map(|(field, _)| *field)?
        };
        let found = discourse.person_just_spoke()?;
        let role = found.role.as_deref();
        // "The Karskian official" is not one of Vell.
        let foreign = words.clone().any(|at| {
            let token = &self.document.tokens[at];
            let known = || role.is_some_and(|role| shares_stem(role, &token.lower));
            (token.capital || token.kind == TokenKind::Possessive) && !aged(&token.lower) && !known()
        });
        (!foreign && may_be(field, role)).then_some(found)
    }

    /// "The paper", "the broadcaster": the outlet named last before it.
    pub(super) fn recalled_outlet(&self, head: &str, place: usize) -> Option<Party> {
        let end = self.names.runs.partition_point(|run| run.tokens.end <= place);
        let runs = self.names.runs[..end].iter().rev().filter(|_| lexicon::is_general_outlet(head));
        runs.take_while(|run| place - run.tokens.end <= NEAR).find_map(|run| {
            let entry = self.names.registry.by_name(&self.names.words(run.tokens.clone()))?;
            (entry.kind == SourceKind::Media).then(|| entry.party(None))
        })
    }
}

/// "Republican" and "Republicans", "Orvania" and "Orvanian".
fn shares_stem(role: &str, word: &str) -> bool {
    let word = if word == "gop" { "republican" } else { word };
    let stem: String = word.chars().take(4).collect();
    let role = role.to_lowercase().replace("gop", "republican");
    role.split(|c: char| !c.is_alphanumeric()).any(|part| part.starts_with(&stem))
}

/// "Nearly half (46%)", "two in three", "62% of respondents": a share of many.
pub(super) fn is_share(words: &[&str]) -> bool {
    let mut rest = words.iter().skip_while(|word| lexicon::is_approximator(word));
    let Some(first) = rest.next() else { return false };
    let next = rest.next().copied().unwrap_or_default();
    let number = first.starts_with(|c: char| c.is_ascii_digit());
    matches!(*first, "half" | "majority" | "two-thirds" | "three-quarters" | "one-third")
        || matches!(*first, "third" | "quarter" | "fifth") && matches!(next, "of" | "(")
        || number && matches!(next, "%" | "percent" | "per" | "pc")
        || next == "in" && (number || lexicon::is_determiner(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_tell_the_field_of_work() {
        for (field, role, expected) in [
            (Field::Stage, None, true),
            (Field::Stage, Some("host"), true),
            (Field::Stage, Some("Orvanian president"), false),
            (Field::Politics, Some("head of the Hollin council"), true),
            (Field::Politics, Some("comedian"), false),
            (Field::Business, Some("CEO of Vell Steel"), true),
            (Field::Military, Some("former colonel"), true),
            (Field::Sport, Some("economist"), false),
            (Field::Any, Some("president"), true),
        ] {
            assert_eq!(may_be(field, role), expected, "{field:?} {role:?}");
        }
    }

    #[test]
    fn shares_are_told_from_names() {
        for (words, expected) in [
            ("nearly half ( 46 % )", true),
            ("62 % of respondents", true),
            ("a majority", true),
            ("more than a third of them", true),
            ("a third", false),
            ("two officials", false),
            ("some residents", false),
            ("the ministry", false),
        ] {
            assert_eq!(is_share(&words.split(' ').collect::<Vec<_>>()), expected, "{words}");
        }
    }
}
