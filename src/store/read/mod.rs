//! Reading: what pages show of articles, claims, sources, publishers and loads.

pub(in crate::store) mod articles;
pub(in crate::store) mod chosen;
pub(in crate::store) mod claims;
pub(in crate::store) mod copies;
pub(in crate::store) mod counted;
pub(in crate::store) mod data_version;
mod dispute_decisions;
pub(in crate::store) mod disputed_claims;
pub(in crate::store) mod disputes;
pub(in crate::store) mod loads;
pub(in crate::store) mod operation;
pub(in crate::store) mod originals;
pub(in crate::store) mod overview;
pub(in crate::store) mod positions;
pub(in crate::store) mod publishers;
pub(in crate::store) mod records;
pub(in crate::store) mod relations;
mod selected_claims;
pub(in crate::store) mod sitemap;
pub(in crate::store) mod source_list;
pub(in crate::store) mod source_names;
pub(in crate::store) mod source_page;
pub(in crate::store) mod source_words;
pub(in crate::store) mod sources;
mod statements;
pub(in crate::store) mod texts;
pub(in crate::store) mod versions;
