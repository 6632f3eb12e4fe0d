//! What is counted over found claims: how many have each value, and when they may have been said.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::Hash;

use roaring::{MultiOps, RoaringBitmap};
use rustc_hash::FxHashMap;
use tantivy::query::EnableScoring;

use super::IndexError;
use super::bits;
use super::counts::Days;
use super::document::Day;
use super::found::{Found, Said};
use super::listed::Values;
use super::matching::{self, stop_unless_wanted};
use super::question::{Key, Question, Terms};
use super::tally::{Counts, Most, Tally, sorted};
use super::traits;
use crate::work;

/// Where fewer claims than one in so many values are found, their values are put in order rather than counted in a table
/// of all values.
const SPARSE: u64 = 16;

/// More claims are counted on several threads.
const LARGE: u64 = 200_000;

impl Found {
    /// How many claims have each value.
    ///
    /// # Errors
    /// When the files cannot be read.
    pub fn counts(&self, key: Key) -> Result<Counts, IndexError> {
        self.counted.values(key, || {
            if key.has_few_values() { self.count_few() } else { Ok(vec![(key, self.tally(key)?.counts())]) }
        })
    }

    /// Counts all keys of few values.
    fn count_few(&self) -> Result<Vec<(Key, Counts)>, IndexError> {
        let segments: Vec<_> = self.segments().filter(|(_, documents)| !documents.is_empty()).collect();
        let counted = work::divided(segments.len(), self.total > LARGE, |parts| {
            let mut counts: FxHashMap<(Key, u64), u64> = FxHashMap::default();
            for (segment, documents) in parts.map(|part| segments[part]) {
                stop_unless_wanted()?;
                self.totals.traits(segment, &self.fields)?.count(documents, |key, value, claims| {
                    *counts.entry((key, value)).or_insert(0) += claims;
                });
            }
            Ok::<_, IndexError>(counts)
        });
        let counts = summed(counted)?;
        let of_key = |key: Key| {
            let of_key = counts.iter().filter(|((counted, _), _)| *counted == key);
            (key, sorted(of_key.map(|((_, value), claims)| (*value, *claims)).collect()))
        };
        Ok(traits::KEYS.map(of_key).into())
    }

    /// The first `most` of [`Self::counts`], and the number of all. Where there are many values, that is quicker.
    ///
    /// # Errors
    /// When the files cannot be read.
    pub fn most(&self, key: Key, most: usize) -> Result<Most, IndexError> {
        if key.has_few_values() {
            let counts = self.counts(key)?;
            return Ok(Most { values: counts.len() as u64, first: counts[..most.min(counts.len())].into() });
        }
        self.counted.most((key, most), || Ok(self.tally(key)?.most(most)))
    }

    /// Those of [`Self::counts`] whose values are among some. They are not kept.
    ///
    /// # Errors
    /// When the files cannot be read.
    pub fn counts_among(&self, key: Key, among: &HashSet<u64>) -> Result<Counts, IndexError> {
        if key.has_few_values() {
            return Ok(self.counts(key)?.iter().copied().filter(|(value, _)| among.contains(value)).collect());
        }
        Ok(self.tally(key)?.counts_among(among))
    }

    /// How many of the claims stand in each of these articles.
    ///
    /// # Errors
    /// When the files cannot be read.
    pub fn of_articles(&self, articles: &HashSet<u64>) -> Result<HashMap<u64, u64>, IndexError> {
        Ok(self.counts_among(Key::Article, articles)?.iter().copied().collect())
    }

    /// Counts a key of many values.
    fn tally(&self, key: Key) -> Result<Tally, IndexError> {
        let values = self.segments().map(|(segment, _)| {
            Ok(match key {
                Key::Source => {
                    let column = self.column(segment, self.fields.listed_source)?;
                    Values::Listed(self.totals.listed(segment, &column)?)
                }
                key => Values::Column(self.column(segment, key.field(&self.fields))?),
            })
        });
        let values = values.collect::<Result<Vec<Values>, IndexError>>()?;
        let ends = values.iter().map(Values::end).collect::<Result<Vec<u32>, IndexError>>()?;
        let end = ends.into_iter().max().unwrap_or_default();
        if self.total * SPARSE < u64::from(end) {
            let mut given = Vec::with_capacity(self.total as usize);
            for (values, documents) in values.iter().zip(&self.documents) {
                stop_unless_wanted()?;
                values.for_each(documents, |value| given.push(value));
            }
            return Ok(Tally::of(given));
        }
        let table = |documents: &[RoaringBitmap]| {
            in_tables(end, (values.len(), self.total > LARGE), |part, table| {
                values[part].for_each(&documents[part], |value| table[value as usize] += 1);
            })
        };
        let all: u64 = self.segments().map(|(segment, _)| u64::from(segment.max_doc())).sum();
        if key != Key::Source || self.total * 2 <= all {
            return Ok(Tally::All(table(&self.documents)?));
        }
        // What every claim comes to is known, so that only the claims that were not found need to be read.
        let everything: Vec<RoaringBitmap> =
            self.segments().map(|(segment, _)| bits::every(segment.max_doc())).collect();
        let all = self.totals.sources(self.searcher.segment_readers(), || table(&everything))?;
        let others: Vec<RoaringBitmap> =
            everything.into_iter().zip(&self.documents).map(|(all, found)| all - found).collect();
        let others = table(&others)?;
        Ok(Tally::All(all.iter().zip(others).map(|(all, others)| all - others).collect()))
    }

