//! What is new in a list of claims: counted as a whole, then by the day it was loaded on and who said it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use crate::domain::SourceKind;
use crate::index::{Condition, Key, Question};
use crate::store::search::ask::Asked;
use crate::store::search::facets::FacetValue;
use crate::store::search::filters::{ClaimFilters, Direction, Sort, SortBy};
use crate::store::search::list::{ClaimHit, ClaimTotals};
use crate::store::{Counted, Store, StoreError};

/// The seconds of a day.
const DAY: u64 = 24 * 60 * 60;
/// The sources with the most new claims that are told for the whole time.
const MOST_SOURCES: usize = 12;
/// The newest days whose claims are shown; of the days before, only numbers are.
const FULL_DAYS: usize = 7;
/// The sources of a day whose claims are shown.
const SOURCES_OF_DAY: usize = 6;
/// The claims of a source that are shown for a day.
const CLAIMS_OF_SOURCE: usize = 3;

/// What is new in a list.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Digest {
    /// The number of claims, with that of their articles and publishers.
    pub totals: ClaimTotals,
    /// Who said most of them. Sources that are known in one article alone are left out.
    pub sources: Vec<FacetValue>,
    /// The number of these sources, also of those that are not told.
    pub all_sources: i64,
    /// The newest days on which claims were loaded, the newest first.
    pub days: Vec<DigestDay>,
    /// Earlier days, the newest first, with the number of claims loaded on each.
    pub earlier: Vec<Counted<Date>>,
}

/// The claims that were loaded on one day (UTC).
#[derive(Debug, Clone, Serialize)]
pub struct DigestDay {
    /// The day.
    pub day: Date,
    /// Claims loaded on it.
    pub claims: i64,
    /// Those by who said most of them. One that several said stands with each of them.
    pub groups: Vec<DigestGroup>,
    /// The number of sources, also of those that are not shown.
    pub sources: i64,
}

/// The claims of one source that were loaded on one day.
#[derive(Debug, Clone, Serialize)]
pub struct DigestGroup {
    /// Who said them.
    pub speaker: Speaker,
    /// All of them, counted.
    pub claims: i64,
    /// The first of them.
    pub hits: Vec<ClaimHit>,
}

/// Who said the claims of a group.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// A source that lists show.
    Source {
        /// Its slug.
        slug: String,
        /// Its name.
        name: String,
    },
    /// All sources without a name.
    Unnamed,
}

impl Store {
    /// The last day on which a claim that meets these filters was loaded (UTC).
    pub async fn last_loaded(&self, filters: &ClaimFilters) -> Result<Option<Date>, StoreError> {
        let days = self.loaded_on(self.question(filters, "").await?).await?;
        Ok(days.into_iter().next_back().map(|(day, _)| day))
    }

    /// What is new among the claims that meet these filters, of which `loaded_from` says since when.
    pub async fn digest(&self, filters: &ClaimFilters) -> Result<Digest, StoreError> {
        let filters =
            &ClaimFilters { sort: Sort { by: SortBy::Loaded, direction: Direction::NewestFirst }, ..filters.clone() };
        let asked = self.asked(filters).await?;
        let question = asked.question("");
        let found = self.find(question.clone()).await?;
        let counted = found.clone();
        let (totals, most) = self
            .on_a_thread(move || {
                let publishers = counted.counts(Key::Publisher)?;
                let with_publisher: u64 = publishers.iter().map(|(_, claims)| claims).sum();
                let totals = ClaimTotals {
                    claims: counted.total() as i64,
                    publishers: publishers.len() as i64,
                    without_publisher: (counted.total() - with_publisher) as i64,
                    articles: counted.counts(Key::Article)?.len() as i64,
                };
                Ok((totals, counted.most(Key::Source, MOST_SOURCES)?))
            })
            .await?;
        let by_day = self.loaded_on(question).await?;
        let mut days = Vec::new();
        for (day, claims) in by_day.iter().rev().take(FULL_DAYS) {
            days.push(self.day_of_digest(filters, &asked, *day, *claims).await?);
        }
        let earlier = by_day.into_iter().rev().skip(FULL_DAYS);
        Ok(Digest {
            totals,
            sources: self.named_sources(&most.first).await?.into_iter().map(|(_, value)| value).collect(),
            all_sources: most.values as i64,
            days,
            earlier: earlier.map(|(value, count)| Counted { value, count }).collect(),
        })
    }

    /// The claims that a question finds, counted by the day they were loaded on.
    async fn loaded_on(&self, question: Question) -> Result<BTreeMap<Date, i64>, StoreError> {
        let found = self.find(question).await?;
        let days = self.on_a_thread(move || Ok(found.loaded(DAY)?)).await?;
        let day = |number: u64| {
            let days = i64::try_from(number).ok()?;
            Date::constant(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?).ok()
        };
        Ok(days.into_iter().filter_map(|(number, claims)| Some((day(number)?, claims as i64))).collect())
    }

    async fn day_of_digest(
        &self,
        filters: &ClaimFilters,
        asked: &Asked<'_>,
        day: Date,
        claims: i64,
    ) -> Result<DigestDay, StoreError> {
        let question = |further: Option<Condition>| {
            let mut question = asked.question("");
            let start = Date::constant(1970, 1, 1).duration_until(day).as_secs().unsigned_abs();
            question.conditions.push(Condition::Loaded(start, start + DAY - 1));
            question.conditions.extend(further);
            question
        };
        let found = self.find(question(None)).await?;
        let (most, kinds) =
            self.on_a_thread(move || Ok((found.most(Key::Source, SOURCES_OF_DAY)?, found.counts(Key::Kind)?))).await?;
        let mut groups = Vec::new();
        for (source, value) in self.named_sources(&most.first).await? {
            let of_source = question(Some(Condition::Any(Key::Source, vec![source])));
            groups.push(DigestGroup {
                hits: self.hits(of_source, filters, CLAIMS_OF_SOURCE).await?,
                claims: value.count,
                speaker: Speaker::Source { slug: value.value, name: value.label },
            });
        }
        let unnamed = SourceKind::Unnamed as u64;
        if let Some((_, claims)) = kinds.iter().find(|(kind, _)| *kind == unnamed) {
            let of_unnamed = question(Some(Condition::Any(Key::Kind, vec![unnamed])));
            groups.push(DigestGroup {
                hits: self.hits(of_unnamed, filters, CLAIMS_OF_SOURCE).await?,
                claims: *claims as i64,
                speaker: Speaker::Unnamed,
            });
        }
        Ok(DigestDay { day, claims, groups, sources: most.values as i64 })
    }

    /// Some sources by their rows, each with its slug, name and number of claims, in their order.
    async fn named_sources(&self, counts: &[(u64, u64)]) -> Result<Vec<(u64, FacetValue)>, StoreError> {
        let named = self.names_of_values(Key::Source, counts.iter().map(|(row, _)| *row)).await?;
        let value = |(row, count): &(u64, u64)| {
            let (value, label) = named.get(row)?.clone();
            Some((*row, FacetValue { value, label, count: *count as i64 }))
        };
        Ok(counts.iter().filter_map(value).collect())
    }
}
