//! What the pages about one source, one publisher and one week have in common: words that stand out, and claims over time.

use serde::Serialize;

use super::error::AppError;
use super::state::App;
use super::timeline::Timeline;
use crate::relate::Keyword;
use crate::store::{ClaimFilters, SearchWords};

/// Claims from which on a chart over time says something.
const LEAST_FOR_CHART: i64 = 6;

/// The chart of some claims over time, without its drawing where they are too few for one.
pub(super) fn chart_of(timeline: Timeline, claims: i64) -> Timeline {
    if claims >= LEAST_FOR_CHART { timeline } else { Timeline { chart: None, earlier: None } }
}

/// A word that stands out.
#[derive(Debug, Serialize)]
pub(super) struct FoundWord {
    pub word: String,
    /// Claims that a search for it finds, among those it was looked for in.
    pub claims: i64,
}

/// What a search among the claims that fit finds for each word. Forms of one word, which find the same, are given once.
pub(super) async fn found_words(
    app: &App,
    filters: &ClaimFilters,
    keywords: Vec<Keyword>,
    most: usize,
) -> Result<Vec<FoundWord>, AppError> {
    let mut found: Vec<FoundWord> = Vec::new();
    for Keyword { word, .. } in keywords {
        let claims = app.store.count(&ClaimFilters { words: SearchWords::parse(&word), ..filters.clone() }).await?;
        let start = |word: &str| word.chars().take(4).flat_map(char::to_lowercase).collect::<String>();
        let is_form = found.iter().any(|other| other.claims == claims && start(&other.word) == start(&word));
        if claims > 0 && !is_form {
            found.push(FoundWord { word, claims });
        }
        if found.len() == most {
            break;
        }
    }
    Ok(found)
}
