//! Single disputes, and those of a list with the claims that stand for them.

use std::collections::HashMap;

use jiff::civil::Date;
use serde::Serialize;

use crate::domain::{Claim, ClaimId, DisputeId};
use crate::relate::RelationKind;
use crate::store::read::relations::{ClaimRelation, RELATION_COLUMNS, RelationFields};
use crate::store::read::statements;
use crate::store::{Decision, Store, StoreError, Withdrawal, json, parsed_day};

/// A dispute in a list.
#[derive(Debug, Clone, Serialize)]
pub struct Dispute {
    /// Its id.
    pub id: DisputeId,
    /// What it is about, in the words of a person, where one gave it a heading.
    pub question: Option<String>,
    /// What is said, by the claim that most others do not agree with.
    pub claim: Claim,
    /// What is said against it, most surely.
    pub against: Claim,
    /// How the two stand to each other.
    pub relation: ClaimRelation,
    /// Its claims.
    pub claims: i64,
    /// Those who made them.
    pub sources: i64,
    /// Those who printed them.
    pub publishers: i64,
    /// The day of its first claim.
    pub first_day: Option<Date>,
    /// The day of its newest claim.
    pub last_day: Option<Date>,
    /// Pairs of rival figures.
    pub figures: i64,
    /// Pairs of a denial and what it denies.
    pub denials: i64,
    /// Pairs of statements that cannot both be right.
    pub oppositions: i64,
    /// When the program found it (RFC 3339, UTC).
    pub found_at: String,
    /// When a claim last joined or left (RFC 3339, UTC).
    pub changed_at: String,
}

/// A claim of a dispute.
#[derive(Debug, Clone, Serialize)]
pub struct DisputeClaim {
    /// The claim.
    pub claim: Claim,
    /// Since when it belongs to the dispute (RFC 3339, UTC); `None` where it does not, and only counts the same thing.
    pub joined_at: Option<String>,
    /// The statement that it reports, by number: claims that repeat each other report one.
    pub statement: usize,
    /// Claims outside of the dispute that say the same.
    pub said_again: i64,
}

/// A dispute with everything its page shows.
#[derive(Debug, Clone, Serialize)]
pub struct DisputeDetail {
    /// What lists tell of it.
    #[serde(flatten)]
    pub dispute: Dispute,
    /// Its claims, in the order in which they were said, and those whose figures count the same and can be right beside them.
    pub members: Vec<DisputeClaim>,
    /// How they stand to each other.
    pub relations: Vec<ClaimRelation>,
    /// What people decided about it that is in force, in the order in which they did.
    pub decisions: Vec<Decision>,
}

/// What the address of a dispute leads to.
#[derive(Debug, Clone)]
pub enum DisputeLookup {
    /// The dispute.
    Here(Box<DisputeDetail>),
    /// Another one has its claims now.
    Merged(DisputeId),
    /// A person closed it: it is none.
    Closed(Withdrawal),
    /// Its claims agree by now, or are no longer to be seen.
    Settled,
    /// There never was one.
    Unknown,
}

/// A dispute as it is stored.
#[derive(sqlx::FromRow)]
pub(super) struct DisputeFields {
    row: i64,
    id: DisputeId,
    question: Option<String>,
    claims: i64,
    sources: i64,
    publishers: i64,
    first_day: Option<String>,
    last_day: Option<String>,
    figures: i64,
    denials: i64,
    oppositions: i64,
    found_at: String,
    changed_at: String,
}

/// The relation that shows a dispute best.
#[derive(sqlx::FromRow)]
struct ClearestFields {
    #[sqlx(flatten)]
    relation: RelationFields,
    second_row: i64,
    /// True where its first claim was said no later than its second.
    is_first: bool,
}

/// The columns of [`DisputeFields`], from `disputes d`.
pub(super) const DISPUTE_COLUMNS: &str = "d.row, d.id, (SELECT n.value_after FROM decisions n WHERE n.dispute_id = d.id \
       AND n.kind = 'heading' AND n.undone_at IS NULL ORDER BY n.row DESC LIMIT 1) AS question, \
     d.claims, d.sources, d.publishers, d.first_day, d.last_day, d.figures, d.denials, d.oppositions, d.found_at, d.changed_at";

