//! Facets: the values a filter can take over the claims of a list, counted.

use sqlx::{QueryBuilder, Sqlite};

use crate::domain::fold_name;
use crate::store::search::countries::{GOVERNMENT, country_called};
use crate::store::search::filters::ClaimFilters;
use crate::store::search::search::push_filters;
use crate::store::{Store, StoreError};

/// A filter with its most frequent values, counted with the other filters applied.
#[derive(Debug, Clone)]
pub struct Facet {
    /// The filter's name in addresses.
    pub name: &'static str,
    /// The values, most claims first.
    pub values: Vec<FacetValue>,
    /// How many values there are, those that are not listed included.
    pub total: i64,
}

/// One value of a facet.
#[derive(Debug, Clone)]
pub struct FacetValue {
    /// As written in addresses.
    pub value: String,
    /// As shown.
    pub label: String,
    /// Claims with it.
    pub count: i64,
}

/// Values a facet lists beside the claims.
pub const FACET_SIZE: usize = 12;
/// Values it lists on a page of its own.
pub const FACET_PAGE_SIZE: usize = 300;

/// How the values of a facet are found.
struct FacetQuery {
    name: &'static str,
    value: &'static str,
    /// What is shown; over a group of rows with one value.
    label: &'static str,
    joins: &'static str,
    /// The folded words that a search inside the facet looks through, over single rows.
    searched: &'static str,
}

/// Sources of one article are counted under their kind, not one by one.
const FACETS: [FacetQuery; 6] = [
    FacetQuery {
        name: "source",
        value: "s.slug",
        label: "MIN(s.name)",
        joins: " JOIN claim_parties cp ON cp.claim_row = c.row AND cp.role <> 'via' \
                 JOIN sources s ON s.row = cp.source_row AND s.article_row IS NULL",
        searched: "s.name_key",
    },
    FacetQuery {
        name: "kind",
        value: "s.kind",
        label: "s.kind",
        joins: " JOIN claim_parties cp ON cp.claim_row = c.row AND cp.role <> 'via' \
                 JOIN sources s ON s.row = cp.source_row",
        searched: "s.kind",
    },
    FacetQuery {
        name: "country",
        value: "s.country",
        label: GOVERNMENT,
        joins: " JOIN claim_parties cp ON cp.claim_row = c.row AND cp.role <> 'via' \
                 JOIN sources s ON s.row = cp.source_row AND s.country IS NOT NULL",
        searched: "COALESCE((SELECT MIN(g.name_key) FROM sources g WHERE g.kind = 'government' \
                   AND g.country = s.country AND g.known_by = 'registry'), LOWER(s.country))",
    },
    FacetQuery { name: "stance", value: "c.stance", label: "c.stance", joins: "", searched: "c.stance" },
    FacetQuery { name: "quotation", value: "c.quotation", label: "c.quotation", joins: "", searched: "c.quotation" },
    FacetQuery {
        name: "publisher",
        value: "p.slug",
        label: "MIN(p.name)",
        joins: " JOIN publishers p ON p.row = c.publisher_row",
        searched: "p.name_key",
    },
];

impl Store {
    /// The facets of a list, each counted without its own filter, so that a second value can be added.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn facets(&self, filters: &ClaimFilters) -> Result<Vec<Facet>, StoreError> {
        // Each counts on a connection of its own, so that the page waits for the slowest alone.
        futures::future::try_join_all(FACETS.iter().map(|facet| self.counted(facet, filters, "", FACET_SIZE))).await
    }

    /// One facet at length, narrowed to the values whose names hold all of `typed`; `None` where none is called so.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn facet(&self, filters: &ClaimFilters, name: &str, typed: &str) -> Result<Option<Facet>, StoreError> {
        match FACETS.iter().find(|facet| facet.name == name) {
            Some(facet) => Ok(Some(self.counted(facet, filters, typed, FACET_PAGE_SIZE).await?)),
            None => Ok(None),
        }
    }

    async fn counted(
        &self,
        facet: &FacetQuery,
        filters: &ClaimFilters,
        typed: &str,
        most: usize,
    ) -> Result<Facet, StoreError> {
        let FacetQuery { name, value, label, joins, searched } = facet;
        let mut query: QueryBuilder<Sqlite> = QueryBuilder::new(format!(
            "SELECT {value} AS value, {label} AS label, COUNT(DISTINCT c.row) AS count, COUNT(*) OVER () AS total \
             FROM claims c{joins}"
        ));
        push_filters(&mut query, filters, name);
        // Folded names hold letters, digits and spaces alone: nothing in them is a pattern.
        for word in fold_name(typed).split_whitespace() {
            query.push(format!(" AND ' ' || {searched} LIKE ")).push_bind(format!("% {word}%"));
        }
        query.push(format!(" GROUP BY {value} ORDER BY count DESC, label LIMIT {most}"));
        let rows: Vec<(String, Option<String>, i64, i64)> = query.build_query_as().fetch_all(&self.pool).await?;
        let total = rows.first().map_or(0, |row| row.3);
        // Only a country may be without: its government does not speak here.
        let labelled = |(value, label, count, _): (String, _, i64, i64)| FacetValue {
            label: country_called(value.clone(), label),
            value,
            count,
        };
        let values = rows.into_iter().map(labelled).collect();
        Ok(Facet { name, values, total })
    }
}
