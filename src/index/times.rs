//! When the claims of a segment were said and published, in memory: claims of one article stand together and mostly share
//! their days, so that runs of them take little room.

use std::ops::Range;

use roaring::RoaringBitmap;
use rustc_hash::FxHashMap;
use tantivy::SegmentReader;
use tantivy::columnar::{Cardinality, Column};

use super::IndexError;
use super::bits::{self, Bits};
use super::document::Day;

/// The days of a claim, as columns of the index hold them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Time {
    /// The first and the last day that it may have been said on.
    pub first: Day,
    pub last: Day,
    /// 1 where these are the day of publication.
    pub by_publication: u64,
    pub said: Day,
    pub published: Day,
}

/// The days of all documents of a segment.
pub(super) struct Times {
    /// The first document of each run, and the place of its days among `times`.
    starts: Vec<u32>,
    which: Vec<u32>,
    times: Vec<Time>,
    documents: u32,
    /// The run of every first document of so many ([`STRIDE`]), so that a run is looked for among few.
    strides: Vec<u32>,
}

/// Documents whose columns are read at a time.
const BLOCK: usize = 1024;

const STRIDE: usize = 32;

impl Times {
    /// Reads the columns of a segment, those of [`Time`] in the order of its fields.
    pub(super) fn read(segment: &SegmentReader, columns: &[Column<u64>; 5]) -> Self {
        let documents = segment.max_doc();
        let strides = Vec::with_capacity((documents as usize).div_ceil(STRIDE));
        let mut read = Self { starts: Vec::new(), which: Vec::new(), times: Vec::new(), documents, strides };
        let mut places: FxHashMap<Time, u32> = FxHashMap::default();
        let mut last = None;
        let mut block = [[0; BLOCK]; 5];
        for start in (0..documents).step_by(BLOCK) {
            let length = BLOCK.min((documents - start) as usize);
            for (values, column) in block.iter_mut().zip(columns) {
                read_block(column, start, &mut values[..length]);
            }
            for at in 0..length {
                let [first, end, by_publication, said, published] = block.each_ref().map(|values| values[at]);
                let time = Time { first, last: end, by_publication, said, published };
                if last == Some(time) {
                    continue;
                }
                last = Some(time);
                let place = *places.entry(time).or_insert_with(|| {
                    read.times.push(time);
                    read.times.len() as u32 - 1
                });
                read.starts.push(start + at as u32);
                read.which.push(place);
            }
        }
        read.starts.shrink_to_fit();
        read.which.shrink_to_fit();
        let mut run = 0;
        for document in (0..documents).step_by(STRIDE) {
            run += read.starts[run + 1..].iter().take_while(|start| **start <= document).count();
            read.strides.push(run as u32);
        }
        read
    }

    /// How many runs there are.
    pub(super) fn runs(&self) -> usize {
        self.starts.len()
    }

    /// The documents of a run, and their days.
    pub(super) fn run(&self, run: usize) -> (Range<u32>, &Time) {
        let end = self.starts.get(run + 1).copied().unwrap_or(self.documents);
        (self.starts[run]..end, &self.times[self.which[run] as usize])
    }

    /// The run of a document that stands in the run `from` or behind it.
    fn run_of(&self, from: usize, document: u32) -> usize {
        let mut run = from.max(self.strides[document as usize / STRIDE] as usize);
        while self.starts.get(run + 1).is_some_and(|start| *start <= document) {
            run += 1;
        }
        run
    }

    /// Gives each of some documents with its days.
    pub(super) fn for_each(&self, documents: &RoaringBitmap, mut take: impl FnMut(u32, &Time)) {
        let mut run = 0;
        bits::for_each(documents, |document| {
            run = self.run_of(run, document);
            take(document, &self.times[self.which[run] as usize]);
        });
    }

    /// How many of some documents have which days.
    pub(super) fn count(&self, documents: &RoaringBitmap, mut take: impl FnMut(&Time, u64)) {
        let mut run = 0;
        if (documents.len() as usize) < self.times.len() / 4 {
            return bits::for_each(documents, |document| {
                run = self.run_of(run, document);
                take(&self.times[self.which[run] as usize], 1);
            });
        }
        let mut counts = vec![0_u32; self.times.len()];
        bits::for_each(documents, |document| {
            run = self.run_of(run, document);
            counts[self.which[run] as usize] += 1;
        });
        for (time, count) in self.times.iter().zip(counts).filter(|(_, count)| *count > 0) {
            take(time, u64::from(count));
        }
    }

    /// Keeps the documents whose days meet a condition.
    pub(super) fn keep(&self, documents: &mut RoaringBitmap, meets: impl Fn(&Time) -> bool) {
        let meeting: Vec<bool> = self.times.iter().map(meets).collect();
        let mut kept = Bits::new(self.documents);
        let mut run = 0;
        if (documents.len() as usize) < self.runs() {
            bits::for_each(documents, |document| {
                run = self.run_of(run, document);
                if meeting[self.which[run] as usize] {
                    kept.insert(document);
                }
            });
            *documents = kept.into_bitmap();
            return;
        }
        for run in 0..self.runs() {
            if meeting[self.which[run] as usize] {
                kept.insert_range(self.run(run).0);
            }
        }
        *documents &= kept.into_bitmap();
    }
}

/// The values of a column from one document on; 0 where there is none.
fn read_block(column: &Column<u64>, start: u32, values: &mut [u64]) {
    if column.get_cardinality() == Cardinality::Full {
        return column.values.get_range(u64::from(start), values);
    }
    for (document, value) in (start..).zip(values) {
        *value = column.first(document).unwrap_or_default();
    }
}

/// The columns of [`Times::read`].
pub(super) fn columns(segment: &SegmentReader, fields: &super::schema::Fields) -> Result<[Column<u64>; 5], IndexError> {
    let schema = segment.schema();
    let column = |field| segment.fast_fields().u64(schema.get_field_name(field));
    Ok([
        column(fields.first)?,
        column(fields.last)?,
        column(fields.by_publication)?,
        column(fields.said)?,
        column(fields.published)?,
    ])
}
