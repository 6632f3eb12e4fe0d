//! Decisions about disputes: which are one, which claims are no part of one, what one is called, and which is none.
//!
//! A decision holds for the claims that the dispute has at that time, and for those that take their place. Gathering asks for what is
//! in force (`relations/decided.rs`), so that deciding and undoing are the same: the log is written, and the claims are gathered anew.

use sqlx::{Sqlite, SqliteConnection, Transaction};

use super::sources::tidy;
use super::{Decision, DecisionError, DecisionKind, NewDecision, Undone, decision, log};
use crate::domain::{ClaimId, DisputeId};
use crate::store::write::relations::decided::{Returned, touched_by};
use crate::store::write::relations::disputes::gather;
use crate::store::{Store, StoreError, json, now};

/// A dispute that has its own claims.
struct Standing {
    row: i64,
    id: DisputeId,
    members: Vec<Member>,
}

/// A claim of a dispute.
#[derive(sqlx::FromRow)]
struct Member {
    id: ClaimId,
    joined_at: String,
    is_listed: bool,
}

impl Store {
    /// Makes `other` one with the dispute `id`, which keeps its address; that of `other` leads there.
    ///
    /// # Errors
    /// When one is not there, is closed, or has no claims any more, both are one already, or people parted their claims.
    pub async fn join_disputes(
        &self,
        id: &DisputeId,
        other: &DisputeId,
        author: Option<&str>,
    ) -> Result<Decision, DecisionError> {
        let mut transaction = self.write().await?;
        let (kept, gone) = (standing(&mut transaction, id).await?, standing(&mut transaction, other).await?);
        if kept.row == gone.row {
            return Err(DecisionError::OneDispute(id.clone(), other.clone()));
        }
        if let Some(number) = parted_by(&mut transaction, kept.row, gone.row).await? {
            return Err(DecisionError::PartedBefore(kept.id, gone.id, number));
        }
        let new = NewDecision {
            dispute: Some(&kept.id),
            other_dispute: Some(&gone.id),
            ..NewDecision::of(DecisionKind::Join, gone.members.len() as i64, author)
        };
        let number = log(&mut transaction, new).await?;
        hold_for(&mut transaction, number, &kept.members, false).await?;
        hold_for(&mut transaction, number, &gone.members, true).await?;
        carried_out(transaction, number).await
    }

    /// Takes claims out of a dispute. They may be another one, where they disagree with each other or with other claims.
    ///
    /// # Errors
    /// When the dispute is not there, is closed, or has no claims any more, a claim does not belong to it, or all do.
    pub async fn part_dispute(
        &self,
        id: &DisputeId,
        claims: &[ClaimId],
        author: Option<&str>,
    ) -> Result<Decision, DecisionError> {
        let mut transaction = self.write().await?;
        let dispute = standing(&mut transaction, id).await?;
        for claim in claims {
            if !dispute.members.iter().any(|member| member.is_listed && member.id == *claim) {
                return Err(DecisionError::NotInDispute(claim.clone(), dispute.id));
            }
        }
        let (parted, left): (Vec<Member>, Vec<Member>) =
            dispute.members.into_iter().partition(|member| claims.contains(&member.id));
        if !left.iter().any(|member| member.is_listed) {
            return Err(DecisionError::WholeDispute(dispute.id));
        }
        let claims = parted.len() as i64;
        let new = NewDecision { dispute: Some(&dispute.id), ..NewDecision::of(DecisionKind::Part, claims, author) };
        let number = log(&mut transaction, new).await?;
        hold_for(&mut transaction, number, &left, false).await?;
        hold_for(&mut transaction, number, &parted, true).await?;
        carried_out(transaction, number).await
    }

    /// Gives a dispute a heading, or with `None` the one that the program finds in its claims.
    ///
    /// # Errors
    /// When the dispute is not there, is closed, or has no claims any more, has this heading already, or it is not usable.
    pub async fn head_dispute(
        &self,
        id: &DisputeId,
        heading: Option<&str>,
        author: Option<&str>,
    ) -> Result<Decision, DecisionError> {
        let heading = heading.map(tidy).transpose()?;
        let mut transaction = self.write().await?;
        let dispute = standing(&mut transaction, id).await?;
        let before: Option<Option<String>> = sqlx::query_scalar(
            "SELECT value_after FROM decisions WHERE dispute_id = $1 AND kind = 'heading' AND undone_at IS NULL \
             ORDER BY row DESC LIMIT 1",
        )
        .bind(&dispute.id)
        .fetch_optional(&mut *transaction)
        .await?;
        let before = before.flatten();
        if before == heading {
            return Err(DecisionError::HeadedSo(dispute.id));
        }
        let new = NewDecision {
            dispute: Some(&dispute.id),
            values: (before.as_deref(), heading.as_deref()),
            ..NewDecision::of(DecisionKind::Heading, dispute.members.len() as i64, author)
        };
        let number = log(&mut transaction, new).await?;
        hold_for(&mut transaction, number, &dispute.members, false).await?;
        carried_out(transaction, number).await
    }

