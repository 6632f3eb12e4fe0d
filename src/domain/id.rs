//! Ids that are derived from what they name, so that every database gives the same address.
//!
//! An id is 16 characters of lower-case Crockford base32 (80 bits) of a SHA-256. The first part hashed is a short
//! version word (`a1`, `c1`, `v1`); a change of the rules below would need a new word, never a changed meaning.

use data_encoding::{Encoding, Specification};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

use super::CanonicalAddress;

static CROCKFORD: LazyLock<Encoding> = LazyLock::new(|| {
    let mut specification = Specification::new();
    specification.symbols.push_str("0123456789abcdefghjkmnpqrstvwxyz");
    specification.encoding().expect("the alphabet has 32 distinct symbols")
});

/// Hashes the parts with a NUL between them and keeps the first 80 bits.
fn derive(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for (position, part) in parts.iter().enumerate() {
        if position > 0 {
            hash.update([0]);
        }
        hash.update(part.as_bytes());
    }
    CROCKFORD.encode(&hash.finalize()[..10])
}

/// The error for text that is no id: it has another length, or a character outside the alphabet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an id is 16 characters of 0-9 and a-z without i, l, o and u")]
pub struct IdError;

macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
        #[serde(transparent)]
        #[sqlx(transparent)]
        pub struct $name(String);

        impl $name {
            /// The 16 characters.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;

            fn from_str(word: &str) -> Result<Self, IdError> {
                if word.len() == 16 && CROCKFORD.decode(word.as_bytes()).is_ok() {
                    Ok(Self(word.to_owned()))
                } else {
                    Err(IdError)
                }
            }
        }
    };
}

id_type! {
    /// Names one article for ever. Derived from its canonical address, or from its text where it has none.
    ArticleId
}
id_type! {
    /// Names one claim for ever. Derived from its article and its words.
    ClaimId
}
id_type! {
    /// Names one text of one article. Derived from both.
    VersionId
}

id_type! {
    /// Names one dispute for ever. Derived from the claim with the least id of those that it was found with.
    DisputeId
}

impl DisputeId {
    /// The id of the dispute that was found with this claim.
    pub fn of(claim: &ClaimId) -> Self {
        Self(derive(&["d1", claim.as_str()]))
    }
}

impl ArticleId {
    /// The id of an article printed at `address`.
    pub fn of_address(address: &CanonicalAddress) -> Self {
        Self(derive(&["a1", address.as_str()]))
    }

    /// The id of an article without an address: its text with every run of white space folded into one space.
    pub fn of_text(text: &str) -> Self {
        let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
        Self(derive(&["a1", &folded]))
    }
}

impl VersionId {
    /// The id of `text` as a version of `article`.
    pub fn of(article: &ArticleId, text: &str) -> Self {
        Self(derive(&["v1", article.as_str(), text]))
    }
}

/// What a claim's id is made of: the letters and digits of its content, NFKC, lower case.
///
/// Punctuation, quotation marks and white space stay out, so that a publisher's change of typography keeps the address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ContentKey(String);

impl ContentKey {
    /// Folds the words of a claim into its key.
    pub fn of(content: &str) -> Self {
        Self(content.nfkc().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect())
    }
}

impl ClaimId {
    /// The id of the `occurrence`-th claim (from 0, in order of place) with the content `key` in `article`.
    pub fn of(article: &ArticleId, key: &ContentKey, occurrence: usize) -> Self {
        Self(derive(&["c1", article.as_str(), &key.0, &occurrence.to_string()]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article() -> ArticleId {
        ArticleId::of_address(&CanonicalAddress::parse("https://example.org/a").unwrap())
    }

    #[test]
    fn ids_never_change() {
        // Published addresses: a change here breaks every permalink ever shared.
        assert_eq!(article().as_str(), "e1744newxj56afwb");
        let claim = ClaimId::of(&article(), &ContentKey::of("“Rain,” she said"), 0);
        assert_eq!(claim.as_str(), "62zc832841vqzm9e");
        assert_eq!(DisputeId::of(&claim).as_str(), "wyy6fyg94946eww1");
    }

    #[test]
    fn white_space_and_typography_stay_out() {
        assert_eq!(ArticleId::of_text("One  two\r\nthree "), ArticleId::of_text("One two\n\nthree"));
        assert_ne!(ArticleId::of_text("One two"), ArticleId::of_text("One two three"));
        assert_eq!(ContentKey::of("It’s “fair game,”"), ContentKey::of("its fair GAME"));
        assert_ne!(
            ClaimId::of(&article(), &ContentKey::of("rain"), 0),
            ClaimId::of(&article(), &ContentKey::of("rain"), 1)
        );
    }

    #[test]
    fn words_that_are_no_ids_are_refused() {
        for word in ["", "short", "iiiiiiiiiiiiiiii", "../../etc/passwd", "0123456789ABCDEF"] {
            assert_eq!(word.parse::<ClaimId>(), Err(IdError), "{word}");
        }
        assert!("0123456789abcdef".parse::<ClaimId>().is_ok());
    }
}
