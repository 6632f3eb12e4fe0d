//! Quantities in the words of a claim.

use serde::Serialize;

use super::Span;

/// A quantity: "at least 3,000 troops" has `min` 3000, no `max`, unit "troops".
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// Where it stands. Bytes stay inside the program: records give places in code points.
    #[serde(skip)]
    pub span: Span,
    /// Least value the words allow.
    pub min: Option<f64>,
    /// Greatest value the words allow.
    pub max: Option<f64>,
    /// True when the words hedge ("about", "some", "around").
    pub about: bool,
    /// What is counted, as printed ("North Korean soldiers").
    pub unit: Option<String>,
}
