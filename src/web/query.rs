//! The query string: read into filters, and written again into links.
//!
//! The address holds the whole state of a list. Repeated names mean "or", different names "and". Empty values are
//! ignored. Pages say which names they do not know. A wrong value is refused with a message that quotes it.

use std::str::FromStr;

use serde::Serialize;
use url::form_urlencoded;

use super::error::AppError;
use super::format::Format;
use crate::domain::is_tracking;
use crate::store::{BadValue, ClaimFilters, country_code};

/// The most values that one address may hold.
const MOST_VALUES: usize = 100;
/// The most characters of a name or value that a message quotes.
const LONGEST_SHOWN: usize = 60;

/// A query string as pairs, without the empty ones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Query {
    /// The path of the list.
    path: String,
    pairs: Vec<(String, String)>,
}

impl Query {
    /// The pairs of an address of the list at `path`.
    ///
    /// # Errors
    /// When there are more than [`MOST_VALUES`] pairs.
    pub(super) fn new(path: &str, pairs: Vec<(String, String)>) -> Result<Self, AppError> {
        if pairs.len() > MOST_VALUES {
            return Err(AppError::BadRequest(format!("It holds more than {MOST_VALUES} filters.")));
        }
        let pairs = pairs
            .into_iter()
            .map(|(name, value)| (name, value.trim().to_owned()))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        Ok(Self { path: path.to_owned(), pairs })
    }

    /// The path of the list, without any ending.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// The list at another path with the same filters, from its first page.
    pub(super) fn at(&self, path: &str) -> Self {
        Self { path: path.to_owned(), ..self.set("cursor", None) }
    }

    /// The page at `path`, without any filter.
    pub(super) fn page(path: &str) -> Self {
        Self { path: path.to_owned(), pairs: Vec::new() }
    }

    /// The list at `path` with one value of one filter.
    pub(super) fn of(path: &str, name: &str, value: &str) -> Self {
        Self { path: path.to_owned(), pairs: vec![(name.to_owned(), value.to_owned())] }
    }

    /// Splits off the names that the list does not know. Returns the list without them, and these names, each once and
    /// shortened, for the page to report. Tracking parameters such as `utm_source` are dropped without a report.
    pub(super) fn known(self, is_known: impl Fn(&str) -> bool) -> (Self, Vec<String>) {
        let (pairs, others): (Vec<_>, Vec<_>) = self.pairs.into_iter().partition(|(name, _)| is_known(name));
        let mut unknown: Vec<String> = Vec::new();
        for (name, _) in others.into_iter().filter(|(name, _)| !is_tracking(name)) {
            let name: String = name.chars().take(LONGEST_SHOWN).collect();
            if !unknown.contains(&name) {
                unknown.push(name);
            }
        }
        (Self { path: self.path, pairs }, unknown)
    }

    /// This list with every value of a filter replaced by what `write` returns; `None` keeps the value.
    pub(super) fn rewritten(mut self, name: &str, write: impl Fn(&str) -> Option<String>) -> Self {
        for (_, value) in self.pairs.iter_mut().filter(|(key, _)| key == name) {
            if let Some(written) = write(value) {
                *value = written;
            }
        }
        self
    }

    /// All values of a filter.
    pub(super) fn all<'q>(&'q self, name: &'q str) -> impl Iterator<Item = &'q str> {
        self.pairs.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The last value of a filter that takes a single value.
    pub(super) fn one<'q>(&'q self, name: &'q str) -> Option<&'q str> {
        self.all(name).last()
    }

    /// True when the filter has this value.
    pub(super) fn has(&self, name: &str, value: &str) -> bool {
        self.pairs.iter().any(|(key, other)| key == name && other == value)
    }

    /// This list with one more value of a filter, from its first page.
    pub(super) fn with(&self, name: &str, value: &str) -> Self {
        let mut query = self.without(name, value);
        query.pairs.push((name.to_owned(), value.to_owned()));
        query
    }

    /// This list without one value of a filter, from its first page.
    pub(super) fn without(&self, name: &str, value: &str) -> Self {
        let keep = |key: &str, other: &str| key != "cursor" && !(key == name && other == value);
        let pairs = self.pairs.iter().filter(|(key, other)| keep(key, other)).cloned().collect();
        Self { path: self.path.clone(), pairs }
    }

    /// This list with the filter set to one value, or without it.
    pub(super) fn set(&self, name: &str, value: Option<&str>) -> Self {
        let mut pairs: Vec<_> = self.pairs.iter().filter(|(key, _)| key != name && key != "cursor").cloned().collect();
        pairs.extend(value.map(|value| (name.to_owned(), value.to_owned())));
        Self { path: self.path.clone(), pairs }
    }

    /// This list at one of its numbered pages, counted from 0; the first one has no number in its address.
    pub(super) fn at_page(&self, page: u64) -> Self {
        self.set("page", Some(&(page + 1).to_string()).filter(|_| page > 0).map(String::as_str))
    }

    /// This list without some of its filters, from its first page.
    pub(super) fn without_all(&self, names: &[&str]) -> Self {
        names.iter().fold(self.set("cursor", None), |query, name| query.set(name, None))
    }

    /// The list at the same path without any filter or order.
    pub(super) fn without_everything(&self) -> Self {
        Self { path: self.path.clone(), pairs: Vec::new() }
    }

    /// The pairs of this list except those of the filters `but`. A form that has its own fields for `but` carries the
    /// others along as hidden fields.
    pub(super) fn carried(&self, but: &[&str]) -> Vec<(String, String)> {
        self.without_all(but).pairs
    }

    /// The next page of this list.
    pub(super) fn after(&self, cursor: &str) -> Self {
        let mut query = self.set("cursor", None);
        query.pairs.push(("cursor".to_owned(), cursor.to_owned()));
        query
    }

    /// The address, relative to the site.
    pub(super) fn link(&self) -> String {
        if self.pairs.is_empty() {
            return self.path.clone();
        }
        let pairs = form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.pairs).finish();
        format!("{}?{pairs}", self.path)
    }

