//! The syntax of the search box: words, "phrases", prefix*, -not, `OR`, `AND`, `NOT`, brackets, and the operators of
//! [`super::table`]. Anything else counts as words.

use jiff::civil::Date;

use crate::domain::fold_name;
use crate::store::search::places::with_spellings;
use crate::store::search::table::{FILTERS, Operator, Values};
use crate::store::search::words::{SearchProblem, SearchWords, Tree};

/// The most speakers that one search may name.
const MOST_SPEAKERS: usize = 5;

/// The most characters of a search that are read; the rest is cut, and the page says so.
const LONGEST: usize = 1000;

/// The most brackets inside each other.
const DEEPEST: usize = 20;

impl SearchWords {
    /// Parses what was typed. This never fails: what cannot be used is reported in `problems`.
    pub fn parse(typed: &str) -> Self {
        let typed = typed.trim();
        let mut words = Self { typed: typed.chars().take(LONGEST).collect(), ..Self::default() };
        if words.typed.len() < typed.len() {
            words.problems.push(SearchProblem::Cut(LONGEST));
        }
        let text = words.typed.clone();
        let mut parser = Parser { rest: &text, depth: 0, speakers: 0, problems: Vec::new() };
        let tree = parser.any();
        words.problems.append(&mut parser.problems);
        words.take_apart(tree.map(with_spellings));
        words
    }

    /// Takes the days out of a parsed search, and lists its speakers and single words.
    fn take_apart(&mut self, tree: Option<Tree>) {
        let parts = match tree {
            Some(Tree::All(parts)) => parts,
            tree => tree.into_iter().collect(),
        };
        let mut kept = Vec::new();
        for part in parts {
            if let Tree::Said(after, before) = part {
                self.after = after.or(self.after);
                self.before = before.or(self.before);
            } else {
                kept.push(part);
            }
        }
        for part in &kept {
            match part {
                Tree::Speaker(name) => self.speakers.push(name.clone()),
                Tree::Word(word) => self.single.push(word.clone()),
                Tree::PlaceName { typed, .. } => self.single.extend(typed.iter().cloned()),
                _ => {}
            }
        }
        self.tree = joined(kept, Tree::All);
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

/// Reads a search. `OR` joins less than `AND` or nothing between two words does; `NOT` and `-` take what follows.
struct Parser<'t> {
    rest: &'t str,
    depth: usize,
    speakers: usize,
    problems: Vec<SearchProblem>,
}

/// What stands between words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joint {
    Or,
    And,
    Not,
}

