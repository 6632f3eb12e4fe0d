//! Why something was concluded about a claim, kept from the moment of the conclusion.

use serde::{Deserialize, Serialize};

use super::vocabulary::{UnknownWord, vocabulary};

vocabulary! {
    /// What a reason is about.
    Conclusion, "conclusion" {
        /// Which words name the source.
        Mention = "mention",
        /// Who said it.
        Source = "source",
        /// What kind of source that is.
        Kind = "kind",
        /// Who said it as well.
        Other = "other",
        /// Through whom it came.
        Via = "via",
        /// What the source does with the words.
        Stance = "stance",
        /// When it was said.
        Said = "said",
        /// What a quantity in the words is.
        Figure = "figure",
    }
}

/// Why something was concluded: the rule that did it, and what it went by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Reason {
    /// The conclusion.
    pub about: Conclusion,
    /// The rule, in the few words that it is called by ("a name of the registry").
    pub rule: String,
    /// What it went by, the weightiest first: features that a trained model weighed, or words of the cue.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<String>,
}

impl Reason {
    /// A reason by a rule alone.
    pub fn by(about: Conclusion, rule: &str) -> Self {
        Self { about, rule: rule.to_owned(), features: Vec::new() }
    }
}
