//! The page of one dispute: what is said, by whom, when and where, what answers what, and the figures beside each other.

use std::collections::{BTreeMap, HashMap};

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use super::decided::{DecisionView, decision_view};
use super::{Sought, card, extent, found_heading, heading, image, in_one_line, kinds, sought, title};
use crate::domain::{ClaimId, DisputeId};
use crate::relate::RelationKind;
use crate::store::{ClaimRelation, DisputeClaim, DisputeDetail};
use crate::web::error::AppError;
use crate::web::figures::{Beside, Figures, OfClaim};
use crate::web::filters;
use crate::web::format::Format;
use crate::web::image::Sheet;
use crate::web::page::Layout;
use crate::web::query::Query;
use crate::web::rendering::download::{Download, Wanted};
use crate::web::rendering::feed::{Entry, Feed};
use crate::web::rendering::json::{Document, records};
use crate::web::rendering::{PageData, answer};
use crate::web::state::App;
use crate::web::view::{self, ClaimView};

#[derive(Debug, Serialize)]
struct DisputeData {
    #[serde(flatten)]
    detail: DisputeDetail,
    /// The states that its claims accuse, by name, where no denial was found.
    unanswered: HashMap<ClaimId, String>,
    query: Query,
}

/// Answers the address of a dispute. Where another one has its claims now, it leads there.
pub(in crate::web) async fn show(
    State(app): State<App>,
    format: Format,
    Path(word): Path<String>,
) -> Result<Response, AppError> {
    let id: DisputeId = word.parse().map_err(|_| AppError::NotFound("dispute"))?;
    let detail = match sought(&app, &id).await? {
        Sought::Here(detail) => *detail,
        Sought::Merged(other) => {
            let other = Query::page(&format!("/disputes/{other}"));
            return Ok(Redirect::to(&other.link_in(format)).into_response());
        }
    };
    if format.is_whole_result() {
        let claims = detail.members.iter().filter(|member| member.joined_at.is_some());
        let claims = claims.map(|member| member.claim.clone()).collect();
        let name = format!("onrecord-dispute-{id}");
        let download = Download { claims: Wanted::Listed(claims), format, name, with_mark: false, in_ref: false };
        return download.answer(&app).await;
    }
    let unanswered = app.store.unanswered(detail.members.iter().map(|member| &member.claim)).await?;
    let query = Query::page(&format!("/disputes/{id}"));
    answer(&app, format, &DisputeData { detail, unanswered, query }).await
}

/// What another claim of the dispute is to one.
struct Tie {
    words: &'static str,
    speaker: String,
    /// Where it stands on the page.
    link: String,
    reason: String,
}

/// One statement: the first report of it, and the others.
struct Statement {
    id: ClaimId,
    claim: ClaimView,
    reports: Vec<ClaimView>,
    ties: Vec<Tie>,
    /// How many more there are.
    further_ties: usize,
    /// Elsewhere said again.
    said_again: i64,
    /// True where it is no side of the dispute, and only counts the same thing.
    is_beside: bool,
    /// The state that it accuses, where no denial was found.
    unanswered: Option<String>,
    /// When it joined, where that was after the dispute was found.
    joined: Option<String>,
}

#[derive(Template)]
#[template(path = "disputes/show.html")]
struct DisputePage {
    layout: Layout,
    heading: String,
    extent: String,
    kinds: Vec<String>,
    first: ClaimView,
    first_words: String,
    figures: Figures,
    statements: Vec<Statement>,
    list: Option<String>,
    path: String,
    permalink: String,
    /// What shows its card in a page of another site.
    embed: String,
    found: String,
    /// The heading that the program found, where a person gave another one.
    found_as: Option<String>,
    decisions: Vec<DecisionView>,
}

/// What others are to a statement, the surest of it: of forty rival figures each is one to all others.
const MOST_TIES: usize = 4;
/// The claims that a list by their ids can hold.
const MOST_LISTED: usize = 90;

