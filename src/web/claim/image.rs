//! What the image of a claim tells.

use super::data::ClaimData;
use crate::domain::{Article, Claim};
use crate::web::image::{ClaimImage, Frame, MACHINE_READ};
use crate::web::state::App;
use crate::web::view::{ClaimView, long_day, said_in_full};

/// So many letters never fit, so that the image says that they are cut.
const LONGEST: usize = 4000;
/// What a reader must know of a claim that the program is not sure of.
const UNSURE: &str = "Machine-read, and not surely: check the source";

impl ClaimData {
    pub(super) fn drawn(&self, app: &App) -> ClaimImage {
        let (claim, view) = (&self.claim, ClaimView::of(&self.claim));
        ClaimImage {
            frame: Frame::new(app, self.note()),
            speaker: view.speaker(),
            verb: with_cue(&view),
            about: about(&view),
            words: claim.content.chars().take(LONGEST).collect(),
            is_direct: view.is_direct,
            said: format!("{} · {}", said(claim, &view), view.quotation),
            printed: printed(claim, &self.article),
        }
    }

    /// What a reader must know of the claim, in a few words.
    pub(super) fn note(&self) -> &'static str {
        match &self.retired {
            Some(retired) if retired.by_newer_text => "From an earlier text of the article",
            Some(_) => "A later reading no longer finds it",
            None if self.is_doubtful() => UNSURE,
            None => MACHINE_READ,
        }
    }
}

/// "warned"; "says (“according to”)".
pub(super) fn with_cue(view: &ClaimView) -> String {
    match &view.attribution.cue {
        Some(cue) => format!("{} (“{cue}”)", view.attribution.verb),
        None => view.attribution.verb.clone(),
    }
}

/// The role as printed, or that no name is, and those through whom the words came.
pub(super) fn about(view: &ClaimView) -> Option<String> {
    let role = view.source.as_ref().and_then(|source| {
        // Set as a name is, "senior official" could be taken for one.
        let is_unnamed = source.is_unnamed.then(|| "not named in the article".to_owned());
        source.role.clone().or(is_unnamed)
    });
    let via: Vec<&str> = view.via.iter().map(|party| party.name.as_str()).collect();
    let via = (!via.is_empty()).then(|| format!("through {}", via.join(" and ")));
    let parts: Vec<String> = role.into_iter().chain(via).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// "Said 5 March 2025 (“on Wednesday”)".
pub(super) fn said(claim: &Claim, view: &ClaimView) -> String {
    match said_in_full(&claim.said) {
        Some(day) => format!("Said {day} ({})", view.basis),
        None => "Day not told".to_owned(),
    }
}

/// "River Post, 5 March 2025".
pub(super) fn printed(claim: &Claim, article: &Article) -> String {
    let publisher = article.publisher.as_ref().map(|publisher| publisher.name.clone());
    let day = claim.published_day.map(long_day);
    let parts: Vec<String> = publisher.into_iter().chain(day).collect();
    if parts.is_empty() { "Publisher and day not known".to_owned() } else { parts.join(", ") }
}
