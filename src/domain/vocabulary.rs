//! The closed vocabularies of a claim: form of quotation, stance, manner, basis of its date.

use serde::{Deserialize, Serialize};

/// The error for a word outside a closed vocabulary. The message names the vocabulary and the word.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown {vocabulary} {word:?}")]
pub struct UnknownWord {
    vocabulary: &'static str,
    word: String,
}

impl UnknownWord {
    pub(super) fn new(vocabulary: &'static str, word: &str) -> Self {
        Self { vocabulary, word: word.to_owned() }
    }
}

macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident, $label:literal { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, sqlx::Type, utoipa::ToSchema)]
        #[serde(rename_all = "lowercase")]
        #[sqlx(rename_all = "lowercase")]
        pub enum $name { $($(#[$variant_doc])* $variant,)+ }

        impl $name {
            /// Every word of the vocabulary.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word used in JSON, addresses and the database.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = UnknownWord;

            fn from_str(word: &str) -> Result<Self, UnknownWord> {
                match word {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(UnknownWord::new($label, word)),
                }
            }
        }
    };
}

pub(super) use vocabulary;

vocabulary! {
    /// How the words are given.
    Quotation, "quotation" {
        /// All of it between quotation marks.
        Direct = "direct",
        /// In the reporter's words.
        Indirect = "indirect",
        /// In the reporter's words with quoted parts.
        Mixed = "mixed",
    }
}

vocabulary! {
    /// What the source does with the content: read from the cue, its negation and its hedges, never from the content.
    Stance, "stance" {
        /// Says it is so.
        Asserts = "asserts",
        /// Says that what others said is so.
        Confirms = "confirms",
        /// Says that it is not so.
        Denies = "denies",
        /// Holds it to be so.
        Believes = "believes",
        /// Says so without showing why, in the reporter's eyes ("claimed").
        Alleges = "alleges",
        /// Says that something bad may come.
        Warns = "warns",
        /// Says what will come.
        Predicts = "predicts",
        /// Binds itself to do something.
        Promises = "promises",
        /// Requires something of others.
        Demands = "demands",
        /// Puts a question or a request.
        Asks = "asks",
        /// Refuses to speak or to act.
        Declines = "declines",
    }
}

vocabulary! {
    /// Speech, or what a source is reported to think and plan.
    Manner, "manner" {
        /// Something was said or written.
        Statement = "statement",
        /// An attitude, a plan or a belief is reported.
        Attitude = "attitude",
    }
}

vocabulary! {
    /// What the date of a statement rests on.
    Basis, "basis" {
        /// Words in the text.
        Text = "text",
        /// The same source's date earlier in the article.
        Carried = "carried",
        /// The publication date: said on that day or before.
        Publication = "publication",
        /// What a person decided, whatever the article says.
        Decision = "decision",
        /// Nothing.
        None = "none",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vocabularies_read_what_they_write() {
        for &stance in Stance::ALL {
            assert_eq!(stance.as_str().parse(), Ok(stance));
            assert_eq!(serde_json::to_value(stance).unwrap(), stance.as_str());
        }
        for &quotation in Quotation::ALL {
            assert_eq!(quotation.as_str().parse(), Ok(quotation));
        }
        assert_eq!("shouts".parse::<Stance>().unwrap_err().to_string(), "unknown stance \"shouts\"");
    }
}
