//! A dispute as a card inside pages of other sites.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::image::headed;
use super::{Sought, against_words, extent, kinds, sought, title};
use crate::domain::{Claim, DisputeId};
use crate::store::Dispute;
use crate::web::error::AppError;
use crate::web::share::{CardFrame, Shared, card, height_of_line, height_of_words};
use crate::web::state::App;
use crate::web::view::ClaimView;

/// The most letters of the words of a claim on a card.
const LONGEST: usize = 300;

#[derive(Template)]
#[template(path = "share/dispute_card.html")]
struct Card<'a> {
    assets: &'static str,
    notice: Option<&'a str>,
    permalink: String,
    site: String,
    title: String,
    headed: String,
    sides: [Side; 2],
    extent: String,
    kinds: String,
}

/// A claim of the dispute.
struct Side {
    /// What it is to the one above it.
    against: &'static str,
    view: ClaimView,
    words: String,
    permalink: String,
}

impl Side {
    fn of(app: &App, claim: &Claim, against: &'static str) -> Self {
        let view = ClaimView::of(claim);
        Self { against, words: view.shortened(LONGEST), permalink: app.permalink(&claim.id), view }
    }
}

/// Answers `/disputes/{id}/embed`. Where another dispute has the claims now, it leads to the card of that one.
pub(in crate::web) async fn show(State(app): State<App>, Path(word): Path<String>) -> Result<Response, AppError> {
    let id: Option<DisputeId> = word.parse().ok();
    let permalink = id.as_ref().map(|id| app.absolute(&format!("/disputes/{id}")));
    let found = match id {
        Some(id) => sought(&app, &id).await,
        None => Err(AppError::NotFound("dispute")),
    };
    let drawn = match found {
        Ok(Sought::Merged(other)) => return Ok(Redirect::to(&format!("/disputes/{other}/embed")).into_response()),
        Ok(Sought::Here(detail)) => Ok(drawn(&app, &detail.dispute)?),
        Err(error) => Err(error),
    };
    card::answer(&app, drawn, permalink)
}

fn drawn(app: &App, dispute: &Dispute) -> Result<String, AppError> {
    let sides = [(&dispute.claim, ""), (&dispute.against, against_words(dispute.relation.kind))];
    let card = Card {
        assets: crate::web::assets::VERSION.as_str(),
        notice: app.site.notice.as_deref(),
        permalink: app.absolute(&format!("/disputes/{}", dispute.id)),
        site: app.absolute("/"),
        title: title(dispute),
        headed: headed(dispute),
        sides: sides.map(|(claim, against)| Side::of(app, claim, against)),
        extent: extent(dispute),
        kinds: kinds(dispute).join(", "),
    };
    Ok(card.render()?)
}

/// A dispute as other sites show it, in a frame no wider and no higher than this.
pub(in crate::web) async fn shared(app: &App, id: &DisputeId, most: [Option<u32>; 2]) -> Result<Shared, AppError> {
    let mut found = sought(app, id).await?;
    if let Sought::Merged(other) = found {
        found = sought(app, &other).await?;
    }
    let Sought::Here(detail) = found else { return Err(AppError::NotFound("dispute")) };
    let dispute = &detail.dispute;
    Ok(Shared { path: format!("/disputes/{}", dispute.id), title: title(dispute), frame: frame(app, dispute, most) })
}

/// The frame that shows the card of a dispute.
pub(super) fn frame(app: &App, dispute: &Dispute, most: [Option<u32>; 2]) -> CardFrame {
    let address = app.absolute(&format!("/disputes/{}/embed", dispute.id));
    let title = format!("{}, on Onrecord", title(dispute));
    let sides = [&dispute.claim, &dispute.against].map(|claim| {
        let view = ClaimView::of(claim);
        let who = view.speaker().chars().count() + view.said.chars().count();
        // The verb, or what the second claim is to the first.
        (who + 24, view.shortened(LONGEST).chars().count())
    });
    let height = |width| {
        // The heading, the spaces between lines, and the lines below, which are broken where it is narrow.
        let around = if width < 480 { 290 } else { 210 };
        let side = |(who, words): &(usize, usize)| height_of_line(*who, width) + height_of_words(*words, width);
        around + sides.iter().map(side).sum::<u32>()
    };
    CardFrame::new(address, title, app.site.notice.as_deref(), height, most)
}
