//! Which documents a question finds.

use roaring::{MultiOps, RoaringBitmap};
use tantivy::columnar::{Cardinality, Column};
use tantivy::query::{EnableScoring, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, Searcher, SegmentReader, TERMINATED, Term};

use super::IndexError;
use super::bits::{self, Bits};
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
    let terms = with_words.is_none().then(|| question.terms(fields)).flatten();
    let query = match with_words {
        Some(_) => question.query_of_conditions(fields),
        None if terms.is_some() => None,
        None => question.query_of_many_values(fields),
    };
    let weight = query.map(|query| query.weight(EnableScoring::disabled_from_searcher(searcher))).transpose()?;
    let ranges = question.ranges(fields);
    let segments = searcher.segment_readers();
    let found = work::divided(segments.len(), searcher.num_docs() > LARGE, |parts| {
        let mut found = Vec::new();
        for part in parts {
            stop_unless_wanted()?;
            let segment = &segments[part];
            let mut documents = match (&terms, &weight) {
                (Some(terms), _) => with_terms(segment, terms)? & &*totals.alive(segment)?,
                (None, Some(weight)) => matching(weight.as_ref(), segment)?,
                (None, None) if with_words.is_some() => RoaringBitmap::new(),
                (None, None) => totals.alive(segment)?.as_ref().clone(),
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
            // What is counted is gone through many times, and runs are slow to go through.
            documents.remove_run_compression();
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

/// The documents of a segment that have what is searched for. Those that were deleted may be among them.
fn with_terms(segment: &SegmentReader, terms: &Terms) -> Result<RoaringBitmap, IndexError> {
    stop_unless_wanted()?;
    let every = || bits::every(segment.max_doc());
    Ok(match terms {
        Terms::OneOf { terms, is_prefix } => {
            let mut documents = Bits::new(segment.max_doc());
            insert_with_terms(&mut documents, segment, terms, *is_prefix)?;
            documents.into_bitmap()
        }
        Terms::Any(parts) => {
            let mut documents = Bits::new(segment.max_doc());
            let mut found = RoaringBitmap::new();
            for part in parts {
                match part {
                    Terms::OneOf { terms, is_prefix } => insert_with_terms(&mut documents, segment, terms, *is_prefix)?,
                    part => found |= with_terms(segment, part)?,
                }
            }
            found | documents.into_bitmap()
        }
        Terms::All(parts) => {
            let (left_out, mut parts): (Vec<&Terms>, Vec<&Terms>) =
                parts.iter().partition(|part| matches!(part, Terms::Not(_)));
            parts.sort_by_cached_key(|part| most_with(segment, part));
            let mut parts = parts.into_iter();
            let mut found = parts.next().map_or_else(|| Ok(every()), |first| with_terms(segment, first))?;
            for part in parts {
                found &= with_terms_among(&found, segment, part)?;
            }
            for part in left_out {
                if let Terms::Not(part) = part {
                    found -= with_terms_among(&found, segment, part)?;
                }
            }
            found
        }
        Terms::Not(part) => every() - with_terms(segment, part)?,
    })
}

/// Of some documents at least those that have what is searched for; others may be there as well.
pub(super) fn with_terms_among(
    among: &RoaringBitmap,
    segment: &SegmentReader,
    terms: &Terms,
) -> Result<RoaringBitmap, IndexError> {
    /// A term that more than so many times as many documents have is looked up for each one, and its documents are not all read.
    /// Tests have few documents, and try both ways.
    const MORE: u64 = if cfg!(test) { 2 } else { 64 };
    match terms {
        Terms::OneOf { terms: one_of, is_prefix: false } if among.len() * MORE < most_with(segment, terms) => {
            let mut found = RoaringBitmap::new();
            for term in one_of {
                let inverted = segment.inverted_index(term.field())?;
                let Some(mut postings) = inverted.read_postings(term, IndexRecordOption::Basic)? else { continue };
                for document in among {
                    if postings.doc() < document && postings.seek(document) == TERMINATED {
                        break;
                    }
                    if postings.doc() == document {
                        found.insert(document);
                    }
                }
            }
            Ok(found)
        }
        terms => with_terms(segment, terms),
    }
}

/// So many terms are looked up without a thought.
const MANY: usize = if cfg!(test) { 4 } else { 64 };

/// How many documents of a segment may have what is searched for.
fn most_with(segment: &SegmentReader, terms: &Terms) -> u64 {
    match terms {
        // To look up very many would take longer than it saves.
        Terms::OneOf { terms, is_prefix: false } if terms.len() <= MANY => {
            let with = |term: &Term| segment.inverted_index(term.field()).and_then(|index| Ok(index.doc_freq(term)?));
            terms.iter().map(|term| u64::from(with(term).unwrap_or_default())).sum()
        }
        Terms::Any(parts) => parts.iter().map(|part| most_with(segment, part)).sum(),
        Terms::All(parts) => parts.iter().map(|part| most_with(segment, part)).min().unwrap_or(u64::MAX),
        Terms::Not(_) | Terms::OneOf { .. } => u64::from(segment.max_doc()),
    }
}

/// Inserts the documents with one of these terms; with `is_prefix`, with one that begins like one of them.
fn insert_with_terms(
    documents: &mut Bits,
    segment: &SegmentReader,
    terms: &[Term],
    is_prefix: bool,
) -> Result<(), IndexError> {
    /// A look-up takes as long as to go through so many terms.
    const LOOKED_UP: usize = 8;
    if let [first, .., last] = terms
        && terms.len() > MANY
        && first.field() == last.field()
    {
        // Sources that only one article knows share a name with very many others ("officials").
        let inverted = segment.inverted_index(first.field())?;
        if terms.len() * LOOKED_UP > inverted.terms().num_terms() {
            let mut wanted = terms.iter().map(Term::serialized_value_bytes).peekable();
            let mut all = inverted.terms().range().ge(first.serialized_value_bytes()).into_stream()?;
            while all.advance() {
                while wanted.next_if(|term| *term < all.key()).is_some() {}
                let Some(next) = wanted.peek() else { break };
                if *next == all.key() {
                    let known = all.value();
                    documents.insert_all(inverted.read_block_postings_from_terminfo(known, IndexRecordOption::Basic)?);
                }
            }
            return Ok(());
        }
    }
    for term in terms {
        let inverted = segment.inverted_index(term.field())?;
        if !is_prefix {
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
            documents.insert_all(inverted.read_block_postings_from_terminfo(terms.value(), IndexRecordOption::Basic)?);
        }
    }
    Ok(())
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
