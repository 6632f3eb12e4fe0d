//! Gathers the claims that do not agree into disputes, where relations changed.
//!
//! Which claims are one dispute is worked out anew for all that hang together with what changed. A dispute keeps its address: the
//! group that has most of its claims takes it over. Where two become one, the older keeps its address and the other leads there.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use sqlx::{Sqlite, Transaction};

use crate::domain::{ClaimId, DisputeId};
use crate::relate::{self, Disagreement, Subject};
use crate::store::{StoreError, json};

/// Claims that are looked at together at most; where more hang together, some disputes stay as they are.
const MOST: i64 = 3_000;

/// All claims that hang together with some by disagreements, or were one dispute with them.
const TOGETHER: &str = "WITH RECURSIVE together (row) AS ( \
       SELECT value FROM json_each($1) \
       UNION SELECT second_row FROM together t JOIN claim_relations r ON r.first_row = t.row WHERE r.is_disagreement = 1 \
       UNION SELECT first_row FROM together t JOIN claim_relations r ON r.second_row = t.row WHERE r.is_disagreement = 1 \
       UNION SELECT m.claim_row FROM together t JOIN dispute_claims d ON d.claim_row = t.row \
         JOIN dispute_claims m ON m.dispute_row = d.dispute_row \
       LIMIT $2) \
     SELECT row FROM together";

/// A claim that some dispute has.
#[derive(sqlx::FromRow)]
struct Member {
    claim_row: i64,
    dispute_row: i64,
    joined_at: String,
}

/// Brings the disputes of claims whose relations changed up to date. `related_to` is the change up to which articles are related:
/// claims of those that still wait stay where they are.
pub(super) async fn gather(
    transaction: &mut Transaction<'_, Sqlite>,
    touched: &BTreeSet<i64>,
    related_to: i64,
    now: &str,
) -> Result<(), StoreError> {
    if touched.is_empty() {
        return Ok(());
    }
    let together: Vec<i64> =
        sqlx::query_scalar(TOGETHER).bind(json(touched)?).bind(MOST).fetch_all(&mut **transaction).await?;
    let list = json(&together)?;
    let groups = groups(transaction, &list).await?;
    let before: Vec<Member> = sqlx::query_as(
        "SELECT claim_row, dispute_row, joined_at FROM dispute_claims \
         WHERE claim_row IN (SELECT value FROM json_each($1))",
    )
    .bind(&list)
    .fetch_all(&mut **transaction)
    .await?;
    let was_in: HashMap<i64, &Member> = before.iter().map(|member| (member.claim_row, member)).collect();
    let mut kept = BTreeSet::new();
    let mut changed: BTreeSet<i64> = BTreeSet::new();
    let mut now_in: HashMap<i64, i64> = HashMap::new();
    for group in &groups {
        let dispute = match heir(group, &was_in, &kept) {
            Some(dispute) => dispute,
            None => found(transaction, group, now).await?,
        };
        kept.insert(dispute);
        changed.insert(dispute);
        group.iter().for_each(|row| _ = now_in.insert(*row, dispute));
    }
    let waiting: BTreeSet<i64> = waiting(transaction, &list, related_to).await?;
    let stays = |row: &i64| waiting.contains(row) && !now_in.contains_key(row);
    let leave: Vec<i64> = together.iter().filter(|row| !stays(row)).copied().collect();
    sqlx::query("DELETE FROM dispute_claims WHERE claim_row IN (SELECT value FROM json_each($1))")
        .bind(json(&leave)?)
        .execute(&mut **transaction)
        .await?;
    for group in &groups {
        for (place, row) in group.iter().enumerate() {
            let dispute = now_in[row];
            let since = was_in.get(row).filter(|was| was.dispute_row == dispute).map(|was| was.joined_at.as_str());
            sqlx::query(
                "INSERT INTO dispute_claims (claim_row, dispute_row, place, joined_at) VALUES ($1, $2, $3, $4)",
            )
            .bind(row)
            .bind(dispute)
            .bind(place as i64)
            .bind(since.unwrap_or(now))
            .execute(&mut **transaction)
            .await?;
        }
    }
    changed.extend(before.iter().map(|member| member.dispute_row));
    for dispute in &changed {
        settle(transaction, *dispute, successor(*dispute, &before, &now_in), now).await?;
    }
    Ok(())
}

