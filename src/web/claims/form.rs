//! The form of a list: its drop-downs, its orders, and the help beside it, built from the tables of the store.

use crate::domain::{Quotation, Stance};
use crate::store::{ClaimFilters, FILTERS, FilterSpec, Has, IN_CONTENT, OPTIONS, SORTS, Values, filter};
use crate::web::claims::names::{IN_CONTENT_WORDS, has_words};
use crate::web::query::Query;
use crate::web::view::{self, Words};

/// A filter as a drop-down.
pub(in crate::web) struct Field {
    pub name: &'static str,
    pub label: &'static str,
    pub choices: Vec<Choice>,
}

/// An entry of a drop-down.
pub(in crate::web) struct Choice {
    pub value: String,
    pub label: String,
    pub is_on: bool,
}

/// An order as a link.
pub(in crate::web) struct SortLink {
    pub label: &'static str,
    pub link: String,
    pub is_on: bool,
}

/// A parameter of the address or an operator of the search box, with its explanation.
pub(in crate::web) struct HelpLine {
    pub word: String,
    /// The explanation in pieces; those with `is_hit` are printed as code.
    pub help: Vec<Words>,
}

/// The drop-downs of the form: name, label, and the label of the entry that leaves the filter unset.
const FIELDS: [(&str, &str, &str); 6] = [
    ("in", "Look for the words in", "claims and headlines"),
    ("quotation", "Words are", "any"),
    ("stance", "Stance", "any"),
    ("has", "Only claims with", "anything"),
    ("confidence", "Confidence of the reading", "any"),
    ("group", "Show", "every claim"),
];

/// The minimum confidences that the form offers.
const CONFIDENCES: [&str; 4] = ["0.5", "0.7", "0.8", "0.9"];

/// The drop-downs of the form, with the active values selected.
pub(in crate::web) fn fields(query: &Query) -> Vec<Field> {
    let field = |(name, label, any): (&'static str, &'static str, &'static str)| {
        let values: Vec<(String, String)> = match filter(name).map(|filter| filter.values) {
            Some(Values::Quotation) => worded(Quotation::ALL, |q| (q.as_str(), view::quotation_words(*q))),
            Some(Values::Stance) => worded(Stance::ALL, |s| (s.as_str(), view::stance_words(*s).1)),
            Some(Values::In) => vec![(IN_CONTENT.to_owned(), IN_CONTENT_WORDS.to_owned())],
            Some(Values::Has) => worded(&Has::ALL, |(has, word)| (*word, has_words(*has))),
            Some(_) => confidences(query),
            None => vec![("article".to_owned(), "the first claim of each article".to_owned())],
        };
        let none = Choice { value: String::new(), label: any.to_owned(), is_on: false };
        let several = query.all(name).count() > 1;
        let choice = |(value, label): (String, String)| {
            let is_on = !several && query.has(name, &value);
            Choice { value, label, is_on }
        };
        Field { name, label, choices: std::iter::once(none).chain(values.into_iter().map(choice)).collect() }
    };
    FIELDS.into_iter().map(field).collect()
}

fn worded<T>(all: &[T], words: impl Fn(&T) -> (&'static str, &'static str)) -> Vec<(String, String)> {
    all.iter().map(words).map(|(value, label)| (value.to_owned(), label.to_owned())).collect()
}

/// The minimum confidences that the form offers, and the active one.
fn confidences(query: &Query) -> Vec<(String, String)> {
    let mut values: Vec<String> = CONFIDENCES.map(str::to_owned).to_vec();
    values.extend(query.one("confidence").filter(|value| !CONFIDENCES.contains(value)).map(str::to_owned));
    values.into_iter().map(|value| (value.clone(), format!("at least {value}"))).collect()
}

/// The orders as a drop-down. "Worst match first" is offered only where it is active.
pub(in crate::web) fn sorts(filters: &ClaimFilters) -> Vec<Choice> {
    let is_offered = |value: &str| value != "-relevance";
    let sorts = SORTS.iter().filter(|spec| is_offered(spec.value) || spec.sort == filters.sort);
    sorts
        .map(|spec| Choice {
            value: spec.value.to_owned(),
            label: spec.label.to_owned(),
            is_on: spec.sort == filters.sort,
        })
        .collect()
}

