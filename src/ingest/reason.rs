//! Why something was not read: a message for people, and a short, stable code for the report.

use jiff::civil::Date;

use super::fetch::FetchError;

/// Why a file, a line or an article was skipped.
#[derive(thiserror::Error, Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Nothing in it but white space.
    #[error("empty")]
    Empty,
    /// Bytes that are not text, with what they look like.
    #[error("not text: looks like {0}")]
    NotText(&'static str),
    /// Larger than the limit for one article.
    #[error("larger than {}", size(*limit))]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// A line, or the whole file where there is no line, that is not JSON.
    #[error("{} is not JSON: {problem}", place(*line))]
    BadJson {
        /// The line, counted from 1, where the file holds one article a line.
        line: Option<usize>,
        /// What is wrong with it.
        problem: String,
    },
    /// XML that cannot be parsed, or only in part.
    #[error("the XML cannot be read: {0}")]
    BadXml(String),
    /// A table without a column for the text, or a row that does not fit it.
    #[error("the table cannot be read: {0}")]
    BadTable(String),
    /// A quotation from a collection, without the text around it that attributes it.
    #[error("a single quotation without the words around it")]
    LoneQuotation,
    /// The content is not a feed where one was expected.
    #[error("not a feed (RSS, Atom or JSON Feed)")]
    NoFeed,
    /// An entry of a feed that has only a headline.
    #[error("the feed gives no text for it, only its address: {url}")]
    NoTextInFeed {
        /// The address of the page that has the text.
        url: String,
    },
    /// The YAML block at the head of a Markdown file cannot be read.
    #[error("the front matter cannot be read: {0}")]
    BadFrontMatter(String),
    /// The file has no article text in any field that is known.
    #[error("no article text in any known field")]
    NoText,
    /// A page without a passage that looks like an article.
    #[error("no article text found on the page")]
    NoArticle,
    /// The publication date lies after today.
    #[error("published in the future: {0}")]
    FutureDate(Date),
    /// Its publisher withholds it: cancelled, withheld, or under embargo.
    #[error("withheld by its publisher: {0}")]
    Withheld(String),
    /// The file cannot be opened or read.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// Fetching an address failed.
    #[error(transparent)]
    NotFetched(FetchError),
    /// A broken or cut archive or compressed file; what came before the damage was read.
    #[error("damaged or cut off")]
    Damaged,
    /// A record of a web archive that cannot be read; what follows it was read.
    #[error("the record is broken: {0}")]
    BadRecord(&'static str),
    /// Compressed data that grows so much that it must be a decompression bomb.
    #[error("grows out of all proportion when decompressed")]
    Bomb,
    /// A reason for something that has an address.
    #[error("{reason} ({address})")]
    At {
        /// Its address.
        address: String,
        /// Why.
        reason: Box<Reason>,
    },
    /// No parser for this kind of file.
    #[error("unknown file type {0}")]
    UnknownType(String),
    /// Nested so deeply that reading it is not safe.
    #[error("nested too deeply")]
    TooDeep,
    /// The parser took too long or panicked.
    #[error("the parser gave up: {0}")]
    GaveUp(&'static str),
}

impl Reason {
    /// Returns a short, stable code for the JSON report.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NotText(_) => "not-text",
            Self::TooLarge { .. } | Self::Bomb => "too-large",
            Self::At { reason, .. } => reason.code(),
            Self::BadJson { .. } => "bad-json",
            Self::BadFrontMatter(_) => "bad-front-matter",
            Self::BadXml(_) => "bad-xml",
            Self::BadTable(_) => "bad-table",
            Self::LoneQuotation => "lone-quotation",
            Self::NoFeed => "no-feed",
            Self::NoText | Self::NoArticle | Self::NoTextInFeed { .. } => "no-text",
            Self::FutureDate(_) => "future-date",
            Self::Withheld(_) => "withheld",
            Self::Unreadable(_) => "unreadable",
            Self::NotFetched(error) => error.code(),
            Self::Damaged | Self::BadRecord(_) => "damaged",
            Self::UnknownType(_) => "unknown-type",
            Self::TooDeep => "too-deep",
            Self::GaveUp(_) => "gave-up",
        }
    }

    /// Converts an I/O error to its message without the error number; an error of a decompressor means damage.
    pub(crate) fn of_io(error: &std::io::Error, compressed: bool) -> Self {
        use std::io::ErrorKind;
        match error.kind() {
            ErrorKind::FileTooLarge => return Self::Bomb,
            ErrorKind::OutOfMemory => return Self::Unreadable("decompressing it takes too much memory".to_owned()),
            _ => {}
        }
        if compressed
            && matches!(
                error.kind(),
                ErrorKind::UnexpectedEof | ErrorKind::InvalidData | ErrorKind::InvalidInput | ErrorKind::Other
            )
        {
            return Self::Damaged;
        }
        let words = error.to_string();
        Self::Unreadable(words.split(" (os error").next().unwrap_or(&words).to_owned())
    }

    /// Converts a serde_json error, without repeating its position.
    pub(super) fn of_json(error: &serde_json::Error, line: Option<usize>) -> Self {
        let words = error.to_string();
        let problem = words.rsplit_once(" at line ").map_or(words.as_str(), |(problem, _)| problem);
        let problem = match problem {
            "recursion limit exceeded" => "nested too deeply (more than 127 levels)",
            problem if error.is_eof() => {
                return Self::BadJson { line, problem: format!("it ends too early ({problem})") };
            }
            problem => problem,
        };
        let problem = match (line, error.line(), error.column()) {
            (_, 0, _) => problem.to_owned(),
            (None, at, column) if at > 1 => format!("{problem} (line {at}, column {column})"),
            (_, _, column) => format!("{problem} (column {column})"),
        };
        Self::BadJson { line, problem }
    }
}

fn place(line: Option<usize>) -> String {
    line.map_or_else(|| "it".to_owned(), |line| format!("line {line}"))
}

fn size(bytes: u64) -> String {
    match bytes {
        bytes if bytes > 0 && bytes % (1 << 20) == 0 => format!("{} MiB", bytes >> 20),
        bytes if bytes > 0 && bytes % (1 << 10) == 0 => format!("{} KiB", bytes >> 10),
        bytes => format!("{bytes} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_read_well() {
        let bad = |line| Reason::of_json(&serde_json::from_str::<u8>("\n x").unwrap_err(), line).to_string();
        assert_eq!(bad(Some(17)), "line 17 is not JSON: expected value (column 2)");
        assert_eq!(bad(None), "it is not JSON: expected value (line 2, column 2)");
        let cut = Reason::of_json(&serde_json::from_str::<serde_json::Value>("{\"a\"").unwrap_err(), Some(2));
        assert_eq!(cut.to_string(), "line 2 is not JSON: it ends too early (EOF while parsing an object)");
        assert_eq!(Reason::TooLarge { limit: 16 << 20 }.to_string(), "larger than 16 MiB");
        assert_eq!(Reason::TooLarge { limit: 1000 }.to_string(), "larger than 1000 bytes");
        let denied = std::io::Error::from_raw_os_error(13);
        assert_eq!(Reason::of_io(&denied, true).to_string(), "cannot be read: Permission denied");
    }
}
