//! Detects the delimiter, the columns and the date format of a table from its first rows.

use csv_core::{ReadRecordResult, ReaderBuilder};
use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::MOST_COLUMNS;
use crate::ingest::dates::{self, Numbers, Order};
use crate::ingest::{Reason, fields};

/// The delimiters that are tried; where two fit equally well, the later wins.
const DELIMITERS: [u8; 4] = [b'|', b'\t', b';', b','];

/// How many rows are sampled; more rows would tell no more about the format of a table.
const MOST_SAMPLED: usize = 100;

/// The format of a table, detected from its heading and first rows.
pub(super) struct Shape {
    pub(super) columns: Vec<Column>,
    /// Whether dates are serial numbers, as in spreadsheets.
    serial_days: bool,
}

/// One column.
pub(super) struct Column {
    /// The field that it holds, where its heading is a known name.
    pub(super) name: Option<&'static str>,
    is_day: bool,
    /// Whether the day or the month comes first ("08/03/2025"), where the column's dates settle it.
    order: Option<Order>,
}

impl Shape {
    /// Returns the format of a table with this heading.
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

    /// Returns the date of a value in a format that depends on the whole table: a serial number, or an ambiguous order
    /// of day and month.
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

/// The beginning of a table, examined before any row is returned.
pub(super) struct Sample {
    pub(super) delimiter: u8,
    /// The length of a first line that only names the delimiter ("sep=;").
    pub(super) skipped: usize,
    /// The complete rows in the sample.
    rows: Vec<Vec<Vec<u8>>>,
    /// For each column, what its dates tell about the order of day and month.
    days: Vec<dates::Column>,
    /// Whether the sample holds a date whose order of day and month only other dates can settle.
    is_ambiguous: bool,
}

impl Sample {
    /// Examines the first bytes; `is_whole` says that they are the whole table.
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

    /// Returns whether the rows so far leave the order of day and month open.
    pub(super) fn needs_more_days(&self) -> bool {
        self.is_ambiguous
    }

    /// Examines more of the table, again from its beginning, to settle the order of day and month.
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

/// Returns whether unnamed input begins like a table: with several columns, most of them known, the text among them.
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

/// Returns the delimiter that a first line "sep=;" names, as spreadsheets write it, and the length of that line.
fn told_delimiter(sample: &[u8]) -> (Option<u8>, usize) {
    let line = sample.iter().position(|byte| *byte == b'\n').map_or(sample.len(), |at| at + 1);
    match sample[..line].strip_prefix(b"sep=") {
        Some([mark, b'\r' | b'\n', ..]) => (Some(*mark), line),
        _ => (None, 0),
    }
}

/// Returns the first complete rows.
fn rows(bytes: &[u8], delimiter: u8, most: usize) -> Vec<Vec<Vec<u8>>> {
    let mut rows = Vec::new();
    each_row(bytes, delimiter, |row| {
        rows.push(row.iter().map(|field| field.to_vec()).collect());
        rows.len() < most
    });
    rows
}

/// Calls `see` with each complete row for as long as it returns true.
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

/// Returns the date that a spreadsheet's serial number stands for.
fn serial_day(text: &str) -> Option<Date> {
    let (days, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if days.len() != 5 || !digits(days) || !digits(fraction) {
        return None;
    }
    // Spreadsheets count a 29 February 1900 that never was as day 60; later days are counted from this base.
    let days: i64 = days.parse().ok()?;
    date(1899, 12, 30).checked_add(days.days()).ok()
}
