//! Quantities in the words of a claim.

use serde::Serialize;

use super::Span;

/// A quantity: "at least 3,000 troops" has `min` 3000, no `max`, unit "troops".
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// Where the quantity and its unit stand, in bytes of the text. Not in records: these give places in code points.
    #[serde(skip)]
    pub span: Span,
    /// Least value that the words allow, in units as printed; `None` where they give no lower bound.
    pub min: Option<f64>,
    /// Greatest value that the words allow; `None` where they give no upper bound.
    pub max: Option<f64>,
    /// True when the words hedge ("about", "some", "around").
    pub about: bool,
    /// What is counted, as printed ("North Korean soldiers").
    pub unit: Option<String>,
}
