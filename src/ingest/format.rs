//! The formats of files, told by their first bytes, their names or their content types.

use super::table;

/// The kinds of file that are parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Text,
    Markdown,
    Json,
    JsonLines,
    Html,
    /// A feed or a news item; its outermost element tells.
    Xml,
    /// Columns parted by commas, tabs or the like.
    Table,
    Zip,
    Tar,
    Warc,
}

impl Format {
    pub(super) fn holds_one_article(self) -> bool {
        matches!(self, Self::Text | Self::Markdown | Self::Html)
    }
}

/// What bytes look like that are certainly no text.
pub(super) fn magic(start: &[u8]) -> Option<&'static str> {
    const KINDS: [(&[u8], &str); 17] = [
        (b"\x89PNG", "a PNG image"),
        (b"\xff\xd8\xff", "a JPEG image"),
        (b"GIF8", "a GIF image"),
        (b"%PDF-", "a PDF document"),
        (b"\x7fELF", "a program"),
        (b"\xcf\xfa\xed\xfe", "a program"),
        (b"MZ\x90\x00", "a program"),
        (b"\x1f\x8b", "gzip-compressed data"),
        (b"\x28\xb5\x2f\xfd", "zstd-compressed data"),
        (b"BZh9", "bzip2-compressed data"),
        (b"\xfd7zXZ", "xz-compressed data"),
        (b"7z\xbc\xaf", "a 7-Zip archive"),
        (b"Rar!", "a RAR archive"),
        (b"\xd0\xcf\x11\xe0", "an old office document"),
        (b"SQLite format 3", "an SQLite database"),
        (b"{\\rtf", "a rich-text (RTF) document"),
        (b"OggS", "a sound or video file"),
    ];
    KINDS.iter().find(|(magic, _)| start.starts_with(magic)).map(|(_, kind)| *kind)
}

/// The format of what holds other files, whatever its name says.
pub(super) fn container(start: &[u8]) -> Option<Format> {
    match start {
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Some(Format::Zip),
        start if start.get(257..262) == Some(b"ustar") => Some(Format::Tar),
        start if start.starts_with(b"WARC/") => Some(Format::Warc),
        _ => None,
    }
}

/// The format of a stream without a name: JSON, a web page, other XML, Markdown with front matter, a table whose heading
/// we know, else plain text.
pub(super) fn sniff(start: &[u8]) -> Format {
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    // UTF-16: every second byte is zero in what we look for.
    let plain: Vec<u8> = match start {
        [0xff, 0xfe, rest @ ..] | [0xfe, 0xff, rest @ ..] => rest.iter().copied().filter(|byte| *byte != 0).collect(),
        start => start.to_vec(),
    };
    let shown = plain.trim_ascii_start();
    match shown {
        [b'{' | b'[', ..] => Format::JsonLines,
        [b'-', b'-', b'-', b'\n' | b'\r', ..] if plain.len() == shown.len() => Format::Markdown,
        [b'<', ..] => markup(shown),
        _ if table::begins_with_heading(shown) => Format::Table,
        _ => Format::Text,
    }
}

/// The format of a stream by its name, unless its first bytes say plainly that it is another.
pub(super) fn settle(named: Option<Format>, start: &[u8]) -> Format {
    let sniffed = sniff(start);
    match (named, sniffed) {
        (None, sniffed) => sniffed,
        (Some(Format::Json | Format::JsonLines), Format::Html | Format::Xml) => sniffed,
        (Some(Format::Html), Format::Xml) => sniffed,
        (Some(Format::Xml), Format::Html | Format::JsonLines) => sniffed,
        (Some(named), _) => named,
    }
}

/// The format that a content type names, where it names one plainly: servers send most things as plain text.
pub(super) fn of_content_type(content_type: &str) -> Option<Format> {
    let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match kind.as_str() {
        "text/html" | "application/xhtml+xml" => Some(Format::Html),
        "text/markdown" => Some(Format::Markdown),
        "text/csv" | "text/tab-separated-values" => Some(Format::Table),
        "text/xml" | "application/xml" => Some(Format::Xml),
        kind if kind.ends_with("+xml") => Some(Format::Xml),
        _ => None,
    }
}

/// Whether what begins with `<` is a web page, other XML, or a text all the same.
fn markup(start: &[u8]) -> Format {
    let start = String::from_utf8_lossy(start).to_ascii_lowercase();
    let declared = start.starts_with("<?xml");
    let mut rest = start.as_str();
    loop {
        rest = rest.trim_start();
        let after = |end| rest.split_once(end).map(|(_, rest)| rest);
        let passed = match rest {
            rest if rest.starts_with("<!doctype html") => return Format::Html,
            rest if rest.starts_with("<!--") => after("-->"),
            rest if rest.starts_with("<?") => after("?>"),
            rest if rest.starts_with("<!") => after(">"),
            _ => break,
        };
        match passed {
            Some(passed) => rest = passed,
            None => break,
        }
    }
    let name = rest.strip_prefix('<').unwrap_or_default();
    let name = name.split(|c: char| c.is_whitespace() || ['>', '/'].contains(&c)).next().unwrap_or_default();
    let local = name.rsplit(':').next().unwrap_or_default();
    match local {
        "html" => Format::Html,
        "rss" | "rdf" | "feed" | "nitf" | "newsml" | "newsitem" | "newsmessage" | "packageitem" => Format::Xml,
        _ if declared => Format::Xml,
        _ => Format::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_without_a_name() {
        for (start, format) in [
            ("\u{feff} {\"a\"", Format::JsonLines),
            ("\n[", Format::JsonLines),
            ("---\ntitle: x", Format::Markdown),
            ("\n---\n", Format::Text),
            ("Title;Full text;Rating\nRain;It rained.;1", Format::Table),
            ("Title, text", Format::Text),
            ("Mayor says, text\nfollows", Format::Text),
            ("<!DOCTYPE HTML>", Format::Html),
            ("<p>", Format::Text),
            ("<!-- saved --><html>", Format::Html),
            ("<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC 'x'><html>", Format::Html),
            ("\n<?xml version='1.0'?><rss>", Format::Xml),
            ("<!-- x -->\n<rdf:RDF ", Format::Xml),
            ("<nitf>", Format::Xml),
            ("<?xml version='1.0'?><!-- and then a comment that goes on", Format::Xml),
            ("", Format::Text),
        ] {
            assert_eq!(sniff(start.as_bytes()), format, "{start:?}");
        }
    }

    #[test]
    fn names_and_content_types_give_way_to_what_is_plain() {
        for (named, start, format) in [
            (None, "{", Format::JsonLines),
            (Some(Format::Json), "<rss>", Format::Xml),
            (Some(Format::Json), "Rain", Format::Json),
            (Some(Format::Html), "<?xml version='1.0'?><feed>", Format::Xml),
            (Some(Format::Html), "<?xml version='1.0'?><html>", Format::Html),
            (Some(Format::Html), "<p>Rain", Format::Html),
            (Some(Format::Xml), "<!doctype html>", Format::Html),
            (Some(Format::Xml), "{\"version\"", Format::JsonLines),
            (Some(Format::Text), "{", Format::Text),
            (of_content_type("text/html; charset=utf-8"), "<rss>", Format::Xml),
            (of_content_type("Application/RSS+XML"), "\n<rss>", Format::Xml),
            (of_content_type("text/csv"), "a,b", Format::Table),
            (of_content_type("text/plain"), "<html>", Format::Html),
        ] {
            assert_eq!(settle(named, start.as_bytes()), format, "{start}");
        }
    }
}
