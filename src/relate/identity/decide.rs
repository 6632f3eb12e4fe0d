//! The choice among the people of one name.

use super::conflict::{agrees, conflict};
use super::evidence::Evidence;

/// Who among the candidates a person is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The candidate at this place.
    Same(usize),
    /// None of them.
    New,
    /// One of several, and nothing tells which.
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
    // The earlier one where two have as many: `max_by_key` gives the last, so the pool is turned round.
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
