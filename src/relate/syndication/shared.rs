//! The words that two texts share, and whether one is a copy of the other.

use std::collections::HashSet;

use jiff::civil::Date;

use super::wording::{LEAST_WORDS, SHINGLE, Wording};
use crate::domain::Span;

/// The words of two texts that stand in runs of five or more which both have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// Of the first text.
    pub first: CommonWords,
    /// Of the second.
    pub second: CommonWords,
}

/// The shared words of one of the two texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommonWords {
    /// The number of shared words.
    pub words: usize,
    /// The number of all words of the text.
    pub of: usize,
    /// The runs of shared words in order, each in bytes of the text from its first to its last word.
    pub passages: Vec<Span>,
}

impl Shared {
    /// Compares two texts.
    pub fn between(first: &Wording, second: &Wording) -> Self {
        Self { first: CommonWords::of(first, second), second: CommonWords::of(second, first) }
    }

    /// True for two printings of one text: most words of either stand in the other, and at least [`LEAST_WORDS`] do.
    ///
    /// A copy with another head or a cut end counts, since most of its words stand in the whole text; two texts with
    /// the same few lines at their end do not. The texts of one publisher share its standing lines and forms ("on the
    /// 350th day of"), so more is asked of them, and all words of both where they were printed more than a week apart.
    pub fn is_copy(&self, kinship: Kinship) -> bool {
        let least = match kinship {
            Kinship::OtherPublisher => 60,
            Kinship::SamePublisher => 80,
            Kinship::SamePublisherLater => 100,
        };
        let is_most = |part: &CommonWords| part.words >= LEAST_WORDS && part.percent() >= least;
        match kinship {
            Kinship::SamePublisherLater => is_most(&self.first) && is_most(&self.second),
            _ => is_most(&self.first) || is_most(&self.second),
        }
    }
}

/// Who printed two texts, and when. The limits of [`Shared::is_copy`] were chosen on pairs of real articles: those of
/// two publishers shared 84 % and more of their words, or less than 50; forms of one publisher up to 82 over weeks, and
/// up to 77 within one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kinship {
    /// Two publishers.
    OtherPublisher,
    /// One, within a week.
    SamePublisher,
    /// One, more than a week apart.
    SamePublisherLater,
}

impl Kinship {
    /// The relation of two articles; `days` are their days of publication, where both are known.
    pub fn of(is_same_publisher: bool, days: Option<(Date, Date)>) -> Self {
        const WEEK: u32 = 7;
        let apart =
            days.and_then(|(one, other)| one.until(other).ok()).map_or(0, |span| span.get_days().unsigned_abs());
        match (is_same_publisher, apart > WEEK) {
            (false, _) => Self::OtherPublisher,
            (true, false) => Self::SamePublisher,
            (true, true) => Self::SamePublisherLater,
        }
    }
}

impl CommonWords {
    fn of(wording: &Wording, other: &Wording) -> Self {
        let others: HashSet<u64> = other.shingles().collect();
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for (at, _) in wording.shingles().enumerate().filter(|(_, shingle)| others.contains(shingle)) {
            let last = at + SHINGLE - 1;
            match runs.last_mut().filter(|(_, end)| at <= *end + 1) {
                Some((_, end)) => *end = last,
                None => runs.push((at, last)),
            }
        }
        Self {
            words: runs.iter().map(|(first, last)| last - first + 1).sum(),
            of: wording.len(),
            passages: runs.iter().map(|(first, last)| wording.span(*first, *last)).collect(),
        }
    }

    /// The share of the shared words in percent, rounded down, so that 100 means all.
    pub fn percent(&self) -> usize {
        self.words * 100 / self.of.max(1)
    }
}

/// What a text found at another address of an article is to the text that is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// The same, or a part of it.
    Same,
    /// Another text of the article.
    Changed,
    /// Another article's: the address only looks like that of the article.
    Unrelated,
}

