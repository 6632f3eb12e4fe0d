//! What people decided about the disputes of some claims, as gathering these asks for it.
//!
//! It is read from the log of decisions each time, so that nothing is left of a decision that was undone.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use sqlx::{Sqlite, Transaction};

use crate::relate::Bonds;
use crate::store::StoreError;
use crate::store::write::decisions::DecisionKind;

/// A claim that a decision in force holds for.
#[derive(sqlx::FromRow)]
struct HeldFor {
    number: i64,
    kind: DecisionKind,
    dispute_row: i64,
    other_row: Option<i64>,
    claim_row: i64,
    is_apart: bool,
    joined_at: Option<String>,
}

/// A decision in force.
struct InForce {
    kind: DecisionKind,
    dispute: i64,
    /// Of a join: the dispute that went.
    other: Option<i64>,
    /// On which side each claim stands: of a join, 1 is that of the dispute that went; of a part, that of the claims parted.
    sides: BTreeMap<i64, usize>,
    /// The same, with the claims that repeat one of them: they are other reports of one statement.
    wide: BTreeMap<i64, usize>,
    joined_at: HashMap<i64, String>,
}

/// The decisions in force that hold for some claims, in the order in which they were made.
pub(super) struct Decided(Vec<InForce>);

impl Decided {
    /// `claims` is the JSON list of the claims' rows.
    pub(super) async fn of(transaction: &mut Transaction<'_, Sqlite>, claims: &str) -> Result<Self, StoreError> {
        let held: Vec<HeldFor> = sqlx::query_as(
            "SELECT d.row AS number, d.kind, p.row AS dispute_row, o.row AS other_row, c.row AS claim_row, h.is_apart, \
               h.joined_at \
             FROM decisions d JOIN disputes p ON p.id = d.dispute_id LEFT JOIN disputes o ON o.id = d.other_id \
             JOIN decision_claims h ON h.decision_row = d.row JOIN claims c ON c.id = h.claim_id \
             WHERE d.undone_at IS NULL AND d.row IN (SELECT n.decision_row FROM json_each($1) j \
               JOIN claims t ON t.row = j.value JOIN decision_claims n ON n.claim_id = t.id) ORDER BY d.row",
        )
        .bind(claims)
        .fetch_all(&mut **transaction)
        .await?;
        let mut decisions: BTreeMap<i64, InForce> = BTreeMap::new();
        for claim in held {
            let decision = decisions.entry(claim.number).or_insert_with(|| InForce {
                kind: claim.kind,
                dispute: claim.dispute_row,
                other: claim.other_row,
                sides: BTreeMap::new(),
                wide: BTreeMap::new(),
                joined_at: HashMap::new(),
            });
            decision.sides.insert(claim.claim_row, usize::from(claim.is_apart));
            decision.joined_at.extend(claim.joined_at.map(|at| (claim.claim_row, at)));
        }
        let mut decisions: Vec<InForce> = decisions.into_values().collect();
        if decisions.iter().any(InForce::separates) {
            let repeats: Vec<(i64, i64)> = sqlx::query_as(
                "SELECT r.first_row, r.second_row FROM json_each($1) j JOIN claim_relations r ON r.first_row = j.value \
                 WHERE r.kind = 'repeats' AND +r.second_row IN (SELECT value FROM json_each($1))",
            )
            .bind(claims)
            .fetch_all(&mut **transaction)
            .await?;
            decisions.iter_mut().for_each(|decision| decision.widen(&repeats));
        }
        Ok(Self(decisions))
    }

    /// True of two claims whose disagreement makes no dispute, since people said so.
    pub(super) fn separates(&self, first: i64, second: i64) -> bool {
        self.0.iter().filter(|decision| decision.separates()).any(|decision| {
            let sides = decision.wide.get(&first).zip(decision.wide.get(&second));
            sides.is_some_and(|(one, other)| decision.kind == DecisionKind::Close || one != other)
        })
    }

