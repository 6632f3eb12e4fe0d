//! The list of claims: search box, filters, facets, what else may be meant, the list itself.
//!
//! [`list`] loads what the page tells, [`page`] renders it. Both use the pieces: what stands in the address in words
//! ([`names`], [`chips`]), the form ([`form`]), values that narrow ([`facets`]), and what a search may have meant
//! ([`hints`], with [`interpretation`]).

pub(in crate::web) mod chips;
pub(in crate::web) mod facets;
pub(in crate::web) mod form;
pub(in crate::web) mod hints;
pub(in crate::web) mod interpretation;
pub(in crate::web) mod list;
pub(in crate::web) mod names;
pub(in crate::web) mod page;
