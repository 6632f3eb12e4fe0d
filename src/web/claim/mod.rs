//! The page of one claim: what it tells, how that is worded, cited and explained.

mod citation;
mod data;
mod explanation;
pub(in crate::web) mod show;
