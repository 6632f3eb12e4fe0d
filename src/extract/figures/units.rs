//! What a number counts: the noun after it with its attributes, a measure, a sign.

use super::number::Number;
use super::{FigureParser, words};
use crate::domain::Span;
use crate::extract::lexicon;
use crate::extract::tokens::TokenKind;

/// The unit of a number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit {
    /// Its words.
    pub span: Span,
    /// The token after it; that after the number when the unit stands elsewhere ("22 of 29 schools").
    pub end: usize,
    /// Its last noun.
    pub head: usize,
}

/// The most words of a unit.
const LONGEST: usize = 6;

impl FigureParser<'_> {
    /// What the tokens from `from` on tell `number` counts; `most` is the upper end of the range it may begin.
    pub(super) fn counted(&self, number: &Number, most: f64, from: usize) -> Option<Unit> {
        if number.share {
            return self.whole(from, number);
        }
        if let Some(unit) = self.measure(from) {
            return Some(unit);
        }
        let mut start = from;
        let mut chosen = false;
        if self.word(from) == "of" {
            chosen = lexicon::is_determiner(self.word(from + 1));
            if !chosen && !number.is_group() && !self.is_number(from + 1) {
                return None;
            }
            start += 1 + usize::from(chosen);
        } else if (self.word(from), self.word(from + 1)) == ("out", "of") {
            start += 2 + usize::from(lexicon::is_determiner(self.word(from + 2)));
        }
        if start > from
            && self.may_be_number(start)
            && let Some(all) = self.number(start)
        {
            // "22 of the 29 schools": the schools count for both, and the second number is a figure of its own.
            let unit = self.noun_phrase(all.end, false);
            return unit.map(|unit| Unit { end: from, ..unit });
        }
        while words::is_loose_determiner(self.word(start)) || start > 0 && self.word(start) == "such" {
            start += 1;
        }
        let word = self.word(start);
        let singular = match most {
            value if value == 1.0 && !chosen => self.single(start),
            value if value < 2.0 && value.fract() != 0.0 => words::is_singular_measure(word).then_some(start),
            // "a 24 hour halt".
            _ => (words::is_singular_measure(word) || words::is_money_noun(word)).then_some(start),
        };
        let unit = match singular {
            Some(head) => self.unit(start, head),
            None if most == 1.0 && !chosen => None,
            None => self.noun_phrase(start, false),
        };
        // "3,000 a month".
        let rate = || (start == from && self.rate(from) > from).then(|| self.unit(from, self.rate(from) - 1)).flatten();
        unit.or_else(rate)
    }

    /// The noun in the singular that "one" counts, after two attributes at most.
    fn single(&self, start: usize) -> Option<usize> {
        let stops = |at: usize| !self.is_word(at) || words::stops(self.word(at));
        let model = |at: usize| words::is_model(self.word(at)) && self.token(at).is_some_and(|token| token.capital);
        // "One Vellian was killed".
        let citizen = |at: usize| {
            let capital = self.token(at).is_some_and(|token| token.capital);
            capital && self.word(at).ends_with("an") && lexicon::is_auxiliary(self.word(at + 1))
        };
        let counts = |at: usize| words::counts_one(self.word(at)) || model(at) || citizen(at);
        let head = (start..start + 3).find(|&at| stops(at) || counts(at))?;
        (!stops(head)).then_some(head)
    }

    /// "%", "per cent", "sq. km", "°C", and money after its number.
    fn measure(&self, at: usize) -> Option<Unit> {
        let token = self.token(at)?;
        let code = |at: usize| words::is_money_code(self.word(at)) && self.is_all_capitals(at);
        let tokens = match self.word(at) {
            "%" | "percent" | "pct" => 1,
            "per" if self.word(at + 1) == "cent" => 2,
            "°" if matches!(self.word(at + 1), "c" | "f") => 2,
            "sq" if self.word(at + 1) == "." => 3,
            "sq" => 2,
            "c" | "f" if token.capital && self.touches(at) => 1,
            "m" => 1,
            sign if words::is_money_sign(sign) && !self.is_number(at + 1) => 1,
            _ if code(at) => 1,
            _ => return None,
        };
        let last = at + tokens - 1;
        self.token(last)?;
        self.unit(at, last)
    }

    /// The noun phrase from `from` on, up to its last noun, which is a plural or, where `singular` allows it, any noun.
    fn noun_phrase(&self, from: usize, singular: bool) -> Option<Unit> {
        let mut head = None;
        let mut at = from;
        while at < from + LONGEST {
            let Some(token) = self.token(at) else { break };
            let word = token.lower.as_str();
            let quoted = |at: usize| self.document.quoted.get(at).copied().flatten();
            if at > from && quoted(at) != quoted(at - 1) {
                break;
            }
            if singular && token.kind == TokenKind::Possessive {
                // "a third of the country's plants".
                at += 1;
                continue;
            }
            if token.kind == TokenKind::Number {
                let attribute = self.number_attribute(at, from);
                if attribute == 0 {
                    break;
                }
                at += attribute;
                continue;
            }
            let joins =
                word == "and" && head.is_none() && (self.joins_attributes(at, from) || self.joins_nouns(at, from));
            let country = word == "us" && self.is_all_capitals(at);
            if token.kind != TokenKind::Word || (words::stops(word) && !joins && !country) {
                break;
            }
            if words::is_plural(word) {
                head = Some(at);
                if !self.goes_on(at) {
                    break;
                }
            } else if singular {
                if at > from && (words::is_pseudo_plural(word) || (word.len() > 4 && word.ends_with("ed"))) {
                    // A verb: "a third of its grain comes".
                    break;
                }
                head = Some(at);
            }
            at += 1;
        }
        self.unit(from, head?)
    }

    /// The whole that a share is of: "of the missiles", "its army".
    fn whole(&self, from: usize, number: &Number) -> Option<Unit> {
        if number.end == number.start + 3 && self.word(number.start + 1) == "in" {
            // "one in five firms".
            let phrase = self.noun_phrase(from, false)?;
            return self.unit(from - 2, phrase.head);
        }
        let mut start = from + usize::from(self.word(from) == "of");
        start += usize::from(lexicon::is_determiner(self.word(start)));
        if start == from {
            return None;
        }
        let phrase = self.noun_phrase(start, true)?;
        self.unit(from, phrase.head)
    }

    /// The unit from token `from` to its noun at `head`, with "per day" after it.
    fn unit(&self, from: usize, head: usize) -> Option<Unit> {
        let end = self.rate(head + 1);
        let span = Span::new(self.token(from)?.span.start, self.token(end - 1)?.span.end);
        Some(Unit { span, end, head })
    }

    /// The token after "per hour", "a day", "/h", "Celsius", "and women" at `at`; `at` when there is nothing of the
    /// kind.
    pub(super) fn rate(&self, at: usize) -> usize {
        let word = self.word(at);
        let next = self.word(at + 1);
        let point = matches!(self.word(at + 2), "after" | "before" | "earlier" | "later" | "ago" | "when" | "on");
        let pair = |word: &str| matches!(word, "men" | "women" | "children" | "boys" | "girls");
        let length = match word {
            "per" if next != "cent" && self.is_word(at + 1) => 2,
            "/" if self.touches(at) && self.touches(at + 1) && self.is_word(at + 1) => 2,
            "a" | "an" | "each" | "every" if words::is_time(next) && !next.ends_with('s') && !point => 2,
            "celsius" | "fahrenheit" => 1,
            "and" if at > 0 && pair(self.word(at - 1)) && pair(next) => 2,
            _ => 0,
        };
        at + length
    }

    /// How many tokens at `at` are a number that belongs to the noun after it: "155 mm howitzers", "Leopard 2 tanks".
    fn number_attribute(&self, at: usize, from: usize) -> usize {
        let word = self.word(at);
        if self.word(at + 1) == "mm" {
            2
        } else {
            let name = at > from && self.token(at - 1).is_some_and(|token| token.capital);
            usize::from(name || word.ends_with("mm") || word.contains('-') && word.ends_with(char::is_alphabetic))
        }
    }

    /// "Russian and Belarusian officials", "dead and wounded soldiers": "and" at `at` joins two attributes.
    fn joins_attributes(&self, at: usize, from: usize) -> bool {
        let capital = |at: usize| self.token(at).is_some_and(|token| token.capital);
        let state = |at: usize| words::is_state(self.word(at));
        at > from && ((capital(at - 1) && capital(at + 1)) || (state(at - 1) && state(at + 1)))
    }

    /// "steel and chemical plants": "and" at `at` joins two attributes in the singular, whose plural follows.
    fn joins_nouns(&self, at: usize, from: usize) -> bool {
        at > from
            && (at + 1..from + LONGEST)
                .take_while(|&next| self.is_noun_like(next))
                .any(|next| next > at + 1 && words::is_plural(self.word(next)))
    }

    /// True when the plural at `at` only belongs to the noun after it: "special forces soldiers", "HIMARS launchers".
    fn goes_on(&self, at: usize) -> bool {
        let reach = if words::is_attributive_plural(self.word(at)) { 2 } else { 1 };
        let noun = (at + 1..=at + reach)
            .take_while(|&next| self.is_noun_like(next))
            .any(|next| words::is_plural(self.word(next)));
        noun && (reach > 1 || self.token(at).is_some_and(|token| token.capital))
    }

    /// True when a noun may stand at `at`, so that what is before it is an attribute.
    pub(super) fn is_noun_like(&self, at: usize) -> bool {
        self.is_word(at) && !words::stops(self.word(at))
    }
}
