//! Long runs: how far they are, and their end by Ctrl-C.

use std::cell::Cell;
use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use tokio::sync::watch;

/// Becomes true with Ctrl-C; a second Ctrl-C ends the program at once, which loses nothing that was stored.
pub(super) fn stop_on_ctrl_c() -> watch::Receiver<bool> {
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
    /// Where the bar stands; without it, at the number of articles.
    bytes_read: Option<Arc<AtomicU64>>,
    last: Cell<Instant>,
    started: Instant,
}

impl Progress {
    const EVERY: Duration = Duration::from_secs(5);

    /// Progress through `total` bytes, of which `bytes_read` tells how many were read; without a total there is no bar.
    pub(super) fn in_bytes(total: Option<u64>, bytes_read: Arc<AtomicU64>) -> Self {
        let template = match total {
            Some(_) => "{bar:30} {percent:>3} % of {total_bytes}  {msg}  {eta} left",
            None => "{spinner} {msg}",
        };
        Self::new(total, template, Some(bytes_read))
    }

    /// Progress through `total` articles.
    pub(super) fn in_articles(total: u64) -> Self {
        Self::new(Some(total), "{bar:30} {percent:>3} % of {len}  {msg}  {eta} left", None)
    }

    /// Shows nothing: for what runs in the background.
    pub(super) fn hidden() -> Self {
        let bar = Some(ProgressBar::hidden());
        Self { bar, bytes_read: None, last: Cell::new(Instant::now()), started: Instant::now() }
    }

    fn new(total: Option<u64>, template: &str, bytes_read: Option<Arc<AtomicU64>>) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = total.map_or_else(ProgressBar::no_length, ProgressBar::new);
            bar.enable_steady_tick(Duration::from_millis(120));
            bar.with_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        Self { bar, bytes_read, last: Cell::new(Instant::now()), started: Instant::now() }
    }

    /// Shows that so many articles are done.
    pub(super) fn at(&self, articles: usize) {
        let rate = articles as f64 / self.started.elapsed().as_secs_f64().max(0.001);
        let words = format!("{articles} articles, {rate:.0} a second");
        match &self.bar {
            Some(bar) => {
                bar.set_position(self.bytes_read.as_ref().map_or(articles as u64, |read| read.load(Ordering::Relaxed)));
                bar.set_message(words);
            }
            None if self.last.get().elapsed() >= Self::EVERY => {
                self.last.set(Instant::now());
                eprintln!("{words}");
            }
            None => {}
        }
    }

    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
