//! Single claims, with everything their page shows.

use std::collections::HashMap;

use sqlx::QueryBuilder;

use crate::domain::{
    Article, ArticleId, ArticleVersion, Basis, Claim, ClaimId, ClaimParty, ClaimSpans, Figure, KnownBy, Manner,
    Partial, PartyRole, Publisher, Quotation, Reason, SaidDate, Slug, Source, SourceKind, Span, Stance, StoredFigure,
    VersionId,
};
use crate::store::read::texts::{VersionText, span};
use crate::store::write::decisions::Decision;
use crate::store::{Store, StoreError, json, parsed_day};

/// The columns that every list of claims selects from `claims c` with [`CLAIM_JOINS`].
pub(in crate::store) const CLAIM_COLUMNS: &str = "c.row, c.id, c.inside_id, a.id AS article_id, a.title AS article_title, \
     p.slug AS publisher_slug, p.name AS publisher_name, c.published_day, c.content, c.cue, \
     CASE WHEN c.is_nobodys = 0 THEN c.mention END AS mention, c.quotation, c.stance, c.manner, c.said_edtf, c.said_basis, c.said_words, c.said_from, c.said_to, c.confidence, c.loaded_at, \
     (SELECT v.partial FROM readings r JOIN article_versions v ON v.row = r.version_row WHERE r.row = c.reading_row) AS partial";

/// The joins that [`CLAIM_COLUMNS`] needs.
pub(in crate::store) const CLAIM_JOINS: &str =
    " JOIN articles a ON a.row = c.article_row LEFT JOIN publishers p ON p.row = c.publisher_row";

/// A row of `claims`, before its parties are fetched.
#[derive(Debug, sqlx::FromRow)]
pub(in crate::store) struct ClaimFields {
    pub(in crate::store) row: i64,
    id: ClaimId,
    inside_id: Option<ClaimId>,
    article_id: ArticleId,
    article_title: Option<String>,
    publisher_slug: Option<Slug>,
    publisher_name: Option<String>,
    published_day: Option<String>,
    content: String,
    cue: Option<String>,
    mention: Option<String>,
    quotation: Quotation,
    stance: Stance,
    manner: Manner,
    said_edtf: Option<String>,
    said_basis: Basis,
    said_words: Option<String>,
    said_from: Option<String>,
    said_to: Option<String>,
    confidence: Option<f64>,
    loaded_at: String,
    partial: Option<Partial>,
}

/// Claim, words, start, end, least, greatest, about, unit.
type FigureFields = (i64, String, i64, i64, Option<f64>, Option<f64>, bool, Option<String>);

#[derive(sqlx::FromRow)]
struct PartyFields {
    claim_row: i64,
    role: PartyRole,
    slug: Slug,
    name: String,
    kind: SourceKind,
    known_by: KnownBy,
    mention: Option<String>,
    printed_role: Option<String>,
}

/// A claim with its surroundings.
#[derive(Debug, Clone)]
pub struct ClaimDetail {
    /// The claim.
    pub claim: Claim,
    /// Its article.
    pub article: Article,
    /// The version of the text it was read in; other signs stand in place of what is withheld.
    pub version: ArticleVersion,
    /// Its spans in that text.
    pub spans: ClaimSpans,
    /// The extractor that found it.
    pub extractor: String,
    /// When it was read (RFC 3339, UTC).
    pub read_at: String,
    /// False when a later reading or version no longer yields it.
    pub is_current: bool,
    /// The claim of the newer reading that overlaps it most.
    pub successor: Option<ClaimId>,
    /// The claims nested inside this one.
    pub inner: Vec<ClaimId>,
    /// Why each conclusion was reached, as the reading gave it; `None` where a version read it that kept no reasons.
    pub reasons: Option<Vec<Reason>>,
    /// What people decided about it, newest first; those that are in force.
    pub decisions: Vec<Decision>,
    /// Where words of withdrawn claims stand in that text; pages leave them out.
    pub withheld: Vec<Span>,
    /// The claims before and after it in the article.
    pub in_article: Neighbours,
    /// The claims that the same source made before and after it.
    pub of_source: Neighbours,
}

