//! Pieces of questions that the search shares.

use jiff::Timestamp;

use crate::index::{Condition, Key, OPEN_FIRST, OPEN_LAST};
use crate::store::search::filters::ClaimFilters;
use crate::store::search::follow::number_of;

/// The rows that stand for what filters name, where the index knows rows and addresses hold slugs and ids.
#[derive(Debug, Default)]
pub(super) struct Named {
    pub sources: Vec<u64>,
    pub via: Vec<u64>,
    /// The claims that deny what one of these sources says.
    pub against: Vec<u64>,
    pub publishers: Vec<u64>,
    pub articles: Vec<u64>,
}

/// Adds the condition that a claim has one of these values, where the filter is set.
pub(super) fn any_of(ask: &mut Vec<Condition>, is_set: bool, key: Key, values: impl IntoIterator<Item = u64>) {
    if is_set {
        ask.push(Condition::Any(key, values.into_iter().collect()));
    }
}

/// Adds the range of days that claims were said in, set by the filters `from` and `to` or by the search box.
pub(super) fn days_said(filters: &ClaimFilters, _: &Named, ask: &mut Vec<Condition>) {
    let (from, to) = filters.days();
    if from.is_some() || to.is_some() {
        ask.push(Condition::Said(from.map_or(OPEN_FIRST, number_of), to.map_or(OPEN_LAST, number_of)));
    }
}

/// Adds the range of days that claims were published on.
pub(super) fn days_published(filters: &ClaimFilters, _: &Named, ask: &mut Vec<Condition>) {
    let (from, to) = (filters.published_from, filters.published_to);
    if from.is_some() || to.is_some() {
        ask.push(Condition::Published(from.map_or(OPEN_FIRST, number_of), to.map_or(OPEN_LAST, number_of)));
    }
}

/// Adds the range of times that claims were loaded in, both ends included.
pub(super) fn times_loaded(filters: &ClaimFilters, _: &Named, ask: &mut Vec<Condition>) {
    let (from, to) = (filters.loaded_from, filters.loaded_to);
    if from.is_some() || to.is_some() {
        // Nothing was loaded before 1970.
        let seconds = |time: Timestamp| u64::try_from(time.as_second()).unwrap_or_default();
        ask.push(Condition::Loaded(from.map_or(0, seconds), to.map_or(u64::MAX, seconds)));
    }
}