/// How the claim with this id stands to the other one of a relation.
fn tie_words(relation: &ClaimRelation, id: &ClaimId) -> Option<&'static str> {
    Some(match relation.kind {
        RelationKind::Denies if relation.a == *id => "denies what is said by",
        RelationKind::Denies => "denied by",
        RelationKind::RivalFigures => "another figure by",
        RelationKind::CompatibleFigures => "a figure that can be right beside that of",
        RelationKind::Opposes => "not both right, with",
        RelationKind::Repeats | RelationKind::Echoes => return None,
    })
}

impl DisputeData {
    fn member(&self, id: &ClaimId) -> Option<&DisputeClaim> {
        self.detail.members.iter().find(|member| member.claim.id == *id)
    }

    /// The statements in the order of their first reports.
    fn statements(&self) -> Vec<Statement> {
        let mut reports: BTreeMap<usize, Vec<&DisputeClaim>> = BTreeMap::new();
        for member in &self.detail.members {
            reports.entry(member.statement).or_default().push(member);
        }
        reports.into_values().map(|reports| self.statement(&reports)).collect()
    }

    fn statement(&self, reports: &[&DisputeClaim]) -> Statement {
        let first = reports[0];
        let mut ties = self.ties(reports);
        let further_ties = ties.len().saturating_sub(MOST_TIES);
        ties.truncate(MOST_TIES);
        let joined = first.joined_at.as_deref().map(view::day_of_stamp);
        let joined = joined.filter(|joined| *joined != view::day_of_stamp(&self.detail.dispute.found_at));
        Statement {
            id: first.claim.id.clone(),
            claim: ClaimView::of(&first.claim),
            reports: reports[1..].iter().map(|report| ClaimView::of(&report.claim)).collect(),
            ties,
            further_ties,
            said_again: reports.iter().map(|report| report.said_again).sum(),
            is_beside: reports.iter().all(|report| report.joined_at.is_none()),
            unanswered: reports.iter().find_map(|report| self.unanswered.get(&report.claim.id)).cloned(),
            joined,
        }
    }

    /// What other statements are to one, each once: those that do not agree with it before those that can be right beside it,
    /// the surest first.
    fn ties(&self, reports: &[&DisputeClaim]) -> Vec<Tie> {
        let (agree, disagree): (Vec<_>, Vec<_>) =
            self.detail.relations.iter().partition(|relation| relation.kind == RelationKind::CompatibleFigures);
        let relations: Vec<&ClaimRelation> = disagree.into_iter().chain(agree).collect();
        let mut ties: Vec<Tie> = Vec::new();
        let mut seen: Vec<(&str, usize)> = Vec::new();
        for report in reports {
            let id = &report.claim.id;
            for relation in relations.iter().filter(|relation| relation.a == *id || relation.b == *id) {
                let other = if relation.a == *id { &relation.b } else { &relation.a };
                let (Some(words), Some(other)) = (tie_words(relation, id), self.member(other)) else { continue };
                if other.statement == report.statement || seen.contains(&(words, other.statement)) {
                    continue;
                }
                seen.push((words, other.statement));
                let first = self.detail.members.iter().find(|member| member.statement == other.statement);
                let first = first.unwrap_or(other);
                ties.push(Tie {
                    words,
                    speaker: ClaimView::of(&first.claim).speaker(),
                    link: format!("#claim-{}", first.claim.id),
                    reason: relation.reason.clone(),
                });
            }
        }
        ties
    }

    /// The figures that are compared, each statement's once.
    fn figures(&self) -> Vec<OfClaim<'_>> {
        let mut figures = Vec::new();
        let mut seen: Vec<(usize, &str)> = Vec::new();
        for member in &self.detail.members {
            let claim = &member.claim;
            let compared = self.detail.relations.iter().filter_map(|relation| {
                let [first, second] = relation.figures.as_ref()?;
                if relation.a == claim.id {
                    Some(first.as_str())
                } else {
                    (relation.b == claim.id).then_some(second.as_str())
                }
            });
            let mut compared: Vec<&str> = compared.collect();
            compared.sort_unstable();
            compared.dedup();
            for words in compared {
                let Some(figure) = claim.figures.iter().find(|figure| figure.words == words) else { continue };
                if seen.contains(&(member.statement, words)) {
                    continue;
                }
                seen.push((member.statement, words));
                let first = self.detail.members.iter().find(|other| other.statement == member.statement);
                let link = format!("#claim-{}", first.unwrap_or(member).claim.id);
                figures.push(OfClaim { claim, figure, link });
            }
        }
        figures
    }
}

