//! Reads addresses into filters, by [`super::table`].

use crate::store::search::filters::{ClaimFilters, Group};
use crate::store::search::order::SORTS;
use crate::store::search::table::{FILTERS, Read};
use crate::store::search::words::SearchWords;

/// The parameters of an address that are no filters: the name and one line of help.
pub const OPTIONS: &[(&str, &str)] = &[
    (
        "sort",
        "the order: `said` (newest first; also `newest`), `-said` (oldest first; also `oldest`), `published`, `-published`, \
         `loaded`, `-loaded` or `relevance` (best match first; also `best`); a minus turns an order round",
    ),
    ("group", "`article` shows the first claim of each article, and how many more it holds"),
    ("cursor", "the last claim of the page before, as links to the next page write it"),
    (
        "list",
        "claims gathered so far, which the links “Add to list” of these results add to; ids with dots between them",
    ),
    (
        "id",
        "a claim of a list that a reader gathered: `/claims?id=…&id=…` shows these claims in this order, and takes no filter; \
         `title` names the list, and `add` takes further addresses",
    ),
    (
        "bom",
        "in `.csv` alone: any value puts a byte-order mark before the table, by which Excel knows that it is UTF-8",
    ),
    ("facet", "the page of all values of one facet, such as `source` or `month`"),
    ("facet_q", "a part of a name, to find values on that page"),
];

/// A value that its filter does not accept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadValue {
    /// The filter.
    pub name: &'static str,
    /// The value.
    pub value: String,
    /// What it should be: "a date like 2024-10-23".
    pub expects: &'static str,
}

impl ClaimFilters {
    /// Reads the pairs of an address. Names of no filter or option are ignored. The values of `source`, `via` and
    /// `publisher` must have been resolved to slugs; others are ignored.
    ///
    /// # Errors
    /// The first value that its filter does not accept.
    pub fn read(pairs: &[(String, String)]) -> Result<Self, BadValue> {
        let mut filters = Self::default();
        let values =
            |name: &'static str| pairs.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str());
        for spec in FILTERS {
            let refused = |value: &str| BadValue { name: spec.name, value: value.to_owned(), expects: spec.expects };
            match spec.read {
                Read::Search => filters.words = SearchWords::parse(values(spec.name).next_back().unwrap_or_default()),
                Read::One(read) => {
                    if let Some(value) = values(spec.name).next_back() {
                        read(&mut filters, value).ok_or_else(|| refused(value))?;
                    }
                }
                Read::Each(read) => {
                    for value in values(spec.name) {
                        read(&mut filters, value).ok_or_else(|| refused(value))?;
                    }
                }
            }
        }
        let refused = |name, value: &str, expects| BadValue { name, value: value.to_owned(), expects };
        if let Some(value) = values("sort").next_back() {
            const EXPECTS: &str = "said, published, loaded or relevance, with - before it to turn it round";
            let known = SORTS.iter().find(|spec| spec.value == value || spec.word == Some(value));
            filters.sort = known.ok_or_else(|| refused("sort", value, EXPECTS))?.sort;
        }
        if let Some(value) = values("group").next_back() {
            filters.group = match value {
                "article" => Some(Group::Article),
                _ => return Err(refused("group", value, "article")),
            };
        }
        if let Some(value) = values("cursor").next_back() {
            let after = value.parse().map_err(|_| refused("cursor", value, "a place in this list"))?;
            filters.after = Some(after);
        }
        Ok(filters)
    }
}

/// True for a name that the address of a list of claims may hold.
pub fn is_known_name(name: &str) -> bool {
    FILTERS.iter().any(|filter| filter.name == name) || OPTIONS.iter().any(|(option, _)| *option == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::search::filters::{Direction, SortBy};

    #[test]
    fn readme_lists_every_filter_operator_and_option() {
        let readme = include_str!("../../../README.md");
        let documented = |name: &str, help: &str| {
            let line = format!("| `{name}` | {help} |");
            assert!(readme.contains(&line), "README.md lacks, in the part \"Searching\":\n{line}");
        };
        for filter in FILTERS {
            documented(filter.name, filter.help);
            if let Some(operator) = &filter.operator {
                documented(&format!("{}:{}", operator.words[0], operator.example), operator.help);
            }
        }
        for (name, help) in OPTIONS {
            documented(name, help);
        }
        let rows = readme.lines().filter(|line| line.starts_with("| `")).count();
        let operators = FILTERS.iter().filter(|filter| filter.operator.is_some()).count();
        assert!(rows >= FILTERS.len() + OPTIONS.len() + operators);
    }

    #[test]
    fn every_filter_reads_its_example() {
        for filter in FILTERS {
            let read = ClaimFilters::read(&[(filter.name.to_owned(), filter.example.to_owned())]).unwrap();
            let written = |filters: &ClaimFilters| serde_json::to_string(filters).unwrap();
            assert_ne!(written(&read), written(&ClaimFilters::default()), "{}={}", filter.name, filter.example);
        }
    }

    #[test]
    fn every_order_is_read_by_its_value_and_its_word() {
        for spec in SORTS {
            for value in std::iter::once(spec.value).chain(spec.word) {
                let pairs = [("sort".to_owned(), value.to_owned())];
                assert_eq!(ClaimFilters::read(&pairs).unwrap().sort, spec.sort, "{value}");
            }
            let says_oldest = spec.label.contains("oldest") || spec.label.contains("worst");
            assert_eq!(spec.sort.direction == Direction::OldestFirst, says_oldest, "{}", spec.value);
            assert_eq!(spec.sort.by == SortBy::Relevance, spec.value.ends_with("relevance"));
        }
    }

    #[test]
    fn names_are_unique_and_known() {
        let names: Vec<&str> =
            FILTERS.iter().map(|filter| filter.name).chain(OPTIONS.iter().map(|(name, _)| *name)).collect();
        for (at, name) in names.iter().enumerate() {
            assert!(is_known_name(name) && !names[..at].contains(name), "{name}");
        }
        assert!(!is_known_name("format"));
    }
}
