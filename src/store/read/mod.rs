//! Reading by key: one article, claim, source or publisher with what its page shows, and plain lists.

pub(in crate::store) mod articles;
pub(in crate::store) mod claims;
pub(in crate::store) mod counted;
pub(in crate::store) mod overview;
pub(in crate::store) mod publishers;
pub(in crate::store) mod sources;
pub(in crate::store) mod versions;
