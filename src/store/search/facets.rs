//! Facets: the values a filter can take over the claims of a list, counted.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use serde::Serialize;

use crate::domain::{Quotation, SourceKind, Stance, fold_name};
use crate::index::Key;
use crate::store::read::source_names::parsed_rows;
use crate::store::search::ask::Asked;
use crate::store::search::countries::{GOVERNMENT, country_called};
use crate::store::search::filters::ClaimFilters;
use crate::store::search::follow::{country_code_of, country_number};
use crate::store::search::table::{self, FILTERS, FacetSpec};
use crate::store::search::timeline::Grain;
use crate::store::{Store, StoreError, json};

/// A filter with its most frequent values, counted with the other filters applied.
#[derive(Debug, Clone, Serialize)]
pub struct Facet {
    /// The filter's name in addresses.
    pub name: &'static str,
    /// The values, most claims first.
    pub values: Vec<FacetValue>,
    /// The number of all values, including those that are not listed.
    pub total: i64,
}

/// One value of a facet.
#[derive(Debug, Clone, Serialize)]
pub struct FacetValue {
    /// As written in addresses.
    pub value: String,
    /// As shown.
    pub label: String,
    /// Claims with it.
    pub count: i64,
}

/// The most values that a facet lists beside the claims.
pub const FACET_SIZE: usize = 12;
/// The most values that a facet lists on a page of its own.
pub const FACET_PAGE_SIZE: usize = 300;
/// The most values with as many claims as the last one shown that are put in order by name.
pub(in crate::store) const MOST_EQUAL: usize = 2000;

impl Store {
    /// The facets of a list, each counted without its own filter, so that a second value can be added.
    pub async fn facets(&self, filters: &ClaimFilters) -> Result<Vec<Facet>, StoreError> {
        let facets = FILTERS.iter().filter_map(|filter| Some((filter.name, filter.facet.as_ref()?)));
        let asked = self.asked(filters).await?;
        // The facets are counted at the same time, so that the page waits only for the slowest.
        futures::future::try_join_all(facets.map(|(name, facet)| self.counted(name, facet, &asked, "", FACET_SIZE)))
            .await
    }

