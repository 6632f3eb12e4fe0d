//! Search and lists of claims.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Query as Pairs;

use super::error::AppError;
use super::filters::{Query, claim_filters};
use super::names::{Ambiguous, Names, NamesInUse, resolve_names};
use super::page::{Layout, Page};
use super::state::App;
use super::view::{self, ClaimView};
use crate::domain::{Basis, Quotation, Stance};
use crate::store::{ClaimFilters, Facet};

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
    /// True where another value of the filter is on: a click adds these claims.
    adds: bool,
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
    through: Vec<Through>,
}

/// Claims that came through a source searched for, which the list leaves out.
struct Through {
    counted: String,
    name: String,
    link: String,
}

/// Sources searched for at once whose chains are counted; each costs a query.
const MOST_THROUGH: usize = 5;

/// For each source filter: what came through it, set apart from what it said.
async fn through(
    app: &App,
    query: &Query,
    filters: &ClaimFilters,
    names: &NamesInUse,
) -> Result<Vec<Through>, AppError> {
    let mut through = Vec::new();
    // With a chain asked for already, the list shows it.
    let sources = filters.source.iter().filter(|_| filters.via.is_empty()).take(MOST_THROUGH);
    for slug in sources {
        let count = app.store.through(filters, slug).await?;
        if count > 0 {
            through.push(Through {
                counted: view::counted(&count, "claim", "claims"),
                name: names.label("source", slug.as_str()),
                link: query.set("source", None).with("via", slug.as_str()).link(),
            });
        }
    }
    for speaker in &filters.words.speakers {
        let count = app.store.through_called(speaker).await?;
        if count > 0 {
            through.push(Through {
                counted: view::counted(&count, "claim", "claims"),
                name: format!("“{speaker}”"),
                link: Query::new("/claims", vec![("via".into(), speaker.clone())])?.link(),
            });
        }
    }
    Ok(through)
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
    // A name that was not settled: asking comes first, and no list stands beside the question.
    let asks = !ambiguous.is_empty();
    let filters = claim_filters(&query)?;
    let list = app.store.claims(&filters).await?;
    let names = NamesInUse::fetch(&app, &query).await?;
    let facets = if asks { Vec::new() } else { app.store.facets(&filters).await? };
    let facets = facets.into_iter().map(|facet| facet_view(&query, facet, &names)).collect();
    let total = if asks { 0 } else { list.total };
    let claims: Vec<ClaimView> = if asks { Vec::new() } else { list.hits.iter().map(ClaimView::of_hit).collect() };
    let heading = match ambiguous.iter().any(|name| !name.candidates.is_empty()) {
        true => "Which one?".to_owned(),
        false => heading(total, list.publishers),
    };
    let mut layout = Layout::new(&app, "claims", page_title(&query, total, &names));
    layout.query = filters.words.typed.clone();
    if query.is_empty() && !asks {
        layout = layout.canonical(&app, "/claims");
    }
    let source_typed =
        ambiguous.iter().find(|name| !name.is_publisher).map(|name| name.typed.clone()).unwrap_or_default();
    let through = if asks { Vec::new() } else { through(&app, &query, &filters, &names).await? };
    let last = list.hits.last().filter(|_| list.has_more && !asks);
    let shown = |word: &str| query.one(word).unwrap_or_default().to_owned();
    Ok(Page(ClaimsPage {
        layout,
        through,
        heading,
        problems: problems(&filters),
        ambiguous,
        chips: chips(&query, &names),
        facets,
        claims,
        total,
        carried: carried(&query),
        source_typed,
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
        by_publication: (filters.from.is_some() || filters.to.is_some())
            && list.hits.iter().any(|hit| hit.claim.said.basis == Basis::Publication),
    })
    .into_response())
}

/// What in the search could not be used or cannot be met.
fn problems(filters: &ClaimFilters) -> Vec<String> {
    let mut problems = filters.words.problems.clone();
    if filters.from.zip(filters.to).is_some_and(|(from, to)| from > to) {
        problems.push("The range of days ends before it starts, so nothing can lie in it.".to_owned());
    }
    if !filters.words.typed.is_empty() && filters.words.is_empty() && problems.is_empty() {
        problems.push("The search holds no letter or digit; it was left out.".to_owned());
    }
    problems
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
                "q" => view::shortened(value, 80),
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

fn facet_view(query: &Query, facet: Facet, names: &NamesInUse) -> FacetView {
    let heading = match facet.name {
        "source" => "Source",
        "kind" => "Kind of source",
        "stance" => "Stance",
        "quotation" => "Words",
        _ => "Publisher",
    };
    let some_on = query.all(facet.name).next().is_some();
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
            FacetLink { label, count: value.count, link: toggled.link(), is_on, adds: some_on && !is_on }
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
