//! The page of one claim.

pub(in crate::web) mod reading;
pub(in crate::web) mod show;
