//! Names of days, months, seasons and stretches of days, and small numbers.

use jiff::civil::Weekday;

use super::calendar::Unit;
use crate::domain::Season;
use crate::extract::{day_words, number_words};

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

/// True when `word` stands in a short list of words separated by spaces.
pub(super) fn listed(list: &str, word: &str) -> bool {
    !word.is_empty() && list.split_whitespace().any(|listed| listed == word)
}
