//! Plain text: kept as it is, so that offsets fit the file.

use super::decode::decode;
use super::draft::{Draft, Found};
use super::{Reason, dates};

/// A longer first line is a paragraph, not a headline.
const LONGEST_TITLE: usize = 200;

/// How many lines at the top of a text may hold its day; headline, lead and byline stand before it at most.
const HEAD_LINES: usize = 6;

/// Parses a plain text. Only a leading byte-order mark goes and NUL becomes U+FFFD; CRLF stays.
///
/// The title and the day are guessed from the first lines, which stay in the text.
pub(super) fn parse(bytes: Vec<u8>) -> Result<Draft, Reason> {
    let decoded = decode(bytes, None)?;
    let head = Head::of(&decoded.text);
    let title = head.title.map(|title| Found::new(title.to_owned(), "first line (guess)"));
    let date_line = head.day.map(|day| Found::new(day, "date line (guess)"));
    let text = Some(Found::new(decoded.text, "file"));
    Ok(Draft { text, title, date_line, charset: decoded.charset, ..Draft::default() })
}

/// What the first lines of a text say of it.
struct Head<'a> {
    title: Option<&'a str>,
    /// In ISO form, or as printed where day and month cannot be told apart.
    day: Option<String>,
}

impl<'a> Head<'a> {
    fn of(text: &'a str) -> Self {
        let lines = || text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty());
        let head: Vec<&str> = lines().take(HEAD_LINES).take_while(|line| fits(line)).collect();
        let mut days: Vec<_> =
            head.iter().enumerate().filter_map(|(at, line)| Some((at, dates::line(line)?))).collect();
        days.sort_by_key(|(_, line)| !line.is_labelled);
        let day_at = days.first().map(|(at, _)| *at);
        let title = match day_at {
            // A text that is nothing but a date line has no day of its own: there is nothing that was published then.
            Some(at) if lines().nth(at + 1).is_none() && at == 0 => return Self { title: None, day: None },
            Some(at) => title_around(at, &lines().take(HEAD_LINES + 3).collect::<Vec<_>>()),
            None => first_title(lines()),
        };
        Self { title, day: days.into_iter().next().map(|(_, line)| line.day) }
    }
}

fn fits(line: &str) -> bool {
    line.chars().count() <= LONGEST_TITLE
}

/// The first line, where it is short enough and more follows.
///
/// Single words before it are passed over: buttons ("Close", "Share") that came along when a page was copied.
fn first_title<'a>(lines: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut lines = lines.skip_while(|line| !line.contains(char::is_whitespace));
    let title = lines.next().filter(|line| fits(line))?;
    lines.next().map(|_| title)
}

/// The title of a text with a date line at this place: the first line before it; else the line after it where that is no
/// sentence; else the only word before it.
fn title_around<'a>(day_at: usize, lines: &[&'a str]) -> Option<&'a str> {
    let is_title = |line: &&str| line.contains(char::is_whitespace) && dates::line(line).is_none();
    let before = lines[..day_at].iter().copied().find(|line| is_title(line));
    let is_sentence = |line: &str| line.ends_with(['.', '!', '?', '”', '"']);
    let after = lines.get(day_at + 1).copied().filter(|line| is_title(line) && fits(line) && !is_sentence(line));
    let after = after.filter(|_| lines.len() > day_at + 2);
    let mut words = lines[..day_at].iter().copied().filter(|line| dates::line(line).is_none());
    let only = words.next().filter(|_| words.next().is_none() && lines.len() > day_at + 1);
    before.or(after).or(only)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_a_guessed_title() {
        let long = format!("{}\nRain.", "x".repeat(201));
        for (text, title) in [
            ("\n Rain at dawn \r\n\r\nIt rained.", Some("Rain at dawn")),
            ("close\nclose\n\nRain at dawn\n\nIt rained.", Some("Rain at dawn")),
            ("It rained.", None),
            ("It rained.\n", None),
            ("", None),
            (long.as_str(), None),
        ] {
            let draft = parse(text.into()).unwrap();
            assert_eq!(draft.title.map(|title| title.value).as_deref(), title, "{text:?}");
            assert_eq!(draft.text.unwrap().value, text);
        }
    }

    #[test]
    fn a_line_of_its_own_tells_the_day() {
        for (text, title, day) in [
            ("Rain at dawn\nPublished 14 March 2026\n\nIt rained.", Some("Rain at dawn"), Some("2026-03-14")),
            ("Rain\nPublished 14 March 2026\n\nIt rained.", Some("Rain"), Some("2026-03-14")),
            ("Tarn, 2 March 2025\n\nIt rained.\nIt stopped.", None, Some("2025-03-02")),
            ("Tarn, 2 March 2025\nRain at dawn\n\nIt rained.", Some("Rain at dawn"), Some("2025-03-02")),
            ("Rain at dawn\nBy Ida Lund\n08/03/2025\nIt rained.", Some("Rain at dawn"), Some("08/03/2025")),
            ("Rain\n1 March 2025\nPosted 2 March 2025\nIt rained.", Some("Rain"), Some("2025-03-02")),
            ("Rain at dawn\nUpdated 2 March 2025\nIt rained.", Some("Rain at dawn"), None),
            ("It rained on 2 March 2025.\nIt stopped.", Some("It rained on 2 March 2025."), None),
            ("2 March 2025", None, None),
        ] {
            let draft = parse(text.into()).unwrap();
            assert_eq!(draft.title.map(|title| title.value).as_deref(), title, "{text:?}");
            assert_eq!(draft.date_line.map(|day| day.value).as_deref(), day, "{text:?}");
            assert_eq!(draft.text.unwrap().value, text);
        }
    }
}
