//! Everything that pages say in words, in one place for each: numbers, dates, vocabularies, and who says what.

mod article;
mod attribution;
mod claim;
mod date;
mod number;
mod text;
mod vocabulary;

pub(super) use article::{claims_of, headline};
pub(super) use attribution::Attribution;
pub(super) use claim::{ChosenSource, ClaimView, MoreInArticle, PartyView, Words, speaker_name};
pub(super) use date::{
    Moment, basis_text, day_of_stamp, days_text, decided_on, edtf_text, long_day, long_days, moment, range_text,
    said_in_full, said_moments, said_text, short_day,
};
pub(super) use number::{counted, number, quantity, share_text};
pub(super) use text::{in_xml, percent_encoded, shortened, words_at_publisher};
pub(super) use vocabulary::{kind_words, partial_mark, partial_words, quotation_words, stance_words};
