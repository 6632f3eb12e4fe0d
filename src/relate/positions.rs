//! Positions: what one source said about one thing, step by step.

use jiff::civil::Date;

use super::groups::Groups;
use super::relations::RelationKind;

/// Two claims of one source that have something to do with each other, as places in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnRelation {
    /// The first.
    pub a: usize,
    /// The second.
    pub b: usize,
    /// What they have to do with each other.
    pub kind: RelationKind,
}

/// When a claim was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SaidOn {
    /// The last day on which it may have been said.
    pub day: Option<Date>,
    /// True where the text tells the day, false where only the day of publication is known.
    pub is_told: bool,
}

/// A report may be printed so many days after another one of the same statement.
const LATER_REPORT: i32 = 2;

impl SaidOn {
    /// True where two claims that repeat each other may be reports of one statement.
    fn may_be_that_of(self, other: Self) -> bool {
        let (Some(day), Some(others)) = (self.day, other.day) else { return self.day == other.day };
        let apart = (day - others).get_days().abs();
        apart == 0 || apart <= LATER_REPORT && !(self.is_told && other.is_told)
    }
}

/// What a source said about one thing: steps in the order of their days, each the reports of one statement.
pub type Position = Vec<Vec<usize>>;

/// Gathers the claims of one source; `said` tells when each was said. Claims of one position are tied by relations; those of one step
/// repeat each other, and may have been said at one time. Something said once is no position. The one with the newest step comes first.
pub fn positions(said: &[SaidOn], relations: &[OwnRelation]) -> Vec<Position> {
    let (mut positions, mut steps) = (Groups::of(said.len()), Groups::of(said.len()));
    for OwnRelation { a, b, kind } in relations {
        positions.join(*a, *b);
        if *kind == RelationKind::Repeats && said[*a].may_be_that_of(said[*b]) {
            steps.join(*a, *b);
        }
    }
    let mut found: Vec<Position> = vec![Vec::new(); said.len()];
    for step in steps.members() {
        found[positions.first(step[0])].push(step);
    }
    found.retain(|steps| steps.len() > 1);
    for steps in &mut found {
        steps.iter_mut().for_each(|step| step.sort_by_key(|place| (said[*place], *place)));
        steps.sort_by_key(|step| (said[step[0]].day, step[0]));
    }
    let newest = |steps: &Position| steps.last().and_then(|step| said[step[0]].day);
    found.sort_by(|x, y| newest(y).cmp(&newest(x)).then(x[0][0].cmp(&y[0][0])));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_on_several_days_is_a_position_in_steps() {
        let told = |day: i8| SaidOn { day: Some(jiff::civil::date(2025, 3, day)), is_told: true };
        let undated = SaidOn { day: None, is_told: false };
        let days = [told(14), told(12), told(12), told(20), told(21), told(3), undated];
        let relation = |a, b, kind| OwnRelation { a, b, kind };
        let found = positions(
            &days,
            &[
                // Reported twice on one day, again two days later.
                relation(1, 2, RelationKind::Repeats),
                relation(0, 2, RelationKind::Repeats),
                // Another figure a day later.
                relation(4, 3, RelationKind::CompatibleFigures),
            ],
        );
        assert_eq!(found, [vec![vec![3], vec![4]], vec![vec![1, 2], vec![0]]]);
        // Two reports of one statement are no position.
        assert_eq!(positions(&days, &[relation(1, 2, RelationKind::Repeats)]), Vec::<Position>::new());
        // A day later, in a text that does not tell the day, it may be the same statement; five days later it is not.
        let printed = |day: i8| SaidOn { is_told: false, ..told(day) };
        let repeated = [relation(0, 1, RelationKind::Repeats)];
        assert_eq!(positions(&[told(12), printed(13)], &repeated), Vec::<Position>::new());
        assert_eq!(positions(&[told(12), printed(17)], &repeated).len(), 1);
        assert_eq!(positions(&[told(12), told(13)], &repeated).len(), 1);
        // What has no day comes first.
        assert_eq!(positions(&days, &[relation(5, 6, RelationKind::Repeats)]), [vec![vec![6], vec![5]]]);
    }
}
