//! Claims that somebody chose one by one, by their addresses.

use serde::Serialize;
use sqlx::QueryBuilder;

use crate::domain::{Claim, ClaimId};
use crate::store::read::claims::{CLAIM_COLUMNS, CLAIM_JOINS, ClaimFields};
use crate::store::{Store, StoreError, Withdrawal, json};

/// What an address of a claim leads to.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChosenClaim {
    /// The claim, whether or not lists show it.
    Here(Box<Claim>),
    /// An operator took it out of view.
    Withdrawn(ClaimId, Withdrawal),
    /// No claim ever had this id.
    Unknown(ClaimId),
}

impl Store {
    /// The claims with these ids, in this order.
    pub async fn chosen_claims(&self, ids: &[ClaimId]) -> Result<Vec<ChosenClaim>, StoreError> {
        let mut query = QueryBuilder::new("SELECT ");
        query.push(CLAIM_COLUMNS).push(" FROM json_each(").push_bind(json(&ids)?);
        query.push(") j JOIN claims c ON c.id = j.value").push(CLAIM_JOINS).push(" ORDER BY j.key");
        let fields: Vec<ClaimFields> = query.build_query_as().fetch_all(&self.pool).await?;
        let found = self.with_parties(fields).await?;
        let mut chosen = Vec::with_capacity(ids.len());
        for id in ids {
            chosen.push(match found.iter().find(|claim| claim.id == *id) {
                None => ChosenClaim::Unknown(id.clone()),
                Some(claim) => match self.claim_withdrawal(id).await? {
                    Some(withdrawal) => ChosenClaim::Withdrawn(id.clone(), withdrawal),
                    None => ChosenClaim::Here(Box::new(claim.clone())),
                },
            });
        }
        Ok(chosen)
    }

    /// Those of these claims that the newest reading of their article does not yield.
    pub async fn retired_among(&self, claims: &[Claim]) -> Result<Vec<ClaimId>, StoreError> {
        let ids: Vec<&ClaimId> = claims.iter().map(|claim| &claim.id).collect();
        Ok(sqlx::query_scalar(
            "SELECT c.id FROM json_each($1) j JOIN claims c ON c.id = j.value WHERE c.is_current = 0 ORDER BY j.key",
        )
        .bind(json(&ids)?)
        .fetch_all(&self.pool)
        .await?)
    }
}
