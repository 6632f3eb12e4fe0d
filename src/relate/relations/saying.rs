//! Whether two claims say the same: features of the pair, weighed by what was learned from labelled pairs (logistic
//! regression; `training/relations.py`).

use std::sync::{LazyLock, OnceLock};

use super::figures::Comparison;
use super::speakers::{self, Speakers};
use super::{Found, ReadClaim, RelationKind, charges, event, shared_weight};
use crate::domain::Stance;
use crate::lexicon::{Lexicon, class_of};
use crate::relate::meaning::{Deed, broader};

/// What tells whether two claims say the same, each with its value.
pub(super) type Features = Vec<(&'static str, f32)>;

/// The weights of the features, in natural logarithms of odds; "all" is added to every pair.
static WEIGHTS: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::built_in("saying.tsv", include_str!("saying.tsv"), &["weight"]));

/// The same as numbers, in the order of the features; "all" comes first. Every pair that is compared asks for them.
static IN_ORDER: OnceLock<Vec<f32>> = OnceLock::new();

fn weight_of(feature: &str) -> f32 {
    class_of!(WEIGHTS, "weight").number(feature).unwrap_or(0.0)
}

/// How sure it is at least: of one source, and of two.
const SURE: f32 = 0.65;
const SURE_OF_TWO: f32 = 0.7;
/// How sure it is at least of two claims of one article: a source says many things there on one subject.
const SURE_IN_ARTICLE: f32 = 0.75;
/// How much of the shorter claim stands in the other at least.
const COVERED: f32 = 0.4;
/// How surely two claims that name nothing are about one event at least.
const ONE_EVENT: f32 = 0.5;

/// How well two deeds are one, 0 to 1: what was done, what else stands in their clauses, and what it was done to.
pub(super) fn one_deed(a: &ReadClaim, x: &Deed, b: &ReadClaim, y: &Deed) -> f32 {
    let concept = match () {
        () if x.concept == y.concept => 1.0,
        () if x.kind == y.kind => 0.6,
        () => return 0.0,
    };
    concept * (0.5 * clauses(a, x, b, y) + 0.5 * themes(x, y))
}

/// How much of the shorter clause of two deeds stands in the other, 0 to 1.
pub(super) fn clauses(a: &ReadClaim, x: &Deed, b: &ReadClaim, y: &Deed) -> f32 {
    let of = |read: &ReadClaim, term: &String| read.meaning.terms.get(term).unwrap_or(3.0);
    let is_one = |term: &str, other: &String| {
        other == term || broader(other) == Some(term) || broader(term) == Some(other.as_str())
    };
    let least =
        x.objects.iter().map(|term| of(a, term)).sum::<f32>().min(y.objects.iter().map(|term| of(b, term)).sum());
    if least == 0.0 {
        return 0.5;
    }
    let common = x.objects.iter().filter(|term| y.objects.iter().any(|other| is_one(term, other)));
    (common.map(|term| of(a, term)).sum::<f32>() / least).min(1.0)
}

/// How far what two deeds were done to is one, 0 to 1.
pub(super) fn themes(x: &Deed, y: &Deed) -> f32 {
    match (&x.theme, &y.theme) {
        (Some(p), Some(q)) if p == q => 1.0,
        (Some(p), Some(q)) if broader(p) == Some(q) || broader(q) == Some(p) => 0.8,
        (Some(p), Some(q)) if y.objects.contains(p) || x.objects.contains(q) => 0.5,
        (Some(_), Some(_)) => 0.0,
        (Some(p), None) if y.objects.contains(p) => 0.6,
        (None, Some(q)) if x.objects.contains(q) => 0.6,
        _ => 0.3,
    }
}

