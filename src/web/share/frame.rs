//! The frame that shows a card in a page of another site.

use askama::Template;

/// The width that is proposed for the frame of a card, in pixels.
const WIDTH: u32 = 600;
/// The narrowest frame in which a card is to be read, in pixels.
const NARROWEST: u32 = 220;

/// Between a notice and what stands below it, in pixels.
const NOTICE: u32 = 10;

/// A frame as HTML.
#[derive(Template)]
#[template(path = "share/frame.html")]
pub(in crate::web) struct CardFrame {
    address: String,
    title: String,
    pub width: u32,
    pub height: u32,
    /// How the frame grows in windows that are narrower than it.
    growth: Option<Growth>,
}

impl CardFrame {
    /// The frame of the card at `address`, no wider and no higher than this. `height` tells in which height a card of a
    /// width shows all of its words, without the notice that stands at the top of every page of this site.
    pub(in crate::web) fn new(
        address: String,
        title: String,
        notice: Option<&str>,
        height: impl Fn(u32) -> u32,
        [widest, highest]: [Option<u32>; 2],
    ) -> Self {
        let notice = notice.map(|notice| notice.chars().count());
        let height = |width| height(width) + notice.map_or(0, |letters| height_of_line(letters, width) + NOTICE);
        let width = widest.unwrap_or(WIDTH).clamp(NARROWEST, WIDTH);
        Self {
            address,
            title,
            width,
            height: height(width).min(highest.unwrap_or(u32::MAX)),
            growth: (widest.is_none() && highest.is_none()).then(|| Growth::of(height)),
        }
    }
}

/// The height of a frame in pixels by the width of the window: `at_zero` less `per_width` hundredths of that width.
#[derive(Debug, PartialEq)]
struct Growth {
    at_zero: u32,
    per_width: u32,
}

impl Growth {
    /// From [`WIDTH`] down to 320 pixels the height grows evenly, so that nobody has to scroll inside the frame.
    fn of(height: impl Fn(u32) -> u32) -> Self {
        const NARROW: u32 = 320;
        let wide = height(WIDTH);
        let more = height(NARROW) - wide;
        let over = WIDTH - NARROW;
        Self { at_zero: wide + more * WIDTH / over, per_width: more * 100 / over }
    }
}

/// The height in pixels that so many letters of a statement most likely take in a card of a width.
pub(in crate::web) fn height_of_words(letters: usize, width: u32) -> u32 {
    // A line is 30 pixels high, a letter of a stand-in font ten wide; padding and quotation mark take 60.
    let in_a_line = (width.saturating_sub(60) / 10).max(10);
    30 * (letters as u32).div_ceil(in_a_line).max(1)
}

/// The height in pixels of a line in small letters that may be broken: notices, and who speaks.
pub(in crate::web) fn height_of_line(letters: usize, width: u32) -> u32 {
    // A letter of a stand-in font is eight or nine pixels wide, and padding takes 34.
    let in_a_line = (width.saturating_sub(34) * 2 / 17).max(10);
    26 * (letters as u32).div_ceil(in_a_line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_take_more_room_where_it_is_narrow() {
        assert!(height_of_words(3, 600) < height_of_words(300, 600));
        assert!(height_of_words(300, 600) < height_of_words(300, 320));
    }

    #[test]
    fn a_frame_has_its_height_at_both_ends_of_its_growth() {
        let height = |width| 230 + height_of_words(300, width);
        let Growth { at_zero, per_width } = Growth::of(height);
        for width in [320, 600] {
            let grown = at_zero - per_width * width / 100;
            assert!(grown.abs_diff(height(width)) <= 6, "{grown} at {width}");
        }
    }

    #[test]
    fn a_frame_is_no_larger_than_what_was_asked_for() {
        let frame = |most| CardFrame::new(String::new(), String::new(), None, |width| 900 - width, most);
        let sizes = |frame: CardFrame| (frame.width, frame.height, frame.growth.is_some());
        assert_eq!(sizes(frame([None, None])), (600, 300, true));
        assert_eq!(sizes(frame([Some(400), None])), (400, 500, false));
        assert_eq!(sizes(frame([Some(9000), Some(200)])), (600, 200, false));
        assert_eq!(sizes(frame([Some(1), None])), (220, 680, false));
        let with_notice = CardFrame::new(String::new(), String::new(), Some("A test."), |width| 900 - width, [None; 2]);
        assert_eq!(with_notice.height, 336);
    }
}
