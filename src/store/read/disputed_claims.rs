//! What of a publisher's claims is in dispute, and whether it printed both sides.

use serde::Serialize;

use crate::domain::Slug;
use crate::store::{Store, StoreError};

/// What of a publisher's claims is in dispute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, sqlx::FromRow)]
pub struct PrintedDisputes {
    /// Its claims that belong to disputes.
    pub claims: i64,
    /// Disputes in which it printed what others deny.
    pub denied: i64,
    /// Those of them in which it printed a denial as well.
    pub with_denial: i64,
    /// Disputes in which it printed a figure that has a rival.
    pub figures: i64,
    /// Those of them in which it printed the rival as well.
    pub with_rival: i64,
}

impl Store {
    /// What of the claims that a publisher printed is in dispute.
    pub async fn printed_disputes(&self, publisher: &Slug) -> Result<PrintedDisputes, StoreError> {
        // From the few claims of disputes to all else, in this order: SQLite would go through all claims. Most of what
        // disagrees stands in a dispute, which knows whether it is listed; the claims themselves lie all over the file.
        Ok(sqlx::query_as(
            "WITH own AS MATERIALIZED (SELECT m.claim_row, m.dispute_row FROM publishers p \
                 CROSS JOIN dispute_claims m ON m.publisher_row = p.row AND m.is_listed = 1 \
                 CROSS JOIN disputes d ON d.row = m.dispute_row AND d.claims > 0 AND d.id NOT IN (SELECT id FROM closed_disputes) \
                 WHERE p.slug = $1), \
               answers AS MATERIALIZED (SELECT o.dispute_row, r.kind, \
                   EXISTS (SELECT 1 FROM own p WHERE p.claim_row = r.first_row) AS is_printed FROM own o \
                 CROSS JOIN claim_relations r INDEXED BY claim_disagreements_by_second \
                   ON r.second_row = o.claim_row AND r.is_disagreement = 1 \
                 WHERE COALESCE((SELECT m.is_listed FROM dispute_claims m WHERE m.claim_row = r.first_row), \
                   EXISTS (SELECT 1 FROM visible_claims x WHERE x.row = r.first_row)) \
                 UNION ALL SELECT o.dispute_row, r.kind, EXISTS (SELECT 1 FROM own p WHERE p.claim_row = r.second_row) FROM own o \
                 CROSS JOIN claim_relations r INDEXED BY claim_disagreements \
                   ON r.first_row = o.claim_row AND r.is_disagreement = 1 AND r.kind = 'rival_figures' \
                 WHERE COALESCE((SELECT m.is_listed FROM dispute_claims m WHERE m.claim_row = r.second_row), \
                   EXISTS (SELECT 1 FROM visible_claims y WHERE y.row = r.second_row))) \
             SELECT (SELECT COUNT(*) FROM own) AS claims, \
               COUNT(DISTINCT CASE WHEN kind = 'denies' THEN dispute_row END) AS denied, \
               COUNT(DISTINCT CASE WHEN kind = 'denies' AND is_printed THEN dispute_row END) AS with_denial, \
               COUNT(DISTINCT CASE WHEN kind = 'rival_figures' THEN dispute_row END) AS figures, \
               COUNT(DISTINCT CASE WHEN kind = 'rival_figures' AND is_printed THEN dispute_row END) AS with_rival FROM answers",
        )
        .bind(publisher)
        .fetch_one(&self.pool)
        .await?)
    }
}
