//! Names in addresses: resolves typed names to slugs, and looks up the names of slugs, ids and codes for display.

use std::ops::ControlFlow;

use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use crate::domain::{Slug, SourceKind};
use crate::registry::publisher_key;
use crate::store::{FILTERS, FilterSpec, Has, IN_CONTENT, SuggestedSource, Values, country_code};
use crate::web::error::AppError;
use crate::web::format::Format;
use crate::web::query::Query;
use crate::web::state::App;
use crate::web::view;

/// A typed name that matches several sources or publishers, or none.
#[derive(Debug, Serialize)]
pub(in crate::web) struct UnsettledName {
    /// The filter it was typed for.
    pub filter: &'static str,
    pub typed: String,
    /// True when more match than are offered.
    pub is_cut: bool,
    pub candidates: Vec<Candidate>,
    /// Where none matches: sources that are spelled nearly like it.
    pub meant: Vec<SuggestedSource>,
    /// The list without this name, so that a link can put another value in its place.
    pub list: Query,
}

/// A source or publisher that a typed name matches.
#[derive(Debug, Clone, Serialize)]
pub(in crate::web) struct Candidate {
    pub slug: Slug,
    pub name: String,
    /// The kind of the source; `None` for a publisher.
    pub kind: Option<SourceKind>,
    pub claims: i64,
}

/// The most sources offered for a name that matches several.
const MOST_CANDIDATES: usize = 20;
/// The most sources offered for a name that matches none.
const MOST_MEANT: i64 = 3;
/// The most names that one address may hold in place of slugs; each costs a search.
const MOST_NAMES: usize = 5;

/// The result of resolving the names in an address.
pub(in crate::web) enum Names {
    /// Every typed name has exactly one match; this is the address with the slugs.
    Redirect(Query),
    /// The query with slugs only, and the names that match several sources or publishers, or none.
    Ready(Query, Vec<UnsettledName>),
}

/// Resolves the names typed for sources and publishers to slugs.
pub(in crate::web) async fn resolve_names(app: &App, query: &Query) -> Result<Names, AppError> {
    let mut resolved = query.clone();
    let mut unsettled = Vec::new();
    let mut changed = false;
    let mut looked_up = 0;
    for filter in FILTERS.iter().filter(|filter| matches!(filter.values, Values::Source | Values::Publisher)) {
        for typed in query.all(filter.name) {
            let slug = Slug::parse(typed);
            let known = match &slug {
                Some(slug) => known_slug(app, filter, slug).await?,
                None => None,
            };
            if known.is_some() && known == slug {
                continue;
            }
            looked_up += 1;
            if looked_up > MOST_NAMES {
                return Err(AppError::BadRequest(format!("It holds more than {MOST_NAMES} names to look up.")));
            }
            let list = resolved.without(filter.name, typed);
            let candidates = match known {
                Some(_) => Vec::new(),
                None => candidates(app, filter, typed).await?,
            };
            let settled = match &candidates[..] {
                [only] => Some(only.slug.clone()),
                _ => known,
            };
            resolved = match settled {
                Some(slug) => {
                    changed = true;
                    list.with(filter.name, slug.as_str())
                }
                None => {
                    unsettled.push(unsettled_name(app, filter, typed, candidates, list.clone()).await?);
                    list
                }
            };
        }
    }
    if changed && unsettled.is_empty() { Ok(Names::Redirect(resolved)) } else { Ok(Names::Ready(resolved, unsettled)) }
}

/// The filters of a page beside the list, with slugs for names and codes for countries. Break: where the reader is sent
/// instead, since a name has one match, or since the list asks which of several is meant.
pub(in crate::web) async fn settled(
    app: &App,
    query: Query,
    format: Format,
) -> Result<ControlFlow<Response, Query>, AppError> {
    let query = query.rewritten("country", country_code);
    let sent_to = |query: &Query| ControlFlow::Break(Redirect::to(&query.link_in(format)).into_response());
    Ok(match resolve_names(app, &query).await? {
        Names::Redirect(resolved) => sent_to(&resolved),
        Names::Ready(_, unsettled) if !unsettled.is_empty() => sent_to(&query.at("/claims")),
        Names::Ready(query, _) => ControlFlow::Continue(query),
    })
}

/// The slug under which a source or publisher is shown; another one than `slug` for a source that was merged. `None`
/// where nothing has this slug.
async fn known_slug(app: &App, filter: &FilterSpec, slug: &Slug) -> Result<Option<Slug>, AppError> {
    if filter.values == Values::Publisher {
        return Ok(app.store.publisher_name(slug).await?.map(|_| slug.clone()));
    }
    Ok(app.store.source_names(std::slice::from_ref(slug)).await?.pop().map(|source| source.slug))
}

