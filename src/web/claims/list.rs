//! Search and lists of claims.

use crate::web::filters;
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Query as Pairs;
use jiff::civil::Date;

use crate::domain::{Basis, Quotation, Stance};
use crate::store::{ClaimFilters, ClaimList, Listed};
use crate::web::claims::facets::{self, FacetView};
use crate::web::claims::hints::{Hints, hints};
use crate::web::claims::names::{Ambiguous, Names, NamesInUse, resolve_names};
use crate::web::error::AppError;
use crate::web::page::{Layout, Page};
use crate::web::query::{Query, claim_filters};
use crate::web::state::App;
use crate::web::timeline::{Outside, Timeline, period_words, timeline};
use crate::web::view::{self, ClaimView};

/// A filter in force, with the address of the list without it.
struct Chip {
    label: String,
    drop: Query,
}

/// What a list that found nothing would hold without one of its filters.
struct Without {
    label: String,
    count: i64,
    link: String,
}

/// The days next to a range that holds nothing, on which the source spoke.
struct Nearest {
    name: String,
    /// Each with its list.
    days: Vec<(String, String)>,
}

/// An order as a link.
struct SortLink {
    label: &'static str,
    link: String,
    is_on: bool,
}

/// An entry of a drop-down.
struct Choice {
    value: &'static str,
    label: &'static str,
    is_on: bool,
}

#[derive(Template)]
#[template(path = "claims/list.html")]
struct ClaimsPage {
    layout: Layout,
    heading: String,
    problems: Vec<String>,
    ambiguous: Vec<Ambiguous>,
    chips: Vec<Chip>,
    facets: Vec<FacetView>,
    claims: Vec<ClaimView>,
    total: i64,
    /// How many of them this page shows, and which.
    shown: String,
    hints: Hints,
    /// What the box that searches these claims alone is called, and the filters it keeps.
    within: String,
    within_carried: Vec<(String, String)>,
    without: Vec<Without>,
    nearest: Option<Nearest>,
    chart: Option<crate::web::chart::Chart>,
    earlier: Option<Outside>,
    undated: Option<String>,
    /// Filters that the form has no field for, carried along.
    carried: Vec<(String, String)>,
    /// The same for the form of the two days.
    dates_carried: Vec<(String, String)>,
    source_typed: String,
    from: String,
    to: String,
    quotations: Vec<Choice>,
    stances: Vec<Choice>,
    sorts: Vec<Choice>,
    sort_links: Vec<SortLink>,
    next: Option<String>,
    first: Option<String>,
    reset: Option<String>,
    by_publication: bool,
    through: Vec<Through>,
    /// Of how many articles and origins the claims are, where these differ.
    origins: Option<String>,
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

/// Claims of a list, at most, whose origins are counted: it costs a look at each.
const MOST_COUNTED_ORIGINS: i64 = 5000;

/// "14 articles, 2 origins (Reuters, TASS)", where articles of the list are printings of one text.
async fn origins(app: &App, filters: &ClaimFilters, total: i64) -> Result<Option<String>, AppError> {
    if total == 0 || total > MOST_COUNTED_ORIGINS {
        return Ok(None);
    }
    let Listed { articles, origins, names } = app.store.origins_listed(filters).await?;
    let names = if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) };
    let counted = view::counted(&articles, "article", "articles");
    Ok((origins < articles).then(|| format!("{counted}, {}{names}", view::counted(&origins, "origin", "origins"))))
}

/// Filters whose dropping is counted where a list found nothing; each costs a query.
const MOST_WITHOUT: usize = 6;

/// How many claims the list would hold without each of its filters.
async fn without(app: &App, chips: &[Chip]) -> Result<Vec<Without>, AppError> {
    let mut without = Vec::new();
    // Without its one filter a list is everything.
    for chip in chips.iter().take(MOST_WITHOUT).filter(|_| chips.len() > 1) {
        without.push(Without {
            label: chip.label.clone(),
            count: app.store.count(&claim_filters(&chip.drop)?).await?,
            link: chip.drop.link(),
        });
    }
    Ok(without)
}

