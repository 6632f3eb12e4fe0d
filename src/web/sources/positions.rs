//! What one source said about one thing over time: dated steps, figures that changed, and who denied it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Query as Pairs;
use serde::Serialize;
use serde_json::{Value, json};

use crate::domain::{Claim, ClaimId, Slug};
use crate::relate::RelationKind;
use crate::store::{ClaimRelation, PositionPage, PositionStep, SourceLookup};
use crate::web::error::AppError;
use crate::web::filters;
use crate::web::format::Format;
use crate::web::page::Layout;
use crate::web::query::{Query, refused};
use crate::web::rendering::json::{Document, not_known, records};
use crate::web::rendering::{PageData, answer};
use crate::web::state::App;
use crate::web::view::{self, ClaimView};

/// The letters of a claim that a step shows, and of the one that a position is called after.
const LONGEST_STEP: usize = 260;
const LONGEST_HEADING: usize = 110;
/// The letters shown of a denial, and of what a step stands to.
const LONGEST_OTHER: usize = 110;

#[derive(Debug, Serialize)]
struct PositionsData {
    query: Query,
    slug: Slug,
    name: String,
    /// Pages before this one.
    page: usize,
    positions: PositionPage,
    /// Parameters of the address that mean nothing here.
    unknown: Vec<String>,
}

/// Answers `/sources/{slug}/positions`.
pub(in crate::web) async fn positions(
    State(app): State<App>,
    format: Format,
    Path(word): Path<String>,
    Pairs(pairs): Pairs<Vec<(String, String)>>,
) -> Result<Response, AppError> {
    let slug = Slug::parse(&word).ok_or(AppError::NotFound("source"))?;
    let path = |slug: &Slug| format!("/sources/{slug}/positions");
    let (query, unknown) = Query::new(&path(&slug), pairs)?.known(|name| name == "page");
    let Some(source) = app.store.source_names(std::slice::from_ref(&slug)).await?.pop() else {
        return Err(match app.store.source(&slug).await? {
            SourceLookup::Gone => AppError::Gone("source"),
            _ => AppError::NotFound("source"),
        });
    };
    if source.slug != slug {
        return Ok(Redirect::temporary(&query.at(&path(&source.slug)).link_in(format)).into_response());
    }
    let page: usize = query.parse("page", "the number of a page")?.unwrap_or(1);
    if page == 0 {
        return Err(refused("page", "0", "the number of a page"));
    }
    let page = page - 1;
    let positions = app.store.positions(&slug, page).await?;
    answer(&app, format, &PositionsData { query, slug, name: source.name, page, positions, unknown }).await
}

/// What a step is to another claim, in words.
struct Tie {
    words: &'static str,
    /// Who said the other one, where it is by somebody else.
    speaker: Option<String>,
    text: String,
    link: String,
    reason: String,
}

struct Step {
    id: ClaimId,
    claim: ClaimView,
    words: String,
    further: Vec<ClaimView>,
    ties: Vec<Tie>,
}

struct PositionView {
    heading: String,
    extent: String,
    steps: Vec<Step>,
    earlier: usize,
}

#[derive(Template)]
#[template(path = "sources/positions.html")]
struct PositionsPage<'a> {
    layout: Layout,
    name: &'a str,
    slug: &'a Slug,
    unknown: &'a [String],
    total: usize,
    is_sample: bool,
    positions: Vec<PositionView>,
    /// The links to the page before and to the next one.
    newer: Option<String>,
    older: Option<String>,
}

/// What a step is to one before it.
fn words_of(relation: &ClaimRelation, step: &PositionStep) -> &'static str {
    match relation.kind {
        RelationKind::Repeats | RelationKind::Echoes => "said before:",
        RelationKind::RivalFigures => "another figure before:",
        RelationKind::CompatibleFigures => "a figure before that can be right beside it:",
        RelationKind::Denies if step.is_reported_by(&relation.a) => "denies what it said before:",
        RelationKind::Denies => "says what it denied before:",
        RelationKind::Opposes => "not both right, with what it said before:",
    }
}

/// What the claim before said, where that is not the same: its figure, else its words.
fn other_text(relation: &ClaimRelation, step: &PositionStep, other: &Claim) -> Option<String> {
    match &relation.figures {
        Some([first, second]) => Some(if step.is_reported_by(&relation.a) { second } else { first }.clone()),
        None if relation.kind == RelationKind::Repeats => None,
        None => Some(view::shortened(&other.content, LONGEST_OTHER)),
    }
}

