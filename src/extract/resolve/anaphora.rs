//! What general words tell: the field of work of whoever has a role, and shares of many.

use crate::extract::lexicon;

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

/// "The comedian", "the 63-year-old": a word that takes a person up again.
pub(super) fn recalls(noun: &str) -> bool {
    is_age(noun) || RECALLING.iter().any(|(_, class)| class(noun))
}

/// "63-year-old".
pub(super) fn is_age(noun: &str) -> bool {
    noun.ends_with("-year-old")
}

/// Whether a noun and a role are of one field of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fields {
    Same,
    /// "The comedian" is not the president.
    Other,
    /// One of them tells no field.
    Unknown,
}

/// Compares the field of work that a noun tells with that of a role.
pub(super) fn fields(noun: &str, role: Option<&str>) -> Fields {
    let of_noun = RECALLING.iter().chain(&WORKING).find(|(_, class)| class(noun)).map(|(field, _)| *field);
    let Some(field) = of_noun.filter(|field| *field != Field::Any) else { return Fields::Unknown };
    let Some(role) = role.map(str::to_lowercase) else { return Fields::Unknown };
    let words = || role.split(|c: char| !(c.is_alphanumeric() || c == '-'));
    let mut of_role = RECALLING.iter().chain(&WORKING).filter(|(_, class)| words().any(class)).peekable();
    if of_role.peek().is_none() {
        return Fields::Unknown;
    }
    if of_role.any(|(other, _)| *other == field || *other == Field::Any) { Fields::Same } else { Fields::Other }
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
    fn a_noun_and_a_role_are_held_against_each_other() {
        for (noun, role, expected) in [
            ("comedian", None, Fields::Unknown),
            ("comedian", Some("orvanian president"), Fields::Other),
            ("lawmaker", Some("head of the Hollin council"), Fields::Same),
            ("tycoon", Some("CEO of Vell Steel"), Fields::Same),
            ("veteran", Some("former colonel"), Fields::Same),
            ("striker", Some("economist"), Fields::Other),
            ("pensioner", Some("president"), Fields::Unknown),
        ] {
            assert_eq!(fields(noun, role), expected, "{noun} {role:?}");
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
