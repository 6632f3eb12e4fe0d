//! Finds the names of authors in bylines and author fields of pages.

use std::sync::LazyLock;

use super::blocks::{Block, Page};
use crate::ingest::names::is_full_name;
use crate::lexicon::{Lexicon, class_of};

static WORDS: LazyLock<Lexicon> = LazyLock::new(|| {
    Lexicon::built_in("ingest/html/authors.tsv", include_str!("authors.tsv"), &["before", "join", "nobody"])
});

/// Words that introduce a name, such as "By", each with a space after it.
static STARTS: LazyLock<Vec<String>> =
    LazyLock::new(|| WORDS.entries("before").map(|start| format!("{start} ")).collect());

/// The most names kept for one article: more than any article has authors.
const MOST: usize = 20;

/// How many blocks before an article may hold its byline.
const BEFORE_TEXT: usize = 15;

/// Returns the names of people in author fields or bylines, each once, without the names of the outlet.
///
/// Pages often give their own site as the author.
///
/// `outlets` are names of the site: its publisher, its host.
pub(super) fn names<'a>(values: impl IntoIterator<Item = &'a str>, outlets: &[&str]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for value in values {
        for name in parted(value) {
            let own = letters(&name);
            let known = names.iter().any(|other| letters(other) == own);
            if !own.is_empty() && !known && names.len() < MOST && !is_outlet(&own, outlets) {
                names.push(name);
            }
        }
    }
    names
}

/// Splits a byline such as "By A. Renn and B. Vost, Sarn" into names.
fn parted(value: &str) -> Vec<String> {
    let mut value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    if value.len() > 400 || value.contains("://") {
        return Vec::new();
    }
    while let Some(start) = STARTS.iter().find(|start| {
        value.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
            && value.get(start.len()..).is_some_and(|rest| rest.starts_with(char::is_uppercase))
    }) {
        value.drain(..start.len());
    }
    let mut parts = vec![value];
    for join in WORDS.entries("join") {
        let join = format!(" {join} ");
        parts = parts.iter().flat_map(|part| part.split(join.as_str())).map(str::to_owned).collect();
    }
    let parts = parts.iter().flat_map(|part| part.split([';', '|', '•', '·', '/', '\n']));
    let mut names = Vec::new();
    for part in parts {
        let pieces: Vec<&str> = part.split(',').map(str::trim).filter(|piece| !piece.is_empty()).collect();
        match pieces.as_slice() {
            // "Renn, Tomas".
            [surname, given] if !surname.contains(' ') && !given.contains(' ') => {
                names.push(format!("{surname}, {given}"))
            }
            // "Tomas Renn, Sarn", "Tomas Renn, political editor"; or a list of names.
            pieces => names.extend(
                pieces
                    .iter()
                    .enumerate()
                    .filter(|(at, piece)| *at == 0 || is_full_name(piece))
                    .map(|(_, piece)| (*piece).to_owned()),
            ),
        }
    }
    names.iter().filter_map(|name| plain(name)).collect()
}

/// Returns a name without a trailing bracket, dash or e-mail address; `None` if what is left is not a person's name.
fn plain(name: &str) -> Option<String> {
    let name = name.split(['(', '<', '[']).next().unwrap_or_default();
    let name = [" - ", " – ", " — "].iter().fold(name, |name, mark| name.split(mark).next().unwrap_or_default());
    let words: Vec<&str> = name.split(' ').filter(|word| !word.contains('@') && !word.is_empty()).collect();
    let name = words.join(" ");
    let name = name.trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
    let is_name = (2..=80).contains(&name.chars().count())
        && name.chars().any(char::is_alphabetic)
        && !name.chars().any(|c| c.is_ascii_digit())
        && !class_of!(WORDS, "nobody").has(&name.to_ascii_lowercase());
    is_name.then(|| name.to_owned())
}

/// Whether a name is that of the outlet itself ("e.org", "The Valley News" at Valley News).
fn is_outlet(own: &str, outlets: &[&str]) -> bool {
    outlets.iter().map(|outlet| letters(outlet)).any(|outlet| {
        let same = |a: &str, b: &str| a.len() >= 3 && b.contains(a);
        outlet == own || same(&outlet, own) || own.len() >= 3 && outlet.starts_with(own)
    })
}

/// Returns the names in the byline near the beginning of the article.
///
/// A byline is a line whose element is marked as one or, if none is, a line that begins with a word such as "By".
///
/// `first` is the first block of the article.
pub(super) fn byline(page: &Page, first: usize, outlets: &[&str]) -> Vec<String> {
    let start = first.saturating_sub(BEFORE_TEXT);
    let lines = || page.blocks.iter().skip(start).take(first - start + 2).filter(|block| block.text.len() < 200);
    let is_byline = |block: &&Block| {
        let mut place = block.element;
        (0..4).any(|_| {
            let is_byline = page.elements[place].is_byline;
            place = page.elements[place].parent;
            is_byline
        })
    };
    let begins = |block: &&Block| {
        STARTS.iter().any(|start| block.text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start)))
    };
    let named = |block: &Block| {
        let names = names([block.text.as_str()], outlets);
        if names.iter().all(|name| is_full_name(name)) { names } else { Vec::new() }
    };
    let called: Vec<String> = lines().filter(is_byline).flat_map(named).collect();
    let found = if called.is_empty() { lines().filter(begins).flat_map(named).take(5).collect() } else { called };
    names(found.iter().map(String::as_str), outlets)
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_people_alone() {
        for (value, expected) in [
            ("By T. Renn", &["T. Renn"] as &[_]),
            ("By Tomas Renn and Bela Vost", &["Tomas Renn", "Bela Vost"]),
            ("Tomas Renn, Bela Vost & Ama Reth", &["Tomas Renn", "Bela Vost", "Ama Reth"]),
            ("Tomas Renn, Sarn", &["Tomas Renn"]),
            ("Tomas Renn, political editor", &["Tomas Renn"]),
            ("Tomas Renn (Sarn Post)", &["Tomas Renn"]),
            ("Renn, Tomas", &["Renn, Tomas"]),
            ("TOMAS RENN; Tomas Renn", &["TOMAS RENN"]),
            ("Tomas Renn renn@e.org", &["Tomas Renn"]),
            ("desk@e.org", &[]),
            ("https://e.org/authors/renn", &[]),
            ("Valley News", &[]),
            ("The Valley News", &[]),
            ("valleynews.org", &[]),
            ("admin", &[]),
            ("Von Anna von Reth", &["Anna von Reth"]),
            ("", &[]),
        ] {
            assert_eq!(names([value], &["Valley News", "valleynews.org"]), expected, "{value}");
        }
    }

    #[test]
    fn bylines() {
        let text = "<p>The ferry at Marrow Ford stopped on Monday, the roads office said, and will not run again this year.</p>";
        for (line, expected) in [
            ("<p class=byline>By <a href=/r>Tomas Renn</a></p>", &["Tomas Renn"] as &[_]),
            (
                "<ul class=authors><li>Tomas Renn</li><li>Ama Reth</li><li>3 March 2025</li></ul>",
                &["Tomas Renn", "Ama Reth"],
            ),
            ("<p>By Tomas Renn</p>", &["Tomas Renn"]),
            ("<p class=byline>By our correspondent</p>", &[]),
            ("<p>Tomas Renn</p>", &[]),
        ] {
            let page = Page::of(&dom_query::Document::from(format!("<article>{line}{text}</article>")));
            let first = page.blocks.len() - 1;
            assert_eq!(byline(&page, first, &[]), expected, "{line}");
        }
    }
}
