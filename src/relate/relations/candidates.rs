//! Which claims are worth comparing: those that share telling terms. All with all would be five billion comparisons for a
//! hundred thousand claims.

use std::collections::{BTreeMap, HashMap};

use rustc_hash::FxHashMap;

use super::{BEFORE, ReadClaim, Relation, relation};
use crate::domain::Stance;
use crate::relate::meaning::{Term, Terms};

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
        for term in found_by(read).iter() {
            by_term.entry(&term.word).or_default().push(place);
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
    let denials: Vec<usize> = (0..claims.len()).filter(|&place| answers(&claims[place])).collect();
    denials.iter().flat_map(beside).map(|(x, y)| (x.min(y), x.max(y))).collect()
}

/// Whether a claim denies, or points to what was said before it.
fn answers(read: &ReadClaim) -> bool {
    read.claim.stance == Stance::Denies || read.points_back
}

/// Whether one claim is a denial and the other stands shortly before it in the article.
fn may_answer(denial: &ReadClaim, other: &ReadClaim) -> bool {
    answers(denial) && denial.behind(other).is_some_and(|between| between < BEFORE)
}

/// The terms by which a claim is found.
fn found_by(read: &ReadClaim) -> &Terms {
    if read.meaning.terms.weight() < BARE { &read.own } else { &read.meaning.terms }
}

/// The terms by which a claim looks for others, with what one of them counts.
fn sought(read: &ReadClaim) -> impl Iterator<Item = (&str, f32)> {
    let of_claim = |term: &Term| read.meaning.terms.contains(&term.word);
    read.context.iter().map(move |term| (&*term.word, if of_claim(term) { term.weight } else { term.weight / 2.0 }))
}

/// The relations of the claims of one article to each other and to those of other articles. Which of two claims comes first does
/// not depend on which article was asked for.
pub fn relations_of(article: &[ReadClaim], others: &[&[ReadClaim]]) -> Vec<Relation> {
    let (mut finding, mut seeking) = (ByTerm::default(), ByTerm::default());
    for (place, read) in article.iter().enumerate() {
        finding.add(place, found_by(read).iter().map(|term| (&*term.word, term.weight)));
        seeking.add(place, sought(read));
    }
    let mut found = Vec::new();
    let (mut finds, mut is_found) = (vec![0.0; article.len()], vec![0.0; article.len()]);
    let all = article.iter().chain(others.iter().copied().flatten());
    for (place, other) in all.enumerate() {
        finds.fill(0.0);
        is_found.fill(0.0);
        for (term, weight) in sought(other) {
            finding.of(term).for_each(|(place, _)| finds[place] += weight);
        }
        for term in found_by(other).iter() {
            seeking.of(&term.word).for_each(|(place, weight)| is_found[place] += weight);
        }
        // Two claims of the article are compared once.
        for (own, read) in article.iter().enumerate().take(place) {
            let share_enough = finds[own].max(is_found[own]) >= LEAST;
            if share_enough || may_answer(read, other) || may_answer(other, read) {
                let (first, second) = if read.claim.id < other.claim.id { (read, other) } else { (other, read) };
                found.extend(relation(first, second));
            }
        }
    }
    found
}

/// Claims by their terms, as places in a list, with what a term counts for each.
#[derive(Default)]
struct ByTerm<'r>(FxHashMap<&'r str, Vec<(usize, f32)>>);

impl<'r> ByTerm<'r> {
    fn add(&mut self, place: usize, terms: impl Iterator<Item = (&'r str, f32)>) {
        terms.for_each(|(term, weight)| self.0.entry(term).or_default().push((place, weight)));
    }

    fn of(&self, term: &str) -> impl Iterator<Item = (usize, f32)> {
        self.0.get(term).into_iter().flatten().copied()
    }
}

/// The terms by which other articles on the same are found, with their weights: the rarest, those of several claims first.
pub fn article_terms(claims: &[ReadClaim]) -> Vec<(String, f32)> {
    let mut terms: BTreeMap<&str, (f32, usize)> = BTreeMap::new();
    for term in claims.iter().flat_map(|read| read.own.iter()) {
        terms.entry(&term.word).or_insert((term.weight, 0)).1 += 1;
    }
    let mut terms: Vec<(&str, f32, f32)> = terms
        .into_iter()
        .filter(|(_, (weight, _))| *weight >= LEAST)
        .map(|(term, (weight, claims))| (term, weight, weight * (claims.min(4) as f32).sqrt()))
        .collect();
    terms.sort_by(|x, y| y.2.total_cmp(&x.2).then(x.0.cmp(y.0)));
    terms.into_iter().take(TERMS_OF_ARTICLE).map(|(term, weight, _)| (term.to_owned(), weight)).collect()
}
