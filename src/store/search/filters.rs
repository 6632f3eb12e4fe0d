//! What narrows a list of claims, valid once built; the same for pages, counts and facets. [`super::table`] says how each
//! filter is written, read, worded and applied.

use jiff::civil::Date;

use crate::domain::{ArticleId, ClaimId, Quotation, Slug, SourceKind, Stance};
use crate::store::search::words::SearchWords;

/// Claims a page of a list.
pub const PAGE_SIZE: usize = 25;

/// Filters of a list of claims. Several values of one filter mean "or", several filters mean "and".
#[derive(Debug, Clone, Default)]
pub struct ClaimFilters {
    /// The search box.
    pub words: SearchWords,
    /// Who said it, further sources included.
    pub source: Vec<Slug>,
    /// Through whom it came.
    pub via: Vec<Slug>,
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
    /// How the words are given.
    pub quotation: Vec<Quotation>,
    /// What the source does with the content.
    pub stance: Vec<Stance>,
    /// What the source is.
    pub kind: Vec<SourceKind>,
    /// Where the source is from, as two letters of ISO 3166.
    pub country: Vec<String>,
    /// What the claim must have.
    pub has: Vec<Has>,
    /// How sure its reading must be, from 0 to 1; claims of no known confidence are left out.
    pub confidence: Option<f64>,
    /// What of the claims that fit is shown: all of them, or the first of each article.
    pub group: Option<Group>,
    /// The order.
    pub sort: Sort,
    /// The last claim of the page before; `None` for the first page.
    pub after: Option<ClaimId>,
}

impl ClaimFilters {
    /// The first and the last day that claims may have been said on, whether the list or the search box sets them.
    pub fn days(&self) -> (Option<Date>, Option<Date>) {
        let after = self.words.after.map(|day| day.tomorrow().unwrap_or(day));
        let before = self.words.before.map(|day| day.yesterday().unwrap_or(day));
        (self.from.into_iter().chain(after).max(), self.to.into_iter().chain(before).min())
    }

    /// True where a range of days ends before it starts: no claim lies in it.
    pub fn is_reversed(&self) -> bool {
        let ends_first = |(from, to): (Option<Date>, Option<Date>)| from.zip(to).is_some_and(|(from, to)| from > to);
        ends_first(self.days()) || ends_first((self.published_from, self.published_to))
    }
}

/// A property a claim may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Has {
    /// A date that rests on words of the text, not on the publication.
    Date,
    /// A quantity.
    Figure,
    /// A chain: it came through somebody.
    Via,
}

impl Has {
    /// Every property with its word in addresses.
    pub const ALL: [(Self, &'static str); 3] = [(Self::Date, "date"), (Self::Figure, "figure"), (Self::Via, "via")];
}

/// What claims of a list are put together by. Counts and facets stay those of all claims that fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Only the first claim of each article is shown, with the number of the others.
    Article,
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub by: SortBy,
    /// Which way round.
    pub direction: Direction,
}

impl Default for Sort {
    fn default() -> Self {
        Self { by: SortBy::Said, direction: Direction::NewestFirst }
    }
}

/// What a list is ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

/// Which way round a list runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Newest, or best, first.
    NewestFirst,
    /// Oldest, or worst, first.
    OldestFirst,
}
