//! Sources as lists show them, and their names.

use std::cmp::Reverse;
use std::collections::HashSet;

use crate::domain::{KnownBy, Slug, Source, SourceKind};
use crate::store::read::counted::{Counted, SaidRange};
use crate::store::search::countries::country_called;
use crate::store::search::facets::most_and_equal;
use crate::store::write::originals::sha256;
use crate::store::{Store, StoreError, json};

/// A source in a list.
#[derive(Debug, Clone, serde::Serialize)]
pub struct SourceRow {
    /// Which.
    #[serde(flatten)]
    pub source: Source,
    /// Claims listed.
    pub claims: i64,
    /// When the first and the last of its statements were said.
    pub said: Option<SaidRange>,
}

#[derive(sqlx::FromRow)]
pub(in crate::store) struct CountedSource {
    slug: Slug,
    name: String,
    kind: SourceKind,
    known_by: KnownBy,
    claims: i64,
}

impl From<CountedSource> for Counted<Source> {
    fn from(row: CountedSource) -> Self {
        let value = Source { slug: row.slug, name: row.name, kind: row.kind, known_by: row.known_by };
        Self { value, count: row.claims }
    }
}

/// Begins, in brackets, a query for when the source `s` said something, in EDTF. The value of `is_via` follows, and then
/// [`FIRST_SAID`] or [`LAST_SAID`]. Claims whose last day is unknown are left out. A claim dated by its publication alone counts at
/// that day, as in every range of days.
pub(in crate::store) const SAID_OF: &str = "(SELECT CASE c.said_basis WHEN 'publication' THEN sc.to_day ELSE c.said_edtf END \
     FROM source_claims sc INDEXED BY source_claims_by_day JOIN claims c ON c.row = sc.claim_row \
     WHERE sc.source_row = s.row AND sc.to_day IS NOT NULL AND sc.is_via = ";
/// Ends [`SAID_OF`] for the first statement. Of those of one last day, the least exact one counts.
pub(in crate::store) const FIRST_SAID: &str = " ORDER BY sc.to_day, sc.from_day LIMIT 1)";
/// Ends [`SAID_OF`] for the last statement.
pub(in crate::store) const LAST_SAID: &str = " ORDER BY sc.to_day DESC, sc.from_day LIMIT 1)";

pub(in crate::store) type ListedSource = (Slug, String, SourceKind, KnownBy, i64, Option<String>, Option<String>);

pub(in crate::store) fn listed(
    (slug, name, kind, known_by, claims, first, last): ListedSource,
) -> Result<SourceRow, StoreError> {
    Ok(SourceRow { source: Source { slug, name, kind, known_by }, claims, said: SaidRange::of_row(first, last)? })
}

/// What a source is called, and its address.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, sqlx::FromRow)]
pub struct SourceName {
    /// Its address.
    pub slug: Slug,
    /// Its name.
    pub name: String,
}

/// A country.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Country {
    /// Two letters of ISO 3166.
    pub code: String,
    /// What it is called here.
    pub name: String,
}

impl Store {
    /// The sources with the most of some claims, which are counted by the row of the source, most first; of those in `among` alone,
    /// where it is given. Each comes with its row.
    pub(in crate::store) async fn most_of(
        &self,
        claims: &[(u64, u64)],
        among: Option<&HashSet<u64>>,
        most: usize,
    ) -> Result<Vec<(u64, Counted<Source>)>, StoreError> {
        let is_among = |row: &u64| among.is_none_or(|among| among.contains(row));
        let counts = most_and_equal(claims.iter().filter(|(row, _)| is_among(row)), most);
        let named: Vec<(i64, Slug, String, SourceKind, KnownBy, i64)> = sqlx::query_as(
            "SELECT s.row, s.slug, s.name, s.kind, s.known_by, j.value ->> 1 FROM json_each($1) j \
             JOIN sources s ON s.row = j.value ->> 0",
        )
        .bind(json(&counts)?)
        .fetch_all(&self.pool)
        .await?;
        let counted = |(row, slug, name, kind, known_by, count)| {
            (row as u64, Counted { value: Source { slug, name, kind, known_by }, count })
        };
        let mut named: Vec<(u64, Counted<Source>)> = named.into_iter().map(counted).collect();
        named.sort_by_cached_key(|(_, source)| {
            (Reverse(source.count), source.value.name.clone(), source.value.slug.clone())
        });
        named.truncate(most);
        Ok(named)
    }

    /// The names of slugs, for the chips of a list; slugs of nobody to be seen are left out. One that leads on is given
    /// as the slug it leads to.
    pub async fn source_names(&self, slugs: &[Slug]) -> Result<Vec<SourceName>, StoreError> {
        let mut names = Vec::new();
        for slug in slugs {
            let merged_into = self.withdrawn_and_merged_into(slug).await?;
            let found: Option<SourceName> = sqlx::query_as(
                "SELECT s.slug, s.name FROM sources m JOIN sources s ON s.row = COALESCE(m.shown_row, m.row) \
                 WHERE (m.slug = $1 OR m.row IN (SELECT o.source_row FROM source_slugs o WHERE o.slug = $1)) AND EXISTS \
                 (SELECT 1 FROM claim_parties cp JOIN visible_claims c ON c.row = cp.claim_row \
                  WHERE cp.source_row = s.row) LIMIT 1",
            )
            .bind(merged_into.as_ref().unwrap_or(slug))
            .fetch_optional(&self.pool)
            .await?;
            names.extend(found);
        }
        Ok(names)
    }

    /// The source into which one was merged of which nothing but this address came with an imported collection.
    async fn withdrawn_and_merged_into(&self, slug: &Slug) -> Result<Option<Slug>, StoreError> {
        let found: Option<Option<Slug>> = sqlx::query_scalar(
            "SELECT moved_to FROM withdrawn_sources WHERE slug_sha256 = $1 AND is_merged = 1 AND NOT EXISTS \
             (SELECT 1 FROM sources s WHERE s.slug = $2 UNION ALL SELECT 1 FROM source_slugs o WHERE o.slug = $2)",
        )
        .bind(sha256(slug.as_str().as_bytes()))
        .bind(slug)
        .fetch_optional(&self.pool)
        .await?;
        Ok(found.flatten())
    }
}

pub(in crate::store) fn country(code: String, government: Option<String>) -> Country {
    Country { name: country_called(code.clone(), government), code }
}
