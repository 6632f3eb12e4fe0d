//! What people decided about disputes.

use crate::domain::DisputeId;
use crate::store::write::decisions::{DECISION_COLUMNS, Decision, DecisionError};
use crate::store::{Store, StoreError, Withdrawal};

impl Store {
    /// Every decision about disputes, newest first; with an id, those about this dispute and the ones that lead to it.
    ///
    /// # Errors
    /// When there is no such dispute.
    pub async fn dispute_decisions(&self, id: Option<&DisputeId>) -> Result<Vec<Decision>, DecisionError> {
        let row: Option<i64> = match id {
            None => None,
            Some(id) => {
                let row = sqlx::query_scalar("SELECT row FROM disputes WHERE id = $1").bind(id);
                let row: Option<i64> = row.fetch_optional(&self.pool).await?;
                Some(row.ok_or_else(|| DecisionError::UnknownDispute(id.clone()))?)
            }
        };
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "SELECT {DECISION_COLUMNS} FROM decisions d WHERE d.dispute_id IS NOT NULL AND ($1 IS NULL OR EXISTS ( \
               SELECT 1 FROM disputes m WHERE m.id IN (d.dispute_id, d.other_id) AND (m.row = $1 OR m.merged_row = $1))) \
             ORDER BY d.row DESC"
        )))
        .bind(row)
        .fetch_all(&self.pool)
        .await?)
    }

    /// The decisions in force that its page tells of: about a dispute, and those that parted claims of it from another one.
    pub(super) async fn decisions_in_force_about(&self, dispute: i64) -> Result<Vec<Decision>, StoreError> {
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "SELECT {DECISION_COLUMNS} FROM decisions d WHERE d.undone_at IS NULL AND d.row IN ( \
               SELECT n.row FROM disputes p JOIN decisions n ON n.dispute_id = p.id WHERE p.row = $1 \
               UNION SELECT n.row FROM dispute_claims m JOIN claims c ON c.row = m.claim_row \
                 JOIN decision_claims h ON h.claim_id = c.id AND h.is_apart = 1 \
                 JOIN decisions n ON n.row = h.decision_row AND n.kind = 'part' WHERE m.dispute_row = $1) \
             ORDER BY d.row LIMIT 50"
        )))
        .bind(dispute)
        .fetch_all(&self.pool)
        .await?)
    }

    /// Why people closed a dispute, where they did.
    pub(super) async fn closing_of(&self, id: &DisputeId) -> Result<Option<Withdrawal>, StoreError> {
        Ok(sqlx::query_as("SELECT reason, closed_at AS withdrawn_at FROM closed_disputes WHERE id = $1")
            .bind(id)
            .fetch_optional(&self.pool)
            .await?)
    }
}