impl PageData for DisputeData {
    fn html(&self, app: &App) -> askama::Result<String> {
        let dispute = &self.detail.dispute;
        let heading = heading(dispute);
        let members = || self.detail.members.iter().filter(|member| member.joined_at.is_some());
        let first = ClaimView::of(members().next().map(|member| &member.claim).unwrap_or(&dispute.claim));
        let ids: Vec<&ClaimId> = self.detail.members.iter().map(|member| &member.claim.id).collect();
        let list = ids.iter().fold(Query::page("/claims"), |list, id| list.with("id", id.as_str()));
        let permalink = app.absolute(&self.query.link());
        DisputePage {
            layout: Layout::new(app, "disputes", format!("{} · Onrecord", title(dispute)))
                .canonical(app, &self.query.link())
                .in_forms(&self.query)
                .described(in_one_line(dispute))
                .with_image(app, &self.query, in_one_line(dispute))
                .embeddable(app, &permalink),
            embed: card::frame(app, dispute, [None, None]).render()?.trim().to_owned(),
            path: self.query.link(),
            permalink,
            extent: extent(dispute),
            kinds: kinds(dispute),
            first_words: first.shortened(160),
            first,
            figures: Figures::of("figures", Beside::Publisher, self.figures()),
            statements: self.statements(),
            list: (ids.len() <= MOST_LISTED).then(|| list.link()),
            found: view::day_of_stamp(&dispute.found_at),
            found_as: dispute.question.as_ref().map(|_| found_heading(dispute)),
            decisions: self.detail.decisions.iter().filter_map(|one| decision_view(one, &dispute.id)).collect(),
            heading,
        }
        .render()
    }

    async fn json(&self, app: &App) -> Result<Document, AppError> {
        let dispute = &self.detail.dispute;
        let members = &self.detail.members;
        let claims = records(app, members.iter().map(|member| member.claim.clone()).collect()).await?;
        let members: Vec<_> = members
            .iter()
            .zip(claims)
            .map(|(member, claim)| {
                serde_json::json!({ "statement": member.statement, "joined_at": member.joined_at,
                    "said_again": member.said_again, "unanswered_by": self.unanswered.get(&member.claim.id), "claim": claim })
            })
            .collect();
        Document::at(app, &self.query)?
            .with("id", dispute.id.as_str())?
            .with("permalink", app.absolute(&self.query.link()))?
            .with("heading", heading(dispute))?
            .with("found_heading", found_heading(dispute))?
            .with("claim", dispute.claim.id.as_str())?
            .with("against", dispute.against.id.as_str())?
            .with("claims", members)?
            .with("relations", &self.detail.relations)?
            .with("decisions", &self.detail.decisions)?
            .with("sources", dispute.sources)?
            .with("publishers", dispute.publishers)?
            .with("first_day", dispute.first_day)?
            .with("last_day", dispute.last_day)?
            .with("found_at", &dispute.found_at)?
            .with("changed_at", &dispute.changed_at)
    }

    fn image(&self, app: &App) -> Option<Sheet> {
        Some(image::drawn(app, &self.detail.dispute).sheet())
    }

    fn feed(&self, app: &App) -> Result<Option<Feed>, AppError> {
        let mut members: Vec<&DisputeClaim> =
            self.detail.members.iter().filter(|member| member.joined_at.is_some()).collect();
        members.sort_by(|x, y| y.joined_at.cmp(&x.joined_at));
        let entry = |member: &&DisputeClaim| {
            let entry = Entry::of_claim(app, &member.claim)?;
            let joined = member.joined_at.clone();
            Ok::<_, AppError>(Entry { loaded_at: joined.unwrap_or_else(|| entry.loaded_at.clone()), ..entry })
        };
        Ok(Some(Feed {
            title: format!("Onrecord, in dispute: {}", heading(&self.detail.dispute)),
            list: self.query.clone(),
            next: None,
            entries: members.iter().map(entry).collect::<Result<_, _>>()?,
        }))
    }
}
