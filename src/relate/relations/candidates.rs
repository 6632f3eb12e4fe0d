//! Which claims are worth comparing: those that share telling terms. All with all would be five billion comparisons for a
//! hundred thousand claims.

use std::collections::HashMap;

use super::ReadClaim;

/// How many claims a claim is compared with at most: those with which it shares the most.
const MOST: usize = 100;
/// A term that more claims have than this leads to none of them.
const COMMON: usize = 4_000;
/// What claims share at least: the weight of one telling term.
const LEAST: f32 = 3.5;

/// Pairs of claims that may be related, as places in `claims`, each once and the smaller place first. Every claim is
/// paired with the 100 with which it shares the most: terms of both contents count fully, those of its headline and of the
/// claims beside it half.
pub fn candidates(claims: &[ReadClaim]) -> Vec<(usize, usize)> {
    let mut by_term: HashMap<&str, Vec<usize>> = HashMap::new();
    for (place, read) in claims.iter().enumerate() {
        for term in read.meaning.terms.keys() {
            by_term.entry(term).or_default().push(place);
        }
    }
    let mut pairs = Vec::new();
    let mut shared: HashMap<usize, f32> = HashMap::new();
    for (place, read) in claims.iter().enumerate() {
        shared.clear();
        let own = read.meaning.terms.iter().map(|(term, weight)| (term, *weight));
        let around = read.context.iter().filter(|(term, _)| !read.meaning.terms.contains_key(*term));
        for (term, weight) in own.chain(around.map(|(term, weight)| (term, weight / 2.0))) {
            let others = by_term.get(term.as_str()).filter(|others| others.len() <= COMMON);
            for &other in others.into_iter().flatten().filter(|&&other| other != place) {
                *shared.entry(other).or_insert(0.0) += weight;
            }
        }
        let mut best: Vec<(usize, f32)> = shared.drain().filter(|(_, weight)| *weight >= LEAST).collect();
        best.sort_by(|(x, p), (y, q)| q.total_cmp(p).then(x.cmp(y)));
        pairs.extend(best.iter().take(MOST).map(|&(other, _)| (place.min(other), place.max(other))));
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}
