//! The choice among the people of one name.

use super::conflict::{agrees, conflict};
use super::evidence::Evidence;

/// The result of choosing among candidates of one name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The candidate at this place.
    Same(usize),
    /// None of them.
    New,
    /// One of several candidates; the evidence does not decide which.
    Unsure,
}

/// Where one of several people of a name has this many times the articles of all others, a mention without any sign is
/// taken for that person.
const FAR_BETTER_KNOWN: i64 = 5;

/// Decides which of the candidates, all of one name, a person is.
pub fn decide(person: &Evidence, candidates: &[Evidence]) -> Verdict {
    let fitting: Vec<usize> = (0..candidates.len()).filter(|&at| conflict(person, &candidates[at]).is_none()).collect();
    let agreeing: Vec<usize> = fitting.iter().copied().filter(|&at| agrees(person, &candidates[at])).collect();
    let pool = if agreeing.is_empty() { fitting } else { agreeing };
    // A tie goes to the earlier candidate: `max_by_key` returns the last maximum, so the pool is reversed.
    let Some(best) = pool.iter().copied().rev().max_by_key(|&at| candidates[at].articles) else { return Verdict::New };
    let others = || pool.iter().copied().filter(|&at| at != best);
    let are_one = others().all(|at| conflict(&candidates[best], &candidates[at]).is_none());
    let known_elsewhere: i64 = others().map(|at| candidates[at].articles).sum();
    if are_one || candidates[best].articles >= FAR_BETTER_KNOWN * known_elsewhere.max(1) {
        Verdict::Same(best)
    } else {
        Verdict::Unsure
    }
}
