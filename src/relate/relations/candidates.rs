//! Which claims are worth comparing: those that share telling terms. All with all would be five billion comparisons for a
//! hundred thousand claims.

use std::collections::{BTreeMap, HashMap};

use super::{BEFORE, ReadClaim, Relation, relation, weight};
use crate::domain::Stance;

/// How many claims a claim is compared with at most: those with which it shares the most.
const MOST: usize = 100;
/// A term that more claims have than this leads to none of them.
const COMMON: usize = 4_000;
/// What claims share at least: the weight of one telling term.
const LEAST: f32 = 3.5;
/// How many terms an article is found by.
const TERMS_OF_ARTICLE: usize = 24;
/// A claim whose own words weigh less is found by its headline too: "the rebels", "any involvement".
const BARE: f32 = 16.0;

/// Pairs of claims that may be related, as places in `claims`, each once and the smaller place first. Every claim is
/// paired with the 100 with which it shares the most: terms of both contents count fully, those of its headline and of the
/// claims beside it half.
pub fn candidates(claims: &[ReadClaim]) -> Vec<(usize, usize)> {
    let mut by_term: HashMap<&str, Vec<usize>> = HashMap::new();
    for (place, read) in claims.iter().enumerate() {
        for term in found_by(read).keys() {
            by_term.entry(term).or_default().push(place);
        }
    }
    let mut pairs = Vec::new();
    let mut shared: HashMap<usize, f32> = HashMap::new();
    for (place, read) in claims.iter().enumerate() {
        shared.clear();
        for (term, weight) in sought(read) {
            let others = by_term.get(term).filter(|others| others.len() <= COMMON);
            for &other in others.into_iter().flatten().filter(|&&other| other != place) {
                *shared.entry(other).or_insert(0.0) += weight;
            }
        }
        let mut best: Vec<(usize, f32)> = shared.drain().filter(|(_, weight)| *weight >= LEAST).collect();
        best.sort_by(|(x, p), (y, q)| q.total_cmp(p).then(x.cmp(y)));
        pairs.extend(best.iter().take(MOST).map(|&(other, _)| (place.min(other), place.max(other))));
    }
    pairs.extend(answered(claims));
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Denials with the claims before them in their articles, whatever words they share: "the reports" shares none.
fn answered(claims: &[ReadClaim]) -> Vec<(usize, usize)> {
    let mut by_article: HashMap<&str, Vec<usize>> = HashMap::new();
    for (place, read) in claims.iter().enumerate() {
        by_article.entry(&read.claim.article.id).or_default().push(place);
    }
    let beside = |&denial: &usize| {
        let others = by_article[claims[denial].claim.article.id.as_str()].iter();
        others.filter(move |&&other| may_answer(&claims[denial], &claims[other])).map(move |&other| (denial, other))
    };
    let denials: Vec<usize> = (0..claims.len()).filter(|&place| claims[place].claim.stance == Stance::Denies).collect();
    denials.iter().flat_map(beside).map(|(x, y)| (x.min(y), x.max(y))).collect()
}

/// Whether one claim is a denial and the other stands shortly before it in the article.
fn may_answer(denial: &ReadClaim, other: &ReadClaim) -> bool {
    denial.claim.stance == Stance::Denies && denial.behind(other).is_some_and(|between| between < BEFORE)
}

/// The terms by which a claim is found.
fn found_by(read: &ReadClaim) -> &BTreeMap<String, f32> {
    if weight(&read.meaning.terms) < BARE { &read.own } else { &read.meaning.terms }
}

/// The terms by which a claim looks for others, with what one of them counts.
fn sought(read: &ReadClaim) -> impl Iterator<Item = (&str, f32)> {
    let own = read.meaning.terms.iter().map(|(term, weight)| (term.as_str(), *weight));
    let around = read.context.iter().filter(|(term, _)| !read.meaning.terms.contains_key(*term));
    own.chain(around.map(|(term, weight)| (term.as_str(), weight / 2.0)))
}

/// A claim with the terms by which it is found.
type Findable<'r> = (&'r ReadClaim, &'r BTreeMap<String, f32>);

/// Whether two claims share enough to be compared.
fn share_enough(a: Findable<'_>, b: Findable<'_>) -> bool {
    let shared = |(x, _): Findable<'_>, (_, found_by): Findable<'_>| -> f32 {
        sought(x).filter(|(term, _)| found_by.contains_key(*term)).map(|(_, weight)| weight).sum()
    };
    shared(a, b) >= LEAST || shared(b, a) >= LEAST
}

/// The relations of the claims of one article to each other and to those of other articles. Which of two claims comes first does
/// not depend on which article was asked for.
pub fn relations_of(article: &[ReadClaim], others: &[&[ReadClaim]]) -> Vec<Relation> {
    let mut found = Vec::new();
    let all = article.iter().chain(others.iter().copied().flatten());
    let all: Vec<Findable<'_>> = all.map(|read| (read, found_by(read))).collect();
    for (place, &(read, terms)) in all[..article.len()].iter().enumerate() {
        for &(other, others_terms) in &all[place + 1..] {
            let is_answered = || may_answer(read, other) || may_answer(other, read);
            if share_enough((read, terms), (other, others_terms)) || is_answered() {
                let (first, second) = if read.claim.id < other.claim.id { (read, other) } else { (other, read) };
                found.extend(relation(first, second));
            }
        }
    }
    found
}

/// The terms by which other articles on the same are found, with their weights: the rarest, those of several claims first.
pub fn article_terms(claims: &[ReadClaim]) -> Vec<(String, f32)> {
    let mut terms: BTreeMap<&str, (f32, usize)> = BTreeMap::new();
    for (term, weight) in claims.iter().flat_map(|read| &read.own) {
        terms.entry(term).or_insert((*weight, 0)).1 += 1;
    }
    let mut terms: Vec<(&str, f32, f32)> = terms
        .into_iter()
        .filter(|(_, (weight, _))| *weight >= LEAST)
        .map(|(term, (weight, claims))| (term, weight, weight * (claims.min(4) as f32).sqrt()))
        .collect();
    terms.sort_by(|x, y| y.2.total_cmp(&x.2).then(x.0.cmp(y.0)));
    terms.into_iter().take(TERMS_OF_ARTICLE).map(|(term, weight, _)| (term.to_owned(), weight)).collect()
}