    /// The claims that belong together and those that never do, as places in `rows`, which are in order.
    pub(super) fn bonds(&self, rows: &[i64]) -> Bonds {
        let place = |row: &i64| rows.binary_search(row).ok();
        let mut bonds = Bonds::default();
        for decision in &self.0 {
            if decision.kind == DecisionKind::Part {
                let side = |wanted: usize| {
                    let claims = decision.wide.iter().filter(|(_, side)| **side == wanted);
                    claims.filter_map(|(row, _)| place(row)).collect()
                };
                bonds.parted.push([side(0), side(1)]);
            }
        }
        let is_parted =
            |row: &i64| self.0.iter().any(|other| other.kind == DecisionKind::Part && other.wide.get(row) == Some(&1));
        for decision in self.0.iter().filter(|decision| decision.kind == DecisionKind::Join) {
            // What was joined and then parted goes last, since the first one decides.
            let (parted, whole): (Vec<i64>, Vec<i64>) = decision.sides.keys().partition(|row| is_parted(row));
            bonds.joined.push(whole.iter().chain(&parted).filter_map(place).collect());
        }
        bonds
    }

    /// The dispute into which people joined one; itself, where they did not.
    pub(super) fn heads(&self, dispute: i64) -> i64 {
        let joined = |dispute: i64| {
            self.0.iter().rev().find(|decision| decision.other == Some(dispute)).map(|decision| decision.dispute)
        };
        let mut at = dispute;
        // No more steps than decisions, whatever an import brought.
        for _ in &self.0 {
            match joined(at) {
                Some(into) => at = into,
                None => break,
            }
        }
        at
    }

    /// The dispute to which the newest decision about a claim assigns it.
    pub(super) fn assigns(&self, claim: i64) -> Option<i64> {
        let newest = self.0.iter().rev().find(|decision| decision.sides.contains_key(&claim))?;
        let is_parted = newest.kind == DecisionKind::Part && newest.sides.get(&claim) == Some(&1);
        (!is_parted).then(|| self.heads(newest.dispute))
    }

    /// Since when a claim belonged to a dispute at the time of the first decision that tells of it.
    pub(super) fn joined_at(&self, claim: i64, dispute: i64) -> Option<&str> {
        self.0.iter().find_map(|decision| {
            let of = if decision.kind == DecisionKind::Join && decision.sides.get(&claim) == Some(&1) {
                decision.other?
            } else {
                decision.dispute
            };
            decision.joined_at.get(&claim).filter(|_| of == dispute).map(String::as_str)
        })
    }

    /// True where people closed a dispute, or parted one of these claims from it: they do not take its address.
    pub(super) fn refuses(&self, claims: &[i64], dispute: i64) -> bool {
        self.0.iter().filter(|decision| self.heads(decision.dispute) == dispute).any(|decision| match decision.kind {
            DecisionKind::Close => true,
            DecisionKind::Part => claims.iter().any(|claim| decision.wide.get(claim) == Some(&1)),
            _ => false,
        })
    }

    /// True where people closed a dispute.
    pub(super) fn is_closed(&self, dispute: i64) -> bool {
        self.0.iter().any(|decision| decision.kind == DecisionKind::Close && decision.dispute == dispute)
    }

    /// True where people named a dispute, or joined others to it: it keeps its address where it becomes one with another.
    pub(super) fn is_kept(&self, dispute: i64) -> bool {
        let keeps = |kind| matches!(kind, DecisionKind::Heading | DecisionKind::Join);
        self.0.iter().any(|decision| keeps(decision.kind) && decision.dispute == dispute)
    }
}

impl InForce {
    /// True of a decision that keeps claims apart.
    fn separates(&self) -> bool {
        matches!(self.kind, DecisionKind::Part | DecisionKind::Close)
    }

