//! Marks of footnotes: `[3]`, `[note 2]`, a small raised number, or the bare number that a copy leaves of one. They belong
//! to no word, no number and no content.

use super::beginning;
use super::view::{Edit, View};
use super::words::{is_note_word, is_unit_of_length};
use crate::domain::Span;
use crate::extract::sentence_words::is_abbreviation;

/// The most bytes between the brackets of a mark.
const LONGEST_MARK: usize = 24;
/// The most digits of a note's number: `[2024]` is a year.
const MOST_DIGITS: usize = 3;
/// Bare numbers behind sentences count as marks where there are so many.
const FEWEST_BARE: usize = 2;

/// Reads a text without the marks of its footnotes.
pub(super) fn mend(view: &mut View<'_>) {
    view.apply(bracketed(view.text()));
    view.apply(raised(view.text()));
    view.apply(bare(view.text()));
}

/// A cut, with a space where the words on both sides would touch otherwise.
fn cut(text: &str, place: Span) -> Edit {
    let apart = text[..place.start].ends_with(char::is_whitespace) || place.start == 0;
    let touches = !apart && text[place.end..].starts_with(char::is_alphabetic);
    Edit::cut(place, if touches { " " } else { "" })
}

/// `[3]` right behind a word, and where there are such marks, every other one.
fn bracketed(text: &str) -> Vec<Edit> {
    let mut marks = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find('[').map(|offset| at + offset) {
        at = open + 1;
        let Some(length) = beginning(&text[at..], LONGEST_MARK + 1).find(']') else { continue };
        if is_note(&text[at..at + length]) {
            at += length + 1;
            marks.push(Span::new(open, at));
        }
    }
    let behind_a_word = |mark: &Span| text[..mark.start].ends_with(|c: char| !c.is_whitespace());
    if marks.len() < 2 && !marks.iter().any(behind_a_word) {
        return Vec::new();
    }
    marks.into_iter().map(|mark| cut(text, mark)).collect()
}

/// True for what stands between the brackets of a mark: "3", "1,2", "4–6", "note 3", "citation needed".
fn is_note(words: &str) -> bool {
    let numbers = words.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '.' || c == ' ');
    let label = words[..words.len() - numbers.len()].trim().trim_end_matches('.').to_lowercase();
    let number = |part: &str| part.len() <= MOST_DIGITS && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts = || numbers.split([',', '–', '-', ' ']).filter(|part| !part.is_empty());
    (label.is_empty() || is_note_word(&label)) && parts().all(number) && !(label.is_empty() && numbers.is_empty())
}

/// The digits of raised numbers.
const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

/// A raised number behind a word, a stop or a number, except an exponent: "km²", "10⁶".
fn raised(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut after = 0;
    for (at, _) in text.match_indices(RAISED) {
        if at < after {
            continue;
        }
        let rest = &text[at..];
        let inside = |c: char| RAISED.contains(&c) || matches!(c, '˒' | ',' | '⁻' | '⁺');
        let number = rest.split(|c: char| !inside(c)).next().unwrap_or_default().trim_end_matches(',');
        after = at + number.len();
        let before = &text[..at];
        let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let exponent = word == "10" || is_unit_of_length(&word.to_lowercase());
        if !before.is_empty() && !before.ends_with(char::is_whitespace) && !exponent {
            edits.push(cut(text, Span::new(at, after)));
        }
    }
    edits
}

/// "… taken the town.7 The army …": numbers right behind the ends of sentences, in the order of notes.
fn bare(text: &str) -> Vec<Edit> {
    let mut found: Vec<(u32, Span)> = Vec::new();
    for (at, _) in text.match_indices(['.', '?', '!', '”', '"', '’']) {
        let mark = text[at..].chars().next().map_or(1, char::len_utf8);
        let number = text[at + mark..].split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
        let rest = &text[at + mark + number.len()..];
        let goes_on = rest.is_empty()
            || rest.starts_with(char::is_whitespace)
                && rest.trim_start().starts_with(|c: char| c.is_uppercase() || matches!(c, '“' | '"' | '‘'));
        let follows_a_word = || {
            let said = text[..at].trim_end_matches(['.', '?', '!', ',']);
            let word = said.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
            word.chars().count() > 1 && !is_abbreviation(&word.to_lowercase())
        };
        if (1..=MOST_DIGITS).contains(&number.len())
            && goes_on
            && follows_a_word()
            && let Ok(value) = number.parse()
        {
            found.push((value, Span::new(at + mark, at + mark + number.len())));
        }
    }
    let in_order = found.windows(2).all(|pair| pair[0].0 <= pair[1].0);
    if found.len() < FEWEST_BARE || !in_order {
        return Vec::new();
    }
    found.into_iter().map(|(_, place)| cut(text, place)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::form::tests::check_mended;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        check_mended(text, expected, mend);
    }

    #[test]
    fn marks_of_notes_are_passed_over() {
        for (text, expected) in [
            ("The dam fell.[4] Reth denied it.[5][6]", "The dam fell. Reth denied it."),
            ("Reth[12] said it fell[note 3] at dawn.[1,2]The end.", "Reth said it fell at dawn. The end."),
            ("It fell. [1] Reth denied it. [2]", "It fell.  Reth denied it. "),
            ("He said “it [the dam] fell in [2024]”.", "He said “it [the dam] fell in [2024]”."),
            ("Turn 1 [14:07] and [3] alone", "Turn 1 [14:07] and [3] alone"),
            (
                "Some 40⁴ boats sank.⁵ They covered 5 km² and 10⁶ acres.",
                "Some 40 boats sank. They covered 5 km² and 10⁶ acres.",
            ),
            ("The dam fell.4 Reth denied it.5 It stood.", "The dam fell. Reth denied it. It stood."),
            ("No.7 Squadron took Sarn.12 Karsk soldiers fell.", "No.7 Squadron took Sarn.12 Karsk soldiers fell."),
            ("It cost 3.5 million. He was at 10.30 There.", "It cost 3.5 million. He was at 10.30 There."),
        ] {
            check(text, expected);
        }
    }
}
