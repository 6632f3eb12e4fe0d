//! What became of a claim that the newest reading of its article does not yield.

use serde::Serialize;

use super::anchor;
use super::cite::Standing;
use super::error::AppError;
use super::state::App;
use crate::domain::ClaimId;
use crate::store::ClaimDetail;

/// What became of a claim that is no longer found.
#[derive(Debug, Serialize)]
pub(super) struct Retired {
    pub successor: Option<ClaimId>,
    /// True where the publisher's text changed, false where the same text is read in another way.
    pub by_newer_text: bool,
    /// True where the newest text holds the same words with the same context all the same.
    pub words_stand: bool,
}

impl Retired {
    /// What became of a claim; `None` of a current one.
    pub(super) async fn of(app: &App, detail: &ClaimDetail) -> Result<Option<Self>, AppError> {
        if detail.is_current {
            return Ok(None);
        }
        let newest = match detail.version.is_newest {
            true => None,
            false => app.store.newest_text(&detail.article.id).await?,
        };
        Ok(Some(Self {
            successor: detail.successor.clone(),
            by_newer_text: !detail.version.is_newest,
            words_stand: match newest {
                Some(newest) => anchor::stand_in(&detail.version.text, &detail.spans.content, &newest.version.text),
                None => true,
            },
        }))
    }

    /// True where the newest text no longer holds the words.
    pub(super) fn is_gone(&self) -> bool {
        self.by_newer_text && !self.words_stand
    }
}

/// The same, as citations tell it.
pub(super) fn standing(retired: Option<&Retired>) -> Standing {
    match retired {
        None => Standing::Current,
        Some(retired) if retired.is_gone() => Standing::NotInNewestText,
        Some(_) => Standing::NotReadAgain,
    }
}
