//! The connections that stand, and which of them are closed.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tokio::time::timeout;

use super::standing::{Phase, Standing};
use crate::web::limits::Limits;

/// When no room is left, this part of the connections is closed at once, so that looking for them is worth it.
const PART_CLOSED: usize = 64;
/// Who is being answered makes no room for others, unless it took nothing of the answer for so long.
const TAKES_NOTHING: Duration = Duration::from_secs(5);
/// How soon it is looked again for connections that can be closed.
const LOOKED_AGAIN: Duration = Duration::from_millis(20);

/// All connections of a server.
#[derive(Debug)]
pub(super) struct Table {
    began: Instant,
    limits: Limits,
    next: AtomicU64,
    open: Mutex<HashMap<u64, Arc<Connection>>>,
    /// Told when a connection ends.
    ended: Notify,
}

#[derive(Debug)]
struct Connection {
    standing: Arc<Standing>,
    told: Notify,
    is_closing: AtomicBool,
    is_resting: AtomicBool,
}

/// What a connection is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// It is to end.
    Close,
    /// It may give back what it holds until the next request.
    Rest,
}

impl Connection {
    fn close(&self) {
        self.is_closing.store(true, Ordering::Relaxed);
        self.told.notify_one();
    }
}

/// A connection's entry in the table; it leaves when this is dropped.
#[derive(Debug)]
pub(super) struct Entry {
    number: u64,
    connection: Arc<Connection>,
    table: Arc<Table>,
}

impl Table {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            began: Instant::now(),
            limits: *limits,
            next: AtomicU64::default(),
            open: Mutex::default(),
            ended: Notify::new(),
        }
    }

    fn open(&self) -> MutexGuard<'_, HashMap<u64, Arc<Connection>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn len(&self) -> usize {
        self.open().len()
    }

    /// A connection that just came.
    pub(super) fn enter(self: &Arc<Self>) -> Entry {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let connection = Arc::new(Connection {
            standing: Arc::new(Standing::new(self.began)),
            told: Notify::new(),
            is_closing: AtomicBool::default(),
            is_resting: AtomicBool::default(),
        });
        self.open().insert(number, connection.clone());
        Entry { number, connection, table: self.clone() }
    }

    /// Waits until fewer connections stand than may, and closes some for that.
    pub(super) async fn make_room(&self) {
        while self.len() >= self.limits.connections.max(1) {
            let ended = self.ended.notified();
            self.close_some();
            // Where all are being answered, one of them may be idle soon.
            let _ = timeout(LOOKED_AGAIN, ended).await;
        }
    }

    /// Closes those that have idled longest; where none idles, those that have been sending the head of their request
    /// longest, and then who takes nothing of an answer.
    pub(super) fn close_some(&self) {
        let mut all: Vec<(Phase, Reverse<Duration>, Arc<Connection>)> = self
            .open()
            .values()
            .map(|connection| (connection.standing.phase(), Reverse(connection.standing.lasts()), connection.clone()))
            .filter(|(phase, lasts, _)| *phase != Phase::Answering || lasts.0 > TAKES_NOTHING)
            .collect();
        let some = all.len().div_ceil(PART_CLOSED);
        if some < all.len() {
            all.select_nth_unstable_by_key(some, |(phase, lasts, _)| (*phase, *lasts));
        }
        all.iter().take(some).for_each(|(_, _, connection)| connection.close());
    }

    /// Closes those that stand too long in what they do, and lets rest who is idle.
    pub(super) fn look_through(&self) {
        for connection in self.open().values() {
            if self.is_overdue(&connection.standing) {
                connection.close();
            } else if connection.standing.may_rest() && !connection.is_resting.load(Ordering::Relaxed) {
                connection.told.notify_one();
            }
        }
    }

    fn is_overdue(&self, standing: &Standing) -> bool {
        standing.lasts() > standing.phase().limit(&self.limits)
    }

    /// Closes all, and waits for those that are being answered.
    pub(super) async fn close_all(&self) {
        self.open().values().for_each(|connection| connection.close());
        while self.len() > 0 {
            let _ = timeout(LOOKED_AGAIN, self.ended.notified()).await;
        }
    }
}

impl Entry {
    pub(super) fn standing(&self) -> Arc<Standing> {
        self.connection.standing.clone()
    }

    /// Resolves when the table tells the connection something.
    pub(super) async fn told(&self) -> Told {
        self.connection.told.notified().await;
        if self.connection.is_closing.load(Ordering::Relaxed) { Told::Close } else { Told::Rest }
    }

    /// Resolves when the connection is to be closed.
    pub(super) async fn told_to_close(&self) {
        while self.told().await != Told::Close {}
    }

    /// Whether the connection holds nothing that it could give back.
    pub(super) fn rest(&self, is_resting: bool) {
        self.connection.is_resting.store(is_resting, Ordering::Relaxed);
    }

    /// True where it stands too long in what it does.
    pub(super) fn is_overdue(&self) -> bool {
        self.table.is_overdue(&self.connection.standing)
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.table.open().remove(&self.number);
        self.table.ended.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(connections: usize) -> Limits {
        let short = Duration::from_millis(20);
        Limits { connections, idle: short, head: 2 * short, answer: 4 * short, ..Limits::default() }
    }

    /// Whether a connection was told to close.
    async fn is_closed(entry: &Entry) -> bool {
        timeout(Duration::ZERO, entry.told_to_close()).await.is_ok()
    }

    #[tokio::test]
    async fn each_phase_has_its_limit() {
        let table = Arc::new(Table::new(&limits(9)));
        let (idle, reading, answering) = (table.enter(), table.enter(), table.enter());
        reading.standing().read();
        let _answering = answering.standing().answering(false);
        table.look_through();
        assert!(!is_closed(&idle).await && !is_closed(&reading).await && !is_closed(&answering).await);
        std::thread::sleep(Duration::from_millis(30));
        assert!(idle.is_overdue());
        std::thread::sleep(Duration::from_millis(60));
        table.look_through();
        assert!(is_closed(&idle).await && is_closed(&reading).await && is_closed(&answering).await);
    }

    #[tokio::test]
    async fn the_idlest_make_room() {
        let table = Arc::new(Table::new(&limits(3)));
        let answering = table.enter();
        let _answering = answering.standing().answering(false);
        std::thread::sleep(Duration::from_millis(5));
        let reading = table.enter();
        reading.standing().read();
        let idle = table.enter();
        table.close_some();
        assert!(is_closed(&idle).await, "who idles goes before who sends");
        assert!(!is_closed(&reading).await && !is_closed(&answering).await);
        drop(idle);
        table.close_some();
        assert!(is_closed(&reading).await && !is_closed(&answering).await);
        drop(reading);
        table.close_some();
        assert!(!is_closed(&answering).await, "who is being answered stays");
        assert_eq!(table.len(), 1);
        table.make_room().await;
    }

    #[tokio::test]
    async fn who_comes_waits_until_there_is_room() {
        let table = Arc::new(Table::new(&limits(1)));
        let only = table.enter();
        let answering = only.standing().answering(false);
        assert!(timeout(Duration::from_millis(60), table.make_room()).await.is_err());
        drop(answering);
        let waiting = tokio::spawn({
            let table = table.clone();
            async move { table.make_room().await }
        });
        only.told_to_close().await;
        drop(only);
        waiting.await.unwrap();
        assert_eq!(table.len(), 0);
    }
}
