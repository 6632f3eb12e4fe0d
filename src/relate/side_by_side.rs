//! Figures of one article that count things of one kind: "3,000 troops" of one source beside "2,600 soldiers" of another.
//! Nothing is said of whether they can both be right; readers see them beside each other.

use std::collections::BTreeSet;

use super::claim::ComparedClaim;
use super::meaning::{Amount, Meaning};
use crate::registry::Registry;

/// Figures that count things of one kind.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct SideBySide {
    /// What they count, as the first of them prints it, in small letters.
    pub counted: String,
    /// The figures, in the order of the text.
    pub figures: Vec<CountedFigure>,
}

/// A figure of a claim.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct CountedFigure {
    /// The id of the claim.
    pub claim: String,
    /// Its words as printed.
    pub text: String,
}

/// The most figures that are put beside each other: more are an annual report, no news.
const MOST: usize = 60;

/// What somebody counts: figures that agree in all of it stand side by side.
#[derive(Debug, PartialEq)]
struct Kind {
    /// The concept or stem of the things; the dead and wounded of any kind under one name.
    thing: String,
    /// What became of them.
    fate: Fate,
    is_rate: bool,
    is_share: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Fate {
    Lost,
    Wounded,
    Displaced,
    /// Nothing that is told, or something that each claim tells otherwise.
    Other,
}

impl Kind {
    /// `None` for what is no count: money, a change by so many.
    fn of(amount: &Amount) -> Option<Self> {
        let fate = match amount.measure.as_deref() {
            Some("kill" | "casualty" | "lose" | "destroy") => Fate::Lost,
            Some("wound") => Fate::Wounded,
            Some("displace") => Fate::Displaced,
            _ => Fate::Other,
        };
        let is_toll = matches!(fate, Fate::Lost | Fate::Wounded);
        let thing = match amount.thing.as_deref() {
            Some("soldier" | "civilian" | "body" | "kill" | "man") if is_toll => "people",
            // "As many as 150 were killed."
            None if is_toll => "people",
            // "Two brigades of 6,000 men"; "man" is the stem of "men", which is no concept of its own.
            Some("soldier" | "man") => "soldier",
            Some(thing) if thing != "money" => thing,
            _ => return None,
        };
        let is_count = !amount.is_change && (amount.min.is_some() || amount.max.is_some());
        let Amount { is_rate, is_share, .. } = *amount;
        is_count.then(|| Self { thing: thing.to_owned(), fate, is_rate, is_share })
    }
}

/// A figure with what it counts, while they are gathered.
struct Counted<'c> {
    claim: &'c ComparedClaim,
    amount: Amount,
    kind: Kind,
    counted: String,
}

/// The figures of the claims of one article that count things of one kind and are not all the same, those of most figures
/// first. Figures of two sides, where the words tell sides, are of two kinds.
pub fn side_by_side(claims: &[ComparedClaim]) -> Vec<SideBySide> {
    let mut groups: Vec<Vec<Counted<'_>>> = Vec::new();
    for counted in claims.iter().filter(|claim| !claim.figures.is_empty()).flat_map(counted).take(MOST) {
        let is_alike = |group: &Vec<Counted<'_>>| {
            let sides = group.iter().filter_map(|other| other.amount.side.as_ref());
            group[0].kind == counted.kind
                && counted.amount.side.as_ref().is_none_or(|side| sides.clone().all(|other| other == side))
        };
        match groups.iter_mut().find(|group| is_alike(group)) {
            Some(group) => group.push(counted),
            None => groups.push(vec![counted]),
        }
    }
    groups.retain(|group| do_differ(group));
    groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
    groups.into_iter().map(shown).collect()
}

/// The figures of a claim that count something.
fn counted(claim: &ComparedClaim) -> Vec<Counted<'_>> {
    let meaning = Meaning::of(claim, Registry::built_in());
    let Meaning { amounts, printed, .. } = meaning;
    let with_kind = amounts.into_iter().filter_map(|amount| Some((Kind::of(&amount)?, amount)));
    let counted = with_kind.map(|(kind, amount)| {
        let word = amount.thing.as_ref().and_then(|thing| printed.get(thing));
        let counted = word.map_or_else(|| kind.thing.clone(), |word| word.to_lowercase());
        Counted { claim, amount, kind, counted }
    });
    counted.collect()
}

