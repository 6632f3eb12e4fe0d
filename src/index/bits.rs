//! Documents of one segment while they are gathered, a bit for each.

use std::ops::Range;
use std::sync::Arc;

use roaring::RoaringBitmap;
use tantivy::postings::BlockSegmentPostings;

/// The documents of a segment that have each value of a key, removed ones included.
pub(super) type Bitmaps = Arc<[(u64, RoaringBitmap)]>;

/// A bit for each document of a segment. Setting one takes the same time wherever it stands, which putting it behind the
/// others of a bitmap does not.
pub(super) struct Bits(Vec<u8>);

impl Bits {
    /// None of the documents of a segment.
    pub(super) fn new(documents: u32) -> Self {
        Self(vec![0; documents.div_ceil(8) as usize])
    }

    pub(super) fn insert(&mut self, document: u32) {
        self.0[document as usize / 8] |= 1 << (document % 8);
    }

    pub(super) fn insert_range(&mut self, documents: Range<u32>) {
        let (first, end) = (documents.start.next_multiple_of(8), documents.end / 8 * 8);
        if first >= end {
            return documents.for_each(|document| self.insert(document));
        }
        (documents.start..first).chain(end..documents.end).for_each(|document| self.insert(document));
        self.0[first as usize / 8..end as usize / 8].fill(u8::MAX);
    }

    /// Inserts the documents of some postings.
    pub(super) fn insert_all(&mut self, mut postings: BlockSegmentPostings) {
        while !postings.docs().is_empty() {
            postings.docs().iter().for_each(|document| self.insert(*document));
            postings.advance();
        }
    }

    pub(super) fn into_bitmap(self) -> RoaringBitmap {
        RoaringBitmap::from_lsb0_bytes(0, &self.0)
    }
}

/// Every document of a segment.
pub(super) fn every(documents: u32) -> RoaringBitmap {
    let mut every = RoaringBitmap::new();
    every.insert_range(0..documents);
    every
}

/// Gives documents some hundred at a time, which is quicker than one by one.
pub(super) fn for_each(documents: &RoaringBitmap, mut take: impl FnMut(u32)) {
    let mut iter = documents.iter();
    // Not for runs: roaring 0.12.0 leaves out one that fills a container of 65,536 documents.
    if documents.statistics().n_run_containers > 0 {
        return std::iter::from_fn(|| iter.next_range()).flatten().for_each(take);
    }
    let mut some = [0; 512];
    loop {
        let some = iter.next_many(&mut some);
        if some.is_empty() {
            return;
        }
        some.iter().for_each(|document| take(*document));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_and_single_documents_are_all_there() {
        for range in [0..0, 3..7, 3..8, 8..16, 7..17, 5..3000, 0..70_001] {
            let mut bits = Bits::new(70_001);
            bits.insert_range(range.clone());
            assert_eq!(bits.into_bitmap().iter().collect::<Vec<_>>(), range.clone().collect::<Vec<_>>());
            let mut bits = Bits::new(70_001);
            range.clone().for_each(|document| bits.insert(document));
            let bitmap = bits.into_bitmap();
            let mut given = Vec::new();
            for_each(&bitmap, |document| given.push(document));
            assert_eq!(given, range.collect::<Vec<_>>());
        }
    }

    #[test]
    fn runs_that_fill_containers_are_given_whole() {
        let mut documents = RoaringBitmap::new();
        documents.insert_range(0..200_000);
        documents.remove(150_000);
        for documents in [documents.clone(), RoaringBitmap::from_iter(documents.iter())] {
            let mut given = Vec::new();
            for_each(&documents, |document| given.push(document));
            assert!(given.iter().copied().eq(documents.iter()), "{} of {}", given.len(), documents.len());
        }
    }
}