/// Compares the text that a further address of an article gives (for telephones, AMP) with the one that is here.
pub fn variant(here: &str, there: &str) -> Variant {
    const NOTHING_NEW: usize = 80;
    const SOMETHING: usize = 25;
    let (here, there) = (Wording::of(here), Wording::of(there));
    if here.is_same(&there) {
        return Variant::Same;
    }
    let Shared { first, second } = Shared::between(&here, &there);
    match (first.percent(), second.percent()) {
        (_, NOTHING_NEW..) => Variant::Same,
        (SOMETHING.., _) | (_, SOMETHING..) => Variant::Changed,
        _ => Variant::Unrelated,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: impl Iterator<Item = usize>) -> String {
        words.map(|word| format!("w{word} ")).collect()
    }

    fn is_copy_of(one: &str, other: &str, kinship: Kinship) -> bool {
        let copy = Shared::between(&Wording::of(one), &Wording::of(other)).is_copy(kinship);
        let turned = Shared::between(&Wording::of(other), &Wording::of(one)).is_copy(kinship);
        assert_eq!(copy, turned, "whichever comes first");
        copy
    }

    fn is_copy(one: &str, other: &str) -> bool {
        is_copy_of(one, other, Kinship::OtherPublisher)
    }

    #[test]
    fn forms_of_one_publisher_are_no_copies() {
        let form = |words: usize| text((0..100).map(|n| if n >= 100 - words { n + words * 1000 } else { n }));
        assert!(is_copy_of(&form(10), &form(11), Kinship::SamePublisher), "an update");
        assert!(!is_copy_of(&form(10), &form(11), Kinship::SamePublisherLater), "the form of another week");
        assert!(!is_copy_of(&form(30), &form(31), Kinship::SamePublisher), "two reports of one day");
        assert!(is_copy(&form(30), &form(31)), "of two publishers");
        assert!(is_copy_of(&form(10), &form(10), Kinship::SamePublisherLater), "printed again");
    }

    #[test]
    fn days_apart_are_counted_both_ways() {
        let day = |day: &str| day.parse::<Date>().unwrap();
        for (is_same, days, expected) in [
            (false, Some(("2025-03-01", "2025-06-01")), Kinship::OtherPublisher),
            (true, None, Kinship::SamePublisher),
            (true, Some(("2025-02-27", "2025-03-06")), Kinship::SamePublisher),
            (true, Some(("2025-02-27", "2025-03-07")), Kinship::SamePublisherLater),
            (true, Some(("2026-03-07", "2025-02-27")), Kinship::SamePublisherLater),
        ] {
            assert_eq!(Kinship::of(is_same, days.map(|(a, b)| (day(a), day(b)))), expected, "{days:?}");
        }
    }

    #[test]
    fn shared_words_are_counted_in_runs_of_five() {
        let one = "The old mill stood by the river. Nobody came. It was very late that night.";
        let other = "Once, the old mill stood by a hill. Then: it was very late that night!";
        let shared = Shared::between(&Wording::of(one), &Wording::of(other));
        assert_eq!(
            shared.first.passages.iter().map(|span| span.of(one)).collect::<Vec<_>>(),
            ["The old mill stood by", "It was very late that night",]
        );
        assert_eq!((shared.first.words, shared.first.of, shared.first.percent()), (11, 15, 73));
        assert_eq!((shared.second.words, shared.second.of), (11, 15));
    }

    #[test]
    fn copies_are_told_from_texts_with_something_in_common() {
        let whole = text(0..400);
        for (other, expected, why) in [
            (text(0..400), true, "the same"),
            (text(0..120), true, "the beginning alone"),
            (text((900..960).chain(40..400)), true, "another head"),
            (text((0..400).chain(900..1100)), true, "something added"),
            (text((0..400).map(|n| if n % 12 == 0 { n + 900 } else { n })), true, "a word here and there"),
            (text((0..400).map(|n| if n % 7 == 0 { n + 900 } else { n })), true, "a word in every line"),
            (text((0..400).map(|n| if n % 5 == 0 { n + 900 } else { n })), false, "a form with other words"),
            (text((0..60).chain(900..1300)), false, "one passage quoted"),
            (text(0..35), false, "a line or two"),
            (text(900..1300), false, "nothing"),
            (String::new(), false, "no words"),
        ] {
            assert_eq!(is_copy(&whole, &other), expected, "{why}");
        }
        assert!(!is_copy(&text((0..45).chain(500..560)), &text((100..145).chain(500..560))), "the same footer");
    }

    #[test]
    fn texts_of_further_addresses_are_the_same_another_or_none_of_it() {
        let here = text(0..200);
        for (there, expected) in [
            (text(0..200), Variant::Same),
            (text(0..60), Variant::Same),
            (text((0..200).chain(900..930)), Variant::Same),
            (text((0..200).chain(900..1000)), Variant::Changed),
            (text((0..100).chain(900..1000)), Variant::Changed),
            (text(900..1000), Variant::Unrelated),
            ("Please accept cookies".to_owned(), Variant::Unrelated),
        ] {
            assert_eq!(variant(&here, &there), expected, "{there:.40}");
        }
        assert_eq!(variant("Rain fell.", "rain fell"), Variant::Same);
        assert_eq!(variant("Rain fell.", &text(0..200)), Variant::Unrelated);
        assert_eq!(variant(&text(0..60), &here), Variant::Changed, "the whole after its beginning");
    }
}
