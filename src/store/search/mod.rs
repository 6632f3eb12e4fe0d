//! Search: the filters of a list of claims, the list itself, its facets, its counts over time, what is new in it, and
//! suggestions.

mod ask;
pub(in crate::store) mod conditions;
pub(in crate::store) mod countries;
pub(in crate::store) mod digest;
pub(in crate::store) mod facets;
pub(in crate::store) mod filters;
pub(in crate::store) mod follow;
pub(in crate::store) mod list;
pub(in crate::store) mod marks;
pub(in crate::store) mod order;
mod places;
pub(in crate::store) mod read;
mod spelling;
pub(in crate::store) mod suggest;
pub(in crate::store) mod syntax;
pub(in crate::store) mod table;
pub(in crate::store) mod timeline;
mod times;
pub(in crate::store) mod wording;
pub(in crate::store) mod words;
