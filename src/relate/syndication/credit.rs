//! Whom an article credits with its text: "(Reuters) -", "By Ada Brandt, Associated Press", "Source: TASS".

use std::sync::LazyLock;

use crate::lexicon::Lexicon;
use crate::registry::Registry;

static WORDS: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::built_in("credit.tsv", include_str!("credit.tsv"), &["whole", "part"]));

/// Whom an article credits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credit {
    /// The agency as the registry names it, else the credit as printed, at most 100 characters.
    pub agency: String,
    /// The words that say so, at most 100 characters.
    pub words: String,
    /// Where these stand.
    pub place: CreditPlace,
}

/// Where a credit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreditPlace {
    /// Nowhere: the publisher is the agency itself.
    Own,
    /// Beside the text, as the file gives it.
    Given,
    /// Where the authors are named.
    Byline,
    /// Before the first words: "KYIV (AP) —".
    Dateline,
    /// Below the text: "Source: Reuters".
    Foot,
    /// Below the text, for a part of it: "Reuters contributed to this report".
    Contributed,
}

impl CreditPlace {
    /// The word that the database holds.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Given => "given",
            Self::Byline => "byline",
            Self::Dateline => "dateline",
            Self::Foot => "foot",
            Self::Contributed => "contributed",
        }
    }
}

/// The agency that these words name, as the registry calls it; brackets, dots and commas around them are no part of it.
fn agency(words: &str) -> Option<&'static str> {
    Registry::built_in().agency(words.trim().trim_matches(['(', ')', '.', ',']))
}

/// Bytes at the start and at the end of a text in which credits are looked for.
const AT_START: usize = 400;
const AT_END: usize = 400;
/// Characters of a credit that are kept.
const MOST_WORDS: usize = 100;

/// Whom an article credits: the publisher itself where that is an agency, else who is named beside the text (`given`),
/// among the authors, or in the text, in that order: the surer place first.
pub fn credit(publisher: Option<&str>, given: Option<&str>, authors: &[String], text: &str) -> Option<Credit> {
    let made = |agency: &str, words: &str, place| {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        Credit {
            agency: agency.chars().take(MOST_WORDS).collect(),
            words: words.chars().take(MOST_WORDS).collect(),
            place,
        }
    };
    let start = text.trim_start();
    let start = start.get(..floor(start, AT_START)).unwrap_or_default();
    let end = text.trim_end();
    let end = end.get(floor(end, end.len().saturating_sub(AT_END))..).unwrap_or_default();
    let given = given.map(str::trim).filter(|given| given.chars().any(char::is_alphabetic));
    let own = publisher.and_then(|publisher| Some(made(agency(publisher)?, publisher, CreditPlace::Own)));
    own.or_else(|| given.map(|given| made(named_in(given).unwrap_or(given), given, CreditPlace::Given)))
        .or_else(|| {
            let byline = |author: &String| Some(made(in_byline(author)?, author, CreditPlace::Byline));
            authors.iter().take(20).find_map(byline)
        })
        .or_else(|| in_dateline(start).map(|(agency, words)| made(agency, words, CreditPlace::Dateline)))
        .or_else(|| {
            let line =
                start.lines().map(str::trim).find(|line| line.starts_with("By ") && line.chars().count() <= 90)?;
            Some(made(in_byline(line)?, line, CreditPlace::Byline))
        })
        .or_else(|| at_foot(end).map(|(agency, words, place)| made(agency, words, place)))
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The agency of a credit as files give it: "Reuters", "© AFP 2024", "Source: TASS", "AP Photo" is none.
fn named_in(credit: &str) -> Option<&'static str> {
    let credit = credit.trim_start_matches(['©', '(']).trim();
    let credit = credit.split_once(':').map_or(credit, |(_, name)| name.trim());
    let without_year = credit.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_whitespace() || c == ',');
    agency(credit).or_else(|| agency(without_year)).or_else(|| in_byline(credit))
}

/// The agency of a byline: "Reuters", "By Ada Brandt, Associated Press", "Ada Brandt | AP", "AFP with River Post".
fn in_byline(byline: &str) -> Option<&'static str> {
    let byline = byline.trim();
    let byline = byline.strip_prefix("By ").or_else(|| byline.strip_prefix("by ")).unwrap_or(byline);
    let parts = byline.split([',', '|', '/', '(', ')', '–', '—', '&', ';']);
    let words = parts
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" with "))
        .flat_map(|part| part.split(" for "));
    words.filter_map(agency).next()
}

/// The agency in brackets before a dash: "KYIV, July 8 (Reuters) -".
fn in_dateline(start: &str) -> Option<(&'static str, &str)> {
    start.match_indices('(').find_map(|(open, _)| {
        let close = open + start[open..].find(')')?;
        let behind = start[close + 1..].trim_start();
        let found = agency(&start[open + 1..close]).filter(|_| behind.starts_with(['-', '–', '—', '―', '−']))?;
        let line = start[..open].rfind(['\n', '.', '!', '?']).map_or(0, |at| at + 1);
        // "July 8 (Reuters)" keeps its place and day; a headline run into it does not count.
        let words = if open - line <= 60 { &start[line..=close] } else { &start[open..=close] };
        Some((found, words))
    })
}

