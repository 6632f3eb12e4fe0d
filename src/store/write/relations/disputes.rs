//! Gathers the claims that do not agree into disputes, where relations changed.
//!
//! Which claims are one dispute is worked out anew for all that hang together with what changed. A dispute keeps its address: the
//! group that has most of its claims takes it over. Where two become one, the older keeps its address and the other leads there.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use sqlx::{Sqlite, Transaction};

use crate::domain::{ClaimId, DisputeId};
use crate::relate::{self, Disagreement, Subject};
use crate::store::write::relations::decided::{Decided, Returned, shares};
use crate::store::{StoreError, json};

/// Claims that are looked at together at most; where more hang together, some disputes stay as they are.
const MOST: i64 = 3_000;

/// All claims that hang together with some by disagreements, were one dispute with them, or were joined with them by people.
const TOGETHER: &str = "WITH RECURSIVE together (row) AS ( \
       SELECT value FROM json_each($1) \
       UNION SELECT second_row FROM together t JOIN claim_relations r ON r.first_row = t.row WHERE r.found_disagreement = 1 \
       UNION SELECT first_row FROM together t JOIN claim_relations r ON r.second_row = t.row WHERE r.found_disagreement = 1 \
       UNION SELECT m.claim_row FROM together t JOIN dispute_claims d ON d.claim_row = t.row \
         JOIN dispute_claims m ON m.dispute_row = d.dispute_row \
       UNION SELECT o.row FROM together t JOIN claims c ON c.row = t.row JOIN decision_claims h ON h.claim_id = c.id \
         JOIN decisions n ON n.row = h.decision_row AND n.kind = 'join' AND n.undone_at IS NULL \
         JOIN decision_claims g ON g.decision_row = n.row JOIN claims o ON o.id = g.claim_id \
       LIMIT $2) \
     SELECT row FROM together";

/// A claim that some dispute has.
#[derive(sqlx::FromRow)]
struct Member {
    claim_row: i64,
    dispute_row: i64,
    joined_at: String,
    is_listed: bool,
}

/// Which dispute claims belonged to, and belong to by decisions.
struct Memory<'m> {
    was_in: HashMap<i64, &'m Member>,
    /// By decisions that were just undone.
    returned: &'m Returned,
    decided: &'m Decided,
}

impl Memory<'_> {
    /// The dispute that a claim brings to the group it is in now.
    fn dispute_of(&self, claim: i64) -> Option<i64> {
        let returned = self.returned.get(&claim).map(|(dispute, _)| *dispute);
        let was_in = || self.was_in.get(&claim).map(|member| self.decided.heads(member.dispute_row));
        returned.or_else(was_in).or_else(|| self.decided.assigns(claim))
    }

    /// Since when a claim belongs to the dispute that has it now, where it did before.
    fn joined_at(&self, claim: i64, dispute: i64) -> Option<&str> {
        let was_in = self.was_in.get(&claim).filter(|was| was.dispute_row == dispute).map(|was| was.joined_at.as_str());
        let returned = || self.returned.get(&claim).filter(|(to, _)| *to == dispute)?.1.as_deref();
        was_in.or_else(returned).or_else(|| self.decided.joined_at(claim, dispute))
    }

    /// The dispute whose address a group takes over: the one with most of its claims, the older one of two. Where a group has
    /// most claims of a dispute that people named or joined others to, that one comes first.
    fn heir(&self, group: &[i64], sizes: &BTreeMap<i64, usize>, kept: &BTreeSet<i64>) -> Option<i64> {
        let shares = shares(group.iter().filter_map(|claim| self.dispute_of(*claim)));
        let free =
            shares.into_iter().filter(|(dispute, _)| !kept.contains(dispute) && !self.decided.refuses(group, *dispute));
        let is_kept = |dispute: i64, share: usize| self.decided.is_kept(dispute) && 2 * share > sizes[&dispute];
        free.max_by_key(|(dispute, share)| (is_kept(*dispute, *share), *share, Reverse(*dispute)))
            .map(|(dispute, _)| dispute)
    }
}