    /// Says that a dispute is none. Its address tells why, and what its claims have against each other makes no dispute.
    ///
    /// # Errors
    /// When the dispute is not there, is closed already, or has no claims any more.
    pub async fn close_dispute(
        &self,
        id: &DisputeId,
        reason: &str,
        author: Option<&str>,
    ) -> Result<Decision, DecisionError> {
        let mut transaction = self.write().await?;
        let dispute = standing(&mut transaction, id).await?;
        let new = NewDecision {
            dispute: Some(&dispute.id),
            reason: Some(reason),
            ..NewDecision::of(DecisionKind::Close, dispute.members.len() as i64, author)
        };
        let number = log(&mut transaction, new).await?;
        hold_for(&mut transaction, number, &dispute.members, false).await?;
        carried_out(transaction, number).await
    }
}

/// The dispute that an address leads to.
async fn standing(connection: &mut SqliteConnection, id: &DisputeId) -> Result<Standing, DecisionError> {
    let mut id = id.clone();
    loop {
        let closed: Option<i64> = sqlx::query_scalar(
            "SELECT row FROM decisions WHERE dispute_id = $1 AND kind = 'close' AND undone_at IS NULL LIMIT 1",
        )
        .bind(&id)
        .fetch_optional(&mut *connection)
        .await?;
        if let Some(number) = closed {
            return Err(DecisionError::ClosedDispute(id, number));
        }
        let found: Option<(i64, Option<DisputeId>)> = sqlx::query_as(
            "SELECT d.row, m.id FROM disputes d LEFT JOIN disputes m ON m.row = d.merged_row WHERE d.id = $1",
        )
        .bind(&id)
        .fetch_optional(&mut *connection)
        .await?;
        match found {
            None => return Err(DecisionError::UnknownDispute(id)),
            Some((_, Some(other))) => id = other,
            Some((row, None)) => {
                let members: Vec<Member> = sqlx::query_as(
                    "SELECT c.id, m.joined_at, c.is_listed FROM dispute_claims m JOIN claims c ON c.row = m.claim_row \
                     WHERE m.dispute_row = $1 ORDER BY m.place",
                )
                .bind(row)
                .fetch_all(connection)
                .await?;
                let is_seen = members.iter().filter(|member| member.is_listed).count() > 1;
                return if is_seen {
                    Ok(Standing { row, id, members })
                } else {
                    Err(DecisionError::SettledDispute(id))
                };
            }
        }
    }
}

/// The newest decision in force that keeps a claim of one dispute from one of another.
async fn parted_by(connection: &mut SqliteConnection, one: i64, other: i64) -> Result<Option<i64>, DecisionError> {
    Ok(sqlx::query_scalar(
        "SELECT MAX(d.row) FROM dispute_claims m JOIN claims c ON c.row = m.claim_row \
         JOIN decision_claims h ON h.claim_id = c.id \
         JOIN decisions d ON d.row = h.decision_row AND d.kind = 'part' AND d.undone_at IS NULL \
         JOIN decision_claims g ON g.decision_row = d.row AND g.is_apart <> h.is_apart \
         JOIN claims o ON o.id = g.claim_id JOIN dispute_claims n ON n.claim_row = o.row AND n.dispute_row = $2 \
         WHERE m.dispute_row = $1",
    )
    .bind(one)
    .bind(other)
    .fetch_one(connection)
    .await?)
}

async fn hold_for(
    connection: &mut SqliteConnection,
    number: i64,
    members: &[Member],
    is_apart: bool,
) -> Result<(), DecisionError> {
    let members: Vec<(&ClaimId, &str)> = members.iter().map(|member| (&member.id, member.joined_at.as_str())).collect();
    sqlx::query(
        "INSERT INTO decision_claims (claim_id, decision_row, is_apart, joined_at) \
         SELECT j.value ->> 0, $2, $3, j.value ->> 1 FROM json_each($1) j",
    )
    .bind(json(&members)?)
    .bind(number)
    .bind(is_apart)
    .execute(connection)
    .await?;
    Ok(())
}

/// Gathers the claims of a decision that was just logged, and commits it.
async fn carried_out(mut transaction: Transaction<'_, Sqlite>, number: i64) -> Result<Decision, DecisionError> {
    gather_anew(&mut transaction, number, &Returned::new()).await?;
    let decision = decision(&mut transaction, number).await?;
    transaction.commit().await?;
    Ok(decision)
}

async fn gather_anew(
    transaction: &mut Transaction<'_, Sqlite>,
    number: i64,
    returned: &Returned,
) -> Result<(), StoreError> {
    let touched = touched_by(transaction, number).await?;
    let related_to: i64 = sqlx::query_scalar("SELECT number FROM relating").fetch_one(&mut **transaction).await?;
    gather(transaction, &touched, returned, related_to, &now()).await
}

/// Undoes a decision that the log marks as undone.
pub(super) async fn undo(transaction: &mut Transaction<'_, Sqlite>, undone: &Undone) -> Result<(), DecisionError> {
    // What went, was parted or was closed goes back to the dispute it belonged to, and what stayed stays.
    let returned: Vec<(i64, i64, Option<String>)> = sqlx::query_as(
        "SELECT c.row, p.row, h.joined_at FROM decisions d JOIN decision_claims h ON h.decision_row = d.row \
         JOIN claims c ON c.id = h.claim_id JOIN disputes p ON p.id = COALESCE(d.other_id, d.dispute_id) \
         WHERE d.row = $1 AND (d.kind = 'close' OR d.kind IN ('join', 'part') AND h.is_apart = 1)",
    )
    .bind(undone.row)
    .fetch_all(&mut **transaction)
    .await?;
    let returned = returned.into_iter().map(|(claim, dispute, since)| (claim, (dispute, since))).collect();
    Ok(gather_anew(transaction, undone.row, &returned).await?)
}
