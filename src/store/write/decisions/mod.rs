//! What people decide about sources, claims and disputes. Every decision is logged, holds for articles that are loaded or read
//! later, and can be undone.
//!
//! `claim_parties.found_row` keeps the source that an article's words lead to. A merge (`sources.shown_row`), a split
//! (`source_splits`) and an attribution (`decision_claims`) only change which source shows the claim,
//! `claim_parties.source_row`, and that is worked out anew from `found_row` ([`refresh`]), so undoing one forgets
//! nothing. Those who said a claim that is attributed to nobody wait in `claim_found_parties`. In the same way `sources.found_kind` keeps the kind, and `claim_found_dates` the date, that the words tell.
//! What is decided about disputes stands in the log alone, with the claims it holds for, and is asked each time claims are gathered into
//! disputes ([`disputes`]).

pub(in crate::store) mod claims;
mod disputes;
mod new_sources;
pub(in crate::store) mod sources;

pub use claims::AttributedTo;
pub use new_sources::NewSource;
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use crate::domain::{ArticleId, ClaimId, DisputeId, Slug, SourceKind};
use crate::store::{Store, StoreError, now};

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(rename_all = "lowercase")]
pub enum DecisionKind {
    /// One source went into another.
    Merge,
    /// Some articles' claims became a source of their own.
    Split,
    /// A source got another name.
    Rename,
    /// A source is of another kind.
    Kind,
    /// A claim has another source, or none.
    Attribute,
    /// A claim was said at another time.
    Date,
    /// One dispute went into another.
    Join,
    /// Some claims are not part of a dispute.
    Part,
    /// A dispute is called otherwise.
    Heading,
    /// It is no dispute.
    Close,
}

/// What a decision is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecidedAbout {
    /// Sources.
    Sources,
    /// One claim.
    Claim,
    /// A dispute.
    Dispute,
}

impl DecisionKind {
    /// What such a decision is about.
    pub fn about(self) -> DecidedAbout {
        match self {
            Self::Merge | Self::Split | Self::Rename | Self::Kind => DecidedAbout::Sources,
            Self::Attribute | Self::Date => DecidedAbout::Claim,
            Self::Join | Self::Part | Self::Heading | Self::Close => DecidedAbout::Dispute,
        }
    }
}

/// A decision, as the log keeps it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, sqlx::FromRow)]
pub struct Decision {
    /// Its number in the log.
    #[sqlx(rename = "row")]
    pub number: i64,
    /// What was decided.
    pub kind: DecisionKind,
    /// The claim of a decision about one.
    #[sqlx(rename = "claim_id")]
    pub claim: Option<ClaimId>,
    /// The dispute of a decision about one.
    #[sqlx(rename = "dispute_id")]
    pub dispute: Option<DisputeId>,
    /// The dispute that went into it.
    #[sqlx(rename = "other_id")]
    pub other_dispute: Option<DisputeId>,
    /// The name under which the claims stood before; `None` where they had no source, and for a date.
    pub name_before: Option<String>,
    /// The address then.
    pub slug_before: Option<Slug>,
    /// The name under which they stood after it; `None` where they have no source then, and for a date.
    pub name_after: Option<String>,
    /// The address then.
    pub slug_after: Option<Slug>,
    /// The kind, the date (EDTF) or the heading before; `None` where there was no date, or the program's heading, and for other
    /// decisions.
    pub value_before: Option<String>,
    /// The kind, the date or the heading after it.
    pub value_after: Option<String>,
    /// Why a dispute was closed.
    pub reason: Option<String>,
    /// False where the claims of a dispute that it holds for are no longer to be seen, so that it changes nothing.
    pub applies: bool,
    /// How many claims it concerned.
    pub claims: i64,
    /// The articles of a split that are not withdrawn.
    pub articles: i64,
    /// Who decided, where that was told.
    pub author: Option<String>,
    /// When (RFC 3339, UTC).
    pub made_at: String,
    /// When it was undone.
    pub undone_at: Option<String>,
}

/// What [`Decision`] is read from, `decisions d`.
pub(in crate::store) const DECISION_COLUMNS: &str = "d.row, d.kind, d.claim_id, d.dispute_id, d.other_id, d.name_before, d.slug_before, \
     d.name_after, d.slug_after, d.value_before, d.value_after, d.reason, d.claims, \
     (SELECT COUNT(DISTINCT sp.article_row) FROM source_splits sp JOIN visible_articles va ON va.row = sp.article_row \
       WHERE sp.decision_row = d.row) AS articles, \
     d.dispute_id IS NULL OR (SELECT COUNT(DISTINCT h.is_apart) FROM decision_claims h JOIN claims c ON c.id = h.claim_id \
       AND c.is_listed = 1 WHERE h.decision_row = d.row) = CASE WHEN d.kind IN ('join', 'part') THEN 2 ELSE 1 END AS applies, \
     d.author, d.made_at, d.undone_at";

