//! What the image of a dispute tells.

use super::{against_words, extent, kinds};
use crate::domain::Claim;
use crate::store::Dispute;
use crate::web::image::{DisputeImage, Frame, Side};
use crate::web::state::App;
use crate::web::view::ClaimView;

/// So many letters never fit, so that the image says that they are cut.
const LONGEST: usize = 2000;
/// What a reader must know of every dispute.
const FOUND_BY_A_PROGRAM: &str = "Found by a program: check the sources";

/// The image of a dispute.
pub(super) fn drawn(app: &App, dispute: &Dispute) -> DisputeImage {
    // "denied by" is all that its verb would tell.
    let against = against_words(dispute.relation.kind);
    let second = Side { against, verb: String::new(), ..side(&dispute.against) };
    DisputeImage {
        frame: Frame::new(app, FOUND_BY_A_PROGRAM),
        heading: headed(dispute),
        sides: [side(&dispute.claim), second],
        extent: extent(dispute),
        kinds: kinds(dispute).join(", "),
    }
}

/// "In dispute", with the heading that a person gave: what the program found stands in the first claim.
pub(super) fn headed(dispute: &Dispute) -> String {
    dispute.question.as_ref().map_or_else(|| "In dispute".to_owned(), |question| format!("In dispute: {question}"))
}

fn side(claim: &Claim) -> Side {
    let view = ClaimView::of(claim);
    Side {
        against: "",
        speaker: view.speaker(),
        verb: view.attribution.in_title().to_owned(),
        said: view.said.clone(),
        words: claim.content.chars().take(LONGEST).collect(),
        is_direct: view.is_direct,
    }
}
