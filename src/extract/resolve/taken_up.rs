//! Persons and outlets told of before, taken up by a general word: "the comedian", "the 63-year-old", "the paper".

use std::ops::Range;

use super::discourse::Discourse;
use super::mention::Reader;
use crate::domain::{Party, SourceKind};
use crate::extract::nouns;
use crate::extract::tokens::TokenKind;

/// "The paper" takes up an outlet that is named at most so many tokens before it.
const NEAR: usize = 200;

/// In which line of life a word puts a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    /// Holds a public office.
    Public,
    /// Writes or broadcasts.
    Press,
    /// Studies and explains.
    Learning,
    Arms,
    Stage,
    Sport,
    Business,
    /// Anyone.
    Any,
}

/// Words that take a person up again in each line of life.
const TAKING_UP: [(Line, &str); 8] = [
    (Line::Public, " official politician lawmaker diplomat statesman statesperson legislator parliamentarian "),
    (Line::Press, " journalist reporter correspondent author writer novelist blogger columnist broadcaster anchor "),
    (Line::Learning, " analyst expert academic scholar researcher scientist historian economist pundit "),
    (Line::Arms, " soldier serviceman servicewoman fighter veteran officer commander warrior "),
    (
        Line::Stage,
        " comedian comic actor actress singer musician artist director filmmaker performer rapper entertainer \
        presenter ",
    ),
    (
        Line::Sport,
        " player footballer athlete boxer striker midfielder defender goalkeeper captain champion coach manager ",
    ),
    (
        Line::Business,
        " businessman businesswoman billionaire tycoon mogul entrepreneur oligarch executive investor magnate ",
    ),
    (
        Line::Any,
        " star celebrity activist campaigner volunteer native grandmother grandfather pensioner father mother \
        father-of-two father-of-three mother-of-two mother-of-three ",
    ),
];

/// Further words of roles, which tell the line of life of whoever has one.
const ROLES: [(Line, &str); 6] = [
    (
        Line::Public,
        " president minister premier chancellor mayor governor secretary spokesman spokeswoman spokesperson \
        ambassador envoy senator congressman congresswoman mp representative deputy councillor commissioner chief head \
        council king prince prosecutor judge speaker aide adviser advisor ",
    ),
    (Line::Press, " editor editor-in-chief host "),
    (Line::Learning, " professor fellow lecturer doctor "),
    (Line::Arms, " general colonel major captain lieutenant sergeant admiral commander brigadier "),
    (Line::Stage, " host composer "),
    (Line::Business, " ceo founder co-founder owner chairman chief "),
];

fn listed(list: &str, word: &str) -> bool {
    list.contains(&format!(" {word} "))
}

/// Whether someone with this role may be called by a word of a line of life.
fn may_be(line: Line, role: Option<&str>) -> bool {
    let Some(role) = role.map(str::to_lowercase).filter(|_| line != Line::Any) else { return true };
    let words = || role.split(|c: char| !(c.is_alphanumeric() || c == '-'));
    let mut told = TAKING_UP.iter().chain(&ROLES).filter(|(_, list)| words().any(|word| listed(list, word)));
    let Some(first) = told.next() else { return true };
    first.0 == line || first.0 == Line::Any || told.any(|(other, _)| *other == line)
}

impl Reader<'_> {
    /// "The comedian", "the veteran", "the 63-year-old": whoever spoke last and alone, where nothing tells otherwise.
    pub(super) fn person_taken_up(&self, words: Range<usize>, head: &str, discourse: &Discourse) -> Option<Party> {
        let aged = |word: &str| word.ends_with("-year-old");
        let line = if aged(head) {
            Line::Any
        } else {
            TAKING_UP.iter().find(|(_, list)| listed(list, head)).map(|(line, _)| *line)?
        };
        let found = discourse.person_just_spoke()?;
        let role = found.role.as_deref();
        // "The Karskian official" is not one of Vell.
        let foreign = words.clone().any(|at| {
            let token = &self.document.tokens[at];
            let known = || role.is_some_and(|role| shares_stem(role, &token.lower));
            (token.capital || token.kind == TokenKind::Possessive) && !aged(&token.lower) && !known()
        });
        (!foreign && may_be(line, role)).then_some(found)
    }

    /// "The paper", "the broadcaster": the outlet named last before it.
    pub(super) fn outlet_taken_up(&self, head: &str, place: usize) -> Option<Party> {
        let general = matches!(
            head,
            "paper" | "newspaper" | "magazine" | "broadcaster" | "outlet" | "website" | "tabloid" | "daily" | "weekly"
        );
        let end = self.cast.runs.partition_point(|run| run.tokens.end <= place);
        let runs = self.cast.runs[..end].iter().rev().filter(|_| general);
        runs.take_while(|run| place - run.tokens.end <= NEAR).find_map(|run| {
            let entry = self.cast.registry.by_name(&self.cast.words(run.tokens.clone()))?;
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
    let lead = |word: &&&str| {
        matches!(
            **word,
            "nearly"
                | "almost"
                | "about"
                | "over"
                | "around"
                | "only"
                | "just"
                | "more"
                | "than"
                | "some"
                | "a"
                | "roughly"
        )
    };
    let mut rest = words.iter().skip_while(lead);
    let Some(first) = rest.next() else { return false };
    let next = rest.next().copied().unwrap_or_default();
    let number = first.starts_with(|c: char| c.is_ascii_digit());
    matches!(*first, "half" | "majority" | "two-thirds" | "three-quarters" | "one-third")
        || matches!(*first, "third" | "quarter" | "fifth") && matches!(next, "of" | "(")
        || number && matches!(next, "%" | "percent" | "per" | "pc")
        || next == "in" && (number || nouns::is_determiner(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_tell_the_line_of_life() {
        for (line, role, expected) in [
            (Line::Stage, None, true),
            (Line::Stage, Some("host"), true),
            (Line::Stage, Some("Orvanian president"), false),
            (Line::Public, Some("head of the Hollin council"), true),
            (Line::Public, Some("comedian"), false),
            (Line::Business, Some("CEO of Vell Steel"), true),
            (Line::Arms, Some("former colonel"), true),
            (Line::Sport, Some("economist"), false),
            (Line::Any, Some("president"), true),
        ] {
            assert_eq!(may_be(line, role), expected, "{line:?} {role:?}");
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
