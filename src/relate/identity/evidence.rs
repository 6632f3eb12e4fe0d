//! What articles tell of a person besides the name.

/// A role as articles printed it, with the years in which they did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleThen {
    /// The role as printed; empty for articles that give none.
    pub words: String,
    /// First and last year of publication, both included, where known.
    pub years: Option<(i16, i16)>,
}

/// What articles tell of one person besides the name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The person's country, where a registry tells it: a name, or a code of two letters (ISO 3166-1 alpha-2).
    pub country: Option<String>,
    /// The roles, each once.
    pub roles: Vec<RoleThen>,
    /// The number of articles that it rests on.
    pub articles: i64,
}

impl Evidence {
    /// The first and the last year on record.
    pub(super) fn years(&self) -> Option<(i16, i16)> {
        self.roles.iter().filter_map(|role| role.years).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    }
}
