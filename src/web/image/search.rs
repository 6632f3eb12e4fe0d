//! The image of a search: what was asked, how many claims there are, and the first of them.

use super::fonts::Face;
use super::lines::{Fitted, INK, Run, SOFT, fitted, one_line};
use super::sheet::{COLUMN, Frame, MARGIN, Sheet, TOP};

/// What the image of a search tells.
#[derive(Debug, Clone, Default)]
pub(in crate::web) struct SearchImage {
    pub frame: Frame,
    /// Its words and filters in words.
    pub asked: String,
    /// "128 claims".
    pub count: String,
    /// The first claims.
    pub first: Vec<ShownClaim>,
}

/// A claim in a line: who, how, the words with their quotation marks, if they have any.
#[derive(Debug, Clone)]
pub(in crate::web) struct ShownClaim {
    pub speaker: String,
    pub verb: String,
    pub words: String,
    pub said: String,
}

/// So many claims have room.
pub(in crate::web) const MOST_SHOWN: usize = 3;
/// The sizes of what is asked, in pixels.
const SIZES: [f32; 5] = [56.0, 50.0, 44.0, 38.0, 33.0];
/// What is set no larger than this may stand in two lines.
const LARGEST_OF_TWO: f32 = 44.0;
const LEADING: f32 = 1.2;
/// The line of the last claim.
const LAST: f32 = 496.0;

impl SearchImage {
    /// Sets its words in lines.
    pub(in crate::web) fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new(&self.frame);
        let Fitted { lines, size } =
            fitted(&self.asked, Face::Serif, &SIZES, COLUMN, |size| if size > LARGEST_OF_TWO { 1 } else { 2 });
        let mut y = TOP;
        for line in lines {
            y += size * LEADING;
            sheet.line(MARGIN, y, line);
        }
        let step = (LAST - y) / MOST_SHOWN as f32;
        for (claim, number) in self.first.iter().take(MOST_SHOWN).zip(1_u8..) {
            let last = y + f32::from(number) * step;
            let who = [
                Run::new(&claim.speaker, Face::SansSemibold, 25.0, INK),
                Run::new(&claim.verb, Face::Sans, 25.0, INK),
                Run::new(&claim.said, Face::Sans, 25.0, SOFT),
            ];
            sheet.line(MARGIN, last - 38.0, one_line(&who, COLUMN));
            sheet.line(MARGIN, last, one_line(&[Run::new(&claim.words, Face::Serif, 30.0, INK)], COLUMN));
        }
        sheet.foot(&self.count, "Each with its words, day and article", &self.frame);
        sheet
    }
}
