//! PNG with a palette. Images of text have few colours: so they take a third of the bytes and of the time.

use std::collections::HashMap;

use png::{BitDepth, ColorType, Compression, Encoder, Filter};
use resvg::tiny_skia::Pixmap;

/// Colours that differ in these last bits of each channel become one; nobody sees a difference.
const BITS: u32 = 3;
/// The most colours of a palette.
const MOST_COLOURS: usize = 256;

/// A drawing without any transparency as PNG.
///
/// # Errors
/// None that is to be expected.
pub(super) fn encoded(drawn: &Pixmap) -> anyhow::Result<Vec<u8>> {
    let Some(indexed) = Indexed::of(drawn) else { return Ok(drawn.encode_png()?) };
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, drawn.width(), drawn.height());
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_palette(indexed.palette);
    encoder.set_compression(Compression::Balanced);
    // A neighbour's place in the palette tells nothing of a colour.
    encoder.set_filter(Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&indexed.pixels)?;
    writer.finish()?;
    Ok(file)
}

/// An image whose pixels are places in its palette.
struct Indexed {
    /// Red, green and blue of each colour.
    palette: Vec<u8>,
    pixels: Vec<u8>,
}

impl Indexed {
    /// `None` where it has too many colours.
    fn of(drawn: &Pixmap) -> Option<Self> {
        let mut palette = Vec::new();
        let mut places: HashMap<[u8; 3], u8> = HashMap::new();
        let mut pixels = Vec::with_capacity(drawn.pixels().len());
        let mut last = ([0; 3], None);
        for pixel in drawn.pixels() {
            let colour = [pixel.red(), pixel.green(), pixel.blue()];
            // Most pixels are like the one before.
            if let (before, Some(place)) = last
                && before == colour
            {
                pixels.push(place);
                continue;
            }
            let key = colour.map(|channel| channel >> BITS);
            let place = match places.get(&key) {
                Some(place) => *place,
                None if places.len() == MOST_COLOURS => return None,
                None => {
                    let place = places.len() as u8;
                    palette.extend(colour);
                    places.insert(key, place);
                    place
                }
            };
            last = (colour, Some(place));
            pixels.push(place);
        }
        Some(Self { palette, pixels })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_of_few_colours_has_a_palette() {
        let mut drawn = Pixmap::new(4, 4).unwrap();
        drawn.fill(resvg::tiny_skia::Color::from_rgba8(251, 250, 246, 255));
        let indexed = Indexed::of(&drawn).unwrap();
        assert_eq!((indexed.palette, indexed.pixels), (vec![251, 250, 246], vec![0; 16]));
        assert_eq!(Pixmap::decode_png(&encoded(&drawn).unwrap()).unwrap(), drawn);
    }

    #[test]
    fn an_image_of_many_colours_is_encoded_as_it_is() {
        let mut drawn = Pixmap::new(32, 32).unwrap();
        for (at, pixel) in (0_u32..).zip(drawn.pixels_mut()) {
            let (red, green) = ((at % 32 * 8) as u8, (at / 32 * 8) as u8);
            *pixel = resvg::tiny_skia::PremultipliedColorU8::from_rgba(red, green, 0, 255).unwrap();
        }
        assert!(Indexed::of(&drawn).is_none());
        assert_eq!(Pixmap::decode_png(&encoded(&drawn).unwrap()).unwrap(), drawn);
    }
}
