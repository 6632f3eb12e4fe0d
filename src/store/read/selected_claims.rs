//! The claims that the home page opens with.

use sqlx::QueryBuilder;

use crate::domain::Claim;
use crate::store::read::claims::{CLAIM_COLUMNS, CLAIM_JOINS, ClaimFields};
use crate::store::{Store, StoreError, json};

/// Confidence from which on a claim is selected. Of the claims of a sample of news 38 % reach it; below, wrong speakers
/// ("Much") grow frequent.
const LEAST_CONFIDENCE: f64 = 0.9;

/// Articles that are looked at for each claim asked for: of some no claim is good enough.
const LOOKED_AT: usize = 8;

/// Claims selected from one article, where there are not enough articles for one each.
const OF_ONE_ARTICLE: i64 = 2;

/// A claim that may be selected, by its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
struct Candidate {
    row: i64,
    /// 1 for the best claim of its text.
    rank: i64,
}

/// One claim of each text, and a second one where there are too few texts; in the order given.
fn select(candidates: &[Candidate], most: usize) -> Vec<i64> {
    let texts = candidates.iter().filter(|candidate| candidate.rank == 1).count();
    let mut seconds = most.saturating_sub(texts);
    let mut selected = Vec::new();
    for candidate in candidates {
        let is_taken = candidate.rank == 1 || seconds > 0;
        if is_taken && selected.len() < most {
            selected.push(candidate.row);
            seconds -= usize::from(candidate.rank > 1);
        }
    }
    selected
}

impl Store {
    /// Dated claims of the newest articles, newest first: of each text the one that was read with the highest
    /// confidence, of a source that is known beyond one article. Printings of one text count as one.
    pub async fn selected_claims(&self, most: usize) -> Result<Vec<Claim>, StoreError> {
        let candidates: Vec<Candidate> = sqlx::query_as(
            "WITH newest AS (SELECT a.row, COALESCE(a.published_day, '') AS day FROM articles a \
               WHERE EXISTS (SELECT 1 FROM visible_claims c WHERE c.article_row = a.row AND c.confidence >= $1) \
               ORDER BY COALESCE(a.published_day, '') DESC, a.row DESC LIMIT $2), \
             ranked AS (SELECT c.row, n.day, c.article_row, c.place, ROW_NUMBER() OVER \
                 (PARTITION BY COALESCE(o.origin_row, c.article_row) ORDER BY c.confidence DESC, c.place, c.row) AS rank \
               FROM newest n JOIN visible_claims c ON c.article_row = n.row \
               LEFT JOIN article_origins o ON o.article_row = c.article_row \
               WHERE c.confidence >= $1 AND c.said_day IS NOT NULL AND EXISTS (SELECT 1 FROM claim_parties cp \
                 JOIN sources s ON s.row = cp.source_row AND s.article_row IS NULL \
                 WHERE cp.claim_row = c.row AND cp.role = 'source')) \
             SELECT row, rank FROM ranked WHERE rank <= $3 ORDER BY day DESC, article_row DESC, place, row",
        )
        .bind(LEAST_CONFIDENCE)
        .bind((most * LOOKED_AT) as i64)
        .bind(OF_ONE_ARTICLE)
        .fetch_all(&self.pool)
        .await?;
        let rows = select(&candidates, most);
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = QueryBuilder::new("SELECT ");
        query.push(CLAIM_COLUMNS).push(" FROM claims c").push(CLAIM_JOINS);
        query.push(" WHERE c.row IN (SELECT value FROM json_each(").push_bind(json(&rows)?).push("))");
        let mut fields: Vec<ClaimFields> = query.build_query_as().fetch_all(&self.pool).await?;
        fields.sort_by_key(|fields| rows.iter().position(|row| *row == fields.row));
        self.with_parties(fields).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_gives_one_claim_before_any_gives_two() {
        let candidates = [(1, 2), (2, 1), (3, 1), (4, 2), (5, 1)].map(|(row, rank)| Candidate { row, rank });
        assert_eq!(select(&candidates, 2), [2, 3]);
        assert_eq!(select(&candidates, 4), [1, 2, 3, 5]);
        assert_eq!(select(&candidates, 9), [1, 2, 3, 4, 5]);
        assert_eq!(select(&candidates, 0), [0; 0]);
    }
}
