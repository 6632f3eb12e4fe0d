//! Disputes: claims that do not agree, gathered by what they are about.

use std::collections::{BTreeMap, BTreeSet};

use super::meaning::Term;
use super::relations::ReadClaim;

/// What a claim is about: its most telling terms with their weights, those of its headline included.
pub type Subject = BTreeMap<String, f32>;

/// How many terms of a claim tell what it is about.
const TELLING: usize = 16;
/// How alike two groups of claims are at least, where one relation joins them: the cosine of their terms.
const ALIKE: f32 = 0.45;

/// Two claims that do not agree, as places in a list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Disagreement {
    /// The first.
    pub a: usize,
    /// The second.
    pub b: usize,
    /// How sure it is, 0 to 1.
    pub score: f32,
}

/// What people decided about which claims are one dispute, as places in the same list.
#[derive(Debug, Clone, Default)]
pub struct Bonds {
    /// Claims that are of one dispute each.
    pub joined: Vec<Vec<usize>>,
    /// Claims of two sides that are never of one dispute.
    pub parted: Vec<[Vec<usize>; 2]>,
}

/// What a claim is about.
pub fn subject(read: &ReadClaim) -> Subject {
    let mut terms: Vec<&Term> = read.own_terms().iter().collect();
    terms.sort_by(|x, y| y.weight.total_cmp(&x.weight).then_with(|| x.word.cmp(&y.word)));
    terms.into_iter().take(TELLING).map(|term| (term.word.to_string(), term.weight)).collect()
}

/// Gathers claims that do not agree. Each group is one dispute, by the places of its claims, the claim with most disagreements
/// first. The surest disagreements are joined first (single linkage), and two groups that are there already become one only where
/// they are about the same: a denial of "the accusations" would else join all that a country is accused of. What people parted
/// comes before what they joined, and that before what the program finds.
pub fn disputes(subjects: &[Subject], disagreements: &[Disagreement], bonds: &Bonds) -> Vec<Vec<usize>> {
    let mut groups = Groups { of: vec![None; subjects.len()], members: Vec::new(), sides: bonds.sides(subjects.len()) };
    for joined in &bonds.joined {
        groups.hold(joined);
    }
    let mut surest: Vec<&Disagreement> = disagreements.iter().collect();
    surest.sort_by(|x, y| y.score.total_cmp(&x.score).then((x.a, x.b).cmp(&(y.a, y.b))));
    for Disagreement { a, b, .. } in surest {
        groups.join(*a, *b, subjects);
    }
    let mut degree = vec![0usize; subjects.len()];
    for Disagreement { a, b, .. } in disagreements {
        degree[*a] += 1;
        degree[*b] += 1;
    }
    // People may have joined claims whose adversaries are all elsewhere.
    let within = |members: &Vec<usize>| {
        disagreements.iter().any(|Disagreement { a, b, .. }| members.contains(a) && members.contains(b))
    };
    let mut found: Vec<Vec<usize>> = groups.members.into_iter().filter(within).collect();
    for members in &mut found {
        members.sort_by_key(|&place| (std::cmp::Reverse(degree[place]), place));
    }
    found.sort();
    found
}

/// A side of what people parted: which of these decisions, and the side.
type Side = (usize, usize);

impl Bonds {
    /// The sides on which each claim stands.
    fn sides(&self, claims: usize) -> Vec<BTreeSet<Side>> {
        let mut sides = vec![BTreeSet::new(); claims];
        for (number, parted) in self.parted.iter().enumerate() {
            for (side, places) in parted.iter().enumerate() {
                places.iter().for_each(|place| _ = sides[*place].insert((number, side)));
            }
        }
        sides
    }
}

struct Groups {
    of: Vec<Option<usize>>,
    members: Vec<Vec<usize>>,
    sides: Vec<BTreeSet<Side>>,
}

impl Groups {
    fn join(&mut self, a: usize, b: usize, subjects: &[Subject]) {
        if !self.may_be_one(a, b) {
            return;
        }
        match (self.of[a], self.of[b]) {
            (None, None) => {
                self.members.push(vec![a, b]);
                (self.of[a], self.of[b]) = (Some(self.members.len() - 1), Some(self.members.len() - 1));
            }
            (Some(group), None) => self.add(group, b),
            (None, Some(group)) => self.add(group, a),
            (Some(x), Some(y)) if x != y => {
                let (first, second) = (self.about(x, subjects), self.about(y, subjects));
                if cosine(&first, &second) >= ALIKE {
                    self.unite(x, y);
                }
            }
            _ => {}
        }
    }

    /// Makes claims that people joined one group, but for those that were parted from the first of them.
    fn hold(&mut self, joined: &[usize]) {
        let Some(first) = joined.first() else { return };
        let group = self.group_of(*first);
        for place in joined {
            if self.may_be_one(*first, *place) {
                let other = self.group_of(*place);
                self.unite(group, other);
            }
        }
    }

    /// The group of a claim; one of its own, where it has none.
    fn group_of(&mut self, place: usize) -> usize {
        self.of[place].unwrap_or_else(|| {
            self.members.push(Vec::new());
            self.add(self.members.len() - 1, place);
            self.members.len() - 1
        })
    }

    fn unite(&mut self, group: usize, other: usize) {
        if group != other {
            for place in std::mem::take(&mut self.members[other]) {
                self.add(group, place);
            }
        }
    }

    /// False where a claim that is with `a` stands on another side than one that is with `b`.
    fn may_be_one(&self, a: usize, b: usize) -> bool {
        let sides = |place: usize| -> BTreeSet<Side> {
            let alone = [place];
            let members = self.of[place].map_or(&alone[..], |group| &self.members[group]);
            members.iter().flat_map(|member| &self.sides[*member]).copied().collect()
        };
        let others = sides(b);
        !sides(a).iter().any(|(number, side)| others.contains(&(*number, 1 - side)))
    }

