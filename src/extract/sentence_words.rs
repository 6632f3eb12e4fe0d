//! Words by which sentences and run-together words are parted, `lexicon/sentences.tsv`.

use super::day_words::is_short_month;
use crate::lexicon::word_classes;

word_classes! {
    /// Words at the ends and heads of sentences.
    SENTENCES in "src/extract/lexicon/sentences.tsv" with [];
    fn is_listed_abbreviation = "abbreviation";
    /// Starts a sentence even behind "U.S.".
    pub(super) fn is_starter = "starter";
    /// Opens a sentence and is hardly ever the second half of a name ("meanwhile").
    pub(super) fn is_run_on_opener = "run_on_opener";
    /// Heads a section of a page ("diplomacy").
    pub(super) fn is_section_heading = "section_heading";
    /// A small article at the head of a name ("al").
    pub(super) fn is_name_article = "name_article";
}

/// True for a word whose full stop does not end a sentence.
pub(super) fn is_abbreviation(word: &str) -> bool {
    is_listed_abbreviation(word) || is_short_month(word)
}
