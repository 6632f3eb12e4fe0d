//! `onrecord load`: files are parsed and claims extracted on all cores, and rows written by one writer in batches.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;
use futures::{Stream, StreamExt};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::batches::in_batches;
use super::extraction::{find_claims, outdated};
use super::fetching::FetchArgs;
use super::gather::{Gatherer, Visit};
use super::progress::{Progress, stop_on_ctrl_c};
use super::report::{DayNote, Left, LoadReport};
use super::{DONE, MetadataArgs, SOME_SKIPPED, in_background, open};
use crate::extract::Extractor;
use crate::ingest::{self, Item, ParseOptions, Reason};
use crate::store::{LeftKind, LoadLeft, LoadNumber, LoadedArticle, NewLoad, NewReading, Outcome, Outlook, Store};

/// Arguments of `onrecord load`.
#[derive(Debug, Args)]
pub(super) struct LoadArgs {
    /// Files, folders, and addresses of pages and feeds (https://…); - is standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    fetch: FetchArgs,
    #[command(flatten)]
    metadata: MetadataArgs,
    /// Store the articles without looking for their claims; `onrecord reread` finds them later
    #[arg(long)]
    pub(super) no_extract: bool,
    /// Keep the bytes that each article is read from, compressed, so that its text can be checked against them
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_value_t = true,
        default_missing_value = "true", action = clap::ArgAction::Set)]
    keep_originals: bool,
    /// Write the report as JSON to this file, too
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// Without an extractor, articles are stored and wait to be read.
pub(super) async fn run(args: LoadArgs, database: &Path, extractor: Option<Arc<Extractor>>) -> anyhow::Result<u8> {
    let places = args.paths.iter().map(|path| path.to_string_lossy().into_owned()).collect();
    let (addresses, files): (Vec<_>, Vec<_>) = args.paths.into_iter().partition(|path| is_address(path));
    // A mistyped path makes no database.
    let wrong = |path: &PathBuf| match path.try_exists() {
        _ if path.as_os_str() == "-" => None,
        Ok(is_there) => (!is_there).then(|| "is not there".to_owned()),
        Err(error) => Some(Reason::of_io(&error, false).to_string()),
    };
    if addresses.is_empty()
        && let Some(wrong) = files.iter().map(wrong).collect::<Option<Vec<_>>>()
    {
        anyhow::bail!("nothing to load: {} {}", files[0].display(), wrong[0]);
    }
    let fetcher = args.fetch.fetcher()?;
    let store = &open(database).await?;
    let options = ParseOptions { keep_originals: args.keep_originals, ..args.metadata.parse_options() };
    let total = ingest::total_bytes(&files).filter(|_| addresses.is_empty());
    let progress = Progress::in_bytes(total, Arc::clone(&options.bytes_read));
    let (items, reader) = in_background(ingest::parse_paths(&files, &options));
    let gatherer = Gatherer { store: store.clone(), fetcher, options };
    let visit = Visit::default();
    let addresses = addresses.into_iter().map(|address| address.to_string_lossy().into_owned()).collect();
    let items = items.chain(gatherer.items(addresses, visit.clone()));
    let run = NewLoad { command: "load", places };
    let mut report = load(store, extractor.as_ref(), (items, reader), progress, &run).await?;
    report.teasers = std::mem::take(&mut visit.notes().teasers);
    visit.save_pages(store, report.stopped).await?;
    report.print();
    if let Some(file) = &args.report {
        report.write(file)?;
    }
    store.close().await;
    Ok(if report.is_complete() { DONE } else { SOME_SKIPPED })
}

fn is_address(path: &Path) -> bool {
    path.to_str().is_some_and(|path| path.starts_with("https://") || path.starts_with("http://"))
}

/// An item after it was parsed and, where it is new, its claims were extracted.
enum Prepared {
    Skipped(Left),
    /// Nothing to store.
    Known {
        outcome: Outcome,
        file: String,
        day: Option<DayNote>,
    },
    New(Box<LoadedArticle>),
}

