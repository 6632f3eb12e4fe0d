//! The fonts of the images, and what they can show.
//!
//! They hold the Latin, Cyrillic, Greek, Arabic and Hebrew scripts (`fonts/OFL.txt` says where they come from). Letters of
//! any other script are romanised, so that no image shows an empty box.

use std::sync::{Arc, LazyLock};

use resvg::usvg::fontdb;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider};
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// A font, with those that stand in for it where it lacks a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    /// For what was said.
    Serif,
    /// For everything about it.
    Sans,
    /// For names.
    SansSemibold,
}

impl Face {
    /// The name of the family that shows a letter, as the fonts tell it.
    pub(super) fn family(self, letter: char) -> &'static str {
        let own = match self {
            Self::Serif => "Onrecord Serif",
            Self::Sans | Self::SansSemibold => "Onrecord Sans",
        };
        if self.font().width(letter).is_some() {
            return own;
        }
        let mut stand_ins = STAND_INS.into_iter().zip(FONTS.iter().skip(FIRST_STAND_IN));
        stand_ins.find(|(_, font)| font.width(letter).is_some()).map_or(own, |(family, _)| family)
    }

    /// Its weight.
    pub(super) fn weight(self) -> u16 {
        match self {
            Self::Serif | Self::Sans => 400,
            Self::SansSemibold => 600,
        }
    }

    fn font(self) -> &'static Font {
        let at = match self {
            Self::Serif => 0,
            Self::Sans => 1,
            Self::SansSemibold => 2,
        };
        &FONTS[at]
    }
}

static FILES: [&[u8]; 5] = [
    include_bytes!("fonts/serif.ttf"),
    include_bytes!("fonts/sans.ttf"),
    include_bytes!("fonts/sans-semibold.ttf"),
    include_bytes!("fonts/arabic.ttf"),
    include_bytes!("fonts/hebrew.ttf"),
];

/// The place in [`FILES`] of the first font that only stands in for others.
const FIRST_STAND_IN: usize = 3;
/// The families of these fonts.
const STAND_INS: [&str; 2] = ["Onrecord Arabic", "Onrecord Hebrew"];

/// A font, ready to be measured.
struct Font {
    letters: skrifa::charmap::Charmap<'static>,
    widths: GlyphMetrics<'static>,
}

impl Font {
    fn read(file: &'static [u8]) -> Option<Self> {
        let font = FontRef::new(file).ok()?;
        // Widths of a font of size 1, in parts of the size.
        let widths = font.glyph_metrics(Size::new(1.0), LocationRef::default());
        Some(Self { letters: font.charmap(), widths })
    }

    fn width(&self, letter: char) -> Option<f32> {
        self.widths.advance_width(self.letters.map(letter)?)
    }
}

static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| FILES.into_iter().filter_map(Font::read).collect());

/// The fonts for the library that draws.
pub(super) static DATABASE: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    for file in FILES {
        fonts.load_font_source(fontdb::Source::Binary(Arc::new(file)));
    }
    Arc::new(fonts)
});

/// Reads the fonts, which the first image would else wait for.
pub(in crate::web) fn read_fonts() {
    LazyLock::force(&FONTS);
    LazyLock::force(&DATABASE);
}

/// The width of a letter in parts of the size of the font; `None` where no font has it.
fn letter_width(face: Face, letter: char) -> Option<f32> {
    let stand_ins = FONTS.iter().skip(FIRST_STAND_IN);
    std::iter::once(face.font()).chain(stand_ins).find_map(|font| font.width(letter))
}

/// The width of a text in pixels, as its letters stand side by side: kerning and ligatures make it a little narrower.
pub(super) fn width(face: Face, size: f32, text: &str) -> f32 {
    text.chars().filter_map(|letter| letter_width(face, letter)).sum::<f32>() * size
}

