//! `onrecord load`: files are read on one thread, claims found on all, and rows written by one writer in batches.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use clap::Args;
use futures::{Stream, StreamExt};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::gather::{Gatherer, Visit};
use super::progress::{Progress, stop_on_ctrl_c};
use super::report::{Left, LoadReport};
use super::reread::outdated;
use super::watch::FetchArgs;
use super::{BATCH, DONE, MetadataArgs, SOME_SKIPPED, in_background, open};
use crate::domain::NewArticle;
use crate::extract::Extractor;
use crate::ingest::{self, Item};
use crate::store::{LoadedArticle, NewReading, Outcome, Store};

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
    /// Write the report as JSON to this file, too
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// Without an extractor, articles are stored and wait to be read.
pub(super) async fn run(args: LoadArgs, database: &Path, extractor: Option<Arc<Extractor>>) -> anyhow::Result<u8> {
    let (addresses, files): (Vec<_>, Vec<_>) = args.paths.into_iter().partition(|path| is_address(path));
    // A mistyped path makes no database.
    let exists = |path: &PathBuf| path.as_os_str() == "-" || path.exists();
    let is_anything_there = !addresses.is_empty() || files.iter().any(exists);
    anyhow::ensure!(is_anything_there, "nothing to load: {} is not there", files[0].display());
    let fetcher = args.fetch.fetcher()?;
    let store = &open(database).await?;
    let options = args.metadata.read_options();
    let total = ingest::total_bytes(&files).filter(|_| addresses.is_empty());
    let progress = Progress::in_bytes(total, Arc::clone(&options.bytes_read));
    let (items, reader) = in_background(ingest::read_paths(&files, &options));
    let gatherer = Gatherer { store: store.clone(), fetcher, options };
    let visit = Visit::default();
    let addresses = addresses.into_iter().map(|address| address.to_string_lossy().into_owned()).collect();
    let items = items.chain(gatherer.items(addresses, visit.clone()));
    let mut report = load(store, extractor.as_ref(), (items, reader), progress).await?;
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

/// An item after it was read and, where it is new, its claims were found.
enum Prepared {
    Skipped(Left),
    /// Nothing to store.
    Known(Outcome, String),
    New(Box<LoadedArticle>),
}

/// Stores every article of `items`, with its claims where there is an extractor to find them. Ctrl-C ends it after the
/// batch in hand. With the items comes the thread that reads them.
pub(super) async fn load(
    store: &Store,
    extractor: Option<&Arc<Extractor>>,
    (items, reader): (impl Stream<Item = Item>, JoinHandle<()>),
    progress: Progress,
) -> anyhow::Result<LoadReport> {
    let started = Instant::now();
    let mut report = store_all(store, extractor, items, progress, stop_on_ctrl_c()).await?;
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
    store: &Store,
    extractor: Option<&Arc<Extractor>>,
    items: impl Stream<Item = Item>,
    progress: Progress,
    mut stop: watch::Receiver<bool>,
) -> anyhow::Result<LoadReport> {
    let mut report = LoadReport::default();
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let prepared = items.map(|item| prepare(store, extractor, item)).buffered(2 * workers);
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
                progress.at(report.handled());
            }
            Prepared::New(loaded) => batch.push(*loaded),
        }
        if batch.len() == BATCH {
            save(store, &mut batch, &mut report).await?;
            progress.at(report.handled());
        }
    }
    save(store, &mut batch, &mut report).await?;
    progress.finish();
    Ok(report)
}

async fn prepare(store: &Store, extractor: Option<&Arc<Extractor>>, item: Item) -> anyhow::Result<Prepared> {
    let mut article = match item {
        Item::Skipped(skipped) => return Ok(Prepared::Skipped(Left::of(&skipped))),
        Item::Article(article) => *article,
    };
    if let Some(extractor) = extractor {
        extractor.name_publisher(&mut article);
    }
    let (outcome, article) = store.outlook(article, extractor.is_some()).await?;
    if matches!(outcome, Outcome::AlreadyThere | Outcome::Withdrawn) {
        return Ok(Prepared::Known(outcome, article.file));
    }
    let Some(extractor) = extractor.cloned() else {
        return Ok(Prepared::New(Box::new(LoadedArticle { article, reader: ingest::READER, reading: None })));
    };
    let file = article.file.clone();
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
    LoadedArticle { reading: Some(read(extractor, &article)), reader: ingest::READER, article }
}

/// What the extractor finds in an article.
pub(super) fn read(extractor: &Extractor, article: &NewArticle) -> NewReading {
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
        report.add(outcome, &loaded.article.file, loaded.reading.as_ref().map_or(0, listed));
        if let Some(reason) = loaded.reading.and_then(|reading| reading.not_read)
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
