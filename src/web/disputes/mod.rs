//! Disputes: claims that do not agree, side by side. No page says who is right.

pub(in crate::web) mod card;
mod decided;
mod image;
mod list;
mod show;

pub(in crate::web) use list::{documents, list};
pub(in crate::web) use show::show;

use crate::domain::DisputeId;
use crate::relate::RelationKind;
use crate::store::{Dispute, DisputeDetail, DisputeKind, DisputeLookup};
use crate::web::error::AppError;
use crate::web::state::App;
use crate::web::view::{self, ClaimView};

/// What stands at the address of a dispute.
enum Sought {
    Here(Box<DisputeDetail>),
    /// Another one has its claims now.
    Merged(DisputeId),
}

/// Looks a dispute up.
async fn sought(app: &App, id: &DisputeId) -> Result<Sought, AppError> {
    match app.store.dispute(id).await? {
        DisputeLookup::Here(detail) => Ok(Sought::Here(detail)),
        DisputeLookup::Merged(other) => Ok(Sought::Merged(other)),
        DisputeLookup::Closed(closing) => Err(AppError::Closed(closing)),
        DisputeLookup::Settled => Err(AppError::Gone("dispute")),
        DisputeLookup::Unknown => Err(AppError::NotFound("dispute")),
    }
}

/// What claims have against each other, in the words of a filter.
fn kind_words(kind: DisputeKind) -> &'static str {
    match kind {
        DisputeKind::Figures => "rival figures",
        DisputeKind::Denial => "denied",
        DisputeKind::Opposed => "not both right",
    }
}

/// What the second claim of a dispute is to the first: "denied by", "against".
fn against_words(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::Denies => "denied by",
        RelationKind::RivalFigures => "another figure by",
        _ => "not both right:",
    }
}

/// What a dispute is about, in the words of a person, else of its claims.
fn heading(dispute: &Dispute) -> String {
    dispute.question.clone().unwrap_or_else(|| found_heading(dispute))
}

/// What a dispute is called where it stands alone.
fn title(dispute: &Dispute) -> String {
    format!("In dispute: {}", heading(dispute))
}

/// What a dispute is about, in words of its claims: what is said, else the two figures.
fn found_heading(dispute: &Dispute) -> String {
    match &dispute.relation.figures {
        Some([first, second]) if dispute.relation.kind == RelationKind::RivalFigures => {
            let (first, second) =
                if dispute.relation.a == dispute.claim.id { (first, second) } else { (second, first) };
            format!("“{first}” or “{second}”: {}", view::shortened(&dispute.claim.content, 110))
        }
        _ => format!("“{}”", view::shortened(&dispute.claim.content, 140)),
    }
}

/// "5 claims by 3 sources, printed by 2 publishers, 3 to 9 March 2025".
fn extent(dispute: &Dispute) -> String {
    let claims = view::counted(&dispute.claims, "claim", "claims");
    let sources = view::counted(&dispute.sources, "source", "sources");
    let publishers = match dispute.publishers {
        0 => String::new(),
        publishers => format!(", printed by {}", view::counted(&publishers, "publisher", "publishers")),
    };
    let days = dispute.first_day.zip(dispute.last_day).map(|(first, last)| view::long_days(first, last));
    let days = days.map(|days| format!(", {days}")).unwrap_or_default();
    format!("{claims} by {sources}{publishers}{days}")
}

/// The kinds of a dispute with how many pairs there are of each.
fn kinds(dispute: &Dispute) -> Vec<String> {
    [
        (dispute.denials, "denial", "denials"),
        (dispute.figures, "pair of rival figures", "pairs of rival figures"),
        (dispute.oppositions, "pair of statements not both right", "pairs of statements not both right"),
    ]
    .into_iter()
    .filter(|(count, ..)| *count > 0)
    .map(|(count, one, many)| view::counted(&count, one, many))
    .collect()
}

/// Who says what in one line, for feeds and link previews.
fn in_one_line(dispute: &Dispute) -> String {
    let (claim, against) = (ClaimView::of(&dispute.claim), ClaimView::of(&dispute.against));
    format!("{} — {} {}", claim.headline(), against_words(dispute.relation.kind), against.headline())
}

/// A dispute in one line, for pages that show a few.
pub(in crate::web) struct Line {
    pub path: String,
    pub heading: String,
    /// "denied by Iran".
    pub against: String,
}

impl Line {
    pub(in crate::web) fn of(dispute: &Dispute) -> Self {
        let against = ClaimView::of(&dispute.against).speaker();
        Self {
            path: format!("/disputes/{}", dispute.id),
            heading: heading(dispute),
            against: format!("{} {against}", against_words(dispute.relation.kind)),
        }
    }
}