/// Stores every article of `items`, with its claims where there is an extractor to find them, and records the run. Ctrl-C
/// ends it after the batch in hand. With the items comes the thread that parses them.
pub(super) async fn load(
    store: &Store,
    extractor: Option<&Arc<Extractor>>,
    (items, reader): (impl Stream<Item = Item>, JoinHandle<()>),
    progress: Progress,
    run: &NewLoad,
) -> anyhow::Result<LoadReport> {
    let started = Instant::now();
    let record = Record::begin(store, run).await?;
    let mut report = store_all(record, extractor, items, progress, stop_on_ctrl_c()).await?;
    // Where it was stopped, one that waits for its input is left alone.
    if !report.stopped {
        reader.await?;
    }
    report.unread = store.count_to_read(&[]).await?;
    if let Some(extractor) = extractor {
        report.outdated = outdated(store, extractor).await?;
    }
    report.finish(started.elapsed());
    Ok(report)
}

/// Stores every article of `items`, until they end or `stop` becomes true.
pub(super) async fn store_all(
    mut record: Record<'_>,
    extractor: Option<&Arc<Extractor>>,
    items: impl Stream<Item = Item>,
    progress: Progress,
    stop: watch::Receiver<bool>,
) -> anyhow::Result<LoadReport> {
    let store = record.store;
    let mut report = LoadReport::default();
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let prepared = items.map(|item| prepare(store, extractor, item)).buffered(2 * workers);
    // The stream ends here, and with it the thread of the parsers where it waits to hand on an item.
    report.stopped = in_batches(prepared, stop, async |batch| {
        save(store, batch, &mut report).await?;
        progress.at(report.handled());
        record.keep_up(&report).await
    })
    .await?;
    progress.finish();
    record.end(&report).await?;
    Ok(report)
}

/// The record of a run, which the site shows.
pub(super) struct Record<'s> {
    store: &'s Store,
    run: &'s NewLoad,
    /// `None`: nothing is recorded yet.
    number: Option<LoadNumber>,
    /// When it was last written.
    written: Option<Instant>,
    /// How many of each list of the report were written by then.
    lines: [usize; 4],
}

/// The lists of a report that the record keeps.
fn lists(report: &LoadReport) -> [(LeftKind, &[Left]); 4] {
    [
        (LeftKind::Skipped, &report.skipped),
        (LeftKind::NotRead, &report.not_read),
        (LeftKind::WithoutDay, &report.without_day),
        (LeftKind::DayGiven, &report.day_given),
    ]
}

impl<'s> Record<'s> {
    /// Often enough to show where a killed run stood, and seldom enough to cost nothing.
    const EVERY: Duration = Duration::from_secs(1);

    async fn begin(store: &'s Store, run: &'s NewLoad) -> anyhow::Result<Self> {
        let number = Some(store.begin_load(run).await?);
        Ok(Self { number, ..Self::of_visit(store, run) })
    }

    /// The record of a visit to a feed: it begins when something is stored, since most visits find nothing new.
    pub(super) fn of_visit(store: &'s Store, run: &'s NewLoad) -> Self {
        Self { store, run, number: None, written: None, lines: [0; 4] }
    }

    /// Writes what came since the last time, at most once in [`Self::EVERY`].
    async fn keep_up(&mut self, report: &LoadReport) -> anyhow::Result<()> {
        if self.written.is_none_or(|written| written.elapsed() >= Self::EVERY) {
            self.write(report).await?;
        }
        Ok(())
    }

    async fn end(mut self, report: &LoadReport) -> anyhow::Result<()> {
        self.write(report).await?;
        if let Some(number) = self.number {
            self.store.end_load(number, report.stopped).await?;
        }
        Ok(())
    }

