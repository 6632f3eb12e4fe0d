//! Publishers: their list, their pages, and whom they quote.

use std::cmp::Reverse;
use std::collections::HashMap;

use sqlx::QueryBuilder;

use crate::domain::{Publisher, Slug, Source, SourceKind};
use crate::store::read::counted::{Counted, Days, counted};
use crate::store::read::sources::CountedSource;
use crate::store::{Store, StoreError};

/// A publisher in a list.
#[derive(Debug, Clone, serde::Serialize)]
pub struct PublisherRow {
    /// Which.
    pub publisher: Publisher,
    /// Articles loaded.
    pub articles: i64,
    /// Claims listed.
    pub claims: i64,
    /// Those of them whose source the article does not name.
    pub unnamed: i64,
    /// Those of them whose source is a government or a state's body.
    pub official: i64,
}

/// What a publisher's page shows.
#[derive(Debug, Clone, serde::Serialize)]
pub struct PublisherDetail {
    /// Which, with its counts.
    pub row: PublisherRow,
    /// First and last publication day of its articles.
    pub days: Option<Days>,
    /// Kinds of source with the number of claims, most first.
    pub kinds: Vec<Counted<SourceKind>>,
    /// Claims for which no source was found.
    pub sourceless: i64,
    /// States' bodies it quotes, with the number of claims, most first.
    pub bodies: Vec<Counted<Source>>,
    /// Those it quotes most, with the number of claims.
    pub quoted: Vec<Counted<Source>>,
    /// The source of the same outlet, where it is quoted itself.
    pub as_source: Option<Source>,
}

/// How often some publishers print some sources.
#[derive(Debug, Clone, serde::Serialize)]
pub struct QuotedTable {
    /// The columns.
    pub publishers: Vec<Publisher>,
    /// A line for each source, most claims first.
    pub lines: Vec<QuotedLine>,
}

/// How often some publishers print one source.
#[derive(Debug, Clone, serde::Serialize)]
pub struct QuotedLine {
    /// The source.
    pub source: Source,
    /// Its claims at each of the publishers, in the order of the columns.
    pub claims: Vec<i64>,
}

impl Store {
    /// Every publisher with something to show, most claims first.
    pub async fn publishers(&self) -> Result<Vec<PublisherRow>, StoreError> {
        let rows: Vec<(i64, Slug, String, i64, i64)> = sqlx::query_as(
            "SELECT p.row, p.slug, p.name, \
               (SELECT COUNT(*) FROM visible_articles a WHERE a.publisher_row = p.row) AS articles, \
               (SELECT COUNT(*) FROM visible_claims c WHERE c.publisher_row = p.row) AS claims \
             FROM publishers p ORDER BY claims DESC, p.name",
        )
        .fetch_all(&self.pool)
        .await?;
        let unnamed = self.claims_of_each("s.kind = 'unnamed'", None).await?;
        let official = self.claims_of_each("s.is_official = 1", None).await?;
        Ok(rows
            .into_iter()
            .filter(|(_, _, _, articles, _)| *articles > 0)
            .map(|(row, slug, name, articles, claims)| PublisherRow {
                publisher: Publisher { slug, name },
                articles,
                claims,
                unnamed: unnamed.get(&row).copied().unwrap_or_default(),
                official: official.get(&row).copied().unwrap_or_default(),
            })
            .collect())
    }

    /// A publisher's name; `None` when no article of such a publisher is to be seen.
    pub async fn publisher_name(&self, slug: &Slug) -> Result<Option<String>, StoreError> {
        Ok(sqlx::query_scalar(
            "SELECT p.name FROM publishers p WHERE p.slug = $1 AND EXISTS (SELECT 1 FROM visible_articles a \
             WHERE a.publisher_row = p.row)",
        )
        .bind(slug)
        .fetch_optional(&self.pool)
        .await?)
    }

