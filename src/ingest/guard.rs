//! Runs a parser of hostile input where it can do no harm: on a stack of its own, with panics caught and a time limit.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use super::Reason;

/// Enough for a page nested as deeply as `html` lets through; it is only mapped, not used up.
const STACK: usize = 64 << 20;

/// Far beyond what any honest page takes, also on a machine that has a hundred other things to do: the slowest real one we
/// know takes a tenth of a second of work.
const TIME: Duration = Duration::from_secs(30);

/// Runs `parse` in a thread of its own.
///
/// A parser that runs out of time is left behind in its thread: Rust has no way to stop it.
pub(super) fn guarded<T, R>(parse: R) -> Result<T, Reason>
where
    T: Send + 'static,
    R: FnOnce() -> Result<T, Reason> + Send + 'static,
{
    guarded_for(TIME, parse)
}

fn guarded_for<T, R>(time: Duration, parse: R) -> Result<T, Reason>
where
    T: Send + 'static,
    R: FnOnce() -> Result<T, Reason> + Send + 'static,
{
    let (sender, receiver) = channel();
    let thread = std::thread::Builder::new().name("parser".to_owned()).stack_size(STACK).spawn(move || {
        // Nobody listens any more only when the time was up.
        let _ = sender.send(parse());
    });
    if let Err(error) = thread {
        return Err(Reason::of_io(&error, false));
    }
    receiver.recv_timeout(time).unwrap_or_else(|error| {
        Err(Reason::GaveUp(match error {
            RecvTimeoutError::Timeout => "it took too long",
            RecvTimeoutError::Disconnected => "it failed inside",
        }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panics_and_delays_are_named() {
        assert_eq!(guarded(|| Ok(7)), Ok(7));
        assert_eq!(guarded(|| Err::<u8, _>(Reason::Empty)), Err(Reason::Empty));
        let failing = || -> Result<u8, Reason> { panic!("a parser that fails, on purpose") };
        assert_eq!(guarded(failing), Err(Reason::GaveUp("it failed inside")));
        let slow = || {
            std::thread::sleep(Duration::from_secs(5));
            Ok(7)
        };
        assert_eq!(guarded_for(Duration::from_millis(10), slow), Err(Reason::GaveUp("it took too long")));
    }
}
