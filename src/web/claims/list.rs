//! The list of claims: loads everything that its page shows.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Query as Pairs;
use serde::Serialize;

use crate::domain::Slug;
use crate::store::{ClaimFilters, ClaimList, Facet, Listed, NearestDays, country_code, is_known_name};
use crate::web::cite::IN_REF;
use crate::web::claims::chips::{Chip, chips};
use crate::web::claims::facets::{self, month_facet};
use crate::web::claims::gathered;
use crate::web::claims::hints::{Hints, hints};
use crate::web::claims::names::{Names, NamesInUse, UnsettledName, resolve_names};
use crate::web::error::AppError;
use crate::web::format::Format;
use crate::web::query::{Query, claim_filters};
use crate::web::rendering::answer;
use crate::web::rendering::download::{Download, Wanted};
use crate::web::rendering::whole::BYTE_ORDER_MARK;
use crate::web::state::App;
use crate::web::timeline::{self, OverTime};

/// The data of the page of a list.
#[derive(Debug, Serialize)]
pub(in crate::web) struct ClaimsData {
    /// The address: every filter, with slugs for names.
    pub query: Query,
    /// The filters that the address stands for.
    pub filters: ClaimFilters,
    /// Parameters of the address that the list does not know.
    pub unknown: Vec<String>,
    /// The names of the slugs, ids and codes in the address.
    pub names: NamesInUse,
    pub shown: Shown,
}

/// The main part of the page.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::web) enum Shown {
    /// The claims that fit.
    Results(Box<Results>),
    /// No claims, but the names in the address that match several sources or publishers, or none.
    Unsettled(Vec<UnsettledName>),
}

/// The claims of a list and what the page shows around them.
#[derive(Debug, Default, Serialize)]
pub(in crate::web) struct Results {
    pub list: ClaimList,
    /// The facets, the months last; empty where nothing was found.
    pub facets: Vec<Facet>,
    pub over_time: OverTime,
    /// The claims that the sources searched for passed on from others; the list holds only what they said themselves.
    pub through: Vec<CameThrough>,
    /// The number of articles and origins of the claims, where there are few enough claims to count them.
    pub origins: Option<Listed>,
    pub hints: Hints,
    /// Where nothing was found: the number of claims in the list without one of its filters, for each filter.
    pub without: Vec<WithoutFilter>,
    /// Where nothing was found by a source in a range of days: the nearest days on which it spoke.
    pub nearest: Option<Nearest>,
}

/// The number of claims that a source passed on from others.
#[derive(Debug, Serialize)]
pub(in crate::web) struct CameThrough {
    pub who: Relay,
    pub claims: i64,
}

/// A source that was searched for.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::web) enum Relay {
    /// Searched for by the filter `source`.
    Source(Slug),
    /// Searched for by a name after `speaker:`, folded.
    Named(String),
}

/// The number of claims that an empty list would hold without one of its filters.
#[derive(Debug, Serialize)]
pub(in crate::web) struct WithoutFilter {
    /// The list without it.
    pub list: Query,
    pub claims: i64,
}

/// The nearest days before and after an empty range on which the source spoke.
#[derive(Debug, Serialize)]
pub(in crate::web) struct Nearest {
    pub source: Slug,
    pub days: Vec<NearestDays>,
}

/// The most sources for which the claims that they passed on are counted; each costs a query.
const MOST_THROUGH: usize = 5;
/// The origins of a longer list are not counted, because that reads every claim of it.
const MOST_COUNTED_ORIGINS: i64 = 5000;
/// The most filters of an empty list that are tried without; each costs a query.
const MOST_WITHOUT: usize = 6;

/// Answers `/claims` with the list, the page of one facet, or a redirect to the address with slugs in place of names.
pub(in crate::web) async fn list(
    State(app): State<App>,
    format: Format,
    Pairs(pairs): Pairs<Vec<(String, String)>>,
) -> Result<Response, AppError> {
    if gathered::is_gathered(&pairs) {
        return gathered::show(&app, format, Query::new("/claims", pairs)?).await;
    }
    let is_of_form = |name: &str| match format {
        Format::Csv => name == BYTE_ORDER_MARK,
        Format::Wiki => name == IN_REF,
        _ => false,
    };
    let (query, unknown) = Query::new("/claims", pairs)?.known(|name| is_known_name(name) || is_of_form(name));
    // Facets compare values as they are written, and the store writes codes in capital letters.
    let query = query.rewritten("country", country_code);
    let (query, unsettled) = match resolve_names(&app, &query).await? {
        Names::Redirect(list) => return Ok(Redirect::to(&list.link_in(format)).into_response()),
        Names::Ready(query, unsettled) => (query, unsettled),
    };
    let filters = claim_filters(&query)?;
    if format.is_whole_result() && unsettled.is_empty() {
        return download(&app, format, &query, filters).await;
    }
    let names = NamesInUse::fetch(&app, &query).await?;
    // Where a name is ambiguous or unknown, the page asks which one is meant and shows no list.
    if !unsettled.is_empty() {
        let shown = Shown::Unsettled(unsettled);
        return answer(&app, format, &ClaimsData { query, filters, unknown, names, shown }).await;
    }
    if query.one("facet").is_some() {
        let months = timeline::months(&app, &on_all_days(&filters)).await?;
        return answer(&app, format, &facets::load(&app, query, unknown, &filters, names, &months).await?).await;
    }
    let results = if format.is_of_claims_alone() {
        Results { list: app.store.claims(&filters).await?, ..Results::default() }
    } else {
        load(&app, &query, &filters, &names).await?
    };
    let shown = Shown::Results(Box::new(results));
    answer(&app, format, &ClaimsData { query, filters, unknown, names, shown }).await
}

