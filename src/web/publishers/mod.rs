//! Publishers: the list, and the page of one.

mod list;
mod show;

pub(super) use list::list;
pub(super) use show::show;
