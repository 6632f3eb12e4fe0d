//! Runs parsers of untrusted input safely: on a thread with a large stack, with panics caught and a time limit.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use super::Reason;

/// Stack size: enough for a page nested as deeply as `html` allows. Unused pages of it are mapped but take no memory.
const STACK: usize = 64 << 20;

/// Time limit: far more than any real page needs, even on a heavily loaded machine. The slowest one known takes a tenth
/// of a second.
const TIME: Duration = Duration::from_secs(30);

/// Runs `parse` on a thread of its own.
///
/// A parser that exceeds the time limit keeps running on its thread, because Rust cannot stop a thread.
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
        // Sending fails only after the time limit, when the receiver is gone.
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
