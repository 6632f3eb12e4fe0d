//! The places of downloads: few run at once, and who hardly takes anything of one makes room for who comes.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Downloads at once. One may take minutes, and leaves the processor to pages most of the time.
const DOWNLOADS: usize = 4;
/// A reader who takes fewer bytes a second has to make room. Phones on a bad line take as many.
const SLOW: u64 = 64 * 1024;

/// All places.
#[derive(Debug)]
pub(super) struct Downloads {
    /// How long a reader is waited for before it counts as slow.
    patience: Duration,
    taken: Mutex<Vec<Arc<Mutex<Taking>>>>,
}

/// How a reader takes a download.
#[derive(Debug, Default)]
struct Taking {
    /// Bytes that the reader has, of the last while.
    bytes: u64,
    /// How long it was waited for, in that while.
    waited: Duration,
    /// The bytes that the reader is taking, and since when.
    part: Option<(u64, Instant)>,
    /// True once the place is another's.
    is_out: bool,
}

/// A place, held until it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    all: Arc<Downloads>,
    taking: Arc<Mutex<Taking>>,
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Downloads {
    /// No place is taken. A reader counts as slow after `patience`.
    pub(super) fn new(patience: Duration) -> Self {
        Self { patience, taken: Mutex::default() }
    }

    /// Takes a place: a free one, else that of the slowest reader. `None` where nobody is slow, or was waited for long
    /// enough.
    pub(super) fn take(self: &Arc<Self>) -> Option<Place> {
        let mut taken = locked(&self.taken);
        if taken.len() >= DOWNLOADS {
            let slow =
                taken.iter().enumerate().filter_map(|(at, taking)| Some((locked(taking).slowness(self.patience)?, at)));
            let (_, at) = slow.min()?;
            locked(&taken.swap_remove(at)).is_out = true;
            tracing::info!("a download whose reader hardly took anything made room for another");
        }
        let taking = Arc::<Mutex<Taking>>::default();
        taken.push(taking.clone());
        Some(Place { all: self.clone(), taking })
    }
}

impl Taking {
    /// Bytes a second, where they are few and it was waited long enough.
    fn slowness(&self, patience: Duration) -> Option<u64> {
        let waited = self.waited + self.part.map_or(Duration::ZERO, |(_, since)| since.elapsed());
        let rate = self.bytes * 1000 / (waited.as_millis() as u64).max(1);
        (waited >= patience && rate < SLOW).then_some(rate)
    }
}

impl Place {
    /// A part of so many bytes was made, for the reader to take.
    pub(super) fn made(&self, bytes: usize) {
        locked(&self.taking).part = Some((bytes as u64, Instant::now()));
    }

    /// The reader has that part and asks for more; false where the place was given to another.
    pub(super) fn asked(&self) -> bool {
        let mut taking = locked(&self.taking);
        if let Some((bytes, since)) = taking.part.take() {
            taking.bytes += bytes;
            taking.waited += since.elapsed();
        }
        // How fast the reader was long ago does not count.
        while taking.waited > 2 * self.all.patience {
            taking.bytes /= 2;
            taking.waited /= 2;
        }
        !taking.is_out
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        locked(&self.all.taken).retain(|taking| !Arc::ptr_eq(taking, &self.taking));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slowest_reader_makes_room_and_fast_ones_keep_their_places() {
        let all = Arc::new(Downloads::new(Duration::from_millis(500)));
        let places: Vec<Place> = (0..DOWNLOADS).map(|_| all.take().unwrap()).collect();
        for (place, bytes) in places.iter().zip([10 << 20, 500, 200, 10 << 20]) {
            place.made(bytes);
            assert!(place.asked());
            place.made(1000);
        }
        assert!(all.take().is_none(), "nobody was waited for long enough");
        std::thread::sleep(Duration::from_millis(600));
        let another = all.take().unwrap();
        assert_eq!(places.iter().map(Place::asked).collect::<Vec<_>>(), [true, true, false, true]);
        assert!(all.take().is_some(), "the second slowest");
        drop(places);
        assert_eq!(locked(&all.taken).len(), 1);
        drop(another);
        assert!(locked(&all.taken).is_empty());
    }
}