/// Why a decision cannot be carried out.
#[derive(Debug, thiserror::Error)]
pub enum DecisionError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No source has this address.
    #[error("no source here has the address /sources/{0}")]
    UnknownSource(Slug),
    /// Both addresses lead to one source.
    #[error("{0} and {1} are one source already")]
    OneAlready(Slug, Slug),
    /// A person and a ministry are hardly one.
    #[error("{0} is of the kind “{one}” and {2} of the kind “{other}”",
        one = .1.as_str(), other = .3.as_str())]
    KindsDiffer(Slug, SourceKind, Slug, SourceKind),
    /// No such article.
    #[error("no article here has the id {0}")]
    UnknownArticle(ArticleId),
    /// The source has no claims in that article to split off.
    #[error("{0} says nothing in the article {1}")]
    NotInArticle(Slug, ArticleId),
    /// The split would leave the source without claims.
    #[error("these articles hold all that {0} says; a split would leave nothing of it")]
    NothingLeft(Slug),
    /// No name at all, or one too long for a page.
    #[error("a name has one to two hundred characters, a letter or digit among them")]
    BadName,
    /// Nothing to do.
    #[error("{0} is called “{1}” already")]
    CalledSo(Slug, String),
    /// Nothing to do.
    #[error("{0} is of the kind “{kind}” already", kind = .1.as_str())]
    OfThisKind(Slug, SourceKind),
    /// No such claim.
    #[error("no claim here has the id {0}")]
    UnknownClaim(ClaimId),
    /// The newest reading of its article does not yield the claim.
    #[error("the claim {0} is no longer found in its article{successor}",
        successor = .1.as_ref().map(|id| format!("; {id} took its place")).unwrap_or_default())]
    RetiredClaim(ClaimId, Option<ClaimId>),
    /// Nothing to do.
    #[error("the claim {0} is attributed to {1} already")]
    AttributedSo(ClaimId, Slug),
    /// Nothing to do.
    #[error("the claim {0} is attributed to nobody already")]
    NobodysAlready(ClaimId),
    /// A new source would have the name of one that is known.
    #[error("a source called “{0}” is known here: {1}, of the kind “{kind}”", kind = .2.as_str())]
    NameIsKnown(String, Slug, SourceKind),
    /// Nothing to do.
    #[error("the claim {0} is dated {1} by a decision already")]
    DatedSo(ClaimId, String),
    /// No such dispute.
    #[error("no dispute here has the address /disputes/{0}")]
    UnknownDispute(DisputeId),
    /// Its claims agree by now, or are gone.
    #[error("nothing is left of the dispute {0}: its claims agree by now, or are no longer to be seen")]
    SettledDispute(DisputeId),
    /// A decision closed it.
    #[error("the dispute {0} was closed by decision number {1}")]
    ClosedDispute(DisputeId, i64),
    /// Both addresses lead to one dispute.
    #[error("{0} and {1} are one dispute already")]
    OneDispute(DisputeId, DisputeId),
    /// People keep claims of the two apart.
    #[error("decision number {2} parted claims of {0} and {1}; undo that one first")]
    PartedBefore(DisputeId, DisputeId, i64),
    /// The claim is not one of the dispute.
    #[error("the claim {0} does not belong to the dispute {1}")]
    NotInDispute(ClaimId, DisputeId),
    /// Nothing would be left to part them from.
    #[error("these are all claims of the dispute {0}; nothing would be left of it")]
    WholeDispute(DisputeId),
    /// Nothing to do.
    #[error("the dispute {0} has this heading already")]
    HeadedSo(DisputeId),
    /// No such line in the log.
    #[error("the log has no decision number {0}")]
    UnknownDecision(i64),
    /// Nothing to do.
    #[error("decision number {0} was undone before")]
    UndoneBefore(i64),
    /// A later decision depends on it.
    #[error("decision number {0} rests on decision number {1}, which was made later; undo that one first")]
    RestsOnLater(i64, i64),
}

impl From<sqlx::Error> for DecisionError {
    fn from(cause: sqlx::Error) -> Self {
        Self::Store(cause.into())
    }
}

