//! A stored source: who claims are attributed to.

use serde::Serialize;

use super::{Slug, SourceKind};

/// A source, as lists and pages name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Its address under `/sources/`.
    pub slug: Slug,
    /// Its name; for unnamed sources the description in their article.
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
    /// The same name in each of them; an operator may split what a name joined.
    Name,
    /// Nothing: the source belongs to one article.
    Article,
}

/// The part that a source has in a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(rename_all = "lowercase")]
pub enum PartyRole {
    /// The innermost speaker, to whom the claim is attributed.
    Source,
    /// A further source of the same claim ("Kyiv and Seoul say").
    Other,
    /// One through whom the claim came.
    Via,
}

/// A source with its part in one claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClaimParty {
    /// Its part.
    pub role: PartyRole,
    /// The source.
    pub source: Source,
    /// The words that name it in the claim's article; `None` where the speaker is carried over.
    pub mention: Option<String>,
    /// Its role as that article prints it.
    pub printed_role: Option<String>,
}
