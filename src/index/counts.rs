//! What is kept to count found claims by: of each segment, once, and of each question.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use roaring::RoaringBitmap;
use rustc_hash::FxHashMap;
use tantivy::SegmentReader;
use tantivy::columnar::Column;
use tantivy::index::SegmentId;
use tantivy::schema::{Field, IndexRecordOption};

use super::IndexError;
use super::bits::{self, Bitmaps, Bits};
use super::document::Day;
use super::listed::Listed;
use super::question::Key;
use super::schema::Fields;
use super::tally::{Counts, Most};
use super::times::{self, Times};
use super::traits::{self, Traits};

/// The first and last day that a claim may have been said on, and 1 where these are the day of publication.
pub(super) type Days = (Day, Day, u64);

/// What is kept of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum What {
    Bitmaps(Key),
    Times,
    Listed,
    Column(Field),
    Traits,
    /// With the number of documents that are not deleted, which tells deletions of one segment apart.
    Alive(u32),
}

/// What is kept of a segment, of removed documents as well.
#[derive(Clone)]
enum Total {
    /// Which documents have each value.
    Bitmaps(Bitmaps),
    Times(Arc<Times>),
    Listed(Arc<Listed>),
    Column(Column<u64>),
    Traits(Arc<Traits>),
    Alive(Arc<RoaringBitmap>),
}

/// How many claims each source has, of all segments together.
type AllSources = (Vec<SegmentId>, Arc<[u32]>);

/// What is kept of the segments that there are.
#[derive(Default)]
pub(super) struct Totals {
    segments: Mutex<HashMap<(SegmentId, What), Total>>,
    sources: Mutex<Option<AllSources>>,
}

impl Totals {
    /// Forgets segments that are no more, and what was alive in segments before more was deleted.
    pub(super) fn keep_only(&self, segments: &[SegmentReader]) {
        let mut totals = self.segments.lock().unwrap_or_else(PoisonError::into_inner);
        totals.retain(|(id, what), _| {
            segments.iter().any(|segment| {
                let is_as_alive =
                    if let What::Alive(documents) = what { *documents == segment.num_docs() } else { true };
                segment.segment_id() == *id && is_as_alive
            })
        });
    }

    /// The documents of a segment that were not deleted.
    pub(super) fn alive(&self, segment: &SegmentReader) -> Result<Arc<RoaringBitmap>, IndexError> {
        let read = || {
            let Some(alive) = segment.alive_bitset() else { return Arc::new(bits::every(segment.max_doc())) };
            let mut documents = Bits::new(segment.max_doc());
            alive.iter_alive().for_each(|document| documents.insert(document));
            let mut documents = documents.into_bitmap();
            documents.optimize();
            Arc::new(documents)
        };
        match self.get(segment, What::Alive(segment.num_docs()), || Ok(Total::Alive(read())))? {
            Total::Alive(documents) => Ok(documents),
            _ => Ok(read()),
        }
    }

    /// The documents of a segment that have each value of a key of few values.
    pub(super) fn bitmaps(&self, segment: &SegmentReader, key: Key, field: Field) -> Result<Bitmaps, IndexError> {
        let total = self.get(segment, What::Bitmaps(key), || Ok(Total::Bitmaps(bitmaps(segment, field)?)))?;
        Ok(match total {
            Total::Bitmaps(bitmaps) => bitmaps,
            _ => Bitmaps::default(),
        })
    }

    /// A column of a segment, which is kept open: to open one takes as long as to read thousands of values.
    pub(super) fn column(&self, segment: &SegmentReader, field: Field) -> Result<Column<u64>, IndexError> {
        let open = || Ok(segment.fast_fields().u64(segment.schema().get_field_name(field))?);
        match self.get(segment, What::Column(field), || Ok(Total::Column(open()?)))? {
            Total::Column(column) => Ok(column),
            _ => open(),
        }
    }

    /// When the claims of a segment were said and published.
    pub(super) fn times(&self, segment: &SegmentReader, fields: &Fields) -> Result<Arc<Times>, IndexError> {
        let read = || Ok(Arc::new(Times::read(segment, &times::columns(segment, fields)?)));
        match self.get(segment, What::Times, || Ok(Total::Times(read()?)))? {
            Total::Times(times) => Ok(times),
            _ => read(),
        }
    }

    /// Who said the claims of a segment.
    pub(super) fn listed(&self, segment: &SegmentReader, column: &Column<u64>) -> Result<Arc<Listed>, IndexError> {
        let read = || Ok(Arc::new(Listed::read(column, segment.max_doc())?));
        match self.get(segment, What::Listed, || Ok(Total::Listed(read()?)))? {
            Total::Listed(listed) => Ok(listed),
            _ => read(),
        }
    }

