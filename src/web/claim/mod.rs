//! The page of one claim: what it tells, how that is worded, cited, explained and shown by other sites.

pub(in crate::web) mod card;
mod cited;
mod data;
mod document;
mod explanation;
mod image;
mod links;
pub(in crate::web) mod related;
mod relations;
pub(in crate::web) mod show;
