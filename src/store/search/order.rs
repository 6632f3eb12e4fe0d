//! The orders of a list of claims.

use sqlx::{QueryBuilder, Sqlite};

use crate::store::search::filters::{ClaimFilters, Direction, Sort, SortBy};

/// An order, as addresses and pages write it.
#[derive(Debug)]
pub struct SortSpec {
    /// Its value in addresses; a minus reverses an order.
    pub value: &'static str,
    /// Another word that addresses may hold for it.
    pub word: Option<&'static str>,
    /// The order itself.
    pub sort: Sort,
    /// What it does, in words.
    pub label: &'static str,
    /// The label of its link above a list; `None` for orders that are only in the drop-down.
    pub link: Option<&'static str>,
}

const NEWEST: Direction = Direction::NewestFirst;
const OLDEST: Direction = Direction::OldestFirst;

const fn spec(value: &'static str, by: SortBy, direction: Direction, label: &'static str) -> SortSpec {
    SortSpec { value, word: None, sort: Sort { by, direction }, label, link: None }
}

/// Every order; the first is the default.
pub const SORTS: &[SortSpec] = &[
    SortSpec {
        word: Some("newest"),
        link: Some("Newest"),
        ..spec("said", SortBy::Said, NEWEST, "day it was said, newest first")
    },
    SortSpec {
        word: Some("oldest"),
        link: Some("Oldest"),
        ..spec("-said", SortBy::Said, OLDEST, "day it was said, oldest first")
    },
    spec("published", SortBy::Published, NEWEST, "day of publication, newest first"),
    spec("-published", SortBy::Published, OLDEST, "day of publication, oldest first"),
    spec("loaded", SortBy::Loaded, NEWEST, "when it was loaded, newest first"),
    spec("-loaded", SortBy::Loaded, OLDEST, "when it was loaded, oldest first"),
    SortSpec {
        word: Some("best"),
        link: Some("Best match"),
        ..spec("relevance", SortBy::Relevance, NEWEST, "best match first")
    },
    spec("-relevance", SortBy::Relevance, OLDEST, "worst match first"),
];

/// The rank of a hit; a smaller one is a better match. Words of the claim weigh most, then names, then the headline.
pub(super) const RANK: &str = "bm25(claim_search, 10.0, 5.0, 1.0)";

/// The order that a list really has: without words to rank by, relevance becomes the day said.
pub(super) fn order_of(filters: &ClaimFilters) -> Sort {
    match filters.sort {
        Sort { by: SortBy::Relevance, direction } if !filters.words.can_rank() => Sort { by: SortBy::Said, direction },
        sort => sort,
    }
}

/// SQL for the key that the claims of `table` are ordered by.
pub(super) fn sort_key(sort: Sort, table: &str) -> String {
    // Claims without a date come last in both directions.
    let missing = if sort.direction == NEWEST { "''" } else { "'9999-99-99'" };
    match sort.by {
        SortBy::Said => format!("COALESCE({table}.said_day, {missing})"),
        SortBy::Published => format!("COALESCE({table}.published_day, {missing})"),
        SortBy::Loaded => format!("{table}.loaded_at"),
        SortBy::Relevance => RANK.to_owned(),
    }
}

/// True where the key is sorted in descending order. Better matches have smaller ranks, so relevance is the reverse.
pub(super) fn is_descending(sort: Sort) -> bool {
    (sort.direction == NEWEST) != (sort.by == SortBy::Relevance)
}

/// Adds the start of the page and the order. Claims with the same key are ordered by article, then by place in it.
pub(super) fn push_order(query: &mut QueryBuilder<Sqlite>, filters: &ClaimFilters) {
    let sort = order_of(filters);
    let here = sort_key(sort, "c");
    let (order, beyond) = if is_descending(sort) { ("DESC", "<") } else { ("ASC", ">") };
    if let Some(after) = &filters.after {
        if sort.by == SortBy::Relevance {
            let expression = filters.words.expression().unwrap_or_default();
            query.push(format!(
                " AND EXISTS (SELECT 1 FROM (SELECT {RANK} AS rank, claim_search.rowid AS row \
                 FROM claim_search JOIN claims k ON k.row = claim_search.rowid WHERE claim_search MATCH "
            ));
            query.push_bind(expression).push(" AND k.id = ").push_bind(after.as_str().to_owned());
            query.push(format!(") l WHERE {here} {beyond} l.rank OR ({here} = l.rank AND c.row > l.row))"));
        } else {
            let last = sort_key(sort, "k");
            query.push(format!(
                " AND EXISTS (SELECT 1 FROM claims k WHERE ({here} {beyond} {last} OR ({here} = {last} AND \
                 (c.article_row, c.place, c.row) > (k.article_row, k.place, k.row))) AND k.id = "
            ));
            query.push_bind(after.as_str().to_owned()).push(")");
        }
    }
    if sort.by == SortBy::Relevance {
        query.push(format!(" ORDER BY {here} {order}, c.row"));
    } else {
        query.push(format!(" ORDER BY {here} {order}, c.article_row, c.place, c.row"));
    }
}