impl Joint {
    const ALL: [(Self, &'static str); 3] = [(Self::Or, "OR"), (Self::And, "AND"), (Self::Not, "NOT")];
}

impl Parser<'_> {
    /// Parts of which one must hold.
    fn any(&mut self) -> Option<Tree> {
        let mut parts: Vec<Tree> = self.all().into_iter().collect();
        loop {
            if self.joint() == Some(Joint::Or) {
                self.take_joint(Joint::Or);
                match self.all() {
                    Some(part) if !parts.is_empty() => parts.push(part),
                    part => {
                        self.problems.push(SearchProblem::NothingToJoin("OR".to_owned()));
                        parts.extend(part);
                    }
                }
            } else if self.depth == 0 && self.take(')') {
                self.problems.push(SearchProblem::LoneBracket);
                let further = self.all();
                let before = joined(std::mem::take(&mut parts), Tree::Any);
                parts.extend(joined(before.into_iter().chain(further).collect(), Tree::All));
            } else {
                return joined(parts, Tree::Any);
            }
        }
    }

    /// Parts that must all hold.
    fn all(&mut self) -> Option<Tree> {
        let mut parts = Vec::new();
        loop {
            self.rest = self.rest.trim_start();
            if self.rest.is_empty() || self.rest.starts_with(')') || self.joint() == Some(Joint::Or) {
                break;
            }
            if self.joint() == Some(Joint::And) {
                self.take_joint(Joint::And);
                let is_last = self.rest.is_empty() || self.rest.starts_with(')') || self.joint() == Some(Joint::Or);
                if parts.is_empty() || is_last {
                    self.problems.push(SearchProblem::NothingToJoin("AND".to_owned()));
                }
                continue;
            }
            match self.one() {
                // What stands side by side in brackets of its own is no deeper than what stands without.
                Some(Tree::All(inner)) => parts.extend(inner),
                part => parts.extend(part),
            }
        }
        joined(parts, Tree::All)
    }

    /// One word, phrase, operator or bracket, or what is left out.
    fn one(&mut self) -> Option<Tree> {
        let is_left_out = if self.joint() == Some(Joint::Not) {
            self.take_joint(Joint::Not);
            if self.rest.is_empty() || self.rest.starts_with(')') || self.joint().is_some() {
                self.problems.push(SearchProblem::NothingToJoin("NOT".to_owned()));
                return None;
            }
            true
        } else {
            self.take('-')
        };
        if is_left_out {
            return self.one().map(|part| match part {
                Tree::Not(part) => *part,
                part => Tree::Not(Box::new(part)),
            });
        }
        if !self.take('(') {
            return self.term();
        }
        if self.depth == DEEPEST {
            self.problems.push(SearchProblem::TooDeep(DEEPEST));
            self.rest = "";
            return None;
        }
        self.depth += 1;
        let part = self.any();
        self.depth -= 1;
        if !self.take(')') {
            self.problems.push(SearchProblem::LoneBracket);
        }
        part
    }

    /// A word, phrase or operator.
    fn term(&mut self) -> Option<Tree> {
        let operator = operator_at(self.rest);
        if let Some((_, word)) = operator {
            self.rest = &self.rest[word.len() + 1..];
        }
        let is_mark = |c: char| matches!(c, '"' | '“' | '”' | '„');
        let mut text;
        let is_quoted = self.rest.starts_with(is_mark);
        if is_quoted {
            let opening = self.rest.chars().next().map_or(0, char::len_utf8);
            let inner = &self.rest[opening..];
            let end = inner.find(is_mark).unwrap_or(inner.len());
            text = &inner[..end];
            let closing = inner[end..].chars().next().map_or(0, char::len_utf8);
            self.rest = &inner[end + closing..];
        } else {
            let is_end = |c: char| c.is_whitespace() || is_mark(c) || matches!(c, '(' | ')');
            let end = self.rest.find(is_end).unwrap_or(self.rest.len());
            text = &self.rest[..end];
            self.rest = &self.rest[end..];
        }
        let mut is_prefix = false;
        if let Some(stem) = text.strip_suffix('*') {
            (text, is_prefix) = (stem, true);
        } else if self.take('*') {
            is_prefix = true;
        }
        match operator {
            Some((operator, word)) => self.operator(operator, &word.to_ascii_lowercase(), text),
            None => self.words(text, is_quoted, is_prefix),
        }
    }

    fn operator(&mut self, operator: Operator, word: &str, text: &str) -> Option<Tree> {
        match (operator, text.parse::<Date>()) {
            (Operator::Speaker | Operator::Against, _) => {
                let name = fold_name(text);
                if name.is_empty() {
                    self.problems.push(SearchProblem::NobodyNamed(word.to_owned()));
                    return None;
                }
                self.speakers += 1;
                if self.speakers > MOST_SPEAKERS {
                    self.problems.push(SearchProblem::TooManySpeakers(MOST_SPEAKERS));
                    return None;
                }
                Some(if operator == Operator::Against { Tree::Against(name) } else { Tree::Speaker(name) })
            }
            (Operator::After, Ok(day)) => Some(Tree::Said(Some(day), None)),
            (Operator::Before, Ok(day)) => Some(Tree::Said(None, Some(day))),
            (Operator::Before | Operator::After, Err(_)) => {
                self.problems.push(SearchProblem::NotADay { operator: word.to_owned(), value: text.to_owned() });
                None
            }
        }
    }

    fn words(&mut self, text: &str, is_quoted: bool, is_prefix: bool) -> Option<Tree> {
        if !text.chars().any(char::is_alphanumeric) {
            return None;
        }
        if let Some((name, _)) = text.split_once(':')
            && is_mistaken_for_an_operator(&name.to_ascii_lowercase())
        {
            self.problems.push(SearchProblem::NotAnOperator(name.to_owned()));
        }
        let text = text.to_owned();
        Some(match (is_prefix, is_quoted) {
            (true, _) => Tree::Prefix(text),
            (false, true) => Tree::Phrase(text),
            (false, false) => Tree::Word(text),
        })
    }

    /// The joint that comes next, in capitals and apart from other letters.
    fn joint(&mut self) -> Option<Joint> {
        self.rest = self.rest.trim_start();
        let is_next = |word: &str| {
            self.rest
                .strip_prefix(word)
                .is_some_and(|after| !after.starts_with(|c: char| !c.is_whitespace() && !"()".contains(c)))
        };
        Joint::ALL.into_iter().find(|(_, word)| is_next(word)).map(|(joint, _)| joint)
    }

    fn take_joint(&mut self, joint: Joint) {
        let word = Joint::ALL.iter().find(|(other, _)| *other == joint).map_or("", |(_, word)| word);
        self.rest = self.rest[word.len()..].trim_start();
    }

    fn take(&mut self, mark: char) -> bool {
        self.rest = if mark == '*' { self.rest } else { self.rest.trim_start() };
        match self.rest.strip_prefix(mark) {
            Some(after) => {
                self.rest = after;
                true
            }
            None => false,
        }
    }
}

/// The parts under one roof; a single one needs none.
fn joined(mut parts: Vec<Tree>, roof: fn(Vec<Tree>) -> Tree) -> Option<Tree> {
    match parts.len() {
        0 | 1 => parts.pop(),
        _ => Some(roof(parts)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(tree: &Tree) -> String {
        let joined =
            |parts: &[Tree], joint: &str| format!("({})", parts.iter().map(written).collect::<Vec<_>>().join(joint));
        match tree {
            Tree::All(parts) => joined(parts, " & "),
            Tree::Any(parts) => joined(parts, " | "),
            Tree::Not(part) => format!("!{}", written(part)),
            Tree::Word(word) => word.clone(),
            Tree::PlaceName { typed, others } => format!("{}={}", typed.join("+"), others.join("=")),
            Tree::Phrase(words) => format!("“{words}”"),
            Tree::Prefix(words) => format!("{words}*"),
            Tree::Speaker(name) => format!("@{name}"),
            Tree::Against(name) => format!("#{name}"),
            Tree::Said(after, before) => {
                let day = |day: &Option<Date>| day.map_or(String::new(), |day| day.to_string());
                format!("[{}..{}]", day(after), day(before))
            }
        }
    }

    #[track_caller]
    fn check(typed: &str, expected: &str) {
        let words = SearchWords::parse(typed);
        assert_eq!(words.tree.as_ref().map_or(String::new(), written), expected, "{typed}");
    }

    #[track_caller]
    fn is_clean(typed: &str, expected: &str) {
        check(typed, expected);
        assert_eq!(SearchWords::parse(typed).problems, [], "{typed}");
    }

    #[test]
    fn terms_are_parsed() {
        is_clean("troops", "troops");
        is_clean("fair game", "(fair & game)");
        is_clean("“fair game” troop* -rain", "(“fair game” & troop* & !rain)");
        is_clean(r#"-"fair game""#, "!“fair game”");
        is_clean(r#""north kor"*"#, "north kor*");
        is_clean("", "");
        is_clean(" — - * \" ", "");
    }

    #[test]
    fn or_and_not_and_brackets_are_parsed() {
        is_clean("bridge OR ferry", "(bridge | ferry)");
        is_clean("bridge AND mined", "(bridge & mined)");
        is_clean("NOT bridge", "!bridge");
        is_clean("a b OR c d", "((a & b) | (c & d))");
        is_clean("a (b OR c) d", "(a & (b | c) & d)");
        is_clean("a AND NOT (b OR “c d”)", "(a & !(b | “c d”))");
        is_clean("-(a b)", "!(a & b)");
        is_clean("((a))", "a");
        is_clean("(a b) c", "(a & b & c)");
        is_clean("either or not and", "(either & or & not & and)");
        is_clean("ORGAN NOTE ANDREW", "(ORGAN & NOTE & ANDREW)");
        is_clean("speaker:Kirby OR speaker:\"Ada Brandt\"", "(@kirby | @ada brandt)");
        is_clean("-speaker:Kirby rain", "(!@kirby & rain)");
        is_clean("rain OR after:2024-10-01", "(rain | [2024-10-01..])");
    }

    #[test]
    fn places_are_searched_for_in_every_spelling() {
        is_clean("Kharkov", "Kharkov=Kharkiv");
        is_clean("el fasher", "el+fasher=Al-Fashir=Al-Fasher=El-Fashir");
        is_clean("mined khan Younis camp", "(mined & khan+Younis=Khan Yunis=Khan Yunus=Khan Younes & camp)");
        is_clean("khan Kharkov OR -lvov", "((khan & Kharkov=Kharkiv) | !lvov=Lviv)");
        is_clean("“Kharkov” Khark*", "(“Kharkov” & Khark*)");
        is_clean("speaker:Nikolaev", "@nikolaev");
        let words = SearchWords::parse("chasov yar rain -Kharkov");
        assert_eq!(words.single, ["chasov", "yar", "rain"]);
        let places = [("chasov yar".to_owned(), vec!["Chasiv Yar"]), ("Kharkov".to_owned(), vec!["Kharkiv"])];
        assert_eq!(words.places(), places);
    }

    #[test]
    fn mistakes_are_told_and_the_rest_is_used() {
        for (typed, expected) in [
            ("(a b", "(a & b)"),
            ("a) b", "(a & b)"),
            ("a OR", "a"),
            ("OR a", "a"),
            ("AND a", "a"),
            ("a AND", "a"),
            ("a NOT", "a"),
            ("NOT OR a", "a"),
            ("()", ""),
            (") OR (", ""),
        ] {
            check(typed, expected);
            let problems = SearchWords::parse(typed).problems.len();
            assert!(problems > 0 || typed == "()", "{typed}: {problems}");
        }
        let deep = format!("{}a{}", "(".repeat(300), ")".repeat(300));
        assert_eq!(SearchWords::parse(&deep).problems.first(), Some(&SearchProblem::TooDeep(DEEPEST)));
    }

    #[test]
    fn anything_else_is_words() {
        is_clean("NEAR(a b)", "(NEAR & a & b)");
        check("content:x", "content:x");
        check("x\" OR 1=1; --", "(x & “ OR 1=1; --”)");
        check("'; DROP TABLE claims", "(DROP & TABLE & claims)");
        check("{a}^2", "{a}^2");
    }

    #[test]
    fn operators_are_parsed() {
        let words =
            SearchWords::parse("Speaker:Kirby speaker:\"John O’Brien\" before:2024-10-25 after:2024-10-01 rain");
        assert_eq!(words.speakers, ["kirby", "john obrien"]);
        assert_eq!(words.before.map(|day| day.to_string()).as_deref(), Some("2024-10-25"));
        assert_eq!(words.after.map(|day| day.to_string()).as_deref(), Some("2024-10-01"));
        assert_eq!(words.tree.as_ref().map(written).as_deref(), Some("(@kirby & @john obrien & rain)"));
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
