//! Which documents a question finds.

use roaring::{MultiOps, RoaringBitmap};
use tantivy::columnar::{Cardinality, Column};
use tantivy::query::{EnableScoring, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{Searcher, SegmentReader, Term};

use super::IndexError;
use super::bits::Bits;
use super::counts::Totals;
use super::document::Day;
use super::question::{Question, Range, Terms};
use super::schema::Fields;
use super::times::Time;
use crate::work;

/// Of more claims, parts are looked through on several threads.
const LARGE: u64 = 1_000_000;

/// The documents of each segment that a question finds. `with_words` are those that its words alone find, where these are
/// known.
pub(super) fn documents(
    searcher: &Searcher,
    fields: &Fields,
    question: &Question,
    totals: &Totals,
    with_words: Option<&[RoaringBitmap]>,
) -> Result<Vec<RoaringBitmap>, IndexError> {
    let question = question.with_days_as_conditions();
    let query = match with_words {
        Some(_) => question.query_of_conditions(fields),
        None => question.query_of_many_values(fields),
    };
    let weight = query.map(|query| query.weight(EnableScoring::disabled_from_searcher(searcher))).transpose()?;
    let words = with_words.is_none().then(|| question.single_words(fields)).flatten();
    let ranges = question.ranges(fields);
    let segments = searcher.segment_readers();
    let found = work::divided(segments.len(), searcher.num_docs() > LARGE, |parts| {
        let mut found = Vec::new();
        for part in parts {
            stop_unless_wanted()?;
            let segment = &segments[part];
            let with_terms = words.as_deref().map(|words| with_terms(segment, words)).transpose()?.flatten();
            let mut documents = match &weight {
                _ if let Some(with_terms) = with_terms => with_terms,
                Some(weight) => matching(weight.as_ref(), segment)?,
                None if with_words.is_some() => RoaringBitmap::new(),
                None => alive(segment),
            };
            if let Some(with_words) = with_words {
                match weight {
                    Some(_) => documents &= &with_words[part],
                    None => documents.clone_from(&with_words[part]),
                }
            }
            for (key, values) in question.of_few_values() {
                let bitmaps = totals.bitmaps(segment, key, key.field(fields))?;
                let with_values = bitmaps.iter().filter(|(value, _)| values.contains(value));
                documents &= with_values.map(|(_, documents)| documents).union();
            }
            keep_in_ranges(&mut documents, segment, fields, &ranges, totals)?;
            found.push((part, documents));
        }
        Ok::<_, IndexError>(found)
    });
    let mut documents = vec![RoaringBitmap::new(); segments.len()];
    for found in found {
        found?.into_iter().for_each(|(part, found)| documents[part] = found);
    }
    Ok(documents)
}

/// The documents of a segment with all of some words that were not deleted. `None` where one of the words is so rare that
/// it is quicker to look the others up for the documents with it.
fn with_terms(segment: &SegmentReader, words: &[Terms]) -> Result<Option<RoaringBitmap>, IndexError> {
    /// A word in fewer than one document of so many is rare.
    const RARE: u32 = 50;
    if words.len() > 1 {
        for word in words.iter().filter(|word| !word.is_left_out && !word.is_prefix) {
            let claims = |term: &Term| Ok::<_, IndexError>(segment.inverted_index(term.field())?.doc_freq(term)?);
            if word.any.iter().map(claims).sum::<Result<u32, IndexError>>()? < segment.max_doc() / RARE {
                return Ok(None);
            }
        }
    }
    let mut found: Option<RoaringBitmap> = None;
    let mut left_out: Vec<RoaringBitmap> = Vec::new();
    for word in words {
        let mut documents = Bits::new(segment.max_doc());
        for term in &word.any {
            let inverted = segment.inverted_index(term.field())?;
            if !word.is_prefix {
                if let Some(known) = inverted.get_term_info(term)? {
                    documents.insert_all(inverted.read_block_postings_from_terminfo(&known, IndexRecordOption::Basic)?);
                }
                continue;
            }
            let (start, mut end) = (term.serialized_value_bytes(), term.serialized_value_bytes().to_vec());
            // Behind every letter.
            end.push(u8::MAX);
            let mut terms = inverted.terms().range().ge(start).lt(end).into_stream()?;
            while terms.advance() {
                let known = terms.value();
                documents.insert_all(inverted.read_block_postings_from_terminfo(known, IndexRecordOption::Basic)?);
            }
        }
        stop_unless_wanted()?;
        match found.as_mut() {
            _ if word.is_left_out => left_out.push(documents.into_bitmap()),
            Some(found) => *found &= documents.into_bitmap(),
            None => found = Some(documents.into_bitmap()),
        }
    }
    let mut found = found.unwrap_or_default();
    left_out.iter().for_each(|documents| found -= documents);
    if segment.has_deletes() {
        found &= alive(segment);
    }
    Ok(Some(found))
}

/// Keeps the documents that lie in all ranges.
fn keep_in_ranges(
    found: &mut RoaringBitmap,
    segment: &SegmentReader,
    fields: &Fields,
    ranges: &[Range],
    totals: &Totals,
) -> Result<(), IndexError> {
    type DayOf = fn(&Time) -> Day;
    let mut of_days: Vec<(DayOf, Range)> = Vec::new();
    for range in ranges {
        let day: DayOf = match range.field {
            field if field == fields.first => |time| time.first,
            field if field == fields.last => |time| time.last,
            field if field == fields.said => |time| time.said,
            field if field == fields.published => |time| time.published,
            field => {
                keep_in_range(found, segment, &totals.column(segment, field)?, *range);
                continue;
            }
        };
        of_days.push((day, *range));
    }
    if !of_days.is_empty() && !found.is_empty() {
        let lies_in = |time: &Time| of_days.iter().all(|(day, range)| (range.first..=range.last).contains(&day(time)));
        totals.times(segment, fields)?.keep(found, lies_in);
    }
    Ok(())
}

/// The documents of a segment that were not deleted.
fn alive(segment: &SegmentReader) -> RoaringBitmap {
    let mut documents = Bits::new(segment.max_doc());
    match segment.alive_bitset() {
        Some(alive) => alive.iter_alive().for_each(|document| documents.insert(document)),
        None => documents.insert_range(0..segment.max_doc()),
    }
    documents.into_bitmap()
}

/// The documents of a segment that meet a query and were not deleted.
fn matching(weight: &dyn Weight, segment: &SegmentReader) -> Result<RoaringBitmap, IndexError> {
    let mut found = Bits::new(segment.max_doc());
    let alive = segment.alive_bitset();
    weight.for_each_no_score(segment, &mut |documents| {
        // The rest of the segment is passed over quickly then, and what was found of it is not used.
        if !work::is_wanted() {
            return;
        }
        for &document in documents.iter().filter(|document| alive.is_none_or(|alive| alive.is_alive(**document))) {
            found.insert(document);
        }
    })?;
    stop_unless_wanted()?;
    Ok(found.into_bitmap())
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
        let mut all_in_range = Bits::new(segment.max_doc());
        let mut in_range = Vec::new();
        for first in (0..segment.max_doc()).step_by(RUN as usize) {
            let run = first..segment.max_doc().min(first.saturating_add(RUN));
            column.get_docids_for_value_range(range.first..=range.last, run, &mut in_range);
            in_range.drain(..).for_each(|document| all_in_range.insert(document));
        }
        *found &= all_in_range.into_bitmap();
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
