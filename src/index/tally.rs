//! Numbers of claims by value, and the values that most claims have.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::sync::Arc;

/// Values with the number of claims that have them, most first.
pub type Counts = Arc<[(u64, u64)]>;

/// The values that most claims have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Most {
    /// How many values there are.
    pub values: u64,
    /// The first of them, most claims first.
    pub first: Counts,
}

/// How many claims have each value, however many values there are.
pub(super) enum Tally {
    /// The values that claims have, from the least one on.
    Few(Vec<(u64, u64)>),
    /// At each place, the claims of the value one less; the first place counts claims without any.
    All(Vec<u32>),
}

impl Tally {
    /// Counts values, each given as often as claims have it and one more than it is; 0 stands for none.
    pub(super) fn of(mut values: Vec<u32>) -> Self {
        values.sort_unstable();
        let runs = values.chunk_by(PartialEq::eq).filter(|run| run[0] > 0);
        Self::Few(runs.map(|run| (u64::from(run[0]) - 1, run.len() as u64)).collect())
    }

    fn for_each(&self, mut take: impl FnMut(u64, u64)) {
        match self {
            Self::Few(counts) => counts.iter().for_each(|(value, claims)| take(*value, *claims)),
            Self::All(claims) => {
                for (value, claims) in (0..).zip(claims.get(1..).unwrap_or_default()).filter(|(_, claims)| **claims > 0)
                {
                    take(value, u64::from(*claims));
                }
            }
        }
    }

    /// Every value, most claims first.
    pub(super) fn counts(&self) -> Counts {
        let mut counts = Vec::new();
        self.for_each(|value, claims| counts.push((value, claims)));
        sorted(counts)
    }

    /// Those of some values that claims have, most claims first.
    pub(super) fn counts_among(&self, among: &HashSet<u64>) -> Counts {
        let mut counts = Vec::new();
        match self {
            Self::Few(_) => self.for_each(|value, claims| {
                if among.contains(&value) {
                    counts.push((value, claims));
                }
            }),
            Self::All(all) => {
                let claims = |value: u64| all.get(usize::try_from(value).ok()?.checked_add(1)?).copied();
                let counted = among.iter().filter_map(|value| Some((*value, u64::from(claims(*value)?))));
                counts.extend(counted.filter(|(_, claims)| *claims > 0));
            }
        }
        sorted(counts)
    }

    /// The values that most claims have. Many values have few claims each, so that sorting all of them would take most of
    /// the time.
    pub(super) fn most(&self, most: usize) -> Most {
        /// Numbers of claims that are told apart where the last one to show is looked for.
        const TOLD_APART: usize = 1 << 12;
        let place = |claims: u64| usize::try_from(claims).unwrap_or(usize::MAX).min(TOLD_APART - 1);
        let mut with = vec![0_usize; TOLD_APART];
        self.for_each(|_, claims| with[place(claims)] += 1);
        let values = with.iter().sum::<usize>();
        let mut shown = 0;
        let least = (0..TOLD_APART).rev().find(|claims| {
            shown += with[*claims];
            shown >= most
        });
        // All values are shown where there are fewer. Of those with as few claims as the last one, the least come first.
        let least = least.unwrap_or_default();
        let mut equal = if least + 1 == TOLD_APART { usize::MAX } else { (most + with[least]).saturating_sub(shown) };
        let mut first = Vec::new();
        self.for_each(|value, claims| {
            let claims_apart = place(claims);
            if claims_apart > least || claims_apart == least && equal > 0 {
                equal -= usize::from(claims_apart == least);
                first.push((value, claims));
            }
        });
        first.sort_unstable_by_key(|&(value, claims)| (Reverse(claims), value));
        first.truncate(most);
        Most { values: values as u64, first: first.into() }
    }
}

/// Counts in their order.
pub(super) fn sorted(mut counts: Vec<(u64, u64)>) -> Counts {
    counts.sort_unstable_by_key(|&(value, claims)| (Reverse(claims), value));
    counts.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_values_are_those_of_all_in_their_order() {
        // Values of many claims, and many with as few as others.
        let claims = |value: u32| match value {
            0..5 => 10_000 + value,
            5..50 => value % 7,
            _ => 1,
        };
        let given: Vec<u32> = (0..3000).flat_map(|value| vec![value + 1; claims(value) as usize]).collect();
        let few = Tally::of(given);
        let all = Tally::All([9].into_iter().chain((0..3000).map(claims)).collect());
        let counts = few.counts();
        assert_eq!(counts[..2], [(4, 10_004), (3, 10_003)]);
        assert_eq!(all.counts(), counts);
        for most in [0, 1, 5, 20, 60, 2994, 5000] {
            let expected = Most { values: counts.len() as u64, first: counts[..most.min(counts.len())].into() };
            assert_eq!((few.most(most), all.most(most)), (expected.clone(), expected), "{most}");
        }
        let among = HashSet::from([2, 7, 40, 9999, u64::MAX]);
        let expected: Vec<(u64, u64)> = counts.iter().copied().filter(|(value, _)| among.contains(value)).collect();
        assert_eq!(
            (few.counts_among(&among)[..].to_vec(), all.counts_among(&among)[..].to_vec()),
            (expected.clone(), expected)
        );
    }
}
