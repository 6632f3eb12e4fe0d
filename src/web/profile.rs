//! What the pages about one source, one publisher and one week share: distinctive words, and claims over time.

use serde::Serialize;

use super::error::AppError;
use super::query::Query;
use super::state::App;
use super::timeline::{OverTime, Timeline};
use crate::relate::Keyword;
use crate::store::ClaimFilters;

/// The fewest claims that a chart over time is drawn for; fewer show no course.
const LEAST_FOR_CHART: i64 = 6;

/// Draws the claims of the list `query`; nothing where there are fewer than [`LEAST_FOR_CHART`].
pub(super) fn draw(over_time: &OverTime, query: &Query, claims: i64) -> Timeline {
    if claims >= LEAST_FOR_CHART { over_time.draw(query) } else { Timeline::default() }
}

/// A distinctive word.
#[derive(Debug, Serialize)]
pub(super) struct FoundWord {
    pub word: String,
    /// The number of claims that a search for the word finds with the same filters.
    pub claims: i64,
}

/// Counts, for each keyword, the claims that it finds together with `filters`, and returns the first `most` keywords
/// that find any. Words with the same first four letters and the same count are taken for forms of one word; only the
/// first is returned.
pub(super) async fn found_words(
    app: &App,
    filters: &ClaimFilters,
    keywords: Vec<Keyword>,
    most: usize,
) -> Result<Vec<FoundWord>, AppError> {
    let words: Vec<&str> = keywords.iter().map(|keyword| keyword.word.as_str()).collect();
    let counts = app.store.count_words(filters, &words).await?;
    let mut found: Vec<FoundWord> = Vec::new();
    for (Keyword { word, .. }, claims) in keywords.into_iter().zip(counts) {
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
