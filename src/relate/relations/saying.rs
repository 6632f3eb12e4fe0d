//! Whether two claims say the same: features of the pair, weighed by what was learned from labelled pairs (logistic
//! regression; `training/relations.py`).

use std::sync::{LazyLock, OnceLock};

use super::event::Tie;
use super::features::{Features, cover, features};
use super::figures::Comparison;
use super::speakers::{self, Speakers};
use super::{Found, ReadClaim, RelationKind, charges, event};
use crate::domain::Stance;
use crate::lexicon::{Lexicon, class_of};

/// The weights of the features, in natural logarithms of odds; "all" is added to every pair.
static WEIGHTS: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::built_in("saying.tsv", include_str!("saying.tsv"), &["weight"]));

/// The same as numbers, in the order of the features; "all" comes first. Every pair that is compared asks for them.
static IN_ORDER: OnceLock<Vec<f32>> = OnceLock::new();

fn weight_of(feature: &str) -> f32 {
    class_of!(WEIGHTS, "weight").number(feature).unwrap_or(0.0)
}

/// How sure it is at least, in two articles and in one: of one source, which says many things in an article on one subject, of a
/// body and who speaks for it, and of two sources.
const SURE: [f32; 2] = [0.6, 0.82];
const SURE_OF_BODY: [f32; 2] = [0.75, 0.85];
const SURE_OF_TWO: [f32; 2] = [0.82, 0.75];
/// How much of the shorter claim stands in one of another article at least.
const COVERED: f32 = 0.4;
/// How surely two claims that name nothing are about one event at least.
const ONE_EVENT: f32 = 0.5;

/// How surely two claims with these features say the same, 0 to 1.
fn score(features: &Features) -> f32 {
    let names = || std::iter::once("all").chain(features.iter().map(|(name, _)| *name));
    let weights = IN_ORDER.get_or_init(|| names().map(weight_of).collect());
    let sum = weights[0] + features.iter().zip(&weights[1..]).map(|((_, value), weight)| value * weight).sum::<f32>();
    1.0 / (1.0 + (-sum).exp())
}

/// Whether two claims say the same.
pub(super) fn same(a: &ReadClaim, b: &ReadClaim, tie: &Tie<'_>, figures: &Comparison<'_>) -> Found {
    // Most pairs end here, before more is asked of them.
    let is_inside = a.is_of_article(b);
    let cover = cover(a, b);
    if !is_inside && cover < COVERED {
        return None;
    }
    let features = features(a, b, tie.get(), figures);
    let score = score(&features);
    // Who denies something says the same only as who says that it is not so.
    let denies = |read: &ReadClaim| read.claim.stance == Stance::Denies || read.meaning.rejects;
    let negates = |read: &ReadClaim| denies(read) || read.meaning.deeds.iter().any(|deed| deed.is_negated);
    // "The accusations" are the same ones only in one event.
    let is_general = denies(a) && denies(b) && [a, b].into_iter().any(charges::is_general_denial);
    if is_general && tie.get() < ONE_EVENT {
        return None;
    }
    let speakers = speakers::compare(a, b);
    let least = match speakers {
        Speakers::Same => SURE,
        Speakers::OneBody => SURE_OF_BODY,
        Speakers::Other => SURE_OF_TWO,
    };
    let least = least[usize::from(is_inside)];
    if score < least || denies(a) && !negates(b) || denies(b) && !negates(a) {
        return None;
    }
    let (kind, who) = match speakers {
        Speakers::Same => (RelationKind::Repeats, "the same source"),
        Speakers::OneBody => (RelationKind::Repeats, "a body and who speaks for it"),
        Speakers::Other => (RelationKind::Echoes, "another source"),
    };
    let words = event::subject(a, b);
    let figure = if figures.equal > 0.4 { " and a figure" } else { "" };
    let cover = (cover * 100.0).round();
    let days = event::days_apart(a, b);
    Some((kind, score, format!("{who}; both have {words}{figure} ({cover} % of the shorter claim){days}")))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::relate::relations::read;

    #[test]
    fn features_and_weights_have_the_same_names() {
        let json = serde_json::json!({
            "id": "c", "article": {"id": "a"}, "content": {"text": "shells hit Marrowford"}, "stance": "asserts",
        });
        let claims = read(vec![serde_json::from_value(json).unwrap()]);
        let features = features(&claims[0], &claims[0], 1.0, &Comparison::default());
        let named: BTreeSet<&str> = features.iter().map(|(name, _)| *name).chain(["all"]).collect();
        assert_eq!(named.len(), features.len() + 1, "two features have one name");
        assert_eq!(named, WEIGHTS.entries("weight").collect());
        assert!(
            named.iter().all(|name| class_of!(WEIGHTS, "weight").number::<f32>(name).is_some()),
            "a weight is no number"
        );
    }
}
