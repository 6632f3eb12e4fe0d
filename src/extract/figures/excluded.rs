//! Recognises numbers that are not quantities: dates, years, times of day, ages, names, addresses, telephone numbers
//! and scores.
//!
//! The rules look at the words around the number in the article, including those outside the content.

use super::units::Unit;
use super::{FigureParser, Quantity, words};
use crate::extract::day_words::{self, is_day_word};

impl FigureParser<'_> {
    /// True if the number is not a quantity; `start` is where its bounds begin.
    ///
    /// Money and shares are always quantities.
    ///
    /// Ages and points in time come before the test for groups and scales, since "three
    /// million years ago" is a point too; the other rules hold for plain numbers alone.
    pub(super) fn is_excluded(&self, start: usize, quantity: &Quantity, unit: Option<&Unit>) -> bool {
        let number = &quantity.number;
        if quantity.money.is_some() || number.share {
            return false;
        }
        if self.is_age(start, quantity, unit) || self.is_point_in_time(unit) {
            return true;
        }
        if number.is_group() || number.scale > 1.0 {
            return false;
        }
        self.is_date(quantity, unit)
            || self.is_year(start, quantity, unit)
            || self.is_time(quantity, unit)
            || self.is_grown_together(quantity)
            || self.is_name(start, quantity, unit)
            || self.is_address(quantity)
            || (unit.is_none() && self.is_bare_mark(start, quantity))
    }

    /// "October 23", "23 to 25 October", "October 23 and 24".
    fn is_date(&self, quantity: &Quantity, unit: Option<&Unit>) -> bool {
        let day = |value: f64| (1.0..=31.0).contains(&value) && value.fract() == 0.0;
        let year = |value: f64| is_year_like(value);
        let (first, last) = (quantity.low, quantity.high.unwrap_or(quantity.low));
        if self.is_month(quantity.end) && day(last) {
            return true;
        }
        let at = quantity.number.start;
        let month_before = |at: usize| {
            at > 0 && (self.is_month(at - 1) || (self.around(at - 1) == "." && at > 1 && self.is_month(at - 2)))
        };
        if month_before(at) && (day(first) || year(first)) {
            // "In October 12 people were killed."
            return !(unit.is_some() && !year(first) && self.around_before(at, 2) == "in");
        }
        let joins = |word: &str| matches!(word, "and" | "or" | "to" | "through" | "until" | "–" | "-");
        if unit.is_none() && joins(self.around(quantity.end)) && self.is_month(quantity.end + 2) && day(first) {
            return true;
        }
        let joined = joins(self.around_before(at, 1));
        let comma = self.around_before(at, 1) == ",";
        at > 1
            && self.is_number_anywhere(at - 2)
            && month_before(at - 2)
            && unit.is_none()
            && ((joined && (day(first) || year(first))) || (comma && year(first)))
    }

    /// A month at a token; those that are words as well need a capital.
    fn is_month(&self, at: usize) -> bool {
        day_words::month(self.around(at)).is_some() && self.document.tokens.get(at).is_some_and(|token| token.capital)
    }

    /// "in 2022", "2014-2022", "1941–45".
    fn is_year(&self, start: usize, quantity: &Quantity, unit: Option<&Unit>) -> bool {
        let number = &quantity.number;
        let bare = |at: usize| self.around(at).split('-').next().is_some_and(|word| word.len() == 4);
        if number.written || !is_year_like(quantity.low) || !bare(number.start) {
            return false;
        }
        if let Some(high) = quantity.high {
            return is_year_like(high);
        }
        if start < quantity.start && unit.is_some() {
            return false;
        }
        let recent = (2010.0..=2039.0).contains(&quantity.low);
        let marked = words::is_before_a_year(self.around_before(number.start, 1));
        unit.is_none() || recent || (marked && quantity.low % 100.0 != 0.0)
    }

    /// "5 p.m.", "at 10", "from 9 to 11 GMT", "at 0600 hours".
    fn is_time(&self, quantity: &Quantity, unit: Option<&Unit>) -> bool {
        let after = |offset: usize| self.around(quantity.end + offset);
        let at =
            matches!(self.around_before(quantity.number.start, 1), "at" | "by" | "until" | "from" | "before" | "after");
        let small = quantity.low <= 24.0;
        words::is_clock(after(0))
            || (after(0) == "local" && after(1) == "time")
            || (small
                && after(0) == "in"
                && after(1) == "the"
                && matches!(after(2), "morning" | "afternoon" | "evening"))
            || (at && unit.is_some_and(|unit| self.word(unit.head) == "hours") && quantity.low >= 100.0)
            || (unit.is_none() && at && small && quantity.low.fract() != 0.0)
            || (unit.is_none() && small && self.is_at_the_hour(quantity.number.start))
    }

    /// "at ten", but not "the toll stood at 10".
    fn is_at_the_hour(&self, at: usize) -> bool {
        self.around_before(at, 1) == "at" && !(2..=4).any(|back| words::is_measured(self.around_before(at, back)))
    }

    /// "aged 45", "Reth, 45,", "45 years old", "men over 60".
    fn is_age(&self, start: usize, quantity: &Quantity, unit: Option<&Unit>) -> bool {
        let old = |at: usize| {
            matches!(self.around(at), "old" | "olds") || (self.around(at) == "of" && self.around(at + 1) == "age")
        };
        if unit.is_some_and(|unit| words::is_time(self.word(unit.head)) && old(unit.head + 1))
            || (words::is_time(self.around(quantity.end)) && old(quantity.end + 1))
        {
            return true;
        }
        let is_age = |word: &str| matches!(word, "aged" | "age" | "ages");
        let (before, second) = (self.around_before(start, 1), self.around_before(start, 2));
        if is_age(before) || (before == "of" && is_age(second)) {
            return true;
        }
        if unit.is_some() || !(1.0..=120.0).contains(&quantity.low) || quantity.number.scale > 1.0 {
            return false;
        }
        let bounded = start < quantity.start || quantity.high.is_some();
        let under = self.word(start) == "under" && matches!(before, "is" | "are" | "was" | "were");
        // "aged six and seven", "a girl of 16", "older than 60", "he was 11".
        let another = matches!(before, "and" | "to") && (2..=4).any(|back| is_age(self.around_before(start, back)));
        let of = before == "of" && words::is_aged(second);
        let than = before == "than" && matches!(second, "older" | "younger");
        let was = matches!(before, "was" | "is" | "were") && matches!(second, "he" | "she" | "i" | "who");
        if another || of || than || (was && !self.is_loss(quantity)) {
            return true;
        }
        (bounded && (under || words::is_aged(before))) || (!quantity.number.written && self.is_apposition(quantity))
    }

    /// "Reth, 45, said", "Ama Reth (45)".
    fn is_apposition(&self, quantity: &Quantity) -> bool {
        let at = quantity.number.start;
        let name = at > 1 && self.document.tokens.get(at - 2).is_some_and(|token| token.capital);
        let closed = match self.around_before(at, 1) {
            "," => matches!(self.around(quantity.end), "," | "." | ";" | "" | "who" | "from" | "of" | "was" | "and"),
            "(" => self.around(quantity.end) == ")",
            _ => false,
        };
        name && closed && quantity.high.is_none() && self.around_before(at, 2) != "in"
    }

    /// "three weeks ago". "Three weeks prior to the attack" tells how long before something it was.
    fn is_point_in_time(&self, unit: Option<&Unit>) -> bool {
        unit.is_some_and(|unit| {
            let prior = (self.around(unit.end), self.around(unit.end + 1)) == ("prior", "to");
            words::is_time(self.word(unit.head)) && words::is_point(self.around(unit.end)) && !prior
        })
    }

    /// "24/7", "Su–35", "#4", "3–kilometre": part of a token or compound that is not a number.
    fn is_grown_together(&self, quantity: &Quantity) -> bool {
        let is_dash = |word: &str| matches!(word, "–" | "-" | "—" | "\u{2212}");
        let (start, end) = (quantity.start, quantity.end);
        let before = self.around_before(start, 1);
        if self.touches(start) {
            let named =
                is_dash(before) && start > 1 && self.touches(start - 1) && !self.around_before(start, 2).is_empty();
            if named || matches!(before, "/" | "_" | "@" | "=" | "&" | "#" | "№" | "\\" | ":" | ".") {
                return true;
            }
        }
        let after = self.around(end);
        if !self.touches(end) || !self.touches(end + 1) {
            return false;
        }
        matches!(after, "_" | "@" | "=") || (after == "/" && self.is_number_anywhere(end + 1)) || is_dash(after)
    }

    /// "Article 5", "phase 2", "Leopard 2", "Group of Seven", "155 mm".
    fn is_name(&self, start: usize, quantity: &Quantity, unit: Option<&Unit>) -> bool {
        let at = quantity.number.start;
        let before = self.around_before(at, 1);
        let token_before = at.checked_sub(1).and_then(|before| self.document.tokens.get(before));
        let capital_before = token_before.is_some_and(|token| token.capital) && !self.begins(at - 1);
        if matches!(self.around(quantity.end), "mm" | "calibre" | "caliber" | "gauge") {
            return true;
        }
        if start < quantity.start {
            return false;
        }
        if words::is_numbered(before)
            || (before == "." && matches!(self.around_before(at, 2), "no" | "nos"))
            || (words::is_numbered_bare(before) && (capital_before || unit.is_none()))
            || self.is_model_number(at)
        {
            return true;
        }
        let named = self.document.tokens.get(quantity.end).is_some_and(|token| token.capital);
        if unit.is_none() && named && words::is_numbered_bare(self.around(quantity.end)) {
            // "24 Channel".
            return true;
        }
        let group = before == "of" && matches!(self.around_before(at, 2), "group" | "gang");
        if group && self.document.tokens[at - 2].capital {
            return true;
        }
        if quantity.number.written {
            return self.document.tokens[at].capital && !self.begins(at);
        }
        let word = token_before.is_some_and(|token| token.lower.starts_with(char::is_alphabetic));
        unit.is_none() && capital_before && word && !is_day_word(before) && !self.is_loss(quantity)
    }

    /// "Leopard 2", also at the head of a sentence, and "Stream 1 and 2".
    fn is_model_number(&self, at: usize) -> bool {
        let model = |at: usize| {
            let token = &self.document.tokens[at];
            // "An 12" begins no sentence about a plane.
            words::is_model(&token.lower) && token.capital && !(token.lower.len() < 3 && self.begins(at))
        };
        let joined = at > 2 && matches!(self.around(at - 1), "and" | "or") && self.is_number_anywhere(at - 2);
        at > 0 && (model(at - 1) || joined && model(at - 3))
    }

    /// "10 Mill Street".
    fn is_address(&self, quantity: &Quantity) -> bool {
        let capital = |at: &usize| self.document.tokens.get(*at).is_some_and(|token| token.capital);
        (quantity.end..quantity.end + 4).take_while(capital).skip(1).any(|at| words::is_street(self.around(at)))
    }

    /// True for a number that may be a mere label: in brackets, at the head of a line, in a row of numbers, a score.
    fn is_bare_mark(&self, start: usize, quantity: &Quantity) -> bool {
        let (first, end) = (quantity.number.start, quantity.end);
        if quantity.number.high.is_some() {
            return start == quantity.start;
        }
        let bracketed = matches!(self.around_before(first, 1), "(" | "[") && matches!(self.around(end), ")" | "]");
        let line_start = self.document.tokens.get(first).is_some_and(|token| {
            let before = self.document.text[..token.span.start].trim_end_matches([' ', '\t']);
            before.is_empty() || before.ends_with('\n')
        });
        let item = line_start && matches!(self.around(end), "." | ")");
        let in_a_row = self.is_number_anywhere(end) || (first > 0 && self.is_number_anywhere(first - 1));
        let year_before = first > 0 && self.around_before(first, 1).parse().is_ok_and(is_year_like);
        let phone = self.around_before(first, 1) == "+" && self.touches(first);
        bracketed || item || (in_a_row && !year_before) || phone
    }

    /// True if the words around a bare number show that it counts losses: "killed 12", "12 were wounded",
    /// "12 others".
    pub(super) fn is_loss(&self, quantity: &Quantity) -> bool {
        let end = quantity.end + usize::from(words::is_loose_determiner(self.around(quantity.end)));
        let before = words::is_loss(self.around_before(quantity.number.start, 1));
        let auxiliary = crate::extract::lexicon::is_auxiliary(self.around(end));
        let after = (end..end + 4)
            .take_while(|&at| at == end || auxiliary)
            .find(|&at| words::is_loss(self.around(at)) || matches!(self.around(at), "," | "." | "and" | "“" | "\""));
        before || after.is_some_and(|at| words::is_loss(self.around(at)))
    }
}

fn is_year_like(value: f64) -> bool {
    (1700.0..=2100.0).contains(&value) && value.fract() == 0.0
}
