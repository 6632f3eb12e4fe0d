//! Answers that are equal for all readers are kept until the data change, and are not sent again to those who have them.
//!
//! A kept answer is compressed once. Readers who ask for the same page at the same time wait for one of them to make it.
//! Which answers are still right, the store says ([`crate::store::DataVersion`]): whatever any process writes, they are made
//! anew.

pub(super) mod answers;
pub(super) mod layer;