    /// How many claims have any value of a key of few values.
    ///
    /// # Errors
    /// When the files cannot be read.
    pub fn with_any(&self, key: Key) -> Result<u64, IndexError> {
        let mut claims = 0;
        for (segment, documents) in self.segments() {
            stop_unless_wanted()?;
            let bitmaps = self.totals.bitmaps(segment, key, key.field(&self.fields))?;
            claims += bitmaps.iter().map(|(_, documents)| documents).union().intersection_len(documents);
        }
        Ok(claims)
    }

    /// How many of the claims have what is searched for.
    pub(super) fn total_with(&self, terms: &Terms) -> Result<u64, IndexError> {
        let mut total = 0;
        for (segment, documents) in self.segments().filter(|(_, documents)| !documents.is_empty()) {
            total += matching::with_terms_among(documents, segment, terms)?.intersection_len(documents);
        }
        Ok(total)
    }

    /// How many claims another question finds, which has nothing but words, and how many this one found; where that is more
    /// than `most`, both of a part of the index that holds as many.
    ///
    /// # Errors
    /// When the files cannot be read.
    pub fn share_of(&self, question: &Question, most: u64) -> Result<(u64, u64), IndexError> {
        let query = question.query(&self.fields);
        let weight = query.weight(EnableScoring::disabled_from_searcher(&self.searcher))?;
        let (mut shared, mut looked_at) = (0, 0);
        for (segment, documents) in self.segments() {
            stop_unless_wanted()?;
            if looked_at >= most {
                break;
            }
            let left = u32::try_from(most - looked_at).unwrap_or(u32::MAX);
            let end = documents.select(left).unwrap_or(segment.max_doc());
            let mut claims = weight.scorer(segment, 1.0)?;
            while claims.doc() < end {
                shared += u64::from(!segment.is_deleted(claims.doc()));
                claims.advance();
            }
            looked_at += documents.range_cardinality(0..end);
        }
        Ok((shared, looked_at))
    }

    /// How many claims may have been said between which days, after `grain` made each day the number of its period.
    ///
    /// # Errors
    /// When the files cannot be read.
    pub fn said(&self, grain: impl Fn(Day) -> Day) -> Result<BTreeMap<Said, u64>, IndexError> {
        let days = self.counted.days(|| self.count_days())?;
        let mut known: FxHashMap<Day, Day> = FxHashMap::default();
        let mut grain = |day| *known.entry(day).or_insert_with(|| grain(day));
        let mut periods = BTreeMap::new();
        for ((first, last, by_publication), claims) in days.iter() {
            let days = (first <= last).then(|| (grain(*first), grain(*last)));
            *periods.entry(Said { days, by_publication: *by_publication == 1 }).or_insert(0) += claims;
        }
        Ok(periods)
    }

    /// How many claims were loaded in which period of so many seconds, which is numbered from 1970 on.
    ///
    /// # Errors
    /// When the files cannot be read.
    pub fn loaded(&self, seconds: u64) -> Result<BTreeMap<u64, u64>, IndexError> {
        let mut periods: BTreeMap<u64, u64> = BTreeMap::new();
        for (segment, documents) in self.segments().filter(|(_, documents)| !documents.is_empty()) {
            stop_unless_wanted()?;
            let loaded = self.column(segment, self.fields.loaded)?;
            // The claims of one load stand together.
            let mut run = (0, 0);
            bits::for_each(documents, |document| {
                let period = loaded.first(document).unwrap_or_default() / seconds;
                if run.0 == period {
                    run.1 += 1;
                } else {
                    let (before, claims) = std::mem::replace(&mut run, (period, 1));
                    *periods.entry(before).or_default() += claims;
                }
            });
            *periods.entry(run.0).or_default() += run.1;
        }
        periods.retain(|_, claims| *claims > 0);
        Ok(periods)
    }

    fn count_days(&self) -> Result<FxHashMap<Days, u64>, IndexError> {
        let segments: Vec<_> = self.segments().collect();
        let counted = work::divided(segments.len(), self.total > LARGE, |parts| {
            let mut counts: FxHashMap<Days, u64> = FxHashMap::default();
            for (segment, documents) in parts.map(|part| segments[part]) {
                stop_unless_wanted()?;
                self.totals.times(segment, &self.fields)?.count(documents, |time, claims| {
                    *counts.entry((time.first, time.last, time.by_publication)).or_insert(0) += claims;
                });
            }
            Ok::<_, IndexError>(counts)
        });
        summed(counted)
    }
}

/// What several threads counted, together.
fn summed<K: Eq + Hash>(
    counted: impl IntoIterator<Item = Result<FxHashMap<K, u64>, IndexError>>,
) -> Result<FxHashMap<K, u64>, IndexError> {
    let mut counted = counted.into_iter();
    let mut counts = counted.next().unwrap_or_else(|| Ok(FxHashMap::default()))?;
    for further in counted {
        further?.into_iter().for_each(|(value, claims)| *counts.entry(value).or_insert(0) += claims);
    }
    Ok(counts)
}

/// Fills a table from some parts; where it is worth it, on the threads that are free.
fn in_tables(
    end: u32,
    (parts, is_large): (usize, bool),
    fill: impl Fn(usize, &mut [u32]) + Sync,
) -> Result<Vec<u32>, IndexError> {
    let tables = work::divided(parts, is_large, |parts| {
        let mut table = vec![0_u32; end as usize + 1];
        for part in parts {
            stop_unless_wanted()?;
            fill(part, &mut table);
        }
        Ok::<_, IndexError>(table)
    });
    let mut tables = tables.into_iter();
    let mut sum = tables.next().unwrap_or_else(|| Ok(Vec::new()))?;
    for table in tables {
        sum.iter_mut().zip(table?).for_each(|(sum, claims)| *sum += claims);
    }
    Ok(sum)
}
