//! A stored source: who claims are attributed to.

use serde::Serialize;

use super::{Slug, SourceKind};

/// A source, as lists and pages name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Its address under `/sources/`.
    pub slug: Slug,
    /// Its name; for unnamed sources the article's description.
    pub name: String,
    /// What it is.
    pub kind: SourceKind,
    /// What ties its claims in several articles together.
    pub known_by: KnownBy,
}

/// What ties the claims of one source in several articles together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(rename_all = "lowercase")]
pub enum KnownBy {
    /// An entry of the registry.
    Registry,
    /// The same name; a person may part what a name joined.
    Name,
    /// Nothing: it belongs to one article.
    Article,
}

/// What a source is to a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(rename_all = "lowercase")]
pub enum PartyRole {
    /// The innermost speaker.
    Source,
    /// A further source of the same claim.
    Other,
    /// One through whom it came.
    Via,
}

/// A source in its place in one claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClaimParty {
    /// What it is to the claim.
    pub role: PartyRole,
    /// Who.
    pub source: Source,
    /// The words that name it there.
    pub mention: Option<String>,
    /// Its role as that article prints it.
    pub printed_role: Option<String>,
}
