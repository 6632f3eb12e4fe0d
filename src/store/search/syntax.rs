//! The syntax of the search box: words, "phrases", prefix*, -not, and the operators of [`super::table`].
//!
//! Anything else counts as words. Every term is passed to the full-text index inside quotation marks, so that nothing
//! typed is read as the query syntax of the index.

use jiff::civil::Date;

use crate::domain::fold_name;
use crate::store::search::table::{FILTERS, Operator, Values};
use crate::store::search::words::{SearchProblem, SearchWords};

/// The most speakers that one search may name.
const MOST_SPEAKERS: usize = 5;

/// The most characters of a search that are read; the rest is cut, and the page says so.
const LONGEST: usize = 1000;

impl SearchWords {
    /// Parses what was typed. This never fails: what cannot be used is reported in `problems`.
    pub fn parse(typed: &str) -> Self {
        let typed = typed.trim();
        let mut words = Self { typed: typed.chars().take(LONGEST).collect(), ..Self::default() };
        if words.typed.len() < typed.len() {
            words.problems.push(SearchProblem::Cut(LONGEST));
        }
        let text = words.typed.clone();
        let mut rest = text.as_str();
        while let Some(term) = Term::next(&mut rest) {
            match term.operator {
                Some((operator, word)) => words.add_operator(operator, &word.to_ascii_lowercase(), term.text),
                None => words.add_words(&term),
            }
        }
        words
    }

    fn add_operator(&mut self, operator: Operator, word: &str, text: &str) {
        match (operator, text.parse::<Date>()) {
            (Operator::Speaker, _) => match fold_name(text) {
                _ if self.speakers.len() == MOST_SPEAKERS => {
                    self.problems.push(SearchProblem::TooManySpeakers(MOST_SPEAKERS));
                }
                name if name.is_empty() => self.problems.push(SearchProblem::NobodyNamed(word.to_owned())),
                name => self.speakers.push(name),
            },
            (Operator::Before, Ok(day)) => self.before = Some(day),
            (Operator::After, Ok(day)) => self.after = Some(day),
            (Operator::Before | Operator::After, Err(_)) => {
                self.problems.push(SearchProblem::NotADay { operator: word.to_owned(), value: text.to_owned() });
            }
        }
    }

    fn add_words(&mut self, term: &Term<'_>) {
        if !term.text.chars().any(char::is_alphanumeric) {
            return;
        }
        if let Some((name, _)) = term.text.split_once(':')
            && is_mistaken_for_an_operator(&name.to_ascii_lowercase())
        {
            self.problems.push(SearchProblem::NotAnOperator(name.to_owned()));
        }
        if !term.is_negated && !term.is_prefix && !term.text.contains(char::is_whitespace) {
            self.single.push(term.text.to_owned());
        }
        let quoted = format!("\"{}\"{}", term.text.replace(['"', '\0'], " "), if term.is_prefix { " *" } else { "" });
        if term.is_negated { self.unwanted.push(quoted) } else { self.wanted.push(quoted) }
    }

    /// The search with a word, or an operator whose value is `word`, replaced by `by`, or left out where `by` is
    /// `None`.
    pub fn replaced(&self, word: &str, by: Option<&str>) -> String {
        let is_it = |token: &&str| {
            let name = operator_at(token).map(|(_, operator)| fold_name(&token[operator.len() + 1..]));
            token.trim_matches(['"', '“', '”', '„']) == word || name.is_some_and(|name| name == word)
        };
        let kept = self.typed.split_whitespace().filter_map(|token| if is_it(&token) { by } else { Some(token) });
        kept.collect::<Vec<_>>().join(" ")
    }
}

/// Words besides the names of filters that people may take for operators.
const NO_OPERATORS: [&str; 3] = ["date", "since", "until"];

/// True for a word that people may type as an operator but that the search box does not know as one.
fn is_mistaken_for_an_operator(name: &str) -> bool {
    let is_filter = FILTERS.iter().any(|filter| filter.name == name && filter.values != Values::Search);
    NO_OPERATORS.contains(&name) || (is_filter && operator_at(&format!("{name}:")).is_none())
}

/// The operator that a text begins with, and the word that names it, without its colon.
fn operator_at(text: &str) -> Option<(Operator, &str)> {
    FILTERS.iter().filter_map(|filter| filter.operator.as_ref()).find_map(|operator| {
        let names = |word: &&&str| {
            text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
                && text[word.len()..].starts_with(':')
        };
        operator.words.iter().find(names).map(|word| (operator.operator, &text[..word.len()]))
    })
}

