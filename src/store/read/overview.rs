//! What the collection holds, and who is quoted in its newest week, for the home page.

use std::collections::HashMap;

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use crate::domain::Source;
use crate::index::{Counts, Key};
use crate::store::read::counted::{Counted, Days};
use crate::store::read::sources::CountedSource;
use crate::store::search::filters::ClaimFilters;
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
        type Counts = (i64, i64, i64, Option<String>, Option<String>, Option<String>);
        let (articles, unread, publishers, first, last, loaded_at): Counts = sqlx::query_as(
            "SELECT (SELECT COUNT(*) FROM articles) - (SELECT COUNT(*) FROM withdrawn_articles), \
               (SELECT COUNT(*) FROM articles WHERE reading_row IS NULL) \
                 - (SELECT COUNT(*) FROM withdrawn_articles WHERE reading_row IS NULL), \
               (SELECT COUNT(*) FROM publishers p \
                WHERE EXISTS (SELECT 1 FROM visible_articles a WHERE a.publisher_row = p.row)), \
               (SELECT a.published_day FROM visible_articles a WHERE COALESCE(a.published_day, '') > '' \
                ORDER BY COALESCE(a.published_day, '') LIMIT 1), \
               (SELECT a.published_day FROM visible_articles a WHERE COALESCE(a.published_day, '') > '' \
                ORDER BY COALESCE(a.published_day, '') DESC LIMIT 1), \
               (SELECT a.loaded_at FROM visible_articles a ORDER BY a.row DESC LIMIT 1)",
        )
        .fetch_one(&self.pool)
        .await?;
        let sources =
            sqlx::query_scalar("SELECT SUM(sources) FROM source_totals WHERE kind NOT IN ('unnamed', 'group')")
                .fetch_one(&self.pool)
                .await?;
        Ok(Overview {
            articles,
            unread,
            claims: self.count(&ClaimFilters::default()).await?,
            sources,
            sources_of_one_article: self.sources_of_one_article().await?,
            publishers,
            published: Days::of_row(first, last)?,
            loaded_at,
        })
    }

    /// How many of the sources that articles name are known in one article alone. Facets of claims leave these out.
    pub async fn sources_of_one_article(&self) -> Result<i64, StoreError> {
        const OF_ONE: &str =
            "SELECT SUM(sources) FROM source_totals WHERE is_bound = 1 AND kind NOT IN ('unnamed', 'group')";
        Ok(sqlx::query_scalar(OF_ONE).fetch_one(&self.pool).await?)
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
    pub async fn quoted_in(&self, weeks: Weeks, most: usize) -> Result<Vec<QuotedThen>, StoreError> {
        let newest = self.quoted_between(weeks.newest).await?;
        let before: HashMap<u64, u64> = self.quoted_between(weeks.before).await?.iter().copied().collect();
        let quoted = self.most_of(&newest, None, most).await?;
        Ok(quoted
            .into_iter()
            .map(|(row, quoted)| QuotedThen {
                source: quoted.value,
                newest: quoted.count,
                before: before.get(&row).map_or(0, |claims| *claims as i64),
            })
            .collect())
    }

    /// The claims of each source in the articles of some days.
    async fn quoted_between(&self, days: Days) -> Result<Counts, StoreError> {
        let filters =
            ClaimFilters { published_from: Some(days.first), published_to: Some(days.last), ..ClaimFilters::default() };
        let found = self.find(self.question(&filters, "").await?).await?;
        self.on_a_thread(move || Ok(found.counts(Key::Source)?)).await
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