/// True where two sources, or two claims of one, give other numbers.
fn do_differ(group: &[Counted<'_>]) -> bool {
    let bounds = |counted: &Counted<'_>| [counted.amount.min, counted.amount.max].map(|bound| bound.map(f64::to_bits));
    let claims: BTreeSet<&str> = group.iter().map(|counted| counted.claim.id.as_str()).collect();
    claims.len() > 1 && group.iter().any(|counted| bounds(counted) != bounds(&group[0]))
}

fn shown(group: Vec<Counted<'_>>) -> SideBySide {
    let counted = group[0].counted.clone();
    let figure = |counted: Counted<'_>| CountedFigure { claim: counted.claim.id.clone(), text: counted.amount.text };
    SideBySide { counted, figures: group.into_iter().map(figure).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Stance;
    use crate::relate::claim::{ComparedArticle, ComparedFigure, ComparedText};

    /// A claim whose figures stand in it as printed, with their least and greatest value and their unit.
    fn claim(content: &str, figures: &[(&str, f64, f64, &str)]) -> ComparedClaim {
        let figure = |(text, min, max, unit): &(&str, f64, f64, &str)| ComparedFigure {
            text: (*text).to_owned(),
            min: Some(*min),
            max: Some(*max),
            about: false,
            unit: Some((*unit).to_owned()),
        };
        ComparedClaim {
            id: content.to_owned(),
            article: ComparedArticle { id: "a".to_owned(), title: None, published: None },
            content: ComparedText { text: content.to_owned(), spans: Vec::new() },
            cue: None,
            mention: None,
            source: None,
            stance: Stance::Asserts,
            said: None,
            figures: figures.iter().map(figure).collect(),
        }
    }

    #[track_caller]
    fn check(claims: &[ComparedClaim], expected: &[(&str, &[&str])]) {
        let found = side_by_side(claims);
        let found: Vec<(&str, Vec<&str>)> = found
            .iter()
            .map(|group| (group.counted.as_str(), group.figures.iter().map(|figure| figure.text.as_str()).collect()))
            .collect();
        let expected: Vec<(&str, Vec<&str>)> = expected.iter().map(|(thing, texts)| (*thing, texts.to_vec())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn soldiers_stand_beside_troops_and_men() {
        let claims = [
            claim("Vell has sent 3,000 troops to the coast", &[("3,000 troops", 3000.0, 3000.0, "troops")]),
            claim("the first group consists of 2,600 soldiers", &[("2,600 soldiers", 2600.0, 2600.0, "soldiers")]),
            claim("two brigades of 6,000 men are trained", &[("6,000 men", 6000.0, 6000.0, "men")]),
            claim("400 drones were built", &[("400 drones", 400.0, 400.0, "drones")]),
            claim("900 people live there", &[("900 people", 900.0, 900.0, "people")]),
        ];
        check(&claims, &[("troops", &["3,000 troops", "2,600 soldiers", "6,000 men"])]);
    }

    #[test]
    fn the_dead_the_wounded_and_those_who_are_there_stand_apart() {
        let claims = [
            claim("14 people were killed in the square", &[("14 people", 14.0, 14.0, "people")]),
            claim("52 people were killed", &[("52 people", 52.0, 52.0, "people")]),
            claim("30 people were wounded", &[("30 people", 30.0, 30.0, "people")]),
            claim("900 people live there", &[("900 people", 900.0, 900.0, "people")]),
        ];
        check(&claims, &[("people", &["14 people", "52 people"])]);
    }

    #[test]
    fn what_agrees_or_stands_in_one_claim_is_not_put_side_by_side() {
        let twice = claim("14 people were killed", &[("14 people", 14.0, 14.0, "people")]);
        let again = claim("14 people were killed, he said", &[("14 people", 14.0, 14.0, "people")]);
        check(&[twice, again], &[]);
        let one = claim(
            "14 people were killed, and 52 people were killed there before",
            &[("14 people", 14.0, 14.0, "people"), ("52 people", 52.0, 52.0, "people")],
        );
        check(&[one], &[]);
    }

    #[test]
    fn the_figures_of_two_sides_stand_apart() {
        let claims = [
            claim(
                "3,000 Russian soldiers are there",
                &[("3,000 Russian soldiers", 3000.0, 3000.0, "Russian soldiers")],
            ),
            claim(
                "200 Ukrainian soldiers are there",
                &[("200 Ukrainian soldiers", 200.0, 200.0, "Ukrainian soldiers")],
            ),
            claim("500 Russian soldiers are there", &[("500 Russian soldiers", 500.0, 500.0, "Russian soldiers")]),
        ];
        check(&claims, &[("soldiers", &["3,000 Russian soldiers", "500 Russian soldiers"])]);
    }
}
