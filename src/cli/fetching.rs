//! What the commands that fetch have in common: their arguments, leases on feeds, and back-off.

use std::time::Duration;

use clap::Args;
use jiff::{SignedDuration, Timestamp};

use crate::config::parse_time;
use crate::ingest::fetch::{FetchOptions, Fetcher};

/// How long a feed is leased to the process that visits it; the lease is renewed with every page that is fetched.
pub(super) const LEASE: Duration = Duration::from_secs(10 * 60);

/// The longest back-off, unless the first wait is longer.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// Arguments of every command that fetches.
#[derive(Debug, Clone, Args)]
pub(super) struct FetchArgs {
    /// Fetch from this machine and private networks as well
    #[arg(long)]
    pub(super) allow_private_addresses: bool,
    /// Where those whose pages are fetched reach you, an e-mail address or a page; sent with every request
    #[arg(long, value_name = "ADDRESS", env = "ONRECORD_CONTACT")]
    pub(super) contact: Option<String>,
    /// The pause between two requests to one host (1s, 500ms) [default: 1s]
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub(super) delay: Option<Duration>,
}

impl FetchArgs {
    pub(super) fn fetcher(self) -> anyhow::Result<Fetcher> {
        // An empty one in the environment is none.
        fetcher(self.allow_private_addresses, self.contact.filter(|contact| !contact.is_empty()), self.delay)
    }
}

/// A fetcher with the settings of the command line or the configuration file.
pub(super) fn fetcher(
    allow_private: bool,
    contact: Option<String>,
    delay: Option<Duration>,
) -> anyhow::Result<Fetcher> {
    let usual = FetchOptions::default();
    let delay = delay.unwrap_or(usual.delay);
    Ok(Fetcher::new(FetchOptions { allow_private, contact, delay, ..usual })?)
}

/// Back-off: `first` after one failure, doubled with each further one in a row, at most a day.
pub(super) fn back_off(first: Duration, failures: i64) -> Duration {
    let doublings = u32::try_from(failures.saturating_sub(1).clamp(0, 20)).unwrap_or(0);
    first.saturating_mul(1 << doublings).min(LONGEST_WAIT.max(first))
}

/// Adds `wait` to `at`; the end of time where that is too far.
pub(super) fn after(at: Timestamp, wait: Duration) -> Timestamp {
    SignedDuration::try_from(wait).ok().and_then(|wait| at.checked_add(wait).ok()).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_double_the_wait_up_to_a_day() {
        let minutes = |failures| back_off(Duration::from_secs(15 * 60), failures).as_secs() / 60;
        assert_eq!([0, 1, 2, 3, 4].map(minutes), [15, 15, 30, 60, 120]);
        assert_eq!([8, 100, i64::MAX].map(minutes), [1440, 1440, 1440]);
        let week = Duration::from_secs(7 * 24 * 60 * 60);
        assert_eq!(back_off(week, 3), week, "what is asked rarely anyway is not asked sooner");
    }
}
