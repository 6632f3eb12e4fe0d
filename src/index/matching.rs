//! Which documents a question finds.

use roaring::{MultiOps, RoaringBitmap};
use tantivy::columnar::{Cardinality, Column};
use tantivy::query::{EnableScoring, Weight};
use tantivy::{Searcher, SegmentReader};

use super::IndexError;
use super::counts::Totals;
use super::question::{Question, Range};
use super::schema::Fields;
use crate::work;

/// The documents of each segment that a question finds.
pub(super) fn documents(
    searcher: &Searcher,
    fields: &Fields,
    question: &Question,
    totals: &Totals,
) -> Result<Vec<RoaringBitmap>, IndexError> {
    let query = question.query_of_many_values(fields);
    let weight = query.map(|query| query.weight(EnableScoring::disabled_from_searcher(searcher))).transpose()?;
    let column = |segment: &SegmentReader, field| {
        Ok::<_, IndexError>(segment.fast_fields().u64(searcher.schema().get_field_name(field))?)
    };
    let mut documents = Vec::new();
    for segment in searcher.segment_readers() {
        stop_unless_wanted()?;
        let mut found = match &weight {
            Some(weight) => matching(weight.as_ref(), segment)?,
            None => alive(segment),
        };
        for (key, values) in question.of_few_values() {
            let bitmaps = totals.bitmaps(segment, key, key.field(fields))?;
            let with_values = bitmaps.iter().filter(|(value, _)| values.contains(value));
            found &= with_values.map(|(_, documents)| documents).union();
        }
        for range in question.ranges(fields) {
            keep_in_range(&mut found, segment, &column(segment, range.field)?, range);
        }
        documents.push(found);
    }
    Ok(documents)
}

/// The documents of a segment that were not deleted.
fn alive(segment: &SegmentReader) -> RoaringBitmap {
    let mut documents = RoaringBitmap::new();
    match segment.alive_bitset() {
        Some(alive) => documents.extend(alive.iter_alive()),
        None => _ = documents.insert_range(0..segment.max_doc()),
    }
    documents
}

/// The documents of a segment that meet a query and were not deleted.
fn matching(weight: &dyn Weight, segment: &SegmentReader) -> Result<RoaringBitmap, IndexError> {
    let mut found = RoaringBitmap::new();
    let alive = segment.alive_bitset();
    weight.for_each_no_score(segment, &mut |documents| {
        // The rest of the segment is passed over quickly then, and what was found of it is not used.
        if !work::is_wanted() {
            return;
        }
        for &document in documents.iter().filter(|document| alive.is_none_or(|alive| alive.is_alive(**document))) {
            // Documents come in order, and are put behind those before them.
            if found.try_push(document).is_err() {
                found.insert(document);
            }
        }
    })?;
    stop_unless_wanted()?;
    Ok(found)
}

/// Keeps the documents whose value lies in a range.
fn keep_in_range(found: &mut RoaringBitmap, segment: &SegmentReader, column: &Column<u64>, range: Range) {
    /// Where more than one document in so many is looked at, all are: a column is read faster in one run.
    const SPARSE: u64 = 8;
    /// Documents whose numbers are held at a time.
    const RUN: u32 = 1 << 18;
    // Also for the library, which takes a column of one value for a match whatever the range.
    let (least, most) = (column.min_value(), column.max_value());
    if column.values.num_vals() == 0 || range.first > most || range.last < least {
        return found.clear();
    }
    if column.get_cardinality() == Cardinality::Full && range.first <= least && most <= range.last {
        return;
    }
    if found.len() * SPARSE > u64::from(segment.max_doc()) {
        let mut all_in_range = RoaringBitmap::new();
        let mut in_range = Vec::new();
        for first in (0..segment.max_doc()).step_by(RUN as usize) {
            let run = first..segment.max_doc().min(first.saturating_add(RUN));
            column.get_docids_for_value_range(range.first..=range.last, run, &mut in_range);
            all_in_range.extend(in_range.drain(..));
        }
        *found &= all_in_range;
    } else {
        let lies_in =
            |document: &u32| column.first(*document).is_some_and(|value| (range.first..=range.last).contains(&value));
        *found = found.iter().filter(lies_in).collect();
    }
}

/// Ends what nobody waits for any more.
pub(super) fn stop_unless_wanted() -> Result<(), IndexError> {
    if work::is_wanted() { Ok(()) } else { Err(IndexError::Stopped) }
}
