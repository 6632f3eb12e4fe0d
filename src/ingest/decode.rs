//! Converts raw bytes to text: decompression and character sets.

use std::io::{self, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::Reason;
use encoding_rs_io::DecodeReaderBytesBuilder;

use super::compression::{Bytes, Compression, Counting, Growing};
use crate::domain::Received;

/// A stream, decompressed where it was compressed.
pub(super) struct Source {
    pub(super) bytes: Bytes,
    /// Whether the bytes come from a decompressor or an archive, so that a read error means damaged data.
    pub(super) compressed: bool,
    /// The compressed bytes read so far, to which the size of the output is compared.
    pub(super) packed: Option<Arc<AtomicU64>>,
}

impl Source {
    pub(super) fn plain(bytes: Bytes) -> Self {
        Self { bytes, compressed: false, packed: None }
    }

    /// Undoes the compression that the first bytes show, if any.
    pub(super) fn unpack(mut self) -> io::Result<Self> {
        match Compression::of_magic(&self.peek(1024)?) {
            Some(compression) => self.through(|bytes| compression.decompress(bytes)),
            None => Ok(self),
        }
    }

    /// Returns the stream as decompressed by `decompress`.
    pub(super) fn through(self, decompress: impl FnOnce(Bytes) -> io::Result<Bytes>) -> io::Result<Self> {
        let (bytes, packed) = match self.packed {
            Some(packed) => (self.bytes, packed),
            None => {
                let count = Arc::<AtomicU64>::default();
                (Box::new(Counting { bytes: self.bytes, count: Arc::clone(&count) }) as Bytes, count)
            }
        };
        let bytes = Box::new(Growing::new(decompress(bytes)?, Arc::clone(&packed)));
        Ok(Self { bytes, compressed: true, packed: Some(packed) })
    }

    /// Returns the first bytes without consuming them; fewer than `wanted` only where the stream is shorter or pauses.
    pub(super) fn peek(&mut self, wanted: usize) -> io::Result<Vec<u8>> {
        let mut start = vec![0; wanted];
        let mut filled = 0;
        let outcome = loop {
            match self.bytes.read(&mut start[filled..]) {
                Ok(0) => break Ok(()),
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => break Err(error),
            }
            // Six bytes show a byte-order mark and most formats; more are not worth waiting for on a slow pipe, unless
            // they are blank, begin an XML or HTML document, or hold a zero byte as archives do.
            let found = &start[..filled];
            let first = found.iter().find(|byte| !byte.is_ascii_whitespace());
            let enough = filled >= 6 && first.is_some_and(|byte| *byte != b'<') && !found.contains(&0);
            if enough || filled == wanted {
                break Ok(());
            }
        };
        start.truncate(filled);
        let rest = std::mem::replace(&mut self.bytes, Box::new(io::empty()));
        let failed: Bytes = match &outcome {
            Ok(()) => Box::new(io::empty()),
            Err(error) => Box::new(Failing(error.kind())),
        };
        self.bytes = Box::new(Cursor::new(start.clone()).chain(failed).chain(rest));
        if start.is_empty() { outcome.map(|()| start) } else { Ok(start) }
    }

    /// Returns the whole stream; fails where it is larger than the limit, without holding more than that.
    pub(super) fn read_whole(mut self, limit: u64) -> Result<Vec<u8>, Reason> {
        let (whole, outcome) = self.read_up_to(limit);
        if whole.len() as u64 > limit { Err(Reason::TooLarge { limit }) } else { outcome.map(|()| whole) }
    }

    /// Returns the stream up to the limit, plus one byte where there is more; and the error that ended reading, if any.
    pub(super) fn read_up_to(&mut self, limit: u64) -> (Vec<u8>, Result<(), Reason>) {
        let mut start = Vec::new();
        let outcome = self.bytes.by_ref().take(limit.saturating_add(1)).read_to_end(&mut start);
        (start, outcome.map(drop).map_err(|error| Reason::of_io(&error, self.compressed)))
    }
}

/// A stream that fails with an error that occurred earlier, while reading ahead.
pub(super) struct Failing(pub(super) io::ErrorKind);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(self.0.into())
    }
}

/// Returns the character set in the `Content-Type` of an HTTP response.
pub(super) fn sent_charset(received: &Received) -> Option<&'static Encoding> {
    let header = received.header("content-type")?.to_ascii_lowercase();
    let (_, charset) = header.split_once("charset=")?;
    Encoding::for_label(charset.split(';').next()?.trim().trim_matches(['"', '\'']).as_bytes())
}

/// A text, and its character set where it is not UTF-8.
#[derive(Debug)]
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) charset: Option<&'static str>,
}

