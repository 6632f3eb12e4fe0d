//! Bytes to articles: every file format ends here as a [`NewArticle`] or as a named rejection.
//!
//! Nothing in here knows a database or the network. Files are read lazily and one at a time, so a large folder or an
//! endless standard input needs no more memory than its largest article. One bad file never stops a run: it becomes an
//! [`Item::Skipped`] with the file, the line and the reason.

mod decode;
mod draft;
mod feed;
mod fields;
mod guard;
mod html;
mod json;
mod json_scan;
mod language;
mod markdown;
mod nesting;
mod newsml;
mod nitf;
mod reason;
mod table;
mod text;
mod walk;
mod xml;

use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::civil::Date;

use crate::domain::{NewArticle, Original, Published, Received};

pub use feed::{Feed, FeedEntry, feed_entries};
pub use reason::Reason;

pub use walk::total_bytes;

use decode::{Bytes, Compression, Source};
use draft::Draft;

/// The version of these readers; changes whenever the same file may give another text, so that a new text of a stored
/// article can be told from a change by its publisher.
pub const READER: &str = "files-1";

/// What the command line says of every article of the run; overrides what a file says.
#[derive(Debug, Default, Clone)]
pub struct Overrides {
    /// The outlet.
    pub publisher: Option<String>,
    /// When it was published.
    pub published: Option<Published>,
    /// Its address.
    pub url: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// Its language.
    pub language: Option<String>,
}

/// How to read.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// What the command line says of every article.
    pub overrides: Overrides,
    /// The day against which "published in the future" is judged.
    pub today: Date,
    /// How much of anything is read.
    pub limits: Limits,
    /// Counts the bytes of files as they are read, as they lie on the disk; for whoever shows progress.
    pub bytes_read: Arc<AtomicU64>,
    /// Whether articles bring along the bytes they were read from.
    pub keep_originals: bool,
}

impl ReadOptions {
    /// The usual limits; originals are not kept.
    pub fn new(overrides: Overrides, today: Date) -> Self {
        Self { overrides, today, limits: Limits::default(), bytes_read: Arc::default(), keep_originals: false }
    }
}

/// How much of anything is read.
#[derive(Debug, Clone)]
pub struct Limits {
    /// One article: a JSONL line, an element of an array, or the decompressed size of a file that holds one article.
    pub article_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { article_bytes: 16 << 20 }
    }
}

/// What came of one article, or of one file that gave none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// An article, ready to be stored.
    Article(Box<NewArticle>),
    /// Something that was not read.
    Skipped(Skipped),
}

/// Something that was not read, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The file as the user named it, with the line or the number where it holds several articles
    /// ("folder/news.jsonl:17", "folder/feed.json#3").
    pub file: String,
    /// Why it was not read.
    pub reason: Reason,
}

impl Item {
    fn skipped(file: impl Into<String>, reason: Reason) -> Self {
        Self::Skipped(Skipped { file: file.into(), reason })
    }
}

type Items = Box<dyn Iterator<Item = Item> + Send>;

/// Reads files, folders and, for `-`, standard input, one article at a time as the caller asks for them.
///
/// A folder is walked recursively in the order of its names. Hidden files in it are passed over silently; files of an
/// unknown kind are named as skipped.
pub fn read_paths(paths: &[PathBuf], options: &ReadOptions) -> impl Iterator<Item = Item> + Send + use<> {
    let options = Arc::new(options.clone());
    walk::inputs(paths.to_vec()).flat_map(move |input| match input {
        Ok(input) => read_input(input, &options),
        Err(skipped) => Box::new(std::iter::once(Item::Skipped(skipped))) as Items,
    })
}

/// Reads a stream whose kind its first bytes tell, as `-` does: JSON (one article a line, an array, a feed), a web page,
/// other XML, a table, Markdown with front matter, else one plain text; gzip and zstd are undone.
///
/// `file` is the name that articles and rejections bear.
pub fn read_stream<R: Read + Send + 'static>(
    stream: R,
    file: &str,
    options: &ReadOptions,
) -> impl Iterator<Item = Item> + Send + use<R> {
    read_unknown(Box::new(stream), None, Context::of(file.to_owned(), Arc::new(options.clone())))
}

