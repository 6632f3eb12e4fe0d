//! Bytes to articles: every file format ends here as a [`NewArticle`] or as a named rejection.
//!
//! Nothing in here knows a database, and only [`fetch`] the network, which knows nothing of formats. Files are read lazily
//! and a few at a time, so a large folder or an endless standard input needs no more memory than its largest articles. One
//! bad file never stops a run: it becomes an [`Item::Skipped`] with the file, the line and the reason.

mod ahead;
mod archive;
mod compression;
mod dates;
mod decode;
mod draft;
mod feed;
pub mod fetch;
mod fields;
mod format;
mod fragment;
mod guard;
mod html;
mod json;
mod json_scan;
mod language;
mod markdown;
mod names;
mod nesting;
mod newsml;
mod nitf;
mod outlet;
mod quotations;
mod reason;
mod table;
mod teaser;
mod text;
mod values;
mod walk;
mod warc;
mod xml;

use std::io::{Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::Encoding;
use jiff::civil::Date;

use crate::domain::{NewArticle, Original, Published, Received};

pub use draft::COMMAND_LINE;
pub use feed::{Feed, FeedEntry, feed_entries};
pub(crate) use outlet::name_publisher;
pub use reason::Reason;

pub use walk::total_bytes;

use ahead::Work;
use compression::Bytes;
use decode::Source;
use draft::Draft;
use format::Format;

/// The version of these parsers; changes whenever the same file may give another text, so that a new text of a stored
/// article can be told from a change by its publisher.
pub const PARSER: &str = "files-4";

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

/// Settings of a run of parsing.
#[derive(Debug, Clone)]
pub struct ParseOptions {
    /// What the command line says of every article.
    pub overrides: Overrides,
    /// The day against which "published in the future" is judged.
    pub today: Date,
    /// The limits of size.
    pub limits: Limits,
    /// Counts the bytes of files on the disk as they are read, for a display of progress.
    pub bytes_read: Arc<AtomicU64>,
    /// Whether articles come with the bytes they were parsed from.
    pub keep_originals: bool,
}

impl ParseOptions {
    /// The usual limits; originals are not kept.
    pub fn new(overrides: Overrides, today: Date) -> Self {
        Self { overrides, today, limits: Limits::default(), bytes_read: Arc::default(), keep_originals: false }
    }
}

/// Limits of size.
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
    /// Something that gave no article.
    Skipped(Skipped),
}

/// Something that gave no article, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The file as the user named it, with the line or the number where it holds several articles
    /// ("folder/news.jsonl:17", "folder/feed.json#3").
    pub file: String,
    /// Why it gave none.
    pub reason: Reason,
}

impl Item {
    fn skipped(file: impl Into<String>, reason: Reason) -> Self {
        Self::Skipped(Skipped { file: file.into(), reason })
    }
}

type Items = Box<dyn Iterator<Item = Item> + Send>;

/// Parses files, folders and, for `-`, standard input, as the caller asks for articles. Files that hold one article each are
/// parsed on all cores, a few ahead.
///
/// A folder is walked recursively in the order of its names. Hidden files in it are passed over silently; files of an
/// unknown kind are named as skipped.
pub fn parse_paths(paths: &[PathBuf], options: &ParseOptions) -> impl Iterator<Item = Item> + Send + use<> {
    let options = Arc::new(options.clone());
    let work = walk::inputs(paths.to_vec()).map(move |input| {
        let options = Arc::clone(&options);
        match input {
            Ok(input) if input.format.is_some_and(Format::holds_one_article) => {
                let file = input.file.clone();
                Work::Apart(file, Box::new(move || parse_alone(input, &options)))
            }
            Ok(input) => Work::InTurn(Box::new(move || parse_input(input, &options))),
            Err(skipped) => Work::Done(Item::Skipped(skipped)),
        }
    });
    ahead::in_order(work, std::thread::available_parallelism().map_or(1, usize::from))
}

/// Parses a stream whose format its first bytes tell, as `-` does: JSON (one article a line, an array, a feed), a web page,
/// other XML, a table, Markdown with front matter, an archive, else one plain text; compression is undone.
///
/// `file` is the name that articles and rejections bear.
pub fn parse_stream<R: Read + Send + 'static>(
    stream: R,
    file: &str,
    options: &ParseOptions,
) -> impl Iterator<Item = Item> + Send + use<R> {
    parse_packed(Box::new(stream), None, Context::of(file.to_owned(), Arc::new(options.clone())))
}

