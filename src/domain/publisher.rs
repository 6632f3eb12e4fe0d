//! The outlet that printed an article.

use serde::Serialize;

use super::Slug;

/// A publisher, as lists and pages name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Publisher {
    /// Its address under `/publishers/`.
    pub slug: Slug,
    /// Its name; its host where no name is known.
    pub name: String,
}