    fn add(&mut self, group: usize, place: usize) {
        self.members[group].push(place);
        self.of[place] = Some(group);
    }

    /// The terms of a group's claims together.
    fn about(&self, group: usize, subjects: &[Subject]) -> Subject {
        let mut sum = Subject::new();
        for place in &self.members[group] {
            for (term, weight) in &subjects[*place] {
                *sum.entry(term.clone()).or_insert(0.0) += weight;
            }
        }
        sum
    }
}

fn cosine(x: &Subject, y: &Subject) -> f32 {
    let length = |terms: &Subject| terms.values().map(|weight| weight * weight).sum::<f32>().sqrt();
    let product: f32 = x.iter().filter_map(|(term, weight)| Some(weight * y.get(term)?)).sum();
    let lengths = length(x) * length(y);
    if lengths > 0.0 { product / lengths } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about(terms: &[&str]) -> Subject {
        terms.iter().map(|term| ((*term).to_owned(), 5.0)).collect()
    }

    fn at(a: usize, b: usize, score: f32) -> Disagreement {
        Disagreement { a, b, score }
    }

    fn disputes(subjects: &[Subject], disagreements: &[Disagreement]) -> Vec<Vec<usize>> {
        super::disputes(subjects, disagreements, &Bonds::default())
    }

    #[test]
    fn claims_that_disagree_are_one_dispute() {
        let subjects = vec![about(&["bridge", "fall"]); 4];
        let found = disputes(&subjects, &[at(0, 1, 0.9), at(1, 2, 0.8)]);
        assert_eq!(found, [vec![1, 0, 2]], "the claim with most disagreements first, and who agrees with all in none");
    }

    #[test]
    fn one_denial_of_everything_does_not_join_what_it_denies() {
        // Two bridges, two ships, and a denial that has to do with both.
        let (bridge, ship) = (about(&["bridge", "fall"]), about(&["ship", "sink"]));
        let subjects = [bridge.clone(), bridge, ship.clone(), ship, about(&["bridge"])];
        let found = disputes(&subjects, &[at(0, 1, 0.9), at(2, 3, 0.9), at(0, 4, 0.6), at(2, 4, 0.5)]);
        assert_eq!(found, [vec![0, 4, 1], vec![2, 3]]);
        let alike = vec![about(&["bridge", "fall"]); 5];
        let found = disputes(&alike, &[at(0, 1, 0.9), at(2, 3, 0.9), at(0, 4, 0.6), at(2, 4, 0.5)]);
        assert_eq!(found.len(), 1, "those about one thing are joined");
    }

    #[test]
    fn the_order_of_disagreements_makes_no_difference() {
        let subjects = vec![about(&["bridge"]); 6];
        let mut all = vec![at(0, 1, 0.5), at(2, 3, 0.7), at(1, 2, 0.6), at(4, 5, 0.9)];
        let found = disputes(&subjects, &all);
        all.reverse();
        assert_eq!(disputes(&subjects, &all), found);
    }

    #[test]
    fn what_people_joined_is_one_dispute_whatever_it_is_about() {
        let (bridge, ship) = (about(&["bridge"]), about(&["ship"]));
        let subjects = [bridge.clone(), bridge.clone(), ship.clone(), ship, bridge];
        let all = [at(0, 1, 0.9), at(2, 3, 0.8), at(1, 4, 0.7)];
        let bonds = Bonds { joined: vec![vec![0, 1, 2, 3]], ..Bonds::default() };
        assert_eq!(super::disputes(&subjects, &all, &bonds), [vec![1, 0, 2, 3, 4]]);
        let bonds = Bonds { joined: vec![vec![0, 2]], ..Bonds::default() };
        let apart = [at(0, 1, 0.9), at(2, 3, 0.8)];
        assert_eq!(super::disputes(&subjects, &apart, &bonds), [vec![0, 1, 2, 3]], "with those who disagree with them");
    }

    #[test]
    fn what_people_parted_is_never_one_dispute() {
        let subjects = vec![about(&["bridge"]); 5];
        let all = [at(0, 1, 0.9), at(1, 2, 0.8), at(2, 3, 0.7), at(3, 4, 0.6)];
        let bonds = Bonds { parted: vec![[vec![0, 1], vec![2, 3]]], ..Bonds::default() };
        assert_eq!(super::disputes(&subjects, &all, &bonds), [vec![1, 0], vec![2, 3, 4]]);
        // Nor by way of a third one.
        let through = [at(0, 4, 0.9), at(2, 4, 0.8), at(2, 3, 0.7)];
        assert_eq!(super::disputes(&subjects, &through, &bonds), [vec![2, 3], vec![4, 0]]);
        let bonds = Bonds { joined: vec![vec![0, 1, 2, 3]], ..bonds };
        assert_eq!(
            super::disputes(&subjects, &all, &bonds),
            [vec![1, 0], vec![2, 3, 4]],
            "what was parted before counts"
        );
    }

    #[test]
    fn claims_that_people_joined_are_no_dispute_where_nobody_there_disagrees() {
        let subjects = vec![about(&["bridge"]); 4];
        let all = [at(0, 1, 0.9), at(2, 3, 0.8)];
        let bonds = Bonds { joined: vec![vec![0, 2]], parted: vec![[vec![0, 2], vec![1, 3]]] };
        assert!(super::disputes(&subjects, &all, &bonds).is_empty());
    }
}
