//! Names of days, months, seasons and stretches of days, and small numbers.

use jiff::civil::Weekday;

use super::calendar::Unit;
use crate::domain::Season;

/// True for words of a day or a stretch of days ("tuesday", "october", "yesterday", "week").
pub(in crate::extract) fn is_day_word(word: &str) -> bool {
    weekday(word).is_some()
        || (month(word).is_some() && !matches!(word, "may" | "mar" | "jun" | "jul"))
        || is_part_of_day(word)
        || matches!(
            word,
            "yesterday"
                | "today"
                | "tonight"
                | "week"
                | "month"
                | "weekend"
                | "midnight"
                | "noon"
                | "year"
                | "tomorrow"
        )
}

/// True for "morning" and its like.
pub(super) fn is_part_of_day(word: &str) -> bool {
    matches!(word, "morning" | "afternoon" | "evening" | "night" | "overnight")
}

/// The day of the week that a word in lower case names.
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => return None,
    })
}

/// The number of the month that a word in lower case names, in full or as "oct".
pub(super) fn month(word: &str) -> Option<i8> {
    Some(match word {
        "january" | "jan" => 1,
        "february" | "feb" => 2,
        "march" | "mar" => 3,
        "april" | "apr" => 4,
        "may" => 5,
        "june" | "jun" => 6,
        "july" | "jul" => 7,
        "august" | "aug" => 8,
        "september" | "sept" | "sep" => 9,
        "october" | "oct" => 10,
        "november" | "nov" => 11,
        "december" | "dec" => 12,
        _ => return None,
    })
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
    const WORDS: [&str; 12] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    let written = || WORDS.iter().position(|listed| *listed == word).and_then(|at| i16::try_from(at + 1).ok());
    match word {
        "a" | "an" => Some(1),
        _ if word.starts_with(|c: char| c.is_ascii_digit()) => {
            word.parse().ok().filter(|number| (1..=400).contains(number))
        }
        _ => written(),
    }
}

/// True when `word` stands in a short list of words separated by spaces.
pub(super) fn listed(list: &str, word: &str) -> bool {
    !word.is_empty() && list.split_whitespace().any(|listed| listed == word)
}
