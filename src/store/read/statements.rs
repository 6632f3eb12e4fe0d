//! Statements: claims that repeat each other report one.

use std::collections::HashMap;

use crate::domain::ClaimId;
use crate::relate::{Groups, RelationKind};
use crate::store::read::relations::ClaimRelation;

/// For each of some claims the number of the statement that it reports: those that repeat each other have one number, in the order
/// of the first of each.
pub(super) fn numbers(claims: &[&ClaimId], relations: &[ClaimRelation]) -> Vec<usize> {
    let place: HashMap<&ClaimId, usize> = claims.iter().enumerate().map(|(place, id)| (*id, place)).collect();
    let mut statements = Groups::of(claims.len());
    for relation in relations.iter().filter(|relation| relation.kind == RelationKind::Repeats) {
        if let (Some(a), Some(b)) = (place.get(&relation.a), place.get(&relation.b)) {
            statements.join(*a, *b);
        }
    }
    let mut numbers: HashMap<usize, usize> = HashMap::new();
    (0..claims.len())
        .map(|at| {
            let next = numbers.len();
            *numbers.entry(statements.first(at)).or_insert(next)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_of_one_statement_have_its_number() {
        let ids: Vec<ClaimId> =
            ["0", "1", "2", "3"].map(|end| format!("000000000000000{end}").parse().unwrap()).to_vec();
        let relation = |kind, a: usize, b: usize| ClaimRelation {
            kind,
            a: ids[a].clone(),
            b: ids[b].clone(),
            score: 0.9,
            reason: String::new(),
            figures: None,
        };
        let relations = [
            relation(RelationKind::Repeats, 3, 1),
            relation(RelationKind::Denies, 0, 1),
            relation(RelationKind::Repeats, 1, 3),
        ];
        assert_eq!(numbers(&ids.iter().collect::<Vec<_>>(), &relations), [0, 1, 2, 1]);
    }
}
