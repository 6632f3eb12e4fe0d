//! What the first rows of a table tell: how its columns are parted, what they hold, and how its days are written.

use csv_core::{ReadRecordResult, ReaderBuilder};
use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::MOST_COLUMNS;
use crate::ingest::dates::{self, Numbers, Order};
use crate::ingest::{Reason, fields};

/// What parts columns; where two would do, the later.
const DELIMITERS: [u8; 4] = [b'|', b'\t', b';', b','];

/// More rows say no more about how a table is written.
const MOST_SAMPLED: usize = 100;

/// What the heading and the first rows tell.
pub(super) struct Shape {
    pub(super) columns: Vec<Column>,
    /// Whether days are numbers, as spreadsheets count them.
    serial_days: bool,
}

/// One column.
pub(super) struct Column {
    /// The field that it holds, where it is one we know.
    pub(super) name: Option<&'static str>,
    is_day: bool,
    /// Whether its days or its months stand first ("08/03/2025"), where its days tell.
    order: Option<Order>,
}

impl Shape {
    /// The shape of a table with this heading.
    pub(super) fn of(heading: &[Vec<u8>], sample: &Sample) -> Result<Self, Reason> {
        let columns: Vec<Column> = heading
            .iter()
            .enumerate()
            .map(|(at, name)| {
                let name = known(name);
                let order = sample.days.get(at).and_then(|days| days.order());
                Column { name, is_day: name.is_some_and(fields::is_day), order }
            })
            .collect();
        if !columns.iter().any(|column| column.name.is_some_and(fields::is_text)) {
            let names: Vec<_> =
                heading.iter().take(20).map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
            let problem = format!("no column for the text; its columns are {}", names.join(", "));
            return Err(Reason::BadTable(problem.chars().take(300).collect()));
        }
        let days: Vec<&[u8]> = sample
            .rows
            .iter()
            .skip(1)
            .flat_map(|row| row.iter().zip(&columns).filter(|(_, column)| column.is_day))
            .map(|(value, _)| value.trim_ascii())
            .filter(|value| !value.is_empty())
            .collect();
        let is_serial = |day: &&[u8]| std::str::from_utf8(day).ok().and_then(serial_day).is_some();
        Ok(Self { serial_days: !days.is_empty() && days.iter().all(is_serial), columns })
    }

    /// The day that a value of a column means, where only the whole table tells.
    pub(super) fn day(&self, column: &Column, value: &str) -> Option<Date> {
        let value = value.trim();
        if !column.is_day {
            return None;
        }
        if self.serial_days {
            return serial_day(value);
        }
        Numbers::at_start(value)?.day(Some(column.order?))
    }
}

/// The beginning of a table, looked at before any row is given.
pub(super) struct Sample {
    pub(super) delimiter: u8,
    /// The length of a first line that only names the delimiter.
    pub(super) skipped: usize,
    /// The rows that are whole within it.
    rows: Vec<Vec<Vec<u8>>>,
    /// For each column what its days tell of the order of day and month.
    days: Vec<dates::Column>,
    /// Whether a day was met that only others can explain.
    is_ambiguous: bool,
}

impl Sample {
    /// Looks at the first bytes; `is_whole` says that they are all.
    pub(super) fn of(bytes: &[u8], is_whole: bool) -> Self {
        let (told, skipped) = told_delimiter(bytes);
        let mut whole_rows = bytes[skipped..].to_vec();
        if is_whole {
            whole_rows.push(b'\n');
        }
        let best = |delimiter: &u8| {
            let heading = rows(&whole_rows, *delimiter, 1).into_iter().next().unwrap_or_default();
            (heading.iter().filter(|name| known(name).is_some()).count(), heading.len())
        };
        let delimiter = told.unwrap_or_else(|| *DELIMITERS.iter().max_by_key(|mark| best(mark)).unwrap_or(&b','));
        let rows = rows(&whole_rows, delimiter, MOST_SAMPLED);
        let mut sample = Self { delimiter, skipped, rows, days: Vec::new(), is_ambiguous: false };
        sample.see_rows(&whole_rows);
        sample
    }

    /// Whether the rows so far hold days whose order they do not tell.
    pub(super) fn needs_more_days(&self) -> bool {
        self.is_ambiguous
    }