/// Parses what another machine answered. The content type tells the format, else the first bytes.
pub fn parse_received(
    bytes: Vec<u8>,
    received: Received,
    options: &ParseOptions,
) -> impl Iterator<Item = Item> + Send + use<> {
    let context = Context::received(received, options);
    let format = context.content_type().and_then(format::of_content_type);
    parse_packed(Box::new(std::io::Cursor::new(bytes)), format, context)
}

/// One file to read.
struct Input {
    path: PathBuf,
    file: String,
    /// `None`: its first bytes tell.
    format: Option<Format>,
}

/// What the parsers of all formats know of their source.
#[derive(Clone)]
struct Context {
    file: String,
    options: Arc<ParseOptions>,
    /// The answer of another machine that it came with.
    received: Option<Arc<Received>>,
    /// The number of archives around it.
    depth: u8,
}

impl Context {
    fn of(file: String, options: Arc<ParseOptions>) -> Self {
        Self { file, options, received: None, depth: 0 }
    }

    /// Something inside this archive, by the end of its label.
    fn inside(&self, label: &str) -> Self {
        let file = format!("{}{label}", self.file);
        Self { depth: self.depth + 1, ..Self::of(file, Arc::clone(&self.options)) }
    }

    /// The content type that it was sent with.
    fn content_type(&self) -> Option<&str> {
        self.received.as_deref().and_then(|received| received.header("content-type"))
    }

    /// The character set it was sent in.
    fn sent_charset(&self) -> Option<&'static Encoding> {
        self.received.as_deref().and_then(decode::sent_charset)
    }

    fn received(received: Received, options: &ParseOptions) -> Self {
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

/// A file that counts the bytes read from it. Each byte counts once; those never read count when the file is closed.
struct Counted {
    file: std::fs::File,
    left: u64,
    bytes_read: Arc<AtomicU64>,
}

impl Counted {
    fn count(&mut self, bytes: u64) {
        let counted = bytes.min(self.left);
        self.left -= counted;
        self.bytes_read.fetch_add(counted, Ordering::Relaxed);
    }
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.count(read as u64);
        Ok(read)
    }
}

impl Seek for Counted {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.file.seek(to)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.count(self.left);
    }
}

/// The items of a parser that gives some at a time, and `None` at its end.
fn in_batches(parse_next: impl FnMut() -> Option<Vec<Item>> + Send + 'static) -> Items {
    Box::new(std::iter::from_fn(parse_next).flatten())
}

fn one(item: Item) -> Items {
    Box::new(std::iter::once(item))
}

/// Parses a file that holds one article, which is known by its path as well.
fn parse_alone(input: Input, options: &Arc<ParseOptions>) -> Vec<Item> {
    let path = std::fs::canonicalize(&input.path).ok().and_then(|path| path.into_os_string().into_string().ok());
    let mut items: Vec<Item> = parse_input(input, options).collect();
    if let [Item::Article(article)] = &mut items[..] {
        article.path = path;
    }
    items
}

fn parse_input(input: Input, options: &Arc<ParseOptions>) -> Items {
    let context = Context::of(input.file, Arc::clone(options));
    if input.path.as_os_str() == "-" {
        return parse_packed(Box::new(std::io::stdin()), None, context);
    }
    let opened = std::fs::File::open(&input.path).and_then(|mut file| {
        let metadata = file.metadata()?;
        let is_zip = metadata.is_file() && archive::is_zip(&mut file)?;
        let left = metadata.len();
        Ok((Counted { file, left, bytes_read: Arc::clone(&options.bytes_read) }, is_zip))
    });
    match opened {
        // Its directory stands at the end: only a file can be read by it as it is.
        Ok((file, true)) if !input.format.is_some_and(Format::holds_one_article) => {
            archive::zip(Box::new(file), context)
        }
        Ok((file, _)) => parse_packed(Box::new(file), input.format, context),
        Err(error) => one(Item::skipped(context.file, Reason::of_io(&error, false))),
    }
}

/// Decompresses by the first bytes, then parses, in the given format or in the one that they tell.
fn parse_packed(stream: Bytes, format: Option<Format>, context: Context) -> Items {
    match Source::plain(stream).unpack() {
        Ok(source) => parse_source(source, format, context),
        Err(error) => one(Item::skipped(context.file, Reason::of_io(&error, false))),
    }
}

