//! How much the site takes on at once, and how long it waits.

use std::num::NonZeroUsize;
use std::time::Duration;

/// How much the site takes on at once, and how long it waits. The operator decides the first two; the others are right for
/// any site.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections that stand at once. For one more, those are closed that have idled longest.
    pub connections: usize,
    /// Questions (lists, searches, facets) that are worked on at once.
    pub questions: usize,
    /// Questions that wait for a place. A longer queue would only make its last ones wait in vain.
    pub queue: usize,
    /// How long a question waits for a place before its reader is asked to come back.
    pub patience: Duration,
    /// From the first byte of a request, or the connection, to the end of its head. A browser sends it at once.
    pub head: Duration,
    /// How long a connection stands between two requests; browsers and proxies keep theirs for about a minute.
    pub idle: Duration,
    /// How long an answer is worked on, or its reader takes next to nothing of it. After as long, a download that is taken slowly may have
    /// to make room. Longer than any request may take.
    pub answer: Duration,
}

/// Questions that wait, for each one that is worked on.
const QUEUE: usize = 8;

impl Default for Limits {
    fn default() -> Self {
        // While one asks the database, another one keeps the processor busy.
        let questions = 2 * cores().max(2);
        Self {
            connections: 16_384,
            questions,
            queue: QUEUE * questions,
            patience: Duration::from_secs(2),
            head: Duration::from_secs(10),
            idle: Duration::from_secs(60),
            answer: Duration::from_secs(30),
        }
    }
}

impl Limits {
    /// Lets so many questions be worked on at once, with a queue that fits; `None` changes nothing.
    pub fn set_questions(&mut self, questions: Option<NonZeroUsize>) {
        if let Some(questions) = questions {
            self.questions = questions.get();
            self.queue = QUEUE * self.questions;
        }
    }
}

/// The cores that this process may use.
pub(super) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
