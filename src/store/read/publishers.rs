//! Publishers: their list, their pages, and whom they quote.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use crate::domain::{KnownBy, Publisher, Slug, Source, SourceKind, fold_name};
use crate::index::{Condition, Counts, Key, Question};
use crate::store::read::counted::{Counted, Days};
use crate::store::read::source_page::most_first;
use crate::store::read::sources::CountedSource;
use crate::store::search::facets::MOST_EQUAL;
use crate::store::search::follow::OFFICIAL;
use crate::store::{Store, StoreError, json};

/// A publisher in a list.
#[derive(Debug, Clone, serde::Serialize)]
pub struct PublisherRow {
    /// Which.
    #[serde(flatten)]
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
    #[serde(flatten)]
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
        let rows: Vec<(i64, Slug, String, i64)> = sqlx::query_as(
            "SELECT p.row, p.slug, p.name, n.articles - COALESCE(w.articles, 0) AS articles \
             FROM (SELECT publisher_row, COUNT(*) AS articles FROM articles GROUP BY publisher_row) n \
             JOIN publishers p ON p.row = n.publisher_row \
             LEFT JOIN (SELECT publisher_row, COUNT(*) AS articles FROM withdrawn_articles GROUP BY publisher_row) w \
               ON w.publisher_row = p.row WHERE n.articles > COALESCE(w.articles, 0)",
        )
        .fetch_all(&self.pool)
        .await?;
        let all = self.claims_of_publishers(None).await?;
        let unnamed = self.claims_of_publishers(Some((Key::Kind, SourceKind::Unnamed as u64))).await?;
        let official = self.claims_of_publishers(Some((Key::Has, OFFICIAL))).await?;
        let mut listed: Vec<PublisherRow> = rows
            .into_iter()
            .map(|(row, slug, name, articles)| {
                let of = |claims: &HashMap<u64, u64>| claims.get(&(row as u64)).map_or(0, |claims| *claims as i64);
                let publisher = Publisher { slug, name };
                PublisherRow { publisher, articles, claims: of(&all), unnamed: of(&unnamed), official: of(&official) }
            })
            .collect();
        listed.sort_by(|one, other| {
            (Reverse(one.claims), &one.publisher.name).cmp(&(Reverse(other.claims), &other.publisher.name))
        });
        Ok(listed)
    }

    /// How many of the claims with a value each publisher printed, or of all claims.
    async fn claims_of_publishers(&self, value: Option<(Key, u64)>) -> Result<HashMap<u64, u64>, StoreError> {
        let conditions = value.map(|(key, value)| Condition::Any(key, vec![value])).into_iter().collect();
        let found = self.find(Question { words: None, conditions }).await?;
        self.on_a_thread(move || Ok(found.counts(Key::Publisher)?.iter().copied().collect())).await
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
        type Found = (i64, String, i64, Option<String>, Option<String>);
        let found: Option<Found> = sqlx::query_as(
            "SELECT p.row, p.name, (SELECT COUNT(*) FROM articles a WHERE a.publisher_row = p.row) \
                 - (SELECT COUNT(*) FROM withdrawn_articles w WHERE w.publisher_row = p.row), \
               (SELECT a.published_day FROM visible_articles a WHERE a.publisher_row = p.row \
                AND COALESCE(a.published_day, '') > '' ORDER BY COALESCE(a.published_day, '') LIMIT 1), \
               (SELECT a.published_day FROM visible_articles a WHERE a.publisher_row = p.row \
                AND COALESCE(a.published_day, '') > '' ORDER BY COALESCE(a.published_day, '') DESC LIMIT 1) \
             FROM publishers p WHERE p.slug = $1",
        )
        .bind(slug)
        .fetch_optional(&self.pool)
        .await?;
        let found = found.filter(|(_, _, articles, ..)| *articles > 0);
        let Some((row, name, articles, first, last)) = found else { return Ok(None) };
        let bodies: String = sqlx::query_scalar(
            "SELECT json_group_array(row) FROM sources WHERE is_official = 1 AND kind = 'organisation'",
        )
        .fetch_one(&self.pool)
        .await?;
        let bodies: HashSet<u64> =
            serde_json::from_str(&bodies).map_err(|error| StoreError::Unexpected(error.to_string()))?;
        let printed = self.printed_claims(row, bodies).await?;
        let bodies = self.most_of(&printed.bodies, None, MOST_BODIES).await?;
        let quoted = self.most_of(&printed.sources, None, MOST_QUOTED).await?;
        let as_source = self.as_source(row).await?;
        let Printed { claims, sourceless, official, kinds, .. } = printed;
        let unnamed = kinds.iter().find(|kind| kind.value == SourceKind::Unnamed).map_or(0, |kind| kind.count);
        let publisher = Publisher { slug: slug.clone(), name };
        Ok(Some(PublisherDetail {
            row: PublisherRow { publisher, articles, claims, unnamed, official },
            days: Days::of_row(first, last)?,
            kinds,
            sourceless,
            bodies: bodies.into_iter().map(|(_, body)| body).collect(),
            quoted: quoted.into_iter().map(|(_, source)| source).collect(),
            as_source,
        }))
    }

    /// The source of the same outlet as a publisher: by its name, by another name that the registry knows, or by its
    /// host.
    async fn as_source(&self, row: i64) -> Result<Option<Source>, StoreError> {
        let hosts: Vec<String> = sqlx::query_scalar("SELECT host FROM publisher_hosts WHERE publisher_row = $1")
            .bind(row)
            .fetch_all(&self.pool)
            .await?;
        let folded: Vec<String> = hosts.iter().map(|host| fold_name(host)).collect();
        let found = sqlx::query_as::<_, CountedSource>(
            "WITH own AS MATERIALIZED (SELECT name_key FROM publishers WHERE row = $1), called (row) AS ( \
               SELECT m.row FROM own CROSS JOIN sources m ON m.name_key = own.name_key AND m.article_row IS NULL UNION \
               SELECT m.row FROM own CROSS JOIN source_aliases sa ON sa.alias_key = own.name_key \
                 CROSS JOIN sources m ON m.row = sa.source_row AND m.known_by = 'registry' UNION \
               SELECT m.row FROM source_aliases sa CROSS JOIN sources m ON m.row = sa.source_row AND m.known_by = 'registry' \
                 WHERE sa.alias_key IN (SELECT value FROM json_each($3)) AND sa.alias IN (SELECT value FROM json_each($4))) \
             SELECT s.slug, s.name, s.kind, s.known_by, n.claims FROM called CROSS JOIN own \
             CROSS JOIN sources m ON m.row = called.row AND m.kind = $2 AND m.article_row IS NULL \
             CROSS JOIN sources s ON s.row = COALESCE(m.shown_row, m.row) \
             CROSS JOIN source_counts n ON n.source_row = s.row AND n.claims + n.through > 0 \
             ORDER BY own.name_key <> m.name_key, s.slug LIMIT 1",
        )
        .bind(row)
        .bind(SourceKind::Media)
        .bind(json(&folded)?)
        .bind(json(&hosts)?)
        .fetch_optional(&self.pool)
        .await?;
        Ok(found.map(|quoted| Counted::from(quoted).value))
    }

    /// What the search index counts of a publisher's claims.
    async fn printed_claims(&self, row: i64, bodies: HashSet<u64>) -> Result<Printed, StoreError> {
        let of_publisher = Condition::Any(Key::Publisher, vec![row as u64]);
        let by_officials = vec![of_publisher.clone(), Condition::Any(Key::Has, vec![OFFICIAL])];
        let found = self.find(Question { words: None, conditions: vec![of_publisher] }).await?;
        let by_officials = self.find(Question { words: None, conditions: by_officials }).await?;
        self.on_a_thread(move || {
            let kinds = SourceKind::ALL.iter().map(|kind| (*kind, *kind as u64, kind.as_str()));
            Ok(Printed {
                claims: found.total() as i64,
                sourceless: found.total() as i64 - found.with_any(Key::Kind)? as i64,
                official: by_officials.total() as i64,
                kinds: most_first(&found.counts(Key::Kind)?, kinds),
                sources: found.most(Key::Source, MOST_QUOTED + MOST_EQUAL)?.first,
                bodies: by_officials.counts_among(Key::EverySource, &bodies)?,
            })
        })
        .await
    }

    /// How often these publishers print the sources that they print most, together.
    pub async fn quoted_table(&self, publishers: Vec<Publisher>, most: usize) -> Result<QuotedTable, StoreError> {
        let slugs: Vec<&Slug> = publishers.iter().map(|publisher| &publisher.slug).collect();
        let columns: Vec<(Slug, i64)> =
            sqlx::query_as("SELECT slug, row FROM publishers WHERE slug IN (SELECT value FROM json_each($1))")
                .bind(json(&slugs)?)
                .fetch_all(&self.pool)
                .await?;
        let row_of = |slug: &Slug| columns.iter().find(|(known, _)| known == slug).map(|(_, row)| *row as u64);
        let sources: Vec<(i64, Slug, String, SourceKind, KnownBy)> = sqlx::query_as(
            "SELECT s.row, s.slug, s.name, s.kind, s.known_by FROM source_counts n JOIN sources s ON s.row = n.source_row \
             WHERE n.claims > 0 AND s.article_row IS NULL ORDER BY n.claims DESC, s.slug LIMIT $1",
        )
        .bind(most as i64)
        .fetch_all(&self.pool)
        .await?;
        let mut lines: Vec<QuotedLine> = Vec::new();
        for (row, slug, name, kind, known_by) in sources {
            let printed = self.claims_of_publishers(Some((Key::Source, row as u64))).await?;
            let claims = |publisher: &Publisher| {
                row_of(&publisher.slug).and_then(|row| printed.get(&row)).map_or(0, |claims| *claims as i64)
            };
            let source = Source { slug, name, kind, known_by };
            lines.push(QuotedLine { source, claims: publishers.iter().map(claims).collect() });
        }
        lines.retain(|line| line.claims.iter().any(|claims| *claims > 0));
        lines.sort_by_key(|line| (Reverse(line.claims.iter().sum::<i64>()), line.source.name.clone()));
        Ok(QuotedTable { publishers, lines })
    }
}

/// What the search index counts of a publisher's claims.
struct Printed {
    claims: i64,
    /// Those that nobody is found for.
    sourceless: i64,
    /// Those by who speaks for a state.
    official: i64,
    kinds: Vec<Counted<SourceKind>>,
    /// Sources that are not bound to one article: those that most claims have.
    sources: Counts,
    /// States' bodies.
    bodies: Counts,
}

/// Sources that a publisher's page lists.
const MOST_QUOTED: usize = 20;
const MOST_BODIES: usize = 12;
