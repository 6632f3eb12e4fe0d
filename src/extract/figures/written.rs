//! Numbers in words: "twenty-two", "two hundred and fifty", "a million and a half".

use super::number::{LONGEST, Number, product};
use super::{FigureParser, words};
use crate::extract::number_words;
use crate::extract::tokens::TokenKind;

impl FigureParser<'_> {
    /// "twenty-two", "two hundred and fifty", "two and a half thousand", "a hundred".
    pub(super) fn number_words(&self, at: usize) -> Option<Number> {
        let mut sum = Sum::default();
        let mut end = at;
        if matches!(self.word(at), "a" | "an") || number_words::scale(self.word(at)).is_some() {
            let article = usize::from(number_words::scale(self.word(at)).is_none());
            number_words::scale(self.word(at + article)).filter(|_| self.word(at + article) != "millions")?;
            sum.part = Some(1.0);
            end = at + article;
        }
        while end - at < LONGEST {
            let used = self.add_words(&mut sum, end);
            if used == 0 {
                break;
            }
            end += used;
        }
        let (value, scale) = sum.result().filter(|_| end > at)?;
        Some(Number::new(at, end, value, scale))
    }

    /// Adds the number word at `at` to `sum` and returns the number of tokens used.
    fn add_words(&self, sum: &mut Sum, at: usize) -> usize {
        if self.token(at).is_none_or(|token| token.kind != TokenKind::Word) {
            return 0;
        }
        if self.word(at) == "and" {
            if (self.word(at + 1), self.word(at + 2)) == ("a", "half") && sum.add_half() {
                return 3;
            }
            let next = self.word(at + 1);
            let may_join = sum.takes_and && number_words::scale(next).is_none() && !matches!(next, "and" | "a");
            return if may_join && self.add_word(sum, at + 1) { 2 } else { 0 };
        }
        usize::from(self.add_word(sum, at))
    }

    /// Adds one token, whose parts may be joined by hyphens. Adds either all parts or none.
    fn add_word(&self, sum: &mut Sum, at: usize) -> bool {
        let word = self.word(at);
        let mut trial = *sum;
        let added = match word.strip_suffix("-and-a-half") {
            Some(whole) => trial.add(whole) && trial.add_half(),
            None => word.split(['-', '\u{2010}', '\u{2011}']).all(|part| part == "and" || trial.add(part)),
        };
        if added {
            *sum = trial;
        }
        added
    }
}

/// Number words added up so far.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    /// The sum of the groups of thousands and millions already complete.
    total: f64,
    /// The group below a thousand that is still being read.
    part: Option<f64>,
    /// The factor of the last scale word.
    scale: f64,
    /// The exclusive upper limit of the next word; `None` if there is no limit.
    room: Option<f64>,
    /// The smallest scale among the groups already complete.
    ceiling: Option<f64>,
    /// True after a hundred or a larger scale: "and" may follow.
    takes_and: bool,
}

impl Sum {
    /// Adds a word. Returns false, and adds nothing, if the word cannot continue the number.
    fn add(&mut self, word: &str) -> bool {
        if let Some(value) = words::small(word) {
            let first = self.part.is_none() && self.total == 0.0;
            return (first || value > 0.0) && self.put(value, value + 1.0, 0.0);
        }
        if let Some(value) = number_words::tens(word) {
            return self.put(value, 100.0, 10.0);
        }
        match (number_words::scale(word), self.part) {
            (Some(12.0), Some(part)) => self.close(part * 12.0, 12.0, Some(0.0)),
            (Some(100.0), Some(part)) if part < 100.0 => {
                self.part = Some(part * 100.0);
                (self.scale, self.room, self.takes_and) = (100.0, Some(100.0), true);
                true
            }
            (Some(scale), Some(part)) if scale >= 1e3 && self.ceiling.is_none_or(|ceiling| scale < ceiling) => {
                self.ceiling = Some(scale);
                self.close(product(part, scale), scale, Some(1e3))
            }
            _ => false,
        }
    }

    fn put(&mut self, value: f64, needs: f64, leaves: f64) -> bool {
        if self.room.is_some_and(|room| room < needs) {
            return false;
        }
        self.part = Some(self.part.unwrap_or(0.0) + value);
        (self.scale, self.room, self.takes_and) = (1.0, Some(leaves), false);
        true
    }

    fn close(&mut self, value: f64, scale: f64, room: Option<f64>) -> bool {
        self.total += value;
        self.part = None;
        (self.scale, self.room, self.takes_and) = (scale, room, scale > 12.0);
        true
    }

    /// "and a half": half of one, or half of the scale before it ("a million and a half").
    fn add_half(&mut self) -> bool {
        match self.part {
            Some(part) if part.fract() == 0.0 && self.scale <= 1.0 => self.part = Some(part + 0.5),
            None if self.total > 0.0 && self.scale >= 1e3 => self.total += self.scale / 2.0,
            _ => return false,
        }
        (self.room, self.takes_and) = (Some(0.0), false);
        true
    }

    /// The value and the last scale.
    fn result(&self) -> Option<(f64, f64)> {
        (self.part.is_some() || self.total > 0.0).then(|| (self.total + self.part.unwrap_or(0.0), self.scale.max(1.0)))
    }
}
