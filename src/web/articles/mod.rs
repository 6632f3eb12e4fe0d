//! Articles: the list, one with its claims marked in the text, its earlier texts, and words that two have in common.

mod changes;
mod common;
mod data;
pub(in crate::web) mod list;
pub(in crate::web) mod show;
mod speakers;
mod version;
