//! The filters of a list in words: chips that remove a filter, and titles of pages.

use crate::store::{FILTERS, FilterSpec, Values};
use crate::web::claims::names::NamesInUse;
use crate::web::query::Query;
use crate::web::timeline::period_words;
use crate::web::view;

/// An active filter, with the list that remains without it.
pub(in crate::web) struct Chip {
    pub label: String,
    pub drop: Query,
}

/// The most letters of a search that a chip or a title shows.
const LONGEST_ON_CHIP: usize = 80;
const LONGEST_IN_TITLE: usize = 60;

/// A chip for each value of each filter, in the order of the table of filters.
pub(in crate::web) fn chips(query: &Query, names: &NamesInUse) -> Vec<Chip> {
    let mut chips = Vec::new();
    for filter in FILTERS {
        match days_said(query) {
            // The two ends of a range of days share one chip and are removed together.
            Some(days) if filter.name == "from" => {
                chips.push(Chip { label: days, drop: query.without_all(&["from", "to"]) });
            }
            Some(_) if filter.name == "to" => {}
            _ => chips.extend(query.all(filter.name).map(|value| Chip {
                label: format!("{}{}", filter.chip, value_words(filter, value, names, LONGEST_ON_CHIP)),
                drop: query.without(filter.name, value),
            })),
        }
    }
    chips
}

/// All active filters in words, separated by commas.
pub(in crate::web) fn filters_in_words(query: &Query, names: &NamesInUse) -> String {
    chips(query, names).into_iter().map(|chip| chip.label).collect::<Vec<_>>().join(", ")
}

/// The filters that titles name, in words.
pub(in crate::web) fn title_parts(query: &Query, names: &NamesInUse) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for filter in FILTERS {
        match (days_said(query), filter.title) {
            (Some(days), _) if filter.name == "from" => parts.push(days),
            (Some(_), _) if filter.name == "to" => {}
            (_, Some(before)) => parts.extend(query.all(filter.name).map(|value| {
                let words = value_words(filter, value, names, LONGEST_IN_TITLE);
                if filter.values == Values::Search { format!("“{words}”") } else { format!("{before}{words}") }
            })),
            (_, None) => {}
        }
    }
    parts
}

/// The title of a page that lists `total` claims.
pub(in crate::web) fn title(query: &Query, total: i64, names: &NamesInUse) -> String {
    let parts = title_parts(query, names);
    let count = view::counted(&total, "claim", "claims");
    let page = if query.one("cursor").is_some() { ", continued" } else { "" };
    if parts.is_empty() {
        format!("{count}{page} · Onrecord")
    } else {
        format!("{} · {count}{page} · Onrecord", parts.join(", "))
    }
}

/// A value of a filter in words.
fn value_words(filter: &FilterSpec, value: &str, names: &NamesInUse, longest: usize) -> String {
    match filter.values {
        Values::Search => view::shortened(value, longest),
        Values::Day => period_words(value),
        Values::Time => time_words(value),
        _ => names.label(filter, value),
    }
}

/// A day, month or year in words, or a time as the store writes times, in words.
pub(in crate::web) fn time_words(value: &str) -> String {
    match value.parse::<jiff::Timestamp>() {
        Ok(time) => view::moment(&time.to_string()),
        Err(_) => period_words(value),
    }
}

/// The range of days said in words: "said March 2025", "said 5 March 2025 to 8 March 2025". `None` unless both ends are
/// set.
fn days_said(query: &Query) -> Option<String> {
    let (from, to) = query.one("from").zip(query.one("to"))?;
    Some(match from == to {
        true => format!("said {}", period_words(from)),
        false => format!("said {} to {}", period_words(from), period_words(to)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(pairs: &[(&str, &str)]) -> Vec<String> {
        let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let query = Query::new("/claims", pairs).unwrap();
        chips(&query, &NamesInUse::default()).into_iter().map(|chip| chip.label).collect()
    }

    #[test]
    fn filters_are_worded_as_the_table_says() {
        assert_eq!(labels(&[("to", "2025"), ("q", "rain"), ("stance", "denies")]), ["rain", "denies", "said to 2025"]);
        assert_eq!(labels(&[("from", "1994"), ("to", "1994")]), ["said 1994"], "a year is no day");
        assert_eq!(labels(&[("from", "2025-03"), ("to", "2025-04-02")]), ["said March 2025 to 2 April 2025"]);
        assert_eq!(
            labels(&[("has", "figure"), ("confidence", "0.8")]),
            ["with a figure", "read with confidence of at least 0.8"]
        );
        assert_eq!(
            labels(&[("loaded_from", "2026-11-20"), ("loaded_to", "2026-11-20T09:30:00+01:00")]),
            ["loaded from 20 November 2026", "loaded to 20 November 2026, 08:30 UTC"]
        );
    }
}
