//! Search and lists of claims.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Query as Pairs;

use super::error::AppError;
use super::filters::{Query, claim_filters};
use super::page::{Layout, Page};
use super::state::App;
use super::view::{self, ClaimView};
use crate::domain::{Quotation, Slug, SourceKind, Stance};
use crate::store::SourceRow;

/// A filter in force, with the address of the list without it.
struct Chip {
    label: String,
    drop: String,
}

/// One value of a facet as a link that adds or drops it.
struct FacetLink {
    label: String,
    count: i64,
    link: String,
    is_on: bool,
}

struct FacetView {
    name: &'static str,
    heading: &'static str,
    links: Vec<FacetLink>,
    truncated: bool,
}

/// An entry of a drop-down.
struct Choice {
    value: &'static str,
    label: &'static str,
    is_on: bool,
}

/// A free name that fits several sources, or none.
struct Ambiguous {
    typed: String,
    candidates: Vec<Candidate>,
}

struct Candidate {
    name: String,
    kind: &'static str,
    claims: i64,
    link: String,
}

#[derive(Template)]
#[template(path = "claims.html")]
struct ClaimsPage {
    layout: Layout,
    heading: String,
    problems: Vec<String>,
    ambiguous: Vec<Ambiguous>,
    chips: Vec<Chip>,
    facets: Vec<FacetView>,
    claims: Vec<ClaimView>,
    total: i64,
    /// Filters that the form has no field for, carried along.
    carried: Vec<(String, String)>,
    source_typed: String,
    from: String,
    to: String,
    quotations: Vec<Choice>,
    stances: Vec<Choice>,
    sorts: Vec<Choice>,
    next: Option<String>,
    first: Option<String>,
    reset: Option<String>,
    by_publication: bool,
}

const SORTS: [(&str, &str); 7] = [
    ("said", "said, newest first"),
    ("-said", "said, oldest first"),
    ("published", "published, newest first"),
    ("-published", "published, oldest first"),
    ("loaded", "loaded, newest first"),
    ("-loaded", "loaded, oldest first"),
    ("relevance", "best match first"),
];

pub(super) async fn list(
    State(app): State<App>,
    Pairs(pairs): Pairs<Vec<(String, String)>>,
) -> Result<Response, AppError> {
    let query = Query::new("/claims", pairs)?;
    let (query, ambiguous) = match resolve_names(&app, &query).await? {
        Names::Redirect(link) => return Ok(Redirect::to(&link).into_response()),
        Names::Ready(query, ambiguous) => (query, ambiguous),
    };
    let filters = claim_filters(&query)?;
    let mut problems = filters.words.problems.clone();
    if filters.from.zip(filters.to).is_some_and(|(from, to)| from > to) {
        problems.push("The range of days ends before it starts, so nothing can lie in it.".to_owned());
    }
    let unreadable = !filters.words.typed.is_empty() && filters.words.is_empty() && problems.is_empty();
    if unreadable {
        problems.push("The search holds no letter or digit; it was left out.".to_owned());
    }
    let list = app.store.claims(&filters).await?;
    let facets = app.store.facets(&filters).await?;
    let names = NamesInUse::fetch(&app, &query, &facets).await?;
    let facets = facets.into_iter().map(|facet| facet_view(&query, facet, &names)).collect();
    let nobody = ambiguous.iter().any(|name| !name.typed.is_empty());
    let total = if nobody { 0 } else { list.total };
    let claims: Vec<ClaimView> = if nobody { Vec::new() } else { list.hits.iter().map(ClaimView::of_hit).collect() };
    let heading = heading(total, list.publishers);
    let mut layout = Layout::new(&app, "claims", page_title(&query, total, &names));
    layout.query = filters.words.typed.clone();
    if query.is_empty() {
        layout = layout.canonical(&app, "/claims");
    }
    let last = list.hits.last().filter(|_| list.has_more && !nobody);
    let shown = |word: &str| query.one(word).unwrap_or_default().to_owned();
    let by_publication =
        (filters.from.is_some() || filters.to.is_some()) && claims.iter().any(|c| c.said.starts_with("by "));
    Ok(Page(ClaimsPage {
        layout,
        heading,
        problems,
        ambiguous,
        chips: chips(&query, &names),
        facets,
        claims,
        total,
        carried: carried(&query),
        source_typed: String::new(),
        from: shown("from"),
        to: shown("to"),
        quotations: choices(
            &query,
            "quotation",
            Quotation::ALL.iter().map(|q| (q.as_str(), view::quotation_words(*q))),
        ),
        stances: choices(&query, "stance", Stance::ALL.iter().map(|s| (s.as_str(), view::stance_words(*s).1))),
        sorts: SORTS
            .iter()
            .map(|(value, label)| Choice { value, label, is_on: query.one("sort").unwrap_or("said") == *value })
            .collect(),
        next: last.map(|hit| query.after(hit.claim.id.as_str()).link()),
        first: filters.after.is_some().then(|| query.set("cursor", None).link()),
        reset: (!query.is_empty()).then(|| "/claims".to_owned()),
        by_publication,
    })
    .into_response())
}

