//! What the collection holds, and who is quoted in its newest week, for the home page.

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use crate::domain::{KnownBy, Slug, Source, SourceKind};
use crate::store::read::counted::{Counted, Days};
use crate::store::read::sources::CountedSource;
use crate::store::{Store, StoreError, parsed_day};

/// The collection in numbers.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Overview {
    /// Articles that are not withdrawn.
    pub articles: i64,
    /// Those of them that no extractor has read yet in their current state.
    pub unread: i64,
    /// Claims listed.
    pub claims: i64,
    /// Sources that articles name.
    pub sources: i64,
    /// Those of them that are known in one article alone, by a last name or an office.
    pub sources_of_one_article: i64,
    /// Publishers with an article.
    pub publishers: i64,
    /// First and last publication day.
    pub published: Option<Days>,
    /// When the newest article was loaded (RFC 3339, UTC).
    pub loaded_at: Option<String>,
}

/// Two weeks by publication: the collection's newest, and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weeks {
    /// First and last day of the newest week; the last is the newest day of all.
    pub newest: Days,
    /// The seven days before.
    pub before: Days,
}

impl Weeks {
    /// The week that ends on a day, and the one before.
    pub fn until(last: Date) -> Self {
        let week = |days: Span| {
            let last = last.saturating_sub(days);
            Days { first: last.saturating_sub(6.days()), last }
        };
        Self { newest: week(0.days()), before: week(7.days()) }
    }
}

/// A source in the newest week.
#[derive(Debug, Clone, serde::Serialize)]
pub struct QuotedThen {
    /// Which.
    pub source: Source,
    /// Claims in articles of the newest week.
    pub newest: i64,
    /// Claims in those of the week before.
    pub before: i64,
}

impl Store {
    /// Counts the collection.
    pub async fn overview(&self) -> Result<Overview, StoreError> {
        let (articles, unread, publishers, first, last, loaded_at): (
            i64,
            i64,
            i64,
            Option<String>,
            Option<String>,
            Option<String>,
        ) =
            sqlx::query_as(
                "SELECT COUNT(*), COUNT(*) - COUNT(a.reading_row), COUNT(DISTINCT a.publisher_row), MIN(a.published_day), MAX(a.published_day), \
                 MAX(a.loaded_at) FROM visible_articles a",
            )
            .fetch_one(&self.pool)
            .await?;
        let claims = sqlx::query_scalar("SELECT COUNT(*) FROM visible_claims").fetch_one(&self.pool).await?;
        let sources = sqlx::query_scalar(
            "SELECT COUNT(*) FROM source_counts n JOIN sources s ON s.row = n.source_row \
             WHERE n.claims > 0 AND s.kind NOT IN ('unnamed', 'group')",
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(Overview {
            articles,
            unread,
            claims,
            sources,
            sources_of_one_article: self.sources_of_one_article().await?,
            publishers,
            published: Days::of_row(first, last)?,
            loaded_at,
        })
    }

    /// How many of the sources that articles name are known in one article alone. Facets of claims leave these out.
    pub async fn sources_of_one_article(&self) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar(
            "SELECT COUNT(*) FROM sources s JOIN source_counts n ON n.source_row = s.row \
             WHERE n.claims > 0 AND s.article_row IS NOT NULL AND s.kind NOT IN ('unnamed', 'group')",
        )
        .fetch_one(&self.pool)
        .await?)
    }

    /// Those quoted most of all, with the number of claims.
    pub async fn most_quoted(&self, most: i64) -> Result<Vec<Counted<Source>>, StoreError> {
        let quoted: Vec<CountedSource> = sqlx::query_as(
            "SELECT s.slug, s.name, s.kind, s.known_by, n.claims FROM source_counts n JOIN sources s ON s.row = n.source_row \
             WHERE n.claims > 0 AND s.article_row IS NULL ORDER BY n.claims DESC, s.name, s.slug LIMIT $1",
        )
        .bind(most)
        .fetch_all(&self.pool)
        .await?;
        Ok(quoted.into_iter().map(Counted::from).collect())
    }

    /// The collection's newest week by publication, and the one before; `None` where no claim has such a day.
    pub async fn weeks(&self) -> Result<Option<Weeks>, StoreError> {
        let last: Option<String> = sqlx::query_scalar("SELECT MAX(COALESCE(published_day, '')) FROM visible_claims")
            .fetch_one(&self.pool)
            .await?;
        Ok(parsed_day(last.as_deref().filter(|day| !day.is_empty()))?.map(Weeks::until))
    }

    /// Those quoted most in the newest week, with their claims in the week before.
    pub async fn quoted_in(&self, weeks: Weeks, most: i64) -> Result<Vec<QuotedThen>, StoreError> {
        let rows: Vec<(Slug, String, SourceKind, KnownBy, i64, i64)> = sqlx::query_as(
            "SELECT s.slug, s.name, s.kind, s.known_by, q.claims, \
               (SELECT COUNT(*) FROM source_claims b WHERE b.source_row = s.row AND b.is_via = 0 \
                AND b.published_day BETWEEN $3 AND $4) \
             FROM (SELECT source_row, COUNT(*) AS claims FROM source_claims \
               WHERE is_via = 0 AND published_day BETWEEN $1 AND $2 GROUP BY source_row) q \
             JOIN sources s ON s.row = q.source_row AND s.article_row IS NULL \
             ORDER BY q.claims DESC, s.name, s.slug LIMIT $5",
        )
        .bind(weeks.newest.first.to_string())
        .bind(weeks.newest.last.to_string())
        .bind(weeks.before.first.to_string())
        .bind(weeks.before.last.to_string())
        .bind(most)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows
            .into_iter()
            .map(|(slug, name, kind, known_by, newest, before)| QuotedThen {
                source: Source { slug, name, kind, known_by },
                newest,
                before,
            })
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_end_on_the_newest_day_and_do_not_overlap() {
        let weeks = Weeks::until(jiff::civil::date(2025, 3, 5));
        let day = |day: Date| day.to_string();
        assert_eq!((day(weeks.newest.first), day(weeks.newest.last)), ("2025-02-27".into(), "2025-03-05".into()));
        assert_eq!((day(weeks.before.first), day(weeks.before.last)), ("2025-02-20".into(), "2025-02-26".into()));
    }
}
