//! Which days words mean, which words date a statement, and how far a date is carried.

use jiff::civil::Date;

use super::dates;
use super::expression::{Time, expressions};
use crate::domain::{ArticleId, ArticleInfo, Basis, Identity, Party, SourceKind, Span};
use crate::extract::attribution::RawAttribution;
use crate::extract::cases::check_cases;
use crate::extract::resolve::Resolved;
use crate::extract::segment::segment;

fn day(day: &str) -> Date {
    day.parse().unwrap()
}

/// The expressions of a text: days, "?" for a time that is not told, "x" for one when nothing was said.
fn read(words: &str, published: Option<&str>) -> String {
    let document = segment(words);
    let found = expressions(&document, &super::entries::Days::of(&document, published.map(day)));
    let show = |time: &Time| match time {
        Time::On(edtf) => edtf.to_string(),
        Time::Excluded => "x".to_owned(),
        Time::Unspecified | Time::Relative(_) => "?".to_owned(),
    };
    found.iter().map(|expression| show(&expression.time)).collect::<Vec<_>>().join(" ")
}

/// A case's text, and the day of publication behind the bar.
fn with_day(case: &str) -> (&str, Option<&str>) {
    let (text, day) = case.rsplit_once(" | ").unwrap();
    (text, Some(day).filter(|day| *day != "-"))
}

#[test]
fn expressions_mean_their_days() {
    check_cases("date/expressions.txt", |case| {
        let (words, published) = with_day(case);
        read(words, published)
    });
}

#[test]
fn hostile_words_do_no_harm() {
    for words in [
        "on on on",
        "the end of of the",
        "between between 3 and",
        "99 99 99",
        "-",
        "Oct.",
        "mid-",
        "a a a ago",
        "/",
        "1/1/",
        "t",
    ] {
        for published in [None, Some("0001-01-01"), Some("9999-12-31"), Some("-009999-01-01")] {
            read(words, published);
            read(&words.repeat(50), published);
            for tail in [
                "last year",
                "February 29",
                "on Monday",
                "99999 days ago",
                "400 years ago",
                "in the winter of 2100",
                "2100-12-31",
            ] {
                read(&format!("{words} {tail} {words}"), published);
            }
        }
    }
}

/// A text with attributions marked by number: `[1Reth] {1said} <1it rained>`; a content may hold others.
struct Marked {
    text: String,
    raws: Vec<RawAttribution>,
    resolved: Vec<Resolved>,
}

fn marked(marks: &str) -> Marked {
    let mut text = String::new();
    let mut raws: Vec<RawAttribution> = Vec::new();
    let mut open: Vec<(char, usize, usize)> = Vec::new();
    let mut rest = marks.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '[' | '{' | '<' => {
                let number = rest.next().and_then(|digit| digit.to_digit(10)).unwrap() as usize - 1;
                while raws.len() <= number {
                    raws.push(RawAttribution::of(0, Vec::new(), false));
                }
                if let Some((_, outer, _)) = open.iter().rev().find(|(kind, outer, _)| *kind == '<' && *outer != number)
                {
                    raws[number].inside = Some(*outer);
                }
                open.push((c, number, text.len()));
            }
            ']' | '}' | '>' => {
                let (kind, number, start) = open.pop().unwrap();
                let span = Span::new(start, text.len());
                match kind {
                    '[' => raws[number].mention.push(span),
                    '{' => raws[number].cue.push(span),
                    _ => raws[number].content.push(span),
                }
            }
            _ => text.push(c),
        }
    }
    let document = segment(&text);
    for (at, raw) in raws.iter_mut().enumerate() {
        let place = raw.cue.first().or(raw.content.first()).unwrap().start;
        raw.sentence = document.sentence_at(place);
        raw.runs_on = raw.cue.is_empty().then(|| at - 1);
    }
    let mut speaker = String::new();
    let named = |raw: &RawAttribution| {
        let mention = Span::join(&raw.mention, &text);
        if mention == "it" {
            return Resolved::default();
        }
        if !mention.is_empty() && !matches!(mention.as_str(), "he" | "He") {
            speaker = mention.split(' ').next_back().unwrap().to_owned();
        }
        let kind = if speaker.to_lowercase() == "officials" { SourceKind::Group } else { SourceKind::Person };
        let source = Party { name: speaker.clone(), kind, role: None, identity: Identity::Name, mention: None };
        Resolved { source: Some(source), ..Resolved::default() }
    };
    let resolved = raws.iter().map(named).collect();
    Marked { text, raws, resolved }
}

/// Dates and what they rest on: "t" words, "c" carried, "p" the publication date, "n" nothing.
fn said(marks: &str, published: Option<&str>) -> String {
    let marked = marked(marks);
    let document = segment(&marked.text);
    let article = ArticleInfo {
        id: ArticleId::of_text("test"),
        published: published.map(day),
        publisher: None,
        language: None,
        title: None,
        authors: Vec::new(),
    };
    let show = |said: &crate::domain::Said| {
        let basis = match said.basis {
            Basis::Text => "t",
            Basis::Carried => "c",
            Basis::Publication => return "p".to_owned(),
            Basis::None | Basis::Decision => return "n".to_owned(),
        };
        format!("{} {basis}", said.edtf.as_ref().unwrap())
    };
    dates(&document, &marked.raws, &marked.resolved, &article)
        .iter()
        .map(|dated| show(&dated.said))
        .collect::<Vec<_>>()
        .join(", ")
}

#[test]
fn attributions_have_their_days() {
    check_cases("date/said.txt", |case| {
        let (marks, published) = with_day(case);
        said(marks, published)
    });
}
