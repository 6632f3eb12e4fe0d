//! The claims that have something to do with one claim, each with why: who says the same, denies it, counts otherwise.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;

use super::data::detail;
use crate::domain::{Claim, ClaimId};
use crate::relate::{Relation, RelationKind};
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
}

pub(in crate::web) async fn show(
    State(app): State<App>,
    format: Format,
    Path(word): Path<String>,
) -> Result<Response, AppError> {
    let id: ClaimId = word.parse().map_err(|_| AppError::NotFound("claim"))?;
    let claim = detail(&app, &id).await?.claim;
    let related = app.store.related_claims(&claim).await?;
    let query = Query::new(&format!("/claims/{id}/related"), Vec::new())?;
    answer(&app, format, &RelatedData { query, claim, related }).await
}

#[derive(Template)]
#[template(path = "claim/related.html")]
struct RelatedPage {
    layout: Layout,
    claim: ClaimView,
    words: String,
    groups: Vec<Group>,
    /// "Compared with 120 claims", with the words that they were found by.
    compared: String,
}

/// The claims of one kind of relation.
struct Group {
    id: &'static str,
    heading: &'static str,
    claims: Vec<RelatedView>,
}

struct RelatedView {
    claim: ClaimView,
    reason: String,
}

/// The kinds of relation in the order of the page, with what stands above their claims. Denials have two sides.
const GROUPS: [(&str, &str); 7] = [
    ("denied-by", "Denied by"),
    ("denies", "What it denies"),
    ("rival", "Other figures, not both right"),
    ("opposed", "Not both right"),
    ("repeated", "Said again"),
    ("echoed", "Said by others"),
    ("compatible", "Other figures that can be right beside it"),
];

/// The group of a relation as the claim with this id has it.
fn group(relation: &Relation, id: &ClaimId) -> &'static str {
    match relation.kind {
        RelationKind::Denies if relation.a == id.as_str() => "denies",
        RelationKind::Denies => "denied-by",
        RelationKind::RivalFigures => "rival",
        RelationKind::Opposes => "opposed",
        RelationKind::Repeats => "repeated",
        RelationKind::Echoes => "echoed",
        RelationKind::CompatibleFigures => "compatible",
    }
}

impl RelatedData {
    fn groups(&self) -> Vec<Group> {
        let of = |(id, heading): (&'static str, &'static str)| {
            let claims = self.related.claims.iter().filter(|(relation, _)| group(relation, &self.claim.id) == id);
            let view = |(relation, claim): &(Relation, Claim)| RelatedView {
                claim: ClaimView::of(claim),
                reason: relation.reason.clone(),
            };
            Group { id, heading, claims: claims.map(view).collect() }
        };
        GROUPS.into_iter().map(of).filter(|group| !group.claims.is_empty()).collect()
    }

    fn compared(&self) -> String {
        let claims = view::counted(&(self.related.compared as i64), "claim", "claims");
        let words: Vec<String> = self.related.words.iter().map(|word| format!("“{word}”")).collect();
        if words.is_empty() {
            return format!("It was compared with {claims}.");
        }
        format!("It was compared with {claims}: those of its article and the best matches of {}.", words.join(", "))
    }
}

impl PageData for RelatedData {
    fn html(&self, app: &App) -> askama::Result<String> {
        let claim = ClaimView::of(&self.claim);
        let title = format!("Who else says it, denies it or counts otherwise: {} · Onrecord", claim.speaker());
        RelatedPage {
            layout: Layout::new(app, "claims", title).in_forms(&self.query).canonical(app, &self.query.link()),
            words: view::shortened(&self.claim.content, 400),
            groups: self.groups(),
            compared: self.compared(),
            claim,
        }
        .render()
    }

    async fn json(&self, app: &App) -> Result<Document, AppError> {
        let claims = self.related.claims.iter().map(|(_, claim)| claim.clone()).collect();
        let relations = self.related.claims.iter().map(|(relation, _)| relation);
        let related: Vec<_> = relations
            .zip(records(app, claims).await?)
            .map(|(relation, claim)| serde_json::json!({ "relation": relation, "claim": claim }))
            .collect();
        Document::at(app, &self.query)?
            .with("claim", self.claim.id.as_str())?
            .with("compared", self.related.compared)?
            .with("words", &self.related.words)?
            .with("related", related)
    }
}
