//! Names in addresses: what was typed becomes slugs, and slugs become words again.

use crate::domain::{Slug, SourceKind};
use crate::store::SourceRow;
use crate::web::claims::hints::{self, Hint};
use crate::web::error::AppError;
use crate::web::query::Query;
use crate::web::state::App;
use crate::web::view;

/// A free name that fits several sources, or none.
pub(in crate::web) struct Ambiguous {
    pub typed: String,
    pub is_publisher: bool,
    /// True when more fit than are offered.
    pub is_cut: bool,
    pub candidates: Vec<Candidate>,
    /// Where none fits: sources that are spelled nearly so.
    pub meant: Vec<Hint>,
}

pub(in crate::web) struct Candidate {
    pub name: String,
    pub kind: &'static str,
    pub claims: i64,
    pub link: String,
}

/// Sources offered for a name that fits several.
const MOST_CANDIDATES: usize = 20;
/// Sources offered for a name that fits none.
const MOST_MEANT: i64 = 3;
/// Names that one address may leave to be looked up; each costs a search.
const MOST_NAMES: usize = 5;

/// What names in an address lead to.
pub(in crate::web) enum Names {
    /// Every free name had one match; this is the address with its slug.
    Redirect(String),
    /// The query with slugs alone, and the names that fit several sources or none.
    Ready(Query, Vec<Ambiguous>),
}

/// Turns names typed for `source`, `via` and `publisher` into slugs.
pub(in crate::web) async fn resolve_names(app: &App, query: &Query) -> Result<Names, AppError> {
    let mut resolved = query.clone();
    let mut ambiguous = Vec::new();
    let mut changed = false;
    let mut looked_up = 0;
    for filter in ["source", "via", "publisher"] {
        for typed in query.all(filter) {
            let slug = Slug::parse(typed);
            let known = match (&slug, filter) {
                (None, _) => None,
                (Some(slug), "publisher") => app.store.publisher_name(slug).await?.map(|_| slug.clone()),
                (Some(slug), _) => {
                    app.store.source_names(std::slice::from_ref(slug)).await?.pop().map(|source| source.slug)
                }
            };
            if known.is_some() && known == slug {
                continue;
            }
            looked_up += 1;
            if looked_up > MOST_NAMES {
                return Err(AppError::BadRequest(format!("It holds more than {MOST_NAMES} names to look up.")));
            }
            let without = resolved.without(filter, typed);
            if let Some(slug) = known {
                resolved = without.with(filter, slug.as_str());
                changed = true;
                continue;
            }
            let candidates = match filter {
                "publisher" => publishers_called(app, typed).await?,
                _ => app
                    .store
                    .sources_called(&typed.replace('-', " "), filter == "via")
                    .await?
                    .into_iter()
                    .map(source_candidate)
                    .collect(),
            };
            if let [(slug, ..)] = &candidates[..] {
                resolved = without.with(filter, slug.as_str());
                changed = true;
                continue;
            }
            let candidates = candidates
                .into_iter()
                .map(|(slug, name, kind, claims)| Candidate {
                    name,
                    kind,
                    claims,
                    link: without.with(filter, slug.as_str()).link(),
                })
                .collect::<Vec<_>>();
            let meant = match filter {
                "source" if candidates.is_empty() => app.store.sources_spelled_like(typed, MOST_MEANT).await?,
                _ => Vec::new(),
            };
            let meant = meant.into_iter().map(|source| hints::of_source(source, without.clone())).collect();
            let is_cut = candidates.len() > MOST_CANDIDATES;
            let candidates: Vec<Candidate> = candidates.into_iter().take(MOST_CANDIDATES).collect();
            ambiguous.push(Ambiguous {
                typed: typed.to_owned(),
                is_publisher: filter == "publisher",
                is_cut,
                candidates,
                meant,
            });
            resolved = without;
        }
    }
    if changed && ambiguous.is_empty() {
        Ok(Names::Redirect(resolved.link()))
    } else {
        Ok(Names::Ready(resolved, ambiguous))
    }
}

type Found = (Slug, String, &'static str, i64);

fn source_candidate(row: SourceRow) -> Found {
    (row.source.slug, row.source.name, view::kind_words(row.source.kind).0, row.claims)
}

async fn publishers_called(app: &App, typed: &str) -> Result<Vec<Found>, AppError> {
    let key = crate::registry::publisher_key(&typed.replace('-', " "));
    let mut found: Vec<Found> = app
        .store
        .publishers()
        .await?
        .into_iter()
        .filter(|row| !key.is_empty() && crate::registry::publisher_key(&row.publisher.name).contains(&key))
        .map(|row| (row.publisher.slug, row.publisher.name, "publisher", row.claims))
        .collect();
    if let Some(equal) = found.iter().position(|(_, name, ..)| crate::registry::publisher_key(name) == key) {
        found = vec![found.swap_remove(equal)];
    }
    Ok(found)
}

/// The names behind the slugs of an address.
pub(in crate::web) struct NamesInUse {
    sources: Vec<(Slug, String)>,
    publishers: Vec<(Slug, String)>,
    articles: Vec<(String, String)>,
    countries: Vec<(String, String)>,
}

impl NamesInUse {
    pub(in crate::web) async fn fetch(app: &App, query: &Query) -> Result<Self, AppError> {
        let slugs: Vec<Slug> = query.all("source").chain(query.all("via")).filter_map(Slug::parse).collect();
        let mut publishers: Vec<(Slug, String)> = Vec::new();
        for slug in query.all("publisher").filter_map(Slug::parse) {
            let name = app.store.publisher_name(&slug).await?;
            publishers.extend(name.map(|name| (slug, name)));
        }
        let mut articles = Vec::new();
        for id in query.all("article") {
            if let Ok(article) = id.parse()
                && let Some(article) = app.store.article(&article).await?
                && app.store.article_withdrawal(&article.id).await?.is_none()
            {
                articles.push((id.to_owned(), view::shortened(article.heading(), 60)));
            }
        }
        let mut countries = Vec::new();
        for code in query.all("country") {
            countries.push((code.to_owned(), app.store.country_called(code).await?));
        }
        let sources = app.store.source_names(&slugs).await?;
        let sources = sources.into_iter().map(|source| (source.slug, source.name)).collect();
        Ok(Self { sources, publishers, articles, countries })
    }

    /// A value of a filter in words.
    pub(in crate::web) fn label(&self, name: &str, value: &str) -> String {
        let named = |list: &[(Slug, String)]| {
            list.iter()
                .find(|(slug, _)| slug.as_str() == value)
                .map_or_else(|| value.to_owned(), |(_, name)| name.clone())
        };
        let worded = |list: &[(String, String)]| {
            list.iter().find(|(key, _)| key == value).map_or_else(|| value.to_owned(), |(_, words)| words.clone())
        };
        match name {
            "source" | "via" => named(&self.sources),
            "publisher" => named(&self.publishers),
            "article" => worded(&self.articles),
            "country" => worded(&self.countries),
            "stance" => {
                value.parse().map_or_else(|_| value.to_owned(), |stance| view::stance_words(stance).1.to_owned())
            }
            "quotation" => value.parse().map_or_else(|_| value.to_owned(), |q| view::quotation_words(q).to_owned()),
            "kind" => value
                .parse::<SourceKind>()
                .map_or_else(|_| value.to_owned(), |kind| view::kind_words(kind).1.to_owned()),
            _ => value.to_owned(),
        }
    }
}
