//! Onrecord: a browser of who said what in conflict reporting.
//!
//! Data flows downward through the modules: files become articles ([`ingest`]), articles become claims ([`extract`]),
//! claims become rows ([`store`]) and rows become pages ([`web`]). Everything speaks in the types of [`domain`].

pub mod cli;
pub mod config;
pub mod domain;
pub mod exchange;
pub mod extract;
pub mod index;
pub mod ingest;
mod lexicon;
pub mod notify;
pub mod registry;
pub mod relate;
pub mod store;
pub mod web;
pub mod work;
