//! Writing: what is loaded, read anew, withdrawn, merged; each batch is one transaction.

pub(in crate::store) mod addresses;
pub(in crate::store) mod decisions;
pub(in crate::store) mod files;
pub(in crate::store) mod identities;
pub(in crate::store) mod known;
pub(in crate::store) mod loads;
pub(in crate::store) mod notify;
pub(in crate::store) mod originals;
pub(in crate::store) mod origins;
pub(in crate::store) mod outlook;
pub(in crate::store) mod publishers;
pub(in crate::store) mod readings;
pub(in crate::store) mod relations;
pub(in crate::store) mod rereading;
pub(in crate::store) mod save;
pub(in crate::store) mod source_addresses;
pub(in crate::store) mod watch;
pub(in crate::store) mod withdrawals;
