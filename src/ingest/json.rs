//! Reads JSON one article at a time: an object, an array, JSON Lines, JSON Feed, JSON-LD or ninjs.

use std::io::{self, BufRead, BufReader, Cursor};

use serde_json::Value;

use super::decode::{Failing, Source, decode, without_mark};
use super::draft::{Draft, Found};
use super::fields::{self, Place};
use super::json_scan::{self, Element, Line};
use super::values::{Fields, get};
use super::{Context, Item, Items, Reason, in_batches, teaser};

/// Returns the articles of a JSON stream.
///
/// `lines` says that the file name marks it as JSON Lines; otherwise the content decides.
pub(super) fn articles(source: Source, context: Context, lines: bool) -> Items {
    let mut articles = Articles::new(source, context, lines);
    in_batches(move || articles.parse_next())
}

/// Parses a JSON stream lazily, as its articles are requested.
struct Articles {
    reader: Box<dyn BufRead + Send>,
    compressed: bool,
    context: Context,
    /// Whether the file name marks the stream as JSON Lines; otherwise the content decides.
    lines: bool,
    state: State,
    ready: Vec<Item>,
    line: usize,
    element: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Lines,
    Elements,
    End,
}

impl Articles {
    fn new(source: Source, context: Context, lines: bool) -> Self {
        let reader = Box::new(BufReader::with_capacity(64 << 10, without_mark(source.bytes)));
        let compressed = source.compressed;
        Self { reader, compressed, context, lines, state: State::Start, ready: Vec::new(), line: 0, element: 0 }
    }

    /// Parses the next part of the stream and returns its articles; `None` at the end.
    fn parse_next(&mut self) -> Option<Vec<Item>> {
        let outcome = match self.state {
            State::Start => self.start(),
            State::Lines => self.next_line(),
            State::Elements => self.next_element(),
            State::End => return None,
        };
        if let Err(error) = outcome {
            self.stop_io(&error);
        }
        Some(std::mem::take(&mut self.ready))
    }

    fn label(&self, line: Option<usize>) -> String {
        line.map_or_else(|| self.context.file.clone(), |line| format!("{}:{line}", self.context.file))
    }

    /// Stops reading and reports `reason`, since nothing after this position can be read.
    fn stop(&mut self, file: String, reason: Reason) {
        self.state = State::End;
        self.ready.push(Item::skipped(file, reason));
    }

    fn stop_io(&mut self, error: &io::Error) {
        let reason = Reason::of_io(error, self.compressed);
        // Only complete lines and elements are counted, so the damage is in the next one.
        let file = match self.state {
            State::Elements => format!("{}#{}", self.context.file, self.element + 1),
            _ if self.lines || self.line > 1 => self.label(Some(self.line + 1)),
            _ => self.label(None),
        };
        self.stop(file, reason);
    }

    /// Decides from the first line whether the stream is an array, lines or one object.
    fn start(&mut self) -> io::Result<()> {
        let (blank_lines, first) = json_scan::skip_blank(&mut self.reader)?;
        self.line = blank_lines;
        match first {
            None => {
                let file = self.label(None);
                self.stop(file, Reason::Empty);
                return Ok(());
            }
            Some(b'[') => {
                self.reader.consume(1);
                self.state = State::Elements;
                return Ok(());
            }
            Some(b'{') => {}
            Some(_) if self.lines => {
                self.state = State::Lines;
                return Ok(());
            }
            Some(_) => {
                let problem = "it begins with neither { nor [".to_owned();
                let file = self.label(None);
                self.stop(file, Reason::BadJson { line: None, problem });
                return Ok(());
            }
        }
        let limit = self.context.limit();
        let first = match json_scan::line(&mut self.reader, limit)? {
            Line::Text(line) => line,
            Line::TooLong | Line::End => {
                self.state = State::Lines;
                self.line += 1;
                let file = self.label(self.lines.then_some(self.line));
                self.ready.push(Item::skipped(file, Reason::TooLarge { limit }));
                return Ok(());
            }
        };
        match parse(&first, None) {
            Ok(value) => {
                self.line += 1;
                let mut number = Some(self.line);
                let (mut blank, mut several) = (0, false);
                // Do not read ahead on a pipe of lines: the first article must not wait for the second line.
                if !self.lines || self.context.received.is_some() {
                    let (more, next) = json_scan::skip_blank(&mut self.reader)?;
                    (blank, several) = (more, next.is_some());
                    number = number.filter(|_| self.lines || several);
                }
                self.state = State::Lines;
                self.push(value, number, &first, several);
                self.line += blank;
                Ok(())
            }
            Err(_) => self.start_whole(first),
        }
    }