/// A decision before it is logged.
#[derive(Debug)]
struct NewDecision<'a> {
    kind: DecisionKind,
    claim: Option<&'a ClaimId>,
    source_row: Option<i64>,
    other_row: Option<i64>,
    dispute: Option<&'a DisputeId>,
    other_dispute: Option<&'a DisputeId>,
    before: Option<(&'a str, &'a Slug)>,
    after: Option<(&'a str, &'a Slug)>,
    values: (Option<&'a str>, Option<&'a str>),
    reason: Option<&'a str>,
    claims: i64,
    author: Option<&'a str>,
}

impl<'a> NewDecision<'a> {
    /// A decision that tells nothing yet but its kind, how many claims it concerns, and who made it.
    fn of(kind: DecisionKind, claims: i64, author: Option<&'a str>) -> Self {
        Self {
            kind,
            claim: None,
            source_row: None,
            other_row: None,
            dispute: None,
            other_dispute: None,
            before: None,
            after: None,
            values: (None, None),
            reason: None,
            claims,
            author,
        }
    }
}

/// A decision that is to be undone.
#[derive(sqlx::FromRow)]
struct Undone {
    row: i64,
    kind: DecisionKind,
    source_row: Option<i64>,
    other_row: Option<i64>,
    name_before: Option<String>,
    slug_before: Option<Slug>,
    value_before: Option<String>,
    is_undone: bool,
}

impl Store {
    /// Every decision, newest first; with `slug`, those that concern this source or ones merged into it.
    ///
    /// # Errors
    /// When there is no such source.
    pub async fn decisions(&self, slug: Option<&Slug>) -> Result<Vec<Decision>, DecisionError> {
        let mut connection = self.pool.acquire().await?;
        let row = match slug {
            Some(slug) => Some(sources::standing(&mut connection, slug).await?.row),
            None => None,
        };
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "SELECT {DECISION_COLUMNS} FROM decisions d WHERE $1 IS NULL OR EXISTS (SELECT 1 FROM sources m \
             WHERE m.row IN (d.source_row, d.other_row) AND (m.row = $1 OR m.shown_row = $1)) ORDER BY d.row DESC"
        )))
        .bind(row)
        .fetch_all(&mut *connection)
        .await?)
    }

    /// The decisions about a claim, or about one whose place it took, newest first; undone ones as well.
    pub async fn decisions_about(&self, claim: &ClaimId) -> Result<Vec<Decision>, StoreError> {
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "SELECT {DECISION_COLUMNS} FROM decision_claims dc JOIN decisions d ON d.row = dc.decision_row \
             WHERE dc.claim_id = $1 AND d.claim_id IS NOT NULL ORDER BY d.row DESC"
        )))
        .bind(claim)
        .fetch_all(&self.pool)
        .await?)
    }

    /// Undoes a decision: what was merged stands apart again, what was parted goes back, and what the words of the
    /// article lead to counts again.
    ///
    /// # Errors
    /// When the log has no such line, it was undone before, or a later decision rests on it.
    pub async fn undo_decision(&self, number: i64) -> Result<Decision, DecisionError> {
        let mut transaction = self.write().await?;
        let found: Option<Undone> = sqlx::query_as(
            "SELECT row, kind, source_row, other_row, name_before, slug_before, value_before, \
             undone_at IS NOT NULL AS is_undone FROM decisions WHERE row = $1",
        )
        .bind(number)
        .fetch_optional(&mut *transaction)
        .await?;
        let undone = found.ok_or(DecisionError::UnknownDecision(number))?;
        if undone.is_undone {
            return Err(DecisionError::UndoneBefore(number));
        }
        if let Some(later) = rests_on(&mut transaction, number).await? {
            return Err(DecisionError::RestsOnLater(number, later));
        }
        sqlx::query("UPDATE decisions SET undone_at = $2 WHERE row = $1")
            .bind(number)
            .bind(now())
            .execute(&mut *transaction)
            .await?;
        match undone.kind.about() {
            DecidedAbout::Claim => claims::undo(&mut transaction, &undone).await?,
            DecidedAbout::Sources => sources::undo(&mut transaction, &undone).await?,
            DecidedAbout::Dispute => disputes::undo(&mut transaction, &undone).await?,
        }
        let decision = decision(&mut transaction, number).await?;
        transaction.commit().await?;
        Ok(decision)
    }
}

