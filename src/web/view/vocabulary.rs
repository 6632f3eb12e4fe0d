//! The closed vocabularies in words: stances, kinds of quotation, kinds of source, parts of articles.

use crate::domain::{Partial, Quotation, SourceKind, Stance};

/// A stance as a sign and a word; the sign is hidden from screen readers.
pub(in crate::web) fn stance_words(stance: Stance) -> (&'static str, &'static str) {
    match stance {
        Stance::Asserts => ("", "says"),
        Stance::Confirms => ("✓", "confirms"),
        Stance::Denies => ("⊘", "denies"),
        Stance::Believes => ("≈", "believes"),
        Stance::Alleges => ("‽", "alleges"),
        Stance::Warns => ("▲", "warns"),
        Stance::Predicts => ("↗", "predicts"),
        Stance::Promises => ("✦", "promises"),
        Stance::Demands => ("!", "demands"),
        Stance::Asks => ("?", "asks"),
        Stance::Declines => ("∅", "declines"),
    }
}

/// How the words are given, for people.
pub(in crate::web) fn quotation_words(quotation: Quotation) -> &'static str {
    match quotation {
        Quotation::Direct => "quoted",
        Quotation::Indirect => "in the reporter’s words",
        Quotation::Mixed => "partly quoted",
    }
}

/// A kind of source, for people.
pub(in crate::web) fn kind_words(kind: SourceKind) -> (&'static str, &'static str) {
    match kind {
        SourceKind::Person => ("person", "people"),
        SourceKind::Organisation => ("organisation", "organisations"),
        SourceKind::Government => ("government", "governments"),
        SourceKind::Media => ("news outlet", "news outlets"),
        SourceKind::Group => ("group", "groups"),
        SourceKind::Unnamed => ("unnamed source", "unnamed sources"),
        SourceKind::Channel => ("channel", "channels"),
    }
}

/// That a text is not the whole article, in a sentence.
pub(in crate::web) fn partial_words(partial: Partial) -> &'static str {
    match partial {
        Partial::Teaser => "Only the first lines of this article were loaded.",
        Partial::Quotations => "Quotations with the words around them; not the whole article.",
        Partial::CutOff => "The text breaks off: only the beginning of this article was loaded.",
    }
}

/// The same in two words, for lists.
pub(in crate::web) fn partial_mark(partial: Partial) -> &'static str {
    match partial {
        Partial::Teaser => "first lines only",
        Partial::Quotations => "quotations only",
        Partial::CutOff => "beginning only",
    }
}
