//! The texts an article had, and what changed from one to the next.

use std::collections::{HashMap, HashSet};

use crate::domain::{
    ArticleId, Claim, ClaimChanges, ClaimId, FoundClaim, Partial, Span, VersionCause, VersionId, claim_changes,
};
use crate::store::read::claims::{CLAIM_COLUMNS, CLAIM_JOINS};
use crate::store::read::texts::{VersionText, span};
use crate::store::write::withdrawals;
use crate::store::{Store, StoreError};

/// Versions of one article that are told of, the newest ones.
const MOST_VERSIONS: i64 = 100;

/// Claims of each kind of change that are shown.
const MOST_CHANGES: usize = 100;

/// One text an article had.
#[derive(Debug, Clone, serde::Serialize)]
pub struct VersionRow {
    /// Permanent id.
    pub id: VersionId,
    /// 1 for the first.
    pub number: i64,
    /// When it was loaded (RFC 3339, UTC).
    pub loaded_at: String,
    /// Why there is another text.
    pub cause: VersionCause,
    /// Set where it is not the whole article.
    pub partial: Option<Partial>,
    /// What changed in the claims since the text before; `None` where one of the two was not read.
    pub changes: Option<ClaimChanges>,
}

/// One text an article had, beside the one before it.
#[derive(Debug, Clone)]
pub struct VersionDetail {
    /// Which.
    pub row: VersionRow,
    /// Its text.
    pub now: VersionText,
    /// The text before it.
    pub before: Option<VersionText>,
    /// The claims that changed, as far as they are shown: those added, those changed with what took their place, those
    /// gone. The numbers are those of `row`.
    pub added: Vec<Claim>,
    /// Those that another claim took the place of.
    pub changed: Vec<ChangedClaim>,
    /// No longer there.
    pub gone: Vec<Claim>,
}

/// A claim of one text, and the claim of the next text that took its place.
#[derive(Debug, Clone, serde::Serialize)]
pub struct ChangedClaim {
    /// Of the earlier text.
    pub before: Claim,
    /// Of the later text.
    pub now: Claim,
}

/// Where a claim's words stood in another text of its article.
#[derive(Debug, Clone)]
pub struct OtherPlace {
    /// The text's id.
    pub version: VersionId,
    /// Its number, 1 for the first.
    pub number: i64,
    /// The text.
    pub text: String,
    /// The places of the words.
    pub content: Vec<Span>,
}

#[derive(sqlx::FromRow)]
struct VersionFields {
    row: i64,
    id: VersionId,
    number: i64,
    cause: String,
    partial: Option<Partial>,
    loaded_at: String,
    reading_row: Option<i64>,
}

impl Store {
    /// The texts that an article had, newest first.
    pub async fn versions(&self, article: &ArticleId) -> Result<Vec<VersionRow>, StoreError> {
        Ok(self.version_rows(article).await?.into_iter().map(|(_, row)| row).collect())
    }

    /// Where the words of a claim stood in the texts that its article had before the one it was last read in, newest first.
    pub async fn places_before(&self, id: &ClaimId) -> Result<Vec<OtherPlace>, StoreError> {
        let rows: Vec<(VersionId, i64, i64, i64, i64)> = sqlx::query_as(
            "SELECT v.id, v.number, v.row, s.start_byte, s.end_byte FROM claims c JOIN readings now ON now.row = c.reading_row \
             JOIN claim_spans s ON s.claim_row = c.row AND s.role = 'content' JOIN readings r ON r.row = s.reading_row \
             JOIN article_versions v ON v.row = r.version_row WHERE c.id = $1 AND v.row <> now.version_row \
             AND r.row = (SELECT MAX(l.row) FROM readings l JOIN claim_spans ls ON ls.reading_row = l.row \
               WHERE l.version_row = v.row AND ls.claim_row = c.row) \
             ORDER BY v.number DESC, s.position LIMIT $2",
        )
        .bind(id)
        .bind(MOST_VERSIONS)
        .fetch_all(&self.pool)
        .await?;
        let mut places: Vec<OtherPlace> = Vec::new();
        for (version, number, row, start, end) in rows {
            match places.last_mut().filter(|place| place.number == number) {
                Some(place) => place.content.push(span((start, end))),
                None => {
                    let text = self.version_text(row).await?.version.text;
                    places.push(OtherPlace { version, number, text, content: vec![span((start, end))] });
                }
            }
        }
        Ok(places)
    }

    /// One text of an article beside the one before it; `None` where the article never had it.
    pub async fn version(&self, article: &ArticleId, version: &VersionId) -> Result<Option<VersionDetail>, StoreError> {
        let mut rows = self.version_rows(article).await?;
        let Some(place) = rows.iter().position(|(_, row)| row.id == *version) else { return Ok(None) };
        let before = match rows.get(place + 1) {
            Some((row, _)) => Some(self.version_text(*row).await?),
            None => None,
        };
        let (row_number, row) = rows.swap_remove(place);
        let changes = row.changes.clone().unwrap_or_default();
        let shown = |ids: &[ClaimId]| ids.iter().take(MOST_CHANGES).cloned().collect::<Vec<_>>();
        let (were, are): (Vec<ClaimId>, Vec<ClaimId>) = changes.changed.iter().take(MOST_CHANGES).cloned().unzip();
        Ok(Some(VersionDetail {
            now: self.version_text(row_number).await?,
            before,
            added: self.claims_with(&shown(&changes.added)).await?,
            changed: self
                .claims_with(&were)
                .await?
                .into_iter()
                .zip(self.claims_with(&are).await?)
                .map(|(before, now)| ChangedClaim { before, now })
                .collect(),
            gone: self.claims_with(&shown(&changes.gone)).await?,
            row,
        }))
    }

