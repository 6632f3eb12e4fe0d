//! Articles: the list, one with its claims marked in the text, and the texts one had.

mod changes;
pub(in crate::web) mod list;
pub(in crate::web) mod show;
mod versions;
