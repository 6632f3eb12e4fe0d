//! Outlets: known by name or by the host they print at.

use sqlx::{Sqlite, Transaction};

use super::{Store, StoreError};
use crate::domain::{NewArticle, Publisher, Slug, Source, SourceKind, fold_name, publisher_key};

/// A publisher in a list.
#[derive(Debug, Clone)]
pub struct PublisherRow {
    /// Which.
    pub publisher: Publisher,
    /// Articles loaded.
    pub articles: i64,
    /// Claims listed.
    pub claims: i64,
}

/// What a publisher's page shows.
#[derive(Debug, Clone)]
pub struct PublisherDetail {
    /// Which, with its counts.
    pub row: PublisherRow,
    /// First and last publication day of its articles.
    pub days: Option<(String, String)>,
    /// Claims of sources without a name.
    pub unnamed: i64,
    /// Those it quotes most, with the number of claims.
    pub quoted: Vec<(Source, i64)>,
    /// The source of the same outlet, where it is quoted itself.
    pub as_source: Option<Source>,
}

impl Store {
    /// Every publisher with something to show, most claims first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn publishers(&self) -> Result<Vec<PublisherRow>, StoreError> {
        let rows: Vec<(Slug, String, i64, i64)> = sqlx::query_as(
            "SELECT p.slug, p.name, \
               (SELECT COUNT(*) FROM articles a WHERE a.publisher_row = p.row AND NOT EXISTS \
                 (SELECT 1 FROM withdrawals w WHERE w.target_id = a.id AND w.restored_at IS NULL)) AS articles, \
               (SELECT COUNT(*) FROM claims c WHERE c.publisher_row = p.row AND c.is_listed = 1) AS claims \
             FROM publishers p ORDER BY claims DESC, p.name",
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows
            .into_iter()
            .filter(|row| row.2 > 0)
            .map(|(slug, name, articles, claims)| PublisherRow {
                publisher: Publisher { slug, name },
                articles,
                claims,
            })
            .collect())
    }

    /// A publisher's name; `None` when no article of such a publisher is to be seen.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn publisher_name(&self, slug: &Slug) -> Result<Option<String>, StoreError> {
        Ok(sqlx::query_scalar(
            "SELECT p.name FROM publishers p WHERE p.slug = $1 AND EXISTS (SELECT 1 FROM articles a \
             WHERE a.publisher_row = p.row AND NOT EXISTS \
               (SELECT 1 FROM withdrawals w WHERE w.target_id = a.id AND w.restored_at IS NULL))",
        )
        .bind(slug)
        .fetch_optional(&self.pool)
        .await?)
    }

    /// One publisher's page; `None` when no article of such a publisher is to be seen.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn publisher(&self, slug: &Slug) -> Result<Option<PublisherDetail>, StoreError> {
        let Some(row) = self.publishers().await?.into_iter().find(|row| row.publisher.slug == *slug) else {
            return Ok(None);
        };
        let days: (Option<String>, Option<String>) = sqlx::query_as(
            "SELECT MIN(a.published_day), MAX(a.published_day) FROM articles a \
             JOIN publishers p ON p.row = a.publisher_row WHERE p.slug = $1 AND NOT EXISTS \
             (SELECT 1 FROM withdrawals w WHERE w.target_id = a.id AND w.restored_at IS NULL)",
        )
        .bind(slug)
        .fetch_one(&self.pool)
        .await?;
        let unnamed: i64 = sqlx::query_scalar(
            "SELECT COUNT(DISTINCT c.row) FROM claims c JOIN publishers p ON p.row = c.publisher_row \
             JOIN claim_parties cp ON cp.claim_row = c.row AND cp.role <> 'via' \
             JOIN sources s ON s.row = cp.source_row \
             WHERE p.slug = $1 AND c.is_listed = 1 AND s.kind = 'unnamed'",
        )
        .bind(slug)
        .fetch_one(&self.pool)
        .await?;
        let quoted = sqlx::query_as::<_, super::sources::CountedSource>(
            "SELECT s.slug, s.name, s.kind, s.known_by, COUNT(*) AS claims FROM claims c \
             JOIN publishers p ON p.row = c.publisher_row \
             JOIN claim_parties cp ON cp.claim_row = c.row AND cp.role IN ('source', 'other') \
             JOIN sources s ON s.row = cp.source_row \
             WHERE p.slug = $1 AND c.is_listed = 1 AND s.article_row IS NULL \
             GROUP BY s.row ORDER BY claims DESC, s.name LIMIT 20",
        )
        .bind(slug)
        .fetch_all(&self.pool)
        .await?;
        let as_source = sqlx::query_as::<_, super::sources::CountedSource>(
            "SELECT s.slug, s.name, s.kind, s.known_by, COUNT(*) AS claims FROM publishers p \
             JOIN sources m ON m.kind = $2 AND m.article_row IS NULL AND (m.name_key = p.name_key OR EXISTS \
               (SELECT 1 FROM source_aliases sa WHERE sa.source_row = m.row AND m.known_by = 'registry' \
                AND (sa.alias_key = p.name_key OR sa.alias IN \
                  (SELECT h.host FROM publisher_hosts h WHERE h.publisher_row = p.row)))) \
             JOIN sources s ON s.row = COALESCE(m.shown_row, m.row) \
             JOIN claim_parties cp ON cp.source_row = s.row JOIN claims c ON c.row = cp.claim_row AND c.is_listed = 1 \
             WHERE p.slug = $1 GROUP BY s.row ORDER BY MIN(p.name_key <> m.name_key), s.slug LIMIT 1",
        )
        .bind(slug)
        .bind(SourceKind::Media)
        .fetch_optional(&self.pool)
        .await?;
        Ok(Some(PublisherDetail {
            row,
            days: days.0.zip(days.1),
            unnamed,
            quoted: quoted.into_iter().map(super::sources::CountedSource::split).collect(),
            as_source: as_source.map(|counted| counted.split().0),
        }))
    }
}

