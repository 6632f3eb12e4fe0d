//! Relates the claims of the database: by `onrecord relate` without files, and in small steps beside the site.

use std::time::Duration;

use tokio::sync::watch;

use super::progress::{Progress, stop_on_ctrl_c};
use crate::store::{Relating, Store};

/// How long to wait where another process relates as well, or nothing is left.
const PAUSE: Duration = Duration::from_secs(1);
/// How long to leave the processor to readers between two batches.
const BREATH: Duration = Duration::from_millis(50);

/// Relates all that changed, with its progress. Ctrl-C ends it after the batch in hand; the rest is done beside the site or by
/// the next run.
pub(super) async fn relate_all(store: &Store) -> anyhow::Result<()> {
    let waiting = store.to_relate().await?;
    if waiting == 0 {
        println!("Nothing to do: all articles were compared with others since they changed.");
        return Ok(());
    }
    let (mut relator, stop) = (store.relator(), stop_on_ctrl_c());
    let progress = Progress::in_articles(waiting as u64);
    let (mut found, mut done) = (0, 0);
    while !*stop.borrow() {
        match relator.step().await? {
            Relating::Done => break,
            Relating::Overtaken => tokio::time::sleep(PAUSE).await,
            Relating::Found(articles) => found += articles,
            Relating::Compared(articles) => done += articles,
        }
        // Each article is dealt with twice.
        progress.at((found + done) / 2);
    }
    progress.finish();
    let left = store.to_relate().await?;
    if left > 0 {
        println!(
            "{done} articles were compared with others; {left} still wait, and are compared beside the site or by “onrecord relate”."
        );
    } else {
        println!("{done} articles were compared with others: what agrees and what does not is on their pages.");
    }
    Ok(())
}

/// Relates what changes, in small steps, until `stop` becomes true.
pub(super) async fn keep_relating(store: Store, mut stop: watch::Receiver<bool>) {
    let mut relator = store.relator();
    while !*stop.borrow() {
        let pause = match relator.step().await {
            Ok(Relating::Found(_) | Relating::Compared(_)) => BREATH,
            Ok(Relating::Overtaken) => PAUSE,
            Ok(Relating::Done) => {
                // What it read of articles is given back until some change.
                relator = store.relator();
                PAUSE
            }
            // The database is closed while the last step runs.
            Err(_) if *stop.borrow() => return,
            Err(error) => {
                tracing::error!(%error, "claims cannot be compared");
                10 * PAUSE
            }
        };
        let _ = tokio::time::timeout(pause, stop.wait_for(|stop| *stop)).await;
    }
}
