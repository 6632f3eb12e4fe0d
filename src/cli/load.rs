//! `onrecord load`: files are read on one thread, claims found on all, and rows written by one writer in batches.

use std::cell::Cell;
use std::collections::HashSet;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use clap::Args;
use futures::StreamExt;
use indicatif::{ProgressBar, ProgressStyle};
use tokio::sync::{mpsc, watch};

use super::report::{Left, LoadReport};
use super::{DONE, MetadataArgs, SOME_SKIPPED, open};
use crate::domain::NewArticle;
use crate::extract::Extractor;
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

pub(super) async fn run(args: LoadArgs, database: &Path, extractor: Arc<Extractor>) -> anyhow::Result<u8> {
    // A mistyped path makes no database.
    let exists = |path: &PathBuf| path.as_os_str() == "-" || path.exists();
    anyhow::ensure!(args.paths.iter().any(exists), "nothing to load: {} is not there", args.paths[0].display());
    let store = &open(database).await?;
    let options = args.metadata.read_options();
    let items = ingest::read_paths(&args.paths, &options);
    let progress = Progress::new(ingest::total_bytes(&args.paths), options.bytes_read);
    let report = load(store, &extractor, items, progress).await?;
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
    /// Nothing to store.
    Known(Outcome, String),
    New(Box<LoadedArticle>),
}

/// Stores every article of `items` with its claims. Ctrl-C ends it after the batch in hand.
pub(super) async fn load(
    store: &Store,
    extractor: &Arc<Extractor>,
    items: impl Iterator<Item = Item> + Send + 'static,
    progress: Progress,
) -> anyhow::Result<LoadReport> {
    let started = Instant::now();
    let mut stop = stop_on_ctrl_c();
    let mut report = LoadReport::default();
    let (sender, receiver) = mpsc::channel(64);
    let reader_stop = stop.clone();
    let reader = tokio::task::spawn_blocking(move || {
        for item in items {
            if *reader_stop.borrow() || sender.blocking_send(item).is_err() {
                break;
            }
        }
    });
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let prepared = futures::stream::unfold(receiver, async |mut receiver: mpsc::Receiver<Item>| {
        receiver.recv().await.map(|item| (item, receiver))
    })
    .map(|item| prepare(store, extractor, item))
    .buffered(2 * workers);
    let mut prepared = Box::pin(prepared);
    let mut batch: Vec<LoadedArticle> = Vec::with_capacity(BATCH);
    loop {
        let item = tokio::select! {
            biased;
            _ = stop.wait_for(|stop| *stop) => {
                report.stopped = true;
                break;
            }
            item = prepared.next() => item,
        };
        let Some(item) = item else { break };
        match item? {
            Prepared::Skipped(left) => report.skipped.push(left),
            Prepared::Known(outcome, file) => {
                report.add(outcome, &file, 0);
                progress.at(&report);
            }
            Prepared::New(loaded) => batch.push(*loaded),
        }
        if batch.len() == BATCH {
            save(store, &mut batch, &mut report).await?;
            progress.at(&report);
        }
    }
    save(store, &mut batch, &mut report).await?;
    progress.finish();
    // Ends the reader where it waits to hand on an item; after a stop it may still wait for its input, and is left alone.
    drop(prepared);
    if !report.stopped {
        reader.await?;
    }
    report.finish(started.elapsed());
    Ok(report)
}

async fn prepare(store: &Store, extractor: &Arc<Extractor>, item: Item) -> anyhow::Result<Prepared> {
    let article = match item {
        Item::Skipped(skipped) => return Ok(Prepared::Skipped(Left::of(&skipped))),
        Item::Article(article) => *article,
    };
    let (outcome, article) = store.outlook(article).await?;
    if matches!(outcome, Outcome::AlreadyThere | Outcome::Withdrawn) {
        return Ok(Prepared::Known(outcome, article.file));
    }
    let file = article.file.clone();
    let extractor = extractor.clone();
    match tokio::task::spawn_blocking(move || find_claims(&extractor, article)).await {
        Ok(loaded) => Ok(Prepared::New(Box::new(loaded))),
        // A fault of ours in one article; the others are loaded all the same.
        Err(_) => Ok(Prepared::Skipped(Left {
            file,
            code: "failed",
            reason: "finding its claims failed; this is a fault of the program".to_owned(),
        })),
    }
}

