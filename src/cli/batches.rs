//! Stores the items of a stream in batches, until it ends or is stopped.

use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures::future::{Either, select};
use futures::{Stream, StreamExt};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, timeout_at};

use super::progress::told_to_stop;

/// Articles in one transaction. A transaction writes every page of the database that it changes, and most articles change
/// the same ones: the more go together, the less is written for each.
const BATCH: usize = 128;

/// How long a batch waits for its next item before it is stored: a pipe that pauses has what it sent stored soon.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long the first item of a batch waits at most, where others come all the while. Reading an article takes far longer than
/// storing it, so batches that were stored as often as items pause would stay small.
const LONGEST: Duration = Duration::from_secs(10);

/// Passes `items` to `save` in batches and in order. A batch is smaller where no more items arrive for a while, as on a
/// pipe that pauses. After `stop`, saves the current batch and ends. Returns whether it was stopped.
pub(super) async fn in_batches<T>(
    items: impl Stream<Item = anyhow::Result<T>>,
    mut stop: watch::Receiver<bool>,
    mut save: impl AsyncFnMut(Vec<T>) -> anyhow::Result<()>,
) -> anyhow::Result<bool> {
    let is_stopped = AtomicBool::new(false);
    let items = items.take_until(async {
        told_to_stop(&mut stop).await;
        is_stopped.store(true, Ordering::Relaxed);
    });
    // The next items are made while a batch is stored.
    let (sender, mut receiver) = mpsc::channel(BATCH);
    let making = pin!(async move {
        let mut items = pin!(items);
        while let Some(item) = items.next().await {
            if sender.send(item).await.is_err() {
                break;
            }
        }
    });
    let storing = pin!(async {
        while let Some(batch) = next_batch(&mut receiver, PATIENCE, LONGEST).await {
            save(batch.into_iter().collect::<anyhow::Result<_>>()?).await?;
        }
        Ok(())
    });
    // Where storing fails, nothing more is made.
    let stored: anyhow::Result<()> = match select(storing, making).await {
        Either::Left((stored, _)) => stored,
        Either::Right(((), storing)) => storing.await,
    };
    stored?;
    Ok(is_stopped.load(Ordering::Relaxed))
}

/// The next items: as many as go together, fewer where none comes for a while. `None` when there are no more.
async fn next_batch<T>(items: &mut mpsc::Receiver<T>, patience: Duration, longest: Duration) -> Option<Vec<T>> {
    let mut batch = vec![items.recv().await?];
    let end = Instant::now() + longest;
    while batch.len() < BATCH {
        match timeout_at(end.min(Instant::now() + patience), items.recv()).await {
            Ok(Some(item)) => batch.push(item),
            Ok(None) | Err(_) => break,
        }
    }
    Some(batch)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use futures::stream;

    use super::*;

    async fn batches(items: impl Stream<Item = usize>, stop: watch::Receiver<bool>) -> (Vec<Vec<usize>>, bool) {
        let mut saved = Vec::new();
        let stopped = in_batches(items.map(Ok), stop, async |batch| {
            saved.push(batch);
            Ok(())
        });
        let stopped = stopped.await.unwrap();
        (saved, stopped)
    }

    #[tokio::test]
    async fn all_come_in_order_and_the_last_batch_is_smaller() {
        let (_go_on, stop) = watch::channel(false);
        let (saved, stopped) = batches(stream::iter(0..2 * BATCH + 6), stop).await;
        assert_eq!(saved.iter().map(Vec::len).collect::<Vec<_>>(), [BATCH, BATCH, 6]);
        assert!(saved.concat().into_iter().eq(0..2 * BATCH + 6) && !stopped);
    }

    #[tokio::test]
    async fn what_is_there_does_not_wait_for_idle_input() {
        let (tell, stop) = watch::channel(false);
        let mut seen = 0;
        let items = stream::iter(0..3).chain(stream::pending()).map(Ok);
        let stopped = in_batches(items, stop, async |batch: Vec<usize>| {
            seen += batch.len();
            tell.send_replace(true);
            Ok(())
        });
        assert!(stopped.await.unwrap());
        assert_eq!(seen, 3);
    }

    #[tokio::test]
    async fn a_batch_ends_where_items_pause_and_where_it_took_long() {
        const HOUR: Duration = Duration::from_secs(3600);
        for (patience, longest) in [(Duration::ZERO, HOUR), (HOUR, Duration::ZERO)] {
            let (sender, mut receiver) = mpsc::channel(BATCH);
            sender.send(1).await.unwrap();
            sender.send(2).await.unwrap();
            // The sender is still there, so that only the time ends the batch.
            assert_eq!(next_batch(&mut receiver, patience, longest).await, Some(vec![1, 2]));
        }
        // An item that is only a little late joins the batch.
        let (sender, mut receiver) = mpsc::channel(BATCH);
        let sending = async move {
            for item in 0..3 {
                sender.send(item).await.unwrap();
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let (batch, ()) = tokio::join!(next_batch(&mut receiver, HOUR, HOUR), sending);
        assert_eq!(batch, Some(vec![0, 1, 2]));
    }

    #[tokio::test]
    async fn items_are_made_while_a_batch_is_stored() {
        let (_go_on, stop) = watch::channel(false);
        let made = AtomicUsize::new(0);
        let items = stream::iter(0..2 * BATCH).inspect(|_| _ = made.fetch_add(1, Ordering::Relaxed)).map(Ok);
        let mut saved = 0;
        let stored = in_batches(items, stop, async |batch: Vec<usize>| {
            saved += batch.len();
            // The first batch is not done before more than it was made.
            while made.load(Ordering::Relaxed) <= saved.min(2 * BATCH - 1) {
                tokio::task::yield_now().await;
            }
            Ok(())
        });
        assert!(!stored.await.unwrap());
        assert_eq!(saved, 2 * BATCH);
    }

    #[tokio::test]
    async fn nothing_is_waited_for_when_storing_fails() {
        let (_go_on, stop) = watch::channel(false);
        let items = stream::iter(0..3).chain(stream::pending()).map(Ok);
        let failed = in_batches(items, stop, async |_: Vec<usize>| Err(anyhow::anyhow!("the disk is full"))).await;
        assert_eq!(failed.unwrap_err().to_string(), "the disk is full");
    }

    #[tokio::test]
    async fn the_batch_in_hand_is_saved_before_a_stop() {
        let (tell, stop) = watch::channel(false);
        let items = stream::iter(0..100).inspect(|number| {
            if *number == 40 {
                tell.send_replace(true);
            }
        });
        let (saved, stopped) = batches(items, stop).await;
        assert!(stopped);
        assert_eq!(saved.concat().len(), 41);
    }
}
