//! Facets: values that narrow a list, each with its number of claims, and the page of all values of one facet.

use crate::web::filters;
use askama::Template;
use serde::Serialize;

use crate::domain::fold_name;
use crate::store::{ClaimFilters, Counted, FACET_SIZE, FILTERS, Facet, FacetValue, filter};
use crate::web::claims::chips::filters_in_words;
use crate::web::claims::names::NamesInUse;
use crate::web::error::AppError;
use crate::web::page::Layout;
use crate::web::query::Query;
use crate::web::rendering::PageData;
use crate::web::state::App;
use crate::web::timeline::period_words;
use crate::web::view;

/// A facet with more values than this gets a search box.
const MANY: i64 = 20;

/// One value of a facet as a link that adds or removes it.
pub(in crate::web) struct FacetLink {
    pub label: String,
    pub count: i64,
    /// The list with the value, or without it.
    pub list: Query,
    pub is_on: bool,
    /// True where other values of the filter are on and this one is not: a click adds its claims to the list.
    pub adds: bool,
}

/// A facet as pages show it.
pub(in crate::web) struct FacetView {
    pub name: &'static str,
    pub heading: &'static str,
    /// The plural of what its values are, for the link to all of them.
    pub plural: &'static str,
    pub links: Vec<FacetLink>,
    pub total: i64,
    /// The page of all values, where more exist than are listed.
    pub all: Option<String>,
    /// True where there are more than [`MANY`] values, so that the page offers a box to search them.
    pub is_searched: bool,
    /// Filters that a search inside the facet carries along.
    pub carried: Vec<(String, String)>,
}

/// The parameters of the facet page besides the filters of the list.
pub(in crate::web) const OWN: [&str; 2] = ["facet", "facet_q"];
/// The name of the facet of months. It is no filter of its own: a month sets `from` and `to`.
const MONTH: &str = "month";

/// The months of a list as a facet beside it.
pub(in crate::web) fn month_facet(months: &[Counted<String>]) -> Facet {
    Facet { name: MONTH, values: month_values(months, "", FACET_SIZE), total: months.len() as i64 }
}

/// Months as values, newest first, narrowed to those whose labels contain every word of `typed`.
fn month_values(months: &[Counted<String>], typed: &str, most: usize) -> Vec<FacetValue> {
    let words = fold_name(typed);
    months
        .iter()
        .map(|month| FacetValue { value: month.value.clone(), label: period_words(&month.value), count: month.count })
        .filter(|value| words.split_whitespace().all(|word| fold_name(&value.label).contains(word)))
        .take(most)
        .collect()
}

/// A facet of a list as links.
pub(in crate::web) fn facet_view(query: &Query, facet: &Facet, names: &NamesInUse) -> FacetView {
    let filter = filter(facet.name);
    let (heading, plural) = match filter.and_then(|filter| filter.facet.as_ref()) {
        Some(spec) => (spec.heading, spec.plural),
        None => ("Month said", "months"),
    };
    let list = query.without_all(&OWN);
    let some_on = facet.name != MONTH && query.all(facet.name).next().is_some();
    let link = |value: &FacetValue| {
        let (is_on, toggled) = toggled(&list, facet.name, &value.value);
        // For values of a fixed vocabulary, such as stances, the store returns the value as its label.
        let label = match filter {
            Some(filter) if value.label == value.value => names.label(filter, &value.value),
            _ => value.label.clone(),
        };
        FacetLink { label, count: value.count, list: toggled, is_on, adds: some_on && !is_on }
    };
    let links: Vec<FacetLink> = facet.values.iter().map(link).collect();
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

/// Returns whether a value is on, and the list with the value switched off or on.
fn toggled(list: &Query, facet: &str, value: &str) -> (bool, Query) {
    if facet == MONTH {
        let is_on = list.one("from") == Some(value) && list.one("to") == Some(value);
        let bound = (!is_on).then_some(value);
        return (is_on, list.set("from", bound).set("to", bound));
    }
    let is_on = list.has(facet, value);
    (is_on, if is_on { list.without(facet, value) } else { list.with(facet, value) })
}

/// The data of the page of all values of one facet.
#[derive(Debug, Serialize)]
pub(in crate::web) struct FacetData {
    pub query: Query,
    /// Parameters of the address that the list does not know.
    pub unknown: Vec<String>,
    pub names: NamesInUse,
    pub facet: Facet,
    /// The words that the values are narrowed by.
    pub typed: String,
}

/// Loads the values of the facet that `facet=source&facet_q=…` asks for.
pub(in crate::web) async fn load(
    app: &App,
    query: Query,
    unknown: Vec<String>,
    filters: &ClaimFilters,
    names: NamesInUse,
    months: &[Counted<String>],
) -> Result<FacetData, AppError> {
    let name = query.one("facet").unwrap_or_default();
    let typed = query.one("facet_q").unwrap_or_default().to_owned();
    let months = month_values(months, &typed, usize::MAX);
    let facet = match app.store.facet(filters, name, &typed).await? {
        Some(facet) => facet,
        None if name == MONTH => Facet { name: MONTH, total: months.len() as i64, values: months },
        None => {
            let known: Vec<&str> = FILTERS.iter().filter(|f| f.facet.is_some()).map(|f| f.name).collect();
            return Err(AppError::BadRequest(format!(
                "“facet={}” is none of {} and {MONTH}.",
                view::shortened(name, 40),
                known.join(", ")
            )));
        }
    };
    Ok(FacetData { query, unknown, names, facet, typed })
}

#[derive(Template)]
#[template(path = "claims/facet.html")]
struct FacetPage<'d> {
    layout: Layout,
    unknown: &'d [String],
    facet: FacetView,
    typed: &'d str,
    listed: String,
    /// The filters in force, in words.
    among: String,
    back: String,
    is_cut: bool,
}

impl PageData for FacetData {
    fn html(&self, app: &App) -> askama::Result<String> {
        let mut facet = facet_view(&self.query, &self.facet, &self.names);
        facet.carried = self.query.carried(&["facet_q"]);
        let listed = match facet.total {
            0 => format!("No {}", facet.plural),
            1 => format!("1 of the {}", facet.plural),
            total => format!("{} {}", view::number(&total), facet.plural),
        };
        let list = self.query.without_all(&OWN);
        let among = filters_in_words(&list, &self.names);
        let of = if among.is_empty() { String::new() } else { format!(" · {among}") };
        let mut layout = Layout::new(app, "claims", format!("{}: {listed}{of} · Onrecord", facet.heading));
        layout.query = self.query.one("q").unwrap_or_default().to_owned();
        FacetPage {
            layout,
            unknown: &self.unknown,
            typed: &self.typed,
            listed,
            among,
            back: list.link(),
            is_cut: facet.total > facet.links.len() as i64,
            facet,
        }
        .render()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_found_by_their_words() {
        let months =
            [("2025-03".to_owned(), 4), ("2025-02".to_owned(), 2), ("2024-03".to_owned(), 1)].map(Counted::from);
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
