//! The whole collection, out of one database and into another.
//!
//! Everything that leaves is read from a copy of the database out of which what may not leave was taken before
//! (`Store::copy_for_export`), so that no file can tell of it. The copy holds one moment, whatever is loaded meanwhile. It
//! takes as much space as the database, beside the files that are made of it.

mod articles;
mod claims;
mod clean;
mod files;
mod fill;
mod kept;
mod out;
mod records;
mod sources;

pub use files::KEPT_FILES;
pub use kept::{FieldKind, KeptField, KeptFile};
pub use out::CurrentClaims;
