//! What the image of a list of claims tells.

use crate::web::claims::chips::title_parts;
use crate::web::claims::list::{ClaimsData, Shown};
use crate::web::image::SearchImage;
use crate::web::state::App;
use crate::web::view;

impl ClaimsData {
    /// `None` where the names in the address are not settled.
    pub(super) fn drawn(&self, app: &App) -> Option<SearchImage> {
        let Shown::Results(results) = &self.shown else { return None };
        let claims = results.list.hits.iter().map(|hit| &hit.claim);
        Some(SearchImage::of(app, self.asked(), results.list.totals.claims, claims))
    }

    /// What is asked for and found, in a sentence.
    pub(super) fn told(&self) -> Option<String> {
        let Shown::Results(results) = &self.shown else { return None };
        let count = view::counted(&results.list.totals.claims, "claim", "claims");
        Some(format!("{}: {count}, each with its words, day and article.", self.asked()))
    }

    fn asked(&self) -> String {
        let filters = title_parts(&self.query, &self.names);
        if filters.is_empty() { "Who said what".to_owned() } else { filters.join(", ") }
    }
}
