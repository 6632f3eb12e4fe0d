//! The sheet that all images are drawn on, as SVG and as PNG.

use askama::Template;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use super::fonts::{DATABASE, Face};
use super::lines::{INK, Line, Run, SOFT, line_width, one_line};
use crate::web::state::App;

/// The size that link previews ask for, in pixels.
pub(in crate::web) const WIDTH: u32 = 1200;
/// See [`WIDTH`].
pub(in crate::web) const HEIGHT: u32 = 630;
/// The colour of the page in the light style sheet (`--paper`).
const PAPER: &str = "#fbfaf6";
/// The colour of lines that part things (`--rule`).
const RULE: &str = "#dcd7ca";
/// The colour of the edge that sets a paraphrase apart (`--edge`).
pub(super) const EDGE: &str = "#8d8778";

/// Where text begins, and ends on the other side.
pub(super) const MARGIN: f32 = 76.0;
/// The width of the text.
pub(super) const COLUMN: f32 = WIDTH as f32 - 2.0 * MARGIN;
/// Where the words may begin and must end.
pub(super) const TOP: f32 = 118.0;
/// See [`TOP`].
pub(super) const BOTTOM: f32 = 520.0;
const SMALL: f32 = 25.0;

/// Words and bars at their places.
#[derive(Debug, Template)]
#[template(path = "image/sheet.svg")]
pub(in crate::web) struct Sheet {
    words: Vec<Placed>,
    bars: Vec<Bar>,
}

/// Words in one font.
#[derive(Debug)]
struct Placed {
    x: f32,
    /// The line on which the letters stand.
    y: f32,
    /// Where `x` is: "start" or "end" of the words.
    anchor: &'static str,
    family: &'static str,
    weight: u16,
    size: f32,
    colour: &'static str,
    text: String,
}

#[derive(Debug)]
struct Bar {
    x: f32,
    y: f32,
    width: f32,
    height: f32,
    colour: &'static str,
}

/// What stands at the head and the foot of every image.
#[derive(Debug, Clone, Default)]
pub(in crate::web) struct Frame {
    /// The host of the site.
    host: String,
    /// The line that stands at the top of every page of this site.
    notice: Option<String>,
    /// What a reader must know of what is shown.
    note: String,
}

/// What a reader must know of every claim.
pub(in crate::web) const MACHINE_READ: &str = "Machine-read: check the source";

impl Frame {
    pub(in crate::web) fn new(app: &App, note: &str) -> Self {
        Self { host: app.host(), notice: app.site.notice.clone(), note: note.to_owned() }
    }
}

impl Sheet {
    pub(super) fn new(frame: &Frame) -> Self {
        let mut sheet = Self { words: Vec::new(), bars: Vec::new() };
        sheet.line(MARGIN, 74.0, vec![Run::new("Onrecord", Face::Serif, 40.0, INK)]);
        sheet.bar(MARGIN, 98.0, COLUMN, 2.0, RULE);
        sheet.bar(MARGIN, BOTTOM, COLUMN, 2.0, RULE);
        let site = match &frame.notice {
            Some(notice) => format!("{} · {notice}", frame.host),
            None => frame.host.clone(),
        };
        sheet.right(72.0, one_line(&[Run::new(&site, Face::Sans, SMALL, SOFT)], COLUMN - 260.0));
        sheet
    }

    /// The two lines below the words: what is known of them, and on the right of the second one the note.
    pub(super) fn foot(&mut self, first: &str, second: &str, frame: &Frame) {
        let note = one_line(&[Run::new(&frame.note, Face::Sans, SMALL, SOFT)], COLUMN * 0.62);
        let room = COLUMN - line_width(&note) - 40.0;
        self.line(MARGIN, 562.0, one_line(&[Run::new(first, Face::Sans, 28.0, INK)], COLUMN));
        self.line(MARGIN, 600.0, one_line(&[Run::new(second, Face::Sans, SMALL, SOFT)], room));
        self.right(600.0, note);
    }

    pub(super) fn line(&mut self, mut x: f32, y: f32, runs: Line) {
        for run in runs {
            for part in run.parts() {
                let Run { face, size, colour, .. } = run;
                self.words.push(Placed {
                    x,
                    y,
                    anchor: "start",
                    family: part.family,
                    weight: face.weight(),
                    size,
                    colour,
                    text: part.text,
                });
                x += part.width;
            }
        }
    }

    /// A line that ends at the margin.
    fn right(&mut self, y: f32, runs: Line) {
        let width = line_width(&runs);
        let before = self.words.len();
        self.line(WIDTH as f32 - MARGIN - width, y, runs);
        // Kerning makes words narrower than they are measured.
        if let [only] = &mut self.words[before..] {
            (only.x, only.anchor) = (WIDTH as f32 - MARGIN, "end");
        }
    }

    pub(super) fn bar(&mut self, x: f32, y: f32, width: f32, height: f32, colour: &'static str) {
        self.bars.push(Bar { x, y, width, height, colour });
    }

    /// Draws it. Takes some hundredths of a second.
    ///
    /// # Errors
    /// None that is to be expected: what is drawn is made here.
    pub(in crate::web) fn png(&self) -> anyhow::Result<Vec<u8>> {
        let options = Options { fontdb: DATABASE.clone(), ..Options::default() };
        let tree = Tree::from_str(&self.render()?, &options)?;
        let mut drawn = Pixmap::new(WIDTH, HEIGHT).ok_or_else(|| anyhow::anyhow!("an image without a size"))?;
        resvg::render(&tree, Transform::identity(), &mut drawn.as_mut());
        super::png::encoded(&drawn)
    }
}

#[cfg(test)]
impl Sheet {
    /// Everything that is written on it, line by line.
    pub(super) fn texts(&self) -> Vec<String> {
        let mut lines: Vec<(f32, String)> = Vec::new();
        for placed in &self.words {
            match lines.iter_mut().find(|(y, _)| *y == placed.y) {
                Some((_, line)) => line.push_str(&placed.text),
                None => lines.push((placed.y, placed.text.clone())),
            }
        }
        lines.into_iter().map(|(_, line)| line).collect()
    }

    /// The places of all words: where they begin and on which line.
    pub(super) fn places(&self) -> Vec<(f32, f32)> {
        self.words.iter().map(|placed| (placed.x, placed.y)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_words_stays_words() {
        let mut sheet =
            Sheet::new(&Frame { host: "e.org".into(), notice: Some("<b> & \"made up\"".into()), ..Frame::default() });
        sheet.line(MARGIN, 300.0, vec![Run::new("</text><image href='x'/>\u{0}\u{1f}", Face::Serif, 40.0, INK)]);
        let svg = sheet.render().unwrap();
        assert!(!svg.contains("<b>") && !svg.contains("<image") && !svg.contains("</text><image"), "{svg}");
        assert!(sheet.texts().contains(&"</text><image href='x'/>".to_owned()));
        assert_eq!(&sheet.png().unwrap()[1..4], b"PNG");
    }
}
