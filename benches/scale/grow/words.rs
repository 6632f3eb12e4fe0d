//! Words and names that only one article has, and how copies of that article spell them.
//!
//! A copy that kept every word would leave no word rare and no speaker seldom quoted. So a copy spells such words in its
//! own way, letter by letter and as long as before, and every span stays where it is. Some copies share a spelling with
//! an earlier one. How many do follows Heaps' law: the vocabulary grows with the number of copies to the power of 0.6.

use std::collections::{HashMap, HashSet};

/// The fewest letters of a word that is spelled anew; shorter ones are mostly words of grammar.
const SHORTEST: usize = 4;
/// The exponent of Heaps' law, about what English news show.
const HEAPS: f64 = 0.6;

/// The words of a text that consist of ASCII letters, with the byte each begins at.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.len() >= SHORTEST && word.bytes().all(|byte| byte.is_ascii_alphabetic()))
        .map(move |word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

/// The words that only one article has, in lower case.
#[derive(Debug)]
pub(crate) struct RareWords(HashSet<String>);

impl RareWords {
    /// Collects them from the texts of articles, one text each. Words of `kept` are never spelled anew: names that are
    /// known beyond their article, verbs, dates and quantities.
    pub(crate) fn among<'t>(texts: impl Iterator<Item = &'t str>, kept: impl Iterator<Item = &'t str>) -> Self {
        let mut articles: HashMap<String, u32> = HashMap::new();
        for text in texts {
            let own: HashSet<String> = words(text).map(|(_, word)| word.to_ascii_lowercase()).collect();
            for word in own {
                *articles.entry(word).or_default() += 1;
            }
        }
        for text in kept {
            for (_, word) in words(text) {
                articles.remove(&word.to_ascii_lowercase());
            }
        }
        Self(articles.into_iter().filter(|(_, articles)| *articles == 1).map(|(word, _)| word).collect())
    }

    /// Whether any of them stands in a text.
    pub(crate) fn holds(&self, text: &str) -> bool {
        words(text).any(|(_, word)| self.0.contains(&word.to_ascii_lowercase()))
    }

    /// The text as a copy spells it; `None` where that is no other.
    pub(crate) fn spelled(&self, text: &str, copy: u64) -> Option<String> {
        let mut spelled: Option<Vec<u8>> = None;
        for (start, word) in words(text) {
            let lower = word.to_ascii_lowercase();
            if !self.0.contains(&lower) {
                continue;
            }
            let spelling = spelling(&lower, copy);
            if spelling > 0 {
                let bytes = spelled.get_or_insert_with(|| text.as_bytes().to_vec());
                let letters = letters(spelling);
                for byte in &mut bytes[start..start + word.len()] {
                    let letter = letters[usize::from(byte.to_ascii_lowercase() - b'a')];
                    *byte = if byte.is_ascii_uppercase() { letter.to_ascii_uppercase() } else { letter };
                }
            }
        }
        spelled.map(|bytes| String::from_utf8(bytes).expect("ASCII letters took the place of others"))
    }
}

/// Which copy's spelling a copy uses for a word: its own, an earlier one's, or 0 for that of the original.
fn spelling(word: &str, copy: u64) -> u64 {
    let mut seed = copy.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for byte in word.bytes() {
        seed = (seed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    let mut dice = fastrand::Rng::with_seed(seed);
    let is_new = dice.f64() < (copy as f64).powf(HEAPS - 1.0);
    if is_new { copy } else { dice.u64(0..copy) }
}

/// The letter that stands for each of a to z in a spelling: vowels for vowels, so that words can still be read aloud.
fn letters(spelling: u64) -> [u8; 26] {
    let mut dice = fastrand::Rng::with_seed(spelling);
    let mut letters: [u8; 26] = std::array::from_fn(|letter| b'a' + letter as u8);
    for is_vowel in [true, false] {
        let places: Vec<usize> =
            (0..26).filter(|place| b"aeiou".contains(&(b'a' + *place as u8)) == is_vowel).collect();
        let mut shuffled = places.clone();
        dice.shuffle(&mut shuffled);
        for (place, other) in places.into_iter().zip(shuffled) {
            letters[place] = b'a' + other as u8;
        }
    }
    letters
}

/// An id of its own for what has the id `old`, in the form of all ids.
pub(crate) fn new_id(old: &str, copy: u64) -> String {
    use sha2::{Digest, Sha256};
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let hash = Sha256::digest(format!("{copy}:{old}").as_bytes());
    let bits = hash[..10].iter().fold(0u128, |bits, byte| bits << 8 | u128::from(*byte));
    (0..16).rev().map(|place| char::from(ALPHABET[(bits >> (5 * place) & 31) as usize])).collect()
}
