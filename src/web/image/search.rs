//! The image of a search: what was asked, how many claims there are, and the first of them.

use super::fonts::Face;
use super::lines::{Fitted, INK, Run, SOFT, fitted, one_line};
use super::sheet::{COLUMN, Frame, MACHINE_READ, MARGIN, Sheet, TOP};
use crate::domain::Claim;
use crate::web::state::App;
use crate::web::view::{ClaimView, counted};

/// What the image of a search tells.
#[derive(Debug)]
pub(in crate::web) struct SearchImage {
    frame: Frame,
    /// Its words and filters in words.
    asked: String,
    /// "128 claims".
    count: String,
    /// The first claims.
    first: Vec<ShownClaim>,
}

/// A claim in a line.
#[derive(Debug)]
struct ShownClaim {
    speaker: String,
    verb: String,
    /// With quotation marks where the article quotes them.
    words: String,
    said: String,
}

impl ShownClaim {
    fn of(claim: &Claim) -> Self {
        let view = ClaimView::of(claim);
        let words = view.shortened(LONGEST);
        Self {
            speaker: view.speaker(),
            verb: view.attribution.in_title().to_owned(),
            words: if view.is_direct { format!("“{words}”") } else { words },
            said: view.said,
        }
    }
}

/// So many claims have room.
const MOST_SHOWN: usize = 3;
/// The most letters of the words of a claim that have room in a line.
const LONGEST: usize = 160;
/// The sizes of what is asked, in pixels.
const SIZES: [f32; 5] = [56.0, 50.0, 44.0, 38.0, 33.0];
/// What is set no larger than this may stand in two lines.
const LARGEST_OF_TWO: f32 = 44.0;
const LEADING: f32 = 1.2;
/// The line of the last claim.
const LAST: f32 = 496.0;

impl SearchImage {
    /// The image of a list that is called `asked` and holds `total` claims, `claims` among them.
    pub(in crate::web) fn of<'c>(
        app: &App,
        asked: String,
        total: i64,
        claims: impl Iterator<Item = &'c Claim>,
    ) -> Self {
        Self {
            frame: Frame::new(app, MACHINE_READ),
            asked,
            count: counted(&total, "claim", "claims"),
            first: claims.take(MOST_SHOWN).map(ShownClaim::of).collect(),
        }
    }

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
        for (claim, number) in self.first.iter().zip(1_u8..) {
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
