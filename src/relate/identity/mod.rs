//! Who is who across articles: whether a person named in one article is one known from others, and under which key the
//! spellings of a body meet.
//!
//! The store fetches the candidates, [`decide()`] chooses among them, the store records. One full name with nothing in
//! conflict is one person; a clear conflict (of country, occupation or decades) makes two; where nothing tells, the
//! verdict says so.

mod body;
mod conflict;
mod country;
mod decide;
mod evidence;
mod likeness;
mod occupation;
mod roles;

pub use body::body_key;
pub use conflict::{Conflict, conflict};
pub use country::country_in;
pub use decide::{Verdict, decide};
pub use evidence::{Evidence, RoleThen};
pub use likeness::{Likeness, likeness};

#[cfg(test)]
mod tests;