    /// One publisher's page; `None` when no article of such a publisher is to be seen.
    pub async fn publisher(&self, slug: &Slug) -> Result<Option<PublisherDetail>, StoreError> {
        type Found = (i64, String, i64, i64, Option<String>, Option<String>);
        let found: Option<Found> = sqlx::query_as(
            "SELECT p.row, p.name, COUNT(*), \
               (SELECT COUNT(*) FROM visible_claims c WHERE c.publisher_row = p.row), \
               MIN(a.published_day), MAX(a.published_day) \
             FROM publishers p JOIN visible_articles a ON a.publisher_row = p.row WHERE p.slug = $1 GROUP BY p.row",
        )
        .bind(slug)
        .fetch_optional(&self.pool)
        .await?;
        let Some((row, name, articles, claims, first, last)) = found else { return Ok(None) };
        let kinds: Vec<(SourceKind, i64)> = sqlx::query_as(
            "SELECT s.kind, COUNT(DISTINCT sc.claim_row) AS claims FROM source_claims sc \
             JOIN sources s ON s.row = sc.source_row WHERE sc.publisher_row = $1 AND sc.is_via = 0 \
             GROUP BY s.kind ORDER BY claims DESC, s.kind",
        )
        .bind(row)
        .fetch_all(&self.pool)
        .await?;
        let sourced: i64 = sqlx::query_scalar(
            "SELECT COUNT(DISTINCT claim_row) FROM source_claims WHERE publisher_row = $1 AND is_via = 0",
        )
        .bind(row)
        .fetch_one(&self.pool)
        .await?;
        let official = self.claims_of_each("s.is_official = 1", Some(row)).await?.remove(&row).unwrap_or_default();
        let bodies = sqlx::query_as::<_, CountedSource>(sqlx::AssertSqlSafe(format!(
            "{QUOTED} AND s.kind = 'organisation' AND s.is_official = 1 {MOST_FIRST}"
        )))
        .bind(row)
        .bind(MOST_BODIES)
        .fetch_all(&self.pool)
        .await?;
        let quoted = sqlx::query_as::<_, CountedSource>(sqlx::AssertSqlSafe(format!(
            "{QUOTED} AND s.article_row IS NULL {MOST_FIRST}"
        )))
        .bind(row)
        .bind(MOST_QUOTED)
        .fetch_all(&self.pool)
        .await?;
        let as_source = sqlx::query_as::<_, CountedSource>(
            "SELECT s.slug, s.name, s.kind, s.known_by, n.claims FROM publishers p \
             JOIN sources m ON m.kind = $2 AND m.article_row IS NULL AND (m.name_key = p.name_key OR EXISTS \
               (SELECT 1 FROM source_aliases sa WHERE sa.source_row = m.row AND m.known_by = 'registry' \
                AND (sa.alias_key = p.name_key OR sa.alias IN \
                  (SELECT h.host FROM publisher_hosts h WHERE h.publisher_row = p.row)))) \
             JOIN sources s ON s.row = COALESCE(m.shown_row, m.row) \
             JOIN source_counts n ON n.source_row = s.row AND n.claims + n.through > 0 \
             WHERE p.row = $1 ORDER BY p.name_key <> m.name_key, s.slug LIMIT 1",
        )
        .bind(row)
        .bind(SourceKind::Media)
        .fetch_optional(&self.pool)
        .await?;
        let unnamed = kinds.iter().find(|(kind, _)| *kind == SourceKind::Unnamed).map_or(0, |(_, claims)| *claims);
        let publisher = Publisher { slug: slug.clone(), name };
        Ok(Some(PublisherDetail {
            row: PublisherRow { publisher, articles, claims, unnamed, official },
            days: Days::of_row(first, last)?,
            kinds: counted(kinds),
            sourceless: claims - sourced,
            bodies: bodies.into_iter().map(Counted::from).collect(),
            quoted: quoted.into_iter().map(Counted::from).collect(),
            as_source: as_source.map(|quoted| Counted::from(quoted).value),
        }))
    }

    /// How many claims of the sources `s` that a condition holds for each publisher printed, or one of them did.
    async fn claims_of_each(
        &self,
        condition: &'static str,
        publisher: Option<i64>,
    ) -> Result<HashMap<i64, i64>, StoreError> {
        let of = if publisher.is_some() { "publisher_row = $1" } else { "publisher_row IS NOT NULL AND $1 IS NULL" };
        let rows: Vec<(i64, i64)> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "SELECT publisher_row, COUNT(DISTINCT claim_row) FROM source_claims \
             WHERE is_via = 0 AND {of} AND source_row IN (SELECT s.row FROM sources s WHERE {condition}) \
             GROUP BY publisher_row"
        )))
        .bind(publisher)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().collect())
    }

    /// How often these publishers print the sources that they print most, together.
    pub async fn quoted_table(&self, publishers: Vec<Publisher>, most: usize) -> Result<QuotedTable, StoreError> {
        let mut query = QueryBuilder::new(
            "SELECT s.slug, s.name, s.kind, s.known_by, p.slug AS publisher, COUNT(*) AS claims FROM publishers p \
             JOIN source_claims sc ON sc.publisher_row = p.row AND sc.is_via = 0 \
             JOIN sources s ON s.row = sc.source_row WHERE p.slug IN (",
        );
        let mut slugs = query.separated(", ");
        for publisher in &publishers {
            slugs.push_bind(publisher.slug.clone());
        }
        query.push(") AND s.row IN (SELECT n.source_row FROM source_counts n JOIN sources m ON m.row = n.source_row ");
        query.push("AND m.article_row IS NULL WHERE n.claims > 0 ORDER BY n.claims DESC, m.slug LIMIT ");
        query.push_bind(most as i64).push(") GROUP BY s.row, p.row");
        let cells: Vec<Cell> = query.build_query_as().fetch_all(&self.pool).await?;
        let mut lines: Vec<QuotedLine> = Vec::new();
        for cell in cells {
            let column = publishers.iter().position(|publisher| publisher.slug == cell.publisher);
            let Counted { value: source, count } = cell.counted.into();
            let line = lines.iter().position(|line| line.source.slug == source.slug).unwrap_or_else(|| {
                lines.push(QuotedLine { source, claims: vec![0; publishers.len()] });
                lines.len() - 1
            });
            if let Some(column) = column {
                lines[line].claims[column] = count;
            }
        }
        lines.sort_by_key(|line| (Reverse(line.claims.iter().sum::<i64>()), line.source.name.clone()));
        Ok(QuotedTable { publishers, lines })
    }
}

#[derive(sqlx::FromRow)]
struct Cell {
    #[sqlx(flatten)]
    counted: CountedSource,
    publisher: Slug,
}

/// Sources of the publisher `$1` with their claims, `$2` of them.
const QUOTED: &str = "SELECT s.slug, s.name, s.kind, s.known_by, q.claims FROM (SELECT source_row, COUNT(*) AS claims \
     FROM source_claims WHERE publisher_row = $1 AND is_via = 0 GROUP BY source_row) q \
     JOIN sources s ON s.row = q.source_row WHERE 1";
const MOST_FIRST: &str = "ORDER BY q.claims DESC, s.name, s.slug LIMIT $2";

/// Sources that a publisher's page lists.
const MOST_QUOTED: i64 = 20;
const MOST_BODIES: i64 = 12;