/// The last day before the range and the first after it on which the source searched for said something that fits.
async fn nearest(
    app: &App,
    query: &Query,
    filters: &ClaimFilters,
    names: &NamesInUse,
) -> Result<Option<Nearest>, AppError> {
    let (Some(slug), false) = (filters.source.first(), filters.is_reversed()) else { return Ok(None) };
    let days = app.store.nearest_days(filters).await?;
    let linked = |day: Date| {
        let day = day.to_string();
        (period_words(&day), query.set("from", Some(&day)).set("to", Some(&day)).link())
    };
    let days: Vec<_> = days.into_iter().map(linked).collect();
    Ok((!days.is_empty()).then(|| Nearest { name: names.label("source", slug.as_str()), days }))
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

pub(in crate::web) async fn list(
    State(app): State<App>,
    Pairs(pairs): Pairs<Vec<(String, String)>>,
) -> Result<Response, AppError> {
    let query = Query::new("/claims", pairs)?;
    let (query, ambiguous) = match resolve_names(&app, &query).await? {
        Names::Redirect(link) => return Ok(Redirect::to(&link).into_response()),
        Names::Ready(query, ambiguous) => (query, ambiguous),
    };
    let filters = claim_filters(&query)?;
    let names = NamesInUse::fetch(&app, &query).await?;
    // A name that was not settled: asking comes first, and no list stands beside the question.
    if !ambiguous.is_empty() {
        return Ok(asking(&app, &query, &filters, &names, ambiguous));
    }
    let timeline = timeline(&app, &query.without_all(&["facet", "facet_q"]), &filters).await?;
    // A facet is counted without its own filter, and the filter of months is the range of days.
    let months = if filters.from.is_none() && filters.to.is_none() {
        timeline.months.clone()
    } else {
        let all_days = ClaimFilters { from: None, to: None, ..filters.clone() };
        crate::web::timeline::months(&app, &all_days).await?
    };
    if query.one("facet").is_some() {
        return facets::page(&app, &query, &filters, &names, &months).await;
    }
    let list = app.store.claims(&filters).await?;
    let through = through(&app, &query, &filters, &names).await?;
    let hints = match filters.after {
        Some(_) => Hints::default(),
        None => hints(&app, &query, &filters, list.total).await?,
    };
    let facets = facets::beside(&app, &query, &filters, &names, &months).await?;
    let mut page = ClaimsPage::new(&app, &query, &filters, &names, list);
    page.facets = if page.total > 0 { facets } else { Vec::new() };
    page.through = through;
    page.origins = origins(&app, &filters, page.total).await?;
    page.hints = hints;
    if page.total == 0 {
        page.without = without(&app, &page.chips).await?;
        page.nearest = nearest(&app, &query, &filters, &names).await?;
    }
    let Timeline { chart, earlier, undated, .. } = timeline;
    (page.chart, page.earlier, page.undated) =
        (chart, earlier, undated.filter(|_| filters.from.or(filters.to).is_none()));
    Ok(Page(page).into_response())
}

/// The page that asks which of several sources or publishers is meant, or says that none is called so.
fn asking(app: &App, query: &Query, filters: &ClaimFilters, names: &NamesInUse, ambiguous: Vec<Ambiguous>) -> Response {
    let nobody = ClaimList { hits: Vec::new(), total: 0, publishers: 0, has_more: false };
    let mut page = ClaimsPage::new(app, query, filters, names, nobody);
    if ambiguous.iter().any(|name| !name.candidates.is_empty()) {
        page.heading = "Which one?".to_owned();
        page.layout.title = "Which one? · Onrecord".to_owned();
    }
    page.layout.canonical = None;
    page.source_typed =
        ambiguous.iter().find(|name| !name.is_publisher).map(|name| name.typed.clone()).unwrap_or_default();
    page.ambiguous = ambiguous;
    Page(page).into_response()
}

impl ClaimsPage {
    /// The list and the form; what stands around them is added by the handler.
    fn new(app: &App, query: &Query, filters: &ClaimFilters, names: &NamesInUse, list: ClaimList) -> Self {
        let mut layout = Layout::new(app, "claims", page_title(query, list.total, names));
        layout.query = filters.words.typed.clone();
        if query.is_empty() {
            layout = layout.canonical(app, "/claims");
        }
        let last = list.hits.last().filter(|_| list.has_more);
        let chips = chips(query, names);
        Self {
            layout,
            heading: heading(list.total, list.publishers),
            problems: problems(filters),
            ambiguous: Vec::new(),
            reset: (!chips.is_empty()).then(|| "/claims".to_owned()),
            chips,
            facets: Vec::new(),
            shown: shown(&list, filters.after.is_some()),
            hints: Hints::default(),
            within: within(list.total),
            within_carried: query.carried(&["q"]),
            without: Vec::new(),
            nearest: None,
            chart: None,
            earlier: None,
            undated: None,
            carried: carried(query),
            dates_carried: query.carried(&["from", "to"]),
            source_typed: String::new(),
            from: filters.from.map(|day| day.to_string()).unwrap_or_default(),
            to: filters.to.map(|day| day.to_string()).unwrap_or_default(),
            quotations: choices(
                query,
                "quotation",
                Quotation::ALL.iter().map(|q| (q.as_str(), view::quotation_words(*q))),
            ),
            stances: choices(query, "stance", Stance::ALL.iter().map(|s| (s.as_str(), view::stance_words(*s).1))),
            sorts: SORTS
                .iter()
                .map(|(value, label)| Choice { value, label, is_on: word_or(query, "sort", "said") == *value })
                .collect(),
            sort_links: sort_links(query, filters),
            next: last.map(|hit| query.after(hit.claim.id.as_str()).link()),
            first: filters.after.is_some().then(|| query.set("cursor", None).link()),
            by_publication: (filters.from.is_some() || filters.to.is_some())
                && list.hits.iter().any(|hit| hit.claim.said.basis == Basis::Publication),
            through: Vec::new(),
            origins: None,
            claims: list.hits.iter().map(ClaimView::of_hit).collect(),
            total: list.total,
        }
    }
}

fn word_or<'q>(query: &'q Query, name: &'q str, usual: &'q str) -> &'q str {
    query.one(name).unwrap_or(usual)
}

