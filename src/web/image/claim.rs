//! The image of one claim: who, how, the words, when, and who printed them.

use super::fonts::Face;
use super::lines::{Fitted, INK, Run, SOFT, fitted, one_line, wrapped};
use super::sheet::{BOTTOM, COLUMN, EDGE, Frame, MARGIN, Sheet, TOP};

/// What the image of a claim tells.
#[derive(Debug, Clone, Default)]
pub(in crate::web) struct ClaimImage {
    pub frame: Frame,
    /// Who said it: names, or words that stand for one.
    pub speaker: String,
    /// The verb as printed, or the word for the stance.
    pub verb: String,
    /// The role as printed, and through whom it came.
    pub about: Option<String>,
    pub words: String,
    /// True where the article quotes the words: only then they stand between quotation marks.
    pub is_direct: bool,
    /// The day it was said, what the day rests on, and how the words are given.
    pub said: String,
    /// The publisher and the day of publication.
    pub printed: String,
}

/// The sizes of the words, in pixels: few words stand large.
const SIZES: [f32; 8] = [64.0, 58.0, 52.0, 47.0, 43.0, 39.0, 36.0, 33.0];
/// From one line to the next, in parts of the size.
const LEADING: f32 = 1.26;
const NAME: f32 = 36.0;
const ABOUT: f32 = 27.0;

impl ClaimImage {
    /// Sets its words in lines.
    pub(in crate::web) fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new(&self.frame);
        let top = self.head(&mut sheet);
        self.statement(&mut sheet, top);
        sheet.foot(&self.said, &self.printed, &self.frame);
        sheet
    }

    /// Who said it and how; returns where this ends.
    fn head(&self, sheet: &mut Sheet) -> f32 {
        let verb = Run::new(&self.verb, Face::Sans, NAME, INK);
        let speaker = Run::new(&self.speaker, Face::SansSemibold, NAME, INK);
        let whole = wrapped(&[speaker.clone(), verb.clone()], COLUMN, 2);
        // A long list of speakers is cut, and the verb stays.
        let lines = match whole.is_whole {
            true => whole.lines,
            false => vec![one_line(&[speaker], COLUMN), one_line(&[verb], COLUMN)],
        };
        let mut y = TOP;
        for line in lines {
            y += NAME * 1.3;
            sheet.line(MARGIN, y, line);
        }
        if let Some(about) = &self.about {
            y += ABOUT * 1.4;
            sheet.line(MARGIN, y, one_line(&[Run::new(about, Face::Sans, ABOUT, SOFT)], COLUMN));
        }
        y
    }

    /// The words, in the middle between what is above and below them.
    fn statement(&self, sheet: &mut Sheet, top: f32) {
        // A paraphrase stands behind a bar, without quotation marks.
        let (indent, words) = match self.is_direct {
            true => (0.0, format!("“{}”", self.words)),
            false => (30.0, self.words.clone()),
        };
        let room = BOTTOM - top - 44.0;
        let most = |size: f32| ((room / (size * LEADING)) as usize).max(1);
        let Fitted { lines, size } = fitted(&words, Face::Serif, &SIZES, COLUMN - indent, most);
        let height = lines.len() as f32 * size * LEADING;
        let above = top + 22.0 + (room - height).max(0.0) * 0.4;
        if !self.is_direct {
            sheet.bar(MARGIN, above + size * 0.18, 5.0, height - size * 0.2, EDGE);
        }
        let mut y = above + size;
        for (number, line) in lines.into_iter().enumerate() {
            // The mark hangs in the margin, so that the words keep one edge.
            let hang = match (self.is_direct, number) {
                (true, 0) => super::fonts::width(Face::Serif, size, "“"),
                _ => 0.0,
            };
            sheet.line(MARGIN + indent - hang, y, line);
            y += size * LEADING;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(speaker: &str, words: &str, is_direct: bool) -> ClaimImage {
        ClaimImage {
            speaker: speaker.to_owned(),
            verb: "said".to_owned(),
            words: words.to_owned(),
            is_direct,
            said: "Said 5 March 2025".to_owned(),
            printed: "River Post, 5 March 2025".to_owned(),
            ..ClaimImage::default()
        }
    }

    #[test]
    fn only_what_the_article_quotes_stands_between_quotation_marks() {
        let quoted = claim("Ada Brandt", "No boats were lost.", true).sheet().texts();
        assert!(quoted.contains(&"“No boats were lost.”".to_owned()), "{quoted:?}");
        let told = claim("Ada Brandt", "no boats were lost", false).sheet().texts().join("\n");
        assert!(told.contains("no boats were lost") && !told.contains(['“', '”']), "{told}");
    }

    #[test]
    fn a_speaker_without_a_name_is_told_as_printed() {
        let texts = claim("“the old man”", "it rained", false).sheet().texts();
        assert!(texts.contains(&"“the old man” said".to_owned()), "{texts:?}");
    }

    #[test]
    fn the_verb_stays_where_many_speak() {
        let many = ["Foreign Ministry of Orvania"; 12].join(" and ");
        let texts = claim(&many, "it rained", false).sheet().texts();
        assert!(texts.contains(&"said".to_owned()) && texts.iter().any(|line| line.ends_with('…')), "{texts:?}");
    }

    #[test]
    fn nothing_stands_outside_of_the_sheet_however_long_it_is() {
        let long = "many words of one claim ".repeat(300);
        for (speaker, words) in
            [("Ada Brandt", long.as_str()), (long.as_str(), "No."), ("شروين عبد الله", long.as_str())]
        {
            let sheet = ClaimImage { about: Some(long.clone()), ..claim(speaker, words, true) }.sheet();
            for (x, y) in sheet.places() {
                assert!((40.0..1200.0).contains(&x) && (30.0..625.0).contains(&y), "{x} {y}");
            }
            assert!(words.len() < 10 || sheet.texts().concat().contains("… cut here"));
        }
    }
}
