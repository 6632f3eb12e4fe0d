//! What is counted over found claims: how many have each value, and when they may have been said.
//!
//! Columns are read of the claims that were found, or of all others where these are fewer: what every claim of a segment
//! comes to is counted once and kept.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use roaring::RoaringBitmap;
use tantivy::columnar::Column;
use tantivy::index::SegmentId;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, SegmentReader, TERMINATED};

use super::IndexError;
use super::document::Day;
use super::question::Key;

/// Values with the number of claims that have them, most first.
pub type Counts = Arc<[(u64, u64)]>;

/// The first and last day that a claim may have been said on, and 1 where these are the day of publication.
pub(super) type Days = (Day, Day, u64);

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum What {
    Values(Key),
    Days,
    Bitmaps(Key),
}

/// What all documents of a segment come to, removed ones included.
#[derive(Clone)]
enum Total {
    /// How many have each value, from the least value on.
    Values(Arc<[u32]>),
    Days(Arc<HashMap<Days, u32>>),
    /// Which have each value.
    Bitmaps(Bitmaps),
}

/// The documents of a segment that have each value of a key, removed ones included.
pub(super) type Bitmaps = Arc<[(u64, RoaringBitmap)]>;

/// The totals of the segments that there are.
#[derive(Default)]
pub(super) struct Totals(Mutex<HashMap<(SegmentId, What), Total>>);

impl Totals {
    /// Forgets segments that are no more.
    pub(super) fn keep_only(&self, segments: &[SegmentReader]) {
        let mut totals = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        totals.retain(|(id, _), _| segments.iter().any(|segment| segment.segment_id() == *id));
    }

    /// The documents of a segment that have each value of a key of few values.
    pub(super) fn bitmaps(&self, segment: &SegmentReader, key: Key, field: Field) -> Result<Bitmaps, IndexError> {
        let total = self.get(segment, What::Bitmaps(key), || Ok(Total::Bitmaps(bitmaps(segment, field)?)))?;
        Ok(match total {
            Total::Bitmaps(bitmaps) => bitmaps,
            _ => Bitmaps::default(),
        })
    }

    fn get(
        &self,
        segment: &SegmentReader,
        what: What,
        count: impl FnOnce() -> Result<Total, IndexError>,
    ) -> Result<Total, IndexError> {
        let key = (segment.segment_id(), what);
        if let Some(total) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(total.clone());
        }
        // Two may count the same at once; that is rare, and better than to let all others wait.
        let total = count()?;
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key, total.clone());
        Ok(total)
    }
}

/// The documents that have each value of a field of numbers.
fn bitmaps(segment: &SegmentReader, field: Field) -> Result<Bitmaps, IndexError> {
    let inverted = segment.inverted_index(field)?;
    let mut terms = inverted.terms().stream()?;
    let mut bitmaps = Vec::new();
    while terms.advance() {
        let Ok(value) = terms.key().try_into().map(u64::from_be_bytes) else { continue };
        let mut postings = inverted.read_postings_from_terminfo(terms.value(), IndexRecordOption::Basic)?;
        let mut documents = RoaringBitmap::new();
        while postings.doc() != TERMINATED {
            // Documents come in order.
            let _ = documents.try_push(postings.doc());
            postings.advance();
        }
        documents.optimize();
        bitmaps.push((value, documents));
    }
    Ok(bitmaps.into())
}

/// What was counted over found claims.
#[derive(Default)]
pub(super) struct Counted {
    values: Mutex<HashMap<Key, Counts>>,
    days: OnceLock<HashMap<Days, u64>>,
}

impl Counted {
    /// The values that were counted already, else those that `count` gives, most first.
    pub(super) fn values(
        &self,
        key: Key,
        count: impl FnOnce() -> Result<HashMap<u64, u64>, IndexError>,
    ) -> Result<Counts, IndexError> {
        if let Some(counts) = self.values.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(counts.clone());
        }
        let mut counts: Vec<(u64, u64)> = count()?.into_iter().collect();
        counts.sort_unstable_by_key(|&(value, claims)| (Reverse(claims), value));
        let counts: Counts = counts.into();
        self.values.lock().unwrap_or_else(PoisonError::into_inner).insert(key, counts.clone());
        Ok(counts)
    }

    /// The days that were counted already, else those that `count` gives.
    pub(super) fn days(
        &self,
        count: impl FnOnce() -> Result<HashMap<Days, u64>, IndexError>,
    ) -> Result<&HashMap<Days, u64>, IndexError> {
        if let Some(days) = self.days.get() {
            return Ok(days);
        }
        let days = count()?;
        Ok(self.days.get_or_init(|| days))
    }

    /// The bytes that keeping this takes.
    pub(super) fn size(&self) -> usize {
        let values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        values.values().map(|counts| size_of_val(&**counts)).sum::<usize>()
            + self.days.get().map_or(0, |days| days.capacity() * (size_of::<Days>() + size_of::<u64>()))
    }
}