/// True of a claim `c` that no dispute has, and that nobody parted from the one of `m`.
const IS_BESIDE: &str = "NOT EXISTS (SELECT 1 FROM dispute_claims o JOIN disputes e ON e.row = o.dispute_row \
       WHERE o.claim_row = c.row AND e.id NOT IN (SELECT id FROM closed_disputes)) \
     AND NOT EXISTS (SELECT 1 FROM decision_claims h JOIN decisions n ON n.row = h.decision_row AND n.kind = 'part' \
       AND n.undone_at IS NULL JOIN disputes e ON e.id = n.dispute_id \
       WHERE h.claim_id = c.id AND h.is_apart = 1 AND e.row = m.dispute_row)";

impl Store {
    /// Disputes with the two claims that stand for each.
    pub(super) async fn with_claims(&self, disputes: Vec<DisputeFields>) -> Result<Vec<Dispute>, StoreError> {
        let mut pairs = Vec::with_capacity(disputes.len());
        for dispute in disputes {
            if let Some(pair) = self.clearest(dispute.row).await? {
                pairs.push((dispute, pair));
            }
        }
        let rows: Vec<Option<i64>> =
            pairs.iter().flat_map(|(_, (first, second, _))| [Some(*first), Some(*second)]).collect();
        let mut claims = self.claims_in_rows(&rows).await?;
        let mut listed = Vec::with_capacity(pairs.len());
        for (fields, (_, _, relation)) in pairs {
            if let (Some(claim), Some(against)) = (claims.next().flatten(), claims.next().flatten()) {
                listed.push(fields.dispute(claim, against, relation)?);
            }
        }
        Ok(listed)
    }

