//! Articles: the list, the page of one with its claims marked in the text, its versions, and the words that two share.

mod changes;
mod common;
mod data;
pub(in crate::web) mod list;
pub(in crate::web) mod show;
mod speakers;
mod version;
