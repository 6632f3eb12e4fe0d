//! The work that is done for one request: whether its answer is still wanted, and on how many threads it may run.
//!
//! The site runs the handler of each request inside [`Work::run`]. When a request is ended before it is answered, because
//! its reader went away or its time is over, what it asked of the database and of the search index asks [`is_wanted`] now
//! and then, and stops. Outside of a request (loading, following changes) everything is wanted.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tokio::sync::Semaphore;
use tokio::task::JoinError;

tokio::task_local! {
    static CURRENT: Work;
}

/// The work for one request.
#[derive(Debug, Clone)]
pub struct Work {
    is_ended: Arc<AtomicBool>,
    threads: Arc<Semaphore>,
}

/// Ends the work when it is dropped before the answer was there.
struct EndWithRequest(Option<Arc<AtomicBool>>);

impl Drop for EndWithRequest {
    fn drop(&mut self) {
        if let Some(is_ended) = &self.0 {
            is_ended.store(true, Ordering::Relaxed);
        }
    }
}

impl Work {
    /// Runs what answers a request. When the future is dropped before it is ready, the work is no longer wanted.
    /// `threads` are the threads that all work of this kind shares.
    pub async fn run<T>(threads: Arc<Semaphore>, answer: impl Future<Output = T>) -> T {
        let work = Self { is_ended: Arc::default(), threads };
        let mut end = EndWithRequest(Some(work.is_ended.clone()));
        let answer = CURRENT.scope(work, answer).await;
        end.0 = None;
        answer
    }

    /// The work that this is a part of; `None` outside of a request.
    pub fn current() -> Option<Self> {
        CURRENT.try_with(Self::clone).ok()
    }

    /// False once the request was ended without an answer.
    pub fn is_wanted(&self) -> bool {
        !self.is_ended.load(Ordering::Relaxed)
    }
}

/// False where this is work for a request that was ended without an answer.
pub fn is_wanted() -> bool {
    CURRENT.try_with(Work::is_wanted).unwrap_or(true)
}

/// Runs what takes the processor for long beside the threads that answer requests. Within a request it waits for one of
/// the threads that its kind of work may use.
///
/// # Errors
/// When it panics.
pub async fn on_a_thread<T: Send + 'static>(task: impl FnOnce() -> T + Send + 'static) -> Result<T, JoinError> {
    let Some(work) = Work::current() else { return tokio::task::spawn_blocking(task).await };
    // The semaphore is never closed.
    let thread = work.threads.clone().acquire_owned().await.ok();
    tokio::task::spawn_blocking(move || {
        let _thread = thread;
        CURRENT.sync_scope(work, task)
    })
    .await
}

/// Divides work among this thread and those that are free of the threads which its kind of work may use. Each thread calls
/// `task` once with the parts that it takes, which no other takes; every part is taken. What is not `large` is done on this
/// thread alone, since another one costs more than it saves.
///
/// # Panics
/// When `task` does.
pub fn divided<T: Send>(
    parts: usize,
    large: bool,
    task: impl Fn(&mut dyn Iterator<Item = usize>) -> T + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let on_one =
        || task(&mut std::iter::from_fn(|| Some(next.fetch_add(1, Ordering::Relaxed)).filter(|part| *part < parts)));
    let work = Work::current().filter(|_| large);
    let free = |work: &Work| work.threads.clone().try_acquire_owned().ok();
    let further: Vec<_> = (1..parts).map_while(|_| work.as_ref().and_then(free)).collect();
    std::thread::scope(|scope| {
        let on_others: Vec<_> = further
            .into_iter()
            .map(|thread| {
                let (work, on_one) = (work.clone(), &on_one);
                scope.spawn(move || {
                    let _thread = thread;
                    match work {
                        Some(work) => CURRENT.sync_scope(work, on_one),
                        None => on_one(),
                    }
                })
            })
            .collect();
        let mut done = vec![on_one()];
        for other in on_others {
            done.push(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        done
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn every_part_is_done_once_on_the_threads_that_are_free() {
        for (threads, expected) in [(1, 1), (3, 3), (9, 5)] {
            for large in [false, true] {
                let done = Work::run(Arc::new(Semaphore::new(threads)), async move {
                    on_a_thread(move || divided(5, large, |parts| (is_wanted(), parts.collect::<Vec<_>>()))).await
                });
                let done = done.await.unwrap();
                assert_eq!(done.len(), if large { expected } else { 1 });
                let mut parts: Vec<usize> = done.into_iter().flat_map(|(_, parts)| parts).collect();
                parts.sort_unstable();
                assert_eq!(parts, [0, 1, 2, 3, 4]);
            }
        }
        assert_eq!(divided(2, true, |parts| parts.count()), [2], "outside of a request there is one");
    }

    #[tokio::test]
    async fn work_is_wanted_until_its_request_is_ended() {
        assert!(is_wanted(), "outside of a request everything is");
        let threads = Arc::new(Semaphore::new(1));
        let (tell, told) = tokio::sync::oneshot::channel();
        let unanswered = Work::run(threads.clone(), async {
            assert!(is_wanted());
            let _ = tell.send(Work::current().unwrap());
            // Goes on until it is no longer wanted.
            on_a_thread(|| {
                while is_wanted() {
                    std::thread::sleep(Duration::from_millis(1));
                }
            })
            .await
        });
        assert!(tokio::time::timeout(Duration::from_millis(50), unanswered).await.is_err());
        assert!(!told.await.unwrap().is_wanted());
        // The only thread is free again.
        let answered = Work::run(threads, async { (on_a_thread(|| 7).await.unwrap(), Work::current().unwrap()) }).await;
        assert_eq!(answered.0, 7);
        assert!(answered.1.is_wanted(), "an answered request leaves nothing to stop");
    }
}
