//! `onrecord reread`: stored articles are read by the extractor of this version, on all cores, and their claims written
//! by one writer in batches.
//!
//! What was stored counts as done, so a run that was stopped or killed goes on where it was, and several may run at
//! once. A claim that is found again keeps its address; one that is not leads to the claim that took its place.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Instant;

use clap::Args;
use futures::{Stream, StreamExt};

use super::batches::in_batches;
use super::extraction::{earlier_extractors, extract};
use super::progress::{Progress, stop_on_ctrl_c};
use super::{DONE, SOME_SKIPPED};
use crate::domain::ArticleId;
use crate::extract::Extractor;
use crate::store::{ReadArticle, ReadingChanges, Store, StoreError};

/// Arguments of `onrecord reread`.
#[derive(Debug, Args)]
pub(super) struct RereadArgs {
    /// Of the articles read before, only those last read by this extractor or by one that came after it
    #[arg(long, value_name = "EXTRACTOR")]
    since: Option<String>,
}

pub(super) async fn run(args: RereadArgs, store: &Store, extractor: Arc<Extractor>) -> anyhow::Result<u8> {
    let earlier = earlier_extractors(store.extractors().await?, args.since.as_deref(), extractor.name())?;
    let total = store.count_to_read(&earlier).await?;
    if total == 0 {
        println!("Nothing to do: no article here waits to be read by {}.", extractor.name());
        store.close().await;
        return Ok(DONE);
    }
    let report = reread(store, &extractor, &earlier, Progress::in_articles(total)).await?;
    report.print(extractor.name());
    store.close().await;
    Ok(if report.failed.is_empty() && report.left == 0 { DONE } else { SOME_SKIPPED })
}

/// Does what [`run`] does and prints nothing: for the demo.
pub(super) async fn catch_up(store: &Store, extractor: &Arc<Extractor>) -> anyhow::Result<()> {
    let earlier = earlier_extractors(store.extractors().await?, None, extractor.name())?;
    let total = store.count_to_read(&earlier).await?;
    if total > 0 {
        reread(store, extractor, &earlier, Progress::in_articles(total)).await?;
    }
    Ok(())
}

/// What a run did.
#[derive(Debug, Default)]
struct RereadReport {
    /// Articles with a new reading.
    read: usize,
    /// Articles that changed, or that another process read, while this one read them.
    overtaken: usize,
    changes: ReadingChanges,
    /// The number of articles in which no claims were looked for, by reason.
    not_read: BTreeMap<String, usize>,
    /// Articles in which finding claims failed.
    failed: Vec<String>,
    stopped: bool,
    /// Articles that still wait.
    left: u64,
    seconds: f64,
}

/// An article and its reading, or the name of an article whose extraction failed.
type Found = Result<ReadArticle, String>;

/// Reads every article that was last read by one of `earlier`, or never. Ctrl-C ends it after the batch in hand.
async fn reread(
    store: &Store,
    extractor: &Arc<Extractor>,
    earlier: &[String],
    progress: Progress,
) -> anyhow::Result<RereadReport> {
    let started = Instant::now();
    let mut report = RereadReport::default();
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let readings = articles_to_read(store, earlier)
        .map(|id| async move { read_stored(store, extractor, id?).await })
        .buffered(2 * workers);
    report.stopped = in_batches(readings, stop_on_ctrl_c(), async |batch| {
        save(store, batch, &mut report).await?;
        progress.at(report.handled());
        Ok(())
    })
    .await?;
    progress.finish();
    report.left = store.count_to_read(earlier).await?;
    report.seconds = started.elapsed().as_secs_f64();
    Ok(report)
}

/// The ids of the articles to read, fetched some hundred at a time: between two fetches other processes may write.
fn articles_to_read(store: &Store, earlier: &[String]) -> impl Stream<Item = Result<ArticleId, StoreError>> {
    let start = (VecDeque::new(), None::<ArticleId>);
    futures::stream::try_unfold(start, async move |(mut page, mut last): (VecDeque<ArticleId>, Option<ArticleId>)| {
        if page.is_empty() {
            page.extend(store.to_read(earlier, last.as_ref(), 500).await?);
        }
        let Some(id) = page.pop_front() else { return Ok(None) };
        last = Some(id.clone());
        Ok(Some((id, (page, last))))
    })
}

async fn read_stored(store: &Store, extractor: &Arc<Extractor>, id: ArticleId) -> anyhow::Result<Found> {
    let article = store.stored_article(&id).await?;
    let words = format!("{id} ({})", article.file);
    let extractor = extractor.clone();
    let reading = tokio::task::spawn_blocking(move || {
        let reading = extract(&extractor, &article);
        ReadArticle { article, reading }
    });
    // A fault of ours in one article; the others are read all the same.
    Ok(reading.await.map_err(|_| words))
}

async fn save(store: &Store, batch: Vec<Found>, report: &mut RereadReport) -> Result<(), StoreError> {
    let mut readings = Vec::with_capacity(batch.len());
    for found in batch {
        match found {
            Ok(reading) => readings.push(reading),
            Err(article) => report.failed.push(article),
        }
    }
    let changes = store.save_readings(&readings).await?;
    for (ReadArticle { reading, .. }, changes) in readings.into_iter().zip(changes) {
        let Some(changes) = changes else {
            report.overtaken += 1;
            continue;
        };
        report.read += 1;
        report.changes += changes;
        if let Some(reason) = reading.not_read {
            *report.not_read.entry(reason).or_default() += 1;
        }
    }
    Ok(())
}

impl RereadReport {
    /// Articles handled so far.
    fn handled(&self) -> usize {
        self.read + self.overtaken + self.failed.len()
    }

    fn print(&self, extractor: &str) {
        let ReadingChanges { before, now, kept, moved, gone } = self.changes;
        let not_read: usize = self.not_read.values().sum();
        let lines = [
            ("articles read", self.read, format!(" by {extractor}")),
            ("claims before", before, String::new()),
            ("claims now", now, String::new()),
            ("kept", kept, " (found again, at their address)".to_owned()),
            ("moved", moved, " (their address leads to the claim that took their place)".to_owned()),
            ("gone", gone, " (not found again; their pages stay and say so)".to_owned()),
            ("overtaken", self.overtaken, " (changed, or read by another process, meanwhile)".to_owned()),
            ("no claims", not_read, " (articles that are not read, see below)".to_owned()),
            ("failed", self.failed.len(), String::new()),
        ];
        for (word, count, explanation) in lines {
            if count > 0 || !matches!(word, "overtaken" | "no claims" | "failed") {
                println!("{word:>14}  {count}{}", if count > 0 { &explanation } else { "" });
            }
        }
        let rate = self.handled() as f64 / self.seconds.max(0.001);
        println!("{:>14}  {:.1} s, {rate:.1} articles a second", "time", self.seconds);
        if !self.not_read.is_empty() {
            println!("Not read:");
            for (reason, count) in &self.not_read {
                println!("  {reason}: {count}");
            }
        }
        if !self.failed.is_empty() {
            println!("Finding claims failed, which is a fault of the program, in:");
            for article in &self.failed {
                println!("  {article}");
            }
        }
        if self.stopped {
            println!("Stopped after the batch in hand; what is counted above is stored.");
        }
        let left = self.left.saturating_sub(self.failed.len() as u64);
        if left > 0 {
            println!("{left} articles are left; the same command goes on from there.");
        }
    }
}