/// Parses a decompressed stream, in the given format or in the one that its first bytes tell.
fn parse_source(mut source: Source, format: Option<Format>, context: Context) -> Items {
    let start = match source.peek(1024) {
        Ok(start) => start,
        // Whole articles may lie before the damage: a parser of many articles goes on and names it at its place.
        Err(_) if matches!(format, Some(Format::Json | Format::JsonLines | Format::Table)) => Vec::new(),
        Err(error) => return one(Item::skipped(context.file, Reason::of_io(&error, source.compressed))),
    };
    if let Some(kind) = format::magic(&start) {
        return one(Item::skipped(context.file, Reason::NotText(kind)));
    }
    let format = match format::container(&start) {
        // A name that promises one article is believed to hold no more.
        Some(_) if format.is_some_and(Format::holds_one_article) => {
            return one(Item::skipped(context.file, Reason::NotText("an archive")));
        }
        Some(container) => container,
        None => format::settle(format, &start),
    };
    let parse: Box<dyn FnOnce(Vec<u8>) -> Result<Draft, Reason> + Send> = match format {
        Format::Zip | Format::Tar | Format::Warc if context.depth > archive::DEEPEST => {
            return one(Item::skipped(context.file, Reason::TooDeep));
        }
        Format::Zip => return archive::zip_stream(source, context),
        Format::Tar => return Box::new(archive::Tar::new(source, context)),
        Format::Warc => return Box::new(warc::Records::new(source, context)),
        Format::Json => return json::articles(source, context, false),
        Format::JsonLines => return json::articles(source, context, true),
        Format::Table => return table::articles(source, context),
        Format::Text => Box::new(text::parse),
        Format::Markdown => Box::new(markdown::parse),
        Format::Html => {
            // The header of an answer goes before what a page declares itself.
            let charset = context.sent_charset();
            Box::new(move |bytes| html::parse(bytes, charset))
        }
        Format::Xml => {
            return Box::new(std::iter::once_with(move || parse_xml(source, context)).flatten());
        }
    };
    Box::new(std::iter::once_with(move || {
        let bytes = source.read_whole(context.limit());
        let original = bytes.as_ref().ok().and_then(|bytes| context.original(bytes));
        context.finish(context.file.clone(), bytes.and_then(parse), original)
    }))
}

/// Parses an XML document by its outermost element. Only a feed may be larger than one article.
fn parse_xml(mut source: Source, context: Context) -> Items {
    let limit = context.limit();
    let (bytes, outcome) = source.read_up_to(limit);
    if bytes.len() as u64 > limit {
        let rest = std::mem::replace(&mut source.bytes, Box::new(std::io::empty()));
        let whole = Box::new(std::io::Cursor::new(bytes).chain(rest));
        return match feed::Cut::of(Source { bytes: whole, ..source }, &context) {
            Some(cut) => feed::items(feed::Parts::Cut(Box::new(cut)), context),
            None => one(Item::skipped(context.file, Reason::TooLarge { limit })),
        };
    }
    match outcome.and_then(|()| xml::parse(bytes.clone(), context.sent_charset())) {
        Ok(document) if feed::is_feed(&document.root) => feed::items(feed::Parts::Whole(Box::new(document)), context),
        Ok(document) => Box::new(parse_document(document, &bytes, &context).into_iter()),
        Err(reason) => one(Item::skipped(context.file, reason)),
    }
}

fn parse_document(document: xml::Document, bytes: &[u8], context: &Context) -> Vec<Item> {
    let root = &document.root;
    let file = context.file.clone();
    if newsml::is_newsml(root) {
        return parse_newsml(&document, context);
    }
    let draft = match root.name.as_str() {
        "html" => html::parse(document.text.into_bytes(), None),
        _ if !root.is("nitf") => {
            Err(Reason::UnknownType(format!("(XML with <{}> as its outermost element)", root.name)))
        }
        _ if !root.whole => Err(Reason::BadXml(document.broken.unwrap_or_default())),
        _ => nitf::draft(root).map(|draft| Draft { charset: document.charset, ..draft }),
    };
    vec![context.finish(file, draft, context.original(bytes))]
}

/// The news items of a NewsML-G2 document; what breaks off is named after them.
fn parse_newsml(document: &xml::Document, context: &Context) -> Vec<Item> {
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
mod mutation;
#[cfg(test)]
mod tests;