    /// The two visible claims that show a dispute best: the one that most others do not agree with, and what is said against it
    /// most surely. What a denial denies comes before it, and else the earlier before the later.
    async fn clearest(&self, dispute: i64) -> Result<Option<(i64, i64, ClaimRelation)>, StoreError> {
        let found: Option<ClearestFields> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "SELECT {RELATION_COLUMNS}, x.row AS other_row, y.row AS second_row, \
               COALESCE(COALESCE(x.said_day, x.published_day) <= COALESCE(y.said_day, y.published_day), 0) AS is_first \
             FROM dispute_claims m JOIN claim_relations r ON r.first_row = m.claim_row AND r.is_disagreement = 1 \
             JOIN dispute_claims n ON n.claim_row = r.second_row AND n.dispute_row = m.dispute_row \
             JOIN visible_claims x ON x.row = m.claim_row JOIN visible_claims y ON y.row = n.claim_row \
             WHERE m.dispute_row = $1 ORDER BY MIN(m.place, n.place) / 3, r.score DESC, \
               LENGTH(x.content) + LENGTH(y.content), r.first_row, r.second_row LIMIT 1"
        )))
        .bind(dispute)
        .fetch_optional(&self.pool)
        .await?;
        Ok(found.map(|ClearestFields { relation, second_row: second, is_first }| {
            let first = relation.other_row;
            let relation = relation.relation();
            let in_order = relation.kind != RelationKind::Denies && is_first;
            if in_order { (first, second, relation) } else { (second, first, relation) }
        }))
    }

    /// What the address of a dispute leads to.
    pub async fn dispute(&self, id: &DisputeId) -> Result<DisputeLookup, StoreError> {
        if let Some(closing) = self.closing_of(id).await? {
            return Ok(DisputeLookup::Closed(closing));
        }
        let found: Option<(i64, Option<DisputeId>)> = sqlx::query_as(
            "SELECT d.row, m.id FROM disputes d LEFT JOIN disputes m ON m.row = d.merged_row WHERE d.id = $1",
        )
        .bind(id)
        .fetch_optional(&self.pool)
        .await?;
        let row = match found {
            None => return Ok(DisputeLookup::Unknown),
            Some((_, Some(other))) => return Ok(DisputeLookup::Merged(other)),
            Some((row, None)) => row,
        };
        let fields =
            sqlx::query_as(sqlx::AssertSqlSafe(format!("SELECT {DISPUTE_COLUMNS} FROM disputes d WHERE d.row = $1")))
                .bind(row)
                .fetch_all(&self.pool)
                .await?;
        let Some(dispute) = self.with_claims(fields).await?.pop() else { return Ok(DisputeLookup::Settled) };
        let members: Vec<(i64, Option<String>)> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "SELECT c.row, m.joined_at FROM dispute_claims m JOIN visible_claims c ON c.row = m.claim_row \
               WHERE m.dispute_row = $1 \
             UNION SELECT c.row, NULL FROM dispute_claims m JOIN claim_relations r ON r.first_row = m.claim_row \
               JOIN visible_claims c ON c.row = r.second_row \
               WHERE m.dispute_row = $1 AND r.kind = 'compatible_figures' AND {IS_BESIDE} \
             UNION SELECT c.row, NULL FROM dispute_claims m JOIN claim_relations r ON r.second_row = m.claim_row \
               JOIN visible_claims c ON c.row = r.first_row \
               WHERE m.dispute_row = $1 AND r.kind = 'compatible_figures' AND {IS_BESIDE}"
        )))
        .bind(row)
        .fetch_all(&self.pool)
        .await?;
        let rows: Vec<i64> = members.iter().map(|(row, _)| *row).collect();
        let list = json(&rows)?;
        let relations: Vec<RelationFields> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "SELECT {RELATION_COLUMNS}, x.row AS other_row FROM json_each($1) j \
             JOIN claim_relations r ON r.first_row = j.value JOIN claims x ON x.row = r.first_row \
             JOIN claims y ON y.row = r.second_row WHERE +r.second_row IN (SELECT value FROM json_each($1)) \
             ORDER BY r.kind, r.score DESC"
        )))
        .bind(&list)
        .fetch_all(&self.pool)
        .await?;
        let relations: Vec<ClaimRelation> = relations.into_iter().map(RelationFields::relation).collect();
        let said_again: HashMap<i64, i64> = sqlx::query_as(
            "SELECT j.value, (SELECT COUNT(*) FROM claim_relations r JOIN visible_claims c ON c.row = r.second_row \
                 WHERE r.first_row = j.value AND r.kind IN ('repeats', 'echoes') \
                   AND r.second_row NOT IN (SELECT value FROM json_each($1))) \
               + (SELECT COUNT(*) FROM claim_relations r JOIN visible_claims c ON c.row = r.first_row \
                 WHERE r.second_row = j.value AND r.kind IN ('repeats', 'echoes') \
                   AND r.first_row NOT IN (SELECT value FROM json_each($1))) FROM json_each($1) j",
        )
        .bind(&list)
        .fetch_all(&self.pool)
        .await?
        .into_iter()
        .collect();
        let keys: Vec<Option<i64>> = rows.iter().copied().map(Some).collect();
        let claims = self.claims_in_rows(&keys).await?;
        let found = members.into_iter().zip(claims);
        let mut members: Vec<DisputeClaim> = found
            .filter_map(|((row, joined_at), claim)| {
                let said_again = said_again.get(&row).copied().unwrap_or_default();
                Some(DisputeClaim { claim: claim?, joined_at, statement: 0, said_again })
            })
            .collect();
        members.sort_by(|x, y| (x.claim.day(), &x.claim.id).cmp(&(y.claim.day(), &y.claim.id)));
        let ids: Vec<&ClaimId> = members.iter().map(|member| &member.claim.id).collect();
        let numbers = statements::numbers(&ids, &relations);
        members.iter_mut().zip(numbers).for_each(|(member, number)| member.statement = number);
        let decisions = self.decisions_in_force_about(row).await?;
        Ok(DisputeLookup::Here(Box::new(DisputeDetail { dispute, members, relations, decisions })))
    }

    /// The dispute that a claim belongs to, and how many other claims that has.
    pub async fn dispute_of(&self, claim: &ClaimId) -> Result<Option<(DisputeId, i64)>, StoreError> {
        Ok(sqlx::query_as(
            "SELECT d.id, d.claims - 1 FROM visible_claims c JOIN dispute_claims m ON m.claim_row = c.row \
             JOIN disputes d ON d.row = m.dispute_row AND d.id NOT IN (SELECT id FROM closed_disputes) \
             WHERE c.id = $1 AND EXISTS (SELECT 1 FROM dispute_claims n JOIN visible_claims o ON o.row = n.claim_row \
               WHERE n.dispute_row = d.row AND n.claim_row <> m.claim_row)",
        )
        .bind(claim)
        .fetch_optional(&self.pool)
        .await?)
    }
}

impl DisputeFields {
    fn dispute(self, claim: Claim, against: Claim, relation: ClaimRelation) -> Result<Dispute, StoreError> {
        Ok(Dispute {
            id: self.id,
            question: self.question,
            claim,
            against,
            relation,
            claims: self.claims,
            sources: self.sources,
            publishers: self.publishers,
            first_day: parsed_day(self.first_day.as_deref())?,
            last_day: parsed_day(self.last_day.as_deref())?,
            figures: self.figures,
            denials: self.denials,
            oppositions: self.oppositions,
            found_at: self.found_at,
            changed_at: self.changed_at,
        })
    }
}