/// The row of an article's publisher: by its name, else by its host; `None` for an article with neither.
pub(super) async fn find_or_insert(
    transaction: &mut Transaction<'_, Sqlite>,
    article: &NewArticle,
) -> Result<Option<i64>, StoreError> {
    let host = article.address().map(|address| address.host().to_owned());
    if article.publisher.is_none()
        && let Some(host) = &host
    {
        let by_host = sqlx::query_scalar("SELECT publisher_row FROM publisher_hosts WHERE host = $1")
            .bind(host)
            .fetch_optional(&mut **transaction)
            .await?;
        if by_host.is_some() {
            return Ok(by_host);
        }
    }
    let Some(name) = article.publisher_name() else { return Ok(None) };
    let key = match publisher_key(&name) {
        key if key.is_empty() => fold_name(&format!("publisher {}", article.id())),
        key => key,
    };
    let by_name: Option<i64> = sqlx::query_scalar("SELECT row FROM publishers WHERE name_key = $1")
        .bind(&key)
        .fetch_optional(&mut **transaction)
        .await?;
    let row = match (by_name, adoptable(transaction, host.as_deref()).await?) {
        (Some(row), _) => row,
        // Known by its host alone until now: it keeps its address and gets its name.
        (None, Some(row)) => {
            sqlx::query("UPDATE publishers SET name = $2, name_key = $3 WHERE row = $1")
                .bind(row)
                .bind(&name)
                .bind(&key)
                .execute(&mut **transaction)
                .await?;
            row
        }
        (None, None) => insert(transaction, &name, &key, article).await?,
    };
    if let Some(host) = host {
        sqlx::query("INSERT INTO publisher_hosts (host, publisher_row) VALUES ($1, $2) ON CONFLICT (host) DO NOTHING")
            .bind(host)
            .bind(row)
            .execute(&mut **transaction)
            .await?;
    }
    Ok(Some(row))
}

/// A publisher that goes by nothing but this host.
async fn adoptable(transaction: &mut Transaction<'_, Sqlite>, host: Option<&str>) -> Result<Option<i64>, StoreError> {
    Ok(sqlx::query_scalar(
        "SELECT p.row FROM publishers p JOIN publisher_hosts h ON h.publisher_row = p.row \
         WHERE h.host = $1 AND p.name = h.host",
    )
    .bind(host)
    .fetch_optional(&mut **transaction)
    .await?)
}

async fn insert(
    transaction: &mut Transaction<'_, Sqlite>,
    name: &str,
    key: &str,
    article: &NewArticle,
) -> Result<i64, StoreError> {
    let base = Slug::of(key);
    for slug in [base.clone(), base.with(&article.id().as_str()[..4]), base.with(article.id().as_str())] {
        let row: Option<i64> = sqlx::query_scalar(
            "INSERT INTO publishers (slug, name, name_key) VALUES ($1, $2, $3) ON CONFLICT (slug) DO NOTHING \
             RETURNING row",
        )
        .bind(&slug)
        .bind(name)
        .bind(key)
        .fetch_optional(&mut **transaction)
        .await?;
        if let Some(row) = row {
            return Ok(row);
        }
    }
    Err(StoreError::Unexpected(format!("no free address for the publisher {name:?}")))
}