/// Reads what another machine answered; its kind is told by the content type it was sent with, else by its first bytes.
pub fn read_received(
    bytes: Vec<u8>,
    received: Received,
    options: &ReadOptions,
) -> impl Iterator<Item = Item> + Send + use<> {
    let format = received.header("content-type").and_then(decode::of_content_type);
    read_unknown(Box::new(std::io::Cursor::new(bytes)), format, Context::received(received, options))
}

/// The kinds of file that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Text,
    Markdown,
    Json,
    JsonLines,
    Html,
    /// A feed or a news item; its outermost element tells.
    Xml,
    /// Columns parted by commas, tabs or the like.
    Table,
}

/// One file to read.
struct Input {
    path: PathBuf,
    file: String,
    /// `None`: its first bytes tell.
    format: Option<Format>,
    compression: Compression,
}

/// What the readers of all formats need to know.
#[derive(Clone)]
struct Context {
    file: String,
    options: Arc<ReadOptions>,
    /// How it came, where it came from another machine.
    received: Option<Arc<Received>>,
}

impl Context {
    fn of(file: String, options: Arc<ReadOptions>) -> Self {
        Self { file, options, received: None }
    }

    fn received(received: Received, options: &ReadOptions) -> Self {
        let context = Self::of(received.address.clone(), Arc::new(options.clone()));
        Self { received: Some(Arc::new(received)), ..context }
    }

    fn limit(&self) -> u64 {
        self.options.limits.article_bytes
    }

    /// The bytes of one article, where originals are kept.
    fn original(&self, bytes: &[u8]) -> Option<Arc<Original>> {
        let received = self.received.as_deref().cloned();
        self.options.keep_originals.then(|| Arc::new(Original { bytes: bytes.to_vec(), received }))
    }

    fn finish(&self, file: String, draft: Result<Draft, Reason>, original: Option<Arc<Original>>) -> Item {
        self.finish_at(self.received.as_deref(), file, draft, original)
    }

    /// One of several articles that came together: the address they came from is not its own.
    fn finish_part(&self, file: String, draft: Result<Draft, Reason>, original: Option<Arc<Original>>) -> Item {
        self.finish_at(None, file, draft, original)
    }

    fn finish_at(
        &self,
        received: Option<&Received>,
        file: String,
        draft: Result<Draft, Reason>,
        original: Option<Arc<Original>>,
    ) -> Item {
        match draft.and_then(|draft| draft.finish(file.clone(), &self.options, received)) {
            Ok(article) => Item::Article(Box::new(NewArticle { original, ..article })),
            Err(reason) => Item::skipped(file, reason),
        }
    }
}

/// A file that counts what is read of it.
struct Counted {
    file: std::fs::File,
    bytes_read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.bytes_read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

fn read_input(input: Input, options: &Arc<ReadOptions>) -> Items {
    let context = Context::of(input.file, Arc::clone(options));
    if input.path.as_os_str() == "-" {
        return read_unknown(Box::new(std::io::stdin()), None, context);
    }
    let opened = std::fs::File::open(&input.path).and_then(|file| Ok((file.metadata()?, file)));
    let (metadata, file) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            let reason = Reason::of_io(&error, false);
            return Box::new(std::iter::once(Item::skipped(context.file, reason)));
        }
    };
    let one_article = matches!(input.format, Some(Format::Text | Format::Markdown | Format::Html));
    if one_article && input.compression == Compression::None && metadata.len() > context.limit() {
        options.bytes_read.fetch_add(metadata.len(), Ordering::Relaxed);
        let reason = Reason::TooLarge { limit: context.limit() };
        return Box::new(std::iter::once(Item::skipped(context.file, reason)));
    }
    let file = Counted { file, bytes_read: Arc::clone(&options.bytes_read) };
    match input.format {
        None if input.compression == Compression::None => read_unknown(Box::new(file), None, context),
        format => match Source::decompress(Box::new(file), input.compression) {
            Ok(source) => read_source(source, format, context),
            Err(error) => Box::new(std::iter::once(Item::skipped(context.file, Reason::of_io(&error, true)))),
        },
    }
}

/// Decompresses by the first bytes, then reads, in the given format or in the one that they tell.
fn read_unknown(stream: Bytes, format: Option<Format>, context: Context) -> Items {
    let mut source = Source::plain(stream);
    let opened = source.peek(1024).map(|start| Compression::of_magic(&start)).and_then(|compression| {
        if compression == Compression::None { Ok(source) } else { Source::decompress(source.bytes, compression) }
    });
    match opened {
        Ok(source) => read_source(source, format, context),
        Err(error) => Box::new(std::iter::once(Item::skipped(context.file, Reason::of_io(&error, false)))),
    }
}

