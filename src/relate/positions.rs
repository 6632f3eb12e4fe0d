//! Positions: what one source said about one thing, step by step.

use jiff::civil::Date;

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

/// What a source said about one thing: steps in the order of their days, each the reports of one statement.
pub type Position = Vec<Vec<usize>>;

/// Gathers the claims of one source. `days` holds the day of each. Claims of one position are tied by relations; those of one step
/// repeat each other on one day. Something said once is no position. The one with the newest step comes first.
pub fn positions(days: &[Option<Date>], relations: &[OwnRelation]) -> Vec<Position> {
    let (mut positions, mut steps) = (Groups::of(days.len()), Groups::of(days.len()));
    for OwnRelation { a, b, kind } in relations {
        positions.join(*a, *b);
        if *kind == RelationKind::Repeats && days[*a] == days[*b] {
            steps.join(*a, *b);
        }
    }
    let mut found: Vec<Position> = vec![Vec::new(); days.len()];
    for step in steps.members() {
        found[positions.first(step[0])].push(step);
    }
    found.retain(|steps| steps.len() > 1);
    for steps in &mut found {
        steps.sort_by_key(|step| (days[step[0]], step[0]));
    }
    let newest = |steps: &Position| steps.last().and_then(|step| days[step[0]]);
    found.sort_by(|x, y| newest(y).cmp(&newest(x)).then(x[0][0].cmp(&y[0][0])));
    found
}

/// Places that are joined step by step.
struct Groups(Vec<usize>);

impl Groups {
    fn of(places: usize) -> Self {
        Self((0..places).collect())
    }

    /// The first place of a group.
    fn first(&self, mut place: usize) -> usize {
        while self.0[place] != place {
            place = self.0[place];
        }
        place
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.first(a), self.first(b));
        self.0[a.max(b)] = a.min(b);
    }

    /// The groups, each with its places in order.
    fn members(&self) -> impl Iterator<Item = Vec<usize>> {
        let mut members = vec![Vec::new(); self.0.len()];
        (0..self.0.len()).for_each(|place| members[self.first(place)].push(place));
        members.into_iter().filter(|members| !members.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_on_several_days_is_a_position_in_steps() {
        let day = |day: i8| Some(jiff::civil::date(2025, 3, day));
        let days = [day(14), day(12), day(12), day(20), day(21), day(3), None];
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
        // What has no day comes first.
        assert_eq!(positions(&days, &[relation(5, 6, RelationKind::Repeats)]), [vec![vec![6], vec![5]]]);
    }
}
