//! Names of known people with one letter wrong: "Zelenksyy", "Segey Lavrov".

use super::spelling::fold_person;
use super::{Entry, Registry};
use crate::domain::fold_name;

/// Shorter words are too often another name with one letter changed.
const SHORTEST_GIVEN_NAME: usize = 5;
const SHORTEST_FAMILY_NAME: usize = 7;

impl Registry {
    /// The only person whose name this is but for one slip: two letters of the family name swapped, or one letter of the given
    /// name wrong where that is no given name as it stands. A name that is spelt right has none.
    pub(crate) fn misspelt(&self, name: &str, is_given_name: impl Fn(&str) -> bool) -> Option<&Entry> {
        if self.person(name).is_some() {
            return None;
        }
        let (plain, folded) = (fold_name(name), fold_person(name));
        let mut found = self.slips_of(&plain, &is_given_name).chain(self.slips_of(&folded, &is_given_name));
        let first = found.next()?;
        found.all(|other| other == first).then(|| &self.entries[first])
    }

    /// The places of those whose name a folded one is but for a slip.
    fn slips_of<'r>(
        &'r self,
        name: &'r str,
        is_given_name: &'r impl Fn(&str) -> bool,
    ) -> impl Iterator<Item = usize> + 'r {
        let (given, family) = name.rsplit_once(' ').unwrap_or(("", name));
        let slips = move |known: &str| {
            let (known_given, known_family) = known.rsplit_once(' ').unwrap_or(("", known));
            if known_family == family {
                let long = given.len().min(known_given.len()) >= SHORTEST_GIVEN_NAME;
                let alike = long && given != known_given && given.chars().next() == known_given.chars().next();
                alike && !is_given_name(given) && is_one_slip(given, known_given)
            } else {
                let long = family.len() >= SHORTEST_FAMILY_NAME;
                long && given == known_given && is_swap(family, known_family)
            }
        };
        let places = self.families.get(&letters_of(family)).into_iter().flatten();
        places.filter(move |(_, known)| slips(known)).map(|(place, _)| *place)
    }

    /// Lists a name of a person under the letters of its family name.
    pub(super) fn list_family(&mut self, name: &str, place: usize) {
        for folded in [fold_name(name), fold_person(name)] {
            let family = folded.rsplit(' ').next().unwrap_or_default();
            let known = self.families.entry(letters_of(family)).or_default();
            if known.iter().all(|(at, other)| *at != place || *other != folded) {
                known.push((place, folded));
            }
        }
    }
}

/// The letters of a word in the order of the alphabet, which a swap does not change.
fn letters_of(word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    letters.sort_unstable();
    letters.into_iter().collect()
}

/// True where two neighbouring letters, not the first, changed their places.
fn is_swap(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let differs = one.iter().zip(&other).position(|(a, b)| a != b);
    differs.is_some_and(|at| {
        at > 0
            && one.len() == other.len()
            && at + 1 < one.len()
            && one[at] == other[at + 1]
            && one[at + 1] == other[at]
            && one[at + 2..] == other[at + 2..]
    })
}

/// True where one letter is missing, too many or another one, or two are swapped.
pub(crate) fn is_one_slip(one: &str, other: &str) -> bool {
    is_swap(one, other) || strsim::levenshtein(one, other) == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_one_slip_is_the_known_one() {
        let registry = Registry::built_in();
        for (name, expected) in [
            ("Zelenksyy", Some("Volodymyr Zelensky")),
            ("Volodymyr Zelenksyy", Some("Volodymyr Zelensky")),
            ("Segey Lavrov", Some("Sergei Lavrov")),
            ("Oleskiy Reznikov", Some("Oleksii Reznikov")),
            ("Antony Blniken", Some("Antony Blinken")),
            ("Sergei Lavrov", None),
            ("Paul Kirby", None),
            ("Andrey Medvedev", None),
            ("Tim Fletcher", None),
            ("Martin Griffith", None),
            ("Bdien", None),
            ("Ama Reth", None),
            ("", None),
        ] {
            let found = registry.misspelt(name, |given| matches!(given, "paul" | "andrey" | "tim"));
            assert_eq!(found.map(|entry| entry.name.as_str()), expected, "{name}");
        }
    }
}
