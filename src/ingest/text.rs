//! Plain text: kept as it is, so that offsets fit the file.

use super::Reason;
use super::decode::decode;
use super::draft::{Draft, Found};

/// A longer first line is a paragraph, not a headline.
const LONGEST_TITLE: usize = 200;

/// Reads a plain text. Only a leading byte-order mark goes and NUL becomes U+FFFD; CRLF stays.
///
/// The first line is a guessed title and stays in the text.
pub(super) fn read(bytes: Vec<u8>) -> Result<Draft, Reason> {
    let decoded = decode(bytes, None)?;
    let title = guessed_title(&decoded.text).map(|title| Found::new(title.to_owned(), "first line (guess)"));
    let text = Some(Found::new(decoded.text, "file"));
    Ok(Draft { text, title, charset: decoded.charset, ..Draft::default() })
}

/// The first line with something on it, where it is short enough and more follows.
///
/// Single words before it are passed over: buttons ("Close", "Share") that came along when a page was copied.
fn guessed_title(text: &str) -> Option<&str> {
    let lines = || text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty());
    let first = lines().position(|line| line.contains(char::is_whitespace))?;
    let mut lines = lines().skip(first);
    let title = lines.next().filter(|line| line.chars().count() <= LONGEST_TITLE)?;
    lines.next().map(|_| title)
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
            let draft = read(text.into()).unwrap();
            assert_eq!(draft.title.map(|title| title.value).as_deref(), title, "{text:?}");
            assert_eq!(draft.text.unwrap().value, text);
        }
    }
}
