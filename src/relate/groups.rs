//! Groups of places in a list, joined pair by pair.

/// Places that are joined step by step.
#[derive(Debug)]
pub struct Groups(Vec<usize>);

impl Groups {
    /// Each place alone.
    pub fn of(places: usize) -> Self {
        Self((0..places).collect())
    }

    /// The first place of a group.
    pub fn first(&self, mut place: usize) -> usize {
        while self.0[place] != place {
            place = self.0[place];
        }
        place
    }

    /// Joins the groups of two places.
    pub fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.first(a), self.first(b));
        self.0[a.max(b)] = a.min(b);
    }

    /// The groups, each with its places in order.
    pub fn members(&self) -> impl Iterator<Item = Vec<usize>> {
        let mut members = vec![Vec::new(); self.0.len()];
        (0..self.0.len()).for_each(|place| members[self.first(place)].push(place));
        members.into_iter().filter(|members| !members.is_empty())
    }
}
