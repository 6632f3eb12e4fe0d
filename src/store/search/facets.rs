//! Facets: the values a filter can take over the claims of a list, counted.

use serde::Serialize;
use sqlx::{QueryBuilder, Sqlite};

use crate::domain::fold_name;
use crate::store::search::countries::country_called;
use crate::store::search::filters::ClaimFilters;
use crate::store::search::read::push_filters;
use crate::store::search::table::{self, FILTERS, FacetSpec};
use crate::store::{Store, StoreError};

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

impl Store {
    /// The facets of a list, each counted without its own filter, so that a second value can be added.
    pub async fn facets(&self, filters: &ClaimFilters) -> Result<Vec<Facet>, StoreError> {
        let facets = FILTERS.iter().filter_map(|filter| Some((filter.name, filter.facet.as_ref()?)));
        // The facets are counted at the same time on separate connections, so that the page waits only for the slowest.
        futures::future::try_join_all(facets.map(|(name, facet)| self.counted(name, facet, filters, "", FACET_SIZE)))
            .await
    }

    /// One facet with up to [`FACET_PAGE_SIZE`] values, narrowed to those with words that begin with each word of
    /// `typed`; `None` where no facet has this name.
    pub async fn facet(&self, filters: &ClaimFilters, name: &str, typed: &str) -> Result<Option<Facet>, StoreError> {
        match table::filter(name).and_then(|filter| Some((filter.name, filter.facet.as_ref()?))) {
            Some((name, facet)) => Ok(Some(self.counted(name, facet, filters, typed, FACET_PAGE_SIZE).await?)),
            None => Ok(None),
        }
    }

    async fn counted(
        &self,
        name: &'static str,
        facet: &FacetSpec,
        filters: &ClaimFilters,
        typed: &str,
        most: usize,
    ) -> Result<Facet, StoreError> {
        let FacetSpec { value, label, joins, searched, .. } = facet;
        let mut query: QueryBuilder<Sqlite> = QueryBuilder::new(format!(
            "SELECT {value} AS value, {label} AS label, COUNT(DISTINCT c.row) AS count, COUNT(*) OVER () AS total \
             FROM claims c{joins}"
        ));
        push_filters(&mut query, filters, name);
        // A folded name holds only letters, digits and spaces, so it cannot contain a wildcard of `LIKE`.
        for word in fold_name(typed).split_whitespace() {
            query.push(format!(" AND ' ' || {searched} LIKE ")).push_bind(format!("% {word}%"));
        }
        query.push(format!(" GROUP BY {value} ORDER BY count DESC, label LIMIT {most}"));
        let rows: Vec<CountedValue> = query.build_query_as().fetch_all(&self.pool).await?;
        let total = rows.first().map_or(0, |row| row.total);
        // Only a country can lack a label, where its government is not a source here.
        let labelled = |row: CountedValue| FacetValue {
            label: country_called(row.value.clone(), row.label),
            value: row.value,
            count: row.count,
        };
        Ok(Facet { name, values: rows.into_iter().map(labelled).collect(), total })
    }
}

#[derive(sqlx::FromRow)]
struct CountedValue {
    value: String,
    label: Option<String>,
    count: i64,
    total: i64,
}
