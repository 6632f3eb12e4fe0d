//! What a search may have meant: speakers and words that are spelled nearly as it is. Links to follow, never other
//! results in place of those asked for.

use crate::store::{ClaimFilters, SuggestedSource};
use crate::web::claims::interpretation::told;
use crate::web::error::AppError;
use crate::web::query::Query;
use crate::web::state::App;
use crate::web::suggest::{about, counted};
use crate::web::view;

/// A search that may have been meant.
pub(in crate::web) struct Hint {
    pub name: String,
    /// What is known of it, beside its name.
    pub about: String,
    pub link: String,
}

/// What stands above the results of a search.
#[derive(Default)]
pub(in crate::web) struct Hints {
    /// Lists of speakers who are named among other words.
    pub told: Vec<Hint>,
    /// Speakers whose names begin as the search does.
    pub speakers: Vec<Hint>,
    /// Speakers and words that are spelled nearly so, where the search found nothing, or hardly anything.
    pub meant: Vec<Hint>,
}

/// Speakers offered at once.
const MOST_SPEAKERS: i64 = 3;
/// Words that are looked up.
const MOST_WORDS: usize = 4;
/// Fewer claims than this are hardly anything.
const HARDLY_ANYTHING: i64 = 5;

/// Looks for speakers and words near those of the search box.
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
        hints.speakers =
            found.into_iter().map(|source| of_source(source, said_by(query, filters, &words.single))).collect();
    }
    if hints.speakers.is_empty() {
        hints.told = told(app, query, filters).await?;
    }
    if total >= HARDLY_ANYTHING {
        return Ok(hints);
    }
    if is_name && hints.speakers.is_empty() {
        let near = app.store.sources_spelled_like(&name, MOST_SPEAKERS).await?;
        hints.meant.extend(near.into_iter().map(|source| of_source(source, said_by(query, filters, &words.single))));
    }
    if total > 0 {
        return Ok(hints);
    }
    for speaker in &words.speakers {
        let near = app.store.sources_spelled_like(speaker, MOST_SPEAKERS).await?;
        let list = said_by(query, filters, std::slice::from_ref(speaker));
        hints.meant.extend(near.into_iter().map(|source| of_source(source, list.clone())));
    }
    for word in words.single.iter().take(MOST_WORDS) {
        if let Some(nearest) = app.store.nearest_word(word).await? {
            hints.meant.push(Hint {
                link: query.set("q", Some(&words.replaced(word, Some(&nearest)))).link(),
                name: format!("“{nearest}”"),
                about: format!("instead of “{}”", view::shortened(word, 40)),
            });
        }
    }
    Ok(hints)
}

/// The list without these words of the search box, for a speaker to take their place.
fn said_by(query: &Query, filters: &ClaimFilters, words: &[String]) -> Query {
    let mut rest = filters.words.clone();
    for word in words {
        rest.typed = rest.replaced(word, None);
    }
    query.set("q", Some(rest.typed.as_str()).filter(|rest| !rest.is_empty()))
}

pub(in crate::web) fn of_source(source: SuggestedSource, list: Query) -> Hint {
    Hint {
        about: format!("{}, {}", about(&source), counted(source.claims)),
        link: list.with("source", source.source.slug.as_str()).link(),
        name: source.source.name,
    }
}