    /// Adds the claims that repeat claims of one side alone.
    fn widen(&mut self, repeats: &[(i64, i64)]) {
        self.wide = self.sides.clone();
        let mut torn = HashSet::new();
        for (one, other) in repeats.iter().flat_map(|(first, second)| [(first, second), (second, first)]) {
            if let Some(side) = self.sides.get(one).filter(|_| !self.sides.contains_key(other))
                && self.wide.insert(*other, *side).is_some_and(|before| before != *side)
            {
                torn.insert(*other);
            }
        }
        self.wide.retain(|claim, _| !torn.contains(claim));
    }
}

/// The claims whose disputes a decision that was just undone restores: to which they go back, and since when they belonged to it.
pub(in crate::store) type Returned = HashMap<i64, (i64, Option<String>)>;

/// Disputes that a set of claims belongs to, each with its number of claims.
pub(super) fn shares(disputes: impl Iterator<Item = i64>) -> BTreeMap<i64, usize> {
    let mut shares = BTreeMap::new();
    disputes.for_each(|dispute| *shares.entry(dispute).or_default() += 1);
    shares
}

/// Claims whose relations may count otherwise after a decision about them: those it holds for.
pub(in crate::store) async fn touched_by(
    transaction: &mut Transaction<'_, Sqlite>,
    decision: i64,
) -> Result<BTreeSet<i64>, StoreError> {
    let rows: Vec<i64> = sqlx::query_scalar(
        "SELECT c.row FROM decision_claims h JOIN claims c ON c.id = h.claim_id WHERE h.decision_row = $1",
    )
    .bind(decision)
    .fetch_all(&mut **transaction)
    .await?;
    Ok(rows.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A decision about dispute 1 that holds for these claims, each with its side.
    fn decision(kind: DecisionKind, sides: &[(i64, usize)], repeats: &[(i64, i64)]) -> InForce {
        let mut decision = InForce {
            kind,
            dispute: 1,
            other: (kind == DecisionKind::Join).then_some(2),
            sides: sides.iter().copied().collect(),
            wide: BTreeMap::new(),
            joined_at: HashMap::from([(10, "then".to_owned())]),
        };
        decision.widen(repeats);
        decision
    }

    #[test]
    fn what_repeats_a_claim_of_one_side_stands_there_as_well() {
        let parted =
            decision(DecisionKind::Part, &[(10, 0), (11, 1)], &[(10, 12), (13, 11), (14, 10), (11, 14), (10, 11)]);
        assert_eq!(parted.wide, BTreeMap::from([(10, 0), (11, 1), (12, 0), (13, 1)]), "who repeats both is on neither");
        let decided = Decided(vec![parted]);
        for (first, second, is_apart) in [(10, 11, true), (12, 13, true), (10, 12, false), (14, 11, false)] {
            assert_eq!(decided.separates(first, second), is_apart, "{first} and {second}");
        }
        let closed = Decided(vec![decision(DecisionKind::Close, &[(10, 0), (11, 0)], &[(12, 11)])]);
        assert!(closed.separates(10, 12) && !closed.separates(10, 13));
    }

    #[test]
    fn the_newest_decision_assigns_a_claim() {
        let join = decision(DecisionKind::Join, &[(10, 0), (11, 1)], &[]);
        let part = decision(DecisionKind::Part, &[(10, 0), (11, 1)], &[]);
        let decided = Decided(vec![join]);
        assert_eq!((decided.heads(2), decided.assigns(11), decided.assigns(12)), (1, Some(1), None));
        assert_eq!((decided.joined_at(10, 1), decided.joined_at(10, 2)), (Some("then"), None));
        let decided = Decided(vec![decision(DecisionKind::Join, &[(10, 0), (11, 1)], &[]), part]);
        assert_eq!((decided.assigns(10), decided.assigns(11)), (Some(1), None));
        assert!(decided.refuses(&[10, 11], 1) && !decided.refuses(&[10], 1) && !decided.refuses(&[11], 3));
        let bonds = decided.bonds(&[10, 11]);
        assert_eq!((bonds.joined, bonds.parted), (vec![vec![0, 1]], vec![[vec![0], vec![1]]]));
    }
}
