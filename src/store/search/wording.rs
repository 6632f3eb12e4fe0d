//! The contents of claims, for pages that show distinctive words.

use crate::domain::Slug;
use crate::index::{Question, Words};
use crate::relate::{Keyword, keywords};
use crate::store::search::filters::ClaimFilters;
use crate::store::{Days, Store, StoreError};

/// The most claims that are read for distinctive words, so that pages stay fast however much a source said. Pages name
/// this limit.
pub const SAMPLE: i64 = 500;

impl Store {
    /// The contents of a source's newest claims, at most [`SAMPLE`].
    pub async fn contents_of(&self, source: &Slug) -> Result<Vec<String>, StoreError> {
        Ok(sqlx::query_scalar(
            "SELECT c.content FROM (SELECT sc.claim_row FROM source_claims sc INDEXED BY source_claims_by_day \
               WHERE sc.source_row = (SELECT row FROM sources WHERE slug = $1) AND sc.is_via = 0 \
               ORDER BY sc.to_day DESC LIMIT $2) n JOIN claims c ON c.row = n.claim_row",
        )
        .bind(source)
        .bind(SAMPLE)
        .fetch_all(&self.pool)
        .await?)
    }

    /// The contents of claims published in a range of days, the newest first, at most [`SAMPLE`].
    pub async fn contents_in(&self, days: Days) -> Result<Vec<String>, StoreError> {
        Ok(sqlx::query_scalar(
            "SELECT content FROM claims WHERE is_listed = 1 AND COALESCE(published_day, '') BETWEEN $1 AND $2 \
             ORDER BY COALESCE(published_day, '') DESC, article_row, place LIMIT $3",
        )
        .bind(days.first.to_string())
        .bind(days.last.to_string())
        .bind(SAMPLE)
        .fetch_all(&self.pool)
        .await?)
    }

    /// The words that stand out in these texts against all claims, as [`keywords`] finds them.
    pub async fn keywords_of(
        &self,
        texts: Vec<String>,
        known: Vec<String>,
        most: usize,
    ) -> Result<Vec<Keyword>, StoreError> {
        let index = self.index().await?;
        self.on_a_thread(move || {
            let others = |word: &str| index.claims_with(word) as usize;
            Ok(keywords(&texts, others, index.total() as usize, &known, most))
        })
        .await
    }

    /// How many claims match, for each of these words together with the filters.
    pub async fn count_words(&self, filters: &ClaimFilters, words: &[&str]) -> Result<Vec<i64>, StoreError> {
        let question = self.question(filters, "").await?;
        let index = self.index().await?;
        let with = |word: &&str| {
            let typed = Words::Word((*word).to_owned());
            let words = match &question.words {
                Some(words) => Words::All(vec![words.clone(), typed]),
                None => typed,
            };
            Question { words: Some(words), conditions: question.conditions.clone() }
        };
        let questions: Vec<Question> = words.iter().map(with).collect();
        let counts = self.on_a_thread(move || Ok(index.totals(&questions)?)).await?;
        Ok(counts.into_iter().map(|count| count as i64).collect())
    }
}