/// Those of some claims whose articles are still to be related.
async fn waiting(
    transaction: &mut Transaction<'_, Sqlite>,
    together: &str,
    related_to: i64,
) -> Result<BTreeSet<i64>, StoreError> {
    let rows: Vec<i64> = sqlx::query_scalar(
        "SELECT c.row FROM json_each($1) j JOIN claims c ON c.row = j.value \
         JOIN article_changes n ON n.article_row = c.article_row WHERE n.number > $2",
    )
    .bind(together)
    .bind(related_to)
    .fetch_all(&mut **transaction)
    .await?;
    Ok(rows.into_iter().collect())
}

/// The claims of each dispute among some.
async fn groups(transaction: &mut Transaction<'_, Sqlite>, together: &str) -> Result<Vec<Vec<i64>>, StoreError> {
    let disagreements: Vec<(i64, i64, f64)> = sqlx::query_as(
        "SELECT r.first_row, r.second_row, r.score FROM json_each($1) j JOIN claim_relations r ON r.first_row = j.value \
         JOIN claims x ON x.row = r.first_row JOIN claims y ON y.row = r.second_row \
         WHERE r.is_disagreement = 1 AND r.second_row IN (SELECT value FROM json_each($1)) \
           AND x.is_listed = 1 AND y.is_listed = 1",
    )
    .bind(together)
    .fetch_all(&mut **transaction)
    .await?;
    let rows: BTreeSet<i64> = disagreements.iter().flat_map(|(first, second, _)| [*first, *second]).collect();
    let rows: Vec<i64> = rows.into_iter().collect();
    let terms: HashMap<i64, String> = sqlx::query_as(
        "SELECT claim_row, terms FROM claim_subjects WHERE claim_row IN (SELECT value FROM json_each($1))",
    )
    .bind(json(&rows)?)
    .fetch_all(&mut **transaction)
    .await?
    .into_iter()
    .collect();
    let subject = |row: &i64| match terms.get(row) {
        Some(terms) => serde_json::from_str(terms).map_err(|_| StoreError::Unexpected(terms.clone())),
        None => Ok(Subject::new()),
    };
    let subjects = rows.iter().map(subject).collect::<Result<Vec<Subject>, StoreError>>()?;
    let place = |row: i64| rows.binary_search(&row).unwrap_or_default();
    let disagreements: Vec<Disagreement> = disagreements
        .into_iter()
        .map(|(first, second, score)| Disagreement { a: place(first), b: place(second), score: score as f32 })
        .collect();
    let found = relate::disputes(&subjects, &disagreements);
    let mut groups: Vec<Vec<i64>> =
        found.into_iter().map(|group| group.into_iter().map(|place| rows[place]).collect()).collect();
    // The largest chooses its address first.
    groups.sort_by_key(|group| (Reverse(group.len()), group[0]));
    Ok(groups)
}

/// The dispute whose address a group takes over: the one with most of its claims, the older one of two.
fn heir(group: &[i64], was_in: &HashMap<i64, &Member>, kept: &BTreeSet<i64>) -> Option<i64> {
    let mut shares: BTreeMap<i64, usize> = BTreeMap::new();
    for member in group.iter().filter_map(|row| was_in.get(row)) {
        *shares.entry(member.dispute_row).or_default() += 1;
    }
    let free = shares.into_iter().filter(|(dispute, _)| !kept.contains(dispute));
    free.max_by_key(|(dispute, share)| (*share, Reverse(*dispute))).map(|(dispute, _)| dispute)
}

