//! Sources: the list, and the page of one.

mod filters;
mod list;
mod positions;
mod rows;
mod show;

pub(in crate::web) use list::list;
pub(in crate::web) use positions::positions;
pub(in crate::web) use show::show;