    /// The values of the claims of a segment, of keys of few values.
    pub(super) fn traits(&self, segment: &SegmentReader, fields: &Fields) -> Result<Arc<Traits>, IndexError> {
        let read = || {
            let mut bitmaps: [Bitmaps; 6] = Default::default();
            for (bitmaps, key) in bitmaps.iter_mut().zip(traits::KEYS) {
                *bitmaps = self.bitmaps(segment, key, key.field(fields))?;
            }
            Ok(Arc::new(Traits::read(segment.max_doc(), &bitmaps)))
        };
        match self.get(segment, What::Traits, || Ok(Total::Traits(read()?)))? {
            Total::Traits(traits) => Ok(traits),
            _ => read(),
        }
    }

    /// How many claims each source has in some segments, removed ones included; counted by `count` where that is not known.
    pub(super) fn sources(
        &self,
        segments: &[SegmentReader],
        count: impl FnOnce() -> Result<Vec<u32>, IndexError>,
    ) -> Result<Arc<[u32]>, IndexError> {
        let ids: Vec<SegmentId> = segments.iter().map(SegmentReader::segment_id).collect();
        if let Some((known, sources)) = &*self.sources.lock().unwrap_or_else(PoisonError::into_inner)
            && *known == ids
        {
            return Ok(sources.clone());
        }
        let sources: Arc<[u32]> = count()?.into();
        *self.sources.lock().unwrap_or_else(PoisonError::into_inner) = Some((ids, sources.clone()));
        Ok(sources)
    }

    fn get(
        &self,
        segment: &SegmentReader,
        what: What,
        count: impl FnOnce() -> Result<Total, IndexError>,
    ) -> Result<Total, IndexError> {
        let key = (segment.segment_id(), what);
        if let Some(total) = self.segments.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(total.clone());
        }
        // Two may count the same at once; that is rare, and better than to let all others wait.
        let total = count()?;
        self.segments.lock().unwrap_or_else(PoisonError::into_inner).insert(key, total.clone());
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
        let mut documents = Bits::new(segment.max_doc());
        documents.insert_all(inverted.read_block_postings_from_terminfo(terms.value(), IndexRecordOption::Basic)?);
        let mut documents = documents.into_bitmap();
        documents.optimize();
        bitmaps.push((value, documents));
    }
    Ok(bitmaps.into())
}

/// How many claims may have been said on which days.
type CountedDays = Arc<[(Days, u64)]>;

/// What was counted over found claims.
#[derive(Default)]
pub(super) struct Counted {
    values: Mutex<HashMap<Key, Counts>>,
    most: Mutex<HashMap<(Key, usize), Most>>,
    days: Mutex<Option<CountedDays>>,
}

impl Counted {
    /// The values of a key that were counted already, else those that `count` gives, of all keys that it counted.
    pub(super) fn values(
        &self,
        key: Key,
        count: impl FnOnce() -> Result<Vec<(Key, Counts)>, IndexError>,
    ) -> Result<Counts, IndexError> {
        if let Some(counts) = self.values.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(counts.clone());
        }
        let counted = count()?;
        let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        values.extend(counted);
        Ok(values.get(&key).cloned().unwrap_or_default())
    }

    /// The first values that were counted already, else those that `count` gives.
    pub(super) fn most(
        &self,
        of: (Key, usize),
        count: impl FnOnce() -> Result<Most, IndexError>,
    ) -> Result<Most, IndexError> {
        if let Some(most) = self.most.lock().unwrap_or_else(PoisonError::into_inner).get(&of) {
            return Ok(most.clone());
        }
        let most = count()?;
        self.most.lock().unwrap_or_else(PoisonError::into_inner).insert(of, most.clone());
        Ok(most)
    }

    /// The days that were counted already, else those that `count` gives.
    pub(super) fn days(
        &self,
        count: impl FnOnce() -> Result<FxHashMap<Days, u64>, IndexError>,
    ) -> Result<CountedDays, IndexError> {
        if let Some(days) = &*self.days.lock().unwrap_or_else(PoisonError::into_inner) {
            return Ok(days.clone());
        }
        let days: CountedDays = count()?.into_iter().collect();
        *self.days.lock().unwrap_or_else(PoisonError::into_inner) = Some(days.clone());
        Ok(days)
    }

    /// The bytes that keeping this takes.
    pub(super) fn size(&self) -> usize {
        let values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        let most = self.most.lock().unwrap_or_else(PoisonError::into_inner);
        let days = self.days.lock().unwrap_or_else(PoisonError::into_inner);
        values.values().map(|counts| size_of_val(&**counts)).sum::<usize>()
            + most.values().map(|most| size_of_val(&*most.first)).sum::<usize>()
            + days.as_ref().map_or(0, |days| size_of_val(&**days))
    }
}
