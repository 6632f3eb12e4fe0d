//! Under which terms texts may be used.

/// Terms under which articles of a publisher may be used.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Terms {
    /// The publisher's name.
    pub publisher: Option<String>,
    /// The licence or terms of use.
    pub license: Option<String>,
    /// Who is to be named.
    pub attribution: Option<String>,
    /// How many articles have these.
    pub articles: i64,
}
