//! What a file of an export is that an import reads: what a line of it holds, how it is read from the database, and how it is
//! written to another one.
//!
//! A line is a JSON object. Ids and slugs stand in it where the database has row numbers, and places are bytes of a text
//! in UTF-8. Lines stand in the order of the rows, which decides between equals in lists, so that an import keeps it.

use crate::domain::FlatKind;

/// A file of an export that an import reads.
#[derive(Debug)]
pub struct KeptFile {
    /// Its name without an ending.
    pub name: &'static str,
    /// What it holds, as a sentence.
    pub about: &'static str,
    /// The fields of a line, in order.
    pub fields: &'static [KeptField],
    /// Gives the lines.
    pub(super) select: &'static str,
    /// Gives their number.
    pub(super) count: &'static str,
    /// Write lines, given as a JSON list.
    pub(super) inserts: &'static [&'static str],
    /// Adds what lines tell of others that may stand behind them, once all are written; empty where none do.
    pub(super) joins: &'static str,
}

impl KeptFile {
    /// True where the file has to be read a second time ([`crate::store::Store::join_lines`]).
    pub fn has_joins(&self) -> bool {
        !self.joins.is_empty()
    }
}

/// A field of a line.
#[derive(Debug)]
pub struct KeptField {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: FieldKind,
    /// What it tells, as a sentence.
    pub about: &'static str,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Words, an id, a day or a time (RFC 3339, UTC); may be null.
    Text,
    /// A number; may be null.
    Number,
    /// True or false.
    Flag,
    /// A list of words.
    List,
    /// An object or a list of objects. Flat tables leave it out.
    Nested,
}

impl FieldKind {
    /// What a column of a flat table holds of it; `None` for what has no place in one.
    pub fn flat(self) -> Option<FlatKind> {
        match self {
            Self::Text => Some(FlatKind::Text),
            Self::Number => Some(FlatKind::Number),
            Self::Flag => Some(FlatKind::Flag),
            Self::List => Some(FlatKind::List),
            Self::Nested => None,
        }
    }
}

macro_rules! fields {
    ($($name:literal $kind:ident $about:literal;)+) => {
        &[$($crate::store::exchange::kept::KeptField {
            name: $name, kind: $crate::store::exchange::kept::FieldKind::$kind, about: $about,
        },)+]
    };
}
pub(super) use fields;