    async fn write(&mut self, report: &LoadReport) -> anyhow::Result<()> {
        let number = match self.number {
            Some(number) => number,
            None if report.stored() == 0 => return Ok(()),
            None => *self.number.insert(self.store.begin_load(self.run).await?),
        };
        let mut left = Vec::new();
        for ((kind, list), written) in lists(report).into_iter().zip(&mut self.lines) {
            left.extend(list[*written..].iter().map(|line| LoadLeft {
                kind,
                code: line.code.to_owned(),
                place: line.file.clone(),
                reason: line.reason.clone(),
            }));
            *written = list.len();
        }
        self.store.record_load(number, &report.counts(), &left).await?;
        self.written = Some(Instant::now());
        Ok(())
    }
}

async fn prepare(store: &Store, extractor: Option<&Arc<Extractor>>, item: Item) -> anyhow::Result<Prepared> {
    let mut article = match item {
        Item::Skipped(skipped) => return Ok(Prepared::Skipped(Left::of(&skipped))),
        Item::Article(article) => *article,
    };
    if let Some(extractor) = extractor {
        ingest::name_publisher(&mut article, extractor.registry());
    }
    let outlook = store.outlook(article, extractor.is_some()).await?;
    let is_news = outlook.is_news();
    let Outlook { outcome, article, basis } = outlook;
    if !is_news {
        let day = DayNote::of(&article).filter(|_| outcome != Outcome::Withdrawn);
        return Ok(Prepared::Known { outcome, file: article.file, day });
    }
    let is_read = matches!(outcome, Outcome::OriginalKept | Outcome::AlreadyThere);
    let basis = Some(basis);
    let Some(extractor) = extractor.filter(|_| !is_read).cloned() else {
        return Ok(Prepared::New(Box::new(LoadedArticle { article, reader: ingest::PARSER, reading: None, basis })));
    };
    let file = article.file.clone();
    match tokio::task::spawn_blocking(move || find_claims(&extractor, article)).await {
        Ok(loaded) => Ok(Prepared::New(Box::new(LoadedArticle { basis, ..loaded }))),
        // A fault of ours in one article; the others are loaded all the same.
        Err(_) => Ok(Prepared::Skipped(Left {
            file,
            code: "failed",
            reason: "finding its claims failed; this is a fault of the program".to_owned(),
        })),
    }
}

/// Stores what is new in a batch, and counts all of it.
async fn save(store: &Store, batch: Vec<Prepared>, report: &mut LoadReport) -> anyhow::Result<()> {
    let mut new = Vec::with_capacity(batch.len());
    for item in batch {
        match item {
            Prepared::Skipped(left) => {
                report.last = Some(left.file.clone());
                report.skipped.push(left);
            }
            Prepared::Known { outcome, file, day } => {
                report.add(outcome, &file, 0);
                report.note_day(day);
                report.last = Some(file);
            }
            Prepared::New(loaded) => {
                report.last = Some(loaded.article.file.clone());
                new.push(*loaded);
            }
        }
    }
    if new.is_empty() {
        return Ok(());
    }
    let outcomes = store.save(&new).await?;
    for (loaded, outcome) in new.into_iter().zip(outcomes) {
        report.note_day(DayNote::of(&loaded.article));
        report.add(outcome, &loaded.article.file, loaded.reading.as_ref().map_or(0, listed));
        if let Some(reason) = loaded.reading.and_then(|reading| reading.not_read)
            && outcome != Outcome::AlreadyThere
        {
            report.not_read.push(Left { file: loaded.article.file, code: "not-read", reason });
        }
    }
    Ok(())
}

/// The number of claims of a reading that lists show: a claim around another one is folded into it.
fn listed(reading: &NewReading) -> usize {
    let outer: HashSet<_> = reading.claims.iter().filter_map(|claim| claim.inside.as_ref()).collect();
    reading.claims.iter().filter(|claim| !outer.contains(&claim.id)).count()
}