/// Brings the disputes of claims whose relations changed, or about which people decided, up to date. `related_to` is the change up
/// to which articles are related: claims of those that still wait stay where they are.
pub(in crate::store) async fn gather(
    transaction: &mut Transaction<'_, Sqlite>,
    touched: &BTreeSet<i64>,
    returned: &Returned,
    related_to: i64,
    now: &str,
) -> Result<(), StoreError> {
    if touched.is_empty() {
        return Ok(());
    }
    let together: Vec<i64> =
        sqlx::query_scalar(TOGETHER).bind(json(touched)?).bind(MOST).fetch_all(&mut **transaction).await?;
    let list = json(&together)?;
    let decided = Decided::of(transaction, &list).await?;
    let groups = groups(transaction, &list, &decided).await?;
    let before: Vec<Member> = sqlx::query_as(
        "SELECT m.claim_row, m.dispute_row, m.joined_at, c.is_listed FROM dispute_claims m \
         JOIN claims c ON c.row = m.claim_row WHERE m.claim_row IN (SELECT value FROM json_each($1))",
    )
    .bind(&list)
    .fetch_all(&mut **transaction)
    .await?;
    let was_in = before.iter().map(|member| (member.claim_row, member)).collect();
    let memory = Memory { was_in, returned, decided: &decided };
    let sizes = shares(together.iter().filter_map(|claim| memory.dispute_of(*claim)));
    let mut kept = BTreeSet::new();
    let mut now_in: HashMap<i64, i64> = HashMap::new();
    for group in &groups {
        let dispute = match memory.heir(group, &sizes, &kept) {
            Some(dispute) => dispute,
            None => found(transaction, group, &decided, now).await?,
        };
        kept.insert(dispute);
        group.iter().for_each(|row| _ = now_in.insert(*row, dispute));
    }
    let waiting: BTreeSet<i64> = waiting(transaction, &list, related_to).await?;
    // A closed dispute keeps the listed claims that no other one has, so that it has them when it is opened again.
    let stays = |row: &&i64| {
        !now_in.contains_key(row)
            && memory.was_in.get(row).is_some_and(|was| {
                was.is_listed && decided.is_closed(was.dispute_row)
                    || waiting.contains(row) && !decided.refuses(&[**row], was.dispute_row)
            })
    };
    let leave: Vec<i64> = together.iter().filter(|row| !stays(row)).copied().collect();
    sqlx::query("DELETE FROM dispute_claims WHERE claim_row IN (SELECT value FROM json_each($1))")
        .bind(json(&leave)?)
        .execute(&mut **transaction)
        .await?;
    write(transaction, &groups, &now_in, &memory, now).await?;
    let changed: BTreeSet<i64> = before
        .iter()
        .map(|member| member.dispute_row)
        .chain(kept)
        .chain(returned.values().map(|(dispute, _)| *dispute))
        .collect();
    for dispute in changed {
        settle(transaction, dispute, successor(dispute, &before, &now_in, &decided), now).await?;
    }
    Ok(())
}