/// Reads a decompressed stream, in the given format or in the one that its first bytes tell.
fn read_source(mut source: Source, format: Option<Format>, context: Context) -> Items {
    let start = match source.peek(1024) {
        Ok(start) => start,
        // Whole articles may lie before the damage: a reader of many articles goes on and names it at its place.
        Err(_) if matches!(format, Some(Format::Json | Format::JsonLines | Format::Table)) => Vec::new(),
        Err(error) => {
            let reason = Reason::of_io(&error, source.compressed);
            return Box::new(std::iter::once(Item::skipped(context.file, reason)));
        }
    };
    if let Some(kind) = decode::magic(&start) {
        return Box::new(std::iter::once(Item::skipped(context.file, Reason::NotText(kind))));
    }
    let read: fn(Vec<u8>) -> Result<Draft, Reason> = match decode::settle(format, &start) {
        Format::Json => return Box::new(json::Articles::new(source, context, false)),
        Format::JsonLines => return Box::new(json::Articles::new(source, context, true)),
        Format::Table => return Box::new(table::Rows::new(source, context)),
        Format::Text => text::read,
        Format::Markdown => markdown::read,
        Format::Html => html::read,
        Format::Xml => {
            return Box::new(std::iter::once_with(move || read_xml(source, &context)).flatten());
        }
    };
    Box::new(std::iter::once_with(move || {
        let bytes = source.read_whole(context.limit());
        let original = bytes.as_ref().ok().and_then(|bytes| context.original(bytes));
        context.finish(context.file.clone(), bytes.and_then(read), original)
    }))
}

/// Reads an XML document by its outermost element.
fn read_xml(source: Source, context: &Context) -> Vec<Item> {
    let parsed = source.read_whole(context.limit()).and_then(|bytes| {
        let document = xml::parse(bytes.clone(), context.received.as_deref().and_then(decode::sent_charset))?;
        Ok((bytes, document))
    });
    let (bytes, document) = match parsed {
        Ok(parsed) => parsed,
        Err(reason) => return vec![Item::skipped(context.file.clone(), reason)],
    };
    let root = &document.root;
    if feed::is_feed(root) {
        return feed::items(&document, context);
    }
    let file = context.file.clone();
    if newsml::is_newsml(root) {
        return read_newsml(&document, context);
    }
    let draft = match root.name.as_str() {
        "html" => html::read(document.text.into_bytes()),
        _ if !root.is("nitf") => {
            Err(Reason::UnknownType(format!("(XML with <{}> as its outermost element)", root.name)))
        }
        _ if !root.whole => Err(Reason::BadXml(document.broken.unwrap_or_default())),
        _ => nitf::draft(root).map(|draft| Draft { charset: document.charset, ..draft }),
    };
    vec![context.finish(file, draft, context.original(&bytes))]
}

/// The news items of a NewsML-G2 document; what breaks off is named after them.
fn read_newsml(document: &xml::Document, context: &Context) -> Vec<Item> {
    let found = newsml::news_items(&document.root);
    let several = found.len() > 1 || !document.root.is("newsItem");
    let mut items = Vec::new();
    for (index, item) in found.into_iter().enumerate() {
        let file = if several { format!("{}#{}", context.file, index + 1) } else { context.file.clone() };
        if !item.whole {
            items.push(Item::skipped(file, Reason::BadXml(document.broken.clone().unwrap_or_default())));
            return items;
        }
        let draft = newsml::draft(item).map(|draft| Draft { charset: document.charset, ..draft });
        let original = context.original(document.text.get(item.span.clone()).unwrap_or_default().as_bytes());
        let finished = if several { Context::finish_part } else { Context::finish };
        items.push(finished(context, file, draft, original));
    }
    if let Some(problem) = &document.broken {
        items.push(Item::skipped(context.file.clone(), Reason::BadXml(problem.clone())));
    } else if items.is_empty() {
        items.push(Item::skipped(context.file.clone(), Reason::Empty));
    }
    items
}

#[cfg(test)]
mod tests;
