//! Names folded for comparison, and slugs for addresses.

use serde::{Deserialize, Serialize};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Folds a name so that spellings which differ only in case, accents, punctuation or spaces are equal.
pub fn fold_name(name: &str) -> String {
    // Most names are plain letters, and there are many of them.
    if name.is_ascii() {
        fold_letters(name.bytes().map(|byte| char::from(byte.to_ascii_lowercase())), name.len())
    } else {
        let plain = name.nfkd().filter(|c| !is_combining_mark(*c));
        fold_letters(plain.flat_map(char::to_lowercase), name.len())
    }
}

/// Lower-case letters and digits; apostrophes and dots are removed, any other run of characters becomes one space.
fn fold_letters(name: impl Iterator<Item = char>, length: usize) -> String {
    let mut folded = String::with_capacity(length);
    for c in name {
        if c.is_alphanumeric() {
            folded.push(c);
        } else if !matches!(c, '\'' | '’' | '`' | '.') && !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    if folded.ends_with(' ') {
        folded.pop();
    }
    folded
}

/// The readable part of an address: ASCII letters, digits and single hyphens, never a dot.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct Slug(String);

impl Slug {
    const LONGEST: usize = 80;

    /// Writes `name` in ASCII letters, cut at 80 bytes; a name without any letter or digit becomes `unnamed`.
    pub fn of(name: &str) -> Self {
        let ascii = deunicode::deunicode(&name.replace(['\'', '’', '.'], ""));
        let mut slug = String::new();
        for c in ascii.chars() {
            if c.is_ascii_alphanumeric() {
                slug.push(c.to_ascii_lowercase());
            } else if !slug.ends_with('-') && !slug.is_empty() {
                slug.push('-');
            }
            if slug.len() >= Self::LONGEST {
                break;
            }
        }
        let slug = slug.trim_end_matches('-');
        Self(if slug.is_empty() { "unnamed".to_owned() } else { slug.to_owned() })
    }

    /// This slug with a further word at its end.
    pub fn with(&self, suffix: &str) -> Self {
        Self(format!("{}-{suffix}", self.0))
    }

    /// Takes a word from an address; `None` when it cannot be a slug.
    pub fn parse(word: &str) -> Option<Self> {
        let fits = !word.is_empty()
            && word.len() <= 2 * Self::LONGEST
            && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        fits.then(|| Self(word.to_owned()))
    }

    /// The slug as written in an address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Slug {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_fold_together() {
        assert_eq!(fold_name("  O’Brien-Šmíd, Jr. "), "obrien smid jr");
        assert_eq!(fold_name("U.S. Army"), "us army");
    }

    #[test]
    fn slugs_are_plain_ascii() {
        for (name, slug) in [
            ("John Kirby", "john-kirby"),
            ("Wołodymyr Żełenski", "wolodymyr-zelenski"),
            ("Київ", "kiyiv"),
            ("U.S. Army / 3rd", "us-army-3rd"),
            ("…", "unnamed"),
        ] {
            assert_eq!(Slug::of(name).as_str(), slug);
        }
        assert!(Slug::of(&"long name ".repeat(50)).as_str().len() <= 80);
        assert_eq!(Slug::parse("a.json"), None);
        assert_eq!(Slug::parse("John"), None);
        assert!(Slug::parse("john-kirby-7q3k").is_some());
    }
}
