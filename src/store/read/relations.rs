//! How claims stand to each other, as their pages show it.

use std::collections::HashMap;

use serde::Serialize;

use crate::domain::{ArticleId, Claim, ClaimId, Stance};
use crate::relate::{self, RelationKind};
use crate::store::{Store, StoreError, json};

/// A relation of two claims.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClaimRelation {
    /// Which.
    pub kind: RelationKind,
    /// The first claim; of `denies` the one that denies.
    pub a: ClaimId,
    /// The second claim.
    pub b: ClaimId,
    /// How sure it is, 0 to 1. Scores of one kind can be compared, those of two kinds cannot.
    pub score: f64,
    /// Why, in words for a reader.
    pub reason: String,
    /// Of figures: those of both claims, as printed.
    pub figures: Option<[String; 2]>,
}

/// A claim that has something to do with another one.
#[derive(Debug, Clone, Serialize)]
pub struct RelatedClaim {
    /// How.
    pub relation: ClaimRelation,
    /// The other claim.
    pub claim: Claim,
}

/// The claims related to one claim.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RelatedClaims {
    /// By kind, the surest first.
    pub claims: Vec<RelatedClaim>,
    /// True where its article changed and what it has to do with others is being found.
    pub is_waiting: bool,
}

/// A relation as it is stored, with the row of another claim that a caller looks at.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(in crate::store) struct RelationFields {
    kind: RelationKind,
    a: ClaimId,
    b: ClaimId,
    score: f64,
    reason: String,
    first_figure: Option<String>,
    second_figure: Option<String>,
    pub(in crate::store) other_row: i64,
}

impl RelationFields {
    pub(in crate::store) fn relation(self) -> ClaimRelation {
        ClaimRelation {
            kind: self.kind,
            a: self.a,
            b: self.b,
            score: self.score,
            reason: self.reason,
            figures: self.first_figure.zip(self.second_figure).map(|(first, second)| [first, second]),
        }
    }
}

/// The columns of [`RelationFields`] but the last, from `claim_relations r` with its claims `x` and `y`.
pub(in crate::store) const RELATION_COLUMNS: &str =
    "r.kind, x.id AS a, y.id AS b, r.score, r.reason, r.first_figure, r.second_figure";

// Of relations within a set of claims, statements ask for `+r.second_row IN (…)`. Without the plus, SQLite would look up each claim of the
// set with each other one by the primary key: four million look-ups for two thousand claims, in place of one for each.

/// What another claim has against one of an article.
#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
pub struct Contradiction {
    /// The claim of the article.
    pub claim: ClaimId,
    /// How the two stand to each other.
    pub kind: RelationKind,
    /// True where the claim of the article is the one that denies.
    pub is_denial: bool,
    /// The other claim.
    pub other: ClaimId,
    /// Who made it; `None` where nobody was found.
    pub speaker: Option<String>,
    /// The words printed for who made it.
    pub mention: Option<String>,
    /// Of figures: the other one, as printed.
    pub figure: Option<String>,
}

