//! The list of claims: search box, filters, facets, hints at what a search meant, and the list itself.
//!
//! [`list`] loads the data of the page; [`page`] renders it for browsers, `document.rs` as JSON and as a feed, and `image.rs` as an image. Both use the other modules: the address in words
//! ([`names`], [`chips`]), the form ([`form`]), the values to narrow by ([`facets`]), and the hints at what a search
//! meant ([`hints`], with [`interpretation`]).

pub(in crate::web) mod chips;
mod document;
pub(in crate::web) mod facets;
pub(in crate::web) mod form;
pub(in crate::web) mod gathered;
pub(in crate::web) mod hints;
mod image;
pub(in crate::web) mod interpretation;
pub(in crate::web) mod list;
pub(in crate::web) mod names;
pub(in crate::web) mod page;
