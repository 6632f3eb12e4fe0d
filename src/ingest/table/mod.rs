//! Tables (CSV, TSV) with one article per row, read row by row.

mod shape;

use std::io::{self, BufRead, BufReader, Read};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use encoding_rs::{Encoding, UTF_8};
use serde_json::Value;

use super::decode::{Failing, Source, decode, without_mark};
use super::draft::Draft;
use super::fields::{self, Place};
use super::values::Fields;
use super::{Context, Item, Items, Reason, in_batches};
use shape::{Sample, Shape};

pub(super) use shape::begins_with_heading;

/// The most columns of a table: more than any table of articles has.
const MOST_COLUMNS: usize = 1000;

/// How many bytes are examined before the first row is returned: the heading, and some rows for their date format.
const SAMPLE: usize = 64 << 10;

/// The articles of a table.
pub(super) fn articles(source: Source, context: Context) -> Items {
    let mut rows = Rows::new(source, context);
    in_batches(move || rows.parse_next())
}

/// Parses one table.
struct Rows {
    input: Box<dyn BufRead + Send>,
    compressed: bool,
    context: Context,
    reader: Reader,
    line: u64,
    shape: Option<Shape>,
    /// The character set of rows that are not UTF-8, detected from the first of them.
    charset: Option<&'static Encoding>,
    ready: Vec<Item>,
    /// Whether any row was read.
    any: bool,
    ended: bool,
}

/// One row.
enum Row {
    Fields {
        fields: Vec<Vec<u8>>,
        raw: Vec<u8>,
    },
    TooLarge,
    /// The table ends inside quotation marks.
    Cut,
    End,
}

impl Rows {
    fn new(source: Source, context: Context) -> Self {
        Self {
            input: Box::new(BufReader::with_capacity(64 << 10, without_mark(source.bytes))),
            compressed: source.compressed,
            context,
            reader: Reader::new(),
            line: 1,
            shape: None,
            charset: None,
            ready: Vec::new(),
            any: false,
            ended: false,
        }
    }

    fn stop(&mut self, file: String, reason: Reason) {
        self.ended = true;
        self.ready.push(Item::skipped(file, reason));
    }

    /// Parses the heading, or the next row; `None` at the end.
    fn parse_next(&mut self) -> Option<Vec<Item>> {
        if self.ended {
            return None;
        }
        let outcome = if self.shape.is_some() { self.next_row() } else { self.start() };
        if let Err(error) = outcome {
            let file = match self.shape {
                Some(_) => format!("{}:{}", self.context.file, self.line),
                None => self.context.file.clone(),
            };
            self.stop(file, Reason::of_io(&error, self.compressed));
        }
        Some(std::mem::take(&mut self.ready))
    }

    /// Examines the first rows without returning them: the heading tells the delimiter, and the rows after it tell the
    /// date format.
    fn start(&mut self) -> io::Result<()> {
        let mut bytes = Vec::new();
        let mut outcome = (&mut self.input).take(SAMPLE as u64).read_to_end(&mut bytes);
        let file = self.context.file.clone();
        if bytes.trim_ascii().is_empty() {
            outcome?;
            self.stop(file, Reason::Empty);
            return Ok(());
        }
        let mut sample = Sample::of(&bytes, bytes.len() < SAMPLE && outcome.is_ok());
        if sample.needs_more_days() {
            // The order of day and month holds for the whole column, so read on for a date that settles it, up to the
            // limit for one article.
            let more = self.context.limit().saturating_sub(bytes.len() as u64);
            outcome = outcome.and_then(|_| (&mut self.input).take(more).read_to_end(&mut bytes));
            sample.see_days(&bytes);
        }
        let rest = std::mem::replace(&mut self.input, Box::new(io::empty()));
        let failed: Box<dyn Read + Send> = match outcome {
            Ok(_) => Box::new(io::empty()),
            Err(error) => Box::new(Failing(error.kind())),
        };
        self.line += bytes[..sample.skipped].iter().filter(|byte| **byte == b'\n').count() as u64;
        bytes.drain(..sample.skipped);
        self.input = Box::new(BufReader::new(io::Cursor::new(bytes).chain(failed).chain(rest)));
        self.reader = ReaderBuilder::new().delimiter(sample.delimiter).build();
        let Row::Fields { fields: heading, .. } = self.row()? else {
            self.stop(file, Reason::BadTable("its heading is too large".to_owned()));
            return Ok(());
        };
        match Shape::of(&heading, &sample) {
            Ok(shape) => self.shape = Some(shape),
            Err(reason) => self.stop(file, reason),
        }
        Ok(())
    }

