//! Quantities in the words of a claim: "at least 3,000 troops", "between 40 and 60 vehicles", "dozens of people".
//!
//! Not quantities: dates, clock times, ages, ordinals, and the numbers in designations ("Su-35", "155 mm").

use std::ops::Range;

use super::date::is_day_word;
use super::nouns;
use super::segment::Segmented;
use super::tokens::TokenKind;
use crate::domain::{Figure, Span};

/// The figures in the content at `spans`.
pub(super) fn figures(document: &Segmented<'_>, spans: &[Span]) -> Vec<Figure> {
    let mut found = Vec::new();
    for span in spans {
        let start = document.tokens.partition_point(|token| token.span.start < span.start);
        let end = document.tokens.partition_point(|token| token.span.end <= span.end);
        let reader = Reader { document, tokens: start..end.max(start) };
        let mut at = start;
        while at < end {
            match reader.figure(at) {
                Some((figure, next)) => {
                    at = next.max(at + 1);
                    found.push(figure);
                }
                None => at += 1,
            }
        }
    }
    found
}

struct Reader<'d> {
    document: &'d Segmented<'d>,
    tokens: Range<usize>,
}

/// How a number is bounded by the words before it.
#[derive(Clone, Copy, PartialEq)]
enum Bound {
    Exact,
    Least,
    Most,
    About,
}

fn small_number(word: &str) -> Option<f64> {
    const WORDS: [&str; 21] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    if let Some(at) = WORDS.iter().position(|name| *name == word) {
        return Some(at as f64);
    }
    let (ten, rest) = word.split_once('-').unwrap_or((word, ""));
    let tens = TENS.iter().position(|name| *name == ten)? as f64 * 10.0 + 20.0;
    if rest.is_empty() {
        return Some(tens);
    }
    WORDS.iter().position(|name| *name == rest).filter(|one| (1..10).contains(one)).map(|one| tens + one as f64)
}

fn scale(word: &str) -> Option<f64> {
    Some(match word {
        "hundred" => 100.0,
        "thousand" => 1e3,
        "million" | "mn" => 1e6,
        "billion" | "bn" => 1e9,
        "trillion" => 1e12,
        "dozen" => 12.0,
        _ => return None,
    })
}

