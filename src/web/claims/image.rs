//! What the image of a list of claims tells.

use crate::web::claims::chips::title_parts;
use crate::web::claims::list::{ClaimsData, Shown};
use crate::web::image::{Frame, MOST_SHOWN, SearchImage, ShownClaim};
use crate::web::state::App;
use crate::web::view::{self, ClaimView};

/// The most letters of the words of a claim that have room in a line.
const LONGEST: usize = 160;

impl ClaimsData {
    /// `None` where the names in the address are not settled.
    pub(super) fn drawn(&self, app: &App) -> Option<SearchImage> {
        let Shown::Results(results) = &self.shown else { return None };
        let frame = Frame {
            host: app.host(),
            notice: app.site.notice.clone(),
            note: "Machine-read: check the source".to_owned(),
        };
        Some(SearchImage {
            frame,
            asked: asked(&title_parts(&self.query, &self.names)),
            count: view::counted(&results.list.totals.claims, "claim", "claims"),
            first: results.list.hits.iter().take(MOST_SHOWN).map(|hit| shown(&ClaimView::of(&hit.claim))).collect(),
        })
    }

    /// The same in a sentence, for who cannot see the image.
    pub(super) fn told(&self) -> Option<String> {
        let Shown::Results(results) = &self.shown else { return None };
        let count = view::counted(&results.list.totals.claims, "claim", "claims");
        Some(format!(
            "{}: {count}, each with its words, day and article.",
            asked(&title_parts(&self.query, &self.names))
        ))
    }
}

fn asked(filters: &[String]) -> String {
    if filters.is_empty() { "Who said what".to_owned() } else { filters.join(", ") }
}

fn shown(view: &ClaimView) -> ShownClaim {
    let words = view.shortened(LONGEST);
    ShownClaim {
        speaker: view.speaker(),
        verb: view.attribution.in_title().to_owned(),
        words: if view.is_direct { format!("“{words}”") } else { words },
        said: view.said.clone(),
    }
}
