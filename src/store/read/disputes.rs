//! Disputes: their list, and single ones.

use std::collections::HashMap;

use jiff::civil::Date;
use serde::Serialize;
use sqlx::QueryBuilder;

use crate::domain::{Claim, ClaimId, DisputeId, Slug};
use crate::relate::RelationKind;
use crate::store::read::relations::{ClaimRelation, RELATION_COLUMNS, RelationFields};
use crate::store::read::statements;
use crate::store::{Decision, Store, StoreError, Withdrawal, anywhere, json, parsed_day};

/// Disputes on one page of the list.
const PAGE_SIZE: i64 = 30;

/// What claims of a dispute have against each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DisputeKind {
    /// Rival figures.
    Figures,
    /// A denial and what it denies.
    Denial,
    /// Statements that cannot both be right.
    Opposed,
}

impl DisputeKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Figures, Self::Denial, Self::Opposed];

    /// The word for it in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Figures => "figures",
            Self::Denial => "denial",
            Self::Opposed => "opposed",
        }
    }

    /// The column that counts it.
    fn column(self) -> &'static str {
        match self {
            Self::Figures => "d.figures",
            Self::Denial => "d.denials",
            Self::Opposed => "d.oppositions",
        }
    }
}

impl std::str::FromStr for DisputeKind {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word).ok_or(())
    }
}

/// The order of a list of disputes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DisputeOrder {
    /// Those first whose newest claim is the newest.
    #[default]
    Newest,
    /// Those first that were found last.
    Found,
    /// Those of most sources first.
    Sources,
    /// Those of most claims first.
    Claims,
}

impl DisputeOrder {
    /// All orders.
    pub const ALL: [Self; 4] = [Self::Newest, Self::Found, Self::Sources, Self::Claims];

    /// The word for it in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Found => "found",
            Self::Sources => "sources",
            Self::Claims => "claims",
        }
    }

    fn columns(self) -> &'static str {
        match self {
            Self::Newest => "d.last_day DESC, d.row DESC",
            Self::Found => "d.found_at DESC, d.row DESC",
            Self::Sources => "d.sources DESC, d.claims DESC, d.row DESC",
            Self::Claims => "d.claims DESC, d.row DESC",
        }
    }
}

impl std::str::FromStr for DisputeOrder {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|order| order.as_str() == word).ok_or(())
    }
}

/// What a list of disputes is narrowed to. Several values of one filter mean "or", different filters "and".
#[derive(Debug, Clone, Default, Serialize)]
pub struct DisputeFilters {
    /// Words that one of its claims holds, in any order.
    pub words: String,
    /// What its claims have against each other.
    pub kinds: Vec<DisputeKind>,
    /// One of its claims is by one of these.
    pub sources: Vec<Slug>,
    /// One of its claims was printed by one of these.
    pub publishers: Vec<Slug>,
    /// One of its claims is by a source of one of these countries (ISO 3166-1 alpha-2).
    pub countries: Vec<String>,
    /// Its newest claim is of this day or later.
    pub from: Option<Date>,
    /// Its first claim is of this day or earlier.
    pub to: Option<Date>,
    /// The order.
    pub order: DisputeOrder,
    /// Pages before this one.
    pub page: i64,
}

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

