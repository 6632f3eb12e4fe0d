//! The orders of a list of claims.

use crate::index::{By, Order};
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

/// The order that a list really has: without words to rank by, relevance becomes the day said.
pub(super) fn order_of(filters: &ClaimFilters) -> Order {
    let Sort { by, direction } = filters.sort;
    let by = match by {
        SortBy::Relevance if filters.words.can_rank() => By::Relevance,
        SortBy::Said | SortBy::Relevance => By::Said,
        SortBy::Published => By::Published,
        SortBy::Loaded => By::Loaded,
    };
    Order { by, is_descending: direction == NEWEST }
}
