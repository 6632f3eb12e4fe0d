//! `onrecord load`: files are read on one thread, claims found on all, and rows written by one writer in batches.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use clap::Args;
use futures::StreamExt;
use indicatif::{ProgressBar, ProgressStyle};
use tokio::sync::mpsc;

use super::report::{Left, LoadReport};
use super::{DONE, MetadataArgs, SOME_SKIPPED};
use crate::domain::NewArticle;
use crate::extract::{self, EXTRACTOR};
use crate::ingest::{self, Item};
use crate::store::{LoadedArticle, NewReading, Outcome, Store};

/// Arguments of `onrecord load`.
#[derive(Debug, Args)]
pub(super) struct LoadArgs {
    /// Files and folders; - is standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    metadata: MetadataArgs,
    /// Write the report as JSON to this file, too
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// Articles in one transaction.
const BATCH: usize = 32;

pub(super) async fn run(args: LoadArgs, store: &Store) -> anyhow::Result<u8> {
    let items = ingest::read_paths(&args.paths, &args.metadata.read_options());
    let report = load(store, items).await?;
    report.print();
    if let Some(file) = &args.report {
        report.write(file)?;
    }
    store.close().await;
    Ok(if report.is_complete() { DONE } else { SOME_SKIPPED })
}

/// An item after it was read and, where it is new, its claims were found.
enum Prepared {
    Skipped(Left),
    Known(Outcome, Box<LoadedArticle>),
    New(Box<LoadedArticle>),
}

/// Stores every article of `items` with its claims. Ctrl-C ends it after the batch in hand.
pub(super) async fn load(
    store: &Store,
    items: impl Iterator<Item = Item> + Send + 'static,
) -> anyhow::Result<LoadReport> {
    let started = Instant::now();
    let stop = stop_flag();
    let mut report = LoadReport::default();
    let progress = Progress::start();
    let (sender, receiver) = mpsc::channel(64);
    let reader_stop = stop.clone();
    let reader = tokio::task::spawn_blocking(move || {
        for item in items {
            if reader_stop.load(Ordering::Relaxed) || sender.blocking_send(item).is_err() {
                break;
            }
        }
    });
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let prepared = futures::stream::unfold(receiver, async |mut receiver: mpsc::Receiver<Item>| {
        receiver.recv().await.map(|item| (item, receiver))
    })
    .map(|item| prepare(store, item))
    .buffered(2 * workers);
    let mut prepared = std::pin::pin!(prepared);
    let mut batch: Vec<LoadedArticle> = Vec::with_capacity(BATCH);
    while let Some(item) = prepared.next().await {
        match item? {
            Prepared::Skipped(left) => {
                progress.line(&format!("skipped {}: {}", left.file, left.reason));
                report.skipped.push(left);
            }
            Prepared::Known(Outcome::Withdrawn, loaded) => report.add(Outcome::Withdrawn, &loaded.article.file, 0),
            // Saved all the same: a later copy may fill gaps in what is known of the article.
            Prepared::Known(_, loaded) | Prepared::New(loaded) => batch.push(*loaded),
        }
        if batch.len() == BATCH {
            save(store, &mut batch, &mut report).await?;
            progress.at(&report);
        }
        if stop.load(Ordering::Relaxed) {
            report.stopped = true;
            break;
        }
    }
    save(store, &mut batch, &mut report).await?;
    progress.finish();
    drop(prepared);
    reader.await?;
    report.finish(started.elapsed());
    Ok(report)
}

async fn prepare(store: &Store, item: Item) -> anyhow::Result<Prepared> {
    let article = match item {
        Item::Skipped(skipped) => return Ok(Prepared::Skipped(Left::of(&skipped))),
        Item::Article(article) => *article,
    };
    let outlook = store.outlook(&article.id(), &article.version()).await?;
    if matches!(outlook, Outcome::AlreadyThere | Outcome::Withdrawn) {
        let reading = NewReading { extractor: EXTRACTOR, claims: Vec::new(), not_read: None };
        return Ok(Prepared::Known(outlook, Box::new(LoadedArticle { article, reader: ingest::READER, reading })));
    }
    let loaded = tokio::task::spawn_blocking(move || read(article)).await?;
    Ok(Prepared::New(Box::new(loaded)))
}

/// Finds the claims of an article.
fn read(article: NewArticle) -> LoadedArticle {
    let reading = extract::extract(&article.text, &article.info());
    LoadedArticle {
        reading: NewReading {
            extractor: EXTRACTOR,
            claims: reading.claims,
            not_read: reading.not_read.map(|reason| reason.to_string()),
        },
        reader: ingest::READER,
        article,
    }
}

async fn save(store: &Store, batch: &mut Vec<LoadedArticle>, report: &mut LoadReport) -> anyhow::Result<()> {
    let outcomes = store.save(batch).await?;
    for (loaded, outcome) in batch.drain(..).zip(outcomes) {
        report.add(outcome, &loaded.article.file, loaded.reading.claims.len());
        if let Some(reason) = loaded.reading.not_read
            && outcome != Outcome::AlreadyThere
        {
            report.not_read.push(Left { file: loaded.article.file, code: "not-read", reason });
        }
    }
    Ok(())
}

/// Set by Ctrl-C.
fn stop_flag() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = stop.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            flag.store(true, Ordering::Relaxed);
        }
    });
    stop
}

/// A bar on a terminal, a line now and then elsewhere; both on standard error.
struct Progress {
    bar: Option<ProgressBar>,
    last: std::cell::Cell<Instant>,
    started: Instant,
}

impl Progress {
    const EVERY: Duration = Duration::from_secs(5);

    fn start() -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template("{spinner} {pos} articles, {per_sec}, {elapsed}")
                .unwrap_or_else(|_| ProgressStyle::default_spinner());
            let bar = ProgressBar::no_length().with_style(style);
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        Self { bar, last: std::cell::Cell::new(Instant::now()), started: Instant::now() }
    }

    fn at(&self, report: &LoadReport) {
        match &self.bar {
            Some(bar) => bar.set_position(report.handled() as u64),
            None if self.last.get().elapsed() >= Self::EVERY => {
                self.last.set(Instant::now());
                let rate = report.handled() as f64 / self.started.elapsed().as_secs_f64();
                eprintln!("{} articles stored, {rate:.1} a second", report.handled());
            }
            None => {}
        }
    }

    fn line(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.println(line),
            None => eprintln!("{line}"),
        }
    }

    fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
