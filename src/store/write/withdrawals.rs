//! Taking articles and claims out of view, and putting them back.

use std::collections::HashSet;

use sqlx::SqliteConnection;

use crate::domain::{ArticleId, ClaimId};
use crate::store::{Store, StoreError, now};

/// A withdrawal in force.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, sqlx::FromRow)]
pub struct Withdrawal {
    /// Why, as the operator put it.
    pub reason: String,
    /// When (RFC 3339, UTC).
    pub withdrawn_at: String,
}

/// What an operator may withdraw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Withdrawable {
    /// An article with all its claims.
    Article(ArticleId),
    /// One claim.
    Claim(ClaimId),
}

impl Withdrawable {
    fn parts(&self) -> (&'static str, &str) {
        match self {
            Self::Article(id) => ("article", id.as_str()),
            Self::Claim(id) => ("claim", id.as_str()),
        }
    }
}

/// The withdrawal in force of an article or claim.
pub(in crate::store) async fn in_force(
    connection: &mut SqliteConnection,
    id: &str,
) -> Result<Option<Withdrawal>, StoreError> {
    Ok(sqlx::query_as("SELECT reason, withdrawn_at FROM withdrawals WHERE target_id = $1 AND restored_at IS NULL")
        .bind(id)
        .fetch_optional(connection)
        .await?)
}

/// Brings `is_listed` of an article's claims in line with the view `claim_visibility`.
pub(in crate::store) async fn relist(connection: &mut SqliteConnection, article_row: i64) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE claims SET is_listed = (SELECT v.is_visible FROM claim_visibility v WHERE v.row = claims.row) \
         WHERE article_row = $1",
    )
    .bind(article_row)
    .execute(connection)
    .await?;
    Ok(())
}

/// The claims of an article, current or not, that a withdrawal holds back.
pub(in crate::store) async fn held_back(
    connection: &mut SqliteConnection,
    article: &ArticleId,
) -> Result<HashSet<ClaimId>, StoreError> {
    let held: Vec<ClaimId> = sqlx::query_scalar(
        "SELECT h.id FROM held_back_claims h WHERE h.article_row = (SELECT row FROM articles WHERE id = $1)",
    )
    .bind(article)
    .fetch_all(connection)
    .await?;
    Ok(held.into_iter().collect())
}

impl Store {
    /// Whether an id names an article or a claim here, or one that was withdrawn before the collection was imported; `None`
    /// when neither.
    pub async fn withdrawable(&self, id: &str) -> Result<Option<Withdrawable>, StoreError> {
        let targets = [id.parse().ok().map(Withdrawable::Article), id.parse().ok().map(Withdrawable::Claim)];
        for target in targets.into_iter().flatten() {
            let is_known = match &target {
                Withdrawable::Article(_) => {
                    "SELECT EXISTS (SELECT 1 FROM articles WHERE id = $1) \
                     OR EXISTS (SELECT 1 FROM withdrawals WHERE target = 'article' AND target_id = $1)"
                }
                Withdrawable::Claim(_) => {
                    "SELECT EXISTS (SELECT 1 FROM claims WHERE id = $1) \
                     OR EXISTS (SELECT 1 FROM withdrawals WHERE target = 'claim' AND target_id = $1)"
                }
            };
            if sqlx::query_scalar(is_known).bind(id).fetch_one(&self.pool).await? {
                return Ok(Some(target));
            }
        }
        Ok(None)
    }

    /// What is withdrawn now, the oldest first: ids with when and why.
    pub async fn withdrawn(&self) -> Result<Vec<(String, Withdrawal)>, StoreError> {
        let rows: Vec<(String, String, String)> = sqlx::query_as(
            "SELECT target_id, reason, withdrawn_at FROM withdrawals WHERE restored_at IS NULL ORDER BY withdrawn_at, row",
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(|(id, reason, withdrawn_at)| (id, Withdrawal { reason, withdrawn_at })).collect())
    }

    /// Withdraws an article or claim from pages, lists and search; false if it was withdrawn already.
    pub async fn withdraw(&self, target: &Withdrawable, reason: &str) -> Result<bool, StoreError> {
        let (kind, id) = target.parts();
        let mut transaction = self.write().await?;
        let done = sqlx::query(
            "INSERT INTO withdrawals (target, target_id, reason, withdrawn_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (target_id) WHERE restored_at IS NULL DO NOTHING",
        )
        .bind(kind)
        .bind(id)
        .bind(reason)
        .bind(now())
        .execute(&mut *transaction)
        .await?;
        relist_article_of(&mut transaction, id).await?;
        transaction.commit().await?;
        Ok(done.rows_affected() > 0)
    }

