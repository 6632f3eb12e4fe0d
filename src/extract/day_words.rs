//! Names of days and of stretches of days, `lexicon/calendar.tsv`, which several stages go by.

use crate::lexicon::{class_of, word_classes};

word_classes! {
    /// Words for days and stretches of days.
    CALENDAR in "src/extract/lexicon/calendar.tsv" with ["weekday", "month", "short_month"];
    /// True for "morning" and its like.
    pub(super) fn is_part_of_day = "part_of_day";
    fn is_other_day_word = "day_word";
    /// True for a noun of time in the singular ("week").
    pub(super) fn is_time_unit = "time_unit";
    /// True for a time zone cut short ("gmt").
    pub(super) fn is_time_zone = "time_zone";
}

/// True for words of a day or a stretch of days ("tuesday", "october", "yesterday", "week"). Months that are other words as
/// well, or abbreviations of names, are none.
pub(super) fn is_day_word(word: &str) -> bool {
    weekday(word).is_some()
        || month(word).is_some() && !matches!(word, "may" | "mar" | "jun" | "jul")
        || is_part_of_day(word)
        || is_other_day_word(word)
}

/// The number of the day of the week that a word in lower case names; Monday is 1.
pub(super) fn weekday(word: &str) -> Option<i8> {
    class_of!(CALENDAR, "weekday").number(word)
}

/// The number of the month that a word in lower case names, in full or cut short ("oct").
pub(super) fn month(word: &str) -> Option<i8> {
    class_of!(CALENDAR, "month").number(word).or_else(|| class_of!(CALENDAR, "short_month").number(word))
}

/// True for the name of a month cut short, behind which a full stop may stand.
pub(super) fn is_short_month(word: &str) -> bool {
    class_of!(CALENDAR, "short_month").has(word)
}