/// How far two deeds are one by who did it, to whom and to what, 0 to 1: of such there is mostly one, whenever it is
/// spoken of.
pub(super) fn specifics(x: &Deed, y: &Deed) -> f32 {
    let is_one = |p: &Option<String>, q: &Option<String>| p.is_some() && p == q;
    let parts =
        [(is_one(&x.agent, &y.agent), 0.35), (is_one(&x.patient, &y.patient), 0.3), (themes(x, y) >= 0.8, 0.25)];
    parts.iter().filter(|(is, _)| *is).map(|(_, share)| share).sum()
}

/// How far the doers of two deeds agree, 0 to 1.
pub(super) fn agents(x: &Deed, y: &Deed) -> f32 {
    match (&x.agent, &y.agent) {
        (Some(p), Some(q)) if p == q => 1.0,
        (Some(_), Some(_)) => 0.0,
        (None, None) => 0.85,
        _ => 0.75,
    }
}

/// How the deeds of two claims stand to each other, 0 to 1 each.
#[derive(Default)]
struct Deeds {
    /// One deed in both.
    point: f32,
    /// One deed that one claim says was not done.
    against: f32,
    /// One deed by another doer.
    other_agent: f32,
    /// One deed by the same doer.
    same_agent: f32,
    /// One deed to the same, by the same.
    specific: f32,
    /// 1 where the deed in both is only possible in one.
    possible: f32,
}

fn deeds(a: &ReadClaim, b: &ReadClaim) -> Deeds {
    let mut best = Deeds::default();
    for x in &a.meaning.deeds {
        for y in &b.meaning.deeds {
            let (alike, agents) = (one_deed(a, x, b, y), agents(x, y));
            if alike == 0.0 {
                continue;
            }
            if a.affirms(x) != b.affirms(y) {
                best.against = best.against.max(alike * agents.max(0.5));
            } else if agents == 0.0 {
                best.other_agent = best.other_agent.max(alike);
            } else {
                if alike * agents > best.point {
                    best.point = alike * agents;
                    best.possible = flag(x.is_possible != y.is_possible);
                }
                best.specific = best.specific.max(alike * specifics(x, y));
                if agents == 1.0 {
                    best.same_agent = best.same_agent.max(alike);
                }
            }
        }
    }
    best
}

fn flag(is: bool) -> f32 {
    f32::from(u8::from(is))
}

/// What a sentence weighs at least that can stand for a claim.
const SENTENCE: f32 = 12.0;

/// How much of the shorter and of the longer of two sentences, one of each claim, stands in the other, at most: a long claim
/// says many things, and one of them may be all that a short one says.
fn sentences(a: &ReadClaim, b: &ReadClaim) -> (f32, f32) {
    let (mut of_shorter, mut of_longer) = (0.0_f32, 0.0_f32);
    for x in a.meaning.sentences() {
        for y in b.meaning.sentences() {
            let common = shared_weight(x, y, |_| true);
            of_shorter = of_shorter.max(common / x.weight().min(y.weight()).max(SENTENCE));
            of_longer = of_longer.max(common / x.weight().max(y.weight()).max(SENTENCE));
        }
    }
    (of_shorter, of_longer)
}

