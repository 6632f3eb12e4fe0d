//! The page of one claim: what it tells, how that is worded, cited and explained.

mod citation;
mod data;
mod document;
mod explanation;
mod links;
pub(in crate::web) mod show;