    /// Newest first, with the rows they stand in.
    async fn version_rows(&self, article: &ArticleId) -> Result<Vec<(i64, VersionRow)>, StoreError> {
        let mut connection = self.pool.acquire().await?;
        // Of several readings of a text the last one counts.
        let fields: Vec<VersionFields> = sqlx::query_as(
            "SELECT v.row, v.id, v.number, v.cause, v.partial, v.loaded_at, COALESCE( \
               (SELECT r.row FROM readings r WHERE r.row = a.reading_row AND r.version_row = v.row \
                AND r.not_read IS NULL), \
               (SELECT r.row FROM readings r WHERE r.version_row = v.row AND r.not_read IS NULL \
                ORDER BY r.read_at DESC, r.row DESC LIMIT 1)) AS reading_row \
             FROM article_versions v JOIN articles a ON a.row = v.article_row WHERE a.id = $1 \
             ORDER BY v.number DESC LIMIT $2",
        )
        .bind(article)
        .bind(MOST_VERSIONS + 1)
        .fetch_all(&mut *connection)
        .await?;
        if fields.len() < 2 {
            return Ok(fields.iter().map(|fields| (fields.row, fields.version_row(None, None))).collect());
        }
        let claims: Vec<(i64, ClaimId, Option<ClaimId>, Option<ClaimId>)> = sqlx::query_as(
            "SELECT DISTINCT s.reading_row, c.id, c.inside_id, c.successor_id FROM claims c \
             JOIN articles a ON a.row = c.article_row JOIN claim_spans s ON s.claim_row = c.row AND s.role = 'content' \
             WHERE a.id = $1 AND (c.is_current = 1 OR a.reading_row IS NULL OR s.reading_row <> a.reading_row) \
             ORDER BY s.reading_row, c.place, c.row",
        )
        .bind(article)
        .fetch_all(&mut *connection)
        .await?;
        let held_back = withdrawals::held_back(&mut connection, article).await?;
        let successors: HashMap<ClaimId, ClaimId> =
            claims.iter().filter_map(|(_, id, _, next)| Some((id.clone(), next.clone()?))).collect();
        let is_held_back = |id: &ClaimId| {
            let mut seen = HashSet::new();
            let mut next = Some(id);
            while let Some(id) = next.filter(|id| seen.insert(*id)) {
                if held_back.contains(id) {
                    return true;
                }
                next = successors.get(id);
            }
            false
        };
        let mut found: HashMap<i64, Vec<FoundClaim>> = HashMap::new();
        for (reading, id, inside, _) in &claims {
            let of_reading = found.entry(*reading).or_default();
            if !is_held_back(id) {
                of_reading.push(FoundClaim { id: id.clone(), inside: inside.clone() });
            }
        }
        let of = |fields: &VersionFields| {
            fields.reading_row.map(|reading| found.get(&reading).map(Vec::as_slice).unwrap_or_default())
        };
        Ok(fields
            .iter()
            .enumerate()
            .map(|(place, now)| {
                let before = fields.get(place + 1);
                let changes = before.and_then(|before| Some(claim_changes(of(before)?, of(now)?, &successors)));
                (now.row, now.version_row(before, changes))
            })
            .take(MOST_VERSIONS as usize)
            .collect())
    }

    /// Claims by their ids, in that order; withdrawn or not, current or not.
    async fn claims_with(&self, ids: &[ClaimId]) -> Result<Vec<Claim>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = sqlx::QueryBuilder::new("SELECT ");
        query.push(CLAIM_COLUMNS).push(" FROM claims c").push(CLAIM_JOINS).push(" WHERE c.id IN (");
        let mut list = query.separated(", ");
        for id in ids {
            list.push_bind(id.clone());
        }
        query.push(")");
        let fields = query.build_query_as().fetch_all(&self.pool).await?;
        let mut claims = self.with_parties(fields).await?;
        claims.sort_by_key(|claim| ids.iter().position(|id| *id == claim.id));
        Ok(claims)
    }
}

impl VersionFields {
    fn version_row(&self, before: Option<&Self>, changes: Option<ClaimChanges>) -> VersionRow {
        let completeness = |fields: &Self| Partial::completeness(fields.partial);
        let cause = match (self.cause.as_str(), before) {
            ("first", _) => VersionCause::First,
            (_, Some(before)) if completeness(before) < completeness(self) => VersionCause::MoreOfIt,
            ("publisher", _) => VersionCause::Publisher,
            _ => VersionCause::Reader,
        };
        VersionRow {
            id: self.id.clone(),
            number: self.number,
            loaded_at: self.loaded_at.clone(),
            cause,
            partial: self.partial,
            changes,
        }
    }
}