/// Answers with all claims of a list.
async fn download(app: &App, format: Format, query: &Query, filters: ClaimFilters) -> Result<Response, AppError> {
    let words: String = query.all("q").chain(query.all("source")).collect::<Vec<_>>().join(" ");
    let name = Download::name_of(&words);
    let claims = Wanted::Found(Box::new(filters));
    let (with_mark, in_ref) = (query.one(BYTE_ORDER_MARK).is_some(), query.one(IN_REF).is_some());
    Download { claims, format, name, with_mark, in_ref }.answer(app).await
}

/// Loads what the list of these filters shows.
async fn load(app: &App, query: &Query, filters: &ClaimFilters, names: &NamesInUse) -> Result<Results, AppError> {
    // What all else is counted over is found first. Then each part is made beside the others, so that the page waits only for
    // the slowest.
    let total = app.store.totals(filters).await?.claims;
    let is_empty = total == 0;
    let list = async { Ok(app.store.claims(filters).await?) };
    let hints = async {
        match filters.after {
            Some(_) => Ok(Hints::default()),
            None => hints(app, query, filters, total).await,
        }
    };
    let facets = async { if is_empty { Ok(Vec::new()) } else { Ok(app.store.facets(filters).await?) } };
    let origins = async {
        if !(1..=MOST_COUNTED_ORIGINS).contains(&total) {
            return Ok(None);
        }
        Ok(Some(app.store.origins_listed(filters).await?))
    };
    let (list, over_time, facets, hints, through, origins) =
        futures::try_join!(list, timeline::count(app, filters), facets, hints, through(app, filters), origins)?;
    Ok(Results {
        facets: if is_empty { facets } else { with_months(app, facets, filters, &over_time).await? },
        through,
        origins,
        without: if is_empty { without(app, &chips(query, names)).await? } else { Vec::new() },
        nearest: if is_empty { nearest(app, filters).await? } else { None },
        list,
        over_time,
        hints,
    })
}

/// The same list without its range of days.
fn on_all_days(filters: &ClaimFilters) -> ClaimFilters {
    ClaimFilters { from: None, to: None, ..filters.clone() }
}

/// Facets with that of months behind them.
async fn with_months(
    app: &App,
    mut facets: Vec<Facet>,
    filters: &ClaimFilters,
    over_time: &OverTime,
) -> Result<Vec<Facet>, AppError> {
    // Every facet is counted without its own filter. The filter of months is the range of days.
    facets.push(if filters.from.is_none() && filters.to.is_none() {
        month_facet(&over_time.months)
    } else {
        month_facet(&timeline::months(app, &on_all_days(filters)).await?)
    });
    Ok(facets)
}

/// Counts, for each source searched for, the claims that it passed on from others, apart from those it said itself.
async fn through(app: &App, filters: &ClaimFilters) -> Result<Vec<CameThrough>, AppError> {
    let mut through = Vec::new();
    // Where the filter `via` is set, the list shows such claims itself.
    let sources = filters.source.iter().filter(|_| filters.via.is_empty()).take(MOST_THROUGH);
    for slug in sources {
        let claims = app.store.through(filters, slug).await?;
        through.push(CameThrough { who: Relay::Source(slug.clone()), claims });
    }
    for speaker in &filters.words.speakers {
        let claims = app.store.through_called(speaker).await?;
        through.push(CameThrough { who: Relay::Named(speaker.clone()), claims });
    }
    through.retain(|through| through.claims > 0);
    Ok(through)
}

/// Counts the claims that the list would hold without each of its filters.
async fn without(app: &App, chips: &[Chip]) -> Result<Vec<WithoutFilter>, AppError> {
    let mut without = Vec::new();
    // A list with a single filter is skipped: without it, it would hold all claims.
    for chip in chips.iter().take(MOST_WITHOUT).filter(|_| chips.len() > 1) {
        let claims = app.store.count(&claim_filters(&chip.drop)?).await?;
        without.push(WithoutFilter { list: chip.drop.clone(), claims });
    }
    Ok(without)
}

/// The days before the range and after it on which the source searched for said something that fits.
async fn nearest(app: &App, filters: &ClaimFilters) -> Result<Option<Nearest>, AppError> {
    let (Some(source), false) = (filters.source.first(), filters.is_reversed()) else { return Ok(None) };
    let days = app.store.nearest_days(filters).await?;
    Ok((!days.is_empty()).then(|| Nearest { source: source.clone(), days }))
}