    /// Handles a first line that is not a complete object: it begins an object over many lines, or is a broken line.
    fn start_whole(&mut self, first: Vec<u8>) -> io::Result<()> {
        let limit = self.context.limit();
        let mut whole = first;
        whole.push(b'\n');
        let outcome =
            io::copy(&mut io::Read::take(&mut self.reader, limit.saturating_sub(whole.len() as u64) + 1), &mut whole);
        if outcome.is_ok() && whole.len() as u64 <= limit {
            match parse(&whole, None) {
                Ok(value) => {
                    self.state = State::End;
                    self.push(value, None, &whole, false);
                    return Ok(());
                }
                Err(reason) if !self.lines && !json_scan::any_line(&whole, |line| parse(line, None).is_ok()) => {
                    let file = self.label(None);
                    self.stop(file, reason);
                    return Ok(());
                }
                Err(_) => {}
            }
        } else if !self.lines && !json_scan::any_line(&whole, |line| parse(line, None).is_ok()) {
            let file = self.label(None);
            let reason = match outcome {
                Ok(_) => Reason::TooLarge { limit },
                Err(error) => Reason::of_io(&error, self.compressed),
            };
            self.stop(file, reason);
            return Ok(());
        }
        let rest = std::mem::replace(&mut self.reader, Box::new(io::empty()));
        self.reader = Box::new(io::Read::chain(Cursor::new(whole), rest));
        if let Err(error) = outcome {
            let rest = std::mem::replace(&mut self.reader, Box::new(io::empty()));
            self.reader = Box::new(BufReader::new(io::Read::chain(rest, Failing(error.kind()))));
        }
        self.state = State::Lines;
        Ok(())
    }

    fn next_line(&mut self) -> io::Result<()> {
        match json_scan::line(&mut self.reader, self.context.limit())? {
            Line::End => self.state = State::End,
            Line::TooLong => {
                self.line += 1;
                let file = self.label(Some(self.line));
                self.ready.push(Item::skipped(file, Reason::TooLarge { limit: self.context.limit() }));
            }
            Line::Text(line) => {
                self.line += 1;
                if !line.trim_ascii().is_empty() {
                    let number = Some(self.line);
                    match parse(&line, number) {
                        Ok(value) => self.push(value, number, &line, true),
                        Err(reason) => self.ready.push(Item::skipped(self.label(number), reason)),
                    }
                }
            }
        }
        Ok(())
    }

    fn next_element(&mut self) -> io::Result<()> {
        let found = json_scan::element(&mut self.reader, self.context.limit())?;
        let file = format!("{}#{}", self.context.file, self.element + 1);
        let broken = |problem: &str| Reason::BadJson { line: None, problem: problem.to_owned() };
        match found {
            Element::Text(text) => {
                self.element += 1;
                match parse(&text, None) {
                    Ok(value) => self.push_documents(value, &file, &text, true),
                    Err(reason) => self.ready.push(Item::skipped(file, reason)),
                }
            }
            Element::TooLong => {
                self.element += 1;
                let reason = Reason::TooLarge { limit: self.context.limit() };
                self.ready.push(Item::skipped(file, reason));
            }
            Element::Cut => self.stop(file, broken("the file ends too early")),
            Element::Stray(byte) => {
                self.stop(file, broken(&format!("a stray {:?}; the rest was not read", char::from(byte))));
            }
            Element::Close => match json_scan::skip_blank(&mut self.reader)?.1 {
                Some(b'[') => self.reader.consume(1),
                None if self.element == 0 => {
                    let file = self.label(None);
                    self.stop(file, Reason::Empty);
                }
                None => self.state = State::End,
                Some(_) => self.stop(file, broken("there is more after the end of the list")),
            },
        }
        Ok(())
    }

    fn push(&mut self, value: Value, line: Option<usize>, bytes: &[u8], part: bool) {
        let file = self.label(line);
        self.push_documents(value, &file, bytes, part);
    }

    /// Adds the articles of one value, numbered if there are several. `bytes` is the JSON of the value, and `part` says
    /// that it is not the whole file.
    fn push_documents(&mut self, value: Value, file: &str, bytes: &[u8], part: bool) {
        let documents = documents(value);
        let several = documents.list.len() > 1;
        let part = part || several || documents.is_feed;
        if documents.list.is_empty() {
            self.ready.push(Item::skipped(file, Reason::NoText));
        }
        for (index, document) in documents.list.iter().enumerate() {
            let file = if several { format!("{file}#{}", index + 1) } else { file.to_owned() };
            let draft = documents.draft(document);
            // The original of one article in a list is its own object, not the whole list.
            let own = several.then(|| document.to_string());
            let original = self.context.original(own.as_ref().map_or(bytes, String::as_bytes));
            let url = draft.as_ref().ok().and_then(|draft| Some(draft.url.as_ref()?.value.clone()));
            let item = if part {
                self.context.finish_part(file, draft, original)
            } else {
                self.context.finish(file, draft, original)
            };
            self.ready.push(if documents.is_feed { teaser::named(item, url.as_ref()) } else { item });
        }
    }
}