    /// Ends a withdrawal; false if there was none.
    pub async fn restore(&self, target: &Withdrawable) -> Result<bool, StoreError> {
        let (_, id) = target.parts();
        let mut transaction = self.write().await?;
        // A withdrawal is copied from a claim to its successors, so ending it ends it for the whole line of claims.
        let done = sqlx::query(
            "WITH RECURSIVE line (id) AS (SELECT $1 UNION \
               SELECT CASE WHEN c.id = line.id THEN c.successor_id ELSE c.id END FROM claims c, line \
               WHERE (c.id = line.id AND c.successor_id IS NOT NULL) OR c.successor_id = line.id) \
             UPDATE withdrawals SET restored_at = $2 WHERE restored_at IS NULL AND target_id IN (SELECT id FROM line)",
        )
        .bind(id)
        .bind(now())
        .execute(&mut *transaction)
        .await?;
        relist_article_of(&mut transaction, id).await?;
        transaction.commit().await?;
        Ok(done.rows_affected() > 0)
    }

    /// The withdrawal in force of an article.
    pub async fn article_withdrawal(&self, id: &ArticleId) -> Result<Option<Withdrawal>, StoreError> {
        in_force(&mut *self.pool.acquire().await?, id.as_str()).await
    }

    /// The withdrawal in force of a claim, of its article, of a claim that shares its words, or of one that took its
    /// place; also where it came into force before the collection was imported, without the claim.
    pub async fn claim_withdrawal(&self, id: &ClaimId) -> Result<Option<Withdrawal>, StoreError> {
        Ok(sqlx::query_as(
            "SELECT w.reason, w.withdrawn_at FROM claims c JOIN articles a ON a.row = c.article_row \
             JOIN withdrawals w ON w.restored_at IS NULL AND w.target_id = a.id WHERE c.id = $1 UNION ALL \
             SELECT h.reason, h.withdrawn_at FROM held_back_claims h WHERE h.id = $1 UNION ALL \
             SELECT w.reason, w.withdrawn_at FROM ( \
               WITH RECURSIVE later (id) AS (SELECT successor_id FROM claims WHERE id = $1 \
                 UNION SELECT c.successor_id FROM claims c JOIN later l ON c.id = l.id) SELECT id FROM later) l \
             JOIN withdrawals w ON w.restored_at IS NULL AND w.target_id = l.id UNION ALL \
             SELECT t.reason, t.withdrawn_at FROM withdrawn_claims t \
             WHERE t.id = $1 AND NOT EXISTS (SELECT 1 FROM claims c WHERE c.id = $1) LIMIT 1",
        )
        .bind(id)
        .fetch_optional(&self.pool)
        .await?)
    }

    /// The article in which a withdrawn claim stood; `None` where no claim ever had this id.
    pub async fn article_of_withdrawn(&self, id: &ClaimId) -> Result<Option<ArticleId>, StoreError> {
        Ok(sqlx::query_scalar(
            "SELECT a.id FROM claims c JOIN articles a ON a.row = c.article_row WHERE c.id = $1 UNION ALL \
             SELECT article_id FROM withdrawn_claims WHERE id = $1 LIMIT 1",
        )
        .bind(id)
        .fetch_optional(&self.pool)
        .await?)
    }
}

/// Relists the claims of an article, or of the article a claim stands in, where that is here.
async fn relist_article_of(connection: &mut SqliteConnection, id: &str) -> Result<(), StoreError> {
    let row: Option<i64> = sqlx::query_scalar(
        "SELECT row FROM articles WHERE id = $1 UNION ALL SELECT article_row FROM claims WHERE id = $1 LIMIT 1",
    )
    .bind(id)
    .fetch_optional(&mut *connection)
    .await?;
    // What was withdrawn before the collection was imported has no row here.
    let Some(row) = row else { return Ok(()) };
    sqlx::query("UPDATE articles SET revision = revision + 1 WHERE row = $1")
        .bind(row)
        .execute(&mut *connection)
        .await?;
    relist(connection, row).await
}
