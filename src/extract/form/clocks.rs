//! Times and signs beside the marks of speakers: `[00:00:12] Ama Reth: …`, "Ms RETH (14:07): …", "Ama Reth  0:12",
//! ">> RETH: …", "**Reth:** …". Without them the marks are those of any transcript.

use super::filled_lines;
use super::view::{Edit, View};
use crate::domain::Span;

/// The most bytes of the words that name a speaker.
const LONGEST_LABEL: usize = 90;
/// The most words of a name that stands alone on its line, beside a time.
const LONGEST_NAME: usize = 6;
/// Marks of one kind count where there are so many.
const FEWEST: usize = 2;

/// Reads the marks of speakers without the times and signs beside them. True where times or signs say that the text is the
/// record of a talk.
pub(super) fn mend(view: &mut View<'_>) -> bool {
    let mut any = false;
    for find in [starred, before, beside, alone, after] {
        let edits = find(view.text());
        if edits.len() >= FEWEST {
            any = true;
            view.apply(edits);
        }
    }
    any
}

/// The lines of a text that are not blank, with their places, without white space around them.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    filled_lines(text).map(|line| (line.start, line.of(text)))
}

/// The length of the words that name a speaker before a colon: capitals or words with capitals.
fn label(line: &str) -> Option<usize> {
    let colon = line.match_indices(':').map(|(at, _)| at).find(|at| {
        let after = line[at + 1..].chars().next();
        after.is_none_or(|c| c.is_whitespace() || matches!(c, '[' | '(' | '*'))
    })?;
    let words = &line[..colon];
    // "(Inaudible):", "(several voices):".
    let bracketed = words.starts_with(['(', '[']) && words.trim_end().ends_with([')', ']']);
    let begins = bracketed || words.trim_start_matches(['*', '_', '[', '(', ' ']).starts_with(char::is_uppercase);
    let other = |c: char| matches!(c, '?' | '!' | ';' | '“' | '”' | '"');
    (colon <= LONGEST_LABEL && begins && !words.contains(other)).then_some(colon)
}

/// The length of a time at the head of a text, with its brackets: `[00:00:12]`, "(2.02 p.m.)", "14:07", "0:12 – 0:15".
fn time(text: &str) -> Option<usize> {
    let open = text.chars().next().filter(|c| matches!(c, '[' | '(' | '<' | '{'));
    let mut at = open.map_or(0, char::len_utf8);
    at += clock(&text[at..], open.is_some())?;
    for dash in [" - ", " – ", "-", "–"] {
        if let Some(rest) = text[at..].strip_prefix(dash)
            && let Some(length) = clock(rest, open.is_some())
        {
            at += dash.len() + length;
            break;
        }
    }
    match open {
        None => Some(at),
        Some(_) => text[at..].starts_with([']', ')', '>', '}']).then_some(at + 1),
    }
}

/// The length of a time of day or of a recording: "14:07", "00:00:12.345", "2.02 p.m.".
fn clock(text: &str, bracketed: bool) -> Option<usize> {
    let number = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let hours = number(text);
    if !(1..=3).contains(&hours) {
        return None;
    }
    let (mut at, mut parts) = (hours, 0);
    let stop = text[at..].starts_with('.');
    while text[at..].starts_with([':', '.', ','])
        && (if parts == 0 { 2 } else { 1 }..=3).contains(&number(&text[at + 1..]))
    {
        at += 1 + number(&text[at + 1..]);
        parts += 1;
    }
    let half = ["am", "pm", "a.m.", "p.m.", "AM", "PM", "a.m", "p.m"].iter().find_map(|half| {
        let rest = &text[at..];
        rest.trim_start_matches(' ')
            .starts_with(half)
            .then(|| rest.len() - rest.trim_start_matches(' ').len() + half.len())
    });
    let ends = at + half.unwrap_or_default();
    let whole = !text[ends..].starts_with(char::is_alphanumeric);
    ((1..=3).contains(&parts) && whole && (!stop || bracketed || half.is_some())).then_some(ends)
}

/// Times, chevrons and brackets before a label: `[00:12] Reth: …`, ">> RETH: …", `[Reth]: …`.
fn before(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (start, line) in lines(text) {
        let mut at = 0;
        while let Some(step) = line[at..]
            .strip_prefix([' ', '\t', '>', '|', '»'])
            .map(|rest| line.len() - at - rest.len())
            .or_else(|| time(&line[at..]))
        {
            at += step;
        }
        at = at.max(line.len() - line.trim_start_matches(['>', ' ']).len());
        // A dash between the time and the label.
        if at > 0 {
            at += line[at..].len() - line[at..].trim_start_matches(['-', '–', '—', ' ', '\t']).len();
        }
        if at > 0 && label(&line[at..]).is_some() {
            edits.push(Edit::skip(Span::new(start, start + at)));
        }
    }
    edits
}

/// Times between a label and its colon, and right behind it: "RETH (14:07): …", `RETH: [14:07] …`.
fn beside(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (start, line) in lines(text) {
        let Some(colon) = label(line).or_else(|| label_with_time(line)) else { continue };
        let (words, rest) = line.split_at(colon);
        for (at, _) in words.match_indices(['(', '[', '<', '{']) {
            if time(&words[at..]).is_some_and(|length| words[at + length..].trim().is_empty()) {
                let place = words[..at].trim_end().len();
                edits.push(Edit::skip(Span::new(start + place, start + colon)));
            }
        }
        let said = rest[1..].trim_start();
        if said.starts_with(['(', '[', '<', '{'])
            && let Some(length) = time(said)
        {
            let at = start + line.len() - said.len();
            edits.push(Edit::skip(Span::new(at, at + length)));
        }
    }
    edits
}

