//! Finds every time expression in a text and the days that it means.
//!
//! [`super::timex`] holds the types, [`super::relative`] the rules for days counted from others, [`super::dated`] and
//! [`super::calendar_days`] those for dates.

use jiff::civil::Date;

use super::calendar::{self, back};
use super::entries::Days;
use super::timex::ExpressionParser;
pub(super) use super::timex::{Expression, Time};
use super::words::{self, unit};
use crate::extract::segment::Segmented;

/// The most filler words between a barring word and its time ("since at least the very beginning of May").
const MOST_FILLERS: usize = 5;

/// Returns the time expressions of a text, in order and without overlaps, read against the days it was written on.
pub(super) fn expressions(document: &Segmented<'_>, days: &Days) -> Vec<Expression> {
    let mut found = Vec::new();
    let mut anchor: Option<Date> = None;
    let mut paragraph = 0;
    for sentence in &document.sentences {
        let Some(first) = document.tokens.get(sentence.tokens.start) else { continue };
        let here = document.paragraphs.partition_point(|paragraph| paragraph.end <= first.span.start);
        if here != paragraph {
            (paragraph, anchor) = (here, None);
        }
        let published = days.at(first.span.start);
        let parser = ExpressionParser { tokens: &document.tokens, sentence: sentence.tokens.clone(), published };
        let mut at = sentence.tokens.start;
        while at < sentence.tokens.end {
            let Some(mut expression) = parser.parse(at) else {
                at += 1;
                continue;
            };
            at = expression.tokens.end.max(at + 1);
            if let Time::Relative(days) = expression.time {
                let day = anchor.and_then(|anchor| back(anchor, -days));
                let day = day.and_then(|day| calendar::stretch(day, day, published));
                expression.time = day.map_or(Time::Unspecified, Time::On);
            }
            if let Time::On(edtf) = &expression.time {
                anchor = edtf.first_day().filter(|day| edtf.last_day() == Some(*day));
            }
            found.push(expression);
        }
    }
    found
}

impl ExpressionParser<'_> {
    /// The expression that starts at token `at`.
    ///
    /// The order of the rules matters: "between" comes first since it bars elsewhere ("between Monday and Friday" tells
    /// no day, "between 3 and 5 March" does); what bars comes before what it bars; counts come before dates, since
    /// "3 days before 5 March" begins with a count; what tells no time comes last, since "earlier" may begin a date.
    pub(super) fn parse(&self, at: usize) -> Option<Expression> {
        self.between(at)
            .or_else(|| self.barred(at))
            .or_else(|| self.counted(at))
            .or_else(|| self.anchored(at))
            .or_else(|| self.dated(at))
            .or_else(|| self.unspecified(at))
    }

    /// "until Monday", "since the end of October".
    pub(super) fn barred(&self, at: usize) -> Option<Expression> {
        let word = self.word(at);
        let barred = words::bars(word)
            && match word {
                "of" => at == self.sentence.start || !words::is_dated_by_of(self.word(at - 1)),
                "as" | "ahead" => self.word(at + 1) == "of",
                "to" => at == self.sentence.start || self.word(at - 1) != "according",
                _ => true,
            };
        if !barred {
            return None;
        }
        // "about two days ago".
        if matches!(word, "about" | "than") && self.counted(at + 1).is_some() {
            return None;
        }
        let mut place = at + 1;
        let found = loop {
            let found = self.counted(place).or_else(|| self.anchored(place)).or_else(|| self.dated(place));
            if found.is_some() || place > at + MOST_FILLERS || !words::is_barring_filler(self.word(place)) {
                break found;
            }
            place += 1;
        };
        let end = match found {
            Some(found) => found.tokens.end,
            None if matches!(word, "next" | "coming" | "upcoming") && unit(self.word(at + 1)).is_some() => at + 2,
            None => return None,
        };
        Some(Expression { tokens: at..end, core: place, time: Time::Excluded })
    }

    /// "between 3 and 5 March", "between March and May 2022".
    pub(super) fn between(&self, at: usize) -> Option<Expression> {
        (self.word(at) == "between").then(|| self.dated(at)).flatten()
    }

    /// "recently", "in recent weeks".
    pub(super) fn unspecified(&self, at: usize) -> Option<Expression> {
        let length = match (self.word(at), self.word(at + 1), self.word(at + 2)) {
            ("in" | "over" | "during", "recent", word) if unit(word).is_some() => 3,
            ("in" | "over" | "during", "the", "past" | "last" | "recent") => 3,
            ("recently" | "previously" | "earlier" | "later" | "repeatedly" | "formerly" | "once" | "often", ..) => 1,
            _ => return None,
        };
        Some(Expression { tokens: at..at + length, core: at, time: Time::Unspecified })
    }
}