    /// Counts all claims, so that what is counted once for each part of the index is there when a reader asks.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub async fn warm(&self) -> Result<(), StoreError> {
        self.follow().await?;
        self.facets(&ClaimFilters::default()).await?;
        self.said_between(&ClaimFilters::default(), Grain::Month).await?;
        Ok(())
    }

    /// One facet with up to [`FACET_PAGE_SIZE`] values, narrowed to those with words that begin with each word of
    /// `typed`; `None` where no facet has this name.
    pub async fn facet(&self, filters: &ClaimFilters, name: &str, typed: &str) -> Result<Option<Facet>, StoreError> {
        match table::filter(name).and_then(|filter| Some((filter.name, filter.facet.as_ref()?))) {
            Some((name, facet)) => {
                let asked = self.asked(filters).await?;
                Ok(Some(self.counted(name, facet, &asked, typed, FACET_PAGE_SIZE).await?))
            }
            None => Ok(None),
        }
    }

    async fn counted(
        &self,
        name: &'static str,
        facet: &FacetSpec,
        asked: &Asked<'_>,
        typed: &str,
        most: usize,
    ) -> Result<Facet, StoreError> {
        let key = facet.key;
        let found = self.find(asked.question(name)).await?;
        let (total, counts) = if typed.is_empty() {
            let counts = self.on_a_thread(move || Ok(found.most(key, most + MOST_EQUAL)?)).await?;
            (counts.values as usize, most_and_equal(counts.first.iter(), most))
        } else {
            let counts = self.on_a_thread(move || Ok(found.counts(key)?)).await?;
            let called = self.values_called(key, typed, counts.iter().map(|(value, _)| *value)).await?;
            let called = || counts.iter().filter(|(value, _)| called.contains(value));
            (called().count(), most_and_equal(called(), most))
        };
        let named = self.names_of_values(key, counts.iter().map(|(value, _)| *value)).await?;
        let mut values: Vec<FacetValue> = counts
            .iter()
            .filter_map(|(value, count)| {
                let (value, label) = named.get(value)?.clone();
                Some(FacetValue { value, label, count: *count as i64 })
            })
            .collect();
        values.sort_by(|one, other| (Reverse(one.count), &one.label).cmp(&(Reverse(other.count), &other.label)));
        values.truncate(most);
        Ok(Facet { name, values, total: total as i64 })
    }

    /// What addresses and pages call values of the index.
    pub(super) async fn names_of_values(
        &self,
        key: Key,
        values: impl Iterator<Item = u64>,
    ) -> Result<HashMap<u64, (String, String)>, StoreError> {
        let table = match key {
            Key::Source => "sources",
            Key::Publisher => "publishers",
            Key::Country => return self.names_of_countries(values.map(country_code_of).collect()).await,
            _ => {
                let words = values.filter_map(|value| Some((value, word_of(key, value)?.to_owned())));
                return Ok(words.map(|(value, word)| (value, (word.clone(), word))).collect());
            }
        };
        let rows = json(&values.collect::<Vec<_>>())?;
        let query = format!("SELECT t.row, t.slug, t.name FROM json_each($1) j JOIN {table} t ON t.row = j.value");
        let rows: Vec<(i64, String, String)> =
            sqlx::query_as(sqlx::AssertSqlSafe(query)).bind(rows).fetch_all(&self.pool).await?;
        Ok(rows.into_iter().map(|(row, slug, name)| (row as u64, (slug, name))).collect())
    }

    /// The codes and names of countries, by their numbers in the index.
    async fn names_of_countries(&self, codes: Vec<String>) -> Result<HashMap<u64, (String, String)>, StoreError> {
        let query = format!("SELECT s.country, {GOVERNMENT} FROM (SELECT value AS country FROM json_each($1)) s");
        let rows: Vec<(String, Option<String>)> =
            sqlx::query_as(sqlx::AssertSqlSafe(query)).bind(json(&codes)?).fetch_all(&self.pool).await?;
        let named = |(code, government): (String, Option<String>)| {
            Some((country_number(&code)?, (code.clone(), country_called(code, government))))
        };
        Ok(rows.into_iter().filter_map(named).collect())
    }

    /// Those values that have, for each word typed, a word that begins with it.
    async fn values_called(
        &self,
        key: Key,
        typed: &str,
        values: impl Iterator<Item = u64>,
    ) -> Result<HashSet<u64>, StoreError> {
        let typed = fold_name(typed);
        let starts =
            |name: &str| typed.split_whitespace().all(|start| name.split(' ').any(|word| word.starts_with(start)));
        if key == Key::Source {
            return self.sources_whose_names_start(&typed, values).await;
        }
        let named = self.names_of_values(key, values).await?;
        let called = named.into_iter().filter(|(_, (_, label))| starts(&fold_name(label)));
        Ok(called.map(|(value, _)| value).collect())
    }

    /// Those sources whose names have, for each word typed, a word that begins with it.
    async fn sources_whose_names_start(
        &self,
        typed: &str,
        values: impl Iterator<Item = u64>,
    ) -> Result<HashSet<u64>, StoreError> {
        let longest = typed.split(' ').max_by_key(|word| word.len()).unwrap_or_default();
        if longest.is_empty() {
            return Ok(values.collect());
        }
        let values: Vec<u64> = values.collect();
        let starts = json(&typed.split(' ').map(|word| format!(" {word}")).collect::<Vec<_>>())?;
        // A few sources are looked at one by one; of many, those with the word are looked up.
        let found = if values.len() < MOST_EQUAL {
            sqlx::query_scalar(
                "SELECT json_group_array(s.row) FROM json_each($1) v JOIN sources s ON s.row = v.value WHERE NOT EXISTS \
                   (SELECT 1 FROM json_each($2) t WHERE INSTR(' ' || s.name_key, t.value) = 0)",
            )
            .bind(json(&values)?)
            .bind(starts)
            .fetch_one(&self.pool)
            .await?
        } else {
            sqlx::query_scalar(
                "SELECT json_group_array(DISTINCT s.row) FROM json_each('[10,9,8,7,6,5,4,3,2,1]') m \
                 CROSS JOIN source_words w ON w.magnitude = m.value AND w.word >= $1 AND w.word < $1 || CHAR(1114111) \
                 JOIN sources s ON s.row = w.source_row AND s.name_key = w.key WHERE NOT EXISTS \
                   (SELECT 1 FROM json_each($2) t WHERE INSTR(' ' || s.name_key, t.value) = 0)",
            )
            .bind(longest)
            .bind(starts)
            .fetch_one(&self.pool)
            .await?
        };
        parsed_rows(found)
    }
}

/// The first of some counts, most first, and those with as many claims as the last of them: names decide among these.
pub(in crate::store) fn most_and_equal<'c>(
    counts: impl Iterator<Item = &'c (u64, u64)>,
    most: usize,
) -> Vec<(u64, u64)> {
    let mut first: Vec<(u64, u64)> = Vec::new();
    for (value, claims) in counts.take(most + MOST_EQUAL) {
        if first.len() >= most && first[most - 1].1 > *claims {
            break;
        }
        first.push((*value, *claims));
    }
    first
}

/// The word of a value of a vocabulary.
fn word_of(key: Key, value: u64) -> Option<&'static str> {
    match key {
        Key::Stance => Stance::ALL.iter().find(|stance| **stance as u64 == value).map(|stance| stance.as_str()),
        Key::Quotation => Quotation::ALL.iter().find(|word| **word as u64 == value).map(|word| word.as_str()),
        Key::Kind => SourceKind::ALL.iter().find(|kind| **kind as u64 == value).map(|kind| kind.as_str()),
        _ => None,
    }
}