enum Names {
    /// Every free name had one match; this is the address with its slug.
    Redirect(String),
    /// The query with slugs alone, and the names that fit several sources or none.
    Ready(Query, Vec<Ambiguous>),
}

/// Turns names typed for `source`, `via` and `publisher` into slugs.
async fn resolve_names(app: &App, query: &Query) -> Result<Names, AppError> {
    let mut resolved = query.clone();
    let mut ambiguous = Vec::new();
    let mut changed = false;
    for filter in ["source", "via", "publisher"] {
        for typed in query.all(filter) {
            let slug = Slug::parse(typed);
            let known = match (&slug, filter) {
                (None, _) => None,
                (Some(slug), "publisher") => app.store.publisher(slug).await?.map(|_| slug.clone()),
                (Some(slug), _) => {
                    app.store.source_names(std::slice::from_ref(slug)).await?.pop().map(|(slug, _)| slug)
                }
            };
            if known.is_some() && known == slug {
                continue;
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
                    .sources_called(&typed.replace('-', " "))
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
                .collect();
            ambiguous.push(Ambiguous { typed: typed.to_owned(), candidates });
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
    let key = crate::domain::publisher_key(&typed.replace('-', " "));
    let mut found: Vec<Found> = app
        .store
        .publishers()
        .await?
        .into_iter()
        .filter(|row| !key.is_empty() && crate::domain::publisher_key(&row.publisher.name).contains(&key))
        .map(|row| (row.publisher.slug, row.publisher.name, "publisher", row.claims))
        .collect();
    if let Some(equal) = found.iter().position(|(_, name, ..)| crate::domain::publisher_key(name) == key) {
        found = vec![found.swap_remove(equal)];
    }
    Ok(found)
}

/// The names behind the slugs of an address.
struct NamesInUse {
    sources: Vec<(Slug, String)>,
    publishers: Vec<(Slug, String)>,
    articles: Vec<(String, String)>,
}

impl NamesInUse {
    async fn fetch(app: &App, query: &Query, facets: &[crate::store::Facet]) -> Result<Self, AppError> {
        let slugs: Vec<Slug> = query.all("source").chain(query.all("via")).filter_map(Slug::parse).collect();
        let mut publishers: Vec<(Slug, String)> = Vec::new();
        for slug in query.all("publisher").filter_map(Slug::parse) {
            let listed = facets.iter().filter(|facet| facet.name == "publisher").flat_map(|facet| &facet.values);
            let mut listed = listed.filter(|value| value.value == slug.as_str());
            let name = match listed.next() {
                Some(value) => Some(value.label.clone()),
                None => app.store.publisher(&slug).await?.map(|detail| detail.row.publisher.name),
            };
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
        Ok(Self { sources: app.store.source_names(&slugs).await?, publishers, articles })
    }

    /// A value of a filter in words.
    fn label(&self, name: &str, value: &str) -> String {
        let named = |list: &[(Slug, String)]| {
            list.iter()
                .find(|(slug, _)| slug.as_str() == value)
                .map_or_else(|| value.to_owned(), |(_, name)| name.clone())
        };
        match name {
            "source" | "via" => named(&self.sources),
            "publisher" => named(&self.publishers),
            "article" => self
                .articles
                .iter()
                .find(|(id, _)| id == value)
                .map_or_else(|| value.to_owned(), |(_, title)| title.clone()),
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

/// What a filter is called before its value; `None` for what is no filter.
fn filter_words(name: &str) -> Option<&'static str> {
    Some(match name {
        "q" => "",
        "source" => "source: ",
        "via" => "through: ",
        "publisher" => "publisher: ",
        "article" => "article: ",
        "from" => "said from ",
        "to" => "said to ",
        "published_from" => "published from ",
        "published_to" => "published to ",
        "quotation" => "",
        "stance" => "",
        "kind" => "",
        "has" => "has: ",
        _ => return None,
    })
}

const FILTERS: [&str; 13] = [
    "q",
    "source",
    "via",
    "publisher",
    "article",
    "from",
    "to",
    "published_from",
    "published_to",
    "quotation",
    "stance",
    "kind",
    "has",
];

fn chips(query: &Query, names: &NamesInUse) -> Vec<Chip> {
    let mut chips = Vec::new();
    for name in FILTERS {
        for value in query.all(name) {
            let words = filter_words(name).unwrap_or_default();
            let value_words = match name {
                "from" | "to" | "published_from" | "published_to" => view::day_text(value),
                _ => names.label(name, value),
            };
            chips.push(Chip { label: format!("{words}{value_words}"), drop: query.without(name, value).link() });
        }
    }
    chips
}

/// Filters that the search form has no field for; it hands them on unseen.
fn carried(query: &Query) -> Vec<(String, String)> {
    let mut carried = Vec::new();
    for name in FILTERS {
        if matches!(name, "q" | "from" | "to") {
            continue;
        }
        let values: Vec<&str> = query.all(name).collect();
        // A drop-down holds one value; several are carried as they are.
        if matches!(name, "quotation" | "stance") && values.len() <= 1 {
            continue;
        }
        carried.extend(values.into_iter().map(|value| (name.to_owned(), value.to_owned())));
    }
    carried
}

fn choices(query: &Query, name: &str, values: impl Iterator<Item = (&'static str, &'static str)>) -> Vec<Choice> {
    let several = query.all(name).count() > 1;
    values.map(|(value, label)| Choice { value, label, is_on: !several && query.has(name, value) }).collect()
}

fn facet_view(query: &Query, facet: crate::store::Facet, names: &NamesInUse) -> FacetView {
    let heading = match facet.name {
        "source" => "Source",
        "kind" => "Kind of source",
        "stance" => "Stance",
        "quotation" => "Words",
        _ => "Publisher",
    };
    let links = facet
        .values
        .into_iter()
        .map(|value| {
            let is_on = query.has(facet.name, &value.value);
            let toggled =
                if is_on { query.without(facet.name, &value.value) } else { query.with(facet.name, &value.value) };
            let label = match facet.name {
                "source" | "publisher" => value.label,
                name => names.label(name, &value.value),
            };
            FacetLink { label, count: value.count, link: toggled.link(), is_on }
        })
        .collect();
    FacetView { name: facet.name, heading, links, truncated: facet.truncated }
}

fn heading(total: i64, publishers: i64) -> String {
    match total {
        0 => "No claims".to_owned(),
        _ => format!(
            "{}, {}",
            view::counted(&total, "claim", "claims"),
            view::counted(&publishers, "publisher", "publishers")
        ),
    }
}

fn page_title(query: &Query, total: i64, names: &NamesInUse) -> String {
    let mut parts: Vec<String> = query.one("q").map(|q| format!("“{}”", view::shortened(q, 60))).into_iter().collect();
    for name in ["source", "publisher", "stance"] {
        parts.extend(query.all(name).map(|value| names.label(name, value)));
    }
    let count = view::counted(&total, "claim", "claims");
    if parts.is_empty() {
        format!("{count} · Onrecord")
    } else {
        format!("{} · {count} · Onrecord", parts.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Direction, SortBy};

    #[test]
    fn every_order_offered_can_be_read() {
        for (value, label) in SORTS {
            let query = Query::new("/claims", vec![("sort".into(), value.into())]).unwrap();
            let sort = claim_filters(&query).unwrap().sort;
            let says_oldest = label.contains("oldest");
            assert_eq!(sort.direction == Direction::OldestFirst, says_oldest, "{value}");
            assert_eq!(sort.by == SortBy::Relevance, value == "relevance");
        }
    }

    #[test]
    fn every_filter_has_words() {
        for name in FILTERS {
            assert!(filter_words(name).is_some(), "{name}");
        }
        assert_eq!(filter_words("cursor"), None);
    }
}
