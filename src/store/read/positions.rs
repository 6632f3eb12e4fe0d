//! Positions: what one source said about one thing over time, with what changed and who denied it.

use std::collections::HashMap;

use serde::Serialize;

use crate::domain::{Claim, ClaimId, Slug};
use crate::relate::{OwnRelation, RelationKind, SaidOn, positions};
use crate::store::read::relations::{ClaimRelation, RELATION_COLUMNS, RelationFields};
use crate::store::{Store, StoreError, json, parsed_day};

/// The newest claims of a source that are looked at.
const MOST_CLAIMS: i64 = 2000;
/// Positions on one page.
const PAGE_SIZE: usize = 20;
/// The newest steps of a position that are shown.
const MOST_STEPS: usize = 12;
/// Denials of one step that are shown, those found most surely.
const MOST_DENIALS: usize = 3;

/// What a source said about one thing.
#[derive(Debug, Clone, Serialize)]
pub struct Position {
    /// The newest steps, in the order of their days.
    pub steps: Vec<PositionStep>,
    /// Steps before these.
    pub earlier: usize,
}

/// One statement of a position.
#[derive(Debug, Clone, Serialize)]
pub struct PositionStep {
    /// Its reports.
    pub reports: Vec<Claim>,
    /// How it stands to steps before it.
    pub before: Vec<StepRelation>,
    /// Who denied it.
    pub denials: Vec<StepDenial>,
}

/// How a step stands to one before it.
#[derive(Debug, Clone, Serialize)]
pub struct StepRelation {
    /// The relation of a claim of each.
    pub relation: ClaimRelation,
    /// The step before it, as a place in the steps that are shown.
    pub step: usize,
}

/// A denial of a step by somebody else.
#[derive(Debug, Clone, Serialize)]
pub struct StepDenial {
    /// How it was tied to the step.
    pub relation: ClaimRelation,
    /// The denial.
    pub claim: Claim,
}

/// One page of the positions of a source.
#[derive(Debug, Clone, Serialize)]
pub struct PositionPage {
    /// The positions, the one with the newest step first.
    pub positions: Vec<Position>,
    /// The number of positions on all pages.
    pub total: usize,
    /// True when another page follows.
    pub has_more: bool,
    /// True where the source made more claims than are looked at: the newest of them are.
    pub is_sample: bool,
}

/// A relation of one of the claims that are looked at.
#[derive(sqlx::FromRow)]
struct Tied {
    #[sqlx(flatten)]
    relation: RelationFields,
    /// The row of its second claim; `other_row` is that of the first.
    second_row: i64,
}

impl Store {
    /// One page of what a source said about one thing on several days, `page` pages after the first.
    pub async fn positions(&self, source: &Slug, page: usize) -> Result<PositionPage, StoreError> {
        let claims: Vec<(i64, Option<String>, bool)> = sqlx::query_as(
            "SELECT c.row, COALESCE(c.said_to, c.published_day), COALESCE(c.said_basis NOT IN ('publication', 'none'), 0) FROM sources s \
             JOIN source_claims sc INDEXED BY source_claims_by_day ON sc.source_row = COALESCE(s.shown_row, s.row) AND sc.is_via = 0 \
             JOIN visible_claims c ON c.row = sc.claim_row WHERE s.slug = $1 ORDER BY sc.to_day DESC, c.row LIMIT $2",
        )
        .bind(source)
        .bind(MOST_CLAIMS + 1)
        .fetch_all(&self.pool)
        .await?;
        let is_sample = claims.len() as i64 > MOST_CLAIMS;
        let claims = &claims[..claims.len().min(MOST_CLAIMS as usize)];
        let rows: Vec<i64> = claims.iter().map(|(row, ..)| *row).collect();
        let said = |(_, day, is_told): &(i64, Option<String>, bool)| {
            Ok::<_, StoreError>(SaidOn { day: parsed_day(day.as_deref())?, is_told: *is_told })
        };
        let said: Vec<SaidOn> = claims.iter().map(said).collect::<Result<_, _>>()?;
        let place: HashMap<i64, usize> = rows.iter().enumerate().map(|(place, row)| (*row, place)).collect();
        let own: Vec<(i64, i64, RelationKind)> = sqlx::query_as(
            "SELECT r.first_row, r.second_row, r.kind FROM json_each($1) j JOIN claim_relations r ON r.first_row = j.value \
             WHERE +r.second_row IN (SELECT value FROM json_each($1)) AND r.kind <> 'echoes' \
             ORDER BY r.score DESC, r.first_row, r.second_row",
        )
        .bind(json(&rows)?)
        .fetch_all(&self.pool)
        .await?;
        let own = own.into_iter().map(|(a, b, kind)| OwnRelation { a: place[&a], b: place[&b], kind });
        let found = positions(&said, &own.collect::<Vec<_>>());
        let on_page: Vec<Vec<Vec<i64>>> = found
            .iter()
            .skip(page.saturating_mul(PAGE_SIZE))
            .take(PAGE_SIZE)
            .map(|steps| steps.iter().map(|step| step.iter().map(|place| rows[*place]).collect()).collect())
            .collect();
        Ok(PositionPage {
            has_more: found.len() > page.saturating_add(1).saturating_mul(PAGE_SIZE),
            total: found.len(),
            is_sample,
            positions: self.with_steps(on_page).await?,
        })
    }