/// Decodes by byte-order mark, else as UTF-8 where nearly all of it is valid, else as declared, else by a guess.
///
/// Valid UTF-8 takes precedence over a page's declaration: pages are saved in UTF-8 with their old declaration more
/// often than text in another character set happens to be valid UTF-8.
pub(super) fn decode(bytes: Vec<u8>, declared: Option<&'static Encoding>) -> Result<Decoded, Reason> {
    let (encoding, bytes) = match Encoding::for_bom(&bytes) {
        Some((encoding, length)) => (Some(encoding), bytes[length..].to_vec()),
        None => (wide(&bytes), bytes),
    };
    if encoding.is_none_or(|encoding| encoding == UTF_8) {
        match String::from_utf8(bytes) {
            Ok(text) => return readable(text, None),
            Err(error) => {
                let bytes = error.into_bytes();
                let encoding = encoding.or_else(|| if is_mostly_utf_8(&bytes) { Some(UTF_8) } else { None });
                let wrong = |declared: &&Encoding| *declared != UTF_8;
                return guess(bytes, encoding.or(declared.filter(wrong)));
            }
        }
    }
    guess(bytes, encoding)
}

/// Returns whether a text is UTF-8 except in a few places, as when it was cut or joined from several texts.
fn is_mostly_utf_8(bytes: &[u8]) -> bool {
    let (mut good, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    good > broken * 8
}

fn guess(bytes: Vec<u8>, known: Option<&'static Encoding>) -> Result<Decoded, Reason> {
    let encoding = known.unwrap_or_else(|| {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(&bytes, true);
        detector.guess(None, Utf8Detection::Allow)
    });
    let (text, _) = encoding.decode_without_bom_handling(&bytes);
    readable(text.into_owned(), (encoding != UTF_8).then(|| encoding.name()))
}

/// Detects UTF-16 without a byte-order mark, as some Windows programs write it: every second byte of the first ones is
/// zero.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = &bytes[..bytes.len().min(1024) & !1];
    let zeros = |offset| start.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), start.len() / 2);
    match () {
        () if pairs < 4 => None,
        () if odd * 10 > pairs * 7 && even == 0 => Some(UTF_16LE),
        () if even * 10 > pairs * 7 && odd == 0 => Some(UTF_16BE),
        () => None,
    }
}

/// Rejects a text of many control and replacement characters; NUL becomes U+FFFD.
fn readable(text: String, charset: Option<&'static str>) -> Result<Decoded, Reason> {
    let strange = |character: &char| match character {
        '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{1a}' => false,
        // The control characters, spelled out: `char::is_control` would look up every letter in a table.
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffd}' => true,
        _ => false,
    };
    let start = || text.chars().take(16 << 10);
    let count = start().filter(strange).count();
    if count > 2 && count * 25 > start().count() {
        return Err(Reason::NotText("binary data"));
    }
    let text = if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text };
    Ok(Decoded { text, charset })
}

/// Converts a stream that begins with a byte-order mark to UTF-8 without the mark; leaves any other unchanged.
pub(super) fn without_mark(bytes: Bytes) -> impl Read + Send {
    DecodeReaderBytesBuilder::new().utf8_passthru(true).strip_bom(true).build(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn character_sets() {
        let cyrillic = "Речник міністерства заявив, що колону зупинили біля мосту.";
        let wide = |text: &str, order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        let windows = encoding_rs::WINDOWS_1251.encode(cyrillic).0.into_owned();
        for (name, bytes, text, charset) in [
            ("plain", b"Rain fell.".to_vec(), "Rain fell.", None),
            ("mark", b"\xef\xbb\xbfRain".to_vec(), "Rain", None),
            ("utf-16le mark", wide("\u{feff}Rain", u16::to_le_bytes), "Rain", Some("UTF-16LE")),
            ("utf-16be mark", wide("\u{feff}Rain", u16::to_be_bytes), "Rain", Some("UTF-16BE")),
            ("utf-16 bare", wide("Rain fell.", u16::to_le_bytes), "Rain fell.", Some("UTF-16LE")),
            ("windows-1251", windows, cyrillic, Some("windows-1251")),
            ("cut in a letter", cyrillic.as_bytes()[..32].to_vec(), "Речник міністерс\u{fffd}", None),
            ("quotes", b"\x93No,\x94 he said.".to_vec(), "“No,” he said.", Some("windows-1252")),
            ("nul", b"Ra\0in".to_vec(), "Ra\u{fffd}in", None),
            ("cr", b"a\r\nb".to_vec(), "a\r\nb", None),
        ] {
            let decoded = decode(bytes, None).unwrap_or_else(|reason| panic!("{name}: {reason}"));
            assert_eq!((decoded.text.as_str(), decoded.charset), (text, charset), "{name}");
        }
        let wrong = decode(b"The caf\xe9 closed.".to_vec(), Some(UTF_8)).unwrap();
        assert_eq!((wrong.text.as_str(), wrong.charset), ("The café closed.", Some("windows-1252")));
        let noise: Vec<u8> = (0..4000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert_eq!(decode(noise, None).unwrap_err(), Reason::NotText("binary data"));
    }

    #[test]
    fn utf_16_streams_become_utf_8() {
        let text = "“Нет” 🙂\n".repeat(20_000);
        let bytes: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let mut read = String::new();
        without_mark(Box::new(Cursor::new(bytes))).read_to_string(&mut read).unwrap();
        assert!(read == text);
    }
}
