//! `onrecord load`: files are read on one thread, claims found on all, and rows written by one writer in batches.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use clap::Args;
use futures::StreamExt;

use super::progress::{Progress, stop_on_ctrl_c};
use super::report::{Left, LoadReport};
use super::{BATCH, DONE, MetadataArgs, SOME_SKIPPED, in_background, open};
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
    /// Store the articles without looking for their claims; `onrecord reread` finds them later
    #[arg(long)]
    pub(super) no_extract: bool,
    /// Write the report as JSON to this file, too
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// Without an extractor, articles are stored and wait to be read.
pub(super) async fn run(args: LoadArgs, database: &Path, extractor: Option<Arc<Extractor>>) -> anyhow::Result<u8> {
    // A mistyped path makes no database.
    let exists = |path: &PathBuf| path.as_os_str() == "-" || path.exists();
    anyhow::ensure!(args.paths.iter().any(exists), "nothing to load: {} is not there", args.paths[0].display());
    let store = &open(database).await?;
    let options = args.metadata.read_options();
    let items = ingest::read_paths(&args.paths, &options);
    let progress = Progress::in_bytes(ingest::total_bytes(&args.paths), options.bytes_read);
    let report = load(store, extractor.as_ref(), items, progress).await?;
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

/// Stores every article of `items`, with its claims where there is an extractor to find them. Ctrl-C ends it after the batch in hand.
pub(super) async fn load(
    store: &Store,
    extractor: Option<&Arc<Extractor>>,
    items: impl Iterator<Item = Item> + Send + 'static,
    progress: Progress,
) -> anyhow::Result<LoadReport> {
    let started = Instant::now();
    let mut stop = stop_on_ctrl_c();
    let mut report = LoadReport::default();
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let (items, reader) = in_background(items);
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
    // Ends the reader where it waits to hand on an item; one that waits for its input is left alone.
    drop(prepared);
    if !report.stopped {
        reader.await?;
    }
    report.unread = store.count_to_read(&[]).await?;
    report.finish(started.elapsed());
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
