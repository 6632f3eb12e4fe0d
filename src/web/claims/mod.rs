//! The list of claims: search box, filters, facets, what else may be meant, the list itself.

pub(in crate::web) mod facets;
pub(in crate::web) mod hints;
pub(in crate::web) mod interpretation;
pub(in crate::web) mod list;
pub(in crate::web) mod names;
