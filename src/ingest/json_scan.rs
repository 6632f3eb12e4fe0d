//! Splits a JSON stream into lines or array elements, holding at most one of them in memory.

use std::io::{self, BufRead};

/// One line of a stream.
pub(super) enum Line {
    Text(Vec<u8>),
    /// A line longer than the limit; it was skipped without being kept in memory.
    TooLong,
    End,
}

/// Reads one line, without its line end.
pub(super) fn line(reader: &mut impl BufRead, limit: u64) -> io::Result<Line> {
    let mut line = Vec::new();
    let (mut too_long, mut any) = (false, false);
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            break;
        }
        any = true;
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let part = &buffer[..end.unwrap_or(buffer.len())];
        too_long |= (line.len() + part.len()) as u64 > limit;
        if too_long {
            line = Vec::new();
        } else {
            line.extend_from_slice(part);
        }
        let taken = end.map_or(buffer.len(), |end| end + 1);
        reader.consume(taken);
        if end.is_some() {
            break;
        }
    }
    Ok(match (any, too_long) {
        (false, _) => Line::End,
        (true, true) => Line::TooLong,
        (true, false) => Line::Text(line),
    })
}

/// Skips white space and a byte-order mark; returns the number of line ends skipped and the byte that follows.
pub(super) fn skip_blank(reader: &mut impl BufRead) -> io::Result<(usize, Option<u8>)> {
    let mut lines = 0;
    loop {
        let Some(byte) = reader.fill_buf()?.first().copied() else { return Ok((lines, None)) };
        match byte {
            b'\n' => lines += 1,
            b' ' | b'\t' | b'\r' | 0xef | 0xbb | 0xbf | 0x1e => {}
            byte => return Ok((lines, Some(byte))),
        }
        reader.consume(1);
    }
}

/// One element of an array.
pub(super) enum Element {
    Text(Vec<u8>),
    /// An element larger than the limit; it was skipped without being kept in memory.
    TooLong,
    /// The array ended.
    Close,
    /// The stream ended inside the array.
    Cut,
    /// A closing bracket without an opening one: the rest cannot be split into elements.
    Stray(u8),
}

/// Reads the next element after `[` or after the element before, with its comma.
///
/// Only strings and brackets are tracked; the parser checks everything else when it reads the element.
pub(super) fn element(reader: &mut impl BufRead, limit: u64) -> io::Result<Element> {
    let mut text = Vec::new();
    let (mut depth, mut in_string, mut escaped, mut length) = (0_u64, false, false, 0_u64);
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            return Ok(Element::Cut);
        }
        let mut taken = 0;
        let mut end = None;
        for byte in buffer.iter().copied() {
            if depth == 0 && !in_string {
                match byte {
                    b']' | b',' if length > 0 => {
                        // A closing bracket is left for the next call.
                        taken += usize::from(byte == b',');
                        end = Some(if length > limit { Element::TooLong } else { Element::Text(Vec::new()) });
                        break;
                    }
                    b']' => end = Some(Element::Close),
                    b'}' => end = Some(Element::Stray(byte)),
                    _ => {}
                }
            }
            taken += 1;
            if end.is_some() {
                break;
            }
            match byte {
                _ if escaped => escaped = false,
                b'\\' if in_string => escaped = true,
                b'"' => in_string = !in_string,
                b'{' | b'[' if !in_string => depth += 1,
                b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
                b' ' | b'\t' | b'\r' | b'\n' | b',' if depth == 0 && !in_string && length == 0 => continue,
                _ => {}
            }
            length += 1;
            if length <= limit {
                text.push(byte);
            } else {
                text = Vec::new();
            }
        }
        reader.consume(taken);
        match end {
            Some(Element::Text(_)) => return Ok(Element::Text(text)),
            Some(end) => return Ok(end),
            None => {}
        }
    }
}

/// Whether any line of a text that holds an object passes a test.
pub(super) fn any_line(text: &[u8], test: impl Fn(&[u8]) -> bool) -> bool {
    text.split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii)
        .any(|line| line.len() > 2 && line[0] == b'{' && test(line))
}

/// Replaces `NaN`, `Infinity` and `-Infinity` outside strings with `null`; returns `None` if there are none.
pub(super) fn without_nan(text: &[u8]) -> Option<Vec<u8>> {
    const WORDS: [&[u8]; 3] = [b"-Infinity", b"Infinity", b"NaN"];
    let mut mended = Vec::with_capacity(text.len());
    let (mut in_string, mut escaped, mut found) = (false, false, false);
    let mut at = 0;
    while let Some(byte) = text.get(at).copied() {
        if !in_string && let Some(word) = WORDS.iter().find(|word| text[at..].starts_with(word)) {
            mended.extend_from_slice(b"null");
            at += word.len();
            found = true;
            continue;
        }
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ => {}
        }
        mended.push(byte);
        at += 1;
    }
    found.then_some(mended)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elements(text: &str, limit: u64) -> Vec<String> {
        // A tiny buffer: every state must survive a refill.
        let mut reader = io::BufReader::with_capacity(3, text.as_bytes());
        let mut found = Vec::new();
        loop {
            match element(&mut reader, limit).unwrap() {
                Element::Text(text) => found.push(String::from_utf8(text).unwrap()),
                Element::TooLong => found.push("too long".to_owned()),
                Element::Close => break,
                Element::Cut => return [found, vec!["cut".to_owned()]].concat(),
                Element::Stray(_) => return [found, vec!["stray".to_owned()]].concat(),
            }
        }
        found
    }

    #[test]
    fn arrays_are_cut_into_elements() {
        for (text, expected) in [
            ("]", &[][..]),
            (" {\"a\": \"],}\\\"\"} ,\n{}]", &["{\"a\": \"],}\\\"\"} ", "{}"]),
            ("[1,[2]],\"x\",3]", &["[1,[2]]", "\"x\"", "3"]),
            ("{}", &["cut"]),
            ("{\"a\":", &["cut"]),
            ("{}, }]", &["{}", "stray"]),
            ("{\"a\": \"xxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}, {}]", &["too long", "{}"]),
        ] {
            assert_eq!(elements(text, 24), expected, "{text}");
        }
    }

    #[test]
    fn lines_over_the_limit_are_passed_over() {
        let mut reader = io::BufReader::with_capacity(3, &b"abc\nabcdefgh\r\n\nxyz"[..]);
        let mut found = Vec::new();
        loop {
            match line(&mut reader, 4).unwrap() {
                Line::Text(text) => found.push(String::from_utf8(text).unwrap()),
                Line::TooLong => found.push("too long".to_owned()),
                Line::End => break,
            }
        }
        assert_eq!(found, ["abc", "too long", "", "xyz"]);
    }

    #[test]
    fn python_writes_nan() {
        let mended = without_nan(br#"{"a": NaN, "b": "NaN \" NaN", "c": [-Infinity]}"#).unwrap();
        assert_eq!(String::from_utf8(mended).unwrap(), r#"{"a": null, "b": "NaN \" NaN", "c": [null]}"#);
        assert_eq!(without_nan(b"{\"a\": \"NaN\"}"), None);
    }
}
