//! One attributed statement, as the extraction gives it.

use super::{Basis, ClaimId, Edtf, Figure, Manner, Party, Quotation, Reason, Span, Stance};

/// When a claim was said, as the extractor found it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The date; `None` where nothing tells it.
    pub edtf: Option<Edtf>,
    /// What the date rests on.
    pub basis: Basis,
    /// The place of the words that it rests on; `None` where no words tell it.
    pub span: Option<Span>,
}

impl Said {
    /// Nothing tells when it was said.
    pub const UNKNOWN: Self = Self { edtf: None, basis: Basis::None, span: None };
}

/// One claim found in one article. All spans are in bytes of the article's text.
#[derive(Debug, Clone, PartialEq)]
pub struct ExtractedClaim {
    /// Its id, derived from the article and the words.
    pub id: ClaimId,
    /// The claim this one stands inside ("Kirby said that *Washington believes* …").
    pub inside: Option<ClaimId>,
    /// The words claimed, in order; never empty.
    pub content: Vec<Span>,
    /// The words that attribute; empty in running quotations.
    pub cue: Vec<Span>,
    /// The words that name the source here; empty where it is carried over.
    pub mention: Vec<Span>,
    /// Who said it, when that could be told.
    pub source: Option<Party>,
    /// Further sources of the same claim ("Kyiv and Seoul say").
    pub others: Vec<Party>,
    /// Those through whom it came, innermost first.
    pub via: Vec<Party>,
    /// Direct, indirect or mixed.
    pub quotation: Quotation,
    /// What the source does with the content.
    pub stance: Stance,
    /// Speech or attitude.
    pub manner: Manner,
    /// When it was said.
    pub said: Said,
    /// Quantities in the content.
    pub figures: Vec<Figure>,
    /// Why each conclusion was reached, in the order in which they were.
    pub reasons: Vec<Reason>,
    /// Calibrated probability that it is right, 0 to 1; `None` from extractors that cannot tell.
    pub confidence: Option<f64>,
}