/// The agency of a line below the text.
fn at_foot(end: &str) -> Option<(&'static str, &str, CreditPlace)> {
    let lower = end.to_ascii_lowercase();
    let after = |beginning: &str| {
        let at = lower.rfind(beginning)? + beginning.len();
        let rest = end[at..].trim_start();
        let name = rest.split(['\n', '.', ';', ',', '|', '(']).next()?.trim();
        let name = name.trim_start_matches(['©', ' ']).trim_start_matches(|c: char| c.is_ascii_digit()).trim();
        let found = agency(name).or_else(|| name.split(" and ").find_map(agency))?;
        let stop = at + (end[at..].len() - rest.len()) + rest.find(['\n', '.', ';', '|']).unwrap_or(rest.len());
        Some((found, end[at - beginning.len()..stop].trim()))
    };
    let contributed = || {
        let at = lower.rfind("contributed to this")?;
        let sentence = end[..at].rfind(['.', '\n', '_']).map_or(0, |stop| stop + 1);
        let words = end[sentence..at + "contributed to this".len()].trim();
        let subject = end[sentence..at].trim();
        let found = agency(subject).or_else(|| subject.split([',', ' ']).find_map(agency));
        let found = found.or_else(|| Registry::built_in().agency_within(subject))?;
        Some((found, words))
    };
    let named_after = |class: &str| WORDS.entries(class).find_map(after);
    // A line for the whole text comes before one for a part of it, and both before a sentence.
    let whole = named_after("whole").map(|(agency, words)| (agency, words, CreditPlace::Foot));
    let in_part = || named_after("part").or_else(contributed);
    whole.or_else(|| in_part().map(|(agency, words)| (agency, words, CreditPlace::Contributed)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use CreditPlace::{Byline, Contributed, Dateline, Foot, Given};

    const BODY: &str = " Rain fell on the harbour of Holm for three days, and the mayor said the boats would stay in. ";

    #[track_caller]
    fn check(found: Option<Credit>, expected: Option<(&str, &str, CreditPlace)>) {
        let found = found.as_ref().map(|credit| (credit.agency.as_str(), credit.words.as_str(), credit.place));
        assert_eq!(found, expected);
    }

    #[test]
    fn credits_before_the_text() {
        let check =
            |start: &str, expected| check(credit(None, None, &[], &format!("{start}{}", BODY.repeat(10))), expected);
        check("HOLM, July 8 (Reuters) - ", Some(("Reuters", "HOLM, July 8 (Reuters)", Dateline)));
        check("HOLM, Norland (AP) — ", Some(("AP", "HOLM, Norland (AP)", Dateline)));
        check("(CNN) -- ", Some(("CNN", "(CNN)", Dateline)));
        check("Boats stay inBy A BrandtHOLM, Jan. 2 (Yonhap) -- ", Some(("Yonhap", "2 (Yonhap)", Dateline)));
        check("By Ada Brandt, Associated Press\n\n", Some(("AP", "By Ada Brandt, Associated Press", Byline)));
        check("By AFP\n", Some(("AFP", "By AFP", Byline)));
        check("The harbour (see map) - ", None);
        check("The Associated Press (AP) reported first. ", None);
        check(
            "By noon, Reuters had reported the rain, and the harbour was closed to all boats of the town and the islands around it. ",
            None,
        );
        check("", None);
    }

    #[test]
    fn credits_below_the_text() {
        let check =
            |end: &str, expected| check(credit(None, None, &[], &format!("{}{end}", BODY.repeat(10))), expected);
        check("\n\nSource: Reuters", Some(("Reuters", "Source: Reuters", Foot)));
        check("Source: TASS, Interfax", Some(("TASS", "Source: TASS, Interfax", Foot)));
        check(
            "\nCopyright 2025 The Associated Press. All rights reserved.",
            Some(("AP", "Copyright 2025 The Associated Press", Foot)),
        );
        check("\nReuters contributed to this report.", Some(("Reuters", "Reuters contributed to this", Contributed)));
        check(
            "___\nAssociated Press writer Ada Brandt in Holm contributed to this report.",
            Some(("AP", "Associated Press writer Ada Brandt in Holm contributed to this", Contributed)),
        );
        check(
            "With reporting by AFP and Ada Brandt",
            Some(("AFP", "With reporting by AFP and Ada Brandt", Contributed)),
        );
        check("He spoke to Reuters.", None);
        check("Source: the harbour master", None);
        check("(AP Photo/Ada Brandt)", None);
    }

    #[test]
    fn credits_beside_the_text() {
        let given = |given: &str| credit(None, Some(given), &[], BODY);
        check(given("Reuters"), Some(("Reuters", "Reuters", Given)));
        check(given(" © AFP 2024 "), Some(("AFP", "© AFP 2024", Given)));
        check(given("Source: The Associated Press"), Some(("AP", "Source: The Associated Press", Given)));
        check(given("Holm Town News"), Some(("Holm Town News", "Holm Town News", Given)));
        check(given(" — "), None);
        let by = |author: &str| credit(None, None, &[author.to_owned()], BODY);
        check(by("Reuters Staff"), Some(("Reuters", "Reuters Staff", Byline)));
        check(by("Ada Brandt | AP"), Some(("AP", "Ada Brandt | AP", Byline)));
        check(by("AFP with River Post"), Some(("AFP", "AFP with River Post", Byline)));
        check(by("Ada Brandt"), None);
        check(by("Tass Brandt"), None);
        let own = credit(Some("Associated Press"), None, &["Reuters".to_owned()], BODY);
        check(own, Some(("AP", "Associated Press", CreditPlace::Own)));
    }

    #[test]
    fn hostile_texts_end() {
        for text in ["(", "(((((((((", "(Reuters", ")(", "source:", "contributed to this", "é)é(–", "Source: \u{202e}"]
        {
            check(credit(None, None, &[], text), None);
            check(credit(None, None, &[], &text.repeat(100_000)), None);
        }
        let long = "x".repeat(100_000);
        assert_eq!(
            credit(None, Some(&long), &[], "").map(|credit| (credit.agency.len(), credit.words.len())),
            Some((100, 100))
        );
    }
}