impl Store {
    /// What claims of other articles, and others of this one, have against the listed claims of an article; the surest first.
    pub async fn contradictions(&self, article: &ArticleId) -> Result<Vec<Contradiction>, StoreError> {
        let of = |mine: &str, other: &str, figure: &str| {
            format!(
                "SELECT c.id AS claim, r.kind, r.kind = 'denies' AND r.first_row = c.row AS is_denial, o.id AS other, \
                   (SELECT s.name FROM claim_parties cp JOIN sources s ON s.row = cp.source_row \
                    WHERE cp.claim_row = o.row AND cp.role = 'source' AND cp.position = 0) AS speaker, \
                   CASE WHEN o.is_nobodys = 0 THEN o.mention END AS mention, r.{figure} AS figure, r.score \
                 FROM articles a JOIN visible_claims c ON c.article_row = a.row \
                 JOIN claim_relations r ON r.{mine} = c.row AND r.is_disagreement = 1 \
                 JOIN visible_claims o ON o.row = r.{other} WHERE a.id = $1"
            )
        };
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "{} UNION ALL {} ORDER BY score DESC, other",
            of("first_row", "second_row", "second_figure"),
            of("second_row", "first_row", "first_figure")
        )))
        .bind(article)
        .fetch_all(&self.pool)
        .await?)
    }

    /// The states that some claims accuse in words, by name, where no denial of the claim was found, nor of one that says the same.
    pub async fn unanswered(
        &self,
        claims: impl Iterator<Item = &Claim>,
    ) -> Result<HashMap<ClaimId, String>, StoreError> {
        let charges: Vec<&Claim> = claims.filter(|claim| claim.stance == Stance::Alleges).collect();
        if charges.is_empty() {
            return Ok(HashMap::new());
        }
        let ids: Vec<&ClaimId> = charges.iter().map(|claim| &claim.id).collect();
        let answered: Vec<ClaimId> = sqlx::query_scalar(
            "WITH charges AS (SELECT c.row, c.id FROM json_each($1) j JOIN claims c ON c.id = j.value), \
             same AS (SELECT id, row FROM charges \
               UNION SELECT c.id, r.second_row FROM charges c JOIN claim_relations r ON r.first_row = c.row AND r.kind IN ('repeats', 'echoes') \
               UNION SELECT c.id, r.first_row FROM charges c JOIN claim_relations r ON r.second_row = c.row AND r.kind IN ('repeats', 'echoes')) \
             SELECT DISTINCT s.id FROM same s JOIN claim_relations r ON r.second_row = s.row AND r.kind = 'denies' \
               JOIN visible_claims d ON d.row = r.first_row",
        )
        .bind(json(&ids)?)
        .fetch_all(&self.pool)
        .await?;
        let open = charges.into_iter().filter(|claim| !answered.contains(&claim.id)).cloned().collect();
        let records = self.records().of(open).await?;
        let mut accused = HashMap::new();
        for record in records {
            let id = record.id.clone();
            // Each alone: what stands beside it in its article is not needed to tell whom it accuses.
            let [read] = &relate::read(vec![record.into()])[..] else { continue };
            if let Some(code) = relate::accused_state(read) {
                accused.insert(id, self.country_called(code).await?);
            }
        }
        Ok(accused)
    }

    /// For each of some claims that denies another one: that claim; the one that was found most surely, where it denies several.
    pub(in crate::store) async fn denied_by(&self, claims: &[ClaimId]) -> Result<HashMap<ClaimId, Claim>, StoreError> {
        let denied: Vec<(ClaimId, i64)> = sqlx::query_as(
            "SELECT c.id, r.second_row FROM json_each($1) j JOIN claims c ON c.id = j.value \
             JOIN claim_relations r ON r.first_row = c.row AND r.kind = 'denies' \
             JOIN visible_claims y ON y.row = r.second_row ORDER BY r.score, y.id DESC",
        )
        .bind(json(&claims)?)
        .fetch_all(&self.pool)
        .await?;
        // The surest comes last, and stays.
        let denied: HashMap<ClaimId, i64> = denied.into_iter().collect();
        let rows: Vec<Option<i64>> = denied.values().copied().map(Some).collect();
        let found = self.claims_in_rows(&rows).await?;
        Ok(denied.into_keys().zip(found).filter_map(|(claim, denied)| Some((claim, denied?))).collect())
    }

    /// The listed claims that have something to do with a claim.
    pub async fn related_claims(&self, id: &ClaimId) -> Result<RelatedClaims, StoreError> {
        let relations: Vec<RelationFields> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "SELECT {RELATION_COLUMNS}, y.row AS other_row FROM claims x JOIN claim_relations r ON r.first_row = x.row \
               JOIN visible_claims y ON y.row = r.second_row WHERE x.id = $1 \
             UNION ALL \
             SELECT {RELATION_COLUMNS}, x.row AS other_row FROM claims y JOIN claim_relations r ON r.second_row = y.row \
               JOIN visible_claims x ON x.row = r.first_row WHERE y.id = $1"
        )))
        .bind(id)
        .fetch_all(&self.pool)
        .await?;
        let rows: Vec<Option<i64>> = relations.iter().map(|relation| Some(relation.other_row)).collect();
        let claims = self.claims_in_rows(&rows).await?;
        let related = relations.into_iter().zip(claims);
        let mut claims: Vec<RelatedClaim> = related
            .filter_map(|(relation, claim)| Some(RelatedClaim { relation: relation.relation(), claim: claim? }))
            .collect();
        claims.sort_by(|x, y| {
            (x.relation.kind).cmp(&y.relation.kind).then(y.relation.score.total_cmp(&x.relation.score))
        });
        let is_waiting = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM claims c JOIN article_changes n ON n.article_row = c.article_row, relating d \
             WHERE c.id = $1 AND n.number > d.number)",
        )
        .bind(id)
        .fetch_one(&self.pool)
        .await?;
        Ok(RelatedClaims { claims, is_waiting })
    }
}
