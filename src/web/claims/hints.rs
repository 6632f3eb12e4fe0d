//! What a search may have meant: speakers and words that are spelled nearly as it is. Pages offer them as links and never
//! show other results in place of those asked for.

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
    /// What is left of the search when the speaker takes the place of the name.
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

/// What stands above the results of a search.
#[derive(Debug, Default, Serialize)]
pub(in crate::web) struct Hints {
    /// Lists of speakers who are named among other words.
    pub interpretations: Vec<Interpretation>,
    /// Speakers whose names begin as the search does.
    pub speakers: Vec<SpeakerHint>,
    /// Speakers that are spelled nearly so, where the search found nothing, or hardly anything.
    pub near_speakers: Vec<SpeakerHint>,
    /// Words that are spelled nearly so, where the search found nothing.
    pub near_words: Vec<WordHint>,
}

/// Speakers offered at once.
const MOST_SPEAKERS: i64 = 3;
/// Words that are looked up.
const MOST_WORDS: usize = 4;
/// Fewer claims than this are hardly anything.
const HARDLY_ANYTHING: i64 = 5;

/// Looks for speakers and words near those of the search box, which found so many claims.
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

/// Speakers in place of these words of the search box.
fn speaker_hints(speakers: Vec<SuggestedSource>, filters: &ClaimFilters, words: &[String]) -> Vec<SpeakerHint> {
    let mut rest = filters.words.clone();
    for word in words {
        rest.typed = rest.replaced(word, None);
    }
    let rest = Some(rest.typed).filter(|rest| !rest.is_empty());
    speakers.into_iter().map(|speaker| SpeakerHint { speaker, rest: rest.clone() }).collect()
}
