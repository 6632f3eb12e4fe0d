//! A claim as JSON: the object that `onrecord extract` prints, and beside it what its page tells. The same as linked data.

use serde::Serialize;
use serde_json::Value;

use super::data::ClaimData;
use crate::domain::{ArticleId, Claim, ClaimId, ClaimRecord};
use crate::store::{ClaimRelation, Decision, Neighbours};
use crate::web::error::AppError;
use crate::web::linked::{Linked, claim_document};
use crate::web::rendering::json::{Document, records};
use crate::web::retired::Retired;
use crate::web::state::App;

/// What the page of a claim tells beside the claim.
#[derive(Serialize)]
struct Around<'a> {
    /// When it was found (RFC 3339, UTC).
    read_at: &'a str,
    /// When its article was loaded (RFC 3339, UTC).
    loaded_at: &'a str,
    /// Set where a newer text or reading no longer yields it.
    retired: &'a Option<Retired>,
    /// What people decided about it, newest first.
    decisions: &'a [Decision],
    /// Claims of other sources that this one reports.
    inner: &'a [ClaimId],
    /// The article's address at the publisher's, opening at the words.
    at_publisher: &'a Option<String>,
    /// The Web Archive's copy nearest to the day of publication.
    archived: Option<String>,
    in_article: Beside<'a>,
    of_source: Beside<'a>,
    /// The other claims of the passage.
    same_passage: Vec<&'a ClaimId>,
    /// How other claims stand to it.
    relations: Vec<&'a ClaimRelation>,
    /// The state that it accuses, by name, where no denial was found.
    unanswered_by: Option<&'a str>,
    /// The dispute that it belongs to.
    dispute: Option<String>,
}

/// The claims before and after one.
#[derive(Serialize)]
struct Beside<'a> {
    previous: Option<&'a ClaimId>,
    next: Option<&'a ClaimId>,
}

impl<'a> Beside<'a> {
    fn of(neighbours: &'a Neighbours) -> Self {
        let id = |claim: &'a Option<Claim>| claim.as_ref().map(|claim| &claim.id);
        Self { previous: id(&neighbours.previous), next: id(&neighbours.next) }
    }
}

impl ClaimData {
    pub(super) async fn document(&self, app: &App) -> Result<Document, AppError> {
        let mut record = self.record(app).await?;
        record.reasons = self.reasons.clone().unwrap_or_default();
        let around = Around {
            read_at: &self.read_at,
            loaded_at: &self.claim.loaded_at,
            retired: &self.retired,
            decisions: &self.decisions,
            inner: &self.inner,
            at_publisher: &self.at_publisher,
            archived: super::links::archived_copy(&self.article).map(|(address, _)| address),
            in_article: Beside::of(&self.in_article),
            of_source: Beside::of(&self.of_source),
            same_passage: self.same_passage.iter().map(|claim| &claim.id).collect(),
            relations: self.related.claims.iter().map(|other| &other.relation).collect(),
            unanswered_by: self.unanswered.as_deref(),
            dispute: self.dispute.as_ref().map(|(id, _)| app.absolute(&format!("/disputes/{id}"))),
        };
        Document::of(&record)?.with("page", around)
    }

    /// The claim as an annotation of its article.
    pub(super) async fn annotation(&self, app: &App) -> Result<Value, AppError> {
        let record = self.record(app).await?;
        let retired = self.retired.as_ref();
        Ok(claim_document(
            app,
            &Linked {
                record: &record,
                cited: &self.cited(app),
                article: &self.article,
                anchors: &self.anchors,
                version_path: self.version_path(),
                loaded_at: &self.claim.loaded_at,
                read_at: Some(&self.read_at),
                first: self.first_printing(),
                no_longer_in_article: retired.is_some_and(Retired::is_gone),
                successor: retired.and_then(|retired| retired.successor.as_ref()),
            },
        ))
    }

    async fn record(&self, app: &App) -> Result<ClaimRecord, AppError> {
        records(app, vec![self.claim.clone()]).await?.pop().ok_or(AppError::NotFound("claim"))
    }

    /// The first article known to print the claim: its own, where none printed the same text before. Where an earlier one
    /// was not found to hold the claim, nobody knows.
    fn first_printing(&self) -> Option<&ArticleId> {
        match &self.printings {
            Some(printings) if !printings.is_first => {
                printings.copies.first().filter(|copy| copy.claim.is_some()).map(|copy| &copy.article)
            }
            _ => Some(&self.article.id),
        }
    }
}
