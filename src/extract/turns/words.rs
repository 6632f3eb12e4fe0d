//! The words of transcripts, `lexicon/transcripts.tsv`.

use crate::lexicon::word_classes;

word_classes! {
    /// Words of transcripts.
    TRANSCRIPTS in "src/extract/lexicon/transcripts.tsv" with [];
    fn joins_words_of_offices = "connector";
    /// Belongs to a family name ("von").
    pub(super) fn is_particle = "particle";
    /// Speaks without a name ("moderator").
    pub(super) fn is_unnamed = "unnamed";
    /// Speaks without a name where it stands alone ("host").
    pub(super) fn is_unnamed_alone = "unnamed_alone";
    /// A form of address before a name ("mr").
    pub(super) fn is_courtesy_title = "courtesy_title";
    /// A word of an office that is no role ("senator").
    pub(super) fn is_office = "office";
    /// A role that is no office ("mother").
    pub(super) fn is_no_office = "no_office";
    /// Printed before a colon, and no speaker ("note").
    pub(super) fn is_page_label = "page_label";
    /// A short answer ("yes").
    pub(super) fn is_answer = "answer";
    /// Begins a courtesy ("hello").
    pub(super) fn is_greeting = "greeting";
    /// Behind "good" ("morning").
    pub(super) fn is_time_of_greeting = "time_of_greeting";
    /// Begins a courtesy where few words follow ("please").
    pub(super) fn opens_courtesy = "courtesy_opener";
    /// Makes a courtesy of a short sentence ("thanks").
    pub(super) fn is_thanks = "thanks";
}

/// True for a small word inside an office or a name ("of", "von").
pub(super) fn is_connector(word: &str) -> bool {
    joins_words_of_offices(word) || is_particle(word)
}
