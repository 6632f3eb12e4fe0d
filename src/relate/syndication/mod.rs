//! Syndication: copies of one text, and whom they credit with it.
//!
//! Near-copies are found as Broder does it ("On the resemblance and containment of documents", 1997): a text is the set
//! of its shingles, five words each; MinHash bands of that set ([`bands()`]) lead to texts that may be alike, and
//! [`Shared`] then counts the words that stand in both, run by run, so that nothing rests on an estimate.

mod bands;
mod credit;
mod shared;
mod wording;

pub use bands::bands;
pub use credit::{Credit, CreditPlace, credit};
pub use shared::{CommonWords, Kinship, Shared, Variant, variant};
pub use wording::{LEAST_WORDS, Wording};