    /// The address of this list in a form, relative to the site.
    pub(super) fn link_in(&self, format: Format) -> String {
        let path = match (self.path.as_str(), format) {
            ("/", Format::Html) => "/".to_owned(),
            ("/", format) => format!("/index{}", format.ending()),
            (path, format) => format!("{path}{}", format.ending()),
        };
        Self { path, pairs: self.pairs.clone() }.link()
    }

    /// True when nothing narrows or orders the list.
    pub(super) fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// Parses the last value of a filter as a `T`; `None` where the filter is not set.
    ///
    /// # Errors
    /// When the value is not a `T`.
    pub(super) fn parse<T: FromStr>(&self, name: &str, what: &str) -> Result<Option<T>, AppError> {
        self.one(name).map(|value| value.parse().map_err(|_| refused(name, value, what))).transpose()
    }
}

/// The error for a value that its filter does not accept; `what` names what it accepts.
pub(super) fn refused(name: &str, value: &str, what: &str) -> AppError {
    let value: String = value.chars().take(LONGEST_SHOWN).collect();
    AppError::BadRequest(format!("“{name}={value}” is not {what}."))
}

/// Reads the filters of a list of claims. The names in `source`, `via` and `publisher` must have been resolved to
/// slugs.
///
/// # Errors
/// When a filter does not accept its value.
pub(super) fn claim_filters(query: &Query) -> Result<ClaimFilters, AppError> {
    ClaimFilters::read(&query.pairs).map_err(|BadValue { name, value, expects }| refused(name, &value, expects))
}

/// The code of a country, from two letters of ISO 3166 in either case.
pub(super) fn country(value: &str) -> Result<String, AppError> {
    country_code(value).ok_or_else(|| refused("country", value, "a country's two letters, such as PL"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Direction, Has, SortBy};

    fn query(text: &str) -> Query {
        let pairs = form_urlencoded::parse(text.as_bytes()).into_owned().collect();
        Query::new("/claims", pairs).unwrap()
    }

    #[test]
    fn every_state_is_in_the_address() {
        let list = query("q=fair+game&stance=denies&stance=warns&cursor=x&publisher=");
        assert_eq!(list.with("kind", "person").link(), "/claims?q=fair+game&stance=denies&stance=warns&kind=person");
        assert_eq!(list.without("stance", "denies").link(), "/claims?q=fair+game&stance=warns");
        assert_eq!(list.set("q", None).link(), "/claims?stance=denies&stance=warns");
        assert_eq!(list.set("q", Some("a&b")).link(), "/claims?stance=denies&stance=warns&q=a%26b");
        assert!(list.after("y").link().ends_with("&cursor=y"));
        assert_eq!(query("").link(), "/claims");
    }

    #[test]
    fn unknown_names_are_told_once() {
        let (list, unknown) =
            query("q=a&format=csv&format=json&utm_source=x&utm=&page=").known(|name| matches!(name, "q" | "page"));
        assert_eq!((list.link().as_str(), unknown), ("/claims?q=a", vec!["format".to_owned()]));
    }

    #[test]
    fn filters_are_read() {
        let filters = claim_filters(&query("from=2024-10&to=2024-10&stance=denies&has=date&sort=-published")).unwrap();
        assert_eq!(filters.from.unwrap().to_string(), "2024-10-01");
        assert_eq!(filters.to.unwrap().to_string(), "2024-10-31");
        assert_eq!((filters.sort.by, filters.sort.direction), (SortBy::Published, Direction::OldestFirst));
        assert_eq!(filters.has, [Has::Date]);
        assert!(claim_filters(&query("unknown=1&q=")).unwrap().words.is_empty());
    }

    #[test]
    fn wrong_values_are_refused_with_a_word() {
        for text in [
            "stance=shouts",
            "quotation=loud",
            "kind=king",
            "country=Orvania",
            "from=tuesday",
            "to=2024-13",
            "has=cheese",
            "sort=taste",
            "cursor=../x",
            "article=1",
            "loaded_from=yesterday",
            "loaded_to=2026-11-20T08:00:00",
            "confidence=high",
            "confidence=1.5",
            "group=day",
        ] {
            let Err(AppError::BadRequest(message)) = claim_filters(&query(text)) else { panic!("{text} was taken") };
            assert!(message.contains(text.split('=').next().unwrap()), "{message}");
        }
        assert!(Query::new("/claims", vec![("stance".into(), "denies".into()); 101]).is_err());
    }
}