/// A claim with its places in one version of its article's text.
#[derive(Debug, Clone)]
pub struct PlacedClaim {
    /// The claim.
    pub claim: Claim,
    /// Its spans in that version; none if the claim was read in another version.
    pub spans: ClaimSpans,
}

/// The neighbours of a claim in some order.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct Neighbours {
    /// The one before.
    pub previous: Option<Claim>,
    /// The one after.
    pub next: Option<Claim>,
}

/// The reading that a claim's fields come from.
#[derive(sqlx::FromRow)]
struct ReadingFields {
    claim_row: i64,
    row: i64,
    version_row: i64,
    extractor: String,
    read_at: String,
    is_current: bool,
    successor_id: Option<ClaimId>,
    reasons: Option<String>,
    /// True where another claim stands inside this one.
    has_inner: bool,
    /// True where people decided something about it, in force or not.
    is_decided: bool,
    article_id: ArticleId,
}

/// Rows of the claims before and after one in its article, and of those that its source made before and after it.
type Beside = (Option<i64>, Option<i64>, Option<i64>, Option<i64>);

fn reasons(json: &str) -> Result<Vec<Reason>, StoreError> {
    serde_json::from_str(json).map_err(|_| StoreError::Unexpected(json.to_owned()))
}

/// The listed claims before and after the claim `$1` in its article.
const IN_ARTICLE: &str = "SELECT \
     (SELECT n.row FROM visible_claims n WHERE n.article_row = c.article_row AND (n.place, n.row) < (c.place, c.row) \
      ORDER BY n.place DESC, n.row DESC LIMIT 1) AS before, \
     (SELECT n.row FROM visible_claims n WHERE n.article_row = c.article_row AND (n.place, n.row) > (c.place, c.row) \
      ORDER BY n.place, n.row LIMIT 1) AS after FROM claims c WHERE c.row = $1";

/// Those that its first source made before and after it: of the same day, else of the nearest one. Where the day is not
/// known, neither is what came before.
const OF_SOURCE: &str = "WITH this AS MATERIALIZED (SELECT c.row, c.article_row, c.place, cp.source_row, \
       CASE c.said_basis WHEN 'publication' THEN c.published_day ELSE c.said_to END AS day \
     FROM claims c JOIN claim_parties cp ON cp.claim_row = c.row AND cp.role = 'source' AND cp.position = 0 \
     WHERE c.row = $1) \
     SELECT COALESCE( \
       (SELECT n.row FROM source_claims sc INDEXED BY source_claims_by_day JOIN claims n ON n.row = sc.claim_row WHERE sc.source_row = this.source_row \
        AND sc.is_via = 0 AND sc.to_day = this.day AND (n.article_row, n.place, n.row) < (this.article_row, this.place, this.row) \
        ORDER BY n.article_row DESC, n.place DESC, n.row DESC LIMIT 1), \
       (SELECT n.row FROM source_claims sc INDEXED BY source_claims_by_day JOIN claims n ON n.row = sc.claim_row WHERE sc.source_row = this.source_row \
        AND sc.is_via = 0 AND sc.to_day = (SELECT MAX(d.to_day) FROM source_claims d INDEXED BY source_claims_by_day WHERE d.source_row = this.source_row \
          AND d.is_via = 0 AND d.to_day < this.day) \
        ORDER BY n.article_row DESC, n.place DESC, n.row DESC LIMIT 1)) AS earlier, \
     COALESCE( \
       (SELECT n.row FROM source_claims sc INDEXED BY source_claims_by_day JOIN claims n ON n.row = sc.claim_row WHERE sc.source_row = this.source_row \
        AND sc.is_via = 0 AND sc.to_day = this.day AND (n.article_row, n.place, n.row) > (this.article_row, this.place, this.row) \
        ORDER BY n.article_row, n.place, n.row LIMIT 1), \
       (SELECT n.row FROM source_claims sc INDEXED BY source_claims_by_day JOIN claims n ON n.row = sc.claim_row WHERE sc.source_row = this.source_row \
        AND sc.is_via = 0 AND sc.to_day = (SELECT MIN(d.to_day) FROM source_claims d INDEXED BY source_claims_by_day WHERE d.source_row = this.source_row \
          AND d.is_via = 0 AND d.to_day > this.day) \
        ORDER BY n.article_row, n.place, n.row LIMIT 1)) AS later FROM this WHERE this.day IS NOT NULL";

