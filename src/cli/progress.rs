//! Shows the progress of long runs, and stops them on Ctrl-C.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use tokio::sync::watch;

/// Returns a channel that becomes true on Ctrl-C. A second Ctrl-C ends the program at once; what is stored stays.
pub(super) fn stop_on_ctrl_c() -> watch::Receiver<bool> {
    // One for all parts of a run, so that one press is told once.
    static STOPPED: OnceLock<watch::Receiver<bool>> = OnceLock::new();
    STOPPED.get_or_init(listen_for_ctrl_c).clone()
}

fn listen_for_ctrl_c() -> watch::Receiver<bool> {
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_err() {
            // Ctrl-C cannot be caught. Keep the sender alive: a closed channel would be taken for a stop.
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

/// Waits until `stop` becomes true.
pub(super) async fn told_to_stop(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

/// Shows progress on standard error: a bar on a terminal, a line every few seconds elsewhere.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    /// The position of the bar; without it, the position is the number of articles.
    bytes_read: Option<Arc<AtomicU64>>,
    total: Option<u64>,
    /// What is counted ("articles").
    unit: &'static str,
    /// When a line was last printed.
    last: Mutex<Instant>,
    started: Instant,
}

impl Progress {
    const EVERY: Duration = Duration::from_secs(5);

    /// Shows progress through `total` bytes, of which `bytes_read` were read; without a total there is no bar.
    pub(super) fn in_bytes(total: Option<u64>, bytes_read: Arc<AtomicU64>) -> Self {
        let template = match total {
            Some(_) => "{bar:30} {percent:>3} % of {total_bytes}  {msg}  {eta} left",
            None => "{spinner} {msg}",
        };
        Self::new(total, template, Some(bytes_read))
    }

    /// Shows progress through `total` articles.
    pub(super) fn in_articles(total: u64) -> Self {
        Self::new(Some(total), "{bar:30} {percent:>3} % of {len}  {msg}  {eta} left", None)
    }

    /// Shows progress through so many of something else ("pages").
    pub(super) fn counting(total: u64, unit: &'static str) -> Self {
        Self { unit, ..Self::in_articles(total) }
    }

    /// Shows nothing, for runs in the background.
    pub(super) fn hidden() -> Self {
        Self::with_bar(Some(ProgressBar::hidden()), None, None)
    }

    fn new(total: Option<u64>, template: &str, bytes_read: Option<Arc<AtomicU64>>) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = total.map_or_else(ProgressBar::no_length, ProgressBar::new);
            bar.enable_steady_tick(Duration::from_millis(120));
            bar.with_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        Self::with_bar(bar, total, bytes_read)
    }

    fn with_bar(bar: Option<ProgressBar>, total: Option<u64>, bytes_read: Option<Arc<AtomicU64>>) -> Self {
        let now = Instant::now();
        Self { bar, bytes_read, total, unit: "articles", last: Mutex::new(now), started: now }
    }

    /// Shows that so many articles, or lines, are done.
    pub(super) fn at(&self, done: usize) {
        let elapsed = self.started.elapsed();
        let position = self.bytes_read.as_ref().map_or(done as u64, |read| read.load(Ordering::Relaxed));
        match &self.bar {
            Some(bar) => {
                bar.set_position(position);
                bar.set_message(rate(done, self.unit, elapsed));
            }
            None => {
                let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
                if last.elapsed() >= Self::EVERY {
                    *last = Instant::now();
                    eprintln!("{}{}", rate(done, self.unit, elapsed), left(position, self.total, elapsed));
                }
            }
        }
    }

    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// Formats the rate: "120 articles, 8.2 a second".
fn rate(done: usize, unit: &str, elapsed: Duration) -> String {
    let rate = done as f64 / elapsed.as_secs_f64().max(0.001);
    let digits = if rate < 10.0 { 1 } else { 0 };
    format!("{done} {unit}, {rate:.digits$} a second")
}

/// Formats what is left, where the total is known: ", 40 % read, about 3 minutes left".
fn left(position: u64, total: Option<u64>, elapsed: Duration) -> String {
    let Some(total) = total.filter(|total| (1..=*total).contains(&position)) else { return String::new() };
    if position == total {
        return ", all read; the last of them are worked on".to_owned();
    }
    let share = position as f64 / total as f64;
    let seconds = elapsed.as_secs_f64() * (1.0 - share) / share;
    let time = match seconds.round() as u64 {
        seconds @ 0..=89 => format!("{seconds} s"),
        seconds @ 90..=5399 => format!("{} minutes", (seconds + 30) / 60),
        seconds => format!("{:.1} hours", seconds as f64 / 3600.0),
    };
    format!(", {:.0} % read, about {time} left", share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rate_and_time_left_in_words() {
        let check = |articles, position, total, seconds, expected: &str| {
            let elapsed = Duration::from_secs(seconds);
            assert_eq!(rate(articles, "articles", elapsed) + &left(position, total, elapsed), expected);
        };
        check(20, 0, Some(100), 5, "20 articles, 4.0 a second");
        check(200, 50, Some(100), 10, "200 articles, 20 a second, 50 % read, about 10 s left");
        check(200, 25, Some(100), 60, "200 articles, 3.3 a second, 25 % read, about 3 minutes left");
        check(9, 1, Some(100), 3600, "9 articles, 0.0 a second, 1 % read, about 99.0 hours left");
        // Standard input has no known size; a file may have grown meanwhile.
        check(200, 50, None, 10, "200 articles, 20 a second");
        check(200, 150, Some(100), 10, "200 articles, 20 a second");
    }
}