    /// Positions, each as the rows of the claims of its steps, with everything that pages show.
    async fn with_steps(&self, positions: Vec<Vec<Vec<i64>>>) -> Result<Vec<Position>, StoreError> {
        let newest = |steps: &Vec<Vec<i64>>| steps.len().saturating_sub(MOST_STEPS);
        let shown: Vec<&[Vec<i64>]> = positions.iter().map(|steps| &steps[newest(steps)..]).collect();
        let rows: Vec<i64> = shown.iter().copied().flatten().flatten().copied().collect();
        let tied = self.relations_to(&rows).await?;
        let of_others = tied.iter().filter(|tied| !rows.contains(&tied.relation.other_row));
        let keys: Vec<Option<i64>> =
            rows.iter().copied().chain(of_others.map(|tied| tied.relation.other_row)).map(Some).collect();
        let claims = self.claims_in_rows(&keys).await?;
        let claims: HashMap<i64, Claim> =
            keys.iter().flatten().copied().zip(claims).filter_map(|(row, claim)| Some((row, claim?))).collect();
        let position = |(steps, shown): (&Vec<Vec<i64>>, &&[Vec<i64>])| Position {
            steps: (0..shown.len()).map(|at| step(shown, at, &tied, &claims)).collect(),
            earlier: newest(steps),
        };
        Ok(positions.iter().zip(&shown).map(position).collect())
    }

    /// The relations of these claims to each other, and the denials by others; the surest first.
    async fn relations_to(&self, rows: &[i64]) -> Result<Vec<Tied>, StoreError> {
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "SELECT {RELATION_COLUMNS}, x.row AS other_row, y.row AS second_row FROM json_each($1) j \
             JOIN claims y ON y.row = j.value JOIN claim_relations r ON r.second_row = y.row \
             JOIN visible_claims x ON x.row = r.first_row \
             WHERE r.first_row IN (SELECT value FROM json_each($1)) OR r.kind = 'denies' ORDER BY r.score DESC, x.id, y.id"
        )))
        .bind(json(&rows)?)
        .fetch_all(&self.pool)
        .await?)
    }
}

/// One of the steps of a position.
fn step(steps: &[Vec<i64>], at: usize, tied: &[Tied], claims: &HashMap<i64, Claim>) -> PositionStep {
    let (mut before, mut denials): (Vec<StepRelation>, Vec<StepDenial>) = Default::default();
    for Tied { relation, second_row: second } in tied {
        let first = relation.other_row;
        let (of_first, of_second) = (steps[at].contains(&first), steps[at].contains(second));
        let relation = relation.clone().relation();
        if of_first || of_second {
            let other = if of_first { second } else { &first };
            let step = steps[..at].iter().position(|step| step.contains(other));
            // One relation of two steps tells enough: the surest.
            if let Some(step) = step.filter(|step| before.iter().all(|known| known.step != *step)) {
                before.push(StepRelation { relation, step });
                continue;
            }
        }
        let is_of_others = !steps.iter().any(|step| step.contains(&first));
        if let (true, true, Some(claim)) = (of_second, is_of_others, claims.get(&first)) {
            denials.push(StepDenial { relation, claim: claim.clone() });
        }
    }
    // A step stands to the last ones before it.
    before.sort_by_key(|relation| std::cmp::Reverse(relation.step));
    let is_new = |denial: &StepDenial, known: &[StepDenial]| {
        let by = |denial: &StepDenial| denial.claim.source().map(|party| party.source.slug.clone());
        known.iter().all(|other| by(other) != by(denial) || by(denial).is_none())
    };
    let mut by_others: Vec<StepDenial> = Vec::new();
    for denial in denials {
        if by_others.len() < MOST_DENIALS && is_new(&denial, &by_others) {
            by_others.push(denial);
        }
    }
    let reports: Vec<Claim> = steps[at].iter().filter_map(|row| claims.get(row).cloned()).collect();
    PositionStep { reports, before, denials: by_others }
}

impl PositionStep {
    /// The claims that stand for it and for who denied it.
    pub fn claims(&self) -> impl Iterator<Item = &Claim> {
        self.reports.iter().chain(self.denials.iter().map(|denial| &denial.claim))
    }

    /// True where one of its reports is this claim.
    pub fn is_reported_by(&self, id: &ClaimId) -> bool {
        self.reports.iter().any(|claim| claim.id == *id)
    }
}
