//! The words of transcripts, `lexicon/transcripts.tsv`.

use crate::lexicon::word_classes;

word_classes! {
    /// Words of transcripts.
    TRANSCRIPTS in "src/extract/lexicon/transcripts.tsv" with [];
    fn joins_words_of_offices = "connector";
    /// True for a particle of a family name ("von").
    pub(super) fn is_particle = "particle";
    /// True for a word that marks an unnamed speaker ("moderator").
    pub(super) fn is_unnamed = "unnamed";
    /// True for a word that marks an unnamed speaker where it is the whole label ("host").
    pub(super) fn is_unnamed_alone = "unnamed_alone";
    /// A form of address before a name ("mr").
    pub(super) fn is_courtesy_title = "courtesy_title";
    /// A word of an office that is no role ("senator").
    pub(super) fn is_office = "office";
    /// A role that is no office ("mother").
    pub(super) fn is_no_office = "no_office";
    /// True for a word that is printed before a colon but names no speaker ("note").
    pub(super) fn is_page_label = "page_label";
    /// A short answer ("yes").
    pub(super) fn is_answer = "answer";
    /// Begins a courtesy ("hello").
    pub(super) fn is_greeting = "greeting";
    /// True for a word that follows "good" in a greeting ("morning").
    pub(super) fn is_time_of_greeting = "time_of_greeting";
    /// True for a word that begins a courtesy if few words follow ("please").
    pub(super) fn opens_courtesy = "courtesy_opener";
    /// True for a word that makes a short sentence a courtesy wherever it stands in it ("thanks").
    pub(super) fn is_thanks = "thanks";
}

/// True for a small word inside an office or a name ("of", "von").
pub(super) fn is_connector(word: &str) -> bool {
    joins_words_of_offices(word) || is_particle(word)
}
