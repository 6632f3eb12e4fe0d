//! Guesses at what a search meant: speakers and words that are spelled nearly like it. Pages offer them as links and
//! never replace the results of the search.

use serde::Serialize;

use crate::store::{ClaimFilters, SuggestedSource};
use crate::web::claims::interpretation::{Interpretation, interpretations};
use crate::web::error::AppError;
use crate::web::query::Query;
use crate::web::state::App;

/// A speaker that the search may have meant.
#[derive(Debug, Serialize)]
pub(in crate::web) struct SpeakerHint {
    pub speaker: SuggestedSource,
    /// The search without the name, once the speaker is a filter; `None` where nothing is left.
    pub rest: Option<String>,
}

impl SpeakerHint {
    /// The list of what the speaker said.
    pub(in crate::web) fn list(&self, query: &Query) -> Query {
        query.set("q", self.rest.as_deref()).with("source", self.speaker.source.slug.as_str())
    }
}

/// A word that the search may have meant.
#[derive(Debug, Serialize)]
pub(in crate::web) struct WordHint {
    pub typed: String,
    pub nearest: String,
    /// The search with the nearest word in place of the one typed.
    pub search: String,
}

/// The hints above the results of a search.
#[derive(Debug, Default, Serialize)]
pub(in crate::web) struct Hints {
    /// Lists of what speakers said who are named among other words of the search.
    pub interpretations: Vec<Interpretation>,
    /// Speakers whose names begin with the words of the search.
    pub speakers: Vec<SpeakerHint>,
    /// Speakers whose names are spelled nearly like the search, where it found fewer than [`HARDLY_ANYTHING`] claims.
    pub near_speakers: Vec<SpeakerHint>,
    /// Words that are spelled nearly like those of the search, where it found nothing.
    pub near_words: Vec<WordHint>,
}

/// The most speakers offered.
const MOST_SPEAKERS: i64 = 3;
/// The most words of a search that are looked up; each costs a query.
const MOST_WORDS: usize = 4;
/// A search that found fewer claims than this may be misspelt.
const HARDLY_ANYTHING: i64 = 5;

/// Looks for speakers and words that the search may have meant. `total` is the number of claims that it found.
pub(in crate::web) async fn hints(
    app: &App,
    query: &Query,
    filters: &ClaimFilters,
    total: i64,
) -> Result<Hints, AppError> {
    let words = &filters.words;
    let mut hints = Hints::default();
    let is_name = !words.single.is_empty() && words.single.len() <= MOST_WORDS && filters.source.is_empty();
    let name = words.single.join(" ");
    if is_name {
        let found = app.store.sources_starting(&name, MOST_SPEAKERS).await?;
        hints.speakers = speaker_hints(found, filters, &words.single);
    }
    if hints.speakers.is_empty() {
        hints.interpretations = interpretations(app, query, filters).await?;
    }
    if total >= HARDLY_ANYTHING {
        return Ok(hints);
    }
    if is_name && hints.speakers.is_empty() {
        let near = app.store.sources_spelled_like(&name, MOST_SPEAKERS).await?;
        hints.near_speakers = speaker_hints(near, filters, &words.single);
    }
    if total > 0 {
        return Ok(hints);
    }
    for speaker in &words.speakers {
        // A name that somebody has is no misspelt one.
        if app.store.is_called(speaker).await? {
            continue;
        }
        let near = app.store.sources_spelled_like(speaker, MOST_SPEAKERS).await?;
        hints.near_speakers.extend(speaker_hints(near, filters, std::slice::from_ref(speaker)));
    }
    for word in words.single.iter().take(MOST_WORDS) {
        if let Some(nearest) = app.store.nearest_word(word).await? {
            let search = words.replaced(word, Some(&nearest));
            hints.near_words.push(WordHint { typed: word.clone(), nearest, search });
        }
    }
    Ok(hints)
}

/// Hints that replace `words` of the search by each of the speakers.
fn speaker_hints(speakers: Vec<SuggestedSource>, filters: &ClaimFilters, words: &[String]) -> Vec<SpeakerHint> {
    let mut rest = filters.words.clone();
    for word in words {
        rest.typed = rest.replaced(word, None);
    }
    let rest = Some(rest.typed).filter(|rest| !rest.is_empty());
    speakers.into_iter().map(|speaker| SpeakerHint { speaker, rest: rest.clone() }).collect()
}