    /// Looks at more of the table, from its beginning, for the order of day and month.
    pub(super) fn see_days(&mut self, bytes: &[u8]) {
        let mut rows = bytes[self.skipped..].to_vec();
        rows.push(b'\n');
        self.see_rows(&rows);
    }

    fn see_rows(&mut self, bytes: &[u8]) {
        let heading = self.rows.first().cloned().unwrap_or_default();
        let is_day: Vec<bool> = heading.iter().map(|name| known(name).is_some_and(fields::is_day)).collect();
        self.days = vec![dates::Column::default(); is_day.len()];
        if !is_day.contains(&true) {
            return;
        }
        each_row(bytes, self.delimiter, |row| {
            for ((value, days), _) in row.iter().zip(&mut self.days).zip(&is_day).filter(|(_, is_day)| **is_day) {
                let Ok(value) = std::str::from_utf8(value) else { continue };
                days.see(value);
                self.is_ambiguous |= Numbers::at_start(value.trim()).is_some_and(|numbers| numbers.order().is_none());
            }
            true
        });
    }
}

/// Whether a text without a name begins as a table does: with several columns of which most are known, the text among them.
pub(in crate::ingest) fn begins_with_heading(start: &[u8]) -> bool {
    let Some(end) = start.iter().position(|byte| *byte == b'\n') else { return false };
    DELIMITERS.iter().any(|delimiter| {
        let heading: Vec<_> =
            start[..end].split(|byte| byte == delimiter).map(|name| known(trim_quotes(name))).collect();
        let found: Vec<&str> = heading.iter().copied().flatten().collect();
        heading.len() > 1 && found.len() * 2 > heading.len() && found.iter().any(|name| fields::is_text(name))
    })
}

fn trim_quotes(name: &[u8]) -> &[u8] {
    let name = name.trim_ascii();
    name.strip_prefix(b"\"").and_then(|name| name.strip_suffix(b"\"")).unwrap_or(name)
}

fn known(heading: &[u8]) -> Option<&'static str> {
    fields::known_name(std::str::from_utf8(heading).ok()?)
}

/// The delimiter that a first line "sep=;" names, as spreadsheets write it, and the length of that line.
fn told_delimiter(sample: &[u8]) -> (Option<u8>, usize) {
    let line = sample.iter().position(|byte| *byte == b'\n').map_or(sample.len(), |at| at + 1);
    match sample[..line].strip_prefix(b"sep=") {
        Some([mark, b'\r' | b'\n', ..]) => (Some(*mark), line),
        _ => (None, 0),
    }
}

/// The first rows that are whole.
fn rows(bytes: &[u8], delimiter: u8, most: usize) -> Vec<Vec<Vec<u8>>> {
    let mut rows = Vec::new();
    each_row(bytes, delimiter, |row| {
        rows.push(row.iter().map(|field| field.to_vec()).collect());
        rows.len() < most
    });
    rows
}

/// Shows every whole row, until `see` has seen enough.
fn each_row(mut bytes: &[u8], delimiter: u8, mut see: impl FnMut(&[&[u8]]) -> bool) {
    let mut reader = ReaderBuilder::new().delimiter(delimiter).build();
    let (mut output, mut ends) = (vec![0; bytes.len() + 1], vec![0; MOST_COLUMNS]);
    loop {
        let (result, read, _, columns) = reader.read_record(bytes, &mut output, &mut ends);
        bytes = &bytes[read..];
        if result != ReadRecordResult::Record {
            return;
        }
        let starts = std::iter::once(0).chain(ends[..columns].iter().copied());
        let row: Vec<&[u8]> =
            starts.zip(&ends[..columns]).map(|(start, end)| output.get(start..*end).unwrap_or_default()).collect();
        if !see(&row) {
            return;
        }
    }
}

/// The day that a spreadsheet means by a number.
fn serial_day(text: &str) -> Option<Date> {
    let (days, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if days.len() != 5 || !digits(days) || !digits(fraction) {
        return None;
    }
    // Day 60 is a 29 February 1900 that never was; all days after it count from here.
    let days: i64 = days.parse().ok()?;
    date(1899, 12, 30).checked_add(days.days()).ok()
}
