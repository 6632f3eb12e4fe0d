//! What people type into the search box, read into parts that cannot break a query.
//!
//! Words, "phrases", prefix*, -not, `speaker:kirby`, `before:2024-10-25`, `after:2024-10-20`. Anything else is words:
//! every term reaches the full-text index inside quotation marks, so its syntax never does.

use jiff::civil::Date;

use crate::domain::fold_name;

/// A search, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchWords {
    /// As typed, trimmed.
    pub typed: String,
    /// Names after `speaker:`, folded; a claim must match all of them.
    pub speakers: Vec<String>,
    /// Only claims said before this day.
    pub before: Option<Date>,
    /// Only claims said after this day.
    pub after: Option<Date>,
    /// What could not be used, in words for the reader.
    pub problems: Vec<String>,
    /// Single words that a claim must hold, as typed.
    pub single: Vec<String>,
    wanted: Vec<String>,
    unwanted: Vec<String>,
}

/// Speakers one search may name.
const MOST_SPEAKERS: usize = 5;

/// Longest search that is read; the rest is cut, and the page says so.
const LONGEST: usize = 1000;

impl SearchWords {
    /// Reads what was typed. Nothing typed is an error: what cannot be used is named in `problems`.
    pub fn parse(typed: &str) -> Self {
        let typed = typed.trim();
        let mut words = Self { typed: typed.chars().take(LONGEST).collect(), ..Self::default() };
        if words.typed.len() < typed.len() {
            words.problems.push(format!("The search was cut after {LONGEST} characters."));
        }
        let text = words.typed.clone();
        let mut rest = text.as_str();
        while let Some(term) = Term::next(&mut rest) {
            words.add(term);
        }
        words
    }

    fn add(&mut self, term: Term<'_>) {
        match term.operator.to_ascii_lowercase().as_str() {
            "speaker" | "source" => match fold_name(term.text) {
                _ if self.speakers.len() == MOST_SPEAKERS => {
                    self.problems.push(format!("Only the first {MOST_SPEAKERS} speakers were looked for."));
                }
                name if name.is_empty() => self.problems.push(format!("Nobody is named after {}:.", term.operator)),
                name => self.speakers.push(name),
            },
            operator @ ("before" | "after") => match term.text.parse::<Date>() {
                Ok(day) if operator == "before" => self.before = Some(day),
                Ok(day) => self.after = Some(day),
                Err(_) => self.problems.push(format!(
                    "{operator}:{} was left out: a date is written like {operator}:2024-10-25.",
                    term.text
                )),
            },
            _ => {
                if !term.text.chars().any(char::is_alphanumeric) {
                    return;
                }
                if let Some((name, _)) = term.text.split_once(':')
                    && FILTERS.contains(&name.to_ascii_lowercase().as_str())
                {
                    self.problems.push(format!(
                        "“{name}:” is no word of the search box; the fields and lists of this page narrow by it."
                    ));
                }
                if !term.is_negated && !term.is_prefix && !term.text.contains(char::is_whitespace) {
                    self.single.push(term.text.to_owned());
                }
                let quoted = format!("\"{}\"{}", term.text.replace(['"', '\0'], " "), term.star());
                if term.is_negated { self.unwanted.push(quoted) } else { self.wanted.push(quoted) }
            }
        }
    }

    /// The full-text expression that a claim must match.
    pub(in crate::store) fn expression(&self) -> Option<String> {
        (!self.wanted.is_empty()).then(|| self.wanted.join(" AND "))
    }

    /// The full-text expression that a claim must not match.
    pub(in crate::store) fn excluded(&self) -> Option<String> {
        (!self.unwanted.is_empty()).then(|| self.unwanted.join(" OR "))
    }

    /// The search with one of its words, or the name after `speaker:`, made another, or left out.
    pub fn replaced(&self, word: &str, by: Option<&str>) -> String {
        let is_it = |token: &&str| {
            let name =
                OPERATORS.iter().find_map(|operator| token.to_ascii_lowercase().strip_prefix(operator).map(fold_name));
            token.trim_matches(['"', '“', '”', '„']) == word || name.is_some_and(|name| name == word)
        };
        let kept = self.typed.split_whitespace().filter_map(|token| if is_it(&token) { by } else { Some(token) });
        kept.collect::<Vec<_>>().join(" ")
    }

    /// True when there is a word whose hits can be ranked.
    pub fn can_rank(&self) -> bool {
        !self.wanted.is_empty()
    }

    /// True when nothing narrows the list.
    pub fn is_empty(&self) -> bool {
        self.wanted.is_empty()
            && self.unwanted.is_empty()
            && self.speakers.is_empty()
            && self.before.is_none()
            && self.after.is_none()
    }
}

/// One term of a search: `-operator:"text"*` with every part but the text optional.
struct Term<'t> {
    is_negated: bool,
    operator: &'t str,
    text: &'t str,
    is_prefix: bool,
}

/// Filters of the page that people may take for operators of the search box.
const FILTERS: [&str; 11] =
    ["stance", "publisher", "kind", "from", "to", "quotation", "via", "has", "date", "since", "until"];

const OPERATORS: [&str; 4] = ["speaker:", "source:", "before:", "after:"];

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
        let mut operator = "";
        if let Some(found) = OPERATORS
            .iter()
            .find(|name| !is_negated && rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)))
        {
            operator = &rest[..found.len() - 1];
            *rest = &rest[found.len()..];
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

    fn star(&self) -> &'static str {
        if self.is_prefix { " *" } else { "" }
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
    fn terms_are_read() {
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
    fn operators_are_read() {
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