/// Adds how many of the documents of a segment have each value of a column.
pub(super) fn add_values(
    counts: &mut HashMap<u64, u64>,
    totals: &Totals,
    key: Key,
    segment: &SegmentReader,
    (field, column): (Field, &Column<u64>),
    documents: &RoaringBitmap,
) -> Result<(), IndexError> {
    if documents.is_empty() || column.values.num_vals() == 0 {
        return Ok(());
    }
    if key.has_few_values() {
        let bitmaps = totals.bitmaps(segment, key, field)?;
        // To hold a part of two bitmaps against each other takes about as long as to read the values of 32 documents.
        let parts = bitmaps.len() * (segment.max_doc() as usize >> 16).max(1);
        if documents.len() as usize > 32 * parts {
            for (value, with_value) in bitmaps.iter() {
                let count = with_value.intersection_len(documents);
                if count > 0 {
                    *counts.entry(*value).or_insert(0) += count;
                }
            }
            return Ok(());
        }
    }
    let least = column.min_value();
    let width = usize::try_from(column.max_value().saturating_sub(least)).unwrap_or(usize::MAX) + 1;
    if (documents.len() as usize) < width / 8 {
        for value in documents.iter().flat_map(|document| column.values_for_doc(document)) {
            *counts.entry(value).or_insert(0) += 1;
        }
        return Ok(());
    }
    // Values are small numbers, so that for many documents a table of all of them is quicker than a map.
    let of = |documents: &mut dyn Iterator<Item = u32>| {
        let mut table = vec![0_u32; width];
        for document in documents {
            for value in column.values_for_doc(document) {
                table[(value - least) as usize] += 1;
            }
        }
        table
    };
    let table = match others(segment, documents) {
        None => of(&mut documents.iter()),
        Some(others) => {
            let count = || Ok(Total::Values(of(&mut (0..segment.max_doc())).into()));
            let Total::Values(all) = totals.get(segment, What::Values(key), count)? else { return Ok(()) };
            let others = of(&mut others.iter());
            all.iter().zip(others).map(|(all, others)| all - others).collect()
        }
    };
    for (off, count) in table.into_iter().enumerate().filter(|(_, count)| *count > 0) {
        *counts.entry(least + off as u64).or_insert(0) += u64::from(count);
    }
    Ok(())
}

/// Adds how many of the documents of a segment may have been said on which days. The columns are those of the first day,
/// of the last, and of whether they are the day of publication.
pub(super) fn add_days(
    counts: &mut HashMap<Days, u64>,
    totals: &Totals,
    segment: &SegmentReader,
    columns: &[Column<u64>; 3],
    documents: &RoaringBitmap,
) -> Result<(), IndexError> {
    let Some(others) = others(segment, documents) else {
        count_days(columns, documents.iter(), |days, claims| *counts.entry(days).or_insert(0) += u64::from(claims));
        return Ok(());
    };
    let all = totals.get(segment, What::Days, || {
        let mut all = HashMap::new();
        count_days(columns, 0..segment.max_doc(), |days, claims| *all.entry(days).or_insert(0) += claims);
        Ok(Total::Days(all.into()))
    })?;
    let Total::Days(all) = all else { return Ok(()) };
    for (days, claims) in all.iter() {
        *counts.entry(*days).or_insert(0) += u64::from(*claims);
    }
    count_days(columns, others.iter(), |days, claims| {
        if let Some(count) = counts.get_mut(&days) {
            *count -= u64::from(claims);
        }
    });
    Ok(())
}

/// All documents of a segment but these, where they are fewer than these.
fn others(segment: &SegmentReader, documents: &RoaringBitmap) -> Option<RoaringBitmap> {
    if documents.len() * 2 <= u64::from(segment.max_doc()) {
        return None;
    }
    let mut others = RoaringBitmap::new();
    others.insert_range(0..segment.max_doc());
    others -= documents;
    Some(others)
}

/// Counts documents by their days. Claims of one article stand together and often share them, so that runs are counted.
fn count_days(
    [first, last, by_publication]: &[Column<u64>; 3],
    documents: impl Iterator<Item = u32>,
    mut take: impl FnMut(Days, u32),
) {
    let mut run: Option<(Days, u32)> = None;
    for document in documents {
        let of = |column: &Column<u64>| column.first(document).unwrap_or_default();
        let days = (of(first), of(last), of(by_publication));
        match &mut run {
            Some((known, claims)) if *known == days => *claims += 1,
            _ => {
                if let Some((days, claims)) = run.replace((days, 1)) {
                    take(days, claims);
                }
            }
        }
    }
    if let Some((days, claims)) = run {
        take(days, claims);
    }
}
