//! The words of the forms of texts, `lexicon/forms.tsv`.

use crate::lexicon::word_classes;

word_classes! {
    /// Words of the forms of texts.
    FORMS in "src/extract/lexicon/forms.tsv" with ["post_phrase"];
    /// True for a word that stands beside the number of a page ("page").
    pub(super) fn is_page_word = "page_word";
    /// True for a word inside the brackets of a footnote's mark ("note").
    pub(super) fn is_note_word = "note_word";
    /// True for a word that opens a block of a subtitle file in which nobody speaks ("webvtt").
    pub(super) fn is_block_of_subtitles = "subtitle_block";
    /// True for a word in brackets behind a rank ("retd").
    pub(super) fn is_service_mark = "service_mark";
    /// True for the host of links to pictures and posts ("pic.twitter.com").
    pub(super) fn is_picture_host = "picture_host";
    /// True for a unit that may have an exponent ("km").
    pub(super) fn is_unit_of_length = "unit_of_length";
}

/// What stands before the name of who wrote an embedded post, in place of a dash ("a post shared by").
pub(super) fn post_phrases() -> impl Iterator<Item = &'static str> {
    FORMS.entries("post_phrase")
}
