//! What a connection is doing, and since when.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::web::limits::Limits;

/// What a connection is doing. In the order in which they are closed for want of room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    /// Nothing, since its last answer, or since it came.
    Idle,
    /// Sending a request whose head is not complete.
    Reading,
    /// Waiting for an answer, or taking it.
    Answering,
}

/// A connection that is idle for so long is taken to stay so for a while.
const REST_AFTER: Duration = Duration::from_millis(500);
/// Bytes a second that a reader has to take of an answer, in the long run.
const SLOWEST: u64 = 1024;

impl Phase {
    /// How long a connection may do this.
    pub(super) fn limit(self, limits: &Limits) -> Duration {
        match self {
            Self::Idle => limits.idle,
            Self::Reading => limits.head,
            Self::Answering => limits.answer,
        }
    }
}

/// What one connection is doing. Kept up by what goes over it; read by the table, which may see it a moment late.
#[derive(Debug)]
pub(super) struct Standing {
    /// What all times count from.
    began: Instant,
    /// When it began what it is doing, moved on by what was taken of an answer; in milliseconds.
    since: AtomicU64,
    is_reading: AtomicBool,
    /// Requests that are being answered.
    answering: AtomicU32,
    /// Requests that were or are being answered.
    answered: AtomicU64,
    /// True while the reader takes nothing of what is to be written.
    is_held_up: AtomicBool,
    /// True once it sent a request of HTTP/2, whose other frames are no beginning of a request.
    is_http2: AtomicBool,
}

impl Standing {
    pub(super) fn new(began: Instant) -> Self {
        let standing = Self {
            began,
            since: AtomicU64::default(),
            is_reading: AtomicBool::default(),
            answering: AtomicU32::default(),
            answered: AtomicU64::default(),
            is_held_up: AtomicBool::default(),
            is_http2: AtomicBool::default(),
        };
        standing.begin();
        standing
    }

    fn begin(&self) {
        self.since.store(self.began.elapsed().as_millis() as u64, Ordering::Relaxed);
    }

    /// Bytes came.
    pub(super) fn read(&self) {
        let begins = self.phase() == Phase::Idle && !self.is_http2.load(Ordering::Relaxed);
        if begins && !self.is_reading.swap(true, Ordering::Relaxed) {
            self.begin();
        }
    }

    /// Whether the reader takes what is to be written.
    pub(super) fn held_up(&self, is_held_up: bool) {
        self.is_held_up.store(is_held_up, Ordering::Relaxed);
    }

    /// The reader took so many bytes. One that takes a long answer slowly is not cut off, unless it takes next to nothing:
    /// a byte now and then would hold an answer as long as one likes.
    pub(super) fn wrote(&self, bytes: usize) {
        let counts = match self.phase() {
            Phase::Reading => false,
            Phase::Answering => true,
            // What is left of an answer. HTTP/2 sends other things as well.
            Phase::Idle => !self.is_http2.load(Ordering::Relaxed),
        };
        if counts {
            let now = self.began.elapsed().as_millis() as u64;
            let since = self.since.load(Ordering::Relaxed) + bytes as u64 * 1000 / SLOWEST;
            self.since.fetch_max(since.min(now), Ordering::Relaxed);
        }
    }

    /// The head of a request is complete. It is being answered until what this returns is dropped.
    pub(super) fn answering(self: Arc<Self>, is_http2: bool) -> Answering {
        self.answering.fetch_add(1, Ordering::Relaxed);
        self.answered.fetch_add(1, Ordering::Relaxed);
        self.is_reading.store(false, Ordering::Relaxed);
        self.is_http2.store(is_http2, Ordering::Relaxed);
        self.begin();
        Answering(self)
    }

    pub(super) fn phase(&self) -> Phase {
        if self.is_answering() {
            Phase::Answering
        } else if self.is_reading() {
            Phase::Reading
        } else {
            Phase::Idle
        }
    }

    pub(super) fn is_reading(&self) -> bool {
        self.is_reading.load(Ordering::Relaxed)
    }

    pub(super) fn is_answering(&self) -> bool {
        self.answering.load(Ordering::Relaxed) > 0
    }

    /// The number of requests that were or are being answered.
    pub(super) fn answered(&self) -> u64 {
        self.answered.load(Ordering::Relaxed)
    }

    /// True where it has been idle for a while, and its reader has all of the last answer.
    pub(super) fn may_rest(&self) -> bool {
        self.phase() == Phase::Idle && self.lasts() >= REST_AFTER && !self.is_held_up.load(Ordering::Relaxed)
    }

    /// For how long it has been doing what it does.
    pub(super) fn lasts(&self) -> Duration {
        self.began.elapsed().saturating_sub(Duration::from_millis(self.since.load(Ordering::Relaxed)))
    }
}

/// A request that is being answered.
#[derive(Debug)]
pub(super) struct Answering(Arc<Standing>);

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.begin();
        self.0.answering.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_over_a_connection_tells_what_it_does() {
        let standing = Arc::new(Standing::new(Instant::now()));
        assert_eq!(standing.phase(), Phase::Idle);
        standing.read();
        assert_eq!(standing.phase(), Phase::Reading);
        let answering = standing.clone().answering(false);
        standing.read();
        assert_eq!(standing.phase(), Phase::Answering, "the next request waits for this answer");
        drop(answering);
        assert_eq!(standing.phase(), Phase::Idle);
    }

    #[test]
    fn each_byte_of_a_head_does_not_begin_it_anew() {
        let standing = Standing::new(Instant::now());
        standing.read();
        std::thread::sleep(Duration::from_millis(20));
        standing.read();
        standing.wrote(1000);
        assert!(standing.lasts() >= Duration::from_millis(19));
    }

    #[test]
    fn an_answer_that_is_taken_slowly_goes_on() {
        let standing = Arc::new(Standing::new(Instant::now()));
        let answering = standing.clone().answering(false);
        std::thread::sleep(Duration::from_millis(200));
        standing.wrote(2);
        assert!(standing.lasts() >= Duration::from_millis(150), "two bytes are next to nothing");
        standing.wrote(10_000);
        assert!(standing.lasts() < Duration::from_millis(150));
        drop(answering);
    }

    #[test]
    fn frames_of_http2_are_no_request() {
        let standing = Arc::new(Standing::new(Instant::now()));
        standing.read();
        drop(standing.clone().answering(true));
        standing.read();
        assert_eq!(standing.phase(), Phase::Idle);
    }
}