/// What the box that keeps the filters is called.
fn within(total: i64) -> String {
    match total {
        0 => "Search with these filters".to_owned(),
        1 => "Search within this claim".to_owned(),
        total => format!("Search within these {} claims", view::number(&total)),
    }
}

/// How much of the list a page shows.
fn shown(list: &ClaimList, is_continued: bool) -> String {
    let here = view::number(&(list.hits.len() as i64));
    match (is_continued, list.has_more) {
        (false, false) => String::new(),
        (false, true) => format!("The first {here} of {}", view::number(&list.total)),
        (true, true) => format!("{here} more of {}", view::number(&list.total)),
        (true, false) => format!("The last {here} of {}", view::number(&list.total)),
    }
}

/// The orders most asked for, and the one in force.
fn sort_links(query: &Query, filters: &ClaimFilters) -> Vec<SortLink> {
    let current = word_or(query, "sort", "said");
    let usual = [("said", "Newest"), ("-said", "Oldest"), ("relevance", "Best match")];
    let mut links: Vec<SortLink> = usual
        .iter()
        .filter(|(value, _)| *value != "relevance" || filters.words.can_rank())
        .map(|(value, label)| SortLink {
            label,
            link: query.set("sort", Some(*value).filter(|value| *value != "said")).link(),
            is_on: *value == current,
        })
        .collect();
    if !usual.iter().any(|(value, _)| *value == current)
        && let Some((value, label)) = SORTS.iter().find(|(value, _)| *value == current)
    {
        links.push(SortLink { label, link: query.set("sort", Some(value)).link(), is_on: true });
    }
    links
}

/// What in the search could not be used or cannot be met.
fn problems(filters: &ClaimFilters) -> Vec<String> {
    let mut problems = filters.words.problems.clone();
    if filters.is_reversed() {
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
        "country" => "from ",
        "has" => "has: ",
        _ => return None,
    })
}

const FILTERS: [&str; 14] = [
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
    "country",
    "has",
];

fn chips(query: &Query, names: &NamesInUse) -> Vec<Chip> {
    let mut chips = Vec::new();
    for name in FILTERS {
        if matches!(name, "from" | "to") && query.one("from").is_some() && query.one("to").is_some() {
            // The two days of a range are dropped together.
            if name == "from" {
                chips.push(Chip {
                    label: days_words(query).unwrap_or_default(),
                    drop: query.without_all(&["from", "to"]),
                });
            }
            continue;
        }
        for value in query.all(name) {
            let words = filter_words(name).unwrap_or_default();
            let value_words = match name {
                "from" | "to" | "published_from" | "published_to" => period_words(value),
                "q" => view::shortened(value, 80),
                _ => names.label(name, value),
            };
            chips.push(Chip { label: format!("{words}{value_words}"), drop: query.without(name, value) });
        }
    }
    chips
}

/// All filters in words, for pages about a list.
pub(in crate::web) fn filters_in_words(query: &Query, names: &NamesInUse) -> String {
    chips(query, names).into_iter().map(|chip| chip.label).collect::<Vec<_>>().join(", ")
}

/// The range of days in words, where there is one: "said March 2025", "said from 5 March 2025".
fn days_words(query: &Query) -> Option<String> {
    match (query.one("from"), query.one("to")) {
        (Some(from), Some(to)) if from == to => Some(format!("said {}", period_words(from))),
        (Some(from), Some(to)) => Some(format!("said {} to {}", period_words(from), period_words(to))),
        (Some(from), None) => Some(format!("said from {}", period_words(from))),
        (None, Some(to)) => Some(format!("said to {}", period_words(to))),
        (None, None) => None,
    }
}

/// Filters that the search form has no field for; it hands them on unseen.
fn carried(query: &Query) -> Vec<(String, String)> {
    let mut carried = Vec::new();
    for name in FILTERS {
        if name == "q" {
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
    for name in ["source", "via", "publisher", "article", "stance", "quotation", "kind", "country"] {
        let words = if name == "via" { "through " } else { "" };
        parts.extend(query.all(name).map(|value| format!("{words}{}", names.label(name, value))));
    }
    parts.extend(days_words(query));
    let count = view::counted(&total, "claim", "claims");
    let page = if query.one("cursor").is_some() { ", continued" } else { "" };
    if parts.is_empty() {
        format!("{count}{page} · Onrecord")
    } else {
        format!("{} · {count}{page} · Onrecord", parts.join(", "))
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