/// The features of a pair.
pub(super) fn features(a: &ReadClaim, b: &ReadClaim, tie: f32, figures: &Comparison<'_>) -> Features {
    let (ta, tb) = (&a.meaning.terms, &b.meaning.terms);
    let (wa, wb) = (ta.weight(), tb.weight());
    let common = shared_weight(ta, tb, |_| true);
    let cover = common / wa.min(wb).max(1.0);
    let names: f32 = ta.shared(tb).filter(|(own, other)| own.is_name && other.is_name).map(|(own, _)| own.weight).sum();
    let deeds = deeds(a, b);
    let (sentence, longer_sentence) = sentences(a, b);
    let speakers = speakers::compare(a, b);
    let denies = |read: &ReadClaim| matches!(read.claim.stance, Stance::Denies | Stance::Declines);
    let counts = |read: &ReadClaim| !read.meaning.amounts.is_empty();
    let (side_a, side_b) = (&a.meaning.side, &b.meaning.side);
    vec![
        ("cover", cover),
        ("cover of the longer", common / wa.max(wb).max(1.0)),
        ("sentence", sentence),
        ("longer sentence", longer_sentence),
        ("event and sentence", tie * sentence),
        ("shared", common.ln_1p()),
        ("least weight", wa.min(wb).ln_1p()),
        ("point", deeds.point),
        ("point and cover", deeds.point * cover),
        ("event", tie),
        ("event and cover", tie * cover),
        ("event and point", tie * deeds.point),
        ("same agent", deeds.same_agent),
        ("specific", deeds.specific),
        ("other agent", (deeds.other_agent - deeds.point).max(0.0)),
        ("against", (deeds.against - deeds.point).max(0.0)),
        ("possible", deeds.possible),
        ("figures equal", figures.equal),
        ("figures differ", (figures.rival.max(figures.compatible) - figures.equal).max(0.0)),
        ("figures of other things", flag(counts(a) && counts(b) && figures.tie == 0.0)),
        ("figures on one side", flag(counts(a) != counts(b))),
        ("one denies", flag(denies(a) != denies(b))),
        ("both deny", flag(denies(a) && denies(b))),
        ("days", event::days(a, b).unwrap_or(30) as f32),
        ("same article", flag(a.is_of_article(b))),
        ("names", names.ln_1p()),
        ("same day", flag(event::days(a, b) == Some(0))),
        ("weeks apart", flag(event::days(a, b).is_none_or(|days| days > 14))),
        ("same source", flag(speakers == Speakers::Same)),
        ("same source and cover", flag(speakers != Speakers::Other) * cover),
        ("one body", flag(speakers == Speakers::OneBody)),
        ("sides differ", flag(side_a.is_some() && side_b.is_some() && side_a != side_b)),
    ]
}

/// How surely two claims with these features say the same, 0 to 1.
fn score(features: &Features) -> f32 {
    let names = || std::iter::once("all").chain(features.iter().map(|(name, _)| *name));
    let weights = IN_ORDER.get_or_init(|| names().map(weight_of).collect());
    let sum = weights[0] + features.iter().zip(&weights[1..]).map(|((_, value), weight)| value * weight).sum::<f32>();
    1.0 / (1.0 + (-sum).exp())
}

/// Whether two claims say the same.
pub(super) fn same(a: &ReadClaim, b: &ReadClaim, tie: f32, figures: &Comparison<'_>) -> Found {
    let features = features(a, b, tie, figures);
    let score = score(&features);
    // Who denies something says the same only as who says that it is not so.
    let denies = |read: &ReadClaim| read.claim.stance == Stance::Denies || read.meaning.rejects;
    let negates = |read: &ReadClaim| denies(read) || read.meaning.deeds.iter().any(|deed| deed.is_negated);
    // "The accusations" are the same ones only in one event.
    let is_general = charges::is_general_denial(a) && charges::is_general_denial(b);
    if is_general && tie < ONE_EVENT {
        return None;
    }
    let speakers = speakers::compare(a, b);
    let least = match speakers {
        _ if a.is_of_article(b) => SURE_IN_ARTICLE,
        Speakers::Same => SURE,
        Speakers::OneBody | Speakers::Other => SURE_OF_TWO,
    };
    let value = |wanted: &str| features.iter().find(|(name, _)| *name == wanted).map_or(0.0, |(_, value)| *value);
    if score < least || value("cover") < COVERED || denies(a) && !negates(b) || denies(b) && !negates(a) {
        return None;
    }
    let (kind, who) = match speakers {
        Speakers::Same => (RelationKind::Repeats, "the same source"),
        Speakers::OneBody => (RelationKind::Repeats, "a body and who speaks for it"),
        Speakers::Other => (RelationKind::Echoes, "another source"),
    };
    let words = event::subject(a, b);
    let figure = if figures.equal > 0.4 { " and a figure" } else { "" };
    let cover = (value("cover") * 100.0).round();
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