/// The sources or publishers that a typed name matches.
async fn candidates(app: &App, filter: &FilterSpec, typed: &str) -> Result<Vec<Candidate>, AppError> {
    let words = typed.replace('-', " ");
    if filter.values == Values::Publisher {
        return publishers_called(app, &words).await;
    }
    let found = app.store.sources_called(&words, filter.name == "via").await?;
    let candidate = |row: crate::store::SourceRow| Candidate {
        slug: row.source.slug,
        name: row.source.name,
        kind: Some(row.source.kind),
        claims: row.claims,
    };
    Ok(found.into_iter().map(candidate).collect())
}

async fn publishers_called(app: &App, typed: &str) -> Result<Vec<Candidate>, AppError> {
    let key = publisher_key(typed);
    let fits = |name: &str| !key.is_empty() && publisher_key(name).contains(&key);
    let rows = app.store.publishers().await?.into_iter().filter(|row| fits(&row.publisher.name));
    let mut found: Vec<Candidate> = rows
        .map(|row| Candidate { slug: row.publisher.slug, name: row.publisher.name, kind: None, claims: row.claims })
        .collect();
    if let Some(equal) = found.iter().position(|candidate| publisher_key(&candidate.name) == key) {
        found = vec![found.swap_remove(equal)];
    }
    Ok(found)
}

async fn unsettled_name(
    app: &App,
    filter: &FilterSpec,
    typed: &str,
    mut candidates: Vec<Candidate>,
    list: Query,
) -> Result<UnsettledName, AppError> {
    let meant = match filter.name {
        "source" if candidates.is_empty() => app.store.sources_spelled_like(typed, MOST_MEANT).await?,
        _ => Vec::new(),
    };
    let is_cut = candidates.len() > MOST_CANDIDATES;
    candidates.truncate(MOST_CANDIDATES);
    Ok(UnsettledName { filter: filter.name, typed: typed.to_owned(), is_cut, candidates, meant, list })
}

/// A slug, an id or a code of an address, with its name.
#[derive(Debug, Clone, Serialize)]
struct NamedValue {
    filter: &'static str,
    value: String,
    name: String,
}

/// The names behind the slugs, ids and codes of an address.
#[derive(Debug, Clone, Default, Serialize)]
pub(in crate::web) struct NamesInUse(Vec<NamedValue>);

/// The most letters of a headline that name an article.
const LONGEST_HEADLINE: usize = 60;

impl NamesInUse {
    /// Looks up the names of the values in an address; an unknown value gets none.
    pub(in crate::web) async fn fetch(app: &App, query: &Query) -> Result<Self, AppError> {
        let mut names = Vec::new();
        for filter in FILTERS {
            for value in query.all(filter.name) {
                let name = name_of(app, filter.values, value).await?;
                names.extend(name.map(|name| NamedValue { filter: filter.name, value: value.to_owned(), name }));
            }
        }
        Ok(Self(names))
    }

    /// A value of a filter in words.
    pub(in crate::web) fn label(&self, filter: &FilterSpec, value: &str) -> String {
        let words = match filter.values {
            Values::Stance => value.parse().ok().map(|stance| view::stance_words(stance).1),
            Values::Quotation => value.parse().ok().map(view::quotation_words),
            Values::Kind => value.parse::<SourceKind>().ok().map(|kind| view::kind_words(kind).1),
            Values::In => Some(IN_CONTENT_WORDS).filter(|_| value == IN_CONTENT),
            Values::Has => Has::ALL.iter().find(|(_, word)| *word == value).map(|(has, _)| has_words(*has)),
            _ => self.0.iter().find(|named| named.filter == filter.name && named.value == value).map(|n| &*n.name),
        };
        words.unwrap_or(value).to_owned()
    }
}

async fn name_of(app: &App, values: Values, value: &str) -> Result<Option<String>, AppError> {
    Ok(match (values, Slug::parse(value)) {
        (Values::Source, Some(slug)) => app.store.source_names(&[slug]).await?.pop().map(|source| source.name),
        (Values::Publisher, Some(slug)) => app.store.publisher_name(&slug).await?,
        (Values::Article, _) => match value.parse() {
            Ok(id) => headline(app, &id).await?,
            Err(_) => None,
        },
        (Values::Country, _) => match country_code(value) {
            Some(code) => Some(app.store.country_called(&code).await?),
            None => None,
        },
        _ => None,
    })
}

/// The headline of an article that was not withdrawn.
async fn headline(app: &App, id: &crate::domain::ArticleId) -> Result<Option<String>, AppError> {
    let Some(article) = app.store.article(id).await? else { return Ok(None) };
    let is_withdrawn = app.store.article_withdrawal(&article.id).await?.is_some();
    Ok((!is_withdrawn).then(|| view::shortened(article.heading(), LONGEST_HEADLINE)))
}

/// Where words are looked for that are not looked for in headlines, in words.
pub(in crate::web) const IN_CONTENT_WORDS: &str = "claims, not headlines";

/// What a claim must have, in words.
pub(in crate::web) fn has_words(has: Has) -> &'static str {
    match has {
        Has::Date => "a date told by the text",
        Has::Figure => "a figure",
        Has::Via => "somebody through whom it came",
    }
}
