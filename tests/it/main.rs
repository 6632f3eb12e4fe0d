//! The real program and the real server, on a real SQLite file and a port of their own.

mod browse;
mod cli;
mod formats;
mod gold;
mod lists;
mod pages;
mod permanence;
mod reading;
mod reread;
mod safety;
mod search;
mod sources;
mod support;
