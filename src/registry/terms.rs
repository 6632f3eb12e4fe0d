//! Terms of office: who held which office of a state on a day, so that "President Reth" and "the President" are whom the
//! reports of that day mean.

use jiff::civil::Date;

use super::{Entry, Registry};
use crate::domain::{SourceKind, fold_name};

/// An office that a person held, from its first day to its last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    /// The words of the office, as [`office_key`] gives them.
    office: String,
    from: Date,
    /// `None` where it has not ended.
    to: Option<Date>,
}

impl Term {
    /// Reads "Prime Minister 2019-07-24/2022-09-06", with ".." for an end that has not come.
    pub(super) fn parse(words: &str) -> Result<Self, String> {
        let parse = || {
            let (office, days) = words.rsplit_once(' ')?;
            let (from, to) = days.split_once('/')?;
            let to = if to == ".." { None } else { Some(to.parse().ok()?) };
            let term = Self { office: office_key(office), from: from.parse().ok()?, to };
            (!term.office.is_empty() && term.to.is_none_or(|to| to >= term.from)).then_some(term)
        };
        parse().ok_or_else(|| format!("{words:?} is no term of office such as \"President 2021-01-20/2025-01-20\""))
    }

    fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// True where a title before a name may be this office: "Minister" for a foreign minister, not "President" for a vice
    /// president. Words that are no title at all fit any office.
    fn may_be_called(&self, title: &str) -> bool {
        let starts = |rest: &str| rest.is_empty() || rest.starts_with(' ');
        let ends = |front: &str| front.ends_with(' ') && !is_second(front.trim_end().rsplit(' ').next());
        title.is_empty()
            || self.office.strip_prefix(title).is_some_and(starts)
            || self.office.strip_suffix(title).is_some_and(ends)
    }
}

/// "Vice", "deputy": what makes another office of the words behind it.
fn is_second(word: Option<&str>) -> bool {
    word.is_some_and(|word| matches!(word, "vice" | "deputy" | "acting" | "assistant" | "under" | "first" | "prime"))
}

/// The words of an office, folded, with its field behind it: "Defense Secretary" and "Secretary of Defence" are one.
fn office_key(words: &str) -> String {
    let folded =
        fold_name(words).replace("defense", "defence").replace("adviser", "advisor").replace(" of the ", " of ");
    match folded.split(' ').collect::<Vec<_>>().as_slice() {
        [field, office @ ("secretary" | "minister")] if !is_second(Some(field)) => format!("{office} of {field}"),
        _ => folded,
    }
}

impl Entry {
    /// Whether this person holds an office on a day; `None` for an office that it never held.
    pub(crate) fn holds(&self, office: &str, day: Date) -> Option<bool> {
        let office = office_key(office);
        let mut held = self.terms.iter().filter(|term| term.office == office).peekable();
        held.peek()?;
        Some(held.any(|term| term.holds_on(day)))
    }

    /// True where a name alone leads to this person.
    pub(crate) fn may_be_named(&self, name: &str) -> bool {
        let key = fold_name(name);
        self.facts.names.iter().chain([&self.name]).any(|known| fold_name(known) == key)
    }

    /// True where no term of office rules out that a title is this person's.
    pub(crate) fn may_be_called(&self, title: &str) -> bool {
        let title = office_key(title);
        self.terms.is_empty() || self.terms.iter().any(|term| term.may_be_called(&title))
    }
}

impl Registry {
    /// The only person of a family name who bore a title on a day, of a state where the title or `state` (a code) names one:
    /// "President Reth", "Orvanian Foreign Minister Oru". Without a title, any office of `state` counts.
    pub(crate) fn office_holder(&self, name: &str, title: &str, state: Option<&str>, day: Date) -> Option<&Entry> {
        let (told, title) = self.state_of_title(title);
        if title.is_empty() && state.is_none() {
            return None;
        }
        let country = told.or_else(|| state.filter(|_| title.is_empty()));
        let places = self.office_holders.get(&fold_name(name))?;
        let holds = |entry: &&Entry| {
            let of_state = country.is_none_or(|country| entry.facts.country.as_deref() == Some(country));
            of_state && entry.terms.iter().any(|term| term.holds_on(day) && term.may_be_called(&title))
        };
        let holders: Vec<&Entry> = places.iter().map(|&at| &self.entries[at]).filter(holds).collect();
        let at_home = |entry: &&&Entry| state.is_some() && entry.facts.country.as_deref() == state;
        match holders.as_slice() {
            [only] => Some(only),
            several => {
                let mut own = several.iter().filter(at_home);
                own.next().filter(|_| own.next().is_none()).copied()
            }
        }
    }

    /// The only person of a family name who held any office on a day.
    pub(crate) fn in_office(&self, name: &str, day: Date) -> Option<&Entry> {
        let places = self.office_holders.get(&fold_name(name))?;
        let mut holders = places.iter().map(|&at| &self.entries[at]);
        let first = holders.find(|entry| entry.terms.iter().any(|term| term.holds_on(day)))?;
        (!holders.any(|entry| entry.terms.iter().any(|term| term.holds_on(day)))).then_some(first)
    }

    /// The only holder of an office of a state (a code) on a day.
    pub(crate) fn holder(&self, office: &str, state: &str, day: Date) -> Option<&Entry> {
        let office = office_key(office);
        let holds = |entry: &&Entry| {
            entry.facts.country.as_deref() == Some(state)
                && entry.terms.iter().any(|term| term.office == office && term.holds_on(day))
        };
        let places = self.office_holders.values().flatten();
        let mut holders = places.map(|&at| &self.entries[at]).filter(holds);
        let first = holders.next()?;
        holders.all(|other| other.name == first.name).then_some(first)
    }

    /// The code of the state that a title begins with, and the key of its rest.
    fn state_of_title(&self, title: &str) -> (Option<&str>, String) {
        let words: Vec<&str> = title.split_whitespace().collect();
        let state = |words: &[&str]| {
            let words = words.join(" ");
            let entry = self.by_adjective(&words).or_else(|| self.by_name(&words))?;
            entry.facts.country.as_deref().filter(|_| entry.kind == SourceKind::Government)
        };
        for length in [2, 1] {
            if words.len() > length
                && let Some(code) = state(&words[..length])
            {
                return (Some(code), office_key(&words[length..].join(" ")));
            }
        }
        (None, office_key(title))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_has_an_office_and_its_days() {
        let term = Term::parse("Defense Secretary 2021-01-22/2025-01-20").unwrap();
        assert_eq!(term.office, "secretary of defence");
        assert!(term.holds_on("2025-01-20".parse().unwrap()) && !term.holds_on("2025-01-21".parse().unwrap()));
        assert!(Term::parse("President 2030-01-01/..").unwrap().to.is_none());
        for wrong in ["President", "2021-01-20/2025-01-20", "President 2021/2025", "President 2025-01-20/2021-01-20"] {
            assert!(Term::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_title_may_be_the_whole_office_or_its_head() {
        for (office, title, expected) in [
            ("Secretary of State", "Secretary", true),
            ("Foreign Minister", "Minister", true),
            ("Minister of Defense", "Defence Minister", true),
            ("Vice President", "President", false),
            ("Prime Minister", "Minister", false),
            ("Harbour Department Spokesperson", "Spokesperson", true),
            ("President", "Vice President", false),
            ("Deputy Secretary of State", "Secretary of State", false),
            ("President", "Resident", false),
        ] {
            let term = Term::parse(&format!("{office} 2021-01-01/..")).unwrap();
            assert_eq!(term.may_be_called(&office_key(title)), expected, "{office} {title}");
        }
    }
}