/// Writes a decision to the log; gives its number.
async fn log(connection: &mut SqliteConnection, new: NewDecision<'_>) -> Result<i64, DecisionError> {
    let (name_before, slug_before) = new.before.unzip();
    let (name_after, slug_after) = new.after.unzip();
    Ok(sqlx::query_scalar(
        "INSERT INTO decisions (kind, claim_id, source_row, other_row, dispute_id, other_id, name_before, slug_before, \
         name_after, slug_after, value_before, value_after, reason, claims, author, made_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) RETURNING row",
    )
    .bind(new.kind)
    .bind(new.claim)
    .bind(new.source_row)
    .bind(new.other_row)
    .bind(new.dispute)
    .bind(new.other_dispute)
    .bind(name_before)
    .bind(slug_before)
    .bind(name_after)
    .bind(slug_after)
    .bind(new.values.0)
    .bind(new.values.1)
    .bind(new.reason)
    .bind(new.claims)
    .bind(new.author.filter(|author| !author.trim().is_empty()).map(str::trim))
    .bind(now())
    .fetch_one(connection)
    .await?)
}

async fn decision(connection: &mut SqliteConnection, number: i64) -> Result<Decision, DecisionError> {
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(format!("SELECT {DECISION_COLUMNS} FROM decisions d WHERE d.row = $1")))
        .bind(number)
        .fetch_one(connection)
        .await?)
}

/// A later decision in force without which this one cannot be undone: what it made was merged on or parted since, or
/// renamed again, or is of yet another kind; a dispute was joined on, parted or closed since. Of decisions about a claim, and of
/// headings, the newest in force counts, so that each can be undone at any time.
async fn rests_on(connection: &mut SqliteConnection, number: i64) -> Result<Option<i64>, DecisionError> {
    Ok(sqlx::query_scalar(
        "SELECT l.row FROM decisions d JOIN decisions l ON l.row > d.row AND l.undone_at IS NULL \
         WHERE d.row = $1 AND CASE d.kind \
           WHEN 'rename' THEN l.kind = 'rename' AND l.source_row = d.source_row \
           WHEN 'kind' THEN l.kind = 'kind' AND l.source_row = d.source_row \
           WHEN 'merge' THEN l.kind = 'merge' AND l.source_row = d.other_row \
           WHEN 'split' THEN (l.kind = 'merge' AND l.source_row IN (d.source_row, d.other_row)) \
             OR (l.kind = 'split' AND l.source_row = d.other_row) \
             OR (l.kind <> 'attribute' AND l.other_row = d.other_row) \
           WHEN 'join' THEN l.kind IN ('join', 'part', 'close') AND d.dispute_id IN (l.dispute_id, l.other_id) \
           WHEN 'part' THEN (l.kind = 'close' AND l.dispute_id = d.dispute_id) \
             OR (l.kind = 'join' AND EXISTS (SELECT 1 FROM decision_claims h JOIN decision_claims g ON g.claim_id = h.claim_id \
               WHERE h.decision_row = d.row AND h.is_apart = 1 AND g.decision_row = l.row)) \
           ELSE 0 END \
         ORDER BY l.row DESC LIMIT 1",
    )
    .bind(number)
    .fetch_optional(connection)
    .await?)
}

/// Puts every claim that the source `row` shows where it belongs now.
async fn refresh(connection: &mut SqliteConnection, row: i64) -> Result<(), StoreError> {
    let mut update = refreshing();
    update.push("source_row = ").push_bind(row);
    update.build().execute(connection).await?;
    Ok(())
}

/// An update that works out anew which source shows a claim, to be ended by the condition on `claim_parties`. An
/// attribution of the very claim comes before a split of its article, and that before what the words lead to.
fn refreshing() -> QueryBuilder<Sqlite> {
    QueryBuilder::new(
        "UPDATE claim_parties SET source_row = (SELECT COALESCE(s.shown_row, s.row) FROM sources s \
           WHERE s.row = COALESCE((SELECT d.other_row FROM claims c JOIN decision_claims dc ON dc.claim_id = c.id \
             JOIN decisions d ON d.row = dc.decision_row AND d.kind = 'attribute' AND d.undone_at IS NULL \
             WHERE c.row = claim_parties.claim_row AND claim_parties.role = 'source' AND claim_parties.position = 0 \
             ORDER BY d.row DESC LIMIT 1), \
           (SELECT sp.to_row FROM source_splits sp \
             JOIN decisions d ON d.row = sp.decision_row AND d.undone_at IS NULL \
             JOIN claims c ON c.row = claim_parties.claim_row AND c.article_row = sp.article_row \
             WHERE sp.found_row = claim_parties.found_row ORDER BY sp.decision_row DESC LIMIT 1), \
           claim_parties.found_row)) WHERE ",
    )
}
