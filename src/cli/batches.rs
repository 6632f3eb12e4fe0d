//! Stores the items of a stream in batches, until it ends or is stopped.

use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures::{Stream, StreamExt};
use tokio::sync::watch;

use super::progress::told_to_stop;

/// Articles in one transaction.
const BATCH: usize = 32;

/// How long the first item of a batch waits for others before the batch is stored.
const PATIENCE: Duration = Duration::from_secs(1);

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
    let mut batches = pin!(tokio_stream::StreamExt::chunks_timeout(items, BATCH, PATIENCE));
    while let Some(batch) = batches.next().await {
        save(batch.into_iter().collect::<anyhow::Result<_>>()?).await?;
    }
    Ok(is_stopped.load(Ordering::Relaxed))
}

#[cfg(test)]
mod tests {
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
        let (saved, stopped) = batches(stream::iter(0..70), stop).await;
        assert_eq!(saved.iter().map(Vec::len).collect::<Vec<_>>(), [32, 32, 6]);
        assert!(saved.concat().into_iter().eq(0..70) && !stopped);
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