impl Reader<'_> {
    fn word(&self, at: usize) -> &str {
        if self.tokens.contains(&at) { &self.document.tokens[at].lower } else { "" }
    }

    fn is_number(&self, at: usize) -> bool {
        self.tokens.contains(&at) && self.document.tokens[at].kind == TokenKind::Number
    }

    /// The bound that the words at `at` set, and how many they are.
    fn bound(&self, at: usize) -> Option<(Bound, usize)> {
        Some(match (self.word(at), self.word(at + 1), self.word(at + 2)) {
            ("at", "least", _) | ("more", "than", _) | ("no", "fewer", _) | ("not", "less", _) => {
                (Bound::Least, if self.word(at + 2) == "than" { 3 } else { 2 })
            }
            ("over" | "exceeding" | "above", ..) => (Bound::Least, 1),
            ("up", "to", _) | ("at", "most", _) | ("fewer" | "less", "than", _) => (Bound::Most, 2),
            ("no", "more", "than") | ("as", "many", "as") => (Bound::Most, 3),
            ("under" | "below", ..) => (Bound::Most, 1),
            ("about" | "around" | "roughly" | "approximately" | "some" | "nearly" | "almost" | "estimated", ..) => {
                (Bound::About, 1)
            }
            _ => return None,
        })
    }

    /// A number at `at`, and the token after it.
    fn number(&self, at: usize) -> Option<(f64, usize)> {
        let word = self.word(at);
        let (mut value, mut next) = if self.is_number(at) {
            let plain = word.replace(',', "");
            if !plain.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') || plain.matches('.').count() > 1 {
                return None;
            }
            (plain.parse().ok()?, at + 1)
        } else if word == "a" && matches!(self.word(at + 1), "dozen" | "hundred" | "thousand" | "million" | "billion") {
            (1.0, at + 1)
        } else {
            (small_number(word)?, at + 1)
        };
        while let Some(factor) = scale(self.word(next)) {
            value *= factor;
            next += 1;
        }
        Some((value, next))
    }

    /// The figure at `at`, and the token after it.
    fn figure(&self, at: usize) -> Option<(Figure, usize)> {
        // "dozens of", "hundreds of", "tens of thousands of".
        let vague = match self.word(at) {
            "dozens" => Some((24.0, at + 1)),
            "hundreds" if self.word(at + 1) == "of" && self.word(at + 2) == "thousands" => Some((200_000.0, at + 3)),
            "hundreds" => Some((200.0, at + 1)),
            "tens" if self.word(at + 2) == "thousands" => Some((20_000.0, at + 3)),
            "thousands" => Some((2000.0, at + 1)),
            "millions" => Some((2e6, at + 1)),
            _ => None,
        };
        if let Some((least, mut next)) = vague {
            next += usize::from(self.word(next) == "of");
            return Some(self.finish(at, next, (Some(least), None), false, false))
                .filter(|_| self.word(next.wrapping_sub(1)) == "of" || self.word(next).is_empty());
        }
        if self.word(at) == "between" {
            let (low, next) = self.number(at + 1)?;
            let (high, next) = self.number(next + 1).filter(|_| self.word(next) == "and")?;
            if self.rejected(at + 1, next) || is_day_word(self.word(next)) {
                return None;
            }
            let low = if high >= 1000.0 && low < high / 1000.0 { low * 1000.0 } else { low };
            return Some(self.finish(at, next, (Some(low), Some(high)), false, false));
        }
        let (bound, words) = self.bound(at).unwrap_or((Bound::Exact, 0));
        let start = at + words;
        let currency = matches!(self.word(start), "$" | "€" | "£" | "¥");
        let start = start + usize::from(currency);
        let (value, next) = self.number(start)?;
        if self.rejected(start, next) {
            return None;
        }
        // "300 to 400", "300-400" of two tokens.
        if matches!(self.word(next), "to" | "–" | "-")
            && let Some((high, after)) = self.number(next + 1).filter(|(high, _)| *high > value)
            && !self.rejected(next + 1, after)
        {
            return Some(self.finish(at, after, (Some(value), Some(high)), bound == Bound::About, currency));
        }
        let limits = match bound {
            Bound::Exact | Bound::About => (Some(value), Some(value)),
            Bound::Least => (Some(value), None),
            Bound::Most => (None, Some(value)),
        };
        let written = !self.is_number(start);
        let figure = self.finish(at, next, limits, bound == Bound::About, currency);
        // "one", "two" alone are hardly ever figures; with a noun they are.
        let noun = figure.0.unit.is_some();
        (noun
            || (!written && bound != Bound::Exact)
            || (!written && value >= 10.0 && !(1900.0..2100.0).contains(&value)))
        .then_some(figure)
        .filter(|_| !(written && self.word(start) == "one"))
    }

    /// Dates, times, ages, designations.
    fn rejected(&self, start: usize, next: usize) -> bool {
        let before = start.checked_sub(1).map_or("", |at| self.word(at));
        let after = self.word(next);
        let number = self.word(start);
        is_day_word(before)
            || matches!(
                before,
                "may"
                    | "no"
                    | "article"
                    | "resolution"
                    | "line"
                    | "page"
                    | "aged"
                    | "age"
                    | "section"
                    | "-"
                    | "chapter"
                    | "zone"
                    | "group"
            )
            || is_day_word(after)
            || (after == "may" && self.document.tokens.get(next).is_some_and(|token| token.capital))
            || (number.contains(':') || (number.contains('-') && self.is_number(start)))
            || matches!(
                after,
                "mm" | "a.m." | "p.m." | "am" | "pm" | "o'clock" | "cm" | "gmt" | "-year-old" | "of" | "another"
            ) && after != "of"
            || (number.len() == 4
                && !number.contains(',')
                && (matches!(
                    before,
                    "in" | "since" | "until" | "from" | "of" | "by" | "early" | "late" | "," | "before" | "after"
                ))
                && (number.starts_with("19") || number.starts_with("20"))
                && !self.counts(next))
            || (self.document.quoted.get(start).is_none())
    }

    fn counts(&self, at: usize) -> bool {
        nouns::is_group(self.word(at)) || self.word(at).ends_with('s') && self.word(at).len() > 4
    }

    /// The unit after the number: adjectives and the noun they end in.
    fn finish(
        &self,
        start: usize,
        next: usize,
        (min, max): (Option<f64>, Option<f64>),
        about: bool,
        currency: bool,
    ) -> (Figure, usize) {
        let mut from = next
            + usize::from(
                self.word(next) == "of"
                    && matches!(self.word(next + 1), "the" | "our" | "his" | "their" | "its" | "them"),
            );
        if from > next {
            from = next;
        }
        let mut end = from;
        let mut noun = from;
        let percent = matches!(self.word(from), "%" | "percent");
        if percent || (self.word(from) == "per" && self.word(from + 1) == "cent") {
            noun = from + if percent { 1 } else { 2 };
        } else if !currency {
            while end < self.tokens.end && end - from < 5 {
                let token = &self.document.tokens[end];
                let word = token.lower.as_str();
                let verb = nouns::is_auxiliary(word)
                    || nouns::is_preposition(word)
                    || nouns::is_determiner(word)
                    || nouns::is_speaker_pronoun(word)
                    || matches!(
                        word,
                        "and"
                            | "or"
                            | "but"
                            | "that"
                            | "who"
                            | "which"
                            | "when"
                            | "while"
                            | "more"
                            | "than"
                            | "be"
                            | "been"
                            | "not"
                            | "later"
                            | "ago"
                            | "too"
                            | "each"
                            | "killed"
                            | "wounded"
                            | "injured"
                            | "were"
                            | "crossed"
                            | "there"
                            | "if"
                            | "so"
                            | "because"
                            | "where"
                            | "other"
                            | "others"
                            | "now"
                            | "also"
                            | "times"
                            | "again"
                            | "remain"
                            | "remained"
                            | "past"
                            | "half"
                            | "had"
                            | "said"
                            | "came"
                            | "went"
                            | "inside"
                            | "still"
                            | "here"
                    );
                if token.kind != TokenKind::Word
                    || verb
                    || (word.ends_with("ed") && end > from && word.len() > 4 && noun > from)
                    || word.ends_with("ing") && noun > from
                    || (word.ends_with("ly") && word != "family")
                {
                    break;
                }
                if end > from && self.document.quoted[end] != self.document.quoted[end - 1] {
                    break;
                }
                end += 1;
                noun = end;
                // A plural ends the phrase unless another plural or an organisation follows at once.
                if word.ends_with('s') && !word.ends_with("ss") && word.len() > 3
                    || matches!(word, "people" | "men" | "women" | "children" | "troops" | "personnel" | "police")
                {
                    break;
                }
            }
        }
        let last = noun.max(next);
        let span = Span::new(self.document.tokens[start].span.start, self.document.tokens[last - 1].span.end);
        let unit = if noun > from {
            let words = Span::new(self.document.tokens[from].span.start, self.document.tokens[noun - 1].span.end);
            Some(words.of(self.document.text).split_whitespace().collect::<Vec<_>>().join(" "))
        } else if currency {
            (start..next).map(|at| self.word(at)).find(|word| matches!(*word, "$" | "€" | "£" | "¥")).map(str::to_owned)
        } else {
            None
        };
        (Figure { span, min, max, about, unit }, last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::segment::segment;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let document = segment(text);
        let found: Vec<String> = figures(&document, &[Span::new(0, text.len())])
            .iter()
            .map(|figure| {
                let show = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| value.to_string());
                let about = if figure.about { "~" } else { "" };
                format!("{about}{}..{} {}", show(figure.min), show(figure.max), figure.unit.as_deref().unwrap_or("?"))
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn quantities_have_bounds_and_units() {
        check("it sent at least 3,000 troops to the east", &["3000..- troops"]);
        check("up to 2,000 Orvanian soldiers were there", &["-..2000 Orvanian soldiers"]);
        check("between 40 and 60 military vehicles moved", &["40..60 military vehicles"]);
        check("about 120 people use it", &["~120..120 people"]);
        check("two brigades, each with up to 6,000 men", &["2..2 brigades", "-..6000 men"]);
        check(
            "dozens of people and thousands of North Korean troops",
            &["24..- people", "2000..- North Korean troops"],
        );
        check("it cost $1.5 million and 12 percent more", &["1500000..1500000 $", "12..12 percent"]);
        check("at least a dozen self-propelled guns", &["12..- self-propelled guns"]);
        check("fourteen ewes and forty-two bodies", &["14..14 ewes", "42..42 bodies"]);
    }

    #[test]
    fn dates_times_and_designations_are_no_quantities() {
        check("a Su-35 and a T-72 came at 02:30 on 4 March", &[]);
        check("on October 23 and in 2024 it fell", &[]);
        check("a 155 mm gun, the 3rd brigade, a 24-hour halt", &[]);
        check("one of them fell", &[]);
    }
}
