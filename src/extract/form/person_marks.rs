//! Marks inside the names of people: "Lt. Gen. (Retd) Ama Reth", "Ama “Heron” Reth", "Ama ("Heron") Reth", "@Reth said". What
//! stands between them belongs to the name, the marks do not.

use super::beginning;
use super::view::{Edit, View};
use super::words::is_service_mark;
use crate::domain::Span;
use crate::extract::{cues, lexicon};

/// The most bytes of a nickname.
const LONGEST_NICKNAME: usize = 24;
/// The most bytes between the brackets behind a rank.
const LONGEST_MARK: usize = 10;

/// Reads a text without the marks that part the names of people.
pub(super) fn mend(view: &mut View<'_>) {
    view.apply(ranks(view.text()));
    view.apply(nicknames(view.text()));
    view.apply(handles(view.text()));
}

/// "Lt. Gen. (Retd) Ama Reth": the bracket between a rank and its name.
fn ranks(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (open, _) in text.match_indices('(') {
        let inner = &text[open + 1..];
        let Some(length) = beginning(inner, LONGEST_MARK + 1).find(')') else { continue };
        let rest = &inner[length + 1..];
        let rank = last_word(&text[..open]);
        let service = is_service_mark(inner[..length].trim_end_matches('.').to_lowercase().as_str());
        if service
            && lexicon::is_title_word(&rank.to_lowercase())
            && starts_with_capital(rest.strip_prefix(' ').unwrap_or(""))
        {
            edits.push(Edit::skip(Span::new(open, open + length + 3)));
        }
    }
    edits
}

/// "Ama “Heron” Reth", "Ama ('Heron') Reth": the marks around a name between two others.
fn nicknames(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    let opens = |c: char| matches!(c, '"' | '“' | '\'' | '‘' | '«' | '(');
    for (at, mark) in text.match_indices(opens) {
        let Some(before) = text[..at].strip_suffix(' ') else { continue };
        let bracket = mark == "(";
        let start = at + mark.len();
        let quote = text[start..].chars().next().filter(|c| bracket && opens(*c) && *c != '(');
        if bracket && quote.is_none() {
            continue;
        }
        let start = start + quote.map_or(0, char::len_utf8);
        let close = |c: char| matches!(c, '"' | '”' | '\'' | '’' | '»');
        // The longest closing mark has three bytes.
        let near = beginning(&text[start..], LONGEST_NICKNAME + 3);
        let Some(length) = near.find(close).filter(|length| (1..=LONGEST_NICKNAME).contains(length)) else {
            continue;
        };
        let (name, end) = (&text[start..start + length], start + length);
        let mut after = end + text[end..].chars().next().map_or(0, char::len_utf8);
        if bracket {
            if !text[after..].starts_with(')') {
                continue;
            }
            after += 1;
        }
        let plain = name.split(' ').count() <= 2
            && name
                .split(' ')
                .all(|word| starts_with_capital(word) && word.chars().all(|c| c.is_alphabetic() || c == '-'));
        let given = last_word(before);
        let named = starts_with_capital(given)
            && before.ends_with(given)
            && !lexicon::is_determiner(&given.to_lowercase())
            && !lexicon::is_sentence_opener(&given.to_lowercase());
        let family = text[after..].strip_prefix(' ').is_some_and(starts_with_capital);
        if plain && named && family {
            edits.push(Edit::skip(Span::new(at, start)));
            edits.push(Edit::skip(Span::new(end, after)));
        }
    }
    edits
}

/// "wrote @Reth", "@Reth said", "according to @Reth": the sign before a speaker.
fn handles(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (at, _) in text.match_indices('@') {
        let (before, rest) = (&text[..at], &text[at + 1..]);
        let handle = rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
        let free = before.is_empty() || before.ends_with(char::is_whitespace);
        if !free || !starts_with_capital(handle) {
            continue;
        }
        let speaks = |word: &str| cues::speech_form(&word.to_lowercase());
        let next = rest[handle.len()..].strip_prefix(' ').and_then(|rest| rest.split(' ').next()).unwrap_or_default();
        let last = last_word(before);
        let according =
            last == "to" && last_word(before.trim_end().trim_end_matches("to")).eq_ignore_ascii_case("according");
        if speaks(next) || speaks(last) || according {
            edits.push(Edit::skip(Span::new(at, at + 1)));
        }
    }
    edits
}

/// The last word of a text, without the full stop of an abbreviation.
fn last_word(text: &str) -> &str {
    let text = text.trim_end_matches([' ', '.']);
    text.rsplit(|c: char| !c.is_alphanumeric() && c != '-' && c != '’' && c != '\'').next().unwrap_or_default()
}

fn starts_with_capital(text: &str) -> bool {
    text.starts_with(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_inside_names_are_passed_over() {
        for (text, expected) in [
            ("Lt. Gen. (Retd) Ama Reth said", "Lt. Gen. Ama Reth said"),
            ("Col (res.) Bo Oru said", "Col Bo Oru said"),
            ("Admiral (retired) Bo Oru said", "Admiral Bo Oru said"),
            ("Ama Reth (retd) said", "Ama Reth (retd) said"),
            ("Colonel Bo Oru (Hollin garrison) said", "Colonel Bo Oru (Hollin garrison) said"),
            ("Ama “Heron” Reth said", "Ama Heron Reth said"),
            ("Colonel Bo (\"Bison\") Oru said", "Colonel Bo Bison Oru said"),
            ("Ama 'Night Owl' Reth said", "Ama Night Owl Reth said"),
            ("The “Heron” Battalion said", "The “Heron” Battalion said"),
            ("Reth said “No” Oru left", "Reth said “No” Oru left"),
            ("wrote @NorthGuard on Monday", "wrote NorthGuard on Monday"),
            ("According to @RiverPost, it rained", "According to RiverPost, it rained"),
            ("@RiverPost said it rained", "RiverPost said it rained"),
            ("write to ama@valley.example", "write to ama@valley.example"),
            ("— Ama Reth (@AmaReth) May 3", "— Ama Reth (@AmaReth) May 3"),
        ] {
            let mut view = View::of(text);
            mend(&mut view);
            assert_eq!(view.text(), expected, "{text}");
        }
    }
}