/// Claims of one passage that its page lists.
const MOST_NEARBY: i64 = 12;

impl Store {
    /// A claim with its surroundings, current or not; `None` when no claim ever had this id.
    pub async fn claim(&self, id: &ClaimId) -> Result<Option<ClaimDetail>, StoreError> {
        let read: Option<ReadingFields> = sqlx::query_as(
            "SELECT c.row AS claim_row, r.row, r.version_row, r.extractor, r.read_at, c.is_current, c.successor_id, \
             (SELECT reasons FROM claim_reasons WHERE claim_row = c.row) AS reasons, \
             EXISTS (SELECT 1 FROM claims i WHERE i.inside_id = c.id) AS has_inner, \
             EXISTS (SELECT 1 FROM decision_claims d WHERE d.claim_id = c.id) AS is_decided, a.id AS article_id \
             FROM claims c JOIN readings r ON r.row = c.reading_row JOIN articles a ON a.row = c.article_row WHERE c.id = $1",
        )
        .bind(id)
        .fetch_optional(&self.pool)
        .await?;
        let Some(read) = read else { return Ok(None) };
        let row = read.claim_row;
        // The claim and its neighbours are fetched together, and what else the page needs beside them.
        let claims = async {
            let (before, after, earlier, later) = self.beside(row).await?;
            self.claims_in_rows(&[Some(row), before, after, earlier, later]).await
        };
        let inner = async { if read.has_inner { self.claims_inside(row).await } else { Ok(Vec::new()) } };
        let decisions = async { if read.is_decided { self.decisions_about(id).await } else { Ok(Vec::new()) } };
        let (mut claims, article, text, mut spans, inner, mut decisions) = futures::try_join!(
            claims,
            self.article(&read.article_id),
            self.version_text(read.version_row),
            self.spans_of(read.row, Some(row)),
            inner,
            decisions
        )?;
        let mut next = || claims.next().flatten();
        let Some((claim, article)) = next().zip(article) else { return Ok(None) };
        let in_article = Neighbours { previous: next(), next: next() };
        let of_source = Neighbours { previous: next(), next: next() };
        let VersionText { version, withheld } = text;
        let spans = spans.remove(&row).unwrap_or_default();
        decisions.retain(|decision| decision.undone_at.is_none());
        Ok(Some(ClaimDetail {
            claim,
            article,
            version,
            spans,
            extractor: read.extractor,
            read_at: read.read_at,
            is_current: read.is_current,
            successor: read.successor_id,
            reasons: read.reasons.as_deref().map(reasons).transpose()?,
            inner,
            decisions,
            withheld,
            in_article,
            of_source,
        }))
    }

    /// The listed claims inside another one, in the order of the article.
    async fn claims_inside(&self, row: i64) -> Result<Vec<ClaimId>, StoreError> {
        Ok(sqlx::query_scalar(
            "SELECT i.id FROM claims c JOIN visible_claims i ON i.inside_id = c.id AND i.article_row = c.article_row \
             WHERE c.row = $1 ORDER BY i.place",
        )
        .bind(row)
        .fetch_all(&self.pool)
        .await?)
    }

