//! Facets: values that narrow a list, each with the number of claims a click shows; and the page of one facet's values.

use crate::web::filters;
use askama::Template;
use axum::response::{IntoResponse, Response};

use crate::domain::fold_name;
use crate::store::{ClaimFilters, FACET_SIZE, Facet, FacetValue};
use crate::web::claims::list::filters_in_words;
use crate::web::claims::names::NamesInUse;
use crate::web::error::AppError;
use crate::web::page::{Layout, Page};
use crate::web::query::Query;
use crate::web::state::App;
use crate::web::timeline::period_words;
use crate::web::view;

/// Values from which on a facet is searched rather than read through.
const MANY: i64 = 20;

/// One value of a facet as a link that adds or drops it.
pub(in crate::web) struct FacetLink {
    pub label: String,
    pub count: i64,
    pub link: String,
    pub is_on: bool,
    /// True where another value of the filter is on: a click adds these claims.
    pub adds: bool,
}

pub(in crate::web) struct FacetView {
    pub name: &'static str,
    pub heading: &'static str,
    /// Several of them, for the link to all.
    pub plural: &'static str,
    pub links: Vec<FacetLink>,
    pub total: i64,
    /// The page of all values, where more exist than are listed.
    pub all: Option<String>,
    /// True where there are so many that a box to search them is offered.
    pub is_searched: bool,
    /// Filters that a search inside the facet carries along.
    pub carried: Vec<(String, String)>,
}

/// Filters of the facet page alone.
const OWN: [&str; 2] = ["facet", "facet_q"];
/// A facet whose values are months is a range of days to every list.
const MONTH: &str = "month";

/// The facets beside a list: those of the store, and the months of its claims.
pub(in crate::web) async fn beside(
    app: &App,
    query: &Query,
    filters: &ClaimFilters,
    names: &NamesInUse,
    months: &[(String, i64)],
) -> Result<Vec<FacetView>, AppError> {
    let mut facets = app.store.facets(filters).await?;
    let total = months.len() as i64;
    facets.push(Facet { name: MONTH, values: month_values(months, "", FACET_SIZE), total });
    Ok(facets.into_iter().map(|facet| facet_view(query, facet, names)).collect())
}

/// Months as values, newest first, narrowed to those whose words hold all of `typed`.
fn month_values(months: &[(String, i64)], typed: &str, most: usize) -> Vec<FacetValue> {
    let words = fold_name(typed);
    months
        .iter()
        .map(|(month, count)| FacetValue { value: month.clone(), label: period_words(month), count: *count })
        .filter(|value| words.split_whitespace().all(|word| fold_name(&value.label).contains(word)))
        .take(most)
        .collect()
}

fn facet_view(query: &Query, facet: Facet, names: &NamesInUse) -> FacetView {
    let (heading, plural) = match facet.name {
        "source" => ("Source", "sources"),
        "kind" => ("Kind of source", "kinds"),
        "country" => ("Country of the source", "countries"),
        "stance" => ("Stance", "stances"),
        "quotation" => ("Words", "ways"),
        MONTH => ("Month said", "months"),
        _ => ("Publisher", "publishers"),
    };
    let list = query.without_all(&OWN);
    let some_on = facet.name != MONTH && query.all(facet.name).next().is_some();
    let links = facet
        .values
        .into_iter()
        .map(|value| {
            let (is_on, toggled) = toggled(&list, facet.name, &value.value);
            let label = match facet.name {
                "source" | "publisher" | "country" | MONTH => value.label,
                name => names.label(name, &value.value),
            };
            FacetLink { label, count: value.count, link: toggled.link(), is_on, adds: some_on && !is_on }
        })
        .collect::<Vec<_>>();
    FacetView {
        name: facet.name,
        heading,
        plural,
        all: (facet.total > links.len() as i64).then(|| list.set("facet", Some(facet.name)).link()),
        is_searched: facet.total > MANY,
        carried: list.carried(&[]),
        total: facet.total,
        links,
    }
}

/// Whether a value is on, and the list with it turned round.
fn toggled(list: &Query, facet: &str, value: &str) -> (bool, Query) {
    if facet == MONTH {
        let is_on = list.one("from") == Some(value) && list.one("to") == Some(value);
        let bound = (!is_on).then_some(value);
        return (is_on, list.set("from", bound).set("to", bound));
    }
    let is_on = list.has(facet, value);
    (is_on, if is_on { list.without(facet, value) } else { list.with(facet, value) })
}

#[derive(Template)]
#[template(path = "claims/facet.html")]
struct FacetPage {
    layout: Layout,
    facet: FacetView,
    typed: String,
    listed: String,
    /// The filters in force, in words.
    among: String,
    back: String,
    is_cut: bool,
}

/// The page of all values of one facet, as `facet=source&facet_q=…` asks for it.
pub(in crate::web) async fn page(
    app: &App,
    query: &Query,
    filters: &ClaimFilters,
    names: &NamesInUse,
    months: &[(String, i64)],
) -> Result<Response, AppError> {
    let name = query.one("facet").unwrap_or_default();
    let typed = query.one("facet_q").unwrap_or_default().to_owned();
    let months = month_values(months, &typed, usize::MAX);
    let facet = match app.store.facet(filters, name, &typed).await? {
        Some(facet) => facet,
        None if name == MONTH => Facet { name: MONTH, total: months.len() as i64, values: months },
        None => {
            return Err(AppError::BadRequest(format!(
                "“facet={}” is none of source, kind, country, publisher, stance, quotation and month.",
                view::shortened(name, 40)
            )));
        }
    };
    let mut facet = facet_view(query, facet, names);
    facet.carried = query.carried(&["facet_q"]);
    let listed = match facet.total {
        0 => format!("No {}", facet.plural),
        1 => format!("1 of the {}", facet.plural),
        total => format!("{} {}", view::number(&total), facet.plural),
    };
    let among = filters_in_words(&query.without_all(&OWN), names);
    let of = if among.is_empty() { String::new() } else { format!(" · {among}") };
    let mut layout = Layout::new(app, "claims", format!("{}: {listed}{of} · Onrecord", facet.heading));
    layout.query = filters.words.typed.clone();
    let is_cut = facet.total > facet.links.len() as i64;
    Ok(Page(FacetPage { layout, listed, among, typed, back: query.without_all(&OWN).link(), is_cut, facet })
        .into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_found_by_their_words() {
        let months = [("2025-03".to_owned(), 4), ("2025-02".to_owned(), 2), ("2024-03".to_owned(), 1)];
        let found = |typed: &str| month_values(&months, typed, 9).into_iter().map(|v| v.value).collect::<Vec<_>>();
        assert_eq!(found("march"), ["2025-03", "2024-03"]);
        assert_eq!(found("mar 2024"), ["2024-03"]);
        assert_eq!(found(""), ["2025-03", "2025-02", "2024-03"]);
        assert_eq!(found("x"), [""; 0]);
    }

    #[test]
    fn a_month_is_a_range_of_days_that_a_second_click_drops() {
        let list = Query::new("/claims", vec![("from".into(), "2025-01".into())]).unwrap();
        let (is_on, on) = toggled(&list, MONTH, "2025-03");
        assert_eq!((is_on, on.link().as_str()), (false, "/claims?from=2025-03&to=2025-03"));
        assert_eq!(toggled(&on, MONTH, "2025-03").1.link(), "/claims");
    }
}