/// One term of a search: `-operator:"text"*` with every part but the text optional.
struct Term<'t> {
    is_negated: bool,
    operator: Option<(Operator, &'t str)>,
    text: &'t str,
    is_prefix: bool,
}

impl<'t> Term<'t> {
    fn next(rest: &mut &'t str) -> Option<Self> {
        *rest = rest.trim_start();
        if rest.is_empty() {
            return None;
        }
        let mut is_negated = false;
        if let Some(after) = rest.strip_prefix('-') {
            is_negated = true;
            *rest = after;
        }
        let operator = if is_negated { None } else { operator_at(rest) };
        if let Some((_, word)) = operator {
            *rest = &rest[word.len() + 1..];
        }
        let is_mark = |c: char| matches!(c, '"' | '“' | '”' | '„');
        let text;
        if let Some(opening) = rest.chars().next().filter(|&c| is_mark(c)) {
            let inner = &rest[opening.len_utf8()..];
            let end = inner.find(is_mark).unwrap_or(inner.len());
            text = &inner[..end];
            let closing = inner[end..].chars().next().map_or(0, char::len_utf8);
            *rest = &inner[end + closing..];
        } else {
            let end = rest.find(|c: char| c.is_whitespace() || is_mark(c)).unwrap_or(rest.len());
            text = &rest[..end];
            *rest = &rest[end..];
        }
        let mut is_prefix = false;
        let mut text = text;
        if let Some(stem) = text.strip_suffix('*') {
            (text, is_prefix) = (stem, true);
        } else if let Some(after) = rest.strip_prefix('*') {
            (*rest, is_prefix) = (after, true);
        }
        Some(Self { is_negated, operator, text, is_prefix })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, wanted: Option<&str>, excluded: Option<&str>) {
        let words = SearchWords::parse(typed);
        assert_eq!((words.expression().as_deref(), words.excluded().as_deref()), (wanted, excluded), "{typed}");
    }

    #[test]
    fn terms_are_parsed() {
        check("troops", Some(r#""troops""#), None);
        check("fair game", Some(r#""fair" AND "game""#), None);
        check("“fair game” troop* -rain", Some(r#""fair game" AND "troop" *"#), Some(r#""rain""#));
        check(r#"-"fair game""#, None, Some(r#""fair game""#));
        check("", None, None);
        check(" — - * \" ", None, None);
    }

    #[test]
    fn syntax_of_the_index_never_gets_through() {
        check("a OR b", Some(r#""a" AND "OR" AND "b""#), None);
        check("content:x", Some(r#""content:x""#), None);
        check("NEAR(a b)", Some(r#""NEAR(a" AND "b)""#), None);
        check("x\" OR 1=1; --", Some(r#""x" AND " OR 1=1; --""#), None);
        check("'; DROP TABLE claims", Some(r#""DROP" AND "TABLE" AND "claims""#), None);
        check("{a}^2", Some(r#""{a}^2""#), None);
    }

    #[test]
    fn operators_are_parsed() {
        let words =
            SearchWords::parse("Speaker:Kirby speaker:\"John O’Brien\" before:2024-10-25 after:2024-10-01 rain");
        assert_eq!(words.speakers, ["kirby", "john obrien"]);
        assert_eq!(words.before.map(|day| day.to_string()).as_deref(), Some("2024-10-25"));
        assert_eq!(words.after.map(|day| day.to_string()).as_deref(), Some("2024-10-01"));
        assert_eq!(words.expression().as_deref(), Some("\"rain\""));
        assert!(words.problems.is_empty());
    }

    #[test]
    fn a_word_is_replaced_where_it_stands() {
        let words = SearchWords::parse("brigde “at Holm” speaker:Marna -rain");
        assert_eq!(words.single, ["brigde"]);
        assert_eq!(words.replaced("brigde", Some("bridge")), "bridge “at Holm” speaker:Marna -rain");
        assert_eq!(words.replaced("marna", None), "brigde “at Holm” -rain");
        assert_eq!(words.replaced("rain", None), words.typed);
    }

    #[test]
    fn what_cannot_be_used_is_said() {
        assert_eq!(SearchWords::parse("before:tuesday").problems.len(), 1);
        assert_eq!(SearchWords::parse("speaker:").problems.len(), 1);
        assert_eq!(SearchWords::parse("stance:denies rain").problems.len(), 1);
        assert_eq!(SearchWords::parse("https://e.org 12:30").problems.len(), 0);
        let long = SearchWords::parse(&"ab ".repeat(1000));
        assert_eq!((long.problems.len(), long.typed.chars().count()), (1, LONGEST));
    }
}
