//! What tells whether two claims say the same: features of the pair.

use std::collections::BTreeSet;

use super::deeds::{agents, one_deed, specifics};
use super::figures::Comparison;
use super::speakers::{self, Speakers};
use super::{ReadClaim, event, shared_weight};
use crate::domain::Stance;
use crate::relate::meaning::{Term, Terms};

/// What tells whether two claims say the same, each with its value.
pub(super) type Features = Vec<(&'static str, f32)>;

/// The features that are told again of pairs of one source, and of one article.
const OF_SAME_SOURCE: [(&str, &str); 8] = [
    ("cover", "cover of one source"),
    ("sentence", "sentence of one source"),
    ("event", "event of one source"),
    ("point", "point of one source"),
    ("rarest", "rarest of one source"),
    ("same number", "same number of one source"),
    ("other numbers", "other numbers of one source"),
    ("other deeds", "other deeds of one source"),
];
const OF_SAME_ARTICLE: [(&str, &str); 8] = [
    ("cover", "cover in one article"),
    ("sentence", "sentence in one article"),
    ("event", "event in one article"),
    ("point", "point in one article"),
    ("rarest", "rarest in one article"),
    ("same number", "same number in one article"),
    ("other numbers", "other numbers in one article"),
    ("other deeds", "other deeds in one article"),
];

/// The features of a pair; `tie` tells how surely both are about one event.
pub(super) fn features(a: &ReadClaim, b: &ReadClaim, tie: f32, figures: &Comparison<'_>) -> Features {
    let speakers = speakers::compare(a, b);
    let mut features = of_words(a, b, tie);
    features.extend(of_deeds(a, b, tie, features[0].1));
    features.extend(of_numbers(a, b, figures));
    features.extend(of_settings(a, b, speakers, features[0].1));
    for (wanted, is_so) in [(OF_SAME_SOURCE, speakers == Speakers::Same), (OF_SAME_ARTICLE, a.is_of_article(b))] {
        let told = wanted.map(|(of, name)| (name, if is_so { value(&features, of) } else { 0.0 }));
        features.extend(told);
    }
    features
}

/// The value of a feature.
fn value(features: &Features, wanted: &str) -> f32 {
    features.iter().find(|(name, _)| *name == wanted).map_or(0.0, |(_, value)| *value)
}

/// How much of the shorter claim stands in the other, 0 to 1.
pub(super) fn cover(a: &ReadClaim, b: &ReadClaim) -> f32 {
    let (ta, tb) = (&a.meaning.terms, &b.meaning.terms);
    shared_weight(ta, tb, |_| true) / ta.weight().min(tb.weight()).max(1.0)
}

fn of_words(a: &ReadClaim, b: &ReadClaim, tie: f32) -> Features {
    let (ta, tb) = (&a.meaning.terms, &b.meaning.terms);
    let (wa, wb) = (ta.weight(), tb.weight());
    let common = shared_weight(ta, tb, |_| true);
    let cover = cover(a, b);
    let names: f32 = ta.shared(tb).filter(|(own, other)| own.is_name && other.is_name).map(|(own, _)| own.weight).sum();
    let is_plain = |term: &&Term| !term.is_name && !term.is_state && !term.is_deed;
    let rarest = ta.shared(tb).map(|(own, _)| own).filter(is_plain).map(|own| own.weight).fold(0.0, f32::max);
    let (sentence, longer_sentence) = sentences(a, b);
    vec![
        ("cover", cover),
        ("cover of the longer", common / wa.max(wb).max(1.0)),
        ("sentence", sentence),
        ("longer sentence", longer_sentence),
        ("event and sentence", tie * sentence),
        ("shared", common.ln_1p()),
        ("rarest", rarest),
        ("least weight", wa.min(wb).ln_1p()),
        ("names", names.ln_1p()),
        ("other states", are_others(ta, tb, |term| term.is_state)),
        ("event", tie),
        ("event and cover", tie * cover),
    ]
}

fn of_deeds(a: &ReadClaim, b: &ReadClaim, tie: f32, cover: f32) -> Features {
    let deeds = deeds(a, b);
    let denies = |read: &ReadClaim| matches!(read.claim.stance, Stance::Denies | Stance::Declines);
    vec![
        ("point", deeds.point),
        ("point and cover", deeds.point * cover),
        ("event and point", tie * deeds.point),
        ("same agent", deeds.same_agent),
        ("specific", deeds.specific),
        ("other agent", (deeds.other_agent - deeds.point).max(0.0)),
        ("against", (deeds.against - deeds.point).max(0.0)),
        ("possible", deeds.possible),
        ("other deeds", are_others(&a.meaning.terms, &b.meaning.terms, |term| term.is_deed)),
        ("one denies", flag(denies(a) != denies(b))),
        ("both deny", flag(denies(a) && denies(b))),
    ]
}

fn of_numbers(a: &ReadClaim, b: &ReadClaim, figures: &Comparison<'_>) -> Features {
    let counts = |read: &ReadClaim| !read.meaning.amounts.is_empty();
    let (of_a, of_b) = (&a.meaning.numbers, &b.meaning.numbers);
    let is_same = |x: &BTreeSet<String>, y: &BTreeSet<String>| flag(!x.is_disjoint(y));
    let is_other =
        |x: &BTreeSet<String>, y: &BTreeSet<String>| flag(!x.is_empty() && !y.is_empty() && x.is_disjoint(y));
    vec![
        ("same number", is_same(of_a, of_b)),
        ("other numbers", is_other(of_a, of_b)),
        ("same value", is_same(&a.meaning.values, &b.meaning.values)),
        ("other values", is_other(&a.meaning.values, &b.meaning.values)),
        ("numbers on one side", flag(of_a.is_empty() != of_b.is_empty())),
        ("figures equal", figures.equal),
        ("figures differ", (figures.rival.max(figures.compatible) - figures.equal).max(0.0)),
        ("figures of other things", flag(counts(a) && counts(b) && figures.tie == 0.0)),
        ("figures on one side", flag(counts(a) != counts(b))),
    ]
}

fn of_settings(a: &ReadClaim, b: &ReadClaim, speakers: Speakers, cover: f32) -> Features {
    let (side_a, side_b) = (&a.meaning.side, &b.meaning.side);
    vec![
        ("days", event::days(a, b).unwrap_or(30) as f32),
        ("same article", flag(a.is_of_article(b))),
        ("same day", flag(event::days(a, b) == Some(0))),
        ("weeks apart", flag(event::days(a, b).is_none_or(|days| days > 14))),
        ("same source", flag(speakers == Speakers::Same)),
        ("same source and cover", flag(speakers != Speakers::Other) * cover),
        ("one body", flag(speakers == Speakers::OneBody)),
        ("sides differ", flag(side_a.is_some() && side_b.is_some() && side_a != side_b)),
    ]
}

/// 1 where both have terms of a kind, and none in common.
fn are_others(a: &Terms, b: &Terms, is: fn(&Term) -> bool) -> f32 {
    let have = a.iter().any(is) && b.iter().any(is);
    flag(have && !a.shared(b).any(|(own, _)| is(own)))
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
