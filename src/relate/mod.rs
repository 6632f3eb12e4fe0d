//! What articles have in common: copies of one text and whom they credit (`syndication`), whether two people of one
//! name are one (`identity`), and which words set some texts apart (`keyness`). Pure: no clock, no network, no
//! database.

mod identity;
mod keyness;
mod syndication;

pub use identity::{Conflict, Evidence, Likeness, RoleThen, Verdict, body_key, conflict, country_in, decide, likeness};
pub use keyness::{Keyword, keywords, texts_with_words};
pub use syndication::{
    CommonWords, Credit, CreditPlace, Kinship, LEAST_WORDS, Shared, Variant, Wording, bands, credit, variant,
};
