//! Limits each host to one request at a time with a pause after it, shared by feeds, pages and `robots.txt`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::OwnedMutexGuard;

use super::FetchError;

/// From this many hosts on, those that may be contacted at once are forgotten.
const MOST_HOSTS: usize = 4096;

/// Tracks when each host may be contacted again.
#[derive(Debug)]
pub(super) struct Pace {
    delay: Duration,
    hosts: Mutex<HashMap<String, Arc<tokio::sync::Mutex<HostState>>>>,
}

/// When one host may be contacted again.
#[derive(Debug, Default)]
struct HostState {
    /// When the pause after the last request ends.
    next: Option<Instant>,
    /// The host asked for no requests before this time.
    hold: Option<Instant>,
}

impl HostState {
    /// Returns how long to pause before the next request; fails with the remaining time where the host asked for no
    /// requests.
    fn wait(&mut self, now: Instant) -> Result<Duration, Duration> {
        if let Some(hold) = self.hold {
            if hold > now {
                return Err(hold - now);
            }
            self.hold = None;
        }
        Ok(self.next.map_or(Duration::ZERO, |next| next.saturating_duration_since(now)))
    }
}

/// The exclusive right to send a request to a host. Dropping it starts the pause.
pub(super) struct Turn {
    state: OwnedMutexGuard<HostState>,
    delay: Duration,
}

impl Turn {
    /// Blocks requests to the host for `wait` from now.
    pub(super) fn hold(&mut self, wait: Duration) {
        self.state.hold = Some(Instant::now() + wait);
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.state.next = Some(Instant::now() + self.delay);
    }
}

impl Pace {
    pub(super) fn new(delay: Duration) -> Self {
        Self { delay, hosts: Mutex::default() }
    }

    /// Waits until `host` may be contacted; `crawl_delay` is the pause that its `robots.txt` asks for.
    pub(super) async fn turn(&self, host: &str, crawl_delay: Option<Duration>) -> Result<Turn, FetchError> {
        let mut state = self.state(host).lock_owned().await;
        match state.wait(Instant::now()) {
            Ok(wait) => tokio::time::sleep(wait).await,
            Err(wait) => return Err(FetchError::LeftAlone { wait }),
        }
        Ok(Turn { state, delay: crawl_delay.unwrap_or_default().max(self.delay) })
    }

    fn state(&self, host: &str) -> Arc<tokio::sync::Mutex<HostState>> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() >= MOST_HOSTS {
            let now = Instant::now();
            hosts.retain(|_, state| match state.try_lock() {
                Ok(mut state) => state.wait(now) != Ok(Duration::ZERO),
                Err(_) => true,
            });
        }
        Arc::clone(hosts.entry(host.to_owned()).or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_left_alone_for_as_long_as_it_asks() {
        let now = Instant::now();
        let after = |seconds| now + Duration::from_secs(seconds);
        let mut state = HostState { next: Some(after(2)), hold: None };
        assert_eq!(state.wait(now), Ok(Duration::from_secs(2)));
        assert_eq!(state.wait(after(3)), Ok(Duration::ZERO));
        state.hold = Some(after(60));
        assert_eq!(state.wait(after(10)), Err(Duration::from_secs(50)));
        assert_eq!(state.wait(after(60)), Ok(Duration::ZERO), "then it is asked again");
        assert_eq!(HostState::default().wait(now), Ok(Duration::ZERO), "an unknown host is asked at once");
    }

    #[tokio::test]
    async fn turns_follow_one_another() {
        let pace = Arc::new(Pace::new(Duration::from_millis(20)));
        let first = pace.turn("e.org", None).await.unwrap();
        let other = Arc::clone(&pace);
        let second = tokio::spawn(async move {
            let _turn = other.turn("e.org", None).await.unwrap();
            Instant::now()
        });
        // Another host does not wait for this one.
        drop(pace.turn("e.example", None).await.unwrap());
        tokio::task::yield_now().await;
        assert!(!second.is_finished(), "nobody asks while another has the turn");
        let ended = Instant::now();
        drop(first);
        assert!(second.await.unwrap() - ended >= Duration::from_millis(20), "and then there is a pause");
        let mut turn = pace.turn("e.org", None).await.unwrap();
        turn.hold(Duration::from_secs(3600));
        drop(turn);
        assert!(matches!(pace.turn("e.org", None).await, Err(FetchError::LeftAlone { .. })));
    }

    #[test]
    fn hosts_of_long_ago_are_forgotten() {
        let pace = Pace::new(Duration::ZERO);
        for number in 0..2 * MOST_HOSTS {
            pace.state(&number.to_string());
        }
        assert!(pace.hosts.lock().unwrap().len() <= MOST_HOSTS);
    }
}
