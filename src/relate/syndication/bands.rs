//! MinHash bands: numbers that texts with many shingles in common are likely to share (locality-sensitive hashing with
//! 40 bands of three rows).

use super::wording::{LEAST_WORDS, Wording, mixed};

/// The number of bands. With 40 bands of three rows, texts that share a third of their shingles meet in a band in 8 of
/// 10 cases, those that share a half in 995 of 1,000; of those that share a twentieth one in 200 does, and the
/// comparison of the words tells them apart.
const BANDS: u64 = 40;
/// The number of minima in a band.
const ROWS: u64 = 3;

/// The version of all that bands are made of, which is hashed into every band. A change needs another number here, and
/// a migration that empties `text_bands` and `articles.compared_row`.
const SCHEME: u64 = 1;

/// The 40 bands of a text; none for one of fewer than [`LEAST_WORDS`] words.
pub fn bands(wording: &Wording) -> Vec<i64> {
    if wording.len() < LEAST_WORDS {
        return Vec::new();
    }
    let seed = |number: u64| mixed(SCHEME.wrapping_shl(32) | number);
    let orders: Vec<(u64, u64)> =
        (0..BANDS * ROWS).map(|number| (seed(2 * number) | 1, seed(2 * number + 1))).collect();
    let mut minima = vec![u64::MAX; orders.len()];
    for shingle in wording.shingles() {
        for (least, (factor, summand)) in minima.iter_mut().zip(&orders) {
            *least = (*least).min(shingle.wrapping_mul(*factor).wrapping_add(*summand));
        }
    }
    let band = |(number, minima): (usize, &[u64])| {
        let start = mixed(SCHEME.wrapping_shl(32) ^ number as u64);
        minima.iter().fold(start, |band, least| mixed(band ^ least)).cast_signed()
    };
    minima.chunks(ROWS as usize).enumerate().map(band).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text of made-up words, each from its number.
    fn text(words: impl Iterator<Item = usize>) -> Wording {
        Wording::of(&words.map(|word| format!("w{word} ")).collect::<String>())
    }

    fn in_common(one: &Wording, other: &Wording) -> usize {
        let (one, other) = (bands(one), bands(other));
        one.iter().filter(|band| other.contains(band)).count()
    }

    #[test]
    fn bands_never_change() {
        // Rows of databases rest on them; see SCHEME.
        let bands = bands(&text(0..100));
        assert_eq!(bands.len(), 40);
        assert_eq!([bands[0], bands[39]], [4_934_401_816_954_623_255, 8_614_469_263_196_962_851]);
    }

    #[test]
    fn texts_that_share_much_meet_and_others_do_not() {
        let whole = text(0..600);
        assert_eq!(in_common(&whole, &whole), 40);
        assert!(in_common(&whole, &text(100..600)) > 5, "without its head");
        assert!(in_common(&whole, &text(0..300)) > 0, "the first half alone");
        assert!(in_common(&whole, &text((0..600).map(|n| if n % 20 == 0 { n + 1000 } else { n }))) > 0, "small edits");
        assert_eq!(in_common(&whole, &text(1000..1600)), 0);
        assert_eq!(in_common(&text((0..300).chain(2000..2030)), &text((3000..3300).chain(2000..2030))), 0, "a footer");
    }

    #[test]
    fn short_texts_have_none() {
        assert!(bands(&text(0..39)).is_empty());
        assert_eq!(bands(&text(0..40)).len(), 40);
    }
}