/// One page of a list of disputes.
#[derive(Debug, Clone, Serialize)]
pub struct DisputePage {
    /// The disputes.
    pub disputes: Vec<Dispute>,
    /// The number of disputes on all pages.
    pub total: i64,
    /// True when another page follows.
    pub has_more: bool,
    /// Kinds with the number of disputes of each, whatever kinds the list is narrowed to.
    pub kinds: Vec<(DisputeKind, i64)>,
    /// Articles that changed and were not compared with others since.
    pub waiting: i64,
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

#[derive(sqlx::FromRow)]
struct DisputeFields {
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

const DISPUTE_COLUMNS: &str = "d.row, d.id, (SELECT n.value_after FROM decisions n WHERE n.dispute_id = d.id \
       AND n.kind = 'heading' AND n.undone_at IS NULL ORDER BY n.row DESC LIMIT 1) AS question, \
     d.claims, d.sources, d.publishers, d.first_day, d.last_day, d.figures, d.denials, d.oppositions, d.found_at, d.changed_at";

/// True of a dispute of which a reader can see two sides.
const IS_SEEN: &str = "EXISTS (SELECT 1 FROM dispute_claims m JOIN claim_relations r ON r.first_row = m.claim_row \
     AND r.is_disagreement = 1 JOIN dispute_claims n ON n.claim_row = r.second_row AND n.dispute_row = m.dispute_row \
     JOIN visible_claims x ON x.row = m.claim_row JOIN visible_claims y ON y.row = n.claim_row \
     WHERE m.dispute_row = d.row)";

/// True of a claim `c` that no dispute has, and that nobody parted from the one of `m`.
const IS_BESIDE: &str = "NOT EXISTS (SELECT 1 FROM dispute_claims o JOIN disputes e ON e.row = o.dispute_row \
       WHERE o.claim_row = c.row AND e.id NOT IN (SELECT id FROM closed_disputes)) \
     AND NOT EXISTS (SELECT 1 FROM decision_claims h JOIN decisions n ON n.row = h.decision_row AND n.kind = 'part' \
       AND n.undone_at IS NULL JOIN disputes e ON e.id = n.dispute_id \
       WHERE h.claim_id = c.id AND h.is_apart = 1 AND e.row = m.dispute_row)";

/// True of a dispute of one of these kinds; of any, where none is named.
fn of_kinds(kinds: &[DisputeKind]) -> String {
    let any: Vec<String> = kinds.iter().map(|kind| format!("{} > 0", kind.column())).collect();
    if any.is_empty() { "TRUE".to_owned() } else { format!("({})", any.join(" OR ")) }
}

/// What narrows a list of disputes, beside their kinds. What is looked up for each dispute stands last.
fn push_filters(query: &mut QueryBuilder<sqlx::Sqlite>, filters: &DisputeFilters) -> Result<(), StoreError> {
    query.push("d.claims > 0");
    if let Some(from) = filters.from {
        query.push(" AND d.last_day >= ").push_bind(from.to_string());
    }
    if let Some(to) = filters.to {
        query.push(" AND d.first_day <= ").push_bind(to.to_string());
    }
    let of_claims =
        " AND d.row IN (SELECT m.dispute_row FROM dispute_claims m JOIN visible_claims c ON c.row = m.claim_row";
    if !filters.publishers.is_empty() {
        query.push(of_claims).push(" WHERE c.publisher_row IN (SELECT p.row FROM publishers p WHERE p.slug IN (");
        query.push("SELECT value FROM json_each(").push_bind(json(&filters.publishers)?).push("))))");
    }
    let by_source =
        " JOIN claim_parties cp ON cp.claim_row = c.row AND cp.role <> 'via' JOIN sources s ON s.row = cp.source_row";
    if !filters.sources.is_empty() {
        query.push(of_claims).push(by_source);
        query.push(" WHERE s.slug IN (SELECT value FROM json_each(").push_bind(json(&filters.sources)?).push(")))");
    }
    if !filters.countries.is_empty() {
        query.push(of_claims).push(by_source);
        query
            .push(" WHERE s.country IN (SELECT value FROM json_each(")
            .push_bind(json(&filters.countries)?)
            .push(")))");
    }
    for word in filters.words.split_whitespace() {
        query.push(of_claims).push(" WHERE c.content LIKE ").push_bind(anywhere(word)).push(" ESCAPE '\\')");
    }
    query.push(" AND ").push(IS_SEEN);
    Ok(())
}

impl Store {
    /// One page of the disputes that fit.
    pub async fn disputes(&self, filters: &DisputeFilters) -> Result<DisputePage, StoreError> {
        let mut count = QueryBuilder::new("SELECT COUNT(*) FILTER (WHERE ");
        count.push(of_kinds(&filters.kinds)).push(")");
        for kind in DisputeKind::ALL {
            count.push(format!(", COUNT(*) FILTER (WHERE {} > 0)", kind.column()));
        }
        count.push(" FROM disputes d WHERE ");
        push_filters(&mut count, filters)?;
        let (total, figures, denials, oppositions): (i64, i64, i64, i64) =
            count.build_query_as().fetch_one(&self.pool).await?;
        let kinds = DisputeKind::ALL.into_iter().zip([figures, denials, oppositions]).collect();
        let mut disputes = self.disputes_from(filters, filters.page * PAGE_SIZE, PAGE_SIZE + 1).await?;
        let has_more = disputes.len() > PAGE_SIZE as usize;
        disputes.truncate(PAGE_SIZE as usize);
        Ok(DisputePage { disputes, total, has_more, kinds, waiting: self.to_relate().await? })
    }

    /// Some of the disputes that fit, with nothing counted.
    pub async fn disputes_from(
        &self,
        filters: &DisputeFilters,
        before: i64,
        most: i64,
    ) -> Result<Vec<Dispute>, StoreError> {
        let mut list = QueryBuilder::new("SELECT ");
        list.push(DISPUTE_COLUMNS).push(" FROM disputes d WHERE ").push(of_kinds(&filters.kinds)).push(" AND ");
        push_filters(&mut list, filters)?;
        list.push(" ORDER BY ").push(filters.order.columns());
        list.push(" LIMIT ").push_bind(most).push(" OFFSET ").push_bind(before);
        let fields = list.build_query_as().fetch_all(&self.pool).await?;
        self.with_claims(fields).await
    }

    /// Disputes with the two claims that stand for each.
    async fn with_claims(&self, disputes: Vec<DisputeFields>) -> Result<Vec<Dispute>, StoreError> {
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
        members.sort_by(|x, y| (day(&x.claim), &x.claim.id).cmp(&(day(&y.claim), &y.claim.id)));
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

/// The day by which the claims of a dispute are ordered.
fn day(claim: &Claim) -> Option<Date> {
    claim.said.to.or(claim.published_day)
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