    fn next_row(&mut self) -> io::Result<()> {
        self.skip_blank_lines()?;
        let file = format!("{}:{}", self.context.file, self.line);
        let limit = self.context.limit();
        match self.row()? {
            Row::End if !self.any => self.stop(self.context.file.clone(), Reason::Empty),
            Row::End => self.ended = true,
            Row::TooLarge => {
                self.any = true;
                self.ready.push(Item::skipped(file, Reason::TooLarge { limit }));
            }
            Row::Cut => {
                let problem = "the table ends inside quotation marks that begin here".to_owned();
                self.stop(file, Reason::BadTable(problem));
            }
            Row::Fields { fields, raw } => {
                self.any = true;
                let draft = self.draft(&fields);
                let original = self.context.original(&raw);
                self.ready.push(self.context.finish_part(file, draft, original));
            }
        }
        Ok(())
    }

    /// Skips blank lines. The parser would skip them too, but would number the row after them by the first blank line.
    fn skip_blank_lines(&mut self) -> io::Result<()> {
        while let Some(byte @ (b'\n' | b'\r')) = self.input.fill_buf()?.first().copied() {
            self.line += u64::from(byte == b'\n');
            self.input.consume(1);
        }
        Ok(())
    }

    /// Reads one row without ever holding more than the limit.
    fn row(&mut self) -> io::Result<Row> {
        let limit = usize::try_from(self.context.limit()).unwrap_or(usize::MAX);
        let (mut output, mut ends) = (vec![0; 4096.min(limit)], vec![0; 64]);
        let (mut written, mut columns, mut quotes) = (0, 0, 0_usize);
        let mut raw = Vec::new();
        let mut too_large = false;
        self.reader.set_line(self.line);
        let result = loop {
            let input = self.input.fill_buf()?;
            let at_end = input.is_empty();
            let (result, read, wrote, ended) =
                self.reader.read_record(input, &mut output[written..], &mut ends[columns..]);
            quotes += input[..read].iter().filter(|byte| **byte == b'"').count();
            too_large |= raw.len() + read > limit.saturating_mul(2);
            if !too_large {
                raw.extend_from_slice(&input[..read]);
            }
            self.input.consume(read);
            written += wrote;
            columns += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if output.len() >= limit => {
                    too_large = true;
                    written = 0;
                }
                ReadRecordResult::OutputFull => output.resize((output.len() * 2).min(limit), 0),
                ReadRecordResult::OutputEndsFull if ends.len() >= MOST_COLUMNS => {
                    too_large = true;
                    columns = 0;
                }
                ReadRecordResult::OutputEndsFull => ends.resize((ends.len() * 2).min(MOST_COLUMNS), 0),
                ReadRecordResult::Record => break if at_end && quotes % 2 == 1 { Row::Cut } else { Row::End },
                ReadRecordResult::End => return Ok(Row::End),
            }
        };
        self.line = self.reader.line();
        if matches!(result, Row::Cut) {
            return Ok(Row::Cut);
        }
        if too_large {
            return Ok(Row::TooLarge);
        }
        let mut start = 0;
        let mut fields = Vec::with_capacity(columns);
        for end in &ends[..columns] {
            fields.push(output.get(start..*end).unwrap_or_default().to_vec());
            start = *end;
        }
        Ok(Row::Fields { fields, raw })
    }

    fn draft(&mut self, row: &[Vec<u8>]) -> Result<Draft, Reason> {
        let Some(shape) = &self.shape else { return Err(Reason::NoText) };
        let width = shape.columns.len();
        // Spreadsheets add surplus delimiters at the end of rows, so surplus fields may be blank.
        if row.len() < width || row.iter().skip(width).any(|field| !field.trim_ascii().is_empty()) {
            return Err(Reason::BadTable(format!("{} columns where the heading has {width}", row.len())));
        }
        let whole = row.concat();
        if std::str::from_utf8(&whole).is_err() {
            let decoded = decode(whole, self.charset)?;
            self.charset = self.charset.or_else(|| Encoding::for_label(decoded.charset?.as_bytes()));
        }
        let mut values = Fields::new();
        let mut charset = None;
        for (column, field) in shape.columns.iter().zip(row) {
            let Some(name) = column.name else { continue };
            let text = match std::str::from_utf8(field) {
                Ok(text) => text.to_owned(),
                Err(_) => {
                    let encoding = self.charset.unwrap_or(UTF_8);
                    charset = Some(encoding.name()).filter(|_| encoding != UTF_8);
                    encoding.decode_without_bom_handling(field).0.into_owned()
                }
            };
            let text = shape.day(column, &text).map_or(text, |day| day.to_string());
            if !text.trim().is_empty() && !values.contains_key(name) {
                values.insert(name.to_owned(), Value::String(text));
            }
        }
        let draft = fields::draft(&values, Place::Column)?;
        Ok(Draft { charset, ..draft })
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use jiff::civil::date;

    use crate::ingest::{Limits, Overrides, ParseOptions};

    use super::*;

    fn context(limit: u64) -> Context {
        let options = ParseOptions::new(Overrides::default(), date(2025, 6, 1));
        let options = ParseOptions { limits: Limits { article_bytes: limit }, keep_originals: true, ..options };
        Context::of("a.csv".to_owned(), options.into())
    }

    fn rows(bytes: &[u8], limit: u64) -> Items {
        articles(Source::plain(Box::new(Cursor::new(bytes.to_vec()))), context(limit))
    }

    fn shown(items: impl Iterator<Item = Item>) -> Vec<String> {
        let line = |item| match item {
            Item::Skipped(skipped) => format!("{} {}", skipped.file, skipped.reason.code()),
            Item::Article(article) => {
                let day = article.published.as_ref().map(|published| published.day().to_string()).unwrap_or_default();
                let (title, publisher) = (article.title.unwrap_or_default(), article.publisher.unwrap_or_default());
                let url = article.url.unwrap_or_default();
                [article.file, url, title, publisher, article.authors.join("+"), day, article.text.replace('\n', "/")]
                    .join("|")
            }
        };
        items.map(line).collect()
    }

    #[track_caller]
    fn check_bytes(bytes: &[u8], expected: &[&str]) {
        assert_eq!(
            shown(rows(bytes, 1 << 20)),
            expected,
            "{}",
            String::from_utf8_lossy(&bytes[..bytes.len().min(500)])
        );
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        check_bytes(text.as_bytes(), expected);
    }

    const FIRST: &str = "a.csv:2|https://sarn.example/1|Rain|Sarn Post|T. Renn|2025-03-03|It rained.";

    #[test]
    fn headings_and_delimiters_are_told() {
        let heading = ["Link", "Headline", "Site Name", "Byline", "Date published", "Body"];
        let row = ["https://sarn.example/1", "Rain", "Sarn Post", "By T. Renn", "2025-03-03", "It rained."];
        for mark in [",", ";", "\t", "|"] {
            for end in ["\n", "\r\n"] {
                check(&format!("{}{end}{}{end}", heading.join(mark), row.join(mark)), &[FIRST]);
            }
        }
        let table = format!("{}\n{}", heading.join(","), row.join(","));
        check(&format!("\u{feff}{table}"), &[FIRST]);
        check(&format!("sep=,\r\n{table}"), &[&FIRST.replace(":2", ":3")]);
        let wide: Vec<u8> = format!("\u{feff}{table}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        check_bytes(&wide, &[FIRST]);
        check("id;Text\n1;\"One, two; three\"\n", &["a.csv:2||||||One, two; three"]);
    }

    #[test]
    fn rows_as_spreadsheets_write_them() {
        check(
            "title,text\n\n\nRain,\"It \"\"rained\"\".\n\nTwice.\"\nx\ny,z,more\nSun,It shone.,,\n,,\nWind,\n",
            &[
                "a.csv:4||Rain||||It \"rained\".//Twice.",
                "a.csv:7 bad-table",
                "a.csv:8 bad-table",
                "a.csv:9||Sun||||It shone.",
                "a.csv:10 no-text",
                "a.csv:11 no-text",
            ],
        );
        check(
            "date,text\n45719,Rain.\n45720.5,Sun.\n",
            &["a.csv:2|||||2025-03-03|Rain.", "a.csv:3|||||2025-03-04|Sun."],
        );
        check("date,text\n45719,Rain.\n2025-03-04,Sun.\n", &["a.csv:2||||||Rain.", "a.csv:3|||||2025-03-04|Sun."]);
        check("id,text\n45719,Rain.\n", &["a.csv:2||||||Rain."]);
        check("text,content\n,Rain.\nSun.,x\n", &["a.csv:2||||||Rain.", "a.csv:3||||||Sun."]);
    }

    #[test]
    fn the_column_tells_day_from_month() {
        let day_first = ["a.csv:2|||||2025-03-08|Rain.", "a.csv:3|||||2025-03-25|Sun."];
        check("date,text\n08/03/2025,Rain.\n25/03/2025,Sun.\n", &day_first);
        check("date,text\n08.03.2025 14:20,Rain.\n25.03.2025 14:20,Sun.\n", &day_first);
        check(
            "date,text\n02/03/2025,Rain.\n03/25/2025,Sun.\n",
            &["a.csv:2|||||2025-02-03|Rain.", "a.csv:3|||||2025-03-25|Sun."],
        );
        // An ambiguous column, and one that contradicts itself.
        check("date,text\n08/03/2025,Rain.\n", &["a.csv:2||||||Rain."]);
        check(
            "date,text\n08/03/2025,Rain.\n25/03/2025,Sun.\n03/25/2025,Wind.\n",
            &["a.csv:2||||||Rain.", "a.csv:3|||||2025-03-25|Sun.", "a.csv:4|||||2025-03-25|Wind."],
        );
        let Some(Item::Article(article)) = rows(b"date,text\n08/03/2025,Rain.\n", 1 << 20).next() else { panic!() };
        assert_eq!(article.date_not_understood.as_deref(), Some("08/03/2025"));
        // The row that settles the order lies far behind the first ones.
        let long = format!("date,text\n{}25/03/2025,Sun.\n", "08/03/2025,Rain fell.\n".repeat(5000));
        let first = rows(long.as_bytes(), 1 << 20).next();
        assert!(matches!(first, Some(Item::Article(article)) if article.published.is_some()));
    }

    #[test]
    fn character_sets_of_rows() {
        let table = "text;title\nРечник заявив, що колону зупинили біля мосту.;Міст\nДощ.;Дощ\n";
        let bytes = encoding_rs::WINDOWS_1251.encode(table).0.into_owned();
        check_bytes(
            &bytes,
            &["a.csv:2||Міст||||Речник заявив, що колону зупинили біля мосту.", "a.csv:3||Дощ||||Дощ."],
        );
        check("text\nRa\0in.\n", &["a.csv:2||||||Ra\u{fffd}in."]);
    }

    #[test]
    fn broken_tables_are_named() {
        check("", &["a.csv empty"]);
        check(" \n\n", &["a.csv empty"]);
        check("a,b\n1,2\n", &["a.csv bad-table"]);
        check("title,text\n\n", &["a.csv empty"]);
        check("It rained all day.", &["a.csv bad-table"]);
        check("text,title\nRain.,x\n\"It shone.\nAnd the", &["a.csv:2||x||||Rain.", "a.csv:3 bad-table"]);
        check("text\n\"Rain.\"", &["a.csv:2||||||Rain."]);
        let many = format!("text{}\nRain.{}\nx\n", ",a".repeat(2000), ",b".repeat(2000));
        check(&many, &["a.csv bad-table"]);
        let long = format!("text,title\nRain.,x\n\"{}\",y\nSun.,z\n", "x\n".repeat(100_000));
        let found = shown(rows(long.as_bytes(), 1000));
        assert_eq!(found, ["a.csv:2||x||||Rain.", "a.csv:3 too-large", "a.csv:100004||z||||Sun."]);
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all("text\nRain.\n".repeat(1000).as_bytes()).unwrap();
        let packed = packed.finish().unwrap();
        let cut = Cursor::new(packed[..packed.len() / 2].to_vec());
        let source = Source::plain(Box::new(cut)).unpack().unwrap();
        let found = shown(articles(source, context(1000)));
        assert_eq!(
            found.last().map(|last| last.split(' ').next_back().unwrap().to_owned()).as_deref(),
            Some("damaged")
        );
    }

    #[test]
    fn a_row_keeps_its_own_bytes() {
        let Some(Item::Article(article)) = rows(b"text,x\n\"It rained.\n\",y\nSun.,\n", 1 << 20).next() else {
            panic!()
        };
        assert_eq!(article.original.unwrap().bytes.trim_ascii_end(), b"\"It rained.\n\",y");
        assert_eq!(article.from["text"], "column text");
    }
}
