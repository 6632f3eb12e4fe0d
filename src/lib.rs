//! Onrecord: a browser of who said what in conflict reporting.
//!
//! Data flows downward through the modules: files become articles, articles become claims, claims become pages.

pub mod domain;
