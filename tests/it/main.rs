//! The real program and the real server, on a real SQLite file and a port of their own.

mod archives;
mod browse;
mod cli;
mod copies;
mod edited_files;
mod fetch;
mod formats;
mod gold;
mod index;
mod kept;
mod kills;
mod lists;
mod newsstand;
mod pages;
mod permanence;
mod provenance;
mod reading;
mod reread;
mod safety;
mod scale;
mod search;
mod sources;
mod support;
mod tree;
mod watch;
