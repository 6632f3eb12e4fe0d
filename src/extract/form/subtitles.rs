//! Subtitle files (WebVTT, SubRip): what is said without the numbers and times of the frames. A frame whose speaker is told
//! begins a paragraph; others go on with the one before.

use super::view::{Edit, View};
use super::words::is_block_of_subtitles;
use crate::domain::Span;

/// What stands between the two times of a frame.
const ARROW: &str = "-->";
/// A text with fewer frames is no file of subtitles.
const FEWEST_FRAMES: usize = 2;
/// A paragraph of frames without speakers that is longer ends with its sentence.
const LONG_PARAGRAPH: usize = 400;

/// Reads what is said in subtitles. True where the text is a file of subtitles.
pub(super) fn mend(view: &mut View<'_>) -> bool {
    let frames = spoken(view.text());
    if frames.is_empty() {
        return false;
    }
    let edits = edits(view.text(), &frames);
    view.apply(edits);
    true
}

/// The lines of a text that are spoken, in a file of subtitles.
fn spoken(text: &str) -> Vec<Span> {
    if text.matches(ARROW).count() < FEWEST_FRAMES {
        return Vec::new();
    }
    let mut found = Vec::new();
    let (mut start, mut frames) = (0, 0);
    let mut in_frame = false;
    for line in text.split_inclusive('\n') {
        let words = line.trim();
        let first = start + line.len() - line.trim_start().len();
        if is_times(words) {
            (in_frame, frames) = (true, frames + 1);
        } else if words.is_empty() {
            in_frame = false;
        } else if in_frame {
            found.push(Span::new(first, first + words.len()));
        } else if frames == 0 && !is_block_of_subtitles(&first_word(words)) && !is_number(words) {
            // The file begins with something else.
            return Vec::new();
        }
        start += line.len();
    }
    if frames < FEWEST_FRAMES { Vec::new() } else { found }
}

fn first_word(line: &str) -> String {
    line.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase()
}

fn is_number(words: &str) -> bool {
    words.bytes().all(|byte| byte.is_ascii_digit())
}

/// "00:00:01.000 --> 00:00:04,000 position:50%".
fn is_times(line: &str) -> bool {
    let time = |part: &str| {
        let part = part.split_whitespace().next().unwrap_or_default();
        part.len() >= 5
            && part.contains(':')
            && part.bytes().all(|byte| byte.is_ascii_digit() || b":.,".contains(&byte))
    };
    line.split_once(ARROW).is_some_and(|(from, to)| time(from) && time(to))
}

fn edits(text: &str, lines: &[Span]) -> Vec<Edit> {
    let mut edits = Vec::new();
    let (mut end, mut length) = (0, 0);
    let mut voice: Option<&str> = None;
    for line in lines {
        let words = line.of(text);
        let speaker = voice_of(words);
        let same = speaker.is_some_and(|(name, _)| voice == Some(name));
        let opens = speaker.is_some() && !same || speaker.is_none() && opens_turn(words);
        let ended = length > LONG_PARAGRAPH && text[..end].trim_end().ends_with(['.', '!', '?']);
        let gap = Span::new(end, line.start);
        length = if opens || ended { 0 } else { length };
        let between = if end == 0 {
            ""
        } else if length == 0 {
            "\n\n"
        } else {
            " "
        };
        edits.push(Edit::cut(gap, between));
        if let Some((name, tag)) = speaker {
            let at = line.start + tag;
            if same {
                edits.push(Edit::skip(Span::new(line.start, at)));
            } else {
                let start = line.start + words[..tag].rfind(name).unwrap_or_default();
                edits.push(Edit::skip(Span::new(line.start, start)));
                edits.push(Edit::replace(Span::new(start + name.len(), at), ": "));
            }
            voice = Some(name);
        } else if opens {
            voice = None;
        }
        edits.extend(tags(text, Span::new(line.start + speaker.map_or(0, |(_, tag)| tag), line.end)));
        (end, length) = (line.end, length + line.len());
    }
    edits.push(Edit::cut(Span::new(end, text.len()), "\n"));
    edits
}

/// The name in the tag of a voice ("<v.loud Ama Reth>") that a line begins with, and the length of the tag.
fn voice_of(line: &str) -> Option<(&str, usize)> {
    let tag = line.strip_prefix("<v")?;
    let (inside, _) = tag.split_once('>')?;
    let name = inside.split_once(char::is_whitespace)?.1.trim();
    (!name.is_empty()).then_some((name, "<v".len() + inside.len() + 1))
}

/// True for a frame that another speaker begins: "RETH: …", "- Not yet.", ">> Not yet."
fn opens_turn(line: &str) -> bool {
    let label = line.split_once(':').map(|(label, _)| label);
    let named = label.is_some_and(|label| {
        label.len() <= 40
            && label.starts_with(|c: char| c.is_uppercase() || c == '[')
            && !label.contains(['.', ',', '?'])
            || label.len() <= 60 && label.chars().any(char::is_alphabetic) && !label.chars().any(char::is_lowercase)
    });
    named || line.starts_with(['-', '–', '>'])
}

/// Tags and the like inside the lines: `<i>`, `</v>`, `<00:00:01.000>`, `{\an8}`.
fn tags(text: &str, line: Span) -> Vec<Edit> {
    let mut found = Vec::new();
    for (open, close) in [('<', '>'), ('{', '}')] {
        let mut at = line.start;
        while let Some(start) = text[at..line.end].find(open).map(|offset| at + offset) {
            let Some(length) = text[start..line.end].find(close) else { break };
            at = start + length + 1;
            let inside = &text[start + 1..at - 1];
            if inside.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '\\')) {
                found.push(Edit::skip(Span::new(start, at)));
            }
        }
    }
    found
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
    fn frames_are_paragraphs_of_speech() {
        check(
            "WEBVTT\n\nNOTE made by hand\n\n1\n00:01.000 --> 00:02.000\n<v Ama Reth>The road <i>is</i>\nopen.</v>\n\n2\n\
             00:02.000 --> 00:03.000\n<v Ama Reth>It is.</v>\n\n3\n00:03.000 --> 00:04.000\n<v.low Bo Oru>Not yet.</v>\n",
            "Ama Reth: The road is open. It is.\n\nBo Oru: Not yet.\n",
        );
        check(
            "1\n00:00:01,000 --> 00:00:02,000\nRETH: The road\nis open.\n\n2\n00:00:02,000 --> 00:00:03,000\n{\\an8}- Is it?\n",
            "RETH: The road is open. - Is it?\n",
        );
        check(
            "1\n00:00:01,000 --> 00:00:02,000\nRETH: It is open.\n\n2\n00:00:02,000 --> 00:00:03,000\n- Is it?\n",
            "RETH: It is open.\n\n- Is it?\n",
        );
        for text in ["The road --> the bridge.\n\nThe bridge --> the road.", "One\n00:00:01,000 --> 00:00:02,000\nText"]
        {
            check(text, text);
        }
    }
}