/// The orders that have a link above the list, and the active one. "Best match" needs words to rank by.
pub(in crate::web) fn sort_links(query: &Query, filters: &ClaimFilters) -> Vec<SortLink> {
    let usual = &SORTS[0];
    SORTS
        .iter()
        .filter(|spec| match spec.link {
            Some(_) => spec.value != "relevance" || filters.words.can_rank(),
            None => spec.sort == filters.sort,
        })
        .map(|spec| SortLink {
            label: spec.link.unwrap_or(spec.label),
            link: query.set("sort", Some(spec.value).filter(|value| *value != usual.value)).link(),
            is_on: spec.sort == filters.sort,
        })
        .collect()
}

/// The filters that the form has no field for; it carries them along as hidden fields.
pub(in crate::web) fn carried(query: &Query) -> Vec<(String, String)> {
    let has_field = |name: &str| {
        // A drop-down holds one value, so a filter with several values is carried along instead.
        matches!(name, "q" | "sort" | "facet" | "facet_q")
            || (FIELDS.iter().any(|(field, ..)| *field == name) && query.all(name).count() <= 1)
    };
    query.carried(&[]).into_iter().filter(|(name, _)| !has_field(name)).collect()
}

/// The syntax of the search box besides plain words, with help.
pub(in crate::web) fn operators() -> Vec<HelpLine> {
    let words = [
        ("\"exact phrase\"".to_owned(), "these words in this order, places in this spelling alone"),
        ("troop*".to_owned(), "words that begin so"),
        ("-rain".to_owned(), "without this word"),
    ];
    let operator = |filter: &FilterSpec| {
        let operator = filter.operator.as_ref()?;
        Some((format!("{}:{}", operator.words[0], operator.example), operator.help))
    };
    words.into_iter().chain(FILTERS.iter().filter_map(operator)).map(|(word, help)| help_line(word, help)).collect()
}

/// The parameters that the address of a list may hold, with help.
pub(in crate::web) fn parameters() -> Vec<HelpLine> {
    let filters = FILTERS.iter().map(|filter| (filter.name, filter.help));
    filters.chain(OPTIONS.iter().copied()).map(|(name, help)| help_line(name.to_owned(), help)).collect()
}

/// Splits a help text at its backticks, so that what stands between two of them is printed as code.
fn help_line(word: String, help: &str) -> HelpLine {
    let pieces = help.split('`').enumerate().filter(|(_, text)| !text.is_empty());
    HelpLine { word, help: pieces.map(|(at, text)| Words { text: text.to_owned(), is_hit: at % 2 == 1 }).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::query::claim_filters;

    #[test]
    fn every_choice_on_offer_can_be_read() {
        for field in fields(&Query::default()) {
            for choice in field.choices {
                let query = Query::new("/claims", vec![(field.name.to_owned(), choice.value)]).unwrap();
                claim_filters(&query).unwrap();
            }
        }
        for choice in sorts(&ClaimFilters::default()) {
            let query = Query::new("/claims", vec![("sort".to_owned(), choice.value.clone())]).unwrap();
            let links = sort_links(&query, &claim_filters(&query).unwrap());
            let on: Vec<_> = links.iter().filter(|link| link.is_on).collect();
            // Without words there is no link to the best match.
            assert_eq!(on.len(), usize::from(choice.value != "relevance"), "{}", choice.value);
        }
    }

    #[test]
    fn the_form_hands_on_what_it_has_no_field_for() {
        let pairs =
            [("q", "a"), ("source", "ada"), ("stance", "denies"), ("has", "date"), ("has", "via"), ("cursor", "x")];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let carried = carried(&Query::new("/claims", pairs).unwrap());
        let names: Vec<&str> = carried.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["source", "has", "has"]);
    }
}
