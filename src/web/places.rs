//! Limits by kind of work, so that slow questions never hold up pages that are found by key.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

use super::downloads::Downloads;
use super::error::AppError;
use super::format::Format;
use super::limits::{Limits, cores};
use crate::work::Work;

/// The places of each kind of work.
#[derive(Debug, Clone)]
pub(super) struct Kinds {
    /// Pages that ask by key: a claim, a source, a publisher, an article, the home page.
    pub by_key: Arc<Places>,
    /// Lists, searches, facets.
    pub questions: Arc<Places>,
    /// Suggestions while people type, and names that a missing page offers. Nobody misses one that does not come.
    pub suggestions: Arc<Places>,
    /// Images, with what they ask the database for. They take the processor, and nobody waits before a page for them.
    pub images: Arc<Places>,
    /// Whole results that are streamed. A place is held until the last byte is made.
    pub downloads: Arc<Downloads>,
    /// The threads that all downloads share.
    pub download_threads: Arc<Semaphore>,
}

/// The places of one kind of work, and the queue before them.
#[derive(Debug)]
pub(super) struct Places {
    all: usize,
    free: Semaphore,
    longest_queue: usize,
    queue: Semaphore,
    /// Requests that found no place.
    refused: AtomicU64,
    patience: Duration,
    /// The threads on which this kind of work takes the processor for long.
    threads: Arc<Semaphore>,
}

/// Pages by key take a few milliseconds; so many at once wait for the processor, not for a place.
const BY_KEY: usize = 64;
const BY_KEY_QUEUE: usize = 512;
const BY_KEY_PATIENCE: Duration = Duration::from_secs(5);
/// A few people who type; what they typed before is of no use a moment later.
const SUGGESTIONS: usize = 2;
const SUGGESTIONS_QUEUE: usize = 8;
/// Programs ask for images when somebody shares a link; what is drawn is kept.
const IMAGES: usize = 2;
const IMAGES_QUEUE: usize = 32;
const IMAGES_PATIENCE: Duration = Duration::from_secs(5);
const SUGGESTIONS_PATIENCE: Duration = Duration::from_millis(500);

impl Kinds {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            by_key: Arc::new(Places::new(BY_KEY, BY_KEY_QUEUE, BY_KEY_PATIENCE, cores())),
            questions: Arc::new(Places::new(limits.questions, limits.queue, limits.patience, cores())),
            images: Arc::new(Places::new(IMAGES, IMAGES_QUEUE, IMAGES_PATIENCE, 1)),
            downloads: Arc::new(Downloads::new(limits.answer)),
            download_threads: Arc::new(Semaphore::new(1)),
            suggestions: Arc::new(Places::new(SUGGESTIONS, SUGGESTIONS_QUEUE, SUGGESTIONS_PATIENCE, 1)),
        }
    }
}

impl Kinds {
    /// The kinds of work that have a queue, by name.
    pub(super) fn by_name(&self) -> [(&'static str, &Places); 4] {
        [
            ("pages", &self.by_key),
            ("questions", &self.questions),
            ("suggestions", &self.suggestions),
            ("images", &self.images),
        ]
    }
}

impl Places {
    fn new(places: usize, queue: usize, patience: Duration, threads: usize) -> Self {
        Self {
            all: places.max(1),
            free: Semaphore::new(places.max(1)),
            longest_queue: queue,
            queue: Semaphore::new(queue),
            refused: AtomicU64::new(0),
            patience,
            threads: Arc::new(Semaphore::new(threads)),
        }
    }

    /// Runs `work` in a place of its own. `None` where none comes free in time, or too many wait already.
    pub(super) async fn run<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let Some(_place) = self.take().await else {
            self.refused.fetch_add(1, Ordering::Relaxed);
            return None;
        };
        Some(Work::run(self.threads.clone(), work).await)
    }

    /// How many requests are worked on, how many wait, and how many were refused.
    pub(super) fn taken(&self) -> (i64, i64, u64) {
        let taken = |all: usize, free: &Semaphore| all.saturating_sub(free.available_permits()) as i64;
        let refused = self.refused.load(Ordering::Relaxed);
        (taken(self.all, &self.free), taken(self.longest_queue, &self.queue), refused)
    }

    async fn take(&self) -> Option<SemaphorePermit<'_>> {
        if let Ok(place) = self.free.try_acquire() {
            return Some(place);
        }
        let _waiting = self.queue.try_acquire().ok()?;
        timeout(self.patience, self.free.acquire()).await.ok()?.ok()
    }
}

/// The places for the pages of a route, and those for the images of these pages.
#[derive(Debug, Clone)]
pub(super) struct OfRoute {
    pub pages: Arc<Places>,
    pub images: Arc<Places>,
}

/// Answers a request in a place of its kind, or asks its reader to come back.
pub(super) async fn in_a_place(State(places): State<OfRoute>, request: Request, next: Next) -> Response {
    let places = match Format::of(&request) {
        Format::Png => places.images,
        _ => places.pages,
    };
    places.run(next.run(request)).await.unwrap_or_else(|| AppError::Busy.into_response())
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use super::*;

    #[tokio::test]
    async fn the_queue_is_short_and_every_place_is_given_back() {
        let places = Arc::new(Places::new(1, 1, Duration::from_millis(200), 1));
        let spawned = |places: &Arc<Places>| {
            let places = places.clone();
            tokio::spawn(async move { places.run(pending::<()>()).await })
        };
        let working = spawned(&places);
        tokio::task::yield_now().await;
        let waiting = spawned(&places);
        tokio::task::yield_now().await;
        assert_eq!(places.run(async { 1 }).await, None, "the queue is full");
        assert_eq!(waiting.await.unwrap(), None, "no place came free in time");
        working.abort();
        assert!(working.await.is_err());
        assert_eq!(places.run(async { 2 }).await, Some(2), "who goes away gives back the place");
        assert_eq!((places.free.available_permits(), places.queue.available_permits()), (1, 1));
    }

    #[tokio::test]
    async fn one_kind_of_work_does_not_wait_for_another() {
        let kinds = Kinds::new(&Limits { questions: 1, queue: 0, ..Limits::default() });
        let asking = kinds.questions.clone();
        let question = tokio::spawn(async move { asking.run(pending::<()>()).await });
        tokio::task::yield_now().await;
        assert_eq!(kinds.questions.run(async {}).await, None);
        assert_eq!(kinds.by_key.run(async {}).await, Some(()));
        assert_eq!(kinds.suggestions.run(async {}).await, Some(()));
        question.abort();
    }
}