/// A row for a dispute that is new, or that was there before and had lost its claims.
async fn found(transaction: &mut Transaction<'_, Sqlite>, group: &[i64], now: &str) -> Result<i64, StoreError> {
    let mut claims: Vec<ClaimId> =
        sqlx::query_scalar("SELECT c.id FROM json_each($1) j JOIN claims c ON c.row = j.value ORDER BY c.row")
            .bind(json(&group)?)
            .fetch_all(&mut **transaction)
            .await?;
    claims.sort();
    // Its address derives from its claims, so that another database gives the same.
    for claim in &claims {
        let id = DisputeId::of(claim);
        let row: Option<(i64, bool)> =
            sqlx::query_as("SELECT row, claims = 0 AND merged_row IS NULL FROM disputes WHERE id = $1")
                .bind(&id)
                .fetch_optional(&mut **transaction)
                .await?;
        match row {
            Some((row, true)) => return Ok(row),
            Some((_, false)) => continue,
            None => {
                return Ok(sqlx::query_scalar(
                    "INSERT INTO disputes (id, found_at, changed_at) VALUES ($1, $2, $2) RETURNING row",
                )
                .bind(&id)
                .bind(now)
                .fetch_one(&mut **transaction)
                .await?);
            }
        }
    }
    Err(StoreError::Unexpected("a dispute all of whose addresses are taken".to_owned()))
}

/// The dispute that has most claims of one that lost its own.
fn successor(dispute: i64, before: &[Member], now_in: &HashMap<i64, i64>) -> Option<i64> {
    let mut shares: BTreeMap<i64, usize> = BTreeMap::new();
    for member in before.iter().filter(|member| member.dispute_row == dispute) {
        if let Some(other) = now_in.get(&member.claim_row) {
            *shares.entry(*other).or_default() += 1;
        }
    }
    shares.into_iter().max_by_key(|(other, share)| (*share, Reverse(*other))).map(|(other, _)| other)
}

/// Counts what a dispute holds; one that lost its claims to another leads there.
async fn settle(
    transaction: &mut Transaction<'_, Sqlite>,
    dispute: i64,
    successor: Option<i64>,
    now: &str,
) -> Result<(), StoreError> {
    sqlx::query(
        "WITH members AS (SELECT c.row, c.publisher_row, COALESCE(c.said_day, c.published_day) AS day, \
             (SELECT cp.source_row FROM claim_parties cp WHERE cp.claim_row = c.row AND cp.role = 'source' \
              AND cp.position = 0) AS source_row \
           FROM dispute_claims d JOIN claims c ON c.row = d.claim_row WHERE d.dispute_row = $1), \
         unlike AS (SELECT r.kind FROM members m JOIN claim_relations r ON r.first_row = m.row \
           WHERE r.is_disagreement = 1 AND r.second_row IN (SELECT row FROM members)) \
         UPDATE disputes SET claims = (SELECT COUNT(*) FROM members), \
           sources = (SELECT COUNT(DISTINCT source_row) FROM members), \
           publishers = (SELECT COUNT(DISTINCT publisher_row) FROM members), \
           first_day = (SELECT MIN(day) FROM members), last_day = (SELECT MAX(day) FROM members), \
           figures = (SELECT COUNT(*) FROM unlike WHERE kind = 'rival_figures'), \
           denials = (SELECT COUNT(*) FROM unlike WHERE kind = 'denies'), \
           oppositions = (SELECT COUNT(*) FROM unlike WHERE kind = 'opposes'), \
           merged_row = NULL, \
           changed_at = CASE WHEN claims <> (SELECT COUNT(*) FROM members) OR EXISTS (SELECT 1 FROM dispute_claims \
             WHERE dispute_row = $1 AND joined_at = $2) THEN $2 ELSE changed_at END \
         WHERE row = $1",
    )
    .bind(dispute)
    .bind(now)
    .execute(&mut **transaction)
    .await?;
    sqlx::query("UPDATE disputes SET merged_row = $2 WHERE row = $1 AND claims = 0 AND row <> $2")
        .bind(dispute)
        .bind(successor)
        .execute(&mut **transaction)
        .await?;
    // Who led to it leads on.
    sqlx::query(
        "UPDATE disputes SET merged_row = $2 WHERE merged_row = $1 AND row <> $2 AND $2 IS NOT NULL \
         AND EXISTS (SELECT 1 FROM disputes WHERE row = $1 AND claims = 0)",
    )
    .bind(dispute)
    .bind(successor)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}
