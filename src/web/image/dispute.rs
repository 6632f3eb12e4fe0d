//! The image of a dispute: two of its claims, one above the other, and how many there are.

use super::fonts::Face;
use super::lines::{Fitted, INK, Run, SOFT, fitted, one_line};
use super::sheet::{BOTTOM, COLUMN, EDGE, Frame, MARGIN, Sheet, TOP};

/// What the image of a dispute tells.
#[derive(Debug, Clone, Default)]
pub(in crate::web) struct DisputeImage {
    pub frame: Frame,
    /// "In dispute", with the heading that a person gave.
    pub heading: String,
    pub sides: [Side; 2],
    /// How many claims and sources there are, and of which days.
    pub extent: String,
    /// What they have against each other.
    pub kinds: String,
}

/// A claim of a dispute.
#[derive(Debug, Clone, Default)]
pub(in crate::web) struct Side {
    /// What it is to the claim above it: "denied by"; empty for the first.
    pub against: &'static str,
    pub speaker: String,
    pub verb: String,
    /// The day it was said.
    pub said: String,
    pub words: String,
    /// True where the article quotes the words: only then they stand between quotation marks.
    pub is_direct: bool,
}

/// The sizes of the words of a claim, in pixels.
const SIZES: [f32; 6] = [42.0, 38.0, 35.0, 32.0, 29.0, 26.0];
/// From one line to the next, in parts of the size.
const LEADING: f32 = 1.24;
const NAME: f32 = 28.0;
const SMALL: f32 = 25.0;
/// Between the heading and the claims, and between these.
const GAP: f32 = 18.0;
/// Where the words of a claim begin.
const INDENT: f32 = 26.0;

impl DisputeImage {
    /// Sets its words in lines.
    pub(in crate::web) fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new(&self.frame);
        let top = TOP + SMALL;
        sheet.line(MARGIN, top, one_line(&[Run::new(&self.heading, Face::Sans, SMALL, SOFT)], COLUMN));
        let room = (BOTTOM - top) / 2.0;
        for (side, above) in self.sides.iter().zip([top, top + room]) {
            side.draw(&mut sheet, above + GAP, room - GAP);
        }
        sheet.foot(&self.extent, &self.kinds, &self.frame);
        sheet
    }
}

impl Side {
    /// Draws it from `top` on, no higher than `room`.
    fn draw(&self, sheet: &mut Sheet, top: f32, room: f32) {
        let head = [
            Run::new(self.against, Face::Sans, NAME, SOFT),
            Run::new(&self.speaker, Face::SansSemibold, NAME, INK),
            Run::new(&self.verb, Face::Sans, NAME, INK),
            Run::new(&self.said, Face::Sans, SMALL, SOFT),
        ];
        sheet.line(MARGIN, top + NAME, one_line(&head, COLUMN));
        let words = match self.is_direct {
            true => format!("“{}”", self.words),
            false => self.words.clone(),
        };
        let above = top + NAME * 1.4;
        let most = |size: f32| (((room - NAME * 1.4 - GAP) / (size * LEADING)) as usize).max(1);
        let Fitted { lines, size } = fitted(&words, Face::Serif, &SIZES, COLUMN - INDENT, most);
        sheet.bar(MARGIN, above + size * 0.2, 5.0, lines.len() as f32 * size * LEADING - size * 0.2, EDGE);
        for (line, number) in lines.into_iter().zip(0_u8..) {
            sheet.line(MARGIN + INDENT, above + size + f32::from(number) * size * LEADING, line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image(speaker: &str, words: &str) -> DisputeImage {
        let first = Side {
            speaker: speaker.to_owned(),
            verb: "said".to_owned(),
            said: "5 March 2025".to_owned(),
            words: words.to_owned(),
            is_direct: true,
            ..Side::default()
        };
        let second = Side { against: "denied by", is_direct: false, ..first.clone() };
        DisputeImage {
            heading: "In dispute".to_owned(),
            sides: [first, second],
            extent: "2 claims by 2 sources".to_owned(),
            kinds: "1 denial".to_owned(),
            ..DisputeImage::default()
        }
    }

    #[test]
    fn both_claims_stand_in_it_and_only_what_is_quoted_in_quotation_marks() {
        let texts = image("Ada Brandt", "No boats were lost.").sheet().texts();
        for text in ["In dispute", "“No boats were lost.”", "No boats were lost.", "denied by", "2 claims by 2 sources"]
        {
            assert!(texts.iter().any(|told| told.contains(text)), "{text}: {texts:?}");
        }
        let at = |text: &str| texts.iter().position(|told| told == text);
        assert!(at("“No boats were lost.”") < at("No boats were lost."), "{texts:?}");
    }

    #[test]
    fn nothing_stands_outside_of_the_sheet_and_the_claims_do_not_touch_however_long_they_are() {
        let long = "many words of one claim ".repeat(300);
        for (speaker, words) in
            [("Ada Brandt", long.as_str()), (long.as_str(), "No."), ("شروين عبد الله", long.as_str())]
        {
            let sheet = image(speaker, words).sheet();
            for (x, y) in sheet.places() {
                assert!((40.0..1200.0).contains(&x) && (30.0..625.0).contains(&y), "{x} {y}");
            }
            let mut lines: Vec<f32> =
                sheet.places().into_iter().map(|(_, y)| y).filter(|y| (TOP..BOTTOM).contains(y)).collect();
            lines.sort_by(f32::total_cmp);
            lines.dedup();
            assert!(lines.windows(2).all(|two| two[1] - two[0] > 20.0), "{lines:?}");
        }
    }
}
