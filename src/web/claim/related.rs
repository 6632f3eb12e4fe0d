//! The claims that have something to do with one claim, each with why: who says the same, denies it, counts otherwise.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;

use super::data::detail;
use super::relations::{Group, groups};
use crate::domain::{Claim, ClaimId, DisputeId};
use crate::store::RelatedClaims;
use crate::web::error::AppError;
use crate::web::filters;
use crate::web::format::Format;
use crate::web::page::Layout;
use crate::web::query::Query;
use crate::web::rendering::json::{Document, records};
use crate::web::rendering::{PageData, answer};
use crate::web::state::App;
use crate::web::view::{self, ClaimView};

/// A claim with those related to it.
#[derive(Serialize)]
struct RelatedData {
    query: Query,
    claim: Claim,
    related: RelatedClaims,
    /// The dispute that it belongs to, with the number of other claims there.
    dispute: Option<(DisputeId, i64)>,
}

pub(in crate::web) async fn show(
    State(app): State<App>,
    format: Format,
    Path(word): Path<String>,
) -> Result<Response, AppError> {
    let id: ClaimId = word.parse().map_err(|_| AppError::NotFound("claim"))?;
    let claim = detail(&app, &id).await?.claim;
    let related = app.store.related_claims(&id).await?;
    let dispute = app.store.dispute_of(&id).await?;
    let query = Query::new(&format!("/claims/{id}/related"), Vec::new())?;
    answer(&app, format, &RelatedData { query, claim, related, dispute }).await
}

#[derive(Template)]
#[template(path = "claim/related.html")]
struct RelatedPage {
    layout: Layout,
    claim: ClaimView,
    words: String,
    groups: Vec<Group>,
    dispute: Option<(DisputeId, i64)>,
    is_waiting: bool,
}

impl PageData for RelatedData {
    fn html(&self, app: &App) -> askama::Result<String> {
        let claim = ClaimView::of(&self.claim);
        let title = format!("Who else says it, denies it or counts otherwise: {} · Onrecord", claim.speaker());
        RelatedPage {
            layout: Layout::new(app, "claims", title).in_forms(&self.query).canonical(app, &self.query.link()),
            words: view::shortened(&self.claim.content, 400),
            groups: groups(&self.related.claims, &self.claim.id, usize::MAX),
            dispute: self.dispute.clone(),
            is_waiting: self.related.is_waiting,
            claim,
        }
        .render()
    }

    async fn json(&self, app: &App) -> Result<Document, AppError> {
        let claims = self.related.claims.iter().map(|other| other.claim.clone()).collect();
        let relations = self.related.claims.iter().map(|other| &other.relation);
        let related: Vec<_> = relations
            .zip(records(app, claims).await?)
            .map(|(relation, claim)| serde_json::json!({ "relation": relation, "claim": claim }))
            .collect();
        Document::at(app, &self.query)?
            .with("claim", self.claim.id.as_str())?
            .with("dispute", self.dispute.as_ref().map(|(id, _)| app.absolute(&format!("/disputes/{id}"))))?
            .with("waiting", self.related.is_waiting)?
            .with("related", related)
    }
}