/// Finds the claims of an article, ready to be stored.
pub fn find_claims(extractor: &Extractor, article: NewArticle) -> LoadedArticle {
    LoadedArticle { reading: read(extractor, &article), reader: ingest::READER, article }
}

/// What the extractor finds in an article.
fn read(extractor: &Extractor, article: &NewArticle) -> NewReading {
    let reading = extractor.extract(&article.text, &article.info());
    NewReading {
        extractor: extractor.name().to_owned(),
        claims: reading.claims,
        not_read: reading.not_read.map(|reason| reason.to_string()),
    }
}

async fn save(store: &Store, batch: &mut Vec<LoadedArticle>, report: &mut LoadReport) -> anyhow::Result<()> {
    let outcomes = store.save(batch).await?;
    for (loaded, outcome) in batch.drain(..).zip(outcomes) {
        report.add(outcome, &loaded.article.file, listed(&loaded.reading));
        if let Some(reason) = loaded.reading.not_read
            && outcome != Outcome::AlreadyThere
        {
            report.not_read.push(Left { file: loaded.article.file, code: "not-read", reason });
        }
    }
    Ok(())
}

/// How many claims lists will show of a reading: one that another stands inside is folded into it.
fn listed(reading: &NewReading) -> usize {
    let outer: HashSet<_> = reading.claims.iter().filter_map(|claim| claim.inside.as_ref()).collect();
    reading.claims.iter().filter(|claim| !outer.contains(&claim.id)).count()
}

/// Becomes true with Ctrl-C; a second Ctrl-C ends the program at once, which loses nothing that was stored.
fn stop_on_ctrl_c() -> watch::Receiver<bool> {
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_err() {
            // Without a way to hear it, the sender must live on: a closed channel would read as a stop.
            return std::future::pending().await;
        }
        eprintln!("stopping after the batch in hand; Ctrl-C again ends at once");
        stop.send_replace(true);
        if tokio::signal::ctrl_c().await.is_ok() {
            std::process::exit(130);
        }
    });
    stopped
}

/// A bar on a terminal, a line now and then elsewhere; both on standard error.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    bytes_read: Arc<AtomicU64>,
    last: Cell<Instant>,
    started: Instant,
}

impl Progress {
    const EVERY: Duration = Duration::from_secs(5);

    /// Progress through `total` bytes, of which `bytes_read` tells how many were read; without a total there is no bar.
    pub(super) fn new(total: Option<u64>, bytes_read: Arc<AtomicU64>) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let (bar, template) = match total {
                Some(total) => (ProgressBar::new(total), "{bar:30} {percent:>3} % of {total_bytes}  {msg}  {eta} left"),
                None => (ProgressBar::no_length(), "{spinner} {msg}"),
            };
            bar.enable_steady_tick(Duration::from_millis(120));
            bar.with_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        Self { bar, bytes_read, last: Cell::new(Instant::now()), started: Instant::now() }
    }

    fn at(&self, report: &LoadReport) {
        let rate = report.handled() as f64 / self.started.elapsed().as_secs_f64().max(0.001);
        let words = format!("{} articles, {rate:.0} a second", report.handled());
        match &self.bar {
            Some(bar) => {
                bar.set_position(self.bytes_read.load(Ordering::Relaxed));
                bar.set_message(words);
            }
            None if self.last.get().elapsed() >= Self::EVERY => {
                self.last.set(Instant::now());
                eprintln!("{words}");
            }
            None => {}
        }
    }

    fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
