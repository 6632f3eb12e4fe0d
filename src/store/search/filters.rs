//! The filters of a list of claims, which pages, counts and facets share. [`super::table`] defines how each filter is
//! written in addresses, read, worded and applied.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use crate::domain::{ArticleId, ClaimId, Quotation, Slug, SourceKind, Stance};
use crate::store::search::words::{SearchWords, Tree};

/// The number of claims on a page of a list.
pub const PAGE_SIZE: usize = 25;

/// Filters of a list of claims. Several values of one filter mean "or", several filters mean "and".
#[derive(Debug, Clone, Default, Serialize)]
pub struct ClaimFilters {
    /// The search box.
    pub words: SearchWords,
    /// Who said it; a claim with several sources matches by any of them.
    pub source: Vec<Slug>,
    /// Who passed it on.
    pub via: Vec<Slug>,
    /// Whose claims it denies.
    pub against: Vec<Slug>,
    /// The outlet that printed it.
    pub publisher: Vec<Slug>,
    /// The article it stands in.
    pub article: Vec<ArticleId>,
    /// Said on this day or later.
    pub from: Option<Date>,
    /// Said on this day or earlier.
    pub to: Option<Date>,
    /// Published on this day or later.
    pub published_from: Option<Date>,
    /// Published on this day or earlier.
    pub published_to: Option<Date>,
    /// Loaded at this second or later.
    pub loaded_from: Option<Timestamp>,
    /// Loaded at this second or earlier.
    pub loaded_to: Option<Timestamp>,
    /// Whether the words are quoted, indirect or both.
    pub quotation: Vec<Quotation>,
    /// The stance of the source towards the content, such as to deny it.
    pub stance: Vec<Stance>,
    /// The kind of the source.
    pub kind: Vec<SourceKind>,
    /// Where the source is from, as two letters of ISO 3166.
    pub country: Vec<String>,
    /// The properties that the claim must have, all of them.
    pub has: Vec<Has>,
    /// The least confidence of its reading, from 0 to 1; claims without a confidence are left out.
    pub confidence: Option<f64>,
    /// Looks for the words of the search in claims and names alone, not in headlines.
    pub without_headlines: bool,
    /// Shows only the first matching claim of each article; `None` shows all.
    pub group: Option<Group>,
    /// The order.
    pub sort: Sort,
    /// The last claim of the page before; `None` for the first page.
    pub after: Option<ClaimId>,
}

impl ClaimFilters {
    /// The first and the last day that claims may have been said on, from the filters `from` and `to` and the search
    /// box.
    pub fn days(&self) -> (Option<Date>, Option<Date>) {
        let after = self.words.after.map(|day| day.tomorrow().unwrap_or(day));
        let before = self.words.before.map(|day| day.yesterday().unwrap_or(day));
        (self.from.into_iter().chain(after).max(), self.to.into_iter().chain(before).min())
    }

    /// True where only claims that deny what somebody says are looked for.
    pub fn asks_for_denials(&self) -> bool {
        let mut asks = !self.against.is_empty();
        if let Some(tree) = &self.words.tree {
            tree.visit_all(&mut |part| asks |= matches!(part, Tree::Against(_)));
        }
        asks
    }

    /// True where a range of days or times ends before it starts: no claim lies in it.
    pub fn is_reversed(&self) -> bool {
        fn ends_first<T: PartialOrd>((from, to): (Option<T>, Option<T>)) -> bool {
            from.zip(to).is_some_and(|(from, to)| from > to)
        }
        ends_first(self.days())
            || ends_first((self.published_from, self.published_to))
            || ends_first((self.loaded_from, self.loaded_to))
    }
}

/// A property a claim may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Has {
    /// A date that the text gives, not only the day of publication.
    Date,
    /// A quantity.
    Figure,
    /// A source that passed it on.
    Via,
}

impl Has {
    /// Every property with its word in addresses.
    pub const ALL: [(Self, &'static str); 3] = [(Self::Date, "date"), (Self::Figure, "figure"), (Self::Via, "via")];
}

/// What a list is grouped by. Counts and facets still cover all matching claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Only the first claim of each article is shown, with the number of the others.
    Article,
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct Sort {
    /// What it orders by.
    pub by: SortBy,
    /// Its direction.
    pub direction: Direction,
}

impl Default for Sort {
    fn default() -> Self {
        Self { by: SortBy::Said, direction: Direction::NewestFirst }
    }
}

/// What a list is ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SortBy {
    /// The last day the claim may have been said; claims without a date last.
    Said,
    /// The publication day.
    Published,
    /// When its article was loaded.
    Loaded,
    /// How well it fits the words searched.
    Relevance,
}

/// The direction of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Newest, or best, first.
    NewestFirst,
    /// Oldest, or worst, first.
    OldestFirst,
}