/// Parses one value, after detecting its character set.
pub(super) fn parse(bytes: &[u8], line: Option<usize>) -> Result<Value, Reason> {
    let error = match serde_json::from_slice(bytes) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    if std::str::from_utf8(bytes).is_err() {
        let decoded = decode(bytes.to_vec(), None)?;
        return serde_json::from_str(&decoded.text).map_err(|error| Reason::of_json(&error, line));
    }
    // Python writes NaN, which is not valid JSON, for a missing value: replace it rather than lose the article.
    if let Some(mended) = json_scan::without_nan(bytes)
        && let Ok(value) = serde_json::from_slice(&mended)
    {
        return Ok(value);
    }
    Err(Reason::of_json(&error, line))
}

/// The articles of one JSON value, and what their feed says about all of them.
#[derive(Default)]
pub(super) struct Documents {
    pub(super) list: Vec<Value>,
    pub(super) is_feed: bool,
    pub(super) publisher: Option<Found>,
    language: Option<Found>,
    authors: Option<Found<Vec<String>>>,
}

impl Documents {
    /// Returns the draft for one document, completed with what the feed says about all of them.
    pub(super) fn draft(&self, document: &Value) -> Result<Draft, Reason> {
        let Value::Object(fields) = document else { return Err(Reason::NoText) };
        let mut draft = fields::draft(fields, Place::Json)?;
        draft.publisher = draft.publisher.or_else(|| self.publisher.clone());
        draft.language = draft.language.or_else(|| self.language.clone());
        draft.authors = draft.authors.or_else(|| self.authors.clone());
        if self.is_feed {
            draft.title =
                draft.title.and_then(|title| Some(Found { value: teaser::plain_line(&title.value)?, ..title }));
            teaser::mark_teaser(&mut draft, get(fields, "summary").and_then(Value::as_str).map(str::to_owned));
        }
        Ok(draft)
    }
}

/// Unwraps articles from an array, the items of a feed, or a JSON-LD graph.
pub(super) fn documents(value: Value) -> Documents {
    let list = |list| Documents { list, ..Documents::default() };
    let mut fields = match value {
        Value::Array(values) => return list(values.into_iter().flat_map(|value| documents(value).list).collect()),
        Value::Object(fields) => fields,
        other => return list(vec![other]),
    };
    if let Some(Value::Array(graph)) = fields.get("@graph") {
        return list(graph_articles(graph));
    }
    let is_feed = fields.get("version").and_then(Value::as_str).is_some_and(|version| version.contains("jsonfeed.org"));
    let wrapped = ["items", "articles"].into_iter().find(|key| {
        let objects = |value: &Value| value.as_array().is_some_and(|list| list.iter().any(Value::is_object));
        fields.get(*key).is_some_and(objects) && (is_feed || !fields.contains_key("text"))
    });
    let Some(Value::Array(items)) = wrapped.and_then(|key| fields.remove(key)) else {
        let documents = if is_feed { Vec::new() } else { vec![Value::Object(fields)] };
        return Documents { list: documents, is_feed, ..Documents::default() };
    };
    let feed = if is_feed { fields::draft(&fields, Place::Json).unwrap_or_default() } else { Draft::default() };
    Documents {
        list: items,
        is_feed,
        publisher: feed.title.and_then(|title| Some(Found::new(teaser::plain_line(&title.value)?, "feed title"))),
        language: feed.language.map(|language| Found::new(language.value, "feed language")),
        authors: feed.authors.map(|authors| Found::new(authors.value, "feed authors")),
    }
}

/// Whether the type of an object says that it is an article.
pub(super) fn is_article(fields: &Fields) -> bool {
    let article = |value: &Value| {
        let kind = value.as_str().unwrap_or_default();
        let kind = kind.rsplit(['/', ':', '#']).next().unwrap_or_default();
        kind.ends_with("Article") || matches!(kind, "BlogPosting" | "LiveBlogPosting" | "Report" | "SocialMediaPosting")
    };
    match get(fields, "@type") {
        Some(Value::Array(kinds)) => kinds.iter().any(article),
        Some(kind) => article(kind),
        None => false,
    }
}

/// Returns the articles of a JSON-LD graph, with references by `@id` to publishers and authors resolved.
fn graph_articles(graph: &[Value]) -> Vec<Value> {
    let by_id = |id: &str| graph.iter().find(|node| node.get("@id").and_then(Value::as_str) == Some(id));
    let resolve = |value: &mut Value| {
        if let Some(node) = value.get("@id").and_then(Value::as_str).and_then(by_id)
            && value.get("name").is_none()
        {
            *value = node.clone();
        }
    };
    let articles = graph.iter().filter(|node| node.as_object().is_some_and(is_article));
    let resolved = articles.cloned().map(|mut article| {
        for key in ["publisher", "author"] {
            match article.get_mut(key) {
                Some(Value::Array(values)) => values.iter_mut().for_each(resolve),
                Some(value) => resolve(value),
                None => {}
            }
        }
        article
    });
    resolved.collect()
}
