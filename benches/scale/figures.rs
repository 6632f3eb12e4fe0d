//! What is counted of requests: how long they took, how many a second, and how many failed.

use std::time::Duration;

use serde::Serialize;

/// One request that was sent.
#[derive(Debug, Clone)]
pub(crate) struct Answered {
    pub(crate) kind: &'static str,
    /// From the time it was due, so that waiting counts.
    pub(crate) took: Duration,
    /// The status of the answer, and the bytes of its body; `None` where none came.
    pub(crate) answer: Option<(u16, usize)>,
}

impl Answered {
    /// An answer that gives what was asked for, or says that it is elsewhere.
    pub(crate) fn is_good(&self) -> bool {
        self.answer.is_some_and(|(status, _)| status < 400)
    }
}

/// The figures of some requests; times are milliseconds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Figures {
    pub(crate) what: String,
    pub(crate) requests: usize,
    pub(crate) errors: usize,
    pub(crate) per_second: f64,
    pub(crate) p50: f64,
    pub(crate) p95: f64,
    pub(crate) p99: f64,
    pub(crate) max: f64,
}

impl Figures {
    /// The figures of requests that were sent within `span`. Those that failed count with the time they took.
    pub(crate) fn of<'a>(what: &str, answered: impl Iterator<Item = &'a Answered>, span: Duration) -> Self {
        let (mut times, mut errors) = (Vec::new(), 0);
        for answered in answered {
            times.push(answered.took);
            errors += usize::from(!answered.is_good());
        }
        times.sort_unstable();
        let at = |part: f64| percentile(&times, part).unwrap_or_default().as_secs_f64() * 1000.0;
        Self {
            what: what.to_owned(),
            requests: times.len(),
            errors,
            per_second: (times.len() - errors) as f64 / span.as_secs_f64().max(f64::EPSILON),
            p50: at(0.5),
            p95: at(0.95),
            p99: at(0.99),
            max: at(1.0),
        }
    }
}

/// The least of the sorted values that at least this part of all are not above (nearest rank).
pub(crate) fn percentile<T: Copy>(sorted: &[T], part: f64) -> Option<T> {
    let rank = (part * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.clamp(1, sorted.len().max(1)) - 1).copied()
}
