//! How words stand in HTML: without markup of their own, and without a hold on the words beside them.

use std::borrow::Cow;
use std::fmt::{self, Write};

use askama::filters::Escaper;

/// Escapes what expressions of templates write (named in `askama.toml`), and lets each end the directions that it begins.
///
/// Marks that turn the direction of a text (Unicode Standard Annex 9) act on all that follows until another mark ends
/// them, and `unicode-bidi: isolate` holds back only those that are ended. A name with a mark that nobody ends would turn
/// round the words that the page puts behind it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Html;

impl Escaper for Html {
    fn write_escaped_str<W: Write>(&self, dest: W, string: &str) -> fmt::Result {
        askama::filters::Html.write_escaped_str(dest, &ended(string))
    }

    fn write_escaped_char<W: Write>(&self, dest: W, c: char) -> fmt::Result {
        askama::filters::Html.write_escaped_char(dest, c)
    }
}

const POP_FORMAT: char = '\u{202C}';
const POP_ISOLATE: char = '\u{2069}';

/// True for the marks that begin an embedding or an override.
fn embeds(c: char) -> bool {
    matches!(c, '\u{202A}' | '\u{202B}' | '\u{202D}' | '\u{202E}')
}

/// True for the marks that begin an isolate.
fn isolates(c: char) -> bool {
    matches!(c, '\u{2066}'..='\u{2068}')
}

/// The text with an end for each mark that begins a direction, and without ends of what it did not begin.
fn ended(text: &str) -> Cow<'_, str> {
    let turns = |c: char| embeds(c) || isolates(c) || matches!(c, POP_FORMAT | POP_ISOLATE);
    // All of these marks begin with this byte in UTF-8.
    if memchr::memchr(0xE2, text.as_bytes()).is_none() || !text.contains(turns) {
        return Cow::Borrowed(text);
    }
    let mut open: Vec<char> = Vec::new();
    let mut out = String::with_capacity(text.len() + 12);
    for c in text.chars() {
        match c {
            // An end of an isolate ends the embeddings in it as well; an end of an embedding ends none outside its isolate.
            POP_ISOLATE => match open.iter().rposition(|begun| isolates(*begun)) {
                Some(at) => open.truncate(at),
                None => continue,
            },
            POP_FORMAT if open.last().is_some_and(|begun| embeds(*begun)) => drop(open.pop()),
            POP_FORMAT => continue,
            begun if embeds(begun) || isolates(begun) => open.push(begun),
            _ => {}
        }
        out.push(c);
    }
    out.extend(open.iter().rev().map(|begun| if isolates(*begun) { POP_ISOLATE } else { POP_FORMAT }));
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_direction_that_words_begin_ends_with_them() {
        for (words, wanted) in [
            ("Ida Lund", "Ida Lund"),
            ("“Öffnen” – שלום", "“Öffnen” – שלום"),
            ("a \u{202E}gnp.exe", "a \u{202E}gnp.exe\u{202C}"),
            ("a \u{2067}\u{202E}\u{2066}x", "a \u{2067}\u{202E}\u{2066}x\u{2069}\u{202C}\u{2069}"),
            ("\u{2069}\u{202C}a", "a"),
            ("\u{2067}a\u{202C}b\u{2069}c", "\u{2067}ab\u{2069}c"),
            ("\u{202B}a\u{2066}b\u{202E}c\u{2069}d\u{202C}", "\u{202B}a\u{2066}b\u{202E}c\u{2069}d\u{202C}"),
        ] {
            assert_eq!(ended(words), wanted, "{words:?}");
            assert_eq!(ended(wanted), wanted, "{words:?}");
        }
    }

    #[test]
    fn templates_escape_with_it() {
        #[derive(askama::Template)]
        #[template(source = "<b title=\"{{ name }}\">{{ name }}</b>", ext = "html")]
        struct Shown<'a> {
            name: &'a str,
        }
        let shown = askama::Template::render(&Shown { name: "<\u{202E}\"" }).unwrap();
        assert_eq!(shown, "<b title=\"&#60;\u{202E}&#34;\u{202C}\">&#60;\u{202E}&#34;\u{202C}</b>");
    }
}