/// Stores the claims of disputes.
async fn write(
    transaction: &mut Transaction<'_, Sqlite>,
    groups: &[Vec<i64>],
    now_in: &HashMap<i64, i64>,
    memory: &Memory<'_>,
    now: &str,
) -> Result<(), StoreError> {
    for group in groups {
        for (place, row) in group.iter().enumerate() {
            let dispute = now_in[row];
            sqlx::query(
                "INSERT INTO dispute_claims (claim_row, dispute_row, place, joined_at) VALUES ($1, $2, $3, $4)",
            )
            .bind(row)
            .bind(dispute)
            .bind(place as i64)
            .bind(memory.joined_at(*row, dispute).unwrap_or(now))
            .execute(&mut **transaction)
            .await?;
        }
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

/// The listed pairs of claims among some that make a dispute, each with how sure that is. Brings up to date which of the found
/// ones count after what people decided.
async fn disagreements(
    transaction: &mut Transaction<'_, Sqlite>,
    together: &str,
    decided: &Decided,
) -> Result<Vec<(i64, i64, f64)>, StoreError> {
    let found: Vec<(i64, i64, f64, bool, bool)> = sqlx::query_as(
        "SELECT r.first_row, r.second_row, r.score, r.is_disagreement, x.is_listed = 1 AND y.is_listed = 1 \
         FROM json_each($1) j JOIN claim_relations r ON r.first_row = j.value \
         JOIN claims x ON x.row = r.first_row JOIN claims y ON y.row = r.second_row \
         WHERE r.found_disagreement = 1 AND +r.second_row IN (SELECT value FROM json_each($1))",
    )
    .bind(together)
    .fetch_all(&mut **transaction)
    .await?;
    let mut counting = Vec::with_capacity(found.len());
    for (first, second, score, did_count, is_listed) in found {
        let counts = !decided.separates(first, second);
        if counts != did_count {
            sqlx::query("UPDATE claim_relations SET is_disagreement = $3 WHERE first_row = $1 AND second_row = $2")
                .bind(first)
                .bind(second)
                .bind(counts)
                .execute(&mut **transaction)
                .await?;
        }
        counting.extend((counts && is_listed).then_some((first, second, score)));
    }
    Ok(counting)
}

/// The claims of each dispute among some.
async fn groups(
    transaction: &mut Transaction<'_, Sqlite>,
    together: &str,
    decided: &Decided,
) -> Result<Vec<Vec<i64>>, StoreError> {
    let disagreements = disagreements(transaction, together, decided).await?;
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
    let found = relate::disputes(&subjects, &disagreements, &decided.bonds(&rows));
    let mut groups: Vec<Vec<i64>> =
        found.into_iter().map(|group| group.into_iter().map(|place| rows[place]).collect()).collect();
    // The largest chooses its address first.
    groups.sort_by_key(|group| (Reverse(group.len()), group[0]));
    Ok(groups)
}

/// A row for a dispute that is new, or that was there before and had lost its claims.
async fn found(
    transaction: &mut Transaction<'_, Sqlite>,
    group: &[i64],
    decided: &Decided,
    now: &str,
) -> Result<i64, StoreError> {
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
            Some((row, true)) if !decided.refuses(group, row) => return Ok(row),
            Some(_) => continue,
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

/// The dispute that has most claims of one that lost its own, those left out that people parted from it.
fn successor(dispute: i64, before: &[Member], now_in: &HashMap<i64, i64>, decided: &Decided) -> Option<i64> {
    let own = before.iter().filter(|member| member.dispute_row == dispute);
    let own = own.filter(|member| decided.is_closed(dispute) || !decided.refuses(&[member.claim_row], dispute));
    let shares = shares(own.filter_map(|member| now_in.get(&member.claim_row).copied()));
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
           WHERE r.is_disagreement = 1 AND +r.second_row IN (SELECT row FROM members)) \
         UPDATE disputes SET claims = (SELECT COUNT(*) FROM members), \
           sources = (SELECT COUNT(DISTINCT source_row) FROM members), \
           publishers = (SELECT COUNT(DISTINCT publisher_row) FROM members), \
           first_day = (SELECT MIN(day) FROM members), last_day = (SELECT MAX(day) FROM members), \
           figures = (SELECT COUNT(*) FROM unlike WHERE kind = 'rival_figures'), \
           denials = (SELECT COUNT(*) FROM unlike WHERE kind = 'denies'), \
           oppositions = (SELECT COUNT(*) FROM unlike WHERE kind = 'opposes'), \
           is_seen = EXISTS (SELECT 1 FROM seen_disputes s WHERE s.row = $1), merged_row = NULL, \
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
    // What people joined to it leads there, also after it was away for a while.
    sqlx::query(
        "UPDATE disputes SET merged_row = $1 WHERE claims = 0 AND row <> $1 AND id IN ( \
           SELECT n.other_id FROM disputes d JOIN decisions n ON n.dispute_id = d.id AND n.kind = 'join' AND n.undone_at IS NULL \
           WHERE d.row = $1 AND d.claims > 0)",
    )
    .bind(dispute)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}
