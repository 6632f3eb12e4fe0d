//! The values that the claims of a segment have of keys of few values, in memory: one number for each claim stands for all of
//! them, so that all of these keys are counted in one go.

use roaring::RoaringBitmap;
use rustc_hash::FxHashMap;

use super::bits::{self, Bitmaps};
use super::question::Key;

/// The keys that are counted together.
pub(super) const KEYS: [Key; 6] = [Key::Publisher, Key::Kind, Key::Country, Key::Has, Key::Quotation, Key::Stance];

/// The values of all documents of a segment.
pub(super) struct Traits {
    /// The last value of each document, which leads to those before it.
    of: Numbers,
    /// For each value that documents have behind certain others: those others, and the value's place among `values`. The
    /// first one stands for documents without any.
    steps: Vec<(u32, u32)>,
    values: Vec<(Key, u64)>,
}

/// Numbers that take as little room as they can.
enum Numbers {
    Small(Vec<u16>),
    Large(Vec<u32>),
}

impl Traits {
    /// Reads the documents that have each value of each of [`KEYS`].
    pub(super) fn read(documents: u32, bitmaps: &[Bitmaps; 6]) -> Self {
        let mut of = vec![0_u32; documents as usize];
        let (mut steps, mut values) = (vec![(0, 0)], Vec::new());
        for (key, bitmaps) in KEYS.into_iter().zip(bitmaps) {
            for (value, with_value) in bitmaps.iter() {
                let place = values.len() as u32;
                values.push((key, *value));
                let mut known: FxHashMap<u32, u32> = FxHashMap::default();
                bits::for_each(with_value, |document| {
                    let before = &mut of[document as usize];
                    *before = *known.entry(*before).or_insert_with(|| {
                        steps.push((*before, place));
                        steps.len() as u32 - 1
                    });
                });
            }
        }
        let of = match u16::try_from(steps.len()) {
            Ok(_) => Numbers::Small(of.into_iter().map(|step| step as u16).collect()),
            Err(_) => Numbers::Large(of),
        };
        Self { of, steps, values }
    }

    /// Gives how many of some documents have each value.
    pub(super) fn count(&self, documents: &RoaringBitmap, take: impl FnMut(Key, u64, u64)) {
        match &self.of {
            Numbers::Small(of) => self.count_of(documents, |document| usize::from(of[document as usize]), take),
            Numbers::Large(of) => self.count_of(documents, |document| of[document as usize] as usize, take),
        }
    }

    fn count_of(&self, documents: &RoaringBitmap, of: impl Fn(u32) -> usize, mut take: impl FnMut(Key, u64, u64)) {
        /// Of fewer documents, the values are gone through one by one.
        const SPARSE: usize = 8;
        if (documents.len() as usize) < self.steps.len() / SPARSE {
            return bits::for_each(documents, |document| {
                let mut step = of(document);
                while step > 0 {
                    let (before, place) = self.steps[step];
                    let (key, value) = self.values[place as usize];
                    take(key, value, 1);
                    step = before as usize;
                }
            });
        }
        let mut at = vec![0_u32; self.steps.len()];
        bits::for_each(documents, |document| at[of(document)] += 1);
        let mut counts = vec![0_u64; self.values.len()];
        // Every step stands behind those that it leads to.
        for step in (1..at.len()).rev() {
            let (before, place) = self.steps[step];
            counts[place as usize] += u64::from(at[step]);
            at[before as usize] += at[step];
        }
        for ((key, value), count) in self.values.iter().zip(counts).filter(|(_, count)| *count > 0) {
            take(*key, *value, count);
        }
    }
}