fn step(steps: &[PositionStep], at: usize) -> Option<Step> {
    let this = &steps[at];
    let (first, further) = this.reports.split_first()?;
    let before = this.before.iter().filter_map(|before| {
        let other = steps[before.step].reports.first()?;
        Some(Tie {
            words: words_of(&before.relation, this),
            speaker: None,
            text: match other_text(&before.relation, this, other) {
                None => view::said_text(&other.said),
                Some(text) => format!("“{text}”, {}", view::said_text(&other.said)),
            },
            link: format!("#claim-{}", other.id),
            reason: before.relation.reason.clone(),
        })
    });
    let denials = this.denials.iter().map(|denial| {
        let claim = ClaimView::of(&denial.claim);
        Tie {
            words: "denied by",
            speaker: Some(claim.speaker()),
            text: format!("“{}”", claim.shortened(LONGEST_OTHER)),
            link: claim.path.clone(),
            reason: denial.relation.reason.clone(),
        }
    });
    let ties = before.chain(denials).collect();
    let claim = ClaimView::of(first);
    let further = further.iter().map(ClaimView::of).collect();
    Some(Step { id: first.id.clone(), words: claim.shortened(LONGEST_STEP), claim, further, ties })
}

impl PageData for PositionsData {
    fn html(&self, app: &App) -> askama::Result<String> {
        let title = format!("What {} said over time · Onrecord", self.name);
        let position = |position: &crate::store::Position| {
            let steps: Vec<Step> = (0..position.steps.len()).filter_map(|at| step(&position.steps, at)).collect();
            let (first, last) = (steps.first()?, steps.last()?);
            let days = match first.claim.said == last.claim.said {
                true => first.claim.said.clone(),
                false => format!("{} to {}", first.claim.said, last.claim.said),
            };
            let statements = (position.steps.len() + position.earlier) as i64;
            Some(PositionView {
                heading: last.claim.shortened(LONGEST_HEADING),
                extent: format!("{}, {days}", view::counted(&statements, "statement", "statements")),
                earlier: position.earlier,
                steps,
            })
        };
        PositionsPage {
            layout: Layout::new(app, "sources", title).in_forms(&self.query).canonical(app, &self.query.link()),
            name: &self.name,
            slug: &self.slug,
            unknown: &self.unknown,
            total: self.positions.total,
            is_sample: self.positions.is_sample,
            positions: self.positions.positions.iter().filter_map(position).collect(),
            newer: self.page.checked_sub(1).map(|page| self.query.at_page(page as u64).link()),
            older: self.positions.has_more.then(|| self.query.at_page(self.page as u64 + 1).link()),
        }
        .render()
    }

    async fn json(&self, app: &App) -> Result<Document, AppError> {
        let steps = || self.positions.positions.iter().flat_map(|position| &position.steps);
        let claims: Vec<Claim> = steps().flat_map(PositionStep::claims).cloned().collect();
        let mut records = records(app, claims).await?.into_iter();
        let mut positions = Vec::new();
        for position in &self.positions.positions {
            let mut steps: Vec<Value> = Vec::new();
            let firsts: Vec<Option<&ClaimId>> =
                position.steps.iter().map(|step| step.reports.first().map(|claim| &claim.id)).collect();
            for step in &position.steps {
                let reports: Vec<_> = records.by_ref().take(step.reports.len()).collect();
                let denials = records.by_ref().take(step.denials.len());
                let denials: Vec<Value> = step
                    .denials
                    .iter()
                    .zip(denials)
                    .map(|(denial, claim)| json!({ "relation": denial.relation, "claim": claim }))
                    .collect();
                let before: Vec<Value> = step
                    .before
                    .iter()
                    .map(|before| json!({ "relation": before.relation, "claim": firsts[before.step] }))
                    .collect();
                steps.push(json!({ "reports": reports, "before": before, "denied_by": denials }));
            }
            positions.push(json!({ "earlier": position.earlier, "steps": steps }));
        }
        Document::at(app, &self.query)?
            .with("notes", not_known(&self.unknown))?
            .with("source", self.slug.as_str())?
            .with("total", self.positions.total)?
            .with("newest_claims_only", self.positions.is_sample)?
            .with("positions", positions)
    }
}
