//! What a text was read from, as pages tell it.

use jiff::Timestamp;
use serde::Serialize;

use super::view;
use crate::domain::{Provenance, last_part};

/// Where the bytes of a text came from, and how anyone can check them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct ReadFrom {
    /// The file's name. The folders it lies in tell of the machine, not of the article, and are left out.
    pub file: String,
    /// When another machine gave the bytes; `None` where they were read from a file.
    pub fetched_at: Option<Timestamp>,
    /// The status of that machine's answer.
    pub status: Option<u16>,
    /// Bytes.
    pub size: u64,
    /// Of the bytes, in hexadecimal.
    pub sha256: String,
}

impl ReadFrom {
    pub(super) fn of(provenance: &Provenance) -> Self {
        Self {
            file: last_part(&provenance.file).to_owned(),
            fetched_at: provenance.received.as_ref().map(|received| received.at),
            status: provenance.received.as_ref().map(|received| received.status),
            size: provenance.size,
            sha256: provenance.sha256.clone(),
        }
    }

    /// "Fetched 24 October 2024, 13:02 UTC", "Read from news.jsonl:17".
    pub(super) fn words(&self) -> String {
        let Some(at) = self.fetched_at else { return format!("Read from {}", self.file) };
        let at = at.strftime("%-d %B %Y, %H:%M UTC");
        match self.status {
            None | Some(200) => format!("Fetched {at}"),
            Some(status) => format!("Fetched {at}, status {status}"),
        }
    }

    /// "5,120 bytes".
    pub(super) fn size_words(&self) -> String {
        view::counted(&i64::try_from(self.size).unwrap_or(i64::MAX), "byte", "bytes")
    }
}
