//! Suggestions of the search box while people type. `/suggest` serves only the pages of this site, so the format of its
//! answers may change from one version to the next.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use axum_extra::extract::Query as Pairs;
use serde::Serialize;

use super::error::AppError;
use super::query::Query;
use super::state::App;
use super::view;
use crate::store::{SuggestedPublisher, SuggestedSource};

/// The most speakers suggested: those whose names begin with what was typed; where there are none, those spelled nearly
/// like it.
const MOST_SPEAKERS: i64 = 6;
const MOST_PUBLISHERS: usize = 3;
/// The most letters of the search that are read.
const LONGEST: usize = 60;

#[derive(Serialize)]
pub(super) struct Suggestions {
    speakers: Vec<Suggestion>,
    publishers: Vec<Suggestion>,
}

#[derive(Serialize)]
pub(super) struct Suggestion {
    pub name: String,
    /// The role of a speaker, or its kind where no role is known.
    pub about: String,
    pub claims: String,
    pub link: String,
}

impl IntoIterator for Suggestions {
    type Item = Suggestion;
    type IntoIter = std::iter::Chain<std::vec::IntoIter<Suggestion>, std::vec::IntoIter<Suggestion>>;

    fn into_iter(self) -> Self::IntoIter {
        self.speakers.into_iter().chain(self.publishers)
    }
}

/// What fits the beginning of a search.
pub(super) async fn suggestions(app: &App, typed: &str) -> Result<Suggestions, AppError> {
    let typed: String = typed.chars().take(LONGEST).collect();
    // A single letter matches too many names to be of use, so it suggests nothing.
    let typed = if typed.chars().nth(1).is_some() { typed } else { String::new() };
    let speakers = async {
        let starting = app.store.sources_starting(&typed, MOST_SPEAKERS).await?;
        if starting.is_empty() { app.store.sources_spelled_like(&typed, MOST_SPEAKERS).await } else { Ok(starting) }
    };
    // Each waits for several answers of the database, one after the other.
    let (speakers, publishers) = tokio::try_join!(speakers, app.store.publishers_starting(&typed, MOST_PUBLISHERS))?;
    Ok(Suggestions {
        speakers: speakers.into_iter().map(of_source).collect(),
        publishers: publishers.into_iter().map(of_publisher).collect(),
    })
}

/// Answers `/suggest?q=`.
pub(super) async fn show(
    State(app): State<App>,
    Pairs(pairs): Pairs<Vec<(String, String)>>,
) -> Result<impl IntoResponse, AppError> {
    let query = Query::new("/suggest", pairs)?;
    let suggestions = suggestions(&app, query.one("q").unwrap_or_default()).await?;
    Ok(([(header::CACHE_CONTROL, "public, max-age=60")], Json(suggestions)))
}

/// The role of a source, or its kind where no role is known.
fn about(source: &SuggestedSource) -> String {
    source.role.clone().unwrap_or_else(|| view::kind_words(source.source.kind).0.to_owned())
}

/// The role or kind of a source, with the number of its claims.
pub(super) fn about_with_claims(source: &SuggestedSource) -> String {
    format!("{}, {}", about(source), view::counted(&source.claims, "claim", "claims"))
}

fn of_source(source: SuggestedSource) -> Suggestion {
    Suggestion {
        about: about(&source),
        claims: view::counted(&source.claims, "claim", "claims"),
        link: format!("/claims?source={}", source.source.slug),
        name: source.source.name,
    }
}

fn of_publisher(publisher: SuggestedPublisher) -> Suggestion {
    Suggestion {
        about: "publisher".to_owned(),
        claims: view::counted(&publisher.claims, "claim", "claims"),
        link: format!("/claims?publisher={}", publisher.slug),
        name: publisher.name,
    }
}