/// A text as the fonts can show it: white space folded, control characters left out, letters that no font has romanised and
/// other characters that no font has left out.
pub(super) fn showable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.nfc() {
        if letter.is_whitespace() {
            shown.push(' ');
        } else if letter_width(Face::Serif, letter).is_some() && letter_width(Face::Sans, letter).is_some() {
            shown.push(letter);
        } else if letter.general_category_group() == GeneralCategoryGroup::Letter {
            shown.push_str(deunicode::deunicode_char(letter).unwrap_or_default());
        }
    }
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The width in pixels of a text in the script of a font that stands in for others. Its letters are joined, so that their
/// single widths tell nothing.
pub(super) fn shaped_width(family: &str, size: f32, text: &str) -> f32 {
    let Some(at) = STAND_INS.iter().position(|name| *name == family) else { return 0.0 };
    let Ok(font) = FontRef::new(FILES[FIRST_STAND_IN + at]) else { return 0.0 };
    let shapes = harfrust::ShaperData::new(&font);
    let mut letters = harfrust::UnicodeBuffer::new();
    letters.push_str(text);
    letters.guess_segment_properties();
    let shaped = shapes.shaper(&font).build().shape(letters, harfrust::ShapeOptions::default());
    let units: i32 = shaped.glyph_positions().iter().map(|glyph| glyph.x_advance).sum();
    units as f32 / f32::from(font.metrics(Size::unscaled(), LocationRef::default()).units_per_em) * size
}

/// True for letters of scripts that are written from right to left.
pub(super) fn is_right_to_left(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_font_is_read() {
        assert_eq!(FONTS.len(), FILES.len());
        assert_eq!(DATABASE.len(), FILES.len());
        for face in [Face::Serif, Face::Sans, Face::SansSemibold] {
            let found = DATABASE.faces().find(|font| {
                font.families.iter().any(|(name, _)| name == face.family('a')) && font.weight.0 == face.weight()
            });
            assert!(found.is_some(), "{face:?}");
        }
        let named = |family: &str| DATABASE.faces().any(|font| font.families.iter().any(|(name, _)| name == family));
        for (letter, family) in [('ع', "Onrecord Arabic"), ('ש', "Onrecord Hebrew"), ('Ж', "Onrecord Serif")] {
            assert_eq!(Face::Serif.family(letter), family);
            assert!(named(family), "{family}");
        }
    }

    #[test]
    fn widths_are_those_of_the_letters() {
        let (narrow, wide) = (width(Face::Serif, 40.0, "illicit"), width(Face::Serif, 40.0, "mammoth"));
        assert!(narrow < wide && (60.0..160.0).contains(&narrow), "{narrow} {wide}");
        assert!(width(Face::SansSemibold, 40.0, "General") > width(Face::Sans, 40.0, "General"));
        assert_eq!(width(Face::Sans, 40.0, ""), 0.0);
        // Letters that are joined are narrower than the same letters apart.
        let (apart, joined) = (width(Face::Sans, 40.0, "عبد الله"), shaped_width(STAND_INS[0], 40.0, "عبد الله"));
        assert!(joined > 40.0 && joined < apart, "{joined} {apart}");
        assert!((shaped_width(STAND_INS[1], 40.0, "שלום") - width(Face::Sans, 40.0, "שלום")).abs() < 4.0);
    }

    #[test]
    fn what_no_font_has_is_romanised_or_left_out() {
        for (text, shown) in [
            ("Wałęsa, Çelik, Ђинђић, Зеленський, Παπάς", "Wałęsa, Çelik, Ђинђић, Зеленський, Παπάς"),
            ("שרון and شروين", "שרון and شروين"),
            ("习近平 said", "Xi Jin Ping said"),
            ("a\u{0}b\u{7}\u{1b}c\u{202e}d\u{feff}e", "abcde"),
            ("line\none\r\n\ttwo", "line one two"),
            ("rain 🌧️ now", "rain now"),
            ("cafe\u{301}", "café"),
            ("“so” – it’s … done", "“so” – it’s … done"),
        ] {
            assert_eq!(showable(text), shown);
        }
    }
}