/// The place of the colon in "Ms RETH 14:07: …".
fn label_with_time(line: &str) -> Option<usize> {
    let colon = line.find(": ").or_else(|| line.ends_with(':').then(|| line.len() - 1))?;
    (colon <= LONGEST_LABEL && line.starts_with(char::is_uppercase)).then_some(colon)
}

/// A name alone on its line with a time: "Ama Reth  0:12", "Ama Reth (0:12)", "Ama Reth | 0:12". What is said follows.
fn alone(text: &str) -> Vec<Edit> {
    let all: Vec<(usize, &str)> = lines(text).collect();
    let mut edits = Vec::new();
    for (at, (start, line)) in all.iter().enumerate() {
        let Some(place) = line.find(|c: char| c.is_ascii_digit()) else { continue };
        let open = line[..place].trim_end().len() - usize::from(line[..place].ends_with(['(', '[', '<']));
        let name = line[..open.min(place)].trim_end_matches([' ', '\t', '|', '·', '•', ',', '-', '–', '—', '(', '[']);
        let said_at = line[name.len()..].trim_start_matches([' ', '\t', '|', '·', '•', ',', '-', '–', '—']);
        let timed = time(said_at);
        let rest = line.len() - said_at.len();
        let whole = timed.is_some_and(|length| rest + length == line.len());
        let words = name.split_whitespace().count();
        let named = (1..=LONGEST_NAME).contains(&words)
            && name.split_whitespace().all(|word| word.starts_with(|c: char| c.is_uppercase()) || word.len() <= 3);
        let speaks = all.get(at + 1).is_some_and(|(_, next)| next.split_whitespace().count() > 1);
        if whole && named && speaks && name.starts_with(char::is_uppercase) {
            edits.push(Edit::replace(Span::new(start + name.len(), start + line.len()), ":"));
        }
    }
    edits
}

/// A time alone on its line before a line that a label opens.
fn after(text: &str) -> Vec<Edit> {
    let all: Vec<(usize, &str)> = lines(text).collect();
    let alone = all.windows(2).filter(|pair| time(pair[0].1) == Some(pair[0].1.len()) && label(pair[1].1).is_some());
    alone.map(|pair| Edit::cut(Span::new(pair[0].0, pair[1].0), "")).collect()
}

/// Labels in bold or italic: "**Reth:** …", "__Reth__: …".
fn starred(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (start, line) in lines(text).filter(|(_, line)| line.starts_with(['*', '_', '['])) {
        let Some(colon) = label(line) else { continue };
        let stars = |c: char| matches!(c, '*' | '_');
        let end = colon + 1 + line[colon + 1..].len() - line[colon + 1..].trim_start_matches(stars).len();
        let bracketed = line.starts_with('[') && line[..colon].ends_with(']') && time(line).is_none();
        let signs = line[..end].match_indices(|c: char| stars(c) || bracketed && matches!(c, '[' | ']'));
        let places: Vec<usize> = signs.map(|(at, _)| start + at).collect();
        edits.extend(places.into_iter().map(|at| Edit::skip(Span::new(at, at + 1))));
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::form::tests::check_mended;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        check_mended(text, expected, |view| _ = mend(view));
    }

    #[test]
    fn marks_stand_without_times_and_signs() {
        check(
            "[00:12] Ama Reth: It is open.\n\n[00:00:15.5] Bo Oru: Is it?",
            "Ama Reth: It is open.\n\nBo Oru: Is it?",
        );
        check("00:12 - Ama Reth: Open.\n00:15 - Bo Oru: Is it?", "Ama Reth: Open.\nBo Oru: Is it?");
        check(
            "Ms RETH (Sarn) (14:07): Open.\n\nMR. ORU [2.08 p.m.]: Is it?",
            "Ms RETH (Sarn): Open.\n\nMR. ORU: Is it?",
        );
        check("RETH: [14:07] Open.\n\nORU: (14:08) Is it?", "RETH:  Open.\n\nORU:  Is it?");
        check(
            "Ama Reth  0:12\nIt is open.\n\nBo Oru (1:02:15)\nIs it open?",
            "Ama Reth:\nIt is open.\n\nBo Oru:\nIs it open?",
        );
        check(
            "Ama Reth | 0:12 – 0:15\nIt is open.\n\nBo Oru, 9:15 am\nIs it?\nNo, it",
            "Ama Reth:\nIt is open.\n\nBo Oru:\nIs it?\nNo, it",
        );
        check("0:12\nReth: It is open.\n0:15\nOru: Is it?", "Reth: It is open.\nOru: Is it?");
        check(">> RETH: It is open.\n\n>>> ORU: Is it?\n\n>> No.", "RETH: It is open.\n\nORU: Is it?\n\n>> No.");
        check("**Reth:** Open.\n\n**Oru**: Is it?\n\n[Reth]: Yes.", "Reth: Open.\n\nOru: Is it?\n\nReth: Yes.");
    }

    #[test]
    fn marks_that_name_nobody_lose_their_times_as_well() {
        check("[00:12] Reth: Open.\n[00:15] (inaudible): It is not.", "Reth: Open.\n(inaudible): It is not.");
    }

    #[test]
    fn other_times_stay() {
        for text in [
            "18:40 The army said it was open.\n\n19:10 The mayor said: it is not.",
            "At 14:07: the road. At 10:30 it closed.\n\nThe score was 3:12: a record.",
            "Karsk 3:2\n\nSarn 10:30",
            "Bus 10:30\n\nReth said it was open.",
        ] {
            check(text, text);
        }
    }
}
