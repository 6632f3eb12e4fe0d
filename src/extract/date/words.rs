//! Word lists for parsing dates, from `lexicon/dates.tsv`, whose head says what each class means, and names of days as
//! types.

use jiff::civil::Weekday;

use super::calendar::Unit;
use crate::domain::Season;
use crate::extract::{day_words, number_words};
use crate::lexicon::word_classes;

word_classes! {
    /// Words around expressions of time.
    DATES in "src/extract/lexicon/dates.tsv" with [];
    /// Precedes a time at which nothing was said ("until").
    pub(super) fn bars = "barring";
    /// May stand between such a word and the time ("least").
    pub(super) fn is_barring_filler = "barring_filler";
    /// Dated by "of" ("letter").
    pub(super) fn is_dated_by_of = "dated_by_of";
    /// Belongs to an expression before its core ("early").
    pub(super) fn is_lead = "lead";
    /// Makes a count of days too vague to compute a date from ("nearly").
    pub(super) fn is_loose = "loose_count";
    /// Turns the weekday before it into the name of a newspaper ("times").
    pub(super) fn is_weekday_newspaper = "weekday_newspaper";
    /// May follow a day of the month that counts nothing ("in").
    pub(super) fn is_after_day = "after_day";
    /// Begins a clause about something else than the speaking ("who").
    pub(super) fn begins_other_clause = "other_clause";
    /// Begins a clause of speaking ("speaking").
    pub(super) fn is_speaking = "speaking";
    /// A participle for what is done to documents and speakers ("released").
    pub(super) fn is_published = "published";
    /// A participle for what happened to things other than documents and speeches ("shot").
    pub(super) fn has_happened = "happened";
    /// An occasion or a document of speaking ("briefing").
    pub(super) fn is_speech_noun = "speech_noun";
    /// An event that people speak about ("attack").
    pub(super) fn is_event = "event";
    /// Tells a time from the speaker's own day ("yesterday").
    pub(super) fn is_deictic = "deictic";
    /// May follow a date without being named by it ("that").
    pub(super) fn is_after_date = "after_date";
    /// A body that speaks through its head ("league").
    pub(super) fn is_speaking_body = "speaking_body";
    /// The head of a body ("chief").
    pub(super) fn is_chief = "chief";
    /// Meets those one speaks to ("addressed").
    pub(super) fn is_occasion_verb = "occasion_verb";
    /// Separates the clause of a date from that of a cue ("while").
    pub(super) fn joins_clauses = "clause_joiner";
    /// Does not count as the opening of a clause ("also").
    pub(super) fn is_opening_adverb = "opening_adverb";
    /// Opens a clause that may lead to the cue ("during").
    pub(super) fn is_opening_preposition = "opening_preposition";
    /// Begins a mention of someone not told of before ("several").
    pub(super) fn is_indefinite = "indefinite";
    /// Begins a mention of someone told of before ("those").
    pub(super) fn is_definite = "definite";
    /// A verb of speaking behind "they" ("say").
    pub(super) fn is_plural_present = "plural_present";
    /// A verb of attitude ("believe").
    pub(super) fn is_attitude_verb = "attitude_verb";
    /// An adverb that says nothing of the tense ("also").
    pub(super) fn is_cue_adverb = "cue_adverb";
}

/// The day of the week that a word in lower case names.
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    Weekday::from_monday_one_offset(day_words::weekday(word)?).ok()
}

/// The season that a word in lower case names.
pub(super) fn season(word: &str) -> Option<Season> {
    Some(match word {
        "spring" => Season::Spring,
        "summer" => Season::Summer,
        "autumn" | "fall" => Season::Autumn,
        "winter" => Season::Winter,
        _ => return None,
    })
}

/// The stretch of days that a word in lower case, singular or plural, counts.
pub(super) fn unit(word: &str) -> Option<Unit> {
    Some(match word.strip_suffix('s').unwrap_or(word) {
        "minute" => Unit::Minute,
        "hour" => Unit::Hour,
        "day" => Unit::Day,
        "week" => Unit::Week,
        "fortnight" => Unit::Fortnight,
        "month" => Unit::Month,
        "year" => Unit::Year,
        _ => return None,
    })
}

/// A small number in words or digits.
pub(super) fn count(word: &str) -> Option<i16> {
    let written = || number_words::below_twenty(word).filter(|number| (1..=12).contains(number)).map(i16::from);
    match word {
        "a" | "an" => Some(1),
        _ if word.starts_with(|c: char| c.is_ascii_digit()) => {
            word.parse().ok().filter(|number| (1..=400).contains(number))
        }
        _ => written(),
    }
}