    /// The rows of the claims before and after one in its article, and of those that its source made before and after it.
    async fn beside(&self, row: i64) -> Result<Beside, StoreError> {
        let found = sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "SELECT a.before, a.after, s.earlier, s.later FROM ({IN_ARTICLE}) a LEFT JOIN ({OF_SOURCE}) s"
        )));
        Ok(found.bind(row).fetch_optional(&self.pool).await?.unwrap_or_default())
    }

    /// The claims of these rows, in this order; `None` for a row that is missing.
    pub(in crate::store) async fn claims_in_rows(
        &self,
        rows: &[Option<i64>],
    ) -> Result<impl Iterator<Item = Option<Claim>> + use<>, StoreError> {
        let keys: Vec<i64> = rows.iter().flatten().copied().collect();
        let mut query = QueryBuilder::new("SELECT ");
        query.push(CLAIM_COLUMNS).push(" FROM claims c").push(CLAIM_JOINS);
        query.push(" WHERE c.row IN (SELECT value FROM json_each(").push_bind(json(&keys)?).push("))");
        let fields: Vec<ClaimFields> = query.build_query_as().fetch_all(&self.pool).await?;
        let found: Vec<i64> = fields.iter().map(|fields| fields.row).collect();
        let claims: HashMap<i64, Claim> = found.into_iter().zip(self.with_parties(fields).await?).collect();
        let in_order: Vec<Option<Claim>> =
            rows.iter().map(|row| row.and_then(|row| claims.get(&row).cloned())).collect();
        Ok(in_order.into_iter())
    }

    /// The other claims that lists show of a current claim's article whose words begin in a part of its text.
    pub async fn claims_beside(&self, id: &ClaimId, part: Span) -> Result<Vec<Claim>, StoreError> {
        let mut query = QueryBuilder::new("SELECT ");
        query.push(CLAIM_COLUMNS).push(" FROM claims this JOIN visible_claims c ON c.article_row = this.article_row");
        query.push(CLAIM_JOINS).push(" WHERE this.is_current = 1 AND c.row <> this.row");
        query.push(" AND this.id = ").push_bind(id.clone());
        query.push(" AND c.place >= ").push_bind(part.start as i64).push(" AND c.place < ").push_bind(part.end as i64);
        query.push(" ORDER BY c.place, c.row LIMIT ").push_bind(MOST_NEARBY);
        let fields = query.build_query_as().fetch_all(&self.pool).await?;
        self.with_parties(fields).await
    }

    /// The claims that lists show of an article, in order of place, with their spans in one version of its text; none
    /// for claims that another version holds.
    pub async fn claims_in(&self, article: &ArticleId, version: &VersionId) -> Result<Vec<PlacedClaim>, StoreError> {
        let mut query = QueryBuilder::new("SELECT ");
        query.push(CLAIM_COLUMNS).push(" FROM visible_claims c").push(CLAIM_JOINS);
        query.push(" WHERE a.id = ").push_bind(article.clone());
        query.push(" ORDER BY c.place, c.row");
        let fields: Vec<ClaimFields> = query.build_query_as().fetch_all(&self.pool).await?;
        let reading: Option<i64> = sqlx::query_scalar(
            // All current claims of an article come from one reading.
            "SELECT r.row FROM article_versions v JOIN readings r ON r.version_row = v.row \
             WHERE v.id = $1 AND EXISTS (SELECT 1 FROM claims c WHERE c.reading_row = r.row AND c.is_current = 1)",
        )
        .bind(version)
        .fetch_optional(&self.pool)
        .await?;
        let Some(reading) = reading else { return Ok(Vec::new()) };
        let rows: Vec<i64> = fields.iter().map(|fields| fields.row).collect();
        let mut spans = self.spans_of(reading, None).await?;
        let claims = self.with_parties(fields).await?;
        let placed = |(claim, row)| PlacedClaim { claim, spans: spans.remove(&row).unwrap_or_default() };
        Ok(claims.into_iter().zip(rows).map(placed).collect())
    }

    /// The spans of the claims of a reading, or of one of them.
    async fn spans_of(&self, reading: i64, only: Option<i64>) -> Result<HashMap<i64, ClaimSpans>, StoreError> {
        type SpanFields = (i64, String, i64, i64);
        let rows: Vec<SpanFields> = match only {
            Some(claim) => {
                sqlx::query_as(
                    "SELECT claim_row, role, start_byte, end_byte FROM claim_spans \
                     WHERE claim_row = $2 AND reading_row = $1 ORDER BY role, position",
                )
                .bind(reading)
                .bind(claim)
                .fetch_all(&self.pool)
                .await?
            }
            None => sqlx::query_as(
                "SELECT claim_row, role, start_byte, end_byte FROM claim_spans WHERE reading_row = $1 AND claim_row IN \
                       (SELECT row FROM claims WHERE reading_row = $1) ORDER BY claim_row, role, position",
            )
            .bind(reading)
            .fetch_all(&self.pool)
            .await?,
        };
        let mut spans: HashMap<i64, ClaimSpans> = HashMap::new();
        for (claim, role, start, end) in rows {
            spans.entry(claim).or_default().add(&role, span((start, end)));
        }
        Ok(spans)
    }

    /// Turns rows into claims by fetching their parties and figures; keeps the order.
    pub(in crate::store) async fn with_parties(&self, rows: Vec<ClaimFields>) -> Result<Vec<Claim>, StoreError> {
        let keys: Vec<i64> = rows.iter().map(|fields| fields.row).collect();
        let mut parties: HashMap<i64, Vec<ClaimParty>> = HashMap::new();
        let mut figures: HashMap<i64, Vec<StoredFigure>> = HashMap::new();
        // As one value, so that a connection keeps one statement for any number of claims.
        let keys = json(&keys)?;
        let query = sqlx::query_as::<_, PartyFields>(
            "SELECT cp.claim_row, cp.role, s.slug, s.name, s.kind, s.known_by, cp.mention, cp.printed_role \
                 FROM claim_parties cp JOIN sources s ON s.row = cp.source_row \
                 WHERE cp.claim_row IN (SELECT value FROM json_each($1)) \
                 ORDER BY cp.claim_row, cp.role <> 'source', cp.role, cp.position",
        );
        for party in query.bind(&keys).fetch_all(&self.pool).await? {
            let of_claim = parties.entry(party.claim_row).or_default();
            // Sources that were merged count as one, even if the article names them separately.
            let is_via = |role| role == PartyRole::Via;
            let is_there =
                |known: &ClaimParty| known.source.slug == party.slug && is_via(known.role) == is_via(party.role);
            if of_claim.iter().any(is_there) {
                continue;
            }
            of_claim.push(ClaimParty {
                role: party.role,
                source: Source { slug: party.slug, name: party.name, kind: party.kind, known_by: party.known_by },
                mention: party.mention,
                printed_role: party.printed_role,
            });
        }
        let found: Vec<FigureFields> = sqlx::query_as(
            "SELECT claim_row, words, start_byte, end_byte, least, greatest, is_about, unit FROM claim_figures \
                 WHERE claim_row IN (SELECT value FROM json_each($1)) ORDER BY claim_row, position",
        )
        .bind(&keys)
        .fetch_all(&self.pool)
        .await?;
        for (claim, words, start, end, min, max, about, unit) in found {
            let figure = Figure { span: span((start, end)), min, max, about, unit };
            figures.entry(claim).or_default().push(StoredFigure { words, figure });
        }
        rows.into_iter()
            .map(|fields| {
                let parties = parties.remove(&fields.row).unwrap_or_default();
                let figures = figures.remove(&fields.row).unwrap_or_default();
                fields.into_claim(parties, figures)
            })
            .collect()
    }
}

impl ClaimFields {
    fn into_claim(self, parties: Vec<ClaimParty>, figures: Vec<StoredFigure>) -> Result<Claim, StoreError> {
        Ok(Claim {
            id: self.id,
            inside: self.inside_id,
            article_id: self.article_id,
            article_title: self.article_title,
            publisher: self.publisher_slug.zip(self.publisher_name).map(|(slug, name)| Publisher { slug, name }),
            published_day: parsed_day(self.published_day.as_deref())?,
            content: self.content,
            cue: self.cue,
            mention: self.mention,
            parties,
            quotation: self.quotation,
            stance: self.stance,
            manner: self.manner,
            said: SaidDate {
                edtf: self.said_edtf,
                basis: self.said_basis,
                words: self.said_words,
                from: parsed_day(self.said_from.as_deref())?,
                to: parsed_day(self.said_to.as_deref())?,
            },
            figures,
            confidence: self.confidence,
            partial: self.partial,
            loaded_at: self.loaded_at,
        })
    }
}
